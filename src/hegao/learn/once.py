"""The words of a clause in, whether they were true of one year only out: honours, events, acts, judgements."""

from __future__ import annotations

import re

# What was true of one year only, whatever figures it came with, and what is so only where it came with none.
_ONCE = re.compile(
    r"等(?:一批)?(?:重大|重点|大型)(?:项目|活动|工程)|赴[^，。]{1,12}(?:交流|考察|学习|调研|参观)"
    r"|党史学习教育|党纪学习教育|主题教育|“两学一做”|荣获|荣膺|获评|获得[^，。]{0,20}(?:奖|称号|荣誉|第一)|被[^，。；]{0,24}(?:评为|评定为|授予|命名|确定为|列为)|授予|首次|首个|首家|首批|第[一二三四五六七八九十]+批"
    r"|率先|新组建|揭牌|挂牌成立|换届|疫情|新冠|此轮|此次|这次|连续[两二三四五六七八九十0-9]+年|近?[两二三四五0-9]年来|“[0-9]{1,2}[·.][0-9]{1,2}”"
    r"|市级先进|国家级荣誉|历史(?:新高|最好|性)|有群众|居民代表|[”。]?这样评价|这句话|回访中"
)
_ONCE_WITHOUT_FIGURE = re.compile(
    r"批示|充分肯定|表彰|正式启动|成立|建成|投用|竣工|试点|称号|优秀等次|新突破|转发|初见成效|评定|申报|举办了|召开了"
    r"|[比较](?:去年|上年|上一年|往年|同期)[^0-9□]{0,8}(?:增加|减少|增长|下降|提升|提高|突破|改善)"
)

# What may stand before the verb of an act; what is not here (及时更新, 按期完成) makes it one of every year.
_BEFORE = (
    r"^(?:(?:□|[0-9]{4})年度?|今年以?来?|年内|全年|年初|年底|[0-9]{1,2}月(?:份|底)?|我[局厅委办]|本[局厅办]|□|新|又|还|并|已经?|均|全部|共|先后"
    r"|成功|顺利|正式|如期|基本|高标准|高质量|重新|牵头|联合|会同[^，□]{2,10}|争取资金|投资|大力|积极|探索|率先|同步|集中|统一|^为[^，□]{2,10}|在[^，]{2,14}(?:上|中|里|内|下)){0,4}"
)
# The verb and what must not follow it, because it is done every year.
_EVERY_YEAR = (
    r"(?!了?[^，。；]*(?:各项|各类|各种|每[年月季周日]|每个|日常|年度|全年|年终|年初|年中|季度|任务$|目标$|指标$|领导交办|上级部署|预算|决算|年报|月报|周报|考核|考评|述职|盘点"
    r"|(?:总结|计划|要点|值班表|简报|通报|纪要|材料|文稿|信息|工作)$|良好|浓厚|氛围|形象|格局|思想|意识|联系|感情|理念))"
)
_ACT = re.compile(
    rf"{_BEFORE}(?:(?:建立(?!健全)|建起|建成|修订|制定|制订|出台|印发|启动|改造|组建|成立|开通|启用|新建|改建|扩建|迁建|搭建|购置|添置|更换|安装|设立|开设"
    rf"|引进|研发|推出|上线|编印|创办|打造|建设了|升级|扩容|修缮|翻修|装修|增设|配备了|接入){_EVERY_YEAR}"
    rf"|完成了?{_EVERY_YEAR}(?![^，。；]*(?:报送|上报|起草|撰写|收发|收办|办理|接待|会务|值班|统计|归档|整理|审核|公开|汇总|信息更新|信息采集|调整备案|测评|评议|分配|下达|服务))"
    rf"|更新了?(?![^，。；]*(?:信息|网页|网站|内容|台账|数据|目录|栏目|名录|名单|库))"
    rf"|(?:将|把)[^，。；]{{2,20}}(?:改造|改建|升级|打造|更新|调整|迁移|整合)(?:为|成|到|至))了?[^，。；：]{{2,}}"
)
_DONE = re.compile(
    r"^(?!.*(?:各项|各类|任务|目标|指标|按[期时月]|及时|每))[^，。；：]{3,}"
    r"(?:建成|竣工|完工|投用|投入使用|上线|上线运行|启用|开通|揭牌|交付使用|通过验收|改造完成|升级完成|建设完成|出台|投入运行)[，。；：]?$"
)
_ROUTINE = re.compile(
    r"坚持|落实|做好|抓好|抓实|严格|规范|加强|推进|健全|每[年月季周日]|定期|及时|按[期时月]|经常|常态化|日常|逐[项件级一条]|随时|当[日天]"
)
_OUTCOME = re.compile(
    r"(?:该|此举|极大|大大|(?:有效|切实|进一步|明显|显著)?(?:提升|改善|解决|缓解|方便|优化|缩短|降低|减轻)了|投用|建成|启用|上线)"
)
_VERDICT = re.compile(
    r"(?:圆满|较好|全面|出色|顺利|胜利|超额|高质量|高标准|优质|很好|基本)(?:高效)?地?[^，。；“]{0,6}完成"
    r"|(?:取得|获得)了?[^，。；]{0,14}(?:成效|成绩|进展|成果|进步|突破|业绩)|[再迈][^，。；]{0,2}上?新?(?:的)?(?:台阶|水平)"
)
_NO_VERDICT = re.compile("如下|^(?:虽然|尽管|但|将|要|力争|争取|努力|确保|现将)|^虽")
_CONSEQUENCE = re.compile(
    r"(?:有力|有效|切实|充分|确保了?|保证了?|保障了?|推动了?|促进了?|发挥了?)[^，。；]*|为[^，。；]*(?:作用|贡献|基础|保障|支撑)"
)


def was_once(said: str, planning: bool, figures: bool) -> bool:
    """Whether a clause, □ for what is filled in, tells of an honour, an event or another thing of one year only."""
    return bool(_ONCE.search(said) or (not planning and not figures and _ONCE_WITHOUT_FIGURE.search(said)))


def is_act(said: str) -> bool:
    """Whether a clause tells of an act done once to a particular thing: 建立督查台账; not 落实值班制度."""
    bare = said.rstrip("，。；：！ ")
    found = _ACT.match(bare)
    if found is None:
        return _DONE.match(bare) is not None and not _ROUTINE.search(bare)
    return not _ROUTINE.match(bare)


def is_outcome(said: str) -> bool:
    """Whether a clause that opens a sentence says what came of the act told before: 有效改善了就餐环境."""
    return _OUTCOME.match(said) is not None


def is_verdict(said: str) -> bool:
    """Whether a clause judges the whole year: 圆满完成各项任务, 取得明显成效."""
    return bool(_VERDICT.search(said)) and not _NO_VERDICT.search(said)


def follows_verdict(said: str) -> bool:
    """Whether a clause behind a judgement says what came of it: 有力保障了全局运转."""
    return _CONSEQUENCE.match(said) is not None
