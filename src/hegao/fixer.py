"""A draft's bytes in, its bytes with every safe correction out, of words and of layout: checked, mended and checked
again to a fixed point."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hegao.errors import HegaoError, reason
from hegao.model import Document, Edit, Finding, Review, Span
from hegao.pipeline import revised
from hegao.readers import READ_ONLY, as_word, edit_bytes, read_bytes
from hegao.text import edits_without_overlap

if TYPE_CHECKING:
    from hegao.ooxml.revise import Stamp

ROUNDS = 12  # a fix may uncover another one; more rounds than this would mean two rules that undo each other
_COPY = re.compile(r"\.核稿(?:批注|修订)?(?:-[0-9]+)?$")


@dataclass(frozen=True, slots=True)
class Fixed:
    """The outcome of fixing one draft."""

    data: bytes
    count: int  # corrections made
    before: Document
    review: Review  # of the corrected draft


def fix(
    data: bytes,
    path: str,
    review: Callable[[Document], Review],
    unsafe: bool = False,
    profile: str = "",
    stamp: Stamp | None = None,
) -> Fixed:
    """The draft with the fixes of its findings (only safe ones unless `unsafe`), applied until none is left.

    A Word file has its words mended first and then its layout, after `profile`; with a stamp each is a tracked change.
    Raises ReadError.
    """
    before = document = read_bytes(data, path)
    word = as_word(data, document) if stamp is not None else b""
    result = review(document)
    if document.kind in READ_ONLY:
        read = result.document or document
        notices = (*read.notices, READ_ONLY[document.kind])
        return Fixed(data, 0, before, replace(result, document=replace(read, notices=notices)))
    first, count = _edits(result, unsafe), 0
    seen = {data}
    for _ in range(ROUNDS):
        edits = _edits(result, unsafe)
        if not edits:
            break
        changed = edit_bytes(data, document, edits)
        if changed in seen:
            break
        seen.add(changed)
        count += len(edits)
        data, document = changed, read_bytes(changed, path)
        result = review(document)
    if stamp is not None and first:
        data = revised(word, _composed(before, document, first), [], profile, stamp)
        document = read_bytes(data, path)
        result = review(document)
    for _ in range(ROUNDS):
        mended = [
            f for f in result.findings if f.remedies and (f.safe or unsafe) and (stamp is None or is_trackable(f))
        ]
        if not mended:
            break
        changed = revised(as_word(data, document), [], [one for f in mended for one in f.remedies], profile, stamp)
        if changed in seen or changed == data:
            break
        seen.add(changed)
        count += len(mended)
        data, document = changed, read_bytes(changed, path)
        result = review(document)
    return Fixed(data, count, before, result)


def _edits(result: Review, unsafe: bool) -> list[Edit]:
    return edits_without_overlap(
        Edit(f.span, f.fix) for f in result.findings if f.fix is not None and (f.safe or unsafe)
    )


def _composed(before: Document, after: Document, first: Sequence[Edit]) -> list[Edit]:
    """The edits from one text to the other: the first round's where they were all, else the least that differs."""
    from rapidfuzz.distance import Levenshtein

    by_paragraph: dict[int, list[Edit]] = {}
    for one in first:
        by_paragraph.setdefault(one.span.paragraph, []).append(one)
    edits: list[Edit] = []
    for number, (old, new) in enumerate(zip(before.paragraphs, after.paragraphs, strict=True), 1):
        own = by_paragraph.get(number, [])
        if old.text == new.text:
            continue
        if _edited(old.text, own) == new.text:
            edits += own
            continue
        for step in Levenshtein.opcodes(old.text, new.text):
            if step.tag != "equal":
                text = new.text[step.dest_start : step.dest_end]
                edits.append(Edit(Span(number, step.src_start, step.src_end), text))
    return edits


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for one in sorted(edits, key=lambda one: one.span.start, reverse=True):
        text = text[: one.span.start] + one.text + text[one.span.end :]
    return text


def is_trackable(finding: Finding) -> bool:
    """Whether a tracked change can hold what mends a finding: a footer is a part of its own, which cannot."""
    return not finding.remedies or any(one.target != "page_numbers" for one in finding.remedies)


def is_copy(path: Path) -> bool:
    """Whether a file is a copy of ours (`通知.核稿.docx`, `通知.核稿批注.docx`, `通知.核稿修订.docx`)."""
    return _COPY.search(path.stem) is not None


def copy_path(path: Path, data: bytes, kind: Literal["", "批注", "修订"] = "") -> Path:
    """Where a copy goes: `<name>.核稿<kind><suffix>`, or `.核稿-2` … when that holds something else already.

    A draft in another format comes back as a Word file.
    """
    suffix = ".docx" if data.startswith(b"PK") else path.suffix
    for number in range(1, 1000):
        name = f"{path.stem}.核稿{kind}{'' if number == 1 else f'-{number}'}{suffix}"
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
