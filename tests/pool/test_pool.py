"""The pool: what becomes of tasks whose workers hang, crash or take too much, and of a fork server that is lost."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from gkml.errors import GkmlError, InputError, UsageError, lacks_memory
from gkml.pool import pool as pools
from gkml.pool.messages import Message
from gkml.pool.pool import Pool, PoolConfiguration
from gkml.pool.worker import Handler
from tests.batch.processes import descendants, is_alive, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory and signals as on Linux")

HERE = "tests.pool.test_pool"
_met: list[int] = []


def start(options: Mapping[str, Any], folder: str) -> tuple[dict[str, Any], Handler]:
    """What the workers of these tests do."""
    if options.get("refuse"):
        raise UsageError("not like this")
    if options.get("thread"):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    if options.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if options.get("no forks"):
        os.fork = refuse  # in the fork server, which alone runs this
    return {"pid": os.getpid(), "folder": folder}, do


def refuse() -> int:
    raise BlockingIOError("too many processes")


def do(head: Mapping[str, Any], blob: bytes) -> Message:
    """One task."""
    what = head["what"]
    if what == "sleep":
        time.sleep(head["seconds"])
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "bomb":
        return {"sizes": [len(bytes(20_000_000)) for _ in [bytes(20_000_000) for _ in range(100)]]}, b""
    if what == "bad_alloc":
        raise RuntimeError("std::bad_alloc")
    if what == "typed":
        raise InputError("too bad", code="damaged_file")
    if what == "kill server":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    _met.append(1)
    return {"pid": os.getpid(), "parent": os.getppid(), "tasks": len(_met)}, blob[::-1]


def opened(workers: int = 2, **options: Any) -> Pool:
    more = {name: options.pop(name) for name in ("tasks", "growth", "grace") if name in options}
    return Pool(PoolConfiguration(f"{HERE}:start", options, workers, **more))


def submit(pool: Pool, what: str = "", limit: float = 30.0, blob: bytes = b"", seconds: float = 60.0) -> Any:
    return pool.submit({"what": what, "seconds": seconds}, blob, seconds=limit, memory=300_000_000)


@pytest.fixture
def pool() -> Iterator[Pool]:
    with opened() as made:
        yield made


def test_bytes_go_and_come_in_any_size_without_waiting_for_one_another(pool: Pool) -> None:
    blobs = [bytes([number]) * 3_000_000 + b"end" for number in range(12)]
    jobs = [submit(pool, blob=blob) for blob in blobs]
    assert [job.result()[1] for job in jobs] == [blob[::-1] for blob in blobs]
    assert len({job.result()[0]["parent"] for job in jobs}) == 1
    assert pool.introduction()["pid"] == jobs[0].result()[0]["parent"]


@pytest.mark.parametrize(
    ("what", "code", "word", "attempts"),
    [
        ("sleep", "timeout", "0.5 s", 1),
        ("crash", "crashed", "SIGSEGV", 2),
        ("bomb", "out_of_memory", "300,000,000", 2),
        ("bad_alloc", "out_of_memory", "--memory", 2),
        ("typed", "damaged_file", "too bad", 1),
    ],
)
def test_a_task_that_costs_its_worker_is_an_error_and_the_others_go_on(
    what: str, code: str, word: str, attempts: int, pool: Pool
) -> None:
    others = [submit(pool) for _ in range(4)]
    job = submit(pool, what, limit=0.5 if what == "sleep" else 30.0)
    others += [submit(pool) for _ in range(4)]
    with pytest.raises(InputError, match=word) as caught:
        job.result(60)
    assert (caught.value.code, job.attempts) == (code, attempts)
    assert [other.attempts for other in others if other.result(60)] == [1] * 8


def test_workers_are_replaced_when_they_are_old_or_fat() -> None:
    with opened(1, tasks=3) as pool:
        assert [submit(pool).result()[0]["tasks"] for _ in range(7)] == [1, 2, 3, 1, 2, 3, 1]
    with opened(1, growth=-(10**9)) as pool:
        assert [submit(pool).result()[0]["tasks"] for _ in range(3)] == [1, 1, 1]


def test_what_cannot_be_loaded_is_told() -> None:
    with opened(refuse=True) as pool:
        with pytest.raises(UsageError, match="not like this"):
            pool.introduction()
        with pytest.raises(UsageError, match="not like this"):
            submit(pool).result(10)
        assert pool.failed


def test_more_threads_than_one_forbid_forks_of_what_is_loaded() -> None:
    with opened(1, thread=True) as pool:
        plain, _ = submit(pool).result(60)
        assert pool.introduction()["pid"] == plain["pid"]  # which has loaded for itself


def test_a_fork_server_that_is_killed_is_replaced_and_nothing_is_lost(pool: Pool) -> None:
    jobs = [submit(pool, "sleep", seconds=0.05) for _ in range(20)]
    first = jobs[0].result(30)[0]["parent"]
    os.kill(first, signal.SIGKILL)
    parents = [job.result(30)[0]["parent"] for job in jobs]
    assert parents[0] == first
    assert parents[-1] != first
    assert len(set(parents)) == 2
    assert pool.introduction()["pid"] == first


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


def test_forks_that_fail_are_an_error_and_not_waited_for_without_end() -> None:
    with opened(**{"no forks": True}) as pool, pytest.raises(GkmlError, match="ulimit") as caught:
        submit(pool).result(30)
    assert caught.value.code == "worker_lost"


def test_closing_ends_workers_and_fails_what_waits(pool: Pool) -> None:
    server, folder = pool.introduction()["pid"], Path(pool.introduction()["folder"])
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
        pool.introduction()


def test_a_system_without_forks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "can_fork", lambda: False)
    with pytest.raises(UsageError, match="--workers 0"):
        opened()


def test_a_lack_of_memory_is_known_by_what_libraries_say() -> None:
    wrapped = RuntimeError("it failed")
    wrapped.__cause__ = RuntimeError("std::bad_alloc")
    assert all(map(lacks_memory, (MemoryError(), RuntimeError("Failed to allocate 3 bytes"), wrapped)))
    assert not lacks_memory(RuntimeError("bad data"))
    assert not lacks_memory(None)
