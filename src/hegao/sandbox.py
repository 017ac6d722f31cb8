"""A template's text and plain values in, the filled text out; whoever wrote the template, it neither looks into Python
nor runs away: what is not our own is rendered in a process of its own, with limits on time, memory and length."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, meta, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as _ALL_FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing

from hegao.errors import TemplateError, did_you_mean, suggestion

SECONDS = 10
MAX_MEMORY = 512 << 20  # bytes of the process that renders
MAX_SOURCE = 1 << 19  # characters of a template
MAX_TEXT = 4 << 20  # bytes of what comes out
MAX_RANGE = 10_000
MAX_REPEAT = 100_000  # characters or members a repeated text or list may have

FILTERS = (
    *("abs", "batch", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "groupby"),
    *(
        "int",
        "items",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "replace",
    ),
    *("reverse", "round", "select", "selectattr", "slice", "sort", "string", "sum", "title", "trim", "truncate"),
    *("unique", "upper"),
)
_EACH = "each"  # put around what a loop goes through
_METHODS: Mapping[type, Collection[str]] = {
    str: (
        *("count", "endswith", "find", "isdigit", "join", "lstrip", "removeprefix", "removesuffix", "replace"),
        *("rstrip", "split", "splitlines", "startswith", "strip"),
    ),
    dict: ("get", "items", "keys", "values"),
    list: ("count", "index"),
    LoopContext: (
        *("changed", "cycle", "depth", "depth0", "first", "index", "index0", "last", "length", "nextitem", "previtem"),
        *("revindex", "revindex0"),
    ),
}

# The marks of a tag in XML, {% %} {{ }} {# #}, which no XML holds as they stand.
XML_MARKS = ("\ue000", "\ue001", "\ue002", "\ue003", "\ue004", "\ue005")
_TEXT_MARKS = ("{%", "%}", "{{", "}}", "{#", "#}")

_FORBIDDEN: Mapping[type[nodes.Node], str] = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from … import",
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.EvalContextModifier: "autoescape",
}
_RESTART = "请简化模板，或减少数据后再试。"
_TOO_LONG = f"用时超过 {SECONDS} 秒，已停下。模板里可能有套得过深的循环，{_RESTART}"
_TOO_BIG = f"占用内存过多，已停下。模板里可能有过大的循环或重复，{_RESTART}"
_KILLED = f"用时过长或占用内存过多，已停下。模板里可能有过大的循环或重复，{_RESTART}"
_TOO_DEEP = f"写得过于复杂（层层嵌套），没有处理。{_RESTART}"
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from hegao.sandbox import serve; serve()"


class Refusal(TemplateError):
    """A template that may not do what it does, or can't be understood; `line` is None where nobody knows."""

    def __init__(self, name: str, line: int | None, reason: str) -> None:
        super().__init__(f"{name}{f' 第 {line} 行' if line else ''}：{reason}")
        self.line = line
        self.reason = reason


class _Timeout(Exception):
    """The time is up."""


def render(
    source: str,
    context: Mapping[str, Any],
    trusted: bool = False,
    *,
    name: str = "模板",
    line: int = 1,
    xml: bool = False,
    limit: int = MAX_TEXT,
) -> str:
    """The filled text. `trusted` is for hegao's own templates only: it is rendered here, without a second process.

    `name` is what an error calls the template, `line` the number of its first line. With `xml` the source is XML whose
    tags stand between XML_MARKS, and values are escaped. `limit`: bytes of the text. Raises Refusal.
    """
    settings: dict[str, Any] = {"source": source, "context": dict(context), "xml": xml, "limit": limit}
    try:
        if len(source) > MAX_SOURCE and not xml:
            raise Refusal(name, None, f"模板过长（超过 {MAX_SOURCE // 10_000} 万字）。请分成几个模板。")
        return _fill(**settings) if trusted else _fill_apart(settings)
    except Refusal as refusal:
        raise Refusal(name, refusal.line and refusal.line + line - 1, refusal.reason) from None


def names(source: str, *, name: str = "模板", line: int = 1, xml: bool = False) -> dict[str, int]:
    """The names a template takes from its context, each with the line it is first used on; nothing of it is run.

    Raises Refusal where the template can't be understood or does what none may.
    """
    # The real filters would be run on constants while names are looked for.
    environment = _environment((), xml)
    never = pass_context(lambda *_: None)
    environment.filters = dict.fromkeys(environment.filters, never)
    environment.tests = dict.fromkeys(environment.tests, never)
    try:
        tree = _parsed(environment, source)
        found = meta.find_undeclared_variables(tree) - set(environment.globals)
    except RecursionError:
        raise Refusal(name, None, _TOO_DEEP) from None
    except TemplateSyntaxError as problem:
        raise Refusal(name, *_syntax(problem, source, _marks(xml), line)) from None
    except Refusal as refusal:
        raise Refusal(name, refusal.line and refusal.line + line - 1, refusal.reason) from None
    lines: dict[str, int] = {}
    for node in tree.find_all(nodes.Name):
        if node.name in found and node.ctx == "load":
            lines.setdefault(node.name, node.lineno + line - 1)
    return lines


