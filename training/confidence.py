"""Curves from the confidence of a cell to the share of such cells that is right, fitted on validation reports."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gkml.calibration import GROUPS, Group, Knots, curve_name, curves_digest, evidence_group
from gkml.errors import GkmlError
from gkml.pipeline import Pipeline
from gkml.readers import read
from gkml.records.report import CellRecord, State
from training.monotone import isotonic_surface, supported_height
from training.scoring import is_right
from training.synthesis import SyntheticReport

__all__ = ["HIGH", "PROMISED", "Outcome", "fit_curves", "outcomes", "write_curves"]

HIGH = 0.999
PROMISED = 0.998
"""The share that is right among cells given ``HIGH`` or more, on kinds of reports that fitting never saw too."""

_FEWEST = 40  # cells of a bin
_MOST_BINS = 12
_FEWEST_OF_A_STATE = 200  # cells; with fewer, its marked and unmarked cells share their curves
_PLACES = 4
_LOWEST, _HIGHEST = 10**-_PLACES, 1 - 10**-_PLACES


class Outcome(NamedTuple):
    """One cell: what was said of it, and whether it was right.

    Cells of one ``row`` stand or fall together: it is found or it is not. In kinds of reports that are new those of a
    ``table`` do: a head that is misread moves them all. Both are of one report.
    """

    state: State
    review: bool
    group: Group
    confidence: float
    right: bool
    row: str
    table: str


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
                row, table = (f"{report.file} {cell_id.rsplit('.', parts)[0]}" for parts in (1, cell_id.count(".")))
                group, right = evidence_group(cell.evidence), is_right(cell, printed)
                yield Outcome(cell.state, cell.review, group, round(cell.confidence, _PLACES), right, row, table)


def fit_curves(found: Iterable[Outcome]) -> dict[str, Knots]:
    """The curves of every state, marked and not, for each group of evidence.

    A share is estimated by isotonic regression along the confidence and along the groups at once, and is never higher
    than what the observed rows support; ``HIGH`` is given where the observed tables support ``PROMISED``. All groups of
    a state have their knots at the same confidences, so that a weaker group is nowhere above a stronger one.
    """
    by_state: defaultdict[State, tuple[list[Outcome], list[Outcome]]] = defaultdict(lambda: ([], []))
    for outcome in found:
        by_state[outcome.state][outcome.review].append(outcome)
    curves: dict[str, Knots] = {}
    for state, (plain, marked) in sorted(by_state.items()):
        if min(len(plain), len(marked)) < _FEWEST_OF_A_STATE:
            plain = marked = plain + marked
        for review, mine in ((False, plain), (True, marked)):
            curves |= {curve_name(state, review, group): knots for group, knots in _group_curves(mine).items()}
    return curves


def _group_curves(found: Sequence[Outcome]) -> dict[Group, Knots]:
    places, bins = _bins([outcome.confidence for outcome in found])
    cells, right, rows, tables = (np.zeros((len(GROUPS), len(places))) for _ in range(4))
    in_row = Counter(outcome.row for outcome in found)
    in_table = Counter(outcome.table for outcome in found)
    for outcome in found:
        at = GROUPS.index(outcome.group), bins[outcome.confidence]
        cells[at] += 1
        right[at] += outcome.right
        rows[at] += 1 / in_row[outcome.row]
        tables[at] += 1 / in_table[outcome.table]
    shares = np.where(cells > 0, right / np.maximum(cells, 1), right.sum(axis=0) / cells.sum(axis=0))
    heights = np.minimum(isotonic_surface(shares, cells), supported_height(shares, rows))
    ceilings = np.where(supported_height(shares, tables) < PROMISED, HIGH - 10**-_PLACES, _HIGHEST)
    heights = np.clip(heights, _LOWEST, ceilings).round(_PLACES)
    return {group: _bends(places, mine) for group, mine in zip(GROUPS, heights, strict=True)}


def _bins(confidences: Sequence[float]) -> tuple[list[float], dict[float, int]]:
    """The mean confidence of each bin, and the bin of each confidence."""
    fewest = max(_FEWEST, len(confidences) // _MOST_BINS)
    blocks: list[list[float]] = []
    for _, same in groupby(sorted(confidences)):
        equal = list(same)
        if blocks and len(blocks[-1]) < fewest:
            blocks[-1] += equal
        else:
            blocks.append(equal)
    if len(blocks) > 1 and len(blocks[-1]) < _FEWEST:
        last = blocks.pop()
        blocks[-1] += last
    places = [round(sum(block) / len(block), _PLACES) for block in blocks]
    return places, {confidence: number for number, block in enumerate(blocks) for confidence in block}


def _bends(places: Sequence[float], heights: npt.NDArray[np.float64]) -> Knots:
    """The knots of a curve without those inside a level stretch."""
    last = len(places) - 1
    return tuple(
        (place, float(height))
        for at, (place, height) in enumerate(zip(places, heights, strict=True))
        if at in (0, last) or not heights[at - 1] == height == heights[at + 1]
    )


def write_curves(path: Path, curves: Mapping[str, Mapping[str, Knots]], reports: int, first_seed: int) -> None:
    """``configs/confidence.json``: the curves of every tagger, their hash, and what they were fitted on."""
    data = {
        "fitted_on": f"{reports} synthetic reports of levels 0 to 3 in turn, seeds from {first_seed}",
        "hash": curves_digest(curves),
        "curves": curves,
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
