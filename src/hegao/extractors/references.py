"""An analysed draft in, the laws, documents and meetings it cites out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from hegao.data import data_folder, find_lexicon, lexicon_rows
from hegao.model import Analysis, Reference, Span
from hegao.scopes import prose

_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]{0,80}》){1,200}?)》")
# A title somebody forgot to close ends with the word for what it is.
_OPEN_TITLE = re.compile(
    r"《([^《》\n，。；！？]{2,60}?(?:通知|意见|方案|办法|条例|规定|规划|计划|纲要|决定|细则|制度|要点|清单|规则|准则|章程))"
    r"(?=[（，。；、要精等和]|$)(?![^《\n]{0,80}》)"
)
# 国务院令第711号; 江政办发〔2021〕18号; GB/T 40429-2021; 中发（2023）5号
_NUMBER = (
    r"[^（）()《》，。；：\n]{0,16}(?:第[0-9０-９一二三四五六七八九十百×Xx*＊_]{1,6}号|〔[^〕\n]{1,6}〕[^（）()《》，。；\n]{0,3}?"
    r"[0-9０-９×Xx*＊_]{1,5}号(?:文件?)?|[〔［\[（(][0-9０-９×Xx*＊]{2,4}[〕］\]）)][第]?[0-9×Xx*＊]{1,5}号(?:文件?)?)"
)
_CODE = r"[A-Z]{2,5}(?:/?[A-Z])?\s?[0-9]{1,6}(?:\.[0-9]{1,3})?(?:[-—–][0-9]{2,4})?"
_BEHIND = re.compile(rf"\s?[（(]((?:{_NUMBER})|{_CODE})[）)]")
_BEFORE = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_CODE}\s?|[^\W\d_了以据按照根发布有文]{{0,5}}[^\W\d_了以据按照]〔[^〕\n]{{1,6}}〕[0-9×Xx*＊_]{{1,5}}号(?:文件)?)$"
)

# What stands in front of a work of art, a programme, a paper: no authority for anything.
_WORK = re.compile(
    r"(?:剧|片|歌曲|电影|电视|节目|栏目|小说|图书|著作|专著|丛书|舞蹈|组歌|大片|宣传片|作品|绘本|动漫|动画|油画|国画|书画|期刊|杂志|报纸|诗|论文"
    r"|歌舞|音乐会|交响乐|央视|卫视|网剧|晚会|主题曲|长篇|文章)[“]?$"
)
_PRESS = re.compile(
    r"(?:日报|晚报|早报|时报|青年报|参考报|工人报|法制报|法治报|导报|商报|求是|焦点访谈|新闻联播|学习时报|半月谈|人民网)$"
)
_LAW = re.compile(r"(?<![办方做打作想说看手])法(?:典|案)?$|宪法|条例$|党章$|党章程$|司法解释|准则$")
_OWN_LAW = re.compile(r"(?:省|自治区)(?!直|级|属|委|政府|[^（）]{0,12}(?:[厅局委]|办(?!法))).{0,40}(?:办法|规定|规则)$")
_DRAFT = re.compile(r"[（(](?:[^（）()]{0,12}(?:修订|修正|修改|试行|暂行|施行|版|年)[^（）()]{0,8})[）)]$")

_NUMERAL = "零〇一二三四五六七八九十百0-9×Xx*＊"
_CONGRESS = re.compile(
    r"党的[一二三四五六七八九十]{1,3}大(?![力量会多批])"
    rf"|(?:党的)?(?:[一二]?十[一二三四五六七八九]?|第[{_NUMERAL}]{{1,4}})届(?:[一二三四五六七八九十]{{1,3}}中、){{0,6}}"
    r"(?:[一二三四五六七八九十]{1,3}中|历次)全会"
    r"|中国共产党第[一二三四五六七八九十]{1,4}次全国代表大会"
)
# A meeting whose spirit, decision or demand is to be carried out.
_AUTHORITY = r"(?=[”）]?(?:的)?(?:重要)?(?:精神|部署|决策|要求|安排|工作安排))"
_MEETING = re.compile(
    rf"(?:党中央|中央|全国|国务院|全[省市县区州]|[省市县区州盟旗局厅院镇]|自治区|××|[*＊Xx]{{1,3}}[省市县区州])"
    rf"(?:[^\W，。；：、的了和与及]|[{_NUMERAL}“”（）]|、(?=第?[{_NUMERAL}]{{1,3}}次)){{0,22}}?"
    rf"(?:工作会议|[^\W\d，。；：、]{{0,4}}会议|全会|两会|党代会|人代会|代表大会|推进会|座谈会|动员会|[^\W\d]{{0,4}}大会|现场会|部署会|推进大会)"
    rf"(?:（第[{_NUMERAL}]{{1,4}}次）)?{_AUTHORITY}"
)


def extract(analysis: Analysis) -> tuple[Reference, ...]:
    return tuple(
        reference
        for number, paragraph in enumerate(analysis.document.paragraphs, 1)
        for start, end, title, code, kind in _found(prose(paragraph))
        for reference in [
            Reference(Span(number, start, end), paragraph.offset + start, paragraph.text[start:end], title, code, kind)
        ]
    )


Kind = Literal["law", "document", "meeting"]
Found = tuple[int, int, str, str | None, Kind]


def _found(text: str) -> list[Found]:
    found = list(_titled(text)) if "《" in text else []
    if "会" in text or "大" in text:
        taken = [(start, end) for start, end, *_ in found]
        for start, end, title in _meetings(text):
            if not any(start < other_end and other_start < end for other_start, other_end in taken):
                found.append((start, end, title, None, "meeting"))
    return sorted(found)


def _titled(text: str) -> Iterator[Found]:
    end_of_work = -1
    titles = list(_TITLE.finditer(text))
    if text.count("《") > text.count("》"):
        titles = sorted([*titles, *_OPEN_TITLE.finditer(text)], key=lambda match: match.start())
    for match in titles:
        start, end = match.span()
        title = match.group(1).strip()
        if not title:
            continue
        if _WORK.search(text, max(0, start - 6), start) or end_of_work in (start, start - 1) or _PRESS.search(title):
            end_of_work = end
            continue
        code = None
        if behind := _BEHIND.match(text, end):
            end, code = behind.end(), behind.group(1).strip()
        elif before := _BEFORE.search(text, max(0, start - 24), start):
            code = before.group().strip()
        yield start, end, title, code, "law" if _is_law(title, code) else "document"


def _is_law(title: str, code: str | None) -> bool:
    name = _DRAFT.sub("", title).strip()
    plain = "".join(name.split()).removeprefix("中华人民共和国")
    known = _known().get(plain)
    if known is not None:
        return known not in ("国家标准", "中央文件")
    return bool(_LAW.search(name) or _OWN_LAW.search(name) or (code and "令" in code))


@cache
def _known() -> dict[str, str]:
    """Each title of the lexicon, without 中华人民共和国, and what sort of document it is."""
    lexicon = find_lexicon("law-titles.tsv", [data_folder("rules")])
    rows = lexicon_rows(lexicon, ("名称", "施行", "废止", "依据"))
    return {"".join(_DRAFT.sub("", row[0]).split()).removeprefix("中华人民共和国"): row[3] for row in rows}


def _meetings(text: str) -> Iterator[tuple[int, int, str]]:
    taken = 0
    for match in sorted([*_CONGRESS.finditer(text), *_MEETING.finditer(text)], key=lambda found: found.span()):
        start, end = match.span()
        if start < taken:
            continue
        taken = end
        yield start, end, text[start:end]
