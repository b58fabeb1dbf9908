"""Report: the record of one input, and its JSON form.

The field names are a contract with everybody who joins on them: fields may be added, never renamed or dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from gkml.document import Box
from gkml.errors import GkmlError, InputError, MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Cause",
    "CellRecord",
    "CheckRecord",
    "Heading",
    "Notice",
    "Number",
    "Provenance",
    "Report",
    "State",
    "Status",
]

Number = int | Decimal
State = Literal["number", "blank", "mark", "absent", "unreadable"]
Status = Literal["ok", "partial", "failed"]
Cause = Literal["reading", "source", "ambiguous"]
CheckStatus = Literal["pass", "fail", "undetermined", "not_applicable"]
CheckKind = Literal["row_sum", "outcome_sum", "balance", "disputes_sum", "text", "year", "hierarchy", "structure"]


@dataclass(frozen=True, slots=True)
class CellRecord:
    """One cell of a statutory table.

    Attributes:
        id: ``table.row.column``.
        value: the printed figure; counts are ``int``, money is ``Decimal`` in 万元; None unless ``state`` is
            ``number``.
        text: what is printed there, verbatim; None where nothing is.
        state: ``number``, ``blank`` (there and empty), ``mark`` (``/``, ``—`` …), ``absent`` (the report has no such
            cell) or ``unreadable``. A blank is never zero.
        confidence: 0..1, how likely ``value`` is right.
        tagger: whose tags placed it.
        review: a person should look.
        cause, proposal, reason: why it is in doubt, and the value that the arithmetic implies.
        alternatives: other values that the print allows, likeliest first; empty where it allows one reading only.
        start, end: offsets into the canonical text; None where nothing is printed.
        page, boxes: place on the page; None without pages.
    """

    id: str
    value: Number | None = None
    text: str | None = None
    state: State = "absent"
    confidence: float = 0.0
    tagger: Literal["model", "rules", "both"] = "rules"
    review: bool = False
    cause: Cause | None = None
    proposal: Number | None = None
    reason: str | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    boxes: tuple[Box, ...] | None = None
    alternatives: tuple[Number, ...] = ()

    def to_dict(self, *, exact: bool = False) -> dict[str, Any]:
        """JSON form; see ``Report.to_dict``."""
        number = _exact_number if exact else json_number
        return {
            "id": self.id,
            "value": number(self.value),
            "text": self.text,
            "state": self.state,
            "confidence": self.confidence if exact else round(self.confidence, 4),
            "tagger": self.tagger,
            "review": self.review,
            "cause": self.cause,
            "proposal": number(self.proposal),
            "reason": self.reason,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "boxes": None if self.boxes is None else [list(box) for box in self.boxes],
            "alternatives": [number(value) for value in self.alternatives],
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> CellRecord:
        """The inverse of ``to_dict``."""
        known = _known(cls, record)
        known["value"], known["proposal"] = read_number(record["value"]), read_number(record["proposal"])
        known["confidence"] = _plain_float(record["confidence"])
        known["boxes"] = _boxes(record.get("boxes"))
        known["alternatives"] = tuple(map(read_number, record.get("alternatives", ())))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class CheckRecord:
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
        """JSON form; see ``Report.to_dict``."""
        number = _exact_number if exact else json_number
        record = {
            "id": self.id,
            "kind": self.kind,
            "status": self.status,
            "left": number(self.left),
            "right": number(self.right),
            "difference": number(self.difference),
            "cells": list(self.cells),
            "message": self.message,
            "evidence": [list(span) for span in self.evidence],
        }
        return {**record, "sides": self.sides} if exact else record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> CheckRecord:
        """The inverse of ``to_dict``; ``sides`` is None where the record does not tell it."""
        known = _known(cls, record)
        known.update({side: read_number(record[side]) for side in ("left", "right", "difference")})
        known["cells"] = tuple(record["cells"])
        known["evidence"] = tuple((start, end) for start, end in record.get("evidence", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as printed; ``section`` is 1..6 for the statutory sections, None for others.

    ``run_in`` tells that prose goes on in the same line.
    """

    section: int | None
    level: int
    text: str
    start: int
    end: int
    run_in: bool = False

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "section": self.section,
            "level": self.level,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "run_in": self.run_in,
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader of the record should know."""

    code: str
    message: str

    def to_dict(self) -> dict[str, str]:
        """JSON form."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Provenance:
    """The versions that made a record."""

    gkml: str
    model: str | None
    template_hash: str
    tagger: str
    reader: str | None

    def to_dict(self) -> dict[str, str | None]:
        """JSON form."""
        return {
            "gkml": self.gkml,
            "model": self.model,
            "template_hash": self.template_hash,
            "tagger": self.tagger,
            "reader": self.reader,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything gkml says about one input.

    ``cells`` maps cell ids to records in the order of the form; it is empty where ``status`` is ``failed``.
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

    def to_dict(self, *, with_text: bool = False, exact: bool = False) -> dict[str, Any]:
        """JSON form, fields in a fixed order; the canonical text only on request.

        ``exact`` is for ``from_dict`` alone: money is a string with the decimals as printed, confidences are not
        rounded, and checks tell their ``sides``.
        """
        record: dict[str, Any] = {
            "source": self.source,
            "sha256": self.sha256,
            "status": self.status,
            "error": None if self.error is None else {"code": self.error.code, "message": self.error.message},
            "template": self.template,
            "templates": dict(self.templates),
            "agency": self.agency,
            "year": self.year,
            "title": self.title,
            "headings": [heading.to_dict() for heading in self.headings],
            "subheadings": [heading.to_dict() for heading in self.subheadings],
            "cells": [cell.to_dict(exact=exact) for cell in self.cells.values()],
            "checks": [check.to_dict(exact=exact) for check in self.checks],
            "warnings": [warning.to_dict() for warning in self.warnings],
            "provenance": self.provenance.to_dict(),
        }
        if with_text:
            record["text"] = self.text
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Report:
        """The report of a record: ``from_dict(record).to_dict() == record``.

        Of ``to_dict(with_text=True, exact=True)`` it is equal to the one that was written, but for its error, as
        errors are equal to themselves alone. Fields that this version does not know are left out.

        Raises:
            KeyError, TypeError, ValueError: it is no record.
        """
        error = record["error"]
        known = _known(cls, record)
        known["provenance"] = Provenance(**_known(Provenance, record["provenance"]))
        known["error"] = None if error is None else _error(error)
        known["templates"] = dict(record["templates"])
        for name in ("headings", "subheadings"):
            known[name] = tuple(Heading(**_known(Heading, heading)) for heading in record.get(name, ()))
        known["cells"] = {cell["id"]: CellRecord.from_dict(cell) for cell in record["cells"]}
        known["checks"] = tuple(CheckRecord.from_dict(check) for check in record["checks"])
        known["warnings"] = tuple(Notice(**_known(Notice, notice)) for notice in record["warnings"])
        return cls(**known)

    def to_frame(self) -> pd.DataFrame:
        """One line a cell, as a pandas frame.

        Columns: ``source``, ``agency``, ``year``, ``table``, ``row``, ``column``, then the fields of a cell record.
        ``value`` is of type object: ``int``, ``Decimal`` or None, so that a count stays exact and a blank is no zero.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtraError("pandas", "frame") from None
        rows = list(self.cell_rows())
        frame = pd.DataFrame(rows, columns=list(CELL_ROW_FIELDS), dtype=object)
        return frame.astype({"confidence": float, "review": bool})

    def cell_rows(self) -> list[dict[str, Any]]:
        """One mapping a cell: the long form that CSV and the frame share; values stay exact."""
        rows = []
        for cell in self.cells.values():
            table, _, rest = cell.id.partition(".")
            row, _, column = rest.rpartition(".")
            rows.append(
                {
                    "source": self.source,
                    "agency": self.agency,
                    "year": self.year,
                    "table": table,
                    "row": row,
                    "column": column,
                    **{name: getattr(cell, name) for name in CELL_ROW_FIELDS[6:]},
                }
            )
        return rows


CELL_ROW_FIELDS = (
    "source",
    "agency",
    "year",
    "table",
    "row",
    "column",
    "id",
    "value",
    "state",
    "text",
    "confidence",
    "tagger",
    "review",
    "cause",
    "proposal",
    "reason",
    "start",
    "end",
    "page",
)


def json_number(value: Number | None) -> int | float | None:
    """A figure as a JSON number; the only place where a figure becomes a float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def read_number(value: float | str | Decimal | None) -> Number | None:
    """The inverse of ``json_number``: whole numbers are ``int``, others ``Decimal``, as are figures in a string."""
    if value is None or isinstance(value, int):
        return value
    return Decimal(str(value))


def _exact_number(value: Number | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def _known(kind: type[Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a dataclass that a record has."""
    return {field.name: record[field.name] for field in fields(kind) if field.name in record}


def _boxes(boxes: list[list[float]] | None) -> tuple[Box, ...] | None:
    return None if boxes is None else tuple(Box(*map(_plain_float, box)) for box in boxes)


def _plain_float(value: float | Decimal) -> float:
    """Readers of records may take every number with a point for a ``Decimal``."""
    return float(value) if isinstance(value, Decimal) else value


def _error(error: Mapping[str, str]) -> GkmlError:
    kind = GkmlError if error["code"] == "internal_error" else InputError
    return kind(error["message"], code=error["code"])
