"""Bytes of an OFD (GB/T 33190) to a Document of its text."""

from __future__ import annotations

import math
import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from hegao.errors import ReadError
from hegao.lines import MAX_ON_PAGE, MAX_PAGES, Glyph, Ruling, Sheet, draft, too_large
from hegao.model import Document
from hegao.ooxml.package import Package, open_archive, parse_part

MAX_DELTAS = 100_000  # of one text, however the file says to repeat them

_POINT = 72 / 25.4  # OFD measures millimetres
_THIN = 1.0  # millimetres; a path no thicker is a ruling
_A4 = (0.0, 0.0, 210.0, 297.0)
_PLACEHOLDER = "\u00a4"  # stands for a glyph without a code

_DAMAGED = "OFD 文件不完整、已损坏或含有不该有的内容，没有读取。请重新复制或下载一份，或改用 Word 原稿（.docx）。"
_ENCRYPTED = "OFD 文件已加密，读不了。请取消密码后另存一份再试，或改用 Word 原稿（.docx）。"

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{4})")
_STEP = re.compile(r"([A-Z])([^A-Z]*)")


class _Matrix(NamedTuple):
    """What makes x, y into a·x + c·y + e, b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0


@dataclass(frozen=True, slots=True)
class _Book:
    """A document of the file: its pages and what they share."""

    pages: tuple[str, ...]  # names of parts
    templates: Mapping[str, str]  # their parts by their ids
    area: tuple[float, ...]  # of a page that names none: x, y, width and height


def read(data: bytes, path: str) -> Document:
    """The draft; `path` is only noted down. Raises ReadError."""
    try:
        package = open_archive(data)
    except ReadError as error:
        raise ReadError(_DAMAGED) from error
    start = _entry(package, "OFD.xml")
    if start not in package.entries:
        raise ReadError(_DAMAGED)
    root = _part(package, start)
    if root.find(".//{*}Encryptions") is not None:
        raise ReadError(_ENCRYPTED)
    books = [_book(package, name) for name in _roots(package, root)]
    if sum(len(book.pages) for book in books) > MAX_PAGES:
        raise too_large("ofd")
    return draft(_sheets(package, books), path, "ofd")


def _part(package: Package, name: str) -> etree._Element:
    try:
        return parse_part(package, name)
    except ReadError as error:  # it speaks of Word
        raise ReadError(_DAMAGED) from error


def _roots(package: Package, root: etree._Element) -> list[str]:
    found = [name for node in root.iterfind("{*}DocBody/{*}DocRoot") if (name := _target(package, "", node.text))]
    if not found:
        raise ReadError(_DAMAGED)
    return found


def _book(package: Package, name: str) -> _Book:
    root = _part(package, name)
    templates = {
        node.get("ID", ""): part
        for node in root.iterfind("{*}CommonData/{*}TemplatePage")
        if (part := _target(package, name, node.get("BaseLoc")))
    }
    pages = (_target(package, name, node.get("BaseLoc")) for node in root.iterfind("{*}Pages/{*}Page"))
    area = _area(root.find("{*}CommonData/{*}PageArea"), _A4)
    return _Book(tuple(page for page in pages if page), templates, area)


def _target(package: Package, part: str, location: str | None) -> str:
    """The part a location within another names; "" where there is none."""
    location = (location or "").strip().replace("\\", "/")
    if not location:
        return ""
    # Some programs write every path from the root on, without saying so.
    for base in (posixpath.dirname(part), ""):
        name = _entry(package, posixpath.normpath(posixpath.join("/", base, location)).lstrip("/"))
        if name in package.entries:
            return name
    return ""


def _entry(package: Package, name: str) -> str:
    """The name as the package writes it, whatever its case; itself where there is no such part."""
    if name in package.entries:
        return name
    return next((entry for entry in package.entries if entry.lower() == name.lower()), name)


def _sheets(package: Package, books: Sequence[_Book]) -> Iterator[Sheet]:
    for book in books:
        shared: dict[str, tuple[list[Glyph], list[Ruling]]] = {}
        for name in book.pages:
            root = _part(package, name)
            left, top, width, height = _area(root.find("{*}Area"), book.area)
            used = [node.get("TemplateID", "") for node in root.iterfind("{*}Template")]
            glyphs: list[Glyph] = []
            rulings: list[Ruling] = []
            for template in dict.fromkeys(used):
                if template in book.templates:
                    if template not in shared:
                        shared[template] = _content(_part(package, book.templates[template]), left, top)
                    glyphs += shared[template][0]
                    rulings += shared[template][1]
            own = _content(root, left, top)
            yield Sheet(width * _POINT, height * _POINT, [*glyphs, *own[0]], [*rulings, *own[1]])


def _area(node: etree._Element | None, otherwise: tuple[float, ...]) -> tuple[float, ...]:
    box = _numbers(node.findtext("{*}PhysicalBox")) if node is not None else ()
    return box if len(box) == 4 and box[2] > 0 and box[3] > 0 else otherwise


def _content(root: etree._Element, left: float, top: float) -> tuple[list[Glyph], list[Ruling]]:
    """The characters and rulings of a page or template whose sheet begins at `left` and `top`."""
    glyphs: list[Glyph] = []
    rulings: list[Ruling] = []
    for node in root.iter("{*}TextObject", "{*}PathObject"):
        box = _numbers(node.get("Boundary"))
        if len(box) != 4 or node.get("Visible", "true").strip().lower() in ("false", "0"):
            continue
        matrix = _moved(_matrix(node.get("CTM")), box[0] - left, box[1] - top)
        if etree.QName(node).localname == "TextObject":
            glyphs += _glyphs(node, matrix)
            if len(glyphs) > MAX_ON_PAGE:
                raise too_large("ofd")
        elif min(box[2:]) <= _THIN:
            rulings.append(_ruling((box[0] - left, box[1] - top), (box[0] - left + box[2], box[1] - top + box[3])))
        elif node.get("Stroke", "true").strip().lower() not in ("false", "0"):
            rulings += _strokes(node.findtext("{*}AbbreviatedData") or "", matrix)
    return glyphs, rulings


def _glyphs(node: etree._Element, matrix: _Matrix) -> Iterator[Glyph]:
    """The characters of a text object."""
    size = next(iter(_numbers(node.get("Size"))), 0.0)
    stretch = next(iter(_numbers(node.get("HScale"))), 1.0) or 1.0
    tall, wide = math.hypot(matrix.c, matrix.d) * _POINT, math.hypot(matrix.a, matrix.b) * _POINT
    turn = math.atan2(matrix.b, matrix.a) + math.radians(next(iter(_numbers(node.get("CharDirection"))), 0.0))
    transforms = node.findall("{*}CGTransform")
    nameless = any(_count(one.get("CodeCount"), 1) == 0 for one in transforms)
    x = y = 0.0
    for code in node.iterfind("{*}TextCode"):
        x = next(iter(_numbers(code.get("X"))), x)
        y = next(iter(_numbers(code.get("Y"))), y)
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), re.sub("[\r\n\t]", "", code.text or ""))
        if not text and nameless:
            text = _PLACEHOLDER
        rights, downs = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
        at_x, at_y = x, y
        for number, character in enumerate(text):
            natural = size * stretch * (1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5)
            step = rights[number] if number < len(rights) else (0.0 if downs else natural)
            width = step if 0 < step < natural else natural
            if (character == _PLACEHOLDER and transforms) or "\ud800" <= character <= "\udfff":
                character = "\ufffd"
            left, top = _at(matrix, at_x, at_y)
            yield Glyph(character, left * _POINT, top * _POINT, width * wide, size * tall, turn)
            at_x += step
            at_y += downs[number] if number < len(downs) else 0.0


def _deltas(written: str | None) -> list[float]:
    """The steps of DeltaX or DeltaY: g 3 12.7 stands for 12.7 three times."""
    found: list[float] = []
    tokens = iter((written or "").split())
    for token in tokens:
        times = 1
        if token in ("g", "G"):
            times = _count(next(tokens, None), 0)
            token = next(tokens, "")
        number = _numbers(token)
        if not number or len(found) + times > MAX_DELTAS:
            break
        found += [number[0]] * times
    return found


def _strokes(data: str, matrix: _Matrix) -> Iterator[Ruling]:
    """The straight lines of a path drawn with its short-hand: M x y, L x y, C to close it."""
    start = before = (0.0, 0.0)
    for match in _STEP.finditer(data):
        numbers = _numbers(match[2])
        if match[1] == "C":
            yield _ruling(_at(matrix, *before), _at(matrix, *start))
            before = start
        elif len(numbers) >= 2:
            point = numbers[-2], numbers[-1]
            if match[1] == "L":
                yield _ruling(_at(matrix, *before), _at(matrix, *point))
            elif match[1] in "MS":
                start = point
            before = point


def _ruling(one: tuple[float, float], other: tuple[float, float]) -> Ruling:
    (x0, y0), (x1, y1) = one, other
    left, top, right, bottom = (place * _POINT for place in (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return Ruling(left, top, right, bottom)


def _matrix(written: str | None) -> _Matrix:
    numbers = _numbers(written)
    return _Matrix(*numbers) if len(numbers) == 6 else _Matrix()


def _moved(matrix: _Matrix, x: float, y: float) -> _Matrix:
    return matrix._replace(e=matrix.e + x, f=matrix.f + y)


def _at(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f


def _numbers(written: str | None) -> tuple[float, ...]:
    """The numbers in an attribute, those too large for any sheet left out."""
    found = (float(number) for number in _NUMBER.findall((written or "")[:10_000_000]))
    return tuple(number for number in found if abs(number) < 1e6)


def _count(written: str | None, otherwise: int) -> int:
    return int(written) if written is not None and written.isdecimal() and len(written) < 8 else otherwise
