"""The name of a data folder in, the folder out: rules and templates, from a checkout or from the installed package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from hegao.errors import HegaoError

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


def _is_own_checkout(folder: Path) -> bool:
    """Whether the folder is hegao's: beside an installed package a stranger's `rules` may lie."""
    try:
        return _OWN_PROJECT.search((folder / "pyproject.toml").read_text("utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False
