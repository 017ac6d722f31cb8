"""Rules in, what a person or a program reads about them out: lists, one rule explained, rules/README.md."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from hegao.outline import genres
from hegao.rendering import SEVERITY_NAMES
from hegao.rules import GROUPS, Rule
from hegao.scopes import SCOPES


def console(every: Mapping[str, Rule]) -> Iterator[str]:
    """One line a rule, by group."""
    for group, rules in _by_group(every):
        yield f"{GROUPS[group]}（{group}）{len(rules)} 条\n"
        for rule in rules:
            mark = " [可自动改正]" if rule.fix and rule.fix.safe else " [有改法]" if rule.fix else ""
            yield f"  {SEVERITY_NAMES[rule.severity]}  {rule.id}  {rule.name}{mark}\n"
    yield f"共 {len(every)} 条。“提示”一级默认不显示，加 --hints 显示。说明一条规则：hegao rules explain 规则ID\n"


def as_json(every: Mapping[str, Rule]) -> Iterator[str]:
    """Everything a rule file holds."""
    yield json.dumps({"rules": [_object(rule) for rule in every.values()]}, ensure_ascii=True, indent=2) + "\n"


def markdown(every: Mapping[str, Rule]) -> Iterator[str]:
    """The page rules/README.md."""
    yield "<!-- 由 `hegao rules --format markdown` 生成，请勿手改 -->\n\n# 规则一览\n\n"
    yield f"共 {len(every)} 条。级别：错误、警告、提示（默认不显示）。"
    yield "改法：自动 = `--fix` 会改；供选 = `--unsafe-fixes` 才改。\n"
    for group, rules in _by_group(every):
        yield f"\n## {GROUPS[group]} `{group}`\n\n"
        yield "| 规则 | 名称 | 级别 | 改法 | 依据 | 例 |\n|---|---|---|---|---|---|\n"
        for rule in rules:
            fix = "" if rule.fix is None else "自动" if rule.fix.safe else "供选"
            example = rule.bad[0]
            shown = _clipped(example.text) + (f" → {_clipped(example.fix)}" if example.fix is not None else "")
            cells = (f"`{rule.id}`", rule.name, SEVERITY_NAMES[rule.severity], fix, rule.source, shown)
            yield "| " + " | ".join(map(_cell, cells)) + " |\n"


LISTS: dict[str, Callable[[Mapping[str, Rule]], Iterator[str]]] = {
    "console": console,
    "json": as_json,
    "markdown": markdown,
}


def explain(rule: Rule) -> Iterator[str]:
    """One rule, told to a person."""
    yield f"{rule.id}  {rule.name}\n"
    yield f"级别：{SEVERITY_NAMES[rule.severity]}\n"
    yield f"范围：{SCOPES[rule.scope]}\n"
    if rule.genres:
        names = {genre.key: genre.name for genre in genres()}
        yield f"文种：{'、'.join(names[key] for key in rule.genres)}\n"
    yield f"依据：{rule.source}\n"
    if rule.why:
        yield f"说明：{rule.why}\n"
    yield f"提示语：{rule.message}\n"
    yield f"改法：{'自动改正' if rule.fix and rule.fix.safe else '供选择' if rule.fix else '人工处理'}\n"
    for example in rule.bad:
        yield f"  × {_clipped(example.text)}\n"
        if example.fix is not None:
            yield f"    → {_clipped(example.fix)}\n"
    for example in rule.good:
        yield f"  √ {_clipped(example.text)}\n"
    yield f'不想用这条规则：hegao check --ignore {rule.id}，或在 hegao.toml 里写 ignore = ["{rule.id}"]\n'


def _by_group(every: Mapping[str, Rule]) -> Iterator[tuple[str, list[Rule]]]:
    for group in GROUPS:
        rules = [rule for rule in every.values() if rule.group == group]
        if rules:
            yield group, rules


def _object(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "group": rule.group,
        "severity": rule.severity,
        "check": rule.check,
        "scope": rule.scope,
        "genres": list(rule.genres),
        "message": rule.message,
        "source": rule.source,
        "why": rule.why,
        "params": {f.name: _plain(getattr(rule.params, f.name)) for f in fields(rule.params)},
        "fix": None if rule.fix is None else {"replace": rule.fix.replace, "safe": rule.fix.safe},
        "bad": [{"text": e.text, "hit": list(e.hits), "fix": e.fix} for e in rule.bad],
        "good": [e.text for e in rule.good],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _clipped(text: str) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= 60 else line[:57] + "…"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_")
