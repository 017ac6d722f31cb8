"""The lines of a template in, the same lines out with what `hegao check` objects to as slots."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hegao.config import Config
from hegao.learn.body import usual_title
from hegao.learn.clauses import cut, firm
from hegao.learn.lines import Hole, Line, Loop, Piece, holes, last_words, words
from hegao.learn.loops import loop_shown
from hegao.learn.sample import Sample
from hegao.learn.slots import Slots, is_figure, original, text_slot
from hegao.model import Finding
from hegao.pipeline import review_document
from hegao.readers import read_bytes
from hegao.rules import Rule
from hegao.text import marked_blank

_ROUNDS = 12  # what is mended may uncover another fault; each round leaves fewer of them
_SIZE = re.compile(r"^structure/(?:over)?long-(?:paragraph|sentence)$")
_STRUCTURE = re.compile(r"^structure/(?:missing|untitled|title|undated|unanswered|single-heading|uneven|plan-for)")

Place = tuple[int, int]  # start, end of a part in its line as filled
Value = Callable[[str], str]  # what a slot of that name is tried out with


def mended(lines: Sequence[Line], sample: Sample, every: Mapping[str, Rule]) -> list[Line]:
    """The lines tried out in turn with other data and with nothing but blanks, until both pass."""
    lines = list(lines)
    calm = 0
    for round_ in range(_ROUNDS):
        value = _value_of(sample, empty=round_ % 2 == 1)
        wrong = _faults(lines, value, every)
        before = lines
        lines = [
            new
            for at, line in enumerate(lines)
            for new in (_repaired(line, wrong[at], sample, value) if at in wrong else [line])
        ]
        calm = calm + 1 if lines == before else 0
        if calm == 2:
            break
    return lines


def _faults(lines: Sequence[Line], value: Value, every: Mapping[str, Rule]) -> dict[int, list[Finding]]:
    """What a check finds in the filled document, by the line it comes from."""
    rows: list[str] = []
    origins: list[int] = []
    for at, line in enumerate(lines):
        for text in _row(line, value)[0].split("\n\n"):
            if text.strip("# "):
                rows.append(text)
                origins.append(at)
    document = read_bytes("\n\n".join(rows).encode(), "模板.md")
    wrong: dict[int, list[Finding]] = {}
    for one in review_document(document, every, Config()).findings:
        row = (one.span.paragraph - 1) // 2
        if one.severity != "hint" and row < len(origins):
            wrong.setdefault(origins[row], []).append(one)
    return wrong


def _value_of(sample: Sample, empty: bool) -> Value:
    """What slots are tried out with: the year after the sample's, its own figures or made-up ones, or blanks."""
    year = (sample.year or 2024) + 1
    signed = year if sample.planning else year + 1
    always = {"年份": str(year), "上年": str(year - 1), "下年": str(year + 1)}

    def value(name: str) -> str:
        slot = sample.slots.known.get(name, {})
        if name in always:
            return always[name]
        if not slot.get("required"):
            return ""
        if empty:
            return marked_blank(name, slot.get("unit", ""))
        if name == "成文日期":
            return f"{signed}年1月6日"
        said = sample.slots.values.get(name, "")
        return str(year + int(said)) if slot["type"] == "year" else said or "统筹推进有关工作"

    return value


def _row(line: Line, value: Value) -> tuple[str, list[Place]]:
    """A line as filled, and where each of its parts stands in it."""
    text = line.sign
    places = []
    for part in line.parts:
        start = len(text)
        text += "".join(_shown(piece, value) for piece in part.pieces)
        places.append((start, len(text)))
    return text, places


def _shown(piece: Piece, value: Value) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Loop):
        return loop_shown(piece)
    said = value(piece.name)
    return f"{piece.before}{said}{piece.after}" if said else ""


def _repaired(line: Line, found: Sequence[Finding], sample: Sample, value: Value) -> list[Line]:
    """The line, or the two it is better as, with the clauses that hold a fault as slots."""
    if line.level == 1:
        known = any(_is_blank(one) or _STRUCTURE.match(one.rule) for one in found)
        return [line if known else usual_title(sample)]
    places = _row(line, value)[1]
    bad: set[int] = set()
    for one in found:
        if _SIZE.match(one.rule):
            return _halves(line) if "paragraph" in one.rule else [_shorter(line, one, places)]
        bad |= _faulty(line, one, places, sample, value)
    for at in sorted(bad, reverse=True):
        if at >= len(line.parts):
            continue
        if line.parts[at].role == "head":
            line = _with_head_slot(line, at, sample.slots)
        elif line.parts[at].role == "text":
            line = cut(line, at, sample.slots)
    return [firm(line, sample.slots)]


