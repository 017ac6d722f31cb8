"""Effective formatting, by hand-made files and against what LibreOffice makes of the same files.

Where LibreOffice is known to differ from Word nothing is compared, or the drafts (drafts.py) don't go there:
- indents in characters: LibreOffice takes the lengths written beside them;
- switches (bold) where styles of two kinds say something: Word turns them over, LibreOffice takes the nearest;
- cells where an end row and an end column of a table style meet: in Word the row wins, in LibreOffice the column;
- bands of table styles: LibreOffice takes them from w:cnfStyle only, Word works them out;
- table styles based on others: LibreOffice loses part of what they inherit;
- text in cells of tables with a style: LibreOffice lets it beat styles of characters, and direct formatting that says
  no more than the defaults of the document;
- themes that name a Chinese font both for all and for simplified Chinese: LibreOffice takes the latter;
- text no font is named for: LibreOffice takes one of its own.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from drafts import draft
from hegao.errors import ReadError
from hegao.layout import Border, Drawing, Layout, Letters, ParagraphLayout
from hegao.ooxml.measure import measure
from hegao.ooxml.package import open_package
from hegao.ooxml.text import WordParagraph, paragraphs
from hegao.outline import outline
from hegao.profile import load_profile
from hegao.readers import read_bytes
from hegao.typeset import lay_out
from hegao.typeset.bare import bare
from hostile import word, xml

CORPORA = Path(__file__).parent.parent / "corpora"
PYTHON = "/usr/bin/python3"  # the one LibreOffice's uno module is made for
SCRIPT = Path(__file__).parent / "office_values.py"
SECONDS = 100
_CHINESE = re.compile("[\u4e00-\u9fff，。、；：]")

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def read(data: bytes) -> tuple[tuple[WordParagraph, ...], Layout]:
    package = open_package(data)
    words = tuple(paragraphs(package))
    return words, measure(package, words)


def laid(body: str, **parts: str) -> Layout:
    return read(word(body, **parts))[1]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str = "文", properties: str = "", form: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text, form)}</w:p>"


def style(kind: str, name: str, content: str, basis: str = "", default: bool = False) -> str:
    based = f'<w:basedOn w:val="{basis}"/>' if basis else ""
    said = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}"{said} w:styleId="{name}"><w:name w:val="{name}名"/>{based}{content}</w:style>'


def size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/>'


def sheet(*styles: str, run: str = "", paragraph: str = "") -> str:
    defaults = (
        f"<w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{paragraph}</w:pPr></w:pPrDefault>"
    )
    return xml("styles", f"<w:docDefaults>{defaults}</w:docDefaults>{''.join(styles)}")


def letters(form: str, properties: str = "", **parts: str) -> Letters:
    return laid(paragraph("文", properties, form), **parts).paragraphs[0].letters[0]


def form(properties: str, **parts: str) -> ParagraphLayout:
    return laid(paragraph("文", properties, size(32)), **parts).paragraphs[0]


# The files LibreOffice reads too.


def _files() -> dict[str, bytes]:
    profile = load_profile()
    found = {path.name: path.read_bytes() for path in sorted(CORPORA.glob("*.docx"))}
    for path in sorted(CORPORA.glob("*.txt"))[::9]:
        document = read_bytes(path.read_bytes(), path.name)
        plain = bare(document, outline(document))
        again = read_bytes(plain, "稿.docx")
        found[f"{path.stem}.docx"] = lay_out(plain, again, outline(again), profile)
    found |= {f"draft{seed}.docx": draft(seed) for seed in range(9)}
    return found | {"template.docx": _by_template()}


def _by_template() -> bytes:
    """Every paragraph style of python-docx's own template, and some of its tables."""
    document = docx.Document()
    for number, one in enumerate(one for one in document.styles if one.type == 1):
        document.add_paragraph(f"第{number}段用一种样式", one)
    for name in ("Table Grid", "Normal Table"):
        for number, row in enumerate(document.add_table(3, 3, name).rows):
            for cell in row.cells:
                cell.text = f"表格第{number}行"
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _office(files: Sequence[Path]) -> list[list[dict[str, Any]]]:
    process = subprocess.Popen(
        [PYTHON, str(SCRIPT), *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    try:
        said, fault = process.communicate(timeout=SECONDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, fault.decode(errors="replace")
    found: list[list[dict[str, Any]]] = json.loads(said)
    return found


def _chinese(word: WordParagraph, layout: ParagraphLayout) -> list[tuple[str, Letters]]:
    spelt = ((one, at) for one in layout.letters for at in range(max(one.start, word.label), one.end))
    return [(word.text[at], one) for one, at in spelt if _CHINESE.match(word.text[at])]


def _theirs(values: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(c, look) for text, look in values["portions"] for c in text if _CHINESE.match(c)]


def _compare(tally: Counter[tuple[str, bool]], data: bytes, values: Sequence[dict[str, Any]]) -> None:
    words, layout = read(data)
    ours = [
        (one, look, _chinese(one, look))
        for one, look in zip(words, layout.paragraphs, strict=True)
        if one.kind in ("body", "cell")
    ]
    theirs = [(one, _theirs(one)) for one in values]
    sides = [["".join(c for c, _ in spelt) for *_, spelt in side] for side in (ours, theirs)]
    tally["found", False] += len(ours)
    for a, b, count in difflib.SequenceMatcher(None, sides[0], sides[1], False).get_matching_blocks():
        for (_, look, spelt), (value, other) in zip(ours[a : a + count], theirs[b : b + count], strict=True):
            tally["found", True] += 1
            tally["found", False] -= 1
            for (_, mine), (_, yours) in zip(spelt, other, strict=True):
                tally["size", abs(mine.size - yours["size"]) < 0.06] += 1
                tally["bold", mine.bold == (yours["bold"] > 120)] += 1
                tally["italic", mine.italic == (yours["italic"] != "NONE")] += 1
                tally["spacing", abs(mine.spacing - yours["spacing"]) < 0.06] += 1
                if mine.east_asia and yours["east_asia"]:
                    tally["font", mine.east_asia == yours["east_asia"]] += 1
            if not spelt or look.first_characters is not None:
                continue
            # It keeps the indents of a list there.
            for name, of_list in zip(("left", "first"), value["list"] or (0, 0), strict=True):
                told = (value[name], of_list) if value["list"] else (value[name],)
                good = any(abs(getattr(look, name) - one) < 0.15 for one in told)
                tally[f"{name} in a table" if look.table is not None else name, good] += 1
            tally["before", abs(look.before - value["before"]) < 0.15] += 1


@pytest.mark.slow
def test_as_libreoffice(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    known = Path(PYTHON).exists() and subprocess.run([PYTHON, "-c", "import uno"], capture_output=True).returncode == 0
    if not known:
        pytest.skip("LibreOffice's Python module uno is not installed (python3-uno)")
    files = _files()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    tally: Counter[tuple[str, bool]] = Counter()
    for data, values in zip(files.values(), _office([tmp_path / name for name in files]), strict=True):
        _compare(tally, data, values)
    for name in {name for name, _ in tally}:
        right, wrong = tally[name, True], tally[name, False]
        assert right > 500
        assert right / (right + wrong) >= (0.97 if name == "found" else 0.995), name


# Text.


def test_nothing_named() -> None:
    found = letters("")
    assert found == Letters(0, 1, "", "", "", 10)


def test_nearest_level_wins() -> None:
    styles = sheet(
        style("paragraph", "a", '<w:rPr><w:sz w:val="24"/><w:color w:val="ff0000"/></w:rPr>', default=True),
        style("paragraph", "b", '<w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr>', "a"),
        style("character", "c", '<w:rPr><w:rFonts w:ascii="Arial"/><w:sz w:val="36"/></w:rPr>'),
        run='<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="宋体"/><w:sz w:val="21"/>',
    )
    found = letters(
        '<w:rStyle w:val="c"/><w:spacing w:val="-6"/><w:w w:val="80"/>', '<w:pStyle w:val="b"/>', styles=styles
    )
    assert (found.ascii, found.other, found.east_asia, found.size) == ("Arial", "Calibri", "黑体", 18)
    assert (found.color, found.spacing, found.scale) == ("FF0000", -0.3, 80)
    assert letters("", '<w:pStyle w:val="missing"/>', styles=styles).size == 12


def test_other_properties() -> None:
    found = letters(
        '<w:u w:val="wave"/><w:dstrike/><w:highlight w:val="yellow"/><w:position w:val="-6"/>'
        '<w:vertAlign w:val="superscript"/><w:color w:val="auto"/>'
    )
    assert (found.underline, found.strike, found.highlight) == ("wave", True, "yellow")
    assert (found.position, found.raised, found.color) == (-3, "superscript", None)


def test_old_formats_of_revisions_are_not_read() -> None:
    revision = 'w:id="1" w:author="某" w:date="2025-01-01T00:00:00Z"'
    found = laid(
        f"<w:p><w:pPr><w:jc w:val='center'/><w:pPrChange {revision}><w:pPr><w:jc w:val='right'/></w:pPr></w:pPrChange>"
        f"</w:pPr><w:ins {revision}>{run('增', f'<w:b/><w:rPrChange {revision}><w:rPr><w:i/></w:rPr></w:rPrChange>')}"
        f"</w:ins><w:del {revision}><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    ).paragraphs[0]
    assert (found.align, found.letters[0].bold, found.letters[0].italic) == ("center", True, False)
    assert [(one.start, one.end) for one in found.letters] == [(0, 1)]


@pytest.mark.parametrize(
    ("of_paragraph", "of_characters", "direct", "expected"),
    [
        ("<w:b/>", "", "", True),
        ("<w:b/>", "<w:b/>", "", False),
        ("<w:b/>", '<w:b w:val="0"/>', "", True),
        ("", "<w:b/>", "", True),
        ("<w:b/>", "<w:b/>", "<w:b/>", True),
        ("<w:b/>", "", '<w:b w:val="0"/>', False),
        ('<w:b w:val="off"/>', "<w:b/>", "", True),
    ],
)
def test_switches_turn_over(of_paragraph: str, of_characters: str, direct: str, expected: bool) -> None:
    styles = sheet(
        style("paragraph", "p", f"<w:rPr>{of_paragraph}</w:rPr>"),
        style("character", "c", f"<w:rPr>{of_characters}</w:rPr>"),
    )
    assert letters(f'<w:rStyle w:val="c"/>{direct}', '<w:pStyle w:val="p"/>', styles=styles).bold is expected


def theme(chinese: str = "", scripts: str = "") -> str:
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="{kind} latin"/><a:ea typeface="{chinese}"/><a:cs typeface=""/>{scripts}'
        f"</a:{kind}Font>"
        for kind in ("major", "minor")
    )
    return (
        f'<a:theme xmlns:a="{A}"><a:themeElements><a:clrScheme name="c"><a:dk1><a:sysClr val="windowText" '
        'lastClr="000000"/></a:dk1><a:accent1><a:srgbClr val="4F81BD"/></a:accent1></a:clrScheme>'
        f'<a:fontScheme name="f">{fonts}</a:fontScheme></a:themeElements></a:theme>'
    )


SCRIPTS = "".join(
    f'<a:font script="{script}" typeface="{name}"/>'
    for script, name in (("Jpan", "日文"), ("Hans", "等线"), ("Hant", "繁体"))
)


@pytest.mark.parametrize(
    ("chinese", "language", "expected"),
    [
        ("仿宋", "zh-CN", "仿宋"),
        ("", "zh-CN", "等线"),
        ("", "zh-TW", "繁体"),
        ("", "ja-JP", "日文"),
        ("", "", "等线"),
    ],
)
def test_theme_fonts(chinese: str, language: str, expected: str) -> None:
    settings = xml("settings", f'<w:themeFontLang w:eastAsia="{language}"/>')
    found = letters(
        '<w:rFonts w:ascii="Arial" w:asciiTheme="majorHAnsi" w:hAnsi="Arial" w:eastAsiaTheme="minorEastAsia" '
        'w:hint="eastAsia"/>',
        theme=theme(chinese, SCRIPTS),
        settings=settings,
    )
    assert (found.ascii, found.other, found.east_asia, found.hint) == ("major latin", "Arial", expected, True)


def test_a_nearer_name_beats_a_farther_theme() -> None:
    styles = sheet(style("paragraph", "a", '<w:rPr><w:rFonts w:eastAsiaTheme="minorEastAsia"/></w:rPr>', default=True))
    parts = {"styles": styles, "theme": theme("仿宋")}
    assert letters("", **parts).east_asia == "仿宋"
    assert letters('<w:rFonts w:eastAsia="楷体"/>', **parts).east_asia == "楷体"
    assert letters('<w:rFonts w:eastAsia="楷体" w:eastAsiaTheme="majorEastAsia"/>', styles=styles).east_asia == "楷体"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('w:val="auto" w:themeColor="text1"', "000000"),
        ('w:val="000000" w:themeColor="accent1"', "4F81BD"),
        ('w:val="365F91" w:themeColor="accent1" w:themeShade="BF"', "365F91"),
        ('w:val="123456" w:themeColor="unknown"', "123456"),
    ],
)
def test_theme_colors(said: str, expected: str) -> None:
    assert letters(f"<w:color {said}/>", theme=theme()).color == expected


def test_equal_neighbours_are_one() -> None:
    runs = run("一", "<w:b/>") + run("二", '<w:b w:val="1"/><w:lang w:val="zh-CN"/>') + run("三")
    link = f"<w:hyperlink>{run('四', size(20))}</w:hyperlink>"
    found = laid(f"<w:p>{runs}{link}</w:p>").paragraphs[0]
    assert [(one.start, one.end, one.bold) for one in found.letters] == [(0, 2, True), (2, 4, False)]


def test_the_mark() -> None:
    found = laid('<w:p><w:pPr><w:rPr><w:del w:id="1"/><w:sz w:val="44"/></w:rPr></w:pPr></w:p>').paragraphs[0]
    assert (found.letters, found.mark.size, found.mark.start, found.deleted) == ((), 22, 0, True)


# Paragraphs.


@pytest.mark.parametrize(
    ("said", "left", "first", "characters"),
    [
        ('w:firstLine="640"', 0, 32, None),
        ('w:firstLine="420" w:firstLineChars="200"', 0, 32, 2),
        ('w:firstLine="420" w:firstLineChars="0"', 0, 21, None),
        ('w:left="840" w:hanging="420"', 42, -21, None),
        ('w:leftChars="200" w:left="840" w:hangingChars="200" w:hanging="420"', 64, -32, -2),
        ('w:start="2cm"', pytest.approx(56.69, abs=0.01), 0, None),
        ('w:left="nonsense" w:firstLine="1e9"', 0, 0, None),
    ],
)
def test_indents(said: str, left: float, first: float, characters: float | None) -> None:
    found = form(f"<w:ind {said}/>")
    assert (found.left, found.first, found.first_characters) == (left, first, characters)


def test_characters_hold_over_nearer_lengths() -> None:
    styles = sheet(
        style("paragraph", "a", '<w:pPr><w:ind w:firstLineChars="200" w:firstLine="420"/></w:pPr>', default=True)
    )
    found = form('<w:ind w:firstLine="0" w:left="200"/>', styles=styles)
    assert (found.left, found.first, found.first_characters, found.first_length) == (10, 32, 2, 0)
    assert form('<w:ind w:firstLineChars="0" w:firstLine="0"/>', styles=styles).first == 0
    assert form('<w:ind w:hanging="200"/>', styles=sheet(paragraph='<w:ind w:firstLine="480"/>')).first == -10


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('w:line="360"', (1.5, "auto")),
        ('w:line="560" w:lineRule="exact"', (28, "exact")),
        ('w:line="560" w:lineRule="atLeast"', (28, "atLeast")),
        ('w:before="100"', (1, "auto")),
        ('w:line="-560"', (28, "exact")),
    ],
)
def test_lines(said: str, expected: tuple[float, str]) -> None:
    found = form(f"<w:spacing {said}/>")
    assert (found.line, found.rule) == expected


