"""The cells of ruled tables by places in a picture, and ink in them that is no print: seals, drawings, blots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gkml.readers.ocr.ink import Blobs, Mask
from gkml.readers.ocr.prints import is_print
from gkml.readers.pdf.lattice import LatticeCell, LatticeTable

__all__ = ["CellMap", "inked_cells"]

Numbers = npt.NDArray[np.int64]

_INKED = 0.05  # of the square of the type size; a 1 has twice as many pixels


class CellMap:
    """All cells of the tables of a page, counted one after another.

    Args:
        tables: of the page.
        unit: points that a pixel is wide.
    """

    def __init__(self, tables: Sequence[LatticeTable], unit: float) -> None:
        self.tables = tables
        self.cells: list[LatticeCell] = [cell for table in tables for cell in table.cells]
        self._unit = unit

    def at(self, xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64]) -> Numbers:
        """The numbers of the cells at places in pixels; -1 outside tables."""
        found = np.full(len(xs), -1, np.int64)
        x, y = xs * self._unit, ys * self._unit
        first = [0]
        for table in self.tables:
            first.append(first[-1] + len(table.cells))
        # a table in a table comes last
        for number in sorted(range(len(self.tables)), key=lambda one: -self.tables[one].area):
            table = self.tables[number]
            inside = (x >= table.xs[0]) & (x <= table.xs[-1]) & (y >= table.ys[0]) & (y <= table.ys[-1])
            columns = np.clip(np.searchsorted(table.xs, x[inside], side="right") - 1, 0, len(table.xs) - 2)
            rows = np.clip(np.searchsorted(table.ys, y[inside], side="right") - 1, 0, len(table.ys) - 2)
            found[inside] = first[number] + np.array(table.fields)[rows, columns]
        return found

    def of(self, blobs: Blobs) -> Numbers:
        """For each blob the cell that its middle stands in."""
        middles = np.asarray((blobs.boxes[:, :2] + blobs.boxes[:, 2:]) / 2, dtype=np.float64)
        return self.at(middles[:, 0], middles[:, 1])

    def counted(self, mask: Mask) -> Numbers:
        """How many pixels of a mask each cell has."""
        ys, xs = np.nonzero(mask)
        numbers = self.at(np.asarray(xs, dtype=np.float64) + 0.5, np.asarray(ys, dtype=np.float64) + 0.5)
        return np.bincount(numbers[numbers >= 0], minlength=len(self.cells))


def inked_cells(blobs: Blobs, cells: CellMap, coloured: Mask | None, size: float) -> tuple[set[int], set[int]]:
    """Cells in which a drawing stands, and those in which something red does.

    Args:
        blobs: the ink without ruled lines and without what is red.
        cells: of the page.
        coloured: what is red, if anything is.
        size: of the type in tables.
    """
    if not cells.cells:
        return set(), set()
    least = _INKED * size * size
    sides = blobs.boxes[:, 2:] - blobs.boxes[:, :2]
    drawings = np.nonzero(~is_print(blobs, size) & (sides.max(axis=1) > 2 * size))[0]
    drawn: set[int] = set()
    if len(drawings):
        kept = np.zeros(len(blobs.boxes) + 1, np.uint8)
        kept[drawings + 1] = 1
        drawn = set(np.nonzero(cells.counted(kept[blobs.labels]) >= least)[0].tolist())
    if coloured is None:
        return drawn, set()
    return drawn, set(np.nonzero(cells.counted(coloured) >= least)[0].tolist())
