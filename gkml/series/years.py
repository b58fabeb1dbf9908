"""One agency in two following years: what the first report carries forward is what the second begins with.

The rules are those of the forms, and name cells: a rule holds where both reports have its cells, so that of two forms
only what both tell is compared. Figures compare as inside a report: counts exactly, a blank is no zero, and with a
blank among them a check stays undetermined, unless no count that it could be would make it hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import NamedTuple

from gkml.form import YearRule
from gkml.records.report import CheckStatus, Number
from gkml.records.schema import shown_number
from gkml.series.cells import CellFacts, tolerance
from gkml.series.doubt import Doubt, doubt_of, likeliest
from gkml.series.finding import Operand, SeriesCheck, Side, operand
from gkml.series.kept import KeptCell, KeptReport
from gkml.series.names import read_name
from gkml.series.wording import Words, clauses, listed, said, sides

__all__ = ["year_checks"]

FIRST, SECOND = 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class _Term:
    """An operand: a cell of one of the two reports."""

    side: Side
    report: KeptReport
    cell: str
    sign: int
    place: str

    @property
    def over_columns(self) -> bool:
        """Whether the rule holds in every column; otherwise it does in every row."""
        return self.cell.endswith(f".{self.place}")

    @property
    def kept(self) -> KeptCell:
        return self.report.cells[self.cell]

    @property
    def value(self) -> Number | None:
        return self.kept.value


def year_checks(
    agency: str,
    first: KeptReport,
    second: KeptReport,
    facts: Mapping[str, CellFacts],
    rules: Iterable[YearRule],
) -> Iterator[SeriesCheck]:
    """All rules between the reports of an agency on one year and on the next."""
    for rule in rules:
        for place, terms in _apply(rule, (first, second)):
            yield _check(agency, (first, second), rule, place, terms, facts)


def _apply(rule: YearRule, reports: Sequence[KeptReport]) -> Iterator[tuple[str, tuple[_Term, ...]]]:
    """The rows or columns in which both reports have all cells of a rule."""
    lead = rule.operands[0]
    before, _, behind = lead.cells.partition("*")
    for cell in reports[lead.report].cells:
        if not (cell.startswith(before) and cell.endswith(behind)):
            continue
        place = cell[len(before) : len(cell) - len(behind)]
        terms = tuple(
            _Term(p.side, reports[p.report], p.cells.replace("*", place), p.sign, place) for p in rule.operands
        )
        if place and all(term.cell in term.report.cells for term in terms):
            yield place, terms


def _check(
    agency: str,
    reports: tuple[KeptReport, KeptReport],
    rule: YearRule,
    place: str,
    terms: Sequence[_Term],
    facts: Mapping[str, CellFacts],
) -> SeriesCheck:
    status, left, right = _compare(terms, facts)
    reset = _reset(rule, terms, left, right) if status == "fail" else None
    if reset is not None:
        status = reset.status
    difference = None if left is None or right is None else left - right
    doubts = [(term, _doubt(term, terms, facts) if status == "fail" else doubt_of(term.kept)) for term in terms]
    culprit = likeliest((term.report, doubt) for term, doubt in doubts) if status == "fail" else None
    words = [said("in_place", place=_place(terms[0], facts), what=_equation(status, terms, left, right, facts))]
    if reset is not None:
        words.append(reset.words)
    told = [said("doubted", what=_term(term, facts), why=doubt.words) for term, doubt in doubts if doubt.weight]
    if told:
        words.append(said("in_doubt", cells=listed(told)))
    if culprit is not None:
        words.append(said("likely_year", year=culprit[0].year))
    singled_out = _singled_out(terms, facts) if status == "undetermined" else {}
    if singled_out:
        key = "unread_should_be" if len(singled_out) == 1 else "all_unread_should_be"
        words.append(said(key, figure=listed(map(shown_number, singled_out.values()))))
    if status == "fail" and not _same_spelling(*reports):
        words.append(said("other_spelling", first=reports[FIRST].agency, second=reports[SECOND].agency))
    table = terms[0].cell.partition(".")[0]
    by_side = {side: [term.report for term in terms if term.side == side] for side in ("left", "right")}
    return SeriesCheck(
        id=f"{agency}/{reports[FIRST].year}-{reports[SECOND].year}/{table}.year.{rule.code}.{place}",
        kind="year",
        status=status,
        code=rule.code,
        left=left,
        right=right,
        difference=difference,
        cells=tuple(dict.fromkeys(term.cell for term in terms)),
        words=clauses(words),
        evidence=tuple(_operand(term, singled_out) for term in terms),
        agency=agency,
        left_years=tuple(dict.fromkeys(report.year for report in by_side["left"] if report.year is not None)),
        right_years=tuple(dict.fromkeys(report.year for report in by_side["right"] if report.year is not None)),
        left_sources=tuple(dict.fromkeys(report.source for report in by_side["left"])),
        right_sources=tuple(dict.fromkeys(report.source for report in by_side["right"])),
        suspect=None if culprit is None else culprit[0].source,
    )


# ---------------------------------------------------------------------------------------------------------------------
# Figures


def _compare(
    terms: Sequence[_Term], facts: Mapping[str, CellFacts]
) -> tuple[CheckStatus, Number | None, Number | None]:
    """Status, left and right; a side is None where one of its figures is missing."""
    left, right = (_side_sum([term for term in terms if term.side == side]) for side in ("left", "right"))
    if any(_table(term) not in term.report.found for term in terms):
        return "not_applicable", left, right
    missing = [term for term in terms if term.value is None]
    if missing:
        return ("fail" if _impossible(terms, missing, facts) else "undetermined"), left, right
    assert left is not None
    assert right is not None
    return ("pass" if _holds(left - right, terms, facts) else "fail"), left, right


class _Reset(NamedTuple):
    """A running total that was begun anew, for certain or perhaps."""

    status: CheckStatus
    words: Words


def _reset(rule: YearRule, terms: Sequence[_Term], left: Number | None, right: Number | None) -> _Reset | None:
    """Why a running total is less than it should be without being wrong; None where that is no reason."""
    if rule.kind != "accumulates" or left is None or right is None or right >= left:
        return None
    before, *this_year = [term.value for term in terms if term.side == "left"]
    if before is None:
        return None
    if [right] == this_year:
        return _Reset("not_applicable", said("begun_anew"))
    if right >= before:
        return None  # it went on, and is off by something
    return _Reset("undetermined", said("less_than_before"))


def _holds(difference: Number, terms: Sequence[_Term], facts: Mapping[str, CellFacts]) -> bool:
    return max(difference, -difference) <= tolerance((term.value for term in terms), facts.get(terms[0].cell))


def _table(term: _Term) -> str:
    return term.cell.partition(".")[0]


def _side_sum(terms: Sequence[_Term]) -> Number | None:
    total: Number = 0
    for term in terms:
        if term.value is None:
            return None
        total = total + term.sign * term.value
    return total


def _impossible(terms: Sequence[_Term], missing: Sequence[_Term], facts: Mapping[str, CellFacts]) -> bool:
    """Whether no count, which is never negative, makes the rule hold where a cell is printed without a figure."""
    for term in missing:
        known = facts.get(term.cell)
        if term.kept.state not in ("blank", "mark") or known is None or known.signed or known.unit == "money":
            return False
    signs = {_weight(term) for term in missing}
    balance = sum(_weight(term) * term.value for term in terms if term.value is not None)
    return (signs == {1} and balance > 0) or (signs == {-1} and balance < 0)


def _singled_out(terms: Sequence[_Term], facts: Mapping[str, CellFacts]) -> dict[_Term, Number]:
    """The operands that could not be read and the figures that the others ask for, where their print allows these."""
    missing = [term for term in terms if term.value is None]
    if not missing or any(term.kept.state != "unreadable" for term in missing):
        return {}
    balance = sum(_weight(term) * term.value for term in terms if term.value is not None)
    if len(missing) > 1:
        return _one_way(missing, balance)
    (unread,) = missing
    known = facts.get(unread.cell)
    value = -_weight(unread) * balance
    possible = known is None or known.signed or value >= 0
    allowed = not unread.kept.alternatives or value in unread.kept.alternatives
    return {unread: value} if possible and allowed else {}


def _one_way(unread: Sequence[_Term], balance: Number) -> dict[_Term, Number]:
    """The only readings of several operands that make the rule hold; those of one print are taken together."""
    ways = [term.kept.alternatives for term in unread]
    together = len({(term.report.source, term.cell.rpartition(".")[0]) for term in unread}) == 1
    together = together and len(set(map(len, ways))) == 1
    if not together and prod(map(len, ways)) > _MOST_WAYS:
        return {}
    fitting = {
        way
        for way in (zip(*ways, strict=True) if together else product(*ways))
        if balance + sum(_weight(term) * value for term, value in zip(unread, way, strict=True)) == 0
    }
    return dict(zip(unread, fitting.pop(), strict=True)) if len(fitting) == 1 else {}


_MOST_WAYS = 1000  # combinations of readings that are tried


def _operand(term: _Term, singled_out: Mapping[_Term, Number]) -> Operand:
    found = operand(term.side, term.report, term.cell)
    return found._replace(proposal=singled_out[term]) if term in singled_out else found


def _weight(term: _Term) -> int:
    """The sign of a term when everything stands on the left."""
    return term.sign if term.side == "left" else -term.sign


def _doubt(term: _Term, terms: Sequence[_Term], facts: Mapping[str, CellFacts]) -> Doubt:
    """The doubt about an operand of a failed check; gravest where another reading of it makes the rule hold."""
    if all(other.value is not None for other in terms):
        balance = sum(_weight(other) * other.value for other in terms if other.value is not None)
        for value, key in (
            (term.kept.proposal, "sums_imply"),
            *((value, "also_read") for value in term.kept.alternatives),
        ):
            if value is not None and term.value is not None:
                changed = balance + _weight(term) * (value - term.value)
                if value != term.value and _holds(changed, terms, facts):
                    return Doubt(5, said(key, figure=shown_number(value)))
    return doubt_of(term.kept)


def _same_spelling(first: KeptReport, second: KeptReport) -> bool:
    names = read_name(first.agency), read_name(second.agency)
    return (names[0] and names[0].text) == (names[1] and names[1].text)


# ---------------------------------------------------------------------------------------------------------------------
# Words


def _place(term: _Term, facts: Mapping[str, CellFacts]) -> str:
    known = facts.get(term.cell)
    return term.place if known is None else known.column if term.over_columns else known.row


def _term(term: _Term, facts: Mapping[str, CellFacts]) -> Words:
    """``2022年“现行有效件数”``."""
    known = facts.get(term.cell)
    label = term.cell if known is None else known.row if term.over_columns else known.column
    return said("term", year=term.report.year, label=label)


def _equation(
    status: CheckStatus,
    terms: Sequence[_Term],
    left: Number | None,
    right: Number | None,
    facts: Mapping[str, CellFacts],
) -> Words:
    if status == "not_applicable":
        years = dict.fromkeys(term.report.year for term in terms if _table(term) not in term.report.found)
        return said("no_such_table", years=listed(years))
    compared = [_side([term for term in terms if term.side == side], facts) for side in ("left", "right")]
    missing = [term for term in terms if term.value is None]
    if missing:
        unread = any(term.kept.state == "unreadable" for term in missing)
        key = "no_count_fits" if status == "fail" else "cells_unread" if unread else "cells_without"
        return clauses((sides(compared), said(key, cells=listed(_term(term, facts) for term in missing))))
    assert left is not None
    assert right is not None
    apart = max(left - right, right - left)
    return sides((*compared, said("agrees") if status == "pass" else said("differs_by", figure=shown_number(apart))))


def _side(terms: Sequence[_Term], facts: Mapping[str, CellFacts]) -> Words:
    parts: list[object] = []
    for at, term in enumerate(terms):
        parts += ["-" if term.sign < 0 else "+" if at else "", _term(term, facts), _value(term, len(terms))]
    total = _side_sum(terms)
    if len(terms) > 1 and total is not None:
        parts.append(f"={shown_number(total)}")
    return Words("between_none", parts=tuple(parts))


def _value(term: _Term, count: int) -> object:
    if term.value is None:
        return said("without_figure")
    shown = shown_number(term.value)
    if count == 1:
        return said("is_stated", figure=shown)
    return said("negative", figure=shown) if shown.startswith("-") else said("summand", figure=shown)
