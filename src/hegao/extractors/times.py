"""An analysed draft in, its times out: those of title, text, tables, closing date and imprint."""

from __future__ import annotations

from hegao.model import Analysis, Span, Time

_SILENT = frozenset({"blank", "masthead", "page"})


def extract(analysis: Analysis) -> tuple[Time, ...]:
    """The time expressions in reading order."""
    paragraphs = analysis.document.paragraphs
    return tuple(
        Time(
            Span(number, moment.start, moment.end),
            paragraphs[number - 1].offset + moment.start,
            moment.text,
            moment.kind,
            moment.start_date,
            moment.end_date,
            moment.recurrence,
        )
        for number, role in enumerate(analysis.outline.roles, 1)
        if role not in _SILENT
        for moment in analysis.moments(number)
    )
