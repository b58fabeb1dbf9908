import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gkml import cli
from gkml.commands.inputs import paths_to_inputs
from gkml.errors import InputError, TemplateError
from gkml.output.duckdb import DuckdbFile
from gkml.readers import DEFAULT_LIMITS
from gkml.records.report import CellRecord, Provenance, Report
from gkml.template import load_templates
from tests.conftest import ROOT

PROVENANCE = Provenance("0.1.0", None, "abc", "rules", "text")


class FakePipeline:
    """Reads nothing: the name of a file says what becomes of it."""

    def __init__(self):
        self.templates = load_templates()
        self.limits = DEFAULT_LIMITS
        self.provenance, self.notices, self.calibration = PROVENANCE, (), None
        self.interrupt_at = None  # how many reports are read before an interrupt comes

    def read_all(self, opened):
        if self.interrupt_at == 0:
            raise KeyboardInterrupt
        if self.interrupt_at is not None:
            self.interrupt_at -= 1
        source = opened.name
        if "bad" in source or not os.path.exists(source):
            error = InputError("it cannot be read", code="unreadable_path")
            return [Report(source, PROVENANCE, status="failed", error=error)]
        cell = CellRecord("requests.granted.total", 12, "12", "number", review=True)
        status = "partial" if "half" in source else "ok"
        forms = {"requests": "2021"}
        return [
            Report(
                source, PROVENANCE, status=status, template="2021", templates=forms, cells={cell.id: cell}, text="正文"
            )
        ]


@pytest.fixture
def pipeline():
    return FakePipeline()


@pytest.fixture
def calls():
    """Arguments with which ``load`` was called."""
    return []


@pytest.fixture(autouse=True)
def _fake_load(monkeypatch, pipeline, calls):
    """Reports are read in this process, where workers would load a pipeline of their own."""

    def load(**options):
        calls.append(options)
        return pipeline

    monkeypatch.setattr("gkml.pipeline.load", load)
    monkeypatch.setattr("gkml.pool.pool.can_fork", lambda: False)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(*names):
    for name in names:
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "w", encoding="utf-8") as file:
            file.write("x")


def sources(path="out.jsonl"):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line)["source"] for line in file]


# ---------------------------------------------------------------------------------------------------------------------
# Inputs


def test_a_folder_is_read_recursively_in_the_order_of_names():
    put("in/b.txt", "in/a.HTML", "in/b/c.md", "in/b-.htm", "in/plain", "in/.hidden.txt", "in/.git/x.txt", "in/d.xhtml")
    assert cli.main(["extract", "in", "-o", "out.jsonl"]) == 0
    assert sources() == ["in/a.HTML", "in/b/c.md", "in/b-.htm", "in/b.txt", "in/d.xhtml", "in/plain"]


def test_a_source_is_named_as_the_user_would():
    put("in/a.txt")
    for path, name in (("./in/", "./in/a.txt"), ("./in/a.txt", "./in/a.txt"), (".", "./in/a.txt")):
        assert paths_to_inputs([path]).sources == (name,)


def test_other_files_of_a_folder_are_left_out_and_counted(capsys):
    put("in/a.txt", "in/b.ppt", "in/c.PPT", "in/gold/a.json", "in/README.md", "in/README.zh.md")
    assert cli.main(["extract", "in", "-o", "out.jsonl"]) == 0
    assert sources() == ["in/a.txt"]
    assert "gkml: files of other kinds left out: 1 .json, 2 .ppt\n" in capsys.readouterr().err


def test_a_file_that_is_named_is_always_taken():
    put("a.dat", ".hidden", "README.md")
    assert paths_to_inputs(["a.dat", ".hidden", "README.md"]).sources == ("a.dat", ".hidden", "README.md")


def test_a_file_reached_twice_is_read_once():
    put("in/a.txt", "in/b.txt")
    os.symlink("a.txt", "in/link.txt")
    assert paths_to_inputs(["in/b.txt", "in", "./in/b.txt", "in"]).sources == ("in/b.txt", "in/a.txt")


def test_a_named_pipe_in_a_folder_is_not_waited_for_and_a_broken_link_is_reported():
    put("in/a.txt")
    os.mkfifo("in/b.txt")
    os.symlink("nowhere", "in/c.txt")
    assert paths_to_inputs(["in"]).sources == ("in/a.txt", "in/c.txt")


def test_a_folder_that_cannot_be_listed_stands_for_itself(monkeypatch):
    put("in/a.txt", "in/closed/b.txt")
    scandir = os.scandir

    def guarded(path):
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert paths_to_inputs(["in"]).sources == ("in/a.txt", "in/closed")


def test_a_folder_without_reports_alone_is_wrong_usage(capsys):
    put("in/a.ppt")
    assert cli.main(["extract", "in", "-o", "out.jsonl"]) == 1
    assert "gkml: no report in in;" in capsys.readouterr().err
    assert not os.path.exists("out.jsonl")


