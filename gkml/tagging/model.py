"""The model tagger: the shipped token classifier, run by onnxruntime.

Only JSON and ONNX are read, and only after their hashes agree with the manifest. Neither torch nor transformers is
imported.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gkml.document import Document
from gkml.errors import GkmlError, MissingExtraError
from gkml.labels import LabelSet, Tag
from gkml.onnx import load_onnxruntime
from gkml.tagging.decoding import Decoder
from gkml.tagging.encoding import Encoding, Vocabulary, Window, encode, windows
from gkml.template import Templates

__all__ = ["ModelError", "ModelTagger", "model_folder"]

MANIFEST = "manifest.json"


class ModelError(GkmlError):
    """A model that cannot be used: a file is missing or changed, or it was trained for other labels."""

    code = "bad_model"


def model_folder() -> Path:
    """The model that comes with gkml: in the installed package, or in the repository it runs from."""
    packaged = Path(str(files("gkml"))) / "_data" / "models" / "gkml-base"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent.parent / "models" / "gkml-base"


class ModelTagger:
    """Tags documents with a trained model.

    Args:
        folder: holds ``manifest.json``, ``vocabulary.json`` and ``model.int8.onnx``.
        templates: the forms; their labels must be those the model was trained for.
        file: which of the ONNX files of the manifest to run.
        threads: of the session; 1 leaves the other cores to other documents.

    Raises:
        ModelError: ``bad_model``.
        MissingExtraError: onnxruntime is not installed.
    """

    name = "model"

    def __init__(self, folder: Path, templates: Templates, *, file: str = "model.int8.onnx", threads: int = 1) -> None:
        self.folder = folder
        self.manifest = _checked_manifest(folder, ("vocabulary.json", file))
        labels = LabelSet.from_templates(templates)
        if tuple(self.manifest["labels"]) != labels.labels:
            raise ModelError(
                f"{folder}: the labels of the model ({len(self.manifest['labels'])}) are not those of the forms "
                f"({len(labels.labels)}); train a model for these forms or use --tagger rules"
            )
        tokens = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        self.vocabulary = Vocabulary(tuple(tokens)).ids()
        self.decode = Decoder(labels)
        self._file, self._threads = file, threads
        self._temperature = float(self.manifest["temperature"])
        self._size, self._margin = int(self.manifest["window"]), int(self.manifest["margin"])

    @property
    def version(self) -> str:
        """Name and hash, for the provenance of a record."""
        return f"{self.manifest['name']}@{self.manifest['files'][self._file][:12]}"

    def __call__(self, document: Document) -> list[Tag]:
        """The tags of one document, in order of reading."""
        encoding = encode(document, self.vocabulary)
        if not len(encoding):
            return []
        return self.decode(document, encoding, self.log_probabilities(encoding))

    def log_probabilities(self, encoding: Encoding) -> npt.NDArray[np.float32]:
        """``(n, 1 + 2 * labels)`` calibrated log probabilities of the tokens of a document."""
        found = np.empty((len(encoding), 1 + 2 * len(self.decode.labels)), np.float32)
        # One window a run: its activations stay in the cache of the core, none of it is padding, and what int8 makes of
        # a window does not depend on those beside it. Batches of 16 took a fifth longer.
        for window in windows(encoding, self._size, self._margin):
            kept = slice(window.keep_start - window.start, window.keep_end - window.start)
            found[window.keep_start : window.keep_end] = self._run(encoding, window)[kept]
        found /= self._temperature
        found -= found.max(axis=1, keepdims=True)
        found -= np.log(np.exp(found).sum(axis=1, keepdims=True))
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

    @cached_property
    def _inputs(self) -> tuple[str, ...]:
        """The inputs that the model takes; not every model knows places and columns."""
        return tuple(node.name for node in self._session.get_inputs())

    @cached_property
    def _session(self) -> Any:
        try:
            onnxruntime = load_onnxruntime()
        except ImportError:
            raise MissingExtraError("onnxruntime", "model") from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        return onnxruntime.InferenceSession(str(self.folder / self._file), options, providers=["CPUExecutionProvider"])


def _checked_manifest(folder: Path, needed: tuple[str, ...]) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        hashes = manifest["files"]
        for name in needed:
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            if hashes.get(name) != digest:
                raise ModelError(f"{folder / name}: its hash is not the one in {MANIFEST}; install the model again")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder}: no usable model: {error}") from None
    return manifest
