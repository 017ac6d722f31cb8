"""A review in, its text in pieces out: each knows whether it plans, reports or owns up to a problem, and what theme it
stands under."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import PurePath
from typing import Literal

from hegao.duties import bracketed
from hegao.facts import Cell, Row, without_label
from hegao.harvest.carry import Change, blanks, without_masks, without_overlap, years
from hegao.ledger import places
from hegao.model import Blank, Document, ListItem, Moment, Outline, Review, Section, Span, Task
from hegao.moments import years_spoken_of
from hegao.scopes import prose
from hegao.sentences import STATED
from hegao.text import MARKED_BLANK, replace_spans, sentence_ends

State = Literal["planned", "done", "problem", "safeguard", "none"]

MARKS = "。；;，,、：:！!.．"
_SPACE = re.compile(r"[ \t\u00a0\u2002-\u200b\u3000]+")
_OPEN, _CLOSE = "（(“‘《【〔", "）)”’》】〕"
_GENERIC = re.compile(
    r"(?:(?:20)?[0-9]{2}年度?|本?年度|全年|明年|来年|今年|上半年|下半年|下一?步|下一?阶段|今后|一年来|未来|主要|重点|总体|具体|当前|目前"
    r"|工作|任务|计划|打算|安排|思路|要点|目标|措施|举措|做法|情况|开展|完成|成效|成绩|进展|回顾|总结|要求|内容|部署|方向|努力"
    r"|存在|突出|问题|不足|困难|短板|差距|薄弱环节|保障|组织|以及|取得|几点|方面|建议|意见|事项|议定|议题|及其?|和|与|的|、|，|,|一|几|个|项|我[局办区县市]|全[局办区县市])+"
)
_TROUBLE = re.compile(
    r"(?:问题|不足(?!为)|困难|短板|差距|薄弱环节|弱项)(?=$|[及和与、，,：:（(]|以及|主要|表现|之处)|存在[^，。]{0,6}(?:问题|不足|困难|短板|差距)"
)
_NO_TROUBLE = re.compile(
    r"(?:补|解决|整改|破解|攻克|克服|化解|聚焦|针对|坚持|直面|帮扶|救助|措施|打算|下一步|建议|导向|治理|排查|化解|排忧|防范|研究).{0,12}"
    r"(?:问题|不足|困难|短板|差距|弱项)|(?:问题|短板|不足|困难)[^，、及和与]{0,3}(?:整改|解决|导向|治理|攻坚|排查|化解|清零)"
)
_SAFEGUARD = re.compile(
    r"保障措施|组织保障|(?:工作|落实|强化|加强|有关|相关)保障$|^保障$|组织(?:领导|实施)(?:和|与|及)?保障"
)
_CONFESSES = re.compile(
    r"(?:还|仍|也|尚|依然|面临|看到|认识到)[^。；]{0,24}?(?:问题|不足|短板|困难|差距|薄弱环节|挑战)(?:(?:和|与|、|及)(?:问题|不足|短板|困难|差距|挑战))*"
)
_TURNS = re.compile(
    r"[\s]*(?:(?:20[0-9]{2}年|明年|来年|新的一年|下一?步|今后|下一阶段)[^。]{0,24}?(?:将|要|着力|重点)"
    r"|(?:对于?|针对|面对)(?:这些|上述|以上|存在的)(?:问题|不足|困难|情况|短板)|为此|对此|[^，。；]{0,6}我们?(?:将|一定|必须|要)[^。]{0,40}(?:解决|改进|克服|整改|应对))"
)
_PLANNED = re.compile("打算|下一?步|计划|安排|思路|明年|来年|今后")
_LEADS_IN = re.compile(r"(?:如下[^，。；]{0,8}|(?<![0-9%％人次个])(?:以下|下列|下面)[^，。；]{2,14})[：:。]?$|[：:]$")
# Behind a task of which a filled summary gives account.
_ACCOUNT = re.compile(rf"{'|'.join(STATED)}|[，,]【待填：完成情况】")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or what stands between two semicolons of one, without the label or marker before it."""

    span: Span
    state: State
    tasks: tuple[Task, ...]
    item: ListItem | None  # the member of a chain it belongs to
    begins: bool  # it is the first of its item
    section: int | None  # index of the innermost heading it stands under


@dataclass(frozen=True, slots=True)
class Account:
    """What a sentence says became of a planned task."""

    end: int  # of the task in front of it, characters of the paragraph
    progress: str | None  # a word of 进展; None: somebody has to say yet


