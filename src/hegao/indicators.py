"""A paragraph's measures in, the indicator each of them stands for and its period out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hegao.measures import BOLD_NUMBER
from hegao.model import Analysis, Measure, Moment, Span, Word

_CLAUSE_MARKS = re.compile(r"[，。；！？：,;!?:|\n]")
_NOUN_MARKS = re.compile(r"[，。；！？：,;、（(）)“”|\n]")
_OPENING = "（(【〔"
_BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)")

# What stands between an indicator and its number, and is no part of its name.
_MOVES = (
    "提高|提升|增加|增长|上升|上涨|扩大|下降|降低|减少|压缩|压减|压降|缩减|"
    "缩短|延长|回落|跃升|前进|前移|收窄|升|降|增|减|涨"
)
_TAIL = re.compile(
    rf"(?:(?:稳定|控制|保持|维持|调整|突破|达|稳|{_MOVES})(?:到|至|在|为|了)|达到?|超过|突破|超出|不足|位居|位列|名列|排名|排在"
    r"|(?<![民定])居|(?<![系序])列|(?<![行作])为|是|(?<![国所保公私])有|至|到|在|占|超|仅|均|各|(?<![签公合制条])约|(?<!附)近|共|低|(?<!最)高|共计|总计|合计|累计|分别|不少于|不低于|不超过|不高于|不多于|不到|至少|最多"
    rf"|连续|为期|大约|动态|总体|首批|剩余|其余|其他|余下|力争|预计|预期|将近|接近|高达|多达|同比|环比|年均|名义|实际|(?<!新)(?:增(?!量)|{_MOVES})|攀升|多增|高出|落后|后退|增产|增收|回升"
    r"|比序时进度|按可比价格计算|基本|也|就|已经|已|仍|还|又|再|了|过|保持|稳定|稳|双双|跃|微|逆势|大幅|小幅|得(?!分)|[:：、\s“（(—，,])$"
)
_LONGEST_TAIL = 12  # characters: what is longer needs no search for one
_HEAD = re.compile(
    r"(?:[、，,的了\s”)）—·]|“(?![^“”]*”)|以上|以下|左右|其中|同时|另有|此外|以及|并且?|还|也|又|已经?|均|现有|现|将|要|拟|须|应|共计?|累计|合计|总计|先后|陆续|预计|力争"
    r"|争取达到|确保|实现(?!值)|达到|全[市县省区国州旗盟厅局校镇乡系](?=..|$)|全系统|我[市县省区国州旗盟厅局委办院校镇乡](?=..|$)|我们"
    r"|各级(?!各类)|各地|本[市县省区州厅局](?=..)|今年|去年|全年|年内|一年来|目前|不断|持续|进一步|积极|大力|全面|深入|扎实|有效|认真"
    r"|高质量(?!发展)|高标准(?!农田)|高效|圆满|顺利|成功|切实|科学|统筹|严格|加快|着力|继续|稳步|有序|常态化|主动|及时|按时|首批|第一时间|新近"
    r"|[一二三四五六七八九十]{1,2}[是要]|原则上|直接|此后|平均(?=办)|另)"
)
_COMPARED = re.compile(
    r"(?:同|比|较)(?:(?:上年|去年|前年|上月|上季度|同期|计划|序时进度|[0-9]{4}年)(?:同期|末|底)?(?:相比)?|期)$|(?<![占同环之入])(?:比|较)$"
)
_LIGHT_VERBS = (
    "组织开展|组织召开|筹备组织|组织参与|策划开展|启动开展|集中开展|开展|召开|组织|举办|进行|完成|实施|实现|筹备|筹办|落实|做好"
    "|推进|承办|推动|获得"
)
_LIGHT = re.compile(rf"^(?:{_LIGHT_VERBS})(?:了|好)?(?=..)")
_LIGHT_INSIDE = re.compile(r"^.{2,}?(?:组织开展|开展|召开|举办|实施)(?:了)?(?=..)")
_TOTAL_INSIDE = re.compile("累计|共计|合计")
_FROM = re.compile(r"(?:(?<![自理])由|从(?![业事]))[^由从]{0,12}$")
_OFFICE = re.compile(
    r"^[^，、]{1,14}?(?:[局委办部院厅室会]|公司|集团|中心|政府|单位|部门|机关|机构)(?:负责|牵头|要|应当|应|将|会同[^，]{2,8}?|统筹)+(?:在|于)?(?=..|$)"
)
_LABEL = re.compile(
    r"^\s*(?:[0-9]{1,2}[.．、]|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)\s*"
)
_SUCH_AS = re.compile(r"^[^、]+(?:、[^、]+)+等(?=[^\s，。；级]{2})")
_TITLES_ETC = re.compile(r"(?:《[^》]*》[、和与及]?)+等?(?=[^\s，。；])|^.*等(?:各类|各项|多[项个种])?$")
_WHOSE = re.compile("^[^“”]{2,12}的(?=“)")
_TO_LEVEL = re.compile(rf"^[，、\s]*(?:提高|提升|增加|{_MOVES}|优化|调整|整合|精简){{0,2}}(?:到|至|为)的?[近约]?$")
_OVER = re.compile(r"(?<!不)(?:高于|低于|快于|慢于|高出|落后于?|优于|好于|超出|比[^，]{1,12}?[高低快慢多少])[^，]*$")
_SHARE_OF = re.compile(r"^(占|为|相当于|达到?|完成)([^，占的]{2,12}?)的?$")
_LEVEL_BEHIND = re.compile(rf"(?:{_MOVES})?(?:到|至|为)|内|(?:{_MOVES})(?!举措|行动|工程|项目|计划|任务|措施)")
_SCOPE = re.compile(r"全[国省市区县州盟球系][统]?|世界|[中西东]部|同类|全[镇乡校局]")
_RATE = re.compile(
    r"(?:率|比例|比重|占比|覆盖面|增幅|降幅|增速|得分|赋分|水平|分值|满意度|权重|库温|投资|资金|额|总产|产量|均价|样本量)$"
)
_OF_WHAT = frozenset(["增速", "增幅", "降幅", "占比", "比重"])
_RANK_VERB = re.compile("(?<!吨)位居|位列|名列|居|列|排名|排在|跻身|跃居")
_RANK_TAIL = re.compile(r"(?:位次|排名|名次|排在?|位?居|位?列|名列|进入|前|第|由|从|升至|跃居|退至)$")
_EXAMINED = re.compile(r"([^，。；、在将的]{0,8}(?:考核|评价|测评|考评|评估|评比))")
_TOWARDS = re.compile("^对(?:[^，]{2,8}的(?=..)|.{0,3}$)")
_TOWARDS_ALL = re.compile("^.*(?:(?:对|给|向|为)全[市县省区国州镇]|(?<!应)对|给|向)$")
_BESIDE = re.compile(r"(?:同期|的|末|底|约|近|总得分|总|得分|排名|结余|\s)*")
_JOINTS = re.compile("、|(?<!共)和(?![美谐平])|(?<!参)与|(?<!普)及(?![时格])")
_RELATIVE_DUE = re.compile(
    r"[0-9０-９一二三四五六七八九十两*]+个?(?:(?:工作日|自然日|小时|分钟|天|周|个月)(?:之?以?[内后前])?|(?:日|年)之?以?[内后前])"
)
_ACTION = re.compile(
    r"(?:被[^，]{0,6}?|经|已|均|全部|基本|宣布|完成|[省市县区国]级|各级|[省市县区]内)?(?:采用|录用|采纳|刊发|刊登|发表|转发|推介|办结|开工|竣工|投产|投用|完工|交付|建成|新建|改建|扩建|续建|改扩建|改造|改造提升"
    r"|提升|废止|宣布失效|失效|修订|整改|完成整改|销号|签约|落地|入库|关停|化解|调解|查处|结案|立案|移送|处理|处置|处分|转办|回复|答复|批示|审批|发放"
    r"|拨付|支出|结余|脱贫|获奖|入选|退出|报送|上报|调度|通报|督办|约谈|验收|命名|培育|认定|通过|达标|实施|启动|投入|运营|出栏|存栏|淘汰|拆除){1,2}"
)

_INDICATOR = re.compile(
    r"(?:[率额值量数比]|收入|支出|投资|面积|人次|比例|比重|余额|规模|指数|出口|进口|消费|存款|贷款|速度|利润|价格|能耗|浓度|花费|强度|水平|增速|得分)$"
)
_NO_NAME = re.compile("每.{1,2}|会[前中后]")
_INDUSTRIES = re.compile("第?([一二三](?:、?第?[一二三]){1,2})次?产业?([^、业]*)$")
_SHARE_OF_SOME = re.compile(
    r"(?:以上|以下|左右)?的?(?!速度|水平|目标|比例|标准|规模|增速|幅度|要求)(?=[^的，。；、：（(）)“”‘\s和与及或并且以左占至到%0-9提增升降减上下高低比较去同较])"
)
_BEFALLS = re.compile(
    r"(?:均|全部|已经?|成功|分别|正式|新)*(?:获|入选|列入|纳入|被|向|为|成为|进入|得到|上榜|在|面向|通过(?=验收|评审|审[查核定议]))"
)
_ITEMS_BEHIND = re.compile(
    r"(?:举措|措施|政策|任务|工程|行动|事项|问题|机制|制度|项目|指标|成果|案例|意见|办法|清单|标准|规定|计划|条款|业务|改革|试点)$"
)
_HAPPENINGS = frozenset(("次", "场", "期", "轮", "届", "趟", "场次", "批次"))
_PREDICATES = frozenset(
    [
        "获",
        "获得",
        "获评",
        "获批",
        "入选",
        "参加",
        "签订",
        "签署",
        "开展",
        "纳入",
        "用于",
        "进入",
        "享受",
        "达到",
        "实现",
        "取得",
        "完成",
        "列入",
        "被",
        "有",
        "没有",
        "是",
        "为",
        "上",
        "发生",
        "提前",
        "升格",
        "通过",
        "举办",
        "落户",
        "就读",
        "达",
        "超",
        "未",
        "成为",
        "引入",
        "覆盖",
        "喝上",
        "得到",
        "位居",
        "居",
        "建立",
        "提供",
        "负责",
        "承担",
        "建成",
        "顺利",
        "实行",
        "接受",
    ]
)
_PASSED_ON = ("惠及", "覆盖", "带动", "受益", "涉及", "辐射")
_FOOTNOTE = re.compile(r"［[0-9０-９]{1,3}］|\[[0-9]{1,3}\]")
_FIRST_OF_TWO = re.compile(
    r"(?:(?<![自理])由|从)(?:全[国省市县]|世界|[^，。；、由从0-9]{1,6}的|)(?:第[0-9]{1,3}[位名]、)?[近约超]?$"
)
_SECOND_OF_TWO = re.compile(
    rf"(?:以上|左右|以下|多)?(?:、第[0-9]{{1,3}}[位名])?(?:双双|逐步|快速|大幅|稳步|跃|优化|整合|调整|精简|{_MOVES}){{1,3}}(?:到|至|为|居)"
)
_FORMER_TIME = re.compile(
    r"(?:由|从)(年初|上年末?|去年(?:同期|年?底|末)?|[0-9]{4}年(?:初|末|底)?|“?十.五”?末)的?(?:第|约|近)?$"
)
_YEARLY_MEAN = re.compile(r"年均(?!浓度|气温|值|降[水雨])")
_PLAN = re.compile(
    r"(?:^|[。！：])[\s—]*((?:过去|这|今后|未来)五年|五年来|“?十[二三四五六七]五”?(?:时期|期间|以来))(?!工作|主要|[^，。！]{0,8}目标是)"
)
_NEW_TIME = re.compile(r"(?:^|[。！：])[\s—]*(?:今年|明年|去年|一年来|过去一年|20[0-9]{2}年(?:是|，|以来|主要|我))")

_NOUNS_ANYWAY = frozenset(
    (
        "收入",
        "支出",
        "投资",
        "出口",
        "进口",
        "消费",
        "就业",
        "贷款",
        "存款",
        "补贴",
        "培训",
        "检查",
        "调研",
        "活动",
        "用水",
        "用电",
    )
)
_OF_NOTHING = frozenset(
    [
        "项目",
        "改造",
        "建设",
        "年度",
        "累计",
        "实际",
        "户均",
        "人均",
        "同期",
        "新增",
        "平均",
        "其中",
        "到位",
        "投入",
        "单位",
    ]
)
_STOP_TAGS = frozenset(("p", "c", "u", "ul", "ud", "uv", "uz", "uj", "d", "ad", "y", "f", "t", "tg", "zg", "r"))
_STOP_WORDS = frozenset(("连续", "累计", "全部", "基本", "均", "每", "共", "等", "顺利"))
_LONG = 16  # characters of a name; of a longer one only the tail is kept
_KEPT = 13


# The five years a paragraph speaks of at its beginning, and the places in it where that changes.
_Plan = tuple[str | None, tuple[tuple[int, str | None], ...]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a measure says something about."""

    name: str
    period: str | None
    period_inherited: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with what the naming of its measures looks at."""

    text: str  # of the paragraph
    start: int
    end: int
    measures: tuple[Measure, ...]
    moments: tuple[Moment, ...]
    words: tuple[Word, ...]
    word_starts: list[int]


@dataclass(frozen=True, slots=True)
class _Named:
    """A measure with its name, and what of it a later one may inherit."""

    measure: Measure
    name: str
    thing: str  # what it counts, without its verb
    verb: str = ""
    end: int = -1  # of the words behind the number that went into the name
    subject: str = ""  # the indicator of which the counted thing is told: 生产总值 of 生产总值跨上2个台阶


def indicators(analysis: Analysis, paragraph: int, plans: Sequence[_Plan] | None = None) -> tuple[Indicator, ...]:
    """One for each of `analysis.measures(paragraph)`.

    `plans` are the periods of five years each paragraph speaks of, where they count.
    """
    measures = analysis.measures(paragraph)
    if not measures:
        return ()
    text = analysis.document.paragraphs[paragraph - 1].text
    moments = analysis.moments(paragraph)
    words = analysis.words(paragraph)
    ends = [span.end for span in _sentences(analysis, paragraph)]
    skip = analysis.document.paragraphs[paragraph - 1].skip
    if dropped := _dropped(text, skip):
        text, measures, moments, words, ends = _closed_up(dropped, text, measures, moments, words, ends)
    word_starts = [word.start for word in words]
    year = analysis.year(paragraph)
    due = _due_of_row(analysis, paragraph) if analysis.outline.roles[paragraph - 1] == "table" else None
    lead = _leading_moment(text, moments)
    found: list[Indicator] = []
    plan, plan_turns = plans[paragraph - 1] if plans else (None, ())
    start = 0
    measure_starts = [measure.start for measure in measures]
    for end in [*ends[:-1], len(text)]:
        if inside := measures[bisect_left(measure_starts, start) : bisect_left(measure_starts, end)]:
            sentence = _Sentence(text, start, end, inside, moments, words, word_starts)
            for item in _names(sentence):
                period = _period(sentence, item.measure)
                name = item.name
                if period is not None and _is_base(sentence, item.measure) and not name.startswith(period[:2]):
                    name = period.removesuffix("同期") + name
                span_of_years = next((p for at, p in reversed(plan_turns) if at <= item.measure.start), plan)
                mean = _YEARLY_MEAN.search(text, max(start, item.measure.start - 12), item.measure.start)
                former = _former_period(sentence, item.measure, period) if _is_former(sentence, item.measure) else None
                if former is not None:
                    found.append(Indicator(name, former, False))
                elif period is not None:
                    found.append(Indicator(name, period, False))
                elif span_of_years or mean:
                    found.append(Indicator(name, span_of_years or lead, True))
                elif due or lead:
                    found.append(Indicator(name, due or lead, True))
                else:
                    found.append(Indicator(name, None if year is None else f"{year}年", True))
        start = end
    return tuple(found)


def plans_spoken_of(analysis: Analysis) -> tuple[_Plan, ...]:
    """For each paragraph the five years it speaks of at its beginning, and where in it others take their place.

    What begins with 五年来 or “十四五”时期 goes on below, up to a heading as high or to a sentence about one year.
    """
    heads = {s.span.paragraph: s for s in analysis.outline.sections if s.kind == "heading"}
    found: list[_Plan] = []
    carried: str | None = None
    depth = here = 0
    for number, paragraph in enumerate(analysis.document.paragraphs, 1):
        if head := heads.get(number):
            here = head.level
            if here <= depth:
                carried = None
        begins = carried
        turns: list[tuple[int, str | None]] = []
        if "五" in paragraph.text or carried:
            turns += [(m.start(1), m[1]) for m in _PLAN.finditer(paragraph.text)]
            turns += [(m.start(), None) for m in _NEW_TIME.finditer(paragraph.text)]
            turns.sort(key=lambda turn: turn[0])
        if turns:
            carried, depth = turns[-1][1], here
        found.append((begins, tuple(turns)))
    return tuple(found)


def _sentences(analysis: Analysis, paragraph: int) -> Sequence[Span]:
    sentences = analysis.outline.sentences
    at = bisect_left(sentences, paragraph, key=lambda span: span.paragraph)
    return sentences[at : bisect_right(sentences, paragraph, key=lambda span: span.paragraph)]


def _dropped(text: str, skip: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that belong to no name: Markdown's marks and the numbers of footnotes."""
    dropped = [(start, end) for start, end in skip if "|" not in text[start:end]]
    if "**" in text:
        dropped += [
            span for m in BOLD_NUMBER.finditer(text) for span in ((m.start(), m.start() + 2), (m.end() - 2, m.end()))
        ]
    if "［" in text or "[" in text:
        dropped += [
            m.span() for m in _FOOTNOTE.finditer(text) if not any(a < m.end() and m.start() < b for a, b in skip)
        ]
    return sorted(set(dropped))


