"""A clause in, what it says is done out: verb, object, and whether that is an action, a result, a stance or a state."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from hegao.clauses.leads import Lead, are_people, names_of, read_on
from hegao.clauses.lexicon import (
    ADVERB,
    CAUSATIVE,
    NOMINAL,
    RESULT,
    STANCE,
    STATE,
    STRONG,
    TAKER,
    VERB,
    classes,
    ends_in,
    listed,
)
from hegao.clauses.stretches import Clause
from hegao.clauses.words import ACTS, BEGINS, CLOSER, OPENER, VERB_NOUN, Reading

Kind = Literal["action", "result", "effect", "attitude", "stance", "state", "lead"]

_PREDICATES = frozenset(("达", "达到", "为", "占", "约", "均", "已", "还"))
_DUTIES = frozenset(("应当", "必须", "应", "须", "不得", "要", "负责", "牵头"))
_TURNS = frozenset(("第一时间", "及时", "立即", "一律", "坚决", "予以", "定点"))
_PLACES = ("城镇", "全省", "全市", "全县", "全区", "农村", "我市", "我县", "我区", "我省", "地区")
_TOPICS = frozenset(("会议", "大会", "本次会议", "此次会议", "会上", "双方", "本", "我", "我们", "全体", "大家"))
_COUNTED = re.compile("^第.{1,4}[条章节款]|^(?:.{0,6}?[0-9*×xX]+余?)?[名个家支位](?=[^，]{2})(?<!支)")
_DOERS = re.compile("、|或者|或|以及|和(?!平)|及")
_JOINTS = frozenset(("、", "和", "并", "与", "及", "以及", "或", "或者", "而"))
_NOUN_GOES_ON = frozenset(("的", "、", "和"))
_HANDS_ON = frozenset(("予以", "给予", "加以"))  # the verb is the next word
_COMPLEMENTS = frozenset(("好", "实", "细", "牢", "强"))
_PARTICLES = frozenset(("了", "好", "过", "出", "到位", "着", "完"))
_GIVES = frozenset(("提供", "创造", "奠定", "注入", "开辟", "打下", "增添", "贡献", "作出"))
_RAISES = frozenset(("树立", "牢固树立", "增强", "强化", "提高"))
_FIGURE = re.compile("[0-9０-９*×xX]")
_LACKS = re.compile("(?:没有|不够|有待|未能|不明显|不强|不高|有.{0,3}差距|不及时)[^的]{0,8}$")
_PARTAKES = re.compile("[与征听吸]")
_WITH = re.compile("与(.{2,30}?)的?(?:沟通|协调|联系|合作|对接|协作|交流|协同|会商|共建)")
_ASKED = re.compile("(?:征求|听取|吸收)(.{2,40}?)的?(?:意见|建议)")
_LONGEST_NAME = 30  # characters


class Deed(NamedTuple):
    """What a clause says is done (or that nothing is)."""

    kind: Kind
    lead: Lead  # who, with whom, when, on what ground
    start: int = 0  # of the action clause, characters of the paragraph
    end: int = 0
    action: str = ""
    object: str = ""
    bare: bool = False  # no object
    causative: bool = False  # somebody is made to do it


def deed(reading: Reading, clause: Clause) -> Deed:
    """What the clause says."""
    lead = Lead(clause.first, clause.last)
    if reading.texts[clause.last - 1] == "的":
        return Deed("stance", lead)  # a condition: 对整改不力的
    if reading.texts[clause.first] == "其中":
        return Deed("state", lead)
    kind = read_on(reading, lead)
    return _from_verb(reading, lead) if kind is None else Deed(kind, lead)


def _from_verb(reading: Reading, lead: Lead) -> Deed:
    """The clause from its verb on, or from the noun that stands in its place."""
    at, texts = lead.at, reading.texts
    text, its = texts[at], reading.bits[at]
    following = texts[at + 1] if at + 1 < lead.last else ""
    if following == "的" or (following in _PREDICATES and not its & RESULT):
        return Deed("state", lead)
    acts = its & ACTS or (lead.start >= 0 and _turns_verb(text, its, following))
    if lead.start >= 0 and not acts and len(text) > 2 and classes().get(text[:2], 0) & VERB:
        return _action(reading, lead, text[:2])
    if its & (STATE | STANCE) and not its & (VERB | RESULT):
        joined = following in ("并", "和", "、") and at + 3 < lead.last and reading.bits[at + 2] & VERB
        if its & STATE or not joined:
            return Deed("state" if its & STATE else "stance", lead)
        return _action(reading, lead, text)
    return _action(reading, lead, text) if acts else _from_noun(reading, lead)


def _turns_verb(text: str, bits: int, following: str) -> bool:
    """Whether a noun made of a verb is a verb again behind an adverb: 定期检查设备."""
    if not bits & VERB_NOUN or bits & (VERB | STATE | STANCE) or len(text) < 2:
        return False
    return bool(following) and following not in listed("名词头")


def _from_noun(reading: Reading, lead: Lead) -> Deed:
    """A clause that begins with a noun: who is to do something, or what something is done to."""
    at = _duty(reading, lead)
    if at >= 0:
        return _behind_subject(reading, lead, at, True)
    texts, bits, starts, moment_at = reading.texts, reading.bits, reading.starts, reading.moment_at
    for i in range(lead.at + 1, min(lead.at + 16, lead.last)):
        moment = moment_at.get(starts[i])
        if texts[i] in _TURNS or (moment is not None and moment.kind == "deadline"):
            return _behind_subject(reading, lead, i, False)
        if not bits[i] & BEGINS or texts[i] in ("“", "（"):
            continue
        if not _is_doer(reading.stretch(lead.at, i)):
            return Deed("state", lead)
        if not _is_noun_verb(reading, i, lead.last):
            return _behind_subject(reading, lead, i, False)
    return Deed("state", lead)


def _duty(reading: Reading, lead: Lead) -> int:
    """The word outside brackets that says the subject ought to (应当, 负责), -1 when none does."""
    first = lead.at + 1
    row = reading.texts[first : min(lead.at + 30, lead.last - 1)]
    if _DUTIES.isdisjoint(row):
        return -1
    depth = 0
    for i, text in enumerate(row, first):
        its = reading.bits[i]
        depth += (its & OPENER > 0) - (its & CLOSER > 0)
        if not depth and text in _DUTIES:
            return i
    return -1


def _is_doer(name: str) -> bool:
    return are_people(name) and not name.endswith(_PLACES)


def _is_noun_verb(reading: Reading, i: int, last: int) -> bool:
    return reading.bits[i] & VERB_NOUN > 0 or i + 1 >= last or reading.texts[i + 1] in ("的", "工作", "情况")


def _behind_subject(reading: Reading, lead: Lead, at: int, duty: bool) -> Deed:
    """The deed that begins at word `at` behind its subject; `duty`: with a word that binds the subject to it."""
    name = reading.stretch(lead.at, at)
    if len(name) <= _LONGEST_NAME and name not in _TOPICS and _is_doer(name):
        names = _DOERS.split(name)
        names = names if all(map(are_people, names)) else name.split("、")
        lead.doers += tuple(bare for part in names if (bare := _COUNTED.sub("", part)))
        lead.leads = duty
    lead.at, lead.start = at, -1
    kind = read_on(reading, lead)
    if kind is not None:
        return Deed(kind, lead)
    text, its = reading.texts[lead.at], reading.bits[lead.at]
    if its & ACTS and not (its & STATE and not its & VERB):
        return Deed("stance", lead) if its & STANCE and not its & VERB else _action(reading, lead, text)
    return Deed("state", lead)


def _action(reading: Reading, lead: Lead, verb: str) -> Deed:
    """The deed whose verb begins the word at hand; joint and serial verbs belong to it."""
    i, text = lead.at, reading.text
    at = reading.starts[i]
    begin = at if lead.start < 0 else lead.start
    if verb in _HANDS_ON and i + 1 < lead.last and reading.tags[i + 1] in ("v", "vn", "n"):
        i += 1
        at, verb = reading.starts[i], reading.texts[i]
    following, action_end = _end_of_action(reading, lead.last, i + 1, at, verb)
    object_start = _over_particles(reading, lead, following, action_end)
    end = reading.end(lead.last - 1)
    rest = text[object_start:end].strip()
    kind = _kind(reading, lead, verb, begin, rest)
    if kind in ("action", "result") and (drawn_in := _drawn_in(reading, lead, verb, begin, end)):
        lead.partners += tuple(name for name in drawn_in if name not in lead.partners)
    fronted = lead.fronted and (not rest or _takes(reading, lead, verb))
    return Deed(
        kind,
        lead,
        begin,
        end,
        text[at:action_end],
        lead.fronted.strip() if fronted else rest,
        not rest and not lead.kept,
        classes().get(verb, 0) & CAUSATIVE > 0,
    )


def _end_of_action(reading: Reading, last: int, i: int, at: int, verb: str) -> tuple[int, int]:
    """Where the verb at offset `at` ends with those joined to it (收集、汇总) or behind it (组织召开), as the word that
    follows and as an offset; `i` is the word behind the verb."""
    texts, bits, starts = reading.texts, reading.bits, reading.starts
    end = at + len(verb)
    nominal = classes().get(verb, 0) & NOMINAL
    while i < last and starts[i] == end:
        if texts[i] in _JOINTS and i + 1 < last and starts[i + 1] == reading.end(i):
            if not _is_joint_verb(reading, i + 1, bool(nominal)):
                break
            i += 1
        elif not (len(verb) == 1 and texts[i] in _COMPLEMENTS) and (nominal or not _is_serial_verb(reading, i, last)):
            break
        verb, nominal = texts[i], bits[i] & NOMINAL
        end = reading.end(i)
        i += 1
    return i, end


def _is_joint_verb(reading: Reading, i: int, nominal: bool) -> bool:
    """Whether word i behind 、 or 和 is a second verb; `nominal`: the first may have it as its object."""
    its = reading.bits[i]
    verb = its & ACTS and (its & VERB or reading.tags[i] in ("v", "d"))
    return bool(verb) and not (nominal and its & VERB_NOUN)


def _is_serial_verb(reading: Reading, i: int, last: int) -> bool:
    """Whether word i, right behind a verb, makes one action with it."""
    its = reading.bits[i]
    if i + 1 >= last or not its & STRONG or reading.texts[i + 1] in _NOUN_GOES_ON:
        return False
    return bool(its & NOMINAL or reading.tags[i] == "v") and reading.texts[i] not in listed("似名")


def _over_particles(reading: Reading, lead: Lead, i: int, at: int) -> int:
    """Where the object begins behind 了, 好, 到位 …; 了 and 过 say it is done."""
    while i < lead.last and reading.texts[i] in _PARTICLES and reading.starts[i] == at:
        lead.perfect = lead.perfect or reading.texts[i] in ("了", "过")
        at = reading.end(i)
        i += 1
    return at


def _kind(reading: Reading, lead: Lead, verb: str, begin: int, rest: str) -> Kind:
    """What a verb with what follows it says: an action, unless one of the two tells otherwise."""
    bits = classes().get(verb, 0)
    if verb in _RAISES and ends_in(rest, "态度尾"):
        return "attitude"
    if bits & RESULT or lead.hopes:
        return "stance" if verb == "让" and rest.startswith("我们") else "result"
    if _is_state(bits, rest, lead.kept):
        return "state"
    gives = verb in _GIVES and reading.text[begin] == "为" and ends_in(rest, "助益尾")
    if gives or (verb in listed("成效") and ends_in(rest, "成效尾")):
        return "effect"
    return "action"


def _is_state(bits: int, rest: str, kept: bool) -> bool:
    """Whether what follows a verb of these classes says how things are: a figure reached, a lack, a drift."""
    if not kept and not bits & CAUSATIVE and _FIGURE.search(rest) and _states_figure().search(rest):
        return True
    if _LACKS.search(rest) or (rest[:1] == "有" and len(rest) <= 3):
        return True
    return not bits & (NOMINAL | CAUSATIVE) and ends_in(rest, "走势尾")


@cache
def _states_figure() -> re.Pattern[str]:
    figure = f"(?:了|近|约)?{_FIGURE.pattern}"
    return re.compile(
        f"(?:{'|'.join(sorted(listed('指标尾')))})[^，。、]{{0,9}}?(?:达到?|为|占|提高到?|降低到?|稳定在|控制在|保持在?"
        f"|不超过|不低于|不少于|超过|高于){figure}"
        f"|(?:达到?|为|占|提高到|控制在|稳定在|保持在?){figure}[0-9.]*[%％分]"
        f"|(?:下降|增长|降低|降至|升至|压缩[到至]|缩短[到至]|缩小到|稳居|突破|占){figure}"
    )


def _takes(reading: Reading, lead: Lead, verb: str) -> bool:
    """Whether what 将 or 把 brings forward is the object though words follow the verb: 将X纳入考核."""
    return reading.text[lead.start] in ("将", "把") or classes().get(verb, 0) & TAKER > 0


def _drawn_in(reading: Reading, lead: Lead, verb: str, begin: int, end: int) -> tuple[str, ...]:
    """Who else takes part: 支持X做…, 加强与X的合作, 征求X意见."""
    text = reading.text
    if _PARTAKES.search(text, begin, end):
        match = _WITH.search(text, begin, end) or _ASKED.search(text, begin, end)
        if match is not None:
            return _people(match[1]) if len(match[1]) <= _LONGEST_NAME else ()
    if verb not in listed("携人"):
        return ()
    first = next((i for i in range(lead.at, lead.last) if reading.texts[i] == verb), -1)
    start = reading.end(first) if first >= 0 else begin + len(verb)
    for i in range(lead.at + 1, min(lead.at + 14, lead.last - 1)):
        if reading.bits[i] & (ADVERB | STRONG) and reading.texts[i + 1] not in _NOUN_GOES_ON:
            name = text[start : reading.starts[i]].lstrip("好了")
            if name and "的" not in name and (names := _people(name)):
                return names
    return ()


def _people(row: str) -> tuple[str, ...]:
    """The names of a row when its last is one of people or a body of people."""
    names = names_of(row)
    return names if names and (are_people(names[-1]) or ends_in(names[-1], "团体尾")) else ()
