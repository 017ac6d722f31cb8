"""Takes extracted reviews and gives the sheets of a ledger (台账): Chinese columns, and a row a task, metric, blank or
reference that knows which file and paragraph it comes from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from os import sep
from os.path import isabs, relpath
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from hegao.facts import CLOSED as CLOSED
from hegao.facts import PROGRESS as PROGRESS
from hegao.model import Blank, Document, Metric, Organisation, Reference, Review, Span, Task, Time
from hegao.rendering import (
    BLANK_NAMES,
    BRIEF,
    CHANGE_NAMES,
    COLUMNS,
    METRIC_NAMES,
    REFERENCE_NAMES,
    TIME_NAMES,
    Cell,
    Columns,
    Options,
    aims,
    one_line,
    place_words,
    shown_path,
    title,
)

DONE, LATE = "已完成", "逾期"
TO_FILL = "待补"  # stands for a number masked in the draft
INHERITED = ("责任单位", "时期")  # columns whose value may be the draft's own where nothing is written

# Name of the sheet, words above it, columns; by what it lists, as KINDS.
_SHEETS: dict[str, tuple[str, str, str]] = {
    "tasks": (
        "任务分解表",
        "任务分解表",
        "序号 任务 责任单位 配合单位 完成时限 截止日期 目标 依据 所在章节 文件 出处 进展 备注",
    ),
    "metrics": (
        "指标",
        "指标表",
        "序号 指标名称 数值 数值上限 单位 换算值 换算单位 修饰 类别 时期 变化 所在章节 原句 文件 出处",
    ),
    "blanks": ("待补", "待补内容表", "序号 待补内容 类别 所指 所在章节 文件 出处"),
    "references": ("引用", "引用文件和会议", "序号 名称 文号 类别 原文 文件 出处"),
    "times": ("时间", "时间表述", "序号 时间 类别 开始 结束 周期 文件 出处"),
    "organisations": ("机构", "机构名称", "序号 机构 文件 出处"),
    "failures": ("读取情况", "读取情况", "序号 文件 情况"),
}
_ALREADY = ("分解表", "任务分解", "任务分工", "分工表", "任务清单", "台账")  # titles of drafts that are such a table
_NOT_XML = str.maketrans("\ufffe\uffff", "□□")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet."""

    values: tuple[Cell, ...]  # one a column
    file: str  # as shown
    link: str | None  # address of the file as seen from the ledger; None where none can be written
    section: str = ""  # the heading it stands under
    inherited: bool = False  # the value of the column in INHERITED is the draft's own


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the ledger."""

    name: str
    heading: str
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All tables over all files."""

    title: str  # the draft's; "" of several
    file: str  # as shown; "" of several
    genre: str  # 计划，2025年, as far as known; "" of several
    files: int
    sheets: Mapping[str, Sheet]  # by what they list, as KINDS; failures: files that could not be read


def ledger(reviews: Iterable[Review], options: Options) -> Ledger:
    """One ledger over all reviews, each looked at once and let go; of several files the column 文件 says which."""
    coming = iter(reviews)
    first = list(islice(coming, 2))
    only = first[0] if len(first) == 1 else None
    sheets = {kind: Sheet(name, words, tuple(columns.split())) for kind, (name, words, columns) in _SHEETS.items()}
    files = 0
    for review in chain(first, coming):
        files += 1
        file = _clean(shown_path(review, options))
        base = Row((), file, link_to(review.path, options))
        place = places(review.document)
        for kind, cells_of in _CELLS.items():
            for item in getattr(review, kind):
                source: dict[str, Cell] = {
                    "文件": None if only else file,
                    "出处": place(item.span),
                }
                inherited = bool(getattr(item, _INHERITS.get(kind, ""), False))
                if kind == "tasks":
                    source["任务"] = plain_text(review.document, item)
                _add(sheets[kind], replace(base, inherited=inherited), cells_of(item) | source)
        if review.error is not None:
            _add(sheets["failures"], base, {"文件": file, "情况": f"无法读取：{review.error}"})
    named = (_title(only), _clean(shown_path(only, options)), _genre(only)) if only else ("", "", "")
    return Ledger(*named, files, sheets)


