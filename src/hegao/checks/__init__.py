"""The kinds of check a rule may ask for; each module's `check(analysis, params, segments)` yields Hits."""

from types import ModuleType

from hegao.checks import (
    announced,
    blank_lines,
    consistency,
    length,
    numbering,
    occurrence,
    pairing,
    pattern,
    required,
    similarity,
    substitution,
    sums,
    untitled,
    years,
)

CHECKS: dict[str, ModuleType] = {
    "announced": announced,
    "blank_lines": blank_lines,
    "consistency": consistency,
    "length": length,
    "numbering": numbering,
    "occurrence": occurrence,
    "pairing": pairing,
    "pattern": pattern,
    "required": required,
    "similarity": similarity,
    "substitution": substitution,
    "sums": sums,
    "untitled": untitled,
    "years": years,
}
