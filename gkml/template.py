"""The statutory forms as data: tables, rows, columns, label spellings, units and identities.

A form is one YAML file (see ``configs/templates``). Nothing in the code knows a particular form: a new one is a new
file. Files are checked when they are loaded, and an error names the file, the line and the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gkml.errors import TemplateError

__all__ = ["Column", "Form", "Group", "Identity", "RowSpec", "Table", "Templates", "load_form", "load_templates"]

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
    """A label over several rows; it has no figures of its own."""

    id: str
    labels: tuple[str, ...]
    parent: str | None = None


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


@dataclass(frozen=True, eq=False)
class Table:
    """One statutory table of one form.

    ``layout="rows"``: every row has its label at the left. ``layout="single_row"``: the rows stand side by side in one
    printed row, under heads that name row and column.
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
    corner: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = ()

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

    def cells(self) -> Iterator[tuple[str, RowSpec, Column]]:
        """Every cell of the table in the order of the form: id, row, column."""
        for row in self.rows:
            for column in row.columns:
                yield self.cell_id(row.id, column), row, self.column_by_id[column]


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

    @cached_property
    def table_by_id(self) -> dict[str, Table]:
        """Tables by id."""
        return {table.id: table for table in self.tables}

    def covers(self, year: int) -> bool:
        """Whether the form is the one prescribed for reports on ``year``."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@dataclass(frozen=True, eq=False)
class Templates:
    """All forms that are known, and a hash of their content."""

    forms: tuple[Form, ...]
    hash: str

    @cached_property
    def table_ids(self) -> tuple[str, ...]:
        """Ids of all tables, in the order in which forms name them."""
        return tuple(dict.fromkeys(table.id for form in self.forms for table in form.tables))

    def variants(self, table_id: str) -> tuple[Table, ...]:
        """The table as each form has it."""
        return tuple(form.table_by_id[table_id] for form in self.forms if table_id in form.table_by_id)

    def form(self, form_id: str) -> Form:
        """The form of that id; ``KeyError`` where there is none."""
        return next(form for form in self.forms if form.id == form_id)

    def prescribed(self, year: int | None) -> Form | None:
        """The form prescribed for reports on ``year``; the newest one where the year is unknown."""
        if year is None:
            return max(self.forms, key=lambda form: form.first_year)
        covering = [form for form in self.forms if form.covers(year)]
        return max(covering, key=lambda form: form.first_year) if covering else None


# ---------------------------------------------------------------------------------------------------------------------
# YAML to dataclasses


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


Labels = list[str]


class _Column(_Model):
    labels: Labels = Field(min_length=1)
    unit: Unit = "count"
    signed: bool = False


class _Group(_Model):
    labels: Labels = Field(min_length=1)
    parent: str | None = None
    columns: list[str] | None = None


class _Row(_Model):
    labels: Labels = Field(min_length=1)
    columns: list[str] | None = None
    group: str | None = None
    item: str | None = None


class _Identity(_Model):
    kind: IdentityKind
    along: Literal["rows", "columns"]
    left: list[str] = Field(min_length=1)
    right: list[str] = Field(min_length=1)


class _Table(_Model):
    title: str
    section: int = Field(ge=1, le=6)
    layout: Layout = "rows"
    columns: dict[str, _Column] = Field(min_length=1)
    rows: dict[str, _Row] = Field(min_length=1)
    groups: dict[str, _Group] = {}
    column_groups: dict[str, _Group] = {}
    items: dict[str, Labels] = {}
    corner: Labels = []
    identities: list[_Identity] = []


class _Years(_Model):
    first: int
    last: int | None = None


class _Form(_Model):
    form: str
    title: str
    source: str
    years: _Years
    sections: dict[int, Labels]
    tables: dict[str, _Table] = Field(min_length=1)


class _Source:
    """A YAML file with the line of every key."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines: dict[tuple[Any, ...], int] = {}
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
            raise TemplateError(f"{path}:{line}: not YAML: {getattr(error, 'problem', error)}") from None
        if not isinstance(node, yaml.MappingNode):
            raise TemplateError(
                f"{path}:1: a form is a mapping with the keys form, title, source, years, sections, tables"
            )
        self.data = self._build(node, ())

    def _build(self, node: yaml.Node, at: tuple[Any, ...]) -> Any:
        self.lines.setdefault(at, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            built: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = _scalar(key_node)
                if key in built:
                    raise self.error((*at, key), "the key stands twice", line=key_node.start_mark.line + 1)
                self.lines[(*at, key)] = key_node.start_mark.line + 1
                built[key] = self._build(value_node, (*at, key))
            return built
        if isinstance(node, yaml.SequenceNode):
            return [self._build(child, (*at, number)) for number, child in enumerate(node.value)]
        return _scalar(node)

    def error(self, at: Sequence[Any], problem: str, *, line: int | None = None) -> TemplateError:
        where = tuple(at)
        while line is None:
            line = self.lines.get(where)
            if not where:
                line = line or 1
            where = where[:-1]
        key = ".".join(str(part) for part in at) or "(top)"
        return TemplateError(f"{self.path}:{line}: {key}: {problem}")


def _scalar(node: yaml.Node) -> Any:
    return yaml.SafeLoader("").construct_object(node, deep=True)


def load_form(path: Path) -> Form:
    """Read and check one form.

    Raises:
        TemplateError: with ``file:line: key: problem``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path}: cannot be read: {error}") from None
    source = _Source(path, text)
    try:
        model = _Form.model_validate(source.data)
    except ValidationError as error:
        first = error.errors()[0]
        place = [part for part in first["loc"] if part != "[key]"]
        raise source.error(place, str(first["msg"])) from None
    tables = tuple(_table(source, model.form, key, table) for key, table in model.tables.items())
    return Form(
        id=model.form,
        title=model.title,
        source=model.source,
        first_year=model.years.first,
        last_year=model.years.last,
        sections=tuple((number, tuple(labels)) for number, labels in model.sections.items()),
        tables=tables,
    )


def _table(source: _Source, form: str, table_id: str, model: _Table) -> Table:
    at: tuple[Any, ...] = ("tables", table_id)
    columns = tuple(Column(key, tuple(c.labels), c.unit, c.signed) for key, c in model.columns.items())
    known_columns = set(model.columns)

    def check(names: Iterable[str], known: Iterable[str], where: tuple[Any, ...], what: str) -> None:
        ids = set(known)
        for number, name in enumerate(names):
            if name not in ids:
                raise source.error((*at, *where, number), f"{what} {name!r} is not defined in this table")

    rows = []
    for key, row in model.rows.items():
        check(row.columns or (), known_columns, ("rows", key, "columns"), "the column")
        if row.group is not None:
            check([row.group], model.groups, ("rows", key, "group"), "the group")
        if row.item is not None:
            check([row.item], model.items, ("rows", key, "item"), "the item")
        rows.append(RowSpec(key, tuple(row.labels), tuple(row.columns or model.columns), row.group, row.item))
    for key, group in model.groups.items():
        if group.parent is not None:
            check([group.parent], model.groups, ("groups", key, "parent"), "the group")
    for key, group in model.column_groups.items():
        check(group.columns or (), known_columns, ("column_groups", key, "columns"), "the column")
    identities = []
    for number, identity in enumerate(model.identities):
        known: Iterable[str] = model.rows if identity.along == "rows" else model.columns
        sides = []
        for side in ("left", "right"):
            names = _expand(getattr(identity, side), known)
            check(names, known, ("identities", number, side), "the row" if identity.along == "rows" else "the column")
            sides.append(names)
        identities.append(Identity(identity.kind, identity.along, sides[0], sides[1]))
    return Table(
        id=table_id,
        form=form,
        title=model.title,
        section=model.section,
        layout=model.layout,
        rows=tuple(rows),
        columns=columns,
        groups=tuple(Group(key, tuple(g.labels), g.parent) for key, g in model.groups.items()),
        column_groups=tuple(Group(key, tuple(g.labels)) for key, g in model.column_groups.items()),
        items=tuple((key, tuple(labels)) for key, labels in model.items.items()),
        corner=tuple(model.corner),
        identities=tuple(identities),
    )


def _expand(names: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """``refused.*`` stands for all ids that begin with ``refused.``; without any it stays, to be reported."""
    expanded: list[str] = []
    for name in names:
        found = [key for key in known if name.endswith(".*") and key.startswith(name[:-1])]
        expanded.extend(found or [name])
    return tuple(expanded)


# ---------------------------------------------------------------------------------------------------------------------


def template_folder() -> Path:
    """The forms that come with gkml: in the installed package, or in the repository it runs from."""
    packaged = Path(str(files("gkml"))) / "_data" / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "configs" / "templates"


def load_templates(*places: Path | str) -> Templates:
    """All forms in the given files and folders; without any, the forms that come with gkml.

    Raises:
        TemplateError: a file is not a form, two files define one form, or there is no form at all.
    """
    return _load(tuple(Path(place) for place in places) or (template_folder(),))


@lru_cache(maxsize=8)
def _load(places: tuple[Path, ...]) -> Templates:
    paths: list[Path] = []
    for place in places:
        paths.extend(sorted([*place.glob("*.yaml"), *place.glob("*.yml")]) if place.is_dir() else [place])
    if not paths:
        raise TemplateError(f"no form (*.yaml) in {', '.join(map(str, places))}")
    forms: dict[str, Form] = {}
    digest = hashlib.sha256()
    for path in paths:
        form = load_form(path)
        if form.id in forms:
            raise TemplateError(f"{path}: form {form.id!r} is defined twice")
        forms[form.id] = form
        digest.update(path.read_bytes())
    ordered = tuple(sorted(forms.values(), key=lambda form: (form.first_year, form.id)))
    return Templates(ordered, digest.hexdigest()[:16])
