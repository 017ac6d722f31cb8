"""Clauses and rows of nouns in, the marks between them that should be others out."""

import pytest

from hegao.checks import pauses
from hegao.model import Hit
from hegao.pipeline import analyse
from hegao.readers import read_bytes
from hegao.scopes import segments


def found(problem: str, text: str) -> list[Hit]:
    analysis = analyse(read_bytes(text.encode(), "x.txt"))
    params = pauses.Params(problem)  # type: ignore[arg-type]
    return list(pauses.check(analysis, params, segments(analysis.document, analysis.outline, "document")))


@pytest.mark.parametrize(
    "text",
    [
        "健全联席会议和信息通报等制度、推动部门协同。",
        "下一步精简办事流程和材料清单、切实减轻基层负担，",
        "落实带班值守和隐患排查等各项措施、确保平稳度汛。",
    ],
)
def test_a_pause_between_clauses(text: str) -> None:
    (hit,) = found("clauses", text)
    assert (hit.actual, hit.expected, hit.span.start) == ("、", "，", text.index("、"))


@pytest.mark.parametrize(
    "text",
    [
        "为健全联席会议和信息通报制度、推动部门协同提供依据。",  # the object of one word
        "转变工作作风、提高办事效率。",  # a pair
        "建立统筹推进、督促落实的机制。",
        "“健全联席会议和信息通报制度、推动部门协同”是今年的重点。",
        "新建高标准农田十四万亩、提升改造农田十三万亩。",
    ],
)
def test_no_clause_ends_there(text: str) -> None:
    assert found("clauses", text) == []


def test_a_comma_among_nouns() -> None:
    (hit,) = found("nouns", "备足雨衣，铁锹、编织袋等物资。")
    assert (hit.actual, hit.expected) == ("，", "、")


def test_a_comma_before_another_clause_or_row() -> None:
    assert found("nouns", "完善园区功能，加强道路、供水等设施建设。") == []
    assert found("nouns", "选举主席、副主席，省长、副省长。") == []
