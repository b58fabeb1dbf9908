"""Many reports: reports a second, what workers gain and hold, where the time goes, and how it grows.

    python benchmarks/batch.py [--reports 2000] [--curves FOLDER]         rates, memory of workers, stages, curves
    python benchmarks/batch.py --flat 1000 20000                          peak memory and leaks over many documents

Reports are synthetic, text and pages mixed. Every figure comes from this one run, and ratios compare what was measured
side by side; loading is not counted. What else the machine does counts, so it should do nothing else.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.engine import open_workers
from gkml.batch.folder import RunFolder
from gkml.batch.outcomes import Outcome, Task
from gkml.batch.progress import Tally
from gkml.batch.run import FolderRun, read_into_folder
from gkml.output.jsonl import report_to_line
from gkml.pipeline import load
from gkml.settings import Settings
from gkml.tagging.model import ModelTagger
from gkml.tagging.rules import RuleTagger
from gkml.tagging.taggers import TaggerName
from training.synthesis import synthesise

TAGGERS: tuple[TaggerName, ...] = ("rules", "model", "combined")
_FIRST_SEED = 4 * 10**9  # apart from training, from the evaluation suite and from the fault test
_STAGES = ("reading", "tagging", "placing", "reconciling", "rendering")
_SAMPLES = 0.25  # seconds between looks at the memory of processes


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--taggers", nargs="+", choices=TAGGERS, default=TAGGERS)
    parser.add_argument("--curves", type=Path, help="folder for cost.csv and cost.png; without it, figures alone")
    parser.add_argument("--flat", type=int, nargs="+", metavar="N", help="documents of the runs for peak memory")
    parser.add_argument("--one-run", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f} when begun", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.one_run:
            print(json.dumps(flat_run(folder, options.one_run)))
        elif options.flat:
            compare_flat(options.flat)
        else:
            paths = write_reports(folder, options.reports)
            for tagger in options.taggers:
                print_rates(tagger, paths)
            for tagger in options.taggers:
                print_stages(tagger, paths[:: max(1, len(paths) // 100)])
            print_curves(folder, paths, options.curves)
    return 0


def write_reports(folder: Path, number: int) -> list[str]:
    """Synthetic reports of levels 0 to 2, every third of them a page."""
    kinds: Counter[str] = Counter()
    paths = []
    seed = _FIRST_SEED
    for index in range(number):
        wanted = ".html" if index % 3 == 2 else ".txt"
        while (report := synthesise(seed, index % 4 % 3)).suffix != wanted or not report.source:
            seed += 1
        seed += 1
        path = folder / f"{index:05}{report.suffix}"
        path.write_text(report.source, encoding="utf-8")
        kinds[report.suffix] += 1
        paths.append(str(path))
    print(f"{number} reports: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}", flush=True)
    return paths


# ---------------------------------------------------------------------------------------------------------------------
# Reports a second


def print_rates(tagger: TaggerName, paths: Sequence[str]) -> None:
    """One worker, two, and one again: what the machine does meanwhile shows in the two single ones."""
    rates = [rate(tagger, paths, workers) for workers in (1, 2, 1)]
    (one, memory, _, _), (two, both, shared, cpu), (again, _, _, _) = rates
    print(
        f"{tagger}: {one:.1f} and {again:.1f} reports a second with one worker, {two:.1f} with two, "
        f"{2 * two / (one + again):.2f} times as many; memory: one worker and what forks it {memory / 1e6:.0f} MB, "
        f"with a second one {both / 1e6:.0f} MB; of a worker, {shared / 1e6:.0f} MB are its own; the parent takes "
        f"{cpu:.1%} of a core",
        flush=True,
    )


def rate(tagger: TaggerName, paths: Sequence[str], workers: int) -> tuple[float, int, int, float]:
    """Reports a second; the most memory of all processes together and of one worker alone; cores of the parent."""
    failed: Counter[str | None] = Counter()
    with open_workers(WorkerConfiguration(Settings(tagger), workers)) as engine, sampled_memory() as memory:
        engine.loaded()
        looked, began, busy = memory["looking"], time.perf_counter(), time.process_time()
        for outcome in engine.read(Task(index, path) for index, path in enumerate(paths)):
            failed.update(record.code for record in outcome.records if record.status == "failed")
        seconds, busy = time.perf_counter() - began, time.process_time() - busy
    if failed:  # what fails at once is read fast: its rate compares with none
        raise SystemExit(f"{sum(failed.values())} of {len(paths)} reports failed: {dict(failed)}; no rate is given")
    busy -= (memory["looking"] - looked) / 1e9
    return len(paths) / seconds, memory["together"], memory["own"], busy / seconds


@contextmanager
def sampled_memory() -> Iterator[dict[str, int]]:
    """The most memory of the processes below this one: proportional shares together, and private to one."""
    most = {"together": 0, "own": 0, "zombies": 0, "files": 0, "looking": 0}
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_SAMPLES):
            shares = {pid: _rollup(pid) for pid in below(os.getpid(), most)}
            most["together"] = max(most["together"], sum(share.get("Pss", 0) for share in shares.values()))
            own = [share.get("Private_Dirty", 0) + share.get("Private_Clean", 0) for share in shares.values()]
            most["own"] = max([most["own"], *sorted(own)[:-1]])  # the one with most is what they are forks of
            most["looking"] = time.thread_time_ns()  # is no work of a run
            most["files"] = max(most["files"], len(os.listdir("/proc/self/fd")))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()


def below(pid: int, most: dict[str, int]) -> set[int]:
    """Processes below one; zombies among them are counted."""
    parents: dict[int, int] = {}
    zombies = set()
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                state, parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            parents[int(name)] = int(parent)
            if state == "Z":
                zombies.add(int(name))
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    most["zombies"] = max(most["zombies"], len(found & zombies))
    return found - {pid} - zombies


def _rollup(pid: int) -> dict[str, int]:
    """Bytes by kind, of smaps_rollup, proc(5)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    return {line.partition(":")[0]: int(line.split()[1]) * 1024 for line in lines}


