"""The fewest and likeliest cells whose change makes all equations hold (Fellegi and Holt), as a mixed integer program.

Each cell that may be wrong has a binary flag; without it the figure stays as printed. The flags' costs are minimised.
Floating point finds candidates only: what is returned is verified in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, log2
from time import thread_time
from typing import Any, Literal

from gkml.consistency.localising.exact import LinearRow, settle
from gkml.consistency.localising.highs import new_solver
from gkml.consistency.localising.problem import Problem, Support

__all__ = ["Found", "Region", "Stopped", "fillable", "least_support"]

Stopped = Literal["none", "timeout", "unsolved"]

_TOLERANCE = 1e-9  # of HiGHS; with its default of 1e-6, flags that are not quite 0 let figures change for nothing
_MOST_CHANGE = 10**8  # beyond it a flag within the tolerance would hide a change by a tenth of a unit
_UNITS = 1e4  # figures are scaled down to about this size: the simplex method works in absolute tolerances
_MAX_NODES = 4000  # of branch and bound: the same answer on every machine, before the clock decides
_PATIENCE = 20  # times the processor time that a run may take by the clock, on a machine that is busy
_TRIES = 3  # candidates that turn out wrong in whole numbers before giving up


@dataclass(frozen=True, slots=True)
class Found:
    """A support that makes every equation hold, and what it costs."""

    support: Support
    cost: float


@dataclass(frozen=True, slots=True)
class Region:
    """Supports that are known already: those with the same shifts whose changed cells all lie inside.

    ``only`` excludes less: the one support that changes these cells, and what changes more cells still.
    """

    support: Support
    inside: frozenset[str] = frozenset()
    only: bool = False


@dataclass(slots=True)
class _Program:
    """Columns and rows of a mixed integer program while it is written down."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def column(self, lower: float, upper: float, cost: float = 0.0, whole: bool = False) -> int:
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def flag(self, cost: float) -> int:
        return self.column(0.0, 1.0, cost, whole=True)

    def row(self, terms: Mapping[int, float], lower: float = float("-inf"), upper: float = float("inf")) -> None:
        self.rows.append((dict(terms), lower, upper))

    def run(self, seconds: float) -> tuple[Stopped | None, Sequence[float]]:
        """Minimise; the values of the columns where that is done."""
        import highspy
        import numpy as np

        solver = new_solver()
        for name, value in (
            ("mip_feasibility_tolerance", _TOLERANCE),
            ("primal_feasibility_tolerance", _TOLERANCE),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-6),
            ("mip_max_nodes", _MAX_NODES),
            ("threads", 1),
            ("parallel", "off"),
            ("time_limit", _PATIENCE * seconds),
        ):
            solver.setOptionValue(name, value)
        _bound(solver, seconds)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.cost), len(self.rows)
        model.col_cost_ = np.array(self.cost)
        model.col_lower_, model.col_upper_ = np.array(self.lower), np.array(self.upper)
        model.row_lower_ = np.array([lower for _, lower, _ in self.rows])
        model.row_upper_ = np.array([upper for _, _, upper in self.rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in self.rows)])
        model.a_matrix_.index_ = np.array([column for terms, _, _ in self.rows for column in terms], dtype=np.int32)
        model.a_matrix_.value_ = np.array([value for terms, _, _ in self.rows for value in terms.values()])
        if any(self.whole):
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[whole] for whole in self.whole]
        solver.passModel(model)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return None, solver.getSolution().col_value
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return "none", ()
        statuses = highspy.HighsModelStatus
        limits = (statuses.kTimeLimit, statuses.kSolutionLimit, statuses.kInterrupt)
        return "timeout" if status in limits else "unsolved", ()


def _bound(solver: Any, seconds: float) -> None:
    """Interrupt the solver after so much processor time; its own limit counts what other processes take as well."""
    deadline = thread_time() + seconds

    def look(event: Any) -> None:
        if thread_time() > deadline:
            event.interrupt()

    solver.cbMipInterrupt.subscribe(look)
    solver.cbSimplexInterrupt.subscribe(look)


