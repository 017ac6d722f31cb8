"""A .docx in, PNG pages as `hegao preview` shows them with substitute fonts (字体为替代字体) out.

    python tests/preview.py A.docx OUT/ [--dpi 65]
    python tests/preview.py --fonts

The second fetches the substitutes from Debian's packages into a folder of the user's cache (HEGAO_PREVIEW_FONTS names
another). Without them the faces fall back to Noto: then look at places and lengths of lines, not at the faces.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

from hegao.preview import note, preview

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


def pages(path: Path, folder: Path, dpi: int = 65) -> list[Path]:
    """The pages as PNG files in `folder`, in order; ReadError when no page comes out."""
    shown = preview(path.read_bytes(), str(path), "png", dpi, fonts=fonts_folder())
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, page in enumerate(shown.pages, 1):
        written.append(folder / f"{path.stem}-{number}.png")
        written[-1].write_bytes(page)
    print(note(shown), file=sys.stderr)
    return written


def pdf(path: Path, folder: Path) -> Path:
    """The file as a PDF in `folder`; ReadError when LibreOffice makes none."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / f"{path.stem}.pdf"
    written.write_bytes(preview(path.read_bytes(), str(path), "pdf", fonts=fonts_folder()).pages[0])
    return written


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
