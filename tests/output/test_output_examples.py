"""The example of ``examples/outputs`` runs, and what it asks of the formats is what the reports say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from gkml.pipeline import Pipeline
from tests.conftest import EXAMPLES, ROOT


def test_every_format(
    tmp_path: Path, rules: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = importlib.util.spec_from_file_location("every_format", ROOT / "examples" / "outputs" / "every_format.py")
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    few = tmp_path / "reports"
    few.mkdir()
    for path in EXAMPLES:
        if path.stem in ("jinshui_2023_contradiction", "xiling_2019"):
            (few / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr("gkml.load", lambda: rules)
    example.main(few, tmp_path / "out")
    assert capsys.readouterr().out.splitlines() == [
        "cells in doubt: 6",
        "fees: 93.600000 万元 of 1 reports",
        "written: cells.csv parquet records.jsonl reports.duckdb reports.xlsx run.html",
    ]
