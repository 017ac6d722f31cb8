"""word_slip: what a rule's own examples cannot show: its lists, and that little speaks for a slip in good text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from hegao.checks import word_slip
from hegao.data import Lexicon, data_folder, find_lexicon
from hegao.errors import RuleError
from hegao.model import Segment, Span
from hegao.pipeline import analyse
from hegao.readers import read_bytes


def lexicon(name: str) -> Lexicon:
    return find_lexicon(name, [data_folder("rules")])


def found(text: str, least: float = 2.0, lists: Mapping[str, Lexicon] | None = None) -> list[tuple[Span, str | None]]:
    analysis = analyse(read_bytes(text.encode(), "x.txt"))
    params = word_slip.Params(
        words=(lists or {}).get("words", lexicon("usual-words.txt")),
        pairs=(lists or {}).get("pairs", lexicon("usual-pairs.txt")),
        similar=lexicon("similar.txt"),
        sounds=lexicon("sounds.txt"),
        twins=lexicon("twins.txt"),
        least=least,
    )
    segments = tuple(Segment(number, 0, p.text) for number, p in enumerate(analysis.document.paragraphs, 1))
    return [(hit.span, hit.expected) for hit in word_slip.check(analysis, params, segments)]


def test_place_and_word() -> None:
    assert found("第一段没有错字。\n把矛盾化解在萌牙状态。") == [(Span(2, 6, 8), "萌芽")]


def test_fewer_points_find_more() -> None:
    text = "建立管户队伍。"
    assert found(text) == []
    assert found(text, least=0.6) == [(Span(1, 2, 4), "管护")]


def test_written_twice_is_meant_so() -> None:
    assert found("把矛盾化解在萌牙状态。\n萌牙状态最好办。") == []


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("words", "9 状态"),
        ("words", "状态"),
        ("words", "3 状态如何"),
        ("pairs", "状态"),
        ("pairs", "状9态"),
        ("pairs", "状1"),
    ],
)
def test_line_that_is_none(tmp_path: Path, field: str, line: str) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"# 说明\n{line}\n", "utf-8")
    with pytest.raises(RuleError, match=r"list\.txt 第 2 行"):
        found("萌牙状态", lists={field: Lexicon("list.txt", (path,))})
