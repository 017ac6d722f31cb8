"""The text of a draft, paragraph by paragraph, in; the same text laid out, titles in lines and blank lines where the
standard has them, out."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from lxml import etree

from hegao.elements import (
    MASTHEAD,
    blank_lines,
    indents,
    is_right,
    roles_of,
    run_ins,
)
from hegao.layout import BLANK, Indent, Profile
from hegao.model import Document, Outline, Paragraph
from hegao.ooxml.blanks import MARKERS, can_go, holds_nothing, take_out_paragraph
from hegao.ooxml.formats import fonts, indent
from hegao.ooxml.package import W
from hegao.ooxml.paging import is_across, sections
from hegao.ooxml.pieces import BLANKS, Piece, cut, form_of, take_out_piece
from hegao.ooxml.schema import PARAGRAPH_ORDER, RUN_ORDER, child_of, is_on, make, put
from hegao.ooxml.styles import alignment, value
from hegao.ooxml.text import WordParagraph, piece_text
from hegao.profile import text_height, text_width, width_in_characters
from hegao.text import NOT_PROSE
from hegao.typeset.frame import at_foot
from hegao.typeset.paragraph import (
    Sheet,
    break_before,
    drop_idle_hints,
    is_tall,
    lay_paragraph,
    neutral,
    page_breaks,
    stripped,
)
from hegao.typeset.pictures import fit_pictures
from hegao.typeset.stylesheet import FRAME
from hegao.typeset.tables import lay_table, roles_of_cells, width_of_cell
from hegao.typeset.titles import title_lines

_PARAGRAPH, _TABLE, _BOX = f"{W}p", f"{W}tbl", f"{W}txbxContent"
_KEPT = "kept"  # the role of what stays as it is
_CAPTION = 2  # lines of a page a picture leaves for what it is called
_TITLES = ("title", "attachment_title")
_TEXTUAL = {f"{W}{name}" for name in ("rPr", "t", "br", "cr", "tab", "lastRenderedPageBreak")}
_BESIDE = re.compile(r"(?<=[0-9A-Za-z])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?=[0-9A-Za-z])")
_IMPRINT = re.compile(r"抄[ \u3000]*送[ \u3000]*[：:]|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日[ \u3000]*印发")
_BLANKS = r"[ \t\u00a0\u2002\u2003\u3000]"
_BOTH_ENDS = {
    "number": re.compile(rf"{_BLANKS}*\S+号(?P<gap>{_BLANKS}+)(?P<lead>签发人[：:]{_BLANKS}*)\S.*"),
    "imprint": re.compile(
        rf"{_BLANKS}*\S+(?P<gap>{_BLANKS}+)(?P<lead>)[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日印发{_BLANKS}*"
    ),
}


@dataclass(slots=True)
class _Item:
    """A paragraph of the text on its way: read, its role, its pieces once it is laid out."""

    word: WordParagraph
    role: str
    new_page: bool = False
    keeps: bool = False  # on one page with the next one
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of the text before any of it is touched."""

    roles: Sequence[str]  # one a paragraph
    of_cells: Mapping[etree._Element, str]
    indents: Mapping[int, Indent]  # by number of the paragraph
    run_ins: Mapping[int, tuple[int, int, str]]  # by number of the paragraph
    areas: Mapping[etree._Element, tuple[int, int]]  # width and height each block of the body has
    left: set[etree._Element]  # tables not to touch
    masthead_end: int  # index of its last paragraph


def lay_text(
    words: Sequence[WordParagraph], document: Document, outline: Outline, root: etree._Element, sheet: Sheet
) -> None:
    """Lay out paragraphs and tables of the text; `root` is the main part, in which `words` stand."""
    plan = _planned(words, document, outline, root, sheet.profile)
    items: list[_Item] = []
    new_page = False
    for k, word in enumerate(words):
        role = plan.roles[k]
        if word.kind == "cell":
            items += _lay_cell(word, plan, sheet)
        elif not role or _is_contents(word, sheet):
            continue
        elif is_framed(word.element, sheet):
            items.append(_Item(word, _KEPT))
        elif role == BLANK:
            kept, broken = _lay_blank(word, k > plan.masthead_end, plan, sheet)
            items += kept
            new_page = new_page or broken
        else:
            before, following = _breaks_around(word)
            starts = new_page or before or role == "attachment_label"
            item = _Item(word, role, starts and bool(items))
            _lay_line(item, k, document.paragraphs[k], plan, sheet)
            items.append(item)
            new_page = following
    for table in root.iter(_TABLE):
        if next(table.iterancestors(_BOX), None) is None and not _within(table, plan.left):
            lay_table(table, _area(table, plan, sheet)[0], sheet.profile.roles["table_text"].size)
    for item in items:
        if item.role == "table":
            wide, high = _area(item.word.element, plan, sheet)
            fit_pictures(item.word.element, width_of_cell(item.word.element) or wide, high)
    left = _lay_titles(items, sheet.profile)
    _lay_foot(left, sheet)
    _keep_together(left, sheet.profile)
    _put_blank_lines(left, sheet)


