"""Figures of one matter in several places in, a Hit where they are not the same out.

`problem`: `same-matter` (全年共办理来信812件, later 全年办理来信821件: the same words and unit, given as a total in
both places, with figures near each other), `same-noun` (来信812件, later 821件来信: the noun before or behind is the
same, the digits look mistyped), `recalled` (办案512件, then 这521件案件, 521件案件全部结案), `capitals`
(1200元（壹仟叁佰元整）). The value `other` is the figure it contradicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.quantities import NUMBER, UNIT, Quantity, are_digits_swapped, is_digit_wrong, is_vague, quantities
from hegao.text import HAN

VALUES = ("other",)  # what a message may name besides {actual} and {expected}

_FIGURE = re.compile(
    rf"(?:^|(?<=[，。；：、,;:（(]))(?P<words>(?:(?:19|20)[0-9]{{2}}年)?[{HAN}“”《》（）·]{{4,30}}?(?:12345[{HAN}“”]{{2,12}})?)"
    rf"(?P<number>{NUMBER})(?P<unit>{UNIT})(?![余多几来])"
)
_TOTAL = re.compile(r"全年|今年以来|一年来|半年来|上半年|共|累计|总计|年内|(?:19|20)[0-9]{2}年")
_FILLER = re.compile(
    r"全年|今年以来|一年来|半年来|今年|年内|共计?|累计|总计|合计|现已|已|先后|我[局委办科处镇县市区院校]|[全][市县区镇局院校]|(?:上半|下半)年|(?:19|20)[0-9]{2}年度?|^[，、了]|了|各类|达到?$|为$"
)
_SCOPE = re.compile(r"(?:19|20)[0-9]{2}年|[上下]半年|[全][省市县区镇乡州国]|去年|上年|[一二三四]季度")
_OTHERWISE = re.compile(
    r"计划|目标|力争|拟|将|预计|新增|增加|减少|增长|下降|比|其中|每|人均|平均|约|近|超|逾|不少于|不低于|分别|另|去年|上年|第|至少|任务|到$|月|日|季度|以上"
)
_GENERAL = re.compile("投资|资金$|产值|收入$|支出$")  # of many things in one draft
_AHEAD = re.compile(r"打算|计划|安排|下一步|思路|展望|目标|努力方向|重点任务")
_NOUN = re.compile(rf"[{HAN}“”]{{2,10}}$")
_NOUN_BEHIND = re.compile(rf"的?([{HAN}]{{2,10}})")
_LINK = re.compile(r"(?:共计?|合计|总计|达到?|为|有|是|已|了|各|计)+$")
_YEAR = re.compile("(?:19|20)[0-9]{2}(?![0-9万亿千百.])")
_SAYS_SO = re.compile(r"(?:这|上述|以上|前述)[0-9]|[0-9].{2,12}(?:全部|均已|都已|悉数)")
_RECALLED = ("这", "上述", "以上", "前述")
_ALL_OF_THEM = re.compile(rf"的?[{HAN}]{{2,10}}?(?:已全部|全部|均已|都已|已悉数)")
_OTHER_GROUND = re.compile(
    r"计划|目标|力争|拟|预计|新增|增加|减少|增长|下降|比|其中|每|人均|平均|分别|另|去年|上年|截至|季度|半年|[0-9]月|近|前|其他|涉及|以上"
)
_GENERAL_NOUN = re.compile("重点|主要|规划|新建|先期|首批|项目|工作|任务|企业|单位|指标")
_LONG_NOUN, _NOUN_BOTH_WAYS = 4, 3  # characters: what names one matter; the second where it stands before and behind
_MANY_DIGITS = 3  # fewer are too often alike by chance
_OPENS = re.compile(r"^$|(?:[，。；：、对将]|全部|全体|所有)$")  # before a figure that goes back to one named
_SHORTEST = 3  # characters of a figure that tells something
_RECALL = 3  # paragraphs a word such as 这 looks back
_CAPITALS = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]{1,2})?)(万?)元(?:整)?[（(](?:人民币|大写)?[：:]?(?:人民币)?([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,16})[元圆](?:([零壹贰叁肆伍陆柒捌玖])角)?(?:([零壹贰叁肆伍陆柒捌玖])分)?整?[）)]"
)
_CAPITAL_DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_CAPITAL_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["same-matter", "same-noun", "recalled", "capitals"]


@dataclass(frozen=True, slots=True)
class _Mention:
    """A figure with the nouns it stands between and the clause it belongs to."""

    figure: Quantity
    segment: Segment
    before: str
    behind: str
    clause: str


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    if params.problem == "capitals":
        for segment in segments:
            for match in _CAPITALS.finditer(segment.text) if "元" in segment.text else ():
                amount = Decimal(match[1].replace(",", "")) * (10_000 if match[2] else 1)
                said = _capital(match[3])
                said += Decimal(_CAPITAL_DIGITS.get(match[4] or "零", 0)) / 10
                said += Decimal(_CAPITAL_DIGITS.get(match[5] or "零", 0)) / 100
                if amount != said:
                    span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
                    yield Hit(span, match.group(), None, {"other": f"{said:f}"})
        return
    if params.problem == "recalled":
        yield from _recalled(segments)
        return
    planned = _planned(analysis)
    if params.problem == "same-noun":
        yield from _same_noun(tuple(segment for segment in segments if segment.paragraph not in planned))
        return
    first: dict[tuple[str, str, str], tuple[str, bool]] = {}
    for segment in segments:
        if segment.paragraph in planned:
            continue
        for match in _FIGURE.finditer(segment.text):
            words = match["words"]
            if _OTHERWISE.search(words):
                continue
            key = (_FILLER.sub("", words), match["unit"], "".join(_SCOPE.findall(words)))
            if len(key[0]) < 5 or _GENERAL.search(key[0]):
                continue
            total = _TOTAL.search(words) is not None
            earlier = first.setdefault(key, (match["number"], total))
            if earlier[0] != match["number"] and total and earlier[1] and _near(earlier[0], match["number"]):
                start = segment.start + match.start("number")
                span = Span(segment.paragraph, start, segment.start + match.end("unit"))
                yield Hit(span, match["number"] + match["unit"], None, {"other": earlier[0] + match["unit"]})


def _recalled(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """办案512件。这521件案件……: a figure that says it is one named before, and is not."""
    for k, segment in enumerate(segments):
        text = segment.text
        if not _SAYS_SO.search(text):
            continue
        behind: list[_Mention] | None = None
        mentions = list(_mentions(segment))
        for at, mention in enumerate(mentions):
            this = text.endswith(_RECALLED, 0, mention.figure.start)
            whole = _ALL_OF_THEM.match(text, mention.figure.end) is not None
            whole = whole and not _GENERAL_NOUN.match(mention.behind)
            if not this and not whole:
                continue
            if behind is None:
                behind = [m for s in segments[max(0, k - _RECALL + 1) : k] for m in _mentions(s)]
            earlier = [m for m in (*behind, *mentions[:at]) if m.figure.measure == mention.figure.measure]
            noun = mention.behind[:2]
            near = [m for m in earlier if this or (noun and noun in m.before + m.behind)]
            slip = next((m for m in reversed(near) if _is_slip(mention, m)), None)
            if slip and not any(m.figure.value == mention.figure.value for m in earlier):
                yield _hit(mention, slip)


def _same_noun(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """来信812件 …… 821件来信: figures of one noun that look like one and the same, mistyped."""
    alike: dict[tuple[str, str], list[_Mention]] = {}
    recent: list[_Mention] = []
    for segment in segments:
        recent = [m for m in recent if segment.paragraph - m.segment.paragraph <= 1]
        for mention in _mentions(segment):
            figure = mention.figure
            if figure.unit == "元":
                continue
            row = alike.setdefault((figure.measure, "".join(sorted(figure.text))), [])
            same = [m for m in row if _of_one_noun(m, mention)]
            many = sum(c.isdecimal() for c in figure.text) >= _MANY_DIGITS
            near = [m for m in same if many]
            if not near and mention.behind and _OPENS.search(segment.text[max(0, figure.start - 2) : figure.start]):
                near = [m for m in recent if m.figure.measure == figure.measure and _turned_round(m, mention)]
            told = any(m.figure.value == figure.value for m in same)
            if near and not told and not any(_OTHER_GROUND.search(m.clause) for m in (near[0], mention)):
                yield _hit(mention, near[0])
            row.append(mention)
            recent.append(mention)


def _of_one_noun(first: _Mention, second: _Mention) -> bool:
    """Whether a noun stands before one figure and behind the other, or words beside one end or begin the other's."""
    for one, other in ((first, second), (second, first)):
        if any(other.behind.startswith(one.before[-k:]) for k in range(_NOUN_BOTH_WAYS, len(one.before) + 1)):
            return True
        if len(one.before) >= _LONG_NOUN and other.before.endswith(one.before):
            return True
        if len(one.behind) >= _LONG_NOUN and other.behind.startswith(one.behind):
            return True
    return False


