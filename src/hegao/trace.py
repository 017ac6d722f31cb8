"""A plan and a summary, extracted, in; what the summary says of each task of the plan, what it did besides, and how the
figures both give have changed, out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from hegao.assignment import assign
from hegao.data import data_folder, lexicon_lines
from hegao.errors import HegaoError, RuleError
from hegao.model import Document, Metric, Review, Section, Span, Task, Word
from hegao.resemblance import (
    Likeness,
    Phrase,
    Vocabulary,
    is_particular,
    likeness,
    means_something,
    phrase,
    rarity,
)

Verdict = Literal["done", "partial", "undone", "missing"]
VERDICTS: dict[Verdict, str] = {
    "done": "已落实",
    "partial": "部分落实",
    "undone": "总结称未做",
    "missing": "未提及",
}
EXTRA = "计划外"

_ANSWERS = 0.44  # likeness from which a sentence speaks of a task
_SHARED = 0.64  # … if the sentence answers another one already
_ADDED = 0.85  # share of the best answer's likeness from which another sentence is added to it
_ABOUT = 0.42  # … and from which it is no work outside the plan, should the task be answered otherwise
_SHORTENED = 0.85  # what an answer counts that speaks of a task without its beginning
_ECHO = 85  # likeness (0–100) from which a task but repeats a heading
_SAME_NAME = 78  # likeness (0–100) from which two indicators are the same

_ROLES = ("body", "attachment", "table")
_CLAUSE = re.compile(r"[^，；。！？,;!?]+")
_SENTENCE_ENDS = "。！？；!?;"
_MARKS = " \t\u3000*_#>"  # blanks, and what Markdown has at the edges of a clause
_SENTENCE = re.compile(r"[^。！？；!?;\s][^。！？；!?;]*")
_LABEL = re.compile(
    r"\s*(?:[0-9０-９]{1,2}[.．、]|[（(][0-9一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+是|[①-⑳])?\s*"
)
_DUTIES = re.compile(r"[。；]?\s*(?:[（(][^（）()]*[）)])?[。；]?\s*$")
_VERB_BY = 12  # characters before the verb of a planned task at most
_LATER = re.compile(r"下一步|下步|下阶段|明年|来年|今后|打算|思路|计划(?!.*情况)|工作安排|努力方向|展望")
_TROUBLE = re.compile(r"^(?!.*(?:补|解|破|攻|整|聚焦|针对|着力|帮|救)).*(?:问题|不足|困难|短板|差距|教训)")
_AIM_COLUMN = re.compile(r"目标|计划|任务|年初|要求|应完成")
_AT_MOST = ("不超过", "不高于", "不多于", "以内", "以下", "内", "控制在", "低于", "少于", "不大于")
_TIMES_A_YEAR = {"每月": 12, "每季度": 4, "每季": 4, "每半年": 2, "每两个月": 6}
_STARTS_ON = re.compile(r"(?:目前|现|其余|剩余|还有|另有|但|仍|均|都|已)*")  # before a word that says how far it is
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE = re.compile(r"去年|上年|往年|同期|前年")
_FILLERS = re.compile(r"^(?:\d+[.．、]|全年|全县|全市|全区|累计|计划|力争|共|实现|完成|全部|预计|总计|合计|全年累计)+")
_NO_COMPARISON = ("duration", "range", "ratio")


@dataclass(frozen=True, slots=True)
class Passage:
    """Where the summary speaks of a task, and the words there."""

    span: Span
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number the plan aims at, and what the summary gives for it."""

    name: str
    aim: Metric
    times: int  # 12 where the plan says 每月 and the summary counts the year
    result: Metric | None  # None: no number to compare with
    rate: Decimal | None  # result in per cent of the aim
    reached: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the summary says of a planned task."""

    task: Task
    steps: tuple[Task, ...]  # what follows in the same sentence and is no task of its own: 8月底前印发
    deadline: str | None
    verdict: Verdict
    passages: tuple[Passage, ...]
    words: tuple[str, ...]  # of the task, found there
    likeness: float  # of the best passage, 0–1
    figures: tuple[Figure, ...]
    hedges: tuple[str, ...]  # words by which the summary says that it is not finished


@dataclass(frozen=True, slots=True)
class Extra:
    """Something done that answers no planned task."""

    passage: Passage
    task: Task | None  # None: a clause with a figure in which no task was found
    section: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator both documents give."""

    name: str
    before: Metric
    after: Metric
    difference: Decimal  # in the normalised unit
    percent: Decimal | None  # of the earlier value; None for per cents and nought


