"""The statutory forms: one YAML file each, read and checked, and all of them together.

A form is one YAML file (see ``configs/templates``). Nothing in the code knows a particular form: a new one is a new
file. Files are checked when they are loaded, and an error names the file, the line and the key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, reduce
from importlib.resources import files
from operator import or_
from pathlib import Path

from gkml.errors import TemplateError
from gkml.folding import simplify
from gkml.form import Column, ExtraColumns, Form, Group, Identity, RowSpec, Stub, Table, YearRule
from gkml.form_file import load_form

__all__ = ["Column", "Form", "Group", "Identity", "RowSpec", "Table", "Templates", "load_form", "load_templates"]


_SEVERAL = 3  # words of a form that a text has to hold
_SHORT = 400  # characters of a text that may be a few rows of a table, and hold but one such word


@dataclass(frozen=True, eq=False)
class Templates:
    """All forms that are known, and a hash of their content."""

    forms: tuple[Form, ...]
    hash: str

    @cached_property
    def table_ids(self) -> tuple[str, ...]:
        """Ids of all tables, in the order in which forms name them; those of forms that few texts hold come last."""
        usual_first = sorted(self.forms, key=lambda form: form not in self.usual)
        return tuple(dict.fromkeys(table.id for form in usual_first for table in form.tables))

    @cached_property
    def stub(self) -> Stub:
        """What may stand around the labels of rows."""
        return reduce(or_, (table.stub for form in self.forms for table in form.tables), Stub())

    @cached_property
    def extra_columns(self) -> ExtraColumns:
        """Heads of columns that are none of any form."""
        return reduce(or_, (form.extra_columns for form in self.forms), ExtraColumns())

    @cached_property
    def year_rules(self) -> tuple[YearRule, ...]:
        """What holds from one year to the next; forms that say the same are one rule."""
        return tuple(dict.fromkeys(rule for form in self.forms for rule in form.year_rules))

    @cached_property
    def run_together(self) -> tuple[str, ...]:
        """Words of which a table that lost its separators holds several."""
        return tuple(dict.fromkeys(word for form in self.forms for word in form.run_together))

    @cached_property
    def usual(self) -> tuple[Form, ...]:
        """The forms that are always looked for: neither they nor variants of them are told by words."""
        told = {form.template for form in self.forms if form.told_by}
        return tuple(form for form in self.forms if form.template not in told)

    def told_in(self, text: str) -> Templates:
        """The forms that a text may hold: those of which it has several words, and those that are always looked for.

        Of a few rows of a table one word is enough. The latter are left out where it has several words of the former
        and none of theirs. So the labels of rare forms change nothing in texts that have none of them.
        """
        usual = self.usual
        if len(usual) == len(self.forms):
            return self
        compact = simplify("".join(text.split()))
        has_usual = any(sum(word in compact for word in form.run_together) >= _SEVERAL for form in usual)
        short = len(compact) <= _SHORT and "。" not in compact and not has_usual  # and no sentence of another report
        said: dict[str, set[str]] = {}
        for form in self.forms:
            words = (*form.told_by, *(form.run_together if short and form.told_by else ()))
            said.setdefault(form.template, set()).update(word for word in words if word in compact)
        told = {template for template, words in said.items() if len(words) >= (1 if short else _SEVERAL)}
        sure = any(len(words) >= _SEVERAL for words in said.values())
        kept = set() if sure and not has_usual else {form.id for form in usual}
        return self._of(frozenset(kept.union(form.id for form in self.forms if form.template in told)))

    def _of(self, forms: frozenset[str]) -> Templates:
        """Some of the forms; the same object for the same ones."""
        if forms not in self._parts:
            self._parts[forms] = replace(self, forms=tuple(form for form in self.forms if form.id in forms))
        return self._parts[forms]

    @cached_property
    def _parts(self) -> dict[frozenset[str], Templates]:
        return {frozenset(form.id for form in self.forms): self}

    def variants(self, table_id: str) -> tuple[Table, ...]:
        """The table as each form has it."""
        return tuple(form.table_by_id[table_id] for form in self.forms if table_id in form.table_by_id)

    def table(self, table_id: str, form_id: str | None) -> Table | None:
        """The table as that form has it; None where it has none."""
        return next((table for table in self.variants(table_id) if table.form == form_id), None)

    def newest_first(self, table_id: str) -> tuple[Table, ...]:
        """The table as each form has it: national forms, then their variants, of each kind the newest first."""
        national = {form.id for form in self.forms if form.national is None}
        return tuple(
            sorted(self.variants(table_id), key=lambda table: (table.form in national, table.form), reverse=True)
        )

    def form(self, form_id: str) -> Form:
        """The form of that id; ``KeyError`` where there is none."""
        return next(form for form in self.forms if form.id == form_id)

    def prescribed(self, year: int | None) -> Form | None:
        """The form prescribed for reports on ``year``; the newest one where the year is unknown."""
        forms = [form for form in self.forms if form.national is None] or self.forms
        if year is None:
            return max(forms, key=lambda form: form.first_year)
        covering = [form for form in forms if form.covers(year)]
        return max(covering, key=lambda form: form.first_year) if covering else None


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
