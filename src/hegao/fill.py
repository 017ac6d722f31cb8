"""A template, past drafts and data files in, the filled document out: checked, its blanks marked and listed, nothing
made up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hegao import datafiles, readers
from hegao.arrangement import PLANS, arrange
from hegao.errors import naming
from hegao.facts import TABLES, VALUES, Column, Facts, Row, Value, cell, column_named, merge, shown, unknown
from hegao.fixer import fix
from hegao.harvest import harvest
from hegao.model import Document, Edit, Finding, Review
from hegao.outline import outline
from hegao.pipeline import extract
from hegao.sentences import contradictions
from hegao.templates import EXTRAS, TABLE_OF, TYPES, Slot, Template, render
from hegao.text import MARKED_BLANK, edits_without_overlap, marked_blank

_KINDS = {"org": "text", "year": "year", "date": "date", "number": "number", "list": "list", "attachment": "list"}
_OF_ITS_YEAR = ("问题", "做法", "文件", "荣誉", "保障")  # tables of a summary that tell of its year only
_DATE = re.compile("([12][0-9]{3})年([0-9]{1,2})月")
_EARLY = 6  # up to this month a summary is of the year before, and a plan of its own year
_NO_YEAR = 9999  # later than any
_SHORTEST = 4  # characters of a task that can be found again in a plan
_GAP = 7  # characters from one of its characters to the next
_ALIKE = 85  # of 100: how near its words must be
_LONGEST_QUOTE = 40  # characters: what is longer is a matter of style, not of a wrong word


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that is known to fill in, and which words of it come from past drafts."""

    facts: Facts
    past: str  # every text taken from a draft
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A blank of the filled document."""

    paragraph: int  # 1-based
    text: str  # 【待填：接收来文（件）】
    section: str | None  # the nearest heading
    about: str  # what its slot says of it


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template."""

    data: bytes  # Markdown in UTF-8; a .docx where the template is one
    review: Review  # of the text: document, outline, all findings
    missing: tuple[Missing, ...]
    faults: tuple[tuple[Finding, str], ...]  # what check finds besides blanks, each with where its words come from
    notices: tuple[str, ...]


def of_word(path: Path) -> Template:
    """A unit's own Word template: its tags are its slots. Raises ReadError, TemplateError naming paragraph and tag."""
    from hegao import wordtemplate

    data = _file(path)
    with naming(path):
        used = dict.fromkeys(wordtemplate.names(data, name=path.name))
    for extra in [name for name in used if name in EXTRAS]:
        del used[extra]
        used |= dict.fromkeys(EXTRAS[extra])
    found = outline(readers.read_bytes(data, path.name))
    genre = found.genres[0] if found.genres else "notice"
    looped, asked = wordtemplate.uses(data, name=path.name)
    slots = tuple(_slot(name, name in looped, name not in asked) for name in used)
    return Template(path.stem, genre, "本单位的 Word 模板", "", slots, "", str(path), 1, False)


def _slot(name: str, looped: bool, required: bool) -> Slot:
    """What a tag of a Word template asks for; one that is only asked about may be missing."""
    if name in TABLES:
        return Slot(name, next(kind for kind, table in TABLE_OF.items() if table == name))
    kind = VALUES[name].kind if name in VALUES else "list" if looped else "text"
    return Slot(name, kind if kind in TYPES else "text", required)


def _file(path: Path) -> bytes:
    with naming(path):
        return readers.read_file(path)


def columns_of(template: Template) -> dict[str, Column]:
    """The single values a data file for the template may hold: those known everywhere, and its own."""
    own = {
        slot.name: Column(slot.name, _KINDS.get(slot.type, "text"), slot.about)  # type: ignore[arg-type]
        for slot in template.slots
        if slot.name not in VALUES
    }
    return {**VALUES, **own}


def single_texts(facts: Facts) -> dict[str, str]:
    """The single values as text, by name."""
    return {name: shown(value.cell) for name, value in facts.values.items()}


