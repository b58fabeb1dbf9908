"""What is measured on reports: tags by seqeval, cells against gold, confidence against truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from gkml.document import Cell, Document
from gkml.labels import Tag
from gkml.records.report import CellRecord

__all__ = [
    "SILENT_KINDS",
    "CellScore",
    "SilentKind",
    "cell_labels",
    "expected_calibration_error",
    "is_right",
    "score_cells",
    "score_reports",
    "tags_by_cell",
]

_FIGURE_ROLES = ("figure", "unit", "note")


SilentKind = Literal["figure", "blank", "cell", "report", "file"]
"""What is silent: another figure than is printed, or one where none is; nothing where a figure is printed; a cell that
the record lacks, for it took another form; all cells of a report that was not told from another in its file; all of a
file that was refused with an error, which is told, but not cell by cell."""

SILENT_KINDS: tuple[SilentKind, ...] = get_args(SilentKind)


@dataclass(slots=True)
class CellScore:
    """Counts over reports; ``silent`` are wrong cells that were not marked for review, ``kinds`` says of what kind."""

    reports: int = 0
    cells: int = 0
    right: int = 0
    silent: int = 0
    review: int = 0
    confidences: list[float] = field(default_factory=list)
    truths: list[bool] = field(default_factory=list)
    kinds: Counter[SilentKind] = field(default_factory=Counter)

    def add(self, other: CellScore) -> None:
        """Add the counts of another score."""
        self.reports += other.reports
        self.cells += other.cells
        self.right += other.right
        self.silent += other.silent
        self.review += other.review
        self.confidences += other.confidences
        self.truths += other.truths
        self.kinds += other.kinds

    def line(self) -> tuple[float, float, float]:
        """Share of cells right, silent errors in 10,000 cells, share marked for review."""
        cells = self.cells or 1
        return self.right / cells, 10_000 * self.silent / cells, self.review / cells


def score_reports(
    golds: Sequence[Mapping[str, float | None]], readings: Sequence[Mapping[str, CellRecord]]
) -> CellScore:
    """Compare the cells of all reports of a file with what they print, in order; one that was not read has no cells."""
    score = CellScore()
    for number, gold in enumerate(golds):
        if number < len(readings):
            score.add(score_cells(gold, readings[number]))
        else:
            score.add(score_cells(gold, {}, "report" if readings else "file"))
    return score


def score_cells(
    gold: Mapping[str, float | None], cells: Mapping[str, CellRecord], lacking: SilentKind = "cell"
) -> CellScore:
    """Compare the cells of one report with what they print; ``lacking`` is the kind of those that it does not have."""
    score = CellScore(reports=1)
    for cell_id, printed in gold.items():
        cell = cells.get(cell_id)
        right = is_right(cell, printed)
        review = cell is not None and cell.review
        score.cells += 1
        score.right += right
        score.review += review
        if not right and not review:
            score.silent += 1
            score.kinds[lacking if cell is None else "blank" if cell.value is None else "figure"] += 1
        if cell is not None:
            score.confidences.append(cell.confidence)
            score.truths.append(right)
    return score


def is_right(cell: CellRecord | None, printed: float | None) -> bool:
    """Whether a cell says what the gold says is printed; None is no number."""
    value = None if cell is None or cell.value is None else float(cell.value)
    return value is None if printed is None else value is not None and abs(value - printed) < 1e-6


def cell_labels(document: Document, tags: Iterable[Tag]) -> list[str]:
    """One IOB2 label for each cell, or for each tag where a cell holds several, in order of reading.

    A cell bears the label of the tag that covers most of it; a figure, its unit and its remark are one figure.
    """
    return [_dominant(mine, cell.end - cell.start) for cell, mine in tags_by_cell(document, tags)]


def tags_by_cell(document: Document, tags: Iterable[Tag]) -> Iterator[tuple[Cell, list[Tag]]]:
    """Every cell of a document, in order of reading, and the tags that begin in it."""
    ordered = sorted(tags, key=lambda tag: tag.start)
    at = 0
    for row in document.rows:
        for cell in row.cells:
            mine: list[Tag] = []
            while at < len(ordered) and ordered[at].start < max(cell.end, cell.start + 1):
                if ordered[at].start >= cell.start:
                    mine.append(ordered[at])
                at += 1
            yield cell, mine


def _dominant(tags: Sequence[Tag], length: int) -> str:
    if not tags:
        return "O"
    covered: dict[str, int] = {}
    for tag in tags:
        label = "figure" if tag.label in _FIGURE_ROLES else tag.label
        covered[label] = covered.get(label, 0) + tag.end - tag.start
    best = max(covered, key=lambda label: covered[label])
    return f"B-{best}" if 2 * sum(covered.values()) >= length else "O"


def expected_calibration_error(
    confidences: Sequence[float], truths: Sequence[bool], bins: int = 15
) -> tuple[float, list[tuple[float, float, int]]]:
    """ECE (Naeini et al. 2015) over equal bins, and for each bin mean confidence, share right, count."""
    confidence: npt.NDArray[np.float64] = np.asarray(confidences, np.float64)
    truth = np.asarray(truths, np.float64)
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    table = []
    error = 0.0
    for place in range(bins):
        inside = places == place
        count = int(inside.sum())
        if count:
            mean, share = float(confidence[inside].mean()), float(truth[inside].mean())
            error += abs(mean - share) * count / len(confidence)
            table.append((mean, share, count))
    return error, table
