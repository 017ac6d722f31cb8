"""Extracted reviews in, the ledger as an Excel workbook out, a sheet a kind: tasks, metrics, blanks, references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from hegao.ledger import CLOSED, DONE, INHERITED, LATE, PROGRESS, Ledger, Sheet, filled, heading, ledger
from hegao.model import Review
from hegao.rendering import KINDS, Options
from hegao.workbook import HEAD, add_page, new_book, saved

# In Excel's unit, a half-width character; together little more than A4 across, so that print stays readable.
_WIDTHS = {
    "序号": 6,
    "任务": 34,
    "责任单位": 16,
    "配合单位": 16,
    "完成时限": 12,
    "截止日期": 12,
    "目标": 20,
    "依据": 16,
    "所在章节": 20,
    "文件": 18,
    "出处": 11,
    "进展": 9,
    "备注": 12,
    "指标名称": 24,
    "数值": 11,
    "数值上限": 11,
    "单位": 10,
    "换算值": 14,
    "换算单位": 10,
    "修饰": 10,
    "类别": 9,
    "时期": 14,
    "变化": 8,
    "原句": 50,
    "待补内容": 24,
    "所指": 40,
    "名称": 44,
    "文号": 24,
    "原文": 44,
    "情况": 70,
    "时间": 30,
    "开始": 13,
    "结束": 13,
    "周期": 12,
    "机构": 50,
}
_LEFT = {
    *("任务", "责任单位", "配合单位", "目标", "依据", "所在章节", "文件", "出处", "备注", "指标名称", "原句"),
    *("待补内容", "所指", "名称", "文号", "原文", "情况", "时间", "机构"),
}
_ALWAYS = ("tasks", "metrics", "blanks")  # sheets that stand there even without a row
_OPTIONAL = (
    *("文件", "配合单位", "目标", "依据", "所在章节", "数值上限", "换算值", "换算单位", "修饰", "变化", "所指", "文号"),
    "周期",
)
_MAIN = {"任务": 46, "指标名称": 36}  # columns that take the room of those left out, up to this width
_SPARE = 500  # rows below the last one that take 进展 by choice too


def render(reviews: Iterable[Review], options: Options) -> Iterator[bytes]:
    """The workbook whole. Raises HegaoError for more rows than a sheet can have."""
    found = ledger(reviews, options)
    book = new_book(heading(found, found.sheets["tasks"]))
    for kind in _wanted(found, options):
        sheet = filled(found.sheets[kind], _OPTIONAL)
        finish = partial(_offer_progress, sheet) if "进展" in sheet.columns else None
        note = _note(sheet, found, options.kinds)
        widths = _widths(sheet, found.sheets[kind])
        add_page(book, sheet, heading(found, sheet), note, widths, _LEFT, finish)
    yield saved(book)


def _wanted(found: Ledger, options: Options) -> list[str]:
    """The sheets to write: tasks, metrics and blanks even without a row, others where they have one."""
    asked = [kind for kind in options.kinds if kind in _ALWAYS or found.sheets[kind].rows] or list(options.kinds[:1])
    return [*asked, "failures"] if found.sheets["failures"].rows else asked


def _widths(sheet: Sheet, whole: Sheet) -> list[int]:
    """A width a column; `whole` is the sheet with the columns that were left out."""
    spare = sum(_WIDTHS[column] for column in whole.columns if column not in (*sheet.columns, "文件"))
    return [min(_WIDTHS[c] + spare, _MAIN[c]) if c in _MAIN else _WIDTHS[c] for c in sheet.columns]


def _note(sheet: Sheet, found: Ledger, kinds: Iterable[str]) -> str:
    words = f"文件：{found.file}。" if found.file else ""
    words += f"文种：{found.genre}。" if found.genre else ""
    words += "，".join(f"{KINDS[kind]} {len(found.sheets[kind].rows)}" for kind in kinds) + "。"
    if failed := found.sheets["failures"].rows:
        words += f"另有 {len(failed)} 个文件无法读取，见“读取情况”。"
    column = next((column for column in INHERITED if column in sheet.columns), None)
    if column and any(row.inherited for row in sheet.rows):
        words += f"“{column}”灰字为文中未写明、按上下文推定。"
    return words


def _offer_progress(sheet: Sheet, page: Any, last: int) -> None:
    """进展 by choice, green where done, and red the deadlines that have passed."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    progress, deadline = (get_column_letter(sheet.columns.index(name) + 1) for name in ("进展", "截止日期"))
    first, bottom = HEAD + 1, last + _SPARE
    choice = DataValidation(type="list", formula1=f'"{",".join(PROGRESS)}"', allow_blank=True, showErrorMessage=True)
    choice.errorTitle, choice.error = "进展", f"请从下列各项中选择：{'、'.join(PROGRESS)}。"
    choice.add(f"{progress}{first}:{progress}{bottom}")
    page.data_validations.append(choice)
    closed = ",".join(f'${progress}{first}<>"{word}"' for word in CLOSED)
    late = f'OR(${progress}{first}="{LATE}",AND(ISNUMBER(${deadline}{first}),${deadline}{first}<TODAY(),{closed}))'
    dates, words = f"{deadline}{first}:{deadline}{bottom}", f"{progress}{first}:{progress}{bottom}"
    for area, formula, ground, ink in (
        (dates, late, "FBE3E0", "9C1C13"),
        (words, f'${progress}{first}="{DONE}"', "E3F1E1", "2F5D34"),
    ):
        rule = FormulaRule(formula=[formula], fill=PatternFill(bgColor=ground), font=Font(color=ink))
        page.conditional_formatting.add(area, rule)
