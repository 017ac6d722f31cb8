"""Sentences and their slots in, clauses out; what was true of one year only becomes an optional slot, and the mark that
joins it goes with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from hegao.learn.gist import gist
from hegao.learn.lines import Hole, Line, Part, Piece, holes, last_words, words
from hegao.learn.marks import Mark
from hegao.learn.once import follows_verdict, is_act, is_outcome, is_verdict, was_once
from hegao.learn.sharing import Shared
from hegao.learn.slots import Slots, all_optional, example, has_figures, is_optional, once, original, short, text_slot
from hegao.model import Section

_HONOUR = re.compile("评为|授予|荣获|获评|称号|先进")
_LEADING = re.compile(
    r"(?:按照?|根据|为了?|针对|结合|围绕|依据|通过|本着|随着|对照?|自|从|在[^，]*[上下中前]，|(?:今年|年初|[0-9□]+年)(?:以来)?，|[^，]{0,6}期间，)"
    r"(?![^，]*开始)"
)
_RELIES = re.compile("[其该此这并但使让也]")  # it says nothing without the clause before
_SIZE = re.compile(
    r"(?:总|共|累计|工程|项目)*(?:投资|投入|耗资|造价|花费|使用资金|资金|概算|建筑面积|占地|面积|工期|历时|规模|可容纳|容纳)"
)
_VERBS = re.compile("改造|建设|扩建|新建|改建|安装|更换|更新|购置|采购|升级|修缮|装修|搬迁")
_ALWAYS = ("单位名称", "简称", "年份", "上年", "下年", "领导主体")
_CLAUSE = "，；："
_MARKER = re.compile(r"[一二三四五六七八九十]+[是要](?![求素件否])|第[一二三四五六七八九十]，")
_LATER_MARKER = re.compile(r"[一二三四五六七八九十]+[是要](?![求素件否])")


def pieces_of(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """A stretch of text with slots where its marks are."""
    pieces: list[Piece] = []
    at = start
    for left, right, what in marks:
        if left < at or right > end:
            continue
        pieces += [text[at:left], what]
        at = right
    return tuple(piece for piece in (*pieces, text[at:end]) if piece != "")


def parts_of(
    text: str, start: int, end: int, sentence: int, marks: Sequence[Mark], section: Section | None
) -> list[Part]:
    """A sentence as clauses; its label, run-in heading and 一是 are parts of their own."""
    parts: list[Part] = []
    at = start
    if section is not None:
        at = section.span.start + len(section.label)
        head = max(section.span.end, at)
        if head < end and text[head] in "。：":
            head += 1
        parts.append(Part((text[start:at],), sentence, "label"))
        if at < head:
            parts.append(Part(pieces_of(text, at, head, marks), sentence, "head"))
        at = head
    marker = _MARKER.match(text, at)
    if marker and marker.end() < end:
        parts.append(Part((marker.group(),), sentence, "marker"))
        at = marker.end()
    for stop in _cuts(text, at, end):
        again = _LATER_MARKER.match(text, at) if parts and last_words(parts[-1])[-1:] in ("；", ";", "：") else None
        if again and again.end() < stop:
            parts.append(Part((again.group(),), sentence, "marker"))
            at = again.end()
        parts.append(Part(pieces_of(text, at, stop, marks), sentence))
        at = stop
    return parts


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Behind each mark between clauses, but for those in brackets and quotation marks; then the end."""
    depth = 0
    for at in range(start, end):
        character = text[at]
        if character in "（《“〔【(":
            depth += 1
        elif character in "）》”〕】)":
            depth = max(0, depth - 1)
        elif depth == 0 and at + 1 < end and character in _CLAUSE:
            yield at + 1
    if start < end:
        yield end


def without_once(line: Line, sentence: int, slots: Slots, planning: bool, regular: Shared | None = None) -> Line:
    """The line with the clauses of a sentence that were true only once as optional slots.

    Acts are looked for where `regular` tells which of them the unit does every year.
    """
    at = len(line.parts)
    while at:
        at = min(at, len(line.parts)) - 1  # a cut takes clauses on both sides with it
        part = line.parts[at]
        if part.sentence != sentence:
            break
        if part.role == "text" and (
            was_once(words(part), planning, has_figures(slots, [part]))
            or (regular is not None and (_was_act(part, slots, regular) or _came_of_act(line.parts, at, slots)))
        ):
            line = cut(line, at, slots)
    return line


def _was_act(part: Part, slots: Slots, regular: Shared) -> bool:
    """Whether a clause tells of an act done once; what asks for a figure or a document asks for the act itself."""
    asked = [hole for hole in holes([part]) if hole.name not in _ALWAYS and not is_optional(hole, slots)]
    return not asked and is_act(words(part)) and not regular(words(part))


def _came_of_act(parts: Sequence[Part], at: int, slots: Slots) -> bool:
    """Whether a sentence says what came of something that stands before it only when it is given."""
    before = parts[at - 1] if at else None
    if before is None or before.sentence == parts[at].sentence or not all_optional([before], slots):
        return False
    return is_outcome(words(parts[at])) and not has_figures(slots, [parts[at]])


def without_verdict(parts: Sequence[Part], slots: Slots, told: bool) -> list[Part]:
    """A sentence with what judges the whole year as one slot; `told` when one stands before it in its paragraph."""
    kept: list[Part] = []
    behind = False  # a judgement is right before
    for part in parts:
        said = words(part)
        fits = part.role == "text" and not has_figures(slots, [part])
        if fits and (is_verdict(said) or (behind and follows_verdict(said))) and (behind or not told):
            end = said[-1] if said[-1] in "。；，：！" else ""
            bare = original([part], slots).rstrip("。；，：！ ")
            if behind:
                whole = f"{slots.known['评价'].get('example', '')}，{bare}"
                slots.known["评价"] |= {"example": whole} if example(whole) else {}
                kept.pop()
            name = once(slots, ("verdict",), "评价", "text", "较好完成了年度任务", **_verdict_slot(bare))
            kept.append(Part((Hole(name), *([end] if end else [])), part.sentence))
            behind = told = True
        else:
            kept.append(part)
            behind = False
    return kept


