from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hegao.layout import Layout, Remedy
from hegao.model import Edit, Span
from hegao.ooxml.edit import replace
from hegao.ooxml.measure import measure
from hegao.ooxml.package import open_package
from hegao.ooxml.revise import Stamp, revise
from hegao.ooxml.text import WordParagraph, paragraphs
from hegao.profile import load_profile
from hostile import word, xml
from preview import pdf
from redlines import W, canonical, settled, stories

PROFILE = load_profile()
STAMP = Stamp("核稿", datetime(2026, 3, 5, 8, 30, tzinfo=UTC))
LETTERS = st.text(st.sampled_from("甲乙丙丁，。“”A7 "), max_size=5)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(data: bytes) -> list[WordParagraph]:
    return list(paragraphs(open_package(data)))


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read(data)]


def part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def body(data: bytes) -> str:
    """What stands in w:body, ids and dates left out."""
    found = re.search("<w:body>(.*)</w:body>", part(data), re.DOTALL)
    assert found
    return re.sub(r' w:(?:id|date|author)="[^"]*"', "", found.group(1))


# Documents to revise: runs split anywhere, and all that may stand around them.

RUN_FORMATS: st.SearchStrategy[Values] = st.sampled_from(
    [
        "",
        "<w:b/>",
        '<w:rFonts w:ascii="Arial" w:eastAsiaTheme="minorEastAsia"/><w:sz w:val="21"/>',
        '<w:color w:val="FF0000" w:themeColor="accent1"/>',
        '<w:i/><w:rPrChange w:id="@" w:author="张三"><w:rPr><w:b/></w:rPr></w:rPrChange>',
    ]
)
CHILDREN = st.lists(
    st.one_of(
        LETTERS.map(lambda text: f'<w:t xml:space="preserve">{text}</w:t>'),
        LETTERS.map(lambda text: f"<w:t>{text}</w:t>"),
        st.sampled_from(["<w:tab/>", "<w:br/>", "<w:noBreakHyphen/>", "<w:lastRenderedPageBreak/>",
                         '<w:footnoteReference w:id="7"/>', "<w:drawing/>", '<w:commentReference w:id="3"/>']),
    ),
    max_size=4,
)  # fmt: skip
RUNS = st.builds(lambda form, children: f"<w:r><w:rPr>{form}</w:rPr>{''.join(children)}</w:r>", RUN_FORMATS, CHILDREN)
DELETED = LETTERS.map(
    lambda text: (
        f'<w:del w:id="@" w:author="张三"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'
    )
)
MARKERS = st.sampled_from(
    ['<w:bookmarkStart w:id="@" w:name="a"/>', '<w:commentRangeStart w:id="3"/>', '<w:commentRangeEnd w:id="3"/>']
)


def field(code: str, result: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(content: str) -> str:
    held = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{held}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{held}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=3).map("".join)
    return st.one_of(
        several.map(lambda held: f'<w:ins w:id="@" w:author="李四" w:date="2025-01-01T00:00:00Z">{held}</w:ins>'),
        several.map(lambda held: f'<w:hyperlink w:anchor="a">{held}</w:hyperlink>'),
        several.map(lambda held: f'<w:smartTag w:element="s">{held}</w:smartTag>'),
        several.map(lambda held: f"<w:sdt><w:sdtPr/><w:sdtContent>{held}</w:sdtContent></w:sdt>"),
        several.map(lambda held: f'<w:fldSimple w:instr=" REF a ">{held}</w:fldSimple>'),
        st.sampled_from([" PAGE ", " HYPERLINK ", " IF "]).flatmap(
            lambda code: several.map(lambda held: field(code, held))
        ),
    )


