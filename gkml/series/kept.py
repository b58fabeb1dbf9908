"""What is kept of a record to compare it with others: who, when, and its figures with the doubts about them.

A record of ``gkml extract`` is some 80 kB of JSON; what is kept of it packs into about 2 kB.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, get_args

from gkml.errors import GkmlError
from gkml.records.report import Cause, Number, State, Status
from gkml.series.wording import Words, listed, said

__all__ = ["KeptCell", "KeptReport", "RecordError", "pack", "record_to_kept", "unpack"]


class RecordError(GkmlError):
    """A line of JSON that is not the record of a report."""

    code = "bad_record"

    def __init__(self, words: Words, *, code: str | None = None) -> None:
        super().__init__(words.said_in("en"), code=code)
        self.words = words

    def __reduce__(self) -> tuple[Any, ...]:
        return _record_error, (self.words, self.code)


def _record_error(words: Words, code: str) -> RecordError:
    return RecordError(words, code=code)


class KeptCell(NamedTuple):  # two hundred to a report: a dataclass takes four times as long to make
    """A cell as its record has it.

    ``failed`` tells that it stands in a failed check of its own report; the other fields are those of ``CellRecord``.
    An amount of money keeps its printed places.
    """

    value: Number | None
    state: State
    review: bool = False
    cause: Cause | None = None
    failed: bool = False
    proposal: Number | None = None
    alternatives: tuple[Number, ...] = ()
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A record as far as it is compared; ``agency`` and ``source`` as written, ``found`` the tables that it has."""

    source: str
    sha256: str | None
    status: Status
    agency: str | None
    year: int | None
    found: frozenset[str] = frozenset()
    failed_checks: int = 0
    cells: Mapping[str, KeptCell] = field(default_factory=dict)

    @property
    def quality(self) -> tuple[int, int, int, int]:
        """The less, the better: tables that lack, checks that fail, cells in doubt, figures that lack."""
        in_doubt = sum(cell.review for cell in self.cells.values())
        figures = sum(cell.value is not None for cell in self.cells.values())
        return (_STATUSES.index(self.status), self.failed_checks, in_doubt, -figures)


_STATUSES = get_args(Status)
_STATES = get_args(State)
_CAUSES = (None, *get_args(Cause))
_YEARS = range(1900, 2200)
_MOST_DIGITS = 24  # of a figure before and behind the point; a printed one has a dozen
_LARGEST = 10**_MOST_DIGITS


# ---------------------------------------------------------------------------------------------------------------------
# JSON to what is kept


def record_to_kept(record: Any) -> KeptReport:
    """A line of JSON, parsed with ``Decimal`` for fractions, to what is kept of it.

    Raises:
        RecordError: it lacks what a record has; the message names the field.
    """
    if not isinstance(record, dict):
        raise RecordError(said("no_object"))
    source = _take(record, "source", str)
    status: Any = record.get("status")
    if source is None:
        raise RecordError(said("lacks_field", name="source"))
    if status not in _STATUSES:
        raise RecordError(said("wrong_status", known=listed(_STATUSES)))
    year = _take(record, "year", int)
    if year is not None and year not in _YEARS:
        raise RecordError(said("wrong_year", first=_YEARS.start, last=_YEARS.stop - 1))
    failed = [check for check in _take(record, "checks", list, ()) if _is_failed(check)]
    in_failed = {cell for check in failed for cell in _take(check, "cells", list, ()) if isinstance(cell, str)}
    return KeptReport(
        source=source,
        sha256=_take(record, "sha256", str),
        status=status,
        agency=_take(record, "agency", str),
        year=year,
        found=frozenset(table for table, form in _take(record, "templates", dict, {}).items() if form is not None),
        failed_checks=len(failed),
        cells=dict(_cells(record, in_failed)),
    )


def _take(record: Mapping[str, Any], name: str, kind: type, default: Any = None) -> Any:
    """A field of the record; ``default`` where it is null or not there."""
    value = record.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RecordError(said("wrong_type", name=name))
    return value


def _is_failed(check: Any) -> bool:
    return isinstance(check, dict) and check.get("status") == "fail"