def _closed_up(
    dropped: Sequence[tuple[int, int]],
    text: str,
    measures: tuple[Measure, ...],
    moments: tuple[Moment, ...],
    words: tuple[Word, ...],
    ends: Sequence[int],
) -> tuple[str, tuple[Measure, ...], tuple[Moment, ...], tuple[Word, ...], list[int]]:
    """The same without those stretches, places moved with what is left."""
    starts = [start for start, _ in dropped]

    def place(at: int) -> int:
        i = bisect_left(starts, at)
        return at - sum(min(end, at) - start for start, end in dropped[:i])

    def kept(start: int, end: int) -> str:
        parts = []
        for gone, again in dropped[max(0, bisect_left(starts, start) - 1) :]:
            if gone >= end:
                break
            parts.append(text[start : max(start, gone)])
            start = max(start, again)
        return "".join([*parts, text[start:end]])

    return (
        kept(0, len(text)),
        tuple(replace(m, start=place(m.start), end=place(m.end)) for m in measures),
        tuple(replace(m, start=place(m.start), end=place(m.end)) for m in moments),
        tuple(
            replace(word, start=place(word.start), text=left)
            for word in words
            if (left := kept(word.start, word.start + len(word.text)))
        ),
        [place(end) for end in ends],
    )


def _is_former(sentence: _Sentence, measure: Measure) -> bool:
    """Whether the measure is the first of two in time: 由60%提高到80%."""
    before = sentence.text[max(sentence.start, measure.start - 20) : measure.start]
    return _FIRST_OF_TWO.search(before) is not None and _SECOND_OF_TWO.match(sentence.text, measure.end) is not None


