"""Corrections: to a fixed point, never against 公文 custom, copies written without losing anything."""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contrary import contrary
from hegao.config import Config
from hegao.errors import ReadError
from hegao.fixer import copy_path, fix, is_copy, write_atomically
from hegao.model import Document, Review
from hegao.ooxml.revise import Stamp
from hegao.pipeline import load_rules, review_document
from hegao.readers import SUFFIXES, read_bytes
from hostile import word
from redlines import settled, stories

RULES = load_rules(Config())
STAMP = Stamp("核稿", datetime(2025, 3, 4, 5, 6, 7))
CORPORA = Path(__file__).parents[1] / "corpora"
DRAFTS = sorted(
    p
    for p in CORPORA.glob("*")
    if p.suffix in SUFFIXES and not re.search(r"\.gold\.|README", p.name) and not is_copy(p)
)


def _review(document: Document) -> Review:
    return review_document(document, RULES, Config(hints=True))


def _text(document: Document) -> str:
    return "\n".join(p.text for p in document.paragraphs)


@pytest.mark.parametrize("path", DRAFTS, ids=[p.name for p in DRAFTS])
@pytest.mark.parametrize("unsafe", [False, True])
def test_fixing_twice_changes_nothing_and_nothing_is_contrary(path: Path, unsafe: bool) -> None:
    data = path.read_bytes()
    once = fix(data, str(path), _review, unsafe)
    twice = fix(once.data, str(path), _review, unsafe)
    assert twice.data == once.data
    assert twice.count == 0
    assert once.review.document is not None
    assert contrary(_text(once.before), _text(once.review.document)) == []


PIECES = st.lists(
    st.sampled_from(
        [
            "我局",
            "完成",
            "2024年",
            "3项",
            ",",
            "，",
            "。",
            "(",
            ")",
            "（",
            "）",
            "“",
            "”",
            '"',
            "A",
            "OA系统",
            " ",
            "　",
            "X",
            "**",
            "一是",
            "1.",
            "一、",
            "（一）",
            "\n",
            ":",
            "、",
            "和",
            "12",
            "％",
            "《",
            "》",
            "布署",
            "近",
            "余",
            "家",
            "20%",
            "-",
            "~",
        ]
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(PIECES, st.booleans())
def test_any_text_reaches_a_fixed_point(pieces: list[str], unsafe: bool) -> None:
    data = ("某局工作总结\n\n" + "".join(pieces) + "。\n").encode()
    once = fix(data, "x.txt", _review, unsafe)
    assert fix(once.data, "x.txt", _review, unsafe).data == once.data
    assert once.review.document is not None
    assert contrary(_text(once.before), _text(once.review.document)) == []


def test_a_copy_never_overwrites_another_one(tmp_path: Path) -> None:
    draft = tmp_path / "通知.txt"
    draft.write_bytes(b"a")
    first = copy_path(draft, b"b")
    assert first.name == "通知.核稿.txt"
    write_atomically(first, b"b")
    assert copy_path(draft, b"b") == first
    second = copy_path(draft, b"c")
    assert second.name == "通知.核稿-2.txt"
    assert is_copy(first)
    assert is_copy(second)
    assert not is_copy(draft)


def test_writing_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")
    target.chmod(0o640)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Exception, match="写不进去"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    monkeypatch.undo()
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_word_fix_keeps_the_format_of_what_stays(tmp_path: Path) -> None:
    run = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    data = word("<w:p><w:r><w:t>各科室要抓好布</w:t></w:r>" + run.format("署") + "<w:r><w:t>工作。</w:t></w:r></w:p>")
    fixed = fix(data, "x.docx", _review).data
    text = zipfile.ZipFile(io.BytesIO(fixed)).read("word/document.xml").decode()
    assert "各科室要抓好部</w:t>" in text
    assert re.search(r"<w:b/>(?:(?!</w:r>).)*<w:t[^>]*>署</w:t>", text)


def test_what_cannot_be_edited_gets_no_fix() -> None:
    tab = "<w:p><w:r><w:t>各科室</w:t><w:tab/><w:t>要抓好落实，按时完成各项任务。</w:t></w:r></w:p>"
    fixed = fix(word(tab), "x.docx", _review, unsafe=True)
    assert any(f.text == "\t" for f in fixed.review.findings)
    assert not any(f.fix is not None for f in fixed.review.findings if f.text == "\t")


@pytest.mark.parametrize("path", [path for path in DRAFTS if path.suffix == ".docx"], ids=lambda path: path.name)
def test_the_tracked_copy_accepted_is_the_clean_one_and_rejected_the_draft(path: Path) -> None:
    data = path.read_bytes()
    clean = fix(data, str(path), _review).data
    tracked = fix(data, str(path), _review, stamp=STAMP).data
    accepted, rejected = (stories(settled(tracked, accept)) for accept in (True, False))
    # Footers cannot be tracked: the clean copy alone has new ones, which its sections name.
    text, wanted = (
        [token for token in found["word/document.xml"] if token[0] != "sectPr"]
        for found in (accepted, stories(settled(clean, True)))
    )
    assert text == wanted
    assert rejected == stories(settled(data, False))


def test_revisions_need_a_word_file() -> None:
    with pytest.raises(ReadError, match="typeset"):
        fix("文稿。".encode(), "x.txt", _review, stamp=STAMP)


def test_what_several_rounds_changed_is_tracked_as_one() -> None:
    body = "<w:p><w:r><w:t>我局认真学习,，狠抓落实,，完成３０项任务。</w:t></w:r></w:p>"
    clean, tracked = (fix(word(body), "x.docx", _review, stamp=stamp).data for stamp in (None, STAMP))
    told = [read_bytes(data, "x.docx").paragraphs[0].text for data in (clean, settled(tracked, True))]
    assert told[0] == told[1] != "我局认真学习,，狠抓落实,，完成３０项任务。"
