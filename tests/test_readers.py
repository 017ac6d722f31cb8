from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao import readers
from hegao.errors import ReadError
from hegao.model import Edit, Span
from hegao.text import edits_without_overlap, replace_spans
from hostile import HOSTILE

# Behind the last character GBK texts hold a full stop, so that no two bytes of them look like UTF-8.
GBK_TEXT = st.text(st.sampled_from("关于报送总结的通知，、（一）12ab \t\n\r·—《》"), max_size=40).map(
    lambda s: s + "。"
)
# Begins with a Chinese character, so that nothing in it looks like another kind of file.
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\r\n")).map(
    lambda s: "核" + s
)
ENCODINGS = {
    "utf-8": (b"", "utf-8", ANY_TEXT),
    "utf-8-sig": (b"\xef\xbb\xbf", "utf-8", ANY_TEXT),
    "utf-16-le-sig": (b"\xff\xfe", "utf-16-le", ANY_TEXT),
    "utf-16-be-sig": (b"\xfe\xff", "utf-16-be", ANY_TEXT),
    "utf-16-le": (b"", "utf-16-le", GBK_TEXT.map(lambda s: "通知" + s + "\n")),
    "utf-16-be": (b"", "utf-16-be", GBK_TEXT.map(lambda s: "通知" + s + "\n")),
    "gbk": (b"", "gbk", GBK_TEXT),
    "gb18030": (b"", "gb18030", GBK_TEXT.map(lambda s: s + "㐂𠮷")),
}


def texts(data: bytes, path: str = "a.txt") -> list[str]:
    return [paragraph.text for paragraph in readers.read_bytes(data, path).paragraphs]


def skipped(line: str, path: str = "a.md") -> str:
    """The first line with a dot for every stretch that is not prose."""
    paragraph = readers.read_bytes(line.encode(), path).paragraphs[0]
    return replace_spans(paragraph.text, [(start, end, "·") for start, end in paragraph.skip])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("甲", ["甲"]),
        ("甲\n", ["甲"]),
        ("甲\n\n", ["甲", ""]),
        ("甲\r\n乙\r丙\n丁", ["甲", "乙", "丙", "丁"]),
        ("\n", [""]),
        ("\n甲", ["", "甲"]),
        ("甲\v乙\u2028丙", ["甲\v乙\u2028丙"]),
    ],
)
def test_every_line_is_a_paragraph(content: str, expected: list[str]) -> None:
    assert texts(content.encode()) == expected


def test_offsets_count_characters_without_mark_and_crlf_as_two() -> None:
    document = readers.read_bytes("\ufeff通知\r\n\r\n正文\n".encode(), "a.txt")
    assert [paragraph.offset for paragraph in document.paragraphs] == [0, 4, 6]
    assert (document.characters, document.encoding, document.kind) == (9, "utf-8-sig", "text")


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_text_comes_back_byte_for_byte_but_for_the_edits(encoding: str, data: st.DataObject) -> None:
    mark, codec, strategy = ENCODINGS[encoding]
    text = data.draw(strategy)
    raw = mark + text.encode(codec)
    document = readers.read_bytes(raw, data.draw(st.sampled_from(["a.txt", "a.md"])))
    assert document.encoding == encoding
    assert document.characters == len(text)
    for paragraph in document.paragraphs:
        assert text[paragraph.offset :].startswith(paragraph.text)
        assert not set("\r\n") & set(paragraph.text)
        assert all(0 <= start < end <= len(paragraph.text) for start, end in paragraph.skip)
    assert readers.edit_bytes(raw, document, []) == raw
    number = data.draw(st.integers(1, len(document.paragraphs)))
    paragraph = document.paragraphs[number - 1]
    bounds = st.integers(0, len(paragraph.text))
    edits = edits_without_overlap(
        Edit(Span(number, min(pair), max(pair)), new)
        for pair, new in data.draw(st.lists(st.tuples(st.tuples(bounds, bounds), st.sampled_from(["", "新", "㐂"]))))
    )
    expected = text
    for one in reversed(edits):
        at = paragraph.offset
        expected = expected[: at + one.span.start] + one.text + expected[at + one.span.end :]
    written = "gb18030" if encoding == "gbk" and "㐂" in expected else codec
    assert readers.edit_bytes(raw, document, edits) == mark + expected.encode(written)


