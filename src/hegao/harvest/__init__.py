"""An extracted draft in, the facts it gives to a new document out: figures, problems, what is to be done, single
values, each with its place, its own years and masks already turned into what may stand in that document."""

from __future__ import annotations

from collections.abc import Iterable

from hegao.facts import TABLES, Facts, Row, shown
from hegao.harvest.carry import carry
from hegao.harvest.draft import Draft, dated
from hegao.harvest.figures import figures
from hegao.harvest.papers import documents, honours
from hegao.harvest.single import values
from hegao.harvest.troubles import problems, with_remedies
from hegao.harvest.work import safeguards, tasks, themes, ways
from hegao.model import Review
from hegao.text import MARKED_BLANK

__all__ = ["carry", "harvest"]


def harvest(review: Review, year: int | None = None) -> Facts:
    """What a draft gives; the review holds tasks, metrics, times, blanks and references as extracted.

    `year` is the year of the new document: texts are then worded for it. Without it they stay as the draft has them,
    but for masks. An unread draft gives nothing.
    """
    if review.document is None or review.outline is None:
        return Facts()
    draft = Draft(review, year, review.document, dated(review.document, review.outline))
    known, due = with_remedies(tuple(problems(draft)), tuple(tasks(draft)))
    rows: dict[str, tuple[Row, ...]] = {
        "指标": tuple(figures(draft)),
        "任务": due,
        "问题": known,
        "做法": tuple(ways(draft)),
        "文件": tuple(documents(draft)),
        "荣誉": tuple(honours(draft)),
        "保障": tuple(safeguards(draft)),
    }
    rows["板块"] = tuple(themes(draft, [*rows["任务"], *rows["做法"], *rows["指标"]]))
    return Facts(values(draft), {name: told for name, some in rows.items() if (told := _told(some))})


def _told(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows that say something: in a draft that was filled, what nobody has given yet is but a marked blank."""
    return tuple(row for row in rows if not MARKED_BLANK.fullmatch(shown(row.cells[TABLES[row.table].key[0]])))
