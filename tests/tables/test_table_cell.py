"""A cell while it is worked on, and the record made of it in the end."""

from __future__ import annotations

from dataclasses import replace

from gkml.calibration import Calibration
from gkml.doubts import DoubtCode, doubt
from gkml.records.evidence import Evidence
from gkml.records.wording import reason_of
from gkml.tables.table_cell import TableCell, cell_to_record

RAISED, PICTURE = doubt(DoubtCode.RAISED), doubt(DoubtCode.PICTURE)
SURE = TableCell("a", 12, "12", "number", 0.95, start=3, end=5, evidence=Evidence("exact", "exact", "seen"))


def test_each_doubt_is_raised_once_and_the_cell_itself_stays() -> None:
    cell = SURE.doubted(RAISED).doubted(PICTURE, RAISED, PICTURE)
    assert cell.doubts == (RAISED, PICTURE)
    assert SURE.doubts == ()
    assert SURE.doubted() is SURE


def test_a_record_is_what_the_cell_says() -> None:
    record = cell_to_record(SURE)
    assert (record.id, record.value, record.text, record.state, record.start, record.end) == (
        *("a", 12, "12", "number"),
        *(3, 5),
    )
    assert (record.review, record.reason, record.doubts) == (False, None, ())


def test_doubts_are_for_a_person_and_in_words() -> None:
    cell = SURE.doubted(RAISED)
    record = cell_to_record(cell)
    assert cell.review
    assert record.review
    assert record.doubts == (DoubtCode.RAISED,)
    assert record.reason == reason_of((RAISED,))


def test_sums_are_the_last_witness() -> None:
    assert not cell_to_record(SURE, "supported").review
    assert cell_to_record(SURE, "supported").evidence.sums == "supported"
    contradicted = cell_to_record(SURE, "contradicted")
    assert contradicted.evidence == Evidence("exact", "exact", "seen", "contradicted")
    assert SURE.evidence.sums is None  # the cell itself is worked on without it


def test_calibration_changes_nothing_but_the_confidence() -> None:
    record = cell_to_record(SURE, "supported")
    calibrated = cell_to_record(SURE, "supported", Calibration({"number.full": ((0.5, 0.7),)}))
    assert (record.confidence, calibrated.confidence) == (0.95, 0.7)
    assert replace(calibrated, confidence=0.95) == record
