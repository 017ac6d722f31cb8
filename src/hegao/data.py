"""The name of a data folder in, the folder out, from a checkout or the installed package; and the word lists in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from hegao.errors import HegaoError, RuleError

_PACKAGE = Path(__file__).resolve().parent
_OWN_PROJECT = re.compile(r'^name\s*=\s*"hegao"', re.MULTILINE)


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


def lexicon_lines(path: Path) -> list[tuple[int, str]]:
    """The entries of a word list, each with its line number (1-based): # comments and empty lines left out.

    RuleError when the file can't be read.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}：读不了这份词表，请确认文件存在，并且是 UTF-8 编码") from error
    entries = ((number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1))
    return [(number, entry) for number, entry in entries if entry]


def _is_own_checkout(folder: Path) -> bool:
    """Whether the folder is hegao's: beside an installed package a stranger's `rules` may lie."""
    try:
        return _OWN_PROJECT.search((folder / "pyproject.toml").read_text("utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False
