"""Reviews in, text for a terminal out: a line a finding with the fault marked below, then counts and the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hegao.model import SEVERITIES, Finding, Review
from hegao.rendering import (
    SEVERITY_NAMES,
    Options,
    advice,
    clip,
    count_words,
    excerpt,
    has_place,
    is_mendable,
    one_line,
    pad,
    paragraph_text,
    shell_word,
    shown_path,
    styled,
    summary,
    title,
)
from hegao.text import display_width

_INDENT = "    "
_ROWS = 10  # of each closing table


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """Each file as it comes; files without a finding only count."""
    seen: list[Review] = []
    for review in reviews:
        if review.findings or (review.document and review.document.notices):
            yield _file(review, options)
        seen.append(replace(review, document=None))
    if len(seen) == 1 and seen[0].error is None and not seen[0].findings:
        yield _header(seen[0], options) + "\n"
    yield from _closing(seen, options)


def _file(review: Review, options: Options) -> str:
    lines = [_header(review, options)]
    if review.document:
        lines += [f"注意：{one_line(notice)}" for notice in review.document.notices]
    seen: Counter[str] = Counter()
    more: Counter[tuple[str, str]] = Counter()
    for finding in review.findings:
        seen[finding.rule] += 1
        if options.per_rule is None or seen[finding.rule] <= options.per_rule:
            lines += _finding(review, finding, options)
        else:
            more[finding.rule, finding.name] += 1
    for (rule, name), count in more.most_common():
        lines.append(f"{_INDENT}另有 {count} 处{name} {styled(f'[{rule}]', 'faint', options)}，加 --all 逐处列出")
    return "\n".join(lines) + "\n\n"


def _header(review: Review, options: Options) -> str:
    outline = review.outline
    words = [shown_path(review, options), f"文种：{(outline.genre if outline else None) or '未能判断'}"]
    if draft_title := title(review):
        room = options.width - sum(display_width(word) + 2 for word in words)
        words.append(clip(f"标题：{one_line(draft_title)}", max(room, 24)))
    return styled("  ".join(words), "strong", options)


def _finding(review: Review, finding: Finding, options: Options) -> Iterator[str]:
    span = finding.span
    place = f"{shown_path(review, options)}:{span.paragraph}:{span.start + 1}"
    severity = styled(SEVERITY_NAMES[finding.severity], finding.severity, options)
    yield f"{place} {severity} {one_line(finding.message)} {styled(f'[{finding.rule}]', 'faint', options)}"
    text = paragraph_text(review, span.paragraph)
    if has_place(finding) and text.strip():
        line, start, end = excerpt(text, span.start, span.end, max(20, options.width - len(_INDENT)))
        before, fault = line[:start], line[start:end]
        carets = "^" * max(1, display_width(fault))
        yield f"{_INDENT}{before}{styled(fault, finding.severity, options)}{line[end:]}"
        yield f"{_INDENT}{' ' * display_width(before)}{styled(carets, finding.severity, options)}"
    if words := advice(finding):
        yield f"{_INDENT}建议：{words}"


def _closing(reviews: list[Review], options: Options) -> Iterator[str]:
    counts = summary(reviews)
    failed = [review for review in reviews if review.error is not None]
    if len(reviews) > 1 and counts["findings"]:
        yield _by_file(reviews, options) + "\n"
        yield _by_rule(reviews, counts["by_rule"], options) + "\n"
    if failed:
        yield "".join(
            f"{styled('无法读取', 'error', options)} {shown_path(review, options)}：{one_line(review.error or '')}\n"
            for review in failed
        )
    if not reviews:
        yield "没有可检查的文件。\n"
    elif len(failed) < len(reviews):
        yield _totals(reviews, len(failed), counts["by_severity"])
        yield from _next_steps(reviews, counts["by_rule"])


def _totals(reviews: list[Review], failed: int, by_severity: dict[str, int]) -> str:
    words = count_words(by_severity)
    if len(reviews) == 1:
        return f"{words}。\n"
    clean = sum(not review.findings and review.error is None for review in reviews)
    parts = [f"共检查 {len(reviews) - failed} 个文件：{words}"]
    if clean and any(by_severity.values()):
        parts.append(f"{clean} 个文件未发现问题")
    if failed:
        parts.append(f"{failed} 个文件无法读取")
    return "；".join(parts) + "。\n"


def _next_steps(reviews: list[Review], by_rule: dict[str, int]) -> Iterator[str]:
    fixable = [finding.safe for review in reviews for finding in review.findings if is_mendable(finding)]
    safe, unsafe = sum(fixable), len(fixable) - sum(fixable)
    path = shell_word(reviews[0].path) if len(reviews) == 1 else "路径"
    if safe:
        yield f"其中 {safe} 处可自动改正：hegao check --fix {path}\n"
    if unsafe:
        yield f"{'另' if safe else '其中'}有 {unsafe} 处有改法、须先核对：hegao check --unsafe-fixes --diff {path}\n"
    if by_rule:
        yield f"查看规则说明：hegao rules explain {next(iter(by_rule))}\n"


def _by_file(reviews: list[Review], options: Options) -> str:
    rows = []
    for review in reviews:
        if review.findings:
            by_severity = summary([review])["by_severity"]
            rows.append(([by_severity[severity] for severity in SEVERITIES], shown_path(review, options)))
    rows.sort(key=lambda row: ([-count for count in row[0]], row[1]))
    room = max(20, options.width - 8 * len(SEVERITIES))
    width = min(room, max(display_width(path) for _, path in [*rows[:_ROWS], ([], "文件")]))
    head = pad("文件", width) + "".join(f"{SEVERITY_NAMES[severity]:>6}" for severity in SEVERITIES)
    lines = [styled(head, "strong", options)]
    lines += [pad(path, width) + "".join(f"{count:>8}" for count in counts) for counts, path in rows[:_ROWS]]
    if len(rows) > _ROWS:
        lines.append(f"……另有 {len(rows) - _ROWS} 个文件有问题")
    return "\n".join(lines) + "\n"


def _by_rule(reviews: list[Review], by_rule: dict[str, int], options: Options) -> str:
    names = {finding.rule: finding.name for review in reviews for finding in review.findings}
    rows = list(by_rule.items())
    width = max(display_width(rule) for rule, _ in [*rows[:_ROWS], ("规则", 0)])
    lines = [styled(f"{'次数':>6}  {pad('规则', width)}  名称", "strong", options)]
    lines += [f"{count:>8}  {pad(rule, width)}  {one_line(names[rule])}" for rule, count in rows[:_ROWS]]
    if len(rows) > _ROWS:
        lines.append(f"……另有 {len(rows) - _ROWS} 条规则")
    return "\n".join(lines) + "\n"
