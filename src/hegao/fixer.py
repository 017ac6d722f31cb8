"""A draft's bytes in, its bytes with every safe correction out: checked, edited and checked again to a fixed point."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hegao.errors import HegaoError, reason
from hegao.model import Document, Edit, Review
from hegao.readers import edit_bytes, read_bytes
from hegao.text import edits_without_overlap

ROUNDS = 12  # a fix may uncover another one; more rounds than this would mean two rules that undo each other
_COPY = re.compile(r"\.核稿(?:-[0-9]+)?$")


@dataclass(frozen=True, slots=True)
class Fixed:
    """The outcome of fixing one draft."""

    data: bytes
    count: int  # corrections made
    before: Document
    review: Review  # of the corrected draft


def fix(data: bytes, path: str, review: Callable[[Document], Review], unsafe: bool = False) -> Fixed:
    """The draft with the fixes of its findings (only safe ones unless `unsafe`), applied until none is left."""
    before = document = read_bytes(data, path)
    result = review(document)
    seen = {data}
    count = 0
    for _ in range(ROUNDS):
        edits = edits_without_overlap(
            Edit(f.span, f.fix) for f in result.findings if f.fix is not None and (f.safe or unsafe)
        )
        if not edits:
            break
        changed = edit_bytes(data, document, edits)
        if changed in seen:
            break
        seen.add(changed)
        count += len(edits)
        data, document = changed, read_bytes(changed, path)
        result = review(document)
    return Fixed(data, count, before, result)


def is_copy(path: Path) -> bool:
    """Whether a file is a corrected copy of ours (`通知.核稿.docx`)."""
    return _COPY.search(path.stem) is not None


def copy_path(path: Path, data: bytes) -> Path:
    """Where the corrected copy goes: `<name>.核稿<suffix>`, or `.核稿-2` … when that holds something else already."""
    for number in range(1, 1000):
        name = f"{path.stem}.核稿{'' if number == 1 else f'-{number}'}{path.suffix}"
        candidate = path.with_name(name)
        if not candidate.exists() or candidate.read_bytes() == data:
            return candidate
    raise HegaoError(f"{path.parent}: {path.stem} 的核稿副本太多，请先清理再试")


def write_atomically(path: Path, data: bytes) -> None:
    """Writes beside the target and renames, so that a crash leaves either the old file or the new one."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".hegao-")
    except OSError as problem:
        raise HegaoError(f"{path}: 写不进这个文件夹（{reason(problem)}），请换一处或检查权限") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise HegaoError(f"{path}: 写不进去（{reason(problem)}），请检查文件是否打开着、磁盘是否已满") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
