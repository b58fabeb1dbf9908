"""The engine on Ray: the same tasks in, the same outcomes out as from workers of this machine, on any number of them.

Inputs are opened by tasks beside a fixed pool of actors, each with a worker that has its pipeline warm. A document that
ends its worker costs nothing but itself. Where actors or machines are lost, Ray goes on without them; what was lost
with them is read in a further round, one input at a time, and given up when it is lost then as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from types import ModuleType, TracebackType
from typing import Any

from gkml.batch.configuration import LoadedPipeline, WorkerConfiguration
from gkml.batch.engine import failed_record
from gkml.batch.ordering import Ordering
from gkml.batch.outcomes import Outcome, Task
from gkml.batch.ray_session import quiet_data, ray_session
from gkml.batch.ray_stages import ReadDocuments, describe_pipeline, open_inputs, rows_to_table, table_to_outcomes
from gkml.errors import GkmlError, UsageError
from gkml.pool.pool import plain_to_error

__all__ = ["RayEngine"]

_BLOCK_INPUTS = 64  # inputs in a block at most; 64 usual reports have some 6 MB
_BLOCK_BYTES = 1_000_000  # of documents in a block, above which it is split: so are archives
_BLOCKS_AN_ACTOR = 8  # at least, where there are inputs enough: the last ones end at about the same time
_LOST_BLOCKS = 1000  # of a round, beyond which something else than the inputs is wrong, and the run ends
_ROUNDS = 3
_CPUS_A_READER = 16  # actors for which one CPU is left to open inputs
_OPENING = 4  # tasks that open inputs for so many actors: where they fetch from a server they mostly wait
_START_SECONDS = 900.0  # to load a pipeline; on a busy cluster it waits for its place


class RayEngine:
    """Reads paths and addresses on Ray; to be used as a context manager, once. See ``Engine``.

    Args:
        configuration: how each worker works; ``workers`` is how many actors, 0 for as many as there is room for.
        address: of the cluster; see ``ray_session``.
        cpus: of a cluster of its own.
    """

    def __init__(
        self, configuration: WorkerConfiguration, address: str | None = None, *, cpus: int | None = None
    ) -> None:
        self.configuration = configuration
        self._session = ray_session(address, cpus=cpus)
        self._loaded: LoadedPipeline | None = None

    def __enter__(self) -> RayEngine:
        self._ray: ModuleType = self._session.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.__exit__(kind, error, trace)

    def loaded(self) -> LoadedPipeline:
        """What the workers have loaded, as the first node that is asked says.

        Raises:
            GkmlError: the pipeline cannot be loaded.
        """
        if self._loaded is None:
            asked = self._ray.remote(num_cpus=0)(describe_pipeline).remote(self.configuration.to_plain())
            try:
                found = self._ray.get(asked, timeout=_START_SECONDS)
            except Exception as error:
                raise _engine_error(error) from error
            if "failed" in found:
                raise plain_to_error(found["failed"])
            self._loaded = LoadedPipeline.from_plain(found)
        return self._loaded

    def read(self, tasks: Iterable[Task], *, in_order: bool = True) -> Iterator[Outcome]:
        """The outcomes of tasks, all of which are taken at once.

        Raises:
            GkmlError: ``engine_failed``, more was lost than can be read once more.
        """
        waiting = dict(enumerate(tasks))
        self.loaded()
        ordering = Ordering()
        found: dict[int, set[int]] = {}  # members of inputs that are there
        with contextlib.closing(ordering), quiet_data(self._ray, errored=_LOST_BLOCKS, block_bytes=_BLOCK_BYTES):
            for number, outcome in self._all(waiting, found):
                if in_order:
                    yield from ordering.put(number, outcome)
                else:
                    yield outcome

    def _all(self, waiting: dict[int, Task], found: dict[int, set[int]]) -> Iterator[tuple[int, Outcome]]:
        """Outcomes of rounds, each once, and failed ones of what is lost in the end."""
        for round_ in range(_ROUNDS):
            if not waiting:
                return
            with contextlib.closing(self._round(dict(waiting), alone=round_ > 0)) as outcomes:
                for number, outcome in outcomes:
                    members = found.setdefault(number, set())
                    if outcome.member in members:
                        continue  # of an archive of which only a part was lost
                    members.add(outcome.member)
                    if len(members) == outcome.members:
                        del waiting[number], found[number]
                    yield number, outcome
        lost = GkmlError("the machine or the process that read it was lost, more than once", code="worker_lost")
        for number, task in waiting.items():
            record = failed_record(task.path, None, lost, self.loaded(), self.configuration)
            there = found.get(number, set())
            count = max(there, default=-1) + 2
            for member in sorted(set(range(count)) - there):
                yield number, Outcome(task, member, count, None, None, (record,), 0.0, _ROUNDS)

    def _round(self, tasks: Mapping[int, Task], *, alone: bool) -> Generator[tuple[int, Outcome], None, None]:
        """Outcomes of the tasks; where blocks were lost, there are none."""
        try:
            tables = self._dataset(tasks, alone=alone).iter_batches(
                batch_size=None, batch_format="pyarrow", prefetch_batches=0
            )
            for table in tables:
                yield from table_to_outcomes(table, dict(tasks))
        except (GeneratorExit, KeyboardInterrupt):
            raise
        except Exception as error:
            raise _engine_error(error) from error

    def _dataset(self, tasks: Mapping[int, Task], *, alone: bool) -> Any:
        data = self._ray.data
        actors = self._actors()
        configuration = self.configuration.to_plain()
        size = 1 if alone else max(1, min(_BLOCK_INPUTS, len(tasks) // (actors * _BLOCKS_AN_ACTOR)))
        rows = [(number, {"name": task.path}, b"") for number, task in tasks.items()]
        blocks = [rows_to_table(rows[start : start + size]) for start in range(0, len(rows), size)]
        common = {"batch_size": None, "batch_format": "pyarrow", "zero_copy_batch": True}
        return (
            data.from_arrow(blocks)
            .map_batches(
                open_inputs,
                **common,
                fn_args=(configuration,),
                num_cpus=0,  # a node that is lost must not take the place that opening needs
                concurrency=max(1, min(_OPENING * max(1, actors // _CPUS_A_READER), len(blocks))),  # Ray warns of more
            )
            .map_batches(
                ReadDocuments,
                **common,
                compute=data.ActorPoolStrategy(size=actors),
                fn_constructor_args=(configuration, self.loaded().to_plain()),
                num_cpus=1,
                max_restarts=-1,
                max_task_retries=2,
            )
        )

    def _actors(self) -> int:
        """As many as there is room for; one CPU is left for opening inputs and for Ray.

        Raises:
            UsageError: there is no CPU left for it.
        """
        cpus = int(self._ray.cluster_resources().get("CPU", 0))
        if cpus < 2:
            raise UsageError(f"the Ray cluster has {cpus} CPU; it takes two, one of them for fetching files")
        room = cpus - max(1, cpus // _CPUS_A_READER)
        return min(self.configuration.workers, room) if self.configuration.workers > 0 else room


def _engine_error(error: Exception) -> GkmlError:
    """What Ray ends with, in a sentence: the last line of its report names the error at its bottom."""
    cause = getattr(error, "cause", None) or error
    if isinstance(cause, GkmlError):
        return cause
    reason = next((line.strip() for line in reversed(str(cause).splitlines()) if line.strip()), type(cause).__name__)
    return GkmlError(f"Ray gave up: {reason}; its logs tell more", code="engine_failed")
