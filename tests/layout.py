"""What a laid-out .docx is, measured from its XML by Word's own rules and without the code that wrote it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LATIN = re.compile(r"[\x00-\x7f]")
_AMBIGUOUS = re.compile("[“”‘’—…·×°]")


@dataclass(frozen=True)
class Letters:
    """A stretch of text of one run, with what it looks like."""

    text: str
    font: str  # of its first character
    size: float  # points
    bold: bool
    spacing: float  # points
    color: str
    highlight: str
    raised: str  # vertAlign


@dataclass(frozen=True)
class Line:
    """A paragraph of the body or a cell."""

    text: str
    style: str  # name
    letters: tuple[Letters, ...]
    first: float  # characters
    left: float
    right: float
    hanging: float
    twips: dict[str, int]
    align: str
    rule: str
    pitch: float  # points
    room: int  # above or below
    new_page: bool
    outline: int | None
    within_table: bool


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def root(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(parts(data)[name])


def lines(data: bytes) -> list[Line]:
    """Every paragraph of the main part outside text boxes."""
    styles = {node.get(f"{W}styleId", ""): node for node in root(data, "word/styles.xml").iter(f"{W}style")}
    sheet = root(data, "word/styles.xml")
    default = next(n for n, s in styles.items() if s.get(f"{W}default") == "1" and s.get(f"{W}type") == "paragraph")
    found = []
    for node in root(data).iter(f"{W}p"):
        if any(above.tag == f"{W}txbxContent" for above in node.iterancestors()):
            continue
        form = node.find(f"{W}pPr")
        chosen = None if form is None else form.find(f"{W}pStyle")
        name = default if chosen is None else chosen.get(f"{W}val", "")
        levels = [sheet.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")]
        levels += [style.find(f"{W}pPr") for style in chain(name, styles)]
        levels.append(form)
        found.append(_line(node, name, levels, styles, sheet))
    return found


def line(data: bytes, start: str) -> Line:
    """The one paragraph whose text begins so."""
    matching = [one for one in lines(data) if one.text.startswith(start)]
    assert len(matching) == 1, [one.text for one in lines(data)]
    return matching[0]


def page(data: bytes, section: int = -1) -> dict[str, float]:
    """Margins in millimetres, the text area and how much text it takes."""
    node = [one for one in root(data).iter(f"{W}sectPr") if one.getparent().tag != f"{W}sectPrChange"][section]  # type: ignore[union-attr]
    size, margin = node.find(f"{W}pgSz"), node.find(f"{W}pgMar")
    assert size is not None
    assert margin is not None
    sides = {
        name: int(margin.get(f"{W}{name}", "0")) for name in ("top", "bottom", "left", "right", "header", "footer")
    }
    wide, high = int(size.get(f"{W}w", "0")), int(size.get(f"{W}h", "0"))
    grid = node.find(f"{W}docGrid")
    body = next(one for one in lines(data) if one.style == "Normal" and one.letters)
    across = (wide - sides["left"] - sides["right"]) / 20
    pitch = body.letters[0].size + body.letters[0].spacing
    if grid is not None and grid.get(f"{W}type") == "linesAndChars":
        pitch = body.letters[0].size + int(grid.get(f"{W}charSpace", "0")) / 4096
    down = (high - sides["top"] - sides["bottom"]) / 20
    found = {name: round(value * 25.4 / 1440, 2) for name, value in sides.items()}
    return found | {
        "width": round(wide * 25.4 / 1440),
        "height": round(high * 25.4 / 1440),
        "across": across,
        "lines": down // body.pitch,
        "characters": across // pitch,
    }


def footers(data: bytes, section: int = -1) -> dict[str, etree._Element]:
    """The footer parts of a section by kind."""
    node = list(root(data).iter(f"{W}sectPr"))[section]
    links = {one.get("Id"): one.get("Target", "") for one in root(data, "word/_rels/document.xml.rels")}
    return {
        one.get(f"{W}type", ""): root(data, f"word/{links[one.get(f'{R}id')]}")
        for one in node.iter(f"{W}footerReference")
    }


def chain(name: str, styles: dict[str, etree._Element]) -> list[etree._Element]:
    found: list[etree._Element] = []
    while name in styles and styles[name] not in found:
        found.insert(0, styles[name])
        based = styles[name].find(f"{W}basedOn")
        name = "" if based is None else based.get(f"{W}val", "")
    return found


def _line(
    node: etree._Element,
    name: str,
    levels: list[etree._Element | None],
    styles: dict[str, etree._Element],
    sheet: etree._Element,
) -> Line:
    ind = _attributes(levels, "ind")
    spacing = _attributes(levels, "spacing")
    room = {key: int(spacing.get(key, "0")) for key in ("before", "after", "beforeLines", "afterLines")}
    rule = spacing.get("lineRule", "auto")
    count = {key: int(ind.get(key, "0")) for key in ("firstLineChars", "hangingChars", "leftChars", "rightChars")}
    letters = []
    for run in node.iter(f"{W}r"):
        if next(run.iterancestors(f"{W}p")) is node:
            letters += _letters(run, name, styles, sheet)
    style = styles[name].find(f"{W}name") if name in styles else None
    level = _attributes(levels, "outlineLvl").get("val")
    size = letters[0].size if letters else 16
    return Line(
        "".join(one.text for one in letters),
        "" if style is None else style.get(f"{W}val", ""),
        tuple(one for one in letters if one.text.strip()),
        count["firstLineChars"] / 100 or int(ind.get("firstLine", "0")) / 20 / size,
        count["leftChars"] / 100 or int(ind.get("left", "0")) / 20 / size,
        count["rightChars"] / 100 or int(ind.get("right", "0")) / 20 / size,
        count["hangingChars"] / 100 or int(ind.get("hanging", "0")) / 20 / size,
        {key: int(value) for key, value in ind.items()},
        _attributes(levels, "jc").get("val", "left"),
        rule,
        int(spacing.get("line", "240")) / (240 if rule == "auto" else 20),
        max(room.values()),
        _switch(levels, "pageBreakBefore"),
        None if level is None else int(level),
        any(above.tag == f"{W}tc" for above in node.iterancestors()),
    )


def _letters(
    run: etree._Element, paragraph_style: str, styles: dict[str, etree._Element], sheet: etree._Element
) -> list[Letters]:
    form = run.find(f"{W}rPr")
    chosen = None if form is None else form.find(f"{W}rStyle")
    levels = [sheet.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")]
    levels += [style.find(f"{W}rPr") for style in chain(paragraph_style, styles)]
    if chosen is not None:
        levels += [style.find(f"{W}rPr") for style in chain(chosen.get(f"{W}val", ""), styles)]
    levels.append(form)
    fonts = _attributes(levels, "rFonts")
    assert not any("heme" in key for key in fonts), fonts
    found = []
    for child in run:
        if child.tag == f"{W}br":
            found.append(_look("\v", levels, fonts))
        elif child.tag == f"{W}t" and child.text:
            found.append(_look(child.text, levels, fonts))
    return found


def _look(text: str, levels: list[etree._Element | None], fonts: dict[str, str]) -> Letters:
    slot = "ascii" if _LATIN.match(text) else "eastAsia"
    if _AMBIGUOUS.match(text) and fonts.get("hint") != "eastAsia":
        slot = "hAnsi"
    return Letters(
        text,
        fonts.get(slot, ""),
        int(_attributes(levels, "sz").get("val", "20")) / 2,
        _switch(levels, "b"),
        int(_attributes(levels, "spacing").get("val", "0")) / 20,
        _attributes(levels, "color").get("val", "auto"),
        _attributes(levels, "highlight").get("val", ""),
        _attributes(levels, "vertAlign").get("val", ""),
    )


def _attributes(levels: list[etree._Element | None], name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for level in levels:
        node = None if level is None else level.find(W + name)
        if node is not None:
            found |= {str(key).removeprefix(W): str(value) for key, value in node.attrib.items()}
    return found


def _switch(levels: list[etree._Element | None], name: str) -> bool:
    last = [node for level in levels if level is not None and (node := level.find(W + name)) is not None][-1:]
    return bool(last) and last[0].get(f"{W}val") not in ("0", "false", "off")
