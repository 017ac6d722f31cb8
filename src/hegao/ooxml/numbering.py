"""numbering.xml and the paragraphs before to the label Word shows in front of an automatically numbered paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from hegao.ooxml.package import W
from hegao.ooxml.schema import is_on
from hegao.ooxml.styles import Style, value, whole

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_PLACE = re.compile(r"%([1-9])")

# Rows of characters that count from 1; behind their end Word goes on in digits.
_ROWS = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}

_COUNTING = (
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    format: str = "decimal"
    text: str = ""  # with %1 … %9
    restart: int | None = None  # 1-based level whose step restarts this one; 0 never
    legal: bool = False  # all numbers in digits
    style: str | None = None  # paragraph style that takes this level
    element: etree._Element | None = None  # w:lvl; None for a level nobody defined


@dataclass(frozen=True, slots=True)
class List:
    """One w:num: levels after its overrides."""

    abstract: str  # lists of one abstractNum go on counting together
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]  # level -> number it starts anew with


@dataclass(slots=True)
class Counters:
    """How far each list has counted; one for each story (text, header, notes)."""

    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    restarted: set[tuple[str, int]] = field(default_factory=set)


def read_lists(root: etree._Element | None) -> Mapping[str, List]:
    """Every list by its numId."""
    return _Lists(lambda: root)


def lists_of(load: Callable[[], etree._Element | None]) -> Mapping[str, List]:
    """As `read_lists`; numbering.xml is loaded when a list is first asked for."""
    return _Lists(load)


class _Lists(Mapping[str, List]):
    """Lists by their numIds, each read when first asked for: most drafts use few of those they hold."""

    __slots__ = ("_abstracts", "_known", "_linked", "_load", "_nums")

    def __init__(self, load: Callable[[], etree._Element | None]) -> None:
        self._load: Callable[[], etree._Element | None] | None = load
        self._known: dict[str, List] = {}
        self._nums: dict[str, etree._Element] = {}
        self._abstracts: dict[str, etree._Element] = {}
        self._linked: dict[str, etree._Element] = {}

    def __getitem__(self, number: str) -> List:
        if number not in self._known:
            self._known[number] = self._read(self._found()[number])
        return self._known[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def _found(self) -> Mapping[str, etree._Element]:
        if self._load is not None:
            root, self._load = self._load(), None
            for node in () if root is None else root.iterchildren(f"{W}abstractNum"):
                self._abstracts[node.get(f"{W}abstractNumId", "")] = node
                self._linked[value(node, "styleLink") or ""] = node
            for node in () if root is None else root.iterchildren(f"{W}num"):
                self._nums[node.get(f"{W}numId", "")] = node
        return self._nums

    def _read(self, num: etree._Element) -> List:
        abstract = value(num, "abstractNumId") or ""
        node = self._abstracts.get(abstract)
        link = value(node, "numStyleLink")
        source = self._linked.get(link, node) if link else node
        own: dict[int, Level] = {}
        for lvl in () if source is None else source.iterchildren(f"{W}lvl"):
            own[whole(lvl.get(f"{W}ilvl")) or 0] = _level(lvl)
        restarts: dict[int, int] = {}
        for override in num.iterchildren(f"{W}lvlOverride"):
            index = whole(override.get(f"{W}ilvl")) or 0
            changed = override.find(f"{W}lvl")
            if changed is not None:
                own[index] = _level(changed)
            start = whole(value(override, "startOverride"))
            if start is not None:
                restarts[index] = start
        return List(abstract, own, restarts)


def place(properties: etree._Element | None, style: Style, lists: Mapping[str, List]) -> tuple[str, int] | None:
    """The numId and level (0-based) that number a paragraph; None for one without a number."""
    direct = None if properties is None else properties.find(f"{W}numPr")
    number = value(direct, "numId") or style.number
    chosen = lists.get(number) if number and number != "0" else None
    if number is None or chosen is None:
        return None
    index = whole(value(direct, "ilvl"))
    if index is None and value(direct, "numId") is None:
        index = next((i for i, level in chosen.levels.items() if level.style in style.chain and level.style), None)
    index = (style.level if index is None else index) or 0
    return (number, index) if index in chosen.levels else None


def label(properties: etree._Element | None, style: Style, lists: Mapping[str, List], counters: Counters) -> str:
    """The label of the next paragraph, "" without one or for a bullet; counts it in `counters`."""
    found = place(properties, style, lists)
    if found is None:
        return ""
    number, index = found
    chosen = lists[number]
    level = chosen.levels[index]
    counts = counters.counts.setdefault(chosen.abstract, {})
    _step(counts, index, number, chosen, counters)
    if level.format == "bullet":
        return ""

    def shown(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        other = chosen.levels.get(place, Level())
        return spell(counts.get(place, other.start), "decimal" if level.legal else other.format)

    return _PLACE.sub(shown, level.text)


def spell(count: int, style: str) -> str:
    """A number in one of Word's formats (w:numFmt); in digits where the format is unknown or has run out."""
    if style in ("none", "bullet"):
        return ""
    if style in _ROWS:
        return _ROWS[style][count - 1] if 0 < count <= len(_ROWS[style]) else str(count)
    if style in ("decimalFullWidth", "decimalFullWidth2"):
        return str(count).translate(_FULL_WIDTH)
    if style == "decimalZero":
        return f"{count:02d}"
    if style in ("chineseCounting", "taiwaneseCounting") and count >= 100:
        return "".join(_DIGITS[int(c)] for c in str(count))
    if style in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital") and count >= 0:
        return "".join(_DIGITS[int(c)] for c in str(count))
    if style in _COUNTING:
        return _in_units(count, "零一二三四五六七八九", "十百千")
    if style in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _in_units(count, _LEGAL, "拾佰仟")
    if style in ("lowerLetter", "upperLetter") and 0 < count <= 26 * 30:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        roman = _roman(count)
        return roman.upper() if style == "upperRoman" else roman
    return str(count)


