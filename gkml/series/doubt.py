"""How much a record itself doubts a figure: the likelier culprit where two reports contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gkml.series.kept import KeptCell, KeptReport
from gkml.series.wording import Words, said

__all__ = ["Doubt", "doubt_of", "likeliest"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """``weight`` orders doubts; ``words`` tell why, for the message of a check."""

    weight: int
    words: Words | None = None


NO_DOUBT = Doubt(0)


def doubt_of(cell: KeptCell) -> Doubt:
    """The gravest that its record says of a figure."""
    if cell.cause == "reading":
        return Doubt(4, said("likely_misread"))
    if cell.cause == "source":
        return Doubt(3, said("contradicts_itself"))
    if cell.failed:
        return Doubt(2, said("in_failed_sum"))
    if cell.review or cell.cause == "ambiguous":
        return Doubt(1, said("for_review"))
    return NO_DOUBT


def likeliest(doubts: Iterable[tuple[KeptReport, Doubt]]) -> tuple[KeptReport, Doubt] | None:
    """The one report that doubts its figures most; None where none does, or several do alike."""
    gravest: dict[str, tuple[KeptReport, Doubt]] = {}
    for report, doubt in doubts:
        known = gravest.get(report.source)
        if doubt.weight and (known is None or known[1].weight < doubt.weight):
            gravest[report.source] = (report, doubt)
    ranked = sorted(gravest.values(), key=lambda pair: -pair[1].weight)
    if not ranked or (len(ranked) > 1 and ranked[0][1].weight == ranked[1][1].weight):
        return None
    return ranked[0]
