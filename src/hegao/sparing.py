"""A pattern of exceptions (a rule's `unless`) and a place in, whether one of its matches touches the place out."""

from __future__ import annotations

import re
from functools import lru_cache


def is_spared(unless: re.Pattern[str] | None, text: str, start: int, end: int) -> bool:
    """Whether characters [start, end) of the text share one with a match of `unless`; None spares nothing."""
    return unless is not None and any(a < end and start < b for a, b in _spans(unless, text))


@lru_cache(maxsize=64)
def _spans(unless: re.Pattern[str], text: str) -> tuple[tuple[int, int], ...]:
    """Every hit of a stretch asks the same."""
    return tuple(match.span() for match in unless.finditer(text))