INLINE = st.recursive(st.one_of(RUNS, RUNS, DELETED, MARKERS), around, max_leaves=6)
MARKS = st.sampled_from(["", "", "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:ins w:id="@" w:author="李四"/><w:i/></w:rPr>'])
PARAGRAPH_FORMATS = st.builds(
    lambda start, mark, end: f"<w:pPr>{start}{mark}{end}</w:pPr>",
    st.sampled_from(["", '<w:jc w:val="center"/>', '<w:spacing w:beforeLines="50"/><w:ind w:hanging="200"/>']),
    MARKS,
    st.sampled_from(["", '<w:pPrChange w:id="@" w:author="王五"><w:pPr><w:keepNext/></w:pPr></w:pPrChange>']),
)
PARAGRAPHS = st.builds(
    lambda form, content: f"<w:p>{form}{''.join(content)}</w:p>",
    PARAGRAPH_FORMATS,
    st.one_of(st.lists(INLINE, max_size=5), st.just([]), st.just(["<w:r><w:t> </w:t></w:r>"])),
)
BOXED = st.lists(PARAGRAPHS, min_size=1, max_size=2).map(lambda held: f"<w:p>{box(''.join(held))}{run('框')}</w:p>")


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    held = st.lists(inner, max_size=2).map("".join)
    cells = st.lists(held, min_size=1, max_size=2).map(
        lambda row: "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{cell}<w:p/></w:tc>' for cell in row
        )
    )
    rows = st.lists(cells, min_size=1, max_size=2).map(
        lambda found: "".join(f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{row}</w:tr>" for row in found)
    )
    return st.one_of(
        rows.map(
            lambda content: (
                '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
                f"{content}</w:tbl>"
            )
        ),
        held.map(lambda content: f"<w:sdt><w:sdtPr/><w:sdtContent>{content}<w:p/></w:sdtContent></w:sdt>"),
    )


BLOCKS = st.recursive(st.one_of(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS, BOXED), nested, max_leaves=8)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    blocks = "".join(draw(st.lists(BLOCKS, min_size=1, max_size=5)))
    inner = draw(st.sampled_from(["", "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"]))
    section = '<w:sectPr><w:headerReference r:id="header1"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    around_text = [draw(st.lists(PARAGRAPHS, min_size=1, max_size=2).map("".join)) for _ in range(2)]
    held = [f"{inner}{blocks}<w:p/>{section}", around_text[0], around_text[1]]
    number = 100
    for k, content in enumerate(held):
        while "@" in content:
            number += 1
            content = content.replace("@", str(number), 1)
        held[k] = content
    return word(
        held[0],
        header1=xml("hdr", held[1]),
        footnotes=xml("footnotes", f'<w:footnote w:id="7">{held[2]}</w:footnote>'),
        comments=xml("comments", f'<w:comment w:id="3" w:author="赵六"><w:p>{run("看")}</w:p></w:comment>'),
        styles=xml("styles", ""),
    )


Values = dict[str, str | float | bool]
VALUES: st.SearchStrategy[Values] = st.sampled_from(
    [
        {"face": "仿宋", "size": 16},
        {"latin": "Times New Roman", "hint": True},
        {"bold": False, "italic": False, "color": ""},
        {"size": 10.5, "spacing": -0.3},
    ]
)
FORMATS: st.SearchStrategy[Values] = st.sampled_from(
    [
        {"first": 2, "left": 0, "right": 0, "size": 16},
        {"line": 28.95, "rule": "exact", "before": 0, "after": 0, "snap": False},
        {"align": "both", "keep_next": False, "new_page": True, "outline": 1},
        {"left": 4, "first": -2, "size": 16, "line": 1.5, "rule": "auto"},
    ]
)


@st.composite
def demands(draw: st.DrawFn, words: list[WordParagraph]) -> tuple[list[Edit], list[Remedy]]:
    numbers = st.integers(1, len(words))

    def place() -> tuple[int, int, int]:
        number = draw(numbers)
        size = len(words[number - 1].text)
        start = draw(st.integers(0, size))
        return number, start, draw(st.integers(start, size))

    edits = []
    for _ in range(draw(st.integers(0, 5))):
        number, start, end = place()
        edits.append(Edit(Span(number, start, end), draw(st.sampled_from(["", "新", "改过了", " 空 ", "甲<&>"]))))
    remedies = []
    for target in draw(
        st.lists(
            st.sampled_from(
                ["letters", "letters", "paragraph", "text", "insert", "remove", "remove", "section", "table"]
            ),
            max_size=8,
        )
    ):
        number, start, end = place()
        if target == "letters":
            remedies.append(Remedy("letters", number, start, end, draw(VALUES)))
        elif target == "paragraph":
            remedies.append(Remedy("paragraph", number, values=draw(FORMATS)))
        elif target == "text":
            remedies.append(Remedy("text", number, start, end, {"text": draw(st.sampled_from(["", "　"]))}))
        elif target == "insert":
            remedies.append(Remedy("insert", number, values={"count": 1}))
        elif target == "remove":
            following = words[number - 1].element.getnext()
            if following is not None and following.tag == f"{W}p":  # ahead of a table it cannot be tracked
                remedies.append(Remedy("remove", number))
        elif target == "section":
            values: Values = draw(
                st.sampled_from([{"top": 37.0}, {"landscape": True}, {"grid": "linesAndChars", "grid_line": 579}])
            )
            remedies.append(Remedy("section", draw(st.integers(0, 1)), values=values))
        else:
            values = draw(st.sampled_from([{"header_rows": 0, "whole_rows": True}, {"width": 300}]))
            remedies.append(Remedy("table", draw(st.integers(0, 1)), values=values))
    return edits, remedies


@given(documents(), st.data())
@settings(max_examples=150, deadline=None)
def test_rejected_changes_leave_the_original_and_accepted_ones_the_clean_copy(
    data: bytes, drawn: st.DataObject
) -> None:
    edits, remedies = drawn.draw(demands(read(data)))
    clean, marked = revise(data, edits, remedies, PROFILE), revise(data, edits, remedies, PROFILE, STAMP)
    assert stories(settled(marked, accept=False)) == stories(settled(data, accept=False))
    assert stories(settled(marked, accept=True)) == stories(settled(clean, accept=True))
    assert (clean == data) == (marked == data)
    for result in (clean, marked):
        docx.Document(io.BytesIO(typed(result)))
        assert others(result) == others(data)
        assert ids_are_unique(result)
    assert is_stamped(data, marked)
    assert layout(settled(marked, accept=True)) == layout(settled(clean, accept=True))
    assert layout(settled(marked, accept=False)) == layout(settled(data, accept=False))


def layout(data: bytes) -> Layout:
    package = open_package(data)
    return measure(package, tuple(paragraphs(package)))


_TYPES = (
    b'<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
)


def typed(data: bytes) -> bytes:
    """The package with the list of types python-docx wants."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"<Override", _TYPES + b"<Override", 1)
            new.writestr(name, content)
        new.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
    return buffer.getvalue()


def others(data: bytes) -> list[tuple[str, bytes]]:
    """The parts that hold no text of the draft, in order."""
    revised = ("word/document.xml", "word/header1.xml", "word/footnotes.xml")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return [(name, b"" if name in revised else archive.read(name)) for name in archive.namelist()]


def ids_are_unique(data: bytes) -> bool:
    named = ("ins", "del", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange",
             "tblGridChange", "bookmarkStart", "comment")  # fmt: skip
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                root = etree.fromstring(archive.read(name))
                for fallback in list(
                    root.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
                ):
                    for node in list(fallback):  # the generator gives copies the ids of what they copy
                        fallback.remove(node)
                found += [node.get(f"{W}id", "") for node in root.iter(*(W + name for name in named))]
    return len(found) == len(set(found)) and all(found)


def is_stamped(before: bytes, after: bytes) -> bool:
    """Whether every revision that was not there before is ours."""
    known = {"张三", "李四", "王五"}
    for name in stories(after):
        for node in etree.fromstring(part(after, name).encode()).iter(etree.Element):
            author, date = node.get(f"{W}author"), node.get(f"{W}date")
            if (
                author not in (None, "赵六")
                and author not in known
                and (author, date) != ("核稿", "2026-03-05T08:30:00Z")
            ):
                return False
    return True


@given(documents(), st.data())
@settings(max_examples=40, deadline=None)
def test_plain_edits_are_made_as_ever(data: bytes, drawn: st.DataObject) -> None:
    edits, _ = drawn.draw(demands(read(data)))
    assert revise(data, edits, [], PROFILE) == replace(data, edits)


def made(content: str, *remedies: Remedy, edits: tuple[Edit, ...] = (), **parts: str) -> str:
    return body(revise(word(content, **parts), edits, remedies, PROFILE))


def marked(content: str, *remedies: Remedy, edits: tuple[Edit, ...] = (), **parts: str) -> str:
    return body(revise(word(content, **parts), edits, remedies, PROFILE, STAMP))


def forms(found: str, name: str = "rPr") -> list[object]:
    """What the formats of this name say that stand in a body."""
    return [canonical(node) for node in etree.fromstring(xml("document", found)[38:]).iter(W + name)]


def same(name: str, *wanted: str) -> list[object]:
    return forms("".join(f"<w:{name}>{content}</w:{name}>" for content in wanted), name)


def test_nothing_to_do_gives_the_same_bytes() -> None:
    data = word(f'<w:p>{run("甲", "<w:b/>")}</w:p><w:sectPr><w:pgMar w:top="2098"/></w:sectPr>')
    idle = [
        Remedy("letters", 1, 0, 1, {"bold": True}),
        Remedy("letters", 9, 0, 1, {"bold": True}),
        Remedy("remove", 1),
        Remedy("table", 0, values={"width": 300}),
        Remedy("section", 7, values={"top": 10}),
    ]
    for stamp in (None, STAMP):
        assert revise(data, [], [], PROFILE, stamp) == data
        assert revise(data, [Edit(Span(1, 0, 1), "甲")], idle[1:], PROFILE, stamp) == data
    whole = word(f"<w:p><w:pPr><w:rPr><w:b/><w:bCs/></w:rPr></w:pPr>{run('甲', '<w:b/><w:bCs/>')}</w:p>")
    assert revise(whole, [], idle, PROFILE, STAMP) == whole


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        (
            '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/>',
            {"face": "仿宋"},
            '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsia="仿宋"/>',
        ),
        (
            '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi" w:eastAsia="宋体"/>',
            {"latin": "Arial", "hint": True},
            '<w:rFonts w:eastAsia="宋体" w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:hint="eastAsia"/>',
        ),
        ("<w:b/><w:szCs w:val='9'/>", {"size": 10.5}, '<w:b/><w:sz w:val="21"/><w:szCs w:val="21"/>'),
        ("<w:i/>", {"bold": False, "italic": True}, '<w:b w:val="0"/><w:bCs w:val="0"/><w:i/><w:iCs/>'),
        ('<w:color w:val="1F497D" w:themeColor="text2"/>', {"color": ""}, '<w:color w:val="auto"/>'),
        ("", {"color": "FF0000", "spacing": -0.3}, '<w:color w:val="FF0000"/><w:spacing w:val="-6"/>'),
    ],
)
def test_letters(before: str, values: dict[str, Any], after: str) -> None:
    found = made(f"<w:p>{run('甲乙丙', before)}</w:p>", Remedy("letters", 1, 1, 2, values))
    assert forms(found) == same("rPr", before, after, before)
    assert re.findall("<w:t[^>]*>([^<]*)<", found) == ["甲", "乙", "丙"]
    found = marked(f"<w:p>{run('甲乙丙', before)}</w:p>", Remedy("letters", 1, 1, 2, values))
    noted = f"<w:rPrChange><w:rPr>{before}</w:rPr></w:rPrChange>"
    assert forms(found)[:2] == forms(f"<w:rPr>{before}</w:rPr><w:rPr>{after}{noted}</w:rPr>")[:2]


def test_letters_up_to_the_end_are_the_paragraph_mark_s_too() -> None:
    bold = {"bold": True}
    mark = "<w:pPr><w:rPr><w:b/><w:bCs/></w:rPr></w:pPr>"
    assert mark in made(f"<w:p>{run('甲乙')}</w:p>", Remedy("letters", 1, 1, 2, bold))
    assert mark not in made(f"<w:p>{run('甲乙')}</w:p>", Remedy("letters", 1, 0, 1, bold))
    assert mark in made("<w:p/>", Remedy("letters", 1, 0, 0, bold))
    found = marked("<w:p><w:pPr><w:rPr><w:i/></w:rPr><w:sectPr/></w:pPr></w:p>", Remedy("letters", 1, 0, 0, bold))
    noted = "<w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange>"
    assert f"<w:pPr><w:rPr><w:b/><w:bCs/><w:i/>{noted}</w:rPr><w:sectPr/></w:pPr>" in found


NUMBERING = xml(
    "numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
    '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)


def test_an_empty_paragraph_with_a_number_stays() -> None:
    number = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    data = word(number * 2, numbering=NUMBERING)
    assert revise(data, [], [Remedy("remove", 1)], PROFILE) == data


def test_a_number_takes_its_look_from_the_mark() -> None:
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    data = word(f"<w:p>{number}{run('甲乙')}</w:p>", numbering=NUMBERING)
    found = body(revise(data, [Edit(Span(1, 0, 2), "一、")], [Remedy("letters", 1, 0, 2, {"bold": True})], PROFILE))
    assert found == f"<w:p>{number[:-8]}<w:rPr><w:b/><w:bCs/></w:rPr></w:pPr>{run('甲乙')}</w:p>".replace(
        "<w:rPr></w:rPr>", "<w:rPr/>"
    )


def test_pictures_and_marks_of_notes_keep_their_format() -> None:
    content = '<w:t>甲</w:t><w:footnoteReference w:id="1"/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:drawing/><w:t>丁</w:t>'
    found = made(f"<w:p><w:r>{content}</w:r></w:p>", Remedy("letters", 1, 0, 5, {"bold": True}))
    bold = "<w:rPr><w:b/><w:bCs/></w:rPr>"
    assert found == (
        f"<w:p><w:r>{bold}<w:t>甲</w:t></w:r><w:r><w:footnoteReference/></w:r><w:r>{bold}<w:t>乙</w:t><w:tab/>"
        f"<w:t>丙</w:t></w:r><w:r><w:drawing/><w:t>丁</w:t></w:r></w:p>"
    )


def test_the_code_of_a_field_gets_the_format_of_its_result() -> None:
    content = f"<w:p>{run('第')}{field(' PAGE ', run('1'))}{run('页')}</w:p>"
    found = made(content, Remedy("letters", 1, 1, 2, {"size": 14}))
    assert found.count('<w:sz w:val="28"/>') == 4  # begin, code, separate, result
    assert re.search(r"<w:r><w:rPr><w:sz [^>]*/><w:szCs [^>]*/></w:rPr><w:instrText>", found)
    assert made(content, Remedy("letters", 1, 0, 1, {"size": 14})).count('<w:sz w:val="28"/>') == 1


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("", {"first": 2, "size": 16}, '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
        (
            '<w:ind w:left="420" w:hanging="420" w:hangingChars="200"/>',
            {"first": 0, "size": 16},
            '<w:ind w:left="420" w:firstLineChars="0" w:firstLine="0"/>',
        ),
        (
            '<w:ind w:start="420" w:startChars="200"/>',
            {"left": 4, "first": -2, "right": 0, "size": 16},
            '<w:ind w:leftChars="0" w:left="1280" w:rightChars="0" w:right="0" w:firstLineChars="0" w:hanging="640"/>',
        ),
        (
            '<w:spacing w:before="100" w:beforeLines="50" w:afterAutospacing="1" w:line="400"/>',
            {"before": 0, "after": 6, "line": 28.95, "rule": "exact"},
            '<w:spacing w:before="0" w:beforeLines="0" w:beforeAutospacing="0" w:after="120" w:afterLines="0" '
            'w:afterAutospacing="0" w:line="579" w:lineRule="exact"/>',
        ),
        ("", {"line": 1.5, "rule": "auto"}, '<w:spacing w:line="360" w:lineRule="auto"/>'),
        (
            '<w:keepNext/><w:jc w:val="center"/>',
            {"keep_next": False, "keep_lines": True, "snap": False, "align": "both", "outline": 0, "new_page": True},
            '<w:keepNext w:val="0"/><w:keepLines/><w:pageBreakBefore/><w:snapToGrid w:val="0"/><w:jc w:val="both"/>'
            '<w:outlineLvl w:val="9"/>',
        ),
    ],
)
def test_paragraphs(before: str, values: dict[str, Any], after: str) -> None:
    content = f"<w:p><w:pPr>{before}<w:rPr><w:b/></w:rPr></w:pPr>{run('甲')}</w:p>"
    found = made(content, Remedy("paragraph", 1, values=values))
    assert forms(found, "pPr") == same("pPr", f"{after}<w:rPr><w:b/></w:rPr>")
    found = marked(content, Remedy("paragraph", 1, values=values))
    noted = f"<w:pPrChange><w:pPr>{before}</w:pPr></w:pPrChange>"
    assert forms(found, "pPr")[0] == same("pPr", f"{after}<w:rPr><w:b/></w:rPr>{noted}")[0]


def test_an_earlier_note_of_the_former_format_stays() -> None:
    run_note = '<w:rPrChange w:id="1" w:author="张三"><w:rPr><w:i/></w:rPr></w:rPrChange>'
    note = '<w:pPrChange w:id="2" w:author="张三"><w:pPr><w:keepNext/></w:pPr></w:pPrChange>'
    data = word(f"<w:p><w:pPr>{note}</w:pPr>{run('甲', run_note)}{run('乙')}</w:p>")
    asked = [Remedy("letters", 1, 0, 1, {"bold": True}), Remedy("paragraph", 1, values={"align": "both"})]
    found = part(revise(data, [], asked, PROFILE, STAMP))
    assert f"<w:rPr><w:b/><w:bCs/>{run_note}</w:rPr>" in found
    assert f'<w:pPr><w:jc w:val="both"/>{note}</w:pPr>' in found
    assert "核稿" not in found


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        (
            '<w:pgSz w:w="12240" w:h="15840" w:code="1"/>',
            {"width": 210, "height": 297},
            '<w:pgSz w:w="11906" w:h="16838"/>',
        ),
        (
            '<w:pgSz w:w="11906" w:h="16838"/>',
            {"landscape": True},
            '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>',
        ),
        (
            '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:gutter="0"/>',
            {"top": 37, "left": 28},
            '<w:pgMar w:top="2098" w:right="1800" w:bottom="1440" w:left="1587" w:gutter="0" w:header="720" '
            'w:footer="720"/>',
        ),
        ('<w:docGrid w:type="lines" w:linePitch="312"/>', {"grid": "none"}, '<w:docGrid w:linePitch="312"/>'),
        (
            '<w:cols w:space="425"/>',
            {"grid": "linesAndChars", "grid_line": 579, "grid_character": -849},
            '<w:cols w:space="425"/><w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>',
        ),
        ('<w:pgNumType w:start="5"/><w:titlePg/>', {"number_start": "", "title_page": False}, '<w:titlePg w:val="0"/>'),
        ("", {"number_start": 1}, '<w:pgNumType w:start="1"/>'),
    ],
)  # fmt: skip
def test_sections(before: str, values: dict[str, Any], after: str) -> None:
    header = '<w:headerReference w:type="default" r:id="header1"/>'
    content = f"<w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:p/><w:sectPr>{header}{before}</w:sectPr>"
    data = word(content, header1=xml("hdr", "<w:p/>"))
    found = body(revise(data, [], [Remedy("section", 1, values=values)], PROFILE))
    assert forms(found, "sectPr") == same("sectPr", "", header + after)
    found = body(revise(data, [], [Remedy("section", 1, values=values)], PROFILE, STAMP))
    noted = f"<w:sectPrChange><w:sectPr>{before}</w:sectPr></w:sectPrChange>"
    assert forms(found, "sectPr")[:2] == same("sectPr", "", header + after + noted)[:2]


def test_a_section_nobody_wrote_down() -> None:
    found = made("<w:p/>", Remedy("section", 0, values={"title_page": True}))
    assert found == "<w:p/><w:sectPr><w:titlePg/></w:sectPr>"


def test_tables() -> None:
    cell = '<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr><w:p/>{}</w:tc>'
    inner = f'<w:tbl><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid><w:tr>{cell.format(900, "")}</w:tr></w:tbl><w:p/>'
    content = (
        '<w:tbl><w:tblPr><w:tblInd w:w="-300" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="6000"/>'
        f'<w:gridCol w:w="6000"/></w:tblGrid><w:tr>{cell.format(6000, inner)}{cell.format(6000, "")}</w:tr>'
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell.format(12000, '')}</w:tr></w:tbl>"
    )
    found = made(content, Remedy("table", 0, values={"width": 300, "header_rows": 1, "whole_rows": True}))
    assert re.findall('<w:gridCol w:w="([0-9]+)"', found) == ["3000", "3000", "900"]
    assert re.findall('<w:tcW w:w="([0-9]+)"', found) == ["3000", "900", "3000", "6000"]
    assert forms(found, "trPr") == same("trPr", "<w:tblHeader/><w:cantSplit/>", "<w:cantSplit/>")
    assert '<w:tblW w:w="6000" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>' in found
    found = made(content, Remedy("table", 1, values={"width": 90}))
    assert re.findall('<w:gridCol w:w="([0-9]+)"', found) == ["6000", "6000", "1800"]


def test_blanks_that_stood_for_an_indent() -> None:
    whole = "<w:r><w:t xml:space='preserve'> </w:t><w:tab/><w:t>　甲</w:t></w:r>"
    found = made(f"<w:p>{whole}</w:p>", Remedy("text", 1, 0, 3, {"text": ""}))
    assert re.sub(' xml:space="preserve"', "", found) == "<w:p><w:r><w:t></w:t><w:t></w:t><w:t>甲</w:t></w:r></w:p>"
    found = marked(f"<w:p>{whole}</w:p>", Remedy("text", 1, 0, 3, {"text": ""}))
    assert re.sub(' xml:space="preserve"', "", found) == (
        "<w:p><w:del><w:r><w:delText> </w:delText></w:r><w:r><w:tab/></w:r><w:r><w:delText>　</w:delText></w:r></w:del>"
        "<w:r><w:t>甲</w:t></w:r></w:p>"
    )
    # An edit is of text, and a tab in a field is Word's.
    assert revise(data := word(f"<w:p>{whole}</w:p>"), [Edit(Span(1, 0, 3), "")], [], PROFILE) == data
    data = word(f"<w:p>{field(' IF ', '<w:r><w:tab/></w:r>')}{run('甲')}</w:p>")
    assert revise(data, [], [Remedy("text", 1, 0, 1, {"text": ""})], PROFILE) == data
    assert made(f"<w:p>{run('甲')}</w:p>", Remedy("text", 1, 0, 0, {"text": "　　"})).count("　　甲") == 1
    data = word(f"<w:p>{whole}</w:p>")
    assert texts(revise(data, [], [Remedy("text", 1, 0, 3, {"text": "　"})], PROFILE)) == ["　甲"]


def test_empty_paragraphs_come_and_go() -> None:
    content = f"<w:p>{run('甲')}</w:p><w:p/><w:p><w:r><w:t> </w:t></w:r></w:p><w:p>{run('乙')}</w:p><w:p/>"
    data = word(content)
    asked = [Remedy("insert", 4, values={"count": 2}), *(Remedy("remove", at) for at in (1, 2, 3, 5))]
    assert texts(revise(data, [], asked, PROFILE)) == ["甲", "", "", "乙", ""]
    tracked = revise(data, [], asked, PROFILE, STAMP)
    assert texts(tracked) == ["甲", "", "", "", "", "乙", ""]
    assert texts(settled(tracked, accept=True)) == ["甲", "", "", "乙", ""]
    assert texts(settled(tracked, accept=False)) == texts(data)
    line = layout(revise(data, [], asked, PROFILE)).paragraphs[1]
    assert line.line == pytest.approx(28.95)
    assert (line.rule, line.mark.size, line.mark.east_asia, line.first) == ("exact", 16, "仿宋", 0)


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("<w:p/><w:sectPr/>", 1),
        (f"<w:tbl><w:tr><w:tc><w:p>{run('甲')}</w:p><w:p/></w:tc></w:tr></w:tbl><w:p/>", 2),
        ("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", 2),
        ("<w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:p/>", 1),
        ("<w:p><w:r><w:drawing/></w:r></w:p><w:p/>", 1),
        ("<w:p><w:r><w:br w:type='page'/></w:r></w:p><w:p/>", 1),
        ("<w:p><w:pPr><w:rPr><w:ins w:id='1'/></w:rPr></w:pPr></w:p><w:p/>", 1),
        ("<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p><w:p/>", 1),
        (f"<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{run('甲')}</w:p><w:p/><w:p/>", 2),
    ],
)
def test_empty_paragraphs_that_stay(content: str, number: int) -> None:
    for stamp in (None, STAMP):
        assert revise(data := word(content), [], [Remedy("remove", number)], PROFILE, stamp) == data


def test_an_empty_paragraph_ahead_of_a_table_cannot_be_tracked() -> None:
    data = word("<w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>")
    assert revise(data, [], [Remedy("remove", 1)], PROFILE, STAMP) == data
    assert body(revise(data, [], [Remedy("remove", 1)], PROFILE)).startswith("<w:tbl>")


def test_of_empty_paragraphs_in_a_cell_the_last_stays() -> None:
    cell = "<w:tbl><w:tr><w:tc><w:p/><w:p/><w:p/></w:tc></w:tr></w:tbl><w:p/>"
    asked = [Remedy("remove", at) for at in (1, 2, 3)]
    assert made(cell, *asked).count("<w:p/>") == 2
    assert marked(cell, *asked).count("<w:del/>") == 2


def test_bookmarks_of_an_empty_paragraph_stay() -> None:
    found = made(f'<w:p><w:bookmarkStart w:id="1" w:name="a"/></w:p><w:p>{run("甲")}</w:p>', Remedy("remove", 1))
    assert found.startswith('<w:p><w:bookmarkStart w:name="a"/><w:r>')


def test_lines_go_ahead_of_all_a_paragraph_is_part_of() -> None:
    part_of = f"<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{run('甲')}</w:p><w:p>{run('乙')}</w:p>"
    assert texts(revise(word(part_of), [], [Remedy("insert", 2, values={"count": 1})], PROFILE)) == ["", "甲", "乙"]


def test_edits_as_revisions() -> None:
    data = word(f"<w:p>{run('甲乙', '<w:b/>')}{run('丙丁')}</w:p>")
    edits = [Edit(Span(1, 1, 3), "新"), Edit(Span(1, 3, 4), "戊"), Edit(Span(1, 4, 4), "。")]
    found = part(revise(data, edits, [], PROFILE, STAMP))
    stamp = 'w:author="核稿" w:date="2026-03-05T08:30:00Z"'
    assert re.sub(r' w:id="[0-9]+"', "", found[found.index("<w:p>") : found.index("</w:body>")]) == (
        '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">甲</w:t></w:r>'
        f"<w:del {stamp}><w:r><w:rPr><w:b/></w:rPr><w:delText>乙</w:delText></w:r>"
        '<w:r><w:rPr/><w:delText xml:space="preserve">丙</w:delText></w:r></w:del>'
        f"<w:ins {stamp}><w:r><w:rPr><w:b/></w:rPr><w:t>新</w:t></w:r></w:ins>"
        f"<w:del {stamp}><w:r><w:rPr/><w:delText>丁</w:delText></w:r></w:del>"
        f"<w:ins {stamp}><w:r><w:rPr/><w:t>戊</w:t></w:r></w:ins>"
        f"<w:ins {stamp}><w:r><w:rPr/><w:t>。</w:t></w:r></w:ins>"
        "</w:p>"
    )
    assert texts(revise(data, edits, [], PROFILE, STAMP)) == ["甲新戊。"]


def test_deleted_text_keeps_the_format_it_had() -> None:
    asked = Remedy("letters", 1, 0, 2, {"bold": True})
    found = marked(f"<w:p>{run('甲乙丙')}</w:p>", asked, edits=(Edit(Span(1, 0, 1), "新"),))
    bold = "<w:rPr><w:b/><w:bCs/>{}</w:rPr>"
    assert re.sub(' xml:space="preserve"', "", found) == (
        f"<w:p><w:del><w:r><w:delText>甲</w:delText></w:r></w:del><w:ins><w:r>{bold.format('')}<w:t>新</w:t></w:r></w:ins>"
        f"<w:r>{bold.format('<w:rPrChange><w:rPr/></w:rPrChange>')}<w:t>乙</w:t></w:r>"
        "<w:r><w:rPr/><w:t>丙</w:t></w:r></w:p>"
    )


def test_what_somebody_inserted_is_deleted_in_place_and_replaced_beside() -> None:
    data = word(f'<w:p><w:ins w:id="1" w:author="李四">{run("甲乙丙")}</w:ins></w:p>')
    found = part(revise(data, [Edit(Span(1, 1, 2), "新")], [], PROFILE, STAMP))
    shape = re.findall(r'<(/?w:(?:ins|del))\b|w:author="(..)"|>([甲乙丙新])<', found)
    assert ["".join(step) for step in shape] == [
        "w:ins", "李四", "甲", "w:del", "核稿", "乙", "/w:del", "/w:ins",
        "w:ins", "核稿", "新", "/w:ins", "w:ins", "李四", "丙", "/w:ins",
    ]  # fmt: skip


def test_what_cannot_be_tracked_is_left() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>"
    data = word(f"<w:p>{ruby}{field('PAGE', run('1'))}</w:p>")
    asked = [Edit(Span(1, 0, 1), "品"), Edit(Span(1, 1, 2), "2")]
    assert revise(data, asked, [Remedy("page_numbers")], PROFILE, STAMP) == data
    assert texts(revise(data, asked, [], PROFILE)) == ["品1"]


def test_the_older_copy_of_a_text_box_says_the_same() -> None:
    held = box(f"<w:p>{run('甲乙')}</w:p>")
    data = word(f"<w:p>{held}</w:p>")
    for stamp in (None, STAMP):
        result = revise(data, [Edit(Span(2, 1, 2), "丙")], [Remedy("letters", 2, 0, 1, {"bold": True})], PROFILE, stamp)
        contents = re.findall("<w:txbxContent>(.*?)</w:txbxContent>", body(result))
        assert contents[0] == contents[1]
        assert texts(result)[1] == "甲丙"
        found = re.findall(r'<w:(?:ins|del|rPrChange) w:id="([0-9]+)"', part(result))
        assert len(found) == len(set(found)) == (0 if stamp is None else 6)
    unlike = made(body(data).replace("甲乙", "甲 乙", 1), edits=(Edit(Span(2, 0, 1), "丙"),))
    assert re.findall(">([^<]+)</w:t>", unlike) == ["丙 乙", "甲乙"]


FOOTER = f"<w:p>{run('第')}{field('PAGE', run('1'))}{run('页')}</w:p>"


def numbered(footer: str, section: str = "", **parts: str) -> bytes:
    reference = '<w:footerReference w:type="default" r:id="footer1"/>'
    return word(f"<w:p>{run('甲')}</w:p><w:sectPr>{reference}{section}</w:sectPr>", footer1=xml("ftr", footer), **parts)


def test_page_numbers() -> None:
    header = '<w:headerReference w:type="default" r:id="header1"/>'
    data = numbered(FOOTER, header + '<w:pgNumType w:fmt="upperRoman" w:start="3"/>', header1=xml("hdr", "<w:p/>"))
    result = revise(data, [], [Remedy("page_numbers")], PROFILE)
    found = layout(result)
    assert found.paired
    assert [len(found.sections[0].footers[kind]) for kind in ("default", "even")] == [1, 1]
    assert found.sections[0].headers["even"] == found.sections[0].headers["default"]
    assert (found.sections[0].number_start, found.sections[0].number_format) == (3, "decimal")
    words = read(result)
    for kind, align, side in (("default", "right", "right"), ("even", "left", "left")):
        number = found.sections[0].footers[kind][0]
        place = found.paragraphs[number - 1]
        assert words[number - 1].text == "— 1 —"
        assert (place.align, getattr(place, side)) == (align, 14)
        assert {(one.size, one.east_asia, one.ascii) for one in place.letters} == {(14, "宋体", "宋体")}
        assert place.fields == ((2, 3, "PAGE"),)
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        assert "word/footer1.xml" not in archive.namelist()
        assert archive.read("word/header1.xml") == zipfile.ZipFile(io.BytesIO(data)).read("word/header1.xml")
    docx.Document(io.BytesIO(typed(result)))
    again = revise(result, [], [Remedy("page_numbers")], PROFILE)
    assert stories(again) == stories(result)


def test_a_first_page_of_its_own_is_numbered_too() -> None:
    result = revise(numbered(FOOTER, "<w:titlePg/>"), [], [Remedy("page_numbers")], PROFILE)
    assert sorted(layout(result).sections[0].footers) == ["default", "even", "first"]


@pytest.mark.parametrize(
    "footer", [f"<w:p>{run('市档案馆')}{field('PAGE', run('1'))}</w:p>", "<w:p><w:r><w:drawing/></w:r></w:p>"]
)
def test_a_footer_that_says_more_is_left(footer: str) -> None:
    assert revise(data := numbered(footer), [], [Remedy("page_numbers")], PROFILE) == data


# Other people's implementations.

SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" '
    'w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
)
STYLES = xml(
    "styles",
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="宋体"/>'
    '<w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" '
    'w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="h"><w:name '
    'w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:keepNext/><w:spacing w:before="240"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>',
)


def plain(inserted: bool) -> bytes:
    """A draft with nothing LibreOffice reads otherwise than Word; `inserted` says that somebody revised it before."""
    added = run("的补充") if not inserted else (
        f'<w:ins w:id="1" w:author="李四" w:date="2025-01-01T00:00:00Z">{run("的补充")}</w:ins>'
        f'<w:del w:id="2" w:author="李四"><w:r><w:delText>旧话</w:delText></w:r></w:del>'
    )  # fmt: skip
    cell = "<w:tc><w:tcPr><w:tcW w:w='2500' w:type='dxa'/></w:tcPr><w:p>{}</w:p></w:tc>"
    link = f"<w:hyperlink w:anchor='x'>{run('链接')}</w:hyperlink>"
    return typed(
        word(
            f"<w:p>{run('甲乙丙丁')}{run('戊己', '<w:b/>')}{added}{run('庚辛')}</w:p>"
            f"<w:p><w:pPr><w:pStyle w:val='h'/></w:pPr>{run('一、总体')}{run('要求')}</w:p><w:p/>"
            f"<w:p><w:pPr><w:ind w:firstLine='420'/></w:pPr>{run('　　前后')}{link}{run('文字')}</w:p>"
            "<w:tbl><w:tblPr><w:tblW w:w='5000' w:type='dxa'/></w:tblPr><w:tblGrid><w:gridCol w:w='2500'/><w:gridCol "
            f"w:w='2500'/></w:tblGrid><w:tr>{cell.format(run('格子'))}{cell.format(run('内容'))}</w:tr></w:tbl>"
            f"<w:p>{run('最后一段')}</w:p>{SECTION}",
            styles=STYLES,
        )
    )


EDITS = [
    Edit(Span(1, 1, 3), "新"),
    Edit(Span(1, 5, 7), "改过"),
    Edit(Span(1, 8, 8), "了"),
    Edit(Span(2, 0, 2), "二、"),
    Edit(Span(5, 0, 1), "方"),
    Edit(Span(7, 0, 0), "这"),
    Edit(Span(7, 4, 4), "。"),
]
LAYOUT = [
    Remedy("letters", 1, 0, 6, {"face": "仿宋", "size": 16}),
    Remedy("letters", 2, 1, 4, {"bold": False, "face": "黑体"}),
    Remedy("letters", 5, 0, 2, {"size": 12}),
    Remedy("paragraph", 1, values={"first": 2, "left": 0, "size": 16, "line": 28.95, "rule": "exact", "before": 0}),
    Remedy("paragraph", 2, values={"align": "center", "before": 0}),
    Remedy("paragraph", 4, values={"first": 2, "size": 10.5}),
    Remedy("text", 4, 0, 2, {"text": ""}),
    Remedy("remove", 3),
    Remedy("insert", 2, values={"count": 1}),
    Remedy("insert", 7, values={"count": 2}),
    Remedy("table", 0, values={"header_rows": 1, "whole_rows": True, "width": 400}),
    Remedy("section", 0, values={"top": 37}),
]


def test_docx_revisions_reads_our_revisions() -> None:
    docx_revisions = pytest.importorskip("docx_revisions")
    # It looks only at revisions of characters that stand in a paragraph itself.
    edits = [one for one in EDITS if one.span.paragraph != 4]
    for inserted in (False, True):
        data = plain(inserted)
        result = revise(data, edits, [], PROFILE, STAMP)
        clean = revise(data, edits, [], PROFILE)
        for step, whole in (("accept_all", settled(clean, accept=True)), ("reject_all", settled(data, accept=False))):
            revised = docx_revisions.RevisionDocument(io.BytesIO(result))
            getattr(revised, step)()
            wanted = docx_revisions.RevisionDocument(io.BytesIO(whole))
            assert not revised.track_changes
            assert [one.text for one in revised.all_paragraphs] == [one.text for one in wanted.all_paragraphs]
            looks = [
                [
                    [(letter, r.bold, r.font.size) for r in one.runs for letter in r.text]
                    for one in either.all_paragraphs
                ]
                for either in (revised, wanted)
            ]
            assert looks[0] == looks[1]


def test_libreoffice_takes_our_revisions_back_and_over(tmp_path: Path) -> None:
    """Texts, sizes, bold, East Asian fonts, first lines, left indents, lines and adjustment; of sections and tables
    LibreOffice keeps no former state."""
    script = [shutil.which("python3", path="/usr/bin"), str(Path(__file__).with_name("office_redlines.py"))]
    if shutil.which("soffice") is None or script[0] is None:
        pytest.skip("needs LibreOffice (soffice)")
    if subprocess.run([script[0], "-c", "import uno"], capture_output=True).returncode:
        pytest.skip("needs LibreOffice's module for Python (python3-uno)")
    paths = []
    for name, inserted in (("fresh", False), ("revised", True)):
        data = plain(inserted)
        for kind, result in (
            ("before", data),
            ("clean", revise(data, EDITS, LAYOUT, PROFILE)),
            ("marked", revise(data, EDITS, LAYOUT, PROFILE, STAMP)),
        ):
            paths.append(tmp_path / f"{name}-{kind}.docx")
            paths[-1].write_bytes(result)
    done = subprocess.run([*script, *map(str, paths)], capture_output=True, check=True, timeout=120)  # type: ignore[list-item]
    values = {Path(name).stem: found for name, found in json.loads(done.stdout).items()}
    for name in ("fresh", "revised"):
        assert values[f"{name}-marked"]["reject"] == values[f"{name}-before"]["reject"]
        assert values[f"{name}-marked"]["accept"] == values[f"{name}-clean"]["accept"]
        assert values[f"{name}-marked"]["accept"] != values[f"{name}-marked"]["reject"]
    assert pdf(paths[-1], tmp_path).read_bytes().startswith(b"%PDF")


def test_many_changes_in_one_run_take_linear_time() -> None:
    data = word("<w:p><w:r>" + "<w:t>字句</w:t>" * 8_000 + "</w:r></w:p>")
    edits = [Edit(Span(1, at, at + 1), "词") for at in range(0, 16_000, 8)]
    remedies = [Remedy("letters", 1, at, at + 2, {"size": 16}) for at in range(0, 16_000, 8)]
    start = perf_counter()
    result = revise(data, edits, remedies, PROFILE, STAMP)
    assert perf_counter() - start < 10
    assert texts(result) == ["词句字句字句字句" * 2_000]


def test_a_paragraph_is_not_cut_finer_than_it_can_be_read() -> None:
    data = word(f"<w:p>{run('字句' * 20_000)}</w:p>")
    edits = [Edit(Span(1, at, at + 1), "词") for at in range(0, 40_000, 2)]
    assert revise(data, edits, [], PROFILE, STAMP) == data
    assert texts(revise(data, edits, [], PROFILE)) == ["词句" * 20_000]
