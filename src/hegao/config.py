"""hegao.toml or [tool.hegao] in, Config out: the nearest file wins, `extend` builds on another, keys are strict."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from hegao.errors import ConfigError, reason, suggestion
from hegao.model import SEVERITIES

NAMES = ("hegao.toml", "pyproject.toml")
FAIL_ON = (*SEVERITIES, "never")
_LEVELS = (*SEVERITIES, "off")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules speak, how loud, and with which parameters."""

    select: tuple[str, ...] = ()  # ids or groups; empty is all
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)  # id or group -> error warning hint off
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # id -> parameters set anew


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a settings file and the place it comes from."""

    keys: tuple[str, ...]  # from the top of the file: ("severity", "typos/idioms")
    value: Any
    path: Path
    line: int  # 1-based; of the table, where the key has no line of its own


@dataclass(frozen=True, slots=True)
class Config:
    """The settings for one folder of drafts."""

    path: Path | None = None
    choice: Choice = Choice()
    hints: bool = False
    fail_on: str = "warning"
    rules: tuple[Path, ...] = ()  # the unit's own rule folders
    templates: tuple[Path, ...] = ()  # the unit's own template folders
    profile: str = ""  # layout profile: a name, or the path of the unit's own
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    by_genre: Mapping[str, Choice] = field(default_factory=dict)  # Chinese 文种 -> further choice
    by_path: tuple[tuple[str, Choice], ...] = ()  # glob -> further choice
    settings: tuple[Setting, ...] = ()  # every value in the order they were read; a later one wins or adds


_PART = re.compile("\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+")
_DOTTED = rf"(?:{_PART.pattern})(?:[ \t]*\.[ \t]*(?:{_PART.pattern}))*"
_HEADER = re.compile(rf"[ \t]*\[[ \t]*({_DOTTED})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_CHOICE_KEYS = ("select", "ignore", "severity", "params")
_KEYS = (
    "extend",
    *_CHOICE_KEYS,
    "hints",
    "fail-on",
    "rules",
    "templates",
    "profile",
    "include",
    "exclude",
    "genre",
    "path",
)

TEMPLATE = """\
# 核稿（hegao）的设置。放在文稿所在的文件夹或其上级；离文稿最近的一份起作用。
# 去掉行首的“#”即可启用某一项。规则一览：hegao rules

# extend = "../hegao.toml"            # 以另一份设置为基础，只写不同之处
# select = ["punctuation", "typos"]   # 只用这些规则或类别
# ignore = ["structure/missing-date"] # 不用这些规则或类别
# hints = true                        # 连“提示”一级也显示
# fail-on = "error"                   # 出现哪一级问题时退出码为 1：error warning hint never
# rules = ["本单位规则"]              # 本单位自己的规则文件夹（其中按类别分文件夹，如 typos/），同名以本单位的为准
# templates = ["本单位模板"]          # 本单位自己的模板文件夹，同名以本单位的为准
# profile = "gbt9704-common"          # 版面参数：自带的名字，或本单位的 .toml 文件
# include = ["*.docx", "*.txt"]       # 检查文件夹时只看这些文件
# exclude = ["归档/*"]                # 检查文件夹时跳过这些文件

# [severity]                          # 改变规则或类别的级别：error warning hint off
# "structure/missing-signature" = "off"

# [params."structure/long-sentence"]  # 改变规则的参数
# max = 200

# [genre."讲话"]                      # 只对某一文种起作用
# ignore = ["structure/missing-date"]

