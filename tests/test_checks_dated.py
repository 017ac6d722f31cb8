"""Old names are found in drafts of later years only, and what the rule's examples cannot show: several new names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hegao.checks import dated
from hegao.config import Config
from hegao.data import Lexicon, lexicon_rows, year_of
from hegao.errors import RuleError
from hegao.linter import lint
from hegao.pipeline import analyse, load_rules
from hegao.readers import read_bytes
from hegao.rules import Rule

RULE = load_rules(Config())["phrases/outdated-names"]


def _fixes(text: str, rule: Rule = RULE) -> list[tuple[str, str | None]]:
    return [(f.text, f.fix) for f in lint(analyse(read_bytes(text.encode(), "例.txt")), [rule])]


def _own(folder: Path, rows: str) -> Rule:
    table = folder / "own.tsv"
    table.write_text(rows, "utf-8")
    return replace(RULE, params=replace(RULE.params, names=Lexicon(table.name, (table,))))


def test_several_new_names_are_named_but_none_is_put_in(tmp_path: Path) -> None:
    rule = _own(tmp_path, "青禾管理总站\t2020\t青禾服务中心或青禾执法大队\t自拟\n")
    (finding,) = lint(analyse(read_bytes("2024年工作总结\n青禾管理总站已经验收。".encode(), "例.txt")), [rule])
    assert finding.fix is None
    assert "“青禾服务中心”或“青禾执法大队”" in finding.message


@pytest.mark.parametrize("year", [2019, 2020, 2021])
def test_the_year_the_name_went_out_of_use_counts(tmp_path: Path, year: int) -> None:
    rule = _own(tmp_path, "青禾管理总站\t2020\t青禾服务中心\t自拟\n")
    found = _fixes(f"{year}年工作总结\n青禾管理总站已经验收。", rule)
    assert found == ([("青禾管理总站", "青禾服务中心")] if year >= 2020 else [])


def test_the_name_now_is_the_one_of_the_drafts_year(tmp_path: Path) -> None:
    rule = _own(tmp_path, "青禾管理总站\t2010\t青禾服务中心\t自拟\n青禾服务中心\t2020\t青禾事务中心\t自拟\n")
    assert _fixes("2015年工作总结\n青禾管理总站已经验收。", rule) == [("青禾管理总站", "青禾服务中心")]
    assert _fixes("2024年工作总结\n青禾管理总站已经验收。", rule) == [("青禾管理总站", "青禾事务中心")]


def test_an_old_name_inside_a_name_in_use_is_left_alone(tmp_path: Path) -> None:
    rule = _own(tmp_path, "农业农村\t2020\t某某\t自拟\n")
    assert _fixes("2024年工作总结\n报农业农村部、县农业农村局同意。", rule) == []


@pytest.mark.parametrize("row", ["青禾总站\t20年\t青禾中心\t自拟\n", "青禾总站\t2020\t\t自拟\n"])
def test_a_broken_row_is_named(tmp_path: Path, row: str) -> None:
    with pytest.raises(RuleError, match=r"own\.tsv"):
        _fixes("2024年工作总结\n报青禾总站。", _own(tmp_path, row))


def test_the_tables_hold_together() -> None:
    rows = lexicon_rows(RULE.params.names, dated.COLUMNS, 4)
    old = {row[0]: year_of(row[1], row[0]) or 0 for row in rows}
    for name, _, now, _ in rows:
        assert 1950 < old[name] < 2100, name
        assert all(old.get(new, 2100) > old[name] for new in now.split("或")), f"{name} 的今称更早停用"
    current = lexicon_rows(RULE.params.current, dated.CURRENT_COLUMNS, 1)
    assert not old.keys() & {name for name, _, until, _ in current if not until}, "仍在用的名称不应算过时"
