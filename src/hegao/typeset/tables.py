"""A table of a draft in, the same table as wide as the text area, ruled, its header repeated, its rows whole out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from hegao.ooxml.package import W
from hegao.ooxml.styles import value, whole
from hegao.ooxml.text import WordParagraph
from hegao.profile import width_in_characters
from hegao.typeset.formats import CELL_ORDER, TABLE_ORDER, child_of, make, put

_TABLE, _ROW, _CELL, _PARAGRAPH = f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"
_NUMBER = re.compile(
    r"[-+±<>≤≥约近]?[0-9０-９][0-9０-９,，.．:：/／\-—～~]*[%％‰万亿元个件次项人篇份家户名年月日时分]*|[—\-/／…√×]"
)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_HEADER = 20  # characters of a cell of the header, at most
_HEADER_ROWS = 3
_NARROW, _WIDE = 3, 18  # characters a column is at least and at most taken to need


def lay_table(table: etree._Element, width: int) -> None:
    """The frame of a table `width` twentieths of a point wide; its paragraphs are laid out one by one elsewhere."""
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
        _scale(table, width)
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


def is_bare(table: etree._Element) -> bool:
    """Whether a table has its rules switched off: it only puts words side by side."""
    borders = table.find(f"{W}tblPr/{W}tblBorders")
    if borders is None or not len(borders):
        return False
    none = all(side.get(f"{W}val") in ("none", "nil") for side in borders)
    return none and not any(
        side.get(f"{W}val") not in ("none", "nil") for side in table.iterfind(f"{W}tr/{W}tc/{W}tcPr/{W}tcBorders/*")
    )


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


def _scale(table: etree._Element, width: int) -> None:
    """Widths of columns and cells in the same proportions, to the width of the table."""
    grid = table.find(f"{W}tblGrid")
    columns = [] if grid is None else grid.findall(f"{W}gridCol")
    widths = [whole(column.get(f"{W}w")) or 0 for column in columns]
    rows = _rows(table)
    if not widths or min(widths) <= 0 or any(_span(row) != len(widths) for row in rows):
        layout = child_of(table, "tblPr").find(f"{W}tblLayout")
        if layout is not None:
            layout.set(f"{W}type", "autofit")
        return
    if max(widths) <= min(widths) * 1.03:
        widths = _by_content(rows, len(widths)) or widths
    total = sum(widths)
    edges = [round(sum(widths[:k]) * width / total) for k in range(len(widths) + 1)]
    for column, start, end in zip(columns, edges[:-1], edges[1:], strict=True):
        column.set(f"{W}w", str(end - start))
    for row in rows:
        at = _skipped(row, "gridBefore")
        for cell in _cells(row):
            span = whole(value(cell.find(f"{W}tcPr"), "gridSpan")) or 1
            new = make("tcW", w=str(edges[at + span] - edges[at]), type="dxa")
            put(child_of(cell, "tcPr"), new, CELL_ORDER)
            at += span


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
