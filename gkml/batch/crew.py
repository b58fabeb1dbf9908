"""The crew: worker processes side by side, one thread for each, and their outcomes in the order in which they come."""

from __future__ import annotations

import contextlib
import os
import queue
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TypeVar

from gkml.batch.gate import Gate
from gkml.batch.hands import Hand
from gkml.batch.outcomes import Event, Task
from gkml.batch.plan import Introduction, Plan
from gkml.batch.starting import Nursery

__all__ = ["Crew", "usable_cpus"]

T = TypeVar("T")

_WAITING = 32  # events of each worker that may wait for whoever takes them; a record has some 100 kB
_LOOK = 0.2  # seconds after which a thread that waits looks whether the crew is being ended


def usable_cpus() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


class Crew:
    """Reads paths in worker processes; to be used as a context manager, once.

    Leaving it ends all workers and what they started, at once, wherever they are.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._events: queue.Queue[Event | BaseException | None] = queue.Queue(_WAITING * plan.workers)
        self._introductions: queue.Queue[Introduction | BaseException] = queue.Queue()
        self._stopping, self._begun = threading.Event(), threading.Event()
        self._taking = threading.Lock()
        self._tasks: Iterator[Task] = iter(())
        self._gate = Gate(1)
        self._hands: list[Hand] = []
        self._threads: list[threading.Thread] = []
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._nursery = Nursery(plan) if Nursery.is_possible() else None

    def __enter__(self) -> Crew:
        self._temporary = tempfile.TemporaryDirectory(prefix="gkml-", ignore_cleanup_errors=True)
        if self._nursery is not None:
            self._begin(self._keep_nursery, self._nursery)
        for _ in range(self.plan.workers):
            hand = Hand(self.plan, self._temporary.name, self._stopping.is_set, self._nursery)
            self._hands.append(hand)
            self._begin(self._work, hand)
        return self

    def _begin(self, work: Callable[[T], None], what: T) -> None:
        """Linux ends a process with the thread that started it: each has one that lives as long."""
        thread = threading.Thread(target=work, args=(what,), name="gkml-crew", daemon=True)
        self._threads.append(thread)
        thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._begun.set()
        self._gate.close()
        waiting = list(self._threads)
        processes: list[Hand | Nursery] = [*self._hands]
        if self._nursery is not None:
            processes.append(self._nursery)
        while waiting:
            for process in processes:
                process.kill()  # again and again: a thread may just have started one
            waiting[0].join(_LOOK)
            waiting = [thread for thread in waiting if thread.is_alive()]
        if self._temporary is not None:
            self._temporary.cleanup()

    def introduction(self) -> Introduction:
        """What the workers have loaded; waits until the first one has.

        Raises:
            GkmlError: the pipeline cannot be loaded.
        """
        found = self._introductions.get()
        if isinstance(found, BaseException):
            raise found
        self._introductions.put(found)
        return found

    def read(self, tasks: Iterable[Task], gate: Gate) -> Iterator[Event]:
        """The outcomes of tasks as they come; of one task they are in order, and ``Finished`` is the last.

        Args:
            tasks: taken one at a time, when a worker is free and the gate lets it in.
            gate: whoever takes the events calls ``leave`` for each task that is done with.
        """
        self._tasks, self._gate = iter(tasks), gate
        self._begun.set()
        working = len(self._hands)
        while working:
            event = self._events.get()
            if isinstance(event, BaseException):
                raise event
            if event is None:
                working -= 1
            else:
                yield event

    @property
    def started(self) -> int:
        """Worker processes that were started so far."""
        return sum(hand.started for hand in self._hands)

    def _keep_nursery(self, nursery: Nursery) -> None:
        nursery.open()
        self._stopping.wait()
        nursery.close()

    def _work(self, hand: Hand) -> None:
        """What each thread does."""
        try:
            self._introductions.put(hand.start())
            self._begun.wait()
            while (task := self._next_task()) is not None:
                for event in hand.read(task):
                    self._put(event)
            self._put(None)
        except BaseException as error:
            if not self._stopping.is_set():
                self._introductions.put(error)
                self._put(error)
        finally:
            hand.close()

    def _next_task(self) -> Task | None:
        if self._stopping.is_set() or not self._gate.enter():
            return None
        with self._taking:
            return next(self._tasks, None)

    def _put(self, event: Event | BaseException | None) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(queue.Full):
                self._events.put(event, timeout=_LOOK)
                return
