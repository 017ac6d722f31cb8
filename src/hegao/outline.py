"""Segments a draft: paragraphs in, title, genre (文种), years, roles, heading tree, 一是 chains and sentences out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, Literal

import yaml

from hegao.data import data_folder
from hegao.model import Chain, Document, ListItem, Outline, Paragraph, Section, Span
from hegao.text import HAN, chinese_number, sentence_ends

_CN = "一二三四五六七八九十百"
_SPACE = " \t\u00a0\u2002\u2003\u3000"
# Counters and units behind which a leading number is a quantity, not a list number.
_QUANTITY = "年月日号时分秒个项名人件次份家条种类批期亿万千百多余天周岁元吨米亩户所座辆台位处篇场届级楼%％"

# style, level after GB/T 9704—2012 7.3.3, pattern of the label; tried in this order
_LABELS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (style, level, re.compile(pattern))
    for style, level, pattern in (
        ("part", 1, rf"第([{_CN}]+|[0-9]+)(?:部分|编|篇)[{_SPACE}、：:]*"),
        ("chapter", 1, rf"第([{_CN}]+|[0-9]+)章[{_SPACE}]*"),
        ("chapter-section", 2, rf"第([{_CN}]+|[0-9]+)节[{_SPACE}]*"),
        (
            "article",
            3,
            rf"第([{_CN}零〇]+|[0-9]+)条(?:之[一二三四五六七八九十]+)?(?:[{_SPACE}]+|(?=[{HAN}【])(?!规定|第|和|至|款|所|中|的|之))",
        ),
        ("chinese", 1, rf"([{_CN}]{{1,3}})[{_SPACE}]*[、．.](?![{_CN}]{{1,2}}(?:等|级|线|类|产))"),
        ("chinese", 1, rf"([{_CN}]{{1,3}})[，,](?=[{HAN}]{{2,30}}$)"),
        ("bracket-chinese", 2, rf"[（(][{_SPACE}]*([{_CN}]{{1,3}})[{_SPACE}]*[）)][{_SPACE}]*[、．.，,]?"),
        ("dotted", 3, rf"([0-9]{{1,2}})(?:\.[0-9]{{1,2}}){{1,3}}(?![0-9%％倍公平立{_QUANTITY}])[．.、]?(?=[^0-9])"),
        ("decimal", 3, rf"([0-9０-９]{{1,2}})[{_SPACE}]*[．.、](?![0-9])"),
        ("decimal", 3, rf"([0-9]{{1,2}})[，,](?=[{HAN}“《])"),
        ("decimal", 3, rf"([0-9]{{1,2}})[{_SPACE}]+(?=[{HAN}])(?![{_QUANTITY}])"),
        ("bracket-decimal", 4, rf"[（(][{_SPACE}]*([0-9０-９]{{1,2}})[{_SPACE}]*[）)][{_SPACE}]*[、．.，,]?"),
        ("decimal-bracket", 4, r"([0-9０-９]{1,2})[）)][、．.]?"),
        ("circled", 5, r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])[、．.]?"),
    )
)
_BARE_DECIMAL = re.compile(rf"([0-9]{{1,2}})(?=[{HAN}])(?![0-9]{{1,2}}[{_QUANTITY}])")
_RANK = ["part", "chapter", "chapter-section", "chinese", "bracket-chinese", "article", "decimal", "dotted",
         "bracket-decimal", "decimal-bracket", "circled"]  # fmt: skip

_END_MARK = re.compile(r"[。！？；，、：:;,!?]$")
_DATE = re.compile(
    rf"[（(]?(?:(?:19|20)[0-9]{{2}}|[一二][〇零○0一二三四五六七八九]{{3}})[{_SPACE}]*年[{_SPACE}]*"
    rf"(?:[0-9]{{1,2}}|[{_CN}]{{1,3}}|[xX×*_]{{1,2}})[{_SPACE}]*月(?:[{_SPACE}]*(?:[0-9]{{1,2}}|[{_CN}]{{1,3}}|[xX×*_]{{1,2}})[{_SPACE}]*日)?[）)]?"
)
_ORGAN = re.compile(
    r"(?:局|委|委员会|办|办公室|办公厅|厅|部|处|科|政府|中心|公司|集团|学校|学院|大学|医院|协会|学会|联合会|总会|工会|"
    r"党组|党委|党工委|管委会|领导小组|支部|总支|街道|乡|镇|村|社区|法院|检察院|研究院|研究所|所|站|队|馆|院|社|银行|指挥部|组委会)"
    r"(?:（[^）]{1,12}）)?$"
)
_MASTHEAD = re.compile(
    rf"(?:[0-9]{{6}}|(?:绝密|机密|秘密)(?:★.*)?|特急|加急|紧急|急件|特提|平急|.{{2,40}}文件|签发人[：:].*|"
    rf"[{HAN}XxＸ×*]{{1,14}}[〔\[（(【［][0-9]{{2,4}}[〕\]）)】］]第?[0-9XxＸ×*]+号(?:[{_SPACE}]+签发人[：:].*)?)"
)
_CALL = re.compile(r"(?:尊敬的|各位|同志们|女士们|朋友们|主任|副主任|委员|代表)")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|—|－|-|～|~|至)|(二[〇零○][〇零○一二三四五六七八九]{2})年")


@dataclass(frozen=True, slots=True)
class Genre:
    """One row of rules/lexicon/genres.yml."""

    key: str
    name: str
    words: tuple[str, ...]
    content: tuple[tuple[re.Pattern[str], float], ...]
    statutory: bool


@dataclass(frozen=True, slots=True)
class _Label:
    style: str
    level: int
    text: str
    number: int | None
    end: int  # offset of the title in the paragraph


@cache
def genres() -> tuple[Genre, ...]:
    """The known genres, statutory ones (条例 8) first."""
    rows: list[dict[str, Any]] = yaml.safe_load((data_folder("rules") / "lexicon" / "genres.yml").read_text("utf-8"))
    return tuple(
        Genre(
            row["key"],
            row["name"],
            tuple(sorted(row["words"], key=len, reverse=True)),
            tuple((re.compile(pattern, re.MULTILINE), float(weight)) for pattern, weight in row["content"].items()),
            bool(row.get("statutory")),
        )
        for row in rows
    )


def outline(document: Document) -> Outline:
    """The outline of a document; time linear in its length."""
    paragraphs = document.paragraphs
    labels = _labels(paragraphs)
    title_numbers, roles = _roles(paragraphs, labels)
    sections = _sections(paragraphs, labels, roles)
    sentences = tuple(_sentences(paragraphs, roles))
    title_spans = tuple(
        Span(n, start, end) for n in title_numbers for start, end in [_content(paragraphs[n - 1])] if end > start
    )
    title = "".join(paragraphs[s.paragraph - 1].text[s.start : s.end] for s in title_spans)
    keys, confidence, source = _genre(title, paragraphs, roles)
    names = {genre.key: genre.name for genre in genres()}
    return Outline(
        title=title,
        title_spans=title_spans,
        genre=names[keys[0]] if keys else None,
        genres=keys,
        confidence=confidence,
        genre_source=source,
        years=_years(title, paragraphs, roles, sections),
        roles=roles,
        sections=sections,
        chains=tuple(_chains(paragraphs, roles, sections)),
        sentences=sentences,
    )


def _content(paragraph: Paragraph) -> tuple[int, int]:
    """Where the prose of a paragraph starts and ends: markup and white space at both ends left out."""
    text = paragraph.text
    start, end = 0, len(text)
    moved = True
    while moved:
        moved = False
        while start < end and (text[start] in _SPACE or text[start] in "\v\ufeff\u200b"):
            start, moved = start + 1, True
        while start < end and (text[end - 1] in _SPACE or text[end - 1] in "\v\u200b"):
            end, moved = end - 1, True
        for a, b in paragraph.skip:
            if a <= start < b:
                start, moved = b, True
            if a < end <= b:
                end, moved = a, True
    return (start, end) if start < end else (end, end)


def _label(text: str, start: int, end: int) -> _Label | None:
    for style, level, pattern in _LABELS:
        match = pattern.match(text, start, end)
        if match:
            number = None if style == "dotted" else chinese_number(match.group(1))  # 1.2 counts in a row of its own
            return _Label(style, level, match.group().rstrip(_SPACE), number, match.end())
    return None


def _labels(paragraphs: tuple[Paragraph, ...]) -> list[_Label | None]:
    """The list label of each paragraph; a bare number (`2抓好…`) counts only where it carries a row on."""
    found: list[_Label | None] = []
    last_decimal = 0
    for paragraph in paragraphs:
        start, end = _content(paragraph)
        label = None if paragraph.kind in ("header", "footer") else _label(paragraph.text, start, end)
        if label is None and start < end:
            bare = _BARE_DECIMAL.match(paragraph.text, start, end)
            if bare and last_decimal and int(bare.group(1)) == last_decimal + 1:
                label = _Label("decimal", 3, bare.group(1), int(bare.group(1)), bare.end())
        if label is not None:
            if label.style == "decimal":
                last_decimal = label.number or 0
            elif label.level < 3:
                last_decimal = 0
        found.append(label)
    return found


def _roles(paragraphs: tuple[Paragraph, ...], labels: list[_Label | None]) -> tuple[list[int], tuple[str, ...]]:
    """Numbers of the title's paragraphs, and every paragraph's role."""
    roles = ["body"] * len(paragraphs)
    contents: list[str] = []
    for i, paragraph in enumerate(paragraphs):
        start, end = _content(paragraph)
        contents.append(paragraph.text[start:end])
        if paragraph.kind in ("header", "footer"):
            roles[i] = "page"
        elif start >= end:
            roles[i] = "blank"
        elif paragraph.kind == "cell":
            roles[i] = "table"
    flow = [i for i, role in enumerate(roles) if role == "body"]
    title, rest = _head(paragraphs, labels, contents, flow, roles)
    _tail(contents, labels, rest, roles)
    return [i + 1 for i in title], tuple(roles)


def _head(
    paragraphs: tuple[Paragraph, ...],
    labels: list[_Label | None],
    contents: list[str],
    flow: list[int],
    roles: list[str],
) -> tuple[list[int], list[int]]:
    """Marks 版头, title, what stands under it, and 主送; returns the title's indices and the paragraphs behind."""
    at = 0
    while at < len(flow) and at < 12 and _MASTHEAD.fullmatch(contents[flow[at]]):
        roles[flow[at]] = "masthead"
        at += 1
    title: list[int] = []
    while at < len(flow) and len(title) < 4:
        i = flow[at]
        follower = contents[flow[at + 1]] if at + 1 < len(flow) else ""
        if not _is_title(paragraphs[i], contents[i], labels[i], follower, title, paragraphs, contents):
            break
        title.append(i)
        roles[i] = "title"
        at += 1
        if paragraphs[i].heading is not None and not _unfinished(contents[i]):
            break
    while at < len(flow) and title:
        content = contents[flow[at]]
        if labels[flow[at]] is None and (
            _DATE.fullmatch(content)
            or (content[0] in "（(" and content[-1] in "）)" and len(content) <= 60)
            or (content.startswith(("——", "—")) and len(content) <= 40)
            or (
                len(content) <= 16
                and re.fullmatch(rf"[{HAN}{_SPACE}]+", content)
                and _DATE.match(_next(contents, flow, at))
            )
        ):
            roles[flow[at]] = "subtitle"
            at += 1
        else:
            break
    if at < len(flow):
        content = contents[flow[at]]
        if (
            content[-1] in "：:"
            and labels[flow[at]] is None
            and len(content) <= 160
            and not re.search(r"[。；]|如下|下列|以下|包括", content)
            and (_ORGAN.search(re.sub(r"[：:]$", "", content)) or _CALL.match(content) or title)
        ):
            roles[flow[at]] = "addressee"
            at += 1
    return title, flow[at:]