def test_room_above_and_below() -> None:
    page = '<w:sectPr><w:docGrid w:type="lines" w:linePitch="312"/></w:sectPr>'
    body = paragraph("文", '<w:spacing w:before="100" w:beforeLines="50" w:after="80" w:afterLines="0"/>')
    for section, before in ((page, 7.8), ("", 6)):
        found = laid(body + section).paragraphs[0]
        assert (found.before, found.after) == (before, 4)
    assert form('<w:spacing w:before="0" w:beforeAutospacing="1"/>').before == 14
    same = paragraph("文", '<w:spacing w:before="100" w:after="100"/><w:contextualSpacing/>')
    assert [(one.before, one.after) for one in laid(same * 2).paragraphs] == [(5, 0), (0, 5)]


def test_switches_and_borders_of_paragraphs() -> None:
    found = form(
        '<w:keepNext/><w:keepLines w:val="0"/><w:pageBreakBefore/><w:framePr w:w="200"/><w:pBdr><w:top w:val="nil"/>'
        '<w:bottom w:val="thickThinSmallGap" w:sz="24" w:color="ff0000"/></w:pBdr><w:snapToGrid w:val="0"/>'
        '<w:jc w:val="end"/><w:outlineLvl w:val="1"/>'
    )
    assert (found.keep_next, found.keep_lines, found.new_page, found.framed, found.snap) == (
        True,
        False,
        True,
        True,
        False,
    )
    assert (found.align, found.outline) == ("right", 2)
    assert found.borders == (Border("bottom", "thickThinSmallGap", 3, "FF0000"),)


