"""Every rule proves itself with its own examples, and the loader names every mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hegao.config import Config
from hegao.coverage import demands
from hegao.data import data_folder
from hegao.errors import RuleError
from hegao.outline import genres
from hegao.pipeline import load_rules
from hegao.ruledocs import pages
from hegao.rules import GROUPS, Rule, compile_pattern, load, load_file
from hegao.testing import failures

RULES = load_rules(Config())
GENRES = [genre.key for genre in genres()]

GOOD = """\
id: typos/own
name: 试
severity: error
check: pattern
scope: body
message: “{actual}”不对
source: 自拟
params: {pattern: 甲乙}
fix: {replace: 甲丙, safe: true}
bad:
  - {text: 这是甲乙。, hit: 甲乙, fix: 这是甲丙。}
good: [这是甲。]
"""


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_examples_hold(rule: Rule) -> None:
    assert list(failures(rule)) == []


def test_there_are_rules_in_every_group() -> None:
    assert {rule.group for rule in RULES.values()} == set(GROUPS)
    assert len(RULES) >= 80


def test_messages_end_without_full_stop_and_hold_no_half_width_marks() -> None:
    for rule in RULES.values():
        assert not rule.message.endswith("。"), rule.id
        prose = re.sub(r"“[^”]*”", "", rule.message)
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", prose), rule.id


def test_the_generated_pages_are_up_to_date() -> None:
    for name, text in pages(RULES):
        assert (data_folder("rules") / name).read_text("utf-8") == text, f"{name}：请运行 hegao rules pages rules"


def test_every_demand_of_samples_and_standards_is_accounted_for() -> None:
    found = demands(RULES)
    samples = [demand.id for demand in found if demand.listed == "samples"]
    assert samples == [f"R{n:03}" for n in range(1, 219)]
    assert len(found) - len(samples) >= 208


def test_a_wrong_entry_of_the_coverage_is_named(tmp_path: Path) -> None:
    file = tmp_path / "coverage.yml"
    for entry, said in (("rules: [typos/idiomz]", "typos/idioms"), ("part: 一半", "只写一项"), ("rule: [x]", "“rule”")):
        file.write_text(f"samples:\n  R001: {{name: 甲, {entry}}}\nstandard: {{}}\n", "utf-8")
        with pytest.raises(RuleError, match=said):
            demands(RULES, file)


def _load(tmp_path: Path, text: str, name: str = "own") -> Rule:
    folder = tmp_path / "typos"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yml"
    path.write_text(text, "utf-8")
    return load_file(path, GENRES)


def test_a_good_rule_loads(tmp_path: Path) -> None:
    rule = _load(tmp_path, GOOD)
    assert (rule.id, rule.group, rule.check) == ("typos/own", "typos", "pattern")
    assert list(failures(rule)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("severity: error", "severty: error", 3, "是不是想写“severity”"),
        ("severity: error", "severity: fatal", 3, "error"),
        ("check: pattern", "check: patern", 4, "pattern"),
        ("scope: body", "scope: boddy", 5, "body"),
        ("params: {pattern: 甲乙}", "params: {patern: 甲乙}", 8, "pattern"),
        ("params: {pattern: 甲乙}", "params: {pattern: '('}", 8, "正则"),
        ("params: {pattern: 甲乙}", r"params: {pattern: '\d'}", 8, "[0-9]"),
        ("params: {pattern: 甲乙}", "params: {pattern: '(?:甲+乙)+'}", 8, "重复"),
        ("params: {pattern: 甲乙}", "params: {pattern: 1}", 8, "文字"),
        ("params: {pattern: 甲乙}", "params: {}", 8, "缺少参数“pattern”"),
        ("source: 自拟", "source: ''", 7, "source"),
        ("source: 自拟\n", "", 1, "缺少“source”"),
        ("id: typos/own", "id: typos/other", 1, "typos/own"),
        ("name: 试", "name: 试\nname: 试", 3, "写了两次"),
        ("fix: {replace: 甲丙, safe: true}", "fix: {replace: '{what}', safe: true}", 9, "{expected}"),
        ("fix: {replace: 甲丙, safe: true}", "fix: {replace: 甲丙, save: true}", 9, "safe"),
        (", fix: 这是甲丙。}", "}", 11, "改好"),
        ("good: [这是甲。]", "good: []", 12, "至少"),
        ("scope: body", "scope: body\ngenres: [sumary]", 6, "summary"),
        ("message: “{actual}”不对", "message: '{actual'", 6, "花括号"),
        ("name: 试", "name: [试", 3, "YAML"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, old: str, new: str, line: Any, words: str) -> None:
    with pytest.raises(RuleError) as caught:
        _load(tmp_path, GOOD.replace(old, new))
    message = str(caught.value)
    assert re.search(rf"own\.yml:{line}: ", message), message
    assert words in message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("hit: 甲乙", "hit: 甲", "实际命中"),
        ("fix: 这是甲丙。}", "fix: 这是甲丁。}", "实际改为"),
        ("fix: {replace: 甲丙, safe: true}", "fix: {replace: 甲乙乙, safe: true}", "仍被命中"),
        ("good: [这是甲。]", "good: [又是甲乙。]", "被命中"),
    ],
)
def test_examples_that_do_not_hold_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = GOOD.replace(old, new)
    if "甲乙乙" in new:
        text = text.replace("fix: 这是甲丙。", "fix: 这是甲乙乙。")
    assert any(words in line for line in failures(_load(tmp_path, text)))


def test_a_later_folder_replaces_a_rule(tmp_path: Path) -> None:
    _load(tmp_path / "", GOOD)
    later = tmp_path / "later"
    (later / "typos").mkdir(parents=True)
    (later / "typos" / "own.yml").write_text(GOOD.replace("name: 试", "name: 新"), "utf-8")
    assert load([tmp_path, later], GENRES)["typos/own"].name == "新"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="找不到"):
        load([tmp_path / "none"], GENRES)


@pytest.mark.parametrize("pattern", ["(?:a*)*", "(?:a+,?)+", "(?=(?:a+)+)", "(?:a{2,}){1,}"])
def test_slow_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="极慢"):
        compile_pattern(pattern)
