"""Elements of a Word file and a change of them in, the same changed, with a note by which it can be taken back, out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from hegao.ooxml.package import MC, W
from hegao.ooxml.schema import PARAGRAPH_ORDER, child_of, make, put
from hegao.ooxml.styles import whole

_RUN, _TEXT, _DELETED, _INSTRUCTION = f"{W}r", f"{W}t", f"{W}delText", f"{W}instrText"
_FORM, _FALLBACK = f"{W}rPr", f"{MC}Fallback"
_INSERTIONS = (f"{W}ins", f"{W}moveTo")
_ID = f"{W}id"
_LAST_ID = 1 << 30

# What a format keeps its former state in, and what of it that state does not hold.
_FORMER: dict[str, tuple[str, ...]] = {
    "rPr": ("ins", "del", "moveFrom", "moveTo"),
    "pPr": ("rPr", "sectPr"),
    "sectPr": ("headerReference", "footerReference"),
    "tblPr": (),
    "trPr": ("ins", "del"),
    "tcPr": ("cellIns", "cellDel", "cellMerge"),
    "tblGrid": (),
}


@dataclass(slots=True)
class Pen:
    """Who changes a file, and when, as revisions name them."""

    author: str
    date: str
    first: int  # behind which the ids it gives begin
    last: int  # id given
    taken: frozenset[int]  # ids the file had


def pen(author: str, date: str, roots: Iterable[etree._Element]) -> Pen:
    """A pen for a file with these parts: no id it gives stands in them."""
    numbers = (whole(node.get(_ID)) for root in roots for node in root.iter(etree.Element) if _ID in node.attrib)
    found = frozenset(number for number in numbers if number is not None)
    first = max((number for number in found if number < _LAST_ID), default=0)
    return Pen(author, date, first, first, found)


def mark(one: Pen, name: str) -> etree._Element:
    """The element of a revision, empty."""
    return make(name, id=_number(one), author=one.author, date=one.date)


def change(
    parent: etree._Element, name: str, alter: Callable[[etree._Element], None], one: Pen | None, at: int = 0
) -> bool:
    """As `change_format` with the child w:name, made as number `at` where there is none."""
    form = parent.find(W + name)
    if form is not None:
        return change_format(form, alter, one)
    form = make(name)
    if not change_format(form, alter, one):
        return False
    if name == "rPr" and parent.tag == f"{W}pPr":
        put(parent, form, PARAGRAPH_ORDER)
    else:
        parent.insert(at, form)
    return True


def change_format(form: etree._Element, alter: Callable[[etree._Element], None], one: Pen | None) -> bool:
    """Alter a format (w:rPr, w:pPr …); whether it changed.

    With a pen the state before is noted down, unless an earlier one is: that is what a reader can go back to.
    """
    before = _state(form)
    name = str(form.tag).removeprefix(W)
    former = None if one is None or form.find(f"{W}{name}Change") is not None else _former(form, name)
    alter(form)
    if _state(form) == before:
        return False
    if one is not None and former is not None:
        # The schema has neither who nor when for a grid.
        note = make("tblGridChange", id=_number(one)) if name == "tblGrid" else mark(one, f"{name}Change")
        note.append(former)
        form.append(note)
    return True


def delete(runs: Sequence[etree._Element], one: Pen) -> list[etree._Element]:
    """Mark runs as deleted, neighbours together; the elements that hold them, in order.

    What goes keeps the format it had: LibreOffice gives back no format of deleted text.
    """
    holders: list[etree._Element] = []
    for run in runs:
        _undo(run, one)
        for child in run:
            if child.tag == _TEXT:
                child.tag = _DELETED
        if not (holders and run.getprevious() is holders[-1]):
            holders.append(mark(one, "del"))
            run.addprevious(holders[-1])
        holders[-1].append(run)
    return holders


def insert(new: etree._Element, beside: etree._Element, one: Pen, before: bool = False) -> None:
    """Put a new run behind (before) a run or a deletion, as inserted; out of an insertion of somebody else."""
    holder = mark(one, "ins")
    holder.append(new)
    at = beside
    above = at.getparent()
    while above is not None and above.tag in _INSERTIONS:
        rest = [*at.itersiblings(preceding=True)][::-1] if before else [*at.itersiblings()]
        if rest:
            # The half cut off is a revision of its own, by whoever made the whole.
            half = make("ins")
            half.tag = above.tag
            for name, text in above.attrib.items():
                half.set(name, text)
            half.set(_ID, _number(one))
            half.extend(rest)
            if before:
                above.addprevious(half)
            else:
                above.addnext(half)
        at, above = above, above.getparent()
    if before:
        at.addprevious(holder)
    else:
        at.addnext(holder)


def run_like(run: etree._Element) -> etree._Element:
    """An empty run in the format of another."""
    new = make("r")
    form = run.find(_FORM)
    if form is not None:
        new.append(copy.deepcopy(form))
        for note in new.findall(f"{_FORM}/{W}rPrChange"):
            child_of(new, "rPr").remove(note)
    return new


def mark_end(element: etree._Element, name: str, one: Pen) -> None:
    """Say of a paragraph's mark that it is inserted (ins) or deleted (del)."""
    child_of(child_of(element, "pPr"), "rPr", PARAGRAPH_ORDER).insert(0, mark(one, name))


def renumber(copied: etree._Element, one: Pen) -> None:
    """Give revisions in a copy ids of their own, those made with this pen."""
    for node in copied.iter(etree.Element):
        if _is_ours(node, one):
            node.set(_ID, _number(one))


def part_notes(root: etree._Element, one: Callable[[], Pen]) -> None:
    """Give notes of former formats that were copied as their run was cut ids of their own."""
    seen: set[str] = set()
    for note in root.iter(f"{W}rPrChange"):
        number = note.get(_ID, "")
        if number not in seen:
            seen.add(number)
        elif next(note.iterancestors(_FALLBACK), None) is None:
            note.set(_ID, _number(one()))


def _number(one: Pen) -> str:
    """An id no revision, bookmark or comment has yet."""
    one.last += 1
    while one.last in one.taken:
        one.last += 1
    return str(one.last)


def _undo(run: etree._Element, one: Pen) -> None:
    """Give a run the format back that was noted down with this pen."""
    form = run.find(_FORM)
    note = None if form is None else form.find(f"{W}rPrChange")
    if form is not None and note is not None and _is_ours(note, one):
        former = list(note[0])
        for child in list(form):
            form.remove(child)
        form.extend(former)
        if not former:
            run.remove(form)


def _is_ours(node: etree._Element, one: Pen) -> bool:
    number = whole(node.get(_ID))
    return number is not None and one.first < number <= one.last and node.get(f"{W}author") == one.author


def _former(form: etree._Element, name: str) -> etree._Element:
    left_out = {W + child for child in _FORMER[name]}
    former = make(name)
    former.extend([copy.deepcopy(child) for child in form if child.tag not in left_out])
    return former


def _state(form: etree._Element) -> list[tuple[object, list[tuple[str, str]]]]:
    return [(node.tag, sorted((str(key), str(text)) for key, text in node.items())) for node in form.iter()]
