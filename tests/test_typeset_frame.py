"""版头 and 版记: what a unit may write, and how both are laid out."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from docx import Document as open_docx
from lxml import etree

import preview
from hegao.errors import HegaoError
from hegao.layout import Profile
from hegao.ooxml.package import W
from hegao.outline import outline
from hegao.profile import load_profile, text_width
from hegao.readers import read_bytes
from hegao.typeset.bare import bare
from hegao.typeset.frame import Frame, frame_from, imprint, masthead

WHOLE = {
    "份号": "12",
    "密级": "机密★1年",
    "紧急程度": "特急",
    "发文机关标志": "云溪市人民政府办公室文件",
    "发文字号": "云政办发〔2025〕12号",
    "抄送": "市委各部门，市人大常委会办公室，市政协办公室，市法院，市检察院，各人民团体，市工商联。",
    "印发机关": "云溪市人民政府办公室",
    "印发日期": "2025-03-05",
}
MARKS = {f"{W}tab": "\t", f"{W}br": "\n"}


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile()


def framed(frame: Frame, profile: Profile, text: str = "关于清理台账的通知\n各科室：\n请于月底前清理台账。\n") -> bytes:
    """A plain draft with the frame around it."""
    document = read_bytes(text.encode(), "稿.txt")
    archive = zipfile.ZipFile(io.BytesIO(bare(document, outline(document))))
    root = etree.fromstring(archive.read("word/document.xml"))
    for at, element in enumerate(masthead(frame, profile)):
        root[0].insert(at, element)
    for element in imprint(frame, profile):
        root[0][-1].addprevious(element)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, etree.tostring(root) if name == "word/document.xml" else archive.read(name))
    return buffer.getvalue()


def made(**values: str) -> Frame:
    frame = frame_from(values)
    assert frame is not None
    return frame


def words(elements: Iterable[etree._Element]) -> list[str]:
    found = []
    for element in elements:
        for paragraph in element.iter(f"{W}p"):
            nodes = paragraph.iterfind(f"{W}r/*")
            found.append("".join(MARKS.get(str(node.tag), node.text or "") for node in nodes))
    return found


def value(element: etree._Element, path: str, name: str = "val") -> str | None:
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + name)


# --- what may be written


def test_nothing_asked_for_is_no_frame() -> None:
    assert frame_from({}) is None
    assert frame_from({"单位名称": "云溪市数据局", "发文字号": " "}) is None


def test_all_of_a_frame() -> None:
    frame = made(**WHOLE)
    assert frame.copy_number == "000012"
    assert frame.issuer == ("云溪市人民政府办公室文件",)
    assert frame.printed_on == "2025年3月5日"
    assert frame.copies == ("市委各部门，市人大常委会办公室，市政协办公室，市法院，市检察院，各人民团体，市工商联",)


def test_organs_and_names_are_parted() -> None:
    frame = made(
        发文机关标志="云溪市财政局、云溪市民政局文件", 签发人="签发人：张　三、李大为 王五", 抄送="省财政厅\n省民政厅"
    )
    assert frame.issuer == ("云溪市财政局", "云溪市民政局文件")
    assert frame.signers == ("张三", "李大为", "王五")
    assert frame.copies == ("省财政厅", "省民政厅")


@pytest.mark.parametrize(
    "number",
    [
        "云政发〔2025〕1号",
        "云政办函〔2025〕120号",
        "云政发〔2025〕×号",
        "【待填：发文字号】",
        "云政发〔2025〕【待填：顺序号】号",
        "×政发〔20××〕×号",
    ],
)
def test_numbers_of_the_right_form_are_taken(number: str) -> None:
    assert made(发文机关标志="云溪市人民政府文件", 发文字号=number).number == number


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("云政发[2025]1号", "云政发〔2025〕1号"),
        ("云政发（2025）第01号", "云政发〔2025〕1号"),
        ("云政发〔25〕3号", "云政发〔2025〕3号"),
        ("云政发 【2025】 7", "云政发〔2025〕7号"),
        ("云政发2025年1号", "云政发〔2025〕1号"),
        ("1号", "云政发〔2025〕1号"),
    ],
)
def test_numbers_of_another_form_are_refused_with_the_right_one(number: str, right: str) -> None:
    with pytest.raises(HegaoError, match=f"请改成.*{right}"):
        made(发文机关标志="云溪市人民政府文件", 发文字号=number)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"密级": "机密★1年"}, "还缺“份号”"),
        ({"密级": "机密1年", "份号": "1"}, "机密★1年"),
        ({"密级": "内部", "份号": "1"}, "绝密"),
        ({"密级": "秘密★一年", "份号": "1"}, "机密★1年"),
        ({"份号": "A1"}, "6 位"),
        ({"紧急程度": "紧急"}, "加急、特急"),
        ({"印发机关": "云溪市人民政府办公室"}, "还缺“印发日期”"),
        ({"印发日期": "2025年3月5日"}, "还缺“印发机关”"),
        ({"印发机关": "云溪市人民政府办公室", "印发日期": "2025年2月30日"}, "2025年3月5日"),
        ({"印发机关": "云溪市人民政府办公室", "印发日期": "3月5日"}, "2025年3月5日"),
    ],
)
def test_what_the_standard_forbids_is_refused(values: dict[str, str], message: str) -> None:
    with pytest.raises(HegaoError, match=message):
        frame_from({"发文机关标志": "云溪市人民政府文件", **values})


def test_a_masthead_needs_an_issuer() -> None:
    with pytest.raises(HegaoError, match="发文机关标志"):
        frame_from({"发文字号": "云政发〔2025〕1号"})


@pytest.mark.parametrize("written", ["2025-03-05", "2025.3.5", "2025/3/5", "2025年03月05日印发", "2025-03-05 00:00:00"])
def test_dates_are_written_as_the_standard_does(written: str) -> None:
    assert made(印发机关="云溪市人民政府办公室", 印发日期=written).printed_on == "2025年3月5日"


def test_a_blank_to_fill_may_stand_anywhere() -> None:
    blank = "【待填：内容】"
    frame = made(**dict.fromkeys(WHOLE, blank))
    assert {frame.copy_number, frame.secrecy, frame.urgency, frame.number, frame.printed_on} == {blank}


# --- 版头


def test_the_masthead_reads_from_top_to_bottom(profile: Profile) -> None:
    assert words(masthead(made(**WHOLE), profile)) == [
        "000012", "机密★1年", "特急", "云溪市人民政府办公室文件", "", "", "云政办发〔2025〕12号", "", "",
    ]  # fmt: skip


def test_the_issuer_is_red_and_fits_the_line(profile: Profile) -> None:
    for name in ("云溪市人民政府文件", "云溪市人力资源和社会保障局文件", "云溪市" + "数据资源管理" * 6 + "局文件"):
        issuer = masthead(made(发文机关标志=name), profile)[0]
        size = int(value(issuer, "r/rPr/sz") or 0) / 2
        narrow = int(value(issuer, "r/rPr/w") or 100) / 100
        assert value(issuer, "r/rPr/color") == "FF0000"
        assert value(issuer, "pPr/jc") == "center"
        assert len(name) * size * narrow <= text_width(profile.page) / 20


@pytest.mark.parametrize("above", [{}, {"份号": "1"}, {"份号": "1", "密级": "秘密", "紧急程度": "加急"}])
def test_the_issuer_begins_35_mm_below_the_top(above: dict[str, str], profile: Profile) -> None:
    elements = masthead(made(发文机关标志="云溪市人民政府文件", **above), profile)
    issuer = elements[len(above)]
    line = int(value(issuer, "pPr/spacing", "line") or 0) / 20
    top = sum(int(value(one, "pPr/spacing", "line") or 0) for one in elements[: len(above)]) / 20
    top += int(value(issuer, "pPr/spacing", "before") or 0) / 20 + (line - int(value(issuer, "r/rPr/sz") or 0) / 2) / 2
    assert top == pytest.approx(35 / 25.4 * 72, abs=0.5)


def test_the_red_rule_is_as_wide_as_the_text(profile: Profile) -> None:
    for extra in ({}, {"发文字号": "云政发〔2025〕1号"}, {"发文字号": "云政发〔2025〕1号", "签发人": "张三"}):
        last = masthead(made(发文机关标志="云溪市人民政府文件", **extra), profile)[-3]
        assert value(last, "pPr/pBdr/bottom", "color") == "FF0000"
        assert {value(last, "pPr/ind", side) for side in ("left", "right")} == {"0"}


def test_joint_issue_puts_the_kind_beside_the_names(profile: Profile) -> None:
    frame = made(发文机关标志="云溪市文化广电旅游体育局、云溪市财政局文件", 发文字号="云文旅发〔2025〕2号")
    table = next(element for element in masthead(frame, profile) if element.tag == f"{W}tbl")
    assert words([table]) == ["云溪市文化广电旅游体育局", "文件", "云溪市财政局", ""]
    assert [node.get(f"{W}val") for node in table.iter(f"{W}vMerge")] == ["restart", "continue"]
    assert sum(int(node.get(f"{W}w", "0")) for node in table.iter(f"{W}gridCol")) <= text_width(profile.page)
    assert table.find(f".//{W}tblBorders") is None


def test_the_kind_may_stand_behind_every_name(profile: Profile) -> None:
    elements = masthead(made(发文机关标志="云溪市财政局文件、云溪市民政局文件"), profile)
    assert "".join(words(elements)) == "云溪市财政局文件云溪市民政局"


@pytest.mark.parametrize("count", [2, 5, 9])
def test_many_names_leave_room_for_the_text(count: int, profile: Profile) -> None:
    names = [f"云溪市第{n}人民医院" for n in range(count)]
    table = next(e for e in masthead(made(发文机关标志="、".join(names)), profile) if e.tag == f"{W}tbl")
    assert sum(int(node.get(f"{W}line", "0")) for node in table.iter(f"{W}spacing") if node.get(f"{W}line")) <= 171 * 20


def test_joint_issue_without_a_kind_adds_none(profile: Profile) -> None:
    elements = masthead(made(发文机关标志="云溪市财政局、云溪市民政局"), profile)
    assert "文件" not in "".join(words(elements))


@pytest.mark.parametrize("count", range(1, 7))
def test_signers_stand_two_a_line_and_the_last_beside_the_number(count: int, profile: Profile) -> None:
    signers = ["张三", "李大为", "王五", "赵小六", "钱七", "孙八"][:count]
    frame = made(发文机关标志="云溪市人民政府文件", 发文字号="云政发〔2025〕1号", 签发人="、".join(signers))
    lines = next(text for text in words(masthead(frame, profile)) if "签发人" in text).split("\n")
    assert len(lines) == (count + 1) // 2
    assert [name for line in lines for name in line.replace("签发人：", "\t").split("\t") if name] == [
        *signers[: (count - 1) // 2 * 2], "云政发〔2025〕1号", *signers[(count - 1) // 2 * 2 :],
    ]  # fmt: skip
    assert lines[0].count("签发人：") == 1
    faces = {
        "".join(node.text or "" for node in run.iter(f"{W}t")): value(run, "rPr/rFonts", "eastAsia")
        for one in masthead(frame, profile)
        for run in one.iter(f"{W}r")
    }
    assert faces["张三"] == profile.faces["楷体"].write
    assert next(face for text, face in faces.items() if "签发人" in text) == profile.faces["仿宋"].write


# --- 版记


def test_the_imprint_stands_between_rules_in_one_frame(profile: Profile) -> None:
    elements = imprint(made(**WHOLE), profile)
    assert [word for word in words(elements) if word] == [
        "抄送：市委各部门，市人大常委会办公室，市政协办公室，市法院，市检察院，各人民团体，市工商联。",
        "云溪市人民政府办公室\t2025年3月5日印发",
    ]
    *within, anchor = elements
    frames = [one.find(f"{W}pPr/{W}framePr") for one in within]
    assert len({tuple(frame.items()) for frame in frames if frame is not None}) == 1
    assert None not in frames
    assert value(within[0], "pPr/framePr", "yAlign") == "bottom"
    assert anchor.find(f"{W}pPr/{W}framePr") is None
    rules = [one for one in within if one.find(f"{W}pPr/{W}shd") is not None]
    heights = [int(value(one, "pPr/spacing", "line") or 0) for one in rules]
    assert [height / 20 * 25.4 / 72 for height in heights] == pytest.approx([0.35, 0.25, 0.35], abs=0.01)


def test_turned_lines_of_the_copies_begin_behind_the_colon(profile: Profile) -> None:
    copied = imprint(made(**WHOLE), profile)[1]
    size = profile.roles["imprint"].size
    assert int(value(copied, "pPr/ind", "left") or 0) == 4 * size * 20
    assert int(value(copied, "pPr/ind", "hanging") or 0) == 3 * size * 20
    assert int(value(copied, "pPr/ind", "right") or 0) == size * 20


def test_one_line_has_a_rule_above_and_below(profile: Profile) -> None:
    elements = imprint(made(抄送="省财政厅"), profile)
    assert words(elements) == ["", "抄送：省财政厅。", "", ""]
    assert masthead(made(抄送="省财政厅"), profile) == []


def test_without_copies_and_printer_there_is_no_imprint(profile: Profile) -> None:
    assert imprint(made(发文机关标志="云溪市人民政府文件"), profile) == []


# --- in a file


def test_the_file_opens_and_its_parts_are_known_again(profile: Profile) -> None:
    data = framed(made(**WHOLE, 签发人="张三、李大为、王五"), profile)
    open_docx(io.BytesIO(data))
    document = read_bytes(data, "稿.docx")
    roles = dict(zip((p.text.strip() for p in document.paragraphs), outline(document).roles, strict=True))
    for text in ("000012", "机密★1年", "特急", "云溪市人民政府办公室文件"):
        assert roles[text] == "masthead"
    assert roles["签发人：张三\t李大为\v\t云政办发〔2025〕12号\t\t王五"] == "masthead"
    assert roles["云溪市人民政府办公室\t2025年3月5日印发"] == "imprint"
    assert outline(document).title == "关于清理台账的通知"


@pytest.mark.skipif(
    not shutil.which("soffice") or not shutil.which("pdftotext"), reason="needs LibreOffice and poppler"
)
@pytest.mark.parametrize("lines", [3, 33])
def test_the_imprint_ends_at_the_foot_of_the_last_page(lines: int, profile: Profile, tmp_path: Path) -> None:
    text = "关于清理台账的通知\n" + "各单位要按时清理台账。\n" * lines
    (tmp_path / "稿.docx").write_bytes(framed(made(**WHOLE), profile, text))
    printed = preview.pdf(tmp_path / "稿.docx", tmp_path)
    told = subprocess.run(["pdftotext", "-bbox", printed, "-"], check=True, capture_output=True, text=True).stdout
    page = told.rpartition("<page ")[2]
    bottom = max(float(part.partition('"')[0]) for part in page.split('yMax="')[1:])
    edge = 841.9 - profile.page.bottom / 25.4 * 72
    assert "印发" in page
    assert edge - 12 < bottom <= edge + 2
