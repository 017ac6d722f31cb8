"""The whole flow: a file or document in, a Review out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from hegao import readers, rules
from hegao.config import Choice, Config, choice_for
from hegao.data import data_folder
from hegao.errors import ConfigError, suggestion
from hegao.linter import lint
from hegao.model import Analysis, Document, Review, Word
from hegao.outline import genres, outline
from hegao.rules import Rule


def analyse(document: Document, as_genre: str | None = None) -> Analysis:
    """The outline of a document, and its words for whoever asks; `as_genre` (a key) overrides the genre found."""
    found = outline(document)
    if as_genre is not None:
        name = next(genre.name for genre in genres() if genre.key == as_genre)
        found = replace(found, genre=name, genres=(as_genre,))
    return Analysis(document, found, _words_of(document))


def _words_of(document: Document) -> Callable[[int], tuple[Word, ...]]:
    @cache
    def words(paragraph: int) -> tuple[Word, ...]:
        from hegao.nlp import words as words_of

        return tuple(words_of(document.paragraphs[paragraph - 1].text))

    return words


def load_rules(config: Config, personal: Path | None = None) -> dict[str, Rule]:
    """The rules of the package, then the unit's, then the person's; later ones replace earlier ones of the same id."""
    folders = [data_folder("rules"), *config.rules]
    if personal is not None and personal.is_dir():
        folders.append(personal)
    return rules.load(folders, [genre.key for genre in genres()])


def choose(every: Mapping[str, Rule], choice: Choice, hints: bool) -> tuple[Rule, ...]:
    """The rules that speak under a choice, with the severity and parameters it gives them.

    Hints speak only when asked for, or when selected by id. Raises ConfigError for an id or group that does not exist.
    """
    known = {*every, *rules.GROUPS}
    for name in (*choice.select, *choice.ignore, *choice.severity, *choice.params):
        if name not in known:
            raise ConfigError(
                f"没有“{name}”这条规则或这一类{suggestion(name, known)}".split("，可用的有")[0]
                + "。规则一览：hegao rules"
            )
    chosen: list[Rule] = []
    for rule in every.values():
        names = (rule.id, rule.group)
        if choice.select and not any(name in choice.select for name in names):
            continue
        if any(name in choice.ignore for name in names):
            continue
        level = choice.severity.get(rule.id, choice.severity.get(rule.group, rule.severity))
        if level == "off" or (level == "hint" and not hints and rule.id not in choice.select):
            continue
        changed = rule if level == rule.severity else replace(rule, severity=level)  # type: ignore[arg-type]
        if rule.id in choice.params:
            changed = rules.with_params(changed, choice.params[rule.id], "设置")
        chosen.append(changed)
    return tuple(chosen)


def review_document(document: Document, every: Mapping[str, Rule], config: Config) -> Review:
    """One document, checked."""
    analysis = analyse(document)
    choice = choice_for(config, Path(document.path), analysis.outline.genre)
    findings = lint(analysis, choose(every, choice, config.hints))
    return Review(document.path, document, analysis.outline, findings)


def review(path: Path, every: Mapping[str, Rule], config: Config) -> Review:
    """One file, read and checked. Raises ReadError."""
    return review_document(readers.read(path), every, config)


def segment(path: Path) -> Review:
    """One file, read and segmented: a Review without findings. Raises ReadError."""
    document = readers.read(path)
    return Review(document.path, document, outline(document))
