"""The fault test: documents with poison among them, killed at random instants and resumed.

    python benchmarks/faults.py [--documents 2000] [--kills 20] [--folder FOLDER]

Poison (5 %: hang, crash, memory bomb, garbage) acts through a pipeline that only tests can name, see
``tests/batch/poison.py``. A run that nobody disturbs comes first; then one is killed, alone or with its whole tree, at
random instants, each time resumed, and at last let finish. Exit status 1 where a document is lost, doubled, out of
order or in any byte other than in the undisturbed run, or where poison is not quarantined with its reason.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests are not installed

from tests.batch import poison
from tests.batch.faults import Way, check, finish, kill_at_random, write_corpus
from training.synthesis import synthesise

_FIRST_SEED = 3 * 10**9  # apart from training and from the evaluation suite


def harmless(number: int) -> str:
    """A synthetic report; a plain one where noise has left nothing of it."""
    return synthesise(_FIRST_SEED + number, number % 3).source or poison.harmless(number)


def main() -> int:
    """Print what was done; exit status 1 where a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--share", type=float, default=0.05, help="of poison")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="for inputs and runs; without it, a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        base = options.folder or Path(temporary)
        inputs, quiet, folder = base / "inputs", base / "quiet", base / "run"
        inputs.mkdir(parents=True)
        poisoned = write_corpus(inputs, options.documents, options.share, harmless)
        way = Way("tests.batch.poison:load", seconds=30.0, grace=2.0)
        print(f"{options.documents} documents, {len(poisoned)} of them poison", flush=True)
        seconds = finish(inputs, quiet, way)
        print(f"undisturbed: {seconds:.0f} s", flush=True)
        dice = random.Random(options.seed)
        began = time.monotonic()
        killed = 0
        while killed < options.kills:
            if not kill_at_random(inputs, folder, way, dice, 1.5 * seconds / options.kills):
                break  # it was done before
            killed += 1
            lines = (folder / "manifest.jsonl").read_bytes().count(b"\n") if folder.exists() else 0
            print(f"kill {killed}: {lines} lines in the manifest", flush=True)
        finish(inputs, folder, way)
        print(f"killed {killed} times and resumed: {time.monotonic() - began:.0f} s")
        try:
            check(quiet, quiet, inputs, poisoned)
            check(folder, quiet, inputs, poisoned)
        except AssertionError as error:
            print(f"FAILED: {error}")
            return 1
    print("nothing lost, nothing doubled, poison quarantined, every byte of the records as in the undisturbed run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
