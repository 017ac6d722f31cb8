"""Rows of words, clauses and items in, a Hit for each mark between or behind them that belongs to the other out.

`problem` says which: `clauses` (a 、 where a clause of verb and object ends and one that says what it leads to begins),
`nouns` (a ， inside a row of nouns whose others stand with 、, or before 等), `items` (a 。 behind one of a list's
items whose others end with ；, or a ； behind the last) or `addressee` (the line of those a document is sent to, not
closed by ：). A stretch that may be a single object or that stands in quotation marks or brackets is left alone.
`unless` drops a hit that touches one of its own matches.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hegao.model import Analysis, Hit, Segment, Span, Word
from hegao.sparing import is_spared
from hegao.text import HAN, NOT_PROSE

_EDGES = "。；：，！？“”《》（）()‘’〔〕 、" + NOT_PROSE
_ENCLOSED = "、“”《》（）()‘’〔〕 " + NOT_PROSE
_CLAUSE = (8, 45)  # characters of the clause before the mark, shortest and longest
_REST = (6, 45)  # of the one behind it
_BOTH = 17  # of the two together
_ALIKE = 2  # two clauses of so nearly one length are a pair, if they are not long
_LONG = 12
# How a clause of verb and object begins.
_VERB = re.compile(
    r"(?:(?:下一步|仔细|大力|广泛|有序|集中力量|谋划|加快|全面|深入|积极|认真|扎实|严格|定期|及时|主动|牢固|统筹|精心|着力|"
    r"动态|多次|先后|分类|分级|逐步|稳步|有效|健全|巩固|千方百计|因地制宜|高标准|高质量|高效|常态化|共)){0,2}(?:开展|"
    r"创新|实施|保障|谋划|巩固|拓展|严守|打通|形成|发展|补齐|管理|回收|回应|争取|储备|启动|盘活|挖掘|展示|选树|"
    r"评选|宣传|普及|解决|监测|巡查|检查|抽查|核查|督查|督导|约谈|通报|考核|奖励|表彰|慰问|帮扶|救助|接待|承办|"
    r"参与|参加|配合|服务|对接|签订|出动|投入|拨付|筹集|争创|获得|荣获|开设|开通|搭建|建成|完工|开工|安装|更换|"
    r"配齐|配强|调整|充实|优选|精简|简化|压缩|盘查|组织|做好|加强|完成|召开|举办|抓好|健全|完善|建立|印发|强化|优化|深化|提升|提高|"
    r"扩大|加大|加快|整合|整理|规范|改进|深入|坚持|积极|认真|扎实|严格|定期|及时|主动|牢固|依托|压实|梳理|排查|"
    r"修订|构建|建设|培育|引进|配备|成立|设立|选派|邀请|走访|筑牢|夯实|紧盯|利用|运用|新建|改造|修复|清理|整治|"
    r"查处|化解|受理|办理|发放|印制|学习|传达|贯彻|落实|下沉|赴|带队|牢记|增强|营造|推行|推广|组建|编制|制作|张贴|"
    r"悬挂|征集|收集|汇总|细化|明确|拓宽|畅通|用好|盯紧|守牢|我[局县市区镇院校办委]|全[县市区省镇局])"
)
# How a clause begins that says what the one before it leads to.
_OUTCOME = re.compile(
    r"(?:进一步|从而|进而|切实|不断|全力|有效(?=[提推解防遏保])|努力|力争|让|也|都|还|就|认真|坚决|着力|大力|扎实|"
    r"深入(?=推|开|实|学|贯)|稳步|逐步|持续(?=[推提优加深改完])|确保|助力|推动|提升|推进|加快(?!速)|强化|指导|"
    r"督促|引导|打造|深化|健全|加大|加强|完善|建立|营造|形成|同时|必须|我们|我[局县市区镇院校办委]|各(?=乡镇|县|"
    r"区|部门|单位|学校|村|街道)|使(?!用|命|者|馆)|将|现场|及时|积极(?!性|作用)|落实|做好|整理|防止|避免|杜绝|"
    r"解决|规范|激发|调动|充分|保障(?!房|性)|促进|提高)"
)
_SURE_OUTCOME = re.compile(r"从而|进而|确保|助力|切实|坚决|不断|力争|进一步|着力|努力|推动|有效")
# Words whose object may hold both sides.
_GOVERNOR = re.compile(
    r"(?<![作行认因成])为(?![民])|以(?![上下内外来])|将|把(?!关|握)|(?<![核校应面反配成相绝结派])对|"
    r"按(?!时|期|需)|(?<![所存现正])在|(?<![理事自])由|(?<![服顺听遵])从(?!事|严)|通过|充分|应当|进一步|方面|不得|不断|持续|"
    r"各[级地]|能够|可以|的(?:.{1,4})$|有利于|用于|负责|主管|部门|推动|围绕"
)
# What makes the second side a noun.
_NOMINAL = re.compile(
    r".{2,4}(?:和|与|及|作用|评价|工作(?=$)|机制$|服务$|能力$|水平$)|.*(?:项目建设|取得|还?需|平台$|行动$|任务$|"
    r"落地$|规范性|各[0-9]|[0-9]家$|产业园$|自治)"
)
# Where a row of words is closed by 等: what follows is no part of it.
_CLOSED = re.compile(r"等(?:[各有]项)?(?:工作|活动|措施|制度|任务|服务|机制|项目|问题|培训|方式|会议|材料|内容)$")
_NUMBER = re.compile("[0-9]")
_KINDS = (
    "服务|措施|工作|活动|问题|内容|方面|环节|物资|设施|设备|制度|行为|现象|形式|方式|手段|方法|资料|人员|群体|用品|"
    "器材|工具"
)
_WORD = rf"[{HAN}]{{2,4}}"
_ROW_HEAD = re.compile(
    rf"(?P<item>[{HAN}0-9]{{2,20}})，(?P<row>{_WORD}(?:、{_WORD}){{1,6}})(?=(?:等[{HAN}]{{0,6}})?[。，；])"
)
_COUNTED = "(?:[0-9]+|[一二三四五六七八九十多数几]{1,3})余?[个家名项类种所位件]"
_ROW_TAIL = re.compile(
    rf"、(?P<item>{_WORD})，(?P<row>{_WORD}(?:、{_WORD}){{0,4}})等(?:{_KINDS}|[{HAN}]{{2}}(?:{_KINDS})|{_COUNTED})"
)
_SHORT = 3  # characters of the noun before the mark
_TAKES_OBJECT = ("v", "m", "q")
_POST = re.compile(r"[长员]$|主席|总理|主任")  # 副主席，省长、副省长: rows of rows
_LABEL = re.compile(
    r"[ \u3000]{0,8}(?:(?P<bracket>[（(])(?P<inside>[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)]"
    r"|(?P<arabic>[0-9]{1,2})[.．](?![0-9]))"
)
_ANY_LABEL = re.compile(r"[ \u3000]{0,8}(?:[（(][^（）()]{1,3}[）)]|[0-9a-z]{1,2}[.．)）、]|[①-⑳])")
_ARTICLE = re.compile(r"[ \u3000]{0,4}第[一二三四五六七八九十百零]{1,6}[编章节条]")
_ITEM_BODY = (2, 120)  # characters of an item that has no full stop of its own
_GAP = 3  # paragraphs without a label that may stand before the next item
_TOP = 8  # paragraphs among which the addressee stands
_ADDRESSEE = 120  # characters
_ORGAN = re.compile(
    r"(?:政府|单位|部门|委员会|管委会|委办局|局|机构|企业|公司|院|校|厅|室|组织|团体|[区县市镇乡党团工]委|办事处|中心|"
    r"支队|大队|银行|协会|联合会|总支|支部|科室|处室|机关)(?:（[^（）]{1,20}）)?$"
)
_ADDRESSED = re.compile(r"[各省市县区乡镇州旗机驻有局厅委院校公集直所党本](?!.*[了将于])")
_TEXT_OPENS = re.compile(
    r"[ \u3000]{0,4}(?:为|根据|按照|依据|经|近期|近年来|近日|现将|现就|鉴于|随着|今年|当前|截至|你|贵|我|20[0-9]{2}年|"
    r"《|[0-9]{1,2}月|自|由于|关于|兹|入|进入|目前|最近)"
)


@dataclass(frozen=True, slots=True)
class Params:
    problem: Literal["clauses", "nouns", "items", "addressee"]
    unless: re.Pattern[str] | None = None


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    if params.problem in ("items", "addressee"):
        filled = [segment for segment in segments if segment.text.strip(" \u3000\u200b")]
        found = _item_ends(filled) if params.problem == "items" else _addressee_ends(analysis, filled)
        for segment, expected in found:
            end = segment.start + len(segment.text.rstrip())
            yield Hit(Span(segment.paragraph, end - 1, end), segment.text.rstrip()[-1], expected)
        return
    for segment in segments:
        if "、" not in segment.text:
            continue
        marks = _between_clauses(segment.text) if params.problem == "clauses" else _among_nouns(analysis, segment)
        for at in marks:
            if not is_spared(params.unless, segment.text, at, at + 1):
                span = Span(segment.paragraph, segment.start + at, segment.start + at + 1)
                yield Hit(span, segment.text[at], "，" if params.problem == "clauses" else "、")


def _between_clauses(text: str) -> Iterator[int]:
    at = text.find("、")
    while at >= 0:
        start, end = at, at + 1
        while start > 0 and text[start - 1] not in _EDGES:
            start -= 1
        while end < len(text) and text[end] not in _EDGES:
            end += 1
        whole = (start == 0 or text[start - 1] not in _ENCLOSED) and text[end : end + 1] in ("。", "；", "，")
        if whole and _is_clause_end(text[start:at], text[at + 1 : end]):
            yield at
        at = text.find("、", at + 1)


def _is_clause_end(left: str, right: str) -> bool:
    if _CLOSED.search(left) and _OUTCOME.match(right) and len(right) >= _REST[0] and not _NOMINAL.match(right):
        return True
    if not (_CLAUSE[0] <= len(left) <= _CLAUSE[1] and _REST[0] <= len(right) <= _REST[1]):
        return False
    if len(left) + len(right) < _BOTH or left[0] == right[0]:
        return False
    if abs(len(left) - len(right)) <= _ALIKE and min(len(left), len(right)) < _LONG:
        return False
    if not _VERB.match(left) or not _OUTCOME.match(right):
        return False
    if ("的" in right or "等" in right) and not _SURE_OUTCOME.match(right):
        return False
    if _NUMBER.search(left) and _NUMBER.search(right):
        return False
    return not _NOMINAL.match(right) and not _GOVERNOR.search(left)


def _among_nouns(analysis: Analysis, segment: Segment) -> Iterator[int]:
    if "，" not in segment.text:
        return
    for pattern in (_ROW_HEAD, _ROW_TAIL):
        for match in pattern.finditer(segment.text):
            row = [(item.start(), item.end()) for item in re.finditer(f"[{HAN}]+", segment.text[: match.end("row")])]
            row = [(start, end) for start, end in row if start >= match.start("row")]
            words = {word.start - segment.start: word for word in analysis.words(segment.paragraph)}
            if any(start not in words or not _is_noun(words[start], end - start) for start, end in row):
                continue
            comma = match.end("item")
            nouns = [word for start, word in words.items() if start + len(word.text) == comma and _is_noun(word)]
            if not nouns or _POST.search(nouns[0].text) or "等" in match["item"]:
                continue
            start = nouns[0].start - segment.start
            before = [word for at, word in words.items() if at + len(word.text) == start]
            governed = len(nouns[0].text) <= _SHORT and bool(before) and before[0].tag in _TAKES_OBJECT
            if governed if pattern is _ROW_HEAD else start == match.start("item"):
                yield comma


def _is_noun(word: Word, length: int | None = None) -> bool:
    return word.tag == "n" and length in (None, len(word.text))


def _item_ends(segments: Sequence[Segment]) -> Iterator[tuple[Segment, str]]:
    """Items of a list, one a paragraph, that do not end as their fellows do, each with the mark it should end with."""
    at = 0
    while at < len(segments):
        run = _list_from(segments, at)
        if len(run) > 1:
            ends = [segments[place].text.rstrip()[-1] for place in run]
            before = ends[:-1]
            if set(before) == {"；"} and ends[-1] == "；" and not _goes_on(segments, run[-1]):
                yield segments[run[-1]], "。"
            if len(before) > 1 and before.count("；") == len(before) - 1 and "。" in before and ends[-1] == "。":
                odd = segments[run[before.index("。")]]
                if _is_one_sentence(odd.text):
                    yield odd, "；"
        at = run[-1] + 1 if run else at + 1


def _list_from(segments: Sequence[Segment], at: int) -> list[int]:
    """Where the items of a list stand whose first one stands at `at`: labels of one kind in paragraphs that follow."""
    first = _LABEL.match(segments[at].text)
    if first is None or (first["inside"] or first["arabic"]) not in ("一", "1"):
        return []
    run, kind = [at], (first["bracket"], (first["inside"] or "1").isdigit())
    while run[-1] + 1 < len(segments):
        label = _LABEL.match(segments[run[-1] + 1].text)
        if label is None or (label["bracket"], (label["inside"] or "1").isdigit()) != kind:
            break
        if (label["inside"] or label["arabic"]) in ("一", "1"):
            break
        run.append(run[-1] + 1)
    return run


def _goes_on(segments: Sequence[Segment], last: int) -> bool:
    """Whether another item follows, or an article: laws are often copied with the last item lost."""
    behind = segments[last + 1 : last + 1 + _GAP]
    return any(_ANY_LABEL.match(segment.text) for segment in behind) or bool(behind and _ARTICLE.match(behind[0].text))


def _is_one_sentence(text: str) -> bool:
    body = text.strip()[:-1]
    return "。" not in body and "；" not in body and "：" not in body and _ITEM_BODY[0] <= len(body) <= _ITEM_BODY[1]


def _addressee_ends(analysis: Analysis, segments: Sequence[Segment]) -> Iterator[tuple[Segment, str]]:
    """The last line of the addressee, if what closes it is not a colon and the text begins right behind it.

    A line the outline knows for the addressee is left to the rule that looks at those.
    """
    for segment, following in itertools.pairwise(segments[:_TOP]):
        text = segment.text.strip()
        if not (4 < len(text) <= _ADDRESSEE) or text[-1] not in "，。；、,;" or not _ADDRESSED.match(text):
            continue
        if analysis.outline.roles[segment.paragraph - 1] == "addressee" or not _TEXT_OPENS.match(following.text):
            continue
        names = re.split(r"[、，,]", text[:-1])
        if all(_ORGAN.search(name) for name in names) and not re.search(r"[。；：]", text[:-1]):
            yield segment, "："
