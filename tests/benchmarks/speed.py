"""Plain-text drafts in, how fast all default rules run over them out, beside one `re` alternation of the same literals.

    python tests/benchmarks/speed.py [PATH…] [--rounds 5] [--rules 15]

One process, everything loaded and warmed up; CPU time, the median of the rounds. Figures drift with the machine's load,
so compare the ratio. Without PATH the bundled corpora are read.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from timing import seconds

from hegao.checks import set_phrase
from hegao.config import Choice, Config
from hegao.data import Lexicon, lexicon_rows
from hegao.linter import lint
from hegao.model import Document
from hegao.pipeline import analyse, choose, load_rules
from hegao.readers import read_bytes
from hegao.rules import Rule

CORPORA = Path(__file__).parents[2] / "corpora"


def drafts(paths: list[Path]) -> list[Document]:
    files = [f for path in paths for f in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])]
    return [read_bytes(f.read_bytes(), f.name) for f in files if not f.name.endswith(".gold.txt")]


def literals(rules: tuple[Rule, ...]) -> list[str]:
    """Every fixed string the rules look for: wrong words of tables, and the set phrases."""
    found: set[str] = set()
    for rule in rules:
        if rule.check == "substitution":
            found.update(wrong for wrong, _ in rule.params.table)
        if rule.check == "set_phrase":
            tables: tuple[Lexicon, ...] = rule.params.words
            found.update(row[0] for table in tables for row in lexicon_rows(table, set_phrase.COLUMNS))
    return sorted(found, key=lambda literal: (-len(literal), literal))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[CORPORA])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rules", type=int, default=15, help="slowest rules shown")
    arguments = parser.parse_args()
    rules = choose(load_rules(Config()), Choice(), hints=False)
    documents = drafts(arguments.paths)
    size = sum(document.characters for document in documents)
    texts = ["\n".join(p.text for p in document.paragraphs) for document in documents]
    words = literals(rules)
    alternation = re.compile("|".join(map(re.escape, words)))

    whole = seconds(lambda: [lint(analyse(document), rules) for document in documents], arguments.rounds)
    outline = seconds(lambda: [analyse(document) for document in documents], arguments.rounds)
    plain = seconds(lambda: [alternation.findall(text) for text in texts], arguments.rounds)
    print(f"{len(documents)} drafts, {size} characters, {len(rules)} rules, {len(words)} literals")
    print(f"all default rules   {size / whole:12,.0f} characters a second  (1 of {whole / plain:.2f} alternations)")
    print(f"  outline alone     {size / outline:12,.0f}")
    print(f"re alternation      {size / plain:12,.0f}")
    costs: dict[str, float] = {}
    for rule in rules:
        analyses = [analyse(document) for document in documents]
        start = time.process_time()
        for analysis in analyses:
            lint(analysis, [rule])
        costs[rule.id] = time.process_time() - start
    for id_, cost in sorted(costs.items(), key=lambda item: -item[1])[: arguments.rules]:
        print(f"  {cost * 1e6 / size:7.3f} µs a character alone  {id_}")


if __name__ == "__main__":
    main()
