"""The command line: parses, calls, prints, exits; computes nothing.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage or a file that could not be read.
"""

from __future__ import annotations

import difflib
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from hegao import __version__
from hegao.errors import HegaoError, did_you_mean, suggestion
from hegao.usage import Commands

if TYPE_CHECKING:
    from hegao.batch import Correction, Desk
    from hegao.config import Config
    from hegao.model import Review
    from hegao.rendering import Options
    from hegao.rules import Rule

_T = TypeVar("_T")
_FORMATS = ("console", "html", "json", "jsonl", "markdown")
_FORMAT_OF = {".html": "html", ".htm": "html", ".json": "json", ".jsonl": "jsonl", ".md": "markdown"}
_OUTLINE_FORMATS = ("console", "json")
_EXTRACT_FORMATS = ("console", "csv", "html", "json", "jsonl", "markdown", "word", "xlsx")
_EXTRACT_FORMAT_OF = {**_FORMAT_OF, ".csv": "csv", ".docx": "word", ".xlsx": "xlsx"}
_TRACE_FORMATS = ("console", "html", "json", "markdown", "xlsx")
_WHOLE = ("html", "json", "jsonl")  # forms of an extraction that hold every kind, not only what people read
_BINARY = ("word", "xlsx")
_OFFICE = (".doc", ".docx", ".et", ".wps", ".xls", ".xlsx")  # people write into these
_LONG = 300_000  # bytes
_PER_RULE = 5  # findings of one rule shown a file: 170 half-width commas would bury the one wrong year
_FAIL_ON = ("error", "warning", "hint", "never")


