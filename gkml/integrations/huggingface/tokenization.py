"""Text, or a document of any format, to the inputs of the network: what ``AutoTokenizer`` gives for a model of gkml.

Of a text the separators, lines and spaces are read as ``gkml`` reads a dump; what a text cannot tell (the cells of a
page, merged cells, places on a printed line) is there where a ``gkml.document.Document`` is given instead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from transformers import BatchEncoding, PreTrainedTokenizer

from gkml.document import Document
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.tagging.encoding import SPECIALS, Encoding, Vocabulary, encode
from gkml.tagging.segments import Segmenter, cell_offsets

__all__ = ["TableTokenizer"]


class TableTokenizer(PreTrainedTokenizer):
    """Characters of a vocabulary, each with its offsets in its cell and the segment it is of.

    Args:
        vocab_file: ``vocabulary.json``, a list of tokens that begins with the separators.
    """

    vocab_files_names: dict[str, str] = {"vocab_file": "vocabulary.json"}  # noqa: RUF012 - as its base has it
    model_input_names: list[str] = ["input_ids", "offsets", "segments", "places"]  # noqa: RUF012 - as its base has it
    is_fast = True  # it knows where in the text each token stands, which is all that pipelines ask for

    def __init__(self, vocab_file: str, **others: Any) -> None:
        self.vocabulary = Vocabulary(tuple(json.loads(Path(vocab_file).read_text(encoding="utf-8"))))
        self._numbers = self.vocabulary.ids()
        self._segmenter = Segmenter(self._numbers)
        others = {"pad_token": SPECIALS[0], "unk_token": SPECIALS[1], **others}
        super().__init__(**others)  # type: ignore[no-untyped-call]

    def __call__(self, text: str | Document | Sequence[str | Document], *others: Any, **options: Any) -> BatchEncoding:
        """The inputs of one text or document, or of several.

        Args:
            text: as ``gkml`` reads a text dump, or a document read by ``gkml.readers.read``.
            others: a second text, which no model of gkml takes.
            options: of tokenizers; ``return_tensors``, ``return_offsets_mapping`` and
                ``return_special_tokens_mask`` are followed. Nothing is cut off: the network reads what it is given.

        Returns:
            ``input_ids (n,)``, ``offsets (n, 2)``, ``segments (n,)`` and ``places (m, 5)``, of several texts padded to
            the longest; with tensors always with a first dimension of texts.

        Raises:
            TypeError: what is given is neither text nor a document.
        """
        second = [other for other in (*others, options.get("text_pair")) if other is not None]
        if second:
            raise TypeError("a model of gkml reads one text; leave out the second")
        several = isinstance(text, list | tuple)
        found = [self._inputs(one, options) for one in (text if isinstance(text, list | tuple) else [text])]
        if not several and options.get("return_tensors") is None:
            return BatchEncoding({name: values.tolist() for name, values in found[0].items()})
        batch = {name: _padded([one[name] for one in found]) for name in found[0]}
        return BatchEncoding(batch, tensor_type=options.get("return_tensors"))

    def _inputs(self, given: Any, options: dict[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
        document = self._document(given)
        encoding = encode(document, self._numbers)
        segments = self._segmenter(encoding)
        if not len(segments):
            raise ValueError(
                "there is nothing in the text that a report could have; give a text with a title, headings or tables"
            )
        inputs = {
            "input_ids": encoding.ids.astype(np.int64),
            "offsets": cell_offsets(encoding),
            "segments": segments.numbers,
            "places": segments.places,
        }
        if options.get("return_special_tokens_mask"):
            inputs["special_tokens_mask"] = (encoding.offsets < 0).astype(np.int64)
        if options.get("return_offsets_mapping"):
            inputs["offset_mapping"] = _spans(document, encoding)
        return inputs

    def _document(self, given: Any) -> Document:
        if isinstance(given, Document):
            return given
        if isinstance(given, str):
            return read_text(given, DEFAULT_LIMITS)
        raise TypeError(
            f"{type(given).__name__} given; a text or a gkml document is needed: "
            "gkml.readers.read(bytes, name) makes one of PDF, Word, HTML and workbooks, whose cells no text can tell"
        )

    @property
    def vocab_size(self) -> int:
        """Number of tokens."""
        return len(self.vocabulary.tokens)

    def get_vocab(self) -> dict[str, int]:
        """Token to number."""
        return dict(self._numbers)

    def _convert_token_to_id(self, token: str) -> int:
        return self._numbers.get(token, self._numbers[SPECIALS[1]])

    def _convert_id_to_token(self, index: int) -> str:
        return self.vocabulary.tokens[index]

    def _tokenize(self, text: str, **_: Any) -> list[str]:
        ids = encode(read_text(text, DEFAULT_LIMITS), self._numbers).ids
        return [self.vocabulary.tokens[number] for number in ids]

    def convert_tokens_to_string(self, tokens: Sequence[str]) -> str:
        """The tokens behind one another; separators as they are named."""
        return "".join(tokens)

    def save_vocabulary(self, save_directory: str, filename_prefix: str | None = None) -> tuple[str, ...]:
        """Write ``vocabulary.json``."""
        path = Path(save_directory) / f"{filename_prefix or ''}{self.vocab_files_names['vocab_file']}"
        path.write_text(json.dumps(self.vocabulary.tokens, ensure_ascii=False), encoding="utf-8")
        return (str(path),)


def _spans(document: Document, encoding: Encoding) -> np.ndarray[Any, Any]:
    """Start and end of each character in the text that was given, or in that of a document; of separators the same."""
    starts = np.maximum(encoding.offsets, 0).astype(np.int64)
    for row in document.rows:
        for cell in row.cells:
            if cell.source is not None:
                inside = (encoding.offsets >= cell.start) & (encoding.offsets < cell.end)
                starts[inside] += cell.source - cell.start
    return np.stack([starts, starts + (encoding.offsets >= 0)], axis=1)


def _padded(arrays: Sequence[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    longest = max(map(len, arrays))
    return np.stack([np.pad(one, [(0, longest - len(one)), *[(0, 0)] * (one.ndim - 1)]) for one in arrays])