def numbering(properties: str, run: str = "") -> str:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{run}</w:rPr></w:lvl>"
    )
    return xml(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )


NUMBER = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
OFF = '<w:numPr><w:numId w:val="0"/></w:numPr>'


def test_indents_of_lists() -> None:
    parts = {
        "numbering": numbering('<w:ind w:left="420" w:hanging="420"/>'),
        "styles": sheet(
            style("paragraph", "a", '<w:pPr><w:ind w:left="200"/></w:pPr>'),
            style("paragraph", "b", f'<w:pPr>{NUMBER}<w:ind w:left="640"/></w:pPr>', "a"),
            style("paragraph", "c", f"<w:pPr>{NUMBER}</w:pPr>", "a"),
        ),
    }
    for properties, left, first in (
        (f'<w:pStyle w:val="a"/>{NUMBER}', 21, -21),  # the list beats the style
        (f'<w:pStyle w:val="a"/>{NUMBER}<w:ind w:left="100"/>', 5, -21),
        ('<w:pStyle w:val="b"/>', 32, -21),  # the style that takes the list beats it
        ('<w:pStyle w:val="c"/>', 21, -21),  # the one it is based on does not
        (f'<w:pStyle w:val="c"/>{OFF}', 10, 0),
    ):
        found = laid(paragraph("文", properties), **parts).paragraphs[0]
        assert (found.left, found.first) == (left, first), properties


