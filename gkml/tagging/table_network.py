"""The network of gkml, run over a document: characters of each cell, then segments of the whole table.

What the first half makes of a cell depends on its text alone, so it is kept: the same labels stand in every report. It
runs in single precision; the second half, which reads the segments, in 8-bit integers.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gkml.onnx import open_session
from gkml.tagging.encoding import MAX_PLACE, PAD, Encoding, cell_runs
from gkml.tagging.manifest import Manifest
from gkml.tagging.scores import Floats, Pointers, Scores
from gkml.tagging.segments import PLACES, Segmenter, Segments, segment_windows

__all__ = ["CHARACTERS", "TableNetwork"]

CHARACTERS = "characters.onnx"
"""The file of the first half."""
_KEPT = 60_000  # characters whose states are kept, 1.3 kB each
_LONGEST_KEPT = 64  # characters of a cell that is kept; longer ones hardly come again
_FEWEST = 8  # tokens of a run; what is multiplied alone is rounded otherwise than among others


class TableNetwork:
    """Labels of characters, and the rows and columns that segments point to.

    Args:
        path: of the ONNX file that reads segments; the one that reads characters lies beside it.
        manifest: window, margin, temperature, and the names of rows and columns.
        vocabulary: token to number.
        threads: of the sessions.

    Raises:
        ImportError: onnxruntime is missing.
        RuntimeError: it cannot open a file.
    """

    def __init__(self, path: Path, manifest: Manifest, vocabulary: dict[str, int], threads: int) -> None:
        self._manifest, self._last = manifest, len(vocabulary) - 1
        self._segmenter = Segmenter(vocabulary)
        self._characters = open_session(path.parent / CHARACTERS, threads)
        self._reader = open_session(path, threads)
        self._width = int(self._characters.get_outputs()[0].shape[-1])  # of a state; behind it it is lifted
        self._temperature = np.array(manifest.temperature, np.float32)
        self._known: dict[bytes, Floats] = {}
        self._kept = 0

    def __call__(self, encoding: Encoding) -> Scores:
        """What the network says of the characters of a document."""
        segments = self._segmenter(encoding)
        if not len(segments):
            return Scores(np.zeros((0, 1 + 2 * len(self._manifest.labels)), np.float32))
        states = self._states(encoding)
        inside = encoding.cells >= 0
        firsts = np.cumsum(inside)[segments.starts] - 1
        pooled = _pooled(states[:, : self._width], firsts)
        characters = encoding.offsets[inside] >= 0
        lifted, numbers = states[characters, self._width :], segments.numbers[inside][characters]
        return self._read(segments, pooled, lifted, numbers)

    def outputs(self) -> tuple[int, ...]:
        """Labels, rows and columns for the last token of the vocabulary."""
        run = self._run_characters(np.full(1, self._last, np.int64), np.zeros((1, 2), np.int64))
        place, first = np.zeros((1, len(PLACES)), np.int64), np.zeros(1, np.int64)
        found = self._run(np.tile(run[:, : self._width], 2), place, run[:, self._width :], first)
        return tuple(output.shape[-1] for output in found)

    def _read(self, segments: Segments, pooled: Floats, lifted: Floats, numbers: npt.NDArray[np.int64]) -> Scores:
        labels, found = [], []
        for window in segment_windows(segments, self._manifest.window, self._manifest.margin):
            low, high = np.searchsorted(numbers, (window.keep_start, window.keep_end))
            part = slice(window.start, window.end)
            given = (pooled[part], segments.places[part], lifted[low:high], numbers[low:high] - window.start)
            told, *pointers = self._run(*given)
            kept = slice(window.keep_start - window.start, window.keep_end - window.start)
            labels.append(told)
            found.append([pointer[kept] for pointer in pointers])
        rows, columns = (np.concatenate(parts) for parts in zip(*found, strict=True))
        best = np.stack([rows.argmax(axis=1), columns.argmax(axis=1)])
        sure = np.exp(np.stack([rows.max(axis=1), columns.max(axis=1)]))
        pointers_ = Pointers((self._manifest.rows, self._manifest.columns), best, sure, numbers)
        return Scores(np.concatenate(labels), pointers_)

    def _run(self, pooled: Floats, places: Any, lifted: Floats, numbers: Any) -> list[Floats]:
        given = {"pooled": pooled, "places": places, "lifted": lifted, "segments": numbers}
        found: list[Floats] = self._reader.run(None, {**given, "temperature": self._temperature})
        return found

    def _states(self, encoding: Encoding) -> Floats:
        """States and lifted states of the tokens of all cells, side by side."""
        runs = list(cell_runs(encoding.cells))
        keys = [encoding.ids[start:end].tobytes() for start, end in runs]
        new = list(dict.fromkeys(key for key in keys if key not in self._known))
        made = dict(zip(new, self._cells(new), strict=True)) if new else {}
        found = np.concatenate([made[key] if key in made else self._known[key] for key in keys])
        self._keep(made)
        return found

    def _keep(self, made: dict[bytes, Floats]) -> None:
        if self._kept > _KEPT:
            self._known.clear()
            self._kept = 0
        for key, states in made.items():
            if len(states) <= _LONGEST_KEPT:
                self._known[key] = states
                self._kept += len(states)

    def _cells(self, keys: list[bytes]) -> list[Floats]:
        """States of the tokens of cells, each by itself: they are run behind one another, parted by padding."""
        cells = [np.frombuffer(key, np.int32) for key in keys]
        lengths = np.array([len(cell) for cell in cells])
        ends = np.cumsum(lengths + 1)
        ids = np.full(max(_FEWEST, int(ends[-1])), PAD, np.int64)
        offsets = np.zeros((len(ids), 2), np.int64)
        for cell, end in zip(cells, ends, strict=True):
            count = len(cell)
            ids[end - 1 - count : end - 1] = cell
            offsets[end - 1 - count : end - 1] = _offsets(count)
        states = self._run_characters(ids, offsets)
        return [states[end - 1 - count : end - 1].copy() for count, end in zip(lengths, ends, strict=True)]

    def _run_characters(self, ids: npt.NDArray[np.int64], offsets: npt.NDArray[np.int64]) -> Floats:
        return np.concatenate(self._characters.run(None, {"input_ids": ids, "offsets": offsets}), axis=1)


@lru_cache(maxsize=256)
def _offsets(count: int) -> npt.NDArray[np.int64]:
    """Of the characters of a cell of ``count``, as ``cell_offsets`` has them."""
    before = np.minimum(np.arange(count), MAX_PLACE)
    return np.stack([before, before[::-1]], axis=1)


def _pooled(states: Floats, firsts: npt.NDArray[np.int64]) -> Floats:
    """Mean and maximum over each segment, of which the first token is given."""
    sizes = np.diff(firsts, append=len(states))[:, np.newaxis]
    means = np.add.reduceat(states, firsts, axis=0) / sizes
    return np.concatenate([means, np.maximum.reduceat(states, firsts, axis=0)], axis=1, dtype=np.float32)
