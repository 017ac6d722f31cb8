"""Files and folders in, one Review after another out; one bad file is a result, never the end of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hegao.config import Config, find, matches
from hegao.decoding import decode
from hegao.errors import HegaoError, ReadError
from hegao.fixer import Fixed, fix, is_copy
from hegao.model import Document, Review
from hegao.pipeline import check_settings, extract, load_rules, review_document, segment
from hegao.readers import SUFFIXES, ahead, as_word, read, read_bytes, read_file, sidecar
from hegao.rules import Rule

if TYPE_CHECKING:
    from hegao.ooxml.revise import Stamp


@dataclass(frozen=True, slots=True)
class Desk:
    """Settings and rules by folder, each loaded once."""

    settings: Callable[[Config], Config]  # what the command line changes
    personal: Path | None = None  # the person's own rule folder
    fallback: Path | None = None  # the person's own settings file
    configs: dict[Path, Config] = field(default_factory=dict)
    rules: dict[tuple[Path, ...], dict[str, Rule]] = field(default_factory=dict)
    checked: set[Path] = field(default_factory=set)  # settings files whose names are known to be right

    def config(self, folder: Path) -> Config:
        if folder not in self.configs:
            self.configs[folder] = self.settings(find(folder.resolve(), self.fallback))
        return self.configs[folder]

    def rules_for(self, config: Config) -> dict[str, Rule]:
        if config.rules not in self.rules:
            self.rules[config.rules] = load_rules(config, self.personal)
        if config.path is not None and config.path not in self.checked:
            check_settings(config, self.rules[config.rules])
            self.checked.add(config.path)
        return self.rules[config.rules]


def walk(paths: Iterable[Path], desk: Desk, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> list[Path]:
    """The files to check, each once, in order of path within each argument.

    A file named on its own is always taken. In folders: hidden files, Word's lock files (~$) and corrected copies are
    passed over, then `include` and `exclude` of the settings and the command line decide.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(_below(path, set())):
                if file not in found and _wanted(file, desk.config(file.parent), include, exclude):
                    found[file] = None
        else:
            found[path] = None
    return list(found)


def _below(folder: Path, seen: set[Path]) -> Iterator[Path]:
    real = folder.resolve()
    if real in seen:
        return  # a link that leads back up
    seen.add(real)
    try:
        entries = list(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir():
            yield from _below(entry, seen)
        elif entry.is_file():
            yield entry


def _wanted(path: Path, config: Config, include: tuple[str, ...], exclude: tuple[str, ...]) -> bool:
    if is_copy(path) or path.name.endswith(sidecar.SUFFIX):
        return False
    if any(matches(path, glob, config) for glob in (*config.exclude, *exclude)):
        return False
    wanted = include or config.include
    if wanted:
        return any(matches(path, glob, config) for glob in wanted)
    return path.suffix.lower() in SUFFIXES


@dataclass(frozen=True, slots=True)
class Correction:
    """One draft with its corrections; `fixed` is None where the file could not be read."""

    path: Path
    review: Review  # of what is left to do
    fixed: Fixed | None = None


def reviews(paths: Iterable[Path], desk: Desk) -> Iterator[Review]:
    """Each file's Review, as it is ready."""
    for path in ahead(paths):
        config = desk.config(path.parent)
        every = desk.rules_for(config)
        yield _survive(path, partial(_review, path, every, config))


def _review(path: Path, every: dict[str, Rule], config: Config) -> Review:
    return review_document(_spared(read(path), path), every, config)


def _spared(document: Document, path: Path) -> Document:
    """The document with what the list beside it (核稿忽略清单) silences."""
    names = (path.name + sidecar.SUFFIX, path.stem + sidecar.SUFFIX)
    beside = next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)
    if beside is None:
        return document
    found, notices = sidecar.suppressions(decode(read_file(beside))[0], document)
    return replace(document, suppressions=(*document.suppressions, *found), notices=(*document.notices, *notices))


def outlines(paths: Iterable[Path]) -> Iterator[Review]:
    """Each file's outline, as a Review without findings."""
    for path in ahead(paths):
        yield _survive(path, partial(segment, path))


def extractions(paths: Iterable[Path], names: Iterable[str]) -> Iterator[Review]:
    """Each file with what the extractors of these names find in it, as it is ready."""
    wanted = tuple(names)
    for path in ahead(paths):
        yield _survive(path, partial(extract, path, wanted))


def corrections(paths: Iterable[Path], desk: Desk, unsafe: bool, stamp: Stamp | None = None) -> Iterator[Correction]:
    """Each file's corrections, nothing written yet; with a stamp, as tracked changes."""
    for path in ahead(paths):
        config = desk.config(path.parent)
        fixed: list[Fixed] = []
        left = _survive(path, partial(_correct, path, desk.rules_for(config), config, unsafe, stamp, fixed))
        yield Correction(path, left, fixed[0] if fixed else None)


def _correct(
    path: Path, every: dict[str, Rule], config: Config, unsafe: bool, stamp: Stamp | None, fixed: list[Fixed]
) -> Review:
    def look(document: Document) -> Review:
        return review_document(_spared(document, path), every, config)

    fixed.append(fix(read_file(path), str(path), look, unsafe, config.profile, stamp))
    return fixed[0].review


def noted(paths: Iterable[Path], desk: Desk, stamp: Stamp) -> Iterator[tuple[Review, bytes]]:
    """Each Word file's Review, and the file with its findings as comments (b"" where it could not be read)."""
    for path in ahead(paths):
        config = desk.config(path.parent)
        written: list[bytes] = []
        review = _survive(path, partial(_annotate, path, desk.rules_for(config), config, stamp, written))
        yield review, written[0] if written else b""


def _annotate(path: Path, every: dict[str, Rule], config: Config, stamp: Stamp, written: list[bytes]) -> Review:
    from hegao.annotation import annotated

    data = read_file(path)
    document = read_bytes(data, str(path))
    review = review_document(_spared(document, path), every, config)
    written.append(annotated(as_word(data, document), review, stamp))
    return review


def _survive(path: Path, work: Callable[[], Review]) -> Review:
    """What the work gives; where it fails, a Review that says why: one file must not end the run of a thousand."""
    try:
        return work()
    except ReadError as problem:
        return Review(str(path), error=str(problem))
    except HegaoError:
        raise  # settings or rules: wrong for every file
    except Exception as problem:
        return Review(
            str(path),
            error=f"处理时出错（{type(problem).__name__}: {problem}），其余文件不受影响；请把此文件报告给维护者",
        )
