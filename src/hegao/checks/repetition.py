"""Words in, a Hit for each that stands twice side by side out (立即立即 → 立即).

What repeats is one word of two characters, or three or four characters that make whole words. `allow` names words that
are rightly said twice (研究研究); `unless` drops a hit that touches one of its own matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span
from hegao.sparing import is_spared

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
            if is_spared(params.unless, segment.text, *match.span()):
                continue
            at = match.end()
            yield Hit(span, match.group(), word)


def _two_words(analysis: Analysis, span: Span) -> bool:
    """Whether the second half is a word and the first one too, or the last part of a longer one (信访工作|工作).

    Both 组织|组织生活会 and 集装箱|装箱 are no repetition.
    """
    middle = (span.start + span.end) // 2
    starts: set[int] = set()
    for word in analysis.words(span.paragraph):
        end = word.start + len(word.text)
        if word.start < span.end < end or (word.start == span.start - 1 and end > span.start):
            return False
        starts.add(word.start)
    if middle - span.start == 2 and {span.start + 1, middle + 1} & starts:
        return False
    return middle in starts
