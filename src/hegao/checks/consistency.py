"""Groups of spellings of one thing in, a Hit for each use of a rarer one in a document that uses several out.

A group is a list of regular expressions; the spelling used most (the earlier one on a tie) is what the others should
follow. `keep_first: true` leaves the first use of each spelling alone (全称 first, 简称 later is no fault). A longer
spelling that holds a shorter one is counted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span

VALUES = ("usual", "count")  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    groups: tuple[tuple[re.Pattern[str], ...], ...]
    keep_first: bool = False

    def __post_init__(self) -> None:
        if any(len(group) < 2 for group in self.groups):
            raise ValueError("groups 中每组至少两种写法")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    for group in params.groups:
        uses: list[list[tuple[Span, str]]] = [[] for _ in group]
        for segment in segments:
            taken: list[tuple[int, int]] = []
            matches = [(m, k) for k, pattern in enumerate(group) for m in pattern.finditer(segment.text)]
            for match, k in sorted(matches, key=lambda pair: pair[0].start() - pair[0].end()):
                if match.start() == match.end() or any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                taken.append(match.span())
                span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
                uses[k].append((span, match.group()))
        if sum(1 for found in uses if found) < 2:
            continue
        main = max(range(len(group)), key=lambda k: (len(uses[k]), -k))
        usual = uses[main][0][1]
        for k, found in enumerate(uses):
            if k != main:
                ordered = sorted(found, key=lambda use: (use[0].paragraph, use[0].start))
                for span, actual in ordered[1:] if params.keep_first else ordered:
                    yield Hit(span, actual, usual, {"usual": usual, "count": str(len(uses[main]))})
