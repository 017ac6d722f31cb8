"""Segments a draft: paragraphs in, title, genre (文种), years, roles, heading tree, 一是 chains and sentences out."""

from __future__ import annotations

from hegao.model import Document, Outline, Span
from hegao.outline.genre import Genre, genre_of, genres, years_of
from hegao.outline.labels import content_of, labels_of
from hegao.outline.roles import roles_of
from hegao.outline.sections import chains_of, sections_of, sentences_of

__all__ = ["Genre", "genres", "outline"]


def outline(document: Document) -> Outline:
    """The outline of a document; time linear in its length."""
    paragraphs = document.paragraphs
    labels = labels_of(paragraphs)
    title_numbers, roles = roles_of(paragraphs, labels)
    sections = sections_of(paragraphs, labels, roles)
    sentences = tuple(sentences_of(paragraphs, roles))
    title_spans = tuple(
        Span(n, start, end) for n in title_numbers for start, end in [content_of(paragraphs[n - 1])] if end > start
    )
    # Where a title is broken by hand is a matter of its layout.
    title = "".join(paragraphs[s.paragraph - 1].text[s.start : s.end] for s in title_spans).replace("\v", "")
    keys, confidence, source = genre_of(title, paragraphs, roles)
    names = {genre.key: genre.name for genre in genres()}
    return Outline(
        title=title,
        title_spans=title_spans,
        genre=names[keys[0]] if keys else None,
        genres=keys,
        confidence=confidence,
        genre_source=source,
        years=years_of(title, keys, paragraphs, roles, sections),
        roles=roles,
        sections=sections,
        chains=tuple(chains_of(paragraphs, roles, sections)),
        sentences=sentences,
    )
