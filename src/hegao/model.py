"""The values every floor passes on: what was read, what it is made of, what is wrong with it and what it says;
nothing computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from hegao.layout import Layout, Proof, Remedy

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")  # strongest first

# Roles of paragraphs (公文要素), with the words a Chinese reader knows them by.
ROLES: dict[str, str] = {
    "blank": "空行",
    "masthead": "版头",
    "title": "标题",
    "subtitle": "题注",
    "addressee": "主送（称谓）",
    "body": "正文",
    "attachment_note": "附件说明",
    "signature": "署名",
    "date": "成文日期",
    "note": "附注",
    "copy": "抄送机关",
    "imprint": "印发机关和日期",
    "attachment": "附件",
    "table": "表格",
    "page": "页眉页脚",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A place a Word user can find: characters [start, end) of one paragraph."""

    paragraph: int  # 1-based
    start: int  # 0-based characters
    end: int  # exclusive


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a text file or one w:p of a Word file."""

    text: str  # with the expanded label of automatic numbering
    offset: int  # of text[0] in the whole text
    kind: str = "body"  # body cell box header footer note
    heading: int | None = None  # 0 Title style, 1–9 heading style or Markdown level
    centred: bool = False  # aligned to the middle
    label: int = 0  # leading characters made by automatic numbering
    skip: tuple[tuple[int, int], ...] = ()  # not prose: markup, code, addresses
    locked: tuple[tuple[int, int], ...] = ()  # what Word makes itself or keeps as no text: not editable


@dataclass(frozen=True, slots=True)
class Suppression:
    """Words of the user that silence rules at a place: a line `<!-- hegao: ignore ID -->` on itself and the next
    non-empty one, a comment of Word (核稿忽略) where it stands, a line of a list beside the draft."""

    paragraph: int  # 0: the whole draft
    rules: tuple[str, ...]  # ids or groups; empty silences all
    start: int | None = None  # characters [start, end) of the paragraph; None: the line of a text file
    end: int | None = None


Cell = tuple[Span, ...]  # the stretches of text of one cell; empty where the cell is


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid: all rows have as many cells; a merged cell stands in each place it covers."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A draft as read: paragraphs in reading order."""

    path: str
    kind: str  # a key of READERS
    paragraphs: tuple[Paragraph, ...]
    characters: int  # of the whole text, line ends included
    encoding: str = ""  # of a text file
    suppressions: tuple[Suppression, ...] = ()
    notices: tuple[str, ...] = ()  # what the reader wants the user to know
    tables: tuple[Table, ...] = ()
    layout: Callable[[], Layout] | None = field(default=None, compare=False, repr=False)  # measured when first asked


@dataclass(frozen=True, slots=True)
class Section:
    """A heading or numbered item with the paragraphs below it."""

    span: Span  # label and title, without the final mark
    level: int  # 1 一、 2 （一） 3 1. 4 （1） 5 ①; Markdown and Word: their own level
    style: str  # which kind of label: chinese bracket-chinese decimal bracket-decimal circled chapter article part none
    label: str  # as written: "（一）"; "" when none
    number: int | None  # what the label counts
    title: str
    kind: Literal["heading", "run-in", "item"]  # own line; body follows on the line; a numbered paragraph of text
    parent: int | None  # index into Outline.sections
    last: int  # number of the last paragraph below it


@dataclass(frozen=True, slots=True)
class ListItem:
    """One member of a chain 一是…二是…."""

    span: Span  # from its marker to the end of its text in that paragraph
    marker: str
    number: int
    lead: Span  # its first clause group, up to the first sentence end


@dataclass(frozen=True, slots=True)
class Chain:
    """Items of one 一是/二是 (一要, 第一，) row, in one paragraph or in neighbouring ones."""

    style: str  # the marker without its number: 是 要 个 第
    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The segmented draft."""

    title: str  # "" when there is none
    title_spans: tuple[Span, ...]
    genre: str | None  # Chinese 文种
    genres: tuple[str, ...]  # keys of rules/lexicon/genres.yml, main one first
    confidence: float  # of the genre, 0–1
    genre_source: Literal["title", "content", "none"]
    years: tuple[int, ...]  # own years, main one first
    roles: tuple[str, ...]  # one a paragraph, keys of ROLES
    sections: tuple[Section, ...]  # in reading order
    chains: tuple[Chain, ...]
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a paragraph."""

    text: str
    tag: str  # jieba's dictionary tag; x where the dictionary knows none
    start: int  # characters of the paragraph


