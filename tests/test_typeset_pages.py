"""What typesetting does so that pages come out well: lines kept together, dense tables, 版记, drafts out of shape."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from lxml import etree

import layout
from hegao.profile import load_profile, text_height, text_width
from test_typeset import BODY, TITLE, W, centred, draft, laid, para, png, run, texts, words

PROFILE = load_profile()
NOTICE = "云溪县档案馆关于开展馆藏普查的通知"
CLOSING = ("云溪县档案馆", "2025年3月12日")


def shown(node: etree._Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def keeps(data: bytes) -> list[str]:
    """The paragraphs that want to stand on one page with the next one, by their own format."""
    lines = layout.root(data).iter(f"{W}p")
    return [shown(node) for node in lines if node.find(f"{W}pPr/{W}keepNext") is not None]


def table(*rows: list[str], widths: tuple[int, ...] = ()) -> str:
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{para(text)}</w:tc>' for text in row)}</w:tr>" for row in rows)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths or (1000,) * len(rows[0]))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"


def stable(data: bytes) -> bool:
    return layout.parts(laid(data)) == layout.parts(data)


# --- what stays together


def test_the_signature_takes_the_last_lines_of_the_text_with_it() -> None:
    data = laid(draft(centred(NOTICE), "各乡镇：", BODY, "特此通知。", *CLOSING))
    assert keeps(data) == ["", "特此通知。", ""]  # the first below the title
    last = next(p for p in layout.root(data).iter(f"{W}p") if "特此通知" in shown(p))
    assert last.find(f"{W}pPr/{W}widowControl") is not None
    assert stable(data)


def test_so_does_an_attachment_note_above_it() -> None:
    notes = ["附件：1.普查登记表", "2.联系人名单"]
    data = laid(draft(centred(NOTICE), "各乡镇：", BODY, *notes, *CLOSING))
    assert keeps(data) == ["", BODY, "", *notes, ""]


def test_of_many_attachments_only_the_last_ones_stay_with_the_signature() -> None:
    notes = ["附件：1.普查登记表", *(f"{k}.第{k}份普查登记表" for k in range(2, 21))]
    found = keeps(laid(draft(centred(NOTICE), "各乡镇：", BODY, *notes, *CLOSING)))
    assert found == ["", *notes[-11:], ""]


def test_a_paragraph_of_more_than_half_a_page_stays_where_it_is() -> None:
    data = laid(draft(centred(NOTICE), "各乡镇：", BODY * 10, *CLOSING))
    assert keeps(data) == [""]


def test_the_last_row_of_a_table_stays_with_the_signature() -> None:
    rows = table(["序号", "内容"], ["1", "清点"], ["2", "登记"])
    assert keeps(laid(draft(centred(NOTICE), "各乡镇：", BODY, rows, *CLOSING))) == ["", "2", "登记", ""]


def test_a_picture_leaves_room_for_its_caption_and_stays_with_it() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE, style="Title")
    document.add_paragraph(BODY)
    document.add_paragraph().add_run().add_picture(io.BytesIO(png(2, 8)), height=docx.shared.Cm(60))
    document.add_paragraph("图1 新馆外景").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(BODY)
    buffer = io.BytesIO()
    document.save(buffer)
    data = laid(buffer.getvalue())
    node = next(layout.root(data).iter("{*}extent"))
    assert int(node.get("cy", "0")) / 635 <= text_height(PROFILE.page) - 2 * 28.95 * 20 + 1
    assert keeps(data) == ["", ""]
    assert layout.line(data, "图1").style == "图表标题"


# --- blank lines


@pytest.mark.parametrize("label", [(), ("附件1",)])
def test_a_blank_line_stands_between_a_title_and_the_table_below_it(label: tuple[str, ...]) -> None:
    heads = (centred(TITLE), BODY, *CLOSING, *label, centred("普查登记表")) if label else (centred(TITLE),)
    data = laid(draft(*heads, table(["序号", "内容"], ["1", "清点"]), BODY))
    blocks = list(layout.root(data).iterfind(f"{W}body/*"))
    at = next(k for k, block in enumerate(blocks) if block.tag == f"{W}tbl")
    above = [shown(block) for block in blocks[at - 2 : at]]
    assert above == ["普查登记表" if label else TITLE, ""]
    assert stable(data)


def test_brackets_stand_right_below_the_title_of_an_attachment() -> None:
    data = laid(draft(centred(NOTICE), BODY, *CLOSING, "附件", centred("普查办法"), centred("（试行）"), BODY))
    found = texts(data)
    at = found.index("普查办法")
    assert found[at : at + 4] == ["普查办法", "（试行）", "", BODY]


# --- tables


def test_numbers_are_not_split_in_dense_tables() -> None:
    rows = [[f"指标{k}" for k in range(12)], *([f"{1234.5 * k * m:,.1f}" for k in range(12)] for m in range(1, 9))]
    data = laid(draft(centred(TITLE), BODY, table(*rows), BODY))
    assert {one.size for line in layout.lines(data) if line.within_table for one in line.letters} == {7.5}
    grid = [int(node.get(f"{W}w", "0")) for node in layout.root(data).iter(f"{W}gridCol")]
    assert sum(grid) == text_width(PROFILE.page)
    assert min(grid[1:]) >= len("9,876.0") * 0.5 * 7.5 * 20
    assert stable(data)


def test_a_narrow_column_gets_the_room_its_numbers_need() -> None:
    rows = [["事项", "金额"], ["修缮库房并添置设备", "123,456,789.00"], ["购置档案柜", "9.5"]]
    data = laid(draft(centred(TITLE), BODY, table(*rows, widths=(8000, 300)), BODY))
    grid = [int(node.get(f"{W}w", "0")) for node in layout.root(data).iter(f"{W}gridCol")]
    assert grid[1] >= 14 * 0.5 * 12 * 20
    assert {one.size for line in layout.lines(data) if line.within_table for one in line.letters} == {12}
    assert stable(data)


def test_pictures_in_cells_are_no_wider_than_their_cells() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE, style="Title")
    cells = document.add_table(1, 2).rows[0].cells
    for cell in cells:
        cell.paragraphs[0].add_run().add_picture(io.BytesIO(png(4, 3)), width=docx.shared.Cm(12))
    document.add_paragraph(BODY)
    buffer = io.BytesIO()
    document.save(buffer)
    data = laid(buffer.getvalue())
    widths = [int(node.get("cx", "0")) / 635 for node in layout.root(data).iter("{*}extent")]
    assert max(widths) <= text_width(PROFILE.page) / 2 - 2 * 108 + 1
    assert stable(data)


def test_tables_that_only_put_words_side_by_side_get_no_rules() -> None:
    beside = table(["", CLOSING[0]], ["", CLOSING[1]])
    facts = table(["事项", "结果"], ["清点", "完成"])
    data = laid(draft(centred(NOTICE), BODY, facts, BODY, beside, para()))
    ruled = [node.find(f"{W}tblPr/{W}tblBorders") is not None for node in layout.root(data).iter(f"{W}tbl")]
    assert ruled == [True, False]
    assert stable(data)


# --- 版头 and 版记 of the draft


def test_the_imprint_of_a_draft_goes_to_the_foot_between_rules() -> None:
    data = laid(
        draft(
            centred(NOTICE),
            BODY,
            *CLOSING,
            "抄送：县委办公室，县政府办公室。",
            "云溪县档案馆办公室　　2025年3月13日印发",
        )
    )
    framed = [p for p in layout.root(data).iter(f"{W}p") if p.find(f"{W}pPr/{W}framePr") is not None]
    assert [shown(p) for p in framed] == [
        "", "抄送：县委办公室，县政府办公室。", "", "云溪县档案馆办公室2025年3月13日印发", "",
    ]  # fmt: skip
    assert len({etree.tostring(node) for p in framed for node in p.iterfind(f"{W}pPr/{W}framePr")}) == 1
    assert framed[3].find(f".//{W}r/{W}tab") is not None
    copied = layout.line(data, "抄送")
    assert (round(copied.left), round(copied.hanging)) == (4, 3)
    assert stable(data)


@pytest.mark.parametrize("drawn", ["<w:pBdr><w:top w:val='single' w:sz='8'/></w:pBdr>", "<w:framePr w:w='8000'/>"])
def test_an_imprint_somebody_placed_or_ruled_stays_there(drawn: str) -> None:
    line = para("抄送：县委办公室。", properties=drawn)
    data = laid(draft(centred(NOTICE), BODY, *CLOSING, line, "云溪县档案馆办公室　2025年3月13日印发"))
    assert len(list(layout.root(data).iter(f"{W}framePr"))) == drawn.count("framePr")
    assert stable(data)


def test_number_and_signer_stand_at_both_edges() -> None:
    data = laid(draft("云溪县档案馆文件", "云档呈〔2025〕7号　　　　签发人：张　某", centred(NOTICE), "县政府：", BODY))
    one = layout.line(data, "云档呈")
    assert (one.align, one.left, one.right) == ("left", 1, 1)
    assert "".join(letters.text for letters in one.letters if letters.font == "楷体") == "张　某"
    paragraph = next(p for p in layout.root(data).iter(f"{W}p") if "签发人" in shown(p))
    stop = paragraph.find(f"{W}pPr/{W}tabs/{W}tab")
    assert stop is not None
    assert int(stop.get(f"{W}pos", "0")) == text_width(PROFILE.page) - 320
    assert stable(data)


# --- drafts out of shape


def test_a_box_does_not_part_signature_and_date() -> None:
    box = (
        '<w:p><w:r><w:pict><v:shape style="position:absolute"><v:textbox><w:txbxContent>'
        f"{para('阅后归还')}{table(['甲', '乙'])}{para()}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    plain = laid(draft(centred(NOTICE), "各乡镇：", BODY, *CLOSING))
    boxed = laid(draft(centred(NOTICE), "各乡镇：", BODY, CLOSING[0], box, CLOSING[1], box))
    for text in CLOSING:
        one, other = (
            next(line for line in layout.lines(data) if line.text == text and line.right) for data in (plain, boxed)
        )
        assert (one.style, one.right) == (other.style, other.right)
    assert words(boxed).count("阅后归还") == 2


def test_characters_raised_by_hand_stay_raised() -> None:
    small = '<w:position w:val="{}"/><w:sz w:val="19"/>'
    line = para(
        run("水为H"),
        run("2", small.format(-8)),
        run("O，面积5m"),
        run("2", small.format(8)),
        run("，属实", '<w:position w:val="2"/>'),
    )
    one = layout.line(laid(draft(centred(TITLE), BODY, line)), "水为")
    assert [letters.raised for letters in one.letters] == ["", "subscript", "", "superscript", ""]


def test_a_line_before_a_long_address_is_not_spread() -> None:
    data = laid(draft(centred(TITLE), BODY, "请登录https://www.example.gov.cn/archives/index.html查询馆藏目录。"))
    assert layout.line(data, "请登录").align == "left"
    assert layout.line(data, BODY).align == "both"


def test_a_paragraph_full_of_marks_can_be_read_again() -> None:
    text = "".join(f"A“{chr(0x4E00 + k)}”b—" for k in range(12_000))
    source = draft(centred(TITLE), BODY, para(run(text)))
    data = laid(source)
    assert words(data) == words(source)
    assert stable(data)


@pytest.mark.parametrize("empty", [para(), "<w:p><w:r/></w:p>", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'])
def test_a_draft_of_a_table_alone(empty: str) -> None:
    data = laid(draft(table(["姓名", "得分"], ["王某", "91"]), empty))
    assert [line.text for line in layout.lines(data) if line.within_table] == ["姓名", "得分", "王某", "91"]
    assert stable(data)


@pytest.mark.parametrize("caption", ["表1 接收情况", "附件：登记表"])
def test_a_caption_below_the_title_of_an_attachment_stays_one(caption: str) -> None:
    rows = table(["序号", "内容"], ["1", "清点"])
    data = laid(draft(centred(NOTICE), BODY, *CLOSING, "附件1", centred("普查情况"), caption, rows, BODY))
    assert layout.line(data, caption).style == "图表标题"
    assert stable(data)


def test_an_imprint_right_below_a_title_has_no_blank_line_above_it() -> None:
    assert stable(laid(draft(centred("普查登记表"), "云溪县档案馆　　2025年3月2日印发")))
