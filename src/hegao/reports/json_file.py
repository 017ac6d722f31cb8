"""Reviews in, one JSON object with all files and the counts out (schemas/check.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hegao import __version__
from hegao.model import Review
from hegao.rendering import Options, dumps, file_json, summary


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """One object, a line a file."""
    yield f'{{"version": {dumps(__version__, options)},\n"files": ['
    seen: list[Review] = []
    for review in reviews:
        yield (",\n" if seen else "\n") + dumps(file_json(review), options)
        seen.append(replace(review, document=None, outline=None))  # what is counted needs no text in memory
    yield f'],\n"summary": {dumps(summary(seen), options)}}}\n'
