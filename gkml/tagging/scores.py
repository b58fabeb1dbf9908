"""What a network says of a document, before it is decoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gkml.labels import Pointer, Tag
from gkml.tagging.encoding import Encoding

__all__ = ["Network", "Pointers", "Scores"]

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Pointers:
    """The likeliest row and column of each segment, were it a figure.

    Attributes:
        names: rows (``table.row``) and columns.
        numbers: ``(2, segments)``, the number of the row, and of the column.
        confidences: ``(2, segments)``, 0..1.
        segments: ``(characters,)``, the segment of each character.
    """

    names: tuple[Sequence[str], Sequence[str]]
    numbers: npt.NDArray[np.int64]
    confidences: Floats
    segments: npt.NDArray[np.int64]

    def of(self, characters: npt.NDArray[np.int64]) -> Iterator[Pointer]:
        """The row and the column to which the segment of each of some characters points."""
        segments = self.segments[characters]
        (rows, columns), sure = self.names, self.confidences[:, segments].tolist()
        for row, column, *confidences in zip(*self.numbers[:, segments].tolist(), *sure, strict=True):
            yield Pointer(rows[row], columns[column], *confidences)


@dataclass(frozen=True)
class Scores:
    """Of the characters of an encoding, without its separators, in order of reading.

    Attributes:
        labels: ``(characters, 1 + 2 * labels)`` calibrated log probabilities.
        pointers: None where the network has none.
    """

    labels: Floats
    pointers: Pointers | None = None

    def point(self, tags: Sequence[Tag], encoding: Encoding) -> list[Tag]:
        """The tags, those of figures with the row and the column that they point to."""
        if self.pointers is None:
            return list(tags)
        offsets = encoding.offsets[encoding.offsets >= 0]
        firsts = np.searchsorted(offsets, [tag.start for tag in tags if tag.label == "figure"])
        pointers = self.pointers.of(firsts)
        return [replace(tag, pointer=next(pointers)) if tag.label == "figure" else tag for tag in tags]


class Network(Protocol):
    """Runs a network over a document."""

    def __call__(self, encoding: Encoding) -> Scores:
        """What it says of a document that has tokens."""

    def outputs(self) -> tuple[int, ...]:
        """How many numbers it gives for the last token of the vocabulary; this shows that it runs at all."""
