"""Pure functions on Chinese text: numerals, sentence ends, display width, edits; strings in, values out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from hegao.model import Edit

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
NOT_PROSE = "\ufffc"  # stands for a character that is markup, code or an address
# What hegao writes where a value is missing: 【待填：接收来文（件）】, the name and, in brackets, the unit.
MARKED_BLANK = re.compile(r"【待填：([^【】（）\n]{0,60})(?:（([^【】（）\n]{0,20})）)?】")

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ENCLOSED = ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛")

_OPENERS = "“‘（《〈【〔「『("
_CLOSERS = "”’）》〉】〕」』)"
_ENDS = "。！？!?"
# What goes on with a sentence behind a closing quotation mark: nearly any word behind ？” or ！”, few behind 。”
_GOES_ON = re.compile(r"[，、；：,;:。！？!?）》”’)的地得等是之这那和与及中里上为式型类级版精神要求原则理念目标]")
_GOES_ON_AFTER_STOP = re.compile(r"[，、；：,;:。！？!?）》”’)的等]")


def marked_blank(name: str, unit: str = "") -> str:
    """The mark of what is still to fill, as MARKED_BLANK reads it: 【待填：接收来文（件）】."""
    name, unit = (re.sub(r"[【】（）()\n]", "", part) for part in (name, unit))
    return f"【待填：{name[:50]}（{unit[:20]}）】" if unit else f"【待填：{name[:50]}】"


def spaced(words: str) -> str:
    """Words to stand behind a Chinese one: digits and letters get a space ahead of them."""
    return f" {words}" if words and words[0].isascii() else words


def chinese_number(text: str) -> int | None:
    """The value of 十二, 一百零五, 二〇二四 or 12 (also full-width); None when it is no whole number."""
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and (run := next((run for run in _ENCLOSED if text in run), None)):
        return run.index(text) + 1
    if text and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        elif c in _DIGITS:
            digit = _DIGITS[c]
        else:
            return None
    return total + digit if text else None


def to_chinese_number(value: int) -> str:
    """1–99 as 一 … 九十九, as numbering uses it; other values as digits."""
    if not 1 <= value <= 99:
        return str(value)
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    head = "" if not tens else "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones else "")


def sentence_ends(text: str) -> list[int]:
    """Offsets just behind each sentence of one paragraph, closing quotation marks and brackets included.

    A 句号 ends a sentence, also inside quotation marks, but not inside brackets or a title in 《》; a mark whose
    closing quotation mark is followed by 的, 等, a comma … does not (GB/T 15834—2011 B.2.1). What is left behind the
    last mark is a sentence too; an empty text has none.
    """
    ends: list[int] = []
    shut = 0  # depth of brackets and titles, in which no sentence ends
    i, n = 0, len(text)
    while i < n:
        c = text[i]
        if c in "（(《〈【〔":
            if _closed_later(text, i):
                shut += 1
        elif c in "）)》〉】〕":
            shut = max(0, shut - 1)
        elif c in _ENDS and shut == 0 and not (c in "!?" and not _beside_han(text, i)):
            j = i + 1
            while j < n and text[j] in _ENDS:
                j += 1
            k = j
            while k < n and text[k] in "”’」』":
                k += 1
            rest = k
            while rest < n and text[rest].isspace():
                rest += 1
            if rest >= n:
                ends.append(n)
                return ends
            goes_on = _GOES_ON_AFTER_STOP if text[j - 1] == "。" else _GOES_ON
            if not (k > j and goes_on.match(text, rest)):
                ends.append(rest)
            i = k
            continue
        i += 1
    if text.strip():
        ends.append(n)
    return ends


def _closed_later(text: str, i: int) -> bool:
    """Whether the bracket at i is closed at all: an unpaired one must not swallow the paragraph."""
    return text.find(_CLOSERS[_OPENERS.index(text[i])], i + 1) >= 0


def _beside_han(text: str, i: int) -> bool:
    return i > 0 and re.match(f"[{HAN}”’）》】)]", text[i - 1]) is not None


def display_width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two, a combining mark none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def edits_without_overlap(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in reading order; of two that touch the same characters the earlier-starting one stays."""
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.span.paragraph, e.span.start, -e.span.end, e.text)):
        if chosen:
            last = chosen[-1].span
            same_place = last == edit.span and last.start == last.end
            if last.paragraph == edit.span.paragraph and (edit.span.start < last.end or same_place):
                continue
        chosen.append(edit)
    return chosen


def difference(old: str, new: str) -> tuple[int, int, str]:
    """The stretch [start, end) of `old` that differs from `new`, and what stands there in `new`."""
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - start) if old[-1 - i] != new[-1 - i]), shorter - start)
    return start, len(old) - tail, new[start : len(new) - tail]


def replace_spans(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """The text with [start, end) of each edit replaced; edits are in order and do not overlap."""
    parts: list[str] = []
    at = 0
    for start, end, new in edits:
        if start < at:
            raise ValueError(f"edit at {start} overlaps the one before, which ends at {at}")
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])
