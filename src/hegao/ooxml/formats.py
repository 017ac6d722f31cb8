"""Layouts of roles in, the elements of Word's formats (w:pPr, w:rPr) out."""

from __future__ import annotations

from lxml import etree

from hegao.layout import Profile, Role
from hegao.ooxml.package import W
from hegao.ooxml.schema import make


def indent(size: float, left: float = 0, right: float = 0, first: float = 0) -> etree._Element:
    """w:ind in characters of a size; the twips beside them are for programs that don't know characters.

    A first line that hangs out has no characters: Word counts the left indent from another place there.
    """
    element = make("ind")
    hanging = first < 0
    for side, characters in (("left", left), ("right", right), ("firstLine", first)):
        name = "hanging" if side == "firstLine" and hanging else side
        counted = 0.0 if hanging and side != "right" else characters
        element.set(f"{W}{side}Chars", str(round(counted * 100)))
        element.set(f"{W}{name}", str(round(abs(characters) * size * 20) if side == "firstLine" else
                                      round(characters * size * 20)))  # fmt: skip
    return element


def line_spacing(role: Role) -> etree._Element:
    """w:spacing of paragraphs of a role."""
    line = role.line * (240 if role.rule == "auto" else 20)
    return make("spacing", before="0", after="0", beforeLines="0", afterLines="0",
                beforeAutospacing="0", afterAutospacing="0", line=str(round(line)), lineRule=role.rule)  # fmt: skip


def fonts(role: Role, profile: Profile) -> etree._Element:
    """w:rFonts of a role, all four slots."""
    latin = role.latin or profile.latin
    return make("rFonts", ascii=latin, hAnsi=latin, eastAsia=profile.faces[role.face].write, cs=latin)


def run_format(role: Role, profile: Profile) -> etree._Element:
    """w:rPr of a role's style."""
    element = make("rPr")
    element.append(fonts(role, profile))
    element.extend([make(name, "1" if role.bold else "0") for name in ("b", "bCs")])
    element.extend([make(name, "0") for name in ("i", "iCs")])
    element.append(make("color", role.color or "auto"))
    element.append(make("spacing", str(round(role.spacing * 20))))
    element.extend([make("kern", "0")])
    element.extend([make(name, str(round(role.size * 2))) for name in ("sz", "szCs")])
    return element


def paragraph_format(role: Role, profile: Profile, level: int | None = None) -> etree._Element:
    """w:pPr of a role's style; `level` is its place in Word's navigation, 0 for the highest."""
    element = make("pPr")
    if role.keep_next:
        element.extend([make("keepNext"), make("keepLines")])
    if role.new_page:
        element.append(make("pageBreakBefore"))
    # 22 lines a page, whatever stands on the next one.
    element.append(make("widowControl", "0"))
    # A mark hanging over the edge is outside 版心, and LibreOffice swallows a comma there.
    element.append(make("overflowPunct", "0"))
    # One character is as wide as another, beside letters and digits too (3.1).
    element.extend([make("autoSpaceDE", "0"), make("autoSpaceDN", "0"), make("adjustRightInd", "0")])
    gridded = profile.page.grid != "none" and role.size == profile.roles["body"].size
    element.append(make("snapToGrid", "1" if gridded else "0"))
    element.extend([line_spacing(role), indent(role.size, role.left, role.right, role.first), make("jc", role.align)])
    if level is not None:
        element.append(make("outlineLvl", str(level)))
    return element
