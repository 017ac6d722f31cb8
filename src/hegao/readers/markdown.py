"""Bytes of a Markdown file to a Document: headings and table rows known, everything that is only markup in `skip`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hegao.decoding import decode, edit, lines
from hegao.markup import Range, comments, emphasis, inline, merged, suppression
from hegao.model import Cell, Document, Paragraph, Span, Suppression, Table

__all__ = ["edit", "read"]

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_BREAK_LINE = re.compile(r" {0,3}(?:-(?:[ \t]*-){2,}|\*(?:[ \t]*\*){2,}|___)[ \t]*$")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\[\]]{1,200}\]:[ \t]*\S")
_PIPE = re.compile(r"(?<!\\)\|")


def read(data: bytes, path: str) -> Document:
    """The draft; `path` is only noted down. Raises ReadError for bytes that are no text."""
    text, encoding = decode(data)
    raw = lines(text)
    texts = [line for line, _ in raw]
    matter = _front_matter(texts)
    masked = _asterisks_mask(texts)
    paragraphs: list[Paragraph] = []
    suppressions: list[Suppression] = []
    fence, commented, in_table = "", False, False
    for index, (line, offset) in enumerate(raw):
        opening = _FENCE.match(line)
        if index < matter or fence:
            fence = "" if fence and _closes(line, fence) else fence
            paragraphs.append(_markup_only(line, offset))
            continue
        if opening and not commented and "`" not in line[opening.end() :]:
            fence = opening.group(1)
            paragraphs.append(_markup_only(line, offset))
            continue
        silenced = suppression(index + 1, line)
        if silenced:
            suppressions.append(silenced[0])
        known, commented = comments(line, commented)
        in_table = "|" in line and (in_table or _delimits(texts, index + 1))
        if in_table:
            paragraphs.append(_row(line, offset, known, masked))
        elif _is_markup(texts, index):
            paragraphs.append(_markup_only(line, offset))
        else:
            paragraphs.append(_prose(line, offset, known, masked, _setext_level(texts, index)))
    tables = tuple(_tables(paragraphs))
    return Document(path, "markdown", tuple(paragraphs), len(text), encoding, tuple(suppressions), tables=tables)


def _tables(paragraphs: Sequence[Paragraph]) -> Iterator[Table]:
    rows: list[tuple[Cell, ...]] = []
    for number, paragraph in enumerate((*paragraphs, Paragraph("", 0)), 1):
        if paragraph.kind == "cell":
            if not _DELIMITER_ROW.match(paragraph.text):
                rows.append(_cells(paragraph.text, number))
        elif rows:
            width = max(map(len, rows))
            yield Table(tuple((*row, *((),) * (width - len(row))) for row in rows))
            rows = []


def _cells(line: str, number: int) -> tuple[Cell, ...]:
    start = _prefix(line, bullets=False)
    pipes = [at for match in _PIPE.finditer(line) if (at := match.start()) >= start]
    edges = [start - 1, *pipes, len(line)]
    cells: list[Cell] = []
    for left, right in pairwise(edges):
        words = line[left + 1 : right].strip()
        at = line.index(words, left + 1)
        cells.append((Span(number, at, at + len(words)),) if words else ())
    if pipes and not line[start : pipes[0]].strip():
        del cells[0]
    if len(pipes) > 1 and not line[pipes[-1] + 1 :].strip():
        del cells[-1]
    return tuple(cells)


def _prose(line: str, offset: int, known: Sequence[Range], masked: bool, setext: int | None) -> Paragraph:
    start = _prefix(line)
    skip = [(0, start), *known]
    heading = setext
    atx = _ATX.match(line, start)
    if atx:
        heading = len(atx.group(1))
        skip.append(atx.span())
        start = atx.end()
        skip.append((_atx_end(line, start), len(line)))
    words = line.rstrip(" ")
    if line.endswith("\\"):
        skip.append((len(line) - 1, len(line)))
    elif words and len(line) - len(words) > 1:
        skip.append((len(words), len(line)))
    return Paragraph(line, offset, heading=heading, skip=merged(inline(line, start, skip, masked)))


def _atx_end(line: str, start: int) -> int:
    """Where the closing row of # begins with the blanks before it; the end of the line when there is none."""
    words = line[start:].rstrip(" \t")
    bare = words.rstrip("#")
    if len(bare) < len(words) and bare[-1:] in ("", " ", "\t"):
        return start + len(bare.rstrip(" \t"))
    return len(line)


def _row(line: str, offset: int, known: Sequence[Range], masked: bool) -> Paragraph:
    if _DELIMITER_ROW.match(line):
        return Paragraph(line, offset, kind="cell", skip=merged([(0, len(line))]))
    start = _prefix(line, bullets=False)
    pipes = [match.span() for match in _PIPE.finditer(line)]
    return Paragraph(line, offset, kind="cell", skip=merged(inline(line, start, [(0, start), *known, *pipes], masked)))


def _markup_only(line: str, offset: int) -> Paragraph:
    return Paragraph(line, offset, skip=merged([(0, len(line))]))


def _prefix(line: str, bullets: bool = True) -> int:
    """Where the words begin behind marks of quotation and of a list; 1. stays, as it is numbering."""
    quote = _QUOTE.match(line)
    start = quote.end() if quote else 0
    bullet = _BULLET.match(line, start) if bullets else None
    return bullet.end() if bullet else start


def _front_matter(texts: Sequence[str]) -> int:
    """How many lines at the top are settings between --- and ---."""
    if texts[0].rstrip() != "---":
        return 0
    for index in range(1, min(len(texts), 200)):
        if texts[index].rstrip() in ("---", "..."):
            return index + 1
    return 0


def _closes(line: str, fence: str) -> bool:
    closing = line.strip()
    return len(closing) >= len(fence) and not closing.strip(fence[0])


def _delimits(texts: Sequence[str], index: int) -> bool:
    return index < len(texts) and "-" in texts[index] and _DELIMITER_ROW.match(texts[index]) is not None


def _is_markup(texts: Sequence[str], index: int) -> bool:
    line = texts[index]
    if index and _SETEXT.match(line) and _setext_level(texts, index - 1):
        return True
    return bool(_BREAK_LINE.match(line) or _DEFINITION.match(line))


def _setext_level(texts: Sequence[str], index: int) -> int | None:
    """1 or 2 for a line of its own that is underlined with === or ---."""
    line = texts[index]
    underline = _SETEXT.match(texts[index + 1]) if index + 1 < len(texts) else None
    if not underline or not line.strip() or (index and texts[index - 1].strip()):
        return None
    if _prefix(line) or _ATX.match(line) or _BREAK_LINE.match(line) or _FENCE.match(line):
        return None
    return 1 if "=" in underline.group(1) else 2


def _asterisks_mask(texts: Sequence[str]) -> bool:
    """Whether the draft uses asterisks for what it leaves out: most lines with some inside make no emphasis of them."""
    vote = 0
    for line in texts:
        if "*" in line:
            start = _prefix(line)
            words = "*" in line[start:] and not _BREAK_LINE.match(line)
            if words and not emphasis(line, start, masked=True):
                vote += -1 if emphasis(line, start) else 1
    return vote > 0
