"""Sums of an evaluation, and the folder it leaves."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from training.evaluation import Evaluation
from training.measuring import Measured, Tagged
from training.metrics import entity_counts
from training.scoring import CellScore
from training.synthesis.splits import BLIND

ROW, OTHER = "row:requests.granted", "row:requests.other"


def _measured() -> list[Measured]:
    """Two documents: in the first one of 25 rows is called another."""
    truth, guess = [[f"B-{ROW}"] * 25], [[f"B-{ROW}"] * 24 + [f"B-{OTHER}"]]
    confusions = Counter({(ROW, ROW): 24, (ROW, OTHER): 1, ("O", "O"): 5})
    tagged = Tagged(entity_counts(truth, guess), confusions, [0.9] * 25, [True] * 24 + [False])
    cells = CellScore(1, 10, 9, 1, 0, [0.95] * 10, [True] * 9 + [False], Counter(figure=1))
    good = CellScore(1, 10, 10, 0, 2, [0.5] * 10, [True] * 10)
    return [Measured("a", "0", tagged, {"combined": cells}), Measured("b", "1", None, {"combined": good})]


def test_parts_add_up_and_every_figure_is_in_the_tables() -> None:
    evaluation = Evaluation(_measured())
    shown = "\n".join(evaluation.tables())
    assert "| all | 1 | 0.9600 | 0.9600 | 0.9600 | 0.9600 |" in shown
    assert f"| {ROW} | 1.000 | 0.960 | 0.980 | 25 |" in shown
    assert f"| {ROW} | {OTHER} | 1 |" in shown
    assert "| 0 | 10 | 0.9000, 1000.0, 0.000 |" in shown
    assert "| all | 20 | 0.9500, 500.0, 0.100 |" in shown
    assert "| 0 | combined | 1 | 0 | 0 | 0 | 0 |" in shown
    assert "Expected calibration error, labels (model): 0.0600" in shown
    names, counts = evaluation.confusion_of_kinds()
    row, none = names.index("row"), names.index("none")
    assert (counts[row][row], counts[none][none], sum(map(sum, counts))) == (25, 5, 30)


def test_the_folder_holds_all_figures_for_programs_and_for_people(tmp_path: Path) -> None:
    Evaluation(_measured()).write(tmp_path, {"model": "some"})
    plain = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    assert plain["model"] == "some"
    assert plain["labels"][ROW] == {"precision": 1.0, "recall": 0.96, "f1": pytest.approx(48 / 49), "support": 25}
    assert plain["all"]["cells"]["combined"] == {
        "cells": 20,
        "right": 19,
        "silent": 1,
        "review": 2,
        "silent_kinds": {"figure": 1},
    }
    assert plain["reliability"]["cells (combined)"]["expected_calibration_error"] == pytest.approx(0.275)
    with (tmp_path / "labels.csv").open(encoding="utf-8") as file:
        assert [row["label"] for row in csv.DictReader(file)] == [ROW, OTHER]
    with (tmp_path / "confusions.csv").open(encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == [{"true": ROW, "found": OTHER, "cells": "1"}]
    for plot in ("confusion.png", "reliability.png"):
        assert (tmp_path / plot).read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "evaluation.md").read_text(encoding="utf-8").startswith("Entities of the model")


def test_without_gold_or_labels_only_the_other_half_is_shown() -> None:
    entities, cells = _measured()
    assert "Cells:" not in "\n".join(Evaluation([Measured("a", "0", entities.tagged, {})]).tables())
    assert "Entities" not in "\n".join(Evaluation([cells]).tables())


def test_of_the_blind_part_nothing_but_totals_is_told(tmp_path: Path) -> None:
    seen, _ = _measured()
    blind = replace(seen, part=BLIND)
    evaluation = Evaluation([blind])
    shown = "\n".join(evaluation.tables())
    assert "| blind | 1 | 0.9600 | 0.9600 | 0.9600 |\n" in shown
    assert ROW not in shown
    assert "kinds" not in evaluation.to_plain()["parts"]["blind"]
    evaluation.write(tmp_path, {})
    assert not (tmp_path / "confusions.csv").exists()
    assert Evaluation([seen, blind]).to_plain()["all"] == Evaluation([seen]).to_plain()["all"]
