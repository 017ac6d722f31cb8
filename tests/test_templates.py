"""Template files are read, found by name, and refused with the line and what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from hegao.data import data_folder
from hegao.errors import TemplateError
from hegao.facts import TABLES
from hegao.templates import EXTRAS, TABLE_OF, TYPES, Slot, find, load, render, templates

GOOD = """---
name: 值班小结
genre: summary
about: 一个月的值班情况
source: 条例第八条
slots:
  单位名称: {type: org, required: true, about: 全称, example: 临江市水务局}
  年份: {type: year, required: true, example: 2024}
  值班人数: {type: number, unit: 人}
  接听电话: {type: metric, unit: 次}
  任务: {type: task, columns: [任务, 完成时限]}
  抄送: {type: text}
---
# {{ 单位名称 }}{{ 年份 }}年值班小结

{% if 值班人数 %}
参加值班{{ 值班人数 }}，接听电话{{ 接听电话 }}。
{% endif %}
{% for 项 in 任务 %}
{{ 项.任务 }}。
{% endfor %}
"""


def write(folder: Path, text: str, name: str = "值班小结") -> Path:
    path = folder / f"{name}.md"
    path.write_bytes(text.encode())
    return path


def test_a_template_is_read_whole(tmp_path: Path) -> None:
    template = load(write(tmp_path, GOOD))
    assert (template.name, template.genre, template.about, template.source) == (
        "值班小结",
        "summary",
        "一个月的值班情况",
        "条例第八条",
    )
    assert template.slots[0] == Slot("单位名称", "org", True, "全称", "临江市水务局")
    assert template.slots[1].example == "2024"
    assert template.slots[2].unit == "人"
    assert template.slots[4].columns == ("任务", "完成时限")
    assert [slot.table for slot in template.slots] == [None, None, None, None, "任务", None]
    assert template.body.startswith("# {{ 单位名称 }}")
    assert template.line == 14
    assert not template.trusted


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text])
def test_files_of_other_editors_are_read_alike(tmp_path: Path, change: object) -> None:
    assert callable(change)
    assert load(write(tmp_path, change(GOOD))) == load(write(tmp_path, GOOD))


def test_a_template_is_filled_and_a_mistake_counts_from_the_top_of_the_file(tmp_path: Path) -> None:
    template = load(write(tmp_path, GOOD))
    context = {"单位名称": "临江市水务局", "年份": "2024", "值班人数": "", "任务": [{"任务": "巡查堤防"}]}
    assert render(template, context) == "# 临江市水务局2024年值班小结\n\n巡查堤防。\n"
    with pytest.raises(TemplateError, match=r"值班小结.md 第 20 行：这里没有“任务”这一项"):
        render(template, {**context, "任务": [{"任务名": "巡查堤防"}]})


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("---\nname", "name", 1, "模板开头应是"),
        ("about: 一个月的值班情况\n", "", 1, "缺少“about”"),
        ("about:", "abuot:", 4, "没有“abuot”这一项，是不是想写“about”？"),
        ("name: 值班小结", "name: 值班总结", 2, "应与文件名一致，即“值班小结”"),
        ("genre: summary", "genre: sumary", 3, "没有文种“sumary”，是不是想写“summary”？"),
        ("source: 条例第八条", "source: [1]", 5, "“source”应是一段文字"),
        ("about: 一个月的值班情况", "about: ''", 4, "“about”应是一段文字"),
        ("  年份: {type: year, required: true, example: 2024}", "  年份: year", 8, "应写作 年份: {type: text}"),
        ("type: year", "type: yaer", 8, "没有“yaer”这种类型，是不是想写“year”？"),
        ("type: year, required", "required", 8, "缺少 type"),
        ("type: year", "type: text", 8, "“年份”的 type 应写 year"),
        ("required: true, example: 2024", "required: 是", 8, "required 应是 true 或 false"),
        ("example: 2024", "exmaple: 2024", 8, "没有“exmaple”这一项，是不是想写“example”？"),
        ("example: 2024", "default: 2024", 8, "不能写 default"),
        ("  抄送: {type: text}", "  抄送: {type: text, unit: 份}", 12, "才写 unit"),
        ("  抄送: {type: text}", "  抄送: {type: text, columns: [名称]}", 12, "“抄送”不是表"),
        ("  抄送: {type: text}", "  抄送: {type: text}\n  抄送: {type: text}", 13, "“抄送”写了两次"),
        ("  抄送: {type: text}", "  下年: {type: text}", 12, "由数据推算得出"),
        ("  抄送: {type: text}", "  12345热线: {type: text}", 12, "“12345热线”不能作名字"),
        ("  抄送: {type: text}", "  接收 来文: {type: text}", 12, "不能作名字"),
        ("  抄送: {type: text}", "  loop: {type: text}", 12, "不能作名字"),
        ("  抄送: {type: text}", "  抄收: {type: text}", 12, "正文里没有用到“抄收”"),
        ("任务: {type: task,", "任务: {type: text,", 11, "“任务”是一张表，type 应写 task"),
        ("  抄送: {type: text}", "  事项: {type: task}", 12, "名字应是“任务”，不能是“事项”"),
        ("[任务, 完成时限]", "[任务, 时限]", 11, "“任务”表没有“时限”这一栏"),
        ("[任务, 完成时限]", "[完成时限]", 11, "columns 里要有“任务”"),
        ("[任务, 完成时限]", "[任务, 任务]", 11, "“任务”写了两次"),
        ("[任务, 完成时限]", "任务", 11, "columns 应是一列栏名"),
        ("slots:\n", "slots: 无\n其他:\n", 7, "没有“其他”这一项"),
        ("{{ 单位名称 }}{{", "{{ 单位名 }}{{", 14, "用了“单位名”，模板开头的 slots 里却没有，是不是想写“单位名称”？"),
        ("{{ 项.任务 }}", "{{ 项.任务 }", 20, "“}”不配对"),
        ("{% endfor %}", "", 19, "后面缺 {% endfor %}"),
        ("{% endfor %}", "{% endfor %}{% include '甲.md' %}", 21, "不能用“include”"),
        ("required: true, about", "required: *x, about", 7, "不能用 * 引用"),
        ("required: true, about", "required: [[[[[[[1]]]]]]], about", 7, "层次过多"),
        ("required: true, about", "required: !!python/name:os.system x, about", 7, "不是正确的 YAML"),
        ("required: true, about", "required: true, about: [", 7, "不是正确的 YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(TemplateError) as caught:
        load(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{path} 第 {line} 行：")


def test_files_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "值班小结.md"
    with pytest.raises(TemplateError, match="文件不存在"):
        load(path)
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(TemplateError, match="第 2 行：模板须存为 UTF-8"):
        load(path)
    path.write_bytes(b" " * (3 << 20))
    with pytest.raises(TemplateError, match="过大"):
        load(path)


def test_the_last_folder_that_has_a_template_wins(tmp_path: Path) -> None:
    folders = [tmp_path / "自带", tmp_path / "本单位"]
    for folder in folders:
        folder.mkdir()
    write(folders[0], GOOD)
    write(folders[0], "没有说明", "README")
    write(folders[0], GOOD.replace("值班小结", "巡查小结"), "巡查小结")
    own = write(folders[1], GOOD.replace("一个月", "一周"))
    assert find("值班小结", folders).path == str(own)
    assert find("值班小结", folders[:1]).about == "一个月的值班情况"
    assert find(str(own), []).about == "一周的值班情况"
    assert {name: one.about for name, one in templates(folders).items()} == {
        "值班小结": "一周的值班情况",
        "巡查小结": "一个月的值班情况",
    }
    with pytest.raises(TemplateError, match="没有“值班总结”这个模板，是不是想写“值班小结”？用 hegao templates"):
        find("值班总结", folders)
    with pytest.raises(TemplateError, match="找不到这个模板文件夹"):
        templates([tmp_path / "没有"])


def test_a_broken_template_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "没有说明", "坏的")
    assert find("值班小结", [tmp_path]).name == "值班小结"


def test_tables_and_extras_are_what_can_be_given() -> None:
    assert sorted(TABLE_OF.values()) == sorted(TABLES)
    assert set(TABLE_OF) <= set(TYPES)
    assert not set(EXTRAS) & set(TABLES)


def test_own_templates_are_right_and_trusted() -> None:
    own = templates([data_folder("templates")])
    assert {"年度工作总结", "年度工作计划", "工作要点"} <= set(own)
    assert all(template.trusted for template in own.values())
