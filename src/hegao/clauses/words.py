"""A paragraph's words, times and organs in; out come words parted and joined as verbs need them, each with its classes
as bits, and what begins at which of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from hegao.clauses.lexicon import (
    ADVERB,
    CAUSATIVE,
    CONNECTIVE,
    GROUND,
    KEPT,
    LEXICON_BITS,
    LISTED,
    MEANS,
    MODAL,
    NOMINAL,
    PARTNER,
    RESULT,
    STANCE,
    STATE,
    STRONG,
    VERB,
    classes,
    listed,
)
from hegao.model import Moment, Word

# What a word is beside its classes in the lexicon.
MARK = 1 << LEXICON_BITS
OPENER = MARK << 1
CLOSER = MARK << 2
ADVERBIAL = MARK << 3  # an adverb to the dictionary
VERBAL = MARK << 4  # a verb to the dictionary, of two characters or more
VERB_NOUN = MARK << 5  # a noun made of a verb: 监督
ACTS = MARK << 6  # may be the verb of an action
BEGINS = MARK << 7  # a verb phrase may begin with it
FOLLOWS = MARK << 8  # may stand behind a doer: 市发展改革委牵头
BY = MARK << 9  # 由, 由市
DENIES = MARK << 10  # 不, 未
IDIOM = MARK << 11  # of four characters
LOOSE = MARK << 12  # to be parted, or joined with the next, here or there

_OPENERS = frozenset("“‘（《〈【〔「『([")
_CLOSERS = frozenset("”’）》〉】〕」』)]")
_MARKER = re.compile("[一二三四五六七八九十]{1,3}[是要则]|第[一二三四五六七八九十]")
_NO_BEGINNING = frozenset("的和、等及与")
_OPENING = frozenset(("总结", "明确", "发动", "召开", "制定", "编制", "修订", "建立", "构建", "打造"))
_OF_ORGANS = "市县区省局厅镇乡州旗各党办"  # 由市…: the end of 由 and the beginning of an organ
_OF_SCOPES = "本我各全其该此市县区省"
_ORGAN_JOINTS = frozenset(("、", "和", "与", "及", "，"))

_Piece = tuple[str, str, int]  # text, tag, start of a word


@dataclass(frozen=True, slots=True)
class Reading:
    """A paragraph ready to be read; the lists go by the number of a word, the dicts as they say."""

    text: str
    texts: list[str]  # of the words
    tags: list[str]
    starts: list[int]  # characters of the paragraph
    bits: list[int]  # classes
    marks: list[int]  # numbers of the words that are punctuation
    moment_of: dict[int, Moment]  # by the word it begins with
    moment_at: dict[int, Moment]  # by where it begins
    organs: Sequence[tuple[int, int]]
    organ_at: dict[int, int]  # place in `organs` by where it begins

    def end(self, word: int) -> int:
        """Where a word ends."""
        return self.starts[word] + len(self.texts[word])

    def stretch(self, first: int, last: int) -> str:
        """The text from the beginning of word `first` to that of word `last`."""
        return self.text[self.starts[first] : self.starts[last]]

    def row_of_organs(self, at: int) -> tuple[tuple[str, ...], int]:
        """The names of the organs in a row from offset `at` (市财政局、市教育局), and where the row ends."""
        place = self.organ_at.get(at)
        if place is None:
            return (), at
        start, end = self.organs[place]
        names = [self.text[start:end]]
        for begin, stop in self.organs[place + 1 :]:
            if begin != end + 1 or self.text[end] not in _ORGAN_JOINTS:
                break
            names.append(self.text[begin:stop])
            end = stop
        return tuple(names), end


def read(
    text: str, words: Sequence[Word], moments: Sequence[Moment] = (), organs: Sequence[tuple[int, int]] = ()
) -> Reading:
    """The words, parted where a verb hides in one (深入|开展) or an edge of a time or organ falls within one (前|向),
    joined where one is broken (制发, 第一时间); offsets stay those of the text."""
    texts = [word.text for word in words]
    tags = [word.tag for word in words]
    starts = [word.start for word in words]
    bits = list(map(bits_of, texts, tags))
    for first, last, pieces in reversed([*_changes(text, texts, tags, starts, bits, _cuts(starts, moments, organs))]):
        texts[first:last] = [piece for piece, _, _ in pieces]
        tags[first:last] = [tag for _, tag, _ in pieces]
        starts[first:last] = [start for _, _, start in pieces]
        bits[first:last] = [bits_of(piece, tag) for piece, tag, _ in pieces]
    return Reading(
        text,
        texts,
        tags,
        starts,
        bits,
        [i for i, bit in enumerate(bits) if bit & MARK],
        _first_words(starts, moments),
        {moment.start: moment for moment in moments},
        organs,
        {start: place for place, (start, _) in enumerate(organs)},
    )


def _cuts(starts: Sequence[int], moments: Sequence[Moment], organs: Sequence[tuple[int, int]]) -> set[int]:
    """The edges of times and organs where no word begins."""
    edges = {edge for moment in moments for edge in (moment.start, moment.end)}
    edges.update(edge for organ in organs for edge in organ)
    last = len(starts)
    return {edge for edge in edges if (word := bisect_left(starts, edge)) == last or starts[word] != edge}


def _changes(
    text: str, texts: list[str], tags: list[str], starts: list[int], bits: list[int], cuts: set[int]
) -> Iterator[tuple[int, int, list[_Piece]]]:
    """Which words (first, last) give way to which pieces; `cuts` are the places within words where one must end."""
    loose = [i for i, its in enumerate(bits) if its & LOOSE]
    if cuts:
        loose = sorted({*loose, *(bisect_right(starts, cut) - 1 for cut in cuts)})
    done = 0
    for i in loose:
        if i < done or bits[i] & MARK:
            continue
        pieces = _pieces(text, texts[i], tags[i], starts[i], cuts)
        if not pieces:
            continue
        piece, _, start = pieces[-1]
        end = start + len(piece)
        done = bisect_left(starts, end, i)
        rest = starts[done - 1] + len(texts[done - 1]) - end
        if rest > 0:
            pieces.append((texts[done - 1][-rest:], tags[done - 1], end))
        yield i, done, pieces


def _first_words(starts: Sequence[int], moments: Sequence[Moment]) -> dict[int, Moment]:
    found: dict[int, Moment] = {}
    for moment in moments:
        word = bisect_left(starts, moment.start)
        if word < len(starts) and starts[word] < moment.end:
            found.setdefault(word, moment)
    return found


@lru_cache(maxsize=1 << 15)
def bits_of(text: str, tag: str) -> int:
    """All there is to know of a word without its neighbours."""
    bits = classes().get(text, 0)
    two = len(text) > 1
    if tag == "w":
        bits |= MARK | (OPENER if text in _OPENERS else 0) | (CLOSER if text in _CLOSERS else 0)
    elif _is_loose(text, tag):
        bits |= LOOSE
    if _MARKER.fullmatch(text):
        bits |= CONNECTIVE
    if tag in ("d", "ad", "vd"):
        bits |= ADVERBIAL
    if tag == "v" and two:
        bits |= VERBAL
    if tag == "vn":
        bits |= VERB_NOUN
    if tag in ("i", "z") and len(text) == 4:
        bits |= IDIOM
    if text == "由" or (text[0] == "由" and len(text) == 2 and text[1] in _OF_ORGANS):
        bits |= BY
    if (text[0] == "不" and not bits & ADVERB) or text in ("没", "没有", "无"):
        bits |= DENIES
    if text == "未" or (text[0] == "未" and tag in ("d", "v")):
        bits |= DENIES
    return bits | _abilities(bits, text, tag)


def _abilities(bits: int, text: str, tag: str) -> int:
    """ACTS, BEGINS and FOLLOWS, which rest upon the other bits."""
    found = 0
    if bits & LISTED or (bits & VERBAL and not bits & (STATE | STANCE)):
        found |= ACTS
    begins = bits & (ADVERB | VERB | RESULT | KEPT | MODAL | PARTNER | ADVERBIAL) or (
        bits & VERBAL and not bits & STATE
    )
    if begins and text not in _NO_BEGINNING:
        found |= BEGINS
    if (
        bits & (MODAL | GROUND | PARTNER | KEPT | MEANS | ADVERB | STATE | STANCE | ADVERBIAL)
        or (bits & VERB and tag != "vn")
        or tag in ("v", "m", "t")
        or text in ("牵头", "，")
    ):
        found |= FOLLOWS
    return found


@cache
def _broken() -> tuple[frozenset[str], frozenset[str]]:
    """What the dictionary may leave of an adverb of four characters, and of a verb of two, when it breaks it."""
    four = [word for word, bits in classes().items() if len(word) == 4 and bits & ADVERB]
    two = [word for word, bits in classes().items() if len(word) == 2 and bits & (VERB | RESULT)]
    return frozenset(word[:length] for word in four for length in (1, 2, 3)), frozenset(word[0] for word in two)


def _is_loose(text: str, tag: str) -> bool:
    of_four, of_two = _broken()
    return text in of_four or text in of_two or (len(text) == 2 and tag == "x") or _hidden_verb(text) > 0


def _pieces(text: str, word: str, tag: str, start: int, cuts: Container[int]) -> list[_Piece]:
    """What a word gives way to: its parts, or a longer word it begins; none where it stays as it is."""
    known, length = classes(), len(word)
    if length < 4 and known.get(four := text[start : start + 4], 0) & ADVERB and len(four) == 4:
        return [(four, "d", start)]
    if length == 1:
        two = text[start : start + 2]
        return [(two, "v", start)] if known.get(two, 0) & (VERB | RESULT) and len(two) == 2 else []
    cut = next((k for k in range(1, length) if start + k in cuts), 0) if cuts else 0
    at = cut or _hidden_verb(word)
    if at:
        tail = word[at:]
        return [(word[:at], "x", start), (tail, "v" if known.get(tail, 0) & STRONG else "x", start + at)]
    across = text[start + 1 : start + 3]
    if length == 2 and tag == "x" and known.get(across, 0) & VERB:
        return [(word[0], "d", start), (across, "v", start + 1)]
    return []


@lru_cache(maxsize=4096)
def _hidden_verb(word: str) -> int:
    """Where the verb begins in an adverb and a verb written as one word; 0 when there is none."""
    if len(word) < 2:
        return 0
    known = classes()
    if len(word) == 2:
        modal = word[0] in "要将须应可" and word[1] in "于在对把向为按由"
        preposition = word[0] in "对向将把为以按由从与在" and word[1] in _OF_SCOPES
        return 1 if modal or preposition or word in listed("拆开") else 0
    if known.get(word, 0) & (STRONG | ADVERB):
        return 0
    if word[0] in "要将应须已" and known.get(word[1:], 0) & (STRONG | ADVERB):
        return 1
    if len(word) == 4 and _opens(word):
        return 2
    for at in (2, 3):
        head, tail = known.get(word[:at], 0), known.get(word[at:], 0)
        if len(word) - at >= 2 and head & ADVERB and tail & (VERB | RESULT | STATE | STANCE):
            return at
    return 0


def _opens(word: str) -> bool:
    """Whether a word of four is a verb and its object: 明确责任, 开展调研; not 完成情况, 组织协调."""
    head, tail = word[:2], word[2:]
    bits = classes().get(head, 0)
    opens = bits & (NOMINAL | CAUSATIVE) or head in _OPENING
    return bool(opens) and tail not in listed("名词头") and not classes().get(tail, 0) & VERB
