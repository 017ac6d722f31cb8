"""Totals with what is done and left in, a Hit only where no way of taking them together fits out."""

import pytest

from hegao.checks import remainders
from hegao.model import Hit, Segment
from hegao.pipeline import analyse
from hegao.readers import read_bytes


def found(problem: str, text: str) -> list[Hit]:
    analysis = analyse(read_bytes(text.encode(), "x.txt"))
    params = remainders.Params(problem)  # type: ignore[arg-type]
    return list(remainders.check(analysis, params, (Segment(1, 0, text),)))


@pytest.mark.parametrize(
    "text",
    [
        "辖区商户90家，其中餐饮40家、零售50家，已检查餐饮32家，其余8家本周检查。",  # of the part just named
        "需补助300万元，市级到位120万元、县级到位80万元，缺口100万元。",  # of all but two
        "东片30户、西片20户，已搬迁42户，剩余8户。",  # of what two make
        "投资1.25亿元，已到位8300万元，缺口4200万元。",  # of rounded ones
    ],
)
def test_some_way_fits(text: str) -> None:
    assert not found("rest", text)


def test_the_sentence_before_is_looked_at_only_for_want_of_figures() -> None:
    assert [h.values["real"] for h in found("rest", "摸排危房36户。已改造27户，其余8户待改造。")] == ["9户"]
    assert not found("rest", "摸排危房50户。需改造36户，已改造27户，其余9户待改造。")


def test_a_split_is_of_the_total_that_fits() -> None:
    assert not found("split", "3个方面12个问题，已整改9个，正在整改3个。")
    (hit,) = found("split", "3个方面12个问题，已整改9个，正在整改2个。")
    assert (hit.actual, hit.values["real"]) == ("12个", "11个")
