"""A text in, its clauses out, each with what it says is done; the sentences are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.clauses import Deed, Reading, clauses, deed, listed, parts, read
from hegao.moments import moments
from hegao.nlp import words
from hegao.organisations import organisations


def reading_of(text: str) -> Reading:
    return read(text, words(text), moments(text, 2023), organisations(text))


def deeds_of(text: str) -> list[Deed]:
    reading = reading_of(text)
    found = clauses(reading, 0, len(reading.starts))
    return [deed(reading, part) for clause in found for part in parts(reading, clause)]


def only(text: str) -> Deed:
    (found,) = deeds_of(text)
    return found


def span(text: str, found: Deed) -> str:
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("修订预案，开展演练。", ["修订预案", "开展演练"]),
        ("印发《防汛、抗旱，应急预案》，备案。", ["印发《防汛、抗旱，应急预案》", "备案"]),
        ("拨付资金1,200万元，9：30召开会议", ["拨付资金1,200万元", "9：30召开会议"]),
        ("开展检查（含仓库，车间）；整改问题。", ["开展检查（含仓库，车间）", "整改问题"]),
        ("开展检查（含仓库，整改问题。", ["开展检查（含仓库，整改问题"]),
        ("，，。", []),
        ("", []),
    ],
)
def test_marks_part_clauses(text: str, expected: list[str]) -> None:
    reading = reading_of(text)
    found = clauses(reading, 0, len(reading.starts))
    assert [text[reading.starts[c.first] : reading.end(c.last - 1)] for c in found] == expected


def test_sentences_are_counted() -> None:
    reading = reading_of("修订预案，开展演练。检查泵站。")
    found = clauses(reading, 0, len(reading.starts))
    assert [(clause.mark, clause.sentence) for clause in found] == [("，", 0), ("。", 0), ("。", 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("完善巡查制度、细化处置流程", ["完善巡查制度", "细化处置流程"]),
        ("修订应急预案并组织两次演练", ["修订应急预案", "组织两次演练"]),
        ("完善巡查、值守制度", ["完善巡查、值守制度"]),
        ("收集、汇总各镇数据", ["收集、汇总各镇数据"]),
        ("完善制度、细化流程等工作", ["完善制度、细化流程等工作"]),
        ("检查（完善制度、细化流程）情况台账", ["检查（完善制度、细化流程）情况台账"]),
    ],
)
def test_second_verbs_part_a_clause(text: str, expected: list[str]) -> None:
    reading = reading_of(text)
    (clause,) = clauses(reading, 0, len(reading.starts))
    found = parts(reading, clause)
    assert [text[reading.starts[c.first] : reading.end(c.last - 1)] for c in found] == expected


@pytest.mark.parametrize(
    ("text", "where", "action", "what"),
    [
        ("深入开展隐患排查", "深入开展隐患排查", "开展", "隐患排查"),  # adverbs stay
        ("要认真编制应急预案", "认真编制应急预案", "编制", "应急预案"),  # 要 does not
        ("将于6月底前建成泵站", "建成泵站", "建成", "泵站"),  # though 将X建成Y brings X forward
        ("已修建水渠3公里", "修建水渠3公里", "修建", "水渠3公里"),
        ("同时，每季度召开一次例会", "每季度召开一次例会", "召开", "一次例会"),  # how often stays
        ("按照省厅部署要求开展督查", "开展督查", "开展", "督查"),
        ("对辖区仓库开展安全检查", "对辖区仓库开展安全检查", "开展", "安全检查"),
        ("将隐患清单纳入月度考核", "将隐患清单纳入月度考核", "纳入", "隐患清单"),
        ("把任务分解到各镇", "把任务分解到各镇", "分解", "任务"),
        ("为老年人提供上门服务", "为老年人提供上门服务", "提供", "上门服务"),
        ("向群众发放宣传手册", "向群众发放宣传手册", "发放", "宣传手册"),
        ("通过公开招标确定施工单位", "确定施工单位", "确定", "施工单位"),
        ("在防汛工作中建立会商机制", "建立会商机制", "建立", "会商机制"),
        ("组织召开防汛会议", "组织召开防汛会议", "组织召开", "防汛会议"),
        ("收集、汇总各镇数据", "收集、汇总各镇数据", "收集、汇总", "各镇数据"),
        ("对违规企业予以处罚", "对违规企业予以处罚", "处罚", ""),
        ("因地制宜发展特色产业", "因地制宜发展特色产业", "发展", "特色产业"),
        ("“一户一策”化解风险", "“一户一策”化解风险", "化解", "风险"),
        ("制发检查通报", "制发检查通报", "制发", "检查通报"),  # two words to the dictionary
        ("完成投资**亿元", "完成投资**亿元", "完成", "投资**亿元"),
    ],
)
def test_actions(text: str, where: str, action: str, what: str) -> None:
    found = deeds_of(text)[-1]
    assert found.kind == "action"
    assert (span(text, found), found.action, found.object) == (where, action, what)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("确保按期完工", "result"),
        ("力争建成示范点5个", "result"),
        ("坚持预防为主", "stance"),
        ("围绕中心任务", "stance"),
        ("为做好防汛工作", "stance"),
        ("以项目为抓手", "stance"),
        ("对整改不力的", "stance"),
        ("存在薄弱环节", "state"),
        ("其中新建泵站3座", "state"),
        ("未开展检查", "state"),
        ("不能按时完工", "state"),
        ("出勤率达到95%", "state"),
        ("排查还有差距", "state"),
        ("增强责任意识", "attitude"),
        ("为企业提供有力支撑", "effect"),
        ("优化产业结构", "effect"),
        ("按照会议要求", "lead"),
        ("2023年6月底前", "lead"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("text", "doers", "partners", "grounds", "where"),
    [
        ("市水务局负责编制预案", ("市水务局",), (), (), "编制预案"),
        ("由市水务局牵头编制预案", ("市水务局",), (), (), "编制预案"),
        ("由工作专班负责编制预案", ("工作专班",), (), (), "编制预案"),
        ("市水务局、市财政局要落实资金", ("市水务局", "市财政局"), (), (), "落实资金"),
        ("各有关单位应当报送台账", ("各有关单位",), (), (), "报送台账"),
        ("会同市财政局制定办法", (), ("市财政局",), (), "制定办法"),
        ("市水务局会同市财政局制定办法", ("市水务局",), ("市财政局",), (), "制定办法"),
        ("与镇政府一起开展排查", (), ("镇政府",), (), "开展排查"),
        ("征求各镇街道意见", (), ("各镇街道",), (), "征求各镇街道意见"),
        ("支持合作社开展社会化服务", (), ("合作社",), (), "支持合作社开展社会化服务"),
        ("根据《防汛条例》修订预案", (), (), ("根据《防汛条例》",), "修订预案"),
        ("按照年度计划要求落实资金", (), (), ("按照年度计划要求",), "落实资金"),
    ],
)
def test_who_and_on_what_ground(
    text: str, doers: tuple[str, ...], partners: tuple[str, ...], grounds: tuple[str, ...], where: str
) -> None:
    found = only(text)
    assert (found.lead.doers, found.lead.partners, found.lead.grounds) == (doers, partners, grounds)
    assert span(text, found) == where


def test_what_else_is_told() -> None:
    assert only("要组织群众转移").causative
    assert only("抓紧整改").bare
    assert not only("对问题进行整改").bare
    assert only("完成了清淤任务").lead.perfect
    assert only("已完成清淤任务").lead.perfect
    assert only("应当报送台账").lead.modal == "应当"
    assert [moment.text for moment in only("6月底前完成清淤任务").lead.moments] == ["6月底前"]


def test_an_edge_of_a_time_parts_a_word() -> None:
    text = "于3月底前向市局报送总结"
    reading = read(text, words(text), moments(text, 2023))
    assert "".join(reading.texts) == text
    assert "向" in reading.texts
    assert reading.starts == [
        text.index(word, start) for word, start in zip(reading.texts, reading.starts, strict=True)
    ]


def test_classes_by_name() -> None:
    assert "人员" in listed("人物尾")
    with pytest.raises(KeyError):
        listed("没有这一类")


ALPHABET = (
    "要将对向由按照市局县委6月底前完成制定《办法》“、，。；：（）()并和与会同把为在中未不了的 A1*x\n\v第一时间坚决确保"
)


@given(st.one_of(st.text(ALPHABET, max_size=80), st.text(max_size=40)))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    reading = reading_of(text)
    assert reading.starts == sorted(set(reading.starts))
    assert "".join(reading.texts) == "".join(word.text for word in words(text))
    for found in deeds_of(text):
        assert 0 <= found.start <= found.end <= len(text)
        assert found.action in span(text, found)
