"""An analysed draft in, its blanks out: what each placeholder stands for and what it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from hegao.data import data_folder
from hegao.indicators import indicators
from hegao.model import Analysis, Blank, Span, Word
from hegao.scopes import prose
from hegao.sparing import is_spared
from hegao.text import MARKED_BLANK, NOT_PROSE

# The rules that know a placeholder when they see one; what they spare is none here either.
_RULES = ("asterisk", "letter", "underline", "to-fill", "empty-bracket", "empty-label", "blank-date", "somebody")
_SIGN = re.compile(
    r"[*＊XxＸｘ×✕╳_＿〇○□某【】\[\]〔〕]|[（(][ \u3000]{0,12}[）)]|[（(][^（）()]{0,4}[待请补填]|[年月][ \u00a0\u3000]"
    r"|[：:][ \u3000]{0,8}[）)，,；;。]|TBD|TODO|FIXME|《[ \u3000]|《》|请输|在此"
)
_BOX = re.compile(r"(?<![□■√☑])□{2,8}(?![□■√☑])")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[XxＸ×*＊_□○〇]{1,2}(?=年)|(?<![0-9])2[XxＸ×*＊_□]{3}(?=年)")

_M = r"[*＊XxＸｘ×_＿□○〇]{1,6}"
_D = rf"(?:{_M}|[0-9０-９]{{1,4}})"
# A date with masks in it; in one with two the blank is the whole of it.
_DATE = re.compile(
    rf"(?:{_D}年)?{_D}月(?:{_D}[日号]|[底初末])?|{_D}年(?![级龄轻人度])(?:{_D}月)?|{_M}[日号](?![报子常期程召称码志])"
)
_MASK = re.compile(_M)

_BEFORE_NUMBER = re.compile(
    r"(?:第|约|近|达到?|共计?|合计|增加|减少|提高|下降|增长|不少于|不低于|不超过|超过|排名|得)$"
)
_AFTER_NUMBER = re.compile(
    r"\s?[余多几]?\s?(?:%|％|‰|℃|个百分点|万|亿|千(?!方)|个|家(?!庭|长|属|园)|名(?!称|单|录)|人(?!民|大|员|才|社|力|事|行|武)|次(?!序)|件|项(?!目)|条(?!例|件|线)"
    r"|元|份|篇|期(?!间|望|货)|场(?!所|馆|地|景)|册|户(?!籍)|亩|公里|平方|吨|分(?!管|局|类|析|工|配|公|别|校|院|支|行)|轮|批(?!准|示|复)|天|小时|工作日|岁"
    r"|届|辆|台(?!账|湾)|套|所(?!有|属|在|谓)|处(?!理|室|级|置|于|长)|起(?!草|点)|宗|位(?!于|置)|倍|成(?!立|果|员|效|绩|为)|株|头|只|枚|座|栋|幢|字|页|遍|趟|例(?!会)|支(?!部|队|持|行)|只(?!有))"
)
_PLACE = re.compile(r"(?:省|市|县|区|镇|乡|州|盟|旗|村|街道|社区|自治区|小区)")
_UNIT = re.compile(
    r"(?:[^\W\d的和与及了在]){0,7}?(?:局|厅|办(?![理法公好事案学])|委(?!员|托|派)|办公室|中心(?!工作|组|任务|城|环节)|集团|公司|院(?!长|校)|大学|中学|小学"
    r"|学校|电视台|报社|银行|协会|学会|馆|总站|部门|支队|大队|党委|党组|科(?![学技研])|处(?![理置于])|政府(?!信息|采购|性|投资|网站)|单位"
    r"|网(?![络格上])|在线|日报)"
)
_PERSON = re.compile(r"(?:同志|主任|局长|书记|科长|处长|县长|市长|区长|省长|部长|主席|先生|女士|老师)")
_LABEL = re.compile(
    r"(?:^|[，。；（(\s])([^\W\d]{2,8})[：:](?:[^，。；：:]{1,6}[、 \u3000]){0,9}[^，。；：:、\s]{0,2}$"
)
# Tags (by their beginning) of words that make up a name.
_NOUNS = ("n", "vn", "a", "b", "f", "i", "j", "k", "l", "q", "x")
_HEADS = re.compile("系统|领域|产业|事业|指标|项目|节目|工作|活动|平台|会议|行业|机关|队伍|专项|课题|小区|公司")


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


Kind = Literal["number", "name", "organisation", "date"]


def extract(analysis: Analysis) -> tuple[Blank, ...]:
    """The blanks of every paragraph in reading order; Word's own headers and footers have none."""
    sections = [section for section in analysis.outline.sections if section.kind != "item"]
    starts = [(section.span.paragraph, section.span.start) for section in sections]
    found: list[Blank] = []
    for number, (paragraph, role) in enumerate(
        zip(analysis.document.paragraphs, analysis.outline.roles, strict=True), 1
    ):
        text = prose(paragraph)
        if role == "page" or not _SIGN.search(text):
            continue
        named: _Named | None = None
        for start, end in _placeholders(text):
            named = named or _names(analysis, number)
            kind, name = _meaning(text, start, end, role, named)
            above = bisect_right(starts, (number, start)) - 1
            section = None if above < 0 else f"{sections[above].label}{sections[above].title}"
            written = paragraph.text[start:end]
            found.append(Blank(Span(number, start, end), paragraph.offset + start, written, kind, name, section))
    return tuple(found)


