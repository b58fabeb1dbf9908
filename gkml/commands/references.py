"""What a user named to the reports it holds: files, records of them, members of archives, parts of files.

A report may be named as its record names it: ``crawl.zip!/a.docx`` is a member, ``a.html#2`` the second report in a
file, ``out.jsonl#2`` the second record.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gkml.commands.inputs import STDIN, paths_to_inputs, require_paths
from gkml.commands.messages import say, tell_fault
from gkml.commands.spelling import nearest
from gkml.commands.standins import read_stdin
from gkml.errors import UsageError
from gkml.output.earlier import output_kind, records_of_run
from gkml.readers.archive import INSIDE
from gkml.readers.remote import is_remote

if TYPE_CHECKING:
    from gkml.batch.engine import LocalEngine
    from gkml.readers.limits import Limits
    from gkml.readers.sources import Source
    from gkml.records.report import Report

__all__ = ["Found", "find_reports", "holds_records", "require_references"]

_PART = re.compile(r"#([1-9]\d*)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A report; ``data`` are the bytes it was read from, None of a record."""

    report: Report
    data: bytes | None


def require_references(paths: list[str]) -> None:
    """What is named exists, or the file does in which it is said to be.

    Raises:
        UsageError: of all that do not.
    """
    require_paths([_file_of(path) or path for path in paths])


def holds_records(path: str) -> bool:
    """Whether a path names records that gkml wrote, and not reports."""
    return _record_files(path) is not None


def find_reports(paths: list[str], open_reader: Callable[[], AbstractContextManager[LocalEngine]]) -> Iterator[Found]:
    """The reports that paths name, one after another; what reads is opened when a file is to be read.

    Raises:
        UsageError: a file does not hold what is said to be in it, or records cannot be read.
    """
    engine: LocalEngine | None = None
    with ExitStack() as stack:
        for path in paths:
            records = _record_files(_file_of(path) or path)
            if records is not None:
                part = _PART.search(path) if _file_of(path) else None
                yield from _records(path, records, int(part[1]) if part else None)
                continue
            engine = engine or stack.enter_context(open_reader())
            yield from _reports(path, engine)


def _file_of(path: str) -> str | None:
    """The file in which a path names a member or a part; None where the path is that of a file."""
    if path == STDIN or is_remote(path) or os.path.exists(path):
        return None
    ends = [match.start() for match in re.finditer(rf"{re.escape(INSIDE)}|#", path)]
    return next((path[:end] for end in ends if os.path.exists(path[:end])), None)


# ---------------------------------------------------------------------------------------------------------------------
# Records


def _record_files(path: str) -> list[str] | None:
    """Files with records; None where the path is none of records."""
    kind = None if path == STDIN or is_remote(path) else output_kind(path)
    if kind == "run":
        return records_of_run(path)
    return [path] if kind == "records" else None


def _records(path: str, files: list[str], wanted: int | None) -> Iterator[Found]:
    from gkml.output import Fault
    from gkml.output.records import line_to_report
    from gkml.series.intake import read_file_as

    number = 0
    for file in files:
        for found in read_file_as(file, line_to_report):
            number += not isinstance(found, Fault)
            if wanted is not None and number != wanted:
                continue
            if isinstance(found, Fault):
                tell_fault(found)
                continue
            yield Found(found, None)
            if wanted is not None:
                return
    if wanted is not None:
        file = files[0] if len(files) == 1 else path
        raise UsageError(say("no_such_record", path=file, wanted=wanted, count=number))


# ---------------------------------------------------------------------------------------------------------------------
# Files


def _reports(path: str, engine: LocalEngine) -> Iterator[Found]:
    from gkml.readers.sources import path_to_sources

    limits = engine.configuration.settings.limits
    file = _file_of(path)
    if file is None:
        sources = (path,) if path == STDIN else paths_to_inputs([path]).sources
        for source in sources:
            for opened in _stdin_sources(limits) if source == STDIN else path_to_sources(source, limits):
                yield from (Found(report, opened.data) for report in _read(opened, engine))
        return
    names: list[str] = []
    some = False
    for opened in path_to_sources(file, limits):
        names.append(opened.name)
        if not _may_hold(opened.name, path):
            continue
        for report in _read(opened, engine):
            if report.source == path or report.source.startswith(path + INSIDE):
                some = True
                yield Found(report, opened.data)
    if not some:
        inside = path[len(file) :]
        like = nearest(path, names)
        meant = say("did_you_mean", names=", ".join(like)) if like else ""
        raise UsageError(say("no_such_part", path=file, name=inside) + meant)


def _may_hold(source: str, path: str) -> bool:
    """Whether a report of that name can be in a source: the source itself, a part of it, or a member of its archive."""
    return path == source or path.startswith((source + "#", source + INSIDE)) or source.startswith(path + INSIDE)


def _read(opened: Source, engine: LocalEngine) -> Iterator[Report]:
    """The reports of a document, as a worker reads them."""
    from gkml.records.report import Report

    for record in engine.read_source(opened).records:
        yield Report.from_dict(json.loads(record.line))


def _stdin_sources(limits: Limits) -> Iterator[Source]:
    from gkml.readers.sources import data_to_source, members_of

    return members_of(data_to_source(read_stdin(limits.file_bytes), STDIN), limits)
