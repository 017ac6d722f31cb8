"""Parts of a document and a feature of their paragraphs in, a Hit for each paragraph the profile wants otherwise out.

`what`: place (where its lines begin), turned (where only its turned lines do), centred, align, closing (署名 and
成文日期), line (one pitch throughout), spacing (段前段后), fake_indent (blanks for an indent), units (characters and
points that disagree), line_break (set by hand behind a sentence), keep_next, new_page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hegao.elements import blank_lines
from hegao.layout import BLANK, Proof, Remedy
from hegao.model import Analysis, Hit, Segment, Span
from hegao.profile import width_in_characters
from hegao.proofing import (
    BLANKS,
    TEXT,
    Fault,
    Line,
    begins_page,
    calls_persons,
    check_roles,
    height_of,
    hits,
    length_of,
    lines,
    place,
    placed,
    plain,
    shown,
    size_of,
    turns,
    unblanked,
    usual,
    width_of,
)

VALUES = ("part", "measured", "wanted", "extent")

_FIRST_LINES = (*TEXT, "note", "addressee")  # whose turned lines begin at the edge
_CLOSING = 0.75  # characters a line at the right may be away: its width is only about known
_UNDER = 0.6  # characters a turned line may be away from what it stands under
_ASIDE = 0.75  # characters the right edge may be away: half of one, to either side, is a habit
_LOW, _HIGH = 1.1, 1.5  # heights of a line of single spacing, in sizes of its letters: fonts differ
_ALIGNS = {
    "left": "左对齐",
    "center": "居中",
    "right": "右对齐",
    "both": "两端对齐",
    "distribute": "分散对齐",
}
_RULES = {"exact": "固定值 {} 磅", "atLeast": "最小值 {} 磅", "auto": "{} 倍行距"}
_YEAR = re.compile(r"[（(]?[0-9〇○零一二三四五六七八九Xx×*]{2,4}[年./\-]|【")
_PAUSED = re.compile("[。；，]")
_SENTENCE = re.compile("[。！？；]$")
_LABEL = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、])")


@dataclass(frozen=True, slots=True)
class Params:
    roles: tuple[str, ...]
    what: Literal[
        "place", "turned", "centred", "align", "closing", "line", "spacing", "fake_indent", "units", "line_break",
        "keep_next", "new_page",
    ]  # fmt: skip

    def __post_init__(self) -> None:
        check_roles(self.roles, "roles")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    proof = analysis.proof()
    if proof is None:
        return
    every = lines(analysis, proof)
    judged = [line for line in every if line.role in params.roles]
    if params.what in _WHOLE:
        yield from hits(analysis, _WHOLE[params.what](judged, every, proof, analysis), _sizes(judged))
        return
    faults = [fault for line in judged for fault in _EACH[params.what](line, proof)]
    yield from hits(analysis, faults, _sizes(judged))


def _sizes(every: Sequence[Line]) -> Counter[str]:
    """How many lines there are of each role."""
    return Counter(line.role for line in every)


# --- one paragraph


def _place(line: Line, proof: Proof) -> Iterator[Fault]:
    """Where the first line begins; turned lines too, where the part has them at the same place always."""
    if line.free or line.lead or line.layout.align in ("center", "right"):
        return  # blanks are told of by themselves
    wanted, size = place(line, proof), size_of(line)
    start, turned = (line.layout.left + line.layout.first) / size, line.layout.left / size
    if line.layout.first_characters is not None and line.layout.first > 0:
        start = turned + line.layout.first_characters
    loose = proof.profile.tolerance.characters if line.role != "attachment_note" or not wanted.left else _UNDER
    begin = wanted.left + wanted.first
    said = line.role == "addressee" and calls_persons(line)
    if said and abs(start - proof.profile.roles["body"].first) <= loose:
        return  # as usual in a speech
    if abs(start - begin) > loose:
        yield _fault(line, f"首行缩进 {_characters(start)}", _characters(begin), placed(line, proof))
    elif line.role in _FIRST_LINES and abs(turned - wanted.left) > _UNDER and turns(line.text, line.layout, proof):
        yield _fault(line, f"回行缩进 {_characters(turned)}", _characters(wanted.left), placed(line, proof))
    elif line.role in _FIRST_LINES and not line.layout.drawings and turns(line.text, line.layout, proof):
        right = line.layout.right / size
        if abs(right - wanted.right) > _ASIDE:
            yield _fault(line, f"右边空 {_characters(right)}", _characters(wanted.right), placed(line, proof))


def _turned(line: Line, proof: Proof) -> Iterator[Fault]:
    if line.number not in proof.indents:
        return
    wanted, size = place(line, proof), size_of(line)
    turned = line.layout.left / size
    if abs(turned - wanted.left) > _UNDER and turns(line.text, line.layout, proof) and not line.lead:
        yield _fault(line, f"回行缩进 {_characters(turned)}", _characters(wanted.left), placed(line, proof))


def _centred(line: Line, proof: Proof) -> Iterator[Fault]:
    layout = line.layout
    if layout.align == "distribute" and line.role == "issuer":
        return  # names of a joint issue, spread to one width
    if line.role == "number" and layout.align != "center":
        aside = layout.align == "right" or layout.left + layout.first > size_of(line) / 2
        if aside or line.lead or "签发人" in line.text:
            return  # of a 信函 (10.1), or of a document to a superior (7.2.5)
    if layout.align != "center":
        name = _ALIGNS.get(layout.align, layout.align)
        yield _fault(line, name, "居中", placed(line, proof), *unblanked(line))
        return
    size = size_of(line)
    off = (layout.left + layout.first - layout.right) / size + sum(map(width_in_characters, line.text[: line.lead]))
    if abs(off) > 0.5:
        side = "首行缩进" if layout.first > 0 else "缩进"
        measured = f"居中但{side}了 {_characters(abs(off))}，偏向{'右' if off > 0 else '左'}侧"
        yield _fault(line, measured, "居中", placed(line, proof), *unblanked(line))


def _align(line: Line, proof: Proof) -> Iterator[Fault]:
    layout = line.layout
    if line.own or layout.align not in ("center", "right", "distribute"):
        return
    # A sentence of one line is pulled apart; names spread to one width are meant.
    spread = layout.align == "distribute" and _PAUSED.search(line.text) is not None
    if spread or turns(line.text, line.layout, proof):
        yield _fault(line, _ALIGNS.get(layout.align, layout.align), "两端对齐", placed(line, proof))


def _fake_indent(line: Line, proof: Proof) -> Iterator[Fault]:
    if not line.lead or line.free or line.layout.align in ("center", "right"):
        return
    if line.role == "addressee" and calls_persons(line):
        return
    wanted = place(line, proof)
    begin = wanted.left + wanted.first
    meant = f"缩进 {_characters(begin)}" if begin else "顶格"
    yield _fault(line, f"段首有 {line.lead} 个{_blanks_name(line)}", meant, *unblanked(line), placed(line, proof))


def _units(line: Line, proof: Proof) -> Iterator[Fault]:
    layout, role = line.layout, proof.profile.roles[line.role]
    size = size_of(line)
    if abs(size - role.size) > proof.profile.tolerance.points:
        size = role.size  # that is mended too
    characters, length = layout.first_characters, layout.first_length
    if not characters or not length or abs(length - characters * size) <= size / 4:
        return
    if abs(characters - place(line, proof).first) > proof.profile.tolerance.characters:
        return  # that is told, and mended, as a wrong place
    remedy = Remedy("paragraph", line.number, values={"first": round(characters, 2), "size": size})
    yield _fault(line, f"{plain(length)} 磅", f"{_characters(characters)}（{plain(characters * size)} 磅）", remedy)


def _line_break(line: Line, proof: Proof) -> Iterator[Fault]:
    """A line begun by hand behind a sentence: in Word it is no paragraph, so nothing indents it."""
    for at, kind in line.layout.breaks:
        before, after = line.text[:at].rstrip(BLANKS), line.text[at + 1 :].lstrip(BLANKS + "\v")
        if kind == "line" and after and (_SENTENCE.search(before) or _LABEL.match(after)):
            start = max(line.start, len(before) - 10)
            yield Fault(Span(line.number, start, len(before)), line.role, "手动换行", "另起一段", (), 0)
            return


def _keep_next(line: Line, proof: Proof) -> Iterator[Fault]:
    if line.layout.keep_next or not proof.profile.roles[line.role].keep_next:
        return
    yield _fault(line, "没有设“与下段同页”", "与下段同页", Remedy("paragraph", line.number, values={"keep_next": True}))


# --- paragraphs beside each other


def _new_page(judged: Sequence[Line], every: Sequence[Line], proof: Proof, analysis: Analysis) -> list[Fault]:
    texts = [paragraph.text for paragraph in analysis.document.paragraphs]
    faults: list[Fault] = []
    for line in judged:
        if line is every[0] or begins_page(line.number, proof, texts):
            continue
        # Blank lines that pushed it to the next page would now begin one of their own.
        blank = _blanks_before(line.number, proof, texts)
        remedies = [Remedy("paragraph", line.number, values={"new_page": True})]
        remedies += [Remedy("remove", number) for number in blank]
        faults.append(_fault(line, "接在上文后面", "另面编排", *remedies))
    return faults


def _line(judged: Sequence[Line], every: Sequence[Line], proof: Proof, analysis: Analysis) -> list[Fault]:
    """Lines of the text, and of its attachments, whose pitch is not that of most of them."""
    texts = [line for line in judged if not line.own and not line.layout.drawings]
    within = [line for line in texts if not line.attached]
    behind = [line for line in texts if line.attached]
    return [*_other_pitches(within, proof), *_other_pitches(behind, proof)]


def _other_pitches(texts: Sequence[Line], proof: Proof) -> Iterator[Fault]:
    """Where the pitch of most lines makes another number of them a page than the profile has, all are to have the
    profile's; those that have it already are not told of."""
    seen: Counter[tuple[bool, float]] = Counter()
    for line in texts:
        seen[_pitch(line)] += len(line.text)
    if len(seen) < 2:
        return
    main = max(seen, key=lambda pitch: (seen[pitch], pitch))
    example = next(line for line in texts if _pitch(line) == main)
    role, near = proof.profile.roles["body"], 0.05 if main[0] else proof.profile.tolerance.points
    fits = _fits(example, proof)
    values: dict[str, str | float | bool] = {"line": role.line, "rule": role.rule}
    if fits:
        values = {"line": example.layout.line, "rule": example.layout.rule, "snap": example.layout.snap}
    mended = [] if fits else texts
    for line in texts:
        other = _pitch(line)
        if other[0] == main[0] and abs(other[1] - main[1]) <= near:
            continue
        own = proof.profile.roles[line.role]
        if (role.rule, role.line) != (own.rule, own.line) == (line.layout.rule, line.layout.line):
            continue  # the profile itself has other lines here
        if not fits and line.layout.rule == role.rule and abs(line.layout.line - role.line) <= near:
            continue
        remedies = [Remedy("paragraph", one.number, values=values) for one in mended or [line]]
        mended = []
        yield _fault(line, _pitch_name(line), _pitch_name(example), *remedies)


