"""``gkml extract`` of many reports: run folders, what goes on with them, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gkml import cli
from gkml.commands.arguments import build_parser
from gkml.commands.extract import extract as run_extract
from gkml.errors import UsageError
from gkml.pipeline import Pipeline
from tests.batch.faults import FILES
from tests.batch.processes import descendants, is_alive, wait_until
from tests.conftest import EXAMPLES

NAMES = ("qinghe_2020_cells.txt", "huayan_2022.html", "linxi_2023_pipes.txt")


@pytest.fixture
def folder(tmp_path: Path, rules: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the test runs; ``in`` holds three reports and one that is none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("gkml.pipeline.load", lambda **options: rules)  # workers load for themselves
    (tmp_path / "in").mkdir()
    for path in EXAMPLES:
        if path.name in NAMES:
            (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "in" / "zz.txt").write_text("今天天气很好。" * 9, encoding="utf-8")
    return tmp_path


def extract(*arguments: str) -> int:
    """In this process, unless workers are asked for."""
    return cli.main(["extract", "in", "--tagger", "rules", "--workers", "0", *arguments])


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
    assert sorted(os.listdir("run")) == sorted([*FILES, "cells.csv"])
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


def test_a_folder_adds_from_wherever_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extract("-o", "run/") == 2
    records = (folder / "run" / "records" / "part-00000.jsonl").read_bytes()
    (folder / "more").mkdir()
    (folder / "in" / "linxi_2023_pipes.txt").rename(folder / "more" / "linxi.txt")
    monkeypatch.chdir(folder / "in")
    arguments = ["extract", ".", "../more", "-o", "../run/", "--resume", "--tagger", "rules", "--workers", "0"]
    assert cli.main(arguments) == 2
    assert "4 reports are done and need no reading; 1 inputs are left" in capsys.readouterr().err
    assert [entry["source"] for entry in manifest(folder / "run")] == [
        "in/huayan_2022.html",
        "in/linxi_2023_pipes.txt",
        "in/qinghe_2020_cells.txt",
        "in/zz.txt",
        "../more/linxi.txt",
    ]
    assert (folder / "run" / "records" / "part-00000.jsonl").read_bytes().startswith(records)


def test_what_was_derived_is_derived_again_and_nothing_else(folder: Path) -> None:
    assert extract("-o", "run/", "--format", "csv") == 2
    (folder / "run" / "reports.xlsx").write_text("mine")
    (folder / "in" / "a.txt").write_bytes((folder / "in" / NAMES[0]).read_bytes())
    assert extract("-o", "run/", "--resume") == 2
    assert extract("-o", "out.csv") == 2
    assert (folder / "run" / "cells.csv").read_bytes() == (folder / "out.csv").read_bytes()
    assert (folder / "run" / "reports.xlsx").read_text() == "mine"


def test_what_is_in_the_way_of_a_format_is_refused_before_anything_is_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extract("-o", "run/", "--format", "csv", "--report", "run.html") == 2
    (folder / "run" / "cells.csv").write_text("changed by hand")
    (folder / "run" / "reports.xlsx").write_text("mine")
    (folder / "run" / "other.html").write_text("mine")
    before = {path: path.read_bytes() for path in (folder / "run").iterdir() if path.is_file()}
    capsys.readouterr()
    for arguments, name in (
        (["--format", "csv"], "cells.csv"),
        (["--format", "jsonl,xlsx"], "reports.xlsx"),
        (["--report", "other.html"], "other.html"),
    ):
        assert extract("-o", "run/", "--retry", "all", *arguments) == 1
        assert f"{name}' is in the way" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before
    assert extract("-o", "run/", "--retry", "all", "--report", "run.html") == 2
    assert (folder / "run" / "cells.csv").read_text() == "changed by hand"


def test_a_folder_of_the_user_is_no_run_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = folder / "project"
    for name in ("records/precious.txt", "work/thesis.docx", "cells.csv"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("mine")
    before = {path: path.read_bytes() if path.is_file() else None for path in project.rglob("*")}
    for arguments in ([], ["--resume"], ["--redo"], ["--format", "csv"]):
        assert extract("-o", "project/", *arguments) == 1
        assert "project/records' is in the way" in capsys.readouterr().err
    assert {path: path.read_bytes() if path.is_file() else None for path in project.rglob("*")} == before


def test_a_flipped_byte_is_read_again_and_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extract("-o", "run/") == 2
    shard = folder / "run" / "records" / "part-00000.jsonl"
    good = shard.read_bytes()
    shard.write_bytes(good[:99] + bytes([good[99] ^ 1]) + good[100:])
    capsys.readouterr()
    assert extract("-o", "run/", "--resume") == 2
    told = capsys.readouterr().err
    assert "damaged or missing and are read again: 1" in told
    assert "3 reports are done" in told
    assert shard.read_bytes() == good


@pytest.mark.parametrize("name", ["records", "run.sqlite"])
def test_a_run_folder_that_is_damaged_or_leads_elsewhere_is_wrong_usage(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extract("-o", "run/") == 2
    (folder / "run" / name).rename(folder / "elsewhere")
    (folder / "run" / name).symlink_to(folder / "elsewhere")
    assert extract("-o", "run/", "--resume") == 1
    assert f"run/{name}' is no regular" in capsys.readouterr().err
    (folder / "run" / name).unlink()
    if name == "run.sqlite":
        (folder / "run" / name).write_bytes(b"nothing of the kind" * 99)
        assert extract("-o", "run/", "--resume") == 1
        assert "damaged" in capsys.readouterr().err


def test_a_page_on_the_run_tells_of_all_its_reports(folder: Path) -> None:
    assert extract("-o", "run/") == 2
    assert extract("-o", "run/", "--resume", "--report", "run.html") == 2
    assert extract("-o", "out.jsonl", "--workers", "2", "--report", "page.html") == 2
    for path in (folder / "run" / "run.html", folder / "page.html"):
        page = path.read_text(encoding="utf-8")
        assert "no_report" in page
        assert "zz.txt" in page


def test_pages_hold_the_text_that_nobody_asked_for_and_are_made_again(folder: Path) -> None:
    moved = folder / "in" / NAMES[0]
    moved.rename(folder / NAMES[0])
    assert extract("-o", "run/", "--format", "html") == 2
    pages = folder / "run" / "html"
    reports = [page.read_text(encoding="utf-8") for page in sorted((pages / "reports").iterdir())]
    assert len(reports) == 3
    assert all('<div class="line' in page for page in reports)
    (folder / NAMES[0]).rename(moved)
    assert extract("-o", "run/", "--format", "html", "--resume") == 2
    index = (pages / "index.html").read_text(encoding="utf-8")
    assert [f"in/{name}" in index for name in (*NAMES, "zz.txt")] == [True] * 4
    assert len(list((pages / "reports").iterdir())) == 4


def test_a_folder_of_pages_is_written_again_and_is_no_run_folder(folder: Path) -> None:
    for _ in range(2):
        assert extract("-o", "pages", "--format", "html") == 2
    assert sorted(os.listdir(folder / "pages")) == ["_gkml.json", "index.html", "reports"]
    assert cli.main(["extract", f"in/{NAMES[0]}", "--tagger", "rules", "--workers", "0", "-o", "one.html"]) == 0
    assert '<div class="line' in (folder / "one.html").read_text(encoding="utf-8")
    assert not (folder / "one_files").exists()


def test_other_options_are_refused_or_all_is_read_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extract("-o", "run/") == 2
    before = {path: path.read_bytes() for path in (folder / "run").rglob("*") if path.is_file()}
    for arguments in (["--resume"], ["--retry", "failed"], ["--retry", "all"]):
        assert extract("-o", "run/", "--with-text", *arguments) == 1
        told = capsys.readouterr().err
        assert "--with-text: no then, yes now" in told
        assert "--redo" in told
    assert {path: path.read_bytes() for path in before} == before
    assert extract("-o", "run/", "--with-text", "--redo") == 2
    assert "are done" not in capsys.readouterr().err
    assert all("text" in json.loads(line) for line in (folder / "run/records/part-00000.jsonl").open(encoding="utf-8"))
    assert extract("-o", "run/", "--resume", "--with-text", "--timeout", "60", "--memory", "2G") == 2
    assert "4 reports are done" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "out.jsonl", "--resume"], "FOLDER/"),
        (["-o", "out.jsonl", "--retry", "failed"], "FOLDER/"),
        (["-o", "out.jsonl", "--redo"], "FOLDER/"),
        (["-o", "in/zz.txt/"], "cannot be written: it is a file"),
        (["-o", "run/", "--format", "jsonl,xls"], "xls"),
        (["-o", "in/"], "run folder"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(UsageError) as caught:
        run_extract(build_parser("extract").parse_args(["extract", "in", *arguments]))
    assert words in caught.value.message
    assert sorted(folder.rglob("*")) == before


def test_the_run_folder_is_no_input(folder: Path) -> None:
    common = ["extract", ".", "-o", "run/", "--tagger", "rules", "--workers", "0"]
    assert cli.main(common) == 2
    (folder / "run" / "run.html").write_text("<p>信息公开年报", encoding="utf-8")
    assert cli.main([*common, "--resume"]) == 2
    assert len(manifest(folder / "run")) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once_and_keeps_what_is_done(folder: Path, sign: signal.Signals, status: int) -> None:
    for number in range(600):
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
    assert 0 < done < 604
    assert extract("-o", "run/", "--resume") == 2
    assert len({entry["input"] for entry in manifest(folder / "run")}) == 604


def test_names_in_an_archive_name_records_and_no_files(folder: Path) -> None:
    report = (folder / "in" / NAMES[0]).read_bytes()
    with zipfile.ZipFile(folder / "in" / "crawl.zip", "w") as archive:
        archive.writestr("../../escaped.txt", report)
    before = {path.name for path in folder.rglob("*")}
    assert cli.main(["extract", "in/crawl.zip", "--tagger", "rules", "--workers", "1", "-o", "out.jsonl"]) == 0
    assert {path.name for path in folder.rglob("*")} - before == {"out.jsonl"}
    assert "escaped.txt" in json.loads((folder / "out.jsonl").read_bytes())["source"]
    assert not (folder.parent / "escaped.txt").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--report", "notes.txt"], "'notes.txt' should end in .html"),
        (["--address", "auto"], "--engine ray"),
        (["--format", "jsonl,csv"], "-o FOLDER/"),
    ],
)
def test_an_option_that_would_do_nothing_or_harm_is_refused(
    folder: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "notes.txt").write_text("mine")
    assert extract("-o", "out.jsonl", *options) == 1
    assert words in capsys.readouterr().err
    assert (folder / "notes.txt").read_text() == "mine"
    assert not (folder / "out.jsonl").exists()
