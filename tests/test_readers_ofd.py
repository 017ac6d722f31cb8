"""OFDs made by GB/T 33190, read back as the paragraphs they were made of."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace

import pytest

import printed
from hegao import readers
from hegao.errors import ReadError
from hegao.model import Document, Edit, Span
from hegao.text import NOT_PROSE
from hostile import package
from printed import LEFT, Page, Press, Text

TITLE = "关于报送培训计划的通知"
OPENING = (
    "为提高各单位文稿质量，办公室拟于2025年第二季度举办公文写作培训班，培训内容包括文种选用、格式规范、数字用法和常见差错辨析。"
    "请各单位结合实际提出培训需求，并确定参训人员。"
)
STYLES = ("line", "short", "character", "scaled")


def notice(points: int = 18) -> tuple[list[Page], list[str]]:
    press = Press()
    press.centred(TITLE, 22)
    press.skip()
    press.body("各单位：", indent=0)
    press.body(OPENING)
    said = [f"（{number}）第{number}期由第{number}组承办。{OPENING[:50]}" for number in range(1, points + 1)]
    for text in said:
        press.body(text)
    press.flush("培训中心", 4.5)
    press.flush("2025年3月2日", 4)
    return press.printed(), [TITLE, "各单位：", OPENING, *said, "培训中心", "2025年3月2日"]


def read(data: bytes) -> Document:
    return readers.read_bytes(data, "稿.ofd")


def texts(document: Document, *kinds: str) -> list[str]:
    return [one.text for one in document.paragraphs if not kinds or one.kind in kinds]


@pytest.mark.parametrize("style", STYLES)
def test_text_objects_become_the_paragraphs_they_were(style: str) -> None:
    pages, written = notice()
    assert len(pages) > 2
    document = read(printed.ofd(pages, style))
    assert texts(document) == written
    assert [one.text for one in document.paragraphs if one.centred] == [TITLE]
    assert document.kind == "ofd"
    assert document.layout is None
    assert "按 OFD 取出的文字核对，只查文字，不查版面" in document.notices[0]


def test_it_reads_as_the_pdf_of_the_same_pages() -> None:
    pytest.importorskip("pypdfium2")
    pages, _ = notice(4)
    of_pdf = readers.read_bytes(printed.pdf(pages), "稿.pdf")
    assert texts(read(printed.ofd(pages))) == texts(of_pdf)


def test_what_a_template_repeats_on_each_page_stands_once() -> None:
    pages, written = notice()
    template = Page([Text(240, 60, "培训工作材料", 10)])
    document = read(printed.ofd(pages, template=template))
    assert texts(document, "body") == written
    assert texts(document, "header") == ["培训工作材料"]


ROWS = [["期次", "主题", "时间"], ["1", "文种选用", "4月"], ["2", "数字用法", "5月"]]


def test_rulings_make_cells() -> None:
    table = Page(
        [Text(LEFT + 6 + 120 * k, 140 + 30 * row, ROWS[row][k], 12) for row in range(3) for k in range(3)],
        [(LEFT, 120 + 30 * k, LEFT + 360, 120 + 30 * k) for k in range(4)]
        + [(LEFT + 120 * k, 120, LEFT + 120 * k, 210) for k in range(4)],
    )
    assert texts(read(printed.ofd([table])), "cell") == [text for row in ROWS for text in row]


def test_a_slanted_watermark_is_no_text() -> None:
    pages, written = notice(2)
    marked = [replace(page, texts=[Text(150, 600, "内部", 60, turn=-45), *page.texts]) for page in pages]
    assert texts(read(printed.ofd(marked))) == written


def test_text_turned_by_its_matrix_is_read_upright() -> None:
    words = ["一、培训时间为4月。", "二、培训地点另行通知。"]
    page = Page([Text(400 - 40 * k, 100, text, turn=90) for k, text in enumerate(words)])
    assert texts(read(printed.ofd([page]))) == words


def page_of(content: str) -> bytes:
    """An OFD of one page with this content."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return package(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
            "</ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData/><ofd:Pages>"
            '<ofd:Page ID="1" BaseLoc="Pages\\Page_0\\content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{content}</ofd:Layer>"
            "</ofd:Content></ofd:Page>",
        }
    )


def text_object(inner: str, attributes: str = "") -> str:
    return f'<ofd:TextObject Boundary="30 40 150 6" Size="5" {attributes}>{inner}</ofd:TextObject>'


def test_codes_go_on_where_nothing_else_is_said() -> None:
    """Paths from the root and with the other slash, no steps, no page area: as programs write them."""
    found = read(page_of(text_object('<ofd:TextCode X="0" Y="5">培训计划表</ofd:TextCode>')))
    assert texts(found) == ["培训计划表"]


