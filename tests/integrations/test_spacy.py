"""The component, as a user of spaCy expects one to behave."""

from __future__ import annotations

import json
import pickle
import random
import re
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from gkml.errors import GkmlWarning, TemplateError, UsageError
from gkml.integrations.spacy import ReportReader, label_patterns, report_to_doc
from gkml.pipeline import Pipeline
from gkml.template import load_templates
from tests.conftest import EXAMPLES, ROOT
from tests.invented_form import FORM
from tests.relaid import LAYOUTS

DUMPS = [path for path in EXAMPLES if path.suffix != ".html"]
DUMP = DUMPS[0]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030")


def blank(language: str = "zh", **config: Any) -> Language:
    nlp = spacy.blank(language)
    nlp.add_pipe("gkml", config={"tagger": "rules", **config})
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return blank()


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
def test_the_text_of_a_doc_is_read_as_the_file_is(path: Path, nlp: Language, rules: Pipeline) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", GkmlWarning)  # no span is left out
        doc = nlp(text_of(path))
    report = rules(path)
    assert doc._.gkml.cells == report.cells
    assert doc._.gkml.checks == report.checks
    spans = {span.kb_id_: span.text for span in doc.spans["gkml"] if span.kb_id_}
    assert spans == {cell.id: cell.text for cell in report.cells.values() if cell.text}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_moves_a_span(layout: str, nlp: Language, rules: Pipeline) -> None:
    dump = LAYOUTS[layout](rules(DUMP).text or "", random.Random(1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GkmlWarning)
        doc = nlp(dump)
    figures = [span for span in doc.spans["gkml"] if span.kb_id_]
    printed = [cell for report in doc._.gkml_reports for cell in report.cells.values() if cell.text]
    assert len(figures) == (0 if dump.startswith("<html") else len(printed))
    for span in figures:
        assert "".join(span.text.split()) == "".join(span._.gkml_cell.text.split())


def test_labels_of_rows_columns_and_sections_are_spans_too(nlp: Language) -> None:
    doc = nlp(text_of(DUMP))
    labels = {span.label_: span for span in doc.spans["gkml"]}
    assert {"title", "section:3", "column:total", "row:requests.received_new"} <= set(labels)
    assert "新收" in labels["row:requests.received_new"].text
    assert 0 < labels["row:requests.received_new"]._.gkml_confidence <= 1


def test_all_reports_of_a_text_are_kept(nlp: Language) -> None:
    first, second = (text_of(path) for path in EXAMPLES if path.stem in ("linxi_2023_pipes", "qinghe_2020_cells"))
    doc = nlp(f"{first}\n{second}")
    assert [(report.agency, report.year) for report in doc._.gkml_reports] == [
        ("霖溪镇人民政府", 2023),
        ("青禾县教育局", 2020),
    ]
    assert doc._.gkml == doc._.gkml_reports[0]
    total = [span for span in doc.spans["gkml"] if span.kb_id_ == "requests.received_new.total"]
    assert [span._.gkml_cell for span in total] == [r.cells["requests.received_new.total"] for r in doc._.gkml_reports]


@pytest.mark.parametrize(("text", "code"), [("", "empty_file"), ("今天天气很好。", "no_report")])
def test_a_text_without_a_report_fails_in_its_doc_alone(text: str, code: str, nlp: Language) -> None:
    doc = nlp(text)
    assert doc._.gkml.status == "failed"
    assert doc._.gkml.error.code == code
    assert list(doc.spans["gkml"]) == []


def test_spans_that_the_text_or_the_tokens_do_not_allow_are_left_out_and_it_is_said() -> None:
    page = text_of(next(path for path in EXAMPLES if path.suffix == ".html"))
    with pytest.warns(GkmlWarning, match="printed otherwise.*report_to_doc"):
        doc = blank()(page)
    assert doc._.gkml.status == "ok"
    assert list(doc.spans["gkml"]) == []
    words = "2023年政府信息公开工作年度报告\n一、总体情况\n很好\n二、主动公开政府信息情况\n很好"
    with pytest.warns(GkmlWarning, match='inside a token.*"expand"'):
        strict = blank("xx")(words)
    expanded = blank("xx", alignment_mode="expand")(words)
    assert len(strict.spans["gkml"]) < len(expanded.spans["gkml"])


def test_a_doc_with_a_report_stays_as_it_is(nlp: Language, rules: Pipeline) -> None:
    report = rules(next(path for path in EXAMPLES if path.suffix == ".html"))
    doc = nlp(report_to_doc(report, nlp))
    assert doc._.gkml == report
    assert len(doc.spans["gkml"]) > 100


@pytest.mark.parametrize("processes", [1, 2])
def test_many_texts_are_read_in_batches_and_by_processes(processes: int, nlp: Language) -> None:
    texts = [text_of(DUMPS[0]), "今天天气很好。", text_of(DUMPS[1])]
    docs = list(nlp.pipe(texts, batch_size=2, n_process=processes))
    assert [doc._.gkml.status for doc in docs] == ["ok", "failed", "ok"]
    assert [doc._.gkml for doc in docs[::2]] == [nlp(text)._.gkml for text in texts[::2]]
    assert [len(doc.spans["gkml"]) for doc in docs] == [len(nlp(text).spans["gkml"]) for text in texts]


def test_a_pipeline_is_stored_and_loaded(tmp_path: Path) -> None:
    nlp = blank(spans_key="figures", alignment_mode="expand", limits={"rows": 1000})
    json.dumps(nlp.config["components"]["gkml"])
    nlp.to_disk(tmp_path / "nlp")
    loaded = spacy.load(tmp_path / "nlp")
    same = spacy.blank("zh")
    same.add_pipe("gkml", config={"tagger": "rules"})
    same.from_bytes(nlp.to_bytes())
    pickled = pickle.loads(pickle.dumps(nlp.get_pipe("gkml")))
    for reader in (loaded.get_pipe("gkml"), same.get_pipe("gkml"), pickled):
        assert isinstance(reader, ReportReader)
        assert (reader.spans_key, reader.alignment_mode) == ("figures", "expand")
        assert (reader.pipeline.tagger_name, reader.pipeline.limits.rows) == ("rules", 1000)
    doc = loaded("很好\n" * 2000)
    assert doc._.gkml.error.code == "too_many_rows"


def test_other_forms_than_at_the_time_of_storing_are_told() -> None:
    reader = blank().get_pipe("gkml")
    forms = reader.pipeline.templates.hash
    with pytest.warns(GkmlWarning, match=f"template_hash: 0123, now {forms}"):
        reader.from_bytes(reader.to_bytes().replace(forms.encode(), b"0123"))


def test_forms_of_ones_own_are_read(tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(FORM, encoding="utf-8")
    nlp = blank(templates=[str(tmp_path)])
    assert nlp("2026年政府信息公开工作年度报告\n一、总体情况\n很好\n五、数据开放情况\n很好")._.gkml.status == "partial"
    labels = {pattern["label"] for pattern in label_patterns(load_templates(tmp_path))}
    assert "section:5" in labels
    assert "section:3" not in labels


@pytest.mark.parametrize(
    ("config", "error", "message"),
    [
        ({"tagger": "rule"}, UsageError, "did you mean 'rules'"),
        ({"alignment_mode": "widen"}, UsageError, "strict, contract, expand"),
        ({"limits": {"row": 3}}, UsageError, "no limit row; there are file_bytes"),
        ({"templates": ["none.yaml"]}, TemplateError, "none.yaml"),
    ],
)
def test_a_wrong_setting_is_told_at_once(config: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        blank(**config)


def test_displacy_shows_the_spans_with_their_cells(nlp: Language) -> None:
    doc = nlp(text_of(DUMP))
    shown = spacy.displacy.render(doc, style="span", options={"spans_key": "gkml"}, jupyter=False)
    assert "figure" in shown
    assert "requests.received_new.total" in shown


def test_labels_of_the_forms_are_patterns_of_a_span_ruler() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("span_ruler").add_patterns(label_patterns())
    doc = nlp("三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\t总计")
    found = {(span.text, span.label_) for span in doc.spans["ruler"]}
    assert ("收到和处理政府信息公开申请情况", "section:3") in found
    assert ("一、本年新收政府信息公开申请数量", "row:requests.received_new") in found
    patterns = label_patterns(load_templates())
    assert patterns == label_patterns()
    assert len({tuple(pattern.items()) for pattern in patterns}) == len(patterns)


def test_the_entry_point_is_enough(tmp_path: Path) -> None:
    """As pip would install it: spaCy finds the component, and nobody imports gkml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        points = tomllib.load(file)["project"]["entry-points"]["spacy_factories"]
    told = tmp_path / "gkml_entry-0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: gkml-entry\nVersion: 0\n")
    lines = [f"{name} = {value}" for name, value in points.items()]
    (told / "entry_points.txt").write_text("\n".join(["[spacy_factories]", *lines]))
    code = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import spacy; nlp = spacy.blank('zh');"
        "nlp.add_pipe('gkml', config={'tagger': 'rules'}); print(nlp('')._.gkml.error.code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.strip() == "empty_file"


def test_without_spacy_the_extra_is_named_and_the_core_works() -> None:
    code = (
        "import sys; sys.modules['spacy'] = None; import gkml.errors, gkml.pipeline\n"
        "try: import gkml.integrations.spacy\n"
        "except gkml.errors.MissingExtraError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "spacy is not installed; run: pip install 'gkml[spacy]'"


def test_reading_a_report_imports_no_spacy() -> None:
    code = f"import sys, gkml; gkml.load(tagger='rules')({str(DUMP)!r}); print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_what_the_readme_shows_runs(readme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [block for block in blocks if "import spacy" in block]
    found: dict[str, Any] = {"text": text_of(DUMP)}
    exec(compile(block, readme, "exec"), found)
    assert isinstance(found["doc"], Doc)
    assert found["report"].status == "ok"
