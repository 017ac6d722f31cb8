"""Text of cells with commas, tabs or semicolons between them in, one sheet out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import PurePath

from hegao.datafiles.sheets import Line, Sheet
from hegao.errors import FactError

MAX_LINES = 100_000  # that hold something
MAX_COLUMNS = 200
MAX_CHARACTERS = 32_767  # of a cell

_MARKS = (",", "\t", ";")
_TOLD = re.compile(r"sep=([,;\t])\r?\n?", re.IGNORECASE)  # what Excel itself writes on top


def read(text: str, name: str) -> list[Sheet]:
    """The lines that hold something, numbered as in a text editor; the sheet is named after the file."""
    told = _TOLD.match(text)
    mark = told.group(1) if told else _mark(text)
    lines: list[Line] = []
    start = 1
    reader = csv.reader(_physical(text), delimiter=mark, skipinitialspace=True)
    try:
        for row in reader:
            number, start = start, reader.line_num + 1
            if any(cell.strip() for cell in row) and not (told and number == 1):
                lines.append(Line(number, tuple(_cell(cell, f"{name} 第{number}行") for cell in row)))
                if len(row) > MAX_COLUMNS:
                    raise FactError(f"{name} 第{number}行超过 {MAX_COLUMNS} 栏。请只留要用的栏，再试一次。")
                if len(lines) > MAX_LINES:
                    raise FactError(f"{name}超过 {MAX_LINES} 行。请只留要用的数据，或分成几个文件。")
    except csv.Error as problem:
        raise FactError(
            f"{name} 第{start}行起读不出来，常见原因是引号没有成对。请改正，或用 Excel 打开后另存为 .xlsx 再试。"
        ) from problem
    return [Sheet(PurePath(name).stem, f"{name} ", tuple(lines))]


def _physical(text: str) -> Iterator[str]:
    """Lines with their ends; a lone carriage return ends one too, as Excel for Mac once wrote."""
    yield from re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def _mark(text: str) -> str:
    """What stands between cells: the mark most frequent outside quotation marks near the top."""
    top = re.sub(r'"[^"]*"', "", text[:20_000])
    return max(_MARKS, key=lambda mark: sum(line.count(mark) for line in top.splitlines()[:20]))


def _cell(text: str, place: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise FactError(f"{place}有一格超过 {MAX_CHARACTERS} 字，可能是引号没有成对。请改正后再试。")
    written = text.strip()
    return written[1:] if re.match("'[=+\\-@＝＋－＠]", written) else written  # kept from being run as a formula
