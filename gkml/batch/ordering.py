"""Outcomes as they come, to outcomes in the order of the inputs.

What waits behind a slow input is kept in memory up to a bound and beyond it in a temporary file; where that grows too
large, or too many inputs are ahead, nothing new is to be begun until the slow one is there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace

from gkml.batch.outcomes import Outcome
from gkml.errors import GkmlError

__all__ = ["Ordering"]

_AHEAD = 20_000  # documents that may wait for a slow one; at 100 a second, for one that takes three minutes
_IN_MEMORY = 32_000_000  # bytes of waiting records; some 300 of them
_IN_ALL = 2_000_000_000  # bytes of waiting records, beyond which nothing new is begun


_Waiting = tuple[Outcome, int, list[int]]  # without its records; where they lie in the file, and their sizes


class Ordering:
    """Puts outcomes in order: by the number of their task among those that were begun, and by their member."""

    def __init__(self) -> None:
        self._next = (0, 0)
        self._waiting: dict[tuple[int, int], _Waiting] = {}
        self._records = tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="gkml-")  # noqa: SIM115
        self._size = 0

    @property
    def has_room(self) -> bool:
        """Whether something new may be begun."""
        return len(self._waiting) < _AHEAD and self._size < _IN_ALL

    def put(self, number: int, outcome: Outcome) -> Iterator[Outcome]:
        """Take an outcome of the task of this number; yield those whose turn it is.

        Raises:
            GkmlError: ``unwritable_output``, the temporary file cannot be written.
        """
        place = (number, outcome.member)
        if place != self._next:
            self._waiting[place] = self._put_by(outcome)
            return
        found: Outcome | None = outcome
        while found is not None:
            self._next = (self._next[0] + 1, 0) if found.last else (self._next[0], found.member + 1)
            yield found
            found = self._take()
        if not self._waiting and self._size:
            self._records.seek(0)
            self._records.truncate()
            self._size = 0

    def close(self) -> None:
        """Forget what waits."""
        self._records.close()

    def _put_by(self, outcome: Outcome) -> _Waiting:
        """An outcome without its records, and where they lie."""
        offset = self._size
        try:
            self._records.seek(offset)
            sizes = [self._records.write(record.line) for record in outcome.records]
        except OSError as error:
            message = f"the temporary file for waiting records cannot be written: {error.strerror}; free space for it"
            raise GkmlError(message, code="unwritable_output") from error
        self._size += sum(sizes)
        records = tuple(replace(record, line=b"") for record in outcome.records)
        return replace(outcome, records=records), offset, sizes

    def _take(self) -> Outcome | None:
        """The outcome whose turn it is, if it is there."""
        if self._next not in self._waiting:
            return None
        outcome, offset, sizes = self._waiting.pop(self._next)
        self._records.seek(offset)
        lines = [self._records.read(size) for size in sizes]
        records = (replace(record, line=line) for record, line in zip(outcome.records, lines, strict=True))
        return replace(outcome, records=tuple(records))
