"""The commands that write documents: fill, templates, typeset."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from hegao.cli.shared import CONFIG, PROFILE, desk_for, emit, own_folder, require_folder, spare_drafts
from hegao.errors import HegaoError, naming, suggestion
from hegao.usage import Command, Commands

if TYPE_CHECKING:
    from hegao.config import Config
    from hegao.fill import Filled
    from hegao.layout import Profile
    from hegao.model import Document, Review
    from hegao.templates import Template
    from hegao.typeset.frame import Frame

_DATA_SUFFIXES = (".xlsx", ".yaml", ".yml")
_ADVICE = "里面可能有人改过；请换一个文件名，确要重做则加 --force"

_DRAFT = click.Path(path_type=Path, readable=False)
_SET = click.option("--set", "given", multiple=True, metavar="名=值", help="直接给一项，如 --set 年份=2025（可多次）。")
_SEAL = click.option("--seal", is_flag=True, help="落款按加盖印章的样式排。")
_FORCE = click.option("--force", is_flag=True, help="-o 指的文件已经有了，也覆盖它。")


@click.command(cls=Command)
@click.argument("template", metavar="模板")
@click.option(
    "--from", "drafts", multiple=True, type=_DRAFT, metavar="文稿", help="往年的总结、计划，从中取材（可多次）。"
)
@click.option(
    "--data", multiple=True, type=_DRAFT, metavar="文件", help="数据：xlsx、csv、yaml、json（可多次，后给的为准）。"
)
@_SET
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="写成 .docx 或 .md。"
)
@PROFILE
@_SEAL
@click.option("--prefer-data", is_flag=True, help="几处数字矛盾时以后给的为准，不报错。")
@click.option("--force", is_flag=True, help="覆盖已有的文件；所填文字有问题也照样写出。")
@CONFIG
def fill(
    template: str,
    drafts: tuple[Path, ...],
    data: tuple[Path, ...],
    given: tuple[str, ...],
    output: Path | None,
    profile: str | None,
    seal: bool,
    prefer_data: bool,
    force: bool,
    config: Path | None,
) -> None:
    """用往年文稿和数据填写模板，排成 Word 公文。

    模板是名字（hegao templates 列出）、模板文件，或本单位在 Word 里写了 {{ 单位名称 }} 这类标记的 .docx。
    没有数据的地方留作【待填：……】，标黄并在最后逐处列出；数字矛盾、同比算错会指出两处出处。写出之前先自查一遍。
    填全了退出码为 0，还有待填的为 1。
    """
    from hegao import fill as filling
    from hegao.fixer import write_atomically
    from hegao.pipeline import laid_out, review_document

    word = template.lower().endswith(".docx")
    if output is not None:
        _refuse_suffix(output, (".docx",) if word else (".docx", ".md"))
        spare_drafts(output, (*drafts, *data, Path(template)), force, _ADVICE)
    desk = desk_for(config)
    settings = desk.config(Path.cwd())
    chosen = filling.of_word(Path(template)) if word else _find(template, settings)
    gathered = filling.gather(chosen, drafts, data, _pairs(given), prefer_data)

    def check(document: Document) -> Review:
        # How a unit's own Word template looks is the unit's business.
        return review_document(replace(document, layout=None), desk.rules_for(settings), settings)

    filled = filling.fill(chosen, gathered, check)
    target = output or Path(f"{_file_name(filled)}.docx")
    spare_drafts(target, (*drafts, *data, Path(template)), force, _ADVICE)
    for notice in filled.notices:
        click.echo(f"注意：{notice}。", err=True)
    of_data = [line for line, origin in _faults(filled) if origin]
    if of_data and not force:
        told = ["填好的文稿自查有问题，没有写出：", *of_data, "请改正数据后再试，或加 --force 照样写出。"]
        raise HegaoError("\n".join(told))
    if filled.faults:
        click.echo("\n".join(["自查有问题，请核对：", *(line for line, _ in _faults(filled))]), err=True)
    written = filled.data
    if target.suffix.lower() == ".docx" and not word:
        frame = _frame(filling.single_texts(gathered.facts))
        written = laid_out(written, "文稿.md", _profile(profile, settings, seal), frame)
    write_atomically(target, written)
    click.echo(f"已写好 {target}。", err=True)
    emit(_blanks(filled), None)
    sys.exit(1 if filled.missing or filled.faults else 0)


@click.group(cls=Commands, invoke_without_command=True)
@CONFIG
@click.pass_context
def templates(context: click.Context, config: Path | None) -> None:
    """列出模板；show 说明一个模板要填什么、写空白数据文件，learn 由往年文稿归纳模板。"""
    from hegao.templates import templates as every

    context.obj = desk_for(config).config(Path.cwd())
    if context.invoked_subcommand is None:
        found = every(_folders(context.obj))
        width = max(len(name) for name in found)
        for name, one in found.items():
            click.echo(f"{name}{'　' * (width - len(name))}　{one.about}{'' if one.trusted else f'（{one.path}）'}")
        click.echo("\n看要填什么：hegao templates show 名字；填写：hegao fill 名字 --data 数据.xlsx", err=True)


@templates.command()
@click.argument("name", metavar="模板")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="写一份空白数据文件来填：.xlsx 或 .yaml。",
)
@_FORCE
@click.pass_obj
def show(settings: Config, name: str, output: Path | None, force: bool) -> None:
    """说明一个模板要填什么；加 -o 写一份空白数据文件。"""
    from hegao import fill as filling
    from hegao import templatedocs

    template = filling.of_word(Path(name)) if name.lower().endswith(".docx") else _find(name, settings)
    if output is None:
        emit(templatedocs.described(template), None)
        return
    _refuse_suffix(output, _DATA_SUFFIXES)
    require_folder(output)
    if output.exists() and not force:
        raise HegaoError(f"{output} 已经有了，没有覆盖它；里面可能填了数据，确要重做则加 --force")
    emit([templatedocs.empty_file(template, output.suffix.lower())], output)


@templates.command()
@click.argument("samples", nargs=-1, required=True, type=_DRAFT, metavar="文稿…")
@click.option("-o", "--output", required=True, metavar="名字", help="模板的名字，或 .md 文件的路径。")
@_FORCE
@click.pass_obj
def learn(settings: Config, samples: tuple[Path, ...], output: str, force: bool) -> None:
    """由本单位往年（或脱敏）的文稿归纳模板：标题层次、开头结尾、数据和空缺都留成可填的项。

    名字不带路径时，写进 hegao.toml 里 templates 指的文件夹，没有设置则写在当前文件夹。
    """
    from hegao import fill as filling
    from hegao import learn as learning
    from hegao.fixer import write_atomically
    from hegao.templates import load

    path = Path(output)
    if path.suffix.lower() in (".docx", ".txt", ".doc", ".wps"):
        _refuse_suffix(path, (".md",))
    if path.suffix.lower() != ".md":
        path = path.with_name(f"{path.name}.md")
    if len(path.parts) == 1 and settings.templates:
        path = settings.templates[-1] / path
    if path.exists() and not force:
        raise HegaoError(f"模板 {path} 已经有了，没有覆盖它；请换一个名字，确要重做则加 --force")
    text = learning.learn([filling.extracted(sample, ()) for sample in samples], path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text.encode())
    template = load(path)
    click.echo(f"已写好模板 {path}，可填的有 {len(template.slots)} 项。", err=True)
    click.echo(f"看要填什么：hegao templates show {path}；请先通读一遍，改掉不合适的地方。", err=True)


@click.command(cls=Command)
@click.argument("draft", type=_DRAFT, metavar="文稿")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="写成哪个 .docx（默认“原名.核稿.docx”）。",
)
@PROFILE
@_SEAL
@_SET
@_FORCE
@CONFIG
def typeset(
    draft: Path,
    output: Path | None,
    profile: str | None,
    seal: bool,
    given: tuple[str, ...],
    force: bool,
    config: Path | None,
) -> None:
    """按 GB/T 9704—2012 排版：.docx .md .txt 都排成 Word 公文，文字不变，原文件不动。

    版头、版记按需：--set 发文机关标志=临江市水务局文件 --set 发文字号=临水发〔2025〕1号，还有
    份号 密级 紧急程度 签发人 抄送 印发机关 印发日期。
    """
    from hegao.fixer import copy_path, write_atomically
    from hegao.pipeline import laid_out
    from hegao.readers import read_file

    settings = desk_for(config).config(draft.parent)
    if output is not None:
        _refuse_suffix(output, (".docx",))
    spare_drafts(output, [draft], force, _ADVICE)
    layout, frame = _profile(profile, settings, seal), _frame(_pairs(given), strict=True)
    with naming(draft):
        laid = laid_out(read_file(draft), str(draft), layout, frame)
    target = output or copy_path(draft.with_suffix(".docx"), laid)
    write_atomically(target, laid)
    click.echo(f"已排好 {target}。", err=True)


@click.command(cls=Command)
@click.argument("draft", type=_DRAFT, metavar="文稿")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="写成哪个 .pdf 或 .png（默认“原名.pdf”；几页的 .png 依次加 -1、-2）。",
)
@click.option("--dpi", type=click.IntRange(30, 400), default=96, help="图片每英寸多少点（默认 96）。")
@PROFILE
@_FORCE
@CONFIG
def preview(draft: Path, output: Path | None, dpi: int, profile: str | None, force: bool, config: Path | None) -> None:
    """看排出来的样子：用 LibreOffice 把文稿画成 PDF 或图片，并说明哪些字体是替代的。

    Word 文件照它现在的版面画，文本先按 GB/T 9704—2012 排好再画。
    """
    from hegao import preview as previewing
    from hegao.fixer import write_atomically
    from hegao.readers import read_file

    target = output or draft.with_suffix(".pdf")
    _refuse_suffix(target, (".pdf", ".png"))
    spare_drafts(target, [draft])
    if output is None and target.exists() and not force:
        raise HegaoError(f"{target} 已经有了，没有覆盖它；请用 -o 换一个文件名，或加 --force")
    layout = _profile(profile, desk_for(config).config(draft.parent), seal=False)
    kind: Literal["png", "pdf"] = "png" if target.suffix.lower() == ".png" else "pdf"
    with naming(draft):
        shown = previewing.preview(read_file(draft), str(draft), kind, dpi, layout)
    names = [target]
    if len(shown.pages) > 1:
        names = [target.with_stem(f"{target.stem}-{number}") for number in range(1, len(shown.pages) + 1)]
    for name, page in zip(names, shown.pages, strict=True):
        write_atomically(name, page)
    if told := previewing.note(shown):
        click.echo(told, err=True)
    click.echo(f"已写好 {names[0]}{f' 等 {len(names)} 页' if len(names) > 1 else ''}。", err=True)


def _refuse_suffix(output: Path, allowed: tuple[str, ...]) -> None:
    """HegaoError for a file that can't be written under this suffix."""
    if output.suffix.lower() not in allowed:
        raise HegaoError(f"-o 的后缀“{output.suffix}”写不了，请用 {' '.join(allowed)}")


