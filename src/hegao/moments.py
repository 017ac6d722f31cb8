"""A text and the year it speaks of in, its time expressions (today's year never matters) with their dates out."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from hegao.data import data_folder, lexicon_lines
from hegao.errors import RuleError
from hegao.model import Document, Moment, Outline, TimeKind
from hegao.text import chinese_number

_S = "[ \u00a0\u3000]{0,2}"
_ONES = "一二三四五六七八九"
_NUMERAL = f"{_ONES}十"
_TO = "[—–－\\-~～至到─―‐]{1,2}"  # of a range
_COUNT = rf"(?:[0-9]{{1,3}}|[{_NUMERAL}两半]{{1,3}}|[几数])"
_MONTH = f"(?:1[0-2]|0?[1-9]|十[一二]?|[{_ONES}])"
_DAY = f"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二十[{_ONES}]?|十[{_ONES}]?|[{_ONES}])"
_YEAR = f"(?:(?:1[89]|20)[0-9]{{2}}|[一二][〇零○Ｏ{_ONES}]{{3}})"
_FULL_YEAR = "(?:19|20)[0-9]{2}"
_OF_MONTH = "月(?![龄嫂子经饼光亮台薪均供球考湖儿牙色])份?"
_OF_DAY = "[日号](?![线楼店文公码门机车院房桥坑井令照])"
_RELATIVE = (
    "(?:今年度?|去年度?|明年度?|后年(?!度)|前年(?!度)|本年度?|上一?年度?|下一?年度?|次年度?|翌年|同年|当年度?)"
    "(?![龄级纪轻轮代均])"
)
# What the character before a word makes another word of it: 以上年龄, 光明年…
_OTHER_WORD = re.compile(
    "(?:以上年|[以之]后年|提前.|明后年|[之以目当几多]前年|[文光证声说表透黎]明年|[基样成版]本年|[健安完齐]全年|[相不共]同年|[一二三四每人]次年"
    "|[以之]下年|[相适]当年|[以之]上半年|基本[月周季]|[以之][上下][月周季]|[每百十千万几][月周]|相当日|档次日|便当日)$"
)
_NO_IN = "(?![蒙部容外生在江控涝需陆心])"
_CLOCK = (
    "(?:上午|下午|晚上|晚(?=[0-9])|中午|早上|早晨|凌晨|傍晚|夜间"
    f"|{_S}(?:[01]?[0-9]|2[0-4])(?:[:：][0-5][0-9](?![0-9])|[时点](?:[0-5]?[0-9]分|半|整|许)?(?![间期段代效限以位一])))"
)

# What is behind the digits of a time: most digits belong to something else, and no reader need try them.
_BEHIND_DIGITS = (
    f"{_S}(?:[多余]?个?半?(?:[年月周日天]|季度|星期|学期|工作日|自然日|小时|分钟)|世纪|[号时点:：/、和与及]|{_TO}"
    "|(?<=19[0-9][0-9]|20[0-9][0-9])[.．，,])"
)
# Where an expression may begin: a character `re` looks for fast, and what narrows it down.
_START = re.compile(
    '[0-9一二三四五六七八九十半两几数今去明后前上下本次翌同当即每逐按近未过最接此往为历连用经利年全第改新自入党换昨“"]'
    f"(?:(?<=[0-9])(?<![0-9.．][0-9])(?<![A-Za-z][0-9])(?=[0-9]*{_BEHIND_DIGITS})"
    f"|(?<=[{_NUMERAL}半两几数])(?=[{_NUMERAL}〇零○Ｏ至到、—－\\-~～多年月季周星天日小工世五]|个半?[年月季周星天日小工自分学])"
    "|(?<=第)(?=[一二三四1-4]季)"
    "|(?<=[今去明后前上下本次翌同当即昨])(?=[年半月季周日天个世届一二三四五六七八九十两0-9 ])"
    "|(?<=年)(?=[底末内])|(?<=全)(?=年)"
    "|(?<=每)(?=[年月季周日天星旬半两隔个二三四五六工小学0-9 ])|(?<=[逐按])(?=[年季月周旬日])"
    f"|(?<=近)(?=[一二三四五六七八九十两几0-9])|(?<=[未过最接此往])(?=[来去近下后])|(?<=[为历连用经利])(?=[期时续过经用]?[近约]?[0-9{_NUMERAL}两半几数])"
    "|(?<=改)(?=革开)|(?<=新)(?=中国成立)|(?<=自)(?=[^，。；、：“”]{1,12}之日)|(?<=入)(?=[汛冬夏春秋伏梅])|(?<=党)(?=的[十二])|(?<=换)(?=届以来)"
    f'|(?<=[“"])(?=[{_NUMERAL}]{{1,2}}五))'
)
_POINT_HEAD = re.compile(
    rf"{_YEAR}{_S}年|{_FULL_YEAR}[-./．][0-9]|{_RELATIVE}|{_MONTH}{_S}月|第?[一二三四1-4]季度|前{_S}[一二三两1-3]个?季度|[上下]半年"
    rf"|前{_S}(?:[1-9][01]?|十一?|[{_ONES}两])个月|年[底末内]|全年(?![龄级])"
)
# One point of time; every group may be open.
_POINT = re.compile(
    rf"(?P<iy>{_FULL_YEAR})[-./．](?P<im>1[0-2]|0?[1-9])(?:[-./．](?P<id>3[01]|[12][0-9]|0?[1-9]))?(?![0-9A-Za-z%％.．/万亿元个人家项件吨千亩米户名次公平])"
    rf"|(?:(?P<y>{_YEAR}){_S}年(?!一遇|历史|文明|一度|来?的历史|[级版轮])|(?P<r>{_RELATIVE}))?(?:"
    rf"{_S}(?P<m>{_MONTH}){_S}{_OF_MONTH}(?:{_S}(?P<d>{_DAY}|[×xX*＊_]{{1,4}}){_S}{_OF_DAY}|(?P<x>[上中下][中下]?旬)|(?P<e>[初中底末])(?![级步期间心小学国央部东西]))?"
    "|第?(?P<q>[一二三四1-4])季度(?P<qe>[初末底])?(?!赛|拉练)"
    "|年?(?P<h>[上下])半年(?P<he>末)?"
    f"|前{_S}(?P<fq>[一二三两1-3])个?季度"
    f"|前{_S}(?P<fm>[1-9][01]?|十一?|[{_ONES}两])个月"
    f"|(?P<full>全年)(?![龄级])|年?(?P<ye>[底末]|初(?![步始中心期级次]))|年?(?P<yi>内){_NO_IN}"
    "|度(?![假])(?:[上下]半年)?)?"
)
# Ranges and lists whose first member leaves its unit to the last: 2021—2023年, 1至10月, 7、8月, 一、二季度.
_SHARED = re.compile(
    rf"(?P<y1>{_FULL_YEAR}){_S}(?:{_TO}|[/、和与及]){_S}(?P<y2>(?:19|20)?[0-9]{{2}}){_S}年(?:度|间)?(?![级版]|{_S}[0-9]{{1,2}}{_S}月)"
    rf"|(?:(?P<y>{_YEAR}){_S}年{_S}|(?P<r>{_RELATIVE}))?"
    rf"(?:(?P<m1>{_MONTH}){_S}(?:{_TO}|[、和]){_S}(?P<m2>{_MONTH}){_S}{_OF_MONTH}(?![上中下]旬|[初底末]|{_S}[0-9]{{1,2}}{_S}[日号])"
    rf"|第?(?P<q1>[一二三四1-4])(?:{_TO}|[、和])?(?P<q2>[二三四2-4])季度"
    rf"|(?P<m3>[{_ONES}])(?P<m4>[二三四五六七八九])月(?:份|间))"
)
_YEARS_ALONE = re.compile(
    rf"(?<=[（(])(?P<a>{_FULL_YEAR}){_TO}(?P<b>{_FULL_YEAR})(?=[)）])|(?P<c>{_FULL_YEAR})(?=[，,])"
)
_BEHIND_DOTTED = re.compile("$|[—–－\\-至）)，、前起]")
_RANGE = re.compile(f"{_S}{_TO}{_S}(?=[0-9{_NUMERAL}今明次翌年上下])")
_DAYS = re.compile(rf"{_S}(?:{_TO}|[、和]){_S}(?P<d>{_DAY})(?:{_S}{_OF_DAY}|(?=[）)]))")
_DAYTIME = re.compile(
    rf"(?:{_S}[（(](?:星期|周)[{_ONES[:6]}日天][）)])?(?:{_S}{_CLOCK}){{0,3}}(?:{_S}{_TO}(?:{_S}{_CLOCK}){{1,2}})?"
)
_SUFFIX = re.compile(
    f"{_S}(?:(?P<around>前后)"
    "|(?P<before>[之以]?前(?![列沿景途期往来海线卫端置瞻身移]|提[下条]|进[0-9*一二三四五六七八九]|[0-9一二三两几]+[个名位强]))"
    "|(?P<since>以来|至今|起(?![草步诉点源伏到飞])|开始(?=[，,、；。）)])|来(?=[，,首最新]))"
    "|(?P<after>[之以]后|后(?![续勤备期方台来半退移劲]))"
    "|(?P<same>同期)|(?P<during>期间|间(?![隔接断]))"
    f"|(?P<within>[之以]?内{_NO_IN})|(?P<until>为?止))"
)
_BEGUN = re.compile("(?:正式)?开始")
_BASE = re.compile("(?:[比较由从对同]|相比|相当于|对照)$")
_UP_TO_NOW = re.compile("截[至止]到?$")
_TOWARDS = re.compile(
    "(?:(?:^|[，,。；;：:、（(“|]|力争|争取|确保|计划|目标|预计|[并即])到|(?:^|[，,。；;：:（(|])至)$"
)
_CLAUSE_STARTS = re.compile(r"(?:^|[，,。；;：:、（(\s|—*#])[在于自]?$")
_SENTENCE_STARTS = re.compile(r"(?:^|[。；;\n])[\s（(）)．.、—*#0-9一二三四五六七八九十|]*$")

_EVERY = re.compile(
    rf"每隔?{_S}(?P<n>[0-9]{{1,2}}|[两二三四五六十])?{_S}(?P<half>半)?个?"
    "(?P<u>年度?(?![级龄轮])|季度?(?!节)|月份?|周(?![岁期边])|星期|旬|日(?!照)|天|工作日|小时|学期|学年)"
    rf"(?:(?:年?{_MONTH}月份?(?:{_DAY}[日号]|[上中下]旬|[初底末])?(?:{_TO}(?:次年)?{_MONTH}月(?:{_DAY}[日号])?)?"
    rf"|(?:的?首月|次月|末月|第[一二三]个?月)?{_DAY}[日号](?:、{_DAY}[日号])*|第[一二三四]季度|[上下]半年|[上中下]旬"
    rf"|(?<=[周期])[一二三四五六日天](?![次期至名篇场个轮小家人项条件批例组])|年?月?[初底末](?![级次期]))?{_CLOCK}{{0,2}}(?:[之以]?前(?![往来]))?)"
)
_ISO_UNITS = {"年": (1, "Y"), "季": (3, "M"), "月": (1, "M"), "周": (1, "W"), "星": (1, "W"), "旬": (10, "D"),
              "日": (1, "D"), "天": (1, "D"), "工": (1, "D"), "小": (1, "H"), "学": (6, "M")}  # fmt: skip
_BY = re.compile("(?:逐(?P<a>[年季月周日旬])|按(?P<b>[年季月周旬日]))度?(?![龄级轮节期边亮照常程均租假渐益])")
_HALF_YEARLY = re.compile("半年(?=[作开召座一通])")
_WITHIN = re.compile(
    rf"{_COUNT}{_S}(?:多|余)?个?半?(?:工作日|自然日|日|天|周|星期|月|小时|年|分钟|季度|学期)(?:左右)?[之以]?内{_NO_IN}"
    rf"|{_COUNT}{_S}个?工作日(?:之|以)?前"
)
_MEASURED = re.compile("(?:[至到为超于过满]了?|控制在|保持在|稳定在)$")
_LASTING = re.compile(
    rf"(?:为期|历时|连续|利用|经过|历经|(?P<use>用))(?:近|约)?{_COUNT}个?半?(?:年|季度|月|周|星期|天|日)"
    "(?:多|半|左右)?(?![龄级轮生])"
)
_PAST_OR_NEXT = re.compile(
    rf"(?P<w>过去|未来|今后|最近|近|接下来|此后|往后)的?(?P<n>{_COUNT}|[{_ONES}][至到—\-～~]?[{_ONES}]|[0-9][—\-～~至到][0-9]|两三)"
    f"{_S}个?(?P<u>年|月|周|天|季度|时期|阶段|学期)(?![度级龄])(?:以来|来|间|[之以]?内|时间|左右时间|左右)?"
)
_ONWARD = re.compile(
    rf"(?P<n>{_COUNT}){_S}(?P<some>多)?个?(?P<u>年|月|季度)(?:多)?(?:以来|来(?![自访临到源回料电信])|间(?![隔接歇断]))"
)
_PLAN = re.compile(
    f'(?P<q>[“"])?(?P<n>十[{_ONES}]?|[{_ONES}])五(?P<z>[”"])?'
    "(?P<t>规划期间|规划期内|规划时期|期间|时期末|时期|以来|期末|末期|期初|初期|中期|前期|后期|末|初|期内|前[一二两三四]年|后[一二两三四]年|之前|前)?"
)
_PLAN_NAME = re.compile("规划|计划|纲要|普法|法治宣传")
_AGE = re.compile(
    f"(?:1[89]|2[01]|十[八九]|二十一?|本|上个?|下个?)世纪(?:[1-9]0年代|[{_ONES}]十年代)?(?:初|末|中叶|中期|以来|前半叶|后半叶)?"
)
_EVENT = re.compile(
    "(?:党的)?(?P<n>十[六七八九]|二十)大以来|改革开放(?:[0-9]+多?年)?以来|新中国成立(?:[0-9]+多?年)?以来"
    "|入[汛冬夏春秋伏梅](?:以来|前)|换届以来|[本上]届政府(?:成立)?以来"
)
_FROM_DAY = re.compile("自[^，。；、：“”]{1,12}之日起")
_THIS = re.compile(
    f"[本上下当次]个?(?:月|周|季度|季)(?:[初底末]|[上中下]旬|{_DAY}[日号])?前?(?![期边岁刊报光亮节])|(?:[当次][日天]|[即今明昨]日)(?![上下地子报])"
)
_THIS_DAY = re.compile(f"{_DAY}[日号](?:{_CLOCK}?前(?![往来])|上午|下午|起|晚)")
_DAY_ALONE = re.compile(f"{_DAY}[日号](?=[，,])")
_CLOCK_BEFORE = re.compile(f"{_CLOCK}{{1,2}}前")
_CONGRESSES = {"十六": date(2002, 11, 8), "十七": date(2007, 10, 15), "十八": date(2012, 11, 8),
               "十九": date(2017, 10, 18), "二十": date(2022, 10, 16)}  # fmt: skip
_FIRST_PLAN = 1953  # 一五 began in it, each lasts five years; 1963–1965 lay between 二五 and 三五
_YEARS_AWAY = {"今": 0, "本": 0, "去": -1, "明": 1, "前": -2, "后": 2}  # from the year the paragraph speaks of
_FROM_TOPIC = {"上": -1, "下": 1, "次": 1, "翌": 1, "同": 0, "当": 0}  # from the year the sentence speaks of
_WIDE = {ord("０") + k: str(k) for k in range(10)}
_WIDE_DIGIT = re.compile("[０-９]")
_TITLE = re.compile("《[^《》]*(?:《[^《》]*》[^《》]*)*》")


class _Found(NamedTuple):
    """An expression at its place, read."""

    start: int
    end: int
    kind: TimeKind
    first: date | None = None
    last: date | None = None
    recurrence: str | None = None


class _Point(NamedTuple):
    """One point of time: where it ends, how fine it is, its first and last day."""

    end: int
    grain: str  # day month tens quarter half year full part first edge within
    year: int | None
    named: bool  # the year is written
    first: date | None
    last: date | None


@dataclass(slots=True)
class _Context:
    """The years a word without one may mean, as reading goes on."""

    main: int | None
    paragraph: int | None = None
    sentence: int | None = None
    latest: _Found | None = None  # what names a month or part of a year

    @property
    def topic(self) -> int | None:
        return self.sentence or self.paragraph or self.main


def moments(text: str, year: int | None) -> tuple[Moment, ...]:
    """The time expressions of one paragraph in order, none overlapping; `year` is the one the paragraph speaks of."""
    plain = text.translate(_WIDE) if _WIDE_DIGIT.search(text) else text
    vocabulary = _vocabulary()
    words = {match.start(): match for match in vocabulary.words.finditer(plain)}
    words.update((match.start(), match) for match in vocabulary.festivals.finditer(plain))
    starts = [match.start() for match in _START.finditer(plain)]
    if words:
        starts = sorted({*starts, *words})
    if not starts:
        return ()
    titles = [match.span() for match in _TITLE.finditer(plain)] if "《" in plain else []
    return tuple(
        Moment(f.start, f.end, text[f.start : f.end], f.kind, f.first, f.last, f.recurrence)
        for f in _read(plain, starts, words, titles, _Context(year))
    )


def _read(
    text: str, starts: list[int], words: dict[int, re.Match[str]], titles: list[tuple[int, int]], context: _Context
) -> Iterator[_Found]:
    end = title = 0
    vocabulary = _vocabulary()
    for start in starts:
        if start < end:
            continue
        while title < len(titles) and titles[title][1] <= start:
            title += 1
        if title < len(titles) and titles[title][0] < start:
            continue
        word = words.get(start)
        entry = None if word is None else vocabulary.entries.get(word.group())
        if word is not None and entry is not None and entry.kind == "非时间":
            end = word.end()
            continue
        if context.sentence is not None and any(mark in text[end:start] for mark in "。！？\n"):
            context.sentence = None
        found = _grammar(text, start, end, context)
        if word is not None and (found is None or word.end() > found.end):
            read = _of_festival(word, start, context.topic) if entry is None else _of_word(text, word, entry, context)
            found = read or found
        if found is not None:
            yield found
            end = found.end


def _grammar(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    """What the grammar reads at a place; the result may begin before it, down to `floor`."""
    for reader in _READERS.get(text[start], _DEFAULT_READERS):
        found = reader(text, start, floor, context)
        if found is not None:
            return found
    return None


def _read_dated(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    """Points of time and ranges of them, with what stands before and behind: 截至11月底, 2019年至2021年, 6月底前."""
    if _OTHER_WORD.search(text, max(0, start - 1), start + 2):
        return None
    if start and text[start - 1] in "一二三四五六七八九十〇零百千第" and text[start] not in "0123456789":
        return None
    shared = _shared(text, start, context)
    left = shared or _point(text, start, context, context.topic)
    if left is None:
        return None
    if left.grain == "year" and (festival := _vocabulary().festivals.match(text, left.end)):
        return _of_festival(festival, start, left.year)
    first, last, end, grain = left.first, left.last, left.end, left.grain
    before = text[max(floor, start - 12) : start]
    up_to = _UP_TO_NOW.search(before)
    base = _BASE.search(before) is not None
    if left.year is not None and not base and grain not in ("edge", "within"):
        _take_topic(text, start, left, context)
    if shared is None:
        first, last, end, grain = _range(text, left, context)
    if grain == "day":
        daytime = _DAYTIME.match(text, end)
        end = daytime.end() if daytime else end
    found = _dressed(text, floor, start, before, base, _Point(end, grain, left.year, left.named, first, last), context)
    if not base and left.grain != "year" and grain not in ("year", "full"):
        context.latest = found._replace(first=_day(last.year, 1, 1) if up_to and last else first, last=last)
    return found


def _dressed(text: str, floor: int, start: int, before: str, base: bool, point: _Point, context: _Context) -> _Found:
    """A point or range with its preposition and what follows it."""
    first, last, end, grain = point.first, point.last, point.end, point.grain
    kind: TimeKind = "year" if grain in ("year", "full") else "date" if grain == "day" else "period"
    suffix = _SUFFIX.match(text, end)
    how = suffix.lastgroup if suffix else None
    up_to = _UP_TO_NOW.search(before)
    if up_to:
        begin = start - len(up_to.group())
        if how == "until" and suffix:
            end = suffix.end()
        return _Found(begin, end, "date", None, last)
    towards = _TOWARDS.search(before)
    if suffix and how in ("since", "after"):
        from_ = before[-1:] in ("自", "从") and start - 1 >= floor
        if how == "after":
            following = last + timedelta(1) if last and last < date.max else None
            return _Found(start, suffix.end(), "period", following)
        return _Found(start - from_, suffix.end(), "period", last if grain in ("edge",) else first)
    if before[-1:] in ("自", "从") and (begun := _BEGUN.match(text, end)):
        return _Found(start - 1, begun.end(), "period", first)
    if how == "around" and suffix:
        return _Found(start, suffix.end(), "period", first, last)
    if how == "before" and suffix:
        begin = start - 1 if towards and before[-1:] in ("到", "至") else start
        return _Found(begin, suffix.end(), "deadline", None, last)
    if how == "within" and suffix and grain in ("year", "part", "month"):
        return _Found(start, suffix.end(), "deadline", None, last)
    if how == "same" and suffix and grain == "year":
        first, last = _same_part(context.latest, point.year) or (first, last)
        return _Found(start, suffix.end(), "period", first, last)
    if how == "during" and suffix:
        return _Found(start, suffix.end(), "period", first, last)
    past = last is not None and context.main is not None and last.year < context.main
    if towards and grain != "first":
        if past:
            return _Found(start - 1, end, "date", None, last)
        if how == "until" and suffix:
            end = suffix.end()
        return _Found(start - 1, end, "deadline", None, last)
    if how == "until" and suffix and before[-1:] in ("到", "至"):
        return _Found(start - 1, suffix.end(), "deadline", None, last)
    if grain == "within":
        done = re.match(r"[^，。；]{0,2}(?:共|累计|已|完成了)", text[end : end + 6])
        return _Found(start, end, "period", first, last) if done else _Found(start, end, "deadline", None, last)
    if grain == "first":
        return _Found(start, end, "vague")
    if grain == "edge":
        if base or past or text[end - 1 : end + 1] in ("年末",) or (text[end - 1] == "末" and text[end - 2] == "年"):
            return _Found(start, end, "date", last, last)
        return _Found(start, end, "deadline", None, last)
    if grain == "year" and point.named and before.endswith(("力争", "争取")):
        return _Found(start, end, "deadline", None, last)
    return _Found(start, end, kind, first, last)


def _same_part(latest: _Found | None, year: int | None) -> tuple[date | None, date | None] | None:
    """The part of the year named last, in another year; None when none was named."""
    if latest is None or latest.first is None or latest.last is None or year is None:
        return None
    first, last = latest.first, latest.last
    if last == _month_end(last.year, last.month):
        return _day(year, first.month, first.day), _month_end(year + last.year - first.year, last.month)
    return _day(year, first.month, first.day), _day(year + last.year - first.year, last.month, last.day)


def _take_topic(text: str, start: int, point: _Point, context: _Context) -> None:
    """Let the year of a point, where the sentence is about it, stand for those that follow without one."""
    if not point.named and point.grain != "year":
        return
    if point.grain in ("year", "full"):
        head = text[max(0, start - 12) : start]
        if not _CLAUSE_STARTS.search(head) or text[point.end : point.end + 1] == "的":
            return
        if _SUFFIX.match(text, point.end) or _RANGE.match(text, point.end):
            return
        if _SENTENCE_STARTS.search(text[max(0, start - 24) : start]):
            context.paragraph = point.year
    context.sentence = point.year


def _range(text: str, left: _Point, context: _Context) -> tuple[date | None, date | None, int, str]:
    """First and last day, end and grain of a range that begins with a point; the point itself where none does."""
    if left.grain == "day":
        days = _DAYS.match(text, left.end)
        if days:
            last = left.first and _day(left.first.year, left.first.month, chinese_number(days["d"]))
            return left.first, last, days.end(), "day"
    bridge = _RANGE.match(text, left.end) if left.grain not in ("within", "first") else None
    if bridge is None:
        return left.first, left.last, left.end, left.grain
    right = _point(text, bridge.end(), context, left.year)
    if (
        right is None
        or (right.grain in ("year", "full")) != (left.grain in ("year", "full"))
        or right.grain == "within"
    ):
        return left.first, left.last, left.end, left.grain
    last = right.last
    if last and left.first and last < left.first and not right.named:
        last = _day(last.year + 1, last.month, last.day) or _day(last.year + 1, last.month, 28)
    if last and left.first and last < left.first:
        return None, None, right.end, "part"
    return left.first, last, right.end, "day" if right.grain == "day" else "part"


def _shared(text: str, start: int, context: _Context) -> _Point | None:
    """Ranges whose first member leaves its unit to the last."""
    match = _YEARS_ALONE.match(text, start)
    if match:
        if match["c"]:
            if not _SENTENCE_STARTS.search(text[max(0, start - 24) : start]):
                return None
            return _year_point(int(match["c"]), match.end(), named=True)
        return _years_point(int(match["a"]), int(match["b"]), match.end())
    match = _SHARED.match(text, start)
    if match is None:
        return None
    if match["y1"]:
        begin, until = int(match["y1"]), int(match["y2"])
        return _years_point(begin, until if until > 99 else begin // 100 * 100 + until, match.end())
    year = _year_of(match["y"], match["r"], context, context.topic)
    named = match["y"] is not None or match["r"] is not None
    if match["q1"]:
        a, b = _small(match["q1"]), _small(match["q2"])
        months = (a * 3 - 2, b * 3)
    else:
        a, b = _small(match["m1"] or match["m3"]), _small(match["m2"] or match["m4"])
        months = (a, b)
    if a == b or (match["m3"] and b != a + 1):
        return None
    if year is None:
        return _Point(match.end(), "part", None, named, None, None)
    later = year + 1 if months[1] < months[0] else year
    return _Point(match.end(), "part", year, named, _day(year, months[0], 1), _month_end(later, months[1]))


def _point(text: str, start: int, context: _Context, topic: int | None) -> _Point | None:
    """The point of time at a place; `topic` is the year of one that names none."""
    if not _POINT_HEAD.match(text, start):
        return None
    match = _POINT.match(text, start)
    if match is None or match.end() == start:
        return None
    end = match.end()
    if match["iy"]:
        written, month = int(match["iy"]), int(match["im"])
        if match["id"]:
            day = _day(written, month, int(match["id"]))
            return _Point(end, "day", written, True, day, day)
        if text[start + 4] in ".．" and not _BEHIND_DOTTED.match(text, end):
            return None  # a number with a fraction
        return _Point(end, "month", written, True, _day(written, month, 1), _month_end(written, month))
    year = _year_of(match["y"], match["r"], context, topic)
    named = match["y"] is not None or match["r"] is not None
    if match["m"]:
        return _of_months(text, start, match, year, named)
    if match["q"]:
        quarter = _small(match["q"])
        first, last = _day(year, quarter * 3 - 2, 1), _month_end(year, quarter * 3)
        grain = {"底": "edge", "末": "edge", "初": "part"}.get(match["qe"] or "", "quarter")
        if match["qe"] == "初":
            last = _month_end(year, quarter * 3 - 2)
        return _Point(end, grain, year, named, first if grain != "edge" else last, last)
    if match["h"]:
        upper = match["h"] == "上"
        first, last = _day(year, 1 if upper else 7, 1), _month_end(year, 6 if upper else 12)
        return _Point(end, "edge" if match["he"] else "half", year, named, first, last)
    if match["fq"] or match["fm"]:
        months = _small(match["fq"]) * 3 if match["fq"] else _small(match["fm"])
        return _Point(end, "part", year, named, _day(year, 1, 1), _month_end(year, months))
    if match["ye"]:
        if match["ye"] == "初":
            return _Point(end, "first", year, named, _day(year, 1, 1), None)
        return _Point(end, "edge", year, named, _day(year, 12, 31), _day(year, 12, 31))
    if match["yi"]:
        return _Point(end, "within", year, named, _day(year, 1, 1), _day(year, 12, 31))
    grain = "full" if match["full"] else "year"
    if grain == "year" and not named:
        return None
    if match["y"] and re.match("[修制]订?正?(?:订|正)?[）)]|版", text[end : end + 4]):
        return None
    if match["r"] and match["r"][0] in "当同" and context.sentence is None:
        return None  # the year of something else
    return _Point(end, grain, year, named, _day(year, 1, 1), _day(year, 12, 31))


def _of_months(text: str, start: int, match: re.Match[str], year: int | None, named: bool) -> _Point | None:
    month, end = _small(match["m"]), match.end()
    if not named and match["m"][0] not in "0123456789":
        rest = text[match.end("m") + 1 : match.end("m") + 3]
        if not match["d"] and rest[:1] in ("一", "三", "二", "十", "五", "六") and rest[:1]:
            return None  # 一月一调度, 三月三
    if not named and text[max(0, start - 1) : start] in ("*", "×", "X", "x", "_", "第", "个", "/"):
        return None
    if match["d"]:
        day = _day(year, month, chinese_number(match["d"]))  # None also for a masked one
        return _Point(end, "day", year, named, day, day)
    if match["x"]:
        tens = {"上": 1, "中": 11, "下": 21}
        begin, final = tens[match["x"][0]], tens[match["x"][-2]]
        last = _month_end(year, month) if final == 21 else _day(year, month, final + 9)
        return _Point(end, "tens", year, named, _day(year, month, begin), last)
    first, last = _day(year, month, 1), _month_end(year, month)
    if match["e"] in ("底", "末"):
        return _Point(end, "edge", year, named, last, last)
    if match["e"] == "初":
        return _Point(end, "tens", year, named, first, _day(year, month, 10))
    if match["e"] == "中":
        return _Point(end, "tens", year, named, _day(year, month, 11), _day(year, month, 20))
    return _Point(end, "month", year, named, first, last)


def _year_of(written: str | None, word: str | None, context: _Context, topic: int | None) -> int | None:
    if written:
        return int(written) if written.isdecimal() else chinese_number(written.translate(_ROUND))
    if not word:
        return topic
    if word[0] in _YEARS_AWAY:
        return None if context.main is None else context.main + _YEARS_AWAY[word[0]]
    return None if topic is None else topic + _FROM_TOPIC[word[0]]


def _year_point(year: int, end: int, named: bool) -> _Point:
    return _Point(end, "year", year, named, _day(year, 1, 1), _day(year, 12, 31))


def _years_point(begin: int, until: int, end: int) -> _Point | None:
    if until <= begin:
        return None
    return _Point(end, "part", None, False, _day(begin, 1, 1), _day(until, 12, 31))


def _small(numeral: str) -> int:
    return chinese_number(numeral.replace("两", "二")) or 0


def _day(year: int | None, month: int, day: int | None) -> date | None:
    """The date; None when there is no such day, or no year."""
    if year is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int | None, month: int) -> date | None:
    if year is None or not 1 <= month <= 12 or not date.min.year <= year <= date.max.year:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _read_every(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    match = _EVERY.match(text, start)
    if match is None:
        return None
    times, unit = _ISO_UNITS[match["u"][0]]
    if match["half"]:
        recurrence = {"年": "P6M", "月": "P15D", "天": "PT12H", "日": "PT12H"}.get(match["u"][0])
    else:
        times *= _small(match["n"]) if match["n"] else 1
        recurrence = f"PT{times}H" if unit == "H" else f"P{times}{unit}"
    return _Found(start, match.end(), "recurrence", recurrence=recurrence)


def _read_by(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    match = _BY.match(text, start)
    if match is None:
        return None
    times, unit = _ISO_UNITS[match["a"] or match["b"]]
    return _Found(start, match.end(), "recurrence", recurrence=f"P{times}{unit}")


def _read_half(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    """半年 in a row such as 每月报情况，每季开例会，半年评一次."""
    match = _HALF_YEARLY.match(text, start)
    if match and text[start - 1 : start] in ("，", "、", "；") and "每" in text[max(0, start - 30) : start]:
        return _Found(start, match.end(), "recurrence", recurrence="P6M")
    return None


def _read_within(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    match = _WITHIN.match(text, start)
    if match is None or _MEASURED.search(text[max(0, start - 3) : start]):
        return None
    return _Found(start, match.end(), "deadline")


def _read_lasting(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    match = _LASTING.match(text, start)
    if match is None:
        return None
    inner = start + 1 if match["use"] else start + 2 if match.group().startswith(("利用", "经过", "历经")) else start
    return _Found(inner, match.end(), "duration")


def _read_past_or_next(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    match = _PAST_OR_NEXT.match(text, start)
    if match is None or text[max(0, start - 1) : start] in ("附", "接", "最", "靠", "临", "将"):
        return None
    n = _small(match["n"]) if re.fullmatch(f"[0-9]+|[{_NUMERAL}两]+", match["n"]) else 0
    if match["u"] in ("时期", "阶段") or not n:
        return _Found(start, match.end(), "vague")
    first = last = None
    if match["u"] == "年" and context.main and 0 < n <= 100:
        if match["w"] in ("过去", "最近", "近"):
            first, last = _day(context.main - n + 1, 1, 1), _day(context.main, 12, 31)
        elif match["w"] in ("未来", "今后"):
            first, last = None, None
    return _Found(start, match.end(), "period", first, last)


def _read_onward(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    """五年来, 一年间."""
    match = _ONWARD.match(text, start)
    if match is None or text[max(0, start - 1) : start] in ("0", "百", "千", "万", "第"):
        return None
    if match["n"] in ("几", "数", "半") or match["some"]:
        return _Found(start, match.end(), "vague")
    n, main = _small(match["n"]), context.main
    if match["u"] == "年" and main and 0 < n <= 100:
        return _Found(start, match.end(), "period", _day(main - n + 1, 1, 1), _day(main, 12, 31))
    return _Found(start, match.end(), "period")


def _read_plan(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    """“十四五”期间, 十三五末; not the name of a plan."""
    match = _PLAN.match(text, start)
    if match is None:
        return None
    quoted = bool(match["q"] and match["z"])
    if bool(match["q"]) != bool(match["z"]) or (
        not quoted and (match["t"] is None or text[start - 1 : start] in ("“", '"'))
    ):
        return None
    if not quoted and text[max(0, start - 1) : start] in _DIGIT_SIGNS:
        return None
    tail = match["t"] or ""
    if not tail and _PLAN_NAME.match(text, match.end()):
        return None
    number = _small(match["n"])
    begin = _FIRST_PLAN + 5 * (number - 1) + (3 if number > 2 else 0)
    if number > 17 or (number < 9 and not tail):
        return None  # “五五”, “三五”: as often something else
    first, last = date(begin, 1, 1), date(begin + 4, 12, 31)
    before = text[max(floor, start - 12) : start]
    up_to = _UP_TO_NOW.search(before)
    if up_to:
        return _Found(start - len(up_to.group()), match.end(), "date", None, last)
    towards = _TOWARDS.search(before)
    if tail.endswith("前"):
        return _Found(start, match.end(), "deadline", None, first - timedelta(1))
    if tail == "以来":
        return _Found(start, match.end(), "period", first)
    if towards:
        return _Found(start - 1, match.end(), "deadline", None, last)
    if tail in ("末", "期末", "时期末"):
        return _Found(start, match.end(), "period", last, last)
    if tail in ("初", "期初"):
        return _Found(start, match.end(), "period", first, first)
    some = re.fullmatch("([前后])(.)年", tail)
    if some:
        n = _small(some[2])
        if some[1] == "前":
            last = date(begin + n - 1, 12, 31)
        else:
            first = date(begin + 5 - n, 1, 1)
    return _Found(start, match.end(), "period", first, last)


def _read_age(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    match = _AGE.match(text, start)
    if match is None:
        return None
    before = text[max(floor, start - 12) : start]
    if _TOWARDS.search(before):
        return _Found(start - 1, match.end(), "deadline")
    return _Found(start, match.end(), "period")


def _read_event(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    match = _EVENT.match(text, start)
    if match is None:
        return None
    kind: TimeKind = "deadline" if match.group().endswith("前") else "period"
    return _Found(start, match.end(), kind, _CONGRESSES.get(match["n"] or ""))


def _read_from_day(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    match = _FROM_DAY.match(text, start)
    if match is None:
        return None
    within = _WITHIN.match(text, match.end())
    return _Found(start, within.end(), "deadline") if within else _Found(start, match.end(), "period")


def _read_this(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    """本月, 次日, 下季度: no date of their own."""
    match = _THIS.match(text, start)
    if match is None or _OTHER_WORD.search(text, max(0, start - 1), start + 2):
        return None
    deadline = match.group().endswith("前")
    return _Found(start, match.end(), "deadline" if deadline else "date" if match.group()[-1] in "日天" else "period")


def _read_day(text: str, start: int, floor: int, context: _Context) -> _Found | None:
    """A day whose month was named before, or a time of day: 25日前, 17时前."""
    before = text[max(0, start - 1) : start]
    match = _THIS_DAY.match(text, start) if before in ("", *"，,。；;：:、（(于在 \n") else None
    latest = context.latest
    known = latest is not None and latest.last is not None
    if match is None and known and before in ("，", "。", "；", "、"):
        match = _DAY_ALONE.match(text, start)
    if match:
        digits = re.match(_DAY, match.group())
        number = chinese_number(digits.group()) if digits else None
        day = _day(latest.last.year, latest.last.month, number) if latest and latest.last else None
        if match.group().endswith("前"):
            return _Found(start, match.end(), "deadline", None, day)
        if match.group().endswith("起"):
            return _Found(start, match.end(), "period", day)
        return _Found(start, match.end(), "date", day, day)
    clock = _CLOCK_BEFORE.match(text, start)
    return _Found(start, clock.end(), "deadline") if clock else None


_Reader = Callable[[str, int, int, _Context], _Found | None]
_DEFAULT_READERS: tuple[_Reader, ...] = (_read_dated, _read_this)
_DIGIT_SIGNS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "第", "初")
_ROUND = {ord("○"): "〇", ord("Ｏ"): "〇"}
_READERS: dict[str, tuple[_Reader, ...]] = {
    **dict.fromkeys("0123456789", (_read_dated, _read_within, _read_onward, _read_age, _read_day)),
    **dict.fromkeys(
        "一二三四五六七八九十", (_read_plan, _read_dated, _read_within, _read_onward, _read_age, _read_event, _read_day)
    ),
    **dict.fromkeys("两几数", (_read_within, _read_onward)),
    "半": (_read_within, _read_half, _read_onward),
    **dict.fromkeys('“"', (_read_plan,)),
    "每": (_read_every,),
    **dict.fromkeys("逐按", (_read_by,)),
    **dict.fromkeys("过未最近此往接", (_read_past_or_next,)),
    "今": (_read_past_or_next, _read_dated, _read_this),
    **dict.fromkeys("为历连利经用", (_read_lasting,)),
    **dict.fromkeys("本上下", (_read_dated, _read_this, _read_age, _read_event)),
    **dict.fromkeys("党改新入换", (_read_event,)),
    "自": (_read_from_day,),
}


class _Entry(NamedTuple):
    """A word of the list: its class, and when it is, by year or in every one."""

    kind: str
    yearly: tuple[tuple[int, int], tuple[int, int]] | None
    dates: dict[int, date]


class _Vocabulary(NamedTuple):
    """The words of the list and the patterns that find them."""

    words: re.Pattern[str]
    festivals: re.Pattern[str]  # with what makes a time of them
    feasts: re.Pattern[str]
    entries: dict[str, _Entry]


_CLASSES = ("节日", "泛指", "独用", "非时间")


@cache
def _vocabulary() -> _Vocabulary:
    path = data_folder("rules") / "lexicon" / "times.tsv"
    entries: dict[str, _Entry] = {}
    for number, line in lexicon_lines(path):
        word, kind, dates = [*line.split("\t"), "", ""][:3]
        try:
            entries[word] = _entry(kind, dates)
        except ValueError as error:
            raise RuleError(f"{path} 第 {number} 行：应写成 词、类、日期 三栏，用制表符隔开") from error
    longest_first = sorted(entries, key=len, reverse=True)
    feast = "|".join(re.escape(word) for word in longest_first if entries[word].kind == "节日")
    words = "|".join(re.escape(word) for word in longest_first if entries[word].kind != "节日")
    tail = "(?P<tail>前夕|前后|[之以]?前(?![往来提])|[之以]?后(?![续勤])|假期期?间?|期间|以来)"
    festivals = f"(?:{feast})(?:[、和及暨与]?(?:{feast})){{0,4}}{tail}"
    return _Vocabulary(re.compile(words), re.compile(festivals), re.compile(feast), entries)


def _entry(kind: str, dates: str) -> _Entry:
    if kind not in _CLASSES:
        raise ValueError(kind)
    listed = dates.split()
    if listed and len(listed[0]) == len("2024-02-10"):
        return _Entry(kind, None, {int(day[:4]): date.fromisoformat(day) for day in listed})
    days = [(int(day[:2]), int(day[3:])) for day in dates.split("/") if day]
    return _Entry(kind, (days[0], days[-1]) if days else None, {})


_NOT_THE_WORD = re.compile(
    "[0-9一二三四五六七八九十作]日前|[项题数条科节]目前|目前期|[规特指约]定期|定期[限间内]|[相适应]当前|应届时"
)


def _of_word(text: str, word: re.Match[str], entry: _Entry, context: _Context) -> _Found | None:
    start, end, written = word.start(), word.end(), word.group()
    before = text[max(0, start - 1) : start]
    if entry.kind == "独用":
        alone = (written.startswith("下") and not text.startswith("工作", end)) or text[end : end + 1] in (
            "",
            *"，,。；;、|）) \n",
        )
        return _Found(start, end, "vague") if alone and _CLAUSE_STARTS.search(before) else None
    if written.endswith("同期") and len(written) == 4 and (latest := context.latest) and latest.first and latest.last:
        first, last = _same_part(latest, latest.first.year - 1) or (None, None)
        return _Found(start, end, "period", first, last)
    if _NOT_THE_WORD.search(text[max(0, start - 1) : end + 1]):
        return None
    if before in ("接", "附", "邻", "中", "靠", "最", "远") and written[0] in "近长":
        return None
    return _Found(start, end, "period" if written.endswith("起") else "vague")


def _of_festival(match: re.Match[str], start: int, year: int | None) -> _Found:
    """A festival with 前, 期间, 后 …; its days by the list, where it knows them."""
    vocabulary = _vocabulary()
    first = last = None
    for feast in vocabulary.feasts.findall(match.group()):
        days = _days_of(vocabulary.entries[feast], year)
        first, last = first or days[0], days[1] or last
    tail = match["tail"]
    if tail.endswith("前") and "疫情" in match.group():
        return _Found(start, match.end(), "period")
    if tail.endswith("前") or tail == "前夕":
        return _Found(start, match.end(), "deadline", None, first and first - timedelta(1))
    if tail == "以来" or (tail.endswith("后") and tail != "前后"):
        return _Found(start, match.end(), "period", last and last + timedelta(1))
    if first is None or last is None or first >= last:
        first = last = None  # how long the holiday is, no list says
    return _Found(start, match.end(), "period", first, last)


def _days_of(entry: _Entry, year: int | None) -> tuple[date | None, date | None]:
    if year is None:
        return None, None
    if entry.yearly:
        (month, day), (until, end) = entry.yearly
        return _day(year, month, day), _day(year, until, end)
    return entry.dates.get(year), entry.dates.get(year)


_AHEAD = re.compile("(?:下一|明|来)年(?:度)?(?:的)?(?:工作|重点|主要|打算|安排|计划|任务|目标)")
_NEXT = re.compile("下一步|下步|下一阶段|今后(?:工作|打算)|打算")
_YEAR_OF_HEADING = re.compile(rf"(?<![0-9])({_FULL_YEAR})(?=年(?!以来|[底末初]|第|[0-9]))")
_ANNOUNCED = re.compile(rf"[\s　（(）)、.．0-9{_NUMERAL}]*(?P<y>{_FULL_YEAR})年?[，,是我将工全要]")


def years_spoken_of(document: Document, outline: Outline) -> tuple[int | None, ...]:
    """The year each paragraph speaks of: its section's, where a heading names one, else the draft's own.

    A paragraph that opens with the year to come (2024年，我局将…) gives it to those below, up to the next heading as
    high as its own.
    """
    main = outline.years[0] if outline.years else None
    over = main is not None and "summary" in outline.genres[:1] and _covers_year(document, outline, main)
    years: list[int | None] = [main] * len(document.paragraphs)
    of_section: list[int | None] = []
    for section in outline.sections:
        inherited = of_section[section.parent] if section.parent is not None else None
        year = _heading_year(section.title, main, over) if section.kind != "item" else None
        of_section.append(year or inherited)
        if year:
            for number in range(section.span.paragraph, section.last + 1):
                years[number - 1] = year
    if main is not None:
        _carry(document, outline, main, years)
    return tuple(years)


def _covers_year(document: Document, outline: Outline, main: int) -> bool:
    """Whether a summary looks back on the whole of its year, so that what comes next comes in the year after."""
    if re.search("半年|季度|月份?工作|阶段", outline.title):
        return False
    for paragraph, role in zip(document.paragraphs, outline.roles, strict=True):
        if role == "date" and (signed := next(iter(moments(paragraph.text, None)), None)) and signed.end_date:
            return signed.end_date >= date(main, 11, 15)
    return True


def _heading_year(title: str, main: int | None, over: bool) -> int | None:
    named = set(_YEAR_OF_HEADING.findall(_TITLE.sub("", title)))
    if len(named) == 1 and len(title) <= 40:
        return int(named.pop())
    if main is not None and len(title) <= 40 and (_AHEAD.search(title) or (over and _NEXT.search(title))):
        return main + 1
    return None


def _carry(document: Document, outline: Outline, main: int, years: list[int | None]) -> None:
    level_at = {s.span.paragraph: s for s in outline.sections if s.kind == "heading"}
    carried: int | None = None
    depth = 0
    here = 0  # level of the heading above
    for number, paragraph in enumerate(document.paragraphs, 1):
        section = level_at.get(number)
        if section is not None:
            here = section.level
            if carried is not None and section.level <= depth:
                carried = None
        elif outline.roles[number - 1] == "body" and years[number - 1] in (main, main + 1):
            opening = _ANNOUNCED.match(paragraph.text)
            if opening and int(opening["y"]) in (main, main + 1):
                carried, depth = int(opening["y"]), here
        if outline.roles[number - 1] not in ("body", "table"):
            carried = None if outline.roles[number - 1] in ("date", "signature") else carried
        elif carried is not None and years[number - 1] == main:
            years[number - 1] = carried
