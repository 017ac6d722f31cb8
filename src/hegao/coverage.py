"""rules/coverage.yml in, what became of each demand of samples and standards out: rules, or why there is none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hegao.data import data_folder
from hegao.errors import RuleError, did_you_mean

NAME = "coverage.yml"
LISTS = {"samples": "样稿归纳的规则", "standard": "国家标准与《党政机关公文处理工作条例》"}
_KEYS = {"name", "clause", "rules", "part", "refused"}
_FATES = ("rules", "refused")


@dataclass(frozen=True, slots=True)
class Demand:
    """One entry of a list; exactly one of rules and refused says what became of it."""

    listed: str  # key of LISTS
    id: str
    name: str
    clause: str = ""
    rules: tuple[str, ...] = ()
    part: str = ""  # what the rules leave out
    refused: str = ""  # why nothing checks it


def demands(known: Collection[str], path: Path | None = None) -> tuple[Demand, ...]:
    """Every entry in order; `known` are the ids of the rules. Raises RuleError naming the entry that is wrong."""
    file = path or data_folder("rules") / NAME
    data: dict[str, dict[str, dict[str, Any]]] = yaml.load(
        file.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return tuple(_demand(file, listed, id_, entry, known) for listed in LISTS for id_, entry in data[listed].items())


def _demand(file: Path, listed: str, id_: str, entry: dict[str, Any], known: Collection[str]) -> Demand:
    where = f"{file}: {id_}"
    if unknown := set(entry) - _KEYS:
        raise RuleError(f"{where} 没有“{min(unknown)}”这一项，可用的有：{'、'.join(sorted(_KEYS))}")
    if sum(key in entry for key in _FATES) != 1:
        raise RuleError(f"{where} 应在 {'、'.join(_FATES)} 中写一项，也只写一项")
    for rule in entry.get("rules", ()):
        if rule not in known:
            raise RuleError(f"{where} 提到的“{rule}”不是规则{did_you_mean(rule, known)}")
    return Demand(listed, id_, **{**entry, "rules": tuple(entry.get("rules", ()))})