def _placeholders(text: str) -> list[tuple[int, int]]:
    """Start and end of each; a date of several masks is one."""
    spans = {match.span() for match in _BOX.finditer(text)} | {match.span() for match in _YEAR.finditer(text)}
    for rule in _rules():
        for match in rule.pattern.finditer(text):
            if match.group() and NOT_PROSE not in match.group() and not is_spared(rule.unless, text, *match.span()):
                spans.add(match.span())
    if not spans:
        return []
    for match in _DATE.finditer(text):
        inside = [span for span in spans if match.start() <= span[0] and span[1] <= match.end()]
        if len(inside) > 1:
            spans.add((min(start for start, _ in inside), match.end()))
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


@cache
def _rules() -> tuple[_Rule, ...]:
    import yaml

    folder = data_folder("rules") / "placeholder"
    rules: list[_Rule] = []
    for name in _RULES:
        params: dict[str, Any] = yaml.safe_load((folder / f"{name}.yml").read_text("utf-8"))["params"]
        unless = params.get("unless")
        rules.append(_Rule(re.compile(params["pattern"]), re.compile(unless) if unless else None))
    return tuple(rules)


@dataclass(frozen=True, slots=True)
class _Named:
    """What the words around a blank say: masked measures with their indicators, and organs."""

    measures: tuple[tuple[int, int, str], ...]
    organs: tuple[tuple[int, int], ...]
    words: tuple[Word, ...]


def _names(analysis: Analysis, number: int) -> _Named:
    measures = tuple(
        (measure.start, measure.end, indicator.name)
        for measure, indicator in zip(analysis.measures(number), indicators(analysis, number), strict=True)
        if measure.masked
    )
    return _Named(measures, analysis.organs(number), analysis.words(number))


def _meaning(text: str, start: int, end: int, role: str, named: _Named) -> tuple[Kind, str]:
    if marked := MARKED_BLANK.fullmatch(text, start, end):
        return _of_marked(marked.group(1), marked.group(2))
    if _is_date(text, start, end):
        return "date", "成文日期" if role in ("date", "imprint") else _of_date(text, start, end)
    for measure_start, measure_end, name in named.measures:
        if measure_start < end and start < measure_end:
            return "number", name or _noun_around(text, start, end, named.words)
    written = text[start:end]
    if _AFTER_NUMBER.match(text, end) or _BEFORE_NUMBER.search(text, max(0, start - 3), start):
        return "number", _noun_around(text, start, end, named.words)
    if written[0] in "【[（(〔" or not _MASK.fullmatch(written):
        return _told(text, start, end, named)
    organ = next(((first, last) for first, last in named.organs if first <= start and end <= last), None)
    place = _PLACE.match(text, end)
    if organ:
        alone = len(_MASK.findall(text, *organ)) == 1
        if not place or alone:
            return "organisation", text[organ[0] : organ[1]]
        return "name", text[start : place.end()]
    if place:
        return "name", text[start : place.end()]
    if unit := _UNIT.match(text, end):
        return "organisation", text[start : unit.end()]
    if text.startswith("关于", end):
        return "organisation", "发文机关"
    return "name", _noun_around(text, start, end, named.words)


