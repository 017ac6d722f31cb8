"""A table of a draft in, the same table as wide as the text area, ruled, its header repeated, its rows whole out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from hegao.ooxml.package import W
from hegao.ooxml.schema import CELL_ORDER, RUN_ORDER, TABLE_ORDER, child_of, make, put
from hegao.ooxml.styles import value, whole
from hegao.ooxml.text import WordParagraph
from hegao.profile import width_in_characters

_TABLE, _ROW, _CELL, _PARAGRAPH = f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"
_NUMBER = re.compile(
    r"[-+±<>≤≥约近]?[0-9０-９][0-9０-９,，.．:：/／\-—～~]*[%％‰万亿元个件次项人篇份家户名年月日时分]*|[—\-/／…√×]"
)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_HEADER = 20  # characters of a cell of the header, at most
_HEADER_ROWS = 3
_PADDING, _LESS = 108, 57  # twentieths of a point on each side of a cell's text; where room is scarce
_SMALLER = (10.5, 9, 7.5)  # points: 五号, 小五, 六号
_WHOLE = re.compile(r"[-+]?[0-9][0-9,.:/]*[%％‰]?")  # a number is not split (GB/T 15835 5.1.7)
_NARROW, _WIDE = 3, 18  # characters a column is at least and at most taken to need


def lay_table(table: etree._Element, width: int, size: float) -> None:
    """The frame of a table `width` twentieths of a point wide; its paragraphs are laid out one by one elsewhere.

    Where its numbers find no room in letters of `size` points, they are made smaller.
    """
    properties = child_of(table, "tblPr")
    bare = is_bare(table)
    for name in ("tblStyle", "tblpPr", "tblOverlap", "tblStyleRowBandSize", "tblStyleColBandSize", "tblCellSpacing",
                 "tblInd", "shd", "tblLook"):  # fmt: skip
        for node in properties.findall(W + name):
            properties.remove(node)
    put(properties, make("jc", "center"), TABLE_ORDER)
    if not bare:
        borders = make("tblBorders")
        borders.extend([make(side, "single", sz="4", space="0", color="000000") for side in _SIDES])
        put(properties, borders, TABLE_ORDER)
    nested = next(table.iterancestors(_TABLE), None) is not None
    if nested:
        put(properties, make("tblW", w="5000", type="pct"), TABLE_ORDER)
    else:
        put(properties, make("tblW", w=str(width), type="dxa"), TABLE_ORDER)
        _scale(table, width, size)
    rows = _rows(table)
    header = header_rows(table)
    for number, row in enumerate(rows):
        form = row.find(f"{W}trPr")
        if form is None:
            form = make("trPr")
            before = row.find(f"{W}tblPrEx")
            row.insert(0 if before is None else row.index(before) + 1, form)
        for name in ("cantSplit", "tblHeader", "jc", "tblCellSpacing"):
            for node in form.findall(W + name):
                form.remove(node)
        height = form.find(f"{W}trHeight")
        if height is not None and height.get(f"{W}hRule") == "exact":
            height.set(f"{W}hRule", "atLeast")
        form.insert(0, make("cantSplit"))
        if number < header:
            form.insert(1, make("tblHeader"))
        exception = row.find(f"{W}tblPrEx")
        if exception is not None:
            row.remove(exception)
        for cell in _cells(row):
            _lay_cell(cell, bare)


def header_rows(table: etree._Element) -> int:
    """How many rows at the top name the columns; 0 where none does."""
    rows = _rows(table)
    marked = 0
    while marked < len(rows) and rows[marked].find(f"{W}trPr/{W}tblHeader") is not None:
        marked += 1
    if marked:
        return marked if marked < len(rows) else 0
    if len(rows) < 2:
        return 0
    texts = [_text(cell) for cell in _cells(rows[0])]
    if len(texts) < 2 or not all(texts) or any(len(text) > _HEADER or _NUMBER.fullmatch(text) for text in texts):
        return 0
    if len(rows) == 2 and any(not _text(cell) for cell in _cells(rows[1])):
        return 0  # a form to fill in
    high = 1
    while high < len(rows) and any(_goes_on(cell) for cell in _cells(rows[high])):
        high += 1
    return high if high < min(len(rows), _HEADER_ROWS + 1) else 1


def roles_of_cells(paragraphs: Sequence[WordParagraph]) -> Mapping[etree._Element, str]:
    """The role of each paragraph that stands in a table: head, number or text."""
    heads: set[etree._Element] = set()
    seen: set[etree._Element] = set()
    roles: dict[etree._Element, str] = {}
    for paragraph in paragraphs:
        row = next(paragraph.element.iterancestors(_ROW), None)
        table = next(paragraph.element.iterancestors(_TABLE), None)
        if row is None or table is None:
            continue
        if table not in seen:
            seen.add(table)
            heads.update(_rows(table)[: header_rows(table)])
        centred = paragraph.centred or _NUMBER.fullmatch(paragraph.text.strip()) is not None
        roles[paragraph.element] = "table_head" if row in heads else "table_number" if centred else "table_text"
    return roles


def width_of_cell(element: etree._Element) -> int:
    """The width of the text of the cell an element stands in, in twentieths of a point; 0 where nobody said it."""
    cell = next(element.iterancestors(_CELL), None)
    size = None if cell is None else cell.find(f"{W}tcPr/{W}tcW")
    if size is None or size.get(f"{W}type") != "dxa":
        return 0
    return max(0, (whole(size.get(f"{W}w")) or 0) - 2 * _PADDING)


def is_bare(table: etree._Element) -> bool:
    """Whether a table without rules only puts words or pictures side by side: it has them switched off, or it never
    had any and does not look like a table of facts."""
    if any(
        side.get(f"{W}val") not in ("none", "nil") for side in table.iterfind(f"{W}tr/{W}tc/{W}tcPr/{W}tcBorders/*")
    ):
        return False
    borders = table.find(f"{W}tblPr/{W}tblBorders")
    if borders is not None and len(borders):
        return all(side.get(f"{W}val") in ("none", "nil") for side in borders)
    if table.find(f"{W}tblPr/{W}tblStyle") is not None or header_rows(table):
        return False
    rows = [_cells(row) for row in _rows(table)]
    return len(rows) == 1 or any(not _text(cell) for cells in rows for cell in cells)


def _lay_cell(cell: etree._Element, bare: bool) -> None:
    form = child_of(cell, "tcPr")
    borders = form.find(f"{W}tcBorders")
    if borders is not None and not bare:
        for side in list(borders):
            if side.tag not in (f"{W}tl2br", f"{W}tr2bl"):
                borders.remove(side)
        if not len(borders):
            form.remove(borders)
    put(form, make("vAlign", "center"), CELL_ORDER)


def _scale(table: etree._Element, width: int, size: float) -> None:
    """Widths of columns and cells in the same proportions, but none too narrow for its numbers."""
    grid = table.find(f"{W}tblGrid")
    columns = [] if grid is None else grid.findall(f"{W}gridCol")
    widths = [whole(column.get(f"{W}w")) or 0 for column in columns]
    rows = _rows(table)
    _pad(table, _PADDING)
    if not widths or min(widths) <= 0 or any(_span(row) != len(widths) for row in rows):
        layout = child_of(table, "tblPr").find(f"{W}tblLayout")
        if layout is not None:
            layout.set(f"{W}type", "autofit")
        return
    if max(widths) <= min(widths) * 1.03:
        widths = _by_content(rows, len(widths)) or widths
    longest = _numbers(rows, len(widths))
    needs = [_need(one, size, _PADDING) for one in longest]
    if sum(needs) > width:
        fitting = (one for one in _SMALLER if sum(_need(number, one, _LESS) for number in longest) <= width)
        smaller = min(size, next(fitting, _SMALLER[-1]))
        needs = [_need(one, smaller, _LESS) for one in longest]
        _pad(table, _LESS)
        _shrink(table, smaller)
    shares = _at_least(widths, needs, width)
    edges = [round(sum(shares[:k])) for k in range(len(shares) + 1)]
    for column, start, end in zip(columns, edges[:-1], edges[1:], strict=True):
        column.set(f"{W}w", str(end - start))
    for row in rows:
        at = _skipped(row, "gridBefore")
        for cell in _cells(row):
            span = whole(value(cell.find(f"{W}tcPr"), "gridSpan")) or 1
            new = make("tcW", w=str(edges[at + span] - edges[at]), type="dxa")
            put(child_of(cell, "tcPr"), new, CELL_ORDER)
            at += span


def _need(characters: float, size: float, padding: int) -> int:
    return round(characters * size * 20) + 2 * padding


def _numbers(rows: list[etree._Element], columns: int) -> list[float]:
    """The longest number of each column, or word of two characters (序号), in characters."""
    longest = [1.0] * columns
    for row in rows:
        at = _skipped(row, "gridBefore")
        for cell in _cells(row):
            span = whole(value(cell.find(f"{W}tcPr"), "gridSpan")) or 1
            if span == 1:
                text = _text(cell)
                whole_ones = [*_WHOLE.findall(text), *([text] if len(text) == 2 else [])]
                longest[at] = max(longest[at], *(width_in_characters(one) for one in whole_ones), 0.0)
            at += span
    return longest


def _at_least(widths: Sequence[float], needs: Sequence[int], width: int) -> list[float]:
    """Widths in their proportions that make up `width`, none below its need as far as there is room for all."""
    if sum(needs) >= width:
        return [need * width / sum(needs) for need in needs]
    fixed: set[int] = set()
    while True:
        free = [k for k in range(len(widths)) if k not in fixed]
        factor = (width - sum(needs[k] for k in fixed)) / sum(widths[k] for k in free)
        # Two less are rounding, which must not move the columns once more.
        short = {k for k in free if widths[k] * factor < needs[k] - 2}
        if not short:
            return [float(needs[k]) if k in fixed else widths[k] * factor for k in range(len(widths))]
        fixed |= short


def _pad(table: etree._Element, padding: int) -> None:
    margins = make("tblCellMar")
    margins.extend([make(side, w=str(padding), type="dxa") for side in ("left", "right")])
    put(child_of(table, "tblPr"), margins, TABLE_ORDER)


def _shrink(table: etree._Element, size: float) -> None:
    """Smaller letters than those of the style."""
    for run in table.iter(f"{W}r"):
        form = child_of(run, "rPr")
        for name in ("sz", "szCs"):
            put(form, make(name, str(round(size * 2))), RUN_ORDER)


def _by_content(rows: list[etree._Element], columns: int) -> list[int]:
    """Shares of columns nobody gave a width, after the longest line of each; none where cells are merged."""
    table = [_cells(row) for row in rows]
    if any(len(cells) != columns for cells in table):
        return []
    longest = [max(width_in_characters(_text(cells[k])) for cells in table) for k in range(columns)]
    return [round(10 * (1.5 + min(max(length, _NARROW), _WIDE))) for length in longest]


def _span(row: etree._Element) -> int:
    spans = (whole(value(cell.find(f"{W}tcPr"), "gridSpan")) or 1 for cell in _cells(row))
    return _skipped(row, "gridBefore") + sum(spans) + _skipped(row, "gridAfter")


def _skipped(row: etree._Element, name: str) -> int:
    return whole(value(row.find(f"{W}trPr"), name)) or 0


def _goes_on(cell: etree._Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _text(cell: etree._Element) -> str:
    return "".join(node.text or "" for node in cell.iter(f"{W}t")).strip()


def _rows(table: etree._Element) -> list[etree._Element]:
    """The rows of a table itself, those in content controls and revisions too."""
    return _own(table, _ROW, _TABLE)


def _cells(row: etree._Element) -> list[etree._Element]:
    return _own(row, _CELL, _ROW)


def _own(parent: etree._Element, tag: str, stop: str) -> list[etree._Element]:
    found: list[etree._Element] = []
    waiting = list(parent)[::-1]
    while waiting:
        node = waiting.pop()
        if node.tag == tag:
            found.append(node)
        elif node.tag not in (stop, _CELL, _PARAGRAPH):
            waiting += list(node)[::-1]
    return found
