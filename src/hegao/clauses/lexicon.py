"""rules/lexicon/actions.txt in, the classes of a word out: those of verbs and of what stands before them as bits of
one number, so that one look tells them all; the others as sets."""

from __future__ import annotations

from functools import cache

from hegao.data import data_folder, lexicon_lines
from hegao.errors import RuleError

VERB = 1 << 0  # an action, whatever the dictionary calls it: 研究
RESULT = 1 << 1  # 确保, 实现
STATE = 1 << 2  # 存在, 位居
STANCE = 1 << 3  # 坚持, 围绕
CAUSATIVE = 1 << 4  # 组织, 督促: somebody does something
NOMINAL = 1 << 5  # its object may be a verb: 加强监督
ADVERB = 1 << 6  # 切实, 分批
CONNECTIVE = 1 << 7  # 同时, 并
MODAL = 1 << 8  # 要, 应当
GROUND = 1 << 9  # 按照
PARTNER = 1 << 10  # 会同
KEPT = 1 << 11  # a preposition whose phrase belongs to the action: 对
MEANS = 1 << 12  # one whose phrase does not: 通过
TAKER = 1 << 13  # takes what 将 brings forward: 纳入
LEXICON_BITS = 14  # the next free one

LISTED = VERB | RESULT | CAUSATIVE  # a verb of some action
STRONG = LISTED | NOMINAL

_BITS = {
    "动词": VERB,
    "结果": RESULT,
    "状态": STATE,
    "态度": STANCE,
    "使令": CAUSATIVE,
    "带名": NOMINAL,
    "副词": ADVERB,
    "连词": CONNECTIVE,
    "情态": MODAL,
    "依据": GROUND,
    "会同": PARTNER,
    "介词": KEPT,
    "凭借": MEANS,
    "将字": TAKER,
}
_SETS = frozenset(
    (
        *("依据尾", "处所尾", "成效", "名词头", "似名", "拆开", "携人", "人物尾", "团体尾", "成效尾", "态度尾"),
        *("助益尾", "走势尾", "指标尾", "题说问题", "题说打算", "题说回顾", "题说计划"),
    )
)


@cache
def classes() -> dict[str, int]:
    """The bits of each word of the classes that have one. RuleError for a line of no known class."""
    found: dict[str, int] = {}
    for name, bit in _BITS.items():
        for word in _lines()[name]:
            found[word] = found.get(word, 0) | bit
    return found


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a class by its name in the file: listed("人物尾"). KeyError when there is none."""
    return frozenset(_lines()[name])


@cache
def _lines() -> dict[str, list[str]]:
    path = data_folder("rules") / "lexicon" / "actions.txt"
    found: dict[str, list[str]] = {name: [] for name in (*_BITS, *sorted(_SETS))}
    for number, line in lexicon_lines(path):
        name, *words = line.split()
        if name not in found:
            raise RuleError(f"{path} 第 {number} 行：没有“{name}”这一类，应是{'、'.join(found)}之一")
        found[name] += words
    return found


def ends_in(text: str, name: str) -> bool:
    """Whether a text ends in a word of a class: ends_in("各有关单位", "人物尾")."""
    return text.endswith(_endings(name))


@cache
def _endings(name: str) -> tuple[str, ...]:
    return tuple(listed(name))
