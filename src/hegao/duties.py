"""Brackets behind a task and columns of a table in, who leads it, who helps, by when and how much out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hegao.model import Analysis, Cell, Document, Moment, Table

_LEAD = (
    "牵头(?:负责)?(?:单位|部门|科室|处室|股室|责任单位)?|主办(?:单位|部门)?|主责(?:单位|部门)?"
    "|第一责任(?:单位|人)|负责(?:单位|部门|人)"
)
_DUTY = (
    "责任(?:单位|部门|科室|处室|股室|主体)|承办(?:单位|部门|科室|处室|股室|人)?|落实(?:单位|部门)"
    "|实施(?:单位|主体)|主责科室"
)
_BOSS = "(?:责任|分管|包保|挂联|联系|牵头|市级|县级)领导|责任人"  # a person beside the unit
_HELP = "(?:配合|协办|协同|参与|参加|协助)(?:责任)?(?:单位|部门|科室|处室)?"
_TIME = (
    "(?:完成|办理|办结|落实|整改|推进)?(?:时限|期限|时间节点|时间|日期)(?:要求)?|时间要求"
    "|(?:时间|进度)(?:安排|节点)|截止(?:时间|日期)"
)
_FIELD = re.compile(
    f"(?:(?P<boss>{_BOSS})|(?P<lead>{_LEAD})|(?P<duty>{_DUTY})|(?P<help>{_HELP})|(?P<time>{_TIME}))[：:]"
)
_BARE = re.compile(f"(?<=[。；，！])\\s*((?:{_BOSS}|{_LEAD}|{_DUTY}|{_HELP}|{_TIME})[：:])")  # without a bracket
_BRACKET = re.compile("[（(【]((?:[^（()）【】]|[（(][^（()）]{0,20}[）)]){2,200})[）)】]")
_WORDS = ("单位", "负责", "牵头", "责任", "时限")  # no bracket of duties without one
_SHARED = re.compile(
    "(.{2,120}?)等?(?:按照?(?:各自)?职责(?:分工)?(?:分别)?(?:负责|落实|抓好落实)|分别负责|(?:共同)?负责(?:落实)?"
    "|牵头(?:负责)?|按职责落实)"
)
_LED = re.compile(
    r"(.{2,60}?)(?:牵头(?:负责)?|负责)[，,；;]\s*(.{2,120}?)等?(?:配合|参与|协同|按职责分工负责|按照职责分工负责)"
)
_MARKED = re.compile("[（(](牵头|负责|主办|配合|协办|参与|参加)(?:单位)?[）)]")
_AND = re.compile("(?<=[局委办厅部院会])和(?=[市县区省各])")
_LONGEST_TITLE = 14  # characters of a column's title
_NO_NAMES = frozenset(("", "等", "无", "—", "-"))
_CLAUSE_ENDS = re.compile("[，；。;\n]|(?<![0-9]),|,(?![0-9]{3})")
_DUE_KINDS = frozenset(("deadline", "date", "period", "year", "recurrence"))

_COLUMNS = (
    ("lead", re.compile(f"^(?:{_LEAD})$")),
    ("duty", re.compile(f"^(?:{_DUTY}|责任单位.*)$")),
    ("help", re.compile(f"^(?:{_HELP})$")),
    ("boss", re.compile(f"^(?:{_BOSS})$")),
    ("time", re.compile(_TIME)),
    ("measures", re.compile("措施|举措|工作内容|具体内容|主要内容|办理事项")),
    ("task", re.compile("任务|重点工作|事项|内容$|项目名称|工程名称|议定|工作$")),
    ("goal", re.compile("目标|指标|成果|成效|标准|要求")),
)


@dataclass(frozen=True, slots=True)
class Duties:
    """Who does a task, with whom, by when, to what end."""

    owner: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    due: Moment | None = None
    targets: tuple[str, ...] = ()
    start: int = 0  # of the bracket, characters of the paragraph
    end: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table says what; -1 for none."""

    first: int  # index of the first row below the head
    task: int
    lead: int = -1
    duty: int = -1
    help: int = -1
    boss: int = -1
    time: int = -1
    goal: int = -1
    measures: int = -1  # beside the task: what is done for it in particular


def bracketed(text: str, moments: Sequence[Moment]) -> list[Duties]:
    """What the brackets of a paragraph say of the tasks before them, in order:
    （牵头单位：A；责任单位：B、C；完成时限：6月底前）, （A、B按职责分工负责）."""
    found: list[Duties] = []
    if not any(word in text for word in _WORDS):
        return found
    for match in _BRACKET.finditer(text):
        names = _read(match[1])
        if names is None or not (any(names) or _FIELD.search(match[1])):
            continue
        due = _due_within(moments, match.start(), match.end())
        found.append(Duties(*names, due, (), match.start(), match.end()))
    bare = _BARE.search(text, found[-1].end if found else 0)
    if bare is not None and (names := _read(text[bare.start(1) :])) is not None:
        due = _due_within(moments, bare.start(1), len(text))
        found.append(Duties(*names, due, (), bare.start(1), len(text)))
    return found


def _due_within(moments: Sequence[Moment], start: int, end: int) -> Moment | None:
    """The last time named between two places that something can be due by."""
    return next((m for m in reversed(moments) if start <= m.start < end and m.kind in _DUE_KINDS), None)


