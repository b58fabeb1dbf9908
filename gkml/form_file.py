"""One YAML file to a statutory form, with every name in it checked; an error names the file, the line and the key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from gkml.errors import TemplateError
from gkml.folding import fold
from gkml.form import (
    Bound,
    Column,
    ExtraColumns,
    Form,
    Group,
    Identity,
    IdentityKind,
    Layout,
    Measure,
    Quantity,
    RowSpec,
    StatedSum,
    Stub,
    Table,
    Unit,
    YearOperand,
    YearRule,
    YearRuleKind,
)
from gkml.yaml_lines import YamlLines

__all__ = ["load_form"]


_YEAR = "{year}"  # in the label of a column: the year that a report prints there
_BESIDE = 2  # years around those of the form that a head may name, left over from another report
_AHEAD = 30  # years for which a form without a last year is thought of


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _not_empty(label: str) -> str:
    if not any(character.isalnum() for character in label):
        raise ValueError("a label holds at least one letter or digit")
    return label


Label = Annotated[str, AfterValidator(_not_empty)]
Labels = Annotated[list[Label], Field(min_length=1)]
Names = Annotated[list[str], Field(min_length=1)]
Section = Annotated[int, Field(ge=1, le=6)]


class _Column(_Model):
    labels: Labels
    unit: Unit = "count"
    signed: bool = False


class _Group(_Model):
    labels: Labels
    parent: str | None = None
    columns: Names | None = None
    number: str = ""


class _Row(_Model):
    labels: Labels
    columns: Names | None = None
    group: str | None = None
    item: str | None = None
    unit: Unit | None = None
    printed_unit: Label | None = None
    optional: bool = False
    unverified: bool = False
    number: str = ""


class _Bound(_Model):
    along: Literal["rows", "columns"]
    left: Names
    right: Names


class _Identity(_Bound):
    kind: IdentityKind
    printed_only: bool = False


class _Stub(_Model):
    units: list[Label] = []
    lead_ins: list[Label] = []


class _Statement(_Model):
    check: str | None = None
    words: list[Label] = []
    loose: bool = False
    readings: dict[str, Names] = Field(min_length=1)


class _Table(_Model):
    title: str
    section: Section
    layout: Layout = "rows"
    columns: dict[str, _Column] = Field(min_length=1)
    rows: dict[str, _Row] = Field(min_length=1)
    groups: dict[str, _Group] = {}
    column_groups: dict[str, _Group] = {}
    items: dict[str, Labels] = {}
    stubhead: list[Label] = []
    identities: list[_Identity] = []
    bounds: list[_Bound] = []
    stub: _Stub = _Stub()
    column_sets: list[Names] = []
    usually_at_most: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = []
    statements: dict[str, _Statement] = {}
    stated_column: str | None = None


class _ExtraColumns(_Model):
    labels: list[Label] = []
    remarks: list[Label] = []
    previous: list[Label] = []
    current: list[Label] = []
    measures: list[Label] = []


class _YearOperand(_Model):
    year: Literal["first", "second"]
    cells: str
    sign: Literal[1, -1] = 1


class _YearRule(_Model):
    kind: YearRuleKind = "equal"
    left: list[_YearOperand] = Field(min_length=1)
    right: list[_YearOperand] = Field(min_length=1)


class _Measure(_Model):
    cells: Names
    counts: Label


class _Years(_Model):
    first: int
    last: int | None = None


class _Form(_Model):
    form: str
    title: str
    source: str
    years: _Years
    national: str | None = None
    told_by: list[Label] = []
    measures: dict[str, _Measure] = {}
    sections: dict[Section, Labels]
    tables: dict[str, _Table] = Field(min_length=1)
    extra_columns: _ExtraColumns = _ExtraColumns()
    year_rules: dict[str, _YearRule] = {}
    run_together: list[Label] = []


def load_form(path: Path) -> Form:
    """Read and check one form.

    Raises:
        TemplateError: with ``file:line: key: problem``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path}: cannot be read: {error}") from None
    source = YamlLines(path, text)
    try:
        model = _Form.model_validate(source.data)
    except ValidationError as error:
        first = error.errors()[0]
        place = [part for part in first["loc"] if part != "[key]"]
        raise source.error(place, str(first["msg"]).removeprefix("Value error, ")) from None
    if model.years.last is not None and model.years.last < model.years.first:
        problem = f"the last year {model.years.last} is before the first, {model.years.first}"
        raise source.error(("years", "last"), problem)
    last = model.years.last if model.years.last is not None else model.years.first + _AHEAD
    years = range(model.years.first - _BESIDE, last + _BESIDE + 1)
    tables = tuple(_table(source, model.form, key, table, years) for key, table in model.tables.items())
    return Form(
        id=model.form,
        title=model.title,
        source=model.source,
        first_year=model.years.first,
        last_year=model.years.last,
        sections=tuple((number, tuple(labels)) for number, labels in model.sections.items()),
        tables=tables,
        extra_columns=ExtraColumns(
            frozenset(map(fold, (*model.extra_columns.labels, *model.extra_columns.remarks))),
            tuple(map(fold, model.extra_columns.previous)),
            tuple(map(fold, model.extra_columns.current)),
            tuple(map(fold, model.extra_columns.measures)),
            frozenset(map(fold, model.extra_columns.remarks)),
        ),
        year_rules=tuple(_year_rules(source, model, tables)),
        run_together=tuple(model.run_together),
        measures=tuple(_measures(source, model, tables)),
        told_by=tuple(model.told_by),
        national=model.national,
    )


