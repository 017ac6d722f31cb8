"""The commands that check: check, outline, rules, settings, init."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hegao.cli.shared import (
    CONFIG,
    EXCLUDE,
    FAIL_ON,
    FORMAT_OF,
    INCLUDE,
    OUTPUT,
    PATHS,
    PER_RULE,
    PROFILE,
    Worst,
    desk_for,
    emit,
    names_in,
    options_for,
    own_folder,
    progress,
    rules_in_force,
    spare_drafts,
)
from hegao.errors import HegaoError, ReadError, did_you_mean
from hegao.usage import Command, Commands

if TYPE_CHECKING:
    from hegao.batch import Correction
    from hegao.model import Review
    from hegao.ooxml.revise import Stamp

FORMATS = ("console", "html", "json", "jsonl", "markdown", "word")


OUTLINE_FORMATS = ("console", "json")


@click.command(cls=Command)
@PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="结果的形式（默认依 -o 的后缀，否则 console）；word 把问题写成 Word 批注，另存为“原名.核稿批注.docx”。",
)
@OUTPUT
@click.option("--select", multiple=True, metavar="规则", help="只用这些规则或类别（逗号分隔，可多次）。")
@click.option("--ignore", multiple=True, metavar="规则", help="不用这些规则或类别（逗号分隔，可多次）。")
@click.option("--hints", is_flag=True, help="连“提示”一级也显示。")
@click.option("--all", "all_", is_flag=True, help="屏幕上逐处列出（默认每个文件每条规则列前 5 处）。")
@INCLUDE
@EXCLUDE
@click.option("--fix", "fix_", is_flag=True, help="改正有把握的问题，另存为“原名.核稿.后缀”。")
@click.option("--unsafe-fixes", is_flag=True, help="连同没有十足把握的改法一起改（含 --fix）。")
@click.option(
    "--track", is_flag=True, help="改正处写成 Word 修订，可逐处接受或拒绝，另存为“原名.核稿修订.docx”（含 --fix）。"
)
@click.option("--diff", is_flag=True, help="只显示会怎么改，不写文件。")
@click.option("--in-place", is_flag=True, help="与 --fix 同用：直接改原文件。")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="出现哪一级问题时退出码为 1（默认 warning）。")
@PROFILE
@CONFIG
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
    track: bool,
    diff: bool,
    in_place: bool,
    fail_on: str | None,
    profile: str | None,
    config: Path | None,
) -> None:
    """检查文稿，列出每一处问题、依据和改法。

    文件夹会逐层查找 Word、文本等文稿；读不出的文件单独列出，不影响其余文件。
    """
    from hegao import batch
    from hegao.reports import REPORTS

    desk = desk_for(config, names_in(select), names_in(ignore), hints or fail_on == "hint", profile)
    mends = fix_ or unsafe_fixes or track
    if in_place and not mends:
        raise HegaoError("--in-place 要与 --fix 或 --unsafe-fixes 同用")
    if diff and (track or form == "word"):
        raise HegaoError("--diff 只显示文字会怎么改，不能与 --track 或 --format word 同用")
    files = batch.walk(paths, desk, include, exclude)
    if not files:
        raise HegaoError("没有找到可检查的文件（Word、WPS、文本等），请检查路径和 --include/--exclude")
    spare_drafts(output, files)
    target = None  # of the Word file that is written
    if output and output.suffix.lower() == ".docx" and form in (None, "word"):
        if len(files) > 1:
            raise HegaoError("一篇文稿另存一个 Word 文件：请去掉 -o，存在原文件旁边；或一次只查一篇")
        if form == "word" and mends and not track:
            raise HegaoError("清稿和批注版是两个文件：请去掉 -o，都存在原文件旁边；或改用 --track")
        if in_place:
            raise HegaoError("--in-place 改原文件，-o 另存一份，请只用其中一个")
        output, target, form = None, output, form if mends else "word"
    form = form or FORMAT_OF.get(output.suffix.lower() if output else "", "console")
    worst = Worst(fail_on or desk.config(files[0].parent).fail_on)
    if diff:
        corrected = progress(batch.corrections(files, desk, unsafe_fixes), len(files))
        emit(_diffs(worst, corrected), output)
    else:
        stamp = _stamp() if track or form == "word" else None
        notes = stamp if form == "word" else None
        if mends:
            corrected = progress(batch.corrections(files, desk, unsafe_fixes, stamp if track else None), len(files))
            found = _written(corrected, in_place, track, notes, target)
        elif notes is not None:
            found = _annotated(progress(batch.noted(files, desk, notes), len(files)), target)
        else:
            found = progress(batch.reviews(files, desk), len(files))
        report = REPORTS["console" if form == "word" else form]
        emit(report(worst.watch(found), options_for(output, None if all_ else PER_RULE)), output)
    sys.exit(worst.exit_code())


def _stamp() -> Stamp:
    from datetime import datetime

    from hegao.ooxml.revise import Stamp

    return Stamp("核稿", datetime.now())


def _written(
    corrected: Iterable[Correction], in_place: bool, tracked: bool, notes: Stamp | None, output: Path | None
) -> Iterator[Review]:
    """Writes each corrected draft, says so, and passes on what is left to do in it; with `notes` as comments too.

    Comments go into the tracked copy, or else into a copy of their own: the clean one stays clean.
    """
    from hegao.fixer import copy_path, is_trackable, write_atomically

    for correction in corrected:
        fixed = correction.fixed
        if fixed is None:
            yield correction.review
            continue
        data, target = fixed.data, correction.path
        noted = b""
        if notes is not None:
            try:
                noted = _with_notes(data, correction.review, notes)
            except ReadError as problem:
                click.echo(f"{correction.path}: {problem}", err=True)
        if fixed.count == 0:
            click.echo(f"{correction.path}: 没有可以自动改正的问题。", err=True)
        else:
            if tracked and noted:
                data = noted
            if not in_place or fixed.before.kind == "legacy":  # .docx is no .doc
                target = output or copy_path(correction.path, data, "修订" if tracked else "")
            write_atomically(target, data)
            click.echo(f"{correction.path}: 已改正 {fixed.count} 处，存为 {target.name}。", err=True)
        if tracked and (footers := sum(not is_trackable(f) for f in correction.review.findings)):
            click.echo(f"{correction.path}: 页脚里的页码不能做成修订，有 {footers} 处没有改；请用 --fix 改。", err=True)
        left = replace(correction.review, path=str(target))  # the places named are the corrected draft's
        if noted and not (tracked and fixed.count):
            yield from _annotated([(left, noted)], None, correction.path)
        else:
            yield left


def _with_notes(data: bytes, review: Review, stamp: Stamp) -> bytes:
    from hegao.annotation import annotated
    from hegao.readers import as_word

    return annotated(data if review.document is None else as_word(data, review.document), review, stamp)


def _annotated(
    noted: Iterable[tuple[Review, bytes]], output: Path | None, source: Path | None = None
) -> Iterator[Review]:
    """Writes each draft with its findings as comments, beside the draft or to `output`, and says so."""
    from hegao.fixer import copy_path, write_atomically

    for review, data in noted:
        if data and review.findings:
            target = output or copy_path(source or Path(review.path), data, "批注")
            write_atomically(target, data)
            click.echo(f"{review.path}: {len(review.findings)} 处问题写成批注，存为 {target.name}。", err=True)
        elif data:
            click.echo(f"{review.path}: 没有发现问题，没有另存批注版。", err=True)
        yield review


def _diffs(worst: Worst, corrected: Iterable[Correction]) -> Iterator[str]:
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


@click.command(cls=Command)
@PATHS
@click.option(
    "--format", "form", type=click.Choice(OUTLINE_FORMATS), default="console", help="结果的形式（默认 console）。"
)
@OUTPUT
def outline(paths: tuple[Path, ...], form: str, output: Path | None) -> None:
    """切分文稿：标题、文种、年份、层次、各要素和句子。"""
    from hegao import batch
    from hegao.reports import OUTLINE_REPORTS

    desk = desk_for()
    files = batch.walk(paths, desk)
    if not files:
        raise HegaoError("没有找到可切分的文件（Word、WPS、文本等），请检查路径")
    spare_drafts(output, files)
    worst = Worst("never")
    emit(OUTLINE_REPORTS[form](worst.watch(batch.outlines(files)), options_for(output)), output)
    sys.exit(worst.exit_code())


@click.group(cls=Commands, invoke_without_command=True)
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

        emit(ruledocs.LISTS[form](rules_in_force()), None)


@rules.command()
@click.argument("id_", metavar="规则ID或类别")
def explain(id_: str) -> None:
    """说明一条规则：查什么、凭什么、例子；给类别则列出这一类。"""
    from hegao import ruledocs

    every = rules_in_force()
    group = {key: rule for key, rule in every.items() if rule.group == id_}
    if group:
        emit(ruledocs.LISTS["console"](group), None)
        return
    if id_ not in every:
        raise HegaoError(f"没有“{id_}”这条规则{did_you_mean(id_, every)}规则一览：hegao rules")
    emit(ruledocs.explain(every[id_]), None)


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
        wanted = list(rules_in_force().values())
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

    for name, text in ruledocs.pages(rules_in_force()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8"))
    click.echo(f"规则说明已写入 {folder}。", err=True)


@click.command(cls=Command)
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False), metavar="[文件或文件夹]")
@click.option("--format", "form", type=click.Choice(("console", "json")), default="console", help="结果的形式。")
@click.option("--all", "all_", is_flag=True, help="列出每一条规则，不只是与自带不同的。")
@CONFIG
def settings(path: Path, form: str, all_: bool, config: Path | None) -> None:
    """说明对某篇文稿（或当前文件夹）起作用的设置和规则各从哪里来：自带、单位、个人，哪个文件第几行。"""
    from hegao import provenance
    from hegao.config import choice_for
    from hegao.pipeline import segment

    desk = desk_for(config)
    genre = None
    if not path.is_dir():
        outline = segment(path).outline
        genre = outline.genre if outline else None
    found = desk.config(path if path.is_dir() else path.parent)
    applying = provenance.applying(found, path, genre)
    choice = choice_for(found, path, genre)
    standings = tuple(provenance.standings(desk.rules_for(found), choice, applying, own_folder() / "rules"))
    emit(provenance.FORMATS[form](found, applying, standings, all_), None)


@click.command(cls=Command)
def init() -> None:
    """在当前文件夹写一份带说明的 hegao.toml。"""
    from hegao.config import TEMPLATE

    path = Path("hegao.toml")
    if path.exists():
        raise HegaoError("当前文件夹已有 hegao.toml，没有改动它")
    path.write_text(TEMPLATE, "utf-8")
    click.echo("已写好 hegao.toml，打开它按说明修改即可。")
