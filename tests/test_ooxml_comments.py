from __future__ import annotations

import io
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import preview
from hegao.errors import ReadError
from hegao.model import Span, Suppression
from hegao.ooxml import comments
from hegao.ooxml.comments import Note, annotate, signed, suppressions
from hegao.ooxml.package import open_package
from hegao.ooxml.revise import Stamp
from hegao.ooxml.text import paragraphs
from hostile import package, word, xml

STAMP = Stamp("核稿", datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SHOWN = {f"{W}tab": "\t", f"{W}br": "\v", f"{W}footnoteReference": "注", f"{W}drawing": "图"}
HOLDERS = {W + name for name in ("p", "hyperlink", "ins", "moveTo", "smartTag", "sdtContent", "fldSimple")}


def run(text: str, form: str = "") -> str:
    return f'<w:r><w:rPr>{form}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def line(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


def field(code: str, result: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(*lines: str) -> str:
    content = f"<w:txbxContent>{''.join(lines)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(parts(data)[f"word/{name}.xml"])


def said(data: bytes) -> dict[str, str]:
    """What each comment says, by its id."""
    return {
        str(comment.get(f"{W}id")): "\n".join(
            "".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in comment.iter(f"{W}p")
        )
        for comment in part(data, "comments").iter(f"{W}comment")
    }


def marked(data: bytes) -> list[tuple[str, str]]:
    """What each comment says and the characters between its marks, in the order of their ends; walks by itself."""
    texts = said(data)
    going: dict[str, str] = {}
    ended: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for element in _seen(part(data, "document")):
        name = str(element.get(f"{W}id"))
        if element.tag == f"{W}commentRangeStart":
            assert name not in going
            assert name not in ended
            going[name] = ""
        elif element.tag == f"{W}commentRangeEnd":
            ended[name] = going.pop(name)
        elif element.tag == f"{W}commentReference":
            found.append((texts[name], ended.pop(name)))
        else:
            shown = (element.text or "") if element.tag == f"{W}t" else SHOWN.get(str(element.tag), "")
            going = {key: text + shown for key, text in going.items()}
    assert not going
    assert not ended
    return found


def _seen(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    for child in element:
        if child.tag not in (f"{MC}Fallback", f"{W}txbxContent", f"{W}pPr", f"{W}rPr"):
            yield from _seen(child)


def looks(data: bytes) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every character of the text with its direct formatting and what it stands in; deleted ones too."""
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for element in part(data, "document").iter():
        if element.tag in (f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"):
            continue
        holders = tuple(str(above.tag) for above in element.iterancestors())
        form = next((above.find(f"{W}rPr") for above in element.iterancestors(f"{W}r")), None)
        shape = "" if form is None else etree.tostring(form).decode()
        if element.tag in (f"{W}t", f"{W}delText", f"{W}instrText"):
            found += [(character, shape, holders) for character in element.text or ""]
        elif element.tag not in (f"{W}r", f"{W}rPr") and f"{W}rPr" not in holders:
            found.append((str(element.tag), shape, holders))
    return [one for one in found if "commentReference" not in one[0]]


def is_well_formed(data: bytes) -> bool:
    """Whether every mark stands where the schema has it and is one of three with its id, no id used twice."""
    root = part(data, "document")
    for name in ("commentRangeStart", "commentRangeEnd"):
        for mark in root.iter(W + name):
            above = mark.getparent()
            if above is None or above.tag not in HOLDERS:
                return False
            if any(after.tag in (f"{W}pPr", f"{W}smartTagPr") for after in mark.itersiblings()):
                return False
    ids = [
        sorted(str(mark.get(f"{W}id")) for mark in root.iter(W + name))
        for name in ("commentRangeStart", "commentRangeEnd", "commentReference")
    ]
    known = sorted(str(comment.get(f"{W}id")) for comment in part(data, "comments"))
    return ids[0] == ids[1] and ids[0] == ids[2] and ids[0] == known and len(set(known)) == len(known)


def silenced(data: bytes) -> list[Suppression]:
    opened = open_package(data)
    return list(suppressions(opened, tuple(paragraphs(opened))))


def test_a_comment_on_exactly_its_characters() -> None:
    data = word(line(run("关于开展档案", "<w:b/>"), run("检察的通知")))
    made = annotate(data, [Note(Span(1, 4, 8), "用词有误。\n建议改为“检查”。")], STAMP)
    assert marked(made) == [("用词有误。\n建议改为“检查”。", "档案检察")]
    assert looks(made) == looks(data)
    assert is_well_formed(made)
    comment = part(made, "comments")[0]
    assert [comment.get(W + name) for name in ("author", "initials", "date")] == ["核稿", "核", "2026-03-04T05:06:07Z"]


@pytest.mark.parametrize(
    ("content", "start", "end", "text"),
    [
        (f"<w:hyperlink>{run('网上办理')}</w:hyperlink>", 1, 3, "上办"),
        (f'<w:ins w:id="7" w:author="李四">{run("新增内容")}</w:ins>{run("之后")}', 2, 5, "内容之"),
        (f'{run("前")}<w:del w:id="8"><w:r><w:delText>删</w:delText></w:r></w:del>{run("后")}', 0, 2, "前后"),
        (f"<w:sdt><w:sdtPr><w:richText/></w:sdtPr><w:sdtContent>{run('控件内')}</w:sdtContent></w:sdt>", 1, 2, "件"),
        (f'<w:smartTag w:element="a"><w:smartTagPr/>{run("标签")}</w:smartTag>{run("后")}', 0, 3, "标签后"),
        (f'<w:smartTag w:element="a"><w:smartTagPr/>{run("标签")}</w:smartTag>', 0, 1, "标"),
        (run("甲") + field(' HYPERLINK "a" ', run("链接")) + run("乙"), 1, 2, "链"),
        # What Word makes is marked as a whole, with the field around it.
        (run("甲") + field(" DATE ", run("三月") + run("四日")) + run("乙"), 2, 4, "三月四日"),
        (run("甲") + f'<w:fldSimple w:instr="SEQ 图">{run("12")}</w:fldSimple>' + run("乙"), 1, 2, "12"),
        (
            "<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>"
            f"{run('特')}{run('急')}</w:sdtContent></w:sdt>{run('件')}",
            1,
            3,
            "特急件",
        ),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", 1, 4, "\t乙\v"),
        ("<w:r><w:t>甲</w:t><w:lastRenderedPageBreak/><w:t>乙丙</w:t></w:r>", 1, 2, "乙"),
        (run("甲") + "<w:r><w:t>乙</w:t><w:footnoteReference w:id='2'/></w:r>", 1, 3, "乙注"),
        (run("甲") + box(line(run("框"))) + run("乙"), 1, 2, "图"),
        # Where there is no character: the one before, the first, the whole paragraph of what is missing.
        (run("没有句号"), 4, 4, "号"),
        (run("中间缺字"), 2, 2, "间"),
        (run("𠮷祥"), 1, 2, "祥"),
    ],
)
def test_where_a_comment_may_stand(content: str, start: int, end: int, text: str) -> None:
    data = word(line(run("首段")) + line(content))
    made = annotate(data, [Note(Span(2, start, end), "说明")], STAMP)
    assert marked(made) == [("说明", text)]
    assert looks(made) == looks(data)
    assert is_well_formed(made)


def test_what_is_missing_is_said_of_the_whole_first_paragraph() -> None:
    made = annotate(word(line(run("标题")) + line(run("正文。"))), [Note(Span(1, 0, 0), "缺少成文日期")], STAMP)
    assert marked(made) == [("缺少成文日期", "标题")]


def test_an_empty_paragraph_holds_a_point() -> None:
    data = word(f"{line(run('甲'))}<w:p><w:pPr><w:jc w:val='left'/></w:pPr></w:p>")
    made = annotate(data, [Note(Span(2, 0, 0), "多了空行"), Note(Span(2, 0, 0), "又一条")], STAMP)
    assert marked(made) == [("多了空行", ""), ("又一条", "")]
    assert is_well_formed(made)


def test_an_automatic_number_is_no_text() -> None:
    numbering = xml(
        "numbering",
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    data = word(
        f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{run("总体要求")}</w:p>', numbering=numbering
    )
    notes = [Note(Span(1, 0, 2), "序号"), Note(Span(1, 0, 4), "序号和字"), Note(Span(1, 2, 2), "缺字")]
    assert sorted(marked(annotate(data, notes, STAMP))) == [("序号", "总"), ("序号和字", "总体"), ("缺字", "总")]


def test_comments_over_and_in_one_another() -> None:
    data = word(line(run("甲乙丙丁"), f"<w:hyperlink>{run('戊己')}</w:hyperlink>", run("庚辛")))
    spans = {"外": (0, 8), "内": (2, 3), "跨": (3, 5), "交": (4, 7), "同": (2, 3), "邻": (5, 6)}
    made = annotate(data, [Note(Span(1, *span), name) for name, span in spans.items()], STAMP)
    assert dict(marked(made)) == {name: "甲乙丙丁戊己庚辛"[start:end] for name, (start, end) in spans.items()}
    assert looks(made) == looks(data)
    assert is_well_formed(made)


HEADED = (
    line(run("")) + line(run("第一节标题")) + "<w:p><w:pPr><w:sectPr>"
    '<w:headerReference w:type="default" r:id="header1"/></w:sectPr></w:pPr></w:p>'
    + line(run("第二节"), "<w:r><w:footnoteReference w:id='2'/></w:r>", box(line(run("框内文字"))))
    + '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
)
HEADED_PARTS = {
    "header1": xml("hdr", line(run("页眉字"))),
    "footer1": xml("ftr", line(run("共 五 页"))),
    "footnotes": xml("footnotes", f'<w:footnote w:id="2">{line(run("注文"), box(line(run("注中框"))))}</w:footnote>'),
}


def test_where_word_takes_no_comments_they_stand_beside() -> None:
    data = word(HEADED, **HEADED_PARTS)
    words = list(paragraphs(open_package(data)))
    assert [one.text for one in words[4:]] == ["框内文字", "页眉字", "共 五 页", "注文\ufffc", "注中框"]
    notes = [Note(Span(number, 0, 2), "有误") for number in range(5, 10)] + [Note(Span(7, 0, 0), "无页码")]
    made = annotate(data, notes, STAMP)
    assert marked(made) == [
        ("页眉“页眉”：有误", "第一节标题"),
        ("脚注“注文”：有误", "注"),
        ("脚注“注中”：有误", "注"),
        ("文本框“框内”：有误", "图"),
        ("页脚“共”：有误", "第二节注图"),
        ("页脚：无页码", "第二节注图"),
    ]
    before, after = parts(data), parts(made)
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels",
    }  # fmt: skip
    assert looks(made) == looks(data)
    assert is_well_formed(made)


def test_comments_in_a_nested_table() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{line(run('内格'))}</w:tc></w:tr></w:tbl>"
    data = word(f"<w:tbl><w:tr><w:tc>{line(run('外格'))}{inner}{line()}</w:tc></w:tr></w:tbl>{line(run('后'))}")
    made = annotate(data, [Note(Span(1, 0, 1), "一"), Note(Span(2, 1, 2), "二"), Note(Span(3, 0, 0), "三")], STAMP)
    assert marked(made) == [("一", "外"), ("二", "格"), ("三", "")]
    assert is_well_formed(made)


def test_existing_comments_stay_and_keep_their_ids() -> None:
    first = docx.Document()
    paragraph = first.add_paragraph("原有批注的段落，还有别的内容。")
    first.add_comment(paragraph.runs, "领导意见", author="张三", initials="张")
    stream = io.BytesIO()
    first.save(stream)
    data = stream.getvalue()
    made = annotate(data, [Note(Span(1, 2, 4), "核稿意见")], STAMP)
    opened = docx.Document(io.BytesIO(made))
    assert [(one.author, one.text) for one in opened.comments] == [("张三", "领导意见"), ("核稿", "核稿意见")]
    assert marked(made) == [("核稿意见", "批注"), ("领导意见", "原有批注的段落，还有别的内容。")]
    before, after = parts(data), parts(made)
    assert {name for name in before if before[name] != after[name]} == {"word/document.xml", "word/comments.xml"}


def test_the_drafts_own_styles_of_comments_are_used() -> None:
    styles = xml(
        "styles",
        '<w:style w:type="character" w:styleId="a9"><w:name w:val="annotation reference"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="aa"><w:name w:val="annotation text"/></w:style>',
    )
    notes = [Note(Span(1, 0, 1), "一")]
    styled = annotate(word(line(run("甲")), styles=styles), notes, STAMP)
    assert {node.get(f"{W}val") for node in part(styled, "comments").iter(f"{W}pStyle", f"{W}rStyle")} == {"a9", "aa"}
    assert [node.get(f"{W}val") for node in part(styled, "document").iter(f"{W}rStyle")] == ["a9"]
    plain = annotate(word(line(run("甲"))), notes, STAMP)
    assert not list(part(plain, "comments").iter(f"{W}pStyle", f"{W}rStyle"))


def test_the_same_is_not_said_twice() -> None:
    data = word(HEADED, **HEADED_PARTS)
    notes = [Note(Span(2, 0, 2), "用词"), Note(Span(7, 0, 1), "页脚有误"), Note(Span(1, 0, 0), "缺少主送\n请补上")]
    made = annotate(data, notes, STAMP)
    assert annotate(made, notes, STAMP) == made
    more = annotate(made, [*notes, Note(Span(2, 0, 2), "另一条")], STAMP)
    assert len(marked(more)) == 4
    assert is_well_formed(more)


def test_nothing_to_say_gives_the_same_bytes() -> None:
    data = word(line(run("甲")))
    assert annotate(data, [], STAMP) == data
    assert annotate(data, [Note(Span(9, 0, 1), "没有这一段")], STAMP) == data


def test_what_xml_cannot_hold() -> None:
    made = annotate(word(line(run("甲"))), [Note(Span(1, 0, 1), "控制\x0b字符\ud800和&<制\t表>")], STAMP)
    assert said(made) == {"0": "控制□字符□和&<制\t表>"}


def test_more_than_word_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "MOST", 3)
    data = word(line(run("甲乙丙丁")))
    assert len(said(annotate(data, [Note(Span(1, k, k + 1), "一") for k in range(3)], STAMP))) == 3
    with pytest.raises(ReadError, match="批注超过 3 条"):
        annotate(data, [Note(Span(1, k, k + 1), "一") for k in range(4)], STAMP)


def test_many_notes_take_linear_time() -> None:
    def seconds(many: int) -> float:
        data = word(line(run("字" * many * 10)) + line("<w:r>" + "<w:t>字</w:t><w:tab/>" * many + "</w:r>"))
        notes = [Note(Span(1, 10 * k, 10 * k + 4), "一") for k in range(many)]
        notes += [Note(Span(2, 2 * k, 2 * k + 1), "二") for k in range(many)]
        began = time.process_time()
        assert len(said(annotate(data, notes, STAMP))) == 2 * many
        return time.process_time() - began

    assert seconds(2000) < max(12 * seconds(500), 2)


# Lines of text from every kind of container a draft has.
TEXT = st.text("甲乙丙丁戊己庚辛壬癸一二三四五", min_size=1, max_size=6)
FORM = st.sampled_from(["", "<w:b/>", '<w:rFonts w:hint="eastAsia"/><w:sz w:val="32"/>', '<w:u w:val="single"/>'])
RUNS = st.lists(st.builds(run, TEXT, FORM), min_size=1, max_size=3).map("".join)
PIECES = st.recursive(
    st.one_of(
        RUNS,
        st.just("<w:r><w:t>丑</w:t><w:tab/><w:t>寅</w:t><w:br/></w:r>"),
        st.just('<w:bookmarkStart w:id="900" w:name="b"/><w:bookmarkEnd w:id="900"/>'),
        TEXT.map(lambda text: f'<w:del w:id="901" w:author="李四"><w:r><w:delText>{text}</w:delText></w:r></w:del>'),
    ),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        .map("".join)
        .flatmap(
            lambda content: st.sampled_from(
                [
                    f"<w:hyperlink>{content}</w:hyperlink>",
                    f'<w:ins w:id="902" w:author="李四">{content}</w:ins>',
                    f"<w:sdt><w:sdtPr><w:alias w:val='控件'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>",
                    f'<w:smartTag w:element="a"><w:smartTagPr/>{content}</w:smartTag>',
                    field(' HYPERLINK "a" ', content),
                ]
            )
        )
    ),
    max_leaves=6,
)
LINES = st.lists(st.lists(PIECES, min_size=1, max_size=5).map("".join).map(line), min_size=1, max_size=3)


@settings(max_examples=150, deadline=None)
@given(st.data(), LINES, st.booleans())
def test_every_comment_is_on_its_characters(data: st.DataObject, lines: list[str], in_table: bool) -> None:
    body = f"<w:tbl><w:tr><w:tc>{''.join(lines)}</w:tc></w:tr></w:tbl>{line()}" if in_table else "".join(lines)
    file = word(line(run("首段")) + body)
    texts = [one.text for one in paragraphs(open_package(file))]
    notes: list[Note] = []
    for number, text in enumerate(texts, 1):
        for _ in range(data.draw(st.integers(0, 4)) if text else 0):
            start = data.draw(st.integers(0, len(text) - 1))
            end = data.draw(st.integers(start + 1, len(text)))
            notes.append(Note(Span(number, start, end), f"第{len(notes)}条"))
    made = annotate(file, notes, STAMP)
    expected = sorted((one.text, texts[one.span.paragraph - 1][one.span.start : one.span.end]) for one in notes)
    assert not notes or sorted(marked(made)) == expected
    assert looks(made) == looks(file)
    assert [one.text for one in paragraphs(open_package(made))] == texts
    assert not notes or is_well_formed(made)
    assert annotate(made, notes, STAMP) == made


def with_comments(body: str, listed: str, extended: str = "", **further: str) -> bytes:
    spaces = {
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    }
    declared = " ".join(f'xmlns:{name}="{space}"' for name, space in spaces.items())
    named = {"comments": xml("comments", listed).replace("<w:comments ", f"<w:comments {declared} ", 1)}
    if extended:
        named["commentsExtended"] = f"<w15:commentsEx {declared}>{extended}</w15:commentsEx>"
    return word(body, **named, **further)


def comment(name: int, text: str, author: str = "王五") -> str:
    return f'<w:comment w:id="{name}" w:author="{author}"><w:p w14:paraId="0000000{name}">{run(text)}</w:p></w:comment>'


def on(name: int, *content: str) -> str:
    return (
        f'<w:commentRangeStart w:id="{name}"/>{"".join(content)}<w:commentRangeEnd w:id="{name}"/>'
        f'<w:r><w:commentReference w:id="{name}"/></w:r>'
    )


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("核稿忽略", ()),
        ("此处不改，核稿忽略。", ()),
        ("核稿忽略：typos/common-words", ("typos/common-words",)),
        ("核稿忽略 typos/common-words、layout，领导已定", ("typos/common-words", "layout")),
        ("核稿忽略（ｔｙｐｏｓ）", ("typos",)),
        ("核稿忽略“layout/margins”", ("layout/margins",)),
    ],
)
def test_a_readers_comment_silences_its_place(text: str, rules: tuple[str, ...]) -> None:
    data = with_comments(line(run("甲乙"), on(3, run("丙丁")), run("戊")), comment(3, text))
    assert silenced(data) == [Suppression(1, rules, 2, 4)]


def test_other_comments_silence_nothing() -> None:
    assert silenced(with_comments(line(on(3, run("丙丁"))), comment(3, "这里要核对"))) == []
    assert silenced(word(line(run("核稿忽略")))) == []


def test_a_reply_to_a_finding_silences_its_rule() -> None:
    data = with_comments(
        line(run("甲"), on(0, on(1, run("乙丙"))), on(2, run("丁"))),
        comment(0, signed("用词有误", "typos/common-words"), "核稿") + comment(1, "核稿忽略") + comment(2, "核稿忽略"),
        '<w15:commentEx w15:paraId="00000000"/>'
        '<w15:commentEx w15:paraId="00000001" w15:paraIdParent="00000000" w15:done="0"/>',
    )
    assert silenced(data) == [Suppression(1, ("typos/common-words",), 1, 3), Suppression(1, (), 3, 4)]


def test_a_reply_without_marks_stands_where_its_comment_does() -> None:
    data = with_comments(
        line(run("甲"), on(0, run("乙"))),
        comment(0, "请核对") + comment(1, "核稿忽略 layout"),
        '<w15:commentEx w15:paraId="00000001" w15:paraIdParent="00000000"/>',
    )
    assert silenced(data) == [Suppression(1, ("layout",), 1, 2)]


def test_a_reply_to_a_reply_goes_back_to_the_finding() -> None:
    data = with_comments(
        line(on(0, run("甲"))),
        comment(0, signed("用词有误", "typos/common-words")) + comment(1, "请领导定") + comment(2, "核稿忽略"),
        "".join(f'<w15:commentEx w15:paraId="0000000{name}" w15:paraIdParent="0000000{name - 1}"/>' for name in (1, 2)),
    )
    assert silenced(data) == [Suppression(1, ("typos/common-words",), 0, 1)]


def test_a_resolved_finding_is_silent() -> None:
    listed = comment(0, signed("用词有误", "typos/common-words"), "作者") + comment(1, "别人的意见")
    done = "".join(f'<w15:commentEx w15:paraId="0000000{name}" w15:done="1"/>' for name in (0, 1))
    data = with_comments(line(on(0, run("甲")), on(1, run("乙"))), listed, done)
    assert silenced(data) == [Suppression(1, ("typos/common-words",), 0, 1)]


def test_a_comment_over_several_paragraphs() -> None:
    marks = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    body = line(run("甲"), marks[0], run("乙")) + line(run("丙丁")) + line(run("戊"), marks[1], run("己"))
    assert silenced(with_comments(body, comment(0, "核稿忽略"))) == [
        Suppression(1, (), 1, 2),
        Suppression(2, (), 0, 2),
        Suppression(3, (), 0, 1),
    ]


def test_marks_between_paragraphs_and_points() -> None:
    between = (
        line(run("甲")) + '<w:commentRangeStart w:id="0"/>' + line(run("乙丙")) + '<w:commentRangeEnd w:id="0"/>'
        + line(run("丁"), "<w:r><w:commentReference w:id='0'/><w:commentReference w:id='1'/></w:r>", run("戊"))
    )  # fmt: skip
    data = with_comments(between, comment(0, "核稿忽略") + comment(1, "核稿忽略 layout"))
    assert silenced(data) == [Suppression(2, (), 0, 2), Suppression(3, ("layout",), 1, 1)]


def replied(data: bytes, name: str, text: str) -> bytes:
    """The file with a reply to one of its comments, marked in the text as Word marks it: beside its comment."""
    files = parts(data)
    listed, root = part(data, "comments"), part(data, "document")
    first = next(one for one in listed if one.get(f"{W}id") == name)
    first[-1].set("{http://schemas.microsoft.com/office/word/2010/wordml}paraId", "00000055")
    spaces = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    reply = xml("comments", comment(9, text)).replace("<w:comments", f"<w:comments {spaces}").encode()
    listed.append(etree.fromstring(reply)[0])
    for tag in ("commentRangeStart", "commentRangeEnd"):
        mark = next(one for one in root.iter(W + tag) if one.get(f"{W}id") == name)
        mark.addnext(etree.Element(W + tag, {f"{W}id": "9"}))
    extended = (
        '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        '<w15:commentEx w15:paraId="00000009" w15:paraIdParent="00000055"/></w15:commentsEx>'
    )
    kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    link = f'<Relationship Id="x" Type="{kind}" Target="commentsExtended.xml"/></Relationships>'
    links = "word/_rels/document.xml.rels"
    return package(
        {
            **files,
            "word/comments.xml": etree.tostring(listed),
            "word/document.xml": etree.tostring(root),
            "word/commentsExtended.xml": extended,
            links: files[links].decode().replace("</Relationships>", link),
        }
    )


def test_replies_to_what_we_said_beside_the_text() -> None:
    notes = [Note(Span(number, 0, 2), signed("有误", f"layout/r{number}")) for number in (2, 5, 6, 7, 8)]
    data = annotate(word(HEADED, **HEADED_PARTS), notes, STAMP)
    rules = {name: text.partition("［")[2].rstrip("］") for name, text in said(data).items()}
    found = {rule: silenced(replied(data, name, "核稿忽略")) for name, rule in rules.items()}
    assert found == {
        "layout/r2": [Suppression(2, ("layout/r2",), 0, 2)],
        "layout/r5": [Suppression(5, ("layout/r5",), 0, 4)],
        "layout/r6": [Suppression(6, ("layout/r6",), 0, 3)],
        "layout/r7": [Suppression(7, ("layout/r7",), 0, 5)],
        "layout/r8": [Suppression(8, ("layout/r8",), 0, 3), Suppression(9, ("layout/r8",), 0, 3)],
    }
    assert silenced(replied(data, "0", "核稿忽略 layout"))[0].rules == ("layout",)


def test_a_comment_of_a_box_or_reference_silences_what_hangs_there() -> None:
    body = line(run("甲"), on(0, box(line(run("框内")))), run("乙"), "<w:r><w:footnoteReference w:id='2'/></w:r>")
    notes = xml("footnotes", f'<w:footnote w:id="2">{line(run("注文"))}</w:footnote>')
    data = with_comments(body, comment(0, "核稿忽略"), footnotes=notes)
    assert silenced(data) == [Suppression(1, (), 1, 2), Suppression(2, (), 0, 2)]


def test_hostile_comments_end() -> None:
    many = "".join(comment(name, "核稿忽略") for name in range(9000))
    starts = "".join(f'<w:commentRangeStart w:id="{name}"/>' for name in range(9000))
    ends = "".join(f'<w:commentRangeEnd w:id="{name}"/>' for name in range(9000))
    began = time.process_time()
    assert len(silenced(with_comments(line(starts) + line(run("甲")) * 9000 + line(ends), many))) == 9002
    loop = comment(0, "核稿忽略") + comment(1, "核稿忽略")
    turns = "".join(
        f'<w15:commentEx w15:paraId="0000000{one}" w15:paraIdParent="0000000{other}"/>'
        for one, other in ((0, 1), (1, 0))
    )
    assert silenced(with_comments(line(run("甲")), loop, turns)) == []
    with pytest.raises(ReadError, match="word/comments"):
        silenced(word(line(run("甲")), comments="<w:comments>"))
    assert time.process_time() - began < 5


def drawn(notes: int) -> bytes:
    """A draft by python-docx with so many notes, one over two paragraphs' worth of runs, one in a table."""
    draft = docx.Document()
    first = draft.add_paragraph("关于做好")
    first.add_run("年度档案").bold = True
    first.add_run("检查的通知")
    draft.add_table(1, 1).cell(0, 0).text = "表格文字"
    stream = io.BytesIO()
    draft.save(stream)
    spans = [Span(1, 2, 6), Span(1, 8, 13), Span(2, 1, 3)][:notes]
    return annotate(stream.getvalue(), [Note(span, f"意见{k}") for k, span in enumerate(spans)], STAMP)


def test_python_docx_lists_them() -> None:
    opened = docx.Document(io.BytesIO(drawn(3)))
    assert [(one.author, one.initials, one.text) for one in opened.comments] == [
        ("核稿", "核", f"意见{k}") for k in range(3)
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_reads_the_same_and_prints(tmp_path: Path) -> None:
    path = tmp_path / "批注.docx"
    path.write_bytes(drawn(3))
    assert preview.pdf(path, tmp_path / "pdf").read_bytes().startswith(b"%PDF")
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless", "--convert-to", "fodt"]
    done = subprocess.run([*command, "--outdir", str(tmp_path), str(path)], capture_output=True, timeout=120)
    root = etree.fromstring((tmp_path / "批注.fodt").read_bytes(), etree.XMLParser(huge_tree=True))
    assert done.returncode == 0
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    going: dict[str, str] = {}
    texts: dict[str, str] = {}
    for event, element in etree.iterwalk(root, events=("start", "end")):
        within = next(element.iterancestors(f"{office}annotation"), None)
        if within is not None:
            continue
        if event == "start" and element.tag == f"{office}annotation":
            text = "".join(str(text) for text in element.xpath(".//text:p//text()", namespaces=element.nsmap))
            going[str(element.get(f"{office}name"))] = ""
            texts[str(element.get(f"{office}name"))] = text
        elif event == "start" and element.tag == f"{office}annotation-end":
            name = str(element.get(f"{office}name"))
            texts[name] += f"：{going.pop(name)}"
        for shown in [element.text if event == "start" and element.tag != f"{office}annotation" else element.tail]:
            if event == "end" or element.tag != f"{office}annotation":
                going = {name: text + (shown or "") for name, text in going.items()}
    assert sorted(texts.values()) == ["意见0：做好年度", "意见1：检查的通知", "意见2：格文"]
