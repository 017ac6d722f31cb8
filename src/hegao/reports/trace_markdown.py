"""A plan held against its summary in, three Markdown tables out."""

from __future__ import annotations

from collections.abc import Iterator

from hegao.rendering import Options, cell_words, markdown_words, shown_path
from hegao.trace import Trace
from hegao.trace_sheets import NOTE, sheets, totals


def render(found: Trace, options: Options) -> Iterator[str]:
    """The counts first; a table without rows is one sentence."""
    plan, summary = (markdown_words(shown_path(review, options)) for review in (found.plan, found.summary))
    yield f"# 计划与总结对照\n\n计划：{plan}；总结：{summary}。\n\n{totals(found)}。{NOTE}\n"
    yield from (f"\n> {markdown_words(notice)}。\n" for notice in found.notices)
    for sheet in sheets(found, options):
        yield f"\n## {sheet.heading}\n\n"
        if not sheet.rows:
            yield "没有。\n"
            continue
        yield f"| {' | '.join(sheet.columns)} |\n|---:{'|---' * (len(sheet.columns) - 1)}|\n"
        for row in sheet.rows:
            yield f"| {' | '.join(markdown_words(cell_words(value)) for value in row.values)} |\n"
