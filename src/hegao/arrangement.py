"""Slots of a template and facts in, the context the template is rendered with out: texts, lists and sentences, what is
missing as marked blanks; plain data with Chinese keys, nothing made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hegao.data import data_folder, find_lexicon, lexicon_rows, year_of
from hegao.errors import FactError, suggestion
from hegao.facts import CLOSED, TABLES, Facts, Row, plain, shown
from hegao.sentences import abbreviation, chain, documents, done, duty, figure, goal, honour, problem, remedy, short
from hegao.sentences.figures import percent
from hegao.templates import Slot
from hegao.text import marked_blank as blank
from hegao.text import to_chinese_number

UNFINISHED = ("进行中", "逾期", "未启动")
PLANS = ("plan", "key-points")  # genres whose year is the coming one
_GOALS = 10  # metrics of last year a plan lists without a target of theirs: a page of blanks helps nobody
_GOES_ON = re.compile("继续|持续|常态化|长期")
_DUE = (
    r"(?:[12][0-9]{3}年)?(?:[0-9]{1,2}月(?:[0-9]{1,2}日|[上中下]旬|[底末初])?|年[底末]|第?[一二三四]季度末?|[上下]半年)"
    "(?:之|以)?前"
)
_PAST_END = re.compile(rf"[，,](?:力争|确保|于|在)?{_DUE}[^，,。]{{0,8}}$")
_PAST_DUE = re.compile(_DUE)
_NO_YEAR = 9999  # stands for a year nobody gave
_NAMED = 6  # of those it leaves out, named to the person
_INNER = str.maketrans("“”", "‘’")  # quotation marks inside others: GB/T 15834—2011 4.8.3.4


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a template is rendered with, and what of the facts found no place in it."""

    context: Mapping[str, Any]
    notices: tuple[str, ...]


def arrange(slots: Sequence[Slot], facts: Facts, genre: str) -> Arranged:
    """The context for a template of a genre (key). FactError where a fact is none that its slot may hold."""
    written = facts.values["年份"].cell if "年份" in facts.values else None
    year = int(written) if isinstance(written, Decimal) else None
    context: dict[str, Any] = {slot.name: _value(slot, facts, year) for slot in slots if slot.name not in TABLES}
    tables = {slot.name: slot for slot in slots if slot.name in TABLES}
    rows = {name: facts.rows.get(name, ()) for name in TABLES}
    notices: list[str] = []
    planning = genre in PLANS
    last = year - 1 if year is not None and planning else year  # the year that was
    coming = last + 1 if last is not None else None
    context |= {
        "上年": str(year - 1) if year else blank("上年年份"),
        "下年": str(year + 1) if year else blank("下年年份"),
        "大序": [f"{to_chinese_number(n)}、" for n in range(1, 41)],
        "附件行": _attachments(context.get("附件", [])),
    }
    problems = [_problem(row, n, len(rows["问题"])) for n, row in enumerate(rows["问题"], 1)]
    if not problems and "问题" in tables and tables["问题"].required:
        gaps = {"序": "", "句": f"{blank('问题')}。", "整改句": f"{blank('整改措施')}。"}
        problems = [{**_cells("问题", None), **gaps}]
    open_tasks = [row for row in rows["任务"] if shown(row.cells.get("进展")) not in CLOSED]
    ahead = [row for row in open_tasks if planning or _year_of(row) == coming]
    behind = [row for row in rows["任务"] if not planning and _is_of(row, last)]
    if planning:
        vague = [_name(row) for row in ahead if not row.cells.get("完成时限") and not row.cells.get("责任单位")]
        if vague:
            notices.append(
                f"有 {len(vague)} 项任务没有写完成时限和责任单位，如“{_clause(vague[0])}”；请在“任务”表里补上"
            )
    context |= {
        "问题": problems,
        "任务": [
            {**_cells("任务", row), "序": _bracketed(n, len(rows["任务"])), "句": duty(row)}
            for n, row in enumerate(rows["任务"], 1)
        ],
        "做法": [_cells("做法", row) for row in rows["做法"]],
        "文件": [_cells("文件", row) for row in rows["文件"]],
        "荣誉": [_cells("荣誉", row) for row in rows["荣誉"]],
        "板块": [_cells("板块", row) for row in rows["板块"]],
        "指标": [{**_cells("指标", row), "值": short(row), "句": figure(row, last or 0)} for row in rows["指标"]],
        "保障": _safeguards(rows["保障"], tables),
        "成效": _achievements(rows, behind, last, facts),
        "安排": _plans(rows["板块"], ahead),
        "打算": _next_steps([*(_continued(row) for row in behind if _goes_on(row)), *ahead], rows["问题"]),
        "目标": _goals(_untold(rows["指标"], ahead), last, coming, planning, notices) if "指标" in tables else [],
    }
    return Arranged(context, tuple(notices))


