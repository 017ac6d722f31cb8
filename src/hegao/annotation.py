"""A checked Word file and its findings in, the same file with each finding as a comment (批注版) out."""

from __future__ import annotations

from hegao.errors import ReadError
from hegao.model import Finding, Review
from hegao.ooxml.comments import Note, annotate, signed
from hegao.ooxml.package import open_package
from hegao.ooxml.revise import Stamp
from hegao.ooxml.text import paragraphs
from hegao.rendering import advice, in_reading_order, one_line


def annotated(data: bytes, review: Review, stamp: Stamp) -> bytes:
    """The 批注版 of a checked .docx, `data` the bytes it was read from. Raises ReadError when they have changed since,
    and for more comments than Word opens."""
    read = [word.text for word in paragraphs(open_package(data))]
    if review.document is None or read != [paragraph.text for paragraph in review.document.paragraphs]:
        raise ReadError("文件在检查之后又被改动。请重新检查后再生成批注版。")
    return annotate(data, [Note(one.span, said(one)) for one in in_reading_order(review.findings)], stamp)


def said(finding: Finding) -> str:
    """What the comment on a finding says: the fault, what to do about it, on what ground."""
    lines = [finding.message, _advice(finding), f"依据：{finding.source}" if finding.source else ""]
    return signed("\n".join(one_line(line) for line in lines if line), finding.rule)


def _advice(finding: Finding) -> str:
    if finding.fix is not None:
        # Many a message names the right words already.
        named = finding.fix and f"“{finding.fix}”" in finding.message
        if not named:
            return f"建议{advice(finding)}{'（可自动改正）' if finding.safe else ''}。"
        return "可自动改正。" if finding.safe else "请核对后再改。"
    return "" if not finding.remedies else "可用 --fix 自动改正。" if finding.safe else "可用 --unsafe-fixes 改正。"
