"""The fewest cells that can be wrong, told by which failing equations balance one another.

A wrong cell makes all its equations fail, by the same amount with known signs. So cells that change together leave a
group of failing equations whose residuals, signs counted, add up to 0; and where every cell stands in two equations
at most, joining a group of n takes n - 1 cells. The most groups that the failing equations can be divided into give the
fewest cells, without any search through the cells themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from math import lcm, prod

from gkml.consistency.localising.exact import LinearRow, System
from gkml.consistency.localising.problem import Problem
from gkml.consistency.localising.supports import Group, joint_changes, reduced_rows

__all__ = ["Balance", "balance_of", "pairwise_rows"]

_MAX_FAILING = 15  # of one kind: all their subsets are added up
_MAX_WEIGHT = 2**50  # sums of so few of them fit 64 bits
_MAX_BALANCED = 2000  # subsets that balance: more are a table of coincidences, which is left to the solver
_MAX_DIVISIONS = 64
_MAX_COMBINED = 20_000  # solutions of groups that depend on one another

Block = tuple[int, ...]  # numbers of rows that change together
Division = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """The equations between cells with figures, whatever these are.

    Attributes:
        rows: in which each cell stands twice at most.
        dropped: the others.
        rows_of: numbers of the rows of each cell.
        parts: rows that cells join, each with the factors by which the changes of any cell cancel out; None where
            there are none, as a cell stands in one row alone, or rows are joined both ways.
    """

    rows: tuple[LinearRow, ...]
    dropped: tuple[LinearRow, ...]
    rows_of: Mapping[str, tuple[int, ...]]
    parts: tuple[tuple[tuple[int, ...], Mapping[int, int] | None], ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """A problem whose failing equations balance in groups.

    Attributes:
        least: so many cells have to change at least.
    """

    problem: Problem
    least: int
    shape: _Shape
    failing: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]  # of each part: rows, and balancing residuals
    lone: tuple[int, ...]

    def ways(self, more: int) -> list[tuple[Group, ...]] | None:
        """Every way to make all rows hold by ``more`` cells than the least, 0 or 1; None where that is too much."""
        known = {cell: value for cell, value in self.problem.printed.items() if value is not None}
        divisions = self._divisions(more)
        if divisions is None:
            return None
        memory: dict[Block, Group | None] = {}
        found = []
        for division in divisions:
            groups = _solved(self.problem, self.shape, division, known, memory)
            if groups is None:
                return None
            if groups:
                found.append(groups)
        return found

    def _divisions(self, more: int) -> list[Division] | None:
        """The ways to divide the failing rows, and where one more cell is allowed, to join a group by a way round."""
        of_part = [_divided(rows, weights, 0) for rows, weights in self.failing]
        lone: Division = tuple((number,) for number in self.lone)
        if more == 0:
            return _combined(of_part, lone)
        found: list[Division] = []
        for at, (rows, weights) in enumerate(self.failing):
            coarser = _divided(rows, weights, 1)
            others = _combined([coarser if number == at else part for number, part in enumerate(of_part)], lone)
            if others is None:
                return None
            found += others
        finest = _combined(of_part, lone)
        if finest is None:
            return None
        residual = {number for rows, _ in self.failing for number in rows}
        for division in finest:
            for at, block in enumerate(division):
                for other in self._beside(block):
                    if other not in residual:
                        longer = tuple(sorted((*block, other)))
                        found.append((*division[:at], longer, *division[at + 1 :]))
        return None if len(found) > _MAX_DIVISIONS * 8 else found

    def _beside(self, block: Block) -> Sequence[int]:
        return next((numbers for numbers, signs in self.shape.parts if signs and block[0] in numbers), ())


def balance_of(problem: Problem) -> Balance | None:
    """The balance of the failing equations, all shifts left aside.

    Returns:
        None where this way of telling does not apply: nothing fails but bounds, equations of other shapes, too many
        coincidences.
    """
    known = {cell: value for cell, value in problem.printed.items() if value is not None}
    unknown = frozenset(cell for cell, value in problem.printed.items() if value is None)
    shape = _shape(problem.system, unknown)
    residuals = [row.residual(known) for row in shape.rows]
    failing, lone, least = [], [], 0
    for numbers, factors in shape.parts:
        wrong = tuple(number for number in numbers if residuals[number])
        if wrong and factors is None:
            if len(wrong) > 1:
                return None
            lone.append(wrong[0])
            least += 1
        elif wrong and factors is not None:
            weights = tuple(factors[number] * residuals[number] for number in wrong)
            finest = _divided(wrong, weights, 0)
            if not finest:
                return None
            failing.append((wrong, weights))
            least += len(wrong) - len(finest[0])
    return Balance(problem, least, shape, tuple(failing), tuple(lone)) if least else None


# ---------------------------------------------------------------------------------------------------------------------
# The shape of the equations


@lru_cache(maxsize=512)  # the same blanks come again while shifts are supposed
def _shape(system: System, unknown: frozenset[str]) -> _Shape:
    values = {cell: None if cell in unknown else 0 for cell in system.cells}
    kept, dropped = pairwise_rows(reduced_rows(system.rows, values), system.cells)
    rows_of: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(kept):
        for cell in row.terms:
            rows_of[cell] = (*rows_of.get(cell, ()), number)
    return _Shape(tuple(kept), tuple(dropped), rows_of, tuple(_parts(kept, rows_of)))


def pairwise_rows(rows: Sequence[LinearRow], cells: Iterable[str]) -> tuple[list[LinearRow], list[LinearRow]]:
    """Rows in which every cell stands twice at most, and the rows that were left out for it."""
    kept = list(rows)
    dropped: list[LinearRow] = []
    while True:
        counts = dict.fromkeys(cells, 0)
        for row in kept:
            for cell in row.terms:
                counts[cell] += 1
        thrice = [sum(counts[cell] > 2 for cell in row.terms) for row in kept]
        if not any(thrice):
            return kept, dropped
        dropped.append(kept.pop(thrice.index(max(thrice))))


def _parts(
    rows: Sequence[LinearRow], rows_of: Mapping[str, tuple[int, ...]]
) -> Iterator[tuple[tuple[int, ...], Mapping[int, int] | None]]:
    beside: dict[int, list[tuple[int, Fraction]]] = {number: [] for number in range(len(rows))}
    alone: set[int] = set()
    for cell, its_rows in rows_of.items():
        if len(its_rows) == 1:
            alone.add(its_rows[0])
            continue
        first, second = its_rows
        ratio = -Fraction(rows[first].terms[cell], rows[second].terms[cell])
        beside[first].append((second, ratio))
        beside[second].append((first, 1 / ratio))
    factors: dict[int, Fraction] = {}
    for start in range(len(rows)):
        if start in factors:
            continue
        factors[start] = Fraction(1)
        numbers, even = [start], True
        for number in numbers:  # grows as it goes
            for other, ratio in beside[number]:
                if other not in factors:
                    factors[other] = factors[number] * ratio
                    numbers.append(other)
                even = even and factors[other] == factors[number] * ratio
        if even and alone.isdisjoint(numbers):
            whole = lcm(*(factors[number].denominator for number in numbers))
            yield tuple(numbers), {number: int(factors[number] * whole) for number in numbers}
        else:
            yield tuple(numbers), None


# ---------------------------------------------------------------------------------------------------------------------
# Groups of failing rows


@lru_cache(maxsize=256)  # asked for the finest division first, and again for what it gives
def _divided(rows: tuple[int, ...], weights: tuple[int, ...], fewer: int) -> tuple[Division, ...] | None:
    """The divisions of the rows into groups whose weights add up to 0, as many groups as can be or so many fewer.

    None where there are too many; empty where there is none.
    """
    if len(rows) > _MAX_FAILING or max(map(abs, weights)) > _MAX_WEIGHT:
        return None
    balanced = _balanced_sets(weights)
    if balanced is None:
        return None
    divider = _Divider(balanced)
    whole = 2 ** len(rows) - 1
    groups = divider.count(whole) - fewer
    found = list(islice(divider.divisions(whole, groups), _MAX_DIVISIONS + 1)) if groups > 0 else []
    if len(found) > _MAX_DIVISIONS:
        return None
    return tuple(
        tuple(tuple(number for at, number in enumerate(rows) if block >> at & 1) for block in way) for way in found
    )


def _balanced_sets(weights: Sequence[int]) -> list[int] | None:
    """The sets of rows, one bit a row, whose weights add up to 0; None where there are too many."""
    import numpy as np

    sums = np.zeros(1, dtype=np.int64)
    for weight in weights:
        sums = np.concatenate([sums, sums + weight])
    masks = [int(mask) for mask in np.flatnonzero(sums == 0)[1:]]
    return None if len(masks) > _MAX_BALANCED else masks


class _Divider:
    """Divides sets of rows, one bit a row, into balanced blocks."""

    def __init__(self, balanced: Sequence[int]) -> None:
        self.blocks: dict[int, list[int]] = {}  # by lowest bit
        for mask in balanced:
            self.blocks.setdefault(mask & -mask, []).append(mask)
        self.most: dict[int, int] = {0: 0}

    def _first_blocks(self, mask: int) -> Iterator[int]:
        """The blocks that hold the first row of a set and nothing outside it."""
        return (block for block in self.blocks.get(mask & -mask, ()) if block & mask == block)

    def count(self, mask: int) -> int:
        """The most blocks into which a set can be divided; negative where it cannot."""
        if mask not in self.most:
            counts = [self.count(mask ^ block) for block in self._first_blocks(mask)]
            self.most[mask] = 1 + max((one for one in counts if one >= 0), default=-2)
        return self.most[mask]

    def divisions(self, mask: int, groups: int) -> Iterator[tuple[int, ...]]:
        """All divisions into so many blocks."""
        if self.count(mask) < groups:
            return
        if not mask:
            if not groups:
                yield ()
            return
        for block in self._first_blocks(mask):
            for rest in self.divisions(mask ^ block, groups - 1):
                yield (block, *rest)


def _combined(of_part: Sequence[tuple[Division, ...] | None], lone: Division) -> list[Division] | None:
    """A division of each part, in all combinations."""
    parts = [part for part in of_part if part is not None]
    if len(parts) < len(of_part) or prod(map(len, parts)) > _MAX_DIVISIONS:
        return None
    return [(*lone, *(block for part in chosen for block in part)) for chosen in product(*parts)]


# ---------------------------------------------------------------------------------------------------------------------
# Cells


def _solved(
    problem: Problem,
    shape: _Shape,
    division: Division,
    known: Mapping[str, int],
    memory: dict[Block, Group | None],
) -> tuple[Group, ...] | None:
    """Every way to make each block of rows hold by the fewest cells; empty where one cannot be.

    Rows that were left out join the blocks again: their cells have to fit as well. None where there is too much to try.
    """
    apart: list[Group] = []
    together: list[Group] = []
    for block in division:
        if block not in memory:
            memory[block] = _group(problem, shape, block, known)
        group = memory[block]
        if group is None:
            return None
        if not group.solutions:
            return ()
        crossing = any(cell in row.terms for row in shape.dropped for solution in group.solutions for cell in solution)
        (together if crossing else apart).append(group)
    if prod(len(group.solutions) for group in together) > _MAX_COMBINED:
        return None
    fitting = []
    for parts in product(*(group.solutions for group in together)):
        figures = {cell: value for part in parts for cell, value in part.items()}
        values = {**known, **figures}
        if not any(row.residual(values) for row in shape.dropped):
            fitting.append(figures)
    if not fitting:
        return ()
    if not together:
        return tuple(apart)
    return (*apart, Group(frozenset().union(*(group.inside for group in together)), tuple(fitting)))


def _group(problem: Problem, shape: _Shape, block: Block, known: Mapping[str, int]) -> Group | None:
    inside = [
        cell
        for cell in problem.system.cells
        if cell in problem.weights and cell in shape.rows_of and set(shape.rows_of[cell]) <= set(block)
    ]
    rows = [shape.rows[number] for number in block]
    solutions = joint_changes(problem, rows, inside, known, max(1, len(block) - 1))
    return None if solutions is None else Group(frozenset(inside), tuple(solutions))
