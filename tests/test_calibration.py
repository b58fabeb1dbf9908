"""Confidence as a probability: curves are followed, kept whole by their hash, and leave all else as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.calibration import (
    CURVES,
    GROUPS,
    Calibration,
    CalibrationError,
    Group,
    Knots,
    calibrated,
    calibration_file,
    curves_digest,
    evidence_group,
    interpolated,
    load_calibration,
)
from gkml.pipeline import load
from gkml.records.evidence import NO_EVIDENCE, Evidence, LabelEvidence, Sight, Sums
from gkml.tagging.model import model_folder
from tests.conftest import EXAMPLES

KNOTS: Knots = ((0.2, 0.5), (0.6, 0.7), (1.0, 0.9))
RISING = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=6, unique_by=lambda knot: knot[0]
).map(lambda knots: tuple(zip(sorted(x / 10_000 for x, _ in knots), sorted(y / 10_000 for _, y in knots), strict=True)))


@pytest.mark.parametrize(("said", "meant"), [(0.0, 0.5), (0.2, 0.5), (0.4, 0.6), (0.6, 0.7), (0.9, 0.85), (1.0, 0.9)])
def test_a_confidence_between_two_knots_is_between_their_shares(said: float, meant: float) -> None:
    assert interpolated(said, KNOTS) == pytest.approx(meant)


@given(RISING, st.floats(0, 1), st.floats(0, 1))
def test_a_surer_cell_stays_surer(knots: Knots, one: float, other: float) -> None:
    low, high = interpolated(min(one, other), knots), interpolated(max(one, other), knots)
    assert 0 <= low <= high <= 1


def test_marked_cells_have_curves_of_their_own() -> None:
    curves = {"number.full": KNOTS, "number.review.full": ((0.5, 0.1),)}
    assert calibrated(0.6, "number", curves) == 0.7
    assert calibrated(0.6, "number", curves, review=True) == 0.1
    assert calibrated(0.6, "blank", curves) == 0.6


def test_confidences_that_a_record_shows_alike_are_alike() -> None:
    steep = {"number.full": ((0.9, 0.1), (0.9001, 0.9))}
    assert calibrated(0.90009999, "number", steep) == calibrated(0.9001, "number", steep) == 0.9


def test_a_curve_without_groups_stands_for_all_of_them() -> None:
    curves = {"number": KNOTS, "number.damaged": ((0.5, 0.1),)}
    assert calibrated(0.6, "number", curves, group="damaged") == 0.1
    assert calibrated(0.6, "number", curves, group="order") == 0.7


@pytest.mark.parametrize(
    ("evidence", "group"),
    [
        (Evidence("exact", "exact", "seen", "supported"), "full"),
        (Evidence("exact", "exact", None, None), "labels"),
        (Evidence("exact", "damaged", None, "supported"), "sums"),
        (Evidence("order", None, None, "supported"), "sums"),
        (Evidence("damaged", "exact", "seen", None), "damaged"),
        (Evidence("exact", "order", None, None), "order"),
        (Evidence("damaged", None, None, None), "order"),
        (NO_EVIDENCE, "order"),
        (Evidence("exact", "exact", "doubtful", "supported"), "contradicted"),
        (Evidence("exact", "exact", "seen", "contradicted"), "contradicted"),
    ],
)
def test_evidence_has_a_group(evidence: Evidence, group: Group) -> None:
    assert evidence_group(evidence) == group


@given(
    *(st.sampled_from([*witness, None]) for witness in (("exact", "damaged", "order"),) * 2),
    st.sampled_from(["seen", "doubtful", None]),
    st.sampled_from(["supported", "contradicted", None]),
)
def test_sums_that_hold_never_weaken_and_doubt_never_strengthens(
    row: LabelEvidence | None, column: LabelEvidence | None, sight: Sight | None, sums: Sums | None
) -> None:
    strength = GROUPS.index(evidence_group(Evidence(row, column, sight, sums)))
    assert strength <= GROUPS.index(evidence_group(Evidence(row, column, sight, "supported")))
    assert strength <= GROUPS.index(evidence_group(Evidence("exact", column, sight, sums)))
    assert strength <= GROUPS.index(evidence_group(Evidence(row, "exact", sight, sums)))
    assert evidence_group(Evidence(row, column, "doubtful", sums)) == GROUPS[0]


def test_cells_alike_but_for_their_evidence_are_told_apart() -> None:
    calibration = Calibration({"number.labels": ((0.5, 0.9),), "number.damaged": ((0.5, 0.2),)})
    assert calibration(0.6, "number", False, Evidence("exact", "exact")) == 0.9
    assert calibration(0.6, "number", False, Evidence("exact", "damaged")) == 0.2


def _file(folder: Path, curves: dict[str, dict[str, Knots]], digest: str | None = None) -> Path:
    path = folder / "confidence.json"
    path.write_text(json.dumps({"hash": digest or curves_digest(curves), "curves": curves}), encoding="utf-8")
    return path


def test_curves_are_loaded_by_tagger(tmp_path: Path) -> None:
    path = _file(tmp_path, {"rules": {"number": KNOTS}})
    loaded = load_calibration("rules", path)
    assert loaded is not None
    assert loaded.curves["number"] == KNOTS
    assert load_calibration("combined", path) is None
    assert load_calibration("rules", tmp_path / "missing.json") is None


def test_curves_changed_by_hand_are_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, {"rules": {"number": KNOTS}}, digest="0" * 64)
    with pytest.raises(CalibrationError, match="hash"):
        load_calibration("rules", path)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(CalibrationError, match="no usable curves"):
        load_calibration("model", path)


def test_a_model_with_curves_of_its_own_is_read_with_them(tmp_path: Path) -> None:
    assert calibration_file(tmp_path) == calibration_file()
    for path in model_folder().iterdir():
        if path.suffix in (".json", ".onnx"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    curves = {"combined": {"number": ((0.0, 0.125), (1.0, 0.125))}}
    own = {"hash": curves_digest(curves), "curves": curves}
    (tmp_path / CURVES).write_text(json.dumps(own), encoding="utf-8")
    assert calibration_file(tmp_path) == tmp_path / CURVES
    report = load(model=tmp_path).read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name)
    assert {cell.confidence for cell in report.cells.values() if cell.state == "number"} == {0.125}
