"""Every report over reviews made by hand: what it must hold, what it must never let through."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hegao import __version__
from hegao.model import (
    Chain,
    Document,
    Finding,
    ListItem,
    Outline,
    Paragraph,
    Review,
    Section,
    Severity,
    Span,
)
from hegao.rendering import Options, advice, clip, excerpt, finding_json, in_reading_order, one_line, quoted, summary
from hegao.reports import OUTLINE_REPORTS, REPORTS
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
    return "".join(REPORTS[name](reviews, Options(**options)))


def schema(name: str, part: str | None = None) -> Draft202012Validator:
    content = json.loads(resources.files("hegao").joinpath(f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(content)
    if part:
        content = {"$schema": content["$schema"], "$ref": f"#/$defs/{part}", "$defs": content["$defs"]}
    return Draft202012Validator(content)


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
    schema("check").validate(result)
    assert list(result) == ["version", "files", "summary"]
    assert result["version"] == __version__
    assert result["summary"] == summary(reviews)


@cases
def test_json_lines_are_the_files_of_json(reviews: list[Review]) -> None:
    text = text_of("jsonl", reviews)
    assert text.count("\n") == len(reviews)
    files = [json.loads(line) for line in text.split("\n")[:-1]]
    assert files == json.loads(text_of("json", reviews))["files"]
    for file in files:
        schema("check", "file").validate(file)


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
    schema("outline").validate(result)
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
