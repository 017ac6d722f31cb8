"""Dates with their day of the week (3月3日（星期一）) in, a Hit on a day that is not that date's out.

A date without a year is taken to be in the document's own year, if it has just one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hegao.model import Analysis, Hit, Segment, Span

VALUES = ("date",)  # what a message may name besides {actual} and {expected}

_DAYS = "一二三四五六日"
_DATED = re.compile(
    r"(?:((?:19|20)[0-9]{2})年)?([0-9]{1,2})月([0-9]{1,2})日[（(，,]?((?:星期|周|礼拜)([一二三四五六日天]))(?![至到、—～期])"
)


@dataclass(frozen=True, slots=True)
class Params:
    pass


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    years = analysis.outline.years
    own = years[0] if len(years) == 1 else None
    for segment in segments:
        for match in _DATED.finditer(segment.text):
            year = int(match.group(1)) if match.group(1) else own
            if year is None:
                continue
            try:
                day = date(year, int(match.group(2)), int(match.group(3)))
            except ValueError:
                continue  # no such date: another rule's business
            right = _DAYS[day.weekday()]
            said = match.group(5).replace("天", "日")
            if said != right:
                span = Span(segment.paragraph, segment.start + match.start(4), segment.start + match.end(4))
                expected = match.group(4)[:-1] + right
                yield Hit(span, match.group(4), expected, {"date": f"{year}年{day.month}月{day.day}日"})
