"""Short names a draft gives （以下简称X） in, a Hit where one is given twice, too late, for nothing or not kept to out.

`problem`: `twice`, `late` (《X》 stands in the text before it is given), `unused` (X never follows), `dropped` (X never
follows, but the full name in 《》 or “” does). The value `short` is X.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span

VALUES = ("short",)  # what a message may name besides {actual} and {expected}

_GIVEN = re.compile(
    r"(《[^《》]{2,60}》|“[^“”]{2,40}”)?[（(](?:以下|下)(?:均|统|并)?(?:简|统|合)?称(?:为|作)?[：:]?(?:[“《]([^“”《》（）]{2,16})[”》]|([\u4e00-\u9fff]{2,12}))[）)]"
)
_LONG = 400  # characters: what follows a short name in a mere extract may be cut off


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["twice", "late", "unused", "dropped"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    given: dict[str, re.Match[str]] = {}
    for k, segment in enumerate(segments):
        if "称" not in segment.text:
            continue
        for match in _GIVEN.finditer(segment.text):
            short = match[2] or match[3]
            group = 2 if match[2] else 3
            span = Span(segment.paragraph, segment.start + match.start(group), segment.start + match.end(group))
            values = {"short": short}
            if short in given:
                same = given[short][1] == match[1]
                if params.problem == "twice" and same and analysis.outline.roles[segment.paragraph - 1] == "body":
                    yield Hit(span, short, None, values)
                continue
            given[short] = match
            full = match[1] or "\0"
            mark = f"《{short}》" if f"《{short}》" in match.group() else short
            behind = [segment.text[match.end() :], *(s.text for s in segments[k + 1 :])]
            used = any(mark in text.replace(full, "") for text in behind)
            again = any(full in text for text in behind)
            if params.problem == "late":
                before = [*(s.text for s in segments[:k]), segment.text[: match.start()]]
                found = mark != short and any(mark in text for text in before)
            elif params.problem == "dropped":
                found = again and not used
            else:
                found = not again and not used and sum(map(len, behind)) >= _LONG
            if params.problem != "twice" and found:
                yield Hit(span, short, None, values)