def _measures(source: YamlLines, model: _Form, tables: Iterable[Table]) -> Iterator[Measure]:
    known = {cell for table in tables for cell, _, _ in table.cells()}
    for name, measure in model.measures.items():
        for number, cell in enumerate(measure.cells):
            if cell not in known:
                at = ("measures", name, "cells", number)
                raise source.error(at, f"no cell of this form is called {cell!r}")
        yield Measure(name, tuple(measure.cells), measure.counts)


def _year_rules(source: YamlLines, model: _Form, tables: Iterable[Table]) -> Iterator[YearRule]:
    """The rules between two years, with every cell in them checked."""
    known = [cell for table in tables for cell, _, _ in table.cells()]
    for code, rule in model.year_rules.items():
        operands = []
        sides: tuple[tuple[Literal["left", "right"], list[_YearOperand]], ...]
        sides = (("left", rule.left), ("right", rule.right))
        for side, parts in sides:
            for number, part in enumerate(parts):
                at = ("year_rules", code, side, number, "cells")
                if part.cells.count("*") != 1:
                    raise source.error(at, f"{part.cells!r} needs one * for the row or column it is applied to")
                if not any(fnmatchcase(cell, part.cells) for cell in known):
                    raise source.error(at, f"no cell of this form is called {part.cells!r}")
                operands.append(YearOperand(side, 0 if part.year == "first" else 1, part.cells, part.sign))
        yield YearRule(code, tuple(operands), rule.kind)


def _table(source: YamlLines, form: str, table_id: str, model: _Table, years: range) -> Table:
    """One table, with every name in it checked; ``years``: those that its heads may name."""
    names = _Names(source, ("tables", table_id))
    columns = tuple(
        Column(key, tuple(_with_years(c.labels, years)), c.unit, c.signed) for key, c in model.columns.items()
    )
    rows = []
    for key, row in model.rows.items():
        names.check_all(row.columns or (), model.columns, ("rows", key, "columns"), "column")
        names.check(row.group, model.groups, ("rows", key, "group"), "group")
        names.check(row.item, model.items, ("rows", key, "item"), "item")
        own = tuple(row.columns or model.columns)
        rest = (row.group, row.item, row.unit, row.printed_unit, row.optional, row.unverified, row.number)
        rows.append(RowSpec(key, tuple(row.labels), own, *rest))
    for key, group in model.groups.items():
        names.check(group.parent, model.groups, ("groups", key, "parent"), "group")
    names.check_ancestors({key: group.parent for key, group in model.groups.items()}, ("groups",))
    for key, group in model.column_groups.items():
        names.check_all(group.columns or (), model.columns, ("column_groups", key, "columns"), "column")
    identities = [
        Identity(each.kind, each.along, *_sides(names, model, each, ("identities", number)), each.printed_only)
        for number, each in enumerate(model.identities)
    ]
    bounds = [
        Bound(each.along, *_sides(names, model, each, ("bounds", number))) for number, each in enumerate(model.bounds)
    ]
    for number, each_set in enumerate(model.column_sets):
        names.check_all(each_set, model.columns, ("column_sets", number), "column")
    for number, pair in enumerate(model.usually_at_most):
        names.check_all(pair, model.columns, ("usually_at_most", number), "column")
    names.check(model.stated_column, model.columns, ("stated_column",), "column")
    quantities = {
        key: Quantity(
            statement.check or key,
            tuple(
                _stated_sum(names, table_id, rows, words, cells, ("statements", key, "readings", words))
                for words, cells in statement.readings.items()
            ),
            tuple(statement.words),
            statement.loose,
        )
        for key, statement in model.statements.items()
    }
    return Table(
        id=table_id,
        form=form,
        title=model.title,
        section=model.section,
        layout=model.layout,
        rows=tuple(rows),
        columns=columns,
        groups=tuple(Group(key, tuple(g.labels), g.parent, (), g.number) for key, g in model.groups.items()),
        column_groups=tuple(
            Group(key, tuple(g.labels), None, tuple(g.columns or ())) for key, g in model.column_groups.items()
        ),
        items=tuple((key, tuple(labels)) for key, labels in model.items.items()),
        stubhead=tuple(model.stubhead),
        identities=tuple(identities),
        usually_at_most=tuple((small, large) for small, large in model.usually_at_most),
        quantities=quantities,
        stated_column=model.stated_column,
        bounds=tuple(bounds),
        stub=Stub(tuple(model.stub.units), tuple(model.stub.lead_ins)) | Stub(),
        column_sets=tuple(map(tuple, model.column_sets)),
    )


