"""PDFs, made by hand and by LibreOffice, read back as the paragraphs they were made of."""

from __future__ import annotations

import importlib.util
import random
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import printed
from hegao import lines, office, readers
from hegao.config import Config
from hegao.errors import ReadError
from hegao.fixer import fix
from hegao.layout import Profile
from hegao.model import Document, Edit, Span
from hegao.pipeline import laid_out, load_rules, review_document
from hegao.profile import DEFAULT, load_profile
from hegao.text import NOT_PROSE
from printed import HEIGHT, LEFT, RIGHT, WIDTH, Page, Press, Text

pytestmark = pytest.mark.skipif(importlib.util.find_spec("pypdfium2") is None, reason="needs pypdfium2")

TITLE = "关于开展档案整理工作的通知"
OPENING = (
    "为做好2025年度文书档案归档工作，按照档案管理有关规定和本单位年度工作安排，现将有关事项通知如下。请各科室高度重视，"
    "明确一名联络员，于3月15日前把名单报办公室。"
)
HEADING = "一、整理范围"
POINT = "整理时要逐件核对正文、附件和处理单，发现缺页的要及时补齐，不能补齐的要写明原因，由科室负责人签字确认。"
CORPORA = Path(__file__).parent.parent / "corpora"


def read(pages: list[Page], **how: bool) -> Document:
    return readers.read_bytes(printed.pdf(pages, **how), "稿.pdf")


def texts(document: Document, *kinds: str) -> list[str]:
    return [one.text for one in document.paragraphs if not kinds or one.kind in kinds]


def notice(points: int = 20) -> tuple[Press, list[str]]:
    press = Press()
    press.centred(TITLE, 22)
    press.skip()
    press.body("各科室、各所：", indent=0)
    press.body(OPENING)
    press.body(HEADING)
    said = [f"（{number}）第{number}批。{POINT}" for number in range(1, points + 1)]
    for text in said:
        press.body(text)
    press.skip(2)
    press.flush("办公室", 4.5)
    press.flush("2025年1月6日", 4)
    return press, [TITLE, "各科室、各所：", OPENING, HEADING, *said, "办公室", "2025年1月6日"]


def test_lines_become_the_paragraphs_they_were() -> None:
    press, written = notice()
    assert len(press.pages) > 2
    document = read(press.printed())
    assert texts(document) == written
    assert {one.kind for one in document.paragraphs} == {"body"}
    assert [one.text for one in document.paragraphs if one.centred] == [TITLE]
    assert document.kind == "pdf"
    assert document.layout is None
    assert document.tables == ()
    assert "只查文字，不查版面" in document.notices[0]


def test_offsets_count_as_if_paragraphs_were_joined_by_line_ends() -> None:
    document = read(notice(3)[0].printed())
    whole = "\n".join(texts(document))
    assert document.characters == len(whole)
    assert all(whole.startswith(one.text, one.offset) for one in document.paragraphs)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.text("档案整理工作按件归档，。；、2025（）“”", min_size=1, max_size=150), min_size=1, max_size=12),
    st.sampled_from([12.0, 14.0, 16.0]),
)
def test_no_character_is_lost_or_changes_its_order(paragraphs: list[str], size: float) -> None:
    press = Press(pitch=size * 1.8)
    wide = press.right - press.left
    lines = [line for text in paragraphs for line in printed.wrapped(f"按{text}", size, wide - 2 * size, wide)]
    assume(all(len(line) > 1 for line in lines))  # pdfium itself passes over some that stand alone
    for text in paragraphs:
        press.body(f"按{text}", size)
    document = read(press.printed())
    assert "".join(texts(document)) == "".join(f"按{text}" for text in paragraphs)


def test_without_indents_a_short_line_ends_a_paragraph() -> None:
    press = Press()
    for _ in range(4):
        press.body(OPENING, indent=0)
        press.body("附表另发。", indent=0)
    assert texts(read(press.printed())) == [OPENING, "附表另发。"] * 4


def test_a_numbered_line_behind_a_full_stop_begins_a_paragraph() -> None:
    full = "整理工作由办公室牵头，各科室和所属单位配合，按季度通报"[:26] + "。"
    press = Press()
    for label in ("一、", "二、", "三、"):
        press.body(label + full[len(label) :], indent=0)
    assert len(press.pages[0]) == 3
    assert {printed.measure(text.words, 16) for text in press.pages[0]} == {27 * 16}
    assert len(texts(read(press.printed()))) == 3


def test_lines_that_hang_belong_to_the_line_above() -> None:
    text = "附件：1.2024年形成的文书材料整理任务分解表和各科室联络员名单以及报送要求"
    press, written = notice(3)
    press.body(text, hang=6)
    assert texts(read(press.printed())) == [*written, text]


