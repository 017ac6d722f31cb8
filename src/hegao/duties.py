"""Brackets behind a task and columns of a table in, who leads it, who helps, by when and how much out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hegao.model import Analysis, Cell, Document, Moment, Table
from hegao.moments import moments as moments_of

_LEAD = r"牵头(?:负责)?(?:单位|部门|科室|处室|人|领导|责任单位)?|主办(?:单位|部门)?|主责(?:单位|部门)?|第一责任(?:单位|人)|负责(?:单位|部门|人)"
_DUTY = r"责任(?:单位|部门|科室|处室|人|领导|主体)|承办(?:单位|部门|科室)?|落实(?:单位|部门)|实施(?:单位|主体)"
_HELP = r"(?:配合|协办|协同|参与|参加|协助)(?:责任)?(?:单位|部门|科室|处室)?"
_TIME = r"(?:完成|办理|办结|落实|整改)?(?:时限|期限|时间|时间节点|日期)(?:要求)?|(?:时间|进度)(?:安排|节点)|截止(?:时间|日期)"
_FIELD = re.compile(rf"(?:(?P<lead>{_LEAD})|(?P<duty>{_DUTY})|(?P<help>{_HELP})|(?P<time>{_TIME}))[：:]")
_BRACKET = re.compile(r"[（(【]((?:[^（()）【】]|[（(][^（()）]{0,20}[）)]){2,200})[）)】]")
_SHARED = re.compile(
    r"^(.{2,120}?)(?:等)?(?:按照?(?:各自)?职责(?:分工)?(?:分别)?(?:负责|落实|抓好落实)|分别负责|(?:共同)?负责(?:落实)?|牵头(?:负责)?|按职责落实)"
)
_LEADS = re.compile(
    r"^(.{2,60}?)(?:牵头(?:负责)?|负责)[，,；;]\s*(.{2,120}?)(?:等)?(?:配合|参与|协同|按职责分工负责|按照职责分工负责)"
)
_DONE_BY = re.compile("([^，,；;]{2,20}?)(?:完成|办结|落实到位)")
_MARKED = re.compile(r"[（(](牵头|负责|主办|配合|协办|参与|参加)(?:单位)?[）)]")

_AND = re.compile("(?<=[局委办厅部院会])和(?=[市县区省各])")

_COLUMNS = (
    (
        "task",
        re.compile(
            "任务|工作内容|重点工作|事项|工作措施|具体措施|主要措施|工作举措|整改措施|内容$|举措$|措施$|项目名称|议定"
        ),
    ),
    ("lead", re.compile(f"^(?:{_LEAD})$")),
    ("duty", re.compile(f"^(?:{_DUTY}|责任单位.*)$")),
    ("help", re.compile(f"^(?:{_HELP})$")),
    ("time", re.compile(f"{_TIME}")),
    ("goal", re.compile("目标|指标|成果|成效|标准|要求")),
)


@dataclass(frozen=True, slots=True)
class Duties:
    """Who does a task, with whom, by when, to what end."""

    owner: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    due: Moment | None = None
    due_text: str | None = None
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
    time: int = -1
    goal: int = -1


def bracketed(text: str, moments: Sequence[Moment]) -> list[Duties]:
    """What the brackets of a paragraph say of the tasks before them, in order:
    （牵头单位：A；责任单位：B、C；完成时限：6月底前）, （A、B按职责分工负责）."""
    found: list[Duties] = []
    if "单位" not in text and "负责" not in text and "牵头" not in text and "责任" not in text and "时限" not in text:
        return found
    for match in _BRACKET.finditer(text):
        names = _read(match[1])
        if names is None or not any((*names, _FIELD.search(match[1]))):
            continue
        within = [m for m in moments if match.start() < m.start < match.end() and _may_be_due(m)]
        due = within[-1] if within else None
        found.append(Duties(names[0], names[1], due, due.text if due else None, (), match.start(), match.end()))
    return found


def _may_be_due(moment: Moment) -> bool:
    return moment.kind in ("deadline", "date", "period", "year", "recurrence")


def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Owners and partners a text of duties names; None when it speaks of none."""
    fields = list(_FIELD.finditer(text))
    if fields:
        values: dict[str, str] = {}
        for here, after in zip(fields, [*fields[1:], None], strict=True):
            end = after.start() if after else len(text)
            values[str(here.lastgroup)] = text[here.end() : end].strip(" ；;，,。、\u3000")
        if "lead" in values:
            return _names(values["lead"]), (*_names(values.get("duty", "")), *_names(values.get("help", "")))
        return _names(values.get("duty", "")), _names(values.get("help", ""))
    both = _LEADS.match(text)
    if both:
        return _names(both[1]), _names(both[2])
    shared = _SHARED.match(text)
    if shared:
        return _names(shared[1]), ()
    return None


