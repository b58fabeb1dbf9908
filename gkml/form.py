"""A statutory form as data: its tables, rows, columns, label spellings, units and identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

__all__ = [
    "Column",
    "ExtraColumns",
    "Form",
    "Group",
    "Identity",
    "IdentityKind",
    "Layout",
    "Quantity",
    "RowSpec",
    "StatedSum",
    "Table",
    "Unit",
    "YearOperand",
    "YearRule",
    "split_cell_id",
]

Unit = Literal["count", "money"]
Layout = Literal["rows", "single_row"]
IdentityKind = Literal["row_sum", "outcome_sum", "balance", "disputes_sum"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its id, the spellings of its head, and what its figures are."""

    id: str
    labels: tuple[str, ...]
    unit: Unit = "count"
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A label over several rows, or over the columns named; it has no figures of its own."""

    id: str
    labels: tuple[str, ...]
    parent: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row of a table: its id, the spellings of its label, and the columns in which it has a cell."""

    id: str
    labels: tuple[str, ...]
    columns: tuple[str, ...]
    group: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A cross-footing rule (勾稽关系): the left ids add up to the same as the right ids.

    ``along="columns"`` holds in every row, ``along="rows"`` in every column.
    """

    kind: IdentityKind
    along: Literal["rows", "columns"]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatedSum:
    """One way to read a quantity that a narrative states.

    Attributes:
        words: what it is, in Chinese.
        plus: ids of the cells that add up to it; ``*`` stands for whatever a row or column may be called.
        minus: cells to take away from that.
    """

    words: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that narratives state of a table; the statement contradicts it where it agrees with no reading.

    Who says how many requests were ``受理`` may or may not count those carried over from the year before.

    Attributes:
        id: the name in the ids of checks.
        readings: likeliest first.
    """

    id: str
    readings: tuple[StatedSum, ...]


@dataclass(frozen=True, slots=True)
class YearOperand:
    """One operand of a year rule.

    Attributes:
        side: of the equation.
        report: 0 for that on the first year, 1 for that on the second.
        cells: which; ``*`` is the row or column that the rule is applied to.
        sign: 1 or -1.
    """

    side: Literal["left", "right"]
    report: Literal[0, 1]
    cells: str
    sign: Literal[1, -1] = 1


@dataclass(frozen=True, slots=True)
class YearRule:
    """What holds between the reports of an agency on one year and on the next, in every row or every column."""

    code: str
    operands: tuple[YearOperand, ...]


@dataclass(frozen=True, slots=True)
class ExtraColumns:
    """Heads of columns that stand in published tables and are none of the form.

    Attributes:
        labels: whole heads (``序号``), folded.
        previous: how the heads of last year's figures begin (``上年``), folded.
        current: how those of this year's begin, that stand beside them.
    """

    labels: frozenset[str] = frozenset()
    previous: tuple[str, ...] = ()
    current: tuple[str, ...] = ()

    def without_previous(self, head: str) -> str | None:
        """A folded head without the words that make its figures last year's; None where it has none."""
        words = max((words for words in self.previous if head.startswith(words)), key=len, default=None)
        return None if words is None else head.removeprefix(words)

    def is_current(self, head: str) -> bool:
        """Whether a folded head says that the figures under it are this year's."""
        return bool(self.current and head.startswith(self.current))

    def __or__(self, other: ExtraColumns) -> ExtraColumns:
        return ExtraColumns(
            self.labels | other.labels,
            tuple(dict.fromkeys((*self.previous, *other.previous))),
            tuple(dict.fromkeys((*self.current, *other.current))),
        )


@dataclass(frozen=True, eq=False)
class Table:
    """One statutory table of one form.

    ``layout="rows"``: every row has its label at the left. ``layout="single_row"``: the rows stand side by side in one
    printed row, under heads that name row and column. ``usually_at_most``: pairs of columns of which the first figure
    of a row is seldom the larger one. ``quantities``: what narratives state of it, by the names that ``wordings`` know.
    ``stated_column``: that of which a narrative gives a figure when it names a row by its own label.
    """

    id: str
    form: str
    title: str
    section: int
    layout: Layout
    rows: tuple[RowSpec, ...]
    columns: tuple[Column, ...]
    groups: tuple[Group, ...] = ()
    column_groups: tuple[Group, ...] = ()
    items: tuple[tuple[str, tuple[str, ...]], ...] = ()
    stubhead: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = ()
    usually_at_most: tuple[tuple[str, str], ...] = ()
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    stated_column: str | None = None

    @cached_property
    def column_by_id(self) -> dict[str, Column]:
        """Columns by id."""
        return {column.id: column for column in self.columns}

    @cached_property
    def row_by_id(self) -> dict[str, RowSpec]:
        """Rows by id."""
        return {row.id: row for row in self.rows}

    def cell_id(self, row: str, column: str) -> str:
        """``table.row.column``."""
        return f"{self.id}.{row}.{column}"

    def cells(self) -> tuple[tuple[str, RowSpec, Column], ...]:
        """Every cell of the table in the order of the form: id, row, column."""
        return self._cells

    @cached_property
    def _cells(self) -> tuple[tuple[str, RowSpec, Column], ...]:
        return tuple(
            (self.cell_id(row.id, name), row, self.column_by_id[name]) for row in self.rows for name in row.columns
        )


def split_cell_id(cell: str) -> tuple[str, str, str]:
    """``table.row.column`` as table, row and column; a row may hold points."""
    table, _, rest = cell.partition(".")
    row, _, column = rest.rpartition(".")
    return table, row, column


@dataclass(frozen=True, eq=False)
class Form:
    """One statutory form."""

    id: str
    title: str
    source: str
    first_year: int
    last_year: int | None
    sections: tuple[tuple[int, tuple[str, ...]], ...]
    tables: tuple[Table, ...]
    extra_columns: ExtraColumns = ExtraColumns()
    year_rules: tuple[YearRule, ...] = ()
    run_together: tuple[str, ...] = ()
    """Words of which a table that lost its separators holds several."""

    @cached_property
    def table_by_id(self) -> dict[str, Table]:
        """Tables by id."""
        return {table.id: table for table in self.tables}

    def covers(self, year: int) -> bool:
        """Whether the form is the one prescribed for reports on ``year``."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
