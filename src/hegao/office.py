"""Files of any kind LibreOffice opens in, .docx or PDF out, made in a process and a profile of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path, PurePath
from typing import Literal

from hegao.errors import ReadError, reason

SECONDS = 120  # for one call
EACH = 10  # seconds more for each further file of a call
AT_ONCE = 20  # files in one call

INSTALL = (
    "请安装 LibreOffice（免费，zh-cn.libreoffice.org）后再试；"
    "已经装在别处的，请把其中 soffice 程序的完整路径写进环境变量 HEGAO_SOFFICE"
)
_SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx，再试一次。"
_NOTHING = f"LibreOffice 转换不了这个文件，文件可能已损坏或有打开密码。{_SAVE_AS}"

_FILTERS: Mapping[str, str] = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf:writer_pdf_Export"}
_LAST: Mapping[str, bytes] = {"docx": b"PK\5\6", "pdf": b"%%EOF"}  # stands near the end of a whole file

# A draft runs nothing and fetches nothing, not even a picture it links to. Where it names no language, it is Chinese.
_SETTINGS = {
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent"): "true",
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("org.openoffice.Office.Writer/Content/Update", "Link"): "2",
    ("org.openoffice.Setup/L10N", "ooSetupSystemLocale"): "zh-CN",
}


def find() -> Path | None:
    """The program to call; None where LibreOffice is not installed. Raises ReadError when HEGAO_SOFFICE is wrong."""
    named = os.environ.get("HEGAO_SOFFICE")
    if named:
        if not Path(named).is_file():
            raise ReadError(f"环境变量 HEGAO_SOFFICE 指的文件“{named}”不存在。请改成 soffice 程序的完整路径。")
        return Path(named)
    # soffice.com waits for its end on a console of Windows, soffice.exe may not.
    for name in ("soffice.com", "soffice", "libreoffice") if sys.platform == "win32" else ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((path for path in _usual_places() if path.is_file()), None)


def convert(
    files: Mapping[str, bytes], to: Literal["docx", "pdf"], environment: Mapping[str, str] | None = None
) -> dict[str, bytes | ReadError]:
    """Each file converted, or what is wrong with it; the suffixes of the names tell LibreOffice what they are.

    `environment` is added to that of the process. Raises ReadError where LibreOffice is missing or does not start.
    """
    program = find()
    if program is None:
        raise ReadError(f"没有找到 LibreOffice。{INSTALL}。")
    made: dict[str, bytes | ReadError] = {}
    for some in _groups(list(files), AT_ONCE):
        done, ended = _run(program, {name: files[name] for name in some}, to, environment or {})
        for name in some:
            if name not in done and len(some) > 1:
                # One that brings LibreOffice down takes the others of its call with it.
                one, ended = _run(program, {name: files[name]}, to, environment or {})
                done.update(one)
            late = f"LibreOffice 用了 {SECONDS} 秒还没有转换完这个文件，已停止。{_SAVE_AS}"
            made[name] = done.get(name) or ReadError(_NOTHING if ended else late)
    return made


def _groups(names: list[str], size: int) -> Iterator[list[str]]:
    rest = iter(names)
    while some := list(islice(rest, size)):
        yield some


def _run(
    program: Path, files: Mapping[str, bytes], to: Literal["docx", "pdf"], environment: Mapping[str, str]
) -> tuple[dict[str, bytes], bool]:
    """What one call made of the files, and whether it ended by itself."""
    with tempfile.TemporaryDirectory(prefix="hegao-", ignore_cleanup_errors=True) as scratch:
        home = Path(scratch)
        _write_settings(home / "profile")
        sources = [home / f"{number}{PurePath(name).suffix.lower()}" for number, name in enumerate(files)]
        for source, data in zip(sources, files.values(), strict=True):
            source.write_bytes(data)
        command = [
            str(program),
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            _FILTERS[to],
            "--outdir",
            str(home / "made"),
            *map(str, sources),
        ]
        ended = _ends(command, {**os.environ, **environment}, SECONDS + EACH * (len(files) - 1))
        made: dict[str, bytes] = {}
        for name, source in zip(files, sources, strict=True):
            target = home / "made" / f"{source.stem}.{to}"
            # The return code is 0 whether or not a file was made.
            data = target.read_bytes() if target.is_file() else b""
            if _LAST[to] in data[-70_000:]:
                made[name] = data
        return made, ended


def _ends(command: list[str], environment: Mapping[str, str], seconds: float) -> bool:
    """Run the command in a session of its own; whether it ended in time. Nothing it started outlives it."""
    quiet = subprocess.DEVNULL
    try:
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            process = subprocess.Popen(
                command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, creationflags=flags
            )
        else:
            process = subprocess.Popen(
                command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
            )
    except OSError as problem:
        raise ReadError(f"LibreOffice（{command[0]}）启动不了（{reason(problem)}）。{INSTALL}。") from problem
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        # soffice is a wrapper: its end is not the end of soffice.bin, which would block what follows.
        _end_group(process)
    return True


def _end_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        if process.poll() is None:
            tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    else:
        # All of it may have ended; macOS calls that a lack of permission.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in _SETTINGS.items()
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _usual_places() -> Iterator[Path]:
    if sys.platform == "win32":
        for variable in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"):
            if folder := os.environ.get(variable):
                yield Path(folder) / "LibreOffice" / "program" / "soffice.com"
    elif sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield folder / "LibreOffice.app" / "Contents" / "MacOS" / "soffice"
    else:
        yield Path("/usr/lib/libreoffice/program/soffice")
        yield Path("/usr/lib64/libreoffice/program/soffice")
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