# ---------------------------------------------------------------------------------------------------------------------
# Stages


def print_stages(tagger: TaggerName, paths: Sequence[str]) -> None:
    """The share of the time of each stage, in one process."""
    seconds = dict.fromkeys(_STAGES, 0.0)

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                seconds[stage] += time.perf_counter() - began

        return call

    from gkml import pipeline as street
    from gkml.consistency import reconcile as reconciling
    from gkml.tables import place as placing

    pipeline = load(tagger=tagger)
    for path in paths[:5]:
        pipeline(path)  # modules are loaded, memories of labels filled
    render = timed("rendering", report_to_line)
    with (
        mock.patch.object(street, "read", timed("reading", street.read)),
        mock.patch.object(RuleTagger, "__call__", timed("tagging", RuleTagger.__call__)),
        mock.patch.object(ModelTagger, "__call__", timed("tagging", ModelTagger.__call__)),
        mock.patch.object(placing, "place", timed("placing", placing.place)),
        mock.patch.object(reconciling, "reconcile", timed("reconciling", reconciling.reconcile)),
    ):
        began = time.perf_counter()
        for path in paths:
            render(pipeline(path))
        total = time.perf_counter() - began
    shares = [f"{stage} {seconds[stage] / total:.0%}" for stage in _STAGES]
    rest = 1 - sum(seconds.values()) / total
    print(
        f"{tagger}, {1000 * total / len(paths):.1f} ms a report: {', '.join(shares)}, the rest {rest:.0%}", flush=True
    )


# ---------------------------------------------------------------------------------------------------------------------
# Curves


