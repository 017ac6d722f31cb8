"""Bytes of an Office package to its parts and parsed XML, within fixed limits; whatever breaks one is a ReadError."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from hegao.errors import ReadError

MAX_PART = 64 << 20  # bytes of one XML part
MAX_TOTAL = 256 << 20  # bytes of all entries, unpacked
MAX_RATIO = 200  # unpacked to packed, of an XML part larger than SMALL
SMALL = 1 << 20
MAX_ENTRIES = 5000

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_MAIN_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)

DAMAGED = "文件不完整或已损坏，打不开。请重新复制或下载一份；若 Word 能打开，请另存为 .docx 再试。"
_TOO_LARGE = "文件展开后过大，疑似异常文件，没有读取。请确认来源；若确是文稿，请用 Word 另存为 .docx 再试。"
_OLD = "这是旧版 Word 或 WPS 文件（.doc、.wps），这里只能用 .docx。请用 Word 或 WPS 打开后另存为 .docx，再试一次。"
_PASSWORD = "文件有打开密码，读不了。请在 Word 中打开，取消密码后另存，再试一次。"
_TOO_DEEP = "文件内容嵌套过深，疑似异常文件，没有读取。请在 Word 中打开，把正文另存到新的 .docx 再试。"
_DUPLICATE = "文件里有重复的部分，疑似被改动过，没有读取。请用 Word 打开后另存为 .docx 再试。"
_DOCTYPE = "文件含有不该出现的 DOCTYPE 声明，疑似恶意文件，没有读取。请用 Word 打开后另存为 .docx 再试。"

_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what Word keeps a document with a password in

# All that zipfile lets through when an archive is damaged.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened .docx."""

    archive: zipfile.ZipFile
    entries: Mapping[str, zipfile.ZipInfo]
    document: str  # name of the main part; "" where there is none
    kept: dict[str, object] = field(default_factory=dict, compare=False, repr=False)  # what was made of parts, to read


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another."""

    id: str
    kind: str  # last word of its type: styles, header, footnotes …
    target: str  # name of the part


def open_package(data: bytes) -> Package:
    """The package, its limits checked and its main document part found; nothing but small parts is unpacked yet."""
    if data.startswith(_OLE):
        raise ReadError(_PASSWORD if _ENCRYPTED in data else _OLD)
    package = open_archive(data)
    return replace(package, document=_document_part(package))


def open_archive(data: bytes) -> Package:
    """Any zip of XML parts, its limits checked; no part of it is the main one."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise ReadError(DAMAGED) from error
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_TOTAL:
        raise ReadError(_TOO_LARGE)
    entries: dict[str, zipfile.ZipInfo] = {}
    offsets: set[int] = set()
    for info in infos:
        if info.filename in entries or info.header_offset in offsets:
            raise ReadError(_DUPLICATE)
        if info.flag_bits & 1:
            raise ReadError(_PASSWORD)
        if info.filename.lower().endswith((".xml", ".rels")):
            _check_size(info)
        entries[info.filename] = info
        offsets.add(info.header_offset)
    return Package(archive, entries, "")


def read_part(package: Package, name: str) -> bytes:
    """A part, unpacked; ReadError when it is larger than it may be or than it says, or damaged."""
    info = package.entries[name]
    _check_size(info)
    # Other methods unpack a whole block at once, whatever its size.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ReadError(DAMAGED)
    chunks: list[bytes] = []
    count = 0
    try:
        with package.archive.open(info) as stream:
            while chunk := stream.read(SMALL):
                count += len(chunk)
                if count > MAX_PART:
                    raise ReadError(_TOO_LARGE)
                chunks.append(chunk)
    except _BROKEN as error:
        raise ReadError(DAMAGED) from error
    return b"".join(chunks)


def parse_part(package: Package, name: str) -> etree._Element:
    """The root element of a part; entities, DOCTYPEs and the network are shut out."""
    return parse(read_part(package, name), name)


def parse(data: bytes, name: str) -> etree._Element:
    """The root element of these bytes of a part, as `parse_part`."""
    # In UTF-16 the word would hide from the search, and Word writes UTF-8 only.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:100]:
        data = _from_utf16(data)
    # Looking for one character is quick, and most parts don't hold it.
    if b"!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        raise ReadError(_DOCTYPE)
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise ReadError(_TOO_DEEP) from error
        raise ReadError(f"文件内容有错（{name[:80]} 不是完好的 XML）。请用 Word 打开后另存为 .docx 再试。") from error
    info = root.getroottree().docinfo
    if info is not None and info.internalDTD is not None:
        raise ReadError(_DOCTYPE)
    return root


def relations(package: Package, part: str) -> list[Relation]:
    """The links of a part ("" for the package itself) to parts that exist; what lies outside is left out."""
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", base + ".rels")
    if name not in package.entries:
        return []
    found: list[Relation] = []
    for node in parse_part(package, name).iter(_RELATION):
        target = node.get("Target", "")
        resolved = f"{folder}/{target}" if folder else target
        if resolved not in package.entries:
            resolved = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
        if node.get("TargetMode") != "External" and resolved in package.entries:
            kind = node.get("Type", "").rstrip("/").rpartition("/")[2]
            found.append(Relation(node.get("Id", ""), kind, resolved))
    return found


def has_macros(package: Package) -> bool:
    """Whether the file carries VBA."""
    return any(name.lower().endswith("vbaproject.bin") for name in package.entries)


def too_deep() -> ReadError:
    """What to raise for tables in tables in tables."""
    return ReadError(_TOO_DEEP)


def _check_size(info: zipfile.ZipInfo) -> None:
    packed = max(info.compress_size, 1)
    if info.file_size > MAX_PART or (info.file_size > SMALL and info.file_size / packed > MAX_RATIO):
        raise ReadError(_TOO_LARGE)


def _from_utf16(data: bytes) -> bytes:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise ReadError(DAMAGED) from error
    # The declaration would still say UTF-16.
    return (text.partition("?>")[2] if text.startswith("<?xml") else text).encode("utf-8", "replace")


def _document_part(package: Package) -> str:
    for relation in relations(package, ""):
        if relation.kind == "officeDocument" and not relation.target.startswith(("xl/", "ppt/", "visio/")):
            return relation.target
    if "[Content_Types].xml" in package.entries:
        for node in parse_part(package, "[Content_Types].xml").iter(_OVERRIDE):
            name = node.get("PartName", "").lstrip("/")
            if node.get("ContentType") in _MAIN_TYPES and name in package.entries:
                return name
    if "word/document.xml" in package.entries:
        return "word/document.xml"
    raise ReadError(_other_package(package))


def _other_package(package: Package) -> str:
    names = set(package.entries)
    if any(name.startswith("xl/") for name in names):
        return "这是 Excel 表格，不是文稿。请把文字粘贴到 Word 中，另存为 .docx 再试。"
    if any(name.startswith("ppt/") for name in names):
        return "这是 PowerPoint 演示文稿，不是文稿。请把文字粘贴到 Word 中，另存为 .docx 再试。"
    if "OFD.xml" in names:
        return "这是 OFD 版式文件，只能核对文字，这里要用 Word 原稿（.docx）。"
    if "mimetype" in names and "content.xml" in names:
        return "这是 OpenDocument 的表格或演示文稿，不是文稿。请把文字粘贴到 Word 中，另存为 .docx 再试。"
    return "这是压缩包，里面没有 Word 正文。请先解压，再核对其中的文稿（.docx）；若 Word 能打开，请另存为 .docx 再试。"
