"""What is known of each cell: for the panel that a script fills, and as a list of doubts that needs no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from gkml.messages import LANGUAGES, Language
from gkml.output.contradictions import reason_of
from gkml.output.evidence_words import doubts_in_words
from gkml.output.excel_cells import UNREAD
from gkml.output.html.figures import reference, shown_figure
from gkml.output.html.forms import CellLabel
from gkml.output.html.markup import Markup, element, join
from gkml.output.html.words import both, in_both
from gkml.output.printable import printable
from gkml.records.report import CellRecord, Report
from gkml.records.schema import shown_number

__all__ = ["details_of", "doubts_to_list"]

_MOST_PRINT = 200  # characters of what is printed in a cell
_MOST_REASON = 400  # characters; sentences have a hundred
_MOST_CELLS = 1_000  # whose details go into a page; the largest form has two hundred
_MOST_GROUPS = 120  # of the list of doubts


def details_of(report: Report, labels: Mapping[str, CellLabel]) -> dict[str, dict[str, Any]]:
    """What the panel tells of each cell, by its id; what there is nothing to tell of is left out."""
    cells = list(report.cells.values())[:_MOST_CELLS]
    return {cell.id: {name: value for name, value in _details(cell, labels) if value} for cell in cells}


def _details(cell: CellRecord, labels: Mapping[str, CellLabel]) -> Iterator[tuple[str, Any]]:
    label = labels.get(cell.id)
    if label is not None:
        yield "labels", list(label)
    yield "state", cell.state
    yield "value", shown_figure(cell)
    yield "print", _print(cell)
    yield "confidence", f"{cell.confidence:.2f}" if cell.state != "absent" or cell.review else None
    yield "tagger", cell.tagger
    yield "cause", cell.cause
    yield "proposal", shown_number(cell.proposal)
    yield "alternatives", [shown_number(one) for one in cell.alternatives]
    evidence = cell.evidence.to_dict()
    yield "evidence", evidence if any(evidence.values()) or cell.state != "absent" else None
    yield "review", cell.review
    if cell.review:
        yield "doubts", [list(_said(code, cell)) for code in cell.doubts]
        yield "reason", _reason(cell)


def _print(cell: CellRecord) -> str:
    """What is printed there, as far as it is shown; every character shows."""
    return printable((cell.text or "")[:_MOST_PRINT])


def _said(code: str, cell: CellRecord) -> Iterator[str]:
    """A doubt: its code, and its sentence in each language."""
    yield str(code)
    for language in LANGUAGES:
        ((_, meaning),) = doubts_in_words([code], language, _print(cell))
        yield printable(meaning)


def _reason(cell: CellRecord) -> dict[str, str] | None:
    """The sentence of the record, where the doubts do not say it already; in another language the codes are all."""
    return {str(language): reason for language, reason in _reasons(cell).items() if reason} or None


def _reasons(cell: CellRecord) -> dict[Language, str]:
    return {language: printable((reason_of(cell, language) or "")[:_MOST_REASON]) for language in LANGUAGES}


# ---------------------------------------------------------------------------------------------------------------------
# As a list


def doubts_to_list(report: Report, labels: Mapping[str, CellLabel]) -> Markup | None:
    """The cells that a person should look at, those of one row and reason together; None where there are none."""
    doubtful = [cell for cell in report.cells.values() if cell.review]
    if not doubtful:
        return None
    groups = [list(group) for _, group in groupby(doubtful, key=lambda cell: _likeness(cell, labels))]
    left = sum(map(len, groups[_MOST_GROUPS:]))
    more = element("li", both("more", number=left), class_="note") if left else None
    return element("ol", *(_doubt(group, labels) for group in groups[:_MOST_GROUPS]), more, class_="doubts")


def _likeness(cell: CellRecord, labels: Mapping[str, CellLabel]) -> tuple[Any, ...]:
    label = labels.get(cell.id)
    return (cell.id if label is None else (label.table, label.row)), cell.doubts, cell.reason, cell.cause


def _doubt(cells: list[CellRecord], labels: Mapping[str, CellLabel]) -> Markup:
    first = cells[0]
    label = labels.get(first.id)
    said = _reasons(first)
    return element(
        "li",
        element("span", first.id if label is None else label.row, class_="place"),
        join(_figure_of(cell, labels) for cell in cells),
        element("span", in_both(said), class_="sentence") if any(said.values()) else None,
        element("span", both(f"cause_{first.cause}"), class_="cause") if first.cause in _CAUSES else None,
        data_cells=" ".join(cell.id for cell in cells),
    )


_CAUSES = ("reading", "source", "ambiguous")


def _figure_of(cell: CellRecord, labels: Mapping[str, CellLabel]) -> Markup:
    """``总计 12 → 13``: what is printed, and what the sums imply."""
    label = labels.get(cell.id)
    printed = shown_figure(cell) or (UNREAD if cell.state == "unreadable" else "␣" if cell.state == "blank" else "∅")
    parts: list[Markup | str | None] = [None if label is None else f"{label.column} ", element("b", printed)]
    if cell.proposal is not None:
        parts += [" → ", element("b", shown_number(cell.proposal), class_="proposal")]
    elif cell.alternatives:
        parts += [" / ", " / ".join(map(shown_number, cell.alternatives))]
    return reference(cell.id, join(parts))
