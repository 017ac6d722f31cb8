"""Bytes of an .xlsx in, its sheets out, each cell as Excel shows it; formulas, macros and links are never followed."""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from io import BytesIO
from typing import Any

from lxml import etree

from hegao.datafiles.entries import Broken
from hegao.datafiles.sheets import Line, Sheet
from hegao.errors import FactError, ReadError
from hegao.facts import plain
from hegao.ooxml.package import MAX_ENTRIES, MAX_TOTAL, Package, parse_part, read_part, relations
from hegao.text import HAN

MAX_SHEETS = 200
MAX_ROWS = 100_000  # that hold something
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
MAX_CHARACTERS = 32_767  # of a cell, Excel's own limit

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx，再试一次。"
_DAMAGED = f"文件不完整或已损坏，打不开。请重新复制一份；若 Excel 能打开，{_SAVE_AS}"
_TOO_LARGE = "文件展开后过大，没有读取。若表格下方或右侧有大量空行、空列，请删去后保存，再试一次。"
_PASSWORD = "文件有打开密码，读不了。请在 Excel 中打开，取消密码后另存，再试一次。"
_NO_RESULT = "是公式，文件里没有算好的结果。请在 Excel 里打开后保存一次，再试。"
_WRONG = "是错误值 {}，没有数可取。请改正公式或直接填数后再试。"

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# Formats that need no code in the file, as Excel shows them in Chinese; what is not named here shows the number.
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 22, 30), "yyyy/m/d"),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), "m月d日"),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), "yyyy年m月"),
    31: "yyyy年m月d日",
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm"),
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_NUMBER_FORMAT = re.compile(rf'[#0?,]*[#0?](?:\.([0#?]+))?(%?)\s*(?:"?([{HAN}]{{1,4}})"?)?')
_DIGITS = 15  # what Excel itself keeps of a number


@dataclass(frozen=True, slots=True)
class _Book:
    strings: Sequence[str]
    formats: Sequence[str]  # by the style of a cell
    epoch: datetime


def read(data: bytes, name: str) -> list[Sheet]:
    """The sheets that hold something. FactError says what is wrong with the file and what to do."""
    try:
        return list(_sheets(data, name))
    except ReadError as problem:  # of parts, told as of a draft
        words = str(problem).replace("Word", "Excel").replace(".docx", ".xlsx").replace("文稿", "表格")
        raise FactError(f"{name}：{words}") from problem


def _sheets(data: bytes, name: str) -> Iterator[Sheet]:
    package = _opened(data)
    root = parse_part(package, package.document)
    links = {link.id: link.target for link in relations(package, package.document) if link.kind == "worksheet"}
    nodes = list(root.iter("{*}sheet"))
    if len(nodes) > MAX_SHEETS:
        raise FactError(f"{name}有 {len(nodes)} 张工作表，超过 {MAX_SHEETS} 张。请只留要用的表，再试一次。")
    properties = root.find("{*}workbookPr")
    old = properties is not None and properties.get("date1904") in ("1", "true")
    book = _Book(_strings(package), _formats(package), datetime(1904, 1, 1) if old else datetime(1899, 12, 30))
    count = 0
    for node in nodes:
        target = next(
            (links[value] for key, value in node.items() if str(key).endswith("}id") and value in links), None
        )
        if target is None:
            continue
        title = node.get("name", "")
        place = f"{name}“{title}”"
        lines = _lines(read_part(package, target), book, place)
        count += len(lines)
        if count > MAX_ROWS:
            raise FactError(f"{name}有内容的行超过 {MAX_ROWS} 行。请只留要用的数据，或分成几个文件。")
        yield Sheet(title, place, lines, node.get("state", "visible") != "visible")


def _opened(data: bytes) -> Package:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as problem:
        raise ReadError(_DAMAGED) from problem
    entries = {info.filename: info for info in infos}
    if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_TOTAL:
        raise ReadError(_TOO_LARGE)
    if len(entries) < len(infos) or len({info.header_offset for info in infos}) < len(infos):
        raise ReadError(_DAMAGED)
    if any(info.flag_bits & 1 for info in infos):
        raise ReadError(_PASSWORD)
    package = Package(archive, entries, "")
    book = next((link.target for link in relations(package, "") if link.kind == "officeDocument"), "xl/workbook.xml")
    if book.endswith(".bin"):
        raise ReadError(f"这是二进制的 Excel 文件（.xlsb），暂不支持。{_SAVE_AS}")
    if book in entries and book.startswith("xl/"):
        return Package(archive, entries, book)
    if any(entry.startswith("word/") for entry in entries):
        raise ReadError("这是文字处理的文件（.docx），不是数据。稿件请用 --from 给出。")
    if "content.xml" in entries:
        raise ReadError(f"这是 OpenDocument 表格（.ods），暂不支持。{_SAVE_AS}")
    raise ReadError(f"这是压缩包或别的文件，不是 Excel 表格。若是表格，{_SAVE_AS}")