def _sides(
    names: _Names, model: _Table, rule: _Bound, where: tuple[Any, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Both sides of a rule, with every name in them checked."""
    known: Collection[str] = model.rows if rule.along == "rows" else model.columns
    what = "row" if rule.along == "rows" else "column"
    left = names.check_all(rule.left, known, (*where, "left"), what)
    return left, names.check_all(rule.right, known, (*where, "right"), what)


def _with_years(labels: Iterable[str], years: range) -> Iterator[str]:
    """The labels; one with ``{year}`` in it stands for itself with each of the years."""
    for label in labels:
        yield from (label.replace(_YEAR, str(year)) for year in years) if _YEAR in label else (label,)


def _stated_sum(
    names: _Names, table: str, rows: Iterable[RowSpec], words: str, cells: Iterable[str], where: tuple[Any, ...]
) -> StatedSum:
    """``row.column`` of the table, as many as add up; those behind a minus sign are taken away."""
    known = {f"{row.id}.{column}" for row in rows for column in row.columns}
    sides: dict[bool, list[str]] = {False: [], True: []}
    for number, cell in enumerate(cells):
        plain = cell.removeprefix("-")
        if plain not in known and not ("*" in plain and any(fnmatchcase(one, plain) for one in known)):
            names.fail((*where, number), f"the cell {plain!r} is not defined in this table")
        sides[cell != plain].append(f"{table}.{plain}")
    return StatedSum(words, tuple(sides[False]), tuple(sides[True]))


class _Names:
    """Checks of the names by which the parts of a table refer to one another."""

    def __init__(self, source: YamlLines, at: tuple[Any, ...]) -> None:
        self.source, self.at = source, at

    def fail(self, where: tuple[Any, ...], problem: str) -> NoReturn:
        """Raise the error for a value of the table."""
        raise self.source.error((*self.at, *where), problem)

    def check(self, name: str | None, known: Collection[str], where: tuple[Any, ...], what: str) -> None:
        """One name, or none."""
        if name is not None and name not in known:
            self.fail(where, f"the {what} {name!r} is not defined in this table")

    def check_all(
        self, names: Iterable[str], known: Collection[str], where: tuple[Any, ...], what: str
    ) -> tuple[str, ...]:
        """A list of names, each once; ``refused.*`` stands for all that begin with ``refused.``."""
        checked: dict[str, None] = {}
        for number, name in enumerate(names):
            found = [key for key in known if name.endswith(".*") and key.startswith(name[:-1])] or [name]
            for one in found:
                self.check(one, known, (*where, number), what)
                if one in checked:
                    self.fail((*where, number), f"the {what} {one!r} stands twice")
                checked[one] = None
        return tuple(checked)

    def check_ancestors(self, parents: dict[str, str | None], where: tuple[Any, ...]) -> None:
        """No group stands, over however many others, inside itself."""
        for key in parents:
            seen = {key}
            above = parents[key]
            while above is not None:
                if above in seen:
                    self.fail((*where, key, "parent"), f"the group {key!r} is inside itself")
                seen.add(above)
                above = parents[above]
