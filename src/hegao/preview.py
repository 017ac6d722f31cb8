"""A draft in, its pages as pictures or as a PDF out, as LibreOffice shows them with the fonts this computer has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape

from hegao import office, readers
from hegao.errors import ReadError
from hegao.pipeline import laid_out
from hegao.profile import face_of, load_profile

if TYPE_CHECKING:
    from lxml import etree

    from hegao.layout import Layout, ParagraphLayout, Profile
    from hegao.ooxml.text import WordParagraph

_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC")  # stand in for any face drawn with a brush
# What looks like a face, best first; the aliases of the layout profile are the face itself.
_ALIKE: Mapping[str, tuple[str, ...]] = {
    "仿宋": ("FandolFang", "FandolFang R", "AR PL UMing CN", *_SERIF),
    "楷体": ("AR PL UKai CN", "FandolKai", "LXGW WenKai", *_SERIF),
    "黑体": ("Noto Sans CJK SC", "Source Han Sans SC", "FandolHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei"),
    "小标宋": (*(f"{name}:bold" for name in _SERIF), "FandolSong:bold"),
    "宋体": ("AR PL UMing CN", "FandolSong", *_SERIF),
    "Times New Roman": ("Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman", "FreeSerif", "DejaVu Serif"),
    "Arial": ("Liberation Sans", "Arimo", "TeX Gyre Heros", "Nimbus Sans", "FreeSans", "DejaVu Sans"),
    "Calibri": ("Carlito",),
    "Cambria": ("Caladea",),
}

_NUMBER = re.compile("-?[0-9]{1,6}")

_NO_PICTURES = (
    "要把页面存成图片，还缺一个组件。请运行 pip install hegao[pdf]，或安装 poppler（pdftoppm）后再试；"
    "也可以先存成 PDF。"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """The pages of a draft, and how far their letters are what the draft asks for."""

    pages: tuple[bytes, ...]  # PNG pictures in order; of a PDF, that one file
    substitutes: tuple[tuple[str, str], ...]  # fonts the draft asks for, and what stands in for each
    missing: tuple[str, ...]  # fonts that nothing alike stands in for
    fonts_known: bool  # whether this computer tells what fonts it has


def preview(
    data: bytes,
    path: str,
    to: Literal["png", "pdf"] = "png",
    dpi: int = 96,
    profile: Profile | None = None,
    fonts: Path | None = None,
) -> Preview:
    """The pages of a draft of any kind; one that is no Word file is laid out after the profile first.

    `fonts` is a folder with further fonts. Raises ReadError, also where a program it needs is not installed.
    """
    profile = profile or load_profile()
    document = readers.read_bytes(data, path)
    word = readers.as_word(data, document) if document.kind in readers.WORD else laid_out(data, path, profile)
    with tempfile.TemporaryDirectory(prefix="hegao-", ignore_cleanup_errors=True) as scratch:
        config = Path(scratch) / "fonts.conf"
        config.write_text(_font_config({}, fonts), encoding="utf-8")
        installed = _installed(config)
        best = {} if installed is None else _best(profile, installed)
        config.write_text(_font_config(best, fonts), encoding="utf-8")
        copy, asked = _adapted(word)
        environment = {} if installed is None else {"FONTCONFIG_FILE": str(config)}
        printed = office.convert({"draft.docx": copy}, "pdf", environment)["draft.docx"]
    if isinstance(printed, ReadError):
        raise printed
    absent = [name for name in asked if installed is not None and name.lower() not in installed]
    return Preview(
        (printed,) if to == "pdf" else _pictures(printed, dpi),
        tuple((name, _family(best[name][0])) for name in absent if name in best and not _is_same(name, best, profile)),
        tuple(name for name in absent if name not in best),
        installed is not None,
    )


def note(shown: Preview) -> str:
    """What to say about the fonts of a preview; "" when all are the draft's own."""
    if not shown.fonts_known:
        return "没有核对本机的字体；仿宋、楷体、小标宋等没有安装的，预览中的字形和行长会与实际不同。"
    parts = []
    if shown.substitutes:
        parts.append("字体为替代字体：" + "、".join(f"{asked}→{got}" for asked, got in shown.substitutes))
    if shown.missing:
        parts.append("没有安装也没有相近字体可替代的：" + "、".join(shown.missing))
    return "；".join(parts) + "。字形和换行以装有原字体的电脑为准。" if parts else ""


