"""A past document in, the text of a template out that writes such a document again and says nothing of its old year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hegao import templates
from hegao.config import Config
from hegao.errors import TemplateError
from hegao.learn import learn
from hegao.learn.captions import without_figures
from hegao.learn.once import is_act
from hegao.model import Finding, Review
from hegao.pipeline import extract, extract_from, load_rules, review_document
from hegao.readers import read_bytes
from hegao.rules import Rule

CORPORA = Path(__file__).parent.parent / "corpora"
DRAFTS = sorted(
    path
    for path in CORPORA.iterdir()
    if re.match(r"(?:summary|plan|key-points)-(?!.*(?:gold|expected|planted|items))", path.name)
)
VERBS = ("健全", "完善", "改进", "落实", "优化")
OBJECTS = ("值班制度", "会议制度", "接待制度", "保密制度", "考勤制度", "报销制度", "采购制度")


@cache
def every_rule() -> Mapping[str, Rule]:
    return load_rules(Config())


@pytest.fixture(autouse=True)
def _rules_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the rules takes longer than learning."""
    monkeypatch.setattr("hegao.learn.load_rules", lambda config: every_rule())


def drafted(text: str, path: str = "总结.txt") -> Review:
    return extract_from(read_bytes(text.encode(), path))


def header_of(template: str) -> dict[str, Any]:
    found = yaml.safe_load(template.split("---\n")[1])
    assert isinstance(found, dict)
    return found


def body_of(template: str) -> str:
    return re.sub(r"{#.*?#}\n", "", template.split("---\n", 2)[2], flags=re.S)


def context_of(template: str, given: bool) -> dict[str, Any]:
    """What fill gives: other years and figures, or blanks for all that is required."""
    header = header_of(template)
    planning = header["genre"] in ("plan", "key-points")
    year = int(header["slots"]["年份"].get("example") or 2024) + 2
    context: dict[str, Any] = {}
    for at, (name, slot) in enumerate(header["slots"].items()):
        unit, example = slot.get("unit", ""), slot.get("example", "")
        if not slot.get("required"):
            context[name] = ""
        elif not given:
            context[name] = f"【待填：{name}（{unit}）】" if unit else f"【待填：{name}】"
        elif name == "成文日期":
            context[name] = f"{year if planning else year + 1}年1月6日"
        elif slot["type"] == "year":
            context[name] = str(year if name == "年份" else year - 1)
        elif slot["type"] in ("metric", "number"):
            context[name] = example or f"{'第' if '排名' in name else ''}{12 + at}{unit}"
        elif slot["type"] in ("org", "leader", "date"):
            context[name] = example or {"org": "临江市水务局", "leader": "局党组", "date": "6月底"}[slot["type"]]
        elif "升降" in slot["about"]:
            context[name] = example or "增加20%"
        elif name.startswith("会议名称"):
            context[name] = "党的二十大"
        elif name.startswith("文件名称"):
            context[name] = f"《{OBJECTS[at % 7]}》"
        elif name.startswith("起止时间"):
            context[name] = "上半年"
        else:
            context[name] = "水务" if name.endswith(("名称", "行业")) else VERBS[at % 5] + OBJECTS[at % 7]
    years = (str(year - 1), str(year + 1)) if given else ("【待填：上年年份】", "【待填：下年年份】")
    problems = [{"序": "（一）", "句": "信息报送不够及时。"}, {"序": "（二）", "句": "调查研究不够深入。"}]
    ahead = [{"序": "（一）", "句": "完善信息报送制度，6月底前完成。"}, {"序": "（二）", "句": "修订值班管理制度。"}]
    more = {"上年": years[0], "下年": years[1], "问题": problems, "打算": ahead, "附件行": []}
    return context | more | {"大序": ["一、", "二、", "三、"]}


def filled(template: str, given: bool = True, **more: Any) -> str:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    page = environment.from_string(template.split("---\n", 2)[2])
    return re.sub(r"\n{3,}", "\n\n", page.render(context_of(template, given) | more))


