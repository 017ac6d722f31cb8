"""The row of an indicator in, what it came to or is to come to in a year out (S1–S7, S9, S11, S12, S16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from hegao.errors import FactError, suggestion
from hegao.facts import Row, plain, shown
from hegao.sentences.names import Said, name_of, said, unit
from hegao.text import marked_blank

AFTER, BEFORE = ("余", "多"), ("近", "约")  # where a word for "roughly" stands
_MANY = re.compile("[百千万亿]+(?![瓦伏米克卡])")
_COUNTERS = (
    ("家", re.compile("部门|单位|企业|公司|机构|机关|医院|银行")),
    ("所", re.compile("学校|中学|小学|高校|院校")),
    ("名", re.compile("干部|人员|选手|队员")),
)
_WHERE = re.compile("全[国省市县区州镇乡局系](?:统)?(?=..)")
# Groups that are a kind of their members, 12家市直部门; any other is a whole they belong to, 全县交通系统14家单位.
_UNITS = re.compile(
    r"(?<!^全)(?:单位|部门|机[关构]|[省市县区州乡镇村局科处室厅委办所站院馆校园队组户站点]|街道|社区|镇街|地[市州]|企业|公司|医院|学校|[中小]学|高校|院校|银行|"
    r"支部|党委|党组|团[队体]|班[子组级]|中心|干部|人员|选手|队员|个人|城市|车间|项目|集团|协会|学会|网点|窗口|家庭|商户|店|家)$"
)
_SETTLED = ("受理", "办理", "承办", "交办", "转办", "督办")  # what is dealt with to an end
_SHORT = 6  # characters of a noun one says again
_AIDS = re.compile("服务|惠民|义诊|咨询|帮扶|慰问|救助|演出|放映")


def blank(row: Row, what: str = "") -> str:
    """The marked blank for an indicator's value: 【待填：接收来文（件）】, or for another of its figures, `what`."""
    return marked_blank(f"{name_of(row)}{what}", unit(row))


def short(row: Row) -> str:
    """Its value with its unit: 812件, 300余件, 5万余元, 近300件, else its rank: 第3名; a blank when it has neither."""
    rank = _number(row, "名次")
    if rank is not None and "数值" not in row.cells:
        return f"第{plain(rank)}名"
    return _amount(row, row.cells.get("数值"), shown(row.cells.get("概数")))


def figure(row: Row, year: int) -> str:
    """What came of an indicator in the whole year of the document (`year`), in one to three sentences."""
    words = said(row)
    own = _own_year(row, year)
    value = _number(row, "数值")
    if _number(row, "名次") is not None and "数值" not in row.cells:
        return f"{_when(own, year, '')}{_rank(row, words.verb + words.object)}。"
    clauses = [_head(row, words, own, year)]
    if value is not None:
        clauses += _change(row, words)
    cause, parts = _cause(row), _parts(row, words)
    step = _direction(row)
    further = [*_outreach(row, words), *_target(row, words, value)] if value is not None else []
    if "名次" in row.cells:
        further.append(_rank(row))
    if parts and len(clauses) == 1 and not further:
        clauses.append(f"其中{parts}")
        parts = ""
    elif cause and not parts and not further:
        clauses.append(f"主要原因是{cause}")
        cause = ""
    told = [*clauses, *further]
    sentences = ["，".join(told)]
    if parts:
        sentences.append(f"其中，{parts}")
    if cause:
        compared = f"与{own - 1}年相比，{_amounts(row, words)}有所{'上升' if step > 0 else '下降'}，" if step else ""
        sentences.append(f"{compared}主要原因是{cause}")
    return "".join(f"{sentence}。" for sentence in sentences)


def goal(row: Row, year: int) -> str:
    """What an indicator is to come to in the year of the plan, from that year's row or the one of the year before."""
    words = said(row)
    own = row.cells.get("年份")
    of_before = "下年目标" in row.cells and (own != year or "目标" not in row.cells)
    target = row.cells.get("下年目标" if of_before else "目标")
    base = _number(row, "数值" if of_before else "上年")
    level = _amount(row, target) if target is not None else blank(row, "目标")
    against = ""
    if isinstance(target, Decimal) and base is not None and not (of_before and "概数" in row.cells):
        against = f"（{_step(row, words, target, base)}）"
    due = re.sub("(?:之|以)?前(?:完成)?$", "", shown(row.cells.get("完成时限")))
    if words.verb:
        by = f"到{due}，" if due else "全年"
        return f"{by}{words.verb}{words.object}{level}{against}。"
    falls = isinstance(target, Decimal) and base is not None and target < base
    if falls and words.raised:
        told = f"保持在{level}以上"
    elif falls and (words.lowered or words.rate):
        told = f"{_downward(words)}{level}"
    else:
        told = f"控制在{level}以内" if words.lowered else f"达到{level}"
    return f"到{due or f'{year}年底'}，{words.object}{told}{against}。"


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """How many per cent of the whole a part is, to one decimal, halves rounded up; 100 only when it is the whole."""
    exact = part * 100 / whole
    rounded = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if rounded != 100 or part == whole:
        return rounded
    return exact.quantize(Decimal("0.01"), ROUND_UP if exact > 100 else ROUND_DOWN)


