"""Slips in set phrases are found wherever they are, and nothing that is right is called one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.checks import set_phrase
from hegao.config import Config
from hegao.data import Lexicon, lexicon_rows, lexicon_words
from hegao.errors import RuleError
from hegao.linter import lint
from hegao.pipeline import analyse, load_rules
from hegao.readers import read_bytes
from hegao.rules import Rule

RULE = load_rules(Config())["phrases/set-phrase-slip"]
ROWS = [row for table in RULE.params.words for row in lexicon_rows(table, set_phrase.COLUMNS)]
PHRASES = sorted(row[0] for row in ROWS if not row[2])


def _fixes(text: str, rule: Rule = RULE) -> list[tuple[str, str | None]]:
    return [(f.text, f.fix) for f in lint(analyse(read_bytes(text.encode(), "例.txt")), [rule])]


@pytest.fixture
def own(tmp_path: Path) -> Rule:
    """A rule with a small table of its own."""
    table = tmp_path / "own.tsv"
    table.write_text("清风护廉行动计划\t2020\t\t自拟\n老区振兴行动方案\t2010\t2018\t自拟\n", "utf-8")
    return _over(table)


def _over(table: Path) -> Rule:
    words = (Lexicon(table.name, (table,)),)
    return replace(RULE, params=set_phrase.Params(words, RULE.params.similar))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("落实清风护莲行动计划。", "清风护莲行动计划"),
        ("落实清风护行动计划。", "清风护行动计划"),
        ("落实清风护廉廉行动计划。", "清风护廉廉行动计划"),
        ("落实清风廉护行动计划。", "清风廉护行动计划"),
        ("落实清清风护廉行动计划。", "清清风护廉行动计划"),
        ("落实风清护廉行动计划。", "风清护廉行动计划"),
        ("落实清风护廉行动计话。", "清风护廉行动计话"),
    ],
)
def test_each_kind_of_slip(own: Rule, text: str, found: str) -> None:
    assert _fixes(text, own) == [(found, "清风护廉行动计划")]


@pytest.mark.parametrize("text", ["落实清风护廉行动计划。", "清风，护廉行动，计划。", "清风护廉行动"])
def test_what_is_right_or_no_phrase_is_left_alone(own: Rule, text: str) -> None:
    assert _fixes(text, own) == []


def test_only_phrases_in_use_in_the_year_of_the_draft(own: Rule) -> None:
    slip = "落实老区振兴行动放案。"
    assert _fixes("2012年工作总结\n" + slip, own) == [("老区振兴行动放案", "老区振兴行动方案")]
    assert _fixes("2024年工作总结\n" + slip, own) == []
    assert _fixes(slip, own) == []


def test_a_phrase_that_is_too_short_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "own.tsv"
    table.write_text("四字短语\n", "utf-8")
    with pytest.raises(RuleError, match="四字短语"):
        _fixes("甲。", _over(table))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PHRASES))
def test_phrases_themselves_are_right(phrase: str) -> None:
    assert _fixes(f"会议要求，{phrase}，要抓好落实。") == []


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PHRASES), st.data())
def test_a_doubled_character_is_found(phrase: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(phrase) - 1))
    text = phrase[:at] + phrase[at] + phrase[at:]
    spared = set(lexicon_words(RULE.params.spared)) if RULE.params.spared else set()
    if phrase[at] in "、“”" or text in spared:
        return
    found = _fixes(f"会议要求，{text}，要抓好落实。")
    assert found
    assert all(fix and fix != text for text, fix in found)
