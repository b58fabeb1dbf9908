"""Bad input ends as a typed record and the run goes on; the shared reports keep their score."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import gkml
from gkml.errors import UsageError
from gkml.pipeline import Pipeline, TaggerName, load
from gkml.readers import Limits
from tests.conftest import EXAMPLES, report_of

GOOD = next(path for path in EXAMPLES if path.stem.startswith("linxi"))


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
        assert set(record["templates"]) == {"disclosure", "requests", "disputes", "statistics"}


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


def test_a_missing_or_broken_model_is_said_in_the_record(tmp_path: Path) -> None:
    assert load(tagger="rules").notices == ()
    fallen_back = load(model=tmp_path)
    assert [warning.code for warning in fallen_back(GOOD).warnings] == ["model_missing"]
    assert fallen_back(GOOD).provenance.model is None
    with pytest.raises(UsageError, match="no usable model"):
        load(tagger="model", model=tmp_path)
    (tmp_path / "manifest.json").write_text('{"files": {"vocabulary.json": "0"}}', encoding="utf-8")
    (tmp_path / "vocabulary.json").write_text("[]", encoding="utf-8")
    assert [warning.code for warning in load(model=tmp_path)(GOOD).warnings] == ["model_missing"]


def test_the_same_input_gives_the_same_record(rules: Pipeline) -> None:
    for path in EXAMPLES:
        first, second = rules(path), load(tagger="rules")(path)
        assert json.dumps(first.to_dict(with_text=True)) == json.dumps(second.to_dict(with_text=True))


def test_public_names_are_there_and_nothing_heavy_is_imported() -> None:
    assert {name for name in gkml.__all__ if getattr(gkml, name) is None} == set()
    with pytest.raises(AttributeError):
        _ = gkml.nothing  # type: ignore[attr-defined]
    heavy = "('spacy', 'torch', 'pandas', 'lxml', 'rich')"
    code = f"import sys, gkml, gkml.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]"


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