@dataclass(frozen=True)
class Draft:
    """A review, and for which year it is harvested."""

    review: Review
    year: int | None
    document: Document
    outline: Outline

    @cached_property
    def written(self) -> int | None:
        """The main year of the draft."""
        return self.outline.years[0] if self.outline.years else None

    @cached_property
    def years(self) -> tuple[int | None, ...]:
        return years_spoken_of(self.document, self.outline)

    def spoken(self, paragraph: int) -> int | None:
        return self.years[paragraph - 1]

    @cached_property
    def moments(self) -> Mapping[int, tuple[Moment, ...]]:
        found: dict[int, list[Moment]] = {}
        for time in self.review.times:
            moment = Moment(time.span.start, time.span.end, time.text, time.kind, time.start_date, time.end_date)
            found.setdefault(time.span.paragraph, []).append(moment)
        return {number: tuple(some) for number, some in found.items()}

    @cached_property
    def blanks(self) -> Mapping[int, tuple[Blank, ...]]:
        found: dict[int, list[Blank]] = {}
        for blank in self.review.blanks:
            found.setdefault(blank.span.paragraph, []).append(blank)
        return {number: tuple(some) for number, some in found.items()}

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(_pieces(self))

    @cached_property
    def in_tables(self) -> frozenset[int]:
        return frozenset(
            span.paragraph for table in self.document.tables for row in table.rows for cell in row for span in cell
        )

    @cached_property
    def areas(self) -> tuple[State, ...]:
        """What the text below each section is, by its index."""
        return tuple(_areas(self))

    @cached_property
    def blocks(self) -> tuple[int, ...]:
        """The headings a summary tells its achievements under: those of the second level, else of the first."""
        return tuple(_blocks(self))

    def raw(self, span: Span) -> str:
        return self.document.paragraphs[span.paragraph - 1].text[span.start : span.end]

    def account(self, piece: Piece) -> Account | None:
        """What a piece says became of a planned task, in the words of a summary that was filled; None if nothing."""
        if piece.state in ("problem", "safeguard"):
            return None
        found = _ACCOUNT.search(self.raw(piece.span))
        return None if found is None else Account(piece.span.start + found.start(), STATED.get(found.group()))

    def text(self, span: Span, past: bool, duties: bool = True) -> str:
        """The words of a span as they may stand in the new document, without the marks at its end.

        Without `duties` the brackets that say who does it and by when are left out.
        """
        changes = self._changes(span.paragraph, past, duties)
        first = max(0, bisect_right(changes, (span.start,)) - 1)
        until = bisect_right(changes, (span.end,))
        within = [
            (max(start, span.start) - span.start, min(end, span.end) - span.start, new)
            for start, end, new in changes[first:until]
            if start < span.end and span.start < end
        ]
        paragraph = self.document.paragraphs[span.paragraph - 1]
        raw = paragraph.text[span.start : span.end]
        return trimmed(without_masks(_squeezed(replace_spans(raw, within))))

    def brackets(self, number: int) -> list[tuple[int, int]]:
        """Start and end of the brackets of a paragraph that say who does what by when."""
        if number not in self._brackets:
            text, moments = prose(self.document.paragraphs[number - 1]), self.moments.get(number, ())
            self._brackets[number] = [(one.start, one.end) for one in bracketed(text, moments)]
        return self._brackets[number]

    def _changes(self, number: int, past: bool, duties: bool) -> list[Change]:
        """What becomes of a paragraph's duties, markup, masks and years, worked out once."""
        if (number, past, duties) not in self._changed:
            paragraph = self.document.paragraphs[number - 1]
            changes = [(start, end, "") for start, end in self.brackets(number)] if not duties else []
            changes += [(start, end, _kept(paragraph.text[start:end])) for start, end in paragraph.skip]
            changes += blanks(paragraph.text, [(b.span.start, b.span.end, b) for b in self.blanks.get(number, ())])
            if self.year is not None:
                moments = self.moments.get(number, ())
                changes += years(paragraph.text, moments, self.spoken(number), self.written, self.year, past)
            self._changed[number, past, duties] = list(without_overlap(changes))
        return self._changed[number, past, duties]

    @cached_property
    def _changed(self) -> dict[tuple[int, bool, bool], list[Change]]:
        return {}

    @cached_property
    def _brackets(self) -> dict[int, list[tuple[int, int]]]:
        return {}

    def theme(self, section: int | None, state: State) -> str:
        """The title of the nearest heading that names a piece of work; "" where none of these does.

        What was achieved stands under one of `blocks`, whatever headings there are below it.
        """
        inner = section
        while state in ("done", "none") and inner is not None:
            if inner in self.blocks:
                title = self.title(inner, past=True)
                return "" if MARKED_BLANK.fullmatch(title) else title
            inner = self.outline.sections[inner].parent
        while section is not None:
            found = self.outline.sections[section]
            fits = self.areas[section] in (state, "none")
            if found.kind != "item" and fits and not _GENERIC.fullmatch(_bare(found.title)):
                return self.title(section, state != "planned")
            section = found.parent
        return ""

    def title(self, section: int, past: bool) -> str:
        found = self.outline.sections[section]
        start = found.span.start + len(found.label)
        return without_label(self.text(Span(found.span.paragraph, start, found.span.end), past))

    def row(self, table: str, cells: Mapping[str, Cell | None], span: Span) -> Row:
        """A row of what is given."""
        kept = {name: value for name, value in cells.items() if value not in (None, "", ())}
        return Row(table, kept, self.place(span))

    def place(self, span: Span) -> str:
        return f"{PurePath(self.document.path).name} {self._places(span)}"

    @cached_property
    def _places(self) -> Callable[[Span], str]:
        return places(self.document, lambda span: f"第{span.paragraph}段")

    def new_year(self, paragraph: int) -> Decimal | None:
        """The year of what is planned in a paragraph, in the new document."""
        years = [year for year in (self.year, self.spoken(paragraph)) if year is not None]
        return Decimal(max(years)) if years else None