def test_a_title_in_two_lines_is_one_and_what_follows_in_brackets_is_none_of_it() -> None:
    press = Press()
    press.centred("青石县档案馆", 22)
    press.centred("关于开展文书档案整理情况的报告", 22)
    press.centred("（讨论稿）", 22)
    for _ in range(3):
        press.body(OPENING)
    found = texts(read(press.printed()))
    assert found[:2] == ["青石县档案馆关于开展文书档案整理情况的报告", "（讨论稿）"]


def test_running_headers_stand_once_and_page_numbers_not_at_all() -> None:
    press, written = notice()
    pages = [
        replace(
            page, texts=[Text(240, 60, "档案整理工作材料", 10), *page.texts, Text(280, 800, f"第 {k} 页 共 3 页", 10)]
        )
        for k, page in enumerate(press.printed(numbers=False), 1)
    ]
    document = read(pages)
    assert texts(document, "body") == written
    assert texts(document, "header", "footer") == ["档案整理工作材料"]


def test_a_footnote_does_not_part_the_paragraph_that_goes_on_overleaf() -> None:
    press, written = notice()
    pages = press.printed()
    foot = Text(LEFT, 755, "① 数据由办公室提供。", 10)
    document = read([replace(pages[0], texts=[*pages[0].texts, foot]), *pages[1:]])
    assert texts(document, "body") == written
    assert texts(document, "note") == ["① 数据由办公室提供。"]


def test_spaces_between_words_come_back_where_the_file_left_them_out() -> None:
    pages = [Page([Text(LEFT, 120, "使用 Open Document 格式 v 2.0 保存，不 得另存", 16)])]
    assert texts(read(pages)) == ["使用 Open Document 格式 v 2.0 保存，不 得另存"]
    assert texts(read(pages, spaces=False)) == ["使用Open Document格式v 2.0保存，不得另存"]


def test_latin_words_at_a_line_end_stay_apart_and_addresses_together() -> None:
    latin = "This notice applies to all offices and it is to be read by every clerk of the office before the meeting."
    assert lines._run_on("every", "clerk") == "every clerk"
    assert lines._run_on("共计20", "25年") == "共计2025年"
    assert lines._run_on("见https://example.org/a", "b") == "见https://example.org/ab"
    press = Press()
    words = latin.split(" ")
    press.put(LEFT, " ".join(words[:15]), 12)
    press.put(LEFT, " ".join(words[15:]), 12)
    pages = [Page([*press.pages[0], Text(LEFT, 300, "一" * 27, 16), Text(LEFT, 330, "二" * 27, 16)])]
    assert texts(read(pages))[0] == latin


def test_addresses_and_lost_characters_are_no_prose() -> None:
    document = read(
        [Page([Text(LEFT, 120, "材料报至wd@qingshi.example，\ue123见说明。各科室按时报送，逾期不候。", 16)])]
    )
    assert document.paragraphs[0].text == f"材料报至wd@qingshi.example，{NOT_PROSE}见说明。各科室按时报送，逾期不候。"
    assert document.paragraphs[0].skip == ((4, 22), (23, 24))
    assert "有 1 个字在 PDF 里没有对应的编码" in document.notices[1]


def test_radicals_are_read_as_the_characters_they_look_like() -> None:
    document = read([Page([Text(LEFT, 120, "\u2f00是\u2f26\u2f83\u2f2f，⻅⻋⻔⻓⻛", 16)])])
    assert texts(document) == ["一是子自工，见车门长风"]


# --- tables, columns, boxes ------------------------------------------------------------------------------------------


def grid(rows: list[list[str]], top: float, width: float = 110) -> Page:
    """A ruled table of cells; those too long for their column go on in a second line."""
    written: list[Text] = []
    ruled = [(LEFT, top, LEFT + width * len(rows[0]), top)]
    y = top
    for row in rows:
        cells = [printed.wrapped(text, 12, width - 12, width - 12) for text in row]
        height = 10 + 18 * max(map(len, cells))
        for column, cell in enumerate(cells):
            written += [Text(LEFT + column * width + 6, y + 18 * (k + 1), line, 12) for k, line in enumerate(cell)]
        ruled += [(LEFT + k * width, y, LEFT + k * width, y + height) for k in range(len(row) + 1)]
        y += height
        ruled.append((LEFT, y, LEFT + width * len(row), y))
    return Page(written, ruled)


ROWS = [
    ["序号", "重点任务", "牵头单位"],
    ["1", "完成文书材料的收集整理和逐件核对", "办公室"],
    ["2", "编制目录", "档案科"],
]


def test_cells_of_a_ruled_table_are_read_one_by_one() -> None:
    press, written = notice(1)
    table = grid(ROWS, 500)
    first = press.printed()[0]
    page = Page([*first.texts, *table.texts], table.lines)
    document = read([page])
    assert texts(document, "cell") == [text for row in ROWS for text in row]
    assert texts(document, "body") == written


