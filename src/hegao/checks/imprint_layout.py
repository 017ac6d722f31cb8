"""The end of a Word draft in, a Hit where the rules and the order of 版记 are not as GB/T 9704 7.4 has them out.

`what`: `rules` (the first or last one is missing), `weights` (they are not thicker than those between), `parted` (no
rule between 抄送 and 印发机关), `order` (主送 below 抄送), `joined` (a rule between 主送 and 抄送). Rules drawn
as lines, boxes or tables hang anywhere: where there are such, nothing is missed. Values: `fault` says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from hegao.elements import MASTHEAD
from hegao.layout import ParagraphLayout, Proof
from hegao.model import Analysis, Document, Hit, Segment
from hegao.pages import PRINTED, SPACE, beginning, is_letter, number

VALUES = ("fault",)

_SENT = re.compile(rf"[{SPACE}]*主[{SPACE}]*送(?:机关|单位)?[{SPACE}]*[：:]")
_COPY = re.compile(rf"[{SPACE}]*抄[{SPACE}]*[送报发](?:机关|单位)?[{SPACE}]*[：:]")
_STRUT = 4.0  # points: an empty line of a fixed height as low as that is a rule
_UNKNOWN = -1.0  # how thick a rule is that may be there
_THINNER = 0.1  # points


@dataclass(frozen=True, slots=True)
class Params:
    what: Literal["rules", "weights", "parted", "order", "joined"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    proof = analysis.proof()
    if proof is None:
        return
    if params.what in ("order", "joined"):
        yield from _sent(analysis.document, proof, params)
        return
    lines = _lines(analysis.document, proof)
    # 10.1: that of a 信函 has no rules.
    if not lines or is_letter(analysis.document, proof):
        return
    edges = _edges(analysis.document, proof, lines)
    found = {"rules": _missing, "weights": _weights, "parted": _parted}[params.what](analysis.document, lines, edges)
    if found is not None:
        at, says, actual, expected = found
        yield Hit(beginning(analysis.document, at), actual, expected, {"fault": says})


def _lines(document: Document, proof: Proof) -> tuple[int, ...]:
    """The paragraphs of 版记, of those in the text or of those in one table."""
    body = tuple(at for at, role in enumerate(proof.roles, 1) if role == "imprint")
    if body:
        return body
    cells: dict[int, list[int]] = {}
    for at, paragraph in enumerate(document.paragraphs, 1):
        table = proof.layout.paragraphs[at - 1].table
        if table is not None and (_COPY.match(paragraph.text) or PRINTED.search(paragraph.text)):
            cells.setdefault(table, []).append(at)
    return tuple(list(cells.values())[-1]) if cells else ()


def _edges(document: Document, proof: Proof, lines: Sequence[int]) -> tuple[float | None, ...]:
    """How thick the rules are above, between and below the lines, points; None where there is none."""
    layout = proof.layout
    table = layout.paragraphs[lines[0] - 1].table
    if table is not None:
        sides = {border.side: border.width for border in layout.tables[table].borders if border.kind != "none"}
        # A rule may be one of a cell.
        inner = [sides.get("insideH", _UNKNOWN)] * (len(lines) - 1)
        return (sides.get("top", _UNKNOWN), *inner, sides.get("bottom", _UNKNOWN))
    edges: list[float | None] = []
    for above, below in zip((None, *lines), (*lines, None), strict=True):
        edges.append(_edge(document, proof, above, below))
    if None in edges and _drawn(proof):
        return tuple(_UNKNOWN if edge is None else edge for edge in edges)
    return tuple(edges)


def _edge(document: Document, proof: Proof, above: int | None, below: int | None) -> float | None:
    """The rule between two lines, in the empty paragraphs between them as well."""
    between = _blanks(document, above, below)
    forms = [proof.layout.paragraphs[at - 1] for at in (above, *between, below) if at is not None]
    if any(form.framed and form.rule == "exact" and form.line <= _STRUT for form in forms):
        return _UNKNOWN
    found: list[float] = []
    for form, at in zip(forms, (at for at in (above, *between, below) if at is not None), strict=True):
        sides = {border.side: border for border in form.borders if border.kind not in ("none", "nil")}
        if at != below and "bottom" in sides:
            found.append(sides["bottom"].width)
        if at != above and "top" in sides:
            found.append(sides["top"].width)
        if form.rule == "exact" and form.line <= _STRUT and at in between:
            return _UNKNOWN
    if above is not None and below is not None and not between and _is_one_box(*forms):
        inner = [border.width for border in forms[0].borders if border.side == "between"]
        return max(inner, default=None)
    return max(found, default=None)


def _is_one_box(above: ParagraphLayout, below: ParagraphLayout) -> bool:
    """Word draws like borders of neighbours around both."""
    return bool(above.borders) and _sorted(above) == _sorted(below) and above.left == below.left


def _sorted(form: ParagraphLayout) -> list[tuple[str, str, float]]:
    return sorted((border.side, border.kind, border.width) for border in form.borders)


def _blanks(document: Document, above: int | None, below: int | None) -> tuple[int, ...]:
    """The empty paragraphs between two lines; the neighbours of the first and last one as well."""
    step = -1 if above is None else 1
    at = (below if above is None else above) or 0
    found: list[int] = []
    while 0 < at + step <= len(document.paragraphs) and at + step != below:
        at += step
        if document.paragraphs[at - 1].kind != "body":
            break
        found.append(at)
        if document.paragraphs[at - 1].text.strip():
            break  # the line above 版记 may carry its first rule
    return tuple(found)


def _drawn(proof: Proof) -> bool:
    """Whether something is drawn below 版头 that may be a rule."""
    return any(
        drawing.kind != "picture"
        for form, role in zip(proof.layout.paragraphs, proof.roles, strict=True)
        for drawing in form.drawings
        if role not in MASTHEAD
    )


_Found = tuple[int, str, str, str]


def _missing(document: Document, lines: Sequence[int], edges: Sequence[float | None]) -> _Found | None:
    if all(edge is None for edge in edges):
        return lines[0], "版记没有分隔线，各要素之上、之下都应有与版心等宽的横线", "没有", "分隔线"
    for edge, at, name in ((edges[0], lines[0], "首条"), (edges[-1], lines[-1], "末条")):
        if edge is None:
            return at, f"版记缺{name}分隔线", "没有", f"{name}分隔线"
    return None


def _weights(document: Document, lines: Sequence[int], edges: Sequence[float | None]) -> _Found | None:
    known = [edge for edge in edges if edge is not None and edge > 0]
    inner = [edge for edge in edges[1:-1] if edge is not None and edge > 0]
    if len(known) != len(edges) or not inner:
        return None
    outer = min(edges[0] or 0, edges[-1] or 0)
    if outer >= max(inner) + _THINNER:
        return None
    says = f"版记首末分隔线为 {number(outer, 2)} 磅，应比中间的（{number(max(inner), 2)} 磅）粗"
    return lines[0], says, f"{number(outer, 2)} 磅", "更粗"


def _parted(document: Document, lines: Sequence[int], edges: Sequence[float | None]) -> _Found | None:
    for edge, above, below in zip(edges[1:-1], lines[:-1], lines[1:], strict=True):
        copied, printed = document.paragraphs[above - 1].text, document.paragraphs[below - 1].text
        if edge is None and _COPY.match(copied) and PRINTED.search(printed) and edges[0] is not None:
            return below, "抄送机关与印发机关之间缺一条细分隔线", "没有", "细分隔线"
    return None


def _sent(document: Document, proof: Proof, params: Params) -> Iterator[Hit]:
    """主送 in 版记 stands right above 抄送, without a rule between them (7.4.2)."""
    texts = [
        (at, paragraph.text)
        for at, paragraph in enumerate(document.paragraphs, 1)
        if paragraph.text.strip() and paragraph.kind in ("body", "cell")
    ]
    for (above, upper), (below, lower) in pairwise(texts):
        if params.what == "order" and _COPY.match(upper) and _SENT.match(lower):
            says = "“主送”应移到“抄送”的上一行"
            yield Hit(beginning(document, below), "主送在抄送之下", "主送在抄送之上", {"fault": says})
        elif params.what == "joined" and _SENT.match(upper) and _COPY.match(lower):
            form = proof.layout.paragraphs[above - 1]
            edge = _edge(document, proof, above, below) if form.table is None else None
            if edge is not None and edge > 0:
                says = "“主送”与“抄送”之间不加分隔线"
                yield Hit(beginning(document, below), "有分隔线", "不加", {"fault": says})
