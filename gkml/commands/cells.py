"""``gkml cells``: what the cells of the forms are called."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from gkml.commands.inputs import require_paths
from gkml.commands.messages import ALL_READ, note, require_stdout, say
from gkml.commands.spelling import nearest
from gkml.errors import UsageError
from gkml.output.cell_names import CellName, cell_names, cells_named, nearest_cells
from gkml.output.csv import BYTE_ORDER_MARK, field_text, rows_to_lines
from gkml.template import Templates, load_templates

__all__ = ["cells"]


def cells(options: argparse.Namespace) -> int:
    """List cells; the exit status."""
    require_paths(options.templates)
    require_stdout()
    templates = load_templates(*map(Path, options.templates))
    found = _chosen(options, templates)
    if options.format == "json":
        sys.stdout.write("".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in found))
    elif options.format == "csv":
        heads = [*asdict(found[0])]
        rows = ([field_text(_flat(value)) for value in asdict(one).values()] for one in found)
        sys.stdout.write(BYTE_ORDER_MARK + rows_to_lines([heads, *rows]))
    else:
        sys.stdout.write("".join(_lines(found)))
    note(say("cells_listed", count=len(found)))
    return ALL_READ


def _chosen(options: argparse.Namespace, templates: Templates) -> Sequence[CellName]:
    """The cells that are asked for.

    Raises:
        UsageError: no table, form or cell is of that name.
    """
    _require(options.table, templates.table_ids, "unknown_table")
    _require(options.form, [form.id for form in templates.forms], "unknown_form")
    every = cell_names(templates)
    found = [
        one
        for one in every
        if options.table in (None, one.table) and (options.form is None or options.form in one.forms)
    ]
    if not options.names:
        return found
    named = set(cells_named(" ".join(options.names), found))
    if not named:
        like = nearest_cells(" ".join(options.names), found)
        meant = say("did_you_mean", names=", ".join(like)) if like else ""
        raise UsageError(say("no_such_cells", name=" ".join(options.names)) + meant)
    return [one for one in found if one.id in named]


def _require(name: str | None, known: Sequence[str], key: str) -> None:
    if name is not None and name not in known:
        like = nearest(name, known)
        meant = say("did_you_mean", names=", ".join(like)) if like else ""
        raise UsageError(say(key, name=name, known=", ".join(known)) + meant)


def _lines(found: Sequence[CellName]) -> Iterator[str]:
    """A line a cell, below the title of its table."""
    title = None
    for one in found:
        if one.title != title:
            yield f"{'' if title is None else chr(10)}{one.title}\n"
            title = one.title
        yield f"  {one.id}  {one.row_label} · {one.column_label}  ({', '.join(one.forms)})\n"


def _flat(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value
