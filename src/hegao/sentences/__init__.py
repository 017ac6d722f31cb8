"""A row of facts in, the sentence a summary or plan says it with out (patterns S1–S16), its arithmetic done.

What is given in decides what a sentence says: it adds no figure that can't be computed and no judgement.
"""

from __future__ import annotations

from hegao.facts import PROGRESS
from hegao.sentences.contradictions import contradictions
from hegao.sentences.figures import blank, figure, goal, short
from hegao.sentences.outcomes import STATED, done
from hegao.sentences.rows import abbreviation, chain, chains, documents, honour
from hegao.sentences.tasks import duty, problem, remedy

__all__ = [
    "PROGRESS",
    "STATED",
    "abbreviation",
    "blank",
    "chain",
    "chains",
    "contradictions",
    "documents",
    "done",
    "duty",
    "figure",
    "goal",
    "honour",
    "problem",
    "remedy",
    "short",
]
