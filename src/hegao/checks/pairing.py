"""Pairs of marks in, a Hit for every mark without its partner, or for a pair nested in one of its own kind, out.

A half-width bracket may be the partner of a full-width one: that the two differ is another rule's business. A quotation
over several paragraphs opens in each and closes in the last (GB/T 15834—2011 4.8.3.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span

_NAMES = {
    "“": "引号",
    "‘": "单引号",
    "《": "书名号",
    "〈": "单书名号",
    "（": "括号",
    "〔": "六角括号",
    "【": "方头括号",
    "［": "方括号",
}
_SAME = str.maketrans("()[]", "（）［］")


VALUES = ("mark",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    pairs: tuple[str, ...]
    problem: Literal["unpaired", "nested"]

    def __post_init__(self) -> None:
        for pair in self.pairs:
            if len(pair) != 2:
                raise ValueError(f"pairs 中的“{pair}”须是一前一后两个符号")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    for index, segment in enumerate(segments):
        follower = segments[index + 1] if index + 1 < len(segments) else None
        for pair in params.pairs:
            yield from _check_pair(segment, follower, pair[0], pair[1], params.problem)


def _check_pair(segment: Segment, follower: Segment | None, opener: str, closer: str, problem: str) -> Iterator[Hit]:
    text = segment.text.translate(_SAME)
    if (opener not in text and closer not in text) or (opener == "“" and '"' in text):
        return  # a straight quotation mark, a fault of its own, may be the partner
    open_: list[int] = []
    faults: list[int] = []
    for at, c in enumerate(text):
        if c == opener:
            if problem == "nested" and open_:
                faults.append(at)
            open_.append(at)
        elif c == closer:
            if open_:
                open_.pop()
            elif problem == "unpaired" and not _is_list_number(text, at):
                faults.append(at)
    if problem == "unpaired" and open_:
        goes_on = (
            opener in "“‘"
            and len(open_) == 1
            and follower is not None
            and follower.text.lstrip("\u3000 ").startswith(opener)
        )
        if not goes_on:
            faults += open_
    for at in sorted(faults):
        mark = segment.text[at]
        where = Span(segment.paragraph, segment.start + at, segment.start + at + 1)
        half = "前" if text[at] == opener else "后"
        yield Hit(where, mark, None, {"mark": half + _NAMES.get(opener, "符号")})


def _is_list_number(text: str, at: int) -> bool:
    """`1）`, `①）` or `a）` at the start of a line or item: no opening bracket is expected."""
    if text[at] != "）":
        return False
    head = at
    while (
        head > 0
        and at - head < 3
        and (text[head - 1].isdigit() or (text[head - 1].isascii() and text[head - 1].isalpha()))
    ):
        head -= 1
    return head < at and (head == 0 or text[head - 1] in "。；：，、 \u3000")
