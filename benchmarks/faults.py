"""The fault test: documents with poison among them, killed at random instants and resumed.

    python benchmarks/faults.py [--documents 2000] [--kills 20] [--folder FOLDER]
    python benchmarks/faults.py --small --documents 5000    a soak: documents of four lines, a pipeline for headings

Poison (5 %: hang, crash, memory bomb, garbage) acts through a pipeline that only tests can name, see
``tests/batch/poison.py``. A run that nobody disturbs comes first; then one is killed, alone or with its whole tree, at
random instants, half of the times after a worker or what forks workers was killed below it, each time resumed with
other inputs, of which there are more and more, and at last let finish with all of them. Exit status 1 where a document
is lost, doubled, out of order or in any byte other than in the undisturbed run, or where poison is not quarantined with
its reason.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests are not installed

from gkml.batch.store import DATABASE
from tests.batch import poison
from tests.batch.faults import Way, check, finish, kill_at_random, write_corpus
from training.synthesis import synthesise

WHOLE = Way("tests.batch.poison:load", seconds=30.0, grace=2.0)
SMALL = Way("tests.batch.poison:load_light", seconds=3.0, grace=1.0)
_FIRST_SEED = 3 * 10**9  # apart from training and from the evaluation suite


def harmless(number: int) -> str:
    """A synthetic report; a plain one where noise has left nothing of it."""
    return synthesise(_FIRST_SEED + number, number % 3).source or poison.harmless(number)


def main() -> int:
    """Print what was done; exit status 1 where a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--share", type=float, help="of poison; without it, 0.05, of small documents 0.005")
    parser.add_argument("--added", type=float, default=0.5, help="share of the documents that later runs add")
    parser.add_argument("--small", action="store_true", help="small documents, to the writing of which time goes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="for inputs and runs; without it, a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        base = options.folder or Path(temporary)
        inputs, quiet, folder = base / "inputs", base / "quiet", base / "run"
        inputs.mkdir(parents=True)
        share = options.share if options.share is not None else 0.005 if options.small else 0.05
        poisoned = write_corpus(inputs, options.documents, share, poison.harmless if options.small else harmless)
        paths = sorted(map(str, inputs.iterdir()))
        way = SMALL if options.small else WHOLE
        print(f"{options.documents} documents, {len(poisoned)} of them poison", flush=True)
        seconds = finish(paths, quiet, way)
        print(f"undisturbed: {seconds:.0f} s", flush=True)
        began = time.monotonic()
        dice = random.Random(options.seed)
        shuffled = dice.sample(paths, len(paths))
        for kill in range(options.kills):
            named = len(paths) * (1 - options.added * (1 - (kill + 1) / options.kills))
            running = kill_at_random(shuffled[: round(named)], folder, way, dice, 1.5 * seconds / options.kills)
            end = "killed" if running else "done before it was killed"
            print(f"run {kill + 1} of {named:.0f} documents: {end}, {done_in(folder)} done", flush=True)
        finish(paths, folder, way)
        print(f"killed {options.kills} times and resumed: {time.monotonic() - began:.0f} s")
        try:
            check(quiet, quiet, paths, poisoned)
            check(folder, quiet, paths, poisoned)
        except AssertionError as error:
            print(f"FAILED: {error}")
            return 1
    print("nothing lost, nothing doubled, poison quarantined, every byte of the records as in the undisturbed run")
    return 0


def done_in(folder: Path) -> int:
    """Documents that a run folder holds; a copy of its database is asked, for that is as the kill has left it."""
    if not (folder / DATABASE).exists():
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        for path in folder.glob(f"{DATABASE}*"):
            shutil.copy(path, temporary)
        base = sqlite3.connect(Path(temporary) / DATABASE)
        (number,) = base.execute("SELECT count(DISTINCT document) FROM record").fetchone()
        base.close()
        return int(number)


if __name__ == "__main__":
    sys.exit(main())
