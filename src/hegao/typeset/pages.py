"""A main part, its settings and a profile in, the same with all sections on the profile's page out."""

from __future__ import annotations

from lxml import etree

from hegao.layout import Profile
from hegao.ooxml.package import W
from hegao.ooxml.paging import is_across, number_pages, pair_pages, sections
from hegao.ooxml.schema import SECTION_ORDER, make, put
from hegao.profile import twips

_DROPPED = ("pgBorders", "lnNumType", "pgNumType", "vAlign", "titlePg", "textDirection", "docGrid")


def lay_sections(root: etree._Element, profile: Profile, odd: str, even: str, paired: bool) -> None:
    """Every section on the profile's page, its footers those with these ids.

    `paired` says that headers of odd and even pages already differ.
    """
    for section in sections(root):
        _lay_section(section, profile)
        for name in _DROPPED:
            for node in section.findall(W + name):
                section.remove(node)
        number_pages(section, {"default": odd, "even": even}, paired)
        if profile.page.grid != "none":
            grid = make("docGrid", type=profile.page.grid, linePitch=str(profile.page.grid_line),
                        charSpace=str(profile.page.grid_character))  # fmt: skip
            put(section, grid, SECTION_ORDER)


def lay_settings(root: etree._Element) -> bool:
    """Let odd and even pages differ and both sides have the same margins; whether they differed before."""
    for node in root.findall(f"{W}mirrorMargins"):
        root.remove(node)
    return pair_pages(root)


def _lay_section(section: etree._Element, profile: Profile) -> None:
    page = profile.page
    across = is_across(section)
    size = make("pgSz", w=str(twips(page.width)), h=str(twips(page.height)))
    top, right, bottom, left = page.top, page.right, page.bottom, page.left
    if across:
        # The upright page turned: what was its left edge, where it is bound, is on top.
        size = make("pgSz", w=str(twips(page.height)), h=str(twips(page.width)), orient="landscape")
        top, right, bottom, left = page.left, page.top, page.right, page.bottom
    margins = {"top": top, "right": right, "bottom": bottom, "left": left}
    margins |= {"header": min(page.header, top), "footer": min(page.footer, bottom - 8 if across else bottom)}
    put(section, size, SECTION_ORDER)
    put(section, make("pgMar", **{k: str(twips(v)) for k, v in margins.items()}, gutter="0"), SECTION_ORDER)
