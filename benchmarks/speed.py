"""Reports per second of each tagger on a folder of reports, one process.

    python benchmarks/speed.py examples [--rounds 5]

Loading is not counted; each figure is the median over the rounds.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

from gkml.pipeline import TaggerName, load


def main() -> int:
    """Print one line for each tagger."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.iterdir() if path.suffix in (".txt", ".html", ".md"))
    paths = [path for path in paths if path.stem != "README"]
    taggers: tuple[TaggerName, ...] = ("rules", "model", "combined")
    for tagger in taggers:
        pipeline = load(tagger=tagger)
        for path in paths:
            pipeline(path)  # the first reading fills the memories of labels
        seconds = []
        for _ in range(options.rounds):
            began = time.perf_counter()
            for path in paths:
                pipeline(path)
            seconds.append(time.perf_counter() - began)
        print(f"{tagger}: {len(paths) / statistics.median(seconds):.1f} reports a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
