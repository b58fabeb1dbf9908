"""Which reading of the rows left ambiguous the arithmetic of the whole table singles out.

Each ambiguous row brings the readings that its print allows and its own sums permit. They are taken together until
every column adds up as well. What all remaining readings of a row agree on is read; what they do not agree on stays
unreadable, with the values that remain as alternatives. What the sums leave open a figure of the narrative may single
out. Empty cells count as nothing here, and only here: what is chosen is a reading of the print, and no blank becomes a
zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gkml.consistency.bounds import bounded_readings
from gkml.consistency.column_search import MAX_STEPS, Decision, Residual, RowMoves, decide
from gkml.consistency.readings_to_cells import ONE_WAY, agreed, by_weight, leaves_print, likeliest, unread
from gkml.doubts import SIGHT_DOUBTS, Doubt, DoubtCode, Phrase, doubt, phrase
from gkml.equations import Equation, table_equations
from gkml.narrative import Constraints
from gkml.records.report import Number
from gkml.records.review import current_rules
from gkml.tables.ambiguous_rows import AmbiguousRow
from gkml.tables.divisions import RowReading, Sum, TooManyReadingsError, ambiguous_row_to_readings, unharmed_readings
from gkml.tables.placed import PlacedTable
from gkml.tables.table_cell import TableCell
from gkml.template import Table

__all__ = ["choose_readings"]

_MAX_OTHERS = 200  # readings that need not add up within their row, for the columns to choose from
_MAX_STATED = 24  # readings of a row that the narrative may choose from: the sums are asked of each
_MAX_ASKED = 8  # rows of which it is asked
_SUPPOSING_STEPS = 500  # of the search where one of them is supposed
_MAX_CONTRADICTING = 2  # rows that do not add up as printed; where there are more, it is the print that lost something
_SUPPORTED = 0.97  # confidence of a reading that row and columns support
_FORCED = 0.97  # confidence where the print allows one reading only
_SETTLED = frozenset({"number", "blank", "mark"})  # states of a cell that is not in doubt

# what no arithmetic can allay: print that is not what a person sees
_KEPT = (SIGHT_DOUBTS - {DoubtCode.RECOGNITION}) | {
    DoubtCode.BESIDE_ORPHAN,
    DoubtCode.COLUMN_ORDER,
    DoubtCode.CORRECTED,
    DoubtCode.HEAD_UNKNOWN,
    DoubtCode.LABEL_QUALIFIED,
    DoubtCode.MERGED,
    DoubtCode.OTHER_PERIOD,
    DoubtCode.ROW_CONTESTED,
    DoubtCode.UNIT_OF_TABLE,
}
"""Doubts that no reading of the digits settles: whether a person sees them, and where they stand."""


@dataclass(frozen=True, slots=True)
class _Ambiguous:
    """An ambiguous row and the readings left.

    Attributes:
        forced: its print allows one reading only.
        contradicting: that reading does not add up: the report may be wrong, or the print has lost something.
        strained: its readings suppose a mishap, while without one there are readings too, that do not add up. Where
            that is one only, it is among them.
        others: readings without a mishap that do not add up within the row, for the columns to choose from.
    """

    row: AmbiguousRow
    readings: tuple[RowReading, ...]
    forced: bool = False
    contradicting: bool = False
    strained: bool = False
    others: tuple[RowReading, ...] = ()

    @property
    def all_readings(self) -> tuple[RowReading, ...]:
        """Those that add up first."""
        return (*self.readings, *self.others)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The ambiguous rows that can be read, the readings of each that are left, and what decided.

    Attributes:
        ambiguous, kept: the rows and their readings, one for one.
        linked: cells of the equations between rows that decided.
        whole: all equations between rows hold.
        beyond: more of them fail than a report gets wrong.
        stated: ids of the first cells of the rows in which the narrative decided.
        bounded: the same of rows in which it did that no part is more than its whole.
    """

    ambiguous: Sequence[_Ambiguous]
    kept: Sequence[Sequence[RowReading]]
    linked: frozenset[str]
    whole: bool
    beyond: bool = False
    stated: frozenset[str] = frozenset()
    bounded: frozenset[str] = frozenset()