def _turned_round(first: _Mention, second: _Mention) -> bool:
    """Whether 教学班36个 is followed, close by, by 38个教学班: who speaks of the same thing again turns it round."""
    nouns = (first.before[-k:] for k in range(_NOUN_BOTH_WAYS, len(first.before) + 1))
    return any(second.behind.startswith(noun) for noun in nouns) and _is_slip(first, second)


def _is_slip(mention: _Mention, other: _Mention) -> bool:
    return are_digits_swapped(mention.figure, other.figure) or is_digit_wrong(mention.figure, other.figure)


def _mentions(segment: Segment) -> Iterator[_Mention]:
    text = segment.text
    for figure in quantities(text):
        if figure.unit == "%" or " " in figure.text or len(figure.text) < _SHORTEST or _YEAR.match(figure.text):
            continue
        if is_vague(text, figure.start, figure.end):
            continue
        head = re.split(r"[，,。；;：:、（）()\s]", text[max(0, figure.start - 24) : figure.start].rstrip())[-1]
        noun = _NOUN.search(_LINK.sub("", head))
        behind = _NOUN_BEHIND.match(text, figure.end)
        left = max(text.rfind(c, 0, figure.start) for c in "。；") + 1
        clause = text[max(left, figure.start - 40) : figure.start]
        yield _Mention(figure, segment, noun.group() if noun else "", behind[1] if behind else "", clause)