def faults(text: str) -> Iterator[Finding]:
    """What a check finds in a filled document, blanks aside."""
    for finding in review_document(read_bytes(text.encode(), "文稿.md"), every_rule(), Config()).findings:
        if not finding.text.startswith("【待填") and finding.severity != "hint":
            yield finding


@cache
def learned_from(path: Path) -> str:
    return learn([extract(path)], "样例")


SUMMARY = """临江市水务局办公室2023年工作总结

2023年，临江市水务局办公室（以下简称“局办公室”）在局党组坚强领导下，围绕防汛、供水、治污三件大事，圆满完成年度任务。现将全年工作情况总结如下：
一、2023年主要工作及成效
（一）抓文稿质量，促参谋服务提升。把文稿起草作为服务决策的首要任务，全年起草各类文稿214篇。
（二）抓办文办会，促机关运转顺畅。修订《会议管理办法》，全年接收来文**件，比2022年减少37件。局办公室被市委办公室评为2023年度先进集体。
（三）抓后勤保障，促机关服务优化。2023年7月1日起推行网上派车，严格执行24小时值班制度。
二、存在的问题
对照要求，主要有两个方面的不足。一是调查研究不够深入；二是信息化水平不高。
三、2024年工作打算
2024年，局办公室将围绕中心、服务大局，重点做好以下三项工作：
（一）改进调查研究。每季度完成1篇专题调研报告。
（二）打通信息系统。6月底前完成公文系统与督查系统对接。
（三）规范后勤管理。年底前将车辆空驶率压减至10%以下。

临江市水务局办公室
2023年12月27日
"""


@cache
def learned() -> str:
    return learn([drafted(SUMMARY)], "办公室总结")


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.name)
def test_every_draft_gives_a_template_that_passes_a_check(path: Path, tmp_path: Path) -> None:
    template = learned_from(path)
    file = tmp_path / "样例.md"
    file.write_text(template, "utf-8")
    slots = {slot.name for slot in templates.load(file).slots}
    assert {"单位名称", "年份", "成文日期"} < slots
    full, empty = filled(template), filled(template, given=False)
    # Figures of one sample, masks among them, need not agree with each other: fill reckons, a template does not.
    assert [one for one in faults(full) if one.group != "facts"] == []
    assert list(faults(empty)) == []
    for text in (full, empty):
        assert not re.search(r"[*＊]{1,}|[ＸX×]{2,}|_{2,}|None|Undefined", text.replace("# ", ""))


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.name)
def test_no_year_of_the_sample_stays(path: Path) -> None:
    body = re.sub(r"《[^》]*》|〔[0-9]{4}〕", "", body_of(learned_from(path)))
    assert not re.search(r"(?<![0-9])20[0-9]{2}年", body)


def test_the_same_sample_gives_the_same_template() -> None:
    assert learn([drafted(SUMMARY)], "办公室总结") == learned()


def test_the_framework_of_the_unit_stays() -> None:
    body = body_of(learned())
    for kept in (
        "# {{ 单位名称 }}{{ 年份 }}年工作总结",
        "{{ 年份 }}年，{{ 单位名称 }}（以下简称“{{ 简称 }}”）在{{ 领导主体 }}坚强领导下，围绕防汛、供水、治污三件大事",
        "现将全年工作情况总结如下：",
        "## 一、{{ 年份 }}年主要工作及成效",
        "（一）抓文稿质量，促参谋服务提升。",
        "## 三、{{ 下年 }}年工作打算",
        "严格执行24小时值班制度。",
    ):
        assert kept in body


def test_figures_and_masks_become_named_slots() -> None:
    slots = header_of(learned())["slots"]
    assert slots["起草各类文稿"] | {"about": ""} == {
        "type": "metric",
        "required": True,
        "about": "",
        "example": "214篇",
        "unit": "篇",
    }
    assert slots["接收来文"]["unit"] == "件"
    assert "example" not in slots["接收来文"]
    assert "全年接收来文{{ 接收来文 }}，比{{ 上年 }}年" in body_of(learned())
    assert "全年起草各类文稿300篇。" in filled(learned(), 起草各类文稿="300篇")


