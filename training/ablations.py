"""What each choice of the model is worth: short trainings of equal budget, measured on validation reports.

    python -m training.ablations [--configuration configs/training/base.yaml] [--out training] [--work FOLDER]

One command; runs that are in ``results.json`` already are not run again, so that it may be stopped at any time. Writes
``ABLATIONS.md`` and ``results.json`` into the folder ``--out``. Every candidate sees as many segments as the others:
the windows of a batch are fewer where they are longer. Windows of a batch are of much the same length, so there is
little to pack. The validation reports are of seeds that neither training nor the frozen suite uses; *unseen* ones are
made of what training never shows.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

from gkml.document import Document
from gkml.labels import LabelSet, Tag, decode_bio
from gkml.tagging.decoding import Decoder
from gkml.tagging.encoding import Encoding, encode
from gkml.tagging.model import ModelTagger
from gkml.template import load_templates
from training.configuration import TrainingConfiguration, load_configuration
from training.dataset import LabelledDocument, labelled_report
from training.export import export
from training.scoring import cell_labels
from training.synthesis import synthesise
from training.train import train

__all__ = ["main"]

_FIRST_SEED = 3 * 10**9  # training uses seeds below 10**9, the suite those from there on, calibration 2 * 10**9
_DOCUMENTS = 80  # validation reports of levels 0 to 3 in turn, and again as many unseen ones of levels 2 and 3
_STEPS = 300
_SEGMENTS = 12 * 384  # of a batch
_SEEDS = (7, 8, 9)  # all candidates with the first, the best two with all
_FINALISTS = 2

Changes = Mapping[str, Mapping[str, Any]]
CANDIDATES: dict[str, Changes] = {
    "as shipped": {},
    "window 192": {"windows": {"size": 192, "margin": 24}},
    "no places": {"data": {"place_dropout": 1.0}},
    "no column": {"data": {"column_dropout": 1.0}},
    "no fragments": {"data": {"fragments": 0.0}},
    "hidden 144": {"model": {"hidden_size": 144}},
    "hidden 264": {"model": {"hidden_size": 264}},
    "2 layers": {"model": {"num_hidden_layers": 2}},
}
"""Each with what it changes in the configuration."""

Scores = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--configuration", type=Path, default=Path("configs/training/base.yaml"))
    parser.add_argument("--out", type=Path, default=Path("training"), help="folder of ABLATIONS.md and results.json")
    parser.add_argument("--work", type=Path, help="folder for the models; without one they are thrown away")
    parser.add_argument("--steps", type=int, default=_STEPS)
    parser.add_argument("--documents", type=int, default=_DOCUMENTS)
    options = parser.parse_args(arguments)
    base = load_configuration(options.configuration)
    results = _Results(options.out, {"steps": options.steps, "segments": _SEGMENTS, "documents": options.documents})
    work = options.work or Path(tempfile.mkdtemp(prefix="gkml-ablations-"))
    parts = validation_parts(options.documents)
    for name, seed in _runs(results):
        began = time.monotonic()
        configuration = changed(base, CANDIDATES[name], seed, options.steps)
        folder = work / f"{name.replace(' ', '-')}-{seed}"
        train(configuration, folder)
        export(folder, window=configuration.windows.size, margin=configuration.windows.margin, name=folder.name)
        tagger = ModelTagger(folder, load_templates(), threads=configuration.trainer.threads or 1)
        results.add(name, seed, entity_f1(tagger, parts), round(time.monotonic() - began))
        if name == "as shipped" and seed == _SEEDS[0]:
            results.add_decoders(decoder_scores(tagger, parts))
    if options.work is None:
        shutil.rmtree(work)
    return 0


def _runs(results: _Results) -> Iterator[tuple[str, int]]:
    """What is still to be run: every candidate once, then the best ones with the other seeds."""
    for name in CANDIDATES:
        if not results.done(name, _SEEDS[0]):
            yield name, _SEEDS[0]
    for name in results.ranked()[:_FINALISTS]:
        for seed in _SEEDS[1:]:
            if not results.done(name, seed):
                yield name, seed


def changed(base: TrainingConfiguration, changes: Changes, seed: int, steps: int) -> TrainingConfiguration:
    """The configuration of a candidate: as many segments a batch as the others, validation at the end alone."""
    settings = base.model_dump()
    for part, values in changes.items():
        settings[part].update(values)
    settings["seed"] = seed
    batch = max(1, _SEGMENTS // settings["windows"]["size"])
    settings["arguments"].update(max_steps=steps, per_device_train_batch_size=batch, eval_steps=steps)
    settings["trainer"].update(validation_windows=32)
    return TrainingConfiguration.model_validate(settings)


def validation_parts(documents: int) -> dict[str, list[LabelledDocument]]:
    """``seen`` and ``unseen`` reports, read and labelled."""
    seen = [synthesise(_FIRST_SEED + number, number % 4) for number in range(documents)]
    unseen = [synthesise(_FIRST_SEED + number, 2 + number % 2, unseen=True) for number in range(documents)]
    parts = {"seen": seen, "unseen": unseen}
    return {
        part: [found for report in reports if (found := labelled_report(report)) is not None]
        for part, reports in parts.items()
    }


def entity_f1(tagger: Callable[[Document], Sequence[Tag]], parts: Mapping[str, Sequence[LabelledDocument]]) -> Scores:
    """Entity F1 (seqeval, strict IOB2, one label a cell) of each part."""
    scores: Scores = {}
    for part, documents in parts.items():
        truth = [cell_labels(labelled.document, labelled.tags) for labelled in documents]
        guess = [cell_labels(labelled.document, tagger(labelled.document)) for labelled in documents]
        scores[part] = round(float(f1_score(truth, guess, mode="strict", scheme=IOB2)), 4)
    return scores


class _Pooling(Decoder):
    """One label for every cell."""

    def pools(self, *_: object) -> bool:
        return True


class _BestPath(Decoder):
    """The best path through every cell."""

    def pools(self, *_: object) -> bool:
        return False


class _Argmax:
    """The likeliest label of every character, spans as they come."""

    def __init__(self, labels: LabelSet) -> None:
        self.bio = labels.bio

    def __call__(self, document: Document, encoding: Encoding, log_probabilities: npt.NDArray[np.float32]) -> list[Tag]:
        """Tags of a document."""
        labels = ["O"] * len(document.text)
        offsets = encoding.offsets[encoding.offsets >= 0]
        for offset, state in zip(offsets, log_probabilities.argmax(axis=1), strict=True):
            labels[int(offset)] = self.bio[int(state)]
        return decode_bio(labels)


def decoder_scores(tagger: ModelTagger, parts: Mapping[str, Sequence[LabelledDocument]]) -> dict[str, Scores]:
    """Entity F1 of one model under each way of decoding."""
    labels = LabelSet.from_templates(load_templates())
    ways: dict[str, Callable[..., Sequence[Tag]]] = {
        "pooling or best path (as shipped)": Decoder(labels),
        "pooling": _Pooling(labels),
        "best path (Viterbi)": _BestPath(labels),
        "argmax": _Argmax(labels),
    }

    def with_decoder(decode: Callable[..., Sequence[Tag]]) -> Callable[[Document], Sequence[Tag]]:
        def tag(document: Document) -> Sequence[Tag]:
            encoding = encode(document, tagger.vocabulary)
            return decode(document, encoding, tagger.network(encoding).labels) if len(encoding) else []

        return tag

    return {name: entity_f1(with_decoder(way), parts) for name, way in ways.items()}


class _Results:
    """The raw results, kept on disk after every run, and the tables made of them."""

    def __init__(self, folder: Path, budget: dict[str, int]) -> None:
        self._raw, self._tables = folder / "results.json", folder / "ABLATIONS.md"
        self.data: dict[str, Any] = {"budget": budget, "runs": {}, "decoders": {}}
        if self._raw.exists():
            before = json.loads(self._raw.read_text(encoding="utf-8"))
            if before["budget"] == budget:  # another budget is another experiment
                self.data = before

    def done(self, name: str, seed: int) -> bool:
        return str(seed) in self.data["runs"].get(name, {})

    def add(self, name: str, seed: int, scores: Scores, seconds: int) -> None:
        self.data["runs"].setdefault(name, {})[str(seed)] = {**scores, "seconds": seconds}
        self._write()

    def add_decoders(self, scores: dict[str, Scores]) -> None:
        self.data["decoders"] = scores
        self._write()

    def ranked(self) -> list[str]:
        """Candidates by the mean of seen and unseen of the first seed, best first."""
        runs = self.data["runs"]
        first = str(_SEEDS[0])
        return sorted(runs, key=lambda name: -(runs[name][first]["seen"] + runs[name][first]["unseen"]))

    def _write(self) -> None:
        self._raw.write_text(json.dumps(self.data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self._tables.write_text("\n".join(tables(self.data)) + "\n", encoding="utf-8")


_PREFACE = """# Ablations of the token classifier

