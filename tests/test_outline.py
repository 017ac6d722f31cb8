"""Segmentation of drafts: title, genre, years, roles, headings, chains."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import Any

import pytest

from hegao.model import Outline
from hegao.outline import outline
from hegao.readers import read_bytes


def _outline(text: str, path: str = "x.txt") -> Outline:
    return outline(read_bytes(text.encode(), path))


def _headings(found: Outline) -> list[tuple[int, str, str, str]]:
    return [(s.level, s.label, s.title, s.kind) for s in found.sections]


NOTICE = """\
清政办发〔2024〕12号

清河县人民政府办公室关于做好
防汛值班工作的通知

各乡镇人民政府，县直各单位：
　　为做好今年防汛工作，现将有关事项通知如下：
　　一、加强值守
　　各单位要落实24小时值班制度。
　　二、畅通信息
　　（一）及时报送。重要情况第一时间报告。各单位要明确专人负责。
　　（二）严格考核。

　　附件：1.值班安排表
　　　　　2.联系方式

清河县人民政府办公室
2024年5月8日

　　（此件公开发布）

抄送：县委办公室。
清河县人民政府办公室　2024年5月8日印发
"""


def test_a_whole_notice() -> None:
    found = _outline(NOTICE)
    assert found.title == "清河县人民政府办公室关于做好防汛值班工作的通知"
    assert (found.genre, found.genre_source) == ("通知", "title")
    assert [role for role in found.roles if role not in ("blank", "body")] == [
        "masthead", "title", "title", "addressee", "attachment_note", "attachment_note", "signature", "date",
        "note", "copy", "imprint",
    ]  # fmt: skip
    assert _headings(found) == [
        (1, "一、", "加强值守", "heading"),
        (1, "二、", "畅通信息", "heading"),
        (2, "（一）", "及时报送", "run-in"),
        (2, "（二）", "严格考核。", "item"),
    ]
    assert found.years[0] == 2024


def test_a_draft_without_title() -> None:
    found = _outline(
        "2023年，我办围绕中心工作，圆满完成各项任务。现将工作总结如下：  \n"
        "一、主要工作  \n1.抓学习,强本领。全年组织学习12次。坚持每周一学。  \n"
        "2抓办文。办理来文300件。全部按时办结。  \n"
        "二、存在问题  \n一是人手不足。二是标准不高。  \n"
    )
    assert found.title == ""
    assert found.genre == "总结"
    assert found.genre_source == "content"
    assert 0 < found.confidence < 1
    assert found.years == (2023,)
    assert _headings(found) == [
        (1, "一、", "主要工作", "heading"),
        (3, "1.", "抓学习,强本领", "run-in"),
        (3, "2", "抓办文", "run-in"),
        (1, "二、", "存在问题", "heading"),
    ]
    (chain,) = found.chains
    assert [(i.number, i.marker) for i in chain.items] == [(1, "一是"), (2, "二是")]


@pytest.mark.parametrize(
    ("title", "genre", "years"),
    [
        ("某局2023年工作总结和2024年工作计划", "总结", (2023, 2024)),
        ("某局2024年工作要点", "要点", (2024,)),
        ("关于报送2023年工作总结的通知", "通知", (2023,)),
        ("某县人民政府关于修建水库的请示", "请示", ()),
        ("关于商请支持培训工作的函", "函", ()),
        ("某局关于印发《值班办法》的通知", "通知", ()),
        ("第三次局务会议纪要", "纪要", ()),
        ("某市档案管理办法（试行）", "办法", ()),
        ("在全市教育工作会议上的讲话", "讲话", ()),
        ("某局“十四五”发展规划", "规划", ()),
    ],
)
def test_genre_and_years_by_title(title: Any, genre: str, years: tuple[int, ...]) -> None:
    found = _outline(f"{title}\n\n正文第一段，说明有关情况，内容比较长，不是标题。\n一、正文\n内容。\n")
    assert found.title == title
    assert (found.genre, found.genre_source) == (genre, "title")
    assert found.years[: len(years)] == years


def test_markdown_headings() -> None:
    found = _outline(
        "# 某局2024年工作计划\n\n开头一段话，说明总体要求。\n\n"
        "## 重点任务\n\n### （一）抓培训\n\n内容。\n\n## 保障措施\n",
        "x.md",
    )
    assert found.title == "某局2024年工作计划"
    assert _headings(found) == [
        (1, "", "重点任务", "heading"),
        (2, "（一）", "抓培训", "heading"),
        (1, "", "保障措施", "heading"),
    ]
    assert found.sections[1].parent == 0


@pytest.mark.parametrize(
    ("line", "title", "kind"),
    [
        ("（一）强化学习，提升能力。一是坚持集中学。二是坚持自学。", "强化学习，提升能力", "run-in"),
        ("（二）强化管理：建立台账，逐项销号，按月通报进展情况。", "强化管理", "run-in"),
        (
            "1.组织开展全市安全生产大检查，覆盖重点企业200家，6月底前完成并上报专题报告，逐项建立整改台账。",
            None,
            "item",
        ),
        ("一、总体要求", "总体要求", "heading"),
        ("一、总体要求。", "总体要求", "heading"),
        ("三.保障措施", "保障措施", "heading"),
        ("（1）建立制度", "建立制度", "heading"),
        ("第一章　总则", "总则", "heading"),
    ],
)
def test_kinds_of_numbered_lines(line: Any, title: Any, kind: str) -> None:
    found = _outline(
        f"某局工作方案\n\n前言一段话，交代背景和目的，说明依据。\n{line}\n后面是正文内容，说明具体做法。\n"
    )
    (section,) = found.sections
    assert section.kind == kind
    if title is not None:
        assert section.title == title


@pytest.mark.parametrize(
    "line",
    ["2024年我局完成任务。", "12个街道全部完成。", "3.5万人参加。", "一二三等奖各一名。", "万一是这样，怎么办。"],
)
def test_numbers_that_are_no_labels(line: Any) -> None:
    found = _outline(f"某局工作方案\n\n前言一段话，交代背景和目的。\n{line}\n")
    assert found.sections == ()
    assert found.chains == ()


def test_chains_over_paragraphs_and_with_gaps() -> None:
    found = _outline("某局工作总结\n\n有三点不足：\n一是慢。原因很多。\n二是散。\n四是浅。\n")
    (chain,) = found.chains
    assert [i.number for i in chain.items] == [1, 2, 4]
    assert found.chains[0].items[0].lead.end == 4


def test_attachments_are_not_body() -> None:
    found = _outline(
        "某局关于开展检查的通知\n\n各科室：\n　　请做好准备。\n\n某局\n2024年3月1日\n\n"
        "附件1\n检查内容\n一、制度\n内容。\n"
    )
    assert found.roles[-4:] == ("attachment",) * 4
    assert "signature" in found.roles
    assert "date" in found.roles


def test_empty_and_odd_texts() -> None:
    assert _outline("\n").title == ""
    assert _outline("一、\n（一）\n1.\n").roles
    long = "一是" * 20_000 + "。"
    assert _outline(long).sentences


@pytest.mark.parametrize(
    "date", ["2024年5月8日", "2024年 5月 日", "2024年 月 日", "2024.5.8", "24年5月8日", "二〇二四年五月八日"]
)
def test_signature_and_date_however_the_date_is_written(date: str) -> None:
    found = _outline(f"关于报送材料的函\n\n市供电公司，\n　　请予支持。\n\n附件1.材料清单\n\n某县水利局\n{date}\n")
    roles = [role for role in found.roles if role not in ("blank", "body")]
    assert roles == ["title", "addressee", "attachment_note", "signature", "date"]


_AROUND = "县直各单位：\n　　全县防汛工作要早谋划、早部署，各单位要把责任落实到人，确保安全度汛。\n附件：值班表\n"


def _with(text: str, kind: str, remark: str, *at: int) -> Outline:
    """The outline of a draft with a remark of this kind before these lines (0 is the first)."""
    lines = list(read_bytes(text.encode(), "x.txt").paragraphs)
    for number in sorted(at, reverse=True):
        lines.insert(number, replace(lines[0], text=remark, kind=kind))
    offsets = [0, *accumulate(len(line.text) + 1 for line in lines)]
    lines = [replace(line, offset=offset) for line, offset in zip(lines, offsets, strict=False)]
    return outline(replace(read_bytes(text.encode(), "x.txt"), paragraphs=tuple(lines)))


@pytest.mark.parametrize("kind", ["note", "box"])
@pytest.mark.parametrize("remark", ["数据来自县统计局。", "见附表", "清河县水利局", "附件1", "图例"])
def test_notes_and_boxes_do_not_hide_the_tail(kind: str, remark: str) -> None:
    text = f"关于做好防汛工作的通知\n{_AROUND}清河县水利局\n2024年5月8日"
    plain = [role for role in _outline(text).roles if role != "body"]
    assert plain == ["title", "addressee", "attachment_note", "signature", "date"]
    for place in range(1, 7):
        assert [role for role in _with(text, kind, remark, place).roles if role != "body"] == plain
    assert [role for role in _with(text, kind, remark, 3, 5, 6).roles if role != "body"] == plain


def test_a_box_above_the_text_may_be_its_masthead_or_title() -> None:
    text = f"关于做好防汛工作的通知\n{_AROUND}清河县水利局\n2024年5月8日"
    assert _with(text, "box", "清河县水利局文件", 0).roles[:3] == ("masthead", "title", "addressee")
    assert _with(text, "box", "阅后归还，请勿外传。", 0).roles[:3] == ("body", "title", "addressee")
    untitled = text.partition("\n")[2]
    assert _with(untitled, "box", "关于做好防汛工作的通知", 0).roles[:2] == ("title", "addressee")


def test_a_short_line_above_a_table_is_no_signature() -> None:
    table = "|日期|姓名|\n|-|-|\n|1日|王某|"
    text = f"# 关于做好防汛工作的通知\n\n{_AROUND}\n值班安排\n\n{table}\n\n清河县水利局\n\n2024年5月8日\n"
    roles = _outline(text, "x.md").roles
    assert [role for role in roles if role in ("signature", "date")] == ["signature", "date"]


def _roles(text: str) -> list[str]:
    return list(outline(read_bytes(text.encode(), "稿.txt")).roles)


def test_of_several_signers_the_last_stands_beside_the_number() -> None:
    text = (
        "清河县民政局文件\n签发人：林知远　何静\n清民〔2025〕31号\t周　敏　杜衡\n\n"
        "清河县民政局关于追加救助资金的请示\n\n县人民政府：\n"
        "　　今年以来，我县困难群众增加，原有资金不足，请追加二百万元。\n"
    )
    assert _roles(text)[:7] == ["masthead"] * 3 + ["blank", "title", "blank", "addressee"]


def test_the_head_of_a_letter_names_the_organ_alone() -> None:
    text = (
        "清河县水务局\n清水函〔2025〕6号\n清河县水务局关于商请支援水泵的函\n\n县应急管理局：\n"
        "　　请支援水泵四台，月底前归还。\n"
    )
    assert _roles(text)[:5] == ["masthead", "masthead", "title", "blank", "addressee"]


def test_a_number_below_the_title_and_what_is_no_signature() -> None:
    text = (
        "关于做好冬季救助工作的通知\n清民〔2025〕31号\n\n各乡镇人民政府：\n　　请各地抓紧摸底。\n"
        "图1　摸底进度\n（本页无正文）\n清河县民政局\n2025年6月3日\n附件1-1\n救助台账\n"
    )
    wanted = ["title", "subtitle", "blank", "addressee", *["body"] * 3, "signature", "date", *["attachment"] * 2]
    assert _roles(text) == wanted
