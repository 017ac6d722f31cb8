"""Rule files (rules/<group>/<id>.yml) in, validated Rules out; a mistake is named with file, line and what is right."""

from __future__ import annotations

import dataclasses
import re
import string
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any, Literal, cast

import yaml

from hegao.checks import CHECKS
from hegao.data import Lexicon, find_lexicon
from hegao.errors import RuleError, reason, suggestion
from hegao.model import SEVERITIES, Severity
from hegao.scopes import SCOPES

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
_REQUIRED = ("id", "name", "severity", "check", "message", "source", "bad", "good")
_KEYS = (*_REQUIRED, "scope", "genres", "why", "params", "fix")

# The families of faults, with the words a reader knows them by; a rule's folder is one of them.
GROUPS: dict[str, str] = {
    "structure": "结构要素",
    "numbering": "层次序号",
    "punctuation": "标点符号",
    "numerals": "数字用法",
    "spacing": "空格空行",
    "placeholder": "占位符号",
    "typos": "错别字",
    "phrases": "固定提法",
    "wording": "用词搭配",
    "grammar": "语法",
    "consistency": "前后一致",
    "facts": "事实逻辑",
    "layout": "版面格式",
}


@dataclass(frozen=True, slots=True)
class Fix:
    """What to put in the place of a hit: a template over {actual} and {expected}; or the layout mended."""

    replace: str | None  # None: the check's own remedies of layout
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A text a rule must hit (bad) or leave alone (good)."""

    text: str
    hits: tuple[str, ...] = ()  # what is hit, in order; "" stands for something missing
    fix: str | None = None  # the text after the fix
    genre: str | None = None  # key of a genre the text is to be taken for
    params: Mapping[str, Any] = field(default_factory=dict)  # set anew for this example, to keep it short
    broken: tuple[Mapping[str, Any], ...] = ()  # of scope page: what is done to the text laid out after the profile
    says: str = ""  # words the message must hold: the measured value


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault: where to look for it, what to say, and its own proof."""

    id: str
    name: str
    severity: Severity
    check: str
    scope: str
    genres: tuple[str, ...]
    message: str
    source: str
    why: str
    params: Any
    fix: Fix | None
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    path: str = field(compare=False)
    line: int = field(compare=False)  # of its id
    folders: tuple[Path, ...] = field(compare=False)  # where its lexicons may lie

    @property
    def group(self) -> str:
        return self.id.split("/")[0]


@dataclass(frozen=True, slots=True)
class _Source:
    """A parsed YAML file that knows the line of each of its keys."""

    path: Path
    lines: Mapping[tuple[str | int, ...], int]

    def error(self, message: str, *keys: str | int) -> RuleError:
        where: tuple[str | int, ...] = keys
        while where and where not in self.lines:
            where = where[:-1]
        return RuleError(f"{self.path}:{self.lines.get(where, 1)}: {message}")


def load(folders: Sequence[Path], genres: Iterable[str]) -> dict[str, Rule]:
    """All rules of the folders by id, in order of id; a later folder's rule replaces an earlier one's.

    `genres` are the keys a rule's `genres` may name. Raises RuleError.
    """
    known = tuple(genres)
    rules: dict[str, Rule] = {}
    for folder in folders:
        if not folder.is_dir():
            raise RuleError(f"{folder}: 找不到这个规则文件夹，请检查 hegao.toml 里的 rules 一项")
        for path in sorted(folder.glob("*/*.yml")):
            if path.parent.name != "lexicon":
                rule = load_file(path, known, folders)
                rules[rule.id] = rule
    return dict(sorted(rules.items()))