def test_a_grouped_number_is_one_figure() -> None:
    template = learn([drafted(SUMMARY.replace("全年接收来文**件", "全年接收来文3,862件"))], "总结")
    assert header_of(template)["slots"]["接收来文"]["example"] == "3,862件"


def test_a_rise_or_fall_is_given_with_its_verb() -> None:
    slots = header_of(learned())["slots"]
    name = next(name for name, slot in slots.items() if slot.get("example") == "减少37件")
    assert slots[name]["type"] == "text"
    assert "比2024年增加9件" in filled(learned(), given=True, **{name: "增加9件"})


def test_documents_and_dates_are_slots() -> None:
    slots = header_of(learned())["slots"]
    assert slots["文件名称"]["example"] == "《会议管理办法》"
    assert "修订{{ 文件名称 }}" in body_of(learned())
    assert any(slot["type"] == "date" and "7月1日" in slot.get("example", "") for slot in slots.values())


def test_an_honour_is_left_out_when_not_given() -> None:
    header = header_of(learned())
    assert "先进集体" in header["slots"]["荣誉情况"]["example"]
    assert "required" not in header["slots"]["荣誉情况"]
    assert "先进集体" not in filled(learned())
    assert "局办公室被授予文明单位称号。" in filled(learned(), 荣誉情况="局办公室被授予文明单位称号")


def test_problems_and_steps_are_loops_numbered_as_the_sample_does() -> None:
    text = filled(learned())
    assert "一是信息报送不够及时。二是调查研究不够深入。" in text
    assert "（一）完善信息报送制度，6月底前完成。" in text.splitlines()
    assert "调查研究不够深入；" not in text
    assert "打通信息系统" not in text


def test_a_lead_does_not_count_what_follows() -> None:
    body = body_of(learned())
    assert "两个方面" not in body
    assert "主要有以下方面的不足。" in body
    assert "重点做好以下工作：" in body


def test_the_note_for_the_clerk_is_never_put_out() -> None:
    assert "{#" in learned()
    assert "归纳" not in filled(learned())


def test_slots_are_named_in_the_header_with_what_they_stand_for() -> None:
    header = header_of(learned())
    assert list(header)[:4] == ["name", "genre", "about", "source"]
    assert header["name"] == "办公室总结"
    assert header["genre"] == "summary"
    assert header["source"] == "由“总结.txt”归纳"
    named = set(re.findall(r"{{ (\w+) }}", body_of(learned())))
    assert named - set(header["slots"]) <= {"上年", "下年"}
    assert all(name.isidentifier() and slot["about"] for name, slot in header["slots"].items())


def test_a_title_is_made_where_the_sample_has_none() -> None:
    text = SUMMARY.split("\n", 1)[1]
    assert body_of(learn([drafted(text)], "总结")).startswith("# {{ 单位名称 }}{{ 年份 }}年工作总结")


def test_problems_told_in_passing_get_a_heading() -> None:
    text = """2023年，我办认真履行职责，圆满完成年度任务。现将主要工作情况报告如下：
一、以文辅政不断优化
坚持材料高标准，全年撰写各类材料130篇，有效发挥了参谋作用。
二、综合协调更加顺畅
加强后勤管理，全年组织公务接待60次。
回顾一年来的工作，取得了一定成绩，但还存在一些问题和不足：一是主动作为不够；二是信息报送不够及时。对于这些问题，我们将认真加以解决。
2024年，我办将紧贴中心工作，进一步解放思想，提振精神。
1.强化责任。完善工作制度。
2.提高效率。精简办事流程。
"""
    body = body_of(learn([drafted(text)], "总结"))
    assert "## 三、存在的问题" in body
    assert "## 四、{{ 下年 }}年工作打算" in body
    assert "还存在一些问题和不足：{% for 项 in 问题 %}" in body
    assert "{% endfor %}对于这些问题，我们将认真加以解决。" in body
    assert "{{ loop.index }}.{{ 项.句 }}" in body
    assert "提高效率" not in body


