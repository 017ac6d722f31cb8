"""A plan held against its summary in, one self-contained HTML page out: three tables that can be sifted and printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import resources

from hegao.rendering import Options, cell_words, one_line, shown_path
from hegao.trace import VERDICTS, Trace
from hegao.trace_sheets import NOTE, VERDICT_COLUMN, sheets


def render(found: Trace, options: Options) -> Iterator[str]:
    """The page whole."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = resources.files("hegao.reports").joinpath("trace.jinja").read_text(encoding="utf-8")
    counts = Counter(answer.verdict for answer in found.answers)
    keys = {name: key for key, name in VERDICTS.items()}
    tables = [
        {
            "heading": sheet.heading,
            "columns": sheet.columns,
            "rows": [
                {
                    "cells": [cell_words(value) for value in row.values],
                    "key": keys[cell_words(row.values[sheet.columns.index(VERDICT_COLUMN)])]
                    if VERDICT_COLUMN in sheet.columns
                    else "",
                }
                for row in sheet.rows
            ],
        }
        for sheet in sheets(found, options)
    ]
    yield environment.from_string(source).render(
        plan=shown_path(found.plan, options),
        summary=shown_path(found.summary, options),
        notices=[one_line(notice) for notice in found.notices],
        verdicts=[(key, name, counts[key]) for key, name in VERDICTS.items() if counts[key]],
        total=len(found.answers),
        extras=len(found.extras),
        tables=tables,
        verdict_column=VERDICT_COLUMN,
        note=NOTE,
    )
