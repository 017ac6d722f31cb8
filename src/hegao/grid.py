"""Rows of words in, the lines of a table that fits the terminal out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hegao.rendering import Options, pad, styled, wrap
from hegao.text import display_width

WHOLE = 1000  # a share nothing fills: the column is never cut
_GAP = "  "
_NARROW = 4  # columns a cell keeps on the narrowest terminal: two characters


def table(rows: list[list[str]], shares: Mapping[str, int], options: Options) -> Iterator[str]:
    """The lines of a table, its first row the heads; cells that are too long go on in the next line.

    `shares` says by its head how much of a line that is too short a column gets; others get 2.
    """
    widths = _widths(rows, [shares.get(head, 2) for head in rows[0]], options.width)
    for number, row in enumerate(rows):
        cells = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for at in range(max(map(len, cells))):
            parts = [pad(c[at] if at < len(c) else "", width) for c, width in zip(cells, widths, strict=True)]
            line = _GAP.join(parts).rstrip()
            yield styled(line, "strong", options) if number == 0 else line


def _widths(rows: list[list[str]], shares: list[int], room: int) -> list[int]:
    """Columns for each cell of a row: as wide as its longest text, or its share where the line is too short."""
    wanted = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    room -= len(_GAP) * (len(wanted) - 1)
    part = max(room, 1)
    while part > 1 and sum(_shared(wanted, shares, part)) > room:
        part -= 1
    widths = _shared(wanted, shares, part)
    spare = max(0, room - sum(widths))
    for at in sorted(range(len(widths)), key=lambda at: -shares[at]):
        more = min(spare, wanted[at] - widths[at])
        widths[at] += more
        spare -= more
    return widths


def _shared(wanted: list[int], shares: list[int], part: int) -> list[int]:
    return [min(want, max(_NARROW, share * part)) for want, share in zip(wanted, shares, strict=True)]
