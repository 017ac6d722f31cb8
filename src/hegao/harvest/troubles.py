"""A draft in, its 问题 rows out: what it owns up to, as one clause, with instances, causes and remedies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from hegao.facts import Cell, Row
from hegao.harvest.draft import Draft, Piece, confesses, is_generic, leads_in, trimmed
from hegao.model import Span

_AMISS = re.compile(
    r"[不没未缺弱难低差慢少欠乏窄浅短滞薄]|落后|问题|有待|亟[待需]|需(?:要)?(?:进一步|加强|提高|提升|改进)|压力|瓶颈|制约|漏洞|空白|粗放|单一|松懈|形式主义|流于|偏"
)
_CAUSE = re.compile(r"(?:(?:主要|究其|其|分析)?原因(?:是|在于|主要)?|由于|因为|根源在|主要是因|归根)")
_REMEDY = re.compile(r"^(?:下一?步|今后|为此|对此|针对(?:这|此|上述))")
_THAT_THERE_ARE = re.compile(r"^(?:还|仍|仍然|依然|也)?存在(?P<what>.{4,}?)的?(?:问题|现象|情况)$")
_LINK = re.compile(r"^(?:同时|此外|另外|其次|但是?|然而|还有|比如|例如|主要(?:表现在|是|有)|具体表现在|其中)[，,：:]?")
_NOTHING = re.compile(
    r"^.{0,60}(?:问题|不足|短板|困难|差距|薄弱环节|挑战)(?:主要)?(?:表现在|有|是|如下)?[^，。；]{0,8}$"
)
_BEHIND = re.compile(r"^[：:，,]\s*")
_CLAUSE_ENDS = re.compile(r"[，,：:](?![^【】]*】)")
_AGAINST = re.compile(
    r"(?:针对|聚焦|围绕|着眼|紧盯|瞄准|为)(?:解决|破解|整改|化解|克服)?(?:好|存在的?)?[“\"]?(?P<what>[^，。；]{4,40}?)[”\"]?"
    r"(?:的?(?:这一|这个|等)?(?:突出)?(?:问题|现象|情况|短板|不足|弱项)|(?<=不[足够强高细深畅紧实])|(?<=薄弱|滞后|不齐|不力|不严))[，,：:]"
)
_NEAR = 0.6  # of the pairs of characters of a problem that are to come back where it is meant
_LONG = 60  # characters: a problem this long is cut at its first clause


def problems(draft: Draft) -> Iterator[Row]:
    """The problems in reading order: titles below 存在的问题, members of a chain, else sentences or paragraphs."""
    seen = set[Cell]()
    kept = [piece for piece in draft.pieces if piece.state == "problem"]
    for section, group in groupby(kept, key=lambda piece: piece.section):
        for row in _of_section(draft, section, list(group)):
            if row.cells["问题"] not in seen:
                seen.add(row.cells["问题"])
                yield row
    for index, one in enumerate(draft.outline.sections):
        empty = one.last == one.span.paragraph and all(piece.section != index for piece in kept)
        if draft.areas[index] == "problem" and one.kind == "heading" and empty and not is_generic(one.title):
            title = draft.title(index, past=True)
            if title and title not in seen:
                yield draft.row("问题", {"问题": title}, one.span)


def with_remedies(known: Sequence[Row], tasks: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The problems with what is planned against each of them, and the tasks that are left."""
    found = list(known)
    left: list[Row] = []
    for task in tasks:
        text, theme = str(task.cells["任务"]), str(task.cells.get("板块", ""))
        against = _AGAINST.match(text) or _AGAINST.match(f"{theme}，{text}")
        at = _meant(against["what"], found) if against else None
        if against is None or at is None:
            left.append(task)
            continue
        found[at] = _mended(found[at], task, trimmed(against.string[against.end() :]))
    return tuple(found), tuple(left)


def _meant(what: str, known: Sequence[Row]) -> int | None:
    """The place of the problem somebody means: with the same words, or most of them."""
    scores = [_nearness(what, str(row.cells["问题"])) for row in known]
    best = max(scores, default=0.0)
    return scores.index(best) if best >= _NEAR and scores.count(best) == 1 else None


def _nearness(one: str, other: str) -> float:
    """How many of the pairs of characters of the shorter text come back in the longer one, 0 to 1."""
    shorter, longer = sorted((re.sub(r"\W", "", one), re.sub(r"\W", "", other)), key=len)
    pairs = [a + b for a, b in pairwise(shorter)]
    return sum(pair in longer for pair in pairs) / len(pairs) if pairs else 0.0


