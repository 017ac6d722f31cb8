"""A plan held against its summary: what was left out, half done, reworded, done besides; figures; forms of output."""

from __future__ import annotations

import io
import json
import os
from decimal import Decimal
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from conforming import schema
from hegao.assignment import assign
from hegao.cli import main
from hegao.cli.extracting import TRACE_FORMATS
from hegao.errors import HegaoError
from hegao.model import Review
from hegao.pipeline import extract
from hegao.rendering import Options
from hegao.reports import TRACE_REPORTS
from hegao.trace import VERDICTS, Answer, Trace, trace

FOLDER = Path(__file__).parent / "trace"
KEY: dict[str, Any] = yaml.safe_load((FOLDER / "culture-answers.yml").read_text("utf-8"))
PAIRS = [
    ("culture-plan.txt", "culture-summary.txt"),
    ("town-plan.md", "town-summary.md"),
    ("hospital-plan.txt", "hospital-summary.txt"),
]
PLAN = "清河县水务局2024年工作计划\n\n一、重点任务\n"
SUMMARY = "清河县水务局2024年工作总结\n\n一、主要工作\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["trace", *map(str, arguments)], catch_exceptions=False)


def read(path: Path) -> Review:
    return extract(path, ("tasks", "metrics", "times"))


@cache
def pair(plan: str = "culture-plan.txt", summary: str = "culture-summary.txt") -> Trace:
    return trace(read(FOLDER / plan), read(FOLDER / summary))


def of(found: Trace, words: str) -> Answer:
    """The answer to the task that holds these words, itself or in a clause that counts it."""
    said = [a for a in found.answers if words in a.task.text or any(words in figure.name for figure in a.figures)]
    assert len(said) == 1, (words, [answer.task.text for answer in said])
    return said[0]


def held(tmp_path: Path, plan: str, summary: str) -> Trace:
    (tmp_path / "计划.txt").write_text(PLAN + plan, "utf-8")
    (tmp_path / "总结.txt").write_text(SUMMARY + summary, "utf-8")
    return trace(read(tmp_path / "计划.txt"), read(tmp_path / "总结.txt"))


@pytest.mark.parametrize("words", KEY["missing"])
def test_planted_omissions_are_found(words: str) -> None:
    answer = of(pair(), words)
    assert (answer.verdict, answer.passages) == ("missing", ())


@pytest.mark.parametrize("words", KEY["partial"])
def test_what_is_half_done_is_found(words: str) -> None:
    assert of(pair(), words).verdict == "partial"


@pytest.mark.parametrize(("words", "reworded"), KEY["reworded"].items())
def test_other_words_for_the_same_are_found(words: str, reworded: str) -> None:
    answer = of(pair(), words)
    assert answer.verdict == "done"
    assert any(reworded in passage.text for passage in answer.passages)
    assert answer.words


def test_nothing_else_is_said_to_be_missing() -> None:
    missing = [answer.task.text for answer in pair().answers if answer.verdict == "missing"]
    assert [text for text in missing if not any(words in text for words in KEY["missing"])] == []


def test_work_outside_the_plan_is_found_and_nothing_else() -> None:
    texts = [extra.passage.text for extra in pair().extras]
    assert all(any(words in text for text in texts) for words in KEY["extras"])
    assert [text for text in texts if not any(words in text for words in KEY["extras"])] == []


@pytest.mark.parametrize(("words", "numbers"), KEY["figures"].items())
def test_figures_are_compared(words: str, numbers: list[float]) -> None:
    figure = of(pair(), words).figures[0]
    assert figure.result is not None
    assert [figure.aim.value, figure.result.value, figure.rate] == [Decimal(str(number)) for number in numbers]


@pytest.mark.parametrize(("name", "numbers"), KEY["changes"].items())
def test_indicators_of_one_name_are_compared(name: str, numbers: list[float]) -> None:
    change = next(change for change in pair().changes if change.name == name)
    assert [change.difference, change.percent] == [Decimal(str(number)) for number in numbers]


