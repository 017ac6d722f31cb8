"""Takes reviews and gives what several reports share: JSON objects, counts, Chinese words, clipped excerpts."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from os.path import relpath
from typing import Any

from hegao.model import SEVERITIES, Finding, Outline, Review, Severity, Span
from hegao.text import display_width

SEVERITY_NAMES: dict[Severity, str] = {"error": "错误", "warning": "警告", "hint": "提示"}

_NOWHERE = Span(1, 0, 0)  # the place of a finding about something missing
_ELLIPSIS = "…"
_BLANKS = {
    " ": "空格",
    "\u3000": "全角空格",
    "\u2002": "半身空格",
    "\u2003": "全身空格",
    "\xa0": "不换行空格",
    "\t": "制表符",
    "\n": "换行",
    "\u200b": "零宽空格",
}


@dataclass(frozen=True, slots=True)
class Options:
    """How a report is to look."""

    width: int = 80  # columns of the terminal
    color: bool = False  # ANSI colours
    ascii_only: bool = False  # JSON escapes everything else: for an output that is not Unicode
    per_rule: int | None = None  # findings of one rule the console lists a file; None lists all
    root: str = ""  # folder that shown paths are relative to; "" shows them as they stand
    groups: Mapping[str, str] = field(default_factory=dict)  # Chinese name of a group of rules, where it has one


def finding_json(finding: Finding) -> dict[str, Any]:
    """The finding as an object of `hegao check --format json`."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "group": finding.group,
        "severity": finding.severity,
        "message": finding.message,
        "paragraph": finding.span.paragraph,
        "start": finding.span.start,
        "end": finding.span.end,
        "offset": finding.offset,
        "text": finding.text,
        "fix": finding.fix,
        "safe": finding.safe,
        "source": finding.source,
    }


def file_json(review: Review) -> dict[str, Any]:
    """The file as an object of `files` in `hegao check --format json`."""
    return {
        "path": review.path,
        "genre": review.outline.genre if review.outline else None,
        "title": title(review),
        "characters": review.document.characters if review.document else 0,
        "findings": [finding_json(finding) for finding in review.findings],
        "error": review.error,
    }


def summary(reviews: Iterable[Review]) -> dict[str, Any]:
    """The counts of `hegao check --format json`; `by_rule` has the most frequent rule first."""
    files = errors = 0
    severities: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    for review in reviews:
        files += 1
        errors += review.error is not None
        severities.update(finding.severity for finding in review.findings)
        rules.update(finding.rule for finding in review.findings)
    return {
        "files": files,
        "findings": severities.total(),
        "by_severity": {severity: severities[severity] for severity in SEVERITIES},
        "by_rule": dict(sorted(rules.items(), key=lambda item: (-item[1], item[0]))),
        "errors": errors,
    }


def outline_json(review: Review) -> dict[str, Any]:
    """The file as an object of `files` in `hegao outline --format json`; empty lists where it could not be read."""
    outline, document = review.outline, review.document
    paragraphs = document.paragraphs if document else ()
    return {
        "path": review.path,
        "genre": outline.genre if outline else None,
        "genres": list(outline.genres) if outline else [],
        "confidence": outline.confidence if outline else 0.0,
        "genre_source": outline.genre_source if outline else "none",
        "title": title(review),
        "years": list(outline.years) if outline else [],
        "paragraphs": [
            {
                "paragraph": number,
                "role": outline.roles[number - 1] if outline else "body",
                "kind": paragraph.kind,
                "start": 0,
                "end": len(paragraph.text),
                "offset": paragraph.offset,
                "text": paragraph.text,
            }
            for number, paragraph in enumerate(paragraphs, 1)
        ],
        "sections": _section_tree(outline) if outline else [],
        "chains": [
            {
                "style": chain.style,
                "items": [
                    {"marker": item.marker, "number": item.number, **_place(item.span), "lead": _place(item.lead)}
                    for item in chain.items
                ],
            }
            for chain in (outline.chains if outline else ())
        ],
        "sentences": [_place(sentence) for sentence in (outline.sentences if outline else ())],
        "error": review.error,
    }


def _section_tree(outline: Outline) -> list[dict[str, Any]]:
    roots: list[dict[str, Any]] = []
    nodes: list[dict[str, Any]] = []
    for section in outline.sections:
        node: dict[str, Any] = {
            "label": section.label,
            "number": section.number,
            "level": section.level,
            "style": section.style,
            "title": section.title,
            "kind": section.kind,
            **_place(section.span),
            "last": section.last,
            "children": [],
        }
        nodes.append(node)
        (roots if section.parent is None else nodes[section.parent]["children"]).append(node)
    return roots


def _place(span: Span) -> dict[str, int]:
    return {"paragraph": span.paragraph, "start": span.start, "end": span.end}


def dumps(value: object, options: Options) -> str:
    """The value as JSON on one line."""
    if not options.ascii_only:
        text = json.dumps(value, ensure_ascii=False)
        try:
            text.encode()
            return text
        except UnicodeEncodeError:  # a path that is not valid in the file system's encoding
            pass
    return json.dumps(value)


