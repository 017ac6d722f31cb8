"""What can go wrong, each with a Chinese sentence that says what to do next."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches


class HegaoError(Exception):
    """Shown to the user as it stands, without a traceback."""


class ReadError(HegaoError):
    """A file that can't be read as a draft."""


@contextmanager
def naming(path: object) -> Iterator[None]:
    """Let a ReadError from within begin with the path of the file."""
    try:
        yield
    except ReadError as error:
        raise ReadError(f"{path}: {error}") from error


class RuleError(HegaoError):
    """A rule file that does not hold what it must."""


class ConfigError(HegaoError):
    """A settings file that does not hold what it must."""


class FactError(HegaoError):
    """Data to fill a template with that do not hold, or contradict each other."""


class TemplateError(HegaoError):
    """A template that does not hold what it must, or may not do what it does."""


_REASONS = {
    errno.ENOENT: "文件不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名字太长",
}


def reason(problem: OSError) -> str:
    """What the system has against a file, in Chinese where we know how to say it."""
    return _REASONS.get(problem.errno or 0, problem.strerror or str(problem))


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """The end of a sentence: “，是不是想写 X？” for a near miss, else “，可用的有：A、B、C。”."""
    choices = sorted(allowed)
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"，是不是想写“{near[0]}”？"
    return f"，可用的有：{'、'.join(choices)}。"


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """As `suggestion`, for choices too many to list."""
    near = get_close_matches(word, sorted(allowed), n=1, cutoff=0.6)
    return f"，是不是想写“{near[0]}”？" if near else "。"