def is_framed(element: etree._Element, sheet: Sheet) -> bool:
    """Whether a paragraph belongs to 版头 or 版记 that were put in."""
    return value(element.find(f"{W}pPr"), "pStyle") == sheet.ids[FRAME]


def _planned(
    words: Sequence[WordParagraph], document: Document, outline: Outline, root: etree._Element, profile: Profile
) -> _Plan:
    roles = roles_of(document, outline)
    title = next((word.element for word, role in zip(words, roles, strict=True) if role == "title"), None)
    left = _left_alone(root, title)
    cells = [word for word in words if word.kind == "cell" and not _within(word.element, left) and not _is_boxed(word)]
    lines = document.paragraphs
    return _Plan(
        roles,
        roles_of_cells(cells),
        indents(lines, roles, profile),
        run_ins(document, outline),
        _areas(root, profile),
        left,
        max((k for k, role in enumerate(roles) if role in MASTHEAD), default=-1),
    )


def _lay_cell(word: WordParagraph, plan: _Plan, sheet: Sheet) -> list[_Item]:
    element = word.element
    role = plan.of_cells.get(element)
    if role is None:
        neutral(element, sheet)
    elif role == "table_head" and holds_nothing(element) and can_go(element):
        take_out_paragraph(element)  # what merging cells leaves behind
        return []
    else:
        lay_paragraph(word, role, sheet)
    return [_Item(word, "table")] if role is not None else []


def _lay_blank(word: WordParagraph, may_go: bool, plan: _Plan, sheet: Sheet) -> tuple[list[_Item], bool]:
    """A paragraph without text; the item it leaves, and whether the next line begins a page."""
    element = word.element
    form = element.find(f"{W}pPr")
    if form is not None and form.find(f"{W}framePr") is not None:
        neutral(element, sheet)
        return [_Item(word, _KEPT)], False
    breaks = page_breaks(element) if _next_block(element, _TABLE) is None else []
    for node in breaks:
        take_out_piece(node)
    _move_section(element)
    if may_go and holds_nothing(element) and can_go(element):
        starts = form is not None and is_on(form.find(f"{W}pageBreakBefore"))
        take_out_paragraph(element)
        return [], starts or bool(breaks)
    role = "picture" if is_tall(element) else "body"
    lay_paragraph(word, role, sheet)
    fit_pictures(element, *_area(element, plan, sheet))
    return [_Item(word, role if role == "picture" else _KEPT)], bool(breaks)


def _lay_line(item: _Item, k: int, paragraph: Paragraph, plan: _Plan, sheet: Sheet) -> None:
    element, role = item.word.element, item.role
    run_in = plan.run_ins.get(k + 1) if role == "body" else None
    # Where the levels have the body's face, a heading needs none of its own.
    if run_in is not None and _same_face(run_in[2], sheet.profile):
        run_in = None
    right = role == "body" and is_right(paragraph, alignment(element.find(f"{W}pPr")))
    item.pieces = lay_paragraph(
        item.word,
        role,
        sheet,
        run_in=run_in,
        ind=_indent(sheet.profile.roles[role].size, Indent() if right else plan.indents.get(k + 1)),
        align="right" if right else None,
        new_page=item.new_page,
    )
    if role in _BOTH_ENDS:
        _lay_both_ends(item, sheet.profile)
    fit_pictures(element, *_area(element, plan, sheet))


def _indent(size: float, place: Indent | None) -> etree._Element | None:
    return None if place is None else indent(size, place.left, place.right, place.first)


