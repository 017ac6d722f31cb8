"""The words of a paragraph in, its clauses out, each with what it says is done: verb, object, ground, partners, doer.

Verbs are told apart by rules/lexicon/actions.txt: an action (完善制度), the result of one (确保落实), a stance
(坚持…) or a state (存在…). A word it does not list is an action where the dictionary calls it a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from hegao.data import data_folder, lexicon_lines
from hegao.errors import RuleError
from hegao.model import Moment, Word

Kind = Literal["action", "result", "effect", "attitude", "stance", "state", "lead"]

# Classes of rules/lexicon/actions.txt and the field of _Lexicon each goes to.
_CLASSES = {
    "动词": "verbs",
    "结果": "results",
    "状态": "states",
    "态度": "stances",
    "使令": "causatives",
    "带名": "nominal",
    "副词": "adverbs",
    "连词": "connectives",
    "情态": "modals",
    "依据": "grounds",
    "依据尾": "ground_ends",
    "会同": "partners",
    "介词": "kept",
    "凭借": "means",
    "处所尾": "place_ends",
    "成效": "effects",
    "将字": "takers",
}
_BREAKS = frozenset("，。；！？：,;!?\n\v")
_STOPS = frozenset("。！？!?\n\v")
_OPENERS = frozenset("“‘（《〈【〔「『([")
_CLOSERS = frozenset("”’）》〉】〕」』)]")
_JOINTS = frozenset(("、", "和", "并", "与", "及", "以及", "或", "或者", "而"))

_MARKER = re.compile("[一二三四五六七八九十]{1,3}[是要则]|第[一二三四五六七八九十]")
_PEOPLE = re.compile(
    "(?:人员|干部|党员|领导|同志|负责人|部门|单位|企业|学校|机关|机构|科室|处室|股室|公司|集团|支队|大队|办公室|专班|小组|委员会|政府|党委|党组|党支部|"
    "支部|各地|我们|成员|代表|委员|职工|师生|教师|医生|志愿者|网格员|河湖长|河长|林长|主任|局长|书记|市长|县长|区长|镇长|厅长|处长|科长|校长|院长|会长|"
    "主体|法人|协会|家庭医生|医院|银行|用人单位|业主|商户|农户|经营者)(?:（[^（）]{1,20}）)?$"
    "|^(?:各|各有关|各相关|有关|相关|全体|市直|县直|区直|省直|我).{0,12}[局委办厅部院所站队社会镇乡村县区市省州旗中心街道社区]$"
)
_LIGHT = frozenset(("进行", "予以", "给予", "加以"))
_OPENING = frozenset(("总结", "明确", "发动", "召开", "制定", "编制", "修订", "建立", "构建", "打造"))
_FOCUS = frozenset(("重点", "关键", "当务之急", "主要", "核心", "任务"))
_NOUNLIKE = frozenset(
    "创新 服务 发展 管理 教育 研究 应用 保障 建设 改革 保护 监管 合作 生产 消费 投资 示范 监督".split()
)
_GIVES = frozenset("提供 创造 奠定 注入 开辟 打下 增添 贡献 作出".split())
_GIFTS = re.compile("(?:保障|支撑|条件|基础|动力|活力|空间|参考|贡献|支持|依据)$")
_PREDICATES = frozenset(("达", "达到", "为", "占", "约", "均", "已", "还"))
_NOUN_HEADS = frozenset(
    (
        "工作 活动 情况 水平 能力 机制 制度 体系 任务 质量 效率 成效 效果 项目 单位 部门 机构 人员 方式 过程 力度 、 和 与 及 等 "
        "时限 程度 期限 时间 方案 计划 办法 措施 目标 标准 工程 银行 部长 学校 基地 中心 规划 系统 平台 经费 资金 主体 对象"
    ).split()
)
_FIGURE = "[0-9０-９*×xX]"
_STATES_FIGURE = re.compile(
    f"(?:率|分|面|量|额|值|度|比|成本|时长|时限|时间|用户|长度|费用|人数|收入|面积|规模)[^，。、]{{0,9}}?"
    f"(?:达到?|为|占|提高到?|降低到?|稳定在|控制在|保持在?|不超过|不低于|不少于|超过|高于)(?:了|近|约)?{_FIGURE}"
    f"|(?:达到?|为|占|提高到|控制在|稳定在|保持在?)(?:了|近|约)?{_FIGURE}[0-9.]*[%％分]"
    f"|(?:下降|增长|降低|降至|升至|压缩[到至]|缩短[到至]|缩小到|稳居|突破|占)(?:了|近|约)?{_FIGURE}"
)
_LACKS = re.compile("(?:没有|不够|有待|未能|不明显|不强|不高|有.{0,3}差距|不及时)[^的]{0,8}$|^有.{0,2}$")
_DRIFTS = re.compile("(?:加大|上升|突出|增多|凸显|加剧|放缓|不足|回升|领先|薄弱|严峻)$")
_EFFECTS = re.compile(
    "(?:结构|水平|效应|影响力|战斗力|凝聚力|主动权|局面|格局|作风|效能|隐患|形象|向好|见效|落地|落实|到位|氛围|条件|看齐|支撑|参考|知晓度|曝光率|"
    "覆盖面|积极性|作用|优势|治理体系|生活|防线|速度|噪声)$"
)
_ATTITUDE = re.compile("(?:意识|理念|观念|使命|使命感|紧迫感|责任感|安全观|政绩观|自觉性|主动性)$")
_PARTED = frozenset(
    "要带 要以 向区 向县 向市 向省 前向 前选 已将 并将 要抓 要做 要把 要按 要用 要从 要加 由区 由县 由省 由市 由镇".split()
)
_DUTIES = frozenset(("应当", "必须", "应", "须", "不得"))
_TURNS = frozenset(("第一时间", "及时", "立即", "一律", "坚决", "予以", "定点"))
_PLACES = ("城镇", "全省", "全市", "全县", "全区", "农村", "我市", "我县", "我区", "我省", "地区")
_COUNTED = re.compile("^第.{1,4}[条章节款]|^(?:.{0,6}?[0-9*×xX]+余?)?[名个家支位](?=[^，]{2})(?<!支)")
_TOPICS = frozenset(["会议", "大会", "本次会议", "此次会议", "会上", "双方", "本", "我", "我们", "全体", "大家"])


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two marks: words[first:last] of the paragraph, without its mark."""

    first: int
    last: int
    mark: str  # the mark behind it; "" at the end of the text
    sentence: int  # counted from 0 within the paragraph


