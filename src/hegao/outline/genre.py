"""A title or a draft's text in, its genre (文种) with a confidence, and the years it is about, out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import yaml

from hegao.data import data_folder
from hegao.model import Paragraph, Section
from hegao.outline.labels import SPACE
from hegao.text import chinese_number

_YEAR = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|—|－|-|～|~|至|[.．/][0-9]{1,2}[.．/])|(二[〇零○][〇零○一二三四五六七八九]{2})年"
)


@dataclass(frozen=True, slots=True)
class Genre:
    """One row of rules/lexicon/genres.yml."""

    key: str
    name: str
    words: tuple[str, ...]
    content: tuple[tuple[re.Pattern[str], float], ...]
    statutory: bool


@cache
def genres() -> tuple[Genre, ...]:
    """The known genres, statutory ones (条例 8) first."""
    rows: list[dict[str, Any]] = yaml.safe_load((data_folder("rules") / "lexicon" / "genres.yml").read_text("utf-8"))
    return tuple(
        Genre(
            row["key"],
            row["name"],
            tuple(sorted(row["words"], key=len, reverse=True)),
            tuple((re.compile(pattern, re.MULTILINE), float(weight)) for pattern, weight in row["content"].items()),
            bool(row.get("statutory")),
        )
        for row in rows
    )


def genre_of_title(title: str) -> Genre | None:
    """The genre whose word ends the title, brackets and a trailing date left aside."""
    bare = re.sub(rf"(?:[（(][^（）()]*[）)]|[{SPACE}])+$", "", title)
    best: tuple[int, Genre] | None = None
    for genre in genres():
        for word in genre.words:
            if bare.endswith(word) and (best is None or len(word) > best[0]) and len(bare) > 1:
                best = (len(word), genre)
                break
    return best[1] if best else None


def genre_of(
    title: str, paragraphs: tuple[Paragraph, ...], roles: tuple[str, ...]
) -> tuple[tuple[str, ...], float, Literal["title", "content", "none"]]:
    if title:
        outside = re.sub(r"《[^》]*》", "", title)
        if "总结" in outside and re.search(
            r"总结[^和及暨与、]{0,8}[和及暨与、].*(?:计划|打算|安排|思路|要点)", outside
        ):
            return ("summary", "plan"), 0.95, "title"
        genre = genre_of_title(title)
        if genre is not None:
            return (genre.key,), 0.95, "title"
    text = "\n".join(
        p.text.strip(SPACE) for p, role in zip(paragraphs, roles, strict=True) if role in ("body", "addressee")
    )[:60_000]
    if not text:
        return (), 0.0, "none"
    scores: Counter[str] = Counter()
    for genre in genres():
        for pattern, weight in genre.content:
            scores[genre.key] += weight * min(sum(1 for _ in pattern.finditer(text)), 4)  # type: ignore[assignment]
    (first, top), (_, second) = scores.most_common(2)
    if top < 3:
        return (), 0.0, "none"
    return (first,), round(min(0.9, top / (top + second + 1)), 2), "content"


def years_of(
    title: str,
    keys: tuple[str, ...],
    paragraphs: tuple[Paragraph, ...],
    roles: tuple[str, ...],
    sections: tuple[Section, ...],
) -> tuple[int, ...]:
    """The document's own years: from the title; else the year its lead, headings and date name most, and the plan's.

    A 总结 is often signed in the year after its own; other documents are of the year they are signed in.
    """
    titled = _years_in(title)
    if titled:
        return tuple(dict.fromkeys(titled))
    weight: Counter[int] = Counter()
    starts = {s.span.paragraph: s.title for s in sections if s.kind != "item"}
    first = True
    ahead: set[int] = set()
    for number, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True), 1):
        if role not in ("body", "date", "subtitle"):
            continue
        for year in _years_in(starts.get(number, "")):
            weight[year] += 3
        own = re.sub(r"《[^》]*》", "", paragraph.text)  # a cited document has years of its own
        for k, year in enumerate(_years_in(own)):
            signed = role != "body" and "summary" not in keys
            weight[year] += 6 if signed else 4 if first and k == 0 else 1
        opening = re.match(rf"[{SPACE}]*((?:19|20)[0-9]{{2}})年?[，,][^。]{{0,40}}将", paragraph.text)
        if opening:
            ahead.add(int(opening.group(1)))
        first = first and role != "body"
    if not weight:
        return ()
    main = max(weight, key=lambda year: (weight[year], year))
    if main - 1 in weight and main in ahead and weight[main - 1] >= 4:
        main -= 1  # the summary's year leads, the plan's follows
    plan = main + 1
    planned = plan in weight and (plan in ahead or any(plan in _years_in(t) for t in starts.values()))
    return (main, plan) if planned else (main,)


def _years_in(text: str) -> list[int]:
    years = []
    for match in _YEAR.finditer(text):
        value = int(match.group(1)) if match.group(1) else chinese_number(match.group(2))
        if value is not None:
            years.append(value)
    return years
