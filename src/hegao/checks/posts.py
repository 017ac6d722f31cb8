"""A dated table of persons and posts in, a Hit wherever a draft gives another post, name or order of names out.

`table` is a file of rules/lexicon with the columns 姓名 职务, 任职, 离任, 排序; the rows of the draft's own year count.
`problem`: `post` (a title beside a name that is not the person's), `name` (a title of the table before a name with one
character that looks or sounds like the right one), `order` (names in a row, 甲、乙, against their rank).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hegao.data import Lexicon, lexicon_rows, year_of
from hegao.errors import RuleError
from hegao.likeness import are_alike
from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import HAN

COLUMNS = ("姓名 职务", "任职", "离任", "排序")
_ORGAN = "党组|党委|党工委|工委|支部|总支|纪委|政府|人大|政协"
_TITLE = (
    rf"(?:(?:{_ORGAN})?(?:常务)?副?(?:书记|局长|主任|市长|县长|区长|镇长|乡长|处长|科长|部长|厅长|司长|院长|校长|所长|站长"
    r"|主席|秘书长|总经理|经理|董事长|组长))"
)
_TITLES = rf"{_TITLE}(?:、{_TITLE})*"


@dataclass(frozen=True, slots=True)
class Params:
    table: Lexicon
    similar: Lexicon
    problem: Literal["post", "name", "order"]


@dataclass(frozen=True, slots=True)
class _Post:
    name: str
    post: str
    since: int | None  # year
    until: int | None  # last year
    rank: int | None


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    year = analysis.outline.years[0] if analysis.outline.years else None
    posts = [post for post in _posts(params.table) if _held(post, year)]
    if not posts:
        return
    find = {"post": _wrong_posts, "name": _wrong_names, "order": _wrong_order}[params.problem]
    for segment in segments:
        for start, end, expected in find(segment.text, posts, params.similar):
            span = Span(segment.paragraph, segment.start + start, segment.start + end)
            yield Hit(span, segment.text[start:end], expected)


def _held(post: _Post, year: int | None) -> bool:
    if year is None:
        return post.until is None
    return (post.since is None or post.since <= year) and (post.until is None or year <= post.until)


def _wrong_posts(text: str, posts: list[_Post], _similar: Lexicon) -> Iterator[tuple[int, int, str]]:
    held: dict[str, list[str]] = {}
    for post in posts:
        held.setdefault(post.name, []).append(post.post)
    names = "|".join(map(re.escape, held))
    for match in re.finditer(rf"({_TITLES})?({names})(?:同志)?({_TITLES})?", text):
        before, name, behind = match.groups()
        for titles, group in ((before, 1), (behind, 3)):
            if titles and not any(set(titles.split("、")) <= _parts(post) for post in held[name]):
                yield match.start(group), match.end(group), held[name][-1]


def _parts(post: str) -> set[str]:
    """The titles of a post, each also without the body it belongs to: 党组书记 is a 书记, 副局长 is no 局长."""
    parts = set(post.split("、"))
    return parts | {re.sub(rf"^(?:{_ORGAN})", "", part) for part in parts}


def _wrong_names(text: str, posts: list[_Post], similar: Lexicon) -> Iterator[tuple[int, int, str]]:
    names = {post.name for post in posts}
    for post in posts:
        for match in re.finditer(rf"{re.escape(post.post)}([{HAN}]{{{len(post.name)}}})", text):
            found = match.group(1)
            wrong = [k for k, (a, b) in enumerate(zip(post.name, found, strict=True)) if a != b]
            if found not in names and len(wrong) == 1 and are_alike(similar, post.name[wrong[0]], found[wrong[0]]):
                yield match.start(1), match.end(1), post.name


def _wrong_order(text: str, posts: list[_Post], _similar: Lexicon) -> Iterator[tuple[int, int, str]]:
    ranks = {post.name: post.rank for post in posts if post.rank is not None}
    if not ranks:
        return
    names = "|".join(map(re.escape, ranks))
    for match in re.finditer(rf"(?:{names})(?:[、和](?:{names}))+", text):
        row = re.findall(names, match.group())
        right = sorted(row, key=ranks.__getitem__)
        if row != right:
            yield match.start(), match.end(), "、".join(right)


@lru_cache(maxsize=4)
def _posts(table: Lexicon) -> tuple[_Post, ...]:
    posts: list[_Post] = []
    for who, since, until, rank in lexicon_rows(table, COLUMNS):
        name, _, post = who.partition(" ")
        where = f"{table.name} 的“{who}”"
        if not post:
            raise RuleError(f"{where}：第一栏应写成“姓名 职务”，中间一个空格")
        if rank and not rank.isdecimal():
            raise RuleError(f"{where}：排序应是数字，这里是“{rank}”")
        posts.append(
            _Post(name, post.strip(), year_of(since, where), year_of(until, where), int(rank) if rank else None)
        )
    return tuple(posts)
