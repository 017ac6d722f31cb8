"""A folder of official text (*.jsonl.xz, one {"doc", "text"} a line) in, errors and warnings per 10,000 characters out.

    python tests/benchmarks/false_alarms.py FOLDER [--seed 1] [--rule PREFIX] [--show 5] [--verdicts FILE] [--undecided]

A fixed random sample: half work reports and policy papers, half laws, documents cut to 6,000 characters at a paragraph.
`--verdicts` is a table (document, rule, text, verdict: real, arguable or false) of alarms read by eye; the rates are
given with the real faults of the text set aside. `--undecided` prints the alarms it does not hold yet, as rows to fill.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from hegao.config import Config
from hegao.pipeline import load_rules, review_document
from hegao.readers import read_bytes

HALF = 250_000  # characters of each kind
CUT = 6_000
EACH = 100  # documents of a file at most
VERDICTS = ("real", "arguable", "false")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One finding on official text."""

    document: str
    rule: str
    text: str
    context: str
    message: str
    law: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.document, self.rule, self.text


def sample(folder: Path, seed: int) -> list[tuple[str, str]]:
    chosen: list[tuple[str, str]] = []
    for kind in ("text", "laws"):
        files = sorted(f for f in folder.glob("*.jsonl.xz") if f.name.startswith("laws_") == (kind == "laws"))
        pool: list[tuple[str, str]] = []
        for file in files:
            with lzma.open(file, "rt", encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            numbers = random.Random(seed).sample(range(len(rows)), min(len(rows), EACH))
            pool += [(f"{file.name.partition('.')[0]}:{number}", _cut(rows[number]["text"])) for number in numbers]
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


def alarms(texts: list[tuple[str, str]]) -> list[Alarm]:
    rules = load_rules(Config())
    found: list[Alarm] = []
    for name, text in texts:
        document = read_bytes(text.encode(), "x.txt")
        for f in review_document(document, rules, Config()).findings:
            line = document.paragraphs[f.span.paragraph - 1].text
            context = line[max(0, f.span.start - 24) : f.span.end + 24].replace("\t", " ")
            shown = f.text.replace("\t", " ").strip()[:30]
            found.append(Alarm(name, f.rule, shown, context[:120], f.message[:60], name.startswith("laws_")))
    return found


def verdicts(file: Path | None) -> dict[tuple[str, str, str], str]:
    """Document, rule and text -> verdict; a row with * for the document speaks of the rule and text everywhere, one
    with * for the text of all of the rule's alarms.
    """
    found: dict[tuple[str, str, str], str] = {}
    for line in file.read_text("utf-8").splitlines() if file else ():
        if line and not line.startswith("#"):
            document, rule, text, verdict = line.split("\t")[:4]
            if verdict not in VERDICTS:
                raise SystemExit(f"{file}: {line}: 判断应是 {'、'.join(VERDICTS)}")
            found[document, rule, text] = verdict
    return found


def judged(alarm: Alarm, known: dict[tuple[str, str, str], str]) -> str:
    for key in (alarm.key, ("*", alarm.rule, alarm.text), (alarm.document, alarm.rule, "*"), ("*", alarm.rule, "*")):
        if key in known:
            return known[key]
    return "undecided"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=5, help="examples shown a rule")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rule", default="", help="show only rules that start so")
    parser.add_argument("--verdicts", type=Path)
    parser.add_argument("--undecided", action="store_true")
    arguments = parser.parse_args()
    texts = sample(arguments.folder, arguments.seed)
    found = alarms(texts)
    known = verdicts(arguments.verdicts)
    if arguments.undecided:
        for alarm in found:
            if judged(alarm, known) == "undecided":
                print(alarm.document, alarm.rule, alarm.text, "", alarm.context, alarm.message, sep="\t")
        return
    by_rule: defaultdict[str, list[Alarm]] = defaultdict(list)
    for alarm in found:
        by_rule[alarm.rule].append(alarm)
    for rule, these in sorted(by_rule.items(), key=lambda item: -len(item[1])):
        if rule.startswith(arguments.rule):
            print(f"{len(these):5}  {rule}  {dict(Counter(judged(alarm, known) for alarm in these))}")
            for alarm in random.Random(0).sample(these, min(arguments.show, len(these))):
                print(f"        {alarm.document}｜…{alarm.context}…｜{alarm.message}")
    for law in (False, True):
        size = sum(len(text) for name, text in texts if name.startswith("laws_") == law)
        these = [alarm for alarm in found if alarm.law == law]
        left = sum(judged(alarm, known) != "real" for alarm in these)
        kind = "laws" if law else "text"
        print(f"{kind}: {size} characters, {len(these)} alarms, {len(these) * 10_000 / size:.2f} per 10,000", end="")
        print(f"; left {left}, {left * 10_000 / size:.2f}")
    size = sum(len(text) for _, text in texts)
    counts = Counter(judged(alarm, known) for alarm in found)
    left = len(found) - counts["real"]
    print(
        f"all: {size} characters, {len(found)} alarms {dict(counts)}, {len(found) * 10_000 / size:.2f} per 10,000",
        end="",
    )
    print(f"; left {left}, {left * 10_000 / size:.2f} per 10,000")


if __name__ == "__main__":
    main()
