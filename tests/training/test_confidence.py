"""Curves fitted on outcomes: shares come back, order is kept, and what few cases say is not believed."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.calibration import GROUPS, Group, Knots, calibrated, load_calibration
from gkml.pipeline import load
from training.confidence import HIGH, Outcome, fit_curves, outcomes, write_curves
from training.scoring import expected_calibration_error
from training.synthesis import synthesise

OUTCOMES = st.lists(
    st.builds(
        Outcome,
        state=st.just("number"),
        review=st.booleans(),
        group=st.sampled_from(GROUPS),
        confidence=st.integers(0, 20).map(lambda n: n / 20),
        right=st.booleans(),
        row=st.integers(0, 50).map(str),
        table=st.integers(0, 9).map(str),
    ),
    min_size=1,
    max_size=300,
)


def _cells(
    number: int,
    right: float = 1.0,
    *,
    group: Group = "full",
    review: bool = False,
    confidence: float = 0.9,
    tables: int,
) -> list[Outcome]:
    """Cells in rows of ten, the first ones right."""
    return [
        Outcome("number", review, group, 0.9, at < right * number, f"{at // 10}", f"{at * tables // number}")
        for at in range(number)
    ]


def _given(curves: dict[str, Knots], group: Group, confidence: float = 0.9, review: bool = False) -> float:
    return calibrated(confidence, "number", curves, review=review, group=group)


@given(OUTCOMES, st.floats(0, 1), st.floats(0, 1), st.booleans())
@settings(max_examples=40, deadline=None)
def test_curves_rise_with_confidence_and_with_the_strength_of_evidence(
    found: list[Outcome], one: float, other: float, review: bool
) -> None:
    curves = fit_curves(found)
    low, high = sorted((one, other))
    for group in GROUPS:
        assert 0 < _given(curves, group, low, review) <= _given(curves, group, high, review) < 1
    for weak, strong in pairwise(GROUPS):
        assert _given(curves, weak, one, review) <= _given(curves, strong, one, review)


def test_the_share_of_every_confidence_comes_back() -> None:
    rng = random.Random(4)
    true = {0.5: 0.6, 0.8: 0.9, 0.98: 0.99}
    said = [rng.choice(list(true)) for _ in range(8000)]
    found = [
        Outcome("number", False, "full", confidence, rng.random() < true[confidence], str(at), str(at))
        for at, confidence in enumerate(said)
    ]
    curves = fit_curves(found)
    for confidence, share in true.items():
        assert _given(curves, "full", confidence) == pytest.approx(share, abs=0.03)
    after = [_given(curves, "full", confidence) for confidence in said]
    truths = [outcome.right for outcome in found]
    assert expected_calibration_error(after, truths)[0] < 0.02 < expected_calibration_error(said, truths)[0]


def test_groups_of_evidence_are_told_apart() -> None:
    curves = fit_curves([*_cells(4000, group="full", tables=400), *_cells(4000, 0.8, group="damaged", tables=400)])
    assert _given(curves, "damaged") == pytest.approx(0.8, abs=0.02)
    assert _given(curves, "full") > 0.99


def test_a_stronger_group_that_is_more_often_wrong_is_pooled_with_the_weaker() -> None:
    curves = fit_curves([*_cells(4000, 0.8, group="full", tables=400), *_cells(4000, group="damaged", tables=400)])
    assert _given(curves, "damaged") == pytest.approx(0.9, abs=0.02)
    assert _given(curves, "full") == pytest.approx(_given(curves, "damaged"), abs=0.001)


def test_a_group_with_few_cells_falls_back_on_the_weaker_ones() -> None:
    curves = fit_curves([*_cells(20, group="full", tables=2), *_cells(9000, group="labels", tables=900)])
    assert _given(curves, "full") >= _given(curves, "labels") > 0.99


def test_what_fitting_never_saw_is_given_one_half() -> None:
    curves = fit_curves(_cells(9000, group="full", tables=900))
    assert _given(curves, "contradicted") == 0.5


@pytest.mark.parametrize(("cells", "tables", "high"), [(20_000, 600, True), (20_000, 400, False), (5_000, 600, False)])
def test_a_high_confidence_takes_rows_and_tables_without_a_mistake(cells: int, tables: int, high: bool) -> None:
    curves = fit_curves(_cells(cells, tables=tables))
    assert (_given(curves, "full") >= HIGH) == high
    assert _given(curves, "full") > 0.99


def test_a_few_marked_cells_share_the_curves_of_their_state() -> None:
    few = _cells(20, 0.0, review=True, tables=20)
    many = _cells(3000, tables=300)
    curves = fit_curves([*many, *few])
    assert _given(curves, "full") == _given(curves, "full", review=True)
    apart = fit_curves([*many, *few * 20])
    assert _given(apart, "full", review=True) < 0.05 < 0.99 < _given(apart, "full")


def test_curves_are_written_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "confidence.json"
    curves = {"rules": {"number.full": ((0.5, 0.25), (0.9, 0.75))}}
    write_curves(path, curves, 8, 5)
    loaded = load_calibration("rules", path)
    assert loaded is not None
    assert loaded.curves == curves["rules"]
    assert "8 synthetic reports" in json.loads(path.read_text(encoding="utf-8"))["fitted_on"]


def test_outcomes_compare_every_cell_with_the_gold() -> None:
    pipeline = load(tagger="rules")
    if hasattr(pipeline, "calibration"):
        pipeline.calibration = None
    report = next(report for seed in range(99) if (report := synthesise(seed, 0)).layout == "tabs")
    found = list(outcomes(pipeline, [report]))
    assert {outcome.table.partition(" ")[2] for outcome in found} == {"disclosure", "requests", "disputes"}
    assert len({outcome.row for outcome in found}) > 30
    assert len(found) == len(report.gold["cells"])
    assert sum(outcome.right for outcome in found) > 0.95 * len(found)
    assert {outcome.group for outcome in found if outcome.state == "number"} >= {"full", "labels"}