def _lay_foot(items: Sequence[_Item], sheet: Sheet) -> None:
    """The draft's own 版记 at the foot of its page between rules (7.4.1), unless somebody has placed or ruled it."""
    first = next((k for k in range(len(items), 0, -1) if items[k - 1].role != "imprint"), 0)
    lines = [item.word.element for item in items[first:]]
    parents = {line.getparent() for line in lines}
    if not first or not lines or len(parents) > 1 or any(_is_placed(line) for line in lines):
        return
    if any(line.find(f"{W}pPr/{W}sectPr") is not None for line in lines):
        return
    before = lines[0].getprevious()
    parent = parents.pop()
    if before is None or parent is None or parent.tag != f"{W}body":
        return
    found = at_foot(lines, sheet.profile)
    for element in found:
        if element not in lines:
            put(child_of(element, "pPr"), make("pStyle", sheet.ids[FRAME]), PARAGRAPH_ORDER)
    for element in reversed(found):
        before.addnext(element)


def _is_placed(element: etree._Element) -> bool:
    form = element.find(f"{W}pPr")
    placed = form is not None and any(form.find(W + name) is not None for name in ("framePr", "pBdr"))
    return placed or next(element.iter(f"{W}drawing", f"{W}pict", f"{W}object"), None) is not None


def _lay_both_ends(item: _Item, profile: Profile) -> None:
    """发文字号 with 签发人, 印发机关 with its date: a character in from both edges (7.2.6, 7.4.3)."""
    match = _BOTH_ENDS[item.role].fullmatch(item.word.text)
    width = text_width(profile.page)
    form = child_of(item.word.element, "pPr")
    frame = form.find(f"{W}framePr")
    if match is None or (_is_placed(item.word.element) and (frame is None or frame.get(f"{W}w") != str(width))):
        return
    start, end = match.span("gap")
    pieces = cut(stripped(item.pieces), (start, end, match.end("lead")))
    gap = [piece for piece in pieces if start <= piece.start < end]
    if not gap or not all(piece.editable or piece.element.tag == f"{W}tab" for piece in gap):
        return
    if len(gap) > 1 or gap[0].element.tag != f"{W}tab":
        gap[0].element.addprevious(make("tab"))
        for piece in gap:
            take_out_piece(piece.element)
    role = profile.roles[item.role]
    tabs = make("tabs")
    tabs.append(make("tab", "right", pos=str(width - round(role.size * 20))))
    for node in (tabs, indent(role.size, 1, 1), make("jc", "left")):
        put(form, node, PARAGRAPH_ORDER)
    for piece in pieces if item.role == "number" else ():
        if piece.start >= match.end("lead") and (look := form_of(piece)) is not None:
            put(look, fonts(profile.roles["signer"], profile), RUN_ORDER)


def _put_blank_lines(items: Sequence[_Item], sheet: Sheet) -> None:
    for before, item in pairwise(items):
        if _KEPT in (before.role, item.role) or before.role == "table" == item.role or item.new_page:
            continue
        if item.role == "imprint":
            continue  # at the foot of the page
        # A line that stays with the next one does so across the blank line between them.
        kept = before.keeps or (before.role in sheet.profile.roles and sheet.profile.roles[before.role].keep_next)
        place = _table_around(item.word.element) if item.role == "table" else item.word.element
        for _ in range(blank_lines(before.role, item.role, sheet.profile)):
            line = make("p")
            form = make("pPr")
            form.append(make("pStyle", sheet.ids["body"]))
            if kept:
                form.append(make("keepNext"))
            line.append(form)
            place.addprevious(line)