def test_the_head_a_table_repeats_overleaf_is_read_once() -> None:
    pages = [grid(ROWS, 150), grid([ROWS[0], ["3", "移交", "馆藏科"]], 120)]
    assert texts(read(pages), "cell") == [text for row in ROWS for text in row] + ["3", "移交", "馆藏科"]


def test_two_columns_are_read_one_after_the_other() -> None:
    half = (RIGHT - LEFT - 30) / 2
    left, right = Press(right=LEFT + half, pitch=20), Press(left=RIGHT - half, pitch=20)
    for press in (left, right):
        for _ in range(5):
            press.body(OPENING, 10.5)
    page = Page([text for pair in zip(left.pages[0], right.pages[0], strict=True) for text in pair])
    assert texts(read([page])) == [OPENING] * 10


def test_a_text_box_over_the_text_is_read_apart() -> None:
    press, written = notice(2)
    page = press.printed()[0]
    line = page.texts[3]
    box = Text(line.x + 87, line.y + 4, "联系电话见附表", 12)
    document = read([replace(page, texts=[*page.texts, box])])
    assert texts(document, "body") == written
    assert texts(document, "box") == ["联系电话见附表"]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_turned_is_read_upright(rotate: int) -> None:
    written = [f"{number}.第{number}批材料于{number}月5日前移交。" for number in range(1, 10)]
    turned: list[Text] = []
    for number, words in enumerate(written):
        x, y = LEFT, 120 + 30.0 * number
        x, y = {90: (y, WIDTH - x), 180: (WIDTH - x, HEIGHT - y), 270: (HEIGHT - y, x)}[rotate]
        turned.append(Text(x, y, words, turn=-rotate))
    sides = (WIDTH, HEIGHT) if rotate == 180 else (HEIGHT, WIDTH)
    assert texts(read([Page(turned, width=sides[0], height=sides[1], rotate=rotate)])) == written
    assert texts(read([Page(turned, width=sides[0], height=sides[1])])) == written


def test_a_slanted_watermark_is_no_text() -> None:
    press, written = notice(2)
    page = press.printed()[0]
    assert texts(read([replace(page, texts=[Text(150, 600, "内部资料", 60, turn=-45), *page.texts])])) == written


def test_bold_by_printing_twice_is_read_once() -> None:
    page = Page([Text(LEFT, 120, HEADING), Text(LEFT + 0.4, 120, HEADING), Text(LEFT, 160, "其他事项另行通知。")])
    assert texts(read([page])) == [HEADING, "其他事项另行通知。"]


# --- what cannot be read ---------------------------------------------------------------------------------------------


def test_a_scan_says_that_it_needs_recognition_and_recognised_text_says_so() -> None:
    with pytest.raises(ReadError, match="文字识别"):
        read([Page([])])
    document = read([Page([Text(LEFT, 120, OPENING[:26], hidden=True)])])
    assert texts(document) == [OPENING[:26]]
    assert "识别" in document.notices[1]


def test_a_font_without_characters_is_refused() -> None:
    with pytest.raises(ReadError, match="乱码"):
        read(notice(2)[0].printed(), mapped=False)


def test_a_pdf_is_not_edited() -> None:
    data = printed.pdf(notice(1)[0].printed())
    document = readers.read_bytes(data, "稿.pdf")
    assert readers.edit_bytes(data, document, []) == data
    with pytest.raises(ReadError, match="请改 Word 原稿"):
        readers.edit_bytes(data, document, [Edit(Span(1, 0, 1), "甲")])


def test_fixing_a_pdf_says_what_to_mend_instead() -> None:
    press = Press()
    press.body("工作已经完成，，现予通报。")
    config, rules = Config(), load_rules(Config())
    data = printed.pdf(press.printed())
    fixed = fix(data, "稿.pdf", lambda document: review_document(document, rules, config))
    assert (fixed.data, fixed.count) == (data, 0)
    assert fixed.review.findings
    assert fixed.review.document is not None
    assert "请改 Word 原稿" in fixed.review.document.notices[-1]


def test_without_pypdfium2_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hegao.readers.pdf.find_spec", lambda name: None)
    with pytest.raises(ReadError, match=re.escape('pip install "hegao[pdf]"')):
        read([Page([])])


def test_a_password_is_asked_away() -> None:
    # An encryption dictionary whose user key no empty password opens.
    locked = printed.pdf([Page([Text(LEFT, 120, "机密")])]).replace(
        b"/Root 1 0 R >>",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> >>"
        % (b"11" * 32, b"22" * 32),
    )
    with pytest.raises(ReadError, match="打开密码"):
        readers.read_bytes(locked, "稿.pdf")


