"""Files that stand for stdin and for pictures that ``--join`` makes one report."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from gkml.batch.outcomes import Outcome, Record, Task
from gkml.cli import main
from gkml.commands.standins import StandIns, joined_pictures, read_stdin
from gkml.errors import UsageError

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


def test_nothing_tells_of_a_file_that_stands_for_something_else() -> None:
    with StandIns() as standins:
        path = standins.add('某"局.png', b"x")
        assert Path(path).read_bytes() == b"x"
        line = json.dumps({"source": path, "message": f"{path} is empty"}).encode()
        record = Record(f"{path}!/a", "failed", "empty_file", f"{path} is empty", line)
        (shown,) = standins.shown(Outcome(Task(0, path), 0, 1, None, None, (record,), 0.0)).records
    assert not Path(path).exists()
    assert (shown.source, shown.message) == ('某"局.png!/a', '某"局.png is empty')
    assert json.loads(shown.line) == {"source": '某"局.png', "message": '某"局.png is empty'}


def test_only_pictures_in_files_are_joined(work: Path) -> None:
    Path("a.png").write_bytes(PICTURE)
    Path("b.txt").write_bytes(b"x")
    assert joined_pictures(["a.png", "a.png"])[0] == "a.png+a.png"
    for path in ("-", "none.png", "b.txt"):
        with pytest.raises(UsageError, match=path):
            joined_pictures(["a.png", path])


def test_a_stdin_that_is_closed_or_a_terminal_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(b"x" * 9))
    monkeypatch.setattr(sys, "stdin", given)
    assert read_stdin(4) == b"x" * 5  # enough to know that there is too much
    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(UsageError, match="terminal"):
        read_stdin(4)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="closed"):
        read_stdin(4)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True
