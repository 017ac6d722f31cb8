"""A profile in, the footer parts with its page numbers out."""

from __future__ import annotations

from lxml import etree

from hegao.layout import Profile
from hegao.ooxml.formats import indent
from hegao.ooxml.package import W
from hegao.ooxml.parts import written
from hegao.ooxml.schema import make


def page_number(profile: Profile, style: str, even: bool) -> bytes:
    """A footer part: the number of the page between dashes, at the outer edge of the sheet."""
    role = profile.roles["page_number"]
    paragraph = make("p")
    form = make("pPr")
    form.append(make("pStyle", style))
    if even:
        form.extend([indent(role.size, left=role.right), make("jc", "left")])
    paragraph.append(form)
    for kind, text in (
        ("", "— "),
        ("begin", ""),
        ("code", " PAGE "),
        ("separate", ""),
        ("", "1"),
        ("end", ""),
        ("", " —"),
    ):
        run = make("r")
        if kind == "code":
            run.append(_text("instrText", text))
        elif kind:
            run.append(make("fldChar", fldCharType=kind))
        else:
            if "—" in text:
                form = make("rPr")
                form.append(make("rFonts", hint="eastAsia"))
                run.append(form)
            run.append(_text("t", text))
        paragraph.append(run)
    footer = etree.Element(f"{W}ftr", nsmap={"w": W[1:-1]})
    footer.append(paragraph)
    return written(footer)


def _text(name: str, text: str) -> etree._Element:
    element = make(name)
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element
