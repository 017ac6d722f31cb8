"""The extractors by the name of what they find: an analysed draft in, its metrics, tasks, times, blanks … out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hegao.extractors import blanks, metrics, organisations, references, tasks, times
from hegao.model import Analysis

# Each gives a tuple of the items it is named after; the keys are fields of a Review.
EXTRACTORS: dict[str, Callable[[Analysis], tuple[Any, ...]]] = {
    "tasks": tasks.extract,
    "metrics": metrics.extract,
    "times": times.extract,
    "blanks": blanks.extract,
    "references": references.extract,
    "organisations": organisations.extract,
}
