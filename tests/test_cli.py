"""The command line as its users meet it: output, exit codes, files written, errors in Chinese."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

import hegao
from conforming import conform
from hegao.cli import main, shared
from hegao.cli.checking import FORMATS, OUTLINE_FORMATS
from hegao.config import FAIL_ON
from hegao.reports import OUTLINE_REPORTS, REPORTS

FAULTY = """\
清河县水务局2024年工作总结

2024年，我局认真学习,狠抓落实。\u0020\u0020
一、主要工作
1.抓巡查。全年巡查30次。
2抓整改。整改问题12个。
清河县水务局
2025年1月6日
"""
CLEAN = """\
清河县水务局关于开展巡查的通知

各科室：
　　请各科室按照要求认真开展巡查。

清河县水务局
2024年5月6日
"""


def run(*arguments: str | Path, cwd: Path | None = None) -> Result:
    before = Path.cwd()
    try:
        os.chdir(cwd or before)
        result = CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    finally:
        os.chdir(before)
    if arguments[:1] in (("check",), ("outline",)) and {"json", "jsonl"} & set(map(str, arguments)):
        conform(str(arguments[0]), result.stdout)
    return result


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    (tmp_path / "总结.txt").write_text(FAULTY, "utf-8")
    (tmp_path / "通知.txt").write_text(CLEAN, "gb18030")
    return tmp_path


def test_choices_are_those_of_the_registries() -> None:
    assert set(FORMATS) == {*REPORTS, "word"}
    assert set(OUTLINE_FORMATS) == set(OUTLINE_REPORTS)
    assert shared.FAIL_ON == FAIL_ON


def test_check_shows_findings_and_exits_with_1(drafts: Path) -> None:
    result = run("check", drafts / "总结.txt")
    assert result.exit_code == 1
    assert "总结.txt:3:13 错误" in result.stdout
    assert "hegao check --fix" in result.stdout


def test_a_clean_draft_exits_with_0(drafts: Path) -> None:
    result = run("check", drafts / "通知.txt")
    assert (result.exit_code, result.stderr) == (0, "")


def test_fail_on(drafts: Path) -> None:
    assert run("check", drafts, "--fail-on", "never").exit_code == 0
    assert run("check", drafts, "--fail-on", "error").exit_code == 1


def test_json_holds_to_the_contract(drafts: Path) -> None:
    result = run("check", drafts, "--format", "json")
    data = json.loads(result.stdout)
    assert [Path(f["path"]).name for f in data["files"]] == ["总结.txt", "通知.txt"]
    for file in data["files"]:
        text = Path(file["path"]).read_bytes().decode("utf-8" if "总结" in file["path"] else "gb18030")
        assert file["characters"] == len(text)
        for f in file["findings"]:
            assert text[f["offset"] : f["offset"] + len(f["text"])] == f["text"]
            line = text.split("\n")[f["paragraph"] - 1]
            assert line[f["start"] : f["end"]] == f["text"]


def test_jsonl_has_one_file_a_line(drafts: Path) -> None:
    lines = run("check", drafts, "--format", "jsonl").stdout.splitlines()
    assert [Path(json.loads(line)["path"]).name for line in lines] == ["总结.txt", "通知.txt"]


def test_output_goes_into_a_file(drafts: Path) -> None:
    target = drafts / "结果.html"
    result = run("check", drafts / "总结.txt", "--format", "html", "-o", target)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "<html" in target.read_text("utf-8")


def test_the_suffix_of_the_output_decides_its_form(drafts: Path) -> None:
    for name, start in (("a.html", "<!DOCTYPE html>"), ("a.json", "{"), ("a.md", "#"), ("a.txt", "")):
        run("check", drafts / "总结.txt", "-o", drafts / "结果" / ".." / name)
        assert not (drafts / name).exists()
        run("check", drafts / "总结.txt", "-o", drafts / name)
        assert (drafts / name).read_text("utf-8").lower().startswith(start.lower())


@pytest.mark.parametrize("command", ["check", "outline"])
def test_results_never_overwrite_a_draft(drafts: Path, command: str) -> None:
    draft = drafts / "总结.txt"
    word = drafts / "别的.docx"
    word.write_bytes(b"PK")
    for arguments in ((draft, "-o", draft), (drafts, "-o", drafts / "." / "总结.txt"), (draft, "-o", word)):
        result = run(command, *arguments)
        assert result.exit_code == 2
        assert "请换一个文件名" in result.stderr
    assert draft.read_text("utf-8") == FAULTY
    assert word.read_bytes() == b"PK"


def test_hints_speak_when_they_are_asked_for(drafts: Path) -> None:
    (drafts / "长.txt").write_text("某局工作总结\n\n" + "我局认真开展各项工作，" * 30 + "成效明显。\n", "utf-8")
    assert run("check", drafts / "长.txt", "--select", "structure/missing-signature").exit_code == 0
    one = run("check", drafts / "长.txt", "--select", "structure/missing-signature", "--format", "json")
    assert json.loads(one.stdout)["summary"]["by_severity"]["hint"] == 1
    assert run("check", drafts / "长.txt", "--fail-on", "hint").exit_code == 1


def test_fix_writes_a_copy_and_leaves_the_draft_alone(drafts: Path) -> None:
    draft = drafts / "总结.txt"
    result = run("check", "--fix", draft)
    assert draft.read_text("utf-8") == FAULTY
    fixed = (drafts / "总结.核稿.txt").read_text("utf-8")
    assert "认真学习，狠抓落实。\n" in fixed
    assert "\n2.抓整改。" in fixed
    assert "已改正 3 处，存为 总结.核稿.txt" in result.stderr
    assert "总结.txt:" not in result.stdout
    again = run("check", drafts, "--format", "json")
    assert "核稿" not in again.stdout


def test_fix_in_place_only_when_asked(drafts: Path) -> None:
    run("check", "--fix", "--in-place", drafts / "总结.txt")
    assert "2.抓整改" in (drafts / "总结.txt").read_text("utf-8")
    assert not (drafts / "总结.核稿.txt").exists()
    assert run("check", "--in-place", drafts / "总结.txt").exit_code == 2


def test_fix_keeps_encoding_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(FAULTY.replace("\n", "\r\n").encode("gb18030"))
    run("check", "--fix", path)
    fixed = (tmp_path / "a.核稿.txt").read_bytes()
    assert fixed.decode("gb18030").count("\r\n") == FAULTY.count("\n")


def test_diff_writes_nothing(drafts: Path) -> None:
    result = run("check", "--diff", drafts / "总结.txt")
    assert "-2抓整改" in result.stdout
    assert "+2.抓整改" in result.stdout
    assert {p.name for p in drafts.iterdir()} == {"总结.txt", "通知.txt"}


def test_select_and_ignore(drafts: Path) -> None:
    only = json.loads(run("check", drafts / "总结.txt", "--select", "numbering", "--format", "json").stdout)
    assert {f["group"] for f in only["files"][0]["findings"]} == {"numbering"}
    without = json.loads(
        run("check", drafts / "总结.txt", "--ignore", "numbering，punctuation", "--format", "json").stdout
    )
    assert not {f["group"] for f in without["files"][0]["findings"]} & {"numbering", "punctuation"}
    wrong = run("check", drafts, "--select", "punctuatoin")
    assert wrong.exit_code == 2
    assert "是不是想写“punctuation”" in wrong.stderr


def test_settings_are_found_beside_the_draft(drafts: Path) -> None:
    (drafts / "hegao.toml").write_text('select = ["numbering"]\n', "utf-8")
    data = json.loads(run("check", drafts / "总结.txt", "--format", "json").stdout)
    assert {f["group"] for f in data["files"][0]["findings"]} == {"numbering"}
    (drafts / "hegao.toml").write_text("selct = []\n", "utf-8")
    wrong = run("check", drafts / "总结.txt")
    assert wrong.exit_code == 2
    assert "是不是想写“select”" in wrong.stderr


def test_the_units_own_rules_replace_ours(drafts: Path) -> None:
    own = drafts / "本单位规则" / "numbering"
    own.mkdir(parents=True)
    rule = Path(hegao.__file__).parents[2] / "rules" / "numbering" / "missing-dot.yml"
    (own / "missing-dot.yml").write_text(rule.read_text("utf-8").replace("severity: error", "severity: hint"), "utf-8")
    (drafts / "hegao.toml").write_text('rules = ["本单位规则"]\n', "utf-8")
    data = json.loads(run("check", drafts / "总结.txt", "--format", "json").stdout)
    assert "numbering/missing-dot" not in {f["rule"] for f in data["files"][0]["findings"]}


def test_one_bad_file_never_stops_the_run(drafts: Path) -> None:
    (drafts / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    result = run("check", drafts, "--format", "json")
    assert result.exit_code == 2
    files = {Path(f["path"]).name: f["error"] for f in json.loads(result.stdout)["files"]}
    assert files["坏.docx"]
    assert files["总结.txt"] is None


def test_missing_file_and_empty_folder_are_named(tmp_path: Path) -> None:
    result = run("check", tmp_path / "没有.txt")
    assert result.exit_code == 2
    assert "没有.txt" in result.stdout + result.stderr
    empty = run("check", tmp_path)
    assert empty.exit_code == 2
    assert "没有找到可检查的文件" in empty.stderr


def test_include_exclude_and_hidden_files(drafts: Path) -> None:
    (drafts / ".隐藏.txt").write_text(FAULTY, "utf-8")
    (drafts / "~$总结.docx").write_bytes(b"lock")

    def names(*more: str) -> list[str]:
        result = run("check", drafts, "--format", "json", *more)
        return [Path(f["path"]).name for f in json.loads(result.stdout)["files"]]

    assert names() == ["总结.txt", "通知.txt"]
    assert names("--exclude", "总结*") == ["通知.txt"]
    assert names("--include", "总结*") == ["总结.txt"]


def test_a_suppression_that_names_no_rule_is_told(drafts: Path) -> None:
    draft = drafts / "总结.txt"
    draft.write_text("<!-- hegao: ignore numbering/mising-dot -->\n" + FAULTY, "utf-8")
    result = run("check", draft)
    assert "是不是想写“numbering/missing-dot”？" in result.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[genre."总接"]\nignore = ["typos"]\n', "可用的有：公告"),
        ('[path."x/*"]\nignore = ["typo"]\n', "是不是想写“typos”？"),
        ('[params."structure/overlong-sentence"]\nmax = "a"\n', "整数"),
    ],
)
def test_settings_are_wrong_before_any_draft_meets_them(drafts: Path, text: str, words: str) -> None:
    (drafts / "hegao.toml").write_text(text, "utf-8")
    result = run("check", drafts / "通知.txt")
    assert result.exit_code == 2
    assert words in result.stderr


def test_outline(drafts: Path) -> None:
    result = run("outline", drafts / "总结.txt")
    assert result.exit_code == 0
    assert "文种：总结" in result.stdout
    (file,) = conform("outline", run("outline", drafts / "总结.txt", "--format", "json").stdout)
    assert file["genre"] == "总结"


def test_rules_are_listed_explained_and_tested(tmp_path: Path) -> None:
    assert "numbering/missing-dot" in run("rules").stdout
    listed = json.loads(run("rules", "--format", "json").stdout)["rules"]
    assert {"id", "name", "severity", "message", "source", "params", "bad", "good"} <= set(listed[0])
    told = run("rules", "explain", "numbering/missing-dot").stdout
    assert "依据：GB/T 9704" in told
    unknown = run("rules", "explain", "numbering/missing-dots")
    assert unknown.exit_code == 2
    assert "numbering/missing-dot" in unknown.stderr
    own = tmp_path / "numbering" / "missing-dot.yml"
    own.parent.mkdir()
    source = Path(hegao.__file__).parents[2] / "rules" / "numbering" / "missing-dot.yml"
    own.write_text(source.read_text("utf-8"), "utf-8")
    assert run("rules", "test", own).exit_code == 0
    own.write_text(source.read_text("utf-8").replace("hit: '2'", "hit: '3'").replace('hit: "2"', 'hit: "3"'), "utf-8")
    assert run("rules", "test", own).exit_code == 1


def test_init_writes_settings_once(tmp_path: Path) -> None:
    assert run("init", cwd=tmp_path).exit_code == 0
    assert (tmp_path / "hegao.toml").exists()
    assert run("init", cwd=tmp_path).exit_code == 2


def test_every_command_has_chinese_help() -> None:
    for words in (
        [],
        ["check"],
        ["outline"],
        ["extract"],
        ["rules"],
        ["rules", "explain"],
        ["rules", "test"],
        ["init"],
    ):
        result = run(*words, "--help")
        assert result.exit_code == 0
        assert any("\u4e00" <= c <= "\u9fff" for c in result.stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc", "x"], "没有“chekc”这个命令，是不是想写“check”？"),
        (["check", "--fromat", "json", "x"], "没有 --fromat 这个选项，是不是想写 --format？"),
        (["check"], "缺少参数：文件或文件夹…。"),
        (["check", "x", "--format", "pdf"], "--format 的值不对，可用：console、html、json、jsonl、markdown、word。"),
        (["rules", "explian", "x"], "看用法：hegao rules --help"),
    ],
)
def test_wrong_calls_are_told_in_chinese(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Usage" not in result.stderr + run("--help").stdout


def _python(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, env={**os.environ, **(env or {})}, timeout=120, check=False
    )


def test_a_strict_gbk_console_works(drafts: Path) -> None:
    (drafts / "生僻.txt").write_text(FAULTY.replace("巡查30次", "巡查𠮷家庄30次"), "utf-8")
    for more in ([], ["--format", "markdown"], ["--format", "json"]):
        done = _python("-m", "hegao", "check", str(drafts), *more, env={"PYTHONIOENCODING": "cp936:strict"})
        assert done.returncode == 1, done.stderr.decode("cp936", "replace")
        text = done.stdout.decode("cp936")
        if more[-1:] == ["json"]:
            assert {f["genre"] for f in json.loads(text)["files"]} == {"总结", "通知"}
        else:
            assert "错误" in text


def _imported(*command: str) -> set[str]:
    done = _python("-X", "importtime", *command)
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.decode().splitlines() if "|" in line}


def test_help_imports_nothing_heavy() -> None:
    assert not _imported("-m", "hegao", "--help") & {
        "spacy",
        "jieba",
        "rjieba",
        "docx",
        "openpyxl",
        "rich",
        "lxml",
        "jinja2",
        "yaml",
    }


def test_checking_a_text_file_imports_neither_spacy_nor_docx(drafts: Path) -> None:
    seen = _imported("-m", "hegao", "check", str(drafts / "总结.txt"))
    assert not seen & {"spacy", "docx", "openpyxl", "lxml", "jinja2", "rich"}


OWN_RULE = """\
id: typos/own
name: 试
severity: error
check: pattern
message: “{actual}”不对
source: 自拟
params: {pattern: 甲乙}
bad:
  - {text: 这是甲乙。, hit: 甲乙}
