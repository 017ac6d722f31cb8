"""The slots a template asks for: how they are named, described and shown with the words of the sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hegao.facts import TABLES, VALUES
from hegao.learn.lines import Hole, Part, holes
from hegao.templates import EXTRAS
from hegao.text import MARKED_BLANK

_ABOUT = 36  # characters of the sentence shown beside a slot
_LONGEST = 18  # characters of a slot's name
_TAKEN = {*TABLES, *VALUES, *EXTRAS, "本年", "项", "块", "行", "值"}

M = r"(?:[*＊]+|(?<![A-Za-z])[XxＸｘ×]{1,6}(?![A-Za-z])|_{2,}|＿+|[○〇]{2,})"
MASK = re.compile(M)


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots found so far; finding one adds to them."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict)  # as the header of a template has them
    values: dict[str, str] = field(default_factory=dict)  # what they are tried out with
    same: dict[tuple[str, ...], str] = field(default_factory=dict)  # what is one thing each time it is named
    stems: dict[str, str] = field(default_factory=dict)  # their names without numbers


def identifier(name: str) -> str:
    """A name as a tag may hold it."""
    bare = re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", MASK.sub("", name))[-_LONGEST:]
    bare = re.sub(r"^(?:的|和|及|与|了|个)+", "", bare)
    if bare and not bare[0].isdigit() and not bare.isascii():
        return f"{bare}数" if bare in _TAKEN else bare
    return f"指标{bare}" if bare else "数值"


def name_of(what: str) -> str:
    """The name of a slot for a name."""
    return f"{what}名称"[-_LONGEST:]


def add(slots: Slots, name: str, kind: str, value: str, **more: Any) -> str:
    """A new slot, its name numbered when it is taken."""
    number, free = 2, name
    while free in slots.known:
        free, number = f"{name}{number}", number + 1
    slots.known[free] = {"type": kind, **{key: one for key, one in more.items() if one}}
    slots.values[free] = value
    slots.stems[free] = name
    return free


def once(slots: Slots, key: tuple[str, ...], name: str, kind: str, value: str, **more: Any) -> str:
    """The slot of a thing that is the same wherever it is named."""
    if key not in slots.same:
        slots.same[key] = add(slots, name, kind, value, **more)
    return slots.same[key]


def text_slot(slots: Slots, name: str, original: str, required: bool) -> str:
    """A slot for words, with the words of the sample as example."""
    bare = original.strip("。；，：！ ")
    return add(slots, name, "text", "", required=required, about=short(original), example=example(bare))


def short(sentence: str) -> str:
    """A sentence as a hint beside a slot; masks would look like blanks of the template."""
    bare = re.sub(r"[{}%#]", "", MASK.sub("…", MARKED_BLANK.sub("…", sentence))).strip("。；， ")
    return bare if len(bare) <= _ABOUT else bare[: _ABOUT - 1] + "…"


def example(text: str) -> str:
    """The words as an example; "" for masked ones."""
    return re.sub(r"[{}%#](?=[{}%#])", "", text) if not MASK.search(text) else ""


def original(parts: Iterable[Part], slots: Slots) -> str:
    """The words a stretch had in the sample."""
    found = []
    for part in parts:
        for piece in part.pieces:
            if isinstance(piece, str):
                found.append(piece)
            elif isinstance(piece, Hole):
                said = slots.known.get(piece.name, {}).get("example")
                found.append(piece.before + str(said or "……") + piece.after)
    return "".join(found)


def is_optional(hole: Hole, slots: Slots) -> bool:
    """Whether nothing may be given; 上年 and 下年, which follow from 年份, are always there."""
    return not slots.known.get(hole.name, {"required": True}).get("required", False)


def all_optional(parts: Sequence[Part], slots: Slots) -> bool:
    """Whether these clauses vanish but for their marks when nothing optional is given; there is something to vanish."""
    pieces = [piece for part in parts if part.role == "text" for piece in part.pieces]
    return any(isinstance(piece, Hole) for piece in pieces) and all(
        not piece.strip("。；，：！？ ")
        if isinstance(piece, str)
        else isinstance(piece, Hole) and is_optional(piece, slots)
        for piece in pieces
    )


def is_figure(slots: Slots, name: str) -> bool:
    return slots.known.get(name, {}).get("type") in ("metric", "number")


def has_figures(slots: Slots, parts: Iterable[Part]) -> bool:
    """Whether figures that are slots stand in these parts."""
    return any(is_figure(slots, hole.name) for hole in holes(parts))
