"""Every report over reviews made by hand: what it must hold, what it must never let through."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conforming import conform
from hegao import __version__
from hegao.extractors import EXTRACTORS
from hegao.model import (
    Blank,
    Chain,
    Document,
    Finding,
    ListItem,
    Metric,
    Organisation,
    Outline,
    Paragraph,
    Reference,
    Review,
    Section,
    Severity,
    Span,
    Task,
    Time,
)
from hegao.rendering import (
    BRIEF,
    COLUMNS,
    INFERRED,
    KINDS,
    USUAL_KINDS,
    Options,
    advice,
    clip,
    excerpt,
    figure,
    finding_json,
    in_reading_order,
    one_line,
    quoted,
    summary,
    wrap,
)
from hegao.reports import EXTRACT_REPORTS, OUTLINE_REPORTS, REPORTS
from hegao.text import display_width

LINES = (
    "关于2024年防汛工作的总结",
    "各村（居）委会：",
    "一、基本情况",
    "（一）压实责任。全年召开调度会12次，，排查隐患点位大约四十余处左右。一是备足物资。二是抓实演练。",
    "",
    "柳河镇人民政府",
    "2024年12月6日",
)
HOSTILE = '<script>alert("x")</script> <img src=x onerror=alert(1)> https://example.com/?a=1&b=`c`|d'


def document(lines: tuple[str, ...], path: str = "总结.txt") -> Document:
    paragraphs, offset = [], 0
    for line in lines:
        paragraphs.append(Paragraph(line, offset))
        offset += len(line) + 1
    return Document(path, "text", tuple(paragraphs), offset)


def finding(
    draft: Document,
    paragraph: int,
    start: int,
    end: int,
    severity: Severity = "error",
    fix: str | None = None,
    **other: Any,
) -> Finding:
    text = draft.paragraphs[paragraph - 1]
    values: dict[str, Any] = {
        "rule": "punctuation/doubled",
        "name": "标点重复",
        "group": "punctuation",
        "severity": severity,
        "message": "标点重复",
        "span": Span(paragraph, start, end),
        "offset": text.offset + start,
        "text": text.text[start:end],
        "fix": fix,
        "safe": fix is not None,
        "source": "GB/T 15834—2011",
    }
    return Finding(**(values | other))


def outline(source: Document) -> Outline:
    body = source.paragraphs[3].text
    first, second = body.index("一是"), body.index("二是")
    return Outline(
        title="关于2024年防汛工作的总结",
        title_spans=(Span(1, 0, 14),),
        genre="总结",
        genres=("summary",),
        confidence=0.9,
        genre_source="title",
        years=(2024,),
        roles=("title", "addressee", "body", "body", "blank", "signature", "date"),
        sections=(
            Section(Span(3, 0, 6), 1, "chinese", "一、", 1, "基本情况", "heading", None, 4),
            Section(Span(4, 0, 7), 2, "bracket-chinese", "（一）", 1, "压实责任", "run-in", 0, 4),
        ),
        chains=(
            Chain(
                "是",
                (
                    ListItem(Span(4, first, second), "一是", 1, Span(4, first, second)),
                    ListItem(Span(4, second, len(body)), "二是", 2, Span(4, second, len(body))),
                ),
            ),
        ),
        sentences=(Span(3, 0, 6), Span(4, 0, 8), Span(4, 8, first)),
    )


def usual_review() -> Review:
    source = document(LINES)
    body = LINES[3]
    doubled, about = body.index("，，"), body.index("大约")
    return Review(
        "总结.txt",
        source,
        outline(source),
        (
            finding(source, 1, 0, 0, "warning", rule="structure/missing-page", group="structure", message="没有页码"),
            finding(source, 4, doubled, doubled + 2, fix="，"),
            finding(source, 4, about, about + 8, "warning", "约四十", safe=False, rule="wording/it", group="wording"),
            finding(source, 4, about + 2, about + 5, rule="numbers/mixed", group="numbers", message="写法不一"),
            finding(source, 4, about + 4, about + 11, "hint", rule="wording/vague", group="wording", message="含糊"),
            finding(source, 7, 11, 11, "hint", fix="。", rule="punctuation/end", message="缺句号"),
        ),
    )


def hostile_review() -> Review:
    source = document(("𠮷野家\t稿件\x1b[31m\u200b", HOSTILE, "　　" + "很长" * 300))
    return Review(
        HOSTILE,
        source,
        None,
        (
            finding(source, 1, 0, 1, message=HOSTILE, name=HOSTILE, source=HOSTILE, fix=HOSTILE),
            finding(source, 2, 0, len(HOSTILE), "warning", fix=""),
            finding(source, 3, 0, 2, "hint", fix=""),
            finding(source, 3, 2, 602),
            finding(source, 3, 500, 502),
        ),
    )


BROKEN = Review("损坏.docx", error="文件已损坏，请用 Word 打开并另存后再检查。")
CASES: dict[str, list[Review]] = {
    "none": [],
    "one": [usual_review()],
    "clean": [Review("好.txt", document(LINES), outline(document(LINES)))],
    "broken": [BROKEN],
    "hostile": [hostile_review()],
    "several": [usual_review(), BROKEN, hostile_review(), Review("好.txt", document(LINES), outline(document(LINES)))],
    "no text": [Review("总结.txt", None, None, usual_review().findings)],
}
cases = pytest.mark.parametrize("reviews", CASES.values(), ids=CASES.keys())


def text_of(name: str, reviews: list[Review], **options: Any) -> str:
    text = "".join(REPORTS[name](reviews, Options(**options)))
    if name in ("json", "jsonl"):
        conform("check", text)
    return text


@pytest.mark.parametrize("name", REPORTS)
@cases
def test_every_report_renders_everything_twice_alike(name: str, reviews: list[Review]) -> None:
    text = text_of(name, reviews)
    assert text == text_of(name, reviews)
    assert "\x1b" not in text
    assert name == "jsonl" or text.endswith(("\n", "</html>"))


@pytest.mark.parametrize("name", [*REPORTS, *(f"outline {name}" for name in OUTLINE_REPORTS)])
def test_reports_in_chinese_print_on_a_gbk_console(name: str) -> None:
    kind, _, outline_name = name.partition(" ")
    render = OUTLINE_REPORTS[outline_name] if outline_name else REPORTS[kind]
    reviews = [usual_review(), BROKEN, *CASES["clean"]]
    for options in (Options(), Options(color=True, width=40)):
        "".join(render(reviews, options)).encode("cp936", "strict")
        "".join(render(reviews[:1], options)).encode("cp936", "strict")


# JSON


@cases
def test_json_follows_its_schema(reviews: list[Review]) -> None:
    result = json.loads(text_of("json", reviews))
    assert list(result) == ["version", "files", "summary"]
    assert result["version"] == __version__
    assert result["summary"] == summary(reviews)


@cases
def test_json_lines_are_the_files_of_json(reviews: list[Review]) -> None:
    text = text_of("jsonl", reviews)
    assert text.count("\n") == len(reviews)
    files = [json.loads(line) for line in text.split("\n")[:-1]]
    assert files == json.loads(text_of("json", reviews))["files"]


def test_json_keys_stand_in_the_documented_order() -> None:
    file = json.loads(text_of("json", [usual_review()]))["files"][0]
    assert list(file) == ["path", "genre", "title", "characters", "findings", "error"]
    assert " ".join(file["findings"][0]) == (
        "rule name group severity message paragraph start end offset text fix safe source"
    )
    assert (file["genre"], file["title"]) == ("总结", "关于2024年防汛工作的总结")


def test_json_of_a_file_that_could_not_be_read() -> None:
    file = json.loads(text_of("json", [BROKEN]))["files"][0]
    assert file == {
        "path": "损坏.docx", "genre": None, "title": None, "characters": 0, "findings": [], "error": BROKEN.error
    }  # fmt: skip


def test_json_lines_come_as_files_are_done() -> None:
    asked = []

    def reviews() -> Iterator[Review]:
        for name in "甲乙":
            asked.append(name)
            yield Review(name)

    chunks = REPORTS["jsonl"](reviews(), Options())
    assert json.loads(next(chunks))["path"] == "甲"
    assert asked == ["甲"]


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_can_be_kept_to_ascii(name: str) -> None:
    reviews = CASES["several"]
    assert text_of(name, reviews, ascii_only=True).isascii()
    assert "𠮷" in text_of(name, reviews)
    text_of(name, [Review("\udcb9\udcab.txt")]).encode()  # a file name in another encoding


def test_summary_counts_the_most_frequent_rule_first() -> None:
    source = document(LINES)
    rules = ["b/b", "a/z", "b/b", "a/a"]
    findings = tuple(finding(source, 1, i, i + 1, rule=rule) for i, rule in enumerate(rules))
    counts = summary([Review("总结.txt", source, None, findings)])
    assert list(counts["by_rule"].items()) == [("b/b", 2), ("a/a", 1), ("a/z", 1)]
    assert counts["by_severity"] == {"error": 4, "warning": 0, "hint": 0}
    assert finding_json(finding(source, 4, 0, 3))["text"] == "（一）"


# excerpts and words


@pytest.mark.parametrize("width", [20, 37, 76])
@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 3), (40, 44), (97, 100), (100, 100), (5, 95), (0, 100)])
def test_excerpt_keeps_the_fault_and_the_width(width: int, start: int, end: int) -> None:
    text = "".join(chr(0x4E00 + i) for i in range(100))
    line, a, b = excerpt(text, start, end, width)
    assert display_width(line) <= width
    assert text[start:end].startswith(line[a:b])
    assert (b > a) == (end > start)
    assert line.strip("…") in text
    assert line.startswith("…") == (line[:1] != text[:1])


def test_excerpt_leaves_a_short_line_alone() -> None:
    assert excerpt("甲\t乙\u200b丙", 1, 2, 80) == ("甲 乙□丙", 1, 2)


def test_one_line_keeps_places() -> None:
    assert one_line("　𠮷\n\x1b\u2028") == "　𠮷 □ "
    assert one_line("\ud800") == "?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("，，", "“，，”"),
        ("\u3000\u3000", "2个全角空格"),
        (" \u200b", "1个空格和1个零宽空格"),
        ("甲" * 99, f"“{'甲' * 30}…{'甲' * 30}”"),
    ],
)
def test_quoted_names_what_cannot_be_seen(text: str, words: str) -> None:
    assert quoted(text) == words


def test_advice() -> None:
    source = document(LINES)
    assert advice(finding(source, 1, 0, 2)) == ""
    assert advice(finding(source, 1, 0, 2, fix="有关")) == "改为“有关”"
    assert advice(finding(source, 1, 0, 2, fix="")) == "删去“关于”"
    assert advice(finding(source, 1, 2, 2, fix="：", safe=False)) == "补上“：”（请核对后再改）"


def test_clip_counts_columns() -> None:
    assert clip("一二三四五", 10) == "一二三四五"
    assert clip("一二三四五六", 10) == "一二三四…"


def test_reading_order_puts_what_has_no_place_first() -> None:
    review = usual_review()
    assert in_reading_order(reversed(review.findings)) == list(review.findings)


# console


def test_console_marks_the_fault_below_the_line() -> None:
    lines = text_of("console", [usual_review()]).splitlines()
    assert lines[0] == "总结.txt  文种：总结  标题：关于2024年防汛工作的总结"
    assert lines[1] == "总结.txt:1:1 警告 没有页码 [structure/missing-page]"
    assert lines[2] == "总结.txt:4:19 错误 标点重复 [punctuation/doubled]"
    text, carets = lines[3], lines[4]
    at = text.index("，，")
    assert carets == " " * display_width(text[:at]) + "^^^^"
    assert lines[5] == "    建议：改为“，”"
    assert all(display_width(line) <= 80 for line in lines if line.startswith("    "))


def test_console_names_the_next_step() -> None:
    text = text_of("console", [usual_review()])
    assert "错误 2 处，警告 2 处，提示 2 处。" in text
    assert "其中 2 处可自动改正：hegao check --fix 总结.txt" in text
    assert "另有 1 处有改法、须先核对：hegao check --unsafe-fixes --diff 总结.txt" in text
    assert "hegao rules explain numbers/mixed" in text


def test_console_of_a_clean_draft() -> None:
    assert text_of("console", CASES["clean"]).splitlines()[-1] == "未发现问题。"
    assert "hegao" not in text_of("console", CASES["clean"])


def test_console_of_several_files_ends_in_tables() -> None:
    text = text_of("console", CASES["several"], width=100)
    assert re.search(r"^文件 +错误 +警告 +提示$", text, re.M)
    assert re.search(r"^ +6  punctuation/doubled ", text, re.M)
    assert "无法读取 损坏.docx：文件已损坏，请用 Word 打开并另存后再检查。" in text
    assert "共检查 3 个文件：错误 5 处，警告 3 处，提示 3 处；1 个文件未发现问题；1 个文件无法读取。" in text


def test_console_colours_only_when_asked() -> None:
    assert "\x1b[31m，，\x1b[0m" in text_of("console", [usual_review()], color=True)
    assert "□[31m" in text_of("console", [hostile_review()])


def test_paths_are_shown_below_the_root() -> None:
    review = Review("/甲/乙/丙.txt", error="空")
    assert "无法读取 乙/丙.txt：空" in text_of("console", [review], root="/甲")
    assert json.loads(text_of("json", [review], root="/甲"))["files"][0]["path"] == "/甲/乙/丙.txt"


@pytest.mark.parametrize("name", ["console", "html", "markdown"])
def test_what_the_reader_noticed_is_passed_on(name: str) -> None:
    noticed = replace(document(LINES), notices=("文稿中有未接受的修订。",))
    assert "文稿中有未接受的修订。" in text_of(name, [replace(usual_review(), document=noticed)])


# Markdown


def test_markdown_tables_hold_together() -> None:
    text = text_of("markdown", [hostile_review()])
    rows = [line for line in text.splitlines() if line.startswith("| 第")]
    assert len(rows) == 5
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 8 for row in rows)
    assert not re.search(r"(?<!\\)[<`]", text)


# HTML


class Page(HTMLParser):
    """Collects what a browser would see of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "p":
            self.inside = dict(attrs).get("data-p") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words[self.inside] = self.words.get(self.inside, "") + data

    def having(self, word: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.tags if word in (attrs.get("class") or "").split()]


