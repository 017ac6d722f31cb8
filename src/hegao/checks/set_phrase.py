"""Dated tables of set phrases in, a Hit wherever one is written with one slip out: a character wrong, missing or extra,
or two neighbours swapped.

`words` are tables of rules/lexicon (提法, 起用, 停用, 依据; phrases of five characters and more), `similar` holds
characters that look or sound alike, `spared` forms that are right although they come so near. Only a phrase in use in
the draft's own year is proposed. Left alone are phrases of the tables themselves, what words reach into from outside,
what stands in ordinary words and is no likely slip, and what `unless` touches.

With `whole` (a pattern with one group) only its groups are looked at, and a slip has to be the only difference of a
group as a whole: titles in 《》. Then entries may be short, of any year, and are right without their `prefix`, too.

A phrase is found by two characters that begin or end it, so the time depends on the text, not on the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hegao.data import Lexicon, lexicon_rows, lexicon_words, year_of
from hegao.errors import RuleError
from hegao.likeness import are_alike
from hegao.model import Analysis, Hit, Segment, Span, Word
from hegao.sparing import is_spared
from hegao.text import HAN, NOT_PROSE

COLUMNS = ("提法", "起用年份", "停用年份", "依据")
VALUES = ("slip", "source")
_GATE = 2  # characters at one end of a phrase that have to be right
_SHORTEST = 5
_SURE = 7  # characters: so much of a phrase stands on its own, whatever is beside it
_LONG = 10  # characters: so much of a phrase is no chance, even when what is left are ordinary words
_SURE_TITLE = 10  # characters of a title in which any wrong character is one
_END = ""  # in a tree of characters: the phrase that ends here
_BEYOND = "beyond"  # in a tree of characters: see there
_SLIPS = {"swapped": "字序颠倒", "extra": "多字", "wrong": "有错字", "missing": "漏字"}  # the surest first
_HAN = re.compile(f"[{HAN}]")
_COUNT = "[0-9一二三四五六七八九十第]"
_LED = re.compile(f"(?:{_COUNT}|[）)”》])$")  # 一、二产增加值, 村（居）民委员会 lack nothing
_RUN = re.compile(rf"[{HAN}“”‘’、·，]{{4,}}")
_LIGHT = frozenset("的之和与及同、，“”‘’")  # one for the other is style, not a slip
_SMALL = frozenset(
    "的了和与及等由要应须在对向把将为是以于各其该并也不有从到让使请件个项"
)  # words that stand beside a phrase
_LEVELS = frozenset("国省市县区州旗乡镇村")  # one for the other is another body
_SIZES = frozenset("级大中支总新全各")  # what a name may go without: 县融媒体中心, 执法队
_BODIES = frozenset("局厅委办部署司处室站所院心")  # what ends the name of an office; without it stands its field

_Tree = dict[str, Any]  # character -> tree; _END -> phrase; _BEYOND -> what stands behind the next character


@dataclass(frozen=True, slots=True)
class Params:
    words: tuple[Lexicon, ...]
    similar: Lexicon
    spared: Lexicon | None = None
    whole: re.Pattern[str] | None = None
    prefix: str = ""
    unless: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        if self.whole is not None and self.whole.groups != 1:
            raise ValueError("whole 应当有一个括号组")


@dataclass(frozen=True, slots=True)
class _Entry:
    since: int | None  # year
    until: int | None  # first year it is out of use
    source: str


@dataclass(frozen=True, slots=True)
class _Index:
    entries: dict[str, _Entry]
    spared: frozenset[str]
    from_start: dict[str, _Tree]  # first two characters -> what may follow
    from_end: dict[str, _Tree]  # the same of the phrases read backwards


@dataclass(frozen=True, slots=True)
class _Slip:
    start: int
    end: int
    phrase: str
    kind: str
    at: int  # of the first wrong character; where one is missing, of the one behind it


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    index = _index(params.words, params.spared, params.whole is not None, params.prefix)
    year = analysis.outline.years[0] if analysis.outline.years else None
    for segment in segments:
        for start, text in _stretches(params, segment.text):
            offset = segment.start + start
            likely = [
                slip
                for slip in _slips(index, text)
                if (params.whole is not None or _in_use(index.entries[slip.phrase], year))
                and text[slip.start : slip.end] not in index.spared
                and not is_spared(params.unless, segment.text, start + slip.start, start + slip.end)
                and _is_likely(analysis, params, segment.paragraph, offset, text, slip)
            ]
            for slip in _best(likely, text, params.similar):
                span = Span(segment.paragraph, offset + slip.start, offset + slip.end)
                values = {"slip": _SLIPS[slip.kind], "source": index.entries[slip.phrase].source}
                yield Hit(span, text[slip.start : slip.end], slip.phrase, values)


def _stretches(params: Params, text: str) -> Iterator[tuple[int, str]]:
    if params.whole is None:
        for run in _RUN.finditer(text):
            yield run.start(), run.group()
    else:
        for match in params.whole.finditer(text):
            if NOT_PROSE not in match.group(1):
                yield match.start(1), match.group(1)


def _in_use(entry: _Entry, year: int | None) -> bool:
    if year is None:
        return entry.until is None
    return (entry.since is None or entry.since <= year) and (entry.until is None or year < entry.until)


def _slips(index: _Index, text: str) -> Iterator[_Slip]:
    """Every place one slip away from a phrase, but none inside a phrase that is written right."""
    right: list[tuple[int, int]] = []
    found = list(_scan(index.from_start, text, right))
    backwards: list[tuple[int, int]] = []
    size = len(text)
    for slip in _scan(index.from_end, text[::-1], backwards):
        start, end = size - slip.end, size - slip.start
        at = size - slip.at if slip.kind == "missing" else size - slip.at - (2 if slip.kind == "swapped" else 1)
        found.append(_Slip(start, end, slip.phrase[::-1], slip.kind, at))
    right += [(size - end, size - start) for start, end in backwards]
    for slip in found:
        if text[slip.start : slip.end] in index.entries or any(
            start <= slip.at < end and not (slip.start <= start and end <= slip.end) for start, end in right
        ):
            continue
        yield slip


def _scan(trees: dict[str, _Tree], text: str, right: list[tuple[int, int]]) -> Iterator[_Slip]:
    """Slips behind the first two characters of a phrase; places where a phrase is right are added to `right`."""
    for start in range(len(text) - _GATE):
        tree = trees.get(text[start : start + _GATE])
        at = start + _GATE
        while tree is not None:
            phrase = tree.get(_END)
            if phrase is not None:
                right.append((start, at))
                if text[at : at + 1] == phrase[-1]:
                    yield _Slip(start, at + 1, phrase, "extra", at)
            for kind, end, meant in _edits(tree, text, at):
                yield _Slip(start, end, meant, kind, at)
            tree = tree.get(text[at]) if at < len(text) else None
            at += 1


def _edits(tree: _Tree, text: str, at: int) -> Iterator[tuple[str, int, str]]:
    """What may be wrong at a place up to which the phrase is right: kind, end, the phrase meant."""
    here, behind = text[at : at + 1], text[at + 1 : at + 2]
    beyond = _beyond(tree)
    last = beyond.get(_END, ())
    if here:
        for character, child in (*beyond.get(behind, ()), *last) if behind else last:
            if character != here:
                for end, phrase in _rest(child, text, at + 1):
                    yield "wrong", end, phrase
    for character, child in (*beyond.get(here, ()), *last) if here else last:
        if character != here:
            for end, phrase in _rest(child, text, at):
                yield "missing", end, phrase
    if behind in tree and behind:
        for end, phrase in _rest(tree[behind], text, at + 2):
            yield "extra", end, phrase
        if here in tree[behind] and behind != here:
            for end, phrase in _rest(tree[behind][here], text, at + 2):
                yield "swapped", end, phrase


def _beyond(tree: _Tree) -> dict[str, list[tuple[str, _Tree]]]:
    """Character (or _END) -> the children it stands in, each with its own character; so that the time for a place does
    not grow with the number of phrases that begin alike. Made when first asked for.
    """
    beyond: dict[str, list[tuple[str, _Tree]]] | None = tree.get(_BEYOND)
    if beyond is None:
        beyond = {}
        for character, child in tree.items():
            if character != _END:
                for after in child:
                    if after != _BEYOND:
                        beyond.setdefault(after, []).append((character, child))
        tree[_BEYOND] = beyond
    return beyond


def _rest(tree: _Tree, text: str, at: int) -> Iterator[tuple[int, str]]:
    """The phrases whose rest stands at a place, each with where it ends."""
    node: _Tree | None = tree
    while node is not None:
        if _END in node:
            yield at, node[_END]
        node = node.get(text[at]) if at < len(text) else None
        at += 1


def _best(slips: list[_Slip], text: str, similar: Lexicon) -> Iterator[_Slip]:
    """Of slips that overlap, a sure one before one that may be a guess, then the one of the longest phrase."""
    kinds = tuple(_SLIPS)

    def rank(slip: _Slip) -> tuple[int, int, int, int, str]:
        doubt = 0 if slip.kind in ("swapped", "extra") else 2
        if slip.kind == "wrong" and are_alike(similar, slip.phrase[slip.at - slip.start], text[slip.at]):
            doubt = 1
        return (doubt, -len(slip.phrase), kinds.index(slip.kind), slip.start, slip.phrase)

    taken: list[_Slip] = []
    for slip in sorted(slips, key=rank):
        if all(slip.end <= other.start or other.end <= slip.start for other in taken):
            taken.append(slip)
    yield from sorted(taken, key=lambda s: s.start)


def _is_likely(analysis: Analysis, params: Params, paragraph: int, offset: int, text: str, slip: _Slip) -> bool:
    """Whether it is a slip, not another wording: judged by the words it makes with its neighbours."""
    wrong, right = text[slip.at : slip.at + 1], slip.phrase[slip.at - slip.start : slip.at - slip.start + 1]
    if params.whole is not None:
        return (slip.start, slip.end) == (0, len(text)) and _is_likely_title(params, slip, text, wrong, right)
    if slip.kind == "wrong" and (
        not _HAN.match(wrong)
        or (wrong in _LIGHT and right in _LIGHT)
        or (wrong in _LEVELS and right in _LEVELS)
        or (wrong in _SMALL and slip.at in (slip.start, slip.end - 1))
    ):
        return False
    if slip.kind == "extra" and wrong not in (text[slip.at - 1 : slip.at], text[slip.at + 1 : slip.at + 2]):
        return False
    before = analysis.document.paragraphs[paragraph - 1].text[: offset + slip.start]
    start, end = offset + slip.start, offset + slip.end
    words = [w for w in analysis.words(paragraph) if start < w.start + len(w.text) and w.start < end]
    if any(w.start < start or end < w.start + len(w.text) for w in words):
        return False
    if slip.kind == "missing" and slip.at == slip.start and (wrong in _LIGHT or _LED.search(before)):
        return False
    if slip.kind == "missing":
        torn = slip.at in (slip.start, slip.end) and len(slip.phrase) < _SURE
        if torn and not _stands_free(analysis.words(paragraph), offset + slip.at, slip.at == slip.start):
            return False
        return _is_lost(slip, right, words)
    if slip.kind != "wrong" or are_alike(params.similar, right, wrong):
        return True
    word = next(w for w in words if w.start <= offset + slip.at < w.start + len(w.text))
    inside = slip.start < slip.at < slip.end - 1
    return inside and len(slip.phrase) >= _LONG and not _is_ordinary(word)


def _is_lost(slip: _Slip, lost: str, words: list[Word]) -> bool:
    """Whether a missing character is missed: 贷款余额 is right beside 存贷款余额, 招投标 beside 招标投标."""
    if lost in _SIZES and len(slip.phrase) < _LONG:
        return False
    if slip.start < slip.at < slip.end:
        return len(slip.phrase) >= _LONG or not all(map(_is_ordinary, words))
    if slip.at == slip.end and lost in _BODIES:
        return False
    return not all(_is_ordinary(word) or word.text in _SMALL for word in words)


def _stands_free(words: tuple[Word, ...], at: int, starts: bool) -> bool:
    """Whether no single character beside a torn end takes it in: 和美乡村建设 is no 美丽乡村建设."""
    beside = [w for w in words if (w.start + len(w.text) if starts else w.start) == at]
    return not any(len(word.text) == 1 and _HAN.match(word.text) for word in beside)


def _is_likely_title(params: Params, slip: _Slip, text: str, wrong: str, right: str) -> bool:
    """Whether a whole title is a slip for another one; a character before or behind it may make a title of its own."""
    changed = wrong if slip.kind == "extra" else right
    if not _HAN.match(changed) or re.match(_COUNT, changed):
        return False
    if slip.kind == "wrong":
        return are_alike(params.similar, right, wrong) or (
            len(slip.phrase) >= _SURE_TITLE and _HAN.match(wrong) is not None and not re.match(_COUNT, wrong)
        )
    if slip.kind == "extra":
        return 0 < slip.at < len(text) - 1
    return slip.kind == "swapped" or 0 < slip.at < len(text)


def _is_ordinary(word: Word) -> bool:
    return len(word.text) > 1 and word.tag != "x"


@lru_cache(maxsize=8)
def _index(tables: tuple[Lexicon, ...], spared: Lexicon | None, titles: bool, prefix: str) -> _Index:
    entries: dict[str, _Entry] = {}
    from_start: dict[str, _Tree] = {}
    from_end: dict[str, _Tree] = {}
    for table in tables:
        for name, since, until, source in lexicon_rows(table, COLUMNS):
            where = f"{table.name} 的“{name}”"
            entry = _Entry(year_of(since, where), year_of(until, where), source)
            if len(name) < _SHORTEST and not titles:
                raise RuleError(f"{where}不足 {_SHORTEST} 个字，太短，容易误报，请删去")
            for phrase in {name, name.removeprefix(prefix)}:
                entries[phrase] = entry
                if len(phrase) >= _SHORTEST:
                    _add(from_start, phrase)
                    _add(from_end, phrase[::-1])
    return _Index(entries, frozenset(lexicon_words(spared) if spared else ()), from_start, from_end)


def _add(trees: dict[str, _Tree], phrase: str) -> None:
    tree = trees.setdefault(phrase[:_GATE], {})
    for character in phrase[_GATE:]:
        tree = tree.setdefault(character, {})
    tree[_END] = phrase
