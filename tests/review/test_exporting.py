from __future__ import annotations

import json
from pathlib import Path

from gkml.output.records import read_lines_and_records
from gkml.pipeline import Pipeline
from gkml.review.decisions import Action, Decision, DecisionKind, DecisionStore
from gkml.review.exporting import RecordDecider, Told
from gkml.review.requests import Wanted
from tests.review.conftest import OpenSession

WRONG = "requests.granted.total"


def export(folder: Path, rules: Pipeline) -> tuple[list[dict[str, object]], Told]:
    with DecisionStore(folder / "review.sqlite", there=True) as store:
        decider = RecordDecider(store, rules.templates)
        found = [decider.decide(*one) for one in read_lines_and_records(str(folder / "out.jsonl"))]  # type: ignore[misc]
    return [json.loads(line) for line, _ in found], decider.told


def cells(record: dict[str, object]) -> dict[str, dict[str, object]]:
    return {cell["id"]: cell for cell in record["cells"]}  # type: ignore[attr-defined]


def test_decisions_are_put_on_top_and_sums_checked_again(
    open_session: OpenSession, folder: Path, rules: Pipeline
) -> None:
    open_session().decide(1, Wanted(DecisionKind.CELL, cell=WRONG, action=Action.PROPOSAL))
    before = [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]
    records, told = export(folder, rules)
    assert records[1:] == before[1:]
    assert cells(records[0])[WRONG]["value"] == 40
    assert cells(records[0])[WRONG]["tagger"] == "human"
    others = {name for name, cell in cells(records[0]).items() if cell["tagger"] == "human"}
    assert others == {WRONG}
    (check,) = [one for one in records[0]["checks"] if one["id"] == "requests.row_sum.granted"]  # type: ignore[attr-defined]
    assert check["status"] == "pass"
    assert (told.cells, told.reports, told.outdated, told.unknown) == (1, 1, 0, 0)


def test_corrected_tags_count_without_the_source(open_session: OpenSession, folder: Path, rules: Pipeline) -> None:
    session = open_session()
    heading = session.open(1).report.headings[0]
    session.decide(1, Wanted(DecisionKind.TAG, start=heading.start, end=heading.end, label="section:6"))
    for path in folder.glob("*.txt"):
        path.unlink()
    records, told = export(folder, rules)
    assert records[0]["headings"][0]["section"] == 6  # type: ignore[index]
    assert "text" not in records[0]
    assert told.reports == 1


def test_what_is_not_applied_is_counted(folder: Path, rules: Pipeline) -> None:
    first = json.loads((folder / "out.jsonl").read_text("utf-8").splitlines()[0])
    with DecisionStore(folder / "review.sqlite") as store:
        base = Decision(DecisionKind.CELL, first["sha256"], cell=WRONG, action=Action.EDIT, state="number", value=7)
        store.add(base)  # made when nothing was printed there
        store.add(Decision(DecisionKind.DONE, "f" * 64))
    records, told = export(folder, rules)
    assert cells(records[0])[WRONG]["value"] == 41
    assert cells(records[0])[WRONG]["review"] is True
    assert (told.cells, told.outdated, told.unknown) == (0, 1, 1)
