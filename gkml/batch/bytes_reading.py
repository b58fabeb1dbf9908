"""Inputs that are bytes already, read in a worker process that may be lost: what Ray and ``datasets`` hand us."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from gkml.batch.hands import Hand
from gkml.batch.outcomes import Event, Finished, Outcome, Task, report_in_short
from gkml.batch.plan import Introduction, Plan
from gkml.batch.worker import report_to_payload
from gkml.errors import GkmlError

__all__ = ["BytesReader", "failed_events"]


class BytesReader:
    """Reads inputs from their bytes, in a worker process that is replaced when one of them ends it.

    Args:
        plan: of the worker.
        folder: where it may keep files while it reads them; None, or one that is not there, for a temporary one.

    Raises:
        GkmlError: the pipeline cannot be loaded.
    """

    def __init__(self, plan: Plan, folder: str | None = None) -> None:
        self._plan = plan
        self._folder = tempfile.mkdtemp(prefix="gkml-", dir=folder if folder and os.path.isdir(folder) else None)
        # Linux ends a worker with the thread that started it: it has to live as long
        self._thread = ThreadPoolExecutor(1, "gkml")
        self._hand = Hand(plan, self._folder, lambda: False)
        self._number = 0
        try:
            self.introduction = self._thread.submit(self._hand.start).result()
        except BaseException:
            self.close()
            raise

    def read(self, task: Task, data: bytes) -> Iterator[Event]:
        """The outcomes of an input and its end, as if it were read at ``task.path``."""
        self._number += 1
        folder = os.path.join(self._folder, f"input-{self._number}")
        # the worker reads from a path; its last part stays, for it tells kinds of files and names of members
        head, slash, name = task.path.rpartition("/")
        path = os.path.join(folder, name)
        os.mkdir(folder)
        try:
            try:
                with open(path, "xb") as file:
                    file.write(data)
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or error
                failure = GkmlError(f"{task.path} cannot be kept while it is read: {reason}", code="unreadable_path")
                yield from failed_events(task, failure, self.introduction, self._plan)
                return
            events = self._hand.read(replace(task, path=path))
            while (event := self._thread.submit(next, events, None).result()) is not None:
                yield self._renamed(event, task, folder + "/", head + slash)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def fail(self, task: Task, error: GkmlError) -> Iterator[Event]:
        """The outcome of an input that could not be fetched."""
        return failed_events(task, error, self.introduction, self._plan)

    def close(self) -> None:
        """End the worker; to be called once or more often."""
        try:
            self._thread.submit(self._hand.close).result()
        except RuntimeError:  # the interpreter is ending, or this was done before: no thread takes anything any more
            self._hand.close()
        self._thread.shutdown()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _renamed(self, event: Event, task: Task, here: str, there: str) -> Event:
        """The event with the folder that the user named; ours has a name that no document holds."""
        if isinstance(event, Finished):
            return replace(event, task=task)
        exact = self._plan.exact
        return replace(
            event,
            task=task,
            source=event.source.replace(here, there),
            message=event.message and event.message.replace(here, there),
            payload=event.payload.replace(_as_json(here, exact), _as_json(there, exact)),
        )


def _as_json(text: str, ascii_only: bool) -> bytes:
    """As it stands in a string of a record; see ``worker.report_to_payload``."""
    from gkml.output.jsonl import record_to_line

    line = json.dumps(text) if ascii_only else record_to_line(text).rstrip("\n")  # type: ignore[arg-type]
    return line[1:-1].encode("utf-8", errors="backslashreplace")


def failed_events(
    task: Task, error: GkmlError, introduction: Introduction, plan: Plan, done: int = 0
) -> Iterator[Event]:
    """What becomes of an input that cannot be read (further): one failed outcome, and its end."""
    from gkml.pipeline import failed_report

    report = failed_report(task.path, None, error, introduction.provenance, introduction.notices)
    payload = report_to_payload(exact=plan.exact, with_text=plan.with_text)(report)
    short = report_in_short(report)
    yield Outcome(task, done, task.path, "failed", error.code, error.message, short, 0.0, 1, payload)
    yield Finished(task, None, done + 1)