def dated(document: Document, outline: Outline) -> Outline:
    """The outline of a summary without a title, its years beginning with the one it opens with: 2023，办公室…."""
    if outline.title or "summary" not in outline.genres[:1]:
        return outline
    texts = (p.text.strip() for p, role in zip(document.paragraphs, outline.roles, strict=True) if role == "body")
    opening = re.match(r"((?:19|20)[0-9]{2})年?度?[，,]", next(texts, ""))
    if opening is None:
        return outline
    year = int(opening[1])
    return replace(outline, years=(year, *(one for one in outline.years if one != year)))


def _kept(skipped: str) -> str:
    """What of a stretch that is not prose belongs to the text: an address, the words between two ` of code."""
    return skipped if re.match(r"https?:|www\.|[\w.]+@", skipped) else skipped.strip("`") if skipped[0] == "`" else ""


def trimmed(text: str) -> str:
    """A text without blanks and stray marks at its edges; a question keeps its mark."""
    return text.strip(f"{MARKS} \t\u00a0\u3000\ufffc")


def _squeezed(text: str) -> str:
    """Blanks out, except between two words of a slogan; characters that stand for no text out."""
    text = _SPACE.sub(" ", text.replace("\ufffc", ""))
    return re.sub(r"(?<![\u4e00-\u9fffA-Za-z]) | (?![\u4e00-\u9fffA-Za-z])|(?<=[0-9]) | (?=[0-9])", "", text)


def _bare(title: str) -> str:
    return re.sub(r"[（(][^（）()]*[）)]|[\s“”]", "", title)


def is_generic(title: str) -> bool:
    """Whether a heading names no piece of work: 下一步工作打算, 主要做法."""
    return _GENERIC.fullmatch(_bare(title)) is not None


def _areas(draft: Draft) -> Iterator[State]:
    sections, known = draft.outline.sections, list[State]()
    whole = _most(draft.review.tasks) or ("planned" if _plans(draft.outline) else "none")
    for section in sections:
        above = known[section.parent] if section.parent is not None else None
        inside = [t for t in draft.review.tasks if section.span.paragraph <= t.span.paragraph <= section.last]
        until = min((s.span.paragraph for s in sections if s.parent == len(known) and s.kind != "item"), default=None)
        own = [t for t in inside if until is None or t.span.paragraph < until]
        known.append(_area(section, above, own or inside, whole))
        yield known[-1]


def _blocks(draft: Draft) -> Iterator[int]:
    sections = draft.outline.sections
    if not {"summary", "report"} & set(draft.outline.genres):
        return

    def below(parent: int | None) -> list[int]:
        return [
            index
            for index, section in enumerate(sections)
            if section.parent == parent
            and section.kind != "item"
            and not is_generic(section.title)
            and (draft.areas[index] in ("done", "none") or (parent is not None and not _PLANNED.search(section.title)))
        ]

    tops = [
        index
        for index, section in enumerate(sections)
        if section.parent is None and section.kind != "item" and draft.areas[index] in ("done", "none")
    ]
    for top in tops:
        inner = below(top)
        if is_generic(sections[top].title) or (len(tops) == 1 and len(inner) > 1):
            yield from inner
        else:
            yield top


def _area(section: Section, above: State | None, inside: Sequence[Task], whole: State) -> State:
    title = _bare(section.title)
    told = above in (None, "problem") or re.search("存在|^(?:主要)?(?:问题|不足|困难)", title)
    if told and _TROUBLE.search(title) and not _NO_TROUBLE.search(title) and section.kind != "item":
        return "problem"
    if section.kind != "item" and _SAFEGUARD.search(title):
        return "safeguard"
    if above in ("problem", "safeguard") and not re.search("整改|打算|下一步|措施$", title):
        return above
    return _most(inside) or above or whole