def _own_year(row: Row, year: int) -> int:
    own = row.cells.get("年份")
    return int(own) if isinstance(own, Decimal) else year


def _when(own: int, year: int, same: str = "全年") -> str:
    return same if own == year else f"{own}年"


def _number(row: Row, column: str) -> Decimal | None:
    value = row.cells.get(column)
    return value if isinstance(value, Decimal) else None


def _amount(row: Row, value: object, roughly: str = "") -> str:
    """A value with its unit; one that is text is a blank of its own."""
    if not isinstance(value, Decimal):
        return value if isinstance(value, str) else blank(row)
    measure = unit(row)
    if roughly in AFTER:
        many = _MANY.match(measure)
        power = many.group() if many and many.end() < len(measure) else ""
        return f"{plain(value)}{power}{roughly}{measure.removeprefix(power)}"
    if roughly and roughly not in BEFORE:
        raise FactError(f"{row.place}：不认识“概数”里的“{roughly}”{suggestion(roughly, (*AFTER, *BEFORE))}")
    return f"{roughly}{plain(value)}{measure}"


def _head(row: Row, words: Said, own: int, year: int) -> str:
    amount = short(row)
    roughly = shown(row.cells.get("概数"))
    value, before = _number(row, "数值"), _number(row, "上年")
    if words.verb:
        return f"{_when(own, year)}{'累计' if roughly in AFTER else '共'}{words.verb}{words.object}{amount}"
    subject = _when(own, year, "") + words.object
    if value is None:
        return f"{subject}为{amount}"
    if unit(row) == "分":
        return f"{re.sub('(?:总?得分|总?分数?|成绩)$', '', subject) or subject}得{amount}"
    if roughly == "约":
        return f"{subject}约为{amount.removeprefix(roughly)}"
    if roughly == "近":
        return f"{subject}接近{amount.removeprefix(roughly)}"
    if roughly:
        return f"{subject}达到{amount}"
    if before is not None and before != value and (words.rate or words.lowered):
        was = "上年" if own == year else f"{own - 1}年"
        step = f"，{_points(words, value, before)}" if words.rate else ""
        return f"{subject}由{was}的{_amount(row, before)}{_move(words, value > before)}{amount}{step}"
    return f"{subject}{'为' if words.measured else '共'}{amount}"


def _move(words: Said, up: bool) -> str:
    if not up:
        return _downward(words)
    if words.rate and not words.lowered:
        return "提高到"
    return "延长到" if words.cut else "上升到" if words.measured else "增加到"


def _downward(words: Said) -> str:
    return "压减至" if words.cut else "降至"


def _points(words: Said, value: Decimal, before: Decimal) -> str:
    verb = ("上升" if words.lowered else "提高") if value > before else "下降"
    return f"{verb}{plain(abs(value - before))}个百分点"


