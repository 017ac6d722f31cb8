"""Takes reviews and gives what several reports share: JSON objects, tables, counts, Chinese words, clipped excerpts."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from os.path import relpath
from typing import Any

from hegao.model import SEVERITIES, Finding, Metric, Outline, Review, Severity, Span, Task
from hegao.text import display_width

SEVERITY_NAMES: dict[Severity, str] = {"error": "错误", "warning": "警告", "hint": "提示"}

# What is extracted, by the field of a Review, in the order people want it; times and organisations when asked for.
KINDS: dict[str, str] = {
    "tasks": "任务",
    "metrics": "指标",
    "blanks": "待补",
    "references": "引用",
    "times": "时间",
    "organisations": "机构",
}
USUAL_KINDS = ("tasks", "metrics", "blanks", "references")
STATUS_NAMES = {"planned": "计划", "done": "已完成", "open": "待办"}
CHANGE_NAMES = {"up": "上升", "down": "下降", "flat": "持平"}
METRIC_NAMES = {
    "count": "数量",
    "percent": "百分比",
    "money": "金额",
    "duration": "时长",
    "score": "分值",
    "rank": "名次",
    "change": "增减",
    "range": "区间",
    "ratio": "比例",
}
TIME_NAMES = {
    "date": "日期",
    "year": "年度",
    "period": "时段",
    "deadline": "期限",
    "duration": "时长",
    "recurrence": "周期",
    "vague": "不确定",
}
BLANK_NAMES = {"number": "数字", "name": "名称", "organisation": "单位", "date": "日期"}
REFERENCE_NAMES = {"law": "法律法规", "document": "文件", "meeting": "会议"}
INFERRED = "括号中的责任单位、时期，文稿没有写明，是按发文机关和上下文推定的。"

_COUNTERS = {"tasks": "项", "metrics": "个"}  # others by 处
_BEHIND = ("余", "多", "以上", "以下", "左右", "上下", "内", "以内", "之内", "以外", "前后", "出头")
_SILENT = ("达", "达到", "为", "增加", "增长", "减少", "下降")  # say nothing of the number, or what 变化 says

_NOWHERE = Span(1, 0, 0)  # the place of a finding about something missing
_ELLIPSIS = "…"
_NO_START = "，。、；：？！）》〉】〕”’%％,.;:!?)"
_BLANKS = {
    " ": "空格",
    "\u3000": "全角空格",
    "\u2002": "半身空格",
    "\u2003": "全身空格",
    "\xa0": "不换行空格",
    "\t": "制表符",
    "\n": "换行",
    "\u200b": "零宽空格",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~$<>&])")
_STYLES = {"error": "31", "warning": "33", "hint": "36", "strong": "1", "faint": "2"}


@dataclass(frozen=True, slots=True)
class Options:
    """How a report is to look."""

    width: int = 80  # columns of the terminal
    color: bool = False  # ANSI colours
    ascii_only: bool = False  # JSON escapes everything else: for an output that is not Unicode
    per_rule: int | None = None  # findings of one rule the console lists a file; None lists all
    root: str = ""  # folder that shown paths are relative to; "" shows them as they stand
    folder: str = ""  # the result is written to: links are relative to it; "" leaves them as they stand
    groups: Mapping[str, str] = field(default_factory=dict)  # Chinese name of a group of rules, where it has one
    kinds: tuple[str, ...] = USUAL_KINDS  # of what is extracted: keys of KINDS, in their order


def finding_json(finding: Finding) -> dict[str, Any]:
    """The finding as an object of `hegao check --format json`."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "group": finding.group,
        "severity": finding.severity,
        "message": finding.message,
        "paragraph": finding.span.paragraph,
        "start": finding.span.start,
        "end": finding.span.end,
        "offset": finding.offset,
        "text": finding.text,
        "fix": finding.fix,
        "safe": finding.safe,
        "source": finding.source,
    }


def file_json(review: Review) -> dict[str, Any]:
    """The file as an object of `files` in `hegao check --format json`."""
    return {
        "path": review.path,
        "genre": review.outline.genre if review.outline else None,
        "title": title(review),
        "characters": review.document.characters if review.document else 0,
        "findings": [finding_json(finding) for finding in review.findings],
        "error": review.error,
    }