def _former_period(sentence: _Sentence, measure: Measure, period: str | None) -> str | None:
    """The time of the first of two, where one is written: 由年初的60%; a year in front goes for the second."""
    if written := _FORMER_TIME.search(sentence.text[max(sentence.start, measure.start - 14) : measure.start]):
        return written[1]
    return period if period is not None and re.search("[至到—“-]|十.五", period) else None


def _names(sentence: _Sentence) -> list[_Named]:
    named: list[_Named] = []
    for measure in sentence.measures:
        named.append(_name(sentence, measure, named))
    return named


def _name(sentence: _Sentence, measure: Measure, named: Sequence[_Named]) -> _Named:
    text = sentence.text
    last = named[-1] if named else None
    clause = _clause_start(text, sentence.start, measure.start)
    joined = last is not None and last.measure.end > clause
    since = max(clause, last.measure.end if last else clause)
    raw = _LABEL.sub("", _without_times(sentence, since, measure.start))
    if "分别" in text[clause : measure.start] and (split := _split(sentence, clause, measure, named)):
        return split
    if last is not None and joined:
        if _TO_LEVEL.match(raw) or (raw.strip() in ("和", "、", "与", "及", "") and last.measure.unit == measure.unit):
            return _Named(measure, last.name, last.thing, last.verb)
        if last.end > last.measure.end:
            rest = text[min(last.end, measure.start) : measure.start]
            raw = rest if rest[:1] in ("、", "，", "和", "与", "及") or len(_tail_off(_head_off(rest))) < 2 else raw
    plain = raw.strip("，、, ").rstrip("近约超的")
    if last is not None and measure.kind in ("percent", "count") and (share := _SHARE_OF.match(plain)):
        if share[1] == "完成" and measure.kind == "percent":
            return _Named(
                measure, _short(sentence, _lent(sentence, last.thing, "", 8) + share[2] + "完成率"), last.thing
            )
        if text[: measure.start].rstrip("近约超").endswith("的") and measure.kind == "percent":
            return _Named(
                measure, _short(sentence, _lent(sentence, last.name, "", 8) + "占" + share[2] + "比重"), last.thing
            )
    if (
        last is not None
        and measure.kind == "count"
        and measure.unit == last.measure.unit
        and not raw.strip("、，的 其中有")
        and _BEFALLS.match(text, measure.end)
    ):
        fate = _words_until(sentence, measure.end, 10)
        return _Named(measure, _short(sentence, fate + last.thing), last.thing, "", measure.end + len(fate))
    if (
        measure.kind == "percent"
        and measure.unit in ("%", "％", "﹪", "成", "‰")
        and not _head_off(_tail_off(raw))
        and (some := _SHARE_OF_SOME.match(text, measure.end))
        and "占" not in raw
    ):
        name = _words_until(sentence, some.end(), 12)
        if len(name) >= 2:
            return _Named(measure, _short(sentence, name + "占比"), name, "", some.end() + len(name))
    raw = _TOWARDS_ALL.sub("", raw)
    before = _FROM.sub("", raw) if _FROM.search(raw[-14:]) and _tail_off(_FROM.sub("", raw)) != "" else raw
    before = _OVER.sub("", before) if measure.kind == "change" else before
    before = _head_off(_tail_off(_OFFICE.sub("", _head_off(before))))
    before = _TOWARDS.sub("", before)
    if measure.kind == "rank" or (measure.kind == "change" and measure.unit in ("位", "名", "个位次", "位次")):
        return _rank_name(sentence, clause, measure, before, named)
    if such := _SUCH_AS.match(before):
        row = _tokens(sentence, before, since, measure.start)
        verb = row[0][0] if row and row[0][1].startswith("v") and len(row[0][0]) == 2 else ""
        before = verb + before[such.end() :]
    before = _WHOSE.sub("", before)
    before = _TITLES_ETC.sub("", before) if not before.endswith("》") else before
    before = _TOTAL_INSIDE.sub("", _LIGHT_INSIDE.sub("", before))
    follower = next((m.start for m in sentence.measures if m.start >= measure.end), sentence.end)
    tokens = _tokens(sentence, before, since, measure.start)
    if measure.kind == "duration" and text.startswith("内", measure.end):
        return _due_name(sentence, measure, before)
    if measure.kind == "duration" and raw.endswith("连续") and len(before) < 3:
        doing = _LIGHT.sub("", _words_until(sentence, measure.end, 10))
        return _Named(measure, _short(sentence, before + doing + "持续时间"), doing)
    if measure.kind not in ("percent", "change", "score", "ratio") and not (
        measure.kind == "duration" and len(before) > 2 and text[measure.end : measure.end + 1] != "的"
    ):
        behind, end, verb = _noun_behind(sentence, measure, follower, before)
        if behind and text.startswith("的", measure.end) and measure.kind == "money" and 0 < len(before) <= 4:
            return _Named(measure, behind + before, behind, "", end)
        attributive = raw.endswith("的")
        closed = behind and end < len(text) and text[measure.end : end] == behind and text[end] in "，。；、"
        if closed and before and not attributive and not before.endswith(("》", "了")) and len(before) >= 3:
            items = _ITEMS_BEHIND.search(behind) and not _ends_in_verb(tokens, before)
            if items and behind[-2:] not in before and len(before) + len(behind) <= 22:
                return _Named(measure, _short(sentence, _LIGHT.sub("", before) + behind), before + behind, "", end)
        if (
            len(behind) == 2
            and measure.unit in _HAPPENINGS
            and len(before) >= 2
            and not _ends_in_verb(tokens, before)
            and behind not in before
        ):
            return _Named(measure, _short(sentence, before + behind), before + behind, "", end)
        if behind and (
            attributive
            or _ends_in_verb(tokens, before)
            or before.endswith("》")
            or (closed and len(before) <= 4 and _ACTION.fullmatch(before))
        ):
            lead = "" if attributive or before.endswith("》") else _verb_before(tokens, before)
            name = lead + behind
            if not lead and len(behind) <= 4 and verb:
                name = verb + behind
            told = (before[:-size] for size in range(1, 5) if len(before) > size + 3)
            subject = next((part for part in told if _INDICATOR.search(part)), "")
            return _Named(measure, _short(sentence, name), behind, lead, end, subject)
    elif measure.kind == "ratio" and text.startswith("的比例", measure.end):
        before = _tail_off(re.split("[，。；、]", text[measure.end + 3 : sentence.end])[0]) + "比例"
    if not before:
        return _elided(sentence, measure, raw, clause, named)
    return _composed(sentence, measure, before, tokens, clause, joined, named)