def _next(contents: list[str], flow: list[int], at: int) -> str:
    return contents[flow[at + 1]] if at + 1 < len(flow) else ""


def _unfinished(content: str) -> bool:
    """Whether a first title line needs a second one: an organ alone, or 关于… without 文种."""
    return not _genre_of_title(content) and (_ORGAN.search(content) is not None or "关于" in content)


def _is_title(
    paragraph: Paragraph,
    content: str,
    label: _Label | None,
    follower: str,
    before: list[int],
    paragraphs: tuple[Paragraph, ...],
    contents: list[str],
) -> bool:
    if paragraph.heading == 0:
        return True
    if label is not None or len(content) > 70 or _DATE.fullmatch(content):
        return False
    if before:
        last = contents[before[-1]]
        if _genre_of_title("".join(contents[i] for i in before)) and not re.match(r"^[（(—]", content):
            joined = re.search(r"[及和暨与、]$", last) is not None
            return joined and len(content) <= 40 and not _END_MARK.search(content)
        centred = paragraph.centred and paragraphs[before[-1]].centred
        ends = _genre_of_title(content) is not None or centred
        return ends and len(content) <= 40 and not _END_MARK.search(content) and content[0] not in "（(—"
    if paragraph.heading == 1:
        return True
    if re.search(r"[。；，,;]", re.sub(r"《[^》]*》|“[^”]*”|（[^）]*）", "", content)) or _END_MARK.search(content):
        return False
    if _genre_of_title(content):
        return True
    if _unfinished(content) and len(content) <= 40 and _genre_of_title(follower) and len(follower) <= 60:
        return True
    return (paragraph.centred and len(content) <= 40) or (
        2 < len(content) <= 30 and len(contents) > 1 and (len(follower) > 40 or _opens(follower))
    )


