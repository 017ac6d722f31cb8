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
        if role == "blank":
            paragraph = analysis.document.paragraphs[number - 1]
            if paragraph.kind != "body" or paragraph.text.strip():
                continue  # a form's empty cell or a line of mere markup is no empty line
            empty.append(number)
            continue
        if role == "page":
            continue
        inside = (before, role) == ("body", "body") or (role == "end" and before not in ("start", "copy", "imprint"))
        if len(empty) > params.max and inside:
            paragraph = analysis.document.paragraphs[empty[params.max] - 1]
            at = Span(empty[params.max], 0, len(paragraph.text))
            yield Hit(at, paragraph.text, None, {"count": str(len(empty))})
        before, empty = role, []
