"""A main part and its settings in; its sections, and the same with other page numbers, out."""

from __future__ import annotations

import copy

from lxml import etree

from hegao.ooxml.package import R, W
from hegao.ooxml.schema import is_on, make
from hegao.ooxml.styles import whole

# What the schema wants ahead of w:evenAndOddHeaders.
_BEFORE_EVEN = frozenset(
    W + name
    for name in (
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts", "saveSubsetFonts",
        "saveFormsData", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader",
        "bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors", "hideGrammaticalErrors",
        "activeWritingStyle", "proofState", "formsDesign", "attachedTemplate", "linkStyles", "stylePaneFormatFilter",
        "stylePaneSortMethod", "documentType", "mailMerge", "revisionView", "trackRevisions", "doNotTrackMoves",
        "doNotTrackFormatting", "documentProtection", "autoFormatOverride", "styleLockTheme", "styleLockQFSet",
        "defaultTabStop", "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps",
        "showEnvelope", "summaryLength", "clickAndTypeStyle", "defaultTableStyle",
    )
)  # fmt: skip


def sections(root: etree._Element) -> list[etree._Element]:
    """Every w:sectPr of a main part in order, the last one made where there is none."""
    body = root.find(f"{W}body")
    found = [node for node in root.iter(f"{W}sectPr") if node.getparent() is not None and not _is_past(node)]
    if body is not None and body.find(f"{W}sectPr") is None:
        found.append(make("sectPr"))
        body.append(found[-1])
    return found


def is_across(section: etree._Element) -> bool:
    """Whether a section's sheet lies on its long side."""
    size = section.find(f"{W}pgSz")
    if size is None:
        return False
    wide, high = whole(size.get(f"{W}w")), whole(size.get(f"{W}h"))
    return size.get(f"{W}orient") == "landscape" if wide is None or high is None else wide > high


def number_pages(section: etree._Element, footers: dict[str, str], paired: bool) -> None:
    """Let the footers of a section be those with these ids, by type.

    `paired` says that headers of odd and even pages already differ.
    """
    for node in section.findall(f"{W}footerReference"):
        section.remove(node)
    headers = {node.get(f"{W}type", "default"): node for node in section.findall(f"{W}headerReference")}
    if "default" in headers and not paired:
        # Even pages would lose the header they had.
        if "even" in headers:
            section.remove(headers["even"])
        twin = copy.deepcopy(headers["default"])
        twin.set(f"{W}type", "even")
        headers["default"].addnext(twin)
    at = len(section.findall(f"{W}headerReference"))
    for kind, identity in reversed(footers.items()):
        reference = make("footerReference", type=kind)
        reference.set(f"{R}id", identity)
        section.insert(at, reference)


def pair_pages(settings: etree._Element) -> bool:
    """Let headers and footers of odd and even pages differ; whether they differed before."""
    old = settings.find(f"{W}evenAndOddHeaders")
    if is_on(old):
        return True
    if old is not None:
        settings.remove(old)
    at = next((k for k, child in enumerate(settings) if child.tag not in _BEFORE_EVEN), len(settings))
    settings.insert(at, make("evenAndOddHeaders"))
    return False


def _is_past(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag == f"{W}sectPrChange"