def _elements(data: bytes, *tags: str) -> Iterator[etree._Element]:
    """The elements of these names, each gone once the next is asked for: a part may hold a million of them."""
    if b"\0" in data[:100] or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ReadError(f"文件含有不该出现的声明，疑似恶意文件，没有读取。{_SAVE_AS}")
    wanted = tuple(f"{{*}}{tag}" for tag in tags)
    try:
        for _, element in etree.iterparse(
            BytesIO(data),
            events=("end",),
            tag=wanted,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as problem:
        raise ReadError(f"文件内容有错，读不出表格。{_SAVE_AS}") from problem


def _strings(package: Package) -> list[str]:
    part = next((link.target for link in relations(package, package.document) if link.kind == "sharedStrings"), None)
    return [_words(element) for element in _elements(read_part(package, part), "si")] if part else []


def _words(element: etree._Element) -> str:
    """The text of a cell without the readings printed above it."""
    parts = []
    for node in element:
        tag = etree.QName(node).localname
        if tag == "t":
            parts.append(node.text or "")
        elif tag == "r":
            parts += [one.text or "" for one in node.iter("{*}t")]
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match.group(1), 16)), "".join(parts))
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def _formats(package: Package) -> list[str]:
    part = next((link.target for link in relations(package, package.document) if link.kind == "styles"), None)
    if part is None:
        return []
    root = parse_part(package, part)
    codes = {_whole(node.get("numFmtId")): node.get("formatCode", "") for node in root.iter("{*}numFmt")}
    cells = root.find("{*}cellXfs")
    styles = [] if cells is None else [_whole(node.get("numFmtId")) for node in cells.iterchildren("{*}xf")]
    return [codes.get(number) or _BUILT_IN.get(number, "") for number in styles]


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _lines(data: bytes, book: _Book, place: str) -> tuple[Line, ...]:
    """The lines that hold something, cells merged downwards repeated in each line they cover."""
    rows: dict[int, dict[int, Any]] = {}
    merged: list[tuple[int, int, int, int]] = []
    number = cells = 0
    for element in _elements(_without_empty_tail(data), "row", "mergeCell"):
        if etree.QName(element).localname == "mergeCell":
            if area := _area(element.get("ref", "")):
                merged.append(area)
            continue
        number = _whole(element.get("r")) or number + 1
        found = dict(_cells(element, number, book, place))
        if not found:
            continue
        cells += len(found)
        rows.setdefault(number, {}).update(found)
        if len(rows) > MAX_ROWS or cells > MAX_CELLS:
            raise FactError(f"{place}有内容的超过 {MAX_ROWS} 行或 {MAX_CELLS // 10_000} 万格。请只留要用的数据再试。")
    return _merged(rows, merged, place)


def _merged(
    rows: dict[int, dict[int, Any]], areas: Sequence[tuple[int, int, int, int]], place: str
) -> tuple[Line, ...]:
    numbers = sorted(rows)
    copied: dict[int, set[int]] = {}
    wide: set[int] = set()
    work = 0
    for top, left, bottom, right in areas:
        value = rows.get(top, {}).get(left)
        if value is None:
            continue
        if right > left:
            wide.add(top)
        for at in range(bisect_left(numbers, top + 1), len(numbers)):
            if numbers[at] > bottom:
                break
            work += 1
            if work > MAX_CELLS:
                raise FactError(f"{place}的合并单元格太多。请取消合并、逐行填写后再试。")
            if left not in rows[numbers[at]]:
                rows[numbers[at]][left] = value
                copied.setdefault(numbers[at], set()).add(left)
    return tuple(
        Line(
            number,
            tuple(rows[number].get(column) for column in range(max(rows[number]) + 1)),
            frozenset(copied.get(number, ())),
            number in wide,
        )
        for number in numbers
    )


def _without_empty_tail(data: bytes) -> bytes:
    """The sheet without the rows below the last content: a format put on all rows leaves a million of them."""
    last = max(data.rfind(mark) for mark in (b"<v>", b"<v ", b"<is>", b"<is ", b"<f>", b"<f ", b":v>", b":is>", b":f>"))
    end = data.find(b"</row>", last) if last >= 0 else -1
    tail = data.find(b"</sheetData>", end)
    return data[: end + len(b"</row>")] + data[tail:] if 0 <= end < tail else data


