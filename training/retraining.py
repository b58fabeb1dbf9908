"""From annotations to a model that gkml loads: training, export and calibration, in one folder, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gkml.calibration import CURVES
from gkml.tagging.manifest import load_manifest
from gkml.tagging.model import MANIFEST
from training.calibrate import calibrate_cells, calibrate_labels
from training.configuration import TrainingConfiguration
from training.export import export, write_manifest
from training.train import train

__all__ = ["retrain"]


def retrain(
    configuration: TrainingConfiguration,
    out: Path,
    *,
    annotations: Sequence[Path],
    base_model: Path | None,
    command: Sequence[str],
    calibration_reports: int,
    workers: int | None = None,
) -> Path:
    """Train, export and calibrate a model; what an interrupted call has done is not done again.

    Args:
        configuration: of the training.
        out: folder of the model; its own curves of confidence are written into it.
        annotations: files of annotated documents.
        base_model: folder of the model to go on from.
        command: words of the command line, for the record of the run.
        calibration_reports: synthetic reports that the temperature is fitted on, and the curves on twice as many; 0
            leaves the model with the temperature of its base and the curves that come with gkml.
        workers: processes that fit curves; None takes one for each tagger.

    Returns:
        ``out``.
    """
    if not (out / "vocabulary.json").is_file():  # the last thing that training writes
        train(configuration, out, resume=True, annotations=annotations, base_model=base_model, command=command)
    if not (out / MANIFEST).is_file():
        settings: dict[str, Any] = {
            "window": configuration.windows.size,
            "margin": configuration.windows.margin,
            "name": out.name,
        }
        export(out, **settings)
        if base_model is not None and (base_model / MANIFEST).is_file():
            write_manifest(out, **settings, temperature=load_manifest(base_model, ()).temperature)
    if calibration_reports and not (out / CURVES).is_file():
        calibrate_labels(out, calibration_reports)
        calibrate_cells(out, 2 * calibration_reports, out / CURVES, workers=workers)
    return out
