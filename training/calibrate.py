"""Fit what is said of probabilities, on validation reports.

    python -m training.calibrate FOLDER [--reports 120] [--only temperature|confidence] [--out FOLDER]

First the temperature of the model's labels (Guo et al. 2017), written into its manifest; then the curves of the cells'
confidence, written into ``confidence.json`` beside it, where ``gkml --model FOLDER`` finds them. The second depends on
the whole way from tags to cells: run ``--only confidence`` again whenever tagging, placing or reconciling changes. The
reports are synthetic, of seeds that neither training nor the evaluation suite uses, levels 0 to 3 in turn. The curves
are measured on other reports, made of kinds of noise, layouts and wordings that neither training nor fitting uses.

With ``--out`` a copy of the model is calibrated, and the model stays as it is. So it is with the model that comes with
gkml, whose copy goes to ``runs/calibrated``, unless ``--shipped`` is given: then its manifest and
``configs/confidence.json`` are written, the latter for the rules too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gkml.calibration import CURVES, Knots, calibrated, calibration_file
from gkml.errors import GkmlError, UsageError
from gkml.labels import LabelSet
from gkml.pipeline import TaggerName, load
from gkml.tagging.encoding import encode
from gkml.tagging.manifest import load_manifest
from gkml.tagging.model import MANIFEST, ModelTagger, model_folder
from gkml.template import load_templates
from training.confidence import HIGH, Outcome, fit_curves, outcomes, write_curves
from training.dataset import labelled_report
from training.export import write_manifest
from training.scoring import expected_calibration_error
from training.synthesis import synthesise
from training.windows import IGNORED, labels_of

__all__ = ["Honesty", "calibrate_cells", "calibrate_labels", "copy_model", "fit_temperature", "honesty", "main"]

_FIRST_SEED = 2 * 10**9  # training uses seeds below 10**9, the suite those from 10**9 on
_FIRST_CELL_SEED = _FIRST_SEED + 10**6
_FIRST_HELD_OUT_SEED = _FIRST_SEED + 2 * 10**6
_OF_A_MODEL: tuple[TaggerName, ...] = ("combined", "model")
_SHIPPED: tuple[TaggerName, ...] = (*_OF_A_MODEL, "rules")
_COPIES = Path("runs", "calibrated")
_COPIED = (".json", ".onnx", ".safetensors")
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
    tagger = ModelTagger(folder, load_templates(), threads=2)
    own = tagger.manifest.labels  # forms may have come since that it knows nothing of
    bio = {label: number for number, label in enumerate(LabelSet(tuple(own)).bio)}
    logits, labels = [], []
    for number in range(reports):
        labelled = labelled_report(synthesise(_FIRST_SEED + number, number % 4))
        if labelled is None:
            continue
        encoding = encode(labelled.document, tagger.vocabulary)
        truth = labels_of(encoding, [tag for tag in labelled.tags if tag.label in own], bio)
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


def calibrate_cells(
    folder: Path, reports: int, path: Path, taggers: Sequence[TaggerName] = _OF_A_MODEL, workers: int | None = None
) -> dict[str, dict[str, Honesty]]:
    """Fit the curves of taggers and write them; how honest they are, by tagger and by what is measured.

    Args:
        folder: of the model.
        reports: to fit on; half as many more to measure on.
        path: file of the curves.
        taggers: whose curves are fitted.
        workers: processes; 1 works in this one, None takes one for each tagger as far as there are processors.
    """
    fit = partial(calibrate_tagger, folder, reports)
    workers = workers or min(len(taggers), os.cpu_count() or 1)
    if workers == 1:
        fitted = dict(zip(taggers, map(fit, taggers), strict=True))
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            fitted = dict(zip(taggers, pool.map(fit, taggers), strict=True))
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


def copy_model(folder: Path, out: Path) -> Path:
    """A copy of a model, without its curves and the record of its training; returns its folder.

    Raises:
        UsageError: both are one folder.
        ModelError: it is not exported.
    """
    if out.resolve() == folder.resolve():
        raise UsageError(f"{out} is the model itself; give another folder for its copy")
    load_manifest(folder, ())
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir()):
        if path.suffix in _COPIED and path.name != CURVES:
            copyfile(path, out / path.name)
    return out


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=120, help="for the temperature; the curves take twice as many")
    parser.add_argument("--only", choices=("temperature", "confidence"))
    parser.add_argument("--workers", type=int, help="processes; by default one for each tagger")
    target = parser.add_mutually_exclusive_group()
    target.add_argument("--out", type=Path, metavar="FOLDER", help="calibrate a copy of the model, made here")
    target.add_argument("--shipped", action="store_true", help="write into the model and the curves that gkml ships")
    options = parser.parse_args(arguments)
    try:
        folder, curves, taggers = _target(options)
        if options.only != "confidence":
            print(f"temperature {calibrate_labels(folder, options.reports)}")
        if options.only != "temperature":
            honest = calibrate_cells(folder, 2 * options.reports, curves, taggers, options.workers)
            for name, parts in honest.items():
                for part, found in parts.items():
                    print(f"{name}, {part}: {found}")
    except GkmlError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(f"written: {folder / MANIFEST if options.only == 'temperature' else curves}", file=sys.stderr)
    return 0


def _target(options: argparse.Namespace) -> tuple[Path, Path, tuple[TaggerName, ...]]:
    """The folder of the model that is calibrated, the file of its curves, and whose curves they are."""
    ships = options.folder.resolve() == model_folder().resolve()
    if options.shipped:
        if not ships:
            raise UsageError(
                f"{options.folder} is not the model that gkml ships, {model_folder()}; leave out --shipped"
            )
        return options.folder, calibration_file(), _SHIPPED
    out: Path | None = options.out or (_COPIES / options.folder.name if ships else None)
    folder = options.folder if out is None else copy_model(options.folder, out)
    return folder, folder / CURVES, _OF_A_MODEL


if __name__ == "__main__":
    sys.exit(main())
