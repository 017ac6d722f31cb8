"""A lexicon of characters that look or sound alike in (a group a line), whether one may be a slip for the other out."""

from __future__ import annotations

from functools import lru_cache

from hegao.data import Lexicon, lexicon_words


def are_alike(similar: Lexicon, right: str, wrong: str) -> bool:
    """Whether two characters share a group. RuleError when the lexicon can't be read."""
    groups = _groups(similar)
    none: frozenset[int] = frozenset()
    return not groups.get(right, none).isdisjoint(groups.get(wrong, none))


@lru_cache(maxsize=4)
def _groups(similar: Lexicon) -> dict[str, frozenset[int]]:
    """Character -> the groups it belongs to."""
    groups: dict[str, set[int]] = {}
    for number, characters in enumerate(lexicon_words(similar)):
        for character in characters:
            groups.setdefault(character, set()).add(number)
    return {character: frozenset(numbers) for character, numbers in groups.items()}
