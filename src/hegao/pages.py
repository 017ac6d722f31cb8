"""A draft and its proof in, what checks of its pages ask for out: sections that hold text, where a finding stands, how
lengths are said, which form of document it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from hegao.elements import MASTHEAD
from hegao.layout import Page, Profile, Proof, SectionLayout
from hegao.model import Analysis, Document, Span
from hegao.text import HAN, NOT_PROSE

POINT = 25.4 / 72  # millimetres
SPACE = " \t\u00a0\u2002\u2003\u3000"
PRINTED = re.compile(rf"[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日[{SPACE}]*印发[{SPACE}]*$")  # 印发日期 in 版记
_PARTS = ("body", "cell", "box")  # kinds of paragraphs that stand on the page itself, not in its margins
_SHORT, _BEGINNING = 30, 20  # characters of a paragraph a finding covers: all of a short one, else its beginning
NUMBER = re.compile(rf"[{HAN}XxＸ×*]{{1,14}}〔[0-9]{{4}}〕[0-9XxＸ×*]+号")  # 发文字号 by itself
_OTHER_HEADS = ("文件", "纪要", "令", "公报", "简报")  # how 发文机关标志 ends where the draft is no 信函
_LETTER_RULE = 5  # millimetres a red rule is longer than the text area, at least, to be that of a 信函 (10.1)
_SIZES = {
    42: "初号", 36: "小初", 26: "1 号", 24: "小一", 22: "2 号", 18: "小二", 16: "3 号", 15: "小三", 14: "4 号",
    12: "小四", 10.5: "5 号", 9: "小五", 7.5: "6 号", 6.5: "小六", 5.5: "7 号", 5: "8 号",
}  # fmt: skip


def number(value: float, decimals: int = 1) -> str:
    """With so many decimals at most: 25.4, 37."""
    return f"{round(value, decimals) + 0:g}"


def size_name(points: float) -> str:
    """A size as clerks know it: 小四（12 磅）."""
    name = _SIZES.get(points)
    return f"{name}（{number(points)} 磅）" if name else f"{number(points)} 磅"


def beginning(document: Document, paragraph: int) -> Span:
    """What a finding about a whole paragraph covers."""
    length = len(document.paragraphs[paragraph - 1].text)
    return Span(paragraph, 0, length if length <= _SHORT else _BEGINNING)


def sections_with_text(analysis: Analysis, proof: Proof) -> Mapping[int, int]:
    """Indices of the sections that hold text, each with its first paragraph that is not empty."""
    found: dict[int, int] = {}
    for k, paragraph in enumerate(analysis.document.paragraphs):
        if paragraph.kind in _PARTS and paragraph.text.strip():
            found.setdefault(proof.layout.paragraphs[k].section, k + 1)
    # Of a text box the section may be unknown, and then stand for none.
    return {index: first for index, first in sorted(found.items()) if 0 <= index < len(proof.layout.sections)}


def where(sections: Sequence[int], of: int) -> str:
    """Which of `of` sections a finding tells of, for the end of its message; nothing where there is but one."""
    if of < 2:
        return ""
    if len(sections) == of:
        return f"（全文 {of} 节都是这样）"
    return f"（第 {'、'.join(str(index + 1) for index in sections)} 节）"


def is_across(section: SectionLayout) -> bool:
    """Whether the sheet lies on its long side."""
    return section.width > section.height


def left_out_of(section: SectionLayout) -> float:
    """From the left edge of the sheet to the text, millimetres."""
    return section.left + section.gutter


def sides_off(section: SectionLayout, page: Page, tolerance: float) -> tuple[str, ...]:
    """Which margins are not those of a page."""
    # Word writes whole twentieths of a point: a millimetre is 56.7 of them.
    room = tolerance + 0.02
    measured = {
        "top": section.top,
        "bottom": section.bottom,
        "left": left_out_of(section),
        "right": section.right,
    }
    return tuple(side for side, value in measured.items() if abs(value - getattr(page, side)) > room)


def nearest_page(section: SectionLayout, profile: Profile) -> Page:
    """The page a section is meant to have: of the profile's and the further right ones that with the fewest margins
    to change."""
    return min(
        (profile.page, *profile.accepts), key=lambda page: len(sides_off(section, page, profile.tolerance.margin))
    )


def is_red(color: str | None) -> bool:
    """Whether a colour is a red."""
    if color is None or not re.fullmatch("[0-9A-Fa-f]{6}", color):
        return False
    red, green, blue = (int(color[k : k + 2], 16) for k in (0, 2, 4))
    return red >= 0x90 and green <= 0x60 and blue <= 0x60


def letter_rules(proof: Proof) -> tuple[tuple[int, float], ...]:
    """The red double rules of a 信函 (10.1): numbers of their paragraphs and how long they are, in millimetres; none
    where the draft is no letter of that form."""
    drawn: list[tuple[int, float]] = []
    bordered: list[tuple[int, float]] = []
    for at, paragraph in enumerate(proof.layout.paragraphs, 1):
        if not 0 <= paragraph.section < len(proof.layout.sections):
            continue
        section = proof.layout.sections[paragraph.section]
        room = section.width - left_out_of(section) - section.right
        drawn += [
            (at, one.width * POINT)
            for one in paragraph.drawings
            if one.kind == "line" and is_red(one.color) and one.width * POINT >= room + _LETTER_RULE
        ]
        bordered += [
            (at, room - (paragraph.left + paragraph.right) * POINT)
            for one in paragraph.borders
            if one.side in ("top", "bottom") and "hick" in one.kind and "hin" in one.kind and is_red(one.color)
        ]
    if bordered:
        return (*bordered, *drawn)
    return tuple(drawn) if len(drawn) >= 2 else ()


def single_letter_rules(document: Document, proof: Proof) -> tuple[tuple[int, bool], ...]:
    """The red rules between name and 发文字号, where 10.1 has a double one: numbers of their paragraphs and whether
    they are borders; none where the draft has another head."""
    first = next((at for at, role in enumerate(proof.roles, 1) if role == "number"), 0)
    named = next((at for at in range(first - 1, 0, -1) if proof.roles[at - 1] == "issuer"), 0)
    if not named:
        return ()
    name, *between, sign = (p.text.strip(SPACE + NOT_PROSE) for p in document.paragraphs[named - 1 : first])
    form = proof.layout.paragraphs[first - 1]
    known = 0 <= form.section < len(proof.layout.sections)
    if name.endswith(_OTHER_HEADS) or any(between) or not NUMBER.fullmatch(sign) or not known:
        return ()
    page, short = proof.layout.sections[form.section], 2 * proof.profile.tolerance.margin
    least = page.width - left_out_of(page) - page.right - short
    found: list[tuple[int, bool]] = []
    for at in range(named, first + 1):
        look = proof.layout.paragraphs[at - 1]
        wide = (look.left + look.right) * POINT <= short
        sides = [side for side, there in (("top", at > named), ("bottom", at < first)) if there]
        found += [(at, True) for one in look.borders if wide and one.side in sides and is_red(one.color)]
        # Where a drawn one stands, no file says: only of a 信函 the number is at the right.
        if form.align in ("right", "end"):
            found += [
                (at, False)
                for one in look.drawings
                if one.kind == "line" and is_red(one.color) and one.width * POINT >= least
            ]
    return tuple(found)


def is_letter(document: Document, proof: Proof) -> bool:
    """Whether the draft has the head of a 信函 (10.1), its rules double or not."""
    return bool(letter_rules(proof) or single_letter_rules(document, proof))


def is_formal(proof: Proof) -> bool:
    """Whether the draft has the parts of a document that is sent out: 版头, 版记, or 主送机关 and 成文日期."""
    roles = set(proof.roles)
    return bool(roles & {*MASTHEAD, "imprint"}) or {"addressee", "date"} <= roles


def lines_of(texts: Iterable[str], characters: int) -> int:
    """How many lines paragraphs take, an empty one as well."""
    return sum(1 + max(0, len(text) - 1) // characters for text in texts)
