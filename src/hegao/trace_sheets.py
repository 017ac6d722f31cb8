"""A plan held against its summary in, the tables people read out: planned tasks, work outside the plan, figures."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hegao.ledger import Row, Sheet, link_to
from hegao.model import Metric, Span
from hegao.rendering import Cell, Options, figure, number_words, one_line, shown_path
from hegao.trace import EXTRA, VERDICTS, Answer, Change, Extra, Figure, Trace, short_name, signed

VERDICT_COLUMN = "落实情况"
REACHED_COLUMN = "是否达到"
_TASKS = ("序号", "计划任务", "完成时限", "目标", VERDICT_COLUMN, "说明", "总结中的表述", "相符的词", "出处")
_EXTRAS = ("序号", "工作", "所在章节", "出处")
_FIGURES = ("序号", "指标", "计划", "总结", "单位", "差额", "增减", REACHED_COLUMN, "出处")
_NAMES = ("计划任务落实情况", "计划外工作", "指标对照")
HEADINGS = ("一、计划任务落实情况", "二、计划外工作", "三、指标对照")
_UNTOLD = "总结未写，待核"
_BEHIND_UNIT = ("以上", "以下", "以内", "左右", "之内")
_MOVED = {"up": "增长", "down": "下降"}
_RECURRING = {12: "每月", 6: "每两个月", 4: "每季度", 2: "每半年"}
NOTE = "“未提及”只说明总结里没有找到相应表述，不等于没有做；落实情况按文字和数字比对得出，请核对原文。"


def sheets(found: Trace, options: Options) -> tuple[Sheet, Sheet, Sheet]:
    """The three tables; the verdicts of the first are the values of VERDICTS."""
    plan, summary = (
        Row((), one_line(shown_path(r, options)), link_to(r.path, options)) for r in (found.plan, found.summary)
    )
    tables = (
        Sheet(name, heading, columns)
        for name, heading, columns in zip(_NAMES, HEADINGS, (_TASKS, _EXTRAS, _FIGURES), strict=True)
    )
    tasks, extras, figures = tables
    for answer in found.answers:
        _add(tasks, summary if answer.passages else plan, _answer(answer))
    for extra in found.extras:
        _add(extras, summary, _extra(extra))
    for change in found.changes:
        _add(figures, summary, _change(change))
    return tasks, extras, figures


def totals(found: Trace) -> str:
    """“计划任务 30 项：已落实 20 项，部分落实 4 项，未提及 6 项；计划外 3 项”; what there is none of is left out."""
    counts = Counter(answer.verdict for answer in found.answers)
    words = "，".join(f"{name} {counts[verdict]} 项" for verdict, name in VERDICTS.items() if counts[verdict])
    head = f"计划任务 {len(found.answers)} 项" + (f"：{words}" if words else "")
    return "；".join([head, *([f"{EXTRA} {len(found.extras)} 项"] if found.extras else [])])


def _add(sheet: Sheet, source: Row, values: tuple[Cell, ...]) -> None:
    cleaned = (one_line(value) if isinstance(value, str) else value for value in values)
    sheet.rows.append(Row((len(sheet.rows) + 1, *cleaned), source.file, source.link))


def _answer(answer: Answer) -> tuple[Cell, ...]:
    places = [f"计划第{answer.task.span.paragraph}段"]
    numbers = dict.fromkeys(passage.span.paragraph for passage in answer.passages)
    if numbers:
        places.append("总结" + "、".join(f"第{number}段" for number in numbers))
    return (
        answer.task.text,
        answer.deadline,
        "；".join(map(_aim, answer.figures)),
        VERDICTS[answer.verdict],
        _why(answer),
        "；".join(dict.fromkeys(passage.text for passage in answer.passages)),
        "、".join(answer.words),
        "，".join(places),
    )


def _aim(one: Figure) -> str:
    return f"{_RECURRING[one.times] if one.times > 1 else ''}{_amount(one.aim)}"


def _why(answer: Answer) -> str:
    """How far the figures were reached, and the words that say that it is not finished."""
    if answer.verdict == "missing":
        return ""
    several = len(answer.figures) > 1
    words = [_result(one, several) for one in answer.figures]
    if any("【待填" in hedge for hedge in answer.hedges):
        words.append("总结此处还有待填内容")
    elif answer.hedges:
        words.append(f"总结称{'、'.join(f'“{hedge}”' for hedge in answer.hedges)}")
    elif answer.verdict == "partial" and all(one.reached for one in answer.figures if one.result):
        words.append("总结列为存在的问题")
    return "；".join(words)


def _result(one: Figure, several: bool) -> str:
    about = short_name(one.aim) if several else ""
    if one.result is None:
        return f"{about}总结未写数量，只称已做到" if one.reached else f"{about}总结未写可比的数量，是否达到目标待核"
    result = f"{about}实际{_moved(one.result, one.aim)}{_amount(one.result)}"
    if one.at_most:
        goal = f"目标不超过{number_words(one.aim.value or Decimal(0))}{one.aim.unit or ''}"
        return f"{result}，{'达标' if one.reached else '未达标'}（{goal}）"
    if one.aim.kind in ("change", "percent"):
        return f"{result}，{_points(one)}"
    share = "" if one.rate is None else f"，为目标的{number_words(one.rate.normalize())}%"
    aim = (
        f"（全年合{number_words((one.aim.value or Decimal(0)) * one.times)}{one.aim.unit or ''}）"
        if one.times > 1
        else ""
    )
    return f"{result}{share}{aim}"


def _moved(result: Metric, aim: Metric) -> str:
    """增长 or 下降 before a rate of change that goes the other way than the aim."""
    if result.change == aim.change or result.change not in _MOVED:
        return ""
    return _MOVED[result.change]


def _points(one: Figure) -> str:
    """“比目标低0.8个百分点”."""
    if one.result is None:
        return ""
    gap = signed(one.result, one.aim) - (one.aim.value_normalized or Decimal(0)) * one.times
    if not gap:
        return "与目标持平"
    opposite = "，与目标方向相反" if signed(one.result, one.aim) < 0 else ""
    return f"比目标{'高' if gap > 0 else '低'}{number_words(abs(gap).normalize())}个百分点{opposite}"


def _extra(extra: Extra) -> tuple[Cell, ...]:
    return extra.passage.text, extra.section, _place(extra.passage.span)


def _place(span: Span) -> str:
    return f"总结第{span.paragraph}段"


def _change(change: Change) -> tuple[Cell, ...]:
    """Both values in the unit of the later one; less than nought where it fell instead of rising."""
    before, after = change.before, change.after
    place = f"计划第{before.span.paragraph}段"
    if after is None or change.difference is None:
        value = _plain((before.value_normalized or Decimal(0)) / _scale(before))
        return change.name, value, None, before.unit or "", None, None, _UNTOLD, place
    scale = _scale(after)
    earlier = (before.value_normalized or Decimal(0)) / scale
    rise = "" if change.percent is None else f"{change.percent.normalize():+f}%"
    unit = after.unit or ""
    reached = "" if change.reached is None else "达到" if change.reached else "未达到"
    return (
        change.name,
        _plain(earlier),
        _plain(signed(after, before) / scale),
        unit,
        _plain(change.difference / scale),
        "持平" if not change.difference else rise or ("个百分点" if unit == "%" else None),
        reached,
        f"{place}，{_place(after.span)}",
    )


def _scale(metric: Metric) -> Decimal:
    """By how much the written value was multiplied to normalise it: 10000 for 万元."""
    if not metric.value or not metric.value_normalized:
        return Decimal(1)
    return metric.value_normalized / metric.value


def _plain(value: Decimal) -> Decimal:
    """Without noughts at the end: 3.80 is 3.8."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _amount(metric: Metric) -> str:
    """With the unit before what stands behind it: 6%以上."""
    number, unit = figure(metric), metric.unit or ""
    behind = next((word for word in metric.qualifier if word in _BEHIND_UNIT and number.endswith(word)), "")
    return f"{number.removesuffix(behind)}{unit}{behind}"
