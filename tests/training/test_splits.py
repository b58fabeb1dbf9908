"""The splits of the grammar: frozen, apart from training, and blind where nobody looks."""

from __future__ import annotations

import pytest

from training.synthesis import splits
from training.synthesis.suite import FIRST_SEED


def test_splits_are_the_frozen_ones() -> None:
    assert splits.digests() == splits.frozen_digests(), "freeze anew with the intention to measure everything again"


def test_seeds_are_no_training_seeds_and_no_two_splits_share_one() -> None:
    seeds = [int(report.name.split("-")[1]) for name in splits.SPLITS for report in splits.split_reports(name, 8)]
    assert min(seeds) >= FIRST_SEED
    assert len(set(seeds)) == 24


def test_a_split_begins_where_it_is_told() -> None:
    (report,) = splits.split_reports("held_out", 1, 77)
    assert "-77-" in report.name
    assert report.unseen


def test_a_changed_split_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(splits, "digests", lambda: {**splits.frozen_digests(), "blind": "0"})
    assert splits.main(["--check"]) == 1
    assert capsys.readouterr().err.startswith("blind: ")
