"""Reviews in, one JSON object with what was extracted from every draft out (schemas/extract.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hegao import __version__
from hegao.model import Review
from hegao.rendering import Options, dumps, extract_file_json


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """One object, a line a file."""
    yield f'{{"version": {dumps(__version__, options)},\n"files": ['
    separator = "\n"
    for review in reviews:
        yield separator + dumps(extract_file_json(review), options)
        separator = ",\n"
    yield "]}\n"
