"""What past drafts give to a new document: nothing lost, no wrong year, no mask, figures with what belongs to them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.facts import TABLES, Facts, Row, merge, shown
from hegao.harvest import carry, harvest
from hegao.model import Review
from hegao.moments import moments
from hegao.pipeline import extract, extract_from
from hegao.readers import read_bytes

CORPORA = Path(__file__).parent.parent / "corpora"
DRAFTS = sorted(
    path
    for path in CORPORA.iterdir()
    if path.suffix in (".txt", ".md", ".docx") and ".gold" not in path.name and path.name != "README.md"
)
MASK = re.compile(r"[*＊_＿□]|(?<![A-Za-z0-9])[XxＸ×](?=[\u4e00-\u9fff])|[XxＸ×]{2}")
BLANK = re.compile(r"【待填：[^【】]+】")
ANNOUNCES = re.compile(r"^热线$|以下|下列|内容包括|方面工作|工作要点$|如下")

SUMMARY = """清河县水务局办公室2024年工作总结

2024年，清河县水务局办公室（以下简称“局办公室”）在局党组的坚强领导下，在各科室、各直属单位的大力支持下，围绕城乡供水一体化，履行参谋助手、综合协调职责，较好完成年度任务。现将有关情况总结如下：
一、主要工作及成效
（一）抓公文质量，促运转规范。全年接收来文812件，比上年增加52件，其中电子来文300件、纸质来文512件。一是修订值班制度，印发《值班工作规定》《接待工作规范》；二是精简会议，全年召开会议96次，同比下降4%。
（二）抓热线办理，促诉求解决。群众满意率由91.5%提高到96%。热线办理得98.6分，在全县28家县直部门中排名第3。局办公室被县委、县政府评为先进集体。档案室改造正在推进。
二、存在的问题
（一）信息报送不够及时。个别科室月底集中报送。主要原因是考核办法没有细化。
（二）调研不够深入。全年只完成调研2篇。
三、下一步打算
（一）打通信息系统。6月底前完成公文系统对接，由信息科牵头落实。明年再接入12个乡镇。

清河县水务局办公室
2024年12月30日
"""
PLAN = """清河县水务局2024年工作计划

2024年，我局将围绕城乡供水一体化，抓好三项工作。
一、重点任务
（一）抓好供水保障。2024年新建泵站3座，9月底前通水（责任单位：供水科；配合单位：财务科；完成时限：9月底前）。今年起全面推行线上缴费。
（二）抓好制度建设。修订《2024年防汛预案》，在2023年工作基础上完善台账。
二、保障措施
一要加强领导。成立工作专班，每月调度1次。二要强化考核。把进度纳入年度考核。

