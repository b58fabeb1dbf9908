"""A training leaves all that it takes to repeat it and to judge it."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import yaml

from gkml.annotations.lines import write_annotations
from tests.conftest import ROOT
from training.annotations import synthetic_documents
from training.configuration import load_configuration
from training.run_folder import begin_run, end_run

CONFIGURATION = load_configuration(ROOT / "configs" / "training" / "base.yaml")
HISTORY = [
    {"loss": 2.0, "grad_norm": 1.0, "learning_rate": 0.1, "epoch": 0.1, "step": 50},
    {"eval_loss": 1.5, "eval_f1": 0.3, "eval_f1_row": 0.2, "eval_runtime": 3.2, "epoch": 0.1, "step": 50},
    {"loss": 1.0, "grad_norm": 0.5, "learning_rate": 0.05, "epoch": 0.2, "step": 100},
    {"train_runtime": 5.0, "train_loss": 1.5, "total_flos": 3.0, "step": 100},
]


def _record(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "run.json").read_text(encoding="utf-8")))


def test_what_is_known_before_the_first_step_is_written_before_it(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    write_annotations(file, synthetic_documents(6, seed=50))
    base = tmp_path / "base"
    base.mkdir()
    (base / "model.safetensors").write_bytes(b"weights")
    command = ["python", "-m", "training.train", "some configuration.yaml"]
    begin_run(tmp_path / "run", CONFIGURATION, command=command, seed=7, data=[file], base_model=base)
    record = _record(tmp_path / "run")
    assert record["command"] == "python -m training.train 'some configuration.yaml'"
    assert record["seed"] == 7
    (data,) = record["data"]  # type: ignore[misc]
    assert data["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert sum(data["documents"].values()) == 6
    weights = {"model.safetensors": hashlib.sha256(b"weights").hexdigest()}
    assert record["base_model"] == {"folder": str(base), "files": weights}
    assert len(str(record["generator"])) == 64
    assert "ended" not in record
    packages = (tmp_path / "run" / "packages.txt").read_text(encoding="utf-8")
    assert "\ntorch==" in packages
    assert load_configuration(tmp_path / "run" / "configuration.yaml") == CONFIGURATION


def test_curves_have_a_row_a_step_and_nothing_that_differs_from_run_to_run(tmp_path: Path) -> None:
    begin_run(tmp_path, CONFIGURATION, command=["train"], seed=7)
    end_run(tmp_path, HISTORY, {"steps": 100, "best_f1": 0.3})
    with (tmp_path / "curves.csv").open(encoding="utf-8") as file:
        first, last = csv.DictReader(file)
    columns = ["step", "learning_rate", "loss", "eval_loss", "eval_f1", "eval_f1_row", "grad_norm"]
    assert list(first) == columns
    assert (first["eval_f1"], last["loss"], last["eval_f1"]) == ("0.3", "1.0", "")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    record = _record(tmp_path)
    assert record["results"] == {"steps": 100, "best_f1": 0.3}
    assert record["ended"]


def test_a_run_that_goes_on_keeps_what_it_began_with(tmp_path: Path) -> None:
    begin_run(tmp_path, CONFIGURATION, command=["train"], seed=7)
    before = _record(tmp_path)
    begin_run(tmp_path, CONFIGURATION, command=["train", "--resume"], seed=7, resume=True)
    after = _record(tmp_path)
    assert [resumed["command"] for resumed in after.pop("resumed")] == ["train --resume"]  # type: ignore[attr-defined]
    assert after == before
    begin_run(tmp_path, CONFIGURATION, command=["train", "anew"], seed=8)
    assert _record(tmp_path)["command"] == "train anew"


def test_the_configuration_of_a_run_is_plain_yaml(tmp_path: Path) -> None:
    begin_run(tmp_path, CONFIGURATION, command=["train"], seed=7)
    plain = yaml.safe_load((tmp_path / "configuration.yaml").read_text(encoding="utf-8"))
    assert plain["arguments"]["max_steps"] == CONFIGURATION.arguments["max_steps"]
