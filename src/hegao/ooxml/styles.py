"""styles.xml to what the reader asks of a paragraph: heading level, centring, numbering, table-of-contents entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from hegao.ooxml.package import W

_HEADING_NAME = re.compile(r"(?:heading|标题) ?([1-9])")
_TOC_NAME = re.compile(r"(?:toc|目录) ?[1-9]")
_DEPTH = 32  # of basedOn


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style, its chain of basedOn already followed."""

    heading: int | None = None  # 0 Title, 1–9
    centred: bool = False
    contents: bool = False  # an entry of the table of contents
    number: str | None = None  # numId
    level: int | None = None  # ilvl, 0-based
    chain: tuple[str, ...] = ()  # ids, itself first


@dataclass(frozen=True, slots=True)
class Styles:
    """All paragraph styles."""

    by_id: Mapping[str, Style]
    default: Style

    def of(self, properties: etree._Element | None) -> Style:
        """The style a w:pPr names; the default one when it names none or an unknown one."""
        name = value(properties, "pStyle")
        return self.default if name is None else self.by_id.get(name, self.default)


def read_styles(root: etree._Element | None) -> Styles:
    """The styles of styles.xml; none of them when the part is missing."""
    if root is None:
        return Styles({}, Style())
    nodes: dict[str, etree._Element] = {}
    default_id = ""
    for node in root.iterchildren(f"{W}style"):
        if node.get(f"{W}type", "paragraph") == "paragraph":
            name = node.get(f"{W}styleId", "")
            nodes.setdefault(name, node)
            if node.get(f"{W}default") in ("1", "true", "on"):
                default_id = name
    basis = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
    centred = alignment(basis) == "center"
    by_id = {name: _resolve(name, nodes, centred) for name in nodes}
    return Styles(by_id, by_id.get(default_id, Style(centred=centred)))


def value(parent: etree._Element | None, name: str) -> str | None:
    """w:val of the child w:name; None without the child or the value."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(f"{W}val")


def whole(text: str | None) -> int | None:
    """A whole number as XML writes it; None for anything else."""
    return int(text) if text and len(text) < 10 and re.fullmatch(r"-?[0-9]+", text) else None


def alignment(properties: etree._Element | None) -> str | None:
    """w:jc of a w:pPr."""
    return value(properties, "jc")


def outline_level(properties: etree._Element | None) -> int | None:
    """1–9 as w:outlineLvl says, 0 for body text; None when it says nothing."""
    level = whole(value(properties, "outlineLvl"))
    return None if level is None else level + 1 if 0 <= level <= 8 else 0


def _resolve(name: str, nodes: Mapping[str, etree._Element], centred: bool) -> Style:
    chain: list[str] = []
    heading: int | None = None
    justified: str | None = None
    number: str | None = None
    level: int | None = None
    contents = decided = False
    at = name
    while at in nodes and at not in chain and len(chain) < _DEPTH:
        node = nodes[at]
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
