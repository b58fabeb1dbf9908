"""Ruled lines to tables: edges, the grid they span, and the cells between them.

The steps are those of the lattice method (as in Tabula's and Camelot's lattice mode): lines that meet make a table,
their coordinates make its grid, and neighbouring fields with no line between them are one cell.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.pdf.page import Ruling

__all__ = ["LatticeCell", "LatticeTable", "rulings_to_tables"]

_SNAP = 3.0  # points within which two lines are one
_NARROW = 5.0  # points; no column or row is as narrow, two lines as near are a double line
_REACH = 4.0  # points by which a line may fall short of the one it meets
_COVERED = 0.6  # share of the side of a field that a line must cover to be its border
_INSIDE = 1.0  # points by which the middle of a character may stand outside its table


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
    table that a page break cuts. ``fields``: for every row and column of the grid the index of its cell.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[LatticeCell, ...]
    open_above: bool = False
    open_below: bool = False
    fields: tuple[tuple[int, ...], ...] = ()

    @property
    def area(self) -> float:
        """Its size in square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell in which a place lies; None outside the table."""
        if not (self.xs[0] - _INSIDE <= x <= self.xs[-1] + _INSIDE and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.fields[row][column]


def rulings_to_tables(rulings: Iterable[Ruling], limits: Limits = DEFAULT_LIMITS) -> list[LatticeTable]:
    """The tables of a page from top to bottom.

    Raises:
        InputError: ``too_many_rows``.
    """
    rulings = list(rulings)
    horizontal = _joined([(r.y0, r.x0, r.x1) for r in rulings if r.horizontal])
    vertical = _joined([(r.x0, r.y0, r.y1) for r in rulings if not r.horizontal])
    tables = []
    for mine_horizontal, mine_vertical in _components(horizontal, vertical):
        table = _table(mine_horizontal, mine_vertical, limits)
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
    joined = [edge for group in groups for edge in _chains(group)]
    return sorted(joined)


def _chains(group: Sequence[Edge]) -> list[Edge]:
    """Edges that nearly lie on one line, joined where they meet; each chain lies where its parts do on average."""
    open_chains: list[list[float]] = []  # sum of where, weighted by length; length; begin; end
    chains: list[list[float]] = []
    for at, begin, end in sorted(group, key=lambda edge: edge[1]):
        chains.extend(chain for chain in open_chains if chain[3] + _REACH < begin)
        open_chains = [chain for chain in open_chains if chain[3] + _REACH >= begin]
        weight = max(end - begin, 0.1)
        if open_chains:
            chain = min(open_chains, key=lambda one: abs(one[0] / one[1] - at))
            chain[0] += at * weight
            chain[1] += weight
            chain[3] = max(chain[3], end)
        else:
            open_chains.append([at * weight, weight, begin, end])
    return [(total / weight, begin, end) for total, weight, begin, end in (*chains, *open_chains)]


def _components(horizontal: Sequence[Edge], vertical: Sequence[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Lines that meet one another, directly or over others."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    places = [x for x, _, _ in vertical]  # sorted, as _joined leaves them
    for i, (y, x0, x1) in enumerate(horizontal):
        for j in range(bisect_left(places, x0 - _REACH), bisect_right(places, x1 + _REACH)):
            _, y0, y1 = vertical[j]
            if y0 - _REACH <= y <= y1 + _REACH:
                parent[root(i)] = root(len(horizontal) + j)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, edge in enumerate(horizontal):
        groups.setdefault(root(i), ([], []))[0].append(edge)
    for j, edge in enumerate(vertical):
        groups.setdefault(root(len(horizontal) + j), ([], []))[1].append(edge)
    return list(groups.values())


def _table(horizontal: list[Edge], vertical: list[Edge], limits: Limits) -> LatticeTable | None:
    if len(horizontal) < 1 or len(vertical) < 2:
        return None
    top, bottom = min(y0 for _, y0, _ in vertical), max(y1 for _, _, y1 in vertical)
    left, right = min(x0 for _, x0, _ in horizontal), max(x1 for _, _, x1 in horizontal)
    open_above = top < min(y for y, _, _ in horizontal) - 2 * _REACH
    open_below = bottom > max(y for y, _, _ in horizontal) + 2 * _REACH
    # a table without a frame at its sides or cut by the page is closed where its lines end
    if open_above:
        horizontal = [*horizontal, (top, left, right)]
    if open_below:
        horizontal = [*horizontal, (bottom, left, right)]
    first, last = min(x for x, _, _ in vertical), max(x for x, _, _ in vertical)
    if left < first - 2 * _REACH:
        vertical = [*vertical, (left, min(y for y, _, _ in horizontal), max(y for y, _, _ in horizontal))]
    if right > last + 2 * _REACH:
        vertical = [*vertical, (right, min(y for y, _, _ in horizontal), max(y for y, _, _ in horizontal))]
    xs, ys = _coordinates(vertical), _coordinates(horizontal)
    if len(xs) < 2 or len(ys) < 2:
        return None
    limits.check_columns(len(xs) - 1)
    limits.check_cells((len(xs) - 1) * (len(ys) - 1))
    cells, fields = _cells(xs, ys, horizontal, vertical)
    return LatticeTable(tuple(xs), tuple(ys), tuple(cells), open_above, open_below, tuple(tuple(row) for row in fields))


def _coordinates(edges: Iterable[Edge]) -> list[float]:
    found: list[float] = []
    for at in sorted(edge[0] for edge in edges):
        if not found or at - found[-1] > _NARROW:
            found.append(at)
    return found


def _cells(
    xs: list[float], ys: list[float], horizontal: Sequence[Edge], vertical: Sequence[Edge]
) -> tuple[list[LatticeCell], list[list[int]]]:
    """Fields of the grid, those without a line between them made one cell, and the cell of each field."""
    rows, columns = len(ys) - 1, len(xs) - 1
    below = _borders(ys, xs, horizontal)  # for every line of the grid, the fields that it closes below
    beside = _borders(xs, ys, vertical)
    fields = [[-1] * columns for _ in range(rows)]
    cells: list[LatticeCell] = []
    for row in range(rows):
        for column in range(columns):
            if fields[row][column] >= 0:
                continue
            right = column
            while right + 1 < columns and not beside[right + 1][row] and fields[row][right + 1] < 0:
                right += 1
            bottom = row
            while bottom + 1 < rows and _goes_down(bottom, column, right, below, beside, fields):
                bottom += 1
            for r in range(row, bottom + 1):
                fields[r][column : right + 1] = [len(cells)] * (right + 1 - column)
            box = xs[column], ys[row], xs[right + 1], ys[bottom + 1]
            cells.append(LatticeCell(row, column, bottom - row + 1, right - column + 1, *box))
    return cells, fields


def _goes_down(
    row: int,
    left: int,
    right: int,
    below: Sequence[Sequence[bool]],
    beside: Sequence[Sequence[bool]],
    fields: Sequence[Sequence[int]],
) -> bool:
    """Whether the fields under a row of fields belong to the same cell."""
    return (
        not any(below[row + 1][left : right + 1])
        and not any(beside[column][row + 1] for column in range(left + 1, right + 1))
        and all(cell < 0 for cell in fields[row + 1][left : right + 1])
    )


def _borders(places: Sequence[float], across: Sequence[float], edges: Sequence[Edge]) -> list[list[bool]]:
    """For every line of the grid, and every field along it, whether a line is drawn there."""
    near: list[list[Edge]] = [[] for _ in places]
    for edge in edges:
        number = bisect_left(places, edge[0])
        for candidate in (number - 1, number):
            if 0 <= candidate < len(places) and abs(places[candidate] - edge[0]) <= _NARROW:
                near[candidate].append(edge)
    borders = []
    for mine in near:
        covered = [0.0] * (len(across) - 1)
        for _, begin, end in mine:
            first = max(bisect_right(across, begin) - 1, 0)
            for field in range(first, len(covered)):
                if across[field] >= end:
                    break
                covered[field] += max(0.0, min(end, across[field + 1]) - max(begin, across[field]))
        borders.append([part >= _COVERED * (across[n + 1] - across[n]) for n, part in enumerate(covered)])
    return borders
