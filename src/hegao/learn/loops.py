"""Where a sample lists its problems or next steps, and the loop over a table that stands there in the template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hegao.learn.lines import Loop, Part, Style
from hegao.learn.sample import Sample
from hegao.learn.slots import Slots

_COUNTED = re.compile(
    r"(?:以下|如下)?(?!一方面)(?:[一二两三四五六七八九十]+|[0-9]+)(?:个?(?=方面)|[项件](?=工作)|项(?=任务))"
)
_SOLVED = re.compile("解决|整改|针对|查摆")
_FIRST_ITEM = re.compile(r"(?:(?<=[。：；，])|^)(?:一[是要]|（一）|第一，|1[.．]|[二三四五六七八九十]+[是要])")
_NUMBERS: dict[Style, tuple[str, str, str]] = {  # the tag, and what it shows for the first two rows
    "chain": ("{{ 大序[loop.index0] | replace('、', '是') }}", "一是", "二是"),
    "bracket": ("{{ 项.序 }}", "（一）", "（二）"),
    "decimal": ("{{ loop.index }}.", "1.", "2."),
    "chinese": ("{{ 大序[loop.index0] }}", "一、", "二、"),
}
_SHOWN = {"问题": ("信息报送不够及时", "调查研究不够深入"), "打算": ("完善信息报送制度", "修订值班管理制度")}
_SLOT: dict[str, tuple[str, dict[str, Any]]] = {  # what a loop asks for
    "问题": ("问题", {"type": "issue", "required": True, "about": "存在的问题，2～4条"}),
    "打算": (
        "任务",
        {
            "type": "task",
            "about": "下一步的任务，年份写下一年",
            "columns": ["任务", "责任单位", "完成时限", "年份"],
        },
    ),
}


def told(sample: Sample, sentence: str, both: bool, behind: str) -> tuple[str, int] | None:
    """Which table a sentence outside a part of its own lists, and where its lead ends."""
    if sample.planning:
        return None
    colon = re.search(r"(?:问题|不足|差距|短板)[^，。；：]{0,8}：", sentence)
    if colon is None and behind.startswith("一是"):
        colon = re.search(r"(?:存在|有)[^。；]{0,16}(?:问题|不足|差距|短板)[^，。；]{0,8}。$", sentence)
    if colon is None and len(sentence) > 24:
        colon = re.search(r"工作中?[^，。；]{0,6}(?:存在|有)[^，。；]{0,8}(?:问题|不足|差距|短板)(?=，)", sentence)
    if colon and "问题" not in sample.slots.known and (both or "问题" not in sample.titled):
        return None if _SOLVED.search(sentence[: colon.end()]) else ("问题", colon.end())
    ahead = re.match(r"[^：。]{0,40}(?:工作|任务|打算)：", sentence) if both else None
    return ("打算", ahead.end()) if ahead and "任务" not in sample.slots.known else None


def first_item(text: str) -> int:
    """Where the first item of a row begins; the length of the text when it has none."""
    found = _FIRST_ITEM.search(text)
    return found.start() if found else len(text)


def uncounted(parts: Sequence[Part]) -> list[Part]:
    """A lead that does not say how many items follow: next year it may be another number."""
    return [
        replace(part, pieces=tuple(_COUNTED.sub("以下", one) if isinstance(one, str) else one for one in part.pieces))
        for part in parts
    ]


def loop_over(table: str, style: Style, slots: Slots) -> Loop:
    """The loop, its table asked for."""
    name, slot = _SLOT[table]
    slots.known.setdefault(name, dict(slot))
    return Loop(table, style)


def numbering(text: str) -> Style:
    """How the items of a row are numbered that the text begins with."""
    if re.match(r"\s*[一二三四五六七八九十]+[是要]", text):
        return "chain"
    if re.match(r"\s*[0-9]+[.．、]", text):
        return "decimal"
    return "chinese" if re.match(r"\s*[一二三四五六七八九十]+、", text) else "bracket"


def loop_tags(loop: Loop) -> str:
    row = f"{_NUMBERS[loop.style][0]}{{{{ 项.句 }}}}"
    if loop.style == "chain":
        return f"{{% for 项 in {loop.table} %}}{row}{{% endfor %}}"
    return f"{{% for 项 in {loop.table} %}}\n{row}\n\n{{% endfor %}}"


def loop_shown(loop: Loop) -> str:
    """What it is tried out with: two rows."""
    rows = zip(_NUMBERS[loop.style][1:], _SHOWN[loop.table], strict=True)
    return ("" if loop.style == "chain" else "\n\n").join(f"{number}{what}。" for number, what in rows)
