"""Which noun of a clause a verb is judged by, and which clauses are left alone."""

from __future__ import annotations

import pytest

from hegao.checks import collocation
from hegao.model import Segment
from hegao.pipeline import analyse
from hegao.readers import read_bytes

TABLE = (
    ("提升、加强 思路、作风、力度", "换一个动词"),
    ("完善 效率", "提高"),
    ("降低、改善 难题、问题", "解决"),
    ("提高 作风", "改进"),
)


def _hits(text: str, forward: bool = False) -> list[tuple[str, str, str]]:
    analysis = analyse(read_bytes(text.encode(), "x.txt"))
    found = collocation.check(analysis, collocation.Params(TABLE, forward), (Segment(1, 0, text),))
    return [(hit.actual, hit.values["verb"], hit.values["noun"]) for hit in found]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("不断提升服务群众的工作思路。", ("提升服务群众的工作思路", "提升", "思路")),
        ("完善办事效率、提高服务质量。", ("完善办事效率", "完善", "效率")),
        ("机关作风有待进一步加强。", ("作风有待进一步加强", "加强", "作风")),
        ("整治力度得到了有效的提升，群众满意。", ("力度得到了有效的提升", "提升", "力度")),
        ("着力降低企业融资难题。", ("降低企业融资难题", "降低", "难题")),
        ("提高办事效率和加强工作作风。", ("加强工作作风", "加强", "作风")),
    ],
)
def test_the_head_is_what_counts(text: str, hit: tuple[str, str, str]) -> None:
    assert _hits(text) == [hit]


@pytest.mark.parametrize(
    "text",
    [
        "提升干部拓宽思路的能力。",  # another head
        "加强作风建设，改善民生。",
        "采取改善薄弱环节的办法解决问题。",
        "保障和改善民生问题突出。",
        "出台加强思路。",  # within what 出台 takes
        "加强“四个作风”。",  # the mark parts them
        "加强作风《问答》学习。",
        "加强监管、明确思路。",  # which verb the noun belongs to is not plain
        "作风的加强。",  # a noun phrase
        "项目提升思路。",
    ],
)
def test_doubt_is_left_alone(text: str) -> None:
    assert _hits(text) == []


def test_forward_leaves_subjects_alone() -> None:
    assert _hits("机关作风有待进一步加强。", forward=True) == []


@pytest.mark.parametrize("key", ["提升思路", "提 思路", "提升 主观能动性强化"])
def test_a_key_is_verbs_and_nouns(key: str) -> None:
    with pytest.raises(ValueError, match="table"):
        collocation.Params(((key, "拓宽"),))