def _whole() -> bytes:
    return printed.pdf(notice(3)[0].printed())


def _read_or_refused(data: bytes) -> bool:
    with suppress(ReadError):
        return bool(readers.read_bytes(data, "稿.pdf").paragraphs)
    return True


@pytest.mark.parametrize("cut", [9, 200, 2000, -40])
def test_a_pdf_cut_off_is_refused_or_read(cut: int) -> None:
    assert _read_or_refused(_whole()[:cut])


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_pdf_is_refused_or_read(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(_whole())
    for _ in range(dice.randint(1, 30)):
        data[dice.randrange(9, len(data))] = dice.randrange(256)
    assert _read_or_refused(bytes(data))


def _drawn(content: bytes, pages: int = 1) -> bytes:
    return printed._assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * pages, pages),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> "
            b"/Contents 4 0 R >>",
            printed._stream(content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a million texts": partial(_drawn, b"BT /F 10 Tf 10 10 Td " + b"(abcdefghij)Tj " * 1_000_000 + b"ET"),
    "too much on a page": partial(_drawn, b"BT /F 10 Tf 10 10 Td " + b"(%s)Tj " % (b"a" * 1000) * 300 + b"ET"),
    "too many pages": partial(_drawn, b"BT /F 10 Tf 10 10 Td (abc)Tj ET", 3000),
    "nothing but blanks": partial(_drawn, b" " * 100_000_000),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit of memory")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_pdf_that_would_take_all_memory_is_refused(name: str) -> None:
    with pytest.raises(ReadError, match="PDF"):
        readers.read_bytes(HOSTILE[name](), "稿.pdf")


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hegao.readers.pdf.MAX_SECONDS", 0.01)
    with pytest.raises(ReadError, match="没有读完"):
        read([Page([])])


def test_ten_thousand_rulings_and_rows_are_read_in_time() -> None:
    rulings = b"".join(b"%d 0 m %d 842 l S " % (x % 595, x % 595) for x in range(10_000))
    rows = b"".join(b"BT /F 4 Tf 1 0 0 1 50 %f Tm (%d)Tj ET " % (840 - k * 0.08, k) for k in range(10_000))
    assert readers.read_bytes(_drawn(rulings + rows), "稿.pdf").characters > 10_000


def test_a_draft_that_speaks_of_pdf_is_still_text() -> None:
    assert readers.read_bytes("文件以 %PDF-1.7 开头。".encode(), "稿.txt").kind == "text"


# --- as LibreOffice prints -------------------------------------------------------------------------------------------


def _same(text: str) -> str:
    """The text without what a print does not show: line breaks and anchors; pdfium reads two spaces as one."""
    return re.sub(" +", " ", text.replace("\x0b", "").replace(NOT_PROSE, "")).strip(" \u3000")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_what_is_typeset_and_printed_reads_as_the_draft() -> None:
    profile: Profile = load_profile(DEFAULT)
    drafts = {
        path.name: laid_out(path.read_bytes(), str(path), profile)
        for path in sorted(CORPORA.iterdir())
        if path.suffix in (".txt", ".md", ".docx") and ".gold" not in path.name and path.name != "README.md"
    }
    made = office.convert({f"{name}.docx": data for name, data in drafts.items()}, "pdf")
    config, rules = Config(), load_rules(Config())
    count = right = faults = 0
    apart: Counter[str] = Counter()
    for name, data in drafts.items():
        printed_draft = made[f"{name}.docx"]
        assert isinstance(printed_draft, bytes), name
        word = replace(readers.read_bytes(data, name), layout=None)
        document = readers.read_bytes(printed_draft, name)
        wanted = [_same(one.text) for one in word.paragraphs if one.kind != "footer" and _same(one.text)]
        found = [_same(text) for text in texts(document)]
        count += len(wanted)
        right += sum(block.size for block in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
        of_word, of_print = (
            Counter((one.rule, _same(one.text)[:30]) for one in review_document(draft, rules, config).findings)
            for draft in (word, document)
        )
        faults += of_word.total()
        apart.update(rule for rule, _ in (of_word - of_print) + (of_print - of_word))
    assert right >= 0.98 * count
    # LibreOffice does not draw marks that hang over the edge, and a sentence without its mark reads otherwise.
    assert apart.total() <= 0.01 * faults, apart


def test_lines_of_a_page_run_from_top_to_bottom() -> None:
    sheet = lines.Sheet(WIDTH, HEIGHT, [lines.Glyph(c, 80, 700 - 30 * k, 16, 16) for k, c in enumerate("丙乙甲")])
    places = [line.y for line in lines._lines(sheet, 0) if isinstance(line, lines._Line)]
    assert all(a < b for a, b in pairwise(places))