清河县水务局
2024年1月8日
"""


ALREADY_PLANNED = ("6月底前完成公文系统对接，由信息科牵头落实", "再接入12个乡镇")


def read(text: str, name: str = "总结.txt") -> Review:
    return extract_from(read_bytes(text.encode(), name))


@cache
def review_of(path: Path) -> Review:
    return extract(path)


def table(facts: Facts, name: str) -> tuple[Row, ...]:
    return facts.rows.get(name, ())


def column(facts: Facts, name: str, head: str) -> list[str]:
    return [shown(row.cells.get(head)) for row in table(facts, name)]


def one(facts: Facts, name: str, words: str) -> dict[str, str]:
    """The cells of the row whose first key holds these words, in words."""
    key = TABLES[name].key[0]
    found = [row for row in table(facts, name) if words in shown(row.cells[key])]
    assert len(found) == 1, (words, column(facts, name, key))
    return {head: shown(cell) for head, cell in found[0].cells.items()}


# Single values


def test_single_values_are_those_the_draft_says() -> None:
    values = {name: shown(value.cell) for name, value in harvest(read(SUMMARY)).values.items()}
    assert values == {
        "年份": "2024",
        "单位名称": "清河县水务局办公室",
        "简称": "局办公室",
        "领导主体": "局党组",
        "支持单位": "各科室、各直属单位",
        "主线": "城乡供水一体化",
        "职责": "参谋助手、综合协调",
    }


def test_a_place_names_file_and_paragraph() -> None:
    facts = harvest(read(SUMMARY))
    assert facts.values["领导主体"].place == "总结.txt 第3段"
    assert table(facts, "问题")[0].place == "总结.txt 第8段"


def test_a_masked_unit_is_not_invented() -> None:
    text = "2024年，XX局办公室在X党组领导下，完成各项任务。现将工作总结如下：\n一、主要工作\n接收来文**件。\n"
    assert set(harvest(read(text)).values) == {"年份"}


def test_a_summary_without_title_is_of_the_year_it_opens_with() -> None:
    text = "2023，办公室完成各项任务。现将工作总结如下：\n一、主要工作\n接收来文80件。\n二、打算\n2024年将建平台。\n"
    assert shown(harvest(read(text)).values["年份"].cell) == "2023"


def test_an_unread_draft_gives_nothing() -> None:
    assert harvest(Review("坏.docx", error="打不开")) == Facts()


# Figures


def test_figures_come_with_what_the_sentence_says_of_them() -> None:
    facts = harvest(read(SUMMARY))
    letters = one(facts, "指标", "来文")
    assert letters["数值"] == "812"
    assert letters["计量单位"] == "件"
    assert letters["上年"] == "760"
    assert letters["构成"].replace("来文", "") == "电子300、纸质512"
    assert letters["年份"] == "2024"
    assert letters["板块"] == "抓公文质量，促运转规范"
    assert one(facts, "指标", "会议")["同比"] == "-4"
    rate = one(facts, "指标", "满意率")
    assert (rate["上年"], rate["数值"], rate["计量单位"]) == ("91.5", "96", "%")
    score = next(row.cells for row in table(facts, "指标") if "名次" in row.cells)
    assert (shown(score["名次"]), shown(score["参评数"])) == ("3", "28")
    assert "县直部门" in shown(score["组别"])


def test_a_masked_figure_keeps_its_name_and_unit() -> None:
    facts = harvest(read(SUMMARY.replace("812件，比上年增加52件，其中电子来文300件、纸质来文512件", "**件")))
    assert {key: value for key, value in one(facts, "指标", "来文").items() if key in ("数值", "计量单位")} == {
        "计量单位": "件"
    }


def test_an_aim_stands_under_the_year_it_was_set_for() -> None:
    pumps = one(harvest(read(PLAN, "计划.txt"), 2025), "指标", "泵站")
    assert (pumps["目标"], pumps["年份"]) == ("3", "2024")
    assert "数值" not in pumps


def test_last_years_share_of_the_aim() -> None:
    text = SUMMARY.replace("档案室改造正在推进。", "全年完成投资1200万元，完成年度目标的104%。")
    spent = one(harvest(read(text)), "指标", "投资")
    assert (spent["数值"], spent["完成率"]) == ("1200", "104")


def test_two_figures_of_one_name_are_told_apart_by_their_units() -> None:
    facts = harvest(read(SUMMARY.replace("档案室改造正在推进。", "撰写各类文稿120余篇、30余万字。")))
    found = [row.cells for row in table(facts, "指标") if "文稿" in shown(row.cells["名称"])]
    assert sorted((shown(c["数值"]), shown(c["计量单位"]), shown(c["概数"])) for c in found) == [
        ("120", "篇", "余"),
        ("30", "万字", "余"),
    ]
    assert len(merge([facts]).rows["指标"]) == len(table(facts, "指标"))


def test_of_two_figures_that_contradict_the_fuller_one_is_kept() -> None:
    told = "开展暗访10次。全年共开展暗访12次，完成年度目标10次的120%。"
    visits = one(harvest(read(SUMMARY.replace("档案室改造正在推进。", told))), "指标", "暗访")
    assert (visits["数值"], visits["目标"]) == ("12", "10")
    assert "（" not in visits["名称"]


def test_a_place_among_units_belongs_to_the_figure_before_it() -> None:
    told = "全年共报送信息96条，在全县水利系统14家单位中排名第2。"
    facts = harvest(read(SUMMARY.replace("档案室改造正在推进。", told)))
    sent = one(facts, "指标", "报送信息")
    assert (sent["数值"], sent["名次"], sent["参评数"], sent["组别"]) == ("96", "2", "14", "全县水利系统")
    assert not any("系统" in name for name in column(facts, "指标", "名称"))


def test_parts_in_a_sentence_of_their_own() -> None:
    told = "全年共登记档案90卷，同比增长20%。其中，文书60卷、会计30卷。"
    assert (
        one(harvest(read(SUMMARY.replace("档案室改造正在推进。", told))), "指标", "登记档案")["构成"]
        == "文书60、会计30"
    )


@pytest.mark.parametrize("told", ["举办4次。", "月通报办结率为98%。", "因跨年度施工按计划完成3项。"])
def test_a_stretch_of_a_sentence_is_no_indicator(told: str) -> None:
    before = column(harvest(read(SUMMARY.replace("档案室改造正在推进。", ""))), "指标", "名称")
    assert column(harvest(read(SUMMARY.replace("档案室改造正在推进。", told))), "指标", "名称") == before


# Problems


def test_problems_under_headings_have_instances_and_causes() -> None:
    late = one(harvest(read(SUMMARY)), "问题", "信息报送")
    assert late == {
        "问题": "信息报送不够及时",
        "表现": "个别科室月底集中报送",
        "原因": "主要原因是考核办法没有细化",
    }


@pytest.mark.parametrize(
    "written",
    [
        "二、存在的问题\n一是队伍力量不足，专职人员只有2名；二是系统建设滞后，数据没有互通。\n",
        "二、存在的问题和不足\n一是队伍力量不足。专职人员只有2名。\n二是系统建设滞后。数据没有互通。\n",
        "二、存在的困难\n1.队伍力量不足。专职人员只有2名。\n2.系统建设滞后。数据没有互通。\n",
        "二、不足之处\n（一）队伍力量不足\n专职人员只有2名。\n（二）系统建设滞后\n数据没有互通。\n",
        "回顾一年来的工作，取得了一定成绩，但也还存在一些问题和不足：一是队伍力量不足，专职人员只有2名；"
        "二是系统建设滞后，数据没有互通。对于这些问题，我们将认真加以解决。\n",
    ],
)
def test_problems_are_found_however_they_are_written(written: str) -> None:
    before = SUMMARY[: SUMMARY.index("二、存在的问题")]
    facts = harvest(read(before + written + "\n清河县水务局办公室\n2024年12月30日\n"))
    assert column(facts, "问题", "问题") == ["队伍力量不足", "系统建设滞后"]
    assert column(facts, "问题", "表现") == ["专职人员只有2名", "数据没有互通"]


def test_a_problem_owned_up_to_in_one_sentence() -> None:
    text = SUMMARY.replace("档案室改造正在推进。", "工作中还有一些不足，有的材料审核不严，多次返工。")
    assert one(harvest(read(text)), "问题", "材料")["问题"] == "有的材料审核不严"


def test_years_of_a_problem_stay_what_they_were() -> None:
    text = SUMMARY.replace("全年只完成调研2篇。", "今年只完成调研2篇，2023年完成5篇。")
    assert one(harvest(read(text), 2025), "问题", "调研")["表现"] == "2024年只完成调研2篇，2023年完成5篇"


# Tasks


def test_what_a_summary_plans_stands_in_the_plan_as_it_is() -> None:
    facts = harvest(read(SUMMARY), 2025)
    link = one(facts, "任务", "公文系统对接")
    assert link == {
        "任务": "6月底前完成公文系统对接，由信息科牵头落实",
        "板块": "打通信息系统",
        "责任单位": "信息科",
        "完成时限": "6月底前",
        "年份": "2025",
    }
    assert one(facts, "任务", "12个乡镇")["任务"] == "再接入12个乡镇"
    later = harvest(read(SUMMARY.replace("明年再", "明年3月底前再")), 2025)
    assert one(later, "任务", "12个乡镇")["任务"] == "2025年3月底前再接入12个乡镇"
    assert "完成时限" not in one(later, "任务", "12个乡镇")


def test_what_is_not_finished_goes_on() -> None:
    assert one(harvest(read(SUMMARY), 2025), "任务", "档案室") == {
        "任务": "继续推进档案室改造",
        "板块": "抓热线办理，促诉求解决",
        "年份": "2025",
    }
    same_year = one(harvest(read(SUMMARY), 2024), "任务", "档案室")
    assert (same_year["进展"], same_year["完成情况"]) == ("进行中", "档案室改造正在推进")


@pytest.mark.parametrize(
    ("written", "task"),
    [
        ("年初确定的52项任务已完成50项，其余2项按计划推进。", "继续推进2024年初确定的52项任务中其余2项"),
        ("全年新建泵站3座，东干渠加固工程正在施工。", "继续推进东干渠加固工程"),
        ("信息平台尚未完成验收，相关资料补充后再报。", "信息平台尚未完成验收，相关资料补充后再报"),
    ],
)
def test_what_is_not_finished_is_told_as_a_thing_to_do(written: str, task: str) -> None:
    facts = harvest(read(SUMMARY.replace("档案室改造正在推进。", written)), 2025)
    assert [text for text in column(facts, "任务", "任务") if text not in ALREADY_PLANNED] == [task]


def test_what_a_filled_summary_says_of_a_planned_task() -> None:
    told = (
        "推广会议系统，接入9个科室，该项任务正在推进，主体工程已完工。已修订考勤办法。"
        "清理账目；8月底前开展审计，该项任务尚未启动。改造食堂，该项任务未按期完成，因招标延后。"
        "办理建议提案，满意率达到100%，【待填：完成情况】。编印志书，该项任务不再推进。建设平台，该项任务已完成。"
    )
    facts = harvest(read(SUMMARY.replace("档案室改造正在推进。", told)), 2025)
    assert [text for text in column(facts, "任务", "任务") if text not in ALREADY_PLANNED] == [
        "继续推广会议系统，接入9个科室",
        "清理账目；【待填：完成时限】开展审计",
        "继续改造食堂",
        "办理建议提案，满意率达到100%",
    ]
    assert not {"接入科室", "建议提案满意率"} & set(column(facts, "指标", "名称"))


def test_what_comes_next_is_not_told_twice() -> None:
    told = SUMMARY.replace("档案室改造正在推进。", "公文系统对接，该项任务正在推进。")
    tasks = column(harvest(read(told), 2025), "任务", "任务")
    assert [text for text in tasks if "公文系统对接" in text] == ["6月底前完成公文系统对接，由信息科牵头落实"]


@pytest.mark.parametrize(
    "written",
    [
        "针对信息报送不够及时的问题，3月底前细化考核办法，由秘书科负责。",
        "针对“信息报送不及时”问题，3月底前细化考核办法，由秘书科负责。",
        "围绕解决信息报送不够及时的问题，3月底前细化考核办法，由秘书科负责。",
    ],
)
def test_what_is_planned_against_a_problem_is_its_remedy(written: str) -> None:
    facts = harvest(read(SUMMARY.replace("（一）打通信息系统。", f"（一）{written}\n（二）打通信息系统。")), 2025)
    late = one(facts, "问题", "信息报送")
    assert late["整改措施"] == "3月底前细化考核办法，由秘书科负责"
    assert (late["责任单位"], late["完成时限"]) == ("秘书科", "3月底前")
    assert not any("考核办法" in text for text in column(facts, "任务", "任务"))


def test_what_is_planned_against_another_problem_stays_a_task() -> None:
    text = SUMMARY.replace("（一）打通信息系统。", "（一）针对道路破损的问题，修复路面3处。\n（二）打通信息系统。")
    facts = harvest(read(text), 2025)
    assert one(facts, "任务", "路面")
    assert not any(column(facts, "问题", "整改措施"))


def test_dates_of_an_undated_draft_are_none_of_the_new_document() -> None:
    text = SUMMARY.replace("2024年", "").replace("2024年12月30日", "")
    link = one(harvest(read(text), 2026), "任务", "公文系统对接")
    assert link["任务"] == "【待填：完成时限】完成公文系统对接，由信息科牵头落实"
    assert link.get("完成时限", "【待填：完成时限】") == "【待填：完成时限】"


def test_blanks_of_a_filled_draft_are_no_rows() -> None:
    text = SUMMARY.replace("（二）调研不够深入。全年只完成调研2篇。", "（二）【待填：问题】。")
    assert column(harvest(read(text), 2025), "问题", "问题") == ["信息报送不够及时"]


def test_a_limit_at_the_end_of_a_sentence_stays() -> None:
    text = PLAN.replace("今年起全面推行线上缴费", "加强管网巡查，漏损率控制在9%以下")
    assert one(harvest(read(text), 2025), "任务", "管网巡查")["任务"] == "加强管网巡查，漏损率控制在9%以下"


def test_what_is_done_is_no_task() -> None:
    assert not any("来文" in text for text in column(harvest(read(SUMMARY), 2025), "任务", "任务"))


def test_an_old_plan_is_carried_over_without_its_dates() -> None:
    facts = harvest(read(PLAN, "计划.txt"), 2025)
    pumps = one(facts, "任务", "泵站")
    assert pumps["任务"] == "新建泵站3座，【待填：完成时限】通水"
    assert (pumps["责任单位"], pumps["配合单位"], pumps["完成时限"]) == ("供水科", "财务科", "【待填：完成时限】")
    assert one(facts, "任务", "缴费")["任务"] == "2025年起全面推行线上缴费"
    assert one(facts, "任务", "预案")["任务"] == "修订《2024年防汛预案》，在2023年工作基础上完善台账"
    assert {row.cells["年份"] for row in table(facts, "任务")} == {Decimal(2025)}


def test_the_same_year_keeps_its_dates() -> None:
    pumps = one(harvest(read(PLAN, "计划.txt"), 2024), "任务", "泵站")
    assert (pumps["任务"], pumps["完成时限"]) == ("新建泵站3座，9月底前通水", "9月底前")


def test_themes_come_in_order_and_safeguards_apart() -> None:
    facts = harvest(read(PLAN, "计划.txt"), 2025)
    assert column(facts, "板块", "标题") == ["抓好供水保障", "抓好制度建设"]
    assert [(shown(row.cells["标题"]), shown(row.cells["内容"])) for row in table(facts, "保障")] == [
        ("加强领导", "成立工作专班，每月调度1次"),
        ("强化考核", "把进度纳入年度考核"),
    ]


def test_themes_of_a_summary_are_the_headings_of_what_was_achieved() -> None:
    text = SUMMARY.replace(
        "（二）抓热线办理", "1.规范收文。登记文件60件。\n2.严格发文。退回文稿12件。\n（二）抓热线办理"
    )
    facts = harvest(read(text), 2025)
    themes = ["抓公文质量，促运转规范", "抓热线办理，促诉求解决"]
    assert column(facts, "板块", "板块") == themes
    assert one(facts, "指标", "登记文件")["板块"] == themes[0]
    assert one(facts, "指标", "退回文稿")["板块"] == themes[0]


def test_themes_of_a_summary_without_a_second_level() -> None:
    text = (
        "清河县水务局2024年工作总结\n\n2024年，我局完成了年度任务。现将工作情况总结如下：\n"
        "一、文电工作\n接收来文812件。\n二、会务工作\n承办会议96次。\n三、存在的问题\n调研不够深入。\n"
        "四、下一步打算\n修订值班制度。\n"
    )
    assert column(harvest(read(text), 2025), "板块", "板块") == ["文电工作", "会务工作"]


def test_the_theme_of_a_chain_is_a_theme() -> None:
    chain = "一、2025年工作计划\n一是抓好队伍建设。开展业务培训4期。\n二是抓好平台建设。完成数据迁移，启用新系统。\n"
    facts = harvest(read(f"清河县水务局2025年工作计划\n\n{chain}"), 2025)
    assert column(facts, "任务", "板块") == ["抓好队伍建设", "抓好平台建设"]


def test_minutes_give_tasks_too() -> None:
    text = (
        "清河县水务局专题会议纪要\n\n会议议定以下事项：\n一、由供水科牵头，8月底前完成管网普查。\n"
        "二、财务科落实专项资金50万元。\n"
    )
    survey = one(harvest(read(text)), "任务", "管网普查")
    assert (survey["任务"], survey["责任单位"]) == ("8月底前完成管网普查", "供水科")
    assert one(harvest(read(text)), "任务", "专项资金")


# Ways, documents, honours


def test_ways_documents_and_honours() -> None:
    facts = harvest(read(SUMMARY), 2025)
    assert column(facts, "做法", "做法") == ["修订值班制度", "精简会议"]
    assert [(shown(row.cells["名称"]), shown(row.cells["动作"])) for row in table(facts, "文件")] == [
        ("值班工作规定", "印发"),
        ("接待工作规范", "印发"),
    ]
    assert one(facts, "荣誉", "先进集体")["授予单位"] == "县委、县政府"


@pytest.mark.parametrize(
    ("written", "name", "grantor"),
    [
        ("荣获全国文明单位称号。", "全国文明单位", ""),
        ("我局被评为档案工作先进单位。", "档案工作先进单位", ""),
        ("省水利厅授予我局“节水先进单位”称号。", "节水先进单位", "省水利厅"),
    ],
)
def test_honours_of_the_unit(written: str, name: str, grantor: str) -> None:
    facts = harvest(read(SUMMARY.replace("局办公室被县委、县政府评为先进集体。", written)))
    assert [(shown(r.cells["名称"]), shown(r.cells.get("授予单位"))) for r in table(facts, "荣誉")] == [(name, grantor)]


def test_an_honour_of_somebody_else_is_none_of_the_unit() -> None:
    text = SUMMARY.replace("局办公室被县委、县政府评为先进集体。", "2名干部被省水利厅评为先进个人。")
    assert not table(harvest(read(text)), "荣誉")


def test_laws_that_are_only_followed_are_no_documents_of_ours() -> None:
    text = SUMMARY.replace("印发《值班工作规定》《接待工作规范》", "落实《档案管理办法》，编发《水务动态》12期")
    assert not table(harvest(read(text)), "文件")


# Years


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("2024年新建泵站3座", "2025年新建泵站3座"),
        ("完成2024年度目标", "完成2025年度目标"),
        ("二〇二四年完成改造", "2025年完成改造"),
        ("6月底前完成对接", "【待填：完成时限】完成对接"),
        ("2024年6月30日前完成对接", "【待填：完成时限】完成对接"),
        ("4月启动整治", "【待填：时间】启动整治"),
        ("自5月份开始组织培训", "自【待填：时间】开始组织培训"),
        ("第三季度完成验收", "【待填：时间】完成验收"),
        ("年底前全部建成", "年底前全部建成"),
        ("春节前完成储备", "春节前完成储备"),
        ("每月10日前报送", "每月10日前报送"),
        ("3个工作日内反馈、15日内整改", "3个工作日内反馈、15日内整改"),
        ("到2027年建成体系", "到2027年建成体系"),
        ("2019年至2021年的档案完成数字化", "2019年至2021年的档案完成数字化"),
        ("2022年以来的文件完成清理", "2022年以来的文件完成清理"),
        ("今年重点抓好节水", "2025年重点抓好节水"),
        ("明年3月底前验收", "明年3月底前验收".replace("明年", "2025年")),
        ("为明年打好基础", "为2026年打好基础"),
        ("发文数量比上年减少5%", "发文数量比上年减少5%"),
        ("修订《2024年防汛预案》", "修订《2024年防汛预案》"),
        ("落实“十四五”规划", "落实“十四五”规划"),
        ("落实“十三五”规划", "落实【待填：五年规划】规划"),
        ("完成《“十三五”规划》评估", "完成《“十三五”规划》评估"),
    ],
)
def test_what_an_old_plan_said_in_the_plan_of_the_next_year(text: str, carried: str) -> None:
    assert carry(text, moments(text, 2024), 2024, 2024, 2025, past=False) == carried


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("今年以来共发生3起", "2024年以来共发生3起"),
        ("全年只完成2篇", "2024年只完成2篇"),
        ("6月份积压较多", "2024年6月份积压较多"),
        ("年初确定的任务没有完成", "2024年初确定的任务没有完成"),
        ("去年发生5起", "2023年发生5起"),
        ("比上年增加3起", "比上年增加3起"),
        ("2024年，全年只完成2篇", "2024年，全年只完成2篇"),
        ("“十三五”规划的项目没有完工", "“十三五”规划的项目没有完工"),
    ],
)
def test_what_was_in_the_words_of_the_next_year(text: str, carried: str) -> None:
    assert carry(text, moments(text, 2024), 2024, 2024, 2025, past=True) == carried


def test_what_a_summary_plans_needs_no_other_year() -> None:
    text = "2025年6月底前完成对接，在2024年工作的基础上完善台账，2024年完成验收"
    carried = carry(text, moments(text, 2025), 2025, 2024, 2025, past=False)
    assert carried == "2025年6月底前完成对接，在2024年工作的基础上完善台账，【待填：年份】完成验收"


def test_a_plan_for_a_year_to_come_is_not_turned_back() -> None:
    text = "2025年建成平台"
    assert carry(text, moments(text, 2025), 2025, 2024, 2024, past=False) == text


# Masks


@pytest.mark.parametrize(
    ("masked", "blank"),
    [
        ("加强XX系统保密工作", "加强【待填：系统名称】系统保密工作"),
        ("办好X市广播电视节", "办好【待填：地名】市广播电视节"),
        ("由XX同志牵头落实整改", "由【待填：姓名】同志牵头落实整改"),
        ("提升x会议中心服务质量", "提升【待填：单位名称】会议中心服务质量"),
        ("印制保密手册**余册", "印制保密手册【待填：印制保密手册】册"),
        ("制定《**市节水办法》", "制定《【待填：地名】市节水办法》"),
    ],
)
def test_a_mask_becomes_a_marked_blank(masked: str, blank: str) -> None:
    text = f"清河县水务局2025年工作计划\n\n一、重点任务\n（一）抓好日常工作。{masked}。\n"
    assert column(harvest(read(text), 2025), "任务", "任务") == [blank]


PHRASES = (
    "修订值班制度",
    "加强XX系统建设",
    "6月底前完成验收",
    "2024年新建泵站**座",
    "由x科牵头",
    "今年推广",
    "《x市办法》",
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=5), st.integers(2024, 2027))
def test_no_mask_and_no_wrong_year_is_left(phrases: list[str], year: int) -> None:
    text = f"清河县水务局2024年工作计划\n\n一、重点任务\n（一）抓好日常工作。{'，'.join(phrases)}。\n"
    for row in table(harvest(read(text), year), "任务"):
        said = re.sub("《[^》]*》", "", BLANK.sub("", shown(row.cells["任务"])))
        assert not MASK.search(said)
        assert all(int(found) == year for found in re.findall("(20[0-9]{2})年", said))
        assert year == 2024 or not re.search("[0-9]月", said)


# Whole drafts


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.name)
def test_no_planned_task_is_lost(path: Path) -> None:
    review = review_of(path)
    facts = harvest(review)
    kept = "".join(
        shown(cell)
        for name in ("任务", "保障", "板块")
        for row in table(facts, name)
        for cell in (row.cells.get(TABLES[name].key[0]), row.cells.get("内容"))
    )
    kept = re.sub(r"\s", "", BLANK.sub("", kept))
    for task in review.tasks:
        if task.status == "done" or ANNOUNCES.search(task.object) or "》（" in task.object:
            continue
        for words in re.split(r"[*＊×XxＸ_○□\s`\ufffc]+[余多]?|【[^】]*】", task.object):
            words = words.strip("、．")
            assert len(words) < 2 or words in kept, (task.span.paragraph, task.object)


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.name)
def test_rows_hold_their_columns_and_agree(path: Path) -> None:
    review = review_of(path)
    own = review.outline.years[0] if review.outline and review.outline.years else 2024
    for year in (None, own, own + 1):
        facts = harvest(review, year)
        merge([facts])
        for name, rows in facts.rows.items():
            heads = {column.name for column in TABLES[name].columns}
            for row in rows:
                assert set(row.cells) <= heads
                assert shown(row.cells[TABLES[name].key[0]]).strip("，。；、：") == shown(
                    row.cells[TABLES[name].key[0]]
                )
                assert row.place.startswith(path.name)
                assert not any(re.search(r"\*\*|__|XX", shown(cell)) for cell in row.cells.values())


@pytest.mark.parametrize(
    "name", ["plan-01-clean.md", "plan-03-clean.txt", "key-points-03-clean.txt", "summary-05-clean.txt"]
)
def test_no_clause_of_what_is_planned_is_lost(name: str) -> None:
    review = review_of(CORPORA / name)
    facts = harvest(review)
    kept = "".join(shown(cell) for rows in facts.rows.values() for row in rows for cell in row.cells.values())
    assert review.document is not None
    planned = {task.span.paragraph for task in review.tasks if task.status != "done"}
    for number in planned:
        text = re.sub(r"（(?:牵头|责任|主办)[^）]*）|[*`]", "", review.document.paragraphs[number - 1].text)
        for clause in re.findall(r"[^，。；：（）\s]{9,}[0-9]+[^，。；：（）\s]{0,9}", text):
            said = re.sub(
                r"^[0-9]{4}年|^[一二三四五六七八九]要|^[（(].[）)]|^要|^由[^，。；]*(?:牵头|负责)$", "", clause
            )
            assert said in kept, (number, clause)


@pytest.mark.parametrize("name", ["summary-01-clean.txt", "summary-05-clean.txt", "report-01-clean.txt"])
def test_every_problem_of_a_draft_is_kept(name: str) -> None:
    rows = table(harvest(review_of(CORPORA / name), 2025), "问题")
    assert len(rows) == 3
    assert all(row.cells.get("表现") or len(shown(row.cells["问题"])) > 8 for row in rows)
