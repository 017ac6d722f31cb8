"""A row of figures that `hegao extract` wrote in, the same row as facts out: what a plan says is a target of its year,
what a summary says a result; of other drafts the sentence decides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Literal

from hegao.datafiles.entries import bare_head, column_of, is_nothing, row
from hegao.facts import TABLES, Row, key_of, shown
from hegao.rendering import METRIC_NAMES

FIGURES = TABLES["指标"]

_COUNTED = tuple(METRIC_NAMES[kind] for kind in ("count", "percent", "money", "score"))
_LEDGER_HEADS = {"类别", "原句"}  # no other table of figures has both
_NOTE = re.compile(r"(?:文件：.{1,300}。)?(?:文种：.{1,40}。)?(?:[^，。]{2,4} [0-9]+，)*指标 [0-9]+[，。]")
_FILE = re.compile(r"文件：(.+?)。(?=文种|任务|指标|待补|引用|时间|机构|$)")
_GENRE = re.compile(r"文种：(.+?)。")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_GENRE_END = (
    r"(?=$|[^\w]|[及和与暨以的0-9A-Za-z_]|任务|责任|指标|分工|分解|台账|清单|表|材料|报告|通知|[终定初草]?稿|送审|征求)"
)
_PLANS = re.compile(rf"(?:计划|要点|方案|安排|打算|思路|任务分解|任务分工|任务清单|目标责任书?){_GENRE_END}")
_SUMMARIES = re.compile(rf"(?:总结|小结|汇报|回顾|述职报告){_GENRE_END}")
_AIMS = re.compile(
    r"将(?![近领来])|力争|争取|确保|达到[^，。；]{0,12}以上|不低于|不少于|控制在[^，。；]{0,12}以内|(?:工作|年度|预期|主要)目标[为是：:]"
)
_OVER = re.compile(r"已经?(?!有)|了(?!解)|同比|累计|以来|实现[^，。；]{0,8}目标")
_AHEAD = re.compile(r"力争|下一?步|下一?年|明年|来年|今后")
_AT_LEAST = re.compile(r"以上|以内|以下|不低于|不少于|不超过|至少")
_NO_RESULTS = re.compile(r"问题|不足|短板|差距|困难|打算|计划|思路|努力方向|下一?步|下一?年|明年|来年|今后")  # sections
_BEFORE = re.compile(r"去年|上年|上一年|前年|往年")
_EVERY = re.compile(r"每|逐")
_DUE = re.compile(r"(?:前|底|末|之内|以内)$")
_ALL_YEAR = re.compile(r"(?:全年|今年|本年度?|当年|年度|年内)(?:以来)?")
_IN_BRACKETS = re.compile(r"[（）()\[\]【】〔〕{}《》〈〉]")
_PIECE = re.compile(
    r"[，。；：、,;:!！?？\n]|^(?:[的了和与及或等而]|其中|以及|并且|在(?![册建校职编岗线园逃库读籍押研矿产保训役馆办]))"
    r"|了(?!解)|^自[0-9本去上]|(?:[的了和与及或于为对被由将达至]|其中)$|[*＊_＿□]{1,}|[×✕╳]{2,}|某某|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])"
)
_QUOTES = (("“", "”"), ("‘", "’"))


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of the draft the figures were found in."""

    kind: Literal["plan", "summary", ""] = ""  # "": both, or nobody knows
    year: int | None = None


def source(told: Sequence[str], path: str = "") -> Source:
    """The draft by its title and genre, and its file where these do not say; of several answers the first holds."""
    file = PurePath(path.replace("\\", "/"))
    kinds = next((found for words in (*told, file.stem) if (found := _kinds(words))), [])
    years = next((found for words in (*told, file.stem, path) if (found := _YEAR.findall(words))), [])
    return Source(kinds[0] if len(kinds) == 1 else "", max(map(int, years), default=None))


def _kinds(words: str) -> list[Literal["plan", "summary"]]:
    found: list[Literal["plan", "summary"]] = ["plan"] if _PLANS.search(words) else []
    return [*found, "summary"] if _SUMMARIES.search(words) else found


def ledger_source(heads: Collection[str], above: Sequence[str]) -> Source | None:
    """The draft our own ledger was drawn from, by the heads of its figures and what it says above them: the title, and
    a note with file and genre. None for another table."""
    note = next((text for text in above if _NOTE.match(text)), "")
    if not note and not {bare_head(head) for head in heads} >= _LEDGER_HEADS:
        return None
    file, genre = _FILE.match(note), _GENRE.search(note)
    titles = [text for text in above if text != note]
    return source([*titles, genre[1] if genre else ""], file[1] if file else "")


