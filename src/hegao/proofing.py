"""A draft's layout beside its profile in, the lines that are judged, and Hits for their faults, out: one for what
prevails, one for each exception."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hegao.layout import BLANK, ROLES, Indent, Letters, ParagraphLayout, Profile, Proof, Remedy, SectionLayout
from hegao.model import Analysis, Hit, Outline, Section, Span
from hegao.profile import face_of, width_in_characters
from hegao.text import HAN, spaced

CHINESE = re.compile(f"[{HAN}\u3000-\u303f\uff01-\uff5e]")
BLANKS = " \t\u00a0\u2002\u2003\u3000\u200b\ufeff"
HEADINGS = ("heading1", "heading2", "heading3", "heading4")
TEXT = ("body", *HEADINGS)

_POINTS = 72 / 25.4  # in a millimetre
_SHOWN, _HEAD = 30, 20  # characters: a longer paragraph is shown by its first ones
_FEW = 3  # paragraphs that alike make no exception
_PROSE = 40  # characters: no line of a cover is as long
_COVER = 20  # lines of a cover, at most
_FRAMED = ("imprint", "issuer", "number", "signer", "secrecy", "copy_number")  # what a frame may well hold
_LISTED = re.compile(r"(?:[.．…·\t ]{2,}|\t)[ \t]*[-—－]?[ ]*[0-9]{1,3}[ ]*[-—－]?$")  # a line of a list of contents
_LAST = tuple("0123456789-—－")  # with which such a line ends
_REMARK = re.compile(
    r"(?:注|备注|说明|附注|(?:资料|数据)?来源|单位|编者按|编号)[0-9]{0,2}[ \u3000]*[：:]"
)  # about a table
_FIELDS = re.compile(r"\S(?:\t|[ \u3000]{3,})[ \t\u3000]*\S")  # beside each other, as in the head of a form
_PAUSE = re.compile("[。；，、：！？]")
_SALUTATION = re.compile(r"[^。，；！？]{1,20}[：:！!]$")
_CALLED = re.compile(r"[^。；？]{1,120}[：:！!]")  # several organs or persons
_LEADS_ON = re.compile("如下|下列|以下|决定|现将|请|要求|必须|应当|为了|根据|按照|通知|会议|下面|问题|措施")
_ORGANS = (
    "局|委|部|厅|办|处|科|室|所|站|院|校|社|会|队|团|组|政府|中心|公司|企业|集团|大学|医院|银行|单位|部门|机构|街道|"
    "省|市|县|区|州|旗|乡|镇|村|社区|成员|负责人"
)
_PERSONS = (
    "同志|同志们|代表|委员|领导|来宾|嘉宾|朋友|朋友们|女士|女士们|先生|先生们|老师|同学|同学们|战友|战友们|职工|家长|"
    "乡亲们|父老乡亲|群众|居民|村民|市民|青年|专家|记者|主任|主席|书记|院长|校长"
)
_ENDS_IN_ORGAN = re.compile(f"(?:{_ORGANS}|{_PERSONS})$")
_PERSON = re.compile(rf"(?:各位|尊敬的|亲爱的|敬爱的|全体).{{0,20}}|.{{0,12}}(?:{_PERSONS})")
_IN_BRACKETS = re.compile("（[^（）]{0,30}）")
_ROW = re.compile(r"(?:[^\s。；，：！？]{1,15}[ \t\u3000]+){2,}[^\s。；，：！？]{1,15}")  # names, blanks between them
_FORM_LINE = re.compile(r"[^。；，、：:！？\s]{1,10}[：:][^。；！？]{1,60}")  # 甲方：某某公司
_ATTENDANCE = re.compile(
    r"(?:会议)?(?:出席|列席|请假|缺席|参加|参会|主持|记录|时间|地点|议题)(?:人|人员|单位|领导)?[ \u3000]*[：:]"
)
_LABELLED = ("chinese", "bracket-chinese", "decimal", "bracket-decimal")  # the levels of 7.3.3


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the text that is judged."""

    number: int
    text: str
    role: str
    layout: ParagraphLayout
    start: int  # of its own text: behind an automatic label and blanks that stand for an indent
    lead: int  # how many such blanks
    attached: bool  # part of an attachment
    free: bool  # its place is the writer's: a salutation, a short line of a form
    own: bool  # its letters too: a line in the middle, a list of those present, a heading without 一、 or 1.
    titled: bool  # text in the middle that looks like 标题 or 发文机关标志: perhaps it is
    run_in: tuple[int, int, str] | None  # a heading at its front


