"""Comments of a Word file: notes in, the file with each as a comment on exactly its characters out; and what comments
of its readers silence."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import TYPE_CHECKING

from lxml import etree

from hegao.errors import ReadError
from hegao.model import Span, Suppression
from hegao.ooxml.edit import rewrite
from hegao.ooxml.package import MC, Package, R, W, open_package, parse_part, relations
from hegao.ooxml.parts import Parts, optional, tree, written
from hegao.ooxml.pieces import Piece, cut, split_before
from hegao.ooxml.schema import make
from hegao.ooxml.styles import style_ids
from hegao.ooxml.text import TextPiece, WordParagraph, paragraphs

if TYPE_CHECKING:
    from hegao.ooxml.revise import Stamp

IGNORE = "核稿忽略"  # what a reader writes to silence a finding
MOST = 32_000  # comments of one file: Word opens none with more than 32,767 ranges (MS-OI29500 2.1.315)
_MOST_SUPPRESSIONS = 100_000
_LONGEST = 20  # replies to one another

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_COMMENTS = f'<w:comments xmlns:w="{W[1:-1]}"/>'
_START, _END, _REFERENCE = f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"
_PARAGRAPH, _RUN, _TEXT, _BOX = f"{W}p", f"{W}r", f"{W}t", f"{W}txbxContent"
_CONTROL, _CONTENT, _FIELD, _FIELD_STEP = f"{W}sdt", f"{W}sdtContent", f"{W}fldSimple", f"{W}fldChar"
_NOTES = {f"{W}footnoteReference": f"{W}footnote", f"{W}endnoteReference": f"{W}endnote"}
_DRAWINGS = frozenset([f"{W}drawing", f"{W}pict", f"{W}object"])
_PROPERTIES = frozenset(
    [W + name for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData")]
)
# Controls whose contents Word puts in itself.
_FILLED = frozenset(
    [W + name for name in ("dataBinding", "dropDownList", "comboBox", "date", "picture", "citation", "equation")]
    + [f"{_W14}checkbox", f"{_W15}dataBinding"]
)
_FURTHEST = 1000  # elements from the result of a field to its ends

# Where Word takes no comments (MS-OI29500 2.1.315).
_PLACES = {"header": "页眉", "footer": "页脚", "footnote": "脚注", "endnote": "尾注", "box": "文本框"}
_ELSEWHERE = re.compile(rf"({'|'.join(_PLACES.values())})(?:“.*”)?：")
_QUOTED = 20  # characters of a fault elsewhere that are repeated

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SIGNED = re.compile(r"［([a-z0-9-]+/[a-z0-9-]+)］")
_BETWEEN = re.compile(r"[\s:,、;()\[\]“”\"]*")
_NAME = re.compile(r"[a-z][a-z0-9-]*(?:/[a-z0-9-]+)?(?![a-z0-9/-])")

_Place = tuple[int, int, int]  # number of a paragraph, start, end


@dataclass(frozen=True, slots=True)
class Note:
    """What a comment says, and of what."""

    span: Span
    text: str  # lines become paragraphs of the comment


@dataclass(frozen=True, slots=True)
class _Comment:
    """One comment as it was read."""

    id: str
    author: str
    text: str
    parent: str  # id of the comment it replies to, "" for none
    done: bool  # resolved


@dataclass(frozen=True, slots=True)
class _Range:
    """What a comment of the text is on; it may go over several paragraphs."""

    first: int  # number of a paragraph
    start: int
    last: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """Characters [start, end) of a paragraph, the first and the last element they come from."""

    start: int
    end: int
    first: etree._Element
    last: etree._Element
    whole: bool  # no comment begins or ends within


@dataclass(frozen=True, slots=True)
class _Looks:
    """The draft's own styles of comments, "" where it has none."""

    text: str
    reference: str


def signed(text: str, rule: str) -> str:
    """The text of a finding's comment, its rule behind it: a reply to it is understood by that."""
    return f"{text}［{rule}］"


