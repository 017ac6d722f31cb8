"""A draft without, or with other, page numbers in, the parts with those of a profile in every section out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from hegao.layout import Profile
from hegao.ooxml.footers import page_number
from hegao.ooxml.formats import paragraph_format, run_format
from hegao.ooxml.package import MC, Package, W
from hegao.ooxml.paging import number_pages, pair_pages, sections
from hegao.ooxml.parts import EMPTY_SETTINGS, Parts, drop_footers, footer, tree, written
from hegao.ooxml.schema import PARAGRAPH_ORDER, child_of, is_on, put
from hegao.ooxml.styles import style_ids
from hegao.ooxml.text import WordParagraph

# All a footer may say beside the fields Word fills in: 第 1 页 共 2 页, — 1 —, Page 1 of 2.
_NUMBERING = re.compile(r"(?:[\s\d\-–—―－·•.．/／~～|_（）()〔〕第页共张总總]|page|of)*", re.IGNORECASE)
_PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object")
_BOX, _FALLBACK = f"{W}txbxContent", f"{MC}Fallback"
_IN_RUN = ("fldChar", "instrText", "t")


def number_all_pages(
    package: Package, words: Sequence[WordParagraph], root: etree._Element, profile: Profile
) -> dict[str, bytes | None]:
    """Change the sections of the main part `root`; returns the other parts to write, none where nothing was done
    because a footer holds more than a number."""
    if not all(_is_number(word) for word in words if word.kind == "footer"):
        return {}
    parts = Parts(package)
    drop_footers(parts)
    style = style_ids(package).get("footer", "")
    footers = {
        kind: footer(parts, name, _dressed(page_number(profile, style, name == "even"), profile))
        for kind, name in (("default", "odd"), ("even", "even"))
    }
    settings = tree(parts, "settings", EMPTY_SETTINGS)
    paired = pair_pages(settings)
    for section in sections(root):
        own = {**footers, "first": footers["default"]} if is_on(section.find(f"{W}titlePg")) else footers
        number_pages(section, own, paired)
        digits = section.find(f"{W}pgNumType")
        if digits is not None and f"{W}fmt" in digits.attrib:
            del digits.attrib[f"{W}fmt"]
    trees = {name: written(part) for name, part in parts.trees.items() if part is not settings or not paired}
    return {**trees, **parts.others}


def _is_number(word: WordParagraph) -> bool:
    for node in word.element.iter(*_PICTURES):
        # A number may stand in a box of its own; whatever else is drawn is no number.
        if next(node.iter(_BOX), None) is None and next(node.iterancestors(_FALLBACK), None) is None:
            return False
    kept = list(word.text)
    for start, end in word.skip:
        kept[start:end] = " " * (end - start)
    return _NUMBERING.fullmatch("".join(kept)) is not None


def _dressed(content: bytes, profile: Profile) -> bytes:
    """A footer in the format of its role, whatever the draft's styles say."""
    role = profile.roles["page_number"]
    root = etree.fromstring(content)
    for paragraph in root.iterchildren(f"{W}p"):
        form = child_of(paragraph, "pPr")
        for node in [node for node in form.findall(f"{W}pStyle") if not node.get(f"{W}val")]:
            form.remove(node)
        for child in [*paragraph_format(role, profile), run_format(role, profile)]:
            if form.find(str(child.tag)) is None:
                put(form, child, PARAGRAPH_ORDER)
        for run in paragraph.iterchildren(f"{W}r"):
            new = run_format(role, profile)
            hint = run.find(f"{W}rPr/{W}rFonts")
            if hint is not None:
                child_of(new, "rFonts").set(f"{W}hint", hint.get(f"{W}hint", ""))
            put(run, new, ("rPr", *_IN_RUN))
    return written(root)
