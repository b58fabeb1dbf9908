"""What stretches of a text can be, in the words of the forms, for a person to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from gkml.messages import LANGUAGES, sentence
from gkml.output.statutory import row_label
from gkml.review.requests import labels_of
from gkml.template import Form, Templates

__all__ = ["label_names"]


@lru_cache(maxsize=4)
def label_names(templates: Templates) -> tuple[tuple[str, str, str], ...]:
    """Each label with its name in Chinese and in English; what the form prints has one name."""
    printed: dict[str, str] = {}
    for form in reversed(templates.forms):
        for label, name in _printed(form):
            printed.setdefault(label, name)
    return tuple(_named(label, printed) for label in labels_of(templates))


def _printed(form: Form) -> Iterator[tuple[str, str]]:
    for number, names in form.sections:
        yield f"section:{number}", names[0]
    for table in form.tables:
        for item, names in table.items:
            yield f"item:{item}", names[0]
        for column in table.columns:
            yield f"column:{column.id}", column.labels[0]
        for group in (*table.column_groups, *table.groups):
            yield f"group:{group.id}", group.labels[0]
        for row in table.rows:
            yield f"row:{table.id}.{row.id}", row_label(table, row)


def _named(label: str, printed: dict[str, str]) -> tuple[str, str, str]:
    if label in printed:
        return label, printed[label], printed[label]
    key = f"label_{label.replace(':', '_')}"
    try:
        chinese, english = (sentence("review_page", key, language) for language in LANGUAGES)
    except KeyError:
        return label, label, label
    return label, chinese, english
