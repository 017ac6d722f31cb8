"""Paragraphs in, where their prose stands and the list labels they begin with (一、 （一） 1. （1） 第一条 …) out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hegao.model import Paragraph
from hegao.text import HAN, chinese_number

CN = "一二三四五六七八九十百"
SPACE = " \t\u00a0\u2002\u2003\u3000"
# Counters and units behind which a leading number is a quantity, not a list number.
_QUANTITY = "年月日号时分秒个项名人件次份家条种类批期亿万千百多余天周岁元吨米亩户所座辆台位处篇场届级楼%％"

# style, level after GB/T 9704—2012 7.3.3, pattern of the label; tried in this order
_LABELS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (style, level, re.compile(pattern))
    for style, level, pattern in (
        ("part", 1, rf"第([{CN}]+|[0-9]+)(?:部分|编|篇)[{SPACE}、：:]*"),
        ("chapter", 1, rf"第([{CN}]+|[0-9]+)章[{SPACE}]*"),
        ("chapter-section", 2, rf"第([{CN}]+|[0-9]+)节[{SPACE}]*"),
        (
            "article",
            3,
            rf"第([{CN}零〇]+|[0-9]+)条(?:之[一二三四五六七八九十]+)?(?:[{SPACE}]+|(?=[{HAN}【])(?!规定|第|和|至|款|所|中(?![国央华共])|的|之))",
        ),
        ("chinese", 1, rf"([{CN}]{{1,3}})[{SPACE}]*[、．.](?![{CN}]{{1,2}}(?:等|级|线|类|产))"),
        ("chinese", 1, rf"([{CN}]{{1,3}})[，,](?=[{HAN}]{{2,30}}$)"),
        ("bracket-chinese", 2, rf"[（(][{SPACE}]*([{CN}]{{1,3}})[{SPACE}]*[）)][{SPACE}]*[、．.，,]?"),
        ("bracket-chinese", 2, rf"([㈠-㈩])[{SPACE}]*[、．.]?"),
        ("decimal", 3, r"([⒈-⒛])"),
        ("bracket-decimal", 4, r"([⑴-⒇])[、．.]?"),
        ("dotted", 3, rf"([0-9]{{1,2}})(?:\.[0-9]{{1,2}}){{1,3}}(?![0-9%％倍公平立月{_QUANTITY}])[．.、]?(?=[^0-9])"),
        ("decimal", 3, rf"([0-9０-９]{{1,2}})[{SPACE}]*[．.、](?![{SPACE}]*[0-9](?![0-9]?月))"),
        ("decimal", 3, rf"([0-9]{{1,2}})[，,](?=[{HAN}“《])"),
        ("decimal", 3, rf"([0-9]{{1,2}})[{SPACE}]+(?=[{HAN}])(?![{_QUANTITY}])"),
        ("bracket-decimal", 4, rf"[（(][{SPACE}]*([0-9０-９]{{1,2}})[{SPACE}]*[）)][{SPACE}]*[、．.，,]?"),
        ("decimal-bracket", 4, r"([0-9０-９]{1,2})[）)][、．.]?"),
        ("circled", 5, r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])[、．.]?"),
    )
)
_BARE_DECIMAL = re.compile(rf"([0-9]{{1,2}})(?=[{HAN}])(?![0-9]{{1,2}}[{_QUANTITY}])")
END_MARK = re.compile(r"[。！？；，、：:;,!?]$")


@dataclass(frozen=True, slots=True)
class Label:
    style: str
    level: int
    text: str
    number: int | None
    end: int  # offset of the title in the paragraph


def content_of(paragraph: Paragraph) -> tuple[int, int]:
    """Where the prose of a paragraph starts and ends: markup and white space at both ends left out."""
    text = paragraph.text
    start, end = 0, len(text)
    moved = True
    while moved:
        moved = False
        while start < end and (text[start] in SPACE or text[start] in "\v\ufeff\u200b"):
            start, moved = start + 1, True
        while start < end and (text[end - 1] in SPACE or text[end - 1] in "\v\u200b"):
            end, moved = end - 1, True
        for a, b in paragraph.skip:
            if a <= start < b:
                start, moved = b, True
            if a < end <= b:
                end, moved = a, True
    return (start, end) if start < end else (end, end)


def label_of(text: str, start: int, end: int) -> Label | None:
    for style, level, pattern in _LABELS:
        match = pattern.match(text, start, end)
        if match:
            number = None if style == "dotted" else chinese_number(match.group(1))  # 1.2 counts in a row of its own
            return Label(style, level, match.group().rstrip(SPACE), number, match.end())
    return None


def labels_of(paragraphs: tuple[Paragraph, ...]) -> list[Label | None]:
    """The list label of each paragraph; a bare number (`2抓好…`) counts only where it carries a row on."""
    found: list[Label | None] = []
    last_decimal = 0
    for paragraph in paragraphs:
        start, end = content_of(paragraph)
        label = None if paragraph.kind in ("header", "footer") else label_of(paragraph.text, start, end)
        if label is None and start < end:
            bare = _BARE_DECIMAL.match(paragraph.text, start, end)
            if bare and last_decimal and int(bare.group(1)) == last_decimal + 1:
                label = Label("decimal", 3, bare.group(1), int(bare.group(1)), bare.end())
        if label is not None:
            if label.style == "decimal":
                last_decimal = label.number or 0
            elif label.level < 3:
                last_decimal = 0
        found.append(label)
    return found
