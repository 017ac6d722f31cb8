"""Word files in, as JSON what LibreOffice itself makes of their formats out.

    /usr/bin/python3 tests/office_values.py A.docx B.docx

Run by the Python that has the uno module of LibreOffice. Prints one list a file: its paragraphs (in cells too, in boxes
not), each with its place and its portions of text. Lengths in points. Starts one LibreOffice of its own, in the process
group of this script: whoever runs it ends the group.
"""

# LibreOffice's module uno has no types.
# mypy: ignore-errors

import json
import pathlib
import subprocess
import sys
import tempfile
import time
import uuid

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

CHARACTERS = {
    "size": "CharHeightAsian",
    "latin_size": "CharHeight",
    "bold": "CharWeightAsian",
    "italic": "CharPostureAsian",
    "east_asia": "CharFontNameAsian",
    "ascii": "CharFontName",
    "color": "CharColor",
    "spacing": "CharKerning",
    "scale": "CharScaleWidth",
    "underline": "CharUnderline",
    "strike": "CharStrikeout",
}
PARAGRAPHS = {
    "first": "ParaFirstLineIndent",
    "left": "ParaLeftMargin",
    "right": "ParaRightMargin",
    "before": "ParaTopMargin",
    "after": "ParaBottomMargin",
    "align": "ParaAdjust",
    "snap": "SnapToGrid",
    "outline": "OutlineLevel",
}
HUNDREDTHS = {"spacing", "first", "left", "right", "before", "after"}  # of millimetres


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        name = f"hegao{uuid.uuid4().hex}"
        office = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={pathlib.Path(home, 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--nologo",
                f"--accept=pipe,name={name};urp;StarOffice.ComponentContext",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        desktop = connect(name, office)
        try:
            print(json.dumps([values(desktop, path) for path in sys.argv[1:]]))
        finally:
            desktop.terminate()
            office.wait(20)


def connect(name, office):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(240):
        if office.poll() is not None:
            raise SystemExit("soffice ended")
        try:
            found = resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
            return found.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", found)
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("soffice does not answer")


def values(desktop, path):
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    document = desktop.loadComponentFromURL(pathlib.Path(path).resolve().as_uri(), "_blank", 0, (hidden,))
    try:
        found = []
        read(document.getText(), found, False)
        return found
    finally:
        document.close(True)


def read(text, found, within_table):
    blocks = text.createEnumeration()
    while blocks.hasMoreElements():
        block = blocks.nextElement()
        if block.supportsService("com.sun.star.text.TextTable"):
            for name in block.getCellNames():
                read(block.getCellByName(name), found, True)
        else:
            found.append(paragraph(block, within_table))


def paragraph(block, within_table):
    portions = []
    parts = block.createEnumeration()
    while parts.hasMoreElements():
        part = parts.nextElement()
        if part.TextPortionType in ("Text", "TextField"):
            portions.append([part.getString(), asked(part, CHARACTERS)])
    spacing = block.getPropertyValue("ParaLineSpacing")
    return {
        "portions": portions,
        "table": within_table,
        "label": block.getPropertyValue("ListLabelString"),
        "list": listed(block),
        "line": [spacing.Mode, spacing.Height],
        **asked(block, PARAGRAPHS),
    }


def listed(block):
    """The indents of the list that numbers a paragraph: left and of the first line."""
    rules = block.getPropertyValue("NumberingRules")
    if rules is None:
        return None
    level = {one.Name: one.Value for one in rules.getByIndex(block.getPropertyValue("NumberingLevel"))}
    return [level[name] * 72 / 2540 for name in ("IndentAt", "FirstLineIndent") if name in level]


def asked(element, wanted):
    names = sorted(set(wanted.values()))
    known = dict(zip(names, element.getPropertyValues(tuple(names)), strict=True))
    found = {}
    for key, name in wanted.items():
        value = known[name]
        value = getattr(value, "value", value)  # an enumeration by its name
        found[key] = value * 72 / 2540 if key in HUNDREDTHS and value is not None else value
    return found


if __name__ == "__main__":
    main()
