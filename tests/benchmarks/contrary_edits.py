"""Drafts in, every correction against 公文 custom out; exits with 1 when there is one.

python tests/benchmarks/contrary_edits.py PATH…
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from contrary import contrary
from hegao.batch import Desk, corrections, walk


def main() -> int:
    desk = Desk(lambda config: config)
    files = walk([Path(p) for p in sys.argv[1:]], desk)
    faults = changes = 0
    for unsafe in (False, True):
        for correction in corrections(files, desk, unsafe):
            fixed = correction.fixed
            if fixed is None or fixed.review.document is None:
                print(f"{correction.path}: {correction.review.error}")
                continue
            changes += fixed.count
            before, after = (
                "\n".join(p.text for p in document.paragraphs) for document in (fixed.before, fixed.review.document)
            )
            for fault in contrary(before, after):
                faults += 1
                print(f"{correction.path}: {fault}")
    print(f"{len(files)} files, {changes} corrections, {faults} contrary")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
