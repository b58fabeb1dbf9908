"""The solver prints nothing: its banner comes with the first solver of a process, so each test starts one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gkml.consistency.localising.highs import new_solver
from gkml.pipeline import Pipeline
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "linxi_2023_pipes.txt"
WRONG = ("requests.granted.total", "requests.carried_forward.total", "requests.received_new.natural_person")
LIBRARY = """
import json, sys
import gkml

report = gkml.load(tagger="rules")(sys.argv[1])
print(json.dumps(report.to_dict()))
sys.exit("highspy" not in sys.modules)
"""
COMMAND = "import sys; from gkml.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def contradictory(rules: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose sums contradict each other in three places."""
    report = rules(EXAMPLE)
    text = report.text or ""
    for cell in sorted((report.cells[name] for name in WRONG), key=lambda cell: -(cell.start or 0)):
        text = f"{text[: cell.start]}{int(cell.value or 0) + 7}{text[cell.end :]}"
    path = tmp_path_factory.mktemp("contradictory") / "report.txt"
    path.write_text(text, encoding="utf-8")
    return path


def run(script: str, *arguments: str | Path, closed: bool = False) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    if closed:
        command = ["sh", "-c", 'exec "$@" >&-', "sh", *command]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=60)


def test_the_library_prints_nothing(contradictory: Path) -> None:
    done = run(LIBRARY, contradictory)
    assert done.returncode == 0, done.stderr  # the solver was asked
    assert json.loads(done.stdout)["status"] == "ok"


def test_a_command_that_reads_in_its_own_process_prints_what_it_is_asked_for(contradictory: Path) -> None:
    done = run(COMMAND, "extract", contradictory, "--tagger", "rules", "--workers", "0")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["source"] == str(contradictory)


def test_every_solver_of_a_process_is_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        new_solver().run()
    assert capfd.readouterr() == ("", "")


def test_where_stdout_is_closed_the_solver_works(contradictory: Path, tmp_path: Path) -> None:
    found = tmp_path / "found"
    script = LIBRARY.replace("print(", f"open({str(found)!r}, 'w').write(")
    done = run(script, contradictory, closed=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(found.read_text(encoding="utf-8"))["status"] == "ok"


def test_nothing_that_others_print_is_lost() -> None:
    """Of the C library too, which holds it back; and solvers of many threads at once are made one after another."""
    done = run(
        """
import ctypes, threading
from gkml.consistency.localising.highs import new_solver

ctypes.CDLL(None).printf(b"before ")
threads = [threading.Thread(target=new_solver) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
ctypes.CDLL(None).printf(b"after")
"""
    )
    assert (done.returncode, done.stdout) == (0, "before after")
