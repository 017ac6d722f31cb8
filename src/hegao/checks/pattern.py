"""A regular expression in, a Hit for every match out.

`unless` drops a hit that touches one of its own matches; `replace` (a template with \\1) is what should stand there;
`words: true` keeps only hits that start and end where words do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span
from hegao.wordedges import at_word_edges


@dataclass(frozen=True, slots=True)
class Params:
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    replace: str | None = None
    words: bool = False


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    for segment in segments:
        spared: list[tuple[int, int]] | None = None
        for match in params.pattern.finditer(segment.text):
            if match.start() == match.end():
                continue
            if params.unless is not None:
                if spared is None:
                    spared = [m.span() for m in params.unless.finditer(segment.text)]
                if any(a < match.end() and match.start() < b for a, b in spared):
                    continue
            span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
            if params.words and not at_word_edges(analysis, span):
                continue
            yield Hit(span, match.group(), None if params.replace is None else match.expand(params.replace))
