"""A text and the year it speaks of in, its time expressions with their dates out."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.extractors import times
from hegao.model import Moment
from hegao.moments import moments, years_spoken_of
from hegao.outline import outline
from hegao.pipeline import analyse
from hegao.readers import read

PIECES = [
    *"年月日底末初内前后起至到—-、，。；（）《》“”每第今去上下本次当０１２３十",
    "2023", "12", "31", "3", "30", "二〇二三", "十四五", "期间", "截至", "自", "以来", "季度", "半年", "全年", "春节",
    "工作日", "个月", "一", "三", "上旬", "周", "当年", "同期", "世纪", "9:30", "时", "过去五", "连续", "长期", "目前",
]  # fmt: skip


def one(text: str, year: int | None = 2023) -> Moment:
    (found,) = moments(text, year)
    return found


def said(found: Moment) -> str:
    start, end = (day.isoformat() if day else "" for day in (found.start_date, found.end_date))
    return f"{found.kind} {start}..{end}"


@pytest.mark.parametrize(
    ("text", "span", "meaning"),
    [
        ("会议于2023年12月31日召开", "2023年12月31日", "date 2023-12-31..2023-12-31"),
        ("２０２２年１２月开工", "２０２２年１２月", "period 2022-12-01..2022-12-31"),
        ("二〇二四年一月五日", "二〇二四年一月五日", "date 2024-01-05..2024-01-05"),
        ("发布日期：2023-12-31", "2023-12-31", "date 2023-12-31..2023-12-31"),
        ("（2023.5）", "2023.5", "period 2023-05-01..2023-05-31"),
        ("2024 年 6 月 15 日", "2024 年 6 月 15 日", "date 2024-06-15..2024-06-15"),
        ("5月6日上午9:30报到", "5月6日上午9:30", "date 2023-05-06..2023-05-06"),
        ("2023年5月5日（星期五）下午3时开会", "2023年5月5日（星期五）下午3时", "date 2023-05-05..2023-05-05"),
        ("定于2023年11月×日举行", "2023年11月×日", "date .."),
        ("2023年办成实事", "2023年", "year 2023-01-01..2023-12-31"),
        ("2023年度考核", "2023年度", "year 2023-01-01..2023-12-31"),
        ("2022，我们一路前行", "2022", "year 2022-01-01..2022-12-31"),
        ("较去年减少", "去年", "year 2022-01-01..2022-12-31"),
        ("明年再办", "明年", "year 2024-01-01..2024-12-31"),
        ("全年受理", "全年", "year 2023-01-01..2023-12-31"),
        ("较上年前进2位", "上年", "year 2022-01-01..2022-12-31"),
        ("今年上半年", "今年上半年", "period 2023-01-01..2023-06-30"),
        ("三季度开工", "三季度", "period 2023-07-01..2023-09-30"),
        ("前三季度", "前三季度", "period 2023-01-01..2023-09-30"),
        ("三四季度", "三四季度", "period 2023-07-01..2023-12-31"),
        ("一、二季度", "一、二季度", "period 2023-01-01..2023-06-30"),
        ("前10个月", "前10个月", "period 2023-01-01..2023-10-31"),
        ("10月中旬办班", "10月中旬", "period 2023-10-11..2023-10-20"),
        ("2月下旬", "2月下旬", "period 2023-02-21..2023-02-28"),
        ("5月中下旬", "5月中下旬", "period 2023-05-11..2023-05-31"),
        ("3月初", "3月初", "period 2023-03-01..2023-03-10"),
        ("2019年至2021年", "2019年至2021年", "period 2019-01-01..2021-12-31"),
        ("2021-2023年", "2021-2023年", "period 2021-01-01..2023-12-31"),
        ("行动计划（2021—2025）", "2021—2025", "period 2021-01-01..2025-12-31"),
        ("1—10月", "1—10月", "period 2023-01-01..2023-10-31"),
        ("1至11月份", "1至11月份", "period 2023-01-01..2023-11-30"),
        ("7、8月", "7、8月", "period 2023-07-01..2023-08-31"),
        ("2022年5月至7月", "2022年5月至7月", "period 2022-05-01..2022-07-31"),
        ("11月至次年3月", "11月至次年3月", "period 2023-11-01..2024-03-31"),
        ("11月至3月", "11月至3月", "period 2023-11-01..2024-03-31"),
        ("3月1日—5日", "3月1日—5日", "date 2023-03-01..2023-03-05"),
        ("“十四五”期间", "“十四五”期间", "period 2021-01-01..2025-12-31"),
        ("“十三五”末", "“十三五”末", "period 2020-12-31..2020-12-31"),
        ("十一五时期", "十一五时期", "period 2006-01-01..2010-12-31"),
        ("“一五”时期", "“一五”时期", "period 1953-01-01..1957-12-31"),
        ("“十四五”以来", "“十四五”以来", "period 2021-01-01.."),
        ("“十四五”前三年", "“十四五”前三年", "period 2021-01-01..2023-12-31"),
        ("到“十四五”末", "到“十四五”末", "deadline ..2025-12-31"),
        ("截至11月底，办结", "截至11月底", "date ..2023-11-30"),
        ("截止到2023年6月30日", "截止到2023年6月30日", "date ..2023-06-30"),
        ("自11月份开始推行", "自11月份开始", "period 2023-11-01.."),
        ("自2024年1月起试行", "自2024年1月起", "period 2024-01-01.."),
        ("2024年1月起", "2024年1月起", "period 2024-01-01.."),
        ("今年以来", "今年以来", "period 2023-01-01.."),
        ("2018年至今", "2018年至今", "period 2018-01-01.."),
        ("6月1日后提出", "6月1日后", "period 2023-06-02.."),
        ("一年来，我们", "一年来", "period 2023-01-01..2023-12-31"),
        ("近三年", "近三年", "period 2021-01-01..2023-12-31"),
        ("党的二十大以来", "党的二十大以来", "period 2022-10-16.."),
        ("年底前", "年底前", "deadline ..2023-12-31"),
        ("6月底前提交", "6月底前", "deadline ..2023-06-30"),
        ("2023年12月31日前", "2023年12月31日前", "deadline ..2023-12-31"),
        ("第一季度末拿出初稿", "第一季度末", "deadline ..2023-03-31"),
        ("9月5日17时前", "9月5日17时前", "deadline ..2023-09-05"),
        ("在3个工作日内回复", "3个工作日内", "deadline .."),
        ("一周内", "一周内", "deadline .."),
        ("自收到申请之日起30日内", "自收到申请之日起30日内", "deadline .."),
        ("年内建成", "年内", "deadline ..2023-12-31"),
        ("，到2025年建成", "到2025年", "deadline ..2025-12-31"),
        ("力争到2025年底建成", "到2025年底", "deadline ..2025-12-31"),
        ("力争2025年建成", "2025年", "deadline ..2025-12-31"),
        ("2030年前实现", "2030年前", "deadline ..2030-12-31"),
        ("年末户籍人口", "年末", "date 2023-12-31..2023-12-31"),
        ("比2022年底增加", "2022年底", "date 2022-12-31..2022-12-31"),
        ("春节前走访", "春节前", "deadline ..2023-01-21"),
        ("2024年春节前", "2024年春节前", "deadline ..2024-02-09"),
        ("国庆期间", "国庆期间", "period 2023-10-01..2023-10-07"),
        ("元旦、春节期间", "元旦、春节期间", "period 2023-01-01..2023-01-22"),
        ("两会期间", "两会期间", "period .."),
        ("为期3个月", "为期3个月", "duration .."),
        ("用三年时间", "三年", "duration .."),
        ("近年来，", "近年来", "vague .."),
        ("定期调度", "定期", "vague .."),
        ("下一步，我们将", "下一步", "vague .."),
        ("完成时限：长期", "长期", "vague .."),
    ],
)
def test_a_time(text: str, span: str, meaning: str) -> None:
    found = one(text)
    assert (found.text, said(found)) == (span, meaning)
    assert text[found.start : found.end] == span


@pytest.mark.parametrize(
    ("text", "span", "recurrence"),
    [
        ("每月例会", "每月", "P1M"),
        ("每季度通报", "每季度", "P3M"),
        ("每季报账", "每季", "P3M"),
        ("每半年评估", "每半年", "P6M"),
        ("每年体检", "每年", "P1Y"),
        ("每两周调度", "每两周", "P2W"),
        ("每周一报送", "每周一", "P1W"),
        ("每周一次例会", "每周", "P1W"),
        ("每周五前", "每周五前", "P1W"),
        ("每日巡查", "每日", "P1D"),
        ("每月10日前", "每月10日前", "P1M"),
        ("每年10月底前", "每年10月底前", "P1Y"),
        ("每3年修订", "每3年", "P3Y"),
        ("每月一题", "每月", "P1M"),
        ("逐月销号", "逐月", "P1M"),
        ("按季度研判", "按季度", "P3M"),
    ],
)
def test_what_comes_again(text: str, span: str, recurrence: str) -> None:
    found = one(text)
    assert (found.text, found.kind, found.recurrence) == (span, "recurrence", recurrence)


@pytest.mark.parametrize(
    "text",
    [
        "三年行动计划",
        "百年大计",
        "年度会议",
        "第一时间赶到",
        "一时难办",
        "及时报告",
        "《2023年工作要点》",
        "云政发〔2023〕5号",
        "国务院令第711号",
        "2023年版目录",
        "月嫂培训",
        "老年食堂",
        "青年突击队",
        "8月龄幼儿",
        "压缩至3个工作日以内",
        "控制在24小时内",
        "2023.5万元",
        "能抵御2000年一遇洪水",
        "“八五”普法",
        "“十四五”规划",
        "一月一调度",
        "提前3个月完工",
        "项目前期工作",
        "规定期限",
        "以上年龄",
        "健全年报制度",
        "长期亏损的企业",
        "X月X日",
        "24小时值班",
    ],
)
def test_no_time(text: str) -> None:
    assert not moments(text, 2023)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2021年1月启动，3月完成", ["2021-01-31", "2021-03-31"]),
        ("6月15日报送，20日前汇总", ["2023-06-15", "2023-06-20"]),
        ("2024年，我局将抓好以下工作：3月底前编制。年内建成", ["2024-12-31", "2024-03-31", "2024-12-31"]),
        ("由2021年的七成提高到今年的九成，9月底前完成", ["2021-12-31", "2023-12-31", "2023-09-30"]),
        ("到2025年建成，6月底前立项", ["2025-12-31", "2023-06-30"]),
        ("由2012年的11万亿元增至2021年的45万亿元", ["2012-12-31", "2021-12-31"]),
        ("1—10月增长5%，比去年同期提高", ["2023-10-31", "2022-10-31"]),
        ("2024年，全市达到50万人，比上年增加", ["2024-12-31", "2023-12-31"]),
    ],
)
def test_the_year_comes_from_the_words_before(text: str, wanted: list[str]) -> None:
    assert [m.end_date and m.end_date.isoformat() for m in moments(text, 2023)] == wanted


def test_without_a_year_nothing_is_dated_but_what_names_one() -> None:
    found = moments("6月底前完成，今年上半年，春节前，2022年3月", None)
    assert [(m.start_date, m.end_date) for m in found[:3]] == [(None, None)] * 3
    assert found[3].end_date == date(2022, 3, 31)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.text(max_size=60)),
    st.sampled_from([None, 1, 2024, 9999]),
)
def test_spans_hold_their_text_in_order(text: str, year: int | None) -> None:
    end = 0
    for found in moments(text, year):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert not (found.start_date and found.end_date) or found.start_date <= found.end_date
        end = found.end


def spoken(tmp_path: Path, text: str) -> tuple[int | None, ...]:
    path = tmp_path / "draft.txt"
    path.write_text(text, "utf-8")
    document = read(path)
    return years_spoken_of(document, outline(document))


def test_a_heading_gives_its_year_to_what_is_below(tmp_path: Path) -> None:
    text = (
        "甲县水务局2022年工作总结和2023年工作计划\n\n"
        "一、2022年工作回顾\n全年建成泵站3座。\n二、2023年工作计划\n6月底前开工。\n"
    )
    assert spoken(tmp_path, text)[3:6] == (2022, 2023, 2023)


def test_what_comes_next_is_of_the_year_after(tmp_path: Path) -> None:
    text = "甲县水务局2022年工作总结\n\n一、主要成效\n全年建成泵站3座。\n二、明年工作打算\n6月底前开工。\n"
    assert spoken(tmp_path, text)[3:6] == (2022, 2023, 2023)


def test_an_opening_with_the_year_ahead_holds_until_the_next_heading(tmp_path: Path) -> None:
    text = (
        "甲县水务局2022年工作总结\n\n一、下阶段安排\n2023年，我局将做好以下工作。\n"
        "上半年开工建设。\n二、主要体会\n全年平稳。\n"
    )
    assert spoken(tmp_path, text)[3:7] == (2023, 2023, 2022, 2022)


def test_the_times_of_a_draft(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(
        "甲县水务局2023年工作计划\n\n　　6月底前完成摸底，每月调度一次。\n\n甲县水务局\n2023年1月9日\n", "utf-8"
    )
    document = read(path)
    found = times.extract(analyse(document))
    assert [t.text for t in found] == ["2023年", "6月底前", "每月", "2023年1月9日"]
    whole = path.read_text("utf-8")
    assert all(whole[t.offset : t.offset + len(t.text)] == t.text for t in found)
    assert found[1].end_date == date(2023, 6, 30)
