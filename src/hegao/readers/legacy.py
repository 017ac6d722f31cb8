"""Bytes of old Word, WPS, RTF and OpenDocument files to the .docx LibreOffice makes of them."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import OrderedDict
from collections.abc import Iterable
from io import BytesIO

from hegao import compound, office
from hegao.errors import ReadError
from hegao.ooxml.package import DAMAGED, MAX_TOTAL

NOTICE = (
    "旧格式文件，由 LibreOffice 转换成 .docx 后核对，改好的副本也是 .docx；"
    "转换可能使版面与原文件略有出入，请对照原文件看。"
)
_MISSING = (
    "这是旧版 Word 或 WPS 文件（.doc、.wps、.rtf、.odt），要由 LibreOffice 转换后核对，但没有找到它。"
    f"{office.INSTALL}；或用 Word、WPS 打开后另存为 .docx。"
)
_TOO_LARGE = "文件展开后过大，疑似异常文件，没有读取。请确认来源；若确是文稿，请另存为 .docx 再试。"

_CHINESE = re.compile("[\u3400-\u9fff]")
_AMBIGUOUS = re.compile("[“”‘’—…·×°]")  # of Chinese and Latin fonts alike; w:hint says which is meant

_KEPT = 2 * office.AT_ONCE  # reading, checking and fixing a file ask for the same conversion
_made: OrderedDict[str, bytes | ReadError] = OrderedDict()


def converted(data: bytes) -> bytes:
    """The file as a .docx. Raises ReadError, also where LibreOffice is missing."""
    prefetch([data])
    made = _made[_name(data)]
    if isinstance(made, ReadError):
        raise ReadError(str(made))  # a kept one would keep all that was at work, too
    return made


def prefetch(files: Iterable[bytes]) -> None:
    """Convert all these in as few calls as can be, for `converted` to find: the last office.AT_ONCE are sure to stay.

    Raises ReadError where LibreOffice is missing.
    """
    wanted: dict[str, bytes] = {}
    for data in files:
        name = _name(data)
        if name in _made:
            _made.move_to_end(name)
        elif name.endswith(".odt") and (problem := _problem(data)):
            _made[name] = problem
        else:
            wanted[name] = data
    if wanted:
        if office.find() is None:
            raise ReadError(_MISSING)
        for name, made in office.convert(wanted, "docx").items():
            try:
                _made[name] = made if isinstance(made, ReadError) else _with_hints(made)
            except ReadError as problem:
                _made[name] = problem
    while len(_made) > _KEPT:
        _made.popitem(last=False)


def _name(data: bytes) -> str:
    """What the file is called here: the same bytes, the same name. Word's own and Kingsoft's .wps are both .doc."""
    suffix = ".doc" if data.startswith(compound.MAGIC) else ".rtf" if data.startswith(b"{\\rtf") else ".odt"
    return hashlib.sha256(data).hexdigest() + suffix


def _with_hints(data: bytes) -> bytes:
    """The .docx with the marks of Chinese text in its Chinese font: LibreOffice forgets which font they stood in."""
    from hegao.ooxml.edit import rewrite
    from hegao.ooxml.package import W, open_package
    from hegao.ooxml.parts import written
    from hegao.ooxml.schema import RUN_ORDER, child_of
    from hegao.ooxml.text import paragraphs, piece_text

    package = open_package(data)
    touched = {}
    for word in paragraphs(package):
        if not _CHINESE.search(word.text):
            continue
        for piece in word.pieces:
            run = piece.element.getparent()
            if run is None or run.tag != f"{W}r" or not _AMBIGUOUS.search(piece_text(piece.element)):
                continue
            form = child_of(run, "rPr")
            child_of(form, "rFonts", RUN_ORDER).set(f"{W}hint", "eastAsia")
            touched[word.part] = run.getroottree().getroot()
    return rewrite(data, package, {part: written(root) for part, root in touched.items()}) if touched else data


def _problem(data: bytes) -> ReadError | None:
    """What is wrong with a zip file that LibreOffice would unpack, however large."""
    try:
        size = sum(info.file_size for info in zipfile.ZipFile(BytesIO(data)).infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ReadError(DAMAGED)
    return ReadError(_TOO_LARGE) if size > MAX_TOTAL else None