def _verdict_slot(said: str) -> dict[str, Any]:
    return {"required": True, "about": "总体评价，须由人写，如 较好完成了年度任务", "example": example(said)}


def cut(line: Line, at: int, slots: Slots) -> Line:
    """The line with a clause, and those that make no sense without it, as one slot; the mark that joins it goes too."""
    left, right, opens = _reach(line.parts, at, slots)
    parts = list(line.parts)
    said = original(parts[left : right + 1], slots)
    behind = parts[left - 1] if left and parts[left - 1].sentence == parts[left].sentence else None
    # What is left of a 一是 item stands there without it; an item of nothing else is made firm in the end.
    alone = opens and (behind is None or behind.role == "marker")
    joined = not alone and behind is not None and behind.role == "text"
    name = "荣誉情况" if _HONOUR.search(said) else gist(said) or f"{line.theme}专项情况"
    name = text_slot(slots, name, said, required=not joined and not alone)
    end = last_words(parts[right])[-1:]
    end = end if end in "。；，：！？,;:" else ""
    hole = Hole(name, after=end) if alone else Hole(name)
    pieces = (hole,) if alone or not end else (hole, end)
    parts[left : right + 1] = [Part(pieces, parts[left].sentence)]
    ended = last_words(parts[left - 1]) if joined else ""
    if ended.endswith(("，", "；", "：", ",", ";", ":")):
        parts[left] = replace(parts[left], pieces=(replace(hole, before=ended[-1]), *pieces[1:]))
        kept = (*parts[left - 1].pieces[:-1], *([ended[:-1]] if ended[:-1] else []))
        parts[left - 1 : left] = [replace(parts[left - 1], pieces=kept)] if kept else []
    return replace(line, parts=tuple(parts))


def _reach(parts: Sequence[Part], at: int, slots: Slots) -> tuple[int, int, bool]:
    """The first and the last clause that go with one, and whether the first opens its sentence or 一是 item."""
    first, last = _stretch(parts, at)
    left = right = at
    if left == first and not has_figures(slots, parts[right + 1 : last + 1]):
        right = last  # what opens a sentence carries the rest of it
    while right < last and _tells_more(parts[at], parts[right + 1]):
        right += 1
    lead = parts[first:left]
    if right == last and lead and all(_LEADING.match(words(part)) for part in lead):
        left = first  # by what or since when says nothing without what was done
    while left > first and all_optional([parts[left - 1]], slots):
        left -= 1
    while right < last and all_optional([parts[right + 1]], slots):
        right += 1
    if right < last and _RELIES.match(words(parts[right + 1])):
        right = last
    return left, right, left == first


def _tells_more(act: Part, part: Part) -> bool:
    """Whether a clause gives the size or the cost of the act before it: 改造面积320平方米."""
    said = words(part)
    verbs = _VERBS.findall(words(act))
    return bool(_SIZE.match(said)) or any(said.startswith(verb) for verb in verbs)


def _stretch(parts: Sequence[Part], at: int) -> tuple[int, int]:
    """The clauses of a sentence or of its 一是 item that a cut may take together: those between two semicolons."""
    first = last = at
    while first and _go_on(parts[first - 1], parts[at]) and not last_words(parts[first - 1]).endswith(("；", ";")):
        first -= 1
    while (
        last + 1 < len(parts)
        and _go_on(parts[last + 1], parts[at])
        and not last_words(parts[last]).endswith(("；", ";"))
    ):
        last += 1
    return first, last


def _go_on(part: Part, other: Part) -> bool:
    return part.role == "text" and part.sentence == other.sentence


def firm(line: Line, slots: Slots) -> Line:
    """The line with optional clauses side by side as one, and something that remains when none is given."""
    if line.level:
        return line
    parts = _neighbours(line.parts, slots)
    for start, end in _items(parts):
        if all_optional(parts[start:end], slots):
            at, hole = next((at, hole) for at in range(start, end) for hole in holes([parts[at]]))
            slots.known[hole.name]["required"] = True
            parts[at] = replace(parts[at], pieces=(Hole(hole.name), hole.after or "。"))
    return replace(line, parts=tuple(parts))


def _items(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Where the whole and each 一是 item in it begin and end, without what numbers them."""
    opens = [at for at, part in enumerate(parts) if part.role == "marker"]
    if not opens:
        yield 0, len(parts)
    for start, end in zip(opens, [*opens, len(parts)][1:], strict=True):
        yield start + 1, end


def _neighbours(parts: Sequence[Part], slots: Slots) -> list[Part]:
    """The parts, with optional clauses that follow one another as one slot."""
    kept: list[Part] = []
    for part in parts:
        hole = part.pieces[0]
        before = kept[-1].pieces[-1] if kept and kept[-1].sentence == part.sentence else None
        if isinstance(hole, Hole) and isinstance(before, Hole) and hole.before and before.before:
            one, other = slots.known[before.name], slots.known[hole.name]
            said = f"{one.get('example') or one['about']}{hole.before}{other.get('example') or other['about']}"
            one |= {"about": short(said), **({"example": said} if one.get("example") else {})}
            kept[-1] = replace(kept[-1], pieces=(*kept[-1].pieces, *part.pieces[1:]))
        else:
            kept.append(part)
    return kept
