"""The extractors in spaCy: the items of a text file, over any pipeline, through every way of keeping a doc."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import tomllib
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegao import spacy_components
from hegao.extractors import EXTRACTORS
from hegao.model import Analysis, Measure, Metric, Span
from hegao.nlp import make_nlp
from hegao.pipeline import extract_from
from hegao.readers import text as text_reader
from hegao.rendering import extract_file_json

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SOURCE = Path(spacy_components.__file__).resolve().parents[1]
ENTRY_POINTS = {f"hegao_{name}": f"hegao.spacy_components:hegao_{name}" for name in EXTRACTORS}
ASKED = ("metrics", "tasks", "times")

PLAN = (
    "云麓市河道管理局2025年工作计划\n\n"
    "一、总体安排\n\u3000\u30001. 编印《河道巡查手册》500册，6月底前完成（责任单位：市水务局）。\r\n"
    "    2. 新建停车位3200个，同比增长12.5%，投入 **万元。\n\t召开全市防汛会议3-5次。"
)
ANY_TEXT = st.lists(
    st.one_of(
        st.sampled_from(
            ["新增泊位3200个", "6月底前", "**万元", "召开防汛会议", "（责任单位：市水务局）", "2025年工作计划\n"]
        ),
        st.sampled_from(["，", "。", "\n", "\r\n", " ", "  ", "\u3000", "\t", "\ufeff", "\x00", "\x07", "😀", "㐂"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    ),
    max_size=10,
).map("".join)


@pytest.fixture(scope="module", autouse=True)
def registered() -> None:
    """As the entry points do; here they may be those of an older installation."""
    spacy_components._register()


def pipeline_over(nlp: Language, *names: str) -> Language:
    for name in names:
        nlp.add_pipe(f"hegao_{name}")
    return nlp


def blank(language: str) -> Language:
    import spacy

    return spacy.blank(language)


@pytest.fixture(scope="module")
def ours() -> Language:
    return pipeline_over(make_nlp(), *EXTRACTORS)


@pytest.fixture(scope="module")
def coarse() -> Language:
    """Tokens are whole stretches between white space: nothing we find ends with one."""
    return pipeline_over(blank("xx"), *EXTRACTORS)


def groups(doc: Doc) -> dict[str, list[tuple[str, str, Any]]]:
    return {
        name: [(span.text, span.label_, span._.hegao) for span in doc.spans[name]]
        for name in doc.spans
        if name in EXTRACTORS
    }


def run_python(code: str, *arguments: str, path: Path) -> str:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(path), str(SOURCE)]), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# What the groups hold


@pytest.mark.parametrize("nlp", ["ours", "coarse"])
def test_the_items_are_those_of_the_text_file(nlp: str, request: pytest.FixtureRequest) -> None:
    doc = request.getfixturevalue(nlp)(PLAN)
    file = extract_file_json(extract_from(text_reader.read(PLAN.encode(), "计划.txt"), EXTRACTORS))
    for name in EXTRACTORS:
        assert [span._.hegao for span in doc.spans[name]] == file[name]
    assert all(doc.spans[name] for name in ASKED)


def check_places(doc: Doc) -> None:
    for name in EXTRACTORS:
        for span in doc.spans[name]:
            item = span._.hegao
            start = item["offset"]
            end = start + len(item["text"])
            assert doc.text[start:end] == item["text"]
            inside = [token.i for token in doc if token.idx < end and start < token.idx + len(token)]
            assert inside == list(range(span.start, span.end)), "the tokens its characters lie in, and no others"
            assert span.start_char <= start < end <= span.end_char


def test_spans_are_the_tokens_around_the_item(ours: Language, coarse: Language) -> None:
    check_places(ours(PLAN))
    check_places(coarse(PLAN))
    check_places(pipeline_over(blank("zh"), *EXTRACTORS)(PLAN))


@settings(max_examples=100, deadline=None)
@given(text=ANY_TEXT)
def test_places_in_any_text(text: str, ours: Language, coarse: Language) -> None:
    for nlp in (ours, coarse):
        doc = nlp(text)
        assert doc.text == text
        for span in (span for name in EXTRACTORS for span in doc.spans[name]):
            item = span._.hegao
            there = doc.text[item["offset"] : item["offset"] + len(item["text"])]
            # What no file may hold reads as U+FFFC.
            assert re.sub("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]", "\ufffc", there) == item["text"]


def test_labels_are_kinds_and_statuses(ours: Language) -> None:
    doc = ours(PLAN)
    for name, field in {"metrics": "kind", "tasks": "status", "times": "kind", "blanks": "kind"}.items():
        assert all(span.label_ == span._.hegao[field] for span in doc.spans[name])
    assert {span.label_ for span in doc.spans["organisations"]} <= {"organisation"}


def test_every_extractor_has_a_component() -> None:
    assert list(spacy_components.LABELS.keys() ^ EXTRACTORS.keys()) == []


@pytest.mark.parametrize("text", ["", " ", "\n", " \u3000\t\r\n\n ", "\ufeff", "\x00", "\uffff"])
def test_texts_without_words(text: str, ours: Language, coarse: Language) -> None:
    for nlp in (ours, coarse):
        assert groups(nlp(text)) == {name: [] for name in EXTRACTORS}


@pytest.mark.parametrize("before", ["\ufeff", "\x00", "\r\n", "\r\r\n", "   ", "😀"])
def test_offsets_count_what_comes_before(before: str, ours: Language) -> None:
    text = before + "\n全市新建停车位3200个。"
    doc = ours(text)
    (metric,) = doc.spans["metrics"]
    assert metric._.hegao["offset"] == text.index("3200个")
    assert metric.text == "3200个"


# Several items in the same tokens, values of every size


def fake(analysis: Analysis) -> tuple[Metric, ...]:
    """A metric for each digit, with a value no msgpack number holds."""
    return tuple(
        Metric(
            span=Span(number, match.start(), match.end()),
            offset=paragraph.offset + match.start(),
            text=match.group(),
            name="",
            value=Decimal(match.group() * 30),
            value_max=None,
            unit=None,
            value_normalized=None,
            unit_normalized=None,
            qualifier=("约", "余"),
            kind="count",
            period=None,
            period_inherited=True,
            change=None,
            masked=False,
            section=None,
            sentence="",
        )
        for number, paragraph in enumerate(analysis.document.paragraphs, 1)
        for match in re.finditer("[1-9]", paragraph.text)
    )


@pytest.fixture
def digits(monkeypatch: pytest.MonkeyPatch) -> Doc:
    monkeypatch.setitem(EXTRACTORS, "metrics", fake)
    return pipeline_over(blank("xx"), "metrics")("甲12乙\n 丙3丁")


def test_items_in_the_same_tokens_stay_apart(digits: Doc) -> None:
    assert [(span.text, span._.hegao["text"]) for span in digits.spans["metrics"]] == [
        ("甲12乙", "1"),
        ("甲12乙", "2"),
        ("丙3丁", "3"),
    ]


def test_other_spans_stand_for_nothing(digits: Doc) -> None:
    assert digits[0:1]._.hegao is None
    assert digits[0:2]._.hegao is None


@pytest.mark.parametrize("way", ["bytes", "bin", "pickle", "copy", "filtered"])
def test_ways_of_keeping_a_doc(way: str, digits: Doc) -> None:
    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab

    expected = groups(digits)
    if way == "bytes":
        kept = Doc(Vocab()).from_bytes(digits.to_bytes())
    elif way == "bin":
        data = DocBin(docs=[digits], store_user_data=True).to_bytes()
        (kept,) = DocBin(store_user_data=True).from_bytes(data).get_docs(Vocab())
    elif way == "pickle":
        kept = pickle.loads(pickle.dumps(digits))
    elif way == "copy":
        kept = digits.copy()
    else:
        kept = digits
        kept.spans["metrics"] = [span for span in kept.spans["metrics"] if span.label_]
    assert groups(kept) == expected
    assert json.loads(json.dumps(groups(kept))) == {k: [list(item) for item in v] for k, v in expected.items()}


def test_without_user_data_the_spans_remain(digits: Doc) -> None:
    from spacy.tokens import DocBin

    (kept,) = DocBin(docs=[digits]).get_docs(digits.vocab)
    assert [(span.text, span.label_, span._.hegao) for span in kept.spans["metrics"]] == [
        ("甲12乙", "count", None),
        ("甲12乙", "count", None),
        ("丙3丁", "count", None),
    ]


def test_joined_docs_keep_their_items(digits: Doc) -> None:
    from spacy.tokens import Doc

    joined = Doc.from_docs([digits, digits.copy()], ensure_whitespace=True)
    assert joined is not None
    assert [span._.hegao["text"] for span in joined.spans["metrics"]] == ["1", "2", "3"] * 2


def test_what_one_is_given_is_ones_own(digits: Doc) -> None:
    span = digits.spans["metrics"][0]
    span._.hegao.clear()
    assert span._.hegao["qualifier"] == ["约", "余"]


# One analysis a doc


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from hegao import pipeline

    seen: list[str] = []
    analyse = pipeline.analyse

    def counting(document: Any) -> Analysis:
        seen.append(document.paragraphs[0].text)
        return analyse(document)

    monkeypatch.setattr(pipeline, "analyse", counting)
    return seen


def test_components_share_one_analysis(analysed: list[str], ours: Language) -> None:
    list(ours.pipe(["甲", "乙", "甲"]))
    assert analysed == ["甲", "乙", "甲"]


def test_the_analysis_goes_with_the_doc(ours: Language) -> None:
    doc = ours(PLAN)
    assert list(spacy_components._latest) == [doc]
    del doc
    assert not spacy_components._latest


def test_measures_and_words_of_a_doc_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Measure, ...]] = []

    def extract(analysis: Analysis) -> tuple[Any, ...]:
        asked.append(analysis.measures(1))
        return ()

    for name in ASKED:
        monkeypatch.setitem(EXTRACTORS, name, extract)
    pipeline_over(blank("zh"), *ASKED)("新建停车位3200个")
    assert asked[0] is asked[1] is asked[2]


# Pipelines: settings, saving, many texts, pictures


def test_the_key_of_the_group_is_a_setting() -> None:
    nlp = blank("zh")
    nlp.add_pipe("hegao_metrics", config={"spans_key": "sc"})
    doc = nlp("新建停车位3200个")
    assert [span._.hegao["text"] for span in doc.spans["sc"]] == ["3200个"]
    assert "metrics" not in doc.spans
    again = type(nlp).from_config(nlp.config.from_str(nlp.config.to_str()))
    assert again.config["components"]["hegao_metrics"] == {"factory": "hegao_metrics", "spans_key": "sc"}
    doc = again("新建停车位3200个")
    assert [span._.hegao["text"] for span in doc.spans["sc"]] == ["3200个"]


def test_a_wrong_setting_is_named() -> None:
    with pytest.raises(ValueError, match="spans_key"):
        blank("zh").add_pipe("hegao_metrics", config={"spans_key": ["a"]})


def test_default_settings_are_written_out(ours: Language) -> None:
    for name in EXTRACTORS:
        assert ours.config["components"][f"hegao_{name}"] == {"factory": f"hegao_{name}", "spans_key": name}
    analysis: Any = ours.analyze_pipes()
    assert analysis["summary"]["hegao_tasks"]["assigns"] == ["doc.spans"]


def test_a_second_run_changes_nothing(ours: Language) -> None:
    doc = ours(PLAN)
    before = groups(doc), dict(doc.user_data)
    assert (groups(ours(doc)), dict(doc.user_data)) == before


LOAD = """
import sys, json, spacy
nlp = spacy.load(sys.argv[1])
assert "hegao.pipeline" not in sys.modules
doc = nlp(sys.argv[2])
print(json.dumps({k: [(s.text, s.label_, s._.hegao) for s in doc.spans[k]] for k in sys.argv[3:]}))
"""


@pytest.mark.parametrize("base", ["ours", "zh"])
def test_saved_pipeline_loads_in_a_fresh_process(base: str, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    metadata = installed / "hegao-0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: hegao\nVersion: 0\n", "utf-8")
    factories = {"hegao_sentences": "hegao.nlp:hegao_sentences"} | ENTRY_POINTS
    declared = ["[spacy_tokenizers]", "hegao.Tokenizer.v1 = hegao.nlp:create_tokenizer", "[spacy_factories]"]
    declared += [f"{name} = {place}" for name, place in factories.items()]
    (metadata / "entry_points.txt").write_text("\n".join(declared) + "\n", "utf-8")

    nlp = pipeline_over(make_nlp() if base == "ours" else blank("zh"), *ASKED)
    nlp.to_disk(tmp_path / "saved")
    found = json.loads(run_python(LOAD, str(tmp_path / "saved"), PLAN, *ASKED, path=installed))
    assert found == json.loads(json.dumps(groups(nlp(PLAN))))
    assert all(found[name] for name in ASKED)


def test_two_processes(ours: Language) -> None:
    texts = [PLAN, "", "新建停车位3200个。", PLAN]
    expected = [groups(ours(text)) for text in texts]
    assert [groups(doc) for doc in ours.pipe(texts, n_process=2, batch_size=2)] == expected


def test_components_travel_to_other_processes(ours: Language) -> None:
    for _, component in ours.pipeline[-len(EXTRACTORS) :]:
        assert pickle.loads(pickle.dumps(component))(ours.make_doc(PLAN)).spans


def test_displacy_draws_the_spans(ours: Language) -> None:
    from spacy import displacy

    doc = ours(PLAN)
    for name in ASKED:
        page = displacy.render(doc, style="span", options={"spans_key": name}, jupyter=False)
        assert {span.label_ for span in doc.spans[name]} <= set(re.findall(r"[a-z]+", page))


def test_a_long_doc(ours: Language) -> None:
    line = "新建停车位3200个，6月底前编印手册。\n"
    doc = ours.make_doc(line * 2000)
    for name in ASKED:
        spacy_components.annotate(doc, name, name)
    assert len(doc.spans["metrics"]) >= 2000
    assert doc.spans["metrics"][-1]._.hegao["paragraph"] == 2000


# Start-up and packaging


def test_import_is_light(tmp_path: Path) -> None:
    code = (
        "import sys, hegao.spacy_components; "
        "print(sorted({'spacy', 'jieba', 'rjieba', 'lxml', 'hegao.pipeline'} & set(sys.modules)))"
    )
    assert run_python(code, path=tmp_path) == "[]"


def test_unknown_names_are_no_components() -> None:
    for name in ("hegao_nothing", "metrics"):
        with pytest.raises(AttributeError, match=name):
            getattr(spacy_components, name)


def test_pyproject_names_the_entry_points() -> None:
    path = SOURCE.parent / "pyproject.toml"
    if path.is_file():
        declared = tomllib.loads(path.read_text("utf-8"))["project"]["entry-points"]["spacy_factories"]
    else:
        declared = {point.name: point.value for point in entry_points(group="spacy_factories")}
    assert declared.items() >= ENTRY_POINTS.items()
