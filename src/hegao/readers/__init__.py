"""A path or the bytes of a file to a Document, and edits of it back to bytes; the content finds the reader."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hegao.errors import ReadError, reason
from hegao.model import Document, Edit
from hegao.readers import markdown, text
from hegao.readers.sniff import kind

MAX_PACKAGE = 256 << 20  # bytes of a Word file
MAX_TEXT = 64 << 20  # bytes of any other

SUFFIXES = (".txt", ".md", ".markdown", ".docx", ".doc", ".wps", ".rtf", ".odt")  # what folders are searched for
_LEGACY = (".doc", ".wps", ".rtf", ".odt")

WORD = ("docx", "legacy")  # kinds of Document that are, or become, a .docx
READ_ONLY = {  # kinds that are not edited: each character stands at a place of its own
    "pdf": "PDF 不能直接修改。请改 Word 原稿（.docx）。",
    "ofd": "OFD 不能直接修改。请改 Word 原稿（.docx）。",
}


def read(path: Path) -> Document:
    """The draft at `path`; ReadError says what is wrong with the file and what to do."""
    return read_bytes(read_file(path), str(path))


def read_file(path: Path) -> bytes:
    """The bytes at `path`, no more than a reader takes; ReadError says what is wrong with the file and what to do."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "文件夹" if path.is_dir() else "特殊文件"
            raise ReadError(f"这是{what}，不是文稿。请给出具体的文稿文件。")
        with path.open("rb") as stream:
            data = stream.read(MAX_TEXT + 1)
            if data.startswith(b"PK"):
                data += stream.read(MAX_PACKAGE - MAX_TEXT)
    except FileNotFoundError as error:
        raise ReadError("找不到文件。请检查路径和文件名。") from error
    except PermissionError as error:
        raise ReadError("没有权限打开文件。请检查文件权限，或关闭正在使用它的程序后再试。") from error
    except OSError as error:
        raise ReadError(f"文件打不开（{reason(error)}）。请检查路径，或把文件复制到本机后再试。") from error
    except ValueError as error:  # a path with a NUL in it
        raise ReadError("文件名不对。请检查路径。") from error
    return data


def read_bytes(data: bytes, path: str) -> Document:
    """The draft in `data`; `path` is noted down, and its suffix tells Markdown from plain text."""
    if len(data) > (MAX_PACKAGE if data.startswith(b"PK") else MAX_TEXT):
        raise ReadError("文件过大（Word 文件超过 256 MB 或文本超过 64 MB），没有读取。请拆成几个文件再试。")
    document = READERS[kind(data, path)](data, path)
    if document.kind == "text" and path.lower().endswith((".docx", ".doc", ".wps")):
        return replace(document, notices=(*document.notices, "文件名像 Word 文件，内容却是纯文本，已按纯文本核对。"))
    return document


def edit_bytes(data: bytes, document: Document, edits: Sequence[Edit]) -> bytes:
    """The bytes `document` was read from, with the edits made; ReadError when they have changed since."""
    return EDITORS[document.kind](data, document, edits)


def as_word(data: bytes, document: Document) -> bytes:
    """The .docx that `document` was read from: an old Word file as it was converted. Raises ReadError for others."""
    if document.kind == "legacy":
        from hegao.readers import legacy

        return legacy.converted(data)
    if document.kind != "docx":
        raise ReadError("批注和修订只能写进 Word 文件。请先用 hegao typeset 把文稿排成 .docx，再试一次。")
    return data


def ahead(paths: Iterable[Path]) -> Iterator[Path]:
    """The same paths; before an old Word file is given out, those that follow it are converted with it in one call.

    LibreOffice takes longer to start than to convert a file. What goes wrong is told when the file is read.
    """
    every = list(paths)
    old = [number for number, path in enumerate(every) if path.suffix.lower() in _LEGACY]
    converted = 0
    for number, path in enumerate(every):
        if number in old[converted : converted + 1]:
            from hegao.office import AT_ONCE
            from hegao.readers import legacy

            files: list[bytes] = []
            for other in old[converted : converted + AT_ONCE]:
                if sum(map(len, files)) < MAX_TEXT:
                    converted += 1
                    with suppress(ReadError):
                        data = read_file(every[other])
                        files += [data] if kind(data, str(every[other])) == "legacy" else []
            with suppress(ReadError):
                legacy.prefetch(files)
        yield path


# lxml takes longer to load than a text file to check.
def _read_docx(data: bytes, path: str) -> Document:
    from hegao.readers import docx

    return docx.read(data, path)


def _edit_docx(data: bytes, document: Document, edits: Sequence[Edit]) -> bytes:
    from hegao.readers import docx

    return docx.edit(data, document, edits)


def _read_legacy(data: bytes, path: str) -> Document:
    from hegao.readers import docx, legacy

    document = docx.read(legacy.converted(data), path)
    return replace(document, kind="legacy", notices=(legacy.NOTICE, *document.notices))


def _edit_legacy(data: bytes, document: Document, edits: Sequence[Edit]) -> bytes:
    """The draft as a .docx, with the edits made."""
    from hegao.readers import docx, legacy

    return docx.edit(legacy.converted(data), document, edits)


def _read_pdf(data: bytes, path: str) -> Document:
    from hegao.readers import pdf

    return pdf.read(data, path)


def _read_ofd(data: bytes, path: str) -> Document:
    from hegao.readers import ofd

    return ofd.read(data, path)


def _refuse(data: bytes, document: Document, edits: Sequence[Edit]) -> bytes:
    if edits:
        raise ReadError(READ_ONLY[document.kind])
    return data


READERS: Mapping[str, Callable[[bytes, str], Document]] = {
    "text": text.read,
    "markdown": markdown.read,
    "docx": _read_docx,
    "legacy": _read_legacy,
    "pdf": _read_pdf,
    "ofd": _read_ofd,
}

EDITORS: Mapping[str, Callable[[bytes, Document, Sequence[Edit]], bytes]] = {
    "text": text.edit,
    "markdown": markdown.edit,
    "docx": _edit_docx,
    "legacy": _edit_legacy,
    **dict.fromkeys(READ_ONLY, _refuse),
}
