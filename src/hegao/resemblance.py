"""Phrases with their words in; how alike two of them are, and by which words they are, out.

Words that are rare among all phrases count more; words of one line of a list of synonyms count as one word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from hegao.model import Word

_TITLE = re.compile(r"《([^《》]+)》")
_QUOTED = re.compile(r"“([^“”]{2,12})”")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_CONTENT = (
    "n",
    "v",
    "a",
    "j",
    "l",
    "i",
    "s",
    "x",
    "z",
    "eng",
)  # first letters of the tags of words that mean something
_VERB, _LATER_VERB, _COMMON, _HEAD = (
    0.35,
    0.7,
    0.25,
    1.6,
)  # the first verb, later ones, words of little meaning, last noun
_NEARBY = 0.45  # what a word counts that stands in the same sentence only
_UNTOLD = 0.6  # what is left where only verbs and words of little meaning are the same
_SAME_NAME = 0.12  # what a name in quotation marks adds that stands in both
_SAME_TITLE = 90  # two titles are the same from this share of common characters on: （试行） may be left out
_COVERED = 0.6  # share of the object's characters that must be met: an object has a head and a modifier
_COUNTED = 0.25  # … where both count in the same unit
_BARE = 2  # an object of no more characters says nothing without its verb
_VAGUE = 0.5  # what is left where less of the object is met
_FUNCTION = ("u", "p", "c", "d", "r", "f", "q", "w", "y", "e", "o", "t")  # tags of words that name nothing
_COUNTS = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万亿几多]")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:省|自治州|自治区|自治县|市|县|区|州|盟|旗|镇|乡|街道)")
_DIGITS = re.compile(r"\d+")
_TRIAL = re.compile(r"[（(](?:试行|暂行|草案|征求意见稿|送审稿|修订)[）)]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that mean the same, and words that mean little."""

    synonyms: Mapping[str, frozenset[int]]  # word -> the rows it stands in
    common: frozenset[str]
    actions: frozenset[str]  # those that are done to things
    names: Mapping[str, frozenset[int]]  # those of several characters that name a thing, to be sought in the text


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a task or a clause says."""

    text: str
    terms: Mapping[str, float]  # word -> what it counts for by its kind
    grams: frozenset[str]  # pairs of neighbouring characters
    titles: tuple[str, ...]  # in 《》
    core: tuple[str, ...] = ()  # the words of the object, those of little meaning left out
    names: Mapping[str, frozenset[int]] = field(default_factory=dict)  # of the vocabulary, as found in the text
    nearby: str = ""  # the sentence around it


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two phrases are, 0–1, and by which words of the first."""

    value: float
    words: tuple[str, ...]


def phrase(text: str, words: Sequence[Word], vocabulary: Vocabulary, nearby: str = "") -> Phrase:
    """The words of a phrase that mean something; `words` are those of `text` without its numbers."""
    terms: dict[str, float] = {}
    core: list[str] = []
    last, acts = "", False
    for word in words:
        named = word.tag == "m" and not _COUNTS.search(word.text)  # 良种 is tagged as a number
        leads = not terms and not core and (word.tag.startswith("v") or word.text in vocabulary.synonyms)
        does = not core and word.text in vocabulary.actions and word.tag.startswith("v") and word.tag != "vn"
        if not (leads or does or word.text in vocabulary.common or word.tag.startswith(_FUNCTION)):
            core += [word.text] if named or word.tag != "m" else []
        if not (named or word.tag.startswith(_CONTENT)) or (
            len(word.text) < 2 and not word.tag.startswith(("n", "eng", "x"))
        ):
            continue
        verb = word.tag.startswith("v") and word.tag != "vn"
        verb = verb or (leads and word.tag == "ns")  # 新建 is tagged as a place
        if word.text in vocabulary.common:
            terms[word.text] = _COMMON
        elif verb:
            terms.setdefault(word.text, _LATER_VERB if acts else _VERB)
            acts = True
        else:
            terms[word.text] = 1.0
            last = word.text
    if last:
        terms[last] *= _HEAD
    terms.update(dict.fromkeys(_QUOTED.findall(text), _HEAD))
    run = "".join(word.text for word in words if word.tag not in ("m", "w"))
    grams = frozenset(a + b for part in _HAN.findall(run) for a, b in pairwise(part))
    titles = tuple(_TRIAL.sub("", title) for title in _TITLE.findall(text))
    names = {name: rows for name, rows in vocabulary.names.items() if name in text}
    return Phrase(text, terms, grams, titles, tuple(core), names, nearby)