def _pitch(line: Line) -> tuple[bool, float]:
    """Whether a pitch is in lines (else points), and how many."""
    return (line.layout.rule == "auto", round(line.layout.line, 2))


def _pitch_name(line: Line) -> str:
    layout = line.layout
    if layout.rule == "auto" and abs(layout.line - 1) < 0.005:
        return "单倍行距"
    return _RULES[layout.rule].format(plain(layout.line))


def _fits(line: Line, proof: Proof) -> bool:
    """Whether lines of this pitch may fill a page as the profile has it."""
    layout = line.layout
    section = proof.layout.sections[layout.section]
    low = high = layout.line
    if layout.rule == "auto":
        gridded = layout.snap and section.grid != "none" and section.grid_line > 0
        size = section.grid_line if gridded else size_of(line)
        low, high = (size * layout.line * ratio for ratio in ((1, 1) if gridded else (_LOW, _HIGH)))
    height, slack = height_of(section), proof.profile.tolerance.points
    few, many = (int((height + slack) / max(pitch, 1.0)) for pitch in (high, low))
    return few <= proof.profile.page.lines <= many


def _spacing(judged: Sequence[Line], every: Sequence[Line], proof: Proof, analysis: Analysis) -> list[Fault]:
    """Room above or below lines; room that stands for a blank line the profile has there is left, unless nearly every
    paragraph has it."""
    faults: list[Fault] = []
    common = {side: usual(getattr(line.layout, side) for line in every) for side in ("before", "after")}
    wanted = {line.number: line for line in judged if not line.own}
    for k, line in enumerate(every):
        if line.number not in wanted:
            continue
        values: dict[str, str | float | bool] = {}
        found: list[str] = []
        for side, name, pair in (
            ("before", "段前", every[k - 1 : k + 1] if k else ()),
            ("after", "段后", every[k : k + 2]),
        ):
            length = getattr(line.layout, side)
            if len(pair) < 2 or length <= proof.profile.tolerance.points:
                continue
            above, below = (one.role for one in pair)
            if abs(length - common[side]) < 0.1 or blank_lines(above, below, proof.profile) == 0:
                values[side] = 0
                found.append(f"{name} {plain(length)} 磅")
        if found:
            faults.append(_fault(line, "、".join(found), "不留空", Remedy("paragraph", line.number, values=values)))
    return faults