def _of_marked(name: str, unit: str | None) -> tuple[Kind, str]:
    """Of a blank that hegao wrote itself."""
    if unit:
        return "number", name
    if re.search("(?:日期|时限|时间|年份)$", name):
        return "date", name
    return ("organisation" if re.search("(?:单位|单位名称|机关|部门|主送|领导主体)$", name) else "name"), name


def _is_date(text: str, start: int, end: int) -> bool:
    match = re.search("[年月日]", text[start:end])
    if match or _YEAR.fullmatch(text, start, min(end, len(text))) or _YEAR.match(text, start):
        return True
    after, before = text[end : end + 2], text[max(0, start - 1) : start]
    if after[:1] == "年":
        return (
            after[1:2] not in ("级", "龄", "轻")
            and before not in ("第", "近")
            and not re.match("年来|年内|年以", text[end : end + 2])
        )
    return after[:1] == "月" or (after[:1] in ("日", "号") and before == "月")


def _of_date(text: str, start: int, end: int) -> str:
    """What is to happen at the date: the rest of its clause, else what comes before it."""
    after = re.match(
        r"(?:[年月日号底初末前内起开始]|以前|之前|以来){0,3}([^，。；：、（）\n]{2,16})", text[end : end + 24]
    )
    if after:
        return after.group(1) + "时间"
    before = re.search(r"([^，。；：、（）\n]{2,12}?)(?:[于在至]|截至)?$", text[max(0, start - 14) : start])
    return (before.group(1) if before else "") + "时间"


def _told(text: str, start: int, end: int, named: _Named) -> tuple[Kind, str]:
    """A bracket that says what is to be filled in, a label with nothing behind it, 某某."""
    written = text[start:end]
    said = re.sub(
        r"[【】\[\]（）()〔〕：:\s]|此处|这里|请在?|[待需须]|填写|填入|补充|插入|输入|核实|确认|完善|更新|[填补]",
        "",
        written,
    )
    around = said or text[max(0, start - 4) : start]
    if re.search("单位|部门|机关|牵头$|责任$", around) or (written.startswith("某") and _UNIT.match(text, end)):
        return "organisation", said or _noun_around(text, start, end, named.words)
    if re.search("日期|时间|年月|时限", around):
        return "date", said or "时间"
    if re.search("数[量字据]?$|金额|比例|编号|文号|电话", around) or written[0] == "〔":
        return "number", said or around
    return "name", said or _noun_around(text, start, end, named.words)


def _noun_around(text: str, start: int, end: int, words: Sequence[Word]) -> str:
    """The blank with the nouns that go with it: **系统, 竞技XX; the label of its line where there is none."""
    blank = text[start:end]
    if person := _PERSON.match(text, end):
        return blank + person.group()
    more = end + 1 if text[end : end + 1] == "等" else end
    last = _nouns_from(words, more)
    if last > more:
        return text[start:last]
    first = start
    for word in reversed(words):
        if word.start + len(word.text) == first and first - word.start < 8 and start - word.start <= 8:
            if not word.tag.startswith(_NOUNS):
                break
            first = word.start
    if first < start:
        return text[first:end]
    label = _LABEL.search(text, max(0, start - 40), start)
    return label.group(1) if label else blank


def _nouns_from(words: Sequence[Word], start: int) -> int:
    """Where the nouns that begin at a place end; the place itself when none does."""
    end = start
    for word in words:
        if word.start != end:
            continue
        if not word.tag.startswith(_NOUNS) or end - start + len(word.text) > 8:
            break
        end += len(word.text)
        if _HEADS.fullmatch(word.text):
            break
    return end
