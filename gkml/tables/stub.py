"""What stands around the labels of rows and is no figure: their numbers, and the marks of rows that head a group.

Tables of the kind number their rows on several levels, each of which begins again, in a column of its own or in front
of the label; a row that heads others has a dash for its unit, or for its figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from gkml.figures import printed
from gkml.tables.stream import Item, StreamRow
from gkml.template import Templates

__all__ = ["stub_labels", "twin_labels", "without_stub_figures"]

_MAX_NUMBER = 2  # digits of the number of a row


@lru_cache(maxsize=8)
def stub_labels(templates: Templates) -> frozenset[str]:
    """Labels of the rows and groups of tables whose stubs hold more than labels."""
    tables = [table for form in templates.forms for table in form.tables if table.stub]
    rows = {f"row:{table.id}.{row.id}" for table in tables for row in table.rows}
    return frozenset(rows | {f"group:{group.id}" for table in tables for group in table.groups})


@lru_cache(maxsize=8)
def twin_labels(templates: Templates) -> frozenset[str]:
    """Labels of rows that share a spelling with another row of their table: 其他 under one total and under the next."""
    found: set[str] = set()
    for form in templates.forms:
        for table in form.tables if any(table.stub for table in form.tables) else ():
            rows: dict[str, set[str]] = {}
            for row in table.rows:
                for spelling in row.labels:
                    rows.setdefault(spelling, set()).add(f"row:{table.id}.{row.id}")
            found.update(label for labels in rows.values() if len(labels) > 1 for label in labels)
    return frozenset(found)


def without_stub_figures(text: str, stream: Sequence[StreamRow], labels: Collection[str]) -> list[StreamRow]:
    """The rows without the figures that number a row, and without the marks of rows that only head others.

    Args:
        text: the canonical text.
        stream: its rows.
        labels: of rows and groups around which such things stand.
    """
    if not labels:
        return list(stream)
    return [replace(line, items=tuple(_figures_left(text, line, labels))) for line in stream]


def _figures_left(text: str, line: StreamRow, labels: Collection[str]) -> Iterator[Item]:
    first = next((at for at, item in enumerate(line.items) if item.tag is not None and item.tag.label in labels), None)
    rows = [item for item in line.items if item.may_be("row")]
    for at, item in enumerate(line.items):
        if first is not None and item.kind == "figure":
            plain = text[item.start : item.end].strip()
            if at < first and plain.isdecimal() and len(plain) <= _MAX_NUMBER and rows[:1] != [line.items[0]]:
                continue
            if not rows and printed(plain).kind == "mark":
                continue
        yield item
