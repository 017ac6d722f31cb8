"""The pages of a Word draft in, a Hit where sheet, margins, lines or characters are not as the profile has them out.

`what`: `size` (the sheet), `landscape` (a sheet across without a table or picture), `margins`, `lines` (a page, by the
prevailing line pitch of the text), `characters` (a line), `footer` (how far the page number is from the edge; `less`
and `more` millimetres than the profile's are right as well), `header` (words or a rule in the header of a document
that is sent out). Sections with the same fault make one Hit.

Values: `fault` says what was measured and what is wanted, `where` which sections it tells of.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hegao.layout import Page, ParagraphLayout, Proof, Remedy, SectionLayout
from hegao.model import Analysis, Hit, Segment, Span
from hegao.pages import (
    POINT,
    beginning,
    is_across,
    is_formal,
    is_letter,
    left_out_of,
    nearest_page,
    number,
    sections_with_text,
    sides_off,
    where,
)
from hegao.text import NOT_PROSE, spaced

VALUES = ("fault", "where")

_SIDES = {"top": "上边距", "bottom": "下边距", "left": "左边距", "right": "右边距"}
_SHEETS = {
    (210, 297): "A4",
    (297, 420): "A3",
    (148, 210): "A5",
    (182, 257): "B5",
    (184, 260): "16 开",
    (216, 279): "信纸",
}
# Height of a line of single spacing, in sizes of its letters: that of common Chinese fonts, and how far others are off.
_LOW, _USUAL, _HIGH = 1.1, 1.3, 1.5
_SAME = 0.03  # points: what is written as whole twentieths
_Line = tuple[str, float, bool, float]  # rule, pitch, on the grid, size


@dataclass(frozen=True, slots=True)
class Params:
    what: Literal["size", "landscape", "margins", "lines", "characters", "footer", "header"]
    less: float = 0.0
    more: float = 0.0


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with one section."""

    actual: str
    expected: str
    says: str
    remedies: tuple[Remedy, ...]
    span: Span | None = None  # None: the beginning of the section


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    proof = analysis.proof()
    if proof is None:
        return
    first = sections_with_text(analysis, proof)
    same: dict[str, list[tuple[int, _Fault]]] = {}
    for index, fault in _faults(analysis, proof, params, tuple(first)):
        same.setdefault(fault.says, []).append((index, fault))
    for says, faults in same.items():
        index, fault = faults[0]
        yield Hit(
            fault.span or beginning(analysis.document, first[index]),
            fault.actual,
            fault.expected,
            {"fault": says, "where": where([index for index, _ in faults], len(first))},
            tuple(remedy for _, one in faults for remedy in one.remedies),
        )


def _faults(analysis: Analysis, proof: Proof, params: Params, sections: Sequence[int]) -> Iterator[tuple[int, _Fault]]:
    layout = proof.layout
    if params.what == "header":
        yield from _headers(analysis, proof, sections)
        return
    looks = _text_looks(analysis, proof) if params.what in ("lines", "characters") else {}
    letter = params.what == "margins" and is_letter(analysis.document, proof)
    shown = _with_table_or_picture(proof) if params.what in ("size", "landscape") else frozenset()
    for index in sections:
        section = layout.sections[index]
        fault: _Fault | None
        match params.what:
            case "size":
                fault = _size(index, section, proof, index in shown)
            case "landscape":
                fault = None if index in shown else _landscape(section)
            case "margins":
                fault = _margins(index, section, proof, letter and index == 0)
            case "lines":
                fault = _lines(analysis, proof, section, looks.get(index, ()))
            case "characters":
                fault = _characters(analysis, proof, section, looks.get(index, ()))
            case _:
                fault = _footer(analysis, proof, index, params)
        if fault is not None:
            yield index, fault


