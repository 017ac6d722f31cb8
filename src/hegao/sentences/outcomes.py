"""The row of a planned task in, what came of it in its year out: its result, never its targets as if they were one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from hegao.facts import Row, plain, shown
from hegao.quantities import Quantity, quantities
from hegao.sentences.names import is_measured, starts_with_verb
from hegao.sentences.tasks import MARKS, apart

# What is done once and for all: 已修订…, while 已推进… would not say that it is over.
_AT_ONCE = re.compile(
    "修订|修编|修建|修复|修缮|制定|制订|出台|印发|编制|编印|编写|编发|起草|召开|举办|举行|开展|组织开展|完成|建成|新建|改建|扩建|改造|建立|"
    "成立|组建|清理|清淤|疏浚|加固|拆除|采购|购置|安装|铺设|更新|更换|发放|拨付|签订|引进|招聘|招录|选派|培训|轮训|走访|慰问|移交|归档|接入|"
    "上线|开通|验收|发布|公布|报送|配齐|配备|选配|完善|健全|优化|规范|化解|整改|解决|办结|答复"
)
_HAPPENED = {
    "已完成": "已完成",
    "进行中": "正在推进",
    "未启动": "尚未启动",
    "逾期": "未按期完成",
    "不再推进": "不再推进",
}
# The clause that says where a task stands: what is in front of it is the task as it was planned.
STATED = {f"，该项任务{said}": progress for progress, said in _HAPPENED.items()}
_BEGUN = ("已完成", "进行中", "逾期")  # progress of which a result may tell
_CLAUSES = re.compile(r"([，,；;。])(?![^（）()【】《》“”]*[）)】》”])")
_MONTH = (
    "(?:[0-9]{1,2}月(?:份|[0-9]{1,2}日|[上中下]旬|[底末初])?|年[底末内中]|第?[一二三四]季度[末底]?|[上下]半年[末底]?)"
    "(?![起至到—－-])"
)
_PLANNED_FOR = re.compile(
    rf"^(?:力争|争取|确保|计划|拟)?(?:于|在|到)?(?:(?:[12][0-9]{{3}}|[今本当])年)?{_MONTH}(?:(?:之|以)?前|内)?(?:率先|全面|全部)?"
    rf"|(?:力争|争取|确保)?(?:于|在)?(?:[12][0-9]{{3}}年)?{_MONTH}(?:之|以)?前"
)
_WHOLE_YEAR = re.compile("^(?:全年|年内|本年度?|年度)(?:共计?|累计)?(?=..)")
_AT_LEAST = re.compile(
    r"(?:(?:数量|人数|总数|总量|数)?(?:均|力争)?(?:不少于|不低于|不超过|不高于|不多于|至少|最少|最多|达到|达|超过|突破|控制在|保持在|稳定在|提高到|提升到|降至|降到|压减[到至]|压缩[到至]))$"
)
_OR_MORE = re.compile("余|多|以上|以内|以下|之内|左右")
_CHANGES = re.compile(
    r"(?:(?:同比|[比较]上年)(?:增长|下降|提高|减少|降低|增加|上升)|(?:增长|下降|压减|压降|压缩|节约)了?)$"
)
_AIMS = re.compile("力争|争取|确保|保证|实现")
_ONLY_COUNT = re.compile(r"(?:已|累计|共计?|实际|全年|完成|实现|达到?)*(?P<verb>[^\W\d_]{2})?")
_SHORTEST = 3  # characters of a clause that says something without its time
_SCOPE = re.compile("^(?:对|为|在|向|组织|面向)")


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause of a task, without the time it was planned for."""

    mark: str  # in front of it: "" ， ；
    clause: str
    stretch: tuple[int, int]  # of its only figure with what bounds it, characters of the clause; (0, 0) for none
    unit: str  # of that figure
    quota: bool  # the figure is an aim, not what is made: 20次以上, 全年180条
    target: bool  # nothing but an aim: 满意率达到98%
    told: bool = False  # by a result, which stands in the clause now

    @property
    def bare(self) -> str:
        """The clause without its figure."""
        start, end = self.stretch
        return (self.clause[:start] + self.clause[end:]).strip(MARKS)


