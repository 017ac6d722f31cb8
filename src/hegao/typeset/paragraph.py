"""A paragraph of a draft and its role in, the same paragraph in the role's style, its own formatting gone, out."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from hegao.layout import Profile
from hegao.ooxml.formats import indent
from hegao.ooxml.numbering import List, place
from hegao.ooxml.package import MC, W
from hegao.ooxml.pieces import BLANKS, Piece, cut, form_of, own_runs, split_before, take_out_piece
from hegao.ooxml.schema import PARAGRAPH_ORDER, RUN_ORDER, child_of, is_on, make, put
from hegao.ooxml.styles import Styles, value, whole
from hegao.ooxml.text import WordParagraph, piece_text, set_piece_text
from hegao.text import MARKED_BLANK
from hegao.typeset.stylesheet import FORMER

_RUN, _TEXT, _BREAK, _TAB = f"{W}r", f"{W}t", f"{W}br", f"{W}tab"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_FALLBACK = f"{MC}Fallback"
_FLOATING = re.compile(r"position:\s*absolute")
_INLINE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"

# What the text itself wants of a run; all else the layout decides.
_KEPT_IN_RUN = frozenset(
    W + name
    for name in (
        "ins", "del", "moveFrom", "moveTo", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "noProof",
        "vanish", "webHidden", "u", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath",
        "rPrChange",
    )
)  # fmt: skip
_EMPHASIS = tuple(W + name for name in ("b", "bCs", "i", "iCs"))
_KEPT_IN_MARK = frozenset(
    W + name for name in ("ins", "del", "moveFrom", "moveTo", "vanish", "specVanish", "rPrChange")
)
_FROM_STYLE = ("b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "vanish", "vertAlign", "em")
_KEPT_IN_PARAGRAPH = ("sectPr", "pPrChange", "cnfStyle", "framePr")
_DRAWN = ("pBdr", "tabs")  # rules and stops of 版头 and 版记
_SYMBOLS = re.compile(r"symbol|wingdings|webdings|mt extra|zapf", re.IGNORECASE)
# In which bold and italics are the writer's; a heading has its face.
_EMPHATIC = frozenset(["body", "attachment_note", "note", "table_text", "table_number"])

# Marks Word sets in the Latin font unless a hint says otherwise.
_MARKS = re.compile("[“”‘’—…·×°]+")
_UNBROKEN = re.compile(r"[!-~]{16}")
_MOST_MARKS = 2_000  # that are set apart in one paragraph: a reader takes so many runs and no more
_LETTER = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is the same for all paragraphs."""

    profile: Profile
    ids: Mapping[str, str]  # role to style
    styles: Styles  # of the draft
    lists: Mapping[str, List]
    characters: Mapping[str, tuple[str, etree._Element]]  # character styles of the draft


def lay_paragraph(
    word: WordParagraph,
    key: str,
    sheet: Sheet,
    *,
    run_in: tuple[int, int, str] | None = None,
    ind: etree._Element | None = None,
    align: str | None = None,
    new_page: bool = False,
) -> list[Piece]:
    """Give a paragraph the style of its role and take away what stands in its way; returns its pieces of text.

    `run_in` is a heading at its front: start, end, role. Text is unchanged but for blanks at both ends.
    """
    element = word.element
    drawn = key in ("issuer", "number", "signer", "imprint", "copy_number", "secrecy")
    room = _attributes(element.find(f"{W}pPr/{W}spacing"), "before", "after") if key == "issuer" else {}
    numbered = _lay_format(element, key, sheet, drawn)
    properties = child_of(element, "pPr")
    if new_page:
        put(properties, make("pageBreakBefore"), PARAGRAPH_ORDER)
    clean_runs(element, sheet, key in _EMPHATIC, key == "issuer")
    if key == "issuer" or (key != "picture" and is_tall(element)):
        # Letters of 版头 and pictures are as high as they are: an exact line would cut them.
        line = str(round(sheet.profile.roles[key].line * 20))
        put(properties, make("spacing", None, **room, line=line, lineRule="atLeast"), PARAGRAPH_ORDER)
    if ind is None and numbered:
        role = sheet.profile.roles[key]
        ind = indent(role.size, role.left, role.right, role.first)
    if ind is not None:
        put(properties, ind, PARAGRAPH_ORDER)
    if align is not None:
        put(properties, make("jc", align), PARAGRAPH_ORDER)
    pieces = [Piece(one.start, one.end, one.element, one.editable) for one in word.pieces]
    if not drawn:
        pieces = stripped(pieces)
    uneven = any(_is_break(one) for one in pieces) or _UNBROKEN.search(word.text) is not None
    if align is None and sheet.profile.roles[key].align == "both" and uneven:
        put(properties, make("jc", "left"), PARAGRAPH_ORDER)  # or the line a break or an address ends is spread
    return _dress(word, pieces, sheet, run_in, properties)


