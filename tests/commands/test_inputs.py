"""What arguments come to: names that do not exist, earlier outputs, pages of one report."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.cli import main
from gkml.commands.inputs import paths_to_inputs, records_to_inputs, require_paths, tell_about
from gkml.errors import UsageError

RECORD = '{"source":"a.txt","sha256":"00","status":"ok","cells":[]}\n'


def put(name: str, text: str = "x") -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def test_all_names_that_do_not_exist_are_told_with_the_nearest_that_do(work: Path) -> None:
    put("crawl/2023/report.html")
    with pytest.raises(UsageError) as caught:
        require_paths(["crawl/2023/report.html", "crwal/2023/reprot.html", "-", "s3://bucket/x", "zzzzzz"])
    assert "'crwal/2023/reprot.html' does not exist; did you mean 'crawl/2023/report.html'?" in caught.value.message
    assert "'zzzzzz' does not exist; nothing was read or written" in caught.value.message
    assert "bucket" not in caught.value.message


def test_earlier_outputs_in_a_folder_are_left_out_and_named(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put("in/a.txt")
    put("in/out.jsonl", RECORD)
    put("in/records.txt", RECORD)
    put("in/cells.csv", "\ufeffsource,agency,year,table,row,column,id\r\n")
    put("in/run.html", '<!DOCTYPE html>\n<html lang="en"><head><meta name="generator" content="gkml">')
    put("in/run/records/part-00000.jsonl", RECORD)
    put("in/run/_gkml.json", '{"kind": "run"}\n')
    put("in/run/report.txt")
    put("in/out.parquet/_gkml.json", '{"kind": "parquet"}\n')
    put("in/own/records/mine.txt")
    inputs = paths_to_inputs(["in"])
    assert inputs.sources == ("in/a.txt", "in/own/records/mine.txt")
    assert len(inputs.outputs) == 6
    tell_about(inputs)
    assert "outputs of gkml left out: in/" in capsys.readouterr().err


def test_a_folder_with_nothing_but_outputs_names_the_commands_that_take_them(work: Path) -> None:
    put("in/out.jsonl", RECORD)
    with pytest.raises(UsageError, match="gkml show, convert and check"):
        paths_to_inputs(["in"])


@pytest.mark.parametrize("path", ["out.jsonl", "out", "run"])
def test_records_given_to_extract_are_recognised(path: str, work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl", RECORD)
    put("out", '{"status": "ok", "cells": [], "source": "written again by another program"}\n')
    put("run/records/part-00000.jsonl", RECORD)
    put("run/_gkml.json", '{"kind": "run"}\n')
    put("x.csv", "mine")
    assert main(["extract", path, "-o", "x.csv"]) == 1
    told = capsys.readouterr().err
    assert "gkml convert" in told
    assert Path("x.csv").read_text(encoding="utf-8") == "mine"


def test_records_are_found_in_files_runs_and_folders_of_runs(work: Path) -> None:
    put("out.jsonl", RECORD)
    put("all/run/records/part-00001.jsonl", RECORD)
    put("all/run/records/part-00000.jsonl", RECORD)
    put("all/run/_gkml.json", '{"kind": "run"}\n')
    put("all/run/manifest.jsonl", '{"no": "record"}\n')
    shards = tuple(f"all/run/records/part-0000{number}.jsonl" for number in range(2))
    assert records_to_inputs(["all/run"]).sources == shards
    assert records_to_inputs(["out.jsonl", "all"]).sources == ("out.jsonl", *shards)


def test_a_folder_of_numbered_pictures_is_one_report(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("scan/page_1.png", "scan/page_2.png", "scan/page_10.png", "years/2022.tif", "years/2023.tif"):
        put(name)
    with pytest.raises(UsageError):  # 1, 2, 10 are no pages in a row; pictures alone are no inputs
        paths_to_inputs(["scan"])
    Path("scan/page_10.png").rename("scan/page_3.png")
    inputs = paths_to_inputs(["scan", "years"])
    assert inputs.sources == ("scan", "years/2022.tif", "years/2023.tif")
    tell_about(inputs)
    assert "scan: 3 pictures are read as the pages of one report" in capsys.readouterr().err


def test_what_is_fetched_of_an_address_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gkml.commands.inputs.list_remote", lambda path, takes: [path])
    tell_about(paths_to_inputs(["https://example.org/a.html"]))
    assert "and nothing else: no page that it links to" in capsys.readouterr().err


def test_a_report_given_for_records_is_told_at_once(work: Path) -> None:
    put("a.html", "<p>一、总体情况</p>\n" * 9)
    put("torn.jsonl", 'nes": 1}\n' + RECORD)
    put("empty.jsonl", "")
    with pytest.raises(UsageError, match=r"gkml extract a\.html"):
        records_to_inputs(["a.html"])
    assert records_to_inputs(["torn.jsonl", "empty.jsonl"]).sources == ("torn.jsonl", "empty.jsonl")


@pytest.mark.parametrize("name", ["cells.csv", "out.duckdb", "page.html", "book.xlsx"])
def test_what_gkml_wrote_in_other_formats_is_no_report_either(
    name: str, work: Path, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", "a.txt", "-o", name, "--tagger", "rules", "--workers", "0"]) == 0
    assert main(["extract", name, "-o", "again.jsonl"]) == 1
    assert f"'{name}' is what gkml wrote" in capsys.readouterr().err
