"""Names of one kind in one draft in, a Hit for each that differs from another by a slip out.

`among`: `titles` (in 《》), `quoted` (in “”, before a noun such as 行动), `places` (ending in a noun of `nouns`, such
as 村, behind a mark, a digit or a word that leads to a place). Names of a length that differ in one character, titles
also by up to three characters more inside, are taken for one; what differs in a number, a level of government or the
like is not. Where a lexicon `similar` is given, the differing characters must be alike by it; `often: 3` asks for a
usual name used that often, and the other but once. The rarer name is hit, the later one where both are as frequent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.data import Lexicon
from hegao.likeness import are_alike
from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import HAN, difference

VALUES = ("usual", "count")  # what a message may name besides {actual} and {expected}

_TITLE = re.compile(r"《([^《》]{6,60})》")
_QUOTED = re.compile(
    rf"“([{HAN}A-Za-z0-9·+]{{4,16}})”(专项行动|主题活动|系列活动|活动|行动|工程|计划|品牌|机制|工作法|项目|平台|模式|制度)"
)
_LEAD = r"(?:^|(?<=[，。；：、（）“”《》0-9\s])|(?<=[在到对由和与及为赴至是]))"
_LEVELS = frozenset(
    "省市县区乡镇村州旗国部厅局办委东西南北中上下左右前后内外大小新老旧高低初正副总分男女动植甲乙丙丁一二三四五六七八九十百千万两0123456789"
)
_ENDING = re.compile(r"[（(][^（）()]{1,12}[）)]$")
_LAW = re.compile(r"中华人民共和国|(?<!办)法$|[证书表单令]$|\[")  # one for each of two matters
_COMPANIES = ("有限公司", "责任公司", "股份公司", "集团公司")
_MORE = 3  # characters one title may have inside that the other lacks


@dataclass(frozen=True, slots=True)
class Params:
    among: Literal["titles", "quoted", "places"]
    nouns: tuple[str, ...] = ()
    similar: Lexicon | None = None
    often: int = 0


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    uses: dict[str, list[tuple[Span, str]]] = {}
    for segment, start, end in _found(params, segments):
        text = segment.text[start:end]
        span = Span(segment.paragraph, segment.start + start, segment.start + end)
        uses.setdefault(_ENDING.sub("", text) if params.among == "titles" else text, []).append((span, text))
    hit: set[str] = set()
    for name, other in _pairs(uses, params.among == "titles"):
        if {name, other} & hit or not _is_slip(params, name, other):
            continue
        rare, usual = _rarer(uses, name, other)
        if params.often and (len(uses[rare]) > 1 or len(uses[usual]) < params.often):
            continue
        named = rare.endswith(_COMPANIES)  # any word may be part of one
        if params.among == "places" and not named and _is_word(analysis, uses[rare][0][0], difference(rare, usual)[0]):
            continue
        hit.add(rare)
        for span, actual in uses[rare]:
            yield Hit(span, actual, None, {"usual": uses[usual][0][1], "count": str(len(uses[usual]))})


def _pairs(names: Iterable[str], longer: bool) -> Iterator[tuple[str, str]]:
    """Names one character apart, and where `longer`, each with those that have a few characters more; found by keys."""
    known = set(names)
    by_gap: dict[str, str] = {}  # a name with one character blanked -> the last name seen that has it
    for name in names:
        for i in range(len(name)):
            key = f"{name[:i]}\0{name[i + 1 :]}"
            if key in by_gap:
                yield by_gap[key], name
            by_gap[key] = name
        for more in range(1, _MORE + 1) if longer else ():
            for i in range(1, len(name) - more):
                shorter = name[:i] + name[i + more :]
                if shorter in known:
                    yield shorter, name


def _found(params: Params, segments: tuple[Segment, ...]) -> Iterator[tuple[Segment, int, int]]:
    if params.among == "places":
        nouns = "|".join(sorted(map(re.escape, params.nouns), key=len, reverse=True))
        pattern = re.compile(
            rf"{_LEAD}((?![在到对由和与及为经从将把于但因按])(?:(?![是使向自应的我各全每本该其这那农个])[{HAN}]){{2,5}}?(?:{nouns}))(?![{HAN}]{{0,1}}(?:民|级|庄|组|委|干|集))"
        )
    else:
        pattern = _TITLE if params.among == "titles" else _QUOTED
    for segment in segments:
        for match in pattern.finditer(segment.text):
            yield segment, *match.span(1)


def _is_slip(params: Params, name: str, other: str) -> bool:
    if params.among == "titles" and (_LAW.search(name) or _LAW.search(other) or name[-2:] != other[-2:]):
        return False
    start, end, new = difference(name, other)
    old = name[start:end]
    if set(old + new) & _LEVELS or re.search(r"[^\u4e00-\u9fff]", old + new):
        return False
    if len(name) == len(other):
        if len(old) != 1:
            return False
        return params.similar is None or are_alike(params.similar, old, new)
    inside = start >= 2 and end <= len(name) - 2
    return inside and not old and len(name) >= 8 and not re.search("废止|实施|补充|修订|修正|暂行|试行|若干", new)


def _is_word(analysis: Analysis, span: Span, at: int) -> bool:
    """Whether the character that differs belongs to an ordinary word: what stands there is no name, then."""
    for word in analysis.words(span.paragraph):
        end = word.start + len(word.text)
        if word.start <= span.start + at < end:
            return 1 < len(word.text) < span.end - span.start + 1 and word.tag[:2] not in ("x", "ns", "nr", "nt", "nz")
    return False


def _rarer(uses: dict[str, list[tuple[Span, str]]], name: str, other: str) -> tuple[str, str]:
    """The name to be hit and the one to follow."""
    if len(uses[name]) != len(uses[other]):
        return (name, other) if len(uses[name]) < len(uses[other]) else (other, name)
    places = {n: (uses[n][0][0].paragraph, uses[n][0][0].start) for n in (name, other)}
    return (name, other) if places[name] > places[other] else (other, name)
