"""The words of a paragraph in, its clauses out, each with what it says is done: verb, object, ground, partners, doer.

`read` parts the words, `clauses` finds the stretches between marks, `parts` those with a verb of their own within one,
and `deed` says what one tells. Verbs are told apart by rules/lexicon/actions.txt: an action (完善制度), the result of
one (确保落实), a stance (坚持…) or a state (存在…). A word the list lacks is an action where the dictionary has a verb.
"""

from __future__ import annotations

from hegao.clauses.leads import Lead
from hegao.clauses.lexicon import listed
from hegao.clauses.stretches import Clause, clauses, parts
from hegao.clauses.verbs import Deed, Kind, deed
from hegao.clauses.words import Reading, read

__all__ = ["Clause", "Deed", "Kind", "Lead", "Reading", "clauses", "deed", "listed", "parts", "read"]
