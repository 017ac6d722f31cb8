"""The tables of a Word draft in, and lines of a fixed height, a Hit where something is cut off or hard to read out.

`what`: `width` (wider than the text area), `header` (a table of more than a page does not repeat its header), `split`
(its rows may be parted by the end of a page), `letters` (lines in cells lower than their letters), `pictures` (lines
lower than the picture in them, anywhere). Values: `fault` says what was measured and what is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.layout import ParagraphLayout, Profile, Proof, Remedy, TableLayout
from hegao.model import Analysis, Document, Hit, Segment, Span, Table
from hegao.pages import POINT, beginning, is_across, nearest_page, number, sides_off, size_name
from hegao.text import spaced

VALUES = ("fault",)

_PADDING = 12.0  # points a table may stick out: Word aligns its text, not its rules, with the text area
_HEADER, _HEADER_ROWS = 20, 3  # characters of a cell of a header; rows, at most
_LONG_CELL = 400  # characters: a row as high as that must be parted somewhere
_FIGURE = re.compile(r"[-+±<>≤≥约]?[0-9０-９][0-9０-９,，.．:：/／\-—%％‰]*")


@dataclass(frozen=True, slots=True)
class Params:
    what: Literal["width", "header", "split", "letters", "pictures"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    proof = analysis.proof()
    if proof is None:
        return
    match params.what:
        case "pictures":
            yield from _pictures(analysis.document, proof)
        case "letters":
            yield from _letters(analysis.document, proof)
        case "split":
            yield from _split(analysis.document, proof)
        case _:
            yield from _tables(analysis.document, proof, params)


def _tables(document: Document, proof: Proof, params: Params) -> Iterator[Hit]:
    for index, table, first, grid in _shown(document, proof):
        if params.what == "width":
            found = _width(index, table, proof)
        else:
            found = _header(index, table, grid, document, proof.profile)
        if found is not None:
            says, actual, expected, remedy = found
            yield Hit(beginning(document, first), actual, expected, {"fault": says}, (remedy,))


def _shown(document: Document, proof: Proof) -> Iterator[tuple[int, TableLayout, int, Table | None]]:
    """The tables that hold words: index, layout, number of the first paragraph with words, grid."""
    grids = {number: grid for grid in document.tables for number in _numbers(grid)}
    first: dict[int, int] = {}
    for at, (paragraph, form) in enumerate(zip(document.paragraphs, proof.layout.paragraphs, strict=True), 1):
        if form.table is not None and paragraph.text.strip():
            first.setdefault(form.table, at)
    for index, at in sorted(first.items()):
        yield index, proof.layout.tables[index], at, grids.get(at)


def _numbers(grid: Table) -> Iterator[int]:
    """The paragraphs of a table."""
    yield from (span.paragraph for row in grid.rows for cell in row for span in cell)


def _width(index: int, table: TableLayout, proof: Proof) -> tuple[str, str, str, Remedy] | None:
    room = table.room
    if not table.nested and 0 <= table.section < len(proof.layout.sections):
        section = proof.layout.sections[table.section]
        page = nearest_page(section, proof.profile)
        # Wrong margins are another fault: the table is measured by the right ones.
        if not is_across(section) and {"left", "right"} & set(sides_off(section, page, proof.profile.tolerance.margin)):
            room = (page.width - page.left - page.right) / POINT
    if table.width is None or room <= 0 or table.width <= room + _PADDING:
        return None
    actual, expected = (f"{number(points * POINT)} 毫米" for points in (table.width, room))
    place = "所在的单元格" if table.nested else "版心"
    says = f"表格宽 {actual}，超出{place}（宽 {expected}）"
    return says, actual, expected, Remedy("table", index, values={"width": room})


def _header(
    index: int, table: TableLayout, grid: Table | None, document: Document, profile: Profile
) -> tuple[str, str, str, Remedy] | None:
    if table.header_rows or table.nested or table.rows <= profile.page.lines or grid is None:
        return None
    rows = _header_rows(grid, document)
    if not rows:
        return None
    says = f"表格有 {table.rows} 行，会转到下一面，应设置标题行重复"
    return says, f"{table.rows} 行", "重复标题行", Remedy("table", index, values={"header_rows": rows})


def _header_rows(grid: Table, document: Document) -> int:
    """How many rows at the top name the columns; 0 where none seems to."""
    top = grid.rows[0]
    texts = ["".join(document.paragraphs[s.paragraph - 1].text[s.start : s.end] for s in cell).strip() for cell in top]
    if len(set(top)) < 2 or not all(texts) or any(len(t) > _HEADER or _FIGURE.fullmatch(t) for t in texts):
        return 0
    rows = 1
    # A cell that goes down into the next row takes that row into the header.
    while rows < min(_HEADER_ROWS, len(grid.rows) - 1) and any(
        above and above == below for above, below in zip(grid.rows[rows - 1], grid.rows[rows], strict=True)
    ):
        rows += 1
    return rows


def _split(document: Document, proof: Proof) -> Iterator[Hit]:
    """One hit for all tables: Word lets rows be parted by itself."""
    found: list[tuple[int, int]] = []
    for index, table, first, grid in _shown(document, proof):
        if not table.splitting_rows or table.nested or grid is None or table.columns < 2 or table.rows < 2:
            continue
        if all(sum(span.end - span.start for span in cell) <= _LONG_CELL for row in grid.rows for cell in row):
            found.append((index, first))
    if not found:
        return
    says = f"{'表格' if len(found) == 1 else f'有 {len(found)} 个表格'}允许跨页断行，一行文字会分在两面"
    remedies = tuple(Remedy("table", index, values={"whole_rows": True}) for index, _ in found)
    yield Hit(beginning(document, found[0][1]), "允许跨页断行", "不跨页断行", {"fault": says}, remedies)


def _letters(document: Document, proof: Proof) -> Iterator[Hit]:
    """One hit a table and kind of line: what is cut off in one cell is so in the others."""
    role = proof.profile.roles["table_text"]
    found: dict[tuple[int, float, float], list[int]] = {}
    for at, form in enumerate(proof.layout.paragraphs, 1):
        if form.table is None or form.rule != "exact" or not document.paragraphs[at - 1].text.strip():
            continue
        size = max((one.size for one in form.letters), default=0.0)
        if 0 < form.line < size:
            found.setdefault((form.table, form.line, size), []).append(at)
    for (_, line, size), numbers in found.items():
        says = f"单元格行距为固定值 {number(line, 2)} 磅，容不下{spaced(size_name(size))}字，文字会被裁去一截"
        remedies = tuple(
            Remedy("paragraph", at, values={"line": role.line, "rule": role.rule})
            if role.rule == "exact" and role.line >= size
            else Remedy("paragraph", at, values={"line": 1, "rule": "auto"})
            for at in numbers
        )
        yield Hit(beginning(document, numbers[0]), number(line), size_name(size), {"fault": says}, remedies)


def _pictures(document: Document, proof: Proof) -> Iterator[Hit]:
    role = proof.profile.roles["picture"]
    for at, form in enumerate(proof.layout.paragraphs, 1):
        highest = max((one.height for one in form.drawings if one.inline and one.kind == "picture"), default=0.0)
        if form.rule != "exact" or highest <= form.line + proof.profile.tolerance.points:
            continue
        says = f"图片高 {number(highest * POINT)} 毫米，而行距为固定值 {number(form.line, 2)} 磅，图片会被裁去"
        remedy = Remedy("paragraph", at, values={"line": role.line, "rule": role.rule})
        yield Hit(_picture(form, at), number(form.line), role.rule, {"fault": says}, (remedy,))


def _picture(form: ParagraphLayout, at: int) -> Span:
    place = max((one for one in form.drawings if one.inline), key=lambda one: one.height).at
    return Span(at, place, place + 1)
