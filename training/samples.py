"""Documents to measure taggers on: reports of the frozen suite, fresh ones, and annotated documents, all alike."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gkml.annotations.document import AnnotatedDocument, Split
from gkml.annotations.lines import read_annotations
from gkml.document import Document
from gkml.errors import GkmlError, UsageError
from gkml.readers import read
from gkml.records.report import CellRecord
from training.annotations import to_labelled
from training.dataset import LabelledDocument, labelled_report
from training.led_cells import reports_of_tags
from training.synthesis import SyntheticReport, synthesise
from training.synthesis.splits import SPLITS, split_reports
from training.synthesis.suite import suite

__all__ = [
    "ANNOTATED",
    "GOLD",
    "PARTS",
    "Gold",
    "Sample",
    "annotated_samples",
    "figures_of",
    "fresh_samples",
    "split_samples",
    "suite_samples",
]

PARTS = ("0", "1", "2", "3", "unseen")
"""Of the frozen suite: levels of noise, and what training never shows."""

ANNOTATED = "annotated"
"""The part of annotated documents."""

GOLD = "folders with the figures of annotated documents, ID.json"
"""Help of the option that names ``golds``."""

Gold = Mapping[str, float | None]
"""What each cell prints, by its id; None where it prints no number."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One document, and what is known of it.

    Attributes:
        name: tells it from the others of its part.
        part: what it is counted with.
        document: as it is read; None where it cannot be.
        labelled: with its true tags; None where they are not known.
        golds: what the cells of each of its reports print, in order; empty where that is not known.
    """

    name: str
    part: str
    document: Document | None
    labelled: LabelledDocument | None
    golds: tuple[Gold, ...]


def synthetic_sample(report: SyntheticReport, part: str) -> Sample:
    """A synthetic report, read as any file is."""
    try:
        document = read(report.source.encode("utf-8"), report.file)
    except GkmlError:
        document = None
    return Sample(report.name, part, document, labelled_report(report), report.golds)


def split_samples(reports: int, seed: int | None = None, splits: Iterable[str] = tuple(SPLITS)) -> Iterator[Sample]:
    """So many documents of splits printed by the grammar: the first of each, or others from a seed on."""
    for name in splits:
        for report in split_reports(name, reports, seed):
            yield synthetic_sample(report, name)


def suite_samples(reports: int) -> Iterator[Sample]:
    """The first so many reports of each part of the frozen suite."""
    for report in suite(reports):
        yield synthetic_sample(report, "unseen" if report.unseen else str(report.level))


def fresh_samples(reports: int, seed: int) -> Iterator[Sample]:
    """So many of each part that nobody has looked at yet; unseen ones of levels 2 and 3 in turn, as in the suite."""
    for part in PARTS:
        for at in range(reports):
            unseen = part == "unseen"
            yield synthetic_sample(synthesise(seed + at, 2 + at % 2 if unseen else int(part), unseen=unseen), part)


def annotated_samples(paths: Sequence[Path], split: Split | None, *golds: Path) -> list[Sample]:
    """Annotated documents of a split, or of all.

    Their cells are those of ``ID.json`` in the folders ``golds``, gold readings as ``training.synthesis.suite --write``
    writes them. Where there is no such file, they are those that the true tags give and that leave nothing open: what
    the tables lose even with them is not measured then.

    Raises:
        UsageError: a file is not one of annotations, a document is not checked, or the split is empty.
    """
    found = list(read_annotations(paths))
    kept = [annotated for annotated in found if split in (None, annotated.split)]
    if not kept:
        splits = ", ".join(sorted({annotated.split for annotated in found})) or "no documents at all"
        names = ", ".join(map(str, paths))
        raise UsageError(f"{names}: no document of split {split}; there are {splits}. Give another with --split")
    return [_annotated_sample(annotated, golds) for annotated in kept]


def _annotated_sample(annotated: AnnotatedDocument, folders: Iterable[Path]) -> Sample:
    labelled = to_labelled(annotated)
    file = next((path for folder in folders if (path := folder / f"{annotated.id}.json").is_file()), None)
    golds = (
        tuple(map(figures_of, reports_of_tags(annotated.document, annotated.tags)))
        if file is None
        else (_read_gold(file),)
    )
    return Sample(annotated.id, ANNOTATED, annotated.document, labelled, golds)


def _read_gold(path: Path) -> Gold:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return {str(cell): None if value is None else float(value) for cell, value in cells.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path}: is no gold reading ({error}); it has the figure of each cell under 'cells'"
        ) from None


def figures_of(cells: Mapping[str, CellRecord]) -> Gold:
    """What cells print, those for review left out."""
    return {
        name: None if cell.value is None else float(cell.value)
        for name, cell in cells.items()
        if not cell.review and cell.state != "unreadable"
    }
