"""A text in, the quantities it names (1,200件, 3.5万元, 42%) out, with value, unit and what rounding leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from hegao.text import HAN, chinese_number

# Sources of regular expressions, to be built into others.
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
CHINESE = "[一二三四五六七八九十两百]{1,4}"
_LONG_UNITS = (
    "立方米|平方公里|平方千米|平方米|公里|千米|公顷|千瓦时?|公斤|千克|毫克|微克|毫米|人次|件次|户次|场次|批次|班次|课时|"
    "工作日|分钟|小时|个月"
)
UNIT = rf"[ \u00a0]?[百千万亿]{{0,2}}(?:{_LONG_UNITS}|(?![余多几来年月日时以])[{HAN}])"
PERCENT = "[%％]"
# A number that stands by itself: no 第3, no 2:1, no end of 3—5. It begins with a digit for re to find it fast.
ALONE = (
    r"[0-9](?<![0-9.:：∶/第\-−—－～].)(?<![0-9][，,].)(?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]+)?"
    r"(?![0-9:：∶/\-−—－～])"
)

_QUANTITY = re.compile(rf"({ALONE})({UNIT}|{PERCENT})")
_VAGUE_BEFORE = re.compile(
    r"(?:[约近超逾负第]|(?:不|未)[少低多高大小]于|增加|增长|减少|下降|上升|提高|亏损|不足|不到|超过|突破|至少|最多|平均|人均|零下|[增减升降])了?$"
)
_VAGUE_BEHIND = re.compile(r"[余多强几来]|以[上内下]|左右|上下")
_POWERS = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SAME = {"名": "人", "位": "人", "％": "%"}  # units that count the same things


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as written and as it counts."""

    value: Decimal  # 百, 千, 万, 亿 reckoned in
    slack: Decimal  # how far the real value may be from it by rounding; 0 for a whole number of units
    unit: str  # without 百, 千, 万, 亿; 人 for 名 and 位 too
    text: str  # 3.5万元
    measure: str  # the unit as written: 万元
    start: int  # characters
    end: int


def quantity(number: str, measure: str, start: int = 0) -> Quantity:
    """The quantity of a number in digits or Chinese and a unit; `start` is where it stands."""
    written = measure.strip()
    powers = re.match("[百千万亿]*", written)
    head = powers.group() if powers else ""
    if len(head) == len(written):
        head = head[:-1]  # 3万: counted in 万
    factor = Decimal(1)
    for power in head:
        factor *= _POWERS[power]
    plain = number.replace(",", "")
    value = Decimal(plain) if plain[:1].isdecimal() else Decimal(chinese_number(plain) or 0)
    decimals = len(plain.partition(".")[2])
    slack = factor.scaleb(-decimals) / 2 if decimals or factor > 1 else Decimal()
    unit = written[len(head) :]
    return Quantity(
        value * factor,
        slack,
        _SAME.get(unit, unit),
        number + measure,
        written,
        start,
        start + len(number) + len(measure),
    )


def quantities(text: str, start: int = 0, end: int | None = None) -> Iterator[Quantity]:
    """The quantities in digits within text[start:end], in reading order."""
    for match in _QUANTITY.finditer(text, start, len(text) if end is None else end):
        yield quantity(match[1], match[2], match.start())


def is_vague(text: str, start: int, end: int) -> bool:
    """Whether words around text[start:end] leave open how much it is, or say by how much something changed."""
    return _VAGUE_BEFORE.search(text, max(0, start - 4), start) is not None or (
        _VAGUE_BEHIND.match(text, end) is not None
    )


def rounding(figures: Iterable[Quantity]) -> Decimal:
    """How far a sum of figures may be from its parts: 0 where all are whole numbers of one unit as written."""
    row = list(figures)
    if len({figure.measure for figure in row}) == 1 and not any("." in figure.text for figure in row):
        return Decimal()
    return sum((figure.slack for figure in row), Decimal())


def are_digits_swapped(one: Quantity, other: Quantity) -> bool:
    """Whether the same digits stand in another order: 812件, 821件."""
    a, b = _digits(one), _digits(other)
    return a != b and len(a) == len(b) and sorted(a) == sorted(b) and one.measure == other.measure


def is_digit_wrong(one: Quantity, other: Quantity) -> bool:
    """Whether just one digit is another: 812件, 872件."""
    a, b = _digits(one), _digits(other)
    return len(a) == len(b) and one.measure == other.measure and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _digits(figure: Quantity) -> str:
    return re.sub("[^0-9.]", "", figure.text)


def plainly(value: Decimal, measure: str) -> str:
    """A value in the unit it is to be shown in, without needless zeros: 35000 in 万元 is 3.5万元."""
    return f"{(value / quantity('1', measure).value).normalize():f}{measure}"