def _due_name(sentence: _Sentence, measure: Measure, before: str) -> _Named:
    """3日内整改完毕: the limit of what is to be done."""
    doing = re.split("[，。；、（(]", sentence.text[measure.end + 1 : sentence.end])[0][:8]
    subject = before.removeprefix("对").removeprefix("发现").removeprefix("的")
    name = (subject if len(subject) <= 6 else "") + doing + "时限"
    return _Named(measure, _short(sentence, name), doing, "", measure.end + 1 + len(doing))


def _composed(
    sentence: _Sentence,
    measure: Measure,
    before: str,
    tokens: Sequence[tuple[str, str]],
    clause: int,
    joined: bool,
    named: Sequence[_Named],
) -> _Named:
    """The name made of the words before the number, with what they leave out."""
    last = named[-1] if named else None
    name = _LIGHT.sub("", before).removesuffix("了") or before
    if _NO_NAME.fullmatch(name):
        name = _LIGHT.sub("", _clause_before(sentence, clause)) or name
    thing, verb = _parted(tokens, name)
    if _ACTION.fullmatch(name) and len(name) <= 8:
        source = next((n for n in reversed(named) if n.measure.unit == measure.unit), last)
        lent = _lent(sentence, source.thing, name, 6) if source else _behind_lent(sentence, measure)
        lent = lent or _lent(sentence, _clause_before(sentence, clause), name, 4)
        name = re.sub("^被|、", "", name)
        return _Named(measure, _short(sentence, name + lent), source.thing if source else lent or name, name)
    if measure.kind == "score" and not name.endswith("分") and len(name) <= 8:
        name += "得分"
    if (
        len(name) <= 4
        and measure.kind == "score"
        and (seen := _EXAMINED.findall(sentence.text, sentence.start, clause))
    ):
        return _Named(measure, _short(sentence, seen[-1] + name), seen[-1])
    if (short := _RATE.search(name)) and len(name) <= 4 and not _has_own_noun(tokens, name, short.start()):
        if last is not None:
            source = named[0] if measure.kind == "money" else last
            if source.name.startswith(_PASSED_ON):
                source = next((n for n in reversed(named) if not n.name.startswith(_PASSED_ON)), source)
            most = 8 if short.group() in _OF_WHAT else len(name) * 4 // 3
            return _Named(measure, _short(sentence, _lent(sentence, source.thing, name, most) + name), source.thing)
        if len(name) <= 3 and not short.group().endswith(("投资", "资金")):
            lent = _lent(sentence, _clause_before(sentence, clause), name, 4)
            return _Named(measure, lent + name, lent or name)
    if last is not None and name.endswith("级") and len(name) <= 3:
        source_of = _clause_before(sentence, clause) if last.measure.kind == "ratio" else last.thing
        source_of = source_of if sentence.text.startswith("其中", clause) else last.thing
        return _Named(
            measure, name + _lent(sentence, source_of, name, 4), _lent(sentence, source_of, name, 4) or last.thing
        )
    if joined and last is not None and last.verb and not verb and len(last.verb) <= 2 and len(name) >= 2:
        return _Named(measure, _short(sentence, last.verb + name), name, last.verb)
    return _Named(measure, _short(sentence, name), thing, verb)


