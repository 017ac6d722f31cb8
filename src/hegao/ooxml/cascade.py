"""The styles, theme and numbering of a draft in; what they and direct formatting together give text and paragraphs out.

Formats are kept as words: name of a property to what the file says of it. A nearer level beats a farther one property
by property, fonts, indents and spacing attribute by attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from hegao.ooxml.numbering import List, lists_of
from hegao.ooxml.package import Package, W, parse_part, relations
from hegao.ooxml.styles import Styles, default_style, find_style, paragraph_styles, styles_of, value
from hegao.ooxml.theme import Theme, color_of, east_asian_language, read_theme

Format = Mapping[str, str]

_DEPTH = 32  # of basedOn
_MEASURE = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(mm|cm|in|pt|pc|pi)?")
_POINTS = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "pi": 12.0}
_OFF = ("0", "false", "off")

# Switches that styles turn over: a bold style of characters in a bold style of paragraphs is not bold.
_TOGGLES = ("b", "i", "strike", "dstrike")
_VALUES = ("sz", "highlight", "spacing", "w", "position", "vertAlign")
_SLOTS = ("ascii", "hAnsi", "eastAsia")
_SWITCHES = {
    f"{W}keepNext": "keepNext",
    f"{W}keepLines": "keepLines",
    f"{W}pageBreakBefore": "pageBreakBefore",
    f"{W}snapToGrid": "snapToGrid",
    f"{W}contextualSpacing": "contextualSpacing",
    f"{W}bidi": "bidi",
}
_SIDES = {  # of w:ind; start and end are what newer programs write
    "left": "left",
    "start": "left",
    "right": "right",
    "end": "right",
    "leftChars": "leftChars",
    "startChars": "leftChars",
    "rightChars": "rightChars",
    "endChars": "rightChars",
}
_SPACES = ("before", "after", "beforeLines", "afterLines", "beforeAutospacing", "afterAutospacing")
BORDER_SIDES = ("top", "left", "bottom", "right", "between", "bar")


@dataclass(frozen=True, slots=True)
class TableStyle:
    """One table style, its chain of basedOn already followed."""

    run: Format
    paragraph: Format
    parts: Mapping[str, tuple[Format, Format]]  # firstRow …: run and paragraph
    borders: Mapping[str, etree._Element]
    margins: Mapping[str, etree._Element]  # of cells
    rows: int  # of one band; 0 has none
    columns: int


@dataclass(frozen=True, slots=True)
class Base:
    """What a paragraph's text looks like ahead of character styles and direct formatting."""

    run: Format  # without switches that turn over
    # Name to: on by the defaults of the document, on by an odd number of styles.
    switches: Mapping[str, tuple[bool, bool]]


@dataclass(slots=True)
class Sheet:
    """All that formats refer to, and what was worked out of it."""

    theme: Theme
    styles: Styles
    lists: Mapping[str, List]
    run: Format  # defaults of the document
    paragraph: Format
    table_first: bool  # a size of 10 points and left alignment of a paragraph style give way to the table's
    runs: dict[tuple[str, str], Format] = field(default_factory=dict)
    paragraphs: dict[str, tuple[Format, ...]] = field(default_factory=dict)
    tables: dict[str | None, TableStyle] = field(default_factory=dict)


def read_sheet(package: Package, settings: etree._Element | None) -> Sheet:
    """The formats of a package. Raises ReadError."""
    parts = {link.kind: link.target for link in reversed(relations(package, package.document))}
    theme = read_theme(parse_part(package, parts["theme"]) if "theme" in parts else None, east_asian_language(settings))
    sheet = styles_of(package, parts.get("styles"))
    basis = sheet.basis
    return Sheet(
        theme,
        paragraph_styles(sheet),
        lists_of(lambda: parse_part(package, parts["numbering"]) if "numbering" in parts else None),
        run_format(None if basis is None else basis.find(f"{W}rPrDefault/{W}rPr"), theme),
        paragraph_format(None if basis is None else basis.find(f"{W}pPrDefault/{W}pPr")),
        not _overrides_tables(settings),
    )


