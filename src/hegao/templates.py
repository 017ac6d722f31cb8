"""Template files (templates/<name>.md) in, validated Templates out, and filled text; a mistake is named with file, line
and what is right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hegao import sandbox
from hegao.data import data_folder
from hegao.errors import TemplateError, did_you_mean, reason, suggestion
from hegao.facts import TABLES, VALUES
from hegao.outline import genres

MAX_FILE = 2 << 20  # bytes
MAX_DEPTH = 6  # of the header

# What a slot can hold, with the words a person who fills it in knows it by.
TYPES: dict[str, str] = {
    "org": "机构全称",
    "year": "年份",
    "date": "日期",
    "leader": "领导主体",
    "guide": "固定表述的键",
    "pair": "对仗标题",
    "abbr": "缩略语",
    "closing": "结语",
    "text": "文字",
    "number": "数字",
    "list": "多条文字",
    "attachment": "附件名称",
    "theme": "板块表",
    "measure": "做法表",
    "metric": "指标",
    "doc": "文件表",
    "honor": "荣誉表",
    "issue": "问题表",
    "task": "任务表",
    "safeguard": "保障措施表",
}
TABLE_OF: dict[str, str] = {
    "theme": "板块",
    "measure": "做法",
    "metric": "指标",
    "doc": "文件",
    "honor": "荣誉",
    "issue": "问题",
    "task": "任务",
    "safeguard": "保障",
}
# What a template may use without asking for it, each with the slots it is made from.
_WORK = ("板块", "做法", "指标", "任务", "文件", "荣誉")
EXTRAS: dict[str, tuple[str, ...]] = {
    "上年": ("年份",),
    "下年": ("年份",),
    "成效": ("年份", *_WORK),
    "安排": ("年份", "板块", "任务"),
    "打算": ("年份", "任务", "问题"),
    "目标": ("年份", "指标"),
    "附件行": ("附件",),
    "大序": (),
}
# Set by the page itself, at the head (版头) and the foot (版记), whether or not the body speaks of them.
PAGE_VALUES = (
    *("份号", "密级", "紧急程度", "发文机关标志", "发文字号", "签发人", "抄送", "印发机关", "印发日期"),
    *("联系人", "联系电话"),
)

_KEYS = ("name", "genre", "about", "source", "slots")
_REQUIRED = ("name", "genre", "about", "slots")
_SLOT_KEYS = ("type", "required", "about", "example", "unit", "columns")
_RESERVED = (  # words of Jinja's own
    *("true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if", "else", "elif", "for"),
    *("set", "macro", "loop", "range", "namespace", "self", "super", "caller", "varargs", "kwargs"),
)
_HEADER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to fill in."""

    name: str
    type: str  # a key of TYPES
    required: bool = False
    about: str = ""
    example: str = ""
    unit: str = ""  # of a number
    columns: tuple[str, ...] = ()  # those an empty data file offers; empty: all of them

    @property
    def table(self) -> str | None:
        """The table it is filled from; None for a single value."""
        return self.name if self.name in TABLES else None


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of document, ready to be filled in."""

    name: str
    genre: str  # a key of rules/lexicon/genres.yml
    about: str
    source: str
    slots: tuple[Slot, ...]  # in the order people fill them in
    body: str  # Markdown with Jinja tags
    path: str = field(compare=False)
    line: int = field(compare=False)  # of the first line of the body
    trusted: bool = field(compare=False)  # one of hegao's own


_Error = Callable[..., TemplateError]


def load(path: Path) -> Template:
    """One template; nothing of it is run. TemplateError names file, line, the wrong value and the allowed ones."""
    text = _read(path)
    match = _HEADER.match(text)
    if not match:
        raise TemplateError(f"{path} 第 1 行：模板开头应是两行 --- 之间的说明（name、genre、about、slots）。请补上。")
    data, lines = _header(match[1], path)

    def error(message: str, *keys: str | int) -> TemplateError:
        while keys and keys not in lines:
            keys = keys[:-1]
        return TemplateError(f"{path} 第 {lines.get(keys, 1)} 行：{message}")

    if not isinstance(data, dict):
        raise error("两行 --- 之间应是一组“键: 值”。")
    for key in data:
        if key not in _KEYS:
            raise error(f"没有“{key}”这一项{suggestion(str(key), _KEYS)}", key)
    for key in _REQUIRED:
        if key not in data:
            raise error(f"缺少“{key}”一项，请补上。")
    name = _text(data, "name", error)
    stem = _nfc(path.stem)
    if name != stem:
        raise error(f"name“{name}”应与文件名一致，即“{stem}”。", "name")
    known = [genre.key for genre in genres()]
    genre = _text(data, "genre", error)
    if genre not in known:
        raise error(f"没有文种“{genre}”{suggestion(genre, known)}", "genre")
    if not isinstance(data["slots"], dict):
        raise error("slots 应是一组“名字: {type: 类型}”。", "slots")
    slots = tuple(_slot(str(key), value, error) for key, value in data["slots"].items())
    line = text.count("\n", 0, match.end()) + 1
    template = Template(
        name=name,
        genre=genre,
        about=_text(data, "about", error),
        source=_text(data, "source", error) if "source" in data else "",
        slots=slots,
        body=text[match.end() :],
        path=str(path),
        line=line,
        trusted=path.resolve().is_relative_to(data_folder("templates").resolve()),
    )
    _check_names(template, error)
    return template


def find(name: str, folders: Iterable[Path]) -> Template:
    """The template of this name, of the last folder that has it, or at this path. Raises TemplateError."""
    path = Path(name)
    if path.suffix.lower() == ".md" or len(path.parts) > 1:
        return load(path)
    paths = _paths(folders)
    if _nfc(name) in paths:
        return load(paths[_nfc(name)])
    raise TemplateError(f"没有“{name}”这个模板{did_you_mean(name, paths)}用 hegao templates 可以看到有哪些。")


def templates(folders: Iterable[Path]) -> dict[str, Template]:
    """All templates by name; a later folder's replaces an earlier one's. Raises TemplateError."""
    return {name: load(path) for name, path in sorted(_paths(folders).items())}


def render(template: Template, context: Mapping[str, Any]) -> str:
    """The body, filled with plain values. TemplateError names file and line."""
    return sandbox.render(template.body, context, template.trusted, name=template.path, line=template.line)


def _paths(folders: Iterable[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise TemplateError(f"{folder}：找不到这个模板文件夹，请检查 hegao.toml 里的 templates 一项。")
        found |= {
            _nfc(path.stem): path
            for path in folder.glob("*.md")
            if path.stem.upper() != "README" and not path.name.startswith((".", "~"))
        }
    return found


def _nfc(name: str) -> str:
    """A file's name as a person types it; macOS hands names out decomposed."""
    return unicodedata.normalize("NFC", name)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as problem:
        raise TemplateError(f"{path}：读不出模板（{reason(problem)}）。请检查路径和权限。") from None
    if len(data) > MAX_FILE:
        raise TemplateError(f"{path}：模板过大（超过 {MAX_FILE >> 20} MB）。请分成几个模板。")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise TemplateError(f"{path} 第 {line} 行：模板须存为 UTF-8 编码。请另存后再试。") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _header(text: str, path: Path) -> tuple[Any, dict[tuple[str | int, ...], int]]:
    """The values of the header as YAML, and the line of each key in the file."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 2 if event.start_mark else 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            # References to earlier values can make little text very much.
            if depth > MAX_DEPTH or isinstance(event, yaml.AliasEvent):
                what = "层次过多" if depth > MAX_DEPTH else "不能用 * 引用"
                raise TemplateError(f"{path} 第 {line} 行：模板开头的说明{what}，请直接写出。")
        lines: dict[tuple[str | int, ...], int] = {}
        return _plain(yaml.compose(text, Loader=_LOADER), (), lines, path), lines
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        said = getattr(problem, "problem", None) or problem
        raise TemplateError(f"{path} 第 {line} 行：不是正确的 YAML：{said}。请检查缩进和冒号。") from None


def _plain(node: Any, where: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], path: Path) -> Any:
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            lines[(*where, key)] = line = key_node.start_mark.line + 2
            if key in result:
                raise TemplateError(f"{path} 第 {line} 行：“{key}”写了两次，请删去一处。")
            result[key] = _plain(value_node, (*where, key), lines, path)
        return result
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*where, index)] = item.start_mark.line + 2
        return [_plain(item, (*where, index), lines, path) for index, item in enumerate(node.value)]
    return None if node is None else yaml.constructor.SafeConstructor().construct_object(node)


def _text(data: Mapping[str, Any], key: str, error: _Error, *where: str) -> str:
    value = data[key]
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise error(f"“{key}”应是一段文字（必要时加引号）。", *where, key)
    return value.strip()


def _slot(name: str, data: Any, error: _Error) -> Slot:
    where = ("slots", name)
    if not name.isidentifier() or unicodedata.normalize("NFKC", name) != name or name in _RESERVED:
        raise error(f"“{name}”不能作名字：只能用汉字、字母、数字，不以数字开头，不含空格和标点。", *where)
    if name in EXTRAS:
        raise error(f"“{name}”由数据推算得出，不用在 slots 里写。请删去这一行，或另取名字。", *where)
    if not isinstance(data, dict):
        raise error(f"“{name}”应写作 {name}: {{type: text}}。", *where)
    for key in data:
        if key == "default":
            raise error("不能写 default：没有数据的地方一律留作【待填】，不代拟内容。请删去。", *where, key)
        if key not in _SLOT_KEYS:
            raise error(f"没有“{key}”这一项{suggestion(str(key), _SLOT_KEYS)}", *where, key)
    if "type" not in data:
        raise error(f"“{name}”缺少 type。{_types()}", *where)
    kind = data["type"]
    if kind not in TYPES:
        raise error(f"没有“{kind}”这种类型{did_you_mean(str(kind), TYPES)}{_types()}", *where, "type")
    _check_table(name, kind, error)
    required = data.get("required", False)
    if not isinstance(required, bool):
        raise error("required 应是 true 或 false。", *where, "required")
    if "unit" in data and not (kind in ("number", "metric") and name not in TABLES):
        raise error("只有 number 和单个的 metric 才写 unit。请删去。", *where, "unit")
    return Slot(
        name=name,
        type=kind,
        required=required,
        about=_text(data, "about", error, *where) if "about" in data else "",
        example=_text(data, "example", error, *where) if "example" in data else "",
        unit=_text(data, "unit", error, *where) if "unit" in data else "",
        columns=_columns(name, data["columns"], error) if "columns" in data else (),
    )


def _types() -> str:
    return f"可用的类型有：{'、'.join(f'{key}（{words}）' for key, words in TYPES.items())}。"


def _check_table(name: str, kind: str, error: _Error) -> None:
    """A table goes by its own name; one metric by any other, and of the values of its kind none is called like one."""
    where = ("slots", name, "type")
    if name in TABLES and TABLE_OF.get(kind) != name:
        right = next(key for key, table in TABLE_OF.items() if table == name)
        raise error(f"“{name}”是一张表，type 应写 {right}。", *where)
    if name not in TABLES and kind in TABLE_OF and kind != "metric":
        raise error(f"type 为 {kind} 的名字应是“{TABLE_OF[kind]}”，不能是“{name}”。", *where)
    value = VALUES.get(name)
    if value and value.kind in ("year", "date") and kind != value.kind:
        raise error(f"“{name}”的 type 应写 {value.kind}。", *where)


def _columns(name: str, data: Any, error: _Error) -> tuple[str, ...]:
    where = ("slots", name, "columns")
    if name not in TABLES:
        raise error(f"“{name}”不是表，没有 columns。可用的表有：{'、'.join(TABLES)}。", *where)
    if not isinstance(data, list) or not data:
        raise error("columns 应是一列栏名。", *where)
    known = [column.name for column in TABLES[name].columns]
    for index, column in enumerate(data):
        if column not in known:
            raise error(f"“{name}”表没有“{column}”这一栏{suggestion(str(column), known)}", *where, index)
        if column in data[:index]:
            raise error(f"“{column}”写了两次，请删去一处。", *where, index)
    key = TABLES[name].key[0]
    if key not in data:
        raise error(f"columns 里要有“{key}”：没有它，一行数据就没有名字。", *where)
    return tuple(data)


def _check_names(template: Template, error: _Error) -> None:
    """Whatever the body takes is there to be given, and whatever is asked for is used."""
    used = sandbox.names(template.body, name=template.path, line=template.line)
    slots = [slot.name for slot in template.slots]
    for name, line in used.items():
        if name not in slots and name not in EXTRAS:
            hint = did_you_mean(name, (*slots, *EXTRAS))
            raise TemplateError(
                f"{template.path} 第 {line} 行：用了“{name}”，模板开头的 slots 里却没有{hint}请改正，或补进 slots。"
            )
    needed = {*used, *PAGE_VALUES, *(slot for name in used for slot in EXTRAS.get(name, ()))}
    for name in slots:
        if name not in needed:
            raise error(f"正文里没有用到“{name}”{did_you_mean(name, used)}请用上它，或删去这一行。", "slots", name)
