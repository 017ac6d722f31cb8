"""A span in, whether words start and end just there out; only checks that ask for it pay for segmentation."""

from __future__ import annotations

from hegao.model import Analysis, Span


def at_word_edges(analysis: Analysis, span: Span) -> bool:
    """False when a word of the paragraph reaches over one end of the span (会报 in 大会报告)."""
    for word in analysis.words(span.paragraph):
        end = word.start + len(word.text)
        if word.start < span.start < end or word.start < span.end < end:
            return False
        if word.start >= span.end:
            break
    return True
