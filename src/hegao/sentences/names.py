"""The row of an indicator in, how it is put into words out: a verb with its object, or a noun that is of some value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hegao.facts import Row, shown
from hegao.quantities import PERCENT, UNIT

_VERB = re.compile(
    "服务保障|组织开展|接收|收到|受理|办理|办结|承办|承接|报送|上报|起草|撰写|编写|编制|编印|编发|"
    "审核|审查|审批|审计|评审|评估|评选|验收|核发|核查|认定|印发|制发|下发|发出|转发|刊发|发布|"
    "发表|公开|公布|推送|推广|传阅|流转|传达|答复|回复|接待|接听|接诊|处理|处置|化解|调解|整改|"
    "整治|整理|排查|检查|抽查|巡查|督办|督查|交办|转办|通报|约谈|查处|查办|侦破|抓获|追缴|追回|"
    "走访|慰问|看望|帮扶|救助|资助|安置|培训|轮训|培养|培育|引进|招聘|招录|选派|组织|开展|举办|"
    "举行|召开|参加|参与|筹备|保障|服务|完成|实现|新增|新建|改建|扩建|改造|建成|修建|修订|修编|"
    "修复|制定|出台|废止|清理|清运|发放|拨付|争取|筹集|筹措|投入|落实|采购|购置|维修|更新|更换|"
    "安装|铺设|养护|疏浚|征收|征集|收集|采集|收回|归档|移交|接入|开发|录入|表彰|获得|获评|取得|"
    "申报|申请|采用|采纳|播出|接种|发现|消除|拆除|关停|淘汰|压减|压缩|压降|减少|缩短|缩减|节约|"
    "节省|降低|精简|盘活|签订|签约|对接|惠及|带动|吸纳|储备|出动|种植|补种|供应|销售|发生|协调|"
    "解决|转移|清淤|栽植|送达|绿化|加固|硬化|研发|生产|建设|打造|创建|命名|立案|结案|出具|接访|编纂|收缴"
)
# Those that say what is done to the thing before them: 信息报送, but not 群众服务.
_BEHIND = re.compile(
    "(?P<object>.{2,}?)(?P<verb>走访慰问|除险加固|服务保障|接收|受理|办理|承办|报送|起草|审核|审查|印发|编发|制发|流转|接待|刊发|采用|答复|"
    "公开|整改|修订|归档|发放|化解|保障|清理|改造|清淤|收缴|排查|加固|推送)"
)
# 压减审批时限 says how much was cut; 办理时限 is a time.
_CHANGING = re.compile("完成|实现|新增|发放|拨付|争取|筹集|筹措|投入|落实|压[减缩降]|减少|缩[短减]|节约|节省|降低|盘活")
_MEASURED = re.compile(
    r"(?:[率额量数]|[产总均加]值|[意识可和浓强密温湿确与速长高宽深厚]度|[占同]比|比[例重]|增速|得分|积分|时限|时间|用时|耗时|时长|周期|能耗|"
    r"水平|规模|价格|里程|频次|人次|人均.{2,}|平均.{2,})$"
)
_SOMETIMES_MEASURED = re.compile("(?:收入|支出|投资|面积|成本|费用|贷款|存款|税收|产值|人口|资金|经费|利润)$")
_LIGHT = re.compile(
    "组织|开展|召开|举[办行]|承办|参[加与]|筹备|保障|服务保障|完成|接待|督办|传达|发布|收到|制定|出台|落实"
)
_HAPPENS = re.compile("[次场期轮批届班项个类]|[场批班家户人]次")
# What is held, by the verb one says it with.
_HELD = (
    ("召开", re.compile(r"(?<![机社协工员学招览交年赛])会议?$|例会$|(?:座谈|研讨|联席)会$|(?<=年)会$")),
    ("举办", re.compile(r"(?:培训班|[^值]班|讲座|论坛|[比竞大]赛|展览|展会|沙龙|招聘会|展览会|运动会|交易会|晚会)$")),
    (
        "开展",
        re.compile(
            r"(?:活动|培训|演练|检查|调研|巡查|督[查导]|宣[讲传]|走访|志愿服务|座谈|行动|排查|抽查|研讨|学习|党日|抽检|体检|义诊|执法|整治|测评|考核|"
            r"审计|评估|演出)$"
        ),
    ),
)
_LOWERED = re.compile(
    "能耗|时限|用时|耗时|(?:办理|办结|等[待候]|平均|审批|响应)时间|投诉|差错|出错|错误|误差|退[回件文货]|事故|发案|信访量|浓度|死亡|失业|负债|逾期|"
    "超[时期限标载]|不[良合]|违[法规章约]|跑动|隐患|(?<!节约)用[水电]量|三公|运行(?:费用|经费)|欠[费款薪]|空[驶置载]|闲置|漏[损失报检水]|损耗|破损|"
    "流失|故障|返工|缺陷|辍学|缺[勤岗]|迟到|旷工|病死|感染|发病|积压|延误|拥堵|排放|复发|坏账|赤字|上访|未(?:办结|完成|整改)"
)
# 投诉办结率, 能耗下降率: the more the better, whatever it is about.
_RAISED = re.compile(
    "(?:(?<!未)办[结理]|处[理置]|满意|结案|查处|化解|整改|[回答]复|响应|受理|(?<!不)合格|及时|(?<!不)达标|下降|降低|减少|侦破|清[欠收零]|(?<!未)完成|覆盖|挽回|修复|回收)[率度量数]$"
)
_UNIT = re.compile(f"{UNIT}|{PERCENT}")
_TIME = re.compile("时限|用时|耗时|时间|周期|材料|环节")


@dataclass(frozen=True, slots=True)
class Said:
    """An indicator in words."""

    verb: str  # "" when it is a noun of which a value is told
    object: str  # of the verb; else the noun
    held: bool  # an activity somebody takes part in
    measured: bool  # a noun that is of a value (满意率), not one that is counted (来信)
    rate: bool  # in per cent: its changes are in points
    lowered: bool  # the less the better
    raised: bool  # for certain the more the better, whatever it is about
    cut: bool  # one of the latter that is cut down (时限), not one that falls (浓度)


def said(row: Row) -> Said:
    """How an indicator is said."""
    verb, thing = _parted(row)
    rate = unit(row) in ("%", "‰")
    raised = _RAISED.search(thing) is not None
    lowered = not verb and not raised and _LOWERED.search(thing) is not None
    measured = rate or _MEASURED.search(thing) is not None or _SOMETIMES_MEASURED.search(thing) is not None
    held = any(pattern.search(thing) for _, pattern in _HELD)
    return Said(verb, thing, held, measured, rate, lowered, raised, lowered and _TIME.search(thing) is not None)


def is_measured(name: str) -> bool:
    """Whether a noun is of some value, such as 满意率, not one that is counted."""
    return _MEASURED.search(name) is not None


def starts_with_verb(text: str) -> bool:
    """Whether a clause begins with something one does."""
    return _VERB.match(text) is not None


def is_light(name: str) -> bool:
    """Whether a name is a verb that says nothing without its object: 举办, 完成."""
    return _LIGHT.fullmatch(name) is not None


def name_of(row: Row) -> str:
    """The name, without the unit some write behind it: 接收来文（件）."""
    return _split(row)[0]


def unit(row: Row) -> str:
    """The unit as a document writes it; a rate without one is in per cent."""
    written = _split(row)[1].replace("％", "%").replace("百分比", "%")
    return written or ("%" if name_of(row).endswith("率") else "")


def _split(row: Row) -> tuple[str, str]:
    name, written = shown(row.cells["名称"]), shown(row.cells.get("计量单位"))
    match = re.fullmatch("(.+?)[（(]([^（）()]+)[）)]", name)
    if match and (match[2] == written or (not written and _UNIT.fullmatch(match[2]))):
        return match[1], match[2]
    return name, written


def _parted(row: Row) -> tuple[str, str]:
    name = re.sub("^(?:(?:本年度?|全年|年度|累计|共计?)(?=..))+", "", name_of(row))
    verb, thing = shown(row.cells.get("动作")), shown(row.cells.get("对象"))
    if verb:
        return verb, thing or name.removeprefix(verb).removesuffix(verb) or name
    if unit(row) in ("%", "‰", "分"):
        return "", name
    prefix = _VERB.match(name)
    leads = prefix is not None and len(name) - prefix.end() > 1
    if _MEASURED.search(name) and not (leads and _CHANGING.match(name)):
        return "", name
    if _HAPPENS.fullmatch(unit(row)) and not (leads and _LIGHT.match(name)):
        for holding, pattern in _HELD:
            if pattern.search(name):
                return holding, name
    if prefix is not None and leads:
        return prefix.group(), name[prefix.end() :]
    behind = _BEHIND.fullmatch(name)
    return (behind["verb"], behind["object"]) if behind else ("", name)