@dataclass(frozen=True, slots=True)
class Trace:
    """A plan held against a summary."""

    plan: Review
    summary: Review
    answers: tuple[Answer, ...]
    extras: tuple[Extra, ...]
    changes: tuple[Change, ...]
    notices: tuple[str, ...] = ()  # what the user should know first


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """rules/lexicon/trace.txt."""

    vocabulary: Vocabulary
    actions: frozenset[str]
    units: tuple[frozenset[str], ...]
    unfinished: tuple[str, ...]  # longest first
    undone: tuple[str, ...]
    later: tuple[str, ...]
    steps: frozenset[str]
    details: tuple[str, ...]


@dataclass(slots=True)
class _Goal:
    """A planned task with what belongs to it."""

    task: Task
    steps: list[Task] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    tails: list[Span] = field(default_factory=list)  # clauses of the same sentence that say how much: 发文减少5%


@dataclass(slots=True)
class _Unit:
    """A clause or a row of a table of the summary."""

    spans: tuple[Span, ...]
    text: str
    group: tuple[int, int]  # clauses of one sentence have the same
    around: str  # the sentence
    metrics: list[Metric]
    tasks: list[Task]
    trouble: bool = False  # under a heading such as 存在的问题
    row: bool = False


def trace(plan: Review, summary: Review) -> Trace:
    """Both hold tasks, metrics and times as extracted. HegaoError where they can't be read or are the same text."""
    for review in (plan, summary):
        if review.error is not None or review.document is None:
            raise HegaoError(f"无法读取 {review.path}：{review.error}")
    if _texts(plan) == _texts(summary) and any(_texts(plan)):
        raise HegaoError("计划和总结的内容完全相同，没有可对照的；请确认没有把同一份文稿选了两次")
    goals, units = _goals(plan), _units(summary)
    answers, used, near = _answers(goals, units, plan, summary)
    extras = tuple(_extras(units, used, near, plan, summary))
    notices = tuple(_notices(plan, summary, goals, units))
    return Trace(plan, summary, answers, extras, tuple(_changes(plan, summary)), notices)


def _texts(review: Review) -> list[str]:
    return [text for paragraph in _document(review).paragraphs if (text := paragraph.text.strip())]


def _document(review: Review) -> Document:
    if review.document is None:
        raise ValueError(f"{review.path} holds no document")
    return review.document


@cache
def _lexicon() -> _Lexicon:
    path = data_folder("rules") / "lexicon" / "trace.txt"
    rows: dict[str, list[list[str]]] = {
        name: [] for name in ("同义", "同物", "同量", "未完", "未做", "以后", "步骤", "附带", "泛词")
    }
    for number, line in lexicon_lines(path):
        name, *words = line.split()
        if name not in rows:
            raise RuleError(f"{path} 第 {number} 行：没有“{name}”这一类，应是{'、'.join(rows)}之一")
        rows[name].append(words)
    every = {name: frozenset(word for words in lines for word in words) for name, lines in rows.items()}
    same = [*rows["同义"], *rows["同物"]]
    synonyms = {word: frozenset(n for n, row in enumerate(same) if word in row) for row in same for word in row}

    def longest_first(name: str) -> tuple[str, ...]:
        return tuple(sorted(every[name], key=lambda word: (-len(word), word)))

    return _Lexicon(
        Vocabulary(synonyms, every["泛词"]),
        every["同义"],
        tuple(frozenset(words) for words in rows["同量"]),
        longest_first("未完"),
        longest_first("未做"),
        longest_first("以后"),
        every["步骤"],
        longest_first("附带"),
    )


# What the plan wants.


