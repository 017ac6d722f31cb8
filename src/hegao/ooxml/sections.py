"""The w:sectPr of a draft in, the page of each section with the headers and footers it has or inherits out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from hegao.layout import SectionLayout
from hegao.ooxml.cascade import points
from hegao.ooxml.package import R, W
from hegao.ooxml.schema import is_on
from hegao.ooxml.styles import value, whole

_TWIPS = 20  # a point
_MILLIMETRE = 72 / 25.4  # points
# What Word takes where a file says nothing, in twips.
SHEET = {"w": 12240, "h": 15840}
MARGINS = {"top": 1440, "right": 1800, "bottom": 1440, "left": 1800, "header": 720, "footer": 720, "gutter": 0}


def lay_out(
    elements: Sequence[etree._Element | None],
    numbers: Mapping[str, tuple[int, ...]],
    targets: Mapping[str, str],
    gutter_at_top: bool,
) -> tuple[SectionLayout, ...]:
    """The sections in order; None stands for a section without w:sectPr. `numbers` are those of the paragraphs of each
    part, `targets` the parts by the ids of their links."""
    found: list[SectionLayout] = []
    headers: dict[str, tuple[int, ...]] = {}
    footers: dict[str, tuple[int, ...]] = {}
    for element in elements:
        if element is not None:
            headers = _inherited(headers, element, "header", numbers, targets)
            footers = _inherited(footers, element, "footer", numbers, targets)
        found.append(_section(element, headers, footers, gutter_at_top))
    return tuple(found)


def text_width(section: SectionLayout) -> float:
    """Points between the margins."""
    return (section.width - section.left - section.right - section.gutter) * _MILLIMETRE


def column_width(section: SectionLayout, element: etree._Element | None) -> float:
    """Points of one column of text; of the first where they differ."""
    across = text_width(section)
    columns = None if element is None else element.find(f"{W}cols")
    if columns is None or section.columns < 2:
        return across
    first = columns.find(f"{W}col")
    if columns.get(f"{W}equalWidth") in ("0", "false", "off") and first is not None:
        return points(first.get(f"{W}w"), _TWIPS) or across
    space = points(columns.get(f"{W}space"), _TWIPS)
    return (across - (36.0 if space is None else space) * (section.columns - 1)) / section.columns


def _inherited(
    before: dict[str, tuple[int, ...]],
    element: etree._Element,
    kind: str,
    numbers: Mapping[str, tuple[int, ...]],
    targets: Mapping[str, str],
) -> dict[str, tuple[int, ...]]:
    found = dict(before)
    for reference in element.iterchildren(f"{W}{kind}Reference"):
        part = targets.get(reference.get(f"{R}id", ""))
        if part is not None:
            found[reference.get(f"{W}type", "default")] = numbers.get(part, ())
    return found


def _section(
    element: etree._Element | None,
    headers: Mapping[str, tuple[int, ...]],
    footers: Mapping[str, tuple[int, ...]],
    gutter_at_top: bool,
) -> SectionLayout:
    size = _lengths(element, "pgSz", SHEET)
    margins = _lengths(element, "pgMar", MARGINS)
    at_right = element is not None and is_on(element.find(f"{W}rtlGutter"))
    if gutter_at_top or at_right:
        margins["top" if gutter_at_top else "right"] += margins.pop("gutter")
    grid = None if element is None else element.find(f"{W}docGrid")
    kind = "none" if grid is None else grid.get(f"{W}type", "default")
    numbering = None if element is None else element.find(f"{W}pgNumType")
    return SectionLayout(
        width=size["w"],
        height=size["h"],
        top=margins["top"],
        bottom=margins["bottom"],
        left=margins["left"],
        right=margins["right"],
        gutter=margins.get("gutter", 0.0),
        header=margins["header"],
        footer=margins["footer"],
        landscape=size["w"] > size["h"],
        grid="none" if kind == "default" else kind,
        grid_line=_of_grid(grid, "linePitch", _TWIPS) if kind != "default" else 0.0,
        grid_character=_of_grid(grid, "charSpace", 4096) if kind in ("linesAndChars", "snapToChars") else 0.0,
        columns=_columns(None if element is None else element.find(f"{W}cols")),
        kind=value(element, "type") or "nextPage",
        title_page=element is not None and is_on(element.find(f"{W}titlePg")),
        number_start=None if numbering is None else whole(numbering.get(f"{W}start")),
        number_format="decimal" if numbering is None else numbering.get(f"{W}fmt", "decimal"),
        headers=headers,
        footers=footers,
    )


def _lengths(element: etree._Element | None, name: str, defaults: Mapping[str, int]) -> dict[str, float]:
    """The attributes of a child in millimetres. A margin below zero is one that a tall header can't push."""
    node = None if element is None else element.find(W + name)
    found: dict[str, float] = {}
    for key, default in defaults.items():
        said = None if node is None else points(node.get(W + key), _TWIPS)
        found[key] = round(abs(default / _TWIPS if said is None else said) / _MILLIMETRE, 4)
    return found


def _of_grid(grid: etree._Element | None, name: str, per: float) -> float:
    return 0.0 if grid is None else points(grid.get(W + name), per) or 0.0


def _columns(element: etree._Element | None) -> int:
    if element is None:
        return 1
    if element.get(f"{W}equalWidth") in ("0", "false", "off"):
        return max(len(element.findall(f"{W}col")), 1)
    return max(whole(element.get(f"{W}num")) or 1, 1)
