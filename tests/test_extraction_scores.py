"""What is extracted from corpora/, against the annotation beside each draft; and every item at its place."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

import gold
import scoring
from hegao.decoding import decode
from hegao.extractors import EXTRACTORS
from hegao.model import Review
from hegao.pipeline import extract

ANNOTATED = scoring.drafts(gold.FOLDER)
LEAST = {
    "metric span": 0.97,
    "metric value": 0.98,
    "metric unit": 0.98,
    "metric name": 0.88,
    "metric period": 0.92,
    "task span": 0.92,
    "task action": 0.95,
    "task object": 0.90,
    "task owner": 0.92,
    "task partners": 0.92,
    "task deadline": 0.92,
    "task targets": 0.78,
    "task basis": 0.88,
    "time span": 0.95,
    "time dates": 0.95,
    "reference span": 0.95,
    "blank span": 0.95,
}


@pytest.fixture(scope="module")
def extracted() -> dict[Path, Review]:
    return {path: extract(path) for path in gold.documents()}


def test_there_is_enough_to_score() -> None:
    assert len(ANNOTATED) >= 12
    assert sum(path.suffix == ".docx" for path in ANNOTATED) >= 2
    assert len(ANNOTATED) == len(list(gold.FOLDER.glob(f"*{scoring.ENDING}")))


def test_extraction_agrees_with_the_annotation(extracted: dict[Path, Review]) -> None:
    sheet = scoring.Sheet()
    for path in ANNOTATED:
        review = extracted[path]
        assert review.document is not None
        scoring.compare(scoring.read_items(path, review.document), review, sheet)
    print(f"\n{sheet.table()}")
    short = {name: round(sheet.scores[name].f1, 3) for name, least in LEAST.items() if sheet.scores[name].f1 < least}
    print("\n".join(f"{name}: {difference}" for name, difference in sheet.differences if name in short))
    assert short == {}


@pytest.mark.parametrize("path", gold.documents(), ids=lambda path: path.name)
def test_every_item_stands_at_its_span_and_offset(path: Path, extracted: dict[Path, Review]) -> None:
    review = extracted[path]
    assert review.document is not None
    paragraphs = review.document.paragraphs
    if path.suffix == ".docx":
        whole = "\n".join(paragraph.text for paragraph in paragraphs)
    else:
        whole, _ = decode(path.read_bytes())
    for item in chain.from_iterable(getattr(review, name) for name in EXTRACTORS):
        span = item.span
        assert 0 <= span.start < span.end
        assert paragraphs[span.paragraph - 1].text[span.start : span.end] == item.text
        assert whole[item.offset : item.offset + len(item.text)] == item.text
        assert item.offset == paragraphs[span.paragraph - 1].offset + span.start