@pytest.mark.parametrize("names", PAIRS)
def test_every_passage_is_the_text_at_its_place(names: tuple[str, str]) -> None:
    found = pair(*names)
    assert found.plan.document is not None
    assert found.summary.document is not None
    texts = [paragraph.text for paragraph in found.summary.document.paragraphs]
    whole = (FOLDER / names[1]).read_text("utf-8")
    passages = [p for answer in found.answers for p in answer.passages] + [extra.passage for extra in found.extras]
    assert passages
    for passage in passages:
        span = passage.span
        assert texts[span.paragraph - 1][span.start : span.end] == passage.text
        assert whole[passage.offset : passage.offset + len(passage.text)] == passage.text
    for answer in found.answers:
        span = answer.task.span
        assert found.plan.document.paragraphs[span.paragraph - 1].text[span.start : span.end] == answer.task.text


def test_the_other_pairs_keep_what_was_reached() -> None:
    """Written when the code was done; the omissions and the extra work planted there, and how much is said wrongly."""
    town, hospital = pair(*PAIRS[1]), pair(*PAIRS[2])
    for found, left_out, besides, most in (
        (town, ("危旧房屋", "互助养老点", "水源地", "最美家庭"), ("丰收节", "口袋公园", "爱心超市", "强降雨"), 8),
        (hospital, ("实训基地", "文化夜市"), ("诺如病毒", "援疆", "健康促进区", "班车"), 6),
    ):
        missing = [answer.task.text for answer in found.answers if answer.verdict == "missing"]
        assert all(any(words in text for text in missing) for words in left_out)
        assert len(missing) <= most
        assert all(any(words in extra.passage.text for extra in found.extras) for words in besides)


def test_one_sentence_may_answer_two_tasks_and_two_sentences_one(tmp_path: Path) -> None:
    found = held(
        tmp_path,
        "1.修订《清河县节水管理办法》。\n2.印发《清河县节水管理办法》实施细则解读手册。\n3.疏浚东山灌渠12公里。\n",
        "修订印发《清河县节水管理办法》及实施细则解读手册。上半年疏浚东山灌渠7公里。下半年疏浚东山灌渠5公里。\n",
    )
    assert [answer.verdict for answer in found.answers[:2]] == ["done", "done"]
    assert len(of(found, "东山灌渠").passages) == 2


def test_the_best_pairing_of_all_wins_over_the_best_first(tmp_path: Path) -> None:
    found = held(
        tmp_path,
        "1.开展水库安全检查4次。\n2.开展水库大坝安全检查2次。\n",
        "开展水库大坝安全检查2次。开展水库安全检查4次。\n",
    )
    assert [answer.passages[0].text for answer in found.answers] == [
        "开展水库安全检查4次",
        "开展水库大坝安全检查2次",
    ]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("东山水厂建成通水。", "done"),
        ("东山水厂正在建设。", "partial"),
        ("东山水厂基本建成。", "partial"),
        ("东山水厂完成主体工程，尚未通水。", "partial"),
        ("东山水厂建设尚未启动。", "undone"),
        ("召开党组会议18次。", "missing"),
    ],
)
def test_words_that_tell_how_far_it_is(tmp_path: Path, said: str, verdict: str) -> None:
    assert held(tmp_path, "1.建设东山水厂。\n", said + "\n").answers[0].verdict == verdict


@pytest.mark.parametrize(
    ("plan", "said", "verdict"),
    [
        ("组织节水宣传活动12次", "组织节水宣传活动9次", "partial"),
        ("组织节水宣传活动12次", "组织节水宣传活动12场", "done"),
        ("每月组织节水宣传活动1次", "全年组织节水宣传活动11次", "partial"),
        ("完成水利投资1.2亿元", "完成水利投资13000万元", "done"),
        ("完成水利投资1.2亿元", "完成水利投资9000万元", "partial"),
    ],
)
def test_targets_against_results(tmp_path: Path, plan: str, said: str, verdict: str) -> None:
    assert held(tmp_path, f"1.{plan}。\n", f"{said}。\n").answers[0].verdict == verdict


