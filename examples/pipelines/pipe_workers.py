"""Reports from worker processes, in the order of their paths, as they come.

Run it: python examples/pipelines/pipe_workers.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

import gkml

EXAMPLES = Path(__file__).parent.parent


def main(folder: str | Path = EXAMPLES) -> None:
    """Say of each report of a folder what is new and what should be looked at."""
    paths = sorted(path for path in Path(folder).iterdir() if path.suffix in (".txt", ".html"))
    pipeline = gkml.load()
    for report in pipeline.pipe(paths, workers=2):
        name = Path(report.source).name
        if report.error is not None:
            print(f"{name}: {report.error.code}")
            continue
        received = report.cells.get("requests.received_new.total")
        doubtful = sum(cell.review for cell in report.cells.values())
        figure = "?" if received is None or received.value is None else received.value
        print(f"{name}: {report.agency} {report.year}, {figure} requests, {doubtful} cells to review")


# What starts processes stands behind this line: they may import this file again.
if __name__ == "__main__":
    main(*sys.argv[1:])
