"""Reviews in, CSV out: a table a kind of what was extracted, as a spreadsheet opens it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import count

from hegao.ledger import full_columns
from hegao.model import Review
from hegao.rendering import COLUMNS, Cell, Options, cell_words, shown_path

_FORMULA = "=+-@＝＋－＠"  # a spreadsheet would run what begins so
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """All files in one table; of several kinds one table after another, an empty line between two.

    A byte-order mark tells spreadsheets that it is UTF-8, unless the output is not. Files that could not be read have
    no row.
    """
    if not options.ascii_only:
        yield "\ufeff"
    kinds = options.kinds
    files = reviews if len(kinds) == 1 else list(reviews)
    for number, kind in enumerate(kinds):
        if number:
            yield "\n"
        yield from _table(kind, files, options)


def _table(kind: str, reviews: Iterable[Review], options: Options) -> Iterator[str]:
    yield _line(["序号", "文件", *COLUMNS[kind]])
    number = count(1)
    for review in reviews:
        path = shown_path(review, options)
        columns = full_columns(kind, review)
        for item in getattr(review, kind):
            yield _line([next(number), path, *(cell(review, item) for cell in columns.values())])


def _line(cells: Iterable[Cell]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow([_harmless(cell_words(cell)) for cell in cells])
    return line.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] and text[0] in _FORMULA and not _NUMBER.fullmatch(text) else text
