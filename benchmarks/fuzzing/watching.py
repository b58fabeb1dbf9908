"""Cases one after another in a child process that may hang, crash, eat memory or write where it must not.

The child is held to CPU time by a signal, to memory by the kernel, to its folder by an audit hook. A case is made from
its number, so that the parent can make it again when the child is gone.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.fuzzing.promises import BrokenPromiseError
from benchmarks.fuzzing.targets import Target

__all__ = ["MEMORY", "SECONDS", "Tally", "run_cases", "watched"]

SECONDS = 5.0
"""CPU time that a case may take: files are small, so that more is a step whose cost grows too fast."""

MEMORY = 400_000_000
"""Bytes that a case may take beside what the process held before the first one."""

_HANGS = 90.0  # seconds without an answer, on a busy machine, after which the child is ended
_WARM = 8  # files read before memory is measured, so that what readers import when they need it is held already
_KEPT = 9  # files of one kind of finding
_TYPED = ("crashed", "timeout", "out_of_memory")  # as they should be, and kept nevertheless
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ELSEWHERE = (
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.symlink",
    "os.link",
    "os.chmod",
    "os.truncate",
    "shutil.",
)
_NEVER = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.startfile",
    "socket.",
    "urllib.Request",
    "ftplib.",
    "webbrowser.",
)


@dataclass(slots=True)
class Tally:
    """What came of the cases so far: how many of each result, the findings, the costliest case."""

    results: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, -1)
    memory: int = 0


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: str
    seconds: float
    memory: int
    finding: str = ""
    trace: str = ""


def run_cases(target: Target, seconds: float, seed: int, keep: Path, first: int = 0) -> Tally:
    """Run cases for a while; every finding is kept in a folder with what is known of it."""
    tally = Tally()
    end = time.monotonic() + seconds
    number = first
    while time.monotonic() < end:
        here, there = multiprocessing.get_context("fork").Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(
            target=_serve, args=(target, seed, number, there), daemon=False
        )
        process.start()
        there.close()
        number = _collect(here, target, seed, number, end, keep, tally)
        process.kill()
        process.join()
        here.close()
    return tally


def _collect(here: Connection, target: Target, seed: int, number: int, end: float, keep: Path, tally: Tally) -> int:
    """The outcomes of a child until it is gone or the time is over; the number of the next case."""
    while time.monotonic() < end:
        try:
            outcome = here.recv() if here.poll(_HANGS) else _Outcome("hangs", _HANGS, 0, "hangs")
        except EOFError:
            outcome = _Outcome("dies", 0.0, 0, "dies")
        _note(outcome, target, seed, number, keep, tally)
        number += 1
        if outcome.result in ("hangs", "dies", "memory"):
            break
    return number


def _note(outcome: _Outcome, target: Target, seed: int, number: int, keep: Path, tally: Tally) -> None:
    tally.results[outcome.result] += 1
    tally.slowest = max(tally.slowest, (outcome.seconds, number))
    tally.memory = max(tally.memory, outcome.memory)
    if outcome.finding:
        tally.findings[outcome.finding] += 1
    worth_a_look = outcome.finding or (outcome.result if outcome.result in _TYPED else "")
    alike = tally.findings[outcome.finding] if outcome.finding else tally.results[outcome.result]
    if not worth_a_look or alike > _KEPT:
        return
    case = target.case(seed, number)
    keep.mkdir(parents=True, exist_ok=True)
    name = f"{target.name}-{outcome.result}-{sha256(case.data).hexdigest()[:12]}"
    (keep / f"{name}{Path(case.name).suffix}").write_bytes(case.data)
    said = (
        f"seed {seed} case {number}",
        f"{outcome.seconds:.1f} s, {outcome.memory:,} bytes",
        outcome.finding,
        outcome.trace,
    )
    (keep / f"{name}.log").write_text("\n".join(said), encoding="utf-8", errors="replace")
    print(f"{target.name}: seed {seed} case {number}: {worth_a_look}", flush=True)


def _serve(target: Target, seed: int, number: int, there: Connection) -> None:
    """The child: cases from a number on, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for begun in target.seeds[:_WARM]:
        target.run(begun.data, begun.name)
    with (
        tempfile.TemporaryDirectory(prefix="gkml-fuzz-") as folder,
        contextlib.suppress(BrokenPipeError),
        watched(folder),
    ):
        base = _peak()
        while True:
            outcome = _outcome(target, *target.case(seed, number), base)
            there.send(outcome)
            if outcome.result == "memory":
                return  # the peak stays
            number += 1


@contextlib.contextmanager
def watched(folder: str) -> Iterator[None]:
    """Hold this process to an empty folder, no programs, no network, and ``MEMORY``; some of it for good."""
    os.chdir(folder)
    os.environ["PATH"] = ""  # no office program: what needs one is refused
    sys.dont_write_bytecode = True
    sys.addaudithook(_Audit(os.path.realpath(tempfile.gettempdir())))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    with open("/proc/self/statm", "rb") as file:
        held = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + 4 * MEMORY, hard))  # libraries take far more addresses than memory
    signal.signal(signal.SIGPROF, _too_slow)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.chdir("/")


def _outcome(target: Target, name: str, data: bytes, base: int) -> _Outcome:
    began = time.process_time()
    finding = trace = ""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        result = target.run(data, name)
    except BrokenPromiseError as error:
        result, finding, trace = "broken", f"broken promise: {error}"[:300], traceback.format_exc()
    except MemoryError:
        result, finding, trace = "memory", "memory", traceback.format_exc()
    except _TooSlowError as error:
        result, finding, trace = "slow", f"too slow at {_place(error)}", traceback.format_exc()
    except Exception as error:
        result, finding, trace = "raises", f"{type(error).__name__} at {_place(error)}", traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    finding = re.sub(r"0x[0-9a-f]+|\d+", "0", finding)
    memory = _peak() - base
    if memory > MEMORY and result != "memory":
        result, finding = "memory", finding or "memory"
    if os.listdir("."):
        result, finding = "writes", "writes into its folder"
    return _Outcome(result, time.process_time() - began, memory, finding, trace)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class _TooSlowError(BaseException):
    """Not an ``Exception``, so that nothing takes it for a fault of the file."""


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise _TooSlowError


def _place(error: BaseException) -> str:
    """The last line of ours that an exception came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "gkml" in Path(frame.filename).parts]
    return f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "?"


class _Audit:
    """Refuses what a reader must not do: write outside the folder of temporary files, run programs, use the network."""

    def __init__(self, allowed: str) -> None:
        self._allowed = allowed

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, int) or not flags & _WRITING or path == os.devnull:
                return
            if not self._may_be_changed(path):
                raise BrokenPromiseError(f"writes {path!r}")
        elif event == "subprocess.Popen":
            if arguments[0] != sys.executable:  # the child that reads PDFs
                raise BrokenPromiseError(f"runs {arguments[0]!r}")
        elif event.startswith(_NEVER) or (event.startswith(_ELSEWHERE) and not self._may_be_changed(arguments[0])):
            raise BrokenPromiseError(f"{event} {arguments!r}")

    def _may_be_changed(self, path: object) -> bool:
        named = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else str(path)
        return os.path.realpath(named).startswith(self._allowed)
