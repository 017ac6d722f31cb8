"""Dates of one draft in, a Hit where one cannot stand beside another out.

`problem`: `backwards` (3月5日至2月10日; 上午10时至9时), `leap` (2月29日 of a common year), `past-deadline` (a plan for
2025 that sets a deadline in 2023), `signed-later` (a request or deadline of a day before 成文日期), `signed-earlier`
(what is told as done on a day after 成文日期), `signed-year` (a 总结 signed before its year, a 计划 after it),
`imprint` (印发 before 成文日期), `quarter` (二季度（1—3月）), `finished-first` (2024年开工，2023年竣工), `whole-year`
(a 总结 of half a year or a quarter that gives figures of 全年), `duration` (公示期7天，自3月1日起至3月5日止;
期限三年，自2023年7月1日起至2025年6月30日止), `age` (1968年3月出生，至2024年3月年满60周岁), `half-day` (上午14时),
`appointment` (会议定于6月18日召开, but 6月19日签到). A day without a year is of the draft's own year. The value
`other` is the date it collides with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.text import HAN, chinese_number

VALUES = ("other",)  # what a message may name besides {actual} and {expected}

_YEAR = r"(?:19|20)[0-9]{2}"
_DAY = re.compile(rf"(?:(?<![0-9])({_YEAR})年)?(?<![0-9])([0-9]{{1,2}})月([0-9]{{1,2}})日")
_TO = "[至到—～~-]{1,2}"
_SPANS = re.compile(
    rf"(?:(?<![0-9])(?P<y1>{_YEAR})年)?(?<![0-9])(?P<m1>[0-9]{{1,2}})月(?P<d1>[0-9]{{1,2}})日?(?:[（(][^）)]{{1,6}}[）)])?"
    rf"{_TO}(?P<next>次年|翌年|第二年|下一?年|次月|下月)?(?:(?P<y2>{_YEAR})年)?(?:(?P<m2>[0-9]{{1,2}})月)?(?P<d2>[0-9]{{1,2}})日"
)
_MONTHS = re.compile(rf"(?<![0-9])({_YEAR})年([0-9]{{1,2}})月?{_TO}([0-9]{{1,2}})月(?![0-9])")
_HOURS = re.compile(
    rf"(上午|下午|早上|晚上?)([0-9]{{1,2}})(?:[时点]|[:：]([0-9]{{2}}))半?(?:([0-9]{{1,2}})分)?{_TO}"
    rf"([0-9]{{1,2}})(?:[时点]|[:：]([0-9]{{2}}))(?!间)"
)
_FAR_BACK = 90  # days: a span that runs farther back runs over the turn of the year (11月15日至3月15日)
_LONG_DAY = 240  # minutes a span of hours may run back; one that runs farther goes on to the next day
_DEADLINE = re.compile(
    rf"(?<![0-9])({_YEAR})年(?:([0-9]{{1,2}})月)?(?:[0-9]{{1,2}}日|[上中下]旬)?(?:年?底|末|年中)?(?:之前|以前|前)"
    rf"(?=[，,]?(?:全面|基本|全部|务必|要|须|需|应|力争|确保|必须|将|按时|完成|建成|实现|报送|提交|上报|印发|出台|达到|落实|投入|建立|整改|启动|开工))"
)
_DONE = re.compile(r"已|了|的|曾|以来|当时|原|此前|尚未|未能|没有|逾期|建设?的|要求|规定")
_CALLED = re.compile(r"(?:请|务必|须|需|应|要|定于|拟于|将于|于|在)$")
_BY = re.compile(
    r"(?:（[^）]{1,6}）)?(?:(?:上午|下午)?(?:[0-9]{1,2}[时点:：][0-9]{0,2}分?)?(?:之前|以前|前)[，,]?[^，。；]{0,16}(?:报|送|提交|反馈|上报|回复|报名|完成|落实|整改)"
    r"|(?:上午|下午|晚上?)?[^，。；前后至起止]{0,12}(?:召开|举行|举办|开展|进行))"
)
_TOLD = re.compile(
    r"^[，,]?(?:上午|下午)?[^。；]{0,30}?(?:召开了|举办了|举行了|开展了|完成了|印发了|组织了|到达了|结束了|已经?完成|已经?[^，。；]{1,8}完毕)"
)
_AHEAD = re.compile(r"将|拟|计划|前|定于|力争|确保|预计|起|至")
_DURATION = re.compile(
    rf"(?:为期|公示期|公示时间|期限|时间)(?:限)?(?:共|为|是)?(?P<n>[0-9]{{1,3}}|[一二三四五六七八九十两]{{1,3}})(?:天|日)[，,（(：:]?(?:[即自从]|时间为?)?"
    rf"(?:(?P<y1>{_YEAR})年)?(?P<m1>[0-9]{{1,2}})月(?P<d1>[0-9]{{1,2}})日起?{_TO}"
    rf"(?:(?P<y2>{_YEAR})年)?(?:(?P<m2>[0-9]{{1,2}})月)?(?P<d2>[0-9]{{1,2}})日止?"
)
_SOME_DAYS = 5
_TERM = re.compile(
    rf"(?:期限?|任期|聘期|租期|工期|服务期|合同期|有效期)(?:限)?(?:共|为|是)?(?P<n>[0-9]{{1,2}}|[一二三四五六七八九十两]{{1,2}})年(?!级)[，,（(：:]?(?:[即自从]|时间为?|有效期)?"
    rf"(?P<y1>{_YEAR})年(?P<m1>[0-9]{{1,2}})月(?P<d1>[0-9]{{1,2}})日起?{_TO}(?P<y2>{_YEAR})年(?P<m2>[0-9]{{1,2}})月(?P<d2>[0-9]{{1,2}})日止?"
)
_AGE = re.compile(
    rf"(?:生于)?(?<![0-9])(?P<y1>{_YEAR})年(?:(?P<m1>[0-9]{{1,2}})月)?(?:[0-9]{{1,2}}日)?(?:出生|生)?[，,、][^。；0-9]{{0,16}}?"
    rf"(?:至|到|截至|于)?(?P<y2>{_YEAR})年(?:(?P<m2>[0-9]{{1,2}})月)?(?:[0-9]{{1,2}}日)?[^，。；0-9]{{0,4}}?(?:年?满|年龄为?|已满)(?P<n>[0-9]{{2,3}})(?:周岁|岁)"
)
_HALF_DAY = re.compile(r"(上午|中午)([0-9]{1,2})(?:[时点](?!间)|[:：][0-9]{2}(?![0-9:：]))")
_EARLY = 150  # minutes: who is to come sharp does not come so long before the time
_WHEN = (
    r"(?P<when>(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日(?:[（(][^）)]{1,6}[）)])?"
    r"(?P<half>上午|下午|晚上?|早上)?(?:(?P<h>[0-9]{1,2})(?:[时点:：](?:(?P<thirty>半)|(?P<min>[0-9]{2})分?)?))?)(?:整)?"
)
_SET_FOR = re.compile(
    rf"(?:会议?|培训班?|典礼|仪式|活动|讲座|比赛|考试|面试|笔试|演练|开班式|论坛)(?:定于|将于|拟于|于)(?:{_YEAR}年)?{_WHEN}"
    rf"[^，。；0-9]{{0,12}}?(?:召开|举行|举办|开始|开班|进行|[，,](?:地点)?在)"
)
_COME = re.compile(
    rf"(?:于|在|请)(?:{_YEAR}年)?{_WHEN}(?P<by>之?前)?(?P<exact>准时)?[^，。；0-9]{{0,16}}?(?:签到|报到|入场|到场|到会|到庭|参会|参训|出席|参加|集合|就座|进场|到达)"
)
_QUARTER = re.compile(
    rf"第?([一二三四1-4])季度(?:末)?[（(](?:{_YEAR}年)?([0-9]{{1,2}})月?(?:份)?(?:{_TO}([0-9]{{1,2}})月(?:份)?|底?)[^）)0-9]{{0,4}}[）)]"
)
_HALF = re.compile(rf"([上下])半年[（(]?(?:{_YEAR}年)?([0-9]{{1,2}})月?{_TO}([0-9]{{1,2}})月(?:[）)份]|(?=[{HAN}，]))")
_BEGUN = (
    rf"(?<![0-9])({_YEAR})年(?:([0-9]{{1,2}})月)?[^，。；0-9]{{0,8}}"
    rf"(?:开工|动工|破土|启动|立项|开建|奠基|动建|始建|开始建设)[^。；0-9]{{0,12}}"
)
_ENDED = (
    rf"({_YEAR})年(?:([0-9]{{1,2}})月)?[^，。；0-9的]{{0,8}}"
    rf"(?:竣工|完工|建成|验收|投入使用|投用|交付|通车|投产)(?![的后])"
)
_BUILT = re.compile(_BEGUN + _ENDED)
_ALL_YEAR = re.compile(
    rf"全年(?:共计?|累计|总计|已)[{HAN}“”‘’、]{{1,16}}[0-9]|全年[{HAN}]{{0,4}}(?:召开|办理|完成|开展|举办|受理|发放|接待)[{HAN}“”、]{{1,14}}[0-9]"
)
_NOT_YET = re.compile(r"计划|目标|任务|预计|力争|拟|将|预算|占|确保|要|的")
_PLANS = ("plan", "scheme", "notice", "key-points")


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal[
        "backwards",
        "leap",
        "past-deadline",
        "signed-later",
        "signed-earlier",
        "imprint",
        "signed-year",
        "quarter",
        "finished-first",
        "duration",
        "whole-year",
        "age",
        "half-day",
        "appointment",
    ]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    problem = params.problem
    if problem in ("signed-later", "signed-earlier", "signed-year", "imprint"):
        yield from _beside_signature(analysis, segments, problem)
    elif problem == "past-deadline":
        yield from _past_deadlines(analysis, segments)
    elif problem == "whole-year":
        yield from _whole_years(analysis, segments)
    elif problem == "appointment":
        yield from _appointments(segments)
    else:
        years = analysis.outline.years
        own = years[0] if len(years) == 1 else None
        for segment in segments:
            if "月" not in segment.text and "午" not in segment.text and "年" not in segment.text:
                continue
            if problem == "backwards":
                yield from _backwards(segment)
            elif problem == "leap":
                yield from _leaps(segment, own)
            elif problem == "quarter":
                yield from _quarters(segment)
            elif problem == "duration":
                yield from _durations(segment, own)
                yield from _terms(segment)
            elif problem == "age":
                yield from _ages(segment)
            elif problem == "half-day":
                yield from _half_days(segment)
            else:
                yield from _finished_first(segment)


def _backwards(segment: Segment) -> Iterator[Hit]:
    for match in _SPANS.finditer(segment.text):
        m1, d1, d2 = int(match["m1"]), int(match["d1"]), int(match["d2"])
        m2 = int(match["m2"]) if match["m2"] else m1
        if match["next"] or (match["y2"] and not match["y1"]):
            continue
        first, second = int(match["y1"] or 2000), int(match["y2"] or match["y1"] or 2000)
        start, end = _date(first, m1, d1), _date(second, m2, d2)
        if start is None or end is None or end >= start:
            continue
        back = (start - end).days
        if match["y2"] or 1 < back <= _FAR_BACK:
            yield _hit(segment, match.start(), match.end())
    for match in _MONTHS.finditer(segment.text):
        if 1 <= int(match[3]) < int(match[2]) <= 12 and not re.match(
            "[，,（(]?(?:次|翌|第二)年", segment.text[match.end() :]
        ):
            yield _hit(segment, match.start(), match.end())
    for match in _HOURS.finditer(segment.text):
        opens = int(match[2]) * 60 + int(match[3] or match[4] or 0)
        closes = int(match[5]) * 60 + int(match[6] or 0)
        if match[1] in ("上午", "下午", "早上") and 0 < opens - closes <= _LONG_DAY:
            yield _hit(segment, match.start(), match.end())


def _leaps(segment: Segment, own: int | None) -> Iterator[Hit]:
    for match in _DAY.finditer(segment.text):
        year = int(match[1]) if match[1] else own
        if year and (int(match[2]), int(match[3])) == (2, 29) and _date(year, 2, 29) is None:
            yield _hit(segment, match.start(), match.end(), f"{year}年")


def _past_deadlines(analysis: Analysis, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    outline = analysis.outline
    if not outline.years or not outline.genres or outline.genres[0] not in _PLANS:
        return
    if not re.search(_YEAR, outline.title) and "date" not in outline.roles:
        return  # the year is just the one named most
    own = min(outline.years)
    for segment in segments:
        for match in _DEADLINE.finditer(segment.text):
            clause = re.match("[^，。；]*", segment.text[match.end() :])
            before = re.split("[，。；]", segment.text[: match.start()])[-1]
            told = _DONE.search(before) or (clause and _DONE.search(clause.group()))
            if int(match[1]) < own and not told:
                yield _hit(segment, match.start(), match.end(), f"{own}年")


def _beside_signature(analysis: Analysis, segments: tuple[Segment, ...], problem: str) -> Iterator[Hit]:
    roles = analysis.outline.roles
    texts = [p.text for p, role in zip(analysis.document.paragraphs, roles, strict=True) if role == "date"]
    found = [_DAY.search(re.sub(r"\s", "", text)) for text in texts]
    signed = next((_of(match, None) for match in found if match and match[1]), None)
    if signed is None:
        return
    other = f"{signed.year}年{signed.month}月{signed.day}日"
    if problem == "signed-year":
        genre, years = (
            analysis.outline.genres[:1],
            {int(y) for y in re.findall(rf"({_YEAR})年", analysis.outline.title)},
        )
        early = genre == ("summary",) and min(years, default=signed.year) > signed.year
        late = genre in (("plan",), ("key-points",)) and max(years, default=signed.year) < signed.year
        if early or late:
            number = roles.index("date") + 1
            text = analysis.document.paragraphs[number - 1].text
            at = text.find(str(signed.year))
            if at >= 0:
                span = Span(number, at, at + 4)
                yield Hit(span, str(signed.year), None, {"other": "、".join(f"{y}年" for y in sorted(years))})
        return
    if problem == "imprint":
        for number, (paragraph, role) in enumerate(zip(analysis.document.paragraphs, roles, strict=True), 1):
            for match in _DAY.finditer(paragraph.text) if role == "imprint" else ():
                printed = _of(match, None)
                if printed is not None and printed < signed:
                    yield Hit(Span(number, match.start(), match.end()), match.group(), None, {"other": other})
        return
    for segment in segments:
        for match in _DAY.finditer(segment.text):
            day = _of(match, signed.year)
            if day is None:
                continue
            apart = (signed - day).days
            before, behind = segment.text[max(0, match.start() - 4) : match.start()], segment.text[match.end() :][:50]
            if problem == "signed-later":
                past = apart > 0 and (apart < 120 or match[1]) and _CALLED.search(before) and _BY.match(behind)
                if past and not _DONE.search(re.split("[，。；]", behind)[0]):
                    yield _hit(segment, match.start(), match.end(), other)
            elif apart < 0 and (apart > -120 or match[1]):
                told = _TOLD.match(behind)
                if told and not _AHEAD.search(before + told.group()):
                    yield _hit(segment, match.start(), match.end(), other)


def _quarters(segment: Segment) -> Iterator[Hit]:
    if "季度" in segment.text:
        for match in _QUARTER.finditer(segment.text):
            last = 3 * ("一二三四".find(match[1]) + 1 or int(match[1]))
            months = [int(m) for m in (match[2], match[3]) if m]
            if any(not last - 2 <= m <= last for m in months):
                yield _hit(segment, match.start(), match.end(), f"{last - 2}月至{last}月")
    if "半年" in segment.text:
        for match in _HALF.finditer(segment.text):
            first = 1 if match[1] == "上" else 7
            if any(not first <= int(m) <= first + 5 for m in (match[2], match[3])):
                yield _hit(segment, match.start(), match.end(), f"{first}月至{first + 5}月")


def _durations(segment: Segment, own: int | None) -> Iterator[Hit]:
    for match in _DURATION.finditer(segment.text):
        first = int(match["y1"] or own or 2001)
        start = _date(first, int(match["m1"]), int(match["d1"]))
        end = _date(int(match["y2"] or first), int(match["m2"] or match["m1"]), int(match["d2"]))
        if start is None or end is None or end < start:
            continue
        days, said = (end - start).days, chinese_number(match["n"]) or 0
        if not days <= said <= days + 1:
            yield _hit(segment, match.start(), match.end(), f"{days + 1}天")


def _terms(segment: Segment) -> Iterator[Hit]:
    """期限三年，自2023年7月1日起至2025年6月30日止: a term ends on the day its years are over, or the day before."""
    for match in _TERM.finditer(segment.text) if "期" in segment.text else ():
        years = chinese_number(match["n"])
        start = _date(int(match["y1"]), int(match["m1"]), int(match["d1"]))
        end = _date(int(match["y2"]), int(match["m2"]), int(match["d2"]))
        if start is None or end is None or not years or end <= start:
            continue
        due = _date(start.year + years, start.month, min(start.day, 28))
        if due is not None and abs((end - due).days) > _SOME_DAYS:
            last = due - timedelta(days=1) if start.day <= 28 else due
            yield _hit(segment, match.start(), match.end(), f"{last.year}年{last.month}月{last.day}日")


def _ages(segment: Segment) -> Iterator[Hit]:
    """1968年3月出生，至2024年3月年满60周岁."""
    for match in _AGE.finditer(segment.text) if "出生" in segment.text or "生于" in segment.text else ():
        years = int(match["y2"]) - int(match["y1"])
        born, now = int(match["m1"] or 0), int(match["m2"] or 0)
        age = years - 1 if born and now and now < born else years
        ages = {age} if born and now and born != now else {years, years - 1}
        if int(match["n"]) not in ages:
            yield _hit(segment, match.start(), match.end(), f"{age}周岁")


def _half_days(segment: Segment) -> Iterator[Hit]:
    """上午14时 is none; 下午17时 says it twice."""
    for match in _HALF_DAY.finditer(segment.text) if "午" in segment.text else ():
        hour = int(match[2])
        wrong = (match[1] == "上午" and 12 < hour <= 24) or (match[1] == "中午" and not 11 <= hour <= 14 and hour > 2)
        if wrong:
            yield _hit(segment, match.start(), match.end(), f"{hour - 12}时" if hour > 12 else "")


def _appointments(segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """会议定于6月18日上午召开 …… 6月19日上午8时30分前签到: who is to come is told another day, or a later hour."""
    set_for = [m for s in segments if "于" in s.text for m in _SET_FOR.finditer(s.text)]
    if len({match["when"] for match in set_for}) != 1:
        return
    meant = set_for[0]
    for segment in segments:
        for match in _COME.finditer(segment.text):
            day, other = (int(match["m"]), int(match["d"])), (int(meant["m"]), int(meant["d"]))
            later = day > other and day[0] - other[0] <= 1
            hour, begin = _minutes(match), _minutes(meant)
            if day == other and hour is not None and begin is not None:
                later = hour > begin or (match["exact"] is not None and begin - hour > _EARLY)
            if later:
                yield _hit(segment, match.start("m"), match.end("when"), meant["when"])


def _minutes(match: re.Match[str]) -> int | None:
    """The time of day a match names; None where it names none."""
    if not match["h"]:
        return None
    hour = int(match["h"])
    if match["half"] in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    return hour * 60 + (30 if match["thirty"] else int(match["min"] or 0))


def _finished_first(segment: Segment) -> Iterator[Hit]:
    for match in _BUILT.finditer(segment.text):
        if "工" not in match.group() and "建" not in match.group():
            continue
        begun, ended = (int(match[1]), int(match[2] or 0)), (int(match[3]), int(match[4] or 12))
        if ended < begun:
            yield _hit(segment, match.start(), match.end(), f"{match[1]}年")


def _whole_years(analysis: Analysis, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    outline = analysis.outline
    part = re.search(r"[上下]半年|第?[一二三四]季度", outline.title)
    if part is None or outline.genres[:1] != ("summary",):
        return
    for segment in segments:
        for match in _ALL_YEAR.finditer(segment.text):
            clause = re.split("[，。；]", segment.text[: match.start()])[-1] + match.group()
            if not _NOT_YET.search(clause):
                yield _hit(segment, match.start(), match.start() + 2, part.group())


def _of(match: re.Match[str], own: int | None) -> date | None:
    year = int(match[1]) if match[1] else own
    return _date(year, int(match[2]), int(match[3])) if year else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hit(segment: Segment, start: int, end: int, other: str = "") -> Hit:
    span = Span(segment.paragraph, segment.start + start, segment.start + end)
    return Hit(span, segment.text[start:end], None, {"other": other})
