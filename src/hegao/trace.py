"""A plan and a summary, extracted, in; what the summary says of each task of the plan, what it did besides, and how the
figures both give have changed, out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Literal

from hegao.assignment import assign
from hegao.data import data_folder, lexicon_lines
from hegao.duties import bracketed
from hegao.errors import HegaoError, RuleError
from hegao.model import Cell, Document, Metric, Review, Section, Span, Task, Word
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
from hegao.text import MARKED_BLANK

Verdict = Literal["done", "partial", "unclear", "undone", "missing"]
VERDICTS: dict[Verdict, str] = {
    "done": "已落实",
    "partial": "部分落实",
    "unclear": "待核",  # spoken of, but without the number the plan asks for, or with a blank for what came of it
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
_SAME_NAME = 86  # likeness (0–100) from which two indicators are the same
_NEAR_NAME = 74  # … if one has all the characters of the other in their order: 停车位, 停车泊位
_TELLING = 20  # a number from here on that both give is no coincidence
_FEW = 10  # planned tasks from which a summary that speaks of hardly any is probably not theirs
_HARDLY = 0.15  # share of them

_ROLES = ("body", "attachment", "table")
_CLAUSE = re.compile(r"[^，；。！？,;!?]+")
_SENTENCE_ENDS = "。！？；!?;"
_CLAUSE_ENDS = "，,。！？；!?;"
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
_AT_MOST_BEFORE = re.compile(
    r"(?:降|减|压减|压降|压缩|下降|降低|减少|控制)(?:至|到|为|在)$|(?:不超过|不高于|(?<!不)低于|(?<!不)少于)$"
)
_AT_MOST_BEHIND = re.compile(r"(?:之内|以内|以下)")
_WHOLE = re.compile(r"全覆盖|全部|百分之百|全面完成")
_PAST = re.compile(r"同比|比上年|较上年|比去年|去年|上年|已经|完成了|实现了|达到了")
_REVIEWED = re.compile(r"回顾|成效|完成情况|工作情况|总结|取得")
_BOLD = re.compile(r"[*_]{1,3}")
_ASIDE = re.compile(r"(?<=[。！？；!?;])\s*[（(【][^（(【】)）]*[】)）]")
_BESIDE_TASKS = re.compile(r"(?:办结|办理|完成|责任|牵头|配合|报送)(?:时限|时间|期限|单位|科室|部门|领导|人)")
_HOME = re.compile(r"[\u4e00-\u9fff]{1,7}?(?:省|自治区|自治州|市|县|区|旗|镇|乡)")
_TIMES_A_YEAR = {"每月": 12, "每季度": 4, "每季": 4, "每半年": 2, "每两个月": 6}
_STARTS_ON = re.compile(r"(?:目前|现|其余|剩余|还有|另有|但|仍|均|都|已)*")  # before a word that says how far it is
_OF_TASK = re.compile(  # a clause that tells how far all stands that its sentence names before it
    r"\s*(?:目前|现在|现|但|截至目前)*(?:该|此|本|这|上述|以上|前述)[一两几些]?[项个]?(?:任务|工作|事项|目标|指标)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE = re.compile(r"去年|上年|往年|同期|前年")
_FILLERS = re.compile(
    r"^(?:[-#*_\s]+|\d+[.．、]|全年|全县|全市|全区|累计|计划|力争|共|实现|完成|全部|预计|总计|合计|全年累计)+"
)
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
    at_most: bool = False  # the plan wants no more than this: 不超过, 控制在…以内, 降至


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
    hedges: tuple[str, ...]  # words by which the summary says that it is not finished, blanks it leaves for saying so


@dataclass(frozen=True, slots=True)
class Extra:
    """Something done that answers no planned task."""

    passage: Passage
    task: Task | None  # None: a clause with a figure in which no task was found
    section: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator both documents give, or one the plan aims at and the summary does not give."""

    name: str
    before: Metric
    after: Metric | None
    difference: Decimal | None  # in the normalised unit, a fall counted as less than nought beside a rise
    percent: Decimal | None  # of the earlier value; None for per cents and nought
    reached: bool | None  # None: the earlier value is no aim, or there is nothing to compare


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
    things: tuple[frozenset[str], ...]
    cut: tuple[str, ...]  # actions before and behind the name of an indicator, longest first
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
    blank: str = ""  # 【待填：完成情况】: what came of it nobody has written yet
    fate: str = ""  # 正在推进: what the sentence says at its end of all that stands before


