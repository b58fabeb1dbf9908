"""Reports by the names that records give them."""

from __future__ import annotations

import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NoReturn

import pytest

from gkml.cli import main
from gkml.commands.references import find_reports, holds_records, require_references
from gkml.errors import UsageError
from gkml.output.folders import RUN, mark_folder
from gkml.records.report import Provenance, Report
from tests.conftest import ROOT

RULES = ("--tagger", "rules")


@pytest.fixture
def crawl(report: Path) -> Path:
    """An archive of two reports, beside the report and its record."""
    with zipfile.ZipFile("crawl.zip", "w") as file:
        file.write(report, "x/a.txt")
        file.write(ROOT / "examples" / "huayan_2022.html", "x/b.html")
    assert main(["extract", "crawl.zip", *RULES, "-o", "out.jsonl", "--with-text", "-q"]) == 0
    return Path("crawl.zip")


def sources(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(("crawl.zip", "a.txt", "-"))]


def test_members_of_archives_are_named_as_in_their_records(crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [json.loads(line)["source"] for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert names == ["crawl.zip!/x/a.txt", "crawl.zip!/x/b.html"]
    assert main(["show", names[1], *RULES]) == 0
    assert sources(capsys.readouterr().out) == [names[1]]
    assert main(["explain", names[0], "granted.total", *RULES]) == 0
    assert "crawl.zip!/x/a.txt" in capsys.readouterr().out
    assert main(["show", "crawl.zip!/x/c.html", *RULES]) == 1
    assert "'crawl.zip' holds no '!/x/c.html'; did you mean crawl.zip!/x/" in capsys.readouterr().err


def test_records_are_shown_without_the_files_they_came_from(crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crawl.unlink()
    Path("run/records").mkdir(parents=True)
    mark_folder(Path("run"), RUN)
    Path("run/records/part-00000.jsonl").write_bytes(Path("out.jsonl").read_bytes())
    for path in ("out.jsonl", "run"):
        assert main(["show", path]) == 0
        assert sources(capsys.readouterr().out) == ["crawl.zip!/x/a.txt", "crawl.zip!/x/b.html"]
        assert main(["explain", f"{path}#2", "granted.total"]) == 0
        assert "crawl.zip!/x/b.html" in capsys.readouterr().out
        assert main(["explain", f"{path}#3", "granted.total"]) == 1
        assert "no record #3" in capsys.readouterr().err
        assert main(["explain", path, "granted.total"]) == 1
        assert f"{path}#1 (crawl.zip!/x/a.txt)" in capsys.readouterr().err


def no_reader() -> NoReturn:
    pytest.fail("something was opened to read with")


def test_records_are_found_by_number_and_nothing_is_opened_for_them(work: Path) -> None:
    record = Report("a.txt", Provenance("0.1.0", None, "abc", "rules", "text")).to_dict()
    lines = [json.dumps({**record, "source": name}) for name in ("a.txt", "b.txt")]
    Path("out.jsonl").write_text("\n".join([lines[0], "{", lines[1]]) + "\n", encoding="utf-8")
    for path, sources_of in (("out.jsonl", ["a.txt", "b.txt"]), ("out.jsonl#2", ["b.txt"])):  # faults have no number
        require_references([path])
        found = list(find_reports([path], no_reader))
        assert [one.report.source for one in found] == sources_of
        assert all(one.data is None for one in found)
    with pytest.raises(UsageError, match="no record #3; it holds 2"):
        list(find_reports(["out.jsonl#3"], no_reader))
    with pytest.raises(UsageError, match="does not exist"):
        require_references(["none.jsonl#1"])
    assert holds_records("out.jsonl")
    assert not holds_records("-")


def test_a_record_that_lacks_a_field_is_told_and_passed_over(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = Report("a.txt", Provenance("0.1.0", None, "abc", "rules", "text")).to_dict()
    lines = [json.dumps({name: value for name, value in record.items() if name != "provenance"}), json.dumps(record)]
    Path("out.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [one.report.source for one in find_reports(["out.jsonl"], no_reader)] == ["a.txt"]
    assert "provenance" in capsys.readouterr().err


def test_stdin_is_read_as_a_file(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = report.read_bytes()
    assert main(["extract", "a.txt", *RULES, "-q"]) == 0
    named = json.loads(capsys.readouterr().out)

    def given(content: bytes = data) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    given()
    assert main(["extract", "-", *RULES, "-q"]) == 0
    assert json.loads(capsys.readouterr().out) == {**named, "source": "-"}
    given()
    assert main(["show", "-", *RULES]) == 0
    assert "-" in sources(capsys.readouterr().out)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as file:
        file.add("a.txt")
    given(packed.getvalue())
    assert main(["extract", "-", *RULES, "-q"]) == 0
    assert json.loads(capsys.readouterr().out) == {**named, "source": "-!/a.txt"}
    given()
    assert main(["extract", "-", "-", *RULES]) == 1
    given()
    assert main(["extract", "-", "-o", "run/"]) == 1
    assert not Path("run").exists()
    given(json.dumps(named).encode() + b"\n")
    assert main(["convert", "-", "--format", "csv", "-q"]) == 0
    assert capsys.readouterr().out.count("\r\n") == 1 + len(named["cells"])
    given(b"")
    assert main(["extract", "-", "-q"]) == 3
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["code"] == "empty_file"
    assert "/gkml-" not in told.out + told.err  # the name of no temporary file