def annotate(data: bytes, notes: Sequence[Note], stamp: Stamp) -> bytes:
    """The file with the notes as comments.

    What can carry none (no character, an automatic number, a part of what Word fills in) is widened to what can. In
    headers, footers, notes and text boxes the comment stands at the nearest place of the text and says where the fault
    is. What a comment of the same author says of the same place already is not said again. Raises ReadError as reading
    does, and for more comments than Word opens.
    """
    package = open_package(data)
    words = tuple(paragraphs(package))
    root = _root(package, words)
    if root is None:
        return data
    parts = Parts(package)
    listed = [one for one in _comments(parts) if one.author == stamp.author]
    ranges = _ranges(root, words) if listed else {}
    known = {(ranges[one.id], one.text) for one in listed if one.id in ranges}
    wanted: dict[int, list[tuple[int, int, str]]] = {}
    for (number, start, end), text in _placed(package, root, words, notes):
        wanted.setdefault(number, []).append((start, end, text))
    added: dict[int, list[tuple[int, int, str]]] = {}
    units = {number: _units(words[number - 1]) for number in wanted}
    for number, every in sorted(wanted.items()):
        for start, end, text in every:
            start, end = _widened(units[number], start, end)
            if (_Range(number, start, number, end), text) not in known:
                added.setdefault(number, []).append((start, end, text))
    total = sum(map(len, added.values()))
    if not total:
        return data
    comments = tree(parts, "comments", _NO_COMMENTS)
    if len(comments) + total > MOST:
        raise ReadError(f"批注超过 {MOST} 条，Word 打不开。请先用 hegao check --fix 改正，或用 --select 分类核对。")
    looks = _looks(package)
    ids = _free_ids(comments, root)
    for number, every in added.items():
        marked: list[tuple[int, int, str]] = []
        for start, end, text in sorted(every, key=lambda one: (one[0], -one[1])):
            marked.append((start, end, next(ids)))
            comments.append(_comment(marked[-1][2], text, stamp, looks))
        _mark(words[number - 1].element, units[number], marked, looks)
    changed = {name: written(part) for name, part in parts.trees.items()}
    return rewrite(data, package, {**changed, package.document: written(root)})


def suppressions(package: Package, words: Sequence[WordParagraph]) -> tuple[Suppression, ...]:
    """Where readers' comments, or replies to them, say 核稿忽略; `words` are all paragraphs of the package in order.

    Ids of rules or groups behind the word restrict it; a reply to a finding's comment silences that rule, and so does
    marking that comment as resolved. Raises ReadError for a list of comments that is broken.
    """
    listed = {one.id: one for one in reversed(_comments(Parts(package)))}
    root = _root(package, words)
    speaking = [one for one in listed.values() if IGNORE in one.text or (one.done and _SIGNED.search(one.text))]
    if not speaking or root is None:
        return ()
    ranges, hosts = _ranges(root, words), _hosts(package, root, words)
    hung: dict[int, list[int]] = {}  # what hangs on a paragraph of the text: notes, boxes, headers
    for number, (_, host) in hosts.items():
        hung.setdefault(host[0], []).append(number)
    silenced = (
        Suppression(number, rules, start, end)
        for one in speaking
        for place, rules, elsewhere in _heard(one, listed, ranges)
        for number, start, end in _spans(place, words, hosts, hung, elsewhere)
    )
    found = dict.fromkeys(islice(silenced, _MOST_SUPPRESSIONS))
    return tuple(sorted(found, key=lambda one: (one.paragraph, one.start or 0)))


def _heard(
    one: _Comment, listed: Mapping[str, _Comment], ranges: Mapping[str, _Range]
) -> Iterator[tuple[_Range, tuple[str, ...], str]]:
    """Of what a comment silences, where that is, the rules, and the key of _PLACES a finding's comment speaks of."""
    above = one
    for _ in range(_LONGEST):
        above = listed.get(above.parent, above)
    place = ranges.get(one.id, ranges.get(above.id))
    if place is None:
        return
    rule = _SIGNED.findall(above.text)[-1:]
    said = _ELSEWHERE.match(above.text) if rule else None
    elsewhere = next((kind for kind, name in _PLACES.items() if said and said[1] == name), "")
    yield place, _named(one.text) or tuple(rule), elsewhere


