"""Decisions on top of a record: cells say what persons said of them, and the sums are checked once more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gkml.messages import sentence
from gkml.records.report import CellRecord, Notice, Report
from gkml.review.decisions import Decision, DecisionKind, in_force, latest_by_cell
from gkml.review.rechecking import recheck
from gkml.template import Templates

__all__ = ["Decided", "apply_decisions", "decide_cell", "part_of"]


@dataclass(frozen=True, slots=True)
class Decided:
    """A report as persons left it.

    Attributes:
        report: with the decisions on top.
        applied: those on cells that count, by cell.
        changed: those on cells whose print has changed since, by cell: they are to be made again.
        done: nothing is left to be looked at, as a person said.
    """

    report: Report
    applied: dict[str, Decision]
    changed: dict[str, Decision]
    done: bool = False


def part_of(report: Report) -> int:
    """The number by which decisions know a report in its document."""
    return report.part.number if report.part is not None else 0


def apply_decisions(report: Report, entries: Sequence[Decision], templates: Templates) -> Decided:
    """A report with what persons decided about its cells.

    Args:
        report: as it was read.
        entries: of the log, on this report.
        templates: the forms.
    """
    standing = in_force(entries)
    applied: dict[str, Decision] = {}
    changed: dict[str, Decision] = {}
    for name, decision in latest_by_cell(standing).items():
        cell = report.cells.get(name)
        fits = cell is not None and cell.text == decision.print
        (applied if fits else changed)[name] = decision
    done = any(decision.kind is DecisionKind.DONE for decision in standing)
    if not applied and not changed:
        return Decided(report, {}, {}, done)
    cells = dict(report.cells)
    for name, decision in applied.items():
        cells[name] = decide_cell(cells[name], decision, report.text)
    for name in changed:
        if name in cells:
            cells[name] = replace(cells[name], review=True)
    new = {name for name in applied if _says(cells[name]) != _says(report.cells[name])}
    decided = recheck(replace(report, cells=cells), report, new, templates)
    notices = tuple(_notices(applied, changed))
    return Decided(replace(decided, warnings=(*decided.warnings, *notices)), applied, changed, done)


def _says(cell: CellRecord) -> tuple[object, object]:
    return cell.state, cell.value


def decide_cell(cell: CellRecord, decision: Decision, text: str | None = None) -> CellRecord:
    """A cell as a person left it: nothing of it is in doubt any more."""
    state = decision.state or cell.state
    value = decision.value if state == "number" else None
    decided = replace(
        cell,
        value=value,
        state=state,
        tagger="human",
        confidence=0.0 if state == "unreadable" else 1.0,
        review=False,
        cause=None,
        proposal=None,
        reason=None,
        alternatives=(),
        doubts=(),
    )
    if state in ("blank", "absent"):
        return replace(decided, text=None, start=None, end=None, page=None, boxes=None)
    if decision.start is not None and decision.end is not None and text is not None:
        there = text[decision.start : decision.end]
        return replace(decided, text=there, start=decision.start, end=decision.end, page=None, boxes=None)
    return decided


def _notices(applied: dict[str, Decision], changed: dict[str, Decision]) -> Iterable[Notice]:
    if applied:
        people = ", ".join(sorted({decision.who for decision in applied.values()}))
        yield Notice("decided", sentence("review", "decided", "en", count=len(applied), who=people))
    if changed:
        names = ", ".join(changed)
        yield Notice("decisions_outdated", sentence("review", "decisions_outdated", "en", cells=names))
