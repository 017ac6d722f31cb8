"""The footers of a Word draft in, a Hit where page numbers are not as GB/T 9704 7.5 has them out.

`what`: `missing` (a text of more than a page has none), `typed` (digits that are the same on each page), `looks` (size
and font), `dashes` (no single dash on each side), `place` (not at the outer edge, one character in), `restart` (the
attachments begin with 1 again). `drafts`: `formal` judges documents that are sent out (版头, 版记, or 主送 and
成文日期), `plain` all others.

A number in a text box, a frame, a table or behind tabs stands where no file says; its place is not judged. Values:
`fault` says what was measured and what is wanted, `where` which sections it tells of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hegao.layout import Layout, Letters, ParagraphLayout, Profile, Proof, Remedy
from hegao.model import Analysis, Hit, Segment, Span
from hegao.pages import (
    SPACE,
    beginning,
    is_across,
    is_formal,
    is_letter,
    lines_of,
    number,
    sections_with_text,
    size_name,
    where,
)
from hegao.profile import face_of
from hegao.text import NOT_PROSE, spaced

VALUES = ("fault", "where")

_DASH = "—―─－–一"  # how 一字线 is typed
_LINE = r"\-‐‑‒﹣~～·"
_DIGITS = "[0-9０-９]{0,4}"
_DASHED = re.compile(rf"[{_DASH}][{SPACE}]*{_DIGITS}[{SPACE}]*[{_DASH}]")
_TYPED = re.compile(rf"(?:第|[{_DASH}{_LINE}{SPACE}])*[0-9０-９]{{1,3}}(?:页|[{_DASH}{_LINE}{SPACE}])*")
_NUMBER = re.compile(rf"(?:第|共|页|[/／，,0-9０-９{_DASH}{_LINE}{SPACE}{NOT_PROSE}])*")
_MOST = 30  # paragraphs of one footer that are looked at: all sections may share it
_LONGER = 1.2  # pages a text must take by a rough count, to be sure that it needs more than one


@dataclass(frozen=True, slots=True)
class Params:
    what: tuple[Literal["missing", "typed", "looks", "dashes", "place", "restart"], ...]
    drafts: Literal["any", "formal", "plain"] = "any"


@dataclass(frozen=True, slots=True)
class _Footer:
    """What stands below the text of a section's odd (default), even or first pages."""

    section: int
    kind: str
    numbers: tuple[int, ...]  # of its paragraphs
    counted: tuple[int, ...]  # of those that hold the number of the page


@dataclass(frozen=True, slots=True)
class _Fault:
    span: Span
    section: int
    actual: str
    expected: str
    says: str


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    proof = analysis.proof()
    if proof is None or (params.drafts != "any" and is_formal(proof) != (params.drafts == "formal")):
        return
    first = sections_with_text(analysis, proof)
    footers = tuple(_footers(proof.layout, tuple(first)))
    kept = is_letter(analysis.document, proof) or not _are_numbers(analysis, footers)
    mends = () if kept else tuple(_made_anew(proof, tuple(first)))
    if "missing" in params.what and _is_missing(analysis, proof, footers):
        values = {"fault": "没有页码", "where": ""}
        yield Hit(Span(1, 0, 0), "", None, values, mends)
    if "restart" in params.what:
        yield from _restarts(analysis, proof, first)
    same: dict[str, list[_Fault]] = {}
    for kind, found in (
        ("missing", _half_missing),
        ("typed", _typed),
        ("looks", _looks),
        ("dashes", _dashes),
        ("place", _places),
    ):
        if kind in params.what:
            for fault in found(analysis, proof, footers):
                same.setdefault(fault.says, []).append(fault)
    for says, faults in same.items():
        sections = tuple(dict.fromkeys(fault.section for fault in faults))
        values = {"fault": says, "where": where(sections, len(first))}
        yield Hit(faults[0].span, faults[0].actual, faults[0].expected, values, mends)


def _footers(layout: Layout, sections: Sequence[int]) -> Iterator[_Footer]:
    """The footers that are printed; one of several sections is told of each."""
    for index in sections:
        section = layout.sections[index]
        kinds = ["default", *(["even"] if layout.paired else []), *(["first"] if section.title_page else [])]
        for kind in kinds:
            numbers = section.footers.get(kind, ())[:_MOST]
            counted = tuple(at for at in numbers if _counts(layout.paragraphs[at - 1]))
            yield _Footer(index, kind, numbers, counted)


def _counts(form: ParagraphLayout) -> bool:
    return any(name == "PAGE" for _, _, name in form.fields)


