"""A Word draft as read and segmented in, the same draft laid out by a profile (GB/T 9704—2012) out."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from hegao.errors import ReadError
from hegao.layout import Profile
from hegao.model import Document, Outline
from hegao.ooxml.edit import rewrite
from hegao.ooxml.footers import page_number
from hegao.ooxml.numbering import read_lists
from hegao.ooxml.package import W, open_package, parse_part
from hegao.ooxml.parts import EMPTY_SETTINGS, Parts, drop_footers, footer, optional, tree, written
from hegao.ooxml.schema import LEVEL_ORDER, PARAGRAPH_ORDER, child_of, make, put
from hegao.ooxml.styles import read_styles, value
from hegao.ooxml.text import WordParagraph, paragraphs
from hegao.typeset.flow import is_framed, lay_text
from hegao.typeset.frame import Frame, imprint, masthead
from hegao.typeset.pages import lay_sections, lay_settings
from hegao.typeset.paragraph import Sheet, hint, neutral
from hegao.typeset.stylesheet import EMPTY, FRAME, character_styles, rewrite_styles, strip_themes

_CHANGED = "文件在读取之后又被改动。请重新排版。"
_PARAGRAPH, _BOX = f"{W}p", f"{W}txbxContent"


def lay_out(data: bytes, document: Document, outline: Outline, profile: Profile, frame: Frame | None = None) -> bytes:
    """The .docx `data` laid out; `document` and `outline` are what was read from exactly these bytes.

    Text, pictures, tables, fields, notes, comments and revisions stay; 版头 and 版记 of a `frame` are put around it.
    Parts other than text, styles, numbering, settings and footers are copied byte for byte. Raises ReadError.
    """
    package = open_package(data)
    words = tuple(paragraphs(package))
    if [word.text for word in words] != [paragraph.text for paragraph in document.paragraphs]:
        raise ReadError(_CHANGED)
    trees = {word.part: word.element.getroottree().getroot() for word in words if word.kind != "footer"}
    if package.document not in trees:
        trees[package.document] = parse_part(package, package.document)
    root = trees[package.document]
    parts = Parts(package)
    styles = tree(parts, "styles", EMPTY)
    numbering = optional(parts, "numbering")
    draft_styles, characters = read_styles(styles), character_styles(styles)
    ids = rewrite_styles(styles, profile)
    sheet = Sheet(profile, ids, draft_styles, read_lists(numbering), characters)

    lay_text(words, document, outline, root, sheet)
    _lay_around(words, trees.values(), sheet)
    if frame is not None:
        _put_frame(root, outline, frame, sheet)
    if numbering is not None and root.find(f".//{W}numPr") is not None:
        _lay_lists(numbering)
    drop_footers(parts)
    odd, even = (
        footer(parts, name, page_number(profile, ids["page_number"], name == "even")) for name in ("odd", "even")
    )
    lay_sections(root, profile, odd, even, lay_settings(tree(parts, "settings", EMPTY_SETTINGS)))
    for part in trees.values():
        strip_themes(part)
    changed = {name: written(part) for name, part in {**trees, **parts.trees}.items()}
    return rewrite(data, package, {**changed, **parts.others})


def _lay_around(words: Iterable[WordParagraph], trees: Iterable[etree._Element], sheet: Sheet) -> None:
    """Text boxes, headers and notes keep their look; older copies of boxes (mc:Fallback) too."""
    for word in words:
        if word.kind in ("box", "header", "note"):
            hint(word, sheet)
    for part in trees:
        within = [part] if part.tag != f"{W}document" else list(part.iter(_BOX))
        for story in within:
            for element in story.iter(_PARAGRAPH):
                neutral(element, sheet)


def _put_frame(root: etree._Element, outline: Outline, frame: Frame, sheet: Sheet) -> None:
    """版头 and 版记, where the draft does not have its own."""
    body = root.find(f"{W}body")
    if body is None or any(is_framed(element, sheet) for element in root.iter(_PARAGRAPH)):
        return
    head = [] if "masthead" in outline.roles else masthead(frame, sheet.profile)
    foot = [] if {"copy", "imprint"} & set(outline.roles) else imprint(frame, sheet.profile)
    for element in (*head, *foot):
        for paragraph in element.iter(_PARAGRAPH):
            put(child_of(paragraph, "pPr"), make("pStyle", sheet.ids[FRAME]), PARAGRAPH_ORDER)
    for at, element in enumerate(head):
        body.insert(at, element)
    last = body.find(f"{W}sectPr")
    for element in foot:
        if last is None:
            body.append(element)
        else:
            last.addprevious(element)


def _lay_lists(numbering: etree._Element) -> None:
    """Numbers in the font of their paragraph, with nothing but themselves before the text."""
    for level in numbering.iter(f"{W}lvl"):
        for node in level.findall(f"{W}pStyle"):
            level.remove(node)
        bullet = value(level, "numFmt") == "bullet"
        for node in [] if bullet else level.findall(f"{W}rPr"):
            level.remove(node)
        text = "0" if bullet else value(level, "lvlText") or ""
        put(level, make("suff", "space" if text[-1:].isalnum() else "nothing"), LEVEL_ORDER)
    strip_themes(numbering)