def _value(slot: Slot, facts: Facts, year: int | None) -> Any:
    """What a single slot is filled with: a text, or a list of them."""
    many = slot.type in ("list", "attachment")
    value = facts.values.get(slot.name)
    if value is None and (found := _of_metric(slot.name, facts)):
        return found
    if value is None:
        missing = blank(slot.name, slot.unit)
        return ([missing] if slot.required else []) if many else (missing if slot.required else "")
    if many:
        items = value.cell if isinstance(value.cell, tuple) else [value.cell]
        return [shown(one).rstrip("。；，") if isinstance(one, Decimal) else str(one).rstrip("。；，") for one in items]
    text = shown(value.cell)
    if slot.type == "guide":
        return _guide(text, year, value.place)
    if slot.type == "abbr":
        return abbreviation(text, value.place)
    if slot.type == "closing" or slot.type == "text":
        text = text.rstrip("。；，")
    if slot.unit and text[-1:].isdigit():
        text += slot.unit
    return text


def _of_metric(name: str, facts: Facts) -> str:
    """A slot filled from the row of its indicator: X, 去年X, X增减, X增幅; "" where the row does not give it."""
    every = sorted(facts.rows.get("指标", ()), key=lambda row: "数值" in row.cells)  # of two the one with a result
    rows = {name: row for row in every for name in (_said(row), _name(row))}
    if name in rows:
        return short(rows[name]) if "数值" in rows[name].cells or "名次" in rows[name].cells else ""
    last, bare = name[:2] in ("去年", "上年"), re.sub("^[去上]年|增[减幅]$", "", name)
    row = rows.get(bare)
    before, now = (row.cells.get(column) if row else None for column in ("上年", "数值"))
    if row is None or bare == name or not isinstance(before, Decimal) or not isinstance(now, Decimal):
        return ""
    if not last and (now == before or "概数" in row.cells):
        return ""  # 比去年{{ 来文增减 }} can't be 与去年持平
    unit = shown(row.cells.get("计量单位"))
    if last:
        return f"{plain(before)}{unit}"
    if unit == "%":
        return f"{'提高' if now > before else '下降'}{plain(abs(now - before))}个百分点"
    if name.endswith("增减"):
        return f"{'增加' if now > before else '减少'}{plain(abs(now - before))}{unit}"
    return f"{'增长' if now > before else '下降'}{plain(percent(abs(now - before), before))}%" if before else ""


def _said(row: Row) -> str:
    """An indicator by what is done: 报送政务信息."""
    return shown(row.cells.get("动作")) + (shown(row.cells.get("对象")) or _name(row))


def guides() -> tuple[tuple[str, ...], ...]:
    """The set phrases a document may be guided by: key, words, first year, first year no longer, source."""
    lexicon = find_lexicon("guides.tsv", [data_folder("rules")])
    return lexicon_rows(lexicon, ("键", "表述", "起用", "停用", "依据"), required=2)


