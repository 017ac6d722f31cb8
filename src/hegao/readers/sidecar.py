"""A list beside a draft (核稿忽略清单) in, what it silences in that draft out."""

from __future__ import annotations

import re
from bisect import bisect_right

from hegao.model import Document, Suppression

SUFFIX = ".核稿忽略.txt"  # behind the draft's whole name

_NAME = r"[a-z][a-z0-9-]*(?:/[a-z0-9-]+)?"
_BETWEEN = r"[\s,，、;；:：]"
_LINE = re.compile(rf"(?P<rules>(?:{_NAME}(?:{_BETWEEN}+{_NAME})*)?){_BETWEEN}*(?:[“\"「](?P<words>.+)[”\"」])?")
_ENTRY = re.compile(_NAME)
_SHOWN = 30  # characters of a line in a notice


def suppressions(text: str, document: Document) -> tuple[tuple[Suppression, ...], tuple[str, ...]]:
    """What the lines of the list silence in the document, and notices on lines that silence nothing.

    A line names rules or groups, or quotes words of the draft, or both: those rules, or all, are silent at each place
    where the words stand; without words in the whole draft. Lines that begin with # are comments.
    """
    whole = "\n".join(paragraph.text for paragraph in document.paragraphs)
    starts: list[int] = []
    at = 0
    for paragraph in document.paragraphs:
        starts.append(at)
        at += len(paragraph.text) + 1
    found: dict[Suppression, None] = {}
    notices: list[str] = []
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith(("#", "＃")):
            continue
        entry = _LINE.fullmatch(line)
        if entry is None:
            notices.append(
                f"核稿忽略清单第 {number} 行看不懂：{_short(line)}。每行请写成：规则 “原文”，可以只写其中一样。"
            )
            continue
        rules, words = tuple(_ENTRY.findall(entry["rules"])), entry["words"]
        if words is None:
            found[Suppression(0, rules)] = None
            continue
        place = whole.find(words)
        if place < 0:
            notices.append(f"核稿忽略清单第 {number} 行的“{_short(words)}”在文稿中没有找到，未起作用。请核对原文。")
        while place >= 0:
            index = bisect_right(starts, place) - 1
            start = place - starts[index]
            found[Suppression(index + 1, rules, start, start + len(words))] = None
            place = whole.find(words, place + len(words))
    return tuple(found), tuple(notices)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