@dataclass(frozen=True, slots=True)
class Fault:
    """One paragraph's fault: where, what is measured, what is wanted."""

    span: Span
    part: str  # its role
    measured: str
    wanted: str
    remedies: tuple[Remedy, ...]
    weight: int  # of it: characters, or 1 for the paragraph
    values: Mapping[str, str] = field(default_factory=dict)


def check_roles(names: Iterable[str], key: str) -> None:
    """Refuse roles no profile has, named under `key` of a rule's params. Raises ValueError with those there are."""
    for name in names:
        if name not in ROLES:
            raise ValueError(f"{key} 里的“{name}”不存在，可用的有：{'、'.join(ROLES)}")


def lines(analysis: Analysis, proof: Proof) -> list[Line]:
    """The paragraphs of text proper, in order: no cover, list of contents, table, box, nor what a revision deleted."""
    document, outline = analysis.document, analysis.outline
    cover = _cover(proof, [p.text for p in document.paragraphs])
    idle = _idle(outline)
    levelled = {section.span.paragraph for section in outline.sections if section.style in _LABELLED}
    found: list[Line] = []
    attending = False
    for number, (paragraph, layout, role) in enumerate(
        zip(document.paragraphs, proof.layout.paragraphs, proof.roles, strict=True), 1
    ):
        text = paragraph.text
        if role in ("", BLANK) or number <= cover or layout.deleted or layout.table is not None:
            continue
        if (layout.framed and role not in _FRAMED) or _is_listed(text, layout):
            continue
        lead = 0 if paragraph.label else len(text) - len(text.lstrip(BLANKS))
        bare = text[paragraph.label :].strip(BLANKS)
        attached = outline.roles[number - 1] == "attachment"
        if role == "body":
            # Names may go on over several lines below 出席.
            attending = _ATTENDANCE.match(bare) is not None or (attending and not bare.endswith("。"))
            aside = layout.align in ("center", "right") and not turns(text, layout, proof)
            titled = _is_titled(text, layout, proof.profile)
            own = attending or aside or titled or _is_own(bare, layout, attached)
            free = own or _is_free(bare, layout, lead)
        else:
            attending = titled = False
            free = role in HEADINGS and number not in levelled
            own = free or (role in HEADINGS and number in idle)
        run_in = proof.run_ins.get(number) if role == "body" else None
        start = paragraph.label + lead
        found.append(Line(number, text, role, layout, start, lead, attached, free, own, titled, run_in))
    return found


def _idle(outline: Outline) -> set[int]:
    """Numbers of the lines of rows that look like headings, with nothing below any of them: an agenda."""
    rows: dict[tuple[int | None, str], list[Section]] = {}
    for section in outline.sections:
        if section.kind == "heading" and section.style in _LABELLED:
            rows.setdefault((section.parent, section.style), []).append(section)
    bare = [row for row in rows.values() if len(row) > 1 and all(one.last == one.span.paragraph for one in row)]
    return {one.span.paragraph for row in bare for one in row}


def hits(analysis: Analysis, faults: Sequence[Fault], judged: Mapping[str, int]) -> Iterator[Hit]:
    """One hit for a fault that a part of the text, or all of it, has nearly everywhere, one for each other fault.

    `judged`: how much of each part was looked at, as faults weigh it. A fault in at least three paragraphs and most of
    what was looked at prevails; its remedies mend all of it.
    """
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.measured, fault.wanted), []).append(fault)
    found: list[Hit] = []
    for group in groups.values():
        by_part: dict[str, list[Fault]] = {}
        for fault in group:
            by_part.setdefault(fault.part, []).append(fault)
        everywhere = _prevails(group, sum(judged.values()))
        same: list[Fault] = []
        for part, own in by_part.items():
            if everywhere or _prevails(own, judged.get(part, 0)):
                same += own
            else:
                found += [_hit(analysis, fault, ROLES[part], "", fault.remedies) for fault in own]
        if same:
            names = list(dict.fromkeys(ROLES[fault.part] for fault in same))
            named = "、".join(names[:2]) + ("等" if len(names) > 2 else "")
            count = len({fault.span.paragraph for fault in same})
            remedies = tuple(remedy for fault in same for remedy in fault.remedies)
            first = min(same, key=lambda fault: (fault.span.paragraph, fault.span.start))
            found.append(_hit(analysis, first, named, f"（全文 {count} 段都是这样）", remedies))
    yield from sorted(found, key=lambda hit: (hit.span.paragraph, hit.span.start))


