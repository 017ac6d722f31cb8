"""How a draft looks, how it should look, and what mends it: the values layout checks, fixes and typesetting pass on;
nothing computes.

Lengths of the page are millimetres as in the standard, all others points; indents of roles are characters of the role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Align = Literal["left", "center", "right", "both"]
Rule = Literal["exact", "atLeast", "auto"]
Grid = Literal["none", "linesAndChars"]

# What a profile must lay out: the parts of a document (公文要素), in TOML written with hyphens: [roles.table-head].
ROLES: dict[str, str] = {
    "copy_number": "份号",
    "secrecy": "密级和保密期限、紧急程度",
    "issuer": "发文机关标志",
    "number": "发文字号",
    "signer": "签发人姓名",
    "title": "标题",
    "subtitle": "题注",
    "addressee": "主送机关",
    "heading1": "一级标题",
    "heading2": "二级标题",
    "heading3": "三级标题",
    "heading4": "四级标题",
    "body": "正文",
    "caption": "图表标题",
    "picture": "图片",
    "table_head": "表头",
    "table_text": "表格文字",
    "table_number": "表格数字",
    "attachment_note": "附件说明",
    "signature": "署名",
    "date": "成文日期",
    "note": "附注",
    "attachment_label": "附件标识",
    "attachment_title": "附件标题",
    "imprint": "版记",
    "page_number": "页码",
}
BLANK = "blank"  # the role of an empty paragraph


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface by the names its fonts go by."""

    name: str  # as roles call it: 仿宋
    write: str  # the name put into a file
    aliases: tuple[str, ...]  # all names that count as this face, `write` among them


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet and its grid; lengths in millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header: float  # from the edge of the sheet
    footer: float
    lines: int  # a page
    characters: int  # a line
    grid: Grid
    grid_line: int  # twentieths of a point; only where there is a grid
    grid_character: int  # 1/4096 point more (less) than the body's size


@dataclass(frozen=True, slots=True)
class Role:
    """How one part of a document is laid out; indents in its own characters."""

    style: str  # Word's name of the style: its own for Title, heading 1 … and Normal
    face: str  # key of Profile.faces
    size: float  # points
    line: float  # points; of rule auto, lines
    latin: str | None = None  # font of letters and digits where it is not the profile's
    rule: Rule = "exact"
    spacing: float = 0  # of characters, points
    align: Align = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    bold: bool = False
    color: str | None = None  # RRGGBB; None is black
    before: int = 0  # blank lines of body
    after: int = 0
    keep_next: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """Where 署名 and 成文日期 stand; in characters."""

    seal: bool  # whether a seal will be put on
    signature_right: float  # without a seal
    date_shift: float  # without a seal: of the date's first character behind the signature's
    date_right: float  # without a seal: at least, when the date is the longer one
    date_right_sealed: float


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a draft may be from the profile before a check speaks."""

    margin: float  # millimetres, of margins and the sheet
    points: float  # of sizes and line pitches
    characters: float  # of indents


@dataclass(frozen=True, slots=True)
class Profile:
    """All that decides how a document looks."""

    name: str
    title: str  # one line that says what it is
    path: Path
    latin: str  # font of letters and digits
    page: Page
    faces: Mapping[str, Face]
    roles: Mapping[str, Role]
    closing: Closing
    tolerance: Tolerance
    accepts: tuple[Page, ...]  # further pages that count as right, with margins of another reading of the standard


@dataclass(frozen=True, slots=True)
class Indent:
    """Where a paragraph stands, in characters of its own size."""

    left: float = 0
    first: float = 0  # negative: its first line hangs out
    right: float = 0


@dataclass(frozen=True, slots=True)
class Letters:
    """Characters [start, end) of a paragraph that look alike: effective formatting, whatever style it comes from."""

    start: int
    end: int
    ascii: str  # font of ASCII characters; "" where nothing names one
    other: str  # of other Latin characters (hAnsi), of “ ” — … too unless `hint`
    east_asia: str  # of Chinese characters
    size: float
    hint: bool = False  # “ ” — … are set in the Chinese font
    bold: bool = False
    italic: bool = False
    underline: str = ""  # kind of line; "" none
    strike: bool = False
    color: str | None = None  # RRGGBB; None automatic
    highlight: str = ""
    spacing: float = 0  # more (less) between characters
    scale: int = 100  # percent of the width
    position: float = 0  # raised
    raised: str = ""  # superscript subscript


@dataclass(frozen=True, slots=True)
class Border:
    """A rule along a side of a paragraph or table."""

    side: str  # top bottom left right between insideH insideV
    kind: str  # single double thickThinSmallGap …
    width: float
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """What stands in a paragraph beside text: a picture, a drawn line, a box."""

    at: int  # character of the paragraph that stands for it
    kind: Literal["picture", "line", "box", "other"]
    inline: bool  # in the line of text, not floating
    width: float
    height: float
    color: str | None = None  # of a line


@dataclass(frozen=True, slots=True)
class ParagraphLayout:
    """One paragraph's effective formatting."""

    style: str  # name of its style
    letters: tuple[Letters, ...]  # cover the text without gaps, the label of automatic numbering included
    mark: Letters  # of the paragraph mark: how high an empty paragraph is; start and end are len(text)
    align: str  # left center right both distribute …
    left: float = 0
    right: float = 0
    first: float = 0  # negative: hanging
    first_characters: float | None = None  # as the file says in characters; None where it only has a length
    first_length: float | None = None  # as the file says in points beside it
    before: float = 0
    after: float = 0
    line: float = 1  # points; of rule auto, lines
    rule: Rule = "auto"
    snap: bool = True  # to the grid of the page
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False  # begins a page (段前分页)
    outline: int | None = None  # 1–9 of Word's navigation
    borders: tuple[Border, ...] = ()
    breaks: tuple[tuple[int, str], ...] = ()  # character, line page column: set by hand
    fields: tuple[tuple[int, int, str], ...] = ()  # start, end, name: PAGE
    drawings: tuple[Drawing, ...] = ()
    section: int = 0  # index into Layout.sections
    table: int | None = None  # index into Layout.tables, of the innermost
    framed: bool = False  # in a frame of its own (w:framePr)
    deleted: bool = False  # its mark is deleted in a revision: it is part of the next paragraph
    unshown: tuple[Letters, ...] = ()  # what fields without a result so far will look like; start == end


