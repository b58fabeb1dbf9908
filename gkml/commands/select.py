"""``gkml select``: the documents most worth a person's annotation."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from gkml.commands.inputs import STDIN, records_to_inputs, require_paths, tell_about
from gkml.commands.messages import ALL_FAILED, ALL_READ, SOME_FAILED, note, require_stdout, say, tell_fault
from gkml.commands.outputs import probe, refuse_clashes
from gkml.commands.standins import StandIns, read_records_from_stdin

if TYPE_CHECKING:
    from gkml.annotations.selection import Candidate

__all__ = ["select"]


def select(options: argparse.Namespace) -> int:
    """Write the sources of the chosen documents, the most worth first; the exit status."""
    from gkml.annotations.selection import select as choose

    require_paths(options.paths)
    if options.output is None:
        require_stdout()
    with StandIns() as standins:
        paths = [read_records_from_stdin(standins) if path == STDIN else path for path in options.paths]
        inputs = records_to_inputs(paths)
        refuse_clashes({"-o": options.output}, inputs.sources)
        probe(options.output)
        tell_about(inputs, records=True)
        candidates, faults = _candidates(inputs.sources)
    chosen = choose(candidates, options.count)
    _write(options.output, [_line(one, gain, options.format) for one, gain in chosen])
    note(say("selected", count=len(chosen), of=len(candidates)))
    if not faults:
        return ALL_READ
    return SOME_FAILED if candidates else ALL_FAILED


def _candidates(sources: tuple[str, ...]) -> tuple[list[Candidate], int]:
    """A candidate for each record that holds a report, and the number of lines that are no record."""
    from gkml.annotations.selection import record_to_candidate
    from gkml.output.records import Fault, read_lines_and_records

    found: dict[str, Candidate] = {}
    faults = 0
    for source in sources:
        for line in read_lines_and_records(source):
            if isinstance(line, Fault):
                faults += 1
                tell_fault(line)
            elif line[1]["status"] != "failed":
                candidate = record_to_candidate(line[1])
                found.setdefault(candidate.source, candidate)
    return list(found.values()), faults


def _line(candidate: Candidate, gain: float, style: str) -> str:
    if style == "text":
        return candidate.source
    doubts = {name: round(weight, 3) for name, weight in sorted(candidate.doubts.items(), key=lambda one: -one[1])}
    plain = {"source": candidate.source, "gain": round(gain, 4), "open": doubts, "alone": round(candidate.alone, 3)}
    return json.dumps(plain, ensure_ascii=False)


def _write(output: str | None, lines: list[str]) -> None:
    import sys

    text = "".join(f"{line}\n" for line in lines)
    if output is None:
        sys.stdout.write(text)
        return
    with open(output, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write(text)