# What several commands take.
_PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar="文件或文件夹…"
)
_OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="结果写入文件，不显示在屏幕上。",
)
_INCLUDE = click.option("--include", multiple=True, metavar="样式", help="文件夹里只看这些文件，如 '*.docx'。")
_EXCLUDE = click.option("--exclude", multiple=True, metavar="样式", help="文件夹里跳过这些文件。")
_CONFIG = click.option("--config", type=click.Path(path_type=Path), metavar="文件", help="指定设置文件，不再就近寻找。")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hegao", message="%(prog)s %(version)s", help="显示版本。")
def main() -> None:
    """核稿：检查公文的格式、序号、标点、数字、错别字和用语，提取任务和指标。

    \b
    hegao check 通知.docx            检查一篇文稿
    hegao check 文稿/ -o 结果.html   检查一个文件夹，结果写成网页
    hegao check --fix 通知.docx      另存一份改正稿
    hegao extract 方案.docx          列出任务、指标、待补和引用
    hegao trace 计划.docx 总结.docx  看计划的任务在总结里有没有着落
    hegao outline 总结.txt           看文稿的标题、文种、层次
    hegao rules                      看有哪些规则
    hegao settings                   看设置和规则从哪里来

    全程离线；原文件不会被改动（除非加 --in-place）。
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and not _is_unicode(stream):
            stream.reconfigure(errors="replace")  # a GBK console lacks some characters of a draft


@main.command()
@_PATHS
@click.option("--format", "form", type=click.Choice(_FORMATS), help="结果的形式（默认依 -o 的后缀，否则 console）。")
@_OUTPUT
@click.option("--select", multiple=True, metavar="规则", help="只用这些规则或类别（逗号分隔，可多次）。")
@click.option("--ignore", multiple=True, metavar="规则", help="不用这些规则或类别（逗号分隔，可多次）。")
@click.option("--hints", is_flag=True, help="连“提示”一级也显示。")
@click.option("--all", "all_", is_flag=True, help="屏幕上逐处列出（默认每个文件每条规则列前 5 处）。")
@_INCLUDE
@_EXCLUDE
@click.option("--fix", "fix_", is_flag=True, help="改正有把握的问题，另存为“原名.核稿.后缀”。")
@click.option("--unsafe-fixes", is_flag=True, help="连同没有十足把握的改法一起改（含 --fix）。")
@click.option("--diff", is_flag=True, help="只显示会怎么改，不写文件。")
@click.option("--in-place", is_flag=True, help="与 --fix 同用：直接改原文件。")
@click.option("--fail-on", type=click.Choice(_FAIL_ON), help="出现哪一级问题时退出码为 1（默认 warning）。")
@_CONFIG
def check(
    paths: tuple[Path, ...],
    form: str | None,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    hints: bool,
    all_: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    fix_: bool,
    unsafe_fixes: bool,
    diff: bool,
    in_place: bool,
    fail_on: str | None,
    config: Path | None,
) -> None:
    """检查文稿，列出每一处问题、依据和改法。

    文件夹会逐层查找 .docx .txt .md；读不出的文件单独列出，不影响其余文件。
    """
    from hegao import batch
    from hegao.reports import REPORTS

    desk = _desk(config, _names(select), _names(ignore), hints or fail_on == "hint")
    if in_place and not (fix_ or unsafe_fixes):
        raise HegaoError("--in-place 要与 --fix 或 --unsafe-fixes 同用")
    files = batch.walk(paths, desk, include, exclude)
    if not files:
        raise HegaoError("没有找到可检查的文件（.docx .txt .md），请检查路径和 --include/--exclude")
    _spare_drafts(output, files)
    worst = _Worst(fail_on or desk.config(files[0].parent).fail_on)
    if diff:
        corrected = _progress(batch.corrections(files, desk, unsafe_fixes), len(files))
        _emit(_diffs(worst, corrected), output)
    else:
        if fix_ or unsafe_fixes:
            found = _written(_progress(batch.corrections(files, desk, unsafe_fixes), len(files)), in_place)
        else:
            found = _progress(batch.reviews(files, desk), len(files))
        report = REPORTS[form or _FORMAT_OF.get(output.suffix.lower() if output else "", "console")]
        _emit(report(worst.watch(found), _options(output, None if all_ else _PER_RULE)), output)
    sys.exit(worst.exit_code())


def _written(corrected: Iterable[Correction], in_place: bool) -> Iterator[Review]:
    """Writes each corrected draft, says so, and passes on what is left to do in it."""
    from hegao.fixer import copy_path, write_atomically

    for correction in corrected:
        fixed = correction.fixed
        if fixed is None:
            yield correction.review
            continue
        if fixed.count == 0:
            click.echo(f"{correction.path}: 没有可以自动改正的问题。", err=True)
            yield correction.review
        else:
            target = correction.path if in_place else copy_path(correction.path, fixed.data)
            write_atomically(target, fixed.data)
            click.echo(f"{correction.path}: 已改正 {fixed.count} 处，存为 {target.name}。", err=True)
            yield replace(correction.review, path=str(target))  # the places named are the corrected draft's


def _diffs(worst: _Worst, corrected: Iterable[Correction]) -> Iterator[str]:
    """What the corrections would change, paragraph by paragraph; files that can't be read on stderr."""
    for correction in corrected:
        worst.see(correction.review)
        fixed = correction.fixed
        if fixed is None or fixed.review.document is None:
            click.echo(f"{correction.path}: {correction.review.error}", err=True)
            continue
        before = [p.text for p in fixed.before.paragraphs]
        after = [p.text for p in fixed.review.document.paragraphs]
        names = (f"{correction.path}", f"{correction.path}（改正后）")
        yield from (line + "\n" for line in difflib.unified_diff(before, after, *names, n=0, lineterm=""))


@main.command()
@_PATHS
@click.option(
    "--format", "form", type=click.Choice(_OUTLINE_FORMATS), default="console", help="结果的形式（默认 console）。"
)
@_OUTPUT
def outline(paths: tuple[Path, ...], form: str, output: Path | None) -> None:
    """切分文稿：标题、文种、年份、层次、各要素和句子。"""
    from hegao import batch
    from hegao.reports import OUTLINE_REPORTS

    desk = _desk()
    files = batch.walk(paths, desk)
    if not files:
        raise HegaoError("没有找到可切分的文件（.docx .txt .md），请检查路径")
    _spare_drafts(output, files)
    worst = _Worst("never")
    _emit(OUTLINE_REPORTS[form](worst.watch(batch.outlines(files)), _options(output)), output)
    sys.exit(worst.exit_code())