def _goals(plan: Review) -> list[_Goal]:
    """The planned tasks, without those that only repeat a heading or say nothing; steps with the task they end."""
    from rapidfuzz.fuzz import partial_ratio

    lexicon, text_of = _lexicon(), _Texts(plan)
    titles = [section.title for section in _headings(plan) if len(section.title) > 3]
    goals: list[_Goal] = []
    taken: set[Span] = set()
    known = [task for task in plan.tasks if task.status != "done"]
    for task in sorted([*known, *_overlooked(plan, text_of)], key=lambda task: (task.span.paragraph, task.span.start)):
        said = text_of.phrase(task.span)
        metrics = list(_metrics_of(task, plan))
        taken.update(metric.span for metric in metrics)
        before = goals[-1] if goals and _same_sentence(goals[-1].task.span, task.span, plan) else None
        if before and _is_step(task, said, text_of.phrase(before.task.span), lexicon):
            before.steps.append(task)
            before.metrics += metrics
        elif means_something(said) and (metrics or not any(partial_ratio(task.text, t) >= _ECHO for t in titles)):
            goals.append(_Goal(task, metrics=metrics))
    _add_tails(goals, plan, taken)
    return goals


def _overlooked(plan: Review, text_of: _Texts) -> Iterator[Task]:
    """Sentences below the headings without any task, in whose first words one of our verbs stands, as tasks.

    A task that is not listed could never be seen to be missing from the summary.
    """
    outline, actions = plan.outline, _lexicon().actions
    if outline is None or not any(task.status == "planned" for task in plan.tasks):
        return
    starts = {(task.span.paragraph, task.span.start) for task in plan.tasks}
    sections = {number: s for s in _headings(plan) for number in range(s.span.paragraph, s.last + 1)}
    for number, paragraph in enumerate(text_of.document.paragraphs, 1):
        section = sections.get(number)
        if section is None or outline.roles[number - 1] != "body" or paragraph.kind != "body":
            continue
        begin = section.span.end if section.span.paragraph == number else 0
        for match in _SENTENCE.finditer(paragraph.text, begin):
            label = _LABEL.match(paragraph.text, match.start(), match.end())
            first, last = label.end() if label else match.start(), match.end()
            if any(number == n and first <= at < last for n, at in starts):
                continue
            end = paragraph.text.find("，", first, last)
            span = Span(number, first, end if end > 0 else last)
            words = [word for word in text_of.words(span) if word.start - first <= _VERB_BY]
            verb = next((word for word in words if word.text in actions), None)
            if verb is None and any(_within(metric.span, span) for metric in plan.metrics):
                verb = next((word for word in words if word.tag in ("v", "vn")), None)
            if verb is None:
                continue
            text = paragraph.text[span.start : span.end]
            rest = paragraph.text[verb.start + len(verb.text) : span.end]
            title = f"{section.label}{section.title}"
            due = next((time for time in plan.times if _within(time.span, span) and time.kind == "deadline"), None)
            deadline, last_day = (due.text, due.end_date) if due else (None, None)
            yield Task(
                *(
                    span,
                    paragraph.offset + first,
                    text,
                    verb.text,
                    rest,
                    (),
                    True,
                    (),
                    deadline,
                    last_day,
                    (),
                    (),
                    title,
                ),
                status="open",
            )


def _within(one: Span, other: Span) -> bool:
    return one.paragraph == other.paragraph and other.start <= one.start and one.end <= other.end


def _is_step(task: Task, said: Phrase, before: Phrase, lexicon: _Lexicon) -> bool:
    """Whether a clause only ends or counts what the one before it names: 8月底前印发, 培训300人次."""
    counted = re.search(r"[0-9一二三四五六七八九十]", task.text)
    if not means_something(said) or ((task.action in lexicon.steps or task.action in lexicon.details) and not counted):
        return True
    return bool(counted) and all(term in before.text or weight < 1 for term, weight in said.terms.items())


def _add_tails(goals: Sequence[_Goal], plan: Review, taken: set[Span]) -> None:
    """Figures in clauses behind a task that hold no task go with it."""
    text_of = {number: paragraph.text for number, paragraph in enumerate(_document(plan).paragraphs, 1)}
    for metric in plan.metrics:
        if metric.span in taken:
            continue
        before = [goal for goal in goals if _same_sentence(goal.task.span, metric.span, plan)]
        if before:
            goal, text = before[-1], text_of[metric.span.paragraph]
            start = max(text.rfind(mark, 0, metric.span.start) for mark in "，、") + 1
            goal.metrics.append(metric)
            goal.tails.append(Span(metric.span.paragraph, max(start, goal.task.span.end), metric.span.end))