def test_faults_of_the_sample_are_mended() -> None:
    text = SUMMARY.replace("（一）抓文稿质量，促", "（一）抓文稿质量,促").replace("（三）抓后勤", "（四）抓后勤")
    body = body_of(learn([drafted(text)], "总结"))
    assert "（一）抓文稿质量，促参谋服务提升。" in body
    assert "（三）抓后勤保障，促机关服务优化。" in body


def test_masked_names_are_one_slot_for_one_thing() -> None:
    text = """XX市XX局办公室2023年工作计划

2023年，办公室将做好XX系统综合协调工作，提升XX工作水平，宣传XX事业成就，服务XX产业发展。
一、重点任务
（一）做好宣传工作。大力宣传XX工作，提升XX领域影响力。
（二）做好保密工作。加强XX系统保密管理，6月底前开展保密检查*次。
"""
    template = learn([drafted(text, "计划.txt")], "计划")
    slots = header_of(template)["slots"]
    assert slots["行业"]["required"]
    assert template.count("{{ 行业 }}") >= 5
    assert "XX" not in filled(template)
    assert "水务系统" in filled(template)
    assert "行业2" not in slots


def test_with_several_samples_what_they_share_stays() -> None:
    first = SUMMARY.replace("全年起草各类文稿214篇。", "全年起草各类文稿190篇。为专题会议准备材料，受到各方好评。")
    second = re.sub("2022年|2023年|2024年", lambda year: f"{int(year.group()[:4]) + 1}年", SUMMARY)
    second = second.replace("全年起草各类文稿214篇。", "全年起草各类文稿214篇。参加文秘技能竞赛，收获不少经验。")
    template = learn([drafted(first, "甲.txt"), drafted(second, "乙.txt")], "总结")
    assert header_of(template)["source"] == "由“甲.txt”“乙.txt”归纳"
    assert header_of(template)["slots"]["年份"]["example"] == "2024"
    body = body_of(template)
    assert "全年起草各类文稿{{ 起草各类文稿 }}。" in body
    assert "文秘技能竞赛" not in body
    assert "专题会议" not in body
    examples = [slot.get("example") for slot in header_of(template)["slots"].values()]
    assert "参加文秘技能竞赛，收获不少经验" in examples


def test_a_chain_other_samples_do_not_share_is_one_item() -> None:
    theirs = "把文稿起草作为服务决策的首要任务，全年起草各类文稿214篇。"
    second = re.sub("2022年|2023年|2024年", lambda year: f"{int(year.group()[:4]) + 1}年", SUMMARY)
    second = second.replace(theirs, "一是选题更准，课题由大家商定；二是核稿更严，差错当天退回。")
    template = learn([drafted(SUMMARY, "甲.txt"), drafted(second, "乙.txt")], "总结")
    assert "促参谋服务提升。一是{{ 专项情况 }}。" in body_of(template)
    example = header_of(template)["slots"]["专项情况"]["example"]
    assert example == "选题更准，课题由大家商定；二是核稿更严，差错当天退回"


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("按照年度安排，结合本办实际，荣获市级文明单位称号。", "促机关服务优化。{{ 荣誉情况2 }}。"),
        ("后勤工作扎实；，荣获市级文明单位称号，获得好评。", "，{{ 荣誉情况2 }}"),
    ],
)
def test_what_led_to_an_honour_goes_with_it(sentence: str, left: str) -> None:
    text = SUMMARY.replace("2023年7月1日起推行网上派车，严格执行24小时值班制度。", sentence)
    body = body_of(learn([drafted(text)], "总结"))
    assert left in body
    assert "称号" not in body


def test_a_sentence_that_does_not_end_becomes_two() -> None:
    members = [f"{verb}{what}" for verb in VERBS for what in OBJECTS]
    text = SUMMARY.replace("严格执行24小时值班制度。", f"{'，'.join(members)}。")
    assert "改进接待制度。改进保密制度，" in body_of(learn([drafted(text)], "总结"))


