"""Checks as a person would write them down: the figures of both sides, and by how much they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from gkml.form import Table
from gkml.messages import LANGUAGES
from gkml.output.contradictions import check_sentence
from gkml.output.html.figures import reference, shown_figure
from gkml.output.html.markup import Markup, element, join
from gkml.output.html.words import both, in_both
from gkml.records.report import CellRecord, CheckRecord, Number, Report
from gkml.records.schema import shown_number

__all__ = ["checks_to_list", "failed_by_cell", "split_sides"]

_MOST_SENTENCE = 400  # characters
_MOST_LISTED = 100
_MOST_CELLS = 200  # of a check that are linked
_MOST_OPERANDS = 40  # of a check; an identity of the forms has two dozen
_SIGNS = {"pass": "✓", "fail": "✗", "undetermined": "?", "not_applicable": "–"}


def failed_by_cell(report: Report) -> dict[str, str]:
    """Ids of the failed checks that cells stand in, a blank between them."""
    found: dict[str, list[str]] = {}
    for check in report.checks:
        if check.status == "fail":
            for cell in dict.fromkeys(check.cells):
                found.setdefault(cell, []).append(check.id)
    return {cell: " ".join(checks) for cell, checks in found.items()}


def checks_to_list(checks: Sequence[CheckRecord], report: Report, tables: Iterable[Table]) -> Markup | None:
    """Checks one below the other; None where there are none.

    Args:
        checks: of the report.
        report: for the figures.
        tables: as the report has them, for the sides of its sums.
    """
    if not checks:
        return None
    lefts: dict[tuple[str, str], int] = {}
    for table in tables:
        lefts.update(((table.id, rule.kind), len(rule.left)) for rule in table.identities)
    named = [(check, (check.id.partition(".")[0], check.kind)) for check in checks[:_MOST_LISTED]]
    shown = [_check(check, report, lefts.get(rule)) for check, rule in named]
    left = len(checks) - _MOST_LISTED
    more = element("li", both("more", number=left), class_="note") if left > 0 else None
    return element("ul", *shown, more, class_="checks")


def _check(check: CheckRecord, report: Report, left: int | None) -> Markup:
    said = in_both({language: check_sentence(check, language)[:_MOST_SENTENCE] for language in LANGUAGES})
    return element(
        "li",
        element("span", _SIGNS.get(check.status, "?"), class_="sign"),
        element("span", said, class_="sentence"),
        *_statements(check),
        _equation(check, report, left),
        class_=f"check {check.status}",
        data_check=check.id,
        data_cells=" ".join(check.cells[:_MOST_CELLS]),
    )


def _statements(check: CheckRecord) -> Iterator[Markup]:
    for start, end in check.evidence:
        yield element("button", both("to_text"), type="button", class_="statement", data_start=start, data_end=end)


def _equation(check: CheckRecord, report: Report, left: int | None) -> Markup | None:
    """``3 + 4 = 7 ≠ 8``, every figure of a cell a button; None where there are no two sides."""
    if check.left is None or check.right is None:
        return None
    cells = [report.cells[name] for name in check.cells if name in report.cells]
    whole = 0 < len(cells) == len(check.cells) <= _MOST_OPERANDS
    at = _stated_or_split(check, [cell.value for cell in cells], left) if whole else None
    if at is None and check.status != "fail":
        return None  # its sentence says as much
    sides = [shown_number(check.left), shown_number(check.right)]
    if at is not None:
        sides = [_side(cells[:at], check.left) if at else sides[0], _side(cells[at:], check.right)]
    sign = " = " if check.left == check.right else " ≠ "
    difference = Decimal(check.left) - Decimal(check.right)
    shown = f"{difference:+f}".replace("-", "−")
    told = element("span", both("difference", number=shown), class_="difference") if difference else None
    return element("span", sides[0], sign, sides[1], told, class_="equation")


def _stated_or_split(check: CheckRecord, values: Sequence[Number | None], left: int | None) -> int | None:
    """How many cells stand on the left; none where a statement of the narrative does."""
    if check.left is None or check.right is None:
        return None
    if check.evidence:
        return 0 if sum(Decimal(value or 0) for value in values) == check.right else None
    return split_sides(values, check.left, check.right, check.sides or left)


def _side(cells: Sequence[CellRecord], result: Number) -> Markup:
    """The figures of a side; with their sum where there are several."""
    operands = [reference(cell.id, shown_figure(cell) or "␣") for cell in cells]
    signs = [" + "] * (len(operands) - 1) + [""]
    together = join(part for pair in zip(operands, signs, strict=True) for part in pair)
    return together if len(operands) == 1 else join([together, element("span", f" = {shown_number(result)}")])


def split_sides(values: Sequence[Number | None], left: Number, right: Number, usual: int | None = None) -> int | None:
    """How many cells of a check stand on its left: where the sums of both sides come out; None where nowhere.

    Records list the cells of both sides one after the other. Blanks count as nothing.

    Args:
        values: of the cells.
        left, right: what the sides come to.
        usual: how many they are where the report leaves none out; else the right side is the shortest that fits.
    """
    whole = [Decimal(value or 0) for value in values]
    fitting = [at for at in range(1, len(whole)) if sum(whole[:at]) == left and sum(whole[at:]) == right]
    return usual if usual in fitting else fitting[-1] if fitting else None
