"""Bad input ends as a typed record and the run goes on; the shared reports keep their score."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from gkml.errors import GkmlWarning, UsageError
from gkml.pipeline import Pipeline, TaggerName, load
from gkml.readers import Limits
from gkml.template import load_templates
from tests.conftest import EXAMPLES, report_of

GOOD = next(path for path in EXAMPLES if path.stem.startswith("linxi"))
OTHER = next(path for path in EXAMPLES if path.stem.startswith("hekou"))


def _bad_inputs(folder: Path) -> dict[Path, str]:
    files: dict[str, tuple[bytes, str]] = {
        "empty.txt": (b"", "empty_file"),
        "blank.txt": (" \n\t\n\u3000".encode(), "empty_file"),
        "binary.txt": (bytes(range(256)) * 40, "binary_file"),
        "report.pdf": (b"%PDF-1.7\n" + b"x" * 400, "damaged_file"),
        "report.docx": (b"PK\x03\x04" + b"\0" * 400, "damaged_file"),
        "undecodable.txt": (b"\x81\xff\xfe\x80\x9f" * 300 + "政府".encode(), "undecodable"),
        "recipe.txt": ("把土豆切成块，放进锅里炖一个小时。\n".encode() * 20, "no_report"),
        "news.html": (b"<html><body><p>" + "今天天气很好。".encode() * 30 + b"</p></body></html>", "no_report"),
        "nested.html": (b"<table><tr><td>" * 1000 + b"x" + b"</td></tr></table>" * 1000, "too_deeply_nested"),
    }
    expected = {}
    for name, (data, code) in files.items():
        (folder / name).write_bytes(data)
        expected[folder / name] = code
    (folder / "folder.txt").mkdir()
    expected[folder / "folder.txt"] = "unreadable_path"
    expected[folder / "missing.txt"] = "unreadable_path"
    return expected


def test_bad_inputs_get_typed_records_and_the_others_go_on(tmp_path: Path, rules: Pipeline) -> None:
    expected = _bad_inputs(tmp_path)
    paths = [GOOD, *expected, GOOD]
    reports = list(rules.pipe(paths))
    assert [report.status for report in reports] == ["ok", *["failed"] * len(expected), "ok"]
    codes = {Path(report.source): report.error.code for report in reports if report.error}
    assert codes == expected
    for report in reports[1:-1]:
        record = report.to_dict()
        assert record["cells"] == []
        assert "Traceback" not in record["error"]["message"]
        assert set(record["templates"]) == set(load_templates().table_ids)


def test_limits_name_the_value_the_limit_and_the_next_step(tmp_path: Path) -> None:
    small = load(tagger="rules", limits=Limits(file_bytes=1000, line_characters=500))
    report = small(GOOD)
    assert report.error is not None
    assert report.error.code == "file_too_large"
    assert "1,000" in report.error.message
    assert "file_bytes" in report.error.message
    long = tmp_path / "long.txt"
    long.write_text("一、总体情况" * 100, encoding="utf-8")
    error = small(long).error
    assert error is not None
    assert error.code in ("line_too_long", "file_too_large")


def test_a_single_line_of_50_mb_is_refused(tmp_path: Path, rules: Pipeline) -> None:
    path = tmp_path / "line.txt"
    path.write_bytes(b"0" * 49_000_000)
    error = rules(path).error
    assert error is not None
    assert error.code == "line_too_long"


def test_a_report_without_tables_is_partial_and_all_its_cells_are_for_review(rules: Pipeline) -> None:
    report = report_of(
        "青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n全年平稳。\n二、主动公开政府信息情况\n"
        "三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n"
        "尚可。\n六、其他需要报告的事项\n无。\n",
        rules,
    )
    assert report.status == "partial"
    assert report.template is None
    assert len(report.cells) == 200  # the form that the year prescribes
    assert all(cell.state == "absent" and cell.review for cell in report.cells.values())
    assert {check.status for check in report.checks if check.kind == "structure"} == {"fail"}
    assert {check.status for check in report.checks if check.kind == "row_sum"} == {"not_applicable"}


def test_the_year_prescribes_the_form_of_tables_that_are_not_there(rules: Pipeline) -> None:
    text = "青禾县某局{}年政府信息公开工作年度报告\n一、总体情况\n平稳。\n二、主动公开政府信息情况\n"
    assert len(report_of(text.format(2020), rules).cells) == 198
    assert len(report_of(text.format(2021), rules).cells) == 200


def test_a_page_that_only_talks_about_a_report_is_no_report(tmp_path: Path, rules: Pipeline) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "文字解读：青禾县2022年政府信息公开工作年度报告\n报告分为六个部分。\n一、总体情况\n讲全年做了什么。\n"
        "二、主动公开政府信息情况\n讲公开了什么。\n",
        encoding="utf-8",
    )
    error = rules(path).error
    assert error is not None
    assert error.code == "no_report"


def test_the_shipped_model_missing_is_said_when_loading_and_in_each_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gkml.tagging.model.model_folder", lambda: tmp_path)
    with pytest.warns(GkmlWarning, match=r"manifest\.json is missing"):
        fallen_back = load()
    report = fallen_back(GOOD)
    assert [warning.code for warning in report.warnings] == ["model_missing"]
    assert report.provenance.model is None
    assert report.to_dict() == next(fallen_back.pipe([GOOD])).to_dict()
    with pytest.raises(UsageError, match="missing"):
        load(tagger="model")  # named: nothing else will do


@pytest.mark.parametrize("wrong", [{"templates": "forms"}, {"templates": Path("forms")}, {"limits": 3}])
def test_what_load_cannot_take_is_a_type_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=next(iter(wrong))):
        load(tagger="rules", **wrong)


@pytest.mark.parametrize("tagger", ["combined", "model"])
def test_a_model_that_was_named_and_cannot_be_used_raises(tmp_path: Path, tagger: TaggerName) -> None:
    with pytest.raises(UsageError, match=r"manifest\.json is missing.*exported"):
        load(tagger=tagger, model=tmp_path)
    with pytest.raises(UsageError, match="missing"):
        load(tagger=tagger, model="")  # this folder, not the model that comes with gkml


# ---------------------------------------------------------------------------------------------------------------------
# What may be given


def test_paths_bytes_and_binary_files_are_one_and_the_same(rules: Pipeline) -> None:
    data, name = GOOD.read_bytes(), str(GOOD)
    with GOOD.open("rb") as buffered, open(GOOD, "rb", buffering=0) as raw:
        given: list[Any] = [
            name,
            GOOD,
            PosixBytes(GOOD),
            data,
            bytearray(data),
            memoryview(data),
            io.BytesIO(data),
            buffered,
            raw,
        ]
        reports = [rules(one, name=name) for one in given]
    assert {report.status for report in reports} == {"ok"}
    assert len({json.dumps(report.to_dict(with_text=True)) for report in reports}) == 1


class PosixBytes(os.PathLike[str]):
    """A path of somebody else's making."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


