"""Text boxes in, their copies for older programs (mc:Fallback) brought into step with them out."""

from __future__ import annotations

import copy

from lxml import etree

from hegao.ooxml.package import MC, W
from hegao.ooxml.tracked import Pen, renumber

_BOX = f"{W}txbxContent"
Twins = dict[etree._Element, etree._Element | None]  # text boxes and their copies


def keep_twin(element: etree._Element, twins: Twins) -> None:
    """Note the older copy of the text box a paragraph stands in, if it still is a copy."""
    for box in element.iterancestors(_BOX):
        choice = next(box.iterancestors(f"{MC}Choice", _BOX), None)
        both = None if choice is None or choice.tag == _BOX else choice.getparent()
        if box in twins or choice is None or both is None:
            continue
        fallback = both.find(f"{MC}Fallback")
        ours, theirs = list(choice.iter(_BOX)), [] if fallback is None else list(fallback.iter(_BOX))
        twin = theirs[ours.index(box)] if len(ours) == len(theirs) else None
        twins[box] = twin if twin is not None and _canonical(twin) == _canonical(box) else None


def copy_boxes(twins: Twins, one: Pen | None) -> None:
    """Let the older copies of text boxes say what these say now."""
    for box, twin in twins.items():
        # What stands in another box is copied with it.
        if twin is None or any(twins.get(outer) is not None for outer in box.iterancestors(_BOX)):
            continue
        for child in list(twin):
            twin.remove(child)
        twin.extend([copy.deepcopy(child) for child in box])
        if one is not None:
            renumber(twin, one)


def _canonical(element: etree._Element) -> bytes:
    return b"".join(etree.tostring(child, method="c14n", exclusive=True, with_tail=False) for child in element)