def test_what_looks_like_a_tag_stays_text() -> None:
    text = SUMMARY.replace("严格执行", "把{{ 姓名 }}和{% if %}、{# 注 #}写进办法，严格执行")
    template = learn([drafted(text)], "总结")
    assert "严格执行24小时值班制度" in filled(template)
    assert "姓名" not in header_of(template)["slots"]
    assert "{{ 姓名 }}" in filled(template) or "姓名" not in filled(template)


def test_a_brace_before_a_slot_stays_text() -> None:
    template = learn([drafted(SUMMARY.replace("各类文稿214篇", "各类文稿{214篇}"))], "总结")
    assert "各类文稿{300篇}" in filled(template, 起草各类文稿="300篇")


def test_word_headings_and_attachments(tmp_path: Path) -> None:
    text = SUMMARY.replace("\n临江市水务局办公室\n2023年12", "\n附件：任务分解表\n\n临江市水务局办公室\n2023年12")
    template = learn([drafted(text)], "总结")
    assert header_of(template)["slots"]["附件"]["type"] == "attachment"
    assert "附件：任务清单" in filled(template, 附件行=["附件：任务清单"])


@pytest.mark.parametrize("reviews", [[], [drafted("\n\n", "空白.md")], [Review("坏.docx", error="打不开")]])
def test_nothing_to_learn_from_is_an_error(reviews: list[Review]) -> None:
    with pytest.raises(TemplateError, match="没有可以归纳的内容"):
        learn(reviews, "总结")


ACTS = """临江市水务局办公室2023年工作总结

2023年，临江市水务局办公室在局党组坚强领导下，围绕防汛、供水、治污三件大事，圆满完成年度任务，有力保障了机关运转。现将全年工作情况总结如下：
一、2023年主要工作及成效
（一）抓文稿质量，促参谋服务提升
严格执行核稿制度，建立文稿评查台账，全年起草各类文稿214篇，去年起草各类文稿200篇，比去年增加14篇。
（二）抓督查督办，促决策部署落实
一是组建督查专班。对交办事项逐项登记，办结交办事项126项。二是开通督查热线。每月通报办理进度。三是加强会议管理，承办会议86次。
（三）抓后勤保障，促机关服务优化
完成机关锅炉房改造，改造面积320平方米，总投资48.6万元。有效改善了供暖条件。定期检查消防设施，组织安全检查12次。
{more}
二、存在的问题
一是调查研究不够深入；二是信息化水平不高。

临江市水务局办公室
2023年12月27日
"""


@cache
def acted(more: str = "") -> str:
    return learn([drafted(ACTS.format(more=more))], "总结")


def test_what_was_done_once_is_left_out_when_not_given() -> None:
    text = filled(acted())
    for gone in ("评查台账", "督查专班", "督查热线", "锅炉房", "320", "48.6", "供暖条件"):
        assert gone not in text
    for kept in (
        "严格执行核稿制度，全年起草各类文稿",
        "一是对交办事项逐项登记",
        "二是每月通报办理进度。",
        "三是加强会议管理，承办会议",
        "定期检查消防设施，组织安全检查",
    ):
        assert kept in text


def test_what_was_done_once_is_named_by_its_gist_with_all_of_it_as_example() -> None:
    slots = header_of(acted())["slots"]
    assert slots["锅炉房改造情况"]["example"] == "完成机关锅炉房改造，改造面积320平方米，总投资48.6万元"
    assert "required" not in slots["锅炉房改造情况"]
    assert slots["文稿评查台账情况"]["example"] == "建立文稿评查台账"
    assert "一是组建应急专班。对交办事项" in filled(acted(), 督查专班情况="组建应急专班")


@pytest.mark.parametrize(
    "routine",
    [
        "落实首问负责制度，做好值班值守。",
        "及时更新门户网站信息。",
        "完成各项年度统计任务。",
        "每季度修订通讯录。",
        "按期完成领导交办的工作。",
        "制定年度工作计划，分解到各科室。",
        "建立健全请示报告制度。",
        "加强办公楼改造管理。",
    ],
)
def test_what_is_done_every_year_stays(routine: str) -> None:
    assert routine in body_of(acted(routine))


