"""The pool: what becomes of tasks whose workers hang, crash or take too much, and of a fork server that is lost."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gkml.errors import GkmlError, InputError, UsageError
from gkml.pool import pool as pools
from gkml.pool.pool import Job, Pool
from tests.batch.processes import descendants, is_alive, wait_until
from tests.pool.tasks import opened, submit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory and signals as on Linux")


@pytest.fixture
def pool() -> Iterator[Pool]:
    with opened() as made:
        yield made


def test_bytes_go_and_come_in_any_size_without_waiting_for_one_another(pool: Pool) -> None:
    blobs = [bytes([number]) * 3_000_000 + b"end" for number in range(12)]
    jobs = [submit(pool, blob=blob) for blob in blobs]
    assert [job.result()[1] for job in jobs] == [blob[::-1] for blob in blobs]
    assert len({job.result()[0]["parent"] for job in jobs}) == 1
    assert pool.loaded()["pid"] == jobs[0].result()[0]["parent"]


@pytest.mark.parametrize(
    ("what", "code", "word", "attempts"),
    [
        ("sleep", "timeout", "0.5 s", 1),
        ("crash", "crashed", "SIGSEGV", 2),
        ("bomb", "out_of_memory", "300,000,000", 1),
        ("bad_alloc", "out_of_memory", "--memory", 1),
        ("typed", "damaged_file", "too bad", 1),
    ],
)
def test_a_task_that_costs_its_worker_is_an_error_and_the_others_go_on(
    what: str, code: str, word: str, attempts: int, pool: Pool
) -> None:
    job = submit(pool, what, limit=0.5 if what == "sleep" else 30.0)
    others = [submit(pool) for _ in range(8)]
    with pytest.raises(InputError, match=word) as caught:
        job.result(60)
    assert (caught.value.code, job.attempts) == (code, attempts)
    assert [other.attempts for other in others if other.result(60)] == [1] * 8


def test_a_lack_of_memory_in_a_worker_that_has_done_other_tasks_may_be_theirs() -> None:
    with opened(1) as pool:
        submit(pool).result(30)
        job = submit(pool, "bomb")
        with pytest.raises(InputError, match="300,000,000"):
            job.result(60)
        assert job.attempts == 2


@pytest.mark.parametrize(("spent", "again"), [(9.0, True), (10.0, False)])
def test_a_second_attempt_gets_the_time_that_is_left(spent: float, again: bool) -> None:
    lost = {"id": 1, "lost": "out_of_memory", "end": "SIGKILL", "certain": False, "spent": spent}
    lost |= {"seconds": 40.0, "memory": 5}  # the first has asked for more on its way
    job = Job({}, b"", 10.0, 5)
    assert job.may_be_repeated(lost) is again
    assert job.to_message(2)[0]["spent"] == (spent if again else 0.0)
    assert not job.may_be_repeated(lost)
    job.settle({**lost, "lost": "timeout"} if again else lost, b"")
    with pytest.raises(InputError) as caught:
        job.result()
    assert caught.value.code == "out_of_memory"


def test_a_fork_server_that_is_killed_is_replaced_and_nothing_is_lost(pool: Pool) -> None:
    jobs = [submit(pool, "sleep", seconds=0.05) for _ in range(20)]
    first = jobs[0].result(30)[0]["parent"]
    os.kill(first, signal.SIGKILL)
    parents = [job.result(30)[0]["parent"] for job in jobs]
    assert parents[0] == first
    assert parents[-1] != first
    assert len(set(parents)) == 2
    assert pool.loaded()["pid"] == first


def test_what_ends_the_fork_server_again_and_again_is_found_and_given_up(pool: Pool) -> None:
    jobs = [submit(pool), submit(pool, "kill server"), submit(pool), submit(pool)]
    with pytest.raises(InputError, match="starts workers") as caught:
        jobs[1].result(60)
    assert caught.value.code == "crashed"
    assert all(jobs[number].result(30) for number in (0, 2, 3))


def test_a_fork_server_that_never_lives_is_an_error() -> None:
    with opened(die=True) as pool, pytest.raises(GkmlError, match="free memory") as caught:
        submit(pool).result(30)
    assert caught.value.code == "worker_lost"


def test_closing_ends_workers_and_fails_what_waits(pool: Pool) -> None:
    server, folder = pool.loaded()["pid"], Path(pool.loaded()["folder"])
    jobs = [submit(pool, "sleep", limit=600) for _ in range(5)]
    assert wait_until(lambda: len(descendants(server)) == 2)
    running = {server, *descendants(server)}
    assert folder.is_dir()
    pool.close()
    assert not any(map(is_alive, running))
    assert not folder.exists()
    for job in [*jobs, submit(pool)]:
        with pytest.raises(GkmlError, match="closed"):
            job.result(1)


def test_closing_does_not_wait_for_what_is_being_loaded() -> None:
    pool = opened()
    pool.close()
    with pytest.raises(GkmlError, match="closed"):
        pool.loaded()


def test_a_system_without_forks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "can_fork", lambda: False)
    with pytest.raises(UsageError, match="--workers 0"):
        opened()
