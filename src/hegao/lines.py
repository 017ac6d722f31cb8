"""Characters at their places on pages in (of PDF or OFD), a Document of paragraphs as their writer meant them out.

Lengths are points, x from the left and y downwards from the upper left corner of the sheet.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from time import monotonic
from typing import NamedTuple

from hegao.errors import ReadError
from hegao.markup import addresses, merged
from hegao.model import Document, Paragraph
from hegao.text import NOT_PROSE

MAX_PAGES = 2000
MAX_CHARACTERS = 5_000_000
MAX_ON_PAGE = 200_000  # characters
MAX_SECONDS = 60
MAX_RULINGS = 600  # of one page: more belong to a chart or a map

_NOTICE = (
    "按 {name} 取出的文字核对，只查文字，不查版面；段落按缩进和行尾推断，可能与原稿略有出入，有 Word 原稿的请核对原稿。"
)
_RECOGNISED = "这份 {name} 的文字是扫描后识别出来的，可能有认错的字，请对照原件看结果。"
_HOLES = "有 {count} 个字在 {name} 里没有对应的编码，取不出来，核对时已略过。"
_SCANNED = "{name} 里没有文字，多半是扫描件。请先做文字识别（OCR），或改用 Word 原稿（.docx）。"
_GARBLED = "{name} 里的字没有编码，取出的文字是乱码。请改用 Word 原稿（.docx），或从原稿重新导出一份再试。"
_TOO_LARGE = f"{{name}} 过大（超过 {MAX_PAGES} 页或 {MAX_CHARACTERS // 10_000} 万字），没有读取。请拆成几个文件再试。"
_TOO_SLOW = f"{{name}} 过于复杂，{MAX_SECONDS} 秒没有读完。请拆成几个文件，或改用 Word 原稿（.docx）。"

_LEVEL = 0.45  # ems two characters of one line may stand higher or lower
_MAX_LANES = 4  # texts that lie over each other
_TAB = 1.5  # ems of nothing that must come from a tab stop
_WORD_GAP = 0.2  # ems between Latin words whose space was not written
_SLANT = 0.12  # radians off a quarter turn: what leans more is a watermark
_THIN = 3.0  # points; a ruling is not thicker
_INDENT = 1.2  # ems from the edge: a first line stands in by two, what stands out by less is no indent

# Written for a character by programs that look up a glyph and find its radical.
_RADICALS = str.maketrans(
    "⺁⺄⺇⺈⺊⺋⺍⺎⺑⺓⺔⺕⺗⺙⺛⺟⺠⺢⺣⺥⺧⺨⺩⺫⺬⺭⺮⺯⺰⺱⺳⺶⺷⺹⺺⺻⺼⺽⺾⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⼾",
    "厂乙几刀卜㔾小兀尣幺彑彐心攵旡母民氺灬爫牛犭王罒示礻竹糸纟罓网羊羊耂肀聿月臼艹虎衤覀西见角𧢲讠贝车辶辶辶阝镸長长门阝雨青韦页风飞食饣𩠐马骨鬼鱼鸟卤麦黄齐齿龙龟户",
)
_ODD = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_NOTHING = re.compile("[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_SPACE = re.compile("[ \u00a0\u2000-\u200a\u202f\u3000\t]+")

_PAGE_NUMBER = re.compile(
    r"[—–―－─\-·.~\s]*(?:第\s*)?[0-9０-９]{1,4}(?:\s*页)?(?:\s*[/，,共]{1,2}\s*(?:共\s*)?[0-9]{1,4}(?:\s*页)?)?[—–―－─\-·.~\s]*"
)
_LABEL = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]|第[一二三四五六七八九十百零]{1,5}[章节条]|"
    r"[0-9]{1,2}[.．、](?![0-9])|[①-⑳]|附件[0-9：:]"
)
_APART = re.compile(r"[（(—]|第[一二三四五六七八九十百零]{1,5}[章节]")  # begins no second line of a title
_NOTE = re.compile(r"[①-⑳*†]|\[?[0-9]{1,3}\]?")
_FINAL = tuple("。！？：；!?:;”’）】")
_OPENING = "“‘（《〈【〔「『([{"
_CLOSING = "，。、；：！？,.;:!?”’）》〉】〕」』)]}%％…—"
_WORD = re.compile(r"[A-Za-z0-9.,:/%&@#~_=+\-]")


class Glyph(NamedTuple):
    """A character where it stands."""

    text: str
    x: float  # where it begins, on its baseline
    y: float
    width: float
    size: float
    turn: float = 0.0  # radians its line is turned clockwise


class Ruling(NamedTuple):
    """A drawn line, as the box it takes."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page."""

    width: float
    height: float
    glyphs: Sequence[Glyph]
    rulings: Sequence[Ruling] = ()
    recognised: bool = False  # its text lies unseen over the picture of a scan


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    y: float
    size: float
    unit: float  # how wide its beginning is that no line end may part
    page: int
    column: tuple[float, float] | None = None  # edges of the column or cell it stands in