@pytest.mark.parametrize("content", ["联通", "联通公司", "你好"])
def test_short_gbk_is_not_taken_for_utf8(content: str) -> None:
    assert texts(content.encode("gbk")) == [content]


@pytest.mark.parametrize("content", ["café", "1·2·3", "Привет, мир", "±5"])
def test_utf8_without_chinese_stays_utf8(content: str) -> None:
    assert texts(content.encode()) == [content]


@pytest.mark.parametrize(
    "data", [b"abc\0def", bytes(range(256)) * 4, b"\x01\x02\x03\x04abc", os.urandom(5000), b"\xff\xff\xff"]
)
def test_binary_is_refused_with_advice(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"另存为.*UTF-8|编码选 UTF-8"):
        readers.read_bytes(data, "a.txt")


def test_one_very_long_line_is_read() -> None:
    content = "核稿" * 2_500_000
    for path in ("a.txt", "a.md"):
        assert texts(content.encode(), path) == [content]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("见 https://www.example.cn/a(b)?x=1，请阅。", "见 ·，请阅。"),
        ("（www.example.cn）", "（·）"),
        ("发至 zhang.san@example.gov.cn。", "发至 ·。"),
        ("甲<!-- hegao: ignore a/b -->乙", "甲·乙"),
        ("`代码`与**词语**", "`代码`与**词语**"),
    ],
)
def test_plain_text_skips_addresses_and_comments_only(line: str, expected: str) -> None:
    assert skipped(line, "a.txt") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("## 一、总体要求 ##", "·一、总体要求·"),
        ("##无空格", "##无空格"),
        ("- 抓好落实", "·抓好落实"),
        ("* [x] 已办结", "·已办结"),
        ("1. 抓好落实", "1. 抓好落实"),
        ("> 引用的话", "·引用的话"),
        ("执行`rm -rf`命令", "执行·命令"),
        ("见[办法](http://a.cn/x_(1)_y)第三条", "见·办法·第三条"),
        ("见![图](a.png)图", "见·图"),
        ("见<https://a.cn>。", "见·。"),
        ("甲<br>乙", "甲·乙"),
        ("行末硬换行  ", "行末硬换行·"),
        ("要**坚持底线**思维", "要·坚持底线·思维"),
        ("要*坚持底线*思维", "要·坚持底线·思维"),
        ("**一、加强领导，落实责任**", "·一、加强领导，落实责任·"),
        ("**（一）抓学习，强本领。**各级要认真学", "·（一）抓学习，强本领。·各级要认真学"),
        ("**项目建设**", "·项目建设·"),
        (r"\*号不是重点", "·*号不是重点"),
        ("[^1]见注", "·见注"),
        # Blanks masked with asterisks or drawn with underscores stay.
        ("召开会议**次", "召开会议**次"),
        ("比去年**件增加**件", "比去年**件增加**件"),
        ("接收**件，比去年**件减少**件，减少**。", "接收**件，比去年**件减少**件，减少**。"),
        ("制发《**市**局工作要点》", "制发《**市**局工作要点》"),
        ("得分**，较去年总得分**分", "得分**，较去年总得分**分"),
        ("新增*件，减少*件", "新增*件，减少*件"),
        ("____年____月____日", "____年____月____日"),
        ("时间：__年__月", "时间：__年__月"),
        ("第 * 次和第 * 次", "第 * 次和第 * 次"),
        ("长宽高为10*20*30厘米", "长宽高为10*20*30厘米"),
    ],
)
def test_markdown_marks_are_skipped(line: str, expected: str) -> None:
    assert skipped(line) == expected


