"""What gkml wrote before is known by its first bytes, whoever wrote it again."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from gkml.output import FORMATS, open_writer
from gkml.output.earlier import output_kind, records_of_run
from gkml.output.folders import RUN, mark_folder
from gkml.records.report import Report
from tests.output.made_reports import PROVENANCE

KINDS = {
    "jsonl": "records",
    "csv": "csv",
    "xlsx": "workbook",
    "parquet": "parquet",
    "xlsx-rows": "workbook",
    "duckdb": "duckdb",
    "html": "html",
}


@pytest.mark.parametrize("format", KINDS)
def test_outputs_are_known(format: str, tmp_path: Path) -> None:
    path = tmp_path / FORMATS[format].in_folder
    with open_writer(path, format) as writer:
        writer.write(Report("a.txt", PROVENANCE, "00"))
    assert output_kind(str(path)) == KINDS[format]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"source":"a\\"b","sha256":null}', "records"),
        (b'\xef\xbb\xbf{"status": "ok", "cells": [], "source": "a"}\n', "records"),
        (gzip.compress(b'{"source":"a","sha256":null}', mtime=0), "records"),
        (b'{"id":"x","kind":"year"}', "checks"),
        ("\ufeffid,kind,status,code,agency".encode(), "csv"),
        (b'<!DOCTYPE html><meta name="generator" content="gkml">', "page"),
        (b'{"source": "a"}', None),
        (b"{", None),
        (b"PK\x03\x04 and no more", None),
        (b"\x1f\x8b and no more", None),
        ("规章".encode(), None),
        (b"", None),
    ],
)
def test_first_bytes(data: bytes, kind: str | None, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    assert output_kind(str(path)) == kind


def test_a_run_is_its_shards_in_order(tmp_path: Path) -> None:
    assert output_kind(str(tmp_path)) is None
    assert records_of_run(str(tmp_path)) == []
    mark_folder(tmp_path, RUN)
    (tmp_path / "records").mkdir()
    for name in ("part-00001.jsonl", "part-00000.jsonl", "other.jsonl"):
        (tmp_path / "records" / name).touch()
    assert output_kind(str(tmp_path)) == "run"
    assert [Path(path).name for path in records_of_run(str(tmp_path))] == ["part-00000.jsonl", "part-00001.jsonl"]
    assert output_kind(str(tmp_path / "none")) is None


def test_a_database_of_somebody_else_is_not_ours(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(tmp_path / "theirs.duckdb")) as database:
        database.execute("CREATE TABLE cells (id VARCHAR)")
    (tmp_path / "torn.duckdb").write_bytes(b"12345678DUCK")
    assert [output_kind(str(path)) for path in tmp_path.iterdir()] == [None, None]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert output_kind(str(tmp_path / "pipe")) is None
