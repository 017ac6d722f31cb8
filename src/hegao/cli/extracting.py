"""The commands that extract: extract, trace."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hegao.cli.shared import (
    BINARY,
    CONFIG,
    EXCLUDE,
    FORMAT_OF,
    INCLUDE,
    OUTPUT,
    PATHS,
    PER_RULE,
    Worst,
    desk_for,
    emit,
    names_in,
    options_for,
    progress,
    spare_drafts,
    write,
)
from hegao.errors import HegaoError, suggestion
from hegao.usage import Command

if TYPE_CHECKING:
    from hegao.model import Review

EXTRACT_FORMATS = ("console", "csv", "html", "json", "jsonl", "markdown", "word", "xlsx")


EXTRACT_FORMAT_OF = {**FORMAT_OF, ".csv": "csv", ".docx": "word", ".xlsx": "xlsx"}


TRACE_FORMATS = ("console", "html", "json", "markdown", "xlsx")


_WHOLE = ("html", "json", "jsonl")  # forms of an extraction that hold every kind, not only what people read


_LONG = 300_000  # bytes


@click.command(cls=Command)
@PATHS
@click.option(
    "--format", "form", type=click.Choice(EXTRACT_FORMATS), help="结果的形式（默认依 -o 的后缀，否则 console）。"
)
@OUTPUT
@click.option("--only", multiple=True, metavar="种类", help="只要这些：任务 指标 待补 引用 时间 机构（逗号分隔）。")
@INCLUDE
@EXCLUDE
@CONFIG
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

    form = form or _format_by(output, EXTRACT_FORMATS)
    kinds = _kinds(only) or (tuple(KINDS) if form in _WHOLE else USUAL_KINDS)
    if form in BINARY and output is None and sys.stdout.isatty():
        raise HegaoError(f"{form} 形式的结果不能显示在屏幕上，请用 -o 指定文件")
    files = batch.walk(paths, desk_for(config), include, exclude)
    if not files:
        raise HegaoError("没有找到可提取的文件（Word、WPS、文本等），请检查路径和 --include/--exclude")
    outputs = _tables_beside(output, kinds) if form == "csv" and output else {output: kinds}
    for path in outputs:
        spare_drafts(path, files, force, "里面可能填了进展；请换一个文件名，确要重做则加 --force")
    worst, counts = Worst("never"), Counter[str]()
    found: Iterable[Review] = progress(batch.extractions(files, kinds), len(files), "正在提取", _are_long(files))
    if concrete:
        found = map(only_concrete, found)
    found = _counted(worst.watch(found), counts)
    if form != "console" or output:
        found = _unread_told(found)
    if output:
        found = _some_read(found, output, len(files))
    if len(outputs) > 1:
        found = list(found)
    for path, some in outputs.items():
        write(EXTRACT_REPORTS[form](found, replace(options_for(path), kinds=some)), path)
    if output:
        click.echo(f"{_extracted_words(counts, kinds)}结果已写入 {'、'.join(map(str, outputs))}。", err=True)
        _say_if_among_drafts(output, paths)
    sys.exit(worst.exit_code())


@click.command(cls=Command)
@click.argument("plan", type=click.Path(path_type=Path, readable=False), metavar="计划")
@click.argument("summary", type=click.Path(path_type=Path, readable=False), metavar="总结")
@click.option(
    "--format", "form", type=click.Choice(TRACE_FORMATS), help="结果的形式（默认依 -o 的后缀，否则 console）。"
)
@OUTPUT
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

    form = form or _format_by(output, TRACE_FORMATS)
    if form in BINARY and output is None and sys.stdout.isatty():
        raise HegaoError(f"{form} 形式的结果不能显示在屏幕上，请用 -o 指定文件")
    spare_drafts(output, (plan, summary), force, "里面可能有人改过；请换一个文件名，确要重做则加 --force")
    found = held_against(*batch.extractions((plan, summary), ("tasks", "metrics", "times")))
    if output or form != "console":
        for notice in found.notices:
            click.echo(f"注意：{notice}。", err=True)
    options = options_for(output, None if all_ or output else PER_RULE)
    emit(TRACE_REPORTS[form](found, options), output)
    sys.exit(1 if fail_on_missing and any(answer.verdict != "done" for answer in found.answers) else 0)


def _kinds(only: Iterable[str]) -> tuple[str, ...]:
    """What --only names, in the usual order. Raises HegaoError for a name that is none."""
    from hegao.rendering import KINDS

    named = names_in(value.replace("、", ",") for value in only)
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
    known = [key for key, form in EXTRACT_FORMAT_OF.items() if form in forms]
    if suffix not in known:
        raise HegaoError(f"-o 的后缀 {suffix} 写不了，请用 {' '.join(known)}，或加 --format 指明形式")
    return EXTRACT_FORMAT_OF[suffix]


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


def _some_read(found: Iterable[Review], output: Path, files: int) -> Iterable[Review]:
    """The same, once one of them is known to be read: an empty ledger would stand in the way of the right one.

    HegaoError where none is, what is wrong with each having been told.
    """
    rest = iter(found)
    unread: list[Review] = []
    for review in rest:
        if review.error is None:
            return chain(unread, (review,), rest)
        unread.append(review)
    which = "文件没有读出" if files == 1 else f"{files} 个文件都没有读出"
    raise HegaoError(f"{which}，没有写 {output}；请核对文件名和位置后重做")


def _say_if_among_drafts(output: Path, paths: Iterable[Path]) -> None:
    """A result that lies in the folder it was made of would be read as a draft the next time."""
    from hegao.readers import SUFFIXES

    folder = output.resolve().parent
    if output.suffix.lower() in SUFFIXES and any(p.is_dir() and folder.is_relative_to(p.resolve()) for p in paths):
        click.echo(
            f"{output.name} 在文稿文件夹里，下次会被当作文稿；可移到别处，或加 --exclude {output.name}", err=True
        )
