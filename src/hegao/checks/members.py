"""A table of sets whose members are named one after another in, a Hit for a set named wrongly out.

`sets` is a table (名称, 成员 parted by 、, 放过, 依据). `problem` says which fault: `wrong` (all members but one stand
in a row, and in that one's place something that resembles it), `order` (all are there, in another order) or `missing`
(all but one, in order, and nothing in its place). 放过 names problems a set does not have: 序 when any order will do,
缺 when a part of it is said too, 误 when something else may stand in a member's place. Values: the set's name, its
members in full, the one that is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hegao.data import Lexicon, lexicon_rows
from hegao.errors import RuleError
from hegao.model import Analysis, Hit, Segment, Span

VALUES = ("set", "full", "lost")
COLUMNS = ("名称", "成员", "放过", "依据")
_SPARED = {"wrong": "误", "order": "序", "missing": "缺"}
_FEWEST = 3  # members of a set
_SENTENCE = re.compile(r"[^。；：！？\n\ufffc]+")
_ITEM = re.compile(r"[^、，]+")
_JOINT = re.compile(r"以及|[和与及]")
_MARKS = "“”‘’ \u3000"
_MORE = re.compile(r"[”’]?(?:等|为主|的?[一-龥]{0,4}等)")


@dataclass(frozen=True, slots=True)
class Params:
    sets: Lexicon
    problem: Literal["wrong", "order", "missing"]


@dataclass(frozen=True, slots=True)
class _Set:
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    start: int  # characters of the segment
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    sets = _sets(params.sets, params.problem)
    lacking = 0 if params.problem == "order" else 1
    for segment in segments:
        if "、" not in segment.text and "，" not in segment.text:
            continue
        for one in sets:
            absent = 0
            for member in one.members:
                absent += member not in segment.text
                if absent > lacking:
                    break
            else:
                yield from _hits(segment, one, params.problem)


@lru_cache(maxsize=8)
def _sets(table: Lexicon, problem: str) -> tuple[_Set, ...]:
    """The sets that can have this problem. RuleError for one with too few members, or with a member twice."""
    found: list[_Set] = []
    for name, cell, spared, _ in lexicon_rows(table, COLUMNS, 2):
        members = tuple(cell.split("、"))
        if len(members) < _FEWEST or len(set(members)) < len(members):
            raise RuleError(f"{table.name}：“{name}”至少要有 {_FEWEST} 个各不相同的成员，用顿号分开")
        if _SPARED[problem] not in spared:
            found.append(_Set(name, members))
    return tuple(found)


def _hits(segment: Segment, one: _Set, problem: str) -> Iterator[Hit]:
    for sentence in _SENTENCE.finditer(segment.text):
        items = _items(sentence.group(), sentence.start(), one.members)
        at = 0
        while at < len(items):
            run = _run(items, at, one.members)
            if run is None:
                at += 1
                continue
            at = run[-1][0] + 1
            fault = _fault(segment.text, items, run, one.members, problem)
            if fault is not None:
                start, end, expected, lost = fault
                span = Span(segment.paragraph, segment.start + start, segment.start + end)
                values = {"set": one.name, "full": "、".join(one.members), "lost": lost}
                yield Hit(span, segment.text[start:end], expected, values)


def _items(sentence: str, offset: int, members: Sequence[str]) -> list[_Item]:
    """The items of a sentence parted by 、 or ，; what 和 joins is parted where a member stands beside it."""
    items: list[_Item] = []
    for match in _ITEM.finditer(sentence):
        start, text = match.start(), match.group()
        for joint in _JOINT.finditer(text):
            head, tail = text[: joint.start()].strip(_MARKS), text[joint.end() :].strip(_MARKS)
            if any(head.endswith(m) for m in members) or any(tail.startswith(m) for m in members):
                if joint.start():
                    items.append(_item(text[: joint.start()], offset + start))
                items.append(_item(text[joint.end() :], offset + start + joint.end()))
                break
        else:
            items.append(_item(text, offset + start))
    return [item for item in items if item.text]


def _item(text: str, start: int) -> _Item:
    bare = text.lstrip(_MARKS)
    return _Item(start + len(text) - len(bare), bare.rstrip(_MARKS))


def _member(item: _Item, members: Sequence[str], first: bool) -> tuple[int, bool] | None:
    """Which member an item is, and whether it goes on behind it; a first one may begin with other words."""
    for index, member in enumerate(members):
        if item.text == member or (first and item.text.endswith(member)):
            return index, False
    for index, member in enumerate(members):
        if item.text.startswith(member):
            return index, True
    return None


def _run(items: Sequence[_Item], at: int, members: Sequence[str]) -> list[tuple[int, int | None]] | None:
    """Items from `at` on that are members, one in their midst that is none included: (item, member)."""
    first = _member(items[at], members, True)
    if first is None:
        return None
    run: list[tuple[int, int | None]] = [(at, first[0])]
    ended, strangers = first[1], 0
    for position in range(at + 1, len(items)):
        if ended:
            break
        found = _member(items[position], members, False)
        if found is None:
            strangers += 1
            follows = position + 1 < len(items) and _member(items[position + 1], members, False)
            if strangers > 1 or not follows:
                break
            run.append((position, None))
            continue
        run.append((position, found[0]))
        ended = found[1]
    return run if sum(member is not None for _, member in run) >= _FEWEST - 1 else None


def _fault(
    text: str, items: Sequence[_Item], run: Sequence[tuple[int, int | None]], members: Sequence[str], problem: str
) -> tuple[int, int, str, str] | None:
    """Where a run goes wrong, what should stand there, and the member that is lost."""
    known = [member for _, member in run if member is not None]
    if len(set(known)) < len(known):
        return None
    start, end = items[run[0][0]], items[run[-1][0]]
    row = _bounds(start, end, members, known)
    if problem == "order":
        strange = len(known) < len(run)
        full = len(known) == len(members) and not strange and known != sorted(known)
        return (*row, "、".join(members), "") if full else None
    if len(known) != len(members) - 1 or known != sorted(known):
        return None
    lost = next(index for index in range(len(members)) if index not in known)
    stranger = next((position for position, member in run if member is None), None)
    if stranger is not None:
        item = items[stranger]
        in_place = [member for _, member in run].index(None) == lost
        if problem == "wrong" and in_place and _resembles(item.text, members[lost], len(members), True):
            return item.start, item.end, members[lost], members[lost]
        return None
    beside = _beside(items, run, members, lost)
    if beside is not None:
        return (*beside, members[lost], members[lost]) if problem == "wrong" else None
    if problem == "missing" and len(members) > _FEWEST and _closed(text, items, run, row):
        return (*row, "、".join(members), members[lost])
    return None


def _bounds(first: _Item, last: _Item, members: Sequence[str], known: Sequence[int]) -> tuple[int, int]:
    head, tail = members[known[0]], members[known[-1]]
    start = first.start if first.text.startswith(head) else first.end - len(head)
    return start, last.start + len(tail)


def _beside(
    items: Sequence[_Item], run: Sequence[tuple[int, int | None]], members: Sequence[str], lost: int
) -> tuple[int, int] | None:
    """What stands at the edge of a row in the place of its first or last member, if it resembles it."""
    member = members[lost]
    if lost == 0 and run[0][0] > 0:
        item = items[run[0][0] - 1]
        if _resembles(item.text[-len(member) :], member, len(members)):
            return max(item.start, item.end - len(member)), item.end
    if lost == len(members) - 1 and run[-1][0] + 1 < len(items):
        item = items[run[-1][0] + 1]
        if _resembles(item.text[: len(member)], member, len(members)):
            return item.start, min(item.end, item.start + len(member))
    return None


def _resembles(text: str, member: str, size: int, between: bool = False) -> bool:
    """Whether enough characters are the same: half of them, more in a set of three, one amid a long set's members."""
    shared = sum((Counter(text) & Counter(member)).values())
    longer = max(len(member), len(text))
    if text == member or longer - min(len(member), len(text)) > max(2, len(member) // 2):
        return False
    if size == _FEWEST:
        return shared * 2 > longer
    return shared * 2 >= longer or (between and len(text) == len(member) and shared > 0)


def _closed(text: str, items: Sequence[_Item], run: Sequence[tuple[int, int | None]], row: tuple[int, int]) -> bool:
    """Whether a row is not part of a longer one, nor cut short by 等."""
    before, behind = run[0][0] - 1, run[-1][0] + 1
    if before >= 0 and text[items[before].end : items[run[0][0]].start].strip(_MARKS) != "，":
        return False
    if behind < len(items) and text[items[run[-1][0]].end : items[behind].start].strip(_MARKS) != "，":
        return False
    return not _MORE.match(text, row[1])
