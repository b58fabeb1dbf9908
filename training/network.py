"""The network, built from a configuration: no weights come from anywhere."""

from __future__ import annotations

import inspect
from typing import Any

from transformers import (
    BertConfig,
    BertForTokenClassification,
    LayoutLMConfig,
    LayoutLMForTokenClassification,
    PreTrainedModel,
)

from gkml.labels import LabelSet
from gkml.tagging.columns import COLUMN_KINDS
from gkml.tagging.encoding import MAX_PLACE, PAD, SPECIALS, Vocabulary
from training.configuration import TrainingConfiguration

__all__ = ["character_vocabulary", "inputs_of", "new_network"]


def character_vocabulary() -> Vocabulary:
    """The special tokens, ASCII, the signs of GB 2312 rows 1 to 3 and the 3,755 ideographs of its level 1."""
    characters = [chr(code) for code in range(0x21, 0x7F) if not chr(code).isupper()]
    for row in (1, 2, 3, *range(16, 56)):
        for column in range(1, 95):
            try:
                characters.append(bytes((row + 0xA0, column + 0xA0)).decode("gb2312"))
            except UnicodeDecodeError:
                continue  # places that the standard leaves empty
    return Vocabulary((*SPECIALS, *dict.fromkeys(characters)))


def new_network(configuration: TrainingConfiguration, labels: LabelSet, vocabulary: Vocabulary) -> PreTrainedModel:
    """An untrained token classifier over characters.

    Input: ``input_ids (batch, n)``, ``attention_mask (batch, n)``, with columns ``token_type_ids (batch, n)`` and with
    layout ``bbox (batch, n, 4)``; output: ``logits (batch, n, len(labels.bio))``.
    """
    size = configuration.model
    shape: dict[str, Any] = {
        "vocab_size": len(vocabulary.tokens),
        "hidden_size": size.hidden_size,
        "num_hidden_layers": size.layers,
        "num_attention_heads": size.heads,
        "intermediate_size": 4 * size.hidden_size,
        "max_position_embeddings": 512,
        "type_vocab_size": COLUMN_KINDS if size.columns else 1,
        "pad_token_id": PAD,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.0,  # halves the time of a step on a CPU and costs nothing measurable
        "id2label": dict(enumerate(labels.bio)),
        "label2id": {label: number for number, label in enumerate(labels.bio)},
    }
    if size.layout:
        return LayoutLMForTokenClassification(LayoutLMConfig(**shape, max_2d_position_embeddings=2 * MAX_PLACE + 2))
    return BertForTokenClassification(BertConfig(**shape))


def inputs_of(network: PreTrainedModel) -> tuple[str, ...]:
    """What a network takes, in the order of its exported inputs: places if it knows them, columns if it was made so."""
    places = ("bbox",) if "bbox" in inspect.signature(network.forward).parameters else ()
    columns = ("token_type_ids",) if network.config.type_vocab_size == COLUMN_KINDS else ()
    return ("input_ids", *places, *columns, "attention_mask")
