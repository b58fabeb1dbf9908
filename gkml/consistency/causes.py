"""Why a cell is in doubt: misread by us, or wrong in the report; with what the sums say would stand there.

What is printed, what was read and what the sums imply stay three things: no value changes here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gkml.consistency.equations import Equation, table_equations
from gkml.consistency.localising.edits import EDIT_WORDS
from gkml.consistency.localising.localisation import Change, Localisation
from gkml.consistency.localising.problem import Choice
from gkml.records.report import Cause, CellRecord, Number
from gkml.template import Column, RowSpec, Table

__all__ = ["explain_errors"]

_SURE = 0.9  # confidence from which a figure counts as read right, so that a contradiction is the report's own
_NAMED = 3  # checks and cells that a sentence names


def explain_errors(
    table: Table,
    cells: Mapping[str, CellRecord],
    localisation: Localisation,
    choices: Sequence[Choice] = (),
) -> dict[str, CellRecord]:
    """The records, those in doubt with ``review``, ``cause``, ``proposal`` and ``reason``.

    Args:
        table: the form's table.
        cells: its records.
        localisation: what was found out about them.
        choices: those that the localisation was given.
    """
    explained = dict(cells)
    failing = [equation for equation in table_equations(table) if equation.id in localisation.failing]
    changes = _changes(localisation)
    for cell in localisation.shared:
        change = changes[cell]
        figure = localisation.implied.get(cell)
        told = replace(change, implied=figure, edit=change.edit if figure == change.implied else None)
        explained[cell] = _with(cells[cell], _cause(cells[cell], figure), figure, _located(table, told, failing))
    for cell in localisation.unshared:
        others = [other for other in (*localisation.shared, *localisation.unshared) if other != cell]
        sentence = _undecided(table, changes[cell], failing, others)
        explained[cell] = _with(cells[cell], "ambiguous", None, sentence)
    for equation in failing:
        if equation.id in localisation.unexplained:
            for cell in equation.cells:
                sentence = f"{_place(table, equation)}不符，未能确定是哪一格有误"
                if explained[cell] is cells[cell]:
                    explained[cell] = _with(cells[cell], cells[cell].cause, cells[cell].proposal, sentence)
    for choice, reading in zip(choices, localisation.readings, strict=False):
        if reading:
            sentence = choice.readings[reading].reason or "按勾稽关系取另一种读法"
            for cell, value in zip(choice.cells, choice.readings[reading].values, strict=True):
                if value != cells[cell].value and cell not in changes:
                    explained[cell] = _with(cells[cell], "reading", value, sentence)
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


def _cause(cell: CellRecord, figure: int | None) -> Cause:
    """Misread where the print allows the figure or was read with doubt; the report's own fault where it was not."""
    other_reading = figure is not None and figure in cell.alternatives
    return "reading" if other_reading or cell.confidence < _SURE else "source"


def _with(cell: CellRecord, cause: Cause | None, figure: Number | None, sentence: str) -> CellRecord:
    reason = sentence if cell.reason in (None, sentence) else f"{cell.reason}；{sentence}"
    return replace(cell, review=True, cause=cause, proposal=figure, reason=reason)


# ---------------------------------------------------------------------------------------------------------------------
# Sentences


def _located(table: Table, change: Change, failing: Sequence[Equation]) -> str:
    """``“行政复议”一行不符：此处印为0，按勾稽关系应为11``."""
    parts = [f"此处印为{change.printed}"] if change.printed is not None else []
    if change.shift:
        parts.insert(0, change.shift)
    if change.implied is None:
        parts.append("按勾稽关系应为别的数，但不止一种可能")
    else:
        parts.append(f"按勾稽关系应为{change.implied}" + (f"（{EDIT_WORDS[change.edit]}）" if change.edit else ""))
    return f"{_places(table, change.cell, failing)}：{'，'.join(parts)}"


def _undecided(table: Table, change: Change, failing: Sequence[Equation], others: Sequence[str]) -> str:
    shown = "、".join(_cell_words(table, cell) for cell in others[:_NAMED]) + ("等" if len(others) > _NAMED else "")
    would = "" if change.implied is None else f"；若是此处，则应为{change.implied}"
    rivals = f"此处与{shown}之中有误，不能确定是哪一处" if others else "此处可能有误"
    return f"{_places(table, change.cell, failing)}：{rivals}{would}"


def _places(table: Table, cell: str, failing: Sequence[Equation]) -> str:
    """The failing checks that the cell stands in, or all, where it stands in none of them."""
    own = [equation for equation in failing if cell in equation.cells] or list(failing)
    named = list(dict.fromkeys(_place(table, equation) for equation in own))
    return "、".join(named[:_NAMED]) + ("等" if len(named) > _NAMED else "") + ("均" if len(named) > 1 else "") + "不符"


def _place(table: Table, equation: Equation) -> str:
    specs: Mapping[str, RowSpec | Column] = (
        table.row_by_id if equation.identity.along == "columns" else table.column_by_id
    )
    word = "一行" if equation.identity.along == "columns" else "一列"
    return f"“{specs[equation.place].labels[0]}”{word}"


def _cell_words(table: Table, cell: str) -> str:
    _, _, rest = cell.partition(".")
    row, _, column = rest.rpartition(".")
    return f"“{table.row_by_id[row].labels[0]}·{table.column_by_id[column].labels[0]}”"