@main.command()
@_PATHS
@click.option(
    "--format", "form", type=click.Choice(_EXTRACT_FORMATS), help="结果的形式（默认依 -o 的后缀，否则 console）。"
)
@_OUTPUT
@click.option("--only", multiple=True, metavar="种类", help="只要这些：任务 指标 待补 引用 时间 机构（逗号分隔）。")
@_INCLUDE
@_EXCLUDE
@_CONFIG
@click.option("--concrete", is_flag=True, help="只列有数量、时限或责任单位的任务。")
@click.option("--force", is_flag=True, help="-o 指的表格或 Word 文件已经有了，也覆盖它。")
def extract(
    paths: tuple[Path, ...],
    form: str | None,
    output: Path | None,
    only: tuple[str, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    config: Path | None,
    concrete: bool,
    force: bool,
) -> None:
    """提取文稿里的任务、指标、待补内容和引用，写明各自出处。

    时间和机构要在 --only 里写明才列出（html、json、jsonl 六种都有）。文件夹汇总成一份结果；
    读不出的文件单独列出，不影响其余文件。

    -o 结果.csv 写成几张 Excel 可直接打开的表：任务在 结果.csv，其余在旁边的 结果.指标.csv、结果.待补.csv、
    结果.引用.csv；只要一种时只写 结果.csv。
    """
    from hegao import batch
    from hegao.ledger import concrete as only_concrete
    from hegao.rendering import KINDS, USUAL_KINDS
    from hegao.reports import EXTRACT_REPORTS

    form = form or _format_by(output, _EXTRACT_FORMATS)
    kinds = _kinds(only) or (tuple(KINDS) if form in _WHOLE else USUAL_KINDS)
    if form in _BINARY and output is None and sys.stdout.isatty():
        raise HegaoError(f"{form} 形式的结果不能显示在屏幕上，请用 -o 指定文件")
    files = batch.walk(paths, _desk(config), include, exclude)
    if not files:
        raise HegaoError("没有找到可提取的文件（.docx .txt .md），请检查路径和 --include/--exclude")
    outputs = _tables_beside(output, kinds) if form == "csv" and output else {output: kinds}
    for path in outputs:
        _spare_drafts(path, files, force, "里面可能填了进展；请换一个文件名，确要重做则加 --force")
    worst, counts = _Worst("never"), Counter[str]()
    found: Iterable[Review] = _progress(batch.extractions(files, kinds), len(files), "正在提取", _are_long(files))
    if concrete:
        found = map(only_concrete, found)
    found = _counted(worst.watch(found), counts)
    if form != "console" or output:
        found = _unread_told(found)
    if len(outputs) > 1:
        found = list(found)
    for path, some in outputs.items():
        _write(EXTRACT_REPORTS[form](found, replace(_options(path), kinds=some)), path)
    if output:
        click.echo(f"{_extracted_words(counts, kinds)}结果已写入 {'、'.join(map(str, outputs))}。", err=True)
        _say_if_among_drafts(output, paths)
    sys.exit(worst.exit_code())


@main.command()
@click.argument("plan", type=click.Path(path_type=Path, readable=False), metavar="计划")
@click.argument("summary", type=click.Path(path_type=Path, readable=False), metavar="总结")
@click.option(
    "--format", "form", type=click.Choice(_TRACE_FORMATS), help="结果的形式（默认依 -o 的后缀，否则 console）。"
)
@_OUTPUT
@click.option("--all", "all_", is_flag=True, help="屏幕上连已落实的任务也逐项列出。")
@click.option("--fail-on-missing", is_flag=True, help="有任务不是已落实（部分落实、待核、未提及等）时退出码为 1。")
@click.option("--force", is_flag=True, help="-o 指的表格已经有了，也覆盖它。")
def trace(
    plan: Path, summary: Path, form: str | None, output: Path | None, all_: bool, fail_on_missing: bool, force: bool
) -> None:
    """对照计划和总结：计划的每项任务在总结里有没有着落，做到几成；哪些工作是计划外的；同名指标差多少。

    “未提及”只说明总结里没有找到相应表述，不等于没有做，请核对原文。
    """
    from hegao import batch
    from hegao.reports import TRACE_REPORTS
    from hegao.trace import trace as held_against

    form = form or _format_by(output, _TRACE_FORMATS)
    if form in _BINARY and output is None and sys.stdout.isatty():
        raise HegaoError(f"{form} 形式的结果不能显示在屏幕上，请用 -o 指定文件")
    _spare_drafts(output, (plan, summary), force, "里面可能有人改过；请换一个文件名，确要重做则加 --force")
    found = held_against(*batch.extractions((plan, summary), ("tasks", "metrics", "times")))
    if output or form != "console":
        for notice in found.notices:
            click.echo(f"注意：{notice}。", err=True)
    options = _options(output, None if all_ or output else _PER_RULE)
    _emit(TRACE_REPORTS[form](found, options), output)
    sys.exit(1 if fail_on_missing and any(answer.verdict != "done" for answer in found.answers) else 0)


def _kinds(only: Iterable[str]) -> tuple[str, ...]:
    """What --only names, in the usual order. Raises HegaoError for a name that is none."""
    from hegao.rendering import KINDS

    named = _names(value.replace("、", ",") for value in only)
    for name in named:
        if name not in KINDS and name not in KINDS.values():
            near = suggestion(name, KINDS if name.isascii() else KINDS.values())
            raise HegaoError(f"--only 里的“{name}”不是可提取的种类{near}")
    return tuple(kind for kind, name in KINDS.items() if kind in named or name in named)


def _format_by(output: Path | None, forms: Iterable[str]) -> str:
    """The form a suffix stands for, where it is one of these."""
    suffix = output.suffix.lower() if output else ""
    if suffix in ("", ".txt"):
        return "console"
    known = [key for key, form in _EXTRACT_FORMAT_OF.items() if form in forms]
    if suffix not in known:
        raise HegaoError(f"-o 的后缀 {suffix} 写不了，请用 {' '.join(known)}，或加 --format 指明形式")
    return _EXTRACT_FORMAT_OF[suffix]


def _tables_beside(output: Path, kinds: tuple[str, ...]) -> dict[Path | None, tuple[str, ...]]:
    """A file for each kind: the first in `output` itself, the others beside it under their own names."""
    from hegao.rendering import KINDS

    beside: dict[Path | None, tuple[str, ...]] = {
        output.with_name(f"{output.stem}.{KINDS[kind]}{output.suffix}"): (kind,) for kind in kinds[1:]
    }
    return {output: kinds[:1], **beside}


def _counted(found: Iterable[Review], counts: Counter[str]) -> Iterator[Review]:
    """Counts what passes by, by the field of a Review; `error` are files that could not be read."""
    from hegao.rendering import KINDS

    for review in found:
        counts.update({kind: len(getattr(review, kind)) for kind in KINDS})
        counts["error"] += review.error is not None
        yield review


def _extracted_words(counts: Counter[str], kinds: Iterable[str]) -> str:
    """“任务32项，指标15项，待补3处；4个文件没有读出。”"""
    from hegao.rendering import KINDS

    units = {"tasks": "项", "metrics": "项"}
    found = [f"{KINDS[kind]}{counts[kind]}{units.get(kind, '处')}" for kind in kinds if counts[kind]]
    unread = f"；{counts['error']}个文件没有读出" if counts["error"] else ""
    return f"{'，'.join(found) or '没有找到内容'}{unread}。"


def _are_long(files: Iterable[Path]) -> bool:
    """Whether a person will notice the time it takes to read them."""
    return sum(file.stat().st_size for file in files if file.is_file()) > _LONG


def _unread_told(found: Iterable[Review]) -> Iterator[Review]:
    """Names on stderr what could not be read: a table has no row for it."""
    for review in found:
        if review.error is not None:
            over = "\r" if sys.stderr.isatty() else ""  # the count of files done
            click.echo(f"{over}无法读取 {review.path}：{review.error}", err=True)
        yield review


def _say_if_among_drafts(output: Path, paths: Iterable[Path]) -> None:
    """A result that lies in the folder it was made of would be read as a draft the next time."""
    from hegao.readers import SUFFIXES

    folder = output.resolve().parent
    if output.suffix.lower() in SUFFIXES and any(p.is_dir() and folder.is_relative_to(p.resolve()) for p in paths):
        click.echo(
            f"{output.name} 在文稿文件夹里，下次会被当作文稿；可移到别处，或加 --exclude {output.name}", err=True
        )


@main.group(invoke_without_command=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(("console", "json", "markdown")),
    default="console",
    help="一览的形式（默认 console）。",
)
@click.pass_context
def rules(context: click.Context, form: str) -> None:
    """列出规则；explain 说明一条规则，test 试跑规则自带的例子。"""
    if context.invoked_subcommand is None:
        from hegao import ruledocs

        _emit(ruledocs.LISTS[form](_rules()), None)


@rules.command()
@click.argument("id_", metavar="规则ID或类别")
def explain(id_: str) -> None:
    """说明一条规则：查什么、凭什么、例子；给类别则列出这一类。"""
    from hegao import ruledocs

    every = _rules()
    group = {key: rule for key, rule in every.items() if rule.group == id_}
    if group:
        _emit(ruledocs.LISTS["console"](group), None)
        return
    if id_ not in every:
        raise HegaoError(f"没有“{id_}”这条规则{did_you_mean(id_, every)}规则一览：hegao rules")
    _emit(ruledocs.explain(every[id_]), None)


@rules.command("test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[规则文件或文件夹…]")
def test_rules(paths: tuple[Path, ...]) -> None:
    """试跑规则自带的例子；不给文件则试跑全部规则。"""
    from hegao import testing
    from hegao.data import data_folder
    from hegao.outline import genres
    from hegao.rules import GROUPS, load_file

    keys = [genre.key for genre in genres()]
    if paths:
        within = [f for path in paths if path.is_dir() for f in sorted(path.rglob("*.yml")) if f.parent.name in GROUPS]
        files = [*within, *(path for path in paths if not path.is_dir())]
        wanted = [load_file(f.resolve(), keys, [data_folder("rules")]) for f in files]
    else:
        wanted = list(_rules().values())
    failed = [line for rule in wanted for line in testing.failures(rule)]
    for line in failed:
        click.echo(line)
    click.echo(f"共 {len(wanted)} 条规则，{len(failed)} 处例子不符。")
    sys.exit(1 if failed else 0)


@rules.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹")
def pages(folder: Path) -> None:
    """把规则说明写成网页文本（Markdown）：一页总表，每类一页，逐条写明说明、依据、正反例。"""
    from hegao import ruledocs
    from hegao.fixer import write_atomically

    for name, text in ruledocs.pages(_rules()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8"))
    click.echo(f"规则说明已写入 {folder}。", err=True)


@main.command()
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False), metavar="[文件或文件夹]")
@click.option("--format", "form", type=click.Choice(("console", "json")), default="console", help="结果的形式。")
@click.option("--all", "all_", is_flag=True, help="列出每一条规则，不只是与自带不同的。")
@_CONFIG
def settings(path: Path, form: str, all_: bool, config: Path | None) -> None:
    """说明对某篇文稿（或当前文件夹）起作用的设置和规则各从哪里来：自带、单位、个人，哪个文件第几行。"""
    from hegao import provenance
    from hegao.config import choice_for
    from hegao.pipeline import segment

    desk = _desk(config)
    genre = None
    if not path.is_dir():
        outline = segment(path).outline
        genre = outline.genre if outline else None
    found = desk.config(path if path.is_dir() else path.parent)
    applying = provenance.applying(found, path, genre)
    choice = choice_for(found, path, genre)
    standings = tuple(provenance.standings(desk.rules_for(found), choice, applying, _own_folder() / "rules"))
    _emit(provenance.FORMATS[form](found, applying, standings, all_), None)