def _prevails(faults: Sequence[Fault], total: int) -> bool:
    numbers = {fault.span.paragraph for fault in faults}
    return len(numbers) >= _FEW and sum(fault.weight for fault in faults) * 2 > total


def shown(line: Line) -> Span:
    """Where a fault of a whole paragraph is shown: all of its text, or the beginning of a long one."""
    text = line.text.rstrip(BLANKS)
    end = len(text) if len(text) - line.start <= _SHOWN else line.start + _HEAD
    return Span(line.number, line.start, max(end, line.start))


def plain(value: float) -> str:
    """A number of at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.005 else "0"


def size_of(line: Line) -> float:
    """The size of a paragraph's first characters, by which its indents are counted."""
    letters = next((one for one in line.layout.letters if one.end > line.start), line.layout.mark)
    return letters.size or line.layout.mark.size or 10.0


def width_of(section: SectionLayout) -> float:
    """The width of a section's text, points; of one of its columns, roughly."""
    width = (section.width - section.left - section.right - section.gutter) * _POINTS
    return max(width / max(section.columns, 1), 1.0)


def height_of(section: SectionLayout) -> float:
    """The height of a section's text, points."""
    return max((section.height - section.top - section.bottom) * _POINTS, 1.0)


def length_of(text: str, letters: Iterable[Letters]) -> float:
    """About how long a paragraph's characters make one line, points."""
    return sum(
        width_in_characters(text[one.start : one.end]) * one.size * one.scale / 100
        + one.spacing * (one.end - one.start)
        for one in letters
    )


def turns(text: str, layout: ParagraphLayout, proof: Proof) -> bool:
    """Whether a paragraph is longer than one line."""
    room = width_of(proof.layout.sections[layout.section]) - max(layout.left + layout.first, 0) - max(layout.right, 0)
    return length_of(text, layout.letters) > room


def calls_persons(line: Line) -> bool:
    """Whether a line speaks to persons, as a speech does: 各位领导、同志们："""
    called = re.split("[，,、]", line.text.strip(BLANKS).rstrip("：:！!"))
    return line.text.rstrip(BLANKS).endswith(tuple("：:！!")) and all(map(_PERSON.fullmatch, called))


def place(line: Line, proof: Proof) -> Indent:
    """Where the profile has a paragraph, in its characters."""
    role = proof.profile.roles[line.role]
    return proof.indents.get(line.number, Indent(role.left, role.first, role.right))


def placed(line: Line, proof: Proof) -> Remedy:
    """The remedy that puts a paragraph where the profile has it."""
    role, indent = proof.profile.roles[line.role], place(line, proof)
    size = size_of(line)
    if abs(size - role.size) > proof.profile.tolerance.points and line.role != "issuer":
        size = role.size  # that is mended too
    values: dict[str, str | float | bool] = {
        "left": indent.left, "first": indent.first, "right": indent.right, "size": size
    }  # fmt: skip
    if role.align in ("center", "right") or line.layout.align not in ("left", "both"):
        values["align"] = role.align
    return Remedy("paragraph", line.number, values=values)


def unblanked(line: Line) -> tuple[Remedy, ...]:
    """The remedy that takes away blanks that stand for an indent; none where there are none."""
    start = line.start - line.lead
    return (Remedy("text", line.number, start, line.start, {"text": ""}),) if line.lead else ()


def usual(lengths: Iterable[float]) -> float:
    """The length most of them have; 0 where none has most."""
    counted = Counter(round(length, 1) for length in lengths)
    length, count = counted.most_common(1)[0] if counted else (0.0, 0)
    return length if count * 2 > counted.total() else 0.0


