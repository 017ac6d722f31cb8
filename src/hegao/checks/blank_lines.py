"""A number in, a Hit for every run of more empty paragraphs than that, inside the body or at the document's end, out.

Empty lines around title, signature and attachments are left alone, there they are usual; and below 版记, whose rules
may be drawn by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import Analysis, Hit, Segment, Span

VALUES = ("count",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    max: int = 1


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    roles = [*analysis.outline.roles, "end"]
    before = "start"
    empty: list[int] = []  # numbers of the run
    for number, role in enumerate(roles, 1):
        if role == "page" or (role == "blank" and analysis.document.paragraphs[number - 1].text.strip()):
            continue  # a line of mere markup is not empty
        if role == "blank":
            empty.append(number)
            continue
        inside = (before, role) == ("body", "body") or (role == "end" and before not in ("start", "copy", "imprint"))
        if len(empty) > params.max and inside:
            paragraph = analysis.document.paragraphs[empty[params.max] - 1]
            at = Span(empty[params.max], 0, len(paragraph.text))
            yield Hit(at, paragraph.text, None, {"count": str(len(empty))})
        before, empty = role, []
