"""What a unit says of 版头 and 版记 in, checked, and the paragraphs of both after a layout profile out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from hegao.errors import HegaoError, suggestion
from hegao.layout import Profile, Role
from hegao.ooxml.formats import indent, paragraph_format, run_format
from hegao.ooxml.package import W
from hegao.ooxml.schema import PARAGRAPH_ORDER, RUN_ORDER, make, put
from hegao.profile import text_width, width_in_characters
from hegao.text import HAN

KEYS = ("份号", "密级", "紧急程度", "发文机关标志", "发文字号", "签发人", "抄送", "印发机关", "印发日期")

_URGENCIES = ("特急", "加急")  # 7.2.3; the other two are for telegrams
_BLANK = r"【待填[：:][^【】]*】"
_SPACES = re.compile(r"[\s\u3000]+")
_MASK = "XxＸ×*＊"
_NUMBER = re.compile(
    rf"(?:[{HAN}A-Za-z{_MASK}]{{1,20}}|{_BLANK})〔(?:[0-9]{{4}}|20[{_MASK}]{{2}}|{_BLANK})〕"
    rf"(?:[1-9][0-9]*|[{_MASK}]+|{_BLANK})号|{_BLANK}"
)
_NUMBER_MEANT = re.compile(r"(.{1,20}?)[〔［\[【（(〈<]([0-9]{2}|[0-9]{4})年?[〕］\]】）)〉>]第?0*([1-9][0-9]*)号?")
_SECRECY = re.compile(rf"(?:绝密|机密|秘密)(?:★(?:[0-9]+个月|[0-9][0-9年月日天]*前?|长期|启用前|{_BLANK}))?|{_BLANK}")
_SECRECY_MEANT = re.compile(r"(绝密|机密|秘密)[^0-9一-龥]?([0-9]+(?:年|个月|天|日)|长期)")
_DAY = re.compile(r"([0-9]{4})[年\-./]([0-9]{1,2})[月\-./]([0-9]{1,2})日?(?:印发|00:00:00|T00:00:00)?")


@dataclass(frozen=True, slots=True)
class Frame:
    """版头 and 版记; what is empty is not set."""

    copy_number: str = ""  # 份号
    secrecy: str = ""  # 密级和保密期限
    urgency: str = ""  # 紧急程度
    issuer: tuple[str, ...] = ()  # 发文机关标志; of several the lead organ first, “文件” at the end of the last
    number: str = ""  # 发文字号
    signers: tuple[str, ...] = ()  # 签发人, in the order of the organs
    copies: tuple[str, ...] = ()  # 抄送, one group of organs each
    printed_by: str = ""  # 印发机关
    printed_on: str = ""  # 印发日期, as 2025年3月5日


def frame_from(values: Mapping[str, str]) -> Frame | None:
    """The frame its Chinese keys (KEYS) ask for; None where they ask for none; other keys are left alone.

    Blanks 【待填：…】 may stand anywhere. Raises HegaoError for what the standard forbids, with the right form.
    """
    given = {key: str(values[key]).strip() for key in KEYS if str(values.get(key) or "").strip()}
    if not given:
        return None
    head = [key for key in KEYS[:6] if key in given]
    if head and "发文机关标志" not in given:
        raise HegaoError(f"写了{head[0]}就要排版头，还缺“发文机关标志”，请补上，如“云溪市人民政府文件”。")
    if "密级" in given and "份号" not in given:
        raise HegaoError("写了密级，还缺“份号”：涉密公文应当标注份号，请补上，如“000001”。")
    for one, other in (("印发机关", "印发日期"), ("印发日期", "印发机关")):
        if one in given and other not in given:
            raise HegaoError(f"写了{one}，还缺“{other}”：两项在版记里排一行，请补上。")
    return Frame(
        copy_number=_copy_number(given.get("份号", "")),
        secrecy=_secrecy(given.get("密级", "")),
        urgency=_urgency(given.get("紧急程度", "")),
        issuer=_listed(given.get("发文机关标志", "")),
        number=_number(given.get("发文字号", "")),
        signers=_names(re.sub(r"^签发人[：:]", "", given.get("签发人", ""))),
        copies=_copies(given.get("抄送", "")),
        printed_by=given.get("印发机关", ""),
        printed_on=_day(given.get("印发日期", "")),
    )


def masthead(frame: Frame, profile: Profile) -> list[etree._Element]:
    """版头: what stands from the first line to two blank lines under the red rule; nothing without an issuer.

    The issuer's top edge is 35 mm below that of the text area (7.2.4), as near as exact lines tell. A name too long
    for one line is set smaller, then narrower.
    """
    if not frame.issuer:
        return []
    lines = (("copy_number", frame.copy_number), ("secrecy", frame.secrecy), ("secrecy", frame.urgency))
    found = [_paragraph(profile, key, [(text, key)]) for key, text in lines if text]
    below = _ISSUER_TOP - sum(profile.roles[key].line for key, text in lines if text)
    if len(frame.issuer) > 1:
        found += _joint_issue(frame.issuer, profile, below)
    else:
        found.append(_issuer(frame.issuer[0], profile, below))
    found += [make("p"), make("p")]  # 7.2.5 发文字号 two lines below
    number = _number_line(frame, profile)
    put(_properties(number), _rule("bottom", 12, "FF0000", _RULE_BELOW_NUMBER), PARAGRAPH_ORDER)
    return [*found, number, make("p"), make("p")]  # 7.3.1 the title two lines below


def imprint(frame: Frame, profile: Profile) -> list[etree._Element]:
    """版记: 抄送, 印发机关 and 印发日期 between their rules at the foot of the page the text ends on.

    The paragraphs share one frame that is fixed to the bottom of the text area, so the last rule falls on its edge
    (7.4.1); where the text leaves no room, the next page takes the frame. Whether that page is an even one no file can
    say: it depends on the pages Word counts. Add a page break above it if the unit wants the last face even.
    """
    lines: list[etree._Element] = []
    if frame.copies:
        lines.append(_copied(frame, profile))
    if frame.printed_by:
        lines.append(_printed(frame, profile))
    if not lines:
        return []
    return at_foot(lines, profile)


def at_foot(lines: Sequence[etree._Element], profile: Profile) -> list[etree._Element]:
    """The lines of 版记 with their rules, in one frame at the foot of the page, and what the frame is tied to."""
    found = [_ruled(_THICK)]
    for line in lines:
        found += [line, _ruled(_THIN)]
    found[-1] = _ruled(_THICK)
    place = {"w": str(text_width(profile.page)), "hRule": "auto", "wrap": "around", "hSpace": "0", "vSpace": "0"}
    place |= {"vAnchor": "margin", "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom"}
    for paragraph in found:
        put(_properties(paragraph), make("framePr", **place), PARAGRAPH_ORDER)
    return [*found, _strut(1.0)]


# --- values


def _copy_number(text: str) -> str:
    if re.fullmatch(_BLANK, text):
        return text
    if text and not re.fullmatch(r"[0-9]{1,6}", text):
        raise HegaoError(f"份号“{text}”不对，应是 6 位阿拉伯数字，请改成如“000012”。")
    return text.zfill(6) if text else ""


def _secrecy(text: str) -> str:
    if not text or _SECRECY.fullmatch(text):
        return text
    meant = _SECRECY_MEANT.fullmatch(_SPACES.sub("", text))
    right = f"{meant.group(1)}★{meant.group(2)}" if meant else "机密★1年"
    raise HegaoError(f"密级“{text}”的写法不对，应写“绝密”“机密”或“秘密”，有保密期限的写作“{right}”，请修改。")


def _urgency(text: str) -> str:
    if text and text not in _URGENCIES and not re.fullmatch(_BLANK, text):
        raise HegaoError(f"紧急程度“{text}”不对，公文只有这两种{suggestion(text, _URGENCIES)}")
    return text


def _number(text: str) -> str:
    if not text or _NUMBER.fullmatch(text):
        return text
    meant = _NUMBER_MEANT.fullmatch(_SPACES.sub("", text))
    if meant is None:
        raise HegaoError(f"发文字号“{text}”的写法不对，应由机关代字、年份和顺序号组成，请改成如“云政发〔2025〕1号”。")
    year = meant.group(2) if len(meant.group(2)) == 4 else f"20{meant.group(2)}"
    raise HegaoError(f"发文字号“{text}”的写法不对，请改成“{meant.group(1)}〔{year}〕{meant.group(3)}号”。")


def _day(text: str) -> str:
    if not text or re.fullmatch(_BLANK, text):
        return text
    match = _DAY.fullmatch(_SPACES.sub("", text))
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise HegaoError(f"印发日期“{text}”不对，请写明年月日，如“2025年3月5日”。")
    return f"{day.year}年{day.month}月{day.day}日"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[、，,；;\s\u3000]+", text) if name)


def _names(text: str) -> tuple[str, ...]:
    """Names of persons; the blank inside 张　三 parts none."""
    closed = re.sub(rf"(?<![{HAN}])([{HAN}])[\s\u3000]+([{HAN}])(?![{HAN}])", r"\1\2", text)
    return _listed(closed)


def _copies(text: str) -> tuple[str, ...]:
    bare = re.sub(r"^抄[\s\u3000]*送[：:]", "", text)
    return tuple(group for part in re.split(r"[\n；;]+", bare) if (group := part.strip().rstrip("。，,")))


# --- 版头

_ISSUER_TOP = 35 * 72 / 25.4  # points below the top of the text area
_RULE_BELOW_NUMBER = 6  # points below the line: with what the line leaves under the characters, 4 mm
_SMALLEST_ISSUER = 32.0  # points to which a name is made smaller before it is made narrower
_NARROWEST = 0.6
_HIGHEST_JOINT = 170.0  # points for all names of a joint issue: the text must begin on the first page
_KIND, _KIND_WIDTH = 1.3, 2.3  # size of “文件” beside the names', and its column in its own characters
_SIGNED = "签发人："


def _issuer(name: str, profile: Profile, below: float) -> etree._Element:
    """The name, its characters `below` points under the line above."""
    role = profile.roles["issuer"]
    size, narrow = _fitting(name, role, text_width(profile.page) / 20)
    paragraph = _paragraph(profile, "issuer", [(name, "issuer")], size, narrow)
    # Half of what the line has over the size stands above the characters.
    put(_properties(paragraph), _spacing(role.line, max(0.0, below - (role.line - size) / 2)), PARAGRAPH_ORDER)
    return paragraph


def _fitting(name: str, role: Role, width: float) -> tuple[float, float]:
    """Size in points and width of the characters (1 is their own) with which the name fits."""
    across = width_in_characters(name) + 0.1
    size = min(role.size, max(width / across, min(_SMALLEST_ISSUER, role.size)))
    narrow = min(1.0, width / (across * size))
    if narrow < _NARROWEST:
        size, narrow = size * narrow / _NARROWEST, _NARROWEST
    return int(size * 2) / 2, int(narrow * 100) / 100


def _joint_issue(names: Sequence[str], profile: Profile, below: float) -> list[etree._Element]:
    """The names one below the other, spread to one width, and “文件” beside them at half height (7.2.4)."""
    role = profile.roles["issuer"]
    kind = "文件" if names[-1].endswith("文件") else ""
    names = [bare for name in names if (bare := name.removesuffix(kind))]
    width = text_width(profile.page) / 20
    longest = max(width_in_characters(name) for name in names)
    line = min(role.line, _HIGHEST_JOINT / len(names))
    size = min(role.size, line / 1.25, width / (longest + 0.2 + (_KIND_WIDTH * _KIND if kind else 0)))
    size = int(size * 2) / 2
    line = min(line, size * 1.4)
    beside = min(role.size, size * _KIND) if kind else 0.0
    columns = [round((longest + 0.2) * size * 20)] + ([round(_KIND_WIDTH * beside * 20)] if kind else [])
    table = make("tbl")
    properties = make("tblPr")
    properties.extend(
        [make("tblW", w=str(sum(columns)), type="dxa"), make("jc", "center"), make("tblLayout", type="fixed")]
    )
    margins = make("tblCellMar")
    margins.extend([make(side, w="0", type="dxa") for side in ("left", "right")])
    properties.append(margins)
    grid = make("tblGrid")
    grid.extend([make("gridCol", w=str(column)) for column in columns])
    table.extend([properties, grid])
    for index, name in enumerate(names):
        row = make("tr")
        cells = [(_paragraph(profile, "issuer", [(name, "issuer")], size, 1.0, line, "distribute"), columns[0], "")]
        if kind:
            word = [(kind, "issuer")] if index == 0 else []
            merge = "restart" if index == 0 else "continue"
            cells.append((_paragraph(profile, "issuer", word, beside, 1.0, max(line, beside * 1.2)), columns[1], merge))
        for paragraph, column, merge in cells:
            cell, form = make("tc"), make("tcPr")
            form.append(make("tcW", w=str(column), type="dxa"))
            if merge:
                form.append(make("vMerge", merge))
            form.append(make("vAlign", "center"))
            cell.extend([form, paragraph])
            row.append(cell)
        table.append(row)
    return [_strut(max(1.0, below - (line - size) / 2)), table]


def _number_line(frame: Frame, profile: Profile) -> etree._Element:
    """发文字号 in the middle; with 签发人 beside it one character in from either edge, two names a line (7.2.6).

    Lines of signers make one paragraph, so that readers find 签发人 at its front and the rule stands below them all.
    """
    if not frame.signers:
        return _paragraph(profile, "number", [(frame.number, "number")] if frame.number else [])
    size = profile.roles["number"].size
    name = max(map(width_in_characters, frame.signers))
    number = width_in_characters(frame.number) + 1
    across = text_width(profile.page) / 20 / size
    two = len(frame.signers) > 1 and number + 4 + 2 * name + 3 <= across
    start = across - 1 - (4 + (2 * name + 1 if two else name))
    stops = [1.0, start, start + 4, *([start + 5 + name] if two else [])]
    tabs = make("tabs")
    tabs.extend([make("tab", "left", pos=str(round(stop * size * 20))) for stop in stops])
    columns = 2 if two else 1
    rows = [frame.signers[k : k + columns] for k in range(0, len(frame.signers), columns)]
    parts: list[tuple[str, str]] = []
    for index, row in enumerate(rows):
        # Indents would shorten the rule below: tabs set the text in.
        before = ("\v" if index else "") + "\t" + (frame.number if index == len(rows) - 1 else "") + "\t"
        parts.append((before + ("\t" if index else _SIGNED), "number"))
        for place, signer in enumerate(row):
            parts += [("\t", "number")] if place else []
            parts.append((signer, "signer"))
    paragraph = _paragraph(profile, "number", parts)
    put(_properties(paragraph), tabs, PARAGRAPH_ORDER)
    put(_properties(paragraph), make("jc", "left"), PARAGRAPH_ORDER)
    return paragraph


# --- 版记

_THICK, _THIN = 1.0, 0.7  # points: 0.35 mm and 0.25 mm (7.4.1)


def _copied(frame: Frame, profile: Profile) -> etree._Element:
    role = profile.roles["imprint"]
    paragraph = _paragraph(profile, "imprint", [(f"抄送：{'，'.join(frame.copies)}。", "imprint")])
    # Turned lines stand under the first character behind the colon (7.4.2).
    put(_properties(paragraph), indent(role.size, role.left + 3, role.right, -3), PARAGRAPH_ORDER)
    put(_properties(paragraph), make("jc", "both"), PARAGRAPH_ORDER)
    return paragraph


def _printed(frame: Frame, profile: Profile) -> etree._Element:
    role = profile.roles["imprint"]
    text = f"{frame.printed_by}\t{frame.printed_on}印发"
    paragraph = _paragraph(profile, "imprint", [(text, "imprint")])
    tabs = make("tabs")
    tabs.append(make("tab", "right", pos=str(text_width(profile.page) - round(role.right * role.size * 20))))
    put(_properties(paragraph), tabs, PARAGRAPH_ORDER)
    put(_properties(paragraph), make("jc", "left"), PARAGRAPH_ORDER)
    return paragraph


def _ruled(height: float) -> etree._Element:
    """A rule as an empty paragraph in black: LibreOffice gives up the frame for borders."""
    paragraph = _strut(height)
    put(_properties(paragraph), make("shd", "clear", color="auto", fill="000000"), PARAGRAPH_ORDER)
    return paragraph


# --- elements

_MARKS = {"\t": "tab", "\v": "br"}


def _paragraph(
    profile: Profile,
    key: str,
    parts: Sequence[tuple[str, str]],
    size: float | None = None,
    narrow: float = 1.0,
    line: float | None = None,
    align: str | None = None,
) -> etree._Element:
    """A paragraph of one role with texts of this and other roles; nothing of it is left to styles."""
    form = paragraph_format(profile.roles[key], profile)
    if line is not None:
        put(form, _spacing(line), PARAGRAPH_ORDER)
    if align is not None:
        put(form, make("jc", align), PARAGRAPH_ORDER)
    paragraph = make("p")
    paragraph.append(form)
    for text, own in parts:
        look = run_format(profile.roles[own], profile)
        look[0].set(f"{W}hint", "eastAsia")  # for ★
        if size is not None:
            for name in ("sz", "szCs"):
                put(look, make(name, str(round(size * 2))), RUN_ORDER)
        if narrow < 1:
            put(look, make("w", str(round(narrow * 100))), RUN_ORDER)
        run = make("r")
        run.append(look)
        for stretch in re.split(r"([\t\v])", text):
            if stretch in _MARKS:
                run.append(make(_MARKS[stretch]))
            elif stretch:
                words = make("t")
                words.text = stretch
                run.append(words)
        paragraph.append(run)
    return paragraph


def _properties(paragraph: etree._Element) -> etree._Element:
    return paragraph[0]


def _strut(height: float) -> etree._Element:
    """An empty paragraph of an exact height in points."""
    paragraph, form, look = make("p"), make("pPr"), make("rPr")
    look.extend([make("sz", "2"), make("szCs", "2")])
    form.extend([make("widowControl", "0"), make("snapToGrid", "0"), _spacing(height), indent(1), look])
    paragraph.append(form)
    return paragraph


def _spacing(line: float, before: float = 0) -> etree._Element:
    return make("spacing", before=str(round(before * 20)), after="0", line=str(round(line * 20)), lineRule="exact")


def _rule(side: str, weight: int, color: str, space: int) -> etree._Element:
    borders = make("pBdr")
    borders.append(make(side, "single", sz=str(weight), space=str(space), color=color))
    return borders
