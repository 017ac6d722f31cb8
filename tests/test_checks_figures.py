"""Figures of one matter in several paragraphs in, a Hit only near enough to be of the same matter out."""

from hegao.checks import figures
from hegao.model import Hit
from hegao.pipeline import analyse
from hegao.readers import read_bytes
from hegao.scopes import segments


def found(problem: str, text: str) -> list[Hit]:
    analysis = analyse(read_bytes(text.encode(), "x.txt"))
    params = figures.Params(problem)  # type: ignore[arg-type]
    return list(figures.check(analysis, params, segments(analysis.document, analysis.outline, "document")))


def test_a_word_looks_back_two_paragraphs() -> None:
    first, between, last = "排查风险点368处。", "各镇召开会议。", "这386处风险点已建账。"
    assert [h.values["other"] for h in found("recalled", "\n".join([first, between, last]))] == ["368处"]
    assert not found("recalled", "\n".join([first, between, between, between, last]))


def test_a_noun_turned_round_close_by_may_differ_in_one_digit() -> None:
    assert [h.actual for h in found("same-noun", "现有教学班36个。\n38个教学班均开了班会。")] == ["38个"]
    assert not found("same-noun", "现有教学班36个。\n各年级照常上课。\n38个教学班均开了班会。")


def test_two_digits_turned_about_need_more_of_a_name() -> None:
    assert not found("same-noun", "新建停车场36处。\n改造停车场63处。")
    assert [h.actual for h in found("same-noun", "在册危旧桥梁172座。\n桥名\t在册危旧桥梁\t127座")] == ["127座"]