@main.command()
def init() -> None:
    """在当前文件夹写一份带说明的 hegao.toml。"""
    from hegao.config import TEMPLATE

    path = Path("hegao.toml")
    if path.exists():
        raise HegaoError("当前文件夹已有 hegao.toml，没有改动它")
    path.write_text(TEMPLATE, "utf-8")
    click.echo("已写好 hegao.toml，打开它按说明修改即可。")


class _Worst:
    """Remembers the strongest thing that passes by, for the exit code."""

    def __init__(self, fail_on: str) -> None:
        self.bad = _FAIL_ON[: _FAIL_ON.index(fail_on) + 1] if fail_on != "never" else ()
        self.unreadable = False
        self.failed = False

    def see(self, review: Review) -> None:
        self.unreadable = self.unreadable or review.error is not None
        self.failed = self.failed or any(f.severity in self.bad for f in review.findings)

    def watch(self, found: Iterable[Review]) -> Iterator[Review]:
        for review in found:
            self.see(review)
            yield review

    def exit_code(self) -> int:
        return 2 if self.unreadable else 1 if self.failed else 0


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.replace("，", ",").split(",") if name.strip())


def _own_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_config_dir("hegao", appauthor=False))


def _desk(
    path: Path | None = None, select: tuple[str, ...] = (), ignore: tuple[str, ...] = (), hints: bool = False
) -> Desk:
    """Settings and rules as the files and the command line have them; `path` is a settings file named outright."""
    from hegao.batch import Desk
    from hegao.config import Choice, load, merge

    named = load(path) if path is not None else None

    def settings(found: Config) -> Config:
        base = named or found
        shown = hints or base.hints or base.fail_on == "hint"
        return replace(base, choice=merge(base.choice, Choice(select, ignore)), hints=shown)

    return Desk(settings, _own_folder() / "rules", _own_folder() / "hegao.toml")