def done(row: Row, year: int) -> str | None:
    """What came of a planned task in a summary of the year; None when nobody said.

    A figure or time the task was planned with is told as long as it is no result; one the result gives takes its place.
    """
    planned = apart(shown(row.cells["任务"]))[0]
    result = re.sub("。(?=.)", "；", shown(row.cells.get("完成情况")).strip(MARKS))
    progress = shown(row.cells.get("进展"))
    if progress not in _HAPPENED and not result:
        return None
    own = row.cells.get("年份")
    when = f"{plain(own)}年" if isinstance(own, Decimal) and own != year else ""
    if progress in _HAPPENED and progress not in _BEGUN:
        return f"{when}{_joined(_parts(planned, trimmed=False))}，该项任务{_HAPPENED[progress]}{_behind([result])}。"
    parts = _parts(planned)
    if result and progress not in ("进行中", "逾期") and _names_it(_joined(parts), result):
        return f"{result}。"
    told, rest = _told(parts, result, progress)
    text = _joined(told)
    if progress not in _HAPPENED:
        known = [part for part in told if part.told]
        if told[0].told:
            return f"{_joined(known)}{_behind(rest)}。"
        return f"{told[0].clause}方面{_joined(known, '，')}{_behind(rest)}。"
    if progress == "已完成" and _AT_ONCE.match(text):
        return f"{when}已{text}{_behind([re.sub('^已经?(?=..)', '', one) for one in rest])}。"
    return f"{when}{text}，该项任务{_HAPPENED[progress]}{_behind(rest)}。"


def _behind(results: Sequence[str]) -> str:
    return "".join(f"，{one}" for one in results if one)


def _joined(parts: Sequence[_Part], lead: str = "") -> str:
    """The clauses as they go on; a full stop within a task would part it from what is said of it."""
    texts = [(part.mark, part.clause) for part in parts if part.clause]
    return lead * bool(texts) + "".join(f"{mark if at else ''}{text}" for at, (mark, text) in enumerate(texts))


def _parts(planned: str, trimmed: bool = True) -> list[_Part]:
    """The clauses of a task; `trimmed` leaves out the times and figures that are only aimed at."""
    pieces = ["", *_CLAUSES.split(planned)]
    found: list[_Part] = []
    yearly = False
    mark = ""
    for sign, written in zip(pieces[::2], pieces[1::2], strict=True):
        mark = "；" if sign in ("；", ";", "。") else mark or ("，" if sign else "")
        clause = written.strip(MARKS)
        if not trimmed:
            part = _Part(mark, clause, (0, 0), "", False, False)
        else:
            yearly = yearly or _WHOLE_YEAR.match(clause) is not None
            timeless = _PLANNED_FOR.sub("", _WHOLE_YEAR.sub("", clause)).strip(MARKS)
            if found and timeless != clause and len(timeless) < _SHORTEST:
                continue  # 6月底前上线: of what is done anyway
            part = _part(mark, timeless, yearly)
        if part.clause:
            found.append(part)
            mark = ""
    return found or [_Part("", planned, (0, 0), "", False, False)]


def _part(mark: str, clause: str, yearly: bool) -> _Part:
    figures = list(quantities(clause))
    if not figures:
        return _Part(mark, clause, (0, 0), "", False, clause.startswith(("力争", "争取")))
    if len(figures) > 1 or _every(clause, figures[0]):
        bound = any(_bounds(clause, one) for one in figures)
        return _Part(mark, clause, (0, 0), "", False, bound and not starts_with_verb(clause))
    figure = figures[0]
    before = _AT_LEAST.search(clause[: figure.start])
    change = _CHANGES.search(clause[: figure.start])
    behind = _OR_MORE.match(clause, figure.end)
    start = before.start() if before else figure.start
    end = behind.end() if behind else figure.end
    head = clause[:start]
    measured = is_measured(head)
    acts = (starts_with_verb(head) or _SCOPE.match(head) is not None) and not measured
    aimed = bool(before or behind or change)
    percent = figure.unit == "%" and (measured or change is not None)
    target = percent or (aimed and not acts) or _AIMS.match(clause) is not None
    return _Part(mark, clause, (start, end), figure.unit, aimed or yearly, target)


def _every(clause: str, figure: Quantity) -> bool:
    """Whether a figure says how often: 每月通报1次."""
    return re.search("每|逐", clause[: figure.start]) is not None


def _bounds(clause: str, figure: Quantity) -> bool:
    return bool(_AT_LEAST.search(clause[: figure.start]) or _OR_MORE.match(clause, figure.end))


