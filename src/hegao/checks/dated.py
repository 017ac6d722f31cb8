"""A table of names that went out of use in, a Hit for every one a draft of a later year still uses out.

`names` is a table of rules/lexicon (旧称, 停用, 今称, 依据), `current` one of names with their years (名称, 起, 止,
依据): an old name inside one that is in use is let pass. A name in 《》 stands for just that title, with or without
`prefix`; any other name is let pass inside 《》, and one of four characters or fewer where it cuts a known word.

Looking back is no fault: let pass is what `unless` touches, what stands in a sentence `history` finds something in or
that names a year before the name went out of use. A draft whose own year is not sure is left alone: it has none, or
names it only as one to come (到2025年).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hegao.data import Lexicon, lexicon_rows, year_of
from hegao.errors import RuleError
from hegao.model import Analysis, Hit, Segment, Span
from hegao.sparing import is_spared
from hegao.text import sentence_ends

COLUMNS = ("旧称", "停用年份", "今称", "依据")
CURRENT_COLUMNS = ("名称", "起用年份", "停用年份", "依据")
VALUES = ("now", "year", "source")  # what a message may name besides {actual} and {expected}
_SHORT = 4  # characters: up to here a name may be part of words
_PLACES = ("省", "市", "县", "区", "州", "盟", "旗", "镇", "乡")  # before a name, sometimes one word with it
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|[-—－～至][0-9]{4}年|\)|\.[01]?[0-9](?![0-9%]))")
_TITLE = re.compile(r"《[^《》]{0,200}》")


@dataclass(frozen=True, slots=True)
class Params:
    names: Lexicon
    current: Lexicon
    unless: re.Pattern[str] | None = None
    history: re.Pattern[str] | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class _Old:
    until: int  # first year it is out of use
    now: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class _Table:
    pattern: re.Pattern[str]
    names: dict[str, _Old]
    longer: dict[str, tuple[str, ...]]  # old name -> names in use it is part of


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    year = _own_year(analysis)
    if year is None:
        return
    table = _table(params.names, params.current, params.prefix)
    for segment in segments:
        for match in table.pattern.finditer(segment.text):
            name = match.group()
            old = table.names[name]
            if year < old.until or _is_let_pass(params, table, segment.text, match, old):
                continue
            span = Span(segment.paragraph, segment.start + match.start(), segment.start + match.end())
            if len(name) <= _SHORT and _cuts_word(analysis, span):
                continue
            now = _now(table, old, year)
            values = {"now": "”或“".join(now), "year": str(old.until), "source": old.source}
            yield Hit(span, name, now[0] if len(now) == 1 else None, values)


def _own_year(analysis: Analysis) -> int | None:
    if not analysis.outline.years:
        return None
    year = str(analysis.outline.years[0])
    chinese = year.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    named = re.compile(rf"(?<![0-9到至—－～-])(?:{year}|{chinese})(?:年(?!底|末|前(?!三季))|[〕—－-])")
    return int(year) if any(named.search(paragraph.text) for paragraph in analysis.document.paragraphs) else None


def _cuts_word(analysis: Analysis, span: Span) -> bool:
    """Whether a word the dictionary knows reaches over one end; abbreviations are not all known (市卫|计委)."""
    for word in analysis.words(span.paragraph):
        start, end = word.start, word.start + len(word.text)
        if word.tag == "x" or (end == span.end and word.text[: span.start - start] in _PLACES):
            continue
        if start < span.start < end or start < span.end < end:
            return True
    return False


def _now(table: _Table, old: _Old, year: int) -> list[str]:
    """The new names, or those that came after them where they are out of use themselves by the year."""
    names: list[str] = []
    for name in old.now:
        newer = table.names.get(name)
        follow = newer is not None and old.until < newer.until <= year
        names += _now(table, newer, year) if newer is not None and follow else [name]
    return list(dict.fromkeys(names))


def _is_let_pass(params: Params, table: _Table, text: str, match: re.Match[str], old: _Old) -> bool:
    name, (start, end) = match.group(), match.span()
    if is_spared(params.unless, text, start, end):
        return True
    if not name.startswith("《") and any(t.start() < start and end < t.end() for t in _TITLE.finditer(text)):
        return True
    for longer in table.longer.get(name, ()):
        at = start - longer.find(name)
        if at >= 0 and text.startswith(longer, at):
            return True
    ends = (0, *sentence_ends(text), len(text))
    first = max(e for e in ends if e <= start)
    sentence = text[first : min(e for e in ends if e >= end)]
    if params.history is not None and params.history.search(sentence):
        return True
    return any(int(found.group(1)) < old.until for found in _YEAR.finditer(sentence))


@lru_cache(maxsize=8)
def _table(names: Lexicon, current: Lexicon, prefix: str) -> _Table:
    old: dict[str, _Old] = {}
    for name, until, now, source in lexicon_rows(names, COLUMNS, 3):
        year = year_of(until, f"{names.name} 的“{name}”")
        entry = _Old(year or 0, tuple(now.split("或")), source)
        if name in entry.now:
            raise RuleError(f"{names.name} 的“{name}”：今称与旧称相同，请改正")
        old[name] = entry
        if name.startswith("《"):
            old["《" + prefix + name[1:]] = entry
    in_use = [name for name, _, until, _ in lexicon_rows(current, CURRENT_COLUMNS) if not until]
    longer = {name: tuple(new for new in in_use if name in new) for name in old}
    ordered = sorted(old, key=len, reverse=True)
    return _Table(re.compile("|".join(map(re.escape, ordered))), old, {n: new for n, new in longer.items() if new})