def _opens(follower: str) -> bool:
    """Whether the line under a short first line shows it to be a title: a first heading, or a table of contents."""
    label = _label(follower, 0, len(follower))
    return (label is not None and label.number == 1) or re.fullmatch(rf"目[{_SPACE}]*录", follower) is not None


def _tail(contents: list[str], labels: list[_Label | None], rest: list[int], roles: list[str]) -> None:
    """Marks 附件说明, 署名, 成文日期, 附注, 抄送, 印发 and the attachments behind them."""
    body_end = len(rest)
    for k, i in enumerate(rest):
        if re.fullmatch(rf"附[{_SPACE}]*件[{_SPACE}]*(?:[0-9]{{1,2}}|[{_CN}]{{1,2}})?[：:]?", contents[i]) and k > 0:
            for j in rest[k:]:
                roles[j] = "attachment"
            body_end = k
            break
    tail = rest[:body_end]
    k = len(tail) - 1
    while k >= 0:
        content = contents[tail[k]]
        if re.match(rf"抄[{_SPACE}]*[送报发][{_SPACE}]*[：:]", content):
            roles[tail[k]] = "copy"
        elif re.search(r"印发$", content) and _DATE.search(content):
            roles[tail[k]] = "imprint"
        elif re.fullmatch(r"[（(](?:此件|联系人|联系电话|附注).*[）)]", content):
            roles[tail[k]] = "note"
        else:
            break
        k -= 1
    if k > 0 and _DATE.fullmatch(contents[tail[k]]):
        roles[tail[k]] = "date"
        k -= 1
        signed = 0
        while k > 0 and signed < 8 and _is_signature(contents[tail[k]], labels[tail[k]]):
            roles[tail[k]] = "signature"
            k, signed = k - 1, signed + 1
    elif k > 0:
        match = _DATE.search(contents[tail[k]])
        head = contents[tail[k]][: match.start()].rstrip(_SPACE) if match else ""
        if match and match.end() == len(contents[tail[k]]) and _is_signature(head, labels[tail[k]]):
            roles[tail[k]] = "date"
            k -= 1
        elif _is_signature(contents[tail[k]], labels[tail[k]]) and _ORGAN.search(contents[tail[k]]):
            roles[tail[k]] = "signature"
            k -= 1
    for j in range(k, -1, -1):  # 附件说明 stands right above, one line an attachment
        if re.match(rf"附[{_SPACE}]*件[{_SPACE}]*[：:]", contents[tail[j]]):
            for i in tail[j : k + 1]:
                roles[i] = "attachment_note"
            break
        if k - j > 30 or (len(contents[tail[j]]) > 80 or contents[tail[j]][-1] in "。；"):
            break


