"""A regular expression in, a Hit for every match out.

`unless` drops a hit that touches one of its own matches; `replace` (a template with \\1) is what should stand there,
or with `narrow: true` the match in half-width characters; `words: true` keeps only hits that start and end where words
do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span
from hegao.sparing import is_spared
from hegao.text import NOT_PROSE
from hegao.wordedges import at_word_edges


@dataclass(frozen=True, slots=True)
class Params:
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    replace: str | None = None
    narrow: bool = False
    words: bool = False

    def __post_init__(self) -> None:
        if self.narrow and self.replace is not None:
            raise ValueError("replace 与 narrow 只能用一个")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    for segment in segments:
        for match in params.pattern.finditer(segment.text):
            if match.start() == match.end() or NOT_PROSE in match.group():
                continue
            if is_spared(params.unless, segment.text, *match.span()):
                continue
            span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
            if params.words and not at_word_edges(analysis, span):
                continue
            expected = None if params.replace is None else match.expand(params.replace)
            if params.narrow:
                expected = unicodedata.normalize("NFKC", match.group())
            yield Hit(span, match.group(), expected)
