"""A folder of official text (*.jsonl.xz, one {"doc", "text"} a line) in, errors and warnings per 10,000 characters out.

    python tests/benchmarks/false_alarms.py FOLDER [--show 5] [--seed 1] [--aside RULE,RULE]

A fixed random sample: half work reports and policy papers, half laws, documents cut to 6,000 characters at a paragraph.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter, defaultdict
from pathlib import Path

from hegao.config import Config
from hegao.pipeline import load_rules, review_document
from hegao.readers import read_bytes

HALF = 150_000  # characters of each kind
CUT = 6_000


def sample(folder: Path, seed: int) -> list[tuple[str, str]]:
    chosen: list[tuple[str, str]] = []
    for kind in ("text", "laws"):
        files = sorted(f for f in folder.glob("*.jsonl.xz") if f.name.startswith("laws_") == (kind == "laws"))
        pool: list[tuple[str, str]] = []
        for file in files:
            with lzma.open(file, "rt", encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            picked = random.Random(seed).sample(rows, min(len(rows), 60))
            pool += [(f"{file.stem}:{row.get('doc', '')}", _cut(row["text"])) for row in picked]
        random.Random(seed).shuffle(pool)
        size = 0
        for name, text in pool:
            if size >= HALF:
                break
            size += len(text)
            chosen.append((name, text))
    return chosen


def _cut(text: str) -> str:
    end = text.rfind("\n", 0, CUT)
    return text if len(text) <= CUT or end < 0 else text[:end]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=5, help="examples shown a rule")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rule", default="", help="show only rules that start so")
    parser.add_argument("--aside", default="", help="rules whose hits, read by eye, are real faults of the text")
    arguments = parser.parse_args()
    rules = load_rules(Config())
    counts: Counter[str] = Counter()
    severities: Counter[str] = Counter()
    by_kind: dict[str, list[int]] = {"text": [0, 0], "laws": [0, 0]}
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for name, text in sample(arguments.folder, arguments.seed):
        kind = "laws" if name.startswith("laws_") else "text"
        found = review_document(read_bytes(text.encode(), "x.txt"), rules, Config()).findings
        by_kind[kind][0] += len(text)
        by_kind[kind][1] += len(found)
        for finding in found:
            counts[finding.rule] += 1
            severities[finding.severity] += 1
            line = text.split("\n")[finding.span.paragraph - 1]
            context = line[max(0, finding.span.start - 18) : finding.span.end + 18]
            shown[finding.rule].append(f"{name[:40]}｜…{context[:90]}…｜{finding.message[:60]}")
    for rule, count in counts.most_common():
        if rule.startswith(arguments.rule):
            print(f"{count:5}  {rule}")
            for line in random.Random(0).sample(shown[rule], min(arguments.show, len(shown[rule]))):
                print("       ", line)
    size = sum(n for n, _ in by_kind.values())
    for kind, (n, found_) in by_kind.items():
        print(f"{kind}: {n} characters, {found_} findings, {found_ * 10_000 / max(n, 1):.2f} per 10,000")
    left = sum(n for rule, n in counts.items() if rule not in arguments.aside.split(","))
    if arguments.aside:
        print(f"set aside {sum(counts.values()) - left}, left {left}, {left * 10_000 / size:.2f} per 10,000")
    print(f"all: {size} characters, {dict(severities)}, {sum(counts.values()) * 10_000 / size:.2f} per 10,000")


if __name__ == "__main__":
    main()
