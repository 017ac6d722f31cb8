"""A PDF on standard input, its characters and rulings on standard output, a line of JSON a page.

A program of its own (python -m hegao.pdfium PAGES CHARACTERS ON_A_PAGE, the most it may read): a hostile PDF may take
all memory there is, or bring pdfium down. A page is its width and height, characters (text, x, y, width, size, turn),
rulings (left, top, right, bottom) and whether its text lies unseen over a scan, in points from its upper left corner;
the last line is a word of End.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections.abc import Iterator
from typing import Any, Literal

End = Literal["done", "password", "damaged", "large"]

MAX_MEMORY = 512 << 20  # bytes, where the system knows such a limit
MAX_OBJECTS = 20_000  # looked at on one page for the rulings of tables
MAX_DEPTH = 8  # of forms within forms
THIN = 3.0  # points; a path no thicker is a ruling

_Glyph = tuple[str, float, float, float, float, float]
_Ruling = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def main() -> None:
    """Reads standard input to its end, then writes."""
    _limit_memory()
    data = sys.stdin.buffer.read()
    print(json.dumps(_written(data, *map(int, sys.argv[1:]))), flush=True)


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    except (ImportError, OSError, ValueError):  # Windows has none, and some systems allow no less than they give
        return


def _written(data: bytes, max_pages: int, max_characters: int, max_on_page: int) -> End:
    """Writes the pages; how it ended."""
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return "password" if error.err_code == raw.FPDF_ERR_PASSWORD else "damaged"
    if len(pdf) > max_pages:
        return "large"
    characters = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            return "damaged"
        count = raw.FPDFText_CountChars(text)
        characters += count
        if characters > max_characters or count > max_on_page:
            return "large"
        left, bottom, right, top = page.get_bbox()
        glyphs = list(_glyphs(text, raw, count, left, top))
        rulings = list(_rulings(page, raw, left, top)) if glyphs else []
        print(json.dumps([right - left, top - bottom, glyphs, rulings, _is_recognised(text, raw, count)]), flush=True)
        text.close()
        page.close()
    return "done"


def _glyphs(text: Any, raw: Any, count: int, left: float, top: float) -> Iterator[_Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    handle = text.raw
    for index in range(count):
        # What pdfium makes up itself are line ends and spaces it guesses.
        if raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        if not (
            raw.FPDFText_GetCharOrigin(handle, index, x, y)
            and raw.FPDFText_GetMatrix(handle, index, matrix)
            and raw.FPDFText_GetLooseCharBox(handle, index, box)
        ):
            continue
        size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
        turn = math.atan2(-matrix.b, matrix.a)
        width = box.right - box.left if abs(math.cos(turn)) > 0.7 else box.top - box.bottom
        if raw.FPDFText_HasUnicodeMapError(handle, index) == 1:
            character = "\ufffd"
        else:
            character = _character(raw.FPDFText_GetUnicode(handle, index), raw.FPDFText_IsHyphen(handle, index) == 1)
        place = round(x.value - left, 3), round(top - y.value, 3)
        yield character, *place, round(width, 3), round(size, 3), round(turn, 4)


def _is_recognised(text: Any, raw: Any, count: int) -> bool:
    """Whether the text is drawn unseen, as a program puts it over the scan it has read it from."""
    places = range(0, count, max(1, count // 20))
    shown = [raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, place)) for place in places]
    return shown.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) * 2 > len(shown)


def _character(code: int, is_hyphen: bool) -> str:
    if is_hyphen or code in (2, 0xFFFE):  # how pdfium marks a hyphen at the end of a line
        return "-"
    if code in (9, 10, 13):
        return " "
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _rulings(page: Any, raw: Any, left: float, top: float) -> Iterator[_Ruling]:
    """Straight lines across and down, as the paths of the page draw them."""
    a, b, c, d = (ctypes.c_float() for _ in range(4))
    matrix = raw.FS_MATRIX()
    waiting = [(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _IDENTITY, 0)]
    looked_at = 0
    while waiting:
        holder, count, get, outer, depth = waiting.pop()
        for index in range(count(holder)):
            looked_at += 1
            if looked_at > MAX_OBJECTS:
                return
            one = get(holder, index)
            kind = raw.FPDFPageObj_GetType(one)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH and raw.FPDFPageObj_GetMatrix(one, matrix):
                inner = _times(_plain(matrix), outer)
                waiting.append((one, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner, depth + 1))
            elif kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(one, a, b, c, d):
                corners = _at(outer, a.value, b.value), _at(outer, c.value, d.value)
                box = _box(corners, left, top)
                if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                    yield box
                elif raw.FPDFPageObj_GetMatrix(one, matrix):
                    looked_at += raw.FPDFPath_CountSegments(one)
                    yield from _strokes(one, raw, _times(_plain(matrix), outer), left, top)


def _strokes(path: Any, raw: Any, matrix: _Matrix, left: float, top: float) -> Iterator[_Ruling]:
    """The straight segments of a path that is drawn as lines."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, fill, stroke) or not stroke.value:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    for index in range(min(raw.FPDFPath_CountSegments(path), MAX_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return
        point = _at(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield _box((before, point), left, top)
        before = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield _box((point, start), left, top)
            before = start


def _plain(matrix: Any) -> _Matrix:
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    k, l, m, n, x, y = outer  # noqa: E741
    return a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + x, e * l + f * n + y


def _at(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(points: tuple[tuple[float, float], tuple[float, float]], left: float, top: float) -> _Ruling:
    (x0, y0), (x1, y1) = points
    return min(x0, x1) - left, top - max(y0, y1), max(x0, x1) - left, top - min(y0, y1)


if __name__ == "__main__":
    main()
