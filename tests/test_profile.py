from __future__ import annotations

from pathlib import Path

import pytest

from hegao.errors import ConfigError
from hegao.layout import ROLES
from hegao.profile import (
    DEFAULT,
    face_of,
    load_profile,
    profile_names,
    text_height,
    text_width,
    twips,
    width_in_characters,
)


def test_own_profiles_load_and_say_what_they_are() -> None:
    names = profile_names()
    assert next(iter(names)) == DEFAULT
    assert {"gbt9704-common", "gbt33476-display", "gbt9704-grid"} <= set(names)
    for name in names:
        profile = load_profile(name)
        assert profile.name == name
        assert profile.title == names[name]
        assert set(profile.roles) == set(ROLES)


@pytest.mark.parametrize(
    ("name", "top", "bottom", "line"), [("gbt9704-common", 37, 35, 28.95), ("gbt33476-display", 34.58, 32.58, 29.45)]
)
def test_common_readings_of_the_margins(name: str, top: float, bottom: float, line: float) -> None:
    profile = load_profile(name)
    page, body = profile.page, profile.roles["body"]
    assert (page.top, page.bottom, page.left, page.right) == (top, bottom, 28, 26)
    assert body.line == line
    assert text_height(page) / 20 // body.line == page.lines == 22
    assert text_width(page) / 20 // (body.size + body.spacing) == page.characters == 28


def test_every_role_of_the_body_size_has_the_body_pitch() -> None:
    for name in profile_names():
        profile = load_profile(name)
        body = profile.roles["body"]
        pitches = {role.line for role in profile.roles.values() if role.size == body.size and role.rule == "exact"}
        assert pitches == {body.line}, name


def test_the_grid_profile_counts_characters_by_the_grid() -> None:
    page = load_profile("gbt9704-grid").page
    assert page.grid == "linesAndChars"
    assert text_width(page) / 20 // (16 + page.grid_character / 4096) == 28
    assert {role.spacing for role in load_profile("gbt9704-grid").roles.values()} == {0}


def test_faces_go_by_many_names() -> None:
    profile = load_profile()
    assert face_of(profile, "仿宋_GB2312") == face_of(profile, "FANGSONG") == face_of(profile, "方正仿宋_GBK") == "仿宋"
    assert face_of(profile, "方正小标宋简体") == "小标宋"
    assert face_of(profile, "Comic Sans MS") is None


def test_a_unit_says_only_what_differs(tmp_path: Path) -> None:
    own = tmp_path / "本单位.toml"
    own.write_text(
        'extend = "gbt9704-common"\n[faces."仿宋"]\nwrite = "仿宋_GB2312"\n[roles.heading2]\nbold = true\n', "utf-8"
    )
    profile = load_profile(str(own))
    assert profile.name == "本单位"
    assert profile.faces["仿宋"].write == "仿宋_GB2312"
    assert "FangSong" in profile.faces["仿宋"].aliases
    assert profile.roles["heading2"].bold
    assert profile.roles["heading2"].face == "楷体"
    further = tmp_path / "又一份.toml"
    further.write_text('extend = "本单位.toml"\n[closing]\nseal = true\n', "utf-8")
    assert load_profile(str(further)).closing.seal
    assert load_profile(str(further)).roles["heading2"].bold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('extend = "gbt9704-comon"', ["extend", "gbt9704-comon", "gbt9704-common"]),
        ('extend = "gbt9704-common"\n[page]\ntopp = 37', ["[page]", "topp", "top"]),
        ('extend = "gbt9704-common"\n[page]\ntop = "37"', ["[page]", "top", "37", "数字"]),
        ('extend = "gbt9704-common"\n[page]\ntop = -1', ["top", "-1", "负"]),
        ('extend = "gbt9704-common"\n[page]\nleft = 190', ["[page]", "页边距"]),
        ('extend = "gbt9704-common"\n[page]\nlines = 22.5', ["lines", "整数"]),
        ('extend = "gbt9704-common"\n[page]\ngrid = "line"', ["grid", "line", "linesAndChars"]),
        ('extend = "gbt9704-common"\n[roles.boddy]\nsize = 16', ["[roles]", "boddy", "body"]),
        ('extend = "gbt9704-common"\n[roles.body]\nface = "仿松"', ["[roles.body]", "face", "仿松", "仿宋"]),
        ('extend = "gbt9704-common"\n[roles.body]\nsize = 0', ["size", "0"]),
        ('extend = "gbt9704-common"\n[roles.body]\nsize = true', ["size", "数字"]),
        ('extend = "gbt9704-common"\n[roles.body]\nalign = "middle"', ["align", "middle", "center"]),
        ('extend = "gbt9704-common"\n[roles.body]\nbold = 1', ["bold", "true"]),
        ('extend = "gbt9704-common"\n[roles.body]\ncolor = "red"', ["color", "red", "FF0000"]),
        ('extend = "gbt9704-common"\n[roles]\nbody = 16', ["roles.body"]),
        ('extend = "gbt9704-common"\n[faces."仿宋"]\naliases = "仿宋"', ["faces.仿宋", "aliases"]),
        ('extend = "gbt9704-common"\npage = 4', ["page"]),
        ('title = "空"', ["latin", "extend"]),
        ("extend = gbt9704-common", ["TOML"]),
        ('extend = "自己.toml"', ["绕成了圈"]),
    ],
)
def test_a_fault_is_named_with_file_key_and_value(tmp_path: Path, text: str, words: list[str]) -> None:
    own = tmp_path / "自己.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_profile(str(own))
    assert all(word in str(caught.value) for word in ["自己.toml", *words]), str(caught.value)


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"没有名为“gbt9704”的版式.*gbt9704-"):
        load_profile("gbt9704")
    with pytest.raises(ConfigError, match="文件不存在"):
        load_profile(str(tmp_path / "没有.toml"))
    (tmp_path / "乱.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_profile(str(tmp_path / "乱.toml"))


def test_measures() -> None:
    assert twips(25.4) == 1440
    assert width_in_characters("2025年1月6日") == 6
    assert width_in_characters("") == 0
