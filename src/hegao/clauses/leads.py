"""A clause in, what stands before its verb out: who is to do it, with whom, when, on what ground, and where the verb
is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from hegao.clauses.lexicon import (
    ADVERB,
    CONNECTIVE,
    GROUND,
    KEPT,
    LISTED,
    MEANS,
    MODAL,
    NOMINAL,
    PARTNER,
    STATE,
    STRONG,
    TAKER,
    VERB,
    ends_in,
    listed,
)
from hegao.clauses.words import (
    ACTS,
    ADVERBIAL,
    BEGINS,
    BY,
    CLOSER,
    DENIES,
    FOLLOWS,
    IDIOM,
    MARK,
    OPENER,
    VERB_NOUN,
    VERBAL,
    Reading,
)
from hegao.model import Moment

End = Literal["lead", "stance", "state"]  # what a clause is that holds no verb of its own

_MOST = 40  # steps; a clause with more before its verb is no sentence
_BEFORE_VERB = MARK | CONNECTIVE | BY | GROUND | PARTNER | MODAL | DENIES | KEPT | MEANS | ADVERB | ADVERBIAL | IDIOM
_AND = re.compile("[、和与及]")
_ROW_GOES_ON = frozenset(("、", "和", "及", "等"))
_NOUN_GOES_ON = frozenset(("的", "、", "和"))
_PHRASE_GOES_ON = frozenset(("的", "、", "和", "等", "及", "与"))
_JOINED = frozenset(("的", "和", "、", "与", "及", "所"))  # a verb behind it belongs to a noun
_LINKS = frozenset(("、", "地", "并", "而", "和"))
_LEADING = frozenset(("牵头", "负责", "分别", "要", "应", "须", "应当"))
_ROLES = frozenset(("牵头", "配合", "负责"))
_ROLES_BY = frozenset(("等", "牵头", "负责", "总牵头", "具体", "主要", "共同"))
_LIGHT = frozenset(("进行", "予以", "给予", "加以"))
_PEOPLE_OF = re.compile(
    "(?:各|各有关|各相关|有关|相关|全体|市直|县直|区直|省直|我).{0,12}[局委办厅部院所站队社会镇乡村县区市省州旗中心街道]$"
)
_BRACKET = re.compile("（[^（）]{1,20}）$")


@dataclass(slots=True)
class Lead:
    """What a clause says besides its verb and object, and where the reading stands."""

    at: int  # the next word to read
    last: int  # the end of the clause, as a word
    doers: tuple[str, ...] = ()  # named before the verb
    leads: bool = False  # the doers lead what follows: 由X牵头, X要
    partners: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()  # 按照…要求
    moments: tuple[Moment, ...] = ()  # outside the action
    modal: str = ""  # 要 将 应 …
    perfect: bool = False  # 了, 已
    start: int = -1  # where the action begins (characters), when before the verb: adverbs, 对…
    fronted: str = ""  # the object in front of the verb: 将X纳入…
    hopes: bool = False  # 力争
    kept: bool = False  # a phrase with 对, 向, 为 … is part of it


def read_on(reading: Reading, lead: Lead) -> End | None:
    """Reads all that stands before the verb; None when it has come to one, else what the clause is without."""
    bits, moment_of, organ_at = reading.bits, reading.moment_of, reading.organ_at
    for _ in range(_MOST):
        i = lead.at
        if i >= lead.last:
            return "lead"
        moment = moment_of.get(i)
        if moment is not None:
            _over_moment(reading, lead, moment)
            continue
        start = reading.starts[i]
        if start + 1 in reading.moment_at and reading.texts[i] in ("于", "在", "自", "从", "至", "到"):
            lead.at += 1
            continue
        if start in organ_at and _over_doer(reading, lead):
            continue
        its = bits[i]
        if not its & _BEFORE_VERB:
            return None
        for step in _steps_for(its & _BEFORE_VERB):
            outcome = step(reading, lead)
            if outcome == "on":
                break
            if outcome is not None:
                return outcome
        else:
            return None
    return "state"


def begins_verb(reading: Reading, i: int, last: int) -> bool:
    """Whether a new verb phrase begins at word i."""
    return i < last and reading.bits[i] & BEGINS > 0


def are_people(name: str) -> bool:
    """Whether a name is one of people or a unit, who can do things: 各有关单位, 市发展改革委（牵头）."""
    bare = _BRACKET.sub("", name) if name.endswith("）") else name
    return ends_in(bare, "人物尾") or _PEOPLE_OF.match(name) is not None


def names_of(row: str) -> tuple[str, ...]:
    """The names of a row: 市财政局、市教育局等."""
    return tuple(name for name in _AND.split(row.removesuffix("等")) if name)


def _begin(reading: Reading, lead: Lead) -> None:
    if lead.start < 0:
        lead.start = reading.starts[lead.at]


def _over_moment(reading: Reading, lead: Lead, moment: Moment) -> None:
    """A time; how often something is done (每季度) belongs to the action, by when does not."""
    if moment.kind == "recurrence" and not moment.text.endswith(("前", "底", "末", "内")):
        _begin(reading, lead)
    lead.moments += (moment,)
    lead.at = bisect_left(reading.starts, moment.end, lead.at, lead.last)


def _over_doer(reading: Reading, lead: Lead) -> bool:
    """Takes organs standing before a verb as the doers; False where they are but part of a noun."""
    texts, last = reading.texts, lead.last
    names, end = reading.row_of_organs(reading.starts[lead.at])
    i = bisect_left(reading.starts, end, lead.at, last)
    if i < last and texts[i] in ("等", "等部门", "等单位"):
        i += 1
    if i < last and not reading.bits[i] & FOLLOWS:
        return False
    lead.doers += tuple(name for name in names if name not in lead.doers)
    lead.at, lead.start = i, -1
    if i < last and texts[i] in _LEADING:
        lead.leads = True
    if i < last and texts[i] in _ROLES:
        lead.at += 1
        if texts[i] == "配合" and lead.at == last:
            lead.partners, lead.doers = lead.partners + lead.doers, ()
    return True


# The steps over what may stand before a verb: each is asked about words of its classes, in the order of _STEPS, and
# says "on" when it has read the word, None when the word is not its own, or what the clause is without a verb.
_Outcome = Literal["on", "lead", "stance", "state"] | None


def _over_mark(reading: Reading, lead: Lead) -> _Outcome:
    if reading.bits[lead.at] & OPENER and not _over_quotation(reading, lead):
        return "state"
    lead.at += 1
    return "on"


def _over_quotation(reading: Reading, lead: Lead) -> bool:
    """Goes to the closing mark of a quotation that says how something is done: “一县一策”化解…"""
    for i in range(lead.at + 1, min(lead.at + 16, lead.last)):
        if reading.bits[i] & CLOSER:
            if not begins_verb(reading, i + 1, lead.last):
                return False
            _begin(reading, lead)
            lead.at = i
            return True
    return False


def _over_connective(reading: Reading, lead: Lead) -> _Outcome:
    if lead.start >= 0:
        return None
    lead.perfect = lead.perfect or reading.texts[lead.at] in ("已", "已经")
    lead.at += 1
    return "on"


def _over_by(reading: Reading, lead: Lead) -> _Outcome:
    """由X牵头, 由X负责: the doers, and the words that say so."""
    texts, last = reading.texts, lead.last
    start = reading.starts[lead.at] + 1
    names, end = reading.row_of_organs(start)
    if not names:
        stop = next((i for i in range(lead.at + 1, last) if texts[i] in ("牵头", "负责", "会同")), last)
        if stop == last or reading.starts[stop] - start > 20:
            lead.at += 1
            return "on"
        end = reading.starts[stop]
        names = (reading.text[start:end],)
    lead.doers += names
    lead.leads = True
    lead.at = bisect_left(reading.starts, end, lead.at, last)
    while lead.at < last and texts[lead.at] in _ROLES_BY:
        lead.at += 1
    lead.start = -1
    return "on"


def _over_ground(reading: Reading, lead: Lead) -> _Outcome:
    """按照…要求, up to the noun that closes it before a verb."""
    begin = reading.starts[lead.at]
    close = _close_of_ground(reading, lead)
    lead.at = close + 1
    lead.grounds += (reading.text[begin : reading.end(close)],)
    return "on" if lead.at < lead.last else "lead"


def _close_of_ground(reading: Reading, lead: Lead) -> int:
    """The last word of a ground, that of the clause when it is nothing else."""
    texts, bits, last = reading.texts, reading.bits, lead.last
    ends = listed("依据尾")
    depth = 0
    for i in range(lead.at + 1, last - 1):
        if bits[i] & MARK:
            depth += (bits[i] & OPENER > 0) - (bits[i] & CLOSER > 0)
            closes = depth <= 0 and texts[i] in ("》", "）", ")")
        else:
            closes = not depth and texts[i][-2:] in ends
        if closes and bits[i + 1] & BEGINS and texts[i + 1] not in ends:
            return i
    if texts[last - 1][-2:] not in ends:
        for i in range(lead.at + 3, last - 1):
            if _is_main(reading, i):
                return i - 1
    return last - 1


def _is_main(reading: Reading, i: int) -> bool:
    """Whether word i is surely the verb of the clause: listed, no noun, with an object, nothing made of it by 的."""
    its, texts = reading.bits[i], reading.texts
    surely = its & NOMINAL or (its & VERB and reading.tags[i] == "v")
    return bool(surely) and texts[i + 1] not in _PHRASE_GOES_ON and texts[i - 1] not in ("的", "、", "和", "及", "与")


def _over_partners(reading: Reading, lead: Lead) -> _Outcome:
    """会同X、Y: the partners, up to the verb; 协调, 配合 only where organs follow."""
    texts, last = reading.texts, lead.last
    word = texts[lead.at]
    names, end = reading.row_of_organs(reading.end(lead.at))
    i = bisect_left(reading.starts, end, lead.at + 1, last) if names else last
    if not names or (i < last and texts[i] in _ROW_GOES_ON):
        if word in ("协调", "配合"):
            return None
        i = next((i for i in range(lead.at + 2, last) if reading.bits[i] & BEGINS), last)
        names = _partners_before(reading, lead, i)
    elif word in ("协调", "配合"):
        return None
    if not names:
        return None
    lead.partners += names
    lead.at = i
    while lead.at < last and texts[lead.at] in ("等", "共同", "一起", "一道"):
        lead.at += 1
    return "on"


def _partners_before(reading: Reading, lead: Lead, i: int) -> tuple[str, ...]:
    """Who stands between 会同 and word i; nobody when it is too much, or reaches the end and is not of people."""
    row = reading.text[reading.end(lead.at) : reading.end(i - 1)]
    if not 2 <= len(row) <= 40 or (i >= lead.last and not are_people(row)):
        return ()
    return names_of(row)


def _over_modal(reading: Reading, lead: Lead) -> _Outcome:
    text = reading.texts[lead.at]
    if text == "将" and _brings_forward(reading, lead):
        return None
    lead.modal = lead.modal or text
    lead.at += 1
    lead.start = -1
    return "on"


def _brings_forward(reading: Reading, lead: Lead) -> bool:
    """Whether 将 brings an object forward (将任务分解到…) rather than saying what will be."""
    following = lead.at + 1
    if following >= lead.last or reading.starts[following] in reading.moment_at:
        return False
    its = reading.bits[following]
    if any(bits & TAKER for bits in reading.bits[following + 1 : lead.last]):
        return not its & (ADVERB | MEANS)
    return not its & (BEGINS | MEANS)


def _over_denial(_reading: Reading, _lead: Lead) -> _Outcome:
    return "state"


def _over_kept(reading: Reading, lead: Lead) -> _Outcome:
    _begin(reading, lead)
    lead.kept = True
    return "on" if _to_verb(reading, lead) else "stance"


def _over_means(reading: Reading, lead: Lead) -> _Outcome:
    if not _to_verb(reading, lead):
        return "stance"
    lead.start = -1
    return "on"


def _over_adverb(reading: Reading, lead: Lead) -> _Outcome:
    i = lead.at
    its, text = reading.bits[i], reading.texts[i]
    adverb = its & ADVERB and goes_on(reading, i, lead.last)
    if not adverb and (its & VERB or not its & ADVERBIAL):
        return None
    lead.perfect = lead.perfect or text in ("已", "已经", "均已", "共")
    lead.hopes = lead.hopes or text in ("力争", "争取", "力求")
    _begin(reading, lead)
    lead.at += 1
    if lead.at < lead.last and reading.texts[lead.at] in ("地", "、"):
        lead.at += 1
    return "on"


def _over_idiom(reading: Reading, lead: Lead) -> _Outcome:
    """A set phrase that says how: 因地制宜发展…"""
    following = lead.at + 1
    if following >= lead.last or reading.bits[lead.at] & VERB:
        return None
    its = reading.bits[following]
    if not its & VERB and not (its & ACTS and reading.tags[following] == "v"):
        return None
    _begin(reading, lead)
    lead.at = following
    return "on"


_Step = Callable[[Reading, Lead], _Outcome]
_STEPS: tuple[tuple[int, _Step], ...] = (
    (MARK, _over_mark),
    (CONNECTIVE, _over_connective),
    (BY, _over_by),
    (GROUND, _over_ground),
    (PARTNER, _over_partners),
    (MODAL, _over_modal),
    (DENIES, _over_denial),
    (KEPT, _over_kept),
    (MEANS, _over_means),
    (ADVERB | ADVERBIAL, _over_adverb),
    (IDIOM, _over_idiom),
)


@cache
def _steps_for(its: int) -> tuple[_Step, ...]:
    """The steps over a word of these classes, which are few."""
    return tuple(step for classes, step in _STEPS if its & classes)


def goes_on(reading: Reading, at: int, last: int) -> bool:
    """Whether a word that may be adverb or verb has a verb behind it: 严格执行, not 严格制度."""
    texts, bits = reading.texts, reading.bits
    only_adverb = not bits[at] & VERB
    for i in range(at + 1, last):
        its = bits[i]
        if texts[i] in _LINKS:
            continue
        if its & (KEPT | MEANS | PARTNER | GROUND):
            return True
        if its & (ADVERB | ADVERBIAL) and not its & STRONG:
            continue
        if its & STRONG or (only_adverb and its & ACTS):
            return only_adverb or (i + 1 < last and texts[i + 1] not in _NOUN_GOES_ON)
        return False
    return False


def _to_verb(reading: Reading, lead: Lead) -> bool:
    """Goes to the verb the prepositional phrase at hand belongs to; False when the clause has none."""
    special = _PREPOSITIONS.get(reading.texts[lead.at])
    if special is not None and (found := special(reading, lead)) is not None:
        return found
    at = _light_verb(reading, lead) if lead.kept else -1
    if at < 0:
        at = _verb_of_phrase(reading, lead)
    lead.at = at if at >= 0 else lead.last
    return at >= 0


def _at_place(reading: Reading, lead: Lead) -> bool | None:
    """在…上, 在…过程中: the place is no part of the action."""
    texts, last = reading.texts, lead.last
    for i in range(lead.at + 1, last):
        if texts[i] not in listed("处所尾") and texts[i][-1] not in "上中下时":
            continue
        if i + 1 >= last:
            lead.at = last
            return False
        if reading.bits[i + 1] & BEGINS:
            lead.at, lead.start, lead.kept = i + 1, -1, False
            return True
    return None


def _to_what_end(reading: Reading, lead: Lead) -> bool | None:
    """为做好…工作: a purpose; 为…需要 a ground."""
    if not begins_verb(reading, lead.at + 1, lead.last):
        return None
    if reading.texts[lead.last - 1] in listed("依据尾"):
        lead.grounds += (reading.text[reading.starts[lead.at] : reading.end(lead.last - 1)],)
    lead.at = lead.last
    return False


def _together(reading: Reading, lead: Lead) -> bool | None:
    """与X一起: partners."""
    for i in range(lead.at + 1, lead.last):
        if reading.texts[i] in ("一起", "共同", "一道"):
            lead.partners += names_of(reading.text[reading.end(lead.at) : reading.starts[i]])
            lead.at, lead.start = i + 1, -1
            return lead.at < lead.last
    return None


def _taken_as(reading: Reading, lead: Lead) -> bool | None:
    """以…为…: a stance."""
    row = reading.texts[lead.at + 2 : lead.last]
    if "为" not in row and "作为" not in row:
        return None
    lead.at = lead.last
    return False


def _brought_forward(reading: Reading, lead: Lead) -> bool | None:
    """将X纳入…: the object in front of its verb."""
    at = _light_verb(reading, lead)
    if at < 0:
        at = next((i for i in range(lead.at + 2, lead.last) if reading.bits[i] & TAKER), -1)
        if at < 0:
            return None
        lead.fronted = reading.text[reading.starts[lead.at] + 1 : reading.starts[at]]
    lead.at = at
    return True


_PREPOSITIONS: dict[str, Callable[[Reading, Lead], bool | None]] = {
    "在": _at_place,
    "为": _to_what_end,
    "为了": _to_what_end,
    "与": _together,
    "同": _together,
    "跟": _together,
    "以": _taken_as,
    "将": _brought_forward,
    "把": _brought_forward,
}


def _light_verb(reading: Reading, lead: Lead) -> int:
    """The last 进行, 予以 … of the clause, -1 when there is none: 对…进行检查."""
    return next((i for i in range(lead.last - 1, lead.at + 1, -1) if reading.texts[i] in _LIGHT), -1)


def _verb_of_phrase(reading: Reading, lead: Lead) -> int:
    """The word with which the action behind a preposition begins; -1 when there is none."""
    texts, bits, tags, last = reading.texts, reading.bits, reading.tags, lead.last
    last_of = last - 1 - texts[lead.at : last][::-1].index("的") if "的" in texts[lead.at : last] else -1
    depth = 0
    weak = -1  # taken when nothing better comes
    for i in range(lead.at + 1, last):
        its = bits[i]
        if its & MARK:
            depth += (its & OPENER > 0) - (its & CLOSER > 0)
            continue
        if depth or i == lead.at + 1:
            continue
        before, following = texts[i - 1], texts[i + 1] if i + 1 < last else ""
        if following == "的" or before in _JOINED or (i + 2 < last and texts[i + 2] == "的"):
            if before != "的" and following != "的" and its & ADVERB and goes_on(reading, i, last):
                return i
        elif its & ADVERB and not its & NOMINAL and len(texts[i]) > 1 and goes_on(reading, i, last):
            return i
        elif its & LISTED:
            if (not following or following in _PHRASE_GOES_ON) and not _may_close(reading, lead, i):
                continue
            if its & NOMINAL or tags[i] not in ("vn", "n"):
                return i
            if weak < 0 and lead.kept:
                weak = i
        elif its & VERBAL and not its & STATE and following:
            weak = i if i > last_of else -1
        elif tags[i] in ("d", "ad") and goes_on(reading, i, last):
            return i
    return weak


def _may_close(reading: Reading, lead: Lead, i: int) -> bool:
    """Whether a verb without object ends what 对… began: 对问题整改, not 对问题进行整改."""
    return (
        lead.kept
        and not reading.bits[i] & NOMINAL
        and not (reading.bits[i - 1] & VERB_NOUN or reading.tags[i - 1] == "v")
    )
