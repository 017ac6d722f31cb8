"""Usual words and pairs of characters in, a Hit wherever a usual word is written with one wrong character out.

The place is a pair of neighbours nobody writes. `pairs` holds the pairs one meets (a character, then those seen behind
it, each digit 7–1 telling how often the ones after it), `words` the usual words of two and three characters (a line
each level 0–6, then its words), `similar` and `sounds` groups of characters that look or sound alike, `twins` of
characters that do both. What speaks for a slip adds up to points; `least` is what a hit needs. Left alone are parts of
longer words of the dictionary, names, what stands twice in the draft and what touches a match of `unless`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hegao import nlp
from hegao.data import Lexicon, lexicon_lines, lexicon_words
from hegao.errors import RuleError
from hegao.likeness import are_alike
from hegao.model import Analysis, Hit, Segment, Span, Word
from hegao.sparing import is_spared

_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_OFTEN = 4  # level of a word one may look for where a pair is rare, not unseen
_GAP = "＿"  # in a word of three: the character left out
_WORDS_LINE = re.compile(r"[0-6](?: [\u4e00-\u9fff]{2,3})+")
_PAIRS_LINE = re.compile(r"[\u4e00-\u9fff](?:[1-7][\u4e00-\u9fff]+)+")

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易武乔贺赖龚文庞樊兰殷施陶洪翟颜倪严牛温芦季俞鲁"
)
_TITLED = re.compile(
    "等|同志|先生|女士|[兼担]?任|[副正代]?(?:[局处科厅部市县区镇乡村所站院校队组会行州省社]长|书记|主任|主席|委员|经理|教授|医生|老师)"
)
_PLACES = frozenset("省市县区州旗盟乡镇村屯寨庄湾路街巷桥河江湖岛港山岭沟坝洞塘坪寺庙堂园楼宫井埠苑")

# Not by mistake: numerals make words of their own, and little words stand beside anything.
_NONE: frozenset[str] = frozenset()
_FREE = frozenset("一二三四五六七八九十百千万亿两几各每某该的了是在和与及不有其之为于被把将给让从向由以已虽而且或并又")

# How much each thing speaks for a slip: a logistic regression over sentences with slips and official text without; 0 is
# an even chance there.
_POINTS: Mapping[str, float] = {
    "base": -2.23,
    "level": 0.61,  # of the word meant
    "seen": -1.51,  # level of the pair that is written instead
    "apart": -0.47,  # level of the pair the wrong character makes on its other side
    "joined": 0.67,  # level of the pair the right one would make there
    "alone": 1.21,  # nothing is there
    "other": 0.22,  # level of the pair across the other end of the word
    "other alone": 0.82,
    "kept": -0.44,  # of a word of two, in how much company one meets the right character
    "right": -0.17,  # and the one that should be there
    "three": -2.8,
    "sound": 1.52,
    "twin": 2.13,  # it looks alike, too
    "unknown": 1.05,  # the dictionary knows no word here
    "known": -1.19,  # it knows just what is written
    "word before": 0.83,
    "word behind": 0.71,
    "reached": -2.42,  # a word reaches into the place from outside
    "fewer": 1.74,  # by so many words the mended text is shorter
}
_MOST_OF_WORDS = _POINTS["unknown"] + _POINTS["word before"] + _POINTS["word behind"]


@dataclass(frozen=True, slots=True)
class Params:
    words: Lexicon
    pairs: Lexicon
    similar: Lexicon
    sounds: Lexicon
    twins: Lexicon
    least: float
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    level: dict[str, int]  # how usual, 0–6
    behind: dict[str, set[str]]  # first character of a word of two -> its second
    before: dict[str, set[str]]  # and the other way round
    gaps: dict[str, list[str]]  # word of three with one character left out -> words


@dataclass(frozen=True, slots=True)
class _Pairs:
    behind: dict[str, str]  # character -> the characters seen behind it, with the digits 7–2
    rarely: dict[str, str]  # character -> those of level 1
    before: Mapping[str, int]  # character -> how many are seen in front of it

    def level(self, pair: str) -> int:
        """How usual a pair is: 0 unseen, 7 most usual."""
        seen = self.behind.get(pair[0], "")
        at = seen.find(pair[1])
        if at < 0:
            return int(pair[1] in self.rarely.get(pair[0], ""))
        return int(min(seen[:at]))  # the last digit in front is the least, and less than all 汉字

    def company_behind(self, character: str) -> float:
        """How many characters are seen behind one, as a power of 2."""
        return math.log2(1 + len(self.behind.get(character, "")) + len(self.rarely.get(character, "")))

    def company_before(self, character: str) -> float:
        return math.log2(1 + self.before.get(character, 0))


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: to hash paths takes longer than the search
class _Lists:
    words: _Words
    pairs: _Pairs
    groups: tuple[dict[str, list[str]], ...]  # character -> those that look or sound alike
    sounds: Lexicon
    twins: Lexicon


@dataclass(frozen=True, slots=True)
class _Slip:
    start: int  # characters of the run
    at: int  # of the wrong character
    word: str  # meant

    @property
    def end(self) -> int:
        return self.start + len(self.word)


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    lists = _lists(params.words, params.pairs, params.similar, params.sounds, params.twins)
    for segment in segments:
        for match in _RUN.finditer(segment.text):
            run, offset = match.group(), segment.start + match.start()
            likely: list[tuple[float, _Slip]] = []
            for points, slip in _weighed(run, lists):
                if points + _MOST_OF_WORDS < params.least:
                    continue
                around = analysis.words(segment.paragraph)
                points += _points_of_words(run, slip, around, offset)
                if points >= params.least and not _is_name(run, slip, around, offset):
                    likely.append((points, slip))
            for slip in _best(likely):
                start, end = match.start() + slip.start, match.start() + slip.end
                if not is_spared(params.unless, segment.text, start, end) and not _twice(
                    analysis, run[slip.start : slip.end]
                ):
                    yield Hit(
                        Span(segment.paragraph, segment.start + start, segment.start + end),
                        segment.text[start:end],
                        slip.word,
                    )


@lru_cache(maxsize=4096)
def _weighed(run: str, lists: _Lists) -> tuple[tuple[float, _Slip], ...]:
    """The slips there may be in a run of 汉字, each with the points its characters give: two rules may ask."""
    return tuple((_points_of_characters(run, slip, lists), slip) for slip in _slips(run, lists))


def _slips(run: str, lists: _Lists) -> Iterator[_Slip]:
    """Usual words one like character away from a place with a pair no one, or hardly anyone, writes."""
    words, pairs = lists.words, lists.pairs
    unseen: list[int] = []
    for i, first in enumerate(run[:-1]):
        second = run[i + 1]
        if second in pairs.behind.get(first, "") or first + second in words.level:
            continue
        rare = second in pairs.rarely.get(first, "")
        if not rare:
            unseen.append(i)
        for at, right in [
            *((i + 1, first + c) for c in words.behind.get(first, _NONE) & _like(lists, second)),
            *((i, c + second) for c in words.before.get(second, _NONE) & _like(lists, first)),
        ]:
            if not rare or words.level[right] >= _OFTEN:
                yield _Slip(i, at, right)
    for start in sorted({start for i in unseen for start in (i - 1, i) if 0 <= start <= len(run) - 3}):
        three = run[start : start + 3]
        if three in words.level:
            continue
        for k in range(3):
            for word in words.gaps.get(three[:k] + _GAP + three[k + 1 :], ()):
                if word[k] in _like(lists, three[k]):
                    yield _Slip(start, start + k, word)


def _like(lists: _Lists, wrong: str) -> frozenset[str]:
    """The characters one may be a slip for."""
    return _NONE if wrong in _FREE else _alike(lists, wrong)


@lru_cache(maxsize=4096)
def _alike(lists: _Lists, character: str) -> frozenset[str]:
    groups = (group for kind in lists.groups for group in kind.get(character, ()))
    return frozenset("".join(groups)) - {character}


@lru_cache(maxsize=2)
def _lists(words: Lexicon, pairs: Lexicon, similar: Lexicon, sounds: Lexicon, twins: Lexicon) -> _Lists:
    return _Lists(_words(words), _pairs(pairs), (_groups(similar), _groups(sounds)), sounds, twins)


def _groups(lexicon: Lexicon) -> dict[str, list[str]]:
    """Character -> the groups it belongs to."""
    groups: dict[str, list[str]] = {}
    for group in lexicon_words(lexicon):
        for character in group:
            groups.setdefault(character, []).append(group)
    return groups


def _points_of_characters(run: str, slip: _Slip, lists: _Lists) -> float:
    """What the characters say for and against a slip."""
    words, pairs = lists.words, lists.pairs
    first = slip.at == slip.start
    wrong, right = run[slip.at], slip.word[slip.at - slip.start]
    before, behind = run[: slip.start][-1:], run[slip.end : slip.end + 1]
    beside, across = "", ""  # the neighbours of the wrong character and of the other end of the word
    if first:
        beside, across = before, behind
    elif slip.at == slip.end - 1:
        beside, across = behind, before
    points = _POINTS["base"] + _POINTS["level"] * words.level[slip.word]
    if not beside:
        points += _POINTS["alone"]
    else:
        points += _POINTS["apart"] * pairs.level(before + wrong if first else wrong + behind)
        points += _POINTS["joined"] * pairs.level(before + right if first else right + behind)
    if not across:
        points += _POINTS["other alone"]
    else:
        points += _POINTS["other"] * pairs.level(slip.word[-1] + behind if first else before + slip.word[0])
    if len(slip.word) == 3:
        points += _POINTS["three"]
    else:
        company = pairs.company_behind(slip.word[0]), pairs.company_before(slip.word[1])
        points += _POINTS["kept"] * company[first] + _POINTS["right"] * company[not first]
        points += _POINTS["seen"] * pairs.level(run[slip.start : slip.end])
    if are_alike(lists.sounds, right, wrong):
        points += _POINTS["sound"]
    if are_alike(lists.twins, right, wrong):
        points += _POINTS["twin"]
    return points


def _points_of_words(run: str, slip: _Slip, words: tuple[Word, ...], offset: int) -> float:
    """What the words of the dictionary around it say; -inf where they explain the place."""
    start, end = offset + slip.start, offset + slip.end
    traits: set[str] = set()
    for word in words:
        last = word.start + len(word.text)
        if word.start > end:
            break
        if last < start or len(word.text) == 1:
            continue
        if word.tag == "x":
            traits.add("unknown")
        elif last == start:
            traits.add("word before")
        elif word.start == end:
            traits.add("word behind")
        elif (word.start <= start and end < last) or (word.start < start and end <= last):
            return -math.inf
        elif word.start < start or end < last:
            traits.add("reached")
        elif (word.start, last) == (start, end):
            traits.add("known")
        elif not word.start <= offset + slip.at < last and len(slip.word) == 3:
            return -math.inf  # 稿质量 is no slip for 高质量
    points = sum(_POINTS[name] for name in traits)
    if "reached" in traits:
        mended = nlp.words(run[: slip.start] + slip.word + run[slip.end :])
        if (slip.start, slip.word) not in {(word.start, word.text) for word in mended}:
            return -math.inf
        points += _POINTS["fewer"] * (sum(offset <= word.start < offset + len(run) for word in words) - len(mended))
    return points


def _is_name(run: str, slip: _Slip, words: tuple[Word, ...], offset: int) -> bool:
    """Whether a person or a place may be called so."""
    end = offset + slip.end
    if run[slip.end - 1] in _PLACES or any(word.start == end and word.text in _PLACES for word in words):
        return True
    held = {w.start + k - offset for w in words if len(w.text) > 1 and w.tag != "x" for k in range(len(w.text))}
    for first in (slip.start, slip.start - 1):
        if first >= 0 and run[first] in _SURNAMES and (first == slip.start or first not in held):
            alone = slip.end == len(run) and slip.end - first <= 3 and (first == 0 or first < slip.start)
            if alone or _TITLED.match(run, slip.end):
                return True
    return False


def _best(likely: list[tuple[float, _Slip]]) -> list[_Slip]:
    """Of slips that overlap the one with the most points, in reading order."""
    taken: list[_Slip] = []
    for _, slip in sorted(likely, key=lambda pair: (-pair[0], pair[1].start, pair[1].word)):
        if all(slip.end <= other.start or other.end <= slip.start for other in taken):
            taken.append(slip)
    return sorted(taken, key=lambda slip: slip.start)


def _twice(analysis: Analysis, text: str) -> bool:
    return sum(paragraph.text.count(text) for paragraph in analysis.document.paragraphs) > 1


def _words(lexicon: Lexicon) -> _Words:
    words = _Words({}, {}, {}, {})
    for path in lexicon.paths:
        for number, line in lexicon_lines(path):
            if not _WORDS_LINE.fullmatch(line):
                raise RuleError(f"{path} 第 {number} 行：应写成“级别 词 词 …”，级别是 0–6，词是两三个汉字")
            level, *found = line.split(" ")
            words.level.update(dict.fromkeys(found, int(level)))
    for word in words.level:
        if len(word) == 2:
            words.behind.setdefault(word[0], set()).add(word[1])
            words.before.setdefault(word[1], set()).add(word[0])
        else:
            for k in range(3):
                words.gaps.setdefault(word[:k] + _GAP + word[k + 1 :], []).append(word)
    return words


def _pairs(lexicon: Lexicon) -> _Pairs:
    behind: dict[str, str] = {}
    rarely: dict[str, str] = {}
    for path in lexicon.paths:
        for number, line in lexicon_lines(path):
            if not _PAIRS_LINE.fullmatch(line):
                raise RuleError(f"{path} 第 {number} 行：应写成“前字、级别、后字…”，级别从 7 到 1")
            behind[line[0]], _, rarely[line[0]] = line[1:].partition("1")
    return _Pairs(behind, rarely, Counter("".join((*behind.values(), *rarely.values()))))
