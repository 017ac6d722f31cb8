"""A text or Markdown draft in, a plain .docx of the same paragraphs, without markup, out."""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path
from struct import error as StructError
from struct import unpack_from
from urllib.parse import unquote
from xml.sax.saxutils import escape

from hegao.markup import addresses, comments, suppression
from hegao.model import Document, Outline, Paragraph, Span, Table
from hegao.nlp import words
from hegao.text import display_width

MAX_PICTURE = 32 << 20  # bytes of one picture
MAX_PICTURES = 128 << 20  # bytes of all
_MOST_SEGMENTS = 10_000  # of a JPEG before its frame

_BLANK = " \t\v\u00a0\u2002\u2003\u3000\ufeff\u200b"
# What XML or a w:t cannot hold, or would give back as something else
_UNWRITABLE = re.compile("[\x00-\x08\x0a\x0c-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_PREFIX = re.compile(r"(?: {0,3}>[ \t]?)*(?:[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)?")
_BULLET = re.compile(r" {0,3}>|[-*+•·●][ \t]")
_ATX = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)")
_ATX_END = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_MARKUP_LINE = re.compile(r"[ \t>]*(?:[-*_=][ \t]*)+$|[ \t>]*\[(?!\^)[^\[\]]{1,200}\]:[ \t]*\S")
_TARGET = (
    r"\([ \t]*(<[^<>]{0,2000}>|[^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,3})"
    r"(?:[ \t]+(?:\"[^\"]{0,500}\"|'[^']{0,500}'))?[ \t]*\)"
)
_PICTURE = re.compile(rf"!\[([^\[\]]{{0,1000}})\]{_TARGET}")
_LINK = re.compile(rf"\[([^\[\]]{{0,1000}})\]{_TARGET}")
_NOTE = re.compile(r"\[\^([^\[\]\s]{1,100})\]:?")
_CODE = re.compile(r"(`+)(?!`)(.*?[^`])\1(?!`)")
_BREAK = re.compile(r"<br[ \t]*/?>", re.I)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]{0,2000}|[^\s<>@]{1,64}@[^\s<>@]{1,255})>")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9\-]{0,50}(?:\s[^<>]{0,500})?/?>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_EMPHASIS = re.compile(r"\*{1,3}|_{1,3}")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|\\$")


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one look, or a picture."""

    text: str
    bold: bool = False
    italic: bool = False
    picture: str = ""  # its target; `text` is then its description


@dataclass(frozen=True, slots=True)
class _Line:
    """One paragraph to write."""

    runs: tuple[_Run, ...]
    number: int  # of the draft's paragraph it begins with
    style: str = ""
    centred: bool = False
    prose: bool = True  # could be part of a paragraph broken into lines


@dataclass(slots=True)
class _Pictures:
    """The pictures put into the package so far."""

    folder: Path | None
    parts: dict[str, bytes] = field(default_factory=dict)  # name to content
    known: dict[Path, tuple[str, int, int] | None] = field(default_factory=dict)  # file: part, width, height in pixels
    drawn: int = 0


def bare(document: Document, outline: Outline, folder: Path | None = None) -> bytes:
    """The draft as a .docx: the title in style Title, unlabelled Markdown headings in Heading 1–9, tables, pictures.

    Every other line of the draft is a paragraph of style Normal without indent, also where Markdown breaks it by force;
    lines are joined only where a text is evidently broken at a fixed width. Left out are blank lines, Markdown's marks,
    front matter, comments and characters XML cannot hold. Pictures are taken from files below `folder`; what is
    missing, elsewhere or no picture stays as ［图：…］. Time linear in the draft's length.
    """
    lines = list(_lines(document, outline))
    tables = {first: (last, table) for first, last, table in map(_extent, document.tables) if first}
    covered = {number for first, (last, _) in tables.items() for number in range(first, last + 1)}
    flow = _joined(document, outline, [line for line in lines if line.number not in covered])
    pictures = _Pictures(folder)
    blocks = [(line.number, _paragraph(line, pictures)) for line in flow]
    blocks += [(first, _table(document, table, pictures)) for first, (_, table) in tables.items()]
    blocks.sort(key=lambda block: block[0])
    body: list[str] = []
    for _, block in blocks:
        if body and body[-1].endswith("</w:tbl>") and block.endswith("</w:tbl>"):
            body.append("<w:p/>")  # Word would make one table of two
        body.append(block)
    if not body or body[-1].endswith("</w:tbl>"):
        body.append("<w:p/>")
    return _package("".join(body), pictures)


def _lines(document: Document, outline: Outline) -> Iterator[_Line]:
    titles = [span.paragraph for span in outline.title_spans]
    headings = {s.span.paragraph: s.level for s in outline.sections if s.style == "none"}
    plain = _text_runs if document.kind != "markdown" else None
    for number, paragraph, code in _prose(document):
        if plain or code:
            runs = _text_runs(number, paragraph) if plain else [_Run(paragraph.text)]
        else:
            runs = _markdown_runs(paragraph, *_content(paragraph))
        # Of several paragraphs of a title the last carries the style: a reader takes the first with it for the whole.
        style = "Title" if titles and number == titles[-1] else ""
        if not style and number in headings and paragraph.heading:
            style = f"Heading{min(headings[number], 9)}"
        titled = number in titles
        for part in [runs] if titled else _parted(runs):
            if stripped := _stripped(part):
                yield _Line(stripped, number, style, titled and not style, not (titled or style or code))


def _parted(runs: Iterable[_Run]) -> list[list[_Run]]:
    """The runs up to each line break: in a 公文 a new line is a new paragraph."""
    parts: list[list[_Run]] = [[]]
    for run in runs:
        first, *others = [""] if run.picture else run.text.split("\v")
        parts[-1].append(run if run.picture else replace(run, text=first))
        parts += [[replace(run, text=text)] for text in others]
    return parts


def _prose(document: Document) -> Iterator[tuple[int, Paragraph, bool]]:
    """The paragraphs that hold words, with their numbers and whether they are lines of code."""
    if document.kind != "markdown":
        yield from ((number, paragraph, False) for number, paragraph in enumerate(document.paragraphs, 1))
        return
    fence, commented = "", False
    matter = _front_matter(document.paragraphs)
    for number, paragraph in enumerate(document.paragraphs, 1):
        text = paragraph.text
        if number <= matter or paragraph.kind == "cell":
            continue
        if fence:
            closing = text.strip()
            if len(closing) >= len(fence) and not closing.strip(fence[0]):
                fence = ""
            else:
                yield number, paragraph, True
            continue
        opening = _FENCE.match(text)
        if opening and not commented and "`" not in text[opening.end() :]:
            fence = opening.group(1)
            continue
        hidden, commented = comments(text, commented)
        if hidden:
            paragraph = replace(paragraph, text=_blotted(text, hidden))
        if not _MARKUP_LINE.match(text) or paragraph.skip != ((0, len(text)),):
            yield number, paragraph, False


def _front_matter(paragraphs: Sequence[Paragraph]) -> int:
    """How many lines at the top are settings between --- and ---."""
    if paragraphs[0].text.rstrip() != "---":
        return 0
    for number, paragraph in enumerate(paragraphs[1:200], 2):
        if paragraph.text.rstrip() in ("---", "..."):
            return number
    return 0


def _blotted(text: str, hidden: Iterable[tuple[int, int]]) -> str:
    """The text with NUL, which is not written, in the place of what is hidden, so that other places stay right."""
    for start, end in hidden:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _text_runs(number: int, paragraph: Paragraph) -> list[_Run]:
    silenced = suppression(number, paragraph.text)
    return [_Run(_blotted(paragraph.text, [silenced[1]]) if silenced else paragraph.text)]


def _content(paragraph: Paragraph) -> tuple[int, int]:
    """Where the words of a Markdown line stand, behind quotation marks, bullet and heading marks."""
    text = paragraph.text
    start, end = 0, len(text)
    marked = paragraph.skip[0][1] if paragraph.skip and paragraph.skip[0][0] == 0 else 0
    for pattern in (_PREFIX, _ATX):
        match = pattern.match(text, start)
        if match and match.end() <= marked:
            start = match.end()
            if pattern is _ATX and (closing := _ATX_END.search(text, start - 1)):
                end = closing.start()
    return start, end


def _markdown_runs(paragraph: Paragraph, start: int, end: int) -> list[_Run]:
    """The words of [start, end): what the reader counts as markup is read as such, everything else is words."""
    return _scan(paragraph.text, paragraph.skip, dict(addresses(paragraph.text)), start, end)


def _scan(text: str, skips: Sequence[tuple[int, int]], urls: Mapping[int, int], start: int, end: int) -> list[_Run]:
    runs: list[_Run] = []
    bold = italic = False
    at, index = start, bisect_right(skips, start, key=lambda skip: skip[1])
    while at < end:
        while index < len(skips) and skips[index][1] <= at:
            index += 1
        if index == len(skips) or skips[index][0] > at:
            until = min(skips[index][0], end) if index < len(skips) else end
            runs.append(_Run(_ENTITY.sub(_character, text[at:until]), bold, italic))
            at = until
        elif match := _EMPHASIS.match(text, at, end):
            marks = len(match.group())
            bold, italic = bold ^ (marks > 1), italic ^ (marks != 2)
            at = match.end()
        elif match := _PICTURE.match(text, at, end):
            runs.append(_Run(match.group(1), bold, italic, match.group(2).strip("<>") or " "))
            at = match.end()
        elif match := _LINK.match(text, at, end):
            inner = _scan(text, skips, urls, *match.span(1))
            runs += [replace(run, bold=run.bold or bold, italic=run.italic or italic) for run in inner]
            at = match.end()
        else:
            word, at = _mark(text, at, min(urls.get(at, at + 1), end), end)
            runs.append(_Run(word, bold, italic))
    return runs


def _character(entity: re.Match[str]) -> str:
    return unescape(entity.group())


def _mark(text: str, at: int, until: int, end: int) -> tuple[str, int]:
    """What remains of the mark at `at`, and where it ends; [at, until) is an address or one character."""
    if until > at + 1:
        return text[at:until], until
    for pattern, left in _MARKS:
        if match := pattern.match(text, at, end):
            return match.expand(left), match.end()
    return text[at:until], until


_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_CODE, r"\2"),
    (_NOTE, r"[\1]"),
    (_BREAK, r"\v"),
    (_AUTOLINK, r"\1"),
    (_TAG, ""),
    (_ESCAPE, r"\1"),
)


def _stripped(runs: Iterable[_Run]) -> tuple[_Run, ...]:
    """The runs with neighbours of one look made one, nothing unwritable, and no blanks at either end."""
    found: list[_Run] = []
    for (bold, italic, picture), group in groupby(runs, lambda run: (run.bold, run.italic, run.picture)):
        if picture:
            found += group
        elif text := _UNWRITABLE.sub("", "".join(run.text for run in group)):
            found.append(_Run(text, bold, italic))
    while found and not found[0].picture and not found[0].text.strip(_BLANK):
        del found[0]
    while found and not found[-1].picture and not found[-1].text.strip(_BLANK):
        del found[-1]
    if found and not found[0].picture:
        found[0] = replace(found[0], text=found[0].text.lstrip(_BLANK))
    if found and not found[-1].picture:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(_BLANK))
    return tuple(found)


# --- lines of a fixed width

_SENTENCE_END = tuple("。！？；：!?;:…”）)")
_NARROWEST, _WIDEST = 30, 120  # columns of a text broken into lines
_RAGGED = 6  # columns by which a full line may fall short: a mark or a Latin word moved to the next
_SURE = 3  # lines that run on
_LATIN_WORD = re.compile(r"[!-~]{1,30}(?![!-~])")
_FORCED = re.compile(r"(?:  |\\)$")  # Markdown's breaks


def _joined(document: Document, outline: Outline, lines: Sequence[_Line]) -> list[_Line]:
    """The lines, those of a text broken at a fixed width joined to paragraphs.

    Such a text shows itself by many lines of nearly the greatest width that stop inside a sentence, and often inside a
    word, as lists of names of one length never do.
    """
    if len(lines) < _SURE + 1:
        return list(lines)
    raw = {line.number: document.paragraphs[line.number - 1].text.rstrip() for line in lines}
    wrappable = {
        line.number for line in lines if line.prose and outline.roles[line.number - 1] in ("body", "attachment")
    }
    widths = {number: display_width(raw[number].replace("\t", "    ")) for number in wrappable}
    widest = max(widths.values(), default=0)
    if not _NARROWEST <= widest <= _WIDEST:
        return list(lines)
    starts = {section.span.paragraph for section in outline.sections}
    goes_on = [  # numbers of full lines with a line below that could continue them
        number
        for number in sorted(wrappable)
        if number + 1 in wrappable
        and number + 1 not in starts
        and widths[number] + _moved(raw[number + 1]) >= widest - _RAGGED
        and raw[number + 1][:1] not in (*_BLANK, "")
        and not _BULLET.match(raw[number + 1])
        and "\t" not in raw[number].strip() + raw[number + 1]
        and not _FORCED.search(document.paragraphs[number - 1].text)
    ]
    running = [number for number in goes_on if not raw[number].endswith(_SENTENCE_END)]
    broken = sum(_breaks_off(raw[number], raw[number + 1]) for number in running)
    indented = any(raw[number][:1] in _BLANK for number in wrappable if raw[number])
    # Beside indented lines, those without an indent are known for what they are by less.
    wanted = max(1, len(running) / 10) if indented else max(2, len(running) / 4)
    # A text of many short items has few full lines; then an indent must part paragraphs, or most break off in a word.
    few = len(running) * 4 < len(wrappable) and not indented and (broken < _SURE or broken * 2 < len(running))
    if len(running) < _SURE or few or broken < wanted:
        return list(lines)
    # Where paragraphs are told by an indent or a blank line, a sentence may also end with the line.
    parted = indented or any(not paragraph.text.strip() for paragraph in document.paragraphs)
    joins = set(goes_on if parted else running)
    rows: list[list[_Line]] = []
    for line in lines:
        last = rows[-1][-1].number if rows else 0
        if last in joins and line.number == last + 1:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [replace(row[0], runs=_stripped(_run_on(row))) if len(row) > 1 else row[0] for row in rows]


def _run_on(row: Sequence[_Line]) -> Iterator[_Run]:
    for above, below in pairwise(row):
        yield from _spaced(above.runs, below.runs)
    yield from row[-1].runs


def _moved(below: str) -> int:
    """Columns of the Latin word that did not fit into the line above."""
    match = _LATIN_WORD.match(below)
    return match.end() if match else 0


def _breaks_off(above: str, below: str) -> bool:
    """Whether a line stops at a comma, before a mark or within a word that the next one ends."""
    if above.endswith(("，", "、", ",")) or below[0] in "，、。；：）》”":
        return True
    head = above[-12:]
    if head[-1].isascii() and below[0].isascii():  # Latin lines always end with a word
        return False
    return any(word.start < len(head) < word.start + len(word.text) for word in words(head + below[:12]))


def _spaced(above: tuple[_Run, ...], below: tuple[_Run, ...]) -> tuple[_Run, ...]:
    """The upper line with a blank behind it where a Latin word ends and another begins."""
    last, first = above[-1].text[-1:], below[0].text[:1]
    latin = last.isascii() and first.isascii() and not (last.isdigit() and first.isdigit())
    if not latin or above[-1].picture:
        return above
    return (*above[:-1], replace(above[-1], text=above[-1].text + " "))


# --- tables


def _extent(table: Table) -> tuple[int, int, Table]:
    """The first and last paragraph of a table; 0 and 0 for one without words."""
    numbers = [span.paragraph for row in table.rows for cell in row for span in cell]
    return min(numbers, default=0), max(numbers, default=0), table


def _table(document: Document, table: Table, pictures: _Pictures) -> str:
    rows = table.rows
    columns = len(rows[0])
    parts = [
        '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>',
        *(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ),
        "</w:tblBorders></w:tblPr><w:tblGrid>",
        f'<w:gridCol w:w="{9000 // columns}"/>' * columns,
        "</w:tblGrid>",
    ]
    for index, row in enumerate(rows):
        parts.append("<w:tr>" + ("<w:trPr><w:tblHeader/></w:trPr>" if index == 0 and len(rows) > 1 else ""))
        column = 0
        while column < columns:
            cell, across = row[column], 1
            while cell and column + across < columns and row[column + across] == cell:
                across += 1
            above = bool(cell) and index > 0 and rows[index - 1][column] == cell
            below = bool(cell) and index + 1 < len(rows) and rows[index + 1][column] == cell
            parts.append("<w:tc><w:tcPr>")
            if across > 1:
                parts.append(f'<w:gridSpan w:val="{across}"/>')
            if above or below:
                parts.append("<w:vMerge/>" if above else '<w:vMerge w:val="restart"/>')
            parts.append("</w:tcPr>")
            written = "" if above else "".join(_cell(document, cell, pictures))
            parts.append((written or "<w:p/>") + "</w:tc>")
            column += across
        parts.append("</w:tr>")
    return "".join([*parts, "</w:tbl>"])


def _cell(document: Document, cell: Iterable[Span], pictures: _Pictures) -> Iterator[str]:
    for span in cell:
        paragraph = document.paragraphs[span.paragraph - 1]
        if document.kind == "markdown":
            runs = _markdown_runs(paragraph, span.start, span.end)
        else:
            runs = [_Run(paragraph.text[span.start : span.end])]
        if stripped := _stripped(runs):
            yield _paragraph(_Line(stripped, span.paragraph), pictures)


# --- paragraphs and pictures


def _paragraph(line: _Line, pictures: _Pictures) -> str:
    properties = f'<w:pStyle w:val="{line.style}"/>' if line.style else ""
    properties += '<w:jc w:val="center"/>' if line.centred else ""
    runs = "".join(_run(run, pictures) for run in line.runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def _run(run: _Run, pictures: _Pictures) -> str:
    text = run.text
    if run.picture:
        drawing = _drawing(run, pictures)
        if drawing:
            return f"<w:r>{drawing}</w:r>"
        text = f"［图：{text.strip(_BLANK) or unquote(run.picture).strip().rpartition('/')[2] or '无说明'}］"
    properties = ("<w:b/>" if run.bold else "") + ("<w:i/>" if run.italic else "")
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    content = escape(text, {"\t": "</w:t><w:tab/>" + _TEXT, "\v": "</w:t><w:br/>" + _TEXT})
    return f"<w:r>{properties}{_TEXT}{content}</w:t></w:r>".replace(_TEXT + "</w:t>", "")


_TEXT = '<w:t xml:space="preserve">'
_EMU = 9525  # in a pixel of 1/96 inch
_WIDEST_PICTURE, _HIGHEST_PICTURE = 5_616_000, 7_200_000  # EMU: 156 mm, the width of the text area, and 200 mm


def _drawing(run: _Run, pictures: _Pictures) -> str:
    """The picture as w:drawing, no larger than the text area; "" when there is none to show."""
    path = _file(run.picture, pictures.folder)
    found = _picture(path, pictures) if path else None
    if found is None:
        return ""
    part, width, height = found
    scale = min(1.0, _WIDEST_PICTURE / (width * _EMU), _HIGHEST_PICTURE / (height * _EMU))
    size = f'cx="{max(1, int(width * _EMU * scale))}" cy="{max(1, int(height * _EMU * scale))}"'
    pictures.drawn += 1
    told = escape(_UNWRITABLE.sub("", run.text), {'"': "&quot;"})
    name = f'id="{pictures.drawn}" name="图{pictures.drawn}" descr="{told}"'
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {name}/>'
        f'<a:graphic><a:graphicData uri="{_A[:-4]}picture"><pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{part.partition(".")[0]}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect">'
        "<a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _file(target: str, folder: Path | None) -> Path | None:
    """The file a target names, if it lies below the folder."""
    if folder is None or re.match(r"[A-Za-z][A-Za-z0-9+.\-]+:|[/\\]{2}", target):
        return None
    try:
        root = folder.resolve()
        for name in (target, unquote(target)):
            path = (root / name.strip().replace("\\", "/")).resolve()
            if path.is_relative_to(root) and path.is_file():
                return path
    except (OSError, ValueError):  # a name no file can have
        return None
    return None


def _picture(path: Path, pictures: _Pictures) -> tuple[str, int, int] | None:
    """Name of the part and size in pixels; the file becomes a part when first asked for."""
    if path not in pictures.known:
        pictures.known[path] = None
        try:
            size = path.stat().st_size
            room = MAX_PICTURES - sum(map(len, pictures.parts.values()))
            data = path.read_bytes() if size <= min(MAX_PICTURE, room) else b""
        except OSError:
            data = b""
        found = _measured(data)
        if found:
            suffix, width, height = found
            part = f"image{len(pictures.parts) + 1}.{suffix}"
            pictures.parts[part] = data
            pictures.known[path] = (part, width, height)
    return pictures.known[path]


def _measured(data: bytes) -> tuple[str, int, int] | None:
    """Suffix, width and height in pixels of a picture; None for what is no PNG, JPEG, GIF or BMP."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            suffix, (width, height) = "png", unpack_from(">II", data, 16)
        elif data.startswith((b"GIF87a", b"GIF89a")):
            suffix, (width, height) = "gif", unpack_from("<HH", data, 6)
        elif data.startswith(b"BM"):
            suffix, (width, height) = "bmp", unpack_from("<ii", data, 18)
        elif data.startswith(b"\xff\xd8\xff"):
            suffix, (width, height) = "jpeg", _jpeg_size(data)
        else:
            return None
    except StructError:
        return None
    return (suffix, width, abs(height)) if 0 < width < 100_000 and 0 < abs(height) < 100_000 else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height in the first frame header; struct.error when there is none."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        mark, kind = unpack_from(">BB", data, at)
        if mark != 0xFF:
            break
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = unpack_from(">HH", data, at + 5)
            return width, height
        at += 1 if kind == 0xFF else 2 + unpack_from(">H", data, at + 2)[0]
    raise StructError("no frame header")