@pytest.mark.parametrize(
    ("plan", "said", "verdict"),
    [
        ("改造灌溉泵站18座", "灌溉泵站改造有序进行，群众反响良好", "unclear"),
        ("培育节水型企业24家", "节水型企业培育取得实效", "unclear"),
        ("创建省级水利风景区1家", "成为省级水利风景区", "done"),
        ("新建停车位260个", "新增停车泊位300个", "done"),
        ("建设冷链设施4处", "建成冷库3处，1处尚在收尾", "partial"),
        ("盘活撂荒地650亩", "撂荒耕地治理650亩", "done"),
        ("推广良种9个", "推广优良品种7个", "partial"),
        ("实施城东泵站迁建项目", "城东泵站迁建项目因管线交叉未能开工", "undone"),
    ],
)
def test_a_target_without_a_figure_is_never_said_to_be_reached(
    tmp_path: Path, plan: str, said: str, verdict: str
) -> None:
    assert held(tmp_path, f"1.{plan}。\n", f"{said}。\n").answers[0].verdict == verdict


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("优化水资源调度结构", "用水产业结构不断优化"),
        ("加强节水文化建设", "廉政文化建设持续深化"),
        ("加强嵌入式监管", "市场监管得到加强"),
        ("编制《东川市供水发展规划纲要》", "编制《西岭市供水发展规划纲要》"),
        ("印发《节水行动方案（2024—2026年）》", "印发《节水行动方案（2021—2023年）》"),
        ("强化库区污染防治", "大气污染防治工作得到肯定"),
    ],
)
def test_words_that_fit_everything_answer_nothing(tmp_path: Path, plan: str, said: str) -> None:
    assert held(tmp_path, f"1.{plan}。\n", f"{said}。\n").answers[0].verdict == "missing"


def test_a_figure_counts_only_under_its_own_name_and_in_its_own_direction(tmp_path: Path) -> None:
    found = held(
        tmp_path,
        "1.农业总产值增长6%，水利固定资产投资增长9%。\n2.万元产值用水量降至42立方米以下。\n",
        "农业总产值增长6.3%，水利固定资产投资下降4%。万元产值用水量45立方米。\n",
    )
    changes = {change.name: (change.difference, change.reached) for change in found.changes}
    assert changes["农业总产值"] == (Decimal("0.3"), True)
    assert changes["水利固定资产投资"] == (Decimal(-13), False)
    assert changes["万元产值用水量"] == (Decimal(3), False)
    tables = "".join(map(str, TRACE_REPORTS["markdown"](found, Options())))
    assert "未达到" in tables
    assert "-4" in tables


@pytest.mark.parametrize(("said", "reached"), [("38", True), ("45", False)])
def test_targets_of_which_less_is_better(tmp_path: Path, said: str, reached: bool) -> None:
    for aim in ("控制在40起以内", "不超过40起", "降至40起以下"):
        found = held(tmp_path, f"1.全年水事纠纷{aim}。\n", f"全年水事纠纷{said}起。\n")
        assert [change.reached for change in found.changes] == [reached], aim


def test_aims_without_a_task_are_judged_in_the_third_table(tmp_path: Path) -> None:
    found = held(tmp_path, "1.供水总量达到300万吨。\n2.农业增加值增长5%。\n", "农业增加值增长5.4%。\n")
    rows = {change.name: (change.after and change.after.text, change.reached) for change in found.changes}
    assert rows["农业增加值"] == ("5.4%", True)
    assert all(json.loads("".join(map(str, TRACE_REPORTS["json"](found, Options()))))["metrics"])


@pytest.mark.parametrize("number", ["**5万**亩", "**5万亩**", "5万亩"])
def test_numbers_in_bold_type_keep_their_unit(tmp_path: Path, number: str) -> None:
    for name, text in (("a.md", f"# 2024年计划\n\n1. 新建节水灌溉农田{number}。\n"), ("b.md", "# 2024年总结\n\n")):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "b.md").write_text("# 2024年总结\n\n新建节水灌溉农田3.5万亩。\n", "utf-8")
    found = trace(read(tmp_path / "a.md"), read(tmp_path / "b.md"))
    assert [answer.verdict for answer in found.answers] == ["partial"]
    assert [change.percent for change in found.changes] == [Decimal("-30.0")]


def test_what_is_compared_is_neither_missing_nor_outside_the_plan(tmp_path: Path) -> None:
    found = held(tmp_path, "1.落实冬灌面积8万亩，推广抗旱良种12个。\n", "冬灌面积8.2万亩。推广抗旱优良品种10个。\n")
    assert of(found, "良种").verdict == "partial"
    assert [change.percent for change in found.changes if "种" in change.name] == [Decimal("-16.7")]
    assert found.extras == ()


