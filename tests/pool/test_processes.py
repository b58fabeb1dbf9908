"""What the system tells of processes, and how they are ended with all that they started."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from gkml.pool.processes import end_in_words, held_memory, is_threaded, kill_group, limit_memory
from tests.batch.processes import descendants, is_alive, wait_until
from tests.pool.tasks import in_fork

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory and signals as on Linux")


@pytest.mark.parametrize(
    ("code", "words"), [(0, "exit code 0"), (77, "exit code 77"), (-signal.SIGSEGV, "SIGSEGV"), (-99, "signal 99")]
)
def test_ends_have_names(code: int, words: str) -> None:
    assert end_in_words(code) == words


def test_a_process_is_ended_with_what_left_its_group() -> None:
    script = "sleep 600 & setsid sleep 600 & wait"
    with subprocess.Popen(["sh", "-c", script], process_group=0) as process:
        assert wait_until(lambda: len(descendants(process.pid)) == 2)
        below = descendants(process.pid)
        kill_group(process.pid)
    assert process.returncode == -signal.SIGKILL
    assert wait_until(lambda: not any(map(is_alive, below)))


def test_ending_what_has_ended_is_no_error() -> None:
    with subprocess.Popen(["true"], process_group=0) as process:
        process.wait()
    kill_group(process.pid)


def test_memory_beyond_the_limit_is_refused_and_less_is_not() -> None:
    def work() -> int:
        limit_memory(100_000_000)
        kept = [bytes(20_000_000)]
        try:
            bytes(200_000_000)
        except MemoryError:
            return len(kept)
        return 9

    assert in_fork(work) == 1


def test_memory_that_is_held_is_told() -> None:
    before = held_memory()
    kept = b"x" * 50_000_000
    assert held_memory() - before > 0.8 * len(kept)


def test_threads_are_seen() -> None:
    def work() -> int:
        alone = is_threaded()
        event = threading.Event()
        thread = threading.Thread(target=event.wait)
        thread.start()
        both = is_threaded()
        event.set()
        thread.join()
        return 2 * both + alone

    assert in_fork(work) == 2  # a fork has one thread


def test_a_child_goes_with_its_parent() -> None:
    script = (
        "import os, subprocess, sys, time\n"
        "from gkml.pool.processes import end_with_parent\n"
        "child = os.fork()\n"
        "if not child:\n    end_with_parent()\n    print('ready', flush=True)\n    time.sleep(600)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        below = descendants(process.pid)
        process.kill()
    assert len(below) == 1
    assert wait_until(lambda: not any(map(is_alive, below)))
