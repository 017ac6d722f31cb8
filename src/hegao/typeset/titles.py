"""A title in, the lines it is set in, balanced and without a split word, out (GB/T 9704—2012 7.3.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hegao.model import Word
from hegao.nlp import words
from hegao.organisations import organisations
from hegao.text import HAN

# What a break costs. The steps are wide enough for no sum of smaller faults to outweigh a larger one: first no name or
# number is torn and no mark stands on the wrong side, then there are as few lines as can be, then no line is left with
# a word or two, then the lines form a trapezoid or a diamond and break where the sense does. Within a step a title is
# searched for the cheapest sum, from its end, by the place and the width of the line before: that tells the shape.
_TORN = 10_000_000
_LINE = 1_000_000
_LONELY = 20_000
_SHORT = 2_000
_WAIST = 3_000  # a line shorter than both its neighbours
_GROUP = 16  # characters between two of the author's own blanks that stay together
_HALVES = 300  # 2025年工作总结和 | 2026年工作计划
_BAD, _POOR, _PLAIN, _FAIR, _GOOD = 900, 350, 120, 40, 0

_OPENING = "《〈“‘（(〔［[【「『"
_CLOSING = "》〉”’）)〕］]】」』，。；：、！？…—～·%％℃,.;:!?"
_PAIRS = re.compile(
    r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|“[^“”]*”|‘[^‘’]*’|（[^（）]*）|\([^()]*\)|〔[^〔〕]*〕|【[^【】]*】"
)
_NUMERAL = "〇零一二三四五六七八九十百千万两"
# Numbers with what counts them, and a document's number
_WHOLE = re.compile(
    rf"[{HAN}]{{0,8}}〔[0-9]{{4}}〕[0-9]+号"
    rf"|第?[0-9]+(?:[.,:：/％%—–－\-～~至][0-9]+)* ?[年月日号届次期批个项条款章节件名人元份类级季阶]?度?"
    rf"|第[{_NUMERAL}]+[届次期批号章条款节类]?(?:季度|阶段|批次)?"
    rf"|(?<![{_NUMERAL}])[{_NUMERAL}]++[届次期批]"
)
_GAP = re.compile(rf"(?<=[{HAN}》”）])[ \u3000]+(?=[{HAN}《“（])|\u3000")  # the author's own, not one beside a number
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]++(?:[.+\-/&][A-Za-z0-9]++)+")  # V2.0, AI-OCR
_NEVER_FIRST = re.compile("的|了|和|及|与|暨|或|等|之|以及|地|得")
_NEVER_LAST = re.compile("关于|对于|对|为|为了|在|以|将|由|从|向|把|给|被|于|按|按照|根据|依据|因|就|同|第|各|本|该")
_JOINING = re.compile("和|及|与|暨|或|以及|并")
_HEADS = re.compile("工程|总结|计划|要点|工作|情况|问题|事项|事宜|活动|事业|行动|方面|学期|时期|期间|阶段|段|等")
_QUALIFYING = re.compile("有关|相关|若干|部分|专项|重点")
_PASSING_ON = re.compile("印发|转发|批转|发布|公布|颁布|下发|报送|贯彻|落实|执行|废止|修改")
_LEADING = re.compile(
    "进一步|全面|深入|认真|切实|大力|扎实|持续|积极|加快|加强|做好|开展|推进|推动|促进|完善|调整|成立"
)


def title_lines(title: str, width: int = 20) -> tuple[str, ...]:
    """The lines of a title, together exactly the title; none for a blank one.

    `width` counts Chinese characters, ASCII ones as half of one; only a single word can be wider. A blank between two
    lines ends the first.
    """
    tokens = words(title)
    if not tokens:
        return ()
    starts = [0, *(word.start for word in tokens[1:])]
    costs = [0, *_breaks(title, tokens)]
    lines: list[str] = []
    for start, end in pairwise(_cheapest(title, starts, costs, 2 * width)):
        lines.append(title[start:end])
    return tuple(lines)


def _cheapest(title: str, starts: Sequence[int], costs: Sequence[int], width: int) -> list[int]:
    """The places where the lines start, and the end of the title; `width` in halves of a character."""
    edges = [*starts, len(title)]
    halves = [0]
    for c in title:
        halves.append(halves[-1] + (1 if c.isascii() else 2))

    def wide(start: int, end: int) -> int:
        return halves[edges[start] + len(title[edges[start] : edges[end]].rstrip())] - halves[edges[start]]

    count = len(starts)
    lines: list[list[tuple[int, int]]] = [[] for _ in starts]  # of each start: end and width of what may be a line
    for start in range(count):
        for end in range(start + 1, count + 1):
            across = wide(start, end)
            if across > width and end > start + 1:
                break
            lines[start].append((end, across))
    # best[start][width before, falling]: cost of all from here on, and the end of the first line
    best: list[dict[tuple[int, bool], tuple[int, int]]] = [{} for _ in range(count + 1)]
    before: list[set[int]] = [set() for _ in range(count + 1)]
    before[0].add(0)
    for start in range(count):
        for end, across in lines[start]:
            before[end].add(across)
    for start in range(count - 1, -1, -1):
        for previous in before[start]:
            for falling in (False, True):
                best[start][previous, falling] = min(
                    _from_here(start, previous, falling, lines[start], costs, best, count, width)
                )
    found, start, key = [0], 0, (0, False)
    while start < count:
        end = best[start][key][1]
        across = wide(start, end)
        key = (across, _falls(key[0], across, key[1]))
        found.append(edges[end])
        start = end
    return found


def _from_here(
    start: int,
    previous: int,
    falling: bool,
    lines: Sequence[tuple[int, int]],
    costs: Sequence[int],
    best: Sequence[dict[tuple[int, bool], tuple[int, int]]],
    count: int,
    width: int,
) -> list[tuple[int, int]]:
    """What each first line costs with the cheapest rest."""
    found: list[tuple[int, int]] = []
    for end, across in lines:
        cost = _LINE + _shape(previous, across, falling, width)
        if start or end < count:
            cost += _alone(across)
        if end < count:
            cost += costs[end] + best[end][across, _falls(previous, across, falling)][0]
        found.append((cost, end))
    return found


def _falls(previous: int, across: int, falling: bool) -> bool:
    return (falling or across < previous) if previous else False


def _shape(previous: int, across: int, falling: bool, width: int) -> int:
    """How far two neighbouring lines are from a trapezoid or a diamond with gentle sides."""
    full = 30 if across > width - 2 else 0
    if not previous:
        return full
    step = abs(across - previous)
    waist = _WAIST if falling and across > previous else 0
    same = 30 if step < 2 else 0
    return full + waist + same + max(0, step - 12) ** 2 * 4


def _alone(across: int) -> int:
    return _LONELY if across <= 4 else _SHORT if across <= 8 else 0


def _breaks(title: str, tokens: Sequence[Word]) -> list[int]:
    """What a break before each word but the first costs."""
    organs = organisations(title)
    torn = _inside(title, organs)
    ends = {end for _, end in organs}
    chain = title.rfind("的")
    found: list[int] = []
    for left, right in pairwise(tokens):
        cost = _sense(title, left, right, ends, chain)
        wrong = left.text in _OPENING or right.text in _CLOSING
        if wrong or right.start in torn or _NEVER_FIRST.fullmatch(right.text) or _NEVER_LAST.fullmatch(left.text):
            cost = _TORN
        if title.startswith("——", right.start) and left.text != "—":
            cost = _GOOD  # a second title
        elif left.text == "—":
            cost = _TORN
        found.append(cost)
    return found


def _sense(title: str, left: Word, right: Word, organs: set[int], chain: int) -> int:
    """How much of the sense a break between two words interrupts."""
    end = left.start + len(left.text)
    if end in organs and not _HEADS.fullmatch(right.text):
        return _GOOD
    if _GAP.match(title, end):
        return _GOOD
    if left.text == "的":
        return _GOOD if end > chain else _POOR
    if left.text == "、":
        return _GOOD if left.start in organs else _FAIR
    if _JOINING.fullmatch(left.text) or left.text.endswith("暨"):
        return _HALVES if right.text[0].isdigit() else _BAD
    if _HEADS.fullmatch(right.text.rstrip("暨")):  # the dictionary's 总结暨 is no word
        return _BAD
    if left.text in _CLOSING:
        return _FAIR if left.text in "》）" else _POOR
    if right.text in _OPENING:
        return _BAD if right.text in "（(" else _FAIR if _PASSING_ON.fullmatch(left.text) else _PLAIN
    if _PASSING_ON.fullmatch(left.text):
        return _FAIR
    if (
        left.tag.startswith(("d", "p", "c"))
        or left.tag in ("a", "ad")
        or _LEADING.fullmatch(left.text)
        or len(right.text) == 1
    ):
        return _BAD
    if len(left.text) == 1 and left.tag == "v":  # 可 | 持续
        return _BAD
    if len(left.text) == 1 or left.text in ("年度", "季度"):  # 2025年 and what happened in it
        return _POOR
    if _QUALIFYING.fullmatch(right.text):
        return _FAIR
    if left.tag.startswith("n") and right.tag.startswith(("n", "vn")):  # 数据资源
        return _POOR
    if left.tag.startswith("n") and right.tag == "v":
        return _PLAIN // 2
    return _PLAIN


def _inside(title: str, organs: Sequence[tuple[int, int]]) -> set[int]:
    """Places within a number, a name in quotation marks, a blank to fill in, an organ's name or a group of words."""
    spans = [match.span() for pattern in (_WHOLE, _LATIN, _PAIRS) for match in pattern.finditer(title)]
    edges = [0, *(place for gap in _GAP.finditer(title) for place in gap.span()), len(title)]
    if len(edges) > 2:
        spans += [(start, end) for start, end in pairwise(edges) if end - start <= _GROUP]
    return {place for start, end in (*spans, *organs) for place in range(start + 1, end)}
