"""The characters of a paragraph as pieces in, its runs cut where they are wanted to begin, out."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from hegao.ooxml.package import W
from hegao.ooxml.schema import child_of, make
from hegao.ooxml.text import piece_text, set_piece_text

_PARAGRAPH, _RUN, _TEXT = f"{W}p", f"{W}r", f"{W}t"
_BOX, _READING = f"{W}txbxContent", f"{W}rt"
BLANKS = " \t\u00a0\u2002\u2003\u3000\v\ufeff\u200b"  # laid out with by hand


@dataclass(slots=True)
class Piece:
    """Characters [start, end) of the paragraph as it was read, and their element."""

    start: int
    end: int
    element: etree._Element
    editable: bool


def own_runs(element: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph, those of text boxes in it and readings above words left out."""
    if element.find(f".//{_BOX}") is None and element.find(f".//{_READING}") is None:
        yield from element.iter(_RUN)
        return
    for run in element.iter(_RUN):
        if next(run.iterancestors(_PARAGRAPH, _READING), None) is element:
            yield run


def apart(element: etree._Element) -> etree._Element | None:
    """The run that holds this child of a run and nothing else, cut from the rest of it; None outside runs."""
    split_before(element)
    following = element.getnext()
    if following is not None:
        split_before(following)
    run = element.getparent()
    return run if run is not None and run.tag == _RUN else None


def take_out_piece(element: etree._Element) -> None:
    """Remove a child of a run, and the run with it if nothing else is in it."""
    run = element.getparent()
    if run is None:
        return
    run.remove(element)
    above = run.getparent()
    if run.tag == _RUN and above is not None and all(child.tag == f"{W}rPr" for child in run):
        above.remove(run)


def split_before(child: etree._Element) -> None:
    """Let a run begin at this child of it."""
    run = child.getparent()
    if run is None or run.tag != _RUN:
        return
    ahead = child.getprevious()
    if ahead is None or ahead.tag == f"{W}rPr":
        return
    new = make("r")
    for name, text in run.attrib.items():
        new.set(name, text)
    form = run.find(f"{W}rPr")
    if form is not None:
        new.append(copy.deepcopy(form))
    new.extend([child, *child.itersiblings()])
    run.addnext(new)


def cut(pieces: Sequence[Piece], points: Iterable[int]) -> list[Piece]:
    """The pieces, with a run beginning at each of these characters."""
    wanted = sorted(set(points))
    done: list[Piece] = []
    # From the back, or all that follows in a run would be moved again at each cut.
    for piece in reversed(pieces):
        if piece.element.tag != _TEXT:
            done.append(piece)
            continue
        first, last = bisect_left(wanted, piece.start), bisect_left(wanted, piece.end)
        ahead = first < last and wanted[first] == piece.start
        inner = wanted[first + ahead : last]
        text = piece_text(piece.element)
        borders = [piece.start, *inner, piece.end]
        for start, end in reversed(list(pairwise(borders))):
            part = text[start - piece.start : end - piece.start]
            at = piece.element
            if start > piece.start:
                at = make("t")
                piece.element.addnext(at)
                set_piece_text(at, part)
                split_before(at)
            elif inner:
                set_piece_text(at, part)
            done.append(Piece(start, end, at, piece.editable))
        if ahead:
            split_before(piece.element)
    done.reverse()
    return done


def form_of(piece: Piece) -> etree._Element | None:
    """w:rPr of the run a piece stands in, made where there is none; None where it stands in no run."""
    run = piece.element.getparent()
    return child_of(run, "rPr") if run is not None and run.tag == _RUN else None
