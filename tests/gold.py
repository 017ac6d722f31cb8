"""Annotations of corpora/ in; roles, headings, sentence ends, planted faults and scores of an outline out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hegao.model import ROLES, Document, Finding, Outline

FOLDER = Path(__file__).parents[1] / "corpora"
_SUFFIXES = (".txt", ".md", ".docx")
_LINE = re.compile(r"\[([a-z_]+)\](?: (.*))?", re.DOTALL)
_LONGEST_HIT = 40  # a finding longer than this must not count as the discovery of one short fault inside it


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """One annotated paragraph, its marks taken out of the text."""

    role: str
    text: str
    headings: tuple[tuple[int, int], ...]
    ends: tuple[int, ...]  # just behind each sentence's last mark


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault that was put into a document on purpose; an empty text means that something is missing."""

    paragraph: int
    text: str
    fault: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many were right, of how many found and how many there are."""

    right: int
    found: int
    there: int

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.found + other.found, self.there + other.there)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1.0 when nothing was to be found and nothing was."""
        return 2 * self.right / (self.found + self.there) if self.found + self.there else 1.0


def documents() -> list[Path]:
    """Every document in corpora/, by name."""
    return sorted(
        path
        for path in FOLDER.iterdir()
        if path.suffix in _SUFFIXES and not path.name.endswith(".gold.txt") and path.name != "README.md"
    )


def beside(document: Path, ending: str) -> Path:
    """The file that belongs to a document: its name with another ending, such as `.gold.txt`."""
    return document.with_name(document.stem + ending)


def read_gold(path: Path) -> tuple[GoldParagraph, ...]:
    """The annotated paragraphs. Raises ValueError for a line that is none."""
    lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    return tuple(_paragraph(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1))


def read_planted(document: Path) -> tuple[Planted, ...]:
    """The planted faults of a document; none for a clean one."""
    path = beside(document, ".planted.yml")
    if not path.exists():
        return ()
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return tuple(Planted(**row) for row in rows)


def _paragraph(line: str, where: str) -> GoldParagraph:
    match = _LINE.fullmatch(line)
    if match is None or match.group(1) not in ROLES:
        raise ValueError(f"{where}: 行首应为 [角色]，角色可用：{'、'.join(ROLES)}")
    text: list[str] = []
    headings: list[tuple[int, int]] = []
    ends: list[int] = []
    opened: int | None = None
    marked = iter(match.group(2) or "")
    for c in marked:
        if c == "\\":
            text.append(next(marked))
        elif c == "{":
            opened = len(text)
        elif c == "}":
            if opened is None:
                raise ValueError(f"{where}: }} 之前没有 {{")
            headings.append((opened, len(text)))
            opened = None
        elif c == "|":
            ends.append(len(text))
        else:
            text.append(c)
    if opened is not None:
        raise ValueError(f"{where}: {{ 之后没有 }}")
    return GoldParagraph(match.group(1), "".join(text), tuple(headings), tuple(ends))


def score_roles(gold: Iterable[GoldParagraph], outline: Outline) -> Score:
    """Paragraphs whose role is right."""
    pairs = list(zip(gold, outline.roles, strict=True))
    return Score(sum(paragraph.role == role for paragraph, role in pairs), len(pairs), len(pairs))


def score_headings(gold: Iterable[GoldParagraph], outline: Outline) -> Score:
    """Headings found at exactly the annotated characters."""
    there = {(n, start, end) for n, p in enumerate(gold, 1) for start, end in p.headings}
    found = {(s.span.paragraph, s.span.start, s.span.end) for s in outline.sections if s.kind != "item"}
    return _score(found, there)


def score_sentences(gold: Iterable[GoldParagraph], outline: Outline) -> Score:
    """Sentence ends found at exactly the annotated characters."""
    there = {(n, end) for n, p in enumerate(gold, 1) for end in p.ends}
    return _score({(s.paragraph, s.end) for s in outline.sentences}, there)


def _score(found: AbstractSet[tuple[int, ...]], there: AbstractSet[tuple[int, ...]]) -> Score:
    return Score(len(found & there), len(found), len(there))


def place(planted: Planted, document: Document) -> tuple[int, int]:
    """Where a planted fault stands in its paragraph: once, blanks as the last ones. Raises ValueError."""
    text = document.paragraphs[planted.paragraph - 1].text
    count = text.count(planted.text)
    if count != 1 and planted.text.strip():
        raise ValueError(f"第 {planted.paragraph} 段里有 {count} 处“{planted.text}”，应当只有 1 处")
    start = text.rindex(planted.text)
    return start, start + len(planted.text)


def missed(planted: Iterable[Planted], document: Document, findings: Iterable[Finding]) -> list[Planted]:
    """The planted faults no finding overlaps; each thing that is missing takes a 0–0 finding of its own."""
    heard = list(findings)
    absences = sum(f.span.paragraph == 1 and f.span.start == f.span.end == 0 for f in heard)
    left: list[Planted] = []
    for fault in planted:
        if not fault.text:
            if absences == 0:
                left.append(fault)
            absences = max(0, absences - 1)
            continue
        start, end = place(fault, document)
        if not any(f.span.paragraph == fault.paragraph and _overlaps(f, start, end) for f in heard):
            left.append(fault)
    return left


def _overlaps(finding: Finding, start: int, end: int) -> bool:
    span = finding.span
    if span.start == span.end:
        return start <= span.start <= end
    if span.end - span.start > max(_LONGEST_HIT, 2 * (end - start)):
        return False
    return span.start < end and start < span.end
