"""Where the time goes: the share of each stage of the street, for each tagger, over text dumps and web pages.

    python benchmarks/stages.py [FOLDER] [--reports 120] [--rounds 3] [--tagger rules ...]

Without a folder, reports are made (``training.synthesis``) in all layouts and levels of noise. Processor time of one
process is counted, the least of the rounds; what a first reading costs is left out. A stage is timed by calling it
alone, so that its parts add up to the whole within the noise of the clock; ``rest`` is what stands between stages.
``combined`` is shown as it is where the model is asked; reports that need none are done with the stages of ``rules``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from gkml.consistency.reconcile import reconcile
from gkml.document import Document
from gkml.errors import GkmlError
from gkml.output.jsonl import report_to_line
from gkml.pipeline import Pipeline, TaggerName, load
from gkml.readers import read
from gkml.tables.place import place
from gkml.tagging.combine import CombinedTagger, combine
from gkml.tagging.encoding import encode
from gkml.tagging.model import ModelTagger
from gkml.tagging.years import year_of

sys.path.insert(0, str(Path(__file__).parent.parent))  # the reports are made by what is not installed
from benchmarks.speed import sources_of

_T = TypeVar("_T")
_TAGGERS: tuple[TaggerName, ...] = ("rules", "model", "combined")
STAGES = ("reading", "rules", "encoding", "network", "decoding", "combining", "placing", "reconciling", "rest", "line")


@dataclass
class Clock:
    """Seconds of processor time by stage."""

    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))

    def time(self, stage: str, step: Callable[[], _T]) -> _T:
        """Take a step and count it."""
        began = time.process_time()
        result = step()
        self.seconds[stage] += time.process_time() - began
        return result

    @property
    def total(self) -> float:
        """Of all stages."""
        return sum(self.seconds.values())


def main() -> int:
    """Print a Markdown table for each tagger."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--reports", type=int, default=120, help="how many are made")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tagger", choices=_TAGGERS, nargs="*", default=list(_TAGGERS))
    options = parser.parse_args()
    sources = dict(sources_of(options.folder, options.reports))
    kinds = {
        "text": {name: data for name, data in sources.items() if not name.endswith(".html")},
        "HTML": {name: data for name, data in sources.items() if name.endswith(".html")},
    }
    for tagger in options.tagger:
        pipeline = load(tagger=tagger)
        clocks = {kind: measured(pipeline, some, options.rounds) for kind, some in kinds.items() if some}
        print("\n".join(_table(tagger, {kind: (clock, len(kinds[kind])) for kind, clock in clocks.items()})))
    return 0


def measured(pipeline: Pipeline, sources: dict[str, bytes], rounds: int) -> Clock:
    """The clock of the round that took least, after one that is not counted."""
    clocks = []
    for _ in range(rounds + 1):
        clock = Clock()
        for name, data in sources.items():
            _street(pipeline, name, data, clock)
        clocks.append(clock)
    return min(clocks[1:], key=lambda clock: clock.total)


def _street(pipeline: Pipeline, name: str, data: bytes, clock: Clock) -> None:
    try:
        document = clock.time("reading", lambda: read(data, name, pipeline.limits))
        before = clock.total
        tags = _tags(pipeline, document, clock)
        year = next((year_of(document.text[tag.start : tag.end]) for tag in tags if tag.role == "year"), None)
        placement = clock.time("placing", lambda: place(document, tags, pipeline.templates, year))
        clock.time("reconciling", lambda: reconcile(placement, document, tags, year))
        own = clock.total - before
        began = time.process_time()
        report = pipeline.reconcile(document, name)
        clock.seconds["rest"] += time.process_time() - began - own
    except GkmlError:
        return
    clock.time("line", lambda: report_to_line(report))


def _tags(pipeline: Pipeline, document: Document, clock: Clock) -> object:
    tagger = pipeline.tagger
    if isinstance(tagger, CombinedTagger):
        rules = clock.time("rules", lambda: tagger.rules(document))
        model = _model_tags(tagger.model, document, clock)
        return clock.time("combining", lambda: combine(rules, model))
    if isinstance(tagger, ModelTagger):
        return _model_tags(tagger, document, clock)
    return clock.time("rules", lambda: tagger(document))


def _model_tags(model: ModelTagger, document: Document, clock: Clock) -> list:
    encoding = clock.time("encoding", lambda: encode(document, model.vocabulary))
    if not len(encoding):
        return []
    scores = clock.time("network", lambda: model.network(encoding).labels)
    return clock.time("decoding", lambda: model.decode(document, encoding, scores))


def _table(tagger: str, clocks: dict[str, tuple[Clock, int]]) -> Iterator[str]:
    yield ""
    yield f"| {tagger} | " + " | ".join(f"{kind}: ms a report | share" for kind in clocks) + " |"
    yield "|---|" + "---|---|" * len(clocks)
    for stage in STAGES:
        if any(clock.seconds[stage] for clock, _ in clocks.values()):
            columns = (
                f"{1000 * clock.seconds[stage] / count:.2f} | {clock.seconds[stage] / clock.total:.1%}"
                for clock, count in clocks.values()
            )
            yield f"| {stage} | " + " | ".join(columns) + " |"
    totals = (
        f"{1000 * clock.total / count:.2f} | {count / clock.total:.1f} a second" for clock, count in clocks.values()
    )
    yield "| all | " + " | ".join(totals) + " |"


if __name__ == "__main__":
    sys.exit(main())
