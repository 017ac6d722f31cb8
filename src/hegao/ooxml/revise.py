"""A .docx with edits of its text and remedies of its layout in, the same file with them made, or tracked, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial

from lxml import etree

from hegao.layout import Profile, Remedy
from hegao.model import Edit, Span
from hegao.ooxml.blanks import empty_line, ends_deleted, remove_line
from hegao.ooxml.boxes import Twins, copy_boxes, keep_twin
from hegao.ooxml.edit import rewrite, touched, wanted, write
from hegao.ooxml.package import Package, W, open_package, parse_part, relations
from hegao.ooxml.page_footers import number_all_pages
from hegao.ooxml.parts import written
from hegao.ooxml.pieces import Piece, apart, cut, own_runs, split_before
from hegao.ooxml.remedies import alter_letters, alter_paragraph, alter_section, revise_table
from hegao.ooxml.schema import make
from hegao.ooxml.text import MAX_RUNS, WordParagraph, paragraphs, set_piece_text
from hegao.ooxml.tracked import (
    Pen,
    change,
    change_format,
    delete,
    insert,
    mark_end,
    part_notes,
    pen,
    run_like,
)
from hegao.text import NOT_PROSE, edits_without_overlap

_PARAGRAPH, _TABLE, _RUN, _TEXT, _BOX = f"{W}p", f"{W}tbl", f"{W}r", f"{W}t", f"{W}txbxContent"
_FORMAT, _BASE = f"{W}pPr", f"{W}rubyBase"
_FIELD, _CODE, _SIMPLE = f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"
_ALONE = (f"{W}tab", f"{W}ptab", f"{W}br", f"{W}cr")  # blanks that are no text


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who made a change or comment, and when."""

    author: str
    time: datetime  # by the clock on the wall: Word shows it as it stands

    @property
    def date(self) -> str:
        """The time as w:date has it."""
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class _Draft:
    """A file while it is being revised."""

    package: Package
    words: Sequence[WordParagraph]
    profile: Profile
    pen: Pen | None
    roots: dict[str, etree._Element]
    touched: set[str] = field(default_factory=set)  # parts
    twins: Twins = field(default_factory=dict)
    gone: dict[etree._Element, etree._Element | None] = field(default_factory=dict)  # and the block ahead that stays


@dataclass(slots=True)
class _Work:
    """What is asked of one paragraph."""

    letters: list[Remedy] = field(default_factory=list)
    format: list[Remedy] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    blanks: set[Edit] = field(default_factory=set)  # edits that may take away tabs and line breaks


def revise(
    data: bytes,
    edits: Sequence[Edit],
    remedies: Sequence[Remedy],
    profile: Profile,
    stamp: Stamp | None = None,
) -> bytes:
    """The file with edits and remedies made; with a stamp, each as a tracked change (修订). All positions are those of
    the paragraphs as read from `data`.

    Left undone are edits ooxml.edit.replace leaves undone; the removal of a paragraph that is not empty, carries a
    revision or a section, or is needed where it stands; page numbers where a footer says more than a number; with a
    stamp, what cannot be tracked: page numbers, edits in words with a reading above them, the removal of an empty
    paragraph ahead of a table. Parts nothing changes in are copied as they are. Raises ReadError as reading does.
    """
    package = open_package(data)
    words = tuple(paragraphs(package))
    roots = {word.part: word.element.getroottree().getroot() for word in words[::-1]}
    if package.document not in roots:
        roots[package.document] = parse_part(package, package.document)
    draft = _Draft(package, words, profile, _pen(package, roots, stamp) if stamp else None, roots)
    by_target: defaultdict[str, list[Remedy]] = defaultdict(list)
    for one in remedies:
        by_target[one.target].append(one)
    for number, work in sorted(_by_paragraph(edits, by_target).items()):
        if 1 <= number <= len(words):
            _revise_paragraph(words[number - 1], work, draft)
    _revise_sections(by_target["section"], draft)
    _revise_tables(by_target["table"], draft)
    _insert_paragraphs(by_target["insert"], draft)
    _remove_paragraphs(by_target["remove"], draft)
    copy_boxes(draft.twins, draft.pen)
    others: dict[str, bytes | None] = {}
    if by_target["page_numbers"] and draft.pen is None:
        others = number_all_pages(package, words, roots[package.document], profile)
        if others:
            draft.touched.add(package.document)
    spare = cache(lambda: draft.pen or _pen(package, roots, Stamp("", datetime.min)))
    for name in sorted(draft.touched):
        part_notes(roots[name], spare)
    parts = {name: written(root) for name, root in roots.items() if name in draft.touched}
    return rewrite(data, package, {**parts, **others}) if parts or others else data


