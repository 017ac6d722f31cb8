"""Documents written for this project, against the annotation and the findings beside each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import gold
from hegao import readers
from hegao.config import Config
from hegao.model import Finding, Outline, Review
from hegao.pipeline import load_rules, review

DOCUMENTS = gold.documents()
CLEAN = [path for path in DOCUMENTS if path.stem.endswith("-clean")]
FAULTY = [path for path in DOCUMENTS if path.stem.endswith("-faulty")]
SCORES: dict[str, tuple[Callable[..., gold.Score], float]] = {
    "headings": (gold.score_headings, 0.95),
    "roles": (gold.score_roles, 0.95),
    "sentence ends": (gold.score_sentences, 0.99),
}
RECALL = 0.85

_each = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
_clean = pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.name)
_faulty = pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.name)


@pytest.fixture(scope="module")
def reviewed() -> dict[Path, Review]:
    rules = load_rules(Config())
    return {path: review(path, rules, Config()) for path in DOCUMENTS}


def test_every_companion_has_its_document() -> None:
    known = {path.stem for path in DOCUMENTS}
    assert len(known) == len(DOCUMENTS) >= 20
    for ending in (".gold.txt", ".planted.yml", ".expected.yml"):
        assert {path.name.removesuffix(ending) for path in gold.FOLDER.glob(f"*{ending}")} <= known


@_each
def test_document_agrees_with_its_gold(path: Path) -> None:
    annotated = gold.read_gold(gold.beside(path, ".gold.txt"))
    assert [p.text for p in readers.read(path).paragraphs] == [p.text for p in annotated]


@_faulty
def test_planted_faults_stand_where_they_are_said_to(path: Path) -> None:
    document = readers.read(path)
    planted = gold.read_planted(path)
    assert 12 <= len(planted) <= 40
    for fault in planted:
        gold.place(fault, document)


@_each
def test_findings_are_the_expected_ones(
    path: Path, reviewed: dict[Path, Review], request: pytest.FixtureRequest
) -> None:
    expected = gold.beside(path, ".expected.yml")
    found = [] if path in CLEAN else [_row(finding) for finding in reviewed[path].findings]
    if request.config.getoption("--update-expected"):
        written = yaml.safe_dump({"findings": found}, allow_unicode=True, sort_keys=False, width=1000)
        expected.write_text(written, "utf-8", newline="\n")
    assert yaml.safe_load(expected.read_text("utf-8")) == {"findings": found}


@_clean
def test_clean_documents_are_left_in_peace(path: Path, reviewed: dict[Path, Review]) -> None:
    assert [_row(finding) for finding in reviewed[path].findings] == []


def test_outlines_agree_with_the_gold(reviewed: dict[Path, Review]) -> None:
    totals = dict.fromkeys(SCORES, gold.Score(0, 0, 0))
    print(f"\n{'':28}" + "".join(f"{name:>15}" for name in SCORES))
    for path in DOCUMENTS:
        annotated = gold.read_gold(gold.beside(path, ".gold.txt"))
        scores = {name: score(annotated, _outline(reviewed[path])) for name, (score, _) in SCORES.items()}
        print(f"{path.name:28}" + "".join(f"{score.f1:15.3f}" for score in scores.values()))
        totals = {name: totals[name] + score for name, score in scores.items()}
    print(f"{'all':28}" + "".join(f"{score.f1:15.3f}" for score in totals.values()))
    assert {name: score.f1 for name, score in totals.items() if score.f1 < SCORES[name][1]} == {}


def test_planted_faults_are_found(reviewed: dict[Path, Review]) -> None:
    there, left = 0, 0
    for path in FAULTY:
        document = readers.read(path)
        planted = gold.read_planted(path)
        misses = gold.missed(planted, document, reviewed[path].findings)
        there += len(planted)
        left += len(misses)
        print(f"\n{path.name}: {len(planted) - len(misses)}/{len(planted)}")
        for miss in misses:
            print(f"  第 {miss.paragraph} 段 {miss.text!r} {miss.fault}")
    recall = 1 - left / there
    print(f"\nrecall {recall:.3f} ({there - left}/{there})")
    assert recall >= RECALL


@_each
def test_every_document_has_its_companions(path: Path) -> None:
    assert path.stem.endswith(("-clean", "-faulty")), "文件名应以 -clean 或 -faulty 结尾"
    assert gold.beside(path, ".gold.txt").exists()
    assert gold.beside(path, ".expected.yml").exists()
    assert gold.beside(path, ".planted.yml").exists() == path.stem.endswith("-faulty")


def _outline(one: Review) -> Outline:
    assert one.outline is not None, one.error
    return one.outline


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "paragraph": finding.span.paragraph,
        "start": finding.span.start,
        "text": finding.text,
        "message": finding.message,
        "fix": finding.fix,
    }
