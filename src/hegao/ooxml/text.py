"""A package to its paragraphs in reading order, each with its text and the table from characters to elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from hegao.errors import ReadError
from hegao.ooxml.numbering import Counters, List, label, lists_of
from hegao.ooxml.package import MC, Package, R, W, parse_part, relations, too_deep
from hegao.ooxml.schema import is_on
from hegao.ooxml.styles import Styles, paragraph_styles, styles_of, whole
from hegao.text import NOT_PROSE

MAX_RUNS = 20_000  # in one paragraph
MAX_CHARACTERS = 2_000_000  # of one paragraph
MAX_TABLES = 100  # in one another
_MAX_DEPTH = 300  # of elements we descend into

_NO_BODY = "文件里没有正文。请用 Word 打开后另存为 .docx 再试。"
_STRICT = "文件是“严格 Open XML”格式，暂不支持。请用 Word 另存为普通的“Word 文档（.docx）”再试。"

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CONTROL = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")

# Compared with every element there is.
_PARAGRAPH, _RUN, _TEXT = f"{W}p", f"{W}r", f"{W}t"
_PARAGRAPH_FORMAT, _RUN_FORMAT, _HIDDEN = f"{W}pPr", f"{W}rPr", f"{W}vanish"
_FORMATS = (_RUN_FORMAT, _PARAGRAPH_FORMAT)

_TRANSPARENT = frozenset(
    [W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "bdo", "dir", "sdtContent")]
)
_STANDS_FOR = {  # elements that stand for one character
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\v",
    f"{W}cr": "\v",
    f"{W}noBreakHyphen": "-",
    f"{W}sym": NOT_PROSE,
    f"{W}footnoteReference": NOT_PROSE,
    f"{W}endnoteReference": NOT_PROSE,
    f"{W}footnoteRef": NOT_PROSE,
    f"{W}endnoteRef": NOT_PROSE,
    f"{W}drawing": NOT_PROSE,
    f"{W}pict": NOT_PROSE,
    f"{W}object": NOT_PROSE,
    f"{W}pgNum": NOT_PROSE,
    f"{_MATH}oMath": NOT_PROSE,
    f"{_MATH}oMathPara": NOT_PROSE,
}
_HOLDS_BOXES = frozenset([f"{W}drawing", f"{W}pict", f"{W}object"])
_COUNTED_FIELDS = frozenset(["PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "TOC", "SECTION"])  # Word fills them in
_TYPED_FIELDS = frozenset(["HYPERLINK", "FORMTEXT", "REF"])  # hold what somebody wrote


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Characters [start, end) of a paragraph and the element they come from."""

    start: int
    end: int
    element: etree._Element
    editable: bool  # a w:t that Word does not fill in by itself


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """One w:p."""

    element: etree._Element
    part: str  # name of the part it stands in
    text: str
    kind: str  # body cell box header footer note
    heading: int | None
    centred: bool
    label: int  # leading characters made by automatic numbering
    skip: tuple[tuple[int, int], ...]
    pieces: tuple[TextPiece, ...]
    fields: tuple[tuple[int, int, str], ...] = ()  # what each field shows: start, end, name (PAGE)


@dataclass(slots=True)
class _Field:
    """A field that is open."""

    code: str
    begun: bool  # its result
    start: int  # of the result, in the paragraph being read


@dataclass(slots=True)
class _Story:
    """What is carried from one paragraph of a story (text, header, notes) to the next."""

    part: str
    styles: Styles
    lists: Mapping[str, List]
    counters: Counters = field(default_factory=Counters)
    fields: list[_Field] = field(default_factory=list)  # open ones


