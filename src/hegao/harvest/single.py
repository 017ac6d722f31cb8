"""A draft in, the single values it gives out: who it is of, which year, led and supported by whom, on what theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from hegao.facts import Value
from hegao.harvest.carry import is_masked
from hegao.harvest.draft import Draft, trimmed
from hegao.model import Span
from hegao.organisations import organisations

_SHORT = re.compile(r"[（(](?:以下|下)(?:简)?称[：:]?[“\"]?([^”\"（）()]{2,20})[”\"]?[）)]")
_PRAISE = (
    r"(?:的?(?:正确|坚强|坚强有力|统一|集中统一|亲切|有力|具体|直接|关心|指导|大力|密切|紧密|积极|鼎力|关怀|配合|协作|帮助"
    r"|和|与|、|及|下)+)?"
)
_LED = re.compile(rf"在([^，。；在]{{2,30}}?){_PRAISE}的?领导下")
_HELPED = re.compile(rf"在([^，。；在]{{2,40}}?){_PRAISE}(?:的)?(?:支持|配合)(?:和[^，。；]{{2,6}})?下")
_LINE = re.compile(r"以([^，。；]{4,40}?)为主线|(?:紧紧)?(?:围绕|紧扣)([^，。；]{5,40}?)(?=[，,。；]|$)")
_DUTY = re.compile(r"(?:履行|发挥)(?:好|了)?([^，。；]{4,40}?)(?:的)?(?:职责|职能|作用)")
_FIRST = 3  # paragraphs of the beginning that are looked at
_BEFORE = re.compile(r"^(?:以|的|为|了|在|把|应有的)+")


def values(draft: Draft) -> dict[str, Value]:
    """By their names in facts.VALUES; what is masked or not said is left out."""
    found: dict[str, Value] = {}
    if draft.written is not None:
        found["年份"] = Value(Decimal(draft.written), draft.place(_title(draft)))
    for name, text, span in [*_unit(draft), *_beginning(draft)]:
        if text and not is_masked(text) and name not in found:
            found[name] = Value(text, draft.place(span))
    return found


def _title(draft: Draft) -> Span:
    return draft.outline.title_spans[0] if draft.outline.title_spans else Span(1, 0, 0)


def _unit(draft: Draft) -> Iterator[tuple[str, str, Span]]:
    """Who signed it, else whom the words before （以下简称 name, else the organ its title begins with."""
    signed = [
        (number, paragraph.text.strip())
        for number, (paragraph, role) in enumerate(zip(draft.document.paragraphs, draft.outline.roles, strict=True), 1)
        if role == "signature"
    ]
    for number, text in signed[-1:] if len(signed) == 1 else ():
        yield "单位名称", trimmed(text), Span(number, 0, len(text))
    for number in _opening(draft):
        text = draft.document.paragraphs[number - 1].text
        short = _SHORT.search(text)
        if short is None:
            continue
        span = Span(number, short.start(), short.end())
        organ = next((text[a:b] for a, b in organisations(text) if b == short.start()), "")
        yield "单位名称", organ, span
        if organ:
            yield "简称", short[1], span
    title = draft.outline.title
    for start, end in organisations(title)[:1]:
        if start == 0 or re.fullmatch("[#*\\s]*", title[:start]):
            yield "单位名称", trimmed(title[start:end]), _title(draft)
    for number, paragraph in enumerate(draft.document.paragraphs, 1):
        if draft.outline.roles[number - 1] == "addressee":
            yield "主送", trimmed(paragraph.text), Span(number, 0, len(paragraph.text))


def _opening(draft: Draft) -> list[int]:
    """Numbers of the first paragraphs of text."""
    bodies = [number for number, role in enumerate(draft.outline.roles, 1) if role == "body"]
    headed = {section.span.paragraph for section in draft.outline.sections}
    until = min(headed, default=len(draft.outline.roles) + 1)
    return [number for number in bodies if number < until][:_FIRST]


def _beginning(draft: Draft) -> Iterator[tuple[str, str, Span]]:
    for number in _opening(draft):
        text = draft.document.paragraphs[number - 1].text.replace(",", "，")
        for name, pattern in (("领导主体", _LED), ("支持单位", _HELPED), ("主线", _LINE), ("职责", _DUTY)):
            match = pattern.search(text)
            if match:
                said = next(group for group in match.groups() if group)
                said = trimmed(re.sub("(?:的(?=中心工作)|各项?$)", "", _BEFORE.sub("", said)))
                yield name, re.sub("的$", "", said), Span(number, match.start(), match.end())
