"""Annotated items beside a draft and what was extracted from it in; a score for each thing asked, and every
difference, out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import gold
from hegao.model import Document, Review, Span

ENDING = ".items.jsonl"
NEAR = 0.6  # two wordings say the same from this character F1 on
OVERLAP = 0.5  # intersection over union from which on two spans are the same task

# What is compared of an item found at the annotated place: fields that must be equal, by the name of their score;
_EQUAL: dict[str, dict[str, tuple[str, ...]]] = {
    "metric": {"value": ("value", "value_max"), "unit": ("unit",), "kind": ("kind",), "change": ("change",)},
    "task": {"status": ("status",), "deadline_date": ("deadline_date",)},
    "time": {"kind": ("kind",), "dates": ("start_date", "end_date"), "recurrence": ("recurrence",)},
    "blank": {"kind": ("kind",)},
    "reference": {"title": ("title",), "number": ("number",), "kind": ("kind",)},
}
# fields whose wording must be near;
_NEAR: dict[str, tuple[str, ...]] = {"metric": ("name", "period"), "task": ("action", "object"), "blank": ("name",)}
# and fields of any number of wordings, scored by how many meet a near one.
_SEVERAL: dict[str, tuple[str, ...]] = {
    "metric": ("qualifier",),
    "task": ("owner", "partners", "deadline", "targets", "basis"),
}
FIELDS = {
    kind: frozenset((*(f for fields in equal.values() for f in fields), *_NEAR.get(kind, ()), *_SEVERAL.get(kind, ())))
    for kind, equal in _EQUAL.items()
}


class Extracted(Protocol):
    """Any item of a Review."""

    @property
    def span(self) -> Span: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Item:
    """An annotated item; fields left out are empty."""

    kind: str  # a key of FIELDS
    span: Span
    text: str
    fields: Mapping[str, Any]


@dataclass(slots=True)
class Sheet:
    """Scores by name (`task span`, `metric unit`), and in words what kept each from being perfect."""

    scores: dict[str, gold.Score] = field(default_factory=dict)
    differences: list[tuple[str, str]] = field(default_factory=list)  # name of the score, what differs

    def add(self, name: str, right: int, found: int, there: int) -> None:
        self.scores[name] = self.scores.get(name, gold.Score(0, 0, 0)) + gold.Score(right, found, there)

    def table(self) -> str:
        """A line for each score: F1 (of equal fields: the share that is equal), right, found, there."""
        return "\n".join(
            f"{name:22}{score.f1:7.3f}{score.right:7}{score.found:7}{score.there:7}"
            for name, score in sorted(self.scores.items())
        )


def drafts(folder: Path) -> list[Path]:
    """The drafts of a folder that have annotated items beside them, by name."""
    every = sorted(folder.iterdir())
    annotated = {path.name.removesuffix(ENDING) for path in every if path.name.endswith(ENDING)}
    return [path for path in every if path.stem in annotated and path.suffix in (".txt", ".md", ".docx")]


def read_items(draft: Path, document: Document) -> tuple[Item, ...]:
    """The items annotated beside a draft. Raises ValueError for a line that names no place or no known field."""
    lines = gold.beside(draft, ENDING).read_text("utf-8").splitlines()
    return tuple(_item(json.loads(line), document, f"{draft.name}:{number}") for number, line in enumerate(lines, 1))


def _item(row: dict[str, Any], document: Document, where: str) -> Item:
    kind, number, text, count = row.pop("type"), row.pop("p"), row.pop("text"), row.pop("n", 1)
    if kind not in FIELDS or not row.keys() <= FIELDS[kind]:
        raise ValueError(f"{where}: 不认识 {kind} 或它的 {sorted(row.keys() - FIELDS.get(kind, set()))}")
    whole = document.paragraphs[number - 1].text
    start = -1
    for _ in range(count):
        start = whole.find(text, start + 1)
        if start < 0:
            raise ValueError(f"{where}: 第 {number} 段没有第 {count} 处“{text}”")
    return Item(kind, Span(number, start, start + len(text)), text, row)


def compare(items: Iterable[Item], review: Review, sheet: Sheet) -> None:
    """Adds to a sheet how what was extracted from one draft agrees with its annotation."""
    there: dict[str, list[Item]] = {kind: [] for kind in FIELDS}
    for item in items:
        there[item.kind].append(item)
    found: dict[str, Sequence[Extracted]] = {kind: getattr(review, f"{kind}s") for kind in FIELDS}
    for kind in FIELDS:
        pairs = list((_overlapping if kind == "task" else _alike)(found[kind], there[kind]))
        sheet.add(f"{kind} span", len(pairs), len(found[kind]), len(there[kind]))
        met, known = {id(one) for one, _ in pairs}, {id(item) for _, item in pairs}
        lone: list[tuple[str, Span]] = [("MISSED", item.span) for item in there[kind] if id(item) not in known]
        lone += [("EXTRA", one.span) for one in found[kind] if id(one) not in met]
        for word, span in sorted(lone, key=lambda each: (each[1].paragraph, each[1].start)):
            sheet.differences.append((f"{kind} span", f"{_place(review, span)} {word}"))
        for one, item in pairs:
            _compare_fields(one, item, review, sheet)


def _alike(found: Sequence[Extracted], there: Sequence[Item]) -> Iterator[tuple[Extracted, Item]]:
    """Pairs at exactly the same place."""
    places = {item.span: item for item in there}
    for one in found:
        if one.span in places:
            yield one, places.pop(one.span)


def _overlapping(found: Sequence[Extracted], there: Sequence[Item]) -> Iterator[tuple[Extracted, Item]]:
    """Pairs that overlap enough, the closest first, each item in one pair at most."""
    close = [(_overlap(one.span, item.span), a, b) for a, one in enumerate(found) for b, item in enumerate(there)]
    used: set[tuple[str, int]] = set()
    for overlap, a, b in sorted(close, reverse=True):
        if overlap >= OVERLAP and not {("found", a), ("there", b)} & used:
            used |= {("found", a), ("there", b)}
            yield found[a], there[b]


def _overlap(a: Span, b: Span) -> float:
    if a.paragraph != b.paragraph:
        return 0.0
    return max(0, min(a.end, b.end) - max(a.start, b.start)) / (max(a.end, b.end) - min(a.start, b.start))


def _compare_fields(one: Extracted, item: Item, review: Review, sheet: Sheet) -> None:
    def differ(name: str, got: object, wanted: object) -> None:
        sheet.differences.append((f"{item.kind} {name}", f"{_place(review, item.span)} {got!r} 应为 {wanted!r}"))

    for name, fields in _EQUAL[item.kind].items():
        got, wanted = [_value(one, f) for f in fields], [item.fields.get(f) for f in fields]
        sheet.add(f"{item.kind} {name}", int(got == wanted), 1, 1)
        if got != wanted:
            differ(name, got, wanted)
    for name in _NEAR.get(item.kind, ()):
        said, wording = _value(one, name) or "", item.fields.get(name) or ""
        near = likeness(said, wording) >= NEAR
        sheet.add(f"{item.kind} {name}", int(near), 1, 1)
        if not near:
            differ(name, said, wording)
    for name in _SEVERAL.get(item.kind, ()):
        several, wordings = _list(_value(one, name)), _list(item.fields.get(name))
        right = _met(several, wordings)
        sheet.add(f"{item.kind} {name}", right, len(several), len(wordings))
        if right < max(len(several), len(wordings)):
            differ(name, several, wordings)


def _value(one: Extracted, name: str) -> Any:
    """A field as the annotation writes it; an owner nobody names is none."""
    value = getattr(one, name)
    if name == "owner" and getattr(one, "owner_inherited", False):
        return []
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _met(several: Iterable[str], wordings: Iterable[str]) -> int:
    """How many meet a wording near to them, each wording once."""
    left, right = list(wordings), 0
    for said in several:
        best = max(left, key=lambda wording: likeness(said, wording), default=None)
        if best is not None and likeness(said, best) >= NEAR:
            left.remove(best)
            right += 1
    return right


def likeness(a: str, b: str) -> float:
    """Character F1 of two wordings, whatever the order; 1.0 when both are empty."""
    if not a and not b:
        return 1.0
    return 2 * (Counter(a) & Counter(b)).total() / (len(a) + len(b))


def _place(review: Review, span: Span) -> str:
    assert review.document is not None
    text = review.document.paragraphs[span.paragraph - 1].text
    before, after = text[max(0, span.start - 15) : span.start], text[span.end : span.end + 8]
    return f"{Path(review.path).name}:{span.paragraph} {before}【{text[span.start : span.end]}】{after}"
