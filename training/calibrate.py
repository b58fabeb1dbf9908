"""Fit the temperature of a model (Guo et al. 2017) on validation reports and write it into its manifest.

    python -m training.calibrate models/gkml-base [--reports 120]

The reports are synthetic, of seeds that neither training nor the evaluation suite uses.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gkml.labels import LabelSet
from gkml.tagging.encoding import encode
from gkml.tagging.model import MANIFEST, ModelTagger
from gkml.template import load_templates
from training.dataset import IGNORED, labelled_report, labels_of
from training.export import write_manifest
from training.synthesis import synthesise

__all__ = ["fit_temperature", "main"]

_FIRST_SEED = 2 * 10**9  # training uses seeds below 10**9, the suite those from 10**9 on
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


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=120)
    options = parser.parse_args(arguments)
    manifest = json.loads((options.folder / MANIFEST).read_text(encoding="utf-8"))
    settings = {"window": manifest["window"], "margin": manifest["margin"], "name": manifest["name"]}
    write_manifest(options.folder, **settings, temperature=1.0)
    templates = load_templates()
    tagger = ModelTagger(options.folder, templates, threads=2)
    bio = {label: number for number, label in enumerate(LabelSet.from_templates(templates).bio)}
    logits, labels = [], []
    for number in range(options.reports):
        labelled = labelled_report(synthesise(_FIRST_SEED + number, number % 4))
        if labelled is None:
            continue
        encoding = encode(labelled.document, tagger.vocabulary)
        truth = labels_of(encoding, labelled.tags, bio)
        kept = truth != IGNORED
        logits.append(tagger.log_probabilities(encoding)[kept])
        labels.append(truth[kept])
    temperature = fit_temperature(np.concatenate(logits), np.concatenate(labels))
    write_manifest(options.folder, **settings, temperature=temperature)
    print(f"temperature {temperature}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
