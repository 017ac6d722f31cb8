"""Names of parts of a draft in, the stretches of prose they stand for out: a rule asks for headings, never looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hegao.model import Document, Outline, Paragraph, Segment, Span
from hegao.text import HAN, NOT_PROSE

# The closed list, each with what it means to a rule's author.
SCOPES: dict[str, str] = {
    "document": "全文每一段，连同首尾空白",
    "title": "标题，分行的标题逐行看",
    "heading": "各级层次标题（不含序号之后另起的正文）",
    "heading.1": "一级标题（一、）",
    "heading.2": "二级标题（（一））",
    "heading.3": "三级标题（1.）",
    "heading.4": "四级标题（（1））",
    "lead": "标题、主送之后，第一个层次标题之前的段落",
    "body": "正文各段（含层次标题，不含标题、主送、落款、附件说明）",
    "prose": "正文各段，不含独立成行的层次标题",
    "paragraph": "正文和附件各段，整段看；一行行断开的文本（多由 PDF 复制而来）没有整段，不看",
    "paragraph.start": "正文段首：命中须从段落第一个字开始",
    "paragraph.end": "正文段末：命中须到段落最后一个字为止；一行行断开的文本不看",
    "sentence": "每一个句子",
    "addressee": "主送机关",
    "signature": "署名",
    "date": "成文日期",
    "note": "附注、附件说明",
    "attachment": "附件正文",
    "table": "表格单元格",
    "masthead": "版头",
    "imprint": "抄送、印发机关和日期",
    "page": "版面（字体、缩进、页边距等）；只看 .docx",
}


_SOME_WORDS = 4  # characters: a header or footer with fewer is a page number
_FULL_LINE = 20  # characters: a shorter line may be a heading or a signature


def prose(paragraph: Paragraph) -> str:
    """The paragraph's text, same length, with everything that is not prose blanked out by U+FFFC."""
    if not paragraph.skip:
        return paragraph.text
    parts: list[str] = []
    at = 0
    for start, end in paragraph.skip:
        parts += [paragraph.text[at:start], NOT_PROSE * (end - start)]
        at = end
    return "".join([*parts, paragraph.text[at:]])


def segments(document: Document, outline: Outline, scope: str) -> tuple[Segment, ...]:
    """The stretches a scope stands for, in reading order.

    Raises KeyError for a scope that is not in SCOPES.
    """
    if scope not in SCOPES:
        raise KeyError(scope)
    return tuple(_segments(document, outline, scope))


def _segments(document: Document, outline: Outline, scope: str) -> Iterator[Segment]:
    if scope == "page":
        return  # its checks look at the layout, not at stretches of text
    if scope == "document":
        for number, (paragraph, role) in enumerate(zip(document.paragraphs, outline.roles, strict=True), 1):
            if role != "page" or len(re.findall(f"[{HAN}]", paragraph.text)) >= _SOME_WORDS:
                yield Segment(number, 0, prose(paragraph))
        return
    if scope.startswith("heading"):
        level = int(scope[-1]) if scope[-1].isdigit() else None
        for section in outline.sections:
            if section.kind != "item" and level in (None, section.level):
                yield _of_span(document, section.span)
        return
    if scope == "title":
        for span in outline.title_spans:
            yield _of_span(document, span)
        return
    if scope == "sentence":
        for span in outline.sentences:
            yield _of_span(document, span)
        return
    own_line = {s.span.paragraph for s in outline.sections if s.kind == "heading"}
    first_heading = min((s.span.paragraph for s in outline.sections), default=len(document.paragraphs) + 1)
    wanted = {
        "lead": ("body",),
        "body": ("body",),
        "prose": ("body",),
        "paragraph": ("body", "attachment"),
        "paragraph.start": ("body", "attachment"),
        "paragraph.end": ("body", "attachment"),
        "note": ("note", "attachment_note"),
        "imprint": ("copy", "imprint"),
    }.get(scope, (scope,))
    if scope in ("paragraph", "paragraph.end") and _is_wrapped(document, outline):
        return
    for number, (paragraph, role) in enumerate(zip(document.paragraphs, outline.roles, strict=True), 1):
        if role not in wanted or (scope == "lead" and number >= first_heading):
            continue
        if scope in ("prose", "paragraph.end") and number in own_line:
            continue
        segment = _trimmed(number, prose(paragraph))
        if segment.text:
            yield segment


def _is_wrapped(document: Document, outline: Outline) -> bool:
    """Whether lines are broken in the middle of sentences, as in text copied from a PDF: no line end means anything."""
    lines = [
        text
        for paragraph, role in zip(document.paragraphs, outline.roles, strict=True)
        if role == "body" and len(text := paragraph.text.strip()) >= _FULL_LINE
    ]
    broken = sum(re.search(r"[。！？；：，,;:!?…”’）)]$", line) is None for line in lines)
    return broken >= 6 and broken * 4 >= len(lines)


def _of_span(document: Document, span: Span) -> Segment:
    return Segment(span.paragraph, span.start, prose(document.paragraphs[span.paragraph - 1])[span.start : span.end])


def _trimmed(number: int, text: str) -> Segment:
    blank = " \t\v\u00a0\u2002\u2003\u200b\u3000\ufeff" + NOT_PROSE
    start = len(text) - len(text.lstrip(blank))
    return Segment(number, start, text[start:].rstrip(blank))
