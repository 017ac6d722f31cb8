"""A cleaned draft in, what a template of it needs to know out: whose it is, of which year, what each part tells of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hegao.arrangement import PLANS
from hegao.learn.cleaning import parsed
from hegao.learn.slots import MASK, Slots, add
from hegao.model import Blank, Document, Metric, Outline, Reference, Review, Section, Time

_ABBREVIATED = re.compile(r"[（(]以下简称[“\"]?([^“”\"（）()]{2,20})[”\"]?[）)]")
_OPENED = re.compile(
    r"(?:(?:19|20)[0-9]{2}年?，|[^，。]{0,12}年来?，)?([^，。（]{3,24}?)(?:（以下简称|在|将|坚持|紧|深入|认真|以)"
)
_TITLED = re.compile(r"(.{3,30}?)(?:关于)?(?:19|20)[0-9]{2}年")
_PROBLEMS = re.compile(r"(?:问题|不足|差距|短板|困难)")
_AHEAD = re.compile(
    r"下一步|下步|打算|工作计划|工作思路|工作安排|今后|明年|[0-9]{4}年[^。]{0,8}(?:计划|安排|打算|思路|重点)"
)
_LONGEST_TITLE = 16  # characters: a longer one that names problems tells how they were solved
_SECTOR = re.compile(
    r"(?:系统|领域|行业|事业|产业|工作|宣传|业务|文化|影响力|队伍|热点|信息|技术|数据|人才|发展|机关|干部|政府|基层|节目|资源|安全|管理|市场|项目|建设|改革|服务)"
)

Topic = Literal["problems", "ahead", "both", "work"]


@dataclass(frozen=True, slots=True)
class Sample:
    """The base sample with what was found in it, by paragraph."""

    document: Document
    outline: Outline
    slots: Slots
    year: int | None
    planning: bool  # its own year is the coming one
    full: str  # the unit's name; "" where the sample does not tell
    short: str
    sector: bool  # what it masks is, again and again, the field of work
    titled: frozenset[str]  # which of the parts 问题 and 打算 have a heading of their own
    ahead: int | None  # the paragraph the coming year begins at without a heading
    metrics: Mapping[int, Sequence[Metric]]
    times: Mapping[int, Sequence[Time]]
    blanks: Mapping[int, Sequence[Blank]]
    meetings: Mapping[int, Sequence[Reference]]
    laws: frozenset[str]
    sections: Mapping[int, Section]


def sample_of(review: Review) -> Sample:
    """All that is known of a cleaned draft, with the slots every template has."""
    document, outline = parsed(review)
    planning = outline.genres[:1] in [(genre,) for genre in PLANS]
    year = outline.years[0] if outline.years else _signed_year(review)
    full, short = _names(review)
    headings = [one.title for one in outline.sections if one.kind == "heading"]
    titled = {
        table for table, told in (("问题", _PROBLEMS), ("打算", _AHEAD)) if any(told.search(one) for one in headings)
    }
    texts = [paragraph.text for paragraph in document.paragraphs]
    behind = [texts[one.span.paragraph - 1][one.span.end :] for one in review.blanks if one.kind == "name"]
    untitled = not planning and "打算" not in titled and "body" in outline.roles
    return Sample(
        document=document,
        outline=outline,
        slots=_usual_slots(full, short, year, planning),
        year=year,
        planning=planning,
        full=full,
        short=short,
        sector=sum(is_sector(text) for text in behind) > 2,
        titled=frozenset(titled),
        ahead=_turn(texts, year) if untitled else None,
        metrics=_by_paragraph(review.metrics),
        times=_by_paragraph(review.times),
        blanks=_by_paragraph(review.blanks),
        meetings=_by_paragraph(one for one in review.references if one.kind == "meeting"),
        laws=frozenset(one.text for one in review.references if one.kind == "law"),
        sections={one.span.paragraph: one for one in outline.sections if one.kind != "item"},
    )


def _usual_slots(full: str, short: str, year: int | None, planning: bool) -> Slots:
    slots = Slots()
    known = "" if MASK.search(full) else full
    more: dict[str, Any] = {"required": True, "about": "发文单位全称", "example": known}
    add(slots, "单位名称", "org", known or "临江市水务局办公室", **more)
    if short:
        add(slots, "简称", "org", short, required=True, about="发文单位简称", example=short)
    about = "计划哪一年" if planning else "总结哪一年"
    add(slots, "年份", "year", "", required=True, about=about, example=str(year or ""))
    return slots


def _turn(texts: Sequence[str], year: int | None) -> int | None:
    """The number of the paragraph in the second half that turns to the coming year."""
    coming = re.compile(rf"(?:{(year or 0) + 1}年|下一步|下步|明年)，[^，。]{{0,16}}(?:将|要|重点|计划)")
    later = (number for number, text in enumerate(texts, 1) if number > len(texts) // 2 and coming.match(text))
    return next(later, None)


def topic(sample: Sample, paragraph: int) -> Topic:
    """What a paragraph tells of, by the highest headings above it."""
    if sample.ahead is not None and paragraph >= sample.ahead:
        return "ahead"
    for section in above(sample, paragraph):
        problems, ahead = _PROBLEMS.search(section.title), _AHEAD.search(section.title)
        if problems and ahead and not sample.planning:
            return "both"
        if problems and len(section.title) <= _LONGEST_TITLE:
            return "problems"
        if ahead and not problems and not sample.planning:
            return "ahead"
    return "work"


def above(sample: Sample, paragraph: int) -> list[Section]:
    """The headings a paragraph stands below or is itself, the highest first."""
    found = [
        one for one in sample.sections.values() if one.span.paragraph <= paragraph <= one.last and one.kind == "heading"
    ]
    return sorted(found, key=lambda one: (one.level, one.span.paragraph))


def is_sector(behind: str) -> bool:
    """Whether what stands behind a mask says that it hides the field of work."""
    return _SECTOR.match(behind) is not None


def _by_paragraph(found: Iterable[Any]) -> dict[int, list[Any]]:
    table: dict[int, list[Any]] = {}
    for one in found:
        table.setdefault(one.span.paragraph, []).append(one)
    return table


def texts_of(document: Document, outline: Outline, role: str) -> list[str]:
    """The paragraphs of a role."""
    return [one.text for one, its in zip(document.paragraphs, outline.roles, strict=True) if its == role]


def _signed_year(review: Review) -> int | None:
    found = re.search(r"((?:19|20)[0-9]{2})年", "".join(texts_of(*parsed(review), "date")))
    return int(found.group(1)) if found else None


def _names(review: Review) -> tuple[str, str]:
    """The unit's full name and its short one; "" where the sample does not tell."""
    document, outline = parsed(review)
    organs = Counter(one.text for one in review.organisations)
    full = _full_name(document, outline, organs)
    announced = _ABBREVIATED.search("\n".join(one.text for one in document.paragraphs))
    if announced:
        return full, announced.group(1)
    shorter = [
        (count, organ)
        for organ, count in organs.items()
        if 4 <= len(organ) < len(full) and organ[-2:] == full[-2:] and _is_short_for(organ, full)
    ]
    return full, max(shorter)[1] if shorter else ""


def _full_name(document: Document, outline: Outline, organs: Iterable[str]) -> str:
    """Who signed the draft, else whom its title or its first paragraph begins with."""
    signed = texts_of(document, outline, "signature")
    if len(signed) == 1 and len(signed[0]) <= 40:
        return signed[0].strip()
    titled = _TITLED.match(outline.title)
    if titled and any(organ in titled.group(1) for organ in organs):
        return titled.group(1)
    opened = _OPENED.match(next(iter(texts_of(document, outline, "body")), ""))
    return opened.group(1) if opened and opened.group(1) in organs and len(opened.group(1)) > 3 else ""


def _is_short_for(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short) and short not in full[1:-1]
