"""Rules in, one line for each example that does not hold out: what `hegao rules test` and the test suite run."""

from __future__ import annotations

from collections.abc import Iterator

from hegao.linter import lint
from hegao.model import Document, Edit, Finding
from hegao.pipeline import analyse
from hegao.readers import edit_bytes, read_bytes
from hegao.rules import Example, Rule, with_params


def failures(rule: Rule) -> Iterator[str]:
    """What is wrong with the rule's own examples, in words its author can act on; nothing when all hold.

    Each bad example is hit exactly where it says, its fix gives exactly `fix` and silences the rule, each good example
    is left alone.
    """
    for example in rule.bad:
        yield from _bad(rule, example)
    for example in rule.good:
        found = _findings(rule, example, example.text)
        for finding in found:
            yield f"{rule.id}: good 例子“{example.text}”被命中：“{finding.text}”（第 {finding.span.start + 1} 字）"


def _bad(rule: Rule, example: Example) -> Iterator[str]:
    found = _findings(rule, example, example.text)
    hits = tuple(f.text for f in found)
    if hits != example.hits:
        yield f"{rule.id}: bad 例子“{example.text}”应命中 {list(example.hits)}，实际命中 {list(hits)}"
        return
    if "{" in "".join(f.message for f in found):
        yield f"{rule.id}: 说明里还有没填上的花括号：{found[0].message}"
    if example.fix is None:
        return
    fixed = _fixed(example.text, found)
    if fixed != example.fix:
        yield f"{rule.id}: bad 例子“{example.text}”应改为“{example.fix}”，实际改为“{fixed}”"
    elif _findings(rule, example, fixed):
        yield f"{rule.id}: 改好的“{fixed}”仍被命中"


def _document(text: str) -> Document:
    return read_bytes(text.encode(), "例.txt")


def _findings(rule: Rule, example: Example, text: str) -> tuple[Finding, ...]:
    genre = example.genre or (rule.genres[0] if rule.genres else None)
    tried = with_params(rule, example.params, rule.path) if example.params else rule
    return lint(analyse(_document(text), genre), [tried])


def _fixed(text: str, findings: tuple[Finding, ...]) -> str:
    edits = [Edit(f.span, f.fix) for f in findings if f.fix is not None]
    return edit_bytes(text.encode(), _document(text), edits).decode()
