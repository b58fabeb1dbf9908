"""The model tagger: the shipped token classifier, run by onnxruntime.

Only JSON and ONNX are read, and only after their hashes agree with the manifest. Neither torch nor transformers is
imported.
"""

from __future__ import annotations

from collections.abc import Container
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gkml.document import Document
from gkml.labels import LabelSet, Tag
from gkml.onnx import load_onnxruntime
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.tagging.decoding import Decoder
from gkml.tagging.encoding import Encoding, Window, encode, windows
from gkml.tagging.manifest import MANIFEST, VOCABULARY, ModelError, load_manifest, load_vocabulary
from gkml.template import Templates

__all__ = ["MANIFEST", "ModelError", "ModelTagger", "model_folder"]

_INPUTS = ("input_ids", "bbox", "token_type_ids", "attention_mask")


def model_folder() -> Path:
    """The model that comes with gkml: in the installed package, or in the repository it runs from."""
    packaged = Path(str(files("gkml"))) / "_data" / "models" / "gkml-base"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent.parent / "models" / "gkml-base"


class ModelTagger:
    """Tags documents with a trained model.

    Args:
        folder: holds ``manifest.json``, ``vocabulary.json`` and ``model.int8.onnx``.
        templates: the forms. The labels of the model are its own: it says nothing of tables it was not trained for,
            and what it says of labels that no form has is left out.
        file: which of the ONNX files of the manifest to run.
        threads: of the session; 1 leaves the other cores to other documents.
        limits: ``tokens`` bounds what it looks at in one document.

    Raises:
        ModelError: a file is missing, changed, or does not fit the others; the message names file, key and value.
    """

    name = "model"

    def __init__(
        self,
        folder: Path,
        templates: Templates,
        *,
        file: str = "model.int8.onnx",
        threads: int = 1,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.folder = folder
        self.limits = limits
        self.manifest = load_manifest(folder, (VOCABULARY, file))
        self.known = frozenset(self.manifest.labels)
        rows = {label for label in LabelSet.from_templates(templates).labels if label.startswith("row:")}
        if rows.isdisjoint(self.known) or "figure" not in self.known:
            raise ModelError(
                f"{folder}: of the {len(self.manifest.labels)} labels of the model none is that of a row of the forms "
                f"({len(rows)} rows); train a model for these forms or use --tagger rules"
            )
        self._foreign = self.known.difference(LabelSet.from_templates(templates).labels)
        self.vocabulary = load_vocabulary(folder).ids()
        self.decode = Decoder(LabelSet(tuple(self.manifest.labels)))
        self._file = file
        self._session = _open_session(folder / file, threads)
        self._inputs = tuple(node.name for node in self._session.get_inputs())  # not all know places and columns
        self._try_out()

    @property
    def version(self) -> str:
        """Name and hash, for the provenance of a record."""
        return f"{self.manifest.name}@{self.manifest.files[self._file][:12]}"

    def __call__(self, document: Document, rows: Container[int] | None = None) -> list[Tag]:
        """The tags of one document, in order of reading; of some of its rows, where these are named by their numbers.

        Raises:
            InputError: ``too_many_tokens``.
        """
        encoding = encode(document, self.vocabulary, self.limits, rows)
        if not len(encoding):
            return []
        tags = self.decode(document, encoding, self.log_probabilities(encoding))
        return [tag for tag in tags if tag.label not in self._foreign] if self._foreign else tags

    def log_probabilities(self, encoding: Encoding) -> npt.NDArray[np.float32]:
        """``(n, 1 + 2 * labels)`` calibrated log probabilities of the tokens of a document."""
        found = np.empty((len(encoding), 1 + 2 * len(self.decode.labels)), np.float32)
        # One window a run: its activations stay in the cache of the core, none of it is padding, and what int8 makes of
        # a window does not depend on those beside it. Batches of 16 took a fifth longer.
        for window in windows(encoding, self.manifest.window, self.manifest.margin):
            kept = slice(window.keep_start - window.start, window.keep_end - window.start)
            logits = self._run(encoding, window)[kept] / self.manifest.temperature
            logits -= logits.max(axis=1, keepdims=True)
            found[window.keep_start : window.keep_end] = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return found

    def _run(self, encoding: Encoding, window: Window) -> npt.NDArray[np.float32]:
        """Logits of the tokens of one window."""
        part = slice(window.start, window.end)
        inputs: dict[str, npt.NDArray[Any]] = {
            "input_ids": encoding.ids[part],
            "bbox": encoding.boxes[part],
            "token_type_ids": encoding.columns[part],
            "attention_mask": np.ones(window.end - window.start),
        }
        taken = {name: inputs[name].astype(np.int64)[np.newaxis] for name in self._inputs}
        return np.asarray(self._session.run(None, taken)[0][0], np.float32)

    def _try_out(self) -> None:
        """Run the last token of the vocabulary: it shows what else would fail with the first report."""
        path = self.folder / self._file
        unknown = [name for name in self._inputs if name not in _INPUTS]
        if unknown:
            raise ModelError(f"{path}: asks for {unknown[0]!r}; what a model can be given is {', '.join(_INPUTS)}")
        zeros, boxes = np.zeros(1, np.int32), np.zeros((1, 4), np.int16)
        last = Encoding(zeros + len(self.vocabulary) - 1, boxes, zeros, zeros, zeros, np.zeros(1, np.int16))
        try:
            outputs = self._run(last, Window(0, 1, 0, 1)).shape
        except Exception as error:  # onnxruntime has no common base of its errors
            raise ModelError(
                f"{path}: does not run with the {len(self.vocabulary)} tokens of {VOCABULARY}: {_first_line(error)}"
            ) from None
        expected = (1, 1 + 2 * len(self.decode.labels))
        if outputs != expected:
            raise ModelError(
                f"{path}: gives {outputs} numbers for a token where {expected} tell the labels of {MANIFEST}"
            )


def _open_session(path: Path, threads: int) -> Any:
    try:
        onnxruntime = load_onnxruntime()
    except ImportError as error:
        raise ModelError(f"onnxruntime cannot be imported ({error}); run: pip install onnxruntime") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # it has no common base of its errors
        version = onnxruntime.__version__
        raise ModelError(f"{path}: onnxruntime {version} cannot open it: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
