"""A seed in, a Word file with styles, tables, lists, theme fonts and revisions of all kinds out."""

from __future__ import annotations

import random

from hostile import W_SPACE, package

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FACES = ("仿宋", "楷体", "黑体", "宋体", "方正小标宋简体", "仿宋_GB2312")
_LATIN = ("Times New Roman", "Arial", "Calibri")
_CHARACTERS = "核稿时逐字看版式与用语是否合于要求各单位按期报送结果"
_PARTS = ("firstRow", "lastRow", "firstCol", "lastCol", "band1Horz", "band2Horz", "band1Vert", "band2Vert",
          "nwCell", "neCell", "swCell", "seCell")  # fmt: skip
_CONDITIONS = ("firstRow", "lastRow", "firstColumn", "lastColumn", "band1Vert", "band2Vert", "band1Horz", "band2Horz",
               "neCell", "nwCell", "seCell", "swCell")  # fmt: skip
_LOOKS = ("firstRow", "lastRow", "firstColumn", "lastColumn", "noHBand", "noVBand")


def draft(seed: int) -> bytes:
    """About 60 paragraphs and some tables; the same for the same seed.

    One kind of style sets switches (bold), another in another draft: where two do, Word turns them over.
    """
    dice = random.Random(seed)
    body = _body(dice)
    styles = _styles(dice, ("paragraph", "character", "table")[seed % 3])
    parts = {
        "word/document.xml": _part("document", f"<w:body>{body}</w:body>"),
        # In single quotes styles.xml is read another way.
        "word/styles.xml": _part("styles", styles.replace("'", '"') if seed % 2 else styles),
        "word/numbering.xml": _part("numbering", _numbering()),
        "word/settings.xml": _part("settings", _settings()),
        "word/theme/theme1.xml": _theme(dice),
    }
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}{kind}+xml"/>'
        for name, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("numbering", "numbering"),
            ("settings", "settings"),
        )
    )
    space = "http://schemas.openxmlformats.org/package/2006/"
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_LINKS}/{name}" Target="{target}"/>'
        for name, target in (
            ("styles", "styles.xml"),
            ("numbering", "numbering.xml"),
            ("settings", "settings.xml"),
            ("theme", "theme/theme1.xml"),
        )
    )
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{space}content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
            f'"application/xml"/>{types}<Override PartName="/word/theme/theme1.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.theme+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{space}relationships"><Relationship Id="r1" Type="{_LINKS}/'
            'officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}relationships">{links}</Relationships>',
            **parts,
        }
    )


