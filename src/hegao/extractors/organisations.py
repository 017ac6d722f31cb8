"""An analysed draft in, its organisations out."""

from __future__ import annotations

from hegao.model import Analysis, Organisation


def extract(analysis: Analysis) -> tuple[Organisation, ...]:
    return ()
