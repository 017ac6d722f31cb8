"""Extracted reviews in, the ledger as an Excel workbook out, a sheet a kind: tasks, metrics, blanks, references."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from math import ceil
from typing import Any

from hegao.errors import HegaoError
from hegao.ledger import CLOSED, DONE, INHERITED, LATE, PROGRESS, Ledger, Row, Sheet, filled, heading, ledger
from hegao.model import Review
from hegao.rendering import KINDS, Cell, Options, cell_words, clip
from hegao.text import display_width

# In Excel's unit, a half-width character; together little more than A4 across, so that print stays readable.
_WIDTHS = {
    "序号": 6,
    "任务": 36,
    "责任单位": 15,
    "配合单位": 15,
    "完成时限": 13,
    "截止日期": 12,
    "目标": 22,
    "依据": 18,
    "所在章节": 16,
    "文件": 18,
    "出处": 20,
    "进展": 10,
    "备注": 14,
    "指标名称": 24,
    "数值": 11,
    "数值上限": 11,
    "单位": 10,
    "换算值": 14,
    "换算单位": 10,
    "修饰": 10,
    "类别": 9,
    "时期": 14,
    "变化": 8,
    "原句": 50,
    "待补内容": 24,
    "所指": 40,
    "名称": 44,
    "文号": 24,
    "原文": 44,
    "情况": 70,
    "时间": 30,
    "开始": 13,
    "结束": 13,
    "周期": 12,
    "机构": 50,
}
_LEFT = {
    *("任务", "责任单位", "配合单位", "目标", "依据", "所在章节", "文件", "出处", "备注", "指标名称", "原句"),
    *("待补内容", "所指", "名称", "文号", "原文", "情况", "时间", "机构"),
}
_ALWAYS = ("tasks", "metrics", "blanks")  # sheets that stand there even without a row
_OPTIONAL = ("文件", "数值上限")
_HEAD = 3  # the row with the names of the columns; title and counts above
_SPARE = 500  # rows below the last one that take 进展 by choice too
_SIZE, _LINE = 11, 16  # points
_TITLE_SIZE, _TITLE_LINE = 20, 30
_A4 = 9  # Excel's number of it
_FIT = 0.92  # half-width characters of our size that fit one unit of width
# What Excel can hold: height of a row in points, rows and hyperlinks of a sheet (65,530), characters of a cell, digits
# of a number, years
_TALLEST, _MOST_ROWS, _LAST_LINK, _LONGEST, _DIGITS, _FIRST_YEAR = 409, 1_000_000, 65_000, 32_767, 15, 1900


def render(reviews: Iterable[Review], options: Options) -> Iterator[bytes]:
    """The workbook whole. Raises HegaoError for more rows than a sheet can have."""
    from openpyxl import Workbook

    found = ledger(reviews, options)
    book = Workbook(write_only=True)
    book.properties.creator = "核稿"
    book.properties.title = heading(found, found.sheets["tasks"])
    _name_styles(book)
    for kind in _wanted(found, options):
        _write(book, filled(found.sheets[kind], _OPTIONAL), found, options.kinds)
    buffer = io.BytesIO()
    book.save(buffer)
    yield buffer.getvalue()


def _wanted(found: Ledger, options: Options) -> list[str]:
    """The sheets to write: tasks, metrics and blanks even without a row, others where they have one."""
    asked = [kind for kind in options.kinds if kind in _ALWAYS or found.sheets[kind].rows] or list(options.kinds[:1])
    return [*asked, "failures"] if found.sheets["failures"].rows else asked


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


def _write(book: Any, sheet: Sheet, found: Ledger, kinds: Iterable[str]) -> None:
    from openpyxl.cell import WriteOnlyCell

    if len(sheet.rows) > _MOST_ROWS:
        raise HegaoError(f"“{sheet.name}”有 {len(sheet.rows)} 行，一张工作表放不下；请分几个文件夹各出一份台账")
    page = book.create_sheet(sheet.name)
    widths = _widths(sheet)
    title = heading(found, sheet)
    _set_up(page, sheet)
    page.row_dimensions[1].height = _height([title], [sum(widths) * _SIZE // _TITLE_SIZE], _TITLE_LINE)
    page.row_dimensions[2].height = page.row_dimensions[_HEAD].height = 24

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
    page.append(_text(cell, "台账说明", text) for text in (_note(sheet, found, kinds),))
    page.append(_text(cell, "台账表头", column) for column in sheet.columns)
    for number, row in enumerate(sheet.rows, _HEAD + 1):
        page.row_dimensions[number].height = _height(row.values, widths, _LINE)
        page.append(_cells(sheet.columns, row, number, cell))
    page.close()


def _widths(sheet: Sheet) -> list[int]:
    beside_file = "文件" in sheet.columns  # then 出处 need not name it again
    return [10 if column == "出处" and beside_file else _WIDTHS[column] for column in sheet.columns]


def _cells(columns: tuple[str, ...], row: Row, number: int, cell: Callable[..., Any]) -> Iterator[Any]:
    from openpyxl.worksheet.hyperlink import Hyperlink

    for place, (column, value) in enumerate(zip(columns, row.values, strict=True), 1):
        if isinstance(value, date) and value.year >= _FIRST_YEAR:
            yield _filled(cell("台账居中", "yyyy-mm-dd"), value)
        elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= _DIGITS:
            yield _filled(cell("台账数字", _number_format(value)), value)
        elif isinstance(value, int):
            yield _filled(cell("台账居中"), value)
        elif column == "出处" and row.link and number <= _LAST_LINK:
            linked = _text(cell, "台账链接", _source(cell_words(value)))
            linked.row, linked.column = number, place
            linked.hyperlink = Hyperlink(ref="", target=row.link, tooltip=clip(row.file, 250))
            yield linked
        elif column in INHERITED and row.inherited:
            yield _text(cell, "台账推定", value)
        else:
            yield _text(cell, "台账文字" if column in _LEFT else "台账居中", value)


def _source(text: str) -> str:
    """The name of the file cut so that all stands on one line: LibreOffice does not wrap links."""
    name, blank, place = text.rpartition(" ")
    return clip(name, _WIDTHS["出处"] - 3 - display_width(place)) + blank + place if name else text


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
        if isinstance(value, str) and len(value) * 2 > width - 2:
            columns = 2 * len(value) - len(value.encode("ascii", "ignore"))  # as display_width, fast
            a_line = max(2, (width * _FIT - 1) // 2 * 2)
            lines = max(lines, ceil(columns / a_line))
    return min(_TALLEST, lines * line + 8)


def _note(sheet: Sheet, found: Ledger, kinds: Iterable[str]) -> str:
    words = f"文件：{found.file}。" if found.file else ""
    words += "，".join(f"{KINDS[kind]} {len(found.sheets[kind].rows)}" for kind in kinds) + "。"
    if failed := found.sheets["failures"].rows:
        words += f"另有 {len(failed)} 个文件无法读取，见“读取情况”。"
    column = next((column for column in INHERITED if column in sheet.columns), None)
    if column and any(row.inherited for row in sheet.rows):
        words += f"“{column}”灰字为文中未写明、按上下文推定。"
    return words


def _set_up(page: Any, sheet: Sheet) -> None:
    """Everything of the page but its rows: widths, panes, filter, choices, colours, print."""
    from openpyxl.utils import get_column_letter

    last, end = _HEAD + len(sheet.rows), get_column_letter(len(sheet.columns))
    for index, width in enumerate(_widths(sheet), 1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.freeze_panes = f"C{_HEAD + 1}"
    page.auto_filter.ref = f"A{_HEAD}:{end}{last}"
    for row in (1, 2):
        page.merged_cells.add(f"A{row}:{end}{row}")
    page.page_setup.paperSize, page.page_setup.orientation = _A4, "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0  # one page across, as many as it takes down
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{_HEAD}:{_HEAD}"
    page.print_area = f"A1:{end}{last}"
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.4  # inches
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.35
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    if "进展" in sheet.columns:
        _offer_progress(page, sheet, last)


def _offer_progress(page: Any, sheet: Sheet, last: int) -> None:
    """进展 by choice, green where done, and red the deadlines that have passed."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    progress, deadline = (get_column_letter(sheet.columns.index(name) + 1) for name in ("进展", "截止日期"))
    first, bottom = _HEAD + 1, last + _SPARE
    choice = DataValidation(type="list", formula1=f'"{",".join(PROGRESS)}"', allow_blank=True, showErrorMessage=True)
    choice.errorTitle, choice.error = "进展", f"请从下列各项中选择：{'、'.join(PROGRESS)}。"
    choice.add(f"{progress}{first}:{progress}{bottom}")
    page.data_validations.append(choice)
    closed = ",".join(f'${progress}{first}<>"{word}"' for word in CLOSED)
    late = f'OR(${progress}{first}="{LATE}",AND(ISNUMBER(${deadline}{first}),${deadline}{first}<TODAY(),{closed}))'
    written = get_column_letter(sheet.columns.index("完成时限") + 1)
    dates, words = f"{written}{first}:{deadline}{bottom}", f"{progress}{first}:{progress}{bottom}"
    for area, formula, ground, ink in (
        (f"{dates} {words}", late, "FBE3E0", "9C1C13"),
        (words, f'${progress}{first}="{DONE}"', "E3F1E1", "2F5D34"),
    ):
        rule = FormulaRule(formula=[formula], fill=PatternFill(bgColor=ground), font=Font(color=ink))
        page.conditional_formatting.add(area, rule)
