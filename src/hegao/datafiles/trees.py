"""Mappings and lists (from YAML or JSON) in, facts out: single values, tables, and what `hegao extract` wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hegao.datafiles.entries import is_note, is_nothing, row
from hegao.datafiles.extracted import Source, agreeing, figure, source
from hegao.datafiles.sheets import PAIRS, add_value
from hegao.errors import FactError
from hegao.facts import TABLES, Column, Facts, Row, Table, Value, column_named, table_named, unknown
from hegao.rendering import METRIC_NAMES

_NUMBERS = "指标"  # the table of which a name with a number says enough


def facts(tree: Any, name: str, values: Mapping[str, Column]) -> Facts:
    """All tables and single values (`values`: those that may be given). FactError names the key or entry."""
    singles: dict[str, Value] = {}
    rows: dict[str, list[Row]] = {}
    if drafts := _drafts(tree):
        for number, draft in enumerate(drafts, 1):
            place = name if len(drafts) == 1 else f"{name} 第{number}篇"
            _add_draft(draft, place, rows)
    elif isinstance(tree, list):
        table = _table_of(tree, name)
        rows[table.name] = list(_entries(table, tree, f"{name} "))
    elif isinstance(tree, Mapping):
        _add_mapping(tree, name, values, singles, rows)
    elif tree is not None:
        raise FactError(
            f"{name}里没有“名称: 内容”这样的数据。请按 hegao templates 写出的空表来填；冒号用半角，后面空一格。"
        )
    return Facts(singles, {table: tuple(some) for table, some in rows.items() if some})


def _add_mapping(
    tree: Mapping[str, Any],
    name: str,
    values: Mapping[str, Column],
    singles: dict[str, Value],
    rows: dict[str, list[Row]],
) -> None:
    for key, content in tree.items():
        place = f"{name} {key}"
        table = table_named(key)
        column = column_named(key, values.values())
        holds = isinstance(content, Mapping) or (
            isinstance(content, list) and any(isinstance(one, Mapping) for one in content)
        )
        if key in PAIRS and isinstance(content, Mapping):
            _add_mapping(content, f"{name} {key}", values, singles, rows)
        elif table and (holds or column is None or key in TABLES):
            rows.setdefault(table.name, []).extend(_entries(table, content, f"{name} {table.name}"))
        elif column and not (holds and column.kind != "parts"):
            add_value(singles, column, content, place)
        elif column:
            raise FactError(f"{place}：只能写一项内容，不能写成表。请改正后再试。")
        elif not is_note(key) and not is_nothing(content):
            raise unknown("一项", key, [*values, *TABLES], name)


def _table_of(entries: Sequence[Any], name: str) -> Table:
    """The table a list without a name is of, by its keys."""
    keys = {str(key) for one in entries if isinstance(one, Mapping) for key in one}
    scores = {
        table.name: len({column.name for key in keys if (column := column_named(key, table.columns))})
        for table in TABLES.values()
        if any((column := column_named(key, table.columns)) and column.name == table.key[0] for key in keys)
    }
    best = [table for table, score in scores.items() if score == max(scores.values())]
    if len(best) != 1:
        raise FactError(f"{name}里的一列数据看不出是哪种表。请写在表名下面：{'、'.join(TABLES)}。")
    return TABLES[best[0]]


def _entries(table: Table, content: Any, place: str, draft: Source | None = None) -> Iterator[Row]:
    """The rows of a table: a list of mappings, or of names; or names, each with its cells or its number.

    `draft` is what the entries were extracted from.
    """
    if is_nothing(content):
        return
    key = table.key[0]
    entries: list[Any] = content if isinstance(content, list) else []
    if isinstance(content, Mapping):
        cells = {column.name for one in content if (column := column_named(one, table.columns))}
        plain = not any(isinstance(one, Mapping | list) for one in content.values())
        if key in cells and plain:  # a single row written without its dash
            entries = [content]
        else:
            entries = [
                {key: name, **one} if isinstance(one, Mapping) else {key: name, "数值": one}
                for name, one in content.items()
                if isinstance(one, Mapping) or table.name == _NUMBERS
            ]
            if len(entries) < len(content):
                raise FactError(f"{place}：每一项要写成一行行的“- {key}: ……”。请按 hegao templates 写出的空表来填。")
    elif not isinstance(content, list):
        raise FactError(f"{place}：应是一张表，每一项以“- {key}: ”开头，写的却是“{str(content)[:20]}”。请改正后再试。")
    for number, one in enumerate(entries, 1):
        where = f"{place}第{number}项"
        if isinstance(one, list):
            raise FactError(f"{where}：应写成“{key}: ……”等几栏，写的却是一列。请改正后再试。")
        raw = one if isinstance(one, Mapping) else {key: one}
        if "offset" not in raw:
            found = row(table, raw, where)
        elif table.name == _NUMBERS:
            found = figure(_extracted_figure(raw), draft or Source(), where)
        else:
            found = row(table, _extracted_task(raw), where)
        if found:
            yield found


def _drafts(tree: Any) -> list[Mapping[str, Any]]:
    """What `hegao extract` wrote about each draft; empty for other data."""
    files = tree.get("files") if isinstance(tree, Mapping) else None
    some = files if isinstance(files, list) else tree if isinstance(tree, list) else [tree]
    drafts = [one for one in some if isinstance(one, Mapping) and "path" in one and {"metrics", "tasks"} & set(one)]
    return drafts if len(drafts) == len(some) else []


def _add_draft(draft: Mapping[str, Any], place: str, rows: dict[str, list[Row]]) -> None:
    told = [str(draft.get(key) or "") for key in ("title", "genre")]
    found = source(told, str(draft["path"]))
    for key in ("metrics", "tasks"):
        if table := table_named(key):
            entries = _entries(table, draft.get(key), f"{place} {table.name}", found)
            rows.setdefault(table.name, []).extend(agreeing(entries) if table.name == _NUMBERS else entries)


def _extracted_figure(item: Mapping[str, Any]) -> dict[str, Any]:
    """A metric of `hegao extract` under the heads of our table."""
    return {
        "名称": item.get("name"),
        "数值": item.get("value"),
        "计量单位": item.get("unit"),
        "概数": item.get("qualifier"),
        "类别": METRIC_NAMES.get(str(item.get("kind"))),
        "时期": item.get("period"),
        "板块": item.get("section"),
        "原句": item.get("sentence"),
    }


def _extracted_task(item: Mapping[str, Any]) -> dict[str, Any]:
    """A task of `hegao extract` under the heads of our table."""
    return {
        "任务": item.get("text"),
        "责任单位": None if item.get("owner_inherited") else item.get("owner"),
        "配合单位": item.get("partners"),
        "完成时限": item.get("deadline"),
        "目标": item.get("targets"),
        "依据": item.get("basis"),
        "板块": item.get("section"),
        "进展": "已完成" if item.get("status") == "done" else None,
    }