def _is_signature(content: str, label: _Label | None) -> bool:
    return (
        label is None
        and 2 <= len(content) <= 36
        and not re.search(r"[。；：，、！？:;,“”]", content)
        and (_ORGAN.search(content) is not None or len(content) <= 8)
        and not _genre_of_title(content)
    )


def _sections(
    paragraphs: tuple[Paragraph, ...], labels: list[_Label | None], roles: tuple[str, ...]
) -> tuple[Section, ...]:
    rows: list[tuple[int, Section]] = []  # rank, section
    title_level = min(
        (p.heading for p, r in zip(paragraphs, roles, strict=True) if r == "title" and p.heading), default=0
    )
    styled = any(p.heading for p, r in zip(paragraphs, roles, strict=True) if r == "body")
    flow = [i for i, role in enumerate(roles) if role in ("body", "attachment")]
    listed: set[str] = set()  # kinds of label whose last paragraph ended in ；
    for k, i in enumerate(flow):
        paragraph, label = paragraphs[i], labels[i]
        start, end = _content(paragraph)
        if label is None and not paragraph.heading:
            continue
        after = label.end if label else start
        follower = flow[k + 1] if k + 1 < len(flow) else None
        kind, title_end = _kind(paragraph, label, after, end, follower is not None and labels[follower] is None)
        if label is None:
            kind, title_end = "heading", end
        elif kind == "heading" and label.style in listed and not paragraph.heading:
            kind, title_end = "item", end  # the last of a row whose members end in ；
        if label is not None:
            (listed.add if paragraph.text[end - 1] in "；;" else listed.discard)(label.style)
        title = paragraph.text[after:title_end].strip(_SPACE)
        level = label.level if label else max(1, (paragraph.heading or 1) - title_level)
        rank = paragraph.heading or (10 if styled else 0) + (_RANK.index(label.style) if label else 0)
        rows.append(
            (
                rank,
                Section(
                    span=Span(i + 1, start, title_end),
                    level=level,
                    style=label.style if label else "none",
                    label=label.text if label else "",
                    number=label.number if label else None,
                    title=title,
                    kind=kind,
                    parent=None,
                    last=len(paragraphs),
                ),
            )
        )
    return _tree(rows, roles)


