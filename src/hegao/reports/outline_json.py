"""Reviews in, one JSON object with every draft's outline out (schemas/outline.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hegao import __version__
from hegao.model import Review
from hegao.rendering import Options, dumps, outline_json


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """One object, a line a file."""
    yield f'{{"version": {dumps(__version__, options)},\n"files": ['
    separator = "\n"
    for review in reviews:
        yield separator + dumps(outline_json(review), options)
        separator = ",\n"
    yield "]}\n"
