"""Reports per second of each tagger in one process, from bytes to the line of the record, on text dumps and web pages.

    python benchmarks/speed.py [FOLDER] [--reports 200] [--rounds 3] [--tagger rules ...]

Without a folder, reports are made (``training.synthesis``) in all layouts and levels of noise. Loading and a first
reading are not counted. Processor time is, the least of the rounds, so that other work on the machine changes little;
``frozen`` tells the same with what is loaded left out of garbage collection, as the workers of a batch do.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gkml.output.jsonl import report_to_line
from gkml.pipeline import Pipeline, TaggerName, load

sys.path.insert(0, str(Path(__file__).parent.parent))  # the reports are made by what is not installed

_FIRST_SEED = 700_000  # of the reports that are made; neither training nor the frozen suite has them
_TAGGERS: tuple[TaggerName, ...] = ("rules", "model", "combined")


def main() -> int:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--reports", type=int, default=200, help="how many are made")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tagger", choices=_TAGGERS, nargs="*", default=list(_TAGGERS))
    options = parser.parse_args()
    sources = list(sources_of(options.folder, options.reports))
    kinds = {
        "text": [source for source in sources if not source[0].endswith(".html")],
        "HTML": [source for source in sources if source[0].endswith(".html")],
        "all": sources,
        "all, frozen": sources,
    }
    print("| reports a second | " + " | ".join(f"{kind} ({len(some)})" for kind, some in kinds.items()) + " |")
    print("|---|" + "---|" * len(kinds))
    for tagger in options.tagger:
        pipeline = load(tagger=tagger)
        _seconds(pipeline, sources)
        rates = []
        for kind, some in kinds.items():
            if kind.endswith("frozen"):
                gc.collect()
                gc.freeze()
            taken = min(_seconds(pipeline, some) for _ in range(options.rounds))
            rates.append(f"{len(some) / taken:.1f}" if some else "-")
        gc.unfreeze()
        print(f"| {tagger} | {' | '.join(rates)} |", flush=True)
    return 0


def sources_of(folder: Path | None, count: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the reports of a folder; without one, of reports that are made."""
    if folder is None:
        from training.synthesis import synthesise

        for number in range(count):
            report = synthesise(_FIRST_SEED + number, number % 4)
            yield report.file, report.source.encode("utf-8")
        return
    for path in sorted(folder.iterdir()):
        if path.suffix in (".txt", ".html", ".md") and path.stem != "README":
            yield path.name, path.read_bytes()


def _seconds(pipeline: Pipeline, sources: list[tuple[str, bytes]]) -> float:
    began = time.process_time()
    for name, data in sources:
        report_to_line(pipeline.read(data, name))
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