def _tree(rows: list[tuple[int, Section]], roles: tuple[str, ...]) -> tuple[Section, ...]:
    """Sections with parent and last paragraph set, by rank; blank lines and the document's foot belong to none."""
    filled = list(accumulate((n if r in ("body", "table", "attachment") else 0 for n, r in enumerate(roles, 1)), max))
    parents: list[int | None] = []
    last: list[int] = [section.last for _, section in rows]
    open_: list[int] = []
    for index, (rank, section) in enumerate(rows):
        while open_ and rows[open_[-1]][0] >= rank:
            last[open_.pop()] = max(section.span.paragraph - 1, 0)
        parents.append(open_[-1] if open_ else None)
        open_.append(index)
    return tuple(
        Section(
            s.span,
            s.level,
            s.style,
            s.label,
            s.number,
            s.title,
            s.kind,
            parents[i],
            max(filled[last[i] - 1], s.span.paragraph),
        )
        for i, (_, s) in enumerate(rows)
    )


def _kind(
    paragraph: Paragraph, label: _Label | None, start: int, end: int, body_follows: bool
) -> tuple[Literal["heading", "run-in", "item"], int]:
    """What a labelled paragraph is, and where its title ends."""
    text = paragraph.text[start:end]
    style = label.style if label else "none"
    if style == "article":
        return "item", end
    if not _END_MARK.search(text) and len(text) <= 60 and not re.search(r"[。！？；]", _bare(text)):
        return "heading", end
    if paragraph.heading:
        return "heading", end - (1 if _END_MARK.search(text) else 0)
    first = sentence_ends(text)[0] if text.strip() else 0
    mark = re.compile(r"[。！？!?]").search(text, max(0, first - 2), first)
    whole = first >= len(text)
    if text.endswith(("：", ":")) and len(text) <= 24:
        return "heading", end - 1
    if whole and mark and len(text) <= 31 and (style == "chinese" or body_follows) and not re.search(r"[；：]", text):
        return "heading", start + mark.start()
    if not whole and mark and mark.start() <= 42:
        colon = re.search(r"[：:](?=[一1首第]|[^：:]{20})", text[: mark.start()])
        if colon and colon.start() <= 24:
            return "run-in", start + colon.start()
        return "run-in", start + mark.start()
    colon = re.search(r"[：:]", text[:25])
    if (
        colon
        and colon.start() >= 2
        and len(text) - colon.end() >= 15
        and not re.search(r"[，；。]", text[: colon.start()])
    ):
        return "run-in", start + colon.start()
    gap = re.search(rf"(?<=[{HAN}])[{_SPACE}]+(?=[{HAN}])", text[:25])
    if gap and gap.start() >= 3 and len(text) - gap.end() >= 30 and not re.search(r"[，；。：]", text[: gap.start()]):
        return "run-in", start + gap.start()
    return "item", end