def figure(raw: Mapping[str, Any], draft: Source, place: str) -> Row | None:
    """The row of a figure; None for one that is no fact by itself, or of which nobody can say whether it was reached.

    FactError as entries.row.
    """
    name, period, sentence, kind, file = (_said(raw, head) for head in ("名称", "年份", "原句", "类别", "文件"))
    draft = source([], file) if file and draft == Source() else draft
    if not (kind or sentence or draft.kind):  # a line somebody added
        return row(FIGURES, raw, place)
    years = {int(year) for year in _YEAR.findall(period)}
    aim = _is_aim(draft, years, period, sentence)
    if aim is False and _is_doubtful(raw, years, sentence):
        return None
    written = bool(kind or sentence)  # by extraction, not by somebody
    if aim is None or (written and not _is_whole(name)) or (aim and written and kind not in _COUNTED):
        return None
    found = row(FIGURES, _as_aim(raw, period) if aim else raw, place)
    if found is None or (aim and not {"目标", "数值"} & set(found.cells)):
        return None
    cells = {name: one for name, one in found.cells.items() if name != "概数" or _is_round(found)}
    year = max(years, default=draft.year) if aim else draft.year
    if year is not None:
        cells.setdefault("年份", Decimal(year))
    return replace(found, cells=cells)


def agreeing(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows without those of one name that give different numbers: their names do not say enough."""
    known: dict[tuple[str, ...], list[Row]] = {}
    for one in rows:
        apart = (shown(one.cells.get(name)) for name in ("计量单位", "板块"))
        known.setdefault((*key_of(one, None), *apart), []).append(one)
    for some in known.values():
        if not any(len({shown(one.cells[n]) for one in some if n in one.cells}) > 1 for n in ("数值", "目标", "名次")):
            yield from some


def _said(raw: Mapping[str, Any], wanted: str) -> str:
    """What stands under a column, or under the head of a note."""
    for head, written in raw.items():
        bare, column = bare_head(head), column_of(head, FIGURES.name)
        means = bare == wanted or (column is not None and column.name == wanted and bare != "类别")
        if means and not is_nothing(written):
            return str(written)
    return ""


def _is_whole(name: str) -> bool:
    """Whether a name says something by itself, no bracket, mask or half of a quotation in it."""
    if len(name) < 2 or _IN_BRACKETS.search(name) or _PIECE.search(name):
        return False
    return all(name.count(first) == name.count(last) for first, last in _QUOTES)


def _is_aim(draft: Source, years: Collection[int], period: str, sentence: str) -> bool | None:
    """Whether a figure is aimed at; None where it is neither an aim nor a result anybody vouches for."""
    if draft.kind == "summary":
        return any(draft.year is not None and year > draft.year for year in years)
    if _EVERY.search(period) or _BEFORE.search(period) or len(years) > 1:
        return None
    if draft.kind == "plan":
        return None if any(draft.year is not None and year < draft.year for year in years) else True
    return True if _AIMS.search(sentence) and not _OVER.search(sentence) else None


def _is_doubtful(raw: Mapping[str, Any], years: Collection[int], sentence: str) -> bool:
    """Whether a figure of a summary may be no result: told among problems or plans, or as a bound to be kept."""
    if _AHEAD.search(sentence) or _NO_RESULTS.search(_said(raw, "板块")):
        return True
    return not years and _AT_LEAST.search(_said(raw, "概数")) is not None and not _OVER.search(sentence)


def _is_round(found: Row) -> bool:
    """Whether a number may be said to be about so many: drafts say 385余条, documents may not."""
    value, unit, about = found.cells.get("数值"), shown(found.cells.get("计量单位")), shown(found.cells.get("概数"))
    if not isinstance(value, Decimal):
        return False
    large, below = re.match("[百千万亿]", unit), about in ("近", "约")
    if unit in ("%", "％"):
        return below
    return not value % 10 or (large is not None and (below or not value % 1))


def _as_aim(raw: Mapping[str, Any], period: str) -> dict[str, Any]:
    """The number of the draft under 目标; a result somebody wrote beside it, as 完成数, stays one."""
    cells: dict[str, Any] = {}
    for head, written in raw.items():
        bare, column = bare_head(head), column_of(head, FIGURES.name)
        if bare == "数值":
            cells.setdefault("目标", written)
        elif bare == "目标" and not is_nothing(written):
            cells["目标"] = written
        elif column is None or column.name not in ("年份", "概数", "目标"):
            cells[head] = written
    if _DUE.search(period):
        cells.setdefault("完成时限", period)
    elif period and not _ALL_YEAR.fullmatch(period):
        cells["年份"] = period
    return cells
