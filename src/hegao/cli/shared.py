"""What the commands have in common: their usual options, settings and rules in force, where results go, exit codes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from hegao.errors import HegaoError

if TYPE_CHECKING:
    from hegao.batch import Desk
    from hegao.config import Config
    from hegao.model import Review
    from hegao.rendering import Options
    from hegao.rules import Rule

T = TypeVar("T")


FORMAT_OF = {".html": "html", ".htm": "html", ".json": "json", ".jsonl": "jsonl", ".md": "markdown"}


BINARY = ("word", "xlsx")


OFFICE = (".doc", ".docx", ".et", ".wps", ".xls", ".xlsx")  # people write into these


PER_RULE = 5  # findings of one rule shown a file: 170 half-width commas would bury the one wrong year


FAIL_ON = ("error", "warning", "hint", "never")


# What several commands take.
PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar="文件或文件夹…"
)


OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="结果写入文件，不显示在屏幕上。",
)


INCLUDE = click.option("--include", multiple=True, metavar="样式", help="文件夹里只看这些文件，如 '*.docx'。")


EXCLUDE = click.option("--exclude", multiple=True, metavar="样式", help="文件夹里跳过这些文件。")


PROFILE = click.option("--profile", metavar="版面", help="版面参数：自带的名字，或本单位的 .toml 文件。")


CONFIG = click.option("--config", type=click.Path(path_type=Path), metavar="文件", help="指定设置文件，不再就近寻找。")


class Worst:
    """Remembers the strongest thing that passes by, for the exit code."""

    def __init__(self, fail_on: str) -> None:
        self.bad = FAIL_ON[: FAIL_ON.index(fail_on) + 1] if fail_on != "never" else ()
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


def names_in(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.replace("，", ",").split(",") if name.strip())


def own_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_config_dir("hegao", appauthor=False))


def desk_for(
    path: Path | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    hints: bool = False,
    profile: str | None = None,
) -> Desk:
    """Settings and rules as the files and the command line have them; `path` is a settings file named outright."""
    from hegao.batch import Desk
    from hegao.config import Choice, load, merge

    named = load(path) if path is not None else None

    def settings(found: Config) -> Config:
        base = named or found
        shown = hints or base.hints or base.fail_on == "hint"
        chosen = merge(base.choice, Choice(select, ignore))
        return replace(base, choice=chosen, hints=shown, profile=profile or base.profile)

    return Desk(settings, own_folder() / "rules", own_folder() / "hegao.toml")


def rules_in_force() -> dict[str, Rule]:
    """The rules in force in the current folder."""
    desk = desk_for()
    return desk.rules_for(desk.config(Path.cwd()))


def options_for(output: Path | None, per_rule: int | None = None) -> Options:
    from hegao.rendering import Options
    from hegao.rules import GROUPS

    on_screen = output is None
    return Options(
        folder=str(output.parent) if output else "",
        width=shutil.get_terminal_size((100, 24)).columns,
        color=on_screen and sys.stdout.isatty() and "NO_COLOR" not in os.environ,
        ascii_only=on_screen and not is_unicode(sys.stdout),
        per_rule=per_rule,
        groups=GROUPS,
    )


def spare_drafts(
    output: Path | None, files: Iterable[Path], force: bool = False, advice: str = "请换一个文件名，如 结果.html"
) -> None:
    """Refuses to write results over a draft: -o 通知.docx is a slip that would cost the draft.

    Other office files are overwritten with `force` only; `advice` says what to do instead.
    """
    if output is None:
        return
    if any(file.exists() and output.exists() and file.samefile(output) for file in files):
        raise HegaoError(f"-o 指的 {output} 是要读的文稿，写上去会毁掉它；请换一个文件名，如 结果.html")
    if output.exists() and output.suffix.lower() in OFFICE and not force:
        raise HegaoError(f"-o 指的 {output} 已经有了，没有覆盖它；{advice}")
    require_folder(output)


def require_folder(output: Path) -> None:
    """HegaoError where the folder of a result does not exist."""
    if not output.parent.is_dir():
        raise HegaoError(f"-o 指的文件夹 {output.parent} 不存在，请先建好，或换一个位置")


def is_unicode(stream: IO[Any]) -> bool:
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "").startswith("utf")


def emit(chunks: Iterable[str] | Iterable[bytes], output: Path | None) -> None:
    """Results to stdout, or into a file and a word on stderr that they are there."""
    write(chunks, output)
    if output:
        click.echo(f"结果已写入 {output}。", err=True)


def write(chunks: Iterable[str] | Iterable[bytes], output: Path | None) -> None:
    """Results to stdout, or whole into a file: a crash half-way leaves no half file."""
    if output is None:
        for chunk in chunks:
            click.echo(chunk, nl=False)
        return
    from hegao.fixer import write_atomically

    write_atomically(output, b"".join(c if isinstance(c, bytes) else c.encode("utf-8") for c in chunks))


def progress(items: Iterable[T], total: int, doing: str = "正在检查", long: bool = False) -> Iterator[T]:
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
