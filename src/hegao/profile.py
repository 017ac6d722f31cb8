"""A layout profile's name or TOML file in, page, faces and one layout a role out; typesetting and layout checks read
the same one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from hegao.data import data_folder
from hegao.errors import ConfigError, reason, suggestion
from hegao.layout import ROLES, Align, Closing, Face, Grid, Page, Profile, Role, Rule, Tolerance

DEFAULT = "gbt9704-common"


def profile_names() -> dict[str, str]:
    """hegao's own profiles: name to what it says of itself, the default first."""
    names = sorted((path.stem for path in _folder().glob("*.toml")), key=lambda name: (name != DEFAULT, name))
    return {name: load_profile(name).title for name in names}


def load_profile(name_or_path: str = DEFAULT) -> Profile:
    """One of hegao's own profiles by name, or a unit's by the path of its .toml file.

    Raises ConfigError that names file, key, wrong value and what is allowed.
    """
    path = _path_of(name_or_path, Path())
    if path is None:
        own = "；".join(f"{name}，即{title}" for name, title in profile_names().items())
        raise ConfigError(f"没有名为“{name_or_path}”的版式。自带的有：{own}。本单位的请写 .toml 文件的路径")
    data = _merged(path.resolve(), ())
    return _profile(data, path)


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def text_width(page: Page) -> int:
    """Width of the text area (版心), twentieths of a point."""
    return twips(page.width) - twips(page.left) - twips(page.right)


def text_height(page: Page) -> int:
    """Height of the text area, twentieths of a point."""
    return twips(page.height) - twips(page.top) - twips(page.bottom)


def width_in_characters(text: str) -> float:
    """Width of one line: a letter or digit of ASCII is half a character."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def face_of(profile: Profile, font: str) -> str | None:
    """The face a font's name means; None for a font no face knows."""
    folded = font.strip().lower()
    for name, face in profile.faces.items():
        if any(alias.lower() == folded for alias in face.aliases):
            return name
    return None


_TOP = ("extend", "title", "latin", "accepts", "page", "faces", "roles", "closing", "tolerance")
_FACE_KEYS = ("write", "aliases")
_COLOR = re.compile("[0-9A-Fa-f]{6}")
_LIMIT = 10_000  # of any number: what is larger is a slip


def _folder() -> Path:
    return data_folder("templates") / "layout"


def _path_of(name: str, here: Path) -> Path | None:
    """A name without suffix is one of ours, anything else a path from `here`."""
    if name.endswith(".toml") or "/" in name or "\\" in name:
        return here / name
    own = _folder() / f"{name}.toml"
    return own if re.fullmatch(r"[\w.-]+", name) and own.is_file() else None


