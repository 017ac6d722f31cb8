"""The lines of a template and its slots in, the text of its file out: front matter, a note for the clerk, the body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hegao.facts import VALUES
from hegao.learn.lines import Hole, Line, Loop
from hegao.learn.loops import loop_tags
from hegao.learn.sample import Sample
from hegao.learn.slots import Slots, is_optional, short

_LONGEST_ABOUT = 60  # characters
_WIDE = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in "#>+-`~<"}
_HOW = """\
{{# 由{names}归纳。每年相同的文字照原文保留；数字、日期、文件、会议名称和遮盖处都是要填的项。
   名称以“情况”结尾的是只属于当年的事（一次性工作、荣誉等），可不填，不填时整句或半句不出现，原文见 example；
   “评价”须由人写；“问题”“任务”按原稿的序号形式逐条列出。
   没有归纳：表格、图及其题注，“见下表”“如图所示”之类的话，附件正文。这段说明不会出现在文稿里。 #}}
"""


def page(lines: Sequence[Line], sample: Sample, name: str, names: Sequence[str]) -> str:
    """The file, named `name`, of samples with these names; slots no tag names are left out."""
    body = "\n\n".join(one for line in lines if (one := _tags(line, sample.slots).rstrip("\n")).strip()) + "\n"
    slots = _in_order(body, sample.slots)
    body = re.sub(r"(?<={{ )\w+(?= }})|(?<={% if )\w+(?= %})", lambda tag: slots.get(tag.group(), tag.group()), body)
    quoted = "".join(f"“{re.sub('[{}#%“”]', '', one)}”" for one in names)
    genres = sample.outline.genres or ("summary",)
    tops = [one.title for one in sample.outline.sections if one.parent is None and one.kind == "heading"]
    about = "、".join(map(short, tops)) or sample.outline.genre or name
    header = {"name": name, "genre": genres[0], "about": about[:_LONGEST_ABOUT], "source": f"由{quoted}归纳"}
    head = "".join(f"{key}: {_dumped(value)}\n" for key, value in header.items())
    rows = "".join(f"  {new}: {_dumped(sample.slots.known[old])}\n" for old, new in slots.items())
    return f"---\n{head}slots:\n{rows}---\n{_HOW.format(names=quoted)}{body}"


def _dumped(value: Any) -> str:
    import yaml

    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**9)
    return str(text).removesuffix("...\n").rstrip("\n")


def _in_order(body: str, slots: Slots) -> dict[str, str]:
    """The slots the body names, the general ones first, with the numbers of those of one name without gaps."""
    named = dict.fromkeys(re.findall(r"{{ (\w+) }}", body))
    for sign, name in (("{% for 项 in 问题 ", "问题"), ("{% for 项 in 打算 ", "任务"), ("附件行", "附件")):
        named |= {name: None} if sign in body else {}
    found: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for key in [*(key for key in VALUES if key in named), *(key for key in named if key not in VALUES)]:
        if key in slots.known:
            stem = slots.stems.get(key, key)
            counts[stem] += 1
            found[key] = stem if counts[stem] == 1 else f"{stem}{counts[stem]}"
    return found


def _tags(line: Line, slots: Slots) -> str:
    """A line as it stands in the template."""
    if line.tags:
        return line.tags
    text = line.sign
    for piece in (piece for part in line.parts for piece in part.pieces):
        text += _neutral(piece, opens=not text) if isinstance(piece, str) else _tag(piece, slots)
    # A line break behind a closing tag would be taken for part of it.
    return re.sub(r" %}$", " +%}", text) if "\n" not in text and text.endswith(("endif %}", "endfor %}")) else text


def _tag(piece: Hole | Loop, slots: Slots) -> str:
    if isinstance(piece, Loop):
        return loop_tags(piece)
    tag = f"{piece.before}{{{{ {piece.name} }}}}{piece.after}"
    return f"{{% if {piece.name} %}}{tag}{{% endif %}}" if is_optional(piece, slots) else tag


def _neutral(text: str, opens: bool) -> str:
    """Words of the sample that are no tags and no markup, whatever they look like."""
    text = text.replace("{", "{{ '{' }}")  # one alone too: a slot may follow it
    if not opens:
        return text
    return re.sub(r"^(?:[#>+-]+ |```|~~~|---|<!--)", lambda found: found.group().translate(_WIDE), text)
