"""A paragraph in, the same out without what speaks of figures and tables, which a template does not have."""

from __future__ import annotations

import re

_NUMBER = r"[0-9一二三四五六七八九十]{1,3}(?:[-—.．－][0-9]{1,2})?"
_CAPTION = re.compile(
    rf"(?:续|附)?[图表]\s*{_NUMBER}(?![0-9年月日个张幅份项])(?:[\s\u3000：:、.．]*[^。；！？]{{0,60}})?$"
)
_UNIT = re.compile(
    r"[（(]?(?:计量)?单位\s*[：:]\s*(?:[万亿]?[元件次项个人篇期条份户亩吨家%]|人次|公里|平方米)(?:、\S{1,8})?[）)]?$"
)
_PICTURE = re.compile(r"[\ufffc\s]*$")
_SHOWN = r"(?:所示|所列|可见|可知|可以?看出|显示|反映)"
_MENTION = re.compile(
    rf"(?<![意预罕常少瞥])见(?:以下|下列|[下上附左右])[图表](?![彰扬现示达态率决演述书])|见附?[图表]\s*{_NUMBER}"
    rf"|(?:如|从|由|据)?(?:以下|[下上附])[图表](?:中)?{_SHOWN}|[如从由据]附?[图表]\s*(?:{_NUMBER})?中?{_SHOWN}"
    rf"|附?[图表]\s*{_NUMBER}中?{_SHOWN}|(?:列|汇总|统计)(?:于|在|如)(?:下|附)?[图表](?![彰扬现示达态])"
)
_BRACKETED = re.compile(rf"[（(](?:详|具体|参)?(?:见|如)?附?(?:[下上]?[图表])\s*(?:{_NUMBER})?(?:所示)?[）)]")
_CLAUSE = re.compile(r"(?:“[^”]*”|《[^》]*》|（[^）]*）|[^，；：。！？“《（]|[“《（])*[，；：。！？]?")
_ENDS = ("。", "！", "？", "；")


def without_figures(text: str) -> str:
    """The text without clauses that point to a figure or a table; "" for a caption, a picture, a unit above a table."""
    bare = text.strip(" \u3000\t")
    if _CAPTION.match(bare) or _UNIT.match(bare) or _PICTURE.match(bare):
        return ""
    text = _BRACKETED.sub("", text)
    if not _MENTION.search(text):
        return text
    kept: list[str] = []
    for found in _CLAUSE.finditer(text):
        clause = found.group()
        if clause and not _MENTION.search(clause):
            kept.append(clause)
        elif clause.endswith(_ENDS) and kept and kept[-1][-1] in "，：；":
            kept[-1] = kept[-1][:-1] + clause[-1]  # it ended the sentence the others go on
    return "".join(kept)
