"""What a document must hold in, one Hit at the very start (0–0) when it does not out.

`role`: a paragraph of that role (title, signature, date …). `pattern`: a match in the rule's scope. The rule speaks
only if `when` matches somewhere in the text and `unless` does not, from `min_length` characters on and up to
`max_length`: a text longer than any draft of its kind is a published one, its title kept elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hegao.model import ROLES, Analysis, Hit, Segment, Span

VALUES = ("genre",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    role: str | None = None
    pattern: re.Pattern[str] | None = None
    when: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    min_length: int = 0
    max_length: int | None = None

    def __post_init__(self) -> None:
        if (self.role is None) == (self.pattern is None):
            raise ValueError("role 与 pattern 须给且只给一个")
        if self.role is not None and self.role not in ROLES:
            raise ValueError(f"role“{self.role}”不存在，可用的有：{'、'.join(ROLES)}")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    paragraphs = analysis.document.paragraphs
    size = sum(len(p.text.strip()) for p in paragraphs)
    if size == 0 or size < params.min_length or (params.max_length is not None and size > params.max_length):
        return
    if params.when is not None and not any(params.when.search(p.text) for p in paragraphs):
        return
    if params.unless is not None and any(params.unless.search(p.text) for p in paragraphs):
        return
    if params.role is not None:
        present = params.role in analysis.outline.roles
    else:
        assert params.pattern is not None
        present = any(params.pattern.search(segment.text) for segment in segments)
    if not present:
        yield Hit(Span(1, 0, 0), "", None, {"genre": analysis.outline.genre or "公文"})