def uses(source: str, *, xml: bool = False) -> tuple[frozenset[str], frozenset[str]]:
    """Of a source that `names` takes: names gone through one by one, and names it asks whether anything is given."""
    tree = _parsed(_environment((), xml), source)
    many: list[nodes.Node] = [loop.iter for loop in tree.find_all(nodes.For)]
    many += [one.node for one in tree.find_all(nodes.Filter) if one.name in ("join", "first", "last") and one.node]
    asked: list[nodes.Node] = [node.test for node in tree.find_all(nodes.If)]
    asked += [node.test for node in tree.find_all(nodes.CondExpr)]
    asked += [node.left for node in tree.find_all(nodes.Or)]
    return _bare_names(many), _bare_names(asked)


def _bare_names(found: Iterable[nodes.Node]) -> frozenset[str]:
    return frozenset(node.name for node in found if isinstance(node, nodes.Name))


def serve() -> None:
    """The other process: a request on standard input, the answer on standard output, both JSON."""
    request = json.loads(sys.stdin.buffer.read())
    _set_limits(request.pop("seconds"))
    answer: dict[str, Any]
    try:
        answer = {"text": _fill(**request)}
    except Refusal as refusal:
        answer = {"line": refusal.line, "reason": refusal.reason}
    except _Timeout:  # before the template began to speak
        answer = {"line": None, "reason": _TOO_LONG}
    except MemoryError:
        answer = {"line": None, "reason": _TOO_BIG}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _fill_apart(request: Mapping[str, Any]) -> str:
    # The path is handed over because an isolated interpreter forgets PYTHONPATH; the current folder is nobody's code.
    path = json.dumps([entry for entry in sys.path if entry])
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-c", _START, path],
            input=json.dumps({**request, "seconds": SECONDS}).encode(),
            capture_output=True,
            timeout=SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refusal("", None, _TOO_LONG) from None
    except OSError as problem:
        raise Refusal("", None, f"启动不了填写模板的进程（{problem.strerror}）。请关闭一些程序后再试。") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:  # ended by the system
        raise Refusal("", None, _KILLED) from None
    if "text" not in answer:
        raise Refusal("", answer["line"], answer["reason"])
    return str(answer["text"])


