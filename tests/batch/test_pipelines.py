"""The examples of ``examples/pipelines`` run, and say what is in the reports."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from gkml.commands.inputs import REPORT_SUFFIXES
from tests.conftest import EXAMPLES, ROOT

PIPELINES = ROOT / "examples" / "pipelines"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, so that examples need not read all of them."""
    few = tmp_path / "reports"
    few.mkdir()
    for path in EXAMPLES:
        if path.stem in ("jinshui_2023_contradiction", "xiling_2019"):
            (few / path.name).write_bytes(path.read_bytes())
    return few


def run(name: str, *arguments: Path) -> str:
    command = [sys.executable, str(PIPELINES / f"{name}.py"), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, env=_environment())
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "HF_HUB_OFFLINE": "1"}


def test_pipe_workers(folder: Path) -> None:
    assert run("pipe_workers", folder).splitlines() == [
        "jinshui_2023_contradiction.txt: 槿水县市场监督管理局 2023, 137 requests, 6 cells to review",
        "xiling_2019.html: 曦岭市财政局 2019, 163 requests, 0 cells to review",
    ]


def test_datasets_map(folder: Path) -> None:
    pytest.importorskip("datasets", reason="datasets is not installed")
    pytest.importorskip("pandas", reason="pandas is not installed")
    said = run("datasets_map", folder)
    assert "num_rows: 398" in said  # 200 cells of form 2021, 198 of form 2019
    assert "requests.received_new.total = 137.000000" in said


def test_duckdb_query(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    said = run("duckdb_query", folder, tmp_path / "reports.duckdb")
    assert "曦岭市财政局" in said
    assert "disputes_sum" in said
    assert (tmp_path / "reports.duckdb").is_file()


@pytest.mark.xdist_group("ray")
def test_ray_map_batches(ray: ModuleType, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = importlib.util.spec_from_file_location("ray_map_batches", PIPELINES / "ray_map_batches.py")
    assert found is not None
    assert found.loader is not None
    example = importlib.util.module_from_spec(found)
    found.loader.exec_module(example)
    example.main(folder, tmp_path / "cells")
    assert "398 cells in" in capsys.readouterr().out


def test_examples_are_no_reports() -> None:
    names = [path.name for path in PIPELINES.iterdir() if path.is_file()]
    assert len(names) == 4
    assert not any(Path(name).suffix in REPORT_SUFFIXES for name in names)
