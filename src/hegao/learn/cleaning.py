"""A draft in, its text corrected as far as `hegao check` can out, with what it says extracted anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hegao.config import Config
from hegao.fixer import ROUNDS
from hegao.learn.captions import without_figures
from hegao.model import Document, Edit, Outline, Paragraph, Review, Span
from hegao.outline import outline
from hegao.pipeline import extract_from, review_document
from hegao.rules import Rule
from hegao.text import chinese_number, edits_without_overlap, replace_spans, to_chinese_number

# A member of a row that belongs to the years of the epidemic: the others stay.
_PASSED = re.compile(r"(?:新冠肺炎|新冠)?疫情防控、|、(?:新冠肺炎|新冠)?疫情防控(?=[、等和及])")


def cleaned(document: Document, every: Mapping[str, Rule]) -> Review:
    """The draft without markup, tables and what surrounds the text, corrected; it has document and outline."""
    document = _plain(document)
    seen = set()
    for _ in range(ROUNDS):
        found = review_document(document, every, Config()).findings
        # Two fixes side by side may be right only one after the other, so the doubtful ones wait for the safe ones.
        safe = [Edit(one.span, one.fix) for one in found if one.fix is not None and one.safe]
        fixes = safe or [Edit(one.span, one.fix) for one in found if one.fix is not None]
        stops = [Edit(one.span, "。") for one in found if one.rule == "punctuation/paragraph-end-comma"]
        edits = edits_without_overlap([*fixes, *stops])
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        if not edits or text in seen:
            break
        seen.add(text)
        document = _edited(document, edits)
    document = _edited(document, edits_without_overlap(_renumbered(document)))
    return extract_from(document, ("metrics", "times", "blanks", "references", "organisations"))


def parsed(sample: Review) -> tuple[Document, Outline]:
    """The document and the outline every cleaned draft has."""
    assert sample.document is not None
    assert sample.outline is not None
    return sample.document, sample.outline


def _renumbered(document: Document) -> Iterator[Edit]:
    """Labels and 一是 that leave out a number or give one twice, counted on from the one before."""
    found = outline(document)
    last: dict[str, int] = {}
    for section in found.sections:
        if section.number is None or section.style not in ("chinese", "bracket-chinese", "decimal"):
            continue
        number = 1 if section.number == 1 or section.style not in last else last[section.style] + 1
        last[section.style] = number
        yield from _renamed(section.span, section.label, number)
    for chain in found.chains:
        for number, item in enumerate(chain.items, 1):
            yield from _renamed(item.span, item.marker, number)


def _renamed(span: Span, label: str, number: int) -> Iterator[Edit]:
    """The label a span begins with, with another number."""
    written = re.search(r"[0-9]+|[一二三四五六七八九十]+", label)
    if written is not None and chinese_number(written.group()) != number:
        new = str(number) if written.group().isdigit() else to_chinese_number(number)
        place = Span(span.paragraph, span.start + written.start(), span.start + written.end())
        yield Edit(place, new)


def _plain(document: Document) -> Document:
    kept = []
    for paragraph in document.paragraphs:
        if paragraph.kind != "body":
            continue
        text = _PASSED.sub("", replace_spans(paragraph.text, [(start, end, "") for start, end in paragraph.skip]))
        text = without_figures(re.sub(r"[\x00-\x1f\u200b-\u200f\ufeff]", " ", text)).strip(" \u3000\t")
        if text:
            kept.append(Paragraph(text, 0, heading=paragraph.heading, centred=paragraph.centred))
    return _placed(Document(document.path, "text", tuple(kept), 0))


def _edited(document: Document, edits: Sequence[Edit]) -> Document:
    by_paragraph: dict[int, list[tuple[int, int, str]]] = {}
    for edit in edits:
        by_paragraph.setdefault(edit.span.paragraph, []).append((edit.span.start, edit.span.end, edit.text))
    changed = [
        replace(one, text=replace_spans(one.text, by_paragraph.get(number, [])).strip(" \u3000"))
        for number, one in enumerate(document.paragraphs, 1)
    ]
    return _placed(replace(document, paragraphs=tuple(one for one in changed if one.text)))


def _placed(document: Document) -> Document:
    """With the place of each paragraph in the whole text."""
    placed, at = [], 0
    for paragraph in document.paragraphs:
        placed.append(replace(paragraph, offset=at))
        at += len(paragraph.text) + 1
    return replace(document, paragraphs=tuple(placed), characters=at)
