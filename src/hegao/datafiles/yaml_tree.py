"""Text in YAML in, its mappings and lists out; tags and anchors are refused, numbers stay as they were typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from hegao.errors import FactError

MAX_CHARACTERS = 4 << 20
MAX_NODES = 500_000
MAX_DEPTH = 20

_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?")
_NULLS = ("", "~", "null", "Null", "NULL")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CAUSES = "常见原因：冒号用了全角（应为“: ”，后面空一格）、用了制表符缩进、内容以 * & @ % [ 等符号开头却没有加引号"


def read(text: str, name: str) -> Any:
    """Dicts, lists, texts and numbers; FactError names the line."""
    import yaml

    if len(text) > MAX_CHARACTERS:
        raise FactError(f"{name}超过 {MAX_CHARACTERS >> 20} MB。请只留要用的数据，或改用 xlsx、csv。")
    try:
        return _tree(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), name)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" 第{mark.line + 1}行" if mark else ""
        raise FactError(f"{name}{where}不是正确的 YAML。{_CAUSES}。请改正后再试。") from problem


def _tree(events: Any, name: str) -> Any:
    """Built event by event, so that no nesting is too deep for it, and each line is known."""
    from yaml import events as kinds

    root: list[Any] = []
    open_: list[Any] = [root]
    keys: list[tuple[str] | None] = [None]  # of the mapping that is open, the key whose value comes next
    documents = nodes = 0
    for event in events:
        place = f"{name} 第{event.start_mark.line + 1}行" if event.start_mark else name
        if isinstance(event, kinds.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise FactError(f"{place}：又开始了一份（“---”）。一个文件只能写一份数据，请删去这一行。")
        elif isinstance(event, kinds.CollectionEndEvent):
            open_.pop()
            keys.pop()
        elif isinstance(event, kinds.NodeEvent):
            nodes += 1
            if isinstance(event, kinds.AliasEvent) or event.anchor:
                raise FactError(f"{place}：数据里不能用 YAML 的 & 和 * 引用。请直接写内容；以它们开头的文字请加引号。")
            if nodes > MAX_NODES or len(open_) > MAX_DEPTH:
                raise FactError(f"{place}：内容太多或层次太深。请按 hegao templates 写出的空表来填。")
            tag = getattr(event, "tag", None)
            if tag and tag not in ("!", "tag:yaml.org,2002:str"):
                raise FactError(f"{place}：不能用“{tag[:40]}”这样的 YAML 标记。请直接写内容。")
            made: Any
            if isinstance(event, kinds.ScalarEvent):
                made = event.value if event.style or tag else _scalar(event.value)
            else:
                made = {} if isinstance(event, kinds.MappingStartEvent) else []
            _put(open_[-1], keys, made, event, place)
            if isinstance(event, kinds.CollectionStartEvent):
                open_.append(made)
                keys.append(None)
    return root[0] if root else None


def _put(holder: Any, keys: list[tuple[str] | None], made: Any, event: Any, place: str) -> None:
    if isinstance(holder, list):
        holder.append(made)
        return
    key = keys[-1]
    if key is None:
        if isinstance(made, dict | list):
            raise FactError(f"{place}：冒号前面只能是一个名称。请改正后再试。")
        if event.value in holder:
            raise FactError(f"{place}：“{event.value[:40]}”写了两次。请只留一处。")
        keys[-1] = (event.value,)
    else:
        holder[key[0]] = made
        keys[-1] = None


def _scalar(text: str) -> Any:
    """A number only where it is written as one; 12:30, 010 and 2025-06-30 stay as typed."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return Decimal(text) if _NUMBER.fullmatch(text) else text
