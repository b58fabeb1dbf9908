"""Details of cells for the panel, and the list of doubts."""

from __future__ import annotations

import json
from decimal import Decimal

from lxml import html

from gkml.doubts import DoubtCode
from gkml.output.html.details import details_of, doubts_to_list
from gkml.output.html.forms import CellLabel
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, Report
from tests.output.made_reports import PROVENANCE

ROW = "requests.granted"
LABELS = {f"{ROW}.{column}": CellLabel("申请", "予以公开", column) for column in ("a", "b", "c")}


def report(*cells: CellRecord) -> Report:
    return Report("a", PROVENANCE, cells={cell.id: cell for cell in cells})


def test_a_cell_tells_what_is_known_of_it_in_both_languages() -> None:
    cell = CellRecord(
        f"{ROW}.a",
        Decimal("1.5"),
        "1.50\u202e",
        "number",
        0.987,
        "both",
        review=True,
        cause="reading",
        proposal=2,
        reason="看不清",
        alternatives=(3, Decimal("4.5")),
        evidence=Evidence("exact", "order", None, "contradicted"),
        doubts=(DoubtCode.FAINT,),
    )
    told = details_of(report(cell), LABELS)[cell.id]
    assert told["labels"] == ["申请", "予以公开", "a"]
    assert (told["value"], told["print"], told["state"]) == ("1.5", "1.50�", "number")
    assert (told["confidence"], told["tagger"], told["cause"]) == ("0.99", "both", "reading")
    assert (told["proposal"], told["alternatives"]) == ("2", ["3", "4.5"])
    assert told["evidence"] == cell.evidence.to_dict()
    ((code, chinese, english),) = told["doubts"]
    assert code == "faint"
    assert "底色" in chinese
    assert english.isascii()
    assert told["reason"]["zh"] == "看不清"
    json.dumps(told)


def test_what_there_is_nothing_to_tell_of_is_left_out() -> None:
    told = details_of(report(CellRecord("x.y.z")), {})["x.y.z"]
    assert told == {"state": "absent", "tagger": "rules"}


def test_long_prints_and_many_cells_are_cut() -> None:
    cells = [
        CellRecord(f"a.b.c{number}", text="长" * 9_000, state="unreadable", review=True) for number in range(1_100)
    ]
    told = details_of(report(*cells), {})
    assert len(told) == 1_000
    assert len(told["a.b.c0"]["print"]) == 200


def test_doubts_of_a_row_for_one_reason_stand_together() -> None:
    alike = [
        CellRecord(f"{ROW}.{column}", 1, "1", "number", review=True, reason="甲<乙", proposal=proposal)
        for column, proposal in (("a", None), ("b", 5))
    ]
    other = CellRecord(f"{ROW}.c", state="blank", review=True, cause="source", alternatives=(7, 8))
    fine = CellRecord("x.y.z", 1, "1", "number")
    made = doubts_to_list(report(*alike, other, fine), LABELS)
    assert made is not None
    first, second = html.fromstring(made)
    assert first.get("data-cells") == f"{ROW}.a {ROW}.b"
    assert [button.text_content() for button in first.iter("button")] == ["a 1", "b 1 → 5"]
    assert "甲<乙" in first.text_content()
    assert [button.text_content() for button in second.iter("button")] == ["c ␣ / 7 / 8"]
    assert doubts_to_list(report(fine), LABELS) is None


def test_many_doubts_are_cut_and_counted() -> None:
    cells = [CellRecord(f"a.row{number}.c", state="unreadable", review=True) for number in range(150)]
    made = doubts_to_list(report(*cells), {})
    assert made is not None
    *groups, note = html.fromstring(made)
    assert len(groups) == 120
    assert "30" in note.text_content()
