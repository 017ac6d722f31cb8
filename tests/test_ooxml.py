from __future__ import annotations

import contextlib
import io
import warnings
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao import readers
from hegao.errors import ReadError
from hegao.model import Document, Edit, Paragraph, Span
from hegao.ooxml.edit import replace
from hegao.ooxml.numbering import spell
from hegao.ooxml.package import open_package
from hegao.ooxml.text import paragraphs
from hegao.text import edits_without_overlap, replace_spans
from hostile import package, word, xml


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(body: str, **parts: str) -> Document:
    return readers.read_bytes(word(body, **parts), "稿.docx")


def texts(body: str, **parts: str) -> list[str]:
    return [paragraph.text for paragraph in read(body, **parts).paragraphs]


def field(code: str, result: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(text: str) -> str:
    content = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_reading_order_and_kinds() -> None:
    body = (
        f"<w:p>{run('一')}{box('框')}{run('二')}</w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('格')}</w:p><w:tbl><w:tr><w:tc><w:p>{run('内')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p/></w:tc></w:tr></w:tbl><w:sdt><w:sdtContent><w:p>{run('控')}</w:p></w:sdtContent></w:sdt>"
        '<w:sectPr><w:headerReference r:id="header1"/><w:footerReference r:id="footer1"/></w:sectPr>'
    )
    note = f'<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote><w:p>{run("注")}</w:p></w:footnote>'
    document = read(
        body,
        footnotes=xml("footnotes", note),
        footer1=xml("ftr", f"<w:p>{run('脚')}</w:p>"),
        header1=xml("hdr", f"<w:p>{run('眉')}</w:p>"),
    )
    assert [(p.text, p.kind) for p in document.paragraphs] == [
        ("一\ufffc二", "body"),
        ("框", "box"),
        ("格", "cell"),
        ("内", "cell"),
        ("", "cell"),
        ("控", "body"),
        ("眉", "header"),
        ("脚", "footer"),
        ("注", "note"),
    ]
    whole = "\n".join(p.text for p in document.paragraphs)
    assert document.characters == len(whole)
    assert all(whole[p.offset :].startswith(p.text) for p in document.paragraphs)
    assert document.paragraphs[0].skip == ((1, 2),)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"<w:ins>{run('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>", "增"),
        (f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>", "新"),
        (f"<w:hyperlink>{run('链')}</w:hyperlink><w:smartTag>{run('标')}</w:smartTag>", "链标"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控')}</w:sdtContent></w:sdt>", "控"),
        (run("隐", "<w:vanish/>") + run("显", '<w:vanish w:val="0"/>'), "显"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:br/><w:noBreakHyphen/><w:sym/><w:t>乙</w:t></w:r>", "甲\t\v-\ufffc乙"),
        ("<w:r><w:t> 甲\n乙 </w:t></w:r>", "甲 乙"),
        (field(" PAGE ", run("3")), "3"),
        (field(" IF ", run("三")), "三"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("码"), ""),
        (
            f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>",
            "拼",
        ),
    ],
)
def test_what_a_paragraph_shows(content: str, expected: str) -> None:
    assert texts(f"<w:p>{content}</w:p><w:p>{run('后')}</w:p>") == [expected, "后"]


def test_page_numbers_and_contents_are_no_prose() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent><w:p>{run('目录')}</w:p></w:sdtContent></w:sdt>"
    )
    entry = f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr>{run("一、总体要求")}</w:p>'
    styles = xml("styles", '<w:style w:styleId="a"><w:name w:val="toc 1"/></w:style>')
    document = read(
        contents
        + entry
        + f"<w:p>{run('第')}{field('PAGE', run('12'))}{run('页')}</w:p>"
        + f'<w:p>{run("共")}<w:fldSimple w:instr="NUMPAGES">{run("5")}</w:fldSimple></w:p>',
        styles=styles,
    )
    assert [p.skip for p in document.paragraphs] == [((0, 2),), ((0, 6),), ((1, 3),), ((1, 2),)]


