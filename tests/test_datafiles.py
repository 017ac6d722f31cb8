"""Data files of every kind, clean, dirty and hostile: which facts come out, and what is said of what does not fit."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hegao.datafiles import DATA_READERS, MAX_SIZE, read
from hegao.errors import FactError
from hegao.facts import TABLES, VALUES, Column, Facts
from hegao.model import Document, Metric, Outline, Paragraph, Review, Span, Task
from hegao.rendering import Options
from hegao.reports import EXTRACT_REPORTS
from hostile import package

NUMBERS: list[list[Any]] = [["名称", "数值", "计量单位", "上年"], ["接收来文", 812, "件", 760]]


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], change: Callable[[Any], None] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def facts(folder: Path, name: str, data: bytes | str) -> Facts:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read(path, VALUES)


def cells(found: Facts, table: str = "指标") -> list[dict[str, Any]]:
    return [dict(row.cells) for row in found.rows.get(table, ())]


def singles(found: Facts) -> dict[str, Any]:
    return {name: value.cell for name, value in found.values.items()}


def refused(folder: Path, name: str, data: bytes | str) -> str:
    with pytest.raises(FactError) as caught:
        facts(folder, name, data)
    message = str(caught.value)
    assert name in message
    assert "。" in message
    return message


def with_sheet(data: bytes, change: Callable[[str], str], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The workbook with the XML of a part changed."""
    source = zipfile.ZipFile(io.BytesIO(data))
    parts: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    parts[part] = change(source.read(part).decode())
    return package(parts)