def choose_readings(placed: PlacedTable, narrative: Constraints | None = None) -> PlacedTable:
    """The table with its ambiguous rows read as far as print, arithmetic and narrative decide them.

    Args:
        placed: the table.
        narrative: what it says of the cells.
    """
    if not placed.ambiguous_rows:
        return placed
    chosen = _chosen(placed, narrative, lossy=False)
    # a dump that drops the empty cells of one row drops those of all; short of that, it may explain what contradicts
    lossy = any(_has_lost_cells(each) for each in chosen.ambiguous)
    lossy = lossy or sum(each.strained for each in chosen.ambiguous) > _MAX_CONTRADICTING
    if lossy or not chosen.whole:
        other = _chosen(placed, narrative, lossy=True)
        chosen = other if lossy or other.whole else chosen
    cells = dict(placed.cells)
    for each, kept in zip(chosen.ambiguous, chosen.kept, strict=True):
        supported = not chosen.beyond and not chosen.linked.isdisjoint(each.row.cells)
        if each.strained and not (chosen.whole and (lossy or all(not reading.mishaps for reading in kept))):
            supported = False
        first = each.row.cells[0]
        basis = _Basis(supported, chosen.beyond, first in chosen.stated, first in chosen.bounded)
        for cell in _cells(placed.table, each, kept, basis):
            before = cells[cell.id]
            if before.state in _SETTLED and cell.state in ("unreadable", before.state):
                continue  # an illegible neighbour does not unsettle it
            if cell.state == "unreadable":
                cell = replace(before, doubts=cell.doubts, alternatives=cell.alternatives)
            unseen = (each for each in before.doubts if each.code in _KEPT)
            cells[cell.id] = replace(cell.doubted(*unseen), tagger=before.tagger, evidence=before.evidence)
    return replace(placed, cells=cells)


def _has_lost_cells(each: _Ambiguous) -> bool:
    """Whether a row is read with empty cells that left no trace, and not as well in another way."""
    if each.strained or not each.readings:
        return False
    return all(reading.lost for reading in each.readings)


def _chosen(placed: PlacedTable, narrative: Constraints | None, *, lossy: bool) -> _Chosen:
    equations = table_equations(placed.table)
    ambiguous = [_readings_of(row, equations, placed.cells, lossy=lossy) for row in placed.ambiguous_rows]
    contradicting = [each for each in ambiguous if not each.readings and each.others]
    ambiguous = [each for each in ambiguous if each.readings]
    if len(contradicting) == 1:  # no reading of it adds up: the columns may tell which it is
        only = replace(contradicting[0], readings=contradicting[0].others, others=())
        chosen = _decided(placed, [*ambiguous, only], equations)
        if chosen.whole and chosen.linked:
            return replace(chosen, ambiguous=[*ambiguous, contradicting[0]])
    allowed = _bounded(placed, ambiguous)
    chosen = _decided(placed, allowed, equations)
    chosen = chosen if narrative is None else _singled_out(placed, chosen, equations, narrative)
    bounded = (now.row.cells[0] for was, now in zip(ambiguous, allowed, strict=True) if was is not now)
    return replace(chosen, bounded=chosen.bounded.union(bounded))


def _bounded(placed: PlacedTable, ambiguous: Sequence[_Ambiguous]) -> list[_Ambiguous]:
    """The rows without the readings in which a part is more than its whole; the same object where all remain."""
    left = bounded_readings(placed, [(each.row, each.readings) for each in ambiguous])
    return [
        each if len(readings) == len(each.readings) else replace(each, readings=tuple(readings))
        for each, readings in zip(ambiguous, left, strict=True)
    ]


def _decided(
    placed: PlacedTable, ambiguous: Sequence[_Ambiguous], equations: Sequence[Equation], most_steps: int = MAX_STEPS
) -> _Chosen:
    """What the equations between rows leave of the readings."""
    linking = _linking(ambiguous, equations, placed.cells)
    ambiguous_cells = {cell for each in ambiguous for cell in each.row.cells}
    known = {cell_id: cell for cell_id, cell in placed.cells.items() if cell_id not in ambiguous_cells}
    rows = [RowMoves(_moves(each, each.readings, linking), _moves(each, each.others, linking)) for each in ambiguous]
    decision: Decision = decide(rows, tuple(-_moved(equation, known) for equation in linking), most_steps)
    kept = [[each.all_readings[n] for n in way] for each, way in zip(ambiguous, decision.kept, strict=True)]
    linked = frozenset(cell for number in decision.deciding for cell in linking[number].cells)
    return _Chosen(ambiguous, kept, linked, len(decision.deciding) == len(linking), decision.beyond)


