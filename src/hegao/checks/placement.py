"""A relation of parts of a document in, a Hit where they do not stand to each other as the standard has it out.

`what`: gap (blank lines between a part of `above` and one of `below`, as many as the profile has; `least`: or more),
blank (blank lines inside the text), masthead_order (份号, 密级, 紧急程度), behind_imprint (an attachment behind 版记),
signature_order (as in the masthead), red_rule (the rule under 发文字号), title_shape (its lines), title_words (a word
broken at the end of a line).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from hegao.elements import MASTHEAD, blank_lines
from hegao.layout import BLANK, ROLES, Proof, Remedy, SectionLayout
from hegao.model import Analysis, Hit, Segment
from hegao.pages import POINT, is_across, is_red, nearest_page, sides_off
from hegao.profile import width_in_characters
from hegao.proofing import (
    BLANKS,
    TEXT,
    Fault,
    Line,
    begins_page,
    check_roles,
    hits,
    lines,
    plain,
    shown,
    size_of,
    usual,
    width_of,
)

VALUES = ("part", "measured", "wanted", "extent")

_TITLES = ("title", "attachment_title")
_SINGLE = 1.3  # height of a line of single spacing, in sizes of its letters
_NEAR = 0.6  # of a line: room that stands for a blank one
_URGENT = re.compile("特急|加急|紧急|急件|特提|平急")
_ISSUED = re.compile("关于(?:印发|转发|批转|公布|发布)")
_ORPHAN = 2  # characters that are no line of a title


@dataclass(frozen=True, slots=True)
class Params:
    what: Literal[
        "gap", "blank", "masthead_order", "behind_imprint", "signature_order", "red_rule", "title_shape", "title_words"
    ]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    least: bool = False

    def __post_init__(self) -> None:
        check_roles((*self.above, *self.below), "above、below")
        if (self.what == "gap") != bool(self.above and self.below):
            raise ValueError("what 为 gap 时要写 above 和 below，其余不写")


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two lines of text with nothing but blank lines between them."""

    above: Line
    below: Line
    blank: tuple[int, ...]  # numbers of the paragraphs between them
    room: float  # blank lines of the text they make together, with the room set above and below


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    proof = analysis.proof()
    if proof is None:
        return
    every = lines(analysis, proof)
    if params.what in ("gap", "blank"):
        pairs = _pairs(analysis, proof, every)
        faults = _gaps(pairs, params, proof) if params.what == "gap" else _blanks(pairs)
    else:
        faults = _KINDS[params.what](every, proof, analysis)
    yield from hits(analysis, list(faults), Counter(line.role for line in every))


def _pairs(analysis: Analysis, proof: Proof, every: Sequence[Line]) -> Iterator[_Pair]:
    paragraphs, layout = analysis.document.paragraphs, proof.layout.paragraphs
    texts = [paragraph.text for paragraph in paragraphs]
    pitch = usual(_height(line.number, proof) for line in every if line.role == "body")
    pitch = pitch or proof.profile.roles["body"].line
    before = usual(line.layout.before for line in every)
    after = usual(line.layout.after for line in every)
    for above, below in pairwise(every):
        between = range(above.number + 1, below.number)
        # What stands in a box, or a note, is beside the text.
        if layout[above.number - 1].section != layout[below.number - 1].section:
            continue
        blank = tuple(n for n in between if paragraphs[n - 1].kind not in ("box", "note", "header", "footer"))
        if any(not _is_blank(n, proof, texts[n - 1]) for n in blank) or begins_page(below.number, proof, texts):
            continue
        room = sum(_height(n, proof) + layout[n - 1].before + layout[n - 1].after for n in blank)
        # Room that every paragraph has stands for no blank line.
        room += max(0.0, above.layout.after - after) + max(0.0, below.layout.before - before)
        yield _Pair(above, below, blank, room / pitch)


def _is_blank(number: int, proof: Proof, text: str) -> bool:
    layout = proof.layout.paragraphs[number - 1]
    holds = layout.drawings or layout.borders or layout.fields or layout.framed or layout.deleted
    return proof.roles[number - 1] == BLANK and not text.strip(BLANKS + "\v") and not holds and layout.table is None


