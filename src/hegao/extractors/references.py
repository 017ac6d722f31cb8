"""An analysed draft in, its references out."""

from __future__ import annotations

from hegao.model import Analysis, Reference


def extract(analysis: Analysis) -> tuple[Reference, ...]:
    return ()
