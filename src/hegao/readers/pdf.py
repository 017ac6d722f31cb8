"""Bytes of a PDF to a Document of its text; needs pypdfium2 (hegao[pdf])."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from threading import Timer

from hegao.errors import ReadError
from hegao.lines import (
    MAX_CHARACTERS,
    MAX_ON_PAGE,
    MAX_PAGES,
    MAX_SECONDS,
    Glyph,
    Ruling,
    Sheet,
    draft,
    too_large,
    too_slow,
)
from hegao.model import Document

_INSTALL = '读 PDF 要装 pypdfium2。请运行 pip install "hegao[pdf]" 后再试，或改用 Word 原稿（.docx）。'
_DAMAGED = "PDF 文件不完整或已损坏，打不开。请重新复制或下载一份，或改用 Word 原稿（.docx）。"
_TOO_HARD = "PDF 异常复杂，或已损坏，没有读完。请从原稿重新导出一份，或改用 Word 原稿（.docx）。"
_PASSWORD = "PDF 有打开密码，读不了。请取消密码后另存一份再试，或改用 Word 原稿（.docx）。"


def read(data: bytes, path: str) -> Document:
    """The draft; `path` is only noted down. Raises ReadError."""
    if find_spec("pypdfium2") is None:
        raise ReadError(_INSTALL)
    return draft(_sheets(data), path, "pdf")


def _sheets(data: bytes) -> Iterator[Sheet]:
    # -P: no module is taken from the folder the user happens to be in.
    limits = (MAX_PAGES, MAX_CHARACTERS, MAX_ON_PAGE)
    command = [sys.executable, "-P", "-m", "hegao.pdfium", *map(str, limits)]
    late: list[bool] = []

    def stop() -> None:
        late.append(True)
        process.kill()

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        clock = Timer(MAX_SECONDS, stop)
        clock.start()
        try:
            with suppress(BrokenPipeError, OSError):
                process.stdin.write(data)
                process.stdin.close()
            for line in process.stdout:
                told = _told(line)
                if isinstance(told, str):
                    _check_end(told)
                    return
                if told is not None:
                    yield told
        finally:
            clock.cancel()
            process.kill()
    raise too_slow("pdf") if late else ReadError(_TOO_HARD)


def _told(line: bytes) -> Sheet | str | None:
    """A page, or the word that tells how it ended; None for a line that was cut off."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if isinstance(told, str):
        return told
    width, height, glyphs, rulings, recognised = told
    return Sheet(width, height, [Glyph(*one) for one in glyphs], [Ruling(*one) for one in rulings], recognised)


def _check_end(word: str) -> None:
    if word == "large":
        raise too_large("pdf")
    if word != "done":
        raise ReadError(_PASSWORD if word == "password" else _DAMAGED)