@dataclass(slots=True)
class _Line:
    """A paragraph while it is being read."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    runs: int = 0
    pieces: list[TextPiece] = field(default_factory=list)
    skip: list[tuple[int, int]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    fields: list[tuple[int, int, str]] = field(default_factory=list)


def paragraphs(package: Package) -> Iterator[WordParagraph]:
    """Every w:p: the text with its tables and boxes, then headers and footers, then notes.

    Deleted and hidden text and field codes are left out. Raises ReadError where a part is broken or beyond the limits.
    """
    root = parse_part(package, package.document)
    links = relations(package, package.document)
    by_kind = {link.kind: link.target for link in reversed(links)}
    styles = paragraph_styles(styles_of(package, by_kind.get("styles")))
    lists = lists_of(lambda: parse_part(package, by_kind["numbering"]) if "numbering" in by_kind else None)
    body = root.find(f"{W}body")
    if body is None:
        raise ReadError(_STRICT if "purl.oclc.org" in str(root.tag) else _NO_BODY)
    yield from _blocks(body, "body", _Story(package.document, styles, lists), 0, 0)
    targets = {link.id: link.target for link in links}
    seen: set[str] = set()
    for kind in ("header", "footer"):
        for reference in root.iter(f"{W}{kind}Reference"):
            part = targets.get(reference.get(f"{R}id", ""))
            if part and part not in seen:
                seen.add(part)
                yield from _blocks(parse_part(package, part), kind, _Story(part, styles, lists), 0, 0)
    for name in ("footnote", "endnote"):
        part = by_kind.get(f"{name}s")
        if part:
            story = _Story(part, styles, lists)
            for note in parse_part(package, part).iterchildren(f"{W}{name}"):
                if note.get(f"{W}type", "normal") == "normal":
                    yield from _blocks(note, "note", story, 0, 0)


def piece_text(element: etree._Element) -> str:
    """The characters of a w:t as the paragraph holds them: blanks at its ends only if kept, no line ends."""
    text = element.text or ""
    if element.get(_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    return text if text.isprintable() else _CONTROL.sub(" ", text)


def set_piece_text(element: etree._Element, text: str) -> None:
    """Put other characters into a w:t."""
    element.text = text
    if text != text.strip():
        element.set(_SPACE, "preserve")


def first_child(parent: etree._Element, tag: str) -> etree._Element | None:
    """The first child with a tag; quickly where it stands at the front, as formats do."""
    if not len(parent):
        return None
    front = parent[0]
    return front if front.tag == tag else next(parent.iterchildren(tag), None)


def _said(properties: etree._Element | None) -> tuple[str | None, int | None, str | None, bool]:
    """What a w:pPr says: style, outline level (1–9, 0 body text), alignment, whether it speaks of numbering."""
    named: str | None = None
    outline: int | None = None
    justified: str | None = None
    numbered = False
    for child in () if properties is None else properties:
        tag = child.tag
        if tag == f"{W}pStyle":
            named = child.get(f"{W}val")
        elif tag == f"{W}jc":
            justified = child.get(f"{W}val")
        elif tag == f"{W}numPr":
            numbered = True
        elif tag == f"{W}outlineLvl":
            level = whole(child.get(f"{W}val"))
            outline = None if level is None else level + 1 if 0 <= level <= 8 else 0
    return named, outline, justified, numbered


def _blocks(
    parent: etree._Element, kind: str, story: _Story, depth: int, tables: int, contents: bool = False
) -> Iterator[WordParagraph]:
    """The paragraphs of a container; `contents` says that it is the table of contents."""
    if depth > _MAX_DEPTH or tables > MAX_TABLES:
        raise too_deep()
    for child in parent:
        tag = child.tag
        if tag == _PARAGRAPH:
            yield from _paragraph(child, kind, story, depth, tables, contents)
        elif tag == f"{W}tbl":
            inner = "cell" if kind in ("body", "box", "cell") else kind
            yield from _blocks(child, inner, story, depth + 1, tables + 1, contents)
        elif tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield from _blocks(child, kind, story, depth + 1, tables, contents)
        elif tag == f"{W}sdt":
            yield from _blocks(child, kind, story, depth + 1, tables, contents or _is_contents(child))
        elif tag == f"{MC}AlternateContent":
            choice = _choice(child)
            if choice is not None:
                yield from _blocks(choice, kind, story, depth + 1, tables, contents)
        elif tag == f"{W}tc" or tag in _TRANSPARENT:
            yield from _blocks(child, kind, story, depth + 1, tables, contents)


def _paragraph(
    element: etree._Element, kind: str, story: _Story, depth: int, tables: int, contents: bool
) -> Iterator[WordParagraph]:
    # Only a table of contents goes on over paragraphs; a field nobody closed must not hide the rest of the text.
    if story.fields:
        story.fields = [
            _Field(one.code, True, 0) for one in story.fields if one.begun and _field_name(one.code) == "TOC"
        ]
    properties = first_child(element, _PARAGRAPH_FORMAT)
    named, outline, justified, numbered = _said(properties)
    style = story.styles.named(named)
    line = _Line()
    number = label(properties, style, story.lists, story.counters) if numbered or style.number else ""
    if number:
        number = _CONTROL.sub(" ", number)
        line.parts.append(number)
        line.length = len(number)
    _inline(element, line, story, depth)
    for one in story.fields:
        _close(one, line)
    text = "".join(line.parts)
    heading = style.heading if outline is None or style.heading == 0 else outline or None
    whole = contents or style.contents
    yield WordParagraph(
        element,
        story.part,
        text,
        kind,
        None if whole else heading,
        style.centred if justified is None else justified == "center",
        len(number),
        ((0, len(text)),) if whole and text else tuple(line.skip),
        tuple(line.pieces),
        tuple(sorted(line.fields)),
    )
    for box in line.boxes:
        inner = "box" if kind in ("body", "cell", "box") else kind
        # A box is a text of its own: a field open around it does not hide it.
        yield from _blocks(box, inner, replace(story, fields=[]), depth + 1, tables)


def _inline(parent: etree._Element, line: _Line, story: _Story, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise too_deep()
    for child in parent:
        tag = child.tag
        if tag == _RUN:
            line.runs += 1
            if line.runs > MAX_RUNS:
                raise ReadError("有一段文字的格式过碎（超过 2 万处），没有读取。请以“只保留文本”粘贴到新文档再试。")
            properties = first_child(child, _RUN_FORMAT)
            if properties is None or not is_on(next(properties.iterchildren(_HIDDEN), None)):
                _inline(child, line, story, depth + 1)
        elif tag == _TEXT:
            _add(line, story, child, piece_text(child))
        elif tag in _STANDS_FOR:
            _add(line, story, child, _STANDS_FOR[tag])
            if tag in _HOLDS_BOXES:
                line.boxes += _boxes(child)
        elif tag in _FORMATS:
            continue
        elif tag == f"{W}fldChar":
            _field(child.get(f"{W}fldCharType"), line, story)
        elif tag == f"{W}instrText":
            if story.fields and not story.fields[-1].begun and len(story.fields[-1].code) < 1000:
                story.fields[-1].code += child.text or ""
        elif tag == f"{W}fldSimple":
            outer, own = len(story.fields), _Field(child.get(f"{W}instr", ""), True, line.length)
            story.fields.append(own)
            _inline(child, line, story, depth + 1)
            del story.fields[outer:]
            _close(own, line)
        elif tag == f"{MC}AlternateContent":
            choice = _choice(child)
            if choice is not None:
                _inline(choice, line, story, depth + 1)
        elif tag == f"{W}ruby":
            for base in child.iterchildren(f"{W}rubyBase"):
                _inline(base, line, story, depth + 1)
        elif tag == f"{W}sdt" or tag in _TRANSPARENT:
            _inline(child, line, story, depth + 1)


def _add(line: _Line, story: _Story, element: etree._Element, text: str) -> None:
    if not text:
        return
    names: Sequence[str] = ()
    if story.fields:
        if not all(one.begun for one in story.fields):
            return
        names = [_field_name(one.code) for one in story.fields]
    start, end = line.length, line.length + len(text)
    if end > MAX_CHARACTERS:
        raise ReadError("有一段文字过长（超过 200 万字），没有读取。请把它分成几段后再试。")
    written = element.tag == _TEXT
    editable = written and (not names or all(name in _TYPED_FIELDS for name in names))
    if (text == NOT_PROSE and not written) or (names and any(name in _COUNTED_FIELDS for name in names)):
        line.skip.append((start, end))
    line.parts.append(text)
    line.pieces.append(TextPiece(start, end, element, editable))
    line.length = end


def _field(step: str | None, line: _Line, story: _Story) -> None:
    if step == "begin" and len(story.fields) < _MAX_DEPTH:
        story.fields.append(_Field("", False, line.length))
    elif step == "separate" and story.fields:
        story.fields[-1].begun, story.fields[-1].start = True, line.length
    elif step == "end" and story.fields:
        _close(story.fields.pop(), line)


def _close(one: _Field, line: _Line) -> None:
    name = _field_name(one.code)
    if name:
        line.fields.append((one.start, line.length, name))


def _field_name(code: str) -> str:
    return code.split(None, 1)[0].upper() if code.strip() else ""


def _boxes(element: etree._Element) -> list[etree._Element]:
    """The contents of the outermost text boxes in a drawing, older copies of them (mc:Fallback) left out."""
    found: list[etree._Element] = []
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag == f"{W}txbxContent":
            found.append(node)
            continue
        children: Iterable[etree._Element] = node.iterchildren(etree.Element)
        if node.tag == f"{MC}AlternateContent":
            choice = _choice(node)
            children = [] if choice is None else [choice]
        waiting += reversed(list(children))
    return found


def _choice(element: etree._Element) -> etree._Element | None:
    choice = element.find(f"{MC}Choice")
    return element.find(f"{MC}Fallback") if choice is None else choice


def _is_contents(control: etree._Element) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
