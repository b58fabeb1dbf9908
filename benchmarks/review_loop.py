"""The loop from review to a better model, in figures: a layout that no model has seen, reviewed by a script.

    python benchmarks/review_loop.py FOLDER [--reviewed 20] [--test 30]
    python -m training.update --decisions FOLDER/review.sqlite --annotations FOLDER/new_layout.jsonl --gold FOLDER/gold
        --out FOLDER/update

The first command writes reports in the layout of ``benchmarks/new_layout.py``, extracts them, and reviews them through
the session that ``gkml review`` serves: each stretch that is labelled otherwise than it should be is labelled anew, as
a person would who selects it, and the report is marked as done. It tells how many decisions that took. The second
trains on them and compares with the shipped model on other documents of the layout and on the suite.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gkml.cli import main as gkml
from gkml.labels import Tag
from gkml.pipeline import load
from gkml.review.decisions import DecisionKind, DecisionStore
from gkml.review.index import RecordIndex
from gkml.review.requests import Wanted
from gkml.review.session import ReviewSession
from gkml.review.sources import SourceFolders
from gkml.review.tagging import DocumentTagger
from gkml.template import load_templates

sys.path.insert(0, str(Path(__file__).parent.parent))  # training is not installed
from benchmarks.new_layout import FIRST_SEED, reports, write
from training.dataset import labelled_report
from training.synthesis import SyntheticReport

_FIRST_REVIEWED = FIRST_SEED + 2000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reviewed", type=int, default=20)
    parser.add_argument("--test", type=int, default=30)
    options = parser.parse_args()
    written = {report.file: report for report in reports(_FIRST_REVIEWED, options.reviewed)}
    decisions = reviewed(options.folder, written)
    print(f"{len(written)} reports reviewed with {decisions} decisions: {options.folder / 'review.sqlite'}")
    print(f"{write(options.folder, 0, options.test)} documents for the test: {options.folder / 'new_layout.jsonl'}")
    return 0


def reviewed(folder: Path, written: dict[str, SyntheticReport]) -> int:
    """Extract and review reports; how many decisions that took."""
    sources, records = folder / "reports", folder / "out.jsonl"
    sources.mkdir(parents=True, exist_ok=True)
    for name, report in written.items():
        (sources / name).write_text(report.source, encoding="utf-8", newline="")
    gkml(["extract", str(sources), "-o", str(records), "-q"])
    tagger = DocumentTagger(load)
    with DecisionStore(folder / "review.sqlite") as store:
        index = RecordIndex([records])
        index.scan()
        session = ReviewSession(index, store, SourceFolders([folder, "."]), tagger, load_templates(), "script")
        for summary in index.summaries:
            for wanted in corrections(session, tagger, summary.number, written[Path(summary.source).name]):
                session.decide(summary.number, wanted)
            session.decide(summary.number, Wanted(DecisionKind.DONE))
        return len(store.all())


def corrections(
    session: ReviewSession, tagger: DocumentTagger, number: int, report: SyntheticReport
) -> Iterator[Wanted]:
    """The stretches that a person would label, and those that would lose a label."""
    labelled = labelled_report(report)
    assert labelled is not None
    found = tagger.tag(tagger.document(session.source(number)), 1).tags
    for tag in _differing(labelled.tags, found):
        yield Wanted(DecisionKind.TAG, start=tag.start, end=tag.end, label=tag.label)
    for tag in found:
        if not any(true.start < tag.end and tag.start < true.end for true in labelled.tags):
            yield Wanted(DecisionKind.TAG, start=tag.start, end=tag.end)


def _differing(true: Sequence[Tag], found: Sequence[Tag]) -> Iterator[Tag]:
    there = {(tag.start, tag.end, tag.label) for tag in found}
    yield from (tag for tag in true if (tag.start, tag.end, tag.label) not in there)


if __name__ == "__main__":
    sys.exit(main())
