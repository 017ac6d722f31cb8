"""The heading tree and 一是 chains in, a Hit where the numbers of a row jump, repeat, start late or change kind out.

`problem` names the fault: gap, repeat, late-start, stray (one label of another kind within a row), inverted (a row of
（一） within a row of 1.), chain-gap, chain-repeat, chain-single (一是…二是), hole (a gap or late start where the text
shows signs of being an excerpt). One slip of the pen gives one Hit: 1、2、4、4、5 has one wrong number, and so has
一、二、3、四.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from hegao.model import Analysis, Hit, ListItem, Section, Segment, Span
from hegao.text import HAN, chinese_number, to_chinese_number

# Kind of label -> how it is written after GB/T 9704—2012 7.3.3, and whether its number is a Chinese one
_FORMS = {
    "part": ("第{}部分", True),
    "chapter": ("第{}章", True),
    "chapter-section": ("第{}节", True),
    "article": ("第{}条", True),
    "chinese": ("{}、", True),
    "bracket-chinese": ("（{}）", True),
    "decimal": ("{}.", False),
    "bracket-decimal": ("（{}）", False),
}
_HEADING_STYLES = ("chinese", "bracket-chinese")
_STATUTE = ("article", "part", "chapter", "chapter-section")
_PLAIN = ("chinese", "bracket-chinese", "decimal", "bracket-decimal", "decimal-bracket", "circled")
_LONG = 5_000  # characters: a draft of this length is mostly a published text, of which paragraphs have been lost
_LONG_STATUTE = 1_800  # characters: likewise
_SOME = 2_500  # characters: from here on two gaps, or a row that does not begin with 1, may come from losses too
_NEAR = 80  # sections: how far the neighbours in a row may stand from each other
_SCRAP = 800  # characters: without a title, a shorter text is a piece of another one

_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇0-9]{1,7}[条款章]")

# Labels of a row within one paragraph, and those of 1, 2, 3 … as they should be written
_INLINE = (
    (re.compile(r"(?<=[：:；;。])（([0-9]{1,2})）(?![项款目条])"), [f"（{n}）" for n in range(1, 100)]),
    (
        re.compile(r"(?<=[：:；;。])（([一二三四五六七八九十]{1,3})）(?![项款目条])"),
        [f"（{to_chinese_number(n)}）" for n in range(1, 100)],
    ),
    (re.compile(r"(?<=[：:；;。])([①②③④⑤⑥⑦⑧⑨⑩⑪⑫])"), list("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬")),
    (re.compile(rf"(?<=[：:；;。])([0-9])[.．、](?=[{HAN}])"), [f"{n}." for n in range(1, 11)]),
)

Problem = Literal[
    "gap", "repeat", "late-start", "stray", "inverted", "chain-gap", "chain-repeat", "chain-single", "hole"
]

VALUES = ("number",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Problem


@dataclass(frozen=True, slots=True)
class _Fault:
    problem: Problem
    span: Span  # the label
    expected: str
    certain: bool  # the numbers around show a slip; else a paragraph may just be missing
    loose: bool  # of a paragraph of text, which an excerpt loses more easily than a heading


@dataclass(frozen=True, slots=True)
class _Slip:
    at: int  # index into the row
    problem: Literal["gap", "repeat", "late-start"]
    expected: int
    certain: bool


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    faults = [*_heading_faults(analysis), *_chain_faults(analysis), *_inline_faults(analysis)]
    for fault in _judged(analysis, faults):
        if fault.problem == params.problem:
            span = fault.span
            text = analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end]
            yield Hit(span, text, fault.expected if fault.problem == "stray" else None, {"number": fault.expected})


def _heading_faults(analysis: Analysis) -> Iterator[_Fault]:
    sections, strays = _regrouped(analysis)
    inverted = _set_upright(sections, [paragraph.text for paragraph in analysis.document.paragraphs])
    rows = _rows(analysis, sections)
    runs_on = _runs_on(rows)
    statute = _is_statute(sections)
    # A text without title that does not begin with 1 is a piece of another one.
    torn = not analysis.outline.title
    for section in strays:
        yield _Fault("stray", _label(section), _written(section, section.number or 0), True, False)
    for section in inverted:
        yield _Fault("inverted", _label(section), "", True, False)
    # 全文统编: numbers that run on through the document (工作要点) are judged as one row
    joined = [[s for row in rows for s in row if s.style == style] for style in runs_on]
    for row in [*joined, *(row for row in rows if row[0].style not in runs_on)]:
        head = row[0]
        anywhere = (torn and head.parent is None) or head.style in _STATUTE or (statute and head.kind == "item")
        anywhere = anywhere or head.style in runs_on
        again = [_starts_again(row, at, statute) for at in range(len(row))]
        for slip in _slips([section.number or 0 for section in row], again, anywhere):
            section = row[slip.at]
            if slip.problem == "late-start" and _lacks_first(sections, section):
                continue
            loose = section.kind != "heading" or statute
            yield _Fault(slip.problem, _label(section), _written(section, slip.expected), slip.certain, loose)


def _chain_faults(analysis: Analysis) -> Iterator[_Fault]:
    rows: list[tuple[str, list[ListItem]]] = []
    for chain in analysis.outline.chains:
        head = chain.items[0]
        alone = rows and rows[-1][0] == chain.style and [item.number for item in rows[-1][1]] == [1]
        if alone and rows[-1][1][0].span.paragraph == head.span.paragraph:
            rows[-1][1].extend(chain.items)  # 一是……；一是……: the second is a slip for 二是
        else:
            rows.append((chain.style, list(chain.items)))
    for style, row in rows:
        strays = _strays_in_chain(analysis, row)
        members = [*((item.span, item.number) for item in row), *strays]
        numbers = sorted(members, key=lambda member: (member[0].paragraph, member[0].start))
        for span, number in strays:
            yield _Fault("stray", span, _ordinal(style, number), True, True)
        if len(numbers) == 1 and style in "是要":
            yield _Fault("chain-single", _marker(row[0]), _ordinal(style, 2), True, False)
        for slip in _slips([number for _, number in numbers], [False] * len(numbers), True):
            span = numbers[slip.at][0]
            same = span.paragraph == numbers[slip.at - 1][0].paragraph
            item = next((item for item in row if item.span == span), None)
            if slip.problem != "late-start" and item is not None:
                problem: Problem = "chain-gap" if slip.problem == "gap" else "chain-repeat"
                yield _Fault(problem, _marker(item), _ordinal(style, slip.expected), slip.certain or same, True)


def _inline_faults(analysis: Analysis) -> Iterator[_Fault]:
    """Rows within one paragraph: （1）……；（2）……；（4）……"""
    for number, (paragraph, role) in enumerate(
        zip(analysis.document.paragraphs, analysis.outline.roles, strict=True), 1
    ):
        for pattern, names in _INLINE if role == "body" else ():
            row: list[re.Match[str]] = []
            for match in pattern.finditer(paragraph.text):
                if chinese_number(match.group(1)) == 1:
                    row = [match]
                    continue
                if not row:
                    continue
                row.append(match)
                before, value = (chinese_number(m.group(1)) or 0 for m in row[-2:])
                if value not in (before + 1, before + 2, before):
                    row = []
                elif value != before + 1:
                    problem: Problem = "chain-repeat" if value == before else "chain-gap"
                    yield _Fault(problem, Span(number, match.start(), match.end()), names[before], True, True)
                    row = []


def _strays_in_chain(analysis: Analysis, row: Sequence[ListItem]) -> list[tuple[Span, int]]:
    """Labels like 三、 that carry a row of 一是、二是 on in the same paragraph, with their numbers."""
    strays: list[tuple[Span, int]] = []
    for k, item in enumerate(row):
        wanted = item.number + 1
        if k + 1 < len(row) and row[k + 1].number == wanted:
            continue
        span = item.span
        text = analysis.document.paragraphs[span.paragraph - 1].text[: span.end]
        label = re.compile(rf"(?<=[。；;])(?:{to_chinese_number(wanted)}、|（{to_chinese_number(wanted)}）)(?=[{HAN}])")
        match = label.search(text, span.start)
        if match and item.number > 1:
            strays.append((Span(span.paragraph, match.start(), match.end()), wanted))
    return strays


def _rows(analysis: Analysis, sections: Sequence[Section]) -> list[list[Section]]:
    """Numbered sections that form one row: same parent, same kind of label; 第×条 run on through all chapters."""
    rows: dict[tuple[int | None, str], list[Section]] = {}
    for section in sections:
        counts = section.number and "之" not in section.label  # 第十七条之一 stands between two numbers
        if counts and analysis.outline.roles[section.span.paragraph - 1] == "body":
            parent = None if section.style == "article" else section.parent
            rows.setdefault((parent, section.style), []).append(section)
    return list(rows.values())


def _regrouped(analysis: Analysis) -> tuple[list[Section], list[Section]]:
    """All sections, a stray label put back into the row its number belongs to, and the strays."""
    sections = list(analysis.outline.sections)
    strays: list[Section] = []
    for index, section in enumerate(sections):
        around = _row_around(sections, index)
        if around is None:
            continue
        before, follower = around
        home = sections[before]
        sections[index] = replace(section, style=home.style, parent=home.parent, level=home.level)
        strays.append(sections[index])
        for other in range(index + 1, len(sections)):
            if other > follower and (section.level >= home.level or sections[other].level < home.level):
                break
            if sections[other].parent == index and sections[other].style == home.style:
                sections[other] = replace(sections[other], parent=home.parent)
            elif sections[other].parent == before and other < follower:
                sections[other] = replace(sections[other], parent=index)
    return sections, strays


def _lacks_first(sections: Sequence[Section], section: Section) -> bool:
    """Whether 二、 comes after a row of （一）: 一、 is missing before that row, which is a fault of its own."""
    if section.style != "chinese" or section.number != 2:
        return False
    return any(s.level == 2 and s.number == 1 and s.span.paragraph < section.span.paragraph for s in sections)


def _set_upright(sections: list[Section], texts: Sequence[str]) -> list[Section]:
    """Puts rows of a higher kind of label that stand within a row of a lower kind below it; returns their heads.

    Below the text of another document's 第×条 its （一） are quoted, as in a decision to amend a law.
    """
    heads: list[Section] = []
    for index in range(1, len(sections)):
        head, before = sections[index], sections[index - 1]
        inner = head.number == 1 and before.level > head.level and {head.style, before.style} <= set(_PLAIN)
        above = texts[before.span.paragraph - 1 : head.span.paragraph - 1] if inner else []
        if not inner or any(_ARTICLE.search(text) for text in above):
            continue
        end = index
        while end < len(sections) and sections[end].style == head.style and sections[end].number == end - index + 1:
            end += 1
        follower = sections[end] if end < len(sections) else None
        goes_on = follower and follower.style == before.style and follower.number == (before.number or 0) + 1
        if not goes_on or end - index < 2:
            continue
        heads.append(head)
        for other in range(index, end):
            sections[other] = replace(sections[other], parent=index - 1)
        for other in range(end, len(sections)):
            if sections[other].level < before.level:
                break
            if sections[other].parent == end - 1 and sections[other].style == before.style:
                sections[other] = replace(sections[other], parent=before.parent)
    return heads


def _row_around(sections: Sequence[Section], index: int) -> tuple[int, int] | None:
    """The neighbours in the row this one's number belongs to though its label is of another kind."""
    section = sections[index]
    if section.number is None or section.number < 2 or section.style not in _PLAIN:
        return None
    fits = _behind(sections, index, section.style)
    if fits is not None and sections[fits].number in (section.number - 1, section.number):
        return None
    for style in _PLAIN:
        before = None if style == section.style else _behind(sections, index, style)
        if before is None or sections[before].number != section.number - 1:
            continue
        for later in range(index + 1, min(index + _NEAR, len(sections))):
            if sections[later].style == style:
                if sections[later].number == section.number + 1:
                    return before, later
                break
            if sections[later].level < sections[before].level or sections[later].style == section.style:
                break
    return None


