"""Parts of a document and a feature of their letters in, a Hit for each paragraph whose letters the profile wants
otherwise out.

`what`: face (of Chinese characters) size bold color, marks (“ ” — … in the Latin font), latin (letters and digits in
more than one font); of whole paragraphs italic, uneven (spacing, width or height on the line unlike most; an automatic
number unlike its text). Bold words and raised characters in the text are the writer's.
"""

from __future__ import annotations

import colorsys
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hegao.layout import Letters, Profile, Proof, Remedy
from hegao.model import Analysis, Hit, Segment, Span
from hegao.pages import is_red, size_name
from hegao.profile import face_of
from hegao.proofing import BLANKS, CHINESE, Fault, Line, check_roles, hits, lines, placed, plain, shown
from hegao.text import HAN, spaced

VALUES = ("part", "measured", "wanted", "extent")

_MARKS = re.compile("[“”‘’—…]+")
_ACCENTED = re.compile("[A-Za-z]’[A-Za-z]|[\u00a1-\u024f]")  # what the hint would move to the Chinese font as well
_MOST_MARKS = 1_000  # that are set apart in one run: a reader takes so many runs of a paragraph and no more
_LATIN = re.compile("[0-9A-Za-z]+")
_CHINESE_FONT = re.compile(f"[{HAN}]|fang ?song|kai ?ti|sim(?:sun|hei)|song|hei|^fz|cjk|deng ?xian", re.IGNORECASE)
_ENDS = "。；：，、！？:"
_SIGNER = re.compile(r"签发人[ \u3000]*[：:][ \u3000]*|(?<=号)[ \t\u3000]+(?![ \t\u3000]|签发人)")
_SET_APART = re.compile(
    r"(?:[问答][0-9一二三四五六七八九十]{0,3}|[摘提][ \u3000]*要|内容[摘提]要|关键词|主题词|编者按|按)[ \u3000]*[：:]"
)  # lines of their own kind, which may be in the face of a heading
_LEAD = re.compile(r"[^。；，：:]{1,12}[：:]")  # 工作目标：
_NEAR = 0.3  # points: characters so much closer look the same
_SQUEEZED = 3  # percent of the width
_OWN_FORM = ("minutes", "bulletin")  # 10.3: 纪要 may be laid out as is convenient; of 简报 the standard says nothing
_LOOKS = ("face", "size", "bold", "color")
_DARK = 0x30  # parts of a colour that still is black
_HUES = ((15, "红色"), (45, "橙色"), (70, "黄色"), (165, "绿色"), (265, "蓝色"), (330, "紫色"), (361, "红色"))
_EMPTY = "未指定的字体"


_Look = tuple[float, int, float, str]  # spacing, scale, position, raised


@dataclass(frozen=True, slots=True)
class Params:
    roles: tuple[str, ...]
    what: Literal["face", "size", "bold", "color", "marks", "latin", "italic", "uneven"]

    def __post_init__(self) -> None:
        check_roles(self.roles, "roles")


@dataclass(frozen=True, slots=True)
class _Part:
    """Stretches of a line that one role decides."""

    line: Line
    role: str
    stretches: tuple[tuple[int, int], ...]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    proof = analysis.proof()
    if proof is None or (params.what in _LOOKS and _has_own_form(analysis)):
        return
    kept = _kept(analysis) if params.what == "face" else {}
    judged = [part for line in lines(analysis, proof) for part in _parts_of(line, params, kept)]
    if params.what in _WHOLE:
        faults = list(_WHOLE[params.what](judged, proof.profile))
        yield from hits(analysis, faults, Counter(part.role for part in judged))
    elif params.what == "marks":
        yield from _marks(analysis, judged)
    elif params.what == "latin":
        yield from _latin(analysis, judged, proof.profile)
    else:
        yield from _features(analysis, proof, judged, params.what)


def _has_own_form(analysis: Analysis) -> bool:
    outline = analysis.outline
    return outline.genre_source == "title" and outline.genres[0] in _OWN_FORM


