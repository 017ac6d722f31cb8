"""Phrases of a word list in, a Hit wherever one is written with a single wrong character out.

`words`, `similar` and `spared` are files of rules/lexicon: phrases of four to six characters parted by white space,
lines of characters that look or sound alike, and what is written so with good reason; # begins a comment. The wrong
character has to be like the right one, and none of `edges` where the phrase begins or ends. Left alone are what stands
twice in the draft, what is a phrase or an ordinary word itself, what words reach into from outside, and a wrong
character that makes an ordinary word with a neighbour (but not with `loose: true`); `unless` drops a hit that touches
one of its own matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add, ne

from hegao.data import Lexicon, lexicon_words
from hegao.errors import RuleError
from hegao.likeness import are_alike
from hegao.model import Analysis, Hit, Segment, Span
from hegao.sparing import is_spared

_SIZES = range(4, 7)  # characters; with one of them wrong, the first two or the last two are right
_RUN = re.compile(r"[\u4e00-\u9fff]{4,}")

# The first or last two characters of a phrase -> the one next to them, or, since that may be the wrong one, the one
# beyond it with this mark -> phrases.
_Anchors = dict[str, dict[str, list[str]]]
_NEXT_BUT_ONE = "＿"


@dataclass(frozen=True, slots=True)
class Params:
    words: Lexicon
    similar: Lexicon
    spared: Lexicon | None = None
    edges: str = ""
    loose: bool = False
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Index:
    known: frozenset[str]  # phrases, and what is spared
    starts: _Anchors
    ends: _Anchors


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    index = _index(params.words, params.spared)
    for segment in segments:
        for match in _RUN.finditer(segment.text):
            run, offset = match.group(), match.start()
            likely: list[tuple[int, str]] = []
            for start, phrase in _near(run, index):
                end = start + len(phrase)
                at = next(k for k in range(start, end) if run[k] != phrase[k - start])
                if (
                    run[start:end] in index.known
                    or not are_alike(params.similar, phrase[at - start], run[at])
                    or (run[at] in params.edges and at in (start, end - 1))
                    or _is_part(run, at, index)
                ):
                    continue
                span = Span(segment.paragraph, segment.start + offset + start, segment.start + offset + end)
                if not (
                    is_spared(params.unless, segment.text, offset + start, offset + end)
                    or _explained(analysis, span, None if params.loose else segment.start + offset + at)
                    or _twice(analysis, run[start:end])
                ):
                    likely.append((start, phrase))
            for start, phrase in _best(likely):
                first, found = segment.start + offset + start, run[start : start + len(phrase)]
                yield Hit(Span(segment.paragraph, first, first + len(phrase)), found, phrase)


def _near(run: str, index: _Index) -> Iterator[tuple[int, str]]:
    """Where a run of 汉字 is one character away from a phrase."""
    none: list[str] = []
    pairs = _pairs(run)
    for i in [i for i, pair in enumerate(pairs) if pair in index.starts]:
        thirds = index.starts[pairs[i]]
        for key in run[i + 2 : i + 3], _NEXT_BUT_ONE + run[i + 3 : i + 4]:
            for phrase in thirds.get(key, none):
                found = run[i : i + len(phrase)]
                if found != phrase and len(found) == len(phrase) and sum(map(ne, found, phrase)) == 1:
                    yield i, phrase
    for i in [i for i, pair in enumerate(pairs) if pair in index.ends and i > 1]:
        thirds = index.ends[pairs[i]]
        for key in run[i - 1], _NEXT_BUT_ONE + run[i - 2]:
            for phrase in thirds.get(key, none):
                start = i + 2 - len(phrase)
                if start >= 0 and not run.startswith(phrase, start) and sum(map(ne, run[start:], phrase)) == 1:
                    yield start, phrase


@lru_cache(maxsize=4096)
def _pairs(run: str) -> tuple[str, ...]:
    """The neighbours in a run: several rules ask for the same."""
    return tuple(map(add, run, run[1:]))


def _is_part(run: str, at: int, index: _Index) -> bool:
    """Whether a character is part of a phrase that is written right."""
    return any(run[k : k + size] in index.known for size in _SIZES for k in range(max(0, at - size + 1), at + 1))


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


def _best(likely: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Of places that overlap the one of the longest phrase, in reading order."""
    taken: list[tuple[int, str]] = []
    for start, phrase in sorted(likely, key=lambda place: (-len(place[1]), place)):
        if all(start + len(phrase) <= other or other + len(longer) <= start for other, longer in taken):
            taken.append((start, phrase))
    return sorted(taken)


@lru_cache(maxsize=8)
def _index(words: Lexicon, spared: Lexicon | None) -> _Index:
    phrases = lexicon_words(words)
    index = _Index(frozenset((*phrases, *(lexicon_words(spared) if spared else ()))), {}, {})
    for phrase in phrases:
        if len(phrase) not in _SIZES:
            raise RuleError(f"{words.name}：“{phrase}”不是四到六个字，请改正或删去")
        thirds = index.starts.setdefault(phrase[:2], {})
        thirds.setdefault(phrase[2], []).append(phrase)
        if len(phrase) < _SIZES[-1]:
            thirds.setdefault(_NEXT_BUT_ONE + phrase[3], []).append(phrase)
        thirds = index.ends.setdefault(phrase[-2:], {})
        thirds.setdefault(phrase[-3], []).append(phrase)
        if len(phrase) == _SIZES[0]:
            thirds.setdefault(_NEXT_BUT_ONE + phrase[-4], []).append(phrase)
    return index