def _metrics_of(task: Task, review: Review) -> Iterator[Metric]:
    """The figures within a task and its targets."""
    text = _document(review).paragraphs[task.span.paragraph - 1].text
    places = [(task.span.start, task.span.end)]
    for target in task.targets:
        at = text.find(target, task.span.start)
        if at >= 0:
            places.append((at, at + len(target)))
    for metric in review.metrics:
        span = metric.span
        if span.paragraph == task.span.paragraph and any(a <= span.start and span.end <= b for a, b in places):
            yield metric


def _same_sentence(one: Span, other: Span, review: Review) -> bool:
    if one.paragraph != other.paragraph or other.start < one.end:
        return False
    between = _document(review).paragraphs[one.paragraph - 1].text[one.end : other.start]
    return not any(mark in between for mark in _SENTENCE_ENDS)


def _headings(review: Review) -> list[Section]:
    """The headings; a numbered line with nothing but a bracket of duties behind it is none."""
    if review.outline is None:
        return []
    paragraphs = _document(review).paragraphs
    return [
        section
        for section in review.outline.sections
        if section.kind == "heading"
        or (
            section.kind == "run-in"
            and not _DUTIES.match(paragraphs[section.span.paragraph - 1].text, section.span.end)
        )
    ]


class _Texts:
    """The phrases of one document, each paragraph cut into words once; numbers and times are left out."""

    def __init__(self, review: Review) -> None:
        self.document = _document(review)
        self.numbers: dict[int, list[Span]] = defaultdict(list)
        self.cut: dict[int, tuple[Word, ...]] = {}
        for span in (
            *(metric.span for metric in review.metrics),
            *(time.span for time in review.times if time.kind != "vague"),
        ):
            self.numbers[span.paragraph].append(span)

    def phrase(self, *spans: Span, nearby: str = "") -> Phrase:
        words = [word for span in spans for word in self.words(span)]
        text = "，".join(self.document.paragraphs[s.paragraph - 1].text[s.start : s.end] for s in spans)
        return phrase(text, words, _lexicon().vocabulary, nearby)

    def words(self, span: Span) -> Iterator[Word]:
        from hegao.nlp import words

        number = span.paragraph
        if number not in self.cut:
            self.cut[number] = words(self.document.paragraphs[number - 1].text)
        for word in self.cut[number]:
            end = word.start + len(word.text)
            if word.start < span.start or end > span.end:
                continue
            if not any(word.start < taken.end and taken.start < end for taken in self.numbers.get(number, ())):
                yield word


# What the summary says.


def _units(summary: Review) -> list[_Unit]:
    """The clauses and table rows that report; what lies ahead is left out."""
    document, outline = _document(summary), summary.outline
    later, trouble, headed = _areas(summary)
    tasks: dict[int, list[Task]] = defaultdict(list)
    metrics: dict[int, list[Metric]] = defaultdict(list)
    for task in summary.tasks:
        tasks[task.span.paragraph].append(task)
    for metric in summary.metrics:
        metrics[metric.span.paragraph].append(metric)
    units = list(_rows(document, later, tasks, metrics))
    in_rows = {span.paragraph for table in document.tables for row in table.rows for cell in row for span in cell}
    for number, paragraph in enumerate(document.paragraphs, 1):
        role = outline.roles[number - 1] if outline else "body"
        if role in _ROLES and number not in later and number not in in_rows:
            start = headed.get(number, 0)
            for unit in _clauses(number, paragraph.text, start, tasks[number], metrics[number]):
                unit.trouble = number in trouble
                units.append(unit)
    return sorted(units, key=lambda unit: (unit.spans[0].paragraph, unit.spans[0].start))


def _areas(review: Review) -> tuple[set[int], set[int], dict[int, int]]:
    """The paragraphs under headings of what is to come, of troubles, and where the text behind a heading starts."""
    later: set[int] = set()
    trouble: set[int] = set()
    headed: dict[int, int] = {}
    for section in _headings(review):
        headed[section.span.paragraph] = section.span.end
        below = range(section.span.paragraph, section.last + 1)
        if _LATER.search(section.title):
            later.update(below)
        elif _TROUBLE.search(section.title):
            trouble.update(below)
    return later, trouble, headed


