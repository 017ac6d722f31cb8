"""Templates fill in, say clearly what is wrong with them, and can neither look into Python nor run away."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao import sandbox
from hegao.sandbox import Refusal, names, render, uses

CONTEXT: dict[str, Any] = {
    "单位名称": "临江市水务局",
    "年份": "2024",
    "评价": "",
    "任务": [{"任务": "修订值班制度", "句": "修订值班制度。"}, {"任务": "开展汛前检查", "句": "开展汛前检查。"}],
}
BODY = """# {{ 单位名称 }}{{ 年份 }}年工作总结

{% if 评价 %}
{{ 评价 }}
{% endif %}
{% for 项 in 任务 %}
（{{ loop.index }}）{{ 项.句 }}
{% endfor %}
"""
FILLED = "# 临江市水务局2024年工作总结\n\n（1）修订值班制度。\n（2）开展汛前检查。\n"


@pytest.mark.parametrize("trusted", [True, False])
def test_a_template_is_filled_here_and_in_a_process_of_its_own_alike(trusted: bool) -> None:
    assert render(BODY, CONTEXT, trusted) == FILLED


def test_values_are_text_and_never_templates() -> None:
    assert render("{{ 评价 }}", {"评价": "{{ 7 * 7 }} <b>&"}, True) == "{{ 7 * 7 }} <b>&"


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("\n{{ 单位名 }}", 2, "没有“单位名”这个名字，是不是想写“单位名称”？"),
        ("{% for 项 in 任务 %}\n{{ 项.句子 }}{% endfor %}", 2, "这里没有“句子”这一项，是不是想写“句”？"),
        ("{{ 任务.句 }}", 1, "要用 {% for %} 逐项取"),
        ("甲\n{% for 字 in 单位名称 %}{{ 字 }}{% endfor %}", 2, "是一段文字，不能逐项取"),
        ("{{ 任务 }}", 1, "请用 {% for %} 逐项取"),
        ("甲\n{{ 年份", 2, "缺“}}”。请改正这一处：{{ 年份"),
        ("甲\n{% for 项 in 任务 %}\n乙\n丙", 2, "{% for %} 没有写完，后面缺 {% endfor %}"),
        ("{% if 评价 %}{% for 项 in 任务 %}{% endif %}", 1, "应先写 {% endfor %}"),
        ("{% for 项 in 任务 %}{% endif %}", 1, "请改正这一处：{% endif %}"),
        ("{% endfor %}", 1, "{% endfor %} 前面没有与它配对的开头"),
        ("{{ 年份 | trimm }}", 1, "没有“trimm”这个过滤器，是不是想写“trim”？"),
        ("{{ “年份” }}", 1, "不能有符号 “ ，名字以外"),
        ("{{ 年份 评价 }}", 1, "标签里多了“评价”"),
        ("{% fro 项 in 任务 %}", 1, "没有 {% fro %} 这种标签"),
        ("{% for 项 任务 %}{% endfor %}", 1, "应是“in”，却写了“任务”"),
        ("{{ }}", 1, "标签里缺少名字"),
        ("{# 说明", 1, "注释没有写完"),
        ("{% raw %}甲", 1, "{% endraw %}"),
        ("{{ 年份) }}", 1, "“)”不配对"),
        ("{{ 年份() }}", 1, "这里的写法算不出来"),
        ("{{ 年份 is 闰年 }}", 1, "没有“闰年”这个判断"),
    ],
)
def test_a_mistake_is_named_with_its_line(source: str, line: int, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        render(source, CONTEXT, True, name="模板.md", line=10)
    assert caught.value.line == line + 9
    assert f"模板.md 第 {line + 9} 行：" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ ''|attr('__class__') }}",
        "{{ [''] | map(attribute='__class__') | first }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ '{:>1000000000}'.format(1) }}",
        "{% set 写 = '甲'.format %}{{ 写(1) }}",
        "{{ '{}'.format_map({}) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 任务.append(1) }}",
        "{{ 任务[0].update({}) }}",
        "{{ range.__init__.__globals__ }}",
        "{{ namespace.__init__ }}",
        "{{ self.__init__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ lipsum() }}",
        "{{ 年份 | safe }}",
        '{% include "/etc/hosts" %}',
        '{% import "甲" as 乙 %}',
        '{% from "甲" import 乙 %}',
        '{% extends "甲" %}',
        "{% block 甲 %}{% endblock %}",
        "{% autoescape false %}{{ 年份 }}{% endautoescape %}",
        "{{ range(10000000) }}",
        "{{ '甲' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "{% if 1 %}" * 150 + "{% endif %}" * 150,
        "{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}",
        "{% for 项 in 任务 recursive %}{{ loop(任务) }}{% endfor %}",
        "{{ 1 / 0 }}",
    ],
)
def test_what_no_template_may_do_is_refused(source: str) -> None:
    # Even without the process around it.
    with pytest.raises(Refusal):
        render(source, CONTEXT, True)


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("{% for 甲 in range(9999) %}{% for 乙 in range(9999) %}字字字字{% endfor %}{% endfor %}", None, "过长"),
        (
            "{% set 甲 = namespace(乙='字') %}{% for 丙 in range(99) %}\n{% set 甲.乙 = 甲.乙 ~ 甲.乙 %}{% endfor %}",
            2,
            "内存",
        ),
        ("{{ [1] | batch(100000000, 1) | list | length }}", 1, "内存"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="the system limits no memory")
def test_a_template_that_runs_away_is_stopped(source: str, line: int | None, words: str) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        render(source, CONTEXT)
    assert caught.value.line == line


@pytest.mark.skipif(sys.platform == "win32", reason="the other process keeps no time there")
def test_an_endless_loop_is_stopped_where_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    loops = "".join(f"{{% for 项{n} in range(9999) %}}" for n in range(4)) + "{% endfor %}" * 4
    began = time.monotonic()
    with pytest.raises(Refusal, match="已停下") as caught:
        render(f"甲\n{loops}", CONTEXT)
    assert time.monotonic() - began < 8
    assert caught.value.line == 2


def test_a_process_that_says_nothing_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", -4.5)
    monkeypatch.setattr(sandbox, "_START", "import time; time.sleep(60)")
    with pytest.raises(Refusal, match="已停下"):
        render("甲", CONTEXT)


def test_a_process_the_system_ends_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_START", "import os; os.abort()")
    with pytest.raises(Refusal, match="已停下"):
        render("甲", CONTEXT)


def test_a_long_template_is_refused() -> None:
    with pytest.raises(Refusal, match="过长"):
        render("字" * (sandbox.MAX_SOURCE + 1), CONTEXT, True)


def test_the_other_process_is_found_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "jinja2.py").write_text("raise SystemExit('not mine')")
    (tmp_path / "json.py").write_text("raise SystemExit('not mine')")
    source = str(Path(sandbox.__file__).parents[1])
    run = f"import sys; sys.path.insert(0, {source!r}); from hegao.sandbox import render; print(render('甲', {{}}))"
    # The folder somebody else can write to comes last, as it does where hegao is started by its name.
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", run], cwd=tmp_path, capture_output=True, check=True, env=os.environ
    )
    assert done.stdout.decode().strip() == "甲"


def test_names_are_what_a_template_takes_from_outside() -> None:
    source = "{% set 甲 = 乙 %}\n{{ 甲 }}"
    source += "{% for 项 in 任务 %}\n{{ 项.句 }}{{ 年份 }}{{ loop.index }}{% endfor %}{{ range(2) }}"
    assert names(source) == {"乙": 1, "任务": 2, "年份": 3}


def test_a_loop_over_what_is_not_given_is_empty() -> None:
    assert render("甲{% for 项 in 评价 %}{{ 项 }}{% endfor %}", CONTEXT, True) == "甲"


def test_uses_tell_lists_and_what_may_be_missing() -> None:
    source = "{% for 项 in 任务 %}{{ 项.单位 | join('、') }}{% endfor %}{{ 附件 | join('、') }}{{ 主送 or 年份 }}"
    many, optional = uses(source + "{% if 评价 %}{{ 评价 }}{% endif %}{% if 甲 == 乙 %}{% endif %}")
    assert sorted(many) == ["任务", "附件"]
    assert sorted(optional) == ["主送", "评价"]


@pytest.mark.parametrize("source", ["{{ 甲", "{% include '甲' %}", "{{ 甲 | 乙 }}", "{{ " + "(" * 3000])
def test_names_refuse_what_cannot_be_rendered(source: str) -> None:
    with pytest.raises(Refusal, match=r"^模板\.md"):
        names(source, name="模板.md")


def test_names_are_found_without_running_anything() -> None:
    # Worked out, the constant would take hundreds of gigabytes.
    source = "{{ '" + "甲" * 200_000 + "' | replace('甲', '" + "乙" * 200_000 + "') }}{{ 年份 }}"
    began = time.monotonic()
    assert set(names(source)) == {"年份"}
    assert time.monotonic() - began < 5


def test_values_are_escaped_in_xml() -> None:
    block, end, open_, close = sandbox.XML_MARKS[:4]
    source = f"<t>{open_}\n甲{close}</t>{block}\nif 甲{end}<b/>{block}\nendif{end} {{{{ 甲 }}}}"
    assert render(source, {"甲": "<t>&\n"}, xml=True) == "<t>&lt;t&gt;&amp;\n</t><b/> {{ 甲 }}"


_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(_TEXT)
def test_any_source_fills_or_is_refused(source: str) -> None:
    with suppress(Refusal):
        render(source, CONTEXT, True)
    with suppress(Refusal):
        names(source)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["{{", "}}", "{%", "%}", "任务", "for", "项", "in", "endfor", "if", ".", "|", "(", "'", "\n"])
    )
)
def test_any_tags_fill_or_are_refused(words: list[str]) -> None:
    source = " ".join(words)
    for run in (lambda: render(source, CONTEXT, True), lambda: names(source)):
        line = None
        try:
            run()
        except Refusal as refusal:
            line = refusal.line
        assert line is None or 1 <= line <= source.count("\n") + 1