def _closing(judged: Sequence[Line], every: Sequence[Line], proof: Proof, analysis: Analysis) -> list[Fault]:
    """署名 and 成文日期: right with a seal (7.3.5.1) or without one (7.3.5.2)."""
    faults: list[Fault] = []
    for group in _groups(every):
        names = [line for line in group if line.role == "signature"]
        dates = [line for line in group if line.role == "date"]
        beside = any(re.search(rf"\S[{BLANKS}]{{3,}}\S", line.text) for line in names)
        if beside or len(dates) > 1 or not all(_YEAR.match(line.text.lstrip(BLANKS)) for line in dates):
            continue  # names, or name and date, beside each other
        pushed = [line for line in group if _pushed(line)]
        if not pushed and any("\t" in line.text for line in group):
            continue  # where a stop of its own puts it
        remedies = [remedy for line in group for remedy in (placed(line, proof), *_unpadded(line))]
        if pushed:
            line = pushed[0]
            count = line.lead or len(line.text) - len(line.text.rstrip(BLANKS))
            faults.append(_fault(line, f"用 {count} 个{_blanks_name(line)}推到右边", "右对齐加右缩进", *remedies))
            continue
        wrong = _misplaced(names, dates, proof)
        if wrong is not None:
            line, measured, wanted = wrong
            faults.append(_fault(line, measured, wanted, *remedies))
    return faults


