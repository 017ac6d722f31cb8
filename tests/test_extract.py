"""`hegao extract` as its users meet it: what is taken, in which form, into which file, and what is refused."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import hegao.cli.extracting
from conforming import conform
from hegao.cli import main
from hegao.cli.extracting import EXTRACT_FORMAT_OF, EXTRACT_FORMATS
from hegao.extractors import EXTRACTORS
from hegao.model import Analysis, Blank, Organisation, Review, Span, Task
from hegao.rendering import KINDS, Options
from hegao.reports import EXTRACT_REPORTS

PLAN = """\
青石县水务局2025年工作计划

一、防汛备汛
开展堤防巡查，开展闸门试运行。招募志愿者**名。
"""
MINUTES = """\
青石县水务局办公会议纪要

会议决定，开展预案修订。
"""


def found(analysis: Analysis, pattern: str) -> Iterator[dict[str, Any]]:
    """The place of each match."""
    for number, paragraph in enumerate(analysis.document.paragraphs, 1):
        for match in re.finditer(pattern, paragraph.text):
            span = Span(number, match.start(), match.end())
            yield {"span": span, "offset": paragraph.offset + match.start(), "text": match.group()}


def some_tasks(analysis: Analysis) -> tuple[Task, ...]:
    return tuple(
        Task(
            **place, action="开展", object=place["text"][2:], owner=(), owner_inherited=True, partners=(),
            deadline=None, deadline_date=None, targets=(), basis=(), section=None, status="planned",
        )
        for place in found(analysis, "开展[^，。]+")
    )  # fmt: skip


def some_blanks(analysis: Analysis) -> tuple[Blank, ...]:
    return tuple(Blank(**place, kind="number", name="志愿者", section=None) for place in found(analysis, r"\*\*"))


def some_organisations(analysis: Analysis) -> tuple[Organisation, ...]:
    return tuple(Organisation(**place) for place in found(analysis, "青石县水务局"))


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two drafts, and extractors that find little but always the same."""
    monkeypatch.setitem(EXTRACTORS, "tasks", some_tasks)
    monkeypatch.setitem(EXTRACTORS, "blanks", some_blanks)
    monkeypatch.setitem(EXTRACTORS, "organisations", some_organisations)
    for name in ("metrics", "times", "references"):
        monkeypatch.setitem(EXTRACTORS, name, lambda analysis: ())
    folder = tmp_path / "文稿"
    folder.mkdir()
    (folder / "计划.txt").write_text(PLAN, "utf-8")
    (folder / "纪要.txt").write_text(MINUTES, "gb18030")
    return folder


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, ["extract", *map(str, arguments)], catch_exceptions=False)
    if {"json", "jsonl"} & set(map(str, arguments)):
        conform("extract", result.stdout)
    return result


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_choices_are_those_of_the_registry() -> None:
    assert set(EXTRACT_FORMATS) == set(EXTRACT_REPORTS)


def test_the_screen_shows_tasks_and_blanks(drafts: Path) -> None:
    result = run(drafts / "计划.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "文种：计划" in result.stdout
    assert re.search("^1 +开展堤防巡查 +第4段$", result.stdout, re.M)
    assert "任务 2 项，待补 1 处。" in result.stdout
    assert "机构" not in result.stdout


def test_json_holds_everything(drafts: Path) -> None:
    result = run(drafts, "--format", "json")
    minutes, plan = conform("extract", result.stdout)
    assert [len(plan[kind]) for kind in KINDS] == [2, 0, 1, 0, 0, 1]
    assert [task["text"] for task in minutes["tasks"]] == ["开展预案修订"]
    for file, text in ((plan, PLAN), (minutes, MINUTES)):
        for item in (item for kind in KINDS for item in file[kind]):
            assert text[item["offset"] :].startswith(item["text"])
    lines = run(drafts, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [minutes, plan]


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["tasks"], {"tasks"}),
        (["任务,机构"], {"tasks", "organisations"}),
        (["任务，待补"], {"tasks", "blanks"}),
        (["机构、blanks"], {"organisations", "blanks"}),
        (["任务", "--only", "机构"], {"tasks", "organisations"}),
    ],
)
def test_only_takes_names_in_either_language(drafts: Path, only: list[str], kinds: set[str]) -> None:
    result = run(drafts / "计划.txt", "--format", "json", "--only", *only)
    (file,) = conform("extract", result.stdout)
    assert {kind for kind in KINDS if file[kind]} == kinds


def test_only_names_what_it_does_not_know(drafts: Path) -> None:
    assert "“任物”不是可提取的种类，可用的有：" in run(drafts, "--only", "任物").stderr
    result = run(drafts, "--only", "task")
    assert result.exit_code == 2
    assert "是不是想写“tasks”？" in result.stderr


