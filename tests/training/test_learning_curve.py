"""A learning curve in small: a network of some hundred weights, a few documents, two steps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gkml.annotations.lines import write_annotations
from training import learning_curve
from training.annotations import synthetic_documents
from training.calibrate import copy_model
from training.learning_curve import main, table


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annotated") / "some.jsonl"
    write_annotations(path, synthetic_documents(12, seed=50))
    return path


def test_the_command_goes_on_where_it_was_stopped(
    tiny_base: Path, tiny_yaml: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[Path] = []
    original = learning_curve.retrain

    def counted(configuration: Any, out: Path, **settings: Any) -> Path:
        trained.append(out)
        return original(configuration, out, **settings)

    monkeypatch.setattr(learning_curve, "retrain", counted)
    base = copy_model(tiny_base, tmp_path / "base")
    manifest = json.loads((base / "manifest.json").read_text(encoding="utf-8"))
    (base / "manifest.json").write_text(json.dumps(manifest | {"temperature": 0.7}), encoding="utf-8")
    fixed = ["--configuration", str(tiny_yaml), "--base-model", str(base), "--suite", "1"]
    arguments = ["--annotations", str(file), "--out", str(tmp_path), *fixed]
    assert main([*arguments, "--counts", "0"]) == 0
    assert trained == []
    monkeypatch.setattr(learning_curve, "suite_samples", lambda _: [])  # of the first part nothing is measured again
    assert main([*arguments, "--counts", "0", "3"]) == 0
    assert [folder.parent.name for folder in trained] == ["0003-7"]
    made = json.loads((tmp_path / "0003-7" / "model" / "manifest.json").read_text(encoding="utf-8"))
    assert made["temperature"] == 0.7  # that of its base, so that the documents are all that differs
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert set(results) == {"0/7", "3/7"}
    assert set(results["3/7"]["annotated"]) == set(results["0/7"]["suite"]) == {"f1", "right", "silent", "review"}
    assert "suite" not in results["3/7"]
    lines = (tmp_path / "learning_curve.md").read_text(encoding="utf-8").splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| 0", "| 3"]
    assert (tmp_path / "learning_curve.png").read_bytes().startswith(b"\x89PNG")
    used = (tmp_path / "0003-7" / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["split"] for line in used].count("train") == 3


def test_what_was_measured_otherwise_is_not_mixed_in(
    tiny_base: Path, tiny_yaml: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fixed = ["--configuration", str(tiny_yaml), "--base-model", str(tiny_base), "--counts", "0"]
    arguments = ["--annotations", str(file), "--out", str(tmp_path), *fixed]
    assert main([*arguments, "--suite", "1"]) == 0
    assert main([*arguments, "--suite", "2"]) == 1
    assert "was made with other suite; give another folder with --out" in capsys.readouterr().err


def test_too_few_documents_are_told_before_anything_is_trained(
    tiny_base: Path, tiny_yaml: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fixed = ["--configuration", str(tiny_yaml), "--base-model", str(tiny_base), "--counts", "5", "500"]
    assert main(["--annotations", str(file), "--out", str(tmp_path / "out"), *fixed]) == 1
    assert "500 annotated documents were asked for" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    with pytest.raises(SystemExit):
        main(["--annotations", str(file), "--out", str(tmp_path / "out"), "--counts", "-1"])


def test_seeds_are_averaged_and_their_spread_is_shown() -> None:
    runs = {
        f"5/{seed}": {"annotated": {"f1": f1, "right": 0.5, "silent": 10.0, "review": 0.25}}
        for seed, f1 in ((7, 0.8), (8, 0.9))
    }
    assert list(table(runs))[2] == (
        "| 5 | 2 | 0.8500 ± 0.0707 | 0.5000 ± 0.0000 | 10.0 ± 0.0 | 0.2500 ± 0.0000 | - | - | - | - |"
    )