def _rules() -> dict[str, Rule]:
    """The rules in force in the current folder."""
    desk = _desk()
    return desk.rules_for(desk.config(Path.cwd()))


def _options(output: Path | None, per_rule: int | None = None) -> Options:
    from hegao.rendering import Options
    from hegao.rules import GROUPS

    on_screen = output is None
    return Options(
        folder=str(output.parent) if output else "",
        width=shutil.get_terminal_size((100, 24)).columns,
        color=on_screen and sys.stdout.isatty() and "NO_COLOR" not in os.environ,
        ascii_only=on_screen and not _is_unicode(sys.stdout),
        per_rule=per_rule,
        groups=GROUPS,
    )


def _spare_drafts(
    output: Path | None, files: Iterable[Path], force: bool = False, advice: str = "请换一个文件名，如 结果.html"
) -> None:
    """Refuses to write results over a draft: -o 通知.docx is a slip that would cost the draft.

    Other office files are overwritten with `force` only; `advice` says what to do instead.
    """
    if output is None:
        return
    if any(file.exists() and output.exists() and file.samefile(output) for file in files):
        raise HegaoError(f"-o 指的 {output} 是要读的文稿，写上去会毁掉它；请换一个文件名，如 结果.html")
    if output.exists() and output.suffix.lower() in _OFFICE and not force:
        raise HegaoError(f"-o 指的 {output} 已经有了，没有覆盖它；{advice}")
    if not output.parent.is_dir():
        raise HegaoError(f"-o 指的文件夹 {output.parent} 不存在，请先建好，或换一个位置")


