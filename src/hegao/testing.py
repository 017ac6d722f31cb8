"""Rules in, one line for each example that does not hold out: what `hegao rules test` and the test suite run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

from hegao.errors import RuleError, suggestion
from hegao.layout import Remedy, Target
from hegao.linter import lint
from hegao.model import Document, Edit, Finding
from hegao.pipeline import analyse, laid_out
from hegao.profile import load_profile
from hegao.readers import edit_bytes, read_bytes
from hegao.rules import Example, Rule, with_params

_TARGETS = get_args(Target)


def failures(rule: Rule) -> Iterator[str]:
    """What is wrong with the rule's own examples, in words its author can act on; nothing when all hold.

    Each bad example is hit exactly where it says, its fix gives exactly `fix` and silences the rule, each good example
    is left alone. The text of a rule on layout is laid out first, and broken as the example says.
    """
    for example in rule.bad:
        yield from _bad(rule, example)
    for example in rule.good:
        found = _findings(rule, example, _file(rule, example))
        for finding in found:
            yield f"{rule.id}: good 例子“{example.text}”被命中：“{finding.text}”（第 {finding.span.start + 1} 字）"


def broken(data: bytes, steps: tuple[Mapping[str, Any], ...], where: str = "") -> bytes:
    """A .docx with its layout changed step by step: a remedy, for all paragraphs of a role or a number, or raw XML.

    {letters: title, size: 18}, {text: 5, start: 0, end: 0, put: 　　}, {part: word/document.xml, replace: …, by: …}.
    Raises RuleError, beginning with `where`, for a step that means nothing.
    """
    for step in steps:
        if "part" in step:
            data = _rewritten(data, step, where)
            continue
        target = next((key for key in step if key in _TARGETS), None)
        if target is None:
            raise RuleError(f"{where}: break 的一步应写明改什么{suggestion(str(next(iter(step), '')), _TARGETS)}")
        data = _revised(data, _remedies(data, cast(Target, target), step, where))
    return data


def _bad(rule: Rule, example: Example) -> Iterator[str]:
    data = _file(rule, example)
    found = _findings(rule, example, data)
    hits = tuple(f.text for f in found)
    if hits != example.hits:
        yield f"{rule.id}: bad 例子“{example.text}”应命中 {list(example.hits)}，实际命中 {list(hits)}"
        return
    if "{" in "".join(f.message for f in found):
        yield f"{rule.id}: 说明里还有没填上的花括号：{found[0].message}"
    if not all(example.says in f.message for f in found):
        yield f"{rule.id}: 例子“{example.text}”的说明里应有“{example.says}”，实际是：{found[0].message}"
    if rule.fix is not None and rule.fix.replace is None:
        remedies = [remedy for f in found for remedy in f.remedies]
        left = _findings(rule, example, _revised(data, remedies))
        if not remedies or left:
            yield f"{rule.id}: 例子“{example.text}”改正之后仍被命中：{[f.message for f in left or found]}"
    if example.fix is None:
        return
    fixed = _fixed(example.text, found)
    if fixed != example.fix:
        yield f"{rule.id}: bad 例子“{example.text}”应改为“{example.fix}”，实际改为“{fixed}”"
    elif _findings(rule, example, fixed.encode()):
        yield f"{rule.id}: 改好的“{fixed}”仍被命中"


def _file(rule: Rule, example: Example) -> bytes:
    if rule.scope != "page":
        return example.text.encode()
    return broken(_laid_out(example.text), example.broken, rule.path)


@lru_cache(maxsize=32)
def _laid_out(text: str) -> bytes:
    name = "例.md" if re.search(r"^(?:\||# )", text, re.MULTILINE) else "例.txt"
    return laid_out(text.encode(), name, load_profile())


def _document(data: bytes) -> Document:
    return read_bytes(data, "例.docx" if data.startswith(b"PK") else "例.txt")


def _findings(rule: Rule, example: Example, data: bytes) -> tuple[Finding, ...]:
    genre = example.genre or (rule.genres[0] if rule.genres else None)
    tried = with_params(rule, example.params, rule.path) if example.params else rule
    return lint(analyse(_document(data), genre), [tried])


def _fixed(text: str, findings: tuple[Finding, ...]) -> str:
    edits = [Edit(f.span, f.fix) for f in findings if f.fix is not None]
    return edit_bytes(text.encode(), _document(text.encode()), edits).decode()


def _revised(data: bytes, remedies: list[Remedy]) -> bytes:
    from hegao.ooxml.revise import revise

    return revise(data, [], remedies, load_profile())


def _remedies(data: bytes, target: Target, step: Mapping[str, Any], where: str) -> list[Remedy]:
    document = _document(data)
    proof = analyse(document).proof()
    named = step[target]
    numbers = [named or 0]
    if isinstance(named, str) and proof is not None and target != "page_numbers":
        numbers = [number for number, role in enumerate(proof.roles, 1) if role == named]
        if not numbers:
            raise RuleError(f"{where}: break 的一步提到“{named}”，例文里没有这个要素{suggestion(named, proof.roles)}")
        numbers = numbers[:1] if target == "insert" else numbers
    values = {key: value for key, value in step.items() if key not in (target, "start", "end", "put")}
    if "put" in step:
        values["text"] = step["put"]
    found: list[Remedy] = []
    for number in numbers:
        end = step.get("end", len(document.paragraphs[number - 1].text) if target == "letters" else 0)
        found.append(Remedy(target, number, step.get("start", 0), end, values))
    return found


def _rewritten(data: bytes, step: Mapping[str, Any], where: str) -> bytes:
    from hegao.ooxml.edit import rewrite
    from hegao.ooxml.package import open_package, read_part

    package = open_package(data)
    name = str(step["part"])
    if name not in package.entries:
        raise RuleError(f"{where}: break 的一步提到“{name}”，文件里没有这一部分{suggestion(name, package.entries)}")
    content, count = re.subn(str(step["replace"]), str(step["by"]), read_part(package, name).decode())
    if not count:
        raise RuleError(f"{where}: break 的一步在 {Path(name).name} 里没有找到“{step['replace']}”")
    return rewrite(data, package, {name: content.encode()})
