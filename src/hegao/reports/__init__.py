"""The forms results are given out in: each takes reviews and options and yields text, a file at a time where it can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hegao.model import Review
from hegao.rendering import Options
from hegao.reports import (
    console,
    extract_console,
    extract_csv,
    extract_json,
    extract_json_lines,
    extract_markdown,
    json_file,
    json_lines,
    ledger_web_page,
    ledger_word,
    ledger_xlsx,
    markdown,
    outline_console,
    outline_json,
    trace_console,
    trace_json,
    trace_markdown,
    trace_web_page,
    trace_xlsx,
    web_page,
)
from hegao.trace import Trace

Report = Callable[[Iterable[Review], Options], Iterator[str]]
BinaryReport = Callable[[Iterable[Review], Options], Iterator[bytes]]  # office files
TraceReport = Callable[[Trace, Options], Iterator[str]]
BinaryTraceReport = Callable[[Trace, Options], Iterator[bytes]]

REPORTS: dict[str, Report] = {
    "console": console.render,
    "html": web_page.render,
    "json": json_file.render,
    "jsonl": json_lines.render,
    "markdown": markdown.render,
}

OUTLINE_REPORTS: dict[str, Report] = {
    "console": outline_console.render,
    "json": outline_json.render,
}

EXTRACT_REPORTS: dict[str, Report | BinaryReport] = {
    "console": extract_console.render,
    "csv": extract_csv.render,
    "html": ledger_web_page.render,
    "json": extract_json.render,
    "jsonl": extract_json_lines.render,
    "markdown": extract_markdown.render,
    "word": ledger_word.render,
    "xlsx": ledger_xlsx.render,
}

TRACE_REPORTS: dict[str, TraceReport | BinaryTraceReport] = {
    "console": trace_console.render,
    "html": trace_web_page.render,
    "json": trace_json.render,
    "markdown": trace_markdown.render,
    "xlsx": trace_xlsx.render,
}
