"""A draft in, its 指标 rows out: what was reached, with the year before, share of the aim, rank and parts where the
draft says so, and what is aimed at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, takewhile

from hegao.facts import Cell, Row
from hegao.harvest.carry import unmasked
from hegao.harvest.draft import Draft, Piece, State
from hegao.model import Metric
from hegao.sentences.names import is_light
from hegao.trace import short_name

_COUNTED = ("count", "percent", "money", "score")
_TIME_TAKEN = re.compile(r"(?:时限|时间|时长|期限|周期)$")
_BEFORE = re.compile(r"(?:去年|上年|上一年|前一年)(?:度|同期|全年)?|同期")
_TO = re.compile(r"[^，。；]{0,2}?[提增升上降减压缩扩下][^，。；0-9]{0,5}[到至为]$")
_ON_YEAR = re.compile(r"(?:同比|[比较](?:去年|上年|上一年|前年)(?:度|同期)?|同上年相比)[^，。；0-9]{0,16}$")
_OF_AIM = re.compile(
    r"(?:完成|达到|占)了?(?:全年|年度|年初|既定|下达)?(?:确定的|下达的)?(?:计划|目标|任务)[^，。；]{0,14}?的?$"
)
_AIM = re.compile(r"(?:目标|任务|计划)(?:任务|数|值|总分)?[（(]?(?:为|是)?$")
_AMONG = re.compile(
    r"在?(?:参评的?)?全?(?P<where>[国省市县区州]?)(?P<size>[0-9]{1,4})[个家]?(?P<group>[^，。；0-9]{1,12}?)中(?:排名|排位|位居|位列|名列|居|列|排)?第?$"
)
_OF_WHOLE = re.compile(
    r"在(?P<whole>[^，。；0-9]{2,14}?)(?P<size>[0-9]{1,4})[个家]单位[^，。；0-9]{0,8}?中(?:排名|排位|位居|位列|名列|居|列|排)?第?$"
)
_RATED = re.compile("考[核评]|评[比估价]|测评|竞赛|比赛|工作")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_RANKED = re.compile(r"[^，。；0-9]{0,14}?中(?:的)?(?:排|位居|位列|名列|居|列|获)")
_BOUNDS = ("以上", "以内", "以下", "不少于", "不低于", "不超过", "不高于", "至少", "控制在", "力争", "确保", "达到")
# What no indicator is called: with brackets or marks in it, begun by a particle or a time, ended by a particle.
_NO_NAME = re.compile(
    r"[（()）【】\[\]，。；：]"
    "|^(?:因(?![公病灾])|按(?![期时质])|在(?![校职岗建册编用库读押外线])|对(?![口外接标])|把(?!关)|将|被(?![征帮扶保])|由|与(?!会)|和(?![谐解])|及(?![时格])|"
    "其|等(?![级候待])|的|于|从(?![业教])|向|为(?!民|群众)|以(?!工代赈)|并(?![购网])|且|或|已|未(?!成年|办|完)|均(?!价)|各项?$|共(?![青产享建])|累计|截至|目前|当前|"
    "今年|去年|上年|本年|年[初底末度内]|全年|每(?!.+(?:[费数量率额]|费用|成本|面积)$)|月(?![均度活租供嫂])|季|[周日](?![均供边转报])|[上下]半年|[0-9一二三四五六七八九十]+[年月日季])"
    "|(?:按|因|的|在|中|了|着|近|各|每|该|其|这|那|已|将|(?<!公)里|(?<![工课学用耗及小])时|(?<!通)过|(?<![传送])达|(?<![报签])到|(?<!公)共|(?<![节签违预合])约|"
    "(?<!总)和|(?<!参)与|(?<!普)及|(?<![合撤归])并|(?<!行)为|(?<![核比应])对|(?<!高)等|(?<![许认])可|按(?:计划|序时|进度)|内容|情况|方面|原因|因素|全[国省市县区])$"
)
_EVERY = re.compile(r"每|逐")
_ABOUT = ("余", "多", "近", "约")
_JOINED = re.compile(r"[\s“”《》，。、的]")  # as facts.key_of


@dataclass(slots=True)
class _Figure:
    """A row in the making."""

    metric: Metric
    name: str
    cells: dict[str, Cell | None] = field(default_factory=dict)
    part: bool = False  # told within another figure


def figures(draft: Draft) -> Iterator[Row]:
    """One row an indicator, year and unit, where the name says what it is; of two that contradict the fuller one."""
    found: list[_Figure] = []
    for metric, state, piece in _with_states(draft):
        if _counts_others(draft, metric) or _only_planned(draft, metric, piece):
            continue
        if state == "planned":
            _take_aim(draft, found, metric, piece)
        elif state in ("done", "none"):
            ahead = _year_of(draft, metric) or 0
            (_take_aim if ahead > (draft.written or ahead) else _take)(draft, found, metric, piece)
    _fold_parts(draft, found)
    taken: dict[tuple[str, Cell | None, str | None], _Figure] = {}
    for figure in found:
        if not figure.part and _reads_as_one(figure.name):
            key = (_JOINED.sub("", figure.name), figure.cells.get("年份"), figure.metric.unit)
            taken[key] = _one_of(taken[key], figure) if key in taken else figure
    for figure in taken.values():
        yield draft.row("指标", {"名称": figure.name, **figure.cells}, figure.metric.span)


def _reads_as_one(name: str) -> bool:
    """Whether a name is one of an indicator, not a stretch of a sentence."""
    return not (_NO_NAME.search(name) or is_light(name) or (name.endswith("率") and re.search("率[、和]", name)))


def _one_of(first: _Figure, second: _Figure) -> _Figure:
    """Two figures of one name as one; where they contradict, the one of which more is said."""
    if any(_contradict(first.cells.get(c), v) for c, v in second.cells.items() if c != "板块"):
        return max(first, second, key=lambda one: sum(value is not None for value in one.cells.values()))
    first.cells |= {c: v for c, v in second.cells.items() if v is not None and first.cells.get(c) is None}
    return first


def _counts_others(draft: Draft, metric: Metric) -> bool:
    """Whether a figure says how many are ranked: 在全县交通运输系统14家单位中."""
    text = draft.document.paragraphs[metric.span.paragraph - 1].text
    return metric.kind == "count" and _RANKED.match(text, metric.span.end) is not None


def _only_planned(draft: Draft, metric: Metric, piece: Piece | None) -> bool:
    """Whether a figure stands in the words of a planned task of which account is given: it is no result."""
    told = draft.account(piece) if piece is not None else None
    if told is None or metric.span.start >= told.end:
        return False
    return told.progress != "已完成" or any(word in _BOUNDS for word in metric.qualifier)


def _with_states(draft: Draft) -> Iterator[tuple[Metric, State, Piece | None]]:
    starts = [(piece.span.paragraph, piece.span.start) for piece in draft.pieces]
    sections = [section.span.paragraph for section in draft.outline.sections]
    for metric in draft.review.metrics:
        at = bisect_right(starts, (metric.span.paragraph, metric.span.start)) - 1
        piece = draft.pieces[at] if at >= 0 else None
        if piece is not None and piece.span.paragraph == metric.span.paragraph and metric.span.end <= piece.span.end:
            yield metric, piece.state, piece
        elif metric.span.paragraph in draft.in_tables:
            above = bisect_right(sections, metric.span.paragraph) - 1
            yield metric, draft.areas[above] if above >= 0 else "none", None


def _named(metric: Metric) -> str:
    name = short_name(metric)
    name = unmasked(_BEFORE.sub("", name, count=1) if _BEFORE.match(name) else name)
    return re.sub("^被(?=[国省市县区州上本]|各级)|^在(?=.{3,}中$)|(?<=.{3})(?:中|全[国省市县区])$", "", name)


def _take(draft: Draft, found: list[_Figure], metric: Metric, piece: Piece | None) -> None:
    """An achieved figure: a row of its own, or a column of the one before it."""
    name = _named(metric)
    if len(name) < 2 or metric.kind in ("range", "ratio") or _only_named(metric):
        return
    text = draft.document.paragraphs[metric.span.paragraph - 1].text
    before = text[max(0, metric.span.start - 40) : metric.span.start]
    near = [*takewhile(lambda one: _same_sentence(one.metric, metric), reversed(found))][::-1]
    same = next((one for one in reversed(near) if one.name == name), None)
    if metric.kind == "change":
        _take_change(near, same, metric, before, name)
        return
    if _BEFORE.match(metric.name) or (metric.period and _BEFORE.search(metric.period)):
        if same is not None and metric.value is not None and metric.unit == same.metric.unit:
            same.cells["上年"] = metric.value
        return
    if metric.kind == "rank":
        _take_rank(found, near, metric, before, name, draft, piece)
        return
    if metric.kind == "duration" and not _TIME_TAKEN.search(name):
        return
    if metric.kind == "percent" and near and _OF_AIM.search(before):
        if metric.value is not None:
            near[-1].cells["完成率"] = metric.value
        return
    if near and _AIM.search(before) and metric.unit == near[-1].metric.unit and metric.value is not None:
        near[-1].cells["目标"] = metric.value
        return
    if (
        same is not None
        and same.metric.unit == metric.unit
        and _TO.match(text[same.metric.span.end : metric.span.start])
    ):
        same.cells["上年"], same.cells["数值"] = same.cells.get("数值"), metric.value
        same.metric = metric
        return
    found.append(_Figure(metric, name, _cells(draft, metric, piece)))


def _year_of(draft: Draft, metric: Metric) -> int | None:
    """The year a result is of: the one said beside it, else the draft's own."""
    years = set(_YEAR.findall(metric.period or ""))
    return int(years.pop()) if len(years) == 1 else draft.written


