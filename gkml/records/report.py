"""Report: the record of one input, and its JSON form.

The field names are a contract with everybody who joins on them: fields may be added, never renamed or dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from gkml.document import Box
from gkml.doubts import DoubtCode
from gkml.errors import GkmlError
from gkml.form import IdentityKind
from gkml.records.evidence import NO_EVIDENCE, Evidence
from gkml.records.schema import JsonRecord, Number, json_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHECK_KINDS",
    "Cause",
    "CellRecord",
    "CheckRecord",
    "CheckStatus",
    "Heading",
    "Notice",
    "Number",
    "Part",
    "Provenance",
    "Report",
    "State",
    "Status",
    "json_number",
]

State = Literal["number", "blank", "mark", "absent", "unreadable"]
Status = Literal["ok", "partial", "failed"]
Cause = Literal["reading", "source", "ambiguous"]
PlacedBy = Literal["model", "rules", "both", "human"]
CheckStatus = Literal["pass", "fail", "undetermined", "not_applicable"]
CheckKind = Literal[IdentityKind, "at_most", "text", "year", "hierarchy", "structure"]
CHECK_KINDS: tuple[CheckKind, ...] = get_args(CheckKind)


@dataclass(frozen=True, slots=True)
class CellRecord(JsonRecord):
    """One cell of a statutory table.

    Attributes:
        id: ``table.row.column``.
        value: the printed figure; counts are ``int``, money is ``Decimal`` in 万元; None unless ``state`` is
            ``number``.
        text: what is printed there, verbatim; None where nothing is.
        state: ``number``, ``blank`` (there and empty), ``mark`` (``/``, ``—`` …), ``absent`` (the report has no such
            cell) or ``unreadable``. A blank is never zero.
        confidence: 0..1, how likely ``value`` is right.
        tagger: whose tags placed it; ``human`` where a person said what it holds.
        review: a person should look.
        cause, proposal, reason: why it is in doubt, and the value that the arithmetic implies.
        start, end: offsets into the canonical text; None where nothing is printed.
        page, boxes: place on the page; None without pages.
        alternatives: other values that the print allows, likeliest first; empty where it allows one reading only.
        evidence: what the witnesses of the figure say.
        doubts: why a person should look, as codes; empty where there is no doubt.
    """

    id: str
    value: Number | None = None
    text: str | None = None
    state: State = "absent"
    confidence: float = 0.0
    tagger: PlacedBy = "rules"
    review: bool = False
    cause: Cause | None = None
    proposal: Number | None = None
    reason: str | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    boxes: tuple[Box, ...] | None = None
    alternatives: tuple[Number, ...] = ()
    evidence: Evidence = NO_EVIDENCE
    doubts: tuple[DoubtCode, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRecord(JsonRecord):
    """One cross-footing rule applied to one row or column, or a check of the structure.

    Attributes:
        left, right: the two sides, None where an operand is missing.
        difference: ``left - right``, None where a side is.
        cells: ids of all cells on both sides.
        sides: how many of ``cells`` stand on the left; None where there are no sides. Not part of the JSON form.
        message: a sentence in Chinese with the figures in it.
        evidence: offsets into the canonical text of statements that the check compares; empty for cells alone.
    """

    id: str
    kind: CheckKind
    status: CheckStatus
    left: Number | None = None
    right: Number | None = None
    difference: Number | None = None
    cells: tuple[str, ...] = ()
    message: str = ""
    sides: int | None = None
    evidence: tuple[tuple[int, int], ...] = ()

    def to_dict(self, *, exact: bool = False) -> dict[str, Any]:
        """JSON form; ``sides`` only where it is exact."""
        record = JsonRecord.to_dict(self, exact=exact)
        if not exact:
            del record["sides"]
        return record


@dataclass(frozen=True, slots=True)
class Heading(JsonRecord):
    """A heading as printed.

    Attributes:
        section: 1..6 for the statutory sections, None for others.
        level: 1 for sections, 2 below them.
        text: verbatim.
        start, end: offsets into the canonical text.
        run_in: prose goes on in the same line.
    """

    section: int | None
    level: int
    text: str
    start: int
    end: int
    run_in: bool = False


@dataclass(frozen=True, slots=True)
class Notice(JsonRecord):
    """Something a reader of the record should know."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Provenance(JsonRecord):
    """The versions that made a record.

    Attributes:
        gkml: version of the package.
        model: name and hash of the model; None where the rules alone set the tags.
        template_hash: of the forms.
        tagger: ``combined``, ``model`` or ``rules``, as it was asked for.
        reader: which reader took the file: ``text``, ``html``, ``pdf`` …; None where none did.
    """

    gkml: str
    model: str | None
    template_hash: str
    tagger: str
    reader: str | None


