"""An analysed draft in, its metrics out."""

from __future__ import annotations

from bisect import bisect_right

from hegao.indicators import indicators, plans_spoken_of
from hegao.model import Analysis, Metric, Span

_ROLES = ("body", "attachment", "table")


def extract(analysis: Analysis) -> tuple[Metric, ...]:
    """The metrics of the body, the attachments and the tables, in reading order."""
    document, outline = analysis.document, analysis.outline
    sections = [section for section in outline.sections if section.kind != "item"]
    section_starts = [(section.span.paragraph, section.span.start) for section in sections]
    sentence_starts = [(sentence.paragraph, sentence.start) for sentence in outline.sentences]
    plans = plans_spoken_of(analysis)
    found: list[Metric] = []
    for number, (paragraph, role) in enumerate(zip(document.paragraphs, outline.roles, strict=True), 1):
        if role not in _ROLES or not (measures := analysis.measures(number)):
            continue
        text = paragraph.text
        for measure, indicator in zip(measures, indicators(analysis, number, plans), strict=True):
            place = (number, measure.start)
            above = bisect_right(section_starts, place) - 1
            around = bisect_right(sentence_starts, place) - 1
            section = None if above < 0 else f"{sections[above].label}{sections[above].title}"
            sentence = text
            if around >= 0 and outline.sentences[around].paragraph == number:
                span = outline.sentences[around]
                sentence = text[span.start : span.end]
            found.append(
                Metric(
                    Span(number, measure.start, measure.end),
                    paragraph.offset + measure.start,
                    text[measure.start : measure.end],
                    indicator.name,
                    measure.value,
                    measure.value_max,
                    measure.unit,
                    measure.value_normalized,
                    measure.unit_normalized,
                    measure.qualifier,
                    measure.kind,
                    indicator.period,
                    indicator.period_inherited,
                    measure.change,
                    measure.masked,
                    section,
                    sentence,
                )
            )
    return tuple(found)