def run_format(element: etree._Element | None, theme: Theme) -> Format:
    """What a w:rPr says itself; what it was before a revision (w:rPrChange) is left out."""
    found: dict[str, str] = {}
    if element is None:
        return found
    for child in element:
        name = str(child.tag).removeprefix(W)
        said = child.get(f"{W}val")
        if name == "rFonts":
            _add_fonts(found, child, theme)
        elif name in _TOGGLES:
            found[name] = "0" if said in _OFF else "1"
        elif name in _VALUES:
            if said is not None:
                found[name] = said
        elif name == "color":
            found[name] = _color(child, theme)
        elif name == "u":
            found[name] = said or "none"
    return found


def paragraph_format(element: etree._Element | None) -> Format:
    """What a w:pPr says itself; w:pPrChange is left out."""
    found: dict[str, str] = {}
    if element is None:
        return found
    for child in element:
        tag = child.tag
        if tag in _SWITCHES:
            found[_SWITCHES[str(tag)]] = "0" if child.get(f"{W}val") in _OFF else "1"
        elif tag == f"{W}ind":
            _add_indent(found, child)
        elif tag == f"{W}spacing":
            _add_spacing(found, child)
        elif tag in (f"{W}jc", f"{W}outlineLvl"):
            found[str(tag).removeprefix(W)] = child.get(f"{W}val", "")
        elif tag == f"{W}framePr":
            found["framed"] = "1"
        elif tag == f"{W}numPr":
            found["numbered"] = "1"
        elif tag == f"{W}pBdr":
            for line in child:
                side = str(line.tag).removeprefix(W)
                for key in ("val", "sz", "color"):
                    found[f"{side} {key}"] = line.get(W + key, "")
    return found


def base_of(sheet: Sheet, style: str, table: Format) -> Base:
    """What a paragraph of a style looks like within a table that gives it the format `table`."""
    own = _style_run(sheet, "paragraph", style)
    merged = {**sheet.run, **table, **own}
    if sheet.table_first and "sz" in table and own.get("sz") == "20":
        merged["sz"] = table["sz"]
    switches = {
        name: (sheet.run.get(name) == "1", (table.get(name) == "1") != (own.get(name) == "1")) for name in _TOGGLES
    }
    return Base(merged, switches)


def run_look(sheet: Sheet, base: Base, character: str | None, direct: Format) -> Format:
    """What text looks like with a character style and direct formatting, its switches "1" or "0"."""
    styled = _style_run(sheet, "character", character) if character else {}
    merged = {**base.run, **styled, **direct}
    for name, (always, odd) in base.switches.items():
        if name not in direct:
            merged[name] = "1" if always or odd != (styled.get(name) == "1") else "0"
    return merged


def paragraph_levels(sheet: Sheet, style: str) -> tuple[Format, ...]:
    """The formats of a paragraph style and those it is based on, farthest first."""
    if style not in sheet.paragraphs:
        chain = _chain(sheet, "paragraph", style)
        sheet.paragraphs[style] = tuple(paragraph_format(node.find(f"{W}pPr")) for node in chain)
    return sheet.paragraphs[style]


def table_style(sheet: Sheet, name: str | None) -> TableStyle:
    """The table style that holds for a w:tblStyle."""
    if name not in sheet.tables:
        chain = _chain(sheet, "table", name or "")
        sheet.tables[name] = _table_style(
            sheet, chain or _chain(sheet, "table", default_style(sheet.styles.sheet, "table"))
        )
    return sheet.tables[name]


def combined(formats: Iterable[Format]) -> dict[str, str]:
    """The formats as one, the last the nearest."""
    found: dict[str, str] = {}
    for one in formats:
        found.update(one)
    return found


@lru_cache(4096)
def points(text: str | None, per: float) -> float | None:
    """A length as XML writes it in points, `per` of plain numbers a point; None for anything else."""
    found = _MEASURE.fullmatch(text.strip()) if text else None
    if found is None:
        return None
    return float(found[1]) * _POINTS[found[2]] if found[2] else float(found[1]) / per


def _add_fonts(found: dict[str, str], element: etree._Element, theme: Theme) -> None:
    for slot in _SLOTS:
        # On one element the theme beats the name.
        named = theme.fonts.get(element.get(f"{W}{slot}Theme", "")) or element.get(W + slot)
        if named:
            found[slot] = named
    hint = element.get(f"{W}hint")
    if hint is not None:
        found["hint"] = hint


