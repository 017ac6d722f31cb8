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
    pattern, right = _compiled(params.table)
    for segment in segments:
        at = 0
        while match := pattern.search(segment.text, at):
            at = match.start() + 1  # where this one is let pass, another may begin inside it
            if is_spared(params.unless, segment.text, *match.span()):
                continue
            wrong = match.group()
            span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
            if (params.words or wrong in params.words_for) and not at_word_edges(analysis, span):
                continue
            at = match.end()
            yield Hit(span, wrong, right[wrong])


@lru_cache(maxsize=256)
def _compiled(table: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """One alternation, branches sharing a first character put together: `re` then skips by first character."""
    by_first: dict[str, list[str]] = {}
    for wrong, _ in table:
        by_first.setdefault(wrong[0], []).append(wrong[1:])
    branches = [
        re.escape(first) + "(?:" + "|".join(re.escape(rest) for rest in sorted(rests, key=len, reverse=True)) + ")"
        for first, rests in by_first.items()
    ]
    return re.compile("|".join(branches)), dict(table)
