"""All facts for a document of a year in; FactError for two of them that can't both be true, naming both places."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from hegao.errors import FactError, did_you_mean, suggestion
from hegao.facts import PROGRESS, Facts, Row, plain, shown
from hegao.sentences.figures import AFTER, BEFORE, adds_up, beyond
from hegao.sentences.names import name_of, said, unit

_AT_MOST_ALL = re.compile(
    r"(?:办结|答复|回复|处置|整改|及格|通过|接种|建档|签约|到位|好评|回访|(?<!产)成活|(?<!拨备)覆盖|合格|(?<!毛)入学|普及|就业|满意|"
    r"参与|参会|出勤|知晓|优良|达标|优秀|准确|及时|公开)率$|满意度$|占比$|比重$"
)
_DATE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?:年|[-./．])")
_NUMBER_YEAR = re.compile(r"[〔\[［(（【]\s*((?:19|20)[0-9]{2})\s*[〕\]］)）】]")


def contradictions(facts: Facts, year: int) -> None:
    """Nothing when the facts go together; `year` is the document's."""
    for row in facts.rows.get("指标", ()):
        _parts(row)
        _rates(row)
        _roughly(row)
        _ranks(row)
        own = row.cells.get("年份")
        if isinstance(own, Decimal) and own > year and "数值" in row.cells:
            raise FactError(
                f"{row.place}：“{name_of(row)}”的“年份”是{plain(own)}年，晚于文稿的{year}年，却已有“数值”。"
                "请核对年份；是目标的，写进“目标”一栏。"
            )
    _years(facts.rows.get("指标", ()))
    for row in facts.rows.get("任务", ()):
        _progress(row, year)
    for row in facts.rows.get("荣誉", ()):
        _not_after(row, year, "日期", _DATE_YEAR)
    for row in facts.rows.get("文件", ()):
        _not_after(row, year, "文号", _NUMBER_YEAR)


def _parts(row: Row) -> None:
    parts, value = row.cells.get("构成"), row.cells.get("数值")
    if not isinstance(parts, tuple) or not isinstance(value, Decimal):
        return
    total = sum((part[1] for part in parts if not isinstance(part, str)), Decimal(0))
    if adds_up(row) and total > value and "概数" not in row.cells:
        raise beyond(row, total)


def _rates(row: Row) -> None:
    value, before, target = (row.cells.get(name) for name in ("数值", "上年", "目标"))
    if not isinstance(value, Decimal):
        return
    growth, rate = row.cells.get("同比"), row.cells.get("完成率")
    words = said(row)
    if isinstance(growth, Decimal) and isinstance(before, Decimal) and before > 0:
        real = [(value - before) * 100 / before, *([value - before] if words.rate else [])]
        if not any(_agree(growth, one) for one in real):
            raise _differs(row, "同比", growth, "上年", before, real[-1])
    if isinstance(rate, Decimal) and isinstance(target, Decimal) and target > 0 and not words.lowered:
        real = [value * 100 / target]
        if not _agree(rate, real[0]):
            raise _differs(row, "完成率", rate, "目标", target, real[0])
    if unit(row) == "%" and value > 100 and _AT_MOST_ALL.search(name_of(row)):
        raise FactError(
            f"{row.place}：“{name_of(row)}”的“数值”是{plain(value)}%，超过了100%，与指标名称不符。请核对“数值”或“名称”。"
        )


def _agree(given: Decimal, real: Decimal) -> bool:
    """Whether a figure is another one rounded or cut off, or the same as a fraction, as worksheets keep it."""
    exponent = given.as_tuple().exponent
    step = Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))
    return abs(given - real) < step or abs(given * 100 - real) < step * 100 <= 1


def _differs(row: Row, column: str, given: Decimal, other: str, base: Decimal, real: Decimal) -> FactError:
    return FactError(
        f"{row.place}：“{name_of(row)}”的“{column}”写的是{plain(given)}%，与同一行的“数值”{shown(row.cells['数值'])}、"
        f"“{other}”{plain(base)}不符，按这两个数算是{plain(real.quantize(Decimal('0.1'), ROUND_HALF_UP))}%。"
        f"请改正其中一处，或不写“{column}”。"
    )