def gather(
    template: Template,
    drafts: Sequence[Path] = (),
    data: Sequence[Path] = (),
    given: Mapping[str, str] | None = None,
    prefer_later: bool = False,
) -> Gathered:
    """All that is known: past drafts first, then data files, then single values given by name, each over the former.

    Raises ReadError for a draft, FactError for data that do not hold or contradict each other.
    """
    columns = columns_of(template)
    written = [datafiles.read(path, columns) for path in data]
    notices = [f"{path.name} 里没有读到数据" for path, facts in zip(data, written, strict=True) if facts == Facts()]
    named = _given(given or {}, columns)
    reviews = [extracted(path) for path in drafts]
    sources = [named, *reversed(written)]
    year = next((_year(facts) for facts in sources if _year(facts) is not None), None)
    planning = template.genre in PLANS
    past: list[Facts] = []
    if year is None and any(slot.name == "年份" for slot in template.slots):
        year, place = _signed_in(sources, planning) or _coming(reviews, planning) or (None, "")
        if year is not None:
            past.append(Facts({"年份": Value(Decimal(year), place)}))
            notices.append(f"年份按{place}推算为{year}年，不对请加 --set 年份=…")
    past += [_as_past(harvest(review, year), review, year, planning) for review in reviews]
    planned = [row for facts in past for row in facts.rows.get("任务", ())]
    written = [_aligned(facts, planned) for facts in written]
    notices += _unused(template, written)
    words = (shown(one) for facts in past for rows in facts.rows.values() for row in rows for one in row.cells.values())
    return Gathered(merge([*past, *written, named], prefer_later), "\n".join(words), tuple(notices))


def _unused(template: Template, written: Sequence[Facts]) -> list[str]:
    """A word on the tables of the data the template has no place for."""
    slots = {slot.name for slot in template.slots} | {TABLE_OF.get(slot.type) for slot in template.slots}
    names = dict.fromkeys(name for facts in written for name, rows in facts.rows.items() if rows and name not in slots)
    return [f"这个模板不用这些表，没有写进文稿：{'、'.join(names)}"] if names else []


def _signed_in(sources: Sequence[Facts], planning: bool) -> tuple[int, str] | None:
    """The year a document signed on the date given is about: a plan's begins or has begun, others look back."""
    value = next((facts.values["成文日期"] for facts in sources if "成文日期" in facts.values), None)
    match = _DATE.match(shown(value.cell)) if value is not None else None
    if match is None:
        return None
    year, late = int(match.group(1)), int(match.group(2)) > _EARLY
    return (year + late if planning else year - (not late)), f"成文日期{match.group()}"


def _aligned(facts: Facts, planned: Sequence[Row]) -> Facts:
    """The data, what they tell of a planned task under the plan's own words; of several parts all must be done."""
    told: dict[int, list[Row]] = {}
    rest: list[Row] = []
    for row in facts.rows.get("任务", ()):
        at = _planned_as(row, planned)
        if at is None:
            rest.append(row)
        else:
            told.setdefault(at, []).append(row)
    if not told:
        return facts
    joined = [_joined(planned[at], some) for at, some in told.items()]
    return replace(facts, rows={**facts.rows, "任务": (*joined, *rest)})


def _planned_as(row: Row, planned: Sequence[Row]) -> int | None:
    """The place of the planned task a row of data speaks of; None when none or several are as near."""
    from rapidfuzz.fuzz import partial_ratio

    said = _bare(shown(row.cells["任务"]))
    if len(said) < _SHORTEST:
        return None
    scores = []
    for at, one in enumerate(planned):
        if row.cells.get("年份", one.cells.get("年份")) == one.cells.get("年份"):
            whole = _bare(shown(one.cells["任务"]))
            scores.append((100.0 if _stands_in(said, whole) else partial_ratio(said, whole), at))
    best = sorted(scores, reverse=True)[:2]
    if not best or best[0][0] < _ALIKE or (len(best) > 1 and best[1][0] == best[0][0]):
        return None
    return best[0][1]