def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Owners and partners a text of duties names; None when it speaks of none."""
    fields = list(_FIELD.finditer(text))
    if fields:
        return _of_fields(text, fields)
    led = _LED.match(text)
    if led:
        return _names(led[1]), _names(led[2])
    shared = _SHARED.match(text)
    return (_names(shared[1]), ()) if shared else None


def _of_fields(text: str, fields: Sequence[re.Match[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """牵头单位：A；责任单位：B; without a leader all are owners."""
    ends = [*(field.start() for field in fields[1:]), len(text)]
    values = {str(field.lastgroup): _names(text[field.end() : end]) for field, end in zip(fields, ends, strict=True)}
    duty, helpers = values.get("duty", ()) or values.get("boss", ()), values.get("help", ())
    return (values["lead"], (*duty, *helpers)) if "lead" in values else (duty, helpers)


def _names(text: str) -> tuple[str, ...]:
    """The names of a row; a bracket (各县（市、区）局) is not parted."""
    names: list[str] = []
    depth = 0
    name = ""
    for c in text + "、":
        depth += (c in "（(") - (c in "）)")
        if depth <= 0 and c in "、，,；;\n\v\t /":
            name = name.strip("　 。．.").removesuffix("等") if len(name) > 2 else name.strip()
            names += [part for part in _AND.split(name) if part not in _NO_NAMES]
            name = ""
        else:
            name += c
    return tuple(dict.fromkeys(names))


def columns(document: Document, table: Table) -> Columns | None:
    """The columns of a table of tasks; None where its first rows are no such head. A head may have two rows."""
    above: list[str] = [""] * (len(table.rows[0]) if table.rows else 0)
    for index, row in enumerate(table.rows[:3]):
        titles = ["".join(_text(document, cell).split()) for cell in row]
        found = _columns_of(titles)
        for place, name in ((p, n) for n, p in _columns_of(above).items()):
            if name not in found and place not in found.values():
                found[name] = place
        if "task" not in found:
            instead = next((name for name in ("measures", "goal") if name in found), None)
            if instead and {"lead", "duty"} & found.keys():
                found["task"] = found.pop(instead)
        if "task" in found and {"lead", "duty", "help", "time", "boss"} & found.keys() and not _goes_down(table, index):
            return Columns(index + 1, **found)
        above = [title if len(title) <= _LONGEST_TITLE else "" for title in titles]
    return None


def _goes_down(table: Table, index: int) -> bool:
    """Whether the head goes on in the next row: a cell of it is merged downwards."""
    following = table.rows[index + 1] if index + 1 < len(table.rows) else ()
    return any(cell and cell == below for cell, below in zip(table.rows[index], following, strict=False))


def _columns_of(titles: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        if title and len(title) <= _LONGEST_TITLE:
            name = next((name for name, pattern in _COLUMNS if name not in found and pattern.search(title)), None)
            if name:
                found[name] = place
    return found


def duties_of_cells(analysis: Analysis, heads: Columns, row: Sequence[Cell]) -> Duties:
    """What the other cells of a task's row say."""
    texts = [_text(analysis.document, cell) for cell in row]
    partners = _names(texts[heads.help]) if heads.help >= 0 else ()
    owner: tuple[str, ...] = ()
    if heads.lead >= 0:
        owner = _names(texts[heads.lead])
        partners = (*(_names(texts[heads.duty]) if heads.duty >= 0 else ()), *partners)
    elif heads.duty >= 0:
        owner, more = _of_duty_cell(texts[heads.duty])
        partners = (*more, *partners)
    if not owner and heads.boss >= 0:
        owner = _names(texts[heads.boss])
    due = _due(analysis, row[heads.time]) if heads.time >= 0 else None
    return Duties(owner, partners, due, _goals(analysis, row[heads.goal]) if heads.goal >= 0 else ())


def _goals(analysis: Analysis, cell: Cell) -> tuple[str, ...]:
    """The clauses of a cell, then its figures."""
    parts = [part for part in _CLAUSE_ENDS.split(_text(analysis.document, cell)) if part.strip()]
    figures = [
        measure.text
        for span in cell
        for measure in analysis.measures(span.paragraph)
        if span.start <= measure.start and measure.end <= span.end
    ]
    return (*parts, *figures)


def _of_duty_cell(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """区商务局（牵头），区城管局 · 牵头单位：A；配合单位：B · A、B."""
    marks = list(_MARKED.finditer(text))
    if not marks:
        return _read(text) or (_names(text), ())
    owner: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    at = 0
    for mark in marks:
        names = _names(text[at : mark.start()])
        if mark[1] in ("牵头", "负责", "主办"):
            owner += names
        else:
            partners += names
        at = mark.end()
    rest = _names(text[at:])
    return (owner, partners + rest) if owner else (rest, partners)


def _due(analysis: Analysis, cell: Cell) -> Moment | None:
    for span in cell:
        for moment in analysis.moments(span.paragraph):
            if span.start <= moment.start and moment.end <= span.end:
                return moment
    text = _text(analysis.document, cell).strip()
    return Moment(0, len(text), text, "vague") if text else None


def _text(document: Document, cell: Cell) -> str:
    return "\n".join(document.paragraphs[span.paragraph - 1].text[span.start : span.end] for span in cell)
