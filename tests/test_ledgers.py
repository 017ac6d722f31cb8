"""The ledgers people keep, over reviews made by hand: what each cell holds, how the page is set up, what stays text."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hegao.ledger import PROGRESS, concrete, ledger, link_to
from hegao.model import Blank, Document, Metric, Outline, Paragraph, Reference, Review, Section, Span, Table, Task, Time
from hegao.rendering import KINDS, Options
from hegao.reports import EXTRACT_REPORTS

HEADING = "一、重点工作"
LINES = (
    "柳河镇2024年工作要点",
    HEADING,
    "按照《柳河镇防汛应急预案》（柳政发〔2024〕3号）要求，6月底前，会同镇水利站完成12处隐患点整治，整治率不低于95%。",
    "全年发放补助1.2亿元，走访**户，投入30万元至50万元，男女比例1：1。",
    "召开全镇安全生产会议。",
)
HOSTILE = '=HYPERLINK("http://bad.example","看")<script>alert(\'x\')</script>\u202e\x07\uffff]]>'


def span_of(number: int, text: str) -> Span:
    start = LINES[number - 1].index(text)
    return Span(number, start, start + len(text))


def task(number: int, text: str, **other: Any) -> Task:
    values: dict[str, Any] = {
        "span": span_of(number, text),
        "offset": 0,
        "text": text,
        "action": text[:2],
        "object": text[2:],
        "owner": ("柳河镇人民政府",),
        "owner_inherited": True,
        "partners": (),
        "deadline": None,
        "deadline_date": None,
        "targets": (),
        "basis": (),
        "section": HEADING,
        "status": "planned",
    }
    return Task(**(values | other))


def metric(number: int, text: str, name: str, **other: Any) -> Metric:
    values: dict[str, Any] = {
        "span": span_of(number, text),
        "offset": 0,
        "text": text,
        "name": name,
        "value": None,
        "value_max": None,
        "unit": None,
        "value_normalized": None,
        "unit_normalized": None,
        "qualifier": (),
        "kind": "count",
        "period": "2024年",
        "period_inherited": True,
        "change": None,
        "masked": False,
        "section": HEADING,
        "sentence": LINES[number - 1],
    }
    return Metric(**(values | other))


def review(path: str = "文稿/要点.txt") -> Review:
    offsets = [sum(len(line) + 1 for line in LINES[:number]) for number in range(len(LINES))]
    paragraphs = tuple(Paragraph(line, offset) for line, offset in zip(LINES, offsets, strict=True))
    section = Section(Span(2, 0, len(HEADING)), 1, "chinese", "一、", 1, "重点工作", "heading", None, 5)
    roles = ("title", "body", "body", "body", "body")
    title = (Span(1, 0, len(LINES[0])),)
    outline = Outline(LINES[0], title, "工作要点", ("plan",), 0.9, "title", (2024,), roles, (section,), (), ())
    tasks = (
        task(
            3,
            "完成12处隐患点整治",
            owner=("镇应急办", "镇城建办"),
            owner_inherited=False,
            partners=("镇水利站",),
            deadline="6月底前",
            deadline_date=date(2024, 6, 30),
            targets=("整治率不低于95%", "隐患点整治12处"),
            basis=("《柳河镇防汛应急预案》",),
        ),
        task(5, "召开全镇安全生产会议", status="done"),
    )
    metrics = (
        metric(3, "95%", "整治率", value=Decimal(95), unit="%", qualifier=("不低于",), kind="percent", change="up"),
        metric(
            4,
            "1.2亿元",
            "发放补助",
            value=Decimal("1.2"),
            unit="亿元",
            value_normalized=Decimal("120000000.0"),
            unit_normalized="元",
            kind="money",
            period_inherited=False,
        ),
        metric(4, "**户", "走访", unit="户", masked=True),
        metric(4, "30万元至50万元", "投入", value=Decimal(30), value_max=Decimal(50), unit="万元", kind="money"),
        metric(4, "1：1", "男女比例", value=Decimal(1), kind="ratio"),
    )
    times = (Time(span_of(3, "6月底前"), 0, "6月底前", "deadline", None, date(2024, 6, 30), None),)
    blanks = (Blank(span_of(4, "**"), 0, "**", "number", "走访户数", HEADING),)
    title_words = "《柳河镇防汛应急预案》（柳政发〔2024〕3号）"
    references = (
        Reference(span_of(3, title_words), 0, title_words, "柳河镇防汛应急预案", "柳政发〔2024〕3号", "document"),
    )
    document = Document(path, "text", paragraphs, sum(len(line) + 1 for line in LINES))
    return Review(path, document, outline, (), metrics, tasks, times, blanks, references)


BROKEN = Review("文稿/坏.docx", error="文件已损坏，请另存一份再试")


def hostile() -> Review:
    bad = replace(review().tasks[0], text=HOSTILE, owner=("+1+1",), partners=("@SUM(A1)",), targets=("-2",))
    errors = replace(review().tasks[1], text="#N/A", deadline="=1")
    return replace(review(), path='文 稿/<b>&"%.txt', tasks=(bad, errors))


def made(form: str, reviews: Iterable[Review], **options: Any) -> bytes:
    chunks = EXTRACT_REPORTS[form](reviews, Options(**options))
    return b"".join(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)


def sheets(reviews: Iterable[Review], **options: Any) -> dict[str, Worksheet]:
    book = load_workbook(io.BytesIO(made("xlsx", reviews, **options)))
    return {page.title: page for page in book.worksheets}


def row_of(page: Worksheet, number: int) -> dict[str, Any]:
    """The cells of a row, the first below the heads being 1, by the head of each."""
    return {head.value: cell for head, cell in zip(page[3], page[3 + number], strict=True)}


def values_of(page: Worksheet, number: int) -> dict[str, Any]:
    return {head: cell.value for head, cell in row_of(page, number).items()}


# xlsx


def test_workbook_lists_tasks() -> None:
    page = sheets([review()])["任务分解表"]
    assert page["A1"].value == "柳河镇2024年工作要点任务分解表"
    assert "文件：文稿/要点.txt。文种：工作要点，2024年。任务 2，指标 5，待补 1，引用 1。" in page["A2"].value
    first = values_of(page, 1)
    assert first.pop("截止日期").date() == date(2024, 6, 30)
    assert first == {
        "序号": 1,
        "任务": "完成12处隐患点整治",
        "责任单位": "镇应急办、镇城建办",
        "配合单位": "镇水利站",
        "完成时限": "6月底前",
        "目标": "整治率不低于95%；隐患点整治12处",
        "依据": "《柳河镇防汛应急预案》",
        "所在章节": HEADING,
        "出处": "第3段",
        "进展": None,
        "备注": None,
    }
    second = row_of(page, 2)
    assert second["进展"].value == "已完成"
    assert second["责任单位"].font.color.rgb == "007F7F7F"  # not written there
    assert "灰字" in page["A2"].value
    assert page.max_row == 5


def test_workbook_lists_metrics_with_real_numbers() -> None:
    page = sheets([review()])["指标"]
    first, second, third, fourth, fifth = (values_of(page, number) for number in range(1, 6))
    assert (first["指标名称"], first["数值"], first["单位"], first["修饰"], first["变化"]) == (
        *("整治率", 95, "%", "不低于", "上升"),
    )
    assert (second["数值"], second["单位"], second["换算值"], second["换算单位"]) == (1.2, "亿元", 120000000, "元")
    assert (second["类别"], second["时期"], second["原句"]) == ("金额", "2024年", LINES[3])
    assert third["数值"] == "待补"
    assert (fourth["数值"], fourth["数值上限"]) == (30, 50)
    assert fifth["数值"] == "1：1"
    cells = row_of(page, 2)
    assert (cells["数值"].number_format, cells["换算值"].number_format) == ("#,##0.0", "#,##0")
    assert cells["换算值"].data_type == "n"


def test_workbook_lists_blanks_and_references() -> None:
    pages = sheets([review()])
    assert list(pages) == ["任务分解表", "指标", "待补", "引用"]
    assert list(values_of(pages["待补"], 1).values()) == [1, "**", "数字", "走访户数", HEADING, "第4段"]
    assert values_of(pages["引用"], 1)["文号"] == "柳政发〔2024〕3号"


def test_workbook_over_several_files_is_one_ledger() -> None:
    pages = sheets(iter([review(), BROKEN, review("文稿/总结.txt")]))
    page = pages["任务分解表"]
    assert page["A1"].value == "任务分解表（共3篇）"
    rows = [values_of(page, number) for number in range(1, 5)]
    assert [row["序号"] for row in rows] == [1, 2, 3, 4]
    assert [row["文件"] for row in rows] == ["文稿/要点.txt"] * 2 + ["文稿/总结.txt"] * 2
    assert rows[0]["出处"] == "第3段"
    failed = pages["读取情况"]
    assert list(values_of(failed, 1).values()) == [1, "文稿/坏.docx", "无法读取：文件已损坏，请另存一份再试"]
    assert "另有 1 个文件无法读取" in page["A2"].value


@pytest.mark.parametrize("reviews", [[], [BROKEN], [Review("空.txt")]], ids=["nothing", "broken", "empty"])
def test_workbook_without_tasks_still_opens(reviews: list[Review]) -> None:
    pages = sheets(reviews)
    assert list(pages)[:3] == ["任务分解表", "指标", "待补"]
    assert pages["任务分解表"].max_row == 3


def test_workbook_holds_the_kinds_asked_for() -> None:
    assert list(sheets([review()], kinds=("metrics",))) == ["指标"]
    assert list(sheets([review()], kinds=("references", "times", "organisations"))) == ["引用", "时间"]
    times = sheets([review()], kinds=("times",))["时间"]
    assert values_of(times, 1)["结束"].date() == date(2024, 6, 30)
    assert list(sheets([Review("空.txt")], kinds=("organisations",))) == ["机构"]


def test_workbook_leaves_out_columns_with_nothing_in_them() -> None:
    page = sheets([replace(review(), tasks=review().tasks[1:])])["任务分解表"]
    assert [cell.value for cell in page[3]] == [
        *("序号", "任务", "责任单位", "完成时限", "截止日期", "所在章节", "出处", "进展", "备注"),
    ]
    assert page.column_dimensions["B"].width > sheets([review()])["任务分解表"].column_dimensions["B"].width


def tabled() -> Review:
    """A plan that is a table: its heads, a task over two rows, one of its own."""
    lines = ("重点任务表", "任务", "单位", "整治隐患点12处", "镇应急办", "镇城建办", "召开安全生产会议", "各村", "附注")
    cells = [(Span(n, 0, len(line)),) for n, line in enumerate(lines, 1)]
    rows = ((cells[1], cells[2]), (cells[3], cells[4]), (cells[3], cells[5]), (cells[6], cells[7]))
    offsets = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    kinds = ["body", *["cell"] * 7, "body"]
    paragraphs = tuple(map(Paragraph, lines, offsets, kinds))
    document = Document("分工.docx", "docx", paragraphs, 100, tables=(Table(rows),))
    first = replace(review().tasks[0], span=cells[3][0], text=lines[3], section=None)
    second = replace(review().tasks[1], span=cells[6][0], text=lines[6], section=None)
    return Review("分工.docx", document, tasks=(first, second))


def test_what_stands_in_a_table_is_found_by_its_row() -> None:
    page = sheets([tabled()])["任务分解表"]
    assert [values_of(page, number)["出处"] for number in (1, 2)] == ["表1第2行", "表1第4行"]
    for form in ("console", "csv", "markdown", "html"):
        text = made(form, [tabled()], width=200).decode()
        assert "表1第2行" in text
        assert "表1第4行" in text
    assert '"paragraph": 4' in made("json", [tabled()]).decode()


def test_page_shows_a_table_with_its_merged_cells_and_marks() -> None:
    (table,) = re.findall(r'<div class="grid">(.*?)</div>', web([tabled()]), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    assert re.findall(r"<td>(.*?)</td>", rows[0]) == ["任务", "单位"]
    assert 'rowspan="2"' in rows[1]
    assert re.search('class="mark task in-task"[^>]*>整治隐患点12处<', rows[1])
    assert (rows[2].count("<td"), rows[3].count("<td")) == (1, 2)
    assert "附注" not in table


def test_page_gives_a_table_with_other_text_in_it_line_by_line() -> None:
    whole = tabled()
    assert whole.document is not None
    cut = Table(whole.document.tables[0].rows[:1] + whole.document.tables[0].rows[3:])
    text = web([replace(whole, document=replace(whole.document, tables=(cut,)))])
    assert 'class="grid"' not in text
    assert "镇城建办" in text


def test_markup_within_a_task_is_not_shown() -> None:
    line = "- 年内**建成**20公里**公路**。"
    skip = ((0, 2), (4, 6), (8, 10), (14, 16), (18, 20))
    document = Document("要点.md", "markdown", (Paragraph(line, 0, skip=skip),), len(line))
    marked = replace(review().tasks[0], span=Span(1, 6, 18), text=line[6:18])
    one = Review("要点.md", document, tasks=(marked,))
    assert values_of(sheets([one])["任务分解表"], 1)["任务"] == "建成20公里公路"
    for form in ("console", "csv", "markdown"):
        assert "建成20公里公路" in made(form, [one]).decode()
    assert line[6:18] in made("json", [one]).decode()


def test_status_is_shown_where_tasks_differ_in_it() -> None:
    for form in ("console", "markdown"):
        assert "状态" in made(form, [review()]).decode()
        assert "状态" not in made(form, [replace(review(), tasks=review().tasks[:1])]).decode()
        assert "已完成" in made(form, [review()]).decode()


def test_concrete_keeps_tasks_with_a_figure_a_deadline_or_an_owner() -> None:
    bare = review().tasks[1]
    kept = (
        replace(bare, deadline="6月底前"),
        replace(bare, owner=("镇应急办",), owner_inherited=False),
        replace(bare, targets=("整治率不低于95%",)),
    )
    idle = (bare, replace(bare, targets=("确保安全",)), replace(bare, owner=(), owner_inherited=False))
    assert concrete(replace(review(), tasks=(*idle, *kept))).tasks == kept


def test_workbook_is_set_up_to_work_in() -> None:
    page = sheets([review()])["任务分解表"]
    assert page.freeze_panes == "C4"
    assert page.auto_filter.ref == "A3:L5"
    assert all(page.row_dimensions[number].height >= 20 for number in range(1, 6))
    assert all(page.cell(4, column).alignment.wrap_text for column in range(2, 9))
    assert all(page.cell(4, column).border.left.style == "thin" for column in range(1, 13))
    assert page.column_dimensions["B"].width > page.column_dimensions["A"].width
    choice = page.data_validations.dataValidation[0]
    assert choice.formula1 == f'"{",".join(PROGRESS)}"'
    assert str(choice.sqref).startswith("K4:K")
    progress = next(cell.column_letter for cell in page[3] if cell.value == "进展")
    deadline = next(cell.column_letter for cell in page[3] if cell.value == "截止日期")
    assert (progress, deadline) == ("K", "F")
    rules = {str(area.sqref): [rule.formula[0] for rule in area.rules] for area in page.conditional_formatting}
    late = next(formulas for area, formulas in rules.items() if area.startswith("F4:F"))[0]
    assert "$F4<TODAY()" in late
    assert '$K4<>"已完成"' in late


def test_workbook_prints_across_a4_with_its_heads_on_each_page() -> None:
    for page in sheets([review(), BROKEN]).values():
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == "$3:$3"
        assert "&P" in page.oddFooter.center.text


def test_row_is_tall_enough_for_its_longest_cell() -> None:
    long = replace(review().tasks[0], text="研" * 170)
    page = sheets([replace(review(), tasks=(long, review().tasks[1]))])["任务分解表"]
    assert page.row_dimensions[4].height >= 10 * 15  # 17 characters go into a line of 36 units at most
    assert page.row_dimensions[5].height < 60
    endless = replace(long, text="研" * 40000)
    page = sheets([replace(review(), tasks=(endless,))])["任务分解表"]
    assert page.row_dimensions[4].height == 409
    assert len(page["B4"].value) == 32767


def test_place_links_to_the_file() -> None:
    pages = sheets([review()])
    for name in ("任务分解表", "指标", "待补", "引用"):
        link = row_of(pages[name], 1)["出处"].hyperlink
        assert link.target == "文稿/要点.txt"
    assert row_of(sheets([review()], folder="文稿")["指标"], 1)["出处"].hyperlink.target == "要点.txt"


def test_links_are_safe_addresses(tmp_path: Path) -> None:
    assert link_to("a b#1%.docx", Options()) == "a%20b%231%25.docx"
    assert link_to("javascript:alert(1).txt", Options()) == "javascript%3Aalert%281%29.txt"
    assert link_to("坏\udcff.txt", Options()) is None
    assert link_to(str(tmp_path / "要点.txt"), Options()) == f"file://{tmp_path.as_posix()}/要点.txt"
    assert link_to(str(tmp_path / "要点.txt"), Options(folder=str(tmp_path / "结果"))) == "../要点.txt"


def test_nothing_in_a_draft_becomes_a_formula() -> None:
    page = sheets([hostile()])["任务分解表"]
    for number in (1, 2):
        cells = row_of(page, number)
        for head in ("任务", "责任单位", "配合单位", "目标", "完成时限"):
            assert cells[head].value is None or cells[head].data_type == "s", head
    first = row_of(page, 1)
    assert first["任务"].value.startswith('=HYPERLINK("http')
    assert all(first[head].quotePrefix for head in ("任务", "责任单位", "配合单位", "目标"))
    assert not first["依据"].quotePrefix
    assert "\u202e" not in first["任务"].value
    assert row_of(page, 2)["任务"].value == "#N/A"


def test_numbers_and_dates_no_spreadsheet_holds_stay_text() -> None:
    exact = replace(review().metrics[0], value=Decimal("1234567890123456789"))
    old = replace(review().tasks[0], deadline_date=date(1899, 12, 31))
    pages = sheets([replace(review(), metrics=(exact,), tasks=(old,))])
    assert values_of(pages["指标"], 1)["数值"] == "1234567890123456789"
    assert values_of(pages["任务分解表"], 1)["截止日期"] == "1899-12-31"


def test_ledger_lets_go_of_each_review() -> None:
    passed: list[int] = []

    def reviews() -> Iterable[Review]:
        for number in range(4):
            passed.append(number)
            yield review(f"{number}.txt")

    found = ledger(reviews(), Options())
    assert passed == [0, 1, 2, 3]
    assert (found.files, len(found.sheets["tasks"].rows), found.title) == (4, 8, "")


# word


def word(reviews: Iterable[Review], **options: Any) -> Any:
    return docx.Document(io.BytesIO(made("word", reviews, **options)))


def texts(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_word_lays_out_the_tasks() -> None:
    made_document = word([review()])
    assert made_document.paragraphs[0].text == "柳河镇2024年工作要点任务分解表"
    assert made_document.paragraphs[1].text == "（根据“要点”整理）"
    rows = texts(made_document.tables[0])
    heads = ["序号", "任务", "责任单位", "配合单位", "完成时限", "目标", "依据", "进展", "备注"]
    assert rows[0] == heads
    assert rows[1] == [HEADING] * len(heads)
    assert rows[2][:5] == ["1", "完成12处隐患点整治", "镇应急办、镇城建办", "镇水利站", "6月底前"]
    assert rows[3][7] == "已完成"
    assert [p.text for p in made_document.paragraphs if p.style.name == "Heading 1"] == [
        *("指标表", "待补内容表", "引用文件和会议"),
    ]
    assert texts(made_document.tables[1])[2][:4] == ["1", "整治率", "95", ""]
    assert made_document.paragraphs[-1].text.startswith("注：")


def test_word_leaves_out_columns_with_nothing_in_them() -> None:
    made_document = word([replace(review(), tasks=review().tasks[1:], metrics=())])
    assert texts(made_document.tables[0])[0] == ["序号", "任务", "责任单位", "完成时限", "进展", "备注"]


def test_word_page_and_fonts_are_an_office_s() -> None:
    made_document = word([review()])
    section = made_document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert made_document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert "".join(text.text for text in footer._element.xpath(".//w:t")) == "— 1 —"
        assert 'instr=" PAGE "' in footer._element.xml
    fonts = {
        name: made_document.styles[name].element.rPr.rFonts.xpath("@w:eastAsia")[0]
        for name in ("Title", "Normal", "表格文字", "表格表头")
    }
    assert fonts == {"Title": "方正小标宋简体", "Normal": "仿宋", "表格文字": "仿宋", "表格表头": "黑体"}
    assert made_document.styles["Title"].font.size.pt == 22
    assert made_document.styles["表格文字"].font.size.pt == 10.5


def test_word_tables_keep_rows_whole_and_repeat_their_heads() -> None:
    for table in word([review()]).tables:
        rows = table._tbl.tr_lst
        assert [bool(row.xpath("w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)
        assert table._tbl.xpath("w:tblPr/w:tblLayout/@w:type") == ["fixed"]
        grid = [int(width) for width in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
        assert 14000 < sum(grid) <= 14116  # the width between the margins, whatever the columns


def test_word_over_several_files_names_each() -> None:
    made_document = word([review(), BROKEN, review("文稿/总结.txt")])
    across = [row[0] for row in texts(made_document.tables[0]) if len(set(row)) == 1]
    assert across == [f"文稿/要点.txt　{HEADING}", f"文稿/总结.txt　{HEADING}"]
    assert texts(made_document.tables[-1])[1] == ["1", "文稿/坏.docx", "无法读取：文件已损坏，请另存一份再试"]


def test_word_without_tasks_says_so() -> None:
    assert "没有找到任务。" in [paragraph.text for paragraph in word([Review("空.txt")]).paragraphs]
    assert "没有找到时间。" in [paragraph.text for paragraph in word([Review("空.txt")], kinds=("times",)).paragraphs]


def test_word_takes_any_text() -> None:
    cell = texts(word([hostile()]).tables[0])[2][1]
    assert cell == HOSTILE.replace("\u202e", "□").replace("\x07", "□").replace("\uffff", "□")


# html


class Page(HTMLParser):
    """Elements and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data