def _has_own_noun(tokens: Sequence[tuple[str, str]], name: str, end: int) -> bool:
    """Whether a rate says itself of what: 税收占比, 粮食产量, but not 开工率."""
    if (
        end == 2
        and len(name) == 4
        and name[:2] not in _OF_NOTHING
        and name[end:] not in ("比例", "比重", "占比", "增速")
    ):
        return True
    return bool(tokens) and tokens[0][1].startswith("n") and 1 < len(tokens[0][0]) <= end


def _elided(sentence: _Sentence, measure: Measure, raw: str, clause: int, named: Sequence[_Named]) -> _Named:
    """The name of a number that has no words of its own: what the sentence speaks of anyway."""
    last = named[-1] if named else None
    if last is None:
        name = _LIGHT_INSIDE.sub("", _LIGHT.sub("", _clause_before(sentence, clause))) or _behind_lent(
            sentence, measure
        )
        name += "期限" if sentence.text[clause : measure.start].endswith("为期") else ""
        return _Named(measure, _short(sentence, name), name)
    if measure.kind == "count" and measure.unit == last.measure.unit and re.search("其中|有", raw):
        phrase = re.split("[，。；、（(]", sentence.text[measure.end : sentence.end])[0]
        phrase = re.sub("^(?:已经?|均|正在|全部|基本|顺利|也|都)+", "", phrase)[:8]
        if len(phrase) >= 2 and len(last.thing) <= 10:
            return _Named(measure, phrase.removesuffix("了") + last.thing, last.thing)
    if measure.kind == "change":
        last = next((n for n in reversed(named) if not n.name.endswith(("比重", "完成率"))), last)
    name = last.subject if measure.kind == "change" and last.subject else last.name
    if measure.kind == "score" and not name.endswith("分"):
        name = _short(sentence, name + "得分")
    return _Named(measure, name, last.thing, last.verb, -1, last.subject)


