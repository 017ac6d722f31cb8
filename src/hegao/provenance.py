"""Settings and rules in, where each of them comes from out: the package, the unit, the person; file and line."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hegao.config import Choice, Config, Setting, matches
from hegao.data import Lexicon, data_folder
from hegao.model import SEVERITIES
from hegao.rendering import SEVERITY_NAMES, pad
from hegao.rules import Rule

_DEFAULTS = ("hints", "fail-on")  # what has a value though no file sets it


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule as it stands for a draft."""

    rule: Rule
    layer: str  # 自带 单位 个人
    level: str  # error warning hint off, as the settings have it
    reasons: tuple[Setting, ...]  # the settings that made it so

    @property
    def changed(self) -> bool:
        return self.layer != "自带" or bool(self.reasons)


def applying(config: Config, path: Path, genre: str | None) -> tuple[Setting, ...]:
    """The settings that hold for one draft (or, without genre, for a folder), in the order they are applied."""
    general = [s for s in config.settings if s.keys[0] not in ("genre", "path", "extend")]
    by_genre = [s for s in config.settings if s.keys[0] == "genre" and s.keys[1] == genre]
    by_path = [s for s in config.settings if s.keys[0] == "path" and matches(path, s.keys[1], config)]
    return (*general, *by_genre, *by_path)


def standings(
    every: Mapping[str, Rule], choice: Choice, settings: tuple[Setting, ...], personal: Path
) -> Iterator[Standing]:
    """Each rule with its level under a choice and the settings that speak of it."""
    for rule in every.values():
        names = {rule.id, rule.group}
        level = choice.severity.get(rule.id, choice.severity.get(rule.group, rule.severity))
        if (choice.select and not names & set(choice.select)) or names & set(choice.ignore):
            level = "off"
        yield Standing(rule, _layer(rule, personal), level, tuple(s for s in settings if _speaks_of(s, names)))


def _layer(rule: Rule, personal: Path) -> str:
    path = Path(rule.path).resolve()
    if path.is_relative_to(data_folder("rules").resolve()):
        return "自带"
    return "个人" if path.is_relative_to(personal.resolve()) else "单位"


def _speaks_of(setting: Setting, names: set[str]) -> bool:
    key = setting.keys[2:] if setting.keys[0] in ("genre", "path") else setting.keys
    if key[0] in ("severity", "params"):
        return len(key) > 1 and key[1] in names
    if key[0] == "ignore":
        return bool(names & set(setting.value))
    return key[0] == "select" and not names & set(setting.value)


def console(
    config: Config, settings: tuple[Setting, ...], rules: tuple[Standing, ...], everything: bool
) -> Iterator[str]:
    """For a person: the settings, then the rules that are not as the package has them (or every rule)."""
    yield f"设置文件：{config.path or '没有（都用默认值）'}\n"
    for setting in settings:
        yield f"  {_key(setting.keys)} = {_shown(setting.value)}    {_place(setting)}\n"
    for key, value in _defaults(config, settings):
        yield f"  {key} = {_shown(value)}    默认\n"
    aside = [s for s in config.settings if s.keys[0] in ("genre", "path") and s not in settings]
    if aside:
        yield "  只对某些文种、文件起作用，这里没有用上的：\n"
        for setting in aside:
            yield f"    {_key(setting.keys)} = {_shown(setting.value)}    {_place(setting)}\n"
    layers = Counter(standing.layer for standing in rules)
    yield f"\n规则 {len(rules)} 条：" + "，".join(f"{layer} {n} 条" for layer, n in layers.items()) + "\n"
    shown = [standing for standing in rules if everything or standing.changed]
    for standing in shown:
        rule = standing.rule
        level = _level(standing.level)
        if standing.level != rule.severity:
            level += f"（原为{_level(rule.severity)}）"
        places = "；".join(f"{_key(s.keys)} 见 {_place(s)}" for s in standing.reasons)
        source = f"{standing.layer} {rule.path}:{rule.line}"
        yield f"  {pad(rule.id, 38)} {level}  {'；'.join(filter(None, (source, places)))}\n"
    if not everything:
        yield "以上是与自带不同的规则；" if shown else "都与自带的一样；"
        yield "加 --all 列出每一条的来历。\n"
    for name, paths in _lexicons(rules):
        if everything or len(paths) > 1:
            yield f"词表 {name}：{'，'.join(map(str, paths))}\n"


def as_json(
    config: Config, settings: tuple[Setting, ...], rules: tuple[Standing, ...], everything: bool
) -> Iterator[str]:
    """The same for a program; every rule."""
    value = {
        "file": str(config.path) if config.path else None,
        "settings": [
            *(_setting_json(s) for s in settings),
            *({"key": k, "value": v, "file": None, "line": None} for k, v in _defaults(config, settings)),
        ],
        "rules": [
            {
                "id": s.rule.id,
                "severity": s.level,
                "default_severity": s.rule.severity,
                "layer": s.layer,
                "file": s.rule.path,
                "line": s.rule.line,
                "settings": [_setting_json(reason) for reason in s.reasons],
            }
            for s in rules
        ],
        "lexicons": {name: list(map(str, paths)) for name, paths in _lexicons(rules)},
    }
    yield json.dumps(value, ensure_ascii=True, indent=2) + "\n"


FORMATS: dict[str, Callable[[Config, tuple[Setting, ...], tuple[Standing, ...], bool], Iterator[str]]] = {
    "console": console,
    "json": as_json,
}


def _defaults(config: Config, settings: tuple[Setting, ...]) -> Iterator[tuple[str, Any]]:
    given = {setting.keys[0] for setting in settings}
    values = {"hints": config.hints, "fail-on": config.fail_on}
    yield from ((key, values[key]) for key in _DEFAULTS if key not in given)


def _lexicons(rules: tuple[Standing, ...]) -> Iterator[tuple[str, tuple[Path, ...]]]:
    found: dict[str, tuple[Path, ...]] = {}
    for standing in rules:
        for field in dataclasses.fields(standing.rule.params):
            value = getattr(standing.rule.params, field.name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Lexicon):
                    found[item.name] = item.paths
    yield from sorted(found.items())


def _setting_json(setting: Setting) -> dict[str, Any]:
    return {"key": _key(setting.keys), "value": setting.value, "file": str(setting.path), "line": setting.line}


def _key(keys: tuple[str, ...]) -> str:
    return ".".join(key if key.replace("-", "").isascii() and "/" not in key else f'"{key}"' for key in keys)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _place(setting: Setting) -> str:
    return f"{setting.path}:{setting.line}"


def _level(level: str) -> str:
    return next((SEVERITY_NAMES[s] for s in SEVERITIES if s == level), "不用")
