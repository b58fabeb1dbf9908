"""What is said under a drawn table: each contradiction once, with the cells that may be wrong in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from gkml.doubts import CONTRADICTIONS
from gkml.form import IdentityKind
from gkml.messages import Language, sentence
from gkml.output.evidence_words import doubts_in_words
from gkml.output.printable import printable
from gkml.records.report import CellRecord, CheckRecord, Report
from gkml.records.schema import shown_number
from gkml.template import Table

__all__ = ["Doubt", "cells_in_words", "check_sentence", "doubts_of", "reason_of"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Cells of one row that are in doubt for one reason; ``reason`` is None where a failed check says it."""

    row: str
    cells: tuple[tuple[str, CellRecord], ...]
    reason: str | None
    checks: tuple[str, ...] = ()


def doubts_of(table: Table, report: Report, failed: Sequence[CheckRecord], language: Language) -> list[Doubt]:
    """Why cells of a table are in doubt, once for each row and reason, or for each row and failed checks."""
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[tuple[str, CellRecord]]] = {}
    for cell_id, row, column in table.cells():
        cell = report.cells.get(cell_id)
        if cell is None or not cell.review:
            continue
        checks = tuple(check.id for check in failed if cell_id in check.cells)
        if _is_told_by_a_check(cell, checks):
            groups.setdefault((row.labels[0], None, checks), []).append((column.labels[0], cell))
        elif reason := reason_of(cell, language):
            groups.setdefault((row.labels[0], reason, ()), []).append((column.labels[0], cell))
    return [Doubt(row, tuple(cells), reason, checks) for (row, reason, checks), cells in groups.items()]


def reason_of(cell: CellRecord, language: Language) -> str | None:
    """Why a cell is in doubt. Records say it in Chinese, with all figures; in English its codes do, as far as a record
    knows what they name."""
    if language == "zh":
        return cell.reason
    contradicted = cell.cause is not None  # then its cause says already what these codes do
    told = [
        meaning
        for code, meaning in doubts_in_words(cell.doubts, language, cell.text)
        if not (contradicted and code in CONTRADICTIONS)
    ]
    return "; ".join(told) or (None if contradicted and cell.doubts else cell.reason)


def _is_told_by_a_check(cell: CellRecord, checks: Sequence[str]) -> bool:
    """Whether the doubt about a cell is the contradiction that failed checks tell of."""
    return bool(checks) and cell.cause is not None


def check_sentence(check: CheckRecord, language: Language) -> str:
    """What a failed check says: records tell it in Chinese, in another language its kind and its sides do."""
    if language == "zh" and check.message:
        return printable(check.message)
    where = check.id.replace(f"{check.kind}.", "", 1)
    if check.left is None and check.right is None:
        return sentence("show", "structure" if check.kind == "structure" else "impossible", language, where=where)
    if check.status == "fail" and check.kind != "text" and None in (check.left, check.right):
        return sentence("show", "unfillable", language, where=where)
    key = check.kind if check.kind in _SENTENCES else "other_check"
    sides = (shown_number(side) or "?" for side in (check.left, check.right))
    return sentence("show", key, language, where=where, **dict(zip(("left", "right"), sides, strict=True)))


_SENTENCES = (*get_args(IdentityKind), "text")


def cells_in_words(doubt: Doubt, language: Language) -> str:
    """The cells of a doubt, each with the figure that would settle it; of several in one contradiction one is wrong."""
    comma = sentence("show", "comma", language)
    shown = comma.join(
        label if cell.proposal is None else f"{label} → {shown_number(cell.proposal)}" for label, cell in doubt.cells
    )
    place = f"{doubt.row} · {shown}"
    if doubt.reason is not None:
        return sentence("show", "reason", language, where=place, reason=printable(doubt.reason))
    cause = doubt.cells[0][1].cause
    key = "one_of" if len(doubt.cells) > 1 else f"only_{cause}"
    return sentence("show", key, language, where=place)