def _are_numbers(analysis: Analysis, footers: Sequence[_Footer]) -> bool:
    """Whether all that stands in the footers is page numbers, so that they may be made anew."""
    if any(len(footer.numbers) == _MOST for footer in footers):
        return False
    texts = (analysis.document.paragraphs[at - 1].text for footer in footers for at in footer.numbers)
    return all(_NUMBER.fullmatch(text) for text in texts)


def _made_anew(proof: Proof, sections: Sequence[int]) -> Iterator[Remedy]:
    """The profile's numbers where the profile has them."""
    footer, room = proof.profile.page.footer, proof.profile.tolerance.margin
    yield Remedy("page_numbers")
    for index in sections:
        section = proof.layout.sections[index]
        if not is_across(section) and abs(section.footer - footer) > room:
            yield Remedy("section", index, values={"footer": footer})


def _is_missing(analysis: Analysis, proof: Proof, footers: Sequence[_Footer]) -> bool:
    document, layout, page = analysis.document, proof.layout, proof.profile.page
    margins = [k for k, paragraph in enumerate(document.paragraphs) if paragraph.kind in ("header", "footer", "box")]
    if any(_counts(layout.paragraphs[k]) or _TYPED.fullmatch(document.paragraphs[k].text.strip()) for k in margins):
        return False
    if any(_is_unread(document.paragraphs[k].text, layout.paragraphs[k]) for k in margins):
        return False
    if any(name == "PAGE" for form in layout.paragraphs for _, _, name in form.fields):
        return False
    texts = [p.text for p, form in zip(document.paragraphs, layout.paragraphs, strict=True)
             if p.kind == "body" and not form.framed]  # fmt: skip
    rows = sum(table.rows for table in layout.tables if not table.nested)
    return lines_of(texts, page.characters) + rows // 2 > page.lines * _LONGER


def _is_unread(text: str, form: ParagraphLayout) -> bool:
    """Whether something of a paragraph may be a number nobody can read: Word's element of old for it, an object."""
    known = {drawing.at for drawing in form.drawings if drawing.kind != "other"}
    return any(character == NOT_PROSE and at not in known for at, character in enumerate(text))


def _half_missing(analysis: Analysis, proof: Proof, footers: Sequence[_Footer]) -> Iterator[_Fault]:
    """Odd pages are numbered and even ones are not, or the other way round."""
    counted = {(footer.section, footer.kind): footer.counted for footer in footers}
    for index in dict.fromkeys(footer.section for footer in footers if proof.layout.paired):
        odd, even = counted[index, "default"], counted[index, "even"]
        if bool(odd) != bool(even):
            one, other = ("单页", "双页") if odd else ("双页", "单页")
            span = beginning(analysis.document, (odd or even)[0])
            yield _Fault(span, index, one, f"{one}、{other}", f"设了奇偶页不同，只有{one}有页码，{other}没有")


def _restarts(analysis: Analysis, proof: Proof, first: Mapping[int, int]) -> Iterator[Hit]:
    layout = proof.layout
    attachments = {layout.paragraphs[k].section for k, role in enumerate(proof.roles) if role == "attachment_label"}
    for index, at in first.items():
        section, before = layout.sections[index], layout.sections[index - 1]
        if not index or section.number_start is None or index not in attachments:
            continue
        # A list of contents or a cover is counted by itself.
        if before.number_format != section.number_format or section.number_format not in ("decimal", "numberInDash"):
            continue
        says = f"附件的页码又从 {section.number_start} 起，与正文一起装订的应连续编排"
        values = {"fault": says, "where": where((index,), len(first))}
        remedy = Remedy("section", index, values={"number_start": ""})
        yield Hit(beginning(analysis.document, at), str(section.number_start), "续前节", values, (remedy,))


def _typed(analysis: Analysis, proof: Proof, footers: Sequence[_Footer]) -> Iterator[_Fault]:
    for footer in footers:
        if footer.counted:
            continue
        for at in footer.numbers:
            text, form = analysis.document.paragraphs[at - 1].text, proof.layout.paragraphs[at - 1]
            if text.strip() and not form.fields and _TYPED.fullmatch(text.strip()):
                says = f"页码“{text.strip()}”是键入的数字，各页都一样，应插入页码"
                yield _Fault(Span(at, 0, len(text)), footer.section, text.strip(), "自动页码", says)