def _rank_name(sentence: _Sentence, clause: int, measure: Measure, before: str, named: Sequence[_Named]) -> _Named:
    """What is ranked, among whom, and the word 排名."""
    scopes = _SCOPE.findall(sentence.text, clause, measure.start)
    scope = scopes[-1] if scopes else ""
    subject = _RANK_VERB.split(before)[0]
    while subject != (shorter := _RANK_TAIL.sub("", subject.removesuffix(scope) if scope else subject)):
        subject = shorter
    subject = _head_off(_tail_off(subject)).removesuffix("单位")
    earlier = next((n for n in reversed(named) if n.measure.end <= clause or n.measure.kind == "rank"), None)
    goes_on = named and sentence.text[named[-1].measure.end] == "、" and not named[-1].name.endswith("得分")
    if named and (earlier is None or goes_on):
        earlier = named[-1]
    if earlier is not None and (len(subject) < 2 or subject == "总量" or measure.kind == "change"):
        if earlier.name.endswith("排名"):
            return _Named(measure, earlier.name, earlier.thing)
        whole = earlier.name.removesuffix("得分") if len(earlier.name) > 4 else earlier.name
        subject = whole + subject if len(subject) == 2 else whole
    name = subject + (scope if scope and scope not in subject else "") + "排名"
    return _Named(measure, _short(sentence, name), subject)


def _split(sentence: _Sentence, clause: int, measure: Measure, named: Sequence[_Named]) -> _Named | None:
    """就业率、升学率分别达96.8%和58.3%: of the things in a row the measure's own."""
    at = sentence.text.find("分别", clause, measure.start)
    row = [m for m in sentence.measures if m.start > at]
    index = row.index(measure)
    listed = _tail_off(_head_off(_without_times(sentence, clause, at)))
    if not listed:  # 分别增长3%、5% behind a row that is named already
        size = next((i for i in range(1, len(row)) if row[i].start - row[i - 1].end > 2), len(row))
        before = [n for n in named if n.measure.start < at][-size:]
        return _Named(measure, before[index].name, before[index].thing) if index < len(before) == size > 1 else None
    if industries := _INDUSTRIES.search(listed):
        things = [f"第{c}产业{industries[2]}" for c in re.sub("[、第]", "", industries[1])]
    else:
        things = [t for t in _JOINTS.split(listed) if t]
    if index >= len(things) or len(things) < 2:
        return None
    things = _whole_things(sentence, clause, at, things)
    name = _LIGHT.sub("", things[index])
    return _Named(measure, _short(sentence, name), name)


def _whole_things(sentence: _Sentence, clause: int, at: int, things: Sequence[str]) -> list[str]:
    """The things of a row, with what only the first or the last of them says for all: 城镇、农村居民收入."""
    first, final = things[0], things[-1]
    if first.endswith("存") and final.startswith("贷款"):
        return [first + final[1:], *things[1:-1], first[:-1] + final]
    if _INDICATOR.search(final) and not any(_INDICATOR.search(thing) for thing in things[:-1]):
        words = [word for word, _ in _tokens(sentence, final, sentence.text.rfind(final, clause, at), at)]
        return [*(thing + _shared_end(thing, final, words) for thing in things[:-1]), final]
    if _RATE.search(first) and _RATE.search(final):
        return [
            thing if not i or len(thing) >= len(first) else first[: max(0, min(4, len(first) - len(thing)))] + thing
            for i, thing in enumerate(things)
        ]
    return list(things)


def _shared_end(thing: str, final: str, words: Sequence[str]) -> str:
    """What the last thing of a row says for this one too."""
    if len(thing) > 2 and (common := final.find(thing[-2:])) > 0:
        return final[common + 2 :]
    size = 0
    for word in words[:-1]:
        if size >= len(thing):
            break
        size += len(word)
    return final[size:] if size else ""


def _clause_start(text: str, start: int, at: int) -> int:
    """Where the clause of `at` begins: behind the last mark, but not one between digits, or an open bracket."""
    position = start
    for mark in _CLAUSE_MARKS.finditer(text, start, at):
        i = mark.start()
        if text[i] in ",:：" and text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit():
            continue
        position = mark.end()
    bracket = max([text.rfind(c, position, at) for c in _OPENING])
    if bracket >= 0 and not any(c in text[bracket:at] for c in "）)】〕"):
        position = bracket + 1
    return position


def _clause_before(sentence: _Sentence, clause: int) -> str:
    """The words of the clause before this one, as a subject to inherit."""
    end = max(sentence.start, clause - 1)
    start = _clause_start(sentence.text, sentence.start, end)
    return _head_off(_tail_off(_without_times(sentence, start, end)))


def _without_times(sentence: _Sentence, start: int, end: int) -> str:
    """The text there without brackets, time expressions, and the 比 or 较 before them."""
    text = sentence.text
    parts: list[str] = []
    at = start
    for moment in sentence.moments:
        if at <= moment.start and moment.end <= end:
            part = text[at : moment.start]
            cut = part[-1:] in ("比", "较", "同", "于", "自", "从", "由") and len(part) >= 1
            parts.append(part[:-1] if cut and part[-1:] in ("比", "较", "同", "于", "自") else part)
            at = moment.end
            if text.startswith("同期", at):
                at += 2
            if parts[-1].endswith(("由", "从")) and text.startswith("的", at):
                at += 1
    return _BRACKETED.sub("", "".join([*parts, text[at:end]]))


