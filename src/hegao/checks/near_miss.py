"""Four-character phrases of a word list in, a Hit wherever one is written with a single wrong character out.

`words` and `similar` are files of rules/lexicon: phrases parted by white space, and lines of characters that look or
sound alike; # begins a comment. The wrong character has to be like the right one. Left alone are what stands twice in
the draft, what is a phrase or an ordinary word itself, what words reach into from outside, and a wrong character that
makes an ordinary word with a neighbour (but not with `loose: true`); `unless` drops a hit that touches one of its own
matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hegao.data import data_folder, lexicon_lines
from hegao.errors import RuleError
from hegao.model import Analysis, Hit, Segment, Span
from hegao.sparing import is_spared

_SIZE = 4
_HALF = _SIZE // 2  # with one wrong character, one half is right
_RUN = re.compile(r"[\u4e00-\u9fff]{4,}")


@dataclass(frozen=True, slots=True)
class Params:
    words: str
    similar: str
    loose: bool = False
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    phrases: frozenset[str]
    by_head: dict[str, list[str]]  # first half -> phrases
    by_tail: dict[str, list[str]]  # second half -> phrases
    groups: dict[str, set[int]]  # character -> the groups of like ones it belongs to


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    lexicon = _lexicon(params.words, params.similar)
    for segment in segments:
        for run in _RUN.finditer(segment.text):
            yield from _hits(analysis, params, segment, run.start(), run.group(), lexicon)


def _hits(
    analysis: Analysis, params: Params, segment: Segment, offset: int, run: str, lexicon: _Lexicon
) -> Iterator[Hit]:
    for i in range(len(run) - _SIZE + 1):
        head, tail = run[i : i + _HALF], run[i + _HALF : i + _SIZE]
        meant = lexicon.by_head.get(head, ()), lexicon.by_tail.get(tail, ())
        if not meant[0] and not meant[1]:
            continue
        found = head + tail
        if found in lexicon.phrases:
            continue
        for phrase in (*meant[0], *meant[1]):
            wrong = [k for k in range(_SIZE) if phrase[k] != found[k]]
            if len(wrong) != 1 or not _alike(lexicon, phrase[wrong[0]], found[wrong[0]]):
                continue
            start = segment.start + offset + i
            span = Span(segment.paragraph, start, start + _SIZE)
            if (
                is_spared(params.unless, segment.text, offset + i, offset + i + _SIZE)
                or _explained(analysis, span, None if params.loose else start + wrong[0])
                or _twice(analysis, found)
            ):
                continue
            yield Hit(span, found, phrase)
            break


def _alike(lexicon: _Lexicon, right: str, wrong: str) -> bool:
    none: set[int] = set()
    return not lexicon.groups.get(right, none).isdisjoint(lexicon.groups.get(wrong, none))


def _explained(analysis: Analysis, span: Span, at: int | None) -> bool:
    """Whether words the dictionary knows make another sense: the whole span, one over its edge, one that holds `at`."""
    for word in analysis.words(span.paragraph):
        end = word.start + len(word.text)
        if word.start >= span.end:
            break
        if end <= span.start or word.tag == "x" or len(word.text) == 1:
            continue
        whole = word.start <= span.start and span.end <= end
        if whole or word.start < span.start or end > span.end or (at is not None and word.start <= at < end):
            return True
    return False


def _twice(analysis: Analysis, text: str) -> bool:
    return sum(p.text.count(text) for p in analysis.document.paragraphs) > 1


@lru_cache(maxsize=8)
def _lexicon(words: str, similar: str) -> _Lexicon:
    phrases = [phrase for _, line in lexicon_lines(_path(words)) for phrase in line.split()]
    by_head: dict[str, list[str]] = {}
    by_tail: dict[str, list[str]] = {}
    for phrase in phrases:
        if len(phrase) != _SIZE:
            raise RuleError(f"{words}：“{phrase}”不是四个字，请改正或删去")
        by_head.setdefault(phrase[:_HALF], []).append(phrase)
        by_tail.setdefault(phrase[_HALF:], []).append(phrase)
    groups: dict[str, set[int]] = {}
    for number, line in lexicon_lines(_path(similar)):
        for character in line:
            groups.setdefault(character, set()).add(number)
    return _Lexicon(frozenset(phrases), by_head, by_tail, groups)


def _path(name: str) -> Path:
    return data_folder("rules") / "lexicon" / name
