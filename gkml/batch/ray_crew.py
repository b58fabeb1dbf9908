"""The crew on Ray: the same tasks in, the same events out as from ``Crew``, from any number of machines.

Files are fetched by tasks on the CPUs that are left for it, and read by a fixed pool of actors, each with a worker that
has its model warm. A report that ends its worker costs nothing but itself, as in ``Crew``. Where an actor or its
machine is lost, Ray starts another one; what was lost for good is read once more, one input at a time, and given up.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from types import ModuleType, TracebackType
from typing import Any

from gkml.batch.bytes_reading import failed_events
from gkml.batch.gate import Gate
from gkml.batch.outcomes import Event, Finished, Outcome, Task
from gkml.batch.plan import Introduction, Plan
from gkml.batch.ray_reading import (
    ReadAlone,
    ReadFiles,
    introduction_from_json,
    introduction_to_json,
    load_batch,
    plan_to_json,
    row_to_event,
    rows_to_events,
    rows_to_table,
)
from gkml.batch.ray_session import quiet_data, ray_session
from gkml.errors import GkmlError, UsageError
from gkml.readers.remote import is_remote

__all__ = ["RayCrew"]

_BLOCK_INPUTS = 64  # inputs in a block at most; 64 usual reports have some 6 MB
_BLOCK_BYTES = 32_000_000  # of files in a block, above which it is split
_BLOCKS_AN_ACTOR = 8  # at least, where there are inputs enough: the last ones end at about the same time
_LOST_BLOCKS = 50  # beyond which something else than the inputs is wrong, and the run ends
_RETRIES = 2  # of a block whose actor was lost: machines come and go
_CPUS_A_READER = 16  # actors that one CPU fetches files for
_FETCHING = 4  # tasks on such a CPU that fetch from a server, for which they mostly wait
_START_SECONDS = 900.0  # for an actor with its worker; on a busy cluster it waits for its place


class RayCrew:
    """Reads paths and addresses on Ray; to be used as a context manager, once.

    Args:
        plan: how each worker works; ``workers`` is how many actors, 0 for as many as there is room for.
        address: of the cluster; see ``ray_session``.
        cpus: of a cluster of its own.
    """

    def __init__(self, plan: Plan, address: str | None = None, *, cpus: int | None = None) -> None:
        self.plan = plan
        self._address = address
        self._cpus = cpus
        self._ends = contextlib.ExitStack()
        self._introduction: Introduction | None = None
        self._alone: Any = None
        self._folder = ""

    def __enter__(self) -> RayCrew:
        with contextlib.ExitStack() as ends:
            # on this machine the actors use it; elsewhere it is not there, and they make one of their own
            self._folder = ends.enter_context(
                tempfile.TemporaryDirectory(prefix="gkml-ray-", ignore_cleanup_errors=True)
            )
            self._ray: ModuleType = ends.enter_context(ray_session(self._address, cpus=self._cpus))
            ends.callback(self._dismiss)
            self._ends = ends.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()

    def introduction(self) -> Introduction:
        """What the workers have loaded, as the first node that is asked says.

        Raises:
            GkmlError: the pipeline cannot be loaded.
        """
        if self._introduction is None:
            found = self._ask_alone("introduce")
            self._dismiss()  # its memory is worth more to the pool
            self._introduction = introduction_from_json(found)
        return self._introduction

    def read(self, tasks: Iterable[Task], gate: Gate | None = None) -> Iterator[Event]:
        """The outcomes of tasks, one task after another; of each ``Finished`` is the last.

        Args:
            tasks: all of them are taken at once.
            gate: is not needed; Ray itself sees to it that no more is read than is taken.

        Raises:
            GkmlError: ``engine_failed``, more was lost than single inputs.
        """
        waiting = list(tasks)
        if not waiting:
            return
        introduction = self.introduction()
        with quiet_data(self._ray, errored=_LOST_BLOCKS, block_bytes=_BLOCK_BYTES):
            found = self._events(waiting, introduction)
            try:
                yield from self._completed(waiting, found)
            finally:
                found.close()

    def _events(self, tasks: Sequence[Task], introduction: Introduction) -> Generator[Event, None, None]:
        """Events of the tasks in order; where blocks were lost, there are none."""
        by_index = {task.index: task for task in tasks}
        try:
            for table in self._dataset(tasks, introduction).iter_batches(
                batch_size=None, batch_format="pyarrow", prefetch_batches=0
            ):
                yield from rows_to_events(table, by_index)
        except (GeneratorExit, KeyboardInterrupt):
            raise
        except Exception as error:
            raise _engine_error(error) from error

    def _dataset(self, tasks: Sequence[Task], introduction: Introduction) -> Any:
        data = self._ray.data
        actors = self._actors()
        remote = any(is_remote(task.path) for task in tasks)
        size = max(1, min(_BLOCK_INPUTS, len(tasks) // (actors * _BLOCKS_AN_ACTOR)))
        blocks = [
            rows_to_table((task.index, {"name": task.path}, b"") for task in tasks[start : start + size])
            for start in range(0, len(tasks), size)
        ]
        return (
            data.from_arrow(blocks)
            .map_batches(
                load_batch,
                batch_size=None,
                batch_format="pyarrow",
                zero_copy_batch=True,
                fn_args=(plan_to_json(self.plan),),
                num_cpus=1 / _FETCHING if remote else 1 / 2,
            )
            .map_batches(
                ReadFiles,
                batch_size=None,
                batch_format="pyarrow",
                zero_copy_batch=True,
                compute=data.ActorPoolStrategy(size=actors),
                fn_constructor_args=(plan_to_json(self.plan), self._folder, introduction_to_json(introduction)),
                num_cpus=1,
                max_restarts=-1,
                max_task_retries=_RETRIES,
            )
        )

    def _actors(self) -> int:
        """As many as there is room for: a pool on all CPUs would wait for files for ever.

        Raises:
            UsageError: there is no CPU left for fetching.
        """
        cpus = int(self._ray.cluster_resources().get("CPU", 0))
        if cpus < 2:
            raise UsageError(f"the Ray cluster has {cpus} CPU; it takes two, one of them for fetching files")
        room = cpus - max(1, cpus // _CPUS_A_READER)
        return min(self.plan.workers, room) if self.plan.workers > 0 else room

    def _completed(self, tasks: Sequence[Task], events: Iterator[Event]) -> Iterator[Event]:
        """The events with those of lost inputs in their places."""
        position = done = 0
        for event in events:
            while tasks[position].index != event.task.index:
                yield from self._rescued(tasks[position], done)
                position, done = position + 1, 0
            if isinstance(event, Outcome) and event.member != done:
                continue  # the beginning of this input was lost, so all of it is read once more
            yield event
            done += 1
            if isinstance(event, Finished):
                position, done = position + 1, 0
        for task in tasks[position:]:
            yield from self._rescued(task, done)
            done = 0

    def _rescued(self, task: Task, done: int) -> Iterator[Event]:
        """The events of a lost input but for the first ``done``; it is read alone, for who knows what it did."""
        try:
            rows = self._ask_alone("read", task)
        except GkmlError as error:
            yield from failed_events(task, error, self.introduction(), self.plan, done)
            return
        for row in rows[done:]:
            yield row_to_event(row, task)

    def _ask_alone(self, method: str, *arguments: Any) -> Any:
        """Ask the actor beside the pool; it takes no CPU of the pool's.

        Raises:
            GkmlError: ``worker_lost``.
        """
        if self._alone is None:
            plan = plan_to_json(self.plan)
            self._alone = self._ray.remote(num_cpus=0, max_restarts=0)(ReadAlone).remote(plan, self._folder)
        try:
            return self._ray.get(getattr(self._alone, method).remote(*arguments), timeout=_START_SECONDS)
        except self._ray.exceptions.RayError as error:
            self._dismiss()
            reason = type(error).__name__
            message = f"the actor that read it was lost, again and again ({reason}); look into the logs of Ray"
            raise GkmlError(message, code="worker_lost") from error

    def _dismiss(self) -> None:
        actor, self._alone = self._alone, None
        if actor is not None:
            with contextlib.suppress(Exception):  # it may be gone
                self._ray.get(actor.close.remote(), timeout=10)
            with contextlib.suppress(Exception):
                self._ray.kill(actor)


def _engine_error(error: Exception) -> GkmlError:
    """What Ray ends with, in a sentence: the last line of its report names the error at its bottom."""
    cause = getattr(error, "cause", None) or error
    if isinstance(cause, GkmlError):
        return cause
    reason = next((line.strip() for line in reversed(str(cause).splitlines()) if line.strip()), type(cause).__name__)
    return GkmlError(f"Ray gave up: {reason}; its logs tell more", code="engine_failed")