@dataclass(frozen=True, slots=True)
class Part(JsonRecord):
    """Which of the reports in its file a report is.

    Attributes:
        number: from 1, in order of reading.
        of: how many reports the file holds.
        title: the line that tells them apart, as printed; None where there is none.
    """

    number: int
    of: int
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Report(JsonRecord):
    """Everything gkml says about one report.

    Attributes:
        source: the name of the input; ``#2``, ``#3`` … are added to those of further reports in it.
        provenance: the versions that made the record.
        sha256: of the bytes of the input; None where they could not be had.
        status: ``ok``, ``partial`` (part of the statutory tables was not found) or ``failed``.
        error: why it failed; its ``code`` is stable.
        template: the form of the table of section three, of the others where it has none.
        templates: the form of each table, None where it was not found.
        agency: the reporting agency, as written.
        year: the year reported on, not that of publication.
        title: of the report.
        headings, subheadings: of the sections, and below them, in order of reading.
        cells: by id, in the order of the form; of a form's cells also those that the report does not have. Empty where
            ``status`` is ``failed``.
        checks: all cross-footing rules and what became of them.
        warnings: what else a reader should know.
        text: the canonical text that all offsets point into: Unicode code points, ends exclusive.
        part: which of the reports in its input it is; None where it is the only one.
    """

    source: str
    provenance: Provenance
    sha256: str | None = None
    status: Status = "ok"
    error: GkmlError | None = None
    template: str | None = None
    templates: Mapping[str, str | None] = field(default_factory=dict)
    agency: str | None = None
    year: int | None = None
    title: str | None = None
    headings: tuple[Heading, ...] = ()
    subheadings: tuple[Heading, ...] = ()
    cells: Mapping[str, CellRecord] = field(default_factory=dict)
    checks: tuple[CheckRecord, ...] = ()
    warnings: tuple[Notice, ...] = ()
    text: str | None = None
    part: Part | None = None

    def to_dict(self, *, with_text: bool = False, exact: bool = False) -> dict[str, Any]:
        """JSON form, fields in a fixed order; the canonical text only on request.

        ``exact`` is for ``from_dict`` alone: money is a string with the decimals as printed, confidences are not
        rounded, and checks tell their ``sides``.
        """
        record = JsonRecord.to_dict(self, exact=exact)
        text = record.pop("text")
        record["part"], record["provenance"] = record.pop("part"), record.pop("provenance")
        return {**record, "text": text} if with_text else record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """The report of a record: ``from_dict(record).to_dict() == record``.

        Of ``to_dict(with_text=True, exact=True)`` it is equal to the one that was written, but for its error, as
        errors are equal to themselves alone. Fields that this version does not know are left out; what older records
        lack has its default.

        Raises:
            KeyError, TypeError, ValueError: it is no record.
        """
        return super(Report, cls).from_dict(record)

    def __repr__(self) -> str:
        """One line: what it is and whether somebody should look."""
        told = f"<Report {self.source!r} {self.status}"
        if self.error is not None:
            return f"{told}: {self.error.code}>"
        review = sum(cell.review for cell in self.cells.values())
        failed = sum(check.status == "fail" for check in self.checks)
        counts = f"{len(self.cells)} cells, {review} for review, {failed} checks failed"
        return f"{told}: {self.agency!r} {self.year}, {counts}>"

    def _repr_html_(self) -> str:
        """The statutory tables for a notebook, cells in doubt coloured and marked by ``!``."""
        from gkml.output.notebook import report_to_html

        return report_to_html(self)

    def to_frame(self) -> pd.DataFrame:
        """One line a cell, as a pandas frame.

        Its columns and their types are the same for every report, a failed one too: those of the table ``cells`` in
        Parquet (``source``, ``sha256``, ``agency``, ``year``, ``form``, ``table``, ``row``, ``column``, ``id``,
        ``value`` …) but for lists: ``doubts`` are joined by spaces. ``value`` is an exact decimal of Arrow with six
        places, money in 万元, and null unless ``state`` is ``number``; ``count`` is the same as ``Int64`` where it is
        whole. A blank is no zero. For statistics, ``frame["value"].astype(float)``.

        Raises:
            MissingExtraError: pandas or pyarrow is not installed.
        """
        from gkml.output.frame import report_to_frame

        return report_to_frame(self)