def _color(element: etree._Element, theme: Theme) -> str:
    name, said = element.get(f"{W}themeColor"), element.get(f"{W}val", "auto")
    tint, shade = element.get(f"{W}themeTint"), element.get(f"{W}themeShade")
    # What Word makes of a tint stands beside it; rounded its own way.
    if not name or ((tint or shade) and said != "auto"):
        return said
    return color_of(theme, name, tint, shade) or said


def _add_indent(found: dict[str, str], element: etree._Element) -> None:
    first: dict[str, str] = {}
    for key, said in element.items():
        name, text = str(key).removeprefix(W), str(said)
        if name in _SIDES:
            found[_SIDES[name]] = text
        elif name in ("firstLine", "firstLineChars", "hanging", "hangingChars"):
            first[name] = text
    for unit, name in (("", "first"), ("Chars", "firstChars")):
        if f"hanging{unit}" in first:
            text = first[f"hanging{unit}"]
            found[name] = text.removeprefix("-") if text.startswith("-") else f"-{text}"
        elif f"firstLine{unit}" in first:
            found[name] = first[f"firstLine{unit}"]


def _add_spacing(found: dict[str, str], element: etree._Element) -> None:
    for name in _SPACES:
        text = element.get(W + name)
        if text is not None:
            found[name] = text
    line = element.get(f"{W}line")
    if line is not None:
        found["line"], found["lineRule"] = line, element.get(f"{W}lineRule", "auto")


def _chain(sheet: Sheet, kind: str, name: str) -> list[etree._Element]:
    """A style and all it is based on, farthest first."""
    chain: dict[str, etree._Element] = {}
    while name and name not in chain and len(chain) < _DEPTH:
        node = find_style(sheet.styles.sheet, kind, name)
        if node is None:
            break
        chain[name] = node
        name = value(node, "basedOn") or ""
    return list(chain.values())[::-1]


def _style_run(sheet: Sheet, kind: str, style: str) -> Format:
    if (kind, style) not in sheet.runs:
        chain = _chain(sheet, kind, style)
        sheet.runs[kind, style] = combined(run_format(node.find(f"{W}rPr"), sheet.theme) for node in chain)
    return sheet.runs[kind, style]


def _table_style(sheet: Sheet, chain: Sequence[etree._Element]) -> TableStyle:
    parts: dict[str, tuple[Format, Format]] = {}
    borders: dict[str, etree._Element] = {}
    margins: dict[str, etree._Element] = {}
    sizes = {"Row": 0, "Col": 0}  # Word has no bands unless a style says how wide they are
    for node in chain:
        for part in node.iterchildren(f"{W}tblStylePr"):
            kind = part.get(f"{W}type", "")
            run, paragraph = parts.get(kind, ({}, {}))
            parts[kind] = (
                combined((run, run_format(part.find(f"{W}rPr"), sheet.theme))),
                combined((paragraph, paragraph_format(part.find(f"{W}pPr")))),
            )
        properties = node.find(f"{W}tblPr")
        if properties is not None:
            for side in properties.iterfind(f"{W}tblBorders/*"):
                borders[str(side.tag).removeprefix(W)] = side
            for side in properties.iterfind(f"{W}tblCellMar/*"):
                margins[str(side.tag).removeprefix(W)] = side
            for way in sizes:
                said = value(properties, f"tblStyle{way}BandSize")
                if said is not None and said.isdecimal():
                    sizes[way] = min(int(said[:4]), 1000)
    return TableStyle(
        combined(run_format(node.find(f"{W}rPr"), sheet.theme) for node in chain),
        combined(paragraph_format(node.find(f"{W}pPr")) for node in chain),
        parts,
        borders,
        margins,
        sizes["Row"],
        sizes["Col"],
    )


def _overrides_tables(settings: etree._Element | None) -> bool:
    if settings is None:
        return False
    compatible = settings.find(f"{W}compat")
    if compatible is None:
        return False
    return any(
        node.get(f"{W}name") == "overrideTableStyleFontSizeAndJustification" and node.get(f"{W}val") not in _OFF
        for node in compatible.iterchildren(f"{W}compatSetting")
    )
