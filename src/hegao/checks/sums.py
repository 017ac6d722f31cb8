"""Sentences `60件，其中甲20件、乙50件` or `由9天减到8天，减少2天` in, a Hit where the numbers do not add up out.

`problem` says which way: parts that make `more` than the total, which is certain, or `less`, where a part may just
not be named; a total `behind` its parts (甲20件、乙50件，合计60件; also 应到 beside 实到 and 请假); a `difference`
other than the one named; or a difference of two percentages given in percent, not in `points`. Parts stand in one
row, each with the total's own unit, 万 and 亿 apart; without 其中 only behind 共, 合计 or 全长, and in a row of 、.
The value `sum` is what the numbers really give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.quantities import (
    ALONE,
    UNIT,
    Quantity,
    are_digits_swapped,
    is_digit_wrong,
    is_vague,
    plainly,
    quantities,
    quantity,
    rounding,
)

_AMONG = re.compile(
    r"(?:[，；,;（(：:。]|——)[^，。；,;：:0-9]{0,4}其中[，：:,有]?|(?<=[\u4e00-\u9fff])中，有?(?=[0-9])|[（(](?=[男女][0-9])"
)
_CLAUSE_END = r"[，,][^，,]*[，,][^，,]*[，,]"  # a figure further away than two clauses is another matter
_FARTHEST = 60  # characters
_WHOLE = re.compile(
    rf"(?:共|合计|总计|全长|总长|总里程|总面积)[^，。；：、,;:0-9]{{0,12}}({ALONE})({UNIT})[^，。；：、,;:0-9（(]{{0,6}}[，,：:]"
)
_SUMMED = re.compile(
    rf"[，,、](?:[^，。；：、,;0-9（(]{{0,6}}(?:合计|共计|总计)|共)[^，。；：、,;0-9（(]{{0,6}}({ALONE})({UNIT})"
)
_ATTENDED = re.compile(
    r"应到[^，。；0-9]{0,8}([0-9]+)[人名位][^，。；0-9]{0,6}[，,、]实[到际][^，。；0-9]{0,8}([0-9]+)[人名位]"
    r"((?:[，,、][^，。；0-9]{0,4}(?:请假|缺席|缺勤)[^，。；0-9]{0,4}[0-9]+[人名位])+)"
)
_SIGNED = re.compile(
    r"[与同和]([0-9]+)[个家名](?:[^，。；、0-9]|（[^）]*）){1,16}?[和、与]([0-9]+)[个家名][^，。；、0-9]{1,12}?签[订定署][^，。；、0-9]{0,16}([0-9]+)份"
)
_YEAR_FIGURE = re.compile(rf"((?:19|20)[0-9]{{2}})年[^，。；：、,;0-9]{{0,8}}?({ALONE})({UNIT})")
_YEAR_ROW = re.compile(
    rf"(?:(?:19|20)[0-9]{{2}}年[^，。；：、,;0-9]{{0,8}}?{ALONE}{UNIT}[，、；]){{1,4}}(?:19|20)[0-9]{{2}}年[^，。；：、,;0-9]{{0,8}}?{ALONE}{UNIT}"
)
# Words that may count a thing twice (女性50人、党员60人), and what is no part at all (比上年增加20件).
_CROSSING = re.compile(
    r"女|党员|团员|民族|岁|学历|本科|研究生|博士|硕士|职称|残疾|退役|贫困|留守|困难|新增|当年|当日|当月|本年|本月"
)
_NO_PART = re.compile(r"增长|增加|减少|下降|比上|占|同比|上年|去年|每|年末|人均|平均|分别|均|合计|共|总|累计")
_NO_SUM = re.compile(r"增长|增加|减少|下降|比上|同比|每|均|其中|达到|[至到]$")
_GRADED = re.compile(
    r"以上|超|过|(?<![上下国省市县区乡镇村厅处科局院校部班])级|大型|重点"
)  # 亿元以上2个、五亿元以上1个: the second is part of the first
_STOP = re.compile(r"[。！？）)]")
_LONGEST_ROW = 400  # characters
_NEARLY_ALL = Decimal("0.8")  # parts that make up less than this of the total just name the weightiest of it
_ALL_BUT_A_BIT = Decimal("0.9")  # the same of a row in a sentence of its own
_OPEN = re.compile(r"等|主要|包括|如|例|另|不含|除|部分|还有|以及|及其|重点|仅|就")
VALUES = ("sum",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["more", "less", "behind"]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A row of figures of one unit."""

    figures: tuple[Quantity, ...]
    labels: tuple[str, ...]
    unit: str
    start: int  # characters of the text
    end: int
    limit: int  # where the sentence ends


