"""Attempts in their order, the cheap ones first: whoever settles a table alone need not ask for more."""

from __future__ import annotations

from collections.abc import Sequence

from gkml.attempts import (
    Attempt,
    are_contradicted,
    legible_tables,
    open_tables,
    rows_in_question,
    strongest,
    tags_to_attempt,
)
from gkml.calibration import Calibration
from gkml.document import Document
from gkml.labels import Tag
from gkml.tagging.taggers import Cascade, Tagger
from gkml.template import Templates

__all__ = ["cheap_tags", "read_in_attempts"]


def cheap_tags(tagger: Tagger, document: Document) -> Sequence[Tag]:
    """The first tags of a document; of a tagger that is no cascade all there are."""
    return tagger.first(document) if isinstance(tagger, Cascade) else tagger(document)


def read_in_attempts(
    document: Document,
    tags: Sequence[Tag],
    tagger: Tagger,
    templates: Templates,
    calibration: Calibration | None = None,
) -> Attempt | None:
    """The strongest attempt at each table of a document that holds one report; None where none tells of a report.

    A table is settled where nothing in it is open, and by the cheap tags also where all its labels are spelt as in the
    form. Further tags are asked for the others alone, and for the rows in which these may stand.

    Args:
        document: the report.
        tags: its cheap tags.
        tagger: that set them.
        templates: the forms.
        calibration: makes confidences probabilities.
    """
    first = tags_to_attempt(document, tags, templates, calibration)
    if not isinstance(tagger, Cascade):
        return first
    if first is None:
        tables = frozenset(templates.table_ids)
    else:
        tables = open_tables(first) - legible_tables(first)
        if not tables:
            return first
    kept = (
        {} if first is None else {name: placed for name, placed in first.placement.tables.items() if name not in tables}
    )
    made: list[Attempt] = []
    rows = rows_in_question(document, first, tables)
    for asked in [rows] if rows is None else [rows, None]:
        for further in tagger.further(document, tags, asked):
            attempt = tags_to_attempt(document, further, templates, calibration, kept)
            if attempt is not None:
                made.append(attempt)
                if open_tables(attempt).isdisjoint(tables):
                    break
        if not any(are_contradicted(made, table_id) for table_id in tables):
            break  # else what stands around the rows may tell more
    if first is not None:
        made.append(first)
    if not made:
        return None
    return strongest(document, made, tables, calibration)
