"""A text in, the numbers that count or measure something (or the masks standing for them), with their units, out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from hegao.data import data_folder, lexicon_lines
from hegao.errors import RuleError
from hegao.model import Measure, MetricKind, Moment
from hegao.text import NOT_PROSE, chinese_number

Change = Literal["up", "down", "flat"]
_UnitBehind = tuple[str, str, int] | None  # as written, with its powers; its kind; its end

_NUMERALS = "一二三四五六七八九十两百千〇"
_STARTS = f"[0-9０-９*＊xX×_＿□○{_NUMERALS}]"  # every character a number or mask can begin with
# A number alone in bold, whose marks look like masks of the unit behind it: **3**万亩.
BOLD_NUMBER = re.compile(r"\*\*([0-9０-９][0-9０-９.,，]{0,12}[%％]?[万亿]{0,2})\*\*(?=[^*])")
# Blanked-out marks of emphasis between characters that read on directly: **3**万亩.
_MARKS = re.compile(f"(?<=[^\\s{NOT_PROSE}]){NOT_PROSE}{{1,3}}(?=[^\\s{NOT_PROSE}])")
_MORE = "[余多几来]"
_POWERS = r"(?:[百千](?![瓦伏米克卡帕焦赫]))?[万亿]{0,2}"
_ARABIC = re.compile(
    r"((?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?![0-9０-９])|[0-9０-９]+)(?:[.．][0-9０-９]+)?)"
    rf"()({_MORE}?)({_POWERS})({_MORE}?)"
)
_CHINESE_DIGITS = "一二三四五六七八九十百千两零〇"
_CHINESE = re.compile(
    rf"([{_CHINESE_DIGITS}](?:[零〇一二三四五六七八九十百两]|千(?![瓦伏米克卡帕焦赫])"
    rf"|[万亿](?=[一二三四五六七八九十百两零]|千(?![瓦伏米克卡帕焦赫])))*)()({_MORE}?)([万亿]{{0,2}})({_MORE}?)"
)
_MASK = re.compile(
    rf"()([*＊]{{1,8}}|[xX]{{1,4}}|×{{1,8}}|[_＿]{{2,}}|□+|[〇○]{{2,}})({_MORE}?)([万亿]{{0,2}})({_MORE}?)"
)
_PROPER = re.compile(  # a numeral below 10,000 as it is written: 两千三百零五, 十二
    r"(?=.)(?:[一二三四五六七八九两]?千)?(?:零?[一二三四五六七八九两]?百)?(?:零?[一二三四五六七八九]?十)?"
    r"(?:[零〇]?[一二三四五六七八九两])?"
)
_ABOUT = re.compile(r"([一二三四五六七八九两])([一二三四五六七八九])([十百千]?)")  # 三四十: 30–40
_RANGE = re.compile(r"\s?(?:[-—－–―~～〜]{1,2}|至|到)\s?")
_RATIO = re.compile(r"[0-9０-９]+(?:\.[0-9]+)?\s?[:：∶]\s?[0-9０-９]+(?:\.[0-9]+)?(?![0-9０-９:：∶])")
_FRACTION = re.compile("([二三四五六七八九十])分之([一二三四五六七八九])(?![一二三四五六七八九十])")
_DIGITS_BEFORE = tuple("数几第十百千万亿一二三四五六七八九")  # behind these a Chinese numeral is no number of its own
_SHARE = re.compile(r"[百千]分之")
_TITLES_AND_SLOGANS = re.compile(r"《[^》]{0,200}》|“[^”]{1,16}”|‘[^’]{1,16}’|〔[^〕]{0,12}〕")
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.", ",，")

_BARE_END = re.compile(r"\s*(?:[，。；、）)（(,;%\n]|$|以上|以下|以内|左右|上下|的(?:目标|水平|标准))")
_BARE_CUE = re.compile(
    r"(?:指数|得分|评分|总分|均分|分值|系数|强度|比|率|值|总数|总量|人数|户数|数量|排名)"
    r"(?:稳定在|控制在|保持在|降至|升至|提高到|达到?|为|是|超过?|约|近|共|[:：])*$"
)
_MASK_CUE = re.compile(
    r"(?:得分|总分|百分比|百分率|率|比例|比重|占比|额|收入|支出|投资|人数|总数|数量|增加|增长|减少|下降|提高|降低|上升|升高|缩短"
    r"|压缩|达到?|共计?|合计|[率额数比]为)$"
)
_RANK_CUE = re.compile(
    r"排[名在位到第至]?|名列|位[居列次于]|[居列]|升[至到为]|[跃进降退]至|升?降?退?[至到]|跃[居升]|保持|名次"
    r"|全[国省市区县州盟旗厅局系球]|世界|同[类级]|系统|[中西东]部|第[一二三四]类|单位"
)
_RANK_END = re.compile(r"\s*(?:[，。；、）)（(,;”]|$|的|且|和|与|及|以|升|降|跃|上升|前进|提升|下降|左右)")
_NOT_RANK = re.compile(r"(?:[放摆抓]在|作为|当作|坚持|始终|为|是)$")
_LENGTH_CUE = re.compile(
    r"(?:连续|为期|满|达到?|用时|耗时|历时|[为至到由从]|期限?|延长|缩短|提前|推迟|压缩|压减|减少|增加|工龄|年限|寿命|周期|长达|持续"
    r"|超过?|不少于|不低于|不超过|至少|平均|不足|合计|累计|共|控制在|再)(?:[了近约超逾为至到]|不超过|不少于)*$"
)
_TO = re.compile(r"(?:[至到为在]|不超过|不高于)(?:[近约])?$")
_DUE = re.compile(r"之?内|以前|之?[前后]|以后|以来|里|起")
_LIMIT = re.compile(r"(及|含|\(含\)|（含）)?(以[上下内外])")
_ATTRIBUTE = re.compile(
    r"级|项目|企业|产业|产值企业|园区|集群|户(?!次)|俱乐部|大户|规模|以[上下](?![，。；、）)（,;\s和与及左]|$)"
)
_NOUN_BEHIND = re.compile(r"的?(?![，。；、）)（(,;：:“”\s和与及或并且左]|$)")
_CONDITIONAL = ("score", "count", "measure", "duration")
_CONDITION = re.compile(r"(?:不足|不到|低于|高于|超过|少于|多于|大于|小于|满|在)$")
_AGE_CUE = re.compile(r"(?:年龄|寿命|预期)[^，。；]{0,6}$")
_EACH = re.compile(r"(?:每[^，。；]{1,4}|至少|不少于|不低于|最少)[^，。；]{0,12}$")
_TURN = re.compile("翻了?$")
_PASSED = re.compile(r"(?:突破|超过?|达到?|迈上|跨越|跨过|站上|过|冲刺)$")
_NAMED_ONE = re.compile(r"(?:明确|确定|指定|配备|安排|选派|各派|各选|设)了?$")
_CHINESE_LEAST = re.compile(r"(?:翻|增长?|提高|扩大|降低?|近|约|不足|超过?)了?(?:近|约|超)?$")

_UP_WORDS = (
    "增长|增加|增|提高|提升|上升|上涨|上浮|升高|扩大|多增|前进|前移|跃升|攀升|升|涨|上调|翻|增产|增收|高于|快于|高出|高|快"
    "|多|增速|增幅|涨幅|升幅|优于|好于|进位"
)
_DOWN_WORDS = (
    "下降|降低|减少|减|缩减|压减|削减|压缩|缩短|回落|下滑|下跌|降|收窄|后退|下调|降幅|落后|减幅|跌幅|低于|少|低|慢于|慢|跌"
    "|缩小|减产|退后|核减"
)
_UP_DOWN: dict[str, Change] = {
    **dict.fromkeys(_UP_WORDS.split("|"), "up"),
    **dict.fromkeys(_DOWN_WORDS.split("|"), "down"),
}
_FILLER = (
    r"(?:[近约超达逾仅又各均再]|超过|达到|突破|不少于|不低于|不超过|至少|最多|力争|预计|分别|累计|大约|平均|到位"
    r"|[:：])*"
)
_CHANGE = re.compile(
    r"(?:(?<!新)(增长|增加|提高|(?<!改造)(?<!整治)(?<!新建)(?<!改建)(?<!培育)(?<!优化)(?<!维修)(?<!更新)提升|上升|上涨|上浮|升高|扩大|多增|前进|前移|跃升|攀升|增产|增收|高出|进位|下降|降低|减少|缩减|压减"
    r"|削减|压缩|缩短|回落|下滑|下跌|收窄|后退|上调|下调|落后|缩小|减产|退后|核减|[增涨翻降减跌]|(?<!提)升"
    r"|(?<=[上去前]年)[高低快慢多少]|(?<=同期)[高低快慢多少])(?:率(?:为|达到?)?|了|幅度?为?)?"
    rf"|(增速|增幅|涨幅|升幅|降幅|减幅|跌幅)为?){_FILLER}$"
)
_CLAUSE_ENDS = re.compile("[，。；！？,;]")
_CHANGE_OVER = re.compile(
    rf"(高于|低于|快于|慢于|高出|落后|优于|好于|比[^，。；]{{2,12}}[高低快慢])[^，。；]{{0,14}}?{_FILLER}$"
)
_CHANGE_OF = re.compile(
    rf"(减少|压减|缩减|削减|压缩|降低|下降)(?!到|至|为)(?:了)?([^，。；、到至为在0-9]{{1,14}}?){_FILLER}$"
)
_QUALIFIER = re.compile(
    r"(不少于|不低于|不超过|不高于|不大于|不小于|不多于|至少|最多|最高|最低|平均|人均|累计|共计|总计|合计|达到|超过|超出|突破|力争|预计|大约"
    r"|不足|不到|不下|接近|将近|高达|多达|增加|减少|增长|下降|提高|(?<!改造)(?<!整治)(?<!新建)(?<!改建)(?<!培育)(?<!优化)(?<!维修)(?<!更新)提升|降低|上升|前进|压减|缩短|回落|落后|低于|高于|计划|净增|[近约共达超逾仅])了?$"
)
_SUFFIX = re.compile(r"以上|以下|以内|左右|上下|以外|不等|内|强")

# Units a Chinese numeral or a mask before them seldom counts.
_TERMS = frozenset(
    (
        *"类种层度里尺寸丈方升分角面头门口包出员国省县乡镇村校岗厂井对双组部日字张步通盘餐节段",
        "大类",
        "省市",
        "市州",
        "县市",
        "县区",
        "市县",
    )
)
_PLACES = frozenset(
    (
        *"国省县乡镇村校岗厂井日年周段发挂出包口面头班代标季茬拨员里方角升度栏门词",
        *(
            "社区",
            "家庭",
            "学位",
            "站点",
            "专场",
            "人口",
            "省份",
            "乡镇",
            "镇街",
            "街镇",
            "市州",
            "州市",
            "市县",
            "县市",
        ),
        *("县区", "区县", "省市", "户数", "人机"),
    )
)
_OFFICES = frozenset(["处", "所", "厅", "部", "组", "台", "站", "座", "家", "层"])  # XX处, XX所: as likely an office
_COUNTED_BEFORE = "成建了有共对全及约近达增设开造养排除置展办"
_WORDS_ANYWAY = "千年周天日度分方成吨兆伏克瓦岁期届轮批代版回"  # even digits before them may belong to a word: 2000吨级
_FACTORS = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_POWER_HEAD = re.compile(r"(?:[百千](?![瓦伏米克卡帕焦赫]))?[万亿]{0,2}")


class _Number(NamedTuple):
    """A numeral or mask, before its unit is read."""

    start: int
    end: int
    style: Literal["arabic", "chinese", "mask"]
    written: str  # the numeral without 余, 多 and powers
    value: Decimal | None
    upper: Decimal | None  # 三四十: 40
    more: str
    powers: str


@dataclass(frozen=True, slots=True)
class _Units:
    """The units by their text, how long they are by first character, and the phrases that count nothing."""

    kinds: dict[str, str]
    spared: dict[str, str]  # words that are no units, but with one of these characters behind them
    lengths: dict[str, tuple[int, ...]]  # the longest first
    starts: re.Pattern[str]  # a run of characters numbers begin with; behind one in Chinese stands what may follow it
    tails: dict[str, tuple[str, ...]]  # behind any number, by first character
    chinese_tails: dict[str, tuple[str, ...]]  # behind a Chinese numeral
    phrases: dict[str, tuple[str, ...]]  # with their own number, by first character


def measures(text: str, moments: Sequence[Moment]) -> tuple[Measure, ...]:
    """The measures of one paragraph in order, none overlapping; `moments` are its time expressions.

    Short marks within the text that are blanked out (U+FFFC) are read over: the span may include some.
    """
    if "**" in text:
        text = BOLD_NUMBER.sub(lambda m: f"{NOT_PROSE * 2}{m[1]}{NOT_PROSE * 2}", text)
    if NOT_PROSE not in text or not (marks := [m.span() for m in _MARKS.finditer(text)]):
        return _measures(text, moments)
    starts = [start for start, _ in marks]
    places = [i for i in range(len(text)) if not _within(i, marks, starts)] + [len(text)]
    read_on = _MARKS.sub("", text)
    moved = [replace(m, start=bisect_left(places, m.start), end=bisect_left(places, m.end)) for m in moments]
    found = []
    for measure in _measures(read_on, moved):
        start, end = places[measure.start], places[measure.end - 1] + 1
        found.append(replace(measure, start=start, end=end, text=text[start:end].replace(NOT_PROSE, "")))
    return tuple(found)


def _within(at: int, marks: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Whether a character belongs to one of the marks."""
    i = bisect_right(starts, at) - 1
    return i >= 0 and at < marks[i][1]


