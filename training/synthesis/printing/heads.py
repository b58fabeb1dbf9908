"""Heads of a table written in other ways, and columns that are none of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from training.synthesis.dice import Dice
from training.synthesis.printing.grammar import Plan
from training.synthesis.printing.matrix import Matrix, is_figure
from training.synthesis.segments import Line, Segment, separator

__all__ = ["EXTRA_COLUMNS", "HEADS"]

Heads = Callable[[Dice, Matrix, Plan], Matrix]
Extra = Callable[[Dice, Matrix], Matrix]


def _as_they_are(dice: Dice, matrix: Matrix, plan: Plan) -> Matrix:
    return matrix


def _head_rows(matrix: Matrix) -> int:
    """Number of rows above the figures; 0 for the second table, whose items have heads of their own."""
    return 0 if matrix.table == "disclosure" else next(iter(matrix.figure_rows()), 0)


def _path(matrix: Matrix, x: int, rows: int) -> list[int]:
    """The cells above a column from the top down, each once."""
    return list(dict.fromkeys(matrix.places[y][x] for y in range(rows)))


def _one_row(between: str | None, behind: str = "") -> Callable[[Matrix], Matrix]:
    """The heads in one row: the path to each column, or without ``between`` only its end."""

    def rewrite(matrix: Matrix) -> Matrix:
        rows = _head_rows(matrix)
        if rows < 2:
            return matrix
        cells = list(matrix.cells)
        made: dict[tuple[int, ...], int] = {}
        head: list[int] = []
        for x in range(matrix.width):
            path = tuple(number for number in _path(matrix, x, rows) if matrix.cells[number])
            path = path if between is not None else path[-1:]
            if path not in made:
                made[path] = len(cells)
                cells.append(_joined([matrix.cells[number] for number in path], between or "", behind))
            head.append(made[path])
        return Matrix(matrix.table, tuple(cells), (tuple(head), *matrix.places[rows:]))

    return rewrite


def _joined(lines: list[Line], between: str, behind: str) -> Line:
    segments: list[Segment] = []
    for number, line in enumerate(lines):
        if number:
            segments.append(separator(between))
        segments += line
        if number and behind:
            segments.append(separator(behind))
    return tuple(segments)


def _flattened(dice: Dice, matrix: Matrix, plan: Plan) -> Matrix:
    production = plan.production("heads")
    assert production is not None
    return _one_row(dice.pick(production.options["between"]), production.text("behind"))(matrix)


def _leaves(dice: Dice, matrix: Matrix, plan: Plan) -> Matrix:
    if matrix.table == "disputes":  # the names of its groups are among those above
        return matrix
    return _one_row(None)(matrix)


def _repeated(dice: Dice, matrix: Matrix, plan: Plan) -> Matrix:
    """The heads again above every part of some rows."""
    rows = _head_rows(matrix)
    every = dice.integer(4, 9)
    if not rows or len(matrix.places) - rows <= every:
        return matrix
    order = list(range(rows))
    for at, y in enumerate(range(rows, len(matrix.places))):
        if at and at % every == 0:
            order += range(rows)
        order.append(y)
    return matrix.with_rows(order)


def _by_columns(dice: Dice, matrix: Matrix, plan: Plan) -> Matrix:
    """The rows above the last one without what stands below or beside: only the lowest two rows of heads."""
    rows = _head_rows(matrix)
    return matrix if rows < 3 else matrix.with_rows([*range(1, rows), *range(rows, len(matrix.places))])


HEADS: Mapping[str, Heads] = {
    "full": _as_they_are,
    "flattened": _flattened,
    "leaves": _leaves,
    "repeated": _repeated,
    "by_columns": _by_columns,
    "pointed": _flattened,
    "bracketed": _flattened,
}


# ---------------------------------------------------------------------------------------------------------------------
# Columns that are none of the form


def _column(matrix: Matrix, at: int, head: str, content: Callable[[int], str]) -> Matrix:
    """A column with a head and what it prints beside the figures of each row."""
    figures = {y: number for number, y in enumerate(matrix.figure_rows())}
    headed: set[int] = set()
    if matrix.table == "disclosure":
        headed = {y - 1 for y in figures if y - 1 not in figures}
    elif figures:
        headed = {0}

    def line(y: int) -> Line | None:
        if y in headed:
            return (Segment(head),)
        if y not in figures:
            return None
        text = content(figures[y])
        return (Segment(text),) if text else ()

    return matrix.with_column(at, line)


def _first_figure(matrix: Matrix) -> int:
    for row in matrix.places:
        for x, number in enumerate(row):
            if is_figure(matrix.cells[number]):
                return x
    return matrix.width


def _serial(at_end: bool) -> Extra:
    def add(dice: Dice, matrix: Matrix) -> Matrix:
        at = matrix.width if at_end else 0
        return _column(matrix, at, dice.pick(("序号", "编号", "序 号")), lambda number: str(number + 1))

    return add


def _remarks(dice: Dice, matrix: Matrix) -> Matrix:
    share = dice.pick((0.0, 0.0, 0.15))
    words = ("含上年结转", "无", "见附件", "与上年持平", "2件已归档", "/")
    return _column(
        matrix,
        matrix.width,
        dice.pick(("备注", "说明", "备 注")),
        lambda number: dice.pick(words) if dice.chance(share) else "",
    )


def _codes(dice: Dice, matrix: Matrix) -> Matrix:
    style = dice.pick(("{:02d}", "{:03d}", "A{:02d}", "{}"))
    return _column(matrix, _first_figure(matrix), "代码", lambda number: style.format(number + 1))


def _units(dice: Dice, matrix: Matrix) -> Matrix:
    if matrix.table == "statistics":  # it has one of its own
        return matrix
    word = dice.pick(("件", "项", "件", "宗"))
    return _column(matrix, _first_figure(matrix), dice.pick(("单位", "计量单位")), lambda number: word)


def _last_year(dice: Dice, matrix: Matrix) -> Matrix:
    head = dice.pick(("上年数", "上年总计", "去年同期", "上年度合计"))
    most = dice.pick((9, 99, 999))
    return _column(matrix, matrix.width, head, lambda number: str(dice.integer(0, most)))


def _shares(dice: Dice, matrix: Matrix) -> Matrix:
    return _column(matrix, matrix.width, dice.pick(("占比", "同比")), lambda number: f"{dice.integer(0, 1000) / 10}%")


def _none(dice: Dice, matrix: Matrix) -> Matrix:
    return matrix


EXTRA_COLUMNS: Mapping[str, Extra] = {
    "none": _none,
    "serial": _serial(at_end=False),
    "serial_last": _serial(at_end=True),
    "remarks": _remarks,
    "codes": _codes,
    "units": _units,
    "last_year": _last_year,
    "shares": _shares,
}
