"""The heading tree and 一是 chains in, a Hit where numbers jump, repeat, start late, climb or change their kind out.

`problem` names the fault: gap, repeat, late-start (siblings), orphan (a level without the one above it), skipped (a
level left out), mixed (sections of one document number their parts in different ways), chain-gap, chain-repeat,
chain-single (一是…二是), bullets (paragraphs that all begin with 一是).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from hegao.model import Analysis, Hit, ListItem, Section, Segment, Span
from hegao.text import to_chinese_number

# Kind of label -> how it is written after GB/T 9704—2012 7.3.3, and whether its number is a Chinese one
_FORMS = {
    "part": ("第{}部分", True),
    "chapter": ("第{}章", True),
    "chapter-section": ("第{}节", True),
    "article": ("第{}条", True),
    "chinese": ("{}、", True),
    "bracket-chinese": ("（{}）", True),
    "decimal": ("{}.", False),
    "bracket-decimal": ("（{}）", False),
}
_HEADING_STYLES = ("chinese", "bracket-chinese")
_STATUTE = ("article", "part", "chapter", "chapter-section")


VALUES = ("number", "count")  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal[
        "gap",
        "repeat",
        "late-start",
        "orphan",
        "skipped",
        "mixed",
        "chain-gap",
        "chain-repeat",
        "chain-single",
        "bullets",
    ]
    min: int = 3  # of bullets


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    if params.problem.startswith("chain"):
        yield from _chains(analysis, params.problem)
    elif params.problem == "bullets":
        yield from _bullets(analysis, params.min)
    elif params.problem in ("orphan", "skipped"):
        yield from _levels(analysis, params.problem)
    elif params.problem == "mixed":
        yield from _mixed(analysis)
    else:
        yield from _siblings(analysis, params.problem)


def _rows(analysis: Analysis) -> list[list[Section]]:
    """Numbered sections that form one row: same parent, same kind of label."""
    rows: dict[tuple[int | None, str], list[Section]] = {}
    for section in analysis.outline.sections:
        if section.number is not None and analysis.outline.roles[section.span.paragraph - 1] == "body":
            rows.setdefault((section.parent, section.style), []).append(section)
    return list(rows.values())


def _siblings(analysis: Analysis, problem: str) -> Iterator[Hit]:
    runs_on = _runs_on(analysis)
    outline = analysis.outline
    # A text without title that does not begin with 1 is a piece of another one.
    torn = not outline.title
    statute = any(section.style == "article" for section in outline.sections)
    faults: list[tuple[Section, int]] = []
    for row in _rows(analysis):
        if row[0].style in runs_on:
            continue  # 全文统编: numbers run on through the document (工作要点), judged as one row below
        head = row[0]
        free_to_start_anywhere = (
            (torn and head.parent is None) or head.style in _STATUTE or (statute and head.kind == "item")
        )
        if problem == "late-start" and head.number != 1 and not free_to_start_anywhere:
            faults.append((head, 1))
        faults += _breaks(row, problem, statute)
    for style in runs_on:
        faults += _breaks([s for row in _rows(analysis) for s in row if s.style == style], problem, statute)
    # Several holes in rows of whole sentences are the mark of an excerpt (节选), not of slips of the pen.
    loose = [section for section, _ in faults if section.kind == "item" or section.style in _STATUTE]
    excerpt = len(loose) > (1 if statute else 2)
    for section, expected in faults:
        if not (excerpt and section in loose):
            yield _label_hit(analysis, section, expected)


def _runs_on(analysis: Analysis) -> set[str]:
    """Kinds of label that are numbered through the whole document: no later row starts at 1, and each carries on."""
    styles: set[str] = set()
    by_style: dict[str, list[list[Section]]] = {}
    for row in _rows(analysis):
        by_style.setdefault(row[0].style, []).append(row)
    for style, rows in by_style.items():
        if style in _STATUTE or len(rows) < 2:
            continue
        later = rows[1:]
        carried = sum(
            1 for before, row in zip(rows, later, strict=False) if row[0].number == (before[-1].number or 0) + 1
        )
        if carried >= max(1, (len(later) + 1) // 2) and all(row[0].number != 1 for row in later):
            styles.add(style)
    return styles


def _breaks(row: list[Section], problem: str, statute: bool) -> Iterator[tuple[Section, int]]:
    """Members of a row whose number is not the one expected, with that one; a row may start again at 1."""
    slipped = False  # the one before was out of order itself: its number may have been meant for this one
    for before, section in pairwise(row):
        number, expected = section.number or 0, (before.number or 0) + 1
        again = section.kind == "item" or section.style not in _HEADING_STYLES or section.parent is None
        starts_again = again and number == 1 and (expected > 2 or statute) and section.style != "chinese"
        meant = slipped and number == before.number
        slipped = False
        if starts_again or number == expected or meant:
            continue
        slipped = number > expected
        if problem == ("repeat" if number == before.number else "gap"):
            yield section, expected


def _label_hit(analysis: Analysis, section: Section, expected: int = 1) -> Hit:
    start = section.span.start
    span = Span(section.span.paragraph, start, start + len(section.label))
    text = analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end]
    form, chinese = _FORMS.get(section.style, ("{}", False))
    number = to_chinese_number(expected) if chinese else str(expected)
    return Hit(span, text, None, {"number": form.format(number)})


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
            and any(s.level == 1 for s in sections[index:])
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


def _chains(analysis: Analysis, problem: str) -> Iterator[Hit]:
    for chain in analysis.outline.chains:
        items = chain.items
        if problem == "chain-single":
            if len(items) == 1 and chain.style in "是要":
                yield _marker(items[0], 2, chain.style)
            continue
        for before, item in pairwise(items):
            wanted = before.number + 1
            if (
                (problem == "chain-gap" and item.number > wanted)
                or (problem == "chain-gap" and item.number < before.number)
            ) or (problem == "chain-repeat" and item.number == before.number):
                yield _marker(item, wanted, chain.style)


def _marker(item: ListItem, wanted: int, style: str) -> Hit:
    number = to_chinese_number(wanted)
    expected = f"第{number}" if style == "第" else number + style
    span = Span(item.span.paragraph, item.span.start, item.span.start + len(item.marker))
    return Hit(span, item.marker, None, {"number": expected})


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
