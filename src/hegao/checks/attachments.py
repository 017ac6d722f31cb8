"""附件说明, mentions in the text and the attachments' own first pages in, a Hit where they disagree out.

`problem` names the fault: single (one attachment with a number), sequence (numbers of 附件说明 jump or repeat),
unlisted (见附件3, or a page 附件3, where two are listed), unattached (listed, but the pages stop before it), name (a
page's title is not the name listed), unannounced (pages, but no 附件说明).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import chinese_number

_BLANK = r"[\s\u3000]*"
_NUMBER = r"[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_LINE = re.compile(
    rf"{_BLANK}(?:附{_BLANK}件{_BLANK}[：:]?{_BLANK})?(?:({_NUMBER}){_BLANK}[.．、，,])?{_BLANK}(\S.*?)?{_BLANK}$"
)
_PAGE = re.compile(rf"{_BLANK}(附{_BLANK}件{_BLANK}({_NUMBER})?[：:]?){_BLANK}$")
_MENTION = re.compile(rf"(?<!》（)(?:[详附]?见|按照?|填写|填报)附[\s\u3000]?件({_NUMBER})(?![0-9至到—－-])")

VALUES = ("number", "name", "count")  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["single", "sequence", "unlisted", "unattached", "name", "unannounced"]


@dataclass(frozen=True, slots=True)
class _Attachment:
    """One attachment, as 附件说明 lists it or as its own first page names it."""

    at: Span  # its number, or the word 附件 on its page
    number: int | None
    name: str
    named: Span


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    listed, pages = _listed(analysis), _pages(analysis)
    problem = params.problem
    if problem == "unannounced":
        roles = analysis.outline.roles
        if not listed and "addressee" in roles and "date" in roles:
            yield from (_hit(analysis, page.at) for page in pages[:1])
    elif problem == "single":
        if len(listed) == 1 and listed[0].number is not None:
            yield _hit(analysis, listed[0].at)
    elif problem == "sequence":
        yield from _jumps(analysis, listed)
    elif problem == "unattached":
        numbers = [page.number for page in pages]
        if len(pages) > 1 and numbers == [*range(1, len(pages) + 1)] and len(listed) > len(pages):
            yield _hit(analysis, listed[len(pages)].named, count=str(len(pages)))
    elif problem == "unlisted":
        for span, number in [*_mentions(analysis), *((page.at, page.number) for page in pages)]:
            if listed and number is not None and number > len(listed):
                yield _hit(analysis, span, count=str(len(listed)))
    else:
        yield from _misnamed(analysis, listed, pages)


def _listed(analysis: Analysis) -> list[_Attachment]:
    found: list[_Attachment] = []
    for number, role in enumerate(analysis.outline.roles, 1):
        match = _LINE.match(analysis.document.paragraphs[number - 1].text) if role == "attachment_note" else None
        if match is None or match.group(2) is None:
            continue
        name = match.group(2)
        if match.group(1) is None and found:
            last = found.pop()  # its name goes on in a second line
            found.append(_Attachment(last.at, last.number, last.name + name, last.named))
            continue
        named = Span(number, match.start(2), match.end(2))
        if match.group(1) is None:
            found.append(_Attachment(named, None, name, named))
        else:
            at = Span(number, match.start(1), match.end(1))
            found.append(_Attachment(at, chinese_number(match.group(1)), name, named))
    return found


def _pages(analysis: Analysis) -> list[_Attachment]:
    found: list[_Attachment] = []
    paragraphs, roles = analysis.document.paragraphs, analysis.outline.roles
    for number, role in enumerate(roles, 1):
        match = _PAGE.match(paragraphs[number - 1].text) if role == "attachment" else None
        if match is None:
            continue
        at = Span(number, match.start(1), match.end(1))
        below = next((n for n in range(number + 1, len(roles) + 1) if paragraphs[n - 1].text.strip()), number)
        name = paragraphs[below - 1].text.strip() if below > number else ""
        start = paragraphs[below - 1].text.find(name)
        value = chinese_number(match.group(2)) if match.group(2) else None
        found.append(_Attachment(at, value, name, Span(below, start, start + len(name))))
    return found


def _mentions(analysis: Analysis) -> list[tuple[Span, int | None]]:
    """Where the text points to an attachment by its number alone."""
    found: list[tuple[Span, int | None]] = []
    numbered = zip(analysis.document.paragraphs, analysis.outline.roles, strict=True)
    for number, (paragraph, role) in enumerate(numbered, 1):
        for match in _MENTION.finditer(paragraph.text) if role == "body" else ():
            found.append((Span(number, match.start(), match.end()), chinese_number(match.group(1))))
    return found


def _jumps(analysis: Analysis, listed: list[_Attachment]) -> Iterator[Hit]:
    """The first number that is not the next one; what follows it may only go on from there."""
    for wanted, one in enumerate(listed, 1):
        if len(listed) > 1 and one.number not in (None, wanted):
            yield _hit(analysis, one.at, number=str(wanted))
            return


def _misnamed(analysis: Analysis, listed: list[_Attachment], pages: list[_Attachment]) -> Iterator[Hit]:
    for page in pages:
        number = page.number or (1 if len(listed) == len(pages) == 1 else None)
        if number is None or number > len(listed):
            continue
        said, given = _core(listed[number - 1].name), _core(page.name)
        in_two_lines = said.startswith(given) or said in given
        if not in_two_lines and _resembles(said, given):
            yield _hit(analysis, page.named, name=listed[number - 1].name)


def _core(name: str) -> str:
    return re.sub(r"[\s\u3000《》。；，、：:“”（）()]", "", name)


def _resembles(one: str, other: str) -> bool:
    """Whether two names are of one thing: most of the shorter one's pairs of characters stand in the other."""
    short, long = sorted((one, other), key=len)
    pairs = {short[i : i + 2] for i in range(len(short) - 1)}
    return len(short) >= 4 and sum(pair in long for pair in pairs) * 2 >= len(pairs)


def _hit(analysis: Analysis, span: Span, **values: str) -> Hit:
    return Hit(span, analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end], None, values)