def _keep_together(items: Sequence[_Item], profile: Profile) -> None:
    """署名 and 成文日期 stay with the last lines of the text (7.3.5.5), 图 with its caption."""
    for k, item in enumerate(items):
        if not k or item.new_page:
            continue
        if item.role == "caption" and items[k - 1].role == "picture":
            _keep(items[k - 1])
        if item.role not in ("signature", "date") or items[k - 1].role in ("signature", "date"):
            continue
        room = profile.page.lines / 2
        for one in reversed(items[:k]):
            # LibreOffice moves all of a paragraph, not its last lines like Word.
            room -= -(-width_in_characters(one.word.text) // (profile.page.characters - 2))
            if one.role == _KEPT or room < 0:
                break
            _keep(one)
            if one.new_page or one.role != "attachment_note":
                break


def _keep(item: _Item) -> None:
    """Let a line, or the row of a table, stand on one page with what follows."""
    item.keeps = True
    row = next(item.word.element.iterancestors(f"{W}tr"), None) if item.role == "table" else None
    for element in [item.word.element] if row is None else row.iter(_PARAGRAPH):
        form = child_of(element, "pPr")
        put(form, make("keepNext"), PARAGRAPH_ORDER)
        if item.role == "body":
            put(form, make("widowControl"), PARAGRAPH_ORDER)  # two lines at least go with it


def _lay_titles(items: Sequence[_Item], profile: Profile) -> list[_Item]:
    """Titles in lines; returns the items without the paragraphs that went into the one before."""
    kept: list[_Item] = []
    waiting = deque(items)
    while waiting:
        item = waiting.popleft()
        kept.append(item)
        if item.role not in _TITLES:
            continue
        group = [item]
        while waiting and waiting[0].role == item.role and not waiting[0].new_page:
            group.append(waiting.popleft())
        role = profile.roles[item.role]
        if len(group) > 1 and not all(_only_text(one.word.element) for one in group):
            kept += group[1:]
            continue
        width = int(text_width(profile.page) / (role.size * 20))
        _lay_title(group, width)
    return kept


def _lay_title(group: Sequence[_Item], width: int) -> None:
    """Join a title's paragraphs and break it where the draft does, if its lines are short enough, or where it reads."""
    first = group[0].word.element
    pieces: list[Piece] = []
    breaks: list[Piece] = []
    borders: list[int] = []
    at = 0
    for item in group:
        if pieces:
            borders.append(at)
        for piece in item.pieces:
            if piece.element.tag in (f"{W}br", f"{W}cr") and piece.element.get(f"{W}type") is None:
                breaks.append(piece)
                borders.append(at)
                continue
            pieces.append(Piece(at, at + piece.end - piece.start, piece.element, piece.editable))
            at = pieces[-1].end
    text = "".join(
        piece_text(piece.element) if piece.element.tag == f"{W}t" else NOT_PROSE * (piece.end - piece.start)
        for piece in pieces
    )
    ends = [*borders, at]
    lines = [text[start:end] for start, end in zip([0, *borders], ends, strict=True)]
    for narrower in range(width, width - 4, -1):
        if all(_is_within(line, width) for line in lines):
            break
        lines = list(title_lines(text, narrower))
        if "".join(lines) != text:
            return
    for item in group[1:]:
        first.extend([child for child in item.word.element if child.tag != f"{W}pPr"])
        _take_out(item.word.element)
    for piece in breaks:
        take_out_piece(piece.element)
    starts = list(accumulate(map(len, lines)))[:-1]
    # Blanks at a break would push the line out of the middle.
    blanks = [(len(text[:start].rstrip(BLANKS)), len(text) - len(text[start:].lstrip(BLANKS))) for start in starts]
    places = {end for _, end in blanks}
    for piece in cut(pieces, [edge for blank in blanks for edge in blank]):
        if piece.editable and any(start <= piece.start < end for start, end in blanks):
            take_out_piece(piece.element)
        elif piece.start in places and piece.start:
            break_before(piece.element)
    drop_idle_hints(first)


def _is_within(line: str, width: int) -> bool:
    """Whether a line fits, also where a program leaves a quarter of a character beside digits and letters."""
    text = line.strip(" \u3000")
    return width_in_characters(text) + 0.25 * len(_BESIDE.findall(text)) <= width


def _only_text(element: etree._Element) -> bool:
    form = element.find(f"{W}pPr")
    if form is not None and any(form.find(W + name) is not None for name in ("sectPr", "numPr", "framePr")):
        return False
    for child in element:
        if child.tag == f"{W}r":
            if any(node.tag not in _TEXTUAL for node in child):
                return False
        elif child.tag not in MARKERS and child.tag not in (f"{W}pPr", f"{W}proofErr"):
            return False
    return form is None or form.find(f"{W}rPr") is None


def _left_alone(root: etree._Element, title: etree._Element | None) -> set[etree._Element]:
    """Tables that are part of 版头 (ahead of the title) or of 版记."""
    tables = [table for table in root.iter(_TABLE) if next(table.iterancestors(_TABLE), None) is None]
    found: set[etree._Element] = set()
    ahead: set[etree._Element] = set()
    if title is not None:
        top = _top(title)
        ahead = set(top.itersiblings(preceding=True))
    for table in tables:
        text = "".join(node.text or "" for node in table.iter(f"{W}t"))
        if _top(table) in ahead or _IMPRINT.search(text):
            found.add(table)
    return found


def _within(element: etree._Element, tables: set[etree._Element]) -> bool:
    return element in tables or any(above in tables for above in element.iterancestors(_TABLE))


def _areas(root: etree._Element, profile: Profile) -> dict[etree._Element, tuple[int, int]]:
    """Width and height of the text area each block of the body stands in."""
    body = root.find(f"{W}body")
    if body is None:
        return {}
    upright = (text_width(profile.page), text_height(profile.page))
    found: dict[etree._Element, tuple[int, int]] = {}
    waiting: list[etree._Element] = []
    sections(root)
    for block in body.iterchildren(etree.Element):
        waiting.append(block)
        section = block if block.tag == f"{W}sectPr" else block.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            size = upright[::-1] if is_across(section) else upright
            found |= dict.fromkeys(waiting, size)
            waiting = []
    return found


def _area(element: etree._Element, plan: _Plan, sheet: Sheet) -> tuple[int, int]:
    """Width and height of the text area for what stands at an element, twentieths of a point."""
    page = sheet.profile.page
    wide, high = plan.areas.get(_top(element), (text_width(page), text_height(page)))
    return wide, high - round(_CAPTION * sheet.profile.roles["body"].line * 20)


def _is_boxed(word: WordParagraph) -> bool:
    return next(word.element.iterancestors(_BOX), None) is not None


def _table_around(element: etree._Element) -> etree._Element:
    """The outermost table an element stands in, with the content control around it."""
    table = list(element.iterancestors(_TABLE))[-1]
    above = table.getparent()
    while above is not None and above.tag in (f"{W}sdtContent", f"{W}sdt"):
        table, above = above, above.getparent()
    return table


def _top(element: etree._Element) -> etree._Element:
    """The child of the body an element stands in."""
    at = element
    parent = at.getparent()
    while parent is not None and parent.tag != f"{W}body":
        at, parent = parent, parent.getparent()
    return at


def _same_face(role: str, profile: Profile) -> bool:
    one, body = profile.roles[role], profile.roles["body"]
    return (one.face, one.bold, one.latin) == (body.face, body.bold, body.latin)


def _is_contents(word: WordParagraph, sheet: Sheet) -> bool:
    """Whether a paragraph belongs to the table of contents, which Word makes."""
    if sheet.styles.of(word.element.find(f"{W}pPr")).contents:
        return True
    galleries = (
        control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") for control in word.element.iterancestors(f"{W}sdt")
    )
    return any(gallery is not None and gallery.get(f"{W}val") == "Table of Contents" for gallery in galleries)


def _breaks_around(word: WordParagraph) -> tuple[bool, bool]:
    """Take page breaks off both ends of a paragraph; whether a page begins with it, and with what follows."""
    pieces = [piece for piece in word.pieces if piece.element.tag != f"{W}t" or piece_text(piece.element).strip()]
    form = word.element.find(f"{W}pPr")
    front, back = form is not None and is_on(form.find(f"{W}pageBreakBefore")), False
    if pieces and pieces[0].element.get(f"{W}type") == "page":
        front = True
        take_out_piece(pieces[0].element)
    if len(pieces) > 1 and pieces[-1].element.get(f"{W}type") == "page" and _next_block(word.element, _TABLE) is None:
        back = True
        take_out_piece(pieces[-1].element)
    return front, back


def _next_block(element: etree._Element, tag: str) -> etree._Element | None:
    """The next block if it has this tag."""
    following = next((block for block in element.itersiblings() if block.tag not in MARKERS), None)
    return following if following is not None and following.tag == tag else None


def _move_section(element: etree._Element) -> None:
    """Let a section end with the text before instead of an empty line of its own."""
    section = element.find(f"{W}pPr/{W}sectPr")
    before = next((block for block in element.itersiblings(preceding=True) if block.tag not in MARKERS), None)
    if section is None or before is None or before.tag != _PARAGRAPH:
        return
    if before.find(f"{W}pPr/{W}sectPr") is not None or not _ends_whole(before):
        return
    form = child_of(element, "pPr")
    form.remove(section)
    if holds_nothing(element):
        put(child_of(before, "pPr"), section, PARAGRAPH_ORDER)
    else:
        put(form, section, PARAGRAPH_ORDER)


def _ends_whole(element: etree._Element) -> bool:
    """Whether the mark of a paragraph is no revision, which could be taken back."""
    mark = element.find(f"{W}pPr/{W}rPr")
    return mark is None or not any(mark.find(W + name) is not None for name in ("ins", "del", "moveFrom", "moveTo"))


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
