"""A local Hugging Face encoder made ready for fine-tuning on characters.

The runtime of gkml reads characters: one token each, by a list of tokens that begins with the separators of
``gkml.tagging.encoding``. A pretrained encoder is therefore taken over with the embeddings of its single characters
alone, in the order of that list; its pieces of words are dropped. The separators begin as its ``[SEP]``. So the model
that comes out is like any other of gkml: exported, calibrated and loaded in the same way, without the tokenizer.

What that asks of the encoder: a fast tokenizer with a token of its own for most characters. Chinese BERT, MacBERT,
RoBERTa-wwm, LayoutLM and LiLT with such a vocabulary have one; byte-level BPE does not and is refused. Weights must be
safetensors on disk. Nothing is downloaded and no code of the folder is run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from gkml.errors import GkmlError
from gkml.labels import LabelSet
from gkml.tagging.columns import COLUMN_KINDS
from gkml.tagging.encoding import MAX_PLACE, PAD, SPECIALS, UNK, Vocabulary

__all__ = ["BaseModelError", "load_base_model"]

_FEWEST = 0.9  # share of the wanted characters that must have a token; rare ones may be unknown
_PIECE = "##"  # of a word, in WordPiece
_WORD = "▁"  # before a word, in SentencePiece


class BaseModelError(GkmlError):
    """An encoder that cannot be fine-tuned here: files are missing, or its tokenizer does not know characters."""

    code = "bad_base_model"


def load_base_model(
    folder: Path, labels: LabelSet, characters: Vocabulary, *, window: int
) -> tuple[PreTrainedModel, Vocabulary]:
    """The encoder with a new head for the labels, and the characters it knows.

    A model of gkml itself goes on with its own head and its own characters.

    Args:
        folder: ``config.json``, ``*.safetensors`` and the files of a fast tokenizer, or a folder that training wrote.
        labels: what the head tells apart.
        characters: the vocabulary wanted; what the encoder has no token for is left out.
        window: tokens that it must be able to read at once.

    Raises:
        BaseModelError: with what is missing.
    """
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise BaseModelError(
            f"{folder}: config.json and *.safetensors are needed; other formats of weights are not read"
        )
    if "auto_map" in json.loads((folder / "config.json").read_text(encoding="utf-8")):
        raise BaseModelError(f"{folder}: config.json asks for code of its own (auto_map), which is never run")
    local = {"local_files_only": True, "trust_remote_code": False}
    if (folder / "vocabulary.json").is_file():
        return _load_own_model(folder, labels)
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=True, **local)
        network = AutoModelForTokenClassification.from_pretrained(
            folder,
            use_safetensors=True,
            dtype=torch.float32,
            id2label=dict(enumerate(labels.bio)),
            label2id={label: number for number, label in enumerate(labels.bio)},
            ignore_mismatched_sizes=True,
            **local,
        )
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise BaseModelError(f"{folder}: cannot be loaded: {error}") from None
    numbers = character_numbers(tokenizer, characters, folder)
    _take_characters(network, tokenizer, numbers)
    _shift_positions(network, int(tokenizer.pad_token_id or 0))
    _check_sizes(network, window, folder)
    _widen_token_types(network)
    return network, Vocabulary((*SPECIALS, *numbers))


def _load_own_model(folder: Path, labels: LabelSet) -> tuple[PreTrainedModel, Vocabulary]:
    """A model that ``training.train`` wrote, to go on with."""
    try:
        tokens = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        network = AutoModelForTokenClassification.from_pretrained(
            folder, use_safetensors=True, dtype=torch.float32, local_files_only=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise BaseModelError(f"{folder}: cannot be loaded: {error}") from None
    own = [network.config.id2label[number] for number in range(len(network.config.id2label))]
    if own != list(labels.bio):
        raise BaseModelError(f"{folder} was trained for other labels; train anew, or with the forms it was trained for")
    return network, Vocabulary(tuple(tokens))


def character_numbers(tokenizer: PreTrainedTokenizerBase, characters: Vocabulary, folder: Path) -> dict[str, int]:
    """The encoder's number of each character that it has a token for."""
    if not tokenizer.is_fast or tokenizer.unk_token_id is None or tokenizer.pad_token_id is None:
        raise BaseModelError(f"{folder}: a fast tokenizer with [UNK] and [PAD] is needed")
    known = tokenizer.get_vocab()
    wanted = [character for character in characters.tokens[len(SPECIALS) :] if not character.isspace()]
    found: dict[str, int] = {}
    for character in wanted:
        number = next(
            (known[form] for form in (character, _WORD + character, _PIECE + character) if form in known), None
        )
        if number is not None:
            found[character] = number
    if len(found) < _FEWEST * len(wanted):
        raise BaseModelError(
            f"{folder}: its tokenizer has a token for {len(found)} of {len(wanted)} characters; the runtime reads "
            f"character by character, so at least {_FEWEST:.0%} are needed (byte-level vocabularies have none)"
        )
    return found


