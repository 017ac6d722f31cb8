"""Broken, foreign and malicious files, made in code: name to bytes and a word the message must hold."""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from collections.abc import Callable

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
W_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A .docx whose w:body holds `body`; further parts of word/ by their names: styles, numbering, header1 …"""
    links = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in parts
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return package(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": xml("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}">{links}</Relationships>',
            **{f"word/{name}.xml": content for name, content in parts.items()},
        }
    )


def xml(root: str, content: str) -> str:
    """A part with the usual namespaces."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{W_SPACE}" xmlns:r="{_RELATIONS}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        f'xmlns:v="urn:schemas-microsoft-com:vml">{content}</w:{root}>'
    )


def _duplicate() -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", xml("document", "<w:body/>"))
        archive.writestr("word/document.xml", xml("document", "<w:body><w:p/></w:body>"))
    return buffer.getvalue()


def _bomb(name: str, megabytes: int) -> bytes:
    """A small package with one entry that unpacks to very much; made a piece at a time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        with archive.open(name, "w") as entry:
            for _ in range(megabytes):
                entry.write(b" " * (1 << 20))
    return buffer.getvalue()


def _lying() -> bytes:
    """A bomb whose central directory says that it is small."""
    data = bytearray(word("<w:p><w:r><w:t>" + "字" * 1_000_000 + "</w:t></w:r></w:p>"))
    at = data.index(b"PK\1\2", data.index(b"PK\1\2") + 4)
    data[at + 24 : at + 28] = (900_000).to_bytes(4, "little")
    return bytes(data)


def _password_zip() -> bytes:
    data = bytearray(word("<w:p/>"))
    at = data.index(b"PK\1\2")
    data[at + 8] |= 1
    return bytes(data)


def _ole(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + b"".join(name.encode("utf-16-le") for name in names)


_GOOD = word("<w:p><w:r><w:t>正文</w:t></w:r></w:p>")
_DOCTYPE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;">]>'

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "空的"),
    "truncated": (lambda: _GOOD[: len(_GOOD) // 2], "不完整"),
    "only-magic": (lambda: b"PK\3\4", "不完整"),
    "password": (lambda: _ole("EncryptionInfo", "EncryptedPackage"), "密码"),
    "password-zip": (_password_zip, "密码"),
    "old-word": (lambda: _ole("WordDocument"), "旧版 Word"),
    "old-excel": (lambda: _ole("Workbook"), "旧版 Excel"),
    "dlp": (lambda: b"%TSD-Header-###%" + random.Random(1).randbytes(4000), "加密软件"),
    "unknown-magic": (lambda: b"\x01\x02ESAFE\0\0" + random.Random(2).randbytes(4000), "加密软件"),
    "html": (lambda: "<!DOCTYPE html><html><p>正文</p></html>".encode(), "网页"),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj", "PDF"),
    "ofd": (lambda: package({"OFD.xml": "<ofd/>", "Doc_0/Document.xml": "<d/>"}), "OFD"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "图片"),
    "xlsx": (lambda: package({"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<w/>"}), "Excel"),
    "pptx": (lambda: package({"[Content_Types].xml": "<T/>", "ppt/presentation.xml": "<p/>"}), "PowerPoint"),
    "zip": (lambda: package({"通知.txt": "正文"}), "压缩包"),
    "empty-zip": (lambda: package({}), "压缩包"),
    "word-2003-xml": (lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "2003"),
    "bomb": (lambda: _bomb("word/document.xml", 60), "过大"),
    "big-media": (lambda: _bomb("word/media/a.bin", 257), "过大"),
    "lying-sizes": (_lying, "损坏"),
    "entries": (lambda: package({f"word/{n}.bin": b"" for n in range(5001)}, zipfile.ZIP_STORED), "过大"),
    "duplicate": (_duplicate, "重复"),
    "lzma": (
        lambda: package({"[Content_Types].xml": TYPES, "word/document.xml": "<x/>"}, zipfile.ZIP_LZMA),
        "损坏",
    ),
    "doctype": (
        lambda: package({"[Content_Types].xml": TYPES, "word/document.xml": _DOCTYPE + xml("document", "")[38:]}),
        "DOCTYPE",
    ),
    "doctype-utf16": (
        lambda: package(
            {"[Content_Types].xml": TYPES, "word/document.xml": (_DOCTYPE + "<d>&b;</d>").encode("utf-16")}
        ),
        "DOCTYPE",
    ),
    "bad-utf8": (
        lambda: package(
            {
                "[Content_Types].xml": TYPES,
                "word/document.xml": xml("document", "<w:body>文</w:body>").encode().replace(b"\xe6", b"\xff"),
            }
        ),
        "XML",
    ),
    "bad-reference": (lambda: word("<w:p><w:r><w:t>&#x1;</w:t></w:r></w:p>"), "XML"),
    "no-body": (
        lambda: package({"[Content_Types].xml": TYPES, "word/document.xml": xml("document", "")}),
        "没有正文",
    ),
    "no-paragraph": (lambda: word(""), "没有文字"),
    "strict": (
        lambda: package(
            {
                "[Content_Types].xml": TYPES,
                "word/document.xml": '<d xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"><body/></d>',
            }
        ),
        "严格",
    ),
    "tables": (lambda: word("<w:tbl><w:tr><w:tc>" * 150 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 150), "嵌套"),
    "deep-tables": (
        lambda: word("<w:tbl><w:tr><w:tc>" * 2000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 2000),
        "嵌套",
    ),
    "deep-runs": (lambda: word("<w:p>" + "<w:ins>" * 400 + "</w:ins>" * 400 + "</w:p>"), "嵌套"),
    "runs": (lambda: word("<w:p>" + "<w:r><w:t>字</w:t></w:r>" * 20_001 + "</w:p>"), "过碎"),
    "long-paragraph": (
        lambda: word(
            "<w:p>" + ("<w:r><w:t>" + random.Random(3).randbytes(600_000).hex() + "</w:t></w:r>") * 2 + "</w:p>"
        ),
        "过长",
    ),
}
