"""Values of remedies in, the formats of Word (w:rPr, w:pPr, w:sectPr, w:tblPr …) with them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from lxml import etree

from hegao.ooxml.formats import indent
from hegao.ooxml.package import W
from hegao.ooxml.schema import PARAGRAPH_ORDER, RUN_ORDER, SECTION_ORDER, TABLE_ORDER, child_of, is_on, make, put
from hegao.ooxml.sections import MARGINS, SHEET
from hegao.ooxml.styles import whole
from hegao.ooxml.tracked import Pen, change, change_format
from hegao.profile import twips

_TABLE = f"{W}tbl"

Value = str | float | bool
Values = Mapping[str, Value]

_SIDES = {  # of w:ind, all attributes by which it may be said
    "left": ("left", "leftChars", "start", "startChars"),
    "right": ("right", "rightChars", "end", "endChars"),
    "first": ("firstLine", "firstLineChars", "hanging", "hangingChars"),
}


def alter_letters(form: etree._Element, values: Values) -> None:
    """Change a w:rPr."""
    for key, value in values.items():
        _LETTERS[key](form, value)


def alter_paragraph(form: etree._Element, values: Values) -> None:
    """Change a w:pPr."""
    _indent(form, values)
    _spacing(form, values)
    for key, name in (
        ("snap", "snapToGrid"),
        ("keep_next", "keepNext"),
        ("keep_lines", "keepLines"),
        ("new_page", "pageBreakBefore"),
    ):
        if key in values:
            _switch(form, name, values[key], PARAGRAPH_ORDER)
    if "align" in values:
        _set(form, make("jc", str(values["align"])), PARAGRAPH_ORDER)
    if "outline" in values:
        level = _number(values["outline"])
        _set(form, make("outlineLvl", str(level - 1 if level else 9)), PARAGRAPH_ORDER)


def alter_section(form: etree._Element, values: Values) -> None:
    """Change a w:sectPr."""
    if {"width", "height", "landscape"} & set(values):
        _sheet(form, values)
    margins = {name: str(twips(float(values[name]))) for name in MARGINS if name in values}
    if margins:
        old = form.find(f"{W}pgMar")
        # The schema wants them all.
        missing = {name: str(length) for name, length in MARGINS.items() if old is None or old.get(W + name) is None}
        _update(form, "pgMar", SECTION_ORDER, {**missing, **margins})
    if {"grid", "grid_line", "grid_character"} & set(values):
        _grid(form, values)
    if "title_page" in values:
        _switch(form, "titlePg", values["title_page"], SECTION_ORDER)
    if "number_start" in values:
        start = values["number_start"]
        _update(form, "pgNumType", SECTION_ORDER, {"start": None if start == "" else str(_number(start))})


def revise_table(table: etree._Element, values: Values, one: Pen | None) -> bool:
    """Change a w:tbl, its rows and cells; whether anything changed."""
    rows = [row for row in table.iter(f"{W}tr") if next(row.iterancestors(_TABLE), None) is table]
    done = False
    if {"header_rows", "whole_rows"} & set(values):
        heads = round(float(values["header_rows"])) if "header_rows" in values else None
        for k, row in enumerate(rows):
            head = None if heads is None else k < heads
            alter = partial(_alter_row, head=head, whole_row=bool(values.get("whole_rows")))
            ahead = 0 if row.find(f"{W}tblPrEx") is None else 1
            done = change(row, "trPr", alter, one, ahead) or done
    if "width" in values:
        done = _revise_width(table, rows, round(float(values["width"]) * 20), one) or done
    return done


def _revise_width(table: etree._Element, rows: Sequence[etree._Element], width: int, one: Pen | None) -> bool:
    """Give a table a width in twips, its columns in proportion."""
    done = change(table, "tblPr", partial(_alter_table, width=width), one)
    grid = table.find(f"{W}tblGrid")
    columns = [] if grid is None else grid.findall(f"{W}gridCol")
    before = sum(whole(column.get(f"{W}w")) or 0 for column in columns)
    if grid is None or before <= 0 or before == width:
        return done
    factor = width / before
    change_format(grid, partial(_scale, factor=factor), one)
    for row in rows:
        for cell in row.iter(f"{W}tc"):
            form = cell.find(f"{W}tcPr")
            if form is not None and next(cell.iterancestors(_TABLE), None) is table:
                change_format(form, partial(_scale, factor=factor), one)
    return True


def _alter_table(form: etree._Element, width: int) -> None:
    """Give a w:tblPr a width in twips, from the left edge of its place."""
    _set(form, make("tblW", None, w=str(width), type="dxa"), TABLE_ORDER)
    if form.find(f"{W}tblInd") is not None:
        _set(form, make("tblInd", None, w="0", type="dxa"), TABLE_ORDER)


def _alter_row(form: etree._Element, head: bool | None, whole_row: bool) -> None:
    """Let a row (w:trPr) be repeated on each page, or not, or never be split between pages."""
    for name, on in (("cantSplit", True if whole_row else None), ("tblHeader", head)):
        if on is None:
            continue
        nodes = form.findall(W + name)
        if any(map(is_on, nodes)) == on:
            continue
        for node in nodes:
            form.remove(node)
        if on:
            form.insert(0, make(name))


def _scale(form: etree._Element, factor: float) -> None:
    """Multiply the widths a w:tblGrid or w:tcPr says."""
    for node in form.iterchildren(f"{W}gridCol", f"{W}tcW"):
        length = whole(node.get(f"{W}w")) if node.get(f"{W}type", "dxa") == "dxa" else None
        if length is not None:
            node.set(f"{W}w", str(round(length * factor)))


def _slots(form: etree._Element, name: str, slots: tuple[str, ...], themes: tuple[str, ...]) -> None:
    # A theme would go before the name.
    _write(child_of(form, "rFonts", RUN_ORDER), {**dict.fromkeys(slots, name), **dict.fromkeys(themes)})


def _face(form: etree._Element, value: Value) -> None:
    _slots(form, str(value), ("eastAsia",), ("eastAsiaTheme",))


def _latin(form: etree._Element, value: Value) -> None:
    _slots(form, str(value), ("ascii", "hAnsi", "cs"), ("asciiTheme", "hAnsiTheme", "cstheme"))


def _hint(form: etree._Element, value: Value) -> None:
    child_of(form, "rFonts", RUN_ORDER).set(f"{W}hint", "eastAsia" if value else "default")


def _size(form: etree._Element, value: Value) -> None:
    for name in ("sz", "szCs"):
        _set(form, make(name, str(round(float(value) * 2))), RUN_ORDER)


def _bold(form: etree._Element, value: Value) -> None:
    for name in ("b", "bCs"):
        _switch(form, name, value, RUN_ORDER)


def _italic(form: etree._Element, value: Value) -> None:
    for name in ("i", "iCs"):
        _switch(form, name, value, RUN_ORDER)


def _color(form: etree._Element, value: Value) -> None:
    _set(form, make("color", str(value) or "auto"), RUN_ORDER)


def _letter_spacing(form: etree._Element, value: Value) -> None:
    _set(form, make("spacing", str(round(float(value) * 20))), RUN_ORDER)


_LETTERS: dict[str, Callable[[etree._Element, Value], None]] = {
    "face": _face,
    "latin": _latin,
    "hint": _hint,
    "size": _size,
    "bold": _bold,
    "italic": _italic,
    "color": _color,
    "spacing": _letter_spacing,
}


def _indent(form: etree._Element, values: Values) -> None:
    asked = {side: float(values[side]) for side in _SIDES if side in values}
    if not asked:
        return
    new = indent(float(values["size"]), **asked)
    # Changed in place: what nobody asked for stays.
    _update(form, "ind", PARAGRAPH_ORDER, {name: new.get(W + name) for side in asked for name in _SIDES[side]})


def _spacing(form: etree._Element, values: Values) -> None:
    attributes: dict[str, str | None] = {}
    for side in ("before", "after"):
        if side in values:
            # Lines and automatic spacing would go before the length, a style's too.
            attributes |= {f"{side}Lines": "0", f"{side}Autospacing": "0"}
            attributes[side] = str(round(float(values[side]) * 20))
    if "line" in values:
        rule = str(values.get("rule", "exact"))
        attributes |= {"lineRule": rule, "line": str(round(float(values["line"]) * (240 if rule == "auto" else 20)))}
    if attributes:
        _update(form, "spacing", PARAGRAPH_ORDER, attributes)


def _sheet(form: etree._Element, values: Values) -> None:
    old = form.find(f"{W}pgSz")
    wide, high = (None, None) if old is None else (whole(old.get(f"{W}w")), whole(old.get(f"{W}h")))
    wide, high = wide or SHEET["w"], high or SHEET["h"]
    if "width" in values:
        wide = twips(float(values["width"]))
    if "height" in values:
        high = twips(float(values["height"]))
    across = bool(values.get("landscape", wide > high))
    if across != (wide > high) and not {"width", "height"} & set(values):
        wide, high = high, wide
    attributes = {"w": str(wide), "h": str(high), "orient": "landscape" if across else None, "code": None}
    _update(form, "pgSz", SECTION_ORDER, attributes)


def _grid(form: etree._Element, values: Values) -> None:
    attributes: dict[str, str | None] = {}
    if "grid" in values:
        attributes["type"] = None if values["grid"] in ("none", "default") else str(values["grid"])
    if "grid_line" in values:
        attributes["linePitch"] = str(_number(values["grid_line"]))
    if "grid_character" in values:
        attributes["charSpace"] = str(_number(values["grid_character"]))
    _update(form, "docGrid", SECTION_ORDER, attributes)


def _number(value: Value) -> int:
    return round(float(value))


def _switch(form: etree._Element, name: str, value: Value, order: tuple[str, ...]) -> None:
    old = form.find(W + name)
    if old is None or is_on(old) != bool(value):
        put(form, make(name, None if value else "0"), order)


def _set(form: etree._Element, new: etree._Element, order: tuple[str, ...]) -> None:
    old = form.find(str(new.tag))
    if old is None or sorted(old.items()) != sorted(new.items()):
        put(form, new, order)


def _update(form: etree._Element, name: str, order: tuple[str, ...], attributes: Mapping[str, str | None]) -> None:
    """Set (None: take away) attributes of the child w:name; one without attributes goes."""
    child = child_of(form, name, order)
    _write(child, attributes)
    if not child.attrib:
        form.remove(child)


def _write(element: etree._Element, attributes: Mapping[str, str | None]) -> None:
    for name, text in attributes.items():
        if text is not None:
            element.set(W + name, text)
        elif W + name in element.attrib:
            del element.attrib[W + name]
