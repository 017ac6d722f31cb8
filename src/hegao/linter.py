"""An analysed draft and rules in, labelled findings out: sorted, suppressed ones and overlaps dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hegao.checks import CHECKS
from hegao.model import SEVERITIES, Analysis, Document, Finding, Hit, Segment, Span, Suppression
from hegao.rules import Rule
from hegao.scopes import segments
from hegao.text import MARKED_BLANK

_ANCHORED = ("paragraph.start", "paragraph.end")
_ONE_MATTER = 40  # characters: findings of one group that overlap in a stretch this short tell of one fault


def lint(analysis: Analysis, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """What the rules find, in reading order.

    Of findings at one place, or overlapping ones of one group that tell of one fault, the more specific stays: the
    stronger severity, then a safe fix, any fix, the shorter stretch. What touches a marked blank (【待填：…】) is
    judged when it is filled in; until then only rules on placeholders speak of it.
    """
    places: dict[str, tuple[Segment, ...]] = {}
    found: list[Finding] = []
    for rule in rules:
        if rule.genres and not set(rule.genres) & set(analysis.outline.genres):
            continue
        if rule.scope not in places:
            places[rule.scope] = segments(analysis.document, analysis.outline, rule.scope)
        scope = places[rule.scope]
        ends = {s.paragraph: s for s in scope} if rule.scope in _ANCHORED else {}
        for hit in CHECKS[rule.check].check(analysis, rule.params, scope):
            if _in_scope(rule, hit, ends):
                found.append(_label(analysis.document, rule, hit))
    silenced = _silenced(analysis.document)
    blanks = _marked_blanks(analysis.document)
    heard = [f for f in found if not _is_silenced(f, silenced) and not _on_blank(f, blanks)]
    return tuple(_without_overlaps(heard))


def _in_scope(rule: Rule, hit: Hit, ends: Mapping[int, Segment]) -> bool:
    """paragraph.start and paragraph.end: the hit touches that end of its paragraph."""
    if rule.scope not in _ANCHORED:
        return True
    segment = ends[hit.span.paragraph]
    if rule.scope == "paragraph.start":
        return hit.span.start == segment.start
    return hit.span.end == segment.start + len(segment.text)


def _label(document: Document, rule: Rule, hit: Hit) -> Finding:
    paragraph = document.paragraphs[hit.span.paragraph - 1] if document.paragraphs else None
    text = paragraph.text[hit.span.start : hit.span.end] if paragraph else ""
    expected = "" if hit.expected is None else hit.expected
    fix: str | None = None
    template = None if rule.fix is None else rule.fix.replace
    if template is not None and not ("{expected}" in template and hit.expected is None):
        fix = template.format(actual=hit.actual, expected=expected)
    remedies = hit.remedies if rule.fix is not None and template is None else ()
    if paragraph and any(a < hit.span.end and hit.span.start < b for a, b in paragraph.locked):
        fix = None
    return Finding(
        rule=rule.id,
        name=rule.name,
        group=rule.group,
        severity=rule.severity,
        message=rule.message.format_map({**hit.values, "actual": _short(hit.actual), "expected": _short(expected)}),
        span=hit.span,
        offset=(paragraph.offset if paragraph else 0) + hit.span.start,
        text=text,
        fix=fix,
        safe=(fix is not None or bool(remedies)) and rule.fix is not None and rule.fix.safe,
        source=rule.source,
        remedies=remedies,
    )


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:20] + "…" + text[-8:]


def _silenced(document: Document) -> dict[int, list[Suppression]]:
    """Suppressions by the paragraphs they speak for; that of a line speaks for the next one that is not empty too."""
    silenced: dict[int, list[Suppression]] = {}
    for suppression in document.suppressions:
        silenced.setdefault(suppression.paragraph, []).append(suppression)
        for number in range(suppression.paragraph + 1, len(document.paragraphs) + 1):
            if suppression.start is not None or not suppression.paragraph:
                break
            if document.paragraphs[number - 1].text.strip():
                silenced.setdefault(number, []).append(suppression)
                break
    return silenced


def _is_silenced(finding: Finding, silenced: dict[int, list[Suppression]]) -> bool:
    span = finding.span
    return any(
        _covers(suppression, span)
        and (not suppression.rules or finding.rule in suppression.rules or finding.group in suppression.rules)
        for suppression in (*silenced.get(span.paragraph, ()), *silenced.get(0, ()))
    )


def _covers(suppression: Suppression, span: Span) -> bool:
    """Whether the places touch: a finding of something missing stands between characters."""
    if suppression.start is None or suppression.end is None:
        return True
    if span.start == span.end or suppression.start == suppression.end:
        return suppression.start <= span.end and span.start <= suppression.end
    return suppression.start < span.end and span.start < suppression.end


def _marked_blanks(document: Document) -> dict[int, list[tuple[int, int]]]:
    return {
        number: [match.span() for match in MARKED_BLANK.finditer(paragraph.text)]
        for number, paragraph in enumerate(document.paragraphs, 1)
        if "【待填：" in paragraph.text
    }


def _on_blank(finding: Finding, blanks: Mapping[int, list[tuple[int, int]]]) -> bool:
    span = finding.span
    return finding.group != "placeholder" and any(
        start < span.end and span.start < end for start, end in blanks.get(span.paragraph, ())
    )


def _without_overlaps(findings: list[Finding]) -> list[Finding]:
    """Linear in the number of findings but for the few that share a place."""
    strongest = sorted(findings, key=_specificity)
    taken: dict[tuple[int, int], list[Finding]] = {}  # by paragraph and block of characters
    missing: dict[Span, list[Finding]] = {}
    kept: list[Finding] = []
    for finding in strongest:
        span = finding.span
        if span.start == span.end:
            same = missing.setdefault(span, [])
            if finding not in same:
                same.append(finding)
                kept.append(finding)
            continue
        blocks = range(span.start // 64, (span.end - 1) // 64 + 1)
        rivals = [other for block in blocks for other in taken.get((span.paragraph, block), ())]
        if any(_collide(finding, other) for other in rivals):
            continue
        kept.append(finding)
        for block in blocks:
            taken.setdefault((span.paragraph, block), []).append(finding)
    return sorted(kept, key=lambda f: (f.span.paragraph, f.span.start, f.span.end, f.rule, f.message))


def _specificity(finding: Finding) -> tuple[int, bool, bool, int, int, int, str]:
    return (
        SEVERITIES.index(finding.severity),
        not finding.safe,
        finding.fix is None,
        finding.span.end - finding.span.start,
        finding.span.paragraph,
        finding.span.start,
        finding.rule,
    )


def _collide(finding: Finding, other: Finding) -> bool:
    if "layout" in (finding.group, other.group):
        return finding.rule == other.rule and finding.span == other.span  # looks and words are two matters
    if (finding.fix is None) != (other.fix is None):
        return False  # one is mended by itself, the other wants a person
    if finding.span == other.span:
        return True
    shared = min(finding.span.end, other.span.end) - max(finding.span.start, other.span.start)
    if finding.group != other.group or shared <= 0:
        return False
    # A wrong word in a sentence that is too long, too, is another matter than its length.
    longer = max(finding.span.end - finding.span.start, other.span.end - other.span.start)
    return longer <= _ONE_MATTER or shared * 2 >= longer
