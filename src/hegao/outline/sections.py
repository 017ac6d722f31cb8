"""Labelled paragraphs in, the tree of headings, the 一是 chains and the sentences out."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate
from typing import Literal

from hegao.model import Chain, ListItem, Paragraph, Section, Span
from hegao.outline.labels import CN, END_MARK, SPACE, Label, content_of
from hegao.text import HAN, MARKED_BLANK, NOT_PROSE, chinese_number, sentence_ends

_RANK = [
    "part",
    "chapter",
    "chapter-section",
    "article",
    "chinese",
    "bracket-chinese",
    "decimal",
    "dotted",
    "bracket-decimal",
    "decimal-bracket",
    "circled",
]
_MARKER = re.compile(
    rf"(?:(?<=[。；：，、！？”）\s:;,])|(?<![\s\S]))(?:([{CN}]{{1,2}})(是(?![否指非])|要(?!求|素|件)|则)|第([{CN}]{{1,2}})([，,]))"
)

_QUOTED = re.compile(r"“[^“”]{2,30}”")  # “一要吃饭，二要建设” is a saying, no row of this text


def sections_of(
    paragraphs: tuple[Paragraph, ...], labels: list[Label | None], roles: tuple[str, ...]
) -> tuple[Section, ...]:
    rows: list[tuple[int, Section]] = []  # rank, section
    title_level = min(
        (p.heading for p, r in zip(paragraphs, roles, strict=True) if r == "title" and p.heading), default=0
    )
    styled = any(p.heading for p, r in zip(paragraphs, roles, strict=True) if r == "body")
    flow = [i for i, role in enumerate(roles) if role in ("body", "attachment")]
    listed: set[str] = set()  # kinds of label whose last paragraph was a whole sentence
    for k, i in enumerate(flow):
        paragraph, label = paragraphs[i], labels[i]
        start, end = content_of(paragraph)
        if label is None and not paragraph.heading:
            continue
        after = label.end if label else start
        follower = flow[k + 1] if k + 1 < len(flow) else None
        body_follows = follower is not None and labels[follower] is None and not paragraphs[follower].heading
        beneath = labels[follower] if follower is not None else None
        goes_on = body_follows or (label is not None and beneath is not None and beneath.level > label.level)
        kind, title_end = _kind(paragraph, label, after, end, body_follows, goes_on)
        if label is None:
            kind, title_end = "heading", end
        elif kind == "heading" and title_end < end and label.style in listed and not paragraph.heading:
            kind, title_end = "item", end  # ends in 。 after a row of whole sentences
        if label is not None:
            whole = kind == "item" and label.style != "article" and not body_follows
            (listed.add if paragraph.text[end - 1] in "；;" or whole else listed.discard)(label.style)
        title = paragraph.text[after:title_end].strip(SPACE)
        level = label.level if label else max(1, (paragraph.heading or 1) - title_level)
        rank = paragraph.heading or (10 if styled else 0) + (_RANK.index(label.style) if label else 0)
        rows.append(
            (
                rank,
                Section(
                    span=Span(i + 1, start, title_end),
                    level=level,
                    style=label.style if label else "none",
                    label=label.text if label else "",
                    number=label.number if label else None,
                    title=title,
                    kind=kind,
                    parent=None,
                    last=len(paragraphs),
                ),
            )
        )
    return _tree(rows, roles)


def _tree(rows: list[tuple[int, Section]], roles: tuple[str, ...]) -> tuple[Section, ...]:
    """Sections with parent and last paragraph set, by rank; blank lines and the document's foot belong to none."""
    filled = list(accumulate((n if r in ("body", "table", "attachment") else 0 for n, r in enumerate(roles, 1)), max))
    parents: list[int | None] = []
    last: list[int] = [section.last for _, section in rows]
    open_: list[int] = []
    for index, (rank, section) in enumerate(rows):
        while open_ and rows[open_[-1]][0] >= rank:
            last[open_.pop()] = max(section.span.paragraph - 1, 0)
        parents.append(open_[-1] if open_ else None)
        open_.append(index)
    return tuple(
        replace(s, parent=parents[i], last=max(filled[last[i] - 1], s.span.paragraph)) for i, (_, s) in enumerate(rows)
    )


