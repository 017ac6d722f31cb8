"""A text in, the organs, offices and units it names out.

A name is known by its end (…局, …办公室, 各有关部门) and has no sign of where it begins, so it is read backwards: the
last unit, the words for what it does, the units above it, the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from hegao.data import data_folder, lexicon_lines
from hegao.text import HAN

_Trie = dict[str, "_Trie"]

_NO_LEVEL = {  # characters in front of which it is none: 城市, 小区
    "市": "城上超股楼都门闹夜菜集",
    "区": "社园校景小片辖灾库林牧郊地矿厂战禁盲",
    "省": "节反",
    "村": "农乡",
    "乡": "城家故水",
    "镇": "城集",
}
_NO_OFFICE = "大全格布新结开变政时破定当棋出败残危僵饭邮谋聚一骗赌设牌做世平迷胜"  # in front of 局 where it is none
_NO_BUREAU = "举申通承主协督创开兴合停代包领交查试筹补"  # in front of 办
_MASKS = re.escape("*＊×xXｘＸ〇○_＿□")


def organisations(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end (characters) of each name of an organ, office or unit, in order, none overlapping."""
    backwards, length = text[::-1], len(text)
    ends, own, above, stretch = _patterns()
    found: list[tuple[int, int]] = []
    at = 0
    for candidate in ends.finditer(backwards):
        start = candidate.start()
        if start < at or not (match := own.match(backwards, start)):
            continue
        at = match.end()
        whole = above.match(backwards, at)
        end = whole.end() if whole else at
        if end == at and match.lastgroup == "does":
            whole = stretch.match(backwards, at)
            end = whole.end() if whole else at
        half = backwards.count("（", start, end) != backwards.count("）", start, end)
        if half or (end == at and match.lastgroup in ("belongs", "placed")):
            at = start + 1
            continue
        found.append((length - end, length - start))
        at = end
    return tuple(reversed(found))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What a name looks like read backwards: its end; its own part; the units and places above it; both with more
    between."""
    stems, leads = _words("organ-stems.txt"), _words("organ-leads.txt")
    parts = {kind: words.split() for kind, words in _rows("organ-parts.tsv")}
    ends: dict[str, dict[str, str]] = {"职能": {}, "所属": {}, "独立": {}, "群体": {}}
    for end, kind, *after in _rows("organ-endings.tsv"):
        characters, words = (*after, "", "")[:2]
        ends[kind][end] = _unless_before(end, characters, words.split())
    single = "".join(word for word in leads if len(word) == 1)
    lead = _backwards(word for word in leads if len(word) > 1)
    stem = rf"(?:{_backwards(stems)}|[{_MASKS}]{{1,4}}|某{{1,3}})"
    letter = rf"(?:{_backwards(parts['易混地名'])}|(?!{lead})[^\W\d{single}市省县区局厅委办部]|[{_MASKS}])"
    begins = rf"(?=$|[^{HAN}]|[{single}市省县区局厅委办部]|{lead})"
    levels = "|".join(
        level[::-1] + (f"(?![{_NO_LEVEL[level]}])" if level in _NO_LEVEL else "")
        for level in sorted(parts["地名词尾"], key=len, reverse=True)
    )
    higher = _backwards(parts["范围"])
    place = rf"(?:(?:{levels})(?:{letter}{{1,7}}{begins})?|{higher})"
    upper = rf"(?:{_backwards(parts['上级词尾'])}(?:[和与]?{stem}){{1,8}}|{_backwards(parts['上级'])})"
    above = rf"(?:{upper}){{0,3}}{place}{{0,4}}(?:局总{stem}{{1,8}}家国)?"
    is_over = rf"(?:(?<![{HAN}].)|(?<=[等和与及要应将按负协参具].)|(?<=同会.)|(?<=头牵.))"
    body = rf"(?:市城|区社|区园|区景|区校|(?!{higher}){letter}|[（）])"
    which = _backwards(parts["哪些"])
    sorts = rf"(?:{_backwards(parts['种类'])}|{which}|{stem})"
    role = _backwards(parts["角色"])
    department, unit = ends["群体"]["部门"], ends["群体"]["单位"]
    placed = {end: ends["职能"].get(end, _unless_before(end)) for end in parts["专名词尾"]}
    if_over = {end: _unless_before(end, over=is_over) for end in parts["专名词尾（名称已完）"]}
    firms = {end: ends["职能"].get(end, _unless_before(end)) for end in parts["专名词尾（没有地名）"]}
    office = rf"{ends['职能']['局']}(?![{_NO_OFFICE}])"
    own = (
        rf"(?P<firm>{_any(firms)}(?!业企|业产|疗医|育教){letter}{{2,12}}{begins})"
        rf"|(?P<does>{_any(ends['职能'])}(?:[和与]?{stem}){{1,8}})"
        rf"|(?P<bare>{_any(ends['独立'])})"
        rf"|(?P<group>{department}(?:[和与]?{sorts}){{1,5}}|{_any(ends['群体'])}(?:{sorts}|{role}){{0,4}}{which}"
        rf"|(?:{department}|{unit}){role})"
        rf"|(?P<placed>(?:{_any(placed)}|{office}"
        rf"|{_any(if_over)}|办{is_over}(?![{_NO_BUREAU}])){body}{{1,14}}(?={levels}|{higher}))"
        rf"|(?P<belongs>{_any(ends['所属'])})"
    )
    heads: dict[str, set[str]] = {}  # of all ends, by their last character
    for end in {*(end for kind in ends.values() for end in kind), *placed, *if_over, *firms, "办"}:
        heads.setdefault(end[-1], set()).add(end[:-1])
    return (
        re.compile("|".join(f"{last}(?={_backwards(heads[last])})" for last in heads)),
        re.compile(own),
        re.compile(above),
        re.compile(rf"{body}{{1,10}}(?:{upper})?{place}{{1,4}}"),
    )


def _words(lexicon: str) -> set[str]:
    return {word for row in _rows(lexicon) for word in row[0].split()}


def _rows(lexicon: str) -> list[list[str]]:
    path = data_folder("rules") / "lexicon" / lexicon
    return [line.split("\t") for _, line in lexicon_lines(path)]


def _unless_before(end: str, characters: str = "", words: Iterable[str] = (), over: str = "") -> str:
    """An end read backwards where none of these follow, and what `over` says of what follows is true.

    Its last character comes before all that: `re` tells by it at once which end it may be.
    """
    looks = [over]
    if characters:
        looks.append(f"(?<![{characters}].)")
    looks += [f"(?<!{word[::-1]}.)" for word in words]
    return end[-1] + "".join(looks) + end[:-1][::-1]


def _any(patterns: Mapping[str, str]) -> str:
    return f"(?:{'|'.join(patterns[end] for end in sorted(patterns, key=len, reverse=True))})"


def _backwards(words: Iterable[str]) -> str:
    """One pattern for many words read backwards, the longest that fits first."""
    tree: _Trie = {}
    for word in words:
        branch = tree
        for character in reversed(word):
            branch = branch.setdefault(character, {})
        branch[""] = {}
    return _of_tree(tree)


def _of_tree(tree: _Trie) -> str:
    branches = [re.escape(character) + _of_tree(rest) for character, rest in tree.items() if character]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in tree else f"(?:{'|'.join(branches)})"
    return f"{joined}?" if "" in tree else joined
