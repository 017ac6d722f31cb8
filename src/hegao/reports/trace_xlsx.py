"""A plan held against its summary in, an Excel workbook out: tasks, work outside the plan, figures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from hegao.ledger import Sheet
from hegao.rendering import Options, shown_path
from hegao.trace import VERDICTS, Trace
from hegao.trace_sheets import NOTE, REACHED_COLUMN, VERDICT_COLUMN, sheets, totals
from hegao.workbook import HEAD, add_page, new_book, saved

_TITLE = "计划与总结对照"
_WIDTHS = {
    "序号": 6,
    "计划任务": 34,
    "完成时限": 12,
    "目标": 14,
    VERDICT_COLUMN: 11,
    "说明": 24,
    "总结中的表述": 40,
    "相符的词": 20,
    "出处": 22,
    "工作": 60,
    "所在章节": 30,
    "指标": 44,
    "计划": 16,
    "总结": 16,
    "单位": 12,
    "差额": 16,
    "增减": 12,
    REACHED_COLUMN: 14,
}
_LEFT = {"计划任务", "说明", "总结中的表述", "相符的词", "工作", "所在章节", "指标"}
_COLOURS = {
    "done": ("E3F1E1", "2F5D34"),
    **dict.fromkeys(("partial", "unclear"), ("FFF1D0", "7A5200")),
    "undone": ("FBE3E0", "9C1C13"),
}


def render(found: Trace, options: Options) -> Iterator[bytes]:
    """The workbook whole. Raises HegaoError for more rows than a sheet can have."""
    book = new_book(_TITLE)
    files = f"计划：{shown_path(found.plan, options)}；总结：{shown_path(found.summary, options)}。"
    note = "".join([files, f"{totals(found)}。", *(f"{notice}。" for notice in found.notices)])
    for sheet in sheets(found, options):
        judged = VERDICT_COLUMN in sheet.columns
        widths = [_WIDTHS[column] for column in sheet.columns]
        finish = partial(_offer_verdicts, sheet) if judged else None
        add_page(book, sheet, sheet.heading, note + NOTE if judged else note, widths, _LEFT, finish)
    yield saved(book)


def _offer_verdicts(sheet: Sheet, page: Any, last: int) -> None:
    """The verdict by choice, as a reader may judge otherwise; each in its colour."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    column, first = get_column_letter(sheet.columns.index(VERDICT_COLUMN) + 1), HEAD + 1
    area = f"{column}{first}:{column}{max(last, first)}"
    names = list(VERDICTS.values())
    choice = DataValidation(type="list", formula1=f'"{",".join(names)}"', allow_blank=True, showErrorMessage=True)
    choice.errorTitle, choice.error = VERDICT_COLUMN, f"请从下列各项中选择：{'、'.join(names)}。"
    choice.add(area)
    page.data_validations.append(choice)
    for verdict, name in VERDICTS.items():
        ground, ink = _COLOURS.get(verdict, ("FBE3E0", "9C1C13"))
        rule = FormulaRule(
            formula=[f'${column}{first}="{name}"'], fill=PatternFill(bgColor=ground), font=Font(color=ink)
        )
        page.conditional_formatting.add(area, rule)
