"""What a template is filled with: tables and single values with their columns, kinds and other names, and the merging
of several sources into one, which refuses numbers that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from hegao.errors import FactError, did_you_mean
from hegao.text import chinese_number

Kind = Literal["text", "number", "date", "year", "parts", "list"]
# A cell after reading: text and date as text (a date as 2025年6月30日), number and year as Decimal, parts as named
# numbers, list as texts.
Cell = str | Decimal | tuple[tuple[str, Decimal], ...] | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, or one single value."""

    name: str
    kind: Kind
    about: str  # what to write there, for the person who fills it in
    aliases: tuple[str, ...] = ()  # other heads it is known by


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of rows: metrics, tasks, problems …"""

    name: str
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]  # the first one of `key` must be given
    key: tuple[str, ...]  # two rows that agree in these speak of the same thing


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, and where it comes from."""

    table: str
    cells: Mapping[str, Cell]  # by the name of the column; what is not given is left out
    place: str  # 数据.xlsx“指标”第3行, 总结.docx 第12段
    more: tuple[str, ...] = ()  # further places it was found at


@dataclass(frozen=True, slots=True)
class Value:
    """One single value, and where it comes from."""

    cell: Cell
    place: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known to fill in."""

    values: Mapping[str, Value] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)  # by the name of the table, in order


_THEME = Column("板块", "text", "属于哪一块工作，如 文电办理", ("所在章节", "章节", "类别", "section", "theme"))
_OWNER = Column("责任单位", "list", "谁负责，多个用顿号分开", ("牵头单位", "责任部门", "责任人", "owner"))
_DEADLINE = Column("完成时限", "date", "何时完成，如 2025年6月底前", ("时限", "完成时间", "deadline"))
_YEAR = Column("年份", "year", "哪一年的数；不写为本年度", ("年度", "时期", "year", "period"))

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "指标",
            ("指标表", "metrics", "数据"),
            (
                Column("名称", "text", "指标名称，如 接收来文", ("指标名称", "指标", "name")),
                Column(
                    "数值",
                    "number",
                    "本年度完成数",
                    ("完成值", "完成数", "实际完成", "本年", "本期", "数量", "数额", "value"),
                ),
                Column("计量单位", "text", "件、次、万元、% 等", ("单位", "unit")),
                Column(
                    "上年",
                    "number",
                    "上年同期数，用于算同比",
                    ("上年同期", "去年", "上年数", "同期", "prev", "previous"),
                ),
                Column(
                    "目标", "number", "本年度目标，用于算完成率", ("年度目标", "目标值", "计划", "计划数", "target")
                ),
                Column("下年目标", "number", "下一年度目标，写进计划", ("明年目标", "next_target")),
                _THEME,
                Column("动作", "text", "动词，如 接收", ("action",)),
                Column("对象", "text", "宾语，如 来文", ("object",)),
                Column("概数", "text", "只写“余”“多”“近”“约”，整十整百才用", ("约数", "修饰", "approx", "qualifier")),
                Column("构成", "parts", "分项，如 电子300、纸质512", ("其中", "分项", "parts")),
                Column("同比", "number", "已算好的同比（%），会与上年数核对", ("同比增长", "增长率", "growth")),
                Column("完成率", "number", "已算好的完成率（%），会与目标核对", ("rate",)),
                Column("名次", "number", "第几名", ("排名", "rank")),
                Column("上年名次", "number", "上年第几名", ("去年排名", "上年排名", "previous_rank")),
                Column("参评数", "number", "几家参加排名", ("参评家数", "group_size")),
                Column("组别", "text", "在哪些单位里排名，如 市直部门", ("group",)),
                Column("人次", "number", "参加或惠及多少人次", ("参加人次", "people")),
                Column("时长", "number", "多少小时", ("小时", "hours")),
                Column("原因", "text", "升降的主要原因", ("变化原因", "cause")),
                _DEADLINE,
                _YEAR,
            ),
            ("名称", "年份"),
        ),
        Table(
            "任务",
            ("任务分解表", "任务清单", "督查台账", "tasks"),
            (
                Column(
                    "任务",
                    "text",
                    "做什么，动宾齐全，如 修订值班制度",
                    ("任务名称", "工作任务", "重点任务", "事项", "text", "task"),
                ),
                _THEME,
                _OWNER,
                Column("配合单位", "list", "谁配合", ("协办单位", "partners")),
                _DEADLINE,
                Column("目标", "text", "做到什么程度、多少", ("任务目标", "targets", "target")),
                Column("标准", "text", "质量要求", ("工作标准", "standard")),
                Column("进展", "text", "已完成、进行中、未启动、逾期、不再推进", ("状态", "进展情况", "status")),
                Column("完成情况", "text", "结果，如 建成系统并接入12个科室", ("成效", "结果", "落实情况", "result")),
                Column("依据", "text", "哪份文件、哪次会议", ("basis",)),
                _YEAR,
                Column("备注", "text", "不写进文稿", ("note",)),
            ),
            ("任务", "年份"),
        ),
        Table(
            "问题",
            ("存在问题", "problems", "issues"),
            (
                Column("问题", "text", "现象，如 信息报送不够及时", ("存在的问题", "不足", "text", "problem", "issue")),
                Column("表现", "text", "依据、事例", ("事例", "evidence")),
                Column("原因", "text", "为什么", ("成因", "cause")),
                Column("整改措施", "text", "打算怎么改", ("措施", "整改", "remedy", "measure")),
                _OWNER,
                _DEADLINE,
            ),
            ("问题",),
        ),
        Table(
            "做法",
            ("工作做法", "措施", "measures"),
            (
                Column("做法", "text", "动宾短语，如 修订值班制度", ("主要做法", "text", "measure")),
                _THEME,
            ),
            ("做法",),
        ),
        Table(
            "文件",
            ("制度", "文件制度", "documents"),
            (
                Column("名称", "text", "文件名，不带书名号也可", ("文件名称", "文件", "title", "name")),
                Column("动作", "text", "印发、修订、出台、制定", ("方式", "action")),
                Column("文号", "text", "发文字号", ("发文字号", "number")),
                _THEME,
            ),
            ("名称",),
        ),
        Table(
            "荣誉",
            ("表彰", "honours", "honors"),
            (
                Column("名称", "text", "称号，如 文明单位", ("荣誉名称", "称号", "荣誉", "name")),
                Column("授予单位", "text", "谁授予的", ("授予机关", "颁发单位", "grantor")),
                Column("级别", "text", "国家级、省级、市级", ("level",)),
                Column("日期", "date", "何时授予", ("时间", "date")),
                _THEME,
            ),
            ("名称", "授予单位"),
        ),
        Table(
            "板块",
            ("工作板块", "themes", "sections"),
            (
                Column("板块", "text", "一块工作的名字，各表用它归类", ("名称", "theme", "name")),
                Column("标题", "text", "小标题，如 抓公文质量，促运转规范", ("小标题", "heading")),
                Column("总领句", "text", "这一块的第一句", ("导语", "lead")),
            ),
            ("板块",),
        ),
        Table(
            "保障",
            ("保障措施", "safeguards"),
            (
                Column("标题", "text", "如 加强组织领导", ("保障", "heading")),
                Column("内容", "text", "50～90字", ("措施", "text")),
            ),
            ("标题",),
        ),
    )
}

VALUES: dict[str, Column] = {
    column.name: column
    for column in (
        Column("单位名称", "text", "发文单位全称", ("单位", "发文单位", "发文机关", "org")),
        Column("简称", "text", "全文第二次出现起用的简称", ("单位简称", "short")),
        Column("年份", "year", "总结写总结的年份，计划写计划的年份", ("年度", "year")),
        Column("成文日期", "date", "如 2025年1月6日", ("日期", "落款日期", "date")),
        Column("主送", "text", "主送机关，多个用顿号、逗号分开", ("主送机关", "to")),
        Column("领导主体", "text", "在谁的领导下，如 局党组", ("领导", "leader")),
        Column("支持单位", "text", "在谁的支持下", ("支持", "support")),
        Column("指导思想", "text", "固定表述的键，见 hegao templates show", ("guide",)),
        Column("主线", "text", "围绕什么，如 全市水务高质量发展", ("中心工作", "theme")),
        Column("职责", "text", "履行了什么职责，如 参谋助手、综合协调、后勤保障", ("duty",)),
        Column("总体目标", "list", "要达到什么，多条用分号分开", ("工作目标", "goals")),
        Column("评价", "text", "总体评价，须由人写，如 较好完成了年度任务", ("总体评价", "verdict")),
        Column("缩略语", "text", "如 三优：学习优、作风优、氛围优", ("abbr",)),
        Column("结语", "text", "60字以内", ("closing",)),
        Column("份号", "text", "六位数字"),
        Column("密级", "text", "如 秘密★1年", ("密级和保密期限",)),
        Column("紧急程度", "text", "特急或加急"),
        Column("发文机关标志", "text", "如 临江市水务局文件"),
        Column("发文字号", "text", "如 临水发〔2025〕1号", ("文号",)),
        Column("签发人", "text", "上行文写，多人用顿号分开"),
        Column("抄送", "text", "抄送机关", ("抄送机关",)),
        Column("印发机关", "text", "如 临江市水务局办公室"),
        Column("印发日期", "date", "如 2025年1月7日"),
        Column("附件", "list", "附件名称，多个用分号分开", ("附件说明", "attachments")),
        Column("联系人", "text", "姓名"),
        Column("联系电话", "text", "电话"),
    )
}

PROGRESS = ("未启动", "进行中", "已完成", "逾期", "不再推进")  # what 进展 may say
CLOSED = ("已完成", "不再推进")  # what no deadline can pass any more
_APART = ("计量单位", "板块")
_TOO_MUCH = Decimal(10) ** 15
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_PART = re.compile(r"[、，,；;]\s*")
_PART_VALUE = re.compile(r"(.+?)[：:\s]*([0-9][0-9,，]*(?:\.[0-9]+)?)\s*[^0-9]{0,4}")
_ISO_DATE = re.compile(r"([12][0-9]{3})[-/.．]([0-9]{1,2})[-/.．]([0-9]{1,2})(?:[T ][0-9:.]*)?")
_YEAR_TEXT = re.compile(r"((?:19|20)[0-9]{2})(?:\.0)?\s*年?(?:度|全年)?")
_WIDE = str.maketrans("０１２３４５６７８９．，％－", "0123456789.,%-")
_ORDINAL = "[一二三四五六七八九十百0-9０-９]{1,4}"
_LABEL = re.compile(
    rf"(?:第{_ORDINAL}(?:[章节篇]|部分)[、：:]?|[（(]{_ORDINAL}[）)][、.．]?|[一二三四五六七八九十百]{{1,4}}[、.．]"
    r"|[0-9０-９]{1,3}(?:[、）)]|[.．](?![0-9０-９])))\s*"
)
# What people write for the five words of 进展; what says neither of them for certain (基本完成, 延期) is not here.
_PROGRESS: dict[str, str] = {
    word: said
    for said, words in {
        "已完成": "完成 全部完成 已全部完成 已经完成 完成到位 办结 已办结 完结 已完结 办理完毕 已办理 已落实 落实到位 "
        "已销号 销号 已结束",
        "进行中": "推进中 正在推进 持续推进 有序推进 推进 正在进行 办理中 正在办理 实施中 正在实施 开展中 正在开展 "
        "落实中 正在落实 在办 在建 部分完成 未完成 尚未完成 未办结 尚未办结",
        "未启动": "未开始 尚未启动 尚未开始 未开展 尚未开展 未实施 尚未实施 未开工 待启动 没有启动 没有开始",
        "逾期": "超期 已逾期 已超期 超时 逾期未完成 超期未完成 逾期未办结 超期未办结 未按期完成 未按时完成",
        "不再推进": "取消 已取消 终止 已终止 停止 已停止 不再实施 不再开展",
    }.items()
    for word in words.split()
}


def cell(column: Column, raw: Any, place: str) -> Cell | None:
    """What was written for a column as its kind asks; None for nothing. FactError names place, value and what fits."""
    if raw is None or (isinstance(raw, str) and not raw.strip()) or (isinstance(raw, list | tuple) and not raw):
        return None
    if isinstance(raw, bool | bytes | set):
        raise _wrong(column, raw, place, "文字或数字")
    return _READ[column.kind](column, raw, place)


def _text(column: Column, raw: Any, place: str) -> str:
    if isinstance(raw, list | tuple):
        return "、".join(_text(column, one, place) for one in raw)
    if isinstance(raw, Mapping):
        raise _wrong(column, raw, place, "文字")
    if isinstance(raw, date):
        return _date(column, raw, place)
    if isinstance(raw, float | Decimal):
        return plain(_decimal(raw))
    return " ".join(str(raw).split())


def _number(column: Column, raw: Any, place: str) -> Decimal:
    value = _numeral(column, raw, place)
    if abs(value) >= _TOO_MUCH:
        raise _wrong(column, raw, place, "十五位以内的数字（大数用“万”“亿”作单位）")
    return value


def _numeral(column: Column, raw: Any, place: str) -> Decimal:
    if isinstance(raw, int | float | Decimal):
        value = _decimal(raw)
        if not value.is_finite():
            raise _wrong(column, raw, place, "数字")
        return value
    written = str(raw).strip().translate(_WIDE)
    bare = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", written)
    if column.name in ("名次", "上年名次"):
        bare = bare.removeprefix("第").removesuffix("名").removesuffix("位")
    bare = bare.removesuffix("%").strip() if column.name in ("同比", "完成率") else bare
    if _NUMBER.fullmatch(bare):
        try:
            return Decimal(bare)
        except InvalidOperation:
            raise _wrong(column, raw, place, "数字") from None
    raise _wrong(column, raw, place, "只写数字的值（单位写在“计量单位”里，“余”“多”写在“概数”里）")


def _date(column: Column, raw: Any, place: str) -> str:
    if isinstance(raw, datetime | date):
        return f"{raw.year}年{raw.month}月{raw.day}日"
    if isinstance(raw, int | float | Decimal):
        raise _wrong(column, raw, place, "日期，如 2025年6月30日")
    written = " ".join(str(raw).split()).translate(_WIDE)
    iso = _ISO_DATE.fullmatch(written)
    if not iso:
        return written
    try:
        found = date(int(iso.group(1)), int(iso.group(2)), int(iso.group(3)))
    except ValueError:
        raise _wrong(column, raw, place, "真实的日期") from None
    return f"{found.year}年{found.month}月{found.day}日"


def _year(column: Column, raw: Any, place: str) -> Decimal:
    if isinstance(raw, datetime | date):
        return Decimal(raw.year)
    written = str(raw).strip().translate(_WIDE)
    match = _YEAR_TEXT.fullmatch(written)
    value = int(match.group(1)) if match else chinese_number(written.removesuffix("年"))
    if value is None or not 1949 <= value <= 2100:
        raise _wrong(column, raw, place, "四位年份，如 2025")
    return Decimal(value)


def _parts(column: Column, raw: Any, place: str) -> tuple[tuple[str, Decimal], ...]:
    number = Column(column.name, "number", "")
    if isinstance(raw, Mapping):
        return tuple((str(name), _number(number, value, place)) for name, value in raw.items())
    if isinstance(raw, list | tuple):
        pairs = [one for one in raw if isinstance(one, list | tuple) and len(one) == 2]
        if len(pairs) == len(raw):
            return tuple((str(name), _number(number, value, place)) for name, value in pairs)
        raw = "、".join(str(one) for one in raw)
    found = []
    for part in _PART.split(str(raw).strip().translate(_WIDE)):
        match = _PART_VALUE.fullmatch(part.strip())
        if not match:
            raise _wrong(column, raw, place, "分项和数字，如 电子300、纸质512")
        found.append((match.group(1).strip(), Decimal(match.group(2).replace(",", ""))))
    return tuple(found)


def _list(column: Column, raw: Any, place: str) -> tuple[str, ...]:
    if isinstance(raw, list | tuple):
        return tuple(_text(column, one, place) for one in raw if one is not None and str(one).strip())
    written = str(raw).strip()
    if column.name in ("责任单位", "配合单位"):
        marks = r"[、，,；;\r\n]"
    else:
        marks = r"[\r\n]" if re.search(r"[\r\n]", written) else "[；;]"
    return tuple(" ".join(one.split()) for one in re.split(marks, written) if one.strip())


_READ: Mapping[Kind, Callable[[Column, Any, str], Cell]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "year": _year,
    "parts": _parts,
    "list": _list,
}


def _decimal(raw: int | float | Decimal) -> Decimal:
    """A number of a worksheet as a person typed it: 0.1 is 0.1, and 812.0 is 812."""
    value = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    whole = value.is_finite() and abs(value) < _TOO_MUCH and value == value.to_integral_value()
    return value.quantize(Decimal(1)) if whole else value


def plain(value: Decimal) -> str:
    """A number as a document writes it: digits without groups, exponent or zeros at the end."""
    return format(value.normalize() if value % 1 else value.quantize(Decimal(1)), "f")


def _wrong(column: Column, raw: Any, place: str, wanted: str) -> FactError:
    shown = " ".join(str(raw).split())
    shown = shown if len(shown) <= 30 else shown[:30] + "…"
    return FactError(f"{place}：“{column.name}”的值“{shown}”不对，应是{wanted}。请改正后再试。")


def column_named(head: str, columns: Iterable[Column]) -> Column | None:
    """The column a head means: its name, or an alias of it; blanks, brackets and case do not count."""
    bare = re.sub(r"[（(][^（）()]*[）)]|\s|[：:*＊]", "", head).lower()
    columns = tuple(columns)
    return next((one for one in columns if bare == one.name.lower()), None) or next(
        (one for one in columns if bare in one.aliases), None
    )


def table_named(name: str) -> Table | None:
    """The table a sheet, key or file name means."""
    bare = re.sub(r"\s", "", name).lower()
    return TABLES.get(bare) or next((table for table in TABLES.values() if bare in table.aliases), None)


def unknown(what: str, name: str, allowed: Iterable[str], place: str) -> FactError:
    """The error for a sheet, column or value nobody knows; `what` says which of these."""
    return FactError(
        f"{place}：没有“{name}”这{what}{did_you_mean(name, allowed)}用 hegao templates show 模板名 看要填什么。"
    )


def row(table: Table, raw: Mapping[str, Any], place: str) -> Row | None:
    """A row from what stands under the heads of a table; None when nothing does.

    FactError for a head no column has, a value that does not fit, or a row without its name.
    """
    cells: dict[str, Cell] = {}
    for head, value in raw.items():
        column = column_named(head, table.columns)
        if column is None:
            raise unknown("一栏", head, [one.name for one in table.columns], place)
        found = cell(column, value, place)
        if found is not None:
            cells[column.name] = _told(column, found)
    if not cells:
        return None
    if table.key[0] not in cells:
        raise FactError(f"{place}：这一行没有写“{table.key[0]}”。请补上，或删去这一行。")
    return Row(table.name, cells, place)


def _told(column: Column, found: Cell) -> Cell:
    """A theme without its number, 进展 in one of our words: sources are to agree in both."""
    if not isinstance(found, str):
        return found
    if column.name == "板块":
        return without_label(found)
    return progress(found) if column.name == "进展" else found


def progress(text: str) -> str:
    """One of the five words of 进展 for what people write instead, as 办结; anything else as it is."""
    bare = re.sub(r"\s|[。；！]", "", text)
    return _PROGRESS.get(bare, bare)


def without_label(text: str) -> str:
    """A heading without the number in front and the full stop behind: （二）督查。 is 督查."""
    bare = text.strip().rstrip("。")
    while (match := _LABEL.match(bare)) and match.end() < len(bare):
        bare = bare[match.end() :]
    return bare or text


def merge(sources: Sequence[Facts], prefer_later: bool = False) -> Facts:
    """All sources as one: of texts and single values the later source wins, rows of the same key are one row.

    Two numbers for the same thing are a contradiction: FactError names both places, unless `prefer_later`.
    """
    values: dict[str, Value] = {}
    rows: dict[str, dict[tuple[str, ...], Row]] = {}
    for source in sources:
        values |= source.values
    year = values["年份"].cell if "年份" in values else None
    for source in sources:
        for name, some in source.rows.items():
            known = rows.setdefault(name, {})
            for one in some:
                key = key_of(one, year)
                if key in known and _is_another(known[key], one):
                    key = (*key, *(shown(one.cells.get(name)) for name in _APART))
                known[key] = _merged(known[key], one, prefer_later) if key in known else one
    return Facts(values, {name: tuple(known.values()) for name, known in rows.items()})


def _is_another(first: Row, second: Row) -> bool:
    """Whether two rows of one name speak of different things: 100多篇 and 30余万字 of 调研报告."""
    return any(
        name in first.cells and name in second.cells and first.cells[name] != second.cells[name] for name in _APART
    )


def key_of(one: Row, year: Cell | None) -> tuple[str, ...]:
    """What a row speaks of; a row without a year speaks of `year`."""
    written = [one.cells.get(name, year if name == "年份" else "") for name in TABLES[one.table].key]
    action = one.cells.get("动作", "") if one.table == "指标" else ""
    if action and not str(written[0]).startswith(str(action)):
        written[0] = f"{action}{written[0]}"  # 来文 that is 接收 is 接收来文
    return tuple(re.sub(r"[\s“”《》，。、的]", "", str(value)) for value in written)


def _merged(first: Row, second: Row, prefer_later: bool) -> Row:
    for name, value in second.cells.items():
        before = first.cells.get(name)
        numbers = isinstance(value, Decimal | tuple) and isinstance(before, Decimal | tuple)
        exact = TABLES[first.table].columns
        kind = next(one.kind for one in exact if one.name == name)
        if numbers and kind in ("number", "parts") and value != before and not prefer_later:
            what = first.cells[TABLES[first.table].key[0]]
            raise FactError(
                f"“{what}”的{name}前后矛盾：{first.place}是{shown(before)}，{second.place}是{shown(value)}。"
                "请改正其中一处，或加 --prefer-data 以后给的数据为准。"
            )
    return replace(first, cells={**first.cells, **second.cells}, place=second.place, more=(*first.more, first.place))


def shown(value: Cell | None) -> str:
    """A cell in words."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return "、".join(one if isinstance(one, str) else f"{one[0]}{plain(one[1])}" for one in value)
    return value or ""
