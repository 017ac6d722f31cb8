"""Labels, order, overlaps and suppression of findings."""

from __future__ import annotations

from pathlib import Path

from hegao.config import Config
from hegao.linter import lint
from hegao.model import Finding
from hegao.outline import genres
from hegao.pipeline import analyse, load_rules
from hegao.readers import read_bytes
from hegao.rules import Rule, load_file

GENRES = [genre.key for genre in genres()]


def _rule(tmp_path: Path, id_: str, pattern: str, severity: str = "warning", more: str = "") -> Rule:
    path = tmp_path / f"{id_}.yml"
    path.parent.mkdir(exist_ok=True)
    fixed = ", fix: ''" if "fix:" in more else ""
    path.write_text(
        f"id: {id_}\nname: 试\nseverity: {severity}\ncheck: pattern\nmessage: 有“{{actual}}”\nsource: 自拟\n"
        f"params: {{pattern: '{pattern}'}}\n{more}bad:\n  - {{text: {pattern}, hit: {pattern}{fixed}}}\ngood: [好]\n",
        "utf-8",
    )
    return load_file(path, GENRES)


def _lint(text: str, rules: list[Rule], path: str = "x.txt") -> tuple[Finding, ...]:
    return lint(analyse(read_bytes(text.encode(), path)), rules)


def test_places_count_characters(tmp_path: Path) -> None:
    (finding,) = _lint("\ufeff第一行\r\n𠮷甲乙\r\n", [_rule(tmp_path, "typos/a", "甲乙")])
    assert (finding.span.paragraph, finding.span.start, finding.span.end, finding.offset) == (2, 1, 3, 6)
    assert finding.text == "甲乙"
    assert finding.message == "有“甲乙”"
    assert finding.group == "typos"


def test_findings_come_in_reading_order(tmp_path: Path) -> None:
    rules = [_rule(tmp_path, "typos/b", "乙"), _rule(tmp_path, "typos/a", "甲")]
    assert [f.text for f in _lint("甲。乙。\n乙。甲。", rules)] == ["甲", "乙", "乙", "甲"]


def test_one_finding_a_place(tmp_path: Path) -> None:
    rules = [_rule(tmp_path, "typos/a", "甲乙", "warning"), _rule(tmp_path, "wording/a", "甲乙", "error")]
    assert [f.rule for f in _lint("甲乙。", rules)] == ["wording/a"]


def test_in_a_group_the_more_specific_wins(tmp_path: Path) -> None:
    rules = [
        _rule(tmp_path, "typos/long", "甲乙丙丁", "warning", "fix: {replace: '', safe: false}\n"),
        _rule(tmp_path, "typos/fixed", "乙丙", "warning", "fix: {replace: '', safe: true}\n"),
    ]
    assert [f.rule for f in _lint("甲乙丙丁。", rules)] == ["typos/fixed"]


def test_what_mends_itself_does_not_hide_what_wants_a_person(tmp_path: Path) -> None:
    rules = [
        _rule(tmp_path, "typos/open", "甲乙", "error"),
        _rule(tmp_path, "typos/fixed", "甲乙", "warning", "fix: {replace: '', safe: true}\n"),
    ]
    assert [f.rule for f in _lint("甲乙。", rules)] == ["typos/fixed", "typos/open"]


def test_a_small_fault_in_a_long_one_is_another_matter(tmp_path: Path) -> None:
    rules = [_rule(tmp_path, "typos/long", "甲" + "乙" * 50), _rule(tmp_path, "typos/short", "甲")]
    assert [f.rule for f in _lint("甲" + "乙" * 50 + "。", rules)] == ["typos/short", "typos/long"]


def test_overlaps_across_groups_stay(tmp_path: Path) -> None:
    rules = [_rule(tmp_path, "typos/long", "甲乙丙"), _rule(tmp_path, "wording/short", "乙")]
    assert [f.rule for f in _lint("甲乙丙。", rules)] == ["typos/long", "wording/short"]


def test_a_rule_for_a_genre_is_silent_elsewhere(tmp_path: Path) -> None:
    rule = _rule(tmp_path, "typos/a", "甲", more="genres: [notice]\n")
    assert _lint("某局关于甲的通知\n\n甲。", [rule])
    assert not _lint("某局2024年工作总结\n\n甲。", [rule])


def test_a_comment_suppresses_the_next_line(tmp_path: Path) -> None:
    rules = [_rule(tmp_path, "typos/a", "甲"), _rule(tmp_path, "wording/b", "乙")]
    text = "<!-- hegao: ignore typos/a -->\n\n甲乙。\n甲乙。"
    for path in ("x.txt", "x.md"):
        assert [(f.span.paragraph, f.rule) for f in _lint(text, rules, path)] == [
            (3, "wording/b"),
            (4, "typos/a"),
            (4, "wording/b"),
        ]
    by_group = _lint(text.replace("typos/a", "wording"), rules)
    assert [f.rule for f in by_group] == ["typos/a", "typos/a", "wording/b"]
    assert len(_lint(text.replace(" typos/a", ""), rules)) == 2


def test_an_empty_document_is_no_trouble(tmp_path: Path) -> None:
    assert _lint("\n", [_rule(tmp_path, "typos/a", "甲")]) == ()


def test_rows_that_jump_are_told_the_number_that_comes_next() -> None:
    rules = load_rules(Config())
    for text, number in (("一是快。三是稳。", "二是"), ("一要快。三要稳。", "二要"), ("第一，快。第三，稳。", "第二")):
        (finding,) = _lint(text, [rules["numbering/chain-gap"]])
        assert f"应为“{number}”" in finding.message
