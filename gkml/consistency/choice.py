"""Which reading of the rows left open the arithmetic of the whole table singles out.

Each open row brings the readings that its print allows and its own sums permit. They are taken together until every
column adds up as well. What all remaining readings of a row agree on is read; what they do not agree on stays
unreadable, with the values that remain as alternatives. Empty cells count as nothing here, and only here: what is
chosen is a reading of the print, and no blank becomes a zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, count

from gkml.consistency.equations import Equation, table_equations
from gkml.consistency.readings_to_cells import ONE_WAY, agreed, by_weight, leaves_print, likeliest, unread
from gkml.doubts import SIGHT_DOUBTS, DoubtCode, doubt, phrase
from gkml.tables.divisions import Reading, Sum, TooManyReadingsError, open_row_to_readings, unharmed_readings
from gkml.tables.open_rows import OpenRow
from gkml.tables.placed import PlacedTable
from gkml.tables.table_cell import REVIEW_BELOW, TableCell
from gkml.template import Table

__all__ = ["choose_readings"]

_MAX_STEPS = 20_000  # of the search through a table
_MAX_DROPPED = 2  # column sums that may contradict while the others decide
_MAX_CONTRADICTING = 2  # rows that do not add up as printed; where there are more, it is the print that lost something
_BORNE_OUT = 0.97  # confidence of a reading that row and columns bear out
_FORCED = 0.97  # confidence where the print allows one reading only
_SETTLED = frozenset({"number", "blank", "mark"})  # states of a cell that is not in doubt

# what no arithmetic can allay: print that is not what a person sees
_KEPT = SIGHT_DOUBTS - {DoubtCode.RECOGNITION}

Residual = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """An open row and the readings left.

    Attributes:
        forced: its print allows one reading only.
        contradicting: that reading does not add up: the report may be wrong, or the print has lost something.
        strained: its readings suppose a mishap, while without one there are readings too, that do not add up. Where
            that is one only, it is among them.
        moves: what each reading adds to each equation that links rows.
    """

    row: OpenRow
    readings: tuple[Reading, ...]
    forced: bool = False
    contradicting: bool = False
    strained: bool = False
    moves: tuple[Residual, ...] = ()


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The open rows that can be read, the readings of each that are left, and what decided.

    Attributes:
        opened, kept: the rows and their readings, one for one.
        linked: cells of the equations between rows that decided.
        whole: all equations between rows hold.
    """

    opened: Sequence[_Open]
    kept: Sequence[Sequence[Reading]]
    linked: frozenset[str]
    whole: bool


def choose_readings(placed: PlacedTable) -> PlacedTable:
    """The table with its open rows read as far as print and arithmetic decide them."""
    if not placed.open_rows:
        return placed
    chosen = _chosen(placed, lossy=False)
    # a dump that drops the empty cells of one row drops those of all; short of that, it may explain what contradicts
    lossy = any(each.readings[0].lost and not each.strained for each in chosen.opened)
    lossy = lossy or sum(each.strained for each in chosen.opened) > _MAX_CONTRADICTING
    if lossy or not chosen.whole:
        other = _chosen(placed, lossy=True)
        chosen = other if lossy or other.whole else chosen
    cells = dict(placed.cells)
    for each, kept in zip(chosen.opened, chosen.kept, strict=True):
        borne = not chosen.linked.isdisjoint(each.row.cells)
        if each.strained and not (chosen.whole and (lossy or all(not reading.mishaps for reading in kept))):
            borne = False
        for cell in _cells(placed.table, each, kept, borne):
            before = cells[cell.id]
            if before.state in _SETTLED and cell.state in ("unreadable", before.state):
                continue  # an illegible neighbour does not unsettle it
            if cell.state == "unreadable":
                cell = replace(before, doubts=cell.doubts, alternatives=cell.alternatives)
            unseen = (each for each in before.doubts if each.code in _KEPT)
            cells[cell.id] = replace(cell.doubted(*unseen), tagger=before.tagger, evidence=before.evidence)
    return replace(placed, cells=cells)


def _chosen(placed: PlacedTable, *, lossy: bool) -> _Chosen:
    equations = table_equations(placed.table)
    opened = [_opened(row, equations, placed.cells, lossy=lossy) for row in placed.open_rows]
    readable = [each for each in opened if each.readings]
    linking = _linking(readable, equations, placed.cells)
    readable = [_with_moves(each, linking) for each in readable]
    open_cells = {cell for each in readable for cell in each.row.cells}
    known = {cell_id: cell for cell_id, cell in placed.cells.items() if cell_id not in open_cells}
    kept, borne = _remaining(readable, tuple(-_moved(equation, known) for equation in linking))
    linked = frozenset(cell for number in borne for cell in linking[number].cells)
    return _Chosen(readable, kept, linked, whole=len(borne) == len(linking))