def _blanks_name(line: Line) -> str:
    return "制表符" if "\t" in line.text[: line.lead] else "空格"


def _misplaced(names: Sequence[Line], dates: Sequence[Line], proof: Proof) -> tuple[Line, str, str] | None:
    """The line of a closing that stands neither as with a seal nor as without, with what is measured and wanted."""
    closing = proof.profile.closing
    size = size_of((*names, *dates)[0])
    gaps = {line.number: _gap(line, proof) / size for line in (*names, *dates)}
    widths = {line.number: _width(line) / size for line in (*names, *dates)}
    starts = {number: gap + widths[number] for number, gap in gaps.items()}
    centres = {number: gap + widths[number] / 2 for number, gap in gaps.items()}
    if not dates:
        line = names[0]
        rights = (closing.signature_right, closing.date_right_sealed)
        if len(names) > 1 or any(abs(gaps[line.number] - right) <= _CLOSING for right in rights):
            return None
        return line, f"右空 {_characters(gaps[line.number])}", _characters(closing.signature_right)
    date = dates[0]
    gap = gaps[date.number]
    sealed = abs(gap - closing.date_right_sealed) <= _CLOSING
    if not names:
        if sealed or abs(gap - closing.date_right) <= _CLOSING:
            return None
        return date, f"右空 {_characters(gap)}", _characters(place(date, proof).right)
    name = names[-1]
    longest = max(names, key=lambda line: widths[line.number])
    if len(names) > 1:  # of a joint issue only the date has one place
        shifted = abs(starts[longest.number] - closing.date_shift - starts[date.number]) <= _CLOSING
        if sealed or shifted or abs(gap - closing.date_right) <= _CLOSING:
            return None
        return date, f"右空 {_characters(gap)}", _characters(place(date, proof).right)
    below = abs(starts[name.number] - closing.date_shift - starts[date.number]) <= _CLOSING
    unsealed = below and abs(gaps[name.number] - closing.signature_right) <= _CLOSING
    longer = below and abs(gap - closing.date_right) <= _CLOSING
    stamped = abs(centres[name.number] - centres[date.number]) <= _CLOSING and (
        sealed or (widths[name.number] > widths[date.number] and 0 <= gaps[name.number] <= _CLOSING)
    )
    signed = sealed and abs(gaps[name.number] - closing.date_right_sealed) <= _CLOSING  # 7.3.5.3
    if unsealed or longer or stamped or signed:
        return None
    wanted = place(name, proof).right
    if abs(gaps[name.number] - wanted) > _CLOSING:
        right = place(date, proof).right
        beside = f"，成文日期右空 {_characters(right)}" if abs(gap - right) > _CLOSING else ""
        return name, f"右空 {_characters(gaps[name.number])}", _characters(wanted) + beside
    return date, f"右空 {_characters(gap)}", _characters(place(date, proof).right)


