"""A layout profile's name or TOML file in, page, faces and one layout a role out; typesetting and layout checks read
the same one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from hegao.data import data_folder
from hegao.errors import ConfigError, reason, suggestion

DEFAULT = "gbt9704-common"

Align = Literal["left", "center", "right", "both"]
Rule = Literal["exact", "atLeast", "auto"]
Grid = Literal["none", "linesAndChars"]

# What a profile must lay out: the parts of a document (公文要素), in TOML written with hyphens: [roles.table-head].
ROLES: dict[str, str] = {
    "copy_number": "份号",
    "secrecy": "密级和保密期限、紧急程度",
    "issuer": "发文机关标志",
    "number": "发文字号",
    "signer": "签发人姓名",
    "title": "标题",
    "subtitle": "题注",
    "addressee": "主送机关",
    "heading1": "一级标题",
    "heading2": "二级标题",
    "heading3": "三级标题",
    "heading4": "四级标题",
    "body": "正文",
    "caption": "图表标题",
    "picture": "图片",
    "table_head": "表头",
    "table_text": "表格文字",
    "table_number": "表格数字",
    "attachment_note": "附件说明",
    "signature": "署名",
    "date": "成文日期",
    "note": "附注",
    "attachment_label": "附件标识",
    "attachment_title": "附件标题",
    "imprint": "版记",
    "page_number": "页码",
}


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface by the names its fonts go by."""

    name: str  # as roles call it: 仿宋
    write: str  # the name put into a file
    aliases: tuple[str, ...]  # all names that count as this face, `write` among them


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet and its grid; lengths in millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header: float  # from the edge of the sheet
    footer: float
    lines: int  # a page
    characters: int  # a line
    grid: Grid
    grid_line: int  # twentieths of a point; only where there is a grid
    grid_character: int  # 1/4096 point more (less) than the body's size


@dataclass(frozen=True, slots=True)
class Role:
    """How one part of a document is laid out; indents in its own characters."""

    style: str  # Word's name of the style: its own for Title, heading 1 … and Normal
    face: str  # key of Profile.faces
    size: float  # points
    line: float  # points; of rule auto, lines
    latin: str | None = None  # font of letters and digits where it is not the profile's
    rule: Rule = "exact"
    spacing: float = 0  # of characters, points
    align: Align = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    bold: bool = False
    color: str | None = None  # RRGGBB; None is black
    before: int = 0  # blank lines of body
    after: int = 0
    keep_next: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """Where 署名 and 成文日期 stand; in characters."""

    seal: bool  # whether a seal will be put on
    signature_right: float  # without a seal
    date_shift: float  # without a seal: of the date's first character behind the signature's
    date_right: float  # without a seal: at least, when the date is the longer one
    date_right_sealed: float


@dataclass(frozen=True, slots=True)
class Profile:
    """All that decides how a document looks."""

    name: str
    title: str  # one line that says what it is
    path: Path
    latin: str  # font of letters and digits
    page: Page
    faces: Mapping[str, Face]
    roles: Mapping[str, Role]
    closing: Closing


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
        own = [own.stem for own in _folder().glob("*.toml")]
        raise ConfigError(f"没有名为“{name_or_path}”的版式{suggestion(name_or_path, own)}")
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


_TOP = ("extend", "title", "latin", "page", "faces", "roles", "closing")
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
    for key in ("page", "faces", "roles", "closing"):
        if not isinstance(data.get(key, {}), dict):
            raise ConfigError(f"{path}: {key} 应写作 [{key}] 加若干行")
    _check_values(data.get("page", {}), Page, "page", path)
    _check_values(data.get("closing", {}), Closing, "closing", path)
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


_CHOICES: dict[str, tuple[str, ...]] = {"align": get_args(Align), "rule": get_args(Rule), "grid": get_args(Grid)}


def _check_values(entry: Mapping[str, Any], kind: type[Page | Role | Closing], where: str, path: Path) -> None:
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
            if value == 0 and key in ("size", "line", "lines", "characters", "width", "height"):
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
    for key in ("title", "latin", "page", "faces", "roles", "closing"):
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
    page, closing = data["page"], data["closing"]
    _holds(page, tuple(_key(field.name) for field in fields(Page)), "page", path)
    _holds(closing, tuple(_key(field.name) for field in fields(Closing)), "closing", path)
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
        Closing(**_arguments(closing)),
    )


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