def least_support(
    problem: Problem,
    active: frozenset[str],
    known: Iterable[Region] = (),
    most: float | None = None,
    seconds: float = 1.0,
) -> Found | Stopped:
    """The support of least cost outside the regions that are known; of those that cost the same, any one.

    Args:
        problem: the table.
        active: the cells that may be wrong one by one.
        known: supports that are not to be found again.
        most: what it may cost at most.
        seconds: of processor time; a count of nodes limits it as well.

    Returns:
        The support; ``none`` where there is none, ``timeout`` where a limit was reached first, ``unsolved`` where the
        figures are too large for floating point.
    """
    model = _Model(problem, active, most)
    if model.reach > _MOST_CHANGE:
        return "unsolved"
    for region in known:
        model.exclude(region)
    for _ in range(_TRIES):
        stopped, columns = model.program.run(seconds)
        if stopped is not None:
            return stopped
        support = model.support(columns)
        if _holds(problem, support, model.figures(columns)):
            return Found(support, problem.cost(support))
        model.exclude(Region(support, only=True))
    return "unsolved"


class _Model:
    """The program of a problem, with the columns by what they stand for."""

    def __init__(self, problem: Problem, active: frozenset[str], most: float | None) -> None:
        self.problem = problem
        self.program = _Program()
        self.reach = _reach(problem)
        self.unit = 2.0 ** max(0, ceil(log2(self.reach / _UNITS)))  # a power of two divides without rounding
        self.base = {cell: value or 0 for cell, value in problem.printed.items()}
        self.flags = {cell: self.program.flag(problem.weights[cell]) for cell in problem.system.cells if cell in active}
        self.shifted = [self.program.flag(shift.cost) for shift in problem.shifts]
        self.terms = self._figures()
        self._conditions(most)

    def _figures(self) -> dict[str, dict[int, float]]:
        """For each cell the terms by which its figure differs from the printed one, in scaled units."""
        moves: dict[str, dict[int, float]] = {}  # by what a flag other than its own moves a cell
        opens: dict[str, list[int]] = {}  # flags that leave a cell without a figure
        for flag, shift in zip(self.shifted, self.problem.shifts, strict=True):
            for cell, value in zip(shift.cells, shift.values, strict=True):
                if value is None:
                    opens.setdefault(cell, []).append(flag)
                elif value != self.base[cell]:
                    moves.setdefault(cell, {})[flag] = (value - self.base[cell]) / self.unit
        return {
            cell: self._figure(cell, moves.get(cell, {}), opens.get(cell, [])) for cell in self.problem.system.cells
        }

    def _figure(self, cell: str, moves: dict[int, float], opens: Sequence[int]) -> dict[int, float]:
        program, base, reach = self.program, self.base[cell] / self.unit, self.reach / self.unit
        signed = cell in self.problem.system.signed
        flag = self.flags.get(cell)
        if self.problem.printed[cell] is None and not moves and not opens:
            return {program.column(float("-inf") if signed else 0.0, float("inf")): 1.0}
        if flag is None and not opens:
            return moves
        lost = reach if signed else min(max(base, 0.0), reach)  # more than is there cannot be lost
        if not moves and not opens and flag is not None:
            change = program.column(-lost, reach)
            program.row({change: 1.0, flag: -reach}, upper=0.0)
            program.row({change: 1.0, flag: lost}, lower=0.0)
            return {change: 1.0}
        change = program.column(-reach, reach)
        flags = dict.fromkeys(([] if flag is None else [flag]) + list(opens), reach)
        program.row({change: 1.0} | {at: -size for at, size in flags.items()}, upper=0.0)
        program.row({change: 1.0} | flags, lower=0.0)
        terms = {change: 1.0} | moves
        if not signed:
            program.row(terms, lower=-max(base, 0.0))
        return terms

    def _conditions(self, most: float | None) -> None:
        program, problem = self.program, self.problem
        touching: dict[str, list[int]] = {}  # shifts by cell: a figure moves once only
        for at, shift in zip(self.shifted, problem.shifts, strict=True):
            for cell in shift.cells:
                touching.setdefault(cell, []).append(at)
        for together in dict.fromkeys(tuple(flags) for flags in touching.values() if len(flags) > 1):
            program.row(dict.fromkeys(together, 1.0), upper=1.0)
        for row in problem.system.rows:
            residual = row.residual(self.base)
            terms: dict[int, float] = {}
            for cell, factor in row.terms.items():
                for at, value in self.terms[cell].items():
                    terms[at] = terms.get(at, 0.0) + factor * value
            program.row(terms, -residual / self.unit, -residual / self.unit)
            if residual and all(problem.printed[cell] is not None for cell in row.terms):
                # something in a sum that fails is wrong: follows from the rest, but speeds up the search
                guilty = {self.flags[cell]: 1.0 for cell in row.terms if cell in self.flags}
                guilty |= {at: 1.0 for cell in row.terms for at in touching.get(cell, ())}
                program.row(guilty, lower=1.0)
        if most is not None:
            program.row({at: cost for at, cost in enumerate(program.cost) if cost}, upper=most)

    def exclude(self, region: Region) -> None:
        """Something must differ from every support of the region."""
        support = region.support
        terms: dict[int, float] = {}
        least = 1.0
        same = [self.shifted[number] for number in support.shifts]
        if region.only:
            same += [self.flags[cell] for cell in support.changed]
        else:
            terms |= {flag: 1.0 for cell, flag in self.flags.items() if cell not in region.inside}
            terms |= {flag: 1.0 for at, flag in enumerate(self.shifted) if at not in support.shifts}
        for at in same:
            terms[at] = -1.0
            least -= 1.0
        self.program.row(terms, lower=least)

    def support(self, columns: Sequence[float]) -> Support:
        """What the flags say."""
        return Support(
            frozenset(cell for cell, at in self.flags.items() if columns[at] > 0.5),
            frozenset(number for number, at in enumerate(self.shifted) if columns[at] > 0.5),
        )

    def figures(self, columns: Sequence[float]) -> dict[str, int]:
        """The figures of all cells, rounded."""
        return {
            cell: self.base[cell] + round(sum(factor * columns[at] for at, factor in terms.items()) * self.unit)
            for cell, terms in self.terms.items()
        }