def _is_unicode(stream: IO[Any]) -> bool:
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "").startswith("utf")


def _emit(chunks: Iterable[str] | Iterable[bytes], output: Path | None) -> None:
    """Results to stdout, or into a file and a word on stderr that they are there."""
    _write(chunks, output)
    if output:
        click.echo(f"结果已写入 {output}。", err=True)


def _write(chunks: Iterable[str] | Iterable[bytes], output: Path | None) -> None:
    """Results to stdout, or whole into a file: a crash half-way leaves no half file."""
    if output is None:
        for chunk in chunks:
            click.echo(chunk, nl=False)
        return
    from hegao.fixer import write_atomically

    write_atomically(output, b"".join(c if isinstance(c, bytes) else c.encode("utf-8") for c in chunks))


def _progress(items: Iterable[_T], total: int, doing: str = "正在检查", long: bool = False) -> Iterator[_T]:
    """Counts on stderr while a person waits for several files, or for one that is `long`."""
    shown = (total > 1 or long) and sys.stderr.isatty()
    if shown:
        click.echo(f"\r{doing} 0/{total}" if total > 1 else f"\r{doing}…", nl=False, err=True)
    for done, item in enumerate(items, 1):
        if shown and total > 1:
            click.echo(f"\r{doing} {done}/{total}", nl=False, err=True)
        if shown and done == total:
            click.echo("\r" + " " * 30 + "\r", nl=False, err=True)
        yield item
