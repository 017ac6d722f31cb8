"""A draft and its outline in, its parts (公文要素) out: the layout role of each paragraph, blank lines between them,
indents that are not the role's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hegao.layout import BLANK, Indent, Profile
from hegao.model import Document, Outline, Paragraph, Section
from hegao.profile import width_in_characters
from hegao.text import HAN

MASTHEAD = ("copy_number", "secrecy", "issuer", "number", "signer")
# Roles between which no blank line stands, though one stands around them.
_GROUPS = {"title": "head", "attachment_title": "head", "subtitle": "head", "signature": "closing", "date": "closing"}
_SAME = ("subtitle", "addressee", "attachment_note", "signature", "date", "note")
_SPACE = " \t\u00a0\u2002\u2003\u3000\v\ufeff\u200b"
_LABEL = re.compile(
    r"附[ \u3000]*[件表][ \u3000]*(?:[0-9]{1,2}(?:[-—.][0-9]{1,2})?|[一二三四五六七八九十]{1,3})?[：:]?"
)
_NOTE = re.compile(r"附[ \u3000]*件[ \u3000]*[：:]?[ \u3000]*")
_COPY = re.compile(r"抄[ \u3000]*[送报发][ \u3000]*[：:]")
_ITEM = re.compile(r"[0-9]{1,2}[.．、][ \u3000]*")
_NAMED = re.compile(r"[图表][ \u3000]*[0-9一二三四五六七八九十]")
_UNIT = re.compile(r"[（(]?(?:计量)?单位[：:][^。；]{1,20}")
_ENDS = tuple("。；：，、！？;:,!?")
_SECRECY = re.compile(r"(?:绝密|机密|秘密|特急|加急|紧急|急件|特提|平急)(?:★.*)?")
_SERIAL = re.compile(r"(?:[0-9]{4}年)?第[ \u3000]*[0-9〇零一二三四五六七八九十百]+[ \u3000]*号")
_NUMBER = re.compile(rf"[{HAN}XxＸ×*]{{1,14}}[〔\[（(【［][0-9]{{2,4}}[〕\]）)】］]第?[0-9XxＸ×*]+号.*")


def roles_of(document: Document, outline: Outline) -> list[str]:
    """One role of the profile for each paragraph of the text, BLANK for an empty one, "" for what is not text."""
    headings = {section.span.paragraph: section for section in outline.sections if section.kind == "heading"}
    roles: list[str] = []
    label = title = False  # just behind 附件N, behind its title
    followers = [p.kind for p in document.paragraphs[1:]] + [""]
    for number, (paragraph, role) in enumerate(zip(document.paragraphs, outline.roles, strict=True), 1):
        text = paragraph.text.strip(_SPACE)
        if paragraph.kind != "body":
            roles.append("")
        elif role == "blank":
            roles.append(BLANK)
        elif role == "masthead":
            roles.append(_masthead(text, roles))
        elif role in ("copy", "imprint"):
            roles.append("imprint")
        elif role == "attachment" and _LABEL.fullmatch(text):
            roles.append("attachment_label")
            label, title = True, False
        elif role == "attachment" and _is_attachment_title(paragraph, text, headings.get(number), label, title):
            roles.append("attachment_title")
            label, title = False, True
        elif role == "attachment" and title and _in_brackets(text):
            roles.append("subtitle")
        elif role == "title" or role in _SAME:
            label = title = False
            roles.append(role)
        elif _SERIAL.fullmatch(text) and next((r for r in reversed(roles) if r != BLANK), "") == "title":
            roles.append("number")  # 令号
        else:
            label = title = False
            plain = _body(paragraph, text, headings.get(number), followers[number - 1])
            # Without a title above, what stands in the middle would be read as one.
            roles.append("body" if plain == "caption" and not outline.title_spans else plain)
    return roles


def run_ins(document: Document, outline: Outline) -> dict[int, tuple[int, int, str]]:
    """Headings that run into their paragraph, with the mark that ends them: its number to start, end and role.

    A row of whole sentences is no row of headings for one of them that begins with a short sentence.
    """
    rows: dict[tuple[int | None, str], list[str]] = {}
    for section in outline.sections:
        rows.setdefault((section.parent, section.style), []).append(section.kind)
    found: dict[int, tuple[int, int, str]] = {}
    for section in outline.sections:
        kinds = rows[section.parent, section.style]
        if section.kind == "run-in" and section.level <= 4 and kinds.count("item") * 2 <= len(kinds):
            text, end = document.paragraphs[section.span.paragraph - 1].text, section.span.end
            end += text.startswith(_ENDS, end)
            found[section.span.paragraph] = (section.span.start, end, f"heading{section.level}")
    return found


def blank_lines(before: str, after: str, profile: Profile) -> int:
    """How many blank lines stand between paragraphs of two roles."""
    if before == after or (before in _GROUPS and _GROUPS[before] == _GROUPS.get(after)):
        return 0
    above = profile.roles[before].after if before in profile.roles else 0
    below = profile.roles[after].before if after in profile.roles else 0
    # A title that begins the sheet needs no room above it.
    return max(above, below if after != "title" or before in MASTHEAD else 0)


def is_right(paragraph: Paragraph, alignment: str | None) -> bool:
    """Whether a line of the text keeps its place at the right: 单位：万元 above a table."""
    text = paragraph.text.strip(_SPACE)
    return _UNIT.fullmatch(text) is not None or (alignment in ("right", "end") and len(text) <= 30)


def indents(paragraphs: Sequence[Paragraph], roles: Sequence[str], profile: Profile) -> Mapping[int, Indent]:
    """Where 署名, 成文日期, 附件说明 and 抄送 stand, by the number of the paragraph."""
    found = {
        **_closing_indents(paragraphs, roles, profile),
        **_note_indents(paragraphs, roles, profile),
        **_copy_indents(paragraphs, roles, profile),
    }
    return {k + 1: one for k, one in found.items()}


def _closing_indents(paragraphs: Sequence[Paragraph], roles: Sequence[str], profile: Profile) -> Mapping[int, Indent]:
    """The indents of 署名 and 成文日期, by the index of the paragraph."""
    found: dict[int, Indent] = {}
    for group in _runs_of(roles, ("signature", "date")):
        names = [(k, width_in_characters(paragraphs[k].text.strip(_SPACE))) for k in group if roles[k] == "signature"]
        dates = [(k, width_in_characters(paragraphs[k].text.strip(_SPACE))) for k in group if roles[k] == "date"]
        for k, right in _rights(names, dates, profile):
            found[k] = Indent(right=right)
    return found


def _note_indents(paragraphs: Sequence[Paragraph], roles: Sequence[str], profile: Profile) -> Mapping[int, Indent]:
    """The indents of 附件说明, by the index of the paragraph: turned lines begin below the attachment's name."""
    found: dict[int, Indent] = {}
    role = profile.roles["attachment_note"]
    for group in _runs_of(roles, ("attachment_note",)):
        lead = role.left
        for k in group:
            text = paragraphs[k].text.strip(_SPACE)
            head = _NOTE.match(text)
            at = head.end() if head else 0
            item = _ITEM.match(text, at)
            if head:
                hang = width_in_characters(text[: item.end() if item else at])
                lead = role.left + width_in_characters(text[:at])
                found[k] = Indent(role.left + hang, -hang)
            else:
                hang = width_in_characters(item.group()) if item else 0
                found[k] = Indent(lead + hang, -hang)
    return found