def _only_named(metric: Metric) -> bool:
    """三件大事, 四项工作: a small number in words counts what is named beside it and is no result."""
    small = metric.value is not None and metric.value < 10
    return small and not re.search("[0-9０-９]", metric.text)


def _cells(draft: Draft, metric: Metric, piece: Piece | None) -> dict[str, Cell | None]:
    year = _year_of(draft, metric)
    value = None if metric.masked else metric.value
    about = next((word for word in _ABOUT if word in metric.qualifier), None)
    large = re.match("[百千万亿]", metric.unit or "") is not None
    rounded = value is not None and value == value.to_integral_value() and (large or value % 10 == 0)
    return {
        "数值": value,
        "计量单位": metric.unit,
        "概数": about if rounded else None,
        "板块": draft.theme(piece.section, "done") if piece else None,
        "年份": None if year is None else Decimal(year),
    }


def _take_change(near: Sequence[_Figure], same: _Figure | None, metric: Metric, before: str, name: str) -> None:
    """比上年增加19条, 同比增长8.7%: the year before, or the rate, of the figure it is said of."""
    host = same or (near[-1] if near and (name.startswith(near[-1].name) or near[-1].name.endswith(name)) else None)
    if host is None or metric.value is None or metric.change not in ("up", "down") or not _ON_YEAR.search(before):
        return
    up = 1 if metric.change == "up" else -1
    value = host.cells.get("数值")
    exact = not any(word in metric.qualifier for word in (*_ABOUT, "左右", "以上"))
    points = metric.unit == "个百分点" and host.metric.unit in ("%", "％")
    if metric.unit in ("%", "％") and host.metric.unit not in ("%", "％"):
        host.cells["同比"] = up * metric.value
    elif (points or metric.unit == host.metric.unit) and isinstance(value, Decimal) and exact:
        host.cells["上年"] = value - up * metric.value


