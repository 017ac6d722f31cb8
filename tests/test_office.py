from __future__ import annotations

import base64
import http.server
import io
import os
import shutil
import stat
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document as new_docx

from hegao import office, readers
from hegao.compound import streams
from hegao.errors import ReadError
from hegao.model import Edit, Span
from hegao.readers.sniff import kind

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins for soffice are scripts")
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")

LINES = ("关于清理台账的通知", "各科室：", "一、清理范围", "请按时清理台账，逾期“不再受理”。")


def _docx() -> bytes:
    docx_document = new_docx()
    for line in LINES:
        docx_document.add_paragraph(line)
    buffer = io.BytesIO()
    docx_document.save(buffer)
    return buffer.getvalue()


DOCX = _docx()

# What each stand-in sees: its arguments in `called`, one line a call; files to convert, and where to put them.
_HEAD = """#!{python}
import os, pathlib, shutil, subprocess, sys, time
here = pathlib.Path(__file__).parent
with open(here / "called", "a") as log:
    print(*sys.argv[1:], sep="|", file=log)
at = sys.argv.index("--outdir")
out, sources = pathlib.Path(sys.argv[at + 1]), [pathlib.Path(name) for name in sys.argv[at + 2:]]
def make(source, data=(here / "made.docx").read_bytes()):
    out.mkdir(exist_ok=True)
    (out / (source.stem + ".docx")).write_bytes(data)
"""


def stand_in(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is called in the place of soffice; temporary files go to `folder`/scratch."""
    (folder / "made.docx").write_bytes(DOCX)
    (folder / "scratch").mkdir()
    program = folder / "soffice"
    program.write_text(_HEAD.format(python=sys.executable) + code, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("HEGAO_SOFFICE", str(program))
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "scratch"))
    return program


def calls(folder: Path) -> list[list[str]]:
    """The arguments of each call of the stand-in."""
    log = folder / "called"
    return [line.split("|") for line in log.read_text().splitlines()] if log.exists() else []


def ended(pid: int) -> bool:
    """Whether a process is gone or only waits to be buried."""
    for _ in range(50):
        try:
            if Path(f"/proc/{pid}/stat").exists():
                if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                    return True
            else:
                os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.1)
    return False


def rtf(text: str) -> bytes:
    return b"{\\rtf1\\ansi " + "".join(f"\\u{ord(c)}?" for c in text).encode() + b"\\par}"


def test_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HEGAO_SOFFICE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_usual_places", lambda: iter(()))
    for attempt in (
        lambda: office.convert({"稿.doc": b""}, "pdf"),
        lambda: readers.read_bytes(rtf("没有程序"), "稿.rtf"),
    ):
        with pytest.raises(ReadError, match=r"请安装 LibreOffice.*HEGAO_SOFFICE"):
            attempt()
    with pytest.raises(ReadError, match=r"另存为 \.docx"):
        readers.read_bytes(rtf("没有程序"), "稿.rtf")
    monkeypatch.setenv("HEGAO_SOFFICE", str(tmp_path / "soffice"))
    with pytest.raises(ReadError, match="HEGAO_SOFFICE"):
        office.convert({"稿.doc": b""}, "pdf")


def test_a_program_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "soffice").write_text("no program", encoding="utf-8")
    monkeypatch.setenv("HEGAO_SOFFICE", str(tmp_path / "soffice"))
    with pytest.raises(ReadError, match="没有权限"):
        office.convert({"稿.doc": b""}, "docx")


def test_a_call_that_never_ends_is_ended_with_all_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = """
child = subprocess.Popen(["sleep", "300"])
(here / "pids").write_text(f"{os.getpid()} {child.pid}")
time.sleep(300)
"""
    stand_in(tmp_path, code, monkeypatch)
    monkeypatch.setattr(office, "SECONDS", 2)
    started = time.monotonic()
    made = office.convert({"稿.doc": b"x"}, "docx")["稿.doc"]
    assert time.monotonic() - started < 20
    assert isinstance(made, ReadError)
    assert "已停止" in str(made)
    assert all(ended(int(pid)) for pid in (tmp_path / "pids").read_text().split())
    assert not list((tmp_path / "scratch").iterdir())


def test_what_a_wrapper_leaves_behind_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = """
child = subprocess.Popen(["sleep", "300"])
(here / "pids").write_text(str(child.pid))
make(sources[0])
"""
    stand_in(tmp_path, code, monkeypatch)
    assert office.convert({"稿.doc": b"x"}, "docx") == {"稿.doc": DOCX}
    assert ended(int((tmp_path / "pids").read_text()))


@pytest.mark.parametrize(
    "code", ["", "make(sources[0], b'')", "make(sources[0], (here / 'made.docx').read_bytes()[:-60])"]
)
def test_the_file_decides_not_the_return_code(code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path, code, monkeypatch)
    made = office.convert({"稿.doc": b"x"}, "docx")["稿.doc"]
    assert isinstance(made, ReadError)
    assert "请用 Word 或 WPS" in str(made)
    assert not list((tmp_path / "scratch").iterdir())


def test_a_return_code_is_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path, "make(sources[0]); sys.exit(77)", monkeypatch)
    assert office.convert({"稿.doc": b"x"}, "docx") == {"稿.doc": DOCX}


def test_files_go_together_and_those_that_gave_nothing_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = """
for source in sources:
    if source.read_bytes() == b"bad":
        sys.exit(1)
    make(source)
"""
    stand_in(tmp_path, code, monkeypatch)
    files = {"一.doc": b"good", "二.RTF": b"bad", "三 号.doc": b"good"}
    made = office.convert(files, "docx")
    assert (made["一.doc"], made["三 号.doc"]) == (DOCX, DOCX)
    assert isinstance(made["二.RTF"], ReadError)
    named = [[Path(name).suffix for name in call[call.index("--outdir") + 2 :]] for call in calls(tmp_path)]
    assert named == [[".doc", ".rtf", ".doc"], [".rtf"], [".doc"]]
    profiles = {next(one for one in call if "UserInstallation" in one) for call in calls(tmp_path)}
    assert len(profiles) == 3


def test_files_ahead_are_converted_in_one_call_and_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path, "[make(source) for source in sources]", monkeypatch)
    monkeypatch.setattr(office, "AT_ONCE", 3)
    paths = [tmp_path / name for name in ("a.txt", "b.rtf", "c.rtf", "没有.doc", "d.docx", "e.rtf", "f.rtf")]
    for path in paths:
        if path.name != "没有.doc":
            data = DOCX if path.suffix == ".docx" else rtf(f"往前看{path.name}")
            path.write_bytes("正文".encode() if path.suffix == ".txt" else data)
    kinds = []
    for path in readers.ahead(paths):
        if path.exists():
            kinds.append(readers.read(path).kind)
            readers.read(path)
    assert kinds == ["text", "legacy", "legacy", "docx", "legacy", "legacy"]
    assert [len(call) - call.index("--outdir") - 2 for call in calls(tmp_path)] == [2, 2]


def test_a_failure_is_told_each_time_and_tried_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path, "", monkeypatch)
    for _ in range(2):
        with pytest.raises(ReadError, match="转换不了"):
            readers.read_bytes(rtf("转换不了的文件"), "稿.doc")
    assert len(calls(tmp_path)) == 1


def test_what_is_no_draft_never_reaches_libreoffice(
    made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in(tmp_path, "[make(source) for source in sources]", monkeypatch)
    locked = bytearray(made["doc"])
    locked[locked.index(b"\xec\xa5") + 11] |= 1
    refused = {
        "密码": bytes(locked),
        "旧版 Excel": made["xls"],
        "不完整": made["doc"][: len(made["doc"]) // 2],
        "加密软件": b"%TSD-Header-###%" + bytes(2000),
        "过大": _bomb(),
    }
    for says, data in refused.items():
        with pytest.raises(ReadError, match=says):
            readers.read_bytes(data, "稿.doc")
    assert not calls(tmp_path)


def _bomb() -> bytes:
    """An OpenDocument file whose content is far larger than it looks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        with archive.open("content.xml", "w") as entry:
            for _ in range(257):
                entry.write(bytes(1 << 20))
    return buffer.getvalue()


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """The same draft in the formats of old, and a table of Excel's, made by LibreOffice."""
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    filters = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8"}
    last = {"doc": b"", "rtf": b"}", "odt": b"PK\5\6", "xls": b""}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office, "_FILTERS", {**filters, "xls": "xls:MS Excel 97"})
        patch.setattr(office, "_LAST", last)
        found = {name: office.convert({"a.docx": DOCX}, name)["a.docx"] for name in filters}  # type: ignore[arg-type]
        found["xls"] = office.convert({"a.csv": b"a,b\n1,2\n"}, "xls")["a.csv"]  # type: ignore[arg-type]
    assert all(isinstance(one, bytes) for one in found.values())
    return {name: one for name, one in found.items() if isinstance(one, bytes)}


