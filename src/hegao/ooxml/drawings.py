"""A drawing in a paragraph in (DrawingML, VML), what it is with its size and colour out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from hegao.layout import Drawing
from hegao.ooxml.cascade import points
from hegao.ooxml.package import MC, W
from hegao.ooxml.theme import Theme, color_of

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_EMUS, _PIXELS = 12700, 4 / 3  # a point
_THIN = 3.0  # points: a filled box no higher or no wider is a line
_LINES = re.compile(r"line(?:Inv)?|(?:straight|bent|curved)Connector[0-9]")
_LINE_TYPES = ("#_x0000_t20", "#_x0000_t32")
_STYLE = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]*)")
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_NAMED = {"red": "FF0000", "black": "000000", "white": "FFFFFF", "blue": "0000FF", "green": "008000"}
_SHAPES = frozenset(_V + name for name in ("line", "rect", "roundrect", "shape", "oval", "polyline", "arc", "group"))


def drawing(element: etree._Element, at: int, theme: Theme) -> Drawing:
    """What a w:drawing, w:pict or w:object shows; `at` is the character of the paragraph that stands for it."""
    return _drawn(element, at, theme) if element.tag == f"{W}drawing" else _old(element, at)


def box_width(content: etree._Element) -> float | None:
    """The width of the box a w:txbxContent stands in, in points; None where the file says none."""
    for above in content.iterancestors():
        if above.tag in (f"{_WP}inline", f"{_WP}anchor"):
            return _extent(above)[0] or None
        if above.tag in _SHAPES:
            wide = _style(above).get("width")
            return None if wide is None else points(wide, _PIXELS)
        if above.tag == f"{W}p":
            return None
    return None


def _drawn(element: etree._Element, at: int, theme: Theme) -> Drawing:
    frame = next((child for child in element if child.tag in (f"{_WP}inline", f"{_WP}anchor")), None)
    if frame is None:
        return Drawing(at, "other", True, 0.0, 0.0)
    width, height = _extent(frame)
    inline = frame.tag == f"{_WP}inline"
    lines: list[str | None] = []
    others = 0
    for node in _shown(frame):
        if node.tag == f"{_PIC}pic":
            return Drawing(at, "picture", inline, width, height)
        if node.tag == f"{_WPS}txbx":
            return Drawing(at, "box", inline, width, height)
        if node.tag == f"{_WPS}spPr":
            shape = node.find(f"{_A}prstGeom")
            preset = "" if shape is None else shape.get("prst", "")
            if _LINES.fullmatch(preset):
                lines.append(_stroke(node, theme))
            elif min(_size(node, width, height)) <= _THIN:
                lines.append(_fill(node, theme) or _stroke(node, theme))
            else:
                others += 1
    if lines and not others:
        return Drawing(at, "line", inline, width, height, lines[0])
    return Drawing(at, "other", inline, width, height)


def _old(element: etree._Element, at: int) -> Drawing:
    """VML, which Word 2007 and WPS write."""
    shape = next((child for child in element if child.tag in _SHAPES), None)
    if shape is None or element.tag == f"{W}object":
        style = {} if shape is None else _style(shape)
        return Drawing(at, "other", True, _length(style, "width"), _length(style, "height"))
    style = _style(shape)
    width, height = _length(style, "width"), _length(style, "height")
    inline = style.get("position") != "absolute"
    lines: list[str | None] = []
    others = 0
    for node in _shown(element):
        if node.tag == f"{_V}imagedata":
            return Drawing(at, "picture", inline, width, height)
        if node.tag == f"{_V}textbox":
            return Drawing(at, "box", inline, width, height)
        if node.tag == f"{_V}line" or (node.tag in _SHAPES and node.get("type") in _LINE_TYPES):
            lines.append(_old_color(node, "strokecolor"))
            if node is shape and node.tag == f"{_V}line":
                width, height = _span(node) or (width, height)
        elif node.tag in _SHAPES and node.tag != f"{_V}group":
            own = _style(node)
            thin = node is shape and min(_length(own, "width"), _length(own, "height")) <= _THIN
            if thin or node.get(f"{_O}hr") in ("t", "true", "1"):
                lines.append(_old_color(node, "fillcolor") or _old_color(node, "strokecolor"))
            else:
                others += 1
    if lines and not others:
        return Drawing(at, "line", inline, width, height, lines[0])
    return Drawing(at, "other", inline, width, height)


def _shown(element: etree._Element) -> Iterator[etree._Element]:
    """All elements of a drawing, its older copies (mc:Fallback) and what is written in its boxes left out."""
    waiting = [element]
    while waiting:
        node = waiting.pop()
        yield node
        if node.tag != f"{W}txbxContent":
            waiting += [child for child in node.iterchildren(etree.Element) if child.tag != f"{MC}Fallback"][::-1]


def _extent(frame: etree._Element) -> tuple[float, float]:
    extent = frame.find(f"{_WP}extent")
    if extent is None:
        return 0.0, 0.0
    return points(extent.get("cx"), _EMUS) or 0.0, points(extent.get("cy"), _EMUS) or 0.0


def _size(properties: etree._Element, width: float, height: float) -> tuple[float, float]:
    extent = properties.find(f"{_A}xfrm/{_A}ext")
    if extent is None:
        return width, height
    return points(extent.get("cx"), _EMUS) or 0.0, points(extent.get("cy"), _EMUS) or 0.0


def _stroke(properties: etree._Element, theme: Theme) -> str | None:
    line = properties.find(f"{_A}ln")
    if line is not None and (color := _fill(line, theme)):
        return color
    shape = properties.getparent()
    return None if shape is None else _theme_color(shape.find(f"{_WPS}style/{_A}lnRef"), theme)


def _fill(element: etree._Element, theme: Theme) -> str | None:
    return _theme_color(element.find(f"{_A}solidFill"), theme)


def _theme_color(element: etree._Element | None, theme: Theme) -> str | None:
    for child in () if element is None else element:
        said = child.get("val", "")
        if child.tag == f"{_A}srgbClr" and _HEX.fullmatch(f"#{said}"):
            return said.upper()
        if child.tag == f"{_A}schemeClr":
            return color_of(theme, said)
        if child.tag == f"{_A}prstClr":
            return _NAMED.get(said)
    return None


def _style(shape: etree._Element) -> dict[str, str]:
    return {key: said.strip() for key, said in _STYLE.findall(shape.get("style", "")[:2000])}


def _length(style: dict[str, str], name: str) -> float:
    said = style.get(name, "")
    return points(said.removesuffix("px"), _PIXELS) or 0.0


def _span(line: etree._Element) -> tuple[float, float] | None:
    ends = [
        [points(part.strip().removesuffix("px") or "0", _PIXELS) for part in line.get(name, "").split(",")]
        for name in ("from", "to")
    ]
    across, down = [end[0] for end in ends], [end[1] if len(end) > 1 else None for end in ends]
    if None in across or None in down:
        return None
    return abs((across[1] or 0.0) - (across[0] or 0.0)), abs((down[1] or 0.0) - (down[0] or 0.0))


def _old_color(shape: etree._Element, name: str) -> str | None:
    said = shape.get(name, "")
    found = _HEX.match(said)
    if found is None:
        return _NAMED.get(said.split(" ")[0])
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return digits.upper()
