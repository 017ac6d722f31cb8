"""A paragraph in; whether it is empty and can go, and its removal; an empty line of body text out."""

from __future__ import annotations

from lxml import etree

from hegao.layout import Profile
from hegao.ooxml.formats import indent, paragraph_format, run_format
from hegao.ooxml.package import W
from hegao.ooxml.pieces import BLANKS
from hegao.ooxml.schema import PARAGRAPH_ORDER, is_on, make, put
from hegao.ooxml.tracked import Pen, delete, mark_end

_PARAGRAPH, _TABLE, _RUN, _TEXT, _BREAK = f"{W}p", f"{W}tbl", f"{W}r", f"{W}t", f"{W}br"
_FORMAT = f"{W}pPr"
_BLOCKS = (_PARAGRAPH, _TABLE, f"{W}sdt")
_FORMS = (f"{W}pPr", f"{W}rPr")
_LIVE = frozenset(W + name for name in ("sectPr", "ins", "del", "moveFrom", "moveTo", "framePr", "pBdr"))
MARKERS = frozenset(
    W + name
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
    )
)  # fmt: skip
_NOTHING = MARKERS | {W + name for name in ("proofErr", "lastRenderedPageBreak", "tab", "cr")}


def holds_nothing(element: etree._Element) -> bool:
    """Whether a paragraph can go without loss: no text, picture, field, section, revision, rule or page break."""
    if any(node.tag in _LIVE for node in element.iter(etree.Element)):
        return False
    waiting = list(element)
    while waiting:
        node = waiting.pop()
        if node.tag in _FORMS:
            continue
        if node.tag == _RUN:
            waiting += list(node)
        elif node.tag == _TEXT:
            if (node.text or "").strip(BLANKS + "\r\n"):
                return False
        elif node.tag == _BREAK:
            if node.get(f"{W}type", "textWrapping") != "textWrapping":
                return False
        elif node.tag not in _NOTHING:
            return False
    return True


def can_go(element: etree._Element) -> bool:
    """Whether Word can do without a paragraph: it needs one in each container and between tables."""
    before, after = neighbour(element, ahead=True), neighbour(element)
    if before is not None and before.tag == _TABLE:
        return after is not None and after.tag not in (_TABLE, f"{W}sectPr")
    return any(block is not None and block.tag in _BLOCKS for block in (before, after))


def take_out_paragraph(element: etree._Element) -> None:
    """Remove an empty paragraph; bookmarks and the like in it stay at their place."""
    for marker in [node for node in element.iter(etree.Element) if node.tag in MARKERS]:
        element.addprevious(marker)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def empty_line(profile: Profile) -> etree._Element:
    """An empty paragraph as high as a line of body text, whatever the styles say."""
    role = profile.roles["body"]
    element, form = make("p"), paragraph_format(role, profile)
    put(form, indent(role.size), PARAGRAPH_ORDER)
    put(form, run_format(role, profile), PARAGRAPH_ORDER)
    element.append(form)
    return element


def remove_line(element: etree._Element, gone: dict[etree._Element, etree._Element | None], one: Pen | None) -> bool:
    """Remove a paragraph if it is empty and can go, with a pen as a revision; whether it was done.

    `gone` are those removed before, each with the block ahead of it that stays; called in the order of the text.
    """
    before = neighbour(element, ahead=True)
    if before is not None and before in gone:
        before = gone[before]
    if element in gone or not _may_go(element, before, one):
        return False
    gone[element] = before
    if one is None:
        _take_out(element)
        return True
    for run in element.findall(_RUN):
        if any(child.tag != f"{W}rPr" for child in run):
            delete([run], one)
    mark_end(element, "del", one)
    return True


def _take_out(element: etree._Element) -> None:
    """Remove an empty paragraph; bookmarks and the like in it begin the next one."""
    following = neighbour(element)
    if following is not None and following.tag == _PARAGRAPH:
        at = 0 if following.find(_FORMAT) is None else 1
        for marker in reversed([node for node in element.iter(etree.Element) if node.tag in MARKERS]):
            following.insert(at, marker)
    take_out_paragraph(element)


def _may_go(element: etree._Element, before: etree._Element | None, one: Pen | None) -> bool:
    """Whether a paragraph is empty and Word can do without it: each container ends with one, and one parts tables."""
    if not holds_nothing(element) or is_on(element.find(f"{_FORMAT}/{W}pageBreakBefore")):
        return False
    after = neighbour(element)
    # An accepted deletion joins two paragraphs: ahead of a table LibreOffice leaves an empty line.
    if after is None or after.tag not in (_BLOCKS if one is None else (_PARAGRAPH,)):
        return False
    return before is None or not (ends_deleted(before) or (before.tag == _TABLE and after.tag == _TABLE))


def neighbour(element: etree._Element, ahead: bool = False) -> etree._Element | None:
    """The next block, or the one ahead."""
    return next((block for block in element.itersiblings(preceding=ahead) if block.tag not in MARKERS), None)


def ends_deleted(element: etree._Element) -> bool:
    """Whether a paragraph's mark is deleted, so that it is part of the next one."""
    return element.find(f"{_FORMAT}/{W}rPr/{W}del") is not None