def _height(number: int, proof: Proof) -> float:
    """The height of one line of a paragraph, points."""
    layout = proof.layout.paragraphs[number - 1]
    if layout.rule == "exact":
        return max(layout.line, 1.0)
    size = layout.letters[0].size if layout.letters else layout.mark.size
    section = proof.layout.sections[layout.section]
    natural = (size or 10.0) * _SINGLE
    if layout.rule == "atLeast":
        return max(layout.line, natural)
    if layout.snap and section.grid != "none" and section.grid_line > 0:
        natural = section.grid_line * -(-natural // section.grid_line)
    return max(natural * layout.line, 1.0)


def _gaps(pairs: Iterator[_Pair], params: Params, proof: Proof) -> Iterator[Fault]:
    for pair in pairs:
        above, below = pair.above, pair.below
        if above.role not in params.above or below.role not in params.below or above.role == below.role:
            continue
        wanted, count = blank_lines(above.role, below.role, proof.profile), len(pair.blank)
        enough = params.least and (count >= wanted or pair.room >= wanted - _NEAR)
        if count == wanted or enough or abs(pair.room - wanted) <= _NEAR:
            continue
        # Room may be set instead of some of the blank lines.
        measured = f"空了 {count} 行" if count else "没有空行"
        if count < wanted:
            remedies = [Remedy("insert", below.number, values={"count": wanted - count})]
        else:
            remedies = [Remedy("remove", number) for number in pair.blank[wanted:]]
        name = f"{ROLES[above.role]}与{ROLES[below.role]}之间"
        yield Fault(
            shown(below), below.role, measured, f"空 {wanted} 行" if wanted else "不空行", tuple(remedies), 1,
            {"part": name},
        )  # fmt: skip


def _blanks(pairs: Iterator[_Pair]) -> Iterator[Fault]:
    for pair in pairs:
        inside = pair.above.role in (*TEXT, "addressee") and pair.below.role in TEXT
        if inside and pair.blank and not (pair.above.own or pair.below.own):
            remedies = tuple(Remedy("remove", number) for number in pair.blank)
            name = f"空了 {len(pair.blank)} 行"
            yield Fault(shown(pair.below), pair.below.role, name, "不空行", remedies, 1)


def _masthead_order(every: Sequence[Line], proof: Proof, analysis: Analysis) -> Iterator[Fault]:
    """份号, then 密级, then 紧急程度 (7.2.3)."""
    order = ("份号", "密级和保密期限", "紧急程度")
    marks: list[tuple[int, Line]] = []
    for line in every:
        if line.role == "copy_number":
            marks.append((0, line))
        elif line.role == "secrecy":
            marks.append((2 if _URGENT.match(line.text.strip(BLANKS)) else 1, line))
    for (rank, _), (later, line) in pairwise(marks):
        if later < rank:
            yield Fault(shown(line), line.role, f"{order[later]}在{order[rank]}下面", f"在{order[rank]}上面", (), 1)


def _behind_imprint(every: Sequence[Line], proof: Proof, analysis: Analysis) -> Iterator[Fault]:
    ended = False
    for line in every:
        ended = ended or line.role == "imprint"
        if ended and line.role == "attachment_label":
            yield Fault(shown(line), line.role, "在版记后面", "在版记前面", (), 1)
            return


def _signature_order(every: Sequence[Line], proof: Proof, analysis: Analysis) -> Iterator[Fault]:
    """署名 of a joint issue, the lead organ's first, as in 版头 or title (7.3.5.2)."""
    head = "".join(_organ(line) for line in every if line.role in ("issuer", "title"))
    names = [(_organ(line), line) for line in every if line.role == "signature"]
    ranks = [(head.index(name), line) for name, line in names if name in head]
    for (rank, _), (later, line) in pairwise(ranks):
        if later < rank:
            yield Fault(shown(line), line.role, "的次序与版头或标题里不同", "主办机关在前", (), 1)
            return


def _organ(line: Line) -> str:
    return re.sub(rf"[{BLANKS}]", "", line.text)


def _red_rule(every: Sequence[Line], proof: Proof, analysis: Analysis) -> Iterator[Fault]:
    """Rules between 版头 and title that are all of another colour; none at all may be printed on the paper."""
    head = [line for line in every if line.role in MASTHEAD]
    title = next((line.number for line in every if line.role == "title"), 0)
    if not title or not {"issuer", "number"} <= {line.role for line in head} or head[0].number > title:
        return
    colors: list[str | None] = []
    for layout in proof.layout.paragraphs[head[0].number - 1 : title]:
        if layout.table is not None or any(drawing.kind != "line" for drawing in layout.drawings):
            return  # the rule may be part of it
        colors += [border.color or "auto" for border in layout.borders if border.side in ("top", "bottom", "between")]
        colors += [drawing.color for drawing in layout.drawings]
    if colors and None not in colors and not any(is_red(color) for color in colors):
        line = next(line for line in reversed(head) if line.role in ("number", "signer"))
        yield Fault(shown(line), "number", "分隔线不是红色", "一条红色分隔线", (), 1)


def _title_shape(every: Sequence[Line], proof: Proof, analysis: Analysis) -> Iterator[Fault]:
    """Lines a title must not have: one too long, one shorter than both beside it, a few characters at the end."""
    for group in _titles(every):
        first = group[0]
        size, role = size_of(first), proof.profile.roles[first.role]
        if abs(size - role.size) > proof.profile.tolerance.points:
            size = role.size  # that is mended too
        room = int((_width_meant(proof.layout.sections[first.layout.section], proof) + 1) / size) or 1
        rows = [(line, row) for line in group for row in line.text.split("\v") if row.strip(BLANKS)]
        widths = [width_in_characters(row.strip(BLANKS)) for _, row in rows]
        if len(rows) == 1:
            rest = widths[0] % room if widths[0] > room else 0.0
            if 0 < rest <= _ORPHAN:
                yield Fault(shown(first), first.role, f"末行只剩 {plain(rest)} 字", "做到词意完整、长短适宜", (), 1)
            continue
        for k, (line, _) in enumerate(rows):
            if widths[k] > room + 0.5:
                measured = f"第 {k + 1} 行有 {plain(widths[k])} 字，一行只排得下 {room} 字"
                yield Fault(shown(line), line.role, measured, "做到词意完整、长短适宜", (), 1)
                break
            # 关于印发 on a line of its own, above what is issued, is usual.
            shorter = 0 < k < len(rows) - 1 and widths[k] < min(widths[k - 1], widths[k + 1]) - 1
            if shorter and not _ISSUED.fullmatch(rows[k][1].strip(BLANKS)):
                yield Fault(shown(line), line.role, f"第 {k + 1} 行比上下两行都短", "排成梯形或菱形", (), 1)
                break


def _width_meant(section: SectionLayout, proof: Proof) -> float:
    """The width of a section's text once its margins are right, points: wrong ones are another fault."""
    profile = proof.profile
    page, tolerance = nearest_page(section, profile), profile.tolerance.margin
    wrong = {"left", "right"} & set(sides_off(section, page, tolerance)) or abs(section.width - page.width) > tolerance
    if wrong and not is_across(section):
        return (page.width - page.left - page.right) / POINT
    return width_of(section)


def _title_words(every: Sequence[Line], proof: Proof, analysis: Analysis) -> Iterator[Fault]:
    from hegao.nlp import words

    for group in _titles(every):
        rows = [(line, row.strip(BLANKS)) for line in group for row in line.text.split("\v") if row.strip(BLANKS)]
        if len(rows) < 2:
            continue
        text = "".join(row for _, row in rows)
        ends = list(accumulate(len(row) for _, row in rows))[:-1]
        for word in words(text):
            end = next((at for at in ends if word.start < at < word.start + len(word.text)), None)
            if end is not None and re.fullmatch("[\u4e00-\u9fff]{2,4}", word.text):
                halves = (word.text[: end - word.start], word.text[end - word.start :])
                if all(len(half) > 1 and len(words(half)) == 1 for half in halves):
                    continue  # two words that are often one: 困难 群众
                line = rows[ends.index(end)][0]
                yield Fault(shown(line), line.role, f"“{word.text}”被拆在两行", "做到词意完整", (), 1)
                break


def _titles(every: Sequence[Line]) -> Iterator[list[Line]]:
    """Paragraphs of one title."""
    group: list[Line] = []
    for line in every:
        if group and (line.role != group[0].role or line.role not in _TITLES):
            yield group
            group = []
        if line.role in _TITLES:
            group.append(line)
    if group:
        yield group


_KINDS: dict[str, Callable[[Sequence[Line], Proof, Analysis], Iterator[Fault]]] = {
    "masthead_order": _masthead_order,
    "behind_imprint": _behind_imprint,
    "signature_order": _signature_order,
    "red_rule": _red_rule,
    "title_shape": _title_shape,
    "title_words": _title_words,
}