def _measures(text: str, moments: Sequence[Moment]) -> tuple[Measure, ...]:
    found: list[Measure] = []
    closed: list[tuple[int, int]] | None = None  # worked out for the first number
    at = 0
    bare: list[_Number] = []  # numbers without a unit in a row whose last one may lend them its own
    for run in _units().starts.finditer(text):
        start, stop = run.span()
        while (start := max(start, at)) < stop:
            if closed is None:
                closed = [m.span() for m in _TITLES_AND_SLOGANS.finditer(text)]
            number = None if (read := _part(text, start)) else _number(text, start)
            if number is not None:
                read = _measure(text, number)
            if read is None:
                at = number.end if number else start + 1
                if number and number.style == "arabic" and not number.powers:
                    bare.append(number)
                continue
            at = read.end
            if _inside(read, closed) or _is_time(text, read, moments):
                bare.clear()
                continue
            if read.unit is not None:
                read, earlier = _lend(text, read, bare)
                found += earlier
            if found and _goes_on_changing(text, found[-1], read):
                read = replace(read, kind="change", change=found[-1].change)
            if found and found[-1].unit == "个" and _is_shared(text, found[-1], read):
                found[-1] = _with_unit(found[-1], read)
            found.append(read)
            bare.clear()
    return tuple(found)


