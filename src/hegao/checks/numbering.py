"""The heading tree and 一是 chains in, a Hit where a level lacks the one above it or parts are numbered unlike out.

`problem` names the fault: orphan (a level without the one above it), skipped (a level left out), mixed (sections of one
document number their parts in different ways), bullets (paragraphs that all begin with 一是).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Section, Segment, Span

_STATUTE = ("article", "part", "chapter", "chapter-section")

VALUES = ("count",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["orphan", "skipped", "mixed", "bullets"]
    min: int = 3  # of bullets


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    if params.problem == "bullets":
        yield from _bullets(analysis, params.min)
    elif params.problem in ("orphan", "skipped"):
        yield from _levels(analysis, params.problem)
    else:
        yield from _mixed(analysis)


def _label_hit(analysis: Analysis, section: Section) -> Hit:
    start = section.span.start
    span = Span(section.span.paragraph, start, start + len(section.label))
    text = analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end]
    return Hit(span, text)


def _levels(analysis: Analysis, problem: str) -> Iterator[Hit]:
    sections = analysis.outline.sections
    styles = {s.style for s in sections}
    if styles & set(_STATUTE):
        return
    for index, section in enumerate(sections):
        if section.number != 1 or section.level < 2 or section.style == "none":
            continue
        parent = sections[section.parent] if section.parent is not None else None
        if (
            problem == "orphan"
            and section.level == 2
            and parent is None
            and next((s.number for s in sections[index:] if s.level == 1), None) in (1, 2)
        ):
            yield _label_hit(analysis, section)
        if problem == "skipped" and parent is not None and parent.style != "none" and section.level > parent.level + 1:
            yield _label_hit(analysis, section)


def _mixed(analysis: Analysis) -> Iterator[Hit]:
    """Sections of the first level whose parts are numbered in another way than the first such section's."""
    sections = analysis.outline.sections
    first: str | None = None
    for index, section in enumerate(sections):
        if section.level != 1 or section.style != "chinese":
            continue
        child = next((s for s in sections[index + 1 :] if s.parent == index), None)
        if child is None or child.number is None:
            continue
        if first is None:
            first = child.style
        elif child.style != first:
            yield _label_hit(analysis, child)


def _bullets(analysis: Analysis, at_least: int) -> Iterator[Hit]:
    for chain in analysis.outline.chains:
        paragraphs = [item.span.paragraph for item in chain.items]
        starts = [
            not analysis.document.paragraphs[item.span.paragraph - 1].text[: item.span.start].strip("\u3000 \t")
            for item in chain.items
        ]
        if len(set(paragraphs)) >= at_least and all(starts):
            item = chain.items[0]
            yield Hit(
                Span(item.span.paragraph, item.span.start, item.span.start + len(item.marker)),
                item.marker,
                None,
                {"count": str(len(paragraphs))},
            )
