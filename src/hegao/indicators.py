"""A paragraph's measures in, the indicator each of them stands for and its period out."""

from __future__ import annotations

from dataclasses import dataclass

from hegao.model import Analysis


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a measure says something about."""

    name: str
    period: str | None
    period_inherited: bool


def indicators(analysis: Analysis, paragraph: int) -> tuple[Indicator, ...]:
    """One for each of `analysis.measures(paragraph)`."""
    return tuple(Indicator("", None, True) for _ in analysis.measures(paragraph))
