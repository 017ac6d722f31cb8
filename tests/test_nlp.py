"""Words, their tags and places: the same from both segmenters, and the same again in spaCy."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hegao import nlp
from hegao.data import data_folder
from hegao.errors import HegaoError, RuleError
from hegao.model import Word

if TYPE_CHECKING:
    from spacy.language import Language

SOURCE = Path(nlp.__file__).resolve().parents[1]
LEXICON = data_folder("rules") / "lexicon" / "words.txt"

# What pyproject.toml must say for spacy.load to find our parts.
ENTRY_POINTS = {
    "spacy_tokenizers": {"hegao.Tokenizer.v1": "hegao.nlp:create_tokenizer"},
    "spacy_factories": {"hegao_sentences": "hegao.nlp:hegao_sentences"},
}

SENTENCES = (
    "党工委召开专题会议，传达学习上级关于安全生产的部署，研究议定三项措施。",
    "各镇街要对照问题清单建立台账，逐条销号，确保按时办结率达到98.5%以上。",
    "市场监管局会同住房城乡建设局开展燃气安全专项整治，共排查商户1,260家。",
    "二〇二四年三月，区信访局牵头成立工作专班，化解信访积案四十七件。",
    "“放管服”改革持续深化，一网通办事项增至312项，营商环境不断改善。",
    "李㐂兰同志汇报了乡村振兴和河长制工作，会议原则同意。",
    "人民政府信息公开工作要点已印发，请结合实际认真贯彻执行。",
    "我局拟于下月上旬举办保密知识培训班，请各科室报送参训人员名单。",
    "完成GB/T 9704标准宣贯，5G基站新增36个，OA系统全面上线。",
    "",
)
OFFICIAL_WORDS = (
    "发展",
    "的",
    "党委",
    "关于",
    "和",
    "人民政府",
    "信访",
    "通知",
    "会议",
    "建设",
    "市",
    "与会",
    "工作",
    "部",
)
HAN_RUNS = st.lists(
    st.one_of(
        st.sampled_from(OFFICIAL_WORDS),
        st.sampled_from([word.text for word in nlp.read_words(LEXICON)]),
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=6),
        st.lists(st.sampled_from("〇㐂鿿𠮷豈一二三四十百年月日的了在国大会"), min_size=1, max_size=4, unique=True).map(
            "".join
        ),
    ),
    min_size=1,
    max_size=12,
).map("".join)
ANY_TEXT = st.lists(
    st.one_of(HAN_RUNS, st.text(max_size=8), st.text(" \t\n\r\u3000\u00a0。，！“”（）0123456789.,%aZ😀", max_size=8)),
    max_size=6,
).map("".join)


@pytest.fixture(scope="module", autouse=True)
def cache_of_ones_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("platformdirs.user_cache_path", lambda name: folder / name)
        yield


@pytest.fixture(scope="module", params=["", "发展 50000000 nz\n会议通 90000000 n\n的 3 uj\n大会 9 n\n月 30000000 q\n"])
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[nlp.Segmenter, nlp.Segmenter]:
    """jieba and rjieba with the same words, without and with a list that turns frequencies over."""
    if importlib.util.find_spec("rjieba") is None:
        pytest.skip("没有安装 rjieba（pip install 'hegao[fast]'），没有可以比较的")
    path = tmp_path_factory.mktemp("lists") / "words.txt"
    path.write_text(request.param, "utf-8")
    return nlp.make_segmenter("jieba", [LEXICON, path]), nlp.make_segmenter("rjieba", [LEXICON, path])


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return nlp.make_nlp()


@pytest.fixture
def word_list(tmp_path: Path) -> Path:
    return tmp_path / "words.txt"


def texts(found: tuple[Word, ...]) -> list[str]:
    return [word.text for word in found]


def run_python(code: str, *arguments: str, path: Path = SOURCE) -> str:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(path), str(SOURCE)]), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()


# Words


def test_words_have_tags_and_starts() -> None:
    assert nlp.words("党工委 会议") == (Word("党工委", "nt", 0), Word("会议", "n", 4))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98.5%", [("98.5", "m"), ("%", "w")]),
        ("1,260.5", [("1,260.5", "m")]),
        ("1,2,3", [("1", "m"), (",", "w"), ("2", "m"), (",", "w"), ("3", "m")]),
        ("12,3456", [("12", "m"), (",", "w"), ("3456", "m")]),
        ("２０２４", [("２０２４", "m")]),
        ("①②", [("①②", "m")]),
        ("iPhone12", [("iPhone12", "eng")]),
        ("5.5G", [("5.5G", "eng")]),
        ("GB/T 9704", [("GB", "eng"), ("/", "w"), ("T", "eng"), ("9704", "m")]),
        ("OA_2", [("OA", "eng"), ("_", "w"), ("2", "m")]),
        ("“，”", [("“", "w"), ("，", "w"), ("”", "w")]),
        ("😀\ufffc", [("😀", "w"), ("\ufffc", "w")]),
        (" \t\u3000\n", []),
        ("", []),
        ("㐂㐂𠮷〇", [("㐂", "x"), ("㐂", "x"), ("𠮷", "x"), ("〇", "x")]),
        ("宣贯", [("宣贯", "x")]),
    ],
)
def test_other_runs(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(word.text, word.tag) for word in nlp.words(text)] == expected


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_words_are_the_whole_text_but_its_white_space(text: str) -> None:
    found = nlp.words(text)
    at = 0
    for word in found:
        assert word.text
        assert text[at : word.start].strip() == ""
        at = word.start + len(word.text)
        assert text[word.start : at] == word.text
        assert not any(c.isspace() for c in word.text)
    assert text[at:].strip() == ""


# Two segmenters, one result


def test_both_segmenters_agree_on_sentences(pair: tuple[nlp.Segmenter, nlp.Segmenter]) -> None:
    jieba, rjieba = pair
    for text in SENTENCES:
        assert nlp.words(text, rjieba) == nlp.words(text, jieba)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(run=HAN_RUNS)
def test_both_segmenters_agree_on_any_run(run: str, pair: tuple[nlp.Segmenter, nlp.Segmenter]) -> None:
    # 南南|南南南 and 南南南|南南 are equally likely: there the last bit of a float decides, and the two round in their
    # own ways. It takes a character that comes again at once.
    assume(not re.search(r"(.).{0,2}\1", run))
    jieba, rjieba = pair
    assert nlp.words(run, rjieba) == nlp.words(run, jieba)


def test_both_segmenters_know_the_same_total(pair: tuple[nlp.Segmenter, nlp.Segmenter]) -> None:
    jieba, rjieba = pair
    tie = "一一一丂的的党组一丏丗"
    assert rjieba(tie) == jieba(tie)


# Words of one's own


def test_every_word_of_the_lexicon_stays_whole() -> None:
    for word in nlp.read_words(LEXICON):
        assert [(found.text, found.tag) for found in nlp.words(word.text)] == [(word.text, word.tag)]


@pytest.mark.parametrize("backend", ["jieba", "rjieba"])
def test_own_words_are_kept_together_and_tagged(backend: nlp.Backend, word_list: Path) -> None:
    if backend == "rjieba":
        pytest.importorskip("rjieba")
    word_list.write_text("# 本单位用词\n\n云麓新区 nt  # 新设\n发展 zz\n信访 900000 nz\n", "utf-8-sig")
    text = "云麓新区发展信访"
    plain = nlp.words(text, nlp.make_segmenter(backend))
    own = nlp.words(text, nlp.make_segmenter(backend, [word_list]))
    assert "云麓新区" not in texts(plain)
    assert own == (Word("云麓新区", "nt", 0), Word("发展", "zz", 4), Word("信访", "nz", 6))
    assert nlp.words(text, nlp.make_segmenter(backend)) == plain, "a list of one's own stays one's own"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("党工委", "第 2 行：“党工委”应写成“词 词性”"),
        ("党工委 0 nt", "应写成"),
        ("党工委 nt 100", "应写成"),
        ("党工委 十 nt", "应写成"),
        ("互联网+ n", "汉字以外的字符"),
        ("㐂兰 nr", "罕用字"),
        ("专班 nz", "“专班”前面已经有了"),
    ],
)
def test_a_wrong_line_is_named(line: str, says: str, word_list: Path) -> None:
    word_list.write_text(f"专班 n\n{line}\n", "utf-8")
    with pytest.raises(RuleError, match="第 2 行") as caught:
        nlp.read_words(word_list)
    assert says in str(caught.value)


def test_an_unreadable_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"没有\.txt：读不了"):
        nlp.read_words(tmp_path / "没有.txt")
    (tmp_path / "gbk.txt").write_bytes("专班 n\n".encode("gbk"))
    with pytest.raises(RuleError, match="UTF-8"):
        nlp.read_words(tmp_path / "gbk.txt")


# Start-up, the missing rjieba, the cache


def test_import_is_light() -> None:
    code = "import sys, hegao.nlp; print(sorted({'jieba', 'rjieba', 'spacy', 'platformdirs'} & set(sys.modules)))"
    assert run_python(code) == "[]"


def test_without_rjieba_jieba_steps_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(HegaoError, match=r"hegao\[fast\]"):
        nlp.make_segmenter("rjieba")
    monkeypatch.setattr(nlp, "_jieba_segmenter", lambda own: lambda run: [(run, "jieba")])
    assert nlp.make_segmenter()("会议") == [("会议", "jieba")]


JIEBA_WITH_CACHE = """
import sys, tempfile, platformdirs
from pathlib import Path
platformdirs.user_cache_path = lambda name: Path(sys.argv[1]) / name
tempfile.tempdir = sys.argv[2]
from hegao import nlp
print(nlp.make_segmenter("jieba")("召开会议"))
"""


@pytest.mark.parametrize("kind", ["new", "unsafe", "blocked"])
def test_jieba_never_caches_where_others_write(kind: str, tmp_path: Path) -> None:
    home, shared = tmp_path / "cache", tmp_path / "tmp"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(b"planted")
    folder = home / "hegao"
    if kind == "unsafe":
        if os.name != "posix":
            pytest.skip("只有 POSIX 系统看文件夹权限")
        folder.mkdir(parents=True)
        folder.chmod(0o777)
    elif kind == "blocked":
        home.write_text("文件占了文件夹的位置", "utf-8")
    assert run_python(JIEBA_WITH_CACHE, str(home), str(shared)) == "[('召开', 'v'), ('会议', 'n')]"
    assert [path.name for path in shared.iterdir()] == ["jieba.cache"]
    assert (shared / "jieba.cache").read_bytes() == b"planted"
    if kind == "new":
        assert [path.suffix for path in folder.iterdir()] == [".cache"]
        assert os.name != "posix" or folder.stat().st_mode & 0o777 == 0o700
    elif kind == "unsafe":
        assert list(folder.iterdir()) == []


# Data folders


def test_data_folder_does_not_depend_on_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    before = data_folder("rules")
    monkeypatch.chdir(tmp_path)
    assert data_folder("rules") == before
    assert (before / "lexicon" / "words.txt").is_file()


@pytest.mark.parametrize(
    ("project", "expected"),
    [('name = "hegao"', "rules"), ('name = "other"', "src/hegao/_data/rules"), (None, "src/hegao/_data/rules")],
)
def test_data_folder_of_checkout_and_of_package(
    project: str | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hegao.data._PACKAGE", tmp_path / "src" / "hegao")
    for folder in ("rules", "src/hegao/_data/rules"):
        (tmp_path / folder).mkdir(parents=True)
    if project is not None:
        (tmp_path / "pyproject.toml").write_text(f"[project]\n{project}\n", "utf-8")
    assert data_folder("rules") == tmp_path / expected
    with pytest.raises(HegaoError, match="templates"):
        data_folder("templates")


# spaCy


@settings(max_examples=100, deadline=None)
@given(text=ANY_TEXT)
def test_doc_is_the_text(text: str, pipeline: Language) -> None:
    doc = pipeline(text)
    assert doc.text == text
    assert [(t.text, t.tag_, t.idx) for t in doc if not t.is_space] == [
        (w.text, w.tag, w.start) for w in nlp.words(text)
    ]
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("会议 通知", ["会议", "通知"]),
        ("会议  通知", ["会议", " ", "通知"]),
        (" 会议", [" ", "会议"]),
        ("会议 ", ["会议"]),
        ("会议\u3000\t通知\r\n", ["会议", "\u3000\t", "通知", "\r\n"]),
        ("", []),
    ],
)
def test_white_space_tokens(text: str, tokens: list[str], pipeline: Language) -> None:
    doc = pipeline(text)
    assert [token.text for token in doc] == tokens
    assert doc.text == text
    assert all(token.tag_ == "_SP" for token in doc if token.is_space)


def test_sentences(pipeline: Language) -> None:
    doc = pipeline("\u3000\u3000各单位要抓好落实。请按时报送！\n\n附件：名单（共2份。）\n张三")
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "各单位要抓好落实。",
        "请按时报送！",
        "附件：名单（共2份。）",
        "张三",
    ]


def test_terms_are_spans(pipeline: Language) -> None:
    doc = pipeline("党工委部署乡村振兴和安全生产工作。")
    assert [(span.text, span.label_) for span in doc.spans[nlp.TERMS]] == [
        ("党工委", "nt"),
        ("乡村振兴", "vn"),
        ("安全生产", "vn"),
    ]


def test_pipe_is_the_same_as_one_by_one(pipeline: Language) -> None:
    piped = [[token.text for token in doc] for doc in pipeline.pipe(SENTENCES)]
    assert piped == [[token.text for token in pipeline(text)] for text in SENTENCES]


LOAD = """
import sys, spacy
doc = spacy.load(sys.argv[1])(sys.argv[2])
print([(t.text, t.tag_, t.is_sent_start) for t in doc], [s.text for s in doc.spans["hegao_terms"]])
"""


def test_saved_pipeline_loads_in_a_fresh_process(pipeline: Language, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    metadata = installed / "hegao-0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: hegao\nVersion: 0\n", "utf-8")
    groups = (
        f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in lines.items()) for group, lines in ENTRY_POINTS.items()
    )
    (metadata / "entry_points.txt").write_text("\n".join(groups), "utf-8")

    pipeline.to_disk(tmp_path / "saved")
    text = "党工委  抓好放管服改革。纪委监委要监督。"
    doc = pipeline(text)
    expected = [(t.text, t.tag_, t.is_sent_start) for t in doc], [s.text for s in doc.spans[nlp.TERMS]]
    assert run_python(LOAD, str(tmp_path / "saved"), text, path=installed) == f"{expected[0]} {expected[1]}"


def test_pyproject_names_the_entry_points() -> None:
    path = SOURCE.parent / "pyproject.toml"
    if not path.is_file():
        pytest.skip("不在源代码文件夹里运行，没有 pyproject.toml")
    declared = tomllib.loads(path.read_text("utf-8"))["project"].get("entry-points", {})
    for group, lines in ENTRY_POINTS.items():
        assert lines.items() <= declared.get(group, {}).items()