def _take_rank(
    found: list[_Figure],
    near: Sequence[_Figure],
    metric: Metric,
    before: str,
    name: str,
    draft: Draft,
    piece: Piece | None,
) -> None:
    whole, among = _OF_WHOLE.search(before), _AMONG.search(before)
    group = whole or among
    last = near[-1] if near and near[-1].metric.kind in ("score", "count", "percent") else None
    # 在12家市直部门中 ranks what was told just now, 在全县信息考核中 something of its own.
    goes_on = group is not None and not _RATED.search(group[0])
    host = last if last is not None and (goes_on or name.startswith(last.name)) else None
    if host is None:
        host = _Figure(metric, re.sub("(?:排名|位次|名次|排位)$", "", name) or name, _cells(draft, metric, piece))
        host.cells["数值"] = host.cells["计量单位"] = None
        found.append(host)
    host.cells["名次"] = None if metric.masked else metric.value
    if metric.masked:
        return
    if whole:
        host.cells["参评数"], host.cells["组别"] = Decimal(whole["size"]), whole["whole"]
    elif among:
        host.cells["参评数"] = Decimal(among["size"])
        host.cells["组别"] = f"全{among['where']}{among['group']}" if among["where"] else among["group"]


def _take_aim(draft: Draft, found: list[_Figure], metric: Metric, piece: Piece | None) -> None:
    """A figure of what is planned, under the year it was planned for."""
    name = unmasked(short_name(metric))
    every = metric.period is not None and _EVERY.search(metric.period)
    if metric.kind not in _COUNTED or metric.masked or metric.value is None or every or len(name) < 2:
        return
    if _only_named(metric) or not _is_aim(metric, piece):
        return
    spoken = draft.spoken(metric.span.paragraph)
    named = [int(year) for year in _YEAR.findall(metric.period or "")]
    year = named[0] if len(named) == 1 else spoken
    cells: dict[str, Cell | None] = {
        "目标": metric.value,
        "计量单位": metric.unit,
        "板块": draft.theme(piece.section, "planned") if piece else None,
        "年份": None if year is None else Decimal(year),
    }
    found.append(_Figure(metric, name, cells))


