"""The package of a draft in, its parts beside the text as trees to change, those that are added and left out, out."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from lxml import etree

from hegao.ooxml.package import Package, parse_part, relations
from hegao.typeset.pages import EMPTY_LINKS, EMPTY_TYPES, declare, forget, link, unlink


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
