"""A table of verbs with nouns they do not go with in, a Hit for each such pair of a clause out.

A key of `table` is verbs and nouns (`提升、提高 思路、措施`), its value what goes with those nouns instead. The noun is
the head of the verb's object, the last word before a mark (提升干部服务群众的能力: 能力) or before another verb's 、;
or the head of a subject (思路得到提升), but not for `forward: true`. A head in doubt is left alone. `unless` drops a
hit that touches one of its own matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hegao.model import Analysis, Hit, Segment, Span, Word
from hegao.sparing import is_spared

VALUES = ("verb", "noun")  # what a message may name besides {actual} and {expected}

_VERB = 2  # characters of a verb
_PHRASE = 5  # characters of an adverb and a verb
_LONGEST = 5  # characters of a noun of the table
_KEY = re.compile(r"[\u4e00-\u9fff、]+ [\u4e00-\u9fff、]{2,}")
# What goes on with 《 or “ goes on behind the mark: the last word before it need not be the head.
_CLAUSE = re.compile(r"[\u4e00-\u9fff、A-Za-z0-9%.*×Ｘ]+(?![“《\u4e00-\u9fff、A-Za-z0-9%.*×Ｘ])")
_JOINT = re.compile(r"[、和与及]|以及|及其")
# 提高效率的措施: the verb is in what stands before 的.
_ABOUT = re.compile(
    r".*(?:措施|举措|办法|方[式法案针]|制度|机制|体[系制]|政策|任务|目标|要求|问题|意见|条件|标准|格局|理念|信心|决心|工作|活动|规划|计划"
    r"|需[求要]|主动性|积极性|自觉性|创造性|紧迫感|使命感|责任感|动力|渠道|途径|基础|环境|保证|精神|原则|内容|形式|阶段|压力|功能|作用)"
)
_ETC = re.compile(r"等等?")
# Between verb and noun: the noun then belongs to something else than the verb.
_BAR = re.compile(
    r"并|且|并且|从而|进而|以|而|来|去|使|使得|让|令|把|将|被|由|是|为|作为|成为|列为|纳入|无|如|即|后|前|时|中|内|外|上|下|里|间"
    r"|之[前后间]|以[来后前]|得[到以]|获得|取得|促进?|推动|带动|助力|确保|实现|提[升高振]|[加增]强|强化|完善|健全|优化"
    r"|构建|建立|打造|改[善进]|发挥|营造|加[快大]|扩大|形成|开[展创]|制定|出台|达[到成]|解决|破解|克服|消除"
    r"|降低|减少|拓[宽展]|丰富|充实|转变|树[立牢]|深化|激发|调动|弥补|满足|适应|防[止范]|避免|杜绝|遏制|化解|凝聚|夯实|筑牢|压实"
    r"|赋能|服务于|作出|做[出好]|抓好?|成|进行|[予给]以|不|不[足够失]|到|出|于|因|因为|由于|所|迈出?|起[到着]?|.{0,2}有|仍|面临"
    r"|等|应当|或者|奠定|创造|提出|征求|不予|必须|保证|明确|净化|相?结合"
)
# In front of the verb: it is a noun here, or its object is part of a larger one.
_NOMINAL = re.compile(r"的|得[到以]|进行|[予加给]以|获得|取得|有所|之|为|作为|以|所|等|[和与及]")
_GOVERNOR = re.compile(
    r"出台|制[定订]|采取|实[施行]|落实|开展|编制|印发|完成|推行|执行|研究|起草|提出|发布|探索|创新|做好|.?有|关于|对标|为|贯彻|履行"
)
_MODAL = re.compile(
    r"要|须|应|需|需要|必须|应当|应该|能|能够|可以?|将|会|继续|坚持|注重|着力|努力|着眼|聚焦|[大全强]力|重点|科学|深度|合理|统筹"
)
_CAUSING = re.compile(r"加快|推[动进]|促进|坚持|加大")  # takes a verb with its own object
_BODY = re.compile(
    r".*(?:部门|单位|机关|干部|党员|我们|我[局办]|支部|[局委办会县市区镇乡村院]|街道|学校|公司|组织|党组|人员)"
)
_GETTING = re.compile(r"得到|.?有所?|有了")
_DRIFT = re.compile(  # between a subject and its verb
    r"的|得[到以]|.?有所?|有了|[了也又都均已将要应须需还再更得地很较]|需要|更加|进一步|不断|持续|明显|显著|有[效力]|大幅度?|切实"
    r"|全面|稳步|逐[步渐]|普遍|[较很极]大|一定程度|一定|充分|大力|深入|日益|真正|着力|继续|总体|整体|大大|没有|未能?|亟待|有待|亟须"
)


@dataclass(frozen=True, slots=True)
class Params:
    table: tuple[tuple[str, str], ...]
    forward: bool = False
    unless: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        for key, _ in self.table:
            if not _KEY.fullmatch(key) or any(len(verb) != _VERB for verb in key.split(" ")[0].split("、")):
                raise ValueError(f"table 中“{key}”应写成“动词、动词 名词、名词”，动词两个字")
            if longest := next((noun for noun in key.split(" ")[1].split("、") if len(noun) > _LONGEST), None):
                raise ValueError(f"table 中的名词“{longest}”超过 {_LONGEST} 个字")


@dataclass(frozen=True, slots=True)
class _Table:
    verbs: re.Pattern[str]
    nouns: Mapping[str, Mapping[str, str]]  # verb -> noun -> what to use instead


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    table = _compiled(params.table)
    for segment in segments:
        if not table.verbs.search(segment.text):
            continue
        words = analysis.words(segment.paragraph)
        for clause in _CLAUSE.finditer(segment.text):
            if table.verbs.search(clause.group()):
                start, end = segment.start + clause.start(), segment.start + clause.end()
                inside = [word for word in words if start <= word.start < end]
                yield from _hits(params, table, segment, inside)


def _hits(params: Params, table: _Table, segment: Segment, words: list[Word]) -> Iterator[Hit]:
    for i, verb in enumerate(words):
        name = verb.text[-_VERB:] if len(verb.text) <= _PHRASE else ""  # 充分发挥 is one word to the dictionary
        nouns = table.nouns.get(name)
        if nouns is None:
            continue
        for phrase in (_object(words, i, table), [] if params.forward else _subject(words, i)):
            noun = _noun(phrase, nouns)
            if noun is None:
                continue
            last = phrase[-1].start + len(phrase[-1].text)
            stop = verb.start + len(verb.text)
            start = min(stop - _VERB, last - len(noun)) - segment.start
            end = max(stop, last) - segment.start
            if not is_spared(params.unless, segment.text, start, end):
                span = Span(segment.paragraph, segment.start + start, segment.start + end)
                yield Hit(span, segment.text[start:end], nouns[noun], {"verb": name, "noun": noun})


def _noun(phrase: list[Word], nouns: Mapping[str, str]) -> str | None:
    """The longest noun of the table the phrase ends with."""
    text = "".join(word.text for word in phrase)
    ends = (text[i:] for i in range(max(0, len(text) - _LONGEST), len(text) - 1))
    return next((end for end in ends if end in nouns), None)


def _object(words: list[Word], at: int, table: _Table) -> list[Word]:
    """The object of the verb; empty where it is not plain."""
    before = words[:at]
    first = at + 1 + (at + 1 < len(words) and words[at + 1].text == "了")
    rest = words[first:]
    for i, word in enumerate(rest[:-1]):
        if _JOINT.fullmatch(word.text) and _begins_anew(rest[i + 1 :], table):
            if word.text != "、" or rest[i + 1].text not in table.nouns:
                return []  # 提升监测、预警能力 or 提升效率、赢得信任: which of the two is hard to say
            rest = rest[:i]
            break
    while rest and (_ETC.fullmatch(rest[-1].text) or rest[-1].tag == "m"):
        rest = rest[:-1]
    if len(rest) > 1 and rest[-1].tag == "q" and rest[-2].tag == "m":  # 开展会议三次
        rest = rest[:-2]
    if not rest or rest[0].text[0] in "的性、和与及" or any(_BAR.fullmatch(word.text) for word in rest[:-1]):
        return []
    if _CAUSING.fullmatch(words[at].text) and any(
        word.tag == "v" or word.text == "的" or word.text in table.nouns for word in rest[:-1]
    ):
        return []
    linked = at > 1 and words[at - 2].tag[0] == "n" and _JOINT.fullmatch(words[at - 1].text)  # 改进作风和提高效率
    if before and (
        (_NOMINAL.fullmatch(before[-1].text) and not linked)
        or before[-1].text in table.nouns
        or (before[-1].tag[0] == "n" and not _BODY.fullmatch(before[-1].text) and not _MODAL.fullmatch(before[-1].text))
        or before[-1].tag == "vn"
    ):
        return []
    if any(_GOVERNOR.fullmatch(word.text) for word in before):
        return []
    relative = any(word.text == "的" for word in rest)
    if relative and (_ABOUT.fullmatch(rest[-1].text) or any(_rules(word) for word in before)):
        return []
    return rest


def _begins_anew(words: list[Word], table: _Table) -> bool:
    """Whether a verb with an object of its own comes next."""
    alone = len(words) == 1 or _JOINT.fullmatch(words[1].text) is not None
    return not alone and (words[0].tag == "v" or words[0].text in table.nouns)


def _rules(word: Word) -> bool:
    """Whether what a word governs may reach over the clause."""
    return (word.tag[0] in "vp" or word.text[-1] == "是") and not _MODAL.fullmatch(word.text)


def _subject(words: list[Word], at: int) -> list[Word]:
    """The subject in front of a verb that ends its clause; empty where there is none."""
    if [word.text for word in words[at + 1 :]] not in ([], ["了"]):
        return []
    i = at
    while i > 0 and (_DRIFT.fullmatch(words[i - 1].text) or words[i - 1].tag in ("d", "ad")):
        i -= 1
    drift = [word.text for word in words[i:at]]
    if (not drift and len(words[at].text) == _VERB) or (
        "的" in drift and not any(_GETTING.fullmatch(text) for text in drift)
    ):
        return []
    return words[:i]


@lru_cache(maxsize=64)
def _compiled(table: tuple[tuple[str, str], ...]) -> _Table:
    found: dict[str, dict[str, str]] = {}
    for key, right in table:
        verbs, nouns = key.split(" ")
        for verb in verbs.split("、"):
            for noun in nouns.split("、"):
                found.setdefault(verb, {}).setdefault(noun, right)
    return _Table(re.compile("|".join(sorted(found, key=len, reverse=True))), found)
