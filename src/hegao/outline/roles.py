"""Paragraphs in, the part each plays in a document (标题 主送 正文 附件说明 署名 成文日期 附注 抄送 …) out."""

from __future__ import annotations

import re

from hegao.model import Paragraph
from hegao.outline.genre import genre_of_title
from hegao.outline.labels import CN, END_MARK, SPACE, Label, content_of, label_of
from hegao.text import HAN

DATE = re.compile(
    rf"[（(]?(?:(?:19|20)[0-9]{{2}}|[一二][〇零○0一二三四五六七八九]{{3}})[{SPACE}]*年[{SPACE}]*"
    rf"(?:[0-9]{{1,2}}|[{CN}]{{1,3}}|[xX×*_]{{1,2}})[{SPACE}]*月(?:[{SPACE}]*(?:[0-9]{{1,2}}|[{CN}]{{1,3}}|[xX×*_]{{1,2}})[{SPACE}]*日)?[）)]?"
)
_ORGAN = re.compile(
    r"(?:局|委|委员会|办|办公室|办公厅|厅|部|处|科|政府|中心|公司|集团|学校|学院|大学|医院|协会|学会|联合会|总会|工会|"
    r"党组|党委|党工委|管委会|领导小组|调研组|工作组|专班|小组|支部|总支|街道|乡|镇|村|社区|法院|检察院|研究院|研究所|所|站|队|馆|院|社|银行|指挥部|组委会)"
    r"(?:（[^）]{1,12}）)?$"
)
# Blanks hegao itself left for 成文日期 and 署名 (text.MARKED_BLANK).
_BLANK_DATE = re.compile("【待填：成文日期】")
_BLANK_ORGAN = re.compile("【待填：(?:单位名称|发文机关)】")
# How a date under a signature is written when it is written wrong: the rules on dates have to see it.
_ODD_DATE = re.compile(
    rf"(?:19|20)?[0-9]{{2}}[.．/\-—][0-9]{{1,2}}[.．/\-—][0-9]{{1,2}}日?"
    rf"|[0-9]{{2}}年[0-9]{{1,2}}月[0-9]{{1,2}}日"
    rf"|(?:19|20)[0-9]{{2}}[{SPACE}]*年[{SPACE}]*(?:[0-9]{{1,2}})?[{SPACE}]*月[{SPACE}]*日"
    rf"|(?:19|20)[0-9]{{2}}[{SPACE}]*年[{SPACE}]*[0-9]{{1,2}}[{SPACE}]*月[{SPACE}]*[0-9]{{1,2}}号?"
)
# 附注, in its brackets or, right below the date, by mistake without them
_NOTE = re.compile(r"[（(](?:此件|联系人|联系电话|附注).*[）)]|(?:此件|联系人|联系电话)[^。；]{2,60}。?")
_SENT = ("letter", "request", "notice", "reply")
# Organs one after the other up to the end, without a verb: 各科室、各直属单位
_ADDRESSEES = re.compile(
    r"各[^。；：]{1,120}(?:单位|部门|机构|科室|处室|政府|街道|乡镇|学校|公司|企业|支部|办事处|委办局|成员|村|社区)[。；，,;.]?"
)
_NUMBERED = re.compile(rf"[{HAN}XxＸ×*]{{1,14}}[〔\[（(【［][0-9]{{2,4}}[〕\]）)】］]第?[0-9XxＸ×*]+号")
_MASTHEAD = re.compile(
    rf"(?:[0-9]{{6}}|(?:绝密|机密|秘密)(?:★.*)?|特急|加急|紧急|急件|特提|平急|.{{2,40}}文件|签发人[：:].*|"
    rf"{_NUMBERED.pattern}(?:[{SPACE}]+签发人[：:].*)?)"
)
_SIGNERS = re.compile(rf"(?:{_NUMBERED.pattern}[{SPACE}]+)?(?:[{HAN}·]{{1,4}}[{SPACE}]+){{0,7}}[{HAN}·]{{1,4}}")
_LEADS_IN = re.compile(
    r"[。；;].|如下|下列|以下|包括|措施|任务|问题|做法|采取|做好|^会议[认指强要决议听]|[二两三四五六七八九十][个项点条方]"
)
_ATTACHED = re.compile(rf"附[{SPACE}]*[件表][{SPACE}]*(?:[0-9]{{1,2}}(?:[-—.][0-9]{{1,2}})?|[{CN}]{{1,2}})?[：:]?")
_CALL = re.compile(r"(?:尊敬的|各位|同志们|女士们|朋友们|主任|副主任|委员|代表)")