def _guide(text: str, year: int | None, place: str) -> str:
    """A set phrase by its key or as it stands, one or several parted by 、 or ；."""
    known = {row[0]: row for row in guides()}
    by_text = {row[1]: row for row in known.values()}
    found = []
    for part in [text] if text in by_text else re.split("[、；;，,\n]", text):
        row = known.get(part) or by_text.get(part)
        if row is None:
            raise FactError(
                f"{place}：“指导思想”里的“{part}”不是固定表述库里的键或原文{suggestion(part, known)}"
                "指导思想只能引用固定表述，见 rules/lexicon/guides.tsv。"
            )
        start, end = year_of(row[2], row[0]), year_of(row[3], row[0])
        if year is not None and ((start and year < start) or (end and year >= end)):
            raise FactError(f"{place}：“{row[1]}”不用于{year}年（{row[2] or '…'}—{row[3] or '…'}）。请换一条或留空。")
        found.append(row[1])
    return "，".join(found)


def _attachments(names: Sequence[str]) -> list[str]:
    """附件说明 (GB/T 9704—2012 7.3.4): one attachment without a number, several with theirs, no mark at the end."""
    bare = [re.sub(r"^[0-9]+[.．、]|[。；，]$", "", name) for name in names]
    if len(bare) < 2:
        return [f"附件：{name}" for name in bare]
    return [f"{'附件：' if n == 1 else ''}{n}.{name}" for n, name in enumerate(bare, 1)]


def _cells(table: str, row: Row | None) -> dict[str, str]:
    """Every column of a row as text; "" where nothing is given."""
    return {column.name: shown(row.cells.get(column.name)) if row else "" for column in TABLES[table].columns}


def _name(row: Row) -> str:
    return shown(row.cells[TABLES[row.table].key[0]])


def _year_of(row: Row) -> int | None:
    year = row.cells.get("年份")
    return int(year) if isinstance(year, Decimal) else None


def _clause(text: str) -> str:
    """The first clause of a text."""
    return re.split("[，。；]", text)[0]


def _is_of(row: Row, year: int | None) -> bool:
    """Whether a row is of this year; one without a year is of the document's, and without that every row may be."""
    return year is None or _year_of(row) in (None, year)


def _ended(text: str) -> str:
    """With one full stop at its end, whatever it ended with."""
    bare = text.rstrip("。；，、： ")
    return f"{bare}。" if bare and bare[-1] not in "！？…" else bare


def _bracketed(number: int, of: int = 2) -> str:
    """（一）; a lone item has no number."""
    return f"（{to_chinese_number(number)}）" if of > 1 else ""


def _problem(row: Row, number: int, of: int) -> dict[str, str]:
    name = _name(row).rstrip("。；，").translate(_INNER)
    measures = remedy(row) or f"针对“{name}”的问题，{blank('整改措施')}。"
    return {**_cells("问题", row), "序": _bracketed(number, of), "句": problem(row), "整改句": measures}


def _safeguards(rows: Sequence[Row], tables: Mapping[str, Slot]) -> list[dict[str, str]]:
    slot = tables.get("保障")
    found = [
        {"标题": _name(row).rstrip("。"), "内容": _ended(shown(row.cells.get("内容"))) or f"{blank('保障措施内容')}。"}
        for row in rows
    ]
    if not found and slot is not None and slot.required:
        found = [{"标题": blank("保障措施标题"), "内容": f"{blank('保障措施内容')}。"}]
    return [{**one, "序": _bracketed(n, len(found))} for n, one in enumerate(found, 1)]


def _grouped(themes: Sequence[Row], tables: Iterable[Sequence[Row]]) -> dict[str, list[Row]]:
    """Rows by what they belong to, in the order of the themes, then as they first come; "" last."""
    groups: dict[str, list[Row]] = {_name(row): [] for row in themes}
    for rows in tables:
        for row in rows:
            groups.setdefault(shown(row.cells.get("板块")), []).append(row)
    loose = groups.pop("", [])
    return groups | ({"": loose} if loose else {})


def _heading(theme: str, themes: Sequence[Row]) -> str:
    """The heading of a theme: its own, else its name."""
    row = next((row for row in themes if _name(row) == theme), None)
    return shown(row.cells.get("标题")) if row is not None and row.cells.get("标题") else theme or blank("板块标题")