def _cells(record: Mapping[str, Any], failed: Collection[Any]) -> Iterator[tuple[str, KeptCell]]:
    if "cells" not in record:
        raise RecordError(said("lacks_field", name="cells"))
    seen: set[str] = set()
    for cell in _take(record, "cells", list, ()):
        if not isinstance(cell, dict) or not isinstance(name := cell.get("id"), str):
            raise RecordError(said("lacks_id"))
        if name in seen:
            raise RecordError(said("cell_twice", cell=name[:80]))
        seen.add(name)
        yield name, _cell(name, cell, name in failed)


def _cell(name: str, cell: Mapping[str, Any], failed: bool) -> KeptCell:
    state: Any = cell.get("state")
    cause: Any = cell.get("cause")
    if state not in _STATES:
        raise RecordError(said("wrong_state", cell=name[:80]))
    value = _number(name, cell.get("value"))
    if (value is None) == (state == "number"):
        raise RecordError(said("state_and_value", cell=name[:80]))
    readings = [_number(name, one) for one in _take(cell, "alternatives", list, ())]
    return KeptCell(
        value=None if value is None else _as_printed(value, cell.get("text")),
        state=state,
        review=cell.get("review") is True,
        cause=cause if cause in _CAUSES else None,
        failed=failed,
        proposal=_number(name, cell.get("proposal")),
        alternatives=tuple(one for one in readings if one is not None) if readings else (),
        start=_offset(cell.get("start")),
        end=_offset(cell.get("end")),
    )


def _number(cell: str, value: Any) -> Number | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise RecordError(said("no_figure", cell=cell[:80]))
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    if not isinstance(exponent, int) or exponent < -_MOST_DIGITS or not -_LARGEST < value < _LARGEST:
        raise RecordError(said("too_many_digits", cell=cell[:80], most=_MOST_DIGITS))
    return int(value) if exponent > 0 else value


def _offset(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62 else None


_PRINTED = re.compile(r"[+-]?\d{1,20}\.\d{1,20}")


def _as_printed(value: Number, text: Any) -> Number:
    """JSON drops the zeros behind a point, which say how exactly an amount is known: the print has them."""
    match = _PRINTED.search(text) if isinstance(text, str) and "." in text else None
    if match is None:
        return value
    printed = Decimal(match[0])
    return printed if printed == value else value


# ---------------------------------------------------------------------------------------------------------------------
# What is kept to bytes and back


def pack(report: KeptReport) -> bytes:
    """As few bytes as are made quickly; equal reports make equal bytes."""
    cells = list(report.cells.values())
    body = [
        [report.source, report.sha256, report.status, report.agency, report.year],
        [sorted(report.found), report.failed_checks],
        list(report.cells),
        [_text(cell.value) for cell in cells],
        [_STATES.index(cell.state) for cell in cells],
        [cell.review + 2 * cell.failed + 4 * _CAUSES.index(cell.cause) for cell in cells],
        {
            str(at): [_text(cell.proposal), [_text(value) for value in cell.alternatives]]
            for at, cell in enumerate(cells)
            if cell.proposal is not None or cell.alternatives
        },
        [cell.start for cell in cells],
        [None if cell.end is None else cell.end - (cell.start or 0) for cell in cells],
    ]
    return zlib.compress(json.dumps(body, separators=(",", ":")).encode("ascii"), 1)


def unpack(data: bytes) -> KeptReport:
    """What ``pack`` packed."""
    who, state, names, values, states, flags, readings, starts, lengths = json.loads(zlib.decompress(data))
    source, sha256, status, agency, year = who
    cells = {}
    for at, name in enumerate(names):
        value, flag, start, length = values[at], flags[at], starts[at], lengths[at]
        proposal, alternatives = readings.get(str(at), (None, ())) if readings else (None, ())
        cells[name] = KeptCell(
            Decimal(value) if isinstance(value, str) else value,
            _STATES[states[at]],
            bool(flag & 1),
            _CAUSES[flag >> 2],
            bool(flag & 2),
            _value(proposal),
            tuple(number for one in alternatives if (number := _value(one)) is not None),
            start,
            None if length is None else length + (start or 0),
        )
    return KeptReport(source, sha256, status, agency, year, frozenset(state[0]), state[1], cells)


def _text(value: Number | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def _value(text: int | str | None) -> Number | None:
    return Decimal(text) if isinstance(text, str) else text
