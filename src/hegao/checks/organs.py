"""Title, 版头 and 署名 in, a Hit for a signature that names another organ than the title or 版头 does out.

A short name (县发改局 for 县发展和改革局), a name with or without its place, and an office of the same organ are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import HAN

_ORGAN = (
    rf"[{HAN}]{{2,28}}?(?:局|委|委员会|办|办公室|办公厅|厅|政府|中心|公司|集团|学校|学院|大学|医院|协会|党组|党委|管委会|"
    r"街道|街道办事处|办事处|乡|镇|社区|法院|检察院|研究院|所|站|队|馆|院)"
)
_IN_TITLE = re.compile(rf"({_ORGAN})(?:关于|(?:19|20)[0-9]{{2}}年)")
_IN_MASTHEAD = re.compile(rf"({_ORGAN})文件")

VALUES = ("other",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    against: Literal["title", "masthead"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    signed = _lines(analysis, "signature")
    if len(signed) != 1 or not re.fullmatch(_ORGAN, signed[0][1]):
        return
    if params.against == "title":
        named = _IN_TITLE.match(analysis.outline.title)
    else:
        named = next(
            (match for _, text in _lines(analysis, "masthead") if (match := _IN_MASTHEAD.fullmatch(text))), None
        )
    span, signature = signed[0]
    if named and not _same(named.group(1), signature):
        yield Hit(span, signature, None, {"other": named.group(1)})


def _lines(analysis: Analysis, role: str) -> list[tuple[Span, str]]:
    """The paragraphs of a role, each with where its text stands."""
    found: list[tuple[Span, str]] = []
    for number, (paragraph, own) in enumerate(
        zip(analysis.document.paragraphs, analysis.outline.roles, strict=True), 1
    ):
        text = paragraph.text.strip()
        if own == role and text:
            start = paragraph.text.index(text)
            found.append((Span(number, start, start + len(text)), text))
    return found


def _same(one: str, other: str) -> bool:
    """Whether the longer name holds all characters of the shorter one, in order; 某 and ×× stand for anything."""
    one, other = (re.sub(r"[某XxＸ×*]", "", name) for name in (one, other))
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(character in rest for character in short)
