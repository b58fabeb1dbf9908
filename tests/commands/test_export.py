"""``gkml export``: records with decisions on top."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from gkml.cli import main
from gkml.commands.export import export
from gkml.commands.review import decisions_beside
from gkml.review.decisions import Action, Decision, DecisionKind, DecisionStore

CELL = "requests.received_new.total"


@pytest.fixture
def records(work: Path, report: Path) -> Path:
    assert main(["extract", "a.txt", "-o", "out.jsonl", "--tagger", "rules", "--workers", "0"]) == 0
    record = json.loads((work / "out.jsonl").read_text("utf-8"))
    (cell,) = [one for one in record["cells"] if one["id"] == CELL]
    with DecisionStore(decisions_beside("out.jsonl")) as store:
        store.add(
            Decision(
                DecisionKind.CELL,
                record["sha256"],
                cell=CELL,
                action=Action.EDIT,
                state="number",
                value=1234,
                print=cell["text"],
            )
        )
    return work / "out.jsonl"


def cells(path: Path) -> dict[str, dict[str, object]]:
    return {cell["id"]: cell for cell in json.loads(path.read_text("utf-8"))["cells"]}


def test_decisions_beside_the_records_are_put_on_top(
    records: Path, work: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    assert main(["export", "out.jsonl", "-o", "new.jsonl"]) == 0
    cell = cells(work / "new.jsonl")[CELL]
    assert (cell["value"], cell["tagger"], cell["review"]) == (1234, "human", False)
    assert cells(records)[CELL]["tagger"] == "rules"
    said = capfd.readouterr().err
    assert "1 cells of 1 reports" in said


def test_any_format_tells_of_them(records: Path, work: Path) -> None:
    assert main(["export", "out.jsonl", "-o", "new.csv"]) == 0
    rows = list(csv.DictReader((work / "new.csv").read_text("utf-8-sig").splitlines()))
    assert [row["tagger"] for row in rows if row["value"] == "1234"] == ["human"]
    assert main(["export", "out.jsonl", "-o", "out", "--format", "xlsx,parquet"]) == 0


def test_decisions_have_to_be_there(records: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "out.jsonl", "--decisions", "other.sqlite", "-o", "new.jsonl"]) == 1
    assert "other.sqlite" in capfd.readouterr().err
    assert not Path("other.sqlite").exists()
    assert not Path("new.jsonl").exists()


def test_what_is_read_is_not_written_over(records: Path) -> None:
    before = records.read_bytes()
    for output in ("out.jsonl", decisions_beside("out.jsonl")):
        assert main(["export", "out.jsonl", "-o", output, "--format", "jsonl"]) == 1
    assert records.read_bytes() == before
    assert export.__doc__


def test_where_nothing_is_decided_yet_the_next_step_is_told(
    report: Path, work: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", "a.txt", "-o", "out.jsonl", "--tagger", "rules", "--workers", "0", "-q"]) == 0
    assert main(["export", "out.jsonl", "-o", "new.jsonl"]) == 1
    assert "gkml review out.jsonl" in capfd.readouterr().err
    assert not (work / "new.jsonl").exists()