@dataclass(frozen=True, slots=True)
class _Open:
    """A stretch of a paragraph that gives no results of its own."""

    start: int
    end: int
    blank: str  # as _Unit has it
    fate: str


def trace(plan: Review, summary: Review) -> Trace:
    """Both hold tasks, metrics and times as extracted. HegaoError where they can't be read or are the same text."""
    for review in (plan, summary):
        if review.error is not None or review.document is None:
            raise HegaoError(f"无法读取 {review.path}：{review.error}")
    if _texts(plan) == _texts(summary) and any(_texts(plan)):
        raise HegaoError("计划和总结的内容完全相同，没有可对照的；请确认没有把同一份文稿选了两次")
    plan, summary = _mended(plan), _mended(summary)
    told = _with_results_only(summary, plan)
    goals, units = _goals(plan), _units(told)
    pairs = _pairs(plan, told)
    answers, used, near = _answers(goals, units, pairs, plan, summary)
    extras = tuple(_extras(units, used, near, plan, summary))
    changes = tuple(_changes(plan, goals, pairs))
    notices = tuple(_notices(plan, summary, goals, units, answers, changes))
    return Trace(plan, summary, answers, extras, changes, notices)


def _mended(review: Review) -> Review:
    """The unit of a number that is set in bold type stands behind the asterisks: **3万**亩."""
    from hegao.measures import measures

    texts = [paragraph.text for paragraph in _document(review).paragraphs]
    found: list[Metric] = []
    for metric in review.metrics:
        name, rest = metric.name.strip("*_"), texts[metric.span.paragraph - 1][metric.span.end :]
        bold = _BOLD.match(rest) if metric.unit_normalized is None and not metric.masked else None
        whole = metric.text + rest[bold.end() : bold.end() + 8] if bold else ""
        for measure in measures(whole, ())[:1] if whole else ():
            if measure.start == 0 and measure.unit_normalized:
                metric = replace(
                    metric,
                    unit=measure.unit,
                    unit_normalized=measure.unit_normalized,
                    value=measure.value,
                    value_normalized=measure.value_normalized,
                )
        found.append(metric if name == metric.name else replace(metric, name=name))
    return replace(review, metrics=tuple(found))


def _with_results_only(summary: Review, plan: Review) -> Review:
    """The summary without figures that are no results: beside a blank, or the plan's own where work goes on."""
    document = _document(summary)
    texts = [paragraph.text for paragraph in document.paragraphs]
    stretches: dict[int, list[_Open]] = {}
    in_rows: dict[int, list[Span]] = defaultdict(list)  # the cells of rows that hold a blank; none of other rows
    for table in document.tables:
        for row in table.rows:
            blank = _blank_of_row(document, table.rows[0], row)
            for span in (span for cell in row for span in cell):
                in_rows[span.paragraph] += [span] if blank else []

    def counts(metric: Metric) -> bool:
        number = metric.span.paragraph
        if number in in_rows:
            return not any(_within(metric.span, span) for span in in_rows[number])
        if number not in stretches:
            stretches[number] = list(_open(texts[number - 1]))
        for one in stretches[number]:
            if one.start <= metric.span.start < one.end:
                return not one.blank and not any(_repeats(metric, aim) for aim in plan.metrics)
        return True

    return replace(summary, metrics=tuple(metric for metric in summary.metrics if counts(metric)))


def _repeats(metric: Metric, aim: Metric) -> bool:
    return _comparable(metric, aim) and metric.value_normalized == aim.value_normalized