def _reach(problem: Problem) -> int:
    """By how much a figure changes at most, where as little as possible is wrong."""
    values = {cell: value or 0 for cell, value in problem.printed.items()}
    reach = sum(abs(row.residual(values)) for row in problem.system.rows)
    moved = [zip(shift.cells, shift.values, strict=True) for shift in problem.shifts]
    reach += max((sum(abs((value or 0) - values[cell]) for cell, value in pairs) for pairs in moved), default=0)
    if any(
        None in shift.values for shift in problem.shifts
    ):  # a figure that is not known can be anything that its sums allow
        reach += max(sum(abs(values[cell]) for cell in row.terms) for row in problem.system.rows)
    return max(1, reach)


def _holds(problem: Problem, support: Support, figures: Mapping[str, int]) -> bool:
    """Whether the support really lets every equation hold: by the figures found, or else by what is implied."""
    supposed = problem.supposed(support)
    free = {cell for cell, value in supposed.items() if value is None} | support.changed
    signed = problem.system.signed
    as_found = {cell: figures[cell] if cell in free else value or 0 for cell, value in supposed.items()}
    if all(row.residual(as_found) == 0 for row in problem.system.rows) and all(
        as_found[cell] >= 0 or cell in signed for cell in free
    ):
        return True
    values = {cell: None if cell in free else value for cell, value in supposed.items()}
    settled = settle(problem.system.rows, values, signed)
    return settled.possible and free <= set(settled.implied)


def fillable(rows: Sequence[LinearRow], values: Mapping[str, int | None], signed: frozenset[str]) -> bool | None:
    """Whether figures for the cells without one exist that satisfy all rows; None where that could not be decided.

    Nothing else may change. Integer programming decides where bounds and rank do not.
    """
    zeros = {cell: value or 0 for cell, value in values.items()}
    if all(row.residual(zeros) == 0 for row in rows):
        return True
    settled = settle(rows, values, signed)
    if not settled.possible:
        return False
    known = {cell: settled.implied.get(cell) if value is None else value for cell, value in values.items()}
    as_zero = {cell: value or 0 for cell, value in known.items()}
    if all(row.residual(as_zero) == 0 for row in rows):
        return True
    program = _Program()
    at = {
        cell: program.column(float("-inf") if cell in signed else 0.0, float("inf"), whole=True)
        for cell, value in known.items()
        if value is None
    }
    for row in rows:
        terms = {at[cell]: float(factor) for cell, factor in row.terms.items() if cell in at}
        if terms:
            program.row(terms, -float(row.residual(as_zero)), -float(row.residual(as_zero)))
    stopped, columns = program.run(1.0)
    if stopped == "none":
        return False
    found = {cell: round(columns[at[cell]]) if cell in at and not stopped else value for cell, value in as_zero.items()}
    return True if not stopped and all(row.residual(found) == 0 for row in rows) else None
