"""near_miss: phrases of four to six characters, the exceptions, and what a list may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from hegao.checks import near_miss
from hegao.data import Lexicon, data_folder, find_lexicon
from hegao.errors import RuleError
from hegao.model import Segment, Span
from hegao.pipeline import analyse
from hegao.readers import read_bytes


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "words.txt").write_text("专项整治 基层党组织 安全生产责任\n", "utf-8")
    (tmp_path / "spared.txt").write_text("专向整治\n", "utf-8")
    return tmp_path


def found(text: str, folder: Path, *, spared: bool = False, edges: str = "") -> list[tuple[Span, str | None]]:
    analysis = analyse(read_bytes(text.encode(), "x.txt"))
    params = near_miss.Params(
        words=Lexicon("words.txt", (folder / "words.txt",)),
        similar=find_lexicon("similar.txt", [data_folder("rules")]),
        spared=Lexicon("spared.txt", (folder / "spared.txt",)) if spared else None,
        edges=edges,
        loose=True,
    )
    segments = tuple(Segment(number, 0, p.text) for number, p in enumerate(analysis.document.paragraphs, 1))
    return [(hit.span, hit.expected) for hit in near_miss.check(analysis, params, segments)]


@pytest.mark.parametrize("wrong", ["砖项整治", "专向整治", "专项正治", "专项整制"])
def test_any_place_of_a_phrase_may_be_wrong(lists: Path, wrong: str) -> None:
    assert found(f"第一段。\n开展{wrong}。", lists) == [(Span(2, 2, 6), "专项整治")]


@pytest.mark.parametrize("wrong", ["机层党组织", "基曾党组织", "基层挡组织", "基层党阻织", "基层党组只"])
def test_longer_phrases(lists: Path, wrong: str) -> None:
    assert found(f"加强{wrong}。", lists) == [(Span(1, 2, 7), "基层党组织")]


def test_right_phrases_and_spared_forms_are_left_alone(lists: Path) -> None:
    assert found("开展专项整治行动。", lists) == []
    assert found("开展专向整治。", lists, spared=True) == []


def test_little_words_at_an_edge(lists: Path) -> None:
    assert found("开展专项整只。", lists) == [(Span(1, 2, 6), "专项整治")]
    assert found("开展专项整只。", lists, edges="只") == []


def test_what_stands_twice_is_meant(lists: Path) -> None:
    assert found("开展专向整治，专向整治结束。", lists) == []


def test_phrase_of_a_wrong_length(lists: Path) -> None:
    (lists / "words.txt").write_text("整治\n", "utf-8")
    with pytest.raises(RuleError, match="“整治”不是四到六个字"):
        found("开展整治。", lists)