def _is_blank(finding: Finding) -> bool:
    return finding.text.startswith("【待填")


def _faulty(line: Line, finding: Finding, places: Sequence[Place], sample: Sample, value: Value) -> set[int]:
    """Which parts of a line have to go for a finding."""
    if _STRUCTURE.match(finding.rule) or _is_blank(finding):
        return set()
    if finding.rule == "numerals/document-measure-word" and _recounted(line, finding, places, sample.slots):
        return set()
    if finding.group in ("facts", "consistency"):
        figures = _figures_in(line, finding, sample.slots, value)
        for slot in figures:  # wrong figures of the sample: others take their place, nobody needs them as examples
            slot.pop("example", None)
        if figures:
            return set()
    return {
        at
        for at, (part, place) in enumerate(zip(line.parts, places, strict=True))
        if _meet(place, finding) and any(isinstance(piece, str) and len(piece) > 1 for piece in part.pieces)
    }


def _meet(place: Place, finding: Finding) -> bool:
    return place[0] < finding.span.end and finding.span.start < place[1]


def _recounted(line: Line, finding: Finding, places: Sequence[Place], slots: Slots) -> bool:
    """Documents counted by another word than theirs: from now on by it; whether there was such a figure."""
    changed = False
    inside = [part for part, place in zip(line.parts, places, strict=True) if _meet(place, finding)]
    for hole in holes(inside):
        slot = slots.known.get(hole.name, {})
        unit = slot.get("unit", "")
        right = "期" if re.search("简报|通报|纪要|大事记", finding.text) else "篇" if unit == "篇次" else "件"
        if slot.get("type") == "metric" and unit not in ("", right) and unit in finding.text:
            slot["unit"] = right
            slots.values[hole.name] = slots.values[hole.name].removesuffix(unit) + right
            slot |= {"example": slots.values[hole.name]} if slot.get("example") else {}
            changed = True
    return changed


def _figures_in(line: Line, finding: Finding, slots: Slots, value: Value) -> list[dict[str, Any]]:
    """The slots for figures in the stretch a finding is about."""
    at = len(line.sign)
    found = []
    for piece in (piece for part in line.parts for piece in part.pieces):
        start = at
        at += len(_shown(piece, value))
        if isinstance(piece, Hole) and _meet((start, at), finding) and is_figure(slots, piece.name):
            found.append(slots.known[piece.name])
    return found


def _halves(line: Line) -> list[Line]:
    """A paragraph that is too long as two: best before a 一是, else between two sentences."""
    sizes = [len(words(part)) for part in line.parts]
    half = sum(sizes) / 2

    def cost(at: int) -> float:
        return abs(sum(sizes[:at]) - half) - (half / 2 if line.parts[at].role == "marker" else 0)

    edges = [at for at in range(1, len(line.parts)) if line.parts[at].sentence != line.parts[at - 1].sentence]
    if not edges:
        return [line]
    at = min(edges, key=cost)
    return [replace(line, parts=line.parts[:at]), Line(line.parts[at:], theme=line.theme)]


def _shorter(line: Line, finding: Finding, places: Sequence[Place]) -> Line:
    """A sentence that is too long as two, parted where its clauses are best: at a semicolon, else near its middle."""
    inside = [
        at
        for at, (_, end) in enumerate(places[:-1])
        if finding.span.start < end < finding.span.end
        and line.parts[at].role == "text"
        and last_words(line.parts[at]).endswith(("，", "；"))
        and line.parts[at + 1].sentence == line.parts[at].sentence
    ]
    if not inside:
        return line
    middle = (finding.span.start + finding.span.end) / 2
    length = finding.span.end - finding.span.start

    def cost(at: int) -> float:
        return abs(places[at][1] - middle) - (length / 4 if last_words(line.parts[at]).endswith("；") else 0)

    at = min(inside, key=cost)
    part = line.parts[at]
    ended = replace(part, pieces=(*part.pieces[:-1], f"{last_words(part)[:-1]}。"))
    # What follows is a sentence of its own: clauses cut from it must not reach into the first.
    after = [replace(one, sentence=one.sentence + 1) for one in line.parts[at + 1 :]]
    return replace(line, parts=(*line.parts[:at], ended, *after))


def _with_head_slot(line: Line, at: int, slots: Slots) -> Line:
    head = line.parts[at]
    end = last_words(head)[-1:]
    name = text_slot(slots, "小标题", original([head], slots), required=True)
    pieces: tuple[Piece, ...] = (Hole(name), end) if end in ("。", "：") else (Hole(name),)
    return replace(line, parts=(*line.parts[:at], replace(head, pieces=pieces), *line.parts[at + 1 :]))
