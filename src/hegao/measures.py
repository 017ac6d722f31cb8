"""A text in, the numbers that count or measure something (or the masks standing for them), with their units, out."""

from __future__ import annotations

from collections.abc import Sequence

from hegao.model import Measure, Moment


def measures(text: str, moments: Sequence[Moment]) -> tuple[Measure, ...]:
    """The measures of one paragraph in order, none overlapping; `moments` are its time expressions."""
    return ()