def test_a_summary_that_fits_nothing_is_pointed_out(tmp_path: Path) -> None:
    found = held(tmp_path, "1.建设东山水厂。\n2.疏浚西河河道。\n", "举办职工运动会。慰问退休教师30人。\n")
    assert "选错了文件" in found.notices[0]
    for form in ("console", "markdown", "html"):
        assert "选错了文件" in "".join(map(str, TRACE_REPORTS[form](found, Options())))


def test_titles_of_different_places_are_pointed_out(tmp_path: Path) -> None:
    for name, home in (("a.txt", "东川市"), ("b.txt", "西岭市")):
        (tmp_path / name).write_text(f"{home}水利局2024年工作\n\n一、工作\n1.建成{home}水厂。\n", "utf-8")
    found = trace(read(tmp_path / "a.txt"), read(tmp_path / "b.txt"))
    assert any("地名不同" in notice for notice in found.notices)


def test_what_lies_ahead_answers_nothing(tmp_path: Path) -> None:
    found = held(tmp_path, "1.建设东山水厂。\n", "召开会议18次。\n\n二、下一步打算\n建设东山水厂。\n")
    assert found.answers[0].verdict == "missing"


def test_word_files_with_tables(tmp_path: Path) -> None:
    from docx import Document

    for name, rows in {
        "计划.docx": [("工作任务", "完成时限"), ("新建东山泵站2座", "9月底前"), ("编制节水规划", "年底前")],
        "总结.docx": [("工作任务", "完成情况"), ("新建东山泵站", "已建成东山泵站1座"), ("更换水表", "更换水表300只")],
    }.items():
        docx_document = Document()
        docx_document.add_paragraph("清河县水务局2024年工作" + name[:2])
        table = docx_document.add_table(rows=0, cols=2)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        docx_document.save(str(tmp_path / name))
    found = trace(read(tmp_path / "计划.docx"), read(tmp_path / "总结.docx"))
    assert of(found, "泵站").verdict == "partial"
    assert of(found, "节水规划").verdict == "missing"


def test_the_same_text_twice_is_refused(tmp_path: Path) -> None:
    plan = FOLDER / "culture-plan.txt"
    with pytest.raises(HegaoError, match="内容完全相同"):
        trace(read(plan), read(plan))
    assert run(plan, plan).exit_code != 0


@pytest.mark.parametrize(("plan", "summary"), [("", ""), ("", "开展检查3次。\n"), ("1.建设东山水厂。\n", "")])
def test_documents_without_anything_in_them(tmp_path: Path, plan: str, summary: str) -> None:
    found = held(tmp_path, plan, summary)
    result = run(found.plan.path, found.summary.path)
    assert result.exit_code == 0
    assert ("没有找到计划任务" in result.stdout) == (not plan)
    assert ("没有找到已做的工作" in result.stdout) == (not summary)


def test_empty_files_are_named(tmp_path: Path) -> None:
    for name in ("计划.txt", "总结.txt"):
        (tmp_path / name).write_text("", "utf-8")
    result = run(tmp_path / "计划.txt", tmp_path / "总结.txt")
    assert result.exit_code == 2
    assert "计划.txt" in result.stderr


def test_plan_and_summary_turned_round() -> None:
    found = trace(read(FOLDER / "culture-summary.txt"), read(FOLDER / "culture-plan.txt"))
    assert "放反" in found.notices[0]


@pytest.mark.parametrize("names", PAIRS)
def test_json_follows_its_schema(names: tuple[str, str]) -> None:
    text = "".join(map(str, TRACE_REPORTS["json"](pair(*names), Options())))
    whole = json.loads(text)
    schema("trace").validate(whole)
    assert sum(whole["counts"].values()) - whole["counts"]["extra"] == len(whole["tasks"])


def test_the_workbook_holds_three_tables() -> None:
    from openpyxl import load_workbook

    book = load_workbook(
        io.BytesIO(b"".join(c for c in TRACE_REPORTS["xlsx"](pair(), Options()) if isinstance(c, bytes)))
    )
    assert book.sheetnames == ["计划任务落实情况", "计划外工作", "指标对照"]
    page = book.worksheets[0]
    heads = [cell.value for cell in page[3]]
    assert heads[:5] == ["序号", "计划任务", "完成时限", "目标", "落实情况"]
    verdicts = [row[4] for row in page.iter_rows(min_row=4, values_only=True)]
    assert verdicts == [VERDICTS[answer.verdict] for answer in pair().answers]
    assert page.data_validations.dataValidation
    assert page.freeze_panes == "C4"


