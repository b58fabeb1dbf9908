"""What is found across reports: a check between them, or something to know before they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from gkml.messages import Language
from gkml.records.report import Cause, CheckStatus, Number, State, json_number
from gkml.series.kept import KeptCell, KeptReport
from gkml.series.wording import Words

__all__ = ["FIELDS", "FindingKind", "Operand", "SeriesCheck", "Side", "operand"]

FindingKind = Literal["input", "agency", "duplicate", "year", "hierarchy"]
Side = Literal["left", "right"]


class Operand(NamedTuple):  # there are millions of them; a dataclass takes four times as long to make
    """A figure of one report that a check compares.

    Attributes:
        side: of the equation.
        source, agency, year: the report, as its record names them.
        cell: ``table.row.column``.
        value: the figure; None where the report prints none.
        state, review, cause: as in the cell record.
        start, end: offsets into the canonical text of that report.
        proposal: what the other reports of the check say of a figure that this one could not read.
    """

    side: Side
    source: str
    agency: str | None
    year: int | None
    cell: str
    value: Number | None
    state: State
    review: bool = False
    cause: Cause | None = None
    start: int | None = None
    end: int | None = None
    proposal: Number | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "side": self.side,
            "source": self.source,
            "agency": self.agency,
            "year": self.year,
            "cell": self.cell,
            "value": json_number(self.value),
            "state": self.state,
            "review": self.review,
            "cause": self.cause,
            "start": self.start,
            "end": self.end,
            "proposal": json_number(self.proposal),
        }


_NOT_THERE = KeptCell(None, "absent")


def operand(side: Side, report: KeptReport, cell: str, kept: KeptCell | None = None) -> Operand:
    """A figure of a report as evidence; ``kept`` is the cell where the report does not hold it any more."""
    if kept is None:
        kept = report.cells.get(cell, _NOT_THERE)
    who = (report.source, report.agency, report.year)
    return Operand(side, *who, cell, kept.value, kept.state, kept.review, kept.cause, kept.start, kept.end)


@dataclass(frozen=True, slots=True)
class SeriesCheck:
    """One check across reports; the first nine fields are those of a check inside a report.

    Attributes:
        id: unique in a run and the same from run to run: agency, years, rule and place.
        kind: ``year``, ``hierarchy``; ``duplicate`` (two records of one report), ``agency`` (who is who), ``input``
            (a line or file that holds no record).
        status: of ``year`` and ``hierarchy`` as inside a report. Of the others ``pass``: nothing to do; ``fail``: a
            contradiction, or something unreadable; ``undetermined``: a person must decide; ``not_applicable``: the
            record takes part in no comparison.
        left, right, difference: the two sides and ``left - right``; None where an operand is missing.
        cells: ids of all cells on both sides, once each.
        words: what it says, with the figures in it.
        evidence: the figures that were compared.
        code: what kind of finding it is, or the rule that is checked.
        agency: the agency, in the spelling that all its reports go under here.
        left_years, right_years, left_sources, right_sources: the reports of both sides.
        suspect: source of the report that is likelier wrong, where its own record says so.
        file, line: where it stands, for what is found in a file.
    """

    id: str
    kind: FindingKind
    status: CheckStatus
    code: str
    left: Number | None = None
    right: Number | None = None
    difference: Number | None = None
    cells: tuple[str, ...] = ()
    words: Words | None = None
    evidence: tuple[Operand, ...] = ()
    agency: str | None = None
    left_years: tuple[int, ...] = ()
    right_years: tuple[int, ...] = ()
    left_sources: tuple[str, ...] = ()
    right_sources: tuple[str, ...] = ()
    suspect: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def message(self) -> str:
        """What it says, in Chinese."""
        return self.said_in("zh")

    def said_in(self, language: Language) -> str:
        """What it says."""
        return "" if self.words is None else self.words.said_in(language)

    def to_dict(self, language: Language = "zh") -> dict[str, Any]:
        """JSON form, fields in a fixed order; ``message`` is in a language."""
        return {
            "id": self.id,
            "kind": self.kind,
            "status": self.status,
            "left": json_number(self.left),
            "right": json_number(self.right),
            "difference": json_number(self.difference),
            "cells": list(self.cells),
            "message": self.said_in(language),
            "evidence": [operand.to_dict() for operand in self.evidence],
            "code": self.code,
            "agency": self.agency,
            "left_years": list(self.left_years),
            "right_years": list(self.right_years),
            "left_sources": list(self.left_sources),
            "right_sources": list(self.right_sources),
            "suspect": self.suspect,
            "file": self.file,
            "line": self.line,
        }


FIELDS = (
    *("id", "kind", "status", "code", "agency", "left_years", "right_years", "left", "right", "difference"),
    *("cells", "message", "suspect", "left_sources", "right_sources", "evidence", "file", "line"),
)
"""Columns of the table form."""
