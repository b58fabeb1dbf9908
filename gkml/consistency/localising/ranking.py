"""Which explanations stand: the likeliest by all evidence, and those about as likely.

What tells explanations of the same number of wrong cells apart is how the figures would have gone wrong: figures that
are one edit from what is printed go before figures that have nothing in common with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from gkml.consistency.localising.edits import edit_evidence
from gkml.consistency.localising.exact import settle
from gkml.consistency.localising.explaining import Way
from gkml.consistency.localising.problem import Problem, Support
from gkml.consistency.localising.solver import fillable

__all__ = ["Explanation", "rank"]

_MARGIN = 1.5  # nats within which costs, without the evidence of edits, count as the same
_NEAR = 3.5  # nats; explanations further behind the best one are not looked at
_ALONE = 0.9  # share of the likelihood with which an explanation stands alone
_LISTED = 0.95  # share that those listed have together
_ALTERNATIVE = 3.0  # nats; the figure is another reading that the print allows
_MAX_COMBINED = 400  # combinations of solutions of independent groups that are looked at

Alternatives = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What would be wrong, and what would stand there.

    Attributes:
        support: cells and shifts supposed.
        figures: the figure of each cell that would differ from what is printed, and of each that has none; None where
            several would do.
        cost: in nats, all evidence counted.
    """

    support: Support
    figures: Mapping[str, int | None]
    cost: float
    changed: tuple[str, ...] = ()


def rank(problem: Problem, ways: Sequence[Way], alternatives: Alternatives) -> list[Explanation]:
    """The explanations that stand, likeliest first; those that come to the same figures are one."""
    ranked: dict[tuple[tuple[str, int | None], ...], Explanation] = {}
    for way in ways:
        for support, figures in _combined(problem, way, alternatives):
            one = _explanation(problem, support, figures, alternatives)
            if one is not None:
                key = tuple(sorted(one.figures.items(), key=lambda item: item[0]))
                if key not in ranked or one.cost < ranked[key].cost:
                    ranked[key] = one
    place = {cell: number for number, cell in enumerate(problem.system.cells)}
    found = sorted(
        ranked.values(),
        key=lambda one: (round(one.cost, 6), [place[cell] for cell in one.changed]),
    )
    lone = _lone_equation(problem, found)
    if lone is not None:
        return lone
    return _likeliest(found)


def _likeliest(found: Sequence[Explanation]) -> list[Explanation]:
    """The first alone where it is likely enough; else as many as it takes to have the true one among them."""
    shares = [exp(found[0].cost - one.cost) for one in found]
    whole = sum(shares)
    if shares[0] >= _ALONE * whole:
        return [found[0]]
    kept, covered = [], 0.0
    for one, share in zip(found, shares, strict=True):
        if covered >= _LISTED * whole:
            break
        kept.append(one)
        covered += share
    return kept


def _evidence(problem: Problem, cell: str, figure: int, alternatives: Alternatives) -> float:
    printed = problem.printed[cell]
    evidence = 0.0 if printed is None else edit_evidence(printed, figure)
    return max(evidence, _ALTERNATIVE) if figure in alternatives.get(cell, ()) else evidence


def _combined(
    problem: Problem, way: Way, alternatives: Alternatives
) -> Iterator[tuple[Support, Mapping[str, int] | None]]:
    """One solution of each group, in all combinations that come near the best one; the support as found at any rate."""
    yield way.support, None
    if way.groups is None:
        return
    by_group: list[list[tuple[float, Mapping[str, int]]]] = []
    for group in way.groups:
        costs = [
            (
                sum(
                    problem.weights[cell] - _evidence(problem, cell, figure, alternatives) for cell, figure in s.items()
                ),
                s,
            )
            for s in group.solutions
        ]
        least = min(cost for cost, _ in costs)
        near = sorted((item for item in costs if item[0] <= least + _NEAR), key=lambda item: item[0])
        by_group.append([(cost - least, solution) for cost, solution in near])
    combined: list[tuple[float, dict[str, int]]] = [(0.0, {})]
    for solutions in by_group:
        longer = [
            (above + cost, {**figures, **solution})
            for above, figures in combined
            for cost, solution in solutions
            if above + cost <= _NEAR
        ]
        combined = sorted(longer, key=lambda item: item[0])[:_MAX_COMBINED]
    for _, figures in combined:
        yield Support(frozenset(figures), way.support.shifts), figures


def _explanation(
    problem: Problem, support: Support, figures: Mapping[str, int] | None, alternatives: Alternatives
) -> Explanation | None:
    """The explanation with its cost; None where the cells without figures would have to be negative."""
    system = problem.system
    supposed = problem.supposed(support)
    values = supposed | (dict.fromkeys(support.changed) if figures is None else dict(figures))
    implied: Mapping[str, int] = {}
    if None in values.values():
        if figures is not None and not fillable(system.rows, values, system.signed):
            return None
        implied = settle(system.rows, values, system.signed).implied
    final = {cell: implied.get(cell) if value is None else value for cell, value in values.items()}
    moved = {cell for number in support.shifts for cell in problem.shifts[number].cells}
    told = {cell for cell, value in final.items() if value != problem.printed[cell] or cell in support.changed}
    cost = problem.cost(support)
    for cell in sorted(support.changed):
        figure = final[cell]
        if figure is not None:
            cost -= _evidence(problem, cell, figure, alternatives)
    changed = tuple(
        cell
        for cell in system.cells
        if cell in support.changed or (cell in moved and problem.printed[cell] is not None and cell in told)
    )
    return Explanation(support, {cell: final[cell] for cell in system.cells if cell in told}, cost, changed)


def _lone_equation(problem: Problem, found: Sequence[Explanation]) -> list[Explanation] | None:
    """The verdict where one sum alone fails, any of its cells could be the wrong one, and nothing else decides.

    A total of 0 beside parts that are none has not been filled in: it is the one that is wrong. Of other figures each
    may be, and none is blamed.
    """
    if len(found) < 2 or any(one.support.shifts or len(one.support.changed) != 1 for one in found):
        return None
    least = min(problem.cost(one.support) for one in found)
    near = {next(iter(one.support.changed)): one for one in found if problem.cost(one.support) <= least + _MARGIN}
    if len(near) < 2:
        return None
    for row in problem.system.rows:
        alone = [cell for cell, factor in row.terms.items() if factor < 0]
        if len(alone) != 1 or alone[0] not in near or not set(near) <= set(row.terms):
            continue
        return [near[alone[0]]] if problem.printed[alone[0]] == 0 else list(near.values())
    return None
