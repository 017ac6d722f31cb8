"""What the text says of attachments (见附件2) and the list of them (附件：1.…) in, a Hit where they differ out.

`problem`: `unlisted` (见附件 in a signed draft without a list), `misnumbered` (the text says 《汇总表》（见附件3）, the
list has it as 1). The value `other` is the number in the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import chinese_number

VALUES = ("other",)  # what a message may name besides {actual} and {expected}

_SPACE = " \t\u3000\u00a0"
_NUMBER = "[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_REFERENCE = re.compile(
    rf"(?:(?:详见|见|参见|按照?|填写|填报)(?:本通知|本方案|文后)?|《([^《》]{{2,40}})》[（(]?(?:详见|见)?)(附件({_NUMBER})?)(?![0-9一二三四五六七八九十]*[）)]?[：:])"
)
_ENTRY = re.compile(
    rf"^[{_SPACE}]*(?:附[{_SPACE}]*件[{_SPACE}]*[：:]?)?[{_SPACE}]*(?:([0-9]{{1,2}})[.．、])?[{_SPACE}]*(.*?)[{_SPACE}。；;]*$"
)


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["unlisted", "misnumbered"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    roles = analysis.outline.roles
    if "attachment_note" not in roles:
        if params.problem == "unlisted" and "date" in roles and "attachment" not in roles:
            for segment in segments:
                for match in _REFERENCE.finditer(segment.text):
                    if match[1] is None:
                        yield _hit(segment.paragraph, segment.start, match, "")
        return
    listed = _listed(analysis)
    if not listed or params.problem == "unlisted":
        return
    for segment in segments:
        for match in _REFERENCE.finditer(segment.text) if "附件" in segment.text else ():
            number = chinese_number(match[3]) if match[3] else None
            real = _named(match[1], listed)
            if number is not None and real not in (None, number):
                yield _hit(segment.paragraph, segment.start, match, str(real))


def _listed(analysis: Analysis) -> dict[int, str]:
    """The names in the list of attachments by number; one without a number is 1."""
    listed: dict[int, str] = {}
    for paragraph, role in zip(analysis.document.paragraphs, analysis.outline.roles, strict=True):
        if role == "attachment_note" and (match := _ENTRY.match(paragraph.text)) and match[2]:
            if match[1]:
                listed[int(match[1])] = match[2]
            elif not listed:
                listed[1] = match[2]
    return listed


def _named(title: str | None, listed: dict[int, str]) -> int | None:
    """The number of the one attachment of that name."""
    if title is None:
        return None
    found = [number for number, name in listed.items() if _core(name) == _core(title)]
    return found[0] if len(found) == 1 else None


def _core(name: str) -> str:
    return re.sub(r"[《》（）()\s]|20[0-9]{2}年度?", "", name)


def _hit(paragraph: int, start: int, match: re.Match[str], other: str) -> Hit:
    return Hit(Span(paragraph, start + match.start(2), start + match.end(2)), match[2], None, {"other": other})