TimeKind = Literal["date", "year", "period", "deadline", "duration", "recurrence", "vague"]
MetricKind = Literal["count", "percent", "money", "duration", "score", "rank", "change", "range", "ratio"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time expression of one paragraph, resolved by the draft's own year."""

    start: int  # characters of the paragraph
    end: int
    text: str
    kind: TimeKind
    start_date: date | None = None  # inclusive; None when open or unknown
    end_date: date | None = None  # inclusive
    recurrence: str | None = None  # ISO 8601 duration: P1M


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit in one paragraph, or the mask that stands for one."""

    start: int  # of the numeral or mask, characters of the paragraph
    end: int  # of the unit
    text: str
    kind: MetricKind
    value: Decimal | None = None  # as written: 30 in 30余万字; None when masked
    value_max: Decimal | None = None  # the upper end of a range
    unit: str | None = None  # as written: 万字
    value_normalized: Decimal | None = None  # 万, 亿 … folded in: 300000
    value_max_normalized: Decimal | None = None
    unit_normalized: str | None = None  # 字
    qualifier: tuple[str, ...] = ()  # 近 约 余 多 以上 …
    change: Literal["up", "down", "flat"] | None = None  # where the words beside it say a difference
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """All a check or extractor may look at; each part by the number of a paragraph, worked out when first asked."""

    document: Document
    outline: Outline
    words: Callable[[int], tuple[Word, ...]]
    year: Callable[[int], int | None]  # it speaks of: its section's, else the draft's own
    moments: Callable[[int], tuple[Moment, ...]]
    measures: Callable[[int], tuple[Measure, ...]]
    organs: Callable[[int], tuple[tuple[int, int], ...]]  # start and end of each name of an organ
    proof: Callable[[], Proof | None]  # its layout; None where the file has none (text)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of prose a rule's scope names; what is not prose reads as U+FFFC."""

    paragraph: int
    start: int  # of text[0] in the paragraph
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found; it knows no rule, severity or message."""

    span: Span
    actual: str
    expected: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)  # further words for the message
    remedies: tuple[Remedy, ...] = ()  # of a fault of layout


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of `span`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with its rule's label on it."""

    rule: str
    name: str
    group: str
    severity: Severity
    message: str
    span: Span
    offset: int  # of the span in the whole text
    text: str  # exactly the characters there
    fix: str | None  # to put in their place; "" deletes
    safe: bool  # the fix, or the remedies, may be applied unasked
    source: str
    remedies: tuple[Remedy, ...] = ()  # changes of layout that mend it


@dataclass(frozen=True, slots=True)
class Metric:
    """An indicator (指标): a measure with the name and period a person would write beside it in a table."""

    span: Span
    offset: int  # of the span in the whole text
    text: str  # exactly the characters there
    name: str
    value: Decimal | None
    value_max: Decimal | None
    unit: str | None
    value_normalized: Decimal | None
    unit_normalized: str | None
    qualifier: tuple[str, ...]
    kind: MetricKind
    period: str | None  # as written, or the draft's own year
    period_inherited: bool  # from another sentence or the draft's own year
    change: Literal["up", "down", "flat"] | None
    masked: bool
    section: str | None  # the nearest heading
    sentence: str


TaskStatus = Literal["planned", "done", "open"]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do or done (任务): an action clause with who, with whom, by when, how much, on what ground."""

    span: Span
    offset: int
    text: str
    action: str
    object: str
    owner: tuple[str, ...]
    owner_inherited: bool  # nobody is named: the draft's own organ
    partners: tuple[str, ...]
    deadline: str | None  # as written
    deadline_date: date | None  # the last day of it
    targets: tuple[str, ...]
    basis: tuple[str, ...]
    section: str | None
    status: TaskStatus


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression (时间) at its place in the draft."""

    span: Span
    offset: int
    text: str
    kind: TimeKind
    start_date: date | None
    end_date: date | None
    recurrence: str | None


@dataclass(frozen=True, slots=True)
class Blank:
    """A placeholder still to fill (待补): ** XX ____."""

    span: Span
    offset: int
    text: str
    kind: Literal["number", "name", "organisation", "date"]
    name: str  # the indicator or thing it stands for; "" where nothing tells
    section: str | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A law, document or meeting the draft cites (引用)."""

    span: Span
    offset: int
    text: str
    title: str
    number: str | None  # 发文字号: 国务院令第711号
    kind: Literal["law", "document", "meeting"]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organ, office or unit the draft names (机构)."""

    span: Span
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """One file, checked or extracted from; or the reason why it could not be."""

    path: str
    document: Document | None = None
    outline: Outline | None = None
    findings: tuple[Finding, ...] = ()
    metrics: tuple[Metric, ...] = ()
    tasks: tuple[Task, ...] = ()
    times: tuple[Time, ...] = ()
    blanks: tuple[Blank, ...] = ()
    references: tuple[Reference, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    error: str | None = None