def _groups(every: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of a closing that stand together."""
    group: list[Line] = []
    for line in every:
        if line.role in ("signature", "date"):
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _gap(line: Line, proof: Proof) -> float:
    """How far from the right edge of the text a line ends, points."""
    layout = line.layout
    room = width_of(proof.layout.sections[layout.section])
    if layout.align == "right":
        return layout.right
    rest = room - layout.left - layout.right - layout.first - _width(line)
    return layout.right + (rest / 2 if layout.align == "center" else rest)


def _width(line: Line) -> float:
    return length_of(line.text, line.layout.letters)


def _pushed(line: Line) -> bool:
    """Whether blanks move a line: several ahead of one that begins at the left, some behind one that ends at the
    right."""
    right = line.layout.align in ("right", "center")
    behind = len(line.text) - len(line.text.rstrip(BLANKS))
    return line.lead >= 2 or (right and behind >= 2)


def _unpadded(line: Line) -> tuple[Remedy, ...]:
    """The remedies that take away blanks at both ends."""
    end = len(line.text.rstrip(BLANKS))
    behind = (Remedy("text", line.number, end, len(line.text), {"text": ""}),) if end < len(line.text) else ()
    return (*unblanked(line), *behind)


def _blanks_before(number: int, proof: Proof, texts: Sequence[str]) -> list[int]:
    found: list[int] = []
    for n in range(number - 1, 0, -1):
        layout = proof.layout.paragraphs[n - 1]
        if proof.roles[n - 1] != BLANK or texts[n - 1].strip(BLANKS) or layout.drawings or layout.breaks:
            break
        found.append(n)
    return found if len(found) > 1 else []


def _fault(line: Line, measured: str, wanted: str, *remedies: Remedy) -> Fault:
    return Fault(shown(line), line.role, measured, wanted, remedies, 1)


def _characters(value: float) -> str:
    return f"{plain(round(value, 1) if abs(value - round(value)) > 0.06 else round(value))} 字"


_EACH: dict[str, Callable[[Line, Proof], Iterator[Fault]]] = {
    "place": _place,
    "turned": _turned,
    "centred": _centred,
    "align": _align,
    "fake_indent": _fake_indent,
    "units": _units,
    "line_break": _line_break,
    "keep_next": _keep_next,
}
_WHOLE: dict[str, Callable[[Sequence[Line], Sequence[Line], Proof, Analysis], list[Fault]]] = {
    "new_page": _new_page,
    "line": _line,
    "spacing": _spacing,
    "closing": _closing,
}