def _part(text: str, at: int) -> Measure | None:
    """百分之九十五 and 三分之一, whose numbers do not come first."""
    if text[at : at + 1] in ("百", "千") and _SHARE.match(text, at):
        return _share(text, at)
    if text.startswith("分之", at + 1) and (match := _FRACTION.match(text, at)):
        before = text[max(0, at - 24) : at]
        return None if before[-1:] in _DIGITS_BEFORE else _fraction(text, match, before)
    return None


def _measure(text: str, number: _Number) -> Measure | None:
    at = number.start
    before = text[max(0, at - 24) : at]
    if before.endswith("第"):
        return _rank(text, number, before[:-1])
    if number.style == "arabic":
        if (ratio := _RATIO.match(text, at)) is not None:
            return _ratio(text, ratio, before)
        if _is_name(text, number, before):
            return None
    elif number.style == "chinese" and before[-1:] in _DIGITS_BEFORE:
        return None
    if _is_phrase(text, number):
        return None
    unit = _unit_behind(text, number)
    return _with_range(text, number, unit, before) or _single(text, number, unit, before)


def _number(text: str, at: int) -> _Number | None:
    c = text[at]
    if c in "0123456789０１２３４５６７８９":
        match = _ARABIC.match(text, at)
        assert match is not None
        value = Decimal(match[1].translate(_WIDE).replace(",", "").replace("，", ""))
        return _Number(at, match.end(), "arabic", match[1], value, None, match[3] or match[5], match[4])
    if c in "*＊xX×_＿□〇○":
        match = _MASK.match(text, at)
        if match is None or _touches_letter(text, at, match.end(2)):
            return None
        return _Number(at, match.end(), "mask", match[2], None, None, match[3] or match[5], match[4])
    match = _CHINESE.match(text, at)
    if match is None:
        return None
    low, high = _chinese_value(match[1])
    if low is None:
        return None
    return _Number(at, match.end(), "chinese", match[1], low, high, match[3] or match[5], match[4])