def _stands_in(said: str, whole: str) -> bool:
    """Whether its characters stand in the other in order, not far apart: 撤并教学点 in 撤并规模过小的教学点."""
    if not set(said) <= set(whole):
        return False
    ends = set(range(-1, len(whole)))  # where the part looked at so far may end
    for n, char in enumerate(said):
        reach = _GAP if n else len(whole)
        ends = {at for at, one in enumerate(whole) if one == char and any(at - k - 1 in ends for k in range(reach))}
    return bool(ends)


def _bare(text: str) -> str:
    return re.sub(r"[\s，。；、：“”《》（）0-9]", "", text)


def _joined(planned: Row, told: Sequence[Row]) -> Row:
    results = [shown(row.cells["完成情况"]).rstrip("。；，") for row in told if row.cells.get("完成情况")]
    states = {shown(row.cells["进展"]) for row in told if row.cells.get("进展")}
    cells = {**planned.cells, **told[-1].cells, "任务": planned.cells["任务"]}
    cells |= {key: planned.cells[key] for key in ("板块", "年份") if key in planned.cells}
    if results:
        cells["完成情况"] = "，".join(results)
    if states:
        cells["进展"] = states.pop() if len(states) == 1 else "逾期" if "逾期" in states else "进行中"
    return replace(told[-1], cells=cells, more=(*told[-1].more, planned.place))


def _as_past(facts: Facts, review: Review, year: int | None, planning: bool) -> Facts:
    """What a draft gives to a document of another year; what an earlier summary reports is not this year's work."""
    # A draft speaks of its own year.
    values = {name: value for name, value in facts.values.items() if name != "年份"}
    rows = dict(facts.rows)
    found = review.outline
    reported = found.years[0] if found is not None and found.years and "summary" in found.genres else None
    if not planning and year is not None and reported is not None and reported < year:
        mended = tuple(row for row in map(_as_task, rows.get("问题", ())) if row is not None)
        rows = {name: some for name, some in rows.items() if name not in _OF_ITS_YEAR}
        rows["任务"] = (*rows.get("任务", ()), *mended)
    return Facts(values, rows)


def _as_task(problem: Row) -> Row | None:
    """What last year's summary promised to do about a problem: a task of this year."""
    if "整改措施" not in problem.cells:
        return None
    kept = {name: problem.cells[name] for name in ("责任单位", "完成时限") if name in problem.cells}
    return replace(problem, table="任务", cells={"任务": problem.cells["整改措施"], **kept})


def extracted(path: Path, names: Iterable[str] | None = None) -> Review:
    """A past draft with what the extractors of these names find in it, all by default; ReadError names the file."""
    with naming(path):
        return extract(path, names)


def _given(given: Mapping[str, str], columns: Mapping[str, Column]) -> Facts:
    values: dict[str, Value] = {}
    for name, text in given.items():
        column = column_named(name, columns.values())
        if column is None:
            raise unknown("一项", name, columns, "--set")
        found = cell(column, text, "--set")
        if found is not None:
            values[column.name] = Value(found, "--set")
    return Facts(values)


def _year(facts: Facts) -> int | None:
    value = facts.values.get("年份")
    return int(value.cell) if value is not None and isinstance(value.cell, Decimal) else None


def _coming(reviews: Iterable[Review], planning: bool) -> tuple[int, str] | None:
    """The year of a plan or summary written after these drafts.

    A plan follows the year a summary reports on, or the year of a plan alone; a summary reports on the year that was
    planned, or follows the one summed up.
    """
    reported: list[int] = []
    planned: list[int] = []
    for review in reviews:
        if review.outline is None or not review.outline.years:
            continue
        years = review.outline.years
        if "summary" in review.outline.genres:
            reported.append(years[0])
            planned += [year for year in years[1:] if "plan" in review.outline.genres]
        else:
            planned.append(max(years))
    if planning:
        year = max(reported) + 1 if reported else max(planned) + 1 if planned else None
    else:
        year = max(planned) if planned else max(reported) + 1 if reported else None
    return (year, "所给文稿") if year is not None else None


