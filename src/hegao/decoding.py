"""Bytes of a text file to characters and lines, and edits of those lines back to bytes, untouched bytes unchanged."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from hegao.errors import ReadError
from hegao.model import Document, Edit
from hegao.text import edits_without_overlap, replace_spans

# Name of the encoding -> its byte-order mark and codec. GBK and GB18030 agree on every character GBK has.
ENCODINGS: dict[str, tuple[bytes, str]] = {
    "utf-8-sig": (codecs.BOM_UTF8, "utf-8"),
    "utf-16-le-sig": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be-sig": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-8": (b"", "utf-8"),
    "gbk": (b"", "gbk"),
    "gb18030": (b"", "gb18030"),
    "utf-16-le": (b"", "utf-16-le"),
    "utf-16-be": (b"", "utf-16-be"),
}

_BINARY = "这不是文本文件（内容像是程序或加密数据）。请用 Word 打开后另存为 .docx，或另存为 UTF-8 文本再试。"
_UNDECODABLE = "认不出文件的文字编码。请用记事本打开文件，选“另存为”，编码选 UTF-8，再试一次。"

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")
_CHINESE_TEXT = re.compile("[\t\n\r\x20-\x7e·×—‘’“”…\u2460-\u249b\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# Frequent characters of GB2312 whose two bytes are also valid UTF-8 (as Greek, Cyrillic …).
_SHORT_GBK = re.compile(rb"(?:[\x00-\x7f]|(?:[\xc2-\xd7][\xa1-\xbf]){2,})+")
_SAMPLE = 65_536  # characters looked at to tell UTF-16 from garbage


def decode(data: bytes) -> tuple[str, str]:
    """The text without byte-order mark and its encoding, a key of ENCODINGS; ReadError for what is no text."""
    for name, (mark, codec) in ENCODINGS.items():
        if mark and data.startswith(mark):
            try:
                return _readable(data[len(mark) :].decode(codec)), name
            except UnicodeDecodeError as error:
                raise ReadError(_UNDECODABLE) from error
    if b"\0" not in data:
        for name in ("utf-8", "gbk", "gb18030"):
            if name == "utf-8" and _is_short_gbk(data):
                continue
            try:
                return _readable(data.decode(name)), name
            except UnicodeDecodeError:
                continue
    candidates = [(_plausible(data, name), name) for name in ("utf-16-le", "utf-16-be")]
    score, name = max(candidates)
    if score[0]:
        return _readable(data.decode(name)), name
    raise ReadError(_BINARY if b"\0" in data else _UNDECODABLE)


def encode(text: str, encoding: str) -> bytes:
    """The bytes decode() read; a character GBK lacks turns the file into GB18030, which differs nowhere else."""
    mark, codec = ENCODINGS[encoding]
    try:
        return mark + text.encode(codec)
    except UnicodeEncodeError:
        return text.encode("gb18030") if encoding == "gbk" else mark + text.encode(codec, "replace")


def lines(text: str) -> list[tuple[str, int]]:
    """Every line without its end, and its offset in characters; the end of the last line opens no further one."""
    found: list[tuple[str, int]] = []
    at = 0
    for match in _LINE_END.finditer(text):
        found.append((text[at : match.start()], at))
        at = match.end()
    if at < len(text) or not found:
        found.append((text[at:], at))
    return found


def edit(data: bytes, document: Document, edits: Sequence[Edit]) -> bytes:
    """The file with the edits made; of two that overlap the later is dropped; ReadError when the file has changed."""
    text, encoding = decode(data)
    if len(text) != document.characters:
        raise ReadError("文件在检查之后又被改动。请重新检查后再修改。")
    changes: list[tuple[int, int, str]] = []
    for one in edits_without_overlap(edits):
        paragraph = document.paragraphs[one.span.paragraph - 1]
        if 0 <= one.span.start <= one.span.end <= len(paragraph.text):
            changes.append((paragraph.offset + one.span.start, paragraph.offset + one.span.end, one.text))
    return encode(replace_spans(text, changes), encoding)


def _readable(text: str) -> str:
    controls = len(_CONTROL.findall(text))
    if "\0" in text or controls * 20 > len(text):
        raise ReadError(_BINARY)
    return text


def _is_short_gbk(data: bytes) -> bool:
    """Whether bytes that happen to be UTF-8 are a few frequent Chinese characters in GBK."""
    if len(data) > _SAMPLE or not _SHORT_GBK.fullmatch(data):
        return False
    return sum(byte > 0x7F for byte in data) * 2 > len(data)


def _plausible(data: bytes, codec: str) -> tuple[bool, int, int]:
    """How much the bytes look like Chinese text in UTF-16: good enough at all, fitting characters, ASCII ones."""
    if not data or len(data) % 2:
        return False, 0, 0
    try:
        sample = data.decode(codec)[:_SAMPLE]
    except UnicodeDecodeError:
        return False, 0, 0
    fitting = len(_CHINESE_TEXT.findall(sample))
    return fitting * 10 >= len(sample) * 9, fitting, sum(c < "\x80" for c in sample)