def _named(text: str) -> tuple[str, ...]:
    """Rules and groups behind 核稿忽略, up to the first word that is none."""
    rest = unicodedata.normalize("NFKC", text.partition(IGNORE)[2]).lower()
    names: list[str] = []
    at = 0
    while True:
        between = _BETWEEN.match(rest, at)
        name = _NAME.match(rest, between.end() if between else at)
        if name is None:
            return tuple(names)
        names.append(name.group())
        at = name.end()


def _spans(
    place: _Range,
    words: Sequence[WordParagraph],
    hosts: Mapping[int, tuple[str, _Place]],
    hung: Mapping[int, Sequence[int]],
    elsewhere: str,
) -> Iterator[_Place]:
    """What a comment speaks of: its stretch of the text and the notes and boxes that hang there; or, of a finding that
    is `elsewhere`, only those."""
    for number in range(place.first, (place.first if elsewhere else place.last) + 1):
        start = place.start if number == place.first else 0
        end = place.end if number == place.last else len(words[number - 1].text)
        if not elsewhere:
            yield number, start, end
        for other in hung.get(number, ()):
            kind, (_, left, right) = hosts[other]
            if kind == elsewhere or (
                not elsewhere and kind not in ("header", "footer") and start <= left and right <= end
            ):
                yield other, 0, len(words[other - 1].text)


def _comments(parts: Parts) -> list[_Comment]:
    root = optional(parts, "comments")
    if root is None:
        return []
    nodes = list(root.iterchildren(f"{W}comment"))
    owners = {
        paragraph.get(f"{_W14}paraId", ""): node.get(f"{W}id", "")
        for node in nodes
        for paragraph in node.iter(_PARAGRAPH)
    }
    parents: dict[str, str] = {}
    done: set[str] = set()
    links = relations(parts.package, parts.package.document)
    for target in [one.target for one in links if one.kind == "commentsExtended"][:1]:
        for node in parse_part(parts.package, target).iter(f"{_W15}commentEx"):
            own = owners.get(node.get(f"{_W15}paraId") or "-", "")
            parents[own] = owners.get(node.get(f"{_W15}paraIdParent") or "-", "")
            if node.get(f"{_W15}done") in ("1", "true", "on"):
                done.add(own)
    found: list[_Comment] = []
    for node in nodes:
        own = node.get(f"{W}id", "")
        lines = ["".join(text.text or "" for text in line.iter(_TEXT)) for line in node.iter(_PARAGRAPH)]
        found.append(_Comment(own, node.get(f"{W}author", ""), "\n".join(lines), parents.get(own, ""), own in done))
    return found


def _ranges(root: etree._Element, words: Sequence[WordParagraph]) -> dict[str, _Range]:
    """What each comment of the text is on, by its id; a mark between paragraphs counts with the one inside."""
    lines: dict[etree._Element, int] = {}
    ends: dict[etree._Element, int] = {}
    for number, word in enumerate(words, 1):
        lines[word.element] = number
        ends.update((piece.element, piece.end) for piece in word.pieces)
    marks: dict[str, dict[str, tuple[int, int]]] = {_START: {}, _END: {}, _REFERENCE: {}}
    last = 0  # number of the paragraph begun last
    open_lines: list[tuple[int, int]] = []  # number of each paragraph we are in, and the characters before here
    final = sum(word.element.getroottree().getroot() is root for word in words)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if event == "end":
            if tag == _PARAGRAPH:
                open_lines.pop()
        elif tag == _PARAGRAPH:
            number = lines.get(element, 0)
            last = max(last, number)
            open_lines.append((number, words[number - 1].label if number else 0))
        elif element in ends and open_lines:
            open_lines[-1] = (open_lines[-1][0], ends[element])
        elif tag in marks:
            number, at = open_lines[-1] if open_lines else (0, 0)
            if not number and tag == _START:
                number, at = min(last + 1, final), 0
            elif not number and last:
                number, at = last, len(words[last - 1].text)
            if number:
                marks[tag].setdefault(element.get(f"{W}id", ""), (number, at))
    found = {name: _Range(*place, *place) for name, place in marks[_REFERENCE].items()}
    for name, start in marks[_START].items():
        end = marks[_END].get(name)
        if end is not None and start <= end:
            found[name] = _Range(*start, *end)
    return found