@dataclass(frozen=True, slots=True)
class _Row:
    """Parts with the total they belong to."""

    total: Quantity
    parts: _Parts
    silent: bool  # no 其中 in the sentence says that these are all of it
    closed: bool  # 其中 does say so, be it in a sentence of its own


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    if params.problem == "behind":
        yield from _sums_behind(segments)
        yield from _signed(segments)
        yield from _attended(segments)
        yield from _years(segments)
        return
    for segment in segments:
        if "中" not in segment.text and "男" not in segment.text and not _WHOLE.search(segment.text):
            continue
        text = _without_brackets(segment.text)
        seen: set[int] = set()
        for row in (*_announced_rows(text), *_silent_rows(text), *_grouped_rows(text)):
            added = _contradiction(text, row, params.problem)
            if added is not None and row.total.start not in seen:
                seen.add(row.total.start)
                span = Span(segment.paragraph, segment.start + row.total.start, segment.start + row.parts.end)
                yield Hit(span, row.total.text, None, {"sum": plainly(added, row.total.measure)})


def _without_brackets(text: str) -> str:
    """The text with the inside of （…） blanked out where it does not open a row of parts; offsets stay."""
    return re.sub(
        r"[（(][^（()）]{0,60}[）)]",
        lambda m: m.group() if "其中" in m.group() or m.group()[1] in "男女" else "\u2003" * len(m.group()),
        text,
    )


def _announced_rows(text: str) -> Iterator[_Row]:
    """Rows behind 其中, each with the nearest figure of their unit before it."""
    for match in _AMONG.finditer(text):
        parts = _row(text, match.end(), False)
        if parts is None or (match.group().startswith("中") and not _one_ground(parts.labels)):
            continue
        start = max((text.rfind(c, 0, match.start()) for c in "。！？；"), default=-1) + 1
        start = max(start, match.start() - _FARTHEST)
        totals = [t for t in quantities(text, start, match.start()) if t.unit == parts.unit]
        between = text[totals[-1].end : match.start()] if totals else ""
        if not totals or re.search(_CLAUSE_END, between) or re.search("[0-9]", re.split("[，,、]", between)[0]):
            continue
        apart, among = "。" in match.group(), not match.group().startswith("中")
        yield _Row(totals[-1], parts, apart or not among, among)


def _silent_rows(text: str) -> Iterator[_Row]:
    """Rows in 、 right behind 共60件， or 全长26.5公里：."""
    for match in _WHOLE.finditer(text):
        parts = _row(text, match.end(), True)
        total = quantity(match[1], match[2], match.start(1))
        if parts is not None and parts.unit == total.unit:
            yield _Row(total, parts, True, False)


