"""Which checks of a table cannot hold, whatever stands in its empty cells."""

from __future__ import annotations

from collections.abc import Mapping

from gkml.consistency.localising.exact import LinearRow, System, settle
from gkml.consistency.localising.solver import fillable

__all__ = ["failing_checks"]


def failing_checks(system: System, printed: Mapping[str, int | None]) -> tuple[str, ...]:
    """Ids of the checks that fail, in the order of the form.

    A check with empty cells fails where no figures in them satisfy it together with the other such checks: of checks
    that contradict one another only jointly, those that take part are given, each of which the others rule out.
    """
    failing: set[int] = set()
    left: list[int] = []
    for number, row in enumerate(system.rows):
        known = {cell: value for cell in row.terms if (value := printed[cell]) is not None}
        if len(known) == len(row.terms):
            if row.residual(known):
                failing.add(number)
        elif _one_cell_will_do(row, known) or settle([row], printed, system.signed).possible:
            left.append(number)
        else:
            failing.add(number)

    def possible(numbers: list[int]) -> bool:
        # where that could not be decided nothing is claimed
        rows = [system.rows[number] for number in numbers]
        values = {cell: printed[cell] for row in rows for cell in row.terms}
        return fillable(rows, values, system.signed) is not False

    while not possible(left):
        core = list(left)
        for number in left:
            without = [other for other in core if other != number]
            if not possible(without):
                core = without
        failing.update(core)
        left = [number for number in left if number not in core]
    return tuple(name for number, name in enumerate(system.ids) if number in failing)


def _one_cell_will_do(row: LinearRow, known: Mapping[str, int]) -> bool:
    """Whether nothing is missing, or one empty cell could hold all that is: the usual case, told without more."""
    missing = row.constant - sum(row.terms[cell] * value for cell, value in known.items())
    return not missing or any(row.terms[cell] == (1 if missing > 0 else -1) for cell in row.terms if cell not in known)
