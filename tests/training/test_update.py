"""From decisions to a model that gkml uses, with a verdict; in small."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gkml.annotations.lines import write_annotations
from gkml.cli import main as gkml
from tests.conftest import EXAMPLES
from tests.training.decided import review
from training import update
from training.annotations import synthetic_documents
from training.compare import FAILED, RETAIN
from training.update import main

FOUND = [found for found in synthetic_documents(20, seed=50) if found.id.startswith("l0")]
FOUND = [replace(found, agency=f"{number}号局") for number, found in enumerate(FOUND)]


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    review(tmp_path / "review.sqlite", FOUND)
    return tmp_path / "review.sqlite"


def test_decisions_become_a_model_that_extract_uses(
    tiny_base: Path,
    tiny_yaml: Path,
    decisions: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    fixed = ["--configuration", str(tiny_yaml), "--base-model", str(tiny_base), "--workers", "1"]
    arguments = [
        "--decisions",
        str(decisions),
        "--out",
        str(out),
        *fixed,
        "--calibration-reports",
        "1",
        "--reports",
        "0",
    ]
    assert main(arguments) == RETAIN  # two steps make nothing better
    told = capsys.readouterr()
    assert "1 documents for test, 2 documents for train, 1 documents for validation" in told.err
    assert "\n# Do not promote" in told.out
    assert f"gkml extract REPORTS --model {out / 'model'}" in told.err
    verdict = json.loads((out / "comparison" / "comparison.json").read_text(encoding="utf-8"))
    assert verdict["sets"]["annotated"]["right"]["documents"] == 1
    assert not verdict["promote"]
    record = json.loads((out / "model" / "run" / "run.json").read_text(encoding="utf-8"))
    assert record["command"].startswith("python -m training.update --decisions")
    assert record["data"][0]["documents"] == {"test": 1, "train": 2, "validation": 1}
    records = tmp_path / "records.jsonl"
    assert gkml(["extract", str(EXAMPLES[0]), "-o", str(records), "--model", str(out / "model")]) == 0
    assert json.loads(records.read_text(encoding="utf-8"))["provenance"]["model"].startswith("model")
    # called again, it compares what is there; after other decisions it asks for another folder
    monkeypatch.setattr("training.retraining.train", None)
    assert main(arguments) == RETAIN
    review(decisions, [replace(FOUND[0], document=replace(FOUND[0].document, text="9" + FOUND[0].document.text[1:]))])
    assert main(arguments) == FAILED
    assert "was made with other reviewed; give another folder with --out" in capsys.readouterr().err


def test_annotations_alone_will_do_and_their_test_is_kept(
    tiny_base: Path, tiny_yaml: Path, decisions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "some.jsonl"
    splits = ("train", "validation", "test")
    write_annotations(file, [replace(one, split=split) for one, split in zip(FOUND, splits, strict=False)])  # type: ignore[arg-type]
    seen: list[list[str]] = []
    monkeypatch.setattr(
        update, "retrain", lambda *_, annotations, **__: seen.append([path.name for path in annotations]) or tiny_base
    )
    fixed = ["--configuration", str(tiny_yaml), "--base-model", str(tiny_base), "--reports", "0"]
    assert main(["--annotations", str(file), "--out", str(tmp_path / "one"), *fixed]) == RETAIN
    both = ["--annotations", str(file), "--decisions", str(decisions)]
    assert main([*both, "--out", str(tmp_path / "two"), *fixed]) == RETAIN
    assert seen == [["some.jsonl"], ["some.jsonl", "annotations.jsonl"]]
    plain = json.loads((tmp_path / "two" / "comparison" / "comparison.json").read_text(encoding="utf-8"))
    assert [data["documents"].get("test", 0) for data in plain["annotations"]] == [1, 1]


def test_nothing_to_learn_from_is_said(tiny_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path / "out")])
    assert "there is nothing to learn from" in capsys.readouterr().err
    review(tmp_path / "review.sqlite", FOUND[:2], finished=False)
    given = ["--decisions", str(tmp_path / "review.sqlite"), "--base-model", str(tiny_base)]
    assert main([*given, "--out", str(tmp_path / "out")]) == FAILED
    said = capsys.readouterr().err
    assert said.count("its review is not finished") == 2
    assert "no document is there to train on" in said
    assert not (tmp_path / "out").exists()
    assert main(["--decisions", str(tmp_path / "none.sqlite"), "--out", str(tmp_path / "out")]) == FAILED
