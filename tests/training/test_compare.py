"""The command that compares two models, with a stand-in for what it measures, and once with the shipped model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from gkml.annotations.lines import write_annotations
from gkml.tagging.model import model_folder
from training.annotations import synthetic_documents
from training.compare import PROMOTE, RETAIN, main
from training.measuring import Measured
from training.samples import PARTS, Sample
from training.scoring import CellScore

pytestmark = pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is shipped")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Of every 100 cells the first model gets 90 right, the second 95, but for those of the suite."""

    def measured(samples: Sequence[Sample], model: Path, _: object) -> Iterator[Measured]:
        for sample in samples:
            right = 95 if model.name == "new" and sample.part == "annotated" else 90
            yield Measured(sample.name, sample.part, None, {"combined": CellScore(1, 100, right, 0, 100 - right)})

    monkeypatch.setattr("training.compare.measure", measured)
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(json.dumps({"name": name}), encoding="utf-8")
    return str(tmp_path / "old"), str(tmp_path / "new")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "some.jsonl"
    write_annotations(path, synthetic_documents(9, seed=50))
    return str(path)


def test_annotations_and_suite_are_judged_apart_and_the_verdict_is_written(
    models: tuple[str, str], file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*models, "--annotations", file, "--split", "all", "--suite", "--reports", "1"]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == PROMOTE
    plain = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert plain["promote"]
    assert plain["sets"]["annotated"]["right"]["judgement"] == "better"
    assert plain["sets"]["suite"]["right"] == {
        "documents": 7, "old": 0.9, "new": 0.9, "low": 0.0, "high": 0.0, "judgement": "same",
    }  # fmt: skip
    assert set(plain["parts"]) == {f"suite, {part}" for part in (*PARTS, "printed", "held_out")}
    assert plain["new"]["files"].keys() == {"manifest.json"}
    assert plain["annotations"][0]["file"] == file
    shown = capsys.readouterr().out
    assert shown.startswith("# Promote")
    assert shown == (tmp_path / "out" / "comparison.md").read_text(encoding="utf-8")


def test_what_is_not_better_is_not_promoted_and_the_exit_status_says_so(
    models: tuple[str, str], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = models
    assert main([new, old, "--annotations", file, "--split", "all"]) == RETAIN
    assert "worse: annotated: share of cells right 0.9500 -> 0.9000" in capsys.readouterr().out
    assert main([old, new, "--reports", "1"]) == RETAIN  # the suite, where no annotations are given
    assert "nothing shows that it is better" in capsys.readouterr().out


@pytest.mark.parametrize("given", ["speed=1", "right", "right=little", "right=-1"])
def test_tolerances_are_checked(given: str, models: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*models, "--tolerate", given]) == 1
    assert f"--tolerate {given}: write one of f1, right, silent, review" in capsys.readouterr().err


def test_the_shipped_model_is_the_same_as_itself(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = str(model_folder())
    assert main([shipped, shipped, "--annotations", file, "--rounds", "20"]) == RETAIN
    shown = capsys.readouterr().out
    assert "| entity F1 of the model |" in shown
    assert shown.count("| same |") == 4
