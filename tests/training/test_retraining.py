"""From annotations to a model that gkml loads, with curves of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkml.annotations.lines import write_annotations
from gkml.calibration import load_calibration
from gkml.pipeline import load
from tests.conftest import EXAMPLES
from tests.training.tiny import tiny_configuration
from training.annotations import synthetic_documents
from training.retraining import retrain


def test_a_model_is_trained_exported_and_calibrated_once(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "some.jsonl"
    write_annotations(file, synthetic_documents(4, seed=50))
    out = tmp_path / "model"

    def again() -> Path:
        return retrain(
            tiny_configuration(),
            out,
            annotations=[file],
            base_model=tiny_base,
            command=["python", "-m", "training.update"],
            calibration_reports=1,
            workers=1,
        )

    assert again() == out
    assert load_calibration("combined", out / "confidence.json") is not None
    record = json.loads((out / "run" / "run.json").read_text(encoding="utf-8"))
    assert record["command"] == "python -m training.update"
    assert record["base_model"]["folder"] == str(tiny_base)
    assert record["data"][0]["file"] == str(file)
    assert load(model=out).read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name).cells
    for step in ("train", "export", "calibrate_labels", "calibrate_cells"):
        monkeypatch.setattr(f"training.retraining.{step}", None)  # whatever is called again fails
    again()
