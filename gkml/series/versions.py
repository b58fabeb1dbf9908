"""Several records of one report: the same file twice, the same figures published again, or versions that differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from gkml.records.schema import shown_number
from gkml.series.cells import CellFacts, label
from gkml.series.finding import Operand, SeriesCheck, operand
from gkml.series.kept import KeptReport
from gkml.series.wording import Words, listed, said

__all__ = ["completed_cells", "differ_in_most", "differing_cells", "same_file_checks", "version_checks"]

_NAMED = 3  # cells that a message names; the record lists all


def differing_cells(first: KeptReport, second: KeptReport) -> tuple[str, ...]:
    """Cells of which only one report prints a figure, or both print different ones; in the order of the forms."""
    cells = dict.fromkeys((*first.cells, *second.cells))
    return tuple(cell for cell in cells if _value(first, cell) != _value(second, cell))


def completed_cells(first: KeptReport, second: KeptReport) -> tuple[str, ...]:
    """Cells that one report could not read, and whose figure the other has; in the order of the forms."""
    cells = dict.fromkeys((*first.cells, *second.cells))
    return tuple(
        cell
        for cell in cells
        if (_is_unread(first, cell) and _value(second, cell) is not None)
        or (_is_unread(second, cell) and _value(first, cell) is not None)
    )


def _is_unread(report: KeptReport, cell: str) -> bool:
    """Whether nothing is known of a cell: it was not read, or its row or table was not found."""
    kept = report.cells.get(cell)
    if kept is None:
        return cell.partition(".")[0] not in report.found
    return kept.state == "unreadable" or (kept.state == "absent" and kept.review)


def _value(report: KeptReport, cell: str) -> object:
    kept = report.cells.get(cell)
    return None if kept is None else kept.value


def differ_in_most(first: KeptReport, second: KeptReport) -> bool:
    """Whether of the figures that both print, zeros beside zeros left out, fewer than half agree.

    Versions of one report differ in some figures, reports of two agencies in nearly all.
    """
    both = [
        (kept.value, other.value)
        for cell, kept in first.cells.items()
        if (other := second.cells.get(cell)) is not None and kept.value is not None and other.value is not None
    ]
    both = [(a, b) for a, b in both if a or b]
    return 2 * sum(a == b for a, b in both) < len(both)


def same_file_checks(
    reports: Iterator[KeptReport], agency_of: Callable[[KeptReport], str | None]
) -> Iterator[SeriesCheck]:
    """The records of one file: the first against each of the others."""
    first = next(reports)
    for number, other in enumerate(reports, 2):
        cells = differing_cells(first, other)
        same = not cells and agency_of(first) == agency_of(other) and first.year == other.year
        what = said("counted_once" if same else "figures_differ" if cells else "identity_differs")
        yield SeriesCheck(
            f"{first.sha256}/{number}",
            "duplicate",
            "pass" if same else "fail",
            "same_file",
            cells=cells,
            words=said("same_file", first=first.source, other=other.source, what=what),
            agency=agency_of(first),
            left_years=_years(first),
            right_years=_years(other),
            left_sources=(first.source,),
            right_sources=(other.source,),
        )


def version_checks(agency: str, reports: Iterator[KeptReport], facts: Mapping[str, CellFacts]) -> Iterator[SeriesCheck]:
    """The chosen record of an agency and year, which comes first, against each of the others.

    What one of them could not read is no difference: the figure of the other is its proposal.
    """
    used = next(reports)
    for number, other in enumerate(reports, 2):
        completed = completed_cells(used, other)
        cells = tuple(cell for cell in differing_cells(used, other) if cell not in completed)
        code = "versions" if cells else "completed" if completed else "published_again"
        yield SeriesCheck(
            f"{agency}/{used.year}/version.{number}",
            "duplicate",
            "fail" if cells else "pass",
            code,
            cells=cells or completed,
            words=_version_words(agency, (used, other), cells, completed, facts),
            evidence=tuple(_operands(used, other, cells, completed)),
            agency=agency,
            left_years=_years(used),
            right_years=_years(other),
            left_sources=(used.source,),
            right_sources=(other.source,),
        )


def _version_words(
    agency: str,
    reports: tuple[KeptReport, KeptReport],
    cells: Sequence[str],
    completed: Sequence[str],
    facts: Mapping[str, CellFacts],
) -> Words:
    used, other = reports
    what = said("same_as_far" if completed else "published_again")
    if cells:
        what = said("cells_differ", number=len(cells), cells=_named(cells, reports, facts))
    if completed:
        what = said("completed", what=what, number=len(completed), cells=_named(completed, reports, facts))
    return said("two_reports", agency=agency, year=used.year, what=what, first=used.source, other=other.source)


def _named(cells: Sequence[str], reports: tuple[KeptReport, KeptReport], facts: Mapping[str, CellFacts]) -> Words:
    """The first cells and what both reports print there."""
    used, other = reports
    shown = (
        said("two_prints", cell=label(facts, cell), first=_printed(used, cell), other=_printed(other, cell))
        for cell in cells
    )
    return listed(shown, _NAMED)


def _years(report: KeptReport) -> tuple[int, ...]:
    return () if report.year is None else (report.year,)


def _printed(report: KeptReport, cell: str) -> Words:
    if _is_unread(report, cell):
        return said("unread")
    kept = report.cells.get(cell)
    if kept is None or kept.value is None:
        return said("no_figure_there")
    return said("is_figure", figure=shown_number(kept.value))


def _operands(used: KeptReport, other: KeptReport, cells: Sequence[str], completed: Sequence[str]) -> Iterator[Operand]:
    for cell in cells:
        yield operand("left", used, cell)
        yield operand("right", other, cell)
    for cell in completed:
        left, right = operand("left", used, cell), operand("right", other, cell)
        yield left._replace(proposal=right.value) if left.value is None else left
        yield right._replace(proposal=left.value) if right.value is None else right
