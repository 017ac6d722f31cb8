"""Drafts in, their tasks out: who, with whom, by when, how much, on what ground; the sentences are made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.extractors.tasks import extract
from hegao.model import Document, Paragraph, Task
from hegao.pipeline import analyse
from hegao.readers import read_bytes

PLAN = "青石县水务局2023年工作计划"
SUMMARY = "青石县水务局2023年工作总结"
NOTICE = "青石县水务局关于做好防汛工作的通知"
MINUTES = "青石县水务局办公会议纪要"


def tasks_of(*lines: str) -> tuple[Task, ...]:
    paragraphs = []
    offset = 0
    for line in lines:
        paragraphs.append(Paragraph(line, offset))
        offset += len(line) + 1
    return extract(analyse(Document("draft.txt", "txt", tuple(paragraphs), offset)))


def texts(*lines: str) -> list[str]:
    return [task.text for task in tasks_of(*lines)]


def told(text: str, title: str = PLAN) -> tuple[Task, ...]:
    """The tasks of a text in the midst of a paragraph; alone a short one is a heading."""
    before = "整改水毁设施20处。"
    first, *others = tasks_of(title, before + text)
    assert before.startswith(first.text)
    return tuple(others)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("修订防汛预案，认真开展应急演练。", ["修订防汛预案", "认真开展应急演练"]),
        ("要按照县委部署，扎实推进河道清淤。", ["扎实推进河道清淤"]),
        ("坚持预防为主，围绕汛期安全，加固病险水库5座。", ["加固病险水库5座"]),
        ("完善巡查制度、细化处置流程。", ["完善巡查制度", "细化处置流程"]),
        ("对未按要求整改的，收回补助资金。", ["收回补助资金"]),
        ("目前泵站存在老化现象。", []),
        ("Update the plan, 修订预案。", ["修订预案"]),
        ("编印《青石县水利志》，发放手册**份。", ["编印《青石县水利志》", "发放手册**份"]),
    ],
)
def test_what_is_a_task(text: str, expected: list[str]) -> None:
    assert [task.text for task in told(text)] == expected


def test_results_are_targets() -> None:
    first, second = told("加固病险水库5座，确保安全度汛。确保群众用水安全。")
    assert first.targets == ("确保安全度汛", "5座")
    assert second.text == "确保群众用水安全"
    (only,) = told("开展水情教育，增强节水意识。")
    assert only.targets == ("增强节水意识",)


def test_headings_are_sections() -> None:
    first, second = tasks_of(PLAN, "一、加强防汛备汛", "开展堤防巡查30次。", "（一）强化调度。修订调度方案。")
    assert (first.text, first.section) == ("开展堤防巡查30次", "一、加强防汛备汛")
    assert (second.text, second.section) == ("修订调度方案", "（一）强化调度")


def test_leads_of_chains_are_headings() -> None:
    found = texts(PLAN, "一是加强巡查。组织巡堤三次。二是完善预案。修订预案两部。三是清理河障，整治岸坡，拆除违建。")
    assert found == ["组织巡堤三次", "修订预案两部", "清理河障", "整治岸坡", "拆除违建"]


def test_problem_sections_hold_none() -> None:
    found = texts(SUMMARY, "一、主要做法", "开展堤防巡查30次。", "二、存在问题", "开展培训次数偏少，组织演练不多。")
    assert found == ["开展堤防巡查30次"]


def test_lead_paragraphs_hold_none() -> None:
    assert texts(SUMMARY, "今年以来，加强河道管护，开展专项整治。", "一、主要工作", "清淤渠道80公里。") == [
        "清淤渠道80公里"
    ]
    assert texts(PLAN, "为全面贯彻上级部署，推进水利建设，制定本计划。", "一、重点任务", "新建泵站3座。") == [
        "新建泵站3座"
    ]


@pytest.mark.parametrize(
    ("text", "owner", "partners", "basis"),
    [
        ("县财政局负责落实配套资金。", ("县财政局",), (), ()),
        ("由县财政局牵头，落实配套资金。", ("县财政局",), (), ()),
        ("县财政局会同各镇落实配套资金。", ("县财政局",), ("各镇",), ()),
        ("会同县财政局落实配套资金。", (), ("县财政局",), ()),
        ("按照年度计划要求，落实配套资金。", (), (), ("按照年度计划要求",)),
        ("我局落实配套资金。", (), (), ()),
        ("鼓励合作社开展社会化管护。", (), ("合作社",), ()),
    ],
)
def test_who_with_whom_on_what_ground(
    text: str, owner: tuple[str, ...], partners: tuple[str, ...], basis: tuple[str, ...]
) -> None:
    (task,) = told(text)
    assert task.owner == (owner or ("青石县水务局",))
    assert (task.owner_inherited, task.partners, task.basis) == (not owner, partners, basis)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6月底前完成招标，开工建设泵站。", ["6月底前", "6月底前"]),  # carries on within the sentence
        ("6月底前完成招标；开工建设泵站。", ["6月底前", None]),
        ("6月底前完成招标。开工建设泵站。", ["6月底前", None]),
        ("6月底前完成招标，每季度通报进度。", ["6月底前", None]),
        ("自3月起开展巡查。", [None]),
        ("截至11月底建成泵站3座。", [None]),
    ],
)
def test_deadlines(text: str, expected: list[str | None]) -> None:
    assert [task.deadline for task in told(text)] == expected


def test_deadlines_are_dated() -> None:
    (task,) = told("2023年6月底前完成泵站招标。")
    assert task.deadline_date == date(2023, 6, 30)
    (staged,) = tasks_of(PLAN, "（一）集中攻坚阶段（3月至10月）", "拆除阻水建筑12处。")
    assert staged.deadline == "3月至10月"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((PLAN, "清淤渠道80公里。"), "planned"),
        ((SUMMARY, "清淤渠道80公里。"), "done"),
        ((SUMMARY, "一、下一步打算", "清淤渠道80公里。"), "planned"),
        ((SUMMARY, "2024年，将从三个方面发力。", "清淤渠道80公里。"), "planned"),
        ((NOTICE, "各镇要清淤渠道80公里。"), "open"),
        ((NOTICE, "各镇已清淤渠道80公里。"), "done"),
        ((MINUTES, "会议要求，清淤渠道80公里。"), "open"),
    ],
)
def test_status(lines: tuple[str, ...], expected: str) -> None:
    assert tasks_of(*lines)[-1].status == expected


def test_brackets_speak_of_the_tasks_before_them() -> None:
    found = tasks_of(
        PLAN,
        "清淤渠道80公里。加固堤防5处。（牵头单位：县水务局；责任单位：各镇；完成时限：6月底前）",
        "新建泵站3座（县财政局负责），修订预案。",
    )
    told = [(task.text, task.owner, task.partners, task.deadline) for task in found]
    assert told == [
        ("清淤渠道80公里", ("县水务局",), ("各镇",), "6月底前"),
        ("加固堤防5处", ("县水务局",), ("各镇",), "6月底前"),
        ("新建泵站3座", ("县财政局",), (), None),
        ("修订预案", ("青石县水务局",), (), None),
    ]


def test_tables() -> None:
    draft = """\
