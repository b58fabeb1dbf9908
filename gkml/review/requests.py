"""What a page asks to decide, checked against the report: what gets past here goes into the log."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, get_args

from gkml.errors import UsageError
from gkml.form import Column, split_cell_id
from gkml.labels import LabelSet
from gkml.messages import Sentence
from gkml.records.report import CellRecord, Number, Report, State
from gkml.review.applying import part_of
from gkml.review.decisions import Action, Decision, DecisionKind, text_to_number
from gkml.template import Templates

__all__ = ["Wanted", "json_to_wanted", "labels_of", "wanted_to_decision"]

_LONGEST_STRETCH = 500  # characters of a heading or label, with room
_STATES = frozenset(get_args(State))
_AS_READ = (Action.CONFIRM, Action.REFUSE, Action.SETTLE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants to decide; fields as those of ``Decision``, ``value`` as it was typed."""

    kind: DecisionKind
    cell: str | None = None
    action: Action | None = None
    state: str | None = None
    value: str | None = None
    start: int | None = None
    end: int | None = None
    label: str | None = None


_TYPES = {field.name: int if field.name in ("start", "end") else str for field in fields(Wanted)}


def json_to_wanted(plain: object) -> Wanted:
    """What a request says.

    Raises:
        UsageError: it says something else.
    """
    if not isinstance(plain, Mapping):
        raise _bad("request", plain)
    known: dict[str, Any] = {}
    for name, value in plain.items():
        if name not in _TYPES or not (value is None or type(value) is _TYPES[name]):
            raise _bad(str(name), value)
        known[name] = value
    try:
        known["kind"] = DecisionKind(str(known.get("kind")))
        known["action"] = None if known.get("action") is None else Action(known["action"])
    except ValueError:
        raise _bad("kind", plain.get("kind")) from None
    return Wanted(**known)


def _bad(name: str, value: object) -> UsageError:
    return UsageError(Sentence("review", "bad_request", name=name[:40], value=repr(value)[:80]))


def wanted_to_decision(wanted: Wanted, shown: Report, read: Report, templates: Templates) -> Decision:
    """The entry for the log.

    Args:
        wanted: what is asked for.
        shown: the report as the person sees it.
        read: the same as it was read, without decisions: its print is kept.
        templates: the forms.

    Raises:
        UsageError: the report has no such cell or stretch, or the value is none of its column.
    """
    base: dict[str, Any] = {"sha256": shown.sha256 or "", "part": part_of(shown), "source": shown.source}
    if wanted.kind is DecisionKind.CELL:
        return _of_cell(wanted, shown, read, templates, base)
    if wanted.kind is DecisionKind.TAG:
        return _of_tag(wanted, shown, templates, base)
    if wanted.kind is DecisionKind.DONE:
        return Decision(DecisionKind.DONE, **base)
    raise _bad("kind", wanted.kind)


# ---------------------------------------------------------------------------------------------------------------------
# Cells


def _of_cell(wanted: Wanted, shown: Report, read: Report, templates: Templates, base: dict[str, Any]) -> Decision:
    cell = shown.cells.get(wanted.cell or "")
    if cell is None:
        raise UsageError(Sentence("review", "no_such_cell", cell=wanted.cell))
    was = read.cells.get(cell.id, cell)
    action = wanted.action or Action.EDIT
    state, value = _said(wanted, action, cell, was, _column(cell.id, templates))
    start, end = _stretch(wanted, shown) if wanted.start is not None else (None, None)
    return Decision(
        DecisionKind.CELL,
        **base,
        cell=cell.id,
        action=action,
        state=state,
        value=value,
        print=was.text,
        start=start,
        end=end,
    )


def _said(
    wanted: Wanted, action: Action, cell: CellRecord, was: CellRecord, column: Column | None
) -> tuple[State, Number | None]:
    if action in _AS_READ:
        return cell.state, cell.value
    if action is Action.PROPOSAL:
        if was.proposal is None and cell.proposal is None:
            raise UsageError(Sentence("review", "no_proposal", cell=cell.id))
        return "number", cell.proposal if cell.proposal is not None else was.proposal
    if wanted.state is not None and wanted.state not in _STATES:
        raise _bad("state", wanted.state)
    if wanted.state not in (None, "number"):
        return wanted.state, None  # type: ignore[return-value]
    return "number", _figure(wanted.value or "", cell.id, column)


def _column(cell: str, templates: Templates) -> Column | None:
    table_id, row, column = split_cell_id(cell)
    for table in templates.newest_first(table_id):
        if column in table.column_by_id and row in table.row_by_id:
            return table.column_of(row, column)
    return None


def _figure(typed: str, cell: str, column: Column | None) -> Number:
    """A figure as it was typed; counts are whole, and below zero only where the form allows it."""
    plain = "".join(typed.split()).translate(_PLAIN)
    try:
        number = text_to_number(plain)
    except ValueError:
        raise UsageError(Sentence("review", "no_figure", cell=cell, value=typed[:40])) from None
    if column is not None and column.unit != "money" and not isinstance(number, int):
        raise UsageError(Sentence("review", "no_count", cell=cell, value=typed[:40]))
    if number < 0 and not (column is not None and column.signed):
        raise UsageError(Sentence("review", "below_zero", cell=cell, value=typed[:40]))
    return number


_PLAIN = str.maketrans(
    "０１２３４５６７８９．－−", "0123456789.--", ",，、"
)  # full-width digits; no separators of thousands


# ---------------------------------------------------------------------------------------------------------------------
# Stretches of the text


@lru_cache(maxsize=4)
def labels_of(templates: Templates) -> tuple[str, ...]:
    """All labels that a stretch can have."""
    return LabelSet.from_templates(templates).labels


def _of_tag(wanted: Wanted, shown: Report, templates: Templates, base: dict[str, Any]) -> Decision:
    if wanted.label is not None and wanted.label not in labels_of(templates):
        raise UsageError(Sentence("review", "no_such_label", label=wanted.label[:80]))
    start, end = _stretch(wanted, shown)
    text = (shown.text or "")[start:end]
    return Decision(DecisionKind.TAG, **base, print=text, start=start, end=end, label=wanted.label)


def _stretch(wanted: Wanted, shown: Report) -> tuple[int, int]:
    """A stretch of print inside one cell of the text, without white space at its ends."""
    text = shown.text
    if text is None:
        raise UsageError(Sentence("review", "no_text", source=shown.source))
    start = math.inf if wanted.start is None else wanted.start
    end = -1 if wanted.end is None else wanted.end
    if not 0 <= start < end <= len(text):
        raise UsageError(Sentence("review", "no_stretch", start=wanted.start, end=wanted.end, length=len(text)))
    begin = int(start)
    chosen = text[begin:end]
    begin, end = begin + len(chosen) - len(chosen.lstrip()), end - len(chosen) + len(chosen.rstrip())
    if begin >= end:
        raise UsageError(Sentence("review", "empty_stretch"))
    if "\n" in text[begin:end] or "\t" in text[begin:end]:
        raise UsageError(Sentence("review", "several_cells"))
    if end - begin > _LONGEST_STRETCH:
        raise UsageError(Sentence("review", "long_stretch", length=end - begin, most=_LONGEST_STRETCH))
    return begin, end
