"""Confidence of a cell as a probability: of the cells given 0.9, nine in ten are right.

What tagging and placing say is an order, not a share. ``python -m training.calibrate`` measures, on reports that
neither training nor evaluation uses, how many cells of a state and of a confidence are right, with and without a mark
for review and by what the witnesses say, and keeps the curves in ``configs/confidence.json``: isotonic regression
(Zadrozny and Elkan 2002), linear between its knots, and never higher than what was measured supports. The curves are
applied last, so that no threshold before them moves.

Confidence that comes from tags alone is too high where the noise is new. What the witnesses say is not: a legible head
is legible on any page. So cells are grouped by their evidence, coarsely, from the weakest group to the strongest, and
at equal confidence no group is given more than a stronger one.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from gkml.errors import GkmlError
from gkml.records.evidence import Evidence
from gkml.records.report import State

__all__ = [
    "CURVES",
    "GROUPS",
    "Calibration",
    "CalibrationError",
    "Group",
    "calibrated",
    "calibration_file",
    "curve_name",
    "evidence_group",
    "interpolated",
    "load_calibration",
    "state_name",
]

Group = Literal["contradicted", "order", "damaged", "sums", "labels", "full"]
"""What the witnesses of a cell say.

- ``contradicted``: one of them speaks against it: its sums do not hold, or a person may not see what was read.
- ``order``: row or column is told by nothing but order, or by nothing at all, and no sum confirms the figure.
- ``damaged``: a label that is not quite the form's, and no sum.
- ``sums``: a label that is not quite the form's or none, and sums that hold; they do not speak for the column.
- ``labels``: row and column by labels as the form has them, and no sum that could confirm the figure.
- ``full``: row and column by such labels, and sums that hold.
"""

GROUPS: tuple[Group, ...] = get_args(Group)
"""From the weakest to the strongest."""

Knots = tuple[tuple[float, float], ...]
"""Confidence and share right, both rising; of absent cells the confidence alone."""

CURVES = "confidence.json"
"""The file of a model's own curves, in its folder."""

_PLACES = 4  # decimals of a confidence in a record


class CalibrationError(GkmlError):
    """Curves that cannot be read, or that were changed by hand."""

    code = "bad_calibration"


@dataclass(frozen=True)
class Calibration:
    """The curves of one tagger, by ``curve_name``."""

    curves: Mapping[str, Knots]

    def __call__(self, confidence: float, state: State, review: bool, evidence: Evidence) -> float:
        """The probability that a cell is right; arguments as the fields of ``CellRecord``."""
        return self._remembered(confidence, state, review, evidence)

    def __reduce__(self) -> tuple[type[Calibration], tuple[Mapping[str, Knots]]]:
        """Pickled without what is remembered."""
        return type(self), (self.curves,)

    @cached_property
    def _remembered(self) -> Callable[[float, State, bool, Evidence], float]:
        return lru_cache(maxsize=8192)(self._probability)  # most cells are equally sure

    def _probability(self, confidence: float, state: State, review: bool, evidence: Evidence) -> float:
        return calibrated(confidence, state, self.curves, review=review, group=evidence_group(evidence))


def evidence_group(evidence: Evidence) -> Group:
    """The group of a cell with that evidence."""
    if evidence.sums == "contradicted" or evidence.sight == "doubtful":
        return "contradicted"
    labels = (evidence.row, evidence.column)
    if labels == ("exact", "exact"):
        return "full" if evidence.sums == "supported" else "labels"
    if evidence.sums == "supported":
        return "sums"
    return "damaged" if all(label in ("exact", "damaged") for label in labels) else "order"


def state_name(state: State, review: bool) -> str:
    """The curves of a state; marked cells have some of their own."""
    return f"{state}.review" if review else state


def curve_name(state: State, review: bool, group: Group) -> str:
    """The curve of a state and a group of evidence."""
    return f"{state_name(state, review)}.{group}"


def calibrated(
    confidence: float, state: State, curves: Mapping[str, Knots], *, review: bool = False, group: Group = "full"
) -> float:
    """The probability that a cell of that confidence is right.

    Args:
        confidence: 0..1, as tagging and placing gave it.
        state: of the cell.
        curves: by ``curve_name``; where one is missing, that of ``state_name`` stands for all groups, as in files
            that know of none; where that is missing too, the confidence stays what it is.
        review: whether the cell is marked for review.
        group: what its witnesses say.
    """
    knots = curves.get(curve_name(state, review, group)) or curves.get(state_name(state, review), ())
    return interpolated(round(confidence, _PLACES), knots)


def interpolated(confidence: float, knots: Knots) -> float:
    """The height of a curve, level before its first knot and behind its last; ``confidence`` where it has none."""
    if not knots:
        return confidence
    at = bisect_right(knots, confidence, key=lambda knot: knot[0])
    if at == 0 or at == len(knots):
        return knots[max(0, at - 1)][1]
    (x0, y0), (x1, y1) = knots[at - 1], knots[at]
    return round(y0 + (y1 - y0) * (confidence - x0) / (x1 - x0), _PLACES)


def curves_digest(curves: Mapping[str, Mapping[str, Knots]]) -> str:
    """SHA-256 of the curves of all taggers, whatever the spacing of their file."""
    return hashlib.sha256(json.dumps(curves, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def calibration_file(model: Path | None = None) -> Path:
    """The curves of a model that has its own; else those that come with gkml.

    The latter are in the installed package, or in the repository it runs from.
    """
    if model is not None and (model / CURVES).is_file():
        return model / CURVES
    packaged = Path(str(files("gkml"))) / "_data" / CURVES
    return packaged if packaged.is_file() else Path(__file__).parent.parent / "configs" / CURVES


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