def _mended(row: Row, task: Row, measure: str) -> Row:
    """A problem with one measure more, who takes it and by when; of several measures only what all share."""
    first = "整改措施" not in row.cells
    cells = dict(row.cells)
    cells["整改措施"] = measure if first else f"{cells['整改措施']}；{measure}"
    for name in ("责任单位", "完成时限"):
        if first and name in task.cells:
            cells[name] = task.cells[name]
        elif cells.get(name) != task.cells.get(name):
            cells.pop(name, None)
    return replace(row, cells=cells, more=(*row.more, task.place))


def _of_section(draft: Draft, index: int | None, pieces: Sequence[Piece]) -> Iterator[Row]:
    section = draft.outline.sections[index] if index is not None else None
    named = section is not None and draft.areas[index or 0] == "problem" and not is_generic(section.title)
    if named and section is not None and index is not None and not any(piece.item for piece in pieces):
        texts = [text for piece in pieces if (text := draft.text(piece.span, past=True))]
        span = Span(section.span.paragraph, section.span.start, section.span.end)
        yield draft.row("问题", {"问题": draft.title(index, past=True), **_details(texts)}, span)
        return
    paragraphs = {piece.span.paragraph for piece in pieces if not _only_says_so(draft, piece)}
    chained = any(piece.item for piece in pieces)
    for (_, item), same in groupby(pieces, key=lambda piece: (piece.span.paragraph, piece.item and piece.item.span)):
        group = [piece for piece in same if not _only_says_so(draft, piece)]
        if item is None and chained and not any(piece.section == index for piece in group):
            continue
        whole = item is not None or len(paragraphs) > 1
        for one in [group] if whole and group else [[piece] for piece in group]:
            row = _row(draft, one)
            if row is not None:
                yield row


def _only_says_so(draft: Draft, piece: Piece) -> bool:
    """Whether a sentence says no more than that there are problems: 工作中还存在一些不足。"""
    if piece.item is not None:
        return False
    text = draft.document.paragraphs[piece.span.paragraph - 1].text[piece.span.start : piece.span.end].strip()
    said = confesses(text)
    if said is not None:
        return (
            not _BEHIND.sub("", trimmed(text[said.end() :]))
            or leads_in(text)
            or _NOTHING.match(trimmed(text)) is not None
        )
    return leads_in(text) or text.startswith(("回顾", "对照", "在肯定成绩"))


def _row(draft: Draft, pieces: Sequence[Piece]) -> Row | None:
    texts = [text for piece in pieces if (text := draft.text(piece.span, past=True))]
    if not texts:
        return None
    first = texts[0]
    said = confesses(first)
    if said is not None and pieces[0].item is None and len(first) - said.end() > 6:
        first = trimmed(first[said.end() :])
    clauses = [clause for clause in _CLAUSE_ENDS.split(_LINK.sub("", first)) if clause.strip()]
    if not clauses:
        return None
    until = next((n for n, clause in enumerate(clauses) if _AMISS.search(clause)), 0)
    until = until if len("，".join(clauses[: until + 1])) <= _LONG else 0
    what = "，".join(clauses[: until + 1])
    there = _THAT_THERE_ARE.match(what)
    rest = "，".join(clauses[until + 1 :])
    cells: dict[str, Cell | None] = {"问题": there["what"] if there else what}
    cells |= _details([*([rest] if rest else []), *texts[1:]])
    return draft.row("问题", cells, Span(pieces[0].span.paragraph, pieces[0].span.start, pieces[-1].span.end))


def _details(texts: Sequence[str]) -> dict[str, Cell | None]:
    """What is said of a problem: instances, then causes, then what is to be done about it."""
    shown: list[str] = []
    causes: list[str] = []
    remedies: list[str] = []
    for text in texts:
        if _REMEDY.match(text):
            remedies.append(text)
            continue
        cause = _CAUSE.search(text)
        if cause is None:
            shown.append(text)
            continue
        at = max(text.rfind(mark, 0, cause.start()) for mark in "，,；") + 1
        shown += [before] if (before := trimmed(text[:at])) else []
        causes.append(trimmed(text[at:]))
    return {"表现": "；".join(shown), "原因": "；".join(causes), "整改措施": "；".join(remedies)}