def roles_of(paragraphs: tuple[Paragraph, ...], labels: list[Label | None]) -> tuple[list[int], tuple[str, ...]]:
    """Numbers of the title's paragraphs, and every paragraph's role."""
    roles = ["body"] * len(paragraphs)
    contents: list[str] = []
    for i, paragraph in enumerate(paragraphs):
        start, end = content_of(paragraph)
        contents.append(paragraph.text[start:end])
        if paragraph.kind in ("header", "footer"):
            roles[i] = "page"
        elif start >= end:
            roles[i] = "blank"
        elif paragraph.kind == "cell":
            roles[i] = "table"
    flow = _flow(paragraphs, roles)
    title, rest = _head(paragraphs, labels, contents, flow, roles)
    _tail(contents, labels, rest, roles)
    return [i + 1 for i in title], tuple(roles)


def _flow(paragraphs: tuple[Paragraph, ...], roles: list[str]) -> list[int]:
    """Indices of the text itself: no notes, and of text boxes only those above it, which may be 版头 or title."""
    flow: list[int] = []
    begun = False
    for i, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True)):
        begun = begun or paragraph.kind == "cell" or (paragraph.kind == "body" and role == "body")
        if role == "body" and (paragraph.kind == "body" or (paragraph.kind == "box" and not begun)):
            flow.append(i)
    return flow


def _head(
    paragraphs: tuple[Paragraph, ...],
    labels: list[Label | None],
    contents: list[str],
    flow: list[int],
    roles: list[str],
) -> tuple[list[int], list[int]]:
    """Marks 版头, title, what stands under it, and 主送; returns the title's indices and the paragraphs behind."""
    at = 0
    while at < len(flow) and at < 12 and _is_masthead(contents, flow, at):
        roles[flow[at]] = "masthead"
        at += 1
    title: list[int] = []
    while at < len(flow) and len(title) < 4:
        i = flow[at]
        follower = contents[flow[at + 1]] if at + 1 < len(flow) else ""
        if not _is_title(paragraphs[i], contents[i], labels[i], follower, title, paragraphs, contents):
            if paragraphs[i].kind == "box" and not title:
                at += 1  # a remark beside the text
                continue
            break
        title.append(i)
        roles[i] = "title"
        at += 1
        if paragraphs[i].heading is not None and not _unfinished(contents[i]):
            break
    while at < len(flow) and title and labels[flow[at]] is None and _is_subtitle(contents, flow, at, roles):
        roles[flow[at]] = "subtitle"
        at += 1
    follower = contents[flow[at + 1]] if at + 1 < len(flow) else ""
    kind = genre_of_title("".join(contents[i] for i in title)) if title else None
    sent = kind is not None and kind.key in _SENT and len(follower) > 40
    if at < len(flow) and labels[flow[at]] is None and _is_addressee(contents[flow[at]], bool(title), sent):
        roles[flow[at]] = "addressee"
        at += 1
    return title, [i for i in flow[at:] if paragraphs[i].kind == "body"]


def _is_masthead(contents: list[str], flow: list[int], at: int) -> bool:
    """A line of 版头; that of a letter (信函) names the organ alone, its 发文字号 stands below.

    Of several signers the later ones stand on lines of their own, the last beside 发文字号 (7.2.6).
    """
    if _MASTHEAD.fullmatch(contents[flow[at]]):
        return True
    if any(contents[i].startswith("签发人") for i in flow[:at]) and _SIGNERS.fullmatch(contents[flow[at]]):
        return True
    follower = contents[flow[at + 1]] if at + 1 < len(flow) else ""
    name = re.fullmatch(f"[{HAN}]{{3,30}}", contents[flow[at]])
    return name is not None and _ORGAN.search(name.group()) is not None and _NUMBERED.match(follower) is not None


