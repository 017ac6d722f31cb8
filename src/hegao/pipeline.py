"""The whole flow: a file or document in, a Review out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegao import readers, rules
from hegao.config import Choice, Config, choice_for
from hegao.data import data_folder
from hegao.errors import ConfigError, did_you_mean, suggestion
from hegao.layout import Profile, Proof, Remedy
from hegao.linter import lint
from hegao.model import Analysis, Document, Edit, Measure, Moment, Outline, Review, Word
from hegao.outline import genres, outline
from hegao.rules import Rule
from hegao.scopes import prose
from hegao.text import NOT_PROSE

if TYPE_CHECKING:
    from hegao.ooxml.revise import Stamp
    from hegao.typeset.frame import Frame


def analyse(document: Document, as_genre: str | None = None, profile: str = "") -> Analysis:
    """The outline of a document, and its words for whoever asks; `as_genre` (a key) overrides the genre found, the
    layout is judged by `profile` (a name or path; "" is hegao's own)."""
    found = outline(document)
    if as_genre is not None:
        name = next(genre.name for genre in genres() if genre.key == as_genre)
        found = replace(found, genre=name, genres=(as_genre,))
    text_of = _unlabelled(document, found)
    year = _years_of(document, found)
    moments = _moments_of(text_of, year)
    measures = _measures_of(text_of, moments)
    return Analysis(
        document,
        found,
        _words_of(document),
        year,
        moments,
        measures,
        _organs_of(document),
        _proof_of(document, found, profile),
    )


def _unlabelled(document: Document, outline: Outline) -> Callable[[int], str]:
    """The prose of a paragraph with its label blanked out: 3.6月底前 is the third item, due at the end of June."""
    labels = {section.span.paragraph: section for section in outline.sections if section.label}

    def text_of(paragraph: int) -> str:
        text = prose(document.paragraphs[paragraph - 1])
        section = labels.get(paragraph)
        if section is None:
            return text
        start, end = section.span.start, section.span.start + len(section.label)
        return text[:start] + NOT_PROSE * (end - start) + text[end:]

    return text_of


def _words_of(document: Document) -> Callable[[int], tuple[Word, ...]]:
    @cache
    def words(paragraph: int) -> tuple[Word, ...]:
        from hegao.nlp import words as words_of

        return tuple(words_of(document.paragraphs[paragraph - 1].text))

    return words


def _years_of(document: Document, outline: Outline) -> Callable[[int], int | None]:
    @cache
    def years() -> tuple[int | None, ...]:
        from hegao.moments import years_spoken_of

        return years_spoken_of(document, outline)

    return lambda paragraph: years()[paragraph - 1]


def _moments_of(
    text_of: Callable[[int], str], year: Callable[[int], int | None]
) -> Callable[[int], tuple[Moment, ...]]:
    @cache
    def moments(paragraph: int) -> tuple[Moment, ...]:
        from hegao.moments import moments as moments_of

        return moments_of(text_of(paragraph), year(paragraph))

    return moments


def _organs_of(document: Document) -> Callable[[int], tuple[tuple[int, int], ...]]:
    @cache
    def organs(paragraph: int) -> tuple[tuple[int, int], ...]:
        from hegao.organisations import organisations

        return organisations(prose(document.paragraphs[paragraph - 1]))

    return organs


def _proof_of(document: Document, outline: Outline, name: str) -> Callable[[], Proof | None]:
    @cache
    def proof() -> Proof | None:
        if document.layout is None:
            return None
        from hegao import elements
        from hegao.profile import DEFAULT, load_profile

        profile = load_profile(name or DEFAULT)
        roles = elements.roles_of(document, outline)
        return Proof(
            document.layout(),
            profile,
            tuple(roles),
            elements.run_ins(document, outline),
            elements.indents(document.paragraphs, roles, profile),
        )

    return proof


def _measures_of(
    text_of: Callable[[int], str], moments: Callable[[int], tuple[Moment, ...]]
) -> Callable[[int], tuple[Measure, ...]]:
    @cache
    def measures(paragraph: int) -> tuple[Measure, ...]:
        from hegao.measures import measures as measures_of

        return measures_of(text_of(paragraph), moments(paragraph))

    return measures


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
    check_names(choice, every)
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


def check_names(choice: Choice, every: Mapping[str, Rule]) -> None:
    """Raises ConfigError for a rule or group the choice names that does not exist."""
    known = {*every, *rules.GROUPS}
    for name in (*choice.select, *choice.ignore, *choice.severity, *choice.params):
        if name not in known:
            raise ConfigError(f"没有“{name}”这条规则或这一类{did_you_mean(name, known)}规则一览：hegao rules")


def check_settings(config: Config, every: Mapping[str, Rule]) -> None:
    """Raises ConfigError for what settings name but no draft would ever meet: rules, groups, genres, parameters."""
    names = [genre.name for genre in genres()]
    for genre in config.by_genre:
        if genre not in names:
            raise ConfigError(f"{config.path}: 没有“{genre}”这个文种{suggestion(genre, names)}")
    for choice in (config.choice, *config.by_genre.values(), *(choice for _, choice in config.by_path)):
        check_names(choice, every)
        for id_, changes in choice.params.items():
            if id_ not in every:
                raise ConfigError(f"{config.path}: params 要写规则的全名，“{id_}”不是规则")
            rules.with_params(every[id_], changes, str(config.path))


def review_document(document: Document, every: Mapping[str, Rule], config: Config) -> Review:
    """One document, checked."""
    analysis = analyse(document, profile=config.profile)
    choice = choice_for(config, Path(document.path), analysis.outline.genre)
    findings = lint(analysis, choose(every, choice, config.hints))
    return Review(document.path, _without_layout(_with_notices(document, every)), analysis.outline, findings)


def _without_layout(document: Document) -> Document:
    """What a result keeps of the document: the layout holds the whole file in memory."""
    return replace(document, layout=None)


def _with_notices(document: Document, every: Mapping[str, Rule]) -> Document:
    """The document, saying of each suppression that names no rule that it does nothing."""
    if not document.suppressions:
        return document
    known = {*every, *rules.GROUPS}
    idle = [(s.paragraph, name) for s in document.suppressions for name in s.rules if name not in known]
    notices = [
        f"{f'第 {number} 段' if number else '清单'}要忽略的“{name}”不是规则，没有起作用{did_you_mean(name, known)}"
        for number, name in idle
    ]
    return replace(document, notices=(*document.notices, *notices))


def review(path: Path, every: Mapping[str, Rule], config: Config) -> Review:
    """One file, read and checked. Raises ReadError."""
    return review_document(readers.read(path), every, config)


def extract_from(document: Document, names: Iterable[str] | None = None) -> Review:
    """One document with what the extractors of these names find in it, all of them when none are named."""
    from hegao.extractors import EXTRACTORS  # their grammars are many, and checking needs none

    analysis = analyse(document)
    found: dict[str, Any] = {name: EXTRACTORS[name](analysis) for name in (EXTRACTORS if names is None else names)}
    return replace(Review(document.path, _without_layout(document), analysis.outline), **found)


def extract(path: Path, names: Iterable[str] | None = None) -> Review:
    """One file, read and extracted from. Raises ReadError."""
    return extract_from(readers.read(path), names)


def laid_out(data: bytes, path: str, profile: Profile, frame: Frame | None = None) -> bytes:
    """A draft of any kind as a .docx laid out after a profile, with 版头 and 版记 where `frame` gives them.

    `path` is where the draft comes from: its pictures are looked for beside it. Raises ReadError.
    """
    from hegao.typeset import lay_out
    from hegao.typeset.bare import bare

    document = readers.read_bytes(data, path)
    if document.kind in readers.WORD:
        data = readers.as_word(data, document)
    else:
        data = bare(document, outline(document), Path(path).parent)
        document = readers.read_bytes(data, f"{path}.docx")
    return lay_out(data, document, outline(document), profile, frame)


def revised(
    data: bytes, edits: Sequence[Edit], remedies: Sequence[Remedy], profile: str = "", stamp: Stamp | None = None
) -> bytes:
    """A .docx with its words and its layout mended; with a stamp, as tracked changes. Raises ReadError."""
    from hegao.ooxml.revise import revise
    from hegao.profile import DEFAULT, load_profile

    return revise(data, edits, remedies, load_profile(profile or DEFAULT), stamp)


def segment(path: Path) -> Review:
    """One file, read and segmented: a Review without findings. Raises ReadError."""
    document = readers.read(path)
    return Review(document.path, _without_layout(document), outline(document))
