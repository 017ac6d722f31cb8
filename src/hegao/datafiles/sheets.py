"""Sheets of cells in, facts out: finds the head row of each table, and passes over titles, totals and footers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from hegao.datafiles.entries import Broken, column_of, is_note, is_nothing, row, value
from hegao.datafiles.extracted import FIGURES, Source, agreeing, figure, ledger_source
from hegao.errors import FactError
from hegao.facts import TABLES, Column, Facts, Row, Table, Value, column_named, progress, table_named, unknown
from hegao.text import HAN

HEAD_WITHIN = 10  # lines a head row is looked for in
PAIRS = ("基本情况", "基本信息", "单值", "基本资料")  # names of sheets with one value a line
PASSED_OVER = ("填写说明", "填表说明", "说明", "目录", "封面", "待补", "引用", "时间", "机构", "读取情况")

# Heads by which other lists of `hegao extract` are known.
_LISTS = ({"待补内容"}, {"原文", "出处", "名称"}, {"时间", "开始", "结束"}, {"机构", "出处"}, {"文件", "情况"})
_NAMES, _CONTENTS = ("项目", "名称", "填写项", "事项", "项"), ("内容", "值", "填写内容", "填写")
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计[：:]?")
_FOOTER = re.compile(
    r"(?:注|备注|说明|附注)\s*[0-9一二三四五]?\s*[：:.、]|[※＊*]\s*注|※"
    r"|(?:填表|填报|制表|审核|复核|负责|联系|经办|报送|统计)[^：:\s]{0,6}\s*[：:]|(?:日期|电话|单位(?:盖章)?|盖章)\s*[：:]"
)
_UNIT_LINE = re.compile(r"(?:计量)?单位\s*[：:]\s*(\S+)")
_IN_BRACKETS = re.compile(r"[（(]\s*(?:单位\s*[：:]\s*)?([^（）()\s]+)\s*[）)]\s*[*＊]?\s*$")
_UNIT = re.compile(
    rf"[百千万亿]{{0,2}}(?:(?![年月日季])[{HAN}]|人次|件次|户次|场次|公里|千米|公顷|公斤|千克"
    r"|平方米|平方公里|立方米|小时|分钟|工作日|百分点|个百分点|美元|千瓦时|课时|批次)|[%％]"
)
_YEAR_HEAD = re.compile(
    r"((?:19|20)[0-9]{2})年?度?(?:(?:实际)?(?:完成)?(?:情况|数值?|值)?|(目标|计划|任务)(?:数|值)?)(?:[（(][^（）()]*[）)])?"
)
_EXPLANATIONS = frozenset(column.about for table in TABLES.values() for column in table.columns)
_TELLING = ("已完成", "进行中", "逾期")  # 进展 beside which a remark says what came of it


@dataclass(frozen=True, slots=True)
class Line:
    """One line of cells that holds something."""

    number: int  # as a person counts: 1-based, empty lines too
    cells: tuple[Any, ...]  # str, Decimal, date, bool, Broken or None
    copied: frozenset[int] = frozenset()  # places where a cell merged downwards is repeated
    wide: bool = False  # one cell merged over several columns


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet, or a whole file of lines."""

    name: str
    place: str  # before 第3行: 数据.xlsx“指标”
    lines: tuple[Line, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    kind: str  # table, pairs, unclear, or list: of things that are no facts
    line: int  # index
    score: int
    table: Table | None
    heads: Mapping[int, str]  # by the place in the line
    year: int | None = None  # that heads like 2024年完成数 say the figures are of


def facts(sheets: Iterable[Sheet], values: Mapping[str, Column]) -> Facts:
    """All tables and single values (`values`: those that may be given). FactError names the place."""
    singles: dict[str, Value] = {}
    rows: dict[str, list[Row]] = {}
    for sheet in sheets:
        if _plain(sheet.name) in PASSED_OVER:
            continue
        for head, lines in _blocks(sheet, values):
            if head.kind == "pairs":
                _add_pairs(sheet, head, lines, values, singles)
            elif head.table:
                draft = _draft(head, lines)
                found = _rows(sheet, head, head.table, lines, draft)
                rows.setdefault(head.table.name, []).extend(found if draft is None else agreeing(found))
    return Facts(singles, {name: tuple(some) for name, some in rows.items() if some})


def add_value(singles: dict[str, Value], column: Column, raw: Any, place: str) -> None:
    """Notes down a single value; FactError when the same file says something else elsewhere."""
    found = value(column, raw, place)
    if found is None:
        return
    before = singles.get(column.name)
    if before and before.cell != found:
        raise FactError(f"“{column.name}”写了两次，内容不同：{before.place}和{place}。请只留一处。")
    singles[column.name] = Value(found, place)


def _blocks(sheet: Sheet, values: Mapping[str, Column]) -> Iterable[tuple[_Head, Sequence[Line]]]:
    """Each table of a sheet with the lines from its head row on; FactError when none is found."""
    lines = sheet.lines
    hint = _table_of(sheet.name)
    if not lines:
        return
    if _plain(sheet.name) in PAIRS:
        yield _pairs_head(lines), lines
        return
    head = _best_head(sheet, hint)
    if head is None and (turned := _turned(lines, values)):
        yield _pairs_head(turned), turned
        return
    if head is None and _looks_like_pairs(lines, values):
        yield _pairs_head(lines), lines
        return
    if head is None and (sheet.hidden or (len(lines) < 2 and hint is None)):
        return
    if spoilt := _spoilt_head(sheet, hint, head.score if head else 0):
        raise spoilt
    if head is None:
        raise FactError(_no_head(sheet, hint))
    while head:
        following = next(
            (at for at in range(head.line + 1, len(lines)) if _below_a_gap(lines, at) and _is_head(lines, at)),
            None,
        )
        yield head, lines[:following]
        head = _head_at(lines, following, None) if following else None


def _below_a_gap(lines: Sequence[Line], at: int) -> bool:
    return at > 0 and lines[at].number > lines[at - 1].number + 1


def _is_head(lines: Sequence[Line], at: int) -> bool:
    head = _head_at(lines, at, None)
    return head is not None and head.kind != "unclear"


def _no_head(sheet: Sheet, hint: Table | None) -> str:
    if hint:
        wanted = "、".join(one.name for one in hint.columns[:4])
        return f"{sheet.place}的前 {HEAD_WITHIN} 行里找不到表头。请写上一行表头：{wanted}……"
    return (
        f"{sheet.place}认不出是什么表。请把工作表（或文件）改名为{'、'.join(TABLES)}之一，或写上相应的表头；"
        "不是数据的，请删去。"
    )


def _table_of(name: str) -> Table | None:
    """The table a sheet or file is named after: 指标, 2024年指标, 附表1 任务分解表, 结果.指标."""
    for part in (name, re.split(r"[.．_\-—\s]", name.strip())[-1], re.sub(r"[（(].*?[）)]", "", name)):
        bare = re.sub(r"^(?:附[件表]?[0-9一二三四五]*|表[0-9一二三四五]+|(?:19|20)[0-9]{2}年?度?)", "", part.strip())
        if found := table_named(bare) or table_named(bare.removesuffix("表")):
            return found
    return None


def _best_head(sheet: Sheet, hint: Table | None) -> _Head | None:
    """The line with most columns of a table, of the one the sheet is named after before others."""
    lines = range(min(HEAD_WITHIN, len(sheet.lines)))
    tables = (hint, None) if hint else (None,)
    found = [head for table in tables for at in lines if (head := _head_at(sheet.lines, at, table))]
    first = min((head.line for head in found), default=0)
    gap = next((at for at in lines if at > first and _below_a_gap(sheet.lines, at)), len(lines))
    best = max((head for head in found if head.line < gap), key=lambda head: (head.score, -head.line), default=None)
    if best and best.kind == "unclear":
        raise FactError(
            f"{sheet.place}第{sheet.lines[best.line].number}行的表头“{'、'.join(best.heads.values())}”看不出是哪种表。"
            f"请把工作表（或文件）改名为{'、'.join(TABLES)}之一，再试一次。"
        )
    return best


def _spoilt_head(sheet: Sheet, hint: Table | None, score: int) -> FactError | None:
    """What to say of a line with more than `score` known heads, most of its heads, but not the one that is needed."""
    most, found = max(score, 1), None
    for line in sheet.lines[:HEAD_WITHIN]:
        heads = [head for head in _heads(line).values() if not is_note(head)]
        for table in (hint,) if hint else TABLES.values():
            known = {column.name for head in heads if (column := column_of(head, table.name))}
            if len(known) > most and len(known) * 2 > len(heads) and table.key[0] not in known:
                most, found = len(known), (line, table, heads)
    if found is None:
        return None
    line, table, heads = found
    place = f"{sheet.place}第{line.number}行"
    key = next(column for column in table.columns if column.name == table.key[0])
    strange = [head for head in heads if not column_of(head, table.name)]
    near = [head for head in strange if get_close_matches(head, (key.name, *key.aliases), 1)]
    if not strange:
        return FactError(f"{place}的表头里没有“{key.name}”这一栏。请补上后再试。")
    return unknown(
        "一栏", [*near, *strange][0], [name for one in table.columns for name in (one.name, *one.aliases)], place
    )


def _heads(line: Line) -> dict[int, str]:
    """What may be heads in a line, by their places."""
    found = {place: " ".join(cell.split()) for place, cell in enumerate(line.cells) if isinstance(cell, str) and cell}
    return {place: head for place, head in found.items() if len(head) <= 40}


def _explains(heads: Mapping[int, str]) -> bool:
    """Whether a line holds the explanations of our own empty file."""
    return sum(head in _EXPLANATIONS for head in heads.values()) * 2 > len(heads)


def _head_at(lines: Sequence[Line], at: int, hint: Table | None) -> _Head | None:
    """The head a line is; of several tables it could head the one with most of its columns there."""
    heads = _heads(lines[at])
    if _explains(heads) or _is_title(lines, at):
        return None
    bare = [_plain(head) for head in heads.values()]
    if len(bare) > 1 and bare[0] in _NAMES and bare[1] in _CONTENTS:
        return _Head("pairs", at, 2, None, heads)
    if any(marks <= set(bare) for marks in _LISTS) and not {"指标", "指标名称", "任务"} & set(bare):
        return _Head("list", at, len(bare), None, heads)
    dated, year = _without_years(heads)
    scored = [
        (score, table)
        for table in ((hint,) if hint else TABLES.values())
        if (score := _score(table, dated if table.name == "指标" else heads, bool(hint)))
    ]
    if not scored:
        return None
    best = max(score for score, _ in scored)
    fitting = [table for score, table in scored if score == best]
    kind, table = "table" if len(fitting) == 1 else "unclear", fitting[0]
    return _Head(kind, at, best, table, dated, year) if table.name == "指标" else _Head(kind, at, best, table, heads)


def _is_title(lines: Sequence[Line], at: int) -> bool:
    """Whether a line names the table, its head still to come: one cell above a line of several."""
    below = lines[at + 1].cells if at + 1 < len(lines) else ()
    own, next_ = (sum(cell not in (None, "") for cell in cells) for cells in (lines[at].cells, below))
    return own == 1 and next_ > 1


def _without_years(heads: Mapping[int, str]) -> tuple[dict[int, str], int | None]:
    """Heads of figures that are told apart by their years, 2023年 and 2024年, as columns; and the later year."""
    found = {place: match for place, head in heads.items() if (match := _YEAR_HEAD.fullmatch(head))}
    years = {place: int(match.group(1)) for place, match in found.items() if not match.group(2)}
    if not years or any(column_of(head, "指标") == column_of("数值", "指标") for head in heads.values()):
        return dict(heads), None
    year = max(years.values())
    named = {
        place: {year: "目标", year + 1: "下年目标"}.get(int(match.group(1)))
        if match.group(2)
        else {year: "数值", year - 1: "上年"}.get(int(match.group(1)))
        for place, match in found.items()
    }
    renamed = {place: f"{name}{_unit_part(heads[place])}" for place, name in named.items() if name}
    return {**heads, **renamed}, year


def _unit_part(head: str) -> str:
    match = _IN_BRACKETS.search(head)
    return match.group() if match else ""


def _score(table: Table, heads: Mapping[int, str], named: bool) -> int:
    columns = {found.name for head in heads.values() if (found := column_of(head, table.name))}
    alone = len(columns) == 1 and not named and any(not is_note(h) for h in heads.values() if _plain(h) != table.key[0])
    return 0 if table.key[0] not in columns or alone else len(columns)


def _draft(head: _Head, lines: Sequence[Line]) -> Source | None:
    """The draft a table of our own ledger was drawn from; None for other tables."""
    above = [cell for line in lines[: head.line] for cell in line.cells if isinstance(cell, str)]
    return ledger_source(head.heads.values(), above) if head.table == FIGURES else None


def _rows(sheet: Sheet, head: _Head, table: Table, lines: Sequence[Line], draft: Source | None) -> Iterable[Row]:
    heads = head.heads
    if len(set(heads.values())) < len(heads):
        twice = next(one for one in heads.values() if list(heads.values()).count(one) > 1)
        if not is_note(twice):
            raise FactError(f"{sheet.place}第{lines[head.line].number}行：有两栏都叫“{twice}”。请改名或删去一栏。")
    known = {found.name for one in heads.values() if (found := column_of(one, table.name))}
    unit = _unit_of_all(lines[: head.line], heads, table) if "计量单位" not in known else None
    themed = "板块" not in known and column_of("板块", table.name) is not None
    noted = table.name == "任务" and "进展" in known and "完成情况" not in known
    theme = None
    for line in lines[head.line + 1 :]:
        written = {
            place: cell
            for place, cell in enumerate(line.cells)
            if place not in line.copied and cell is not None and not (isinstance(cell, str) and not cell.strip())
        }
        if not written or _is_repeated(written, heads) or all(_is_footer(cell) for cell in written.values()):
            continue
        if line.wide and len(written) == 1:
            words = next(iter(written.values()))
            theme = words if isinstance(words, str) else None
            continue
        if not any(place in heads and not is_note(heads[place]) for place in written):
            continue
        raw = {one: line.cells[place] for place, one in heads.items() if place < len(line.cells)}
        if _is_total(raw, written, table):
            continue
        if unit and not any(_has_unit(raw.get(one)) for one in raw):
            raw["计量单位"] = unit
        if head.year and not any(column_of(one, table.name) == column_of("年份", table.name) for one in raw):
            raw["年份"] = str(head.year)
        if themed and theme:
            raw["板块"] = theme
        if noted:
            raw |= _result(raw)
        place = f"{sheet.place}第{line.number}行"
        entry = row(table, raw, place) if draft is None else figure(raw, draft, place)
        if entry:
            yield entry


def _result(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What came of a task, from 备注: where a table has no other room for it, people write it there."""
    told = {column.name: cell for head, cell in raw.items() if (column := column_of(head, "任务"))}
    state, remark = told.get("进展"), told.get("备注")
    return {"完成情况": remark} if isinstance(state, str) and progress(state) in _TELLING else {}


def _is_repeated(written: Mapping[int, Any], heads: Mapping[int, str]) -> bool:
    """A head row once more, as on each printed page."""
    return len(written) > 1 and all(
        isinstance(cell, str) and " ".join(cell.split()) == heads.get(place) for place, cell in written.items()
    )


def _is_footer(cell: Any) -> bool:
    return isinstance(cell, str) and _FOOTER.match(cell.strip()) is not None


def _is_total(raw: Mapping[str, Any], written: Mapping[int, Any], table: Table) -> bool:
    """Whether a line adds up others: it says so, and names nothing."""
    said = any(isinstance(cell, str) and _TOTAL.fullmatch(cell.strip()) for cell in list(written.values())[:3])
    key = next((cell for head, cell in raw.items() if _is_key(head, table)), None)
    return said and (is_nothing(key) or (isinstance(key, str) and _TOTAL.fullmatch(key.strip()) is not None))


def _is_key(head: str, table: Table) -> bool:
    column = column_of(head, table.name)
    return column is not None and column.name == table.key[0]


def _has_unit(cell: Any) -> bool:
    return isinstance(cell, str) and re.fullmatch(rf".*[0-9]\s*(?:[%％]|[{HAN}]{{1,6}})", cell.strip()) is not None


def _unit_of_all(above: Sequence[Line], heads: Mapping[int, str], table: Table) -> str | None:
    """The unit that stands once for all: 数值（万元）, or 单位：万元 above the table."""
    if column_of("计量单位", table.name) is None:
        return None
    for head in heads.values():
        column, match = column_of(head, table.name), _IN_BRACKETS.search(head)
        if match and column and column.name == "数值" and _UNIT.fullmatch(match.group(1)):
            return match.group(1)
    for cell in (cell for line in above for cell in line.cells if isinstance(cell, str)):
        match = _UNIT_LINE.search(cell)
        if match and _UNIT.fullmatch(match.group(1)):
            return match.group(1)
    return None


def _pairs_head(lines: Sequence[Line]) -> _Head:
    found = (_head_at(lines, at, None) for at in range(min(HEAD_WITHIN, len(lines))))
    return next((head for head in found if head and head.kind == "pairs"), _Head("pairs", -1, 0, None, {}))


def _looks_like_pairs(lines: Sequence[Line], values: Mapping[str, Column]) -> bool:
    known = [line for line in lines if line.cells and column_named(str(line.cells[0] or ""), values.values())]
    return bool(known) and len(known) * 2 >= len(lines)


def _turned(lines: Sequence[Line], values: Mapping[str, Column]) -> tuple[Line, ...]:
    """Single values written across, names in one line and contents in the next, as one a line."""
    if len(lines) != 2 or len(lines[0].cells) < 2:
        return ()
    heads = [str(cell or "") for cell in lines[0].cells]
    contents = (*lines[1].cells, *[None] * len(heads))
    if not all(column_named(head, values.values()) for head in heads):
        return ()
    return tuple(Line(lines[1].number, pair) for pair in zip(heads, contents, strict=False))


def _add_pairs(
    sheet: Sheet,
    head: _Head,
    lines: Sequence[Line],
    values: Mapping[str, Column],
    singles: dict[str, Value],
) -> None:
    name_at, value_at = (list(head.heads)[:2]) if head.heads else (0, 1)
    for line in lines[head.line + 1 :]:
        name, raw = (line.cells[at] if at < len(line.cells) else None for at in (name_at, value_at))
        if is_nothing(raw) or value_at in line.copied:
            continue
        place = f"{sheet.place}第{line.number}行"
        if not isinstance(name, str) or not name.strip():
            if isinstance(raw, Broken) or line.wide:
                continue
            raise FactError(f"{place}：有内容“{str(raw)[:20]}”，没有写是什么项目。请在前一栏补上。")
        column = column_named(name, values.values())
        if column is None:
            if is_note(name) or _is_footer(name):
                continue
            raise unknown("一项", name.strip("＊* \t\n"), values, place)
        add_value(singles, column, raw, place)


def _plain(name: str) -> str:
    return re.sub(r"[（(][^（）()]*[）)]|\s|[：:*＊]", "", name)
