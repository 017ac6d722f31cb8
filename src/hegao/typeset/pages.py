"""A main part and a profile in, its sections on the profile's page out; and the parts they need: page numbers,
settings, the lists of parts."""

from __future__ import annotations

import copy
import posixpath

from lxml import etree

from hegao.ooxml.package import R, W
from hegao.ooxml.styles import whole
from hegao.profile import Profile, twips
from hegao.typeset.formats import SECTION_ORDER, indent, make, put

_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml."

EMPTY_LINKS = f'<Relationships xmlns="{_LINKS}"/>'
EMPTY_TYPES = (
    f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{_MIME}document.main+xml"/></Types>'
)
EMPTY_SETTINGS = f'<w:settings xmlns:w="{W[1:-1]}"/>'
_DROPPED = ("pgBorders", "lnNumType", "pgNumType", "vAlign", "titlePg", "textDirection", "docGrid")
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


def lay_sections(root: etree._Element, profile: Profile, odd: str, even: str, paired: bool) -> None:
    """Every section on the profile's page, its footers those with these ids.

    `paired` says that headers of odd and even pages already differ.
    """
    for section in sections(root):
        _lay_section(section, profile)
        for name in ("footerReference", *_DROPPED):
            for node in section.findall(W + name):
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
        for kind, identity in (("even", even), ("default", odd)):
            footer = make("footerReference", type=kind)
            footer.set(f"{R}id", identity)
            section.insert(at, footer)
        if profile.page.grid != "none":
            grid = make("docGrid", type=profile.page.grid, linePitch=str(profile.page.grid_line),
                        charSpace=str(profile.page.grid_character))  # fmt: skip
            put(section, grid, SECTION_ORDER)


def page_number(profile: Profile, style: str, even: bool) -> bytes:
    """A footer part: the number of the page between dashes, at the outer edge of the sheet."""
    role = profile.roles["page_number"]
    paragraph = make("p")
    form = make("pPr")
    form.append(make("pStyle", style))
    if even:
        form.extend([indent(role.size, left=role.right), make("jc", "left")])
    paragraph.append(form)
    for kind, text in (
        ("", "— "),
        ("begin", ""),
        ("code", " PAGE "),
        ("separate", ""),
        ("", "1"),
        ("end", ""),
        ("", " —"),
    ):
        run = make("r")
        if kind == "code":
            run.append(_text("instrText", text))
        elif kind:
            run.append(make("fldChar", fldCharType=kind))
        else:
            if "—" in text:
                form = make("rPr")
                form.append(make("rFonts", hint="eastAsia"))
                run.append(form)
            run.append(_text("t", text))
        paragraph.append(run)
    footer = etree.Element(f"{W}ftr", nsmap={"w": W[1:-1]})
    footer.append(paragraph)
    return written(footer)


def lay_settings(root: etree._Element) -> bool:
    """Let odd and even pages differ and both sides have the same margins; whether they differed before."""
    for node in root.findall(f"{W}mirrorMargins"):
        root.remove(node)
    old = root.find(f"{W}evenAndOddHeaders")
    paired = old is not None and old.get(f"{W}val") not in ("0", "false", "off")
    if old is not None:
        root.remove(old)
    at = next((k for k, child in enumerate(root) if child.tag not in _BEFORE_EVEN), len(root))
    root.insert(at, make("evenAndOddHeaders"))
    return paired


def link(links: etree._Element, part: str, document: str, kind: str) -> str:
    """The id of the link from the main part to another, made where there is none."""
    target = posixpath.relpath(part, posixpath.dirname(document) or ".")
    for node in links:
        if node.get("Type") == f"{_KINDS}/{kind}" and node.get("Target") == target:
            return node.get("Id", "")
    taken = {node.get("Id") for node in links}
    identity, number = f"rIdHegao{kind.title()}", 1
    while identity in taken:
        identity, number = f"rIdHegao{kind.title()}{number}", number + 1
    etree.SubElement(links, f"{{{_LINKS}}}Relationship", Id=identity, Type=f"{_KINDS}/{kind}", Target=target)
    return identity


def unlink(links: etree._Element, identity: str) -> None:
    """Take a link away."""
    for node in list(links):
        if node.get("Id") == identity:
            links.remove(node)


def declare(types: etree._Element, part: str, kind: str) -> None:
    """Say in the list of content types what a part is."""
    if any(node.get("PartName") == f"/{part}" for node in types):
        return
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=f"{_MIME}{kind}+xml")


def forget(types: etree._Element, part: str) -> None:
    """Take a part from the list of content types."""
    for node in list(types):
        if node.get("PartName") == f"/{part}":
            types.remove(node)


def written(root: etree._Element) -> bytes:
    """The bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


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


def _is_past(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag == f"{W}sectPrChange"


def _text(name: str, text: str) -> etree._Element:
    element = make(name)
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element