good: [这是甲。]
"""


def test_settings_say_where_everything_comes_from(drafts: Path) -> None:
    (drafts / "规则" / "typos").mkdir(parents=True)
    (drafts / "规则" / "typos" / "own.yml").write_text(OWN_RULE, "utf-8")
    text = 'rules = ["规则"]\nfail-on = "error"\n[severity]\n"punctuation/dash" = "off"\n[genre."总结"]\nhints = 1\n'
    (drafts / "hegao.toml").write_text(text.replace("hints = 1", 'ignore = ["spacing"]'), "utf-8")

    shown = run("settings", cwd=drafts).output
    assert f"{drafts / 'hegao.toml'}:2" in shown
    assert all(word in shown for word in ("typos/own", "单位", "own.yml:1", "punctuation/dash", "不用（原为警告）"))
    assert "spacing/trailing" not in shown

    told = json.loads(run("settings", "总结.txt", "--format", "json", cwd=drafts).output)
    levels = {rule["id"]: rule for rule in told["rules"]}
    assert levels["spacing/trailing"]["severity"] == "off"
    assert levels["spacing/trailing"]["settings"][0]["line"] == 6
    assert levels["typos/own"]["layer"] == "单位"
    assert {s["key"]: s["value"] for s in told["settings"]}["hints"] is False
    assert all(Path(file).is_file() for files in told["lexicons"].values() for file in files)


def test_fail_on_hint_in_the_settings_shows_hints(drafts: Path) -> None:
    (drafts / "hegao.toml").write_text('fail-on = "hint"\n', "utf-8")
    assert "提示" in run("check", "总结.txt", cwd=drafts).output


FAULTY_WORDS = """\
清河县水务局关于开展巡查的通知

