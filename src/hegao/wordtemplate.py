"""A .docx with Jinja tags typed in Word and plain values in, the filled .docx out; a mistake is named with paragraph
and tag.

Word scatters a tag over runs, straight quotes become curly, and an input method types full-width braces: all are read
as they are meant. Tags of one pair stand around whatever holds both: characters, paragraphs, or rows of a table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

from hegao import sandbox
from hegao.errors import TemplateError, did_you_mean
from hegao.ooxml.edit import rewrite
from hegao.ooxml.package import MC, Package, W, has_macros, open_package, read_part
from hegao.ooxml.text import WordParagraph, paragraphs, piece_text
from hegao.sandbox import XML_MARKS, Refusal
from hegao.text import MARKED_BLANK

MAX_XML = 32 << 20  # bytes of all parts filled in

_TAG = "{urn:hegao:template}hegao-tag"
_WRITTEN = re.compile(r"<[\w.-]+:hegao-tag\b[^>]*?\bn=\"([0-9]+)\"[^>]*/>")
_PART_END = "\ue006"
_PRIVATE = {ord(mark): f"&#{ord(mark)};" for mark in (*XML_MARKS, _PART_END)} | {ord("\n"): "&#10;"}
# What XML can't hold, and our own mark.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff\ue000-\ue006]")
_CONTENT_TYPES = "[Content_Types].xml"

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

# What input methods and Word's own corrections make of Jinja's characters.
_WIDE = {0xFF01 + n: chr(0x21 + n) for n in range(94)} | {
    ord(wide): plain
    for wide, plain in zip("\u3000\xa0。、≥≤≠–—−", (" ", " ", ".", ",", ">=", "<=", "!=", *"---"), strict=True)
}
# One to one, so that places in the text stay what they are.
_MARKS = str.maketrans("｛｝％＃", "{}%#")
_OPENING = re.compile(r"\{[{%#]")
_CLOSING: Mapping[str, str] = {"{{": "}}", "{%": "%}", "{#": "#}"}
_STRAY = re.compile(r"\}\}|%\}|#\}")
_NOTHING = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_LEVEL: Mapping[str, re.Pattern[str]] = {
    "{{": re.compile(r"(p|r)\s+(?=\w)"),
    "{%": re.compile(r"\s*(p|tr|tc|r)\s+(?=\w)"),
    "{#": re.compile("(?!)"),
}

_PAIRS: Mapping[str, tuple[str, ...]] = {  # with what may stand between
    "for": ("else",),
    "if": ("elif", "else"),
    "set": (),
    "with": (),
    "macro": (),
    "filter": (),
}
_WORDS = (*_PAIRS, *(f"end{word}" for word in _PAIRS), "elif", "else")
_LEVELS = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}
_SPLIT = frozenset(W + name for name in ("t", "r", "ins", "moveTo", "hyperlink", "smartTag", "customXml", "bdo", "dir"))
# What Word wants behind w:highlight among the formats of a run.
_BEHIND_HIGHLIGHT = frozenset(
    W + name
    for name in (
        *("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout"),
        *("specVanish", "oMath", "rPrChange"),
    )
)

_Near = dict[etree._Element, list["_Tag"]]  # the tags of each w:p
_Place = Literal["inline", "before", "after", "instead"]


@dataclass(slots=True, eq=False)
class _Tag:
    """One tag as typed, and where it is put."""

    number: int  # of its paragraph, 1-based
    text: str
    mark: str  # {{ {% {#
    body: str  # in Jinja's own characters
    level: str  # p tr tc r, as typed behind the mark; "" where it is left to us
    paragraph: WordParagraph
    start: int
    end: int
    element: etree._Element  # stands for it in the XML
    place: _Place = "inline"
    beside: etree._Element | None = None

    @property
    def word(self) -> str:
        """What a statement does; "" for a value."""
        match = re.match(r"\w+", self.body) if self.mark == "{%" else None
        return match.group() if match else ""


def render(data: bytes, context: Mapping[str, Any], trusted: bool = False, *, name: str = "Word 模板") -> bytes:
    """The document filled in, blanks (【待填：…】) highlighted; whatever holds no tag is copied as it is.

    Raises TemplateError naming paragraph and tag, and ReadError for a file that can't be read.
    """
    package, found = _read(data, name)
    roots = _arranged(found, name)
    source, order = _source(roots, found)
    try:
        text = sandbox.render(source, _clean(context), trusted, xml=True, limit=MAX_XML) if roots else ""
    except Refusal as refusal:
        raise _refused(refusal, order, name) from None
    filled = text.split(_PART_END) if roots else []
    if len(filled) != len(roots):
        raise TemplateError(f"{name}：填出来的内容里有不能用的符号。请检查模板里带引号的文字。")
    parts: dict[str, bytes | None] = {
        part: _finished(content, name) for part, content in zip(roots, filled, strict=True)
    }
    types = read_part(package, _CONTENT_TYPES) if _CONTENT_TYPES in package.entries else b""
    if b"wordprocessingml.template.main" in types:  # saved as .dotx
        parts[_CONTENT_TYPES] = types.replace(b"wordprocessingml.template.main", b"wordprocessingml.document.main")
    return rewrite(data, package, parts) if parts else data


def tags(data: bytes, *, name: str = "Word 模板") -> list[tuple[int, str]]:
    """Every tag as it is typed, with the number of its paragraph. Raises TemplateError, ReadError."""
    return [(tag.number, tag.text) for tag in _read(data, name)[1]]


def names(data: bytes, *, name: str = "Word 模板") -> dict[str, int]:
    """The names the template takes from its context, each with the paragraph it is first used in; nothing is run.

    Raises TemplateError naming paragraph and tag, and ReadError.
    """
    source, order = _whole(data, name)
    try:
        used = sandbox.names(source, xml=True)
    except Refusal as refusal:
        raise _refused(refusal, order, name) from None
    return {one: order[line - 2].number for one, line in used.items()}


def uses(data: bytes, *, name: str = "Word 模板") -> tuple[frozenset[str], frozenset[str]]:
    """Of a template that `names` takes: names gone through one by one, and names it asks whether anything is given."""
    return sandbox.uses(_whole(data, name)[0], xml=True)


def check(data: bytes, known: Collection[str], *, name: str = "Word 模板") -> None:
    """TemplateError for the first tag that is wrong or takes a name that is not known."""
    for used, number in names(data, name=name).items():
        if used not in known:
            text = next(
                tag.text for tag in _read(data, name)[1] if tag.number == number and re.search(rf"\b{used}\b", tag.body)
            )
            raise _error(name, number, text, f"没有“{used}”这个名字{did_you_mean(used, known)}请改成数据里有的名字。")


def _whole(data: bytes, name: str) -> tuple[str, list[_Tag]]:
    """The template as one Jinja source, and its tags in the order they stand there."""
    found = _read(data, name)[1]
    return _source(_arranged(found, name), found)


def _error(name: str, number: int, text: str, reason: str) -> TemplateError:
    shown = text if len(text) <= 60 else text[:60] + "…"
    return TemplateError(f"{name} 第 {number} 段的 {shown}：{reason}")


def _wrong(tag: _Tag, name: str, reason: str) -> TemplateError:
    return _error(name, tag.number, tag.text, reason)


def _refused(refusal: Refusal, order: Sequence[_Tag], name: str) -> TemplateError:
    if refusal.line is None or not order:
        return TemplateError(f"{name}：{refusal.reason}")
    # Each tag holds the one line end that parts it from the tag before.
    return _wrong(order[min(max(refusal.line - 2, 0), len(order) - 1)], name, refusal.reason)


def _read(data: bytes, name: str) -> tuple[Package, list[_Tag]]:
    """The tags in reading order."""
    package = open_package(data)
    if has_macros(package):
        raise TemplateError(f"{name}：模板带有宏。请在 Word 中另存为不带宏的“Word 文档（.docx）”再试。")
    found = [
        tag for number, paragraph in enumerate(paragraphs(package), start=1) for tag in _tags(number, paragraph, name)
    ]
    return package, found


def _tags(number: int, paragraph: WordParagraph, name: str) -> Iterator[_Tag]:
    text = paragraph.text.translate(_MARKS)
    at = 0
    while True:
        match = _OPENING.search(text, at)
        stray = _STRAY.search(text, at, match.start() if match else len(text))
        if stray:
            around = text[max(0, stray.start() - 20) : stray.end()]
            raise _error(name, number, around, f"多了“{stray.group()}”，前面没有与它配对的开头。请补上或删去。")
        if match is None:
            return
        mark = match.group()
        end = text.find(_CLOSING[mark], match.end())
        again = _OPENING.search(text, match.end())
        if end < 0 or (again and again.start() < end and mark != "{#"):
            rest = text[match.start() : again.start() if again else None].strip()
            raise _error(name, number, rest, f"没有写完，同一段里后面缺“{_CLOSING[mark]}”。请补上。")
        level = _LEVEL[mark].match(text, match.end(), end)
        inside = paragraph.text[level.end() if level else match.end() : end]
        body = _straight(re.sub("^[-+]|[-+]$", "", inside)).strip()
        if mark == "{%":  # Word begins a paragraph with a capital letter
            body = re.sub(r"^[A-Za-z]+", lambda word: word[0].lower(), body)
        end += len(_CLOSING[mark])
        typed = re.sub(r"\s+", " ", paragraph.text[match.start() : end])
        kind = level[1] if level else ""
        yield _Tag(number, typed, mark, body, kind, paragraph, match.start(), end, etree.Element(_TAG))
        at = end


def _straight(text: str) -> str:
    """The inside of a tag with the characters Jinja knows, whatever Word or an input method made of them.

    Between quotes everything stays as it is.
    """
    text = _NOTHING.sub("", text)
    parts: list[str] = []
    at = 0
    while at < len(text):
        c = text[at]
        if c in "\"'“”‘’＂＇„":
            ends = '"“”＂' if c in '"“”＂„' else "'‘’＇"
            # A quote Word left straight is closed by a straight one, if there is any.
            closing = [text.find(end, at + 1) for end in (c if c in "\"'" and c in text[at + 1 :] else ends)]
            stop = min((end for end in closing if end >= 0), default=len(text))
            inside = re.sub(r"[\n\v\t]", " ", text[at + 1 : stop]).translate(dict.fromkeys(map(ord, XML_MARKS)))
            quote = '"' if ends[0] == '"' else "'"
            parts += [quote, inside, quote if stop < len(text) else ""]
            at = stop + 1
        else:
            parts.append(re.sub(f"[\\s{''.join(XML_MARKS)}]", " ", c.translate(_WIDE)))
            at += 1
    return "".join(parts)


def _arranged(found: Sequence[_Tag], name: str) -> dict[str, etree._Element]:
    """The parts that hold tags, each tag now an element at the level it works on."""
    roots: dict[str, etree._Element] = {}
    for tag in found:
        root = tag.paragraph.element.getroottree().getroot()
        if tag.paragraph.part not in roots:
            for text in root.iter(f"{W}t"):
                _keep(text, piece_text(text))
            etree.strip_elements(root, _TAG, with_tail=False)
        roots[tag.paragraph.part] = root
    for index, tag in enumerate(found):
        tag.element.set("n", str(index))
    near: _Near = {}
    for tag in found:
        near.setdefault(tag.paragraph.element, []).append(tag)
    for group in _groups(found, name):
        _set_places(group, near, name)
    for tag in reversed(found):
        _embed(tag)
    for group in _groups(found, name):
        _lift(group, name)
    _move(found)
    for root in roots.values():
        _drop_fallbacks(root)
    return roots


def _keep(element: etree._Element, text: str) -> None:
    element.text = text
    element.set(_SPACE, "preserve")


def _groups(found: Sequence[_Tag], name: str) -> list[list[_Tag]]:
    """Statements that belong together: {% if %} {% else %} {% endif %}; a {% set %} and a comment stand alone."""
    groups: list[list[_Tag]] = []
    open_: list[list[_Tag]] = []
    for tag in found:
        word = tag.word
        if tag.mark == "{#" or (word == "set" and "=" in tag.body):
            groups.append([tag])
            continue
        if tag.mark == "{{":
            continue
        if word not in _WORDS:
            if not word:
                raise _wrong(tag, name, "里面没有写要做什么。请写 for、if 等，或删去。")
            raise _wrong(tag, name, f"没有“{word}”这种标签{did_you_mean(word, _WORDS)}可用的有 for、if、set。")
        if tag.paragraph.part != (open_[-1][0].paragraph.part if open_ else tag.paragraph.part):
            raise _unclosed(open_[-1][0], name)
        if word in _PAIRS:
            open_.append([tag])
            continue
        if not open_:
            raise _wrong(tag, name, "前面没有与它配对的开头。请补上开头，或删去这个标签。")
        opening = open_[-1][0]
        if word == f"end{opening.word}":
            groups.append([*open_.pop(), tag])
        elif word in _PAIRS[opening.word]:
            open_[-1].append(tag)
        else:
            where = f"第 {opening.number} 段的 {opening.text}"
            raise _wrong(tag, name, f"与{where} 对不上，应先写 {{% end{opening.word} %}}。")
    if open_:
        raise _unclosed(open_[-1][0], name)
    return groups


def _unclosed(tag: _Tag, name: str) -> TemplateError:
    return _wrong(tag, name, f"没有写完，后面缺 {{% end{tag.word} %}}。请补上。")


def _set_places(group: Sequence[_Tag], near: _Near, name: str) -> None:
    """Say where each tag of a group has to stand: among characters, or around paragraphs, rows or cells."""
    holders = {id(tag.paragraph): tag.paragraph.element for tag in group}
    level = next((tag.level for tag in group if tag.level in _LEVELS), "")
    if level and not (level == "p" and len(holders) == 1):
        for tag in group:
            holder = _ancestor(tag.paragraph.element, _LEVELS[level])
            if holder is None:
                raise _wrong(tag, name, f"“{level}”要写在表格里。请移进表格，或去掉“{level}”。")
            _set_beside(tag, group, holder, near, name)
        return
    if len(holders) == 1:
        tag, last = group[0], group[-1]
        paragraph = tag.paragraph.element
        whole = len(group) == 2 and tag.word == "if" and _is_first(tag, near) and _is_last(last, near)
        if not _is_section_end(paragraph) and (whole or (len(group) == 1 and _is_bare(paragraph, near))):
            for one in group:
                _set_beside(one, group, paragraph, near, name)
        return
    common = _common(list(holders.values()))
    if common is not None and common.tag == f"{W}tr":
        for tag in group:
            _set_beside(tag, group, common, near, name)
        return
    for tag in group:
        child = _child(common, tag.paragraph.element) if common is not None else None
        if child is None or child.tag not in (f"{W}p", f"{W}tr"):
            where = "、".join(f"第 {one.number} 段" for one in group)
            raise _wrong(
                tag, name, f"成对的标签（{where}）要在同一处：都在表格外、同一行或同一单元格里。请移动其中一个。"
            )
        _set_beside(tag, group, child, near, name)


def _set_beside(tag: _Tag, group: Sequence[_Tag], holder: etree._Element, near: _Near, name: str) -> None:
    tag.beside = holder
    around = len(group) > 1 and all(_ancestor(one.paragraph.element, str(holder.tag)) is holder for one in group)
    if not around and _is_bare(holder, near):
        tag.place = "instead"
    elif tag is group[0]:
        tag.place = "before"
        if holder.tag == f"{W}p" and not _is_first(tag, near):
            raise _apart(tag, name)
    elif tag is group[-1]:
        tag.place = "after"
        if holder.tag == f"{W}p" and not _is_last(tag, near):
            raise _apart(tag, name)
    else:
        raise _apart(tag, name)


def _apart(tag: _Tag, name: str) -> TemplateError:
    return _wrong(tag, name, "成对的标签分在几段时，每个标签要单独占一段（表格里单独占一行）。请另起一段。")


def _ancestor(element: etree._Element, kind: str) -> etree._Element | None:
    return element if element.tag == kind else next(element.iterancestors(kind), None)


def _common(elements: Sequence[etree._Element]) -> etree._Element | None:
    """The innermost element that holds all of them."""
    shared = list(elements[0].iterancestors())
    for element in elements[1:]:
        above = set(element.iterancestors())
        shared = [one for one in shared if one in above]
    return shared[0] if shared else None


def _child(parent: etree._Element, element: etree._Element) -> etree._Element:
    """The child of `parent` that is or holds the element."""
    while (above := element.getparent()) is not parent and above is not None:
        element = above
    return element


def _rest(tags: Sequence[_Tag], start: int, end: int) -> str:
    """What stands in [start, end) of a paragraph with these tags besides statements and comments."""
    written = tags[0].paragraph.text
    text, at = "", start
    for tag in tags:
        if tag.mark != "{{" and start <= tag.start and tag.end <= end:
            text += written[at : tag.start]
            at = tag.end
    return (text + written[at:end]).strip()


def _is_first(tag: _Tag, near: _Near) -> bool:
    return not _rest(near[tag.paragraph.element], tag.paragraph.label, tag.start)


def _is_last(tag: _Tag, near: _Near) -> bool:
    return not _rest(near[tag.paragraph.element], tag.end, len(tag.paragraph.text))


def _is_bare(holder: etree._Element, near: _Near) -> bool:
    """Whether a paragraph, row or cell holds nothing but statements, so that it goes with them."""
    if holder.tag == f"{W}p" and _is_section_end(holder):
        return False
    if next(holder.iter(f"{W}drawing", f"{W}pict", f"{W}object"), None) is not None:
        return False
    for paragraph in holder.iter(f"{W}p"):
        tags = near.get(paragraph)
        if tags is None and any((text.text or "").strip() for text in paragraph.iter(f"{W}t")):
            return False
        if tags is not None and _rest(tags, tags[0].paragraph.label, len(tags[0].paragraph.text)):
            return False
    return True


def _is_section_end(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}sectPr") is not None


def _embed(tag: _Tag) -> None:
    """Put the tag's element in the place of its characters; those behind it in the paragraph are in already."""
    pieces = [piece for piece in tag.paragraph.pieces if piece.start < tag.end and tag.start < piece.end]
    put = False
    for piece in pieces:
        if piece.element.tag != f"{W}t":
            parent = piece.element.getparent()
            if parent is not None and piece.element.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                parent.remove(piece.element)
            continue
        text = piece.element.text or ""
        start, end = max(tag.start - piece.start, 0), min(tag.end - piece.start, piece.end - piece.start)
        piece.element.text = text[:start]
        if not put:
            tag.element.tail = text[end:]
            piece.element.insert(0, tag.element)
            put = True
        else:
            piece.element.text = text[:start] + text[end:]