def test_console_lists_what_needs_a_look_and_all_on_demand(tmp_path: Path) -> None:
    files = [FOLDER / name for name in PAIRS[0]]
    short, full = run(*files).stdout, run(*files, "--all").stdout
    assert "未提及" in short
    assert "未落实" not in full
    assert "加 --all 全部列出" in short
    assert len(full) > len(short)


def test_page_and_markdown_escape_what_drafts_hold(tmp_path: Path) -> None:
    found = held(tmp_path, "1.建设<b>东山</b>水厂|泵站3座。\n", "召开会议18次。\n")
    page = "".join(map(str, TRACE_REPORTS["html"](found, Options())))
    assert "<b>东山" not in page
    assert "default-src 'none'" in page
    lines = "".join(map(str, TRACE_REPORTS["markdown"](found, Options()))).splitlines()
    assert all(line.replace("\\|", "").count("|") in (0, 10, 5, 9) for line in lines)


def test_exit_codes(tmp_path: Path) -> None:
    files = [FOLDER / name for name in PAIRS[0]]
    assert run(*files).exit_code == 0
    assert run(*files, "--fail-on-missing").exit_code == 1
    done = held(tmp_path, "1.建设东山水厂。\n", "建成东山水厂。\n")
    assert run(done.plan.path, done.summary.path, "--fail-on-missing").exit_code == 0
    broken = run(tmp_path / "没有.txt", files[1])
    assert broken.exit_code == 2
    assert "没有.txt" in broken.stderr


@pytest.mark.parametrize("suffix", ["html", "json", "md", "xlsx", "txt"])
def test_results_are_written_to_files(tmp_path: Path, suffix: str) -> None:
    files = [FOLDER / name for name in PAIRS[0]]
    output = tmp_path / f"对照.{suffix}"
    assert run(*files, "-o", output).exit_code == 0
    size = output.stat().st_size
    assert size > 1000
    again = run(*files, "-o", output)
    assert (again.exit_code == 0) == (suffix != "xlsx")
    assert run(*files, "-o", output, "--force").exit_code == 0


def test_results_never_overwrite_the_drafts(tmp_path: Path) -> None:
    found = held(tmp_path, "1.建设东山水厂。\n", "建成东山水厂。\n")
    before = os.stat(found.plan.path).st_size
    assert run(found.plan.path, found.summary.path, "-o", found.plan.path, "--force").exit_code == 2
    assert os.stat(found.plan.path).st_size == before


def test_choices_are_those_of_the_registry() -> None:
    assert set(TRACE_FORMATS) == set(TRACE_REPORTS)


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0.1, 1.0)))
@settings(max_examples=60, deadline=None)
def test_assignment_is_worth_as_much_as_any(values: dict[tuple[int, int], float]) -> None:
    pairs = assign(values)
    assert len(set(pairs.values())) == len(pairs)
    got = sum(values[pair_] for pair_ in pairs.items())
    best = max(
        sum(values.get((left, right), 0.0) for left, right in enumerate(order)) for order in permutations(range(5))
    )
    assert got >= best - 0.03


@pytest.mark.parametrize(
    ("plan", "summary", "words"),
    [
        ("1.修订《渠道管理办法》。", "1.修订《渠道管理办法》，【待填：完成情况】。", "修订"),
        ("1.清淤干渠30公里。", "1.清淤干渠【待填：清淤（公里）】公里，清理垃圾。", "清淤"),
        ("1.新建泵站4座。", "1.新建泵站4座，【待填：完成情况】。", "新建泵站"),
        ("1.新建泵站1座。", "1.新建泵站1座，【待填：完成情况】。", "新建泵站"),
    ],
)
def test_a_statement_with_a_blank_tells_nothing(tmp_path: Path, plan: str, summary: str, words: str) -> None:
    found = held(tmp_path, plan + "\n", summary + "\n")
    answer = of(found, words)
    assert answer.verdict == "unclear"
    assert answer.hedges[0].startswith("【待填：")
    assert [(figure.result, figure.reached) for figure in answer.figures] in ([], [(None, False)])
    assert [change for change in found.changes if change.after] == []
    assert any("还有 1 处【待填】" in notice for notice in found.notices)