@cases
def test_page_needs_nothing_from_outside(reviews: list[Review]) -> None:
    text = text_of("html", reviews)
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "base", "form", "object", "embed"}
    assert not [attrs for _, attrs in page.tags if "src" in attrs or any(key.startswith("on") for key in attrs)]
    assert all((attrs["href"] or "").startswith("#") for _, attrs in page.tags if "href" in attrs)
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'" in text
    assert "http" not in text.replace("https://example.com", "").replace("http-equiv", "")
    assert "url(" not in text
    assert "@import" not in text


@cases
def test_page_links_lead_somewhere(reviews: list[Review]) -> None:
    page = Page(text_of("html", reviews))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in page.tags:
        if href := attrs.get("href"):
            assert href[1:] in ids
    assert len(page.having("card")) == sum(len(review.findings) for review in reviews)


def test_page_cuts_overlapping_findings_into_pieces() -> None:
    review = usual_review()
    page = Page(text_of("html", [review]))
    for number, line in enumerate(LINES, 1):
        assert page.words.get(str(number), "") == line
    marks = [(attrs["data-n"], attrs["class"]) for attrs in page.having("mark")]
    assert marks == [
        ("1", "mark warning"),
        ("2", "mark error"),
        ("3", "mark warning"),
        ("3 4", "mark error"),
        ("3 4 5", "mark error"),
        ("3 5", "mark warning"),
        ("5", "mark hint"),
        ("6", "mark hint point"),
    ]