def web(reviews: Iterable[Review]) -> str:
    return made("html", reviews).decode()


def test_page_marks_what_was_found() -> None:
    text = web([review()])
    found = re.findall(r'class="mark ([a-z -]*?) in-([a-z]+)[^>]*>([^<]*)<', text)
    assert found == [
        ("reference", "reference", "《柳河镇防汛应急预案》（柳政发〔2024〕3号）"),
        ("time", "time", "6月底前"),
        ("task", "task", "完成12处隐患点整治"),
        ("metric", "metric", "95%"),
        ("metric", "metric", "1.2亿元"),
        ("metric blank", "blank", "**"),
        ("metric", "metric", "户"),
        ("metric", "metric", "30万元至50万元"),
        ("metric", "metric", "1：1"),
        ("task", "task", "召开全镇安全生产会议"),
    ]


def test_page_shows_the_draft_unchanged() -> None:
    paragraphs = re.findall(r'<p class="p [^>]*>(.*?)</p>', web([review()]), re.DOTALL)
    assert tuple(re.sub(r"<[^>]*>", "", paragraph) for paragraph in paragraphs) == LINES


def test_page_has_a_table_a_kind_and_links_both_ways() -> None:
    page = Page(web([review()]))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [attrs["href"][1:] for tag, attrs in page.tags if tag == "a"]
    assert set(targets) <= set(ids)
    assert {f"r1-{kind}-1" for kind in ("task", "metric", "blank", "reference")} <= set(targets)
    for words in ("镇应急办、镇城建办", "整治率不低于95%", "走访户数", "柳政发〔2024〕3号"):
        assert words in page.words


