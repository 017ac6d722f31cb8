"""A folder of drafts with annotated items (`.items.jsonl`) beside them in, the table of extraction scores out.

    python tests/benchmarks/extraction.py FOLDER... [--show PREFIX]

`--show` also prints what differs in each score whose name begins so: `--show "task span"`, `--show metric`. The form of
the annotation is described in corpora/README.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import scoring
from hegao.pipeline import extract


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--show", metavar="PREFIX", help="print the differences of the scores that begin so")
    arguments = parser.parse_args()
    sheet = scoring.Sheet()
    for folder in arguments.folders:
        for draft in scoring.drafts(folder):
            review = extract(draft)
            assert review.document is not None
            scoring.compare(scoring.read_items(draft, review.document), review, sheet)
    if arguments.show is not None:
        for name, difference in sorted(sheet.differences, key=lambda each: each[0]):
            if name.startswith(arguments.show):
                print(f"{name}: {difference}")
    print(f"{'':22}{'F1':>7}{'right':>7}{'found':>7}{'there':>7}")
    print(sheet.table())


if __name__ == "__main__":
    main()
