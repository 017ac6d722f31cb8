"""A .docx with tracked changes in, the same file with all of them accepted or rejected out; and what a part says, apart
from how it is cut into runs. Written from the standard (ISO/IEC 29500-1, 17.13.5), knowing nothing of hegao."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{SPACE}}}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ADDED, _TAKEN = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")
_REVISIONS = (*_ADDED, *_TAKEN)
# A format, the note of its former state, and what that state does not speak of.
_FORMATS = {
    "rPr": ("rPrChange", (*_REVISIONS,)),
    "pPr": ("pPrChange", (f"{W}rPr", f"{W}sectPr")),
    "sectPr": ("sectPrChange", (f"{W}headerReference", f"{W}footerReference")),
    "tblPr": ("tblPrChange", ()),
    "tblGrid": ("tblGridChange", ()),
    "trPr": ("trPrChange", (f"{W}ins", f"{W}del")),
    "tcPr": ("tcPrChange", (f"{W}cellIns", f"{W}cellDel", f"{W}cellMerge")),
}
_BESIDE = frozenset(
    W + name
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "proofErr",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
    )
)  # fmt: skip
Token = tuple[object, ...]


def settled(data: bytes, accept: bool) -> bytes:
    """The file with all tracked changes accepted, or rejected."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("word/") and info.filename.endswith(".xml"):
                root = etree.fromstring(content)
                settle(root, accept)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(info, content)
    return buffer.getvalue()


def settle(root: etree._Element, accept: bool) -> None:
    """Accept, or reject, all tracked changes of a part."""
    for name, (change, kept) in _FORMATS.items():
        for note in list(root.iter(W + change)):
            form = note.getparent()
            assert form is not None
            assert form.tag == W + name
            assert form[-1] is note, "the note of a former format is its last child"
            form.remove(note)
            if not accept:
                former = note.find(W + name)
                assert former is not None
                assert not [child.tag for child in former if child.tag in kept]
                for child in [child for child in form if child.tag not in kept]:
                    form.remove(child)
                at = sum(child.tag in (*_REVISIONS, f"{W}headerReference", f"{W}footerReference") for child in form)
                for child in reversed(former):
                    form.insert(at, child)
    gone = _TAKEN if accept else _ADDED
    for sign in list(root.iter(*_REVISIONS)):
        parent = sign.getparent()
        if parent is None or parent.tag != f"{W}trPr":
            continue
        parent.remove(sign)
        row = parent.getparent()
        if sign.tag in gone and row is not None and row.getparent() is not None:
            row.getparent().remove(row)  # type: ignore[union-attr]
    for sign in list(root.iter(*_REVISIONS)):
        parent = sign.getparent()
        if parent is None or parent.tag == f"{W}rPr":
            continue
        if sign.tag in gone:
            parent.remove(sign)
            continue
        for text in sign.iter(f"{W}delText"):
            text.tag = f"{W}t"
        for text in sign.iter(f"{W}delInstrText"):
            text.tag = f"{W}instrText"
        at = parent.index(sign)
        for child in reversed(sign):
            parent.insert(at, child)
        parent.remove(sign)
    for paragraph in list(root.iter(f"{W}p")):
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        signs = [] if mark is None else [child for child in mark if child.tag in _REVISIONS]
        for sign in signs:
            assert mark is not None
            mark.remove(sign)
        if any(sign.tag in gone for sign in signs):
            _join_next(paragraph)


def _join_next(paragraph: etree._Element) -> None:
    """Take a paragraph's mark away: what it held begins the next one, whose format stays."""
    parent = paragraph.getparent()
    following = next((block for block in paragraph.itersiblings() if block.tag not in _BESIDE), None)
    assert parent is not None
    content = [child for child in paragraph if child.tag != f"{W}pPr"]
    if following is not None and following.tag == f"{W}p":
        at = 0 if following.find(f"{W}pPr") is None else 1
        for child in reversed(content):
            following.insert(at, child)
    elif any(child.tag not in _BESIDE for child in content):
        return  # there is nothing its text could join
    else:
        for child in content:
            paragraph.addprevious(child)
    parent.remove(paragraph)


def tokens(element: etree._Element, form: object = ()) -> Iterator[Token]:
    """What a part says: characters with their formats, and the elements around them; runs are no part of it."""
    for child in element.iterchildren(etree.Element):
        name = str(child.tag).removeprefix(W)
        if name == "r":
            yield from tokens(child, canonical(child.find(f"{W}rPr")))
        elif name == "rPr" and element.tag == f"{W}r":
            continue
        elif name in ("t", "delText"):
            text = child.text or ""
            if child.get(_XML_SPACE) != "preserve":
                text = text.strip(" \t\r\n")
            yield from ((name, form, letter) for letter in text)
        elif name in _FORMATS:
            if state := canonical(child):
                yield (name, state)
        else:
            yield ("start", name, form, *sorted(child.items()))
            yield from tokens(child, form)
            yield ("end", name)


def stories(data: bytes) -> dict[str, list[Token]]:
    """What each part of text says."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: list(tokens(etree.fromstring(archive.read(name))))
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }


def canonical(form: etree._Element | None) -> object:
    """The children of a format with all they say."""
    if form is None:
        return ()
    states = []
    for child in form.iterchildren(etree.Element):
        state = (str(child.tag), tuple(sorted(child.items())), canonical(child))
        if child.tag not in (f"{W}rPr", f"{W}sectPr") or state[1:] != ((), ()):
            states.append(state)
    return tuple(states)