@pytest.mark.parametrize(
    "act",
    [
        "更换办公楼电梯。",
        "将旧车库改造为档案库房。",
        "综合服务平台正式上线。",
        "今年，牵头制定电子印章管理细则。",
        "新版门户网站如期投入使用。",
    ],
)
def test_acts_are_known_in_other_words(act: str) -> None:
    bare = act.removeprefix("今年，").rstrip("。")
    assert bare not in body_of(acted(act))
    assert bare in str(header_of(acted(act))["slots"])


def test_acts_all_samples_have_stay() -> None:
    second = re.sub("2023年", "2024年", ACTS.format(more="")).replace("组建督查专班", "设立督查信箱")
    body = body_of(learn([drafted(ACTS.format(more=""), "甲.txt"), drafted(second, "乙.txt")], "总结"))
    assert "建立文稿评查台账，全年" in body
    assert "二是开通督查热线。" in body
    assert "设立督查信箱" not in body


def test_the_judgement_is_written_by_a_person() -> None:
    slot = header_of(acted())["slots"]["评价"]
    assert slot["type"] == "text"
    assert slot["required"]
    assert slot["about"].startswith("总体评价，须由人写")
    assert slot["example"] == "圆满完成年度任务，有力保障了机关运转"
    assert "三件大事，{{ 评价 }}。现将全年工作情况总结如下：" in body_of(acted())


def test_a_plan_has_no_judgement_and_keeps_its_acts() -> None:
    text = """临江市水务局办公室2024年工作计划

2024年，临江市水务局办公室将围绕防汛、供水两件大事，努力取得更大成效，圆满完成各项任务。
一、重点任务
（一）做好文稿工作。建立文稿评查台账，压实审核责任。
（二）做好保密工作。6月底前完成保密室改造。
"""
    template = learn([drafted(text, "计划.txt")], "计划")
    assert "评价" not in header_of(template)["slots"]
    assert "建立文稿评查台账，压实审核责任。" in body_of(template)


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("2023年办公室主要指标见下表：", ""),
        ("图1 近四年文稿数量", ""),
        ("表2　经费支出情况", ""),
        ("（单位：万元）", ""),
        ("如图1所示，起草工作平稳有序。", "起草工作平稳有序。"),
        ("起草工作平稳有序，具体见下表。", "起草工作平稳有序。"),
        ("起草工作平稳有序（见表1）。", "起草工作平稳有序。"),
        ("从表3可以看出，起草工作平稳有序；工作节奏见图2。", "起草工作平稳有序。"),
        ("办好图书角，方便查阅图表资料。", "办好图书角，方便查阅图表资料。"),
        ("意见表达渠道畅通，常见表格统一格式。", "意见表达渠道畅通，常见表格统一格式。"),
    ],
)
def test_figures_tables_and_what_points_to_them_are_not_learned(sentence: str, left: str) -> None:
    body = body_of(acted(sentence))
    assert (left in body) if left else (body == body_of(acted()))
    assert "所示" not in body
    assert not re.search("见[下图]|见表[0-9]", body)


def test_the_note_says_what_was_not_learned() -> None:
    note = acted().split("{#")[1].split("#}")[0]
    assert "见下表" in note
    assert "题注" in note


def test_last_year_and_the_difference_bear_the_name_of_their_figure() -> None:
    slots = header_of(acted())["slots"]
    assert {"起草各类文稿", "去年起草各类文稿", "起草各类文稿增减"} <= set(slots)
    assert slots["起草各类文稿增减"]["example"] == "增加14篇"


def test_a_short_name_carries_what_was_done() -> None:
    assert "承办会议{{ 承办会议 }}" in body_of(acted())


def test_words_that_repeat_without_end_do_not_keep_it_busy() -> None:
    assert not is_act("联合会同" * 5000)
    assert without_figures("“见下表" * 2000) == ""
