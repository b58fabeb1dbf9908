"""The model tagger: the shipped token classifier, run by onnxruntime.

Only JSON and ONNX are read, and only after their hashes agree with the manifest. Neither torch nor transformers is
imported.
"""

from __future__ import annotations

from collections.abc import Container
from importlib.resources import files
from pathlib import Path

from gkml.document import Document
from gkml.labels import LabelSet, Tag
from gkml.onnx import first_line
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.tagging.decoding import Decoder
from gkml.tagging.encoding import encode
from gkml.tagging.manifest import MANIFEST, VOCABULARY, ModelError, load_manifest, load_vocabulary
from gkml.tagging.scores import Network
from gkml.tagging.table_network import CHARACTERS, TableNetwork
from gkml.tagging.token_network import TokenNetwork
from gkml.template import Templates

__all__ = ["MANIFEST", "ModelError", "ModelTagger", "model_folder"]


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
        if self.manifest.architecture == "table":
            load_manifest(folder, (CHARACTERS,))
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
        self.network = self._open(threads)
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
        if not (encoding.offsets >= 0).any():
            return []
        scores = self.network(encoding)
        tags = scores.point(self.decode(document, encoding, scores.labels), encoding)
        return [tag for tag in tags if tag.label not in self._foreign] if self._foreign else tags

    def _open(self, threads: int) -> Network:
        path, table = self.folder / self._file, self.manifest.architecture == "table"
        try:
            if table:
                return TableNetwork(path, self.manifest, self.vocabulary, threads)
            return TokenNetwork(path, self.manifest, len(self.vocabulary), threads)
        except ImportError as error:
            raise ModelError(f"onnxruntime cannot be imported ({error}); run: pip install onnxruntime") from None
        except RuntimeError as error:
            raise ModelError(str(error)) from None

    def _try_out(self) -> None:
        """Run the last token of the vocabulary: it shows what else would fail with the first report."""
        path = self.folder / self._file
        try:
            outputs = self.network.outputs()
        except Exception as error:  # onnxruntime has no common base of its errors
            raise ModelError(
                f"{path}: does not run with the {len(self.vocabulary)} tokens of {VOCABULARY}: {first_line(error)}"
            ) from None
        manifest = self.manifest
        expected: tuple[int, ...] = (1 + 2 * len(manifest.labels),)
        if manifest.architecture == "table":
            expected += (len(manifest.rows), len(manifest.columns))
        if outputs != expected:
            raise ModelError(
                f"{path}: gives {outputs} numbers for a token where {expected} tell the labels of {MANIFEST}"
            )
