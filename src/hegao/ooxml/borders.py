"""An element that rules a side of a paragraph or table in, the rule out."""

from __future__ import annotations

from lxml import etree

from hegao.layout import Border
from hegao.ooxml.cascade import Format, points
from hegao.ooxml.package import W


def border(side: str, element: etree._Element) -> Border | None:
    """The rule; None where there is none."""
    return _border(side, element.get(f"{W}val", ""), element.get(f"{W}sz"), element.get(f"{W}color", ""))


def borders(form: Format, sides: tuple[str, ...]) -> tuple[Border, ...]:
    """The rules of a paragraph format."""
    drawn = (
        _border(side, form[f"{side} val"], form[f"{side} sz"], form[f"{side} color"])
        for side in sides
        if f"{side} val" in form
    )
    return tuple(line for line in drawn if line is not None)


def _border(side: str, kind: str, size: str | None, color: str) -> Border | None:
    if kind in ("", "none", "nil"):
        return None
    return Border(side, kind, points(size, 8) or 0.0, None if color in ("", "auto") else color.upper())