def _looks(analysis: Analysis, proof: Proof, footers: Sequence[_Footer]) -> Iterator[_Fault]:
    profile = proof.profile
    role = profile.roles["page_number"]
    font = role.latin or profile.latin
    for footer, at in _each(footers):
        letters = _digits(proof.layout.paragraphs[at - 1])
        said, wanted = [], []
        if abs(letters.size - role.size) > profile.tolerance.points:
            said.append(size_name(letters.size))
            wanted.append(size_name(role.size))
        if letters.ascii and not _alike(letters.ascii, font, profile):
            said.append(letters.ascii)
            wanted.append(f"半角{font}")
        if said:
            says = f"页码为{spaced('、'.join(said))}，一般用{spaced('、'.join(wanted))}"
            yield _Fault(beginning(analysis.document, at), footer.section, "、".join(said), "、".join(wanted), says)


def _digits(form: ParagraphLayout) -> Letters:
    """The letters of the number itself."""
    start, end = next((start, end) for start, end, name in form.fields if name == "PAGE")
    within = [one for one in form.letters if one.start < end and start < one.end]
    beside = [one for one in form.letters if one.start <= start <= one.end]
    empty = [one for one in form.unshown if one.start == start == end]
    return (empty or within or beside or [form.mark])[0]


def _alike(font: str, wanted: str, profile: Profile) -> bool:
    face = face_of(profile, wanted)
    return font.lower() == wanted.lower() or (face is not None and face_of(profile, font) == face)


def _dashes(analysis: Analysis, proof: Proof, footers: Sequence[_Footer]) -> Iterator[_Fault]:
    for footer, at in _each(footers):
        text = analysis.document.paragraphs[at - 1].text.strip(SPACE + NOT_PROSE)
        if not _DASHED.fullmatch(text):
            shown = text or "1"
            says = f"页码写作“{shown}”，数字左右应各放一条一字线，即“— 1 —”"
            yield _Fault(beginning(analysis.document, at), footer.section, shown, "— 1 —", says)


def _places(analysis: Analysis, proof: Proof, footers: Sequence[_Footer]) -> Iterator[_Fault]:
    layout = proof.layout
    for footer, at in _each(footers):
        # Clause 8 has pages across numbered as if they stood upright.
        if footer.kind == "first" or is_across(layout.sections[footer.section]):
            continue
        text = analysis.document.paragraphs[at - 1].text
        if not _is_placed(layout, footer, text):
            continue
        says, actual, expected = _place(proof, layout.paragraphs[at - 1], text, footer.kind)
        if says:
            yield _Fault(beginning(analysis.document, at), footer.section, actual, expected, says)


def _is_placed(layout: Layout, footer: _Footer, text: str) -> bool:
    """Whether the number stands where its paragraph's alignment and indents put it."""
    forms = [layout.paragraphs[at - 1] for at in footer.numbers]
    free = any(form.framed or form.table is not None or form.drawings for form in forms)
    return not free and len(footer.counted) == 1 and "\t" not in text and "\v" not in text


def _place(proof: Proof, form: ParagraphLayout, text: str, kind: str) -> tuple[str, str, str]:
    """What is wrong with a number's place, where it is and where it should be; empty where nothing is."""
    role, sides = proof.profile.roles["page_number"], {"center": "居中", "right": "居右", "end": "居右"}
    side, blank = sides.get(form.align, "居左"), f"空 {number(role.right)} 字"
    if not proof.layout.paired:
        both = f"单页码居右、双页码居左，各{blank}"
        return f"各页页码都{side}，应为{both}", side, both
    page, wanted = ("双页", "居左") if kind == "even" else ("单页", "居右")
    if side != wanted:
        return f"{page}码{side}，应{wanted}{blank}", side, f"{wanted}{blank}"
    size = _digits(form).size or role.size
    indent = form.right if wanted == "居右" else form.left + form.first
    blanks = text[len(text.rstrip(SPACE)) :] if wanted == "居右" else text[: len(text) - len(text.lstrip(SPACE))]
    typed = sum(1.0 if blank in "\u2003\u3000" else 0.5 for blank in blanks)
    measured = indent / size + typed
    # A wrong size is another fault, and an indent may be counted in characters of the text.
    sizes = (size, role.size, proof.profile.roles["body"].size)
    if any(abs(indent / one + typed - role.right) <= proof.profile.tolerance.characters for one in sizes):
        return "", "", ""
    return f"{page}码{wanted}空 {number(measured)} 字，应{blank}", f"空 {number(measured)} 字", blank


def _each(footers: Sequence[_Footer]) -> Iterator[tuple[_Footer, int]]:
    """Each paragraph with a number of the page, once a section."""
    for footer in footers:
        for at in footer.counted:
            yield footer, at