def _features(analysis: Analysis, proof: Proof, judged: Sequence[_Part], what: str) -> Iterator[Hit]:
    known = _faces_written(judged, proof.profile) if what == "face" else {}
    weights: Counter[str] = Counter()
    faults: list[Fault] = []
    for part in judged:
        line = part.line
        if part.role == "title" and what in ("size", "bold", "color") and _is_red(line):
            continue  # that of a 令 or 公告 is its 发文机关标志 too (10.2)
        wanted, is_right, measured, values = _feature(what, part.role, proof.profile, known)
        wrong: list[tuple[int, int]] = []
        found: dict[str, None] = {}
        weight = 0
        emphasis = what == "face" and part.role == "body" and not all(one.bold for one in line.layout.letters)
        lead = _lead_of(part) if what == "face" else line.start
        raised = what == "size" and _is_raised(line)
        for letters, start, end in _within(part):
            if emphasis and letters.bold:
                continue  # words the writer sets apart
            if end <= lead and _face(letters.east_asia, proof.profile) in _faces_of_headings(proof.profile):
                continue
            characters = _counted(what, line.text[start:end], letters, raised)
            weights[part.role] += characters
            if (
                characters
                and not is_right(letters)
                and not (what == "face" and _ends_heading(part, start, letters, proof))
            ):
                wrong.append((start, end))
                found[measured(letters)] = None
                weight += characters
        if not wrong:
            continue
        merged = _merged(line, wrong)
        remedies = [Remedy("letters", line.number, start, end, values) for start, end in merged]
        if what == "size" and _has_lengths(line):
            remedies.append(placed(line, proof))
        fault = Fault(
            Span(line.number, *merged[0]), part.role, "、".join([*found][:2]), wanted, tuple(remedies), weight
        )
        if faults and _goes_on(faults[-1], fault):
            fault = _joined(faults.pop(), fault, line.role)
        faults.append(fault)
    yield from hits(analysis, faults, weights)


def _is_red(line: Line) -> bool:
    return all(is_red(one.color) for one in line.layout.letters if line.text[one.start : one.end].strip(BLANKS))


def _goes_on(before: Fault, fault: Fault) -> bool:
    """Whether a fault of a heading goes on in the text behind it."""
    one, other = before.span, fault.span
    same = (before.measured, before.wanted) == (fault.measured, fault.wanted)
    return one.paragraph == other.paragraph and one.end == other.start and same


def _joined(before: Fault, fault: Fault, part: str) -> Fault:
    span = Span(fault.span.paragraph, before.span.start, fault.span.end)
    remedies = (*before.remedies, *fault.remedies)
    return Fault(span, part, fault.measured, fault.wanted, remedies, before.weight + fault.weight)


def _feature(
    what: str, key: str, profile: Profile, written: dict[str, str]
) -> tuple[str, Callable[[Letters], bool], Callable[[Letters], str], dict[str, str | float | bool]]:
    """What a role wants, whether letters have it, what they have, and the values that give it to them."""
    role = profile.roles[key]
    if what == "face":
        wanted = role.face
        font = written.get(wanted, profile.faces[wanted].write)
        return (
            wanted,
            lambda letters: _face(letters.east_asia, profile) == wanted,
            lambda letters: letters.east_asia or _EMPTY,
            {"face": font},
        )
    if what == "size":
        return (
            size_name(role.size),
            lambda letters: abs(letters.size - role.size) <= profile.tolerance.points,
            lambda letters: size_name(letters.size),
            {"size": role.size},
        )
    if what == "bold":
        return (
            "加粗" if role.bold else "不加粗",
            lambda letters: letters.bold == role.bold,
            lambda letters: "加粗" if letters.bold else "不加粗",
            {"bold": role.bold},
        )
    red = role.color is not None
    return (
        "红色" if red else "黑色",
        lambda letters: is_red(letters.color) if red else _is_black(letters.color),
        lambda letters: _color_name(letters.color),
        {"color": role.color or ""},
    )


