"""The fork server: what it loads once, and when it replaces workers or gives up forking them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from gkml.errors import GkmlError, UsageError
from gkml.pool import server as servers
from gkml.pool.messages import Message, read_message, write_message
from gkml.pool.server import serve
from tests.pool.tasks import opened, submit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory and signals as on Linux")


def answers(order: Mapping[str, Any], tasks: Sequence[Message], count: int) -> list[Message | None]:
    """What a server that is forked here, with its pipes as its streams, says to an order and to tasks."""
    (theirs, mine), (heard, said) = os.pipe(), os.pipe()
    if not (child := os.fork()):
        for ours, stream in ((theirs, 0), (said, 1)):
            os.dup2(ours, stream)
        for end in (theirs, mine, heard, said):
            os.close(end)
        serve()
        os._exit(0)
    os.close(theirs)
    os.close(said)
    with os.fdopen(heard, "rb", 0) as source:
        with os.fdopen(mine, "wb", 0) as sink:
            for head, blob in ((order, b""), *tasks):
                write_message(sink, head, blob)
            found = [read_message(source) for _ in range(count)]
        assert read_message(source) is None  # it ends with whoever asks
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return found


def order_of(folder: Path, **more: Any) -> dict[str, Any]:
    limits = {"workers": 1, "tasks": 9, "growth": 10**9, "grace": 1.0, "slack": 0}
    return {"start": "tests.pool.tasks:start", "options": {}, "folder": str(folder), "preload": True, **limits, **more}


def test_it_says_where_it_works_what_it_loaded_and_what_became_of_each_task(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    task = {"task": {"what": ""}, "seconds": 60, "spent": 0.0, "memory": 300_000_000, "fresh": False}
    found = answers(order_of(folder), [({"id": 7, **task}, b"abc")], 3)
    where, ready, reply = (message for message in found if message is not None)
    assert where[0] == {"folder": str(folder)}
    assert ready[0]["ready"]["folder"] == str(folder)
    assert (reply[0]["id"], reply[0]["reply"]["tasks"], reply[1]) == (7, 1, b"cba")
    assert not folder.exists()


def test_where_nothing_can_be_loaded_it_says_so_and_ends(tmp_path: Path) -> None:
    (_, failed) = answers(order_of(tmp_path / "work", start="tests.pool.tasks:nothing"), [], 2)
    assert failed is not None
    assert failed[0]["failed"]["code"] == "internal_error"
    assert "check the installation" in failed[0]["failed"]["message"]


def test_workers_are_replaced_when_they_are_old_or_fat() -> None:
    with opened(1, tasks=3) as pool:
        assert [submit(pool).result()[0]["tasks"] for _ in range(7)] == [1, 2, 3, 1, 2, 3, 1]
    with opened(1, growth=-(10**9)) as pool:
        assert [submit(pool).result()[0]["tasks"] for _ in range(3)] == [1, 1, 1]


def test_what_cannot_be_loaded_is_told() -> None:
    with opened(refuse=True) as pool:
        with pytest.raises(UsageError, match="not like this"):
            pool.loaded()
        with pytest.raises(UsageError, match="not like this"):
            submit(pool).result(10)
        assert pool.failed


def test_more_threads_than_one_forbid_forks_of_what_is_loaded() -> None:
    with opened(1, thread=True) as pool:
        plain, _ = submit(pool).result(60)
        assert pool.loaded()["pid"] == plain["pid"]  # which has loaded for itself


def test_forks_that_fail_are_an_error_and_not_waited_for_without_end() -> None:
    with opened(**{"no forks": True}) as pool, pytest.raises(GkmlError, match="ulimit") as caught:
        submit(pool).result(30)
    assert caught.value.code == "worker_lost"


class _Clock:
    """Stands where the fork server looks at the time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


def test_what_a_task_asks_for_on_its_way_counts_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock()
    monkeypatch.setattr(servers, "time", clock)
    server = servers._Server({"folder": "", "grace": 1.0}, *map(_opened_end, os.pipe(), ("rb", "wb")))
    worker = servers._Worker(0, *map(_opened_end, os.pipe()[::-1], ("wb", "rb")), "", 0)
    server._workers.add(worker)
    server._waiting.append(({"id": 1, "task": {}, "seconds": 10.0, "spent": 4.0, "memory": 5, "fresh": False}, b""))
    server._introduced = True
    assert server._assign()
    assert worker.deadline == 1000.0 - 4.0 + 10.0 + 1.0
    clock.now += 5
    server._allow(worker, 40.0, 5)
    assert worker.deadline == 1000.0 - 4.0 + 40.0 + 1.0
    server._workers.clear()
    server.close()


def _opened_end(end: int, mode: str) -> Any:
    return os.fdopen(end, mode, 0)
