"""What a network says of a document, before it is decoded."""

from __future__ import annotations

from collections.abc import Sequence
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

    def of(self, character: int) -> Pointer:
        """The row and the column to which a character's segment points."""
        segment = self.segments[character]
        row, column = (names[number] for names, number in zip(self.names, self.numbers[:, segment], strict=True))
        return Pointer(row, column, *map(float, self.confidences[:, segment]))


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
        firsts = np.searchsorted(offsets, [tag.start for tag in tags])
        return [
            replace(tag, pointer=self.pointers.of(int(first))) if tag.label == "figure" else tag
            for tag, first in zip(tags, firsts, strict=True)
        ]


class Network(Protocol):
    """Runs a network over a document."""

    def __call__(self, encoding: Encoding) -> Scores:
        """What it says of a document that has tokens."""

    def outputs(self) -> tuple[int, ...]:
        """How many numbers it gives for the last token of the vocabulary; this shows that it runs at all."""
