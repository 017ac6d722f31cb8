"""The extractors as spaCy components (`hegao_metrics`, `hegao_tasks` …): a doc in, the doc with doc.spans filled out.

For each item a span group holds the span of the tokens its characters lie in, labelled with the item's kind or status;
`span._.hegao` is the item itself as in `hegao extract --format json`, its `offset` the place in doc.text.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from hegao.model import Analysis, Review
from hegao.text import NOT_PROSE

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

EXTENSION = "hegao"  # span._.hegao

# What a span is labelled with, by the name of its extractor, which is also the key of doc.spans.
LABELS: dict[str, Callable[[Any], str]] = {
    "metrics": lambda metric: metric.kind,
    "tasks": lambda task: task.status,
    "times": lambda time: time.kind,
    "blanks": lambda blank: blank.kind,
    "references": lambda reference: reference.kind,
    "organisations": lambda _: "organisation",
}

_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")  # a file with these would be none of ours

# The analysis all components of a pipeline share; the latest only, or docs kept by the thousand would keep theirs.
_latest: WeakKeyDictionary[Doc, Analysis] = WeakKeyDictionary()


def annotate(doc: Doc, kind: str, spans_key: str) -> Doc:
    """Put what the extractor of this name (a key of LABELS) finds into doc.spans[spans_key], replacing what is there.

    The text is read as a text file's is, a line a paragraph. What a span stands for goes to doc.user_data, under
    spaCy's own key for values of that span: a JSON string by span.id_, as several items may lie in the same tokens.
    """
    # Here, because spaCy loads this module for everyone who makes a pipeline of any kind.
    from hegao.extractors import EXTRACTORS
    from hegao.rendering import extract_file_json

    analysis = _analysis(doc)
    found: dict[str, Any] = {kind: EXTRACTORS[kind](analysis)}
    review = replace(Review("", analysis.document, analysis.outline), **found)
    kept: dict[Any, Any] = doc.user_data
    spans: list[Span] = []
    for number, (item, values) in enumerate(zip(found[kind], extract_file_json(review)[kind], strict=True)):
        span: Any = doc.char_span(
            item.offset,
            item.offset + len(item.text),
            label=LABELS[kind](item),
            span_id=f"{kind}/{number}",
            alignment_mode="expand",
        )
        kept.setdefault(_key(span), {})[span.id_] = json.dumps(values, ensure_ascii=False)
        spans.append(span)
    doc.spans[spans_key] = spans
    return doc


def extracted(span: Span) -> dict[str, Any] | None:
    """The item a span of ours stands for; None for every other span, and where doc.user_data was not kept."""
    kept: dict[Any, Any] = span.doc.user_data
    found: str | None = kept.get(_key(span), {}).get(span.id_)
    return None if found is None else json.loads(found)


def _key(span: Span) -> tuple[str, str, int, int]:
    """Where spaCy keeps values of a span; it moves them along when docs are joined."""
    return "._.", EXTENSION, span.start_char, span.end_char


def _analysis(doc: Doc) -> Analysis:
    from hegao.pipeline import analyse
    from hegao.readers import text

    found = _latest.get(doc)
    if found is None:
        # The mark makes it UTF-8 beyond doubt; what may be in no file does not count as prose, and offsets stay.
        data = codecs.BOM_UTF8 + _NOT_TEXT.sub(NOT_PROSE, doc.text).encode()
        found = analyse(text.read(data, ""))
        _latest.clear()
        _latest[doc] = found
    return found


@cache
def _register() -> dict[str, Callable[..., Any]]:
    """Make the components and the extension known to spaCy; gives the factories by name."""
    from spacy.language import Language
    from spacy.tokens import Span

    def factory(kind: str) -> Callable[..., Any]:
        def make(nlp: Language, name: str, spans_key: str) -> Callable[[Doc], Doc]:
            return partial(annotate, kind=kind, spans_key=spans_key)

        make.__annotations__["spans_key"] = str  # spaCy checks settings by types, not by their names
        default = {"spans_key": kind}
        made: Callable[..., Any] = Language.factory(
            f"hegao_{kind}", default_config=default, assigns=["doc.spans"], func=make
        )
        return made

    Span.set_extension(EXTENSION, getter=extracted, force=True)
    return {f"hegao_{kind}": factory(kind) for kind in LABELS}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """The factories, for spaCy's entry points, without importing spaCy before someone asks."""
        if name.removeprefix("hegao_") in LABELS and name.startswith("hegao_"):
            return _register()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
