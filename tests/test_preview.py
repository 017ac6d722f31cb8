from __future__ import annotations

import io
import re
import shutil
import stat
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document as new_docx

import preview as tools
from hegao import office
from hegao.errors import ReadError
from hegao.preview import Preview, note, preview
from hostile import W_SPACE

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
FONTS = (
    subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
    if shutil.which("fc-list")
    else ""
)
needs_fontconfig = pytest.mark.skipif(shutil.which("fc-list") is None, reason="needs fontconfig")

TEXT = "关于清理台账的通知\n各科室：\n一、清理范围\n" + "请按时清理台账，逾期不再受理。" * 8 + "\n"
LINE = "各单位要按时清理台账逾期不再受理并请认真核对"
EXACT = '<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>'
SINGLE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'


def draft(form: str = EXACT, grid: str = "", font: str = "仿宋_GB2312", text: str = LINE * 60) -> bytes:
    """A page of GB/T 9704 with one paragraph of this w:pPr, in a section with this w:docGrid."""
    from docx.oxml import parse_xml

    docx_document = new_docx()
    section = docx_document.element.body.sectPr
    paragraph = parse_xml(
        f'<w:p xmlns:w="{W_SPACE}"><w:pPr>{form}</w:pPr><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" '
        f'w:eastAsia="{font}"/><w:sz w:val="32"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'
    )
    section.addprevious(paragraph)
    new = parse_xml(
        f'<w:sectPr xmlns:w="{W_SPACE}"><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" '
        f'w:bottom="1984" w:left="1587" w:header="851" w:footer="992" w:gutter="0"/>{grid}</w:sectPr>'
    )
    section.getparent().replace(section, new)
    buffer = io.BytesIO()
    docx_document.save(buffer)
    return buffer.getvalue()


def lines(printed: bytes, folder: Path) -> list[str]:
    """The lines of the first page."""
    (folder / "draft.pdf").write_bytes(printed)
    command = ["pdftotext", "-layout", "-l", "1", str(folder / "draft.pdf"), "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.strip() for line in told.splitlines() if line.strip()]


@needs_office
def test_a_text_is_laid_out_and_shown_page_by_page() -> None:
    shown = preview((TEXT * 6).encode(), "通知.txt", dpi=36)
    assert len(shown.pages) > 1
    for page in shown.pages:
        assert page.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", page[16:24])
        assert (abs(width - 297.6), abs(height - 420.9)) < (2, 2)


@needs_office
@needs_poppler
@pytest.mark.parametrize(
    ("form", "grid", "rows", "first", "second"),
    [
        (EXACT, "", 22, 27, 27),
        (EXACT, '<w:docGrid w:type="lines" w:linePitch="312"/>', 22, 27, 27),
        (EXACT, '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>', 22, 28, 28),
        (SINGLE, '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>', 22, 28, 28),
        (SINGLE, '<w:docGrid w:type="lines" w:linePitch="579"/>', 22, 27, 27),
        (EXACT + '<w:ind w:firstLineChars="200" w:firstLine="420"/>', "", 22, 25, 27),
    ],
)
def test_a_page_holds_what_it_holds_in_word(
    form: str, grid: str, rows: int, first: int, second: int, tmp_path: Path
) -> None:
    found = lines(preview(draft(form, grid), "通知.docx", "pdf").pages[0], tmp_path)
    assert (len(found), len(found[0]), len(found[1])) == (rows, first, second)


@needs_office
@needs_fontconfig
@pytest.mark.skipif(sys.platform == "darwin", reason="LibreOffice does not ask fontconfig there")
def test_fonts_that_are_not_there_are_named() -> None:
    shown = preview(draft(font="云溪手写体", text="清理"), "通知.docx", "pdf", fonts=tools.fonts_folder())
    assert shown.missing == ("云溪手写体",)
    assert "云溪手写体" in note(shown)


@needs_office
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="LibreOffice does not ask fontconfig there")
@pytest.mark.parametrize(
    ("has", "substitutes", "missing"),
    [
        ("仿宋_GB2312,FangSong_GB2312", (), ()),
        ("FZFangSong-Z02S", (), ()),
        ("FandolFang,FandolFang R\nAR PL UMing CN", (("仿宋_GB2312", "FandolFang"),), ()),
        ("AR PL UMing CN\nNoto Serif CJK SC", (("仿宋_GB2312", "AR PL UMing CN"),), ()),
        ("Noto Sans CJK SC\nNoto Serif CJK SC", (("仿宋_GB2312", "Noto Serif CJK SC"),), ()),
        ("Noto Sans CJK SC", (), ("仿宋_GB2312",)),
    ],
)
def test_a_face_under_another_name_is_no_substitute(
    has: str,
    substitutes: tuple[tuple[str, str], ...],
    missing: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "fc-list").write_text(f"#!/bin/sh\ncat <<'END'\n{has}\nEND\n", encoding="utf-8")
    (tmp_path / "fc-list").chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/local/bin:/usr/bin:/bin")
    shown = preview(draft(text="清理"), "通知.docx", "pdf")
    assert (shown.substitutes, shown.missing) == (substitutes, missing)


@needs_office
@needs_poppler
@needs_fontconfig
@pytest.mark.skipif("Noto Serif CJK SC" not in FONTS, reason="needs fonts-noto-cjk")
def test_substitutes_are_what_the_page_is_set_in(tmp_path: Path) -> None:
    shown = preview(TEXT.encode(), "通知.txt", "pdf")
    (tmp_path / "通知.pdf").write_bytes(shown.pages[0])
    told = subprocess.run(["pdffonts", tmp_path / "通知.pdf"], check=True, capture_output=True, text=True).stdout
    assert {"仿宋", "方正小标宋简体"} <= dict(shown.substitutes).keys()
    faces = re.sub("CJK(?:jp|sc)", "CJK", told)
    assert re.search("NotoSerifCJK-Bold|FandolSong-Bold", faces)
    assert re.search("NotoSerifCJK-Regular|Fandol(?:Fang|Song)-Regular|UMing", faces)


@needs_office
def test_pictures_are_made_by_poppler_where_pdfium_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    soffice = shutil.which("soffice")
    if shutil.which("pdftoppm"):
        assert [page[:4] for page in preview(draft(text="清理"), "通知.docx", dpi=30).pages] == [b"\x89PNG"]
    monkeypatch.setenv("HEGAO_SOFFICE", str(soffice))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ReadError, match=r"pip install hegao\[pdf\]"):
        preview(draft(text="清理"), "通知.docx")


def test_what_is_missing_or_broken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEGAO_SOFFICE", raising=False)
    monkeypatch.setattr(office, "find", lambda: None)
    with pytest.raises(ReadError, match="请安装 LibreOffice"):
        preview(TEXT.encode(), "通知.txt")
    with pytest.raises(ReadError, match="空的"):
        preview(b"", "通知.docx")


def test_a_note_is_made_only_where_fonts_differ() -> None:
    assert note(Preview((), (), (), True)) == ""
    assert "仿宋→FandolFang" in note(Preview((), (("仿宋", "FandolFang"),), (), True))
    assert "没有核对" in note(Preview((), (), (), False))