def title(review: Review) -> str | None:
    """The draft's title on one line, None when it has none."""
    return (review.outline.title or None) if review.outline else None


def shown_path(review: Review, options: Options) -> str:
    """The path as a person reads it, relative to `options.root`; safe to print and to encode."""
    path = review.path
    if options.root:
        try:
            path = relpath(path, options.root)
        except ValueError:  # another drive
            path = review.path
    return one_line(path)


def paragraph_text(review: Review, number: int) -> str:
    """The text of one paragraph (1-based), "" when the review holds no such text."""
    paragraphs = review.document.paragraphs if review.document else ()
    return paragraphs[number - 1].text if number <= len(paragraphs) else ""


def has_place(finding: Finding) -> bool:
    """False for a finding about something missing, which no characters stand for."""
    return finding.span != _NOWHERE


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """By place; what has no place first; at one start the longer span first."""
    return sorted(
        findings,
        key=lambda f: (has_place(f), f.span.paragraph, f.span.start, -f.span.end, SEVERITIES.index(f.severity), f.rule),
    )


def count_words(by_severity: Mapping[str, int]) -> str:
    """“错误 2 处，警告 1 处”; severities without a finding are left out, all of them gives “未发现问题”."""
    words = [f"{SEVERITY_NAMES[key]} {by_severity[key]} 处" for key in SEVERITIES if by_severity[key]]
    return "，".join(words) or "未发现问题"


def advice(finding: Finding, limit: int = 60) -> str:
    """What to do, in words: 改为“X”, 删去“X”, 补上“X”; "" without a fix. `limit` cuts what is quoted, in characters."""
    if finding.fix is None:
        return ""
    if not finding.fix:
        words = f"删去{quoted(finding.text, limit)}"
    elif not finding.text:
        words = f"补上{quoted(finding.fix, limit)}"
    else:
        words = f"改为{quoted(finding.fix, limit)}"
    return words if finding.safe else words + "（请核对后再改）"


def quoted(text: str, limit: int = 60) -> str:
    """The text in quotation marks, cut in the middle to about `limit` characters; blanks are named: 2个全角空格."""
    if text and not text.strip(" \u2002\u2003\u3000\xa0\t\n\u200b"):
        return "和".join(f"{count}个{_BLANKS[blank]}" for blank, count in Counter(text).items())
    half = max(4, limit // 2)
    cut = text if len(text) <= 2 * half else text[:half] + _ELLIPSIS + text[-half:]
    return f"“{one_line(cut)}”"


def one_line(text: str) -> str:
    """The text, as long as before, with every blank but U+3000 a space and every character that shows nothing a □."""
    if text.replace("\u3000", "").isprintable():
        return text
    return "".join(c if c == "\u3000" or c.isprintable() else _stand_in(c) for c in text)


def _stand_in(c: str) -> str:
    if c.isspace():
        return " "
    category = unicodedata.category(c)
    return "□" if category in ("Cc", "Cf") else "?" if category == "Cs" else c  # private and new characters have glyphs


def clip(text: str, width: int) -> str:
    """The text cut at its end to at most `width` columns."""
    if display_width(text) <= width:
        return text
    room, at = width - display_width(_ELLIPSIS), 0
    while at < len(text) and (room := room - display_width(text[at])) >= 0:
        at += 1
    return text[:at] + _ELLIPSIS


def pad(text: str, width: int) -> str:
    """The text cut or filled with spaces to exactly `width` columns."""
    cut = clip(text, width)
    return cut + " " * (width - display_width(cut))


def excerpt(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """One line of at most `width` columns around text[start:end], and where the fault stands in it.

    A fault longer than the line is cut at its end; an ellipsis stands for what is left out on either side.
    """
    left, right = max(0, start - width), min(len(text), max(end, start) + width)
    line = one_line(text[left:right])
    a, b = start - left, end - left
    if left == 0 and right == len(text) and display_width(line) <= width:
        return line, a, b
    room = max(2, width - 2 * display_width(_ELLIPSIS))
    stop = a
    while stop < b and room >= (w := display_width(line[stop])):
        room, stop = room - w, stop + 1
    b, begin = stop, a
    room -= (after := max(room * 2 // 3, room - display_width(line[:a])))
    while begin > 0 and room >= (w := display_width(line[begin - 1])):
        room, begin = room - w, begin - 1
    room += after
    while stop < len(line) and room >= (w := display_width(line[stop])):
        room, stop = room - w, stop + 1
    while begin > 0 and room >= (w := display_width(line[begin - 1])):
        room, begin = room - w, begin - 1
    head = _ELLIPSIS if left + begin > 0 else ""
    tail = _ELLIPSIS if left + stop < len(text) else ""
    return head + line[begin:stop] + tail, len(head) + a - begin, len(head) + b - begin
