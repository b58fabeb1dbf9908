"""Fit what is said of probabilities, on validation reports.

    python -m training.calibrate models/gkml-base [--reports 120] [--only temperature|confidence]

First the temperature of the model's labels (Guo et al. 2017), written into its manifest; then the curves of the cells'
confidence for every tagger, written into ``configs/confidence.json``. The second depends on the whole way from tags to
cells: run ``--only confidence`` again whenever tagging, placing or reconciling changes. The reports are synthetic, of
seeds that neither training nor the evaluation suite uses, levels 0 to 3 in turn. The curves are measured on other
reports, made of kinds of noise, layouts and wordings that neither training nor fitting uses.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gkml.calibration import Knots, calibrated
from gkml.labels import LabelSet
from gkml.pipeline import TaggerName, load
from gkml.tagging.encoding import encode
from gkml.tagging.model import MANIFEST, ModelTagger
from gkml.template import load_templates
from training.confidence import HIGH, Outcome, fit_curves, outcomes, write_curves
from training.dataset import labelled_report
from training.export import write_manifest
from training.scoring import expected_calibration_error
from training.synthesis import synthesise
from training.windows import IGNORED, labels_of

__all__ = ["Honesty", "fit_temperature", "honesty", "main"]

_FIRST_SEED = 2 * 10**9  # training uses seeds below 10**9, the suite those from 10**9 on
_FIRST_CELL_SEED = _FIRST_SEED + 10**6
_FIRST_HELD_OUT_SEED = _FIRST_SEED + 2 * 10**6
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
        logits.append(tagger.network(encoding).labels)  # of the characters, which are those that have a label
        labels.append(truth[kept])
    temperature = fit_temperature(np.concatenate(logits), np.concatenate(labels))
    write_manifest(folder, **settings, temperature=temperature)
    return temperature


class Honesty(NamedTuple):
    """How far confidence is from the share of cells right (expected calibration error), and what high ones are worth.

    Attributes:
        before, after: the error of confidences before and after calibration.
        high: cells that calibration gives ``HIGH`` or more.
        wrong: those of them that are wrong.
    """

    before: float
    after: float
    high: int
    wrong: int

    def __str__(self) -> str:
        share = f"{self.wrong / self.high:.5f}" if self.high else "-"
        return (
            f"expected calibration error {self.before:.4f}, calibrated {self.after:.4f}; "
            f"of {self.high} cells given {HIGH} or more {self.wrong} wrong ({share})"
        )


def honesty(found: Iterable[Outcome], curves: Mapping[str, Knots]) -> Honesty:
    """What curves are worth on cells that they were not fitted on."""
    cells = list(found)
    truths = [outcome.right for outcome in cells]
    before = [outcome.confidence for outcome in cells]
    after = [calibrated(cell.confidence, cell.state, curves, review=cell.review, group=cell.group) for cell in cells]
    high = [right for confidence, right in zip(after, truths, strict=True) if confidence >= HIGH]
    error_before, _ = expected_calibration_error(before, truths)
    error_after, _ = expected_calibration_error(after, truths)
    return Honesty(error_before, error_after, len(high), len(high) - sum(high))


def calibrate_cells(folder: Path, reports: int, path: Path) -> dict[str, dict[str, Honesty]]:
    """Fit the curves of every tagger and write them; how honest they are, by tagger and by what is measured."""
    workers = min(len(_TAGGERS), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        fitted = dict(zip(_TAGGERS, pool.map(partial(calibrate_tagger, folder, reports), _TAGGERS), strict=True))
    write_curves(path, {name: curves for name, (curves, _) in fitted.items()}, reports, _FIRST_CELL_SEED)
    return {name: measured for name, (_, measured) in fitted.items()}


def calibrate_tagger(folder: Path, reports: int, name: TaggerName) -> tuple[dict[str, Knots], dict[str, Honesty]]:
    """The curves of a tagger, and how honest they are.

    ``other reports``: one half of the reports under curves fitted on the other half. ``held-out kinds``: half as many
    reports made of what fitting never saw, under the curves that are returned, which are fitted on all others.
    """
    seen = [synthesise(_FIRST_CELL_SEED + at, at % 4) for at in range(reports)]
    # levels come in turn, so that every other four reports are half of each level
    halves = [[report for at, report in enumerate(seen) if at // 4 % 2 == half] for half in (0, 1)]
    new = [synthesise(_FIRST_HELD_OUT_SEED + at, 2 + at % 2, unseen=True) for at in range(reports // 2)]
    pipeline = load(tagger=name, model=None if name == "rules" else folder)
    pipeline.calibration = None
    one, other, held_out = (list(outcomes(pipeline, some)) for some in (*halves, new))
    curves = fit_curves(chain(one, other))
    return curves, {
        "other reports": honesty(other, fit_curves(one)),
        "held-out kinds": honesty(held_out, curves),
    }


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
        for name, parts in calibrate_cells(options.folder, 2 * options.reports, options.out).items():
            for part, found in parts.items():
                print(f"{name}, {part}: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
