"""A sample in, the lines of its template out: title, headings, prose with slots, loops where the sample lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hegao.learn.clauses import firm, parts_of, pieces_of, without_once, without_verdict
from hegao.learn.gist import theme_of
from hegao.learn.lines import Hole, Line, Part, Piece, holes, words
from hegao.learn.loops import first_item, loop_over, numbering, told, uncounted
from hegao.learn.marks import Mark, marks_of, marks_of_title
from hegao.learn.sample import Sample, above, texts_of, topic
from hegao.learn.sharing import Shared, always
from hegao.learn.slots import Slots, add, example, original, text_slot
from hegao.model import Section, Span
from hegao.text import to_chinese_number

# What follows a list of problems and is none of them.
_BACK = re.compile(r"(?:对此|对于|针对|面对|下一步|下步|今后|明年|我们|这些|以上|[0-9]{4}年)")
_TITLES = {"summary": "工作总结", "plan": "工作计划", "key-points": "工作要点"}
# What a sentence opens with that looks back on the year.
_BACKWARD = re.compile(r"(?:总之|总的来[看说]|总体(?:上|来看)|综上|回顾|一年来|过去的?一年)")
_LAST = 99  # the sentence a loop behind others counts as


def body(sample: Sample, shared: Shared) -> Iterator[Line]:
    """The lines of the template in order."""
    document, outline, slots = sample.document, sample.outline, sample.slots
    yield _title(sample)
    if "addressee" in outline.roles:
        add(slots, "主送", "org", "", about="报给谁；不写则没有主送")
        yield Line(tags="{% if 主送 %}\n{{ 主送 }}：\n\n{% endif %}")
    looped: set[str] = set()
    for number, role in enumerate(outline.roles, 1):
        if role in ("body", "note"):
            yield from _paragraph(sample, number, shared, looped)
    if "attachment_note" in outline.roles or "attachment" in outline.roles:
        add(slots, "附件", "attachment", "", about="附件名称，多个用分号分开")
        yield Line(tags="{% for 行 in 附件行 %}\n{{ 行 }}\n\n{% endfor %}")
    yield Line((Part((Hole("单位名称"),), 0),))
    dated = next(iter(texts_of(document, outline, "date")), "")
    add(slots, "成文日期", "date", "", required=True, about="如 2025年1月6日", example=example(dated))
    yield Line((Part((Hole("成文日期"),), 0),))


def _paragraph(sample: Sample, number: int, shared: Shared, looped: set[str]) -> Iterator[Line]:
    """One paragraph; `looped` holds the tables a loop stands for already."""
    its = topic(sample, number)
    section = sample.sections.get(number)
    if number == sample.ahead:
        yield _new_heading(sample, (Hole("下年"), "年工作打算"))
    heads = section is not None and section.kind == "heading"
    if section is not None and heads and (its in ("work", "both") or above(sample, number)[0] == section):
        yield _heading(sample, section, shared if its == "work" else always)
    elif its in ("work", "both"):
        yield from _prose(sample, number, shared, its == "both")
    else:
        yield from _looped(sample, number, "问题" if its == "problems" else "打算", looped)


def _new_heading(sample: Sample, title: tuple[Piece, ...]) -> Line:
    """A heading for a part the sample tells of without one, numbered on."""
    tops = [one for one in sample.outline.sections if one.kind == "heading" and one.style == "chinese"]
    known = sum(name in sample.slots.known for name in ("问题", "任务")) if not sample.titled else 0
    label = [Part((f"{to_chinese_number(len(tops) + known + 1)}、",), 0, "label")] if tops else []
    return Line((*label, Part(title, 0, "head")), level=2)


def _title(sample: Sample) -> Line:
    """The title with the unit and its year; a sample without one gets the title of its genre."""
    title = re.sub(r"\s", "", sample.outline.title)
    if not title:
        return usual_title(sample)
    pieces = pieces_of(title, 0, len(title), marks_of_title(sample, title))
    unit = Hole("单位名称")
    return Line((Part(pieces if unit in pieces else (unit, *pieces), 0),), level=1)


def usual_title(sample: Sample) -> Line:
    """The title of a document of its genre."""
    genres = sample.outline.genres or ("summary",)
    what = _TITLES.get(genres[0], sample.outline.genre or "工作总结")
    coming = any(re.search(r"[0-9]{4}年[^。]{0,4}计划", one.title) for one in sample.outline.sections)
    both = not sample.planning and (coming or {"summary", "plan"} <= set(genres))
    ahead: tuple[Piece, ...] = ("和", Hole("下年"), "年工作计划") if both else ()
    return Line((Part((Hole("单位名称"), Hole("年份"), f"年{what}", *ahead), 0),), level=1)


def _heading(sample: Sample, section: Section, shared: Shared) -> Line:
    number = section.span.paragraph
    text = sample.document.paragraphs[number - 1].text
    label = [Part((section.label,), 0, "label")] if section.label else []
    if shared(section.title):
        start = section.span.start + len(section.label)
        pieces = pieces_of(text, start, section.span.end, marks_of(sample, number))
    else:
        pieces = (Hole(text_slot(sample.slots, "小标题", section.title, required=True)),)
    return Line((*label, Part(pieces, 0, "head")), level=min(section.level + 1, 6))


def _prose(sample: Sample, number: int, shared: Shared, both: bool) -> Iterator[Line]:
    """A paragraph whose wording stays, but for what was true only once, and for problems and steps told in passing."""
    text, slots = sample.document.paragraphs[number - 1].text, sample.slots
    marks = marks_of(sample, number)
    section = sample.sections.get(number)
    theme = next(filter(None, (theme_of(one.title) for one in reversed(above(sample, number)))), "")
    regular = None if sample.planning else _never if shared is always else shared
    frames = _frames(sample, number)
    listed = False  # what follows is the list a loop stands for
    parts: list[Part] = []
    for order, span in enumerate(_sentences(sample, number)):
        sentence = text[span.start : span.end].strip()
        if listed and not _BACK.match(sentence):
            continue
        listed = False
        found = told(sample, sentence, both, text[span.end :])
        if found is not None:
            table, lead = found
            if table == "问题" and "问题" not in sample.titled and _ends_headings(sample, number):
                if parts:
                    yield firm(Line(tuple(parts)), slots)
                yield _new_heading(sample, ("存在的问题",))
                parts = []
            parts += _told_lead(text, Span(number, span.start, span.start + lead), order, marks)
            parts.append(Part((loop_over(table, "chain", slots),), order))
            listed = lead == len(sentence)
            continue
        own = parts_of(text, span.start, span.end, order, marks, section if order == 0 else None)
        if not shared(sentence):
            own = _differing(own, order, sentence, slots)
        elif frames or (not sample.planning and _BACKWARD.match(sentence)):
            own = without_verdict(own, slots, told=any(hole.name == "评价" for hole in holes(parts)))
        line = Line((*parts, *own), theme=theme)
        parts = list(without_once(line, order, slots, sample.planning, regular).parts)
    if parts:
        yield firm(Line(tuple(parts), theme=theme), slots)


def _never(sentence: str) -> bool:
    """One sample does not tell what a unit does every year."""
    return False


def _frames(sample: Sample, number: int) -> bool:
    """Whether a paragraph of an account stands before its first heading, or is its last."""
    heads = [one.span.paragraph for one in sample.outline.sections if one.kind == "heading"]
    bodies = [at for at, role in enumerate(sample.outline.roles, 1) if role == "body"]
    first = min(heads, default=bodies[0] + 1)
    return not sample.planning and (number < first or (number == bodies[-1] and number not in sample.sections))


def _sentences(sample: Sample, number: int) -> Iterator[Span]:
    return (one for one in sample.outline.sentences if one.paragraph == number)


def _ends_headings(sample: Sample, number: int) -> bool:
    """Whether no heading follows a paragraph."""
    return not any(one.kind == "heading" and one.span.paragraph > number for one in sample.outline.sections)


def _told_lead(text: str, span: Span, order: int, marks: Sequence[Mark]) -> list[Part]:
    """The words before a list, with a colon where they do not end."""
    joint = [] if text[span.end - 1] in "：。" else [Part(("：",), order)]
    return [*uncounted(parts_of(text, span.start, span.end, order, marks, None)), *joint]


def _differing(parts: Sequence[Part], order: int, sentence: str, slots: Slots) -> list[Part]:
    """A sentence other samples do not share, as a slot behind its label or 一是."""
    begin = next((at for at, part in enumerate(parts) if part.role == "text"), len(parts))
    before, said = parts[:begin], parts[begin:]
    heads = any(part.role == "head" for part in before)
    end = sentence[-1] if sentence[-1:] in "。！？" else ""
    if heads and not "".join(map(words, said)).strip():
        kept = [part for part in before if part.role != "head"]
        name = text_slot(slots, "小标题", original(parts[1:], slots), required=True)
        return [*kept, Part((Hole(name), end), order, "head")]
    required = bool(before and not heads)
    name = text_slot(slots, "专项情况", original(said, slots), required=required)
    return [*before, Part((Hole(name), end) if required else (Hole(name, after=end),), order)]


def _looped(sample: Sample, number: int, table: str, looped: set[str]) -> Iterator[Line]:
    """The paragraphs of a part that is another every year: its lead stays, one loop stands for all that follows."""
    if table in looped:
        return
    text = sample.document.paragraphs[number - 1].text
    begin = 0 if number in sample.sections else first_item(text)
    if begin == len(text) and not _goes_on(sample, number):
        begin = 0  # the only paragraph of its part, and nothing listed: it is what the loop stands for
    lead = _lead(sample, number, begin)
    if begin == len(text):
        yield from [firm(Line(lead), sample.slots)] if lead else []
        return
    looped.add(table)
    loop = Part((loop_over(table, numbering(text[begin:]), sample.slots),), _LAST)
    if lead and numbering(text[begin:]) == "chain":
        yield Line((*lead, loop))
        return
    if lead:
        yield firm(Line(lead), sample.slots)
    yield Line((loop,))


def _goes_on(sample: Sample, number: int) -> bool:
    """Whether the next paragraph belongs to the same part."""
    roles = sample.outline.roles
    return number < len(roles) and roles[number] == "body" and topic(sample, number + 1) == topic(sample, number)


def _lead(sample: Sample, number: int, begin: int) -> tuple[Part, ...]:
    """What a paragraph says before its items begin."""
    text, marks = sample.document.paragraphs[number - 1].text, marks_of(sample, number) if begin else []
    parts: tuple[Part, ...] = ()
    for order, span in enumerate(one for one in _sentences(sample, number) if one.start < begin):
        own = uncounted(parts_of(text, span.start, min(span.end, begin), order, marks, None))
        parts = without_once(Line((*parts, *own)), order, sample.slots, sample.planning).parts
    return parts
