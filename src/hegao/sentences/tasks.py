"""The row of a task or problem out in sentences: what is to be done, by whom and when (S13)."""

from __future__ import annotations

import re

from hegao.facts import Cell, Row, shown

MARKS = "，。；：、,;: "
_DONE = r"(?:全部|全面|基本|按期|如期)?(?:完成|落实到?位?|办结|建成|见效)"
# What a task as somebody wrote it may say at its end already: by when, by whom.
_SAYS_WHEN = re.compile(
    r"[，,](?:力争|确保|[于在到])?(?=[0-9今本明年第一二三四上下])(?:[12][0-9]{3}年|[今本明]年)?"
    r"(?:年?[底末中内]|[0-9]{1,2}月(?:[0-9]{1,2}日|[上中下]旬|[底末])?|第?[一二三四1-4]季度[末底]?|[上下]半年[末底]?)?"
    rf"(?:[之以]?前|内)?(?:{_DONE})?$"
)
_SAYS_WHO = re.compile(
    r"[，,](?:由[^，,。；;]{1,40}(?:牵头|负责)|[^，,。；;]{0,40}(?:[局委办部院厅室科处组会]|中心|公司|单位|部门)(?:牵头|负责|配合|协助))"
    r"(?:落实|组织实施|实施)?$"
)
_COUNTED = re.compile(
    r"[0-9][0-9,.]*[万亿]?[^\W\d%％]{1,4}(?:以上|以内|左右)?"
)  # what may follow a task's object at once
_ENDLESS = re.compile("长期|常年|持续|全年|常态化?|经常|贯穿全年|每|定期")
_GOES_ON = re.compile("(?:推进|坚持|落实|开展|实施|进行|执行|抓)$")
_BOUND = re.compile("(?:之|以)?前$")
_WITHIN = re.compile(r"[内间]$|半年$")
_END = re.compile("(?:[日底末旬】]|[0-9]号)$")
# What begins so reads as what a task is to reach; in front of anything else 确保 says that it does.
_OUTCOME = re.compile(
    "确保|保证|保障|实现|达到|做到|提高|提升|增强|促进|形成|防止|避免|杜绝|减少|降[低至]|力争|争取|营造|满足|推动|控制在|方便"
)


def duty(row: Row) -> str:
    """A task to come: 修订值班制度，6月底前完成，由办公室负责。 What is not given is left out."""
    told, who, when = apart(shown(row.cells["任务"]))
    aims = _aims(row, told)
    if aims and _COUNTED.fullmatch(aims[0].removeprefix("达到")) and not re.search("[，,0-9]", told):
        told += aims.pop(0).removeprefix("达到")  # 创建节水型单位20家
    due = shown(row.cells.get("完成时限"))
    clauses = [told, *aims]
    clauses += when or ([] if _BOUND.sub("", due.strip(MARKS)) in told else _when(due))
    clauses += who or ([] if _names_all(told, row.cells.get("责任单位")) else _who(row))
    return f"{'，'.join(clauses)}。"


def _names_all(told: str, owners: Cell | None) -> bool:
    """Whether a task says already who does it: 由秘书科牵头修订…."""
    return isinstance(owners, tuple) and all(f"由{one}" in told or f"{one}牵头" in told for one in owners)


def problem(row: Row) -> str:
    """What is wrong, how it shows, and why, in one or two sentences."""
    seen = shown(row.cells["问题"]).strip(MARKS)
    shows = shown(row.cells.get("表现")).strip(MARKS)
    cause = shown(row.cells.get("原因")).strip(MARKS)
    cause = re.sub("^(?:主要)?原因(?:主要)?是?|^(?:因为|由于)", "", cause).strip(MARKS)
    first = f"{seen}，{shows}。" if shows and "。" not in shows else f"{seen}。{shows}。" if shows else f"{seen}。"
    return f"{first}主要原因是{cause}。" if cause else first


def remedy(row: Row) -> str:
    """What is to be done about a problem, by whom and when; "" when nothing is said."""
    measure, who, when = apart(shown(row.cells.get("整改措施")))
    if not measure:
        return ""
    seen = re.split("[，,。；;]", shown(row.cells["问题"]).strip(MARKS))[0].removesuffix("的问题").removesuffix("问题")
    clauses = [f"针对{seen}的问题", measure]
    if measure.startswith("针对"):
        clauses = [measure]
    clauses += when or _when(shown(row.cells.get("完成时限")))
    clauses += who or _who(row)
    return f"{'，'.join(clauses)}。"


def apart(written: str) -> tuple[str, list[str], list[str]]:
    """A task as written into what is to be done, who it says does it, and by when."""
    told = written.strip(MARKS)
    who: list[str] = []
    when: list[str] = []
    while True:
        for pattern, kept in ((_SAYS_WHO, who), (_SAYS_WHEN, when)):
            if match := pattern.search(told):
                kept.insert(0, match.group().strip(MARKS))
                told = told[: match.start()].strip(MARKS)
                break
        else:
            return told, who, when


def _aims(row: Row, told: str) -> list[str]:
    aims: list[str] = []
    written = [(column, aim) for column in ("标准", "目标") for aim in re.split("[；;]", shown(row.cells.get(column)))]
    for column, aim in ((column, aim.strip(MARKS)) for column, aim in written):
        if not aim or aim in told or any(aim in one for one in aims):
            continue
        if _OUTCOME.match(aim):
            aims.append(aim)
        elif re.match("[0-9]", aim):
            aims.append(f"达到{aim}")
        else:
            aims.append(f"{'做到' if column == '标准' else '确保'}{aim}")
    return aims


def _when(due: str) -> list[str]:
    due = re.sub(rf"{_DONE}$", "", due.strip(MARKS)).strip(MARKS)
    if not due:
        return []
    bare = _BOUND.sub("", due)
    if bare.endswith("月"):
        bare += "底"
    elif re.search("[0-9]年度?$", bare):
        bare = bare.removesuffix("度") + "底"
    elif bare.endswith("季度") and not bare.startswith("每"):
        bare += "末"
    if bare != due or _END.search(bare):
        return [f"{bare}前完成"]
    if _ENDLESS.match(due):
        return [due if _GOES_ON.search(due) else f"{due}推进"]
    if due.endswith("起"):
        return [f"{due}实施"]
    return [f"{due}完成" if _WITHIN.search(due) else f"完成时限为{due}"]


def _who(row: Row) -> list[str]:
    owner, partners = shown(row.cells.get("责任单位")), shown(row.cells.get("配合单位"))
    if not owner:
        return [f"{partners}配合"] if partners else []
    return [f"由{owner}牵头", f"{partners}配合"] if partners else [f"由{owner}负责"]