def _is_same(name: str, best: Mapping[str, Sequence[str]], profile: Profile) -> bool:
    """Whether the best font for a name is the same face under another name."""
    face = face_of(profile, name)
    return face is not None and face_of(profile, _family(best[name][0])) == face


def _family(choice: str) -> str:
    return choice.partition(":")[0]


def _best(profile: Profile, installed: frozenset[str]) -> dict[str, list[str]]:
    """For each name of a known font that is not installed, the installed ones that come closest."""
    faces = {name: face.aliases for name, face in profile.faces.items()}
    faces |= {name: (name,) for name in _ALIKE if name not in faces}
    best: dict[str, list[str]] = {}
    for face, aliases in faces.items():
        closest = [name for name in (*aliases, *_ALIKE.get(face, ())) if _family(name).lower() in installed]
        if closest:
            best |= {name: closest for name in aliases if name.lower() not in installed}
    return best


def _installed(config: Path) -> frozenset[str] | None:
    """Names of all fonts, in small letters; None where LibreOffice takes them from elsewhere than fontconfig."""
    program = shutil.which("fc-list")
    if program is None or sys.platform in ("win32", "darwin"):
        return None
    environment = {**os.environ, "FONTCONFIG_FILE": str(config)}
    try:
        told = subprocess.run([program, ":", "family"], env=environment, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    names = told.stdout.decode("utf-8", "replace").replace("\\", "").replace("\n", ",").split(",")
    return frozenset(name.strip().lower() for name in names if name.strip()) or None


def _font_config(best: Mapping[str, Sequence[str]], fonts: Path | None) -> str:
    """Settings for fontconfig that come before the system's choice, which is one face for all Chinese fonts."""
    matches = []
    for asked, choices in best.items():
        edits = []
        for at, choice in enumerate(choices):
            family, _, weight = choice.partition(":")
            mode = "append" if at else "assign"
            edits.append(f'<edit name="family" mode="{mode}" binding="strong"><string>{escape(family)}</string></edit>')
            if weight and not at:
                edits.append(f'<edit name="weight" mode="assign" binding="strong"><const>{weight}</const></edit>')
        test = f'<test name="family"><string>{escape(asked)}</string></test>'
        matches.append(f'<match target="pattern">{test}{"".join(edits)}</match>')
    folder = "" if fonts is None else f"<dir>{escape(str(fonts.resolve()))}</dir>"
    system = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'{folder}{"".join(matches)}<include ignore_missing="yes">{escape(system)}</include></fontconfig>'
    )


def _adapted(data: bytes) -> tuple[bytes, list[str]]:
    """A copy as LibreOffice must have it to show what Word shows, and the fonts its text is set in."""
    from hegao.ooxml.edit import rewrite
    from hegao.ooxml.measure import measure
    from hegao.ooxml.package import W, open_package
    from hegao.ooxml.parts import Parts, optional, written
    from hegao.ooxml.text import paragraphs

    package = open_package(data)
    words = tuple(paragraphs(package))
    layout = measure(package, words)
    trees: dict[str, etree._Element] = {word.part: word.element.getroottree().getroot() for word in words}
    parts = Parts(package)
    styles = optional(parts, "styles")
    for word, look in zip(words, layout.paragraphs, strict=True):
        _place(word, look)
    for tree in (*trees.values(), *parts.trees.values()):
        for node in tree.iter(f"{W}overflowPunct"):
            # LibreOffice takes it the other way round.
            node.set(f"{W}val", "1" if node.get(f"{W}val") in ("0", "false", "off") else "0")
    main = trees.get(package.document)
    narrower = 0 if main is None else _plain_grid(main, words, layout)
    if styles is not None and narrower:
        _space_letters(styles, narrower)
    changed = {name: written(tree) for name, tree in (trees | parts.trees).items()}
    return rewrite(data, package, changed), _fonts(words, layout)


