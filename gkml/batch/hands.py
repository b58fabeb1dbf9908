"""One hand of the crew: a worker process, replaced whenever it is lost or old, and what becomes of the path it had.

A report that ends its worker is read once more in a fresh one, from which the answer counts; one that takes too long is
not, for it would cost its time twice. What is given up gets a record with a typed error that is the same in every run.
"""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gkml.batch.outcomes import Event, Finished, Outcome, Task, report_in_short
from gkml.batch.plan import Introduction, Plan
from gkml.batch.starting import Separate, Starter
from gkml.batch.worker import NO_MEMORY, report_to_payload
from gkml.children import DiedError, Message, Peer, end_in_words, own_memory
from gkml.errors import InputError
from gkml.readers.sources import file_hash
from gkml.records.report import Report

__all__ = ["Hand", "Introduction", "Plan"]


class Hand:
    """Reads paths, one at a time, in a worker of its own.

    Args:
        plan: of the crew.
        temporary: a folder; what a worker leaves in it goes with the worker.
        stopping: whether the crew is being ended; a worker that dies then is no news.
        starter: starts the workers; without one each of them loads its pipeline for itself.
    """

    def __init__(
        self, plan: Plan, temporary: str, stopping: Callable[[], bool], starter: Starter | None = None
    ) -> None:
        self._plan = plan
        self._starter = starter or Separate(plan)
        self._temporary = temporary
        self._stopping = stopping
        self._seconds = plan.settings.limits.seconds + plan.grace
        self._worker: Peer | None = None
        self._folder = ""
        self._documents = 0
        self.introduction: Introduction | None = None
        self.started = 0

    def start(self) -> Introduction:
        """Have a worker that has loaded its pipeline.

        Raises:
            GkmlError: it cannot be loaded, or the process ended over it.
        """
        if self._worker is None or self.introduction is None:
            self._folder = tempfile.mkdtemp(dir=self._temporary)
            self._documents = 0
            self.started += 1
            self._worker, self.introduction = self._starter.start(self._folder)
        return self.introduction

    def close(self) -> None:
        """End the worker; nothing of it is left."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""

    def kill(self) -> None:
        """End the worker from another thread; the hand finds it gone."""
        worker = self._worker
        if worker is not None:
            worker.kill()

    def read(self, task: Task) -> Iterator[Event]:
        """The reports of a path and its end; cut short where the crew is being ended."""
        path = _Path(task)
        while not path.ended:
            introduction = self.start()
            try:
                yield from self._attempt(path)
            except DiedError as death:
                self.close()
                if self._stopping():
                    return
                if death.expired or path.attempt > 1:
                    yield self._give_up(path, self._reason(death, introduction), introduction)
                else:
                    path.attempt += 1
        yield Finished(task, path.file_sha256, path.done)

    def _attempt(self, path: _Path) -> Iterator[Outcome]:
        """Outcomes from the first one on that the path has not yet; raises ``DiedError``."""
        worker = self._worker
        assert worker is not None
        path.began = time.perf_counter()
        head, blob = worker.ask({"path": path.task.path, "skip": path.done}, b"", self._seconds)
        while "end" not in head:
            path.file_sha256 = head["file_sha256"]
            if "begin" in head:
                path.current, path.began = head, time.perf_counter()
            elif head["exhausted"]:
                raise DiedError(False, NO_MEMORY, 0)  # it lives, but who knows what is broken in it now
            else:
                self._documents += 1
                yield path.told((head, blob))
            head, blob = worker.receive(self._seconds)
        path.ended = True
        assert self.introduction is not None
        grown = head["memory"] - self.introduction.memory
        if self._documents >= self._plan.documents or grown > self._plan.growth:
            self.close()

    def _reason(self, death: DiedError, introduction: Introduction) -> InputError:
        limits = self._plan.settings.limits
        if death.expired:
            limit = f"{limits.seconds:g} s"
            message = (
                f"reading took longer than the limit of {limit}; split the file or raise Limits.seconds (--timeout)"
            )
            return InputError(message, code="timeout")
        held = introduction.memory + limits.memory_bytes // 2
        most = max(held, own_memory())  # a child counts what its parent held when it was started as its own
        if death.code in (NO_MEMORY, -signal.SIGKILL) or death.memory > most:
            limit = f"{limits.memory_bytes:,} bytes"
            mend = "split the file or raise Limits.memory_bytes (--memory)"
            message = f"reading needs more memory than the limit of {limit}; {mend}"
            return InputError(message, code="out_of_memory")
        message = f"reading ended its process, twice ({end_in_words(death.code)}); save the file in another format"
        return InputError(message, code="crashed")

    def _give_up(self, path: _Path, error: InputError, introduction: Introduction) -> Outcome:
        from gkml.pipeline import failed_report

        current = path.current
        if current is None:
            # Nothing was begun: the file itself, or the way to its next member, is what cannot be read.
            path.ended = True
            path.file_sha256 = path.file_sha256 or file_hash(path.task.path, self._plan.settings.limits)
            source, digest = path.task.path, path.file_sha256
        else:
            source, digest = current["source"], current["sha256"]
        report = failed_report(source, digest, error, introduction.provenance, introduction.notices)
        return path.given_up(report, self._to_payload(report))

    @cached_property
    def _to_payload(self) -> Callable[[Report], bytes]:
        return report_to_payload(exact=self._plan.exact, with_text=self._plan.with_text)


@dataclass(slots=True)
class _Path:
    """How far a path has been read.

    Attributes:
        done: outcomes so far.
        began: when the report that is being read was, or the path where there is none yet.
        attempt: of the report that is being read.
        current: what the worker said when it began it; None between reports.
        ended: nothing more comes.
    """

    task: Task
    done: int = 0
    began: float = 0.0
    attempt: int = 1
    current: dict[str, Any] | None = None
    file_sha256: str | None = None
    ended: bool = False

    def told(self, message: Message) -> Outcome:
        """The outcome that a worker sent."""
        head, blob = message
        known = {name: head[name] for name in ("source", "status", "code", "message", "short", "seconds")}
        return self._next(Outcome(self.task, self.done, **known, attempts=self.attempt, payload=blob))

    def given_up(self, report: Report, payload: bytes) -> Outcome:
        """The outcome of a report that cost its workers."""
        assert report.error is not None
        return self._next(
            Outcome(
                self.task,
                self.done,
                report.source,
                report.status,
                report.error.code,
                report.error.message,
                report_in_short(report),
                time.perf_counter() - self.began,
                self.attempt,
                payload,
            )
        )

    def _next(self, outcome: Outcome) -> Outcome:
        self.done += 1
        self.attempt = 1
        self.current = None
        return outcome
