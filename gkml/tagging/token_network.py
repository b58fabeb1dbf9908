"""An encoder of tokens, run over windows of a document: what fine-tuning the encoders of others gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gkml.onnx import open_session
from gkml.tagging.encoding import Encoding, Window, windows
from gkml.tagging.manifest import Manifest
from gkml.tagging.scores import Scores

__all__ = ["TokenNetwork"]

_INPUTS = ("input_ids", "bbox", "token_type_ids", "attention_mask")


class TokenNetwork:
    """Logits of the tokens of windows.

    Args:
        path: of the ONNX file.
        manifest: window, margin and temperature.
        tokens: of the vocabulary.
        threads: of the session.

    Raises:
        ImportError: onnxruntime is missing.
        RuntimeError: it cannot open the file, or the file asks for what a model cannot be given.
    """

    def __init__(self, path: Path, manifest: Manifest, tokens: int, threads: int) -> None:
        self._manifest, self._tokens = manifest, tokens
        self._session = open_session(path, threads)
        self._inputs = tuple(node.name for node in self._session.get_inputs())  # not all know places and columns
        unknown = [name for name in self._inputs if name not in _INPUTS]
        if unknown:
            raise RuntimeError(f"{path}: asks for {unknown[0]!r}; what a model can be given is {', '.join(_INPUTS)}")

    def __call__(self, encoding: Encoding) -> Scores:
        """Log probabilities of the characters of a document."""
        size, margin, temperature = self._manifest.window, self._manifest.margin, self._manifest.temperature
        # One window a run: its activations stay in the cache of the core, none of it is padding, and what int8 makes of
        # a window does not depend on those beside it. Batches of 16 took a fifth longer.
        pieces = []
        for window in windows(encoding, size, margin):
            kept = slice(window.keep_start - window.start, window.keep_end - window.start)
            logits = self._run(encoding, window)[kept] / temperature
            logits -= logits.max(axis=1, keepdims=True)
            pieces.append(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))
        return Scores(np.concatenate(pieces)[encoding.offsets >= 0])

    def outputs(self) -> tuple[int, ...]:
        """Numbers for the last token of the vocabulary."""
        zeros, boxes = np.zeros(1, np.int32), np.zeros((1, 4), np.int16)
        last = Encoding(zeros + self._tokens - 1, boxes, zeros, zeros, zeros, np.zeros(1, np.int16))
        return self._run(last, Window(0, 1, 0, 1)).shape[1:]

    def _run(self, encoding: Encoding, window: Window) -> npt.NDArray[np.float32]:
        part = slice(window.start, window.end)
        inputs: dict[str, npt.NDArray[Any]] = {
            "input_ids": encoding.ids[part],
            "bbox": encoding.boxes[part],
            "token_type_ids": encoding.columns[part],
            "attention_mask": np.ones(window.end - window.start),
        }
        taken = {name: inputs[name].astype(np.int64)[np.newaxis] for name in self._inputs}
        return np.asarray(self._session.run(None, taken)[0][0], np.float32)