def _lift(group: Sequence[_Tag], name: str) -> None:
    """Bring statements among characters up between the runs, to where all of their group can stand."""
    inline = [tag for tag in group if tag.place == "inline"]
    if not inline:
        return
    runs = [_ancestor(tag.element, f"{W}r") for tag in inline]
    target = _common([run if run is not None else tag.element for run, tag in zip(runs, inline, strict=True)])
    for tag in inline:
        while (parent := tag.element.getparent()) is not target and parent is not None:
            if parent.tag not in _SPLIT:
                raise _wrong(tag, name, "成对的标签有一个在内容控件或域里。请移到外面。")
            _split(parent, tag.element)


def _split(parent: etree._Element, at: etree._Element) -> None:
    """Cut an element in two around one of its children, which comes to stand between them."""
    behind = etree.Element(parent.tag, {str(key): str(value) for key, value in parent.attrib.items()})
    behind.text = at.tail
    at.tail = None
    following = list(at.itersiblings())
    properties = parent.find(f"{W}rPr")
    if properties is not None and properties is not at:
        behind.append(deepcopy(properties))
    behind.extend(following)
    parent.addnext(behind)
    parent.addnext(at)
    for half in (parent, behind):
        if not half.text and all(child.tag == f"{W}rPr" for child in half):
            above = half.getparent()
            if above is not None:
                above.remove(half)


