"""Synthetic reports and annotated documents as windows of labelled tokens, made while training goes on."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.utils.data import IterableDataset, get_worker_info

from gkml.document import Document
from gkml.labels import LabelSet, Tag
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.leavings import clean
from gkml.readers.text import read_text
from gkml.tagging.encoding import Encoding, encode, windows
from training.augmentation import with_noisy_tokens, with_other_separators
from training.configuration import DataPart
from training.pages import page_to_document
from training.synthesis import SyntheticReport, synthesise
from training.synthesis.printing import print_document
from training.synthesis.segments import Span

__all__ = [
    "IGNORED",
    "LabelledDocument",
    "WindowStream",
    "cleaned_text",
    "collate",
    "labelled_report",
    "labelled_text",
    "labels_of",
]

IGNORED = -100  # label of tokens that are not characters; the loss leaves them out


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A document and its true tags, which do not overlap."""

    document: Document
    tags: tuple[Tag, ...]


def labelled_report(report: SyntheticReport) -> LabelledDocument | None:
    """A synthetic report, read, with its spans as tags; None for a page whose spans cannot be found in its text."""
    if report.suffix == ".html":
        page = page_to_document(report.source, report.spans)
        return LabelledDocument(*page) if page else None
    if report.productions:
        return labelled_text(*cleaned_text(report.source, report.spans))
    return labelled_text(report.source, report.spans)


def cleaned_text(source: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """A text dump as the reader cleans it of what other programs left in it, and its spans there."""
    cleaned = clean(source)
    if cleaned.offsets is None:
        return source, list(spans)
    offsets = cleaned.offsets
    moved = [(bisect_left(offsets, start), bisect_left(offsets, end), label, part) for start, end, label, part in spans]
    return cleaned.text, [span for span in moved if span[0] < span[1]]


def labelled_text(source: str, spans: Sequence[Span]) -> LabelledDocument:
    """A text dump, read, with the spans of its file as tags."""
    document = read_text(source, DEFAULT_LIMITS)
    return LabelledDocument(document, tuple(_tags(document, spans)))


def _tags(document: Document, spans: Sequence[Span]) -> Iterator[Tag]:
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
        data: levels of noise, and what is hidden or changed at random.
        seed: of the stream; the reports have seeds below 10**9.
        size, margin: of the windows, in tokens.
        annotated: documents to mix in.
    """

    def __init__(
        self,
        labels: LabelSet,
        vocabulary: dict[str, int],
        data: DataPart,
        *,
        seed: int,
        size: int,
        margin: int,
        annotated: Sequence[LabelledDocument] = (),
    ) -> None:
        super().__init__()
        self.bio = {label: number for number, label in enumerate(labels.bio)}
        self.vocabulary = vocabulary
        self.data = data
        self.seed = seed
        self.size, self.margin = size, margin
        self.annotated = tuple(annotated)
        self._digits = np.zeros(max(vocabulary.values()) + 1, np.bool_)
        self._digits[[number for token, number in vocabulary.items() if token.isdigit()]] = True

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
        data = self.data
        if self.annotated and rng.random() < data.annotated_share:
            return rng.choice(self.annotated)
        while True:
            level = rng.choices(range(len(data.levels)), data.levels)[0]
            early = data.early_share > 0 and rng.random() < data.early_share
            printed = data.printed_share > 0 and rng.random() < data.printed_share
            seed = rng.randrange(10**9)
            report = print_document(seed, early=early) if printed else synthesise(seed, level, early=early)
            if report.suffix == ".html" and rng.random() >= data.pages:
                continue
            if report.suffix == ".txt" and not printed and rng.random() < data.separator_noise:
                return labelled_text(with_other_separators(report.source, report.spans, rng), report.spans)
            document = labelled_report(report)
            if document is not None:
                return document

    def labelled_windows(self, labelled: LabelledDocument, rng: random.Random) -> Iterator[dict[str, Any]]:
        """The windows of one document, with their labels; places, columns and characters of some are hidden."""
        encoding = encode(labelled.document, self.vocabulary)
        if not len(encoding):
            return
        labels = labels_of(encoding, labelled.tags, self.bio)
        for window in windows(encoding, self.size, self.margin):
            part = slice(window.start, window.end)
            ids = encoding.ids[part].astype(np.int64)
            boxes = encoding.boxes[part].astype(np.int64)
            columns = encoding.columns[part].astype(np.int64)
            if rng.random() < self.data.place_dropout:
                boxes, columns = np.zeros_like(boxes), np.zeros_like(columns)
            elif rng.random() < self.data.column_dropout:
                columns = np.zeros_like(columns)
            if rng.random() < self.data.token_noise:
                ids = with_noisy_tokens(ids, self._digits, len(self._digits), rng)
            yield {"input_ids": ids, "bbox": boxes, "token_type_ids": columns, "labels": labels[part]}


_POOL = 512  # windows that wait to be mixed


def collate(windows_: Sequence[dict[str, Any]], names: Collection[str] | None = None) -> dict[str, torch.Tensor]:
    """Pad windows to the longest of the batch; of the inputs only those that are named, if any are."""
    longest = max(len(window["input_ids"]) for window in windows_)
    batch: dict[str, npt.NDArray[np.int64]] = {}
    for name, first in windows_[0].items():
        fill = IGNORED if name == "labels" else 0
        batch[name] = np.full((len(windows_), longest, *first.shape[1:]), fill, np.int64)
    batch["attention_mask"] = np.zeros((len(windows_), longest), np.int64)
    for number, window in enumerate(windows_):
        length = len(window["input_ids"])
        batch["attention_mask"][number, :length] = 1
        for name, values in window.items():
            batch[name][number, :length] = values
    kept = batch if names is None else {"labels", *names}
    return {name: torch.from_numpy(array) for name, array in batch.items() if name in kept}
