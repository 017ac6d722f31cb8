"""A paragraph being read in, its clauses out: the stretches between two marks, and within one those with a verb and
object of their own."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import NamedTuple

from hegao.clauses.lexicon import ADVERB, NOMINAL, RESULT, VERB, classes, listed
from hegao.clauses.words import CLOSER, MARK, OPENER, VERB_NOUN, Reading

_BREAKS = frozenset("，。；！？：,;!?\n\v")
_STOPS = frozenset("。！？!?\n\v")
_CLOSING = re.compile("[”’）》〉】〕」』)]")
_SOON = 80  # characters: a bracket that closes later is left open by mistake
_NO_OBJECT = frozenset(("的", "和", "及", "与", "等", "并", "工作", "活动", "情况", "了"))
_NOUNS_AT_END = frozenset(("工作", "活动", "任务", "措施", "事项", "等"))
_FEWEST = 4  # words of two verbs with their objects


class Clause(NamedTuple):
    """A stretch between two marks: words first … last of the paragraph, without its mark."""

    first: int
    last: int  # exclusive
    mark: str  # the mark behind it; "" at the end of the text
    sentence: int  # counted from 0 within what was asked for


def clauses(reading: Reading, first: int, last: int) -> list[Clause]:
    """The clauses of words first … last (exclusive) in order; marks within brackets, quotation marks and numbers part
    none."""
    found: list[Clause] = []
    text, texts, bits, marks = reading.text, reading.texts, reading.bits, reading.marks
    begin, depth, sentence = first, 0, 0
    for i in marks[bisect_left(marks, first) : bisect_left(marks, last)]:
        mark = texts[i]
        if mark in _BREAKS:
            if (depth and mark not in _STOPS) or _is_within(text, reading.starts[i], mark, depth):
                continue
            depth = 0
            if i > begin:
                found.append(Clause(begin, i, mark, sentence))
            begin = i + 1
            sentence += mark in _STOPS
        elif bits[i] & OPENER:
            depth += 1
        elif bits[i] & CLOSER and depth:
            depth -= 1
    if begin < last:
        found.append(Clause(begin, last, "", sentence))
    return found


def _is_within(text: str, at: int, mark: str, depth: int) -> bool:
    """Whether the mark at an offset stands in a number (1,000, 9：30) or in brackets yet to be closed."""
    if mark in ",：" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
        return True
    return depth > 0 and _CLOSING.search(text, at, at + _SOON) is not None


def parts(reading: Reading, clause: Clause) -> list[Clause]:
    """The clause, or its parts where a second verb with an object of its own begins behind 、 or 并:
    完善制度、细化流程."""
    if clause.last - clause.first < _FEWEST:
        return [clause]
    joints = _joints(reading, clause)
    edges = _edges(reading, clause, joints) if joints else []
    if not edges:
        return [clause]
    begins = [clause.first, *(edge + 1 for edge in edges)]
    ends = [*edges, clause.last]
    marks = ["、"] * len(edges) + [clause.mark]
    return [Clause(*part, clause.sentence) for part in zip(begins, ends, marks, strict=True)]


def _joints(reading: Reading, clause: Clause) -> list[int]:
    """The numbers of 、 and 并 outside brackets and quotation marks."""
    text, bits = reading.text, reading.bits
    start, end = reading.starts[clause.first], reading.starts[clause.last - 1]
    if text.find("、", start, end) < 0 and text.find("并", start, end) < 0:
        return []
    found: list[int] = []
    depth = 0
    for i, word in enumerate(reading.texts[clause.first : clause.last - 1], clause.first):
        if word in ("、", "并"):
            if not depth:
                found.append(i)
        elif bits[i] & MARK:
            depth += (bits[i] & OPENER > 0) - (bits[i] & CLOSER > 0)
    return found


def _edges(reading: Reading, clause: Clause, joints: list[int]) -> list[int]:
    """Those of the joints that part the clause: all of them, the last 并, or none."""
    stretches = [(left + 1, right) for left, right in pairwise([clause.first - 1, *joints, clause.last])]
    if all(_is_phrase(reading, first, last, k == 0) for k, (first, last) in enumerate(stretches)):
        return [] if _is_noun_phrase(reading.texts[stretches[-1][0] : clause.last]) else joints
    joint = joints[-1]
    if reading.texts[joint] == "并" and joint > clause.first + 1 and _is_phrase(reading, joint + 1, clause.last, False):
        return [joint]
    return []


def _is_noun_phrase(texts: list[str]) -> bool:
    return texts[-1] in _NOUNS_AT_END or "的" in texts or "等" in texts


def _is_phrase(reading: Reading, first: int, last: int, opens: bool) -> bool:
    """Whether words first … last are a verb, adverbs before it, with an object: 完善制度; more may stand before the
    verb where they open the clause."""
    texts, bits = reading.texts, reading.bits
    if last - first == 1:
        return len(texts[first]) == 4 and bool(classes().get(texts[first][:2], 0) & NOMINAL)
    for i in range(first, min(first + (6 if opens else 3), last - 1)):
        its = bits[i]
        if its & (VERB | NOMINAL | RESULT) and (opens or not its & VERB_NOUN):
            following = texts[i + 1]
            ends = i + 2 >= last and following in listed("名词头")
            return following not in _NO_OBJECT and (not ends or bool(its & NOMINAL))
        if not opens and not its & ADVERB and reading.tags[i] not in ("d", "ad"):
            return False
    return False
