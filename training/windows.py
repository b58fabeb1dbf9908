"""Labelled encodings to windows: of tokens for encoders of others, of segments for the network of gkml."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch

from gkml.labels import LabelSet, Tag
from gkml.tagging.encoding import Encoding, windows
from gkml.tagging.segments import PLACES, Segmenter, Segments, cell_offsets, segment_windows
from training.augmentation import with_noisy_tokens
from training.configuration import DataPart

__all__ = ["IGNORED", "SegmentWindows", "TokenWindows", "Windowing", "collate", "labels_of", "pointer_names"]

IGNORED = -100  # label of tokens that are not characters; the loss leaves them out

_FRAGMENTS = (12, 6, 3)  # parts of a window, as fragments of reports are
Window = dict[str, npt.NDArray[np.int64]]


class Windowing(Protocol):
    """A way to cut labelled encodings, for the inputs of one kind of network."""

    def __call__(self, encoding: Encoding, tags: Sequence[Tag], data: DataPart, rng: random.Random) -> Iterator[Window]:
        """The windows of one document, with their labels; places, columns and characters of some are hidden."""


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


def pointer_names(labels: LabelSet) -> tuple[list[str], list[str]]:
    """The rows and the columns that a figure may stand in, in the order of the network's outputs."""
    rows, columns = (
        [label.partition(":")[2] for label in labels.labels if label.startswith(f"{role}:")]
        for role in ("row", "column")
    )
    return rows, columns


class TokenWindows:
    """Windows of so many tokens, with places as boxes."""

    def __init__(self, labels: LabelSet, vocabulary: dict[str, int], size: int, margin: int) -> None:
        self.bio = _numbers(labels.bio)
        self.size, self.margin = size, margin
        self.digit = Segmenter(vocabulary).digit

    def __call__(self, encoding: Encoding, tags: Sequence[Tag], data: DataPart, rng: random.Random) -> Iterator[Window]:
        """The windows of one document."""
        labels = labels_of(encoding, tags, self.bio)
        for window in windows(encoding, self.size, self.margin):
            part = slice(window.start, window.end)
            boxes, columns = encoding.boxes[part].astype(np.int64), encoding.columns[part].astype(np.int64)
            if rng.random() < data.place_dropout:
                boxes, columns = np.zeros_like(boxes), np.zeros_like(columns)
            elif rng.random() < data.column_dropout:
                columns = np.zeros_like(columns)
            ids = _disturbed(encoding.ids[part], self.digit, data, rng)
            yield {"input_ids": ids, "bbox": boxes, "token_type_ids": columns, "labels": labels[part]}


class SegmentWindows:
    """Windows of so many segments; of some documents a fragment alone."""

    def __init__(self, labels: LabelSet, vocabulary: dict[str, int], size: int, margin: int) -> None:
        self.bio = _numbers(labels.bio)
        self.rows, self.columns = map(_numbers, pointer_names(labels))
        self.size, self.margin = size, margin
        self.segmenter = Segmenter(vocabulary)

    def __call__(self, encoding: Encoding, tags: Sequence[Tag], data: DataPart, rng: random.Random) -> Iterator[Window]:
        """The windows of one document."""
        segments = self.segmenter(encoding)
        if not len(segments):
            return
        labels = labels_of(encoding, tags, self.bio)
        rows, columns = self._pointers(encoding, segments, tags)
        offsets = cell_offsets(encoding)
        cut = list(segment_windows(segments, self.size, self.margin))
        if rng.random() < data.fragments:
            cut = [rng.choice(list(segment_windows(segments, self.size // rng.choice(_FRAGMENTS), 0)))]
        for window in cut:
            mine = slice(window.start, window.end)
            part = segments.tokens(window.start, window.end)
            places = segments.places[mine].copy()
            if rng.random() < data.place_dropout:
                places[:, : PLACES.index("column") + 1] = 0
            elif rng.random() < data.column_dropout:
                places[:, PLACES.index("column")] = 0
            yield {
                "input_ids": _disturbed(encoding.ids[part], self.segmenter.digit, data, rng),
                "offsets": offsets[part],
                "segments": segments.numbers[part] - window.start,
                "places": places,
                "labels": labels[part],
                "row_labels": rows[mine],
                "column_labels": columns[mine],
            }

    def _pointers(
        self, encoding: Encoding, segments: Segments, tags: Sequence[Tag]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The row and the column of each segment with the figure of one cell; ``IGNORED`` for the others."""
        rows, columns = np.full(len(segments), IGNORED), np.full(len(segments), IGNORED)
        for tag in tags:
            if tag.pointer is None:
                continue
            found = np.flatnonzero((encoding.offsets >= tag.start) & (encoding.offsets < tag.end))
            for number in np.unique(segments.numbers[found]):
                row = self.rows.get(tag.pointer.row, IGNORED)
                column = self.columns.get(tag.pointer.column, IGNORED)
                several = rows[number] != IGNORED and (rows[number], columns[number]) != (row, column)
                rows[number], columns[number] = (-1, -1) if several else (row, column)
        rows[rows < 0], columns[columns < 0] = IGNORED, IGNORED
        return rows, columns


def _numbers(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _disturbed(
    ids: npt.NDArray[np.int32], digit: npt.NDArray[np.bool_], data: DataPart, rng: random.Random
) -> npt.NDArray[np.int64]:
    given = ids.astype(np.int64)
    return with_noisy_tokens(given, digit, len(digit), rng) if rng.random() < data.token_noise else given


def collate(windows_: Sequence[Mapping[str, Any]], names: Collection[str] | None = None) -> dict[str, torch.Tensor]:
    """Pad windows to the longest of the batch; of the inputs only those that are named, and labels."""
    batch: dict[str, npt.NDArray[np.int64]] = {}
    for name, first in windows_[0].items():
        longest = max(len(window[name]) for window in windows_)
        fill = IGNORED if name.endswith("labels") else 0
        batch[name] = np.full((len(windows_), longest, *first.shape[1:]), fill, np.int64)
        for number, window in enumerate(windows_):
            batch[name][number, : len(window[name])] = window[name]
    lengths = np.array([len(window["input_ids"]) for window in windows_])
    batch["attention_mask"] = (np.arange(lengths.max()) < lengths[:, np.newaxis]).astype(np.int64)
    return {
        name: torch.from_numpy(array)
        for name, array in batch.items()
        if names is None or name in names or name.endswith("labels")
    }
