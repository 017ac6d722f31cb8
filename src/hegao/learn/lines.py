"""What a template is made of before it is text: lines of clauses, and in them words, slots and loops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

# How the items of a row are numbered: 一是, （一）, 1., 一、
Style = Literal["chain", "bracket", "decimal", "chinese"]


@dataclass(frozen=True, slots=True)
class Hole:
    """A slot in a text; the marks around it go with it when it may stay empty."""

    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """The rows of a table where the sample lists its own."""

    table: str  # 问题 or 打算
    style: Style


Piece = str | Hole | Loop


@dataclass(frozen=True, slots=True)
class Part:
    """A clause with the mark it ends in."""

    pieces: tuple[Piece, ...]
    sentence: int  # which of its line
    role: Literal["label", "head", "marker", "text"] = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the template, or a stretch of tags nothing is shown of when it is tried out."""

    parts: tuple[Part, ...] = ()
    level: int = 0  # of a heading: how many # it has
    tags: str = ""
    theme: str = ""  # what its section is about, in few words

    @property
    def sign(self) -> str:
        """What Markdown wants before a heading."""
        return "#" * self.level + " " if self.level else ""


def words(part: Part) -> str:
    """The words of a clause, □ for what is filled in."""
    return "".join(piece if isinstance(piece, str) else "□" for piece in part.pieces)


def last_words(part: Part) -> str:
    """What it ends with; "" when that is filled in."""
    last = part.pieces[-1]
    return last if isinstance(last, str) else ""


def holes(parts: Iterable[Part]) -> list[Hole]:
    return [piece for part in parts for piece in part.pieces if isinstance(piece, Hole)]
