"""The command line: parses, calls, prints, exits; computes nothing.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage or a file that could not be read.
"""

from __future__ import annotations

import sys

import click

from hegao import __version__
from hegao.cli import checking, extracting, filling
from hegao.cli.shared import is_unicode
from hegao.usage import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hegao", message="%(prog)s %(version)s", help="显示版本。")
def main() -> None:
    """核稿：检查公文的格式、序号、标点、数字、错别字和用语，提取任务和指标，填写模板，排版。

    \b
    hegao check 通知.docx            检查一篇文稿
    hegao check 文稿/ -o 结果.html   检查一个文件夹，结果写成网页
    hegao check --fix 通知.docx      另存一份改正稿；--track 写成修订
    hegao check --format word 通知.docx  把问题写成 Word 批注
    hegao extract 方案.docx          列出任务、指标、待补和引用
    hegao trace 计划.docx 总结.docx  看计划的任务在总结里有没有着落
    hegao templates                  看有哪些模板、要填什么
    hegao fill 通知 --data 数据.xlsx 填写模板，排成 Word 公文
    hegao typeset 通知.txt           按 GB/T 9704—2012 排版
    hegao preview 通知.docx          看排出来的样子
    hegao outline 总结.txt           看文稿的标题、文种、层次
    hegao rules                      看有哪些规则
    hegao settings                   看设置和规则从哪里来

    全程离线；原文件不会被改动（除非加 --in-place）。
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and not is_unicode(stream):
            stream.reconfigure(errors="replace")  # a GBK console lacks some characters of a draft


for command in (
    checking.check,
    checking.outline,
    checking.rules,
    checking.settings,
    checking.init,
    extracting.extract,
    extracting.trace,
    filling.fill,
    filling.templates,
    filling.typeset,
    filling.preview,
):
    main.add_command(command)