def test_labels() -> None:
    body = f'<w:p><w:pPr>{NUMBER}<w:rPr><w:sz w:val="32"/></w:rPr></w:pPr>{run("文", "<w:i/>")}</w:p>'
    found = laid(body, numbering=numbering("", "<w:b/>")).paragraphs[0]
    assert [(one.start, one.end, one.size, one.bold, one.italic) for one in found.letters] == [
        (0, 2, 16, True, False),
        (2, 3, 10, False, True),
    ]


def test_breaks_fields_and_frames() -> None:
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    )
    found = laid(
        f'<w:p>{run("一")}<w:r><w:br/><w:br w:type="page"/></w:r>{page}<w:fldSimple w:instr="NUMPAGES"/></w:p>'
    ).paragraphs[0]
    assert found.breaks == ((1, "line"), (2, "page"))
    assert found.fields == ((3, 4, "PAGE"), (4, 4, "NUMPAGES"))


# Drawings.

WIDE = 5616000 / 12700  # points


def shape(geometry: str, extent: str = 'cx="5616000" cy="12700"', more: str = "") -> str:
    return (
        f'<w:drawing xmlns:wp="{WP}" xmlns:a="{A}"><wp:anchor><wp:extent {extent}/><a:graphic><a:graphicData>'
        f'<wps:wsp><wps:spPr><a:prstGeom prst="{geometry}"/><a:ln><a:solidFill><a:srgbClr val="ff0000"/></a:solidFill>'
        f"</a:ln></wps:spPr>{more}</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


BOX = "<wps:txbx><w:txbxContent><w:p/></w:txbxContent></wps:txbx>"
PICTURE = (
    f'<w:drawing xmlns:wp="{WP}" xmlns:a="{A}"><wp:inline><wp:extent cx="127000" cy="254000"/><a:graphic>'
    f'<a:graphicData><pic:pic xmlns:pic="{PIC}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (shape("line"), Drawing(1, "line", False, WIDE, 1, "FF0000")),
        (shape("straightConnector1"), Drawing(1, "line", False, WIDE, 1, "FF0000")),
        (shape("rect"), Drawing(1, "line", False, WIDE, 1, "FF0000")),
        (shape("rect", 'cx="127000" cy="127000"', BOX), Drawing(1, "box", False, 10, 10)),
        (shape("ellipse", 'cx="127000" cy="127000"'), Drawing(1, "other", False, 10, 10)),
        (PICTURE, Drawing(1, "picture", True, 10, 20)),
        (
            '<w:pict><v:line style="position:absolute;z-index:1" from="0,2pt" to="442pt,2pt" strokecolor="red" '
            'strokeweight="2pt"/></w:pict>',
            Drawing(1, "line", False, 442, 0, "FF0000"),
        ),
        (
            '<w:pict><v:shape type="#_x0000_t32" style="position:absolute;width:442.25pt;height:0" '
            'strokecolor="#f00"/></w:pict>',
            Drawing(1, "line", False, 442.25, 0, "FF0000"),
        ),
        (
            '<w:pict><v:shape style="width:20pt;height:10pt"><v:imagedata/></v:shape></w:pict>',
            Drawing(1, "picture", True, 20, 10),
        ),
        (
            '<w:pict><v:shape style="position:absolute;width:20pt;height:10pt"><v:textbox><w:txbxContent><w:p/>'
            "</w:txbxContent></v:textbox></v:shape></w:pict>",
            Drawing(1, "box", False, 20, 10),
        ),
        ('<w:object><v:shape style="width:96px;height:5pt"/></w:object>', Drawing(1, "other", True, 72, 5)),
        ("<w:drawing/>", Drawing(1, "other", True, 0, 0)),
    ],
)
def test_drawings(content: str, expected: Drawing) -> None:
    assert laid(f"<w:p>{run('文')}<w:r>{content}</w:r></w:p>").paragraphs[0].drawings == (expected,)


