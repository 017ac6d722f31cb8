"""styles.xml and a profile in, the sheet with a style for every role in it out; other styles keep their look."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from hegao.layout import Profile, Role
from hegao.ooxml.formats import fonts, paragraph_format, run_format
from hegao.ooxml.package import W
from hegao.ooxml.schema import PARAGRAPH_ORDER, RUN_ORDER, STYLE_ORDER, THEMES, child_of, make, put
from hegao.ooxml.styles import value

FORMER = "former"  # what Normal was: for text boxes, headers, notes and the styles that were built on it
FRAME = "frame"  # of 版头 and 版记 that were put in: they carry all their formatting themselves
EMPTY = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style></w:styles>"
)

_FORMER_NAME = "原正文"
_FRAME_NAME = "版头和版记"
_RUN_IN = {
    "heading1": "一级标题文字",
    "heading2": "二级标题文字",
    "heading3": "三级标题文字",
    "heading4": "四级标题文字",
}
_HEADINGS = ("heading1", "heading2", "heading3", "heading4")
# Names built-in styles go by in files of other editions.
_ALIASES = {
    "normal": ("正文",),
    "title": ("标题",),
    "footer": ("页脚",),
    **{f"heading {n}": (f"标题 {n}", f"标题{n}") for n in range(1, 5)},
}
_BUILT_IN = {"normal": "Normal", "title": "Title", "footer": "Footer"} | {
    f"heading {n}": f"Heading{n}" for n in range(1, 5)
}
_DEPTH = 32  # of basedOn


def rewrite_styles(root: etree._Element, profile: Profile) -> dict[str, str]:
    """Put the profile's styles into styles.xml; returns the style's id of each role, of FORMER, FRAME and each
    `heading1-text`, the face of a heading that runs into its paragraph."""
    nodes = {(node.get(f"{W}type", "paragraph"), _name(node)): node for node in reversed(root.findall(f"{W}style"))}
    taken = {node.get(f"{W}styleId", "") for node in root.iterchildren(f"{W}style")}
    former = nodes.get(("paragraph", _FORMER_NAME))
    if former is None:
        former = _former(root, profile, _free("HegaoFormer", taken))
    for node in list(root.iter(f"{W}rFonts")):
        _strip_theme(node)
    ids: dict[str, str] = {FORMER: former.get(f"{W}styleId", "")}
    ours: list[etree._Element] = [former]
    body = profile.roles["body"]
    # Normal first: the others are based on it.
    roles = {"body": body, **profile.roles, FRAME: replace(body, style=_FRAME_NAME, first=0, spacing=0)}
    for key, role in roles.items():
        names = (role.style.lower(), *_ALIASES.get(role.style.lower(), ()))
        old = next((nodes[("paragraph", name)] for name in names if ("paragraph", name) in nodes), None)
        wanted = _BUILT_IN.get(role.style.lower(), "Hegao" + key.title().replace("_", ""))
        ids[key] = (old.get(f"{W}styleId") if old is not None else None) or _free(wanted, taken)
        level = _HEADINGS.index(key) if key in _HEADINGS else None
        ours.append(_style(key, role, profile, ids, level))
        if old is not None:
            root.remove(old)
    for key, name in _RUN_IN.items():
        old = nodes.get(("character", name))
        ids[f"{key}-text"] = (old.get(f"{W}styleId") if old is not None else None) or _free(
            f"Hegao{key.title()}Text", taken
        )
        if old is not None:
            root.remove(old)
        ours.append(_run_in(name, ids[f"{key}-text"], profile.roles[key], profile))
    if former.getparent() is not None:
        root.remove(former)
    _keep_look(root, ids)
    _set_defaults(root, profile)
    for node in ours:
        root.append(node)
    return ids


def character_styles(root: etree._Element) -> dict[str, tuple[str, etree._Element]]:
    """Each character style's id to its name in small letters and its w:rPr, that of the styles below it folded in."""
    nodes = {n.get(f"{W}styleId", ""): n for n in root.iterchildren(f"{W}style") if n.get(f"{W}type") == "character"}
    return {name: (_name(node), _folded(_chain(name, nodes), "rPr")) for name, node in nodes.items()}


def strip_themes(root: etree._Element) -> None:
    """Take the references to theme fonts out of a part, so that the styles decide."""
    for node in list(root.iter(f"{W}rFonts")):
        _strip_theme(node)


def _strip_theme(node: etree._Element) -> None:
    for attribute in THEMES:
        if attribute in node.attrib:
            del node.attrib[attribute]
    parent = node.getparent()
    if parent is not None and not node.attrib:
        parent.remove(node)


def _name(node: etree._Element) -> str:
    return (value(node, "name") or "").strip().lower()


