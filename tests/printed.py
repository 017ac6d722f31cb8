"""Small PDFs and OFDs of text at stated places, made by hand: no program and no font is needed.

Places are points from the upper left corner of the sheet, y of the baseline.
"""

from __future__ import annotations

import math
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from hostile import package

WIDTH, HEIGHT = 595.3, 841.9
LEFT, RIGHT = 79.4, 521.6
_POINT = 25.4 / 72
_CLOSING = "，。、；：！？”’）》〉】"


@dataclass(frozen=True, slots=True)
class Text:
    """Characters in a row."""

    x: float
    y: float
    words: str
    size: float = 16.0
    turn: float = 0.0  # degrees clockwise
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on a sheet."""

    texts: Sequence[Text]
    lines: Sequence[tuple[float, float, float, float]] = ()  # from x, y to x, y
    width: float = WIDTH
    height: float = HEIGHT
    rotate: int = 0  # of a PDF


@dataclass(slots=True)
class Press:
    """Sets paragraphs line by line, as a Word draft of the standard is printed."""

    pages: list[list[Text]] = field(default_factory=lambda: [[]])
    y: float = 105.0 + 16
    pitch: float = 29.0
    left: float = LEFT
    right: float = RIGHT
    bottom: float = 742.0

    def body(self, text: str, size: float = 16.0, indent: float = 2.0, hang: float = 0.0) -> None:
        """A paragraph whose first line stands in by `indent` characters and all others by `hang`."""
        room = [self.right - self.left - indent * size, self.right - self.left - hang * size]
        for number, line in enumerate(wrapped(text, size, *room)):
            self.put(self.left + (hang if number else indent) * size, line, size)

    def centred(self, text: str, size: float = 16.0) -> None:
        """A line in the middle."""
        self.put((self.left + self.right - measure(text, size)) / 2, text, size)

    def flush(self, text: str, from_right: float, size: float = 16.0) -> None:
        """A line that ends `from_right` characters before the edge."""
        self.put(self.right - from_right * size - measure(text, size), text, size)

    def put(self, x: float, text: str, size: float) -> None:
        """A line at x."""
        if self.y > self.bottom:
            self.pages.append([])
            self.y = 105.0 + 16
        self.pages[-1].append(Text(x, self.y, text, size))
        self.y += max(self.pitch, size * 1.4)

    def skip(self, lines: int = 1) -> None:
        """Empty lines."""
        self.y += lines * self.pitch

    def printed(self, numbers: bool = True) -> list[Page]:
        """The pages, with their numbers."""
        pages: list[Page] = []
        for number, texts in enumerate(self.pages, 1):
            mark = [Text(480.0 if number % 2 else 95.0, 770.0, f"— {number} —", 14.0)] if numbers else []
            pages.append(Page([*texts, *mark]))
        return pages


def measure(text: str, size: float) -> float:
    """How wide a text is: a Chinese character one em, any other half of one."""
    return sum(advance(c, size) for c in text)


def advance(character: str, size: float) -> float:
    """How wide a character is."""
    return size if unicodedata.east_asian_width(character) in "WFA" else size / 2


def wrapped(text: str, size: float, first: float, others: float) -> list[str]:
    """The text in lines of those widths; no line begins with a closing mark, no number is parted."""
    found: list[str] = []
    while text:
        room = others if found else first
        end = 0
        while end < len(text) and measure(text[: end + 1], size) <= room + 0.01:
            end += 1
        if end < len(text):
            while end > 1 and (text[end] in _CLOSING or (text[end].isascii() and text[end - 1].isascii())):
                end -= 1
        found.append(text[:end])
        text = text[end:]
    return found


# --- PDF -------------------------------------------------------------------------------------------------------------


def pdf(pages: Iterable[Page], mapped: bool = True, spaces: bool = True) -> bytes:
    """A PDF; unless `mapped`, its font says nothing of characters; without `spaces`, these are only left free."""
    pages = list(pages)
    used = sorted({c for page in pages for text in page.texts for c in text.words})
    code = {c: number for number, c in enumerate(used, 1)}
    widths = " ".join(f"{code[c]} [{advance(c, 1000):.0f}]" for c in used)
    rows = "\n".join(f"<{code[c]:04x}> <{c.encode('utf-16-be').hex()}>" for c in used)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(used)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap end end"
    )
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (7 + 2 * k) for k in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [4 0 R]%s >>"
        % (b" /ToUnicode 6 0 R" if mapped else b""),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 1000 /W [%s] /FontDescriptor 5 0 R >>" % widths.encode(),
        b"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 "
        b"/Descent -120 /CapHeight 700 /StemV 80 >>",
        _stream(to_unicode.encode()),
    ]
    for number, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %f %f] /Rotate %d /Resources << /Font << /F 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (page.width, page.height, page.rotate, 8 + 2 * number)
        )
        objects.append(_stream(_content(page, code, spaces).encode()))
    return _assembled(objects)


def _content(page: Page, code: dict[str, int], spaces: bool) -> str:
    found = [f"{x0} {page.height - y0} m {x1} {page.height - y1} l S" for x0, y0, x1, y1 in page.lines]
    for text in page.texts:
        cos, sin = math.cos(math.radians(-text.turn)), math.sin(math.radians(-text.turn))
        x = text.x
        for part in [text.words] if spaces else text.words.split(" "):
            shown = "".join(f"{code[c]:04x}" for c in part)
            mode = 3 if text.hidden else 0
            place = f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x:.3f} {page.height - text.y:.3f}"
            found.append(f"BT /F {text.size} Tf {mode} Tr {place} Tm <{shown}> Tj ET")
            x += measure(part + " ", text.size)
    return "\n".join(found)


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _assembled(objects: Sequence[bytes]) -> bytes:
    written = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)


# --- OFD -------------------------------------------------------------------------------------------------------------

_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(pages: Iterable[Page], style: str = "line", template: Page | None = None, **parts: str | bytes) -> bytes:
    """An OFD by GB/T 33190; further parts by their names, / written as __.

    `style`: line (a text object a line, with DeltaX), short (DeltaX with its g), character (an object for each one),
    scaled (a CTM that counts in points), glyphs (glyph numbers without characters).
    """
    pages = list(pages)
    used = '<ofd:Template TemplateID="2" ZOrder="Background"/>' if template else ""
    shared = '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{k + 10}" BaseLoc="Pages/Page_{k}/Content.xml"/>' for k in range(len(pages)))
    files: dict[str, str | bytes] = {
        "OFD.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {_SPACE} Version="1.0" DocType="OFD"><ofd:DocBody>'
        "<ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document {_SPACE}><ofd:CommonData>'
        "<ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        f"</ofd:PageArea>{shared}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    if template:
        files["Doc_0/Tpls/Tpl_0/Content.xml"] = _ofd_page(template, style, "")
    for k, page in enumerate(pages):
        files[f"Doc_0/Pages/Page_{k}/Content.xml"] = _ofd_page(page, style, used)
    return package({**files, **{name.replace("__", "/"): part for name, part in parts.items()}})


def _ofd_page(page: Page, style: str, used: str) -> str:
    objects: list[str] = []
    for x0, y0, x1, y1 in page.lines:
        box = " ".join(f"{v * _POINT:.4f}" for v in (x0, y0, x1 - x0, y1 - y0))
        objects.append(
            f'<ofd:PathObject ID="1" Boundary="{box}"><ofd:AbbreviatedData>M 0 0 L {(x1 - x0) * _POINT:.4f} '
            f"{(y1 - y0) * _POINT:.4f}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    for text in page.texts:
        objects += _text_objects(text, style)
    size = f"0 0 {page.width * _POINT:.4f} {page.height * _POINT:.4f}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {_SPACE}><ofd:Area><ofd:PhysicalBox>{size}'
        f'</ofd:PhysicalBox></ofd:Area>{used}<ofd:Content><ofd:Layer ID="3" Type="Body">{"".join(objects)}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )


def _text_objects(text: Text, style: str) -> list[str]:
    size = text.size * _POINT
    x, y = text.x * _POINT, text.y * _POINT
    steps = [advance(c, size) for c in text.words[:-1]]
    if style == "character":
        found: list[str] = []
        for c in text.words:
            found += _text_objects(Text(x / _POINT, text.y, c, text.size), "line")
            x += advance(c, size)
        return found
    deltas = " ".join(f"{step:.4f}" for step in steps)
    words, extra, matrix = text.words, "", ""
    if style == "short":
        deltas = _short(steps)
    if style == "scaled":
        matrix = f'CTM="{_POINT:.5f} 0 0 {_POINT:.5f} 0 0" '
        deltas = " ".join(f"{step / _POINT:.4f}" for step in steps)
        size /= _POINT
    if style == "glyphs":
        words = "¤" * len(words)
        numbers = " ".join(str(100 + k) for k in range(len(words)))
        extra = (
            f'<ofd:CGTransform CodePosition="0" CodeCount="{len(words)}" GlyphCount="{len(words)}">'
            f"<ofd:Glyphs>{numbers}</ofd:Glyphs></ofd:CGTransform>"
        )
    if text.turn:
        cos, sin = math.cos(math.radians(text.turn)), math.sin(math.radians(text.turn))
        matrix = f'CTM="{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} 0 0" '
    # The box begins above the line, and X and Y count from its corner.
    rise = 0.0 if text.turn else text.size * _POINT
    drop = rise / _POINT if style == "scaled" else rise
    return [
        f'<ofd:TextObject ID="5" {matrix}Boundary="{x:.4f} {y - rise:.4f} {sum(steps) + size:.4f} {size * 1.3:.4f}" '
        f'Font="4" Size="{size:.4f}">{extra}<ofd:TextCode X="0" Y="{drop:.4f}" DeltaX="{deltas}">{escape(words)}'
        "</ofd:TextCode></ofd:TextObject>"
    ]


def _short(steps: Sequence[float]) -> str:
    found: list[str] = []
    at = 0
    while at < len(steps):
        end = at
        while end < len(steps) and steps[end] == steps[at]:
            end += 1
        found.append(f"g {end - at} {steps[at]:.4f}" if end - at > 1 else f"{steps[at]:.4f}")
        at = end
    return " ".join(found)
