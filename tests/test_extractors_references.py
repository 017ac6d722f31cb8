"""Citations of laws, documents and meetings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.model import Reference
from hegao.pipeline import extract_from
from hegao.readers.text import read


def references(text: str) -> tuple[Reference, ...]:
    found = extract_from(read(text.encode(), "文稿.txt"), ["references"]).references
    for item in found:
        assert text[item.offset : item.offset + len(item.text)] == item.text
    return found


@pytest.mark.parametrize(
    ("text", "written", "title", "number", "kind"),
    [
        ("根据《信访工作条例》办理。", "《信访工作条例》", "信访工作条例", None, "law"),
        (
            "落实《地下水管理条例》（国务院令第748号）要求。",
            "《地下水管理条例》（国务院令第748号）",
            "地下水管理条例",
            "国务院令第748号",
            "law",
        ),
        ("遵守《宪法》和法律。", "《宪法》", "宪法", None, "law"),
        ("执行《云湖省机关事务管理办法》。", "《云湖省机关事务管理办法》", "云湖省机关事务管理办法", None, "law"),
        ("修订《机关财务管理办法》。", "《机关财务管理办法》", "机关财务管理办法", None, "document"),
        ("推广《“四步”工作法》。", "《“四步”工作法》", "“四步”工作法", None, "document"),
        (
            "按照《江州市应急预案》（江政办发〔2021〕18号）执行。",
            "《江州市应急预案》（江政办发〔2021〕18号）",
            "江州市应急预案",
            "江政办发〔2021〕18号",
            "document",
        ),
        (
            "转发《关于印发〈值班工作规范〉的通知》(×办发〔2023〕×号)。",
            "《关于印发〈值班工作规范〉的通知》(×办发〔2023〕×号)",
            "关于印发〈值班工作规范〉的通知",
            "×办发〔2023〕×号",
            "document",
        ),
        (
            "依据《驾驶自动化分级》（GB/T 40429-2021）定级。",
            "《驾驶自动化分级》（GB/T 40429-2021）",
            "驾驶自动化分级",
            "GB/T 40429-2021",
            "document",
        ),
        ("制定《机关会务工作方案，分解任务。", "《机关会务工作方案", "机关会务工作方案", None, "document"),
        ("学习贯彻党的二十大精神。", "党的二十大", "党的二十大", None, "meeting"),
        ("学习党的十九届六中全会精神。", "党的十九届六中全会", "党的十九届六中全会", None, "meeting"),
        ("贯彻落实市委十三届五次全会精神。", "市委十三届五次全会", "市委十三届五次全会", None, "meeting"),
        ("按照全国教育大会部署，抓好落实。", "全国教育大会", "全国教育大会", None, "meeting"),
    ],
)
def test_a_reference(text: str, written: str, title: str, number: str | None, kind: str) -> None:
    (found,) = references(text)
    assert (found.text, found.title, found.number, found.kind) == (written, title, number, kind)


def test_a_number_in_front() -> None:
    (found,) = references("省里下发了云政发〔2022〕6号《关于做好防汛工作的通知》。")
    assert (found.text, found.number) == ("《关于做好防汛工作的通知》", "云政发〔2022〕6号")


@pytest.mark.parametrize(
    "text",
    [
        "在《人民日报》刊发稿件3篇。",
        "创排话剧《山河》《春耕》并巡演。",
        "召开全市经济工作会议，研究12项议题。",
        "《 》待补。",
        "出席会议的代表共120人，规模十大。",
    ],
)
def test_no_reference(text: str) -> None:
    assert references(text) == ()


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.sampled_from("《》〈〉（）〔〕()的通知条例办法号第2023国务院令党二十大届全会精神市委，。 \n"), max_size=80
    )
)
def test_spans_hold_the_text_they_give(text: str) -> None:
    found = references(text)
    places = [(item.span.paragraph, item.span.start, item.span.end) for item in found]
    assert places == sorted(places)
