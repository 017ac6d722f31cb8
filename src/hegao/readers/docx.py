"""Bytes of a Word file to a Document in the order it is read, and edits of that Document back into the file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hegao.errors import ReadError
from hegao.markup import addresses, merged
from hegao.model import Document, Edit, Paragraph, Suppression
from hegao.ooxml.comments import suppressions
from hegao.ooxml.edit import replace
from hegao.ooxml.measure import measure
from hegao.ooxml.package import has_macros, open_package
from hegao.ooxml.tables import tables
from hegao.ooxml.text import paragraphs


def read(data: bytes, path: str) -> Document:
    """The draft; `path` is only noted down. Offsets count as if paragraphs were joined by "\\n". Raises ReadError."""
    package = open_package(data)
    found: list[Paragraph] = []
    offset = 0
    words = tuple(paragraphs(package))
    for word in words:
        skip = merged([*word.skip, *addresses(word.text)])
        locked = merged([(0, word.label), *((p.start, p.end) for p in word.pieces if not p.editable)])
        found.append(Paragraph(word.text, offset, word.kind, word.heading, word.centred, word.label, skip, locked))
        offset += len(word.text) + 1
    notices = ["文件带有宏；核稿不会运行它，也不改动它。"] if has_macros(package) else []
    silenced: tuple[Suppression, ...] = ()
    try:
        silenced = suppressions(package, words)
    except ReadError:
        notices.append("文件里的批注读不出来，其中的“核稿忽略”没有起作用；其余不受影响。")
    if not found:
        raise ReadError("文件里没有文字段落。请用 Word 打开确认内容后再试。")
    layout = cache(lambda: measure(package, words))
    return Document(
        path,
        "docx",
        tuple(found),
        offset - 1,
        suppressions=silenced,
        notices=tuple(notices),
        tables=tables(words),
        layout=layout,
    )


def edit(data: bytes, document: Document, edits: Sequence[Edit]) -> bytes:
    """The file with the edits made; see ooxml.edit.replace for those that are left undone."""
    before = read(data, document.path)
    if [one.text for one in before.paragraphs] != [one.text for one in document.paragraphs]:
        raise ReadError("文件在检查之后又被改动。请重新检查后再修改。")
    return replace(data, edits)