def _achievements(
    rows: Mapping[str, Sequence[Row]], tasks: Sequence[Row], year: int | None, facts: Facts
) -> list[dict[str, str]]:
    """A block a theme: what was done in the year, each sentence in its own key."""
    figures = [_beside_last(row, rows["指标"], year) for row in _untold(rows["指标"], tasks) if _is_of(row, year)]
    organ = shown(facts.values["单位名称"].cell) if "单位名称" in facts.values else blank("单位名称")
    groups = _grouped(rows["板块"], (tasks, rows["做法"], figures, rows["文件"], rows["荣誉"]))
    blocks = []
    for n, (theme, members) in enumerate((groups or {"": []}).items(), 1):
        of = {name: [row for row in members if row.table == name] for name in TABLES}
        lead = next((row for row in rows["板块"] if _name(row) == theme), None)
        sums = "".join(figure(row, year or 0) for row in of["指标"])  # may tell what came of a task, and more
        parts = {
            "总领句": _ended(shown(lead.cells.get("总领句"))) if lead is not None else "",
            "做法句": chain([_name(row) for row in of["做法"]]) if of["做法"] else "",
            "任务句": "".join(told for row in of["任务"] if (told := _accounted(row, year)).strip("已。") not in sums),
            "指标句": sums,
            "文件句": documents(of["文件"]) if of["文件"] else "",
            "荣誉句": "".join(honour(row, organ) for row in of["荣誉"]),
        }
        if not any(parts.values()):
            parts["做法句"] = f"{blank(f'{theme}做法、数据和成效' if theme else '做法、数据和成效')}。"
        blocks.append({**parts, "板块": theme, "标题": _heading(theme, rows["板块"]), "序": _bracketed(n)})
    return blocks


def _beside_last(row: Row, rows: Sequence[Row], year: int | None) -> Row:
    """With the value of the year before, where only that year's own row gives it."""
    last = year - 1 if year is not None else None
    before = next((one for one in rows if _name(one) == _name(row) and _year_of(one) == last), None)
    if before is None or "上年" in row.cells or "数值" not in before.cells or last is None:
        return row
    if before.cells.get("计量单位") != row.cells.get("计量单位") or "概数" in before.cells:
        return row
    return replace(row, cells={**row.cells, "上年": before.cells["数值"]})


def _told_by(row: Row, tasks: Sequence[Row]) -> bool:
    """Whether an indicator of which only the target is known stands in the words of a task already."""
    target = row.cells.get("目标")
    if row.cells.get("数值") is not None or not isinstance(target, Decimal):
        return False
    aim, name = f"{plain(target)}{shown(row.cells.get('计量单位'))}", _name(row)
    texts = [shown(task.cells["任务"]) for task in tasks]
    return any(aim in text and any(a + b in text for a, b in pairwise(name)) for text in texts)


def _untold(rows: Sequence[Row], tasks: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not _told_by(row, tasks)]


def _accounted(row: Row, year: int | None) -> str:
    """What became of a planned task; a blank where nobody said."""
    said = done(row, year or 0)
    return said if said is not None else f"{_name(row).rstrip('。；，')}，{blank('完成情况')}。"


def _plans(themes: Sequence[Row], tasks: Sequence[Row]) -> list[dict[str, Any]]:
    """A block a theme: what is to be done, an item a task; items are numbered where there are several.

    Tasks of no theme come first, without a heading, as what is said of the whole.
    """
    groups = {theme: rows for theme, rows in _grouped(themes, (tasks,)).items() if rows}
    whole = groups.pop("", [])
    blocks: list[dict[str, Any]] = []
    total = 0
    for theme, rows in ([("", whole)] if whole or not groups else []) + list(groups.items()):
        headed = bool(theme) or not groups
        items = []
        for k, row in enumerate(rows, 1):
            total += 1
            items.append(
                {
                    **_cells("任务", row),
                    "序": f"{k}." if len(rows) > 1 and headed else "",
                    "总序": f"{total}.",
                    "句": duty(row),
                }
            )
        if not items:
            gap = f"{blank('任务、时限和责任单位')}。"
            items = [{**_cells("任务", None), "序": "", "总序": "1.", "句": gap}]
        number = sum(bool(block["标题"]) for block in blocks) + 1
        blocks.append(
            {
                "序": _bracketed(number) if headed else "",
                "大序": f"{to_chinese_number(number)}、" if headed else "",
                "板块": theme,
                "标题": _heading(theme, themes) if headed else "",
                "项": items,
            }
        )
    return blocks


