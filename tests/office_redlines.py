"""Word files in, what LibreOffice makes of them out: as they are, all tracked changes accepted, all rejected.

    /usr/bin/python3 tests/office_redlines.py FILE… > values.json

For each file, under "plain", "accept" and "reject", its paragraphs in order, those of tables too: the text, the format
of each stretch (characters, size, bold, East Asian font) and of the paragraph (first line, left, line, adjust). With
the Python that has LibreOffice's uno (Debian: python3-uno).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

SECONDS = 60  # until LibreOffice answers
_COMMANDS = {"plain": "", "accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        pipe = f"hegao{os.getpid()}"
        process = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={Path(home, 'profile').as_uri()}",
                "--headless",
                "--norestore",
                f"--accept=pipe,name={pipe};urp;",
            ],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            context = connected(pipe)
            manager = context.ServiceManager
            desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
            values = {name: states(desktop, dispatcher, Path(name)) for name in sys.argv[1:]}
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    json.dump(values, sys.stdout, ensure_ascii=False)
    return 0


def connected(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(SECONDS * 4):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not answer")


def states(desktop: Any, dispatcher: Any, path: Path) -> dict[str, list[Any]]:
    found = {}
    for state, command in _COMMANDS.items():
        hidden = PropertyValue()
        hidden.Name, hidden.Value = "Hidden", True
        document = desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, (hidden,))
        if command:
            dispatcher.executeDispatch(document.getCurrentController().getFrame(), command, "", 0, ())
        found[state] = [values(paragraph) for paragraph in paragraphs(document.Text)]
        document.close(True)
    return found


def paragraphs(text: Any) -> Iterator[Any]:
    blocks = text.createEnumeration()
    while blocks.hasMoreElements():
        block = blocks.nextElement()
        if block.supportsService("com.sun.star.text.TextTable"):
            for name in block.getCellNames():
                yield from paragraphs(block.getCellByName(name))
        else:
            yield block


def values(paragraph: Any) -> list[Any]:
    stretches: list[list[Any]] = []
    portions = paragraph.createEnumeration()
    while portions.hasMoreElements():
        portion = portions.nextElement()
        if not portion.String:
            continue
        look = [portion.CharHeightAsian, portion.CharWeightAsian > 100, portion.CharFontNameAsian]
        if stretches and stretches[-1][1:] == look:
            stretches[-1][0] += len(portion.String)
        else:
            stretches.append([len(portion.String), *look])
    spacing = paragraph.ParaLineSpacing
    place = [
        paragraph.ParaFirstLineIndent,
        paragraph.ParaLeftMargin,
        [spacing.Mode, spacing.Height],
        paragraph.ParaAdjust.value if hasattr(paragraph.ParaAdjust, "value") else paragraph.ParaAdjust,
    ]
    return [paragraph.String, stretches, place]


if __name__ == "__main__":
    sys.exit(main())
