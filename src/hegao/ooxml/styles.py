"""styles.xml to what the reader asks of a paragraph: heading level, centring, numbering, table-of-contents entry."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from lxml import etree

from hegao.ooxml.package import Package, W, parse, parse_part, read_part, relations

_HEADING_NAME = re.compile(r"(?:heading|标题) ?([1-9])")
_TOC_NAME = re.compile(r"(?:toc|目录) ?[1-9]")
_DEPTH = 32  # of basedOn
_PART, _END = "word/styles.xml", b"</w:style>"
_LONG = 10_000  # bytes of a start tag; it is read again with every style
_KIND, _ID = re.compile(rb'\bw:type="(\w*)"'), re.compile(rb'\bw:styleId="([^"]*)"')
_TAG, _DEFAULT = re.compile(rb"<w:style\s[^<>]*>"), re.compile(rb'\bw:default="(?:1|true|on)"')


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style, its chain of basedOn already followed."""

    heading: int | None = None  # 0 Title, 1–9
    centred: bool = False
    contents: bool = False  # an entry of the table of contents
    number: str | None = None  # numId
    level: int | None = None  # ilvl, 0-based
    chain: tuple[str, ...] = ()  # ids, itself first


@dataclass(slots=True)
class StyleSheet:
    """styles.xml; what is asked for is read, for most drafts use few of the styles they hold."""

    unread: bytes = b""  # all of it; empty once all is read
    head: bytes = b""  # its root's start tag and what is ahead of it
    nodes: dict[tuple[str, str], etree._Element | None] = field(default_factory=dict)  # w:style by kind and id
    defaults: dict[str, str] = field(default_factory=dict)  # id of the default style of a kind
    basis: etree._Element | None = None  # w:docDefaults
    places: dict[bytes, list[int]] | None = None  # where in what is unread the styles with an id begin


@dataclass(frozen=True, slots=True)
class Styles:
    """All paragraph styles."""

    sheet: StyleSheet
    centred: bool  # where no style says more
    known: dict[str | None, Style] = field(default_factory=dict)

    @property
    def default(self) -> Style:
        """The style of a paragraph that names none."""
        return self.named(None)

    def of(self, properties: etree._Element | None) -> Style:
        """The style a w:pPr names; the default one when it names none or an unknown one."""
        return self.named(value(properties, "pStyle"))

    def named(self, name: str | None) -> Style:
        """The style with an id; the default one for None or an unknown id."""
        if name not in self.known:
            self.known[name] = _resolve(style_of(self.sheet, name), self.sheet, self.centred)
        return self.known[name]


def styles_of(package: Package, part: str | None) -> StyleSheet:
    """The styles of a part (none of None), opened once for a package; not to be changed. Raises ReadError."""
    if part is None:
        return StyleSheet()
    found = package.kept.get(part)
    if not isinstance(found, StyleSheet):
        found = package.kept[part] = open_styles(read_part(package, part))
    return found


def open_styles(data: bytes) -> StyleSheet:
    """The styles of the bytes of styles.xml. Raises ReadError."""
    start = data.find(b"<w:styles ", 0, 1000)
    head = data[: data.find(b">", start) + 1]
    sheet = StyleSheet(data, head)
    # Only as programs write it; quotation marks of the other kind stand at most in the declaration.
    other = start < 0 or len(head) > _LONG or data.find(b"'", start) >= 0
    # Comments and the like could hide what looks like a style; looking for one character is quick.
    if other or (b"!" in data and b"<!" in data):
        _read_all(sheet)
        return sheet
    start, end = data.find(b"<w:docDefaults>"), data.find(b"</w:docDefaults>")
    if 0 <= start < end:
        sheet.basis = parse(head + data[start:end] + b"</w:docDefaults></w:styles>", _PART)[0]
    return sheet


def style_ids(package: Package) -> dict[str, str]:
    """The ids of a draft's styles by their names in small letters, the first of a name. Raises ReadError."""
    found: dict[str, str] = {}
    for part in [link.target for link in relations(package, package.document) if link.kind == "styles"][:1]:
        for style in parse_part(package, part).iterchildren(f"{W}style"):
            found.setdefault((value(style, "name") or "").lower(), style.get(f"{W}styleId", ""))
    return found


def find_style(sheet: StyleSheet, kind: str, name: str) -> etree._Element | None:
    """The w:style of a kind (paragraph character table) with an id. Raises ReadError."""
    key = (kind, name)
    if key not in sheet.nodes and sheet.unread:
        sheet.nodes[key] = _search(sheet, kind, name)
    return sheet.nodes.get(key)


def default_style(sheet: StyleSheet, kind: str) -> str:
    """The id of the default style of a kind, "" for none."""
    _find_places(sheet)
    return sheet.defaults.get(kind, "")


