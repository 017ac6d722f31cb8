"""Bytes of a plain-text file to a Document, one paragraph a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hegao.decoding import decode, edit, lines
from hegao.markup import addresses, merged, suppression
from hegao.model import Cell, Document, Paragraph, Span, Suppression, Table

__all__ = ["edit", "read"]

_MIN_COLUMNS = 3  # of a table without rulings: a name and a date with a tab between is none


def read(data: bytes, path: str) -> Document:
    """The draft; `path` is only noted down. Raises ReadError for bytes that are no text."""
    text, encoding = decode(data)
    paragraphs: list[Paragraph] = []
    suppressions: list[Suppression] = []
    for number, (line, offset) in enumerate(lines(text), start=1):
        skip = addresses(line)
        silenced = suppression(number, line)
        if silenced:
            suppressions.append(silenced[0])
            skip.append(silenced[1])
        paragraphs.append(Paragraph(line, offset, skip=merged(skip)))
    return Document(
        path, "text", tuple(paragraphs), len(text), encoding, tuple(suppressions), tables=tuple(_tables(paragraphs))
    )


def _tables(paragraphs: Sequence[Paragraph]) -> Iterator[Table]:
    """Neighbouring lines parted by as many tabs, as a table copied out of Word leaves them."""
    rows: list[tuple[Cell, ...]] = []
    for number, paragraph in enumerate(paragraphs, 1):
        row = _row(paragraph.text, number) if paragraph.text.count("\t") >= _MIN_COLUMNS - 1 else ()
        if rows and len(row) != len(rows[-1]):
            if len(rows) > 1:
                yield Table(tuple(rows))
            rows = []
        if row:
            rows.append(row)
    if len(rows) > 1:
        yield Table(tuple(rows))


def _row(text: str, number: int) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    start = 0
    for cell in text.split("\t"):
        words = cell.strip()
        at = start + cell.index(words)
        cells.append((Span(number, at, at + len(words)),) if words else ())
        start += len(cell) + 1
    return tuple(cells)
