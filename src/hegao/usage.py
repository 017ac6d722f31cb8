"""click's own words in Chinese: commands in, their help and complaints as a clerk can read them out."""

from __future__ import annotations

import sys
from typing import Any

import click

from hegao.errors import HegaoError, suggestion


class _Formatter(click.HelpFormatter):
    """Help with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading({"Options": "选项", "Commands": "命令"}.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command with Chinese help."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示帮助。"
        return option


class Commands(Command, click.Group):
    """A group of commands: what is wrong about a call, or a HegaoError, is one Chinese line and exit code 2."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": "命令 [参数]…", **kwargs})

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            code = super().main(*args, **{**kwargs, "prog_name": "hegao", "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as problem:
            click.echo(problem.format_message())
            sys.exit(2)
        except click.UsageError as problem:
            command = problem.ctx.command_path if problem.ctx else "hegao"
            click.echo(f"hegao: {_usage(problem)}看用法：{command} --help", err=True)
            sys.exit(2)
        except HegaoError as problem:
            click.echo(f"hegao: {problem}", err=True)
            sys.exit(2)
        except click.Abort:
            click.echo("hegao: 已中止。", err=True)
            sys.exit(2)
        sys.exit(code if isinstance(code, int) else 0)


def _usage(problem: click.UsageError) -> str:
    """What is wrong about a call, as a sentence."""
    if isinstance(problem, click.NoSuchOption):
        near = f"，是不是想写 {problem.possibilities[0]}？" if problem.possibilities else "。"
        return f"没有 {problem.option_name} 这个选项{near}"
    if isinstance(problem, click.MissingParameter) and problem.param and problem.ctx:
        return f"缺少参数：{problem.param.make_metavar(problem.ctx)}。"
    if isinstance(problem, click.BadParameter) and problem.param:
        kind = problem.param.type
        if isinstance(kind, click.Choice):
            return f"{problem.param.opts[-1]} 的值不对，可用：{'、'.join(map(str, kind.choices))}。"
        wanted = "应是文件名，不是文件夹" if isinstance(kind, click.Path) else "不对"
        return f"{problem.param.opts[-1]} 的值{wanted}。"
    if problem.message.startswith("Got unexpected extra argument"):
        return f"多写了{problem.message.partition('(')[2].rstrip(').')}；文件名里有空格的请加引号。"
    group = problem.ctx.command if problem.ctx else None
    if problem.message.startswith("No such command") and isinstance(group, click.Group):
        name = problem.message.removeprefix("No such command").strip(" .'")
        return f"没有“{name}”这个命令{suggestion(name, group.commands)}"
    return f"命令的写法不对（{problem.message.rstrip('.')}）。"