# 青石县2023年重点工作任务分解表

| 序号 | 工作任务 | 责任单位 | 完成时限 | 目标 |
| --- | --- | --- | --- | --- |
| 1 | 清淤干渠，加固堤防 | 县水务局（牵头），县财政局 | 6月底前 | 畅通率95% |
| 2 | 修订预案 | 各镇 | 长期坚持 | |
"""
    found = extract(analyse(read_bytes(draft.encode(), "draft.md")))
    assert [(task.text, task.owner, task.partners, task.deadline) for task in found] == [
        ("清淤干渠", ("县水务局",), ("县财政局",), "6月底前"),
        ("加固堤防", ("县水务局",), ("县财政局",), "6月底前"),
        ("修订预案", ("各镇",), (), "长期坚持"),
    ]
    assert found[0].targets == ("畅通率95%", "95%")
    assert (found[2].deadline_date, found[2].targets) == (None, ())


ALPHABET = "一二是、（）1.要将由县局负责6月底前完成清淤渠道80公里，。；：《》“”确保安全**会同按照要求已 A\v"


@given(st.lists(st.one_of(st.text(ALPHABET, max_size=60), st.text(max_size=30)), max_size=5))
@settings(max_examples=120, deadline=None)
def test_any_text(lines: list[str]) -> None:
    lines = [line.replace("\n", "") for line in lines]
    whole = "\n".join([PLAN, *lines])
    found = tasks_of(PLAN, *lines)
    assert [task.offset for task in found] == sorted(task.offset for task in found)
    for task in found:
        line = [PLAN, *lines][task.span.paragraph - 1]
        assert 0 <= task.span.start < task.span.end <= len(line)
        assert task.text == line[task.span.start : task.span.end]
        assert whole[task.offset : task.offset + len(task.text)] == task.text
        assert task.action in task.text
        assert task.owner or task.owner_inherited


@pytest.mark.parametrize(
    "line",
    [
        "改造泵站26座，由县财政局牵头，各镇配合，10月底前完成。",
        "改造泵站26座，10月底前投入使用，由县财政局牵头，各镇配合。",
        "由县财政局牵头，各镇配合，10月底前改造泵站26座。",
    ],
)
def test_what_stands_behind_a_task_belongs_to_it(line: str) -> None:
    (task,) = tasks_of(PLAN, line)
    assert (task.text, task.owner, task.partners, task.deadline) == (
        "改造泵站26座",
        ("县财政局",),
        ("各镇",),
        "10月底前",
    )


def test_a_bracket_of_an_item_leaves_items_with_doers_alone() -> None:
    found = tasks_of(PLAN, "1.清淤渠道80公里，由县财政局牵头。", "2.加固堤防5处。", "3.新建泵站3座。（县民政局负责）")
    assert [task.owner for task in found] == [("县财政局",), ("青石县水务局",), ("县民政局",)]


def test_a_cell_that_only_names_a_project_is_a_task() -> None:
    rows = "| 项目名称 | 年度目标 | 牵头单位 |\n|---|---|---|\n| 客运站迁建项目 | 主体封顶 | 县交通局 |\n"
    found = extract(analyse(read_bytes(f"# {PLAN}\n\n{rows}".encode(), "draft.md")))
    assert [(task.action, task.object, task.owner, task.targets) for task in found] == [
        ("", "客运站迁建项目", ("县交通局",), ("主体封顶",))
    ]


def test_what_is_to_be_done_may_stand_before_its_time() -> None:
    (task,) = tasks_of(PLAN, "南岭泵站主体工程10月底前建成，由县财政局负责。")
    assert (task.text, task.action, task.object) == ("南岭泵站主体工程10月底前建成", "建成", "南岭泵站主体工程")
    assert (task.owner, task.deadline) == (("县财政局",), "10月底前")


@pytest.mark.parametrize("label", ["3.", "3. ", "3、"])
def test_a_label_in_front_of_a_month_is_no_part_of_it(label: str) -> None:
    found = tasks_of(PLAN, "1.加固堤防5处。", "2.清淤渠道80公里。", f"{label}12月底前新建泵站3座。")
    assert [task.deadline for task in found] == [None, None, "12月底前"]


@pytest.mark.parametrize(
    ("text", "deadlines"),
    [
        ("修订《渠道管理办法》，6月底前印发执行。", ["6月底前", "6月底前"]),
        ("编制防汛预案，并于6月底前发布。", ["6月底前", "6月底前"]),
        ("编制防汛预案，力争6月底前发布。", ["6月底前"]),
        ("改造提灌站，疏浚渠首，确保6月底前完成。", ["6月底前", "6月底前"]),
        ("改造提灌站，确保6月底前灌区放水。", [None]),
        ("编制防汛预案，首批项目6月底前上线运行。", [None, "6月底前"]),
        ("编制防汛预案，6月底前发布汛情公告。", [None, "6月底前"]),
        ("5月底前编制防汛预案，6月底前印发。", ["5月底前", "6月底前"]),
    ],
)
def test_a_task_is_due_when_its_last_step_is(text: str, deadlines: list[str | None]) -> None:
    assert [task.deadline for task in told(text)][: len(deadlines)] == deadlines


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("按期办复人大代表建议和政协提案，满意率达到100%。", "办复"),
        ("限时办复群众来信。", "办复"),
        ("及时处结群众诉求。", "处结"),
        ("逐件研复代表建议。", "研复"),
    ],
)
def test_verbs_of_offices(text: str, action: str) -> None:
    (task,) = told(text)
    assert task.action == action
    assert text.startswith(task.text)