def _pen(package: Package, roots: dict[str, etree._Element], stamp: Stamp) -> Pen:
    kinds = ("comments", "header", "footer", "footnotes", "endnotes")
    named = {one.target for one in relations(package, package.document) if one.kind in kinds}
    others = [parse_part(package, name) for name in sorted(named - set(roots))]
    return pen(stamp.author, stamp.date, [*roots.values(), *others])


def _by_paragraph(edits: Sequence[Edit], remedies: dict[str, list[Remedy]]) -> dict[int, _Work]:
    found: defaultdict[int, _Work] = defaultdict(_Work)
    for one in remedies["letters"]:
        found[one.at].letters.append(one)
    for one in remedies["paragraph"]:
        found[one.at].format.append(one)
    blanks = {Edit(Span(one.at, one.start, one.end), str(one.values["text"])) for one in remedies["text"]}
    for edit in edits_without_overlap([*edits, *blanks]):
        found[edit.span.paragraph].edits.append(edit)
        if edit in blanks:
            found[edit.span.paragraph].blanks.add(edit)
    return found


def _revise_paragraph(word: WordParagraph, work: _Work, draft: _Draft) -> None:
    keep_twin(word.element, draft.twins)
    letters, blanks = work.letters, work.blanks
    if blanks and next(word.element.iter(_FIELD, _SIMPLE), None) is not None:
        blanks = set()  # a tab may be the field's, which Word fills in
    changes = [
        found
        for edit in work.edits
        if (found := wanted(word, edit)) and _can_be_written(word, found, edit in blanks, draft.pen)
    ]
    points = {point for one in letters for point in (one.start, one.end)}
    if draft.pen is not None:
        points |= {point for start, end, _ in changes for point in (start, end)}
    if len(word.pieces) + 2 * len(points) > MAX_RUNS:
        # In so many pieces nobody could read it again.
        letters, points, changes = [], set(), changes if draft.pen is None else []
    pieces = cut([Piece(one.start, one.end, one.element, one.editable) for one in word.pieces], points)
    done = bool(changes)
    if letters:
        for piece in pieces:
            if piece.start in points and piece.element.tag != _TEXT:
                split_before(_in_run(piece.element))
        done = _revise_letters(word, pieces, letters, draft.pen) or done
    for one in work.format:
        done = change(word.element, "pPr", partial(alter_paragraph, values=one.values), draft.pen) or done
    if draft.pen is None:
        _write(pieces, changes)
    else:
        for start, end, new in reversed(changes):
            _write_tracked(pieces, start, end, new, draft.pen)
    if done:
        draft.touched.add(word.part)


def _can_be_written(word: WordParagraph, change: tuple[int, int, str], blanks: bool, one: Pen | None) -> bool:
    """Whether an edit can be made; `blanks` lets it take away tabs and line breaks too."""
    pieces = touched(word.pieces, *change[:2])
    if not pieces or not all(piece.editable or (blanks and _is_blank(piece.element)) for piece in pieces):
        return False
    # Word keeps no revisions of what is not in a run, or in a word with its reading above.
    return one is None or all(
        (run := piece.element.getparent()) is not None
        and run.tag == _RUN
        and next(run.iterancestors(_BASE, _PARAGRAPH), word.element).tag == _PARAGRAPH
        for piece in pieces
    )


def _is_blank(element: etree._Element) -> bool:
    """Whether this is a tab, or a break that only ends a line."""
    return element.tag in _ALONE and element.get(f"{W}type", "textWrapping") == "textWrapping"


def _write(pieces: Sequence[Piece], changes: Sequence[tuple[int, int, str]]) -> None:
    """Make edits; text takes the place of a tab or line break."""
    for start, end, _ in changes:
        for piece in touched(pieces, start, end):
            holder = piece.element.getparent()
            if piece.element.tag != _TEXT and holder is not None:
                text = make("t")
                holder.replace(piece.element, text)
                piece.element = text
    write(pieces, changes)


def _write_tracked(pieces: Sequence[Piece], start: int, end: int, new: str, one: Pen) -> None:
    """Make an edit as revisions; runs begin at both its ends, and those behind it are made."""
    chosen = touched(pieces, start, end)
    runs = [run for piece in chosen if (run := apart(piece.element)) is not None]
    text, letters = run_like(runs[0]), make("t")
    set_piece_text(letters, new)
    text.append(letters)
    if start == end:
        insert(text, runs[0], one, before=chosen[0].start == start)
        return
    deleted = delete(runs, one)[0]
    if new:
        insert(text, deleted, one)


