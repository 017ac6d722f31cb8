"""Pictures wider or higher than the text area in, the same pictures scaled to it out."""

from __future__ import annotations

import re

from lxml import etree

from hegao.ooxml.styles import whole

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_VML = "{urn:schemas-microsoft-com:vml}"
_EMU = 635  # a twentieth of a point
_LENGTH = re.compile(r"(?<![\w-])(width|height)\s*:\s*([0-9.]+)\s*(pt|in|cm|mm|px)?", re.IGNORECASE)
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "": 0.75}


def fit_pictures(paragraph: etree._Element, width: int, height: int) -> None:
    """Scale the pictures of a paragraph to `width` and `height` at most (twentieths of a point), in proportion."""
    for frame in paragraph.iter(f"{_DRAWING}inline", f"{_DRAWING}anchor"):
        if frame.tag == f"{_DRAWING}inline":
            for side in ("distT", "distB", "distL", "distR"):
                frame.set(side, "0")  # else LibreOffice leaves room beside a picture as wide as the text
        graphic = frame.find(f"{_MAIN}graphic/{_MAIN}graphicData/{_PICTURE}pic")
        extent = frame.find(f"{_DRAWING}extent")
        if graphic is None or extent is None:
            continue
        sizes = [extent, *graphic.iter(f"{_MAIN}ext")]
        wide, high = whole(extent.get("cx")) or 0, whole(extent.get("cy")) or 0
        factor = _factor(wide / _EMU, high / _EMU, width, height)
        for size in sizes if factor < 1 else ():
            for side in ("cx", "cy"):
                length = whole(size.get(side))
                if length:
                    size.set(side, str(int(length * factor)))
    for shape in paragraph.iter(f"{_VML}shape"):
        if shape.find(f"{_VML}imagedata") is not None:
            _fit_shape(shape, width, height)


def _fit_shape(shape: etree._Element, width: int, height: int) -> None:
    style = shape.get("style", "")
    lengths = {match.group(1).lower(): _points(match) for match in _LENGTH.finditer(style)}
    factor = _factor(lengths.get("width", 0) * 20, lengths.get("height", 0) * 20, width, height)
    if factor < 1:
        shape.set("style", _LENGTH.sub(lambda match: f"{match.group(1)}:{_points(match) * factor:.2f}pt", style))


def _points(match: re.Match[str]) -> float:
    try:
        return float(match.group(2)) * _POINTS[(match.group(3) or "").lower()]
    except ValueError:
        return 0.0


def _factor(wide: float, high: float, width: int, height: int) -> float:
    # A little is left over: scaled lengths are rounded, and the second time nothing may change.
    return min(1.0, width / wide if wide > width + 1 else 1.0, height / high if high > height + 1 else 1.0)
