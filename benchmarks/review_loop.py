"""The loop from review to a better model, in figures: a layout that no model has seen, reviewed by a script.

    python benchmarks/review_loop.py FOLDER [--documents 20] [--test 30]
    python -m training.update --decisions FOLDER/out.jsonl.decisions.sqlite --annotations FOLDER/new_layout.jsonl
        --gold FOLDER/gold --out FOLDER/update

Documents in the layout of ``benchmarks/new_layout.py`` are extracted with the shipped model and reviewed by a script
that asks the running application over HTTP for what others do by keys: wrong labels of stretches are tagged anew,
figures that are still wrong are corrected, each report is settled. The records are exported with these decisions; cells
right, silent errors and share for review are told before and after. Other documents of the layout are written for the
test. The second command learns from the decisions, and compares on those and on the suite.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gkml.cli import main as gkml
from gkml.records.report import CellRecord

sys.path.insert(0, str(Path(__file__).parent.parent))  # training is not installed
from benchmarks.new_layout import FIRST_SEED, reports, write
from training.dataset import labelled_report
from training.scoring import CellScore, score_cells
from training.synthesis import SyntheticReport

FIRST_REVIEWED = FIRST_SEED + 2000
ROLES = ("row", "column", "group", "item", "section", "figure")  # of stretches that a person looks at


class Person:
    """Asks a running ``gkml review`` for what a page asks for, and counts what was decided."""

    def __init__(self, records: Path) -> None:
        command = [sys.executable, "-m", "gkml", "review", str(records), "--port", "0", "--lang", "en", "--no-open"]
        self._process = subprocess.Popen([*command, "--who", "script"], stderr=subprocess.PIPE)
        assert self._process.stderr is not None
        said = next(line for line in self._process.stderr if b"?token=" in line).decode()
        found = re.search(r"http://([\d.]+):(\d+)/\?token=([\w-]+)", said)
        assert found is not None
        self._server = http.client.HTTPConnection(found[1], int(found[2]), timeout=600)
        self._headers = {"x-gkml-token": found[3], "content-type": "application/json"}
        self.decisions = 0

    def ask(self, address: str) -> Any:
        """What an address answers."""
        return self._answer("GET", address, None)

    def decide(self, number: int, **wanted: object) -> None:
        """One decision."""
        self._answer("POST", f"/api/reports/{number}/decisions", json.dumps(wanted).encode())
        self.decisions += 1

    def _answer(self, method: str, address: str, body: bytes | None) -> Any:
        self._server.request(method, address, body, self._headers)
        answer = self._server.getresponse()
        plain = json.loads(answer.read())
        if answer.status != http.client.OK:
            raise RuntimeError(f"{address}: {plain}")
        return plain

    def leave(self) -> None:
        """End the application."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)


def review(person: Person, number: int, report: SyntheticReport) -> None:
    """Look at one report as a person does who reads the print."""
    labelled = labelled_report(report)
    assert labelled is not None
    assert person.ask(f"/api/reports/{number}")["record"]["text"] == labelled.document.text
    true = {(tag.start, tag.end, tag.label) for tag in labelled.tags if tag.part == "whole" and tag.role in ROLES}
    tagged = {(start, end, label) for start, end, label in person.ask(f"/api/reports/{number}/tags")["tags"]}
    for start, end, label in sorted(true - tagged):
        person.decide(number, kind="tag", start=start, end=end, label=label)
    tagged = {(start, end, label) for start, end, label in person.ask(f"/api/reports/{number}/tags")["tags"]}
    for start, end, label in sorted(tagged - true):
        if label.partition(":")[0] in ROLES:
            person.decide(number, kind="tag", start=start, end=end, label=None)
    cells = {cell["id"]: cell for cell in person.ask(f"/api/reports/{number}")["record"]["cells"]}
    for name, printed in report.gold["cells"].items():
        if name in cells and cells[name]["value"] != printed:
            state = "number" if printed is not None else report.states.get(name, "blank")
            value = None if printed is None else f"{printed}"
            person.decide(number, kind="cell", cell=name, action="edit", state=state, value=value)
    person.decide(number, kind="done")


def scored(path: Path, printed: Mapping[str, SyntheticReport]) -> CellScore:
    """The records of a file against what their reports print."""
    score = CellScore()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        cells = {cell["id"]: CellRecord.from_dict(cell) for cell in record["cells"]}
        score.add(score_cells(printed[Path(record["source"]).name].gold["cells"], cells))
    return score


def shown(name: str, score: CellScore) -> str:
    return "| {} | {:.4f} | {:.1f} | {:.3f} |".format(name, *score.line())


def loop(folder: Path, documents: int) -> Iterator[str]:
    """Extract, review, export."""
    printed = {f"{report.name}{report.suffix}": report for report in reports(FIRST_REVIEWED, documents)}
    sources = folder / "reports"
    sources.mkdir(parents=True, exist_ok=True)
    for name, report in printed.items():
        (sources / name).write_text(report.source, encoding="utf-8", newline="")
    out, decided = folder / "out.jsonl", folder / "decided.jsonl"
    gkml(["extract", str(sources), "-o", str(out), "-q", "--workers", "1"])
    person = Person(out)
    try:
        for entry in _all_reports(person):
            review(person, entry["number"], printed[Path(entry["source"]).name])
    finally:
        person.leave()
    gkml(["export", str(out), "-o", str(decided), "-q"])
    yield f"{person.decisions} decisions on {len(printed)} reports"
    yield "| | cells right | silent errors in 10,000 | for review |"
    yield "|---|---|---|---|"
    yield shown("as extracted", scored(out, printed))
    yield shown("reviewed and exported", scored(decided, printed))


def _all_reports(person: Person) -> Iterable[Any]:
    while (queue := person.ask("/api/queue?show=all"))["seen"] < 1:
        pass
    return queue["reports"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--test", type=int, default=30)
    options = parser.parse_args()
    print("\n".join(loop(options.folder, options.documents)))
    print(f"{write(options.folder, 0, options.test)} documents for the test: {options.folder / 'new_layout.jsonl'}")


if __name__ == "__main__":
    main()
