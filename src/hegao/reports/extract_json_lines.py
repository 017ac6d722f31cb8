"""Reviews in, one line of JSON with what was extracted from a draft out, each as soon as its file is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hegao.model import Review
from hegao.rendering import Options, dumps, extract_file_json


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """A line a file, in the order of `reviews`."""
    for review in reviews:
        yield dumps(extract_file_json(review), options) + "\n"
