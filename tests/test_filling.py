"""The commands fill, templates and typeset as a clerk types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document as DocxDocument

import layout
from hegao.cli import main
from hegao.pipeline import segment
from hegao.readers import read

DATA = Path(__file__).parent / "fill"


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def words(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in read(path).paragraphs)


def test_templates_are_listed_and_explained() -> None:
    listed = run("templates")
    assert listed.exit_code == 0
    assert "年度工作总结" in listed.stdout
    told = run("templates", "show", "请示")
    assert "＊联系人（文字）请示应当写明联系人" in told.stdout
    unknown = run("templates", "show", "年度总结")
    assert unknown.exit_code == 2
    assert "没有“年度总结”这个模板" in unknown.stderr


@pytest.mark.parametrize("name", ["数据.xlsx", "数据.yaml"])
def test_an_empty_data_file_gives_the_skeleton(name: str) -> None:
    assert run("templates", "show", "年度工作总结", "-o", name).exit_code == 0
    again = run("templates", "show", "年度工作总结", "-o", name)
    assert again.exit_code == 2
    assert "没有覆盖它" in again.stderr
    result = run("fill", "年度工作总结", "--data", name, "-o", "总结.docx")
    assert result.exit_code == 1
    assert "还有 " in result.stdout
    assert "【待填：评价】：总体评价，须由人写" in result.stdout
    assert "【待填：单位名称】" in words(Path("总结.docx"))


def test_a_filled_document_is_named_by_its_title_and_never_written_over() -> None:
    first = run("fill", "通知", "--data", DATA / "通知.yaml")
    assert first.exit_code == 0, first.output
    (path,) = Path().glob("*.docx")
    assert path.name == "云溪市水务局关于做好2025年汛期值班工作的通知.docx"
    assert "没有待填的地方" in first.stdout
    review = segment(path)
    assert review.outline is not None
    assert review.outline.title == "云溪市水务局关于做好2025年汛期值班工作的通知"
    assert "masthead" in review.outline.roles
    second = run("fill", "通知", "--data", DATA / "通知.yaml")
    assert second.exit_code == 2
    assert "没有覆盖它" in second.stderr
    assert run("fill", "通知", "--data", DATA / "通知.yaml", "--force").exit_code == 0


def test_markdown_is_written_where_asked() -> None:
    assert run("fill", "函", "--data", DATA / "函.yaml", "-o", "函.md").exit_code == 0
    assert Path("函.md").read_text("utf-8").startswith("# 云溪市水务局关于商请协助开展取水口核查的函\n")
    assert run("fill", "函", "-o", "函.pdf").exit_code == 2


def test_a_fault_in_the_data_keeps_the_document_back() -> None:
    Path("数据.yaml").write_text("做法:\n  - {板块: 文电, 做法: 提高政治站，严格把关}\n", "utf-8")
    result = run("fill", "年度工作总结", "--data", "数据.yaml", "-o", "总结.docx")
    assert result.exit_code == 2
    assert "提高政治站" in result.stderr
    assert "出自数据.yaml 做法第1项" in result.stderr
    assert not Path("总结.docx").exists()
    assert run("fill", "年度工作总结", "--data", "数据.yaml", "-o", "总结.docx", "--force").exit_code == 1
    assert Path("总结.docx").exists()


def test_what_a_call_gets_wrong_is_said() -> None:
    assert "应写成 名=值" in run("fill", "通知", "--set", "年份").stderr
    assert "没有“事油”这一项" in run("fill", "通知", "--set", "事油=值班").stderr
    assert "无.docx" in run("fill", "年度工作计划", "--from", "无.docx").stderr
    assert "是不是想写“年度工作总结”" in run("fill", "年度总结").stderr


def test_a_units_own_word_template_is_filled() -> None:
    docx_document = DocxDocument()
    docx_document.add_heading("{{ 单位名称 }}{{ 年份 }}年工作月报", 0)
    docx_document.add_paragraph("本月接收来文{{ 来文数 }}件。")
    docx_document.save("月报.docx")
    result = run("fill", "月报.docx", "--set", "单位名称=云溪市档案馆", "--set", "年份=2025", "-o", "结果.docx")
    assert result.exit_code == 1
    assert words(Path("结果.docx")) == "云溪市档案馆2025年工作月报\n本月接收来文【待填：来文数】件。"
    assert "第2段 【待填：来文数】" in result.stdout
    assert run("fill", "月报.docx", "--set", "来文数=3", "-o", "月报.docx", "--force").exit_code == 2
    docx_document.add_paragraph("{% for 项 in 任务 %}{{ 项.任务 }}")
    docx_document.save("月报.docx")
    broken = run("fill", "月报.docx", "-o", "结果二.docx")
    assert broken.exit_code == 2
    assert "月报.docx 第 3 段" in broken.stderr


def test_a_template_learned_from_a_past_document_fills_another() -> None:
    Path("去年.txt").write_text(
        "云溪市档案馆2024年工作总结\n\n2024年，云溪市档案馆在市委领导下，完成了年度任务。现将工作总结如下：\n"
        "一、主要工作\n（一）抓好档案接收。严格核对移交目录，全年接收档案12600卷，比上年增加2100卷。\n"
        "（二）抓好档案利用。延长窗口服务时间，接待查档群众5300人次。\n二、存在的问题\n一是库房容量不足；二是人才缺乏。\n"
        "云溪市档案馆\n2025年1月8日\n",
        "utf-8",
    )
    learned = run("templates", "learn", "去年.txt", "-o", "本馆总结")
    assert learned.exit_code == 0, learned.output
    text = Path("本馆总结.md").read_text("utf-8")
    assert "12600" not in text.partition("slots:")[2].partition("---")[2]
    result = run("fill", "本馆总结.md", "--set", "年份=2025", "--set", "单位名称=云溪市档案馆", "-o", "今年.md")
    assert result.exit_code == 1, result.output
    filled = Path("今年.md").read_text("utf-8")
    assert "2024" not in filled
    assert "严格核对移交目录，全年接收档案【待填：" in filled
    assert run("templates", "learn", "去年.txt", "-o", "本馆总结").exit_code == 2


def test_a_draft_is_typeset_beside_itself() -> None:
    Path("通知.txt").write_text(
        "云溪市档案馆关于开展档案检查的通知\n各单位：\n现就开展档案检查有关事项通知如下：\n一、检查时间\n6月10日至20日。\n"
        "二、检查内容\n档案室“八防”措施。\n特此通知。\n云溪市档案馆\n2025年6月3日\n",
        "utf-8",
    )
    result = run("typeset", "通知.txt", "--set", "发文机关标志=云溪市档案馆文件", "--set", "发文字号=云档发〔2025〕6号")
    assert result.exit_code == 0, result.output
    assert "已排好 通知.核稿.docx" in result.stderr
    text = words(Path("通知.核稿.docx"))
    assert text.index("云溪市档案馆文件") < text.index("云档发〔2025〕6号") < text.index("各单位：")
    wrong = run("typeset", "通知.txt", "-o", "通知.pdf")
    assert wrong.exit_code == 2
    assert "写不了，请用 .docx" in wrong.stderr


def test_a_units_folder_of_templates_and_its_profile_are_used(tmp_path: Path) -> None:
    folder = tmp_path / "模板"
    folder.mkdir()
    (folder / "周报.md").write_text(
        "---\nname: 周报\ngenre: briefing\nabout: 每周情况\nslots:\n  单位名称: {type: org, required: true}\n---\n"
        "# {{ 单位名称 }}工作周报\n\n本周工作正常。\n",
        "utf-8",
    )
    (tmp_path / "版面.toml").write_text('extend = "gbt9704-common"\n\n[page]\nleft = 30\n', "utf-8")
    (tmp_path / "hegao.toml").write_text('templates = ["模板"]\nprofile = "版面.toml"\n', "utf-8")
    assert "周报　　　　　　每周情况" in run("templates").stdout
    result = run("fill", "周报", "--set", "单位名称=云溪市档案馆", "-o", "周报.docx")
    assert result.exit_code == 0, result.output
    margin = DocxDocument("周报.docx").sections[0].left_margin
    assert margin is not None
    assert round(margin.mm) == 30


@pytest.mark.parametrize("path", sorted(DATA.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_filled_document_is_laid_out_after_the_standard(path: Path) -> None:
    assert run("fill", path.stem, "--data", path, "-o", "文稿.docx").exit_code == 0
    checked = run("check", "文稿.docx")
    assert checked.exit_code == 0, checked.stdout
    data = Path("文稿.docx").read_bytes()
    page = layout.page(data)
    assert [round(page[side]) for side in ("width", "height", "top", "bottom", "left", "right")] == [
        210,
        297,
        37,
        35,
        28,
        26,
    ]
    lines = layout.lines(data)
    body = [line for line in lines if line.style == "Normal" and line.text and not line.within_table]
    assert {line.pitch for line in body} == {28.95}
    assert all(line.first == 2 or line.text.endswith("：") for line in body)
    letters = [one for line in body for one in line.letters if "一" <= one.text[:1] <= "鿿"]
    assert {one.size for line in body for one in line.letters} == {16}
    assert {one.font for one in letters} <= {"仿宋", "黑体", "楷体"}  # the latter two in run-in headings
    title = next(line for line in lines if line.style == "Title")
    assert (title.letters[0].font, title.letters[0].size, title.align) == ("方正小标宋简体", 22, "center")
    headings = {line.letters[0].font for line in lines if line.style == "heading 1"}
    assert headings <= {"黑体"}
    for footer in layout.footers(data).values():
        assert "PAGE" in "".join(map(str, footer.itertext()))