def _parts_of(line: Line, params: Params, kept: Mapping[int, Sequence[tuple[int, int]]]) -> Iterator[_Part]:
    """The parts of a line that belong to one of the roles; a heading that runs in is a part of its own."""
    if (line.own and params.what in ("face", "size")) or (line.titled and params.what in _LOOKS):
        return
    end = len(line.text.rstrip(BLANKS))
    parts = [(line.start, end, line.role)]
    if line.run_in is not None:
        first, last, role = line.run_in
        parts = [(max(first, line.start), last, role), (last, end, line.role)]
    elif line.role in ("number", "signer") and (match := _SIGNER.search(line.text.rstrip(BLANKS))):
        parts = [(line.start, match.end(), "number"), (match.end(), end, "signer")]
    for first, last, role in parts:
        if role not in params.roles:
            continue
        stretches: list[tuple[int, int]] = []
        at = first
        for start, stop in sorted(kept.get(line.number, ())) if role == "body" else ():
            if at < start < last:
                stretches.append((at, start))
            at = max(at, min(stop, last))
        if at < last:
            stretches.append((at, last))
        if stretches:
            yield _Part(line, role, tuple(stretches))


def _kept(analysis: Analysis) -> dict[int, list[tuple[int, int]]]:
    """By number of the paragraph, leads of 一是… and 第X条, which may have a face of their own."""
    found: dict[int, list[tuple[int, int]]] = {}
    for chain in analysis.outline.chains:
        for item in chain.items:
            found.setdefault(item.lead.paragraph, []).append((item.lead.start, item.lead.end))
    for section in analysis.outline.sections:
        if section.style == "article":
            start = section.span.start
            found.setdefault(section.span.paragraph, []).append((start, start + len(section.label)))
    return found


def _within(part: _Part) -> Iterator[tuple[Letters, int, int]]:
    """The letters of a part, cut to its stretches."""
    every = part.line.layout.letters
    at = 0
    for first, last in part.stretches:
        while at < len(every) and every[at].end <= first:
            at += 1
        for letters in every[at:]:
            if letters.start >= last:
                break
            yield letters, max(letters.start, first), min(letters.end, last)


def _counted(what: str, text: str, letters: Letters, raised: bool) -> int:
    """How many characters of a stretch the feature is seen on; `raised`: all of the paragraph is."""
    if what == "face":
        return len(CHINESE.findall(text))
    if what == "size" and (letters.raised or letters.position) and not raised:
        return 0
    return sum(1 for character in text if character not in BLANKS and character not in "\v\ufffc")


def _is_raised(line: Line) -> bool:
    """Whether no character of a paragraph stands on the line."""
    every = [one for one in line.layout.letters if line.text[max(one.start, line.start) : one.end].strip(BLANKS)]
    return bool(every) and all(one.raised or one.position for one in every)


def _lead_of(part: _Part) -> int:
    """Where a stretch at the front ends that may have the face of a heading: 问：…, 工作目标：."""
    line = part.line
    if part.role != "body":
        return line.start
    if _SET_APART.match(line.text, line.start):
        return len(line.text)
    lead = _LEAD.match(line.text, line.start)
    return lead.end() if lead else line.start


def _faces_of_headings(profile: Profile) -> set[str]:
    return {profile.roles[name].face for name in ("heading1", "heading2")}


