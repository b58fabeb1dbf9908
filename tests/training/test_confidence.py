"""Curves fitted on outcomes: shares come back, order is kept, small groups do not speak alone."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.calibration import interpolated, load_calibration
from gkml.pipeline import load
from training.confidence import Outcome, fit_curves, isotonic_knots, outcomes, write_curves
from training.scoring import expected_calibration_error
from training.synthesis import synthesise

PAIRS = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=1, max_size=400)


@given(PAIRS)
def test_curves_rise_and_stay_inside_zero_and_one(pairs: list[tuple[float, bool]]) -> None:
    knots = isotonic_knots(pairs)
    confidences, shares = zip(*knots, strict=True)
    assert list(confidences) == sorted(set(confidences))
    assert list(shares) == sorted(shares)
    assert all(0 < share < 1 for share in shares)
    assert len(pairs) < 80 or len(knots) <= len(pairs) / 40


def test_the_share_of_every_confidence_comes_back() -> None:
    rng = random.Random(4)
    true = {0.3: 0.95, 0.5: 0.6, 0.8: 0.9, 0.98: 0.99}
    said = [rng.choice(list(true)) for _ in range(8000)]
    pairs = [(confidence, rng.random() < true[confidence]) for confidence in said]
    ordered = dict(isotonic_knots([pair for pair in pairs if pair[0] > 0.4]))
    for confidence in (0.5, 0.8, 0.98):
        assert ordered[confidence] == pytest.approx(true[confidence], abs=0.03)
    free = dict(isotonic_knots(pairs, ordered=False))
    for confidence, share in true.items():
        assert free[confidence] == pytest.approx(share, abs=0.03)
    after = [interpolated(confidence, isotonic_knots(pairs, ordered=False)) for confidence in said]
    truths = [right for _, right in pairs]
    assert expected_calibration_error(after, truths)[0] < 0.02 < expected_calibration_error(said, truths)[0]


def test_a_few_marked_cells_share_the_curve_of_their_state() -> None:
    many = [Outcome("number", 0.9, True)] * 300
    few = [Outcome("number.review", 0.9, False)] * 20
    curves = fit_curves([*many, *few])
    assert curves["number"] == curves["number.review"]
    assert curves["number"][0][1] == pytest.approx(301 / 322, abs=1e-3)
    apart = fit_curves([*many, *few * 20])
    assert apart["number.review"][0][1] < 0.01 < 0.99 < apart["number"][0][1]


def test_curves_are_written_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "confidence.json"
    curves = {"rules": {"number": ((0.5, 0.25), (0.9, 0.75))}}
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
    assert len(found) == len(report.gold["cells"])
    assert sum(outcome.right for outcome in found) > 0.95 * len(found)
    assert {outcome.curve.partition(".")[0] for outcome in found} <= {"number", "blank", "mark", "absent", "unreadable"}