@dataclass(frozen=True, slots=True)
class SectionLayout:
    """One section's page; lengths in millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float  # the gutter not counted
    right: float
    gutter: float
    header: float
    footer: float
    landscape: bool
    grid: str = "none"  # none lines linesAndChars snapToChars
    grid_line: float = 0  # points
    grid_character: float = 0  # points more (less) than the size of Normal
    columns: int = 1
    kind: str = "nextPage"  # how it begins: nextPage continuous oddPage …
    title_page: bool = False  # the first page differs
    number_start: int | None = None
    number_format: str = "decimal"
    # default even first, as inherited from the section before: numbers of their paragraphs; without the key: none
    headers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    footers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One table that holds paragraphs of the document."""

    first: int  # number of its first paragraph
    last: int
    rows: int
    columns: int
    width: float | None  # points; None where the file leaves it to the program
    room: float  # points: width of the text area or cell it stands in
    header_rows: int  # that are repeated on each page
    splitting_rows: int  # that may be split between pages
    exact_rows: int  # of a fixed height
    nested: bool
    section: int
    borders: tuple[Border, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What a Word file says of its looks."""

    paragraphs: tuple[ParagraphLayout, ...]  # one a paragraph of the Document
    sections: tuple[SectionLayout, ...]
    tables: tuple[TableLayout, ...]
    paired: bool  # headers and footers of odd and even pages differ
    mirrored: bool  # margins of even pages are mirrored


@dataclass(frozen=True, slots=True)
class Proof:
    """A draft's layout beside the profile it is judged by (校样)."""

    layout: Layout
    profile: Profile
    roles: tuple[str, ...]  # one a paragraph: keys of ROLES, BLANK, "" for what is no text
    run_ins: Mapping[int, tuple[int, int, str]]  # headings that run into their paragraph: number to start, end, role
    indents: Mapping[int, Indent]  # by number, where a paragraph's place is not its role's: 署名 日期 附件说明 抄送


Target = Literal["letters", "paragraph", "section", "table", "text", "insert", "remove", "page_numbers"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change of layout, to be made at `at`.

    letters: characters [start, end) of paragraph number `at`; values: face (name of a font, Chinese), latin (name of a
        font), size, bold, italic, color (RRGGBB or ""), spacing, hint
    paragraph: number `at`; align, left, first, right (characters, with `size` the points of one), before, after,
        line, rule, snap, keep_next, keep_lines, new_page, outline
    section: index `at`; width, height, top, bottom, left, right, gutter, header, footer (millimetres), landscape,
        grid, grid_line (1/20 point), grid_character (1/4096 point), title_page, number_start ("" for none)
    table: index `at`; header_rows, whole_rows (True), width (points)
    text: characters [start, end) of paragraph number `at`; text (to put there): blanks that stood for an indent
    insert: `count` empty paragraphs of body text ahead of paragraph number `at`
    remove: the empty paragraph number `at`
    page_numbers: the footers of all sections, as the profile has them; no values
    """

    target: Target
    at: int = 0
    start: int = 0
    end: int = 0
    values: Mapping[str, str | float | bool] = field(default_factory=dict)
