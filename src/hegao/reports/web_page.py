"""Reviews in, one self-contained HTML page out: each draft with its faults marked, and a card a finding beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from hegao.model import SEVERITIES, Finding, Paragraph, Review, Severity
from hegao.rendering import (
    SEVERITY_NAMES,
    Options,
    count_words,
    has_place,
    in_reading_order,
    one_line,
    quoted,
    shown_path,
    summary,
    title,
)

_TAGS = {"cell": "表格", "box": "文本框", "header": "页眉", "footer": "页脚", "note": "脚注"}  # beside the text
_CHUNKS = 200  # of the template's output, joined into one

Numbered = tuple[int, Finding]  # the finding's number within its file, from 1


def render(reviews: Iterable[Review], options: Options) -> Iterator[str]:
    """The page; of several files those without a finding appear in the index only."""
    from jinja2 import Environment, StrictUndefined

    files = list(reviews)
    counts = summary(files)
    groups = Counter(finding.group for review in files for finding in review.findings)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = resources.files("hegao.reports").joinpath("html.jinja").read_text(encoding="utf-8")
    stream = environment.from_string(source).stream(
        counts=counts,
        severities=SEVERITY_NAMES,
        groups=[
            {"id": group, "name": options.groups.get(group, group), "count": count}
            for group, count in sorted(groups.items(), key=lambda item: (-item[1], item[0]))
        ],
        index=[_index_row(number, review, options) for number, review in enumerate(files, 1)],
        sections=(
            _section(number, review, options)
            for number, review in enumerate(files, 1)
            if review.error is None and (review.findings or len(files) == 1)
        ),
        first_open=next((number for number, review in enumerate(files, 1) if review.findings), 1),
        count_words=count_words,
    )
    stream.enable_buffering(_CHUNKS)
    yield from stream


def _index_row(number: int, review: Review, options: Options) -> dict[str, Any]:
    return {
        "number": number,
        "path": shown_path(review, options),
        "genre": (review.outline.genre if review.outline else None) or "",
        "title": one_line(title(review) or ""),
        "counts": summary([review])["by_severity"],
        "findings": len(review.findings),
        "error": None if review.error is None else one_line(review.error),
    }


def _section(number: int, review: Review, options: Options) -> dict[str, Any]:
    findings: list[Numbered] = list(enumerate(in_reading_order(review.findings), 1))
    cards = [_card(n, finding, review.document is not None) for n, finding in findings]
    return {
        **_index_row(number, review, options),
        "notices": review.document.notices if review.document else (),
        "cards": cards,
        "general": cards[: sum(not has_place(finding) for _, finding in findings)],
        "paragraphs": _paragraphs(review, findings),
    }


def _card(n: int, finding: Finding, in_draft: bool) -> dict[str, Any]:
    place = f"第{finding.span.paragraph}段 第{finding.span.start + 1}字" if has_place(finding) else "全文"
    return {
        "n": n,
        "severity": finding.severity,
        "group": finding.group,
        "rule": finding.rule,
        "name": finding.name,
        "message": one_line(finding.message),
        "place": place,
        "linked": in_draft or not has_place(finding),
        "old": _shown(finding.text),
        "new": None if finding.fix is None else _shown(finding.fix),
        "mends_layout": bool(finding.remedies),
        "safe": finding.safe,
        "source": finding.source,
    }


def _shown(text: str) -> str:
    """Blanks by name, a long text cut; without the quotation marks, as the page sets it apart itself."""
    return quoted(text, 120).removeprefix("“").removesuffix("”") if text else ""


def _paragraphs(review: Review, findings: list[Numbered]) -> list[dict[str, Any]]:
    if review.document is None:
        return []
    placed: dict[int, list[Numbered]] = {}
    for n, finding in findings:
        if has_place(finding):
            placed.setdefault(finding.span.paragraph, []).append((n, finding))
    headings: dict[int, tuple[int, int, int]] = {}
    for section in review.outline.sections if review.outline else ():
        if section.kind != "item":
            headings.setdefault(section.span.paragraph, (section.span.start, section.span.end, section.level))
    roles = review.outline.roles if review.outline else ()
    return [
        _paragraph(
            number,
            paragraph,
            roles[number - 1] if number <= len(roles) else "body",
            placed.get(number, []),
            headings.get(number, (0, 0, 0)),
        )
        for number, paragraph in enumerate(review.document.paragraphs, 1)
    ]


def _paragraph(
    number: int, paragraph: Paragraph, role: str, findings: list[Numbered], heading: tuple[int, int, int]
) -> dict[str, Any]:
    indented = paragraph.text[:1].isspace() or not paragraph.text
    return {
        "number": number,
        "role": role if paragraph.kind == "body" else "aside",
        "tag": _TAGS.get(paragraph.kind, ""),
        "indented": indented,  # by its own blanks: the page must not indent it again
        "pieces": _pieces(paragraph.text, findings, heading),
    }


def _pieces(text: str, findings: list[Numbered], heading: tuple[int, int, int]) -> list[dict[str, Any]]:
    """The text cut wherever a finding or the heading begins or ends, so that marks never nest.

    An empty piece stands where a finding has no characters: something is missing there.
    """
    size = len(text)
    spans = {n: (min(f.span.start, size), min(f.span.end, size)) for n, f in findings}
    severities = {n: f.severity for n, f in findings}
    head_start, head_end, level = heading
    borders = {0, size, *(place for span in spans.values() for place in span)}
    if level:
        borders |= {min(head_start, size), min(head_end, size)}
    cuts = sorted(borders)
    pieces: list[dict[str, Any]] = []
    for start, end in zip(cuts, [*cuts[1:], size], strict=True):
        points = [n for n, span in spans.items() if span == (start, start)]
        if points:
            pieces.append(_piece("", points, severities, points, points, 0))
        if start < end:
            over = [n for n, (a, b) in spans.items() if a <= start and end <= b]
            starts = [n for n in over if spans[n][0] == start]
            ends = [n for n in over if spans[n][1] == end]
            style = level if head_start <= start and end <= head_end else 0
            pieces.append(_piece(text[start:end], over, severities, starts, ends, style))
    return pieces


def _piece(
    text: str, over: list[int], severities: Mapping[int, Severity], starts: list[int], ends: list[int], level: int
) -> dict[str, Any]:
    strongest = next((key for key in SEVERITIES if any(severities[n] == key for n in over)), "")
    innermost = next((n for n in reversed(over) if severities[n] == strongest), 0)
    return {
        "text": "\n".join(map(one_line, text.split("\n"))),
        "over": over,
        "severity": strongest,
        "target": innermost,
        "starts": starts,
        "ends": ends,
        "level": level,
    }