def _area(reference: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom, right of A1:B2; rows from 1, columns from 0."""
    ends = [_REFERENCE.fullmatch(part) for part in reference.replace("$", "").split(":")]
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return None
    (left, top), (right, bottom) = ((_column(end.group(1)), int(end.group(2))) for end in ends if end)
    return top, left, bottom, right


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cells(row: etree._Element, number: int, book: _Book, place: str) -> Iterator[tuple[int, Any]]:
    column = -1
    for node in row:
        match = _REFERENCE.fullmatch(node.get("r") or "")
        column = _column(match.group(1)) if match else column + 1
        if not len(node):
            continue
        found = _value(node, book, f"{place}{_letters(column)}{number}")
        if found is None:
            continue
        if column >= MAX_COLUMNS:
            raise FactError(f"{place}第{number}行有第 {MAX_COLUMNS} 栏以后的内容，太宽了。请只留要用的栏，再试一次。")
        if isinstance(found, str) and len(found) > MAX_CHARACTERS:
            raise FactError(
                f"{place}{_letters(column)}{number}超过 {MAX_CHARACTERS} 字。请把长文字放进文稿，不要放进表格。"
            )
        yield column, found


def _letters(column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _value(node: etree._Element, book: _Book, place: str) -> Any:
    kind = node.get("t", "n")
    if kind == "inlineStr":
        held = node.find("{*}is")
        return (_words(held) if held is not None else "") or None
    text = node.findtext("{*}v")
    if not text:
        computed = node.find("{*}f") is not None and kind != "str"
        return Broken(f"{place}{_NO_RESULT}") if computed else None
    if kind == "s":
        at = _whole(text.strip())
        return (
            (book.strings[at] or None) if at < len(book.strings) else Broken(f"{place}的内容在文件里缺失。{_SAVE_AS}")
        )
    if kind == "e":
        return Broken(f"{place}{_WRONG.format(text[:20])}")
    if kind == "b":
        return text.strip() not in ("0", "false")
    if kind in ("str", "d"):
        return text
    return _shown(text, book.formats, _whole(node.get("s")), book.epoch, place)


def _shown(text: str, formats: Sequence[str], style: int, epoch: datetime, place: str) -> Any:
    """A number as a person sees it: a date, 96.8%, 812件, or the number rounded as the format says."""
    try:
        number = Decimal(format(float(text), f".{_DIGITS}g"))
        if not number.is_finite() or abs(number.adjusted()) > 40:
            raise ValueError
    except (ValueError, InvalidOperation):
        return Broken(f"{place}的数“{text[:20]}”读不出来。请重新填写后再试。")
    code = formats[style] if style < len(formats) else ""
    if dated := _date_parts(code):
        return _date(number, dated, epoch, place)
    first = code.split(";")[0]
    if re.fullmatch("0{2,9}", first) and number == number.to_integral_value() and number >= 0:
        return plain(number).zfill(len(first))
    match = _NUMBER_FORMAT.fullmatch(re.sub(r"_.|\*.|\[[^\]<>=]*\]", "", first).strip())
    if not match:
        return number * 100 if code.endswith("%") else number
    number = number * 100 if match.group(2) else number
    number = number.quantize(Decimal(1).scaleb(-len(match.group(1) or "")), ROUND_HALF_UP)
    suffix = match.group(2) or match.group(3) or ""
    return plain(number) + suffix if suffix else number


@cache
def _date_parts(code: str) -> str:
    """Of the letters y, m, d, h those a format shows; "" for one of no date."""
    bare = _LITERAL.sub("", code.split(";")[0].lower())
    if re.search("[#0?@]", bare) or "general" in bare:
        return ""
    found = "".join(letter for letter in "ymdh" if letter in bare)
    return found.replace("m", "") if "h" in found and "y" not in found and "d" not in found else found


def _date(number: Decimal, shown: str, epoch: datetime, place: str) -> date | str | Broken:
    days = number + 1 if epoch.year == 1899 and 0 <= number < 60 else number  # Excel counts a 29 February 1900
    if not 0 <= days < 2_958_466:
        return Broken(f"{place}按日期显示，数却不是日期。请重新填写后再试。")
    moment = epoch + timedelta(seconds=round(float(days) * 86_400))
    if shown == "h":
        return f"{moment.hour}:{moment.minute:02}"
    if "y" in shown and "d" in shown:
        return moment.date()
    year, month, day = f"{moment.year}年", f"{moment.month}月", f"{moment.day}日"
    return (year if "y" in shown else "") + (month if "m" in shown else "") + (day if "d" in shown else "")
