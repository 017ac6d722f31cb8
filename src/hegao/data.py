"""The name of a data folder in, the folder out, from a checkout or the installed package; and the word lists in it.

A lexicon is a file of the folder `lexicon` below a rule folder. The package's, the unit's and the person's of one name
are read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from hegao.errors import HegaoError, RuleError

_PACKAGE = Path(__file__).resolve().parent
_OWN_PROJECT = re.compile(r'^name\s*=\s*"hegao"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A word list or table by its file name, and every file that goes by it, the package's first."""

    name: str
    paths: tuple[Path, ...]


def data_folder(name: Literal["rules", "templates"]) -> Path:
    """The folder with hegao's own rules or templates, whatever the current folder is.

    In a checkout (editable install) the top-level folder itself, so that an edited rule takes effect at once; else the
    copy in the package. HegaoError when neither is there.
    """
    checkout = _PACKAGE.parent.parent
    folder = (checkout if _is_own_checkout(checkout) else _PACKAGE / "_data") / name
    if folder.is_dir():
        return folder
    raise HegaoError(f"找不到 hegao 自带的 {name} 文件夹，请重新安装：pip install --force-reinstall hegao")


def find_lexicon(name: str, folders: Iterable[Path]) -> Lexicon:
    """The lexicon of this name in the rule folders. ValueError when none of them has it."""
    paths = [folder / "lexicon" / name for folder in folders]
    found = tuple(dict.fromkeys(path for path in paths if path.is_file()))
    if not found:
        raise ValueError(f"指的词表“{name}”不在规则文件夹的 lexicon 里")
    return Lexicon(name, found)


@lru_cache(maxsize=16)
def lexicon_words(lexicon: Lexicon) -> tuple[str, ...]:
    """The words of a list, parted by white space, in order and each once. RuleError when a file can't be read."""
    words = (word for path in lexicon.paths for _, line in lexicon_lines(path) for word in line.split())
    return tuple(dict.fromkeys(words))


@lru_cache(maxsize=16)
def lexicon_rows(lexicon: Lexicon, columns: tuple[str, ...], required: int = 1) -> tuple[tuple[str, ...], ...]:
    """The rows of a table parted by tabs, cells left out at the end empty; a later row of the same first cell wins.

    RuleError names file and line of a row with too many cells, or an empty one among the first `required`.
    """
    rows: dict[str, tuple[str, ...]] = {}
    for path in lexicon.paths:
        for number, line in lexicon_lines(path):
            cells = tuple(cell.strip() for cell in line.split("\t"))
            if len(cells) > len(columns) or not all((*cells, *("",) * required)[:required]):
                raise RuleError(f"{path} 第 {number} 行：应是用制表符分开的 {len(columns)} 栏：{'、'.join(columns)}")
            rows[cells[0]] = (*cells, *("",) * (len(columns) - len(cells)))
    return tuple(rows.values())


def year_of(cell: str, where: str) -> int | None:
    """A cell that holds a year (2018, 2018-03) or nothing. RuleError naming `where`."""
    if not cell:
        return None
    if not re.fullmatch(r"[12][0-9]{3}(?:-[0-9]{2})?", cell):
        raise RuleError(f"{where}：“{cell}”应写成年份，如 2018 或 2018-03")
    return int(cell[:4])


def lexicon_lines(path: Path) -> list[tuple[int, str]]:
    """The entries of a word list, each with its line number (1-based): # comments and empty lines left out.

    RuleError when the file can't be read.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}：读不了这份词表，请确认文件存在，并且是 UTF-8 编码") from error
    entries = ((number, line.partition("#")[0].rstrip().lstrip(" ")) for number, line in enumerate(lines, 1))
    return [(number, entry) for number, entry in entries if entry]


def _is_own_checkout(folder: Path) -> bool:
    """Whether the folder is hegao's: beside an installed package a stranger's `rules` may lie."""
    try:
        return _OWN_PROJECT.search((folder / "pyproject.toml").read_text("utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False
