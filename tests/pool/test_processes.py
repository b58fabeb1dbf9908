"""What the system tells of processes, and how they are ended with all that they started."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from gkml.pool.processes import end_in_words, is_threaded, kill_group
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


def said_by(script: str) -> str:
    """What a process of its own says: what this one has freed would serve it without a byte from the system."""
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_memory_beyond_the_limit_is_refused_and_less_is_not() -> None:
    script = (
        "from gkml.pool.processes import limit_memory\n"
        "limit_memory(100_000_000)\n"
        "kept = bytes(20_000_000)\n"
        "try:\n    bytes(200_000_000)\n    print('taken')\nexcept MemoryError:\n    print('refused')\n"
    )
    assert said_by(script) == "refused"


def test_memory_that_is_held_is_told() -> None:
    script = (
        "from gkml.pool.processes import held_memory\n"
        "before = held_memory()\n"
        "kept = b'x' * 50_000_000\n"
        "print(held_memory() - before)\n"
    )
    assert int(said_by(script)) > 40_000_000


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