@dataclass(frozen=True, slots=True)
class Deed:
    """What a clause says is done (or that nothing is)."""

    kind: Kind
    start: int = 0  # of the action clause, characters of the paragraph
    end: int = 0
    action: str = ""
    object: str = ""
    doers: tuple[str, ...] = ()  # named before the verb
    leads: bool = False  # the doers lead what follows: 由X牵头, X要
    partners: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()  # 按照…要求
    moments: tuple[Moment, ...] = ()  # outside the span
    modal: str = ""  # 要 将 应 …
    perfect: bool = False  # 了, 已
    bare: bool = False  # no object
    causative: bool = False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The classes of rules/lexicon/actions.txt."""

    verbs: frozenset[str]
    results: frozenset[str]
    states: frozenset[str]
    stances: frozenset[str]
    causatives: frozenset[str]
    nominal: frozenset[str]
    adverbs: frozenset[str]
    connectives: frozenset[str]
    modals: frozenset[str]
    grounds: frozenset[str]
    ground_ends: frozenset[str]
    partners: frozenset[str]
    kept: frozenset[str]
    means: frozenset[str]
    place_ends: frozenset[str]
    effects: frozenset[str]
    takers: frozenset[str]
    phrases: frozenset[str]  # first characters of what may be broken into pieces


@cache
def _lexicon() -> _Lexicon:
    path = data_folder("rules") / "lexicon" / "actions.txt"
    found: dict[str, list[str]] = {name: [] for name in _CLASSES}
    for number, line in lexicon_lines(path):
        name, *words = line.split()
        if name not in found:
            raise RuleError(f"{path} 第 {number} 行：没有“{name}”这一类，应是{'、'.join(_CLASSES)}之一")
        found[name] += words
    classes = {field: frozenset(found[name]) for name, field in _CLASSES.items()}
    pieces = [w for w in (*found["动词"], *found["结果"]) if len(w) == 2] + [w for w in found["副词"] if len(w) == 4]
    return _Lexicon(**classes, phrases=frozenset(w[0] for w in pieces))


def verbal(text: str, words: Sequence[Word], edges: Iterable[int] = ()) -> list[Word]:
    """The words, parted where a verb hides in one (深入|开展) or an edge of a time or organ falls within one (前|向),
    joined where one is broken (制发, 第一时间); offsets stay those of the text."""
    cuts = frozenset(edges)
    phrases = _lexicon().phrases
    found: list[Word] = []
    skip = -1
    for word in words:
        start, length = word.start, len(word.text)
        if start < skip:
            rest = start + length - skip
            if rest > 0:
                found.append(Word(word.text[-rest:], word.tag, skip))
                skip = start + length
            continue
        if word.tag == "w":
            found.append(word)
            continue
        if length < 4 and word.text[0] in phrases and (taken := _phrase_at(text, start, length)):
            found.append(Word(text[start : start + taken], "v" if taken == 2 else "d", start))
            skip = start + taken
            continue
        if length == 1:
            found.append(word)
            continue
        at = _hidden_verb(word.text)
        if cuts:
            at = next((k for k in range(1, length) if start + k in cuts), at)
        if not at and length == 2 and word.tag == "x" and text[start + 1 : start + 3] in _lexicon().verbs:
            found += [Word(word.text[0], "d", start), Word(text[start + 1 : start + 3], "v", start + 1)]
            skip = start + 3
            continue
        if not at:
            found.append(word)
            continue
        tail = word.text[at:]
        found += [Word(word.text[:at], "x", start), Word(tail, "v" if _is_strong(tail) else "x", start + at)]
    return found


def _phrase_at(text: str, start: int, length: int) -> int:
    """How many characters a verb of two or an adverb of four takes that the dictionary has in pieces; 0 for none."""
    lexicon = _lexicon()
    if text[start : start + 4] in lexicon.adverbs:
        return 4
    two = text[start : start + 2]
    return 2 if length == 1 and (two in lexicon.verbs or two in lexicon.results) else 0


def _is_strong(text: str) -> bool:
    lexicon = _lexicon()
    return text in lexicon.verbs or text in lexicon.results or text in lexicon.causatives or text in lexicon.nominal


def _opens(word: str) -> bool:
    """Whether a word of four is a verb and its object: 明确责任, 开展调研; not 完成情况, 组织协调."""
    lexicon = _lexicon()
    head, tail = word[:2], word[2:]
    return (
        (head in lexicon.nominal or head in lexicon.causatives or head in _OPENING)
        and tail not in _NOUN_HEADS
        and tail not in lexicon.verbs
    )


@lru_cache(maxsize=4096)
def _hidden_verb(word: str) -> int:
    """Where the verb begins in an adverb and a verb written as one word; 0 when there is none."""
    lexicon = _lexicon()
    if len(word) == 2:
        modal = word[0] in "要将须应可" and word[1] in "于在对把向为按由"
        preposition = word[0] in "对向将把为以按由从与在" and word[1] in "本我各全其该此市县区省"
        return 1 if modal or preposition or word in _PARTED else 0
    if _is_strong(word) or word in lexicon.adverbs:
        return 0
    if word[0] in "要将应须已" and (word[1:] in lexicon.adverbs or _is_strong(word[1:])):
        return 1
    if len(word) == 4 and _opens(word):
        return 2
    for at in (2, 3):
        tail = word[at:]
        known = tail in lexicon.verbs or tail in lexicon.results or tail in lexicon.states or tail in lexicon.stances
        if len(tail) >= 2 and word[:at] in lexicon.adverbs and known:
            return at
    return 0


def clauses(text: str, words: Sequence[Word], first: int = 0, last: int | None = None) -> list[Clause]:
    """The clauses of words[first:last] in order; marks within brackets, quotation marks and numbers part none."""
    found: list[Clause] = []
    end = len(words) if last is None else last
    begin, depth, sentence = first, 0, 0
    for i in range(first, end):
        word = words[i]
        if word.tag != "w":
            continue
        mark = word.text
        if mark in _BREAKS:
            if depth and mark not in _STOPS:
                continue
            at = word.start
            if mark in ",:：" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
                continue
            if depth and _closes_soon(text, at):
                continue
            depth = 0
            if i > begin:
                found.append(Clause(begin, i, mark, sentence))
            begin = i + 1
            if mark in _STOPS:
                sentence += 1
        elif mark in _OPENERS:
            depth += 1
        elif mark in _CLOSERS and depth:
            depth -= 1
    if begin < end:
        found.append(Clause(begin, end, "", sentence))
    return found


def _closes_soon(text: str, at: int) -> bool:
    return re.search("[”’）》〉】〕」』)]", text[at : at + 80]) is not None


@dataclass(slots=True)
class _Scan:
    """Where the reading of a clause stands."""

    text: str
    words: Sequence[Word]
    at: int
    last: int
    doers: list[str] = field(default_factory=list)
    leads: bool = False
    partners: list[str] = field(default_factory=list)
    grounds: list[str] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    modal: str = ""
    perfect: bool = False
    start: int = -1  # where the span begins, when before the verb: adverbs, 对…
    fronted: str = ""  # the object in front of the verb: 将X纳入…
    hopes: bool = False  # 力争
    kept: bool = False  # a phrase with 对, 向, 为 … is part of it

    def word(self) -> Word:
        return self.words[self.at]

    def begin(self) -> None:
        if self.start < 0:
            self.start = self.words[self.at].start


def deed(
    text: str,
    words: Sequence[Word],
    clause: Clause,
    moments: Sequence[Moment] = (),
    organs: Sequence[tuple[int, int]] = (),
) -> Deed:
    """What the clause says; `moments` and `organs` are those of the whole paragraph."""
    scan = _Scan(text, words, clause.first, clause.last)
    if words[clause.last - 1].text == "的":
        return _found(scan, "stance")  # a condition: 对整改不力的
    if words[clause.first].text == "其中":
        return _found(scan, "state")
    kind = _leads_in(scan, moments, organs)
    if kind is not None:
        return _found(scan, kind)
    return _verb(scan, moments, organs)


def _found(scan: _Scan, kind: Kind) -> Deed:
    return Deed(
        kind,
        doers=tuple(scan.doers),
        leads=scan.leads,
        partners=tuple(scan.partners),
        grounds=tuple(scan.grounds),
        moments=tuple(scan.moments),
        modal=scan.modal,
        perfect=scan.perfect,
    )


def _leads_in(scan: _Scan, moments: Sequence[Moment], organs: Sequence[tuple[int, int]]) -> Kind | None:
    """Walks over all that stands before the verb; a kind when the clause ends there."""
    lexicon = _lexicon()
    adverbs = lexicon.adverbs
    for _ in range(40):
        if scan.at >= scan.last:
            return "lead"
        word = scan.word()
        text = word.text
        moment = next((m for m in moments if m.start <= word.start < m.end), None)
        if moment is not None and (moment.start == word.start or scan.at == 0 or _before(scan, moment)):
            if moment.kind == "recurrence" and not moment.text.endswith(("前", "底", "末", "内")):
                scan.begin()
            scan.moments.append(moment)
            _skip_to(scan, moment.end)
            continue
        if text in ("于", "在", "自", "从", "至", "到") and any(m.start == word.start + 1 for m in moments):
            scan.at += 1
            continue
        organ = next((o for o in organs if o[0] == word.start), None)
        if organ is not None and _is_doer(scan, organs):
            continue
        if word.tag == "w":
            if text in _OPENERS and not _over_quotation(scan):
                return "state"
            scan.at += 1
            continue
        if scan.start < 0 and (text in _lexicon().connectives or _MARKER.fullmatch(text)):
            scan.perfect = scan.perfect or text in ("已", "已经")
            scan.at += 1
            continue
        if text == "由" or (text[0] == "由" and len(text) == 2 and _is_split_by(scan)):
            _doer_by(scan, organs)
            continue
        if text in _lexicon().grounds:
            if not _ground(scan):
                return "lead"
            continue
        if text in _lexicon().partners and _named(scan, organs):
            continue
        if text in _lexicon().modals and not _is_object_marker(scan, moments):
            scan.modal = scan.modal or text
            scan.at += 1
            scan.start = -1
            continue
        if text[0] == "不" and text not in adverbs:
            return "state"
        if text in ("未", "没", "没有", "无") or (text[0] == "未" and word.tag in ("d", "v")):
            return "state"
        if text in _lexicon().kept:
            scan.begin()
            scan.kept = True
            if not _to_verb(scan, text):
                return "stance"
            continue
        if text in _lexicon().means:
            if not _to_verb(scan, text):
                return "stance"
            scan.start = -1
            continue
        if text in lexicon.verbs and not (text in adverbs and _goes_on(scan)):
            return None
        if (text in adverbs and _goes_on(scan)) or (word.tag in ("d", "ad", "vd") and text not in lexicon.verbs):
            scan.perfect = scan.perfect or text in ("已", "已经", "均已", "共")
            scan.hopes = scan.hopes or text in ("力争", "争取", "力求")
            scan.begin()
            scan.at += 1
            if scan.at < scan.last and scan.word().text in ("地", "、"):
                scan.at += 1
            continue
        if word.tag in ("i", "z") and len(text) == 4 and _next_is_verb(scan):
            scan.begin()
            scan.at += 1
            continue
        return None
    return "state"


def _before(scan: _Scan, moment: Moment) -> bool:
    return moment.start >= scan.words[max(scan.at - 1, 0)].start


def _skip_to(scan: _Scan, end: int) -> None:
    while scan.at < scan.last and scan.word().start < end:
        scan.at += 1


def _goes_on(scan: _Scan) -> bool:
    """Whether a word that may be adverb or verb has a verb behind it: 严格执行, not 严格制度."""
    i = scan.at + 1
    adverbs = _lexicon().adverbs
    while i < scan.last:
        word = scan.words[i]
        if word.text in ("、", "地", "并", "而", "和"):
            i += 1
            continue
        if (
            word.text in _lexicon().kept
            or word.text in _lexicon().means
            or word.text in _lexicon().partners
            or word.text in _lexicon().grounds
        ):
            return True
        if (word.text in adverbs and not _is_strong(word.text)) or (
            word.tag in ("d", "ad", "vd") and not _is_strong(word.text)
        ):
            i += 1
            continue
        if _is_strong(word.text) or (
            scan.word().text not in _lexicon().verbs
            and word.tag in ("v", "vn", "x", "l", "i")
            and _is_verb(word.text, word.tag)
        ):
            return _has_object(scan, i) or scan.word().text not in _lexicon().verbs
        return False
    return False


def _has_object(scan: _Scan, i: int) -> bool:
    return i + 1 < scan.last and scan.words[i + 1].text not in ("的", "、", "和")


def _next_is_verb(scan: _Scan) -> bool:
    i = scan.at + 1
    if i >= scan.last:
        return False
    word = scan.words[i]
    return word.text in _lexicon().verbs or (word.tag == "v" and _is_verb(word.text, word.tag))


def _is_verb(text: str, tag: str) -> bool:
    lexicon = _lexicon()
    if text in lexicon.verbs or text in lexicon.results or text in lexicon.causatives:
        return True
    if text in lexicon.states or text in lexicon.stances:
        return False
    return tag == "v" and len(text) > 1


def _over_quotation(scan: _Scan) -> bool:
    """Goes to the closing mark of a quotation that says how something is done: “一县一策”化解…"""
    for i in range(scan.at + 1, min(scan.at + 16, scan.last)):
        if scan.words[i].text in _CLOSERS:
            if not _starts_verb(scan, i + 1):
                return False
            scan.begin()
            scan.at = i
            return True
    return False


def _is_split_by(scan: _Scan) -> bool:
    return scan.word().text[1] in "市县区省局厅镇乡州旗各党办"


def _organs_at(scan: _Scan, organs: Sequence[tuple[int, int]], at: int) -> tuple[list[str], int]:
    """The organs in a row from offset `at`, and where the row ends."""
    names: list[str] = []
    end = at
    for start, stop in organs:
        if start < at or start > end + 1:
            if start > end + 1:
                break
            continue
        if names and scan.text[end:start] not in ("、", "和", "与", "及", "，"):
            break
        if not names and start != at:
            break
        names.append(scan.text[start:stop])
        end = stop
    return names, end


def _is_doer(scan: _Scan, organs: Sequence[tuple[int, int]]) -> bool:
    """Takes organs standing before a verb as the doers; False where they are but part of a noun."""
    start = scan.word().start
    names, end = _organs_at(scan, organs, start)
    i = scan.at
    while i < scan.last and scan.words[i].start < end:
        i += 1
    if i < scan.last and scan.words[i].text in ("等", "等部门", "等单位"):
        i += 1
    if i < scan.last and not _may_follow_doer(scan, i):
        return False
    if i >= scan.last and len(names) == 1 and scan.at == scan.last - 1 and not names:
        return False
    scan.doers += [name for name in names if name not in scan.doers]
    scan.at = i
    scan.start = -1
    if i < scan.last and scan.words[i].text in ("牵头", "负责", "分别", "要", "应", "须", "应当"):
        scan.leads = True
    if i < scan.last and scan.words[i].text in ("牵头", "配合", "负责") and i + 1 < scan.last:
        scan.at += 1
    elif i < scan.last and scan.words[i].text in ("牵头", "配合", "负责"):
        if scan.words[i].text == "配合":
            scan.partners += scan.doers
            scan.doers = []
        scan.at += 1
    return True


def _may_follow_doer(scan: _Scan, i: int) -> bool:
    word = scan.words[i]
    text = word.text
    lexicon = _lexicon()
    return (
        text in _lexicon().modals
        or text
        in (
            "牵头",
            "配合",
            "负责",
            "会同",
            "联合",
            "主要",
            "分别",
            "，",
            "于",
            "自",
            "在",
            "对",
            "将",
            "把",
            "向",
            "按照",
            "根据",
            "按",
        )
        or text in _lexicon().grounds
        or text in _lexicon().partners
        or text in _lexicon().kept
        or text in _lexicon().means
        or text in lexicon.adverbs
        or text in lexicon.states
        or text in lexicon.stances
        or (text in lexicon.verbs and word.tag != "vn")
        or word.tag in ("d", "ad", "v", "vd", "m", "t")
    )


def _doer_by(scan: _Scan, organs: Sequence[tuple[int, int]]) -> None:
    """由X牵头, 由X负责: the doers, and over the words that say so."""
    word = scan.word()
    start = word.start + 1
    names, end = _organs_at(scan, organs, start)
    if not names:
        stop = scan.at + 1
        while stop < scan.last and scan.words[stop].text not in ("牵头", "负责", "会同"):
            stop += 1
        if stop < scan.last and scan.words[stop].start - start <= 20:
            names, end = [scan.text[start : scan.words[stop].start]], scan.words[stop].start
    if not names:
        scan.at += 1
        return
    scan.doers += names
    scan.leads = True
    _skip_to(scan, end)
    while scan.at < scan.last and scan.word().text in ("等", "牵头", "负责", "总牵头", "具体", "主要", "共同"):
        scan.at += 1
    scan.start = -1


def _ground(scan: _Scan) -> bool:
    """按照…要求: up to the noun that closes it before a verb; False when the clause is nothing else."""
    begin = scan.word().start
    i = scan.at + 1
    close = -1
    depth = 0
    while i < scan.last:
        word = scan.words[i]
        if word.tag == "w":
            depth += (word.text in _OPENERS) - (word.text in _CLOSERS)
        if word.text in "》）)" and depth <= 0 and _starts_verb(scan, i + 1):
            close = i
            break
        if word.tag != "w" and depth == 0 and word.text[-2:] in _lexicon().ground_ends and _starts_verb(scan, i + 1):
            close = i
            break
        i += 1
    if close < 0 and scan.words[scan.last - 1].text[-2:] not in _lexicon().ground_ends:
        close = next(
            (k - 1 for k in range(scan.at + 3, scan.last - 1) if _is_main(scan, k)),
            -1,
        )
    if close < 0:
        last = scan.words[scan.last - 1]
        scan.grounds.append(scan.text[begin : last.start + len(last.text)])
        scan.at = scan.last
        return False
    word = scan.words[close]
    scan.grounds.append(scan.text[begin : word.start + len(word.text)])
    scan.at = close + 1
    return True


def _is_main(scan: _Scan, i: int) -> bool:
    """Whether word i is surely the verb of the clause: listed, no noun, with an object, nothing made of it by 的."""
    word = scan.words[i]
    lexicon = _lexicon()
    following, before = scan.words[i + 1].text, scan.words[i - 1].text
    return (
        (word.text in lexicon.nominal or (word.text in lexicon.verbs and word.tag == "v"))
        and following not in ("的", "、", "和", "等", "及", "与")
        and before not in ("的", "、", "和", "及", "与")
    )


def _starts_verb(scan: _Scan, i: int) -> bool:
    """Whether a new verb phrase begins at word i."""
    if i >= scan.last:
        return False
    word = scan.words[i]
    if word.text in ("的", "和", "、", "等", "及", "与"):
        return False
    lexicon = _lexicon()
    return (
        word.text in lexicon.adverbs
        or word.text in lexicon.verbs
        or word.text in lexicon.results
        or word.text in _lexicon().kept
        or word.text in _lexicon().modals
        or word.text in _lexicon().partners
        or word.tag in ("d", "ad", "vd")
        or (word.tag == "v" and len(word.text) > 1 and word.text not in lexicon.states)
    )


def _named(scan: _Scan, organs: Sequence[tuple[int, int]]) -> bool:
    """会同X、Y: the partners, up to the verb."""
    word = scan.word()
    start = word.start + len(word.text)
    names, end = _organs_at(scan, organs, start)
    i = scan.at + 1
    if names:
        while i < scan.last and scan.words[i].start < end:
            i += 1
        if i < scan.last and scan.words[i].text in ("、", "和", "及", "等"):
            names = []
    if not names:
        if word.text in ("协调", "配合"):
            return False
        i = scan.at + 1
        while i < scan.last and not (_starts_verb(scan, i) and i > scan.at + 1):
            i += 1
        end = (
            scan.words[i].start
            if i < scan.last
            else scan.words[scan.last - 1].start + len(scan.words[scan.last - 1].text)
        )
        rest = scan.text[start:end]
        if i >= scan.last and not _PEOPLE.search(rest):
            return False
        if len(rest) > 40 or len(rest) < 2:
            return False
        names = [name for name in re.split("[、和与及]", rest.removesuffix("等")) if name]
    elif word.text in ("协调", "配合"):
        return False
    scan.partners += names
    scan.at = i
    while scan.at < scan.last and scan.word().text in ("等", "共同", "一起", "一道"):
        scan.at += 1
    return True


def _is_object_marker(scan: _Scan, moments: Sequence[Moment]) -> bool:
    """Whether 将 brings an object forward (将任务分解到…) rather than saying what will be."""
    if scan.word().text != "将" or scan.at + 1 >= scan.last:
        return False
    following = scan.words[scan.at + 1]
    if any(m.start == following.start for m in moments):
        return False
    lexicon = _lexicon()
    if any(scan.words[i].text in lexicon.takers for i in range(scan.at + 2, scan.last)):
        return following.text not in lexicon.adverbs
    return not _starts_verb(scan, scan.at + 1) and following.text not in lexicon.means


def _to_verb(scan: _Scan, preposition: str) -> bool:
    """Goes to the verb a prepositional phrase belongs to; False when the clause has none."""
    lexicon = _lexicon()
    begin = scan.at
    words = scan.words
    if preposition == "在":
        for i in range(begin + 1, scan.last):
            if words[i].text in _lexicon().place_ends or words[i].text[-1] in "上中下时":
                if i + 1 >= scan.last:
                    scan.at = scan.last
                    return False
                if words[i + 1].text not in ("的", "、", "和") and _starts_verb(scan, i + 1):
                    scan.at = i + 1
                    scan.start = -1
                    scan.kept = False
                    return True
    if preposition in ("为", "为了") and begin + 1 < scan.last and _starts_verb(scan, begin + 1):
        tail = scan.words[scan.last - 1]
        if tail.text in lexicon.ground_ends:
            scan.grounds.append(scan.text[words[begin].start : tail.start + len(tail.text)])
        scan.at = scan.last
        return False
    if preposition in ("与", "同", "和", "跟"):
        for i in range(begin + 1, scan.last):
            if words[i].text in ("一起", "共同", "一道"):
                name = scan.text[words[begin].start + 1 : words[i].start]
                scan.partners += [part for part in re.split("[、和]", name) if part]
                scan.at = i + 1
                scan.start = -1
                return scan.at < scan.last
    if preposition == "以" and any(words[i].text in ("为", "作为") for i in range(begin + 2, scan.last)):
        scan.at = scan.last
        return False
    for i in range(scan.last - 1, begin + 1, -1):
        if words[i].text in _LIGHT and scan.kept:
            scan.at = i
            return True
    if preposition in ("将", "把"):
        taker = next((i for i in range(begin + 2, scan.last) if words[i].text in lexicon.takers), -1)
        if taker >= 0:
            scan.fronted = scan.text[words[begin].start + 1 : words[taker].start]
            scan.at = taker
            return True
    depth = 0
    weak = -1
    for i in range(begin + 1, scan.last):
        word = words[i]
        if i == begin + 1 and word.tag != "w":
            continue
        if word.tag == "w":
            depth += (word.text in _OPENERS) - (word.text in _CLOSERS)
            continue
        if depth:
            continue
        following = words[i + 1].text if i + 1 < scan.last else ""
        before = words[i - 1]
        if (
            following == "的"
            or (i + 2 < scan.last and words[i + 2].text == "的")
            or before.text in ("的", "和", "、", "与", "及", "所")
        ):
            if (
                not (before.text == "的" or following == "的")
                and word.text in lexicon.adverbs
                and _goes_on_from(scan, i)
            ):
                scan.at = i
                return True
            continue
        if (
            len(word.text) > 1
            and word.text in lexicon.adverbs
            and word.text not in lexicon.nominal
            and _goes_on_from(scan, i)
        ):
            scan.at = i
            return True
        if word.text in lexicon.verbs or word.text in lexicon.results or word.text in lexicon.causatives:
            closes = i + 1 >= scan.last or following in ("、", "和", "等", "及", "与")
            if closes and not (scan.kept and word.text not in lexicon.nominal and before.tag not in ("v", "vn")):
                continue
            if word.tag not in ("vn", "n") or word.text in lexicon.nominal:
                scan.at = i
                return True
            weak = i if weak < 0 and scan.kept else weak
        elif word.tag == "v" and len(word.text) > 1 and word.text not in lexicon.states and i + 1 < scan.last:
            weak = -1 if any(words[k].text == "的" for k in range(i + 1, scan.last)) else i
        elif word.tag in ("d", "ad") and _goes_on_from(scan, i):
            scan.at = i
            return True
    if weak >= 0:
        scan.at = weak
        return True
    scan.at = scan.last
    return False


def _goes_on_from(scan: _Scan, i: int) -> bool:
    at = scan.at
    scan.at = i
    goes_on = _goes_on(scan)
    scan.at = at
    return goes_on


def _verb(scan: _Scan, moments: Sequence[Moment], organs: Sequence[tuple[int, int]]) -> Deed:
    """The clause from its verb on."""
    lexicon = _lexicon()
    word = scan.word()
    text, tag = word.text, word.tag
    following = scan.words[scan.at + 1].text if scan.at + 1 < scan.last else ""
    if following == "的" or (following in _PREDICATES and text not in lexicon.results):
        return _found(scan, "state")
    if scan.start >= 0 and tag == "vn" and text not in lexicon.verbs and following and following not in _NOUN_HEADS:
        tag = "v"
    if scan.start >= 0 and len(text) > 2 and not _is_verb(text, tag) and text[:2] in lexicon.verbs:
        return _action(scan, scan.start, text[:2], word.start)
    begin = word.start if scan.start < 0 else scan.start
    if text in lexicon.states and text not in lexicon.verbs and text not in lexicon.results:
        return _found(scan, "state")
    joined = (
        following in ("并", "和", "、") and scan.at + 3 < scan.last and scan.words[scan.at + 2].text in lexicon.verbs
    )
    if text in lexicon.stances and text not in lexicon.verbs and text not in lexicon.results and not joined:
        return _found(scan, "stance")
    if joined and text in lexicon.stances:
        return _action(scan, begin, text, word.start)
    if not _is_verb(text, tag):
        return _with_subject(scan, moments, organs)
    return _action(scan, begin, text, word.start)


def _with_subject(scan: _Scan, moments: Sequence[Moment] = (), organs: Sequence[tuple[int, int]] = ()) -> Deed:
    """A clause that begins with a noun: who is to do something, or what something is done to."""
    first = scan.at
    depth = 0
    for i in range(first + 1, min(first + 30, scan.last - 1)):
        word = scan.words[i]
        depth += (word.text in _OPENERS) - (word.text in _CLOSERS)
        if depth:
            continue
        if word.text in _DUTIES or word.text in ("要", "负责", "牵头"):
            return _from(scan, first, i, moments, organs, word.text)
    for i in range(first + 1, min(first + 16, scan.last)):
        word = scan.words[i]
        if word.text in _TURNS or any(m.start == word.start and m.kind == "deadline" for m in moments):
            return _from(scan, first, i, moments, organs, "")
        if word.text in ("的", "“", "（") or not _starts_verb(scan, i):
            continue
        name = scan.text[scan.words[first].start : word.start]
        if not _PEOPLE.search(name) or name.endswith(_PLACES):
            return _found(scan, "state")
        if not _is_noun_verb(scan, i):
            return _from(scan, first, i, moments, organs, "")
    return _found(scan, "state")


def _from(
    scan: _Scan, first: int, i: int, moments: Sequence[Moment], organs: Sequence[tuple[int, int]], duty: str
) -> Deed:
    """The deed that begins at word i behind its subject."""
    name = scan.text[scan.words[first].start : scan.words[i].start]
    if _PEOPLE.search(name) and not name.endswith(_PLACES) and name not in _TOPICS and len(name) <= 30:
        parts = re.split("、|或者|或|以及|和(?!平)|及", name)
        parts = parts if all(_PEOPLE.search(part) for part in parts) else name.split("、")
        scan.doers += [bare for part in parts if (bare := _COUNTED.sub("", part))]
        scan.leads = bool(duty)
    scan.at = i
    scan.start = -1
    kind = _leads_in(scan, moments, organs)
    return _found(scan, kind) if kind else _verb_after_subject(scan)


def _is_noun_verb(scan: _Scan, i: int) -> bool:
    return scan.words[i].tag == "vn" or i + 1 >= scan.last or scan.words[i + 1].text in ("的", "工作", "情况")


def _verb_after_subject(scan: _Scan) -> Deed:
    if scan.at >= scan.last:
        return _found(scan, "state")
    word = scan.word()
    lexicon = _lexicon()
    if not _is_verb(word.text, word.tag) or (word.text in lexicon.states and word.text not in lexicon.verbs):
        return _found(scan, "state")
    if word.text in lexicon.stances and word.text not in lexicon.verbs:
        return _found(scan, "stance")
    return _action(scan, word.start if scan.start < 0 else scan.start, word.text, word.start)


def _action(scan: _Scan, begin: int, verb: str, at: int) -> Deed:
    """The deed whose verb stands at offset `at`; joint and serial verbs belong to it."""
    lexicon = _lexicon()
    words, last = scan.words, scan.last
    i = scan.at + 1
    action_end = at + len(verb)
    head = verb
    current = verb
    if head in ("予以", "给予", "加以") and i < last and words[i].tag in ("v", "vn", "n"):
        at, verb = words[i].start, words[i].text
        head = current = verb
        action_end = at + len(verb)
        i += 1
    while i < last:
        word = words[i]
        joint = word.text in _JOINTS and i + 1 < last and words[i + 1].start == word.start + len(word.text)
        if joint and action_end == word.start and _is_verb(words[i + 1].text, words[i + 1].tag):
            if (words[i + 1].tag in ("v", "d") or words[i + 1].text in lexicon.verbs) and not (
                current in lexicon.nominal and words[i + 1].tag == "vn"
            ):
                current = words[i + 1].text
                action_end = words[i + 1].start + len(current)
                i += 2
                continue
        serial = (
            current not in lexicon.nominal
            and word.start == action_end
            and i + 1 < last
            and words[i + 1].text not in ("的", "、", "和")
            and (word.tag == "v" or word.text in lexicon.nominal)
            and _is_strong(word.text)
            and word.text not in _NOUNLIKE
        )
        if serial or (len(current) == 1 and word.start == action_end and word.text in ("好", "实", "细", "牢", "强")):
            current = word.text
            action_end = word.start + len(word.text)
            i += 1
            continue
        break
    start = action_end
    while i < last and words[i].text in ("了", "好", "过", "出", "到位", "着", "完") and words[i].start == start:
        scan.perfect = scan.perfect or words[i].text in ("了", "过")
        start = words[i].start + len(words[i].text)
        i += 1
    tail = words[last - 1]
    end = tail.start + len(tail.text)
    rest = scan.text[start:end] if start < end else ""
    kind: Kind = "result" if head in lexicon.results or scan.hopes else "action"
    if kind == "action" and (
        (not scan.kept and head not in lexicon.causatives and _STATES_FIGURE.search(rest))
        or _LACKS.search(rest)
        or (head not in lexicon.nominal and head not in lexicon.causatives and _DRIFTS.search(rest))
    ):
        kind = "state"
    elif kind == "action" and head in _GIVES and scan.text[begin] == "为" and _GIFTS.search(rest):
        kind = "effect"
    elif kind == "action" and head in lexicon.effects and _EFFECTS.search(rest):
        kind = "effect"
    elif head == "让" and rest.startswith("我们"):
        kind = "stance"
    if head in ("树立", "牢固树立", "增强", "强化", "提高") and _ATTITUDE.search(rest):
        kind = "attitude"
    if kind in ("action", "result"):
        scan.partners += [name for name in _drawn_in(scan, head, begin, end) if name not in scan.partners]
    found = _found(scan, kind)
    return Deed(
        kind,
        begin,
        end,
        scan.text[at:action_end],
        (scan.fronted if scan.fronted and (not rest.strip() or _takes(scan, head)) else rest).strip(),
        found.doers,
        found.leads,
        found.partners,
        found.grounds,
        found.moments,
        found.modal,
        scan.perfect,
        not rest.strip() and not scan.kept,
        head in lexicon.causatives,
    )


_UNDER = re.compile("在([^，。、]{2,16}?)(?:的)?(?:具体|统一|直接)?(?:指导|支持|配合|协助)下")
_HELPED = frozenset(
    "支持 鼓励 引导 指导 邀请 帮助 委托 协助 配合 鼓励支持 支持鼓励 引导鼓励 教育引导 带动 支持和配合".split()
)
_GROUP = re.compile(
    "(?:力量|人才|青年|群众|居民|农民|学生|家庭|组织|班子|学院|大学|员|者|户|方|队伍|企业家|商会|院|所|校|站|社|厂|县|区|市|镇|街道|室|科|处|部|"
    "局|委|厅|办|中心|（市、区）)$"
)
_WITH = re.compile("与(.{2,30}?)(?:的)?(?:沟通|协调|联系|合作|对接|协作|交流|协同|会商|共建)")
_ASKED = re.compile("(?:征求|听取|吸收)(.{2,40}?)(?:的)?(?:意见|建议)")


def _drawn_in(scan: _Scan, verb: str, begin: int, end: int) -> list[str]:
    """Who else takes part: 支持X做…, 加强与X的合作, 征求X意见."""
    clause = scan.text[begin:end]
    match = _WITH.search(clause) or _ASKED.search(clause)
    if match is not None:
        names = _people(match[1])
        return names if len(match[1]) <= 30 else []
    if verb not in _HELPED:
        return []
    start = next((w.start for w in scan.words[scan.at : scan.last] if w.start >= begin and w.text == verb), begin)
    for i in range(scan.at + 1, min(scan.at + 14, scan.last - 1)):
        word = scan.words[i]
        known = word.text in _lexicon().adverbs or _is_strong(word.text)
        if known and scan.words[i + 1].text not in ("的", "、", "和"):
            name = scan.text[start + len(verb) : word.start].lstrip("好了")
            if name and "的" not in name and (names := _people(name)):
                return names
    return []


def _people(row: str) -> list[str]:
    """The names of a row when its last is one of people or a body of people."""
    parts = [part.removesuffix("等") for part in re.split("[、和及]", row.removesuffix("等")) if part]
    last = parts[-1] if parts else ""
    return parts if _PEOPLE.search(last) or _GROUP.search(last) else []


def _takes(scan: _Scan, verb: str) -> bool:
    """Whether what 将 or 把 brings forward is the object though words follow the verb: 将X纳入考核."""
    return scan.text[scan.start : scan.start + 1] in ("将", "把") or verb in _lexicon().takers


def second_verbs(words: Sequence[Word], clause: Clause) -> list[tuple[int, int]]:
    """Where within a clause a second verb with an object of its own begins behind 、 or 并: end and start as words."""
    depth = 0
    marks: list[int] = []
    for i in range(clause.first, clause.last - 1):
        word = words[i]
        if word.text in ("、", "并"):
            if not depth:
                marks.append(i)
        elif word.tag == "w":
            depth += (word.text in _OPENERS) - (word.text in _CLOSERS)
    if not marks:
        return []
    edges = [clause.first - 1, *marks, clause.last]
    pieces = [(left + 1, right) for left, right in pairwise(edges)]
    if not all(_is_phrase(words, first, last, k == 0) for k, (first, last) in enumerate(pieces)):
        joined = marks[-1]
        if words[joined].text != "并" or not _is_phrase(words, joined + 1, clause.last, False):
            return []
        return [(joined, joined + 1)] if joined > clause.first + 1 else []
    tail = words[pieces[-1][0] : pieces[-1][1]]
    if tail[-1].text in ("工作", "活动", "任务", "措施", "事项", "等") or any(w.text in ("的", "等") for w in tail):
        return []
    return [(mark, mark + 1) for mark in marks]


def _is_phrase(words: Sequence[Word], first: int, last: int, opens: bool) -> bool:
    """Whether words[first:last] are a verb, adverbs before it, with an object: 完善制度."""
    lexicon = _lexicon()
    if last - first == 1:
        return len(words[first].text) == 4 and words[first].text[:2] in lexicon.nominal
    for i in range(first, min(first + (6 if opens else 3), last - 1)):
        word = words[i]
        if (word.text in lexicon.verbs or word.text in lexicon.nominal or word.text in lexicon.results) and (
            word.tag != "vn" or opens
        ):
            following = words[i + 1]
            if following.text in _NOUN_HEADS and i + 2 >= last and word.text not in lexicon.nominal:
                return False
            return following.text not in ("的", "和", "及", "与", "等", "并", "工作", "活动", "情况", "了")
        if not (opens or word.text in lexicon.adverbs or word.tag in ("d", "ad")):
            return False
    return False