def test_page_shows_drafts_as_text_only() -> None:
    text = text_of("html", [hostile_review()])
    assert "<script>alert" not in text
    assert "<img" not in text
    assert Page(text).words["2"] == HOSTILE
    assert "𠮷" in text


def test_page_of_several_files_opens_the_first_with_findings() -> None:
    page = Page(text_of("html", [BROKEN, *CASES["clean"], usual_review(), hostile_review()]))
    details = [attrs for tag, attrs in page.tags if tag == "details"]
    assert [(attrs["id"], "open" in attrs) for attrs in details] == [("f3", True), ("f4", False)]


def test_page_names_groups_in_chinese() -> None:
    text = text_of("html", [usual_review()], groups={"punctuation": "标点"})
    assert "标点 2</button>" in text
    assert "wording 2</button>" in text


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_page_works_in_a_browser(tmp_path: Path) -> None:
    steps = """<script>
      var clicks = ["[data-n='3 4']", "#c1-2", "[data-severity=hint]", "[data-group=numbers]", "[data-step='1']"];
      var states = clicks.map(function (selector) {
        document.querySelector(selector).click();
        return Array.from(document.querySelectorAll(".card")).map(function (card) {
          return card.hidden ? "-" : card.classList.contains("on") ? "+" : "o";
        }).join("");
      });
      document.body.dataset.states = states.join(" ");
      var marks = Array.from(document.querySelectorAll(".mark"));
      document.body.dataset.marks = marks.map(function (mark) { return mark.className.replace("mark ", ""); });
    </script></body>"""
    path = tmp_path / "report.html"
    path.write_text(text_of("html", [usual_review()]).replace("</body>", steps), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path}"]
    command = ["chromium", *flags, "--dump-dom", path.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)
    page = Page(run.stdout)
    body = next(attrs for tag, attrs in page.tags if tag == "body")
    # a mark opens the card of its innermost error; a card opens itself; two filters hide; the step skips what is hidden
    assert body["data-states"] == "ooo+oo o+oooo o+oo-- o+o--- oo+---"
    assert body["data-marks"] == "warning,error,warning on,warning on,warning on,warning on,off,point off"


