"""What each further annotated document is worth: a model trained on 0, 5, 10, … of them, measured on the test split.

    python -m training.learning_curve --annotations FILE ... --counts 0 5 10 20 50 --out FOLDER
        [--configuration configs/training/update.yaml] [--base-model FOLDER] [--gold FOLDER] [--seeds 7 8 9]

Every model goes on from the same base, which is what 0 documents give. The documents are those of the splits train and
validation; the larger choices hold the smaller ones, and a fifth of each validates. Measured are entity F1 of the model
and the cells of the combined tagger on the split test, and, to see what is forgotten, on the first reports of the
frozen suite. ``FOLDER`` gets a folder for each model, ``results.json``, ``learning_curve.md`` and
``learning_curve.png``; the command may be stopped at any time and goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gkml.annotations.lines import read_annotations, write_annotations
from gkml.errors import GkmlError
from gkml.tagging.model import model_folder
from training.configuration import TrainingConfiguration, load_configuration
from training.evaluation import Evaluation
from training.measuring import measure
from training.plots import draw_learning_curve
from training.retraining import retrain
from training.run_folder import data_hashes, folder_hashes, require_same
from training.samples import ANNOTATED, GOLD, Sample, annotated_samples, suite_samples
from training.subsets import subset

__all__ = ["LearningCurve", "main"]

_RESULTS = "results.json"
_COUNTS = (0, 5, 10, 20, 50)
_SUITE = 6  # reports of each of its parts
_COLUMNS = {"f1": "entity F1", "right": "cells right", "silent": "silent in 10,000", "review": "review"}

Scores = dict[str, dict[str, float]]
"""By ``annotated`` and ``suite``, then by the keys of the columns."""


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """The models of a learning curve, and how they are made and measured.

    Attributes:
        out: folder of all of it.
        annotations: files of annotated documents.
        base_model: folder of the model that 0 documents give.
        configuration: of the trainings; ``seed`` is replaced.
        gold: folders of gold readings, see ``training.samples.annotated_samples``.
        suite: reports of each part of the frozen suite.
        command: words of the command line.
    """

    out: Path
    annotations: Sequence[Path]
    base_model: Path
    configuration: TrainingConfiguration
    gold: Sequence[Path]
    suite: int
    command: Sequence[str]

    def run(self, counts: Sequence[int], seeds: Sequence[int]) -> dict[str, Scores]:
        """Train and measure what is not in ``results.json`` yet; all of it, by count and seed."""
        usable = [found for found in read_annotations(self.annotations) if found.split != "test"]
        for count in counts:
            subset(usable, count, seeds[0])  # too few documents are told before hours are spent
        samples = [*annotated_samples(self.annotations, "test", *self.gold), *suite_samples(self.suite)]
        self._require_same()
        path = self.out / _RESULTS
        scores: dict[str, Scores] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        for count in sorted(set(counts)):
            for seed in seeds[:1] if count == 0 else seeds:
                name = f"{count}/{seed}"
                if name not in scores:
                    chosen = subset(usable, count, seed)
                    model = self.base_model
                    if chosen:
                        folder = self.out / f"{count:04}-{seed}"
                        folder.mkdir(parents=True, exist_ok=True)
                        write_annotations(folder / "annotations.jsonl", chosen)
                        model = self._train(folder, seed)
                    scores[name] = scores_of(model, samples)
                    path.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
                print(f"{count} documents, seed {seed}: {scores[name]}", file=sys.stderr)
        return scores

    def _require_same(self) -> None:
        about = {
            "configuration": self.configuration.model_dump(mode="json"),
            "base_model": folder_hashes(self.base_model),
            "annotations": [file["sha256"] for file in data_hashes(self.annotations)],
            "suite": self.suite,
        }
        require_same(self.out / "conditions.json", about)

    def _train(self, folder: Path, seed: int) -> Path:
        """The model of the documents in a folder."""
        return retrain(
            self.configuration.model_copy(update={"seed": seed}),
            folder / "model",
            annotations=[folder / "annotations.jsonl"],
            base_model=self.base_model,
            command=self.command,
            calibration_reports=0,  # all have the curves of the base, so that the documents are all that differs
        )


def scores_of(model: Path, samples: Sequence[Sample]) -> Scores:
    """What a model reaches on the annotated samples, and on the others."""
    measured = list(measure(samples, model, ("combined",)))
    found: Scores = {}
    for name in ("annotated", "suite"):
        mine = [one for one in measured if (one.part == ANNOTATED) == (name == "annotated")]
        if mine:
            whole = Evaluation(mine).whole
            right, silent, review = whole.cells["combined"].line() if whole.cells else (0.0, 0.0, 0.0)
            f1 = whole.tagged.entities.score().f1
            values = {"f1": f1, "right": right, "silent": silent, "review": review}
            found[name] = {key: round(value, 4) for key, value in values.items()}
    return found


def table(scores: Mapping[str, Scores]) -> Iterator[str]:
    """Lines of Markdown: a row a count, the mean of its seeds and their standard deviation."""
    head = [f"{part}: {shown}" for part in ("annotated", "suite") for shown in _COLUMNS.values()]
    yield f"| annotated documents | seeds | {' | '.join(head)} |"
    yield "|---" * (2 + len(head)) + "|"
    for count, runs in _by_count(scores).items():
        values = [_mean(runs, part, key) for part in ("annotated", "suite") for key in _COLUMNS]
        yield f"| {count} | {len(runs)} | {' | '.join(values)} |"


def _by_count(scores: Mapping[str, Scores]) -> dict[int, list[Scores]]:
    found: dict[int, list[Scores]] = {}
    for name in sorted(scores, key=lambda name: int(name.partition("/")[0])):
        found.setdefault(int(name.partition("/")[0]), []).append(scores[name])
    return found


def _mean(runs: Sequence[Scores], part: str, key: str) -> str:
    values = [run[part][key] for run in runs if part in run]
    if not values:
        return "-"
    digits = 1 if key == "silent" else 4
    spread = f" ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.{digits}f}{spread}"


def _series(scores: Mapping[str, Scores]) -> tuple[list[int], dict[str, list[float]]]:
    """Counts, and what is drawn over them."""
    by_count = _by_count(scores)
    drawn = [("annotated", "f1"), ("annotated", "right"), ("annotated", "review"), ("suite", "right")]
    return list(by_count), {
        f"{part}: {_COLUMNS[key]}": [statistics.mean(run[part][key] for run in runs) for runs in by_count.values()]
        for part, key in drawn
        if all(part in run for runs in by_count.values() for run in runs)
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--annotations", type=Path, nargs="+", action="extend", required=True, metavar="FILE", help="all splits"
    )
    parser.add_argument("--counts", type=int, nargs="+", default=list(_COUNTS), help="of annotated documents")
    parser.add_argument("--seeds", type=int, nargs="+", default=[7], help="a training for each")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--configuration", type=Path, default=Path("configs/training/update.yaml"))
    parser.add_argument("--base-model", type=Path, default=model_folder(), metavar="FOLDER")
    parser.add_argument("--gold", type=Path, nargs="+", default=[], metavar="FOLDER", help=GOLD)
    parser.add_argument("--suite", type=int, default=_SUITE, help="reports of each part of the frozen suite")
    options = parser.parse_args(arguments)
    if min(options.counts) < 0:
        parser.error(f"--counts {min(options.counts)}: a count is 0 or more")
    command = ["python", "-m", "training.learning_curve", *(sys.argv[1:] if arguments is None else arguments)]
    try:
        configuration = load_configuration(options.configuration)
        curve = LearningCurve(
            options.out, options.annotations, options.base_model, configuration, options.gold, options.suite, command
        )
        scores = curve.run(options.counts, options.seeds)
    except GkmlError as error:
        print(error.message, file=sys.stderr)
        return 1
    lines = list(table(scores))
    print("\n".join(lines))
    (options.out / "learning_curve.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    draw_learning_curve(options.out / "learning_curve.png", *_series(scores))
    return 0


if __name__ == "__main__":
    sys.exit(main())
