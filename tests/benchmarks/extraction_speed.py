"""Plain-text drafts in, how fast metrics, times and tasks are found in them out, beside segmenting the same text.

    python tests/benchmarks/extraction_speed.py [FOLDER…] [--rounds 5] [--limit 300000]

A folder holds .txt drafts or `*.jsonl.xz` with {"text"} a line; without one the bundled corpora are read. What can't be
read as a draft (the corpora hold broken files on purpose) is left out. One process, everything loaded and warmed up;
CPU time, the median of the rounds, the outline (which every command needs) left out.
Figures drift with the machine's load, so compare the ratios: `words` is our segmentation with tags (rjieba where it is
installed), `rjieba.tag` the bare library. The split shows how much of each is reading words, times and numbers.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from timing import seconds

from hegao.errors import ReadError
from hegao.extractors import EXTRACTORS
from hegao.model import Analysis, Document
from hegao.nlp import words
from hegao.pipeline import analyse
from hegao.readers import read_bytes

CORPORA = Path(__file__).parents[2] / "corpora"
WORK: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in EXTRACTORS},
    "metrics+times+tasks": ("metrics", "times", "tasks"),
    "everything": tuple(EXTRACTORS),
}


def texts(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        for path in sorted(folder.rglob("*.txt")):
            if not path.name.endswith(".gold.txt"):
                yield path.read_text("utf-8-sig", errors="replace")
        for path in sorted(folder.rglob("*.jsonl.xz")):
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                yield from (json.loads(line)["text"] for line in islice(lines, 40))


def drafts(folders: list[Path], limit: int) -> list[Document]:
    found: list[Document] = []
    for text in texts(folders):
        with suppress(ReadError):
            found.append(read_bytes(text.encode(), "draft.txt"))
        if sum(document.characters for document in found) > limit:
            break
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[CORPORA])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=int, default=300_000, help="characters")
    given = parser.parse_args()
    documents = drafts(given.folders, given.limit)
    characters = sum(document.characters for document in documents)
    lines = [paragraph.text for document in documents for paragraph in document.paragraphs]

    def analyses() -> Iterator[Analysis]:
        return map(analyse, documents)

    def over(step: Callable[[Analysis], object]) -> float:
        return seconds(lambda: [step(analysis) for analysis in analyses()], given.rounds) - outlines

    def each(name: str) -> Callable[[Analysis], object]:
        return lambda analysis: [getattr(analysis, name)(n) for n in range(1, len(analysis.document.paragraphs) + 1)]

    outlines = seconds(lambda: list(analyses()), given.rounds)
    segmenting = seconds(lambda: [words(line) for line in lines], given.rounds)
    rows = {"words": segmenting}
    try:
        import rjieba

        rows["rjieba.tag"] = seconds(lambda: [rjieba.tag(line) for line in lines], given.rounds)
    except ImportError:
        pass
    rows |= {f"all {part}": over(each(part)) for part in ("moments", "measures")}
    for name, extractors in WORK.items():
        rows[name] = over(lambda analysis, chosen=extractors: [EXTRACTORS[e](analysis) for e in chosen])  # type: ignore[misc]
    print(
        f"{len(documents)} drafts, {characters:,} characters; outline {characters / outlines:,.0f} characters a second"
    )
    for name, taken in rows.items():
        print(f"{name:20} {characters / taken:12,.0f} characters a second   {taken / segmenting:5.2f} × words")


if __name__ == "__main__":
    main()