def _singled_out(
    placed: PlacedTable, chosen: _Chosen, equations: Sequence[Equation], narrative: Constraints
) -> _Chosen:
    """Of the readings that the sums leave those that the narrative allows, and what the sums leave of these."""
    left = [
        replace(row, readings=tuple(kept), others=()) for row, kept in zip(chosen.ambiguous, chosen.kept, strict=True)
    ]
    asked = [n for n, row in enumerate(left) if not row.forced and narrative.about(row.row.cells)]
    asked = asked[:_MAX_ASKED]
    allowed = list(left)
    for number in asked:
        if 1 < len(left[number].readings) <= _MAX_STATED:
            readings = tuple(
                reading
                for reading in left[number].readings
                if narrative.allow(left[number].row.cells, _supposing(placed, left, number, reading, equations))
            )
            allowed[number] = replace(left[number], readings=readings or left[number].readings)
    if allowed == left:
        return chosen
    within = _bounded(placed, allowed)
    again = _decided(placed, within, equations)
    kept = again.kept if again.whole else [row.readings for row in within]
    fewer = {row.row.cells[0] for row, mine in zip(left, kept, strict=True) if len(mine) < len(row.readings)}
    bounded = {was.row.cells[0] for was, now in zip(allowed, within, strict=True) if was is not now}
    return replace(chosen, kept=kept, stated=frozenset(fewer - bounded), bounded=frozenset(bounded))


def _supposing(
    placed: PlacedTable, left: Sequence[_Ambiguous], number: int, reading: RowReading, equations: Sequence[Equation]
) -> dict[str, Number | None]:
    """The figures that are known where one row has a certain reading."""
    supposed = [*left[:number], replace(left[number], readings=(reading,)), *left[number + 1 :]]
    decided = _decided(placed, supposed, equations, _SUPPOSING_STEPS)
    figures: dict[str, Number | None] = {}
    for row, kept in zip(supposed, decided.kept, strict=True):
        for at, cell in enumerate(row.row.cells):
            values = {one.cells[at].value for one in kept}
            if len(values) == 1:
                figures[cell] = values.pop()
    return figures


def _readings_of(
    row: AmbiguousRow, equations: Sequence[Equation], cells: Mapping[str, TableCell], *, lossy: bool
) -> _Ambiguous:
    """A row with its readings; ``lossy`` where empty cells are known to have left no trace."""
    place = {cell: number for number, cell in enumerate(row.cells)}
    sums = [
        Sum(tuple(place[cell] for cell in equation.left), tuple(place[cell] for cell in equation.right))
        for equation in equations
        if all(cell in place for cell in equation.cells)
    ]
    try:
        unharmed = unharmed_readings(row, most=2)
        forced = len(unharmed) == 1 and not row.has_doubtful_marks and not row.ways
        if not sums and (lossy or _splits(row, unharmed)):
            forced = False  # nothing tells whether this row has lost something as well
        contradicting = forced and any(each.excess(unharmed[0].cells) for each in sums)
        if forced and not lossy and not contradicting:
            return _Ambiguous(row, tuple(unharmed), forced=True)
        readings = ambiguous_row_to_readings(row, sums, least=int(lossy))
        others = () if forced or lossy else _not_adding_up(row, sums)
    except TooManyReadingsError:
        return _Ambiguous(row, ())
    # a print that could be read without a mishap, but would not add up then, may be wrong in the source
    readings = [reading for reading in readings if _as_placed(row, reading, cells)]
    strained = bool(unharmed) and bool(readings) and all(reading.mishaps > 0 for reading in readings)
    if forced and strained:
        return _Ambiguous(row, (*unharmed, *readings), strained=True)  # the columns may tell which it is
    # whether it adds up or not, the print says this
    return _Ambiguous(row, tuple(unharmed if forced else readings), forced, contradicting, strained, others)


def _not_adding_up(row: AmbiguousRow, sums: Sequence[Sum]) -> tuple[RowReading, ...]:
    """The readings without a mishap that do not add up within the row; none where they are many."""
    if not sums or row.ways:
        return ()
    try:
        readings = unharmed_readings(row, most=_MAX_OTHERS + 1)
    except TooManyReadingsError:
        return ()
    if len(readings) > _MAX_OTHERS:
        return ()
    return tuple(reading for reading in readings if any(each.excess(reading.cells) for each in sums))


def _splits(row: AmbiguousRow, readings: Sequence[RowReading]) -> bool:
    """Whether print is cut further, although separators stand in it."""
    nonempty = [piece for piece in row.pieces if not piece.blank]
    cut = any(sum(cell.start is not None for cell in reading.cells) > len(nonempty) for reading in readings)
    return cut and len(nonempty) > 1


def _as_placed(row: AmbiguousRow, reading: RowReading, cells: Mapping[str, TableCell]) -> bool:
    """Whether a reading leaves alone those cells of the row whose figures are not in doubt."""
    return all(
        cells[cell_id].state not in _SETTLED or cells[cell_id].value == cell.value
        for cell_id, cell in zip(row.cells, reading.cells, strict=True)
    )


# ---------------------------------------------------------------------------------------------------------------------
# The columns