def _clauses(number: int, text: str, start: int, tasks: list[Task], metrics: list[Metric]) -> Iterator[_Unit]:
    """The clauses of a paragraph; one with several tasks is parted behind each."""
    sentence, begin = 0, start
    around = ""
    for match in _CLAUSE.finditer(text, start):
        if (match.start() > begin and text[match.start() - 1] in _SENTENCE_ENDS) or not around:
            sentence += 1
            end = next((at for at in range(match.start(), len(text)) if text[at] in _SENTENCE_ENDS), len(text))
            around = text[match.start() : end]
        inside = [task for task in tasks if match.start() <= task.span.start < match.end()]
        cuts = sorted({task.span.end for task in inside[:-1] if task.span.end < match.end()})
        for first, last in zip([match.start(), *cuts], [*cuts, match.end()], strict=True):
            own = [task for task in inside if first <= task.span.start < last]
            if own and all(task.status == "planned" for task in own):
                continue
            shown = text[first:last].rstrip(_MARKS)
            lead = len(shown) - len(shown.lstrip(_MARKS))
            if lead == len(shown) or any(word in shown for word in _lexicon().later):
                continue
            yield _Unit(
                (Span(number, first + lead, first + len(shown)),),
                shown[lead:],
                (number, sentence),
                around,
                [m for m in metrics if first <= m.span.start < last],
                own,
            )


def _rows(
    document: Document, later: set[int], tasks: dict[int, list[Task]], metrics: dict[int, list[Metric]]
) -> Iterator[_Unit]:
    """A unit a row; figures in columns that repeat the plan are none of the summary's."""
    for table in document.tables:
        texts = [["".join(_cut(document, span) for span in cell) for cell in row] for row in table.rows]
        aims = {at for at, text in enumerate(texts[0]) if _AIM_COLUMN.search(text)} if texts else set()
        for row in table.rows[1:]:
            cells = list(dict.fromkeys(cell for cell in row if cell))
            spans = tuple(s for cell in cells for s in cell if re.search(r"[^\W\d]", _cut(document, s)))
            if not spans or spans[0].paragraph in later:
                continue
            repeated = {span.paragraph for at in aims if at < len(row) for span in row[at]}
            numbers = dict.fromkeys(span.paragraph for cell in cells for span in cell)
            text = "，".join(_cut(document, span) for span in spans)
            yield _Unit(
                spans,
                text,
                (spans[0].paragraph, 0),
                text,
                [metric for n in numbers if n not in repeated for metric in metrics[n]],
                [task for n in numbers for task in tasks[n]],
                row=True,
            )


def _cut(document: Document, span: Span) -> str:
    return document.paragraphs[span.paragraph - 1].text[span.start : span.end]


# What answers what.


def _answers(
    goals: Sequence[_Goal], units: Sequence[_Unit], plan: Review, summary: Review
) -> tuple[tuple[Answer, ...], dict[int, int], set[int]]:
    """The answers in the order of the plan, the goal of each unit that answers one, and units near an answered goal."""
    lexicon, in_plan, in_summary = _lexicon(), _Texts(plan), _Texts(summary)
    wanted = [_ways_to_say(goal, in_plan) for goal in goals]
    said = [in_summary.phrase(*unit.spans, nearby=unit.around) for unit in units]
    rare = rarity([*(ways[0][0] for ways in wanted), *said])
    holders: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(said):
        for gram in one.grams:
            holders[gram].append(n)
    alike: dict[tuple[int, int], Likeness] = {}
    about: dict[int, set[int]] = defaultdict(set)
    for g, (goal, ways) in enumerate(zip(goals, wanted, strict=True)):
        for u in sorted({n for way, _ in ways for gram in way.grams for n in holders.get(gram, ())}):
            every = [(likeness(way, said[u], rare, lexicon.vocabulary), sure) for way, sure in ways]
            whole = [one for n, one in enumerate(every) if n == 0 or len(one[0].words) > 1]  # a part must say enough
            found = max((replace(one, value=one.value * sure) for one, sure in whole), key=lambda one: one.value)
            value = found.value + _bonus(goal, units[u]) - (0.15 if units[u].trouble else 0.0)
            if value >= _ABOUT and len(found.words) > 1 and is_particular(ways[0][0]):
                about[u].add(g)
            if value >= _ANSWERS and found.words:
                alike[g, u] = replace(found, value=min(value, 1.0))
    first = assign({pair: found.value for pair, found in alike.items() if not units[pair[1]].trouble})
    chosen: dict[int, list[int]] = {g: [u] for g, u in first.items()}
    _share_out(chosen, alike, units)
    used = {u: g for g, row in chosen.items() for u in row}
    document = _document(summary)
    answers = (_answer(goal, chosen.get(g, []), g, alike, units, used, document) for g, goal in enumerate(goals))
    spoken_of = {u for u, row in about.items() if any(g in chosen for g in row)}
    return tuple(answers), used, spoken_of


