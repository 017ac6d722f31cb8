"""A regular expression and bounds in, a Hit where it occurs too often or too seldom out.

`max`: more matches are a fault, the first one beyond is hit (`within: segment` counts in each stretch of the scope,
`within: scope` in all of them together). `min`: fewer are a fault of the whole document. `per_thousand`: more a
thousand characters of the scope are a fault, from `min_length` characters on; with `max` too, only beyond both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span

VALUES = ("count", "length", "limit")  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    pattern: re.Pattern[str]
    max: int | None = None
    min: int | None = None
    per_thousand: float | None = None
    within: Literal["segment", "scope"] = "scope"
    min_length: int = 0

    def __post_init__(self) -> None:
        if self.max is None and self.min is None and self.per_thousand is None:
            raise ValueError("须给出 max、min 或 per_thousand 之一")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    groups = [(s,) for s in segments] if params.within == "segment" else [segments]
    for group in groups:
        size = sum(len(s.text) for s in group)
        if size < params.min_length or not group:
            continue
        found = [(s, m) for s in group for m in params.pattern.finditer(s.text)]
        values = {"count": str(len(found)), "length": str(size)}
        if params.min is not None and len(found) < params.min:
            yield Hit(Span(1, 0, 0), "", None, {**values, "limit": str(params.min)})
        limit = params.max
        if params.per_thousand is not None:
            limit = max(limit or 0, int(params.per_thousand * size / 1000))
        if limit is not None and len(found) > limit:
            segment, match = found[limit]
            span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
            yield Hit(span, match.group(), None, {**values, "limit": str(limit)})
