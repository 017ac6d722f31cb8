"""Drafts laid out after the profile and broken in one place: each fault of page, page number, table, 版记 and 信函 is
found with what was measured; what is right by another reading or a usual habit is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hegao.config import Config
from hegao.data import data_folder
from hegao.layout import Remedy
from hegao.linter import lint
from hegao.model import Analysis, Finding
from hegao.ooxml.revise import revise
from hegao.pages import is_red, letter_rules, size_name
from hegao.pipeline import analyse, choose, laid_out, load_rules
from hegao.profile import load_profile, profile_names
from hegao.readers import read_bytes
from hegao.rules import Rule
from hegao.testing import broken

CORPORA = Path(__file__).parents[1] / "corpora"
MAIN, ODD, EVEN, SETTINGS = (
    f"word/{name}.xml" for name in ("document", "hegao-footer-odd", "hegao-footer-even", "settings")
)
Steps = Sequence[Mapping[str, Any]]

NOTICE = """关于开展河道清障的通知
各乡镇人民政府：
请组织力量清理河道内的杂物，并于月底前报送进度。
青岭县水务局
2025年5月6日
"""
LONG = NOTICE.replace(
    "请组织",
    "\n".join(f"请第{n}组组织力量，清理{n}号河段的杂物、沉船和废弃网箱，" * 4 for n in "甲乙丙丁戊己庚辛") + "\n请组织",
)
ANNEXED = (
    NOTICE.replace("青岭县", "附件：河段划分\n青岭县", 1)
    + "附件\n河段划分\n甲河段归东溪镇，乙河段归西河镇，丙河段归北山镇。\n"
)
COPIED = NOTICE + "抄送：县应急管理局。\n青岭县水务局办公室　2025年5月6日印发\n"
SENT_BELOW = NOTICE.replace("各乡镇人民政府：\n", "") + "抄送：县应急管理局。\n主送：各乡镇人民政府。\n"
SUMMARY = "2024年工作总结\n一年来，全局完成各项任务。\n一、主要工作\n全年新建灌渠十二公里，受益农田三千亩。\n"
LETTER = """青岭县水务局文件
青水函〔2025〕6号
关于商请支援抽水设备的函
县应急管理局：
请支援抽水泵四台。
特此函达。
青岭县水务局
2025年5月6日
"""
TABLE = "# 河段划分表\n\n| 河段 | 长度 | 乡镇 |\n|---|---|---|\n| 甲 | 12 | 东溪镇 |\n| 乙 | 9 | 西河镇 |\n"
LONG_TABLE = TABLE + "".join(f"| 第{n}段 | {n} | 北山镇 |\n" for n in range(1, 31))

_NS = "http://schemas.openxmlformats.org"
PICTURE = (
    f'<w:r><w:drawing><wp:inline xmlns:wp="{_NS}/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="3600000" cy="{}"/><wp:docPr id="77" name="图"/>'
    f'<a:graphic xmlns:a="{_NS}/drawingml/2006/main"><a:graphicData uri="{_NS}/drawingml/2006/picture">'
    f'<pic:pic xmlns:pic="{_NS}/drawingml/2006/picture"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)
BOX = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing>'
    f'<wp:anchor xmlns:wp="{_NS}/drawingml/2006/wordprocessingDrawing"><wp:extent cx="900000" cy="230000"/>'
    f'<wp:docPr id="9" name="框"/><a:graphic xmlns:a="{_NS}/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    '<wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    r"<wps:txbx><w:txbxContent>\1</w:txbxContent></wps:txbx></wps:wsp>"
    "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
)
DRAWN = BOX.removeprefix("<w:p>").removesuffix("</w:p>").replace(r"\1", "<w:p/>")
DOUBLE_RULE = '<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="1" w:color="FF0000"/></w:pBdr>'
UNRULED = {"part": MAIN, "replace": '(?s)<w:p><w:pPr><w:pStyle w:val="HegaoFrame"/>.*?</w:p>', "by": ""}
LETTERHEAD = {
    "part": MAIN,
    "replace": r"(<w:body>\s*<w:p>\s*<w:pPr>\s*<w:pStyle [^>]*/>)",
    "by": rf"\1{DOUBLE_RULE}",
}
LETTER_WIDE = {"paragraph": 1, "left": -0.5, "right": -0.5, "first": 0, "size": 40}
NUMBER_RIGHT = {"paragraph": 2, "align": "right", "right": 0, "first": 0, "size": 16}
FIRST_PAGE = {"section": 0, "title_page": True}


def in_part(part: str, wanted: str, by: str) -> dict[str, str]:
    return {"part": part, "replace": wanted, "by": by}


def lined(line: float, **more: str | bool) -> tuple[dict[str, Any], ...]:
    """The text of a notice, all of it, at another pitch."""
    roles = ("body", "addressee", "signature", "date", "blank")
    return tuple({"paragraph": role, "line": line, **more} for role in roles)


def in_own_section(start: str) -> dict[str, str]:
    """A section of its own from the paragraph that begins so, everything else as it was."""
    wanted = rf"(?s)(<w:p>(?:(?!</w:p>).)*>{start}</w:t>.*)(<w:sectPr>.*?</w:sectPr>)"
    return in_part(MAIN, wanted, r"<w:p><w:pPr>\2</w:pPr></w:p>\1\2")


def in_footers(wanted: str, by: str) -> tuple[dict[str, str], ...]:
    return tuple(in_part(part, wanted, by) for part in (ODD, EVEN))


TYPED = in_footers(r"<w:r><w:fldChar .*<w:fldChar [^>]*/></w:r>", "<w:r><w:t>1</w:t></w:r>")
DIGITS = "<w:r>(<w:t )"  # the run of the number itself has no format of its own


@cache
def every() -> Mapping[str, Rule]:
    return load_rules(Config())


@cache
def page_rules(hints: bool) -> tuple[Rule, ...]:
    config = Config(hints=hints)
    return tuple(rule for rule in choose(every(), config.choice, hints) if rule.group == "layout")


@cache
def made(text: str) -> bytes:
    return laid_out(text.encode(), "稿.md" if text.startswith("#") else "稿.txt", load_profile())


def analysis_of(data: bytes, profile: str = "") -> Analysis:
    return analyse(read_bytes(data, "稿.docx"), profile=profile)


def findings(data: bytes, hints: bool = False, profile: str = "") -> tuple[Finding, ...]:
    return lint(analysis_of(data, profile), page_rules(hints))


def told(data: bytes, hints: bool = False) -> dict[str, str]:
    return {finding.rule.removeprefix("layout/"): finding.message for finding in findings(data, hints)}


def mended(data: bytes, found: Sequence[Finding]) -> bytes:
    return revise(data, [], [remedy for finding in found for remedy in finding.remedies], load_profile())


# One fault each: name, draft, what is done to it, the rule that must speak, words of its message, where.
BROKEN: list[tuple[str, str, Steps, str, str, str]] = [
    ("信纸", NOTICE, [{"section": 0, "width": 215.9, "height": 279.4}],
     "page-size", "纸张为信纸（215.9×279.4 毫米），应为 A4（210×297 毫米）", "关于开展河道清障的通知"),
    ("上边距", NOTICE, [{"section": 0, "top": 25.4}],
     "page-margins", "上边距 25.4 毫米，应为 37 毫米", "关于开展河道清障的通知"),
    ("左右边距", NOTICE, [{"section": 0, "left": 31.75, "right": 31.75}],
     "page-margins", "左边距 31.8 毫米，应为 28 毫米；右边距 31.8 毫米，应为 26 毫米", "关于开展河道清障的通知"),
    ("装订线", NOTICE, [{"section": 0, "gutter": 10}],
     "page-margins", "左边距（含装订线）38 毫米，应为 28 毫米", "关于开展河道清障的通知"),
    ("行距过大", NOTICE, lined(30),
     "lines-per-page", "固定值 30 磅，每面 21 行，一般为 22 行", "请组织力量清理河道内的杂物，并于月底前报送进度。"),
    ("行距过小", NOTICE, lined(25),
     "lines-per-page", "固定值 25 磅，每面 25 行", "请组织力量清理河道内的杂物，并于月底前报送进度。"),
    ("没有页码", LONG, [in_part(MAIN, "<w:footerReference [^>]*/>", "")],
     "page-number-missing", "没有页码", ""),
    ("双页没有页码", NOTICE, [in_part(MAIN, '<w:footerReference w:type="even" [^>]*/>', "")],
     "page-number-missing", "只有单页有页码，双页没有", "— 1 —"),
    ("键入的页码", NOTICE, TYPED,
     "page-number-typed", "页码“— 1 —”是键入的数字", "— 1 —"),
    ("页码字体", NOTICE, in_footers(DIGITS, r'<w:r><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/></w:rPr>\1'),
     "page-number-looks", "页码为 Calibri，一般用半角宋体", "— 1 —"),
    ("页码字号", NOTICE, in_footers(DIGITS, r'<w:r><w:rPr><w:sz w:val="18"/></w:rPr>\1'),
     "page-number-looks", "页码为小五（9 磅），一般用 4 号（14 磅）", "— 1 —"),
    ("连字符", NOTICE, in_footers("— | —", "-"),
     "page-number-dashes", "页码写作“-1-”", "-1-"),
    ("页码同在一边", NOTICE, [in_part(SETTINGS, "<w:evenAndOddHeaders/>", "")],
     "page-number-place", "各页页码都居右，应为单页码居右、双页码居左，各空 1 字", "— 1 —"),
    ("双页码居中", NOTICE, [in_part(EVEN, '<w:jc w:val="left"/>', '<w:jc w:val="center"/>')],
     "page-number-place", "双页码居中，应居左空 1 字", "— 1 —"),
    ("页码没有空一字", NOTICE, [in_part(ODD, "(<w:pStyle [^>]*/>)", r'\1<w:ind w:rightChars="0" w:right="0"/>')],
     "page-number-place", "单页码居右空 0 字，应空 1 字", "— 1 —"),
    ("附件页码另起", ANNEXED, [in_own_section("附件"), {"section": 1, "number_start": 1}],
     "page-number-restart", "附件的页码又从 1 起", "附件"),
    ("表格过宽", TABLE, [{"table": 0, "width": 510}],
     "table-too-wide", "表格宽 179.9 毫米，超出版心（宽 156 毫米）", "河段"),
    ("标题行不重复", LONG_TABLE, [in_part(MAIN, "<w:tblHeader/>", "")],
     "table-header-row", "表格有 33 行", "河段"),
    ("单元格行距", TABLE, [{"paragraph": n, "line": 10} for n in range(6, 9)],
     "clipped-letters", "固定值 10 磅，容不下小四（12 磅）字", "甲"),
    ("图片被裁", NOTICE, [in_part(MAIN, "(报送进度。</w:t></w:r>)", rf"\1{PICTURE.format(2160000)}")],
     "clipped-picture", "图片高 60 毫米，而行距为固定值 28.95 磅", "\ufffc"),
    ("版记没有分隔线", COPIED, [UNRULED],
     "imprint-rules", "版记没有分隔线", "抄送：县应急管理局。"),
    ("主送在抄送之下", SENT_BELOW, [],
     "imprint-order", "“主送”应移到“抄送”的上一行", "主送：各乡镇人民政府。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "steps", "rule", "says", "hit"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_one_fault_is_found_with_what_was_measured_and_nothing_else(
    text: str, steps: Steps, rule: str, says: str, hit: str
) -> None:
    found = findings(broken(made(text), tuple(steps)))
    assert [(finding.rule, finding.text) for finding in found] == [(f"layout/{rule}", hit)]
    assert says in found[0].message


BY_HAND = ("imprint-rules", "imprint-order")  # nothing but a person mends these
MENDED = [row for row in BROKEN if row[3] not in BY_HAND]


@pytest.mark.parametrize(("text", "steps"), [row[1:3] for row in MENDED], ids=[row[0] for row in MENDED])
def test_the_remedies_mend_what_they_are_offered_for_and_once_is_enough(text: str, steps: Steps) -> None:
    data = broken(made(text), tuple(steps))
    found = findings(data)
    after = mended(data, found)
    assert findings(after, hints=True) == ()
    assert mended(after, findings(after)) == after
    before, now = (read_bytes(one, "稿.docx").paragraphs for one in (data, after))
    assert [p.text for p in before if p.kind != "footer"] == [p.text for p in now if p.kind != "footer"]


def typeset() -> list[Path]:
    texts = [path for path in sorted(CORPORA.iterdir()) if path.suffix in (".txt", ".md", ".docx")]
    own = [path for path in texts if path.name != "README.md" and not path.name.endswith(".gold.txt")]
    return own + [path for path in sorted(data_folder("templates").glob("*.md")) if path.name != "README.md"]


@pytest.mark.parametrize("profile", profile_names())
@pytest.mark.parametrize("path", typeset(), ids=lambda path: path.stem)
def test_what_is_laid_out_after_a_profile_is_right_by_it(path: Path, profile: str) -> None:
    data = laid_out(path.read_bytes(), str(path), load_profile(profile))
    mine = [f for f in findings(data, hints=True, profile=profile) if every()[f.rule].check in MINE]
    assert [(f.rule, f.message) for f in mine] == []


MINE = ("page_setup", "page_number", "table_layout", "imprint_layout", "special_forms")

# Right by another reading, or a habit nobody is told of: name, draft, what is done to it.
RIGHT: list[tuple[str, str, Steps]] = [
    ("字面版式的边距", NOTICE, [{"section": 0, "top": 34.58, "bottom": 32.58}]),
    ("边距取整", NOTICE, [{"section": 0, "top": 34, "bottom": 32}]),
    ("差不到一毫米", NOTICE, [{"section": 0, "top": 36.1, "left": 28.9}]),
    ("装订线算在左边距里", NOTICE, [{"section": 0, "left": 18, "gutter": 10}]),
    ("28 磅", NOTICE, lined(28)),
    ("29 磅只差一点", NOTICE, lined(29)),
    ("1.5 倍行距说不准", NOTICE,
     lined(1.5, rule="auto")),
    ("按网格 22 行", NOTICE,
     [{"section": 0, "grid": "lines", "grid_line": 579},
      *lined(1, rule="auto", snap=True)]),
    ("短稿没有页码", NOTICE, [in_part(MAIN, "<w:footerReference [^>]*/>", "")]),
    ("一字线用全角连接号", NOTICE, in_footers("— | —", "－")),
    ("空格代替空一字", NOTICE,
     [in_part(ODD, "(<w:pStyle [^>]*/>)", r'\1<w:ind w:rightChars="0" w:right="0"/>'),
      in_part(ODD, " —<", " —\u3000<")]),
    ("内部材料的页码", SUMMARY, [*in_footers("— | —", "-"), in_part(SETTINGS, "<w:evenAndOddHeaders/>", "")]),
    ("附件前是目录", ANNEXED,
     [in_own_section("附件"), {"section": 1, "number_start": 1},
      in_part(MAIN, "(?s)(<w:pgMar [^>]*/>)(.*?<w:pgMar)", r'\1<w:pgNumType w:fmt="upperRoman"/>\2')]),
    ("表格略出版心", TABLE, [{"table": 0, "width": 452}]),
    ("短表格标题行不重复", TABLE, [in_part(MAIN, "<w:tblHeader/>", "")]),
    ("单元格行距恰好", TABLE, [{"paragraph": n, "line": 12} for n in range(6, 9)]),
    ("小图片", NOTICE, [in_part(MAIN, "(报送进度。</w:t></w:r>)", rf"\1{PICTURE.format(300000)}")]),
    ("版记的线是画的", COPIED, [UNRULED, in_part(MAIN, "(报送进度。</w:t></w:r>)", rf"\1{DRAWN}")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "steps"), [row[1:] for row in RIGHT], ids=[row[0] for row in RIGHT])
def test_another_reading_and_a_usual_habit_are_left_alone(text: str, steps: Steps) -> None:
    found = [f for f in findings(broken(made(text), tuple(steps))) if every()[f.rule].check in MINE]
    assert [(finding.rule, finding.message) for finding in found] == []


def test_a_sheet_across_with_a_table_may_have_any_margins_and_be_folded() -> None:
    across = {"section": 0, "width": 297, "height": 210, "landscape": True, "top": 20, "bottom": 20}
    assert "page-size" not in told(broken(made(TABLE), (across,)), hints=True)
    assert "page-margins" not in told(broken(made(TABLE), (across,)), hints=True)
    folded = {**across, "width": 420, "height": 297}
    assert "page-size" not in told(broken(made(TABLE), (folded,)), hints=True)
    assert "page-across" not in told(broken(made(TABLE), (across,)), hints=True)
    assert "纸张横排" in told(broken(made(NOTICE), (across,)), hints=True)["page-across"]


def test_sections_with_the_same_fault_are_told_of_once() -> None:
    two = broken(made(ANNEXED), (in_own_section("附件"),))
    assert told(two) == {}
    both = broken(two, tuple({"section": index, "top": 25.4} for index in (0, 1)))
    assert told(both) == {"page-margins": "上边距 25.4 毫米，应为 37 毫米（全文 2 节都是这样）"}
    second = broken(two, ({"section": 1, "top": 25.4},))
    assert told(second) == {"page-margins": "上边距 25.4 毫米，应为 37 毫米（第 2 节）"}
    assert [finding.text for finding in findings(second)] == ["附件"]
    assert told(mended(both, findings(both))) == {}


def test_lines_are_counted_on_the_right_page_where_the_margins_are_wrong() -> None:
    found = told(broken(made(NOTICE), ({"section": 0, "top": 25.4, "bottom": 25.4},)))
    assert list(found) == ["page-margins"]


def test_a_default_page_of_word_is_told_in_two_findings() -> None:
    steps = (
        {"section": 0, "top": 25.4, "bottom": 25.4, "left": 31.75, "right": 31.75, "grid": "lines", "grid_line": 312},
        *lined(1, rule="auto", snap=True),
    )
    found = told(broken(made(NOTICE), steps))
    # Letters of 16 points take two rows of a grid of 15.6.
    assert "行距为单倍，每面 20 行" in found["lines-per-page"]
    assert set(found) == {"page-margins", "lines-per-page"}


BOXED = in_footers("(<w:p>.*</w:p>)", BOX)


def test_a_number_in_a_text_box_is_a_number_whose_place_no_file_says() -> None:
    assert told(broken(made(LONG), BOXED), hints=True) == {}
    once = (*BOXED, in_part(SETTINGS, "<w:evenAndOddHeaders/>", ""))
    assert told(broken(made(LONG), once), hints=True) == {}
    hyphens = broken(broken(made(LONG), in_footers("— | —", "-")), BOXED)
    assert list(told(hyphens)) == ["page-number-dashes"]


def test_a_number_in_a_frame_or_behind_a_tab_stands_where_no_file_says() -> None:
    frame = '<w:framePr w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="center" w:y="1"/>'
    once = in_part(SETTINGS, "<w:evenAndOddHeaders/>", "")
    framed = (*in_footers("(<w:pStyle [^>]*/>)", rf"\1{frame}"), once)
    assert told(broken(made(LONG), framed), hints=True) == {}
    tabbed = (*in_footers("(</w:pPr>)", r"\1<w:r><w:tab/></w:r>"), once)
    assert told(broken(made(LONG), tabbed), hints=True) == {}


def test_other_words_in_a_footer_are_not_swept_away() -> None:
    words = in_footers("(</w:p>)", r"\1<w:p><w:r><w:t>青岭县水务局编印</w:t></w:r></w:p>")
    found = findings(broken(broken(made(NOTICE), in_footers("— | —", "-")), words))
    assert [(finding.rule, finding.remedies) for finding in found] == [("layout/page-number-dashes", ())]


def test_page_and_pages_are_a_number_that_wants_dashes() -> None:
    count = (
        r"<w:r><w:t>第</w:t></w:r>\1<w:r><w:t>页 共</w:t></w:r>"
        '<w:fldSimple w:instr="NUMPAGES"><w:r><w:t>2</w:t></w:r></w:fldSimple><w:r><w:t>页</w:t></w:r>'
    )
    steps = (*in_footers("— | —", ""), *in_footers("(<w:r><w:fldChar .*<w:fldChar [^>]*/></w:r>)", count))
    assert told(broken(made(NOTICE), steps)) == {
        "page-number-dashes": "页码写作“第1页 共2页”，数字左右应各放一条一字线，即“— 1 —”"
    }


def test_the_number_made_anew_stands_where_the_profile_has_it() -> None:
    steps: Steps = ({"section": 0, "footer": 15}, *in_footers("— | —", "-"))
    data = broken(made(NOTICE), tuple(steps))
    found = findings(data)
    assert Remedy("section", 0, values={"footer": 25}) in found[0].remedies
    assert told(mended(data, found), hints=True) == {}


def test_internal_material_is_only_hinted_at() -> None:
    data = broken(made(SUMMARY), in_footers("— | —", "-"))
    assert told(data) == {}
    assert list(told(data, hints=True)) == ["plain-page-number"]


def ruled(above: int, between: int, below: int) -> Steps:
    """版记 with its rules as borders of paragraphs, in eighths of a point."""
    line = '<w:{} w:val="single" w:sz="{}" w:space="1" w:color="auto"/>'
    inner = line.format("bottom", between) if between else ""
    first, last = (line.format("top", above) if above else ""), (line.format("bottom", below) if below else "")
    return (
        UNRULED,
        in_part(MAIN, "(<w:framePr [^>]*/>)((?:(?!</w:p>).)*抄送)", rf"\1<w:pBdr>{first}{inner}</w:pBdr>\2"),
        in_part(MAIN, "(<w:framePr [^>]*/>)((?:(?!</w:p>).)*办公室)", rf"\1<w:pBdr>{last}</w:pBdr>\2"),
    )


def test_rules_of_an_imprint_as_borders() -> None:
    assert told(broken(made(COPIED), tuple(ruled(8, 6, 8))), hints=True) == {}
    assert "版记缺末条分隔线" in told(broken(made(COPIED), tuple(ruled(8, 6, 0))))["imprint-rules"]
    assert "版记缺首条分隔线" in told(broken(made(COPIED), tuple(ruled(0, 6, 8))))["imprint-rules"]
    even = told(broken(made(COPIED), tuple(ruled(6, 6, 6))), hints=True)
    assert "版记首末分隔线为 0.75 磅" in even["imprint-rule-weight"]
    assert list(told(broken(made(COPIED), tuple(ruled(8, 0, 8))), hints=True)) == ["imprint-parted"]


def test_a_letter_is_judged_as_one() -> None:
    proper = LETTER.replace("水务局文件", "水务局", 1)
    right: Steps = (LETTERHEAD, LETTER_WIDE, NUMBER_RIGHT, FIRST_PAGE, {"section": 0, "top": 30, "bottom": 20})
    mine = [f.rule for f in findings(broken(made(LETTER), tuple(right))) if every()[f.rule].check in MINE]
    assert mine == ["layout/letter-issuer"]
    assert [f.rule for f in findings(broken(made(proper), tuple(right))) if every()[f.rule].check in MINE] == []
    for left_out, rule in ((1, "letter-rule"), (2, "letter-number"), (3, "letter-first-page")):
        steps = tuple(step for k, step in enumerate(right) if k != left_out)
        mine = [f.rule for f in findings(broken(made(LETTER), steps)) if every()[f.rule].check in MINE]
        assert sorted(mine) == sorted(["layout/letter-issuer", f"layout/{rule}"])
    printed = broken(made(LETTER + "青岭县水务局办公室　2025年5月6日印发\n"), tuple(right))
    assert "信函的版记不加印发机关和印发日期" in told(printed)["letter-imprint"]


def drawn_rule(millimetres: float, color: str = "FF0000") -> str:
    return (
        "<w:r><w:drawing>"
        f'<wp:anchor xmlns:wp="{_NS}/drawingml/2006/wordprocessingDrawing">'
        f'<wp:extent cx="{round(millimetres * 36000)}" cy="0"/><wp:docPr id="5" name="线"/>'
        f'<a:graphic xmlns:a="{_NS}/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:cNvCnPr/>'
        '<wps:spPr><a:prstGeom prst="line"/><a:ln w="57150" cmpd="thickThin"><a:solidFill>'
        f'<a:srgbClr val="{color}"/></a:solidFill></a:ln></wps:spPr></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def test_rules_of_a_letter_may_be_drawn() -> None:
    def with_rules(*drawn: str) -> bytes:
        return broken(made(LETTER), (in_part(MAIN, "(>青岭县水务局文件</w:t></w:r>)", rf"\1{''.join(drawn)}"),))

    two = told(with_rules(drawn_rule(170), drawn_rule(170)))
    assert "letter-rule" not in two
    assert "letter-issuer" in two
    longer = told(with_rules(drawn_rule(180), drawn_rule(180)))
    assert longer["letter-rule"] == "信函的红色双线长 180 毫米，应为 170 毫米"
    # The red rule under 版头 is one, and as long as the text is wide; black ones are anybody's.
    for drawn in ((drawn_rule(170),), (drawn_rule(156), drawn_rule(156)), (drawn_rule(170, "000000"),) * 2):
        assert not [rule for rule in told(with_rules(*drawn)) if rule.startswith("letter")]


def test_one_red_rule_is_no_letterhead() -> None:
    single = DOUBLE_RULE.replace("thickThinSmallGap", "single")
    data = broken(made(LETTER), ({**LETTERHEAD, "by": rf"\1{single}"},))
    proof = analysis_of(data).proof()
    assert proof is not None
    assert letter_rules(proof) == ()
    assert not [rule for rule in told(data) if rule.startswith("letter")]


LETTERHEAD_SINGLE = {**LETTERHEAD, "by": rf"\1{DOUBLE_RULE.replace('thickThinSmallGap', 'single')}"}
NAMED = LETTER.replace("水务局文件", "水务局", 1)


def test_one_red_rule_below_a_name_makes_a_letter_whose_rule_is_wrong() -> None:
    def letters(text: str, *steps: Mapping[str, Any]) -> dict[str, str]:
        found = told(broken(made(text), (*steps, NUMBER_RIGHT, FIRST_PAGE, {"section": 0, "top": 30})))
        return {rule: says for rule, says in found.items() if rule.startswith(("letter", "page"))}

    wrong = {"letter-rule": "发文机关标志下为一条红线，应为红色双线（上粗下细）"}
    assert letters(NAMED, LETTERHEAD_SINGLE) == wrong
    lower = in_part(MAIN, "(<w:pBdr>.*?</w:pBdr>)(.*?<w:pStyle [^>]*/>)", r"\2\1")
    above = in_part(MAIN, "<w:bottom (w:val=.single. w:sz=.24.)", r"<w:top \1")
    assert letters(NAMED, LETTERHEAD_SINGLE, above, lower) == wrong
    # A drawn one may be double itself.
    line = in_part(MAIN, "(>青岭县水务局</w:t></w:r>)(?=.*青水函)", rf"\1{drawn_rule(170)}")
    assert letters(NAMED, line) == {}
    # What follows is a letter's no more: 文件, 纪要, the rule below 发文字号, a short one, one that is not red.
    margin = {"page-margins": "上边距 30 毫米，应为 37 毫米"}
    assert letters(LETTER, LETTERHEAD_SINGLE) == margin
    assert letters(NAMED, LETTERHEAD_SINGLE, lower) == margin
    assert letters(NAMED, LETTERHEAD_SINGLE, {"paragraph": 1, "left": 1, "right": 1, "size": 16}) == margin
    assert letters(NAMED, LETTERHEAD_SINGLE, in_part(MAIN, 'w:color="FF0000"/></w:pBdr>', "/></w:pBdr>")) == margin


OWN_PITCH = """extend = "gbt9704-common"
title = "本单位的版式"
[page]
lines = 20
[roles.body]
line = 32
"""


def test_the_pitch_and_spacing_of_the_own_profile_are_right_whatever_they_make(tmp_path: Path) -> None:
    own = tmp_path / "本单位.toml"
    for text in (OWN_PITCH, OWN_PITCH.replace("line = 32", "line = 1.4\nrule = 'auto'\nspacing = 0.5")):
        own.write_text(text, encoding="utf-8")
        data = laid_out(LONG.encode(), "稿.txt", load_profile(str(own)))
        mine = [f.message for f in findings(data, True, str(own)) if every()[f.rule].check in MINE]
        assert mine == []
    own.write_text(OWN_PITCH, encoding="utf-8")
    found = {f.rule: f.message for f in findings(made(NOTICE), profile=str(own))}
    assert "每面 22 行，一般为 20 行（固定值 32 磅）" in found["layout/lines-per-page"]


def test_a_line_is_counted_as_the_file_has_it_or_not_at_all() -> None:
    def counted(*steps: Mapping[str, Any]) -> str | None:
        return told(broken(made(NOTICE), steps), hints=True).get("characters-per-line")

    looser = {"letters": "body", "spacing": 0}
    assert counted(looser) == "正文每行 27 字，一般为 28 字，请把字距设为紧缩 0.3 磅"
    assert counted({**looser, "spacing": 0.5, "size": 16.5}, {"section": 0, "left": 28.5, "right": 26.5}) == (
        "正文每行 25 字，一般为 28 字，请把字距设为紧缩 0.3 磅"
    )
    assert counted(looser, {"section": 0, "left": 31.75, "right": 31.75}) is None
    assert counted({**looser, "size": 10.5}) is None


def unfilled(look: str) -> tuple[dict[str, str], ...]:
    """The number of the page as programs write it that leave its result to Word."""
    code = rf"<w:r><w:rPr>{look}</w:rPr>\1</w:r>"
    return (
        *in_footers(r"<w:r><w:fldChar w:fldCharType=.separate./></w:r><w:r><w:t [^>]*>1</w:t></w:r>", ""),
        *in_footers(r"<w:r>(<w:instrText [^>]*>[^<]*</w:instrText>)</w:r>", code),
    )


def test_a_number_word_fills_in_later_looks_as_its_field_does() -> None:
    small = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="21"/>'
    found = told(broken(made(NOTICE), unfilled(small)))
    assert found == {"page-number-looks": "页码为 5 号（10.5 磅）、Calibri，一般用 4 号（14 磅）、半角宋体"}
    assert told(broken(made(NOTICE), unfilled(""))) == {}
    # The mark of the paragraph looks like the text.
    alone = (*in_footers("— | —", ""), *unfilled('<w:rFonts w:ascii="宋体"/><w:sz w:val="28"/>'))
    marked = in_footers("</w:pPr>", '<w:rPr><w:sz w:val="32"/></w:rPr></w:pPr>')
    assert list(told(broken(made(NOTICE), (*alone, *marked)))) == ["page-number-dashes"]


def test_a_text_file_has_no_pages() -> None:
    assert lint(analyse(read_bytes(NOTICE.encode(), "稿.txt")), page_rules(True)) == ()


def test_a_proof_of_nothing_known_is_left_alone() -> None:
    analysis = analysis_of(made(NOTICE))
    proof = analysis.proof()
    assert proof is not None
    bare = replace(proof, layout=replace(proof.layout, sections=(), tables=()))
    rules = tuple(rule for rule in page_rules(True) if rule.check in MINE and rule.check != "special_forms")
    found = lint(replace(analysis, proof=lambda: bare), rules)
    assert [finding.rule for finding in found] == []


def test_sizes_are_told_as_clerks_know_them() -> None:
    assert [size_name(points) for points in (12, 10.5, 16, 13)] == [
        "小四（12 磅）",
        "5 号（10.5 磅）",
        "3 号（16 磅）",
        "13 磅",
    ]
    assert [is_red(color) for color in ("FF0000", "C00000", "000000", None, "red")] == [True, True, False, False, False]