def _told(parts: Sequence[_Part], result: str, progress: str) -> tuple[list[_Part], list[str]]:
    """The clauses of a task as they may be told, the figures of its result in them, and the rest of the result."""
    now = list(parts)
    rest: list[str] = []
    loose: list[str] = []
    going_on = progress in ("进行中", "逾期")
    dropped = set[int]()
    for said in _results(result):
        counts = list(quantities(said))
        bare = len(counts) == 1 and _is_bare(said, counts[0])
        at = _place(now, counts[0], said[: counts[0].start], dropped) if bare else None
        if at is not None and not going_on:
            now[at] = _with(now[at], counts[0].text)
        elif at == 0:
            now[at] = replace(now[at], quota=True)
            rest.append(f"已{said}" if said == counts[0].text or starts_with_verb(said) else said)
        elif at is not None:
            dropped.add(at)
            clause = _with(now[at], counts[0].text).clause
            rest.append(clause if now[at].target else f"已{clause}")
        elif bare and said == counts[0].text:
            loose.append(said)
        else:
            at = _named(now, said, counts, dropped)
            if at is not None and counts and not going_on and _shares(now[at].bare, said):
                said = re.sub("^已经?(?=..)", "", said)
                now[at] = replace(now[at], clause=said, target=False, quota=False, told=True)
                continue
            if at == 0 and counts:
                now[at] = replace(now[at], quota=True)
            elif at:
                dropped.add(at)
            rest.append(said)
    if loose:
        rest.append(f"{'已' if going_on else '实际'}完成{'、'.join(loose)}")
    kept = [
        replace(part, clause=part.bare) if part.quota and not part.told else part
        for at, part in enumerate(now)
        if at not in dropped and not part.target
    ]
    if not kept:  # a task that is nothing but an aim stays itself, one whose figure is told anew stays without it
        first = next((part for at, part in enumerate(now) if at in dropped and not part.target), None)
        return ([replace(first, clause=first.bare)] if first else list(parts)), rest
    return kept, rest


def _results(result: str) -> list[str]:
    """A result in clauses, and at 、 where it is but a row of figures: 22次、12期."""
    clauses = [one.strip(MARKS) for one in _CLAUSES.split(result)[::2]]
    found: list[str] = []
    for clause in filter(None, clauses):
        items = clause.split("、")
        figures = [list(quantities(item)) for item in items]
        row = all(len(one) == 1 and one[0].text == item for one, item in zip(figures, items, strict=True))
        found += items if row else [clause]
    return found


def _is_bare(said: str, count: Quantity) -> bool:
    """Whether a result is a figure with no more than a verb: 举办4次."""
    return count.end == len(said) and _ONLY_COUNT.fullmatch(said[: count.start]) is not None


def _place(parts: Sequence[_Part], count: Quantity, before: str, dropped: set[int]) -> int | None:
    """The one clause a bare figure belongs to: of its unit, and of its verb where it has one."""
    free = [at for at, part in enumerate(parts) if part.unit == count.unit and not part.told and at not in dropped]
    match = _ONLY_COUNT.fullmatch(before)
    verb = match["verb"] if match else None
    fits = [at for at in free if not verb or verb in parts[at].clause]
    return fits[0] if len(fits) == 1 else None


def _named(parts: Sequence[_Part], said: str, counts: Sequence[Quantity], dropped: set[int]) -> int | None:
    """The clause a result tells of: one with a figure in its unit, or no more than the verb it has too."""
    units = {count.unit for count in counts}
    for at, part in enumerate(parts):
        own = {one.unit for one in quantities(part.clause)}
        if at not in dropped and not part.told and own & units and _shares(part.bare, said):
            return at
    alike = [at for at, part in enumerate(parts) if at and part.unit in units and not part.told and at not in dropped]
    if len(alike) == 1:
        return alike[0]
    short = (at for at, part in enumerate(parts) if at and len(part.clause) < 5 and part.clause[:2] in said)
    return next((at for at in short if at not in dropped), None)


def _shares(one: str, other: str) -> bool:
    return any(a + b in other for a, b in pairwise(re.sub(r"[\W\d_]", "", one)))


def _with(part: _Part, amount: str) -> _Part:
    """A clause with the figure that came of it."""
    start, end = part.stretch
    head = part.clause[:start]
    clause = f"{head}{'为' if part.target and is_measured(head) else ''}{amount}{part.clause[end:]}"
    return replace(part, clause=_AIMS.sub("", clause, count=1) if part.target else clause, target=False, told=True)


def _names_it(task: str, result: str) -> bool:
    """Whether a result names its task itself: two pairs of characters in three come back in it."""
    bare = re.sub(r"[^\w]", "", task)
    pairs = {bare[i : i + 2] for i in range(len(bare) - 1)}
    return bool(pairs) and sum(pair in result for pair in pairs) * 3 >= len(pairs) * 2