def means_something(one: Phrase) -> bool:
    """Whether it has a word that is neither a verb nor of little meaning: 扎实推进各项工作 has none."""
    return bool(one.titles) or any(weight >= 1 for weight in one.terms.values())


def is_particular(one: Phrase) -> bool:
    """Whether it has two words of some meaning besides its verb."""
    return bool(one.titles) or sum(weight >= _LATER_VERB for weight in one.terms.values()) > 1


def rarity(phrases: Iterable[Phrase]) -> dict[str, float]:
    """What each word and pair of characters tells, by how few of the phrases hold it."""
    counts: Counter[str] = Counter()
    total = 0
    for one in phrases:
        counts.update({*one.terms, *one.grams})
        total += 1
    return {item: log(1 + total / count) for item, count in counts.items()}


def likeness(
    wanted: Phrase, found: Phrase, rare: Mapping[str, float], vocabulary: Vocabulary, counted: bool = False
) -> Likeness:
    """How much of what is wanted the other phrase speaks of; `counted`: both give a number of the same unit."""
    from rapidfuzz.fuzz import partial_ratio

    total = got = 0.0
    told = False  # by more than verbs and words of little meaning
    words: list[str] = []
    called = "".join(name for name, rows in wanted.names.items() if any(rows & other for other in found.names.values()))
    for term, kind in wanted.terms.items():
        weight = kind * rare.get(term, 1.0)
        share = 1.0 if term in called else _share(term, found, vocabulary)
        total += weight
        got += weight * share
        if share == 1:
            words.append(term)
            told = told or kind >= _LATER_VERB
    grams = sum(rare.get(gram, 1.0) for gram in wanted.grams)
    common = sum(rare.get(gram, 1.0) for gram in wanted.grams & found.grams)
    near = partial_ratio(wanted.text, found.text) / 100 if len(found.text) >= len(wanted.text) // 2 else 0.0
    value = 0.55 * got / total if total else 0.0
    value += 0.25 * common / grams if grams else 0.0
    value += 0.2 * max(0.0, near - 0.2) / 0.8
    if not told:
        value *= _UNTOLD
    if not _covered(wanted, found, called, vocabulary, counted):
        value *= _VAGUE
    if any(name in found.text for name in _QUOTED.findall(wanted.text)):
        value += _SAME_NAME
    if wanted.titles:
        same = [title for title in wanted.titles if any(_is_same(title, other) for other in found.titles)]
        words = [*(f"《{title}》" for title in same), *(w for w in words if not any(w in t for t in same))]
        value = max(value, 0.9) if same else value * 0.35 if found.titles else value * 0.8
    return Likeness(min(value, 1.0), tuple(words))


def _covered(wanted: Phrase, found: Phrase, called: str, vocabulary: Vocabulary, counted: bool) -> bool:
    """Whether enough of the object is met: its head and what stands before it; or a name in quotation marks."""
    total = met = 0.0
    for word in wanted.core:
        total += len(word)
        if word in called or _share(word, found, vocabulary) == 1:
            met += len(word)
        elif word in found.nearby:
            met += len(word) * _NEARBY
        else:
            met += sum(char in found.text for char in word) * _NEARBY if _partly(word, found) else 0
    if 0 < total <= _BARE and not counted:
        return bool(met) and all(_share(word, found, vocabulary) == 1 for word in wanted.terms)
    named = any(name in found.text for name in _QUOTED.findall(wanted.text))
    return named or met >= total * (_COUNTED if counted else _COVERED)


def _partly(word: str, found: Phrase) -> bool:
    """Whether two neighbouring characters of it are met."""
    return any(a + b in found.grams for a, b in pairwise(word))


def _share(term: str, found: Phrase, vocabulary: Vocabulary) -> float:
    if term in found.terms or term in found.text:
        return 1.0
    rows = vocabulary.synonyms.get(term)
    if rows and any(rows & vocabulary.synonyms.get(other, frozenset()) for other in found.terms):
        return 1.0
    return _NEARBY if term in found.nearby else 0.0


def _is_same(one: str, other: str) -> bool:
    from rapidfuzz.fuzz import ratio

    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 3 and longer.endswith(shorter):
        return True
    if ratio(one, other) < _SAME_TITLE or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    here, there = _PLACE.match(one), _PLACE.match(other)
    return not (here and there) or here[0] == there[0]
