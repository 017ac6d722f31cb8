"""A line in, the stretches of it that are not prose out: addresses, comments that silence rules, Markdown's marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hegao.model import Suppression
from hegao.text import NOT_PROSE, replace_spans

Range = tuple[int, int]

# Bounds and look-behinds keep long rows of one character from being tried again at every character.
_URL = re.compile(r"(?:(?:https?|ftp)://|(?<![A-Za-z0-9.])www\.)[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%\[\]]{1,2048}", re.I)
_MAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_IGNORE = re.compile(r"<!--\s*hegao:\s*ignore(?:\s+([^<>]{0,2000}?))?\s*-->")
_BETWEEN_IDS = re.compile(r"[\s,，、;；]+")

_TICKS = re.compile(r"`+")
_TAG = re.compile(
    r"</?[A-Za-z][A-Za-z0-9\-]{0,50}(?:\s[^<>]{0,500})?/?>|<[A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]{0,2000}>"
    r"|<[^\s<>@]{1,64}@[^\s<>@]{1,255}>"
)
_LINK = re.compile(
    r"(!?)\[([^\[\]]{0,1000})\]\([ \t]*(?:<[^<>]{0,2000}>|[^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,3})"
    r"(?:[ \t]+(?:\"[^\"]{0,500}\"|'[^']{0,500}'))?[ \t]*\)"
)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,100}\]:?")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_STARS = re.compile(r"\*+")
_UNDERSCORES = re.compile(r"_+")

# Drafts mask figures and names with ** (“接收来文**件”). These follow a mask, at its start or behind it.
_MEASURES = frozenset("件次个名条份项人元分期篇场余多％%")
_ITEM_LABEL = re.compile(
    r"[0-9]{1,2}[.．、)）][ \t]*|[（(][0-9一二三四五六七八九十]{1,3}[）)][ \t]*|[一二三四五六七八九十]{1,3}、[ \t]*"
)
_SENTENCE_MARK = re.compile(r"[。，；！？]")


def addresses(text: str) -> list[Range]:
    """Web and e-mail addresses, without the punctuation behind them."""
    found: list[Range] = []
    lowered = text.lower() if ":" in text or "." in text else ""
    if "://" in lowered or "www." in lowered:
        for match in _URL.finditer(text):
            address = match.group().rstrip(".,;:!?'*")
            while address.endswith((")", "]")) and _unopened(address):
                address = address[:-1].rstrip(".,;:!?'*")
            found.append((match.start(), match.start() + len(address)))
    if "@" in text:
        found += [match.span() for match in _MAIL.finditer(text)]
    return found


def suppression(number: int, text: str) -> tuple[Suppression, Range] | None:
    """The comment `<!-- hegao: ignore ID, … -->` of paragraph `number` (1-based) and where it stands; else None."""
    match = _IGNORE.search(text) if "hegao:" in text else None
    if not match:
        return None
    rules = tuple(name for name in _BETWEEN_IDS.split(match.group(1) or "") if name)
    return Suppression(number, rules), match.span()


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The ranges in order, those that touch or overlap made one, empty ones dropped."""
    joined: list[Range] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def comments(text: str, inside: bool) -> tuple[list[Range], bool]:
    """HTML comments of a line, `inside` one at its start or not, and whether one is still open at its end."""
    found: list[Range] = []
    at = 0
    while inside or (at := text.find("<!--", at)) >= 0:
        end = text.find("-->", at)
        if end < 0:
            found.append((at, len(text)))
            return found, True
        found.append((at, end + 3))
        at, inside = end + 3, False
    return found, False


