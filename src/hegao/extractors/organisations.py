"""An analysed draft in, the organs, offices and units it names out."""

from __future__ import annotations

from hegao.model import Analysis, Organisation, Span


def extract(analysis: Analysis) -> tuple[Organisation, ...]:
    """Every mention in reading order."""
    return tuple(
        Organisation(Span(number, start, end), paragraph.offset + start, paragraph.text[start:end])
        for number, paragraph in enumerate(analysis.document.paragraphs, 1)
        for start, end in analysis.organs(number)
    )