def _opened(row: OpenRow, equations: Sequence[Equation], cells: Mapping[str, TableCell], *, lossy: bool) -> _Open:
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
            return _Open(row, tuple(unharmed), forced=True)
        readings = open_row_to_readings(row, sums, least=int(lossy))
    except TooManyReadingsError:
        return _Open(row, ())
    # a print that could be read without a mishap, but would not add up then, may be wrong in the source
    readings = [reading for reading in readings if _as_placed(row, reading, cells)]
    strained = bool(unharmed) and bool(readings) and all(reading.mishaps > 0 for reading in readings)
    if forced and strained:
        return _Open(row, (*unharmed, *readings), strained=True)  # the columns may tell which it is
    # whether it adds up or not, the print says this
    return _Open(row, tuple(unharmed if forced else readings), forced, contradicting, strained)


def _splits(row: OpenRow, readings: Sequence[Reading]) -> bool:
    """Whether print is cut further, although separators stand in it."""
    inked = [piece for piece in row.pieces if not piece.blank]
    cut = any(sum(cell.start is not None for cell in reading.cells) > len(inked) for reading in readings)
    return cut and len(inked) > 1


def _as_placed(row: OpenRow, reading: Reading, cells: Mapping[str, TableCell]) -> bool:
    """Whether a reading leaves alone those cells of the row whose figures are not in doubt."""
    return all(
        cells[cell_id].state not in _SETTLED or cells[cell_id].value == cell.value
        for cell_id, cell in zip(row.cells, reading.cells, strict=True)
    )


# ---------------------------------------------------------------------------------------------------------------------
# The columns


def _linking(
    opened: Sequence[_Open], equations: Sequence[Equation], cells: Mapping[str, TableCell]
) -> tuple[Equation, ...]:
    """Equations between an open row and other rows, all of whose figures are known or open."""
    rows = [set(each.row.cells) for each in opened]
    open_cells = set().union(*rows)
    return tuple(
        equation
        for equation in equations
        if not open_cells.isdisjoint(equation.cells)
        and not any(row.issuperset(equation.cells) for row in rows)
        and all(cell in open_cells or cells[cell].state in _SETTLED for cell in equation.cells)
    )


def _moved(equation: Equation, cells: Mapping[str, TableCell]) -> int:
    """Left less right over the cells whose figures are known; amounts of money stand in no equation."""
    left = sum(int(cells[cell].value or 0) for cell in equation.left if cell in cells)
    return left - sum(int(cells[cell].value or 0) for cell in equation.right if cell in cells)


def _with_moves(each: _Open, linking: Sequence[Equation]) -> _Open:
    places = {cell: number for number, cell in enumerate(each.row.cells)}
    signs = [
        [(places[cell], 1) for cell in equation.left if cell in places]
        + [(places[cell], -1) for cell in equation.right if cell in places]
        for equation in linking
    ]
    moves = tuple(
        tuple(sum(sign * int(reading.cells[at].value or 0) for at, sign in terms) for terms in signs)
        for reading in each.readings
    )
    return replace(each, moves=moves)


def _remaining(opened: Sequence[_Open], constants: Residual) -> tuple[list[list[Reading]], set[int]]:
    """The readings of each row that some way to read the whole table takes, and the equations that decided.

    Where no way satisfies all columns the report contradicts itself; then the columns that are left when one or two
    equations are set aside decide, and where that does not help either, none does.
    """
    numbers = range(len(constants))
    steps = count(1)
    for dropped in range(min(_MAX_DROPPED, len(constants)) + 1):
        found: list[set[int]] = [set() for _ in opened]
        deciding = set(numbers)
        for left_out in combinations(numbers, dropped):
            kept = [number for number in numbers if number not in left_out]
            try:
                ways = _ways(opened, constants, kept, steps)
            except TooManyReadingsError:
                return [list(each.readings) for each in opened], set()
            if ways is not None:
                deciding.difference_update(left_out)
                for mine, way in zip(found, ways, strict=True):
                    mine |= way
        if all(found):
            chosen = [[each.readings[n] for n in sorted(way)] for each, way in zip(opened, found, strict=True)]
            return chosen, deciding
    return [[] for _ in opened], set()


def _ways(
    opened: Sequence[_Open], constants: Residual, equations: Sequence[int], steps: Iterator[int]
) -> list[set[int]] | None:
    """The readings of each row that stand in some way to satisfy ``equations``; None where there is no way.

    Raises:
        TooManyReadingsError: ``steps``, which are counted on from call to call, are used up.
    """
    groups = [_grouped(each, equations) for each in opened]
    target = tuple(constants[number] for number in equations)
    groups = _within_bounds(groups, target)
    if not all(groups):
        return None
    order = sorted(range(len(groups)), key=lambda number: len(groups[number]))
    ordered = [groups[number] for number in order]
    taken: list[set[Residual]] = [set() for _ in ordered]  # moves that some way takes
    for number, group in enumerate(ordered):
        others = [*ordered[:number], *ordered[number + 1 :]]
        for move in group:
            rest = tuple(whole - part for whole, part in zip(target, move, strict=True))
            way = None if move in taken[number] else _first_way(others, rest, steps)
            if way is not None:
                for mine, one in zip(taken, (*way[:number], move, *way[number:]), strict=True):
                    mine.add(one)
        if not taken[number]:
            return None
    found: list[set[int]] = [set() for _ in opened]
    for number, moves in zip(order, taken, strict=True):
        found[number] = {reading for move in moves for reading in groups[number][move]}
    return found


