"""What goes into an engine and what comes out: inputs as tasks, and one outcome for each document that they hold.

Every engine has two methods. ``loaded()`` says what its workers have loaded. ``read(tasks, in_order=...)`` yields
the outcomes of tasks, either in the order of the tasks and of the documents in them, or as they are completed; then
``Outcome.members`` tells when an input is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from gkml.batch.configuration import LoadedPipeline
from gkml.errors import GkmlError
from gkml.records.report import Status

__all__ = ["Engine", "Outcome", "Record", "Task"]


@dataclass(frozen=True, slots=True)
class Task:
    """An input to read.

    Attributes:
        index: its place among the inputs of a run, counted from 0.
        path: where it is, or what records call it.
        data: its bytes, or why they cannot be had; None where they are to be read from the path.
    """

    index: int
    path: str
    data: bytes | GkmlError | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One report of a document, read or given up.

    Attributes:
        source: its name, as in the record.
        status: as in the record.
        code, message: of the error in the record; None where there is none.
        line: the record as a line of JSON with its newline, or what else the workers were asked for.
    """

    source: str
    status: Status
    code: str | None
    message: str | None
    line: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document was read, or given up: an input, or a member of one that is an archive.

    Attributes:
        task: the input it was found in.
        member: its number among the documents of the input, counted from 0.
        members: how many documents the input holds.
        sha256: of the document; None where its bytes could not be had.
        input_sha256: of the input: of a member, that of the archive.
        records: one or more; a document may hold several reports.
        seconds: that reading took, in the attempt that made the records.
        attempts: how often it was read; 2 where the first attempt cost a worker.
    """

    task: Task
    member: int
    members: int
    sha256: str | None
    input_sha256: str | None
    records: tuple[Record, ...]
    seconds: float
    attempts: int = 1

    @property
    def last(self) -> bool:
        """Whether it is the last document of its input."""
        return self.member == self.members - 1


class Engine(Protocol):
    """Whatever reads inputs: worker processes of this machine, this process, Ray."""

    def loaded(self) -> LoadedPipeline:
        """What its pipeline is."""

    def read(self, tasks: Iterable[Task], *, in_order: bool = True) -> Iterator[Outcome]:
        """The outcomes of tasks; tasks are taken when there is room for them."""