def neutral(element: etree._Element, sheet: Sheet) -> None:
    """Let a paragraph outside the text (box, header, note) look as it did when Normal was not yet ours."""
    properties = element.find(f"{W}pPr")
    name = value(properties, "pStyle")
    if name is None or name == sheet.ids["body"]:
        properties = child_of(element, "pPr")
        put(properties, make("pStyle", sheet.ids[FORMER]), PARAGRAPH_ORDER)


def hint(word: WordParagraph, sheet: Sheet) -> None:
    """Chinese marks in the Chinese font and blanks highlighted, in a paragraph that keeps its look."""
    pieces = [Piece(one.start, one.end, one.element, one.editable) for one in word.pieces]
    _dress(word, pieces, sheet, None, make("pPr"))


def drop_idle_hints(element: etree._Element) -> None:
    """Take the hint from runs of a paragraph that hold no mark since they were split."""
    for run in own_runs(element):
        form = run.find(f"{W}rPr")
        face = None if form is None else form.find(f"{W}rFonts")
        if form is None or face is None or face.keys() != [f"{W}hint"]:
            continue
        if not any(_MARKS.search(node.text or "") for node in run.iterchildren(_TEXT)):
            form.remove(face)
            if not len(form):
                run.remove(form)


def page_breaks(element: etree._Element) -> list[etree._Element]:
    """The manual page breaks of a paragraph."""
    return [node for node in element.iter(_BREAK) if node.get(f"{W}type") == "page"]


def is_tall(element: etree._Element) -> bool:
    """Whether something stands in the line that an exact line pitch would cut."""
    for node in element.iter(_INLINE, _MATH, f"{W}object", f"{W}pict"):
        if next(node.iterancestors(_FALLBACK), None) is not None:
            continue  # what it falls back from has been looked at
        shapes = node.iter(etree.Element) if node.tag == f"{W}pict" else ()
        if not any(_FLOATING.search(shape.get("style", "")) for shape in shapes):
            return True
    return False


def clean_runs(element: etree._Element, sheet: Sheet, emphatic: bool, drawn: bool = False) -> None:
    """Take the formatting that the layout decides from the runs; `drawn` letters keep their size and colour."""
    if drawn:
        for run in own_runs(element):
            form = run.find(f"{W}rPr")
            face = None if form is None else form.find(f"{W}rFonts")
            if form is not None and face is not None:
                form.remove(face)
        return
    for run in own_runs(element):
        form = run.find(f"{W}rPr")
        if form is None:
            continue
        symbols, raised = _symbol_font(form), _raised(form)
        style = value(form, "rStyle")
        name, inherited = sheet.characters.get(style or "", ("", None))
        for child in list(form):
            if "reference" in name and child.tag == f"{W}rStyle":
                continue
            plain = child.tag in _EMPHASIS and not (emphatic and is_on(child))
            if child.tag not in _KEPT_IN_RUN or plain:
                form.remove(child)
        if inherited is not None and "reference" not in name:
            for tag in _FROM_STYLE:
                node = inherited.find(W + tag)
                wanted = emphatic or W + tag not in _EMPHASIS
                if node is not None and wanted and form.find(W + tag) is None:
                    put(form, copy.deepcopy(node), RUN_ORDER)
        if symbols is not None:
            put(form, symbols, RUN_ORDER)
        if raised:
            put(form, make("vertAlign", raised), RUN_ORDER)
        if not len(form):
            run.remove(form)


def stripped(pieces: list[Piece]) -> list[Piece]:
    """The pieces without blanks, tabs and line breaks at both ends, which only moved the text about."""
    rest = list(pieces)
    while rest and _strip(rest[0], front=True):
        rest.pop(0)
    while rest and _strip(rest[-1], front=False):
        rest.pop()
    return rest


def break_before(child: etree._Element) -> None:
    """Let a line begin at this child of a run, or of the paragraph."""
    parent = child.getparent()
    if parent is not None and parent.tag == _RUN:
        split_before(child)
        child.addprevious(make("br"))
    else:
        run = make("r")
        run.append(make("br"))
        child.addprevious(run)


def _is_break(piece: Piece) -> bool:
    return piece.element.tag == _BREAK and piece.element.get(f"{W}type", "textWrapping") == "textWrapping"


def _strip(piece: Piece, front: bool) -> bool:
    """Take the blanks off one end of a piece; whether nothing of it is left."""
    element = piece.element
    if element.tag in (_BREAK, _TAB, f"{W}cr"):
        if element.get(f"{W}type", "textWrapping") != "textWrapping":
            return False
    elif element.tag != _TEXT or not piece.editable:
        return False
    else:
        text = piece_text(element)
        left = text.lstrip(BLANKS) if front else text.rstrip(BLANKS)
        if left:
            if left != text:
                set_piece_text(element, left)
                piece.start, piece.end = (piece.end - len(left), piece.end) if front else (
                    piece.start, piece.start + len(left)
                )  # fmt: skip
            return False
    take_out_piece(element)
    return True