@dataclass(frozen=True, slots=True)
class _Cell:
    """The lines of one cell of a table, or of a text box."""

    lines: tuple[_Line, ...]
    top: float
    kind: str = "cell"


_Row = list[list[Glyph]]  # its stretches without a wide gap


@dataclass(frozen=True, slots=True)
class _Edges:
    left: float
    right: float


def draft(sheets: Iterable[Sheet], path: str, kind: str) -> Document:
    """The text of all sheets, taken one after the other; a character that cannot be read stands as U+FFFC.

    Lines become paragraphs by indents, ends short of the edge, gaps and sizes; cells of ruled tables are of kind cell;
    page numbers are left out; running headers and footers stand once, at the end, as do footnotes and text boxes.
    Raises ReadError where there is no text, or too much.
    """
    name = kind.upper()
    until = monotonic() + MAX_SECONDS
    flow: list[_Line | _Cell] = []
    papers: list[tuple[int, int]] = []
    recognised = characters = 0
    for page, sheet in enumerate(map(_upright, sheets)):
        papers.append((round(sheet.width), round(sheet.height)))
        characters += len(sheet.glyphs)
        recognised += len(sheet.glyphs) if sheet.recognised else 0
        if page >= MAX_PAGES or characters > MAX_CHARACTERS:
            raise too_large(kind)
        if monotonic() > until:
            raise too_slow(kind)
        flow += _lines(sheet, page)
    flow, around = _without_margins(flow, [height for _, height in papers])
    found: list[Paragraph] = []
    offset = 0
    for text, what, centred in (*_paragraphs(flow, papers), *around):
        skip = merged([*addresses(text), *(match.span() for match in re.finditer(NOT_PROSE, text))])
        found.append(Paragraph(text, offset, what, centred=centred, skip=skip))
        offset += len(text) + 1
    if not found:
        raise ReadError(_SCANNED.format(name=name))
    holes = sum(one.text.count(NOT_PROSE) for one in found)
    if holes * 10 > characters:
        raise ReadError(_GARBLED.format(name=name))
    notices = [_NOTICE.format(name=name)]
    if recognised * 2 > characters:
        notices.append(_RECOGNISED.format(name=name))
    if holes:
        notices.append(_HOLES.format(name=name, count=holes))
    return Document(path, kind, tuple(found), offset - 1, notices=tuple(notices))


def too_large(kind: str) -> ReadError:
    """What to raise for a file of more than MAX_PAGES, MAX_CHARACTERS or, on one page, MAX_ON_PAGE."""
    return ReadError(_TOO_LARGE.format(name=kind.upper()))


def too_slow(kind: str) -> ReadError:
    """What to raise when reading takes longer than MAX_SECONDS."""
    return ReadError(_TOO_SLOW.format(name=kind.upper()))


# --- characters to lines ---------------------------------------------------------------------------------------------