def with_shared_strings(strings: str, index: int) -> bytes:
    """The table of NUMBERS, the name of its metric kept as Excel does: beside the sheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = with_sheet(
        workbook(("指标", NUMBERS)),
        lambda xml: re.sub('(<c r="A2") t="inlineStr">.*?</c>', rf'\1 t="s"><v>{index}</v></c>', xml),
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    linked = with_sheet(data, lambda xml: xml.replace("</Relationships>", link), "xl/_rels/workbook.xml.rels")
    source = zipfile.ZipFile(io.BytesIO(linked))
    parts: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    return package({**parts, "xl/sharedStrings.xml": f'<sst xmlns="{space}">{strings}</sst>'})


# One table, the same in each kind of file.
SAME: dict[str, bytes | str] = {
    "数据.xlsx": workbook(
        (
            "基本情况",
            [["项目", "内容", "说明"], ["单位名称", "清水县档案馆", ""], ["年份", 2024, ""], ["简称", None, ""]],
        ),
        ("指标", NUMBERS),
        ("任务", [["任务", "责任单位", "完成时限"], ["修订查阅制度", "利用科、保管科", date(2025, 6, 30)]]),
    ),
    "数据.yaml": (
        "单位名称: 清水县档案馆\n年份: 2024\n简称:\n指标:\n  - {名称: 接收来文, 数值: 812, 计量单位: 件, 上年: 760}\n"
        "任务:\n  - 任务: 修订查阅制度\n    责任单位: [利用科, 保管科]\n    完成时限: 2025-06-30\n"
    ),
    "数据.json": json.dumps(
        {
            "org": "清水县档案馆",
            "year": 2024,
            "metrics": [{"name": "接收来文", "value": 812, "unit": "件", "prev": 760}],
            "tasks": [{"task": "修订查阅制度", "owner": ["利用科", "保管科"], "deadline": "2025-06-30"}],
        }
    ),
    "数据.csv": (
        "项目,内容\n单位名称,清水县档案馆\n年份,2024\n\n名称,数值,计量单位,上年\n接收来文,812,件,760\n\n"
        "任务,责任单位,完成时限\n修订查阅制度,利用科、保管科,2025/6/30\n"
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_every_kind_says_the_same(tmp_path: Path, name: str) -> None:
    found = facts(tmp_path, name, SAME[name])
    assert singles(found) == {"单位名称": "清水县档案馆", "年份": Decimal(2024)}
    assert cells(found) == [
        {"名称": "接收来文", "数值": Decimal(812), "计量单位": "件", "上年": Decimal(760)},
    ]
    assert cells(found, "任务") == [
        {"任务": "修订查阅制度", "责任单位": ("利用科", "保管科"), "完成时限": "2025年6月30日"},
    ]


def test_every_kind_has_a_sample() -> None:
    assert {Path(name).suffix.removeprefix(".") for name in SAME} == set(DATA_READERS)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("数据.xlsx", "数据.xlsx“指标”第2行"),
        ("数据.yaml", "数据.yaml 指标第1项"),
        ("数据.json", "数据.json 指标第1项"),
        ("数据.csv", "数据.csv 第6行"),
    ],
)
def test_places(tmp_path: Path, name: str, place: str) -> None:
    assert facts(tmp_path, name, SAME[name]).rows["指标"][0].place == place


def test_content_decides_before_the_suffix(tmp_path: Path) -> None:
    assert cells(facts(tmp_path, "数据.csv", SAME["数据.xlsx"])) == cells(facts(tmp_path, "a.xlsx", SAME["数据.xlsx"]))
    assert cells(facts(tmp_path, "数据.txt", SAME["数据.json"]))
    assert cells(facts(tmp_path, "数据.txt", SAME["数据.yaml"]))
    assert cells(facts(tmp_path, "数据.txt", SAME["数据.csv"]))


# Worksheets


def test_head_below_titles_and_units(tmp_path: Path) -> None:
    def merge(book: Any) -> None:
        book["2024年指标"].merge_cells("A1:C1")

    rows: list[list[Any]] = [
        ["清水县档案馆2024年业务统计"],
        ["填报单位：办公室", None, "单位：卷"],
        ["序号", "指标名称", "完成数"],
    ]
    rows += [
        [1, "接收档案", "1,286"],
        [2, "利用档案", "３５０"],
        ["合计", None, 1636],
        ["填表人：甲", None, "审核人：乙"],
    ]
    found = facts(tmp_path, "a.xlsx", workbook(("2024年指标", rows), change=merge))
    assert cells(found) == [
        {"名称": "接收档案", "数值": Decimal(1286), "计量单位": "卷"},
        {"名称": "利用档案", "数值": Decimal(350), "计量单位": "卷"},
    ]


def test_sheet_with_any_name_is_known_by_its_head(tmp_path: Path) -> None:
    found = facts(
        tmp_path, "a.xlsx", workbook(("文电", NUMBERS), ("Sheet2", [["事项", "牵头单位"], ["归档", "办公室"]]))
    )
    assert cells(found)[0]["名称"] == "接收来文"
    assert cells(found, "任务") == [{"任务": "归档", "责任单位": ("办公室",)}]


def test_two_tables_on_one_sheet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [*NUMBERS, [], ["问题", "整改措施"], ["反馈不够及时", "按月通报"]]
    found = facts(tmp_path, "a.xlsx", workbook(("数据", rows)))
    assert len(cells(found)) == 1
    assert cells(found, "问题") == [{"问题": "反馈不够及时", "整改措施": "按月通报"}]


def test_cell_merged_downwards_stands_for_every_row(tmp_path: Path) -> None:
    def merge(book: Any) -> None:
        book["任务"].merge_cells("A2:A4")
        book["任务"].merge_cells("A5:A1000")

    rows: list[list[Any]] = [
        ["责任单位", "任务"],
        ["办公室", "修订制度"],
        [None, "清理台账"],
        [None, "整理库房"],
        ["保管科", "消杀"],
    ]
    found = cells(facts(tmp_path, "a.xlsx", workbook(("任务", rows), change=merge)), "任务")
    assert [row["责任单位"] for row in found] == [("办公室",)] * 3 + [("保管科",)]
    assert [row["任务"] for row in found] == ["修订制度", "清理台账", "整理库房", "消杀"]


def test_head_of_two_rows(tmp_path: Path) -> None:
    def merge(book: Any) -> None:
        book["指标"].merge_cells("A1:A2")
        book["指标"].merge_cells("B1:C1")

    rows: list[list[Any]] = [["名称", "本年情况", None], [None, "数值", "计量单位"], ["接收来文", 812, "件"]]
    found = facts(tmp_path, "a.xlsx", workbook(("指标", rows), change=merge))
    assert cells(found) == [{"名称": "接收来文", "数值": Decimal(812), "计量单位": "件"}]


def test_merged_line_between_rows_is_the_theme(tmp_path: Path) -> None:
    def merge(book: Any) -> None:
        book["任务"].merge_cells("A2:C2")

    rows: list[list[Any]] = [["序号", "任务", "责任单位"], ["（一）档案接收"], [1, "接收到期档案", "保管科"]]
    found = facts(tmp_path, "a.xlsx", workbook(("任务", rows), change=merge))
    assert cells(found, "任务") == [{"任务": "接收到期档案", "责任单位": ("保管科",), "板块": "档案接收"}]


@pytest.mark.parametrize(
    "string",
    [
        "<si><t>接收来文</t></si>",
        "<si><r><t>接收</t></r><r><rPr><b/></rPr><t>来文</t></r></si>",
        "<si><t>接收来文</t><rPh sb='0' eb='1'><t>jie</t></rPh></si>",
        "<si><t>接收_x000D_\n来文_x0007_</t></si>",
    ],
)
def test_strings_kept_beside_the_sheet(tmp_path: Path, string: str) -> None:
    found = cells(facts(tmp_path, "a.xlsx", with_shared_strings("<si><t>别的</t></si>" + string, 1)))
    assert [row["名称"].replace(" ", "") for row in found] == ["接收来文"]


def test_hidden_rows_and_columns_are_read(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book["指标"].row_dimensions[2].hidden = True
        book["指标"].column_dimensions["B"].hidden = True

    assert cells(facts(tmp_path, "a.xlsx", workbook(("指标", NUMBERS), change=hide)))[0]["数值"] == 812


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (0.968, "0.0%", {"数值": Decimal("96.8"), "计量单位": "%"}),
        (0.9675324675, "0.0%", {"数值": Decimal("96.8"), "计量单位": "%"}),
        (1, "0%", {"数值": Decimal(100), "计量单位": "%"}),
        (812, '0"件"', {"数值": Decimal(812), "计量单位": "件"}),
        (1286.4999, "#,##0.00", {"数值": Decimal("1286.5")}),
        (0.1 + 0.2, "General", {"数值": Decimal("0.3")}),
        (1286, "#,##0_ ", {"数值": Decimal(1286)}),
        (-3.5, '#,##0.0;[Red]"-"#,##0.0', {"数值": Decimal("-3.5")}),
    ],
)
def test_numbers_as_shown(tmp_path: Path, value: float, form: str, expected: dict[str, Any]) -> None:
    def give_form(book: Any) -> None:
        book["指标"]["B2"].number_format = form

    data = workbook(("指标", [["名称", "数值"], ["办结率", value]]), change=give_form)
    assert cells(facts(tmp_path, "a.xlsx", data)) == [{"名称": "办结率", **expected}]


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (date(2025, 6, 30), "yyyy/m/d", "2025年6月30日"),
        (45838, "yyyy-mm-dd;@", "2025年6月30日"),
        (date(2025, 6, 1), 'yyyy"年"m"月"', "2025年6月"),
        (date(2025, 6, 30), 'm"月"d"日"', "6月30日"),
        (date(2025, 6, 30), '[$-F800]dddd"，"mmmm dd", "yyyy', "2025年6月30日"),
        ("2025-06-30", "@", "2025年6月30日"),
        ("2025.6.30", "General", "2025年6月30日"),
        ("6月底前", "General", "6月底前"),
    ],
)
def test_dates_as_shown(tmp_path: Path, value: Any, form: str, expected: str) -> None:
    def give_form(book: Any) -> None:
        book["任务"]["B2"].number_format = form

    data = workbook(("任务", [["任务", "完成时限"], ["归档", value]]), change=give_form)
    assert cells(facts(tmp_path, "a.xlsx", data), "任务")[0]["完成时限"] == expected


def test_number_kept_with_its_zeros(tmp_path: Path) -> None:
    def give_form(book: Any) -> None:
        book["基本情况"]["B1"].number_format = "000000"

    assert singles(facts(tmp_path, "a.xlsx", workbook(("基本情况", [["份号", 1]]), change=give_form))) == {
        "份号": "000001"
    }


def test_formula_gives_its_result(tmp_path: Path) -> None:
    data = workbook(("指标", [["名称", "数值"], ["接收来文", "=400+412"]]))
    message = refused(tmp_path, "a.xlsx", data)
    assert "“指标”B2" in message
    assert "保存一次" in message
    computed = with_sheet(data, lambda xml: xml.replace("<v />", "<v>812</v>").replace("<v></v>", "<v>812</v>"))
    assert cells(facts(tmp_path, "b.xlsx", computed))[0]["数值"] == 812


def test_error_value_is_named_only_where_it_is_wanted(tmp_path: Path) -> None:
    data = workbook(("指标", [["名称", "数值", "备注"], ["接收来文", 812, "#DIV/0!"]]))
    assert cells(facts(tmp_path, "a.xlsx", data))[0]["数值"] == 812
    data = workbook(("指标", [["名称", "数值"], ["接收来文", "#DIV/0!"]]))
    message = refused(tmp_path, "b.xlsx", data)
    assert "“指标”B2" in message
    assert "#DIV/0!" in message


def test_a_million_formatted_rows_are_no_burden(tmp_path: Path) -> None:
    tail = "".join(f'<row r="{number}" ht="14.25"/>' for number in range(3, 1_048_577))
    data = with_sheet(workbook(("指标", NUMBERS)), lambda xml: xml.replace("</sheetData>", tail + "</sheetData>"))
    start = time.process_time()
    assert len(cells(facts(tmp_path, "a.xlsx", data))) == 1
    assert time.process_time() - start < 5


def test_sheets_that_hold_no_data_are_passed_over(tmp_path: Path) -> None:
    data = workbook(("填写说明", [["随便写的话"], ["再一行"]]), ("指标", NUMBERS), ("Sheet3", []))
    assert len(cells(facts(tmp_path, "a.xlsx", data))) == 1


# What people type


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("812件", {"数值": Decimal(812), "计量单位": "件"}),
        ("1 286 件", {"数值": Decimal(1286), "计量单位": "件"}),
        ("约300余份", {"数值": Decimal(300), "计量单位": "份", "概数": "余"}),
        ("约300份", {"数值": Decimal(300), "计量单位": "份", "概数": "约"}),
        ("近3万元", {"数值": Decimal(3), "计量单位": "万元", "概数": "近"}),
        ("3000多万元", {"数值": Decimal(3000), "计量单位": "万元", "概数": "多"}),
        ("3万余元", {"数值": Decimal(3), "计量单位": "万元", "概数": "余"}),
        ("50人左右", {"数值": Decimal(50), "计量单位": "人", "概数": "约"}),
        ("96.8％", {"数值": Decimal("96.8"), "计量单位": "%"}),
        ("１，２８６", {"数值": Decimal(1286)}),
        ("−3.5", {"数值": Decimal("-3.5")}),
        ("待补", {}),
        ("**", {}),
        ("【待填：接收来文】件", {}),
        ("—", {}),
        ("/", {}),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "yaml"])
def test_numbers_as_typed(tmp_path: Path, kind: str, typed: str, expected: dict[str, Any]) -> None:
    text = f'名称,数值\n接收来文,"{typed}"\n' if kind == "csv" else f'指标:\n  - {{名称: 接收来文, 数值: "{typed}"}}\n'
    assert cells(facts(tmp_path, f"指标.{kind}", text)) == [{"名称": "接收来文", **expected}]


def test_units_must_agree(tmp_path: Path) -> None:
    agreed = facts(tmp_path, "a.csv", "名称,数值,单位,上年,目标\n来文,812件,件,760件,800件以上\n")
    assert cells(agreed) == [
        {"名称": "来文", "数值": 812, "计量单位": "件", "上年": 760, "目标": 800},
    ]
    message = refused(tmp_path, "b.csv", "名称,数值,单位\n来文,812件,份\n")
    assert "第2行" in message
    assert "件" in message
    assert "份" in message


def test_unit_in_the_head(tmp_path: Path) -> None:
    found = facts(tmp_path, "a.csv", "指标名称,完成值（万元）,上年（万元）\n补助资金,120.5,\n")
    assert cells(found) == [{"名称": "补助资金", "数值": Decimal("120.5"), "计量单位": "万元"}]


@pytest.mark.parametrize("typed", ["三百多", "3:1", "300以上", "20—30", "第一"])
def test_what_is_no_number_is_refused(tmp_path: Path, typed: str) -> None:
    message = refused(tmp_path, "a.csv", f"名称,数值\n来文,{typed}\n")
    assert "第2行" in message
    assert typed in message


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024年", {"名称": "来文", "年份": Decimal(2024)}),
        ("2024年度", {"名称": "来文", "年份": Decimal(2024)}),
        ("二〇二四年", {"名称": "来文", "年份": Decimal(2024)}),
        ("截至2024年底", {"名称": "来文", "年份": Decimal(2024)}),
        ("今年以来", {"名称": "来文"}),
        ("2024年上半年", {"名称": "上半年来文", "年份": Decimal(2024)}),
        ("一季度", {"名称": "一季度来文"}),
    ],
)
def test_periods(tmp_path: Path, period: str, expected: dict[str, Any]) -> None:
    assert cells(facts(tmp_path, "a.csv", f"名称,数值,时期\n来文,5,{period}\n")) == [{**expected, "数值": Decimal(5)}]


def test_figure_of_the_year_before(tmp_path: Path) -> None:
    assert cells(facts(tmp_path, "a.csv", "名称,数值,时期\n来文,5,去年同期\n")) == [
        {"名称": "来文", "上年": Decimal(5)}
    ]


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ("2023年,2024年", {"上年": Decimal(5), "数值": Decimal(6)}),
        ("2024年完成数（件）,2025年目标", {"数值": Decimal(5), "下年目标": Decimal(6), "计量单位": "件"}),
        ("2024年计划,2024年实际完成", {"目标": Decimal(5), "数值": Decimal(6)}),
    ],
)
def test_years_in_the_head(tmp_path: Path, heads: str, expected: dict[str, Any]) -> None:
    found = facts(tmp_path, "a.csv", f"指标,{heads}\n来文,5,6\n")
    assert cells(found) == [{"名称": "来文", "年份": Decimal(2024), **expected}]


def test_several_heads_for_who_does_it(tmp_path: Path) -> None:
    found = facts(tmp_path, "a.csv", "事项,责任人,牵头单位\n归档,甲科长,办公室\n清理,乙科长,\n")
    assert [row["责任单位"] for row in cells(found, "任务")] == [("办公室",), ("乙科长",)]
    assert "有两栏都是" in refused(tmp_path, "b.csv", "名称,数值,完成值\n来文,5,6\n")


def test_single_values_across(tmp_path: Path) -> None:
    found = facts(tmp_path, "a.csv", "单位名称,年份,简称\n清水县档案馆,2024,\n")
    assert singles(found) == {"单位名称": "清水县档案馆", "年份": Decimal(2024)}


def test_heads_nobody_knows(tmp_path: Path) -> None:
    message = refused(tmp_path, "a.csv", "名称,数值,同期比\n来文,5,3\n")
    assert "没有“同期比”" in message
    assert "是不是想写“同比”" in message or "是不是想写“同期”" in message
    remarks = facts(tmp_path, "b.csv", "序号,名称,数值,备注,数据来源\n1,来文,5,看过,台账\n2,,,,\n")
    assert cells(remarks) == [{"名称": "来文", "数值": Decimal(5)}]


def test_tables_nobody_knows(tmp_path: Path) -> None:
    message = refused(tmp_path, "a.xlsx", workbook(("车辆", [["车号", "里程"], ["甲1", 5]])))
    assert "“车辆”认不出" in message
    assert "看不出是哪种表" in refused(tmp_path, "b.csv", "名称,板块\n来文,文电\n")
    assert cells(facts(tmp_path, "荣誉.csv", "名称,板块\n文明单位,党建\n"), "荣誉")


def test_row_without_its_name(tmp_path: Path) -> None:
    message = refused(tmp_path, "a.csv", "名称,数值\n来文,5\n,6\n")
    assert "第3行" in message
    assert "名称" in message


def test_single_values(tmp_path: Path) -> None:
    message = refused(tmp_path, "a.csv", "项目,内容\n单位名,清水县档案馆\n")
    assert "第2行" in message
    assert "单位名称" in message
    assert "写了两次" in refused(tmp_path, "b.csv", "项目,内容\n单位名称,甲局\n单位名称,乙局\n")
    own = {"办结率": Column("办结率", "number", "全年办结率")}
    path = tmp_path / "own.csv"
    path.write_text("项目,内容,说明\n办结率,96.8%,见台账\n", "utf-8")
    assert singles(read(path, own)) == {"办结率": Decimal("96.8")}


# Text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_as_programs_write_it(tmp_path: Path, encoding: str, mark: str) -> None:
    lines = [["名称", "数值", "计量单位"], ["接收来文和电报", "812", "件"], ["办理“两会”建议,提案", "35", "件"]]
    text = "\r\n".join(mark.join(f'"{one}"' if mark in one else one for one in line) for line in lines)
    found = cells(facts(tmp_path, "指标.csv", text.encode(encoding)))
    assert [row["名称"] for row in found] == ["接收来文和电报", "办理“两会”建议,提案"]


def test_csv_line_with_breaks_in_a_cell(tmp_path: Path) -> None:
    found = facts(tmp_path, "a.csv", 'sep=,\n任务,责任单位\n"修订\n制度","办公室\n保管科"\n归档,利用科\n')
    assert [row.place for row in found.rows["任务"]] == ["a.csv 第3行", "a.csv 第6行"]
    assert cells(found, "任务")[0] == {"任务": "修订 制度", "责任单位": ("办公室", "保管科")}


def test_short_forms_of_yaml(tmp_path: Path) -> None:
    text = "基本情况:\n  单位名称: 清水县档案馆\n"
    text += "指标:\n  接收来文: 812件\n  发文: {数值: 35}\n任务:\n  - 修订制度\n  - 归档\n"
    found = facts(tmp_path, "a.yaml", text)
    assert singles(found) == {"单位名称": "清水县档案馆"}
    assert cells(found) == [{"名称": "接收来文", "数值": 812, "计量单位": "件"}, {"名称": "发文", "数值": 35}]
    assert [row["任务"] for row in cells(found, "任务")] == ["修订制度", "归档"]


def test_name_of_a_table_is_no_single_value(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("任务: [修订制度]\n", "utf-8")
    found = read(path, {"任务": Column("任务", "text", "")})
    assert (cells(found, "任务"), singles(found)) == ([{"任务": "修订制度"}], {})


def test_yaml_takes_texts_as_typed(tmp_path: Path) -> None:
    found = facts(
        tmp_path, "a.yaml", "份号: 000001\n联系电话: 0571-1234\n成文日期: 2025-01-06\n签发人: 'no'\n密级: yes\n"
    )
    assert singles(found) == {
        "份号": "000001",
        "联系电话": "0571-1234",
        "成文日期": "2025年1月6日",
        "签发人": "no",
        "密级": "yes",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("年份: 2024\n年份: 2025\n", "第2行：“年份”写了两次"),
        ("指标:\n  - 名称: a\n    名称: b\n", "第3行：“名称”写了两次"),
        ("单位名称：甲局\n年份: 2024\n", "全角"),
        ("单位名称: !!python/object/apply:os.system [ls]\n", "标记"),
        ("a: &a [x]\nb: *a\n", "引用"),
        ("任务: 修订制度\n", "应是一张表"),
        ("任务: [[a, b]]\n", "任务第1项"),
        ("单位名称: {a: 1}\n", "单位名称"),
        ("单位名: 甲局\n", "是不是想写“单位名称”"),
        ("指标:\n  - 名称: 来文\n    数量值: 3\n", "指标第1项"),
        ("? [a]\n: b\n", "冒号前面"),
        ("年份: 2024\n---\n年份: 2025\n", "只能写一份"),
        ("[" * 5000, "太深"),
        ("a: " + "x" * (4 << 20), "MB"),
        ("只有一句话", ""),
    ],
)
def test_wrong_yaml(tmp_path: Path, text: str, words: str) -> None:
    assert words in refused(tmp_path, "a.yaml", text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"年份": 2024,\n "单位名称": }', "第2行"),
        ('{"年份": 2024, "年份": 2025}', "写了两次"),
        ('{"指标": [{"名称": "来文", "数值": NaN}]}', "NaN"),
        ('{"指标": [{"名称": "来文", "数值": 1e999}]}', "1e999"),
        ('{"指标": [{"名称": "来文", "数值": ' + "9" * 5000 + "}]}", "不是可用的数"),
        ('{"指标": [{"名称": "来文", "数值": true}]}', "指标第1项"),
        ('{"a":' * 100_000, ""),
        ('[{"甲": 1}]', "看不出"),
    ],
)
def test_wrong_json(tmp_path: Path, text: str, words: str) -> None:
    assert words in refused(tmp_path, "a.json", text)


def test_list_without_a_name(tmp_path: Path) -> None:
    assert cells(facts(tmp_path, "a.json", '[{"问题": "反馈不够及时"}]'), "问题") == [{"问题": "反馈不够及时"}]


# What `hegao extract` wrote

TEXT = "全年接收来文812件，群众满意率96.8%，同比提高2个百分点，综合考核排名第2。6月底前由办公室修订制度。"


def review() -> Review:
    def metric(text: str, name: str, value: str | None, unit: str, kind: Any, **other: Any) -> Metric:
        start = TEXT.index(text)
        number = Decimal(value) if value else None
        given: dict[str, Any] = {
            "qualifier": (),
            "period": "2024年",
            "change": None,
            "masked": value is None,
            "value_max": None,
        } | other
        return Metric(
            span=Span(1, start, start + len(text)),
            offset=start,
            text=text,
            name=name,
            value=number,
            unit=unit,
            value_normalized=number,
            unit_normalized=unit,
            kind=kind,
            period_inherited=True,
            section="一、文电",
            sentence=TEXT,
            **given,
        )

    start = TEXT.index("修订制度")
    duty = Task(
        span=Span(1, start, start + 4),
        offset=start,
        text="修订制度",
        action="修订",
        object="制度",
        owner=("办公室",),
        owner_inherited=False,
        partners=("保管科",),
        deadline="6月底前",
        deadline_date=date(2025, 6, 30),
        targets=(),
        basis=(),
        section="一、文电",
        status="planned",
    )
    document = Document("总结.txt", "text", (Paragraph(TEXT, 0),), len(TEXT))
    return Review(
        "总结.txt",
        document,
        Outline("", (), None, (), 0.0, "none", (2024,), ("body",), (), (), ()),
        metrics=(
            metric("812件", "接收来文", "812", "件", "count", qualifier=("达到",)),
            metric("96.8%", "群众满意率", "96.8", "%", "percent", qualifier=("近",)),
            metric("2个百分点", "群众满意率", "2", "个百分点", "change", change="up"),
            metric("第2", "综合考核排名", "2", "名", "rank"),
            metric("全年", "发文", None, "件", "count"),
        ),
        tasks=(duty,),
    )


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.csv", "台账.json", "台账.jsonl"])
def test_the_ledger_is_accepted_as_it_is(tmp_path: Path, name: str) -> None:
    kind = Path(name).suffix.removeprefix(".")
    parts = list(EXTRACT_REPORTS[kind]([review()], Options()))
    data = b"".join(bytes(part) if isinstance(part, bytes) else str(part).encode() for part in parts)
    found = facts(tmp_path, name, data)
    theme = {"板块": "文电", "年份": Decimal(2024)}
    assert cells(found) == [
        {"名称": "接收来文", "数值": Decimal(812), "计量单位": "件", **theme},
        {"名称": "群众满意率", "数值": Decimal("96.8"), "计量单位": "%", "概数": "近", **theme},
        {"名称": "综合考核排名", "名次": Decimal(2), **theme},
        {"名称": "发文", "计量单位": "件", **theme},
    ]
    assert cells(found, "任务") == [
        {
            "任务": "修订制度",
            "责任单位": ("办公室",),
            "配合单位": ("保管科",),
            "完成时限": "6月底前",
            "板块": "文电",
        },
    ]


def test_progress_noted_in_the_ledger_comes_back(tmp_path: Path) -> None:
    data = b"".join(part for part in EXTRACT_REPORTS["xlsx"]([review()], Options()) if isinstance(part, bytes))
    book = load_workbook(io.BytesIO(data))
    page: Worksheet = book["任务分解表"]
    column = next(cell.column for cell in page[3] if cell.value == "进展")
    page.cell(4, column, "进行中")
    book.save(tmp_path / "台账.xlsx")
    assert cells(read(tmp_path / "台账.xlsx", VALUES), "任务")[0]["进展"] == "进行中"


# What extraction wrote says what its draft says

HEADS = ["序号", "指标名称", "数值", "单位", "修饰", "类别", "时期", "所在章节", "原句", "出处"]


def ledger(title: str, note: str, *rows: tuple[Any, ...], heads: Sequence[str] = HEADS, sheet: str = "指标") -> bytes:
    """A ledger as somebody keeps it; rows: name, value, unit, words around, kind, period, section, sentence."""
    lines: list[list[Any]] = [[title], [note], list(heads)]
    lines += [[number, *row, "第3段"] for number, row in enumerate(rows, 1)]
    return workbook((sheet, lines))


def aim(name: str = "巡查水库", **other: Any) -> tuple[Any, ...]:
    given = {"value": 24, "unit": "次", "about": None, "kind": "数量", "period": "全年", "section": "一、防汛"}
    given |= {"sentence": "全年巡查水库24次。"} | other
    return (name, *(given[key] for key in ("value", "unit", "about", "kind", "period", "section", "sentence")))


TARGET = {"名称": "巡查水库", "目标": Decimal(24), "计量单位": "次", "板块": "防汛", "年份": Decimal(2025)}
RESULT = {"名称": "巡查水库", "数值": Decimal(24), "计量单位": "次", "板块": "防汛", "年份": Decimal(2025)}


@pytest.mark.parametrize(
    ("title", "note", "expected"),
    [
        ("柳河镇2025年工作计划指标表", "", [TARGET]),
        ("柳河镇2025年工作要点指标表", "", [TARGET]),
        ("关于印发《柳河镇2025年防汛方案》的通知指标表", "", [TARGET]),
        ("柳河镇2025年工作安排（定稿）指标表", "", [TARGET]),
        ("柳河镇2025年工作总结指标表", "", [RESULT]),
        ("柳河镇2025年方案编制工作总结指标表", "", [RESULT]),
        ("柳河镇2025年工作总结和2026年工作计划指标表", "", []),
        ("柳河镇有关情况指标表", "", []),
        ("指标表", "文件：稿件/2025年工作计划.docx。任务 3，指标 1。", [TARGET]),
        ("柳河镇指标表", "文件：稿件/甲.docx。文种：计划，2025年。任务 3，指标 1。", [TARGET]),
        ("柳河镇指标表", "文件：稿件/甲.docx。文种：总结，2025年。任务 3，指标 1。", [RESULT]),
    ],
)
def test_figures_of_a_plan_are_targets(tmp_path: Path, title: str, note: str, expected: list[dict[str, Any]]) -> None:
    assert cells(facts(tmp_path, "台账.xlsx", ledger(title, note, aim()))) == expected


def test_a_ledger_over_several_drafts_goes_by_their_names(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["指标表（共2篇）"], ["指标 2。"], [*HEADS[:-1], "文件"]]
    rows += [[1, *aim(), "稿件/2025年工作计划.docx"], [2, *aim("巡查堤防"), "稿件/2024年工作总结.docx"]]
    found = cells(facts(tmp_path, "台账.xlsx", workbook(("指标", rows))))
    assert found == [TARGET, RESULT | {"名称": "巡查堤防", "年份": Decimal(2024)}]


def test_a_ledger_without_its_last_columns_is_still_known(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["柳河镇2025年工作计划指标表"],
        ["文件：甲.docx。任务 3，指标 1，待补 0。"],
        ["指标名称", "数值", "单位", "完成数"],
        ["巡查水库", 24, "次", 26],
    ]
    assert cells(facts(tmp_path, "台账.xlsx", workbook(("指标", rows)))) == [
        {"名称": "巡查水库", "目标": Decimal(24), "计量单位": "次", "数值": Decimal(26), "年份": Decimal(2025)}
    ]


@pytest.mark.parametrize(
    ("sentence", "taken"),
    [
        ("全年将巡查水库24次。", True),
        ("力争全年巡查水库24次。", True),
        ("确保巡查水库达到24次以上。", True),
        ("全年巡查水库24次。", False),
        ("已巡查水库24次，将继续抓好整改。", False),
        ("近年来将军山一带巡查水库24次，同比增加3次。", False),
    ],
)
def test_of_an_unknown_draft_the_sentence_decides(tmp_path: Path, sentence: str, taken: bool) -> None:
    found = cells(facts(tmp_path, "台账.xlsx", ledger("柳河镇有关情况指标表", "", aim(sentence=sentence))))
    assert [row.get("目标") for row in found] == [24] * taken


@pytest.mark.parametrize(
    "row",
    [
        aim("和巡查水库"),
        aim("其中小型水库"),
        aim("巡查水库的"),
        aim("水库（小型）"),
        aim("修订《巡查办法》"),
        aim("库”活动"),
        aim("**水库"),
        aim("库"),
        aim(period="每月"),
        aim(period="去年"),
        aim(period="2024年"),
        aim(kind="名次"),
        aim(kind="增减"),
        aim(value="待补"),
    ],
)
def test_what_is_no_target_by_itself_is_left_out(tmp_path: Path, row: tuple[Any, ...]) -> None:
    assert not facts(tmp_path, "台账.xlsx", ledger("柳河镇2025年工作计划指标表", "", row)).rows


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (aim(period="2026年"), [RESULT | {"年份": Decimal(2026)}]),
        (aim(period="2026年10月底前"), [RESULT | {"年份": Decimal(2026), "完成时限": "2026年10月底前"}]),
        (aim(section="三、下一步打算"), []),
        (aim(section="二、存在的问题"), []),
        (aim(sentence="力争巡查水库24次。"), []),
        (aim(about="以上"), []),
        (aim(about="余"), [RESULT]),  # nobody writes 24余次
        (aim(about="余", value=20), [RESULT | {"数值": Decimal(20), "概数": "余"}]),
        (aim(about="以上", sentence="已巡查水库24次以上。"), [RESULT]),
    ],
)
def test_of_a_summary_only_results_are_results(
    tmp_path: Path, row: tuple[Any, ...], expected: list[dict[str, Any]]
) -> None:
    found = cells(facts(tmp_path, "台账.xlsx", ledger("柳河镇2025年工作总结指标表", "", row)))
    ahead = [{"目标" if name == "数值" else name: cell for name, cell in one.items()} for one in expected]
    assert found == (ahead if "2026" in row[5] else expected)


def test_figures_of_one_name_that_differ_are_left_out(tmp_path: Path) -> None:
    data = ledger("柳河镇2025年工作计划指标表", "", aim(), aim(value=12), aim("巡查堤防"), aim("巡查堤防"))
    assert {row["名称"] for row in cells(facts(tmp_path, "台账.xlsx", data))} == {"巡查堤防"}


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ({"genre": "计划", "title": "柳河镇2025年工作计划"}, {"目标": Decimal(24), "年份": Decimal(2025)}),
        ({"genre": "计划", "title": None}, {"目标": Decimal(24)}),
        ({"genre": "总结", "title": "柳河镇2025年工作总结"}, {"数值": Decimal(24), "年份": Decimal(2025)}),
        ({"genre": None, "title": "柳河镇情况"}, {}),
    ],
)
def test_extracted_json_is_read_by_its_genre(tmp_path: Path, draft: dict[str, Any], expected: dict[str, Any]) -> None:
    metric = {"text": "24次", "offset": 4, "name": "巡查水库", "value": 24, "unit": "次", "kind": "count"}
    metric |= {"qualifier": [], "period": "全年", "section": "一、防汛", "sentence": "全年巡查水库24次。"}
    tree = {"path": "甲.docx", **draft, "metrics": [metric], "tasks": []}
    for name, text in (
        ("a.json", json.dumps({"version": "1", "files": [tree]})),
        ("b.jsonl", json.dumps(tree) + "\n"),
    ):
        told = {"名称": "巡查水库", "计量单位": "次", "板块": "防汛", **expected}
        assert cells(facts(tmp_path, name, text)) == ([told] if expected else [])


# What people do to ledgers and empty files


@pytest.mark.parametrize(
    ("heads", "row", "expected"),
    [
        (("进展", "备注"), ("已完成", "开展22次"), {"进展": "已完成", "备注": "开展22次", "完成情况": "开展22次"}),
        (("进展", "备注"), ("推进中", "已接入3家"), {"进展": "进行中", "备注": "已接入3家", "完成情况": "已接入3家"}),
        (("进展", "备注"), ("未启动", "等待批复"), {"进展": "未启动", "备注": "等待批复"}),
        (("进展", "备注"), (None, "等待批复"), {"备注": "等待批复"}),
        (("进展", "备注", "完成情况"), ("已完成", "某领导交办", None), {"进展": "已完成", "备注": "某领导交办"}),
    ],
)
def test_remarks_say_what_came_of_a_task(
    tmp_path: Path, heads: tuple[str, ...], row: tuple[Any, ...], expected: dict[str, Any]
) -> None:
    found = facts(tmp_path, "a.xlsx", workbook(("任务", [["任务", *heads], ["整治河道", *row]])))
    assert cells(found, "任务") == [{"任务": "整治河道", **expected}]


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("完成", "已完成"),
        ("已办结。", "已完成"),
        ("办结", "已完成"),
        ("推进中", "进行中"),
        ("正在 推进", "进行中"),
        ("未完成", "进行中"),
        ("未开始", "未启动"),
        ("超期", "逾期"),
        ("取消", "不再推进"),
        ("基本完成", "基本完成"),
    ],
)
def test_words_of_progress_people_write(tmp_path: Path, written: str, word: str) -> None:
    assert cells(facts(tmp_path, "任务.csv", f"任务,进展\n整治河道,{written}\n"), "任务")[0]["进展"] == word


@pytest.mark.parametrize(
    ("written", "theme"),
    [
        ("一、公文办理", "公文办理"),
        ("（二）督查。", "督查"),
        ("(3)督查", "督查"),
        ("1.督查", "督查"),
        ("12、督查", "督查"),
        ("3．督查", "督查"),
        ("第一章 总则", "总则"),
        ("第三部分：督查", "督查"),
        ("二、（一）督查", "督查"),
        ("十四五规划", "十四五规划"),
        ("1.5万亩灌区", "1.5万亩灌区"),
        ("三农工作", "三农工作"),
        ("一、", "一、"),
    ],
)
def test_themes_lose_their_numbers(tmp_path: Path, written: str, theme: str) -> None:
    assert cells(facts(tmp_path, "任务.csv", f"任务,所在章节\n整治河道,{written}\n"), "任务")[0]["板块"] == theme
    assert cells(facts(tmp_path, "a.json", json.dumps({"做法": [{"做法": "整治河道", "板块": written}]})), "做法") == [
        {"做法": "整治河道", "板块": theme}
    ]


def test_lists_are_split_at_line_ends_before_semicolons(tmp_path: Path) -> None:
    for written, parts in (
        ("学习好；作风好", ("学习好", "作风好")),
        ("办文更快；更准\n办会更稳", ("办文更快；更准", "办会更稳")),
        ("办文更快\r\n\r\n办会更稳\n", ("办文更快", "办会更稳")),
    ):
        found = facts(tmp_path, "a.json", json.dumps({"总体目标": written}))
        assert singles(found)["总体目标"] == parts


def test_a_misspelt_head_is_named(tmp_path: Path) -> None:
    table = TABLES["指标"].columns[:5]
    heads = [column.name.replace("名称", "指标名") for column in table]
    rows: list[list[Any]] = [["指标"], [column.about for column in table], heads, ["接收来文", 812, "件", 760, 800]]
    message = refused(tmp_path, "a.xlsx", workbook(("指标", rows)))
    assert "第3行" in message
    assert "没有“指标名”这一栏，是不是想写“指标名称”？" in message
    message = refused(tmp_path, "b.csv", "指标名,数值,计量单位,上年\n接收来文,812,件,760\n")
    assert "没有“指标名”这一栏" in message
    assert "表头里没有“名称”这一栏" in refused(
        tmp_path, "c.xlsx", workbook(("指标", [["指标"], ["数值", "计量单位", "上年"], [812, "件", 760]]))
    )


def test_explanations_are_no_heads(tmp_path: Path) -> None:
    columns = TABLES["问题"].columns
    rows: list[list[Any]] = [
        ["问题"],
        [column.about for column in columns],
        ["事由", "理由"],
        ["反馈不够及时", "人手少"],
    ]
    assert "找不到表头" in refused(tmp_path, "a.xlsx", workbook(("问题", rows)))


# Hostile files


def ole(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + b"".join(name.encode("utf-16-le") for name in names)


ONE_TABLE = workbook(("指标", NUMBERS))


def bomb() -> bytes:
    buffer = io.BytesIO(ONE_TABLE)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/a.xml", "w") as entry:
        for _ in range(60):
            entry.write(b" " * (1 << 20))
    return buffer.getvalue()


def huge_sheet() -> bytes:
    blanks = " " * (30 << 20)
    return with_sheet(workbook(("指标", NUMBERS)), lambda xml: xml.replace("<sheetData>", blanks + "<sheetData>"))


DOCTYPE = '<!DOCTYPE d [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;">]>'

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "空的"),
    "truncated": (lambda: ONE_TABLE[: len(ONE_TABLE) // 2], "损坏"),
    "magic": (lambda: b"PK\3\4", "损坏"),
    "password": (lambda: ole("EncryptedPackage"), "密码"),
    "xls": (lambda: ole("Workbook"), "另存为 .xlsx"),
    "dlp": (lambda: b"%TSD-Header-###%" + b"\x01\x02" * 900, "加密软件"),
    "binary": (lambda: bytes(range(256)) * 40, "加密软件"),
    "pdf": (lambda: b"%PDF-1.7\n", "不是数据文件"),
    "html": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "另存为 .xlsx"),
    "docx": (lambda: package({"word/document.xml": "<w/>"}), "--from"),
    "ods": (lambda: package({"content.xml": "<c/>", "mimetype": "x"}), "OpenDocument"),
    "zip": (lambda: package({"a.txt": "x"}), "压缩包"),
    "sheet-bomb": (huge_sheet, "过大"),
    "entries": (lambda: package({f"xl/{n}.bin": b"" for n in range(5001)}, zipfile.ZIP_STORED), "过大"),
    "doctype": (lambda: with_sheet(ONE_TABLE, lambda xml: DOCTYPE + xml), "恶意"),
    "bad-xml": (lambda: with_sheet(ONE_TABLE, lambda xml: xml.replace("</sheetData>", "")), "有错"),
    "sheets": (lambda: workbook(*((f"表{n}", []) for n in range(201))), "200 张"),
    "columns": (lambda: workbook(("指标", [["名称", "数值"] + [None] * 300 + ["x"]])), "太宽"),
    "string": (lambda: with_shared_strings("<si><t>名称</t></si>", 99_999), "缺失"),
    "number": (lambda: with_sheet(workbook(("指标", NUMBERS)), lambda xml: xml.replace(">812<", ">8x2<")), "B2"),
    "long": (
        lambda: with_sheet(ONE_TABLE, lambda xml: xml.replace("<v>812<", f"<v>{'9' * 33_000}<")),
        "读不出来",
    ),
    "long-text": (
        lambda: with_shared_strings(f"<si><t>{'长' * 32_768}</t></si>", 0),
        "32767",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_the_next_step(tmp_path: Path, name: str) -> None:
    make, words = HOSTILE[name]
    assert words in refused(tmp_path, f"{name}.xlsx", make())


def test_parts_nobody_needs_are_not_unpacked(tmp_path: Path) -> None:
    assert len(cells(facts(tmp_path, "a.xlsx", bomb()))) == 1


def test_merged_areas_without_end(tmp_path: Path) -> None:
    def fill(xml: str) -> str:
        areas = "".join(f'<mergeCell ref="A1:A{1_000_000 + number}"/>' for number in range(50_000))
        return xml.replace("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>")

    rows: list[list[Any]] = [["名称", "数值"], *([f"指标{number}", 1] for number in range(300))]
    assert "合并单元格太多" in refused(tmp_path, "a.xlsx", with_sheet(workbook(("指标", rows)), fill))


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FactError, match="找不到"):
        read(tmp_path / "没有.xlsx", VALUES)
    with pytest.raises(FactError, match="文件夹"):
        read(tmp_path, VALUES)
    large = tmp_path / "大.csv"
    with large.open("wb") as stream:
        stream.truncate(MAX_SIZE + 1)
    with pytest.raises(FactError, match="32 MB"):
        read(large, VALUES)


def test_csv_within_limits(tmp_path: Path) -> None:
    assert "栏" in refused(tmp_path, "a.csv", "名称,数值" + "," * 300 + "\n")
    assert "100000 行" in refused(tmp_path, "b.csv", "名称,数值\n" + "来文,5\n" * 100_001)
    assert "引号" in refused(tmp_path, "c.csv", '名称,数值\n"来文,5\n' + "来文,5\n" * 30_000)


def test_every_table_is_known_by_its_own_head(tmp_path: Path) -> None:
    for table in TABLES.values():
        heads = ",".join(column.name for column in table.columns)
        key = [column.name for column in table.columns].index(table.key[0])
        found = facts(tmp_path, "a.csv", f"{heads}\n{',' * key}甲\n")
        assert list(found.rows) == [table.name]
