"""Which readings of several ambiguous rows go together: those that some way to satisfy the sums between rows takes.

Where no way satisfies all sums the report contradicts itself, and the fewest sums that need not hold are looked for:
one or two between rows, or that of one row itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, count

from gkml.tables.divisions import TooManyReadingsError

__all__ = ["MAX_STEPS", "Decision", "Residual", "RowMoves", "decide"]

MAX_STEPS = 20_000  # of the search through a table
_MAX_POSSIBLE_STEPS = 1_000  # of that for one equation alone
_MAX_RELAXED_STEPS = 4_000  # of the search with one row that need not add up
_MAX_DROPPED = 2  # sums that a report may get wrong while the others decide

Residual = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RowMoves:
    """What each reading of one row adds to each equation between rows.

    Attributes:
        adding_up: of the readings that add up within the row.
        others: of those that do not; they are numbered behind the first.
    """

    adding_up: tuple[Residual, ...]
    others: tuple[Residual, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the equations between rows leave.

    Attributes:
        kept: of each row the numbers of the readings that are left.
        deciding: numbers of the equations that hold in every way that was found.
        beyond: more equations fail than a report gets wrong.
    """

    kept: Sequence[Sequence[int]]
    deciding: frozenset[int]
    beyond: bool = False


def decide(rows: Sequence[RowMoves], constants: Residual, most_steps: int = MAX_STEPS) -> Decision:
    """The readings of each row that stand in some way to satisfy the equations.

    Args:
        rows: with their moves.
        constants: what the moves must add up to, for each equation.
        most_steps: of the search; where they do not suffice nothing is decided.
    """
    numbers = range(len(constants))
    plain = [_grouped(row.adding_up) for row in rows]
    failing = {number for number in numbers if not _is_possible(plain, constants, number)}
    steps = count(1 + MAX_STEPS - most_steps)
    for dropped in range(min(_MAX_DROPPED, len(constants)) + 1):
        found: list[set[int]] = [set() for _ in rows]
        deciding = set(numbers)
        for left_out in combinations(numbers, dropped):
            if failing.issubset(left_out):
                try:
                    ways = _ways(plain, constants, _without(numbers, left_out), steps)
                except TooManyReadingsError:
                    return _undecided(rows)
                if ways is not None:
                    deciding.difference_update(left_out)
                    _add(found, ways)
        if dropped == 1:
            for relaxed in _relaxed_ways(rows, plain, constants):
                _add(found, relaxed)
        if all(found):
            return Decision([sorted(way) for way in found], frozenset(deciding))
    return _decided_by_the_rest(rows, plain, constants, failing, most_steps)


def _decided_by_the_rest(
    rows: Sequence[RowMoves], plain: Sequence[Groups], constants: Residual, failing: set[int], most_steps: int
) -> Decision:
    """Where many equations fail in every way: what the others leave, if they are the most."""
    rest = _without(range(len(constants)), failing)
    if failing and len(rest) >= len(failing):
        try:
            ways = _ways(plain, constants, rest, count(1 + MAX_STEPS - most_steps))
        except TooManyReadingsError:
            ways = None
        if ways is not None:
            return Decision([sorted(way) for way in ways], frozenset(rest), beyond=True)
    return _undecided(rows, beyond=True)


def _undecided(rows: Sequence[RowMoves], *, beyond: bool = False) -> Decision:
    return Decision([range(len(row.adding_up)) for row in rows], frozenset(), beyond)


def _without(numbers: Sequence[int], left_out: Sequence[int] | set[int]) -> list[int]:
    return [number for number in numbers if number not in left_out]


def _add(found: Sequence[set[int]], ways: Sequence[set[int]]) -> None:
    for mine, way in zip(found, ways, strict=True):
        mine |= way


def _relaxed_ways(
    rows: Sequence[RowMoves], plain: Sequence[Groups], constants: Residual
) -> Iterator[Sequence[set[int]]]:
    """Ways to satisfy all equations between rows, for each row that then does not add up itself."""
    steps = count(1 + MAX_STEPS - _MAX_RELAXED_STEPS)
    for number, row in enumerate(rows):
        if not row.others:
            continue
        others = _grouped(row.others, len(row.adding_up))
        groups = [*plain[:number], others, *plain[number + 1 :]]
        try:
            ways = _ways(groups, constants, range(len(constants)), steps)
        except TooManyReadingsError:
            return
        if ways is not None:
            yield ways


Groups = Mapping[Residual, Sequence[int]]
"""Numbers of readings by what they add to the equations: those of one group are alike to the columns."""


