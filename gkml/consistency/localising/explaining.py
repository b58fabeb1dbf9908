"""From a problem to every explanation of its contradictions that is about as likely as the likeliest one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations, product
from time import thread_time
from typing import Literal

from gkml.consistency.localising.balance import Balance, balance_of, pairwise_rows
from gkml.consistency.localising.problem import Problem, Support
from gkml.consistency.localising.solver import Region, fillable, least_support
from gkml.consistency.localising.supports import Group, active_cells, explanations, reduced_rows

__all__ = ["Ending", "Explained", "Way", "explain"]

_MAX_WAYS = 24  # beyond it nobody would look at them one by one; what they share is told all the same
_MAX_TOGETHER = 3  # shifts supposed at once

_MAX_FITTED = 64  # combinations of which one has to leave room for the cells without a figure
_MOST_MORE = 1  # cells more than the fewest that the balance tells

Ending = Literal["complete", "capped", "timeout", "unsolved"]


@dataclass(frozen=True, slots=True)
class Way:
    """Explanations of one kind: shifts and readings as in the support, and one solution of each group of equations.

    Without groups it is the support alone.
    """

    support: Support
    groups: tuple[Group, ...] | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """All ways to explain a table, and whether they are all there are: the search may have been cut short."""

    ways: tuple[Way, ...]
    ending: Ending


@dataclass(frozen=True, slots=True, eq=False)
class _Supposed:
    """A problem with some shifts taken for granted, in the course of being solved.

    Attributes:
        shifts: their numbers.
        cost: what they cost.
        least: what they and all the rest cost at least.
        problem: the rest.
        balance: of the rest, once it is known.
        more: cells more than the fewest that the balance is asked for next.
    """

    shifts: frozenset[int]
    cost: float
    least: float
    problem: Problem
    balance: Balance | None = None
    more: int = 0

    def at_least(self, cells: int) -> float:
        """What shifts and so many cells cost at least."""
        return max(self.least, self.cost + sum(sorted(self.problem.weights.values())[:cells]))


def explain(problem: Problem, slack: float, seconds: float) -> Explained:
    """The cheapest explanation and all that cost at most ``slack`` more.

    Sets of shifts are supposed one after another, those first that could cost least. What else has to be wrong then is
    told by the balance of the equations alone where that is enough, and by the solver where it is not.
    """
    deadline = thread_time() + seconds
    search = _Search(problem, slack)
    left = search.by_balance(deadline)
    ending: Ending = "complete"
    for rest in sorted(left, key=lambda one: one.least):
        if rest.least > search.limit or ending == "timeout":
            break
        most = None if search.limit == float("inf") else search.limit - rest.cost
        solved = _by_solver(rest.problem, rest.shifts, most, slack, deadline)
        search.add(solved.ways)
        if solved.ending != "complete" and not (solved.ending == "unsolved" and search.ways):
            ending = solved.ending
    if not search.ways and ending == "complete":
        ending = "unsolved"
    return Explained(tuple(way for way in search.ways if problem.cost(way.support) <= search.limit), ending)


class _Search:
    """The ways found so far, and what a further one may cost."""

    def __init__(self, problem: Problem, slack: float) -> None:
        self.problem = problem
        self.slack = slack
        self.ways: list[Way] = []
        self.limit = float("inf")

    def add(self, ways: Sequence[Way]) -> None:
        """Keep more ways."""
        self.ways += ways
        self.limit = min([self.limit, *(self.problem.cost(way.support) + self.slack for way in ways)])

    def by_balance(self, deadline: float) -> list[_Supposed]:
        """Find ways without the solver, cheapest first; what is left to the solver is given back."""
        started: dict[int, _Supposed] = {}
        sets = _sets_of_shifts(self.problem)
        heap = [(least, number) for number, (least, _) in enumerate(sets)]
        left: list[_Supposed] = []
        while heap and heap[0][0] <= self.limit:
            least, number = heappop(heap)
            supposed = started.get(number) or _suppose(self.problem, sets[number][1], least)
            if thread_time() > deadline:
                return [supposed, *left]
            rest, by_balance = self._step(supposed)
            if rest is not None and by_balance:
                started[number] = rest
                heappush(heap, (rest.least, number))
            elif rest is not None:
                left.append(rest)
        return left

    def _step(self, supposed: _Supposed) -> tuple[_Supposed | None, bool]:
        """One step with one set of shifts; what remains of it, and whether the balance may still tell."""
        problem = supposed.problem
        if supposed.balance is None:
            if not _fails(problem) and _fillable(problem, {}):
                self.add([Way(Support(shifts=supposed.shifts))])
                more = supposed.at_least(1)  # anything else would cost a cell
                return (replace(supposed, least=more), False) if more <= self.limit else (None, False)
            balance = balance_of(problem)
            if balance is None:
                return supposed, False
            return replace(supposed, balance=balance, least=supposed.at_least(balance.least)), True
        found = supposed.balance.ways(supposed.more)
        if found is None:
            return supposed, False
        ways = []
        for groups in found:
            fitting = _fitting(problem, groups)
            if isinstance(fitting, Mapping):
                ways.append(Way(Support(frozenset(fitting), supposed.shifts), groups))
            elif fitting == "unknown":
                return supposed, False
        self.add(ways)
        rest = replace(
            supposed, more=supposed.more + 1, least=supposed.at_least(supposed.balance.least + supposed.more + 1)
        )
        return rest, rest.more <= _MOST_MORE


def _sets_of_shifts(problem: Problem) -> list[tuple[float, tuple[int, ...]]]:
    """Sets of few shifts that can go together, with what explanations with them cost at least; the cheapest first."""
    import numpy as np

    weights = sorted(problem.weights.values())
    at_least = np.concatenate([[0.0], np.cumsum(weights)])
    rows, _ = pairwise_rows(problem.system.rows, problem.system.cells)
    printed = problem.printed
    residuals = np.array([row.residual({cell: printed[cell] or 0 for cell in row.terms}) for row in rows])
    moves = np.zeros((len(problem.shifts), len(rows)), dtype=residuals.dtype)
    opens = np.zeros((len(problem.shifts), len(rows)), dtype=bool)
    for number, shift in enumerate(problem.shifts):
        for cell, value in zip(shift.cells, shift.values, strict=True):
            for at, row in enumerate(rows):
                if cell in row.terms:
                    moves[number, at] += row.terms[cell] * ((value or 0) - (printed[cell] or 0))
                    opens[number, at] |= value is None
    empty = np.array([any(printed[cell] is None for cell in row.terms) for row in rows], dtype=bool)
    cells = [set(shift.cells) for shift in problem.shifts]
    found: list[tuple[float, tuple[int, ...]]] = []
    for size in range(min(_MAX_TOGETHER, len(problem.shifts)) + 1):
        for chosen in combinations(range(len(problem.shifts)), size):
            if any(not cells[one].isdisjoint(cells[other]) for one, other in combinations(chosen, 2)):
                continue
            picked = list(chosen)
            unknown = empty | opens[picked].any(axis=0)
            failing = int(np.count_nonzero((residuals + moves[picked].sum(axis=0))[~unknown]))
            # no cell makes more than two of these rows hold
            least = at_least[min(len(weights), -(-failing // 2))]
            found.append((sum(problem.shifts[number].cost for number in chosen) + float(least), chosen))
    return sorted(found)


def _suppose(problem: Problem, chosen: Sequence[int], least: float) -> _Supposed:
    shifts = frozenset(chosen)
    values = problem.supposed(Support(shifts=shifts))
    weights = {cell: weight for cell, weight in problem.weights.items() if values[cell] is not None}
    rest = replace(problem, printed=values, weights=weights, shifts=())
    return _Supposed(shifts, sum(problem.shifts[number].cost for number in chosen), least, rest)


def _fails(problem: Problem) -> bool:
    known = {cell: value for cell, value in problem.printed.items() if value is not None}
    return any(row.residual(known) for row in reduced_rows(problem.system.rows, problem.printed))


def _fillable(problem: Problem, figures: Mapping[str, int]) -> bool:
    return bool(fillable(problem.system.rows, {**problem.printed, **figures}, problem.system.signed))


def _fitting(problem: Problem, groups: Sequence[Group]) -> Mapping[str, int] | Literal["none", "unknown"]:
    """A solution of all groups with which cells without a figure can have one, the cheapest of each group first."""
    ordered = [
        sorted(group.solutions, key=lambda solution: sum(problem.weights[cell] for cell in solution))
        for group in groups
    ]
    for number, solutions in enumerate(product(*ordered)):
        if number >= _MAX_FITTED:
            return "unknown"
        figures = {cell: value for solution in solutions for cell, value in solution.items()}
        if _fillable(problem, figures):
            return figures
    return "none"


def _by_solver(
    problem: Problem, shifts: frozenset[int], most: float | None, slack: float, deadline: float
) -> Explained:
    """The same by integer programming, one region of explanations after another."""
    ways: list[Way] = []
    known: list[Region] = []
    active = active_cells(problem)
    found = least_support(problem, active, (), most, max(0.0, deadline - thread_time()))
    if not isinstance(found, str):
        most = found.cost + slack if most is None else min(most, found.cost + slack)
    while not isinstance(found, str):
        groups = explanations(problem, active, found.support, slack)
        inside = frozenset[str]().union(*(group.inside for group in groups or ()))
        known.append(Region(found.support, inside, only=groups is None))
        support = replace(found.support, shifts=found.support.shifts | shifts)
        ways.append(Way(support, None if groups is None else tuple(groups)))
        if len(ways) >= _MAX_WAYS:
            return Explained(tuple(ways), "capped")
        found = least_support(problem, active, known, most, max(0.0, deadline - thread_time()))
    return Explained(tuple(ways), "complete" if found == "none" else "timeout" if found == "timeout" else "unsolved")