def test_what_is_given_has_its_own_name_where_none_is(rules: Pipeline, tmp_path: Path) -> None:
    data = GOOD.read_bytes()
    assert rules(data).source == "<bytes>"
    assert rules(io.BytesIO(data)).source == "<bytes>"
    assert rules(GOOD, name="report 7").source == "report 7"
    with GOOD.open("rb") as file:
        assert rules(file).source == str(GOOD)
    assert rules(tmp_path / "none.txt", name="report 8").source == "report 8"
    with tempfile.TemporaryFile() as unnamed:  # its name is a number
        unnamed.write(data)
        unnamed.seek(0)
        assert rules(unnamed).source == "<bytes>"


@pytest.mark.parametrize("given", [7, None, ["a.txt"], {"path": "a.txt"}, object(), io.StringIO("text"), 3.5])
def test_anything_else_is_a_type_error_that_says_what_is_taken(rules: Pipeline, given: Any) -> None:
    with pytest.raises(TypeError, match="binary"):
        rules(given)
    with pytest.raises(TypeError, match="binary"):
        list(rules.pipe([given]))


@pytest.mark.parametrize("one", ["a.txt", Path("a.txt"), b"a", io.BytesIO(b"a")])
def test_one_input_is_not_many(rules: Pipeline, one: Any) -> None:
    for workers in (0, 2):
        with pytest.raises(TypeError, match="one"):
            rules.pipe(one, workers)  # at once, not when the first report is asked for


def test_pipe_yields_every_report_of_a_file_and_a_call_the_first(rules: Pipeline, tmp_path: Path) -> None:
    both = tmp_path / "both.txt"
    both.write_bytes(GOOD.read_bytes() + b"\n\n" + OTHER.read_bytes())
    reports = list(rules.pipe([both, both.read_bytes()]))
    assert [report.source for report in reports] == [str(both), f"{both}#2", "<bytes>", "<bytes>#2"]
    first = rules(both)
    assert (first.source, first.part, first.cells) == (str(both), reports[0].part, reports[0].cells)
    assert [notice.code for notice in first.warnings] == ["several_reports"]


def test_members_of_an_archive_that_is_given_as_bytes(rules: Pipeline) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(GOOD, "a.txt")
        archive.write(GOOD, "b.txt")
    packed.seek(0)
    assert [report.source for report in rules.pipe([packed])] == ["<bytes>!/a.txt", "<bytes>!/b.txt"]


# ---------------------------------------------------------------------------------------------------------------------
# In other processes


