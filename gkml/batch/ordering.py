"""Outcomes as they come, to outcomes in the order of the inputs.

What waits behind a slow input is kept in memory up to a bound and beyond it in a temporary file; where that grows too
large, nothing new is begun until the slow one is there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import IO

from gkml.batch.gate import Gate
from gkml.batch.outcomes import Event, Finished, Outcome
from gkml.errors import GkmlError

__all__ = ["AHEAD", "in_order"]

AHEAD = 20_000
"""Inputs that may be ahead of a slow one; at 100 a second, of one that takes three minutes."""

_IN_MEMORY = 32_000_000  # bytes of waiting records; some 300 of them
_IN_FILE = 2_000_000_000  # bytes of the temporary file beyond which nothing new is begun


def in_order(events: Iterable[Event], gate: Gate) -> Iterator[Event]:
    """The same events, those of the first input first; the gate is left for each input that is over.

    Raises:
        GkmlError: ``unwritable_output``, the temporary file cannot be written.
    """
    waiting: dict[int, list[_Waiting]] = {}
    first = 0
    store = _Store()
    try:
        for event in events:
            index = event.task.index
            if index != first:
                waiting.setdefault(index, []).append(store.put(event))
                gate.hold(store.in_file > _IN_FILE)
                continue
            yield event
            over = isinstance(event, Finished)
            while over:
                first += 1
                gate.leave()
                over = False
                for waited in waiting.pop(first, ()):
                    found = store.take(waited)
                    yield found
                    over = isinstance(found, Finished)
            if not waiting:
                store.clear()
                gate.hold(False)
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An event, and where its payload is: in itself, or in the file."""

    event: Event
    place: tuple[int, int] | None = None


@dataclass(slots=True)
class _Store:
    """Events that wait; payloads beyond what memory may hold go to a file without a name."""

    in_memory: int = 0
    in_file: int = 0
    file: IO[bytes] | None = field(default=None)

    def put(self, event: Event) -> _Waiting:
        if isinstance(event, Finished):
            return _Waiting(event)
        size = len(event.payload)
        if self.in_memory + size <= _IN_MEMORY:
            self.in_memory += size
            return _Waiting(event)
        try:
            if self.file is None:
                self.file = tempfile.TemporaryFile(prefix="gkml-")  # noqa: SIM115
            place = (self.file.seek(0, 2), size)
            self.file.write(event.payload)
            self.file.flush()
        except OSError as error:
            message = f"the temporary file for waiting records cannot be written: {error.strerror}; free space for it"
            raise GkmlError(message, code="unwritable_output") from error
        self.in_file += size
        return _Waiting(replace(event, payload=b""), place)

    def take(self, waited: _Waiting) -> Event:
        event = waited.event
        if waited.place is not None:
            assert self.file is not None
            assert isinstance(event, Outcome)
            self.file.seek(waited.place[0])
            return replace(event, payload=self.file.read(waited.place[1]))
        if isinstance(event, Outcome):
            self.in_memory -= len(event.payload)
        return event

    def clear(self) -> None:
        """Nothing waits; the file may be empty again."""
        if self.file is not None and self.in_file:
            self.file.truncate(0)
            self.in_file = 0

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