@lru_cache(maxsize=1024)
def _chinese_value(written: str) -> tuple[Decimal | None, Decimal | None]:
    """Value of a numeral; two values of 三四十; none of a row of digits that is a name (十四五)."""
    if about := _ABOUT.fullmatch(written):
        a, b = chinese_number(about[1]), chinese_number(about[2])
        tens = chinese_number(about[3]) if about[3] else 1
        assert a is not None
        assert b is not None
        assert tens is not None
        return (Decimal(a * tens), Decimal(b * tens)) if 0 < b - a <= 2 else (None, None)
    total = 0
    part = ""
    for c in (*written, ""):
        if c and c not in "万亿":
            part += c
            continue
        if part and _PROPER.fullmatch(part) is None:
            return None, None
        below = chinese_number(part) if part else 0
        if below is None:
            return None, None
        total = (total + below) * _FACTORS[c] if c else total + below
        part = ""
    return Decimal(total), None


def _touches_letter(text: str, start: int, end: int) -> bool:
    """Whether a mask is part of a word or a sum: 20XX, Box, 7×24."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (behind.isascii() and behind.isalnum())


def _is_name(text: str, number: _Number, before: str) -> bool:
    """Whether digits belong to a name or a numbering: PM2.5, G40, 1+3, 〔2023〕, 9·18."""
    last, behind = before[-1:], text[number.end : number.end + 1]
    if last and ((last.isascii() and last.isalnum()) or last in "./·〔[#№+＋_×*/μ"):
        return True
    if last in ("-", "－", "—") and before[-2:-1].isascii() and before[-2:-1].isalnum():
        return True
    return behind in ("+", "＋", "·", "×", "/") and not number.powers


def _is_phrase(text: str, number: _Number) -> bool:
    units = _units()
    behind = text[number.end : number.end + 1]
    if text.startswith(units.tails.get(behind, ()), number.end):
        return True
    if number.style == "chinese" and text.startswith(units.chinese_tails.get(behind, ()), number.end):
        return True
    return text.startswith(units.phrases.get(text[number.start], ()), number.start)


def _unit(text: str, at: int, masked: bool) -> tuple[str, str] | None:
    """The longest unit at `at` with its kind; ("", "") where a word begins that only looks like one."""
    units = _units()
    doubtful = masked or text[at : at + 1] in _WORDS_ANYWAY
    for length in units.lengths.get(text[at : at + 1], ()):
        word = text[at : at + length]
        kind = units.kinds.get(word)
        if kind is None or len(word) < length:
            continue
        if kind == "word":
            if not doubtful or (
                text[at + length : at + length + 1] in units.spared.get(word, ()) and at + length < len(text)
            ):
                continue
            return "", ""
        if word[-1].isascii() and word[-1].isalpha():
            behind = text[at + length : at + length + 1]
            if behind.isascii() and behind.isalnum():
                continue
        return word, kind
    return None


def _unit_behind(text: str, number: _Number) -> _UnitBehind:
    """Unit as written with its powers, its kind and its end."""
    at = number.end
    if text[at : at + 1] in (" ", "\u00a0"):
        at += 1
    read = _unit(text, at, number.style == "mask")
    if read is None:
        return (number.powers, "count", number.end) if number.powers else None
    unit, kind = read
    return (number.powers + unit, kind, at + len(unit)) if unit else None


def _with_range(text: str, number: _Number, own: _UnitBehind, before: str) -> Measure | None:
    """3-5个, 20%-30%, 200万至300万元: one measure with two values."""
    join = _RANGE.match(text, own[2] if own else number.end)
    if (
        join is None
        or join.end() >= len(text)
        or text[join.end()] not in "0123456789０１２３４５６７８９一二三四五六七八九十两百"
    ):
        return None
    if before.endswith(("由", "从")) and own is not None and own[0] != number.powers:
        return None  # 由60%至70%: two points in time
    other = _number(text, join.end())
    if other is None or other.style != number.style or other.upper is not None:
        return None
    end = _unit_behind(text, other)
    if end is None or (end[1] == "year" and other.value is not None and other.value > 1000):
        return None
    unit = end[0]
    if own is not None and own[0] != unit and own[0] != number.powers:
        return None
    whole = _single(text, other._replace(start=number.start), end, before)
    if whole is None or number.value is None or other.value is None:
        return None
    low, high = number.value, other.value
    if number.powers and number.powers != other.powers:
        low, high = low * _factor(number.powers), high * _factor(other.powers)
        unit = unit[len(other.powers) :]
    factor = _plain_unit(unit)[1]
    return replace(
        whole,
        kind="range" if whole.kind in ("count", "duration", "score") else whole.kind,
        value=low,
        value_max=high,
        unit=unit,
        value_normalized=low * factor,
        value_max_normalized=high * factor,
    )


def _single(text: str, number: _Number, behind_it: _UnitBehind, before: str) -> Measure | None:
    if behind_it is None:
        return _bare(text, number, before)
    unit, kind, end = behind_it
    behind = text[end : end + 8]
    plain = unit[len(number.powers) :]
    if number.style == "chinese" and not _counts_chinese(number, plain, kind, before):
        return None
    if number.style == "mask" and not _counts_mask(text, number, plain, kind, end):
        return None
    if kind in ("year", "duration") and not _counts_time(text, number, plain, kind, before, behind):
        return None
    if _is_threshold(number, plain, kind, before, behind):
        return None
    start = number.start
    if plain in ("名", "位") and before.endswith(("前", "后")):
        if before.endswith("后") or _RANK_CUE.search(before[-14:]) is None:
            return None
        return _made(text, start, end, "rank", number, unit, before)
    if plain == "番":
        turn = _TURN.search(before)
        return turn and _made(text, start - len(turn[0]), end, "change", number, unit, before[: turn.start()], "up")
    if kind in ("percent", "point", "tenth"):
        metric: MetricKind = "percent"
    elif kind == "money":
        metric = "money"
    elif kind == "score":
        metric = "score"
    elif kind in ("duration", "year"):
        metric = "duration"
    else:
        metric = "count"
    change: Change | None = None
    clause = _CLAUSE_ENDS.split(before)[-1]
    if match := _CHANGE.search(clause):
        change = _UP_DOWN[match[1] or match[2]]
        metric = "change"
    elif kind == "point":
        metric = "change"
        if over := _CHANGE_OVER.search(clause):
            change = _UP_DOWN.get(over[1], "up" if over[1][-1] in "高快" else "down")
    elif (of := _CHANGE_OF.search(clause)) and (of[1] in ("压减", "缩减", "削减") or metric == "percent"):
        change = _UP_DOWN[of[1]]
        metric = "change"
    return _made(text, start, end, metric, number, unit, before, change)


def _made(
    text: str,
    start: int,
    end: int,
    kind: MetricKind,
    number: _Number,
    unit: str | None,
    before: str,
    change: Change | None = None,
) -> Measure:
    plain, factor = _plain_unit(unit or "")
    value, upper = number.value, number.upper
    if upper is not None and kind in ("count", "duration", "score"):
        kind = "range"
    return Measure(
        start,
        end,
        text[start:end],
        kind,
        value,
        upper,
        unit or None,
        None if value is None else value * factor,
        None if upper is None else upper * factor,
        plain or None,
        _qualifiers(text, before, number.more, end),
        change,
        number.style == "mask",
    )


def _qualifiers(text: str, before: str, more: str, end: int) -> tuple[str, ...]:
    found: list[str] = []
    rest = before[-10:]
    while len(found) < 3 and (match := _QUALIFIER.search(rest)):
        found.insert(0, match[1])
        rest = rest[: match.start()]
    if more:
        found.append(more)
    if suffix := _SUFFIX.match(text, end):
        found.append(suffix.group())
    return tuple(found)


def _counts_chinese(number: _Number, unit: str, kind: str, before: str) -> bool:
    """Whether a Chinese numeral counts: 三百余处 does, 一个 and 二期 and 百家 hardly ever."""
    if number.more:
        return True
    if number.written in ("百", "千", "百千", "十百千"):
        return kind == "money" and bool(number.powers) and _PASSED.search(before) is not None
    if number.written == "一":
        if unit == "番" or kind in ("tenth", "times"):
            return _CHINESE_LEAST.search(before) is not None
        if unit in ("名", "位") and _NAMED_ONE.search(before):
            return True
        return kind == "count" and unit not in _TERMS and _EACH.search(before[-18:]) is not None
    if unit == "元" and not number.powers:
        return len(number.written) > 1
    if kind == "series":
        return number.written == "两" or len(number.written) > 2
    if kind == "year":
        return True
    if unit in _TERMS:
        return False
    return number.written != "二" or kind not in ("count", "measure", "duration")


def _counts_mask(text: str, number: _Number, unit: str, kind: str, end: int) -> bool:
    """Whether a mask stands for a number: **件 does, XX处 at the head of a clause is an office."""
    if unit in _PLACES or (unit.isascii() and unit.isalpha()) or (not unit and not number.powers):
        return False
    if unit in _OFFICES and not number.more:
        last = text[number.start - 1 : number.start]
        if not last or last in "，。；、：（(由和与及同给向 \u3000":
            return text[end : end + 1] in tuple("，。；、）)") and last in tuple("，、和及") and unit in "家台座"
        return last in _COUNTED_BEFORE or text[end : end + 1] in ("", *"，。；、）)（(,;") or unit == "家"
    return True


def _counts_time(text: str, number: _Number, unit: str, kind: str, before: str, behind: str) -> bool:
    """Whether a length of time is a result or a limit, not a date, a due time or a part of a name."""
    if number.style == "arabic" and kind == "year" and number.value is not None and number.value > 1000:
        return number.powers != "" and _LENGTH_CUE.search(before) is not None
    if before.endswith(("近", "前", "未来", "过去", "最近", "头", "后", "随后", "今后", "上", "下", "每", "第")):
        return before.endswith("后") and unit != "年" and behind.startswith("内")
    if behind.startswith(("内", "之内", "以内")):
        return number.style != "chinese" or unit != "年"
    if _DUE.match(behind):
        return False
    if kind == "year" or unit == "日":
        return (
            unit == "年时间"
            or (unit == "年" and _LENGTH_CUE.search(before) is not None)
            or (
                unit == "日"
                and re.search(r"(?:[由从至到为]|压缩|缩短|提前)$", before) is not None
                and number.style != "mask"
            )
        )
    return True


def _is_threshold(number: _Number, unit: str, kind: str, before: str, behind: str) -> bool:
    """Whether a size only says which things are meant: 5万亩以上的灌区, 60岁以上老人, 10亿元项目."""
    if unit in ("千伏", "kV", "KV") and re.match("[^，。；、）)（(,;等 ]", behind):
        return True
    if before.endswith("每") and kind in ("count", "measure") and number.style != "mask":
        return True
    if kind == "percent" and before.endswith("前") and behind.startswith("的"):
        return True
    if unit in ("岁", "周岁"):
        return _AGE_CUE.search(before) is None
    limit = _LIMIT.match(behind)
    if limit is None:
        ends = behind[1:2] in ("", "，", "。", "；", ",")
        if behind.startswith("的") and kind in _CONDITIONAL and (ends or _CONDITION.search(before)):
            return True
        return (kind in ("money", "measure") and _ATTRIBUTE.match(behind) is not None) or behind.startswith("级")
    if limit[1]:
        return True
    rest = behind[limit.end() :]
    if rest[:1] == "的":
        if kind in ("percent", "tenth") and re.search("占[^，。；]{2,}$", before):
            return True
        return kind not in ("percent", "tenth") and re.match(r"的(?:目标|水平|标准|规模|任务|速度|增速)", rest) is None
    if kind in ("money", "measure", "year", "duration", "score") or unit in ("户", "人"):
        return _NOUN_BEHIND.match(rest) is not None
    return False


def _bare(text: str, number: _Number, before: str) -> Measure | None:
    """A number or mask without a unit, where the words before it say what it measures: 得分**, 指数达到110.5."""
    if _BARE_END.match(text, number.end) is None or text[number.end : number.end + 1] == "年":
        return None
    clause = _CLAUSE_ENDS.split(before)[-1]
    if number.style == "mask":
        if _MASK_CUE.search(clause) is None:
            return None
    elif number.style != "arabic" or number.more or _BARE_CUE.search(clause) is None:
        return None
    kind: MetricKind = "count"
    change: Change | None = None
    if match := _CHANGE.search(clause):
        kind, change = "change", _UP_DOWN[match[1] or match[2]]
    elif re.search("得分|总分|评分|均分", clause[-8:]):
        kind = "score"
    elif re.search("率|百分比|比重|占比", clause[-8:]):
        kind = "percent"
    end = number.end
    return _made(text, number.start, end, kind, number, None, before, change)


def _rank(text: str, number: _Number, before: str) -> Measure | None:
    """第3位 and 第**, where the words before them rank; other ordinals (第四批, 第3号) count nothing."""
    if number.powers or number.more or number.upper is not None:
        return None
    end = number.end
    unit = text[end : end + 1] if text[end : end + 1] in ("名", "位") else ""
    clause = re.split("[。；！？;]", before)[-1]
    if _NOT_RANK.search(clause) or (
        not unit and number.style == "chinese" and text[end : end + 1] in tuple("一二三四五")
    ):
        return None
    moved = unit and clause.endswith(("由", "从"))
    if not moved and not (_RANK_CUE.search(clause[-16:]) and (unit or _RANK_END.match(text, end))):
        return None
    return _made(text, number.start - 1, end + len(unit), "rank", number, unit or None, before)


def _ratio(text: str, match: re.Match[str], before: str) -> Measure | None:
    first, second = re.split("[:：∶]", match.group().translate(_WIDE))
    timely = len(second.strip()) == 2 and Decimal(first) <= 24
    if before[-1:].isascii() and before[-1:].isalnum():
        return None
    if timely and "比" not in before[-10:] + text[match.end() : match.end() + 4]:
        return None
    value = Decimal(first.strip())
    qualifiers = _qualifiers(text, before, "", match.end())
    return Measure(match.start(), match.end(), match.group(), "ratio", value, None, None, value, None, None, qualifiers)


def _share(text: str, at: int) -> Measure | None:
    """百分之九十五."""
    unit = "%" if text[at] == "百" else "‰"
    start = at + 3
    if start >= len(text) or re.match(_STARTS, text[start]) is None:
        return None
    number = _number(text, start)
    if number is None or (number.style == "chinese" and number.value is None):
        return None
    end = number.end
    if number.style == "chinese" and (point := re.compile("点[零〇一二三四五六七八九]+").match(text, end)):
        tail = "".join(str(chinese_number(c)) for c in point.group()[1:])
        number = number._replace(value=Decimal(f"{number.value}.{tail}"))
        end = point.end()
    before = text[max(0, at - 24) : at]
    clause = _CLAUSE_ENDS.split(before)[-1]
    match = _CHANGE.search(clause)
    change = _UP_DOWN[match[1] or match[2]] if match else None
    return _made(text, at, end, "change" if match else "percent", number, unit, before, change)


def _fraction(text: str, match: re.Match[str], before: str) -> Measure:
    """三分之一."""
    below, above = chinese_number(match[1]), chinese_number(match[2])
    assert below
    assert above
    value = (Decimal(above) / Decimal(below)).quantize(Decimal("0.0001"))
    qualifiers = _qualifiers(text, before, "", match.end())
    changing = _CHANGE.search(before)
    kind: MetricKind = "change" if changing else "percent"
    change = _UP_DOWN[changing[1] or changing[2]] if changing else None
    return Measure(match.start(), match.end(), match[0], kind, value, None, None, value, None, None, qualifiers, change)


def _inside(measure: Measure, closed: Sequence[tuple[int, int]]) -> bool:
    at = measure.start
    for start, end in closed:
        if start > at:
            break
        if at < end:
            return True
    return False


def _is_time(text: str, measure: Measure, moments: Sequence[Moment]) -> bool:
    """Whether a time expression lies over the measure; a length of time may be both."""
    for moment in moments:
        if moment.start < measure.end and measure.start < moment.end:
            if moment.kind == "duration" and moment.end <= measure.end:
                continue
            if (measure.kind == "duration" and moment.kind not in ("date", "period", "year")) and (
                text[moment.start : measure.start] in ("", "提前")
                or _TO.search(text[max(0, measure.start - 6) : measure.start])
            ):
                continue
            return True
    return False


def _lend(text: str, measure: Measure, bare: Sequence[_Number]) -> tuple[Measure, list[Measure]]:
    """The measure, and the numbers before it that share its unit: 分别为3、5、8个."""
    earlier: list[Measure] = []
    at = measure.start
    for number in reversed(bare):
        gap = text[number.end : at]
        if gap not in ("、", "和", "与", "及") or "分别" not in text[max(0, number.start - 30) : number.start]:
            break
        made = _made(text, number.start, number.end, measure.kind, number, measure.unit, text[: number.start][-24:])
        earlier.insert(0, replace(made, change=measure.change))
        at = number.start
    return measure, earlier


def _is_shared(text: str, first: Measure, second: Measure) -> bool:
    """31.1个和26.3个百分点."""
    return (
        text[first.end : second.start] in ("和", "、", "与", "及")
        and second.unit is not None
        and second.unit.startswith("个")
        and second.unit != "个"
        and first.value is not None
        and first.value % 1 != 0
    )


def _goes_on_changing(text: str, first: Measure, second: Measure) -> bool:
    """分别增长10.8%、12.9%."""
    return (
        first.kind == "change"
        and second.kind != "change"
        and first.unit == second.unit
        and text[first.end : second.start] in ("、", "和", "与", "及")
    )


def _with_unit(first: Measure, second: Measure) -> Measure:
    return replace(
        first, unit=second.unit, unit_normalized=second.unit_normalized, kind=second.kind, change=second.change
    )


@lru_cache(maxsize=1024)
def _plain_unit(unit: str) -> tuple[str, Decimal]:
    """A unit as written without its powers, and how much they make."""
    match = _POWER_HEAD.match(unit)
    powers = match.group() if match else ""
    factor = Decimal(1) if unit.startswith(("百分点", "千分")) else _factor(powers)
    return unit[len(powers) :], factor


def _factor(powers: str) -> Decimal:
    factor = Decimal(1)
    for power in powers:
        factor *= _FACTORS[power]
    return factor


@cache
def _units() -> _Units:
    folder = data_folder("rules") / "lexicon"
    kinds: dict[str, str] = {}
    spared: dict[str, str] = {}
    for number, line in lexicon_lines(folder / "units.tsv"):
        kind, tab, words = line.partition("\t")
        if not tab or kind not in _KINDS:
            raise RuleError(f"{folder / 'units.tsv'} 第 {number} 行：应是“类、词”两栏，类是 {'、'.join(_KINDS)} 之一")
        for word in words.split():
            plain, _, but = word.partition("!")
            kinds[plain] = kind
            spared[plain] = but
    lengths: dict[str, set[int]] = {}
    for word in kinds:
        lengths.setdefault(word[0], set()).add(len(word))
    groups: dict[str, dict[str, list[str]]] = {"N": {}, "几": {}, "": {}}
    for _, phrase in lexicon_lines(folder / "number-phrases.txt"):
        head = phrase[0] if phrase[0] in groups else ""
        text = phrase[len(head) :]
        groups[head].setdefault(text[:1], []).append(text)
    tails, chinese_tails, phrases = (
        {first: tuple(texts) for first, texts in group.items()} for group in groups.values()
    )
    follows = re.escape("".join(sorted({*lengths, *"余多几来万亿分至到-—－–―~～〜，。 \u00a0"})))
    starts = re.compile(f"{_STARTS}(?:(?<![{_NUMERALS}]){_STARTS}*|(?<=[{_NUMERALS}]){_STARTS}*+(?=[{follows}]))")
    longest_first = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
    return _Units(kinds, spared, longest_first, starts, tails, chinese_tails, phrases)


_KINDS = (
    "count",
    "series",
    "measure",
    "money",
    "duration",
    "year",
    "percent",
    "point",
    "tenth",
    "score",
    "times",
    "word",
)
