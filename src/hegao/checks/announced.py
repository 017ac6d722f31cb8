"""Sentences that announce a number of items in, a Hit where the list that follows holds another number out.

`form: before` reads `…、…、…三项工作`, a row before its count; `after` reads `以下三个方面：一是…` and counts
the 一是 chain or the numbered paragraphs behind; `quoted` reads `“三个坚持”：坚持…、坚持…` and counts the word itself.
`units` are the counting words that may follow the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Section, Segment, Span
from hegao.text import HAN, chinese_number

_NUMBER = "[二两三四五六七八九十]|[2-9]|1[0-9]|十[一二三四五六]"

_LETTERS = re.compile(
    rf"(?<![{HAN}、])((?:[{HAN}]、){{1,7}}[{HAN}])”?(?:的)?([二三四五六七八])(字(?:方针|诀|经|要求|标准|工作法|理念|精神))"
)
_INLINE = (
    re.compile(r"(?<=[：:；;。])（([0-9]{1,2}|[一二三四五六七八九十]{1,2})）"),
    re.compile(r"(?<=[：:；;。])([①②③④⑤⑥⑦⑧⑨⑩])"),
    re.compile(rf"(?<=[：:；;。])([0-9])[.．、](?=[{HAN}])"),
)
_ROW = 120  # characters in which a row stands before its total

_PROMISES = re.compile(r"做好|抓好|抓住|做到|突出|开展|实施|完成|落实|推进|聚焦|提出|[讲谈]|强调|采取|存在")


VALUES = ("count",)  # what a message may name besides {actual} and {expected}


@dataclass(frozen=True, slots=True)
class Params:
    form: Literal["before", "after", "quoted"]
    units: tuple[str, ...]


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    units = "|".join(map(re.escape, sorted(params.units, key=len, reverse=True)))
    yield from {"before": _before, "after": _after, "quoted": _quoted}[params.form](analysis, units, segments)


def _before(analysis: Analysis, units: str, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """甲、乙、丙四项工作: a row of short members right before its own count."""
    member = rf"(?:《[^》]{{2,40}}》|“[^”]{{1,20}}”|[{HAN}]{{2,8}})"
    row = re.compile(rf"(?<![{HAN}“《、])(?:{member}、){{1,9}}{member}?(?:[和与及]{member})?$")
    total = re.compile(rf"({_NUMBER})({units})")
    for segment in segments:
        yield from _letters(segment)
        behind = 0  # the total before: its row is not this one's
        for match in total.finditer(segment.text):
            before = row.search(segment.text, max(behind, match.start() - _ROW), match.start())
            behind = match.end()
            if before is None:
                continue
            listed = re.sub(r"《[^》]*》|“[^”]*”", "书", before.group())
            if "等" in listed or (re.search(rf"[{HAN}][和与及][{HAN}]", listed) and listed.count("、") == 0):
                continue
            count = listed.count("、") + 1
            joined = re.search(rf"[{HAN}]{{2,}}([和与及])[{HAN}]{{2,}}$", listed)
            said = chinese_number(match.group(1).replace("两", "二"))
            allowed = {count, count + 1} if joined else {count}
            if said is not None and said not in allowed:
                yield _hit(segment, match.start(), match.end(), match.group(), count)


def _letters(segment: Segment) -> Iterator[Hit]:
    """“严、细、实”四字方针: a row of single characters before its count."""
    for match in _LETTERS.finditer(segment.text):
        said, count = chinese_number(match.group(2)), len(match.group(1).split("、"))
        if said != count:
            yield _hit(segment, match.start(2), match.end(3), match.group(2) + match.group(3), count)


def _quoted(analysis: Analysis, units: str, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """“四个到位”：思想认识到位、…: the quoted word must begin or end as many members as it says."""
    slogan = re.compile(
        rf"(“({_NUMBER})(?:{units})([{HAN}]{{2}})”)(?:[，,]?即[：:]?|[：:—]{{1,2}})([^。；！？“”]{{6,200}})"
    )
    for segment in segments:
        for match in slogan.finditer(segment.text):
            said, word = chinese_number(match.group(2).replace("两", "二")), match.group(3)
            row = re.split(r"[，,、]", match.group(4))
            regular = all(m.startswith(word) for m in row) or all(m.endswith(word) for m in row)
            if said is not None and regular and 1 < len(row) != said:
                yield _hit(segment, match.start(1), match.end(1), match.group(1), len(row))


def _after(analysis: Analysis, units: str, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    """…以下三个方面的问题：, then a chain 一是…二是…, or numbered paragraphs, right behind."""
    announced = re.compile(rf"(?<![第、0-9])({_NUMBER})({units})[^。；：:，,]{{0,14}}[：:。，,]")
    heads = {(c.items[0].span.paragraph, c.items[0].span.start): c for c in analysis.outline.chains}
    for segment in segments:
        for match in announced.finditer(segment.text):
            said = chinese_number(match.group(1).replace("两", "二"))
            behind = segment.start + match.end()
            last = match.end() == len(segment.text)
            colon = match.group().endswith(("：", ":"))
            chain = heads.get((segment.paragraph, behind))
            if chain:
                in_order = [item.number for item in chain.items] == [*range(1, len(chain.items) + 1)]
                count, whole = (len(chain.items) if in_order else 0), True
            elif colon and not last:
                count, whole = _inline(segment.text, match.end()), True
            elif last and (colon or _PROMISES.search(segment.text, max(0, match.start() - 12), match.start())):
                count, whole = _rows_behind(analysis, segment.paragraph)
            else:
                continue
            if said is not None and count > 1 and (count > said or (whole and count < said)):
                yield _hit(segment, match.start(1), match.end(2), match.group(1) + match.group(2), count)


def _inline(text: str, at: int) -> int:
    """How many items （1）……；（2）…… follow from `at` on; 0 where there is no such row or its numbers jump."""
    for pattern in _INLINE:
        numbers = [chinese_number(m.group(1)) for m in pattern.finditer(text, at)]
        if pattern.match(text, at) and numbers == [*range(1, len(numbers) + 1)]:
            return len(numbers)
    return 0


def _rows_behind(analysis: Analysis, paragraph: int) -> tuple[int, bool]:
    """How many items, numbered from 1, start right behind the paragraph, and whether the text goes on behind them.

    A text that ends with its list may be cut off. 0 where numbers jump: which of the two is wrong can't be told.
    """
    outline = analysis.outline
    following = next((n for n, r in enumerate(outline.roles[paragraph:], paragraph + 1) if r != "blank"), None)
    for chain in outline.chains:
        head = chain.items[0].span
        text = analysis.document.paragraphs[head.paragraph - 1].text
        if head.paragraph == following and not text[: head.start].strip():
            size = len(chain.items)
            goes_on = any(role != "blank" for role in outline.roles[chain.items[-1].span.paragraph :])
            return (size, goes_on) if [i.number for i in chain.items] == [*range(1, size + 1)] else (0, False)
    sections = outline.sections
    first = next((i for i, s in enumerate(sections) if s.span.paragraph == following and s.number == 1), None)
    if first is None:
        return 0, False
    row = _row(sections, first)
    numbers = [s.number or 0 for s in row]
    restart = next((k for k, number in enumerate(numbers) if k and number == 1), len(numbers))
    if numbers[:restart] != [*range(1, restart + 1)]:
        return 0, False
    end = row[restart - 1].last
    higher = any(s.span.paragraph > end and s.level <= row[-1].level for s in sections)
    signed = any(role in ("signature", "date", "attachment_note") for role in outline.roles[end:])
    return restart, higher or signed


def _row(sections: tuple[Section, ...], first: int) -> list[Section]:
    """The numbered siblings from `first` on; a first label of another kind than all the others counts with them."""
    head = sections[first]
    row = [s for s in sections[first:] if s.parent == head.parent and s.style == head.style]
    if len(row) == 1 and first + 1 < len(sections) and sections[first + 1].number == 2:
        other = sections[first + 1]
        row += [s for s in sections[first + 1 :] if s.parent == other.parent and s.style == other.style]
    return row


def _hit(segment: Segment, start: int, end: int, text: str, count: int) -> Hit:
    return Hit(Span(segment.paragraph, segment.start + start, segment.start + end), text, None, {"count": str(count)})
