"""Rows of documents, honours and measures in, the sentence or chain that lists them out (S8, S10, S14, S15)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hegao.errors import FactError
from hegao.facts import Row, shown
from hegao.text import chinese_number, to_chinese_number

_MARKS = "，。；、,; "
_RULES = re.compile("(?:制度|规定|办法|细则|规程|规则|条例|守则|准则|章程|机制|规范|标准)(?:[（(].*[）)])?$")
_LONGEST_CHAIN = 6  # items one paragraph bears
_LABELS = {1: "{chinese}、", 2: "（{chinese}）", 3: "{number}.", 4: "（{number}）"}


def documents(rows: Sequence[Row]) -> str:
    """What was issued: 制定2项制度：《…》《…》。 or 修订《…》，制定《…》《…》2项制度。 "" for no rows."""
    groups: dict[str, dict[str, str]] = {}
    for row in rows:
        name, number = _bare(shown(row.cells["名称"]), "《》"), shown(row.cells.get("文号")).strip("（）() ")
        groups.setdefault(shown(row.cells.get("动作")) or "制定", {})[name] = f"（{number}）" if number else ""
    told = []
    for verb, titles in groups.items():
        pause = "、" if any(titles.values()) else ""  # notes in brackets part titles, else nothing does
        row_of_titles = pause.join(f"《{name}》{note}" for name, note in titles.items())
        count = f"{len(titles)}{'项制度' if all(map(_RULES.search, titles)) else '份文件'}"
        if len(titles) == 1:
            told.append(verb + row_of_titles)
        elif len(groups) == 1:
            told.append(f"{verb}{count}：{row_of_titles}")
        else:
            told.append(verb + row_of_titles + count)
    return f"{'，'.join(told)}。" if told else ""


def honour(row: Row, org: str) -> str:
    """Who gave it to whom: 市总工会授予县水务局“工人先锋号”称号。 "" when nobody is named who gave it."""
    name = _bare(shown(row.cells["名称"]).removesuffix("荣誉称号").removesuffix("称号"), '“”"「」')
    giver = shown(row.cells.get("授予单位"))
    if not name or not giver:
        return ""
    when = shown(row.cells.get("日期"))
    title = "" if name.endswith("奖") else "称号"
    return f"{f'{when}，' if when else ''}{giver}授予{org}“{name}”{title}。"


def chain(texts: Sequence[str]) -> str:
    """Measures as one sentence or paragraph: 一是…；二是…。 A single one goes without number."""
    items = _items(texts)
    if len(items) < 2:
        return f"{items[0]}。" if items else ""
    mark = "。" if any("。" in item for item in items) else "；"
    return mark.join(f"{to_chinese_number(i)}是{item}" for i, item in enumerate(items, 1)) + "。"


def chains(texts: Sequence[str], level: int = 2) -> list[str]:
    """The paragraphs measures make up: one chain, or one numbered paragraph each when they are too many for one.

    `level` says how they are numbered then: 1 一、 2 （一） 3 1. 4 （1）
    """
    items = _items(texts)
    if len(items) <= _LONGEST_CHAIN:
        return [chain(items)] if items else []
    label = _LABELS[level]
    return [f"{label.format(chinese=to_chinese_number(i), number=i)}{item}。" for i, item in enumerate(items, 1)]


def abbreviation(text: str, place: str = "缩略语") -> str:
    """What a short name stands for, set behind it: “三优”（学习优、作风优、氛围优）.

    FactError when the number in it is not how many there are, or there is none to tell.
    """
    match = re.fullmatch(r"\s*[“\"]?([^“”\"：:（(]+)[”\"]?\s*(?:[：:]|[（(])\s*([^）)]+?)[）)。]?\s*", text)
    if not match:
        raise FactError(f"{place}：“{text}”要写明各指什么，如 三优：学习优、作风优、氛围优。")
    name = match[1].strip()
    items = [item.strip() for item in re.split("[、，,；;]", match[2]) if item.strip()]
    told = re.match("[一二两三四五六七八九十]+|[0-9]+", name)
    count = chinese_number(told.group()) if told else None
    if count is not None and count != len(items):
        raise FactError(f"{place}：“{name}”说的是{count}项，列出了{len(items)}项。请补全，或改正“{name}”里的数。")
    return f"“{name}”（{'、'.join(items)}）"


def _items(texts: Sequence[str]) -> list[str]:
    bare = (
        re.sub(r"^\s*(?:[一二三四五六七八九十]+是|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[.．、])\s*", "", text)
        for text in texts
    )
    return [item for item in (text.strip(_MARKS) for text in bare) if item]


def _bare(text: str, marks: str) -> str:
    return text.strip().strip(marks).strip()