# [path."内部/*"]                     # 只对某些文件起作用
# ignore = ["placeholder"]
"""


def find(folder: Path, fallback: Path | None = None) -> Config:
    """The settings for drafts in a folder; without any file upward, `fallback` if it exists, else the defaults.

    Raises ConfigError.
    """
    for parent in (folder, *folder.parents):
        for name in NAMES:
            config = _load_if_ours(parent / name)
            if config is not None:
                return config
    if fallback is not None and _is_file(fallback):
        return load(fallback)
    return Config()


def _load_if_ours(path: Path) -> Config | None:
    if not _is_file(path) or (path.name == "pyproject.toml" and "hegao" not in _read(path).get("tool", {})):
        return None
    return load(path)


def load(path: Path) -> Config:
    """One settings file with what it extends. Raises ConfigError naming file and key."""
    return _load(path.resolve(), ())


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder we may not look into
        return False


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text_of(path))
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{path}: 不是正确的 TOML：{problem}") from None


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: 设置文件须存为 UTF-8") from None
    except OSError as problem:
        raise ConfigError(f"{path}: 读不出设置文件（{reason(problem)}），请检查路径和权限") from None


def _load(path: Path, seen: tuple[Path, ...]) -> Config:
    if path in seen:
        raise ConfigError(f"{path}: extend 绕成了圈，请去掉其中一处")
    data = _read(path)
    above: tuple[str, ...] = ()
    if path.name == "pyproject.toml":
        above = ("tool", "hegao")
        data = data.get("tool", {}).get("hegao", {})
    _refuse_unknown(data, _KEYS, path)
    base = Config()
    if "extend" in data:
        base = _load((path.parent / _text(data["extend"], "extend", path)).resolve(), (*seen, path))
    here = path.parent
    return replace(
        base,
        path=path,
        choice=merge(base.choice, _choice({k: data[k] for k in _CHOICE_KEYS if k in data}, path, "")),
        hints=_bool(data["hints"], "hints", path) if "hints" in data else base.hints,
        fail_on=_one_of(data["fail-on"], FAIL_ON, "fail-on", path) if "fail-on" in data else base.fail_on,
        rules=(*base.rules, *(here / folder for folder in _texts(data.get("rules", []), "rules", path))),
        templates=(
            *base.templates,
            *(here / folder for folder in _texts(data.get("templates", []), "templates", path)),
        ),
        profile=_profile(_text(data["profile"], "profile", path), here) if "profile" in data else base.profile,
        include=_texts(data["include"], "include", path) if "include" in data else base.include,
        exclude=(*base.exclude, *_texts(data.get("exclude", []), "exclude", path)),
        by_genre={
            **base.by_genre,
            **{k: _choice(v, path, f"genre.{k}") for k, v in _table(data, "genre", path).items()},
        },
        by_path=(*base.by_path, *((k, _choice(v, path, f"path.{k}")) for k, v in _table(data, "path", path).items())),
        settings=(*base.settings, *_settings(data, (), path, _lines(_text_of(path), above))),
    )


def _profile(name: str, folder: Path) -> str:
    """A profile's name as it stands, a file's path from where the settings are."""
    return str(folder / name) if name.endswith(".toml") else name


def _settings(
    data: Mapping[str, Any], above: tuple[str, ...], path: Path, lines: Mapping[tuple[str, ...], int]
) -> Iterator[Setting]:
    for key, value in data.items():
        keys = (*above, key)
        if isinstance(value, Mapping):
            yield from _settings(value, keys, path, lines)
        else:
            known = next((keys[:n] for n in range(len(keys), 0, -1) if keys[:n] in lines), None)
            yield Setting(keys, value, path, lines[known] if known else 1)


def _lines(text: str, above: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """The line of each key of a TOML file that tomllib could read, the tables `above` left off."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = keys = _dotted(header.group(1))
        elif key := _KEY.match(line):
            keys = (*table, *_dotted(key.group(1)))
        else:
            continue
        if keys[: len(above)] == above:
            lines.setdefault(keys[len(above) :], number)
    return lines


def _dotted(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(key))


def merge(base: Choice, further: Choice) -> Choice:
    """The base with what a more particular choice says; its `select` replaces, the rest adds."""
    return Choice(
        further.select or base.select,
        (*base.ignore, *further.ignore),
        {**base.severity, **further.severity},
        {**base.params, **further.params},
    )


def choice_for(config: Config, path: Path, genre: str | None) -> Choice:
    """The choice of rules for one file of one genre."""
    choice = config.choice
    if genre is not None and genre in config.by_genre:
        choice = merge(choice, config.by_genre[genre])
    for glob, further in config.by_path:
        if matches(path, glob, config):
            choice = merge(choice, further)
    return choice


def matches(path: Path, glob: str, config: Config) -> bool:
    """Whether a glob of the settings means this file: by its name, or by its path below the settings file."""
    names = [path.name, path.as_posix()]
    if config.path is not None and path.resolve().is_relative_to(config.path.parent):
        names.append(path.resolve().relative_to(config.path.parent).as_posix())
    return any(fnmatch(name, glob) for name in names)


def _choice(data: Any, path: Path, where: str) -> Choice:
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: [{where}] 应是一组设置")
    _refuse_unknown(data, _CHOICE_KEYS, path, where)
    severity = _table(data, "severity", path)
    for key, level in severity.items():
        _one_of(level, _LEVELS, f"severity.{key}", path)
    params = _table(data, "params", path)
    for key, value in params.items():
        if not isinstance(value, dict):
            raise ConfigError(f"{path}: params.{key} 应是一组参数")
    return Choice(
        _texts(data.get("select", []), "select", path),
        _texts(data.get("ignore", []), "ignore", path),
        severity,
        params,
    )


def _refuse_unknown(data: Mapping[str, Any], allowed: tuple[str, ...], path: Path, where: str = "") -> None:
    for key in data:
        if key not in allowed:
            place = f"[{where}] " if where else ""
            raise ConfigError(f"{path}: {place}没有“{key}”这一项{suggestion(key, allowed)}")


def _table(data: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise ConfigError(f"{path}: {key} 应写作 [{key}] 加若干行")
    return value


def _text(value: Any, key: str, path: Path) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{path}: {key} 的值“{value}”应是加引号的文字")
    return value


def _texts(value: Any, key: str, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ConfigError(f'{path}: {key} 应写作 ["…", "…"]')
    return tuple(_text(item, key, path) for item in value)


def _bool(value: Any, key: str, path: Path) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"{path}: {key} 应是 true 或 false")
    return value


def _one_of(value: Any, allowed: tuple[str, ...], key: str, path: Path) -> str:
    if value not in allowed:
        raise ConfigError(f"{path}: {key} 的值“{value}”不对{suggestion(str(value), allowed)}")
    return str(value)