def _size(index: int, section: SectionLayout, proof: Proof, shown: bool) -> _Fault | None:
    page, room = proof.profile.page, proof.profile.tolerance.margin
    across = is_across(section)
    short, long = sorted((section.width, section.height))
    wide, high = sorted((page.width, page.height))
    if abs(short - wide) <= room and abs(long - high) <= room:
        return None
    # A wide table is folded in, or two pages are printed side by side, on a sheet of twice the size.
    if across and (shown or section.columns > 1) and abs(short - high) <= room and abs(long - 2 * wide) <= room:
        return None
    wanted = {"width": high, "height": wide} if across else {"width": wide, "height": high}
    actual, expected = _sheet(section.width, section.height), _sheet(wanted["width"], wanted["height"])
    return _Fault(
        actual, expected, f"纸张为{spaced(actual)}，应为{spaced(expected)}", (Remedy("section", index, values=wanted),)
    )


def _sheet(width: float, height: float) -> str:
    short, long = sorted((width, height))
    name = next((n for (w, h), n in _SHEETS.items() if abs(w - short) <= 1 and abs(h - long) <= 1), "")
    size = f"{number(width)}×{number(height)} 毫米"
    return f"{name}（{size}）" if name else size


def _landscape(section: SectionLayout) -> _Fault | None:
    if not is_across(section) or section.columns > 1:
        return None
    return _Fault("横排", "竖排", "没有表格和图片而纸张横排，公文用纸竖排", ())


def _with_table_or_picture(proof: Proof) -> frozenset[int]:
    layout = proof.layout
    return frozenset(table.section for table in layout.tables) | frozenset(
        paragraph.section for paragraph in layout.paragraphs if paragraph.drawings or paragraph.table is not None
    )


def _margins(index: int, section: SectionLayout, proof: Proof, letterhead: bool) -> _Fault | None:
    # A table across is turned with the page or set as wide as it needs: clause 8 says nothing of margins.
    if is_across(section):
        return None
    page = nearest_page(section, proof.profile)
    off = sides_off(section, page, proof.profile.tolerance.margin)
    if letterhead:
        off = tuple(side for side in off if side in ("left", "right"))
    if not off:
        return None
    values: dict[str, str | float | bool] = {side: getattr(page, side) for side in off}
    if "left" in off and section.gutter:
        values["gutter"] = 0
    said = [
        f"{_SIDES[side]}{'（含装订线）' if side == 'left' and section.gutter else ' '}{number(measured)} 毫米"
        for side in off
        for measured in [left_out_of(section) if side == "left" else getattr(section, side)]
    ]
    wanted = [number(getattr(page, side)) for side in off]
    return _Fault(
        "、".join(said),
        "、".join(f"{wish} 毫米" for wish in wanted),
        "；".join(f"{one}，应为 {wish} 毫米" for one, wish in zip(said, wanted, strict=True)),
        (Remedy("section", index, values=values),),
    )


# --- lines of a page, characters of a line


def _text_looks(analysis: Analysis, proof: Proof) -> Mapping[int, list[int]]:
    """Numbers of the paragraphs that are lined like the text itself, by section."""
    roles = proof.profile.roles
    found: dict[int, list[int]] = {}
    for at, (paragraph, role) in enumerate(zip(analysis.document.paragraphs, proof.roles, strict=True), 1):
        form = proof.layout.paragraphs[at - 1]
        lined = role in roles and (roles[role].line, roles[role].rule) == (roles["body"].line, roles["body"].rule)
        if lined and paragraph.text.strip() and form.letters and not (form.framed or form.drawings):
            found.setdefault(form.section, []).append(at)
    return found


