"""A w:tbl in, its rows, the width of its columns and the parts of its style each cell takes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from hegao.layout import Border
from hegao.ooxml.borders import border
from hegao.ooxml.cascade import Format, Sheet, TableStyle, combined, points, table_style
from hegao.ooxml.package import W
from hegao.ooxml.schema import is_on
from hegao.ooxml.styles import hexadecimal, value

_MAX_COLUMNS = 200  # a broken width must not make a grid of millions
_TWIPS = 20  # a point
_CELL_MARGIN = 5.4  # points left and right of text, where nothing says more
_ROW, _CELL = f"{W}tr", f"{W}tc"
_HOLDS_ROWS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "del", "moveTo", "moveFrom"))
_LOOK = (("firstRow", 0x20), ("lastRow", 0x40), ("firstColumn", 0x80), ("lastColumn", 0x100), ("noHBand", 0x200),
         ("noVBand", 0x400))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands."""

    column: int  # of the grid
    span: int
    parts: tuple[str, ...]  # of the table style, in the order they are put on


@dataclass(frozen=True, slots=True)
class Grid:
    """One w:tbl."""

    style: TableStyle
    name: str  # of the style, as w:tblStyle says
    rows: tuple[etree._Element, ...]
    columns: int
    widths: tuple[float, ...]  # of columns, points
    places: Mapping[etree._Element, Place]


def grid_of(table: etree._Element, sheet: Sheet) -> Grid:
    """The grid of a table; tables within its cells and rows deleted in a revision are left out."""
    properties = table.find(f"{W}tblPr")
    name = value(properties, "tblStyle") or ""
    style = table_style(sheet, name or None)
    rows = tuple(row for row in _own(table, _ROW) if row.find(f"{W}trPr/{W}del") is None)
    look = _look(None if properties is None else properties.find(f"{W}tblLook"))
    places: dict[etree._Element, Place] = {}
    headers = _leading(rows)
    columns = 0
    for number, row in enumerate(rows):
        special = row.find(f"{W}tblPrEx/{W}tblLook")
        by_row = _row_parts(number, len(rows), max(headers, 1), look if special is None else _look(special), style)
        columns = max(columns, _place(row, by_row, look if special is None else _look(special), style, places))
    widths = tuple(points(node.get(f"{W}w"), _TWIPS) or 0.0 for node in table.iterfind(f"{W}tblGrid/{W}gridCol"))
    return Grid(style, name, rows, columns, widths[:_MAX_COLUMNS], places)


def formats(style: TableStyle, parts: Sequence[str]) -> tuple[Format, Format]:
    """What a table style with these parts of it gives: to text and to paragraphs."""
    chosen = [style.parts[part] for part in parts]
    run = combined([style.run, *(one for one, _ in chosen)])
    return run, combined([style.paragraph, *(one for _, one in chosen)])


def header_rows(grid: Grid) -> int:
    """How many rows are repeated on each page."""
    return _leading(grid.rows)


def splitting_rows(grid: Grid) -> int:
    """How many rows may be split between pages."""
    return sum(not is_on(row.find(f"{W}trPr/{W}cantSplit")) for row in grid.rows)


def exact_rows(grid: Grid) -> int:
    """How many rows are of a fixed height."""
    heights = (row.find(f"{W}trPr/{W}trHeight") for row in grid.rows)
    return sum(height is not None and height.get(f"{W}hRule") == "exact" for height in heights)


def width_of(table: etree._Element, grid: Grid, room: float) -> float | None:
    """The width the file wants a table to have, in points; None where it leaves that to the program."""
    said = table.find(f"{W}tblPr/{W}tblW")
    kind = "auto" if said is None else said.get(f"{W}type", "dxa")
    amount = None if said is None else said.get(f"{W}w", "")
    if amount and (kind == "pct" or amount.endswith("%")):
        share = points(amount.removesuffix("%"), 1)
        return None if not share else room * share / (100 if amount.endswith("%") else 5000)
    if amount and kind == "dxa":
        return points(amount, _TWIPS) or None
    layout = table.find(f"{W}tblPr/{W}tblLayout")
    fixed = layout is not None and layout.get(f"{W}type") == "fixed"
    return sum(grid.widths) or None if fixed else None