def test_only_the_chosen_copy_of_a_drawing_counts() -> None:
    both = f"<mc:Choice>{shape('line')}</mc:Choice><mc:Fallback>{PICTURE}</mc:Fallback>"
    found = laid(f"<w:p><w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r></w:p>").paragraphs[0]
    assert [one.kind for one in found.drawings] == ["line"]


# Sections.


def section(content: str, size: str = 'w:w="11906" w:h="16838"') -> str:
    return f"<w:sectPr>{content}<w:pgSz {size}/></w:sectPr>"


def test_sections() -> None:
    margins = '<w:pgMar w:top="-2098" w:right="1474" w:bottom="1984" w:left="1588" w:gutter="284" w:footer="992"/>'
    first = section(
        f'<w:headerReference r:id="header1"/><w:footerReference w:type="even" r:id="footer1"/>{margins}<w:titlePg/>'
    )
    last = section(
        '<w:footerReference r:id="footer2"/><w:type w:val="continuous"/><w:pgNumType w:start="3" w:fmt="numberInDash"/>'
        '<w:cols w:num="2" w:space="420"/><w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>',
        'w:w="16838" w:h="11906" w:orient="landscape"',
    )
    found = laid(
        f"<w:p><w:pPr>{first}</w:pPr>{run('一')}</w:p>{paragraph('二')}{last}",
        header1=xml("hdr", paragraph("眉")),
        footer1=xml("ftr", paragraph("脚") * 2),
        footer2=xml("ftr", paragraph("尾")),
        settings=xml("settings", "<w:evenAndOddHeaders/><w:mirrorMargins w:val='0'/>"),
    )
    one, two = found.sections
    assert (found.paired, found.mirrored) == (True, False)
    assert [paragraph.section for paragraph in found.paragraphs] == [0, 1, 0, 0, 0, 1]
    assert (round(one.width), round(one.height), round(one.top), round(one.left), round(one.gutter)) == (
        210,
        297,
        37,
        28,
        5,
    )
    assert (one.title_page, one.landscape, one.headers, one.footers) == (
        True,
        False,
        {"default": (3,)},
        {"even": (4, 5)},
    )
    assert (two.landscape, two.columns, two.kind, two.number_start) == (True, 2, "continuous", 3)
    assert (two.grid, two.grid_line, two.number_format) == ("linesAndChars", 28.95, "numberInDash")
    assert two.grid_character == pytest.approx(-849 / 4096)
    assert (two.headers, two.footers) == ({"default": (3,)}, {"even": (4, 5), "default": (6,)})