def begins_page(number: int, proof: Proof, texts: Sequence[str]) -> bool:
    """Whether paragraph `number` begins a page by what the file says: 段前分页, a break or a section before it."""
    paragraphs, layout = proof.layout.paragraphs, proof.layout.paragraphs[number - 1]
    if layout.new_page or any(kind == "page" and not texts[number - 1][:at].strip() for at, kind in layout.breaks):
        return True
    for k in range(number - 2, -1, -1):
        before = paragraphs[k]
        if before.section != layout.section and proof.layout.sections[layout.section].kind != "continuous":
            return True
        blank = proof.roles[k] in ("", BLANK) and not texts[k].strip(BLANKS + "\v\f\ufffc")
        tail = [at for at, kind in before.breaks if kind == "page" and not texts[k][at:].strip(BLANKS + "\v\f\ufffc")]
        if tail or (blank and (before.new_page or any(kind == "page" for _, kind in before.breaks))):
            return True
        if not blank:
            return False
    return False


def _hit(analysis: Analysis, fault: Fault, part: str, extent: str, remedies: tuple[Remedy, ...]) -> Hit:
    span = fault.span
    text = analysis.document.paragraphs[span.paragraph - 1].text[span.start : span.end]
    told = {"measured": spaced(fault.measured), "wanted": spaced(fault.wanted)}
    values = {"part": part, "extent": extent, **told, **fault.values}
    return Hit(span, text, None, values, remedies)


def _cover(proof: Proof, texts: Sequence[str]) -> int:
    """The number of the last paragraph of a cover; 0 where there is none.

    A cover is a first page of a few short lines, none of them a sentence or 主送, with more text behind it.
    """
    seen = 0
    for number, (role, text) in enumerate(zip(proof.roles, texts, strict=True), 1):
        if role in ("", BLANK) or not text.strip(BLANKS):
            continue
        if seen and begins_page(number, proof, texts):
            behind = sum(1 for other in texts[number - 1 :] if len(other.strip()) >= _PROSE)
            return number - 1 if behind and role != "attachment_label" else 0
        seen += 1
        if seen > _COVER or len(text.strip(BLANKS)) >= _PROSE or "。" in text or role in ("addressee", "number"):
            return 0
    return 0


def _is_listed(text: str, layout: ParagraphLayout) -> bool:
    """Whether a paragraph is a line of a list of contents, made by Word or typed."""
    if layout.fields and any(name in ("TOC", "PAGEREF") for _, _, name in layout.fields):
        return True
    end = text.rstrip(BLANKS + "\v\f\ufffc")
    return end.endswith(_LAST) and _LISTED.search(end, max(0, len(end) - _PROSE)) is not None


def _is_own(text: str, layout: ParagraphLayout, attached: bool) -> bool:
    if any(drawing.inline for drawing in layout.drawings):
        return True
    if CHINESE.search(text) is None or (layout.first <= 0 and (_FIELDS.search(text) or _REMARK.match(text))):
        return True
    return attached and len(text) <= _SHOWN and not text.endswith(("。", "；", "：", "，"))


def _is_free(text: str, layout: ParagraphLayout, lead: int) -> bool:
    if layout.first > 0:
        return False
    if _SALUTATION.fullmatch(text) or (len(text) <= _HEAD and _PAUSE.search(text) is None):
        return True
    if lead:
        return False  # blanks that stand for an indent: it is meant to have one
    return any(pattern.fullmatch(text) for pattern in (_ROW, _FORM_LINE)) or _names_whom(text)


def _names_whom(text: str) -> bool:
    """Whether a line is 主送 or a salutation of several: 各县（市、区）水务局，各有关单位："""
    if not _CALLED.fullmatch(text) or _LEADS_ON.search(text):
        return False
    called = re.split("[，,、和及]", _IN_BRACKETS.sub("", text[:-1]))
    return _ENDS_IN_ORGAN.search(called[-1]) is not None


def _is_titled(text: str, layout: ParagraphLayout, profile: Profile) -> bool:
    """Whether a paragraph in the middle has the face of 标题 or 发文机关标志, and is no smaller than 标题."""
    roles = [profile.roles[name] for name in ("title", "issuer")]
    least = min(role.size for role in roles) - profile.tolerance.points
    faces = {role.face for role in roles}
    every = [one for one in layout.letters if CHINESE.search(text, one.start, one.end)]
    return (
        layout.align == "center"
        and bool(every)
        and all(one.size >= least and face_of(profile, one.east_asia) in faces for one in every)
    )
