"""The command: annotations or the suite, on the terminal and as a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkml.annotations.lines import write_annotations
from gkml.tagging.model import model_folder
from training.annotations import synthetic_documents
from training.evaluate import main

pytestmark = pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is shipped")


def test_annotations_of_the_test_split_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "some.jsonl"
    found = list(synthetic_documents(12, seed=50))
    write_annotations(file, found)
    assert main(["--annotations", str(file), "--out", str(tmp_path / "out")]) == 0
    tests = sum(annotated.split == "test" for annotated in found)
    plain = json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))
    assert plain["all"]["documents"] == tests > 0
    assert plain["all"]["entities"]["f1"] > 0.9
    assert set(plain["all"]["cells"]) == {"rules", "model", "combined"}
    assert plain["split"] == "test"
    assert plain["files"]["manifest.json"]
    shown = capsys.readouterr().out
    assert f"| annotated | {tests} |" in shown
    assert shown == (tmp_path / "out" / "evaluation.md").read_text(encoding="utf-8")


def test_a_suite_has_all_its_parts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.evaluate._TAGGERS", ("rules",))
    assert main(["--reports", "1", "--fresh", "5000000"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n| {part} | " in shown for part in ("0", "3", "unseen", "held_out", "blind", "all"))


def test_what_cannot_be_measured_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--annotations", str(tmp_path / "none.jsonl")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert main(["--reports", "1", "--model", str(tmp_path)]) == 1
    assert "manifest.json is missing" in capsys.readouterr().err
    for both in (["--card", "--fresh", "1"], ["--annotations", "some.jsonl", "--fresh", "1"]):
        with pytest.raises(SystemExit):
            main(both)