STYLES = xml(
    "styles",
    '<w:style w:default="1" w:styleId="n"><w:name w:val="Normal"/></w:style>'
    '<w:style w:styleId="t"><w:name w:val="Title"/>'
    '<w:pPr><w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:styleId="h"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="c"><w:name w:val="章"/><w:basedOn w:val="h"/></w:style>'
    '<w:style w:styleId="o"><w:name w:val="大纲"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    '<w:style w:styleId="x"><w:name w:val="圈"/><w:basedOn w:val="y"/></w:style>'
    '<w:style w:styleId="y"><w:name w:val="圆"/><w:basedOn w:val="x"/></w:style>',
)


@pytest.mark.parametrize(
    ("properties", "heading", "centred"),
    [
        ("", None, False),
        ('<w:pStyle w:val="t"/>', 0, True),
        ('<w:pStyle w:val="t"/><w:jc w:val="left"/>', 0, False),
        ('<w:pStyle w:val="h"/>', 2, False),
        ('<w:pStyle w:val="c"/><w:jc w:val="center"/>', 2, True),
        ('<w:pStyle w:val="o"/>', 3, False),
        ('<w:pStyle w:val="h"/><w:outlineLvl w:val="9"/>', None, False),
        ('<w:outlineLvl w:val="3"/>', 4, False),
        ('<w:pStyle w:val="x"/>', None, False),
        ('<w:pStyle w:val="unknown"/>', None, False),
    ],
)
def test_headings_and_centring(properties: str, heading: int | None, centred: bool) -> None:
    paragraph = read(f"<w:p><w:pPr>{properties}</w:pPr>{run('甲')}</w:p>", styles=STYLES).paragraphs[0]
    assert (paragraph.heading, paragraph.centred) == (heading, centred)


def level(index: int, style: str, text: str, further: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{further}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(text: str, number: int, index: int = 0) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>{run(text)}</w:p>'
    )


NUMBERING = xml(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
    + level(3, "bullet", "●")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>',
)


def test_automatic_numbers_become_text() -> None:
    body = "".join(
        numbered(text, number, index)
        for text, number, index in [
            ("甲", 1, 0), ("乙", 1, 1), ("丙", 1, 1), ("丁", 1, 2), ("戊", 1, 0), ("己", 1, 1),
            ("庚", 1, 3), ("辛", 0, 0), ("壬", 2, 0), ("癸", 2, 0), ("子", 9, 0),
        ]
    )  # fmt: skip
    document = read(body, numbering=NUMBERING)
    assert [p.text for p in document.paragraphs] == [
        "一、甲", "（一）乙", "（二）丙", "1.2.1丁", "二、戊", "（一）己", "庚", "辛", "一、壬", "二、癸", "子",
    ]  # fmt: skip
    assert [p.label for p in document.paragraphs] == [2, 3, 3, 5, 2, 3, 0, 0, 2, 2, 0]


