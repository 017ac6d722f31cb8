"""Text in, words with tags and places out (jieba's dictionary); and the same words as a spaCy pipeline."""

from __future__ import annotations

import os
import re
import stat
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hegao.data import data_folder, lexicon_lines
from hegao.errors import HegaoError, RuleError
from hegao.model import Word
from hegao.text import HAN, sentence_ends

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

Backend = Literal["auto", "jieba", "rjieba"]
Segmenter = Callable[[str], list[tuple[str, str]]]  # a run of U+4E00–U+9FD5 -> its words with their tags

TERMS = "hegao_terms"  # key of doc.spans
NEW_WORD_FREQ = 100  # enough for every word of rules/lexicon to stay whole, too little to take a neighbour's character

_LETTER = rf"[^\W_{HAN}]"  # letters and digits of every script but ours
_NUMBER = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)*"
_COMMON = "[\u4e00-\u9fd5]+"  # the only characters jieba makes words of; rjieba joins rarer ones, jieba does not
_RUNS = re.compile(rf"(?P<han>{_COMMON})|(?P<rare>[{HAN}])|(?P<latin>{_NUMBER}{_LETTER}*|{_LETTER}+)|(?P<mark>\S)")
_USER_WORD = re.compile(r"(\S+)(?:\s+([1-9][0-9]*))?\s+([a-z]+)")


@dataclass(frozen=True, slots=True)
class UserWord:
    """One line of a word list."""

    text: str
    freq: int | None  # None: the dictionary's, or NEW_WORD_FREQ
    tag: str


def words(text: str, segment: Segmenter | None = None) -> tuple[Word, ...]:
    """The words of a text in order; together they are all its characters but white space. Starts count characters.

    Tags are jieba's; x for Chinese characters its dictionary does not know, eng for a run with letters, m for one of
    digits, w for every other character. `segment` defaults to make_segmenter() with rules/lexicon/words.txt.
    """
    if segment is None:
        segment = _own_segmenter()
    found: list[Word] = []
    for run in _RUNS.finditer(text):
        start, part = run.start(), run.group()
        if run.lastgroup == "han":
            for word, tag in segment(part):
                found.append(Word(word, tag, start))
                start += len(word)
        elif run.lastgroup == "latin":
            found.append(Word(part, "eng" if any(c.isalpha() for c in part) else "m", start))
        else:
            found.append(Word(part, "x" if run.lastgroup == "rare" else "w", start))
    return tuple(found)


def make_segmenter(backend: Backend = "auto", word_lists: Iterable[Path] = ()) -> Segmenter:
    """A segmenter with words of one's own; in later lists they override earlier ones.

    rjieba is a compiled twin of jieba: same dictionary, same words (but for exact ties, as in one character five
    times over); "auto" takes it where it is installed. HegaoError when "rjieba" is not, RuleError for a line of a list
    that is no word.
    """
    own = {word.text: word for path in word_lists for word in read_words(path)}
    if backend != "jieba":
        try:
            return _rjieba_segmenter(own)
        except ImportError as error:
            if backend == "rjieba":
                raise HegaoError("没有安装 rjieba，请先运行：pip install 'hegao[fast]'") from error
    return _jieba_segmenter(own)


def read_words(path: Path) -> tuple[UserWord, ...]:
    """The words of a list, a line each: `word[ freq] tag`, # comments. RuleError names the line that is none."""
    found: dict[str, UserWord] = {}
    for number, entry in lexicon_lines(path):
        match = _USER_WORD.fullmatch(entry)
        if match is None:
            raise RuleError(f"{path} 第 {number} 行：“{entry}”应写成“词 词性”或“词 词频 词性”，如“党工委 nt”")
        word, freq, tag = match.groups()
        if not re.fullmatch(_COMMON, word):
            raise RuleError(f"{path} 第 {number} 行：“{word}”里有汉字以外的字符或罕用字，分词用不上，请删去")
        if word in found:
            raise RuleError(f"{path} 第 {number} 行：“{word}”前面已经有了，请删去一行")
        found[word] = UserWord(word, int(freq) if freq else None, tag)
    return tuple(found.values())


@cache
def _own_segmenter() -> Segmenter:
    return make_segmenter(word_lists=[_own_words()])


def _own_words() -> Path:
    return data_folder("rules") / "lexicon" / "words.txt"


def _rjieba_segmenter(own: dict[str, UserWord]) -> Segmenter:
    from rjieba import Jieba

    dictionary = Jieba()  # not rjieba.add_word: that would change the words of everyone else in the process
    for word in own.values():
        if word.freq is not None or not dictionary.has_word(word.text):
            dictionary.add_word(word.text, word.freq or NEW_WORD_FREQ, word.tag)
    tags = {word.text: word.tag for word in own.values()}  # rjieba keeps the tag a word had first
    known = dictionary.has_word  # where the dictionary has no tag, rjieba guesses one

    def segment(run: str) -> list[tuple[str, str]]:
        return [(word, tags.get(word) or (tag if known(word) else "x")) for word, tag in dictionary.tag(run)]

    return segment