def summary(reviews: Iterable[Review]) -> dict[str, Any]:
    """The counts of `hegao check --format json`; `by_rule` has the most frequent rule first."""
    files = errors = 0
    severities: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    for review in reviews:
        files += 1
        errors += review.error is not None
        severities.update(finding.severity for finding in review.findings)
        rules.update(finding.rule for finding in review.findings)
    return {
        "files": files,
        "findings": severities.total(),
        "by_severity": {severity: severities[severity] for severity in SEVERITIES},
        "by_rule": dict(sorted(rules.items(), key=lambda item: (-item[1], item[0]))),
        "errors": errors,
    }


def outline_json(review: Review) -> dict[str, Any]:
    """The file as an object of `files` in `hegao outline --format json`; empty lists where it could not be read."""
    outline, document = review.outline, review.document
    paragraphs = document.paragraphs if document else ()
    return {
        "path": review.path,
        "genre": outline.genre if outline else None,
        "genres": list(outline.genres) if outline else [],
        "confidence": outline.confidence if outline else 0.0,
        "genre_source": outline.genre_source if outline else "none",
        "title": title(review),
        "years": list(outline.years) if outline else [],
        "paragraphs": [
            {
                "paragraph": number,
                "role": outline.roles[number - 1] if outline else "body",
                "kind": paragraph.kind,
                "start": 0,
                "end": len(paragraph.text),
                "offset": paragraph.offset,
                "text": paragraph.text,
            }
            for number, paragraph in enumerate(paragraphs, 1)
        ],
        "sections": _section_tree(outline) if outline else [],
        "chains": [
            {
                "style": chain.style,
                "items": [
                    {"marker": item.marker, "number": item.number, **_place(item.span), "lead": _place(item.lead)}
                    for item in chain.items
                ],
            }
            for chain in (outline.chains if outline else ())
        ],
        "sentences": [_place(sentence) for sentence in (outline.sentences if outline else ())],
        "error": review.error,
    }


def _section_tree(outline: Outline) -> list[dict[str, Any]]:
    roots: list[dict[str, Any]] = []
    nodes: list[dict[str, Any]] = []
    for section in outline.sections:
        node: dict[str, Any] = {
            "label": section.label,
            "number": section.number,
            "level": section.level,
            "style": section.style,
            "title": section.title,
            "kind": section.kind,
            **_place(section.span),
            "last": section.last,
            "children": [],
        }
        nodes.append(node)
        (roots if section.parent is None else nodes[section.parent]["children"]).append(node)
    return roots


def _place(span: Span) -> dict[str, int]:
    return {"paragraph": span.paragraph, "start": span.start, "end": span.end}


def extract_file_json(review: Review) -> dict[str, Any]:
    """The file as an object of `files` in `hegao extract --format json`."""
    return {
        "path": review.path,
        "genre": review.outline.genre if review.outline else None,
        "title": title(review),
        "metrics": [metric_json(item) for item in review.metrics],
        "tasks": [task_json(item) for item in review.tasks],
        "times": [_item_json(item, _TIME) for item in review.times],
        "blanks": [_item_json(item, _BLANK) for item in review.blanks],
        "references": [_item_json(item, _REFERENCE) for item in review.references],
        "organisations": [_item_json(item, ()) for item in review.organisations],
        "error": review.error,
    }


# The fields behind the place, in the order of the JSON.
_METRIC = (
    *("name", "value", "value_max", "unit", "value_normalized", "unit_normalized", "qualifier", "kind"),
    *("period", "period_inherited", "change", "masked", "section", "sentence"),
)
_TASK = (
    *("action", "object", "owner", "owner_inherited", "partners", "deadline", "deadline_date", "targets", "basis"),
    *("section", "status"),
)
_TIME = ("kind", "start_date", "end_date", "recurrence")
_BLANK = ("kind", "name", "section")
_REFERENCE = ("title", "number", "kind")


def metric_json(metric: Metric) -> dict[str, Any]:
    """The metric as an object of `metrics` in `hegao extract --format json`."""
    return _item_json(metric, _METRIC)


def task_json(task: Task) -> dict[str, Any]:
    """The task as an object of `tasks` in `hegao extract --format json`."""
    return _item_json(task, _TASK)


def _item_json(item: Any, fields: Iterable[str]) -> dict[str, Any]:
    values = {name: _value_json(getattr(item, name)) for name in fields}
    return {"text": item.text, **_place(item.span), "offset": item.offset, **values}


