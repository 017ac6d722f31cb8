"""Settings: nearest file, extend, strict keys, per genre and per path."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from hegao.config import TEMPLATE, Choice, choice_for, find, load
from hegao.errors import ConfigError
from hegao.pipeline import choose, load_rules


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    _write(tmp_path / "hegao.toml", 'fail-on = "error"\n')
    _write(tmp_path / "a" / "pyproject.toml", '[tool.hegao]\nfail-on = "never"\n')
    _write(tmp_path / "b" / "pyproject.toml", "[tool.other]\nx = 1\n")
    assert find(tmp_path / "a").fail_on == "never"
    assert find(tmp_path / "b").fail_on == "error"


def test_extend_builds_on_another_file(tmp_path: Path) -> None:
    _write(tmp_path / "base.toml", 'ignore = ["typos"]\nhints = true\n[severity]\nnumerals = "hint"\n')
    child = _write(
        tmp_path / "x" / "hegao.toml", 'extend = "../base.toml"\nignore = ["spacing"]\n[severity]\nspacing = "error"\n'
    )
    config = load(child)
    assert config.hints
    assert config.choice.ignore == ("typos", "spacing")
    assert config.choice.severity == {"numerals": "hint", "spacing": "error"}


def test_extend_in_a_circle_is_refused(tmp_path: Path) -> None:
    _write(tmp_path / "a.toml", 'extend = "b.toml"\n')
    _write(tmp_path / "b.toml", 'extend = "a.toml"\n')
    with pytest.raises(ConfigError, match="圈"):
        load(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ignor = []\n", "是不是想写“ignore”"),
        ('hints = "yes"\n', "true 或 false"),
        ('fail-on = "warn"\n', "warning"),
        ('ignore = "typos"\n', "ignore"),
        ("ignore = [\n", "TOML"),
        ('[severity]\ntypos = "loud"\n', "off"),
        ('[genre."总结"]\nhints = true\n', "genre.总结"),
        ('extend = "none.toml"\n', "none.toml"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, words: str) -> None:
    path = _write(tmp_path / "hegao.toml", text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert words in str(caught.value)
    assert "toml" in str(caught.value)


def test_genre_and_path_add_to_the_choice(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "hegao.toml",
        'ignore = ["typos"]\n[genre."讲话"]\nignore = ["structure"]\n[path."内部/*"]\nselect = ["spacing"]\n',
    )
    config = load(path)
    assert choice_for(config, tmp_path / "a.txt", None).ignore == ("typos",)
    assert choice_for(config, tmp_path / "a.txt", "讲话").ignore == ("typos", "structure")
    assert choice_for(config, tmp_path / "内部" / "a.txt", None).select == ("spacing",)


def test_choice_of_rules(tmp_path: Path) -> None:
    rules = load_rules(load(_write(tmp_path / "hegao.toml", "")))
    every = choose(rules, Choice(), hints=True)
    assert len(every) == len(rules)
    assert all(rule.severity != "hint" for rule in choose(rules, Choice(), hints=False))
    assert {rule.group for rule in choose(rules, Choice(select=("spacing",)), hints=True)} == {"spacing"}
    (one,) = choose(rules, Choice(select=("numbering/missing-dot",), severity={"numbering": "warning"}), hints=False)
    assert one.severity == "warning"
    assert not choose(rules, Choice(select=("numbering/missing-dot",), severity={"numbering": "off"}), hints=False)
    with pytest.raises(ConfigError, match="punctuation"):
        choose(rules, Choice(ignore=("punctuatio",)), hints=False)


def test_parameters_can_be_set_anew(tmp_path: Path) -> None:
    rules = load_rules(load(_write(tmp_path / "hegao.toml", "")))
    long = next(rule.id for rule in rules.values() if rule.check == "length")
    (changed,) = choose(rules, Choice(select=(long,), params={long: {"max": 7}}), hints=True)
    assert changed.params.max == 7
    with pytest.raises(Exception, match="max"):
        choose(rules, Choice(select=(long,), params={long: {"maxx": 7}}), hints=True)


def test_the_template_is_correct_in_every_line(tmp_path: Path) -> None:
    assert tomllib.loads(TEMPLATE) == {}
    live = "\n".join(
        line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in TEMPLATE.split("\n")
    )
    live = live.replace('extend = "../hegao.toml"', 'extend = "base.toml"')
    _write(tmp_path / "base.toml", "")
    config = load(_write(tmp_path / "hegao.toml", live))
    assert config.by_genre
    assert config.by_path


def test_each_setting_knows_its_file_and_line(tmp_path: Path) -> None:
    base = _write(tmp_path / "base.toml", 'hints = true\n[severity]\n"typos/idioms" = "hint"\n')
    text = '# 说明\nextend = "base.toml"\nignore = [\n  "a = b",\n]\n[path."内部/*"]\nseverity = {numerals = "off"}\n'
    path = _write(tmp_path / "hegao.toml", text)
    places = {setting.keys: (setting.path, setting.line) for setting in load(path).settings}
    assert places == {
        ("hints",): (base, 1),
        ("severity", "typos/idioms"): (base, 3),
        ("extend",): (path, 2),
        ("ignore",): (path, 3),
        ("path", "内部/*", "severity", "numerals"): (path, 7),
    }


def test_lines_of_a_table_in_pyproject(tmp_path: Path) -> None:
    path = _write(tmp_path / "pyproject.toml", '[project]\nname = "x"\n\n[tool.hegao]\nhints = true\n')
    (setting,) = load(path).settings
    assert (setting.keys, setting.line) == (("hints",), 5)
