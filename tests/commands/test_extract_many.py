"""``gkml extract`` of many reports: run folders, what goes on with them, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gkml import cli
from tests.batch.processes import descendants, is_alive, wait_until
from tests.conftest import EXAMPLES

NAMES = ("qinghe_2020_cells.txt", "huayan_2022.html", "linxi_2023_pipes.txt")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the test runs; ``in`` holds three reports and one that is none."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for path in EXAMPLES:
        if path.name in NAMES:
            (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "in" / "zz.txt").write_text("今天天气很好。" * 9, encoding="utf-8")
    return tmp_path


def extract(*arguments: str) -> int:
    return cli.main(["extract", "in", "--tagger", "rules", *arguments])


def manifest(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_folder_holds_what_a_file_would_and_a_line_a_document(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extract("-o", "out.jsonl", "--workers", "0") == 2
    assert extract("-o", "run/", "--workers", "2", "--format", "jsonl,csv") == 2
    records = (folder / "run" / "records" / "part-00000.jsonl").read_bytes()
    assert records == (folder / "out.jsonl").read_bytes()
    assert extract("-o", "out.csv", "--workers", "2") == 2
    assert (folder / "run" / "cells.csv").read_bytes() == (folder / "out.csv").read_bytes()
    entries = manifest(folder / "run")
    assert [entry["source"] for entry in entries] == [json.loads(line)["source"] for line in records.splitlines()]
    assert [entry["error"] for entry in entries] == [None, None, None, "no_report"]
    assert sorted(os.listdir("run")) == [".lock", "cells.csv", "manifest.jsonl", "records"]
    lines = capsys.readouterr().err.splitlines()
    assert lines[-2:] == ["gkml: failed: 1 no_report", "gkml: 4 reports: 3 ok, 0 partial, 1 failed"]


def test_a_run_is_gone_on_with_and_says_what_it_spares(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extract("-o", "run/") == 2
    before = (folder / "run" / "manifest.jsonl").read_bytes()
    assert extract("-o", "run") == 1
    assert "--resume" in capsys.readouterr().err
    assert extract("-o", "run/", "--resume", "-v") == 2
    told = capsys.readouterr().err
    assert "4 reports are done and need no reading; 0 inputs are left" in told
    assert "qinghe" not in told
    assert (folder / "run" / "manifest.jsonl").read_bytes() == before
    assert extract("-o", "run/", "--retry", "failed", "-v") == 2
    told = capsys.readouterr().err
    assert "3 reports are done" in told
    assert "zz.txt: no_report" in told
    assert "qinghe" not in told
    (folder / "in" / "zz.txt").unlink()
    assert extract("-o", "run/", "--resume") == 0
    assert len(manifest(folder / "run")) == 3


def test_what_was_derived_is_derived_again(folder: Path) -> None:
    assert extract("-o", "run/", "--format", "csv") == 2
    (folder / "in" / "zz.txt").unlink()
    assert extract("-o", "run/", "--resume") == 0
    assert extract("-o", "out.csv") == 0
    assert (folder / "run" / "cells.csv").read_bytes() == (folder / "out.csv").read_bytes()


def test_a_page_on_the_run_tells_of_all_its_reports(folder: Path) -> None:
    assert extract("-o", "run/") == 2
    assert extract("-o", "run/", "--resume", "--report", "run.html") == 2
    assert extract("-o", "out.jsonl", "--workers", "2", "--report", "page.html") == 2
    for path in (folder / "run" / "run.html", folder / "page.html"):
        page = path.read_text(encoding="utf-8")
        assert "no_report" in page
        assert "zz.txt" in page


def test_another_tagger_and_the_text_are_new_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extract("-o", "run/") == 2
    assert extract("-o", "run/", "--resume", "--with-text") == 2
    assert "are done" not in capsys.readouterr().err
    assert extract("-o", "run/", "--resume", "--with-text", "--timeout", "60", "--memory", "2G") == 2
    assert "4 reports are done" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "out.jsonl", "--resume"], "FOLDER/"),
        (["-o", "out.jsonl", "--retry", "failed"], "FOLDER/"),
        (["-o", "run/", "--format", "jsonl,xls"], "xls"),
        (["-o", "in/"], "run folder"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.rglob("*"))
    assert extract(*arguments) == 1
    assert words in capsys.readouterr().err
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments", [["--workers", "x"], ["--workers", "-1"], ["--timeout", "0"], ["--memory", "2X"], ["--memory", "1K"]]
)
def test_numbers_that_are_none_are_wrong_usage(arguments: list[str], folder: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        extract(*arguments)
    assert caught.value.code == 1


def test_the_run_folder_is_no_input(folder: Path) -> None:
    assert cli.main(["extract", ".", "-o", "run/", "--tagger", "rules"]) == 2
    (folder / "run" / "run.html").write_text("<p>信息公开年报", encoding="utf-8")
    assert cli.main(["extract", ".", "-o", "run/", "--tagger", "rules", "--resume"]) == 2
    assert len(manifest(folder / "run")) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once_and_keeps_what_is_done(folder: Path, sign: signal.Signals, status: int) -> None:
    for number in range(1500):
        (folder / "in" / f"{number:04}.txt").write_text(f"第{number}号：今天天气很好。\n" * 9, encoding="utf-8")
    command = [sys.executable, "-m", "gkml.cli", "extract", "in", "-o", "run/", "--tagger", "rules", "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    def heed() -> None:
        signal.signal(sign, signal.SIG_DFL)  # what shells start in the background ignores interrupts

    with subprocess.Popen(
        command, stderr=subprocess.PIPE, encoding="utf-8", env=environment, preexec_fn=heed
    ) as process:
        records = folder / "run" / "manifest.jsonl"
        assert wait_until(lambda: records.exists() and records.stat().st_size > 0, 120)
        below = descendants(process.pid)
        assert below
        process.send_signal(sign)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == status, told
    assert "go on with --resume" in told
    assert not any(map(is_alive, below))
    done = len(manifest(folder / "run"))
    assert 0 < done < 1504
    assert extract("-o", "run/", "--resume") == 2
    assert len({entry["input"] for entry in manifest(folder / "run")}) == 1504