# outline


@cases
def test_outline_json_follows_its_schema(reviews: list[Review]) -> None:
    result = json.loads("".join(OUTLINE_REPORTS["json"](reviews, Options())))
    conform("outline", "".join(OUTLINE_REPORTS["json"](reviews, Options())))
    assert [file["path"] for file in result["files"]] == [review.path for review in reviews]


def test_outline_json_nests_sections() -> None:
    file = json.loads("".join(OUTLINE_REPORTS["json"]([usual_review()], Options(ascii_only=True))))["files"][0]
    assert [node["title"] for node in file["sections"]] == ["基本情况"]
    assert [node["kind"] for node in file["sections"][0]["children"]] == ["run-in"]
    assert [paragraph["role"] for paragraph in file["paragraphs"]][:2] == ["title", "addressee"]
    assert "".join(paragraph["text"] + "\n" for paragraph in file["paragraphs"]) == "\n".join(LINES) + "\n"


def test_outline_tree() -> None:
    text = "".join(OUTLINE_REPORTS["console"]([usual_review(), BROKEN], Options()))
    assert text.splitlines() == [
        "总结.txt",
        "文种：总结（依标题判断，把握 90%）",
        "年度：2024年",
        "标题：关于2024年防汛工作的总结（第1段）",
        "主送（称谓）：各村（居）委会：（第2段）",
        "署名：柳河镇人民政府（第6段）",
        "成文日期：2024年12月6日（第7段）",
        "句子：3 句",
        "层次：2 个",
        "└ 一、基本情况（第3—4段）",
        "   └ （一）压实责任〔段首标题〕（第4段）",
        "列举：1 组",
        "  第4段：一是、二是",
        "",
        "损坏.docx",
        "无法读取：文件已损坏，请用 Word 打开并另存后再检查。",
    ]