# --- the package

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Default Extension="{suffix}" ContentType="image/{suffix}"/>' for suffix in ("png", "jpeg", "gif", "bmp")
    )
    + "".join(
        f'<Override PartName="/word/{name}.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("styles", "styles"), ("settings", "settings"))
    )
    + "</Types>"
)
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    '</w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="paragraph" w:styleId="Title">'
    '<w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr>'
    '<w:jc w:val="center"/></w:pPr></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:outlineLvl w:val="{level - 1}"/>'
        "</w:pPr></w:style>"
        for level in range(1, 10)
    )
    + "</w:styles>"
)
_SETTINGS = (
    f'{_HEAD}<w:settings xmlns:w="{_W}"><w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
_WHEN = (1980, 1, 1, 0, 0, 0)  # of every entry, so that one draft gives one file


def _package(body: str, pictures: _Pictures) -> bytes:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    document = (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}" xmlns:a="{_A}" xmlns:pic="{drawing}/picture" '
        f'xmlns:wp="{drawing}/wordprocessingDrawing"><w:body>{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1418" '
        'w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    links = [("styles", "styles", "styles.xml"), ("settings", "settings", "settings.xml")]
    links += [(part.partition(".")[0], "image", f"media/{part}") for part in pictures.parts]
    parts: dict[str, bytes] = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _links([("document", "officeDocument", "word/document.xml")]),
        "word/document.xml": document.encode(),
        "word/_rels/document.xml.rels": _links(links),
        "word/styles.xml": _STYLES.encode(),
        "word/settings.xml": _SETTINGS.encode(),
        **{f"word/media/{part}": data for part, data in pictures.parts.items()},
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def _links(links: Iterable[tuple[str, str, str]]) -> bytes:
    found = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in links
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'.encode()