def _copy_indents(paragraphs: Sequence[Paragraph], roles: Sequence[str], profile: Profile) -> Mapping[int, Indent]:
    """The indents of 抄送, by the index of the paragraph: turned lines begin behind the colon (7.4.2)."""
    role = profile.roles["imprint"]
    found: dict[int, Indent] = {}
    for k, paragraph in enumerate(paragraphs):
        head = _COPY.match(paragraph.text.lstrip(_SPACE)) if roles[k] == "imprint" else None
        if head:
            hang = width_in_characters(head.group())
            found[k] = Indent(role.left + hang, -hang, role.right)
    return found


def _rights(
    names: Sequence[tuple[int, float]], dates: Sequence[tuple[int, float]], profile: Profile
) -> Iterator[tuple[int, float]]:
    """Right indents after 7.3.5.1 and 7.3.5.2; several names begin below each other."""
    closing = profile.closing
    name = max((width for _, width in names), default=0.0)
    date = max((width for _, width in dates), default=0.0)
    if closing.seal:
        centre = closing.date_right_sealed + date / 2
        centre += max(0.0, name / 2 - centre)
        yield from ((k, centre - width / 2) for k, width in (*names, *dates))
        return
    right = closing.signature_right
    if names and dates and date > name:
        right = closing.date_right + date + closing.date_shift - name
    start = right + name
    yield from ((k, start - width) for k, width in names)
    for k, width in dates:
        yield k, max(0.0, start - closing.date_shift - width) if names else closing.date_right


def _runs_of(roles: Sequence[str], wanted: tuple[str, ...]) -> Iterator[list[int]]:
    """Indices of neighbouring paragraphs of these roles; blank lines, boxes and notes between them do not part them."""
    group: list[int] = []
    for k, role in enumerate(roles):
        if role in wanted:
            group.append(k)
        elif role not in (BLANK, "") and group:
            yield group
            group = []
    if group:
        yield group


def _masthead(text: str, before: Sequence[str]) -> str:
    if re.fullmatch("[0-9]{6}", text):
        return "copy_number"
    if _SECRECY.fullmatch(text):
        return "secrecy"
    if _NUMBER.fullmatch(text):
        return "number"
    above = next((role for role in reversed(before) if role != BLANK), "")
    return "signer" if text.startswith("签发人") or above == "signer" else "issuer"


def _body(paragraph: Paragraph, text: str, section: Section | None, follower: str) -> str:
    if section is not None:
        # Word has more levels of headings than the standard.
        return f"heading{min(section.level, 4)}" if section.level <= 4 or section.style == "none" else "body"
    short = len(text) <= 40 and not text.endswith(_ENDS)
    named = _NAMED.match(text) is not None or follower == "cell"
    return "caption" if short and (paragraph.centred or (named and text[0] in "图表附")) else "body"


def _is_attachment_title(paragraph: Paragraph, text: str, section: Section | None, label: bool, title: bool) -> bool:
    """What stands below 附件N; a second line of it only where the draft has it in the middle too."""
    second = title and paragraph.centred and not (text.startswith("附") or _NAMED.match(text))
    if not (label or second) or len(text) > 60 or text.endswith(_ENDS) or _in_brackets(text):
        return False
    return section is None or section.style == "none"


def _in_brackets(text: str) -> bool:
    return text[:1] in "（(" and text[-1:] in "）)" and len(text) <= 60
