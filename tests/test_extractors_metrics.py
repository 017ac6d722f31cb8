"""Drafts in, their metrics out: name, period, section and place of each."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.extractors.metrics import extract
from hegao.model import Document, Metric, Paragraph
from hegao.pipeline import analyse

TITLE = "县农业局2023年工作总结"


def metrics_of(*lines: str) -> tuple[Metric, ...]:
    paragraphs = []
    offset = 0
    for line in lines:
        paragraphs.append(Paragraph(line, offset))
        offset += len(line) + 1
    return extract(analyse(Document("draft.txt", "txt", tuple(paragraphs), offset)))


def names(text: str) -> list[tuple[str, str]]:
    return [(metric.text, metric.name) for metric in metrics_of(TITLE, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("报送信息20条，采用8条。", [("20条", "报送信息"), ("8条", "采用信息")]),
        ("开展安全检查35次。", [("35次", "安全检查")]),
        ("今年有12个项目开工。", [("12个", "开工项目")]),
        ("建成5个污水处理厂。", [("5个", "建成污水处理厂")]),
        ("修订完善了6项制度。", [("6项", "修订完善制度")]),
        ("每季度组织1次联合演练。", [("1次", "联合演练")]),
        ("农村自来水普及率达96.3%。", [("96.3%", "农村自来水普及率")]),
        ("评选先进集体5个、先进个人20名。", [("5个", "先进集体"), ("20名", "先进个人")]),
        ("就业率、升学率分别达96%和58%。", [("96%", "就业率"), ("58%", "升学率")]),
        ("整改隐患30处，整改率100%。", [("30处", "整改隐患"), ("100%", "隐患整改率")]),
        ("地区生产总值增长5.2%。", [("5.2%", "地区生产总值")]),
        ("粮食产量由60万吨增加到65万吨。", [("60万吨", "粮食产量"), ("65万吨", "粮食产量")]),
        ("粮食产量在全省排名第3位。", [("第3位", "粮食产量全省排名")]),
        ("完成投资2亿元，占年度计划的80%。", [("2亿元", "投资"), ("80%", "投资占年度计划比重")]),
        ("为38所学校安装空调200台。", [("38所", "学校"), ("200台", "安装空调")]),
        ("改造老旧小区12个，其中8个已经完工。", [("12个", "改造老旧小区"), ("8个", "完工老旧小区")]),
        ("发现问题3日内整改完毕。", [("3日", "问题整改完毕时限")]),
    ],
)
def test_names(text: str, expected: list[tuple[str, str]]) -> None:
    given_names = names(text)
    assert [span for span, _ in given_names] == [span for span, _ in expected]
    for (_, name), (_, wanted) in zip(given_names, expected, strict=True):
        shared = sum(min(name.count(c), wanted.count(c)) for c in set(name))
        assert 2 * shared >= 0.75 * (len(name) + len(wanted)), (name, wanted)


def test_last_years_base_is_its_own_metric() -> None:
    this, last, difference, share = metrics_of(TITLE, "全年办理来信700件，比去年812件减少112件，下降13.8%。")
    assert (this.name, this.period, this.kind) == ("办理来信", "全年", "count")
    assert (last.name, last.period, last.kind) == ("去年办理来信", "去年", "count")
    assert (difference.kind, difference.change, difference.name) == ("change", "down", "办理来信")
    assert (share.kind, share.period) == ("change", "全年")


def test_periods() -> None:
    first, second, third = metrics_of(TITLE, "截至11月底，建成大棚300座，比上年增加20座。", "检查农资店45家。")
    assert (first.period, first.period_inherited) == ("截至11月底", False)
    assert second.period == "截至11月底"
    assert (third.period, third.period_inherited) == ("2023年", True)
    then, now = metrics_of(TITLE, "覆盖率由2021年的61%提高到今年的68%。")
    assert (then.period, now.period) == ("2021年", "今年")
    (often,) = metrics_of(TITLE, "每半年开展培训2次。")
    assert often.period == "每半年"
    before, after = metrics_of(TITLE, "6月底前改造泵站3座，12月底前清淤渠道80公里。")
    assert (before.period, after.period) == ("6月底前", "12月底前")


def test_no_year_no_period() -> None:
    (metric,) = metrics_of("关于防汛工作的情况", "共排查水库12座。")
    assert (metric.period, metric.period_inherited) == (None, True)


def test_section_sentence_and_place() -> None:
    (metric,) = metrics_of(TITLE, "一、主要工作", "全力抓生产。推广良种1.2万亩，群众欢迎。")
    assert metric.section is not None
    assert metric.section.endswith("主要工作")
    assert metric.sentence == "推广良种1.2万亩，群众欢迎。"
    assert (metric.span.paragraph, metric.span.start, metric.span.end) == (3, 10, 15)
    assert (metric.value, metric.value_normalized) == (Decimal("1.2"), Decimal(12000))


def test_titles_and_dates_hold_none() -> None:
    assert metrics_of("关于表彰10名先进个人的决定", "各单位：", "现予公布。", "某县人民政府", "2023年5月1日") == ()


@given(
    st.lists(
        st.text(
            alphabet="开展检查35次，比去年812件增加％**第名。由10到至一二三个户元、《》“”其中分别率达", max_size=50
        ),
        max_size=4,
    )
)
@settings(max_examples=80, deadline=None)
def test_text_stands_at_its_span(lines: list[str]) -> None:
    whole = "\n".join([TITLE, *lines])
    for metric in metrics_of(TITLE, *lines):
        assert whole[metric.offset : metric.offset + len(metric.text)] == metric.text
        assert metric.text in metric.sentence or metric.sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一二三产业增加值分别增长3%、5%、7%。", ["第一产业增加值", "第二产业增加值", "第三产业增加值"]),
        ("一、二产业增加值分别增长3%、5%。", ["第一产业增加值", "第二产业增加值"]),
        ("城镇、农村居民收入分别增长4%、6%。", ["城镇居民收入", "农村居民收入"]),
        ("本外币存、贷款余额分别达12亿元、9亿元。", ["本外币存款余额", "本外币贷款余额"]),
        ("自来水、卫生厕所普及率分别达97%、99%。", ["自来水普及率", "卫生厕所普及率"]),
        ("推出8项改革案例，3项向全省推广。", ["推出改革案例", "向全省推广改革案例"]),
        ("实施助企纾困20项提升举措。", ["助企纾困提升举措"]),
        ("今年，各村加快发展农业合作。90%的农户用上新农机。", ["农户用上新农机占比"]),
        ("气象火箭全年9次发射全部成功。", ["气象火箭发射"]),
        ("全年签约约1.2亿元。", ["签约"]),
        ("四大产业［2］产值增长4%。", ["四大产业产值"]),
        ("新建道路**12**公里。", ["新建道路"]),
        ("企业数增长2倍、从全省第9位升至第5位。", ["企业数", "企业数全省排名", "企业数全省排名"]),
    ],
)
def test_names_of_rows_and_predicates(text: str, expected: list[str]) -> None:
    assert [name for _, name in names(text)] == expected


def test_the_first_of_two_has_the_time_written_beside_it() -> None:
    first, second, third, fourth = metrics_of(TITLE, "普及率由60%提高到65%。", "存栏量由年初的3万头增加到4万头。")
    assert (first.period, second.period) == ("2023年", "2023年")
    assert (third.period, fourth.period) == ("年初", "2023年")


def test_five_years() -> None:
    found = metrics_of(
        "县政府2025年工作报告",
        "“十四五”时期，全县经济稳步发展。生产总值年均增长6%。",
        "累计建成公路30公里。",
        "今年，新建学校2所。",
    )
    assert [metric.period for metric in found] == ["“十四五”时期", "“十四五”时期", "今年"]


def test_a_mean_of_years_is_not_of_the_year_of_the_draft() -> None:
    (metric,) = metrics_of(TITLE, "粮食产量年均增长2%。")
    assert metric.period is None