def _merged(line: Line, stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches with nothing but blanks between them as one, blanks at their ends left out."""
    found: list[tuple[int, int]] = []
    for start, end in stretches:
        if found and not line.text[found[-1][1] : start].strip(BLANKS):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _has_lengths(line: Line) -> bool:
    """Whether a paragraph's indents are lengths, which other letters would make another number of characters."""
    layout = line.layout
    return any((layout.left, layout.right)) or (bool(layout.first) and layout.first_characters is None)


def _face(font: str, profile: Profile) -> str | None:
    """The face a font means, also one with an addition no profile lists: 仿宋_GB18030."""
    known = face_of(profile, font)
    if known is not None or not font:
        return known
    folded = font.strip().lower()
    names = (
        (len(alias), name)
        for name, face in profile.faces.items()
        for alias in face.aliases
        if (len(alias) >= 5 or not alias.isascii()) and alias.lower() in folded
    )
    return max(names, default=(0, None))[1]


def _ends_heading(part: _Part, start: int, letters: Letters, proof: Proof) -> bool:
    """Whether letters are but the mark that ends a heading at the front of its paragraph, in the face of the text."""
    if part.line.run_in is None or part.role == part.line.role:
        return False
    body = proof.profile.roles[part.line.role].face
    rest = part.line.text[start : part.stretches[-1][1]]
    return not rest.strip(_ENDS) and _face(letters.east_asia, proof.profile) == body


def _faces_written(judged: Sequence[_Part], profile: Profile) -> dict[str, str]:
    """The font the draft itself has for each face: letters that are mended should look like the others."""
    fonts: dict[str, Counter[str]] = {}
    for part in judged:
        for letters, start, end in _within(part):
            face = _face(letters.east_asia, profile)
            if face is not None and face == profile.roles[part.role].face:
                fonts.setdefault(face, Counter())[letters.east_asia] += end - start
    return {face: counted.most_common(1)[0][0] for face, counted in fonts.items()}


def _marks(analysis: Analysis, judged: Sequence[_Part]) -> Iterator[Hit]:
    """One hit at the first mark: a file has this nearly everywhere or nowhere."""
    first: tuple[Span, str] | None = None
    count = 0
    remedies: list[Remedy] = []
    for part in judged:
        line = part.line
        for letters, start, end in _within(part):
            if letters.hint or not letters.other or _CHINESE_FONT.search(letters.other):
                continue
            found = [m.span() for m in _MARKS.finditer(line.text, start, end) if _is_chinese(line.text, *m.span())]
            if not found:
                continue
            first = first or (Span(line.number, *found[0]), letters.other)
            count += len(found)
            # All of a run where that touches nothing else: cutting it up makes the file heavier.
            whole = _ACCENTED.search(line.text, start, end) is None
            places = [(start, end)] if whole else found[:_MOST_MARKS]
            remedies += [Remedy("letters", line.number, a, b, {"hint": True}) for a, b in places]
    if first is not None:
        span, font = first
        extent = f"（全文 {count} 处）" if count > 1 else ""
        text = analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end]
        values = {"part": "标点", "measured": f" {font}", "wanted": "中文字体", "extent": extent}
        yield Hit(span, text, None, values, tuple(remedies))


def _is_chinese(text: str, start: int, end: int) -> bool:
    """Whether a mark belongs to Chinese words: one stands beside it."""
    return CHINESE.search(text[max(start - 1, 0) : start] + text[end : end + 1]) is not None


def _latin(analysis: Analysis, judged: Sequence[_Part], profile: Profile) -> Iterator[Hit]:
    """Letters and digits of the text not in the font most of them are in."""
    fonts: Counter[str] = Counter()
    names: dict[str, Counter[str]] = {}
    found: list[tuple[_Part, list[tuple[int, int, str, str]]]] = []
    for part in judged:
        stretches: list[tuple[int, int, str, str]] = []
        for letters, start, end in _within(part):
            matches = list(_LATIN.finditer(part.line.text, start, end)) if letters.ascii else []
            if matches:
                font = _face(letters.ascii, profile) or letters.ascii.lower()
                fonts[font] += sum(match.end() - match.start() for match in matches)
                names.setdefault(font, Counter())[letters.ascii] += 1
                stretches.append((matches[0].start(), matches[-1].end(), font, letters.ascii))
        found.append((part, stretches))
    if len(fonts) < 2:
        return
    main = max(fonts, key=lambda font: (fonts[font], font == profile.latin.lower(), font))
    wanted = names[main].most_common(1)[0][0]
    faults: list[Fault] = []
    for part, stretches in found:
        others = [(start, end, name) for start, end, font, name in stretches if font != main]
        if others:
            number = part.line.number
            remedies = tuple(Remedy("letters", number, a, b, {"latin": wanted}) for a, b, _ in others)
            start, end, name = others[0]
            faults.append(Fault(Span(number, start, end), part.role, name, wanted, remedies, 0))
    yield from hits(analysis, faults, {"": 1})


# --- whole paragraphs


def _italic(judged: Sequence[_Part], profile: Profile) -> Iterator[Fault]:
    for part in judged:
        every = _chinese(part)
        if every and all(one.italic for one, _, _ in every):
            span = Span(part.line.number, every[0][1], every[-1][2])
            remedies = (Remedy("letters", span.paragraph, span.start, span.end, {"italic": False}),)
            yield Fault(shown(part.line), part.role, "用了斜体", "正体", remedies, 1)