def test_page_asks_nothing_of_the_network() -> None:
    text = web([review(), hostile()])
    page = Page(text)
    assert not [tag for tag, _ in page.tags if tag in ("link", "img", "iframe", "object", "embed", "form", "base")]
    assert not [attrs for _, attrs in page.tags if "src" in attrs or attrs.get("href", "#")[0] != "#"]
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text


def test_page_shows_drafts_as_text_only() -> None:
    text = web([hostile()])
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert "=HYPERLINK" in Page(text).words


def test_page_of_several_files_has_a_section_each() -> None:
    page = Page(web([BROKEN, review(), review("文稿/总结.txt"), Review("空.txt")]))
    details = [(attrs["id"], "open" in attrs) for tag, attrs in page.tags if tag == "details"]
    assert details == [("f2", True), ("f3", False)]
    assert "无法读取：文件已损坏，请另存一份再试" in page.words
    assert "4 个文件（1 个无法读取）" in page.words


@pytest.mark.parametrize("reviews", [[], [BROKEN], [Review("空.txt")]], ids=["nothing", "broken", "empty"])
def test_page_without_anything_found(reviews: list[Review]) -> None:
    assert "</html>" in web(reviews)


def test_marks_beyond_the_text_do_no_harm() -> None:
    far = replace(review().tasks[0], span=Span(3, 5, 9999))
    nested = replace(review().tasks[1], span=Span(3, 5, 5))
    text = web([replace(review(), tasks=(far, nested))])
    paragraphs = re.findall(r'<p class="p [^>]*>(.*?)</p>', text, re.DOTALL)
    assert tuple(re.sub(r"<[^>]*>", "", paragraph) for paragraph in paragraphs) == LINES


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_page_works_in_a_browser(tmp_path: Path) -> None:
    steps = """<script>
      var find = function (selector) { return document.querySelector(selector); };
      var states = [], blank = find("[data-r='metric-3 blank-1']");
      blank.click();
      states.push(find("tr.on").id);
      find("#r1-task-2 td").click();
      states.push(find("tr.on").id, document.querySelectorAll(".mark.on").length);
      find("button.blank").click();
      states.push(blank.className.replace(/ /g, "+"), find(".list.blank").hidden);
      blank.click();
      states.push(find("tr.on").id);
      find("button.metric").click();
      states.push(blank.className.replace(/ /g, "+"));
      document.body.dataset.states = states.join(" ");
    </script></body>"""
    path = tmp_path / "ledger.html"
    path.write_text(web([review()]).replace("</body>", steps), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path}"]
    command = ["chromium", *flags, "--dump-dom", path.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)
    body = next(attrs for tag, attrs in Page(run.stdout).tags if tag == "body")
    # a mark shows its innermost row, a row its marks; what is switched off loses tint and table, and the next one in
    # takes its place
    assert body["data-states"].split() == [
        *("r1-blank-1", "r1-task-2", "1", "mark+metric+in-metric", "true", "r1-metric-3", "mark+on"),
    ]


# both office files


@pytest.mark.parametrize("form", ["xlsx", "word"])
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_and_prints_it(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"台账.{ {'word': 'docx'}.get(form, form) }"
    path.write_bytes(made(form, [review(), hostile(), BROKEN]))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    run = subprocess.run(
        [*command, "pdf", "--outdir", str(tmp_path), str(path)], capture_output=True, text=True, timeout=240
    )
    assert (tmp_path / "台账.pdf").is_file(), run.stdout + run.stderr


@pytest.mark.parametrize("form", ["xlsx", "word", "html"])
@pytest.mark.parametrize("make", [review, hostile], ids=["usual", "hostile"])
def test_every_kind_can_be_asked_for_alone(form: str, make: Callable[[], Review]) -> None:
    for kind in KINDS:
        assert made(form, [make()], kinds=(kind,))