@pytest.mark.parametrize("name", OUTLINE_REPORTS)
def test_outline_of_nothing(name: str) -> None:
    assert "".join(OUTLINE_REPORTS[name]([], Options()))


# extract

PLAN = (
    "青石县水务局2025年工作要点",
    "一、防汛备汛",
    "按照《青石县防汛预案》（青政办〔2023〕5号），6月底前会同县应急局巡查堤防100余公里，确保隐患清零。",
    "招募志愿者**名，巡护员30—50名。青石县水务局每月调度。",
)


def item(made: type[Any], source: Document, paragraph: int, words: str, /, **other: Any) -> Any:
    """An item of the model at the first place of these words in a paragraph."""
    within = source.paragraphs[paragraph - 1]
    start = within.text.index(words)
    span = Span(paragraph, start, start + len(words))
    return made(span=span, offset=within.offset + start, text=words, **other)


def metric(source: Document, paragraph: int, words: str, name: str, **other: Any) -> Metric:
    values: dict[str, Any] = {
        "name": name,
        "value": None,
        "value_max": None,
        "unit": None,
        "value_normalized": other.get("value"),
        "unit_normalized": other.get("unit"),
        "qualifier": (),
        "kind": "count",
        "period": "2025年",
        "period_inherited": True,
        "change": None,
        "masked": False,
        "section": "一、防汛备汛",
        "sentence": source.paragraphs[paragraph - 1].text,
    }
    return item(Metric, source, paragraph, words, **(values | other))  # type: ignore[no-any-return]


def task(source: Document, paragraph: int, words: str, **other: Any) -> Task:
    values: dict[str, Any] = {
        "action": words[:2],
        "object": words[2:],
        "owner": ("青石县水务局",),
        "owner_inherited": True,
        "partners": (),
        "deadline": None,
        "deadline_date": None,
        "targets": (),
        "basis": (),
        "section": "一、防汛备汛",
        "status": "planned",
    }
    return item(Task, source, paragraph, words, **(values | other))  # type: ignore[no-any-return]


def planned_review() -> Review:
    source = document(PLAN, "要点.txt")
    made = Review("要点.txt", source, replace(outline(document(LINES)), title=PLAN[0], genre="要点", sections=()))
    patrol = task(
        source, 3, "巡查堤防100余公里",
        partners=("县应急局",), deadline="6月底前", deadline_date=date(2025, 6, 30),
        targets=("确保隐患清零", "100余公里"), basis=("《青石县防汛预案》",),
    )  # fmt: skip
    return replace(
        made,
        tasks=(
            patrol,
            task(source, 4, "招募志愿者**名，巡护员30—50名", targets=("30—50名",), status="open"),
            task(source, 4, "调度", owner_inherited=False, deadline="每月", status="done"),
        ),
        metrics=(
            metric(source, 3, "100余公里", "巡查堤防", value=Decimal(100), unit="公里", qualifier=("约", "余")),
            metric(source, 4, "**名", "招募志愿者", unit="名", masked=True, period=None, period_inherited=False),
            metric(source, 4, "30—50名", "巡护员", value=Decimal(30), value_max=Decimal(50), unit="名", kind="range"),
        ),
        times=(
            item(Time, source, 3, "6月底前", kind="deadline", start_date=None, end_date=date(2025, 6, 30),
                 recurrence=None),
            item(Time, source, 4, "每月", kind="recurrence", start_date=None, end_date=None, recurrence="P1M"),
        ),
        blanks=(item(Blank, source, 4, "**", kind="number", name="招募志愿者", section="一、防汛备汛"),),
        references=(
            item(Reference, source, 3, "《青石县防汛预案》（青政办〔2023〕5号）", title="青石县防汛预案",
                 number="青政办〔2023〕5号", kind="document"),
        ),
        organisations=(
            item(Organisation, source, 1, "青石县水务局"),
            item(Organisation, source, 3, "县应急局"),
            item(Organisation, source, 4, "青石县水务局"),
        ),
    )  # fmt: skip