def _uneven(judged: Sequence[_Part], profile: Profile) -> Iterator[Fault]:
    """Paragraphs whose characters stand closer, are narrower or higher on the line than most; unlike numbers."""
    looks: Counter[_Look] = Counter()
    found: list[tuple[_Part, int, int, _Look]] = []
    for part in judged:
        every = _chinese(part)
        for one, start, end in every:
            looks[_look(one)] += end - start
        if len({_look(one) for one, _, _ in every}) == 1:
            found.append((part, every[0][1], every[-1][2], _look(every[0][0])))
        if unlike := _unlike_text(part, profile):
            measured = f"的自动编号为{spaced('、'.join(unlike))}"
            yield Fault(shown(part.line), part.role, measured, "与后面的文字一致", (), 1)
    if len(looks) < 2:
        return
    spacing, scale, position, raised = max(looks, key=lambda look: (looks[look], look))
    for part, start, end, look in found:
        unlike = []
        remedies: tuple[Remedy, ...] = ()
        if abs(look[0] - spacing) > _NEAR:
            unlike.append(f"字距{_spacing_name(look[0])}")
            remedies = (Remedy("letters", part.line.number, start, end, {"spacing": spacing}),)
        if abs(look[1] - scale) >= _SQUEEZED:
            unlike.append(f"字宽缩放 {look[1]}%")
        if abs(look[2] - position) > _NEAR:
            unlike.append(f"文字{'提升' if look[2] > position else '降低'} {plain(abs(look[2] - position))} 磅")
        if look[3] != raised:
            unlike.append({"superscript": "全是上标", "subscript": "全是下标"}.get(look[3], "不是上下标"))
        if unlike:
            yield Fault(shown(part.line), part.role, "、".join(unlike), "与其他段落一致", remedies, 1)


def _look(letters: Letters) -> _Look:
    return letters.spacing, letters.scale, letters.position, letters.raised


def _spacing_name(points: float) -> str:
    return f"{'加宽' if points > 0 else '紧缩'} {plain(abs(points))} 磅" if points else "标准"


def _unlike_text(part: _Part, profile: Profile) -> list[str]:
    """What an automatic number has that the text behind it has not: face, size, colour; only its list can mend it."""
    line = part.line
    end = line.start - line.lead  # without a label, blanks may stand ahead of the text
    text = next((one for one, _, _ in _within(part)), None)
    if text is None or not end or part.stretches[0][0] != line.start:
        return []
    label = line.layout.letters[0]
    found: list[str] = []
    faces = (_face(label.east_asia, profile), _face(text.east_asia, profile))
    # Words the writer sets apart may begin the text.
    if CHINESE.search(line.text, 0, end) and faces[0] != faces[1] and (part.role != "body" or not text.bold):
        found.append(label.east_asia or _EMPTY)
    if abs(label.size - text.size) > profile.tolerance.points:
        found.append(size_name(label.size))
    if _color_name(label.color) != _color_name(text.color):
        found.append(_color_name(label.color))
    return found


def _chinese(part: _Part) -> list[tuple[Letters, int, int]]:
    """The letters of a part that hold Chinese characters."""
    text = part.line.text
    return [found for found in _within(part) if CHINESE.search(text, found[1], found[2])]


_WHOLE: dict[str, Callable[[Sequence[_Part], Profile], Iterator[Fault]]] = {
    "italic": _italic,
    "uneven": _uneven,
}


def _is_black(color: str | None) -> bool:
    if color is None or not re.fullmatch("[0-9A-Fa-f]{6}", color):
        return True
    return all(int(color[k : k + 2], 16) <= _DARK for k in (0, 2, 4))


def _color_name(color: str | None) -> str:
    if color is None or _is_black(color):
        return "黑色"
    red, green, blue = (int(color[k : k + 2], 16) / 255 for k in (0, 2, 4))
    hue = colorsys.rgb_to_hsv(red, green, blue)[0]
    if max(red, green, blue) - min(red, green, blue) < 0.1:
        return "白色" if min(red, green, blue) > 0.95 else f"灰色（{color.upper()}）"
    name = next(name for end, name in _HUES if hue * 360 < end)
    return name if is_red(color) else f"{name}（{color.upper()}）"
