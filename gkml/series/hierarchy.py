"""A government's report against the reports of what belongs to it, within one year.

The report of a government is consolidated: its figures include those of the agencies and areas below it, and may
include some of its own. So for every count, with ``left`` its figure and ``right`` the sum of those below:

* equal: ``pass``;
* the sum is greater: ``fail``, even where some of those below have no figure, for counts are never negative. Whether
  the report is really wrong or was never meant to include them all, the figures do not tell; the message says so;
* the sum is smaller: ``undetermined``. What is left may be the government's own, or of somebody not in the table;
* a figure is missing and the sum is not greater: ``undetermined``.

Figures that may be negative (本年增/减) only pass or stay undetermined. Money compares as the intervals of its printed
decimals. One check, ``coverage``, tells for each government and year whose reports are there; the checks of single
cells name on the right those reports that have a figure other than 0 there, or lack one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gkml.records.report import CheckStatus, Number
from gkml.records.schema import shown_number
from gkml.series.areas import Member
from gkml.series.cells import CellFacts, tolerance
from gkml.series.doubt import doubt_of, likeliest
from gkml.series.finding import SeriesCheck, operand
from gkml.series.kept import KeptCell, KeptReport
from gkml.series.wording import Words, clauses, listed, said

__all__ = ["hierarchy_checks"]

_NAMED = 3  # agencies or cells that a message names
_MOST_TOLD = 1000  # reports that a check lists as evidence; a province has some hundred agencies of its own


@dataclass(slots=True)
class _Below:
    """What the reports below say of one cell, added up as they come.

    ``there`` tells that at least one of them has the cell; ``told`` holds those with a figure other than 0 or none, and
    ``untold`` counts them where they get too many.
    """

    total: Number = 0
    tolerance: Decimal = Decimal(0)
    there: bool = False
    missing: int = 0
    told: list[tuple[KeptReport, KeptCell | None]] = field(default_factory=list)
    untold: int = 0

    def tell(self, report: KeptReport, kept: KeptCell | None) -> None:
        """One more to be listed."""
        if len(self.told) < _MOST_TOLD:
            self.told.append((report, kept))
        else:
            self.untold += 1


def hierarchy_checks(
    agency: str,
    year: int,
    report: KeptReport | None,
    members: Sequence[Member],
    load: Callable[[Member], KeptReport | None],
    facts: Mapping[str, CellFacts],
) -> Iterator[SeriesCheck]:
    """The checks of one government in one year.

    Args:
        agency: the government.
        report: its report; None where there is none.
        members: all that belongs to it in that year; ``load`` gives the report of each.
        facts: of every cell that can be added up.
    """
    below = {cell: _Below() for cell in facts if report is not None and cell in report.cells}
    there: list[KeptReport] = []
    absent: list[Member] = []
    for member in members:
        lower = load(member)
        if lower is None:
            absent.append(member)
            continue
        there.append(_without_cells(lower))
        for cell, sums in below.items():
            _add(sums, there[-1], lower.cells.get(cell), facts[cell])
    checks: list[SeriesCheck] = []
    if report is not None and there:
        for cell, sums in below.items():
            if sums.there and (
                report.cells[cell].state != "absent" or any(kept.value for _, kept in sums.told if kept)
            ):
                checks.append(_check(agency, year, report, cell, sums, len(absent), len(there), facts[cell]))
    yield _coverage(agency, year, report, there, absent, checks)
    yield from checks


def _without_cells(report: KeptReport) -> KeptReport:
    """Who it is, so that the figures of all reports below need not be held at once."""
    return KeptReport(report.source, report.sha256, report.status, report.agency, report.year)


def _add(sums: _Below, report: KeptReport, kept: KeptCell | None, facts: CellFacts) -> None:
    sums.there |= kept is not None and kept.state != "absent"
    if kept is None or kept.value is None:
        sums.missing += 1
        sums.tell(report, kept)
        return
    sums.total += kept.value
    if facts.unit == "money":
        sums.tolerance += tolerance([kept.value], facts)
    if kept.value:
        sums.tell(report, kept)


def _check(
    agency: str,
    year: int,
    report: KeptReport,
    cell: str,
    sums: _Below,
    absent: int,
    there: int,
    facts: CellFacts,
) -> SeriesCheck:
    kept = report.cells[cell]
    lacking = absent + sums.missing
    status, words = _compare(kept.value, sums, lacking, facts)
    known = sums.total if not lacking or status == "fail" else None
    doubts = [(report, doubt_of(kept)), *((lower, doubt_of(one)) for lower, one in sums.told if one is not None)]
    culprit = likeliest(doubts) if status == "fail" and not sums.untold else None
    told = [said("doubted", what=who.agency, why=doubt.words) for who, doubt in doubts if doubt.weight]
    what = {"label": facts.label, "year": year, "agency": agency, "figure": shown_number(kept.value)}
    key = "below" if kept.value is not None else "below_without"
    parts = [said(key, **what, number=there, sum=shown_number(sums.total), what=words)]
    if lacking:
        parts.append(said("lacking", number=lacking))
    if told:
        parts.append(said("in_doubt", cells=listed(told, _NAMED)))
    if culprit is not None:
        parts.append(said("likely_agency", agency=culprit[0].agency))
    if sums.untold:
        parts.append(said("untold", number=sums.untold))
    return SeriesCheck(
        id=f"{agency}/{year}/{cell.partition('.')[0]}.hierarchy.{cell.partition('.')[2]}",
        kind="hierarchy",
        status=status,
        code="sum_of_reports_below",
        left=kept.value,
        right=known,
        difference=None if known is None or kept.value is None else kept.value - known,
        cells=(cell,),
        words=clauses(parts),
        evidence=(operand("left", report, cell), *(operand("right", lower, cell, one) for lower, one in sums.told)),
        agency=agency,
        left_years=(year,),
        right_years=(year,),
        left_sources=(report.source,),
        right_sources=tuple(lower.source for lower, _ in sums.told),
        suspect=None if culprit is None else culprit[0].source,
    )


def _compare(value: Number | None, sums: _Below, lacking: int, facts: CellFacts) -> tuple[CheckStatus, Words]:
    if value is None:
        return "undetermined", said("no_figure_above")
    difference = value - sums.total
    size = max(difference, -difference)
    equal = size <= sums.tolerance + tolerance([value], facts)
    if equal and not lacking:
        return "pass", said("agrees")
    if facts.signed:
        return "undetermined", said("signed_difference", figure=shown_number(size))
    if difference < 0 and not equal:
        return "fail", said("more_below", figure=shown_number(-difference))
    if lacking:
        return "undetermined", said("incomplete_below")
    return "undetermined", said("more_above", figure=shown_number(difference))


def _coverage(
    agency: str,
    year: int,
    report: KeptReport | None,
    there: Sequence[KeptReport],
    absent: Sequence[Member],
    checks: Iterable[SeriesCheck],
) -> SeriesCheck:
    """Whose reports are there; and a word where the government's report seems to include hardly anything."""
    words = [said("coverage", year=year, agency=agency, all=len(there) + len(absent), there=len(there))]
    if absent:
        words.append(said("absent", names=listed((member.agency.name for member in absent), _NAMED)))
    if report is None:
        words.append(said("no_report_above"))
    compared = [check for check in checks if check.difference is not None and _speaks(check)]
    less = sum(check.status == "fail" for check in compared)
    if less * 2 > len(compared):
        words.append(said("not_consolidated", all=len(compared), less=less))
    return SeriesCheck(
        id=f"{agency}/{year}/hierarchy",
        kind="hierarchy",
        status="pass" if report is not None and not absent else "undetermined",
        code="coverage",
        words=clauses(words),
        agency=agency,
        left_years=(year,),
        right_years=(year,),
        left_sources=() if report is None else (report.source,),
        right_sources=tuple(lower.source for lower in there),
    )


def _speaks(check: SeriesCheck) -> bool:
    """Whether there is more than zeros beside zeros."""
    return bool(check.left) or any(one.value for one in check.evidence)
