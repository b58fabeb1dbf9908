"""Calibration writes where it is told to, and never into what ships unless it is told that."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from gkml.calibration import calibration_file, load_calibration
from gkml.pipeline import load
from gkml.tagging.model import model_folder
from tests.conftest import EXAMPLES
from training.calibrate import copy_model, main

pytestmark = pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is shipped")


def _shipped() -> dict[str, str]:
    files = [*model_folder().iterdir(), calibration_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()}


def _temperature(folder: Path) -> float:
    return float(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["temperature"])


def test_the_shipped_model_is_calibrated_as_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = _shipped()
    assert main([str(model_folder()), "--reports", "1", "--workers", "1"]) == 0
    assert _shipped() == before
    copy = Path("runs", "calibrated", model_folder().name)
    told = capsys.readouterr()
    assert f"temperature {_temperature(copy)}" in told.out
    assert "model, held-out kinds: expected calibration error" in told.out
    assert str(copy / "confidence.json") in told.err
    assert load_calibration("combined", copy / "confidence.json") is not None
    report = load(model=copy).read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name)
    assert report.cells


def test_a_model_of_ones_own_is_calibrated_where_it_is(tmp_path: Path) -> None:
    own = copy_model(model_folder(), tmp_path / "own")
    before = _temperature(own)
    assert main([str(own), "--reports", "2", "--only", "temperature"]) == 0
    assert _temperature(own) != before
    assert not (own / "confidence.json").exists()
    after = _temperature(own)
    assert main([str(own), "--reports", "3", "--only", "temperature", "--out", str(tmp_path / "copy")]) == 0
    assert _temperature(own) == after != _temperature(tmp_path / "copy")


def test_what_is_told_to_write_into_what_ships_has_to_be_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = copy_model(model_folder(), tmp_path / "own")
    assert main([str(own), "--shipped"]) == 1
    assert "is not the model that gkml ships" in capsys.readouterr().err
    assert main([str(own), "--out", str(own)]) == 1
    assert "is the model itself" in capsys.readouterr().err


def test_what_ships_is_written_when_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for what ships."""
    stand_in = copy_model(model_folder(), tmp_path / "model")
    monkeypatch.setattr("training.calibrate.model_folder", lambda: stand_in)
    monkeypatch.setattr("training.calibrate.calibration_file", lambda: tmp_path / "configs.json")
    assert main([str(stand_in), "--shipped", "--reports", "1", "--only", "confidence", "--workers", "1"]) == 0
    curves = json.loads((tmp_path / "configs.json").read_text(encoding="utf-8"))["curves"]
    assert set(curves) == {"combined", "model", "rules"}
    assert not (stand_in / "confidence.json").exists()
