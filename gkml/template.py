"""The statutory forms: one YAML file each, read and checked, and all of them together.

A form is one YAML file (see ``configs/templates``). Nothing in the code knows a particular form: a new one is a new
file. Files are checked when they are loaded, and an error names the file, the line and the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from importlib.resources import files
from operator import or_
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from gkml.errors import TemplateError
from gkml.folding import fold
from gkml.form import Column, ExtraColumns, Form, Group, Identity, IdentityKind, Layout, RowSpec, Table, Unit
from gkml.yaml_lines import YamlLines

__all__ = ["Column", "Form", "Group", "Identity", "RowSpec", "Table", "Templates", "load_form", "load_templates"]


@dataclass(frozen=True, eq=False)
class Templates:
    """All forms that are known, and a hash of their content."""

    forms: tuple[Form, ...]
    hash: str

    @cached_property
    def table_ids(self) -> tuple[str, ...]:
        """Ids of all tables, in the order in which forms name them."""
        return tuple(dict.fromkeys(table.id for form in self.forms for table in form.tables))

    @cached_property
    def extra_columns(self) -> ExtraColumns:
        """Heads of columns that are none of any form."""
        return reduce(or_, (form.extra_columns for form in self.forms), ExtraColumns())

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


class _Row(_Model):
    labels: Labels
    columns: Names | None = None
    group: str | None = None
    item: str | None = None


class _Identity(_Model):
    kind: IdentityKind
    along: Literal["rows", "columns"]
    left: Names
    right: Names


class _Table(_Model):
    title: str
    section: Section
    layout: Layout = "rows"
    columns: dict[str, _Column] = Field(min_length=1)
    rows: dict[str, _Row] = Field(min_length=1)
    groups: dict[str, _Group] = {}
    column_groups: dict[str, _Group] = {}
    items: dict[str, Labels] = {}
    corner: list[Label] = []
    identities: list[_Identity] = []
    usually_at_most: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = []


class _ExtraColumns(_Model):
    labels: list[Label] = []
    previous: list[Label] = []
    current: list[Label] = []


class _Years(_Model):
    first: int
    last: int | None = None


class _Form(_Model):
    form: str
    title: str
    source: str
    years: _Years
    sections: dict[Section, Labels]
    tables: dict[str, _Table] = Field(min_length=1)
    extra_columns: _ExtraColumns = _ExtraColumns()


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
    tables = tuple(_table(source, model.form, key, table) for key, table in model.tables.items())
    return Form(
        id=model.form,
        title=model.title,
        source=model.source,
        first_year=model.years.first,
        last_year=model.years.last,
        sections=tuple((number, tuple(labels)) for number, labels in model.sections.items()),
        tables=tables,
        extra_columns=ExtraColumns(
            frozenset(map(fold, model.extra_columns.labels)),
            tuple(map(fold, model.extra_columns.previous)),
            tuple(map(fold, model.extra_columns.current)),
        ),
    )


def _table(source: YamlLines, form: str, table_id: str, model: _Table) -> Table:
    """One table, with every name in it checked."""
    names = _Names(source, ("tables", table_id))
    columns = tuple(Column(key, tuple(c.labels), c.unit, c.signed) for key, c in model.columns.items())
    rows = []
    for key, row in model.rows.items():
        names.check_all(row.columns or (), model.columns, ("rows", key, "columns"), "column")
        names.check(row.group, model.groups, ("rows", key, "group"), "group")
        names.check(row.item, model.items, ("rows", key, "item"), "item")
        rows.append(RowSpec(key, tuple(row.labels), tuple(row.columns or model.columns), row.group, row.item))
    for key, group in model.groups.items():
        names.check(group.parent, model.groups, ("groups", key, "parent"), "group")
    names.check_ancestors({key: group.parent for key, group in model.groups.items()}, ("groups",))
    for key, group in model.column_groups.items():
        names.check_all(group.columns or (), model.columns, ("column_groups", key, "columns"), "column")
    identities = []
    for number, identity in enumerate(model.identities):
        known: Collection[str] = model.rows if identity.along == "rows" else model.columns
        what = "row" if identity.along == "rows" else "column"
        left, right = (
            names.check_all(getattr(identity, side), known, ("identities", number, side), what)
            for side in ("left", "right")
        )
        identities.append(Identity(identity.kind, identity.along, left, right))
    for number, pair in enumerate(model.usually_at_most):
        names.check_all(pair, model.columns, ("usually_at_most", number), "column")
    return Table(
        id=table_id,
        form=form,
        title=model.title,
        section=model.section,
        layout=model.layout,
        rows=tuple(rows),
        columns=columns,
        groups=tuple(Group(key, tuple(g.labels), g.parent) for key, g in model.groups.items()),
        column_groups=tuple(
            Group(key, tuple(g.labels), None, tuple(g.columns or ())) for key, g in model.column_groups.items()
        ),
        items=tuple((key, tuple(labels)) for key, labels in model.items.items()),
        corner=tuple(model.corner),
        identities=tuple(identities),
        usually_at_most=tuple((small, large) for small, large in model.usually_at_most),
    )


class _Names:
    """Checks of the names by which the parts of a table refer to one another."""

    def __init__(self, source: YamlLines, at: tuple[Any, ...]) -> None:
        self.source, self.at = source, at

    def check(self, name: str | None, known: Collection[str], where: tuple[Any, ...], what: str) -> None:
        """One name, or none."""
        if name is not None and name not in known:
            raise self.source.error((*self.at, *where), f"the {what} {name!r} is not defined in this table")

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
                    raise self.source.error((*self.at, *where, number), f"the {what} {one!r} stands twice")
                checked[one] = None
        return tuple(checked)

    def check_ancestors(self, parents: dict[str, str | None], where: tuple[Any, ...]) -> None:
        """No group stands, over however many others, inside itself."""
        for key in parents:
            seen = {key}
            above = parents[key]
            while above is not None:
                if above in seen:
                    raise self.source.error((*self.at, *where, key, "parent"), f"the group {key!r} is inside itself")
                seen.add(above)
                above = parents[above]


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