def _free(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "_"
    taken.add(wanted)
    return wanted


def _style(key: str, role: Role, profile: Profile, ids: dict[str, str], level: int | None) -> etree._Element:
    normal = key == "body"
    style = make("style", type="paragraph", styleId=ids[key])
    if normal:
        style.set(f"{W}default", "1")
    elif role.style.lower() not in _BUILT_IN:
        style.set(f"{W}customStyle", "1")
    style.append(make("name", role.style))
    if not normal:
        style.extend([make("basedOn", ids["body"]), make("next", ids["body"])])
    style.extend([make("uiPriority", "1"), make("qFormat"), paragraph_format(role, profile, level)])
    style.append(run_format(role, profile))
    return style


def _run_in(name: str, identity: str, role: Role, profile: Profile) -> etree._Element:
    style = make("style", type="character", customStyle="1", styleId=identity)
    style.extend([make("name", name), make("uiPriority", "1"), make("qFormat")])
    form = make("rPr")
    form.append(fonts(role, profile))
    if role.bold:
        form.extend([make("b"), make("bCs")])
    style.append(form)
    return style


def _keep_look(root: etree._Element, ids: dict[str, str]) -> None:
    """What other styles had from Normal they now have from FORMER."""
    for node in root.iterchildren(f"{W}style"):
        linked = node.find(f"{W}link")
        if linked is not None and linked.get(f"{W}val") in ids.values():
            node.remove(linked)
        if node.get(f"{W}type", "paragraph") != "paragraph":
            continue
        if f"{W}default" in node.attrib:
            del node.attrib[f"{W}default"]
        if value(node, "basedOn") in (None, ids["body"]):
            put(node, make("basedOn", ids[FORMER]), STYLE_ORDER)


def _set_defaults(root: etree._Element, profile: Profile) -> None:
    old = root.find(f"{W}docDefaults")
    if old is not None:
        root.remove(old)
    body = profile.roles["body"]
    form = make("rPr")
    form.append(fonts(body, profile))
    form.extend([make(name, str(round(body.size * 2))) for name in ("sz", "szCs")])
    form.append(make("lang", "en-US", eastAsia="zh-CN", bidi="ar-SA"))
    defaults = make("docDefaults")
    run, paragraph = make("rPrDefault"), make("pPrDefault")
    run.append(form)
    defaults.extend([run, paragraph])
    root.insert(0, defaults)


def _former(root: etree._Element, profile: Profile, identity: str) -> etree._Element:
    nodes = {
        node.get(f"{W}styleId", ""): node
        for node in root.iterchildren(f"{W}style")
        if node.get(f"{W}type", "paragraph") == "paragraph"
    }
    default = next((name for name, node in nodes.items() if node.get(f"{W}default") in ("1", "true", "on")), "")
    chain = _chain(default, nodes)
    basis = root.find(f"{W}docDefaults")
    levels = [] if basis is None else [level for level in basis if len(level)]
    style = make("style", type="paragraph", customStyle="1", styleId=identity)
    style.extend([make("name", _FORMER_NAME), make("uiPriority", "99"), make("semiHidden")])
    paragraph, run = _folded([*levels, *chain], "pPr"), _folded([*levels, *chain], "rPr")
    for child in paragraph.findall(f"{W}numPr"):
        paragraph.remove(child)
    face = child_of(run, "rFonts")
    put(run, face, RUN_ORDER)
    _strip_theme(face)
    for slot, name in fonts(profile.roles["body"], profile).attrib.items():
        if slot not in face.attrib:
            face.set(slot, name)
    for name in ("sz", "szCs"):
        if run.find(W + name) is None:
            put(run, make(name, "20"), RUN_ORDER)
    style.extend([paragraph, run])
    return style


def _chain(name: str, nodes: dict[str, etree._Element]) -> list[etree._Element]:
    """A style and those it is based on, the lowest first."""
    chain: list[etree._Element] = []
    while name in nodes and nodes[name] not in chain and len(chain) < _DEPTH:
        chain.append(nodes[name])
        name = value(nodes[name], "basedOn") or ""
    return chain[::-1]


def _folded(levels: Iterable[etree._Element], name: str) -> etree._Element:
    """One w:pPr or w:rPr that says what several say one over the other."""
    folded = make(name)
    order = PARAGRAPH_ORDER if name == "pPr" else RUN_ORDER
    for child in _children(levels, name):
        known = folded.find(str(child.tag))
        new = copy.deepcopy(child)
        new.tail = None
        if known is not None and child.tag in (f"{W}rFonts", f"{W}ind", f"{W}spacing", f"{W}lang"):
            for attribute, text in new.attrib.items():
                known.set(attribute, text)
        elif child.tag in {W + one for one in order}:
            put(folded, new, order)
    return folded


def _children(levels: Iterable[etree._Element], name: str) -> Iterator[etree._Element]:
    for level in levels:
        properties = level.find(W + name)
        if properties is not None:
            yield from properties.iterchildren(etree.Element)
