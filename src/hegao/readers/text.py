"""Bytes of a plain-text file to a Document, one paragraph a line."""

from __future__ import annotations

from hegao.decoding import decode, edit, lines
from hegao.markup import addresses, merged, suppression
from hegao.model import Document, Paragraph, Suppression

__all__ = ["edit", "read"]


def read(data: bytes, path: str) -> Document:
    """The draft; `path` is only noted down. Raises ReadError for bytes that are no text."""
    text, encoding = decode(data)
    paragraphs: list[Paragraph] = []
    suppressions: list[Suppression] = []
    for number, (line, offset) in enumerate(lines(text), start=1):
        skip = addresses(line)
        silenced = suppression(number, line)
        if silenced:
            suppressions.append(silenced[0])
            skip.append(silenced[1])
        paragraphs.append(Paragraph(line, offset, skip=merged(skip)))
    return Document(path, "text", tuple(paragraphs), len(text), encoding, tuple(suppressions))
