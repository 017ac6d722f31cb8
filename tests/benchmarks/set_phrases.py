"""The set-phrase tables in, the share of spoiled phrases that are reported with the right correction out.

    python tests/benchmarks/set_phrases.py [--phrases 300] [--seed 1] [--show 20]

Of a fixed random choice of phrases in use every single-character deletion, duplication, swap of neighbours and
substitution by a character of the same sound (pypinyin, tones aside) is put into a sentence. Left out are spoiled forms
that are phrases of the tables or spared forms themselves.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from pypinyin import lazy_pinyin

from hegao.checks import set_phrase
from hegao.config import Config
from hegao.data import lexicon_rows, lexicon_words
from hegao.linter import lint
from hegao.pipeline import analyse, load_rules
from hegao.readers import read_bytes
from hegao.rules import Rule
from hegao.text import HAN

RULE = "phrases/set-phrase-slip"
CHINESE = re.compile(f"[{HAN}]")
SENTENCE = "会议要求，{}，要抓好落实。"


def spoiled(phrase: str, like: dict[str, list[str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    for k, character in enumerate(phrase):
        if not CHINESE.fullmatch(character):
            continue
        yield "missing", phrase[:k] + phrase[k + 1 :]
        yield "doubled", phrase[:k] + character + phrase[k:]
        after = phrase[k + 1 : k + 2]
        if after != character and CHINESE.fullmatch(after):
            yield "swapped", phrase[:k] + after + character + phrase[k + 2 :]
        others = [c for c in like[_sound(character)] if c != character]
        if others:
            yield "same sound", phrase[:k] + chance.choice(others) + phrase[k + 1 :]


@cache
def _sound(character: str) -> str:
    return str(lazy_pinyin(character)[0])


def corrected(rule: Rule, text: str) -> list[str]:
    document = read_bytes(SENTENCE.format(text).encode(), "x.txt")
    return [finding.fix or "" for finding in lint(analyse(document), [rule])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phrases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=20, help="misses shown a kind")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    rule = load_rules(Config())[RULE]
    rows = [row for table in rule.params.words for row in lexicon_rows(table, set_phrase.COLUMNS)]
    known = {row[0] for row in rows} | set(lexicon_words(rule.params.spared) if rule.params.spared else ())
    phrases = sorted(row[0] for row in rows if not row[2])
    like: dict[str, list[str]] = defaultdict(list)
    for character in sorted(set("".join(lexicon_words(rule.params.similar)))):
        like[_sound(character)].append(character)
    counts: Counter[tuple[str, bool]] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    for phrase in chance.sample(phrases, min(arguments.phrases, len(phrases))):
        for kind, text in spoiled(phrase, like, chance):
            if text in known:
                continue
            fixes = corrected(rule, text)
            right = any(phrase == fix or phrase in fix or (len(fix) >= 5 and fix in phrase) for fix in fixes)
            counts[kind, right] += 1
            if not right:
                missed[kind].append(f"{phrase} → {text} {fixes}")
    for kind in sorted({kind for kind, _ in counts}):
        found, total = counts[kind, True], counts[kind, True] + counts[kind, False]
        print(f"{kind:12} {found:6} of {total:6}  {found / total:.4f}")
        for line in missed[kind][: arguments.show]:
            print("      ", line)
    found, total = sum(n for (_, right), n in counts.items() if right), counts.total()
    print(f"{'all':12} {found:6} of {total:6}  {found / total:.4f}  ({len(phrases)} phrases in use)")


if __name__ == "__main__":
    main()