def test_gutter_at_the_top() -> None:
    body = paragraph() + section('<w:pgMar w:top="1000" w:left="1000" w:gutter="200"/>')
    found = laid(body, settings=xml("settings", "<w:gutterAtTop/>")).sections[0]
    assert (round(found.top, 2), found.gutter) == (round(1200 / 56.6929, 2), 0)


def test_no_section_at_all() -> None:
    found = laid(paragraph()).sections
    assert len(found) == 1
    assert (round(found[0].width, 1), found[0].grid, found[0].footers) == (215.9, "none", {})


def test_the_box_of_a_paragraph_that_ends_a_section_stands_in_it() -> None:
    box = shape(
        "rect", 'cx="999999" cy="999999"', f"<wps:txbx><w:txbxContent>{paragraph('框')}</w:txbxContent></wps:txbx>"
    )
    body = f"<w:p><w:pPr>{section('')}</w:pPr><w:r>{box}</w:r></w:p>{paragraph('后')}{section('')}"
    assert [one.section for one in laid(body).paragraphs] == [0, 0, 1]


# Tables.


def table(rows: int, columns: int, properties: str = "", row: str = "", cell: str = paragraph("格")) -> str:
    grid = "".join('<w:gridCol w:w="2000"/>' for _ in range(columns))
    cells = f"<w:tc>{cell}</w:tc>" * columns
    lines = f"<w:tr><w:trPr>{row}</w:trPr>{cells}</w:tr>" * rows
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def part(kind: str, properties: str) -> str:
    return f'<w:tblStylePr w:type="{kind}"><w:rPr>{properties}</w:rPr></w:tblStylePr>'


