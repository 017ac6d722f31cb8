"""A stretch of a past draft in, the same stretch as it may stand in a document of another year out: the draft's own
year turned into the right one, dates that are over and masks turned into marked blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from hegao.model import Blank, Moment
from hegao.text import HAN, MARKED_BLANK, chinese_number, replace_spans

Change = tuple[int, int, str]  # start, end and what to put there, characters of the text

_LAST_YEAR_OF_14TH = 2025
_BY = "完成时限"
_WHEN = "时间"
_NAMES = {"number": "数值", "name": "名称", "organisation": "单位名称", "date": "日期"}
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_AWAY = {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2, "明": 1, "来": 1, "次": 1, "后": 2}
_RELATIVE = re.compile(r"(?:今|本|当|去|上|前|明|来|次|后)年度?")
_FINE = re.compile(
    r"[本下上当]个?[月周]|[明昨今]日|(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[月日号]|季度|半年|旬|(?<=[0-9])[-./．][0-9]{1,2}(?:[-./．]|$)"
)
_LENGTH = re.compile(
    r"工作日|小时|个月|[0-9一二三四五六七八九十两]天|[0-9]周|星期|[0-9一二三四五六七八九十]日[之以]?内"
)
_CHINESE_YEAR = re.compile(r"[一二][〇零○九][〇零○一二三四五六七八九]{2}(?=年)")
_FIVE_YEARS = re.compile(
    r"[“\"]?(?<![一二三四五六七八九十])(十?[一二三四五六七八九])五[”\"]?(?=规划|时期|期间|末|期|[”\"])(?!以来|年)"
)
_IN_TITLE = re.compile(r"《[^《》]*》")
_SINCE = re.compile(r"以来|至今")
_BASE = re.compile(r"(?:[比较同与由从对]|相比)$")
_BEGINNING = re.compile(r"(?<![0-9年今去明前本])年初(?!步)")
_EDGE = re.compile(r"^(?:自|从|截至|到)?")
_PERSON = re.compile(r"同志|主任|局长|书记|科长|处长|县长|市长|区长|省长|部长|主席|先生|女士|老师")
_PLACE = re.compile(r"[省市县区镇乡州盟旗村]|街道|社区|自治区|小区")
_SIGNS = "*＊×✕╳XxＸｘ_＿□○〇某"
_MASK_IN_NAME = re.compile(
    rf"[*＊×✕╳_＿□]+|(?<![A-Za-z0-9])[XxＸｘ]+(?![A-Za-z0-9])|某{{2,}}|^[{_SIGNS}]+|[“”《》【】\[\]：:（）()]"
)
_LEFT = re.compile(
    rf"[*＊]{{1,8}}(?![）)])|_{{2,}}|＿+|[×✕╳□]{{2,8}}|(?<![A-Za-z0-9])[XxＸｘ]{{2,8}}(?=[{HAN}”》）。，、；：]|$)"
    rf"|(?:(?<=[{HAN}“《（])|^)[XxＸｘ×](?=[{HAN}])(?!光|射线|轴|型|形|染色体|线[片机检]|为|表示)"
)
_TAIL_OF_DATE = re.compile(r"[年月日号份]*(?:[底初末])?(?:[之以]?[前内])?")
_ABOUT = re.compile(r"[余多几](?=[^\W\d_])")


def carry(text: str, moments: Iterable[Moment], spoken: int | None, written: int | None, year: int, past: bool) -> str:
    """A text in the document of `year`; `spoken` is the year it speaks of, `written` the main year of its draft.

    `past`: it tells what was, so that its years stay and 今年, 全年 … get theirs; else it tells what is to be done, and
    goes over into the new year. A date nobody can know becomes 【待填：完成时限】 or 【待填：时间】.
    """
    return replace_spans(text, list(without_overlap(years(text, moments, spoken, written, year, past))))


def years(
    text: str, moments: Iterable[Moment], spoken: int | None, written: int | None, year: int, past: bool
) -> list[Change]:
    """What `carry` changes; of changes that overlap the first holds."""
    if written is None:  # a draft without a year is an earlier one: its dates are none of the new document
        if past:
            return []
        written = year - 1
    if not past and year < (spoken or written):
        return []
    change = _past if past else _planned
    found: list[Change] = []
    for moment in moments:
        if moment.kind in ("recurrence", "duration", "vague") or moment.text != text[moment.start : moment.end]:
            continue
        new = change(text, moment, spoken or written, written, year)
        if new is not None and new != moment.text:
            found.append((moment.start, moment.end, new))
    if not past:
        found += _plans_that_are_over(text, year)
    elif year != written:
        found += ((*match.span(), f"{written}年初") for match in _BEGINNING.finditer(text))
    return found


def _past(text: str, moment: Moment, spoken: int, written: int, year: int) -> str | None:
    said = moment.text
    if year == written or _YEAR.search(said):
        return None
    relative = _RELATIVE.search(said)
    if relative:
        if relative.group()[0] in "去上前" and _BASE.search(text, 0, moment.start):
            return None
        return _with_year(said, relative, written + _AWAY[relative.group()[0]])
    if _LENGTH.search(said) or _YEAR.search(text, 0, moment.start):
        return None
    if said.startswith("全年"):
        return f"{written}年{said[2:]}"
    if said.startswith("年"):
        return f"{written}{said}"
    edge = _EDGE.match(said)
    at = edge.end() if edge else 0
    return f"{said[:at]}{written}年{said[at:]}" if _FINE.search(said) and not said.startswith("每") else None


def _planned(text: str, moment: Moment, spoken: int, written: int, year: int) -> str | None:
    said = _CHINESE_YEAR.sub(lambda found: str(chinese_number(found.group())), moment.text)
    named = [int(found) for found in _YEAR.findall(said)]
    if named:
        if written <= max(named) < min(spoken, year) and not _FINE.search(said) and not _looks_back(text, moment):
            return "【待填：年份】"
        return _of_named(moment, said, named, spoken, year)
    relative = _RELATIVE.search(said)
    if relative:
        return _of_relative(text, moment, relative, spoken, written, year)
    if spoken == year or _LENGTH.search(said) or not _FINE.search(said):
        return None
    return _blank_for(moment)


def _of_named(moment: Moment, said: str, named: Sequence[int], spoken: int, year: int) -> str | None:
    if min(named) < spoken or _SINCE.search(said) or spoken == year:
        return None
    if _FINE.search(said):
        return None if max(named) >= year else _blank_for(moment)
    if any(spoken < one < year for one in named):
        return _blank_for(moment)
    return _YEAR.sub(lambda found: str(year) if int(found.group()) == spoken else found.group(), said)


def _of_relative(
    text: str, moment: Moment, relative: re.Match[str], spoken: int, written: int, year: int
) -> str | None:
    said, away = moment.text, _AWAY[relative.group()[0]]
    if year == written:
        return None
    if away < 0:
        last = spoken == year or _BASE.search(text, 0, moment.start)  # the year before stays the year before
        return None if last else _with_year(said, relative, written + away)
    if away == 0 and _looks_back(text, moment):
        return _with_year(said, relative, written)
    meant = max(written + away, spoken)
    if _FINE.search(said):
        return _with_year(said, relative, meant) if meant >= year else _blank_for(moment)
    return _with_year(said, relative, year + meant - spoken)


def _looks_back(text: str, moment: Moment) -> bool:
    """Whether a year of the draft stands as the past among what is planned: 在2022年工作的基础上, 比2022年增长."""
    clause = re.search("[^，。；,;]*$", text[: moment.start])
    before = clause.group() if clause else ""
    behind = re.match("[^，。；,;]*", text[moment.end :])
    past = re.search(
        "以来|基础|已|了|考核|绩效|决算|审计|述职|总结|评议|结转|遗留|未", behind.group() if behind else ""
    )
    return bool(
        past or _SINCE.search(moment.text) or re.search("[比较同与从由对]$|总结|回顾|按|根据|依据|结合", before)
    )


def _plans_that_are_over(text: str, year: int) -> list[Change]:
    """A blank for each five-year plan that has ended before `year`, outside of titles."""
    titles = [match.span() for match in _IN_TITLE.finditer(text)]
    found: list[Change] = []
    for match in _FIVE_YEARS.finditer(text):
        ordinal = chinese_number(match[1]) or 0
        last = _LAST_YEAR_OF_14TH + 5 * (ordinal - 14)
        if last < year and not any(start < match.start() < end for start, end in titles):
            found.append((*match.span(), "【待填：五年规划】"))
    return found


def _with_year(said: str, relative: re.Match[str], meant: int) -> str:
    rest = said[relative.end() :]
    return f"{said[: relative.start()]}{meant}年{'度' if relative.group().endswith('度') else ''}{rest}"


def _blank_for(moment: Moment) -> str:
    due = moment.kind == "deadline" or re.search("[前底末内]$", moment.text)
    head = re.match("[自从]", moment.text)
    tail = re.search("起$|开始$", moment.text)
    return f"{head.group() if head else ''}【待填：{_BY if due else _WHEN}】{tail.group() if tail else ''}"


def blanks(text: str, found: Iterable[tuple[int, int, Blank]]) -> list[Change]:
    """What becomes of the masks at these places of a text, in order."""
    changes: list[Change] = []
    for start, end, blank in found:
        if blank.text.startswith("【待填："):
            continue
        stop = end
        if blank.kind == "date":
            tail = _TAIL_OF_DATE.match(text, end)
            stop = tail.end() if tail else end
        elif blank.kind == "number" and (about := _ABOUT.match(text, end)):
            stop = about.end()
        changes.append((start, stop, f"【待填：{_called(text, end, blank)}】"))
    return changes


def _called(text: str, end: int, blank: Blank) -> str:
    """What a blank asks for, in words without a mask."""
    name = unmasked(blank.name)
    if blank.kind == "name":
        if _PERSON.match(text, end):
            return "姓名"
        if _PLACE.match(text, end):
            return "地名"
        name = re.sub(r"^[等的级各]+", "", name)
        fits = 2 <= len(name) <= 4 and text.startswith(name, end)  # the noun behind tells what is named
        return f"{name}名称" if fits else _NAMES["name"]
    if blank.kind == "organisation":
        return _NAMES["organisation"]
    return name if 1 < len(name) <= 24 else _NAMES[blank.kind]


def unmasked(name: str) -> str:
    """A name without the masks, quotation marks and brackets in it."""
    return _MASK_IN_NAME.sub("", name).strip()


def is_masked(text: str) -> bool:
    """Whether a mask, or a blank in its place, is left in a text."""
    return "【待填" in text or _LEFT.search(text) is not None


def without_masks(text: str) -> str:
    """The text with a marked blank for each mask nobody recognised."""
    kept = [match.span() for match in MARKED_BLANK.finditer(text)]
    changes = [
        (*match.span(), "【待填：地名】" if _PLACE.match(text, match.end()) else "【待填：名称】")
        for match in _LEFT.finditer(text)
        if not any(start <= match.start() < end for start, end in kept)
    ]
    return replace_spans(text, changes)


def without_overlap(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes in order; of two that touch the same characters the one that comes first in `changes` stays."""
    every = list(changes)
    taken = bytearray(max((end for _, end, _ in every), default=0))
    chosen: list[Change] = []
    for start, end, new in every:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            chosen.append((start, end, new))
    yield from sorted(chosen)