def hostile_extraction() -> Review:
    source = document(("=1+1\t\x1b[31m", HOSTILE, "-5℃，" + "很长" * 300))
    long = source.paragraphs[2].text
    return Review(
        "=HYPERLINK(1).txt",
        source,
        None,
        tasks=(
            task(source, 1, "=1+1\t\x1b[31m", owner=(HOSTILE,), section=HOSTILE),
            task(source, 2, HOSTILE, partners=(HOSTILE,) * 3, deadline="@x", targets=(HOSTILE, "a\nb")),
            task(source, 3, long, basis=(long,), owner=(), section=None),
        ),
        metrics=(
            metric(source, 3, "-5℃", "-5", value=Decimal("-5"), unit="℃", kind="count", period="+x"),
            metric(source, 3, "很长", "=x", value=Decimal("1.50E+30"), kind="ratio", change="flat", section=None),
        ),
        blanks=(item(Blank, source, 2, "x", kind="name", name=HOSTILE, section=None),),
        references=(item(Reference, source, 2, HOSTILE, title=HOSTILE, number=None, kind="law"),),
    )


EXTRACTED: dict[str, list[Review]] = {
    "none": [],
    "one": [planned_review()],
    "nothing found": [Review("空.txt", document(("通知",)))],
    "broken": [BROKEN],
    "hostile": [hostile_extraction()],
    "several": [planned_review(), BROKEN, hostile_extraction(), Review("空.txt", document(("通知",)))],
}
extracted = pytest.mark.parametrize("reviews", EXTRACTED.values(), ids=EXTRACTED.keys())
WRITTEN = ("console", "csv", "json", "jsonl", "markdown")  # the forms that are plain text


def extract_of(name: str, reviews: list[Review], **options: Any) -> str:
    chunks = list(EXTRACT_REPORTS[name](reviews, Options(**options)))
    text = "".join(chunk for chunk in chunks if isinstance(chunk, str))
    if name in ("json", "jsonl"):
        conform("extract", text)
    return text


def sheet(reviews: list[Review], kind: str) -> list[dict[str, str]]:
    text = extract_of("csv", reviews, kinds=(kind,))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(text[1:].splitlines()))


def test_kinds_are_those_that_can_be_extracted() -> None:
    assert set(KINDS) == set(EXTRACTORS) == set(COLUMNS) == set(BRIEF)
    assert tuple(KINDS)[: len(USUAL_KINDS)] == USUAL_KINDS


@pytest.mark.parametrize("name", WRITTEN)
@extracted
def test_every_extract_report_renders_everything_twice_alike(name: str, reviews: list[Review]) -> None:
    for options in ({}, {"kinds": tuple(KINDS)}):
        text = extract_of(name, reviews, **options)
        assert text == extract_of(name, reviews, **options)
        assert "\x1b" not in text
        assert text.endswith("\n") or not reviews


@pytest.mark.parametrize("name", WRITTEN)
def test_extract_reports_print_on_a_gbk_console(name: str) -> None:
    reviews = [planned_review(), BROKEN]
    extract_of(name, reviews, ascii_only=True, color=True, kinds=tuple(KINDS)).encode("cp936", "strict")


# extract: JSON


