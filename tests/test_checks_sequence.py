"""One slip in a row of numbers, and gaps in long or torn texts."""

from __future__ import annotations

import pytest

from hegao.checks import sequence
from hegao.pipeline import analyse
from hegao.readers import read_bytes

ITEMS = "抓好学习", "抓好办文", "抓好办会", "抓好值班", "抓好保密"
PROBLEMS: tuple[sequence.Problem, ...] = ("gap", "repeat", "late-start", "stray", "inverted", "hole")


def _found(text: str) -> dict[str, list[str]]:
    document = read_bytes(text.encode(), "x.txt")
    analysis = analyse(document)
    found = {p: [hit.actual for hit in sequence.check(analysis, sequence.Params(p), ())] for p in PROBLEMS}
    return {problem: hits for problem, hits in found.items() if hits}


def _draft(*labels: str, filler: str = "由办公室牵头，各科室配合。") -> str:
    rows = "".join(f"{label}{item}。{filler}\n" for label, item in zip(labels, ITEMS, strict=False))
    return f"某某科2024年工作安排\n一、重点任务\n{rows}二、组织保障\n落实经费。\n"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("（一）", "（二）", "（四）", "（四）", "（五）"), {"gap": ["（四）"]}),
        (("（一）", "（二）", "（二）", "（四）"), {"repeat": ["（二）"]}),
        (("（一）", "（三）", "（二）", "（四）"), {"gap": ["（三）"]}),
        (("（二）", "（二）", "（三）"), {"late-start": ["（二）"]}),
        (("1.", "2.", "4.", "5."), {"gap": ["4."]}),
        (("1.", "（2）", "3."), {"stray": ["（2）"]}),
        (("1.", "2.", "3."), {}),
    ],
)
def test_one_slip_is_found_once(labels: tuple[str, ...], expected: dict[str, list[str]]) -> None:
    assert _found(_draft(*labels)) == expected


def test_a_gap_between_long_paragraphs_of_a_long_text_may_be_a_loss() -> None:
    filler = "由办公室牵头，各科室配合。" * 120
    assert _found(_draft("（一）", "（二）", "（四）", "（五）", filler=filler)) == {"hole": ["（四）"]}
    slip = _draft("（一）", "（二）", "（四）", "（四）", filler=filler)
    assert _found(slip) == {"gap": ["（四）"]}


def test_articles_run_on_through_chapters() -> None:
    text = "值班管理办法\n第一章 总则\n第一条 为规范值班，制定本办法。\n第二章 附则\n第三条 本办法自印发之日起施行。\n"
    assert _found(text) == {"gap": ["第三条"]}
    assert _found(text.replace("第三条", "第二条").replace("制定本办法。", "制定本办法。\n第一条之一 全天值守。")) == {}
