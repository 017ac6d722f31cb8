"""The path of a data file (xlsx, csv, yaml, json) in, what it holds to fill a template with out; the content finds the
reader."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from hegao.datafiles import delimited, json_tree, sheets, trees, yaml_tree
from hegao.decoding import decode
from hegao.errors import FactError, ReadError, reason
from hegao.facts import Column, Facts

MAX_SIZE = 32 << 20  # bytes of a file

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx，再试一次。"
_FOREIGN = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"BM")
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<table|<meta|MIME-Version:)", re.IGNORECASE)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')
_YAML = re.compile(r"(?m)^(?:---\s*$|[^\s,\t#:][^,\t:\n]{0,30}:(?:\s|$))")
_SUFFIXES = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    **dict.fromkeys((".yaml", ".yml"), "yaml"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "json"),
}


def read(path: Path, values: Mapping[str, Column]) -> Facts:
    """All tables and single values of a file; `values` are the single values it may give, by name.

    FactError says what is wrong with the file, or names sheet and row, line or key of what does not fit.
    """
    data = _bytes(path)
    kind = _kind(data, path.name)
    try:
        return DATA_READERS[kind](data, path.name, values)
    except ReadError as problem:  # of decoding, told as of a draft
        raise FactError(f"{path.name}：{str(problem).replace('Word', 'Excel').replace('.docx', '.xlsx')}") from problem


def _bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FactError(f"{path.name}不是数据文件（是文件夹或特殊文件）。请给出具体的文件。")
        with path.open("rb") as stream:
            data = stream.read(MAX_SIZE + 1)
    except FileNotFoundError as problem:
        raise FactError(f"找不到数据文件 {path}。请检查路径和文件名。") from problem
    except OSError as problem:
        raise FactError(f"数据文件 {path} 打不开（{reason(problem)}）。请检查后再试。") from problem
    except ValueError as problem:  # a path with a NUL in it
        raise FactError("数据文件的名字不对。请检查路径。") from problem
    if not data:
        raise FactError(f"{path.name}是空的（0 字节），可能没有保存成功。请重新保存后再试。")
    if len(data) > MAX_SIZE:
        raise FactError(f"{path.name}超过 {MAX_SIZE >> 20} MB，没有读取。请只留要用的数据，或分成几个文件。")
    return data


def _kind(data: bytes, name: str) -> str:
    """A key of DATA_READERS; the content decides, the suffix only tells kinds of text apart."""
    if data.startswith(b"PK"):
        return "xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FactError(f"{name}有打开密码，读不了。请打开后取消密码，另存一份再试。")
        raise FactError(f"{name}是旧版 Excel 或 WPS 表格（.xls、.et），暂不支持。{_SAVE_AS}")
    if data.startswith(b"%TSD-Header"):
        raise FactError(f"{name}已被加密软件加密，读不了。请在装有该软件的电脑上解密后再试。")
    if data.startswith(_FOREIGN):
        raise FactError(f"{name}不是数据文件。请给出 xlsx、csv、yaml 或 json 文件。")
    suffix = PurePath(name).suffix.lower()
    try:
        text, _ = decode(data)
    except ReadError as problem:
        if suffix in (".xlsx", ".xlsm", ".xls", ".et"):
            raise FactError(f"{name}已损坏，或被加密软件加密，读不了。请解密或重新复制一份再试。") from problem
        raise FactError(
            f"{name}读不出文字：不是文本，或编码认不出。请另存为 UTF-8 的 csv，或另存为 .xlsx。"
        ) from problem
    if _MARKUP.match(text):
        raise FactError(f"{name}里是网页或 XML，不是真正的 Excel 文件。{_SAVE_AS}")
    if _JSON.match(text) and suffix not in (".yaml", ".yml"):
        return "json"
    return _SUFFIXES.get(suffix) or ("yaml" if _YAML.match(text) else "csv")


def _xlsx(data: bytes, name: str, values: Mapping[str, Column]) -> Facts:
    # lxml takes longer to load than a text file to read.
    from hegao.datafiles import worksheets

    return sheets.facts(worksheets.read(data, name), values)


def _csv(data: bytes, name: str, values: Mapping[str, Column]) -> Facts:
    return sheets.facts(delimited.read(decode(data)[0], name), values)


def _yaml(data: bytes, name: str, values: Mapping[str, Column]) -> Facts:
    return trees.facts(yaml_tree.read(decode(data)[0], name), name, values)


def _json(data: bytes, name: str, values: Mapping[str, Column]) -> Facts:
    return trees.facts(json_tree.read(decode(data)[0], name), name, values)


DATA_READERS: Mapping[str, Callable[[bytes, str, Mapping[str, Column]], Facts]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "yaml": _yaml,
    "json": _json,
}
