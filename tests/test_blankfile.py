"""The empty data files: nothing in them is data, and what is filled in comes back as it was filled in."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from hegao.blankfile import EMPTY_FILES, empty_data
from hegao.datafiles import read
from hegao.errors import HegaoError
from hegao.facts import TABLES, VALUES, Column, Facts, column_named, plain, without_label

ALL_TABLES = {name: table.columns for name, table in TABLES.items()}
REQUIRED = ("单位名称", "年份", "指标")
EVIL = '=HYPERLINK("http://bad.example","点这里")'


@cache
def empty(kind: str) -> bytes:
    return empty_data(kind, "年度工作总结", VALUES, ALL_TABLES, REQUIRED)


def facts(kind: str, data: bytes, values: Mapping[str, Column] = VALUES) -> Facts:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"数据.{kind}")
        path.write_bytes(data)
        return read(path, values)


@pytest.mark.parametrize("kind", EMPTY_FILES)
def test_an_empty_file_holds_no_facts(kind: str) -> None:
    assert facts(kind, empty(kind)) == Facts()


@pytest.mark.parametrize("kind", EMPTY_FILES)
def test_only_what_is_asked_for_is_in_it(kind: str) -> None:
    data = empty_data(kind, "通知", {}, {"问题": TABLES["问题"].columns})
    assert facts(kind, data) == Facts()
    assert facts(kind, empty_data(kind, "通知", {"简称": VALUES["简称"]}, {})) == Facts()


def test_other_kinds() -> None:
    with pytest.raises(HegaoError, match="xlsx"):
        empty_data("xls", "通知", {}, {})


def test_no_explanation_is_taken_for_a_head() -> None:
    for table in TABLES.values():
        for column in table.columns:
            found = column_named(column.about, table.columns)
            assert found is None or found.name != table.key[0]


def test_the_workbook_guides_whoever_fills_it_in() -> None:
    book = load_workbook(io.BytesIO(empty("xlsx")))
    assert book.sheetnames == ["填写说明", "基本情况", *TABLES]
    assert book.active.title == "基本情况"
    pairs = book["基本情况"]
    assert [cell.value for cell in pairs[2]] == ["项目", "内容", "说明"]
    assert [pairs.cell(row, 1).value for row in (3, 4)] == ["＊单位名称", "简称"]
    assert pairs["B3"].fill.start_color.rgb != pairs["B4"].fill.start_color.rgb
    for page in book.worksheets[1:]:
        assert page.freeze_panes
        assert page.page_setup.paperSize == 9
        assert page.page_setup.fitToWidth == 1
    tasks = book["任务"]
    assert tasks["B4"].number_format == "@"
    offered = {choice.formula1 for page in book for choice in page.data_validations.dataValidation}
    assert offered == {'"未启动,进行中,已完成,逾期,不再推进"', '"余,多,近,约"'}


@pytest.mark.parametrize("kind", EMPTY_FILES)
def test_words_of_a_template_never_become_formulas_or_keys(kind: str) -> None:
    values = {EVIL: Column(EVIL, "text", "+1+1\n单位名称: 甲局"), "附注": Column("附注", "text", "@SUM(A1)\x07")}
    data = empty_data(kind, f"{EVIL}\n年份: 2024", values, {}, (EVIL,))
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(data))
        cells = [cell for page in book for row in page for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+-@")
    assert facts(kind, data, {**VALUES, **values}) == Facts()


# Filling in, as a person would

_ANY = st.text("甲乙丙丁办公文件制度修订完善提升“”（）《》·ab12", max_size=10)
_WORDS = st.tuples(_ANY, st.sampled_from("甲乙丙丁办公文件"), _ANY).map("".join)
_NUMBERS = st.decimals(-(10**9), 10**9, places=2)
_BY_KIND: dict[str, st.SearchStrategy[Any]] = {
    "text": _WORDS,
    "number": _NUMBERS,
    "date": st.dates().filter(lambda day: day.year > 1900).map(lambda day: f"{day.year}年{day.month}月{day.day}日"),
    "year": st.integers(1949, 2100).map(Decimal),
    "list": st.lists(_WORDS, min_size=1, max_size=3).map(tuple),
    "parts": st.lists(st.tuples(st.sampled_from("甲乙丙丁"), _NUMBERS.map(abs)), min_size=1, max_size=3).map(tuple),
}


def _cells(columns: tuple[Column, ...], key: str) -> st.SearchStrategy[dict[str, Any]]:
    given = {column.name: _BY_KIND[column.kind] for column in columns}
    if "板块" in given:
        given["板块"] = _WORDS.map(without_label)  # its number goes
    given_always = {key: given.pop(key)}
    return st.fixed_dictionaries(given_always, optional=given)


def _written(value: Any) -> str:
    """As a person writes it in a cell."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return "；".join(one if isinstance(one, str) else f"{one[0]}{plain(one[1])}" for one in value)
    return str(value)


def _fill_workbook(singles: Mapping[str, Any], rows: Mapping[str, list[dict[str, Any]]]) -> bytes:
    book = load_workbook(io.BytesIO(empty("xlsx")))
    page = book["基本情况"]
    for row in range(3, page.max_row + 1):
        name = str(page.cell(row, 1).value).removeprefix("＊")
        if name in singles:
            page.cell(row, 2).value = _written(singles[name])
    for table, some in rows.items():
        page = book[table]
        columns = {cell.value: cell.column for cell in page[3]}
        for at, cells in enumerate(some, 4):
            for name, value in cells.items():
                number = isinstance(value, Decimal)
                page.cell(at, columns[name]).value = value if number else _written(value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill_yaml(singles: Mapping[str, Any], rows: Mapping[str, list[dict[str, Any]]]) -> bytes:
    """Values behind the colons; of a table the given lines once for each row."""
    lines = empty("yaml").decode().splitlines()
    filled: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        key = line.split(":")[0]
        if line.startswith(("#", " ")) or not line:
            filled.append(line)
        elif key in singles:
            filled.append(f"{key}: {json.dumps(_written(singles[key]), ensure_ascii=False)}")
        else:
            filled.append(line)
            block = []
            while key in rows and at < len(lines) and lines[at].startswith(" "):
                block.append(lines[at])
                at += 1
            for cells in rows.get(key, ()):
                for one in block:
                    name = one.strip(" -:")
                    number = isinstance(cells.get(name), Decimal)
                    quoted = json.dumps(_written(cells[name]), ensure_ascii=False) if name in cells else ""
                    filled.append(f"{one} {plain(cells[name]) if number else quoted}")
    return "\n".join(filled).encode()


FILLED = {"xlsx": _fill_workbook, "yaml": _fill_yaml}
_ROWS = st.fixed_dictionaries(
    {}, optional={name: st.lists(_cells(table.columns, table.key[0]), max_size=3) for name, table in TABLES.items()}
)
_SINGLES = st.fixed_dictionaries({}, optional={name: _BY_KIND[column.kind] for name, column in VALUES.items()})


@pytest.mark.parametrize("kind", FILLED)
# Without shrinking: each example takes a whole workbook.
@settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(singles=_SINGLES, rows=_ROWS)
def test_what_was_filled_in_comes_back(
    kind: str, singles: dict[str, Any], rows: dict[str, list[dict[str, Any]]]
) -> None:
    found = facts(kind, FILLED[kind](singles, rows))
    assert {name: value.cell for name, value in found.values.items()} == singles
    for name, some in rows.items():
        assert [dict(row.cells) for row in found.rows.get(name, ())] == some