各科室：
　　请各科室按照要求认真学习,狠抓落实。
　　特此通知。

清河县水务局
2024年5月6日
"""


@pytest.fixture
def word_draft(tmp_path: Path) -> Path:
    """A draft laid out right, but for a half-width comma and a wide margin."""
    from hegao.layout import Remedy
    from hegao.ooxml.revise import revise
    from hegao.pipeline import laid_out
    from hegao.profile import load_profile

    laid = laid_out(FAULTY_WORDS.encode(), "通知.txt", load_profile())
    path = tmp_path / "通知.docx"
    path.write_bytes(revise(laid, [], [Remedy("section", 0, values={"left": 31.8})], load_profile()))
    return path


def _found(path: Path) -> set[str]:
    result = run("check", path, "--format", "json")
    return {finding["rule"] for finding in json.loads(result.stdout)["files"][0]["findings"]}


def test_a_clean_copy_has_words_and_layout_mended(word_draft: Path) -> None:
    before = word_draft.read_bytes()
    assert _found(word_draft) == {"punctuation/half-width", "layout/page-margins"}
    result = run("check", "--fix", word_draft)
    assert (result.exit_code, word_draft.read_bytes()) == (0, before)
    copy = word_draft.with_name("通知.核稿.docx")
    assert _found(copy) == set()
    assert "已改正 2 处，存为 通知.核稿.docx" in result.stderr


def test_a_tracked_copy_reads_as_the_clean_one_and_says_what_changed(word_draft: Path) -> None:
    result = run("check", "--track", word_draft)
    copy = word_draft.with_name("通知.核稿修订.docx")
    assert result.exit_code == 0
    assert _found(copy) == set()
    with zipfile.ZipFile(copy) as archive:
        text = archive.read("word/document.xml").decode()
    assert all(f"<w:{name} " in text for name in ("ins", "del", "sectPrChange"))
    assert 'w:author="核稿"' in text


def test_comments_go_into_a_copy_and_an_answer_silences(word_draft: Path) -> None:
    result = run("check", "--format", "word", word_draft)
    copy = word_draft.with_name("通知.核稿批注.docx")
    assert result.exit_code == 1
    assert "2 处问题写成批注，存为 通知.核稿批注.docx" in result.stderr
    docx_document = docx.Document(str(copy))
    (margin, comma) = docx_document.comments
    assert "layout/page-margins" in margin.text
    assert "punctuation/half-width" in comma.text
    runs = [run for paragraph in docx_document.paragraphs for run in paragraph.runs if run.text == ","]
    docx_document.add_comment(runs, "核稿忽略", author="王工")
    docx_document.save(str(copy))
    assert _found(copy) == {"layout/page-margins"}


def test_o_names_the_word_file_that_is_written(word_draft: Path) -> None:
    target = word_draft.with_name("退改.docx")
    result = run("check", "--track", word_draft, "-o", target, "--ignore", "punctuation/half-width")
    assert result.exit_code == 0
    assert target.is_file()
    other = word_draft.with_name("清稿.docx")
    assert run("check", "--fix", word_draft, "-o", other).exit_code == 0
    assert _found(other) == set()
    run("check", "--fix", "--format", "word", word_draft, "--select", "layout")
    assert word_draft.with_name("通知.核稿.docx").is_file()
    assert not word_draft.with_name("通知.核稿批注.docx").exists()


def test_text_takes_neither_comments_nor_revisions(drafts: Path) -> None:
    for options in (["--track"], ["--format", "word"]):
        result = run("check", *options, drafts / "总结.txt")
        assert result.exit_code == 2
        assert "hegao typeset" in result.stdout


def test_a_text_is_mended_though_it_takes_no_comments(drafts: Path) -> None:
    result = run("check", "--fix", "--format", "word", drafts / "总结.txt")
    assert (drafts / "总结.核稿.txt").is_file()
    assert "hegao typeset" in result.stderr


def test_a_list_beside_the_draft_silences(drafts: Path) -> None:
    draft = drafts / "总结.txt"
    before = _found(draft)
    draft.with_name("总结.txt.核稿忽略.txt").write_text("punctuation/half-width “认真学习,狠抓”\n没有的话", "gb18030")
    result = run("check", draft, "--format", "json")
    (file,) = json.loads(result.stdout)["files"]
    assert before - {finding["rule"] for finding in file["findings"]} == {"punctuation/half-width"}
    assert len(json.loads(run("check", drafts, "--format", "json").stdout)["files"]) == 2


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--diff", "--track"], "--diff"),
        (["--in-place"], "--fix"),
        (["--fix", "--in-place", "-o", "结果.docx"], "只用其中一个"),
        (["--fix", "--format", "word", "-o", "结果.docx"], "批注版"),
    ],
)
def test_options_that_do_not_go_together(word_draft: Path, options: list[str], word: str) -> None:
    result = run("check", word_draft, *options)
    assert result.exit_code == 2
    assert word in result.stderr


def test_a_preview_without_its_program_says_what_to_do(word_draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEGAO_SOFFICE", str(word_draft.parent / "没有"))
    result = run("preview", word_draft)
    assert result.exit_code == 2
    assert "HEGAO_SOFFICE" in result.stderr
    assert run("preview", word_draft, "-o", "x.docx").exit_code == 2


def test_a_page_number_that_cannot_be_tracked_is_told(word_draft: Path) -> None:
    docx_document = docx.Document(str(word_draft))
    for section in docx_document.sections:
        for run_ in section.footer.paragraphs[0].runs:
            run_.text = run_.text.replace("— ", "").replace(" —", "")
    docx_document.save(str(word_draft))
    result = run("check", "--track", word_draft)
    assert "已改正 2 处，存为 通知.核稿修订.docx" in result.stderr
    assert "页码不能做成修订" in result.stderr
    assert result.exit_code == 1
