"""Reviews in, Markdown out: of each draft a table a kind of what was extracted, then the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hegao.ledger import brief_columns
from hegao.model import Review
from hegao.rendering import (
    INFERRED,
    KINDS,
    Options,
    cell_words,
    count_extracted,
    has_inferred,
    markdown_words,
    shown_path,
    title,
)


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """A section for each file, then how much was found in all."""
    yield "# 提取结果\n"
    seen: list[Review] = []
    for review in reviews:
        yield _file(review, options)
        seen.append(replace(review, document=None, outline=None))
    if any(has_inferred(review, options.kinds) for review in seen):
        yield f"\n{INFERRED}\n"
    failed = sum(review.error is not None for review in seen)
    unread = f"；{failed} 个文件无法读取" if failed else ""
    yield f"\n共 {len(seen) - failed} 个文件：{count_extracted(seen, options.kinds)}{unread}。\n"


def _file(review: Review, options: Options) -> str:
    lines = ["", f"## {markdown_words(shown_path(review, options))}", ""]
    if review.error is not None:
        return "\n".join([*lines, f"无法读取：{markdown_words(review.error)}", ""])
    facts = [f"文种：{(review.outline.genre if review.outline else None) or '未能判断'}"]
    if draft_title := title(review):
        facts.append(f"标题：{markdown_words(draft_title)}")
    facts.append(count_extracted([review], options.kinds))
    lines += ["；".join(facts) + "。", ""]
    if review.document and review.document.notices:
        lines += [*(f"> {markdown_words(notice)}" for notice in review.document.notices), ""]
    for kind in options.kinds:
        if items := getattr(review, kind):
            columns = brief_columns(kind, review)
            lines += [f"### {KINDS[kind]}", "", _row(["序号", *columns]), "|---:" + "|---" * len(columns) + "|"]
            for number, item in enumerate(items, 1):
                lines.append(_row([str(number), *(cell_words(cell(review, item)) for cell in columns.values())]))
            lines.append("")
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(markdown_words, cells))} |"
