from __future__ import annotations

import time

import pytest

from hegao.model import Document, Suppression
from hegao.readers import read_bytes
from hegao.readers.sidecar import SUFFIX, suppressions

DRAFT = read_bytes("关于帐户管理的通知\r\n\r\n各单位要规范帐户管理。\n“帐户”一词照旧。\n".encode(), "稿.txt")


def silenced(text: str, document: Document = DRAFT) -> tuple[Suppression, ...]:
    found, notices = suppressions(text, document)
    assert notices == ()
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("typos/common-words", (Suppression(0, ("typos/common-words",)),)),
        ("layout numbering/order", (Suppression(0, ("layout", "numbering/order")),)),
        ("layout、wording", (Suppression(0, ("layout", "wording")),)),
        ("“规范”", (Suppression(3, (), 4, 6),)),
        ('"规范"', (Suppression(3, (), 4, 6),)),
        ("typos/common-words “关于帐户”", (Suppression(1, ("typos/common-words",), 0, 4),)),
        ("typos：“关于帐户”", (Suppression(1, ("typos",), 0, 4),)),
        ("typos“关于帐户”", (Suppression(1, ("typos",), 0, 4),)),
        ("“帐户管理”", (Suppression(1, (), 2, 6), Suppression(3, (), 6, 10))),
        ("““帐户”一词”", (Suppression(4, (), 0, 6),)),
        ("# 说明\n\n＃ 又一行\n  layout  \nlayout", (Suppression(0, ("layout",)),)),
        ("", ()),
    ],
)
def test_what_a_line_silences(text: str, expected: tuple[Suppression, ...]) -> None:
    assert silenced(text) == expected


@pytest.mark.parametrize(
    ("line", "notice"),
    [
        ("“没有的话”", "核稿忽略清单第 2 行的“没有的话”在文稿中没有找到，未起作用。请核对原文。"),
        ("错别字 “帐户”", "核稿忽略清单第 2 行看不懂：错别字 “帐户”。每行请写成：规则 “原文”，可以只写其中一样。"),
        ("帐户", "核稿忽略清单第 2 行看不懂：帐户。每行请写成：规则 “原文”，可以只写其中一样。"),
        ("typos “” 完", "核稿忽略清单第 2 行看不懂：typos “” 完。每行请写成：规则 “原文”，可以只写其中一样。"),
        ("“" + "长" * 50 + "”", f"核稿忽略清单第 2 行的“{'长' * 30}…”在文稿中没有找到，未起作用。请核对原文。"),
    ],
)
def test_a_line_that_silences_nothing_is_named(line: str, notice: str) -> None:
    assert suppressions(f"# 清单\n{line}\n“规范”", DRAFT) == ((Suppression(3, (), 4, 6),), (notice,))


def test_words_never_go_over_a_paragraph_end() -> None:
    found, notices = suppressions("“通知各单位”", DRAFT)
    assert not found
    assert len(notices) == 1


def test_a_list_stands_beside_its_draft() -> None:
    assert "稿.docx" + SUFFIX == "稿.docx.核稿忽略.txt"


def test_hostile_lists_end() -> None:
    began = time.process_time()
    suppressions("a" * 100_000 + "！", DRAFT)
    suppressions("a " * 50_000 + "！", DRAFT)
    suppressions("“" * 100_000, DRAFT)
    long = read_bytes("的".encode() * 100_000, "稿.txt")
    assert len(silenced("“的”", long)) == 100_000
    assert time.process_time() - began < 5