def _most(tasks: Sequence[Task]) -> State | None:
    counts = Counter(task.status == "done" for task in tasks)
    if not counts:
        return None
    return "done" if counts[True] > counts[False] else "planned"


def _plans(outline: Outline) -> bool:
    return not {"plan", "key-points", "scheme", "allocation"}.isdisjoint(outline.genres[:1])


def _pieces(draft: Draft) -> Iterator[Piece]:
    outline, paragraphs = draft.outline, draft.document.paragraphs
    firsts = [section.span.paragraph for section in outline.sections]
    tasks: dict[int, list[Task]] = {}
    for task in draft.review.tasks:
        tasks.setdefault(task.span.paragraph, []).append(task)
    items: dict[int, list[ListItem]] = {}
    for chain in outline.chains:
        for item in chain.items if len(chain.items) > 1 or chain.items[0].number == 1 else ():
            items.setdefault(item.span.paragraph, []).append(item)
    for number, (paragraph, role) in enumerate(zip(paragraphs, outline.roles, strict=True), 1):
        if role not in ("body", "attachment") or number in draft.in_tables or not paragraph.text.strip():
            continue
        at = bisect_right(firsts, number) - 1
        own = outline.sections[at] if at >= 0 and outline.sections[at].span.paragraph == number else None
        if own is not None and own.kind == "heading":
            continue
        start = 0 if own is None else own.span.end if own.kind == "run-in" else own.span.start + len(own.label)
        section = _innermost(outline, at, number)
        area = draft.areas[section] if section is not None else None
        spans = list(_stretches(paragraph.text, start, sorted(items.get(number, ()), key=lambda i: i.span.start)))
        yield from _stated(draft, number, spans, tasks.get(number, ()), section, area)


def _innermost(outline: Outline, at: int, number: int) -> int | None:
    """Index of the innermost heading above a paragraph, beginning with the last section that starts before it."""
    index: int | None = at if at >= 0 else None
    while index is not None and (outline.sections[index].last < number or outline.sections[index].kind == "item"):
        index = outline.sections[index].parent
    return index


def _stretches(text: str, start: int, items: Sequence[ListItem]) -> Iterator[tuple[int, int, ListItem | None, bool]]:
    """Start, end, member of a chain, whether it is the member's first: sentences cut at semicolons and markers."""
    begins = {item.span.start: item for item in items}
    cuts = {start + end for end in sentence_ends(text[start:])} | set(begins) | set(_semicolons(text, start))
    at, item, begun = start, None, False
    for cut in sorted(cut for cut in cuts if cut > start) + ([] if cuts else [len(text)]):
        if at in begins:
            item, begun = begins[at], True
        if item is not None and at >= item.span.end:
            item = None
        first = at + (len(item.marker) if begun and item is not None else 0)
        if text[first:cut].strip(f"{MARKS} \t\u3000\u00a0"):
            yield first, cut, item, begun
            begun = False
        at = cut


def _semicolons(text: str, start: int) -> Iterator[int]:
    depth = 0
    for at in range(start, len(text)):
        depth = max(0, depth + (text[at] in _OPEN) - (text[at] in _CLOSE))
        if text[at] in "；;" and depth == 0:
            yield at + 1


def _stated(
    draft: Draft,
    number: int,
    spans: Sequence[tuple[int, int, ListItem | None, bool]],
    tasks: Sequence[Task],
    section: int | None,
    area: State | None,
) -> Iterator[Piece]:
    text = draft.document.paragraphs[number - 1].text
    state: State = area or "none"
    confessed, last = area == "problem", state
    for start, end, item, begins in spans:
        inside = tuple(task for task in tasks if start <= task.span.start < end)
        said = text[start:end]
        if confessed and _TURNS.match(said):
            confessed, last = False, _most(inside) or "none"
        elif not confessed and area not in ("planned", "safeguard") and _CONFESSES.search(said):
            confessed = True
        if confessed:
            now: State = "problem"
        elif area == "safeguard":
            now = "safeguard"
        else:
            own: State | None = None if not inside else "planned" if any(t.status != "done" for t in inside) else "done"
            now = own or (last if last != "problem" else "none")
        last = now
        yield Piece(Span(number, start, end), now, inside, item, begins, section)


def leads_in(text: str) -> bool:
    """Whether a sentence only says that something follows."""
    return _LEADS_IN.search(text.strip()) is not None


def confesses(text: str) -> re.Match[str] | None:
    """Where a sentence says that there are problems, without naming one."""
    return _CONFESSES.search(text)