def _grouped(moves: Sequence[Residual], first: int = 0) -> Groups:
    groups: dict[Residual, list[int]] = {}
    for number, move in enumerate(moves, first):
        groups.setdefault(move, []).append(number)
    return groups


def _restricted(groups: Groups, equations: Sequence[int]) -> dict[Residual, list[int]]:
    """The groups as some of the equations tell them apart."""
    found: dict[Residual, list[int]] = {}
    for move, numbers in groups.items():
        found.setdefault(tuple(move[equation] for equation in equations), []).extend(numbers)
    return found


def _is_possible(rows: Sequence[Groups], constants: Residual, equation: int) -> bool:
    """Whether readings of the rows can satisfy one equation by itself; also where that would take long to tell."""
    groups = [_restricted(row, (equation,)) for row in rows]
    try:
        return _first_way(groups, (constants[equation],), count(1 + MAX_STEPS - _MAX_POSSIBLE_STEPS)) is not None
    except TooManyReadingsError:
        return True


def _ways(
    rows: Sequence[Groups], constants: Residual, equations: Sequence[int], steps: Iterator[int]
) -> list[set[int]] | None:
    """The readings of each row that stand in some way to satisfy ``equations``; None where there is no way.

    Raises:
        TooManyReadingsError: ``steps``, which are counted on from call to call, are used up.
    """
    groups = [_restricted(row, equations) for row in rows]
    target = tuple(constants[number] for number in equations)
    groups = _within_bounds(groups, target)
    if not all(groups):
        return None
    order = sorted(range(len(groups)), key=lambda number: len(groups[number]))
    ordered = [groups[number] for number in order]
    taken: list[set[Residual]] = [set() for _ in ordered]  # moves that some way takes
    for number, group in enumerate(ordered):
        others = [*ordered[:number], *ordered[number + 1 :]]
        for move in group:
            rest = tuple(whole - part for whole, part in zip(target, move, strict=True))
            way = None if move in taken[number] else _first_way(others, rest, steps)
            if way is not None:
                for mine, one in zip(taken, (*way[:number], move, *way[number:]), strict=True):
                    mine.add(one)
        if not taken[number]:
            return None
    found: list[set[int]] = [set() for _ in rows]
    for number, moves in zip(order, taken, strict=True):
        found[number] = {reading for move in moves for reading in groups[number][move]}
    return found


def _within_bounds(groups: list[dict[Residual, list[int]]], target: Residual) -> list[dict[Residual, list[int]]]:
    """Without the readings that no choice of the other rows can make up for."""
    changed = True
    while changed and all(groups):
        changed = False
        low = [[min(move[e] for move in group) for e in range(len(target))] for group in groups]
        high = [[max(move[e] for move in group) for e in range(len(target))] for group in groups]
        for number, group in enumerate(groups):
            others_low = [sum(row[e] for row in low) - low[number][e] for e in range(len(target))]
            others_high = [sum(row[e] for row in high) - high[number][e] for e in range(len(target))]
            kept = {
                move: readings
                for move, readings in group.items()
                if all(target[e] - others_high[e] <= move[e] <= target[e] - others_low[e] for e in range(len(target)))
            }
            if len(kept) < len(group):
                groups = [*groups[:number], kept, *groups[number + 1 :]]
                changed = True
                break
    return groups


def _first_way(
    groups: Sequence[Mapping[Residual, Sequence[int]]], target: Residual, steps: Iterator[int]
) -> tuple[Residual, ...] | None:
    """A choice of one group a row that adds up to the target; None where there is none.

    Raises:
        TooManyReadingsError: ``steps``, which are counted on from call to call, are used up.
    """
    size = range(len(target))
    low = [[0] * len(target)]
    high = [[0] * len(target)]
    for group in reversed(groups):
        low.append([low[-1][e] + min(move[e] for move in group) for e in size])
        high.append([high[-1][e] + max(move[e] for move in group) for e in size])
    low.reverse()
    high.reverse()

    def choose(number: int, rest: Residual) -> tuple[Residual, ...] | None:
        if next(steps) > MAX_STEPS:
            raise TooManyReadingsError(f"more than {MAX_STEPS} steps through one table")
        if number == len(groups):
            return ()
        for move in groups[number]:
            left = tuple(rest[e] - move[e] for e in size)
            if all(low[number + 1][e] <= left[e] <= high[number + 1][e] for e in size):
                further = choose(number + 1, left)
                if further is not None:
                    return (move, *further)
        return None

    return choose(0, target) if all(low[0][e] <= target[e] <= high[0][e] for e in size) else None
