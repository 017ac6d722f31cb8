from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest

from hegao.annotation import annotated, said
from hegao.config import Config
from hegao.errors import ReadError
from hegao.layout import Remedy
from hegao.model import Finding, Review, Span
from hegao.ooxml.comments import suppressions
from hegao.ooxml.package import open_package
from hegao.ooxml.revise import Stamp
from hegao.ooxml.text import paragraphs
from hegao.pipeline import load_rules, review_document
from hegao.readers import read_bytes

STAMP = Stamp("核稿", datetime(2026, 3, 4, tzinfo=UTC))
FINDING = Finding(
    rule="typos/common-words",
    name="错别字",
    group="typos",
    severity="error",
    message="“帐户”应为“账户”",
    span=Span(1, 2, 4),
    offset=2,
    text="帐户",
    fix="账户",
    safe=True,
    source="《通用规范汉字表》",
)


def draft(*lines: str) -> bytes:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def comments(data: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(data)).comments]


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (FINDING, "“帐户”应为“账户”\n可自动改正。\n依据：《通用规范汉字表》［typos/common-words］"),
        (
            replace(FINDING, safe=False),
            "“帐户”应为“账户”\n请核对后再改。\n依据：《通用规范汉字表》［typos/common-words］",
        ),
        (
            replace(FINDING, message="用词有误"),
            "用词有误\n建议改为“账户”（可自动改正）。\n依据：《通用规范汉字表》［typos/common-words］",
        ),
        (
            replace(FINDING, message="用词有误", safe=False, source=""),
            "用词有误\n建议改为“账户”（请核对后再改）。［typos/common-words］",
        ),
        (
            replace(FINDING, fix=None, safe=False),
            "“帐户”应为“账户”\n依据：《通用规范汉字表》［typos/common-words］",
        ),
        (
            replace(FINDING, message="标题字号是 3 号（16 磅）", fix=None, source="", remedies=(Remedy("letters", 1),)),
            "标题字号是 3 号（16 磅）\n可用 --fix 自动改正。［typos/common-words］",
        ),
        (
            replace(FINDING, message="带\t制表符\x0b的话", fix="", text="　", source=""),
            "带 制表符 的话\n建议删去1个全角空格（可自动改正）。［typos/common-words］",
        ),
    ],
)
def test_what_a_comment_says(finding: Finding, text: str) -> None:
    assert said(finding) == text


def test_each_finding_is_a_comment() -> None:
    data = draft("关于规范帐户管理的通知", "各单位：", "要加强帐户管理，2抓好自查，按规定办理手续。")
    review = review_document(read_bytes(data, "稿.docx"), load_rules(Config()), Config())
    assert review.findings
    made = annotated(data, review, STAMP)
    assert sorted(comments(made)) == sorted(said(finding) for finding in review.findings)
    assert annotated(made, review_document(read_bytes(made, "稿.docx"), load_rules(Config()), Config()), STAMP) == made


def test_without_findings_the_file_stays() -> None:
    data = draft("甲")
    assert annotated(data, Review("稿.docx", read_bytes(data, "稿.docx")), STAMP) == data


def test_a_file_changed_since_is_refused() -> None:
    review = Review("稿.docx", read_bytes(draft("开立帐户"), "稿.docx"), findings=(FINDING,))
    with pytest.raises(ReadError, match="又被改动"):
        annotated(draft("另立帐户"), review, STAMP)


def test_a_comment_tells_its_rule_to_a_reply() -> None:
    data = draft("开立帐户的规定")
    review = Review("稿.docx", read_bytes(data, "稿.docx"), findings=(FINDING,))
    opened = docx.Document(io.BytesIO(annotated(data, review, STAMP)))
    (comment,) = opened.comments
    comment.add_paragraph("核稿忽略")  # typed into the comment itself
    stream = io.BytesIO()
    opened.save(stream)
    package = open_package(stream.getvalue())
    (silence,) = suppressions(package, tuple(paragraphs(package)))
    assert (silence.paragraph, silence.rules, silence.start, silence.end) == (1, ("typos/common-words",), 2, 4)