def fill(template: Template, gathered: Gathered, check: Callable[[Document], Review]) -> Filled:
    """The filled document as Markdown, mended where a correction is safe, and checked by `check`.

    A stretch taken from a past draft in which check still finds a fault becomes a blank that quotes it: a person has to
    see it. Raises FactError for facts that contradict each other, TemplateError for a template that cannot be rendered.
    """
    facts = gathered.facts
    contradictions(facts, _year(facts) or _NO_YEAR)
    arranged = arrange(template.slots, facts, template.genre)
    name, data = _rendered(template, arranged.context)
    fixed = fix(data, name, check)
    notices = [*gathered.notices, *arranged.notices]
    if fixed.count:
        notices.append(f"已改正 {fixed.count} 处有把握的标点、格式问题")
    data, review = fixed.data, fixed.review
    quoted = edits_without_overlap(
        Edit(finding.span, marked_blank(f"核对“{finding.text}”"))
        for finding in _faults(review)
        if 0 < len(finding.text) <= _LONGEST_QUOTE and finding.text in gathered.past
    )
    if quoted and review.document is not None:
        data = readers.edit_bytes(data, review.document, quoted)
        review = check(readers.read_bytes(data, name))
    faults = tuple((finding, _origin(finding, review, facts)) for finding in _faults(review))
    return Filled(data, review, _missing(review, template.slots), faults, tuple(notices))


def _rendered(template: Template, context: Mapping[str, Any]) -> tuple[str, bytes]:
    """A name for what comes out, and its bytes: Markdown, or a .docx where the template is one."""
    path = Path(template.path)
    if path.suffix.lower() != ".docx":
        return "文稿.md", _squeezed(render(template, context)).encode()
    from hegao import wordtemplate

    return "文稿.docx", wordtemplate.render(_file(path), context, name=path.name)


def _squeezed(text: str) -> str:
    """No more than one empty line in a row, no blanks at the ends of lines, marks not doubled where texts meet."""
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    text = re.sub(r"([。；，])[。；，]+", r"\1", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _faults(review: Review) -> list[Finding]:
    """What check says of the document, besides its marked blanks and matters of taste."""
    return [
        finding
        for finding in review.findings
        if finding.severity != "hint" and not MARKED_BLANK.fullmatch(finding.text)
    ]


def _origin(finding: Finding, review: Review, facts: Facts) -> str:
    """Where the words come from in which a fault is found: a row of data, a value; "" for the template's own."""
    if review.document is None or not finding.text:
        return ""
    paragraph = review.document.paragraphs[finding.span.paragraph - 1].text
    start = max(0, finding.span.start - 4)
    cells = [(shown(one), row.place) for rows in facts.rows.values() for row in rows for one in row.cells.values()]
    cells += [(shown(value.cell), value.place) for value in facts.values.values()]
    # A comma stands in many a row: what is around it tells which one it is.
    wanted = (paragraph[start : finding.span.end + 4], finding.text)
    return next((place for text in wanted for written, place in cells if text in written), "")


def _missing(review: Review, slots: Iterable[Slot]) -> tuple[Missing, ...]:
    """The blanks in reading order, each with the heading it stands under."""
    if review.document is None or review.outline is None:
        return ()
    about = {slot.name: slot.about for slot in slots}
    headings = {
        section.span.paragraph: f"{section.label}{section.title}"
        for section in review.outline.sections
        if section.kind == "heading"
    }
    found: list[Missing] = []
    heading: str | None = None
    for number, paragraph in enumerate(review.document.paragraphs, 1):
        heading = headings.get(number, heading)
        for match in MARKED_BLANK.finditer(paragraph.text):
            found.append(Missing(number, match.group(), heading, about.get(match.group(1), "")))
    return tuple(found)
