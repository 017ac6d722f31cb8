"""Groups of spellings of one thing in, a Hit for each use of a rarer one in a document that uses several out.

A group is a list of regular expressions; the spelling used most (the earlier one on a tie) is what the others should
follow. `keep_first: true` leaves the first use of each spelling alone (全称 first, 简称 later is no fault). A longer
spelling that holds a shorter one is counted once. `by: 省市县` keeps apart what follows different ones of these
characters, and leaves alone what follows none (市水利局, 县水务局). `clear: 3` asks for a usual spelling used that
often, and three times as often as the other. `spare_first: true` never hits the first spelling of a group, the right
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span

VALUES = ("usual", "count")  # what a message may name besides {actual} and {expected}

_ANCHOR = re.compile(r"[\^$]")  # a pattern that may only match in a stretch by itself


@dataclass(frozen=True, slots=True)
class Params:
    groups: tuple[tuple[re.Pattern[str], ...], ...]
    keep_first: bool = False
    by: str = ""
    clear: int = 0
    spare_first: bool = False

    def __post_init__(self) -> None:
        if any(len(group) < 2 for group in self.groups):
            raise ValueError("groups 中每组至少两种写法")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    whole = "\n".join(segment.text for segment in segments)
    for group in params.groups:
        if sum(1 for pattern in group if _ANCHOR.search(pattern.pattern) or pattern.search(whole)) < 2:
            continue
        uses: dict[str, list[list[tuple[Span, str]]]] = {}
        for segment in segments:
            for k, start, end in _found(group, segment.text):
                before = segment.text[start - 1 : start] if params.by else ""
                if params.by and (not before or before not in params.by):
                    continue
                span = Span(segment.paragraph, segment.start + start, segment.start + end)
                uses.setdefault(before, [[] for _ in group])[k].append((span, segment.text[start:end]))
        for ways in uses.values():
            yield from _rarer(ways, params)


def _found(group: tuple[re.Pattern[str], ...], text: str) -> Iterator[tuple[int, int, int]]:
    """Each use of a spelling: which it is, and where; of overlapping ones the longer."""
    taken: list[tuple[int, int]] = []
    matches = [(m, k) for k, pattern in enumerate(group) for m in pattern.finditer(text)]
    for match, k in sorted(matches, key=lambda pair: pair[0].start() - pair[0].end()):
        if match.start() == match.end() or any(a < match.end() and match.start() < b for a, b in taken):
            continue
        taken.append(match.span())
        yield k, *match.span()


def _rarer(ways: list[list[tuple[Span, str]]], params: Params) -> Iterator[Hit]:
    if sum(1 for found in ways if found) < 2:
        return
    main = max(range(len(ways)), key=lambda k: (len(ways[k]), -k))
    usual, count = ways[main][0][1], len(ways[main])
    for k, found in enumerate(ways):
        if k == main or (params.spare_first and k == 0) or (params.clear and count < max(params.clear, 3 * len(found))):
            continue
        ordered = sorted(found, key=lambda use: (use[0].paragraph, use[0].start))
        for span, actual in ordered[1:] if params.keep_first else ordered:
            yield Hit(span, actual, usual, {"usual": usual, "count": str(count)})