def _paragraph_words(span: Span) -> str:
    return f"第{span.paragraph}段"


def places(document: Document | None, otherwise: Callable[[Span], str] = _paragraph_words) -> Callable[[Span], str]:
    """Says where a span stands as a person counts: 表1第3行 within a table, else what `otherwise` says (第5段)."""
    rows: dict[int, str] = {}
    for number, table in enumerate(document.tables if document else (), 1):
        for at, row in enumerate(table.rows, 1):
            for span in chain.from_iterable(row):
                rows.setdefault(span.paragraph, f"表{number}第{at}行")  # of a cell merged downwards the first row
    return lambda span: rows.get(span.paragraph) or otherwise(span)


def plain_text(document: Document | None, item: Task) -> str:
    """The words of a task without the markup among them: 建成**20公里**公路 is 建成20公里公路."""
    if document is None or document.kind != "markdown":
        return item.text
    paragraph = document.paragraphs[item.span.paragraph - 1]
    text, parts, at = paragraph.text, list[str](), item.span.start
    for start, end in paragraph.skip:
        parts.append(text[at : min(max(start, at), item.span.end)])
        at = max(at, end)
    return "".join([*parts, text[at : item.span.end]])


def brief_columns(kind: str, review: Review) -> Columns:
    """What a person reads of one file on a screen or page; 状态 where its tasks differ in it."""
    columns = _with_places(BRIEF[kind], kind, review, places(review.document))
    if kind == "tasks" and len({task.status for task in review.tasks}) > 1:
        place = columns.pop("出处")
        columns |= {"状态": COLUMNS["tasks"]["状态"], "出处": place}
    return columns


def full_columns(kind: str, review: Review) -> Columns:
    """What a spreadsheet holds of one file."""
    return _with_places(COLUMNS[kind], kind, review, places(review.document, place_words))


def _with_places(
    columns: Columns, kind: str, review: Review, place: Callable[[Span], str]
) -> dict[str, Callable[[Review, Any], Cell]]:
    own: dict[str, Callable[[Review, Any], Cell]] = {"出处": lambda _, item: place(item.span)}
    if kind == "tasks":
        own["任务"] = lambda _, task: plain_text(review.document, task)
    return {**columns, **own}


def concrete(review: Review) -> Review:
    """The review without the tasks that name no figure to reach, no deadline and nobody of their own to do them."""
    return replace(review, tasks=tuple(filter(_is_concrete, review.tasks)))


def _is_concrete(task: Task) -> bool:
    from hegao.measures import measures

    owned = bool(task.owner) and not task.owner_inherited
    return owned or bool(task.deadline) or any(measures(target, ()) for target in task.targets)


def heading(found: Ledger, sheet: Sheet) -> str:
    """What stands above a sheet: the draft's title with it, or how many files it is drawn from."""
    if found.files != 1:
        return f"{sheet.heading}（共{found.files}篇）"
    return found.title if found.title.endswith(_ALREADY) else found.title + sheet.heading


def filled(sheet: Sheet, optional: Collection[str]) -> Sheet:
    """The sheet without those of the optional columns that hold nothing in any row."""
    kept = [
        index
        for index, column in enumerate(sheet.columns)
        if column not in optional or any(row.values[index] not in (None, "") for row in sheet.rows)
    ]
    if len(kept) == len(sheet.columns):
        return sheet
    return chosen(sheet, [sheet.columns[index] for index in kept])