def test_a_folder_without_reports_beside_others_is_a_warning(capsys):
    os.mkdir("empty")
    put("a.txt")
    assert cli.main(["extract", "empty", "a.txt", "-o", "out.jsonl"]) == 0
    assert "gkml: warning: no report in empty\n" in capsys.readouterr().err


def test_the_output_is_no_input():
    put("in/a.txt")
    for _ in range(2):
        assert cli.main(["extract", "in", "-o", "in/out.txt", "--format", "jsonl"]) == 0
        assert sources("in/out.txt") == ["in/a.txt"]


def test_an_input_is_not_overwritten(capsys):
    put("a.jsonl")
    assert cli.main(["extract", "a.jsonl", "-o", "./a.jsonl"]) == 1
    assert "-o './a.jsonl' is an input as well" in capsys.readouterr().err
    assert Path("a.jsonl").read_text(encoding="utf-8") == "x"


# ---------------------------------------------------------------------------------------------------------------------
# Output, messages, exit status


@pytest.mark.parametrize(
    ("names", "status", "summary"),
    [
        (["a.txt"], 0, "1 report: 1 ok, 0 partial, 0 failed"),
        (["a.txt", "half.txt"], 0, "2 reports: 1 ok, 1 partial, 0 failed"),
        (["a.txt", "bad.txt", "half.txt"], 2, "3 reports: 1 ok, 1 partial, 1 failed"),
        (["bad.txt", "bad2.txt"], 3, "2 reports: 0 ok, 0 partial, 2 failed"),
    ],
)
def test_exit_status_and_summary(names, status, summary, capsys):
    put(*names)
    assert cli.main(["extract", *names, "-o", "out.jsonl"]) == status
    assert sources() == names
    assert capsys.readouterr().err.splitlines()[-1] == f"gkml: {summary}"


@pytest.mark.parametrize("command", ["extract", "convert", "check"])
def test_paths_that_do_not_exist_end_it_before_any_output_is_touched(command, capsys):
    put("in/report.txt", "out.jsonl")
    arguments = [command, "in/reprot.txt", "none.txt", "in/report.txt", "-o", "out.jsonl"]
    assert cli.main(arguments) == 1
    told = capsys.readouterr().err
    assert "'in/reprot.txt' does not exist; did you mean 'in/report.txt'?" in told
    assert "'none.txt' does not exist; nothing was read or written" in told
    assert Path("out.jsonl").read_text(encoding="utf-8") == "x"
    assert sorted(os.listdir(".")) == ["in", "out.jsonl"]


def test_data_goes_to_stdout_and_nothing_else_does(capsys):
    put("a.txt", "bad.txt")
    assert cli.main(["extract", "a.txt", "bad.txt", "-v"]) == 2
    streams = capsys.readouterr()
    assert [json.loads(line)["source"] for line in streams.out.splitlines()] == ["a.txt", "bad.txt"]
    assert "gkml: a.txt: ok, " in streams.err
    assert "1 figures, 1 to review, checks failed: 0" in streams.err


def test_a_good_report_is_mentioned_only_on_request(capsys):
    put("a.txt")
    cli.main(["extract", "a.txt", "-o", "out.jsonl"])
    assert "a.txt" not in capsys.readouterr().err


def test_the_text_comes_on_request():
    put("a.txt")
    cli.main(["extract", "a.txt", "-o", "out.jsonl", "--with-text"])
    with open("out.jsonl", encoding="utf-8") as file:
        assert json.loads(file.readline())["text"] == "正文"


def test_the_suffix_of_the_output_decides():
    put("a.txt")
    assert cli.main(["extract", "a.txt", "-o", "out.csv"]) == 0
    with open("out.csv", encoding="utf-8-sig") as file:
        assert file.readline().startswith("source,agency,year,")


@pytest.mark.parametrize("output", [["-o", "out.xls"], ["--format", "xls"], ["-o", "none/out.jsonl"]])
def test_an_output_that_cannot_be_is_told_before_anything_is_read(output, capsys, calls):
    put("a.txt")
    assert cli.main(["extract", "a.txt", *output]) == 1
    assert capsys.readouterr().err.startswith("gkml: the ")
    assert calls == []


def test_tagger_and_templates_reach_the_pipeline(calls):
    put("a.txt", "model/manifest.json")
    shutil.copytree(ROOT / "configs" / "templates", "forms")
    cli.main(["extract", "a.txt", "-o", "out.jsonl"])
    cli.main(["show", "a.txt", "--tagger", "rules", "--templates", "forms/2019.yaml", "forms/2021.yaml"])
    cli.main(["explain", "a.txt", "granted.total", "--model", "model"])
    told = [(call["tagger"], [str(path) for path in call["templates"]], call["model"]) for call in calls]
    assert told == [
        ("combined", [], None),
        ("rules", ["forms/2019.yaml", "forms/2021.yaml"], None),
        ("combined", [], "model"),
    ]