def inline(text: str, start: int, known: Iterable[Range] = (), masked: bool = False) -> list[Range]:
    """Markdown's code, links, tags, escapes and emphasis marks behind `start`, with the `known` ranges.

    `masked` says that the draft uses asterisks for what it leaves out: then only a line wholly in them is emphasis.
    """
    skip = list(known)
    opaque = list(known)
    if "`" in text:
        opaque += _code(text, start)
    if "<" in text:
        opaque += [match.span() for match in _TAG.finditer(text, start)]
    opaque += addresses(text)
    skip += opaque
    if "\\" in text:
        escapes = [match.span() for match in _ESCAPE.finditer(text, start)]
        skip += [(at, at + 1) for at, _ in escapes]
        opaque += escapes
    if "[" in text:
        for match in _LINK.finditer(text, start):
            around = [(match.start(), match.start(2)), (match.end(2), match.end())]
            links = [match.span()] if match.group(1) else around
            skip += links
            opaque += links
        notes = [match.span() for match in _FOOTNOTE.finditer(text, start)]
        skip += notes
        opaque += notes
    plain = replace_spans(text, [(at, end, NOT_PROSE * (end - at)) for at, end in merged(opaque)])
    return skip + emphasis(plain, start, masked) + _underscores(plain, start)


def emphasis(text: str, start: int, masked: bool = False) -> list[Range]:
    """The asterisks behind `start` that set off words; none at all when one of them is no such mark."""
    runs = [match.span() for match in _STARS.finditer(text, start)]
    if masked and len(runs) > 1 and _is_lead(text, start, runs[0], runs[1]):
        return runs[:2]
    if not runs or len(runs) % 2 or len(runs) > 1000:
        return []
    ends = (start, len(text.rstrip(" \t。；：")))
    if len(runs) == 2 and runs[0][0] == ends[0] and runs[1][1] >= ends[1]:
        return runs if _paired(text, runs[0], runs[1]) else []
    if masked:
        return []
    waiting: list[Range] = []
    for run in runs:
        if waiting and waiting[-1][1] - waiting[-1][0] == run[1] - run[0]:
            first = waiting.pop()
            if not _paired(text, first, run) or not _sets_off(text, start, first, run):
                return []
        else:
            waiting.append(run)
    return [] if waiting else runs


def _paired(text: str, first: Range, last: Range) -> bool:
    inner = text[first[1] : last[0]]
    length = first[1] - first[0]
    return length == last[1] - last[0] <= 3 and len(inner) >= 2 and inner == inner.strip()


def _sets_off(text: str, start: int, first: Range, last: Range) -> bool:
    """Whether the words between two marks are meant, rather than two blanks masked with asterisks."""
    inner = text[first[1] : last[0]]
    before, after = text[first[0] - 1 : first[0]], text[last[1] : last[1] + 1]
    if after in _MEASURES or (inner[0] in _MEASURES and (before.isalnum() or after.isalnum())):
        return False
    if before.isdigit() and inner[0].isdigit():  # 10*20*30
        return False
    if not _SENTENCE_MARK.search(inner):
        return True
    return _is_lead(text, start, first, last)


def _is_lead(text: str, start: int, first: Range, last: Range) -> bool:
    """Whether two marks set off a run-in heading: **（一）抓实学习，提升本领。**各级……, 1. **压实责任。**各……"""
    inner = text[first[1] : last[0]]
    leads = first[0] == start or _ITEM_LABEL.fullmatch(text, start, first[0]) is not None
    return leads and _paired(text, first, last) and inner[-1] in "。；：！？"


def _underscores(text: str, start: int) -> list[Range]:
    """Underscores that set off words: never inside a word, so that ____年____月 stays a blank to fill in."""
    runs = [match.span() for match in _UNDERSCORES.finditer(text, start)] if "_" in text else []
    if len(runs) % 2:
        return []
    for first, last in zip(runs[::2], runs[1::2], strict=True):
        inside_word = text[first[0] - 1 : first[0]].isalnum() or text[last[1] : last[1] + 1].isalnum()
        if inside_word or not _paired(text, first, last):
            return []
    return runs


def _code(text: str, start: int) -> list[Range]:
    """Code between two rows of backticks of the same length."""
    runs = [match.span() for match in _TICKS.finditer(text, start)]
    closing: list[int | None] = [None] * len(runs)
    nearest: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        closing[index] = nearest.get(length)
        nearest[length] = index
    found: list[Range] = []
    index = 0
    while index < len(runs):
        last = closing[index]
        if last is not None:
            found.append((runs[index][0], runs[last][1]))
        index = index + 1 if last is None else last + 1
    return found


def _unopened(address: str) -> bool:
    closer = address[-1]
    return address.count(closer) > address.count("(" if closer == ")" else "[")