def _goes_on(row: Row) -> bool:
    return shown(row.cells.get("进展")) in UNFINISHED


def _continued(row: Row) -> Row:
    """What was not finished in its year, as a task of the next: its dates are over, and a new one nobody gave."""
    text = _PAST_DUE.sub("", _PAST_END.sub("", _name(row).rstrip("。；，")))
    cells = {name: cell for name, cell in row.cells.items() if name not in ("完成时限", "目标")}
    begun = shown(row.cells.get("进展")) != "未启动"
    return replace(row, cells={**cells, "任务": f"继续{text}" if begun and not _GOES_ON.match(text) else text})


def _next_steps(tasks: Sequence[Row], problems: Sequence[Row]) -> list[dict[str, str]]:
    """What comes next in a summary: the coming year's tasks, then what is to be mended."""
    sentences = [duty(row) for row in tasks]
    sentences += [text for row in problems if (text := remedy(row))]
    sentences = sentences or [f"{blank('下一步工作打算')}。"]
    return [{"序": _bracketed(n, len(sentences)), "句": text} for n, text in enumerate(sentences, 1)]


def _goals(
    rows: Sequence[Row], last: int | None, coming: int | None, planning: bool, notices: list[str]
) -> list[dict[str, str]]:
    """What is to be reached in the coming year, beside what was reached in the last."""
    before = {_name(row): row for row in rows if _year_of(row) == last and isinstance(row.cells.get("数值"), Decimal)}
    wanted: list[Row] = []
    open_: list[Row] = []
    for row in rows:
        if row.cells.get("下年目标") is not None and _year_of(row) != coming:
            cells = {
                **row.cells,
                "目标": row.cells["下年目标"],
                "上年": row.cells.get("数值", row.cells.get("上年", "")),
            }
            wanted.append(replace(row, cells={k: v for k, v in cells.items() if v != ""}))
        elif (_year_of(row) == coming or (planning and _is_of(row, coming))) and row.cells.get("目标") is not None:
            known = before.get(_name(row))
            if known is not None and "上年" not in row.cells:
                row = replace(row, cells={**row.cells, "上年": known.cells["数值"]})
            wanted.append(row)
        elif planning and _name(row) in before:
            open_.append(row)
    names = {_name(row) for row in wanted}
    left = [row for row in open_ if _name(row) not in names]
    told = [row for row in left if row.cells.get("计量单位") == "%" or row.cells.get("目标") is not None][:_GOALS]
    if len(left) > len(told):
        rest = [_name(row) for row in left if row not in told]
        some = f"{'、'.join(rest[:_NAMED])}{'等' if len(rest) > _NAMED else ''}"
        notices.append(
            f"有 {len(rest)} 项上年指标没有给下年目标，没有写进计划：{some}；要写入请在“指标”表里填“下年目标”"
        )
    found = [goal(row, coming or _NO_YEAR).replace(str(_NO_YEAR), blank("年份")) for row in wanted]
    found += [_open_goal(row, coming) for row in told]
    return [{"序": _bracketed(n, len(found)), "句": text} for n, text in enumerate(found, 1)]


def _open_goal(row: Row, coming: int | None) -> str:
    name, unit = _name(row), shown(row.cells.get("计量单位"))
    gap = blank(f"{name}{coming or '下年'}{'年' if coming else ''}目标", unit)
    if unit == "%":
        return f"到{f'{coming}年' if coming else '下年'}底，{name}为{gap}，上年为{short(row)}。"
    return f"全年{name}{gap}，上年为{short(row)}。"