def _placed(
    package: Package, root: etree._Element, words: Sequence[WordParagraph], notes: Sequence[Note]
) -> Iterator[tuple[_Place, str]]:
    """Each note that has a place in the text, with that place and what it says there."""
    hosts = _hosts(package, root, words)
    for note in notes:
        span, text = note.span, _UNWRITABLE.sub("□", note.text)
        if not 1 <= span.paragraph <= len(words):
            continue
        word = words[span.paragraph - 1]
        if span.paragraph in hosts:
            kind, host = hosts[span.paragraph]
            there = _UNWRITABLE.sub("□", " ".join(word.text[span.start : span.end].split()))
            there = there if len(there) <= _QUOTED else there[:_QUOTED] + "…"
            if host[0]:
                yield host, f"{_PLACES[kind]}{f'“{there}”' if there else ''}：{text}"
        elif span == Span(1, 0, 0):
            yield (1, 0, len(word.text)), text
        else:
            yield (span.paragraph, span.start, span.end), text


def _hosts(package: Package, root: etree._Element, words: Sequence[WordParagraph]) -> dict[int, tuple[str, _Place]]:
    """Of each paragraph outside the text, where it is (key of _PLACES) and the place of the text it hangs on.

    That is the first paragraph of a header's section, the reference of a note, the character of a text box; number 0
    where the text has no paragraph.
    """
    away = {number: kind for number, word in enumerate(words, 1) if (kind := _place_of(word))}
    if not away:
        return {}
    inside = [number for number, word in enumerate(words, 1) if number not in away]
    first = _first_line(inside, words)
    heads = _heads(package, root, words, inside)
    marks: dict[tuple[str, str], _Place] = {}
    drawn: dict[etree._Element, _Place] = {}
    for number, word in enumerate(words, 1):
        for piece in word.pieces:
            tag = str(piece.element.tag)
            if tag in _NOTES:
                marks.setdefault((_NOTES[tag], piece.element.get(f"{W}id", "")), (number, piece.start, piece.end))
            elif tag in _DRAWINGS:
                drawn[piece.element] = (number, piece.start, piece.end)

    def hook(number: int) -> _Place:
        word = words[number - 1]
        if away[number] in ("header", "footer"):
            return heads.get(word.part, first)
        for above in word.element.iterancestors():
            place = drawn.get(above) or marks.get((str(above.tag), above.get(f"{W}id", "")))
            if place is not None:
                return place
        return first

    found: dict[int, tuple[str, _Place]] = {}
    for number, kind in away.items():
        place = hook(number)
        for _ in range(len(_PLACES)):  # a box in a note
            place = hook(place[0]) if place[0] in away else place
        found[number] = (kind, first if place[0] in away else place)
    return found


def _place_of(word: WordParagraph) -> str:
    """Where a paragraph is, a key of _PLACES; "" in the text."""
    if word.kind in ("header", "footer"):
        return word.kind
    if word.kind in ("box", "cell"):
        return "box" if next(word.element.iterancestors(_BOX), None) is not None else ""
    if word.kind == "note":
        return "endnote" if next(word.element.iterancestors(f"{W}endnote"), None) is not None else "footnote"
    return ""


def _first_line(numbers: Iterable[int], words: Sequence[WordParagraph]) -> _Place:
    """The first of these paragraphs with text in it, else the first one."""
    every = list(numbers)
    number = next((one for one in every if words[one - 1].text.strip()), every[0] if every else 0)
    return (number, 0, len(words[number - 1].text)) if number else (0, 0, 0)


def _heads(
    package: Package, root: etree._Element, words: Sequence[WordParagraph], inside: Sequence[int]
) -> dict[str, _Place]:
    """The first paragraph of the first section that has it, of each header and footer."""
    targets = {one.id: one.target for one in relations(package, package.document)}
    found: dict[str, _Place] = {}
    section: list[int] = []
    for number in (*inside, 0):
        if number:
            section.append(number)
        ending = words[number - 1].element.find(f"{W}pPr/{W}sectPr") if number else root.find(f"{W}body/{W}sectPr")
        if ending is not None:
            for reference in ending:
                part = targets.get(reference.get(f"{R}id", ""))
                if part is not None:
                    found.setdefault(part, _first_line(section or inside[:1], words))
            section = []
    return found


