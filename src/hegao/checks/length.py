"""Bounds in characters in, a Hit for every stretch of the scope that is too long or too short out.

`quotes: false` leaves titles in 《》 out of the count: a row of long titles is no long sentence. `stops`: marks at
which the count begins anew, so that the longest piece between them counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span

_TITLES = re.compile(r"《[^》]*》")


VALUES = ("length", "limit")  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    max: int | None = None
    min: int | None = None
    quotes: bool = True
    stops: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        if self.max is None and self.min is None:
            raise ValueError("须给出 max 或 min")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    for segment in segments:
        text = segment.text if params.quotes else _TITLES.sub("", segment.text)
        size = max(map(len, params.stops.split(text))) if params.stops else len(text)
        if (params.max is not None and size > params.max) or (params.min is not None and size < params.min):
            limit = params.max if params.max is not None and size > params.max else params.min
            span = Span(segment.paragraph, segment.start, segment.start + len(segment.text))
            yield Hit(span, segment.text, None, {"length": str(size), "limit": str(limit)})