def _hit(mention: _Mention, other: _Mention) -> Hit:
    start = mention.segment.start
    span = Span(mention.segment.paragraph, start + mention.figure.start, start + mention.figure.end)
    return Hit(span, mention.figure.text, None, {"other": other.figure.text})


def _planned(analysis: Analysis) -> set[int]:
    """Paragraphs below a heading on what is to come: their figures are targets."""
    return {
        number
        for section in analysis.outline.sections
        if section.kind != "item" and _AHEAD.search(section.title)
        for number in range(section.span.paragraph, section.last + 1)
    }


def _near(a: str, b: str) -> bool:
    """Whether one figure may be a slip for the other: the same digits, one digit, or some tenth apart."""
    if len(a) == len(b) and len(a) > 1:
        return sorted(a) == sorted(b) or sum(x != y for x, y in zip(a, b, strict=True)) == 1
    first, second = Decimal(a.replace(",", "")), Decimal(b.replace(",", ""))
    return abs(first - second) * 10 <= max(first, second)


def _capital(text: str) -> Decimal:
    total, section, digit = 0, 0, 0
    for c in text:
        if c in _CAPITAL_DIGITS:
            digit = _CAPITAL_DIGITS[c]
        elif c in _CAPITAL_UNITS:
            section += (digit or 1) * _CAPITAL_UNITS[c]
            digit = 0
        else:
            factor = 10_000 if c == "万" else 100_000_000
            total = (total + section + digit) * factor if c == "亿" else total + (section + digit) * factor
            section, digit = 0, 0
    return Decimal(total + section + digit)