def style_of(sheet: StyleSheet, name: str | None) -> str:
    """The id of the paragraph style that holds for a w:pStyle; "" where there is none at all."""
    if name is not None and find_style(sheet, "paragraph", name) is not None:
        return name
    return default_style(sheet, "paragraph")


def read_styles(root: etree._Element | None) -> Styles:
    """The styles of styles.xml; none of them when the part is missing."""
    sheet = StyleSheet()
    if root is not None:
        _note(sheet, root)
    return paragraph_styles(sheet)


def paragraph_styles(sheet: StyleSheet) -> Styles:
    """What the reader of text asks of them."""
    basis = None if sheet.basis is None else sheet.basis.find(f"{W}pPrDefault/{W}pPr")
    return Styles(sheet, alignment(basis) == "center")


def value(parent: etree._Element | None, name: str) -> str | None:
    """w:val of the child w:name; None without the child or the value."""
    # Twice as quick as find.
    child = None if parent is None else next(parent.iterchildren(W + name), None)
    return None if child is None else child.get(f"{W}val")


def whole(text: str | None) -> int | None:
    """A whole number as XML writes it; None for anything else."""
    return int(text) if text and len(text) < 10 and re.fullmatch(r"-?[0-9]+", text) else None


def hexadecimal(text: str | None) -> int | None:
    """A hexadecimal number as XML writes it; None for anything else."""
    return int(text, 16) if text and len(text) < 10 and re.fullmatch("[0-9A-Fa-f]+", text) else None


def alignment(properties: etree._Element | None) -> str | None:
    """w:jc of a w:pPr."""
    return value(properties, "jc")


def outline_level(properties: etree._Element | None) -> int | None:
    """1–9 as w:outlineLvl says, 0 for body text; None when it says nothing."""
    level = whole(value(properties, "outlineLvl"))
    return None if level is None else level + 1 if 0 <= level <= 8 else 0


def _find_places(sheet: StyleSheet) -> dict[bytes, list[int]]:
    if sheet.places is None:
        sheet.places = {}
        for found in _TAG.finditer(sheet.unread):
            tag = found[0]
            name = _ID.search(tag)
            if name:
                sheet.places.setdefault(name[1], []).append(found.start())
                if b"w:default=" in tag and _DEFAULT.search(tag):
                    sheet.defaults.setdefault(_kind(tag), html.unescape(name[1].decode(errors="replace")))
    return sheet.places


def _search(sheet: StyleSheet, kind: str, name: str) -> etree._Element | None:
    data = sheet.unread
    for start in _find_places(sheet).get(html.escape(name).encode(), ()):
        end = data.find(b">", start)
        tag = data[start:end]
        if _kind(tag) == kind:
            empty = tag.endswith(b"/")
            style = data[start : end + 1] if empty else data[start : data.find(_END, end)] + _END
            return parse(sheet.head + style + b"</w:styles>", _PART)[0]
    return None


def _kind(tag: bytes) -> str:
    kind = _KIND.search(tag)
    return kind[1].decode() if kind else "paragraph"


def _read_all(sheet: StyleSheet) -> None:
    data, sheet.unread = sheet.unread, b""
    _note(sheet, parse(data, _PART))


def _note(sheet: StyleSheet, root: etree._Element) -> None:
    sheet.basis = root.find(f"{W}docDefaults")
    for node in root.iterchildren(f"{W}style"):
        kind, name = node.get(f"{W}type", "paragraph"), node.get(f"{W}styleId", "")
        sheet.nodes.setdefault((kind, name), node)
        if node.get(f"{W}default") in ("1", "true", "on"):
            sheet.defaults.setdefault(kind, name)


def _resolve(name: str, sheet: StyleSheet, centred: bool) -> Style:
    chain: list[str] = []
    heading: int | None = None
    justified: str | None = None
    number: str | None = None
    level: int | None = None
    contents = decided = False
    at = name
    while at not in chain and len(chain) < _DEPTH and (node := find_style(sheet, "paragraph", at)) is not None:
        chain.append(at)
        label = (value(node, "name") or "").strip().lower()
        properties = node.find(f"{W}pPr")
        contents = contents or _TOC_NAME.fullmatch(label) is not None
        if not decided:
            named = _HEADING_NAME.fullmatch(label)
            outline = outline_level(properties)
            if label in ("title", "标题"):
                heading, decided = 0, True
            elif named:
                heading, decided = int(named.group(1)), True
            elif outline is not None:
                heading, decided = outline or None, True
        justified = justified or alignment(properties)
        numbering = None if properties is None else properties.find(f"{W}numPr")
        if number is None:
            number = value(numbering, "numId")
        if level is None:
            level = whole(value(numbering, "ilvl"))
        at = value(node, "basedOn") or ""
    is_centred = centred if justified is None else justified == "center"
    return Style(heading, is_centred, contents, number, level, tuple(chain))
