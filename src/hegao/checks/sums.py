"""Sentences `60件，其中甲20件、乙50件` or `由9天减到8天，减少2天` in, a Hit where the numbers do not add up out.

`problem` says which way: parts that make `more` than the total, which is certain, or `less`, where a part may just not
be named; or a `difference` other than the one named; or a difference of two percentages given in percent, not in
`points`. Parts stand in one row, each with the total's own unit; without
其中 only behind 共, 合计 or 全长, and in a row of 、. The value `sum` is what the numbers really give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import HAN

_NUMBER = r"(?<![0-9.])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?![0-9])"
_UNIT = (
    rf"[百千万亿]{{0,2}}(?:立方米|平方公里|平方米|公里|公顷|千瓦|公斤|千克|人次|件次|户次|场次|批次|班次|课时|"
    rf"(?![余多几来年月日时])[{HAN}])"
)
_COUNT_ONLY = rf"{_NUMBER}{_UNIT}[{HAN}]{{0,4}}"
_COUNT = re.compile(rf"({_NUMBER})({_UNIT})")
_TOTAL = re.compile(
    rf"({_NUMBER})({_UNIT})(?:[^，。；：、,;:0-9（(]{{0,10}})(?:[，,][^，。；：、,;:0-9其]{{1,8}}{_COUNT_ONLY})?(?:[，；,;（(：:]|——)[^，。；,;：:0-9]{{0,4}}其中[，：:,有]?"
)
_WHOLE = re.compile(
    rf"(?:共|合计|总计|全长|总长|总里程|总面积)[^，。；：、,;:0-9]{{0,12}}({_NUMBER})({_UNIT})[^，。；：、,;:0-9（(]{{0,6}}[，,：:]"
)
_VAGUE_BEFORE = re.compile(r"(?:[约近超逾]|增加|增长|减少|下降|增|减|不少于|不低于|至少|最多|超过|突破)$")
_VAGUE_BEHIND = re.compile(r"以[上内下]|左右|上下|[余多]")
# Parts that may count a thing twice (女性50人、党员60人), and what is no part at all (比上年增加20件).
_CROSSING = re.compile(
    r"女|党员|团员|民族|岁|学历|本科|研究生|博士|硕士|职称|残疾|退役|贫困|留守|困难|新增|增长|增加|减少|下降|比上|占|同比|"
    r"上年|去年|每|年末|人均|平均|分别|均|合计|共|总|累计|当年|当日|当月|本年|本月"
)
_GRADED = re.compile(r"以上|超|过|级|大型|重点")  # 亿元以上2个、五亿元以上1个: the second is part of the first
_STOP = re.compile(r"[。！？）)]")
_LONGEST_ROW = 400  # characters
_NEARLY_ALL = Decimal("0.8")  # parts that make up less than this of the total just name the weightiest of it
_OPEN = re.compile(r"等|主要|包括|如|例|另|不含|除|部分|还有|以及|及其|重点|仅|就")


_CHANGE = re.compile(
    rf"({_NUMBER})({_UNIT}|[%％])?(?![年月日时])[^，。；：、,;0-9]{{0,6}}"
    rf"(?:[增减升降缩提压涨扩]|精简|调整|变)[^，。；：、,;0-9]{{0,3}}?(?:到|至|为)了?[^，。；：、,;0-9]{{0,8}}"
    rf"({_NUMBER})({_UNIT}|[%％])[{HAN}]{{0,3}}[，,、；][^，。；：、,;0-9]{{0,3}}"
    rf"(?:增加|增长|减少|缩短|下降|降低|提高|上升|压缩|提升|精简|压减|缩减|增|减|降|升)了?({_NUMBER})({_UNIT}|[%％])"
)
_OTHER_CHANGE = re.compile(r"[约近超逾均计净比]|分别|每|同")  # 约减少、年均增长: no plain difference


VALUES = ("sum",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["more", "less", "difference", "points"]
    min_parts: int = 2


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    if params.problem == "difference":
        yield from _differences(segments)
        return
    if params.problem == "points":
        yield from _points(segments)
        return
    for segment in segments:
        text = _without_brackets(segment.text)
        seen: set[int] = set()
        for pattern in (_TOTAL, _WHOLE):
            for match in pattern.finditer(text):
                if match.start(1) in seen:
                    continue
                seen.add(match.start(1))
                wrong = _contradiction(text, match, params, pattern is _WHOLE)
                if wrong is not None:
                    added, end = wrong
                    span = Span(segment.paragraph, segment.start + match.start(1), segment.start + end)
                    yield Hit(span, match.group(1) + match.group(2), None, {"sum": f"{added:f}"})


def _differences(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """Rows 由8.9天缩短到8.2天，缩短了0.9天 whose last number is not the difference of the first two."""
    for segment in segments:
        for match in _CHANGE.finditer(segment.text):
            first, unit, second, unit_behind, named, unit_named = match.groups()
            points = segment.text.startswith("百分点", match.end())
            if unit not in (None, unit_behind) or (not points and (unit_behind != unit_named or unit_named in "%％")):
                continue
            if points and unit_behind not in ("%", "％"):
                continue
            tail = segment.text[match.start(4) : match.start(5)]
            if _OTHER_CHANGE.search(tail) or _VAGUE_BEHIND.match(segment.text, match.end()):
                continue
            if any(_VAGUE_BEFORE.search(segment.text[max(0, at - 4) : at]) for at in (match.start(1), match.start(3))):
                continue
            numbers = (_value(first), _value(second), _value(named))
            decimals = [len(n.partition(".")[2]) for n in (first, second, named)]
            rounding = Decimal(1).scaleb(-min(decimals)) if max(decimals) else Decimal()
            real = abs(numbers[0] - numbers[1])
            if abs(real - numbers[2]) > rounding:
                span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
                yield Hit(span, match.group(), None, {"sum": f"{real:f}"})


def _points(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """Rows 由62%提高到71%，提高9% whose last number is just the difference of the first two: 9个百分点."""
    for segment in segments:
        for match in _CHANGE.finditer(segment.text):
            first, _, second, unit_behind, named, unit_named = match.groups()
            percent = unit_behind in "%％" and unit_named in "%％"
            if percent and abs(_value(first) - _value(second)) == _value(named):
                span = Span(segment.paragraph, segment.start + match.start(5), segment.start + match.end(6))
                yield Hit(span, named + unit_named, f"{named}个百分点")


def _without_brackets(text: str) -> str:
    """The text with the inside of （…） blanked out where it does not open a row of parts; offsets stay."""
    return re.sub(
        r"[（(][^（()）]{0,60}[）)]", lambda m: m.group() if "其中" in m.group() else "\u2003" * len(m.group()), text
    )


def _contradiction(text: str, total: re.Match[str], params: Params, silent: bool) -> tuple[Decimal, int] | None:
    """What the parts behind the total add up to and where they end, if that contradicts it in the way asked for."""
    before = text[max(0, total.start(1) - 4) : total.start(1)]
    if _VAGUE_BEFORE.search(before) or _VAGUE_BEHIND.match(text, total.end(2)):
        return None
    stop = _STOP.search(text, total.end(), total.end() + _LONGEST_ROW)
    behind = stop.start() if stop else min(len(text), total.end() + _LONGEST_ROW)
    sentence = text[total.end() : behind]
    parts, rest = _parts(sentence, total.group(2), silent, total.group().endswith(("：", ":")))
    named = sentence[: len(sentence) - len(rest)]
    graded = _GRADED.search(named) is not None and "以下" not in named
    if parts is None or len(parts) < params.min_parts or graded:
        return None
    value, added = _value(total.group(1)), sum(parts, Decimal())
    decimals = len(total.group(1).partition(".")[2])
    rounding = Decimal(len(parts)).scaleb(-decimals) if decimals else Decimal()
    end = total.end() + len(named)
    if params.problem == "more":
        return (added, end) if added > value + rounding else None
    short = value * _NEARLY_ALL <= added < value - rounding
    if not short or silent or _OPEN.search(named) or re.search(rf"{_NUMBER}{total.group(2)}", rest):
        return None
    after = rest + text[behind : behind + 8]
    if re.match(r"[，,；;、。]?(?:等|其他|其它|其余|余下|另|还|此外|剩余|未)", after):
        return None
    return added, end


def _parts(sentence: str, unit: str, silent: bool, listed: bool) -> tuple[list[Decimal] | None, str]:
    """The parts of the row that opens the sentence and what stands behind it; None where rows of two ranks mix.

    Parts are set apart by ； only in a `listed` row, one behind a colon.
    """
    parts: list[Decimal] = []
    mark = ""
    at = 0
    for piece in re.finditer(r"([^，,；;、]+)([，,；;、]|$)", sentence):
        counts = list(_COUNT.finditer(piece.group(1)))
        label = piece.group(1)[: counts[-1].start()] if counts else ""
        if not counts or counts[-1].group(2) != unit or _CROSSING.search(label) or not label.strip():
            break
        if sum(c.group(2) == unit for c in counts) > 1 or _VAGUE_BEFORE.search(label):
            return None, ""
        if _VAGUE_BEHIND.match(piece.group(1), counts[-1].end()):
            return None, ""
        parts.append(_value(counts[-1].group(1)))
        at = piece.end(1)
        if piece.group(2) in ("；", ";") and not listed:
            break
        if piece.group(2) != mark and mark:
            if mark != "、" and piece.group(2) == "、":
                return None, ""
            break  # the row ends here
        mark = piece.group(2)
        if silent and mark != "、" and len(parts) == 1:
            return None, ""
    return parts, sentence[at:]


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
