"""A .docx and edits of its paragraphs to a new .docx: only touched parts are rewritten, the others copied as is."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby, islice, pairwise, takewhile
from typing import TypeVar

from lxml import etree

from hegao.errors import ReadError
from hegao.model import Edit
from hegao.ooxml.package import DAMAGED, Package, open_package
from hegao.ooxml.parts import written
from hegao.ooxml.pieces import Piece
from hegao.ooxml.text import TextPiece, WordParagraph, paragraphs, piece_text, set_piece_text
from hegao.text import difference, edits_without_overlap, replace_spans

# What a w:t cannot hold, or would give back as something else.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")

_AnyPiece = TypeVar("_AnyPiece", TextPiece, Piece)

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_ZIP64 = 0xFFFFFFFF


def replace(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The file with the edits made, new text in the format of the first characters it replaces.

    Left undone are edits of automatic numbers, of what Word fills in (fields), of pictures, tabs and line breaks,
    insertions where no text stands, new text with control characters in it, and of two edits that overlap the later
    one. Raises ReadError as reading does.
    """
    package = open_package(data)
    chosen = {
        number: list(group)
        for number, group in groupby(edits_without_overlap(edits), key=lambda one: one.span.paragraph)
    }
    trees: dict[str, etree._Element] = {}
    for number, paragraph in enumerate(paragraphs(package), start=1):
        changes = [
            change
            for one in chosen.get(number, [])
            if (change := wanted(paragraph, one)) and _can_be_written(paragraph.pieces, change)
        ]
        if changes:
            write(paragraph.pieces, changes)
            trees[paragraph.part] = paragraph.element.getroottree().getroot()
    return rewrite(data, package, {name: written(root) for name, root in trees.items()}) if trees else data


def wanted(paragraph: WordParagraph, one: Edit) -> tuple[int, int, str] | None:
    """What an edit writes, only where it differs, so that the rest keeps the format of its own run: [start, end) of
    the paragraph and the new text. None where it must be left undone or does nothing."""
    start, end = one.span.start, one.span.end
    if _UNWRITABLE.search(one.text) or not paragraph.label <= start <= end <= len(paragraph.text):
        return None
    left, right, new = difference(paragraph.text[start:end], one.text)
    start, end = start + left, start + right
    return None if start == end and not new else (start, end, new)


def touched(pieces: Sequence[_AnyPiece], start: int, end: int) -> list[_AnyPiece]:
    """The pieces an edit of [start, end) changes."""
    at = bisect_right(pieces, start, key=_end)
    if start < end:
        return list(takewhile(lambda piece: piece.start < end, islice(pieces, at, None)))
    # An insertion goes with what stands before it, else with what follows.
    beside = pieces[at - 1 : at] if at and pieces[at - 1].end == start else pieces[at : at + 1]
    before = [piece for piece in beside if piece.start < start and piece.editable]
    after = [piece for piece in pieces[at : at + 1] if piece.start == start and piece.editable]
    return before or after


def _can_be_written(pieces: Sequence[TextPiece], change: tuple[int, int, str]) -> bool:
    """Whether all an edit touches is text Word leaves to its writers."""
    chosen = touched(pieces, *change[:2])
    return bool(chosen) and all(piece.editable for piece in chosen)


def _end(piece: TextPiece | Piece) -> int:
    return piece.end


def write(pieces: Sequence[_AnyPiece], changes: Iterable[tuple[int, int, str]]) -> None:
    """Make edits of a paragraph, in order, in the pieces each of them touches."""
    found: dict[int, tuple[_AnyPiece, list[tuple[int, int, str]]]] = {}
    for start, end, new in changes:
        for piece in touched(pieces, start, end):
            left, right = max(start - piece.start, 0), min(end, piece.end) - piece.start
            found.setdefault(piece.start, (piece, []))[1].append((left, right, new))
            new = ""
    for piece, parts in found.values():
        set_piece_text(piece.element, replace_spans(piece_text(piece.element), parts))


def rewrite(data: bytes, package: Package, parts: Mapping[str, bytes | None]) -> bytes:
    """The archive `data`, opened as `package`, with new bytes for some parts and every other one copied unopened.

    A part the archive does not have is added at its end, one that maps to None is left out.
    """
    infos = package.archive.infolist()
    directory = package.archive.start_dir
    borders = [*sorted(info.header_offset for info in infos), directory]
    ends = dict(pairwise(borders))
    moved: dict[int, int] = {}
    dropped: set[int] = set()
    packed: dict[int, tuple[int, int, int]] = {}  # crc, packed size, size
    out = bytearray()
    for info in sorted(infos, key=lambda info: info.header_offset):
        new = parts.get(info.filename)
        if new is None and info.filename in parts:
            dropped.add(info.header_offset)
            continue
        moved[info.header_offset] = len(out)
        if new is None:
            out += data[info.header_offset : ends[info.header_offset]]
            continue
        content = _deflated(new) if info.compress_type == zipfile.ZIP_DEFLATED else new
        packed[info.header_offset] = (zlib.crc32(new), len(content), len(new))
        out += _local_header(data, info.header_offset, packed[info.header_offset]) + content
    listed = bytearray()
    added = [(name, new) for name, new in parts.items() if new is not None and name not in package.entries]
    for name, new in added:
        content, written = _deflated(new), name.encode()
        # Names in UTF-8, deflated, from the first day a zip file knows.
        fields = (20, 1 << 11, zipfile.ZIP_DEFLATED, 0, 1 << 5 | 1, zlib.crc32(new), len(content), len(new))
        listed += _CENTRAL.pack(b"PK\1\2", 20, *fields, len(written), 0, 0, 0, 0, 0, len(out)) + written
        out += _LOCAL.pack(b"PK\3\4", *fields, len(written), 0) + written + content
    start = len(out)
    out += _directory(data[directory:], len(infos), moved, dropped, packed) + listed
    count = len(infos) - len(dropped) + len(added)
    out += _END.pack(b"PK\5\6", 0, 0, count, count, len(out) - start, start, len(package.archive.comment))
    return bytes(out + package.archive.comment)


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _local_header(data: bytes, offset: int, sizes: tuple[int, int, int]) -> bytes:
    signature, version, flags, method, time, date, _, _, _, name, _ = _LOCAL.unpack_from(data, offset)
    at = offset + _LOCAL.size
    # Bit 3 would announce sizes behind the content; the extra field would hold the old ones.
    header = _LOCAL.pack(signature, version, flags & ~8, method, time, date, *sizes, name, 0)
    return header + data[at : at + name]


def _directory(
    data: bytes,
    count: int,
    moved: Mapping[int, int],
    dropped: Collection[int],
    packed: Mapping[int, tuple[int, int, int]],
) -> bytes:
    out = bytearray()
    at = 0
    for _ in range(count):
        fields = list(_CENTRAL.unpack_from(data, at))
        name, extra, comment, offset = fields[10], fields[11], fields[12], fields[16]
        names = data[at + _CENTRAL.size : at + _CENTRAL.size + name]
        rest = data[at + _CENTRAL.size + name : at + _CENTRAL.size + name + extra + comment]
        at += _CENTRAL.size + name + extra + comment
        if offset in dropped:
            continue
        if offset == _ZIP64 or offset not in moved:
            raise ReadError(DAMAGED)
        fields[16] = moved[offset]
        if offset in packed:
            fields[3] &= ~8
            fields[7:10] = packed[offset]
            fields[11] = 0
            rest = rest[extra:]
        out += _CENTRAL.pack(*fields) + names + rest
    return bytes(out)