def _ways_to_say(goal: _Goal, text_of: _Texts) -> list[tuple[Phrase, float]]:
    """The task, the same from its verb on (without 赴…地区), clauses that count it; with how sure each makes one."""
    span = goal.task.span
    at = goal.task.text.find(goal.task.action) if goal.task.action else 0
    ways = [(text_of.phrase(span), 1.0)]
    if at > 0:
        short = text_of.phrase(replace(span, start=span.start + at))
        if is_particular(short):
            ways.append((short, _SHORTENED))
    if goal.steps:
        ways.append((text_of.phrase(span, *(step.span for step in goal.steps)), 1.0))
    tails = (text_of.phrase(tail) for tail in goal.tails)
    return [*ways, *((tail, 1.0) for tail in tails if is_particular(tail))]


def _bonus(goal: _Goal, unit: _Unit) -> float:
    """A number of the same unit and an action of the same meaning make an answer likelier."""
    synonyms = _lexicon().vocabulary.synonyms
    value = 0.0
    pairs = [(aim, result) for aim in goal.metrics for result in unit.metrics if _comparable(aim, result)]
    if pairs:
        value += 0.12 if any(aim.value_normalized == result.value_normalized for aim, result in pairs) else 0.06
    rows = synonyms.get(goal.task.action, frozenset())
    if any(t.action == goal.task.action or rows & synonyms.get(t.action, frozenset()) for t in unit.tasks):
        value += 0.04
    return value


def _share_out(chosen: dict[int, list[int]], alike: dict[tuple[int, int], Likeness], units: Sequence[_Unit]) -> None:
    """Goals left over take a unit that answers another one already, units left over join the goal they speak of."""
    taken = {u for row in chosen.values() for u in row}
    of_goal: dict[int, list[tuple[float, int]]] = defaultdict(list)
    of_unit: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (g, u), found in alike.items():
        of_goal[g].append((found.value, u))
        of_unit[u].append((found.value, g))
    for g, row in of_goal.items():
        if g not in chosen:
            value, u = max(row, key=lambda pair: (not units[pair[1]].trouble, pair[0], -pair[1]))
            if u not in taken or value >= _SHARED:
                chosen[g] = [u]
    for u, row in of_unit.items():
        value, g = max(row, key=lambda pair: (pair[0], -pair[1]))
        if u in taken or units[u].trouble or g not in chosen or u in chosen[g]:
            continue
        if value >= max(_ANSWERS, _ADDED * alike[g, chosen[g][0]].value):
            chosen[g].append(u)


def _answer(
    goal: _Goal,
    row: list[int],
    g: int,
    alike: dict[tuple[int, int], Likeness],
    units: Sequence[_Unit],
    used: dict[int, int],
    document: Document,
) -> Answer:
    deadline = goal.task.deadline or next((step.deadline for step in goal.steps if step.deadline), None)
    if not row:
        figures = tuple(Figure(aim.name, aim, 1, None, None, False) for aim in _aims(goal))
        return Answer(goal.task, tuple(goal.steps), deadline, "missing", (), (), 0.0, figures, ())
    followers = [n for u in row for n in _following(u, units, used)]
    figures = tuple(_figure(aim, [units[n] for n in (*row, *followers)]) for aim in _aims(goal))
    compared = [figure for figure in figures if figure.result is not None]
    reached = bool(compared) and all(figure.reached for figure in compared)
    planned = goal.task.text + "".join(step.text for step in goal.steps)
    undone, hedges = _hedges([units[u].text for u in row], [units[n].text for n in followers], planned, reached)
    verdict: Verdict = "done"
    if undone and not compared:
        verdict = "undone"
    elif undone or hedges or any(not figure.reached for figure in compared) or all(units[u].trouble for u in row):
        verdict = "partial"
    shown = sorted({*row, *(n for n in followers if _tells(units[n], compared, (*undone, *hedges)))})
    passages = tuple(_passage(document, span) for n in shown for span in units[n].spans)
    words = tuple(dict.fromkeys(word for u in row for word in alike[g, u].words))
    best = round(alike[g, row[0]].value, 2)
    hedged = (*undone, *hedges)
    return Answer(goal.task, tuple(goal.steps), deadline, verdict, passages, words, best, figures, hedged)