def _lay_format(element: etree._Element, key: str, sheet: Sheet, drawn: bool) -> bool:
    """Rebuild w:pPr; whether Word numbers the paragraph."""
    old = element.find(f"{W}pPr")
    new = make("pPr")
    put(new, make("pStyle", sheet.ids[key]), PARAGRAPH_ORDER)
    number = None if old is None else place(old, sheet.styles.of(old), sheet.lists)
    if old is None and sheet.styles.default.number:
        number = place(None, sheet.styles.default, sheet.lists)
    if number is not None:
        numbering = make("numPr")
        numbering.extend([make("ilvl", str(number[1])), make("numId", number[0])])
        put(new, numbering, PARAGRAPH_ORDER)
    if old is not None:
        for name in (*_KEPT_IN_PARAGRAPH, *(_DRAWN if drawn else ())):
            kept = old.find(W + name)
            if kept is not None:
                put(new, kept, PARAGRAPH_ORDER)
        if is_on(old.find(f"{W}pageBreakBefore")):
            put(new, make("pageBreakBefore"), PARAGRAPH_ORDER)
        mark = old.find(f"{W}rPr")
        if mark is not None:
            for child in list(mark):
                if child.tag not in _KEPT_IN_MARK:
                    mark.remove(child)
            if len(mark):
                put(new, mark, PARAGRAPH_ORDER)
        element.remove(old)
    element.insert(0, new)
    return number is not None


def _dress(
    word: WordParagraph,
    pieces: list[Piece],
    sheet: Sheet,
    run_in: tuple[int, int, str] | None,
    properties: etree._Element,
) -> list[Piece]:
    """The heading at the front in its face, blanks to fill highlighted, Chinese marks in the Chinese font."""
    text = word.text
    points: set[int] = set()
    blanks = [match.span() for match in MARKED_BLANK.finditer(text)] if "【" in text else []
    marks: list[tuple[int, int]] = []
    for match in _MARKS.finditer(text):
        if not _within_latin(text, *match.span()):
            marks.append(match.span())
    for start, end in blanks:
        points |= {start, end}
    if run_in is not None:
        points |= set(run_in[:2])
    if len(marks) <= _MOST_MARKS and _LETTER.search(text):
        for start, end in marks:
            run = next((piece for piece in pieces if piece.start <= start < piece.end), None)
            if run is not None and _LETTER.search(text, run.start, run.end):
                points |= {start, end}
    if points:
        pieces = cut(pieces, points)
    if run_in is not None and word.label:
        mark = properties.find(f"{W}rPr")
        if mark is None:
            mark = make("rPr")
            put(properties, mark, PARAGRAPH_ORDER)
        put(mark, make("rStyle", sheet.ids[f"{run_in[2]}-text"]), RUN_ORDER)
    at = 0
    for piece in pieces:
        while at < len(marks) and marks[at][1] <= piece.start:
            at += 1
        marked = at < len(marks) and marks[at][0] < piece.end
        headed = run_in is not None and run_in[0] <= piece.start < run_in[1]
        blank = any(start <= piece.start < end for start, end in blanks)
        if not (marked or headed or blank) or piece.element.tag != _TEXT:
            continue
        form = form_of(piece)
        if form is None:
            continue
        if headed and run_in is not None:
            for node in [child for child in form if child.tag in _EMPHASIS]:
                form.remove(node)
            put(form, make("rStyle", sheet.ids[f"{run_in[2]}-text"]), RUN_ORDER)
        if marked and form.find(f"{W}rFonts") is None:
            put(form, make("rFonts", hint="eastAsia"), RUN_ORDER)
        if blank:
            put(form, make("highlight", "yellow"), RUN_ORDER)
    return pieces


def _within_latin(text: str, start: int, end: int) -> bool:
    """Whether a mark is part of a Latin word (don’t)."""
    return (
        text[start:end] == "’"
        and start > 0
        and _LETTER.match(text, start - 1) is not None
        and _LETTER.match(text, end) is not None
    )


def _attributes(element: etree._Element | None, *names: str) -> dict[str, str]:
    found = {} if element is None else {name: element.get(W + name) for name in names}
    return {name: text for name, text in found.items() if text is not None}


def _raised(form: etree._Element) -> str:
    """What w:vertAlign would say of a run that was made small and moved up or down by hand; LibreOffice writes so."""
    moved, size = whole(value(form, "position")) or 0, whole(value(form, "sz")) or 0
    if form.find(f"{W}vertAlign") is not None or not size or abs(moved) < 0.2 * size:
        return ""
    return "superscript" if moved > 0 else "subscript"


def _symbol_font(form: etree._Element) -> etree._Element | None:
    """w:rFonts of a font whose letters are pictures: in another one they would be other characters."""
    face = form.find(f"{W}rFonts")
    if face is None or not any(_SYMBOLS.search(str(name)) for name in face.attrib.values()):
        return None
    return face
