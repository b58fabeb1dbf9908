"""A statutory form as data: its tables, rows, columns, label spellings, units and identities."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal

__all__ = [
    "Bound",
    "Column",
    "ExtraColumns",
    "Form",
    "Group",
    "Identity",
    "IdentityKind",
    "Layout",
    "Measure",
    "Quantity",
    "RowSpec",
    "StatedSum",
    "Stub",
    "Table",
    "Unit",
    "YearOperand",
    "YearRule",
    "YearRuleKind",
    "split_cell_id",
]

Unit = Literal["count", "money"]
Layout = Literal["rows", "single_row"]
IdentityKind = Literal["row_sum", "outcome_sum", "balance", "disputes_sum", "part_sum"]
YearRuleKind = Literal["equal", "accumulates"]
"""``accumulates``: a running total, which agencies begin anew now and then."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its id, the spellings of its head, and what its figures are."""

    id: str
    labels: tuple[str, ...]
    unit: Unit = "count"
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A label over several rows, or over the columns named; it has no figures of its own.

    ``number``: as in ``RowSpec``.
    """

    id: str
    labels: tuple[str, ...]
    parent: str | None = None
    columns: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row of a table: its id, the spellings of its label, and the columns in which it has a cell.

    Attributes:
        unit: of all its figures, whatever the column says; None where the column tells.
        printed_unit: the word that the form prints for its unit; money without a unit is taken to be in it.
        optional: tables without it lack nothing.
        unverified: its label has not been seen word for word on a published page.
        number: what the form prints in front of the label and reports number as they like.
    """

    id: str
    labels: tuple[str, ...]
    columns: tuple[str, ...]
    group: str | None = None
    item: str | None = None
    unit: Unit | None = None
    printed_unit: str | None = None
    optional: bool = False
    unverified: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A cross-footing rule (勾稽关系): the left ids add up to the same as the right ids.

    ``along="columns"`` holds in every row, ``along="rows"`` in every column. ``printed_only``: a row that the report
    leaves out counts as nothing among the parts.
    """

    kind: IdentityKind
    along: Literal["rows", "columns"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    printed_only: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """The left ids add up to at most the same as the right ids; ``along`` as in ``Identity``."""

    along: Literal["rows", "columns"]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stub:
    """What stands around the labels of the rows of a table and is no part of them: numbers, 其中, units.

    Attributes:
        units: words of counting that may stand behind a label (条, 件), longest first.
        lead_ins: words that may stand in front of one (其中).
    """

    units: tuple[str, ...] = ()
    lead_ins: tuple[str, ...] = ()

    def __or__(self, other: Stub) -> Stub:
        units = sorted({*self.units, *other.units}, key=lambda unit: (-len(unit), unit))
        return Stub(tuple(units), tuple(sorted({*self.lead_ins, *other.lead_ins}, key=lambda word: (-len(word), word))))

    def __bool__(self) -> bool:
        return bool(self.units or self.lead_ins)


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
        words: by which narratives name it; empty for quantities whose many ways to be named the code knows.
        loose: the words are so wide that only agreement says something.
    """

    id: str
    readings: tuple[StatedSum, ...]
    words: tuple[str, ...] = ()
    loose: bool = False


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
    kind: YearRuleKind = "equal"


@dataclass(frozen=True, slots=True)
class Measure:
    """What forms of different times count alike: a line of a panel of many years.

    Attributes:
        name: the same in all forms that count it.
        cells: ids of the cells that add up to it.
        counts: what this form counts, in words.
    """

    name: str
    cells: tuple[str, ...]
    counts: str


@dataclass(frozen=True, slots=True)
class ExtraColumns:
    """Heads of columns that stand in published tables and are none of the form.

    Attributes:
        labels: whole heads (``序号``), folded.
        previous: how the heads of last year's figures begin (``上年``), folded.
        current: how those of this year's begin, that stand beside them.
        measures: words in a head that make its figures other ones than the form's (``月均``, ``上半年``), folded.
        remarks: whole heads, of those in ``labels``, under which words stand and no figures (``备注``), folded.
    """

    labels: frozenset[str] = frozenset()
    previous: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    remarks: frozenset[str] = frozenset()

    def without_previous(self, head: str) -> str | None:
        """A folded head without the words that make its figures last year's; None where it has none."""
        words = max((words for words in self.previous if head.startswith(words)), key=len, default=None)
        return None if words is None else head.removeprefix(words)

    def is_current(self, head: str) -> bool:
        """Whether a folded head says that the figures under it are this year's."""
        return bool(self.current and head.startswith(self.current))

    def is_other_measure(self, head: str, spellings: Sequence[str]) -> bool:
        """Whether a folded head has words that no spelling of its column has, and that make its figures other ones."""
        own = "".join(spellings)
        measures = [words for words in self.measures if words in head and words not in own]
        return bool(measures) or (_holds(head, self.previous) and not _holds(own, self.previous))

    def __or__(self, other: ExtraColumns) -> ExtraColumns:
        return ExtraColumns(
            self.labels | other.labels,
            tuple(dict.fromkeys((*self.previous, *other.previous))),
            tuple(dict.fromkeys((*self.current, *other.current))),
            tuple(dict.fromkeys((*self.measures, *other.measures))),
            self.remarks | other.remarks,
        )


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(each in text for each in words)


