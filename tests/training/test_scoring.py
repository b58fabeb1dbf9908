"""Cells against gold: what is right, what is marked, and what kind of error nothing tells."""

from __future__ import annotations

from gkml.records.report import CellRecord
from training.scoring import score_cells, score_reports

GOLD = {"t.a.x": 1.0, "t.a.y": 2.0, "t.a.z": None, "t.b.x": 3.0, "t.b.y": 4.0}
CELLS = {
    "t.a.x": CellRecord("t.a.x", value=1, state="number"),
    "t.a.y": CellRecord("t.a.y", value=7, state="number"),
    "t.a.z": CellRecord("t.a.z", value=0, state="number", review=True),
    "t.b.x": CellRecord("t.b.x", state="blank"),
}


def test_what_nothing_tells_is_of_a_kind() -> None:
    score = score_cells(GOLD, CELLS)
    assert (score.cells, score.right, score.review, score.silent) == (5, 1, 1, 3)
    assert score.kinds == {"figure": 1, "blank": 1, "cell": 1}
    assert sum(score.kinds.values()) == score.silent


def test_a_report_that_was_not_told_from_another_is_no_refused_file() -> None:
    assert score_reports([GOLD, GOLD], [CELLS]).kinds == {"figure": 1, "blank": 1, "cell": 1, "report": 4}
    assert score_reports([GOLD, GOLD], []).kinds == {"file": 8}
    assert score_reports([], [CELLS]).cells == 0