def test_a_template_that_is_none_is_wrong_usage_and_spares_the_old_output(monkeypatch, capsys):
    def load(**_):
        raise TemplateError("x.yaml:3: tables: missing")

    monkeypatch.setattr(sys.modules["gkml.pipeline"], "load", load)
    put("a.txt", "out.jsonl")
    assert cli.main(["extract", "a.txt", "-o", "out.jsonl"]) == 1
    assert capsys.readouterr().err == "gkml: x.yaml:3: tables: missing\n"
    assert sorted(os.listdir(".")) == ["a.txt", "out.jsonl"]
    assert Path("out.jsonl").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("output", ["out.jsonl", "out.csv", "out.xlsx", "out.duckdb", "out.parquet"])
def test_an_interrupt_keeps_what_is_done_beside_the_output(output, pipeline, capsys):
    put("in/a.txt", "in/b.txt", "in/c.txt")
    assert cli.main(["extract", "in/a.txt", "-o", output]) == 0
    before = {path: path.read_bytes() for path in Path(".").rglob("*") if path.is_file()}
    pipeline.interrupt_at = 2
    assert cli.main(["extract", "in", "-o", output]) == 130
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(os.listdir(".")) == ["in", output, f"{output}.partial"]
    told = capsys.readouterr().err
    assert f"interrupted after 2 of 3 reports; they are in '{Path(output).resolve()}.partial'" in told
    assert "-o FOLDER/" in told
    if output == "out.jsonl":
        assert sources("out.jsonl.partial") == ["in/a.txt", "in/b.txt"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_in_the_middle_of_a_record_waits_for_its_end(number, monkeypatch, capsys):
    duckdb = pytest.importorskip("duckdb")
    put("in/a.txt", "in/b.txt", "in/c.txt")
    add = DuckdbFile.add

    def interrupted(self, line, record):
        if record["source"] == "in/b.txt":
            os.kill(os.getpid(), number)
        add(self, line, record)

    monkeypatch.setattr(DuckdbFile, "add", interrupted)
    assert cli.main(["extract", "in", "-o", "out.duckdb"]) == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]
    assert "interrupted after 2 of 3 reports; they are in" in capsys.readouterr().err
    with duckdb.connect("out.duckdb.partial", read_only=True) as database:
        assert database.execute("SELECT source FROM reports ORDER BY 1").fetchall() == [("in/a.txt",), ("in/b.txt",)]
    assert not os.path.exists("out.duckdb")


def test_an_interrupt_before_the_first_report_keeps_the_old_output(pipeline):
    put("a.txt", "out.jsonl")
    pipeline.interrupt_at = 0
    assert cli.main(["extract", "a.txt", "-o", "out.jsonl"]) == 130
    assert Path("out.jsonl").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("command", ["extract", "show"])
def test_a_reader_who_goes_away_is_no_error(command, monkeypatch, capsys):
    put("a.txt", "b.txt")
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        assert cli.main([command, "a.txt", "b.txt"]) == 141
    assert capsys.readouterr().err == ""


def test_a_file_name_cannot_steer_the_terminal(capsys):
    put("bad\x1b[2J.txt")
    assert cli.main(["extract", "bad\x1b[2J.txt", "-o", "out.jsonl"]) == 3
    assert "gkml: bad�[2J.txt: unreadable_path" in capsys.readouterr().err
    assert sources() == ["bad\x1b[2J.txt"]


# ---------------------------------------------------------------------------------------------------------------------
# As a process


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "gkml.cli", *arguments], capture_output=True, encoding="utf-8", check=False
    )


def test_help():
    done = run("--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: gkml")
    assert done.stderr == ""


@pytest.mark.parametrize("command", [["extract"], ["show"], ["check"]])
def test_help_of_a_command(command, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([*command, "--help"])
    streams = capsys.readouterr()
    assert (caught.value.code, streams.err) == (0, "")
    assert streams.out.startswith(" ".join(["usage: gkml", *command]))


def test_wrong_usage_is_1_and_told_on_stderr():
    done = run("extract", "a", "--tagger", "x")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("usage: gkml")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["read"],
        ["extract"],
        ["show"],
        ["extract", "a", "--unknown"],
        ["show", "a", "-o", "b"],
        ["check"],
        ["check", "a", "--tagger", "rules"],
    ],
)
def test_arguments_that_are_none_of_a_command_are_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    streams = capsys.readouterr()
    assert (caught.value.code, streams.out) == (1, "")
    assert streams.err.startswith("usage: gkml")


def test_help_imports_nothing_heavy():
    code = "import sys; from gkml.cli import main\ntry: main(['--help'])\nexcept SystemExit: print('|', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    loaded = set(done.stdout.rpartition("|")[2].split())
    assert "gkml.cli" in loaded
    assert not loaded & {"spacy", "torch", "pydantic", "yaml", "lxml", "rich", "opencc", "numpy", "pandas"}
