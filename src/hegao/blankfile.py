"""Single values and tables a template asks for in, an empty data file (xlsx or yaml) to fill in out, every column
explained."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from hegao.errors import HegaoError, suggestion
from hegao.facts import Column
from hegao.ledger import PROGRESS
from hegao.text import HAN, display_width

_APPROXIMATE = ("余", "多", "近", "约")
_CHOICES = {"进展": PROGRESS, "概数": _APPROXIMATE}  # what a column offers
_INVITED = 300  # rows that take choices
_BOXED = 20  # rows drawn to write in
_ACROSS = 130  # half-width characters across A4
_A4 = 9  # Excel's number of it
_SIZE = 11
_FONT = "仿宋"
_GUIDE = (
    "填好哪些算哪些，不用的行、列、表可以留空或删去，不必填满。",
    "“基本情况”一行一项，写在“内容”一栏；标“＊”的是必填项，没有填的，文稿里会留出【待填：……】。",
    "其余各表一行一条，从表头下面一行写起；表头上面的灰字是各栏的说明。",
    "数值只写数，单位写在“计量单位”；写成“812件”也可以。没有的不要写 0。",
    "公式可以用，填完要在 Excel 或 WPS 里保存。",
)


def empty_data(
    kind: str,
    name: str,
    values: Mapping[str, Column],
    tables: Mapping[str, Sequence[Column]],
    required: Collection[str] = (),
) -> bytes:
    """The file; `kind` is a key of EMPTY_FILES, `name` the template's, `required` names values and tables.

    Reading it with datafiles.read gives no facts. Raises HegaoError for another kind.
    """
    if kind not in EMPTY_FILES:
        raise HegaoError(f"空表没有“{kind}”这种{suggestion(kind, EMPTY_FILES)}")
    return EMPTY_FILES[kind](name, values, tables, required)


def _workbook(
    name: str, values: Mapping[str, Column], tables: Mapping[str, Sequence[Column]], required: Collection[str]
) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "核稿"
    book.properties.title = _clean(f"{name}数据")
    page = book.active
    _guide(page, name, values, tables, required)
    if values:
        _pairs(book.create_sheet("基本情况"), name, values, required)
    for table, columns in tables.items():
        _table(book.create_sheet(table), f"{table}{'（必填）' if table in required else ''}", columns)
    if len(book.worksheets) > 1:
        book.active = 1
        page.sheet_view.tabSelected = False
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _guide(
    page: Any,
    name: str,
    values: Mapping[str, Column],
    tables: Mapping[str, Sequence[Column]],
    required: Collection[str],
) -> None:
    page.title = "填写说明"
    page.column_dimensions["A"].width = 90
    _put(page, 1, 1, f"《{name}》数据填写说明", bold=True, size=16)
    page.row_dimensions[1].height = 30
    lines = [*_GUIDE]
    if wanted := [one for one in (*values, *tables) if one in required]:
        lines.append(f"必填：{'、'.join(wanted)}。")
    for number, line in enumerate(lines, 1):
        _put(page, number + 1, 1, f"{number}. {line}")
        page.row_dimensions[number + 1].height = 18 * -(-display_width(line) // 74)
    _print_on_a4(page, landscape=False)


def _pairs(page: Any, name: str, values: Mapping[str, Column], required: Collection[str]) -> None:
    for letter, width in zip("ABC", (20, 48, 46), strict=True):
        page.column_dimensions[letter].width = width
    page.column_dimensions["B"].number_format = "@"  # 1-2 must not become a date
    _put(page, 1, 1, f"《{name}》基本情况", bold=True, size=14)
    page.row_dimensions[1].height, page.row_dimensions[2].height = 24, 22
    for at, head in enumerate(("项目", "内容", "说明"), 1):
        _put(page, 2, at, head, head=True)
    for number, (key, column) in enumerate(values.items(), 3):
        must = key in required
        _put(page, number, 1, f"＊{key}" if must else key, boxed=True, wanted=must)
        _put(page, number, 2, "", boxed=True, wanted=must, text_only=column.kind != "number")
        _put(page, number, 3, column.about, grey=True)
        page.row_dimensions[number].height = 18 * max(1, -(-display_width(column.about) // 42))
    page.freeze_panes = "A3"
    page.print_title_rows = "2:2"
    _print_on_a4(page, landscape=False)


def _table(page: Any, title: str, columns: Sequence[Column]) -> None:
    """Title and explanations stand above the head, where no reader looks for data."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    _put(page, 1, 1, title, bold=True, size=14)
    tallest = 1
    for at, column in enumerate(columns, 1):
        letter = get_column_letter(at)
        room = min(36, _ACROSS // len(columns))
        width = max(display_width(column.name) + 4, room, 22 if at == 1 else 0)  # the first names the row
        page.column_dimensions[letter].width = width
        if column.kind != "number":
            page.column_dimensions[letter].number_format = "@"
        tallest = max(tallest, -(-display_width(column.about) // (width - 2)))
        _put(page, 2, at, column.about, grey=True)
        _put(page, 3, at, column.name, head=True)
        if words := _CHOICES.get(column.name):
            choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
            choice.errorTitle, choice.error = column.name, f"请从下列各项中选择：{'、'.join(words)}。"
            choice.showErrorMessage = True
            choice.add(f"{letter}4:{letter}{3 + _INVITED}")
            page.data_validations.append(choice)
        for row in range(4, 4 + _BOXED):
            _put(page, row, at, "", boxed=True, text_only=column.kind != "number")
    page.row_dimensions[1].height = 24
    page.row_dimensions[2].height = 16 * tallest + 4
    page.row_dimensions[3].height = 24
    page.freeze_panes = "B4"
    page.print_title_rows = "3:3"
    _print_on_a4(page, landscape=True)


def _put(
    page: Any,
    row: int,
    column: int,
    text: str,
    bold: bool = False,
    size: int = _SIZE,
    head: bool = False,
    grey: bool = False,
    boxed: bool = False,
    wanted: bool = False,
    text_only: bool = False,
) -> None:
    """A cell of text, whatever it looks like: a template's =1+1 must never become a formula."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell = page.cell(row, column)
    if words := _clean(text):
        cell.value = words
        cell.data_type = "s"
        cell.quotePrefix = words.startswith(("=", "+", "-", "@"))
    color = "7F7F7F" if grey else "000000"
    cell.font = Font(name="黑体" if head or bold else _FONT, size=size, color=color)
    wrapped = not bold
    cell.alignment = Alignment(horizontal="center" if head else "left", vertical="center", wrap_text=wrapped)
    if head or boxed:
        line = Side(style="thin", color="808080")
        cell.border = Border(left=line, right=line, top=line, bottom=line)
    if head or wanted:
        cell.fill = PatternFill("solid", start_color="DDE6F0" if head else "FFF2CC")
    if text_only:
        cell.number_format = "@"


def _print_on_a4(page: Any, landscape: bool) -> None:
    page.page_setup.paperSize = _A4
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0  # one page across, as many as it takes down
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _clean(text: str) -> str:
    """On one line, of characters XML can hold."""
    return " ".join(re.sub("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]", " ", text).split())


def _yaml(
    name: str, values: Mapping[str, Column], tables: Mapping[str, Sequence[Column]], required: Collection[str]
) -> bytes:
    lines = [
        f"# 《{_clean(name)}》的数据。内容写在冒号后面，冒号用半角、后面空一格；没有的留空。",
        "# 标“必填”的没有填，文稿里会留出【待填：……】。内容以 * & @ % [ { # 等符号开头的，请加引号。",
        "",
    ]
    for key, column in values.items():
        lines.append(f"{_key(key)}:  # {'必填。' if key in required else ''}{_clean(column.about)}")
    for table, columns in tables.items():
        must = "必填。" if table in required else ""
        lines += ["", f"# {must}一项一个“-”，可照样增加。各栏："]
        lines += [f"#   {_clean(column.name)}：{_clean(column.about)}{_offer(column)}" for column in columns]
        lines.append(f"{_key(table)}:")
        lines += [f"{'    ' if at else '  - '}{_key(column.name)}:" for at, column in enumerate(columns)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _offer(column: Column) -> str:
    words = _CHOICES.get(column.name)
    return f"（只写{'、'.join(words)}）" if words and not any(word in column.about for word in words) else ""


def _key(name: str) -> str:
    plain = re.fullmatch(rf"[{HAN}A-Za-z][{HAN}A-Za-z0-9_]*", name)
    return name if plain else json.dumps(_clean(name), ensure_ascii=False)


EMPTY_FILES: Mapping[
    str, Callable[[str, Mapping[str, Column], Mapping[str, Sequence[Column]], Collection[str]], bytes]
] = {"xlsx": _workbook, "yaml": _yaml}