def _move(found: Sequence[_Tag]) -> None:
    """Put statements around paragraphs and rows, and take away those that held nothing else."""
    gone: dict[etree._Element, None] = {}
    for tag in found:
        if tag.place == "instead" and tag.beside is not None:
            gone[tag.beside] = None
    for tag in found:  # what stands in a row that goes
        if tag.place == "inline" and tag.mark != "{{":
            holder = next((one for one in tag.element.iterancestors() if one in gone), None)
            if holder is not None:
                tag.place, tag.beside = "instead", holder
    for tag in found:
        if tag.place in ("before", "instead") and tag.beside is not None:
            _cut(tag.element)
            tag.beside.addprevious(tag.element)
    for tag in reversed(found):
        if tag.place == "after" and tag.beside is not None:
            _cut(tag.element)
            tag.beside.addnext(tag.element)
    for holder in gone:
        _cut(holder)


def _cut(element: etree._Element) -> None:
    """Take an element out and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
        element.tail = None
    parent.remove(element)


def _drop_fallbacks(root: etree._Element) -> None:
    """Take away older copies of text boxes: their tags would stay as they are typed."""
    for old in list(root.iter(f"{MC}Fallback")):
        beside = old.getparent()
        choice = beside.find(f"{MC}Choice") if beside is not None else None
        if beside is not None and choice is not None and next(choice.iter(f"{W}txbxContent"), None) is not None:
            beside.remove(old)


def _source(roots: Mapping[str, etree._Element], found: Sequence[_Tag]) -> tuple[str, list[_Tag]]:
    """All parts as one Jinja source, and the tags in the order they stand there."""
    order: list[_Tag] = []
    block, block_end, value, value_end = XML_MARKS[:4]

    def written(match: re.Match[str]) -> str:
        tag = found[int(match[1])]
        if tag.mark == "{#":
            return ""
        order.append(tag)
        return f"{block}\n{tag.body}{block_end}" if tag.mark == "{%" else f"{value}\n{tag.body}{value_end}"

    sources = [
        _WRITTEN.sub(written, etree.tostring(root, encoding="unicode").translate(_PRIVATE)) for root in roots.values()
    ]
    return _PART_END.join(sources), order


def _clean(value: Any) -> Any:
    """Values as a Word file can hold them."""
    match value:
        case str():
            return _UNWRITABLE.sub("", re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", value))
        case Mapping():
            return {_clean(key): _clean(one) for key, one in value.items()}
        case list() | tuple():
            return [_clean(one) for one in value]
    return value


def _finished(content: str, name: str) -> bytes:
    """A filled part as Word wants it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content.encode(), parser)
    except etree.XMLSyntaxError:
        raise TemplateError(f"{name}：填出来的文件不完好，标签可能套错了位置。请把成对的标签各自单独占一段。") from None
    for run in list(root.iter(f"{W}r")):
        _break_lines(run)
        _highlight(run)
    _mend(root)
    _make_unique(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _break_lines(run: etree._Element) -> None:
    for text in list(run.iterchildren(f"{W}t")):
        if not re.search(r"[\n\t]", text.text or ""):
            continue
        for part in re.split(r"([\n\t])", text.text or ""):
            if part in ("\n", "\t"):
                text.addprevious(etree.Element(f"{W}br" if part == "\n" else f"{W}tab"))
            elif part:
                piece = etree.Element(f"{W}t")
                _keep(piece, part)
                text.addprevious(piece)
        run.remove(text)


def _highlight(run: etree._Element) -> None:
    """Give each blank of a run a run of its own, in yellow."""
    if not any(MARKED_BLANK.search(text.text or "") for text in run.iterchildren(f"{W}t")):
        return
    properties = run.find(f"{W}rPr")
    for child in [one for one in run if one is not properties]:
        words = child.text or "" if child.tag == f"{W}t" else ""
        at = 0
        for match in MARKED_BLANK.finditer(words):
            if match.start() > at:
                run.addprevious(_run(properties, words[at : match.start()], False))
            run.addprevious(_run(properties, match.group(), True))
            at = match.end()
        if at == 0:
            beside = _run(properties, None, False)
            beside.append(child)
            run.addprevious(beside)
        elif at < len(words):
            run.addprevious(_run(properties, words[at:], False))
    above = run.getparent()
    if above is not None:
        above.remove(run)


def _run(properties: etree._Element | None, words: str | None, marked: bool) -> etree._Element:
    run = etree.Element(f"{W}r")
    formats = deepcopy(properties) if properties is not None else etree.Element(f"{W}rPr")
    if marked:
        for old in formats.findall(f"{W}highlight"):
            formats.remove(old)
        colour = etree.Element(f"{W}highlight", {f"{W}val": "yellow"})
        later = next((one for one in formats if one.tag in _BEHIND_HIGHLIGHT), None)
        if later is None:
            formats.append(colour)
        else:
            later.addprevious(colour)
    if len(formats):
        run.append(formats)
    if words is not None:
        text = etree.SubElement(run, f"{W}t")
        _keep(text, words)
    return run


def _mend(root: etree._Element) -> None:
    """What a loop without rows or an omitted paragraph leaves, as Word can open it."""
    for table in list(root.iter(f"{W}tbl")):
        above = table.getparent()
        if above is not None and next(table.iter(f"{W}tr"), None) is None:
            above.remove(table)
    for row in list(root.iter(f"{W}tr")):
        above = row.getparent()
        if above is not None and next(row.iter(f"{W}tc"), None) is None:
            above.remove(row)
    for holder in root.iter(f"{W}tc", f"{W}txbxContent", f"{W}hdr", f"{W}ftr", f"{W}footnote", f"{W}endnote"):
        if not len(holder) or holder[-1].tag not in (f"{W}p", f"{W}sdt"):
            etree.SubElement(holder, f"{W}p")


def _make_unique(root: etree._Element) -> None:
    """Names that may stand but once in a file, taken from what a loop has copied."""
    for attribute in (f"{_WORD_2010}paraId", f"{_WORD_2010}textId"):
        for element in _copies(root.iter(f"{W}p", f"{W}tr"), attribute):
            del element.attrib[attribute]
    for kind, attribute in ((f"{W}bookmarkStart", f"{W}id"), (f"{W}bookmarkEnd", f"{W}id")):
        for element in _copies(list(root.iter(kind)), attribute):
            _cut(element)
    numbers = [int(one.get("id", "0")) for one in root.iter(f"{_DRAWING}docPr") if one.get("id", "0").isdecimal()]
    for n, element in enumerate(_copies(root.iter(f"{_DRAWING}docPr"), "id"), start=max(numbers, default=0) + 1):
        element.set("id", str(n))


def _copies(elements: Iterable[etree._Element], attribute: str) -> list[etree._Element]:
    seen: set[str] = set()
    found: list[etree._Element] = []
    for element in elements:
        value = element.get(attribute)
        if value is not None and value in seen:
            found.append(element)
        seen.add(value or "")
    return found