def cell_room(cell: etree._Element, grid: Grid) -> float | None:
    """The width of a cell without its margins, in points; None where the file says none."""
    place = grid.places.get(cell)
    wide = 0.0 if place is None else sum(grid.widths[place.column : place.column + place.span])
    said = cell.find(f"{W}tcPr/{W}tcW")
    if said is not None and said.get(f"{W}type", "dxa") == "dxa":
        wide = points(said.get(f"{W}w"), _TWIPS) or wide
    margins = dict(grid.style.margins)
    for side in (*_table_margins(cell), *cell.iterfind(f"{W}tcPr/{W}tcMar/*")):
        margins[str(side.tag).removeprefix(W)] = side
    for names in (("left", "start"), ("right", "end")):
        margin = next((margins[name] for name in names if name in margins), None)
        wide -= _CELL_MARGIN if margin is None else points(margin.get(f"{W}w"), _TWIPS) or 0.0
    return wide if wide > 0 else None


def borders_of(table: etree._Element, grid: Grid) -> tuple[Border, ...]:
    """The rules around and within a table, as it and its style say; what single cells say is left out."""
    lines = {**grid.style.borders}
    for side in table.iterfind(f"{W}tblPr/{W}tblBorders/*"):
        lines[str(side.tag).removeprefix(W)] = side
    drawn = (border({"start": "left", "end": "right"}.get(name, name), line) for name, line in lines.items())
    return tuple(line for line in drawn if line is not None)


def _table_margins(cell: etree._Element) -> list[etree._Element]:
    table = next(cell.iterancestors(f"{W}tbl"), None)
    return [] if table is None else table.findall(f"{W}tblPr/{W}tblCellMar/*")


def _own(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table, or cells of a row, whatever they are wrapped in."""
    waiting = [parent.iterchildren(etree.Element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == tag:
            yield child
        elif child.tag in _HOLDS_ROWS:
            waiting.append(child.iterchildren(etree.Element))


def _leading(rows: Sequence[etree._Element]) -> int:
    """How many rows at the head say that they are repeated on each page."""
    for number, row in enumerate(rows):
        if not is_on(row.find(f"{W}trPr/{W}tblHeader")):
            return number
    return len(rows)


def _look(element: etree._Element | None) -> frozenset[str]:
    """The parts of its style a table wants, and noHBand, noVBand; without the element it wants none."""
    if element is None:
        return frozenset(("noHBand", "noVBand"))
    said = [name for name, _ in _LOOK if element.get(W + name) is not None]
    if said:
        return frozenset(name for name in said if element.get(W + name) not in ("0", "false", "off"))
    bits = hexadecimal(element.get(f"{W}val")) or 0
    return frozenset(name for name, bit in _LOOK if bits & bit)


def _row_parts(number: int, count: int, headers: int, look: frozenset[str], style: TableStyle) -> tuple[str, str]:
    """The band and the end of the table a row is, "" for none."""
    if "firstRow" in look and number < headers:
        return "", "firstRow"
    if "lastRow" in look and number == count - 1:
        return "", "lastRow"
    at = number - (headers if "firstRow" in look else 0)
    band = f"band{at // style.rows % 2 + 1}Horz" if style.rows and "noHBand" not in look else ""
    return band, ""


def _place(
    row: etree._Element,
    by_row: tuple[str, str],
    look: frozenset[str],
    style: TableStyle,
    places: dict[etree._Element, Place],
) -> int:
    """Note down where the cells of a row stand; returns the number of columns."""
    column = _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
    cells = list(_own(row, _CELL))
    for number, cell in enumerate(cells):
        span = _count(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
        parts: tuple[str, ...] = ()
        if style.parts:
            band, end = by_row
            side = ""
            if "firstColumn" in look and number == 0:
                side = "firstCol"
            elif "lastColumn" in look and number == len(cells) - 1:
                side = "lastCol"
            at = column - ("firstColumn" in look)
            across = f"band{at // style.columns % 2 + 1}Vert" if style.columns and "noVBand" not in look else ""
            corner = ("n" if end == "firstRow" else "s") + ("w" if side == "firstCol" else "e") + "Cell"
            # The order Word puts them on in, which is not that of the standard (17.7.6).
            wanted = ("wholeTable", band, "" if side else across, side, end, corner if end and side else "")
            parts = tuple(part for part in wanted if part in style.parts)
        places[cell] = Place(column, span, parts)
        column = min(column + span, _MAX_COLUMNS)
    return column


def _count(element: etree._Element | None, default: int) -> int:
    said = "" if element is None else element.get(f"{W}val", "")
    return min(int(said[:6]), _MAX_COLUMNS) if said.isdecimal() and said.isascii() else default
