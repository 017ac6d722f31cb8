"""A title breaks into balanced lines at places where its sense allows it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao.nlp import words
from hegao.organisations import organisations
from hegao.typeset.titles import title_lines

BROKEN = {
    "云溪市人民政府办公室关于印发云溪市2025年优化营商环境工作要点的通知": (
        "云溪市人民政府办公室关于印发",
        "云溪市2025年优化营商环境工作要点的通知",
    ),
    "云溪市卫生健康委员会关于同意设立云溪康宁护理院的批复": (
        "云溪市卫生健康委员会",
        "关于同意设立云溪康宁护理院的批复",
    ),
    "云溪市人力资源和社会保障局2025年度工作总结": ("云溪市人力资源和社会保障局", "2025年度工作总结"),
    "云溪市数据局2025年工作总结和2026年工作计划": ("云溪市数据局", "2025年工作总结和2026年工作计划"),
    "云溪市数据局 2025 年工作总结和 2026 年工作计划": ("云溪市数据局 ", "2025 年工作总结和 2026 年工作计划"),
    "云溪市文化广电旅游体育局2025年工作总结及2026年工作思路": (
        "云溪市文化广电旅游体育局",
        "2025年工作总结及2026年工作思路",
    ),
    "云溪市第十六届人民代表大会常务委员会第二十三次会议纪要": (
        "云溪市第十六届人民代表大会常务委员会",
        "第二十三次会议纪要",
    ),
    "云溪市教育局关于做好2025年秋季学期义务教育阶段学校招生入学工作的通知": (
        "云溪市教育局关于做好2025年秋季学期",
        "义务教育阶段学校招生入学工作的通知",
    ),
    "云溪市人民政府关于废止《云溪市城市房屋拆迁管理办法》等12件规范性文件的决定": (
        "云溪市人民政府关于废止",
        "《云溪市城市房屋拆迁管理办法》等",
        "12件规范性文件的决定",
    ),
    "云溪市人民政府　云溪军分区　云溪市退役军人事务局关于表扬拥军优属模范单位的通报": (
        "云溪市人民政府　云溪军分区　",
        "云溪市退役军人事务局关于表扬",
        "拥军优属模范单位的通报",
    ),
    "奋楫扬帆争一流　砥砺前行谱新篇——云溪市数据局2025年工作总结": (
        "奋楫扬帆争一流　砥砺前行谱新篇",
        "——云溪市数据局2025年工作总结",
    ),
    "关于云政办〔2025〕18号文件贯彻落实情况的自查报告": ("关于云政办〔2025〕18号文件", "贯彻落实情况的自查报告"),
    "云溪市民政局“十四五”时期养老服务体系建设工作总结": ("云溪市民政局“十四五”时期", "养老服务体系建设工作总结"),
    "云溪市水利局关于报送2024年水旱灾害防御工作总结的报告": (
        "云溪市水利局关于报送",
        "2024年水旱灾害防御工作总结的报告",
    ),
}
TITLES = (
    *BROKEN,
    "中共云溪市委　云溪市人民政府关于加快推进数字经济高质量发展的若干意见",
    "云溪市财政局、云溪市民政局、云溪市人力资源和社会保障局关于转发《省财政厅关于做好困难群众救助补助资金管理的通知》的通知",
    "关于2024年“十四五”规划实施情况中期评估的报告",
    "云溪市发展和改革委员会关于申请追加城市更新项目前期工作经费的请示",
    "关于云溪市2024年国民经济和社会发展计划执行情况与2025年国民经济和社会发展计划草案的报告",
    "云溪市应急管理局关于进一步加强岁末年初安全生产和森林防灭火工作的紧急通知",
    "云溪市住房和城乡建设局关于商请协助核查保障性住房申请家庭资产信息的函",
    "云溪市市场监督管理局关于对2025年第一季度食品安全监督抽检不合格产品核查处置情况的通报",
    "云溪市人民政府关于表彰2024年度全市脱贫攻坚成果同乡村振兴有效衔接工作先进集体和先进个人的决定",
    "云溪市交通运输局关于国道228线云溪段改扩建工程施工期间实行交通管制的通告",
    "云溪市自然资源和规划局国有建设用地使用权公开出让公告",
    "中共云溪市委组织部、中共云溪市委宣传部、云溪市司法局、云溪市农业农村局关于在全市开展“法律明白人”培养工程的实施意见",
    "关于成立云溪市大数据发展管理局“数字政府”建设专项工作组的通知",
    "云溪市审计局关于云溪市本级2024年度预算执行和其他财政收支的审计工作报告",
    "云溪市生态环境局贯彻落实中央生态环境保护督察反馈意见整改情况的报告",
    "关于印发《云溪市公共数据资源授权运营管理暂行办法（试行）》的通知",
    "云溪市公安局关于开展夏季治安打击整治“百日行动”的工作方案",
    "云溪市科学技术局关于推荐2025年度省级科技计划（重点研发计划）项目的函",
    "全市政务服务“一网通办”改革推进会议情况通报",
    "在全市2025年度工作总结暨2026年度工作部署会议上的讲话",
    "云溪市人民政府办公室转发市发展改革委关于进一步优化重大项目审批服务流程实施意见的通知",
    "关于做好2025年端午节期间值班值守和应急管理工作的通知",
    "云溪市统计局关于开展第五次全国经济普查数据质量抽查工作的通知",
    "云溪市税务局、云溪市财政局关于落实小微企业普惠性税收减免政策有关事项的公告",
    "云溪市国有资产监督管理委员会关于印发《云溪市市属国有企业违规经营投资责任追究实施办法》的通知",
    "云溪市商务局关于组织参加第八届中国国际进口博览会的通知",
    "云溪市机关事务管理局2025年节约能源资源和生态环境保护工作情况总结与2026年工作安排",
    "云溪公司关于GB/T 9704—2012标准应用及AI-OCR识别系统V2.0上线运行的函",
    "云溪市人民政府关于2025年上半年经济运行情况的报告",
    "云溪县农业农村局关于2025年高标准农田建设项目（第二批）实施方案的批复",
    "关于加强和改进新时代机关党的建设的实施意见",
    "云溪市医疗保障局关于调整城乡居民基本医疗保险门诊慢性病特殊病种待遇保障政策的通知",
    "【待填：单位名称】关于报送【待填：年份】年度数据治理工作总结和下一年度工作计划的报告",
    "××市××局20××年上半年工作总结及下半年工作打算",
    "云溪市发展改革委　云溪市财政局　云溪市住房城乡建设局　云溪市自然资源和规划局"
    "关于印发《云溪市城镇老旧小区改造三年行动方案（2025—2027年）》的通知",
)
SHORT = (
    "命令",
    "云溪大学2025年工作要点",
    "云溪市人民政府第45次常务会议纪要",
    "云溪市退役军人事务局议事协调机构工作规则",
)


def across(line: str) -> float:
    return sum(0.5 if c.isascii() else 1 for c in line.rstrip())


@pytest.mark.parametrize(("title", "lines"), BROKEN.items())
def test_a_title_breaks_where_its_sense_allows(title: str, lines: tuple[str, ...]) -> None:
    assert title_lines(title) == lines


@pytest.mark.parametrize("title", SHORT)
def test_a_title_of_one_line_stays_whole(title: str) -> None:
    assert title_lines(title) == (title,)


def test_a_blank_title_has_no_lines() -> None:
    assert title_lines(" \u3000") == ()


@pytest.mark.parametrize("title", TITLES)
def test_lines_fit_and_their_ends_are_fit_to_be_seen(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(across(line) <= 20 for line in lines)
    for line in lines[1:]:
        assert line[0] not in "的了和及与、，。：；）》”】暨等"
        assert not line.startswith(("号", "年", "件"))
    for line in lines[:-1]:
        assert not line.rstrip().endswith(("关于", "对", "在", "《", "“", "（", "【", "—", "第"))
    assert all(across(line) >= 4 for line in lines)


@pytest.mark.parametrize("title", TITLES)
def test_as_few_lines_as_can_be_in_a_trapezoid_or_a_diamond(title: str) -> None:
    lines = title_lines(title)
    assert len(lines) <= across(title) // 20 + 2
    widths = [across(line) for line in lines] if len(lines) < 5 else []  # organs' names decide a longer one
    for before, line, after in zip(widths, widths[1:], widths[2:], strict=False):
        assert not before > line < after, f"a waist at {line}"


@pytest.mark.parametrize("title", TITLES)
def test_no_name_is_torn(title: str) -> None:
    places = set()
    at = 0
    for line in title_lines(title)[:-1]:
        at += len(line)
        places.add(at)
    for start, end in organisations(title):
        assert not places & set(range(start + 1, end)), title[start:end]
    for opening, closing in ("“”", "（）", "【】", "〔〕"):
        for start, c in enumerate(title):
            if c == opening:
                assert not places & set(range(start + 1, title.index(closing, start) + 1))


def test_a_name_longer_than_a_line_breaks_between_words() -> None:
    title = "关于印发《云溪市市属国有企业违规经营投资责任追究和容错纠错工作管理实施办法》的通知"
    lines = title_lines(title)
    assert len(lines) >= 3
    assert "".join(lines) == title


def test_a_narrower_measure_gives_more_lines() -> None:
    title = "云溪市应急管理局关于进一步加强岁末年初安全生产工作的通知"
    assert all(across(line) <= 12 for line in title_lines(title, 12))
    assert len(title_lines(title, 12)) > len(title_lines(title))


def test_a_word_wider_than_a_line_has_one_of_its_own() -> None:
    assert "x" * 60 in title_lines("关于" + "x" * 60 + "的函")


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        st.sampled_from("云溪市人民政府关于印发《工作要点》的通知和及与“十四五”2025年第3次（试行）、　 AI*×—"),
        max_size=90,
    ),
    st.integers(6, 24),
)
def test_lines_make_up_the_title_and_split_no_word(title: str, width: int) -> None:
    lines = title_lines(title, width)
    tokens = words(title)
    assert "".join(lines) == (title if tokens else "")
    starts = {word.start for word in tokens}
    at = 0
    for line in lines:
        assert at == 0 or at in starts
        inside = [word for word in tokens if at <= word.start < at + len(line)]
        assert across(line) <= width or len(inside) == 1
        at += len(line)


@pytest.mark.parametrize("piece", ["《", "一", "x", "5.", "（云溪", "　", "第", "云溪市和", "—"])
def test_endless_titles_take_no_endless_time(piece: str) -> None:
    start = time.process_time()
    title = "云" + piece * 1000
    assert "".join(title_lines(title)) == title
    assert time.process_time() - start < 3
