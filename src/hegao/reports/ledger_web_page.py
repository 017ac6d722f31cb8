"""Extracted reviews in, one self-contained HTML page out: each draft with what was found marked, tables beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple

from hegao.ledger import INHERITED, Row, Sheet, chosen, filled, ledger
from hegao.model import Cell, Document, Review, Span, Table, Time
from hegao.rendering import Options, cell_words, one_line, shown_path, title

# What is marked, outermost first: a mark within another shows the tint of the inner one.
_KINDS = {"task": "任务", "reference": "引用", "metric": "指标", "time": "时间", "blank": "待补"}
_TAGS = {"cell": "表格", "box": "文本框", "header": "页眉", "footer": "页脚", "note": "脚注"}  # beside the text
_CHUNKS = 200  # of the template's output, joined into one
_METRICS = ("序号", "指标名称", "数值", "数值上限", "单位", "修饰", "时期", "变化")
_BLANKS = ("序号", "待补内容", "类别", "所指", "所在章节")
_REFERENCES = ("序号", "名称", "文号", "类别")
_TASKS = ("序号", "任务", "责任单位", "完成时限")
_MORE = ("配合单位", "目标", "依据", "进展", "所在章节")  # of a task, below its text
_OPTIONAL = ("数值上限", "修饰", "变化", "文号")
_NUMERIC = ("数值", "数值上限")


class _Mark(NamedTuple):
    """Characters of one paragraph that mean something; `n` is the row of its table, 0 where there is none."""

    start: int
    end: int
    kind: str
    n: int
    words: str  # shown while the pointer rests on it


class _Shown(NamedTuple):
    """A draft and what is to be seen in it, by paragraph."""

    document: Document
    roles: tuple[str, ...]
    marks: dict[int, list[_Mark]]
    headings: dict[int, tuple[int, int, int]]  # start, end, level


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """The page; of several files each is a section that folds."""
    from jinja2 import Environment, StrictUndefined

    files = list(reviews)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = resources.files("hegao.reports").joinpath("ledger.jinja").read_text(encoding="utf-8")
    index = [_index_row(number, review, options) for number, review in enumerate(files, 1)]
    stream = environment.from_string(source).stream(
        kinds=_KINDS,
        totals={kind: sum(row["counts"][kind] for row in index) for kind in _KINDS},
        failed=sum(row["error"] is not None for row in index),
        index=index,
        sections=(
            _section(row, review, options)
            for row, review in zip(index, files, strict=True)
            if review.error is None and (sum(row["counts"].values()) or len(files) == 1)
        ),
        first_open=next((row["number"] for row in index if sum(row["counts"].values())), 1),
    )
    stream.enable_buffering(_CHUNKS)
    yield from stream


def _index_row(number: int, review: Review, options: Options) -> dict[str, Any]:
    found = (review.tasks, review.references, review.metrics, review.times, review.blanks)
    return {
        "number": number,
        "path": shown_path(review, options),
        "genre": (review.outline.genre if review.outline else None) or "",
        "title": one_line(title(review) or ""),
        "counts": {kind: len(items) for kind, items in zip(_KINDS, found, strict=True)},
        "error": None if review.error is None else one_line(review.error),
    }


def _section(row: dict[str, Any], review: Review, options: Options) -> dict[str, Any]:
    found = ledger([review], options).sheets
    return {
        **row,
        "notices": review.document.notices if review.document else (),
        "blocks": _blocks(review),
        "tables": [
            _table("task", found["tasks"], _TASKS),
            _table("metric", found["metrics"], _METRICS),
            _table("blank", found["blanks"], _BLANKS),
            _table("reference", found["references"], _REFERENCES),
        ],
    }


def _table(kind: str, sheet: Sheet, columns: tuple[str, ...]) -> Any:
    short = filled(chosen(sheet, columns), _OPTIONAL)
    place = sheet.columns.index("出处")
    return {
        "kind": kind,
        "columns": short.columns,
        "rows": [
            {
                "n": n,
                "place": full.values[place],
                "cells": [
                    {
                        "text": cell_words(value),
                        "grey": row.inherited and column in INHERITED,
                        "number": column in _NUMERIC,
                        "short": column != columns[1],
                    }
                    for column, value in zip(short.columns, row.values, strict=True)
                ],
                "more": _more(sheet, full),
            }
            for n, (row, full) in enumerate(zip(short.rows, sheet.rows, strict=True), 1)
        ],
    }


def _more(sheet: Sheet, row: Row) -> list[tuple[str, str]]:
    if sheet.columns[1] != "任务":
        return []
    values = dict(zip(sheet.columns, row.values, strict=True))
    return [(column, cell_words(values[column])) for column in _MORE if values[column]]


def _marks(review: Review) -> dict[int, list[_Mark]]:
    """The marks by paragraph."""
    placed: dict[int, list[_Mark]] = {}

    def put(span: Span, kind: str, n: int, words: str) -> None:
        placed.setdefault(span.paragraph, []).append(_Mark(span.start, span.end, kind, n, one_line(words)))

    for n, task in enumerate(review.tasks, 1):
        put(task.span, "task", n, "，".join(filter(None, (f"任务{n}", "、".join(task.owner), task.deadline or ""))))
    for n, metric in enumerate(review.metrics, 1):
        put(metric.span, "metric", n, f"指标{n}：{metric.name}")
    for time in review.times:
        put(time.span, "time", 0, _when(time))
    for n, blank in enumerate(review.blanks, 1):
        put(blank.span, "blank", n, f"待补{n}：{blank.name or blank.text}")
    for n, reference in enumerate(review.references, 1):
        put(reference.span, "reference", n, f"引用{n}：{reference.title}")
    return placed


def _when(time: Time) -> str:
    first, last = cell_words(time.start_date), cell_words(time.end_date)
    return f"时间：{first if first == last else f'{first}—{last}'}" if first or last else "时间"


def _blocks(review: Review) -> Iterator[dict[str, Any]]:
    """Paragraphs and tables in reading order; a table that cannot stand in one place is given line by line."""
    if review.document is None:
        return
    shown = _Shown(
        review.document,
        review.outline.roles if review.outline else (),
        _marks(review),
        _headings(review),
    )
    tables = {first: (at, last) for at, first, last in _standing(review.document)}
    number = 1
    while number <= len(review.document.paragraphs):
        if number in tables:
            at, number = tables[number]
            yield {"table": at + 1, "rows": _rows(review.document.tables[at], shown)}
        else:
            yield {"table": 0, "paragraph": _paragraph(number, shown)}
        number += 1


def _headings(review: Review) -> dict[int, tuple[int, int, int]]:
    """Start, end and level by paragraph."""
    headings: dict[int, tuple[int, int, int]] = {}
    for section in review.outline.sections if review.outline else ():
        if section.kind != "item":
            headings.setdefault(section.span.paragraph, (section.span.start, section.span.end, section.level))
    return headings


def _paragraph(number: int, shown: _Shown) -> dict[str, Any]:
    paragraph = shown.document.paragraphs[number - 1]
    role = shown.roles[number - 1] if number <= len(shown.roles) else "body"
    return {
        "number": number,
        "role": role if paragraph.kind == "body" else "aside",
        "tag": _TAGS.get(paragraph.kind, ""),
        "indented": paragraph.text[:1].isspace() or not paragraph.text,  # the page must not indent it again
        "pieces": _pieces(Span(number, 0, len(paragraph.text)), shown),
    }


def _standing(document: Document) -> Iterator[tuple[int, int, int]]:
    """The index, first and last paragraph of each table between whose cells nothing else stands."""
    owners: dict[int, set[int]] = {}
    for at, table in enumerate(document.tables):
        for span in _spans(table):
            owners.setdefault(span.paragraph, set()).add(at)
    for at, table in enumerate(document.tables):
        numbers = [span.paragraph for span in _spans(table)]
        if numbers and all(
            owners[number] == {at} if number in owners else not document.paragraphs[number - 1].text.strip("|-: \t")
            for number in range(min(numbers), max(numbers) + 1)
        ):
            yield at, min(numbers), max(numbers)


def _spans(table: Table) -> Iterator[Span]:
    return (span for row in table.rows for cell in row for span in cell)


def _rows(table: Table, shown: _Shown) -> Iterator[list[dict[str, Any]]]:
    """The cells of each row; a merged cell once, with the columns and rows it covers."""
    rows, done = table.rows, set[tuple[int, int]]()
    for y, row in enumerate(rows):
        cells: list[dict[str, Any]] = []
        for x, cell in enumerate(row):
            if (y, x) in done:
                continue
            width, height = _size(rows, y, x)
            done |= {(y + down, x + right) for down in range(height) for right in range(width)}
            cells.append({"width": width, "height": height, "lines": [_pieces(span, shown) for span in cell]})
        yield cells


def _size(rows: tuple[tuple[Cell, ...], ...], y: int, x: int) -> tuple[int, int]:
    """How many columns and rows the cell covers."""
    cell, width, height = rows[y][x], 1, 1
    if not cell:
        return 1, 1
    while x + width < len(rows[y]) and rows[y][x + width] == cell:
        width += 1
    while y + height < len(rows) and all(one == cell for one in rows[y + height][x : x + width]):
        height += 1
    return width, height


def _pieces(span: Span, shown: _Shown) -> Iterator[dict[str, Any]]:
    """The text there, cut wherever a mark or the heading begins or ends, so that marks never nest."""
    first, size = span.start, span.end
    text = shown.document.paragraphs[span.paragraph - 1].text
    head_start, head_end, level = shown.headings.get(span.paragraph, (0, 0, 0))
    marks = (m for m in shown.marks.get(span.paragraph, ()) if max(m.start, first) < min(m.end, size))
    coming = sorted(marks, key=lambda m: (m.start, -m.end))
    borders = {first, size, *(place for mark in coming for place in (mark.start, mark.end))}
    if level:
        borders |= {head_start, head_end}
    cuts = sorted(place for place in borders if first <= place <= size)
    order = list(_KINDS)
    over: list[_Mark] = []
    at = 0
    for start, end in pairwise(cuts):
        over = [mark for mark in over if mark.end > start]
        while at < len(coming) and coming[at].start <= start:
            over.append(coming[at])
            at += 1
        inner = sorted(over, key=lambda mark: order.index(mark.kind))
        target = next((mark for mark in reversed(inner) if mark.n), None)
        yield {
            "text": "\n".join(map(one_line, text[start:end].split("\n"))),
            "kinds": list(dict.fromkeys(mark.kind for mark in inner)),
            "rows": [f"{mark.kind}-{mark.n}" for mark in inner if mark.n],
            "target": f"{target.kind}-{target.n}" if target else "",
            "starts": [f"{mark.kind}-{mark.n}" for mark in inner if mark.n and mark.start == start],
            "ends": [mark.n for mark in inner if mark.kind == "task" and min(mark.end, size) == end],
            "words": "；".join(mark.words for mark in inner),
            "level": level if head_start <= start and end <= head_end else 0,
        }