def _is_subtitle(contents: list[str], flow: list[int], at: int, roles: list[str]) -> bool:
    """What may stand between title and text: a date, a bracket, a second title behind ——, the speaker's name."""
    content = contents[flow[at]]
    if DATE.fullmatch(content) or (content.startswith("—") and len(content) <= 40):
        return True
    if _NUMBERED.fullmatch(content):
        return True  # as documents are shown on web pages
    if content[0] in "（(" and content[-1] in "）)" and len(content) <= 60:
        return True
    follower = contents[flow[at + 1]] if at + 1 < len(flow) else ""
    beside_date = DATE.match(follower) is not None or roles[flow[at - 1]] == "subtitle"
    return beside_date and len(content) <= 16 and re.fullmatch(rf"[{HAN}{SPACE}XxＸ×*]+", content) is not None


def _is_addressee(content: str, titled: bool, sent: bool) -> bool:
    """主送机关 or the persons spoken to; a wrong mark, or none, at its end does not make it body.

    `sent`: the genre is one that is sent to somebody, and a long paragraph follows.
    """
    if len(content) > 160 or _LEADS_IN.search(content):
        return False
    if content[-1] in "：:":
        return titled or _ORGAN.search(content[:-1]) is not None or _CALL.match(content) is not None
    marked = content[-1] in "，；。,;"
    organ = len(content) <= 40 and _ORGAN.search(content[:-1] if marked else content) is not None
    return titled and ((organ and (marked or sent)) or _ADDRESSEES.fullmatch(content) is not None)


def _unfinished(content: str) -> bool:
    """Whether a first title line needs a second one: an organ alone, or 关于… without 文种."""
    return not genre_of_title(content) and (_ORGAN.search(content) is not None or "关于" in content)


def _is_title(
    paragraph: Paragraph,
    content: str,
    label: Label | None,
    follower: str,
    before: list[int],
    paragraphs: tuple[Paragraph, ...],
    contents: list[str],
) -> bool:
    if paragraph.heading == 0:
        return True
    if label is not None or len(content) > 70 or DATE.fullmatch(content):
        return False
    if before:
        last = contents[before[-1]]
        if genre_of_title("".join(contents[i] for i in before)) and not re.match(r"^[（(—]", content):
            joined = re.search(r"[及和暨与、]$", last) is not None
            return joined and len(content) <= 40 and not END_MARK.search(content)
        centred = paragraph.centred and paragraphs[before[-1]].centred
        ends = genre_of_title(_unmarked(content)) is not None or centred
        return ends and len(content) <= 40 and content[-1] not in "：:" and content[0] not in "（(—"
    if paragraph.heading == 1:
        return True
    plain = _unmarked(content)
    marked = plain != content
    if re.search(r"[。；，,;：:]", re.sub(r"《[^》]*》|“[^”]*”|（[^）]*）", "", plain)):
        return False
    if marked:  # a fault of the title, unless the line is a sentence
        sentence = content[-1] in "：:" or not follower or re.match(r"[现请特经我为按根以兹]", content)
        return not sentence and genre_of_title(plain) is not None
    if genre_of_title(plain):
        return True
    if _unfinished(content) and len(content) <= 40 and genre_of_title(_unmarked(follower)) and len(follower) <= 60:
        return True
    if "关于" in content and follower and _is_addressee(follower, True, False):
        return True  # a title without 文种, above 主送机关
    return (paragraph.centred and len(content) <= 40) or (
        2 < len(content) <= 30 and len(contents) > 1 and (len(follower) > 40 or _opens(follower))
    )


def _unmarked(content: str) -> str:
    """Without the mark at its end: in a title that is a fault, and no reason to miss the title."""
    return content[:-1] if END_MARK.search(content) else content


