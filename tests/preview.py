"""A .docx in, PNG pages as LibreOffice shows it with substitute fonts (字体为替代字体) out.

    python tests/preview.py A.docx OUT/ [--dpi 65]
    python tests/preview.py --fonts

The second fetches the substitutes from Debian's packages into a folder of the user's cache (HEGAO_PREVIEW_FONTS names
another). Without them the faces fall back to Noto: then look at places and lengths of lines, not at the faces. The
substitutes are named in FACES; 小标宋 in bold Noto Serif is the least alike.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree
from platformdirs import user_cache_path

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SECONDS = 90  # for one file; what takes longer will not end

_FANGSONG = ("FandolFang", "FandolFang R", "AR PL UMing CN", "Noto Serif CJK SC")
_KAI = ("FandolKai", "AR PL UKai CN", "Noto Serif CJK SC")
_HEI = ("FandolHei", "Noto Sans CJK SC")
_TITLE = ("Noto Serif CJK SC:bold", "FandolSong:bold")
_SONG = ("AR PL UMing CN", "FandolSong", "Noto Serif CJK SC")

# The names a file asks for, and what stands in for them, best first.
FACES: dict[tuple[str, ...], tuple[str, ...]] = {
    (
        "仿宋_GB2312",
        "仿宋",
        "FangSong",
        "FangSong_GB2312",
        "方正仿宋_GBK",
        "方正仿宋简体",
        "华文仿宋",
        "STFangsong",
    ): _FANGSONG,
    ("楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312", "方正楷体_GBK", "方正楷体简体", "华文楷体", "STKaiti"): _KAI,
    ("黑体", "SimHei", "方正黑体_GBK", "方正黑体简体", "华文黑体", "STHeiti"): _HEI,
    ("方正小标宋简体", "方正小标宋_GBK", "小标宋", "小标宋体", "方正小标宋", "FZXiaoBiaoSong-B05S", "华文中宋"): _TITLE,
    ("宋体", "SimSun", "新宋体", "NSimSun", "方正书宋_GBK", "华文宋体", "STSong"): _SONG,
    ("Times New Roman",): ("Liberation Serif", "DejaVu Serif"),
}

_PACKAGES = ("texlive-lang-chinese", "fonts-arphic-ukai", "fonts-arphic-uming", "fonts-liberation")
_FILES = ("Fandol[FHKS]*.otf", "u*.ttc", "LiberationSerif-*.ttf")


def fonts_folder() -> Path:
    """Where the substitute fonts lie, if they were fetched."""
    named = os.environ.get("HEGAO_PREVIEW_FONTS")
    return Path(named) if named else user_cache_path("hegao-fonts")


def fetch_fonts() -> list[Path]:
    """Takes the substitute fonts out of Debian's packages, without installing these."""
    folder = fonts_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["apt-get", "download", *_PACKAGES], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        for package in Path(scratch).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, Path(scratch) / "unpacked"], check=True)
        for pattern in _FILES:
            for font in (Path(scratch) / "unpacked").rglob(pattern):
                shutil.copy(font, folder / font.name)
    return sorted(folder.iterdir())


def pages(path_docx: Path, folder: Path, dpi: int = 65) -> list[Path]:
    """The pages as PNG files in `folder`, in order; RuntimeError when no page comes out."""
    printed = pdf(path_docx, folder)
    stem = folder / printed.stem
    for old in folder.glob(f"{glob_safe(printed.stem)}-*.png"):
        old.unlink()
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", printed, stem], check=True, timeout=SECONDS)
    found = sorted(folder.glob(f"{glob_safe(printed.stem)}-*.png"), key=lambda page: int(page.stem.rpartition("-")[2]))
    if not found:
        raise RuntimeError(f"no page of {path_docx}")
    return found


