"""Pictures that ``--join`` makes one report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkml.cli import main

PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.readers.ocr.engine.is_installed", lambda: False)


@pytest.mark.usefixtures("work", "without_ocr")
def test_joined_pictures_are_one_record_with_the_names_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("p2.png", "p1.png"):
        Path(name).write_bytes(PICTURE)
    assert main(["extract", "p2.png", "p1.png", "--join", "--workers", "0"]) == 3
    (line,) = capsys.readouterr().out.splitlines()
    record = json.loads(line)
    assert record["source"] == "p2.png+p1.png"
    assert record["error"]["code"] == "no_text_layer"
    assert record["error"]["message"].startswith("p2.png+p1.png is a picture")


@pytest.mark.usefixtures("without_ocr")
def test_what_is_no_picture_is_not_joined(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("p.png").write_bytes(PICTURE)
    assert main(["extract", "p.png", "a.txt", "--join", "-o", "out.jsonl"]) == 1
    assert "'a.txt' is none" in capsys.readouterr().err
    assert main(["extract", "p.png", "--join", "-o", "run/"]) == 1
    assert not Path("run").exists()


@pytest.mark.usefixtures("work", "without_ocr")
def test_a_folder_of_pages_is_one_record(capsys: pytest.CaptureFixture[str]) -> None:
    Path("scan").mkdir()
    for number in (1, 2):
        Path(f"scan/{number}.png").write_bytes(PICTURE)
    assert main(["extract", "scan", "--workers", "0"]) == 3
    streams = capsys.readouterr()
    assert [json.loads(line)["source"] for line in streams.out.splitlines()] == ["scan"]
    assert "2 pictures are read as the pages of one report" in streams.err