def _blank_of_row(document: Document, heads: Sequence[Cell], row: Sequence[Cell]) -> str:
    """The first blank of a row that leaves open what came of it, not who is to do it or by when; "" when none does."""
    for at, cell in enumerate(row):
        head = "".join(_cut(document, span) for span in heads[at]) if at < len(heads) else ""
        found = MARKED_BLANK.search("".join(_cut(document, span) for span in cell))
        if found and not _BESIDE_TASKS.match(head.strip()):
            return found[0]
    return ""


def _open(text: str) -> Iterator[_Open]:
    """The stretches that a blank leaves open or of which their sentence says at its end that they are not finished.

    A blank that is a clause of its own stands for what came of all before it in the sentence, one within a clause
    for that clause.
    """

    def behind_last(marks: str, before: int) -> int:
        return max(text.rfind(mark, 0, before) for mark in marks) + 1

    for blank in MARKED_BLANK.finditer(text):
        ends = [at for mark in _CLAUSE_ENDS if (at := text.find(mark, blank.end())) >= 0]
        begin, end = behind_last(_CLAUSE_ENDS, blank.start()), min(ends, default=len(text))
        alone = not (text[begin : blank.start()] + text[blank.end() : end]).strip(_MARKS)
        yield _Open(behind_last(_SENTENCE_ENDS, blank.start()) if alone else begin, end, blank[0], "")
    if not _OF_TASK.search(text):
        return
    lexicon = _lexicon()
    for clause in _CLAUSE.finditer(text):
        named = _OF_TASK.match(clause[0])
        if named is None:
            continue
        state = clause[0][named.end() :]
        said = next((word for word in lexicon.undone if word in state), "")
        said = said or next((word for word in lexicon.unfinished if word in state[: len(word) + 2]), "")
        if said:
            yield _Open(behind_last(_SENTENCE_ENDS, clause.start()), clause.end(), "", said)


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

    names = {word: synonyms[word] for row in rows["同物"] for word in row if len(word) > 1}
    return _Lexicon(
        Vocabulary(synonyms, every["泛词"], every["同义"], names),
        every["同义"],
        tuple(frozenset(words) for words in rows["同量"]),
        longest_first("未完"),
        longest_first("未做"),
        longest_first("以后"),
        every["步骤"],
        tuple(frozenset(words) for words in rows["同物"]),
        longest_first("同义"),
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
        if _BESIDE_TASKS.match(task.text):
            continue
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
        bare = _without_duties(paragraph.text)
        for match in _SENTENCE.finditer(bare, begin):
            label = _LABEL.match(bare, match.start(), match.end())
            first, last = label.end() if label else match.start(), match.start() + len(match[0].rstrip())
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


def _without_duties(text: str) -> str:
    """The text with blanks where a bracket says whose task it is, or stands behind its sentence: the places stay."""
    aside = [(one.start, one.end) for one in bracketed(text, ())]
    aside += [match.span() for match in _ASIDE.finditer(text)]
    for start, end in aside:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


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
        text = _document(review).paragraphs[section.span.paragraph - 1].text
        if any(blank.start() < section.span.end < blank.end() for blank in MARKED_BLANK.finditer(text)):
            continue  # the colon of a blank ends no heading
        headed[section.span.paragraph] = section.span.end
        below = range(section.span.paragraph, section.last + 1)
        if _LATER.search(section.title):
            later.update(below)
        elif _TROUBLE.search(section.title):
            trouble.update(below)
    return later, trouble, headed


def _clauses(number: int, text: str, start: int, tasks: list[Task], metrics: list[Metric]) -> Iterator[_Unit]:
    """The clauses of a paragraph; one with several tasks is parted behind each."""
    stretches = list(_open(text))
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
            label = _LABEL.match(shown, lead)
            lead = (
                label.end() if label and not any(first <= m.span.start < first + label.end() for m in metrics) else lead
            )
            if lead == len(shown) or any(word in shown for word in _lexicon().later):
                continue
            if MARKED_BLANK.fullmatch(shown, lead):
                continue
            over = [one for one in stretches if one.start <= first + lead < one.end]
            yield _Unit(
                (Span(number, first + lead, first + len(shown)),),
                shown[lead:],
                (number, sentence),
                around,
                [m for m in metrics if first <= m.span.start < last],
                own,
                blank=next((one.blank for one in over if one.blank), ""),
                fate=next((one.fate for one in over if one.fate), ""),
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
                blank=_blank_of_row(document, table.rows[0], row),
            )


def _cut(document: Document, span: Span) -> str:
    return document.paragraphs[span.paragraph - 1].text[span.start : span.end]


# What answers what.


def _answers(
    goals: Sequence[_Goal], units: Sequence[_Unit], pairs: Mapping[Span, Metric], plan: Review, summary: Review
) -> tuple[tuple[Answer, ...], dict[int, int], set[int]]:
    """The answers in the order of the plan, the goal of each unit that answers one, and units near an answered goal."""
    lexicon, in_plan, in_summary = _lexicon(), _Texts(plan), _Texts(summary)
    wanted = [_ways_to_say(goal, in_plan) for goal in goals]
    said = [in_summary.phrase(*_outside_blanks(unit, summary), nearby=unit.around) for unit in units]
    rare = rarity([*(ways[0][0] for ways in wanted), *said])
    holders: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(said):
        for gram in one.grams:
            holders[gram].append(n)
    unit_at = {metric.span: n for n, unit in enumerate(units) for metric in unit.metrics}
    sure: set[tuple[int, int]] = set()  # named alike in both, or of the same number
    alike: dict[tuple[int, int], Likeness] = {}
    about: dict[int, set[int]] = defaultdict(set)
    for g, (goal, ways) in enumerate(zip(goals, wanted, strict=True)):
        for u in sorted({n for way, _ in ways for gram in way.grams for n in holders.get(gram, ())}):
            counted = any(
                aim.kind == "count" and _comparable(aim, result) for aim in goal.metrics for result in units[u].metrics
            )
            every = [(likeness(way, said[u], rare, lexicon.vocabulary, counted), trust) for way, trust in ways]
            whole = [one for n, one in enumerate(every) if n == 0 or len(one[0].words) > 1]  # a part must say enough
            found = max((replace(one, value=one.value * trust) for one, trust in whole), key=lambda one: one.value)
            value = found.value + _bonus(goal, units[u]) - (0.15 if units[u].trouble else 0.0)
            if value >= _ABOUT and len(found.words) > 1 and is_particular(ways[0][0]):
                about[u].add(g)
            if value >= _ANSWERS and found.words:
                alike[g, u] = replace(found, value=min(value, 1.0))
                if _same_number(goal, units[u]):
                    sure.add((g, u))
        for aim in goal.metrics:
            u = unit_at.get(pairs[aim.span].span, -1) if aim.span in pairs else -1
            if u >= 0:
                found = alike.get((g, u), Likeness(0.0, (_core_name(aim)[0],)))
                alike[g, u] = replace(found, value=max(found.value, _ANSWERS + 0.1))
                sure.add((g, u))
    first = assign({pair: found.value for pair, found in alike.items() if not units[pair[1]].trouble})
    chosen: dict[int, list[int]] = {g: [u] for g, u in first.items()}
    _share_out(chosen, alike, sure, units)
    used = {u: g for g, row in chosen.items() for u in row}
    _rather_told(chosen, alike, sure, units)
    used |= {u: g for g, row in chosen.items() for u in row}
    document = _document(summary)
    answers = (_answer(goal, chosen.get(g, []), g, alike, units, used, pairs, document) for g, goal in enumerate(goals))
    spoken_of = {u for u, row in about.items() if any(g in chosen for g in row)}
    spoken_of |= {unit_at[other.span] for other in pairs.values() if other.span in unit_at}
    return tuple(answers), used, spoken_of


def _outside_blanks(unit: _Unit, summary: Review) -> Iterator[Span]:
    """What a unit says itself: the name of a blank in its midst is hegao's word."""
    for span in unit.spans:
        start = span.start
        for blank in MARKED_BLANK.finditer(_cut(_document(summary), span)) if unit.blank else ():
            yield replace(span, start=start, end=span.start + blank.start())
            start = span.start + blank.end()
        yield replace(span, start=start)


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


def _same_number(goal: _Goal, unit: _Unit) -> bool:
    """Whether both give one number of one unit that is too big to be given by chance."""
    return any(
        _comparable(aim, result) and _is_same_number(aim, result) for aim in goal.metrics for result in unit.metrics
    )


def _is_same_number(aim: Metric, result: Metric) -> bool:
    """Whether two counts are one number that is not small; 45个岗位 may be 45人."""
    if aim.kind != "count" or result.kind != "count" or aim.masked or result.masked:
        return False
    return aim.value_normalized == result.value_normalized and (aim.value_normalized or 0) >= _TELLING


def _share_out(
    chosen: dict[int, list[int]],
    alike: dict[tuple[int, int], Likeness],
    sure: set[tuple[int, int]],
    units: Sequence[_Unit],
) -> None:
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
            if u not in taken or value >= _SHARED or (g, u) in sure:
                chosen[g] = [u]
    for u, row in of_unit.items():
        value, g = max(row, key=lambda pair: (pair[0], -pair[1]))
        if u in taken or units[u].trouble or g not in chosen or u in chosen[g]:
            continue
        if value >= max(_ANSWERS, _ADDED * alike[g, chosen[g][0]].value):
            chosen[g].append(u)


def _rather_told(
    chosen: dict[int, list[int]],
    alike: Mapping[tuple[int, int], Likeness],
    sure: set[tuple[int, int]],
    units: Sequence[_Unit],
) -> None:
    """Where a blank repeats the task, what speaks of it elsewhere answers it; the blank only where nothing does."""
    for g, row in chosen.items():
        if not any(units[u].blank for u in row):
            continue
        told = [u for u in row if not units[u].blank]
        if not told:
            found = [(one.value, u) for (at, u), one in alike.items() if at == g and not units[u].blank]
            told = [u for value, u in sorted(found, reverse=True) if value >= _SHARED or (g, u) in sure][:1]
        chosen[g] = told or row


def _answer(
    goal: _Goal,
    row: list[int],
    g: int,
    alike: dict[tuple[int, int], Likeness],
    units: Sequence[_Unit],
    used: dict[int, int],
    pairs: Mapping[Span, Metric],
    document: Document,
) -> Answer:
    deadline = goal.task.deadline or next((step.deadline for step in goal.steps if step.deadline), None)
    if not row:
        figures = tuple(Figure(aim.name, aim, 1, None, None, False) for aim in _aims(goal))
        return Answer(goal.task, tuple(goal.steps), deadline, "missing", (), (), 0.0, figures, ())
    words = tuple(dict.fromkeys(word for u in row for word in alike[g, u].words))
    best = round(alike[g, row[0]].value, 2)
    if all(units[u].blank for u in row):
        figures = tuple(Figure(aim.name, aim, 1, None, None, False, _is_at_most(aim)) for aim in _aims(goal))
        passages = tuple(_passage(document, span) for u in sorted(row) for span in units[u].spans)
        blanks = tuple(dict.fromkeys(units[u].blank for u in row))
        return Answer(goal.task, tuple(goal.steps), deadline, "unclear", passages, words, best, figures, blanks)
    followers = [n for u in row for n in _following(u, units, used) if not units[n].blank]
    parts = [units[n] for n in row], [units[n] for n in followers]
    figures = tuple(_figure(aim, goal, parts, pairs) for aim in _aims(goal))
    compared = [figure for figure in figures if figure.result is not None]
    reached = bool(compared) and all(figure.reached for figure in compared)
    planned = goal.task.text + "".join(step.text for step in goal.steps)
    undone, hedges = _hedges([units[u] for u in row], [units[n].text for n in followers], planned, reached)
    verdict: Verdict = "done"
    if undone and not compared:
        verdict = "undone"
    elif undone or hedges or any(not figure.reached for figure in compared) or all(units[u].trouble for u in row):
        verdict = "partial"
    elif any(
        figure.result is None and not figure.reached and (not compared or _within(figure.aim.span, goal.task.span))
        for figure in figures
    ):
        verdict = "unclear"
    given = {figure.result.span for figure in figures if figure.result}
    elsewhere = (n for n, unit in enumerate(units) if any(metric.span in given for metric in unit.metrics))
    shown = sorted({*row, *elsewhere, *(n for n in followers if _tells(units[n], compared, (*undone, *hedges)))})
    passages = tuple(_passage(document, span) for n in shown for span in units[n].spans)
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


def _hedges(
    own: Sequence[_Unit], behind: list[str], planned: str, reached: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that say it was not done, and those that it is not finished; behind it only at the head of a clause."""
    lexicon = _lexicon()
    heads = [text[len(_STARTS_ON.match(text)[0]) :] for text in behind] if not reached else []  # type: ignore[index]

    def told(words: Iterable[str]) -> tuple[str, ...]:
        fates = [unit.fate for unit in own if unit.fate]
        found = [word for word in words if word not in planned]
        here = [word for word in words if word in fates]
        here += [word for word in found if any(word in unit.text for unit in own)]
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


def _figure(
    aim: Metric, goal: _Goal, parts: tuple[Sequence[_Unit], Sequence[_Unit]], pairs: Mapping[Span, Metric]
) -> Figure:
    """The number of the summary for the aim: the one of its name, or else the nearest by unit that speaks of the task.

    `parts` are the clauses that answer the task, and those behind them in the same sentence.
    """
    from rapidfuzz.fuzz import partial_ratio

    at_most = _is_at_most(aim)
    result = pairs.get(aim.span)
    if result is None:
        taken = {other.span for other in pairs.values()}
        found: list[Metric] = []
        for units, sole in zip(parts, (True, False), strict=True):
            for unit in units:
                fit = [metric for metric in unit.metrics if _comparable(aim, metric) and metric.span not in taken]
                fit = [metric for metric in fit if _is_part(aim) or not _is_part(metric)]
                found += [metric for metric in fit if _counts_for(metric, aim, goal, sole and len(fit) == 1)]
        result = max(
            enumerate(found),
            key=lambda pair: (
                pair[1].unit_normalized == aim.unit_normalized,
                partial_ratio(aim.name, pair[1].name) - 3 * pair[0],
            ),
            default=(0, None),
        )[1]
    if result is None:
        result = next((m for unit in parts[0] for m in unit.metrics if _is_same_number(aim, m)), None)
    if result is None or aim.value_normalized is None:
        whole = aim.unit == "%" and aim.value == 100 and any(_WHOLE.search(unit.text) for unit in parts[0])
        one = aim.kind == "count" and aim.value == 1 and not set(_TIMES_A_YEAR) & {aim.period}  # 1家: said to be there
        return Figure(aim.name, aim, 1, None, None, whole or one, at_most)
    times = next((n for word, n in _TIMES_A_YEAR.items() if word in (aim.period or "")), 1)
    if result.period and aim.period and result.period == aim.period:
        times = 1
    wanted, got = aim.value_normalized * times, signed(result, aim)
    rate = _rounded(got / wanted * 100) if wanted and got >= 0 else None
    return Figure(aim.name, aim, times, result, rate, got <= wanted if at_most else got >= wanted, at_most)


def signed(metric: Metric, beside: Metric) -> Decimal:
    """The normalised value; less than nought where it changes the other way than the one beside it."""
    value = metric.value_normalized or Decimal(0)
    opposite = {"up": "down", "down": "up"}
    return -value if metric.change and opposite.get(metric.change) == beside.change else value


def _is_part(metric: Metric) -> bool:
    """Whether it only counts some of what the clause before it counts: 其中2项."""
    at = metric.sentence.find(metric.text)
    return "其中" in re.split("[，；]", metric.sentence[: max(at, 0)])[-1]


def _is_at_most(aim: Metric) -> bool:
    """Whether less is better: 不超过3%, 控制在5起以内, 降至30微克以下."""
    if any(word in aim.qualifier for word in _AT_MOST):
        return True
    at = aim.sentence.find(aim.text)
    if at < 0:
        return False
    before, behind = aim.sentence[:at].rstrip(_MARKS), aim.sentence[at + len(aim.text) :].lstrip(_MARKS)
    return bool(_AT_MOST_BEFORE.search(before) or _AT_MOST_BEHIND.match(behind))


def _counts_for(result: Metric, aim: Metric, goal: _Goal, sole: bool) -> bool:
    """Whether a number without a like name still is that of the task: it is the only one, or named with its words."""
    name, (wanted, _) = _core_name(result)[0], _core_name(aim)
    if aim.kind in ("change", "percent", "score", "rank"):
        return bool(_grams(name) & _grams(wanted)) and _alike(name, wanted) >= _NEAR_NAME
    return sole or not name or bool(_grams(name) & _grams(goal.task.text + aim.name))


def _grams(text: str) -> set[str]:
    return {a + b for a, b in pairwise(text)}


def _comparable(one: Metric, other: Metric) -> bool:
    """Whether two numbers count the same sort of thing."""
    if one.masked or other.masked or one.value_normalized is None or other.value_normalized is None:
        return False
    if (one.kind == "change") != (other.kind == "change") or (one.kind == "rank") != (other.kind == "rank"):
        return False
    if one.unit_normalized == other.unit_normalized:
        return True
    return any(one.unit_normalized in row and other.unit_normalized in row for row in _lexicon().units)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))


def _pairs(plan: Review, summary: Review) -> dict[Span, Metric]:
    """The figures of the plan by their places, with those of the same name and a comparable unit in the summary."""
    before, after = list(_own_figures(plan)), list(_own_figures(summary))
    values: dict[tuple[int, int], float] = {}
    for b, one in enumerate(before):
        for a, other in enumerate(after):
            recurring = one.period != other.period and {one.period, other.period} & _TIMES_A_YEAR.keys()
            part = _is_part(other) and not _is_part(one)
            if one.kind == other.kind and not recurring and not part and _comparable(one, other):
                alike = _same_indicator(one, other)
                if alike:
                    values[b, a] = alike / 100 - abs(b - a) / 100_000
    return {before[b].span: after[a] for b, a in assign(values).items()}


def _changes(plan: Review, goals: Sequence[_Goal], pairs: Mapping[Span, Metric]) -> Iterator[Change]:
    """What the summary gives for the figures of the plan; aims that belong to no task are listed without it too."""
    aims, in_tasks = _aimed_at(plan, goals), {metric.span for goal in goals for metric in goal.metrics}
    for first in _own_figures(plan):
        last = pairs.get(first.span)
        if last is None:
            if first.span in aims and first.span not in in_tasks and first.value_normalized is not None:
                yield Change(short_name(first) or first.name, first, None, None, None, None)
            continue
        old, new = first.value_normalized or Decimal(0), signed(last, first)
        share = first.kind in ("percent", "change", "rank", "score") or not old
        percent = None if share else _rounded((new - old) / old * 100)
        reached = (new <= old if _is_at_most(first) else new >= old) if first.span in aims else None
        yield Change(short_name(last) or last.name, first, last, new - old, percent, reached)


def _aimed_at(plan: Review, goals: Sequence[_Goal]) -> set[Span]:
    """The figures that are aims: those of planned tasks, and those not said of the past."""
    found = {metric.span for goal in goals for metric in goal.metrics}
    if _looks_back(plan):
        return found
    past = {
        number
        for section in _headings(plan)
        if _REVIEWED.search(section.title)
        for number in range(section.span.paragraph, section.last + 1)
    }
    done = [task.span for task in plan.tasks if task.status == "done"]
    for metric in plan.metrics:
        if metric.span.paragraph in past or metric.kind == "rank" or _PAST.search(metric.sentence):
            continue
        if not any(_within(metric.span, span) or _same_sentence(span, metric.span, plan) for span in done):
            found.add(metric.span)
    return found


def _same_indicator(one: Metric, other: Metric) -> float:
    """How alike their names are, 0–100; 0 where they are not the same."""
    name, other_name = short_name(one), short_name(other)
    if not name or not other_name:
        return 0.0
    best = _alike(name, other_name)
    if len(other_name) > 2 and name.endswith(other_name) and not best:  # 总产量, where the clause before it is on 粮食
        lead = name.removesuffix(other_name)
        best = _NEAR_NAME if lead in f"{other.section or ''}{other.sentence}" else 0.0
    (core, acts), (other_core, other_acts) = _core_name(one), _core_name(other)
    if acts and other_acts and core and other_core:
        best = max(best, _alike(core, other_core))
    return best


def _alike(name: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    shorter, longer = sorted((name, other), key=len)
    rest = iter(longer)
    near = all(char in rest for char in shorter) and not ("新增" in longer and "新增" not in shorter)
    value = float(ratio(name, other))
    if any({name, other} <= row for row in _lexicon().things):
        return 100.0
    return value if value >= (_NEAR_NAME if near else _SAME_NAME) else 0.0


def _core_name(metric: Metric) -> tuple[str, bool]:
    """The name without what is done to the thing, before or behind it, and whether that stood there."""
    name, acts = short_name(metric), False
    for cut in (str.removeprefix, str.removesuffix):
        action = next((word for word in _lexicon().cut if len(word) > 1 and cut(name, word) != name), "")
        if action and len(name) > len(action):
            name, acts = cut(name, action), True
    return name, acts


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

    details, undone = _lexicon().details, _lexicon().undone
    text_of, document = _Texts(summary), _document(summary)
    titles = [section.title for review in (plan, summary) for section in _headings(review) if len(section.title) > 3]
    led = {units[u].group for u in used}
    for n, unit in enumerate(units):
        if n in used or n in near or unit.trouble or unit.blank or unit.fate in undone:
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


def _notices(
    plan: Review,
    summary: Review,
    goals: Sequence[_Goal],
    units: Sequence[_Unit],
    answers: Sequence[Answer],
    changes: Sequence[Change],
) -> Iterator[str]:
    met = sum(answer.verdict != "missing" for answer in answers)
    compared = sum(change.after is not None for change in changes)
    if _looks_back(plan) and not _looks_back(summary) and summary.tasks:
        yield "前一份文稿多是已做的工作，后一份多是要做的：计划和总结可能放反了，应先写计划、后写总结"
    elif not goals and compared:
        yield f"{plan.path} 里没有找到计划任务，只对照了指标"
    elif not goals:
        yield f"{plan.path} 里没有找到计划任务，无从对照；请确认选对了文件"
    if not units:
        yield f"{summary.path} 里没有找到已做的工作；请确认选对了文件"
    blanks = sum(len(MARKED_BLANK.findall(text)) for text in _texts(summary))
    if blanks:
        yield f"{summary.path} 里还有 {blanks} 处【待填】没有填，只写到那里的任务列为待核；请填好后再对照"
    elif goals and not met and not compared:
        yield f"{summary.path} 没有谈到计划里的任何一项任务，多半选错了文件；请确认它是这份计划的总结"
    elif len(goals) >= _FEW and met < _HARDLY * len(goals):
        yield f"计划任务 {len(goals)} 项，{summary.path} 只谈到 {met} 项，可能选错了文件；请确认它是这份计划的总结"
    here, there = _home(plan), _home(summary)
    if here and there and here not in there and there not in here:
        yield f"两份文稿标题里的地名不同（{here}、{there}）；请确认选对了文件"


def _home(review: Review) -> str:
    """The place at the head of the title, or nothing."""
    title = review.outline.title.lstrip("# ") if review.outline else ""
    found = _HOME.match(title)
    return found[0] if found else ""


def _looks_back(review: Review) -> bool:
    """Whether more of its tasks are done than planned."""
    return sum((task.status == "done") - (task.status == "planned") for task in review.tasks) > 0
