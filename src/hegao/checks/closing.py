"""A genre's table of closing words that belong to other genres in, a Hit for each near the end of the body out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span

_LAST = 3  # paragraphs of the body in which a document closes

VALUES = ("genre",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    wrong: tuple[tuple[str, str], ...]  # key of a genre -> pattern of what does not close it

    def __post_init__(self) -> None:
        for genre, pattern in self.wrong:
            try:
                re.compile(pattern)
            except re.error as problem:
                raise ValueError(f"{genre} 的正则不对：{problem}") from None


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    if len(analysis.outline.genres) != 1:
        return
    pattern = dict(params.wrong).get(analysis.outline.genres[0])
    if pattern is None:
        return
    for segment in segments[-_LAST:]:
        for match in re.finditer(pattern, segment.text):
            start = segment.start + match.start()
            span = Span(segment.paragraph, start, start + len(match.group()))
            yield Hit(span, match.group(), None, {"genre": analysis.outline.genre or ""})
