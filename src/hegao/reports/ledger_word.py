"""Extracted reviews in, the ledger as a Word document to print out: 任务分解表, then metrics, blanks and references."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import Any
from xml.sax.saxutils import escape

from hegao.ledger import INHERITED, Row, Sheet, chosen, filled, heading, ledger
from hegao.model import Review
from hegao.rendering import KINDS, Options, cell_words

# What each table shows, in shares of the width of the page; the headings of the draft stand as rows across the table.
_TASKS = {
    "序号": 5,
    "任务": 24,
    "责任单位": 13,
    "配合单位": 13,
    "完成时限": 11,
    "目标": 16,
    "依据": 14,
    "进展": 7,
    "备注": 8,
}
_METRICS = {
    "序号": 5,
    "指标名称": 22,
    "数值": 11,
    "数值上限": 11,
    "单位": 9,
    "修饰": 9,
    "时期": 14,
    "变化": 7,
    "出处": 12,
}
_BLANKS = {"序号": 5, "待补内容": 20, "类别": 9, "所指": 40, "出处": 14}
_REFERENCES = {"序号": 5, "名称": 40, "文号": 20, "类别": 11, "出处": 14}
_TIMES = {"序号": 5, "时间": 30, "类别": 9, "开始": 13, "结束": 13, "周期": 9, "出处": 14}
_ORGANISATIONS = {"序号": 5, "机构": 40, "出处": 14}
_FAILURES = {"序号": 5, "文件": 30, "情况": 60}
_TABLES = {
    "tasks": _TASKS,
    "metrics": _METRICS,
    "blanks": _BLANKS,
    "references": _REFERENCES,
    "times": _TIMES,
    "organisations": _ORGANISATIONS,
    "failures": _FAILURES,
}
_OPTIONAL = ("配合单位", "目标", "依据", "数值上限", "修饰", "变化", "文号", "周期")
_LEFT = {
    "任务",
    "责任单位",
    "配合单位",
    "目标",
    "依据",
    "指标名称",
    "待补内容",
    "所指",
    "名称",
    "文件",
    "情况",
    "时间",
    "机构",
}

# A4 across, the text area of GB/T 9704—2012 turned with it; in twentieths of a point.
_PAGE = (16838, 11906)
_MARGIN_TOP, _MARGIN_SIDE, _MARGIN_BOTTOM, _FOOTER = 1588, 1361, 1474, 1077
_WIDTH = _PAGE[0] - 2 * _MARGIN_SIDE
_SONG, _HEI, _KAI, _FANGSONG, _LATIN = "方正小标宋简体", "黑体", "楷体", "仿宋", "Times New Roman"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def render(reviews: Iterable[Review], options: Options) -> Iterator[bytes]:
    """The document whole; tables with nothing in them are left out."""
    from docx import Document

    found = ledger(reviews, options)
    docx_document = Document()
    _name_styles(docx_document)
    _set_up(docx_document)
    docx_document.core_properties.author = "核稿"
    kinds = [kind for kind in options.kinds if found.sheets[kind].rows]
    first = found.sheets[options.kinds[0]]
    docx_document.core_properties.title = heading(found, first)
    _say(docx_document, heading(found, first), "Title")
    if found.file:
        _say(docx_document, f"（根据“{PurePath(found.file).stem}”整理）", "Subtitle")
    if not first.rows:
        _say(docx_document, f"没有找到{KINDS[options.kinds[0]]}。", "Normal")
    for kind in (*kinds, "failures"):
        sheet = found.sheets[kind]
        if sheet.rows:
            if sheet is not first:
                _say(docx_document, sheet.heading, "Heading 1")
            _table(docx_document, sheet, _TABLES[kind], found.files > 1 and kind != "failures")
    if any(row.inherited for kind in kinds for row in found.sheets[kind].rows):
        _say(docx_document, f"注：{'、'.join(INHERITED)}为灰字的，文中未写明，按上下文推定。", "Normal")
    buffer = io.BytesIO()
    docx_document.save(buffer)
    yield buffer.getvalue()


def _say(docx_document: Any, text: str, style: str) -> None:
    """A paragraph; its quotation marks take the Chinese font, in which they are not straight."""
    from docx.oxml.ns import qn

    run = docx_document.add_paragraph(style=style).add_run(text)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _name_styles(docx_document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles = docx_document.styles
    centre, left, justified = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, font, size, line, alignment, before, after in (
        ("Normal", _FANGSONG, 12, 20, justified, 6, 0),
        ("Title", _SONG, 22, 32, centre, 0, 6),  # 2号
        ("Subtitle", _KAI, 12, 20, centre, 0, 6),
        ("Heading 1", _HEI, 14, 20, left, 12, 4),  # 4号
        ("表格文字", _FANGSONG, 10.5, 15, left, 0, 0),  # 5号
        ("表格居中", _FANGSONG, 10.5, 15, centre, 0, 0),
        ("表格表头", _HEI, 10.5, 15, centre, 0, 0),
        ("表格章节", _KAI, 10.5, 15, left, 0, 0),
        ("Footer", "宋体", 14, 20, centre, 0, 0),  # 4号
    ):
        known = any(style.name == name for style in styles)
        style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = None if name == "Normal" else styles["Normal"]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), False, RGBColor(0, 0, 0)
        style.font.italic = False
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        latin = "宋体" if name == "Footer" else _LATIN
        for part, value in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", font)):
            fonts.set(qn(f"w:{part}"), value)
        for language in properties.xpath("w:lang"):
            properties.remove(language)
        properties.append(OxmlElement("w:lang", {qn("w:val"): "en-US", qn("w:eastAsia"): "zh-CN"}))
        spacing = style.paragraph_format
        spacing.alignment, spacing.space_before, spacing.space_after = alignment, Pt(before), Pt(after)
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
        spacing.keep_with_next = name in ("Title", "Subtitle", "Heading 1", "表格表头", "表格章节")
        for border in style.element.xpath("w:pPr/w:pBdr"):
            border.getparent().remove(border)


def _set_up(docx_document: Any) -> None:
    """A4 across, and the number of the page as — 1 —: right of odd pages, left of even ones (GB/T 9704—2012 7.5)."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.shared import Pt, Twips

    section = docx_document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = map(Twips, _PAGE)
    section.left_margin = section.right_margin = Twips(_MARGIN_SIDE)
    section.top_margin, section.bottom_margin = Twips(_MARGIN_TOP), Twips(_MARGIN_BOTTOM)
    section.header_distance = section.footer_distance = Twips(_FOOTER)
    docx_document.settings.odd_and_even_pages_header_footer = True
    for footer, alignment in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = docx_document.styles["Footer"], alignment
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)  # one character
        paragraph.add_run("— ")
        paragraph._p.append(parse_xml(f'<w:fldSimple {_W} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        paragraph.add_run(" —")


def _table(docx_document: Any, sheet: Sheet, shares: dict[str, int], by_file: bool) -> None:
    """The sheet as a table of fixed widths, under each file and heading of the draft a row across that says so."""
    from docx.oxml import parse_xml

    columns = [column for column in shares if column in sheet.columns]
    kept = filled(chosen(sheet, columns), _OPTIONAL)
    total = sum(shares[column] for column in kept.columns)
    widths = [_WIDTH * shares[column] // total for column in kept.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
    )
    table = parse_xml(
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="30" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )
    docx_document.element.body.insert_element_before(table, "w:sectPr")
    head = [_cell(column, width, "表格表头") for column, width in zip(kept.columns, widths, strict=True)]
    table.append(parse_xml(_row(head, "<w:tblHeader/>")))
    for (file, section), rows in groupby(kept.rows, key=lambda row: (row.file if by_file else "", row.section)):
        if file or section:
            across = _cell("　".join(filter(None, (file, section))), sum(widths), "表格章节", span=len(widths))
            table.append(parse_xml(_row([across])))
        for row in rows:
            table.append(parse_xml(_row(_cells(kept.columns, row, widths))))


def _cells(columns: Sequence[str], row: Row, widths: Sequence[int]) -> Iterator[str]:
    for column, value, width in zip(columns, row.values, widths, strict=True):
        grey = row.inherited and column in INHERITED
        yield _cell(cell_words(value), width, "表格文字" if column in _LEFT else "表格居中", grey=grey)


def _row(cells: Iterable[str], more: str = "") -> str:
    """One row, never broken over two pages."""
    return f"<w:tr {_W}><w:trPr><w:cantSplit/>{more}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, style: str, span: int = 1, grey: bool = False) -> str:
    merged = f'<w:gridSpan w:val="{span}"/><w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if span > 1 else ""
    color = '<w:color w:val="7F7F7F"/>' if grey else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{color}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