def _tail_off(part: str) -> str:
    while part and (shorter := _cut(_COMPARED, _cut(_TAIL, part))) != part:
        part = shorter
    return part


def _cut(tail: re.Pattern[str], part: str) -> str:
    found = tail.search(part, max(0, len(part) - _LONGEST_TAIL))
    return part[: found.start()] + part[found.end() :] if found else part


def _head_off(part: str) -> str:
    while head := _HEAD.match(part):
        part = part[head.end() :]
    return part


def _tokens(sentence: _Sentence, part: str, start: int, end: int) -> list[tuple[str, str]]:
    """The words of `part` with their tags, found again where it stands in text[start:end]."""
    tokens: list[tuple[str, str]] = []
    at = 0
    for i in range(bisect_left(sentence.word_starts, start), len(sentence.words)):
        word = sentence.words[i]
        if word.start >= end or at >= len(part):
            break
        if part.startswith(word.text, at):
            tokens.append((word.text, word.tag))
            at += len(word.text)
        elif tokens and at < len(part) and part[at] not in word.text:
            continue
    return tokens if at == len(part) else [*tokens, (part[at:], "x")]


def _ends_in_verb(tokens: Sequence[tuple[str, str]], before: str) -> bool:
    """Whether the words before a number want an object behind it."""
    if not tokens:
        return True
    word, tag = tokens[-1]
    if word in _NOUNS_ANYWAY and len(tokens) > 1:
        return False
    if tag in ("v", "vd", "p", "d", "u", "ul", "uj", "uz", "c", "ad", "vg", "r", "a") or word in (
        "了",
        "的",
        "对",
        "等",
    ):
        return True
    if tag == "x" and word.endswith(tuple("好成到完出起上下了")):
        return True
    return len(before) <= 4 and tag in ("x", "ns", "vn", "nr", "nz")


def _verb_before(tokens: Sequence[tuple[str, str]], before: str) -> str:
    """The verb to go before the counted noun; none of those that only say that something is done."""
    if re.fullmatch(
        rf"(?:{_LIGHT_VERBS}|为|对|在|与|等|的|通过|覆盖|涉及|支持|下发|制发|含|包括|承担|建有|拥有|其)?了?", before
    ):
        return ""
    if 2 <= len(before) <= 4 and not re.search("[的对等在与为]$", before):
        return before.removesuffix("了")
    word, tag = tokens[-1] if tokens else ("", "")
    if tag == "ul" and len(tokens) > 1:
        word, tag = tokens[-2]
    return word if tag in ("v", "x") and 2 <= len(word) <= 4 and not re.fullmatch(_LIGHT_VERBS, word) else ""


def _noun_behind(sentence: _Sentence, measure: Measure, follower: int, before: str) -> tuple[str, int, str]:
    """The counted noun behind the number, where it ends, and the verb behind it."""
    text = sentence.text
    at = measure.end
    for suffix in ("以上的", "以下的", "左右的", "以上", "以下", "左右", "的"):
        if text.startswith(suffix, at):
            at += len(suffix)
            break
    close = text.find("”", at, follower) + 1 if text.startswith("“", at) else 0
    at_words = close or at
    mark = _NOUN_MARKS.search(text, at_words, follower)
    limit = mark.start() if mark else follower
    if _LEVEL_BEHIND.match(text, at) or text.startswith("人民币", at):
        return "", measure.end, ""
    whole = text[at:limit]
    short = len(whole) <= 12 and limit < follower
    words, starts = sentence.words, sentence.word_starts
    i = bisect_left(starts, at_words)
    parts: list[str] = [text[at:at_words]] if at_words > at else []
    stop = at_words
    verb = ""
    closes = limit < follower or follower == sentence.end
    if i < len(words) and starts[i] > at_words and not text[at_words : starts[i]].isspace():
        parts.append(text[at_words : min(starts[i], limit)])
    while i < len(words) and starts[i] < limit:
        word = words[i]
        size = sum(map(len, parts))
        tag = word.tag
        if word.text == "的" and parts and size <= 12:
            parts.append("的")
            i += 1
            continue
        if word.text in ("以上", "以下") or (word.text in ("和", "及") and 0 < size <= 3):
            parts.append(word.text)
            i += 1
            continue
        predicate = tag in ("v", "vd") and parts and not (before and short)
        if predicate and mark and limit - at_words <= 12 and _all_noun(words, i, limit):
            predicate = False
        stopping = tag in _STOP_TAGS and not (tag == "f" and not parts and len(word.text) == 2)
        if predicate or stopping or word.text in _STOP_WORDS or word.text[0].isdigit():
            verb = _verb_at_end(words[i : i + 3], limit) if closes else ""
            break
        if size + len(word.text) > 14:
            break
        parts.append(word.text)
        stop = word.start + len(word.text)
        i += 1
    while parts and parts[-1] in ("的", "和", "及", "以上", "以下", "基本", "全部", "顺利", "正式"):
        parts.pop()
    noun = "".join(parts)
    if len(noun) > 8:
        noun = noun.replace("的", "")
    return noun, stop if noun else measure.end, verb


def _all_noun(words: Sequence[Word], i: int, limit: int) -> bool:
    """Whether the words from `i` on to `limit` are the rest of a name: 制度|创新成果, but not 高校|入选国家计划."""
    rest: list[Word] = []
    while i < len(words) and words[i].start < limit:
        rest.append(words[i])
        i += 1
    return (
        len(rest) > 1
        and rest[-1].tag in ("n", "nz", "vn")
        and (rest[-1].tag != "vn" or _ITEMS_BEHIND.search(rest[-1].text) is not None)
        and not any(
            w.text in _PREDICATES or w.text[0] == "获" or (w.tag in _STOP_TAGS and w.tag not in ("f", "d"))
            for w in rest
        )
    )


def _verb_at_end(words: Sequence[Word], limit: int) -> str:
    """The verb a clause that ends at `limit` says of the counted noun: 12个项目顺利开工."""
    for word in words:
        if word.tag in ("v", "vn") and word.start + len(word.text) == limit and word.text not in "有是":
            return word.text
    return ""


