"""All the sets of cells that explain a contradiction as well as one that was found.

Cells that change together hang together through their equations, and whatever else could make these equations hold
lies, as a rule, within the same equations. There are few such cells, so all sets of them are tried, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb
from typing import TYPE_CHECKING

from gkml.consistency.localising.exact import LinearRow, eliminate
from gkml.consistency.localising.problem import Problem, Support

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

__all__ = ["Group", "active_cells", "explanations", "joint_changes", "reduced_rows"]

_MAX_FOUND = 3000  # explanations of one group: nothing could tell among so many
_MAX_SETS = 60_000  # sets of cells of one size that are tried: a tenth of a second


@dataclass(frozen=True, slots=True)
class Group:
    """Equations that hang together, and every way to make them hold.

    Attributes:
        inside: the cells that stand in no other equation.
        solutions: the cells that change and their new figures, for each way.
    """

    inside: frozenset[str]
    solutions: tuple[Mapping[str, int], ...]


def reduced_rows(rows: Iterable[LinearRow], values: Mapping[str, int | None]) -> list[LinearRow]:
    """What the equations say about the cells with a figure, whatever stands in those without one."""
    unknown = {cell for cell, value in values.items() if value is None}
    return eliminate(rows, unknown)[1] if unknown else list(rows)


def active_cells(problem: Problem) -> frozenset[str]:
    """The cells that may be wrong: those in failing equations; a cell outside could only be part of a longer chain.

    It may be any cell where it may be cells without a figure that cannot have one.
    """
    known = {cell: value for cell, value in problem.printed.items() if value is not None}
    if len(known) < len(problem.printed):
        return frozenset(problem.weights)
    return frozenset(cell for row in problem.system.rows if row.residual(known) for cell in row.terms)


def explanations(problem: Problem, active: frozenset[str], support: Support, slack: float) -> list[Group] | None:
    """The groups of equations that a support joins, with all ways to make each hold that cost at most ``slack`` more.

    Args:
        problem: the table.
        active: the cells that may be wrong.
        support: the one that was found.
        slack: in nats.

    Returns:
        The groups; None where the support is of another kind (figures that it leaves undetermined) or where there are
        too many sets of cells to try.
    """
    supposed = problem.supposed(support)
    rows = reduced_rows(problem.system.rows, supposed)
    known = {cell: value for cell, value in supposed.items() if value is not None}
    rows_of: dict[str, set[int]] = {}
    for number, row in enumerate(rows):
        for cell in row.terms:
            rows_of.setdefault(cell, set()).add(number)
    groups = []
    for cells, numbers in _joined(sorted(support.changed), rows_of):
        together = sorted(numbers)
        inside = [
            cell
            for cell in problem.system.cells
            if cell in active and cell in known and rows_of.get(cell) and rows_of[cell] <= numbers
        ]
        most = sum(problem.weights[cell] for cell in cells) + slack
        solutions = _solutions(problem, [rows[number] for number in together], inside, known, most)
        if solutions is None or not any(set(solution) == set(cells) for solution in solutions):
            return None
        groups.append(Group(frozenset(inside), tuple(solutions)))
    touched = {number for cell in support.changed for number in rows_of.get(cell, ())}
    if any(row.residual(known) for number, row in enumerate(rows) if number not in touched):
        return None
    return groups


def _joined(cells: Iterable[str], rows_of: Mapping[str, set[int]]) -> list[tuple[list[str], set[int]]]:
    """The cells in groups that share equations, with the numbers of these."""
    groups: list[tuple[list[str], set[int]]] = []
    for cell in cells:
        numbers = set(rows_of.get(cell, ()))
        members = [cell]
        apart = []
        for group in groups:
            if group[1].isdisjoint(numbers):
                apart.append(group)
            else:
                members = [*group[0], *members]
                numbers |= group[1]
        groups = [*apart, (members, numbers)]
    return groups


def _solutions(
    problem: Problem, rows: Sequence[LinearRow], cells: Sequence[str], known: Mapping[str, int], most: float
) -> list[dict[str, int]] | None:
    """Sets of cells, none of them larger than need be, and the figures that they need to make all rows hold."""
    weights = sorted(problem.weights[cell] for cell in cells)
    found: list[dict[str, int]] = []
    for size in range(1, len(cells) + 1):
        if sum(weights[:size]) > most:
            break
        changes = joint_changes(problem, rows, cells, known, size)
        if changes is None:
            return None
        found += [figures for figures in changes if sum(problem.weights[cell] for cell in figures) <= most]
    return found


def joint_changes(
    problem: Problem, rows: Sequence[LinearRow], cells: Sequence[str], known: Mapping[str, int], size: int
) -> list[dict[str, int]] | None:
    """Each set of so many of the cells whose change makes all rows hold, with their figures; no change is 0.

    Returns:
        The sets; None where there are too many to try.
    """
    if size > len(cells):
        return []
    if comb(len(cells), size) > _MAX_SETS:
        return None
    import numpy as np

    chosen, changes = _changes(rows, cells, known, size)
    printed = np.array([known[cell] for cell in cells], dtype=np.int64)
    signed = np.array([cell in problem.system.signed for cell in cells], dtype=bool)
    figures = printed[chosen] + changes
    allowed = ((figures >= 0) | signed[chosen]).all(axis=1)
    if np.count_nonzero(allowed) > _MAX_FOUND:
        return None
    return [
        {cells[at]: int(figure) for at, figure in zip(each, its_figures, strict=True)}
        for each, its_figures in zip(chosen[allowed], figures[allowed], strict=True)
    ]


def _changes(
    rows: Sequence[LinearRow], cells: Sequence[str], known: Mapping[str, int], size: int
) -> tuple[Numbers, Numbers]:
    """Each set of independent cells of one size by which all rows can be met, and the change of each of these cells.

    Returns:
        Places in ``cells``, and changes; both have a line for each set and a column for each of its cells.
    """
    import numpy as np

    none = np.zeros((0, size), dtype=np.int64)
    factors = np.array([[row.terms.get(cell, 0) for cell in cells] for row in rows], dtype=np.int64)
    missing = np.array([-row.residual(known) for row in rows], dtype=np.int64)
    sets = np.fromiter(
        chain.from_iterable(combinations(range(len(cells)), size)), dtype=np.int64, count=size * comb(len(cells), size)
    ).reshape(-1, size)
    hits = (factors != 0)[:, sets].sum(axis=2)  # rows by sets
    # a row that fails needs a change, and one that holds none or two
    sets = sets[np.where(missing[:, None] != 0, hits >= 1, hits != 1).all(axis=0)]
    if not len(sets):
        return none, none
    columns = factors[:, sets].transpose(1, 0, 2)
    squares = (columns.transpose(0, 2, 1) @ columns).astype(float)
    independent = np.abs(np.linalg.det(squares)) > 0.5  # determinants of whole numbers
    sets, columns, squares = sets[independent], columns[independent], squares[independent]
    if not len(sets):
        return none, none
    sides = (columns.transpose(0, 2, 1) @ missing).astype(float)
    changes = np.rint(np.linalg.solve(squares, sides[:, :, None])[:, :, 0]).astype(np.int64)
    met = ((columns @ changes[:, :, None])[:, :, 0] == missing).all(axis=1) & (changes != 0).all(axis=1)
    return sets[met], changes[met]
