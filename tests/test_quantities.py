"""Texts in, the quantities in them out: value, unit, place and what rounding leaves open."""

from decimal import Decimal

import pytest

from hegao.quantities import (
    are_digits_swapped,
    is_digit_wrong,
    is_vague,
    plainly,
    quantities,
    quantity,
    rounding,
)


@pytest.mark.parametrize(
    ("text", "value", "unit", "measure"),
    [
        ("办件1,200件", "1200", "件", "件"),
        ("投资3.5亿元", "350000000", "元", "亿元"),
        ("常住人口58.6 万人", "586000", "人", "万人"),
        ("满意率98.5％", "98.5", "%", "％"),
        ("干部12名", "12", "人", "名"),
        ("约3万", "3", "万", "万"),
        ("建成60平方米", "60", "平方米", "平方米"),
    ],
)
def test_a_quantity(text: str, value: str, unit: str, measure: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit, found.measure) == (Decimal(value), unit, measure)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", ["2024年3月5日", "比例为3:1", "第3名", "3—5个", "60余件", "1-2家"])
def test_no_quantity(text: str) -> None:
    assert not list(quantities(text))


def test_within_a_stretch() -> None:
    text = "来信12件，来访8批次，走访3户"
    assert [q.text for q in quantities(text, 6, 12)] == ["8批次"]


@pytest.mark.parametrize(("number", "value"), [("十二", 12), ("两", 2), ("1,200", 1200)])
def test_numbers_in_digits_and_chinese(number: str, value: int) -> None:
    assert quantity(number, "个").value == value


@pytest.mark.parametrize(
    ("text", "vague"),
    [("约60件", True), ("增加了60件", True), ("60件左右", True), ("共60件，", False), ("达到60件", False)],
)
def test_vague(text: str, vague: bool) -> None:
    (found,) = quantities(text)
    assert is_vague(text, found.start, found.end) is vague


@pytest.mark.parametrize(
    ("text", "slack"),
    [("来信20件，来访30件", "0"), ("1.25万元，2.5万元", "550"), ("3万元，200元", "5000")],
)
def test_what_rounding_leaves_open(text: str, slack: str) -> None:
    assert rounding(quantities(text)) == Decimal(slack)


@pytest.mark.parametrize(
    ("one", "other", "swapped", "wrong"),
    [
        ("812件", "821件", True, False),
        ("812件", "872件", False, True),
        ("812件", "812件", False, False),
        ("812件", "821户", False, False),
        ("812件", "8120件", False, False),
    ],
)
def test_what_may_be_mistyped(one: str, other: str, swapped: bool, wrong: bool) -> None:
    (a,), (b,) = quantities(one), quantities(other)
    assert (are_digits_swapped(a, b), is_digit_wrong(a, b)) == (swapped, wrong)


def test_plainly() -> None:
    assert plainly(Decimal(35000), "万元") == "3.5万元"
    assert plainly(Decimal("12.0"), "个") == "12个"