def print_curves(folder: Path, paths: Sequence[str], curves: Path | None) -> None:
    """Time against the length of a report, and against the number of reports."""
    pipeline = load(tagger="combined")
    pipeline(paths[0])
    report = synthesise(_FIRST_SEED, 0).source
    paragraph = "　　全年按照要求做好政务公开各项工作，进一步完善制度，加强培训，提高队伍的业务能力和服务水平。\n"
    rows: list[tuple[str, int, float]] = []
    for times in (0, 100, 200, 400, 800, 1600):
        path = folder / "long.txt"
        path.write_text(report + paragraph * times, encoding="utf-8")
        seconds = []
        for _ in range(3):
            gc.collect()
            began = time.perf_counter()
            pipeline(path)
            seconds.append(time.perf_counter() - began)
        rows.append(("characters", len(report) + len(paragraph) * times, min(seconds)))
    began = time.perf_counter()
    step = max(1, len(paths) // 8)
    for number, path in enumerate(paths, start=1):
        pipeline(path)
        if number % step == 0:
            rows.append(("reports", number, time.perf_counter() - began))
    for kind in ("characters", "reports"):
        points = [(size, seconds) for name, size, seconds in rows if name == kind]
        print(f"combined, {kind}: " + ", ".join(f"{size:,}: {seconds:.2f} s" for size, seconds in points))
        (x0, y0), (x1, y1), (x2, y2) = points[0], points[len(points) // 2], points[-1]
        growth = ((y2 - y1) / (x2 - x1)) / ((y1 - y0) / (x1 - x0))
        print(f"  slope of the second half over that of the first: {growth:.2f} (1 is linear)", flush=True)
    if curves is not None:
        draw(rows, curves)


def draw(rows: Sequence[tuple[str, int, float]], folder: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "cost.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("kind", "size", "seconds"), *rows])
    figure, axes = pyplot.subplots(1, 2, figsize=(10, 4))
    for axis, kind in zip(axes, ("characters", "reports"), strict=True):
        points = [(size, seconds) for name, size, seconds in rows if name == kind]
        axis.plot(*zip(*points, strict=True), marker="o")
        axis.set(xlabel=kind, ylabel="seconds", xlim=0, ylim=0)
    figure.tight_layout()
    figure.savefig(folder / "cost.png", dpi=120)
    print(f"{folder / 'cost.csv'}, {folder / 'cost.png'}")


# ---------------------------------------------------------------------------------------------------------------------
# Many documents


def compare_flat(numbers: Sequence[int]) -> None:
    """Runs into folders of so many documents, each in a process of its own."""
    for number in numbers:
        done = subprocess.run(
            [sys.executable, __file__, "--one-run", str(number)], stdout=subprocess.PIPE, encoding="utf-8", check=True
        )
        told = json.loads(done.stdout.splitlines()[-1])
        print(
            f"{number:,} documents in {told['seconds']:.0f} s: at most {told['parent'] / 1e6:.0f} MB in the parent, "
            f"{told['together'] / 1e6:.0f} MB in workers and what forks them; {told['files']} files open at most, "
            f"{told['zombies']} zombies at most, {told['left']} processes and {told['temporary']} temporary files left",
            flush=True,
        )


class _Silent:
    def begun(self, left: int, before: Tally | None = None) -> None: ...

    def note(self, message: str) -> None: ...

    def see(self, outcome: Outcome) -> None: ...


def flat_run(folder: Path, number: int) -> dict[str, float]:
    """One run over tiny reports with the rules; what it took and what it left."""
    inputs, temporary = folder / "inputs", folder / "temporary"
    inputs.mkdir()
    temporary.mkdir()
    tempfile.tempdir = str(temporary)
    paths = []
    for index in range(number):
        path = inputs / f"{index:06}.txt"
        path.write_text(
            f"青禾县第{index}局2022年政府信息公开工作年度报告\n一、总体情况\n平稳。\n二、主动公开政府信息情况\n",
            encoding="utf-8",
        )
        paths.append(str(path))
    settings = Settings("rules")
    began = time.perf_counter()
    with sampled_memory() as most:
        done: list[RunFolder] = []
        run = FolderRun(folder / "run", paths, settings)
        read_into_folder(run, lambda: open_workers(WorkerConfiguration(settings, 2)), _Silent(), done.append)
    seconds = time.perf_counter() - began
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    left = {"left": len(below(os.getpid(), dict(most))), "temporary": len(list(temporary.iterdir()))}
    return {"seconds": seconds, "parent": parent, **most, **left}


if __name__ == "__main__":
    sys.exit(main())
