"""The parts below the first-level headings in, a Hit for each that is empty, far too short or without an answer out.

`problem` names the fault: empty (a heading followed at once by the next one, while most have text), uneven (the
longest part is more than `times` as long as the shortest one), unanswered (a problem whose words come back nowhere
behind the part on problems).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Section, Segment, Span
from hegao.text import HAN

_PROBLEMS = re.compile(r"问题|不足|困难|短板|差距")
_LABEL = re.compile(r"^(?:[一二三四五六七八九十]{1,2}是|[（(][一二三四五六七八九十]{1,2}[）)]|[0-9]{1,2}[.．])")
# What a sentence on a problem says of its subject
_TOLD = re.compile(
    r"(?:还|仍|不|有待|有所|亟待|需要?|需|缺乏|缺少|较|比较|存在|偏|欠|薄弱|没有|未|跟不上|滞后|单一|单薄|老化|紧张).*"
)
_LONG = 3_000  # characters: of a longer text an excerpt may have left out what stood there

VALUES = ("count",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["empty", "uneven", "unanswered"]
    times: int = 15


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    if params.problem == "empty":
        yield from _empty(analysis)
        return
    tops = [s for s in analysis.outline.sections if s.level == 1 and s.style == "chinese" and s.kind == "heading"]
    if params.problem == "uneven":
        sizes = [(_size(analysis, section), section) for section in tops]
        if len(sizes) > 1:
            shortest, section = min(sizes, key=lambda pair: pair[0])
            longest = max(size for size, _ in sizes)
            if 0 < shortest * params.times < longest:
                yield _hit(analysis, section.span, count=str(longest // shortest))
    else:
        yield from _unanswered(analysis, tops)


def _empty(analysis: Analysis) -> Iterator[Hit]:
    """Headings of their own line without anything below, unless they are a bare list or the text is a long one."""
    if sum(len(paragraph.text) for paragraph in analysis.document.paragraphs) > _LONG:
        return
    rows: dict[tuple[int | None, str], list[Section]] = {}
    for section in analysis.outline.sections:
        if (
            section.style in ("chinese", "bracket-chinese")
            and analysis.outline.roles[section.span.paragraph - 1] == "body"
        ):
            rows.setdefault((section.parent, section.style), []).append(section)
    for row in rows.values():
        bare = [s for s in row if s.kind == "heading" and s.last == s.span.paragraph]
        if len(bare) == 1 and len(row) > 2 and all(s.kind == "heading" for s in row):
            yield _hit(analysis, bare[0].span)


def _unanswered(analysis: Analysis, tops: list[Section]) -> Iterator[Hit]:
    part = next((s for s in tops if _PROBLEMS.search(s.title)), None)
    if part is None or part is tops[-1]:
        return
    paragraphs = analysis.document.paragraphs
    behind = "".join(p.text for p in paragraphs[part.last :])
    for chain in [*analysis.outline.chains]:
        for item in chain.items:
            if part.span.paragraph < item.span.paragraph <= part.last:
                lead = paragraphs[item.lead.paragraph - 1].text[item.lead.start : item.lead.end]
                subject = _TOLD.sub("", _LABEL.sub("", re.split(r"[，,。；]", lead)[0]))
                words = [subject[i : i + 2] for i in range(len(subject) - 1)]
                if len(words) > 1 and re.fullmatch(rf"[{HAN}]+", subject) and not any(w in behind for w in words):
                    yield _hit(analysis, item.lead)


def _size(analysis: Analysis, section: Section) -> int:
    return sum(len(p.text) for p in analysis.document.paragraphs[section.span.paragraph : section.last])


def _hit(analysis: Analysis, span: Span, **values: str) -> Hit:
    return Hit(span, analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end], None, values)