def _set_limits(seconds: int) -> None:
    try:
        import resource
        import signal
    except ImportError:  # Windows has neither; there the waiting process keeps the time
        return
    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, seconds + 2),
        (resource.RLIMIT_FSIZE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # a stricter limit is there already, or the system knows none
            continue

    def stop(*_: object) -> NoReturn:
        raise _Timeout

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _fill(source: str, context: Mapping[str, Any], xml: bool, limit: int) -> str:
    environment = _environment(context, xml)
    parts: list[str] = []
    size = 0
    try:
        tree = _parsed(environment, source)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = nodes.Filter(
                loop.iter, _EACH, [], [], None, None, lineno=loop.iter.lineno, environment=environment
            )
        template = environment.from_string(tree)
        for part in template.root_render_func(template.new_context(dict(context))):
            size += len(part.encode("utf-8", "replace"))
            if size > limit:
                reason = f"填出来的内容过长（超过 {limit >> 20} MB），已停下。{_RESTART}"
                raise Refusal("", None, reason)
            parts.append(part)
    except TemplateSyntaxError as problem:
        raise Refusal("", *_syntax(problem, source, _marks(xml), 1)) from None
    except RecursionError as problem:
        raise Refusal("", _line(problem.__traceback__), _TOO_DEEP) from None
    except _Timeout as problem:
        raise Refusal("", _line(problem.__traceback__), _TOO_LONG) from None
    except (MemoryError, OverflowError) as problem:
        raise Refusal("", _line(problem.__traceback__), _TOO_BIG) from None
    except (UndefinedError, SecurityError) as problem:
        raise Refusal("", _line(problem.__traceback__), str(problem)) from None
    except SyntaxError:  # Python's own limit on blocks in blocks
        raise Refusal("", None, _TOO_DEEP) from None
    except Refusal:
        raise
    except Exception as problem:
        reason = f"这里的写法算不出来（{problem}）。请检查这一处的名字、过滤器和比较。"
        raise Refusal("", _line(problem.__traceback__), reason) from None
    return "".join(parts)


def _line(trace: TracebackType | None) -> int | None:
    """The line of the template an error came from; the innermost, where macros call each other."""
    found = None
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            found = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return found


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja with plain values only: the keys of a row, a few methods of texts, loops."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, Namespace):
            return not attr.startswith("_")
        return any(isinstance(obj, kind) and attr in some for kind, some in _METHODS.items())

    def wrap_str_format(self, value: Any) -> None:
        """No format(): its width alone can fill the memory."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        reason = f"模板里不能用“.{attribute}”，只能用数据里有的名字。请改掉这一处。"
        return self.undefined(reason, obj=obj, name=attribute, exc=SecurityError)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "*":
            for many, times in ((left, right), (right, left)):
                if isinstance(many, str | list | tuple) and isinstance(times, int) and len(many) * times > MAX_REPEAT:
                    raise SecurityError(f"重复的次数过多（{times} 次）。请减少次数。")
        elif operator == "**" or isinstance(left, str):
            raise SecurityError(f"模板里不能用“{operator}”运算。请改掉这一处。")
        return super().call_binop(context, operator, left, right)


def _environment(known: Collection[str], xml: bool) -> _Environment:
    """The language of templates; `known` are the names that can be meant."""

    class Missing(StrictUndefined):
        __slots__ = ()

        def __init__(
            self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = UndefinedError
        ) -> None:
            super().__init__(hint or _missing(obj, name, known), obj, name, exc)

    marks = _marks(xml)
    environment = _Environment(
        *marks,
        trim_blocks=not xml,
        lstrip_blocks=not xml,
        keep_trailing_newline=True,
        undefined=Missing,
        autoescape=xml,
        finalize=_shown,
        cache_size=0,
    )
    environment.filters = {name: _ALL_FILTERS[name] for name in FILTERS} | {_EACH: _each}
    environment.globals = {"range": _range, "namespace": Namespace}
    return environment


def _marks(xml: bool) -> tuple[str, str, str, str, str, str]:
    return XML_MARKS if xml else _TEXT_MARKS


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, dict | list | tuple | Iterator):
        raise SecurityError("这里是一列或一行数据，不是文字。请用 {% for %} 逐项取，再写到具体的一栏。")
    return value


def _each(value: Any) -> Any:
    """What a loop goes through; of a text it would take one character after the other."""
    if isinstance(value, str) and value:
        raise SecurityError("{% for %} 后面的是一段文字，不能逐项取。请换成表或多条的名字，或直接写 {{ }}。")
    return value


def _range(*bounds: int) -> range:
    found = range(*bounds)
    if len(found) > MAX_RANGE:
        raise SecurityError(f"range 的次数过多（{len(found)} 次，最多 {MAX_RANGE} 次）。请减少次数。")
    return found


def _missing(obj: Any, name: object, known: Collection[str]) -> str:
    if isinstance(obj, dict):
        keys = [str(key) for key in obj]
        return f"这里没有“{name}”这一项{suggestion(str(name), keys)}" if keys else f"这里没有“{name}”这一项。"
    if obj is not missing:
        kind = "一列数据，要用 {% for %} 逐项取" if isinstance(obj, list | tuple) else "一段文字"
        return f"“{name}”取不到：前面的是{kind}。请检查这一处。"
    return (
        f"没有“{name}”这个名字{did_you_mean(str(name), known)}请改成数据里有的名字，用 hegao templates show 可以查到。"
    )


def _parsed(environment: _Environment, source: str) -> nodes.Template:
    """The tree of a template; Refusal for what is in the language but not for templates of documents."""
    tree = environment.parse(source)
    for node in _nodes(tree):
        for kind, word in _FORBIDDEN.items():
            if isinstance(node, kind):
                raise Refusal("", node.lineno, f"模板里不能用“{word}”。请删去它，把要用的内容直接写在模板里。")
        if isinstance(node, nodes.Filter) and node.name not in environment.filters:
            raise Refusal("", node.lineno, _no_such("过滤器", node.name, FILTERS))
        if isinstance(node, nodes.Test) and node.name not in environment.tests:
            raise Refusal("", node.lineno, _no_such("判断", node.name, environment.tests))
    return tree


def _no_such(kind: str, name: str, allowed: Collection[str]) -> str:
    return f"没有“{name}”这个{kind}{did_you_mean(name, allowed)}请改正或删去它。"


def _nodes(tree: nodes.Template) -> Iterator[nodes.Node]:
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(list(node.iter_child_nodes()))


_END = "end of print statement"
# Jinja's words, and what to say in their place.
_SYNTAX: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Unexpected end of template\..*needs to be closed is '(\w+)'", "{{% {0} %}} 没有写完，后面缺 {{% end{0} %}}"),
        (
            r"Encountered unknown tag '(\w+)'\. You probably made a nesting mistake.*needs to be closed is '(\w+)'",
            "这里的 {{% {0} %}} 与前面的 {{% {1} %}} 对不上，应先写 {{% end{1} %}}",
        ),
        (r"Encountered unknown tag '(end\w+|else|elif)'", "{{% {0} %}} 前面没有与它配对的开头"),
        (r"Encountered unknown tag '([^']+)'", "没有 {{% {0} %}} 这种标签，可用的有 for、if、set、macro"),
        (r"unexpected char '(.)'", "标签里不能有符号 {0} ，名字以外的符号都要用半角"),
        (r"unexpected end of template, expected 'end of print", "标签没有写完，后面缺“}}}}”"),
        (r"unexpected end of template", "标签没有写完，后面缺“%}}”"),
        (r"expected token '" + _END + "', got '(.*)'", "标签里多了“{0}”，只能写一个名字或一个算式"),
        (r"expected token 'end of statement block', got '(.*)'", "标签里多了“{0}”"),
        (r"expected token '(.*)', got '" + _END + "'", "标签没有写完整，缺“{0}”"),
        (r"expected token '(.*)', got 'end of statement block'", "标签没有写完整，缺“{0}”"),
        (r"expected token '(.*)', got '(.*)'", "标签里应是“{0}”，却写了“{1}”"),
        (r"Expected an expression, got 'end of|unexpected 'end of", "标签里缺少名字或没有写完"),
        (r"[Uu]nexpected '(.*)'", "标签里的“{0}”不配对或写错了位置"),
        (r"Missing end of raw", "{{% raw %}} 没有写完，后面缺 {{% endraw %}}"),
        (r"Missing end of comment", "注释没有写完，后面缺“#}}”"),
        (r"tag name expected", "{{% %}} 里没有写要做什么"),
        (r"[Cc]an't assign to '(.*)'", "“{0}”不能作名字"),
    )
)


def _syntax(problem: TemplateSyntaxError, source: str, marks: tuple[str, ...], first: int) -> tuple[int, str]:
    """The line to look at and what is wrong there, in Chinese; `first` is the number of the first line."""
    said = problem.message or ""
    line, words = problem.lineno, f"写法不对（{said}）"
    groups: tuple[str, ...] = ()
    for pattern, known in _SYNTAX:
        match = pattern.search(said)
        if match:
            groups = match.groups()
            words = known.format(*groups)
            break
    if "end of template" in said or "Missing end" in said:
        line = _opening(source, line, marks, groups[-1] if groups else "")
    # Whoever has put tags into XML knows what they looked like before.
    place = "。" if marks == XML_MARKS else f"：{_tag(source, line, marks, groups)}"
    return line + first - 1, f"{words}。请改正这一处{place}"


def _opening(source: str, line: int, marks: tuple[str, ...], word: str) -> int:
    """The line of the block nobody closed, or of the tag that is not written to its end."""
    open_: list[tuple[str, int]] = []
    for match in re.finditer(rf"{re.escape(marks[0])}[-+]?\s*(end)?(\w+)", source):
        if match[1] is None:
            open_.append((match[2], source.count("\n", 0, match.start(2)) + 1))
        else:
            while open_ and open_.pop()[0] != match[2]:
                pass
    found = [at for name, at in open_ if name == word]
    if found:
        return found[-1]
    last = max(source.rfind(mark) for mark in marks[::2])
    return source.count("\n", 0, last) + 1 if last >= 0 else line


def _tag(source: str, line: int, marks: tuple[str, ...], words: Sequence[str]) -> str:
    """The tag on a line that holds one of the words, or its first, or the line; cut to a length that can be read."""
    lines = source.split("\n")
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    opener = "|".join(re.escape(mark) for mark in marks[::2])
    closer = "|".join(re.escape(mark) for mark in marks[1::2])
    tags = [match.group() for match in re.finditer(f"(?:{opener}).*?(?:{closer}|$)", text)]
    # Of a pair that does not fit the later one is the wrong one.
    shown = next((tag for tag in reversed(tags) if words and words[0] in tag), [*tags, text][0]).strip()
    return shown if len(shown) <= 60 else shown[:60] + "…"
