"""Ruled lines to tables: edges, the grid they span, and the cells between them.

The steps are those of the lattice method (as in Tabula's and Camelot's lattice mode): lines that meet make a table,
their coordinates make its grid, and neighbouring fields with no line between them are one cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gkml.readers.pdf.page import Ruling

__all__ = ["LatticeCell", "LatticeTable", "rulings_to_tables"]

_SNAP = 3.0  # points within which two lines are one
_REACH = 4.0  # points by which a line may fall short of the one it meets
_COVERED = 0.6  # share of the side of a field that a line must cover to be its border


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A cell: its place in the grid and its box in points."""

    row: int
    column: int
    rowspan: int
    colspan: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class LatticeTable:
    """A table; ``xs`` and ``ys`` are the lines of its grid.

    ``open_below`` and ``open_above``: its lines run on over the edge without one that closes them, as producers draw a
    table that a page break cuts.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[LatticeCell, ...]
    open_above: bool = False
    open_below: bool = False


def rulings_to_tables(rulings: Iterable[Ruling]) -> list[LatticeTable]:
    """The tables of a page from top to bottom."""
    rulings = list(rulings)
    lying = _joined([(r.y0, r.x0, r.x1) for r in rulings if r.horizontal])
    standing = _joined([(r.x0, r.y0, r.y1) for r in rulings if not r.horizontal])
    tables = []
    for mine_lying, mine_standing in _components(lying, standing):
        table = _table(mine_lying, mine_standing)
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


Edge = tuple[float, float, float]
"""A line: where it lies, where it begins, where it ends."""


def _joined(edges: Sequence[Edge]) -> list[Edge]:
    """Lines that lie over one another, or end where the next begins, made one."""
    groups: list[list[Edge]] = []
    for edge in sorted(edges):
        if groups and edge[0] - groups[-1][0][0] <= _SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    joined: list[Edge] = []
    for group in groups:
        at = sum(edge[0] for edge in group) / len(group)
        parts: list[list[float]] = []
        for _, begin, end in sorted(group, key=lambda edge: edge[1]):
            if parts and begin - parts[-1][1] <= _REACH:
                parts[-1][1] = max(parts[-1][1], end)
            else:
                parts.append([begin, end])
        joined.extend((at, begin, end) for begin, end in parts)
    return joined


def _components(lying: Sequence[Edge], standing: Sequence[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Lines that meet one another, directly or over others."""
    parent = list(range(len(lying) + len(standing)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for i, (y, x0, x1) in enumerate(lying):
        for j, (x, y0, y1) in enumerate(standing):
            if x0 - _REACH <= x <= x1 + _REACH and y0 - _REACH <= y <= y1 + _REACH:
                parent[root(i)] = root(len(lying) + j)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, edge in enumerate(lying):
        groups.setdefault(root(i), ([], []))[0].append(edge)
    for j, edge in enumerate(standing):
        groups.setdefault(root(len(lying) + j), ([], []))[1].append(edge)
    return list(groups.values())


def _table(lying: list[Edge], standing: list[Edge]) -> LatticeTable | None:
    if len(lying) < 1 or len(standing) < 2:
        return None
    top, bottom = min(y0 for _, y0, _ in standing), max(y1 for _, _, y1 in standing)
    left, right = min(x0 for _, x0, _ in lying), max(x1 for _, _, x1 in lying)
    open_above = top < min(y for y, _, _ in lying) - 2 * _REACH
    open_below = bottom > max(y for y, _, _ in lying) + 2 * _REACH
    # a table without a frame at its sides or cut by the page is closed where its lines end
    if open_above:
        lying = [*lying, (top, left, right)]
    if open_below:
        lying = [*lying, (bottom, left, right)]
    first, last = min(x for x, _, _ in standing), max(x for x, _, _ in standing)
    if left < first - 2 * _REACH:
        standing = [*standing, (left, min(y for y, _, _ in lying), max(y for y, _, _ in lying))]
    if right > last + 2 * _REACH:
        standing = [*standing, (right, min(y for y, _, _ in lying), max(y for y, _, _ in lying))]
    xs, ys = _coordinates(standing), _coordinates(lying)
    if len(xs) < 2 or len(ys) < 2:
        return None
    cells = _cells(xs, ys, lying, standing)
    return LatticeTable(tuple(xs), tuple(ys), tuple(cells), open_above, open_below)


def _coordinates(edges: Iterable[Edge]) -> list[float]:
    found: list[float] = []
    for at in sorted(edge[0] for edge in edges):
        if not found or at - found[-1] > _SNAP:
            found.append(at)
    return found


def _cells(xs: list[float], ys: list[float], lying: Sequence[Edge], standing: Sequence[Edge]) -> list[LatticeCell]:
    """Fields of the grid, those without a line between them made one cell."""
    rows, columns = len(ys) - 1, len(xs) - 1
    below = {
        (row, column): _is_covered(lying, ys[row + 1], xs[column], xs[column + 1])
        for row in range(rows - 1)
        for column in range(columns)
    }
    beside = {
        (row, column): _is_covered(standing, xs[column + 1], ys[row], ys[row + 1])
        for row in range(rows)
        for column in range(columns - 1)
    }
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            right = column
            while right + 1 < columns and not beside[row, right] and (row, right + 1) not in taken:
                right += 1
            bottom = row
            while bottom + 1 < rows and not any(below[bottom, c] for c in range(column, right + 1)):
                bottom += 1
            taken.update((r, c) for r in range(row, bottom + 1) for c in range(column, right + 1))
            box = xs[column], ys[row], xs[right + 1], ys[bottom + 1]
            cells.append(LatticeCell(row, column, bottom - row + 1, right - column + 1, *box))
    return cells


def _is_covered(edges: Sequence[Edge], at: float, begin: float, end: float) -> bool:
    covered = sum(max(0.0, min(b, end) - max(a, begin)) for place, a, b in edges if abs(place - at) <= _SNAP)
    return covered >= _COVERED * (end - begin)
