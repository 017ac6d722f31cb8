"""What stands under the heads of a table in (whatever file it comes from), a row of facts out: units and 余 written
beside a number, masks, periods and the columns of our own ledger understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hegao.errors import FactError
from hegao.facts import TABLES, Cell, Column, Row, Table, cell, column_named, unknown
from hegao.facts import row as facts_row
from hegao.rendering import METRIC_NAMES
from hegao.text import HAN, chinese_number


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that holds no value; an error only where the value is wanted."""

    message: str


# Heads of what is no fact: numbering, remarks, and what our ledger notes beside a fact.
_NOTES = re.compile(
    r"序号?|编号|备注|说明|注|出处|来源|数据来源|统计口径|原句|原文|换算值|换算单位|数值上限|变化|截止日期|文件|待填|类别"
    r"|(?:责任单位|时期)由来|(?:填报|填表|制表|审核)(?:人|单位|时间|日期)|联系人|联系电话|no\.?|id"
)
_NOTHING = re.compile(
    r"待补|待填|【待填[^】]*】\S{0,6}|[*＊×＿_xX]{2,}\S{0,6}|[-—－–]+|[/／\\]|无|暂无|n/?a", re.IGNORECASE
)  # said to be missing, or masked
_WIDE = str.maketrans("０１２３４５６７８９．，％－−＋（）　\xa0\u2002\u2003\u2009\u202f", "0123456789.,%--+()      ")
_NUMBER = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_FIGURE = re.compile(
    rf"(约|近|大约|将近|接近)?\s*({_NUMBER})\s*(余|多)?\s*([百千万亿]{{0,2}})(余|多)?"
    rf"((?!以[上下内外]|不等)(?:[{HAN}·]{{1,6}}?|[A-Za-z%‰℃°/²³]{{1,8}})?)\s*(左右|上下|余|多)?"
)
_AT_LEAST = re.compile(r"(?:≥|>=|不低于|不少于|至少|达到|力争达到|力争)?\s*(.+?)\s*(?:及?以上)?")
_ABOUT = {"大约": "约", "左右": "约", "上下": "约", "将近": "近", "接近": "近"}
_APPROXIMATE = ("余", "多", "近", "约")
_OWN_UNITS = {"人次": ("人次", "人"), "时长": ("小时", "个小时", "学时", "课时"), "参评数": ("家", "个")}
_IN_ITS_UNIT = ("上年", "目标", "下年目标")
_LISTED = ("增减", "区间", "比例")  # 类别 of the ledger that no column of figures can hold

_YEAR = re.compile(r"(?:截至|截止)?((?:19|20)[0-9]{2})年?(?:度|全年|底|末|年底|年末)?")
_OWN_YEAR = re.compile(r"(?:全年|本年度?|当年|今年(?:以来)?|年度|一年来|年内|年初以来|截至年底|年底|年末)")
_YEAR_BEFORE = re.compile(r"(?:去年|上年|上一年)度?(?:同期|全年)?")
_IN_A_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?|(?![0-9]))(.+)")


def row(table: Table, raw: Mapping[str, Any], place: str) -> Row | None:
    """A row from what stands under each head; None when nothing does, or nothing a table of this kind can hold.

    FactError for a head nobody knows that is no remark, two cells that contradict each other, and what facts.row says.
    """
    cells, notes = _by_column(table, raw, place)
    if notes.get("责任单位由来", "写明") != "写明":
        cells.pop("责任单位", None)
    if "完成时限" not in cells and "截止日期" in notes and column_of("完成时限", table.name):
        cells["完成时限"] = notes["截止日期"]
    if cells.get("进展") in ("计划", "待办"):  # of a sentence in a draft, not of the work
        del cells["进展"]
    if table.name == "指标" and not _figures(cells, notes, place):
        return None
    return facts_row(table, cells, place)


def value(column: Column, raw: Any, place: str) -> Cell | None:
    """A single value; None when nothing is written. FactError as facts.cell."""
    found = _present(raw)
    if column.kind == "number" and isinstance(found, str):
        found = _tidy(found).removesuffix("%")
    return cell(column, found, place)


@lru_cache(maxsize=4096)
def column_of(head: str, table: str) -> Column | None:
    """The column of a table a head means; the same few heads come with every row."""
    return column_named(head, TABLES[table].columns)


@lru_cache(maxsize=4096)
def is_note(head: str) -> bool:
    """Whether what stands under the head is no fact and may be passed over."""
    return _NOTES.fullmatch(bare_head(head)) is not None


def is_nothing(raw: Any) -> bool:
    """Whether nothing is written, or only that something is missing."""
    return raw is None or raw == [] or (isinstance(raw, str) and (not raw.strip() or _says_nothing(raw)))


def _says_nothing(text: str) -> bool:
    return _NOTHING.fullmatch(text.strip()) is not None


def _present(raw: Any) -> Any:
    if isinstance(raw, Broken):
        raise FactError(raw.message)
    return None if is_nothing(raw) else raw


@lru_cache(maxsize=4096)
def bare_head(head: str) -> str:
    """A head without blanks, brackets and marks, in small letters."""
    return re.sub(r"[（(][^（）()]*[）)]|\s|[：:*＊]", "", head).lower()


