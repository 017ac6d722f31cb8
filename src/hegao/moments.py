"""A text and the year it speaks of in, its time expressions (today's year never matters) with their dates out."""

from __future__ import annotations

from hegao.model import Document, Moment, Outline


def moments(text: str, year: int | None) -> tuple[Moment, ...]:
    """The time expressions of one paragraph in order, none overlapping; `year` is the one the paragraph speaks of."""
    return ()


def years_spoken_of(document: Document, outline: Outline) -> tuple[int | None, ...]:
    """The year each paragraph speaks of: its section's, where a heading names one, else the draft's own."""
    return (outline.years[0] if outline.years else None,) * len(document.paragraphs)