def test_one_text_in_several_codes_and_escapes() -> None:
    codes = (
        '<ofd:TextCode X="0" Y="5" DeltaX="g 2 5.0">培训计</ofd:TextCode>'
        '<ofd:TextCode X="15" Y="5" DeltaX="5 2.5">划A\\0020B</ofd:TextCode>'
    )
    assert texts(read(page_of(text_object(codes)))) == ["培训计划A B"]


def test_what_is_not_shown_is_not_read() -> None:
    shown = text_object('<ofd:TextCode X="0" Y="5">培训计划</ofd:TextCode>')
    hidden = text_object('<ofd:TextCode X="0" Y="5">旧稿</ofd:TextCode>', 'Visible="false"')
    assert texts(read(page_of(shown + hidden))) == ["培训计划"]


def test_glyphs_without_characters_are_told() -> None:
    pages, _ = notice(2)
    with pytest.raises(ReadError, match="没有编码"):
        read(printed.ofd(pages, "glyphs"))
    glyph = text_object(
        '<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>77</ofd:Glyphs></ofd:CGTransform>'
        f'<ofd:TextCode X="0" Y="5">¤{OPENING[:20]}</ofd:TextCode>'
    )
    document = read(page_of(glyph))
    assert document.paragraphs[0].text == NOT_PROSE + OPENING[:20]
    assert document.paragraphs[0].skip == ((0, 1),)
    assert "有 1 个字" in document.notices[1]


def test_a_scan_says_that_it_needs_recognition() -> None:
    with pytest.raises(ReadError, match="文字识别"):
        read(page_of('<ofd:ImageObject Boundary="0 0 210 297" ResourceID="9"/>'))


def test_an_encrypted_file_says_so() -> None:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    data = package(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
            "<ofd:Encryptions><ofd:Encryption/></ofd:Encryptions></ofd:OFD>",
            "Doc_0/Document.xml": b"\x8a\x01",
        }
    )
    with pytest.raises(ReadError, match="加密"):
        read(data)


def test_an_ofd_is_not_edited() -> None:
    data = printed.ofd(notice(1)[0])
    document = read(data)
    assert readers.edit_bytes(data, document, []) == data
    with pytest.raises(ReadError, match="请改 Word 原稿"):
        readers.edit_bytes(data, document, [Edit(Span(1, 0, 1), "甲")])


# --- broken and hostile ----------------------------------------------------------------------------------------------

BROKEN = {
    "no document": {"OFD.xml": "<ofd/>"},
    "no page": {
        "OFD.xml": "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>",
        "d.xml": "<Document><Pages/></Document>",
    },
    "not XML": {"OFD.xml": "<OFD>"},
    "doctype": {"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]><OFD>&b;</OFD>'},
    "outside": {"OFD.xml": "<OFD><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></OFD>"},
    "bomb": {"OFD.xml": "<OFD>" + " " * 70_000_000 + "</OFD>"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_ofd_is_refused_in_words_about_ofd(name: str) -> None:
    with pytest.raises(ReadError, match="OFD"):
        read(package(dict(BROKEN[name])))


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_ofd_is_refused_or_read(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(printed.ofd(notice(2)[0]))
    for _ in range(dice.randint(1, 5)):
        data[dice.randrange(4, len(data))] = dice.randrange(256)
    with suppress(ReadError):
        assert read(bytes(data)).paragraphs


@pytest.mark.parametrize(
    "attributes",
    ['CTM="a b"', 'CTM="1e99 0 0 1e99 0 0"', 'CTM="0 0 0 0 0 0"', 'CharDirection="x"', 'HScale="-"', 'HScale="0"'],
)
def test_attributes_that_make_no_sense_do_no_harm(attributes: str) -> None:
    code = '<ofd:TextCode X="0" Y="5" DeltaX="g 99999999 1 g 2">培训计划</ofd:TextCode>'
    good = text_object('<ofd:TextCode X="0" Y="45">另行通知。</ofd:TextCode>')
    assert "另行通知。" in texts(read(page_of(text_object(code, attributes) + good)))


def test_a_page_with_more_text_than_a_page_holds_is_refused() -> None:
    code = f'<ofd:TextCode X="0" Y="5">{"字" * 250_000}</ofd:TextCode>'
    with pytest.raises(ReadError, match="过大"):
        read(page_of(text_object(code)))


def test_a_word_file_that_holds_an_ofd_is_a_word_file() -> None:
    data = package({"[Content_Types].xml": "<Types/>", "OFD.xml": "<OFD/>"})
    with pytest.raises(ReadError, match="docx"):
        readers.read_bytes(data, "稿.docx")
