"""Fit what is said of probabilities, on validation reports.

    python -m training.calibrate models/gkml-base [--reports 120] [--only temperature|confidence]

First the temperature of the model's labels (Guo et al. 2017), written into its manifest; then the curves of the cells'
confidence for every tagger, written into ``configs/confidence.json``. The second depends on the whole way from tags to
cells: run ``--only confidence`` again whenever tagging, placing or reconciling changes. The reports are synthetic, of
seeds that neither training nor the evaluation suite uses, levels 0 to 3 in turn.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gkml.calibration import Knots, interpolated
from gkml.labels import LabelSet
from gkml.pipeline import TaggerName, load
from gkml.tagging.encoding import encode
from gkml.tagging.model import MANIFEST, ModelTagger
from gkml.template import load_templates
from training.confidence import fit_curves, outcomes, write_curves
from training.dataset import IGNORED, labelled_report, labels_of
from training.export import write_manifest
from training.scoring import expected_calibration_error
from training.synthesis import synthesise

__all__ = ["fit_temperature", "main"]

_FIRST_SEED = 2 * 10**9  # training uses seeds below 10**9, the suite those from 10**9 on
_FIRST_CELL_SEED = _FIRST_SEED + 10**6
_TAGGERS: tuple[TaggerName, ...] = ("combined", "model", "rules")
_LOWEST, _HIGHEST, _ROUNDS = 0.3, 4.0, 40
_GOLDEN = (5**0.5 - 1) / 2


def fit_temperature(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> float:
    """The temperature of the least negative log likelihood of ``(n,)`` labels under ``(n, classes)`` logits."""

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chosen = scaled[np.arange(len(labels)), labels]
        return float((np.log(np.exp(scaled).sum(axis=1)) - chosen).mean())

    low, high = _LOWEST, _HIGHEST
    for _ in range(_ROUNDS):  # golden section; the loss has one minimum in the temperature
        a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        low, high = (low, b) if loss(a) < loss(b) else (a, high)
    return round((low + high) / 2, 4)


def calibrate_labels(folder: Path, reports: int) -> float:
    """Fit the temperature of a model and write it into its manifest."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    settings = {"window": manifest["window"], "margin": manifest["margin"], "name": manifest["name"]}
    write_manifest(folder, **settings, temperature=1.0)
    templates = load_templates()
    tagger = ModelTagger(folder, templates, threads=2)
    bio = {label: number for number, label in enumerate(LabelSet.from_templates(templates).bio)}
    logits, labels = [], []
    for number in range(reports):
        labelled = labelled_report(synthesise(_FIRST_SEED + number, number % 4))
        if labelled is None:
            continue
        encoding = encode(labelled.document, tagger.vocabulary)
        truth = labels_of(encoding, labelled.tags, bio)
        kept = truth != IGNORED
        logits.append(tagger.log_probabilities(encoding)[kept])
        labels.append(truth[kept])
    temperature = fit_temperature(np.concatenate(logits), np.concatenate(labels))
    write_manifest(folder, **settings, temperature=temperature)
    return temperature


def calibrate_cells(folder: Path, reports: int, path: Path) -> dict[str, tuple[float, float]]:
    """Fit the curves of every tagger and write them; expected calibration error before and after, by tagger.

    The errors are those of one half of the reports under curves fitted on the other half; what is written is fitted on
    all.
    """
    validation = [synthesise(_FIRST_CELL_SEED + number, number % 4) for number in range(reports)]
    curves: dict[str, dict[str, Knots]] = {}
    errors: dict[str, tuple[float, float]] = {}
    for name in _TAGGERS:
        pipeline = load(tagger=name, model=None if name == "rules" else folder)
        if hasattr(pipeline, "calibration"):
            pipeline.calibration = None
        # levels come in turn, so that every other four reports are half of each level
        halves = [
            list(outcomes(pipeline, [report for at, report in enumerate(validation) if at // 4 % 2 == half]))
            for half in (0, 1)
        ]
        fitted, held = fit_curves(halves[0]), halves[1]
        before = [outcome.confidence for outcome in held]
        after = [interpolated(outcome.confidence, fitted.get(outcome.curve, ())) for outcome in held]
        truths = [outcome.right for outcome in held]
        errors[name] = tuple(expected_calibration_error(said, truths)[0] for said in (before, after))  # type: ignore[assignment]
        curves[name] = fit_curves(chain(*halves))
    write_curves(path, curves, reports, _FIRST_CELL_SEED)
    return errors


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=120, help="for the temperature; the curves take twice as many")
    parser.add_argument("--only", choices=("temperature", "confidence"))
    parser.add_argument("--out", type=Path, default=Path("configs/confidence.json"), help="file of the curves")
    options = parser.parse_args(arguments)
    if options.only != "confidence":
        print(f"temperature {calibrate_labels(options.folder, options.reports)}")
    if options.only != "temperature":
        for name, (before, after) in calibrate_cells(options.folder, 2 * options.reports, options.out).items():
            print(
                f"{name}: expected calibration error {before:.4f}, calibrated {after:.4f} (on the half not fitted on)"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