LOOK = '<w:tblStyle w:val="t"/><w:tblLook w:val="{}"/>'


def sizes(look: str, *parts: str, rows: int = 4, columns: int = 3, bands: str = "") -> list[list[float]]:
    """Of the letters of each cell."""
    styles = sheet(
        style("table", "s", '<w:rPr><w:sz w:val="24"/></w:rPr>' + "".join(parts)),
        style("table", "t", f"<w:tblPr>{bands}</w:tblPr>", "s"),
    )
    found = [one.letters[0].size for one in laid(table(rows, columns, LOOK.format(look)), styles=styles).paragraphs]
    return [found[at : at + columns] for at in range(0, len(found), columns)]


def test_parts_of_table_styles() -> None:
    parts = [
        part("firstRow", size(32)),
        part("lastRow", size(34)),
        part("firstCol", size(36)),
        part("lastCol", size(38)),
        part("neCell", size(44)),
    ]
    assert sizes("01E0", *parts) == [[16, 16, 22], [18, 12, 19], [18, 12, 19], [17, 17, 17]]
    assert sizes("0080", *parts) == [[18, 12, 12]] * 4
    assert sizes("0000", *parts) == [[12, 12, 12]] * 4


def test_bands_of_table_styles() -> None:
    parts = [part("band1Horz", size(32)), part("band2Horz", size(34))]
    one, two = (f'<w:tblStyleRowBandSize w:val="{size}"/>' for size in (1, 2))
    assert [row[0] for row in sizes("0000", *parts, bands=one)] == [16, 17, 16, 17]
    assert [row[0] for row in sizes("0000", *parts, bands=two)] == [16, 16, 17, 17]
    assert [row[0] for row in sizes("0020", *parts, bands=one)] == [12, 16, 17, 16]
    assert [row[0] for row in sizes("0200", *parts, bands=one)] == [12] * 4
    assert [row[0] for row in sizes("0000", *parts)] == [12] * 4
    across = [part("band1Vert", size(32)), part("band2Vert", size(34))]
    assert sizes("0000", *across, bands='<w:tblStyleColBandSize w:val="1"/>')[0] == [16, 17, 16]


def test_styles_of_paragraphs_beat_those_of_tables() -> None:
    styles = sheet(
        style("paragraph", "p", '<w:pPr><w:jc w:val="right"/></w:pPr><w:rPr><w:sz w:val="28"/></w:rPr>'),
        style("table", "t", '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="24"/></w:rPr>'),
        run='<w:sz w:val="21"/>',
    )
    cell = paragraph("甲") + paragraph("乙", '<w:pStyle w:val="p"/>')
    found = laid(table(1, 1, LOOK.format("0000"), cell=cell), styles=styles).paragraphs
    assert [(one.letters[0].size, one.letters[0].bold, one.align) for one in found] == [
        (12, True, "center"),
        (14, True, "right"),
    ]


def test_a_table_within_another_takes_its_own_style() -> None:
    styles = sheet(style("table", "t", '<w:rPr><w:sz w:val="24"/></w:rPr>'))
    inner = table(1, 1, cell=paragraph("内"))
    found = laid(table(1, 1, LOOK.format("0000"), cell=inner + paragraph("外")) + paragraph("后"), styles=styles)
    assert [(one.letters[0].size, one.table) for one in found.paragraphs] == [(10, 0), (12, 1), (10, None)]
    assert [(one.first, one.last, one.nested) for one in found.tables] == [(1, 1, True), (1, 2, False)]


def test_tables() -> None:
    page = section('<w:pgMar w:left="1588" w:right="1474" w:top="1" w:bottom="1"/>')
    properties = (
        '<w:tblW w:w="2500" w:type="pct"/><w:tblBorders><w:top w:val="single" w:sz="12" w:color="auto"/></w:tblBorders>'
    )
    rows = table(3, 2, properties, '<w:cantSplit/><w:trHeight w:hRule="exact"/>')
    found = laid(rows.replace("<w:cantSplit/>", "<w:tblHeader/>", 1) + page).tables[0]
    assert (found.first, found.last, found.rows, found.columns) == (1, 6, 3, 2)
    assert found.room == pytest.approx(442.2, abs=0.1)
    assert found.width == pytest.approx(221.1, abs=0.1)
    assert (found.header_rows, found.splitting_rows, found.exact_rows) == (1, 1, 3)
    assert found.borders == (Border("top", "single", 1.5),)
    assert laid(table(1, 1)).tables[0].width is None
    assert laid(table(1, 2, '<w:tblLayout w:type="fixed"/>')).tables[0].width == 200


