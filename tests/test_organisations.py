"""Names of organs, offices and units: where they begin and end, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.organisations import organisations


def names(text: str) -> list[str]:
    return [text[start:end] for start, end in organisations(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("会同市财政局下达资金", ["市财政局"]),
        ("由县住建局牵头", ["县住建局"]),
        ("组织财政局、教育局核对", ["财政局", "教育局"]),
        ("督促江州市水利局和云湖区教育局整改", ["江州市水利局", "云湖区教育局"]),
        ("江苏省云湖市公安局交警支队", ["江苏省云湖市公安局交警支队"]),
        ("大同市交通运输局报送", ["大同市交通运输局"]),
        ("市住房和城乡建设局、市工业和信息化局", ["市住房和城乡建设局", "市工业和信息化局"]),
        ("市市场监管局负责", ["市市场监管局"]),
        ("（牵头单位：市委组织部；责任单位：市委网信办、市投促局）", ["市委组织部", "市委网信办", "市投促局"]),
        ("市委、市政府督查室", ["市委", "市政府督查室"]),
        ("市委市政府", ["市委", "市政府"]),
        ("省委办公厅、厅党组、局办公室", ["省委办公厅", "厅党组", "局办公室"]),
        ("乡村振兴领导小组办公室、工作专班", ["乡村振兴领导小组办公室", "工作专班"]),
        ("人事科、财务处、信息中心、驻局纪检监察组", ["人事科", "财务处", "信息中心", "驻局纪检监察组"]),
        (
            "各科室、机关各处室、各镇（街道）、各乡镇人民政府",
            ["各科室", "机关各处室", "各镇（街道）", "各乡镇人民政府"],
        ),
        ("各县（市、区）人民政府要落实", ["各县（市、区）人民政府"]),
        ("市直有关部门、相关单位、行业主管部门", ["市直有关部门", "相关单位", "行业主管部门"]),
        ("支持配合纪检部门办案", ["纪检部门"]),
        ("各地各部门要对照清单", ["各地各部门"]),
        ("县级以上人民政府有关部门", ["县级以上人民政府有关部门"]),
        ("国网江州供电公司、临江水务集团", ["国网江州供电公司", "临江水务集团"]),
        ("支持云湖职业学院升本", ["云湖职业学院"]),
        ("市**局、XX区住建局、**市××局", ["市**局", "XX区住建局", "**市××局"]),
        ("提请市人大常委会审议", ["市人大常委会"]),
        ("国家金融监督管理总局江州监管分局", ["国家金融监督管理总局江州监管分局"]),
    ],
)
def test_a_name_is_taken_whole_and_alone(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "办公室工作扎实有序",
        "编制部门预算",
        "围绕中心工作，开展中心组学习",
        "委托第三方，打开局面，布置会议室",
        "坚持党委领导、政府负责",
        "依法处置，科学研判，修缮院落，设立站点",
        "服务大局，加强队伍建设",
        "构建新发展格局，优化产业布局",
        "市政府工作报告",
        "市委书记到会讲话",
        "城市局部地区有雨",
        "责任单位：",
        "所有的事情",
        "",
    ],
)
def test_what_only_looks_like_a_name(text: str) -> None:
    assert names(text) == []


def test_a_bracket_that_opens_before_a_name_stays_out() -> None:
    assert names("二十三家县（人民）医院") == []


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.sampled_from(
            "市县区局厅委办公室部门各有关财政教育和、（）()由会同江州*X某，。的 政府党组科处中心单位乡镇街道abc\n𠮷"
        ),
        max_size=60,
    )
)
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    last = 0
    for start, end in organisations(text):
        assert last <= start < end <= len(text)
        assert not {"，", "。", "\n"} & set(text[start:end])
        last = end