def _kind(
    paragraph: Paragraph, label: Label | None, start: int, end: int, body_follows: bool, goes_on: bool
) -> tuple[Literal["heading", "run-in", "item"], int]:
    """What a labelled paragraph is, and where its title ends."""
    # The colon in a marked blank parts nothing.
    text = MARKED_BLANK.sub(lambda blank: NOT_PROSE * len(blank.group()), paragraph.text[start:end])
    style = label.style if label else "none"
    if style == "article":
        return "item", end
    if not END_MARK.search(text) and len(text) <= 60 and not re.search(r"[。！？；]", _bare(text)):
        return "heading", end
    if paragraph.heading:
        return "heading", end - (1 if END_MARK.search(text) else 0)
    first = sentence_ends(text)[0] if text.strip() else 0
    mark = re.compile(r"[。！？!?]").search(text, max(0, first - 2), first)
    whole = first >= len(text)
    if text.endswith(("：", ":")) and len(text) <= 24:
        return "heading", end - 1
    if (
        whole
        and mark
        and len(text) <= 31
        and (goes_on if style == "chinese" else body_follows)
        and not re.search(r"[；：]", text)
        and not _ORDERS.search(text)
    ):
        return "heading", start + mark.start()
    if not whole and mark and mark.start() <= 42 and not _is_sentence(text, mark.start()):
        colon = re.search(r"[：:](?=[一1首第]|[^：:0-9][^：:]{19})", text[: mark.start()])
        if colon and colon.start() <= 24:
            return "run-in", start + colon.start()
        return "run-in", start + mark.start()
    colon = re.search(r"[：:](?![0-9])", text[:25])
    if (
        colon
        and colon.start() >= 2
        and len(text) - colon.end() >= 15
        and not re.search(r"[，；。]", text[: colon.start()])
    ):
        return "run-in", start + colon.start()
    gap = re.search(rf"(?<=[{HAN}])[{SPACE}]+(?=[{HAN}])", text[:25])
    if gap and gap.start() >= 3 and len(text) - gap.end() >= 30 and not re.search(r"[，；。：]", text[: gap.start()]):
        return "run-in", start + gap.start()
    return "item", end


# By when or by whom something is to be done, and how much of it: no title says that.
_ORDERS = re.compile(
    "，由.{2,16}(?:负责|牵头|落实)|[0-9日月底末内](?:之?前|内)(?:全面|全部|要|须)?(?:完成|报|上报|报送|建成|制定|提交|印发|开展|组织)"
    "|[0-9](?:个|件|项|所|家|处|公里|平方米|万元|亿元|人|户|亩|次|场|套|台|座|条|名)(?![^，。]{1,12}(?:工程|行动|计划|活动|工作)。?$)"
)


def _is_sentence(text: str, end: int) -> bool:
    """Whether text[:end] is a task written out rather than a title: it has figures in clauses, or only a bracket that
    says who does it comes behind."""
    figures = "，" in text[:end] and re.search("[0-9*]", text[:end]) is not None
    return (
        figures
        or re.fullmatch(rf"[{SPACE}]*[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]。?", text[end + 1 :])
        is not None
    )


def _bare(text: str) -> str:
    """Without quotations, titles and brackets."""
    return re.sub(r"《[^》]*》|“[^”]*”|（[^）]*）|\([^)]*\)", "", text)


def chains_of(paragraphs: tuple[Paragraph, ...], roles: tuple[str, ...], sections: tuple[Section, ...]) -> list[Chain]:
    """The rows of 一是, 二要, 第三， …; a heading or a table ends the rows that are open."""
    headed = {section.span.paragraph for section in sections if section.kind != "item"}
    chains: list[tuple[str, list[ListItem]]] = []
    open_: dict[str, list[ListItem]] = {}
    for number, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True), 1):
        if role not in ("body", "attachment", "table"):
            continue
        if number in headed or role == "table":
            open_ = {}
        start, end = content_of(paragraph)
        quoted = [match.span() for match in _QUOTED.finditer(paragraph.text, start, end)]
        marks = [
            mark
            for mark in _MARKER.finditer(paragraph.text[start:end])
            if not any(a < start + mark.start() < b for a, b in quoted)
        ]
        for k, mark in enumerate(marks):
            value = chinese_number(mark.group(1) or mark.group(3)) or 0
            style = mark.group(2) or "第"
            until = start + marks[k + 1].start() if k + 1 < len(marks) else end
            at = start + mark.start()
            body = paragraph.text[at:until]
            lead = sentence_ends(body)[0] if body.strip() else len(body)
            item = ListItem(
                Span(number, at, until), mark.group(), value, Span(number, at, at + len(body[:lead].rstrip()))
            )
            row = open_.get(style)
            if value == 1 or row is None:
                open_[style] = row = []
                chains.append((style, row))
            row.append(item)
    kept = [(style, row) for style, row in chains if len(row) > 1 or row[0].number == 1]
    return [Chain(style, tuple(row)) for style, row in kept]


def sentences_of(paragraphs: tuple[Paragraph, ...], roles: tuple[str, ...]) -> list[Span]:
    found: list[Span] = []
    for number, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True), 1):
        if role in ("blank", "page"):
            continue
        start, end = content_of(paragraph)
        at = start
        for stop in sentence_ends(paragraph.text[start:end]):
            text = paragraph.text[at : start + stop]
            lead = len(text) - len(text.lstrip(SPACE))
            found.append(Span(number, at + lead, at + len(text.rstrip(SPACE))))
            at = start + stop
    return found
