"""A text or Markdown draft becomes a plain Word file that reads as the draft does."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document as open_docx
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hegao.model import Document
from hegao.ooxml.package import W
from hegao.outline import outline
from hegao.readers import read_bytes
from hegao.typeset.bare import bare


def made(text: str, name: str = "稿.md", folder: Path | None = None) -> bytes:
    document = read_bytes(text.encode("utf-8", "surrogatepass"), name)
    return bare(document, outline(document), folder)


def reread(data: bytes) -> Document:
    return read_bytes(data, "稿.docx")


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in reread(data).paragraphs if paragraph.text]


def body(data: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))[0]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xc0\x30\x30" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# --- plain text


def test_every_line_with_words_is_a_paragraph_without_indent() -> None:
    text = "关于清理台账的通知\r\n\r\n各科室：\r\n　　请于月底前清理台账。\r\n\t逾期不再受理。  \r\n"
    assert texts(made(text, "稿.txt")) == ["关于清理台账的通知", "各科室：", "请于月底前清理台账。", "逾期不再受理。"]


def test_the_title_takes_the_style_of_titles() -> None:
    document = reread(made("云溪市数据局2025年工作总结\n今年以来，全局共办结事项120件。\n", "稿.txt"))
    assert [paragraph.heading for paragraph in document.paragraphs] == [0, None]


def test_a_title_of_several_lines_is_found_again() -> None:
    text = "云溪市数据局\n关于清理历史台账有关工作的通知\n各科室：\n请于月底前清理台账，逾期不再受理。\n"
    first = read_bytes(text.encode(), "稿.txt")
    again = reread(made(text, "稿.txt"))
    assert outline(again).title == outline(first).title == "云溪市数据局关于清理历史台账有关工作的通知"
    assert outline(again).roles == outline(first).roles


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert texts(made(f"{LONG}甲\x01乙\x1f丙<丁>&“戊”\ufffe\n", "稿.txt")) == [f"{LONG}甲乙丙<丁>&“戊”"]


def test_comments_that_silence_rules_are_left_out_and_addresses_are_not() -> None:
    text = "<!-- hegao: ignore numerals -->\n请登录https://example.gov.cn/a?b=1查询，或写信至a@example.gov.cn。\n"
    assert texts(made(text, "稿.txt")) == ["请登录https://example.gov.cn/a?b=1查询，或写信至a@example.gov.cn。"]


def test_rows_parted_by_tabs_are_a_table() -> None:
    data = made("情况表\n项目\t数量\t备注\n受理\t12\t\n办结\t10\t含网办\n以上。\n", "稿.txt")
    table = reread(data).tables[0]
    assert [len(row) for row in table.rows] == [3, 3, 3]
    assert texts(data) == ["情况表", "项目", "数量", "备注", "受理", "12", "办结", "10", "含网办", "以上。"]


def test_nothing_but_blanks_is_still_a_file() -> None:
    assert len(open_docx(io.BytesIO(made("\n\n", "稿.txt"))).paragraphs) == 1


# --- lines of a fixed width

LONG = (
    "今年以来，全局上下紧紧围绕中心任务，统筹推进数据归集、共享应用和安全保障各项工作，"
    "全年归集数据两千余万条，建成专题数据库十二个，支撑部门业务协同场景三十六个，群众办事材料平均减少四成。"
    "同时也要看到，部分单位数据质量不高、更新不够及时，跨部门共享的堵点还没有完全打通，基层反复报表的负担仍然较重。"
)
OTHER = (
    "下一步，我们将坚持问题导向，逐项制定整改措施，明确责任科室和完成时限，定期调度进展情况，"
    "确保各项任务按时保质完成，并及时总结推广好的经验做法，推动数据工作再上新的台阶，为全市发展提供有力支撑。"
)


def wrapped(paragraph: str, width: int, indent: str) -> str:
    whole = indent + paragraph
    return "\n".join(whole[at : at + width] for at in range(0, len(whole), width))


@pytest.mark.parametrize("width", [20, 28, 38])
@pytest.mark.parametrize(("indent", "gap"), [("", "\n\n"), ("　　", "\n"), ("　　", "\n\n")])
def test_lines_of_a_fixed_width_are_joined_to_paragraphs(width: int, indent: str, gap: str) -> None:
    text = gap.join(wrapped(paragraph, width, indent) for paragraph in (LONG, OTHER, LONG))
    assert texts(made(text + "\n", "稿.txt")) == [LONG, OTHER, LONG]


def test_a_numbered_line_begins_a_paragraph_of_its_own() -> None:
    parts = [f"{n}、{paragraph}" for n, paragraph in zip("一二三", (LONG, OTHER, LONG), strict=True)]
    assert texts(made("\n".join(wrapped(part, 30, "") for part in parts) + "\n", "稿.txt")) == parts


@pytest.mark.parametrize(
    "lines",
    [
        [
            f"云溪市{name}中学教学综合楼新建项目"
            for name in ("第一", "第二", "城南", "城北", "河东", "河西", "滨江", "新区")
        ],
        ["请各单位于本月底前完成清理并报送结果。"] * 8,
        [LONG, OTHER, LONG],
        ["项目名称\t建设单位\t总投资\t开工时间", *["城北中学综合楼\t市教育局\t1200\t2025年3月"] * 6],
        ["小张：数据归集进展顺利", "小李：共享应用还有堵点", "小王：安全保障总体平稳", "小赵：基层负担有所减轻"] * 2,
    ],
)
def test_lines_that_only_happen_to_be_alike_stay_apart(lines: list[str]) -> None:
    data = made("\n".join(lines) + "\n", "稿.txt")
    assert texts(data) == [cell for line in lines for cell in line.split("\t")]


def test_lines_of_latin_words_alone_stay_as_they_are() -> None:
    lines = [
        "The bureau collected data from every district and",
        "published it on the open portal of the city, which",
    ] * 5
    assert texts(made("\n".join(lines) + "\n", "稿.txt")) == lines


def test_latin_words_are_joined_with_a_blank() -> None:
    lines = [
        LONG[:30],
        LONG[30:60],
        LONG[60:79] + "按照 Open Data",
        "Portal " + LONG[79:105],
        *wrapped(LONG[105:] + OTHER, 30, "").split("\n"),
    ]
    written = "".join(texts(made("\n".join(lines) + "\n", "稿.txt")))
    assert "Open Data Portal " in written


# --- Markdown

MARKDOWN = """---
author: 张三
---
# 云溪市数据局2025年工作总结