def test_a_style_brings_its_number() -> None:
    styles = xml(
        "styles",
        '<w:style w:styleId="h"><w:name w:val="heading 2"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    )
    numbering = xml(
        "numbering",
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "decimal", "%1.")
        + level(1, "decimalEnclosedCircleChinese", "%2", '<w:pStyle w:val="h"/>')
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    styled = f'<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr>{run("甲")}</w:p>'
    off = f'<w:p><w:pPr><w:pStyle w:val="h"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>{run("乙")}</w:p>'
    assert texts(styled + off + styled, styles=styles, numbering=numbering) == ["①甲", "乙", "②甲"]


@pytest.mark.parametrize(
    ("count", "style", "expected"),
    [
        (11, "chineseCounting", "十一"),
        (101, "chineseCounting", "一〇一"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "japaneseCounting", "一百一十"),
        (3, "ideographTraditional", "丙"),
        (12, "decimalFullWidth", "１２"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (7, "decimalZero", "07"),
        (5, "hindiVowels", "5"),
    ],
)
def test_number_formats(count: int, style: str, expected: str) -> None:
    assert spell(count, style) == expected


def test_the_main_part_is_found_by_its_type_or_link() -> None:
    body = xml("document", f"<w:body><w:p>{run('甲')}</w:p></w:body>")
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/a/b.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="/a/b.xml"/></Relationships>'
    )
    for parts in ({"[Content_Types].xml": types}, {"_rels/.rels": links}):
        document = readers.read_bytes(package({**parts, "a/b.xml": body}), "稿.docx")
        assert [p.text for p in document.paragraphs] == ["甲"]


def test_macros_are_named() -> None:
    data = package({"word/document.xml": xml("document", "<w:body><w:p/></w:body>"), "word/vbaProject.bin": b"x"})
    assert "宏" in readers.read_bytes(data, "稿.docx").notices[0]


def made(*lines: list[str]) -> bytes:
    """A .docx of python-docx, one paragraph a list of runs."""
    docx_document = docx.Document()
    for runs in lines:
        paragraph = docx_document.add_paragraph()
        for index, text in enumerate(runs):
            paragraph.add_run(text).bold = index % 2 == 0
    buffer = io.BytesIO()
    docx_document.save(buffer)
    return buffer.getvalue()


RUNS = st.lists(st.text(st.sampled_from("甲乙，。 a\t\n"), max_size=4), max_size=5)


@given(st.lists(RUNS, min_size=1, max_size=4), st.data())
@settings(max_examples=40, deadline=None)
def test_edits_arrive_exactly_and_nothing_else_changes(lines: list[list[str]], data: st.DataObject) -> None:
    original = made(*lines)
    before = readers.read_bytes(original, "稿.docx")
    assert [p.text for p in before.paragraphs] == ["".join(runs).replace("\n", "\v") for runs in lines]
    positions = st.integers(0, 25)
    edits = [
        Edit(Span(number, min(a, b, size), min(max(a, b), size)), new)
        for number, a, b, new in data.draw(
            st.lists(
                st.tuples(
                    st.integers(1, len(lines)), positions, positions, st.sampled_from(["", "新", " 空 ", "<&>", "\t"])
                )
            )
        )
        for size in [len(before.paragraphs[number - 1].text)]
    ]
    after = readers.read_bytes(result := readers.edit_bytes(original, before, edits), "稿.docx")
    for number, paragraph in enumerate(before.paragraphs, start=1):
        possible = [
            (one.span.start, one.span.end, one.text)
            for one in edits_without_overlap(edits)
            if one.span.paragraph == number and can_be_made(paragraph, one)
        ]
        assert after.paragraphs[number - 1].text == replace_spans(paragraph.text, possible)
    reopened = docx.Document(io.BytesIO(result))
    assert [p.text.replace("\n", "\v") for p in reopened.paragraphs] == [p.text for p in after.paragraphs]
    assert other_entries(original) == other_entries(result)


def can_be_made(paragraph: Paragraph, one: Edit) -> bool:
    touched = paragraph.text[one.span.start : one.span.end]
    around = paragraph.text[max(one.span.start - 1, 0) : one.span.start + 1]
    if "\t" in one.text or set("\t\v") & set(touched):
        return False
    return bool(touched or set(around) - set("\t\v"))


def other_entries(data: bytes) -> list[tuple[str, int, int, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return [
            (info.filename, info.compress_type, info.CRC, archive.read(info))
            if info.filename != "word/document.xml"
            else (info.filename, info.compress_type, 0, b"")
            for info in archive.infolist()
        ]


def test_an_edit_over_runs_takes_the_format_of_the_first() -> None:
    original = made(["甲乙", "丙", "丁戊"])
    result = replace(original, [Edit(Span(1, 1, 4), "新")])
    runs = docx.Document(io.BytesIO(result)).paragraphs[0].runs
    assert [(r.text, r.bold) for r in runs] == [("甲新", True), ("", False), ("戊", True)]


def test_edits_of_boxes_headers_and_insertions_behind_deletions() -> None:
    body = f'<w:p>{run("一")}{box("框")}</w:p><w:sectPr><w:headerReference r:id="header1"/></w:sectPr>'
    original = word(body, header1=xml("hdr", f"<w:p>{run('眉')}</w:p>"))
    edits = [Edit(Span(1, 0, 1), "壹"), Edit(Span(2, 0, 1), "方框"), Edit(Span(3, 1, 1), "头")]
    result = readers.read_bytes(replace(original, edits), "稿.docx")
    assert [p.text for p in result.paragraphs] == ["壹\ufffc", "方框", "眉头"]


def test_what_word_fills_in_is_not_edited() -> None:
    body = numbered("甲", 1) + f"<w:p>{run('第')}{field('PAGE', run('12'))}{run('页')}{box('框')}</w:p>"
    original = word(body, numbering=NUMBERING)
    untouched = [
        Edit(Span(1, 0, 2), "1."),
        Edit(Span(1, 1, 3), "x"),
        Edit(Span(2, 1, 3), "9"),
        Edit(Span(2, 3, 5), ""),
        Edit(Span(2, 0, 1), "换\n行"),
        Edit(Span(2, 0, 99), "x"),
    ]
    for one in untouched:
        assert replace(original, [one]) == original
    done = readers.read_bytes(replace(original, [Edit(Span(1, 2, 2), "新")]), "稿.docx")
    assert done.paragraphs[0].text == "一、新甲"


def test_pieces_cover_the_text_without_its_label() -> None:
    body = numbered("甲", 1) + f"<w:p>{run('第')}<w:r><w:tab/></w:r>{field('PAGE', run('12'))}</w:p>"
    for paragraph in paragraphs(open_package(word(body, numbering=NUMBERING))):
        borders = [paragraph.label, *(piece.end for piece in paragraph.pieces)]
        assert [piece.start for piece in paragraph.pieces] == borders[:-1]
        assert borders[-1] == len(paragraph.text)


def test_streamed_archives_are_rewritten() -> None:
    class Pipe(io.RawIOBase):  # cannot seek, so that sizes stand behind the content
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, chunk: bytes) -> int:  # type: ignore[override]
            self.data += chunk
            return len(chunk)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"note"
        archive.writestr("word/document.xml", xml("document", f"<w:body><w:p>{run('甲')}</w:p></w:body>"))
        archive.writestr("word/media/a.bin", b"picture" * 50)
    result = replace(bytes(pipe.data), [Edit(Span(1, 0, 1), "乙")])
    assert readers.read_bytes(result, "稿.docx").paragraphs[0].text == "乙"
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        assert archive.testzip() is None
        assert (archive.comment, archive.read("word/media/a.bin")) == (b"note", b"picture" * 50)


def test_a_changed_file_is_not_edited() -> None:
    before = readers.read_bytes(made(["甲"]), "稿.docx")
    with pytest.raises(ReadError, match="改动"):
        readers.edit_bytes(made(["乙"]), before, [])


@pytest.mark.parametrize(("stream", "told"), [("EncryptedPackage", "打开密码"), ("WordDocument", "旧版 Word")])
def test_a_file_of_another_kind_is_told_from_a_damaged_one(stream: str, told: str) -> None:
    with pytest.raises(ReadError, match=told):
        open_package(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + stream.encode("utf-16-le"))


def test_ten_thousand_tables_are_read() -> None:
    assert len(texts("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 10_000)) == 10_000


def test_other_namespaces_do_not_count() -> None:
    body = f'<w:p xmlns:a="urn:a"><a:r><a:t>否</a:t></a:r>{run("是")}</w:p>'
    assert texts(body) == ["是"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4), st.booleans())
@settings(max_examples=200, deadline=None)
def test_damage_is_told_and_never_a_crash(changes: list[tuple[int, int]], inside: bool) -> None:
    body = numbered("甲", 1) + f"<w:p>{field('PAGE', run('1'))}</w:p>"
    content = word(body, numbering=NUMBERING)
    if inside:
        content = xml("document", f"<w:body>{body}</w:body>").encode()
    damaged = bytearray(content)
    for position, byte in changes:
        damaged[position % len(damaged)] = byte
    data = package({"word/document.xml": bytes(damaged)}) if inside else bytes(damaged)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of zipfile, about names that clash
        with contextlib.suppress(ReadError):
            document = readers.read_bytes(data, "稿.docx")
            edits = [Edit(Span(number, p.label, len(p.text)), "新") for number, p in enumerate(document.paragraphs, 1)]
            readers.edit_bytes(data, document, edits)