def _is_aim(metric: Metric, piece: Piece | None) -> bool:
    """Whether a task aims at a figure; 对全市17座水库开展检查 only says where."""
    if piece is None or not piece.tasks or metric.kind == "percent":
        return True
    return any(metric.text in target for task in piece.tasks for target in task.targets)


def _same_sentence(one: Metric, other: Metric) -> bool:
    return one.span.paragraph == other.span.paragraph and one.sentence == other.sentence


def _fold_parts(draft: Draft, found: Sequence[_Figure]) -> None:
    """办理来文1286件，其中上级来文412件、…: parts that add up to the whole stand with it and nowhere else."""
    for _, group in groupby(found, key=lambda one: (one.metric.span.paragraph, one.metric.sentence)):
        figures = list(group)
        for at, whole in enumerate(figures[:-1]):
            text = draft.document.paragraphs[whole.metric.span.paragraph - 1].text
            between = text[whole.metric.span.end : figures[at + 1].metric.span.start]
            if re.search(r"其中[^，。；0-9]{0,14}$", between):
                _fold(whole, figures[at + 1 :])
    for at, first in enumerate(found):
        text = draft.document.paragraphs[first.metric.span.paragraph - 1].text
        if not re.search(r"。其中[，,]?[^，。；0-9]{0,14}$", text[: first.metric.span.start]):
            continue
        same = (one for one in reversed(found[:at]) if one.metric.span.paragraph == first.metric.span.paragraph)
        if (one := next((one for one in same if one.metric.unit == first.metric.unit), None)) is not None:
            _fold(one, found[at:])


def _fold(whole: _Figure, rest: Sequence[_Figure]) -> None:
    value, total = whole.cells.get("数值"), Decimal(0)
    if not isinstance(value, Decimal):
        return
    parts: list[tuple[str, Decimal]] = []
    for one in rest:
        share = one.cells.get("数值")
        if one.metric.unit != whole.metric.unit or not isinstance(share, Decimal) or total >= value:
            break
        parts.append((one.name, share))
        total += share
    if total == value and len(parts) > 1:
        whole.cells["构成"] = tuple(parts)
        for one in rest[: len(parts)]:
            one.part = True


def _contradict(one: Cell | None, other: Cell | None) -> bool:
    return one is not None and other is not None and one != other