def test_what_is_told_elsewhere_answers_in_place_of_the_blank(tmp_path: Path) -> None:
    summary = "1.安装水位监控探头40个，【待填：完成情况】。全县共安装水位监控探头46个。\n"
    answer = of(held(tmp_path, "1.安装水位监控探头40个。\n", summary), "监控探头")
    assert (answer.verdict, [passage.text for passage in answer.passages]) == ("done", ["全县共安装水位监控探头46个"])
    assert answer.figures[0].result is not None
    assert answer.figures[0].result.value == 46


def test_a_blank_within_a_clause_leaves_the_others_of_its_sentence_alone(tmp_path: Path) -> None:
    summary = "1.举办水法培训班【待填：培训班（期）】期，培训管水员131人次。\n"
    found = held(tmp_path, "1.举办水法培训班3期，培训管水员120人次。\n", summary)
    assert [(answer.verdict, bool(answer.hedges)) for answer in found.answers] == [("unclear", True), ("done", False)]


def test_of_a_row_only_a_blank_for_the_outcome_counts(tmp_path: Path) -> None:
    (tmp_path / "计划.txt").write_text(f"{PLAN}1.新建泵站4座。\n2.更换水表2000只。\n", "utf-8")
    table = [
        "# 清河县水务局2024年工作总结",
        "",
        "| 任务 | 责任单位 | 完成情况 |",
        "|---|---|---|",
        "| 新建泵站4座 | 【待填：责任单位】 | 建成泵站4座 |",
        "| 更换水表2000只 | 供水股 | 【待填：完成情况】 |",
    ]
    (tmp_path / "总结.md").write_text("\n".join(table), "utf-8")
    found = trace(read(tmp_path / "计划.txt"), read(tmp_path / "总结.md"))
    assert [answer.verdict for answer in found.answers] == ["done", "unclear"]


@pytest.mark.parametrize(
    ("said", "verdicts"),
    [
        ("该项任务正在推进", ["partial", "partial"]),
        ("该项任务未按期完成", ["partial", "partial"]),
        ("该项任务尚未启动", ["undone", "undone"]),
        ("该项工作因资金未到位尚未启动", ["undone", "undone"]),
        ("该项任务不再推进", ["undone", "undone"]),
        ("该项任务已完成", ["done", "done"]),
        ("该项任务正在推进，已更换旧水表1500只", ["partial", "partial"]),
    ],
)
def test_what_a_sentence_says_at_its_end_holds_for_all_before(tmp_path: Path, said: str, verdicts: list[str]) -> None:
    plan = "更换旧水表2000只，改造供水支管12公里"
    found = held(tmp_path, f"1.{plan}。\n", f"1.{plan}，{said}。\n")
    assert [answer.verdict for answer in found.answers] == verdicts
    results = {figure.result.text for answer in found.answers for figure in answer.figures if figure.result}
    done = said.endswith("已完成")
    assert results == ({"2000只", "12公里"} if done else {"1500只"} if "1500" in said else set())


def test_work_not_begun_is_none_outside_the_plan(tmp_path: Path) -> None:
    summary = "1.新建泵站4座。\n2.建成水文化广场2个，该项任务尚未启动。\n3.组建抢险队伍5支，【待填：完成情况】。\n"
    assert held(tmp_path, "1.新建泵站4座。\n", summary).extras == ()


@pytest.mark.parametrize(
    "bracket",
    ["（责任单位：督查科）", "（责任单位：督查科，完成时限：9月30日）", "（督查科）", "（督查科牵头；各科室配合）"],
)
def test_a_bracket_behind_a_sentence_is_no_task(tmp_path: Path, bracket: str) -> None:
    plan = f"1.新建泵站4座。{bracket}\n2.更换水表2000只。{bracket}\n"
    found = held(tmp_path, plan, "1.新建泵站4座。\n")
    assert [answer.task.text for answer in found.answers] == ["新建泵站4座", "更换水表2000只"]
