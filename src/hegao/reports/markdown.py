"""Reviews in, Markdown out: a table a file, then the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hegao.model import SEVERITIES, Finding, Review
from hegao.rendering import (
    SEVERITY_NAMES,
    Options,
    advice,
    count_words,
    has_place,
    markdown_words,
    quoted,
    shown_path,
    summary,
    title,
)


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """A section for each file that has findings or could not be read, then a summary of all."""
    yield "# 核稿报告\n"
    seen: list[Review] = []
    for review in reviews:
        if review.findings or review.error is not None:
            yield _file(review, options)
        seen.append(replace(review, document=None, outline=None))
    yield _summary(seen)


def _file(review: Review, options: Options) -> str:
    lines = ["", f"## {markdown_words(shown_path(review, options))}", ""]
    if review.error is not None:
        return "\n".join([*lines, f"无法读取：{markdown_words(review.error)}", ""])
    genre = review.outline.genre if review.outline else None
    facts = [f"文种：{genre or '未能判断'}"]
    if draft_title := title(review):
        facts.append(f"标题：{markdown_words(draft_title)}")
    facts.append(count_words(summary([review])["by_severity"]))
    lines += ["；".join(facts) + "。", ""]
    if review.document and review.document.notices:
        lines += [*(f"> {markdown_words(notice)}" for notice in review.document.notices), ""]
    lines += ["| 位置 | 级别 | 问题 | 原文 | 建议 | 依据 | 规则 |", "|---|---|---|---|---|---|---|"]
    lines += [_row(finding) for finding in review.findings]
    return "\n".join([*lines, ""])


def _row(finding: Finding) -> str:
    span = finding.span
    cells = [
        f"第{span.paragraph}段第{span.start + 1}字" if has_place(finding) else "全文",
        SEVERITY_NAMES[finding.severity],
        finding.message,
        quoted(finding.text) if finding.text else "",
        advice(finding),
        finding.source,
        finding.rule,
    ]
    return f"| {' | '.join(map(markdown_words, cells))} |"


def _summary(reviews: list[Review]) -> str:
    counts = summary(reviews)
    names = {finding.rule: finding.name for review in reviews for finding in review.findings}
    heads = ["文件", *(SEVERITY_NAMES[severity] for severity in SEVERITIES), "无法读取"]
    lines = ["", "## 汇总", "", f"| {' | '.join(heads)} |", "|---:" * len(heads) + "|"]
    numbers = [counts["files"], *counts["by_severity"].values(), counts["errors"]]
    lines.append(f"| {' | '.join(map(str, numbers))} |")
    if not counts["findings"]:
        return "\n".join([*lines, "", "未发现问题。", ""])
    lines += ["", "| 次数 | 规则 | 名称 |", "|---:|---|---|"]
    lines += [
        f"| {n} | {markdown_words(rule)} | {markdown_words(names[rule])} |" for rule, n in counts["by_rule"].items()
    ]
    return "\n".join([*lines, ""])