def chosen(sheet: Sheet, columns: Iterable[str]) -> Sheet:
    """The sheet with these of its columns only, in this order."""
    names = tuple(columns)
    places = [sheet.columns.index(name) for name in names]
    return Sheet(
        sheet.name,
        sheet.heading,
        names,
        [replace(row, values=tuple(row.values[i] for i in places)) for row in sheet.rows],
    )


def link_to(path: str, options: Options) -> str | None:
    """The address of a file for a hyperlink, relative to `options.folder`; None for a name no address can hold."""
    if options.folder:
        with suppress(ValueError):  # another drive
            path = relpath(path, options.folder)
    if one_line(path) != path:
        return None
    address = "".join(c if c > "\x7f" else quote(c) for c in path.replace(sep, "/"))
    if not isabs(path):
        return address
    return f"file://{address}" if address.startswith("/") else f"file:///{address.replace('%3A', ':', 1)}"


def _add(sheet: Sheet, row: Row, cells: dict[str, Cell]) -> None:
    cells["序号"] = len(sheet.rows) + 1
    values = (cells.get(column) for column in sheet.columns)
    cleaned = tuple(_clean(value) if isinstance(value, str) else value for value in values)
    sheet.rows.append(replace(row, values=cleaned, section=_clean(str(cells.get("所在章节") or ""))))


def _task(task: Task) -> dict[str, Cell]:
    return {
        "责任单位": "、".join(task.owner),
        "配合单位": "、".join(task.partners),
        "完成时限": task.deadline,
        "截止日期": task.deadline_date,
        "目标": "；".join(aims(task)),
        "依据": "；".join(task.basis),
        "所在章节": task.section,
        "进展": DONE if task.status == "done" else None,
    }


def _metric(metric: Metric) -> dict[str, Cell]:
    instead = TO_FILL if metric.masked else metric.text if metric.kind == "ratio" else None
    return {
        "指标名称": metric.name,
        "数值": metric.value if instead is None else instead,
        "数值上限": metric.value_max,
        "单位": metric.unit,
        "换算值": metric.value_normalized,
        "换算单位": metric.unit_normalized,
        "修饰": "、".join(metric.qualifier),
        "类别": METRIC_NAMES[metric.kind],
        "时期": metric.period,
        "变化": CHANGE_NAMES.get(metric.change or ""),
        "所在章节": metric.section,
        "原句": metric.sentence.strip(),
    }


def _blank(blank: Blank) -> dict[str, Cell]:
    return {
        "待补内容": blank.text,
        "类别": BLANK_NAMES[blank.kind],
        "所指": blank.name,
        "所在章节": blank.section,
    }


def _reference(reference: Reference) -> dict[str, Cell]:
    return {
        "名称": reference.title,
        "文号": reference.number,
        "类别": REFERENCE_NAMES[reference.kind],
        "原文": reference.text,
    }


def _time(time: Time) -> dict[str, Cell]:
    return {
        "时间": time.text,
        "类别": TIME_NAMES[time.kind],
        "开始": time.start_date,
        "结束": time.end_date,
        "周期": time.recurrence,
    }


def _organisation(organisation: Organisation) -> dict[str, Cell]:
    return {"机构": organisation.text}


def _title(review: Review) -> str:
    return _clean(title(review) or PurePath(review.path).stem)


def _genre(review: Review) -> str:
    """Genre and year of a draft, so that whoever reads the ledger knows whether its figures are aims or results."""
    found = review.outline
    if found is None or not found.genre:
        return ""
    return f"{found.genre}，{found.years[0]}年" if found.years else found.genre


def _clean(text: str) -> str:
    """On one line, of characters that both XML and a reader can take."""
    return one_line(text).translate(_NOT_XML)


_CELLS: dict[str, Callable[[Any], dict[str, Cell]]] = {
    "tasks": _task,
    "metrics": _metric,
    "blanks": _blank,
    "references": _reference,
    "times": _time,
    "organisations": _organisation,
}
_INHERITS = {"tasks": "owner_inherited", "metrics": "period_inherited"}  # the field that says so
