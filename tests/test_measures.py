"""Texts in, the numbers that count or measure out: every hard form, and what only looks like one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.measures import measures
from hegao.model import Measure, Moment
from hegao.moments import moments


def found(text: str) -> list[str]:
    return [measure.text for measure in measures(text, moments(text, 2024))]


def only(text: str) -> Measure:
    (measure,) = measures(text, moments(text, 2024))
    return measure


@pytest.mark.parametrize(
    ("text", "span", "value", "unit", "normalized", "plain"),
    [
        ("撰写材料30余万字", "30余万字", "30", "万字", "300000", "字"),
        ("安全行驶100余万公里", "100余万公里", "100", "万公里", "1000000", "公里"),
        ("投资达3.5亿元", "3.5亿元", "3.5", "亿元", "350000000", "元"),
        ("栽种果树２０万株", "２０万株", "20", "万株", "200000", "株"),
        ("清运垃圾4,200吨", "4,200吨", "4200", "吨", "4200", "吨"),
        ("发电860万千瓦时", "860万千瓦时", "860", "万千瓦时", "8600000", "千瓦时"),
        ("装机30万千瓦", "30万千瓦", "30", "万千瓦", "300000", "千瓦"),
        ("满意率98.5％", "98.5％", "98.5", "％", "98.5", "％"),
        ("发放资金一千多万元", "一千多万元", "1000", "万元", "10000000", "元"),
        ("走访群众三百余人次", "三百余人次", "300", "人次", "300", "人次"),
        ("盘活旧房百余套", "百余套", "100", "套", "100", "套"),
        ("修复水渠二十三处", "二十三处", "23", "处", "23", "处"),
        ("受益群众达1.2万", "1.2万", "1.2", "万", "12000", None),
        ("覆盖3200万农村人口", "3200万", "3200", "万", "32000000", None),
        ("浓度为35微克/立方米", "35微克/立方米", "35", "微克/立方米", "35", "微克/立方米"),
        ("合格率为百分之九十五", "百分之九十五", "95", "%", "95", "%"),
        ("工程量完成七成", "七成", "7", "成", "7", "成"),
        ("制定12大项措施", "12大项", "12", "大项", "12", "大项"),
        ("增加28个小项", "28个小项", "28", "个小项", "28", "个小项"),
        ("网上零售额突破千亿元", "千亿元", "1000", "亿元", "100000000000", "元"),
    ],
)
def test_value_and_unit(text: str, span: str, value: str, unit: str, normalized: str, plain: str | None) -> None:
    measure = only(text)
    assert (measure.text, measure.unit, measure.unit_normalized) == (span, unit, plain)
    assert (measure.value, measure.value_normalized) == (Decimal(value), Decimal(normalized))


UNITS = (
    "亿元 万亩 人次 件次 场次 篇次 平方米 平方公里 立方米 公里 ℃ 千瓦时 万千瓦 个工作日 册 宗 "
    "户 家 所 座 项 起 辆 台 套 处 条 期 批次 班次 名 位 亩 公顷 吨 吨标准煤 株 只 头 "
    "羽 kg km² MW 张 支 间 栋 剂次 课时 小时 分钟 车次 标箱 岁"
)


@pytest.mark.parametrize("unit", UNITS.split())
def test_units(unit: str) -> None:
    text = f"平均年龄12{unit}" if unit == "岁" else f"共计达到12{unit}，"
    assert only(text).unit == unit


@pytest.mark.parametrize(
    ("text", "span", "kind", "low", "high", "unit"),
    [
        ("确定课题3-5个", "3-5个", "range", 3, 5, "个"),
        ("一般支出为20%-30%", "20%-30%", "percent", 20, 30, "%"),
        ("每村走访三至五户", "三至五户", "range", 3, 5, "户"),
        ("库温为5~10℃", "5~10℃", "range", 5, 10, "℃"),
        ("改造管网10—15公里", "10—15公里", "range", 10, 15, "公里"),
        ("单体投资200万至300万元", "200万至300万元", "money", 200, 300, "万元"),
        ("每处补助20万元至30万元", "20万元至30万元", "money", 20, 30, "万元"),
        ("每组三四十人", "三四十人", "range", 30, 40, "人"),
    ],
)
def test_ranges(text: str, span: str, kind: str, low: int, high: int, unit: str) -> None:
    measure = only(text)
    assert (measure.text, str(measure.kind), measure.unit) == (span, kind, unit)
    assert measure.value == low
    assert measure.value_max == high


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("受理来文**件，比去年**件增加**件，增加**％", ["**件", "**件", "**件", "**％"]),
        ("形成材料**多份、*余篇次", ["**多份", "*余篇次"]),
        ("信息得分**，排名全区第**", ["**", "第**"]),
        ("报送简报XX条，采用×××条，编发____期", ["XX条", "×××条", "____期"]),
        ("位居*家单位第*", ["*家", "第*"]),
        ("分解为**项目标任务", ["**项"]),
        ("整治坑塘X处，", ["X处"]),
    ],
)
def test_masks(text: str, spans: list[str]) -> None:
    masked = measures(text, moments(text, 2024))
    assert [measure.text for measure in masked] == spans
    assert all(measure.masked and measure.value is None for measure in masked)


@pytest.mark.parametrize(
    ("text", "span", "qualifiers"),
    [
        ("办件约600件", "600件", {"约"}),
        ("办件不少于600件", "600件", {"不少于"}),
        ("办件600件以上", "600件", {"以上"}),
        ("办件近600余件", "600余件", {"近", "余"}),
        ("水温12℃左右", "12℃", {"左右"}),
        ("造林达1.2万亩", "1.2万亩", {"达"}),
        ("时限压缩至3个工作日以内", "3个工作日", {"以内"}),
    ],
)
def test_qualifiers_stay_outside(text: str, span: str, qualifiers: set[str]) -> None:
    measure = only(text)
    assert measure.text == span
    assert qualifiers <= set(measure.qualifier)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("总分排名第3", ["第3"]),
        ("位列第一名", ["第一名"]),
        ("总量居全省第4位", ["第4位"]),
        ("由第8位升至第3位", ["第8位", "第3位"]),
        ("进入全市前10名", ["10名"]),
        ("名次全省第二，", ["第二"]),
    ],
)
def test_ranks(text: str, spans: list[str]) -> None:
    ranks = measures(text, ())
    assert [measure.text for measure in ranks] == spans
    assert {measure.kind for measure in ranks} == {"rank"}


@pytest.mark.parametrize(
    ("text", "span", "kind", "change"),
    [
        ("产值同比增长12.5%", "12.5%", "change", "up"),
        ("办件较去年增加35件", "35件", "change", "up"),
        ("产值翻一番", "翻一番", "change", "up"),
        ("失业率下降1.2个百分点", "1.2个百分点", "change", "down"),
        ("增幅达8%", "8%", "change", "up"),
        ("名次前进5位", "5位", "change", "up"),
        ("压减文件20份", "20份", "change", "down"),
        ("增速高于全省0.6个百分点", "0.6个百分点", "change", "up"),
        ("内涝点减少六成", "六成", "change", "down"),
        ("时限压缩至3天", "3天", "duration", None),
        ("新增床位300张", "300张", "count", None),
        ("参保率提高到96%", "96%", "percent", None),
        ("考核得分92.5分", "92.5分", "score", None),
        ("综合得分92.5，", "92.5", "score", None),
        ("配比为5：1", "5：1", "ratio", None),
        ("服务时长120小时", "120小时", "duration", None),
        ("平均用时2天", "2天", "duration", None),
        ("占比超过三分之一", "三分之一", "percent", None),
    ],
)
def test_kinds_and_changes(text: str, span: str, kind: str, change: str | None) -> None:
    measure = only(text)
    assert (measure.text, measure.kind, measure.change) == (span, kind, change)


def test_a_unit_said_once() -> None:
    first, second = measures("分别下降3.1个和2.6个百分点", ())
    assert (first.text, first.unit, second.unit) == ("3.1个", "个百分点", "个百分点")
    assert [(m.text, m.unit) for m in measures("分别为3、5和8个", ())] == [("3", "个"), ("5", "个"), ("8个", "个")]
    assert [m.kind for m in measures("产值、利润分别增长10.8%、12.9%", ())] == ["change", "change"]


def test_two_points_in_time_are_no_range() -> None:
    assert found("办结率由60%提高至70%") == ["60%", "70%"]
    assert found("收入由2012年的11万亿元增至2021年的45万亿元") == ["11万亿元", "45万亿元"]


@pytest.mark.parametrize(
    "text",
    [
        "建设5G基站，推广5G＋应用和IPv6改造",
        "附件2：任务分解表",
        "联系电话0571-88881234",
        "对5万亩以上的灌区开展检查",
        "65岁及以上老年人",
        "一是抓学习。二是抓作风。",
        "1.加强领导。2、压实责任。",
        "2023年12月31日，2024年3月",
        "《某条例》（国务院令第711号）",
        "用好12345热线",
        "开展“五个一”活动，落实三会一课制度",
        "做到两个维护，增强四个意识，坚持六必访",
        "落实中央八项规定精神",
        "深化“三零”创建",
        "第四批示范单位，第三次普查",
        "多次催办",
        "推动**工作、XX系统建设，XX处牵头",
        "制定《x市5项制度》",
        "报送两办",
        "一时难以解决，第一时间报告，一项项落实",
        "PM2.5治理，国道G40改造，建设4A级景区",
        "实行24小时值班制度，打造15分钟便民生活圈",
        "十四五期间，二期工程，一体化推进",
        "国办发〔2023〕12号",
        "从三个方面抓好一件事",
        "把安全摆在第一位",
        "20XX年X月X日",
        "每年三月，周一上午8：30",
        "得分低于60分的不予评优",
        "建设500千伏输变电工程",
        "保持两位数增长",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    assert found(text) == []


def test_times_are_left_to_moments() -> None:
    text = "自11月份开始，每月检查2次，年底前办结30件"
    assert found(text) == ["2次", "30件"]
    assert [m.text for m in measures("到2025年完成40%", (Moment(0, 6, "到2025年", "year"),))] == ["40%"]


@given(
    st.text(
        alphabet="0123456789０５.,，、。：:%％一二两三十百千万亿第前名位个项件元亩成分之余多至-—~*xX×_□（）“”《》年月日天小时内由升增长下降约近到的公里户率番翻",
        max_size=60,
    )
)
@settings(max_examples=400, deadline=None)
def test_spans(text: str) -> None:
    last = 0
    for measure in measures(text, ()):
        assert last <= measure.start < measure.end <= len(text)
        assert text[measure.start : measure.end] == measure.text
        assert measure.masked == (measure.value is None)
        last = measure.end


def test_marks_are_read_over() -> None:
    blank = "\ufffc" * 2
    for text in (f"建成{blank}3{blank}万亩良田。", "建成**3**万亩良田。"):
        (measure,) = measures(text, ())
        assert (measure.text, measure.value, measure.unit) == ("3万亩", Decimal(3), "万亩")
        assert text[measure.start : measure.end][-2:] == "万亩"
    assert measures(f"建成3{blank * 4}万亩良田。", ()) == ()


def test_two_verbs_are_no_change() -> None:
    (measure,) = measures("改造提升25个小区。", ())
    assert (measure.kind, measure.change) == ("count", None)
    assert measures("每10万人口、500千伏线路、春秋两季、排名前1%的学科", ()) == ()
