"""The package of a draft in, its parts beside the text as trees to change, those that are added and left out, out."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from lxml import etree

from hegao.ooxml.package import Package, W, parse_part, relations

_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml."

EMPTY_LINKS = f'<Relationships xmlns="{_LINKS}"/>'
EMPTY_TYPES = (
    f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{_MIME}document.main+xml"/></Types>'
)
EMPTY_SETTINGS = f'<w:settings xmlns:w="{W[1:-1]}"/>'


@dataclass(slots=True)
class Parts:
    """The parts beside the text that are read and written."""

    package: Package
    trees: dict[str, etree._Element] = field(default_factory=dict)
    others: dict[str, bytes | None] = field(default_factory=dict)  # None: to be left out


def optional(parts: Parts, kind: str) -> etree._Element | None:
    """The part of the main part's link of this kind; None where there is none."""
    found = [one.target for one in relations(parts.package, parts.package.document) if one.kind == kind]
    return _load(parts, found[0], "") if found else None


def tree(parts: Parts, kind: str, empty: str) -> etree._Element:
    """As `optional`, made and linked where there is none."""
    tree = optional(parts, kind)
    if tree is not None:
        return tree
    name = posixpath.join(posixpath.dirname(parts.package.document), f"{kind}.xml")
    declare(_types(parts), name, kind)
    link(_links(parts), name, parts.package.document, kind)
    return _load(parts, name, empty)


def footer(parts: Parts, name: str, content: bytes) -> str:
    """Put a footer into the package; returns the id of its link."""
    document = parts.package.document
    part = posixpath.join(posixpath.dirname(document), f"hegao-footer-{name}.xml")
    parts.others[part] = content
    declare(_types(parts), part, "footer")
    return link(_links(parts), part, document, "footer")


def drop_footers(parts: Parts) -> None:
    """Take the draft's own footers out of the package."""
    package = parts.package
    for old in relations(package, package.document):
        if old.kind == "footer" and not posixpath.basename(old.target).startswith("hegao-footer-"):
            folder, base = posixpath.split(old.target)
            for gone in (old.target, posixpath.join(folder, "_rels", f"{base}.rels")):
                if gone in package.entries:
                    parts.others[gone] = None
            forget(_types(parts), old.target)
            unlink(_links(parts), old.id)


def _types(parts: Parts) -> etree._Element:
    return _load(parts, "[Content_Types].xml", EMPTY_TYPES)


def _links(parts: Parts) -> etree._Element:
    folder, base = posixpath.split(parts.package.document)
    return _load(parts, posixpath.join(folder, "_rels", f"{base}.rels"), EMPTY_LINKS)


def _load(parts: Parts, name: str, empty: str) -> etree._Element:
    if name not in parts.trees:
        known = name in parts.package.entries
        parts.trees[name] = parse_part(parts.package, name) if known else etree.fromstring(empty)
    return parts.trees[name]


def link(links: etree._Element, part: str, document: str, kind: str) -> str:
    """The id of the link from the main part to another, made where there is none."""
    target = posixpath.relpath(part, posixpath.dirname(document) or ".")
    for node in links:
        if node.get("Type") == f"{_KINDS}/{kind}" and node.get("Target") == target:
            return node.get("Id", "")
    taken = {node.get("Id") for node in links}
    identity, number = f"rIdHegao{kind.title()}", 1
    while identity in taken:
        identity, number = f"rIdHegao{kind.title()}{number}", number + 1
    etree.SubElement(links, f"{{{_LINKS}}}Relationship", Id=identity, Type=f"{_KINDS}/{kind}", Target=target)
    return identity


def unlink(links: etree._Element, identity: str) -> None:
    """Take a link away."""
    for node in list(links):
        if node.get("Id") == identity:
            links.remove(node)


def declare(types: etree._Element, part: str, kind: str) -> None:
    """Say in the list of content types what a part is."""
    if any(node.get("PartName") == f"/{part}" for node in types):
        return
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=f"{_MIME}{kind}+xml")


def forget(types: etree._Element, part: str) -> None:
    """Take a part from the list of content types."""
    for node in list(types):
        if node.get("PartName") == f"/{part}":
            types.remove(node)


def written(root: etree._Element) -> bytes:
    """The bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