def _jieba_segmenter(own: dict[str, UserWord]) -> Segmenter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its escapes and of pkg_resources
        import jieba
    jieba.setLogLevel("CRITICAL")
    dictionary = jieba.Tokenizer()
    path = Path(jieba.__file__).with_name("dict.txt")
    folder = _private_cache_folder()
    if folder is None:
        dictionary.FREQ, dictionary.total = dictionary.gen_pfdict(path.open("rb"))  # which closes it
        dictionary.initialized = True
    else:
        # Its own place is the temporary folder everyone may write to, and what lies there is unmarshalled unseen.
        dictionary.tmp_dir = str(folder)
        dictionary.cache_file = f"jieba-{jieba.__version__}.cache"
        dictionary.initialize()
    with path.open(encoding="utf-8") as lines:
        tags = {word: sys.intern(tag) for word, _, tag in map(str.split, lines)}
    for word in own.values():
        if word.freq is not None or not dictionary.FREQ.get(word.text):
            dictionary.add_word(word.text, word.freq or NEW_WORD_FREQ)
        tags[word.text] = word.tag
    # jieba counts a word that comes twice twice, rjieba once; the total decides between cuts that are equally likely.
    dictionary.total = sum(dictionary.FREQ.values())

    def segment(run: str) -> list[tuple[str, str]]:
        return [(word, tags.get(word, "x")) for word in dictionary.cut(run, HMM=True)]

    return segment


def _private_cache_folder() -> Path | None:
    """The person's own cache folder, if only they can write to it."""
    from platformdirs import user_cache_path

    folder = user_cache_path("hegao")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix":
            state = folder.stat()
            if state.st_uid != os.getuid() or stat.S_IMODE(state.st_mode) & 0o022:
                return None
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def make_nlp() -> Language:
    """A spaCy pipeline for Chinese: our words and tags, `hegao_sentences`, and a span ruler with the terms of
    rules/lexicon in doc.spans["hegao_terms"], labelled with their tags (only where a term is made of whole words).

    `to_disk` and `spacy.load` work as for every pipeline. A text of over 1,000,000 characters is spaCy's E088.
    """
    import spacy

    _register()
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "hegao.Tokenizer.v1"}}})
    nlp.add_pipe("hegao_sentences")
    ruler: Any = nlp.add_pipe("span_ruler", config={"spans_key": TERMS})
    ruler.add_patterns([{"label": word.tag, "pattern": word.text} for word in read_words(_own_words())])
    return nlp


def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """What spaCy calls for `hegao.Tokenizer.v1` (entry point)."""
    return lambda nlp: Tokenizer(nlp.vocab)


class Tokenizer:
    """spaCy's tokenizer over `words`; white space that is not one blank behind a word is a token of its own (_SP)."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        tokens: list[str] = []
        tags: list[str] = []
        blank_behind: list[bool] = []

        def add(token: str, tag: str) -> None:
            tokens.append(token)
            tags.append(tag)
            blank_behind.append(False)

        def add_gap(gap: str) -> None:
            if tokens and gap.startswith(" "):
                blank_behind[-1] = True
                gap = gap[1:]
            if gap:
                add(gap, "_SP")

        at = 0
        for word in words(text):
            add_gap(text[at : word.start])
            add(word.text, word.tag)
            at = word.start + len(word.text)
        add_gap(text[at:])
        return Doc(self.vocab, words=tokens, spaces=blank_behind, tags=tags)

    def pipe(self, texts: Iterable[str], **_: Any) -> Iterator[Doc]:
        return map(self, texts)

    # spaCy asks every tokenizer for these; our words come with the package, so there is nothing to write.
    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> Tokenizer:
        return self

    def to_disk(self, _path: Path, **_: Any) -> None:
        return None

    def from_disk(self, _path: Path, **_: Any) -> Tokenizer:
        return self


def set_sentences(doc: Doc) -> Doc:
    """Mark sentence starts by `sentence_ends`; each line is a paragraph, white space stays with what is before it."""
    ends: list[int] = []
    line_start = 0
    for line in doc.text.split("\n"):
        ends += [line_start + end for end in sentence_ends(line)]
        line_start += len(line) + 1
    due, done = True, 0
    starts: list[int] = []
    for token in doc:
        while done < len(ends) and ends[done] <= token.idx:
            due, done = True, done + 1
        begins = due and (token.i == 0 or not token.is_space)
        starts.append(1 if begins else -1)
        due = due and not begins
    if starts:  # all at once: token by token spaCy looks through the whole doc each time
        import numpy

        column: Any = numpy.array(starts, dtype="int64").astype("uint64").reshape(-1, 1)
        doc.from_array(["SENT_START"], column)
    return doc


@cache
def _register() -> Callable[..., Any]:
    """Make the tokenizer and the component known to spaCy; gives the component's factory."""
    from spacy.language import Language
    from spacy.util import registry

    def hegao_sentences(nlp: Language, name: str) -> Callable[[Doc], Doc]:
        return set_sentences

    registry.tokenizers("hegao.Tokenizer.v1", func=create_tokenizer)
    Language.factory("hegao_sentences", assigns=["token.is_sent_start"], func=hegao_sentences)
    return hegao_sentences


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """`hegao_sentences`, for spaCy's entry point: it wants the component registered, and we don't want to import
        spaCy before someone asks."""
        if name == "hegao_sentences":
            return _register()
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