def test_streams_of_a_compound_file_are_told(made: dict[str, bytes]) -> None:
    found = streams(made["doc"])
    assert found["WordDocument"].startswith(b"\xec\xa5")
    assert found["\x01CompObj"].startswith(b"\x01\0\xfe\xff")  # a small one, kept inside another
    assert "Workbook" in streams(made["xls"])
    assert [streams(made["doc"][:cut]) for cut in (0, 40, 600, 5000)] == [{}] * 4
    for at in range(30, 560, 3):  # no loop and no crash, whatever the header says
        streams(made["doc"][:at] + b"\x01\0\0\0" + made["doc"][at + 4 :])


@needs_office
@pytest.mark.parametrize("name", ["doc", "rtf", "odt"])
def test_old_files_are_read_and_come_back_as_docx(name: str, made: dict[str, bytes]) -> None:
    data = made[name]
    assert kind(data, "稿.wps") == "legacy"
    document = readers.read_bytes(data, "稿.wps")
    assert document.kind == "legacy"
    assert tuple(paragraph.text for paragraph in document.paragraphs) == LINES
    assert "LibreOffice" in document.notices[0]
    assert document.layout is not None
    quoted = document.layout().paragraphs[3].letters
    assert all(letters.hint for letters in quoted if letters.start <= LINES[3].index("“") < letters.end)
    fixed = readers.edit_bytes(data, document, [Edit(Span(4, 1, 3), "及时")])
    after = readers.read_bytes(fixed, "稿.docx")
    assert (after.kind, after.paragraphs[3].text) == ("docx", "请及时清理台账，逾期“不再受理”。")


def _with_linked_picture(link: str) -> bytes:
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    docx_document = new_docx()
    docx_document.add_picture(io.BytesIO(picture))
    buffer, changed = io.BytesIO(), io.BytesIO()
    docx_document.save(buffer)
    with zipfile.ZipFile(buffer) as archive, zipfile.ZipFile(changed, "w") as other:
        for name in archive.namelist():
            part = archive.read(name).replace(b"r:embed", b"r:link")
            other.writestr(name, part.replace(b'"media/image1.png"', f'"{link}" TargetMode="External"'.encode()))
    return changed.getvalue()


@needs_office
def test_a_draft_fetches_nothing() -> None:
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        linked = _with_linked_picture(f"http://127.0.0.1:{server.server_port}/a.png")
        assert isinstance(office.convert({"a.docx": linked}, "pdf")["a.docx"], bytes)
    finally:
        server.shutdown()
        server.server_close()
    assert not asked