def _names(text: str) -> tuple[str, ...]:
    """The names of a row; a bracket (各县（市、区）局) is not parted."""
    names: list[str] = []
    depth = 0
    name = ""
    for c in text + "、":
        depth += (c in "（(") - (c in "）)")
        if depth <= 0 and c in "、，,；;\n\v\t /":
            name = name.strip("　 。．.").removesuffix("等") if len(name) > 2 else name.strip()
            names += [part for part in _AND.split(name) if part not in ("", "等", "无", "—", "-")]
            name = ""
        else:
            name += c
    return tuple(dict.fromkeys(names))


def columns(document: Document, table: Table) -> Columns | None:
    """The columns of a table of tasks; None where none of its first rows is such a head."""
    for index, row in enumerate(table.rows[:3]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            title = "".join(_text(document, cell).split())
            if not title or len(title) > 14:
                continue
            for name, pattern in _COLUMNS:
                if name not in found and pattern.search(title):
                    found[name] = place
                    break
        if "task" not in found and "goal" in found and {"lead", "duty"} & found.keys():
            found["task"] = found.pop("goal")
        if "task" in found and {"lead", "duty", "help", "time"} & found.keys():
            return Columns(index + 1, **found)
    return None


def duties_of_cells(analysis: Analysis, heads: Columns, row: Sequence[Cell]) -> Duties:
    """What the other cells of a task's row say."""
    document = analysis.document

    def text(place: int) -> str:
        return _text(document, row[place]) if 0 <= place < len(row) else ""

    owner: tuple[str, ...] = ()
    partners: tuple[str, ...] = _names(text(heads.help))
    if heads.lead >= 0:
        owner = _names(text(heads.lead))
        partners = (*_names(text(heads.duty)), *partners)
    elif heads.duty >= 0:
        owner, more = _of_duty_cell(text(heads.duty))
        partners = (*more, *partners)
    due, due_text = _due(analysis, row[heads.time] if 0 <= heads.time < len(row) else ())
    goal = text(heads.goal)
    targets = [part for part in re.split("[，；。,;\n]", goal) if part.strip()]
    if goal:
        targets += [
            measure.text
            for span in row[heads.goal]
            for measure in analysis.measures(span.paragraph)
            if span.start <= measure.start and measure.end <= span.end
        ]
    return Duties(owner, partners, due, due_text, tuple(targets))


def _of_duty_cell(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """区商务局（牵头），区城管局 · 牵头单位：A；配合单位：B · A、B."""
    marks = list(_MARKED.finditer(text))
    found = None if marks else _read(text)
    if found is not None:
        return found
    if marks:
        owner: list[str] = []
        partners: list[str] = []
        at = 0
        for mark in marks:
            (owner if mark[1] in ("牵头", "负责", "主办") else partners).extend(_names(text[at : mark.start()]))
            at = mark.end()
        (partners if owner else owner).extend(_names(text[at:]))
        return tuple(owner), tuple(partners)
    return _names(text), ()


def _due(analysis: Analysis, cell: Cell) -> tuple[Moment | None, str | None]:
    for span in cell:
        for moment in analysis.moments(span.paragraph):
            if span.start <= moment.start and moment.end <= span.end:
                return moment, moment.text
    text = _text(analysis.document, cell).strip()
    if text:
        return Moment(0, len(text), text, "vague"), text
    return None, None


def _text(document: Document, cell: Cell) -> str:
    return "\n".join(document.paragraphs[span.paragraph - 1].text[span.start : span.end] for span in cell)