def _lines(analysis: Analysis, proof: Proof, section: SectionLayout, numbers: Sequence[int]) -> _Fault | None:
    if is_across(section) or not numbers:
        return None
    profile, layout = proof.profile, proof.layout
    text = [at for at in numbers if proof.roles[at - 1] == "body"] or numbers
    looks = {at: _line_of(layout.paragraphs[at - 1], section) for at in text}
    rule, line, snap, size = _prevailing(analysis, looks)
    low, usual, high = _pitches(rule, line, snap, size, section)
    body = profile.roles["body"]
    # The profile's own pitch is right, also where its author has not counted how many lines that makes.
    near = profile.tolerance.points if rule == "exact" else _SAME
    if rule == body.rule and abs(line - body.line) <= near:
        return None
    wanted = profile.page.lines
    heights = _text_heights(section, nearest_page(section, profile), profile.tolerance.margin)
    slack = profile.tolerance.points
    counts = [(math.floor((height + slack) / high), math.floor((height + slack) / low)) for height in heights]
    if any(few <= wanted <= many for few, many in counts):
        return None
    pitch = {"exact": "固定值", "atLeast": "最小值"}.get(rule, "")
    pitch = f"{pitch} {number(line, 2)} 磅" if pitch else "单倍" if line == 1 else f" {line:.3g} 倍"
    lines = math.floor((heights[0] + slack) / usual)
    about = "约 " if low != high else " "
    return _Fault(
        f"{lines} 行",
        f"{wanted} 行",
        f"正文行距为{pitch}，每面{about}{lines} 行，一般为 {wanted} 行（固定值 {body.line:g} 磅）",
        tuple(
            Remedy("paragraph", at, values={"line": body.line, "rule": body.rule})
            for at in numbers
            if layout.paragraphs[at - 1].rule != body.rule or abs(layout.paragraphs[at - 1].line - body.line) > _SAME
        ),
        beginning(analysis.document, next(at for at in text if looks[at] == (rule, line, snap, size))),
    )


def _line_of(form: ParagraphLayout, section: SectionLayout) -> _Line:
    gridded = form.snap and section.grid != "none" and section.grid_line > 0
    if form.rule == "exact":
        return form.rule, round(form.line, 2), False, 0.0
    size = max(form.letters, key=lambda one: one.end - one.start).size
    return form.rule, round(form.line, 3), gridded, size


def _prevailing(analysis: Analysis, looks: Mapping[int, _Line]) -> _Line:
    weights: Counter[_Line] = Counter()
    for at, look in looks.items():
        weights[look] += len(analysis.document.paragraphs[at - 1].text)
    return weights.most_common(1)[0][0]


def _pitches(rule: str, line: float, gridded: bool, size: float, section: SectionLayout) -> tuple[float, float, float]:
    """The least, usual and greatest height of a line, points: fonts differ where the file leaves it to them."""
    if rule == "exact":
        height = max(line, 1.0)
        return height, height, height
    natural = [max(size * ratio, 1.0) for ratio in (_LOW, _USUAL, _HIGH)]
    if rule == "atLeast":
        low, usual, high = (max(line, height) for height in natural)
        return (low, usual, _on_grid(high, section.grid_line)) if gridded else (low, usual, high)
    if not gridded:
        low, usual, high = (max(height * line, 1.0) for height in natural)
        return low, usual, high
    low, usual, high = (_on_grid(height, section.grid_line) for height in natural)
    # Programs differ in how a multiple goes with the grid.
    return (low, usual, high) if line == 1 else (size * min(line, 1.0), usual * line, high * max(line, 2.0))


def _on_grid(height: float, pitch: float) -> float:
    return math.ceil(height / pitch) * pitch


def _text_heights(section: SectionLayout, page: Page, tolerance: float) -> tuple[float, ...]:
    """Heights of the text area to judge by, points: its own where its margins are right, and that of the page."""
    meant = (page.height - page.top - page.bottom) / POINT
    if {"top", "bottom"} & set(sides_off(section, page, tolerance)) or abs(section.height - page.height) > tolerance:
        return (meant,)
    return ((section.height - section.top - section.bottom) / POINT, meant)


