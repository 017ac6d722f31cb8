"""Headings or paragraphs in, a Hit for each that repeats or nearly repeats an earlier one of its kind out.

`among: siblings` compares headings of one level under one parent, `headings` those of one level, `segments` the
stretches of the rule's scope. Likeness is the share of common character pairs (Dice), `ignore` removed first; what has
fewer than `min_length` characters is left alone. 抓好办文 and 抓好办会 are parallel, not alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import difference

VALUES = ("other",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    among: Literal["siblings", "headings", "segments"]
    threshold: float = 0.75
    ignore: re.Pattern[str] | None = None
    min_length: int = 2


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    groups: dict[object, list[tuple[Span, str]]] = {}
    if params.among == "segments":
        groups[0] = [(Span(s.paragraph, s.start, s.start + len(s.text)), s.text) for s in segments]
    else:
        for section in analysis.outline.sections:
            in_body = analysis.outline.roles[section.span.paragraph - 1] == "body"
            listed = section.kind == "heading" and section.last == section.span.paragraph  # in a table of contents
            if section.kind != "item" and in_body and not listed:
                key = (section.level, section.parent if params.among == "siblings" else 0)
                groups.setdefault(key, []).append((section.span, section.title))
    for members in groups.values():
        yield from _repeats(analysis, params, members)


def _repeats(analysis: Analysis, params: Params, members: list[tuple[Span, str]]) -> Iterator[Hit]:
    earlier: list[tuple[str, str, Counter[str]]] = []
    exact: dict[str, str] = {}
    for span, title in members:
        core = params.ignore.sub("", title) if params.ignore else title
        if len(core) < params.min_length:
            continue
        pairs = Counter(core[i : i + 2] for i in range(len(core) - 1)) or Counter([core])
        like = exact.get(core)
        if like is None and params.threshold < 1:
            like = next(
                (
                    other
                    for other, bare, theirs in earlier
                    if _dice(pairs, theirs) >= params.threshold and not _parallel(core, bare)
                ),
                None,
            )
        if like is not None:
            actual = analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end]
            yield Hit(span, actual, None, {"other": like})
        exact.setdefault(core, title)
        if params.threshold < 1:
            earlier.append((title, core, pairs))


def _parallel(one: str, other: str) -> bool:
    """Whether two titles say different things in the same frame: only one stretch differs, without a common word."""
    start, end, new = difference(one, other)
    return start < end and new != "" and not set(one[start:end]) & set(new)


def _dice(a: Counter[str], b: Counter[str]) -> float:
    return 2 * sum((a & b).values()) / (a.total() + b.total())
