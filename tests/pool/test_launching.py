"""The process of a fork server: started with what it needs, ended with all that it started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gkml.errors import GkmlError
from gkml.pool.launching import ServerProcess
from gkml.pool.messages import read_message, write_message
from tests.batch.processes import descendants, is_alive, wait_until
from tests.pool.tasks import in_fork
from tests.pool.test_server import order_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory and signals as on Linux")


def test_one_life(tmp_path: Path) -> None:
    """It finds what this process can import, uses one thread a core, and leaves when it is let go."""
    order = order_of(tmp_path / "work", start="tests.pool.tasks:environment")
    server = ServerProcess.start(order)
    assert read_message(server.source) == ({"folder": str(tmp_path / "work")}, b"")
    head = read_message(server.source)
    assert head is not None
    assert head[0]["ready"]["OMP_NUM_THREADS"] == "1"
    assert os.getpgid(server.process.pid) == server.process.pid  # an interrupt of the terminal does not reach it

    def use_it_no_more() -> int:
        server.abandon()
        return 5

    assert in_fork(use_it_no_more) == 5
    task = {
        "task": {"what": "sleep", "seconds": 600},
        "seconds": 600,
        "spent": 0.0,
        "memory": 300_000_000,
        "fresh": False,
    }
    write_message(server.sink, {"id": 1, **task})
    assert wait_until(lambda: bool(descendants(server.process.pid)))
    below = descendants(server.process.pid)
    server.end()
    server.source.close()
    assert server.process.returncode == 0
    assert not any(map(is_alive, below))
    assert not (tmp_path / "work").exists()


def test_where_no_process_can_be_started_the_next_step_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    with pytest.raises(GkmlError, match="check the limits of processes and memory") as caught:
        ServerProcess.start(order_of(tmp_path))
    assert caught.value.code == "worker_lost"
