"""Sheets of rows in, pages of an Excel workbook out: heads, widths, links, heights, filter and print set-up."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from math import ceil
from typing import Any

from hegao.errors import HegaoError
from hegao.ledger import INHERITED, Row, Sheet
from hegao.rendering import Cell, cell_words, clip

HEAD = 3  # the row with the names of the columns; title and notes above
_SIZE, _LINE, _ROOM = 11, 15, 6  # points: of characters, of a line, around the lines of a row
_TITLE_SIZE, _TITLE_LINE = 20, 30
_A4 = 9  # Excel's number of it
_UNIT, _CHARACTER, _PADDING = 8, 15, 5  # pixels: a unit of width in 宋体 11, a character of our size, a cell's edges
# What Excel can hold: height of a row in points, rows and hyperlinks of a sheet (65,530), characters of a cell, digits
# of a number, years
_TALLEST, _MOST_ROWS, _LAST_LINK, _LONGEST, _DIGITS, _FIRST_YEAR = 409, 1_000_000, 65_000, 32_767, 15, 1900


def new_book(title: str) -> Any:
    """A workbook without pages."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    book.properties.creator = "核稿"
    book.properties.title = title
    book._named_styles["Normal"].font = Font(name="宋体", size=_SIZE)  # what the unit of width is measured by
    _name_styles(book)
    return book


def saved(book: Any) -> bytes:
    """The workbook as a file."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def add_page(
    book: Any,
    sheet: Sheet,
    title: str,
    note: str,
    widths: Sequence[int],
    left: Collection[str],
    finish: Callable[[Any, int], None] | None = None,
) -> None:
    """A page for the sheet; `widths` (half-width characters) one a column, `left` those with words not centred.

    `finish` may do more to the page, given its last row. Raises HegaoError for more rows than a page can have.
    """
    from openpyxl.cell import WriteOnlyCell

    if len(sheet.rows) > _MOST_ROWS:
        raise HegaoError(f"“{sheet.name}”有 {len(sheet.rows)} 行，一张工作表放不下；请分几个文件夹各出一份台账")
    page = book.create_sheet(sheet.name)
    _set_up(page, sheet, widths)
    if finish:
        finish(page, HEAD + len(sheet.rows))
    page.row_dimensions[1].height = _height([title], [sum(widths) * _SIZE // _TITLE_SIZE], _TITLE_LINE)
    page.row_dimensions[2].height = _height([note], [sum(widths)], _LINE)
    page.row_dimensions[HEAD].height = 24

    @cache
    def cell(style: str, number_format: str = "", quoted: bool = False) -> Any:
        """One cell for all places of one look, which never changes: each is written before the next is filled."""
        made = WriteOnlyCell(page)
        made.style = style
        if number_format:
            made.number_format = number_format
        if quoted:
            made.quotePrefix = True  # stays text when somebody edits the cell, too
        return made

    page.append(_text(cell, "台账标题", text) for text in (title,))
    page.append(_text(cell, "台账说明", text) for text in (note,))
    page.append(_text(cell, "台账表头", column) for column in sheet.columns)
    for number, row in enumerate(sheet.rows, HEAD + 1):
        page.row_dimensions[number].height = _height(row.values, widths, _LINE)
        page.append(_cells(sheet.columns, row, number, widths, left, cell))
    page.close()


def _name_styles(book: Any) -> None:
    """The looks of cells, by the names under which Excel offers them."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    line = Side(style="thin", color="808080")
    box = Border(left=line, right=line, top=line, bottom=line)
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)
    right = Alignment(horizontal="right", vertical="center")
    text, grey, link = (Font(name="仿宋", size=_SIZE, color=color) for color in ("000000", "7F7F7F", "0563C1"))
    head = PatternFill("solid", start_color="DDE6F0")
    for name, font, alignment, border, fill in (
        ("台账标题", Font(name="宋体", size=20, bold=True), centre, None, None),
        ("台账说明", Font(name="仿宋", size=_SIZE, color="595959"), left, None, None),
        ("台账表头", Font(name="黑体", size=_SIZE), centre, box, head),
        ("台账文字", text, left, box, None),
        ("台账居中", text, centre, box, None),
        ("台账数字", text, right, box, None),
        ("台账推定", grey, centre, box, None),
        ("台账链接", link, left, box, None),
    ):
        style = NamedStyle(name, font=font, alignment=alignment)
        style.border = border or style.border
        style.fill = fill or style.fill
        book.add_named_style(style)


