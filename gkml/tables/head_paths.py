"""Heads that are printed with those above them in one cell: ``行政复议_结果维持``, ``申请人情况之自然人``.

Whatever sign joins them, what such a cell holds are the labels of one table, and of its columns one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from gkml.caching import remembers_short_texts
from gkml.folding import fold, fold_with_offsets
from gkml.form import Table
from gkml.labels import Tag
from gkml.tables.stream import Item, StreamRow
from gkml.template import Templates

__all__ = ["with_head_paths"]

_LONGEST = 60  # characters; more is prose
_JOINING = "[之的]?"  # between two labels, of the characters that folding keeps


def with_head_paths(text: str, stream: Sequence[StreamRow], templates: Templates) -> Sequence[StreamRow]:
    """The rows with the labels of each such cell as items of their own, that of its column last.

    Args:
        text: the canonical text.
        stream: its rows.
        templates: the forms.
    """
    return [line if line.barrier or line.skipped else _parted(text, line, templates) for line in stream]


def _parted(text: str, line: StreamRow, templates: Templates) -> StreamRow:
    parts: list[Item] = []
    for item in line.items:
        if item.kind == "figure":
            return line
        parts.extend(_path(text, item, templates) or (item,))
    return line if len(parts) == len(line.items) else replace(line, items=tuple(parts))


def _path(text: str, item: Item, templates: Templates) -> tuple[Item, ...]:
    """The labels that a cell holds; none where it is not made of them, and of a sign between two of them."""
    start, cell = item.start, item.cell
    if item.kind not in ("text", "label") or item.end - start > _LONGEST or (start, item.end) != (cell.start, cell.end):
        return ()
    parts = (
        Item("label", start + at, start + end, cell, Tag(label, start + at, start + end), item.x)
        for label, (at, end) in _told(text[start : item.end], templates)
    )
    return tuple(sorted(parts, key=lambda part: part.may_be("column") != ()))


@remembers_short_texts(megabytes=8)
def _told(text: str, templates: Templates) -> Sequence[tuple[str, tuple[int, int]]]:
    """The labels that a print is made of, and where they stand in it."""
    folded = fold_with_offsets(text)
    for pattern, labels in _labels_of(templates):
        spans = list(_spans(pattern, folded.text))
        told = [labels[folded.text[start:end]] for start, end in spans]
        if len(told) < 2 or sum(label.startswith("column:") for label in told) != 1:
            continue
        places = [folded.span(*span) for span in spans]
        if all(left < right for (_, left), (right, _) in pairwise(places)):  # else nothing parts them: it is one label
            return list(zip(told, places, strict=True))
    return ()


def _spans(pattern: re.Pattern[str], folded: str) -> Iterator[tuple[int, int]]:
    """The labels that a folded text is made of, from first to last; none where it holds anything else."""
    found = list(pattern.finditer(folded))
    ends = [0, *(match.end() for match in found)]
    if ends[-1] == len(folded) and all(match.start() == end for match, end in zip(found, ends, strict=False)):
        yield from (match.span(1) for match in found)


@lru_cache(maxsize=8)
def _labels_of(templates: Templates) -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    """For each table that is printed under heads of several levels the labels of these, and what finds one."""
    tables = (table for form in templates.forms for table in form.tables if not table.stub)
    found: dict[tuple[str, ...], Mapping[str, str]] = {}
    for table in tables:
        labels = dict(_heads_of(table))
        if any(label.startswith(("group:", "row:")) for label in labels.values()):
            found.setdefault(tuple(sorted(labels)), labels)
    return tuple((_pattern(words), labels) for words, labels in found.items())


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(f"({'|'.join(map(re.escape, longest))}){_JOINING}")


def _heads_of(table: Table) -> Iterator[tuple[str, str]]:
    """The folded spellings of the heads of a table, each with its label."""
    rows = [(row.labels, f"row:{table.id}.{row.id}") for row in table.rows] if table.layout == "single_row" else []
    groups = [(group.labels, f"group:{group.id}") for group in (*table.column_groups, *(table.groups if rows else ()))]
    columns = [(column.labels, f"column:{column.id}") for column in table.columns]
    for spellings, label in (*rows, *groups, *columns):
        yield from ((fold(spelling), label) for spelling in spellings)
