"""A Word draft with the head of a 信函 (red rules) in, a Hit where its form is not that of GB/T 9704 10.1 out.

`what`: `rule` (the rules are not double, or not `millimetres` long), `number` (发文字号 is not at the right edge),
`first_page` (it is numbered), `imprint` (印发机关 and 印发日期), `issuer` (the name ends in 文件). Values: `fault` says
what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hegao.layout import Proof, Remedy
from hegao.model import Analysis, Document, Hit, Segment, Span
from hegao.pages import NUMBER, PRINTED, SPACE, beginning, is_letter, letter_rules, number, single_letter_rules
from hegao.text import NOT_PROSE

VALUES = ("fault",)

_HEAD = 12  # paragraphs at most, above which 发文字号 stands


@dataclass(frozen=True, slots=True)
class Params:
    what: Literal["rule", "number", "first_page", "imprint", "issuer"]
    millimetres: float = 0.0  # of `rule`

    def __post_init__(self) -> None:
        if self.what == "rule" and self.millimetres <= 0:
            raise ValueError("what 为 rule 时要写 millimetres（毫米）")


def check(analysis: Analysis, params: Params, segments: tuple[Segment, ...]) -> Iterator[Hit]:
    proof = analysis.proof()
    document = analysis.document
    if proof is None or not is_letter(document, proof):
        return
    match params.what:
        case "rule":
            yield from _rules(document, proof, params.millimetres)
        case "number":
            yield from _number(document, proof)
        case "first_page":
            yield from _first_page(document, proof)
        case "imprint":
            for at, role in enumerate(proof.roles, 1):
                if role == "imprint" and PRINTED.search(document.paragraphs[at - 1].text):
                    says = "信函的版记不加印发机关和印发日期"
                    yield Hit(beginning(document, at), document.paragraphs[at - 1].text, None, {"fault": says})
        case _:
            for at, role in enumerate(proof.roles, 1):
                text = document.paragraphs[at - 1].text.rstrip(SPACE + NOT_PROSE)
                if role == "issuer" and text.endswith("文件"):
                    says = "信函的发文机关标志用机关全称或规范化简称，不加“文件”"
                    yield Hit(Span(at, len(text) - 2, len(text)), "文件", "", {"fault": says})


def _rules(document: Document, proof: Proof, wanted: float) -> Iterator[Hit]:
    rules = letter_rules(proof)
    single = () if rules else single_letter_rules(document, proof)
    # Two may stand for a double one, and a drawn one may be double itself.
    if len(single) == 1 and single[0][1]:
        says = "发文机关标志下为一条红线，应为红色双线（上粗下细）"
        yield Hit(beginning(document, single[0][0]), "单线", "双线", {"fault": says})
    for at, length in rules:
        if abs(length - wanted) > 2 * proof.profile.tolerance.margin:
            actual, expected = f"{number(length)} 毫米", f"{number(wanted)} 毫米"
            says = f"信函的红色双线长 {actual}，应为 {expected}"
            yield Hit(beginning(document, at), actual, expected, {"fault": says})
            return


def _number(document: Document, proof: Proof) -> Iterator[Hit]:
    for at, paragraph in enumerate(document.paragraphs[:_HEAD], 1):
        form = proof.layout.paragraphs[at - 1]
        beside = form.framed or any(drawing.inline for drawing in form.drawings)
        # Blanks or tabs ahead of it are another way to put it there.
        text = paragraph.text.strip(NOT_PROSE).rstrip(SPACE)
        if paragraph.kind != "body" or beside or not NUMBER.fullmatch(text):
            continue
        size = (form.letters[0].size if form.letters else form.mark.size) or proof.profile.roles["number"].size
        blank = form.right / size
        if form.align in ("right", "end") and abs(blank) <= proof.profile.tolerance.characters:
            continue
        actual = f"右空 {number(blank)} 字" if form.align in ("right", "end") else "不在右边"
        values: dict[str, str | float | bool] = {"align": "right", "left": 0, "first": 0, "right": 0, "size": size}
        says = f"信函的发文字号{actual}，应在第一条双线下居右顶格"
        yield Hit(
            beginning(document, at), actual, "居右顶格", {"fault": says}, (Remedy("paragraph", at, values=values),)
        )


def _first_page(document: Document, proof: Proof) -> Iterator[Hit]:
    section = proof.layout.sections[0]
    for at in section.footers.get("first" if section.title_page else "default", ()):
        if any(name == "PAGE" for _, _, name in proof.layout.paragraphs[at - 1].fields):
            says = "信函首页不显示页码，请设“首页不同”" if not section.title_page else "信函首页不显示页码"
            remedies = () if section.title_page else (Remedy("section", 0, values={"title_page": True}),)
            yield Hit(beginning(document, at), "首页有页码", "首页没有页码", {"fault": says}, remedies)
            return
