"""An analysed draft in, its tasks out: from running prose, numbered items, 一是 chains, brackets and tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hegao.clauses import Clause, Deed, clauses, deed, second_verbs, verbal
from hegao.duties import Duties, bracketed, columns, duties_of_cells
from hegao.model import Analysis, Moment, Section, Span, Task, TaskStatus, Word
from hegao.organisations import organisations
from hegao.scopes import prose

_PROBLEMS = re.compile("问题|不足|短板|困难|差距|薄弱|形势|挑战|教训|体会|启示")
_AHEAD = re.compile("计划|打算|下一步|下步|思路|展望|明年|来年|今后|下半年|下阶段|下一阶段|工作安排|工作要求|重点任务")
_BACK = re.compile("回顾|总结|成效|成绩|完成情况|开展情况|进展|工作情况|做法|亮点|所做|过去")
_PLANS = frozenset(("plan", "key-points", "scheme", "allocation"))
_REPORTS = frozenset(("summary", "report", "circular", "briefing"))
_OPEN = frozenset(("notice", "minutes", "measures", "letter", "reply", "decision", "regulation", "opinion"))
_PLANNED = re.compile("任务|分工|分解|规划|要点|计划|方案|台账|安排")
_PAST = re.compile(
    "今年以来|去年以来|以来|去年|上半年|全年共|累计|先后|截至|已经?|同比|较上年|比上年|[0-9]月[，,]|1[—－-]"
)
_SHORT = 30  # characters: a line without any mark is a heading
_SHORTER = 22  # characters: one with a full stop
_MARKS = re.compile("[，。；：！？]")
_OUTCOME = re.compile(
    "^(?!比|较|同比|其中|被|位|列|居|由).*(?:(?:率|度|面|温度)(?:保持|稳定|控制|均|全部)?(?:达到?|为|在|不低于|不少于)?近?[0-9*]|更加|有效$|到位$|未发生|"
    "每[^，]{1,6}(?:不少于|不低于))"
)
_TURN = re.compile("\\s*(?:20[0-9]{2}年|明年|新的一年|下一步|下一年|今后)[^。]{0,12}?将")
_OWN = re.compile("我.{1,3}|我们|本.{1,3}")
_LEAD = re.compile(
    "^[^。]{0,40}(?:现将|如下|为(?:全面|深入|进一步|认真|切实)?(?:贯彻|落实|推进|加强|做好|规范)|以习近平|在[^，。]{2,30}领导下|近年来)|如下[：:。]?$|特制定|制定本"
)
_DUE = re.compile("前|底|末|内|中旬|下旬|上旬|年度|半年|季度|到|全年|期间|[0-9月日]$|月份$")
_NO_DUE = re.compile("起|以来|开始|截至|截止|去年|上年|以后|之后|后$|同期")


@dataclass(slots=True)
class _Draft:
    """A task in the making."""

    paragraph: int
    deed: Deed
    sentence: int
    owner: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    basis: list[str] = field(default_factory=list)
    targets: list[tuple[int, int]] = field(default_factory=list)  # result clauses after it
    named: list[str] = field(default_factory=list)  # targets from a column of a table
    due: Moment | None = None
    due_text: str | None = None
    due_date: date | None = None
    status: TaskStatus = "open"
    section: str | None = None


def extract(analysis: Analysis) -> tuple[Task, ...]:
    """The tasks in reading order."""
    document, outline = analysis.document, analysis.outline
    sections = _Sections(analysis)
    in_tables = {span.paragraph for table in document.tables for row in table.rows for cell in row for span in cell}
    drafts: list[_Draft] = []
    waiting: list[_Draft] = []  # those a bracket further on may speak of
    leads = {
        (item.lead.paragraph, item.lead.start): item.lead.end
        for chain in outline.chains
        for item in chain.items
        if item.lead.paragraph == item.span.paragraph
        and _is_theme(document.paragraphs[item.lead.paragraph - 1].text[item.lead.start : item.lead.end])
        and _has_more(document.paragraphs[item.span.paragraph - 1].text, item.lead.end, item.span.end)
    }
    seen_body = ahead = False
    for number, (paragraph, role) in enumerate(zip(document.paragraphs, outline.roles, strict=True), 1):
        if role not in ("body", "attachment") or number in in_tables or not paragraph.text.strip():
            continue
        place = sections.at(number)
        if sections.is_heading(number):
            waiting, ahead = [], False
            continue
        ahead = ahead or (place.status == "done" and _TURN.match(paragraph.text, 0, 40) is not None)
        if ahead:
            place = replace(place, status="planned")
        if place.problems:
            continue
        if place.lead:
            place = replace(place, lead=(not seen_body and sections.tells) or _LEAD.search(paragraph.text) is not None)
        seen_body = True
        for found, duties in _of_paragraph(analysis, number, sections.content_start(number), leads, place):
            drafts += found
            waiting += found
            if duties is not None:
                for draft in waiting:
                    if draft.paragraph == number or not draft.owner:  # who has a doer of his own is not meant
                        _give(draft, duties)
                waiting = []
    drafts += _of_tables(analysis, sections)
    drafts.sort(key=lambda d: (d.paragraph, d.deed.start))
    return tuple(_task(analysis, draft) for draft in drafts)


def _is_theme(lead: str) -> bool:
    """Whether the first sentence of 一是… names what the rest is about rather than being a row of actions."""
    return len(re.findall("[，,；]", lead)) < 2


def _has_more(text: str, at: int, end: int) -> bool:
    return bool(text[at:end].strip(" \u3000；;。"))


@dataclass(frozen=True, slots=True)
class _Place:
    """What the section a paragraph stands in says of its tasks."""

    title: str | None
    status: TaskStatus | None  # None where only the sentence can tell
    problems: bool
    lead: bool  # of the draft: what goes before the first heading
    due: Moment | None = None  # of a section that is a stage: 集中攻坚阶段（3月至10月）


class _Sections:
    """Where each paragraph stands in the outline."""

    def __init__(self, analysis: Analysis) -> None:
        outline = analysis.outline
        self._sections = outline.sections
        self._starts = [s.span.paragraph for s in outline.sections]
        self._headings = {s.span.paragraph for s in outline.sections if s.kind == "heading"}
        self._genres = frozenset(outline.genres)
        self._years = outline.years
        self._title = outline.title
        self.tells = bool(self._genres & (_REPORTS | {"plan", "speech"}))  # opens with a review, not with work
        self._any_heading = bool(self._headings) or any(s.kind == "run-in" for s in outline.sections)
        self._analysis = analysis

    def is_heading(self, number: int) -> bool:
        return number in self._headings

    def content_start(self, number: int) -> int:
        """Where the prose of a paragraph begins: behind a run-in heading or a label."""
        start = 0
        for section in self._sections:
            if section.span.paragraph == number:
                if section.kind == "run-in":
                    start = max(start, section.span.end)
                elif section.kind == "item":
                    start = max(start, section.span.start + len(section.label))
        return start

    def _chain(self, number: int) -> Iterator[Section]:
        at = bisect_right(self._starts, number) - 1
        index: int | None = at if at >= 0 else None
        while index is not None:
            section = self._sections[index]
            if section.last >= number and section.kind != "item":
                yield section
            index = section.parent

    def at(self, number: int) -> _Place:
        chain = list(self._chain(number))
        title = (chain[0].label + chain[0].title) if chain else None
        tops = [section.title for section in chain]
        problems = any(_PROBLEMS.search(t) and not re.search("整改|解决|措施|打算|下一步|要求", t) for t in tops)
        return _Place(title, self._status(tops), problems, not chain and self._any_heading, self._stage(chain))

    def _stage(self, chain: Sequence[Section]) -> Moment | None:
        if not chain or "阶段" not in chain[0].title:
            return None
        span = chain[0].span
        within = [m for m in self._analysis.moments(span.paragraph) if span.start <= m.start and m.end <= span.end]
        return within[-1] if within else None

    def _status(self, titles: Sequence[str]) -> TaskStatus | None:
        """None where only the sentence itself can tell."""
        genres = self._genres
        planning = bool(genres & _PLANS) and "summary" not in genres
        for title in reversed(titles):  # the topmost decides first
            years = [int(y) for y in re.findall("(20[0-9]{2})年", title)]
            later = bool(years and self._years and max(years) > self._years[0])
            if (later or _AHEAD.search(title)) and genres & _REPORTS:
                return "open" if "circular" in genres else "planned"
            if _BACK.search(title) and not planning:
                return "done"
        if planning or (_PLANNED.search(self._title) and not genres & _REPORTS):
            return "planned"
        if self._title.endswith("政府工作报告"):
            return "planned"
        if genres & _REPORTS:
            return "done"
        return "open" if genres & _OPEN or self._title else None


def _of_paragraph(
    analysis: Analysis, number: int, start: int, leads: dict[tuple[int, int], int], place: _Place
) -> Iterator[tuple[list[_Draft], Duties | None]]:
    """The tasks up to each bracket that says who does them, with what it says; last those behind all brackets."""
    text = prose(analysis.document.paragraphs[number - 1])
    if _is_bare_line(text.strip(), start):
        return
    moments, organs = analysis.moments(number), organisations(text)
    words = verbal(text, analysis.words(number), _edges(moments, organs))
    starts = [word.start for word in words]
    skip = {(s, e) for (p, s), e in leads.items() if p == number}
    first = bisect_right(starts, start - 1) if start else 0
    for duties in (*bracketed(text, moments), None):
        last = bisect_right(starts, duties.start - 1) if duties else len(words)
        row = clauses(text, words, first, last)
        found = _of_clauses(analysis, number, text, words, row, moments, organs, skip, place) if row else []
        yield found, duties
        if duties:
            first = bisect_right(starts, duties.end - 1)


def _is_bare_line(line: str, labelled: int) -> bool:
    """Whether a line is but a heading: short, one clause, and no full stop, or no label in front."""
    if not 3 < len(line) <= _SHORT or _MARKS.search(line[:-1]):
        return False
    if line[-1] not in "。；":
        return True
    return not labelled and len(line) < _SHORTER and not re.search("[0-9*]|[由要请]", line)


def _edges(moments: Sequence[Moment], organs: Sequence[tuple[int, int]]) -> list[int]:
    return [*(m.start for m in moments), *(m.end for m in moments), *(edge for organ in organs for edge in organ)]


def _of_clauses(
    analysis: Analysis,
    number: int,
    text: str,
    words: Sequence[Word],
    row: Sequence[Clause],
    moments: Sequence[Moment],
    organs: Sequence[tuple[int, int]],
    skip: set[tuple[int, int]],
    place: _Place,
) -> list[_Draft]:
    drafts: list[_Draft] = []
    state = _State()
    heading = _theme(text, words, row, analysis, number)
    for clause in row:
        at = words[clause.first].start
        if clause.sentence == heading:
            continue
        if any(s <= at < e for s, e in skip):
            continue
        if clause.sentence != state.sentence:
            state.next_sentence(clause.sentence)
            state.past = _PAST.search(text, at, at + 30) is not None
        for part in _parts(words, clause):
            one = deed(text, words, part, moments, organs)
            _take(drafts, state, one, number, text, words, part, place)
        if clause.mark in "；;":
            state.semicolon()
    return drafts


def _theme(text: str, words: Sequence[Word], row: Sequence[Clause], analysis: Analysis, number: int) -> int:
    """The number of the first sentence where it only names the theme of the paragraph; -1 when none does."""
    if len(row) < 3 or row[0].mark not in "。：" or row[1].sentence == row[0].sentence:
        return -1
    if row[-1].sentence < 2 and len(row) < 4:
        return -1
    start, end = words[row[0].first].start, words[row[0].last].start if row[0].last < len(words) else len(text)
    if end - start > 24 or any(start <= m.start < end for m in analysis.measures(number)):
        return -1
    return row[0].sentence


def _parts(words: Sequence[Word], clause: Clause) -> list[Clause]:
    """The clause parted at 、 or 并 where a second verb with its own object begins: 完善制度、细化流程."""
    if clause.last - clause.first < 4:
        return [clause]
    edges = second_verbs(words, clause)
    if not edges:
        return [clause]
    parts: list[Clause] = []
    begin = clause.first
    for left, right in edges:
        parts.append(replace(clause, first=begin, last=left, mark="、"))
        begin = right
    parts.append(replace(clause, first=begin))
    return parts


@dataclass(slots=True)
class _State:
    """What earlier clauses hand on to later ones."""

    sentence: int = -1
    owner: tuple[str, ...] = ()
    led: bool = False  # the owner leads all that follows: 由X牵头，
    partners: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    due: Moment | None = None  # X前: holds for what follows in the sentence
    next_due: Moment | None = None  # for the next task only
    last: list[_Draft] = field(default_factory=list)
    modal: str = ""
    states: bool = False  # the clause before says how things are
    past: bool = False  # the sentence tells of what has been

    def next_sentence(self, sentence: int) -> None:
        self.sentence = sentence
        self.owner, self.partners, self.grounds, self.due, self.modal = (), (), (), None, ""
        self.last = []
        self.next_due = None
        self.states = self.led = False

    def semicolon(self) -> None:
        self.grounds, self.due, self.last = (), None, []


def _take(
    drafts: list[_Draft],
    state: _State,
    one: Deed,
    number: int,
    text: str,
    words: Sequence[Word],
    clause: Clause,
    place: _Place,
) -> None:
    if one.doers:
        state.owner = one.doers
        state.partners = ()
        state.led = one.kind == "lead"
    if one.partners and one.kind in ("lead", "stance", "state"):
        state.partners = (*state.partners, *one.partners)
    elif one.partners and (one.doers or state.led):
        state.partners = (*state.partners, *one.partners)
    state.grounds += one.grounds
    due = next((m for m in one.moments if _is_due(m)), None)
    if due is not None:
        state.due = due if due.kind == "deadline" else None
        state.next_due = due if one.kind in ("lead", "stance") else None
    elif one.moments and any(m.kind == "recurrence" for m in one.moments):
        state.due = None
    state.modal = one.modal or state.modal
    if one.kind in ("stance", "lead") or (one.kind == "attitude" and not state.last):
        return
    if one.kind == "effect" and (not state.last or (clause.mark not in "。；;" and not one.perfect)):
        one = replace(one, kind="action")
    begin, end = words[clause.first].start, words[clause.last - 1].start + len(words[clause.last - 1].text)
    if one.kind == "state":
        if state.last and not one.modal and not state.states and _OUTCOME.search(text, begin, end):
            state.last[-1].targets.append((begin, end))
        state.states = True
        return
    state.states = False
    own_due = one.kind == "result" and due is not None and due.kind == "deadline"
    if one.kind in ("result", "attitude", "effect") and state.last and not own_due:
        state.last[-1].targets.append((begin, end))
        return
    if one.bare and not (due or one.doers or one.modal or one.partners or place.status == "open" and state.owner):
        return
    reports = state.owner and not state.modal
    if place.lead and not (due or state.due or reports or re.search("[0-9*]", text[one.start : one.end])):
        return
    draft = _Draft(number, one, clause.sentence)
    draft.owner = tuple(name for name in state.owner if not _OWN.fullmatch(name))
    draft.partners = (*state.partners, *(p for p in one.partners if p not in state.partners))
    draft.basis += state.grounds
    state.grounds = ()
    draft.due = due or state.next_due or state.due or place.due
    state.next_due = None
    draft.section = place.title
    if draft.due is not None and place.status == "done" and not draft.due.text.endswith("前"):
        draft.due = None
    draft.status = _status(one, state, place, state.past)
    state.last.append(draft)
    drafts.append(draft)


def _status(one: Deed, state: _State, place: _Place, past: bool) -> TaskStatus:
    if place.status in ("done", None) and (one.modal in ("要", "将", "应", "应当", "拟") or state.modal == "将"):
        return "planned" if place.status == "done" else "open"
    if place.status in ("open", None) and (one.perfect or past):
        return "done"
    return place.status or "planned"


def _is_due(moment: Moment) -> bool:
    if _NO_DUE.search(moment.text):
        return False
    if moment.kind == "deadline":
        return True
    if moment.kind == "recurrence":
        return moment.text.endswith("前")
    return moment.kind in ("date", "period") and _DUE.search(moment.text) is not None


def _give(draft: _Draft, duties: Duties) -> None:
    if duties.owner:
        draft.owner = duties.owner
        draft.partners = (*draft.partners, *(p for p in duties.partners if p not in draft.partners))
    elif duties.partners:
        draft.partners = (*draft.partners, *duties.partners)
    if duties.due is not None and draft.due is None:
        draft.due = duties.due
        draft.due_text, draft.due_date = duties.due_text, duties.due.end_date


def _of_tables(analysis: Analysis, sections: _Sections) -> Iterator[_Draft]:
    document = analysis.document
    for table in document.tables:
        heads = columns(document, table)
        if heads is None:
            continue
        seen: set[Span] = set()
        for row in table.rows[heads.first :]:
            spans = row[heads.task] if heads.task < len(row) else ()
            if not spans or spans[0] in seen:
                continue
            seen.add(spans[0])
            duties = duties_of_cells(analysis, heads, row)
            for span in spans:
                yield from _of_cell(analysis, span, duties, sections)


def _of_cell(analysis: Analysis, span: Span, duties: Duties, sections: _Sections) -> Iterator[_Draft]:
    number = span.paragraph
    text = prose(analysis.document.paragraphs[number - 1])
    moments, organs = analysis.moments(number), organisations(text)
    words = verbal(text, analysis.words(number), _edges(moments, organs))
    starts = [w.start for w in words]
    first, last = bisect_right(starts, span.start - 1), bisect_right(starts, span.end - 1)
    row = clauses(text, words, first, last)
    place = replace(sections.at(number), lead=False)
    found = _of_clauses(analysis, number, text, words, row, moments, organs, set(), place)
    for draft in found:
        _give(draft, duties)
        draft.named += duties.targets
        yield draft


def _task(analysis: Analysis, draft: _Draft) -> Task:
    paragraph = analysis.document.paragraphs[draft.paragraph - 1]
    one = draft.deed
    text = paragraph.text[one.start : one.end]
    due_text = draft.due_text or (draft.due.text if draft.due else None)
    due_date = draft.due_date or (draft.due.end_date if draft.due else None)
    places = [*draft.targets]
    targets = [paragraph.text[a:b] for a, b in places] + draft.named
    targets += [
        measure.text
        for measure in analysis.measures(draft.paragraph)
        if any(a <= measure.start and measure.end <= b for a, b in [(one.start, one.end), *places])
    ]
    return Task(
        Span(draft.paragraph, one.start, one.end),
        paragraph.offset + one.start,
        text,
        one.action,
        one.object,
        draft.owner,
        not draft.owner,
        draft.partners,
        due_text,
        due_date,
        tuple(targets),
        tuple(draft.basis),
        draft.section,
        draft.status,
    )
