"""The paragraphs of a Word file in, its tables as grids of them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from hegao.model import Cell, Span, Table
from hegao.ooxml.package import W
from hegao.ooxml.text import WordParagraph

_TABLE, _ROW, _CELL = f"{W}tbl", f"{W}tr", f"{W}tc"
_MAX_COLUMNS = 200  # a broken width must not make a grid of millions


def tables(paragraphs: Sequence[WordParagraph]) -> tuple[Table, ...]:
    """Each table that holds text, in order of its first paragraph; what stands in a table within one belongs to the
    inner table. A cell merged over columns or rows stands in each place it covers."""
    cells: dict[etree._Element, list[Span]] = {}
    found: dict[etree._Element, None] = {}
    for number, paragraph in enumerate(paragraphs, 1):
        if paragraph.kind != "cell":
            continue
        cell = next(paragraph.element.iterancestors(_CELL), None)
        table = next(paragraph.element.iterancestors(_TABLE), None)
        if cell is not None and table is not None:
            found[table] = None
            cells.setdefault(cell, [])
            if paragraph.text:
                cells[cell].append(Span(number, 0, len(paragraph.text)))
    return tuple(Table(_grid(table, cells)) for table in found)


def _grid(table: etree._Element, cells: dict[etree._Element, list[Span]]) -> tuple[tuple[Cell, ...], ...]:
    rows: list[list[Cell]] = []
    for row in _own(table, _ROW, _TABLE):
        line: list[Cell] = [()] * _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _own(row, _CELL, _ROW):
            width = _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            spans = tuple(cells.get(cell, ()))
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            if goes_on and not spans and rows and len(line) < len(rows[-1]):
                spans = rows[-1][len(line)]
            line += [spans] * width
        rows.append(line[:_MAX_COLUMNS])
    columns = max(map(len, rows), default=0)
    return tuple(tuple(row + [()] * (columns - len(row))) for row in rows)


def _own(parent: etree._Element, tag: str, container: str) -> Iterator[etree._Element]:
    """The elements of a tag below `parent`, those of a table within it left out."""
    for element in parent.iter(tag):
        if next(element.iterancestors(container), None) is parent:
            yield element


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{W}val", "") if element is not None else ""
    return min(int(value), _MAX_COLUMNS) if value.isdecimal() else default
