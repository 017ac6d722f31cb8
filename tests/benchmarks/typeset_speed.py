"""Generated drafts of 25 to 200 pages in, the seconds it takes to make and lay out a Word file of each out.

    python tests/benchmarks/typeset_speed.py [--rounds 3] [--pages 25 50 100 200]

CPU time in one process, everything loaded, the median of the rounds. The last column is the time a page takes beside
that of the shortest draft: about 1 where time grows as the draft does.
"""

from __future__ import annotations

import argparse
from functools import partial

from timing import seconds

from hegao.model import Document, Outline
from hegao.outline import outline
from hegao.profile import load_profile
from hegao.readers import read_bytes
from hegao.typeset import lay_out
from hegao.typeset.bare import bare

PARAGRAPH = (
    "全市各单位围绕中心任务，统筹推进数据归集、共享应用和安全保障，全年归集数据{0}万条，建成专题数据库{1}个，"
    "支撑业务协同场景{2}个，群众办事材料平均减少四成，“一网通办”事项覆盖率达到{3}%，基层重复填报明显减少。"
)
TABLE = "| 序号 | 事项 | 完成数（件） |\n|---|---|---|\n" + "".join(
    f"| {n} | 第{n}类事项 | {n * 37} |\n" for n in range(1, 6)
)
A_PAGE = 22 * 28  # characters


def draft(pages: int) -> bytes:
    """A summary in Markdown: headings, run-in headings with emphasis, paragraphs, a table every few pages."""
    parts = ["# 云溪市数据局2025年工作总结"]
    size = section = 0
    while size < pages * A_PAGE:
        section += 1
        parts.append(f"## {'一二三四五六七八九十'[section % 10 - 1]}、第{section}方面工作")
        for item in "一二三四":
            parts.append(f"**（{item}）抓实重点任务。**" + PARAGRAPH.format(section, section + 3, section * 2, 90))
            parts.append(PARAGRAPH.format(section * 7, section, section + 5, 95))
        if section % 4 == 0:
            parts.append(TABLE)
        size = sum(map(len, parts))
    return "\n\n".join([*parts, "云溪市数据局", "2025年12月31日", ""]).encode()


def reread(data: bytes) -> tuple[Document, Outline]:
    document = read_bytes(data, "稿.docx")
    return document, outline(document)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, nargs="+", default=[25, 50, 100, 200])
    arguments = parser.parse_args()
    profile = load_profile()
    print(f"{'pages':>5} {'characters':>10} {'bare':>7} {'read':>7} {'lay_out':>7} {'all':>7} {'a page':>7}")
    first = 0.0
    for pages in arguments.pages:
        document = read_bytes(draft(pages), "稿.md")
        segmented = outline(document)
        plain = bare(document, segmented)
        again, known = reread(plain)
        times = (
            seconds(partial(bare, document, segmented), arguments.rounds),
            seconds(partial(reread, plain), arguments.rounds),
            seconds(partial(lay_out, plain, again, known, profile), arguments.rounds),
        )
        a_page = sum(times) / pages
        first = first or a_page
        shown = " ".join(f"{one:7.2f}" for one in (*times, sum(times)))
        print(f"{pages:5} {document.characters:10} {shown} {a_page / first:7.2f}")


if __name__ == "__main__":
    main()
