"""Past documents of a unit in, the text of a template out that writes such a document again from other data.

What is the same every year stays as the unit writes it: headings with their labels, lead and closing, set sentences,
the 一是… framework. What was true only then does not:
- figures, dates, deadlines, documents issued, meetings, masked names: a slot in their place, the wording stays;
- own years: 年份, 上年, 下年 by their relation to the document's year; the unit's name, its short name, who leads it,
  signature, date and attachments: the slots every template has;
- problems: a loop over 问题, the steps ahead of a summary: a loop over 打算, numbered as the sample does;
- honours, first times, special events, sayings, and in an account what was done once to a particular thing
  (建立督查台账, 完成食堂改造): an optional slot with the original as example; the clause (or, where it opens its
  sentence, the sentence) goes when nothing is given; what is done every year (落实值班制度) stays;
- the judgement of the whole year: the slot 评价, which a person writes;
- 去年X, X增减, X增幅 stand for last year's figure, the difference and the rate of the slot X;
- what `hegao check` still objects to after its corrections: likewise an optional slot.
With several samples the latest is the base: sentences nearly all of them share stay, the others become optional slots.
Tables, figures, what points to them and what an attachment holds are not learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hegao.config import Config
from hegao.errors import TemplateError
from hegao.learn.body import body
from hegao.learn.cleaning import cleaned, parsed
from hegao.learn.page import page
from hegao.learn.sample import sample_of
from hegao.learn.sharing import sharing
from hegao.learn.trial import mended
from hegao.model import Review
from hegao.pipeline import load_rules

__all__ = ["learn"]


def learn(reviews: Sequence[Review], name: str) -> str:
    """The text of a template file by that name. Reviews must hold a document; what else they hold is found anew.

    TemplateError when there is none, or no text in it.
    """
    documents = [review.document for review in reviews if review.document is not None]
    every = load_rules(Config()) if documents else {}
    drafts = [cleaned(document, every) for document in documents]
    drafts = [draft for draft in drafts if "body" in parsed(draft)[1].roles]
    if not drafts:
        raise TemplateError(
            "没有可以归纳的内容。请给出一篇或几篇写成的文稿，如 hegao templates learn 总结.docx -o 总结模板.md"
        )
    base = max(drafts, key=lambda draft: (parsed(draft)[1].years[:1] or (0,))[0])
    sample = sample_of(base)
    shared = sharing([draft for draft in drafts if draft is not base])
    lines = mended(list(body(sample, shared)), sample, every)
    return page(lines, sample, name, [Path(document.path).name for document in documents])