def test_one_bad_file_never_stops_the_run(drafts: Path) -> None:
    (drafts / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    result = run(drafts, "--format", "json")
    assert result.exit_code == 2
    errors = {Path(file["path"]).name: file["error"] for file in conform("extract", result.stdout)}
    assert errors["坏.docx"]
    assert (errors["计划.txt"], errors["纪要.txt"]) == (None, None)
    assert "坏.docx：" in result.stderr
    shown = run(drafts)
    assert shown.exit_code == 2
    assert "1 个文件无法读取。" in shown.stdout
    assert shown.stderr == ""


def test_a_crash_in_one_file_is_a_result(drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(analysis: Analysis) -> tuple[Task, ...]:
        if "计划" in analysis.document.path:
            raise RuntimeError("boom")
        return some_tasks(analysis)

    monkeypatch.setitem(EXTRACTORS, "tasks", fail)
    result = run(drafts, "--format", "json")
    minutes, plan = conform("extract", result.stdout)
    assert "RuntimeError: boom" in plan["error"]
    assert len(minutes["tasks"]) == 1
    assert result.exit_code == 2


def test_a_folder_of_fifty_is_one_result(drafts: Path, tmp_path: Path) -> None:
    for number in range(50):
        (drafts / f"{number:02}.txt").write_text(MINUTES, "utf-8")
    (drafts / "坏.docx").write_bytes(b"PK\x03\x04")
    result = run(drafts, "-o", tmp_path / "任务.csv", "--only", "任务")
    assert result.exit_code == 2
    assert len(rows(tmp_path / "任务.csv")) == 53
    assert result.stderr.count("无法读取") == 1


def test_include_exclude_and_settings_choose_the_files(drafts: Path, tmp_path: Path) -> None:
    def names(*more: str | Path) -> list[str]:
        result = run(drafts, "--format", "json", *more)
        return [Path(file["path"]).name for file in conform("extract", result.stdout)]

    assert names("--exclude", "计划*") == ["纪要.txt"]
    assert names("--include", "计划*") == ["计划.txt"]
    settings = tmp_path / "甲.toml"
    settings.write_text('exclude = ["纪要*"]\n', "utf-8")
    assert names("--config", settings) == ["计划.txt"]
    empty = run(drafts, "--include", "*.docx")
    assert empty.exit_code == 2
    assert "没有找到可提取的文件" in empty.stderr


def test_the_suffix_of_the_output_decides_its_form(drafts: Path, tmp_path: Path) -> None:
    for name, start in (
        ("a.json", "{"),
        ("a.jsonl", "{"),
        ("a.md", "# "),
        ("a.csv", "\ufeff序号"),
        ("a.txt", str(drafts)),
    ):
        result = run(drafts, "-o", tmp_path / name)
        assert result.exit_code == 0
        assert result.stdout == ""
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    refused = run(drafts, "-o", tmp_path / "a.pdf")
    assert refused.exit_code == 2
    assert ".csv" in refused.stderr
    assert not (tmp_path / "a.pdf").exists()
    assert run(drafts, "-o", tmp_path / "a.pdf", "--format", "json").exit_code == 0


def test_csv_is_a_file_a_kind(drafts: Path, tmp_path: Path) -> None:
    target = tmp_path / "结果.csv"
    result = run(drafts, "-o", target)
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == [
        "结果.csv",
        "结果.引用.csv",
        "结果.待补.csv",
        "结果.指标.csv",
    ]
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row["任务"] for row in rows(target)] == ["开展预案修订", "开展堤防巡查", "开展闸门试运行"]
    assert [row["所指"] for row in rows(tmp_path / "结果.待补.csv")] == ["志愿者"]
    assert rows(tmp_path / "结果.指标.csv") == []
    assert result.stderr.startswith(f"任务3项，待补1处。结果已写入 {target}、")
    assert result.stderr.count(".csv") == 4
    run(drafts, "-o", tmp_path / "机构.csv", "--only", "机构")
    assert {row["机构"] for row in rows(tmp_path / "机构.csv")} == {"青石县水务局"}
    assert not list(tmp_path.glob("机构.*.csv"))


def test_what_was_written_is_told(drafts: Path, tmp_path: Path) -> None:
    target = tmp_path / "结果.md"
    assert run(drafts, "-o", target).stderr == f"任务3项，待补1处。结果已写入 {target}。\n"
    (drafts / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    assert run(drafts, "-o", target).stderr.endswith(f"任务3项，待补1处；1个文件没有读出。结果已写入 {target}。\n")
    assert run(drafts, "-o", target, "--only", "引用").stderr.endswith(
        f"没有找到内容；1个文件没有读出。结果已写入 {target}。\n"
    )


def test_concrete_leaves_out_tasks_that_bind_nobody(drafts: Path) -> None:
    (file,) = conform("extract", run(drafts / "计划.txt", "--concrete", "--format", "json").stdout)
    assert file["tasks"] == []
    assert len(file["blanks"]) == 1
    assert "只列有数量、时限或责任单位的任务" in run("--help").stdout


def test_progress_is_shown_on_terminals_only(drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "正在提取" not in run(drafts).stderr
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: True)
    assert "正在提取 0/2" in run(drafts).stderr
    assert "正在提取" not in run(drafts / "计划.txt").stderr
    (drafts / "计划.txt").write_text(PLAN + "。\n" * 100_000, "utf-8")
    assert "正在提取…" in run(drafts / "计划.txt").stderr


def test_results_never_overwrite_a_draft(drafts: Path) -> None:
    draft = drafts / "计划.txt"
    beside = drafts / "甲.待补.csv"
    beside.write_text(PLAN, "utf-8")
    for arguments in ((draft, "-o", draft), (drafts, "-o", draft, "--force"), (beside, "-o", drafts / "甲.csv")):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "请换一个文件名" in result.stderr
    assert draft.read_text("utf-8") == beside.read_text("utf-8") == PLAN
    assert "不存在" in run(draft, "-o", drafts / "没有" / "a.json").stderr


def binary(reviews: Iterable[Review], options: Options) -> Iterator[bytes]:
    yield b"PK"
    yield f"{sum(len(review.tasks) for review in reviews)}\r\n".encode()


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """An xlsx report of two chunks."""
    monkeypatch.setitem(EXTRACT_REPORTS, "xlsx", binary)
    monkeypatch.setattr(hegao.cli.extracting, "EXTRACT_FORMATS", tuple(EXTRACT_REPORTS))
    (option,) = (option for option in hegao.cli.extracting.extract.params if option.name == "form")
    monkeypatch.setattr(option.type, "choices", tuple(EXTRACT_REPORTS))


@pytest.mark.usefixtures("ledger")
def test_a_ledger_people_write_into_is_overwritten_only_by_force(drafts: Path, tmp_path: Path) -> None:
    target = tmp_path / "台账.xlsx"
    assert run(drafts, "-o", target).exit_code == 0
    assert target.read_bytes() == b"PK3\r\n"
    target.write_bytes(b"PK with progress")
    result = run(drafts, "-o", target)
    assert result.exit_code == 2
    assert "里面可能填了进展；请换一个文件名，确要重做则加 --force" in result.stderr
    assert target.read_bytes() == b"PK with progress"
    assert run(drafts, "-o", target, "--force").exit_code == 0
    assert target.read_bytes() == b"PK3\r\n"
    word = drafts / "通知.docx"
    word.write_bytes(b"PK")
    assert run(drafts, "-o", word, "--format", "xlsx", "--force").exit_code == 2
    assert word.read_bytes() == b"PK"


@pytest.mark.usefixtures("ledger")
def test_an_office_file_goes_into_a_pipe_but_not_onto_the_screen(drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(drafts, "--format", "xlsx").stdout_bytes == b"PK3\r\n"
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: True)
    result = run(drafts, "--format", "xlsx")
    assert result.exit_code == 2
    assert "请用 -o 指定文件" in result.stderr


def test_a_result_among_the_drafts_is_told(drafts: Path, tmp_path: Path) -> None:
    assert "下次会被当作文稿" in run(drafts, "-o", drafts / "结果.md").stderr
    assert "文稿；" not in run(drafts, "-o", tmp_path / "结果.md").stderr
    assert "文稿；" not in run(drafts, "-o", drafts / "结果.json").stderr


def test_suffixes_lead_to_forms() -> None:
    assert {EXTRACT_FORMAT_OF[suffix] for suffix in (".xlsx", ".docx", ".html", ".csv")} == {
        "xlsx", "word", "html", "csv",
    }  # fmt: skip


def test_extracting_works_on_a_strict_gbk_console(tmp_path: Path) -> None:
    draft = tmp_path / "生僻.txt"
    draft.write_text(PLAN.replace("青石县", "𠮷石县"), "utf-8")
    for form in ("console", "csv", "markdown", "json"):
        done = subprocess.run(
            [sys.executable, "-m", "hegao", "extract", str(draft), "--format", form],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "cp936:strict"},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode("cp936", "replace")
        text = done.stdout.decode("cp936")
        if form == "json":
            assert conform("extract", text)[0]["title"].startswith("𠮷")
        assert "\ufeff" not in text


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".csv", ".json", ".html"])
def test_where_nothing_could_be_read_nothing_is_written(drafts: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"台账{suffix}"
    result = run(drafts / "不在.txt", "-o", target)
    assert result.exit_code == 2
    assert "找不到文件" in result.stderr
    assert f"没有写 {target}" in result.stderr
    assert list(tmp_path.glob("台账*")) == []
    assert run(drafts / "计划.txt", "-o", target).exit_code == 0


def test_one_file_that_can_be_read_is_enough(drafts: Path, tmp_path: Path) -> None:
    result = run(drafts / "不在.txt", drafts / "计划.txt", drafts / "也不在.txt", "-o", tmp_path / "结果.json")
    assert result.exit_code == 2
    files = json.loads((tmp_path / "结果.json").read_text("utf-8"))["files"]
    assert [bool(file["error"]) for file in files] == [True, False, True]