def _part(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{W_SPACE}">{content}</w:{root}>'


def _maybe(dice: random.Random, chance: float, made: str) -> str:
    return made if dice.random() < chance else ""


def _one(name: str, value: object) -> str:
    return f"<w:{name} w:val='{value}'/>"


def _switch(dice: random.Random, name: str, chance: float) -> str:
    said = dice.choice(("", "", " w:val='1'", " w:val='true'", " w:val='0'", " w:val='false'"))
    return _maybe(dice, chance, f"<w:{name}{said}/>")


def _fonts(dice: random.Random) -> str:
    said = ""
    for slot, names in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", _FACES)):
        said += _maybe(dice, 0.5, f" w:{slot}='{dice.choice(names)}'")
        theme = dice.choice(("major", "minor")) + ("EastAsia" if slot == "eastAsia" else "HAnsi")
        said += _maybe(dice, 0.3, f" w:{slot}Theme='{theme}'")
    return f"<w:rFonts{said}" + _maybe(dice, 0.4, " w:hint='eastAsia'") + "/>"


def _run_format(dice: random.Random, much: float, style: str = "", switches: bool = True) -> str:
    made = _maybe(dice, 0.3, _one("rStyle", f"{style}{dice.randrange(4)}")) if style else ""
    made += _maybe(dice, much, _fonts(dice))
    made += _switch(dice, "b", much) + _switch(dice, "i", much / 2) if switches else ""
    made += _maybe(dice, much / 3, _one("color", "FF0000"))
    made += _maybe(dice, much / 3, _one("spacing", dice.choice((-6, 20))))
    made += _maybe(dice, much, _one("sz", dice.choice((18, 21, 24, 28, 30, 32, 36, 44))))
    return f"<w:rPr>{made}</w:rPr>"


def _paragraph_format(dice: random.Random, much: float, indent: bool = True) -> str:
    said = "".join(_maybe(dice, 0.5, f" w:{side}='{dice.choice((0, 210, 420, 640))}'") for side in ("left", "right"))
    said += _maybe(dice, 0.6, f" w:{dice.choice(('firstLine', 'hanging'))}='{dice.choice((0, 320, 420, 640))}'")
    lines = ("line='560' w:lineRule='exact'", "line='360' w:lineRule='auto'", "before='120'", "after='60'")
    return (
        _maybe(dice, much / 3, "<w:keepNext/>")
        + _maybe(dice, much, f"<w:spacing w:{dice.choice(lines)}/>")
        + (_maybe(dice, much, f"<w:ind{said}/>") if indent else "")
        + _maybe(dice, much, _one("jc", dice.choice(("left", "center", "right", "both"))))
    )


def _style(kind: str, name: str, content: str, basis: str = "") -> str:
    based = _one("basedOn", basis) if basis else ""
    first = " w:default='1'" if len(name) == 1 else ""
    return f"<w:style w:type='{kind}'{first} w:styleId='{name}'>{_one('name', name)}{based}{content}</w:style>"


def _styles(dice: random.Random, switching: str) -> str:
    margins = "".join(f"<w:{side} w:w='108' w:type='dxa'/>" for side in ("left", "right"))
    basis = f"<w:rPr><w:rFonts w:ascii='Cambria' w:hAnsi='Cambria' w:eastAsia='等线'/>{_one('sz', 22)}</w:rPr>"
    made = f"<w:docDefaults><w:rPrDefault>{basis}</w:rPrDefault></w:docDefaults>"
    made += _style("paragraph", "N", _run_format(dice, 0.5, "", switching == "paragraph"))
    made += _style("table", "T", f"<w:tblPr><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>")
    for number in range(8):
        basis = dice.choice(["N", *(f"P{n}" for n in range(number))])
        content = f"<w:pPr>{_paragraph_format(dice, 0.4)}</w:pPr>"
        content += _run_format(dice, 0.4, "", switching == "paragraph")
        made += _style("paragraph", f"P{number}", content, basis)
    for number in range(4):
        basis = _maybe(dice, 0.5, f"C{number - 1}") if number else ""
        made += _style("character", f"C{number}", _run_format(dice, 0.4, "", switching == "character"), basis)
    for number in range(3):
        parts = "".join(
            f"<w:tblStylePr w:type='{kind}'>{_run_format(dice, 0.5, '', switching == 'table')}</w:tblStylePr>"
            for kind in _PARTS
            if dice.random() < 0.5
        )
        bands = f"<w:tblPr>{_one('tblStyleRowBandSize', 1)}{_one('tblStyleColBandSize', 1)}</w:tblPr>"
        whole = _run_format(dice, 0.4, "", switching == "table")
        made += _style("table", f"T{number}", whole + bands + parts, "T")
    return made


def _numbering() -> str:
    levels = "".join(
        f"<w:lvl w:ilvl='{level}'>{_one('start', 1)}{_one('numFmt', 'chineseCounting')}{_one('lvlText', text)}"
        f"<w:pPr><w:ind w:left='{420 * level + 420}' w:hanging='420'/></w:pPr></w:lvl>"
        for level, text in enumerate(("%1、", "（%2）", "%3."))
    )
    return (
        f"<w:abstractNum w:abstractNumId='0'>{levels}</w:abstractNum><w:num w:numId='1'>"
        f"{_one('abstractNumId', 0)}</w:num>"
    )


def _settings() -> str:
    uri = "http://schemas.microsoft.com/office/word"
    kept = (("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1))
    said = "".join(f"<w:compatSetting w:name='{name}' w:uri='{uri}' w:val='{value}'/>" for name, value in kept)
    return f"<w:themeFontLang w:val='en-US' w:eastAsia='zh-CN'/><w:compat>{said}</w:compat>"


def _theme(dice: random.Random) -> str:
    fonts = "".join(
        f"<a:{kind}Font><a:latin typeface='{dice.choice(_LATIN)}'/><a:ea typeface=''/>"
        f"<a:cs typeface=''/><a:font script='Hans' typeface='{dice.choice(_FACES)}'/></a:{kind}Font>"
        for kind in ("major", "minor")
    )
    return (
        "<a:theme xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' name='T'><a:themeElements>"
        "<a:clrScheme name='c'><a:dk1><a:sysClr val='windowText' lastClr='000000'/></a:dk1></a:clrScheme>"
        f"<a:fontScheme name='f'>{fonts}</a:fontScheme><a:fmtScheme name='m'/></a:themeElements></a:theme>"
    )


def _paragraph(dice: random.Random, number: int, in_table: bool = False) -> str:
    made = _maybe(dice, 0.7, _one("pStyle", f"P{dice.randrange(8)}"))
    listed = not in_table and dice.random() < 0.15
    if listed:
        made += f"<w:numPr>{_one('ilvl', dice.randrange(3))}{_one('numId', 1)}</w:numPr>"
    made += _paragraph_format(dice, 0.3, not listed)
    revision = "w:id='9' w:author='某' w:date='2025-01-01T00:00:00Z'"
    before = f"<w:pPrChange {revision}><w:pPr><w:ind w:left='999'/></w:pPr></w:pPrChange>"
    made += _maybe(dice, 0.1, before)
    runs = f"<w:r><w:t>第{number}段，</w:t></w:r>"
    for _ in range(dice.randrange(1, 6)):
        text = "".join(dice.choices(_CHARACTERS, k=dice.randrange(1, 12))) + _maybe(dice, 0.3, "A1“b”—")
        # In tables LibreOffice lets the table style beat those of characters, and direct formatting that says no more
        # than the defaults of the document.
        form = _maybe(dice, 0.8, _run_format(dice, 0.4, "" if in_table else "C", not in_table))
        runs += f"<w:r>{form}<w:t xml:space='preserve'>{text}</w:t></w:r>"
    return f"<w:p><w:pPr>{made}</w:pPr>{runs}</w:p>"


def _table(dice: random.Random, number: int) -> str:
    rows, columns = dice.randrange(2, 6), dice.randrange(2, 5)
    # Where an end row and an end column meet, LibreOffice lets the column win, Word the row.
    unwanted = dice.choice((_LOOKS[:2], _LOOKS[2:4]))
    wanted = [name for name in _LOOKS if dice.randrange(2) and name not in unwanted]
    look = f" w:val='{sum(32 << at for at, name in enumerate(_LOOKS) if name in wanted):04X}'"
    look += "".join(f" w:{name}='{int(name in wanted)}'" for name in _LOOKS)
    made = "<w:tblGrid>" + "<w:gridCol w:w='2000'/>" * columns + "</w:tblGrid>"
    for row in range(rows):
        across = _bits(wanted, row, rows, ("firstRow", "lastRow", "noHBand"), ("band1Horz", "band2Horz"))
        cells = ""
        for column in range(columns):
            down = _bits(wanted, column, columns, ("firstColumn", "lastColumn", "noVBand"), ("band1Vert", "band2Vert"))
            cells += (
                f"<w:tc><w:tcPr>{_condition(down)}<w:tcW w:w='2000' w:type='dxa'/></w:tcPr>"
                f"{_paragraph(dice, number * 100 + row * 10 + column, True)}</w:tc>"
            )
        made += f"<w:tr><w:trPr>{_condition(across)}</w:trPr>{cells}</w:tr>"
    wide = "<w:tblW w:w='0' w:type='auto'/>"
    return (
        f"<w:tbl><w:tblPr>{_one('tblStyle', f'T{dice.randrange(3)}')}{wide}<w:tblLook{look}/></w:tblPr>{made}</w:tbl>"
    )


def _bits(wanted: list[str], at: int, count: int, ends: tuple[str, str, str], bands: tuple[str, str]) -> str:
    """What Word notes down for a row or column: the end it is, or its band."""
    first, last, none = ends
    if first in wanted and at == 0:
        return first
    if last in wanted and at == count - 1:
        return last
    return "" if none in wanted else bands[(at - (first in wanted)) % 2]


def _condition(*parts: str) -> str:
    return _one("cnfStyle", "".join(str(int(part in parts)) for part in _CONDITIONS))


def _body(dice: random.Random) -> str:
    made = ""
    for number in range(1, 61):
        made += _paragraph(dice, number)
        if number % 12 == 0:
            made += _table(dice, number)
    sides = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588, "header": 851, "footer": 992, "gutter": 0}
    margins = "".join(f" w:{side}='{value}'" for side, value in sides.items())
    return f"{made}<w:p/><w:sectPr><w:pgSz w:w='11906' w:h='16838'/><w:pgMar{margins}/></w:sectPr>"
