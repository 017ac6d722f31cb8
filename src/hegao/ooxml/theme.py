"""The theme and settings of a draft in, the fonts and colours its formats refer to by name out."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from hegao.ooxml.package import W
from hegao.ooxml.styles import hexadecimal

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# What the theme calls the Chinese, Japanese … font, by the beginning of the language of East Asian text.
_SCRIPTS = (
    ("zh-tw", "Hant"),
    ("zh-hk", "Hant"),
    ("zh-mo", "Hant"),
    ("zh-hant", "Hant"),
    ("ja", "Jpan"),
    ("ko", "Hang"),
)
_SLOTS = {"Ascii": "latin", "HAnsi": "latin", "EastAsia": "ea", "Bidi": "cs"}
_COLORS = {  # what formats call the colours of the theme
    "dark1": "dk1",
    "text1": "dk1",
    "dk1": "dk1",
    "tx1": "dk1",
    "light1": "lt1",
    "background1": "lt1",
    "lt1": "lt1",
    "bg1": "lt1",
    "dark2": "dk2",
    "text2": "dk2",
    "dk2": "dk2",
    "tx2": "dk2",
    "light2": "lt2",
    "background2": "lt2",
    "lt2": "lt2",
    "bg2": "lt2",
    **{name: name for name in ("accent1", "accent2", "accent3", "accent4", "accent5", "accent6")},
    "hyperlink": "hlink",
    "hlink": "hlink",
    "followedHyperlink": "folHlink",
    "folHlink": "folHlink",
}


@dataclass(frozen=True, slots=True)
class Theme:
    """Fonts and colours by the names formats call them by."""

    fonts: Mapping[str, str] = field(default_factory=dict)  # minorEastAsia …
    colors: Mapping[str, str] = field(default_factory=dict)  # text1 …: RRGGBB


def read_theme(root: etree._Element | None, language: str) -> Theme:
    """The theme; `language` of East Asian text decides which of its fonts is the Chinese one. No theme has nothing."""
    if root is None:
        return Theme()
    script = next((name for start, name in _SCRIPTS if language.lower().startswith(start)), "Hans")
    fonts: dict[str, str] = {}
    for kind in ("major", "minor"):
        family = root.find(f"{_A}themeElements/{_A}fontScheme/{_A}{kind}Font")
        for slot, name in _SLOTS.items():
            fonts[kind + slot] = _font(family, name, script)
    scheme = root.find(f"{_A}themeElements/{_A}clrScheme")
    known = {} if scheme is None else {str(node.tag).removeprefix(_A): _color(node) for node in scheme}
    colors = {name: known[key] for name, key in _COLORS.items() if known.get(key)}
    return Theme(fonts, colors)


def color_of(theme: Theme, name: str, tint: str | None = None, shade: str | None = None) -> str | None:
    """RRGGBB of a colour of the theme, made lighter or darker as w:themeTint and w:themeShade say; None unknown."""
    found = theme.colors.get(name)
    if found is None:
        return None
    lighter, darker = hexadecimal(tint), hexadecimal(shade)
    if lighter is None and darker is None:
        return found
    hue, light, full = colorsys.rgb_to_hls(*(int(found[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    if darker is not None:
        light *= min(darker, 255) / 255
    if lighter is not None:
        light = light * min(lighter, 255) / 255 + 1 - min(lighter, 255) / 255
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))


def east_asian_language(settings: etree._Element | None) -> str:
    """The language settings give East Asian text of the theme, "" for none."""
    node = None if settings is None else settings.find(f"{W}themeFontLang")
    return "" if node is None else node.get(f"{W}eastAsia", "")


def _font(family: etree._Element | None, slot: str, script: str) -> str:
    if family is None:
        return ""
    named = family.find(_A + slot)
    name = "" if named is None else named.get("typeface", "")
    if name or slot != "ea":
        return name
    return next((node.get("typeface", "") for node in family.iterfind(f"{_A}font") if node.get("script") == script), "")


def _color(node: etree._Element) -> str:
    for child in node:
        value = child.get("val", "") if child.tag == f"{_A}srgbClr" else child.get("lastClr", "")
        if len(value) == 6 and hexadecimal(value) is not None:
            return value.upper()
    return ""