def test_extract_json_is_the_contract() -> None:
    result = json.loads(extract_of("json", EXTRACTED["several"]))
    assert list(result) == ["version", "files"]
    assert [file["path"] for file in result["files"]] == ["要点.txt", "损坏.docx", "=HYPERLINK(1).txt", "空.txt"]
    file = result["files"][0]
    assert " ".join(file) == "path genre title metrics tasks times blanks references organisations error"
    keys = {kind: " ".join(file[kind][0]).removeprefix("text paragraph start end offset").strip() for kind in KINDS}
    assert keys == {
        "metrics": "name value value_max unit value_normalized unit_normalized qualifier kind period period_inherited "
        "change masked section sentence",
        "tasks": "action object owner owner_inherited partners deadline deadline_date targets basis section status",
        "times": "kind start_date end_date recurrence",
        "blanks": "kind name section",
        "references": "title number kind",
        "organisations": "",
    }
    assert extract_of("jsonl", EXTRACTED["several"]).splitlines() == [
        json.dumps(file, ensure_ascii=False) for file in result["files"]
    ]


@extracted
def test_extract_json_names_the_text_that_stands_there(reviews: list[Review]) -> None:
    for review, file in zip(reviews, json.loads(extract_of("json", reviews))["files"], strict=True):
        whole = "\n".join(paragraph.text for paragraph in review.document.paragraphs) if review.document else ""
        for kind in KINDS:
            for found in file[kind]:
                assert whole[found["offset"] : found["offset"] + len(found["text"])] == found["text"]
                line = whole.split("\n")[found["paragraph"] - 1]
                assert line[found["start"] : found["end"]] == found["text"]


def test_extract_json_writes_numbers_dates_and_lists() -> None:
    text = extract_of("json", [planned_review()])
    (file,) = json.loads(text)["files"]
    assert '"value": 100, "value_max": null' in text
    assert file["tasks"][0]["deadline_date"] == "2025-06-30"
    assert file["tasks"][0]["basis"] == ["《青石县防汛预案》"]
    assert file["metrics"][0]["qualifier"] == ["约", "余"]
    source = document(PLAN)
    made = metric(source, 3, "100余公里", "x", value=Decimal("12.50"), value_max=Decimal("3E+2"))
    text = extract_of("jsonl", [Review("a", source, metrics=(made,))])
    assert '"value": 12.5, "value_max": 300,' in text


# extract: CSV


def test_csv_has_a_row_an_item_over_all_files() -> None:
    rows = sheet(EXTRACTED["several"], "tasks")
    assert [row["序号"] for row in rows] == list("123456")
    assert [row["文件"] for row in rows] == ["要点.txt"] * 3 + ["'=HYPERLINK(1).txt"] * 3
    first = rows[0]
    assert first["任务"] == "巡查堤防100余公里"
    assert (first["责任单位"], first["责任单位由来"], rows[2]["责任单位由来"]) == ("青石县水务局", "推定", "写明")
    assert (first["配合单位"], first["完成时限"], first["截止日期"]) == ("县应急局", "6月底前", "2025-06-30")
    assert (first["目标"], first["依据"]) == ("确保隐患清零；100余公里", "《青石县防汛预案》")
    assert (first["所在章节"], first["出处"]) == ("一、防汛备汛", "第3段第36字")
    assert [row["状态"] for row in rows[:3]] == ["计划", "待办", "已完成"]
    (blank,) = sheet([planned_review()], "blanks")
    assert (blank["待补内容"], blank["类别"], blank["所指"]) == ("**", "数字", "招募志愿者")
    assert "招募志愿者**名" in blank["上下文"]
    assert [row["待填"] for row in sheet([planned_review()], "metrics")] == ["", "待填", ""]


def test_csv_lets_no_spreadsheet_run_a_cell() -> None:
    for kind in USUAL_KINDS:
        for row in sheet([hostile_extraction()], kind):
            for cell in row.values():
                assert not re.match(r"[=+@＝＋－＠]|-(?![0-9.]+$)", cell), cell
                assert "\n" not in cell
    first, second = sheet([hostile_extraction()], "metrics")
    assert (first["指标"], first["数值"], first["原文"], first["时期"]) == ("-5", "-5", "'-5℃", "'+x")
    assert (second["指标"], second["数值"]) == ("'=x", "1" + "50".ljust(30, "0"))


def test_csv_of_several_kinds_parts_the_tables_with_an_empty_line() -> None:
    text = extract_of("csv", [planned_review()], kinds=("tasks", "organisations"))
    tasks, organisations = text.split("\n\n")
    assert tasks.startswith("\ufeff序号,文件,任务,")
    assert organisations == (
        "序号,文件,机构,出处\n1,要点.txt,青石县水务局,第1段第1字\n2,要点.txt,县应急局,第3段第32字\n"
        "3,要点.txt,青石县水务局,第4段第20字\n"
    )


# extract: console and Markdown