def _behind_lent(sentence: _Sentence, measure: Measure) -> str:
    """The words behind a number whose verb has no object before it: 每季度通报1次进展情况."""
    return re.split("[，。；、（(：]", sentence.text[measure.end : min(sentence.end, measure.end + 12)])[0]


def _words_until(sentence: _Sentence, start: int, most: int) -> str:
    """The words from `start` to the next mark, or as many of them as make no more than `most` characters."""
    phrase = re.split("[，。；、：！？（(|]", sentence.text[start : min(sentence.end, start + most + 1)])[0]
    if len(phrase) <= most:
        return phrase.removesuffix("了")
    word = bisect_right(sentence.word_starts, start + most) - 1
    end = sentence.word_starts[word] if word >= 0 else start
    return sentence.text[start:end] if end > start + most // 2 else phrase[:most]


def _parted(tokens: Sequence[tuple[str, str]], name: str) -> tuple[str, str]:
    """What a name speaks of, and the verb before it."""
    verb = ""
    for word, tag in tokens:
        if not name.startswith(verb + word):
            continue
        if (tag in ("v", "vd", "d", "ad") or (not verb and _ACTION.fullmatch(word))) and len(name) > len(verb + word):
            verb += word
            continue
        break
    thing = name[len(verb) :].removeprefix("了") or name
    if not verb and len(tokens) > 1 and _ACTION.fullmatch(tokens[-1][0]) and thing.endswith(tokens[-1][0]):
        thing = thing.removesuffix(tokens[-1][0]) or thing
    return thing, verb


def _lent(sentence: _Sentence, thing: str, name: str, most: int) -> str:
    """The last words of a thing spoken of before, where the name does not hold them already."""
    tail = re.split("[、，“”《》的]", thing)[-1]
    if len(tail) > most and (at := sentence.text.rfind(tail, sentence.start, sentence.end)) >= 0:
        end = at + len(tail)
        i = bisect_left(sentence.word_starts, end - most)
        if i < len(sentence.word_starts) and sentence.word_starts[i] < end:
            most = end - sentence.word_starts[i]
    tail = tail[-most:] if most > 0 else ""
    return "" if not tail or tail in name or "*" in tail else tail


def _short(sentence: _Sentence, name: str) -> str:
    """The name, or of a long one its tail, from where a word of the sentence begins."""
    name = name.strip("、，；：的和与及 |。")
    if name.count("“") != name.count("”"):
        name = name.strip("“”")
    if len(name) <= _LONG or (len(name) <= 22 and re.search("占.*(?:比重|比例)$", name)):
        return name
    cut = len(name) - _KEPT
    for i in sorted(range(len(name) - _LONG, len(name) - _KEPT // 2), key=lambda i: (abs(i - cut), i)):
        tail = name[i:]
        at = sentence.text.find(tail[:5], sentence.start)
        if at < 0 or re.match("[的、和与及）)”等]|以[上下]|.[、和与及]", tail) or tail.count("“") != tail.count("”"):
            continue
        word = bisect_left(sentence.word_starts, at)
        if word < len(sentence.word_starts) and sentence.word_starts[word] == at:
            return tail
    return name[cut:].lstrip("的、和与及”")


def _is_base(sentence: _Sentence, measure: Measure) -> bool:
    """Whether the measure is an earlier one that this one is set against: 比去年812件."""
    text = sentence.text
    return measure.kind != "change" and any(
        (
            moment.end <= measure.start
            and text[moment.start - 1 : moment.start] in ("比", "较", "与")
            and _BESIDE.fullmatch(text, moment.end, measure.start)
        )
        or (moment.text in ("上年", "去年") and text[moment.end : measure.start] in ("结余", "结转"))
        for moment in sentence.moments
        if measure.start - 10 <= moment.end <= measure.start and moment.start > 0
    )


def _period(sentence: _Sentence, measure: Measure) -> str | None:
    """The nearest time expression of the sentence before the measure that speaks of it."""
    text = sentence.text
    best: Moment | None = None
    for moment in sentence.moments:
        if moment.start < sentence.start or moment.end > measure.start:
            continue
        before = text[max(0, moment.start - 1) : moment.start]
        gap = text[moment.end : measure.start]
        beside = _BESIDE.fullmatch(gap) is not None and measure.kind != "change"
        if _RELATIVE_DUE.fullmatch(moment.text) or moment.kind == "duration":
            continue
        if before in ("比", "较", "同", "与", "由", "从") and not beside:
            continue
        if moment.kind == "vague" and moment.text not in ("目前", "当前", "现", "现已", "近期"):
            continue
        if moment.kind == "date" and before == "于":
            continue
        if moment.text in ("全年", "年度") and (gap[:1] in "，。；" or before in tuple("穿定制印发达")):
            continue
        if moment.kind == "recurrence" and "，" in gap:
            best = None
            continue
        best = moment
    return best.text if best else None


def _leading_moment(text: str, moments: Sequence[Moment]) -> str | None:
    """The time a paragraph begins with, which goes for all of it: 1—10月，……。"""
    for moment in moments:
        if moment.kind == "period":
            lead = text[: moment.start].strip()
            if not lead or (lead.endswith(("。", "）", "、", ".")) and len(lead) <= 24):
                return moment.text
        break
    return None


def _due_of_row(analysis: Analysis, paragraph: int) -> str | None:
    """The time limit in a cell of its own in the row of a table."""
    for table in analysis.document.tables:
        numbers = [max((span.paragraph for cell in row for span in cell), default=0) for row in table.rows]
        at = bisect_left(numbers, paragraph)
        if at == len(numbers):
            continue
        row = table.rows[at]
        if not any(span.paragraph == paragraph for cell in row for span in cell):
            continue
        for cell in reversed(row):
            for span in cell:
                for moment in analysis.moments(span.paragraph):
                    inside = span.start <= moment.start and moment.end <= span.end
                    if inside and (moment.end - moment.start) * 2 >= span.end - span.start:
                        return moment.text
    return None
