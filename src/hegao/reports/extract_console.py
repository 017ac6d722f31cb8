"""Reviews in, tables for a terminal out: the tasks, metrics, blanks and references of each draft, then the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hegao.grid import WHOLE, table
from hegao.ledger import brief_columns
from hegao.model import Review
from hegao.rendering import (
    INFERRED,
    KINDS,
    Options,
    cell_words,
    clip,
    count_extracted,
    has_inferred,
    one_line,
    shell_word,
    shown_path,
    styled,
    title,
    wrap,
)
from hegao.text import display_width

_GAP = "  "
_PLACE, _STATUS = "出处", "状态"
_ROOMY = 60  # columns of a terminal that has room for 状态
_SHARES = {
    **dict.fromkeys(("任务", "上下文", "名称", "机构"), 6),
    **dict.fromkeys(("目标", "指标"), 4),
    **dict.fromkeys(("责任单位", "配合单位"), 3),
    **dict.fromkeys(("序号", "类别", "变化", _STATUS, _PLACE), WHOLE),
}
_GATHERED = ("references", "times", "organisations")  # the same thing at several places takes one line


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """Each file as it comes; files in which nothing was found only count."""
    seen: list[Review] = []
    for review in reviews:
        if any(getattr(review, kind) for kind in options.kinds) or (review.document and review.document.notices):
            yield _file(review, options)
        seen.append(replace(review, document=None))
    if len(seen) == 1 and seen[0].error is None and not any(getattr(seen[0], kind) for kind in options.kinds):
        yield _header(seen[0], options) + "\n"
    yield from _closing(seen, options)


def _file(review: Review, options: Options) -> str:
    lines = [_header(review, options)]
    if review.document:
        lines += [f"注意：{one_line(notice)}" for notice in review.document.notices]
    for kind in options.kinds:
        lines += _block(kind, review, options)
    return "\n".join(lines) + "\n\n"


def _header(review: Review, options: Options) -> str:
    genre = (review.outline.genre if review.outline else None) or "未能判断"
    words = [shown_path(review, options), f"文种：{genre}"]
    if draft_title := title(review):
        room = options.width - sum(display_width(word) + len(_GAP) for word in words)
        words.append(clip(f"标题：{one_line(draft_title)}", max(room, 24)))
    return styled(_GAP.join(words), "strong", options)


def _block(kind: str, review: Review, options: Options) -> Iterator[str]:
    """One table below the name of its kind; what all rows have in common stands beside the name."""
    columns = dict(brief_columns(kind, review))
    if options.width < _ROOMY:
        columns.pop(_STATUS, None)
    rows = [{head: cell_words(cell(review, item)) for head, cell in columns.items()} for item in getattr(review, kind)]
    if not rows:
        return
    name = f"{KINDS[kind]}（{count_extracted([review], [kind]).removeprefix(KINDS[kind]).strip()}）"
    if kind in _GATHERED:
        rows = _gathered(rows)
    common = [head for head in list(columns)[1:-1] if len(rows) > 2 and len({row[head] for row in rows}) == 1]
    shared = [f"{head}均为{rows[0][head]}" for head in common if rows[0][head]]
    heads = [head for head in columns if head not in common and any(row[head] for row in rows)]
    yield ""
    yield from wrap("，".join([name, *shared]), options.width)
    rows_of_table = [["序号", *heads], *([str(n), *(row[head] for head in heads)] for n, row in enumerate(rows, 1))]
    yield from table(rows_of_table, _SHARES, options)


def _gathered(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows, those that differ in nothing but their place made one."""
    places: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        places.setdefault(tuple(words for head, words in row.items() if head != _PLACE), []).append(row)
    return [
        same[0] if len(same) == 1 else {**same[0], _PLACE: f"{same[0][_PLACE]}等{len(same)}处"}
        for same in places.values()
    ]


def _closing(reviews: list[Review], options: Options) -> Iterator[str]:
    failed = [review for review in reviews if review.error is not None]
    if any(has_inferred(review, options.kinds) for review in reviews):
        yield INFERRED + "\n"
    for review in failed:
        words = f"{shown_path(review, options)}：{one_line(review.error or '')}"
        yield f"{styled('无法读取', 'error', options)} {words}\n"
    if not reviews:
        yield "没有可提取的文件。\n"
    elif len(failed) < len(reviews):
        yield _totals(reviews, len(failed), options)
        path = shell_word(reviews[0].path) if len(reviews) == 1 else "路径"
        if any(review.tasks for review in reviews):
            yield f"做成台账：hegao extract {path} -o 台账.xlsx\n"


def _totals(reviews: list[Review], failed: int, options: Options) -> str:
    words = count_extracted(reviews, options.kinds)
    if len(reviews) == 1:
        return f"{words}。\n"
    idle = sum(review.error is None and not any(getattr(review, kind) for kind in options.kinds) for review in reviews)
    parts = [f"共提取 {len(reviews) - failed} 个文件：{words}"]
    if 0 < idle < len(reviews) - failed:
        parts.append(f"{idle} 个文件未找到内容")
    if failed:
        parts.append(f"{failed} 个文件无法读取")
    return "；".join(parts) + "。\n"