def _step(counts: dict[int, int], index: int, number: str, chosen: List, counters: Counters) -> None:
    restart = (number, index)
    for upper in range(index):
        if upper in chosen.levels:
            counts.setdefault(upper, chosen.restarts.get(upper, chosen.levels[upper].start))
    if index in chosen.restarts and restart not in counters.restarted:
        counts[index] = chosen.restarts[index]
        counters.restarted.add(restart)
    elif index in counts:
        counts[index] += 1
    else:
        counts[index] = chosen.restarts.get(index, chosen.levels[index].start)
    for deeper in [at for at in counts if at > index]:
        level = chosen.levels.get(deeper)
        after = None if level is None else level.restart
        if after is None or (after > 0 and index < after):
            del counts[deeper]


def _level(node: etree._Element) -> Level:
    start = whole(value(node, "start"))
    hidden = node.find(f"{W}rPr/{W}vanish") is not None
    return Level(
        start=1 if start is None else start,
        format=value(node, "numFmt") or "decimal",
        text="" if hidden else (value(node, "lvlText") or "")[:50],
        restart=whole(value(node, "lvlRestart")),
        legal=is_on(node.find(f"{W}isLgl")),
        style=value(node, "pStyle"),
        element=node,
    )


def _in_units(count: int, digits: str, units: str) -> str:
    if not 0 <= count < 10_000:
        return str(count)
    if count == 0:
        return digits[0]
    written, gap = "", False
    for place, digit in enumerate(map(int, reversed(str(count)))):
        if digit:
            zero = digits[0] if gap and written else ""
            written = digits[digit] + (units[place - 1] if place else "") + zero + written
            gap = False
        else:
            gap = True
    # 十一, not 一十一; but 一百一十一.
    return written[1:] if 10 <= count < 20 and units[0] == "十" else written


def _roman(count: int) -> str:
    written = ""
    for size, letters in _ROMAN:
        written += letters * (count // size)
        count %= size
    return written
