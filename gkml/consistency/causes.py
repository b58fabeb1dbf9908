"""Why a cell is in doubt: misread by us, or wrong in the report; with what the sums say would stand there.

What is printed, what was read and what the sums imply stay three things: no value changes here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gkml.consistency.localising.localisation import Change, Localisation
from gkml.doubts import Doubt, DoubtCode, Phrase, doubt, phrase
from gkml.equations import Equation, table_equations
from gkml.form import split_cell_id
from gkml.records.report import Cause, Number
from gkml.tables.table_cell import TableCell
from gkml.template import Column, RowSpec, Table

__all__ = ["explain_errors"]

_SURE = 0.9  # confidence from which a figure counts as read right, so that a contradiction is the report's own
_NAMED = 3  # checks and cells that are named


def explain_errors(table: Table, cells: Mapping[str, TableCell], localisation: Localisation) -> dict[str, TableCell]:
    """The cells, those that are likely to be wrong with their cause, the figure implied, and a doubt that says so.

    Args:
        table: the form's table.
        cells: what was read in it.
        localisation: what was found out about them.
    """
    explained = dict(cells)
    if localisation.outcome == "consistent":
        return explained
    failing = [equation for equation in table_equations(table) if equation.id in localisation.failing]
    changes = _changes(localisation)
    for cell in localisation.shared:
        change = changes[cell]
        figure = localisation.implied.get(cell)
        told = replace(change, implied=figure, edit=change.edit if figure == change.implied else None)
        explained[cell] = _with(cells[cell], _cause(cells[cell], figure), figure, _located(table, told, failing))
    for cell in localisation.unshared:
        others = [other for other in (*localisation.shared, *localisation.unshared) if other != cell]
        explained[cell] = _with(cells[cell], "ambiguous", None, _shared(table, changes[cell], failing, others))
    for equation in failing:
        if equation.id in localisation.unexplained:
            why = doubt(DoubtCode.CONTRADICTION_UNEXPLAINED, place=_place(table, equation))
            for cell in equation.cells:
                if explained[cell] is cells[cell]:
                    explained[cell] = _with(cells[cell], cells[cell].cause, cells[cell].proposal, why)
    return explained


def _changes(localisation: Localisation) -> dict[str, Change]:
    """The change of each cell in the likeliest explanation that has one."""
    changes: dict[str, Change] = {}
    for solution in localisation.solutions:
        for change in solution.changes:
            changes.setdefault(change.cell, change)
    for cell in (*localisation.shared, *localisation.unshared):
        changes.setdefault(cell, Change(cell, None, None))  # in explanations that are not listed
    return changes


def _cause(cell: TableCell, figure: int | None) -> Cause:
    """Misread where the print allows the figure or was read with doubt; the report's own fault where it was not."""
    other_reading = figure is not None and figure in cell.alternatives
    return "reading" if other_reading or cell.confidence < _SURE else "source"


def _with(cell: TableCell, cause: Cause | None, figure: Number | None, why: Doubt) -> TableCell:
    return replace(cell.doubted(why), cause=cause, proposal=figure)


# ---------------------------------------------------------------------------------------------------------------------
# What is said


def _located(table: Table, change: Change, failing: Sequence[Equation]) -> Doubt:
    """``“行政复议”一行不符：此处印为0，按勾稽关系应为11``."""
    clauses = [phrase("printed_here", figure=change.printed)] if change.printed is not None else []
    if change.shift:
        clauses.insert(0, phrase(change.shift))
    if change.implied is None:
        clauses.append(phrase("implied_unclear"))
    elif change.edit:
        clauses.append(phrase("implied_with_edit", figure=change.implied, edit=phrase(f"edit_{change.edit}")))
    else:
        clauses.append(phrase("implied_here", figure=change.implied))
    places = _places(table, change.cell, failing)
    return doubt(DoubtCode.CONTRADICTION_LOCATED, places=places, clauses=tuple(clauses))


def _shared(table: Table, change: Change, failing: Sequence[Equation], others: Sequence[str]) -> Doubt:
    rivals = phrase("no_rivals")
    if others:
        cells = tuple(_cell_place(table, cell) for cell in others[:_NAMED])
        rivals = phrase("more_rivals" if len(others) > _NAMED else "rivals", cells=cells)
    if change.implied is not None:
        rivals = phrase("rivals_with_figure", rivals=rivals, figure=change.implied)
    places = _places(table, change.cell, failing)
    return doubt(DoubtCode.CONTRADICTION_SHARED, places=places, clauses=(rivals,))


def _places(table: Table, cell: str, failing: Sequence[Equation]) -> Phrase:
    """The failing checks that the cell stands in, or all, where it stands in none of them."""
    own = [equation for equation in failing if cell in equation.cells] or list(failing)
    named = list(dict.fromkeys(_place(table, equation) for equation in own))
    if len(named) == 1:
        return phrase("one_place", place=named[0])
    return phrase("more_places" if len(named) > _NAMED else "several_places", places=tuple(named[:_NAMED]))


def _place(table: Table, equation: Equation) -> Phrase:
    along_row = equation.identity.along == "columns"
    specs: Mapping[str, RowSpec | Column] = table.row_by_id if along_row else table.column_by_id
    return phrase("row_place" if along_row else "column_place", label=specs[equation.place].labels[0])


def _cell_place(table: Table, cell: str) -> Phrase:
    _, row, column = split_cell_id(cell)
    return phrase("cell_place", row=table.row_by_id[row].labels[0], column=table.column_by_id[column].labels[0])
