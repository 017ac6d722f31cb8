"""A package and its paragraphs in, the effective layout of each, of its sections and tables out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from hegao.layout import Drawing, Layout, Letters, ParagraphLayout, Rule, SectionLayout, TableLayout
from hegao.ooxml.borders import borders
from hegao.ooxml.cascade import (
    BORDER_SIDES,
    Base,
    Format,
    Sheet,
    base_of,
    combined,
    paragraph_format,
    paragraph_levels,
    points,
    read_sheet,
    run_format,
    run_look,
)
from hegao.ooxml.cells import (
    Grid,
    borders_of,
    cell_room,
    exact_rows,
    formats,
    grid_of,
    header_rows,
    splitting_rows,
    width_of,
)
from hegao.ooxml.drawings import box_width, drawing
from hegao.ooxml.numbering import place
from hegao.ooxml.package import Package, R, W, parse_part, relations
from hegao.ooxml.schema import is_on
from hegao.ooxml.sections import column_width, lay_out, text_width
from hegao.ooxml.styles import find_style, style_of, value, whole
from hegao.ooxml.text import WordParagraph, first_child

_TWIPS, _HALVES = 20, 2  # a point
_LINE = 12.0  # points: one line of w:beforeLines where the page has no grid
_AUTO_SPACE = 14.0  # points: what w:beforeAutospacing makes
_SIZE = 10.0  # points, where nothing says one
_PARAGRAPH, _RUN, _TEXT, _CELL, _TABLE = f"{W}p", f"{W}r", f"{W}t", f"{W}tc", f"{W}tbl"
_PARAGRAPH_FORMAT, _RUN_FORMAT = f"{W}pPr", f"{W}rPr"
_CODE, _FIELD = f"{W}instrText", f"{W}fldSimple"
_DRAWINGS = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_BREAKS = {"page": "page", "column": "column"}  # w:type of w:br; anything else ends the line
_DELETED = (f"{W}del", f"{W}moveFrom")
# What w:pPr and w:rPr hold that says nothing of what is measured here.
_APART = frozenset(
    W + name
    for name in ("rPr", "sectPr", "pPrChange", "tabs", "rPrChange", "ins", "del", "moveFrom", "moveTo", "lang", "kern")
)
_STOPS = frozenset(W + name for name in ("tc", "txbxContent", "body", "hdr", "ftr", "footnote", "endnote"))
_ALIGNS = {"start": "left", "end": "right", "": "left"}
_GRIDS = ("lines", "linesAndChars", "snapToChars")

_Key = tuple[object, ...]
# What Letters hold behind start and end.
_Look = tuple[str, str, str, float, bool, bool, bool, str, bool, str | None, str, float, int, float, str]


@dataclass(frozen=True, slots=True)
class _Context:
    """What a table gives the paragraphs of some of its cells."""

    key: _Key
    run: Format
    paragraph: Format


@dataclass(frozen=True, slots=True)
class _Form:
    """The format of some paragraphs, ahead of what depends on the size of their text and on their section."""

    style: str
    format: Format
    base: Base
    base_key: _Key
    level: etree._Element | None  # w:lvl that numbers them


@dataclass(slots=True)
class _Work:
    """What was found out so far."""

    sheet: Sheet
    sections: tuple[SectionLayout, ...] = ()
    tables: dict[etree._Element, int] = field(default_factory=dict)
    containers: dict[etree._Element, etree._Element | None] = field(default_factory=dict)
    contexts: dict[_Key, _Context] = field(default_factory=dict)
    cells: dict[etree._Element, _Context] = field(default_factory=dict)
    grids: dict[etree._Element, Grid] = field(default_factory=dict)
    bases: dict[_Key, Base] = field(default_factory=dict)
    forms: dict[_Key, _Form] = field(default_factory=dict)
    looks: dict[_Key, _Look] = field(default_factory=dict)
    same: dict[_Look, _Look] = field(default_factory=dict)
    measured: dict[_Key, ParagraphLayout] = field(default_factory=dict)


def measure(package: Package, words: Sequence[WordParagraph]) -> Layout:
    """The layout; `words` are all paragraphs of the package in order. Raises ReadError."""
    links = relations(package, package.document)
    by_kind = {link.kind: link.target for link in reversed(links)}
    targets = {link.id: link.target for link in links}
    settings = parse_part(package, by_kind["settings"]) if "settings" in by_kind else None
    work = _Work(read_sheet(package, settings))
    elements, owners = _sections(words, package.document, targets)
    numbers: dict[str, list[int]] = {}
    for number, word in enumerate(words, 1):
        numbers.setdefault(word.part, []).append(number)
    by_part = {part: tuple(found) for part, found in numbers.items()}
    work.sections = lay_out(elements, by_part, targets, _says(settings, "gutterAtTop"))
    paragraphs = [_paragraph(work, word, owner) for word, owner in zip(words, owners, strict=True)]
    return Layout(
        tuple(paragraphs),
        work.sections,
        _tables(work, paragraphs, [word.part == package.document for word in words], elements),
        paired=_says(settings, "evenAndOddHeaders"),
        mirrored=_says(settings, "mirrorMargins"),
    )


def _says(settings: etree._Element | None, name: str) -> bool:
    return settings is not None and is_on(settings.find(W + name))


def _sections(
    words: Sequence[WordParagraph], document: str, targets: Mapping[str, str]
) -> tuple[list[etree._Element | None], list[int]]:
    """Every w:sectPr in order, None for one that is missing, and the index of the section of each paragraph."""
    elements: list[etree._Element | None] = []
    owners: list[int] = []
    ending: etree._Element | None = None  # the paragraph that ends a section; its boxes stand in it too
    parts: dict[str, int] = {}  # headers and footers stand in the first section that shows them
    body: etree._Element | None = None
    for word in words:
        if word.part != document:
            continue
        if body is None:
            body = word.element.getroottree().getroot().find(f"{W}body")
        if ending is not None and all(above is not ending for above in word.element.iterancestors(_PARAGRAPH)):
            ending = None
        owners.append(len(elements) - (ending is not None))
        properties = first_child(word.element, _PARAGRAPH_FORMAT)
        section = None if properties is None else next(properties.iterchildren(f"{W}sectPr"), None)
        if section is not None and word.kind == "body":
            elements.append(section)
            ending = word.element
    elements.append(None if body is None else body.find(f"{W}sectPr"))
    for number, element in enumerate(elements):
        for reference in () if element is None else element.iterchildren(f"{W}headerReference", f"{W}footerReference"):
            parts.setdefault(targets.get(reference.get(f"{R}id", ""), ""), number)
    return elements, owners + [parts.get(word.part, 0) for word in words[len(owners) :]]


def _paragraph(work: _Work, word: WordParagraph, section: int) -> ParagraphLayout:
    properties = first_child(word.element, _PARAGRAPH_FORMAT)
    cell = _cell(work, word.element)
    context = _NO_TABLE if cell is None else _context(work, cell)
    form = _form(work, properties, context)
    marked = None if properties is None else next(properties.iterchildren(_RUN_FORMAT), None)
    look = _look(work, form, marked)
    mark = Letters(len(word.text), len(word.text), *look)
    letters, breaks, drawings = _letters(work, word, form, marked)
    size = next((one.size for one in letters if one.end > word.label), mark.size)
    measured = _measured(work, form, size, work.sections[section])
    if form.format.get("contextualSpacing") == "1":
        measured = _close_up(work, word.element, form.style, measured)
    # Much quicker than dataclasses.replace, and done for every paragraph.
    return ParagraphLayout(
        measured.style,
        letters,
        mark,
        measured.align,
        measured.left,
        measured.right,
        measured.first,
        measured.first_characters,
        measured.first_length,
        measured.before,
        measured.after,
        measured.line,
        measured.rule,
        measured.snap,
        measured.keep_next,
        measured.keep_lines,
        measured.new_page,
        measured.outline,
        measured.borders,
        breaks,
        word.fields,
        drawings,
        section,
        None if cell is None else _table(work, cell),
        measured.framed,
        marked is not None and next(marked.iterchildren(*_DELETED), None) is not None,
        _unshown(work, word, form) if any(start == end for start, end, _ in word.fields) else (),
    )


def _unshown(work: _Work, word: WordParagraph, form: _Form) -> tuple[Letters, ...]:
    """Of fields that programs write without a result: Word shows it as their instruction looks."""
    codes: dict[str, list[etree._Element]] = {}
    for code in word.element.iter(_CODE, _FIELD):
        said = (code.get(f"{W}instr", "") if code.tag == _FIELD else code.text or "").split(None, 1)
        if said and next(code.iterancestors(_PARAGRAPH)) is word.element:
            codes.setdefault(said[0].upper(), []).append(code)
    found: list[Letters] = []
    waiting = {name: iter(of) for name, of in codes.items()}
    for start, end, name in word.fields:
        own = next(waiting.get(name, iter(())), None)
        if start == end and own is not None and own.tag == _CODE:
            found.append(Letters(start, end, *_look(work, form, _run_format(own.getparent()))))
    return tuple(found)


def _letters(
    work: _Work, word: WordParagraph, form: _Form, marked: etree._Element | None
) -> tuple[tuple[Letters, ...], tuple[tuple[int, str], ...], tuple[Drawing, ...]]:
    """The text by its looks; the breaks and drawings in it."""
    found: list[Letters] = []
    breaks: list[tuple[int, str]] = []
    drawings: list[Drawing] = []
    start, current = 0, _label_look(work, form, marked) if word.label else None
    run: etree._Element | None = None
    look: _Look | None = None
    for piece in word.pieces:
        parent = piece.element.getparent()
        if parent is not run or look is None:
            run = parent
            look = _look(work, form, _run_format(run))
        if look is not current:
            if current is not None:
                found.append(Letters(start, piece.start, *current))
            start, current = piece.start, look
        tag = piece.element.tag
        if tag == _TEXT:
            continue
        if tag == f"{W}br":
            breaks.append((piece.start, _BREAKS.get(piece.element.get(f"{W}type", ""), "line")))
        elif tag == f"{W}cr":
            breaks.append((piece.start, "line"))
        elif tag in _DRAWINGS:
            drawings.append(drawing(piece.element, piece.start, work.sheet.theme))
    if current is not None:
        found.append(Letters(start, len(word.text), *current))
    return tuple(found), tuple(breaks), tuple(drawings)


def _run_format(parent: etree._Element | None) -> etree._Element | None:
    """w:rPr of the run an element stands in; None for what stands in none (formulas)."""
    while parent is not None and parent.tag != _RUN:
        parent = None if parent.tag == _PARAGRAPH else parent.getparent()
    return None if parent is None else first_child(parent, _RUN_FORMAT)


def _look(work: _Work, form: _Form, properties: etree._Element | None) -> _Look:
    key = (form.base_key, _signature(properties))
    if key not in work.looks:
        direct = run_format(properties, work.sheet.theme)
        work.looks[key] = _shared(work, run_look(work.sheet, form.base, value(properties, "rStyle"), direct))
    return work.looks[key]


def _label_look(work: _Work, form: _Form, marked: etree._Element | None) -> _Look:
    """Of the label of a numbered paragraph: as its mark, then as its list says."""
    theme = work.sheet.theme
    own = None if form.level is None else form.level.find(_RUN_FORMAT)
    direct = combined((run_format(marked, theme), run_format(own, theme)))
    character = value(own, "rStyle") or value(marked, "rStyle")
    return _shared(work, run_look(work.sheet, form.base, character, direct))


def _shared(work: _Work, form: Format) -> _Look:
    color = form.get("color", "auto")
    highlight = form.get("highlight", "none")
    line = form.get("u", "none")
    raised = form.get("vertAlign", "baseline")
    scale = points(form.get("w", "").removesuffix("%"), 1)
    size = points(form.get("sz"), _HALVES)
    look: _Look = (
        form.get("ascii", ""),
        form.get("hAnsi", ""),
        form.get("eastAsia", ""),
        _SIZE if size is None else size,
        form.get("hint") == "eastAsia",
        form["b"] == "1",
        form["i"] == "1",
        "" if line == "none" else line,
        form["strike"] == "1" or form["dstrike"] == "1",
        None if color == "auto" else color.upper(),
        "" if highlight == "none" else highlight,
        points(form.get("spacing"), _TWIPS) or 0.0,
        round(scale) if scale else 100,
        points(form.get("position"), _HALVES) or 0.0,
        "" if raised == "baseline" else raised,
    )
    return work.same.setdefault(look, look)


def _form(work: _Work, properties: etree._Element | None, context: _Context) -> _Form:
    key = (context.key, _signature(properties))
    if key not in work.forms:
        work.forms[key] = _new_form(work, properties, context)
    return work.forms[key]


def _new_form(work: _Work, properties: etree._Element | None, context: _Context) -> _Form:
    sheet = work.sheet
    style = style_of(sheet.styles.sheet, value(properties, "pStyle"))
    base_key = (style, context.key)
    if base_key not in work.bases:
        work.bases[base_key] = base_of(sheet, style, context.run)
    direct = paragraph_format(properties)
    styled = list(paragraph_levels(sheet, style))
    numbered = "numbered" in direct or any("numbered" in one for one in styled)
    found = place(properties, sheet.styles.of(properties), sheet.lists) if numbered else None
    level = None if found is None else sheet.lists[found[0]].levels[found[1]].element
    if level is not None:
        # A list beats what lies farther than the style or paragraph that takes it, and gives way to that itself.
        at = len(styled)
        if "numbered" not in direct:
            at = max((number for number, one in enumerate(styled) if "numbered" in one), default=at)
        styled.insert(at, paragraph_format(level.find(_PARAGRAPH_FORMAT)))
    table = context.paragraph
    own = combined(styled)
    if sheet.table_first and "jc" in table and own.get("jc") in ("left", "start"):
        del own["jc"]
    return _Form(style, combined((sheet.paragraph, table, own, direct)), work.bases[base_key], base_key, level)


def _measured(work: _Work, form: _Form, size: float, section: SectionLayout) -> ParagraphLayout:
    line = section.grid_line if section.grid in _GRIDS and section.grid_line else _LINE
    key = (id(form), size, line)
    if key not in work.measured:
        work.measured[key] = _new_measured(work, form, size, line)
    return work.measured[key]


def _new_measured(work: _Work, form: _Form, size: float, grid_line: float) -> ParagraphLayout:
    said = form.format
    characters = _hundredths(said, "firstChars")
    length = points(said.get("first"), _TWIPS)
    # Word counts a left indent in characters from where the first line hangs out.
    left, right = _hundredths(said, "leftChars"), _hundredths(said, "rightChars")
    line, rule = _line(said)
    outline = whole(said.get("outlineLvl"))
    style = find_style(work.sheet.styles.sheet, "paragraph", form.style)
    return ParagraphLayout(
        style=(value(style, "name") or "") if style is not None else "",
        letters=(),
        mark=Letters(0, 0, "", "", "", size),
        align=_ALIGNS.get(said.get("jc", ""), said.get("jc", "")),
        left=(left - min(characters, 0)) * size if left else points(said.get("left"), _TWIPS) or 0.0,
        right=right * size if right else points(said.get("right"), _TWIPS) or 0.0,
        first=characters * size if characters else length or 0.0,
        first_characters=characters or None,
        first_length=length,
        before=_room(said, "before", grid_line),
        after=_room(said, "after", grid_line),
        line=line,
        rule=rule,
        snap=said.get("snapToGrid") != "0",
        keep_next=said.get("keepNext") == "1",
        keep_lines=said.get("keepLines") == "1",
        new_page=said.get("pageBreakBefore") == "1",
        outline=outline + 1 if outline is not None and 0 <= outline <= 8 else None,
        borders=borders(said, BORDER_SIDES),
        framed=said.get("framed") == "1",
    )


def _hundredths(said: Format, name: str) -> float:
    return points(said.get(name), 100) or 0.0


def _room(said: Format, side: str, grid_line: float) -> float:
    if said.get(f"{side}Autospacing", "0") not in ("0", "false", "off"):
        return _AUTO_SPACE
    lines = _hundredths(said, f"{side}Lines")
    return lines * grid_line if lines else points(said.get(side), _TWIPS) or 0.0


def _line(said: Format) -> tuple[float, Rule]:
    height = points(said.get("line"), _TWIPS)
    if not height:
        return 1.0, "auto"
    if height < 0 or said["lineRule"] == "exact":
        return abs(height), "exact"
    # 240 twentieths of a point are a line.
    return (height, "atLeast") if said["lineRule"] == "atLeast" else (height / 12, "auto")


def _close_up(work: _Work, element: etree._Element, style: str, measured: ParagraphLayout) -> ParagraphLayout:
    """Without room beside paragraphs of the same style (w:contextualSpacing)."""
    same = [
        other is not None
        and other.tag == _PARAGRAPH
        and style_of(work.sheet.styles.sheet, value(other.find(_PARAGRAPH_FORMAT), "pStyle")) == style
        for other in (element.getprevious(), element.getnext())
    ]
    return replace(measured, before=0.0 if same[0] else measured.before, after=0.0 if same[1] else measured.after)


def _signature(element: etree._Element | None) -> _Key:
    """What tells one w:pPr or w:rPr from another."""
    if element is None:
        return ()
    return tuple(
        [
            (child.tag, *child.items(), *((one.tag, *one.items()) for one in child))
            for child in element
            if child.tag not in _APART
        ]
    )


_NO_TABLE = _Context((), {}, {})


def _cell(work: _Work, element: etree._Element) -> etree._Element | None:
    """The cell a paragraph stands in; None outside tables, and in a box within a cell."""
    parent = element.getparent()
    if parent is None:
        return None
    if parent not in work.containers:
        above: etree._Element | None = parent
        while above is not None and above.tag not in _STOPS:
            above = above.getparent()
        work.containers[parent] = above if above is not None and above.tag == _CELL else None
    return work.containers[parent]


def _context(work: _Work, cell: etree._Element) -> _Context:
    if cell not in work.cells:
        grid = work.grids[_grid(work, cell)]
        stands = grid.places.get(cell)
        parts = () if stands is None else stands.parts
        key = (grid.name, parts)
        if key not in work.contexts:
            work.contexts[key] = _Context(key, *formats(grid.style, parts))
        work.cells[cell] = work.contexts[key]
    return work.cells[cell]


def _grid(work: _Work, cell: etree._Element) -> etree._Element:
    """The table of a cell, its grid worked out."""
    table = next(cell.iterancestors(_TABLE), cell)
    if table not in work.grids:
        work.grids[table] = grid_of(table, work.sheet)
    return table


def _table(work: _Work, cell: etree._Element) -> int:
    return work.tables.setdefault(_grid(work, cell), len(work.tables))


def _tables(
    work: _Work,
    paragraphs: Sequence[ParagraphLayout],
    columned: Sequence[bool],  # whether each paragraph stands in the columns of its section
    sections: Sequence[etree._Element | None],
) -> tuple[TableLayout, ...]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for number, paragraph in enumerate(paragraphs, 1):
        if paragraph.table is not None:
            first.setdefault(paragraph.table, number)
            last[paragraph.table] = number
    for table, index in work.tables.items():
        for outer in table.iterancestors(_TABLE):
            above = work.tables.get(outer)
            if above is not None:
                first[above] = min(first[above], first[index])
                last[above] = max(last[above], last[index])
    found: list[TableLayout] = []
    for table, index in work.tables.items():
        grid = work.grids[table]
        section = paragraphs[first[index] - 1].section
        holder = next((above for above in table.iterancestors() if above.tag in _STOPS), None)
        room = text_width(work.sections[section])
        if columned[first[index] - 1]:
            room = column_width(work.sections[section], sections[section])
        if holder is not None and holder.tag == _CELL:
            outer = _grid(work, holder)
            room = cell_room(holder, work.grids[outer]) or room
        elif holder is not None and holder.tag == f"{W}txbxContent":
            room = box_width(holder) or room
        found.append(
            TableLayout(
                first=first[index],
                last=last[index],
                rows=len(grid.rows),
                columns=grid.columns,
                width=width_of(table, grid, room),
                room=room,
                header_rows=header_rows(grid),
                splitting_rows=splitting_rows(grid),
                exact_rows=exact_rows(grid),
                nested=holder is not None and holder.tag == _CELL,
                section=section,
                borders=borders_of(table, grid),
            )
        )
    return tuple(found)
