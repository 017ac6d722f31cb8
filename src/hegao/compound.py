"""Bytes of a compound file (OLE: old Word, Excel, WPS) in, its outermost streams by name and how they begin out."""

from __future__ import annotations

from collections.abc import Iterator
from struct import error, unpack_from

MAGIC = b"\xd0\xcf\x11\xe0"
_HEAD = 64  # bytes of each stream
_SMALL_SECTOR = 64
_LAST = 0xFFFFFFFA  # and above: no sector
_NONE = 0xFFFFFFFF  # no entry
_IN_HEADER = 109  # sectors of the allocation table that the header itself names
_MAX_SECTORS = 10_000  # of a chain we follow


def streams(data: bytes) -> dict[str, bytes]:
    """First bytes of each stream of the root storage by name; none of those inside embedded objects.

    Empty for a file that is cut off or no compound file.
    """
    try:
        return _streams(data)
    except (error, IndexError):
        return {}


def _streams(data: bytes) -> dict[str, bytes]:
    (shift,) = unpack_from("<H", data, 30)
    if shift not in (9, 12):
        return {}
    first, cutoff = unpack_from("<I4xI", data, 48)
    table = _table(data, shift)
    entries = b"".join(data[at : at + (1 << shift)] for at in _chain(data, table, first, shift))
    found: dict[str, bytes] = {}
    seen: set[int] = set()
    (child,) = unpack_from("<I", entries, 76)
    (container,) = unpack_from("<I", entries, 116)
    waiting = [child]
    while waiting:
        number = waiting.pop()
        if number == _NONE or number in seen:
            continue
        seen.add(number)
        at = number * 128
        length, kind, left, right = unpack_from("<HBxII", entries, at + 64)
        start, size = unpack_from("<IQ", entries, at + 116)
        waiting += [left, right]
        name = entries[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        place = -1
        if kind == 2 and size >= cutoff:
            place = (start + 1) << shift
        elif kind == 2 and size:
            inside = start * _SMALL_SECTOR
            steps = _chain(data, table, container, shift)
            place = next((sector for step, sector in enumerate(steps) if step == inside >> shift), -1)
            place += inside & ((1 << shift) - 1) if place >= 0 else 0
        found[name] = data[place : place + _HEAD] if place >= 0 else b""
    return found


def _table(data: bytes, shift: int) -> list[int]:
    """Sectors that hold the allocation table."""
    (more,) = unpack_from("<I", data, 68)
    table = [*unpack_from(f"<{_IN_HEADER}I", data, 76)]
    seen: set[int] = set()
    while more < _LAST and more not in seen:
        seen.add(more)
        *some, more = unpack_from(f"<{1 << shift - 2}I", data, (more + 1) << shift)
        table += some
    return table


def _chain(data: bytes, table: list[int], sector: int, shift: int) -> Iterator[int]:
    """Where each sector of a stream begins in the file."""
    each = shift - 2
    count = 0
    while sector < _LAST and count < _MAX_SECTORS:
        yield (sector + 1) << shift
        (sector,) = unpack_from("<I", data, ((table[sector >> each] + 1) << shift) + (sector & (1 << each) - 1) * 4)
        count += 1