def _behind(sections: Sequence[Section], index: int, style: str) -> int | None:
    """The nearest earlier section of that style with no section of a higher level between."""
    between: list[int] = []
    for earlier in range(index - 1, max(index - _NEAR, -1), -1):
        other = sections[earlier]
        if other.style == style:
            return earlier if all(level >= other.level for level in between) else None
        between.append(other.level)
    return None


def _runs_on(rows: list[list[Section]]) -> set[str]:
    """Kinds of label that are numbered through the whole document: no later row starts at 1, and each carries on."""
    styles: set[str] = set()
    by_style: dict[str, list[list[Section]]] = {}
    for row in rows:
        by_style.setdefault(row[0].style, []).append(row)
    for style, same in by_style.items():
        if style in _STATUTE or len(same) < 2:
            continue
        later = same[1:]
        carried = sum(
            1 for before, row in zip(same, later, strict=False) if row[0].number == (before[-1].number or 0) + 1
        )
        if carried >= max(1, (len(later) + 1) // 2) and all(row[0].number != 1 for row in later):
            styles.add(style)
    return styles


def _slips(numbers: Sequence[int], again: Sequence[bool], anywhere: bool) -> Iterator[_Slip]:
    """What is wrong in one row of numbers, and what should stand there.

    A number that is off while the ones behind it go on as before is one slip; where the ones behind go on from it,
    something is missing, or numbered twice, before it. `again`: members that may be 1 once more; `anywhere`: the row
    may begin with any number.
    """
    base = numbers[0]  # what the first member of the row would be numbered
    if base != 1 and len(numbers) > 1 and numbers[1] == 2:
        yield _Slip(0, "late-start", 1, True)
        base = 1
    elif base != 1 and not anywhere:
        yield _Slip(0, "late-start", 1, False)
    at = 1
    while at < len(numbers):
        expected = base + at
        number, before = numbers[at], numbers[at - 1]
        if number == expected:
            at += 1
            continue
        problem: Literal["gap", "repeat"] = "repeat" if number == before else "gap"
        back = next((k for k in (at + 1, at + 2) if k < len(numbers) and numbers[k] == base + k), None)
        if back is not None:
            yield _Slip(at, problem, expected, True)
            at = back
            continue
        if not (number == 1 and again[at]):
            yield _Slip(at, problem, expected, number == before)
        base = number - at
        at += 1


def _starts_again(row: Sequence[Section], at: int, statute: bool) -> bool:
    """Whether a row may begin anew with this member: lists of sentences, and 一、二、 of what is attached."""
    if at == 0:
        return False
    section, before = row[at], row[at - 1].number or 0
    if section.style == "chinese":
        return section.parent is None and before > 2 and at + 1 < len(row) and row[at + 1].number == 2
    free = section.kind == "item" or section.style not in _HEADING_STYLES or section.parent is None
    return free and (before > 1 or statute)


def _judged(analysis: Analysis, faults: Sequence[_Fault]) -> Iterator[_Fault]:
    """The faults, those that tell of a lost paragraph rather than of a slip turned into holes."""
    size = sum(len(paragraph.text) for paragraph in analysis.document.paragraphs)
    several = sum(not fault.certain for fault in faults) > (1 if size > _SOME else 2)
    scrap = size < _SCRAP and not analysis.outline.title
    long = size > (_LONG_STATUTE if _is_statute(analysis.outline.sections) else _LONG)
    torn = long and _is_torn(analysis)
    for fault in faults:
        late = fault.problem == "late-start" and size > _SOME
        lost = scrap or several or late or torn or (long and fault.loose)
        hole = lost if not fault.certain else several and fault.problem == "repeat"
        yield replace(fault, problem="hole") if hole else fault


def _is_statute(sections: Sequence[Section]) -> bool:
    return any(section.style == "article" for section in sections)


def _is_torn(analysis: Analysis) -> bool:
    """Whether a heading of its own line has nothing below it although others of its kind have."""
    headings = [
        (s.style, s.last > s.span.paragraph)
        for s, following in pairwise(analysis.outline.sections)
        if s.kind == "heading" and analysis.outline.roles[following.span.paragraph - 1] == "body"
    ]
    filled = {style for style, has_text in headings if has_text}
    return any(not has_text and style in filled for style, has_text in headings)


def _label(section: Section) -> Span:
    return replace(section.span, end=section.span.start + len(section.label))


def _marker(item: ListItem) -> Span:
    return replace(item.span, end=item.span.start + len(item.marker))


def _written(section: Section, value: int) -> str:
    form, chinese = _FORMS.get(section.style, ("{}", False))
    return form.format(to_chinese_number(value) if chinese else value)


def _ordinal(style: str, value: int) -> str:
    number = to_chinese_number(value)
    return f"第{number}" if style == "第" else number + style
