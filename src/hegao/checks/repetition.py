"""Words in, a Hit for each that stands twice side by side out (立即立即 → 立即).

What repeats is one word of two characters, or three or four characters that begin and end where words do. `allow` names
words that are rightly said twice (一步一步); `unless` drops a hit that touches one of its own matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span

_TWICE = re.compile(r"([\u4e00-\u9fff]{2,4})\1")


@dataclass(frozen=True, slots=True)
class Params:
    allow: tuple[str, ...] = ()
    unless: re.Pattern[str] | None = None


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    for segment in segments:
        at = 0
        while match := _TWICE.search(segment.text, at):
            at = match.start() + 1  # where this one is let pass, another may begin inside it
            word = match.group(1)
            span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
            if word in params.allow or not _two_words(analysis, span):
                continue
            if params.unless is not None and any(
                m.start() < match.end() and match.start() < m.end() for m in params.unless.finditer(segment.text)
            ):
                continue
            at = match.end()
            yield Hit(span, match.group(), word)


def _two_words(analysis: Analysis, span: Span) -> bool:
    """Whether both halves of the span are whole words (组织|组织生活会 are not)."""
    middle = (span.start + span.end) // 2
    starts, ends = set(), set()
    for word in analysis.words(span.paragraph):
        starts.add(word.start)
        ends.add(word.start + len(word.text))
    if middle - span.start == 2 and {span.start + 1, middle + 1} & starts:
        return False
    return {span.start, middle} <= starts and {middle, span.end} <= ends
