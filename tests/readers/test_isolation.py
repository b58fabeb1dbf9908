"""The child process: what it survives, what it ends with, and that nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from gkml.errors import GkmlError, InputError
from gkml.readers import isolation
from gkml.readers.isolation import Reply, run_isolated
from gkml.readers.limits import Limits

HERE = "tests.readers.test_isolation"
LIMITS = Limits(seconds=30.0, memory_bytes=300_000_000)
LINUX = sys.platform == "linux"


def close_workers() -> None:
    with isolation._lock:
        pool = isolation._pools.pop(os.getpid(), None)
    if pool is not None:
        pool.close()


def echo(data: bytes, options: dict[str, Any]) -> Reply:
    return Reply({"pid": os.getpid(), **options}, data)


def fail(data: bytes, options: dict[str, Any]) -> Reply:
    if options["how"] == "typed":
        raise InputError("too bad", code="damaged_file")
    if options["how"] == "fault":
        raise KeyError("nowhere")
    if options["how"] == "hang":
        time.sleep(600)
    if options["how"] == "signal":
        os.kill(os.getpid(), signal.SIGSEGV)
    if options["how"] == "exit":
        os._exit(3)
    if options["how"] == "memory":
        blocks = [bytes(20_000_000) for _ in range(1000)]
        return Reply(len(blocks))
    if options["how"] == "print":
        os.write(1, b"noise of a native library")
        os.write(2, b"noise of a native library")
        print("noise", flush=True)
        return Reply("quiet")
    if options["how"] == "second":  # dies where the process has read something before
        if isolation.__dict__.setdefault("_met", False):
            os.kill(os.getpid(), signal.SIGSEGV)
        isolation.__dict__["_met"] = True
        return Reply(os.getpid())
    raise AssertionError(options)


def ask(task: str, data: bytes = b"", limits: Limits = LIMITS, **options: Any) -> Reply:
    return run_isolated(f"{HERE}:{task}", data, options, limits)


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    close_workers()
    yield
    close_workers()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def children() -> list[int]:
    """Processes whose parent this one is, zombies among them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text()
            except OSError:
                continue
            if int(status.rpartition(")")[2].split()[1]) == os.getpid():
                found.append(int(entry.name))
    return found


def test_bytes_and_plain_data_go_there_and_come_back() -> None:
    data = bytes(range(256)) * 20_000
    reply = ask("echo", data, text="政府\ud800信息", number=1.5, nothing=None)
    assert reply.blob == data
    assert reply.plain["pid"] != os.getpid()
    assert (reply.plain["text"], reply.plain["number"], reply.plain["nothing"]) == ("政府\ud800信息", 1.5, None)


def test_one_child_serves_many_tasks() -> None:
    assert len({ask("echo").plain["pid"] for _ in range(5)}) == 1


def test_errors_keep_their_kind_code_and_message() -> None:
    with pytest.raises(InputError, match="too bad") as caught:
        ask("fail", how="typed")
    assert caught.value.code == "damaged_file"
    with pytest.raises(GkmlError, match="KeyError") as fault:
        ask("fail", how="fault")
    assert (type(fault.value), fault.value.code) == (GkmlError, "internal_error")
    assert ask("echo", b"after").blob == b"after"


@pytest.mark.parametrize(
    ("how", "code", "word"),
    [("signal", "crashed", "SIGSEGV"), ("exit", "crashed", "exit code 3"), ("hang", "timeout", "2 s")],
)
def test_a_child_that_dies_or_hangs_is_an_error_and_replaced(how: str, code: str, word: str) -> None:
    first = ask("echo").plain["pid"]
    with pytest.raises(InputError, match=word) as caught:
        ask("fail", how=how, limits=Limits(seconds=2.0))
    assert caught.value.code == code
    assert ask("echo").plain["pid"] != first


@pytest.mark.skipif(not LINUX, reason="only Linux bounds the memory of a process")
def test_memory_is_bounded() -> None:
    with pytest.raises(InputError, match="300,000,000") as caught:
        ask("fail", how="memory")
    assert caught.value.code == "out_of_memory"
    assert ask("echo", b"after").blob == b"after"


def test_what_a_child_prints_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert ask("fail", how="print").plain == "quiet"
    assert capfd.readouterr() == ("", "")


def test_a_child_that_an_earlier_document_has_damaged_is_not_the_fault_of_the_next() -> None:
    first, second = ask("fail", how="second").plain, ask("fail", how="second").plain
    assert first != second


def test_threads_have_children_of_their_own() -> None:
    found: list[tuple[int, bytes]] = []

    def work(number: int) -> None:
        for step in range(5):
            reply = ask("echo", b"%d/%d" % (number, step))
            found.append((number, reply.blob))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted((number, b"%d/%d" % (number, step)) for number in range(4) for step in range(5))


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_nothing_is_left_behind() -> None:
    ask("echo")
    close_workers()
    files, before = open_files(), children()
    for _ in range(40):
        ask("echo", b"x" * 100_000)
    for how in ("exit", "signal", "exit"):
        with pytest.raises(InputError):
            ask("fail", how=how)
    close_workers()
    assert open_files() == files
    assert set(children()) <= set(before)


def test_a_child_ends_with_its_parent() -> None:
    program = (
        "from tests.readers.test_isolation import ask\n"
        "import os; print(ask('echo').plain['pid'], flush=True); os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    pid = int(done.stdout)
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return  # ended; whoever adopted it has not asked yet
        time.sleep(0.05)
    pytest.fail("the child still runs")


_IN_DAEMON = """
import multiprocessing, sys
from tests.readers.test_isolation import ask

def work(queue):
    queue.put(ask("echo", b"daemon").blob)

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    ask("echo")
    queue = context.Queue()
    process = context.Process(target=work, args=(queue,), daemon=True)
    process.start()
    assert queue.get(timeout=60) == b"daemon"
    process.join(60)
    assert process.exitcode == 0, process.exitcode
    assert ask("echo", b"parent").blob == b"parent"
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_daemons_and_forks_read_as_well(way: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_IN_DAEMON, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, str(program), way], check=True, timeout=120, env=environment)


def test_a_process_that_may_be_lost_does_it_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKML_ISOLATED", "1")
    assert ask("echo").plain["pid"] == os.getpid()
