"""A number in, a Hit for every run of more empty paragraphs than that, inside the body or at the document's end, out.

Empty lines around title, signature and attachments are left alone: there they are usual.
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
    before, run = "start", 0
    for number, role in enumerate(roles, 1):
        if role == "page" or (role == "blank" and analysis.document.paragraphs[number - 1].text.strip()):
            continue  # a line of mere markup is not empty
        if role == "blank":
            run += 1
            continue
        inside = (before, role) == ("body", "body") or (role == "end" and before != "start")
        if run > params.max and inside:
            at = number - run + params.max
            paragraph = analysis.document.paragraphs[at - 1]
            yield Hit(Span(at, 0, len(paragraph.text)), paragraph.text, None, {"count": str(run)})
        before, run = role, 0
