"""Columns and rows of a table in other orders; labels and heads go with their figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from training.synthesis.dice import Dice
from training.synthesis.printing.matrix import Matrix, is_figure

__all__ = ["COLUMN_ORDERS", "ROW_ORDERS"]

Order = Callable[[Dice, Matrix], Matrix]
Permutation = Callable[[Dice, Sequence[int]], list[int]]

_DISPUTE_COLUMNS = 5  # of each of the three groups of the fourth table
_APPLICANTS = 7  # columns of the third table
_ITEM_HEADS = 2  # rows above the figures of an item of the second table


def _as_it_is(dice: Dice, matrix: Matrix) -> Matrix:
    return matrix


def _head(matrix: Matrix) -> int:
    """Number of rows above the first figure."""
    return next(iter(matrix.figure_rows()), len(matrix.places))


def _figure_columns(matrix: Matrix, rows: Sequence[int]) -> list[int]:
    """Columns that hold figures in these rows, one for every figure that spans several."""
    found: dict[int, None] = {}
    for y in rows:
        seen: set[int] = set()
        for x, number in enumerate(matrix.places[y]):
            if is_figure(matrix.cells[number]) and number not in seen:
                seen.add(number)
                found[x] = None
    return sorted(found)


def _blocks(matrix: Matrix) -> list[list[int]]:
    """Rows that share their heads: the items of the second table, or the whole table."""
    if matrix.table != "disclosure":
        return [list(range(len(matrix.places)))]
    blocks: list[list[int]] = []
    for y, row in enumerate(matrix.places):
        content = matrix.cells[row[0]]
        if not blocks or (content and str(content[0].label).startswith("item:")):
            blocks.append([])
        blocks[-1].append(y)
    return blocks


def _columns(permute: Permutation) -> Order:
    def order(dice: Dice, matrix: Matrix) -> Matrix:
        rows = list(matrix.places)
        figures = set(matrix.figure_rows())
        for block in _blocks(matrix):
            columns = _figure_columns(matrix, [y for y in block if y in figures])
            if len(columns) < 2 or not all(_alone(matrix, block, x) for x in columns):
                continue
            size = _DISPUTE_COLUMNS if matrix.table == "disputes" else len(columns)
            whole = list(range(matrix.width))
            for at in range(0, len(columns), size):
                group = columns[at : at + size]
                for old, new in zip(group, permute(dice, group), strict=True):
                    whole[old] = new
            for y in block:
                rows[y] = tuple([matrix.places[y][x] for x in whole])
        return Matrix(matrix.table, matrix.cells, tuple(rows))

    return order


def _alone(matrix: Matrix, block: Sequence[int], x: int) -> bool:
    """Whether the figures of a column span no other."""
    rows = [matrix.places[y] for y in block]
    return not any(is_figure(matrix.cells[row[x]]) and row.count(row[x]) > 1 for row in rows)


def _groups(matrix: Matrix) -> list[list[int]]:
    """Rows below the head in the groups that may be put in another order: by item, by group, or each alone."""
    if matrix.table == "disclosure":
        return _blocks(matrix)
    groups: list[list[int]] = []
    before: tuple[int, ...] = ()
    for y in range(_head(matrix), len(matrix.places)):
        row = matrix.places[y]
        if groups and len(row) > 1 and row[1] == before[1]:
            groups[-1].append(y)
        else:
            groups.append([y])
        before = row
    return groups


def _rows(arrange: Callable[[Dice, list[list[int]], int], list[list[int]]]) -> Order:
    def order(dice: Dice, matrix: Matrix) -> Matrix:
        if matrix.table == "disputes":  # one row
            return matrix
        if matrix.table == "statistics":
            return _last_rows(dice, matrix)
        first, fixed = (0, _ITEM_HEADS) if matrix.table == "disclosure" else (_head(matrix), 0)
        groups = arrange(dice, _groups(matrix), fixed)
        return matrix.with_rows([*range(first), *[y for group in groups for y in group]])

    return order


def _last_rows(dice: Dice, matrix: Matrix) -> Matrix:
    """The last rows of a statistics table in another order, those that stand below no other and have no number."""
    height = len(matrix.places)
    first = height
    while first > 1 and _is_free(matrix, first - 1):
        first -= 1
    return matrix.with_rows([*range(first), *dice.shuffled(range(first, height))])


def _is_free(matrix: Matrix, y: int) -> bool:
    labels = [line[0].label for number in matrix.places[y] if (line := matrix.cells[number])]
    return labels[:1] != [None] and any(label is not None and label.startswith("row:") for label in labels)


def _inside(dice: Dice, groups: list[list[int]], fixed: int) -> list[list[int]]:
    return [[*group[:fixed], *dice.shuffled(group[fixed:])] for group in groups]


def _together(dice: Dice, group: Sequence[int]) -> list[int]:
    """The columns in another order; of seven, those under a head of their own stay together."""
    if len(group) != _APPLICANTS:
        return dice.shuffled(group)
    inner = [dice.shuffled(group[1:-1])]
    parts = dice.shuffled([[group[0]], *inner, [group[-1]]])
    return [x for part in parts for x in part]


COLUMN_ORDERS: Mapping[str, Order] = {
    "standard": _as_it_is,
    "totals_first": _columns(lambda dice, group: [group[-1], *group[:-1]]),
    "shuffled": _columns(_together),
    "scattered": _columns(lambda dice, group: dice.shuffled(group)),
    "reversed": _columns(lambda dice, group: list(reversed(group))),
    "rotated": _columns(lambda dice, group: [*group[2:], *group[:2]]),
}
ROW_ORDERS: Mapping[str, Order] = {
    "standard": _as_it_is,
    "groups_shuffled": _rows(lambda dice, groups, fixed: dice.shuffled(groups)),
    "inside_shuffled": _rows(_inside),
    "reversed": _rows(lambda dice, groups, fixed: list(reversed(groups))),
    "totals_first": _rows(lambda dice, groups, fixed: [*groups[-2:], *groups[:-2]]),
}
