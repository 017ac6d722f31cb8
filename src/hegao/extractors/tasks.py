"""An analysed draft in, its tasks out: from running prose, numbered items, 一是 chains, brackets and tables."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from hegao.clauses import Clause, Deed, Lead, Reading, clauses, deed, listed, parts, read
from hegao.duties import Columns, Duties, bracketed, columns, duties_of_cells
from hegao.model import Analysis, Cell, Moment, Outline, Section, Span, Task, TaskStatus
from hegao.organisations import organisations
from hegao.scopes import prose

_PLANS = frozenset(("plan", "key-points", "scheme", "allocation"))
_REPORTS = frozenset(("summary", "report", "circular", "briefing"))
_OPEN = frozenset(("notice", "minutes", "measures", "letter", "reply", "decision", "regulation", "opinion"))
_REMEDIES = re.compile("整改|解决|措施|打算|下一步|要求")  # under 问题整改 there are tasks
_MENDED = re.compile("(?:补齐?|补足|破解|解决|攻克|克服|化解|聚焦|针对)[^，、]{0,8}?(?:短板|问题|困难|难题|不足|薄弱)")
_YEAR = re.compile("(20[0-9]{2})年")
_TELLS = re.compile("均?已|全年|累计")
_PAST = re.compile("以来|去年|上半年|全年共|累计|先后|截至|已|同比|[较比]上年|[0-9]月[，,]|1[—－-]")
_PAST_WITHIN = 30  # characters from the beginning of a sentence
_SHORT = 30  # characters: a line without any mark is a heading
_SHORTER = 22  # characters: one with a full stop
_MARKS = re.compile("[，。；：！？]")
_NAMES_ONE = re.compile("[0-9*]|[由要请]")  # a line with a figure or a duty is no heading
_FIGURE = re.compile("[0-9*]")
_THEME = 24  # characters: a longer first sentence is more than the theme of its paragraph
_TURN = re.compile(r"\s*(?:20[0-9]{2}年|明年|新的一年|下一步|下一年|今后)[^。]{0,12}?将")
_OWN = re.compile("我.{1,3}|我们|本.{1,3}")
_NOBODY = re.compile("总书记|[0-9%％]|的|^(?:加快|推动|支持|高质量|一批|我代表)")  # what a doer's name never holds
_DONE = re.compile(
    "(?:全部|全面|基本|正式|确保|力争|要)?(?:完成|完工|建成|竣工|投用|投入使用|投入运营|投入运行|建成投用|开工|开园|交付|启用|封顶|主体封顶|落实)"
)
_LAST_STEP = re.compile(  # of what the clause before it names, which is due by then too
    "(?:正式|全面|并|、)*(?:(?:印发|下发|发布|公布|出台|报批|报审|送审|上线|启用|投用|投入使用|执行|施行|实施|试行|试?运行|并|、|后|起)+)"
)
_BEFORE_DUE = 2  # characters: 并于
_AS_DEMANDED = re.compile("(?:认真|严格|全面)?(?:落实|贯彻|贯彻落实|对照)[^，。]*(?:要求|规定|精神|部署)")
_OUTCOME = re.compile(
    "(?!比|较|同比|其中|被|位|列|居|由)[^，。；]*?(?:(?:率|度|面)(?:保持|稳定|控制|均|全部)?(?:达到?|为|在|不低于|不少于)?近?[0-9*]"
    "|更加|每[^，]{1,6}(?:不少于|不低于))"
)
_LEAD = re.compile(
    "^[^。]{0,40}(?:现将|如下|为(?:全面|深入|进一步|认真|切实)?(?:贯彻|落实|推进|加强|做好|规范)|以习近平|在[^，。]{2,30}领导下"
    "|近年来)|如下[：:。]?$|特制定|制定本"
)
_DUE = re.compile("前|底|末|内|中旬|下旬|上旬|年度|半年|季度|到|全年|期间|[0-9月日]$|月份$")
_NO_DUE = re.compile("起|以来|开始|截至|截止|去年|上年|以后|之后|后$|同期")


@dataclass(frozen=True, slots=True)
class _Place:
    """What the section a paragraph stands in says of its tasks."""

    title: str | None
    status: TaskStatus | None  # None where only the sentence can tell
    problems: bool  # it tells what is amiss, not what is done
    lead: bool  # of the draft: what goes before the first heading
    due: Moment | None  # of a section that is a stage: 集中攻坚阶段（3月至10月）


@dataclass(slots=True)
class _Draft:
    """A task in the making."""

    paragraph: int
    deed: Deed
    owner: tuple[str, ...]
    partners: tuple[str, ...]
    basis: tuple[str, ...]
    due: Moment | None
    status: TaskStatus
    section: str | None
    outcomes: list[tuple[int, int]] = field(default_factory=list)  # where the result clauses behind it stand
    goals: tuple[str, ...] = ()  # from a column of a table
    states: bool = False  # a clause behind it says how things are; what comes then is no outcome of it


@dataclass(slots=True)
class _State:
    """What earlier clauses hand on to later ones."""

    sentence: int = -1
    past: bool = False  # the sentence tells of what has been
    owner: tuple[str, ...] = ()
    led: bool = False  # the owner leads all that follows: 由X牵头，
    partners: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    due: Moment | None = None  # X前: holds for what follows in the sentence
    next_due: Moment | None = None  # for the next task only
    modal: str = ""
    last: _Draft | None = None  # what a result clause belongs to
    made: list[_Draft] = field(default_factory=list)  # the tasks of the sentence


def extract(analysis: Analysis) -> tuple[Task, ...]:
    """The tasks in reading order."""
    places = _places(analysis)
    drafts = [*_of_prose(analysis, places), *_of_tables(analysis, places)]
    drafts.sort(key=lambda draft: (draft.paragraph, draft.deed.start))
    own = _own_organ(analysis)
    by_paragraph = groupby(drafts, key=lambda draft: draft.paragraph)
    return tuple(task for number, group in by_paragraph for task in _tasks(analysis, number, group, own))


def _own_organ(analysis: Analysis) -> tuple[str, ...]:
    """Who a plan or summary speaks for: who signed it, else the organ its title begins with; nobody in other genres."""
    outline = analysis.outline
    if not frozenset(outline.genres) & {"plan", "summary", "key-points", "scheme", "report"}:
        return ()
    signed = [
        p.text.strip() for p, r in zip(analysis.document.paragraphs, outline.roles, strict=True) if r == "signature"
    ]
    if signed:
        return (signed[-1],)
    found = organisations(outline.title)
    return (outline.title[: found[0][1]],) if found and found[0][0] == 0 else ()


# Where a paragraph stands


def _places(analysis: Analysis) -> list[_Place]:
    """The place of each paragraph, by its number; the first is of no paragraph."""
    sections = analysis.outline.sections
    first_lines = [section.span.paragraph for section in sections]
    has_headings = any(section.kind != "item" for section in sections)
    known: dict[tuple[int, ...], _Place] = {}
    places: list[_Place] = []
    for number in range(len(analysis.document.paragraphs) + 1):
        chain = tuple(_chain(sections, bisect_right(first_lines, number) - 1, number))
        if chain not in known:
            known[chain] = _place(analysis, [sections[i] for i in chain], has_headings)
        places.append(known[chain])
    return places


def _chain(sections: Sequence[Section], index: int, number: int) -> Iterator[int]:
    """The sections a paragraph stands in, from the innermost up, beginning with the last one that begins before it."""
    at: int | None = index if index >= 0 else None
    while at is not None:
        section = sections[at]
        if section.last >= number and section.kind != "item":
            yield at
        at = section.parent


def _place(analysis: Analysis, chain: Sequence[Section], has_headings: bool) -> _Place:
    titles = [section.title for section in chain]
    return _Place(
        title=chain[0].label + chain[0].title if chain else None,
        status=_status_under(analysis.outline, titles),
        problems=any(_says(_MENDED.sub("", title), "题说问题") and not _REMEDIES.search(title) for title in titles),
        lead=not chain and has_headings,
        due=_stage(analysis, chain[0]) if chain else None,
    )


def _says(title: str, kind: str) -> bool:
    return any(word in title for word in listed(kind))


def _stage(analysis: Analysis, section: Section) -> Moment | None:
    if "阶段" not in section.title:
        return None
    span = section.span
    within = [m for m in analysis.moments(span.paragraph) if span.start <= m.start and m.end <= span.end]
    return within[-1] if within else None


def _status_under(outline: Outline, titles: Sequence[str]) -> TaskStatus | None:
    """The status of tasks below these headings, the innermost first; None where only the sentence can tell."""
    genres = frozenset(outline.genres)
    planning = bool(genres & _PLANS) and "summary" not in genres
    for title in reversed(titles):  # the topmost decides first
        years = [int(year) for year in _YEAR.findall(title)]
        later = bool(years and outline.years and max(years) > outline.years[0])
        if genres & _REPORTS and (later or _says(title, "题说打算")):
            return "open" if "circular" in genres else "planned"
        if not planning and _says(title, "题说回顾"):
            return "done"
    if planning or outline.title.endswith("政府工作报告"):
        return "planned"
    if genres & _REPORTS:
        return "done"
    if _says(outline.title, "题说计划"):
        return "planned"
    return "open" if genres & _OPEN or outline.title else None


def _content_starts(outline: Outline) -> dict[int, int]:
    """Where the prose of a paragraph begins, by its number: behind a run-in heading or a label."""
    starts: dict[int, int] = {}
    for section in outline.sections:
        if section.kind != "heading":
            span = section.span
            start = span.end if section.kind == "run-in" else span.start + len(section.label)
            starts[span.paragraph] = max(start, starts.get(span.paragraph, 0))
    return starts


def _themes(analysis: Analysis) -> dict[int, list[tuple[int, int]]]:
    """The first sentences of 一是… that only name what the rest is about, by the number of the paragraph."""
    themes: dict[int, list[tuple[int, int]]] = {}
    for chain in analysis.outline.chains:
        for item in chain.items:
            lead = item.lead
            if lead.paragraph != item.span.paragraph:
                continue
            text = analysis.document.paragraphs[lead.paragraph - 1].text
            row_of_actions = len(re.findall("[，,；]", text[lead.start : lead.end])) > 1
            if not row_of_actions and text[lead.end : item.span.end].strip(" \u3000；;。"):
                themes.setdefault(lead.paragraph, []).append((lead.start, lead.end))
    return themes


# Running prose


def _of_prose(analysis: Analysis, places: Sequence[_Place]) -> list[_Draft]:
    document, outline = analysis.document, analysis.outline
    in_tables = {span.paragraph for table in document.tables for row in table.rows for cell in row for span in cell}
    headings = {section.span.paragraph for section in outline.sections if section.kind == "heading"}
    starts, themes = _content_starts(outline), _themes(analysis)
    reviews = not (_REPORTS | {"plan", "speech"}).isdisjoint(outline.genres)  # opens with a review, not with work
    drafts: list[_Draft] = []
    waiting: list[_Draft] = []  # those a bracket further on may speak of
    seen_body = ahead = False
    apart = False  # items below this heading have brackets of their own: none speaks for another
    for number, (paragraph, role) in enumerate(zip(document.paragraphs, outline.roles, strict=True), 1):
        if role not in ("body", "attachment") or number in in_tables or not paragraph.text.strip():
            continue
        if number in headings:
            waiting, ahead, apart = [], False, False
            continue
        place = places[number]
        ahead = ahead or (place.status == "done" and _TURN.match(paragraph.text, 0, 40) is not None)
        if place.problems:
            continue
        if ahead:
            place = replace(place, status="planned")
        if place.lead:
            place = replace(place, lead=(reviews and not seen_body) or _LEAD.search(paragraph.text) is not None)
        seen_body = True
        for found, duties in _of_paragraph(analysis, number, starts.get(number, 0), themes.get(number, ()), place):
            drafts += found
            waiting += found
            if duties is not None:
                each = number in starts and (apart or any(d.owner for d in waiting if d.paragraph != number))
                apart = apart or number in starts
                for draft in waiting:
                    if draft.paragraph == number or not (each or draft.owner):
                        _give(draft, duties)
                waiting = []
    return drafts


def _of_paragraph(
    analysis: Analysis, number: int, start: int, themes: Sequence[tuple[int, int]], place: _Place
) -> Iterator[tuple[list[_Draft], Duties | None]]:
    """The tasks up to each bracket that says who does them, with what it says; last those behind all brackets."""
    reading = _read(analysis, number)
    if _is_bare_line(reading.text.strip(), start):
        return
    first = bisect_left(reading.starts, start)
    for duties in (*bracketed(reading.text, analysis.moments(number)), None):
        last = bisect_left(reading.starts, duties.start) if duties else len(reading.starts)
        row = clauses(reading, first, last)
        skipped = _theme(analysis, number, reading, row)
        if skipped >= 0:
            row = [clause for clause in row if clause.sentence != skipped]
        if themes:
            row = [c for c in row if not any(a <= reading.starts[c.first] < b for a, b in themes)]
        yield _of_clauses(number, reading, row, place), duties
        if duties:
            first = bisect_left(reading.starts, duties.end)


def _read(analysis: Analysis, number: int) -> Reading:
    text = prose(analysis.document.paragraphs[number - 1])
    return read(text, analysis.words(number), analysis.moments(number), analysis.organs(number))


def _is_bare_line(line: str, start: int) -> bool:
    """Whether a line is but a heading: short, one clause, and no full stop, or no label in front.

    What begins with 已 or 全年 tells what was done, be it as short.
    """
    if not 3 < len(line) <= _SHORT or _MARKS.search(line[:-1]) or _TELLS.match(line):
        return False
    if line[-1] not in "。；":
        return True
    return not start and len(line) < _SHORTER and not _NAMES_ONE.search(line)


def _theme(analysis: Analysis, number: int, reading: Reading, row: Sequence[Clause]) -> int:
    """The number of the first sentence where it only names the theme of the paragraph; -1 when none does."""
    if len(row) < 3 or row[0].mark not in "。：" or row[1].sentence == row[0].sentence:
        return -1
    if row[-1].sentence < 2 and len(row) < 4:
        return -1
    start, end = reading.starts[row[0].first], reading.starts[row[0].last]
    if _TELLS.match(reading.text, start):
        return -1
    if end - start > _THEME or any(start <= measure.start < end for measure in analysis.measures(number)):
        return -1
    return row[0].sentence


# One clause after the other


def _of_clauses(number: int, reading: Reading, row: Sequence[Clause], place: _Place) -> list[_Draft]:
    drafts: list[_Draft] = []
    state = _State()
    for clause, following in zip(row, [*row[1:], None], strict=False):
        if clause.sentence != state.sentence:
            at = reading.starts[clause.first]
            state = _State(clause.sentence, _PAST.search(reading.text, at, at + _PAST_WITHIN) is not None)
        if following is not None and reading.organ_at and _is_ground(reading, clause, following):
            state.grounds += (reading.text[reading.starts[clause.first] : reading.end(clause.last - 1)],)
            continue
        for part in parts(reading, clause):
            draft = _take(state, number, reading, part, place)
            if draft is not None:
                drafts.append(draft)
                state.made.append(draft)
                state.last = draft
        if clause.mark in "；;":
            state.grounds, state.due, state.last = (), None, None
    return drafts


def _take(state: _State, number: int, reading: Reading, clause: Clause, place: _Place) -> _Draft | None:
    """The task a clause makes, if it does; the state and the task before it learn what else it says."""
    one = deed(reading, clause)
    if (one.kind == "state" or one.bare) and not state.made:
        one = _named_first(reading, clause) or one
    lead, kind = one.lead, one.kind
    due = _hear(state, one)
    last = state.last
    if state.made and (kind == "lead" or _says_when(reading, one, due)):
        _complete(state.made, one, due)
        return None
    if kind in ("stance", "lead", "state") or (kind == "attitude" and last is None):
        if kind == "state" and last is not None and not lead.modal:
            _add_outcome(last, reading, clause)
        return None
    if kind == "result" and last is not None and (hoped := _hoped_for(reading, clause)):
        for draft in state.made:
            draft.due = draft.due or hoped
        return None
    effect = kind == "effect" and (clause.mark in "。；;" or lead.perfect)
    own_due = kind == "result" and due is not None and due.kind == "deadline"
    if last is not None and (effect or kind in ("result", "attitude")) and not own_due:
        last.outcomes.append((reading.starts[clause.first], reading.end(clause.last - 1)))
        return None
    if one.bare and not (due or lead.doers or lead.modal or lead.partners or (place.status == "open" and state.owner)):
        return None
    if (
        place.lead
        and not (due or state.due or (state.owner and not state.modal))
        and not _FIGURE.search(reading.text, one.start, one.end)
    ):
        return None
    draft = _draft(state, number, one, due, place)
    if last is not None and last.due is None and due is not None and _is_last_step(reading, clause, one, due):
        last.due = draft.due
    return draft


def _hoped_for(reading: Reading, clause: Clause) -> Moment | None:
    """By when what its sentence names before is to be done: 力争6月底前完成, 确保9月底前上线运行."""
    moment = reading.moment_of.get(clause.first + 1)
    if moment is None or not _is_due(moment):
        return None
    end = reading.end(clause.last - 1)
    step = _DONE.fullmatch(reading.text, moment.end, end) or _LAST_STEP.fullmatch(reading.text, moment.end, end)
    return moment if step else None


def _is_last_step(reading: Reading, clause: Clause, one: Deed, due: Moment) -> bool:
    """Whether it brings to its end what the clause before names: 修订预案，6月底前印发; not 首批事项6月底前上线."""
    before = reading.text[reading.starts[clause.first] : due.start]
    return len(before) <= _BEFORE_DUE and _LAST_STEP.fullmatch(reading.text, one.start, one.end) is not None


def _is_ground(reading: Reading, clause: Clause, following: Clause) -> bool:
    """落实《…》要求，X要…: the ground of what X is to do, no task of its own."""
    return (
        clause.mark in "，,"
        and following.sentence == clause.sentence
        and reading.starts[following.first] in reading.organ_at
        and _AS_DEMANDED.fullmatch(reading.text, reading.starts[clause.first], reading.end(clause.last - 1)) is not None
    )


def _named_first(reading: Reading, clause: Clause) -> Deed | None:
    """标准厂房6月底前建成: what is to be done stands before by when."""
    end = reading.end(clause.last - 1)
    for word, moment in reading.moment_of.items():
        if moment.kind != "deadline" or not clause.first < word < clause.last:
            continue
        if _DONE.fullmatch(reading.text, moment.end, end):
            start = reading.starts[clause.first]
            named, done = reading.text[start : moment.start], reading.text[moment.end : end]
            return Deed("action", Lead(clause.last, clause.last, moments=(moment,)), start, end, done, named)
    return None


def _says_when(reading: Reading, one: Deed, due: Moment | None) -> bool:
    """Whether a clause only says by when or by whom those before it are to be done: 10月底前完成, 县财政局负责落实."""
    lead = one.lead
    if lead.kept or lead.fronted or not (due or lead.doers):
        return False
    if one.kind == "state":  # a verb the dictionary takes for a noun
        start, end = reading.starts[min(lead.at, lead.last - 1)], reading.end(lead.last - 1)
    elif one.kind in ("action", "result"):
        start, end = one.start, one.end
    else:
        return False
    return _DONE.fullmatch(reading.text, start, end) is not None


def _complete(made: Sequence[_Draft], one: Deed, due: Moment | None) -> None:
    """Gives the tasks of a sentence what a clause behind them says: 由X牵头, Y配合, 10月底前完成."""
    lead = one.lead
    for draft in made:
        if lead.doers and not draft.owner and (lead.leads or due or one.kind != "lead"):
            draft.owner = lead.doers
        draft.partners = _with(draft.partners, lead.partners)
        if one.kind != "lead":
            draft.due = draft.due or due


def _add_outcome(last: _Draft, reading: Reading, clause: Clause) -> None:
    """A rate or state that comes right behind a task is what it is to reach: 合格率达到95%."""
    start, end = reading.starts[clause.first], reading.end(clause.last - 1)
    if last.states or not _OUTCOME.match(reading.text, start, end):
        last.states = True
        return
    last.outcomes.append((start, end))


def _hear(state: _State, one: Deed) -> Moment | None:
    """Takes from a clause what it tells of those behind it; gives the time by which it is due itself."""
    lead = one.lead
    if lead.doers:
        state.owner, state.partners, state.led = lead.doers, (), one.kind == "lead"
    if lead.partners and (one.kind in ("lead", "stance", "state") or lead.doers or state.led):
        state.partners += lead.partners
    state.grounds += lead.grounds
    state.modal = lead.modal or state.modal
    if not lead.moments:
        return None
    due = next((moment for moment in lead.moments if _is_due(moment)), None)
    if due is not None:
        state.due = due if due.kind == "deadline" else None
        state.next_due = due if one.kind in ("lead", "stance") else None
    elif any(moment.kind == "recurrence" for moment in lead.moments):
        state.due = None
    return due


def _is_due(moment: Moment) -> bool:
    if _NO_DUE.search(moment.text):
        return False
    if moment.kind == "deadline":
        return True
    if moment.kind == "recurrence":
        return moment.text.endswith("前")
    return moment.kind in ("date", "period") and _DUE.search(moment.text) is not None


def _draft(state: _State, number: int, one: Deed, due: Moment | None, place: _Place) -> _Draft:
    due = due or state.next_due or state.due or place.due
    if due is not None and place.status == "done" and not due.text.endswith("前"):
        due = None  # when it was done, not by when
    draft = _Draft(
        number,
        one,
        owner=state.owner and tuple(n for n in state.owner if not (_OWN.fullmatch(n) or _NOBODY.search(n))),
        partners=_with(state.partners, one.lead.partners),
        basis=state.grounds,
        due=due,
        status=_status(one, state, place),
        section=place.title,
    )
    state.grounds, state.next_due = (), None
    return draft


def _with(names: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return (*names, *(name for name in more if name not in names)) if more else names


def _status(one: Deed, state: _State, place: _Place) -> TaskStatus:
    if place.status in ("done", None) and (one.lead.modal in ("要", "将", "应", "应当", "拟") or state.modal == "将"):
        return "planned" if place.status == "done" else "open"
    if place.status in ("open", None) and (one.lead.perfect or state.past):
        return "done"
    return place.status or "planned"


# Brackets and tables


def _give(draft: _Draft, duties: Duties) -> None:
    if duties.owner:
        draft.owner = duties.owner
    draft.partners = _with(draft.partners, duties.partners)
    draft.due = draft.due or duties.due


def _of_tables(analysis: Analysis, places: Sequence[_Place]) -> Iterator[_Draft]:
    for table in analysis.document.tables:
        heads = columns(analysis.document, table)
        if heads is None:
            continue
        seen: set[Span] = set()  # a merged cell stands in several rows
        for row in table.rows[heads.first :]:
            if len({cell for cell in row if cell}) > 1:  # else a heading across the table
                yield from _of_row(analysis, heads, row, places, seen)


def _of_row(
    analysis: Analysis, heads: Columns, row: Sequence[Cell], places: Sequence[_Place], seen: set[Span]
) -> list[_Draft]:
    """The tasks of a row: of its measures, else of its task, which at least names one."""
    duties = duties_of_cells(analysis, heads, row)
    for column in (heads.measures, heads.task):
        cell = row[column] if column >= 0 else ()
        if not cell or cell[0] in seen:
            continue
        seen.add(cell[0])
        found = [draft for span in cell for draft in _of_cell(analysis, span, duties, places[span.paragraph])]
        if found:
            return found
        if column == heads.task:
            return [_of_name(analysis, cell[0], duties, places[cell[0].paragraph])]
    return []


def _of_name(analysis: Analysis, span: Span, duties: Duties, place: _Place) -> _Draft:
    """The task of a cell that only names what is to be done: 县医院迁建项目."""
    name = prose(analysis.document.paragraphs[span.paragraph - 1])[span.start : span.end]
    return _Draft(
        span.paragraph,
        Deed("action", Lead(0, 0), span.start, span.end, "", name),
        duties.owner,
        duties.partners,
        (),
        duties.due,
        place.status or "planned",
        place.title,
        goals=duties.targets,
    )


def _of_cell(analysis: Analysis, span: Span, duties: Duties, place: _Place) -> Iterator[_Draft]:
    reading = _read(analysis, span.paragraph)
    first, last = bisect_left(reading.starts, span.start), bisect_left(reading.starts, span.end)
    row = clauses(reading, first, last)
    theme = _theme(analysis, span.paragraph, reading, row)
    meant = [clause for clause in row if clause.sentence != theme]
    for draft in _of_clauses(span.paragraph, reading, meant, replace(place, lead=False)):
        _give(draft, duties)
        draft.goals = duties.targets
        yield draft


# What comes out


def _tasks(analysis: Analysis, number: int, drafts: Iterable[_Draft], own: tuple[str, ...]) -> Iterator[Task]:
    paragraph = analysis.document.paragraphs[number - 1]
    measures = analysis.measures(number)
    measure_starts = [measure.start for measure in measures]
    for draft in drafts:
        one = draft.deed
        targets = [paragraph.text[start:end] for start, end in draft.outcomes]
        targets += draft.goals
        for start, end in ((one.start, one.end), *draft.outcomes) if measures else ():
            within = measures[bisect_left(measure_starts, start) : bisect_left(measure_starts, end)]
            targets += [measure.text for measure in within if measure.end <= end]
        yield Task(
            span=Span(number, one.start, one.end),
            offset=paragraph.offset + one.start,
            text=paragraph.text[one.start : one.end],
            action=one.action,
            object=one.object,
            owner=draft.owner or own,
            owner_inherited=not draft.owner,
            partners=draft.partners,
            deadline=draft.due.text if draft.due else None,
            deadline_date=draft.due.end_date if draft.due else None,
            targets=tuple(targets),
            basis=draft.basis,
            section=draft.section,
            status=draft.status,
        )
