"""Folders: which files are taken, in what order, and that a bad one costs only itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hegao import batch
from hegao.batch import Desk, outlines, reviews, walk
from hegao.model import Document, Review
from hegao.pipeline import review_document
from hostile import HOSTILE, word

DESK = Desk(lambda config: config)
TEN = ("truncated", "password", "old-word", "dlp", "empty", "bomb", "duplicate", "doctype", "bad-utf8", "pdf")


def test_a_folder_is_walked_once_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.docx", "深/c.md", ".git/d.txt", "~$a.docx", "e.核稿.txt", "e.核稿-2.txt", "f.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("文", "utf-8")
    (tmp_path / "深" / "回").symlink_to(tmp_path, target_is_directory=True)
    found = walk([tmp_path, tmp_path / "b.txt", tmp_path / "e.核稿.txt"], DESK)
    assert [p.relative_to(tmp_path).as_posix() for p in found] == ["a.docx", "b.txt", "深/c.md", "e.核稿.txt"]


def test_a_crash_in_one_file_is_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("文稿。\n", "utf-8")

    def fail(document: Document, *rest: Any) -> Review:
        if document.path.endswith("a.txt"):
            raise RuntimeError("boom")
        return review_document(document, *rest)

    monkeypatch.setattr(batch, "review_document", fail)
    first, second = reviews(walk([tmp_path], DESK), DESK)
    assert "RuntimeError: boom" in (first.error or "")
    assert second.error is None


def test_outlines_name_what_they_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\3\4")
    (outline,) = outlines(walk([tmp_path], DESK))
    assert outline.error


def test_ten_good_and_ten_hostile_files(tmp_path: Path) -> None:
    for number in range(10):
        body = "".join(f"<w:p><w:r><w:t>第{n}段,要改。</w:t></w:r></w:p>" for n in range(200))
        data = word(body) if number % 2 else ("某局工作总结\n\n" + "我局认真学习,狠抓落实。\n" * 200).encode("gb18030")
        (tmp_path / f"好{number}.{'docx' if number % 2 else 'txt'}").write_bytes(data)
    for name in TEN:
        (tmp_path / f"坏{name}.docx").write_bytes(HOSTILE[name][0]())
    code = (
        "import re, sys; from hegao.cli import main\n"
        "try: main()\n"
        "except SystemExit as end:\n"
        # What getrusage says would count the memory of the process that started this one.
        "    peak = re.search('VmHWM:\\s*([0-9]+)', open('/proc/self/status').read())\n"
        "    print(int(peak[1]) // 1024 if peak else 0, end.code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(tmp_path), "--format", "json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )
    megabytes, exit_code = map(int, done.stderr.decode().split()[-2:])
    files = json.loads(done.stdout)["files"]
    assert sum(f["error"] is None and bool(f["findings"]) for f in files) == 10
    failed = {Path(f["path"]).name: f["error"] for f in files if f["error"]}
    assert set(failed) == {f"坏{name}.docx" for name in TEN}
    for name in TEN:
        assert HOSTILE[name][1] in failed[f"坏{name}.docx"]
    assert exit_code == 2
    assert megabytes < 250
