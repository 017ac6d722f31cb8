"""Sentences with two figures and how one became the other in, a Hit where the figures tell another story out.

`problem`: `growth` (由360件增加到420件，增长20%; 420件，比上年的360件增长20%; 420件，比上年增加60件，增长20%),
`direction` (由92%提高到88%), `times` (由100家增加到300家，增长3倍; 翻了一番). Rounded and cut-off decimals are allowed
for. The value `real` is what the figures really give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.quantities import ALONE, PERCENT, UNIT, Quantity, quantity

VALUES = ("real",)  # what a message may name besides {actual} and {expected}

_UNIT = f"(?:{UNIT}|{PERCENT})"
_UP = "增加|增长|提高|上升|提升|增至|升至|升|增|扩大|扩展|攀升|上涨|涨|延长|上调"
_DOWN = "减少|缩短|下降|降低|压缩|压减|缩减|精简|回落|下调|下滑|降|减"
_GAP = "[^，。；：、,;0-9（(]"
_PAST = r"(?:上年|去年|前年|上一年度?|上年度|(?:19|20)[0-9]{2}年(?:度|底|末|初)?|[一二三四五六七八九十]+五末)"
_FROM_TO = (
    rf"(?P<a>{ALONE})(?P<ua>{_UNIT})?{_GAP}{{0,6}}?(?P<verb>{_UP}|{_DOWN}){_GAP}{{0,4}}?(?:到|至|为)?了?"
    rf"(?:(?<=[到至为了]){_GAP}{{0,10}}?|(?:(?:19|20)[0-9]{{2}}年|{_GAP}{{0,4}}?)的)(?P<b>{ALONE})(?P<ub>{_UNIT})"
)
_NAMED = rf"(?P<how>{_UP}|{_DOWN})(?:了|幅度?为?|率为?)?(?P<p>{ALONE})[%％]"
_CHANGED = rf"(?:{_UP}|{_DOWN})(?:收|支)?了?"
_BETWEEN = rf"{_GAP}{{0,4}}[，,、；（(](?:{_GAP}{{0,4}}?{_CHANGED}[0-9.]+{_UNIT}[，,、])?(?P<gap>{_GAP}{{0,6}}?)"
_DIRECTED = re.compile(_FROM_TO)
# What any text with such a pair holds, quick to look for.
_MOVED = re.compile(
    rf"(?:{_UP}|{_DOWN}){_GAP}{{0,4}}?(?:[到至为了]{_GAP}{{0,10}}?|(?:[0-9]{{4}}年|{_GAP}{{0,4}}?)的)[0-9]"
)
_GROWTHS = (
    re.compile(_FROM_TO + _BETWEEN + _NAMED),
    # 420件，比上年的360件增长20%; 420件（上年360件），增长20%
    re.compile(
        rf"(?P<b>{ALONE})(?P<ub>{_UNIT}){_GAP}{{0,4}}[，,（(]{_GAP}{{0,2}}?(?:比|较|而)?{_PAST}"
        rf"(?:(?![增减升降涨提缩下净]){_GAP}){{0,8}}?(?P<a>{ALONE})(?P<ua>{_UNIT})[）)]?[，,]?(?P<gap>{_GAP}{{0,4}}?){_NAMED}"
    ),
    # 增长20%，由360件增加到420件
    re.compile(
        rf"(?P<how>{_UP}|{_DOWN})了?(?P<p>{ALONE})[%％](?P<gap>[，,（(]{_GAP}{{0,4}}?[由从]{_GAP}{{0,10}}?)" + _FROM_TO
    ),
    # 去年办件360件，今年办件420件，增长20%
    re.compile(
        rf"{_PAST}{_GAP}{{0,10}}?(?P<a>{ALONE})(?P<ua>{_UNIT})[，,；]{_GAP}{{0,3}}?(?:今年|本年|(?:19|20)[0-9]{{2}}年)"
        rf"{_GAP}{{0,10}}?(?P<b>{ALONE})(?P<ub>{_UNIT})[，,](?P<gap>{_GAP}{{0,6}}?){_NAMED}"
    ),
)
# 比上年的360件增加60件，增长16.7%
_FROM_PAST = re.compile(
    rf"[比较]{_PAST}(?:同期)?的?(?P<a>{ALONE})(?P<ua>{_UNIT})(?P<step>{_UP}|{_DOWN})了?(?P<c>{ALONE})(?P<uc>{_UNIT})[，,、]"
    rf"(?P<gap>{_GAP}{{0,4}}?){_NAMED}"
)
# 420件，比上年增加60件，增长16.7%
_STEP = re.compile(
    rf"(?P<b>{ALONE})(?P<ub>{_UNIT}){_GAP}{{0,4}}[，,]{_GAP}{{0,2}}?(?:同比|环比|[比较](?:上年|去年|上季度|上月|上半年)(?:同期)?)"
    rf"(?P<step>{_UP}|{_DOWN})[收支]?了?(?P<c>{ALONE})(?P<uc>{_UNIT})[，,、](?P<gap>{_GAP}{{0,4}}?){_NAMED}"
)
# 9起、死亡3人，与去年同期的12起、4人相比，事故起数下降25%，死亡人数下降25%
_PARALLEL = re.compile(
    rf"(?P<b>{ALONE})(?P<ub>{_UNIT})[、，]{_GAP}{{0,4}}(?P<d>{ALONE})(?P<ud>{_UNIT})[，,]?(?:与|比|较|同){_PAST}(?:同期)?的?"
    rf"(?P<a>{ALONE})(?P<ua>{_UNIT})[、和](?P<c>{ALONE})(?P<uc>{_UNIT})(?:相比)?[，,]?{_GAP}{{0,8}}?"
    rf"(?P<how>{_UP}|{_DOWN})了?(?P<p>{ALONE})[%％][，、和]{_GAP}{{0,8}}?(?P<how2>{_UP}|{_DOWN})?了?(?P<p2>{ALONE})[%％]"
)
_TIMES = re.compile(
    _FROM_TO + _BETWEEN + rf"(?:(?:增长|增加|扩大|提高|上升)了?(?P<n>{ALONE})倍|翻了?(?P<doubled>[一两二三四])番)"
)
_NOT_PLAIN = re.compile(r"[约近超逾]|均|每|累计|净|分别|可比|实际|名义|其中|剔除|扣除|不到|不足")
_VAGUE_BEFORE = re.compile(r"(?:[约近超逾负第]|下降|减少|亏损|不足|不到|超过|突破|零下|至少|平均)$")
_VAGUE_BEHIND = re.compile(r"[余多强]|以[上内下]|左右|上下|个?百分点|位|名")
_IN_ROW = re.compile(rf"分别|[0-9]{_GAP}{{0,6}}[、和]$")  # one of several figures, each with its own
_VALUED = re.compile(r"生产总值|GDP|增加值|总产值")  # growth of these is reckoned in constant prices
_SPEED = (
    "天",
    "工作日",
    "小时",
    "分钟",
    "个月",
    "位",
    "名",
    "度",
    "级",
    "类",
    "档",
    "期",
    "环",
)  # 提升到 fewer is no fault


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["growth", "direction", "times"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    find = {"growth": _growths, "direction": _directions, "times": _times}[params.problem]
    for segment in segments:
        yield from find(segment)


def _growths(segment: Segment) -> Iterator[Hit]:
    if "%" not in segment.text and "％" not in segment.text:
        return
    for pattern in _GROWTHS:
        for match in pattern.finditer(segment.text):
            pair = _pair(segment.text, match)
            if pair is None or not _plain(segment.text, match):
                continue
            before, after = pair
            if before.unit in ("%", "％") or _is_up(match["how"]) != (after.value > before.value):
                continue  # a difference of percentages, or the wrong direction: other faults
            yield from _wrong_rate(segment, match, before, after)
    for match in _FROM_PAST.finditer(segment.text):
        before, step = quantity(match["a"], match["ua"]), quantity(match["c"], match["uc"])
        if before.unit != step.unit or not _plain(segment.text, match):
            continue
        sign = 1 if _is_up(match["step"]) else -1
        if _is_up(match["how"]) == (sign > 0) and not _vague(segment.text, match, "a", "ua"):
            after = replace(before, value=before.value + sign * step.value, slack=before.slack + step.slack)
            yield from _wrong_rate(segment, match, before, after)
    for match in _PARALLEL.finditer(segment.text):
        pairs = [(quantity(match[x], match["u" + x]), quantity(match[y], match["u" + y])) for x, y in ("ab", "cd")]
        if all(before.unit == after.unit for before, after in pairs):
            for (before, after), rate in zip(pairs, ("p", "p2"), strict=True):
                yield from _wrong_rate(segment, match, before, after, rate)
    for match in _STEP.finditer(segment.text):
        after, step = quantity(match["b"], match["ub"]), quantity(match["c"], match["uc"])
        if after.unit != step.unit or after.unit in ("%", "％") or not _plain(segment.text, match):
            continue
        if _is_up(match["step"]) != _is_up(match["how"]) or _vague(segment.text, match, "b", "ub"):
            continue
        value = after.value - step.value if _is_up(match["step"]) else after.value + step.value
        if value > 0:
            before = replace(after, value=value, slack=after.slack + step.slack)
            yield from _wrong_rate(segment, match, before, after)


def _wrong_rate(
    segment: Segment, match: re.Match[str], before: Quantity, after: Quantity, rate_group: str = "p"
) -> Iterator[Hit]:
    named = Decimal(match[rate_group].replace(",", ""))
    last = Decimal(1).scaleb(-len(match[rate_group].partition(".")[2]))
    if before.value <= before.slack:
        return
    rate = abs(after.value / before.value - 1) * 100
    rates = [
        abs(b / a - 1) * 100
        for a in (before.value - before.slack, before.value + before.slack)
        for b in (after.value - after.slack, after.value + after.slack)
    ]
    # Who names a whole percentage reckons with the figures as written; a finer one comes from figures not shown.
    blur = Decimal(2) if last < 1 else Decimal("0.3")
    below, above = min(rate - min(rates), blur), min(max(rates) - rate, blur)
    if rate - below - last < named <= rate + above + last / 2:
        return
    real = (abs(after.value / before.value - 1) * 100).quantize(min(last, Decimal("0.1")), ROUND_HALF_UP)
    start, end = match.span(rate_group if "p2" in match.re.groupindex else 0)
    yield Hit(_span(segment, start, end), segment.text[start:end], None, {"real": f"{real.normalize():f}%"})


def _directions(segment: Segment) -> Iterator[Hit]:
    for match in _DIRECTED.finditer(segment.text) if _MOVED.search(segment.text) else ():
        pair = _pair(segment.text, match)
        if pair is None:
            continue
        before, after = pair
        up = _is_up(match["verb"])
        if up and before.measure in _SPEED:
            continue
        if (after.value <= before.value) if up else (after.value >= before.value):
            real = "没有变化" if after.value == before.value else "减少" if up else "增加"
            yield Hit(_span(segment, *match.span()), match.group(), None, {"real": real})
    for pattern in _GROWTHS:
        for match in pattern.finditer(segment.text):
            pair = _pair(segment.text, match)
            if pair is None or not _plain(segment.text, match):
                continue
            before, after = pair
            verb = match.groupdict().get("verb")
            if verb and _is_up(verb) != (after.value > before.value):
                continue  # said above
            if before.value != after.value and _is_up(match["how"]) != (after.value > before.value):
                real = "增加" if after.value > before.value else "减少"
                yield Hit(_span(segment, *match.span()), match.group(), None, {"real": real})


def _times(segment: Segment) -> Iterator[Hit]:
    if "倍" not in segment.text and "番" not in segment.text:
        return
    for match in _TIMES.finditer(segment.text):
        pair = _pair(segment.text, match)
        if pair is None or not _plain(segment.text, match) or pair[0].value <= pair[0].slack:
            continue
        before, after = pair
        ratio = after.value / before.value
        blur = ratio * (before.slack / before.value + after.slack / after.value) if after.value else Decimal()
        if match["n"]:
            named = Decimal(match["n"].replace(",", "")) + 1
            places = len(match["n"].partition(".")[2])
            blur += Decimal(1).scaleb(-places) if places else Decimal("0.6")
            real = f"增长{(ratio - 1).quantize(Decimal('0.1'), ROUND_HALF_UP).normalize():f}倍"
        else:
            named = Decimal(2 ** {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}[match["doubled"]])
            blur += named / 5
            real = f"{ratio.quantize(Decimal('0.1'), ROUND_HALF_UP).normalize():f}倍于前"
        if abs(ratio - named) > blur:
            yield Hit(_span(segment, *match.span()), match.group(), None, {"real": real})


def _pair(text: str, match: re.Match[str]) -> tuple[Quantity, Quantity] | None:
    """The figures before and after, if both are exact and of one unit."""
    if match["ua"] is None:
        return None
    before, after = quantity(match["a"], match["ua"]), quantity(match["b"], match["ub"])
    if before.unit != after.unit or _vague(text, match, "a", "ua") or _vague(text, match, "b", "ub"):
        return None
    return before, after


def _plain(text: str, match: re.Match[str]) -> bool:
    """Whether the rate is a plain one of the figures: no 年均, no 约, no growth in constant prices."""
    behind = match.end()
    return (
        _NOT_PLAIN.search(match["gap"]) is None
        and _VAGUE_BEHIND.match(text, behind) is None
        and _VALUED.search(text, max(0, match.start() - 20), behind) is None
    )


def _vague(text: str, match: re.Match[str], number: str, unit: str) -> bool:
    at = match.start(number)
    before = text[max(0, at - 24) : at]
    return (
        _VAGUE_BEFORE.search(before) is not None
        or _IN_ROW.search(before) is not None
        or _VAGUE_BEHIND.match(text, match.end(unit)) is not None
    )


def _is_up(verb: str) -> bool:
    return re.fullmatch(_UP, verb) is not None


def _span(segment: Segment, start: int, end: int) -> Span:
    return Span(segment.paragraph, segment.start + start, segment.start + end)