def _change(row: Row, words: Said) -> Iterator[str]:
    value, before, given = _number(row, "数值"), _number(row, "上年"), _number(row, "同比")
    roughly = bool(shown(row.cells.get("概数")))
    if value is None or (before is None and given is None):
        return
    if before is None and given is not None:
        if words.rate:
            yield f"比上年{_points(words, given, Decimal(0))}" if given else "与上年持平"
        else:
            yield f"同比{'增长' if given > 0 else '下降'}{plain(abs(given))}%" if given else "与上年持平"
    elif before is not None and value == before:
        yield "与上年基本持平" if roughly else "与上年持平"
    elif before is not None and before > 0 and not (words.rate or (words.lowered and not roughly)):
        if unit(row) == "分":
            yield f"比上年{'提高' if value > before else '下降'}{plain(abs(value - before))}分"
            return
        step = ((value - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if roughly:
            step = step.quantize(Decimal(1), ROUND_HALF_UP)
        verb = "增长" if step > 0 else "下降"
        yield f"同比{verb}{'约' if roughly else ''}{plain(abs(step))}%" if step else "与上年基本持平"


def _outreach(row: Row, words: Said) -> Iterator[str]:
    aids = _AIDS.search(words.object) is not None
    if hours := _number(row, "时长"):
        yield f"{'服务时长' if aids else '累计'}{plain(hours)}小时"
    if people := _number(row, "人次"):
        yield f"{'惠及' if aids else '参加' if words.held else '涉及'}{plain(people)}人次"


def _target(row: Row, words: Said, value: Decimal) -> Iterator[str]:
    target, rate = _number(row, "目标"), _number(row, "完成率")
    roughly = shown(row.cells.get("概数"))
    if target is None:
        if rate is not None:
            settled = words.verb in _SETTLED
            yield "全部办结" if settled and rate == 100 else f"{'办结率' if settled else '目标完成率'}为{plain(rate)}%"
        return
    # Without brackets: the target must not read as a second value of the same indicator.
    aim = f"年度目标{_amount(row, target)}"
    if words.rate and not roughly:
        if value == target:
            yield f"与{aim}持平"
        else:
            yield f"比{aim}{'高' if value > target else '低'}{plain(abs(value - target))}个百分点"
    elif words.lowered or roughly or target <= 0:
        yield f"年度目标为{_amount(row, target)}"
        better = value <= target if words.lowered else value > target or (value == target and roughly in AFTER)
        if roughly not in BEFORE or abs(value - target) * 20 > target:  # else nobody can tell
            yield "完成目标任务" if better else "未完成目标任务"
    else:
        yield f"完成{aim}的{plain(percent(value, target))}%"
        if value > target:
            yield "超额完成任务"


def _parts(row: Row, words: Said) -> str:
    parts = row.cells.get("构成")
    if not isinstance(parts, tuple):
        return ""
    named = [part for part in parts if not isinstance(part, str)]
    told = "、".join(f"{name}{_amount(row, number)}" for name, number in named)
    value = _number(row, "数值")
    if value is None or not adds_up(row):
        return told
    left = value - sum(number for _, number in named)
    if left < 0:
        raise beyond(row, value - left)
    others = words.object if len(words.object) <= _SHORT else "各项"
    return f"{told}、其余{others}{_amount(row, left)}" if left else told


def adds_up(row: Row) -> bool:
    """Whether the parts of an indicator make up its value: those of rates and means do not."""
    return not (said(row).rate or re.search("平均|人均|户均|均|指数|得分", name_of(row)))


def beyond(row: Row, total: Decimal) -> FactError:
    """The error for parts that are more than their total."""
    return FactError(
        f"{row.place}：“{name_of(row)}”的“构成”合计{_amount(row, total)}，"
        f"超过了同一行的“数值”{_amount(row, row.cells['数值'])}。请改正其中一处。"
    )


def _rank(row: Row, examined: str = "") -> str:
    """Its place among others; `examined` names what it is the place in where nothing before does."""
    rank, before, size = (_number(row, name) for name in ("名次", "上年名次", "参评数"))
    group = shown(row.cells.get("组别"))
    examined = re.sub("(?:工作)?(?:排名|名次|位次)$", "", examined) or examined
    among = examined
    if size is not None:
        among = f"在{_ranked(plain(size), group)}{examined}中"
    elif group:
        among = f"{examined}在{group}中"
    if rank is None:
        return f"{among}排名{shown(row.cells['名次'])}"
    told = f"{among}排名第{plain(rank)}"
    if before is None:
        return told
    if before == rank:
        return f"{told}，名次与上年持平"
    return f"{told}，较上年{'前进' if rank < before else '后退'}{plain(abs(before - rank))}位"


def _ranked(size: str, group: str) -> str:
    """Those among whom it ranks: 12家市直部门, 全县28家县直部门; of a whole that is no kind of them its 14家单位."""
    where, kind = _WHERE.match(group), group
    if not group or _UNITS.search(group):
        kind = group[where.end() :] if where else group or "参评单位"
        counter = next((word for word, pattern in _COUNTERS if pattern.search(kind)), "个")
        return f"{where.group() if where else ''}{size}{counter}{kind}"
    return f"{group}{size}家单位"


def _cause(row: Row) -> str:
    written = shown(row.cells.get("原因"))
    cause = re.sub("^(?:(?:主要)?(?:原因)?是?(?:因为|由于|因(?![地材时]))|主要原因是?|主要是)", "", written)
    return cause.strip("：:，。； ")


def _direction(row: Row) -> Decimal:
    """By how much it is more than the year before; 0 too where nobody knows."""
    value, before = _number(row, "数值"), _number(row, "上年")
    if value is not None and before is not None:
        return value - before
    return _number(row, "同比") or Decimal(0)


def _amounts(row: Row, words: Said) -> str:
    """An indicator as something that goes up and down."""
    if words.measured and not words.verb:
        return words.object
    return f"{words.verb}{words.object}{'金额' if unit(row).endswith('元') else '数量'}"


def _step(row: Row, words: Said, target: Decimal, base: Decimal) -> str:
    if target == base:
        return "与上年持平"
    if words.rate:
        return f"比上年{_points(words, target, base)}"
    return f"比上年{'增加' if target > base else '减少'}{_amount(row, abs(target - base))}"
