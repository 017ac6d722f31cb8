"""Names of WordprocessingML in, its elements out, each child at the place the schema wants it."""

from __future__ import annotations

from lxml import etree

from hegao.ooxml.package import W

_SPACE = W[1:-1]

# The order in which the schema wants the children.
PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle",
    "rPr", "sectPr", "pPrChange",
)  # fmt: skip
RUN_ORDER = (
    "ins", "del", "moveFrom", "moveTo", "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike",
    "dstrike", "outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color",
    "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign",
    "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange",
)  # fmt: skip
TABLE_ORDER = (
    "tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc",
    "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption",
    "tblDescription", "tblPrChange",
)  # fmt: skip
CELL_ORDER = (
    "cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection",
    "tcFitText", "vAlign", "hideMark", "headers", "cellIns", "cellDel", "cellMerge", "tcPrChange",
)  # fmt: skip
SECTION_ORDER = (
    "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc", "pgBorders",
    "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi",
    "rtlGutter", "docGrid", "printerSettings", "sectPrChange",
)  # fmt: skip
STYLE_ORDER = (
    "name", "aliases", "basedOn", "next", "link", "autoRedefine", "hidden", "uiPriority", "semiHidden",
    "unhideWhenUsed", "qFormat", "locked", "personal", "personalCompose", "personalReply", "rsid", "pPr", "rPr",
    "tblPr", "trPr", "tcPr", "tblStylePr",
)  # fmt: skip
LEVEL_ORDER = (
    "start", "numFmt", "lvlRestart", "pStyle", "isLgl", "suff", "lvlText", "lvlPicBulletId", "legacy", "lvlJc", "pPr",
    "rPr",
)  # fmt: skip

THEMES = tuple(f"{W}{slot}" for slot in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"))


def make(name: str, value: str | None = None, **attributes: str) -> etree._Element:
    """The element w:name with w:val and other w: attributes."""
    element = etree.Element(W + name, nsmap={"w": _SPACE})
    if value is not None:
        element.set(f"{W}val", value)
    for key, text in attributes.items():
        element.set(W + key, text)
    return element


def put(parent: etree._Element, child: etree._Element, order: tuple[str, ...]) -> None:
    """Set a child at its place in the order, in the place of any of the same name."""
    for old in parent.findall(str(child.tag)):
        parent.remove(old)
    places = {W + name: place for place, name in enumerate(order)}
    own = places[str(child.tag)]
    at = next((k for k, other in enumerate(parent) if places.get(str(other.tag), own) > own), len(parent))
    parent.insert(at, child)


def child_of(parent: etree._Element, name: str, order: tuple[str, ...] = ()) -> etree._Element:
    """The child w:name; where there is none, made at its place in the order, without one at the front."""
    found = parent.find(W + name)
    if found is None:
        found = make(name)
        if order:
            put(parent, found, order)
        else:
            parent.insert(0, found)
    return found


def is_on(switch: etree._Element | None) -> bool:
    """Whether a switch like w:b is set."""
    return switch is not None and switch.get(f"{W}val") not in ("0", "false", "off")
