"""Beginnings of paragraphs that open a new part in, a Hit for each such paragraph without a heading of its own out.

Only in a draft with at least two numbered headings of the first level, and only inside the last of them: there a
paragraph `回顾一年来……` or `明年，……将` that follows other text has lost its heading. Where that last heading itself
matches `titled`, or the paragraph has fewer than `min_length` characters (a closing phrase), nothing is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span


@dataclass(frozen=True, slots=True)
class Params:
    pattern: re.Pattern[str]
    titled: re.Pattern[str] | None = None
    min_length: int = 0


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    sections = analysis.outline.sections
    tops = [s for s in sections if s.level == 1 and s.style == "chinese" and s.kind != "item"]
    if len(tops) < 2 or (params.titled and params.titled.search(tops[-1].title)):
        return
    labelled = {s.span.paragraph for s in sections}
    roles = analysis.outline.roles
    below = [n for n in range(tops[-1].span.paragraph + 1, tops[-1].last + 1) if roles[n - 1] == "body"]
    inside = set(below[1:])  # the first paragraph below the heading is what the heading is about
    for segment in segments:
        if segment.paragraph in inside and segment.paragraph not in labelled:
            match = params.pattern.match(segment.text)
            if match and match.end() > 0 and len(segment.text) >= params.min_length:
                yield Hit(Span(segment.paragraph, segment.start, segment.start + match.end()), match.group())
