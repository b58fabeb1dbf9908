"""The formats of reports: each opens an output that holds the reports in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.errors import MissingExtraError, UsageError
from gkml.output.formats import FORMATS
from gkml.records.report import Report
from tests.output.made_reports import PROVENANCE, to_line, to_record

REPORT = Report("a.txt", PROVENANCE, "00")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_opens_an_output(name: str, tmp_path: Path) -> None:
    path = tmp_path / FORMATS[name].in_folder
    output = FORMATS[name].open(path, None)
    try:
        output.add(to_line(REPORT), to_record(REPORT) if output.parses else {})
        assert not path.exists()
        output.commit()
    finally:
        output.close()
    assert path.exists()


def test_names_and_suffixes_are_of_one_format_each() -> None:
    suffixes = [suffix for known in FORMATS.values() for suffix in known.suffixes]
    places = [known.in_folder for known in FORMATS.values()]
    assert len(set(suffixes)) == len(suffixes)
    assert len(set(places)) == len(places)
    assert all(known.name == name for name, known in FORMATS.items())


@pytest.mark.parametrize("name", ["parquet", "duckdb", "xlsx", "xlsx-rows"])
def test_what_no_stream_can_take_is_told(name: str) -> None:
    with pytest.raises(UsageError, match="stdout"):
        FORMATS[name].open(None, None)


def test_formats_know_what_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    for known in FORMATS.values():
        known.require()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    FORMATS["jsonl"].require()
    with pytest.raises(MissingExtraError):
        FORMATS["duckdb"].require()