def _linking(
    ambiguous: Sequence[_Ambiguous], equations: Sequence[Equation], cells: Mapping[str, TableCell]
) -> tuple[Equation, ...]:
    """Equations between an ambiguous row and other rows, all of whose figures are known or open."""
    rows = [set(each.row.cells) for each in ambiguous]
    ambiguous_cells = set().union(*rows)
    return tuple(
        equation
        for equation in equations
        if not ambiguous_cells.isdisjoint(equation.cells)
        and not any(row.issuperset(equation.cells) for row in rows)
        and all(cell in ambiguous_cells or cells[cell].state in _SETTLED for cell in equation.cells)
    )


def _moved(equation: Equation, cells: Mapping[str, TableCell]) -> int:
    """Left less right over the cells whose figures are known; amounts of money stand in no equation."""
    left = sum(int(cells[cell].value or 0) for cell in equation.left if cell in cells)
    return left - sum(int(cells[cell].value or 0) for cell in equation.right if cell in cells)


def _moves(each: _Ambiguous, readings: Sequence[RowReading], linking: Sequence[Equation]) -> tuple[Residual, ...]:
    """What each reading adds to each equation."""
    places = {cell: number for number, cell in enumerate(each.row.cells)}
    signs = [
        [(places[cell], 1) for cell in equation.left if cell in places]
        + [(places[cell], -1) for cell in equation.right if cell in places]
        for equation in linking
    ]
    return tuple(
        tuple(sum(sign * int(reading.cells[at].value or 0) for at, sign in terms) for terms in signs)
        for reading in readings
    )


# ---------------------------------------------------------------------------------------------------------------------
# What is decided


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the choice of a row rests on.

    Attributes:
        supported: equations between rows support it.
        beyond: more of them fail than a report gets wrong.
        stated: the narrative decided.
        bounded: that no part is more than its whole did.
    """

    supported: bool
    beyond: bool
    stated: bool
    bounded: bool


def _cells(table: Table, each: _Ambiguous, kept: Sequence[RowReading], basis: _Basis) -> Iterator[TableCell]:
    """The cells of one row; those on which the readings left do not agree keep none of them."""
    row = each.row
    printed = phrase("printed_as", text="".join(piece.text for piece in row.pieces)) if row.pieces else row.reason
    own_sums = any(set(equation.cells) <= set(row.cells) for equation in table_equations(table))
    adds_up = basis.supported or own_sums or basis.stated
    if each.forced:
        kept = each.readings
    if each.strained and not basis.supported:
        strained = doubt(DoubtCode.READING_STRAINED, printed=printed)
        yield from unread(row, by_weight(table, row, each.readings), strained)
    elif len(kept) == 1 and not adds_up and (kept[0].mishaps or leaves_print(row, kept[0])):
        yield from unread(row, kept, doubt(DoubtCode.NOTHING_TO_CHECK, because=row.reason))
    elif len(kept) == 1 or adds_up:
        confidence, reason = _judged(each, kept, basis, own_sums, printed)
        kept = by_weight(table, row, kept)
        several = doubt(DoubtCode.READINGS_FIT, printed=printed, count=len(kept))
        if basis.beyond:
            several = doubt(DoubtCode.NO_READING_FITS, because=row.reason)
        yield from agreed(row, kept, confidence, reason, several)
    else:
        yield from likeliest(table, row, kept, printed)


def _judged(
    each: _Ambiguous, kept: Sequence[RowReading], basis: _Basis, own_sums: bool, printed: Phrase
) -> tuple[float, Doubt | None]:
    """The confidence of what is read, and the doubt that says how it was told."""
    if each.contradicting:
        return ONE_WAY, doubt(DoubtCode.READING_CONTRADICTED, printed=printed)
    code = DoubtCode.READING_BY_SUMS if basis.supported or own_sums else DoubtCode.READING_UNCHECKED
    confidence = _SUPPORTED if basis.supported else ONE_WAY
    if basis.bounded and code is DoubtCode.READING_UNCHECKED:
        code = DoubtCode.READING_BY_BOUNDS
    if basis.stated:
        code, confidence = DoubtCode.READING_BY_NARRATIVE, ONE_WAY
    elif basis.beyond and own_sums:
        code = DoubtCode.READING_AGAINST_COLUMNS
    elif any(reading in each.others for reading in kept):
        code, confidence = DoubtCode.READING_BY_COLUMNS, ONE_WAY
    confidence = _FORCED if each.forced else confidence
    reason = None if each.forced else doubt(code, printed=printed)
    if each.row.confidence < current_rules().confidence_below:
        confidence = min(confidence, each.row.confidence)
        reason = reason or doubt(DoubtCode.ROW_UNCERTAIN, printed=printed)
    return confidence, reason