def _place(word: WordParagraph, look: ParagraphLayout) -> None:
    """Say of a paragraph what LibreOffice would not take from its styles as Word does."""
    from hegao.ooxml.package import W
    from hegao.ooxml.schema import PARAGRAPH_ORDER, child_of, make, put

    if look.rule == "exact" and look.snap:
        # It lets the grid beat an exact line.
        put(child_of(word.element, "pPr"), make("snapToGrid", "0"), PARAGRAPH_ORDER)
    if look.first_characters is not None:
        # It knows lengths only, where Word goes by the characters.
        indent = child_of(child_of(word.element, "pPr"), "ind", PARAGRAPH_ORDER)
        for name in ("firstLine", "hanging"):
            if indent.get(W + name) is not None:
                del indent.attrib[W + name]
            indent.set(f"{W}{name}Chars", "0")
        indent.set(W + ("hanging" if look.first < 0 else "firstLine"), str(round(abs(look.first) * 20)))


def _plain_grid(document: etree._Element, words: Sequence[WordParagraph], layout: Layout) -> int:
    """Take grids away, or only their columns; what these add to each character, 1/20 point.

    LibreOffice gives each character two columns, and fills no more of a page than whole lines of the grid: it may stay
    only where most of the text stands on it.
    """
    from hegao.ooxml.package import W

    on_grid = [0] * len(layout.sections)
    for word, look in zip(words, layout.paragraphs, strict=True):
        if word.kind == "body":
            on_grid[look.section] += (len(word.text) + 1) * (1 if look.snap and look.rule != "exact" else -1)
    added = 0
    sections = [node for node in document.iter(f"{W}sectPr") if _tag(node.getparent()) != f"{W}sectPrChange"]
    for section, balance in zip(sections, on_grid, strict=False):
        grid = section.find(f"{W}docGrid")
        if grid is None:
            continue
        if grid.get(f"{W}type") in ("linesAndChars", "snapToChars"):
            told = grid.get(f"{W}charSpace", "")
            added = added or (int(told) * 20 // 4096 if _NUMBER.fullmatch(told) else 0)
            grid.set(f"{W}type", "lines")
        if balance <= 0:
            section.remove(grid)
    return added


def _tag(node: etree._Element | None) -> str:
    return "" if node is None else str(node.tag)


def _space_letters(styles: etree._Element, added: int) -> None:
    from hegao.ooxml.package import W
    from hegao.ooxml.schema import RUN_ORDER, make, put

    for form in styles.iterfind(f"{W}docDefaults/{W}rPrDefault/{W}rPr"):
        if form.find(f"{W}spacing") is None:
            put(form, make("spacing", str(added)), RUN_ORDER)


def _fonts(words: Sequence[WordParagraph], layout: Layout) -> list[str]:
    """Names of the fonts that letters are really set in, in order."""
    found: dict[str, None] = {}
    for word, look in zip(words, layout.paragraphs, strict=True):
        for letters in look.letters:
            text = word.text[letters.start : letters.end]
            if letters.east_asia and any(character >= "\u2e80" for character in text):
                found[letters.east_asia] = None
            if letters.ascii and any(character.isascii() and character.isalnum() for character in text):
                found[letters.ascii] = None
    return list(found)


def _pictures(printed: bytes, dpi: int) -> tuple[bytes, ...]:
    try:
        import PIL.Image  # noqa: F401 - pypdfium2 asks for it only when the first page is drawn
        import pypdfium2
    except ImportError:
        return _by_poppler(printed, dpi)
    found = []
    with pypdfium2.PdfDocument(printed) as document:
        for page in document:
            buffer = BytesIO()
            page.render(scale=dpi / 72).to_pil().save(buffer, "PNG")
            found.append(buffer.getvalue())
    return tuple(found)


def _by_poppler(printed: bytes, dpi: int) -> tuple[bytes, ...]:
    program = shutil.which("pdftoppm")
    if program is None:
        raise ReadError(_NO_PICTURES)
    with tempfile.TemporaryDirectory(prefix="hegao-") as scratch:
        source = Path(scratch) / "draft.pdf"
        source.write_bytes(printed)
        command = [program, "-r", str(dpi), "-png", str(source), str(Path(scratch) / "page")]
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(command, check=False, timeout=office.SECONDS, capture_output=True)
        found = sorted(Path(scratch).glob("page-*.png"), key=lambda page: int(page.stem.rpartition("-")[2]))
        if not found:
            raise ReadError(_NO_PICTURES)
        return tuple(page.read_bytes() for page in found)
