from __future__ import annotations

import io
import re
import shutil
import signal
import struct
import subprocess
import time
import zlib
from itertools import pairwise
from os import killpg
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import layout
from hegao import readers
from hegao.errors import ReadError
from hegao.layout import Profile
from hegao.model import Document
from hegao.ooxml.schema import CELL_ORDER, PARAGRAPH_ORDER, RUN_ORDER, SECTION_ORDER, STYLE_ORDER, TABLE_ORDER
from hegao.outline import outline
from hegao.profile import load_profile, profile_names
from hegao.typeset import lay_out
from hegao.typeset.frame import Frame
from hostile import package, word, xml

W = layout.W
PROFILE = load_profile()
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800"/></w:sectPr>'
_KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_SPACE = "http://schemas.openxmlformats.org"
TITLE = "云溪县档案馆2024年工作总结"
BODY = "一年来，全馆上下齐心协力，各项工作取得新的进展，现将有关情况总结如下，请予审阅。"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*content: str, properties: str = "") -> str:
    inner = "".join(one if one.startswith("<") else run(one) for one in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def centred(text: str) -> str:
    return para(text, properties='<w:jc w:val="center"/>')


def draft(*blocks: str, section: str = SECTION, **parts: str) -> bytes:
    """A whole package, as Word would open it."""
    body = "".join(one if one.startswith("<") else para(one) for one in blocks) + section
    found: dict[str, str | bytes] = {**layout.parts(word(body, **parts))}
    kinds = {"document": "document.main", **{name: name.rstrip("0123456789") for name in parts}}
    found["[Content_Types].xml"] = (
        f'<Types xmlns="{_SPACE}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{_KINDS}{kind}+xml"/>' for name, kind in kinds.items()
        )
        + "</Types>"
    )
    found["_rels/.rels"] = (
        f'<Relationships xmlns="{_SPACE}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_SPACE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    return package(found)


def read(data: bytes) -> Document:
    return readers.read_bytes(data, "稿.docx")


def laid(data: bytes, profile: Profile = PROFILE, frame: Frame | None = None) -> bytes:
    document = read(data)
    out = lay_out(data, document, outline(document), profile, frame)
    docx.Document(io.BytesIO(out))
    return out


def words(data: bytes) -> str:
    """All text but page numbers and white space."""
    return "".join(re.sub(r"\s", "", p.text) for p in read(data).paragraphs if p.kind != "footer")


def texts(data: bytes) -> list[str]:
    return [one.text for one in layout.lines(data)]


def png(wide: int, high: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + b"\x30\x60\x90" * wide for _ in range(high))
    header = struct.pack(">2I5B", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# --- page


@pytest.mark.parametrize("name", list(profile_names()))
def test_page_of_each_profile(name: str) -> None:
    profile = load_profile(name)
    page = layout.page(laid(draft(centred(TITLE), BODY), profile))
    assert (page["width"], page["height"]) == (210, 297)
    for side in ("top", "bottom", "left", "right"):
        assert page[side] == pytest.approx(getattr(profile.page, side), abs=0.05)
    assert (page["lines"], page["characters"]) == (22, 28)


def test_every_section_gets_the_page_and_lying_ones_stay_so() -> None:
    across = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:titlePg/><w:pgNumType w:start="5"/>'
    across += "</w:sectPr>"
    data = laid(draft(centred(TITLE), para(BODY, properties=across), BODY))
    first, last = layout.page(data, 0), layout.page(data, 1)
    assert (first["width"], first["height"]) == (297, 210)
    assert (first["top"], first["bottom"], first["left"], first["right"]) == pytest.approx((28, 26, 35, 37), abs=0.05)
    assert (last["width"], last["height"]) == (210, 297)
    assert layout.root(data).find(f".//{W}titlePg") is None
    assert layout.root(data).find(f".//{W}pgNumType") is None
    for section in (0, 1):
        assert set(layout.footers(data, section)) == {"default", "even"}


def test_page_number_is_a_field_right_on_odd_and_left_on_even_pages() -> None:
    old = xml("ftr", para("第 1 页"))
    section = '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    data = laid(draft(centred(TITLE), BODY, section=section, footer1=old))
    for kind, align in (("default", None), ("even", "left")):
        footer = layout.footers(data)[kind]
        assert "".join(map(str, footer.itertext(f"{W}t"))) == "— 1 —"
        assert [node.text for node in footer.iter(f"{W}instrText")] == [" PAGE "]
        justified = footer.find(f".//{W}jc")
        assert (None if justified is None else justified.get(f"{W}val")) == align
    assert "word/footer1.xml" not in layout.parts(data)
    assert layout.root(data, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_headers_stay_on_even_pages_too() -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    data = laid(draft(centred(TITLE), BODY, section=section, header1=xml("hdr", para("内部资料"))))
    kinds = {node.get(f"{W}type") for node in layout.root(data).iter(f"{W}headerReference")}
    assert kinds == {"default", "even"}
    assert "内部资料" in [p.text for p in read(data).paragraphs]


# --- roles

WHOLE = (
    centred("云溪县档案局关于报送工作总结的报告"),
    "",
    "　　云溪县人民政府：",
    "　　" + BODY,
    "一、主要工作",
    "（一）抓好档案接收。全年共接收档案8120卷，同比增长6.5%，其中民生档案3000卷。",
    "（二）做好查阅服务",
    "1.延长开放时间",
    "（1）周末照常开放",
    "窗口每周开放七天，群众随到随查，受到广泛好评，投诉量明显下降，满意度不断提高。",
    "特此报告。",
    "附件：1.档案接收情况统计表",
    "      2.查阅服务情况统计表",
    "                        云溪县档案局",
    "                       2025年1月6日",
    "（联系人：王某，电话：1234567）",
    para('<w:r><w:br w:type="page"/></w:r>'),
    "附件1",
    centred("档案接收情况统计表"),
    "本表数据截至2024年12月31日，由各乡镇填报，经县档案局核对无误。",
)


def test_each_role_has_its_style_face_and_size() -> None:
    data = laid(draft(*WHOLE))
    looks = {
        "云溪县档案局关于": ("Title", "方正小标宋简体", 22, "center"),
        "云溪县人民政府": ("主送机关", "仿宋", 16, "both"),
        "一年来": ("Normal", "仿宋", 16, "both"),
        "一、": ("heading 1", "黑体", 16, "both"),
        "（二）": ("heading 2", "楷体", 16, "both"),
        "1.延长": ("heading 3", "Times New Roman", 16, "both"),
        "（1）": ("heading 4", "仿宋", 16, "both"),
        "窗口": ("Normal", "仿宋", 16, "both"),
        "附件：1.": ("附件说明", "仿宋", 16, "both"),
        "2.查阅": ("附件说明", "Times New Roman", 16, "both"),
        "云溪县档案局": ("发文机关署名", "仿宋", 16, "right"),
        "2025年1月6日": ("成文日期", "Times New Roman", 16, "right"),
        "（联系人": ("公文附注", "仿宋", 16, "both"),
        "附件1": ("附件标识", "黑体", 16, "left"),
        "档案接收情况统计表": ("附件标题", "方正小标宋简体", 22, "center"),
    }
    for start, look in looks.items():
        found = [one for one in layout.lines(data) if one.text.startswith(start)]
        one = found[-1] if start == "云溪县档案局" else found[0]
        assert (one.style, one.letters[0].font, one.letters[0].size, one.align) == look, start
        assert not any(letters.bold for letters in one.letters)
        assert (one.rule, one.room) == ("exact", 0)


def test_indents_are_in_characters_with_twips_beside_them() -> None:
    data = laid(draft(*WHOLE))
    for start in ("一年来", "一、", "（二）", "1.延长", "（1）", "（联系人"):
        one = layout.line(data, start)
        assert one.first == 2
        assert (one.twips["firstLineChars"], one.twips["firstLine"]) == (200, 640)
    for start in ("云溪县人民政府", "附件1"):
        one = layout.line(data, start)
        assert (one.first, one.left, one.right) == (0, 0, 0)


def test_blank_lines_stand_where_the_standard_wants_them_and_only_there() -> None:
    found = texts(laid(draft(*WHOLE)))
    blanks = [found[k + 1] for k, text in enumerate(found) if not text]
    assert blanks == [
        "云溪县人民政府：",
        "附件：1.档案接收情况统计表",
        "云溪县档案局",
        "档案接收情况统计表",
        "本表数据截至2024年12月31日，由各乡镇填报，经县档案局核对无误。",
    ]
    assert all(one.style == "Normal" for one in layout.lines(laid(draft(*WHOLE))) if not one.text)


def test_word_navigates_by_headings() -> None:
    data = laid(draft(*WHOLE))
    levels = [(one.outline, one.text[:2]) for one in layout.lines(data) if one.outline is not None]
    assert levels == [(0, "一、"), (1, "（二"), (2, "1."), (3, "（1")]


def test_run_in_heading_has_its_face_up_to_its_mark() -> None:
    data = laid(draft(*WHOLE))
    one = layout.line(data, "（一）")
    assert one.style == "Normal"
    assert "".join(letters.text for letters in one.letters if letters.font == "楷体") == "（一）抓好档案接收。"


@pytest.mark.parametrize("cuts", [(1,), (3, 5), (2, 9, 10), tuple(range(1, 30))])
def test_run_in_heading_split_anywhere(cuts: tuple[int, ...]) -> None:
    text = "（一）抓好档案接收。全年共接收档案八千余卷，同比增长较多。"
    borders = [0, *cuts, len(text)]
    runs = [run(text[a:b], "<w:b/>" if a % 2 else '<w:sz w:val="28"/>') for a, b in pairwise(borders)]
    one = layout.line(laid(draft(centred(TITLE), BODY, para(*runs))), "（一）")
    assert one.text == text
    assert "".join(letters.text for letters in one.letters if letters.font == "楷体") == "（一）抓好档案接收。"
    assert {letters.size for letters in one.letters} == {16}


def test_bold_of_a_run_in_heading_does_not_stay_on_its_mark() -> None:
    one = layout.line(
        laid(
            draft(
                centred(TITLE), BODY, para(run("（一）抓实学习。", "<w:b/>"), "全年组织学习三十次，覆盖干部百余人次。")
            )
        ),
        "（一）",
    )
    assert not any(letters.bold for letters in one.letters)


@pytest.mark.parametrize(
    ("name", "date", "rights"),
    [
        ("云溪县教育和体育局", "2025年1月6日", (2, 3)),
        ("云溪县档案局", "2025年12月26日", (5, 2)),
        ("云溪县委编办", "2025年1月6日", (2, 0)),
    ],
)
def test_signature_and_date_without_seal(name: str, date: str, rights: tuple[float, float]) -> None:
    data = laid(draft(centred(TITLE), BODY, name, date))
    signature, dated = layout.line(data, name), layout.line(data, date)
    assert (signature.right, dated.right) == rights
    width = {text: sum(0.5 if c.isascii() else 1 for c in text) for text in (name, date)}
    # 7.3.5.2: the date's first character stands two to the right of the signature's first
    assert (signature.right + width[name]) - (dated.right + width[date]) == 2


def test_signature_is_centred_over_the_date_with_a_seal(tmp_path: Path) -> None:
    own = tmp_path / "盖章.toml"
    own.write_text('extend = "gbt9704-common"\n[closing]\nseal = true\n', "utf-8")
    data = laid(draft(centred(TITLE), BODY, "云溪县教育和体育局", "2025年1月6日"), load_profile(str(own)))
    assert layout.line(data, "云溪县教育").right == 2.5
    assert layout.line(data, "2025年1月6日").right == 4


def test_joint_signatures_begin_below_each_other() -> None:
    data = laid(draft(centred(TITLE), BODY, "云溪县教育和体育局", "云溪县档案局", "2025年1月6日"))
    assert layout.line(data, "云溪县教育").right == 2
    assert layout.line(data, "云溪县档案局").right == 5


def test_turned_lines_of_an_attachment_note_begin_below_the_name() -> None:
    data = laid(draft(*WHOLE))
    first, second = layout.line(data, "附件：1."), layout.line(data, "2.查阅")
    assert (first.left, first.hanging) == (6, 4)
    assert (second.left, second.hanging) == (6, 1)


def test_attachments_begin_on_new_pages_without_empty_ones() -> None:
    data = laid(draft(*WHOLE, "附件2", centred("查阅服务情况统计表"), "另见分表，由查阅大厅按月填报，每季度汇总一次。"))
    assert [one.text for one in layout.lines(data) if one.new_page] == ["附件1", "附件2"]
    assert not [node for node in layout.root(data).iter(f"{W}br") if node.get(f"{W}type") == "page"]


# --- title


def test_a_long_title_is_broken_into_lines() -> None:
    long = "云溪县档案局关于印发2025年档案数字化建设三年行动实施方案的通知"
    title = layout.lines(laid(draft(para(run(long[:7]), run(long[7:20], "<w:b/>"), run(long[20:])), "各乡镇：", BODY)))[
        0
    ]
    lines = title.text.split("\v")
    assert len(lines) == 2
    assert "".join(lines) == long
    assert all(sum(0.5 if c.isascii() else 1 for c in line) <= 20 for line in lines)


@pytest.mark.parametrize("joined", ["</w:t><w:br/><w:t>", "</w:t></w:r></w:p><w:p><w:r><w:t>"])
def test_blanks_at_the_ends_of_title_lines_go(joined: str) -> None:
    broken = f"<w:p><w:r><w:t>　云溪县档案馆　　{joined}　关于开展普查的通知　</w:t></w:r></w:p>"
    data = laid(draft(broken, "各乡镇：", BODY))
    assert layout.lines(data)[0].text == "云溪县档案馆\v关于开展普查的通知"
    assert layout.lines(laid(data)) == layout.lines(data)


def test_lines_of_the_draft_stay_and_its_title_paragraphs_become_one() -> None:
    data = laid(draft(centred("云溪县档案局关于"), centred("2024年工作情况的报告"), "县政府：", BODY))
    assert texts(data)[:2] == ["云溪县档案局关于\v2024年工作情况的报告", ""]


# --- runs


def test_formatting_of_the_draft_goes_and_meaning_stays() -> None:
    own = '<w:rFonts w:eastAsia="微软雅黑" w:asciiTheme="minorHAnsi"/><w:sz w:val="21"/><w:color w:val="FF0000"/>'
    own += '<w:spacing w:val="40"/><w:highlight w:val="green"/>'
    body = para(
        run("普通文字与", own),
        run("强调", f"<w:b/>{own}"),
        run("和下标", f'{own}<w:vertAlign w:val="subscript"/>'),
        run("与下划线", '<w:u w:val="single"/>'),
        run("一并保留，其余照版式处理，不留旧样。"),
        properties='<w:spacing w:before="200" w:line="360"/><w:ind w:firstLine="200"/><w:jc w:val="right"/>',
    )
    one = layout.line(laid(draft(centred(TITLE), BODY, body)), "普通文字")
    assert {(letters.font, letters.size, letters.color, letters.highlight) for letters in one.letters} == {
        ("仿宋", 16, "auto", "")
    }
    assert [letters.text for letters in one.letters if letters.bold] == ["强调"]
    assert [letters.text for letters in one.letters if letters.raised] == ["和下标"]
    assert (one.first, one.align, one.pitch) == (2, "both", 28.95)


def test_bold_is_not_kept_in_title_and_headings() -> None:
    data = laid(draft(para(run(TITLE, "<w:b/>")), BODY, para(run("一、主要工作", "<w:b/>")), BODY))
    assert not any(letters.bold for one in layout.lines(data) for letters in one.letters)


def test_chinese_marks_take_the_chinese_font_and_latin_ones_do_not() -> None:
    text = "建成“一站式”平台——OA“2.0”版，don’t stop；范围为3×4米…"
    one = layout.line(laid(draft(centred(TITLE), BODY, text)), "建成")
    assert one.text == text
    fonts = {c: letters.font for letters in one.letters for c in letters.text[:1] if c in "“”—…×’"}
    assert set(fonts.values()) == {"仿宋"}
    marked = "".join(letters.text for letters in one.letters if letters.font == "仿宋" and "don" in letters.text)
    assert "“" not in marked


def test_marked_blanks_are_highlighted_wherever_they_stand() -> None:
    blank = "【待填：接收来文（件）】"
    table = f"<w:tbl><w:tr><w:tc>{para('数量')}</w:tc><w:tc>{para(blank)}</w:tc></w:tr></w:tbl>"
    split = para(run("全年共接收来文【待填：接"), run("收来文（件）】，全部按时办结。"))
    data = laid(draft(centred(TITLE), BODY, split, table, BODY))
    shown = [letters.text for one in layout.lines(data) for letters in one.letters if letters.highlight == "yellow"]
    assert "".join(shown) == blank * 2


@pytest.mark.parametrize("lead", ["　　", "    ", "\t", " \u00a0　"])
def test_blanks_that_only_indent_go(lead: str) -> None:
    content = run(lead.replace("\t", "")) + ("<w:r><w:tab/></w:r>" if "\t" in lead else "")
    data = laid(draft(centred(TITLE), para(content, run("各科室要高度重视，抓好落实，确保各项任务按期完成。 "))))
    assert layout.lines(data)[-1].text == "各科室要高度重视，抓好落实，确保各项任务按期完成。"


# --- what must survive

ORDERS = {
    "pPr": PARAGRAPH_ORDER,
    "rPr": RUN_ORDER,
    "tblPr": TABLE_ORDER,
    "tcPr": CELL_ORDER,
    "sectPr": SECTION_ORDER,
    "style": STYLE_ORDER,
}


def test_automatic_numbers_stay_with_the_indent_of_the_layout() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
    level += '<w:pPr><w:ind w:left="720" w:hanging="720"/></w:pPr><w:rPr><w:rFonts w:eastAsia="宋体"/></w:rPr></w:lvl>'
    numbering = xml(
        "numbering",
        f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    )
    styles = xml(
        "styles",
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    )
    heading = '<w:pStyle w:val="1"/>'
    body = [para("主要工作", properties=heading), BODY, para("存在问题", properties=heading), BODY]
    before = draft(centred(TITLE), *body, styles=styles, numbering=numbering)
    data = laid(before)
    assert [p.text for p in read(data).paragraphs if p.label] == ["一、主要工作", "二、存在问题"]
    one = layout.line(data, "主要工作")
    assert (one.style, one.first, one.left) == ("heading 1", 2, 0)
    assert layout.root(data, "word/numbering.xml").find(f".//{W}suff").get(f"{W}val") == "nothing"  # type: ignore[union-attr]
    ids = [node.get(f"{W}styleId") for node in layout.root(data, "word/styles.xml").iter(f"{W}style")]
    assert {"a", "1"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_tables_fill_the_text_area_and_repeat_their_header() -> None:
    rows = [["序号", "名称", "数量"], ["1", "接收档案的全宗和卷数情况说明", "812"], ["2", "提供查阅", "60%"]]
    cells = "".join(
        "<w:tr>"
        + "".join(f'<w:tc><w:tcPr><w:tcW w:w="2000"/></w:tcPr>{para("　" + c)}</w:tc>' for c in row)
        + "</w:tr>"
        for row in rows
    )
    grid = '<w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="2000"/><w:gridCol w:w="1000"/></w:tblGrid>'
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="x"/><w:tblW w:w="12000" w:type="dxa"/></w:tblPr>{grid}{cells}</w:tbl>'
    data = laid(draft(centred(TITLE), BODY, table, BODY))
    node = next(layout.root(data).iter(f"{W}tbl"))
    width = node.find(f"{W}tblPr/{W}tblW")
    assert width is not None
    across = round(layout.page(data)["across"] * 20)
    assert width.get(f"{W}w") == str(across)
    assert sum(int(one.get(f"{W}w", "0")) for one in node.iter(f"{W}gridCol")) == across
    assert {one.get(f"{W}val") for one in node.iterfind(f"{W}tblPr/{W}tblBorders/*")} == {"single"}
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in node.iter(f"{W}tr")] == [True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in node.iter(f"{W}tr"))
    looks = {one.text: (one.style, one.align, one.first) for one in layout.lines(data) if one.within_table}
    assert looks["序号"] == ("表头文字", "center", 0)
    assert looks["接收档案的全宗和卷数情况说明"] == ("表格文字", "left", 0)
    assert looks["812"] == looks["60%"] == ("表格数字", "center", 0)


def test_columns_nobody_gave_a_width_are_as_wide_as_what_they_hold() -> None:
    rows = [["序号", "内容"], ["1", "编制全宗指南并向社会公布"], ["2", "清点库房"]]
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{para(c)}</w:tc>' for c in row)}</w:tr>" for row in rows)
    grid = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>'
    data = laid(draft(centred(TITLE), BODY, f"<w:tbl><w:tblPr/>{grid}{cells}</w:tbl>", BODY))
    first, second = (int(node.get(f"{W}w", "0")) for node in layout.root(data).iter(f"{W}gridCol"))
    assert 2 * first < second
    assert [int(n.get(f"{W}w", "0")) for n in layout.root(data).iter(f"{W}tcW")][:2] == [first, second]
    assert layout.parts(laid(data)) == layout.parts(data)


def test_merged_headers_are_of_several_rows_and_hold_no_empty_lines() -> None:
    def cell(text: str, properties: str, *more: str) -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(text)}{''.join(more)}</w:tc>"

    top = cell("乡镇", '<w:vMerge w:val="restart"/>', para()) + cell("接收", '<w:gridSpan w:val="2"/>', para())
    below = cell("", "<w:vMerge/>") + cell("文书", "") + cell("专业", "")
    rest = "".join(cell(text, "") for text in ("城关镇", "120", "35"))
    table = "".join(f"<w:tr>{row}</w:tr>" for row in (top, below, rest, rest))
    data = laid(draft(centred(TITLE), BODY, f"<w:tbl><w:tblPr/>{table}</w:tbl>", BODY))
    heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in layout.root(data).iter(f"{W}tr")]
    assert heads == [True, True, False, False]
    within = [one.text for one in layout.lines(data) if one.within_table]
    assert within == ["乡镇", "接收", "", "文书", "专业", "城关镇", "120", "35", "城关镇", "120", "35"]


def test_nested_tables_neighbours_and_tables_without_rules() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{para('内表')}</w:tc></w:tr></w:tbl>"
    bare = '<w:tblPr><w:tblBorders><w:top w:val="none"/><w:left w:val="nil"/></w:tblBorders></w:tblPr>'
    one = f"<w:tbl><w:tr><w:tc>{para('外表')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    two = f"<w:tbl>{bare}<w:tr><w:tc>{para('并排')}</w:tc></w:tr></w:tbl>"
    data = laid(draft(centred(TITLE), BODY, one, para(), two, para()))
    assert words(data) == words(draft(centred(TITLE), BODY, one, para(), two, para()))
    tables = list(layout.root(data).iter(f"{W}tbl"))
    assert len(tables) == 3
    assert tables[0].getnext().tag == f"{W}p"  # type: ignore[union-attr]
    assert {side.get(f"{W}val") for side in tables[2].iterfind(f"{W}tblPr/{W}tblBorders/*")} == {"none", "nil"}


def test_pictures_fit_the_text_area_in_lines_that_do_not_cut_them() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(BODY)
    document.add_paragraph().add_run().add_picture(io.BytesIO(png(8, 2)), width=docx.shared.Cm(30))
    mixed = document.add_paragraph("见右图，图中标明各乡镇的位置和道路走向：")
    mixed.add_run().add_picture(io.BytesIO(png(2, 2)), width=docx.shared.Cm(3))
    buffer = io.BytesIO()
    document.save(buffer)
    data = laid(buffer.getvalue())
    sizes = [
        (int(n.get("cx", "0")), int(n.get("cy", "0")))
        for n in layout.root(data).iter()
        if str(n.tag).endswith("}extent")
    ]
    assert sizes[0][0] <= layout.page(data)["across"] * 12700
    assert sizes[0][0] / sizes[0][1] == pytest.approx(4, rel=0.01)
    assert sizes[1] == (1080000, 1080000)
    assert [one.rule for one in layout.lines(data) if one.style == "公文图片"] == ["auto"]
    assert layout.line(data, "见右图").rule == "atLeast"
    media = {n: c for n, c in layout.parts(buffer.getvalue()).items() if "media" in n}
    assert media
    assert media.items() <= layout.parts(data).items()


RICH = para(
    run("全年共办理"),
    '<w:bookmarkStart w:id="7" w:name="数"/>',
    '<w:ins w:id="1" w:author="甲"><w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t>来文</w:t></w:r></w:ins>',
    '<w:del w:id="2" w:author="甲"><w:r><w:delText>去文</w:delText></w:r></w:del>',
    '<w:bookmarkEnd w:id="7"/>',
    '<w:hyperlink w:anchor="数"><w:r><w:rPr><w:rStyle w:val="链接"/></w:rPr><w:t>见统计表</w:t></w:r></w:hyperlink>',
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF 数 </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>八百</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    '<w:commentRangeStart w:id="3"/><w:r><w:t>件</w:t></w:r><w:commentRangeEnd w:id="3"/>',
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="1"/></w:r>',
    '<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗字</w:t></w:r>",
    run("，全部按时办结，没有积压，没有差错，得到来访群众的普遍肯定。"),
)
BOX = (
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>'
    f"{para('框中“文字”')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
    f"{para('框中“文字”')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


def test_fields_revisions_links_notes_boxes_and_marks_survive() -> None:
    notes = xml("footnotes", f'<w:footnote w:id="1">{para("按“收文登记簿”统计")}</w:footnote>')
    styles = xml(
        "styles",
        "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='21'/></w:rPr></w:rPrDefault></w:docDefaults>"
        "<w:style w:type='paragraph' w:default='1' w:styleId='a'><w:name w:val='Normal'/><w:rPr><w:i/></w:rPr>"
        "</w:style>"
        "<w:style w:type='character' w:styleId='链接'><w:name w:val='Hyperlink'/></w:style>",
    )
    before = draft(centred(TITLE), RICH, BOX, BODY, footnotes=notes, styles=styles)
    data = laid(before)
    assert words(data) == words(before)
    old, new = layout.root(before), layout.root(data)
    for name in ("ins", "del", "hyperlink", "fldChar", "instrText", "commentRangeStart", "footnoteReference", "sym",
                 "vanish", "bookmarkStart", "txbxContent"):  # fmt: skip
        assert len(list(new.iter(W + name))) == len(list(old.iter(W + name))), name
    # Neither the box nor the note takes the indent of the text, and both keep the size they had.
    sheet = {node.get(f"{W}styleId"): node for node in layout.root(data, "word/styles.xml").iter(f"{W}style")}
    kept = [
        *layout.root(data).iterfind(f".//{W}txbxContent/{W}p/{W}pPr/{W}pStyle"),
        *layout.root(data, "word/footnotes.xml").iterfind(f".//{W}pStyle"),
    ]
    assert len(kept) == 3
    names = {node.get(f"{W}val") for node in kept}
    assert len(names) == 1
    former = sheet[names.pop()]
    assert former.find(f"{W}pPr/{W}ind") is None
    assert former.find(f"{W}rPr/{W}sz").get(f"{W}val") == "21"  # type: ignore[union-attr]
    assert former.find(f"{W}rPr/{W}i") is not None


def test_empty_paragraphs_that_hold_something_stay() -> None:
    marks = '<w:p><w:bookmarkStart w:id="4" w:name="锚"/><w:bookmarkEnd w:id="4"/></w:p>'
    gone = '<w:p><w:del w:id="3" w:author="甲"><w:r><w:delText>旧文</w:delText></w:r></w:del></w:p>'
    data = laid(draft(centred(TITLE), BODY, marks, para(), "  ", gone, para(properties=SECTION), BODY))
    new = layout.root(data)
    assert [node.get(f"{W}name") for node in new.iter(f"{W}bookmarkStart")] == ["锚"]
    assert len(list(new.iter(f"{W}delText"))) == 1
    assert len(list(new.iter(f"{W}sectPr"))) == 2
    assert len([text for text in texts(data) if not text]) == 2  # under the title, and the deleted one


def test_a_section_ends_without_a_line_of_its_own_and_bookmarks_stay_in_place() -> None:
    inner = '<w:p><w:pPr><w:sectPr/></w:pPr><w:bookmarkStart w:id="4" w:name="锚"/><w:bookmarkEnd w:id="4"/></w:p>'
    data = laid(draft(centred(TITLE), BODY, inner, "下一节另起一页，从这里写起，直到末尾，不再分节。"))
    body = [node for node in layout.root(data)[0] if node.tag == f"{W}p"]
    assert [node.find(f"{W}pPr/{W}sectPr") is not None for node in body] == [False, False, True, False]


def test_page_breaks_of_empty_lines_go_to_the_next_line() -> None:
    ahead = para(properties="<w:pageBreakBefore/>")
    within = para('<w:r><w:br w:type="page"/></w:r>', run("第三页从这里写起，接着写到页末，再分一页写完全文。"))
    behind = para(run("第二页从这里写起，不长。"), '<w:r><w:br w:type="page"/></w:r>')
    data = laid(draft(centred(TITLE), BODY, ahead, behind, BODY, within))
    assert [one.text[:3] for one in layout.lines(data) if one.new_page] == ["第二页", BODY[:3], "第三页"]
    assert layout.root(data).find(f".//{W}br") is None


def test_lines_broken_by_hand_are_not_spread() -> None:
    broken = para(run("第一行由手工换行隔开，"), "<w:r><w:br/></w:r>", run("第二行接着写，写到这里为止。"))
    one = layout.line(laid(draft(centred(TITLE), BODY, broken)), "第一行")
    assert (one.text.count("\v"), one.align) == (1, "left")


def test_readings_above_words_keep_their_size() -> None:
    reading = '<w:r><w:ruby><w:rt><w:r><w:rPr><w:sz w:val="14"/></w:rPr><w:t>yún</w:t></w:r></w:rt>'
    reading += '<w:rubyBase><w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t>云</w:t></w:r></w:rubyBase></w:ruby></w:r>'
    data = laid(draft(centred(TITLE), para(reading, run("溪县地处山区，气候温和，物产丰富，素有茶乡之称。"))))
    assert [node.get(f"{W}val") for node in layout.root(data).iter(f"{W}sz")] == ["14"]


def test_a_table_of_contents_stays_as_word_made_it() -> None:
    entry = para("一、主要工作", "<w:r><w:tab/></w:r>", run("1"), properties='<w:pStyle w:val="TOC1"/>')
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{entry}</w:sdtContent></w:sdt>"
    )
    data = laid(draft(centred(TITLE), contents, BODY, "一、主要工作", BODY))
    kept = next(layout.root(data).iter(f"{W}sdtContent"))
    assert kept.find(f"{W}p/{W}pPr/{W}pStyle").get(f"{W}val") == "TOC1"  # type: ignore[union-attr]
    assert kept.find(f".//{W}tab") is not None


@pytest.mark.parametrize("name", list(profile_names()))
def test_children_stand_in_the_order_of_the_schema(name: str) -> None:
    table = f"<w:tbl><w:tblPr><w:tblLook w:val='1'/></w:tblPr><w:tr><w:tc>{para('1')}</w:tc></w:tr></w:tbl>"
    data = laid(draft(*WHOLE, RICH, BOX, table, para(properties=SECTION), BODY), load_profile(name))
    for part in ("word/document.xml", "word/styles.xml", "word/settings.xml"):
        for node in layout.root(data, part).iter():
            order = ORDERS.get(str(node.tag).removeprefix(W))
            if order is not None:
                places = [order.index(str(child.tag).removeprefix(W)) for child in node]
                assert places == sorted(places), [str(child.tag) for child in node]


def test_own_styles_of_a_draft_keep_their_look() -> None:
    styles = xml(
        "styles",
        "<w:style w:type='paragraph' w:default='1' w:styleId='Normal'><w:name w:val='Normal'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='Heading1'><w:name w:val='本单位样式'/><w:basedOn w:val='Normal'/>"
        "</w:style>"
        "<w:style w:type='table' w:styleId='T'><w:name w:val='T'/><w:rPr><w:rFonts w:asciiTheme='minorHAnsi'/></w:rPr>"
        "</w:style>",
    )
    data = laid(draft(centred(TITLE), BODY, "一、主要工作", BODY, styles=styles))
    sheet = layout.root(data, "word/styles.xml")
    named = {node.find(f"{W}name").get(f"{W}val"): node for node in sheet.iter(f"{W}style")}  # type: ignore[union-attr]
    assert named["本单位样式"].get(f"{W}styleId") == "Heading1"
    assert named["heading 1"].get(f"{W}styleId") != "Heading1"
    assert layout.chain("Heading1", {str(n.get(f"{W}styleId")): n for n in named.values()})[0] is named["原正文"]
    assert not [key for node in sheet.iter(f"{W}rFonts") for key in node.attrib if "heme" in key]
    assert (
        sum(node.get(f"{W}default") == "1" for node in sheet.iter(f"{W}style") if node.get(f"{W}type") == "paragraph")
        == 1
    )


def test_masthead_of_the_draft_stays() -> None:
    red = run("云溪县人民政府文件", '<w:color w:val="FF0000"/><w:sz w:val="90"/><w:rFonts w:eastAsia="宋体"/>')
    rule = '<w:pBdr><w:bottom w:val="single" w:color="FF0000" w:sz="12"/></w:pBdr><w:jc w:val="center"/>'
    data = laid(
        draft("000012", para(red), "", "", para("云政发〔2025〕3号", properties=rule), "", centred(TITLE), BODY)
    )
    found = layout.lines(data)
    assert [one.style for one in found[:2]] == ["份号", "发文机关标志"]
    assert (found[1].letters[0].size, found[1].letters[0].color, found[1].letters[0].font) == (
        45,
        "FF0000",
        "方正小标宋简体",
    )
    assert [one.text for one in found[2:4]] == ["", ""]
    assert layout.line(data, "云政发").align == "center"
    assert layout.root(data).find(f".//{W}pBdr") is not None
    at = [one.text for one in found].index(TITLE)
    assert [one.text for one in found[at - 2 : at]] == ["", ""]
    assert found[at - 3].text == "云政发〔2025〕3号"


def test_a_frame_is_put_around_the_text() -> None:
    frame = Frame(
        issuer=("云溪县人民政府文件",),
        number="云政发〔2025〕3号",
        printed_by="云溪县人民政府办公室",
        printed_on="2025年1月7日",
    )
    data = laid(draft(*WHOLE), frame=frame)
    found = [text for text in texts(data) if text]
    assert found[:3] == ["云溪县人民政府文件", "云政发〔2025〕3号", "云溪县档案局关于报送工作总结的报告"]
    assert any("印发" in text for text in found[-2:])
    assert layout.parts(laid(data, frame=frame)) == layout.parts(data)


def test_a_joint_frame_is_not_laid_out_again() -> None:
    frame = Frame(issuer=("云溪县档案局", "云溪县财政局文件"), number="云档发〔2025〕3号", signers=("王某", "李某"))
    data = laid(draft(*WHOLE), frame=frame)
    assert layout.parts(laid(data, frame=frame)) == layout.parts(data)


# --- the whole


BLOCK = st.one_of(
    st.sampled_from(
        [TITLE, BODY, "一、主要工作", "（一）抓服务。做了许多事情，效果较好，群众满意。", "附件1", "", "　　", "\t表1"]
    ),
    st.text("云溪县档案“”—…a1.，。（）、一二 　【】", max_size=40),
).map(lambda text: para(run(text.replace("\t", ""))))
FORMAT = st.sampled_from(
    ["", "<w:b/>", '<w:sz w:val="21"/>', '<w:rFonts w:hint="eastAsia" w:eastAsiaTheme="minorEastAsia"/>', "<w:vanish/>"]
)
RUNS = st.lists(st.tuples(st.text("机关“公文”OA—’x 　1年", max_size=8), FORMAT), max_size=6).map(
    lambda runs: para(*(run(text, form) for text, form in runs))
)
TABLE = st.lists(st.sampled_from(["序号", "1", "说明文字", ""]), min_size=1, max_size=4).map(
    lambda cells: f"<w:tbl><w:tr>{''.join(f'<w:tc>{para(run(c))}</w:tc>' for c in cells)}</w:tr></w:tbl>"
)
BREAK = st.just('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(BLOCK, RUNS, TABLE, BREAK, st.just(RICH), st.just(BOX)), min_size=1, max_size=14))
def test_text_stays_and_a_second_time_changes_nothing(blocks: list[str]) -> None:
    before = draft(*blocks)
    once = laid(before)
    assert words(once) == words(before)
    first, second = layout.parts(once), layout.parts(laid(once))
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_other_parts_are_copied_byte_for_byte() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(BODY)
    buffer = io.BytesIO()
    document.save(buffer)
    before, after = layout.parts(buffer.getvalue()), layout.parts(laid(buffer.getvalue()))
    written = {
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }
    assert {name for name in before if before[name] != after.get(name)} <= written
    assert {name for name in after if name not in before} == {"word/hegao-footer-odd.xml", "word/hegao-footer-even.xml"}


def test_bytes_that_were_not_read_are_refused() -> None:
    document = read(draft(centred(TITLE), BODY))
    with pytest.raises(ReadError, match="重新"):
        lay_out(draft(centred(TITLE), BODY, BODY), document, outline(document), PROFILE)


def test_time_grows_with_the_length() -> None:
    def seconds(times: int) -> float:
        data = draft(centred(TITLE), *[BODY * 2, "一、主要工作", "（一）抓服务。" + BODY] * times)
        document = read(data)
        structure = outline(document)
        start = time.process_time()
        lay_out(data, document, structure, PROFILE)
        return time.process_time() - start

    seconds(10)
    assert seconds(800) < 8 * seconds(200) + 0.5


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_it(tmp_path: Path) -> None:
    (tmp_path / "稿.docx").write_bytes(laid(draft(*WHOLE)))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "稿.docx"),
    ]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(120)
    except subprocess.TimeoutExpired:
        killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert (tmp_path / "稿.pdf").read_bytes().startswith(b"%PDF")


def test_one_short_sentence_makes_no_heading_in_a_row_of_sentences() -> None:
    rows = (
        "（一）库房容量不足，现有库房已经用满。",
        "（二）目录核对不严，差错时有发生。",
        "（三）专业人才缺乏。主要原因是编制不足。",
    )
    one = layout.line(laid(draft(centred(TITLE), BODY, "一、存在的问题", *rows)), "（三）")
    assert {letters.font for letters in one.letters} == {"仿宋"}
    both = ("（一）库房容量不足。现有库房已经用满。", "（二）专业人才缺乏。主要原因是编制不足。")
    one = layout.line(laid(draft(centred(TITLE), BODY, "一、存在的问题", *both)), "（二）")
    assert [letters.font for letters in one.letters] == ["楷体", "仿宋"]
