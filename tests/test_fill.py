"""Templates filled from data and from past drafts: complete, checked, with nothing made up."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest
import yaml

from hegao.config import Config
from hegao.data import data_folder
from hegao.errors import FactError
from hegao.facts import Facts
from hegao.fill import Filled, fill, gather
from hegao.model import Document, Review
from hegao.pipeline import extract_from, load_rules, review_document
from hegao.readers import read_bytes
from hegao.templates import Template, load, templates
from hegao.text import MARKED_BLANK

DATA = Path(__file__).parent / "fill"
CORPORA = Path(__file__).parent.parent / "corpora"
SUMMARIES = [path for path in sorted(CORPORA.glob("summary*.txt")) if ".gold" not in path.name]
TEMPLATES = templates([data_folder("templates")])
MASK = re.compile(r"[*＊]|XX|××|(?<![A-Za-z])[Xx](?![A-Za-z])|_{2,}")


@cache
def _rules() -> dict:  # type: ignore[type-arg]
    return load_rules(Config())


def check(document: Document) -> Review:
    return review_document(document, _rules(), Config())


def filled(name: str, *data: Path, drafts: tuple[Path, ...] = (), given: dict[str, str] | None = None) -> Filled:
    template = TEMPLATES[name]
    return fill(template, gather(template, drafts, data, given or {}), check)


def text_of(found: Filled) -> str:
    return found.data.decode()


def written(folder: Path, text: str, name: str = "数据.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.name)
def test_full_data_leave_no_blank_and_no_finding(template: Template) -> None:
    found = filled(template.name, DATA / f"{template.name}.yaml")
    assert not found.missing
    assert not found.faults
    assert found.review.outline is not None
    assert template.genre in found.review.outline.genres


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.name)
def test_empty_data_give_a_skeleton_whose_only_findings_are_its_blanks(template: Template) -> None:
    found = filled(template.name)
    assert not found.faults
    assert [one.text for one in found.missing] == [match.group() for match in MARKED_BLANK.finditer(text_of(found))]
    blanks = [finding.text for finding in found.review.findings if finding.severity != "hint"]
    assert sorted(blanks) == sorted(one.text for one in found.missing)
    for slot in template.slots:
        if slot.required and slot.table is None:
            assert f"【待填：{slot.name}" in text_of(found)


@pytest.mark.parametrize("name", ["年度工作总结", "工作总结和计划", "报告"])
def test_what_goes_in_is_read_back(name: str) -> None:
    template = TEMPLATES[name]
    gathered = gather(template, (), (DATA / f"{name}.yaml",))
    found = fill(template, gathered, check)
    review = extract_from(read_bytes(found.data, "总结.md"))
    values = {(metric.value, metric.unit) for metric in review.metrics}
    rows = [row for row in gathered.facts.rows["指标"] if isinstance(row.cells.get("数值"), Decimal)]
    missed = [row.cells["名称"] for row in rows if (row.cells["数值"], row.cells["计量单位"]) not in values]
    assert not missed
    told = "".join(task.text for task in review.tasks)
    for row in gathered.facts.rows["任务"]:
        assert re.sub(r"[《》“”]", "", str(row.cells["任务"]))[-4:] in re.sub(r"[《》“”]", "", told)


def test_every_planned_task_is_accounted_for_in_the_summary(tmp_path: Path) -> None:
    data = written(
        tmp_path,
        "任务:\n  - {任务: 公开招聘教师, 进展: 已完成, 完成情况: 公开招聘教师182名}\n"
        "  - {任务: 撤并教学点5个, 进展: 已完成}\n",
    )
    plan = CORPORA / "plan-01-clean.md"
    text = text_of(filled("年度工作总结", data, drafts=(plan,)))
    assert "2025年工作总结" in text
    assert "公开招聘教师182名" in text
    assert "推进校长教师交流轮岗，全年交流比例不低于10%，【待填：完成情况】。" in text
    sentence = next(one for one in text.split("。") if "撤并规模过小的教学点" in one)
    assert "待填" not in sentence
    assert "撤并教学点5个" not in text  # told under the words of the plan


def test_next_years_tasks_are_not_taken_for_those_of_the_plan(tmp_path: Path) -> None:
    row = "{任务: 公开招聘教师, 年份: 2026, 责任单位: 人事科, 完成时限: 2026年8月底前}"
    data = written(tmp_path, f"任务:\n  - {row}\n")
    text = text_of(filled("年度工作总结", data, drafts=(CORPORA / "plan-01-clean.md",)))
    assert "公开招聘教师，2026年8月底前完成，由人事科负责。" in text.partition("## 三、下一步打算")[2]
    assert "公开招聘教师180名" in text.partition("## 二、")[0]


def test_a_summary_becomes_next_years_plan() -> None:
    summary = CORPORA / "summary-01-clean.txt"
    text = text_of(filled("年度工作计划", drafts=(summary,)))
    assert text.startswith("# 临江市水务局办公室2025年工作计划\n")
    for problem in ("调查研究不够深入", "信息化水平不高", "后勤管理不够精细"):
        assert f"针对“{problem}”的问题" in text
    for task in ("完成1篇专题调研报告", "实现议定事项自动立项", "修订公务用车管理制度"):
        assert task in text
    assert set(re.findall("20[0-9]{2}年(?!初确定)", text)) <= {"2025年"}
    assert "7月底前组织1次蹲点调研" in text  # the summary itself promised it for 2025


@pytest.mark.parametrize("path", SUMMARIES, ids=lambda path: path.stem)
def test_a_plan_from_any_summary_has_no_mask_and_no_finding_left(path: Path) -> None:
    found = filled("年度工作计划", drafts=(path,))
    assert not found.faults
    assert not MASK.search(MARKED_BLANK.sub("", text_of(found)))


def test_last_years_summary_gives_the_figures_to_compare_with(tmp_path: Path) -> None:
    last = written(
        tmp_path,
        "云溪市档案馆2023年工作总结\n\n2023年，云溪市档案馆在市委领导下，完成了年度任务。\n"
        "一、主要工作及成效\n（一）接收档案。全年接收档案10500卷。\n二、存在的问题\n库房容量不足。\n"
        "云溪市档案馆\n2024年1月5日\n",
        "总结.txt",
    )
    data = written(tmp_path, "年份: 2024\n指标:\n  - {名称: 接收档案, 数值: 12600, 计量单位: 卷}\n")
    text = text_of(filled("年度工作总结", data, drafts=(last,)))
    assert "接收档案12600卷，同比增长20%" in text
    assert "库房容量不足" not in text  # was last year's problem


def test_numbers_that_contradict_each_other_are_an_error_naming_both_places(tmp_path: Path) -> None:
    one = written(tmp_path, "指标:\n  - {名称: 接收来文, 数值: 812, 计量单位: 件}\n", "一.yaml")
    two = written(tmp_path, "指标:\n  - {名称: 接收来文, 数值: 821, 计量单位: 件}\n", "二.yaml")
    with pytest.raises(FactError, match=r"“接收来文”的数值前后矛盾：一\.yaml.*812.*二\.yaml.*821"):
        gather(TEMPLATES["年度工作总结"], (), (one, two))
    facts = gather(TEMPLATES["年度工作总结"], (), (one, two), prefer_later=True).facts
    assert facts.rows["指标"][0].cells["数值"] == 821
    wrong = written(
        tmp_path, "年份: 2024\n指标:\n  - {名称: 接收来文, 数值: 812, 计量单位: 件, 构成: 电子500、纸质512}\n"
    )
    with pytest.raises(FactError, match=r"构成.*数值"):
        filled("年度工作总结", wrong)


def test_later_sources_win_over_earlier_ones(tmp_path: Path) -> None:
    one = written(tmp_path, "简称: 甲办\n领导主体: 局党组\n", "一.yaml")
    two = written(tmp_path, "简称: 乙办\n", "二.yaml")
    facts: Facts = gather(TEMPLATES["年度工作总结"], (), (one, two), {"领导主体": "县委"}).facts
    assert (facts.values["简称"].cell, facts.values["领导主体"].cell) == ("乙办", "县委")
    assert facts.values["简称"].place.startswith("二.yaml")


def test_only_set_phrases_of_the_year_guide_a_plan(tmp_path: Path) -> None:
    given = {"单位名称": "云溪市档案馆", "年份": "2025"}
    assert "坚持以习近平新时代中国特色社会主义思想为指导，" in text_of(
        filled("年度工作计划", given={**given, "指导思想": "新思想"})
    )
    with pytest.raises(FactError, match="不用于2025年"):
        filled("年度工作计划", given={**given, "指导思想": "科学发展观"})
    with pytest.raises(FactError, match="不是固定表述库里的键或原文"):
        filled("年度工作计划", given={**given, "指导思想": "以我们自己的想法为指导"})


def test_a_name_with_brackets_leaves_a_blank_that_is_listed(tmp_path: Path) -> None:
    rows = "  - {板块: 文电, 名称: 接收来文（区级）, 计量单位: 件}\n"
    rows += "  - {板块: 文电, 名称: 完成投资, 计量单位: 万元（不含税）}\n"
    found = filled("年度工作总结", written(tmp_path, f"指标:\n{rows}"))
    assert {"【待填：接收来文区级（件）】", "【待填：完成投资（万元不含税）】"} <= {one.text for one in found.missing}


def test_what_check_finds_in_data_is_named_with_its_place(tmp_path: Path) -> None:
    data = written(tmp_path, "做法:\n  - {板块: 文电, 做法: 提高政治站，严格把关}\n")
    found = filled("年度工作总结", data)
    assert [(finding.text, origin) for finding, origin in found.faults][:1] == [("提高政治站", "数据.yaml 做法第1项")]


def test_what_check_finds_in_a_past_draft_becomes_a_blank_that_quotes_it(tmp_path: Path) -> None:
    draft = written(
        tmp_path,
        "云溪市档案馆2024年工作计划\n\n2024年，云溪市档案馆将抓好以下工作。\n一、重点任务\n"
        "（一）加强学习。提高政治站，组织专题学习。\n（二）做好接收。督促各单位移交档案。\n云溪市档案馆\n2024年1月5日\n",
        "计划.txt",
    )
    found = filled("年度工作计划", drafts=(draft,))
    assert not found.faults
    assert "【待填：核对“提高政治站”】" in text_of(found)


def test_a_goal_of_a_year_nobody_gave_leaves_the_year_blank(tmp_path: Path) -> None:
    data = written(tmp_path, "指标:\n  - {名称: 群众满意率, 计量单位: '%', 目标: 97}\n")
    text = text_of(filled("年度工作计划", data))
    assert "到【待填：年份】年底，群众满意率达到97%。" in text


def test_this_years_target_is_no_goal_of_the_next(tmp_path: Path) -> None:
    data = written(tmp_path, "年份: 2024\n指标:\n  - {名称: 接收来文, 数值: 812, 计量单位: 件, 目标: 800}\n")
    assert "主要目标是" not in text_of(filled("工作总结和计划", data))


def test_tasks_without_when_and_who_are_told(tmp_path: Path) -> None:
    data = written(
        tmp_path, "任务:\n  - {板块: 文电, 任务: 修订值班制度}\n  - {板块: 文电, 任务: 编印手册, 责任单位: 秘书科}\n"
    )
    found = filled("年度工作计划", data)
    assert [notice for notice in found.notices if "有 1 项任务没有写完成时限和责任单位" in notice]


def test_a_slot_named_after_an_indicator_is_filled_from_its_row(tmp_path: Path) -> None:
    slots = "".join(
        f"  {name}: {{type: text, required: true}}\n" for name in ("去年来文", "来文增减", "来文增幅", "满意率增幅")
    )
    slots += "  来文: {type: metric, required: true, unit: 件}\n"
    path = written(
        tmp_path,
        f"---\nname: 快报\ngenre: briefing\nabout: 来文\nslots:\n{slots}---\n"
        "来文{{ 来文 }}，比去年的{{ 去年来文 }}{{ 来文增减 }}，{{ 来文增幅 }}，满意率{{ 满意率增幅 }}。\n",
        "快报.md",
    )
    rows = "  - {名称: 来文, 数值: 812, 计量单位: 件, 上年: 760}\n"
    rows += "  - {名称: 满意率, 数值: 95, 计量单位: '%', 上年: 96.5}\n"
    template = load(path)
    found = fill(template, gather(template, (), (written(tmp_path, f"指标:\n{rows}"),)), check)
    assert text_of(found) == "来文812件，比去年的760件增加52件，增长6.8%，满意率下降1.5个百分点。\n"
    assert "【待填：来文增幅】" in text_of(fill(template, gather(template), check))


NAMES = (
    *(("接收来文", "件"), ("编发简报", "期"), ("召开协调会议", "次"), ("培训干部", "人次"), ("走访企业", "家")),
    *(("整改隐患", "处"), ("新建管网", "公里"), ("完成投资", "万元"), ("群众满意率", "%"), ("按时办结率", "%")),
    *(
        ("公文平均办理时限", "天"),
        ("发放补贴", "万元"),
        ("植树造林", "亩"),
        ("帮助企业贷款", "亿元"),
        ("安装路灯", "盏"),
    ),
)
TASKS = ("修订{}管理制度", "编印{}工作手册", "开展{}专项检查", "建设{}服务平台", "召开{}现场会", "完成{}设备更新")
THEMES = ("文电", "督查", "档案", "值班")


@pytest.mark.parametrize("seed", range(4))
def test_figures_and_tasks_of_any_shape_are_read_back_from_the_summary(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    figures = []
    for name, unit in NAMES:
        row: dict[str, object] = {"名称": name, "计量单位": unit, "板块": chance.choice(THEMES)}
        row["数值"] = round(chance.uniform(80, 99), 1) if unit == "%" else chance.randint(2, 5000)
        if chance.random() < 0.4:
            row["上年"] = 79.5 if unit == "%" else chance.randint(2, 5000)
        elif unit not in ("%", "天") and chance.random() < 0.4:
            row["目标"] = chance.randint(2, 5000)
        figures.append(row)
    tasks = [{"任务": one.format(chance.choice(THEMES)), "板块": chance.choice(THEMES)} for one in TASKS]
    for task in tasks:
        task |= chance.choice(({"进展": "已完成"}, {"年份": "2025", "责任单位": "秘书科", "完成时限": "2025年6月底前"}))
    text = yaml.safe_dump({"年份": 2024, "指标": figures, "任务": tasks}, allow_unicode=True)
    found = filled("年度工作总结", written(tmp_path, text), drafts=())
    review = extract_from(read_bytes(found.data, "总结.md"))
    for row in figures:
        given = (Decimal(str(row["数值"])), row["计量单位"])
        names = [metric.name for metric in review.metrics if (metric.value, metric.unit) == given]
        assert any(set(name) & set(str(row["名称"])) for name in names), row
    told = [task.text for task in review.tasks]
    for task in tasks:
        assert any(task["任务"][2:] in one for one in told), task
