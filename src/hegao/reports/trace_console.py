"""A plan held against its summary in, tables for a terminal out: what needs a look first, then the counts."""

from __future__ import annotations

from collections.abc import Iterator

from hegao.grid import WHOLE, table
from hegao.ledger import Sheet, chosen, filled
from hegao.rendering import Options, cell_words, one_line, shell_word, shown_path, styled, wrap
from hegao.trace import VERDICTS, Trace
from hegao.trace_sheets import NOTE, REACHED_COLUMN, VERDICT_COLUMN, sheets, totals

_SHARES = {
    **dict.fromkeys(("计划任务", "总结中的表述", "工作"), 6),
    **dict.fromkeys(("指标", "说明", "出处"), 5),
    **dict.fromkeys(("序号", VERDICT_COLUMN, "计划", "总结", "单位", "差额", "增减", REACHED_COLUMN), WHOLE),
}
_SHOWN = ("序号", "计划任务", "完成时限", VERDICT_COLUMN, "说明", "总结中的表述", "出处")


def render(found: Trace, options: Options) -> Iterator[str]:
    """Tasks carried out are listed only where `options.per_rule` sets no limit."""
    plan, summary = shown_path(found.plan, options), shown_path(found.summary, options)
    yield styled(f"计划：{plan}  总结：{summary}", "strong", options) + "\n"
    for notice in found.notices:
        yield f"{styled('注意', 'warning', options)}：{one_line(notice)}。\n"
    tasks, extras, figures = sheets(found, options)
    full = options.per_rule is None
    place = tasks.columns.index(VERDICT_COLUMN)
    some = (
        tasks
        if full
        else Sheet(
            tasks.name,
            tasks.heading,
            tasks.columns,
            [row for row in tasks.rows if row.values[place] != VERDICTS["done"]],
        )
    )
    shown = tuple(column for column in tasks.columns if full or column in _SHOWN)
    for sheet in (chosen(some, shown), extras, figures):
        if sheet.rows:
            yield from _block(sheet, options)
    left_out = len(tasks.rows) - len(some.rows)
    yield "\n"
    if found.answers:
        yield from (line + "\n" for line in wrap(NOTE, options.width))
    yield f"{totals(found)}。\n"
    if left_out:
        yield f"已落实的 {left_out} 项未列出，加 --all 全部列出。\n"
    yield f"做成表格：hegao trace {shell_word(found.plan.path)} {shell_word(found.summary.path)} -o 对照.xlsx\n"


def _block(sheet: Sheet, options: Options) -> Iterator[str]:
    shown = filled(sheet, sheet.columns)
    rows = [list(shown.columns), *([cell_words(value) for value in row.values] for row in shown.rows)]
    yield f"\n{sheet.heading}\n"
    yield from (line + "\n" for line in table(rows, _SHARES, options))