def load_file(path: Path, genres: Sequence[str], folders: Sequence[Path] = ()) -> Rule:
    """One rule; its lexicons are looked for in `folders` and its own. Raises RuleError naming file, line, the wrong
    value and the allowed ones.
    """
    places = tuple(dict.fromkeys((*folders, path.parent.parent)))
    data, source = _parse(path)
    if not isinstance(data, dict):
        raise source.error("规则文件应是一组“键: 值”")
    for key in data:
        if key not in _KEYS:
            raise source.error(f"没有“{key}”这一项{suggestion(str(key), _KEYS)}", key)
    for key in _REQUIRED:
        if key not in data:
            raise source.error(f"缺少“{key}”一项")
    id_ = _text(data, "id", source)
    expected = f"{path.parent.name}/{path.stem}"
    if id_ != expected or not _ID.fullmatch(id_):
        raise source.error(f"id“{id_}”应与文件位置一致，即“{expected}”（小写字母、数字、连字符）", "id")
    if path.parent.name not in GROUPS:
        raise source.error(f"没有“{path.parent.name}”这一类{suggestion(path.parent.name, GROUPS)}", "id")
    severity = _one_of(data, "severity", SEVERITIES, source)
    kind = _one_of(data, "check", CHECKS, source)
    scope = _one_of(data, "scope", SCOPES, source) if "scope" in data else "document"
    listed = data.get("genres", [])
    if not isinstance(listed, list):
        raise source.error("genres 应是一列文种", "genres")
    for index, genre in enumerate(listed):
        if genre not in genres:
            raise source.error(f"没有文种“{genre}”{suggestion(str(genre), genres)}", "genres", index)
    fix = _fix(data.get("fix"), source)
    rule = Rule(
        id=id_,
        name=_text(data, "name", source),
        severity=cast(Severity, severity),
        check=kind,
        scope=scope,
        genres=tuple(listed),
        message=_text(data, "message", source),
        source=_text(data, "source", source),
        why=_text(data, "why", source) if "why" in data else "",
        params=params_of(kind, data.get("params", {}), source.error, places),
        fix=fix,
        bad=_examples(data["bad"], "bad", fix is not None and fix.replace is not None, genres, source),
        good=_examples(data["good"], "good", False, genres, source),
        path=str(path),
        line=source.lines[("id",)],
        folders=places,
    )
    _check_templates(rule, source)
    for key, examples in (("bad", rule.bad), ("good", rule.good)):
        for index, example in enumerate(examples):
            if example.params:
                with_params(rule, example.params, f"{path}:{source.lines[(key, index)]}")
    return rule


def with_params(rule: Rule, changes: Mapping[str, Any], where: str) -> Rule:
    """The rule with some parameters set anew by a settings file. Raises RuleError naming `where`."""

    def error(message: str, *keys: str | int) -> RuleError:
        return RuleError(f"{where}: {rule.id} 的 {'.'.join(map(str, keys[1:])) or 'params'}：{message}")

    fields = {f.name: getattr(rule.params, f.name) for f in dataclasses.fields(rule.params)}
    new = params_of(rule.check, changes, error, rule.folders, fields)
    return dataclasses.replace(rule, params=new)


def params_of(
    kind: str,
    data: Any,
    error: typing.Callable[..., RuleError],
    folders: tuple[Path, ...],
    base: Mapping[str, Any] | None = None,
) -> Any:
    """The Params of a kind of check from plain values; `base` holds values that are already right."""
    if not isinstance(data, Mapping):
        raise error("params 应是一组“键: 值”", "params")
    params = CHECKS[kind].Params
    fields = {f.name: f for f in dataclasses.fields(params)}
    hints = typing.get_type_hints(params)
    values: dict[str, Any] = dict(base or {})
    for key, value in data.items():
        if key not in fields:
            raise error(f"{kind} 没有“{key}”这个参数{suggestion(str(key), fields)}", "params", key)
        try:
            values[key] = _coerce(value, hints[key], folders)
        except ValueError as problem:
            raise error(f"“{key}”{problem}", "params", key) from None
    for name, f in fields.items():
        if name not in values and f.default is dataclasses.MISSING:
            raise error(f"{kind} 缺少参数“{name}”", "params")
    try:
        return params(**values)
    except ValueError as problem:
        raise error(str(problem), "params") from None


