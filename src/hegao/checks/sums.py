"""Sentences `共60件，其中甲20件、乙30件` in, a Hit on the total where the parts do not add up out.

Only where every part after 其中 has a number with the total's own unit, and 等 says of nothing left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import HAN

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_TOTAL = re.compile(
    rf"(?:共|合计|总计|总共)[^，。；：0-9]{{0,12}}({_NUMBER})([{HAN}]{{1,4}}?)(?:[^，。；：、0-9]{{0,10}})[，；（(：][^，。；0-9]{{0,4}}其中[，：:]?([^。]{{4,160}})"
)
_APPROXIMATE = re.compile(r"[余多约近超]|以上|左右|等(?!级|奖|次)|占|增|降|比")


@dataclass(frozen=True, slots=True)
class Params:
    min_parts: int = 2


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    for segment in segments:
        for match in _TOTAL.finditer(segment.text):
            rest = re.split(r"[；;]|）", match.group(3))[0] if match.group(3).count("；") == 0 else match.group(3)
            if _APPROXIMATE.search(match.group(0)):
                continue
            pieces = [p for p in re.split(r"[，、；和]", rest) if p]
            parts: list[Decimal] = []
            for piece in pieces:
                numbers = re.findall(rf"({_NUMBER})([{HAN}]*)", piece)
                if len(numbers) != 1 or not numbers[0][1].startswith(match.group(2)):
                    break
                parts.append(_value(numbers[0][0]))
            if len(parts) < params.min_parts or len(parts) != len(pieces):
                continue
            total = _value(match.group(1))
            if sum(parts) != total:
                span = Span(segment.paragraph, segment.start + match.start(1), segment.start + match.end(2))
                yield Hit(
                    span, segment.text[match.start(1) : match.end(2)], None, {"sum": f"{sum(parts):,}".replace(",", "")}
                )


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
