"""A table of wrong and right words in, a Hit for every wrong one out.

`table` maps wrong to right. `unless` drops a hit that touches one of its own matches. `words: true` keeps only hits at
word edges; `words_for` asks for that only for the entries it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hegao.model import Analysis, Hit, Segment, Span
from hegao.sparing import is_spared
from hegao.wordedges import at_word_edges

_HEAD = 2  # characters


@dataclass(frozen=True, slots=True)
class Params:
    table: tuple[tuple[str, str], ...]
    unless: re.Pattern[str] | None = None
    words: bool = False
    words_for: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = {key for key, _ in self.table}
        for key, value in self.table:
            if not key or key == value:
                raise ValueError(f"table 中“{key}”与改法相同或为空")
        missing = set(self.words_for) - wrong
        if missing:
            raise ValueError(f"words_for 中的“{min(missing)}”不在 table 里")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    index = _index(params.table)
    for segment in segments:
        text, free = segment.text, 0
        for match in index.first.finditer(text):
            start = match.start()
            if start < free:
                continue  # inside the last hit
            for wrong in index.by_head.get(text[start : start + _HEAD], index.by_head.get(text[start], ())):
                end = start + len(wrong)
                if not text.startswith(wrong, start) or is_spared(params.unless, text, start, end):
                    continue
                span = Span(segment.paragraph, segment.start + start, segment.start + end)
                if (params.words or wrong in params.words_for) and not at_word_edges(analysis, span):
                    continue
                free = end
                yield Hit(span, wrong, index.right[wrong])
                break


@dataclass(frozen=True, slots=True)
class _Index:
    first: re.Pattern[str]  # a character some wrong word begins with
    by_head: dict[str, tuple[str, ...]]  # first characters -> wrong words, longest first
    right: dict[str, str]


@lru_cache(maxsize=256)
def _index(table: tuple[tuple[str, str], ...]) -> _Index:
    """Places are found by the first character, words by the first two: the time does not grow with the table."""
    right = dict(table)
    by_head: dict[str, list[str]] = {}
    for wrong in sorted(right, key=len, reverse=True):
        by_head.setdefault(wrong[:_HEAD], []).append(wrong)
    for single in [head for head in by_head if len(head) == 1]:
        for head, words in by_head.items():
            if len(head) > 1 and head[0] == single:
                words.append(single)
    first = re.compile("[" + "".join(sorted({re.escape(wrong[0]) for wrong in right})) + "]")
    return _Index(first, {head: tuple(words) for head, words in by_head.items()}, right)
