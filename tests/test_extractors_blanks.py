"""Placeholders still to fill: what each stands for and what it belongs to."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.model import Blank
from hegao.pipeline import extract_from
from hegao.readers.text import read


def blanks(text: str) -> tuple[Blank, ...]:
    document = read(text.encode(), "文稿.txt")
    found = extract_from(document, ["blanks"]).blanks
    for item in found:
        assert text[item.offset : item.offset + len(item.text)] == item.text
        assert document.paragraphs[item.span.paragraph - 1].text[item.span.start : item.span.end] == item.text
    return found


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("全年编发简报**期。", ["**"], ["number"]),
        ("办结率为××%。", ["××"], ["number"]),
        ("排名全市第**。", ["**"], ["number"]),
        ("会议于____年召开。", ["____"], ["date"]),
        ("定于X月X日召开推进会。", ["X月X日"], ["date"]),
        ("今年于__月__日前报送。", ["__月__日"], ["date"]),
        ("力争20XX年建成。", ["20XX"], ["date"]),
        ("由市XX局牵头。", ["XX"], ["organisation"]),
        ("印发《XX市XX局工作规则》。", ["XX", "XX"], ["name", "organisation"]),
        ("推动**系统建设。", ["**"], ["name"]),
        ("由XX同志牵头。", ["XX"], ["name"]),
        ("培训【待填】人次。", ["【待填】"], ["number"]),
        ("名单见附件（待补充）。", ["（待补充）"], ["name"]),
        ("由（　　）负责，地点在□□□会议室。", ["（　　）", "□□□"], ["name", "name"]),
        ("由某某局负责。", ["某某"], ["organisation"]),
    ],
)
def test_what_a_blank_stands_for(text: str, written: list[str], kind: list[str]) -> None:
    found = blanks(text)
    assert [item.text for item in found] == written
    assert [item.kind for item in found] == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("推动**系统建设提速。", "**系统"),
        ("由市XX局牵头。", "市XX局"),
        ("由XX同志牵头。", "XX同志"),
        ("参观了XX市。", "XX市"),
        ("定于X月X日召开推进会。", "召开推进会时间"),
        ("出席：×××。", "出席"),
    ],
)
def test_what_a_blank_belongs_to(text: str, name: str) -> None:
    (found,) = blanks(text)
    assert found.name == name


def test_a_number_belongs_to_its_indicator() -> None:
    (found,) = blanks("全年编发简报**期。")
    assert "简报" in found.name


def test_the_nearest_heading_is_the_section() -> None:
    text = "办公室工作总结\n今年接待**批。\n一、主要工作\n（一）办文办会\n编发简报**期。\n"
    first, second = blanks(text)
    assert first.section is None
    assert second.section == "（一）办文办会"


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：138****1234。",
        "购置X光机一台。",
        "规格为5×8米。",
        "注：*为约束性指标。",
        "某种程度上有所进展。",
        "二〇二四年。",
    ],
)
def test_no_blank(text: str) -> None:
    assert blanks(text) == ()


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("*XＸ×_○□某【】（）待填年月日第市局个%人，。一、\n 的系统2024"), max_size=60))
def test_spans_hold_the_text_they_give(text: str) -> None:
    found = blanks(text)
    places = [(item.span.paragraph, item.span.start, item.span.end) for item in found]
    assert places == sorted(places)
    assert all(one[0] < two[0] or one[2] <= two[1] for one, two in pairwise(places))