@dataclass(frozen=True, eq=False)
class Table:
    """One statutory table of one form.

    ``layout="rows"``: every row has its label at the left. ``layout="single_row"``: the rows stand side by side in one
    printed row, under heads that name row and column. ``usually_at_most``: pairs of columns of which the first figure
    of a row is seldom the larger one. ``quantities``: what narratives state of it, by the names that ``wordings`` know.
    ``stated_column``: that of which a narrative gives a figure when it names a row by its own label.
    ``column_sets``: the sets of columns that its prints have; empty where all have the same. ``absent``: rows that a
    report is known to leave out.
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
    bounds: tuple[Bound, ...] = ()
    stub: Stub = Stub()
    column_sets: tuple[tuple[str, ...], ...] = ()
    absent: frozenset[str] = frozenset()

    @cached_property
    def prints(self) -> tuple[Table, ...]:
        """The table as it may be printed: with each of its sets of columns, the usual one first."""
        return tuple(self._with_columns(names) for names in self.column_sets) or (self,)

    def printed_with(self, cells: Container[str]) -> Table:
        """The table with those of its sets of columns that have cells among these; the usual one where none has."""
        whole = (one for one in self.prints if all(cell in cells for cell, _, _ in one.cells()))
        return max(whole, key=lambda one: len(one.columns), default=self.prints[0])

    def _with_columns(self, names: tuple[str, ...]) -> Table:
        columns = tuple(column for column in self.columns if column.id in names)
        rows = tuple(replace(row, columns=tuple(name for name in row.columns if name in names)) for row in self.rows)
        return replace(self, columns=columns, rows=rows)

    def leaving_out(self, rows: frozenset[str]) -> Table:
        """The table of a report that leaves these rows out; the same object for the same rows."""
        return _leaving_out(self, rows) if rows else self

    @cached_property
    def column_by_id(self) -> dict[str, Column]:
        """Columns by id."""
        return {column.id: column for column in self.columns}

    @cached_property
    def row_by_id(self) -> dict[str, RowSpec]:
        """Rows by id."""
        return {row.id: row for row in self.rows}

    def column_of(self, row: str, column: str) -> Column:
        """A column as it is in one row, which may count in a unit of its own."""
        unit = self.row_by_id[row].unit
        found = self.column_by_id[column]
        return found if unit is None or unit == found.unit else replace(found, unit=unit)

    def cell_id(self, row: str, column: str) -> str:
        """``table.row.column``."""
        return f"{self.id}.{row}.{column}"

    def cells(self) -> tuple[tuple[str, RowSpec, Column], ...]:
        """Every cell of the table in the order of the form: id, row, column."""
        return self._cells

    @cached_property
    def _cells(self) -> tuple[tuple[str, RowSpec, Column], ...]:
        return tuple(
            (self.cell_id(row.id, name), row, self.column_of(row.id, name)) for row in self.rows for name in row.columns
        )


@lru_cache(maxsize=256)  # sets of rows that reports leave out are few
def _leaving_out(table: Table, rows: frozenset[str]) -> Table:
    return replace(table, absent=rows)


def split_cell_id(cell: str) -> tuple[str, str, str]:
    """``table.row.column`` as table, row and column; a row may hold points."""
    table, _, rest = cell.partition(".")
    row, _, column = rest.rpartition(".")
    return table, row, column


@dataclass(frozen=True, eq=False)
class Form:
    """One statutory form.

    Attributes:
        run_together: words of which a table that lost its separators holds several.
        measures: what it counts as forms of other times do.
        told_by: words of which a text must hold several for the form to be looked for in it; empty: it always is.
        national: the form of which this one is a variant, of a region or an agency; it is prescribed to nobody.
    """

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
    measures: tuple[Measure, ...] = ()
    told_by: tuple[str, ...] = ()
    national: str | None = None

    @property
    def template(self) -> str:
        """What records call it as a whole: the national form of which it is, or is a variant of."""
        return self.national or self.id

    @cached_property
    def table_by_id(self) -> dict[str, Table]:
        """Tables by id."""
        return {table.id: table for table in self.tables}

    def covers(self, year: int) -> bool:
        """Whether the form is the one prescribed for reports on ``year``."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