def _find(name: str, settings: Config) -> Template:
    from hegao.templates import find

    return find(name, _folders(settings))


def _folders(settings: Config) -> list[Path]:
    """Where templates are looked for: the package's, the unit's, the person's."""
    from hegao.data import data_folder

    own = own_folder() / "templates"
    return [data_folder("templates"), *settings.templates, *([own] if own.is_dir() else [])]


def _profile(name: str | None, settings: Config, seal: bool) -> Profile:
    from hegao.profile import DEFAULT, load_profile

    profile = load_profile(name or settings.profile or DEFAULT)
    return replace(profile, closing=replace(profile.closing, seal=True)) if seal else profile


def _frame(values: dict[str, str], strict: bool = False) -> Frame | None:
    """版头 and 版记; `strict` refuses values that are no part of them."""
    from hegao.typeset.frame import KEYS, frame_from

    for name in values if strict else ():
        if name not in KEYS:
            raise HegaoError(f"--set 的“{name}”不是版头、版记里的一项{suggestion(name, KEYS)}")
    return frame_from(values)


def _pairs(given: Iterable[str]) -> dict[str, str]:
    """名=值 of --set. HegaoError for what has no = in it."""
    pairs: dict[str, str] = {}
    for one in given:
        name, mark, value = one.partition("=")
        if not mark or not name.strip():
            raise HegaoError(f"--set 的“{one}”应写成 名=值，如 --set 年份=2025")
        pairs[name.strip()] = value.strip()
    return pairs


def _file_name(filled: Filled) -> str:
    """A name for the file: the title without what a file's name can't hold."""
    title = filled.review.outline.title if filled.review.outline else ""
    return re.sub(r'[\\/:*?"<>|\s【】]+', "", title)[:60] or "文稿"


def _faults(filled: Filled) -> list[tuple[str, str]]:
    """What check finds, a line each, and the place in the data it comes from; "" for the template's own words."""
    lines = []
    for finding, origin in filled.faults:
        where = f"（出自{origin}）" if origin else ""
        quoted = f"“{finding.text[:30]}”" if finding.text else ""
        lines.append((f"  第{finding.span.paragraph}段{quoted}：{finding.message} [{finding.rule}]{where}", origin))
    return lines


def _blanks(filled: Filled) -> Iterator[str]:
    if not filled.missing:
        yield "没有待填的地方。\n"
        return
    yield f"还有 {len(filled.missing)} 处待填（稿中标黄）：\n"
    for one in filled.missing:
        where = f"第{one.paragraph}段" + (f"（{one.section}）" if one.section else "")
        yield f"  {where} {one.text}{f'：{one.about}' if one.about else ''}\n"