def pdf(path_docx: Path, folder: Path) -> Path:
    """The file as a PDF in `folder`; RuntimeError when LibreOffice makes none, whatever it returns."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / f"{path_docx.stem}.pdf"
    wanted.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        copy = home / path_docx.name
        copy.write_bytes(_as_libreoffice_needs_it(path_docx))
        (home / "fonts.conf").write_text(_fonts_conf(home / "font-cache"), encoding="utf-8")
        command = [
            "soffice",
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(copy),
        ]
        environment = {**os.environ, "FONTCONFIG_FILE": str(home / "fonts.conf")}
        with _group(command, environment) as process:
            said = process.communicate(timeout=SECONDS)[0]
    if not wanted.exists():
        raise RuntimeError(f"LibreOffice made no PDF of {path_docx}: {said.decode(errors='replace').strip()}")
    return wanted


def glob_safe(name: str) -> str:
    """The name with what a glob pattern takes for more than itself put in brackets."""
    return "".join(f"[{c}]" if c in "[*?" else c for c in name)


@contextmanager
def _group(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a session of its own, ended with all it started: soffice leaves soffice.bin behind."""
    process = subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"LibreOffice did not end within {SECONDS} seconds") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _as_libreoffice_needs_it(path: Path) -> bytes:
    """A copy without character grid: LibreOffice gives each character two cells of it, and lets it beat exact lines.

    What the grid would take off each character goes into the spacing of characters. Whether marks may hang over the
    edge (w:overflowPunct) is said the other way round: LibreOffice reads it so.
    """
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    if "word/document.xml" not in parts:
        return path.read_bytes()
    document = etree.fromstring(parts["word/document.xml"])
    _turn_hanging(document)
    narrower = 0
    for grid in list(document.iter(f"{W}docGrid")):
        if grid.get(f"{W}type") in ("linesAndChars", "snapToChars"):
            narrower = min(narrower, int(grid.get(f"{W}charSpace", "0")) * 20 // 4096)
        parent = grid.getparent()
        assert parent is not None
        parent.remove(grid)
    parts["word/document.xml"] = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    if "word/styles.xml" in parts:
        styles = etree.fromstring(parts["word/styles.xml"])
        _turn_hanging(styles)
        for properties in styles.iterfind(f"{W}docDefaults/{W}rPrDefault/{W}rPr"):
            if narrower and properties.find(f"{W}spacing") is None:
                etree.SubElement(properties, f"{W}spacing").set(f"{W}val", str(narrower))
        parts["word/styles.xml"] = etree.tostring(styles, xml_declaration=True, encoding="UTF-8", standalone=True)
    with tempfile.TemporaryFile() as buffer:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        buffer.seek(0)
        return buffer.read()


def _turn_hanging(root: etree._Element) -> None:
    for node in root.iter(f"{W}overflowPunct"):
        node.set(f"{W}val", "1" if node.get(f"{W}val") in ("0", "false", "off") else "0")


def _fonts_conf(cache: Path) -> str:
    """Settings for fontconfig that put our substitutes before the system's choice, which is one face for all."""
    matches = []
    for asked, substitutes in FACES.items():
        for name in asked:
            matches.append(f'<match target="pattern"><test name="family"><string>{escape(name)}</string></test>')
            for at, substitute in enumerate(substitutes):
                family, _, weight = substitute.partition(":")
                mode = "assign" if at == 0 else "append"
                matches.append(
                    f'<edit name="family" mode="{mode}" binding="strong"><string>{escape(family)}</string></edit>'
                )
                if at == 0 and weight:
                    matches.append(f'<edit name="weight" mode="assign" binding="strong"><const>{weight}</const></edit>')
            matches.append("</match>")
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(fonts_folder()))}</dir><cachedir>{escape(str(cache))}</cachedir>{''.join(matches)}"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docx", nargs="?", type=Path)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--dpi", type=int, default=65)
    parser.add_argument("--fonts", action="store_true", help="fetch the substitute fonts")
    arguments = parser.parse_args()
    if arguments.fonts:
        print(*fetch_fonts(), sep="\n")
    elif arguments.docx and arguments.folder:
        print(*pages(arguments.docx, arguments.folder, arguments.dpi), sep="\n")
    else:
        parser.print_usage()
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