def _revise_letters(word: WordParagraph, pieces: Sequence[Piece], letters: Sequence[Remedy], one: Pen | None) -> bool:
    done = False
    codes = list(_codes(word.element, pieces))
    for remedy in letters:
        start, end = max(remedy.start, 0), min(remedy.end, len(word.text))
        runs: dict[etree._Element, None] = {}
        for piece in touched(pieces, start, end) if start < end else ():
            if piece.element.tag != _TEXT and word.text[piece.start] == NOT_PROSE:
                apart(_in_run(piece.element))  # a picture or the mark of a note keeps its format
                continue
            run = piece.element.getparent()
            if run is not None and run.tag == _RUN:
                runs[run] = None
        for first, last, code in codes:
            if start <= first < last <= end:
                runs |= dict.fromkeys(code)
        alter = partial(alter_letters, values=remedy.values)
        for run in runs:
            done = change(run, "rPr", alter, one) or done
        # The mark decides how an automatic number looks too.
        if remedy.end >= len(word.text) or start < word.label:
            done = _revise_mark(word.element, alter, one) or done
    return done


def _revise_mark(element: etree._Element, alter: Callable[[etree._Element], None], one: Pen | None) -> bool:
    """Change the format of a paragraph's mark."""
    form = element.find(_FORMAT)
    made = make("pPr") if form is None else form
    done = change(made, "rPr", alter, one)
    if done and form is None:
        element.insert(0, made)
    return done


def _codes(element: etree._Element, pieces: Sequence[Piece]) -> Iterator[tuple[int, int, list[etree._Element]]]:
    """The fields of a paragraph: where their result starts and ends, and the runs of their code, whose format Word
    gives the result when it fills it in anew."""
    if next(element.iter(_FIELD), None) is None:
        return
    ends = {piece.element: piece.end for piece in pieces}
    at = 0
    open_fields: list[tuple[list[etree._Element], list[int]]] = []
    for run in own_runs(element):
        for child in run.iterchildren(etree.Element):
            at = ends.get(child, at)
            step = child.get(f"{W}fldCharType") if child.tag == _FIELD else None
            if step == "begin":
                open_fields.append(([run], []))
            elif open_fields and (child.tag == _CODE or step == "separate"):
                open_fields[-1][0].append(run)
                if step == "separate":
                    open_fields[-1][1].append(at)
            elif open_fields and step == "end":
                runs, begun = open_fields.pop()
                if begun:
                    yield begun[0], at, runs


def _in_run(element: etree._Element) -> etree._Element:
    """The element itself, or what holds it in its run."""
    for above in (element, *element.iterancestors()):
        parent = above.getparent()
        if parent is None or parent.tag in (_RUN, _PARAGRAPH):
            return above
    return element


def _revise_sections(remedies: Sequence[Remedy], draft: _Draft) -> None:
    body = draft.roots[draft.package.document].find(f"{W}body")
    if not remedies or body is None:
        return
    found = [
        section
        for word in draft.words
        if word.kind == "body" and (section := word.element.find(f"{_FORMAT}/{W}sectPr")) is not None
    ]
    for remedy in remedies:
        alter = partial(alter_section, values=remedy.values)
        if remedy.at < len(found):
            done = change_format(found[remedy.at], alter, draft.pen)
        else:
            done = remedy.at == len(found) and change(body, "sectPr", alter, draft.pen, len(body))
        if done:
            draft.touched.add(draft.package.document)


def _revise_tables(remedies: Sequence[Remedy], draft: _Draft) -> None:
    if not remedies:
        return
    found: dict[etree._Element, WordParagraph] = {}
    for word in draft.words:
        cell = next(word.element.iterancestors(f"{W}tc", _BOX), None)
        table = next(cell.iterancestors(_TABLE), None) if cell is not None and cell.tag != _BOX else None
        if table is not None:
            found.setdefault(table, word)
    tables = list(found.items())
    for remedy in remedies:
        if remedy.at < len(tables):
            table, word = tables[remedy.at]
            if revise_table(table, remedy.values, draft.pen):
                draft.touched.add(word.part)


def _insert_paragraphs(remedies: Sequence[Remedy], draft: _Draft) -> None:
    for remedy in remedies:
        if not 1 <= remedy.at <= len(draft.words):
            continue
        word = draft.words[remedy.at - 1]
        keep_twin(word.element, draft.twins)
        at = word.element
        # A paragraph whose mark is deleted and the next are one.
        while (before := at.getprevious()) is not None and before.tag == _PARAGRAPH and ends_deleted(before):
            at = before
        for _ in range(round(float(remedy.values["count"]))):
            new = empty_line(draft.profile)
            if draft.pen is not None:
                mark_end(new, "ins", draft.pen)
            at.addprevious(new)
            draft.touched.add(word.part)


def _remove_paragraphs(remedies: Sequence[Remedy], draft: _Draft) -> None:
    for remedy in sorted(remedies, key=lambda one: one.at):
        if not 1 <= remedy.at <= len(draft.words):
            continue
        word = draft.words[remedy.at - 1]
        keep_twin(word.element, draft.twins)
        # A number it brings would be missing from those that follow.
        if not word.label and remove_line(word.element, draft.gone, draft.pen):
            draft.touched.add(word.part)
