"""A plan held against its summary in, one JSON object out (schemas/trace.schema.json)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hegao import __version__
from hegao.model import Review, Span, Task
from hegao.rendering import Options, dumps, metric_json, task_json, title
from hegao.trace import VERDICTS, Answer, Change, Extra, Figure, Passage, Trace


def render(found: Trace, options: Options) -> Iterator[str]:
    """One object, a line an item."""
    files: dict[str, Any] = {key: {"path": review.path, "title": title(review)} for key, review in _files(found)}
    yield dumps({"version": __version__, **files, "notices": list(found.notices)}, options).removesuffix("}")
    for name, items in (
        ("tasks", [_answer(answer) for answer in found.answers]),
        ("extras", [_extra(extra) for extra in found.extras]),
        ("metrics", [_change(change) for change in found.changes]),
    ):
        yield f',\n"{name}": [' + ",".join("\n" + dumps(item, options) for item in items) + "]"
    verdicts = [answer.verdict for answer in found.answers]
    counts: dict[str, int] = {key: verdicts.count(key) for key in VERDICTS}
    counts["extra"] = len(found.extras)
    yield f',\n"counts": {dumps(counts, options)}}}\n'


def _files(found: Trace) -> Iterator[tuple[str, Review]]:
    yield "plan", found.plan
    yield "summary", found.summary


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "task": task_json(answer.task),
        "steps": [task_json(step) for step in answer.steps],
        "deadline": answer.deadline,
        "verdict": answer.verdict,
        "passages": [_passage(passage) for passage in answer.passages],
        "words": list(answer.words),
        "likeness": answer.likeness,
        "figures": [_figure(one) for one in answer.figures],
        "hedges": list(answer.hedges),
    }


def _passage(passage: Passage) -> dict[str, Any]:
    span: Span = passage.span
    place = {"paragraph": span.paragraph, "start": span.start, "end": span.end}
    return {"text": passage.text, **place, "offset": passage.offset}


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "name": one.name,
        "aim": metric_json(one.aim),
        "times": one.times,
        "result": None if one.result is None else metric_json(one.result),
        "rate": _number(one.rate),
        "reached": one.reached,
        "at_most": one.at_most,
    }


def _extra(extra: Extra) -> dict[str, Any]:
    task: Task | None = extra.task
    return {**_passage(extra.passage), "section": extra.section, "task": None if task is None else task_json(task)}


def _change(change: Change) -> dict[str, Any]:
    return {
        "name": change.name,
        "before": metric_json(change.before),
        "after": None if change.after is None else metric_json(change.after),
        "difference": _number(change.difference),
        "percent": _number(change.percent),
        "reached": change.reached,
    }


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else int(value) if value == value.to_integral_value() else float(value)
