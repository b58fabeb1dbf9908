"""Curves from the confidence of a cell to the share of such cells that is right, fitted on validation reports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from gkml.calibration import Knots, curve_name, curves_digest
from gkml.errors import GkmlError
from gkml.pipeline import Pipeline
from gkml.readers import read
from gkml.records.report import CellRecord
from training.scoring import is_right
from training.synthesis import SyntheticReport

__all__ = ["Outcome", "fit_curves", "isotonic_knots", "outcomes", "write_curves"]

_FEWEST = 40  # cells behind a knot
_FEWEST_OF_A_CURVE = 200  # cells; with fewer, marked and unmarked cells of a state share one
_UNORDERED = "absent"  # the confidence of absent cells says why they are absent, not how surely
_PLACES = 4


class Outcome(NamedTuple):
    """One cell: its curve, what was said of it, and whether it was right."""

    curve: str
    confidence: float
    right: bool


def outcomes(pipeline: Pipeline, reports: Iterable[SyntheticReport]) -> Iterator[Outcome]:
    """The cells of the reports as the pipeline reads them, with confidences as they are before calibration."""
    if getattr(pipeline, "calibration", None) is not None:
        raise ValueError("the pipeline is calibrated already; fit on one without calibration")
    for report in reports:
        try:
            document = read(report.source.encode("utf-8"), report.file)
            cells: Mapping[str, CellRecord] = pipeline.reconcile(document, report.file).cells
        except GkmlError:
            continue
        for cell_id, printed in report.gold["cells"].items():
            cell = cells.get(cell_id)
            if cell is not None:
                yield Outcome(curve_name(cell.state, cell.review), cell.confidence, is_right(cell, printed))


def fit_curves(found: Iterable[Outcome]) -> dict[str, Knots]:
    """A curve for every state, and for its marked cells where there are enough of them."""
    by_curve: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for outcome in found:
        by_curve[outcome.curve].append((outcome.confidence, outcome.right))
    for name in [name for name, pairs in by_curve.items() if len(pairs) < _FEWEST_OF_A_CURVE]:
        state = name.partition(".")[0]
        together = by_curve[state] + by_curve[f"{state}.review"]
        by_curve[state] = by_curve[f"{state}.review"] = together
    return {
        name: isotonic_knots(pairs, ordered=not name.startswith(_UNORDERED))
        for name, pairs in sorted(by_curve.items())
        if pairs
    }


def isotonic_knots(pairs: Sequence[tuple[float, bool]], *, ordered: bool = True) -> Knots:
    """Isotonic regression of right on confidence by pooling adjacent violators (Ayer et al. 1955), as knots.

    A knot is the mean confidence of a block and the share right in it, as the rule of succession (Laplace) has it, so
    that no cell is given a probability of 0 or 1. Where confidences are not ``ordered``, blocks are pooled for their
    size alone.
    """
    blocks: list[list[float]] = []  # cells, sum of confidences, right ones
    for _, same in groupby(sorted(pairs), key=lambda pair: pair[0]):
        cells = list(same)
        blocks.append([len(cells), sum(x for x, _ in cells), sum(right for _, right in cells)])
        while len(blocks) > 1 and (blocks[-2][0] < _FEWEST or (ordered and _share(blocks[-2]) >= _share(blocks[-1]))):
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    if len(blocks) > 1 and blocks[-1][0] < _FEWEST:
        last = blocks.pop()
        blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return tuple((round(block[1] / block[0], _PLACES), round(_share(block), _PLACES)) for block in blocks)


def _share(block: Sequence[float]) -> float:
    return (block[2] + 1) / (block[0] + 2)


def write_curves(path: Path, curves: Mapping[str, Mapping[str, Knots]], reports: int, first_seed: int) -> None:
    """``configs/confidence.json``: the curves of every tagger, their hash, and what they were fitted on."""
    data = {
        "fitted_on": f"{reports} synthetic reports of levels 0 to 3 in turn, seeds from {first_seed}",
        "hash": curves_digest(curves),
        "curves": curves,
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
