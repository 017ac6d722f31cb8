"""Word files of a few pages in, the seconds hegao and python-docx take to read each of them out.

    python tests/benchmarks/word_reading.py [--rounds 9]

CPU time in one process, everything loaded, the median of the rounds, from the bytes of the file on. Beside the text of
the paragraphs (python-docx: without tables and boxes) stands the effective formatting of every character (python-docx:
the font, Chinese font and size each run has of its own). The ratio says how many times longer python-docx takes.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.shared import Pt
from timing import seconds

from hegao.ooxml.measure import measure
from hegao.ooxml.package import open_package
from hegao.ooxml.text import paragraphs

CORPORA = Path(__file__).parents[2] / "corpora"
SENTENCE = "各单位要按照职责分工抓好落实，于每季度末报送进展情况，遇有重要事项随时报告。"


def made(direct: bool, table: bool) -> bytes:
    """A draft of about four pages by python-docx's own template: fonts in each run, or in styles only."""
    document = docx.Document()
    for number in range(1, 61):
        paragraph = document.add_paragraph()
        for piece in range(3):
            run = paragraph.add_run(f"{number}.{piece + 1} {SENTENCE}")
            if direct:
                run.font.name, run.font.size, run.bold = "Times New Roman", Pt(16), piece == 0
                run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
        if table and number % 20 == 0:
            grid = document.add_table(8, 4, "Table Grid")
            for row in grid.rows:
                for cell in row.cells:
                    cell.text = "按期完成"
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def files() -> dict[str, bytes]:
    found = {path.stem: path.read_bytes() for path in sorted(CORPORA.glob("*.docx"))}
    return {
        **found,
        "styles only": made(False, False),
        "direct fonts": made(True, False),
        "direct fonts and tables": made(True, True),
    }


def our_text(data: bytes) -> int:
    return sum(len(word.text) for word in paragraphs(open_package(data)))


def their_text(data: bytes) -> int:
    return sum(len(text) for text in [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs])


def our_layout(data: bytes) -> int:
    package = open_package(data)
    return len(measure(package, tuple(paragraphs(package))).paragraphs)


def their_fonts(data: bytes) -> int:
    known = set()
    for paragraph in docx.Document(BytesIO(data)).paragraphs:
        for run in paragraph.runs:
            form = run._element.rPr
            fonts = None if form is None else form.rFonts
            named = None if fonts is None else fonts.get(qn("w:eastAsia"))
            known.add((run.text, run.font.name, run.font.size, named))
    return len(known)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    print(f"{'file':24} {'text ms':>9} {'docx ms':>9} {'ratio':>6} {'layout ms':>9} {'docx ms':>9} {'ratio':>6}")
    ratios: list[tuple[float, float]] = []
    for name, data in files().items():
        took = [seconds(partial(work, data), rounds) for work in (our_text, their_text, our_layout, their_fonts)]
        ratios.append((took[1] / took[0], took[3] / took[2]))
        shown = [f"{1000 * took[0]:9.1f} {1000 * took[1]:9.1f} {ratios[-1][0]:6.1f}"]
        shown.append(f"{1000 * took[2]:9.1f} {1000 * took[3]:9.1f} {ratios[-1][1]:6.1f}")
        print(f"{name:24} {' '.join(shown)}")
    text, layout = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(f"median: text {text:.1f} times as fast, effective formatting {layout:.1f} times")


if __name__ == "__main__":
    main()