def _by_column(table: Table, raw: Mapping[str, Any], place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is written, by the names of columns; and the notes beside it, by their heads."""
    cells: dict[str, Any] = {}
    notes: dict[str, Any] = {}
    ranks: dict[str, int] = {}
    for head, written in raw.items():
        column, bare = column_of(head, table.name), bare_head(head)
        if column is None or (bare == "类别" and written in METRIC_NAMES.values()):
            if is_note(head):
                if not isinstance(written, Broken) and not is_nothing(written):
                    notes[bare] = written
            elif _present(written) is not None:
                known = [name for one in table.columns for name in (one.name, *one.aliases)]
                raise unknown("一栏", head, known, place)
            continue
        found = _present(written)
        if found is None:
            continue
        rank = (column.name, *column.aliases).index(bare)
        before = ranks.get(column.name)
        if before is not None and column.kind == "number" and cells[column.name] != found:
            raise FactError(f"{place}：有两栏都是“{column.name}”，写的却不一样。请只留一栏。")
        if before is None or rank < before:  # 牵头单位 before 责任人
            cells[column.name], ranks[column.name] = found, rank
    return cells, notes


def _figures(cells: dict[str, Any], notes: Mapping[str, Any], place: str) -> bool:
    """Makes the numbers of a metric plain; False for a row of our ledger that is no figure of its own."""
    kind = notes.get("类别")
    if kind in _LISTED:
        return False
    if "概数" in cells:
        _approximate(cells, from_ledger=kind is not None)
    for name in ("数值", *_IN_ITS_UNIT):
        if isinstance(cells.get(name), str):
            cells[name] = _with_unit(cells, name, place)
    for name, units in _OWN_UNITS.items():
        if isinstance(cells.get(name), str):
            found = _FIGURE.fullmatch(_tidy(cells[name]))
            plain = found and not any(found.group(1, 3, 4, 5, 7)) and found.group(6) in units
            cells[name] = found.group(2) if found and plain else _tidy(cells[name])
    if kind == METRIC_NAMES["rank"] and "数值" in cells:
        cells["名次"] = cells.pop("数值")
        cells.pop("计量单位", None)
    if isinstance(cells.get("年份"), str):
        _period(cells)
    return True


def _with_unit(cells: dict[str, Any], name: str, place: str) -> str:
    """The number alone; its unit and 余, 约 go where they belong."""
    written = _tidy(cells[name])
    at_least = _AT_LEAST.fullmatch(written) if name in ("目标", "下年目标") else None
    found = _FIGURE.fullmatch(at_least.group(1) if at_least else written)
    if not found or not any(found.group(1, 3, 4, 5, 6, 7)):
        return written
    about = next((word for word in found.group(7, 5, 3, 1) if word), None)
    if about and name != "数值":  # nothing can be reckoned from it
        return written
    unit = found.group(4) + found.group(6)
    given = cells.get("计量单位")
    if unit and given is not None and str(given).strip().translate(_WIDE) != unit:
        raise FactError(f"{place}：“{name}”写的单位是“{unit}”，“计量单位”写的是“{given}”，两处不一样。请改成一致。")
    if unit:
        cells["计量单位"] = unit
    if about:
        cells.setdefault("概数", _ABOUT.get(about, about))
    return str(found.group(2))


def _approximate(cells: dict[str, Any], from_ledger: bool) -> None:
    """Of the words around a number those that say it is not exact; the ledger lists others too (达到, 累计)."""
    written = cells["概数"]
    words = [_ABOUT.get(word, word) for word in (re.split("[、，,]", written) if isinstance(written, str) else written)]
    about = [word for word in words if word in _APPROXIMATE]
    if about:
        cells["概数"] = about[-1]
    elif from_ledger or not isinstance(written, str):
        del cells["概数"]


def _period(cells: dict[str, Any]) -> None:
    """The year of a period; a part of a year becomes part of the name, as it is another figure than the year's."""
    written = re.sub(r"\s", "", cells["年份"]).translate(_WIDE)
    if match := _YEAR.fullmatch(written):
        cells["年份"] = match.group(1)
    elif _OWN_YEAR.fullmatch(written):
        del cells["年份"]
    elif _YEAR_BEFORE.fullmatch(written) and "上年" not in cells:
        del cells["年份"]
        if "数值" in cells:
            cells["上年"] = cells.pop("数值")
        if isinstance(cells.get("名称"), str):
            cells["名称"] = re.sub(r"^(?:去年|上年)(?:同期)?(?=.)", "", cells["名称"])
    elif chinese_number(written.removesuffix("年")) is None and isinstance(name := cells.get("名称"), str):
        match = _IN_A_YEAR.fullmatch(written)
        part = match.group(2) if match else written
        if re.search(f"[{HAN}]", part):
            cells["名称"] = name if part in name else part + name
        elif match:
            cells["名称"] = f"{name}（{written}）"
        else:
            return
        if match:
            cells["年份"] = match.group(1)
        else:
            del cells["年份"]


def _tidy(text: str) -> str:
    """A number as typed with half-width characters and no blanks among its digits."""
    written = text.translate(_WIDE).strip().removeprefix("'")
    return re.sub(r"(?<=[0-9]) +(?=[0-9]{3}(?![0-9]))|(?<=[0-9,]) +(?=%)|(?<=,) +(?=[0-9]{3})", "", written)