def _bare(text: str) -> str:
    """Without quotations, titles and brackets."""
    return re.sub(r"《[^》]*》|“[^”]*”|（[^）]*）|\([^)]*\)", "", text)


_MARKER = re.compile(
    rf"(?:(?<=[。；：，、！？”）\s:;,])|(?<![\s\S]))(?:([{_CN}]{{1,2}})(是(?![否指非])|要(?!求|素|件)|则)|第([{_CN}]{{1,2}})([，,]))"
)


def _chains(paragraphs: tuple[Paragraph, ...], roles: tuple[str, ...], sections: tuple[Section, ...]) -> list[Chain]:
    homes: dict[int, int] = {}  # paragraph -> the section that starts there
    for index, section in enumerate(sections):
        if section.kind != "item":
            homes[section.span.paragraph] = index
    chains: list[tuple[str, list[ListItem]]] = []
    open_: dict[str, list[ListItem]] = {}
    for number, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True), 1):
        if role not in ("body", "attachment", "table"):
            continue
        if number in homes or role == "table":
            open_ = {}
        start, end = _content(paragraph)
        marks = list(_MARKER.finditer(paragraph.text[start:end]))
        for k, mark in enumerate(marks):
            value = chinese_number(mark.group(1) or mark.group(3)) or 0
            style = mark.group(2) or "第"
            until = start + marks[k + 1].start() if k + 1 < len(marks) else end
            at = start + mark.start()
            body = paragraph.text[at:until]
            lead = sentence_ends(body)[0] if body.strip() else len(body)
            item = ListItem(
                Span(number, at, until), mark.group(), value, Span(number, at, at + len(body[:lead].rstrip()))
            )
            row = open_.get(style)
            if value == 1 or row is None:
                open_[style] = row = []
                chains.append((style, row))
            row.append(item)
    kept = [(style, row) for style, row in chains if len(row) > 1 or row[0].number == 1]
    return [Chain(style, tuple(row)) for style, row in kept]


