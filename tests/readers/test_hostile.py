"""Hostile files of every format: each ends as its kind should, within the limits, and the batch goes on."""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from gkml.pipeline import load
from gkml.readers import DEFAULT_LIMITS
from gkml.records.report import Report
from tests.conftest import EXAMPLES, ROOT, gold_of
from tests.readers import hostile_archives, hostile_office, hostile_pages, hostile_texts
from tests.readers.hostile_kinds import KINDS, Code
from tests.readers.pdf import hostile as hostile_pdfs

MAKERS = (hostile_archives, hostile_office, hostile_pages, hostile_texts)
GOOD = EXAMPLES[0]
_GKML = "import sys; from gkml.cli import main; sys.exit(main())"
MEMORY = DEFAULT_LIMITS.memory_bytes


def fits(code: str | None, expected: Code) -> bool:
    return code in expected if isinstance(expected, frozenset) else code == expected


def codes_of(reports: list[Report]) -> list[str | None]:
    return [report.error.code if report.error else None for report in reports]


def check_good(report: Report) -> None:
    """The figures of the good report are those of its gold."""
    values = {key: None if cell.value is None else float(cell.value) for key, cell in report.cells.items()}
    assert values == gold_of(GOOD)["cells"]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_ends_as_it_should(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    pipeline = load(tagger="rules", limits=dataclasses.replace(DEFAULT_LIMITS, **kind.limits))  # type: ignore[arg-type]
    path = tmp_path / kind.name
    path.write_bytes(kind.make())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    *found, good = pipeline.pipe([path, GOOD])
    codes = codes_of(found)
    assert len(codes) == len(kind.codes), codes
    assert all(map(fits, codes, kind.codes)), codes
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MEMORY
    assert all(report.error is None or report.error.message for report in found)
    assert [entry.name for entry in tmp_path.iterdir()] == [kind.name]  # nothing is unpacked beside it
    check_good(good)


def test_there_are_many_kinds_for_every_format() -> None:
    assert len(KINDS) + len(hostile_pdfs.KINDS) >= 150
    for suffix in (".txt", ".html", ".mht", ".docx", ".doc", ".xlsx", ".zip"):
        assert sum(kind.name.endswith(suffix) for kind in KINDS.values()) >= 8, suffix


def test_the_run_goes_on_over_all_of_them(tmp_path: Path) -> None:
    """The whole corpus in one call of the command line, with a good report at either end and in the middle."""
    folder = tmp_path / "in"
    folder.mkdir()
    made = {f"{name}.{kind.name}": kind.make for name, kind in KINDS.items() if not kind.limits}
    made |= {f"{name}.pdf": kind.make for name, kind in hostile_pdfs.KINDS.items() if "timeout" not in kind.codes}
    good = {"0" + GOOD.suffix, "m" + GOOD.suffix, "zz" + GOOD.suffix}
    for name, make in made.items():
        (folder / name).write_bytes(make())
    for name in good:
        (folder / name).write_bytes(GOOD.read_bytes())
    output = tmp_path / "out.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", _GKML, "extract", str(folder), "-o", str(output), "--tagger", "rules"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 2, done.stderr[-2_000:]
    assert "Traceback" not in done.stderr
    records = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    named = {record["source"].partition("!/")[0].rpartition("/")[2] for record in records}
    assert named == {*made, *good}
    for record in records:
        assert (record["status"] == "failed") == (record["error"] is not None), record["source"]
        if record["error"]:
            assert record["error"]["code"] not in ("internal_error", "bad_input", "error"), record
    whole = [record for record in records if Path(record["source"]).name in good]
    assert [record["status"] for record in whole] == ["ok"] * 3
    gold = gold_of(GOOD)["cells"]
    assert all({cell["id"]: cell["value"] for cell in record["cells"]} == gold for record in whole)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.jsonl"]