<!-- 这一段
不要 -->
今年以来，**全局**上下*扎实*推进，详见[门户](https://example.gov.cn/a_(b))和 https://example.gov.cn/?q=_a_ 与 `code_x`。

## 总体情况
### 一、数据归集 ##

**（一）抓实学习。**各科室[^1]共学习\\*十二\\*次。<br>另有两次。
- 第一项
* [x] 第二项
> 引文一句。

```
if a < b: return "x"
```
[a]: https://example.gov.cn
***
[^1]: 含下属单位。

云溪市数据局  
2025年12月31日
"""


def test_markdown_is_written_without_its_marks() -> None:
    assert texts(made(MARKDOWN)) == [
        "云溪市数据局2025年工作总结",
        "今年以来，全局上下扎实推进，详见门户和 https://example.gov.cn/?q=_a_ 与 code_x。",
        "总体情况",
        "一、数据归集",
        "（一）抓实学习。各科室[1]共学习*十二*次。",
        "另有两次。",
        "第一项",
        "第二项",
        "引文一句。",
        'if a < b: return "x"',
        "[1] 含下属单位。",
        "云溪市数据局",
        "2025年12月31日",
    ]


def test_only_headings_without_a_label_take_a_style() -> None:
    headings = {paragraph.text: paragraph.heading for paragraph in reread(made(MARKDOWN)).paragraphs}
    assert headings["云溪市数据局2025年工作总结"] == 0
    assert headings["总体情况"] == 1
    assert headings["一、数据归集"] is None


def test_emphasis_is_kept() -> None:
    runs = {
        "".join(node.text or "" for node in run.iter(f"{W}t")): {child.tag for child in run.iterfind(f"{W}rPr/*")}
        for run in body(made(MARKDOWN)).iter(f"{W}r")
    }
    assert runs["全局"] == runs["（一）抓实学习。"] == {f"{W}b"}
    assert runs["扎实"] == {f"{W}i"}
    assert runs["今年以来，"] == set()


def test_characters_written_by_name_are_written_out() -> None:
    assert texts(made("&emsp;&emsp;甲&nbsp;乙 A&amp;B &#9733; &没有; R&D\n")) == ["甲\xa0乙 A&B ★ &没有; R&D"]


def test_masked_figures_keep_their_asterisks() -> None:
    text = "今年共受理**件，办结**件。\n\n培训**人次，检查**次。\n"
    assert texts(made(text)) == ["今年共受理**件，办结**件。", "培训**人次，检查**次。"]


def test_tables_are_word_tables() -> None:
    data = made("| 指标 | **数值** |\n|---|:-:|\n| 受理\\|接件 | 12 |\n| | `4` |\n\n说明如上。\n")
    table = open_docx(io.BytesIO(data)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["指标", "数值"],
        ["受理|接件", "12"],
        ["", "4"],
    ]
    assert texts(data)[-1] == "说明如上。"


def test_two_tables_stay_two_and_one_may_end_the_file() -> None:
    grid = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
    docx = open_docx(io.BytesIO(made(grid + "\n" + grid)))
    assert len(docx.tables) == 2
    assert docx.element.body[-2].tag == f"{W}p"


def test_merged_cells_are_merged_again() -> None:
    rows = (
        '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>合计</w:t></w:r></w:p></w:tc>'
        '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>备注</w:t></w:r></w:p></w:tc></w:tr>'
        "<w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>"
    )
    archive = zipfile.ZipFile(io.BytesIO(made("开头一句。\n", "稿.txt")))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:sectPr>", f"<w:tbl>{rows}</w:tbl><w:p/><w:sectPr>".encode())
            copy.writestr(name, content)
    document = reread(buffer.getvalue())
    again = bare(document, outline(document))
    assert len(reread(again).tables[0].rows[0]) == 3
    assert [[cell.text for cell in row.cells] for row in open_docx(io.BytesIO(again)).tables[0].rows] == [
        ["合计", "合计", "备注"],
        ["甲", "乙", "备注"],
    ]


# --- pictures


def test_pictures_below_the_folder_are_taken_in(tmp_path: Path) -> None:
    (tmp_path / "图 件").mkdir()
    (tmp_path / "图 件" / "流程.png").write_bytes(png(2000, 100))
    (tmp_path / "小.gif").write_bytes(b"GIF89a" + struct.pack("<HH", 30, 20) + b"\0" * 9)
    data = made("流程如下。\n\n![流程图](图%20件/流程.png)\n\n![小](<小.gif>)\n\n![再](小.gif)\n", folder=tmp_path)
    shapes = open_docx(io.BytesIO(data)).inline_shapes
    assert len(shapes) == 3
    assert shapes[0].width == 5_616_000  # the text area
    assert (shapes[1].width, shapes[1].height) == (30 * 9525, 20 * 9525)
    media = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "media" in name]
    assert len(media) == 2


@pytest.mark.parametrize(
    "target",
    [
        "没有.png",
        "https://example.gov.cn/a.png",
        "../外.png",
        "/etc/hostname",
        "坏.png",
        "链接.png",
        "大.jpg",
    ],
)
def test_other_pictures_stay_as_their_words(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "稿"
    folder.mkdir()
    (tmp_path / "外.png").write_bytes(png(2, 2))
    (folder / "坏.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "大.jpg").write_bytes(b"\xff\xd8\xff" + b"\xff" * 100_000)
    (folder / "链接.png").symlink_to(tmp_path / "外.png")
    assert texts(made(f"如下。\n\n![流程图]({target})\n", folder=folder))[-1] == "［图：流程图］"


def test_a_picture_without_words_is_named_after_its_file() -> None:
    assert texts(made("如下。\n\n![](图/流程.png)\n"))[-1] == "［图：流程.png］"


def test_a_jpeg_is_measured(tmp_path: Path) -> None:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 40, 60, 1) + b"\x01\x11\x00"
    (tmp_path / "照片.jpg").write_bytes(b"\xff\xd8\xff\xee" + struct.pack(">H", 4) + b"\0\0" + frame)
    shape = open_docx(io.BytesIO(made("如下。\n\n![照片](照片.jpg)\n", folder=tmp_path))).inline_shapes[0]
    assert (shape.width, shape.height) == (60 * 9525, 40 * 9525)


# --- properties

_MARKS = st.sampled_from("云溪市数据局今年以来，。：一二（）、关于通知 　2025<&>“”《》×*_#`|[]!-\t")
# No wider than what is never taken for a text of a fixed width
_SHORT_LINES = st.lists(st.text(_MARKS, max_size=14), min_size=1, max_size=12)
_LINES = st.lists(st.text(_MARKS, max_size=40), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(_SHORT_LINES)
def test_a_text_reads_the_same_in_word(lines: list[str]) -> None:
    blanks = " \t\u3000"
    written = texts(made("\n".join(lines) + "\n", "稿.txt"))
    expected = [bare_line for line in lines if (bare_line := line.strip(blanks))]
    if all(line.count("\t") < 2 for line in lines):
        assert written == expected
    assert re.sub(r"\s", "", "".join(written)) == re.sub(r"\s", "", "".join(expected))


@settings(max_examples=200, deadline=None)
@given(_LINES)
def test_markdown_reads_in_word_as_its_prose(lines: list[str]) -> None:
    """What the reader calls prose is all there, in order, and no paragraph holds words of two lines."""
    document = read_bytes("\n".join([*lines, ""]).encode(), "稿.md")
    written = texts(bare(document, outline(document)))
    prose = []
    for paragraph in document.paragraphs:
        marked = {at for start, end in paragraph.skip for at in range(start, end)}
        prose.append("".join(c for at, c in enumerate(paragraph.text) if at not in marked))
    at = 0
    joined = re.sub(r"\s", "", "".join(written))
    for c in re.sub(r"\s", "", "".join(prose)):
        at = joined.index(c, at) + 1


_WORD = st.text(st.sampled_from("云溪市数据局归集共享"), min_size=2, max_size=6)
_INLINE = st.one_of(
    _WORD.map(lambda word: (word, word)),
    _WORD.map(lambda word: (f"**{word}**", word)),
    _WORD.map(lambda word: (f"[{word}](https://example.gov.cn/x)", word)),
    _WORD.map(lambda word: (f"`{word}`", word)),
)
_BLOCK = st.tuples(
    st.sampled_from(["", "", "## ", "- ", "> ", "1. ", "### "]), st.lists(_INLINE, min_size=1, max_size=4)
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_BLOCK, min_size=1, max_size=8))
def test_markdown_made_of_known_words_gives_these_words(blocks: list[tuple[str, list[tuple[str, str]]]]) -> None:
    source = "\n\n".join(mark + "，".join(inline for inline, _ in parts) for mark, parts in blocks)
    expected = [(mark if mark == "1. " else "") + "，".join(word for _, word in parts) for mark, parts in blocks]
    assert texts(made(source)) == expected


def test_one_draft_gives_one_file() -> None:
    assert made(MARKDOWN) == made(MARKDOWN)


def test_two_hundred_pages_take_a_moment() -> None:
    text = "# 云溪市数据局2025年工作总结\n\n" + "\n\n".join(f"**（一）归集。**{LONG}" for _ in range(900)) + "\n"
    document = read_bytes(text.encode(), "稿.md")
    segmented = outline(document)
    start = time.process_time()
    bare(document, segmented)
    assert time.process_time() - start < 3


def test_a_text_of_short_items_is_joined_where_an_indent_parts_its_paragraphs() -> None:
    text = (
        "云岭县关于加强农村公路养护的通知\n\n各乡镇人民政府：\n\n"
        "    为进一步加强农村公路养护管理工作，保障农村公路完好畅通，根据《中华人民共和国公\n"
        "路法》等法律法规，结合我县实际，县交通运输局制定了养护管理办法，现将有关事项通\n"
        "知如下。\n\n一、落实责任\n"
        "    （一）县道由县公路养护中心负责，全县共318.6公里，每年安排的养护资金为每公里1万\n"
        "元。\n    （二）乡道由乡镇负责。\n    1.乡镇长为第一责任人。\n    2.村委会主任为直接责任人。\n\n"
        "二、严格考核\n    每半年组织一次考核。\n"
    )
    document = read_bytes(text.encode(), "通知.txt")
    found = [one.text for one in read_bytes(bare(document, outline(document)), "通知.docx").paragraphs]
    assert any(one.endswith("现将有关事项通知如下。") and one.startswith("为进一步") for one in found)
    assert "（一）县道由县公路养护中心负责，全县共318.6公里，每年安排的养护资金为每公里1万元。" in found
    assert "1.乡镇长为第一责任人。" in found
