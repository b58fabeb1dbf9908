"""Synthetic reports and annotated documents as windows of labelled tokens, made while training goes on."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.utils.data import IterableDataset, get_worker_info

from gkml.document import Document
from gkml.labels import LabelSet, Tag
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.tagging.encoding import Encoding, encode, windows
from training.synthesis import SyntheticReport, synthesise

__all__ = ["IGNORED", "LabelledDocument", "WindowStream", "collate", "labelled_report", "labels_of"]

IGNORED = -100  # label of tokens that are not characters; the loss leaves them out


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A document and its true tags, which do not overlap."""

    document: Document
    tags: tuple[Tag, ...]


def labelled_report(report: SyntheticReport) -> LabelledDocument | None:
    """A synthetic text report, read, with its spans as tags; None for pages, whose text does not keep offsets."""
    if report.suffix != ".txt":
        return None
    document = read_text(report.source, DEFAULT_LIMITS)
    return LabelledDocument(document, tuple(_tags(document, report.spans)))


def _tags(document: Document, spans: Sequence[tuple[int, int, str, str]]) -> Iterator[Tag]:
    """Spans of the file to spans of the canonical text; one that crosses cells becomes a piece in each."""
    cells = [cell for row in document.rows for cell in row.cells if cell.source is not None and cell.end > cell.start]
    cells.sort(key=lambda cell: cell.source or 0)
    starts = [cell.source or 0 for cell in cells]
    for start, end, label, part in spans:
        first = True
        for cell in cells[max(0, bisect_right(starts, start) - 1) :]:
            source = cell.source or 0
            if source >= end:
                break
            low, high = max(start, source), min(end, source + cell.end - cell.start)
            if low < high:
                piece = part if first else "tail"
                shift = cell.start - source
                yield Tag(label, low + shift, high + shift, part="tail" if piece == "tail" else "whole")
                first = False


def labels_of(encoding: Encoding, tags: Sequence[Tag], bio: dict[str, int]) -> npt.NDArray[np.int64]:
    """The IOB2 label of each token; ``IGNORED`` for separators."""
    labels = np.where(encoding.offsets >= 0, bio["O"], IGNORED).astype(np.int64)
    for tag in tags:
        inside = np.flatnonzero((encoding.offsets >= tag.start) & (encoding.offsets < tag.end))
        if len(inside):
            labels[inside] = bio[f"I-{tag.label}"]
            if tag.part != "tail":
                labels[inside[0]] = bio[f"B-{tag.label}"]
    return labels


class WindowStream(IterableDataset[dict[str, Any]]):
    """An endless stream of windows, from synthetic reports and, where given, annotated documents.

    Args:
        labels: the label set.
        vocabulary: token to number.
        seed: of the stream; the reports have seeds below 10**9.
        levels: weight of each level of noise, 0 to 3.
        size, margin: of the windows, in tokens.
        place_dropout: share of windows whose boxes are hidden.
        annotated: documents to mix in.
        annotated_share: share of documents that are drawn from them.
    """

    def __init__(
        self,
        labels: LabelSet,
        vocabulary: dict[str, int],
        *,
        seed: int,
        levels: Sequence[float],
        size: int,
        margin: int,
        place_dropout: float,
        annotated: Sequence[LabelledDocument] = (),
        annotated_share: float = 0.3,
    ) -> None:
        super().__init__()
        self.bio = {label: number for number, label in enumerate(labels.bio)}
        self.vocabulary = vocabulary
        self.seed = seed
        self.levels = tuple(levels)
        self.size, self.margin = size, margin
        self.place_dropout = place_dropout
        self.annotated = tuple(annotated)
        self.annotated_share = annotated_share if annotated else 0.0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        worker = get_worker_info()
        rng = random.Random(f"{self.seed}/{worker.id if worker else 0}")
        pool: list[dict[str, Any]] = []
        while True:
            pool.extend(self.labelled_windows(self._document(rng), rng))
            if len(pool) >= _POOL:  # windows of one report do not follow one another
                rng.shuffle(pool)
                while len(pool) > _POOL // 2:
                    yield pool.pop()

    def _document(self, rng: random.Random) -> LabelledDocument:
        if self.annotated and rng.random() < self.annotated_share:
            return rng.choice(self.annotated)
        while True:
            level = rng.choices(range(len(self.levels)), self.levels)[0]
            document = labelled_report(synthesise(rng.randrange(10**9), level))
            if document is not None:
                return document

    def labelled_windows(self, labelled: LabelledDocument, rng: random.Random) -> Iterator[dict[str, Any]]:
        """The windows of one document, with their labels; boxes of some are hidden at random."""
        encoding = encode(labelled.document, self.vocabulary)
        if not len(encoding):
            return
        labels = labels_of(encoding, labelled.tags, self.bio)
        for window in windows(encoding, self.size, self.margin):
            part = slice(window.start, window.end)
            boxes = encoding.boxes[part].astype(np.int64)
            if rng.random() < self.place_dropout:
                boxes = np.zeros_like(boxes)
            yield {"input_ids": encoding.ids[part].astype(np.int64), "bbox": boxes, "labels": labels[part]}


_POOL = 512  # windows that wait to be mixed


def collate(windows_: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """Pad windows to the longest of the batch."""
    longest = max(len(window["input_ids"]) for window in windows_)
    shape = (len(windows_), longest)
    batch = {
        "input_ids": np.zeros(shape, np.int64),
        "attention_mask": np.zeros(shape, np.int64),
        "labels": np.full(shape, IGNORED, np.int64),
        "bbox": np.zeros((*shape, 4), np.int64),
    }
    for number, window in enumerate(windows_):
        length = len(window["input_ids"])
        batch["attention_mask"][number, :length] = 1
        for name in ("input_ids", "labels", "bbox"):
            batch[name][number, :length] = window[name]
    return {name: torch.from_numpy(array) for name, array in batch.items()}