def _characters(analysis: Analysis, proof: Proof, section: SectionLayout, numbers: Sequence[int]) -> _Fault | None:
    profile, layout = proof.profile, proof.layout
    page, body = nearest_page(section, profile), profile.roles["body"]
    # Wrong margins are another fault, which how many characters a line holds comes from.
    aside = {"left", "right"} & set(sides_off(section, page, profile.tolerance.margin))
    if is_across(section) or section.columns > 1 or aside:
        return None
    looks: Counter[tuple[float, float]] = Counter()
    for at in numbers:
        if proof.roles[at - 1] == "body":
            form = layout.paragraphs[at - 1]
            gridded = form.snap and section.grid in ("linesAndChars", "snapToChars")
            for one in form.letters:
                if one.scale == 100:
                    spacing = round(one.spacing + (section.grid_character if gridded else 0.0), 2)
                    looks[one.size, spacing] += one.end - one.start
    if not looks:
        return None
    (size, spacing), _ = looks.most_common(1)[0]
    by_grid = profile.page.grid != "none"
    meant = body.spacing + (profile.page.grid_character / 4096 if by_grid else 0.0)
    # So is a wrong size; and the profile's own spacing is right as its own line pitch is.
    if abs(size - body.size) > profile.tolerance.points or abs(spacing - meant) <= _SAME:
        return None
    wanted = profile.page.characters
    widths = [section.width - left_out_of(section) - section.right, page.width - page.left - page.right]
    counts = [
        math.floor((width / POINT + profile.tolerance.points) / max(one + spacing, 1.0))
        for width in widths
        for one in (size, body.size)
    ]
    if wanted in counts:
        return None
    advice = f"把文档网格设为每行 {wanted} 字" if by_grid else f"把字距设为{_spacing_name(body.spacing)}"
    alike = [at for at in numbers if profile.roles[proof.roles[at - 1]].spacing == body.spacing]
    return _Fault(
        f"{counts[0]} 字",
        f"{wanted} 字",
        f"正文每行 {counts[0]} 字，一般为 {wanted} 字，请{advice}",
        tuple(
            Remedy("letters", at, 0, len(analysis.document.paragraphs[at - 1].text), {"spacing": body.spacing})
            for at in alike
            if any(abs(one.spacing - body.spacing) > _SAME for one in layout.paragraphs[at - 1].letters)
        )
        if not by_grid
        else (),
        beginning(analysis.document, next(at for at in numbers if proof.roles[at - 1] == "body")),
    )


def _spacing_name(points: float) -> str:
    """Spacing of letters as Word's window has it."""
    return f"{'加宽' if points > 0 else '紧缩'} {number(abs(points), 2)} 磅" if points else "标准"


# --- what stands in the margins


def _footer(analysis: Analysis, proof: Proof, index: int, params: Params) -> _Fault | None:
    layout, page = proof.layout, proof.profile.page
    section = layout.sections[index]
    story = section.footers.get("default", ())
    forms = [(at, layout.paragraphs[at - 1]) for at in story]
    if is_across(section) or any(form.framed or form.drawings for _, form in forms):
        return None
    numbered = [at for at, form in forms if any(name == "PAGE" for _, _, name in form.fields)]
    if not numbered or page.footer - params.less <= section.footer <= page.footer + params.more:
        return None
    actual, expected = f"{number(section.footer)} 毫米", f"{number(page.footer)} 毫米"
    return _Fault(
        actual,
        expected,
        f"页脚距纸边 {actual}，应为 {expected}，使页码的一字线在版心下边缘之下 7 毫米",
        (Remedy("section", index, values={"footer": page.footer}),),
        beginning(analysis.document, numbered[0]),
    )


def _headers(analysis: Analysis, proof: Proof, sections: Sequence[int]) -> Iterator[tuple[int, _Fault]]:
    if not is_formal(proof) or is_letter(analysis.document, proof):
        return
    seen: set[int] = set()
    for index in sections:
        section = proof.layout.sections[index]
        for story in section.headers.values():
            for at in (at for at in story if at not in seen):
                seen.add(at)
                form, text = proof.layout.paragraphs[at - 1], analysis.document.paragraphs[at - 1].text.strip()
                if form.fields:
                    continue
                if text.strip(NOT_PROSE):
                    says = f"页眉有“{text if len(text) <= 20 else text[:20] + '…'}”，公文一般不设页眉"
                    yield index, _Fault(text, "", says, (), beginning(analysis.document, at))
                elif any(one.side == "bottom" for one in form.borders):
                    says = "页眉有一条横线，公文一般不设页眉"
                    yield index, _Fault("横线", "", says, (), beginning(analysis.document, at))