# styles.xml is searched, not read as a whole, where it is as programs write it.


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace('"', "'"),
        lambda text: text.replace(" w:", "\n    w:"),
        lambda text: text.replace("<w:docDefaults>", '<!-- <w:style w:styleId="b"/> --><w:docDefaults>'),
        lambda text: text.replace("w:", "word:").replace("xmlns:word:", "xmlns:").replace("xmlns:w=", "xmlns:word="),
    ],
)
def test_styles_however_they_are_written(change: Callable[[str], str]) -> None:
    basis = style("paragraph", "a&amp;b", f"<w:rPr>{size(24)}</w:rPr>", default=True)
    styles = sheet(
        style("character", "b", "<w:rPr><w:b/></w:rPr>"),
        basis,
        style("paragraph", "b", '<w:rPr><w:color w:val="FF0000"/></w:rPr>', "a&amp;b"),
        '<w:style w:type="paragraph" w:styleId="c"/>',
        style("paragraph", "d", ""),
    )
    parts = {"styles": change(styles)}
    assert letters("", **parts).size == 12
    found = letters('<w:rStyle w:val="b"/>', '<w:pStyle w:val="b"/>', **parts)
    assert (found.size, found.color, found.bold) == (12, "FF0000", True)
    assert [letters("", f'<w:pStyle w:val="{name}"/>', **parts).size for name in ("c", "d", "e")] == [10, 10, 12]


def test_many_styles() -> None:
    names = [f"s{n}" for n in range(300)]
    styles = sheet(*(style("paragraph", name, f"<w:rPr>{size(20 + n)}</w:rPr>") for n, name in enumerate(names)))
    body = "".join(paragraph("文", f'<w:pStyle w:val="{name}"/>') for name in names)
    found = laid(body, styles=styles).paragraphs
    assert [one.letters[0].size for one in found] == [10 + n / 2 for n in range(300)]
    assert found[7].style == "s7名"


def test_entities_in_styles_are_refused() -> None:
    styles = sheet(style("paragraph", "a", "", default=True))
    with pytest.raises(ReadError, match="DOCTYPE"):
        letters("", styles=styles.replace("<w:styles", "<!DOCTYPE x []><w:styles"))


# Files that are meant to break it.


def test_circles_of_styles_end() -> None:
    styles = sheet(
        style("paragraph", "a", '<w:rPr><w:sz w:val="32"/></w:rPr>', "b"),
        style("paragraph", "b", "", "a"),
        style("table", "t", "", "t"),
    )
    assert laid(paragraph("文", '<w:pStyle w:val="b"/>') + table(1, 1, LOOK.format("04A0")), styles=styles).tables
    assert letters("", '<w:pStyle w:val="b"/>', styles=styles).size == 16


def test_a_long_chain_of_styles_is_followed_for_a_while() -> None:
    chain = [style("paragraph", f"s{n}", "", f"s{n + 1}") for n in range(5000)]
    assert letters("", '<w:pStyle w:val="s0"/>', styles=sheet(*chain)).size == 10


def seconds_of(data: bytes) -> float:
    start = time.process_time()
    with suppress(ReadError):
        read(data)
    return time.process_time() - start


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p>{''.join(run('文', size(n)) for n in range(200_000))}</w:p>",
        f"<w:p>{''.join(run('文', size(n)) for n in range(19_000))}</w:p>",
        table(1, 1) * 10_000,
        "".join(paragraph("文", f'<w:pStyle w:val="{n}"/>', f'<w:rStyle w:val="{n}"/>') for n in range(20_000)),
        table(100, 100),
        "<w:tbl><w:tr><w:tc>" * 600 + paragraph() + "</w:tc></w:tr></w:tbl>" * 600,
        ("<w:tbl><w:tr><w:tc>" * 60 + paragraph() + "</w:tc></w:tr></w:tbl>" * 60) * 20,
        paragraph("文", section("")) * 3000,
    ],
    ids=[
        "runs",
        "as many runs as may be",
        "tables",
        "unknown styles",
        "cells",
        "nested",
        "nested as may be",
        "sections",
    ],
)
def test_large_files_are_refused_or_read_in_seconds(body: str) -> None:
    styles = sheet(*(style("paragraph", f"s{n}", "") for n in range(9000)))
    assert seconds_of(word(body, styles=styles)) < 8


def test_time_grows_as_the_file_does() -> None:
    def taken(count: int) -> float:
        return min(seconds_of(word((paragraph("文字", "", "<w:b/>") + table(2, 2)) * count)) for _ in range(3))

    assert taken(1600) < 12 * taken(200)
