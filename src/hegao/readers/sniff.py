"""The first bytes of a file and its name to the kind of reader it needs; what no reader takes is a ReadError."""

from __future__ import annotations

import re
import struct
import zipfile
from io import BytesIO
from pathlib import PurePath

from hegao import compound
from hegao.decoding import decode
from hegao.errors import ReadError

_MARKDOWN = (".md", ".markdown")
_OFFICE = (".docx", ".docm", ".doc", ".wps", ".dotx")

_SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx，再试一次。"
_ENCRYPTED = (
    "文件已被加密软件（如单位的文档防泄漏系统）加密，或已损坏，读不了。请在装有该软件的电脑上解密后再试；"
    "若能用 Word 打开，请另存为 .docx。"
)
_CUT_OFF = (
    "这是旧版 Word 或 WPS 文件（.doc、.wps），但不完整或已损坏，读不了。请重新复制或下载一份；"
    "若 Word 能打开，请另存为 .docx 再试。"
)
_PASSWORD = "文件有打开密码，读不了。请在 Word 中打开，取消密码后另存，再试一次。"
_IMAGE = "这是图片，不是文稿。请改用文稿的 Word 文件（.docx），或先识别成文字。"
_ARCHIVE = "这是压缩包。请先解压，再核对其中的文稿（.docx）。"

# What files begin with, and what to tell whoever holds one.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%TSD-Header", _ENCRYPTED),
    (b"\x89PNG\r\n", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"Rar!\x1a", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b\x08", _ARCHIVE),
)
_BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_WEB_PAGE = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!doctype html|<html)|MIME-Version:", re.IGNORECASE)
_WORD_XML = re.compile(rb'\s*<\?xml.{0,300}progid="Word\.Document"', re.DOTALL)
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.text"  # its first entry, which is never compressed
_STREAMS = ("EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document")
_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")


def kind(data: bytes, path: str) -> str:
    """A key of READERS; the content decides, the suffix of `path` only tells Markdown from plain text."""
    if not data:
        raise ReadError("文件是空的（0 字节），可能没有保存成功。请重新保存或复制后再试。")
    head = data[:4096]
    if head.startswith(_ZIP):
        if head.startswith(_OPEN_DOCUMENT, 30):
            return "legacy"
        return "ofd" if _is_ofd(data) else "docx"
    if head.startswith(compound.MAGIC):
        _check_compound(data)
        return "legacy"
    if head.startswith(b"{\\rtf"):
        return "legacy"
    for start, message in _FOREIGN:
        if head.startswith(start):
            raise ReadError(message)
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if bare.lstrip(b"\0\t\r\n\f ").startswith(b"%PDF-"):
        return "pdf"
    if _BITMAP.match(head):
        raise ReadError(_IMAGE)
    suffix = PurePath(path).suffix.lower()
    if _WEB_PAGE.match(bare) and suffix not in _MARKDOWN:
        raise ReadError(f"这是网页文件（内容是 HTML），不是 Word 文稿。{_SAVE_AS}")
    if _WORD_XML.match(bare):
        raise ReadError(f"这是 Word 2003 的 XML 文件，暂不支持。{_SAVE_AS}")
    if suffix in _OFFICE:
        _check_text(data)
    return "markdown" if suffix in _MARKDOWN else "text"


def _is_ofd(data: bytes) -> bool:
    """Whether a package is an OFD, and no Word file that holds one."""
    if b"OFD.xml" not in data:
        return False
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, OSError, ValueError, OverflowError, NotImplementedError, struct.error):
        return b"[Content_Types].xml" not in data
    return "OFD.xml" in names and "[Content_Types].xml" not in names


def _check_compound(data: bytes) -> None:
    """Refuse a compound file (OLE) that has a password, is cut off or no document; LibreOffice would try hard."""
    found = compound.streams(data)
    # A file that is cut off has lost the list of its streams: any mention of one counts.
    names = found or [name for name in _STREAMS if name.encode("utf-16-le") in data]
    if "EncryptedPackage" in names or "\tDRMContent" in names:
        raise ReadError(_PASSWORD)
    if "WordDocument" not in names and any(name in names for name in ("Workbook", "Book", "PowerPoint Document")):
        raise ReadError("这是旧版 Excel 或 PowerPoint 文件，不是文稿。请把文字粘贴到 Word 中，另存为 .docx 再试。")
    if not found:
        raise ReadError(_CUT_OFF)
    if "WordDocument" not in found:
        raise ReadError(f"认不出这是哪一种旧版文件。{_SAVE_AS}")
    # Bit 8 of its flags (fEncrypted): the text is scrambled.
    if ord(found["WordDocument"][11:12] or b"\0") & 1:
        raise ReadError(_PASSWORD)


def _check_text(data: bytes) -> None:
    """A name that says Word over bytes that are neither Word nor text: nearly always an encrypted file."""
    try:
        decode(data)
    except ReadError as error:
        raise ReadError(_ENCRYPTED) from error