def test_markdown_blocks() -> None:
    content = (
        "---\ntitle: 稿\n---\n# 甲\n乙\n===\n\n丙\n===\n\n| 名 | 值 |\n|---|---|\n| 丁 | **戊己** |\n\n"
        "```\n# 代码\n```\n<!-- 注\n- 还是注 --> 庚\n\n---\n[a]: http://a.cn\n"
    )
    paragraphs = readers.read_bytes(content.encode(), "a.md").paragraphs
    assert {i: p.heading for i, p in enumerate(paragraphs) if p.heading} == {3: 1, 7: 1}
    assert [i for i, p in enumerate(paragraphs) if p.kind == "cell"] == [10, 11, 12]
    whole = [i for i, p in enumerate(paragraphs) if p.text and p.skip == ((0, len(p.text)),)]
    assert whole == [0, 1, 2, 8, 11, 14, 15, 16, 17, 20, 21]


def test_masks_all_over_the_draft_outvote_a_pair() -> None:
    draft = "接收**件\n召开**次\n本年**节目补助资金和**节目\n**要做的事**"
    paragraphs = readers.read_bytes(draft.encode(), "a.md").paragraphs
    assert [p.skip for p in paragraphs] == [(), (), (), ((0, 2), (6, 8))]


@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_suppressions(path: str) -> None:
    content = "甲\n<!-- hegao: ignore a/b, c -->\n乙\n<!--hegao:ignore-->\n<!-- hegao: ignored -->\n"
    document = readers.read_bytes(content.encode(), path)
    assert [(s.paragraph, s.rules) for s in document.suppressions] == [(2, ("a/b", "c")), (4, ())]
    assert document.paragraphs[1].skip == ((0, len(document.paragraphs[1].text)),)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_advice(name: str, tmp_path: Path) -> None:
    make, word = HOSTILE[name]
    path = tmp_path / "稿.docx"
    path.write_bytes(make())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ReadError, match=word) as caught:
        readers.read(path)
    assert any(word in str(caught.value) for word in ("请", "再试"))
    assert str(caught.value).endswith(("。", "！"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kB


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "稿.docx"
    path.write_text("关于报送总结的通知\n", encoding="gb18030")
    document = readers.read(path)
    assert (document.kind, document.encoding) == ("text", "gbk")
    assert "纯文本" in document.notices[0]


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="找不到"):
        readers.read(tmp_path / "无.txt")
    with pytest.raises(ReadError, match="文件夹"):
        readers.read(tmp_path)
    os.mkfifo(tmp_path / "管.txt")
    with pytest.raises(ReadError, match="特殊文件"):
        readers.read(tmp_path / "管.txt")
    with pytest.raises(ReadError, match="文件名不对"):
        readers.read(Path("稿\0.txt"))


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "denied")

    path = tmp_path / "稿.txt"
    path.write_text("正文", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReadError, match="权限"):
        readers.read(path)


def test_too_large_text_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(readers, "MAX_TEXT", 10)
    path = tmp_path / "稿.txt"
    path.write_text("一二三四五", encoding="utf-8")
    with pytest.raises(ReadError, match="过大"):
        readers.read(path)


def test_a_changed_file_is_not_edited() -> None:
    document = readers.read_bytes("甲乙".encode(), "a.txt")
    with pytest.raises(ReadError, match="改动"):
        readers.edit_bytes("甲乙丙".encode(), document, [])


def test_text_is_read_without_lxml() -> None:
    code = (
        "import sys; from hegao import readers; readers.read_bytes(b'abc', 'a.md'); "
        "print([m for m in ('lxml', 'docx', 'spacy', 'jieba') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_registries_agree() -> None:
    assert set(readers.READERS) == set(readers.EDITORS) == {"text", "markdown", "docx", "legacy", "pdf", "ofd"}