def _root(package: Package, words: Sequence[WordParagraph]) -> etree._Element | None:
    """The main part the paragraphs were read from."""
    return next((word.element.getroottree().getroot() for word in words if word.part == package.document), None)


def _units(word: WordParagraph) -> list[_Unit]:
    """The paragraph cut where comments may begin and end."""
    units: list[_Unit] = []
    filled = False  # whether the last one is what Word fills in
    for piece in word.pieces:
        top = _closed(piece, word.element)
        fills = top is piece.element and top.tag == _TEXT and not piece.editable
        if units and ((top is not piece.element and units[-1].first is top) or (fills and filled)):
            units[-1] = replace(units[-1], end=piece.end, last=top)
        else:
            units.append(_Unit(piece.start, piece.end, top, top, top is not piece.element or not piece.editable))
        filled = fills
    return [_with_field(unit) if unit.first.tag == _TEXT and unit.whole else unit for unit in units]


def _closed(piece: TextPiece, paragraph: etree._Element) -> etree._Element:
    """The outermost element around a piece within which nothing may be marked; its own element where there is none.

    Word shows one of several copies, or fills it in by itself.
    """
    top = piece.element
    for above in piece.element.iterancestors():
        if above is paragraph:
            break
        tag = above.tag
        if tag in (f"{W}ruby", f"{MC}AlternateContent") or (tag == _FIELD and not piece.editable):
            top = above
        elif tag == _CONTROL:
            properties = above.find(f"{W}sdtPr")
            if properties is not None and any(child.tag in _FILLED for child in properties):
                top = above
    return top


def _with_field(unit: _Unit) -> _Unit:
    """The result of a field, with the marks around it where they stand beside it: what is within is made anew."""
    first, last = _end_of_field(unit.first, back=True), _end_of_field(unit.last, back=False)
    return unit if first is None or last is None else replace(unit, first=first, last=last)


def _end_of_field(element: etree._Element, back: bool) -> etree._Element | None:
    nearer, farther = ("end", "begin") if back else ("begin", "end")
    depth = 0
    for node in islice(_beside(element, back), _FURTHEST):
        step = node.get(f"{W}fldCharType") if node.tag == _FIELD_STEP else ""
        if step == farther:
            if not depth:
                return node
            depth -= 1
        elif step == nearer:
            depth += 1
    return None


def _beside(element: etree._Element, back: bool) -> Iterator[etree._Element]:
    """The elements before (after) one in its run and in the runs beside that."""
    yield from element.itersiblings(preceding=back)
    run = element.getparent()
    if run is not None and run.tag == _RUN:
        for other in run.itersiblings(preceding=back):
            if other.tag == _RUN:
                yield from other.iterchildren(reversed=back)


def _widened(units: Sequence[_Unit], start: int, end: int) -> tuple[int, int]:
    """The characters a comment on [start, end) is on: one at least, if there is any, and no part of a whole."""
    if not units:
        return 0, 0
    first, last = units[0].start, units[-1].end
    start, end = min(max(start, first), last), min(max(end, first), last)
    if start >= end:
        end = max(start, first + 1)
        start = end - 1
    left = units[bisect_right(units, start, key=lambda unit: unit.start) - 1]
    right = units[bisect_left(units, end, key=lambda unit: unit.end)]
    return left.start if left.whole else start, right.end if right.whole else end


def _mark(
    paragraph: etree._Element, units: Sequence[_Unit], ranges: Sequence[tuple[int, int, str]], looks: _Looks
) -> None:
    """Set the marks of comments, ordered by start, outer ones first; each has its characters and id."""
    if not units:
        for _, _, name in ranges:
            paragraph.extend(
                [make("commentRangeStart", id=name), make("commentRangeEnd", id=name), _reference(name, looks)]
            )
        return
    begins, ends = _cut(units, sorted({point for start, end, _ in ranges for point in (start, end)}))
    sides = [_sides(_run_of(begins[start]), _run_of(ends[end])) for start, end, _ in ranges]
    for (left, _), (_, _, name) in zip(sides, ranges, strict=True):
        left.addprevious(make("commentRangeStart", id=name))
    behind: dict[etree._Element, etree._Element] = {}  # by element, the last mark set behind it
    # Inner ones end first.
    for (_, right), (_, _, name) in sorted(zip(sides, ranges, strict=True), key=lambda one: -one[1][0]):
        mark, reference = make("commentRangeEnd", id=name), _reference(name, looks)
        behind.get(right, right).addnext(mark)
        mark.addnext(reference)
        behind[right] = reference


