"""Statements of the narrative compared with the cells of the tables.

A statement agrees with the table where one of its readings does. It contradicts the table only where its scope is sure
and no reading agrees or could agree; where that is not so, nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gkml.document import Document
from gkml.folding import fold
from gkml.form import Quantity, StatedSum
from gkml.labels import Tag
from gkml.narrative.cell_sums import CellSum, agrees_with, sum_cells
from gkml.narrative.prose import document_to_sentences
from gkml.narrative.scope import Owner
from gkml.narrative.statements import Statement, sentences_to_statements
from gkml.narrative.wordings import form_wording, row_wording
from gkml.records.report import CheckRecord, CheckStatus, Number
from gkml.records.schema import shown_number
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.table_cell import TableCell

__all__ = ["stated_figures", "text_checks"]

_MIN_LABEL = 4  # folded letters of a row label that names its row in a sentence; 其他 is too common a word
_QUOTED = 40  # characters of the narrative that a message quotes


def text_checks(
    document: Document, tags: Sequence[Tag], placement: Placement, year: int | None = None
) -> tuple[CheckRecord, ...]:
    """One check for each figure that the narrative states of a table that was found.

    Args:
        document: the document.
        tags: its tags.
        placement: its tables with their cells.
        year: the year reported on; figures of other years are left out.
    """
    values = {cell_id: cell.value for cell_id, cell in _found_cells(placement).items()}
    compared = [
        (statement, check)
        for statement in stated_figures(document, tags, placement, year)
        if (check := _compare(statement, values, document.text)) is not None
    ]
    return tuple(_numbered(_merged(_without_other_scopes(compared))))


def stated_figures(
    document: Document, tags: Sequence[Tag], placement: Placement, year: int | None = None
) -> list[Statement]:
    """What the narrative states; arguments as in ``text_checks``."""
    found = [placed for placed in placement.tables.values() if placed.found]
    if not found:
        return []
    cells = _found_cells(placement)
    spans = [(c.start, c.end) for c in cells.values() if c.start is not None and c.end is not None]
    agency = next((document.text[tag.start : tag.end] for tag in tags if tag.role == "agency"), "")
    named_rows = _named_rows(found)
    quantities = {key: quantity for placed in found for key, quantity in placed.table.quantities.items()}
    statements = sentences_to_statements(
        document_to_sentences(document, tags, spans),
        Owner(fold(agency), year),
        {**quantities, **{quantity.id: quantity for quantity, _ in named_rows.values()}},
        {placed.table.section: placed.table.id for placed in placement.tables.values()},
        [
            *(form_wording(key, each.words, each.loose) for key, each in quantities.items() if each.words),
            *(row_wording(quantity.id, label, topic) for label, (quantity, topic) in named_rows.items()),
        ],
    )
    return list(statements)


def _found_cells(placement: Placement) -> dict[str, TableCell]:
    return {
        cell_id: cell for placed in placement.tables.values() if placed.found for cell_id, cell in placed.cells.items()
    }


def _named_rows(tables: Iterable[PlacedTable]) -> dict[str, tuple[Quantity, str]]:
    """Rows that stand in a group and that narratives name by their own labels, given folded; with their table."""
    found: dict[str, tuple[Quantity, str]] = {}
    for table in (placed.table for placed in tables if placed.table.stated_column is not None):
        for row in table.rows:
            name = f"{row.id}.{table.stated_column}"
            for label in map(fold, row.labels):
                if "." in row.id and len(label) >= _MIN_LABEL:
                    quantity = Quantity(name, (StatedSum(label, (f"{table.id}.{name}",)),))
                    found.setdefault(label, (quantity, table.id))
    return found


# ---------------------------------------------------------------------------------------------------------------------
# One statement


def _compare(statement: Statement, values: Mapping[str, Number | None], text: str) -> CheckRecord | None:
    sums = [found for reading in statement.quantity.readings if (found := sum_cells(reading, values)) is not None]
    if not sums:
        return None
    agreeing = next((s for s in sums if s.total is not None and agrees_with(statement, s, values)), None)
    if not statement.sure and (agreeing is None or statement.value == 0):  # zeros agree wherever they stand
        return None
    if agreeing is not None:
        return _record(statement, "pass", agreeing, text)
    still_open = next((s for s in sums if s.total is None and s.allows(statement.value)), None)
    if still_open is not None:
        return _record(statement, "undetermined", still_open, text)
    return _record(statement, "fail", sums[0], text, sums[1:])


def _record(
    statement: Statement, status: CheckStatus, found: CellSum, text: str, others: Sequence[CellSum] = ()
) -> CheckRecord:
    quoted = "".join(text[statement.start : statement.end].split())
    quoted = quoted if len(quoted) <= _QUOTED else quoted[:_QUOTED] + "…"
    said = f"正文“{quoted}”" + ("" if statement.value else "（即0）")
    left, right = statement.value, found.total
    difference = None if right is None else left - right
    if status == "undetermined":
        message = f"{said}，表中“{found.words}”没有数字，无法核对"
    elif difference is None:
        message = f"{said}，表中“{found.words}”已填各数之和{shown_number(found.known)}已大于它，不相符"
    elif status == "pass":
        message = f"{said}，与表中“{found.words}”{shown_number(right)}相符"
    else:
        more = "".join(
            f"；按“{other.words}”计为{shown_number(other.total)}" for other in others if other.total is not None
        )
        size = max(difference, -difference)
        message = f"{said}，表中“{found.words}”为{shown_number(right)}，相差{shown_number(size)}{more}"
    return CheckRecord(
        f"text.{statement.quantity.id}",
        "text",
        status,
        left,
        right,
        difference,
        found.cells,
        message,
        evidence=((statement.start, statement.end),),
    )


# ---------------------------------------------------------------------------------------------------------------------
# All statements


def _without_other_scopes(compared: Sequence[tuple[Statement, CheckRecord]]) -> Iterator[CheckRecord]:
    """Where one sentence agrees with the table, another that does not and names no subject is on a part of it."""
    supported = {check.cells for _, check in compared if check.status == "pass"}
    for statement, check in compared:
        if check.status == "fail" and check.cells in supported and not statement.explicit:
            continue
        yield check


def _merged(checks: Iterator[CheckRecord]) -> Iterator[CheckRecord]:
    """Statements of the same figure become one check with all of them as its evidence."""
    found: dict[tuple[str, Number | None, tuple[str, ...]], CheckRecord] = {}
    for check in checks:
        key = (check.id, check.left, check.cells)
        before = found.get(key)
        found[key] = check if before is None else replace(before, evidence=(*before.evidence, *check.evidence))
    yield from found.values()


def _numbered(checks: Iterator[CheckRecord]) -> Iterator[CheckRecord]:
    """Ids made unique: a second statement of the same quantity is ``…#2``."""
    count: Counter[str] = Counter()
    for check in checks:
        count[check.id] += 1
        yield check if count[check.id] == 1 else replace(check, id=f"{check.id}#{count[check.id]}")