def test_console_shows_the_tables() -> None:
    lines = extract_of("console", [planned_review()], width=120).splitlines()
    assert lines[0] == "要点.txt  文种：要点  标题：青石县水务局2025年工作要点"
    assert "任务（3 项）" in lines
    assert re.split(" {2,}", lines[3]) == ["序号", "任务", "责任单位", "配合单位", "完成时限", "目标", "状态", "出处"]
    assert re.split(" {2,}", lines[4])[:5] == ["1", "巡查堤防100余公里", "（青石县水务局）", "县应急局", "6月底前"]
    assert "指标（3 个）" in lines
    rows = [re.split(" {2,}", line) for line in lines]
    assert ["1", "巡查堤防", "约100余", "公里", "（2025年）", "第3段"] in rows
    assert ["2", "招募志愿者", "**", "名", "第4段"] in rows
    assert ["3", "巡护员", "30—50", "名", "（2025年）", "第4段"] in rows
    assert lines[-3:] == [
        INFERRED,
        "任务 3 项，指标 3 个，待补 1 处，引用 1 处。",
        "做成台账：hegao extract 要点.txt -o 台账.xlsx",
    ]


def test_console_gathers_what_all_rows_or_places_share() -> None:
    made = planned_review()
    shared = replace(made, tasks=tuple(replace(task, owner_inherited=True) for task in made.tasks))
    text = extract_of("console", [shared], kinds=("tasks", "organisations"))
    assert "任务（3 项），责任单位均为（青石县水务局）\n序号  任务 " in text
    assert re.search(r"^1 +青石县水务局 +第1段等2处$", text, re.M)
    assert "责任单位  " not in text


@pytest.mark.parametrize("width", [46, 60, 80, 132])
@extracted
def test_console_keeps_to_the_width(width: int, reviews: list[Review]) -> None:
    text = extract_of("console", reviews, width=width, kinds=tuple(KINDS))
    tables = [line for line in text.splitlines() if line[:1] in (*"123456789 ", "序")]
    assert all(display_width(line) <= width for line in tables)
    for review in reviews:
        for task in review.tasks:
            assert one_line(task.text)[:4] in text


def test_console_of_several_files_counts_them() -> None:
    text = extract_of("console", EXTRACTED["several"])
    assert "无法读取 损坏.docx：文件已损坏，请用 Word 打开并另存后再检查。" in text
    assert "共提取 3 个文件：任务 6 项，指标 5 个，待补 2 处，引用 2 处；1 个文件未找到内容；1 个文件无法读取。" in text
    assert extract_of("console", EXTRACTED["nothing found"]).splitlines() == ["空.txt  文种：未能判断", "未找到内容。"]


@pytest.mark.parametrize("name", ["console", "markdown"])
def test_what_the_reader_noticed_is_passed_on_with_the_extract(name: str) -> None:
    noticed = replace(document(PLAN), notices=("文稿中有未接受的修订。",))
    assert "文稿中有未接受的修订。" in extract_of(name, [replace(planned_review(), document=noticed)])


def test_extract_markdown_tables_hold_together() -> None:
    text = extract_of("markdown", EXTRACTED["several"], kinds=tuple(KINDS))
    count = 0
    for line in text.splitlines():
        pipes = len(re.findall(r"(?<!\\)\|", line))
        count = pipes if line.startswith("| 序号") else count
        if line.startswith("|"):
            assert pipes == count, line
    assert not re.search(r"(?<!\\)[<`]", text)
    assert "共 3 个文件：任务 6 项，" in text
    assert "无法读取：文件已损坏" in text


def test_figures_read_as_a_person_writes_them() -> None:
    source = document(PLAN)

    def shown(words: str, **other: Any) -> str:
        return figure(metric(source, 3, words, "x", **other))

    assert shown("100余公里", value=Decimal(100), unit="公里", qualifier=("近", "以上")) == "近100以上"
    assert shown("100余公里", value=Decimal("1E+2"), value_max=Decimal("200.5"), qualifier=("达到",)) == "100—200.5"
    assert shown("100余公里", value=Decimal("12000.0"), qualifier=("不低于",)) == "不低于12000"
    assert shown("100余公里", unit="公里", qualifier=("余",), masked=True) == "100余"


@given(st.text("甲乙，。、”%3a. 1", max_size=40), st.integers(2, 12))
def test_wrap_loses_nothing_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert all(display_width(line) <= width for line in lines)
    assert all(lines[:-1])


def test_wrap_keeps_numbers_and_marks_together() -> None:
    assert wrap("开展排查1200次", 10) == ["开展排查", "1200次"]
    assert wrap("完成甲乙丙，丁", 10) == ["完成甲乙", "丙，丁"]
    assert wrap("123456789012", 8) == ["12345678", "9012"]