def test_isolated_is_the_same_report(rules: Pipeline) -> None:
    for given in (GOOD, GOOD.read_bytes()):
        here, there = rules(given), rules(given, isolated=True)
        assert there == here
    missing = rules("none.txt", isolated=True)
    assert missing.error is not None
    assert missing.error.code == "unreadable_path"


def test_isolated_reading_is_bounded(tmp_path: Path) -> None:
    pipeline = load(tagger="rules", limits=Limits(seconds=0.001))
    error = pipeline(GOOD, isolated=True).error
    assert error is not None
    assert error.code == "timeout"
    pipeline.limits = Limits()
    with pytest.raises(UsageError, match=r"as gkml\.load makes it"):
        pipeline(GOOD, isolated=True)


def test_a_pipeline_can_be_pickled_and_equal_ones_have_equal_pickles(rules: Pipeline) -> None:
    data = pickle.dumps(rules)
    assert pickle.dumps(load(tagger="rules")) == data
    assert pickle.dumps(load(tagger="rules", limits=Limits(rows=7))) != data
    again = pickle.loads(data)
    assert again(GOOD) == rules(GOOD)
    assert pickle.dumps(again) == data
    assert len(data) < 5000  # settings, not weights


def test_the_cache_of_datasets_knows_equal_pipelines(rules: Pipeline) -> None:
    hasher = pytest.importorskip("datasets.fingerprint").Hasher
    assert hasher.hash(load(tagger="rules")) == hasher.hash(rules)
    assert hasher.hash(load(tagger="rules", limits=Limits(rows=7))) != hasher.hash(rules)


def test_what_is_done_to_a_copy_is_done_to_it_alone(rules: Pipeline) -> None:
    data = pickle.dumps(rules)
    changed = pickle.loads(data)
    changed.limits = Limits(file_bytes=10)
    assert changed(GOOD).status == "failed"
    assert pickle.loads(data)(GOOD).status == "ok"
    assert pickle.loads(pickle.dumps(changed))(GOOD).status == "failed"


def test_a_process_pool_reads_with_a_pipeline(rules: Pipeline) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(rules, [GOOD, str(GOOD)])) == [rules(GOOD)] * 2


def test_a_pickle_of_other_forms_is_refused(tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "configs" / "templates"
    for path in source.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    data = pickle.dumps(load(tagger="rules", templates=[tmp_path]))
    one = min(tmp_path.iterdir())
    one.write_text(one.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    command = [sys.executable, "-c", f"import pickle; pickle.loads({data!r})"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert "UsageError: the model or the forms have changed since" in done.stderr


def test_paths_of_a_pipeline_hold_wherever_it_is_loaded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(__file__).parents[1] / "configs" / "templates"
    (tmp_path / "forms").mkdir()
    for path in source.glob("*.yaml"):
        (tmp_path / "forms" / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    data = pickle.dumps(load(tagger="rules", templates=["forms"]))
    monkeypatch.chdir("/")
    assert pickle.loads(data)(GOOD).status == "ok"


def test_the_same_input_gives_the_same_record(rules: Pipeline) -> None:
    for path in EXAMPLES:
        first, second = rules(path), load(tagger="rules")(path)
        assert json.dumps(first.to_dict(with_text=True)) == json.dumps(second.to_dict(with_text=True))


def test_rules_work_without_torch(tmp_path: Path) -> None:
    """A slim install has no torch; nothing on the way of the rules may ask for it."""
    code = (
        "import sys; sys.modules['torch'] = None; sys.modules['transformers'] = None; sys.modules['pandas'] = None\n"
        "from gkml.pipeline import load\n"
        f"report = load(tagger='rules')({str(next(p for p in EXAMPLES if p.stem.startswith('beihu')))!r})\n"
        "print(report.status, report.error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.split() == ["ok", "None"]


@pytest.mark.shared
@pytest.mark.parametrize("tagger", ["rules", "combined"])
def test_the_shared_reports_keep_their_score(shared: Path, tmp_path: Path, tagger: TaggerName) -> None:
    pipeline = load(tagger=tagger)
    paths = sorted([*(shared / "reports").glob("*.txt"), *(shared / "reports").glob("*.html")])
    gold = tmp_path / "gold"
    gold.mkdir()
    for path in paths:
        name = f"{path.stem}.json"
        (gold / name).write_text((shared / "reports" / "gold" / name).read_text(encoding="utf-8"), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    lines = [json.dumps(report.to_dict(), ensure_ascii=False) for report in pipeline.pipe(paths)]
    out.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(shared / "score.py"), str(out), str(gold), "--max-silent", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    (tmp_path / "gold" / "pingtan_2021.json").unlink()  # digits run together
    command += ["--min-cells", "0.999"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
