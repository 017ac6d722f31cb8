"""Several samples in, which sentences and clauses of the latest the others have too out; figures and years aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

from hegao.learn.cleaning import parsed
from hegao.learn.slots import M
from hegao.model import Review

_NEARLY_ALL = 0.75  # of the samples a sentence must stand in to stay
_ALIKE = 0.8  # two sentences that share as much are one, written twice
_SHORTEST = 4  # characters: what is shorter says too little to compare

Shared = Callable[[str], bool]


def always(sentence: str) -> bool:
    """Where nothing is compared, every sentence stays."""
    return True


def sharing(others: Sequence[Review]) -> Shared:
    """Whether a sentence of the base stands in nearly all samples."""
    if not others:
        return always
    bodies = [{_bare(sentence) for sentence in _sentences(other)} for other in others]
    wanted = _NEARLY_ALL * (len(others) + 1) - 1

    def shared(sentence: str) -> bool:
        bare = _bare(sentence)
        return len(bare) < _SHORTEST or sum(_holds(body, bare) for body in bodies) >= wanted

    return shared


def _holds(body: set[str], bare: str) -> bool:
    if bare in body:
        return True
    matcher = SequenceMatcher(b=bare, autojunk=False)
    for other in body:
        if max(len(bare), len(other)) * 2 > 3 * min(len(bare), len(other)):
            continue
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            return True
    return False


def _sentences(review: Review) -> Iterator[str]:
    """The sentences of a sample and their clauses."""
    document, outline = parsed(review)
    for span in outline.sentences:
        sentence = document.paragraphs[span.paragraph - 1].text[span.start : span.end]
        yield sentence
        yield from re.split("[，；：]", sentence)


def _bare(sentence: str) -> str:
    """What of a sentence is wording: without its label, figures, masks, titles of documents and marks."""
    sentence = re.sub(
        r"^(?:（?[一二三四五六七八九十]+[）、]|[0-9]+[.．、]|[一二三四五六七八九十]+[是要])", "", sentence
    )
    sentence = re.sub(rf"《[^》]*》|{M}|[0-9]+(?:\.[0-9]+)?|[余多近约]", "", sentence)
    return re.sub(r"[^\w]", "", sentence)