def _cells(
    columns: tuple[str, ...],
    row: Row,
    number: int,
    widths: Sequence[int],
    left: Collection[str],
    cell: Callable[..., Any],
) -> Iterator[Any]:
    from openpyxl.worksheet.hyperlink import Hyperlink

    for place, (column, value) in enumerate(zip(columns, row.values, strict=True), 1):
        if isinstance(value, date) and value.year >= _FIRST_YEAR:
            yield _filled(cell("台账居中", "yyyy-mm-dd"), value)
        elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= _DIGITS:
            yield _filled(cell("台账数字", _number_format(value)), value)
        elif isinstance(value, int):
            yield _filled(cell("台账居中"), value)
        elif column == "出处" and row.link and number <= _LAST_LINK:
            linked = _text(cell, "台账链接", value)
            linked.row, linked.column = number, place
            linked.hyperlink = Hyperlink(ref="", target=row.link, tooltip=clip(row.file, 250))
            yield linked
        elif column in INHERITED and row.inherited:
            yield _text(cell, "台账推定", value)
        else:
            yield _text(cell, "台账文字" if column in left else "台账居中", value)


def _filled(cell: Any, value: Cell) -> Any:
    cell.value = value
    return cell


def _text(cell: Callable[..., Any], style: str, value: Cell) -> Any:
    """The value as text, whatever it looks like: =1+1 in a draft must never become a formula."""
    text = cell_words(value)
    made = cell(style, quoted=text.startswith(("=", "+", "-", "@")))
    made.value = text[: _LONGEST - 1] + "…" if len(text) > _LONGEST else text or None
    if text:
        made.data_type = "s"
    return made


def _number_format(value: Decimal) -> str:
    """Thousands set apart, and the decimal places as many as there are."""
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0" + ("." + "0" * places if places else "")


def _height(values: Iterable[Cell], widths: Iterable[int], line: int) -> float:
    """Points for the tallest of these cells: no program works out the height of wrapped text when it opens a file."""
    lines = 1
    for value, width in zip(values, widths, strict=True):
        a_line = 2 * max(1, (width * _UNIT - _PADDING) // _CHARACTER)
        if isinstance(value, str) and len(value) * 2 > a_line:
            columns = 2 * len(value) - len(value.encode("ascii", "ignore"))  # as display_width, fast
            full = a_line - 1 - (columns < 2 * len(value))  # marks and numbers move on to the next line whole
            lines = max(lines, 1 if columns <= a_line else ceil(columns / max(2, full)))
    return min(_TALLEST, lines * line + _ROOM)


def _set_up(page: Any, sheet: Sheet, widths: Sequence[int]) -> None:
    """Everything of the page but its rows: widths, panes, filter, print."""
    from openpyxl.utils import get_column_letter

    last, end = HEAD + len(sheet.rows), get_column_letter(len(sheet.columns))
    for index, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.freeze_panes = f"C{HEAD + 1}"
    page.auto_filter.ref = f"A{HEAD}:{end}{last}"
    for row in (1, 2):
        page.merged_cells.add(f"A{row}:{end}{row}")
    page.page_setup.paperSize, page.page_setup.orientation = _A4, "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0  # one page across, as many as it takes down
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{HEAD}:{HEAD}"
    page.print_area = f"A1:{end}{last}"
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.4  # inches
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.35
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