def _cut(units: Sequence[_Unit], points: Sequence[int]) -> tuple[dict[int, etree._Element], dict[int, etree._Element]]:
    """Let a run begin at each of these characters; the first element behind each, and the last one before it."""
    pieces = cut([Piece(one.start, one.end, one.first, not one.whole) for one in units], points)
    begins = {one.start: one.element for one in pieces}
    ends = {one.end: one.element for one in pieces} | {one.end: one.last for one in units if one.whole}
    for point in reversed(points):
        if point in begins:
            split_before(begins[point])
    return begins, ends


def _run_of(element: etree._Element) -> etree._Element:
    run = element.getparent()
    return run if run is not None and run.tag == _RUN else element


def _sides(left: etree._Element, right: etree._Element) -> tuple[etree._Element, etree._Element]:
    """The elements to set the marks before and behind: containers that lie within the range as a whole are not cut."""
    while True:
        on_left, on_right = _around(left), _around(right)
        if on_left is not None and _is_first(left) and not _holds(on_left, right):
            left = on_left
        elif on_right is not None and _is_last(right) and not _holds(on_right, left):
            right = on_right
        elif on_left is not None and on_left is on_right and _is_first(left) and _is_last(right):
            left = right = on_left
        else:
            return left, right


def _around(element: etree._Element) -> etree._Element | None:
    """The container of an element of a line of text; None where that is the paragraph."""
    above = element.getparent()
    if above is not None and above.tag == _CONTENT:
        above = above.getparent()
    return None if above is None or above.tag == _PARAGRAPH else above


def _is_first(element: etree._Element) -> bool:
    before = element.getprevious()
    return before is None or before.tag in _PROPERTIES


def _is_last(element: etree._Element) -> bool:
    return element.getnext() is None


def _holds(container: etree._Element, element: etree._Element) -> bool:
    return any(above is container for above in element.iterancestors())


def _free_ids(comments: etree._Element, root: etree._Element) -> Iterator[str]:
    """Ids no comment has, nor any other mark of the text."""
    taken = {name for tree in (comments, root) for node in tree.iter() if (name := node.get(f"{W}id"))}
    return (name for name in map(str, count()) if name not in taken)


def _looks(package: Package) -> _Looks:
    ids = style_ids(package)
    return _Looks(ids.get("annotation text", ""), ids.get("annotation reference", ""))


def _comment(name: str, text: str, stamp: Stamp, looks: _Looks) -> etree._Element:
    comment = make("comment", id=name, author=stamp.author, date=stamp.date, initials=stamp.author[:1])
    for at, line in enumerate(text.split("\n")):
        paragraph = etree.SubElement(comment, _PARAGRAPH)
        properties = etree.SubElement(paragraph, f"{W}pPr")
        if looks.text:
            properties.append(make("pStyle", looks.text))
        # The style of plain text may indent and space lines: that is for the draft.
        properties.append(make("spacing", before="0", after="0", line="240", lineRule="auto"))
        properties.append(make("ind", left="0", right="0", firstLineChars="0", firstLine="0"))
        properties.append(make("jc", "left"))
        if not at:
            mark = etree.SubElement(paragraph, _RUN)
            mark.append(_look(looks))
            mark.append(make("annotationRef"))
        run = etree.SubElement(paragraph, _RUN)
        form = etree.SubElement(run, f"{W}rPr")
        # Or “ ” — … would be as narrow as Latin ones.
        form.extend([make("rFonts", hint="eastAsia"), make("sz", "20"), make("szCs", "20")])
        words = etree.SubElement(run, _TEXT)
        words.text = line
        words.set(_SPACE, "preserve")
    return comment


def _reference(name: str, looks: _Looks) -> etree._Element:
    run = make("r")
    run.append(_look(looks))
    run.append(make("commentReference", id=name))
    return run


def _look(looks: _Looks) -> etree._Element:
    form = make("rPr")
    form.extend([make("rStyle", looks.reference)] if looks.reference else [make("sz", "16"), make("szCs", "16")])
    return form