def _coerce(value: Any, hint: Any, folders: tuple[Path, ...]) -> Any:
    """A plain YAML value as the type a Params field asks for. Raises ValueError with what it should be."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        return _coerce(value, next(a for a in args if a is not type(None)), folders)
    if origin is Literal:
        if value not in args:
            raise ValueError(f"的值“{value}”不对{suggestion(str(value), map(str, args))}")
        return value
    if origin is re.Pattern or hint is re.Pattern:
        return compile_pattern(_coerce(value, str, folders))
    if hint is Lexicon:
        return find_lexicon(_coerce(value, str, folders), folders)
    if origin is tuple:
        if typing.get_origin(args[0]) is tuple and args[0] == tuple[str, str]:
            if not isinstance(value, Mapping) or not value:
                raise ValueError("应是一张“错: 对”的表")
            return tuple((_coerce(k, str, folders), _coerce(v, str, folders)) for k, v in value.items())
        if not isinstance(value, list) or not value:
            raise ValueError("应是一列值")
        return tuple(_coerce(item, args[0], folders) for item in value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        names = {str: "文字（必要时加引号）", int: "整数", float: "数", bool: "true 或 false"}
        raise ValueError(f"的值“{value}”应是{names[hint]}")
    return value


def compile_pattern(pattern: str) -> re.Pattern[str]:
    r"""A rule's regular expression, refused where it could be slow or read digits no one means.

    \d and \w match full-width forms too, so rules write [0-9]; a repeat without bound inside another one can take
    time that doubles with each character.
    """
    if re.search(r"(?<!\\)(?:\\\\)*\\[dDwW]", pattern):
        raise ValueError("的正则里请用 [0-9]、[A-Za-z] 代替 \\d、\\w")
    try:
        compiled = re.compile(pattern)
    except re.error as problem:
        raise ValueError(f"不是正确的正则表达式：{problem}") from None
    # Only a repeated group can hold another repeat, so most patterns need no second parse.
    if re.search(r"\)(?:[*+]|\{[0-9]*,\})", pattern) and _nested(sre_parser.parse(pattern), False):
        raise ValueError("的正则里，无上限的重复（* +）套着无上限的重复，可能极慢，请改为 {0,30} 之类")
    return compiled


def _nested(tree: Any, inside: bool) -> bool:
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            unbounded = value[1] is sre.MAXREPEAT
            if (unbounded and inside) or _nested(value[2], inside or unbounded):
                return True
        elif op is sre.SUBPATTERN:
            if _nested(value[3], inside):
                return True
        elif op is sre.BRANCH:
            if any(_nested(branch, inside) for branch in value[1]):
                return True
        elif op in (sre.ASSERT, sre.ASSERT_NOT) and _nested(value[1], inside):
            return True
    return False


def _parse(path: Path) -> tuple[Any, _Source]:
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_LOADER)
    except OSError as problem:
        raise RuleError(f"{path}: 读不出规则文件（{reason(problem)}），请检查路径和权限") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RuleError(f"{path}:{line}: 不是正确的 YAML：{getattr(problem, 'problem', problem)}") from None
    except UnicodeDecodeError:
        raise RuleError(f"{path}:1: 规则文件须存为 UTF-8") from None
    lines: dict[tuple[str | int, ...], int] = {}
    return _plain(node, (), lines, path), _Source(path, lines)


def _plain(node: Any, where: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], path: Path) -> Any:
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in result:
                raise RuleError(f"{path}:{line}: “{key}”写了两次")
            lines[(*where, key)] = line
            result[key] = _plain(value_node, (*where, key), lines, path)
        return result
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*where, index)] = item.start_mark.line + 1
        return [_plain(item, (*where, index), lines, path) for index, item in enumerate(node.value)]
    return None if node is None else yaml.constructor.SafeConstructor().construct_object(node)


def _text(data: Mapping[str, Any], key: str, source: _Source) -> str:
    value = data[key]
    if not isinstance(value, str) or not value.strip():
        raise source.error(f"“{key}”应是一段文字（必要时加引号）", key)
    return value


def _one_of(data: Mapping[str, Any], key: str, allowed: Iterable[str], source: _Source) -> str:
    value, choices = data[key], tuple(allowed)
    if value not in choices:
        raise source.error(f"“{key}”的值“{value}”不对{suggestion(str(value), choices)}", key)
    return str(value)


def _fix(data: Any, source: _Source) -> Fix | None:
    if data is None:
        return None
    mends = isinstance(data, dict) and data.get("layout") is True and "replace" not in data
    if not isinstance(data, dict) or not (mends or isinstance(data.get("replace"), str)):
        raise source.error("fix 应写作 {replace: '…', safe: true}；版面规则写作 {layout: true, safe: true}", "fix")
    allowed = ("replace", "layout", "safe")
    for key in data:
        if key not in allowed:
            raise source.error(f"fix 没有“{key}”这一项{suggestion(str(key), allowed)}", "fix", key)
    safe = data.get("safe", False)
    if not isinstance(safe, bool):
        raise source.error("safe 应是 true 或 false", "fix", "safe")
    return Fix(None if mends else data["replace"], safe)


def _examples(data: Any, key: str, fixed: bool, genres: Sequence[str], source: _Source) -> tuple[Example, ...]:
    if not isinstance(data, list) or not data:
        raise source.error(f"“{key}”至少要有一个例子", key)
    return tuple(_example(item, key, index, fixed, genres, source) for index, item in enumerate(data))


def _example(item: Any, key: str, index: int, fixed: bool, genres: Sequence[str], source: _Source) -> Example:
    if key == "good" and isinstance(item, str):
        return Example(item)
    allowed = ("text", "genre", "params", "break", *(("hit", "fix", "says") if key == "bad" else ()))
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        raise source.error(f"{key} 的例子要有 text（文字）", key, index)
    for name in item:
        if name not in allowed:
            raise source.error(f"例子没有“{name}”这一项{suggestion(str(name), allowed)}", key, index, name)
    genre = item.get("genre")
    if genre is not None and genre not in genres:
        raise source.error(f"没有文种“{genre}”{suggestion(str(genre), genres)}", key, index, "genre")
    params = item.get("params", {})
    if not isinstance(params, dict):
        raise source.error("例子的 params 应是一组“键: 值”", key, index, "params")
    broken = item.get("break", [])
    if not isinstance(broken, list) or not all(isinstance(one, dict) for one in broken):
        raise source.error("例子的 break 应是一列改动", key, index, "break")
    if key == "good":
        return Example(item["text"], genre=genre, params=params, broken=tuple(broken))
    hit = item.get("hit")
    hits: list[Any] = hit if isinstance(hit, list) else [hit]
    if not hits or not all(isinstance(h, str) for h in hits):
        raise source.error("hit 应是命中的文字（或几处文字的列表；缺项写 ''）", key, index, "hit")
    fix = item.get("fix")
    if fixed and not isinstance(fix, str):
        raise source.error("规则有 fix，例子也要写出改好的 fix", key, index)
    if not fixed and fix is not None:
        raise source.error("规则没有 fix，例子不应写 fix", key, index, "fix")
    says = item.get("says", "")
    if not isinstance(says, str):
        raise source.error("says 应是说明里要有的文字", key, index, "says")
    return Example(item["text"], tuple(hits), fix, genre, params, tuple(broken), says)


def _check_templates(rule: Rule, source: _Source) -> None:
    for key, template in (("message", rule.message), ("fix", (rule.fix.replace or "") if rule.fix else "")):
        try:
            names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
        except ValueError:
            raise source.error(f"{key} 里的花括号不配对", key) from None
        allowed = {"actual", "expected"} | (
            set(getattr(CHECKS[rule.check], "VALUES", ())) if key == "message" else set()
        )
        if not set(names) <= allowed:
            raise source.error(f"{key} 里只能用 {'、'.join(f'{{{name}}}' for name in sorted(allowed))}", key)
