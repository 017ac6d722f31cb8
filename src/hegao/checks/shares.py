"""Percentages and averages of figures that stand beside them in, a Hit where the figures make another one out.

`problem`: `rate` (应办120件，办结108件，办结率95%), `share` (干部120人，其中党员60人，占45%; 改厕320户，占任务400户的
75%), `whole` (parts of one whole, such as 笔试占60%、面试占50%, that do not make 100), `average` (慰问15户，发放3万元，
户均2500元), `product` (25台，每台4800元，合计12万元). The value `real` is what the figures really give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span
from hegao.quantities import NUMBER, UNIT, Quantity, is_vague, plainly, quantities, quantity
from hegao.text import HAN

VALUES = ("real",)  # what a message may name besides {actual} and {expected}

_RATE = re.compile(
    rf"(?:^|(?<=[，,；;、（(。]))([{HAN}]{{2,8}})率(?:均|已|也|就)?(?:为|达到?|是)?了?({NUMBER})[%％](?!以|左右|的)"
)
_SHARE = re.compile(
    rf"(?<![0-9.第])({NUMBER})({UNIT})(?:[^，。；：、,;0-9（(]{{0,6}})[，,（(]?占(?:了|其|总(?:数|量|额|人数|件数|户数)|全部|总(?:数|量)的)?"
    rf"(?:的?比[例重]?)?(?:为|达到?)?({NUMBER})[%％](?!以|左右)"
)
_NEUTRAL = "(?:其中|全部|已经?|共计?|累计|现已|目前|年内|当年|成功|有效|实际|完成|实现|达到|获评|[，、了])*"
# What the figures of a rate may be called that does not begin with its name: 审结 for 结案率.
_CALLED = {
    "结案": "审结|办结",
    "参检": "参加|参与检查",
    "参训": "参加",
    "参会": "到会|实到|出席|参加",
    "到会": "实到|出席|参加|参会",
    "到课": "实到|出席|参加",
    "出席": "实到|到会",
    "出勤": "实到|到岗",
    "投票": "参加投票|参与投票",
    "参选": "参加投票|参加选举",
    "化解": "调解成功|成功调解",
    "调解成功": "成功调解",
    "调撤": "调解撤诉",
    "答复": "回复",
    "回复": "答复",
    "安置": "就业",
    "就业": "安置",
    "缴费": "缴纳",
    "收缴": "实收|收取|缴纳",
    "执行": "支出",
    "拨付": "支付",
    "通过": "合格",
    "录用": "录取",
    "回收": "收回",
}
_OF_TASK = re.compile(
    rf"(?<![0-9.第])({NUMBER})({UNIT})[^，。；：、,;0-9（(]{{0,6}}[，,]?(?:占|完成)[^，。；：、,;0-9（(]{{0,12}}({NUMBER})({UNIT})的({NUMBER})[%％]"
)
_AVERAGE = re.compile(
    rf"(?:([户人村家件校期场次批班])均|平均每([户人村家件个名所校期场次批班])|每([户人村家件个名所校期场次批班])平均)(?:[^，。；：、,;0-9]{{0,4}})({NUMBER})({UNIT})"
)
_PRODUCT = re.compile(
    rf"(?<![0-9.第])(?P<many>{NUMBER})(?P<um>{UNIT})[^，。；：、,;0-9]{{0,8}}[，,][^，。；：、,;0-9]{{0,6}}?"
    rf"(?:(?:平均)?每(?P<each>[{HAN}])[^，。；：、,;0-9]{{0,6}}?|单价[^，。；：、,;0-9]{{0,3}}?)(?P<price>{NUMBER})(?P<up>{UNIT})(?:/[{HAN}])?[，,]"
    rf"[^，。；：、,;0-9]{{0,6}}(?:合计|共计|总计|总价|小计|总金额|总额|金额|共需|共支出|共发放|共)[^，。；：、,;0-9]{{0,6}}?"
    rf"(?P<total>{NUMBER})(?P<ut>{UNIT})"
)
_NO_AVERAGE = re.compile(r"收入|产值|年|月|日|增|GDP|可支配|面积|约|近|超|不")
_EACH = {"人": "人", "名": "人", "位": "人", "村": "个", "校": "所个", "个": "个"}
_SIGNS = {"rate": "%％", "share": "%％", "whole": ("%", "％", "产业"), "average": "均", "product": "每单"}
_FAR_OFF = 20  # percentage points: what is farther from 100 is no list of all parts
_LONGEST = 160  # characters between a percentage and the figures it is made of
_WEIGHTS = re.compile(
    rf"(笔试|面试|平时|年终|年度|定量|定性|日常|半年|期中|期末|理论|实操|实践|考勤|民主测评|民主评议|测评|业绩|考核|答辩|作业|"
    rf"线上|线下|自评|互评|综合素质)[^，。；、,;0-9%％]{{0,10}}?(?:占|按|×|权重为?)(?:总?成绩|总分|综合成绩|比例|比重)?的?(?:比[例重])?为?({NUMBER})[%％]"
)
_SECTORS = re.compile(
    rf"(?:三次产业|三产|一二三产|产业)(?:增加值)?(?:结构|比重|比例|占比|构成)[^，。；0-9]{{0,12}}(?:为|至|到|成|:|：)"
    rf"({NUMBER})[:：∶]({NUMBER})[:：∶]({NUMBER})(?![0-9.:：∶])"
)
_PART = rf"[^，。；：、,;0-9%％（()）]{{1,14}}(?:占|为)?({NUMBER})[%％]"
_ROW = re.compile(rf"{_PART}(?:[，,、；;和]{_PART}){{2,7}}")
_REST = re.compile(r"不满意|不合格|不称职|不了解|不清楚|其他|其它|其余|较差|弃权")
_CHANGING = re.compile(r"率|[增降]|上[涨升]|减|涨|同比|提高")


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["rate", "share", "whole", "average", "product"]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    find = _FINDERS[params.problem]
    for segment in segments:
        if any(word in segment.text for word in _SIGNS[params.problem]):
            yield from find(segment)


def _rates(segment: Segment) -> Iterator[Hit]:
    text = segment.text
    for match in _RATE.finditer(text):
        start = _sentence_start(text, match.start(), 0)
        counts = list(quantities(text, start, match.start()))
        part = next((k for k in range(len(counts) - 1, -1, -1) if _labelled(text, counts, k, start, match[1])), None)
        if part is None or _vague(text, counts[part]):
            continue
        unit = counts[part].unit
        totals = [c for c in counts[:part] if c.unit == unit and not _vague(text, c)]
        if not totals:
            earlier = _sentence_start(text, start - 1, 0) if start else 0
            totals = [c for c in quantities(text, earlier, start) if c.unit == unit and not _vague(text, c)]
            if len(totals) != 1:
                continue
        real = _contradicted(counts[part], totals, match[2])
        if real is not None:
            yield _hit(segment, totals[-1].start, match.end(), real)


def _labelled(text: str, counts: list[Quantity], k: int, start: int, name: str) -> bool:
    """Whether the words before a figure are the name of the rate: 办结 of 办结108件, not of 未办结 or 按时办结."""
    left = counts[k - 1].end if k else start
    label = re.split(r"[，,；;、（(：:。]", text[left : counts[k].start])[-1]
    return re.match(f"{_NEUTRAL}(?:{name}|{_CALLED.get(name, name)})", label) is not None


def _shares(segment: Segment) -> Iterator[Hit]:
    text = segment.text
    for match in _SHARE.finditer(text):
        start = _sentence_start(text, match.start(), 0)
        among = text.rfind("其中", start, match.start())
        if among < 0:
            continue
        if not text[start:among].strip() and start:
            start = _sentence_start(text, start - 1, 0)
        part = quantity(match[1], match[2], match.start(1))
        totals = [c for c in quantities(text, start, match.start()) if c.unit == part.unit]
        before = [c for c in totals if c.end <= among]
        if not before or any(_vague(text, c) for c in totals) or _vague(text, part):
            continue
        real = _contradicted(part, totals, match[3])
        if real is not None:
            yield _hit(segment, match.start(), match.end(), real)

    for match in _OF_TASK.finditer(text):
        part, task = quantity(match[1], match[2], match.start(1)), quantity(match[3], match[4], match.start(3))
        if part.unit == task.unit and not _vague(text, part) and not _vague(text, task):
            real = _contradicted(part, [task], match[5])
            if real is not None:
                yield _hit(segment, match.start(), match.end(), real)


def _averages(segment: Segment) -> Iterator[Hit]:
    text = segment.text
    for match in _AVERAGE.finditer(text):
        each = match[1] or match[2] or match[3]
        start = _sentence_start(text, match.start(), 0)
        figures = list(quantities(text, start, match.start()))
        said = quantity(match[4], match[5], match.start(4))
        heads = [f for f in figures if f.unit in _EACH.get(each, each)]
        sums = [f for f in figures if f.unit == said.unit]
        if len(heads) != 1 or len(sums) != 1 or _NO_AVERAGE.search(match.group()):
            continue
        if any(_vague(text, f) for f in (*heads, *sums, said)):
            continue
        number, total = heads[0].value, sums[0]
        last = quantity("1", said.measure).value.scaleb(-len(match[4].partition(".")[2]))
        blur = total.slack / number if number and "." in total.text else Decimal()
        if number and not total.value / number - blur - last < said.value <= total.value / number + blur + last / 2:
            mean = (total.value / number).quantize(quantity("1", said.measure).value / 100, ROUND_HALF_UP)
            yield _hit(segment, match.start(), match.end(), plainly(mean, said.measure))


def _products(segment: Segment) -> Iterator[Hit]:
    """25台，每台单价4800元，合计12万元: so many, at so much each, make so much."""
    text = segment.text
    for match in _PRODUCT.finditer(text):
        each, price = match["each"], quantity(match["price"], match["up"], match.start("price"))
        total = quantity(match["total"], match["ut"], match.start("total"))
        many = quantity(match["many"], match["um"], match.start("many"))
        if (each and many.unit not in _EACH.get(each, each)) or price.unit != total.unit or many.unit == price.unit:
            continue
        if any(_vague(text, q) for q in (many, price, total)) or not price.value or many.value <= 1:
            continue
        real = many.value * price.value
        blur = max(total.slack, many.value * (price.slack if "." in price.text else Decimal()))
        if abs(real - total.value) > 2 * blur and real / 10 <= total.value <= real * 10:
            yield _hit(segment, match.start("many"), match.end("ut"), plainly(real, total.measure))


def _contradicted(part: Quantity, totals: list[Quantity], named: str) -> str | None:
    """The percentage of the likeliest total where none of the totals makes the one named."""
    percent = Decimal(named.replace(",", ""))
    last = Decimal(1).scaleb(-len(named.partition(".")[2]))
    value, blur = part.value, part.slack
    real: str | None = None
    for total in totals:
        whole, slack = total.value, total.slack
        if whole - slack <= 0:
            return None
        if (value - blur) * 100 / (whole + slack) - last <= percent <= (value + blur) * 100 / (whole - slack) + last:
            return None
        if whole >= value:
            share = (value * 100 / whole).quantize(min(last, Decimal("0.1")), ROUND_HALF_UP)
            real = f"{share.normalize():f}%"
    return real


def _wholes(segment: Segment) -> Iterator[Hit]:
    text = segment.text
    for match in _SECTORS.finditer(text) if "产业" in text else ():
        total = sum((Decimal(match[k].replace(",", "")) for k in (1, 2, 3)), Decimal())
        if abs(total - 100) > Decimal("0.3") and total > 50:
            yield _hit(segment, match.start(1), match.end(3), f"{total:f}")
    if "%" not in text and "％" not in text:
        return
    for sentence in re.finditer(r"[^。；！？]+", text):
        weights = list(_WEIGHTS.finditer(sentence.group()))
        if len(weights) >= 2 and len({w[1] for w in weights}) == len(weights):
            total = sum((Decimal(w[2].replace(",", "")) for w in weights), Decimal())
            if total != 100 and total >= 80:
                start = sentence.start()
                yield _hit(segment, start + weights[0].start(), start + weights[-1].end(), f"{total:f}%")
    for match in _ROW.finditer(text) if _REST.search(text) else ():
        numbers = re.findall(rf"({NUMBER})[%％]", match.group())
        total = sum((Decimal(n.replace(",", "")) for n in numbers), Decimal())
        finest = max(len(n.partition(".")[2]) for n in numbers)
        slack = Decimal(1 if len(numbers) <= 4 else 2).scaleb(-finest)
        closed = _REST.search(match.group()) and not _CHANGING.search(match.group())
        if closed and slack < abs(total - 100) <= _FAR_OFF:
            yield _hit(segment, match.start(), match.end(), f"{total:f}%")


def _sentence_start(text: str, at: int, least: int) -> int:
    """Where the sentence that holds `at` begins, not farther back than the figures of a percentage stand."""
    ends = [text.rfind(c, least, at) for c in "。！？；"]
    return max(max(ends) + 1, at - _LONGEST, least)


def _vague(text: str, figure: Quantity) -> bool:
    before = text[max(0, figure.start - 2) : figure.start]
    return is_vague(text, figure.start, figure.end) or before.endswith(("未", "不", "没", "没有"))


def _hit(segment: Segment, start: int, end: int, real: str) -> Hit:
    span = Span(segment.paragraph, segment.start + start, segment.start + end)
    return Hit(span, segment.text[start:end], None, {"real": real})


_FINDERS = {"rate": _rates, "share": _shares, "whole": _wholes, "average": _averages, "product": _products}
