"""The kinds of check a rule may ask for; each module's `check(analysis, params, segments)` yields Hits."""

from types import ModuleType

from hegao.checks import (
    announced,
    blank_lines,
    consistency,
    length,
    near_miss,
    numbering,
    occurrence,
    pairing,
    pattern,
    repetition,
    required,
    similarity,
    substitution,
    sums,
    untitled,
    weekday,
    years,
)

CHECKS: dict[str, ModuleType] = {
    "announced": announced,
    "blank_lines": blank_lines,
    "consistency": consistency,
    "length": length,
    "near_miss": near_miss,
    "numbering": numbering,
    "occurrence": occurrence,
    "pairing": pairing,
    "pattern": pattern,
    "repetition": repetition,
    "required": required,
    "similarity": similarity,
    "substitution": substitution,
    "sums": sums,
    "untitled": untitled,
    "weekday": weekday,
    "years": years,
}
