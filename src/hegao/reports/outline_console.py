"""Reviews in, a tree for a terminal out: genre, years, roles, headings and rows of 一是、二是 of each draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from hegao.model import ROLES, Outline, Review, Section
from hegao.rendering import Options, clip, one_line, paragraph_text, shown_path
from hegao.text import display_width

_KINDS = {"heading": "", "run-in": "〔段首标题〕", "item": "〔条目〕"}
_SOURCES = {"title": "依标题判断", "content": "依内容判断", "none": ""}
_UNLISTED = ("blank", "body", "title")


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """Each file as it comes, an empty line between two."""
    separator = ""
    for review in reviews:
        yield separator + "\n".join(_file(review, options)) + "\n"
        separator = "\n"
    if not separator:
        yield "没有可分析的文件。\n"


def _file(review: Review, options: Options) -> Iterator[str]:
    yield _strong(shown_path(review, options), options)
    outline = review.outline
    if outline is None:
        yield f"无法读取：{one_line(review.error or '没有内容')}"
        return
    yield f"文种：{_genre(outline)}"
    if outline.years:
        yield f"年度：{'、'.join(f'{year}年' for year in outline.years)}"
    where = f"（{_range([span.paragraph for span in outline.title_spans])}）" if outline.title_spans else ""
    yield f"标题：{one_line(outline.title) or '未找到'}{where}"
    yield from _roles(review, outline, options)
    yield f"句子：{len(outline.sentences)} 句"
    yield f"层次：{len(outline.sections)} 个" if outline.sections else "层次：未找到序号或标题"
    yield from _tree(outline.sections, None, "", options)
    if outline.chains:
        yield f"列举：{len(outline.chains)} 组"
    for chain in outline.chains:
        markers = "、".join(item.marker for item in chain.items)
        yield clip(f"  {_range([item.span.paragraph for item in chain.items])}：{markers}", options.width)


def _genre(outline: Outline) -> str:
    if not outline.genre:
        return "未能判断"
    words = [word for word in (_SOURCES[outline.genre_source], f"把握 {outline.confidence:.0%}") if word]
    return f"{outline.genre}（{'，'.join(words)}）"


def _roles(review: Review, outline: Outline, options: Options) -> Iterator[str]:
    numbered = enumerate(outline.roles, 1)
    for role, run in groupby(numbered, key=lambda pair: pair[1]):
        if role in _UNLISTED:
            continue
        numbers = [number for number, _ in run]
        text = one_line(paragraph_text(review, numbers[0])).strip()
        yield clip(f"{ROLES[role]}：{text}", options.width - 16) + f"（{_range(numbers)}）"


def _tree(sections: tuple[Section, ...], parent: int | None, stem: str, options: Options) -> Iterator[str]:
    children = [index for index, section in enumerate(sections) if section.parent == parent]
    for index in children:
        section, is_last = sections[index], index == children[-1]
        where = f"{_KINDS[section.kind]}（{_range([section.span.paragraph, section.last])}）"
        branch = stem + ("└ " if is_last else "├ ")
        room = options.width - display_width(branch) - display_width(where)
        yield branch + clip(one_line(section.label + section.title), max(16, room)) + where
        yield from _tree(sections, index, stem + ("   " if is_last else "│ "), options)


def _range(numbers: list[int]) -> str:
    first, last = min(numbers), max(numbers)
    return f"第{first}段" if first == last else f"第{first}—{last}段"


def _strong(text: str, options: Options) -> str:
    return f"\x1b[1m{text}\x1b[0m" if options.color else text