def _take_characters(network: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, numbers: dict[str, int]) -> None:
    """Embeddings of the separators and characters alone, in the order of the runtime's vocabulary."""
    separator = tokenizer.sep_token_id if tokenizer.sep_token_id is not None else tokenizer.unk_token_id
    rows = [int(separator)] * len(SPECIALS)
    rows[PAD], rows[UNK] = int(tokenizer.pad_token_id), int(tokenizer.unk_token_id)
    old: torch.Tensor = network.get_input_embeddings().weight.data  # type: ignore[assignment]
    network.set_input_embeddings(_embedding(old[torch.tensor([*rows, *numbers.values()])], PAD))
    network.config.vocab_size = len(rows) + len(numbers)
    network.config.pad_token_id = PAD


def _embedding(weights: torch.Tensor, padding: int | None = None) -> torch.nn.Embedding:
    made = torch.nn.Embedding(weights.shape[0], weights.shape[1], padding_idx=padding)
    made.weight.data = weights.clone()
    return made


def _embeddings(network: PreTrainedModel, *names: str) -> Iterator[tuple[torch.nn.Module, str, torch.nn.Embedding]]:
    """The embeddings of those names, with the modules that hold them."""
    for module in network.modules():
        for name in names:
            found = getattr(module, name, None)
            if isinstance(found, torch.nn.Embedding):
                yield module, name, found


def _shift_positions(network: PreTrainedModel, padding: int) -> None:
    """RoBERTa and LiLT count positions from their padding token on, whose number has changed."""
    for module, _, positions in _embeddings(network, "position_embeddings", "box_position_embeddings"):
        if positions.padding_idx is not None:
            positions.weight.data = positions.weight.data.roll(PAD - padding, dims=0)
            positions.padding_idx = PAD
            if hasattr(module, "padding_idx"):
                setattr(module, "padding_idx", PAD)  # noqa: B010 - a plain number, which torch's stubs do not know


def _check_sizes(network: PreTrainedModel, window: int, folder: Path) -> None:
    for _, _, positions in _embeddings(network, "position_embeddings"):
        most = positions.num_embeddings - (positions.padding_idx is not None)
        if most < window:
            raise BaseModelError(f"{folder}: reads {most} tokens at once; set windows.size ({window}) to no more")
    places = getattr(network.config, "max_2d_position_embeddings", None)
    if places is not None and places <= 2 * MAX_PLACE:
        raise BaseModelError(f"{folder}: knows places below {places}; {2 * MAX_PLACE + 1} are needed")


def _widen_token_types(network: PreTrainedModel) -> None:
    """A token type for every place on the line; all begin as the encoder's first."""
    for module, name, types in list(_embeddings(network, "token_type_embeddings")):
        setattr(module, name, _embedding(types.weight.data[:1].repeat(COLUMN_KINDS, 1)))
        network.config.type_vocab_size = COLUMN_KINDS
