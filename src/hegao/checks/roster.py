"""Counts beside the row they count in, a Hit where the row is longer or shorter than it should be out.

`problem`: `before` (甲村、乙村、丙村四个村), `after` (下列3个单位：甲、乙、丙、丁), `open` (甲、乙、丙等两个县, a
row longer than its count), `slogan` (责任到位、措施到位、资金到位“四到位”), `above` (以上五项措施 behind three numbered
items), `rank` (在12个县中列第15位). Where the noun counted is that of places (村, 镇), each of the
row must end in it. `units` are the counting words, with the noun behind them where one is needed, that may follow the
number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import HAN, chinese_number

VALUES = ("count",)  # what a message may name besides {actual} and {expected}

_NUMBER = "[二两三四五六七八九]|十[一二三四五六七八九]?|[2-9]|[12][0-9]"
_MEMBER = rf"(?:《[^》]{{2,40}}》|“[^”]{{1,20}}”|[{HAN}A-Za-z0-9（）]{{2,16}})"
_PLACES = "村镇县区市道校学司院库桥路组部"  # last characters of nouns that end each name of their kind, too
_ORGANS = "局办委部院会室处科队站所校厂社司心团府"  # last characters of 部门 and 单位
_TITLES = re.compile(
    rf"(?<![、和及与》])((?:《[^《》]{{2,40}}》[、和及与]?){{2,12}})({_NUMBER})([部个项份件]|篇文)(?!月|以)"
)
_QUOTED_ROW = re.compile(
    rf"((?:“[^“”]{{2,20}}”[、和与及]?){{2,10}})(?P<open>等)?(?P<n>{_NUMBER})(?:个|项|类|大|种|支|张|家|条)(?![月年多百千万”])"
)
_KINDS = re.compile(
    rf"(?<![{HAN}“《、）0-9])((?:[{HAN}]{{1,8}}、){{2,9}}[{HAN}]{{1,8}}?)等({_NUMBER})(大(?:产业|行业|领域|板块|类|特色产业|主导产业|支柱产业|体系|工程)|类(?![{HAN}]{{0,2}}以上)|种)"
)
_SLOGAN = re.compile(
    rf"“(?P<n>[二两三四五六七八九十])(?P<each>个?)(?P<word>[{HAN}]{{2}})”"
    rf"|(?<=[{HAN}])(?P<m>[二两三四五六七八九十])(?P<bare>到位|落实|过硬|提升|强化|清零|覆盖|不放过)(?=[，。；、的”])"
)
_ROW_BEFORE = re.compile(rf"(?:[{HAN}“”]{{2,8}}、){{1,7}}[{HAN}“”]{{2,8}}$")
_ROW_BEHIND = re.compile(r"(?:[，,]?即[：:]?|[：:]|（)([^。；！？“”：（）]{6,160})(?=[。；）]|$)")
_ENDINGS = ("到位", "落实", "覆盖", "清零", "强化", "提升")  # what may be left out of each member
_SHORT = 4
_FAR_ROW = 80  # characters in which a row stands before its slogan
_ABOVE = re.compile(
    r"(?:以上|上述)([二两三四五六七八九十]|[2-9])"
    r"((?:项|条|点)(?:措施|工作|任务|要求|意见|问题|建议|制度|内容|规定)?|个(?:方面|问题|环节|阶段|步骤|要求))"
)
_NO_ROW = re.compile(r"一方面|等|及其|以及|包括|分别|其中|[一二三四五六七八九]是|……")
_RANK = re.compile(
    rf"([0-9]{{1,3}}|[{HAN}]{{1,3}})个?(?:地级市|设区市|市州|市县|县区|县市区|区县|县|市|区|省份|省|单位|部门|乡镇|镇街|街道|镇|科室|支部)"
    rf"(?:（[^）]{{1,10}}）)?[^，。；0-9]{{0,6}}(?:中|里)?[^，。；0-9]{{0,8}}(?:排名?|位居|位列|列|名列|居)(?:全[省市县区])?第([0-9]{{1,3}}|[{HAN}]{{1,3}}?)(?:位|名)"
)
_MOVED = re.compile(
    r"第([0-9]{1,3})[名位]?(上升|提升|前进|跃升|进位|升|下降|下滑|退步|后退|跌|降)(?:到|至)(?:[\u4e00-\u9fff]{0,4})第([0-9]{1,3})[名位]?"
)


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["before", "after", "open", "slogan", "above", "rank"]
    units: tuple[str, ...] = ("个",)


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    units = "|".join(map(re.escape, sorted(params.units, key=len, reverse=True)))
    if params.problem == "above":
        yield from _above(analysis, segments)
        return
    find = {"before": _before, "after": _after, "open": _open, "slogan": _slogan, "rank": _rank}[params.problem]
    for segment in segments:
        yield from find(segment, units)


def _before(segment: Segment, units: str) -> Iterator[Hit]:
    yield from _titles(segment)
    if "、" not in segment.text:
        return
    row = re.compile(
        rf"(?<![{HAN}0-9“《、）])((?:[{HAN}]{{2,12}}、){{1,9}}[{HAN}]{{2,12}}?(?:[和与及][{HAN}]{{2,12}}?)?)({_NUMBER})({units})"
    )
    for match in row.finditer(segment.text):
        said, members = chinese_number(match[2].replace("两", "二")), re.split("[、和与及]", match[1])
        noun = match[3][-1]
        if said is None or "等" in match[1] or said in (len(members), match[1].count("、") + 1):
            continue
        ends = _ORGANS if noun in "门位" else noun if noun in _PLACES else ""
        if match[1].endswith("的") or (ends and not all(m[-1:] in ends for m in members)):
            continue
        yield _hit(
            segment, match.start(2), match.end(3), match[1].count("、") + 1 + bool(re.search(r"[和与及]", match[1]))
        )


def _titles(segment: Segment) -> Iterator[Hit]:
    """《甲》《乙》《丙》四项制度."""
    for match in _TITLES.finditer(segment.text) if "》" in segment.text else ():
        said, count = chinese_number(match[2].replace("两", "二")), match[1].count("》")
        if said is not None and said != count and "等" not in match[1]:
            yield _hit(segment, match.start(2), match.end(3), count)


def _after(segment: Segment, units: str) -> Iterator[Hit]:
    """办好3件实事：改造小区2个，新建公园1个。: the row runs to the end of the sentence."""
    text = segment.text
    if not any(mark in text for mark in "：即别（"):
        return
    for match in re.finditer(
        rf"(?<![第0-9])({_NUMBER})({units})(?:[{HAN}]{{0,8}}(?:：|，即|，分别[是为])([^。！？：]{{4,300}})(?=[。]|$)|（([^（）。：]{{4,200}})）)",
        text,
    ):
        said, row = chinese_number(match[1].replace("两", "二")), match[3] or match[4]
        if said is None or _NO_ROW.search(row) or len(row) >= 300:
            continue
        bare = re.sub(r"《[^》]*》|“[^”]*”|（[^）]*）", "书", row)
        mark = next((m for m in "；，、" if m in bare), None)
        if mark is None or (match[4] and mark != "、") or (mark != "、" and not _regular(re.split(mark, bare))):
            continue
        count = len([piece for piece in bare.split(mark) if piece.strip()])
        joined = mark == "、" and re.search(rf"[{HAN}][和与及][{HAN}]", bare.rsplit(mark, 1)[-1])
        if said not in ({count, count + 1} if joined else {count}):
            yield _hit(segment, match.start(1), match.end(2), count)


def _regular(members: list[str]) -> bool:
    """Whether members that are clauses count one each: all end in a figure with its unit, or all are short."""
    figures = all(re.search(rf"[0-9]+[万亿]?[{HAN}]{{1,3}}$", m) for m in members)
    return figures or all(2 <= len(m) <= 8 for m in members)


def _open(segment: Segment, units: str) -> Iterator[Hit]:
    """甲、乙、丙等两个县: 等 leaves room for more members, never for fewer."""
    if "等" not in segment.text:
        return
    row = re.compile(rf"(?<![{HAN}0-9“《、）])((?:{_MEMBER}、){{1,9}}{_MEMBER}?)等({_NUMBER})({units})")
    for match in row.finditer(segment.text):
        said = chinese_number(match[2].replace("两", "二"))
        count = re.sub(r"《[^》]*》|“[^”]*”|（[^）]*）", "书", match[1]).count("、") + 1
        if said is not None and count > said:
            yield _hit(segment, match.start(2), match.end(3), count)

    for match in _QUOTED_ROW.finditer(segment.text) if "”" in segment.text else ():
        said, count = chinese_number(match["n"]), match[1].count("”")
        if said is not None and (count > said if match["open"] else count != said and not match["n"].isdecimal()):
            yield _hit(segment, match.start("n"), match.end(), count)
    for match in _KINDS.finditer(segment.text):
        said, count = chinese_number(match[2]), match[1].count("、") + 1
        if said is not None and count > said:
            yield _hit(segment, match.start(2), match.end(3), count)


def _slogan(segment: Segment, _: str) -> Iterator[Hit]:
    """责任到位、措施到位、资金到位“四到位”, or “四到位”：责任到位、…: the word that ends each member is counted."""
    text = segment.text
    for match in _SLOGAN.finditer(text):
        said, word = chinese_number(match["n"] or match["m"]), match["word"] or match["bare"]
        before = _ROW_BEFORE.search(text, max(0, match.start() - _FAR_ROW), match.start())
        behind = _ROW_BEHIND.match(text, match.end()) if match["n"] and not match["each"] else None
        row = re.split("[、和]", before.group()) if before else re.split("[、，]|以及|和", behind[1]) if behind else []
        members = [m.strip("“”") for m in row]
        told = all(m.endswith(word) for m in members) or all(m.startswith(word) for m in members)
        bare = before is not None and match["n"] and len(members) > 2 and all(len(m) <= _SHORT for m in members[1:])
        if said is not None and (told or (bare and word in _ENDINGS)) and 1 < len(members) != said:
            yield _hit(segment, match.start(), match.end(), len(members))


def _above(analysis: Analysis, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """以上五项措施, behind a row of numbered items of another number."""
    sections, chains = analysis.outline.sections, analysis.outline.chains
    for segment in segments:
        for match in _ABOVE.finditer(segment.text) if "上" in segment.text else ():
            inner = max((k for k, s in enumerate(sections) if s.span.paragraph <= segment.paragraph), default=None)
            counts: set[int] = set()
            first = 0  # paragraph in which the part of the draft begins that the word may look back on
            while inner is not None:
                section = sections[inner]
                counts.add(sum(s.parent == section.parent and s.style == section.style for s in sections))
                first, inner = section.span.paragraph, section.parent
            counts |= {len(c.items) for c in chains if first <= c.items[0].span.paragraph <= segment.paragraph}
            before = [s for s in segments if first <= s.paragraph <= segment.paragraph]
            texts = [s.text[: match.start()] if s is segment else s.text for s in before]
            told = {chinese_number(n) for text in texts for n in re.findall(rf"({_NUMBER})[个项条点]", text)}
            said = chinese_number(match[1])
            if said is not None and said > 2 and counts and said not in counts | told and max(counts) > 1:
                yield _hit(segment, match.start(1), match.end(2), max(counts))


def _rank(segment: Segment, _: str) -> Iterator[Hit]:
    if "第" not in segment.text:
        return
    for match in _MOVED.finditer(segment.text):
        before, after, up = int(match[1]), int(match[3]), re.search("[升前跃进]", match[2]) is not None
        if before == after or (after > before) == up:
            yield _hit(segment, match.start(), match.end(), before)
    for match in _RANK.finditer(segment.text):
        among, place = chinese_number(match[1]), chinese_number(match[2])
        if among is not None and place is not None and place > among > 1:
            yield _hit(segment, match.start(), match.end(), among)


def _hit(segment: Segment, start: int, end: int, count: int) -> Hit:
    span = Span(segment.paragraph, segment.start + start, segment.start + end)
    return Hit(span, segment.text[start:end], None, {"count": str(count)})