def _grouped(each: _Open, equations: Sequence[int]) -> dict[Residual, list[int]]:
    """Readings by what they add to the equations: those of one group are alike to the columns."""
    groups: dict[Residual, list[int]] = {}
    for number, move in enumerate(each.moves):
        groups.setdefault(tuple(move[equation] for equation in equations), []).append(number)
    return groups


def _within_bounds(groups: list[dict[Residual, list[int]]], target: Residual) -> list[dict[Residual, list[int]]]:
    """Without the readings that no choice of the other rows can make up for."""
    changed = True
    while changed and all(groups):
        changed = False
        low = [[min(move[e] for move in group) for e in range(len(target))] for group in groups]
        high = [[max(move[e] for move in group) for e in range(len(target))] for group in groups]
        for number, group in enumerate(groups):
            others_low = [sum(row[e] for row in low) - low[number][e] for e in range(len(target))]
            others_high = [sum(row[e] for row in high) - high[number][e] for e in range(len(target))]
            kept = {
                move: readings
                for move, readings in group.items()
                if all(target[e] - others_high[e] <= move[e] <= target[e] - others_low[e] for e in range(len(target)))
            }
            if len(kept) < len(group):
                groups = [*groups[:number], kept, *groups[number + 1 :]]
                changed = True
                break
    return groups


def _first_way(
    groups: Sequence[Mapping[Residual, Sequence[int]]], target: Residual, steps: Iterator[int]
) -> tuple[Residual, ...] | None:
    """A choice of one group a row that adds up to the target; None where there is none.

    Raises:
        TooManyReadingsError: ``steps``, which are counted on from call to call, are used up.
    """
    size = range(len(target))
    low = [[0] * len(target)]
    high = [[0] * len(target)]
    for group in reversed(groups):
        low.append([low[-1][e] + min(move[e] for move in group) for e in size])
        high.append([high[-1][e] + max(move[e] for move in group) for e in size])
    low.reverse()
    high.reverse()

    def choose(number: int, rest: Residual) -> tuple[Residual, ...] | None:
        if next(steps) > _MAX_STEPS:
            raise TooManyReadingsError(f"more than {_MAX_STEPS} steps through one table")
        if number == len(groups):
            return ()
        for move in groups[number]:
            left = tuple(rest[e] - move[e] for e in size)
            if all(low[number + 1][e] <= left[e] <= high[number + 1][e] for e in size):
                further = choose(number + 1, left)
                if further is not None:
                    return (move, *further)
        return None

    return choose(0, target) if all(low[0][e] <= target[e] <= high[0][e] for e in size) else None


# ---------------------------------------------------------------------------------------------------------------------
# What is decided


def _cells(table: Table, each: _Open, kept: Sequence[Reading], borne: bool) -> Iterator[TableCell]:
    """The cells of one row; those on which the readings left do not agree keep none of them."""
    row = each.row
    printed = phrase("printed_as", text="".join(piece.text for piece in row.pieces)) if row.pieces else row.reason
    adds_up = borne or any(set(equation.cells) <= set(row.cells) for equation in table_equations(table))
    if each.forced:
        kept = each.readings
    if each.strained and not borne:
        strained = doubt(DoubtCode.READING_STRAINED, printed=printed)
        yield from unread(row, by_weight(table, row, each.readings), strained)
    elif not kept:
        none = doubt(DoubtCode.NO_READING_FITS, because=row.reason)
        yield from unread(row, by_weight(table, row, each.readings), none)
    elif len(kept) == 1 and not adds_up and (kept[0].mishaps or leaves_print(row, kept[0])):
        yield from unread(row, kept, doubt(DoubtCode.NOTHING_TO_CHECK, because=row.reason))
    elif len(kept) == 1 or adds_up:
        confidence = _FORCED if each.forced else _BORNE_OUT if borne else ONE_WAY
        code = DoubtCode.READING_BY_SUMS if adds_up else DoubtCode.READING_UNCHECKED
        reason = None if each.forced else doubt(code, printed=printed)
        if each.contradicting:
            confidence, reason = ONE_WAY, doubt(DoubtCode.READING_CONTRADICTED, printed=printed)
        elif row.confidence < REVIEW_BELOW:
            confidence = min(confidence, row.confidence)
            reason = reason or doubt(DoubtCode.ROW_UNCERTAIN, printed=printed)
        kept = by_weight(table, row, kept)
        several = doubt(DoubtCode.READINGS_FIT, printed=printed, count=len(kept))
        yield from agreed(row, kept, confidence, reason, several)
    else:
        yield from likeliest(table, row, kept, printed)