def _sentences(paragraphs: tuple[Paragraph, ...], roles: tuple[str, ...]) -> list[Span]:
    found: list[Span] = []
    for number, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True), 1):
        if role in ("blank", "page"):
            continue
        start, end = _content(paragraph)
        at = start
        for stop in sentence_ends(paragraph.text[start:end]):
            text = paragraph.text[at : start + stop]
            lead = len(text) - len(text.lstrip(_SPACE))
            found.append(Span(number, at + lead, at + len(text.rstrip(_SPACE))))
            at = start + stop
    return found


def _genre_of_title(title: str) -> Genre | None:
    """The genre whose word ends the title, brackets and a trailing date left aside."""
    bare = re.sub(rf"(?:[（(][^（）()]*[）)]|[{_SPACE}])+$", "", title)
    best: tuple[int, Genre] | None = None
    for genre in genres():
        for word in genre.words:
            if bare.endswith(word) and (best is None or len(word) > best[0]) and len(bare) > 1:
                best = (len(word), genre)
                break
    return best[1] if best else None


def _genre(
    title: str, paragraphs: tuple[Paragraph, ...], roles: tuple[str, ...]
) -> tuple[tuple[str, ...], float, Literal["title", "content", "none"]]:
    if title:
        outside = re.sub(r"《[^》]*》", "", title)
        if "总结" in outside and re.search(
            r"总结[^和及暨与、]{0,8}[和及暨与、].*(?:计划|打算|安排|思路|要点)", outside
        ):
            return ("summary", "plan"), 0.95, "title"
        genre = _genre_of_title(title)
        if genre is not None:
            return (genre.key,), 0.95, "title"
    text = "\n".join(
        p.text.strip(_SPACE) for p, role in zip(paragraphs, roles, strict=True) if role in ("body", "addressee")
    )[:60_000]
    if not text:
        return (), 0.0, "none"
    scores: Counter[str] = Counter()
    for genre in genres():
        for pattern, weight in genre.content:
            scores[genre.key] += weight * min(sum(1 for _ in pattern.finditer(text)), 4)  # type: ignore[assignment]
    (first, top), (_, second) = scores.most_common(2)
    if top < 3:
        return (), 0.0, "none"
    return (first,), round(min(0.9, top / (top + second + 1)), 2), "content"


def _years(
    title: str, paragraphs: tuple[Paragraph, ...], roles: tuple[str, ...], sections: tuple[Section, ...]
) -> tuple[int, ...]:
    """The document's own years: from the title; else the year its lead and headings name most, and the plan's."""
    titled = _years_in(title)
    if titled:
        return tuple(dict.fromkeys(titled))
    weight: Counter[int] = Counter()
    starts = {s.span.paragraph: s.title for s in sections if s.kind != "item"}
    first = True
    ahead: set[int] = set()
    for number, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True), 1):
        if role not in ("body", "date", "subtitle"):
            continue
        for year in _years_in(starts.get(number, "")):
            weight[year] += 3
        for k, year in enumerate(_years_in(paragraph.text)):
            weight[year] += 4 if first and k == 0 else 1
        opening = re.match(rf"[{_SPACE}]*((?:19|20)[0-9]{{2}})年?[，,][^。]{{0,40}}将", paragraph.text)
        if opening:
            ahead.add(int(opening.group(1)))
        first = first and role != "body"
    if not weight:
        return ()
    main = max(weight, key=lambda year: (weight[year], year))
    if main - 1 in weight and main in ahead and weight[main - 1] >= 4:
        main -= 1  # the summary's year leads, the plan's follows
    plan = main + 1
    planned = plan in weight and (plan in ahead or any(plan in _years_in(t) for t in starts.values()))
    return (main, plan) if planned else (main,)


def _years_in(text: str) -> list[int]:
    years = []
    for match in _YEAR.finditer(text):
        value = int(match.group(1)) if match.group(1) else chinese_number(match.group(2))
        if value is not None:
            years.append(value)
    return years
