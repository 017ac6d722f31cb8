"""Pairs of marks in, a Hit for every mark without its partner, or for a pair nested in one of its own kind, out.

A half-width bracket may be the partner of a full-width one: that the two differ is another rule's business. What opens
at the start of a paragraph or behind a colon may be closed at the end of a later one; a quotation over several
paragraphs may open again in each (GB/T 15834—2011 4.8.3.5).
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
_SHORT = 20  # characters: a quotation whose second mark may be the first one's partner, turned the wrong way
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
    for pair in params.pairs:
        opener, closer = pair[0], pair[1]
        waiting: tuple[Segment, int] | None = None  # an opening mark that a later paragraph may close
        for segment in segments:
            text = segment.text.translate(_SAME)
            if opener == "“" and params.problem == "unpaired" and _is_lone_straight(text):
                at = text.index('"')
                half = "后" if at and text[at - 1] not in "，。；：、（《 " else "前"
                where = Span(segment.paragraph, segment.start + at, segment.start + at + 1)
                yield Hit(where, '"', None, {"mark": half + "引号"})
            if (opener not in text and closer not in text) or (opener == "“" and '"' in text):
                continue  # a straight quotation mark, a fault of its own, may be the partner
            nested, unopened, unclosed = _faults(text, opener, closer)
            if params.problem == "nested":
                if not unclosed:  # else a mark is missing, and the next one only seems to stand inside
                    yield from (_hit(segment, at, opener) for at in nested)
                continue
            if waiting and text.startswith(opener):
                waiting = None  # the quotation goes on, or ends, with a mark of its own
            elif not unopened and not unclosed:
                continue
            elif waiting and unopened and len(text) - unopened[-1] <= 2:
                unopened, waiting = unopened[:-1], None
            elif waiting:
                yield _hit(*waiting, opener)
                waiting = None
            yield from (_hit(segment, at, opener) for at in unopened)
            if len(unclosed) == 2 and unclosed[1] - unclosed[0] <= _SHORT:
                unclosed = unclosed[1:]  # “过头税“: one wrong mark, not two
            if len(unclosed) == 1 and _opens_at(text, unclosed[0]):
                waiting = (segment, unclosed[0])
            else:
                yield from (_hit(segment, at, opener) for at in unclosed)
        if waiting:
            yield _hit(*waiting, opener)


def _faults(text: str, opener: str, closer: str) -> tuple[list[int], list[int], list[int]]:
    """Where marks stand that are opened inside their own kind, closed unopened, opened and never closed."""
    open_: list[int] = []
    nested: list[int] = []
    unopened: list[int] = []
    for at, c in enumerate(text):
        if c == opener:
            if open_:
                nested.append(at)
            open_.append(at)
        elif c == closer and open_:
            open_.pop()
        elif c == closer and not _is_list_number(text, at):
            unopened.append(at)
    return nested, unopened, open_


def _is_lone_straight(text: str) -> bool:
    """Whether a paragraph has one straight quotation mark without a partner, and that is no sign for inches."""
    if text.count('"') != 1 or text.count("“") != text.count("”"):
        return False
    at = text.index('"')
    return not (at and (text[at - 1].isdigit() or text[at - 1].isascii()))


def _opens_at(text: str, at: int) -> bool:
    """Whether a mark stands where a quotation or note of several paragraphs begins: at the start, or behind a colon."""
    return at == 0 or text[at - 1] in "：:"


def _hit(segment: Segment, at: int, opener: str) -> Hit:
    half = "前" if segment.text.translate(_SAME)[at] == opener else "后"
    where = Span(segment.paragraph, segment.start + at, segment.start + at + 1)
    return Hit(where, segment.text[at], None, {"mark": half + _NAMES.get(opener, "符号")})


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