def _opens(follower: str) -> bool:
    """Whether the line under a short first line shows it to be a title: a first heading, or a table of contents."""
    label = label_of(follower, 0, len(follower))
    return (label is not None and label.number == 1) or re.fullmatch(rf"目[{SPACE}]*录", follower) is not None


def _tail(contents: list[str], labels: list[Label | None], rest: list[int], roles: list[str]) -> None:
    """Marks 附件说明, 署名, 成文日期, 附注, 抄送, 印发 and the attachments behind them."""
    body_end = len(rest)
    for k, i in enumerate(rest):
        if _ATTACHED.fullmatch(contents[i]) and k > 0:
            if contents[i][-1] in "：:" and any(DATE.fullmatch(contents[j]) for j in rest[k + 1 : k + 20]):
                continue  # above the date: a list of attachments, begun on a line of its own
            for j in rest[k:]:
                roles[j] = "attachment"
            body_end = k
            break
    tail = rest[:body_end]
    if body_end < len(rest):
        _foot(contents, rest[body_end:], roles)  # 版记 stands behind the attachments
    k = _foot(contents, tail, roles)
    if k > 0 and _dated(contents[tail[k]]):
        roles[tail[k]] = "date"
        k -= 1
        signed = 0
        while k > 0 and signed < 8 and _is_signature(contents[tail[k]], labels[tail[k]]):
            if signed and "table" in roles[tail[k] : tail[k + 1]]:
                break
            roles[tail[k]] = "signature"
            k, signed = k - 1, signed + 1
    elif k > 0:
        match = DATE.search(contents[tail[k]])
        head = contents[tail[k]][: match.start()].rstrip(SPACE) if match else ""
        if match and match.end() == len(contents[tail[k]]) and _is_signature(head, labels[tail[k]]):
            roles[tail[k]] = "date"
            k -= 1
        elif _is_signature(contents[tail[k]], labels[tail[k]]) and _ORGAN.search(contents[tail[k]]):
            roles[tail[k]] = "signature"
            k -= 1
    for j in range(k, -1, -1):  # 附件说明 stands right above, one line an attachment
        if re.match(rf"附[{SPACE}]*件[{SPACE}]*(?:[：:]|[0-9]{{1,2}}[.．、])", contents[tail[j]]):
            for i in tail[j : k + 1]:
                roles[i] = "attachment_note"
            break
        numbered = labels[tail[j]] is not None  # a wrong mark behind an attachment's name does not end the list
        if k - j > 30 or len(contents[tail[j]]) > 80 or (contents[tail[j]][-1] in "。；" and not numbered):
            break


def _foot(contents: list[str], tail: list[int], roles: list[str]) -> int:
    """Marks 附注, 抄送 and 印发 at the end of the paragraphs; returns the position of the last one above them."""
    k = len(tail) - 1
    while k >= 0:
        content = contents[tail[k]]
        if re.match(rf"抄[{SPACE}]*[送报发][{SPACE}]*[：:]", content):
            roles[tail[k]] = "copy"
        elif re.search(r"印发$", content) and DATE.search(content):
            roles[tail[k]] = "imprint"
        elif _NOTE.fullmatch(content) and k > 0 and (content[0] in "（(" or _dated(contents[tail[k - 1]])):
            roles[tail[k]] = "note"
        else:
            break
        k -= 1
    return k


def _dated(content: str) -> bool:
    return any(pattern.fullmatch(content) for pattern in (DATE, _ODD_DATE, _BLANK_DATE))


def _is_signature(content: str, label: Label | None) -> bool:
    if _BLANK_ORGAN.fullmatch(content):
        return True
    return (
        label is None
        and 2 <= len(content) <= 36
        and not re.search(r"[。；：，、！？:;,“”]", content)
        and (_ORGAN.search(content) is not None or (len(content) <= 8 and content[0] not in "（("))
        and not genre_of_title(content)
        and not content.startswith("附")
        and re.match(rf"[图表][{SPACE}]*[0-9{CN}]", content) is None
    )
