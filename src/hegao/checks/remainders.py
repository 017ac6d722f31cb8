"""A total, what was done of it and what is left in, a Hit where the three do not fit together out.

`problem`: `rest` (23户，已脱险19户，其余8户; 需求60人，现有45人，缺口20人), `split` (56项，已完成12项、正在推进41项、
滞后4项: what is done and what is not make all), `all` (隐患213个，已全部整改到位210个), `running` (今年新建5个，累计
建成3个). Figures of the unit in the same sentence, or the one before, are tried in all ways: any that fits will do.
The value `real` is what is left, what the parts make or the total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.quantities import CHINESE, NUMBER, UNIT, Quantity, is_vague, plainly, quantities, quantity
from hegao.text import HAN

VALUES = ("real",)  # what a message may name besides {actual} and {expected}

_REST = re.compile(
    rf"(?:其余的?|剩余的?|余下的?|剩下的?|尚有|尚余|仍有|还有|还剩|尚剩|尚未[{HAN}]{{2,4}}的?有?|还差|尚差|尚缺|还缺|仍缺|缺口|缺额|缺编|空缺|空编|"
    rf"结余|节余|余额|结存)(?:为|达|是|约为)?(?P<n>{NUMBER}|{CHINESE}(?=[个户名人位件项家处台所条座辆套间场批宗起]))(?P<u>{UNIT})"
)
_BESIDES = re.compile(r"(?:还有|仍有|尚有)$")
_UNDONE = re.compile(r"未|没|待|正在|需|不|等|在建|在办|办理中|推进")
_DONE = re.compile(
    r"^(?:其中|目前|截至目前|现|已|已经|均|全部|共|按期|按时|序时)*(?:完成|办结|整改|销号|竣工|完工|开工|建成|化解|审结|落实|解决|答复|拆除|交付|验收|处置|脱贫|消除)"
)
_OPEN = re.compile(
    r"正在|正常推进|持续推进|推进|滞后|尚未|未|在建|在办|办理中|进行中|整改中|实施中|序时进度|达到序时|待|未启动|未完成|未开工|暂缓|长期坚持"
)
_STATUS = re.compile(rf"(?P<words>[{HAN}“”]{{2,12}}?)(?P<n>{NUMBER})(?P<u>{UNIT})(?P<tail>[{HAN}]{{0,6}})")
_PIECE = re.compile("[^，,、；;]+")
_OTHERS = re.compile("等|其他|其它|其余|剩余|另|还有|不予|取消|终止|退回|合计")
_ALL = re.compile(
    rf"(?:全部(?!或)|均已|全都)(?:已?[{HAN}]{{2,8}}?|已)(?P<n>{NUMBER})(?P<u>{UNIT})(?![{HAN}]{{0,3}}[以的])"
)
_RUNNING = re.compile(
    rf"(?:今年|全年|年内|本年度?|本月|本季度|当年|上半年)(?:共|新增|新)?(?P<verb>[{HAN}]{{2}})[{HAN}“”]{{0,10}}?(?P<a>{NUMBER})(?P<ua>{UNIT})[^，。；0-9]{{0,8}}[，,]"
    rf"(?:[{HAN}]{{0,6}})累计(?:共|已|达|达到)?(?P<words>[{HAN}“”]{{0,12}}?)(?P<b>{NUMBER})(?P<ub>{UNIT})"
)
_CHANGED = re.compile(r"增|减|升|降|比|每|均|其中|超|计划|目标|年$|月$|日$")
_FARTHEST = 120  # characters between a total and what is left of it
_MOST = 6  # figures tried
_MOST_UNDONE = Decimal("1.25")  # a total farther above what is 全部 done is of another matter
_Fault = tuple[int, int, str, str]  # where, what is written, the figure it should agree with


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["rest", "split", "all", "running"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    find = {"rest": _rests, "split": _splits, "all": _alls, "running": _running}[params.problem]
    for segment in segments:
        for start, end, actual, real in find(segment.text):
            yield Hit(Span(segment.paragraph, segment.start + start, segment.start + end), actual, None, {"real": real})


def _rests(text: str) -> Iterator[_Fault]:
    for match in _REST.finditer(text):
        rest = quantity(match["n"], match["u"], match.start("n"))
        start = _sentence_start(text, match.start())
        clause = re.split("[，,；;、]", text[start : match.start()])[-1]
        behind = text[match.end() : match.end() + 8]
        if _BESIDES.search(match.group()[: match.start("n") - match.start()]) and not _UNDONE.search(clause + behind):
            continue
        before = _exact(text, start, match.start(), rest.unit)
        if len(before) < 2:
            before = _exact(text, _sentence_start(text, start - 1), match.start(), rest.unit) if start else before
        if not 2 <= len(before) <= _MOST or is_vague(text, rest.start, rest.end):
            continue
        total, parts = before[0], before[1:]
        blur = sum((q.slack for q in (*before, rest)), Decimal()) if any("." in q.text for q in before) else Decimal()
        if any(abs(value - rest.value) <= blur for value in _lefts(before)):
            continue
        real = total.value - sum((q.value for q in parts), Decimal())
        if real > 0 and max(q.value for q in parts) < total.value:
            yield parts[0].start, match.end(), match.group(), plainly(real, rest.measure)


def _lefts(figures: Sequence[Quantity]) -> Iterator[Decimal]:
    """What is left when some figures are taken from another one or from the sum of several."""
    values = [q.value for q in figures]
    for size in range(1, len(values) + 1):
        for some in combinations(range(len(values)), size):
            others = [values[k] for k in range(len(values)) if k not in some]
            total = sum((values[k] for k in some), Decimal())
            for taken in range(len(others) + 1):
                for part in combinations(others, taken):
                    yield total - sum(part, Decimal())


def _splits(text: str) -> Iterator[_Fault]:
    for sentence in re.finditer(r"[^。！？]+", text):
        if not _OPEN.search(sentence.group()):
            continue
        row: list[Quantity] = []
        statuses: list[str] = []
        for piece in _PIECE.finditer(text, *sentence.span()):
            match = _STATUS.fullmatch(piece.group())
            words = match["words"] + match["tail"] if match else ""
            known = _OPEN.search(words) or (match and _DONE.search(match["words"]))
            if match is None or not known or _CHANGED.search(words):
                if len(row) > 1:
                    yield from _split(text, row, statuses, sentence.end())
                row, statuses = [], []
                continue
            figure = quantity(match["n"], match["u"], piece.start() + match.start("n"))
            if row and figure.unit != row[0].unit:
                row, statuses = [], []
            row.append(figure)
            statuses.append(words)
        if len(row) > 1:
            yield from _split(text, row, statuses, sentence.end())


def _split(text: str, row: Sequence[Quantity], statuses: Sequence[str], end: int) -> Iterator[_Fault]:
    """A row of what is done and what is not, against the totals before it."""
    done = [not _OPEN.search(words) for words in statuses]
    if all(done) or not any(done) or any(is_vague(text, q.start, q.end) for q in row):
        return
    rest = text[row[-1].end : end]
    if _OTHERS.search(rest[:30]) or any(q.unit == row[0].unit for q in quantities(rest)):
        return
    start = _sentence_start(text, row[0].start)
    totals = _exact(text, start, row[0].start - 1, row[0].unit)
    if not totals and start:
        totals = _exact(text, max(0, start - _FARTHEST), row[0].start - 1, row[0].unit)
    added = sum((q.value for q in row), Decimal())
    if not totals or any(t.value == added for t in totals):
        return
    total = min(totals, key=lambda t: abs(t.value - added))
    if abs(total.value - added) <= max(Decimal(2), total.value / 4) and total.value > max(q.value for q in row):
        yield total.start, row[-1].end, total.text, plainly(added, row[0].measure)


def _alls(text: str) -> Iterator[_Fault]:
    for match in _ALL.finditer(text):
        done = quantity(match["n"], match["u"], match.start("n"))
        start = max(text.rfind(c, 0, match.start()) for c in "。；！？") + 1
        before = _exact(text, start, match.start(), done.unit)
        if len(before) == 1 and done.value < before[0].value <= done.value * _MOST_UNDONE:
            yield before[0].start, match.end(), match.group(), before[0].text


def _running(text: str) -> Iterator[_Fault]:
    for match in _RUNNING.finditer(text) if "累计" in text else ():
        once, ever = quantity(match["a"], match["ua"]), quantity(match["b"], match["ub"])
        words = match["words"]
        same = not words or match["verb"] in words or words[0] in match["verb"]
        if once.unit == ever.unit and ever.value < once.value and same:
            yield match.start(), match.end(), match.group(), match["a"] + match["ua"]


def _exact(text: str, start: int, end: int, unit: str) -> list[Quantity]:
    """The figures of a unit in text[start:end], none of them vague; an empty list where one is."""
    found = [q for q in quantities(text, start, max(start, end)) if q.unit == unit]
    return [] if any(is_vague(text, q.start, q.end) for q in found) else found


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence that holds `at` begins, not too far back."""
    return max(max(text.rfind(c, 0, max(0, at)) for c in "。！？") + 1, at - _FARTHEST, 0)
