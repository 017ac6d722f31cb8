"""Years in title and text in, a Hit where they contradict each other out.

`problem`: `plan-follows` (总结 of one year, 计划 of another than the next), `title-and-text` (the title's year is not
named in the text, another one is), `since` (a plan for a year that looks back “since” that year), `plan-heading` (a
summary whose heading on plans names the year summed up, or an earlier one).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")
# What is planned for a year: no 计划完成情况, no 下半年工作安排.
_PLAN = re.compile(
    r"(?!.*(?:半年|季度|月|情况|完成|执行|总结|回顾|落实|成效))[^，。；]{0,16}"
    r"(?:打算|思路|设想|计划|安排|谋划|工作要点|努力方向|奋斗目标)[^，。；]{0,4}$"
)


VALUES = ("year", "other", "count")  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["plan-follows", "title-and-text", "since", "plan-heading"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    outline = analysis.outline
    if params.problem == "plan-follows":
        if outline.genres[:1] == ("summary",) and len(outline.years) == 2 and "plan" in outline.genres:
            first, second = outline.years
            title = _find(analysis, outline.title_spans, second)
            if second != first + 1 and title is not None:
                yield Hit(title, str(second), None, {"year": str(first + 1), "other": str(first)})
        elif (
            outline.genres == ("summary", "plan") and len(outline.years) == 1 and len(_YEAR.findall(outline.title)) == 2
        ):
            title = _find(analysis, outline.title_spans[::-1], outline.years[0], last=True)
            if title is not None:
                yield Hit(
                    title,
                    str(outline.years[0]),
                    None,
                    {"year": str(outline.years[0] + 1), "other": str(outline.years[0])},
                )
    elif params.problem == "title-and-text":
        yield from _title_and_text(analysis, segments)
    elif params.problem == "plan-heading":
        yield from _plan_heading(analysis, segments)
    elif "plan" in outline.genres and len(outline.genres) == 1 and outline.years:
        year = outline.years[0]
        pattern = re.compile(rf"{year}年以来")
        for segment in segments:
            for match in pattern.finditer(segment.text):
                span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
                yield Hit(span, match.group(), None, {"year": str(year)})


def _title_and_text(analysis: Analysis, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    titled = {int(y) for y in _YEAR.findall(analysis.outline.title)}
    if len(titled) != 1:
        return
    year = titled.pop()
    counts = Counter(int(m.group(1)) for s in segments for m in _YEAR.finditer(s.text))
    if not counts:
        return
    other, times = counts.most_common(1)[0]
    near = counts[year] + counts[year + 1] + counts[year - 1]
    if (times >= 3 and near == 0) or (times >= 3 and counts[year] == 0 and abs(other - year) == 1):
        span = _find(analysis, analysis.outline.title_spans, year)
        if span is not None:
            yield Hit(span, str(year), None, {"other": str(other), "count": str(times)})


def _plan_heading(analysis: Analysis, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    outline = analysis.outline
    if outline.genres[:1] != ("summary",) or not outline.years:
        return
    year = outline.years[0]
    if len(outline.years) > 1 and not _YEAR.search(outline.title):
        return  # no title says which of the years is the one summed up
    for segment in segments:
        before = analysis.document.paragraphs[: segment.paragraph - 1]
        if not any(f"{year}年" in paragraph.text for paragraph in before):
            continue
        for match in _YEAR.finditer(segment.text):
            if int(match.group(1)) <= year and _PLAN.match(segment.text, match.end()):
                start = segment.start + match.start()
                span = Span(segment.paragraph, start, start + len(match.group()))
                yield Hit(span, match.group(), None, {"year": str(year + 1), "other": str(year)})


def _find(analysis: Analysis, spans: tuple[Span, ...], year: int, last: bool = False) -> Span | None:
    for span in spans:
        text = analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end]
        at = text.rfind(str(year)) if last else text.find(str(year))
        if at >= 0:
            return Span(span.paragraph, span.start + at, span.start + at + 4)
    return None
