"""Reports laid out otherwise: cells right, silent errors and share for review in every layout, one line a layout.

    python benchmarks/relaid.py [FILES...] [--tagger combined] [--layout NAME]

A file is read as it is; what is read then is the truth for the same text in 29 other layouts (``tests/relaid.py``),
so give files that are read exactly. Without files, those in ``examples`` are taken. A silent error is a wrong cell that
is not marked for review.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import gkml
from gkml.records.report import Report
from tests.relaid import LAYOUTS

EXAMPLES = Path(__file__).parent.parent / "examples"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--tagger", choices=("combined", "model", "rules"), default="combined")
    parser.add_argument("--layout", choices=sorted(LAYOUTS))
    options = parser.parse_args()
    files = options.files or sorted(path for path in EXAMPLES.iterdir() if path.suffix in (".txt", ".html"))
    pipeline = gkml.load(tagger=options.tagger)
    truths = [pipeline(path) for path in files]
    print(f"{'layout':22} exact reports   cells right  silent  review   worst")
    for name in [options.layout] if options.layout else LAYOUTS:
        print(f"{name:22} {measured(pipeline, name, truths)}", flush=True)


def measured(pipeline: gkml.Pipeline, name: str, truths: list[Report]) -> str:
    right = silent = review = cells = exact = 0
    worst = (0, "")
    for number, truth in enumerate(truths):
        dump = LAYOUTS[name](truth.text or "", random.Random(number))
        read = pipeline.read(dump.encode(), "page.html" if dump.startswith("<html") else "dump.txt")
        wrong = [
            key for key, cell in truth.cells.items() if key not in read.cells or read.cells[key].value != cell.value
        ]
        unmarked = [key for key in wrong if key not in read.cells or not read.cells[key].review]
        cells += len(truth.cells)
        right += len(truth.cells) - len(wrong)
        silent += len(unmarked)
        review += sum(cell.review for cell in read.cells.values())
        exact += not wrong
        worst = max(worst, (len(wrong), Path(truth.source).name))
    return (
        f"{exact:5}/{len(truths):<5} {right / cells:13.4f} {silent:7} {review / cells:7.3f}   "
        f"{worst[1] if worst[0] else ''} {worst[0] or ''}"
    )


if __name__ == "__main__":
    main()
