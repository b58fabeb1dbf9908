"""What a model does with samples, by document: its tags against the true ones, cells of each tagger against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gkml.document import Document
from gkml.errors import GkmlError
from gkml.labels import Tag
from gkml.pipeline import Pipeline, TaggerName, load
from gkml.records.report import CellRecord
from gkml.tagging.model import ModelTagger
from gkml.template import load_templates
from training.metrics import EntityCounts, entity_counts
from training.samples import Sample
from training.scoring import CellScore, cell_labels, score_reports, tags_by_cell

__all__ = ["Measured", "Tagged", "load_pipelines", "measure"]


@dataclass(slots=True)
class Tagged:
    """The tags of the model beside the true ones, one label a cell of the document.

    Attributes:
        entities: by label.
        confusions: cells by true and found label, ``O`` for none.
        confidences, truths: of each cell that got a label, how sure the model is of it and whether it is right.
    """

    entities: EntityCounts = field(default_factory=EntityCounts)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    confidences: list[float] = field(default_factory=list)
    truths: list[bool] = field(default_factory=list)

    def add(self, other: Tagged) -> None:
        """Add what was measured on another document."""
        self.entities.add(other.entities)
        self.confusions.update(other.confusions)
        self.confidences += other.confidences
        self.truths += other.truths


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on one document; ``tagged`` is None without true tags, ``cells`` are empty without gold."""

    name: str
    part: str
    tagged: Tagged | None
    cells: Mapping[TaggerName, CellScore]


def measure(
    samples: Iterable[Sample], model: Path, taggers: Sequence[TaggerName], *, threads: int = 2
) -> Iterator[Measured]:
    """Measure a model on documents, one after another.

    Args:
        samples: the documents.
        model: folder of an exported model.
        taggers: whose cells are compared with gold.
        threads: of the model.
    """
    tag = ModelTagger(model, load_templates(), threads=threads)
    pipelines = load_pipelines(model, taggers)
    for sample in samples:
        tagged = None
        if sample.labelled is not None:
            tagged = compare_tags(sample.labelled.document, sample.labelled.tags, tag(sample.labelled.document))
        cells: dict[TaggerName, CellScore] = {}
        if any(sample.golds):
            cells = {name: score_reports(sample.golds, _cells(pipelines[name], sample)) for name in taggers}
        yield Measured(sample.name, sample.part, tagged, cells)


def load_pipelines(model: Path, taggers: Iterable[TaggerName]) -> dict[TaggerName, Pipeline]:
    """A pipeline for each tagger; the rules do without the model."""
    return {name: load(tagger=name, model=None if name == "rules" else model) for name in taggers}


def compare_tags(document: Document, true: Sequence[Tag], found: Sequence[Tag]) -> Tagged:
    """The tags that were found in a document beside the true ones."""
    truth, guess = cell_labels(document, true), cell_labels(document, found)
    tagged = Tagged(entity_counts([truth], [guess]))
    sure = (min((tag.confidence for tag in tags), default=1.0) for _, tags in tags_by_cell(document, found))
    for right, label, confidence in zip(truth, guess, sure, strict=True):
        tagged.confusions[right.removeprefix("B-"), label.removeprefix("B-")] += 1
        if label != "O":
            tagged.confidences.append(confidence)
            tagged.truths.append(right == label)
    return tagged


def _cells(pipeline: Pipeline, sample: Sample) -> list[Mapping[str, CellRecord]]:
    """The cells of all reports that are found in a document."""
    if sample.document is None:
        return []
    try:
        return [report.cells for report in pipeline.reconcile_all(sample.document, sample.name)]
    except GkmlError:
        return []