def _grouped_rows(text: str) -> Iterator[_Row]:
    """Rows 甲线20处、30公里；乙线10处、15公里 behind 其中: each group names each unit of the totals once."""
    for match in _AMONG.finditer(text):
        stop = re.search(r"[。！？]", text[match.end() :])
        end = match.end() + stop.start() if stop else len(text)
        groups = list(re.compile("[^；;]+").finditer(text, match.end(), end))
        if len(groups) < 2 or end - match.end() > _LONGEST_ROW:
            continue
        figures_of = [list(quantities(text, *group.span())) for group in groups]
        heads = [text[g.start() : row[0].start] if row else "" for g, row in zip(groups, figures_of, strict=True)]
        if not all(heads) or not _one_ground(tuple(heads)) or any(_NO_PART.search(head) for head in heads):
            continue
        start = max(text.rfind(c, 0, match.start()) for c in "。！？；") + 1
        for total in quantities(text, max(start, match.start() - _FARTHEST), match.start()):
            parts = [[q for q in row if q.unit == total.unit] for row in figures_of]
            figures = tuple(p[0] for p in parts if len(p) == 1 and not is_vague(text, p[0].start, p[0].end))
            if total.unit != "%" and len(figures) == len(groups):
                row = _Parts(figures, tuple(heads), total.unit, match.end(), figures[-1].end, end)
                yield _Row(total, row, False, True)


def _row(text: str, at: int, silent: bool) -> _Parts | None:
    """The row of figures of one unit that begins at `at`; None where there is none or rows of two ranks mix.

    Parts are set apart by ； only behind a colon.
    """
    stop = _STOP.search(text, at, at + _LONGEST_ROW)
    end = stop.start() if stop else min(len(text), at + _LONGEST_ROW)
    listed = text[at - 1] in "：:"
    figures: list[Quantity] = []
    labels: list[str] = []
    unit, mark, closed = "", "", at
    for piece in re.finditer(r"([^，,；;、]+)([，,；;、]|$)", text[at:end]):
        counts = [c for c in quantities(piece[1]) if c.unit != "%"]
        last = counts[-1] if counts else None
        label = piece[1][: last.start] + piece[1][last.end :] if last else ""
        if last is None or (unit and last.unit != unit) or not label.strip() or _NO_PART.search(label):
            break
        unit = last.unit
        if sum(c.unit == unit for c in counts) > 1 or is_vague(piece[1], last.start, last.end):
            return None
        figures.append(last)
        labels.append(label)
        closed = at + piece.end(1)
        if piece[2] in ("；", ";") and not listed:
            break
        if mark and piece[2] != mark:
            if mark != "、" and piece[2] == "、":
                return None
            break  # the row ends here
        mark = piece[2]
        if silent and mark != "、" and len(figures) == 1:
            return None
    return _Parts(tuple(figures), tuple(labels), unit, at, closed, end) if figures else None


def _contradiction(text: str, row: _Row, problem: str) -> Decimal | None:
    """What the parts add up to, if that contradicts the total in the way asked for."""
    total, parts = row.total, row.parts
    if is_vague(text, total.start, total.end):
        return None
    value, added = total.value, sum((f.value for f in parts.figures), Decimal())
    if problem == "more" and len(parts.figures) == 1 and not row.silent:
        return added if added > value and not _NO_PART.search(text[total.end : parts.start]) else None
    if len(parts.figures) < 2 or _overlap(parts.labels):
        return None
    blur = rounding((total, *parts.figures))
    if problem == "more":
        return added if added > value + blur else None
    named, rest = text[parts.start : parts.end], text[parts.end : parts.limit]
    least = _ALL_BUT_A_BIT if row.silent else _NEARLY_ALL
    if not (row.closed and value * least <= added < value - blur) or _OPEN.search(named):
        return None
    if any(q.unit == parts.unit for q in quantities(rest)):
        return None
    if re.match(
        r"[，,；;、。]?(?:等|其他|其它|其余|余下|另|还|此外|剩余|未)", rest + text[parts.limit : parts.limit + 8]
    ):
        return None
    return added


def _one_ground(labels: tuple[str, ...]) -> bool:
    """Whether parts are told apart on one ground (建于2010年以前, 建于2010年以后), so that none is counted twice."""
    return all(SequenceMatcher(None, a, b).ratio() >= 0.75 for a, b in pairwise(labels))


