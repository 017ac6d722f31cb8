"""Text in JSON, or JSON a line, in, its objects and arrays out; keys written twice and NaN are refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from hegao.errors import FactError

_ADVICE = "请检查引号、逗号和括号是否成对，再试一次。"


def read(text: str, name: str) -> Any:
    """Dicts, lists, texts and numbers; of JSON a line a list. FactError names the line."""
    try:
        return _loads(text, name)
    except json.JSONDecodeError as problem:
        lines = [line for line in text.splitlines() if line.strip()]
        if problem.msg == "Extra data" and len(lines) > 1:
            return [_line(line, name, number) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        raise FactError(f"{name} 第{problem.lineno}行不是正确的 JSON。{_ADVICE}") from problem


def _line(line: str, name: str, number: int) -> Any:
    try:
        return _loads(line, name)
    except json.JSONDecodeError as problem:
        raise FactError(f"{name} 第{number}行不是正确的 JSON。{_ADVICE}") from problem


def _loads(text: str, name: str) -> Any:
    def no_number(word: str) -> NoReturn:
        raise FactError(f"{name}：“{word[:20]}”不是可用的数。请改正后再试。")

    def whole(word: str) -> int:
        return int(word) if len(word) <= 30 else no_number(word)

    def broken(word: str) -> Decimal:
        return Decimal(word) if len(word) <= 40 and abs(Decimal(word).adjusted()) <= 40 else no_number(word)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise FactError(f"{name}：“{twice[:40]}”在同一处写了两次。请只留一处。")
        return found

    try:
        return json.loads(text, parse_constant=no_number, parse_int=whole, parse_float=broken, object_pairs_hook=once)
    except RecursionError as problem:
        raise FactError(f"{name}层次太深，疑似异常文件，没有读取。") from problem
