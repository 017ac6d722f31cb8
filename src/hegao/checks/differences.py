"""Sentences with a figure before, a figure after and what lies between in, a Hit where the difference is another out.

`problem`: `step` (由9天减到8天，减少2天; 420件，比去年的360件增加50件; 420件，去年同期360件，增加50件), `points`
(a difference of two percentages that is given in percent). The value `sum` is the real difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.quantities import ALONE, NUMBER, PERCENT, UNIT, Quantity, is_vague, plainly, quantity
from hegao.text import HAN

VALUES = ("sum",)  # what a message may name besides {actual} and {expected}

_GAP = "[^，。；：、,;0-9]"
_YEAR = "(?:19|20)[0-9]{2}年"
_UP = "增加|增长|提高|上升|提升|净增|新增|增收|增支|多收|多|增|升"
_DOWN = "减少|缩短|下降|降低|压缩|精简|压减|缩减|净减|减收|减支|少收|少|减|降"
_CHANGED = rf"(?P<way>{_UP}|{_DOWN})了?(?P<step>{NUMBER})(?P<us>{UNIT}|{PERCENT})"
_FROM_TO = re.compile(
    rf"(?P<a>{ALONE})(?P<ua>{UNIT}|{PERCENT})?(?![年月日时]){_GAP}{{0,6}}"
    rf"(?:[增减升降缩提压涨扩]|精简|调整|变){_GAP}{{0,3}}?(?:到|至|为)了?{_GAP}{{0,8}}(?:{_YEAR}的?)?"
    rf"(?P<b>{ALONE})(?P<ub>{UNIT}|{PERCENT})[{HAN}]{{0,3}}[，,、；]{_GAP}{{0,3}}?{_CHANGED}"
)
_PAST = rf"(?:上年|去年|前年|上一年|上季度|上月|上半年|{_YEAR})(?:同期|度|底|末)?"
_SAME_PERIOD = rf"(?:上年|去年|前年|{_YEAR})(?:同期|全年)?"
_STEPS = (
    # 420件，比去年的360件增加50件
    re.compile(
        rf"(?P<b>{ALONE})(?P<ub>{UNIT}|{PERCENT})[^，。；：、,;0-9（(]{{0,8}}[，,]?(?:同)?[比较]{_PAST}的?(?P<a>{NUMBER})(?P<ua>{UNIT}|{PERCENT})[，,]?{_CHANGED}"
    ),
    # 比去年的360件增加50件，达到420件
    re.compile(
        rf"[比较]{_PAST}的?(?P<a>{NUMBER})(?P<ua>{UNIT}|{PERCENT}){_CHANGED}[，,](?:达到|达|增至|降至|增加到|减少到)了?(?P<b>{NUMBER})(?P<ub>{UNIT}|{PERCENT})"
    ),
    # 420件，去年同期为360件，同比增加50件
    re.compile(
        rf"(?P<b>{ALONE})(?P<ub>{UNIT}|{PERCENT}){_GAP}{{0,4}}[，,（(]而?{_SAME_PERIOD}(?:只有|仅为|为|是)?(?P<a>{NUMBER})(?P<ua>{UNIT}|{PERCENT})[）)]?"
        rf"[，,](?:同比|比{_SAME_PERIOD}|较{_SAME_PERIOD}|相比)?{_CHANGED}"
    ),
    # 去年360件，今年420件，增加50件
    re.compile(
        rf"{_SAME_PERIOD}{_GAP}{{0,8}}?(?P<a>{ALONE})(?P<ua>{UNIT}|{PERCENT})[，,；](?:今年|本年|{_YEAR}){_GAP}{{0,8}}?(?P<b>{NUMBER})(?P<ub>{UNIT}|{PERCENT})"
        rf"[，,](?:同比|比上年|比去年|较上年|较去年)?{_CHANGED}"
    ),
)
_OTHERWISE = re.compile(r"[约近超逾均计比]|分别|每|同")  # 约减少、年均增长: no plain difference


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["step", "points"]


@dataclass(frozen=True, slots=True)
class _Change:
    """What was, what is, and what is said to lie between."""

    before: Quantity
    after: Quantity
    step: Quantity
    real: Decimal  # what lies between, below 0 if it went the other way
    start: int  # characters of the text
    end: int


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    for segment in segments:
        for change in _changes(segment.text):
            real = abs(change.real)
            if params.problem == "points":
                if change.step.unit == "%" == change.before.unit and real == change.step.value:
                    span = Span(segment.paragraph, segment.start + change.step.start, segment.start + change.step.end)
                    yield Hit(span, change.step.text, f"{change.step.text[:-1]}个百分点")
                continue
            if _contradicted(change):
                span = Span(segment.paragraph, segment.start + change.start, segment.start + change.end)
                measure = "个百分点" if change.after.unit == "%" else change.step.measure
                yield Hit(span, segment.text[change.start : change.end], None, {"sum": plainly(real, measure)})


def _contradicted(change: _Change) -> bool:
    """Whether the step is not the difference, in size or in direction."""
    figures = (change.before, change.after, change.step)
    if change.step.unit == "%":
        return False
    decimals = {len(figure.text.partition(".")[2]) for figure in figures}
    rough = len({figure.measure for figure in figures} - {"个"}) > 1 or len(decimals) > 1
    rough = rough or (change.after.slack > Decimal("0.5") and any("." in figure.text for figure in figures))
    blur = max(figure.slack for figure in figures) * 2 if rough else Decimal()
    return abs(change.real - change.step.value) > blur


def _changes(text: str) -> Iterator[_Change]:
    """Each change the text tells of with all three figures, in units that fit together."""
    if not any(word in text for word in "增减升降提高缩多少"):
        return
    seen: set[int] = set()
    for pattern in (_FROM_TO, *_STEPS):
        for match in pattern.finditer(text):
            if match.start("step") in seen:
                continue
            ub = match["ub"]
            ua = match["ua"] or ub
            before, after = quantity(match["a"], ua, match.start("a")), quantity(match["b"], ub, match.start("b"))
            points = text.startswith(("个百分点", "百分点"), match.end("step"))
            step = quantity(match["step"], "个" if points else match["us"], match.start("step"))
            fitting = points or step.unit == "%" if after.unit == "%" else step.unit == after.unit and not points
            if before.unit != after.unit or not fitting:
                continue
            if _vague(text, before, bool(match["ua"])) or _vague(text, after, True):
                continue
            if is_vague(text, step.end, step.end):
                continue
            told = pattern is _FROM_TO  # by which way it went, already
            if told and _OTHERWISE.search(text[after.end : step.start]):
                continue
            real = after.value - before.value
            fell = match["way"] in _DOWN.split("|")
            seen.add(step.start)
            yield _Change(before, after, step, abs(real) if told else -real if fell else real, *match.span())


def _vague(text: str, figure: Quantity, unit: bool) -> bool:
    return is_vague(text, figure.start, figure.end if unit else figure.start)
