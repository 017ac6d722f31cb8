"""The words an optional slot had in the sample in, a name that tells what it is about out."""

from __future__ import annotations

import re

_LONGEST = 10  # characters of what a name is about: more reads as a sentence
_VERB = re.compile(
    r"(?:(?:组织|全面|顺利|成功|率先|积极|及时|认真|新|已|共|牵头|先后|进一步|不断)*"
    r"(?:建立健全|修订完善|制定出台|投资建设|改造升级|更新改造|建成|建立|完成|修订|制定|制订|出台|印发|启动|改造|更新|组建|成立|开通"
    r"|上线|新建|升级|搭建|购置|更换|安装|设立|引进|推出|扩建|编制|编印|编报|开发|撰发|做好|组织|开展|举办|召开|承办|推进|加强|申报|打造"
    r"|完善|设置|落实|实施|推行|参加|获得|配合)了?(?:完成|开展|做好)?)"
)
_EDGE = re.compile(r"^(?:[0-9□…]+年度?|我[局厅委办]|全[局厅委办市县]|本[局厅单位]+)+")
_STOP = re.compile(r"[，。；：、（(]|[和与](?!谐)|以及|(?<![涉普危])及(?!时)|并(?!轨)|等|□|……")
_FOLLOWS = re.compile(r"(?:完成|竣工|建成|投用|投入使用|上线运行|上线|开通|成立|揭牌|启用|启动)(?:运行|仪式)?$")
_EMPTY = re.compile(r"(?:工作|任务|事项|情况|项目|制度|机制|活动|目标|方案|办法|会议|培训|平台|系统|台账|建设)")
_NO_NAME = re.compile(r"以来|一[支批个套项]|[我对将把被使让由在从]|确保|保障|有关|相关|.*了")
_WORDS = re.compile(r"[\u4e00-\u9fff]{3,}")
_HEADING = re.compile(
    r"(?:抓好?|狠抓|加强|强化|做好|做实|做优|推进|优化|规范|严格|提升|提高|深化|突出|聚焦|着力|完善|健全|夯实|坚持|力求)"
    r"([\u4e00-\u9fff]{2,6})(?=[，。、]|$)"
)


def gist(said: str) -> str:
    """The name of a slot for these words, ending in 情况; "" where they tell of no one thing in few words."""
    clause = _EDGE.sub("", re.split("[，。；：]", said.strip(), maxsplit=1)[0])
    clause = re.sub(r"[“”《》]", "", _EDGE.sub("", clause))
    verb = _VERB.match(clause)
    what = clause[verb.end() :] if verb else _FOLLOWS.sub("", clause) if _FOLLOWS.search(clause) else ""
    what = _STOP.split(_EDGE.sub("", what.removeprefix("了")), maxsplit=1)[0]
    if "的" in what:
        what = what.rsplit("的", 1)[1]
    if not _WORDS.fullmatch(what) or len(what) > _LONGEST or _EMPTY.fullmatch(what) or _NO_NAME.match(what):
        return ""
    return f"{what.removeprefix('机关') if len(what) > 4 else what}情况"


def theme_of(title: str) -> str:
    """What a heading is about in few words, as in 抓公文办理，促运转规范; "" where it does not tell."""
    found = _HEADING.match(title)
    return found.group(1) if found else ""
