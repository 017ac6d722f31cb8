"""A paragraph of a sample in, what of it gives way to a slot out: figures, dates, documents, names, years, masks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from hegao.learn.lines import Hole
from hegao.learn.sample import Sample, is_sector, topic
from hegao.learn.slots import MASK, M, add, example, identifier, name_of, once, short
from hegao.model import Blank, Metric

Mark = tuple[int, int, Hole]  # start, end, what takes its place

_YEAR = re.compile(
    r"(?<![0-9〔\[（(])((?:19|20)[0-9]{2})(?=年|[—－~～-]{1,2}(?:19|20)[0-9]{2}年|至(?:19|20)[0-9]{2}年)"
)
_NAME = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》(?:（[0-9]{4}年[0-9]{1,2}月[^（）]{0,4}）|（试行）)?")
_NAMES = re.compile(rf"(?:{_NAME.pattern})(?:[、和及]?(?:{_NAME.pattern}))*")
_ISSUED = re.compile(
    r"(?:印发|制发|制定|出台|修订|编制|编印|编撰|编写|下发|发布|拟定|起草|刊发|形成)(?:了|并|完善)?[^，。；《》]{0,6}$"
)
_LEADER = re.compile(r"在([^，。；在]{2,24}?)的?(?:坚强|正确|统一|有力|亲切|直接|具体)*领导下")
_ORGAN = re.compile(
    rf"[省市县区]?{M}(?:[省市县区]{M})?(?:局|厅|委员会|委|红旗党支部|党支部|办公室|中心|日报|晚报|广播电视台|电视台|在线|网(?![络格站])|集团|公司"
    r"|大学|学院|医院|协会)(?:党组|党委|机关)?"
)
_PLACE = re.compile(rf"{M}[省市县区镇乡村州]|{M}(?:街道|社区)")
_TIME_EDGE = re.compile(r"^(?:截至|截止到?|自从?|从|到|至|于|在|今年|本年|每年)")
_TIME_TAIL = re.compile(r"(?:以前|之前|以后|之后|以来|起|前|后|开始|以内|期间)$")
_STANDING = re.compile(r"[0-9]|季度|[上下]半年|[上中下]旬")
_STEADY = re.compile(r"^(?:[0-9]{4}年)?(?:年底|年内|全年|年末|年终)")
_WITHIN = re.compile("工作日|小时|分钟|天内|日内")
_ROUGHLY = re.compile(r"(?<![接大])[近约逾超]$")
_MOVED = re.compile(
    r"^(?:增加|减少|增长|下降|提高|降低|压减|压缩|精简)(?=[\u4e00-\u9fff]{2})|(?:的?(?:增幅|降幅|升幅|增减))$"
)
_FORMER = re.compile(r"^(?:去年|上年度?)(?:同期)?")
_TOO_SHORT = 4  # characters of a name that says little without what was done: 会议, 承办会议
_VERBS = (
    "承办|筹办|召开|举办|接待|报送|上报|办理|印发|制发|下发|编发|起草|撰写|审核|接收|发送|处理|受理|办结|发布|公开|采用|采编|答复"
    "|回复|清退|整改|化解|接听|转办|督办|核查|走访|慰问|帮扶|招录|选派|发展|培养|归档|整理|流转|登记|修订|制定|评查|组织召开"
)
_ENUMERATED = re.compile("[一二两三四五六七八九十](?:大)?[项个件类种方条]面?")
_COUNT = re.compile(
    r"(?<![0-9A-Za-z.,〔第·])[0-9][0-9,]*(?:\.[0-9]+)?((?:余|多)?(?:万|亿)?"
    r"(?:人次|场次|件次|[件次项个名户家篇份条期场套台辆座处亩吨元路批封册]|公里|%))(?![级以月])"
)
_NORM = re.compile(r"每[^，。；]{0,8}$|(?:不少于|不低于|不超过|以内|“|[0-9一二三四五六七八九十]年)[^，。；”]{0,4}$")
_ROSE = re.compile(
    r"(?:增加|减少|增长|下降|提高|降低|上升|前进|后退|回落|提升|缩短|压减|压缩|增幅|降幅|升幅)(?:了|为|达到?|至)?$"
)


def marks_of(sample: Sample, number: int) -> list[Mark]:
    """Everything in a paragraph that gives way to a slot, in order; of two that overlap what is wider or surer."""
    text = sample.document.paragraphs[number - 1].text
    return _chosen(
        [
            *_documents(sample, text),
            *_moments(sample, number, text),
            *_leaders(sample, text),
            *_own_names(sample, text),
            *_figures(sample, number, text),
            *_gatherings(sample, number, text),
            *_masks(sample, number, text),
            *_years(sample, text),
            *_counts(sample, number, text),
        ]
    )


def marks_of_title(sample: Sample, title: str) -> list[Mark]:
    """The unit and the years in a title."""
    return _chosen([*_own_names(sample, title), *_years(sample, title)])


def _chosen(marks: Iterable[Mark]) -> list[Mark]:
    """In reading order; of two that overlap the earlier named."""
    chosen: list[Mark] = []
    for mark in marks:
        if all(mark[1] <= other[0] or other[1] <= mark[0] for other in chosen):
            chosen.append(mark)
    return sorted(chosen, key=lambda mark: mark[:2])


def _about(text: str, at: int) -> str:
    """What is said of a slot: the sentence around its place."""
    start = max(text.rfind(mark, 0, at) for mark in "。！？；") + 1
    ends = [end for mark in "。！？；" if (end := text.find(mark, at)) >= 0]
    return short(text[start : min(ends, default=len(text))])


def _documents(sample: Sample, text: str) -> Iterator[Mark]:
    """Titles of documents that were of that year: issued then, with a year or a mask in them."""
    for run in _NAMES.finditer(text):
        issued = _ISSUED.search(text[: run.start()]) is not None
        issued = issued and not re.match(r"[0-9*＊_X]+余?期", text[run.end() :])
        each = list(_NAME.finditer(text, run.start(), run.end()))
        going = [one for one in each if _goes(sample, one.group(), issued)]
        stretches = [run.span()] if len(going) == len(each) else [one.span() for one in going]
        for start, end in stretches:
            title = text[start:end]
            more = {"required": True, "about": f"带书名号：{_about(text, start)}", "example": example(title)}
            name = once(sample.slots, ("document", title), "文件名称", "text", "《值班工作规定》", **more)
            yield start, end, Hole(name)


def _goes(sample: Sample, title: str, issued: bool) -> bool:
    law = re.match("《[^》]*》", title)
    known = law is not None and any(one.startswith(law.group()) for one in sample.laws)
    return bool(MASK.search(title) or _YEAR.search(title) or (issued and not known))


def _moments(sample: Sample, number: int, text: str) -> Iterator[Mark]:
    """Dates and deadlines of that year; what every year has (全年, 每季度, 年底前) stays."""
    for time in sample.times.get(number, ()):
        if time.kind not in ("date", "deadline", "period"):
            continue
        start, end = time.span.start, time.span.end
        lead = _TIME_EDGE.match(text[start:end])
        start += lead.end() if lead else 0
        tail = _TIME_TAIL.search(text[start:end])
        end -= len(tail.group()) if tail else 0
        core = text[start:end]
        months = re.search("[月至到—-]", core) is not None
        if _WITHIN.search(core) and "月" not in core:
            continue  # how fast every matter is dealt with
        if re.fullmatch(r"(?:19|20)[0-9]{2}年?度?", core) or not _STANDING.search(core):
            continue
        if not months and (time.kind == "period" or _STEADY.match(core)):
            continue
        lasting = time.kind == "period" and re.search("[至到—-]", core) is not None
        name = "时限" if time.kind == "deadline" else "起止时间" if lasting else "日期"
        usual = {"时限": "6月底", "起止时间": "上半年", "日期": "7月1日"}[name]
        value = usual if MASK.search(core) or _YEAR.search(core) else core
        more = {"required": True, "about": _about(text, start), "example": example(core)}
        yield start, end, Hole(add(sample.slots, name, "text" if lasting else "date", value, **more))


def _leaders(sample: Sample, text: str) -> Iterator[Mark]:
    for found in _LEADER.finditer(text):
        organ = found.group(1)
        value = "局党组" if MASK.search(organ) else organ
        more = {"required": True, "about": "在谁的领导下", "example": example(organ)}
        yield *found.span(1), Hole(once(sample.slots, ("leader",), "领导主体", "leader", value, **more))


def _own_names(sample: Sample, text: str) -> Iterator[Mark]:
    for name, slot in ((sample.full, "单位名称"), (sample.short, "简称")):
        if name:
            for found in re.finditer(re.escape(name), text):
                yield *found.span(), Hole(slot)


def _figures(sample: Sample, number: int, text: str) -> Iterator[Mark]:
    """Figures with their units; a rise or fall with its verb, which may be another next year."""
    ahead = topic(sample, number) == "ahead"
    for metric in sample.metrics.get(number, ()):
        start, end = metric.span.start, metric.span.end
        if _ENUMERATED.fullmatch(metric.text) and not text[:start].endswith("》"):
            continue  # 四项工作: how many were just named, not how many there were
        start -= len(found.group()) if (found := _ROUGHLY.search(text[:start])) else 0
        end += len(found.group()) if (found := re.match(r"左右|上下", text[end:])) else 0
        about = _about(text, start)
        rise = _ROSE.search(text[:start]) if metric.kind == "change" else None
        verb = rise.group() if rise else ""
        start -= len(verb)
        name = metric.name
        if len(name) < _TOO_SHORT and metric.kind == "count":
            done = re.search(rf"({_VERBS})了?{re.escape(name)}[^，。；]{{0,2}}$", text[:start])
            name = f"{done.group(1)}{name}" if done else name
        yield start, end, Hole(_figure_slot(sample, replace(metric, name=name), verb, text[start:end], about, ahead))


def _figure_slot(sample: Sample, metric: Metric, verb: str, figure: str, about: str, ahead: bool) -> str:
    unit = (metric.unit or "").replace("％", "%")
    said = "" if metric.masked else _rounded(figure)
    place = "第" if metric.text.startswith("第") else ""
    value = said or f"{verb}{place}{12 + len(sample.slots.known)}{unit}"
    more: dict[str, Any] = {"required": True, "about": about, "example": said, "unit": unit}
    if verb:
        unit = unit or "%"
        more |= {"about": f"连升降一起写，如 {verb}20{unit}：{about}", "unit": ""}
    name, kind = _figure_name(metric, verb, ahead), "text" if verb else "metric"
    if metric.masked:
        return add(sample.slots, name, kind, value, **more)
    return once(sample.slots, ("metric", name, unit, metric.period or "", said), name, kind, value, **more)


def _figure_name(metric: Metric, verb: str, ahead: bool) -> str:
    name, before, behind = metric.name, "", ""
    share = metric.unit in ("%", "％", None)
    if metric.kind == "change" and verb:
        name = _MOVED.sub("", name) or name
        behind = "增幅" if share else "增减"
    elif metric.kind == "change" and share and not name.endswith(("幅", "率")):
        behind = "比例"  # 减少发文20%: the rise or fall is in the words that stay
    elif metric.kind == "rank" and not name.endswith(("名次", "排名")):
        name += "名次"
    bare = _FORMER.sub("", name) or name
    if metric.kind != "change" and (bare != name or metric.period in ("去年", "上年", "上年度")):
        before = "去年"
    # 去年X, X增减 and X增幅 stand beside X, whose own name they keep whole.
    return f"{before}{identifier(f'{bare}目标' if ahead else bare)}{behind}"


def _rounded(figure: str) -> str:
    """385余条 is 385条: what is left over is said of round numbers only."""
    return re.sub(r"(?<=[1-9])[余多](?=[^0-9])", "", figure)


def _counts(sample: Sample, number: int, text: str) -> Iterator[Mark]:
    """Counts nobody gave a name: what stands before them is theirs; norms (每季度1次) stay."""
    if sample.planning:
        return
    for found in _COUNT.finditer(text):
        before = text[: found.start()]
        if _NORM.search(before) or any(one.start() < found.start() < one.end() for one in _NAME.finditer(text)):
            continue
        if any(one.span.start < found.end() and found.start() < one.span.end for one in sample.times.get(number, ())):
            continue
        what = re.search(r"[\u4e00-\u9fff]{2,8}$", before)
        name, said = identifier(what.group()) if what else "数值", _rounded(found.group())
        more: dict[str, Any] = {"required": True, "unit": found.group(1).lstrip("余多")}
        more |= {"about": _about(text, found.start()), "example": said}
        yield *found.span(), Hole(once(sample.slots, ("count", name, said), name, "metric", said, **more))


def _gatherings(sample: Sample, number: int, text: str) -> Iterator[Mark]:
    for meeting in sample.meetings.get(number, ()):
        start, end = meeting.span.start, meeting.span.end
        more = {"example": meeting.text, "required": True, "about": f"学习贯彻哪次会议：{_about(text, start)}"}
        name = once(sample.slots, ("meeting", meeting.text), "会议名称", "text", "党的二十大", **more)
        yield start, end, Hole(name)


def _masks(sample: Sample, number: int, text: str) -> Iterator[Mark]:
    """Masked names, organs and numbers no indicator was made of."""
    for pattern, kind in ((_ORGAN, "org"), (_PLACE, "text")):
        for found in pattern.finditer(text):
            what, end = re.sub(rf"{M}|^[省市县区]", "", found.group()), found.end()
            name, value = name_of(what[-6:]), f"临江{what}"
            within = what.endswith(("党组", "机关"))
            if kind == "org" and (within or what[-1:] in ("局", "厅", "委")):
                name, value, end = "所属单位", "市水务局", end - 2 * within
            more = {"required": True, "about": _about(text, found.start())}
            yield found.start(), end, Hole(once(sample.slots, (kind, name), name, kind, value, **more))
    for blank in sample.blanks.get(number, ()):
        yield blank.span.start, blank.span.end, Hole(_masked(sample, blank, text))


def _masked(sample: Sample, blank: Blank, text: str) -> str:
    """The slot for a mask that is no organ and no place."""
    more = {"required": True, "about": _about(text, blank.span.start)}
    if blank.kind == "number":
        return add(sample.slots, identifier(blank.name), "number", str(12 + len(sample.slots.known)), **more)
    if blank.kind == "date":
        return add(sample.slots, "日期", "date", "6月", **more)
    before, behind = text[: blank.span.start], text[blank.span.end :]
    if sample.sector and (is_sector(behind) or re.search(r"(?:竞技|群众|宣传)$", before)):
        more["about"] = "本单位管的行业，如 水务"
        return once(sample.slots, ("sector",), "行业", "text", "水务", **more)
    word = re.match(r"(?![和及与的等在是中])(?:级|式)?([\u4e00-\u9fff]{1,4})", behind)
    stem = re.sub(r"[^\u4e00-\u9fff]", "", re.split("[等、和与及]", MASK.sub("", blank.name))[0])
    name = name_of(stem or (word.group(1) if word else ""))
    # A paragraph that masks two names in the same words hardly speaks of one.
    apart = blank.kind == "name" and text.count(text[blank.span.start : blank.span.end + 4]) > 1
    key = ("name", name, before[-4:], behind[:4], str(blank.span) if apart else "")
    return once(sample.slots, key, name, "text", "水务", **more)


def _years(sample: Sample, text: str) -> Iterator[Mark]:
    for found in _YEAR.finditer(text):
        year = int(found.group(1))
        away = year - (sample.year or year)
        name = {0: "年份", 1: "下年", -1: "上年"}.get(away) if sample.year else None
        if name is None:
            more = {"required": True, "about": f"哪一年：{_about(text, found.start())}", "example": str(year)}
            name = once(sample.slots, ("year", str(year)), "有关年份", "year", str(away), **more)
        yield *found.span(1), Hole(name)
