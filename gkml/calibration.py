"""Confidence of a cell as a probability: of the cells given 0.9, nine in ten are right.

What tagging and placing say is an order, not a share. ``python -m training.calibrate`` measures, on reports that
neither training nor evaluation uses, how many cells of a state and of a confidence are right, with and without a mark
for review, and keeps the curves in ``configs/confidence.json``: isotonic regression (Zadrozny and Elkan 2002), linear
between its knots. The curves are applied last, so that no threshold before them moves.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from gkml.errors import GkmlError
from gkml.records.report import CellRecord, State

__all__ = [
    "Calibration",
    "CalibrationError",
    "calibrated",
    "curve_name",
    "interpolated",
    "load_calibration",
    "with_calibrated",
]

Knots = tuple[tuple[float, float], ...]
"""Confidence and share right, both rising; of absent cells the confidence alone."""

_PLACES = 4  # decimals of a confidence in a record


class CalibrationError(GkmlError):
    """Curves that cannot be read, or that were changed by hand."""

    code = "bad_calibration"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of one tagger, by ``curve_name``."""

    curves: Mapping[str, Knots]

    def __call__(self, cell: CellRecord) -> float:
        """The probability that a cell is right."""
        return calibrated(cell.confidence, cell.state, self.curves, review=cell.review)


def curve_name(state: State, review: bool) -> str:
    """The curve of a state; marked cells have one of their own."""
    return f"{state}.review" if review else state


def calibrated(confidence: float, state: State, curves: Mapping[str, Knots], *, review: bool = False) -> float:
    """The probability that a cell of that confidence is right.

    Args:
        confidence: 0..1, as tagging and placing gave it.
        state: of the cell.
        curves: by ``curve_name``; where one is missing the confidence stays what it is.
        review: whether the cell is marked for review.
    """
    return interpolated(confidence, curves.get(curve_name(state, review), ()))


def interpolated(confidence: float, knots: Knots) -> float:
    """The height of a curve, level before its first knot and behind its last; ``confidence`` where it has none."""
    if not knots:
        return confidence
    at = bisect_right(knots, confidence, key=lambda knot: knot[0])
    if at == 0 or at == len(knots):
        return knots[max(0, at - 1)][1]
    (x0, y0), (x1, y1) = knots[at - 1], knots[at]
    return round(y0 + (y1 - y0) * (confidence - x0) / (x1 - x0), _PLACES)


def with_calibrated(cells: Mapping[str, CellRecord], calibration: Calibration | None) -> dict[str, CellRecord]:
    """The cells with their confidence as a probability; as they are, where there are no curves."""
    if calibration is None:
        return dict(cells)
    known: dict[tuple[float, State, bool], float] = {}  # most cells of a report are equally sure
    found = {}
    for cell_id, cell in cells.items():
        place = (cell.confidence, cell.state, cell.review)
        if place not in known:
            known[place] = calibration(cell)
        found[cell_id] = cell if known[place] == cell.confidence else replace(cell, confidence=known[place])
    return found


def curves_digest(curves: Mapping[str, Mapping[str, Knots]]) -> str:
    """SHA-256 of the curves of all taggers, whatever the spacing of their file."""
    return hashlib.sha256(json.dumps(curves, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def calibration_file() -> Path:
    """The curves that come with gkml: in the installed package, or in the repository it runs from."""
    packaged = Path(str(files("gkml"))) / "_data" / "confidence.json"
    return packaged if packaged.is_file() else Path(__file__).parent.parent / "configs" / "confidence.json"


@lru_cache(maxsize=8)
def load_calibration(tagger: str, path: Path | None = None) -> Calibration | None:
    """The curves of a tagger (``combined``, ``model``, ``rules``); None where none were measured.

    Raises:
        CalibrationError: the file is not what ``training.calibrate`` wrote.
    """
    path = path or calibration_file()
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["hash"] != curves_digest(data["curves"]):
            raise CalibrationError(
                f"{path}: the curves are not those of its hash; run python -m training.calibrate again"
            )
        curves = {
            name: tuple((float(x), float(y)) for x, y in knots)
            for name, knots in data["curves"].get(tagger, {}).items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CalibrationError(f"{path}: no usable curves: {error}") from None
    return Calibration(curves) if curves else None