def _overlap(labels: tuple[str, ...]) -> bool:
    """Whether parts may count a thing twice: 女性50人、党员60人 do, 男性50人、女性60人 or 在职党员、退休党员 do not."""
    together = "".join(labels)
    if _GRADED.search(together) and "以下" not in together:
        return True
    sexes = any("男" in label for label in labels) and any("女" in label for label in labels)
    for match in _CROSSING.finditer(together):
        word = match.group()
        if not (word == "女" and sexes) and not all(word in label for label in labels):
            return True
    return False


def _signed(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """与18个镇街和26个部门签订责任书45份: one for each."""
    for segment in segments:
        for match in _SIGNED.finditer(segment.text) if "签" in segment.text else ():
            added = int(match[1]) + int(match[2])
            if added != int(match[3]):
                span = Span(segment.paragraph, segment.start + match.start(1), segment.start + match.end())
                yield Hit(span, match[3] + "份", None, {"sum": str(added)})


def _years(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """安排2860万元。2025年安排1600万元，2026年安排1360万元: what the years make looks like the total, mistyped."""
    for segment in segments:
        for match in _YEAR_ROW.finditer(segment.text):
            figures = [quantity(m[2], m[3]) for m in _YEAR_FIGURE.finditer(match.group())]
            years = [int(m[1]) for m in _YEAR_FIGURE.finditer(match.group())]
            if len({f.measure for f in figures}) > 1 or years != [*range(years[0], years[0] + len(years))]:
                continue
            added = sum((f.value for f in figures), Decimal())
            text = plainly(added, figures[0].measure)
            made = next(quantities(text), None)
            start = max(0, match.start() - 2 * _FARTHEST)
            totals = [q for q in quantities(segment.text, start, match.start()) if q.measure == figures[0].measure]
            if made is None or any(total.value == added for total in totals):
                continue
            total = next((t for t in totals if are_digits_swapped(t, made) or is_digit_wrong(t, made)), None)
            if total:
                span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
                yield Hit(span, total.text, None, {"sum": text})


def _attended(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """应到58人，实到55人，请假2人: who is there and who is not make all."""
    for segment in segments:
        for match in _ATTENDED.finditer(segment.text) if "应到" in segment.text else ():
            away = sum(int(n) for n in re.findall(r"(?:请假|缺席|缺勤)[^0-9，。；]{0,4}([0-9]+)", match[3]))
            if int(match[2]) + away != int(match[1]):
                span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
                yield Hit(span, f"应到{match[1]}人", None, {"sum": str(int(match[2]) + away)})


def _sums_behind(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """Rows 甲20件、乙50件，合计60件 whose figures make another sum, whichever of them the row begins with."""
    for segment in segments:
        if "计" not in segment.text and "共" not in segment.text:
            continue
        text = _without_brackets(segment.text)
        for match in _SUMMED.finditer(text):
            least = max(0, match.start() - _LONGEST_ROW)
            start = max(max(text.rfind(c, least, match.start()) for c in "。！？；：") + 1, least)
            total = quantity(match[1], match[2], match.start(1))
            figures: list[Quantity] = []
            first = match.start()
            for clause in reversed(list(re.finditer(r"[^，,、]+", text[start : match.start()]))):
                counts = list(quantities(clause.group()))
                if [c.unit == total.unit for c in counts].count(True) != 1 or counts[-1].unit != total.unit:
                    break
                last = counts[-1]
                if is_vague(clause.group(), last.start, last.end) or _NO_SUM.search(clause.group()):
                    figures = []
                    break
                figures.append(last)
                first = start + clause.start() + last.start
            if len(figures) < 2 or is_vague(text, total.start, total.end):
                continue
            sums = list(accumulate(f.value for f in figures))
            blur = rounding((total, *figures))
            far = all(abs(total.value - added) > blur for added in sums[1:])
            if far and sums[-1] / 2 <= total.value <= sums[-1] * 2:
                span = Span(segment.paragraph, segment.start + first, segment.start + match.end())
                yield Hit(span, total.text, None, {"sum": plainly(sums[-1], total.measure)})