def _upright(sheet: Sheet) -> Sheet:
    """The sheet turned so that most of it reads from left to right; what leans is left out."""
    quarters: list[tuple[int, Glyph]] = []
    for glyph in sheet.glyphs:
        quarter = glyph.turn / (math.pi / 2)
        if abs(quarter - round(quarter)) * math.pi / 2 <= _SLANT:
            quarters.append((round(quarter) % 4, glyph))
    count = Counter(quarter for quarter, glyph in quarters if glyph.text.strip())
    turn = max(sorted(count), key=lambda quarter: count[quarter], default=0)
    width, height = (sheet.height, sheet.width) if turn % 2 else (sheet.width, sheet.height)

    def place(x: float, y: float) -> tuple[float, float]:
        return ((x, y), (y, sheet.width - x), (sheet.width - x, sheet.height - y), (sheet.height - y, x))[turn]

    glyphs: list[Glyph] = []
    for quarter, glyph in quarters:
        x, y = place(glyph.x, glyph.y)
        text = _clean(glyph.text)
        if quarter == turn and text and glyph.size > 0 and -1 <= x <= width + 1 and -1 <= y <= height + 1:
            glyphs.append(Glyph(text, x, y, glyph.width, glyph.size))
    rulings: list[Ruling] = []
    for ruling in sheet.rulings:
        (x0, y0), (x1, y1) = place(ruling.left, ruling.top), place(ruling.right, ruling.bottom)
        rulings.append(Ruling(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return Sheet(width, height, glyphs, rulings, sheet.recognised)


def _clean(text: str) -> str:
    if not text or _UNKNOWN.search(text):
        return NOT_PROSE
    if text.isascii() and text.isprintable():
        return text
    text = _SPACE.sub(lambda match: match[0].replace("\u00a0", " ").replace("\t", " "), _NOTHING.sub("", text))
    return unicodedata.normalize("NFKC", text.translate(_RADICALS)) if _ODD.search(text) else text


def _lines(sheet: Sheet, page: int) -> list[_Line | _Cell]:
    """The lines of a page in reading order, cells of tables where these stand, and then its text boxes."""
    cells, frames, free = _cells(sheet)
    rows, boxes = _apart(_rows(free))
    found: list[_Line | _Cell] = []
    waiting = deque(sorted(cells))
    for parts, column in _in_columns(rows):
        line = _line(parts, page, column)
        if line is None:
            continue
        while waiting and waiting[0][0] < line.y and column is None:
            found.append(_cell(cells[waiting[0]], waiting.popleft(), page))
        found.append(line)
    found += [_cell(cells[key], key, page) for key in waiting]
    found += [_cell(frames[key], key, page, "box") for key in sorted(frames)]
    lines = [_line(parts, page) for parts in boxes]
    return [*found, *(_Cell((line,), line.y, "box") for line in lines if line is not None)]


def _apart(rows: Iterable[_Row]) -> tuple[list[_Row], list[_Row]]:
    """The rows, and those that lie over one that is longer: they stand in text boxes."""
    kept: list[_Row] = []
    boxes: list[_Row] = []
    for row in rows:
        if kept and _overlap(kept[-1], row):
            longer = _extent(row) > _extent(kept[-1])
            boxes.append(kept.pop() if longer else row)
            if not longer:
                continue
        kept.append(row)
    return kept, boxes


def _overlap(above: _Row, row: _Row) -> bool:
    apart = row[0][0].y - above[0][0].y
    return (
        apart < 0.7 * min(above[0][0].size, row[0][0].size)
        and row[0][0].x < _ends(above[-1])
        and above[0][0].x < _ends(row[-1])
    )


def _extent(row: _Row) -> float:
    return _ends(row[-1]) - row[0][0].x


def _rows(glyphs: Iterable[Glyph]) -> list[_Row]:
    """Rows of characters on one baseline from top to bottom, each as its stretches without a wide gap.

    What lies over others, as a text box may over text, makes a row of its own.
    """
    groups: list[list[list[Glyph]]] = []
    for run in sorted(_runs(glyphs), key=lambda run: run[0].y):
        if groups and run[0].y - groups[-1][0][0].y <= _LEVEL * max(run[0].size, groups[-1][0][0].size):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [_stretches(row) for group in groups for row in _lanes(group)]


def _runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """The characters as written: on one baseline, from left to right, without a gap."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run:
            last = run[-1]
            level = abs(glyph.y - last.y) < 0.1 * glyph.size
            if not (level and 0.2 * last.width < glyph.x - last.x < last.width + 0.2 * glyph.size):
                yield run
                run = []
        run.append(glyph)
    if run:
        yield run


def _lanes(runs: list[list[Glyph]]) -> list[list[Glyph]]:
    """Runs on one baseline, put behind each other where they do not lie over each other."""
    lanes: list[list[Glyph]] = []
    last: list[list[Glyph]] = []  # run of each lane
    for run in sorted(runs, key=lambda run: run[0].x):
        if any(_is_twin(run, other) for other in last):
            continue  # printed twice to look bold
        free = next((k for k, lane in enumerate(lanes) if lane[-1].x + 0.15 * lane[-1].width <= run[0].x), None)
        if free is None and len(lanes) < _MAX_LANES:
            lanes.append(list(run))
            last.append(run)
        else:
            lanes[free or 0] += run
            last[free or 0] = run
    for lane in lanes:
        lane.sort(key=lambda glyph: glyph.x)
    return lanes


def _is_twin(run: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    return (
        len(run) == len(other)
        and abs(run[0].x - other[0].x) < 0.2 * run[0].size
        and all(a.text == b.text for a, b in zip(run, other, strict=True))
    )


def _stretches(row: Sequence[Glyph]) -> list[list[Glyph]]:
    found: list[list[Glyph]] = [[row[0]]]
    for glyph in row[1:]:
        last = found[-1][-1]
        if glyph.x - last.x - last.width >= _TAB * max(glyph.size, last.size):
            found.append([])
        found[-1].append(glyph)
    return found


def _in_columns(
    rows: Sequence[_Row],
) -> Iterator[tuple[_Row, tuple[float, float] | None]]:
    """The rows, those of two columns taken apart: the left one first; with the edges of the column."""
    at = 0
    while at < len(rows):
        end, low, high, paired = _band(rows, at)
        left = [[part] for row in rows[at:end] for part in row if _ends(part) <= low + 0.1]
        right = [[part] for row in rows[at:end] for part in row if part[0].x >= high - 0.1]
        if paired >= 6 and min(_breadth(left), _breadth(right)) >= 8:
            for column in (left, right):
                edges = min(parts[0][0].x for parts in column), max(_ends(parts[0]) for parts in column)
                yield from ((parts, edges) for parts in column)
        else:
            end = max(end, at + 1)
            yield from ((row, None) for row in rows[at:end])
        at = end


def _band(rows: Sequence[_Row], at: int) -> tuple[int, float, float, int]:
    """Where rows from `at` on stop leaving one gap free, the gap, and how many of them stand on both sides of it."""
    if len(rows[at]) != 2:
        return at, 0.0, 0.0, 0
    low, high, paired, end = _ends(rows[at][0]), rows[at][1][0].x, 1, at + 1
    while end < len(rows):
        row = rows[end]
        middle = (low + high) / 2
        sides = [part[0].x + _ends(part) < 2 * middle for part in row]
        left = max([low, *(_ends(part) for part, is_left in zip(row, sides, strict=True) if is_left)])
        right = min([high, *(part[0].x for part, is_left in zip(row, sides, strict=True) if not is_left)])
        far = row[0][0].y - rows[end - 1][0][0].y > 3 * row[0][0].size
        if right - left < 0.8 * row[0][0].size or far or len(row) > 2:
            break
        low, high = left, right
        paired += len(set(sides)) == 2
        end += 1
    return end, low, high, paired


def _breadth(column: Sequence[_Row]) -> float:
    """How many ems wide the lines of a column are."""
    return median([(_ends(parts[0]) - parts[0][0].x) / parts[0][0].size for parts in column] or [0.0])


def _ends(part: Sequence[Glyph]) -> float:
    return part[-1].x + part[-1].width


def _line(parts: Sequence[Sequence[Glyph]], page: int, column: tuple[float, float] | None = None) -> _Line | None:
    """A row as a line of text; None where it is blank."""
    gap = "" if len(parts) > 2 and all(len(part) == 1 for part in parts) else "\t"
    text = gap.join(_spaced(part) for part in parts).strip()
    seen = [glyph for part in parts for glyph in part if not glyph.text.isspace()]
    if not seen:
        return None
    sizes: Counter[float] = Counter()
    for glyph in seen:
        sizes[round(glyph.size, 1)] += len(glyph.text)
    size = max(sizes, key=lambda size: (sizes[size], size))
    unit = seen[_unit(seen)]
    return _Line(
        text,
        seen[0].x,
        seen[-1].x + seen[-1].width,
        median(glyph.y for glyph in seen),
        size,
        unit.x + unit.width - seen[0].x,
        page,
        column,
    )


def _spaced(part: Sequence[Glyph]) -> str:
    """The text of a stretch, with the spaces between Latin words that were left out of the file."""
    found = [part[0].text]
    for before, glyph in pairwise(part):
        a, b = before.text[-1], glyph.text[0]
        if (
            glyph.x - before.x - before.width > _WORD_GAP * glyph.size
            and a.isascii()
            and b.isascii()
            and not (a.isspace() or b.isspace() or a in "([" or b in ",.;:!?)]%")
            and not (a.isdigit() and b.isdigit())
        ):
            found.append(" ")
        found.append(glyph.text)
    return "".join(found)


def _unit(glyphs: Sequence[Glyph]) -> int:
    """The last of the first characters between which a line may not end."""
    for at, (glyph, after) in enumerate(pairwise(glyphs)):
        a, b = glyph.text[0], after.text[0]
        one_word = _WORD.match(a) and _WORD.match(b) and after.x - glyph.x - glyph.width <= _WORD_GAP * glyph.size
        if not (one_word or a in _OPENING or b in _CLOSING or '"' in (a, b)):
            return at
    return len(glyphs) - 1


# --- tables ----------------------------------------------------------------------------------------------------------

_Key = tuple[float, float, float, float]  # top, left, bottom and right of a cell


def _cells(sheet: Sheet) -> tuple[dict[_Key, list[Glyph]], dict[_Key, list[Glyph]], list[Glyph]]:
    """The characters within the cells of ruled tables, those in frames that stand alone, and all others."""
    across = _joined((ruling.top, ruling.left, ruling.right) for ruling in sheet.rulings if _lies(ruling))
    down = _joined((ruling.left, ruling.top, ruling.bottom) for ruling in sheet.rulings if _stands(ruling))
    if min(len(across), len(down)) < 2 or len(across) + len(down) > MAX_RULINGS:
        return {}, {}, list(sheet.glyphs)
    cells: defaultdict[_Key, list[Glyph]] = defaultdict(list)
    free: list[Glyph] = []
    for row in _rows(sheet.glyphs):
        y = row[0][0].y - 0.3 * row[0][0].size
        walls = sorted({at for at, start, end in down if start - 2 <= y <= end + 2})
        known: dict[int, _Key | None] = {}
        for glyph in (glyph for part in row for glyph in part):
            at = bisect_left(walls, glyph.x + glyph.width / 2)
            if at not in known:
                known[at] = _cell_at(sheet, walls, at, y, across)
            key = known[at]
            (free if key is None else cells[key]).append(glyph)
    alone = {key for key in cells if not _has_neighbour(key, across, down)}
    boxes = {key for key in alone if key[3] - key[1] <= 0.6 * sheet.width}
    free += [glyph for key in alone - boxes for glyph in cells[key]]
    kept = {key: glyphs for key, glyphs in cells.items() if key not in alone}
    return kept, {key: cells[key] for key in boxes}, free


def _cell_at(
    sheet: Sheet, walls: Sequence[float], at: int, y: float, across: Sequence[tuple[float, float, float]]
) -> _Key | None:
    if not 0 < at < len(walls):
        return None
    left, right = walls[at - 1], walls[at]
    middle = (left + right) / 2
    over = [place for place, start, end in across if start - 3 <= middle <= end + 3]
    top = max((place for place in over if place <= y), default=None)
    bottom = min((place for place in over if place > y), default=None)
    if top is None or bottom is None:
        return None
    is_frame = right - left > 0.7 * sheet.width and bottom - top > 0.5 * sheet.height
    return None if is_frame else (top, left, bottom, right)


def _has_neighbour(
    key: _Key, across: Sequence[tuple[float, float, float]], down: Sequence[tuple[float, float, float]]
) -> bool:
    """Whether rulings of the cell go on beyond it."""
    top, left, bottom, right = key
    return any(
        place in (top, bottom) and (start < left - 5 or end > right + 5) and start <= right and end >= left
        for place, start, end in across
    ) or any(
        place in (left, right) and (start < top - 5 or end > bottom + 5) and start <= bottom and end >= top
        for place, start, end in down
    )


def _joined(rulings: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Rulings on one line that touch, as one: place, start and end."""
    found: list[tuple[float, float, float]] = []
    for _, run in _near(sorted(rulings)):
        place = run[0][0]
        run.sort(key=lambda one: one[1])
        start, end = run[0][1:]
        for _, from_, to in run[1:]:
            if from_ > end + 3:
                found.append((place, start, end))
                start, end = from_, to
            end = max(end, to)
        found.append((place, start, end))
    return found


def _near(
    rulings: Iterable[tuple[float, float, float]],
) -> Iterator[tuple[float, list[tuple[float, float, float]]]]:
    run: list[tuple[float, float, float]] = []
    for ruling in rulings:
        if run and ruling[0] - run[0][0] > 2:
            yield run[0][0], run
            run = []
        run.append(ruling)
    if run:
        yield run[0][0], run


def _lies(ruling: Ruling) -> bool:
    return ruling.bottom - ruling.top <= _THIN and ruling.right - ruling.left >= 2 * _THIN


def _stands(ruling: Ruling) -> bool:
    return ruling.right - ruling.left <= _THIN and ruling.bottom - ruling.top >= 2 * _THIN


def _cell(glyphs: Sequence[Glyph], key: _Key, page: int, kind: str = "cell") -> _Cell:
    lines = [_line(parts, page, (key[1], key[3])) for parts in _rows(glyphs)]
    return _Cell(tuple(line for line in lines if line is not None), key[0], kind)


# --- running headers, page numbers, footnotes ------------------------------------------------------------------------

_Written = tuple[str, str, bool]  # text, kind and whether it is centred


def _without_margins(
    flow: Sequence[_Line | _Cell], heights: Sequence[float]
) -> tuple[list[_Line | _Cell], list[_Written]]:
    """The flow without what stands around the text of its pages, and that: page numbers not at all."""
    pages: defaultdict[int, list[_Line]] = defaultdict(list)
    for line in flow:
        if isinstance(line, _Line):
            pages[line.page].append(line)
    size = _usual_size(flow)
    repeated = _repeated(pages, heights)
    dropped = _heads_again(flow)
    around: dict[str, _Written] = {}
    for page, cell in enumerate(flow):
        if isinstance(cell, _Cell) and cell.kind == "box":
            dropped.add(id(cell))
            around |= {f"\n{page} {number} box": (text, "box", False) for number, text in enumerate(_cell_texts(cell))}
    for page, lines in pages.items():
        height = heights[page]
        last = max(line.y for line in lines)
        for line in lines:
            if line.y == last and last > 0.85 * height and _PAGE_NUMBER.fullmatch(line.text):
                dropped.add(id(line))
            elif _same(line) in repeated:
                dropped.add(id(line))
                kind = "header" if line.y < height / 2 else "footer"
                around.setdefault(_same(line)[0], (line.text, kind, False))
        notes = _footnotes([line for line in lines if id(line) not in dropped], size, height)
        dropped |= {id(line) for line in notes}
        around |= {f"\n{page} {number}": (text, "note", False) for number, text in enumerate(_notes(notes))}
    return [line for line in flow if id(line) not in dropped], list(around.values())


def _heads_again(flow: Sequence[_Line | _Cell]) -> set[int]:
    """The cells of heads that a table repeats where it goes on on the next page."""
    dropped: set[int] = set()
    head: list[str] = []
    run: list[_Cell] = []
    for one in [*flow, None]:
        if isinstance(one, _Cell) and one.lines and (not run or one.lines[0].page == run[0].lines[0].page):
            run.append(one)
            continue
        row = [cell for cell in run if cell.top == run[0].top]
        texts = ["".join(line.text for line in cell.lines) for cell in row]
        if len(texts) > 1 and texts == head:
            dropped |= {id(cell) for cell in row}
        elif run:
            head = texts
        run = [one] if isinstance(one, _Cell) and one.lines else []
    return dropped


def _usual_size(flow: Iterable[_Line | _Cell]) -> float:
    sizes: Counter[float] = Counter()
    for line in flow:
        if isinstance(line, _Line):
            sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _same(line: _Line) -> tuple[str, int]:
    """What a running header is known by on the next page: its words, and where it stands."""
    return re.sub("[0-9]+", "0", line.text), round(line.y / 3)


def _repeated(pages: dict[int, list[_Line]], heights: Sequence[float]) -> set[tuple[str, int]]:
    seen: Counter[tuple[str, int]] = Counter()
    for page, lines in pages.items():
        by_place = sorted(lines, key=lambda line: line.y)
        edge = [line for line in by_place[:2] if line.y < 0.15 * heights[page]]
        edge += [line for line in by_place[-3:] if line.y > 0.85 * heights[page]]
        seen.update({_same(line) for line in edge})
    # Odd and even pages have their own, and the first may have none.
    return {line for line, count in seen.items() if count >= max(2, 0.4 * len(pages))}


def _footnotes(lines: Sequence[_Line], size: float, height: float) -> list[_Line]:
    """The small lines at the foot of a page, when the first of them begins as a note does."""
    if not any(line.size > 0.85 * size for line in lines):
        return []
    foot: list[_Line] = []
    for line in sorted(lines, key=lambda line: line.y, reverse=True):
        if line.size > 0.85 * size or line.y < height / 2:
            break
        foot.append(line)
    foot.reverse()
    start = next((number for number, line in enumerate(foot) if _NOTE.match(line.text)), len(foot))
    return foot[start:]


def _notes(lines: Iterable[_Line]) -> list[str]:
    texts: list[str] = []
    for line in lines:
        if texts and not _NOTE.match(line.text):
            texts[-1] = _run_on(texts[-1], line.text)
        else:
            texts.append(line.text)
    return texts


# --- lines to paragraphs ---------------------------------------------------------------------------------------------


def _paragraphs(flow: Sequence[_Line | _Cell], papers: Sequence[tuple[int, int]]) -> Iterator[_Written]:
    edges = _edges(flow, papers)
    pitch = _pitch(flow)
    size = _usual_size(flow)
    run: list[_Line] = []
    for line in flow:
        if isinstance(line, _Cell):
            yield from _closed(run, edges)
            run = []
            yield from ((text, line.kind, False) for text in _cell_texts(line))
        elif run and _goes_on(run, line, edges[run[-1].page], edges[line.page], pitch, size):
            run.append(line)
        else:
            yield from _closed(run, edges)
            run = [line]
    yield from _closed(run, edges)


def _closed(run: Sequence[_Line], edges: Sequence[_Edges]) -> Iterator[_Written]:
    if run:
        text = run[0].text
        for line in run[1:]:
            text = _run_on(text, line.text)
        yield text, "body", all(_is_centred(line, edges[line.page]) for line in run)


def _goes_on(run: Sequence[_Line], line: _Line, above: _Edges, here: _Edges, pitch: float, usual: float) -> bool:
    """Whether a line belongs to the paragraph of those before it."""
    last = run[-1]
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return False
    # What looks like a gap between two pages or columns is none.
    beside = last.page == line.page and last.column == line.column
    if beside and line.y - last.y > 1.7 * max(pitch, line.size * 1.2):
        return False
    if last.column is not None or line.column is not None:
        above, here = _column_edges(last, above), _column_edges(line, here)
    if line.size > 1.2 * usual and _is_balanced(last, above) and _is_balanced(line, here):
        return beside and not _APART.match(line.text)
    if _is_centred(last, above) and _is_centred(line, here):
        return False
    indent, before = line.left - here.left, last.left - above.left
    hangs = len(run) == 1 and 0 <= before < indent - 0.5 * line.size and before <= 4 * line.size
    # Between Latin and Chinese a quarter em is put in; what hangs mostly ends short of the edge as well.
    between = 0.25 * line.size if last.text[-1].isascii() != line.text[0].isascii() else 0.0
    between += 1.5 * line.size if hangs else 0.0
    if line.unit + between <= above.right - last.right - 0.1 * last.size:
        return False  # it would have had room above
    final = last.text.endswith(_FINAL)
    if final and _LABEL.match(line.text):
        return False
    if indent < _INDENT * line.size:
        return before <= 0.4 * (above.right - above.left)
    if final or indent > 0.4 * (here.right - here.left):
        return False
    if abs(indent - before) <= 0.5 * line.size:  # the whole paragraph stands in
        return not _LABEL.match(line.text)
    return hangs and not _LABEL.match(line.text)


def _column_edges(line: _Line, edges: _Edges) -> _Edges:
    return edges if line.column is None else _Edges(*line.column)


def _is_centred(line: _Line, edges: _Edges) -> bool:
    # A heading that stands in by two characters may happen to end two before the edge.
    return _is_balanced(line, edges) and line.left - edges.left > 2.6 * line.size


def _is_balanced(line: _Line, edges: _Edges) -> bool:
    """Whether a line is as far from one edge as from the other."""
    off = (line.left - edges.left) - (edges.right - line.right)
    return line.column is None and abs(off) <= 1.2 * line.size


def _run_on(text: str, line: str) -> str:
    """The text with the next line: between Latin words the space that the end of the line took."""
    a, b = text[-1:], line[:1]
    both = a.isascii() and b.isascii() and (a.isalpha() or a in ",;:)") and (b.isalpha() or b.isdigit() or b == "(")
    is_address = re.search(r"(?:https?://|www\.)\S*$", text) is not None
    return f"{text} {line}" if both and not is_address else text + line


def _cell_texts(cell: _Cell) -> Iterator[str]:
    """The paragraphs of a cell: its lines end where the next word has no room."""
    text = ""
    before: _Line | None = None
    for line in cell.lines:
        left, right = line.column or (line.left, line.right)
        padding = 0.6 * line.size
        full = before is not None and before.right - before.left + line.unit > right - left - 2 * padding
        if before is not None and full and not (before.text.endswith(_FINAL) and _LABEL.match(line.text)):
            text = _run_on(text, line.text)
        else:
            if text:
                yield text
            text = line.text
        before = line
    if text:
        yield text


def _edges(flow: Sequence[_Line | _Cell], papers: Sequence[tuple[int, int]]) -> list[_Edges]:
    """Where the text begins and ends on each page: as on all pages of that size, or all left (right) ones of them."""
    groups: defaultdict[tuple[int, ...], list[_Line]] = defaultdict(list)
    for line in flow:
        if isinstance(line, _Line) and line.column is None:
            groups[papers[line.page]].append(line)
            groups[(*papers[line.page], line.page % 2)].append(line)
    known: dict[tuple[int, ...], _Edges] = {}
    found: list[_Edges] = []
    for page, paper in enumerate(papers):
        key: tuple[int, ...] = (*paper, page % 2)
        if len(groups[key]) < 8:
            key = paper
        if key not in known:
            known[key] = _edges_of(groups[key], paper[0])
        found.append(known[key])
    return found


def _edges_of(lines: Sequence[_Line], width: float) -> _Edges:
    if not lines:
        return _Edges(0.0, width)
    few = max(2, 0.04 * len(lines))
    left = min(_frequent([line.left for line in lines], few) or [line.left for line in lines])
    rights = Counter(round(line.right / 2) for line in lines)
    place, count = max(rights.items(), key=lambda item: (item[1], item[0]))
    if count >= max(3, 0.2 * len(lines)) and place * 2 > 0.6 * width:
        return _Edges(left, median(line.right for line in lines if round(line.right / 2) == place))
    right = max(_frequent([line.right for line in lines], few) or [line.right for line in lines])
    # Where no line is full, the right margin is likely as wide as the left one.
    return _Edges(left, right if count >= few and right > width - 1.6 * left else max(right, width - left))


def _frequent(places: Sequence[float], count: float) -> list[float]:
    """The places, rounded to two points, that come that often."""
    seen = Counter(round(place / 2) for place in places)
    return [place for place in places if seen[round(place / 2)] >= count]


def _pitch(flow: Sequence[_Line | _Cell]) -> float:
    """From line to line, where most are."""
    steps: Counter[float] = Counter()
    for above, line in pairwise(flow):
        if isinstance(above, _Line) and isinstance(line, _Line) and above.page == line.page and line.y > above.y:
            steps[round(line.y - above.y)] += 1
    return max(steps, key=lambda step: (steps[step], -step), default=0.0)