Made by `python -m training.ablations`; raw results in `results.json`. Entity F1 (seqeval, strict IOB2, one label a
cell) on {documents} validation reports of levels 0 to 3 (*seen*) and as many made of what training never shows
(*unseen*); none of them is in the frozen suite. Every run is a short one, {steps} steps of {segments:,} segments: the
figures compare choices and say little about what the shipped model reaches. The spread is the standard deviation over
seeds; of a candidate with one seed it is not known, so small differences between such rows mean nothing."""


def tables(data: Mapping[str, Any]) -> Iterator[str]:
    """The lines of ``ABLATIONS.md``."""
    yield from _PREFACE.format(**data["budget"]).splitlines()
    yield ""
    yield "| candidate | seeds | seen | unseen | seconds |"
    yield "|---|---|---|---|---|"
    for name, runs in data["runs"].items():
        columns = [_mean([run[part] for run in runs.values()]) for part in ("seen", "unseen")]
        seconds = statistics.mean(run["seconds"] for run in runs.values())
        yield f"| {name} | {len(runs)} | {columns[0]} | {columns[1]} | {seconds:.0f} |"
    missing = [name for name in CANDIDATES if name not in data["runs"]]
    if missing:
        yield ""
        yield f"Not run yet: {', '.join(missing)}; the command goes on where it stopped."
    if data["decoders"]:
        yield ""
        yield "The first run of the first candidate, decoded in other ways:"
        yield ""
        yield "| decoding | seen | unseen |"
        yield "|---|---|---|"
        for name, scores in data["decoders"].items():
            yield f"| {name} | {scores['seen']:.4f} | {scores['unseen']:.4f} |"


def _mean(values: Sequence[float]) -> str:
    """Mean, and the standard deviation where there are several."""
    spread = f" ± {statistics.stdev(values):.4f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.4f}{spread}"


if __name__ == "__main__":
    sys.exit(main())
