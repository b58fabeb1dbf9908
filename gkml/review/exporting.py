"""Records of an output with decisions on top, one after another."""

from __future__ import annotations

from dataclasses import dataclass, field

from gkml.output.jsonl import report_to_line
from gkml.output.records import Record, line_to_record
from gkml.records.report import Report
from gkml.review.applying import apply_decisions, part_of
from gkml.review.decisions import DecisionStore, in_force
from gkml.review.documents import document_from_bytes
from gkml.review.retagging import retag
from gkml.template import Templates

__all__ = ["RecordDecider", "Told"]


@dataclass(slots=True)
class Told:
    """What became of the decisions.

    Attributes:
        cells: that say what a person decided.
        outdated: cells whose print has changed since they were decided; they say what was read.
        met: documents that records were of.
        decided: documents that anything is decided of.
        reports: with any decision applied.
    """

    cells: int = 0
    outdated: int = 0
    reports: int = 0
    met: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)

    @property
    def unknown(self) -> int:
        """Documents that were decided of and have no record here."""
        return len(self.decided - self.met)


class RecordDecider:
    """Puts decisions on top of records.

    Args:
        store: of the decisions.
        templates: the forms.
    """

    def __init__(self, store: DecisionStore, templates: Templates) -> None:
        self._store = store
        self._templates = templates
        self.told = Told(decided={entry.sha256 for entry in in_force(store.all())})

    def decide(self, line: bytes, record: Record) -> tuple[bytes, Record]:
        """A record and its line with what was decided; the same where nothing was."""
        sha256 = record.get("sha256")
        if sha256 not in self.told.decided:
            return line, record
        self.told.met.add(sha256)
        report = Report.from_dict(record)
        log = self._store.of_report(sha256, part_of(report))
        standing = in_force(log)
        if not standing:
            return line, record
        kept = self._store.document(sha256)
        retagged = retag(report, None if kept is None else document_from_bytes(kept[3]), standing, self._templates)
        decided = apply_decisions(retagged, log, self._templates)
        self.told.cells += len(decided.applied)
        self.told.outdated += len(decided.changed)
        self.told.reports += decided.report is not report
        if decided.report is report:
            return line, record
        new = report_to_line(decided.report, with_text=record.get("text") is not None).encode(
            "utf-8", "backslashreplace"
        )
        return new, line_to_record(new)
