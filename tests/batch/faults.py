"""Runs over documents some of which are poison, killed again and again; for the test and the benchmark of faults.

python -m tests.batch.faults FOLDER LOAD SECONDS GRACE    one run over the paths on stdin, resumed where it was killed
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.engine import open_workers
from gkml.batch.outcomes import Outcome
from gkml.batch.progress import Tally
from gkml.batch.run import FolderRun, read_into_folder
from gkml.readers.limits import Limits
from gkml.settings import Settings
from tests.batch.poison import poison
from tests.batch.processes import descendants, is_alive, wait_until

CODES = {
    "hang": "timeout",
    "abort": "crashed",
    "segfault": "crashed",
    "bomb": "out_of_memory",
    "garbage": "binary_file",
}
"""Kinds of poison, and the error that a document of each ends with."""

FILES = [".lock", "_gkml.json", "manifest.jsonl", "records", "run.sqlite"]
"""What is left in a run folder."""

MEMORY = 300_000_000
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Way:
    """How runs read: the loader of the pipeline, the limit of seconds and the grace beside it."""

    load: str
    seconds: float
    grace: float


def write_corpus(folder: Path, number: int, share: float, harmless: Callable[[int], str]) -> dict[str, str]:
    """Write documents, a share of them poison of all kinds in turn; the kind of each that is, by path."""
    dice = random.Random(number)
    chosen = set(dice.sample(range(number), round(number * share)))
    kinds = sorted(CODES)
    found = {}
    for index in range(number):
        path = folder / f"{index:05}.txt"
        if index not in chosen:
            path.write_text(harmless(index), encoding="utf-8")
            continue
        kind = kinds[len(found) % len(kinds)]
        found[str(path)] = kind
        if kind == "garbage":
            path.write_bytes(dice.randbytes(4000))
        else:
            path.write_text(poison(kind) + f"{index}\n", encoding="utf-8")
    return found


def start(paths: Sequence[str], folder: Path, way: Way) -> subprocess.Popen[str]:
    """Begin a run in a process of its own; it says ``begun`` when it reads."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.batch.faults", str(folder), way.load, str(way.seconds), str(way.grace)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin is not None
    process.stdin.write("\n".join(paths))
    process.stdin.close()
    return process


def finish(paths: Sequence[str], folder: Path, way: Way) -> float:
    """Run to the end; the seconds from ``begun`` on."""
    with start(paths, folder, way) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        process.stdout.read()
    assert process.returncode == 0, f"the run ended with exit status {process.returncode}"
    return time.monotonic() - began


def kill_at_random(paths: Sequence[str], folder: Path, way: Way, dice: random.Random, longest: float) -> bool:
    """Begin a run and kill it at a random instant, at times with its whole tree; whether it was still running.

    Half of the runs lose one of the processes below them before that: a worker, or what forks workers.
    """
    with start(paths, folder, way) as process:
        assert process.stdout is not None
        if dice.random() < 0.85:  # else it may not yet have begun
            process.stdout.readline()
        patience = dice.uniform(0, longest)
        if dice.random() < 0.5:
            time.sleep(patience / 2)
            below = descendants(process.pid)
            _kill(dice.sample(sorted(below), min(1, len(below))))
            patience /= 2
        time.sleep(patience)
        running = process.poll() is None
        below = descendants(process.pid)
        _kill([process.pid, *(below if dice.random() < 0.5 else ())])
        process.wait()
        assert wait_until(lambda: not any(map(is_alive, below)), 60), "workers outlive the run"
    return running


def _kill(processes: Sequence[int]) -> None:
    for pid in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def check(folder: Path, quiet: Path, paths: Sequence[str], poisoned: dict[str, str]) -> None:
    """Nothing lost, nothing doubled, poison quarantined, all as in an undisturbed run."""
    entries, expected = _read_manifest(folder), _read_manifest(quiet)
    assert [entry["input"] for entry in entries] == list(paths), "documents are lost, doubled or out of order"
    shards = sorted(path.name for path in (quiet / "records").iterdir())
    assert shards == sorted(path.name for path in (folder / "records").iterdir())
    for name in shards:
        assert (folder / "records" / name).read_bytes() == (quiet / "records" / name).read_bytes(), f"{name} differs"
    assert entries == expected
    for entry in entries:
        kind = poisoned.get(entry["input"])
        assert entry["error"] == (CODES[kind] if kind else None), entry
    assert sorted(os.listdir(folder)) == FILES


def _read_manifest(folder: Path) -> list[dict[str, Any]]:
    """But for what a worker that was killed changes in it."""
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_bytes().splitlines()]
    return [{name: entry[name] for name in entry if name not in ("seconds", "attempts")} for entry in entries]


class _Quiet:
    """Says that reading has begun, and nothing else."""

    def begun(self, left: int, before: Tally | None = None) -> None:
        print("begun", left, flush=True)

    def note(self, message: str) -> None:
        print(message, file=sys.stderr)

    def see(self, outcome: Outcome) -> None:
        pass


def main(arguments: Sequence[str]) -> None:
    """One run."""
    folder, load, seconds, grace = arguments
    settings = Settings("rules", limits=Limits(seconds=float(seconds), memory_bytes=MEMORY))
    configuration = WorkerConfiguration(settings, 2, load=load, grace=float(grace))
    run = FolderRun(Path(folder), sys.stdin.read().splitlines(), settings, resume=True)
    read_into_folder(run, lambda: open_workers(configuration), _Quiet(), lambda _: None)


if __name__ == "__main__":
    main(sys.argv[1:])
