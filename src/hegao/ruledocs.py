"""Rules in, what a person or a program reads about them out: lists, one rule explained, rules/README.md."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from hegao.coverage import LISTS as LISTED
from hegao.coverage import demands
from hegao.data import Lexicon
from hegao.model import SEVERITIES
from hegao.outline import genres
from hegao.rendering import SEVERITY_NAMES
from hegao.rules import GROUPS, Rule
from hegao.scopes import SCOPES

_MADE = "<!-- 由 `hegao rules pages rules` 生成，请勿手改 -->\n\n"
_FIXES = {"none": "", "safe": "自动", "unsafe": "供选"}


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
    """The page rules/README.md: every rule in a line, then what became of each demand of samples and standards."""
    counts = Counter(rule.severity for rule in every.values())
    yield f"{_MADE}# 规则一览\n\n"
    yield f"共 {len(every)} 条：" + "，".join(f"{SEVERITY_NAMES[s]} {counts[s]} 条" for s in SEVERITIES) + "。"
    yield "“提示”默认不显示，加 `--hints` 显示。改法：自动 = `--fix` 会改；供选 = `--unsafe-fixes` 才改。"
    yield "每一类另有一页，写着每条规则的说明、依据和正反例。\n"
    for group, rules in _by_group(every):
        yield f"\n## [{GROUPS[group]}]({group}/README.md) `{group}` {len(rules)} 条\n\n"
        yield "| 规则 | 名称 | 级别 | 改法 | 依据 |\n|---|---|---|---|---|\n"
        for rule in rules:
            link = f"[`{rule.id}`]({group}/README.md#{rule.id.replace('/', '')})"
            cells = (rule.name, SEVERITY_NAMES[rule.severity], _FIXES[_fix_kind(rule)], rule.source)
            yield f"| {link} | " + " | ".join(map(_cell, cells)) + " |\n"
    yield from _coverage(every)


def _coverage(every: Mapping[str, Rule]) -> Iterator[str]:
    found = demands(every)
    for listed, name in LISTED.items():
        these = [demand for demand in found if demand.listed == listed]
        ruled, partly, refused = (
            sum(bool(getattr(demand, fate)) for demand in these) for fate in ("rules", "part", "refused")
        )
        yield f"\n## 对照：{name}\n\n共 {len(these)} 项：有规则检查的 {ruled} 项（其中 {partly} 项只查一部分），"
        yield f"不查的 {refused} 项。\n\n"
        yield "| 编号 | 要求 | 条款 | 规则，或不查的理由 |\n|---|---|---|---|\n"
        for demand in these:
            fate = "、".join(f"`{rule}`" for rule in demand.rules) or f"不查：{demand.refused}"
            fate += f"（未查：{demand.part}）" if demand.part else ""
            yield f"| {demand.id} | {_cell(demand.name)} | {_cell(demand.clause)} | {fate} |\n"


def pages(every: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    """All pages, each with its path below the rules folder: the overview, and one a group that tells of each rule."""
    yield "README.md", "".join(markdown(every))
    for group, rules in _by_group(every):
        yield f"{group}/README.md", "".join(_group_page(group, rules))


def _group_page(group: str, rules: list[Rule]) -> Iterator[str]:
    names = {genre.key: genre.name for genre in genres()}
    yield f"{_MADE}# {GROUPS[group]}\n\n共 {len(rules)} 条。[回到规则一览](../README.md)\n"
    for rule in rules:
        fix = _FIXES[_fix_kind(rule)] or "人工处理"
        yield f"\n## {rule.id}\n\n**{rule.name}** · {SEVERITY_NAMES[rule.severity]} · 改法：{fix}\n\n"
        yield f"- 提示语：{_text(rule.message)}\n- 范围：{SCOPES[rule.scope]}\n"
        if rule.genres:
            yield f"- 文种：{'、'.join(names[key] for key in rule.genres)}\n"
        yield f"- 依据：{_text(rule.source)}\n"
        if rule.why:
            yield f"- 说明：{_text(rule.why)}\n"
        if (size := _table_size(rule)) and rule.scope != "page":
            yield f"- 词表：{size} 条\n"
        yield "\n"
        if rule.scope == "page":
            yield from _page_examples(rule)
            continue
        for example in rule.bad:
            fixed = f" → {_code(example.fix)}" if example.fix is not None else ""
            yield f"- ✗ {_code(example.text)}{fixed}\n"
        for example in rule.good:
            yield f"- ✓ {_code(example.text)}\n"


def _page_examples(rule: Rule) -> Iterator[str]:
    """Examples of layout: what is done to a draft laid out right, and the places that are hit."""
    for example in rule.bad:
        steps = "；".join(_code(json.dumps(step, ensure_ascii=False)) for step in example.broken)
        hits = "、".join(_code(hit) if hit else "缺项" for hit in example.hits)
        yield f"- ✗ 排好的文稿改动 {steps or '（不改）'}：命中 {hits}" + (
            f"（{example.says}）\n" if example.says else "\n"
        )
    for example in rule.good:
        steps = "；".join(_code(json.dumps(step, ensure_ascii=False)) for step in example.broken)
        yield f"- ✓ 排好的文稿{f'改动 {steps}' if steps else ''}\n"


def _table_size(rule: Rule) -> int:
    return max((len(v) for f in fields(rule.params) if isinstance(v := getattr(rule.params, f.name), tuple)), default=0)


def _fix_kind(rule: Rule) -> str:
    return "none" if rule.fix is None else "safe" if rule.fix.safe else "unsafe"


def _code(text: str) -> str:
    return "`" + _clipped(text, 160).replace("`", "'") + "`"


def _text(text: str) -> str:
    return text.replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")


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
    if rule.scope == "page":
        yield from (f"  例：{told}\n" for told in dict.fromkeys(e.says for e in rule.bad if e.says))
    for example in rule.bad if rule.scope != "page" else ():
        yield f"  × {_clipped(example.text)}\n"
        if example.fix is not None:
            yield f"    → {_clipped(example.fix)}\n"
    for example in rule.good if rule.scope != "page" else ():
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
        "fix": None
        if rule.fix is None
        else {"replace": rule.fix.replace, "layout": rule.fix.replace is None, "safe": rule.fix.safe},
        "bad": [
            {"text": e.text, "hit": list(e.hits), "fix": e.fix, "break": [dict(step) for step in e.broken]}
            for e in rule.bad
        ],
        "good": [e.text for e in rule.good],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, Lexicon):
        return value.name
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _clipped(text: str, most: int = 60) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= most else line[: most - 3] + "…"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_")