def _roughly(row: Row) -> None:
    roughly, value, measure = shown(row.cells.get("概数")), row.cells.get("数值"), unit(row)
    if not roughly or not isinstance(value, Decimal):
        return
    if roughly not in (*AFTER, *BEFORE):
        raise FactError(f"{row.place}：不认识“概数”里的“{roughly}”{suggestion(roughly, (*AFTER, *BEFORE))}")
    large = re.match("[百千万亿]", measure) is not None
    if "构成" in row.cells:
        raise FactError(
            f"{row.place}：“{name_of(row)}”写了“概数”{roughly}，又写了“构成”，分项相加是确数。请删去其中一处。"
        )
    if roughly in AFTER and (measure == "%" or (value % 1 if large else value % 10)):
        fits = False
    else:
        fits = roughly in AFTER or large or measure == "%" or not value % 10
    if not fits:
        raise FactError(
            f"{row.place}：“{name_of(row)}”的“数值”{plain(value)}不是整十整百，与“概数”{roughly}不符。"
            "确切的数请删去“概数”，大约的数请改为整十整百。"
        )


def _ranks(row: Row) -> None:
    rank, size = row.cells.get("名次"), row.cells.get("参评数")
    if isinstance(rank, Decimal) and (rank < 1 or rank % 1):
        raise FactError(f"{row.place}：“{name_of(row)}”的“名次”{plain(rank)}应是从1起的整数。请改正后再试。")
    if isinstance(rank, Decimal) and isinstance(size, Decimal) and rank > size:
        raise FactError(
            f"{row.place}：“{name_of(row)}”的“名次”第{plain(rank)}超过了同一行的“参评数”{plain(size)}。请改正其中一处。"
        )


def _years(rows: tuple[Row, ...]) -> None:
    """What a row says of the year before is what the row of that year says itself."""
    told = {}
    for row in rows:
        own = row.cells.get("年份")
        if isinstance(own, Decimal):
            told[_bare(row), own] = row
    for row in rows:
        own, before = row.cells.get("年份"), row.cells.get("上年")
        earlier = told.get((_bare(row), own - 1)) if isinstance(own, Decimal) else None
        if earlier is None or not isinstance(before, Decimal):
            continue
        value = earlier.cells.get("数值")
        rough = "概数" in earlier.cells or unit(earlier) != unit(row)
        if isinstance(value, Decimal) and value != before and not rough:
            raise FactError(
                f"“{name_of(row)}”前后矛盾：{earlier.place}的“数值”是{plain(value)}，"
                f"{row.place}的“上年”是{plain(before)}。请改正其中一处。"
            )


def _progress(row: Row, year: int) -> None:
    progress = shown(row.cells.get("进展"))
    if not progress:
        return
    if progress not in PROGRESS:
        near = did_you_mean(progress, PROGRESS)
        known = f"可写：{'、'.join(PROGRESS)}。"
        raise FactError(f"{row.place}：不认识“进展”里的“{progress}”{near}{known}")
    due = re.match("((?:19|20)[0-9]{2})年", shown(row.cells.get("完成时限")))
    if progress == "逾期" and due and int(due[1]) > year:
        raise FactError(
            f"{row.place}：“{shown(row.cells['任务'])}”的“完成时限”是{shown(row.cells['完成时限'])}，"
            f"在{year}年之后，与同一行的“进展”{progress}不符。请改正其中一处。"
        )


def _not_after(row: Row, year: int, column: str, pattern: re.Pattern[str]) -> None:
    written = shown(row.cells.get(column))
    own = pattern.search(written)
    if own and int(own[1]) > year:
        raise FactError(
            f"{row.place}：“{name_of(row)}”的“{column}”是{written}，晚于文稿的{year}年。请核对“{column}”；"
            "不是这一年的，请删去这一行。"
        )


def _bare(row: Row) -> str:
    return re.sub(r"[\s“”《》的]", "", name_of(row))
