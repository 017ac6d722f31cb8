"""Sentences that announce a number of items in, a Hit where the list that follows holds another number out.

`form: before` reads `…、…、…三项工作`, a row before its count; `after` reads `以下三个方面：一是…` and counts
the 一是 chain or the numbered paragraphs behind. `units` are the counting words that may follow the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import HAN, chinese_number

_NUMBER = "[二两三四五六七八九十]|[2-9]|1[0-9]|十[一二三四五六]"


@dataclass(frozen=True, slots=True)
class Params:
    form: Literal["before", "after"]
    units: tuple[str, ...]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    units = "|".join(map(re.escape, sorted(params.units, key=len, reverse=True)))
    yield from (_before if params.form == "before" else _after)(analysis, units, segments)


def _before(analysis: Analysis, units: str, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """甲、乙、丙四项工作: a row of short members right before its own count."""
    member = rf"(?:《[^》]{{2,40}}》|“[^”]{{1,20}}”|[{HAN}]{{2,8}})"
    row = re.compile(rf"(?<![{HAN}“《、])((?:{member}、){{1,9}}{member}?(?:[和与及]{member})?)({_NUMBER})({units})")
    for segment in segments:
        for match in row.finditer(segment.text):
            listed = re.sub(r"《[^》]*》|“[^”]*”", "书", match.group(1))
            if "等" in listed or (re.search(rf"[{HAN}][和与及][{HAN}]", listed) and listed.count("、") == 0):
                continue
            count = listed.count("、") + 1
            joined = re.search(rf"[{HAN}]{{2,}}([和与及])[{HAN}]{{2,}}$", listed)
            said = chinese_number(match.group(2).replace("两", "二"))
            allowed = {count, count + 1} if joined else {count}
            if said is not None and said not in allowed:
                yield _hit(segment, match.start(2), match.end(3), match.group(2) + match.group(3), count)


def _after(analysis: Analysis, units: str, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """…以下三个方面的问题：, then a chain 一是…二是… in the same paragraph or numbered paragraphs right behind."""
    announced = re.compile(rf"(?<![第{HAN[:0]}0-9])({_NUMBER})({units})[^。；：:]{{0,14}}[：:。]")
    outline = analysis.outline
    by_paragraph = {c.items[0].span.paragraph: c for c in reversed(outline.chains) if c.items[0].number == 1}
    for segment in segments:
        for match in announced.finditer(segment.text):
            said = chinese_number(match.group(1).replace("两", "二"))
            behind = segment.start + match.end()
            last = match.end() == len(segment.text)
            chain = by_paragraph.get(segment.paragraph)
            if chain and chain.items[0].span.start == behind:
                count = len(chain.items)
            elif last and match.group().endswith(("：", ":")):
                count = _numbered_behind(analysis, segment.paragraph)
            else:
                continue
            if said is not None and count > 1 and said != count:
                yield _hit(segment, match.start(1), match.end(2), match.group(1) + match.group(2), count)


def _numbered_behind(analysis: Analysis, paragraph: int) -> int:
    """How many siblings start right behind the paragraph, numbered from 1."""
    sections = analysis.outline.sections
    first = next((i for i, s in enumerate(sections) if s.span.paragraph > paragraph), None)
    if first is None or sections[first].number != 1:
        return 0
    between = analysis.outline.roles[paragraph : sections[first].span.paragraph - 1]
    if any(role != "blank" for role in between):
        return 0
    head = sections[first]
    return sum(1 for s in sections[first:] if s.parent == head.parent and s.style == head.style)


def _hit(segment: Segment, start: int, end: int, text: str, count: int) -> Hit:
    return Hit(Span(segment.paragraph, segment.start + start, segment.start + end), text, None, {"count": str(count)})
