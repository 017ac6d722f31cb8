"""Lexicons: found in every rule folder, later rows win, a wrong row is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hegao.data import Lexicon, find_lexicon, lexicon_rows, lexicon_words, year_of
from hegao.errors import RuleError


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / "lexicon" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_unit_adds_to_a_lexicon_and_overrides_it(tmp_path: Path) -> None:
    _write(tmp_path / "a", "t.tsv", "甲\t2018\t\t来源\n乙\n")
    _write(tmp_path / "b", "t.tsv", "# 说明\n乙\t2020\n丙  # 新的\n")
    lexicon = find_lexicon("t.tsv", [tmp_path / "a", tmp_path / "b", tmp_path / "none"])
    rows = lexicon_rows(lexicon, ("名", "起", "止", "依据"))
    assert rows == (("甲", "2018", "", "来源"), ("乙", "2020", "", ""), ("丙", "", "", ""))


def test_words_are_parted_by_white_space_and_taken_once(tmp_path: Path) -> None:
    path = _write(tmp_path, "w.txt", "甲 乙\n乙 丙 # 说明\n")
    assert lexicon_words(Lexicon("w.txt", (path,))) == ("甲", "乙", "丙")


@pytest.mark.parametrize("row", ["甲\t1\t2\t3\t4\n", "\t2018\n"])
def test_a_wrong_row_is_named(tmp_path: Path, row: str) -> None:
    path = _write(tmp_path, "t.tsv", "甲\n" + row)
    with pytest.raises(RuleError, match="第 2 行"):
        lexicon_rows(Lexicon("t.tsv", (path,)), ("名", "起", "止", "依据"))


def test_a_lexicon_that_is_nowhere(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"没有\.txt"):
        find_lexicon("没有.txt", [tmp_path])


def test_years() -> None:
    assert year_of("2018-03", "甲") == 2018
    assert year_of("", "甲") is None
    with pytest.raises(RuleError, match="18年"):
        year_of("18年", "甲")
