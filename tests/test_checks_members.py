"""Rows of set members in, what is wrong with them out."""

from pathlib import Path

import pytest

from hegao.checks import members
from hegao.data import Lexicon
from hegao.errors import RuleError
from hegao.model import Segment

ROWS = """\
三好\t学习好、身体好、品德好
五件事\t早起来、吃早饭、走远路、读好书、做实事
四样\t东边山、南边水、西边林、北边田\t序误
"""


@pytest.fixture
def table(tmp_path: Path) -> Lexicon:
    path = tmp_path / "sets.tsv"
    path.write_text(ROWS, "utf-8")
    return Lexicon("sets.tsv", (path,))


def found(table: Lexicon, problem: str, text: str) -> list[tuple[str, str | None]]:
    params = members.Params(table, problem)  # type: ignore[arg-type]
    return [(h.actual, h.expected) for h in members.check(None, params, (Segment(1, 0, text),))]  # type: ignore[arg-type]


def test_a_wrong_member_in_the_middle_and_at_both_ends(table: Lexicon) -> None:
    assert found(table, "wrong", "要早起来、吃早点、走远路、读好书、做实事。") == [("吃早点", "吃早饭")]
    assert found(table, "wrong", "要早起身、吃早饭、走远路、读好书和做实事。") == [("早起身", "早起来")]
    assert found(table, "wrong", "早起来，吃早饭，走远路，读好书，做实在的人") == [("做实在", "做实事")]


def test_what_does_not_resemble_the_member_is_another_row(table: Lexicon) -> None:
    assert found(table, "wrong", "坚持学习好、身体好、能力强。") == []


def test_order_and_its_exception(table: Lexicon) -> None:
    row = "早起来、走远路、吃早饭、读好书、做实事"
    assert found(table, "order", f"{row}。") == [(row, "早起来、吃早饭、走远路、读好书、做实事")]
    assert found(table, "order", "南边水、东边山、西边林、北边田。") == []


def test_a_missing_member_unless_the_row_is_open(table: Lexicon) -> None:
    assert found(table, "missing", "早起来、吃早饭、读好书、做实事。")[0][0] == "早起来、吃早饭、读好书、做实事"
    assert found(table, "missing", "早起来、吃早饭、走远路、读好书等。") == []
    assert found(table, "missing", "学习好、身体好。") == []


def test_members_of_two_sentences_make_no_row(table: Lexicon) -> None:
    assert found(table, "missing", "早起来、吃早饭。读好书、做实事。") == []


def test_a_table_with_too_few_members_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "few.tsv"
    path.write_text("一对\t甲、乙\n", "utf-8")
    with pytest.raises(RuleError, match="至少要有"):
        found(Lexicon("few.tsv", (path,)), "wrong", "甲、乙")