def _tells(unit: _Unit, compared: Iterable[Figure], hedges: Sequence[str]) -> bool:
    return any(hedge in unit.text for hedge in hedges) or any(figure.result in unit.metrics for figure in compared)


def _following(u: int, units: Sequence[_Unit], used: dict[int, int]) -> list[int]:
    """The clauses of the same sentence up to one that answers another task."""
    found: list[int] = []
    for n in range(u + 1, len(units)):
        if units[n].group != units[u].group or n in used:
            break
        found.append(n)
    return found


def _hedges(own: list[str], behind: list[str], planned: str, reached: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that say it was not done, and those that it is not finished; behind it only at the head of a clause."""
    lexicon = _lexicon()
    heads = [text[len(_STARTS_ON.match(text)[0]) :] for text in behind] if not reached else []  # type: ignore[index]

    def told(words: Iterable[str]) -> tuple[str, ...]:
        found = [word for word in words if word not in planned]
        here = [word for word in found if any(word in text for text in own)]
        here += [word for word in found if any(word in text[: len(word) + 3] for text in heads)]
        return tuple(word for word in dict.fromkeys(here) if not any(word != w and word in w for w in here))

    undone = told(lexicon.undone)
    return undone, tuple(word for word in told(lexicon.unfinished) if not any(word in other for other in undone))


def _passage(document: Document, span: Span) -> Passage:
    paragraph = document.paragraphs[span.paragraph - 1]
    return Passage(span, paragraph.offset + span.start, paragraph.text[span.start : span.end])


# Figures.


def _aims(goal: _Goal) -> Iterator[Metric]:
    for metric in goal.metrics:
        if not metric.masked and metric.value_normalized is not None and metric.kind not in ("duration", "rank"):
            yield metric


def _figure(aim: Metric, units: Sequence[_Unit]) -> Figure:
    """The number of the summary that is nearest to the aim by unit and name."""
    from rapidfuzz.fuzz import partial_ratio

    results = [metric for unit in units for metric in unit.metrics if _comparable(aim, metric)]
    if not results or aim.value_normalized is None:
        return Figure(aim.name, aim, 1, None, None, False)
    result = max(
        enumerate(results),
        key=lambda pair: (
            pair[1].unit_normalized == aim.unit_normalized,
            partial_ratio(aim.name, pair[1].name) - 3 * pair[0],
        ),
    )[1]
    times = next((n for word, n in _TIMES_A_YEAR.items() if word in (aim.period or "")), 1)
    if result.period and aim.period and result.period == aim.period:
        times = 1
    wanted, got = aim.value_normalized * times, result.value_normalized or Decimal(0)
    at_most = any(word in aim.qualifier for word in _AT_MOST)
    rate = _rounded(got / wanted * 100) if wanted else None
    return Figure(aim.name, aim, times, result, rate, got <= wanted if at_most else got >= wanted)


def _comparable(one: Metric, other: Metric) -> bool:
    """Whether two numbers count the same sort of thing."""
    if one.masked or other.masked or one.value_normalized is None or other.value_normalized is None:
        return False
    if (one.kind == "change") != (other.kind == "change") or (one.kind == "rank") != (other.kind == "rank"):
        return False
    if one.kind == "change" and one.change != other.change:
        return False
    if one.unit_normalized == other.unit_normalized:
        return True
    return any(one.unit_normalized in row and other.unit_normalized in row for row in _lexicon().units)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))


def _changes(plan: Review, summary: Review) -> Iterator[Change]:
    """The indicators of one name and a comparable unit, each paired once."""
    from rapidfuzz.fuzz import ratio

    before, after = list(_own_figures(plan)), list(_own_figures(summary))
    values: dict[tuple[int, int], float] = {}
    for b, one in enumerate(before):
        name = short_name(one)
        for a, other in enumerate(after):
            recurring = one.period != other.period and {one.period, other.period} & _TIMES_A_YEAR.keys()
            if one.kind == other.kind and _comparable(one, other) and name and not recurring:
                alike = ratio(name, short_name(other))
                if alike >= _SAME_NAME:
                    values[b, a] = alike / 100 - abs(b - a) / 100_000
    for b, a in sorted(assign(values).items()):
        first, last = before[b], after[a]
        old, new = first.value_normalized or Decimal(0), last.value_normalized or Decimal(0)
        share = first.kind in ("percent", "change", "rank", "score") or not old
        percent = None if share else _rounded((new - old) / old * 100)
        yield Change(short_name(last) or last.name, first, last, new - old, percent)


def short_name(metric: Metric) -> str:
    """The name of an indicator without 全年, 计划, 实现 and the like before it."""
    return _FILLERS.sub("", metric.name)


def _own_figures(review: Review) -> Iterator[Metric]:
    """The numbers of the document's own time: no one else's year, nothing that lies ahead in a summary."""
    years = {str(year) for year in review.outline.years[:1]} if review.outline else set()
    later = _areas(review)[0] if review.outline and not _LATER.search(review.outline.title) else set()
    for metric in review.metrics:
        period = metric.period or ""
        own = not years or not (named := set(_YEAR.findall(period))) or bool(named & years)
        if metric.span.paragraph in later or metric.kind in _NO_COMPARISON or metric.masked or not metric.name:
            continue
        if own and not _BEFORE.search(period + metric.name):
            yield metric


# What was done besides.


def _extras(
    units: Sequence[_Unit], used: dict[int, int], near: set[int], plan: Review, summary: Review
) -> Iterator[Extra]:
    """What was done and answers nothing; not what a sentence adds to its first deed (整改隐患17处), no bare phrases."""
    from rapidfuzz.fuzz import partial_ratio

    details, text_of, document = _lexicon().details, _Texts(summary), _document(summary)
    titles = [section.title for review in (plan, summary) for section in _headings(review) if len(section.title) > 3]
    led = {units[u].group for u in used}
    for n, unit in enumerate(units):
        if n in used or n in near or unit.trouble:
            continue
        if not unit.tasks and unit.group not in led and _counts_a_deed(unit, text_of):
            led.add(unit.group)
            yield Extra(_passage(document, unit.spans[0]), None, unit.metrics[0].section)
        for task in unit.tasks[:1] if unit.row else unit.tasks:
            if task.status == "planned" or not means_something(text_of.phrase(task.span)):
                continue
            if task.action.startswith(details) and unit.group in led:
                continue
            if not task.targets and any(partial_ratio(task.text, title) >= _ECHO for title in titles):
                continue
            if titles and task.section is None and not task.targets:
                continue  # what comes before the first heading only leads in
            led.add(unit.group)
            yield Extra(_passage(document, task.span), task, task.section)


def _counts_a_deed(unit: _Unit, text_of: _Texts) -> bool:
    """Whether a clause without a task has a number and a verb of ours: 抢救性修复碑刻5通."""
    if not any(metric.kind in ("count", "money") for metric in unit.metrics):
        return False
    said, synonyms = text_of.phrase(*unit.spans), _lexicon().vocabulary.synonyms
    return means_something(said) and any(weight < 1 and term in synonyms for term, weight in said.terms.items())


def _notices(plan: Review, summary: Review, goals: Sequence[_Goal], units: Sequence[_Unit]) -> Iterator[str]:
    if _looks_back(plan) and not _looks_back(summary) and summary.tasks:
        yield "前一份文稿多是已做的工作，后一份多是要做的：计划和总结可能放反了，应先写计划、后写总结"
    elif not goals:
        yield f"{plan.path} 里没有找到计划任务，无从对照；请确认选对了文件"
    if not units:
        yield f"{summary.path} 里没有找到已做的工作；请确认选对了文件"


def _looks_back(review: Review) -> bool:
    """Whether more of its tasks are done than planned."""
    return sum((task.status == "done") - (task.status == "planned") for task in review.tasks) > 0
