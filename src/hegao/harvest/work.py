"""A draft in, its 任务, 做法, 板块 and 保障 rows out: what is to be done sentence by sentence, what is unfinished, how
work was done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from hegao.facts import CLOSED, Cell, Row
from hegao.harvest.carry import is_masked
from hegao.harvest.draft import Account, Draft, Piece, is_generic, leads_in, trimmed
from hegao.model import Span, Task

_PLANNING = frozenset(("plan", "key-points", "scheme", "allocation", "summary", "report", "briefing"))
_CLOSES = re.compile("特此|专此|以上(?:报告|汇报)|妥否|请予?审|联系人|出席|列席")
_UNFINISHED = re.compile(
    r"正在(?:推进|实施|建设|开展|办理|进行|组织|加快|编制|制定|修订|施工|筹备|协调)|按(?:照)?(?:计划|进度|(?:序时|时间)进度|节点)(?:有序|稳步)?(?:推进|实施)"
    r"|(?:尚|仍|还)(?:未|没有?|在)(?:完成|建成|启动|开工|办结|推进|建设|施工|落实|整改|验收)|未(?:能)?(?:按期|按时|如期|全部|全面)(?:完成|建成|办结)"
    r"|有待(?:继续|进一步)?(?:推进|完成)|继续推进中|推进中(?:$|[，。；])|跨年度"
)
_OPENING = re.compile(
    r"^(?:(?:到|在)?20[0-9]{2}年度?|明年|来年|新的一年|下一?步|今后|下一?阶段|下一年)(?:里|中|工作中)?"
    r"(?:[，,](?:[^，。；：,]{0,16}?将(?!之|其|被))?|[^，。；：,]{0,16}?将(?!之|其|被)|(?<=[步后段])(?=[^，。；：,的]{4}))"
)
_OURS = re.compile(
    r"^(?:我[^，。；]{1,3}|我们|本[^，。；]{1,2}|[^，。；、]{2,14}(?:局|办公室|办|厅|委|处|政府|科|中心))将(?=[^，。；])"
)
_LINKS = re.compile(r"^(?:同时|此外|另外|其次|最后|首先|再次)[，,]?")
# 重点抓好以下三项工作; not 控制在5%以下
_FOLLOWS = re.compile(r"(?<=.)[，,][^，。；,]{0,12}(?:如下|(?<![0-9%％人次个])(?:以下|下列)[^，。；,]{2,14})$")
_STILL = re.compile(
    r"(?P<what>[^，。；,]{4,40}?)(?:目前|现|仍|还)?(?:正在|尚未|按(?:照)?(?:计划|进度|(?:序时|时间)进度|节点))"
    r"(?:有序|稳步|加快|全面|抓紧)?(?:推进|实施|建设|开展|办理|进行|施工|完成|落实|验收)$"
)
_REST = re.compile(
    r"(?P<what>[^，。；,]{4,40}?)已?(?:完成|办结|建成|落实)[0-9]+[^\W\d]{1,2}[，,](?:其余|剩余|还有)(?P<rest>[0-9]+[项件个处])"
)
_LED = re.compile(r"由([^，。；]{2,30})(?:牵头|负责)(?:落实|组织实施|实施)?[，,](?=.{4})")
_MUST = re.compile(r"^要(?![求素点件闻领害])")
_SHORT = 30  # characters: a longer first sentence of a member of a chain is more than its theme
_SAYS_WHO = re.compile(r"^.{0,8}?(?:牵头|负责|主办|承办|具体落实)")
_GOES_ON = re.compile("继续|持续|常态化|长期")
_ON_WITH = re.compile("^继续(?:推进)?")
_LEAST = 4  # characters of a task
_BRACKETS = re.compile(r"[（(【][^（）()【】]*$")


def themes(draft: Draft, rows: Sequence[Row]) -> Iterator[Row]:
    """The 板块 rows: the headings of what was achieved, in order; without them the themes other rows stand under."""
    seen = set[str]()
    for index in draft.blocks:
        name = draft.title(index, past=True)
        if name and name not in seen:
            seen.add(name)
            yield Row("板块", {"板块": name, "标题": name}, draft.place(draft.outline.sections[index].span))
    for row in rows if not seen else ():
        theme = row.cells.get("板块")
        if isinstance(theme, str) and theme not in seen:
            seen.add(theme)
            yield Row("板块", {"板块": theme, "标题": theme}, row.place)


def tasks(draft: Draft) -> Iterator[Row]:
    """What is to be done, one row a sentence, and what a summary says is not finished."""
    found = [*_planned(draft), *_headings(draft), *_of_tables(draft)]
    for place, row in _unfinished(draft):
        core = re.split("[，；]", _ON_WITH.sub("", str(row.cells["任务"])))[0]
        at = next((n for n, (_, one) in enumerate(found) if core in str(one.cells["任务"])), None)
        if at is None or len(core) < _LEAST:
            found.append((place, row))
        elif "板块" in row.cells:  # what comes next says it already, often without a heading of its own
            found[at] = (found[at][0], replace(found[at][1], cells={"板块": row.cells["板块"], **found[at][1].cells}))
    seen = set[Cell]()
    for _, row in sorted(found, key=lambda pair: pair[0]):
        if row.cells["任务"] not in seen:
            seen.add(row.cells["任务"])
            yield row


Placed = tuple[tuple[int, int], Row]


def _planned(draft: Draft) -> Iterator[Placed]:
    for _, paragraph in groupby(draft.pieces, key=lambda piece: piece.span.paragraph):
        for _, same in groupby(paragraph, key=lambda piece: id(piece.item)):
            pieces = [piece for piece in same if piece.state == "planned" and draft.account(piece) is None]
            yield from _of_pieces(draft, pieces)


def _of_pieces(draft: Draft, pieces: Sequence[Piece]) -> Iterator[Placed]:
    """The rows of a paragraph, or of a member of a chain in it; a sentence without a task goes with the one before."""
    genres = draft.outline.genres
    if not pieces or (genres and _PLANNING.isdisjoint(genres) and not any(piece.tasks for piece in pieces)):
        return
    theme, pieces = _theme(draft, pieces)
    groups: list[list[Piece]] = []
    for piece in pieces:
        if _leads(draft, piece):
            continue
        if piece.tasks or not groups:
            if groups and not any(one.tasks for one in groups[-1]):
                groups[-1].append(piece)
            else:
                groups.append([piece])
        else:
            groups[-1].append(piece)
    within = draft.theme(pieces[0].section, "planned") if pieces else ""
    for number, group in enumerate(groups):
        prefix = theme if number == 0 and within else ""
        row = _row(draft, group, within or theme, prefix)
        if row is not None:
            yield (group[0].span.paragraph, group[0].span.start), row


def _leads(draft: Draft, piece: Piece) -> bool:
    """Whether a sentence says nothing to do: it only leads in what follows, or closes the draft."""
    text = draft.raw(piece.span)
    return _CLOSES.match(text.strip()) is not None or (leads_in(text) and len(piece.tasks) < 2)


def _theme(draft: Draft, pieces: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
    """The theme a member of a chain begins with, and the rest: 一是持续打造品牌。进一步…."""
    first = pieces[0]
    if first.item is None or not first.begins or len(pieces) < 2 or first.tasks:
        return "", pieces
    text = draft.text(first.span, past=False)
    if len(text) > _SHORT or re.search("[0-9【]", text):
        return "", pieces
    return text, pieces[1:]


def _row(draft: Draft, group: Sequence[Piece], theme: str, prefix: str) -> Row | None:
    number = group[0].span.paragraph
    paragraph = draft.document.paragraphs[number - 1]
    parts: list[str] = []
    ended = ""
    for piece in group:
        text = draft.text(piece.span, past=False, duties=False)
        if text and parts and parts[-1][-1] not in "？?":
            parts.append("；" if ended in "；;" else "。")
        if text:
            parts.append(text if parts else _plain(text))
            ended = paragraph.text[: piece.span.end].rstrip()[-1]
    if not parts:
        return None
    cells = _cells(draft, [task for piece in group for task in piece.tasks], number, bool(draft.brackets(number)))
    words = _FOLLOWS.sub("", "".join(parts)) if ended in "：:。" else "".join(parts)
    led = _LED.match(words)
    owners = cells["责任单位"]
    if led and isinstance(owners, tuple) and all(name in owners for name in re.split("[、和]", led[1])):
        words = words[led.end() :]
    # The year of the plan goes without saying, and behind the label of an item it would read as part of it: 2.2025年.
    words = re.sub(rf"^{cells['年份']}年(?![0-9底末初内度起以至到—－-])(?=.{{4}})", "", words)
    cells["任务"] = f"{prefix}，{words}" if prefix and not words.startswith(prefix) else words
    cells["板块"] = theme
    return draft.row("任务", cells, Span(number, group[0].span.start, group[-1].span.end))


def _plain(text: str) -> str:
    """A sentence as a thing to do: without 2025年，我局将, 同时要."""
    for pattern in (_LINKS, _OPENING, _OURS, _LINKS, _MUST):
        shorter = trimmed(pattern.sub("", text, count=1))
        text = shorter if len(shorter) >= 4 else text
    return text


def _cells(draft: Draft, within: Sequence[Task], number: int, apart: bool) -> dict[str, Cell | None]:
    """Who, with whom, by when and to what end, where all tasks of a row agree in it."""
    undated = draft.written is None and draft.year is not None
    kept = draft.year is None or (not undated and (draft.spoken(number) or draft.year) >= draft.year)
    due = {task.deadline for task in within if task.deadline}
    deadline: Cell | None = None
    if len(due) == 1:
        said = due.pop()
        known = kept and not is_masked(said) and not re.search("[今本明去来次]年", said)  # the text has it put right
        deadline = said if known else "【待填：完成时限】" if apart else None
    owners = list(dict.fromkeys(name for task in within for name in _owners(draft, task)))
    partners = list(
        dict.fromkeys(name for task in within for name in task.partners if _helps(draft, task, name, apart))
    )
    basis = [one for one in dict.fromkeys(one for task in within for one in task.basis) if not is_masked(one)]
    return {
        "责任单位": tuple(owners),
        "配合单位": tuple(partners),
        "完成时限": deadline,
        "依据": "、".join(basis) if apart else None,
        "年份": draft.new_year(number),
    }


def _helps(draft: Draft, task: Task, name: str, apart: bool) -> bool:
    """Whether somebody is said to help, not just spoken with: 由A牵头，B配合."""
    text = draft.document.paragraphs[task.span.paragraph - 1].text
    behind = text[text.find(name) + len(name) :][:12]
    return not is_masked(name) and (apart or re.match("[^，。；]{0,6}(?:配合|参与|协助|协办|协同)", behind) is not None)


def _owners(draft: Draft, task: Task) -> Iterator[str]:
    """The units that are said to do it: 由A负责, A牵头, （责任单位：A）; not who a sentence merely begins with."""
    if task.owner_inherited:
        return
    text = draft.document.paragraphs[task.span.paragraph - 1].text
    for name in task.owner:
        at = text.find(name)
        while at >= 0 and not is_masked(name):
            end = at + len(name)
            if text[max(0, at - 1) : at] in ("由", "请") or _SAYS_WHO.match(text, end) or _BRACKETS.search(text, 0, at):
                yield name
                break
            at = text.find(name, end)
        else:
            if task.span.paragraph in draft.in_tables and not is_masked(name):
                yield name


def _headings(draft: Draft) -> Iterator[Placed]:
    """Headings with nothing below that are themselves what is to be done."""
    sections = draft.outline.sections
    parents = {section.parent for section in sections}
    told = {piece.section for piece in draft.pieces}
    for index, section in enumerate(sections):
        if section.kind == "item" or index in parents or index in told or section.last > section.span.paragraph:
            continue
        text = draft.title(index, past=False)
        if draft.areas[index] == "planned" and len(text) >= 6 and not is_generic(text):
            theme = draft.theme(section.parent, "planned")
            cells: dict[str, Cell | None] = {
                "任务": text,
                "板块": theme,
                "年份": draft.new_year(section.span.paragraph),
            }
            yield (section.span.paragraph, section.span.start), draft.row("任务", cells, section.span)


def _of_tables(draft: Draft) -> Iterator[Placed]:
    for task in draft.review.tasks:
        number = task.span.paragraph
        if number not in draft.in_tables or task.status == "done":
            continue
        text = draft.text(task.span, past=False)
        if text:
            targets = tuple(target for target in task.targets if target not in text and not is_masked(target))
            cells = _cells(draft, [task], number, True) | {"任务": text, "目标": "；".join(targets)}
            yield (number, task.span.start), draft.row("任务", cells, task.span)


def _unfinished(draft: Draft) -> Iterator[Placed]:
    before: Piece | None = None
    for piece in draft.pieces:
        told = draft.account(piece)
        if told is not None:
            yield from _accounted(draft, piece, told, before)
        elif piece.state == "done" and _UNFINISHED.search(draft.raw(piece.span)):
            said = draft.text(piece.span, past=True)
            task = _going_on(said)
            cells: dict[str, Cell | None] = {"任务": task, "进展": "进行中"}
            cells["完成情况"] = said if task != said else None
            yield (piece.span.paragraph, piece.span.start), _open(draft, piece, cells)
        goes_on = draft.raw(piece.span).rstrip().endswith(("；", ";"))
        before = (before or piece) if goes_on and draft.account(piece) is None else None


def _accounted(draft: Draft, piece: Piece, told: Account, before: Piece | None) -> Iterator[Placed]:
    """The task a summary gives account of, where it is not over: X，该项任务正在推进 or X，【待填：完成情况】."""
    if told.progress in CLOSED:
        return
    # A task of several parts has semicolons in it; `before` is where it begins.
    same = before is not None and before.span.paragraph == piece.span.paragraph and before.item == piece.item
    start = before.span.start if before is not None and same else piece.span.start
    text = draft.text(Span(piece.span.paragraph, start, told.end), past=False, duties=False)
    going_on = told.progress in ("进行中", "逾期") and not _GOES_ON.match(text)
    cells: dict[str, Cell | None] = {"任务": f"继续{text}" if going_on else text, "进展": told.progress or None}
    cells["完成情况"] = None if told.progress is None else draft.text(piece.span, past=True)
    if len(text) >= _LEAST:
        yield (piece.span.paragraph, start), _open(draft, piece, cells)


def _open(draft: Draft, piece: Piece, cells: Mapping[str, Cell | None]) -> Row:
    written = draft.year or draft.written
    year = None if written is None else Decimal(written)
    if draft.year is not None and (draft.written is None or draft.year > draft.written):
        cells = {"任务": cells["任务"]}  # how it stands in the later year nobody has told yet
    return draft.row("任务", {**cells, "板块": draft.theme(piece.section, "done"), "年份": year}, piece.span)


def _going_on(text: str) -> str:
    """What is not finished as a thing to do, 继续推进档案室改造; as it stands where nothing tells what that is."""
    rest = _REST.match(text)
    if rest:
        return f"继续推进{rest['what']}中其余{rest['rest']}"
    for clause in re.split("[，,；;](?![^【】]*】)", text):
        still = _STILL.match(clause)
        if still and not still["what"].startswith(("其余", "剩余", "均", "都")):
            return f"继续推进{still['what']}"
    return text


def ways(draft: Draft) -> Iterator[Row]:
    """How things were done: what the members of 一是 chains about what was achieved begin with."""
    seen = set[str]()
    for piece in draft.pieces:
        if piece.item is None or not piece.begins or piece.state not in ("done", "none") or draft.account(piece):
            continue
        text = re.split("[，,：:]", draft.text(piece.span, past=True), maxsplit=1)[0]
        if 4 <= len(text) <= _SHORT and text not in seen and not is_masked(text):
            seen.add(text)
            yield draft.row("做法", {"做法": text, "板块": draft.theme(piece.section, "done")}, piece.span)


def safeguards(draft: Draft) -> Iterator[Row]:
    """The measures under 保障措施, heading and text."""
    kept = [piece for piece in draft.pieces if piece.state == "safeguard"]
    for _, same in groupby(
        kept, key=lambda piece: (piece.section, piece.item and piece.item.span, piece.span.paragraph)
    ):
        pieces = list(same)
        first = pieces[0]
        section = draft.outline.sections[first.section] if first.section is not None else None
        texts = [text for piece in pieces if (text := draft.text(piece.span, past=False, duties=False))]
        if not texts:
            continue
        title = ""
        if (
            section is not None
            and section.kind == "run-in"
            and not is_generic(section.title)
            and first.section is not None
        ):
            title = draft.title(first.section, past=False)
        if first.item is not None or not title:
            head = re.split("[，,：:]", texts[0], maxsplit=1)
            title, texts = head[0], [*head[1:], *texts[1:]]
        span = Span(first.span.paragraph, first.span.start, pieces[-1].span.end)
        yield draft.row("保障", {"标题": title, "内容": "。".join(texts)}, span)
