"""Brackets and tables in, who leads, who helps and by when out; the sentences are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.duties import Columns, bracketed, columns, duties_of_cells
from hegao.model import Analysis
from hegao.moments import moments
from hegao.pipeline import analyse
from hegao.readers import read_bytes

Names = tuple[str, ...]


def table_of(*rows: str) -> Analysis:
    """The analysis of a draft with one Markdown table; the first row is its head."""
    head, *body = rows
    lines = ["# 青石县2023年重点工作任务分解表", "", head, "|" + "---|" * (head.count("|") - 1), *body]
    return analyse(read_bytes("\n".join(lines).encode(), "draft.md"))


@pytest.mark.parametrize(
    ("text", "owner", "partners", "due"),
    [
        ("清淤渠道。（牵头单位：县水务局；配合单位：县财政局、各镇）", ("县水务局",), ("县财政局", "各镇"), None),
        ("清淤渠道（责任单位：县水务局，完成时限：6月底前）", ("县水务局",), (), "6月底前"),
        ("清淤渠道（牵头单位：县水务局；责任单位：各镇）", ("县水务局",), ("各镇",), None),
        ("清淤渠道（县水务局、各镇按职责分工负责）", ("县水务局", "各镇"), (), None),
        ("清淤渠道【县水务局牵头，县财政局、各镇配合】", ("县水务局",), ("县财政局", "各镇"), None),
        ("清淤渠道（县水务局负责）", ("县水务局",), (), None),
        ("清淤渠道（责任单位：各县（市、区）水务局）", ("各县（市、区）水务局",), (), None),
        ("清淤渠道（责任单位：县水务局和县财政局等）", ("县水务局", "县财政局"), (), None),
        ("清淤渠道（完成时限：2023年6月底前）", (), (), "2023年6月底前"),
    ],
)
def test_brackets(text: str, owner: Names, partners: Names, due: str | None) -> None:
    (duties,) = bracketed(text, moments(text, 2023))
    assert (duties.owner, duties.partners) == (owner, partners)
    assert (duties.due.text if duties.due else None) == due
    assert text[duties.start] in "（【"
    assert text[duties.end - 1] in "）】"


@pytest.mark.parametrize("text", ["清淤渠道（含支渠）。", "各单位（部门）要重视。", "（一）明确责任", "责任（", ""])
def test_other_brackets_say_nothing(text: str) -> None:
    assert bracketed(text, ()) == []


def test_several_brackets_in_order() -> None:
    text = "清淤渠道（县水务局负责）；加固堤防（各镇负责）。"
    assert [duties.owner for duties in bracketed(text, ())] == [("县水务局",), ("各镇",)]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("|序号|工作任务|牵头单位|完成时限|", Columns(1, task=1, lead=2, time=3)),
        ("|序号|重点工作|责任单位|配合单位|", Columns(1, task=1, duty=2, help=3)),
        ("|工作目标|责任单位|", Columns(1, task=0, duty=1)),
        ("|任务|目标要求|责任人|", Columns(1, task=0, goal=1, boss=2)),
        ("|姓名|职务|", None),
        ("|工作任务|备注|", None),
    ],
)
def test_heads(head: str, expected: Columns | None) -> None:
    document = table_of(head, "|" + "甲|" * (head.count("|") - 1)).document
    assert columns(document, document.tables[0]) == expected


@pytest.mark.parametrize(
    ("head", "row", "owner", "partners", "due", "targets"),
    [
        ("|任务|牵头单位|配合单位|", "|清淤|县水务局|县财政局、各镇|", ("县水务局",), ("县财政局", "各镇"), None, ()),
        ("|任务|牵头单位|完成时限|", "|清淤|县水务局|6月底|", ("县水务局",), (), "6月底", ()),
        ("|任务|责任单位|", "|清淤|区商务局（牵头），区城管局|", ("区商务局",), ("区城管局",), None, ()),
        ("|任务|责任单位|", "|清淤|区城管局（配合）、区商务局|", ("区商务局",), ("区城管局",), None, ()),
        ("|任务|责任单位|", "|清淤|牵头单位：县水务局；配合单位：各镇|", ("县水务局",), ("各镇",), None, ()),
        ("|任务|责任单位|", "|清淤|县水务局、各镇|", ("县水务局", "各镇"), (), None, ()),
        ("|任务|牵头单位|责任单位|", "|清淤|县水务局|各镇|", ("县水务局",), ("各镇",), None, ()),
        ("|任务|责任单位|完成时限|", "|清淤|无|长期坚持|", (), (), "长期坚持", ()),
        ("|任务|责任单位|目标|", "|清淤|各镇|长30公里，完成|", ("各镇",), (), None, ("长30公里", "完成", "30公里")),
    ],
)  # fmt: skip
def test_cells(head: str, row: str, owner: Names, partners: Names, due: str | None, targets: Names) -> None:
    analysis = table_of(head, row)
    table = analysis.document.tables[0]
    heads = columns(analysis.document, table)
    assert heads is not None
    duties = duties_of_cells(analysis, heads, table.rows[heads.first])
    assert (duties.owner, duties.partners, duties.targets) == (owner, partners, targets)
    assert (duties.due.text if duties.due else None) == due


@given(st.text("（）()【】牵头责任单位：:；、，按职责分工负责县水务局和各镇6月底前 \n", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    end = 0
    for duties in bracketed(text, moments(text, 2023)):
        assert end <= duties.start < duties.end <= len(text)
        assert all(name in text for name in (*duties.owner, *duties.partners))
        end = duties.end


def test_measures_beside_the_task() -> None:
    document = table_of("|事项|具体措施|责任单位|分管领导|", "|办学|改造校舍|县教育局|李四|").document
    assert columns(document, document.tables[0]) == Columns(1, task=0, measures=1, duty=2, boss=3)


def test_duties_without_a_bracket() -> None:
    text = "推广良种15个。责任科室：种植业股；办结时限：10月底"
    (duties,) = bracketed(text, moments(text, 2024))
    assert duties.owner == ("种植业股",)
    assert duties.due is not None
    assert duties.due.text == "10月底"