def _value_json(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
    return value


Cell = str | int | Decimal | date | None
Columns = Mapping[str, Callable[[Review, Any], Cell]]  # by the Chinese head of each

# Everything about an item, each fact in a column of its own: what a spreadsheet holds.
COLUMNS: dict[str, Columns] = {
    "tasks": {
        "任务": lambda _, task: task.text,
        "责任单位": lambda _, task: "、".join(task.owner),
        "责任单位由来": lambda _, task: _origin(task.owner, task.owner_inherited),
        "配合单位": lambda _, task: "、".join(task.partners),
        "完成时限": lambda _, task: task.deadline,
        "截止日期": lambda _, task: task.deadline_date,
        "目标": lambda _, task: "；".join(aims(task)),
        "依据": lambda _, task: "；".join(task.basis),
        "状态": lambda _, task: STATUS_NAMES[task.status],
        "所在章节": lambda _, task: task.section,
        "出处": lambda _, task: place_words(task.span),
    },
    "metrics": {
        "指标": lambda _, metric: metric.name,
        "数值": lambda _, metric: metric.value,
        "数值上限": lambda _, metric: metric.value_max,
        "单位": lambda _, metric: metric.unit,
        "修饰": lambda _, metric: "、".join(metric.qualifier),
        "换算值": lambda _, metric: metric.value_normalized,
        "换算单位": lambda _, metric: metric.unit_normalized,
        "类别": lambda _, metric: METRIC_NAMES[metric.kind],
        "时期": lambda _, metric: metric.period,
        "时期由来": lambda _, metric: _origin(metric.period, metric.period_inherited),
        "变化": lambda _, metric: CHANGE_NAMES.get(metric.change or ""),
        "待填": lambda _, metric: "待填" if metric.masked else None,
        "原文": lambda _, metric: metric.text,
        "原句": lambda _, metric: metric.sentence.strip(),
        "所在章节": lambda _, metric: metric.section,
        "出处": lambda _, metric: place_words(metric.span),
    },
    "blanks": {
        "待补内容": lambda _, blank: blank.text,
        "类别": lambda _, blank: BLANK_NAMES[blank.kind],
        "所指": lambda _, blank: blank.name,
        "上下文": lambda review, blank: _surroundings(review, blank.span),
        "所在章节": lambda _, blank: blank.section,
        "出处": lambda _, blank: place_words(blank.span),
    },
    "references": {
        "名称": lambda _, reference: reference.title,
        "文号": lambda _, reference: reference.number,
        "类别": lambda _, reference: REFERENCE_NAMES[reference.kind],
        "原文": lambda _, reference: reference.text,
        "出处": lambda _, reference: place_words(reference.span),
    },
    "times": {
        "时间": lambda _, time: time.text,
        "类别": lambda _, time: TIME_NAMES[time.kind],
        "开始": lambda _, time: time.start_date,
        "结束": lambda _, time: time.end_date,
        "周期": lambda _, time: time.recurrence,
        "出处": lambda _, time: place_words(time.span),
    },
    "organisations": {
        "机构": lambda _, organisation: organisation.text,
        "出处": lambda _, organisation: place_words(organisation.span),
    },
}

_PARAGRAPH: Columns = {"出处": lambda _, item: f"第{item.span.paragraph}段"}

# What a person reads on a screen or page, a few words each.
BRIEF: dict[str, Columns] = {
    "tasks": {
        "任务": COLUMNS["tasks"]["任务"],
        "责任单位": lambda _, task: owner_words(task),
        "配合单位": COLUMNS["tasks"]["配合单位"],
        "完成时限": COLUMNS["tasks"]["完成时限"],
        "目标": COLUMNS["tasks"]["目标"],
        **_PARAGRAPH,
    },
    "metrics": {
        "指标": COLUMNS["metrics"]["指标"],
        "数值": lambda _, metric: figure(metric),
        "单位": COLUMNS["metrics"]["单位"],
        "时期": lambda _, metric: _inferred(metric.period or "", metric.period_inherited),
        "变化": COLUMNS["metrics"]["变化"],
        **_PARAGRAPH,
    },
    "blanks": {**{head: COLUMNS["blanks"][head] for head in ("待补内容", "类别", "所指", "上下文")}, **_PARAGRAPH},
    "references": {**{head: COLUMNS["references"][head] for head in ("名称", "文号", "类别")}, **_PARAGRAPH},
    "times": {**COLUMNS["times"], **_PARAGRAPH},
    "organisations": {**COLUMNS["organisations"], **_PARAGRAPH},
}


def owner_words(task: Task) -> str:
    """Who is to do it; in brackets where the draft names nobody."""
    return _inferred("、".join(task.owner), task.owner_inherited)


def figure(metric: Metric) -> str:
    """The number as a person reads it, without its unit: 约30, 100余, 3—5, or the mask as it stands."""
    if metric.value is None:
        return metric.text.removesuffix(metric.unit or "")
    number = number_words(metric.value)
    if metric.value_max is not None:
        number += f"—{number_words(metric.value_max)}"
    before = "".join(word for word in metric.qualifier if word not in (*_BEHIND, *_SILENT))
    return before + number + "".join(word for word in metric.qualifier if word in _BEHIND)


def number_words(value: Decimal) -> str:
    """The number in digits, a whole one without a fraction, never in scientific notation."""
    return format(value.to_integral_value() if value == value.to_integral_value() else value, "f")


def place_words(span: Span) -> str:
    """Where it stands, counted from 1."""
    return f"第{span.paragraph}段第{span.start + 1}字"


def cell_words(cell: Cell) -> str:
    """A cell as text on one line; dates in ISO form, an empty cell is ""."""
    match cell:
        case None:
            return ""
        case Decimal():
            return number_words(cell)
        case date():
            return cell.isoformat()
    return one_line(str(cell))


def count_extracted(reviews: Iterable[Review], kinds: Iterable[str]) -> str:
    """“任务 12 项，指标 30 个，待补 2 处”; what was not found is left out, nothing at all gives “未找到内容”."""
    found = Counter[str]()
    for review in reviews:
        found.update({kind: len(getattr(review, kind)) for kind in KINDS})
    words = [f"{KINDS[kind]} {found[kind]} {_COUNTERS.get(kind, '处')}" for kind in kinds if found[kind]]
    return "，".join(words) or "未找到内容"


def has_inferred(review: Review, kinds: Iterable[str]) -> bool:
    """Whether a table of BRIEF shows something in brackets that INFERRED has to explain."""
    shown = set(kinds)
    return ("tasks" in shown and any(task.owner and task.owner_inherited for task in review.tasks)) or (
        "metrics" in shown and any(metric.period and metric.period_inherited for metric in review.metrics)
    )


def _inferred(words: str, inherited: bool) -> str:
    return f"（{words}）" if words and inherited else words


def _origin(value: object, inherited: bool) -> str | None:
    return None if not value else "推定" if inherited else "写明"


def _surroundings(review: Review, span: Span) -> str:
    return excerpt(paragraph_text(review, span.paragraph), span.start, span.end, 40)[0].strip()


def dumps(value: object, options: Options) -> str:
    """The value as JSON on one line."""
    if not options.ascii_only:
        text = json.dumps(value, ensure_ascii=False)
        try:
            text.encode()
            return text
        except UnicodeEncodeError:  # a path that is not valid in the file system's encoding
            pass
    return json.dumps(value)


def title(review: Review) -> str | None:
    """The draft's title on one line, None when it has none."""
    return (review.outline.title or None) if review.outline else None


def aims(task: Task) -> list[str]:
    """The targets a person needs to read: a figure that stands in one of the result clauses is not said twice."""
    targets = list(dict.fromkeys(task.targets))
    return [one for one in targets if not any(one != other and one in other for other in targets)]


def shown_path(review: Review, options: Options) -> str:
    """The path as a person reads it, relative to `options.root`; safe to print and to encode."""
    path = review.path
    if options.root:
        try:
            path = relpath(path, options.root)
        except ValueError:  # another drive
            path = review.path
    return one_line(path)


def paragraph_text(review: Review, number: int) -> str:
    """The text of one paragraph (1-based), "" when the review holds no such text."""
    paragraphs = review.document.paragraphs if review.document else ()
    return paragraphs[number - 1].text if number <= len(paragraphs) else ""


def is_mendable(finding: Finding) -> bool:
    """Whether --fix or --unsafe-fixes mends it."""
    return finding.fix is not None or bool(finding.remedies)


def has_place(finding: Finding) -> bool:
    """False for a finding about something missing, which no characters stand for."""
    return finding.span != _NOWHERE


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """By place; what has no place first; at one start the longer span first."""
    return sorted(
        findings,
        key=lambda f: (has_place(f), f.span.paragraph, f.span.start, -f.span.end, SEVERITIES.index(f.severity), f.rule),
    )


def count_words(by_severity: Mapping[str, int]) -> str:
    """“错误 2 处，警告 1 处”; severities without a finding are left out, all of them gives “未发现问题”."""
    words = [f"{SEVERITY_NAMES[key]} {by_severity[key]} 处" for key in SEVERITIES if by_severity[key]]
    return "，".join(words) or "未发现问题"


def advice(finding: Finding, limit: int = 60) -> str:
    """What to do, in words: 改为“X”, 删去“X”, 补上“X”; "" without a fix: what layout wants is in its message. `limit`
    cuts what is quoted, in characters."""
    if finding.fix is None:
        return ""
    if not finding.fix:
        words = f"删去{quoted(finding.text, limit)}"
    elif not finding.text:
        words = f"补上{quoted(finding.fix, limit)}"
    else:
        words = f"改为{quoted(finding.fix, limit)}"
    return words if finding.safe else words + "（请核对后再改）"


def quoted(text: str, limit: int = 60) -> str:
    """The text in quotation marks, cut in the middle to about `limit` characters; blanks are named: 2个全角空格."""
    if text and not text.strip(" \u2002\u2003\u3000\xa0\t\n\u200b"):
        return "和".join(f"{count}个{_BLANKS[blank]}" for blank, count in Counter(text).items())
    half = max(4, limit // 2)
    cut = text if len(text) <= 2 * half else text[:half] + _ELLIPSIS + text[-half:]
    return f"“{one_line(cut)}”"


def one_line(text: str) -> str:
    """The text, as long as before, with every blank but U+3000 a space and every character that shows nothing a □."""
    if text.replace("\u3000", "").isprintable():
        return text
    return "".join(c if c == "\u3000" or c.isprintable() else _stand_in(c) for c in text)


def _stand_in(c: str) -> str:
    if c.isspace():
        return " "
    category = unicodedata.category(c)
    return "□" if category in ("Cc", "Cf") else "?" if category == "Cs" else c  # private and new characters have glyphs


def clip(text: str, width: int) -> str:
    """The text cut at its end to at most `width` columns."""
    if display_width(text) <= width:
        return text
    room, at = width - display_width(_ELLIPSIS), 0
    while at < len(text) and (room := room - display_width(text[at])) >= 0:
        at += 1
    return text[:at] + _ELLIPSIS


def pad(text: str, width: int) -> str:
    """The text cut or filled with spaces to exactly `width` columns."""
    cut = clip(text, width)
    return cut + " " * (width - display_width(cut))


def wrap(text: str, width: int) -> list[str]:
    """The text cut into lines of at most `width` columns (2 at least).

    No line begins with a closing mark, and a number or a word in Latin letters that fits into one line stays whole.
    """
    lines: list[str] = []
    start, room = 0, width
    for at, c in enumerate(text):
        room -= (w := display_width(c))
        if room < 0:
            end = at
            while end - start > 1 and _clings(text[end - 1], text[end]):
                end -= 1
            if end - start == 1 and display_width(text[start:at]) > 1:
                end = at
            lines.append(text[start:end])
            start, room = end, width - display_width(text[end:at]) - w
    return [*lines, text[start:]]


def _clings(before: str, after: str) -> bool:
    return after in _NO_START or (
        before.isascii() and before.isalnum() | (before in ".,") and after.isascii() and after.isalnum()
    )


def styled(text: str, style: str, options: Options) -> str:
    """The text in the colour of a severity, strong or faint, where colours are wanted."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if options.color and text else text


def shell_word(path: str) -> str:
    """The path as typed in a shell, also Windows' own."""
    word = one_line(path)
    return f'"{word}"' if " " in word or "&" in word else word


def markdown_words(text: str) -> str:
    """The text on one line with nothing in it that Markdown would take for its own."""
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def excerpt(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """One line of at most `width` columns around text[start:end], and where the fault stands in it.

    A fault longer than the line is cut at its end; an ellipsis stands for what is left out on either side.
    """
    left, right = max(0, start - width), min(len(text), max(end, start) + width)
    line = one_line(text[left:right])
    a, b = start - left, end - left
    if left == 0 and right == len(text) and display_width(line) <= width:
        return line, a, b
    room = max(2, width - 2 * display_width(_ELLIPSIS))
    stop = a
    while stop < b and room >= (w := display_width(line[stop])):
        room, stop = room - w, stop + 1
    b, begin = stop, a
    room -= (after := max(room * 2 // 3, room - display_width(line[:a])))
    while begin > 0 and room >= (w := display_width(line[begin - 1])):
        room, begin = room - w, begin - 1
    room += after
    while stop < len(line) and room >= (w := display_width(line[stop])):
        room, stop = room - w, stop + 1
    while begin > 0 and room >= (w := display_width(line[begin - 1])):
        room, begin = room - w, begin - 1
    head = _ELLIPSIS if left + begin > 0 else ""
    tail = _ELLIPSIS if left + stop < len(text) else ""
    return head + line[begin:stop] + tail, len(head) + a - begin, len(head) + b - begin
