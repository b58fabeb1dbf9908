"""The forms for pipelines of other libraries: same records as the pipeline, tables that never change their columns."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gkml.batch.mapping import ReadReports, map_options, map_reports, map_schema
from gkml.batch.worker import report_to_payload
from gkml.errors import UsageError
from gkml.output.records import line_to_record
from gkml.pipeline import Pipeline
from tests.conftest import EXAMPLES, ROOT

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

FEW = [str(path) for path in EXAMPLES[:3]]
ROWS = ("records", "reports", "cells", "checks")


def lines_of(paths: list[str], pipeline: Pipeline) -> list[str]:
    line = report_to_payload(exact=False, with_text=False)
    return [line(report).decode().rstrip("\n") for report in pipeline.pipe(paths)]


@pytest.mark.parametrize("isolated", [True, False])
def test_records_are_those_of_the_pipeline(isolated: bool, corpus: Path, rules: Pipeline) -> None:
    paths = sorted(map(str, corpus.iterdir()))
    table = map_reports({"path": [*paths, "missing"]}, tagger="rules", isolated=isolated)
    assert table["record"].to_pylist() == lines_of([*paths, "missing"], rules)
    assert table["error"].to_pylist()[-1] == "unreadable_path"
    assert table["year"].to_pylist().count(None) < len(table)


def test_bytes_are_read_and_named_by_their_path() -> None:
    files = [Path(path).read_bytes() for path in FEW]
    whole = map_reports({"path": FEW}, tagger="rules")
    assert map_reports({"path": FEW, "bytes": files}, tagger="rules").equals(whole)
    assert map_reports({"at": FEW, "body": files}, path="at", data="body", tagger="rules").equals(whole)
    assert map_reports(pa.table({"path": FEW, "bytes": files}), tagger="rules").equals(whole)
    assert map_reports({"path": FEW, "bytes": [None] * len(FEW)}, tagger="rules").equals(whole)
    nameless = map_reports({"bytes": files}, tagger="rules")
    assert nameless["source"].to_pylist() == [f"sha256:{digest}" for digest in whole["sha256"].to_pylist()]


@pytest.mark.parametrize("rows", ROWS)
def test_columns_do_not_depend_on_the_data(rows: Any, tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("nothing of a report", encoding="utf-8")
    full = map_reports({"path": FEW}, rows=rows, tagger="rules")
    failed = map_reports({"path": [str(tmp_path / "none.txt")]}, rows=rows, tagger="rules")
    empty = map_reports({"path": []}, rows=rows, tagger="rules")
    assert full.schema == failed.schema == empty.schema == map_schema(rows)
    assert len(full) > len(failed) == 1 > len(empty) == 0


def test_cells_keep_their_figures(rules: Pipeline) -> None:
    cells = map_reports({"path": FEW}, rows="cells", tagger="rules").to_pylist()
    there = {(report.source, cell.id): cell for report in rules.pipe(FEW) for cell in report.cells.values()}
    assert len(cells) == len(there)
    for cell in cells:
        known = there[cell["source"], cell["id"]]
        assert cell["value"] == (None if known.value is None else Decimal(known.value))
        assert cell["state"] == known.state


def test_a_batch_without_the_columns_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="no column 'path' and no column 'bytes'; it has url"):
        map_reports({"url": ["a"]}, tagger="rules")


@pytest.mark.parametrize("rows", ROWS)
def test_no_row_is_lost_whatever_the_batch_holds(rows: Any) -> None:
    batch = {"path": [FEW[0], None, 3, "missing", None], "bytes": [None, None, None, None, "text"]}
    table = map_reports(batch, rows=rows, tagger="rules")
    column = "error_code" if rows == "reports" else "error"
    sources = dict(zip(table["source"].to_pylist(), table[column].to_pylist(), strict=True))
    failed = dict.fromkeys(("row 1", "3", "missing", "row 4"), "unreadable_path")
    assert sources == {FEW[0]: None, **failed}
    assert [*dict.fromkeys(table["source"].to_pylist())] == [FEW[0], *failed]


def test_mistakes_in_options() -> None:
    with pytest.raises(UsageError, match="no rows 'words'"):
        map_reports({"path": FEW}, rows="words", tagger="rules")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="limits"):
        map_reports({"path": FEW}, limits={"nosuch": 1}, tagger="rules")


def test_limits_are_those_that_were_given() -> None:
    table = map_reports({"path": FEW[:1]}, limits={"file_bytes": 10}, tagger="rules")
    assert table["error"].to_pylist() == ["file_too_large"]


def test_text_comes_when_it_is_asked_for() -> None:
    table = map_reports({"path": FEW[:1]}, with_text=True, tagger="rules")
    assert "信息公开" in line_to_record(table["record"][0].as_py().encode())["text"]


def test_the_function_can_be_sent_and_kept(tmp_path: Path) -> None:
    assert pickle.loads(pickle.dumps(map_reports)) is map_reports
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    from datasets.fingerprint import Hasher

    once, again = map_options(tagger="rules"), map_options(tagger="rules")
    assert Hasher.hash((map_reports, once)) == Hasher.hash((map_reports, again))
    # forms that are others by a comment alone make other results, as far as a cache can tell
    forms = tmp_path / "forms"
    forms.mkdir()
    for form in (ROOT / "configs" / "templates").glob("*.yaml"):
        (forms / form.name).write_text(form.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    other = map_options(tagger="rules", templates=[str(forms)])
    assert other["versions"] != once["versions"]

    dataset = datasets.Dataset.from_dict({"path": FEW, "other": [1, 2, 3]})
    table = dataset.map(map_reports, batched=True, batch_size=2, fn_kwargs=once)
    assert table.column_names == map_schema().names
    assert table["record"][:] == map_reports({"path": FEW}, tagger="rules")["record"].to_pylist()


def test_the_class_reads_as_the_function() -> None:
    read = ReadReports(rows="checks", tagger="rules")
    assert read({"path": FEW}).equals(map_reports({"path": FEW}, rows="checks", tagger="rules"))
    read.__del__()  # Ray calls it, and Python once more


def test_a_process_that_read_ends_and_leaves_nothing(tmp_path: Path) -> None:
    code = (
        f"from gkml.batch.mapping import map_reports; print(len(map_reports({{'path': {FEW[:1]!r}}}, tagger='rules')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("1\n", "")
    assert not list(tmp_path.iterdir())


@pytest.mark.xdist_group("ray")
def test_ray_reads_what_the_function_reads(ray: ModuleType, tmp_path: Path) -> None:
    for path in FEW:
        (tmp_path / Path(path).name).write_bytes(Path(path).read_bytes())
    found = ray.data.read_binary_files(str(tmp_path), include_paths=True).map_batches(
        ReadReports,
        batch_format="pyarrow",
        batch_size=2,
        compute=ray.data.ActorPoolStrategy(size=1),
        fn_constructor_kwargs={"rows": "cells", "tagger": "rules"},
    )
    read = sorted(
        (row["source"], row["id"], row["value"]) for row in found.select_columns(["source", "id", "value"]).take_all()
    )
    paths = [str(tmp_path / Path(path).name) for path in FEW]
    here = map_reports({"path": paths}, rows="cells", tagger="rules").to_pylist()
    assert read == sorted((row["source"], row["id"], row["value"]) for row in here)
