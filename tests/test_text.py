"""Numerals, sentence ends, edits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegao.model import Edit, Span
from hegao.text import (
    chinese_number,
    difference,
    display_width,
    edits_without_overlap,
    replace_spans,
    sentence_ends,
    to_chinese_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十三", 23),
        ("一百零五", 105),
        ("二〇二四", 2024),
        ("１２", 12),
        ("③", 3),
        ("", None),
        ("甲", None),
    ],
)
def test_numbers(text: str, value: Any) -> None:
    assert chinese_number(text) == value


@given(st.integers(1, 99))
def test_numbers_go_there_and_back(value: Any) -> None:
    assert chinese_number(to_chinese_number(value)) == value


@pytest.mark.parametrize(
    "sentences",
    [
        ["第一句。", "第二句！", "没有句号的末句"],
        ["他强调：“要抓实。”", "会后作了部署。"],
        ["回答好“怎么看？”的问题。", "再谈做法。"],
        ["《怎么办？》一书很好。", "推荐阅读。"],
        ["完成改造（含新建。不含修缮）任务。", "转入验收。"],
        ["“甲要快。", "乙要稳。”"],
        ["真的吗？！", "是的。"],
        ["问题有三:一是慢。", "二是散。"],
        ["未闭合（的括号。", "后一句。"],
        ["全文完。　　"],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    text = "".join(sentences)
    ends = sentence_ends(text)
    assert [text[a:b] for a, b in zip([0, *ends], ends, strict=False)] == sentences


def test_an_empty_paragraph_has_no_sentence() -> None:
    assert sentence_ends("") == []
    assert sentence_ends(" 　") == []


@given(st.text(alphabet="甲乙，。！？“”（）《》 的a!?", max_size=60))
def test_sentences_cover_the_paragraph(text: str) -> None:
    ends = sentence_ends(text)
    assert ends == sorted(set(ends))
    if text.strip():
        assert ends[-1] == len(text)


def test_width_counts_columns() -> None:
    assert display_width("甲a，𠮷") == 7


@given(st.text(alphabet="甲乙丙", max_size=8), st.text(alphabet="甲乙丙", max_size=8))
def test_the_difference_makes_the_new_text(old: str, new: str) -> None:
    start, end, put = difference(old, new)
    assert old[:start] + put + old[end:] == new
    assert 0 <= start <= end <= len(old)


_edits = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 6), st.text(max_size=3)).map(
        lambda t: Edit(Span(1, t[0], min(t[0] + t[1], 20)), t[2])
    ),
    max_size=8,
)


@given(_edits)
def test_chosen_edits_never_overlap(edits: list[Edit]) -> None:
    chosen = edits_without_overlap(edits)
    text = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"
    replace_spans(text, [(e.span.start, e.span.end, e.text) for e in chosen])
    assert set(chosen) <= set(edits)
    assert bool(chosen) == bool(edits)
