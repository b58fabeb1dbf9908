"""What every reader costs on its worst shapes: seconds and memory by size, and the slope between sizes.

    python benchmarks/worst_shapes.py [--sizes 0.2 1 4 16 49.9] [--only SHAPE ...] [--most-seconds 120] [--tagger rules]

A shape is one thing repeated until the file is as large as asked: figures without end, short lines, headings, tags,
cells, remarks that nobody closes. Sizes are megabytes of the file, of a package as it is unpacked. Each file is read
whole, to its record, in a forked process: its processor time and the memory that it took beside the parent's are
printed, with the limit that stopped it where one did; time and memory are bounded as in workers.

The slope is the steepest exponent between the first size that takes a tenth of a second and any later one, stopped or
not: 1 where the cost doubles with the size. Above 1.2 a shape is marked, as it is where reading fails by a fault of
ours. The exit status is 1 where one is marked.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gkml.pipeline import Pipeline, load
from gkml.pool.processes import limit_memory

sys.path.insert(0, str(Path(__file__).parent.parent))  # shapes stand beside this file, and are not installed
from benchmarks.shapes import SHAPES

_MEGABYTE = 1_000_000
_LEAST_SECONDS = 0.1  # a shorter reading is mostly what any reading costs
_STEEPEST = 1.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What one reading took.

    Attributes:
        size: bytes of the file, of a package as it is unpacked.
        seconds: processor time.
        memory: bytes beside those of the parent.
        outcome: status and code of the record, or what ended the process.
    """

    size: int
    seconds: float
    memory: int
    outcome: str


def main() -> int:
    """Measure the shapes that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=float, default=[0.2, 1, 4, 16, 49.9], metavar="MB", help="of files")
    parser.add_argument("--only", nargs="*", default=None, metavar="SHAPE", help="shapes whose names begin so")
    parser.add_argument("--most-seconds", type=float, default=120.0, help="a reading is ended after so many")
    parser.add_argument("--tagger", default="rules", choices=("rules", "combined", "model"))
    arguments = parser.parse_args()
    os.environ["GKML_ISOLATED"] = "1"  # native code runs in the forked process as well
    pipeline = load(tagger=arguments.tagger)
    pipeline.read("某局2023年政府信息公开工作年度报告\n一、总体情况\n规章 1 2 3\n".encode(), "warm.txt")
    steep = 0
    for name in SHAPES:
        if arguments.only is None or any(name.startswith(only) for only in arguments.only):
            costs = list(_curve(pipeline, name, sorted(arguments.sizes), arguments.most_seconds))
            steep += _show(name, costs)
    return 1 if steep else 0


def _curve(pipeline: Pipeline, name: str, sizes: Sequence[float], most_seconds: float) -> Iterator[Cost]:
    for megabytes in sizes:
        cost = _cost(pipeline, name, int(megabytes * _MEGABYTE), most_seconds)
        yield cost
        if cost.outcome == "seconds":
            return


def _cost(pipeline: Pipeline, name: str, size: int, most_seconds: float) -> Cost:
    """Read one file in a process of its own."""
    data = SHAPES[name](size)
    source, sink = os.pipe()
    pid = os.fork()
    if not pid:
        _read_and_exit(pipeline, data, name, sink, most_seconds)
    os.close(sink)
    with os.fdopen(source, "rb") as reading:
        said = reading.read().decode()
    _, status, usage = os.wait4(pid, 0)
    if not said:
        code = os.waitstatus_to_exitcode(status)
        outcome = "seconds" if code == -signal.SIGPROF else f"ended by signal {code}"
        return Cost(size, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, outcome)
    seconds, memory, outcome = said.split(" ", 2)
    return Cost(size, float(seconds), int(memory), outcome)


def _read_and_exit(pipeline: Pipeline, data: bytes, name: str, sink: int, most_seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, most_seconds)  # its signal ends the process, in native code too
    limit_memory(pipeline.limits.memory_bytes)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    report = pipeline.read(data, f"shape.{name.partition('_')[0]}")
    seconds = time.process_time() - began
    memory = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    outcome = "read" if report.error is None else report.error.code
    os.write(sink, f"{seconds} {memory} {outcome}".encode())
    os._exit(0)


def _show(name: str, costs: list[Cost]) -> bool:
    """Print a curve; whether it is steeper than it may be, or ours is the fault that ended it."""
    told = [cost for cost in costs if cost.seconds >= _LEAST_SECONDS]
    slopes = [math.log(cost.seconds / told[0].seconds) / math.log(cost.size / told[0].size) for cost in told[1:]]
    slope = max(slopes, default=None)
    fault = any(cost.outcome.startswith(("ended", "internal")) for cost in costs)
    steep = fault or (slope is not None and slope > _STEEPEST)
    factor = max(cost.memory / cost.size for cost in costs)
    curve = "  ".join(
        f"{cost.size / _MEGABYTE:g}: {cost.seconds:.1f} s {cost.memory // _MEGABYTE} MB"
        + (f" ({cost.outcome})" if cost.outcome != "read" else "")
        for cost in costs
    )
    shown = "-" if slope is None else f"{slope:.2f}"
    print(f"{'STEEP' if steep else 'ok   '} {name:30} slope {shown:5} memory x{factor:<5.0f} {curve}", flush=True)
    return steep


if __name__ == "__main__":
    sys.exit(main())