def _merged(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    """The file's tables over those of the file it extends."""
    if path in seen:
        raise ConfigError(f"{path}: extend 绕成了圈，请去掉其中一处")
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: 版式文件须存为 UTF-8") from None
    except OSError as problem:
        raise ConfigError(f"{path}: 读不出版式文件（{reason(problem)}），请检查路径和权限") from None
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{path}: 不是正确的 TOML：{problem}") from None
    _check(data, path)
    if "extend" not in data:
        return data
    base = _path_of(data["extend"], path.parent)
    if base is None:
        own = [own.stem for own in _folder().glob("*.toml")]
        raise ConfigError(f"{path}: extend 的值“{data['extend']}”不对{suggestion(data['extend'], own)}")
    return _over(_merged(base.resolve(), (*seen, path)), data)


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in own.items():
        below = both.get(key)
        both[key] = _over(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return both


def _check(data: Mapping[str, Any], path: Path) -> None:
    """Every key known and every value of its type, in one file."""
    _refuse_unknown(data, _TOP, "", path)
    for key in ("extend", "title", "latin"):
        if key in data and not isinstance(data[key], str):
            raise _wrong(data[key], key, "", path, "应是加引号的文字")
    names = data.get("accepts", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _wrong(names, "accepts", "", path, '应写作 ["…", "…"]')
    for key in ("page", "faces", "roles", "closing", "tolerance"):
        if not isinstance(data.get(key, {}), dict):
            raise ConfigError(f"{path}: {key} 应写作 [{key}] 加若干行")
    _check_values(data.get("page", {}), Page, "page", path)
    _check_values(data.get("closing", {}), Closing, "closing", path)
    _check_values(data.get("tolerance", {}), Tolerance, "tolerance", path)
    roles = data.get("roles", {})
    _refuse_unknown(roles, tuple(map(_key, ROLES)), "roles", path)
    for table, entries in (("roles", roles), ("faces", data.get("faces", {}))):
        for key, entry in entries.items():
            if not isinstance(entry, dict):
                raise ConfigError(f"{path}: {table}.{key} 应写作 [{table}.{key}] 加若干行")
    for key, entry in roles.items():
        _check_values(entry, Role, f"roles.{key}", path)
    for key, entry in data.get("faces", {}).items():
        where = f"faces.{key}"
        _refuse_unknown(entry, _FACE_KEYS, where, path)
        if not isinstance(entry.get("write", ""), str):
            raise _wrong(entry["write"], "write", where, path, "应是加引号的文字")
        names = entry.get("aliases", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise _wrong(names, "aliases", where, path, '应写作 ["…", "…"]')


_POSITIVE = ("size", "line", "lines", "characters", "width", "height")
_CHOICES: dict[str, tuple[str, ...]] = {"align": get_args(Align), "rule": get_args(Rule), "grid": get_args(Grid)}


def _check_values(
    entry: Mapping[str, Any], kind: type[Page | Role | Closing | Tolerance], where: str, path: Path
) -> None:
    types = {_key(field.name): str(field.type) for field in fields(kind)}
    _refuse_unknown(entry, tuple(types), where, path)
    for key, value in entry.items():
        wanted = types[key]
        if key in _CHOICES:
            if value not in _CHOICES[key]:
                raise ConfigError(f"{path}: [{where}] {key} 的值“{value}”不对{suggestion(str(value), _CHOICES[key])}")
        elif wanted == "bool":
            if not isinstance(value, bool):
                raise _wrong(value, key, where, path, "应是 true 或 false")
        elif wanted in ("int", "float"):
            number = isinstance(value, int if wanted == "int" else (int, float)) and not isinstance(value, bool)
            if not number or not abs(value) < _LIMIT:
                raise _wrong(value, key, where, path, "应是整数" if wanted == "int" else "应是数字")
            if value < 0 and key not in ("grid-character", "spacing", "left", "right"):
                raise _wrong(value, key, where, path, "不能是负数")
            if value == 0 and where != "tolerance" and key in _POSITIVE:
                raise _wrong(value, key, where, path, "应大于 0")
        elif not isinstance(value, str) or not value.strip():
            raise _wrong(value, key, where, path, "应是加引号的文字")
        elif key == "color" and not _COLOR.fullmatch(value):
            raise _wrong(value, key, where, path, "应写六位颜色值，如 FF0000")


def _refuse_unknown(entry: Mapping[str, Any], allowed: tuple[str, ...], where: str, path: Path) -> None:
    for key in entry:
        if key not in allowed:
            place = f"[{where}] " if where else ""
            raise ConfigError(f"{path}: {place}没有“{key}”这一项{suggestion(key, allowed)}")


def _wrong(value: object, key: str, where: str, path: Path, what: str) -> ConfigError:
    place = f"[{where}] " if where else ""
    return ConfigError(f"{path}: {place}{key} 的值“{value}”不对，{what}")


def _profile(data: Mapping[str, Any], path: Path) -> Profile:
    for key in ("title", "latin", "page", "faces", "roles", "closing", "tolerance"):
        if key not in data:
            raise ConfigError(f'{path}: 缺少“{key}”；在第一行写 extend = "{DEFAULT}"，就只需写不同之处')
    faces = {
        name: Face(name, entry["write"], tuple(dict.fromkeys([entry["write"], name, *entry.get("aliases", ())])))
        for name, entry in data["faces"].items()
        if _holds(entry, ("write",), f"faces.{name}", path)
    }
    roles: dict[str, Role] = {}
    for key in ROLES:
        where = f"roles.{_key(key)}"
        entry = data["roles"].get(_key(key))
        if entry is None:
            raise ConfigError(f"{path}: 缺少 [{where}]（{ROLES[key]}）；可用 extend 取自“{DEFAULT}”")
        _holds(entry, ("style", "face", "size", "line"), where, path)
        if entry["face"] not in faces:
            raise ConfigError(f"{path}: [{where}] face 的值“{entry['face']}”不对{suggestion(entry['face'], faces)}")
        roles[key] = Role(**_arguments(entry))
    page = data["page"]
    for name, kind in (("page", Page), ("closing", Closing), ("tolerance", Tolerance)):
        _holds(data[name], tuple(_key(field.name) for field in fields(kind)), name, path)
    if page["left"] + page["right"] >= page["width"] or page["top"] + page["bottom"] >= page["height"]:
        raise ConfigError(f"{path}: [page] 页边距之和不小于纸张，没有地方排字；请改小 top、bottom、left 或 right")
    return Profile(
        path.stem,
        data["title"],
        path,
        data["latin"],
        Page(**_arguments(page)),
        MappingProxyType(faces),
        MappingProxyType(roles),
        Closing(**_arguments(data["closing"])),
        Tolerance(**_arguments(data["tolerance"])),
        tuple(_accepted(name, path) for name in data.get("accepts", ())),
    )


def _accepted(name: str, path: Path) -> Page:
    """The page of another profile, which counts as right too."""
    other = _path_of(name, path.parent)
    if other is None:
        own = [own.stem for own in _folder().glob("*.toml")]
        raise ConfigError(f"{path}: accepts 的值“{name}”不对{suggestion(name, own)}")
    page = _merged(other.resolve(), ()).get("page", {})
    _holds(page, tuple(_key(field.name) for field in fields(Page)), "page", other)
    return Page(**_arguments(page))


def _holds(entry: Mapping[str, Any], keys: tuple[str, ...], where: str, path: Path) -> bool:
    for key in keys:
        if key not in entry:
            raise ConfigError(f"{path}: [{where}] 缺少“{key}”")
    return True


def _key(name: str) -> str:
    """A name as TOML files write it."""
    return name.replace("_", "-")


def _arguments(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key.replace("-", "_"): value for key, value in entry.items()}
