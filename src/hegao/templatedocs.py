"""A template in, what is to be filled in out: as text to read, or as an empty data file (xlsx, yaml) to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from hegao.arrangement import guides
from hegao.facts import TABLES, VALUES, Column
from hegao.templates import PAGE_VALUES, TYPES, Slot, Template


def described(template: Template) -> Iterator[str]:
    """Name, genre and every slot with its type, whether it must be given, and an example."""
    yield f"{template.name}：{template.about}\n"
    if template.source:
        yield f"来源：{template.source}\n"
    single = [slot for slot in template.slots if slot.table is None]
    if single:
        yield "\n单项（＊必填，不填则留作待填）：\n"
    for slot in single:
        example = f"，如 {slot.example}" if slot.example else ""
        unit = f"，单位 {slot.unit}" if slot.unit else ""
        yield f"  {'＊' if slot.required else '　'}{slot.name}（{TYPES[slot.type]}{unit}）{slot.about}{example}\n"
    for slot in template.slots:
        if slot.table is not None:
            yield f"\n{'＊' if slot.required else '　'}表“{slot.name}”：{slot.about}\n"
            for column in columns_of_table(slot):
                yield f"    {column.name}：{column.about}\n"
    if any(slot.type == "guide" for slot in template.slots):
        yield "\n指导思想可写的键（年份不合的不能用）：\n"
        for key, text, start, end, _ in guides():
            yield f"  {key}：{text}（{start or '…'}年起{f'，{end}年停用' if end else ''}）\n"
    yield f"\n版头、版记按需另给：{'、'.join(name for name in PAGE_VALUES if name not in names_of(template))}\n"
    called = template.name if template.trusted else template.path
    yield f"写一份空白数据文件：hegao templates show {called} -o 数据.xlsx\n"


def names_of(template: Template) -> tuple[str, ...]:
    """The names of its slots."""
    return tuple(slot.name for slot in template.slots)


def columns_of_table(slot: Slot) -> tuple[Column, ...]:
    """The columns of its table a slot asks for, all of them when it names none."""
    every = {column.name: column for column in TABLES[slot.name].columns}
    return tuple(every[name] for name in slot.columns) or tuple(every.values())


def empty_file(template: Template, suffix: str) -> bytes:
    """An empty data file for the template: .xlsx, or else YAML."""
    from hegao.blankfile import empty_data

    single = {slot.name: _column(slot) for slot in template.slots if slot.table is None}
    tables = {slot.name: columns_of_table(slot) for slot in template.slots if slot.table is not None}
    required = tuple(slot.name for slot in template.slots if slot.required)
    return empty_data("xlsx" if suffix == ".xlsx" else "yaml", template.name, single, tables, required)


def _column(slot: Slot) -> Column:
    known = VALUES.get(slot.name)
    about = slot.about or (known.about if known else "")
    if slot.example and slot.example not in about:
        about = f"{about}，如 {slot.example}" if about else f"如 {slot.example}"
    return Column(slot.name, known.kind if known else "text", f"{about}{f'（{slot.unit}）' if slot.unit else ''}")
