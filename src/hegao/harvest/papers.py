"""A draft in, its 文件 and 荣誉 rows out: what was issued or revised in its year, and what was awarded to the unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hegao.facts import Row
from hegao.harvest.carry import is_masked, unmasked
from hegao.harvest.draft import Draft, trimmed
from hegao.model import Reference, Span

_VERBS = {
    "印发": "印发|制发|下发|转发|发布|公布",
    "修订": "修订完善|修订|修改完善|修改|修编",
    "出台": "制定出台|出台",
    "制定": "研究制定|新制定|制定|制订|拟定|拟订|起草|编制",
}
_SAID = "|".join(f"(?P<{name}>{words})" for name, words in _VERBS.items())
_ISSUED = re.compile(rf"(?:{_SAID})(?:了|并印发|印发|并实施|完成)?[^，。；《》（）()]{{0,12}}$")
_AGAIN = re.compile(r"^(?:[（(][^（）()]{1,20}[）)])?[、和与及以]*$")  # between two titles of one verb
_REVISED = re.compile(r"[（(][^（）()]{0,10}修订[）)]")
_ISSUE = re.compile(r"[0-9*×Xx_余多]{1,6}期")  # of a periodical
_BORROWED = re.compile(r"(?:按照?|根据|依据|依照|落实|贯彻|执行|学习|对照|遵守)[^，。；]{0,16}$")

_NAME = r"[“\"]?(?P<name>[^，。；“”\"]{2,30}?)[”\"]?(?:等?(?:荣誉)?称号|荣誉)?(?=[，。；、,;]|$)"
_ORGAN = r"[^，。；被由“”]{2,24}?"
_BY = rf"(?P<by>{_ORGAN})"
_AWARDED = re.compile(
    rf"(?:^|(?<=[，。；,;:：]))(?P<who>[^，。；“”]{{0,16}}?)"
    rf"(?:被{_BY}?(?:评为|授予|命名为|表彰为|确定为|认定为|评定为|列为)|由(?P<from_>{_ORGAN})(?:评为|授予)"
    rf"|荣获|获评|获得(?=[^，。；]{{2,24}}(?:称号|荣誉))|获(?P<of_>{_ORGAN})?(?:授予|表彰为)){_NAME}"
)
_GRANTED = re.compile(
    r"(?P<by>[^，。；“”]{3,24}?)授予(?P<who>[^，。；“”]{1,16}?)[“\"](?P<name>[^”\"]{2,30})[”\"](?:荣誉)?称号"
)
_OWN = re.compile(
    r"(?:20[0-9]{2}年度?|今年|全年|年内|先后|并|连续[^，。]{1,4}年|再次|首次|成功|我[局办厅委区县市单位]{1,2}"
    r"|本[局办厅委单位]{1,2}|全[局办厅委]|[区县市局厅]?办(?:公室)?|单位|机关|[ ])*"
)
_LEVELS = ("国家级", "全国", "省级", "全省", "市级", "全市", "县级", "全县", "区级", "全区")


def documents(draft: Draft) -> Iterator[Row]:
    """The documents a verb of ours stands before: 修订《甲》《乙》."""
    by_paragraph: dict[int, list[Reference]] = {}
    for reference in draft.review.references:
        by_paragraph.setdefault(reference.span.paragraph, []).append(reference)
    seen = set[str]()
    for piece in draft.pieces:
        if piece.state not in ("done", "none"):
            continue
        text = draft.document.paragraphs[piece.span.paragraph - 1].text
        action, end = "", -1
        for reference in by_paragraph.get(piece.span.paragraph, ()):
            start = reference.span.start
            if not piece.span.start <= start < piece.span.end or text[start] != "《":
                continue
            before = text[piece.span.start : start]
            verb = _ISSUED.search(before)
            if verb and not _BORROWED.search(before[: verb.start()]):
                action = verb.lastgroup or ""
            elif end < 0 or not _AGAIN.match(text[end:start]):
                action = ""
            if not action and _REVISED.match(text, reference.span.end):
                action = "修订"
            end = reference.span.end
            title = draft.text(Span(piece.span.paragraph, start, end), past=True)
            name = title[1:].split("》")[0]
            if action and name and name not in seen and not _ISSUE.match(text, reference.span.end):
                seen.add(name)
                number = reference.number if reference.number and not is_masked(reference.number) else None
                cells = {"名称": name, "动作": action, "文号": number, "板块": draft.theme(piece.section, "done")}
                yield draft.row("文件", cells, reference.span)


def honours(draft: Draft) -> Iterator[Row]:
    """What the unit itself was awarded; an honour of somebody in it is none of the unit's."""
    seen = set[str]()
    own = draft.outline.title
    for piece in draft.pieces:
        if piece.state not in ("done", "none"):
            continue
        text = draft.text(piece.span, past=True)
        for match in [*_AWARDED.finditer(text), *_GRANTED.finditer(text)]:
            found = match.groupdict()
            who, name = trimmed(found["who"]), trimmed(found["name"])
            name = re.sub("(?:等?(?:荣誉)?称号|荣誉)$", "", name)
            counted = re.search("^[0-9一二三四五六七八九十*]+[个家名项批]|[0-9*]+[个家名项批]$", name)  # of others
            if counted or name in seen or len(unmasked(name)) < 3 or not (_OWN.fullmatch(who) or (who and who in own)):
                continue
            seen.add(name)
            grantor = next((found[key] for key in ("by", "from_", "of_") if found.get(key)), None)
            level = next((one for one in _LEVELS if name.startswith(one)), "")
            cells = {
                "名称": name,
                "授予单位": None if grantor is None or is_masked(grantor) else grantor,
                "级别": level.replace("全国", "国家级").replace("全", "")
                + ("级" if level.startswith("全") and level != "全国" else ""),
                "板块": draft.theme(piece.section, "done"),
            }
            yield draft.row("荣誉", cells, piece.span)
