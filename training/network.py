"""The network, built from a configuration: no weights come from anywhere."""

from __future__ import annotations

import inspect

from transformers import PreTrainedModel

from gkml.integrations.huggingface import TableConfig, TableForTokenClassification
from gkml.labels import LabelSet
from gkml.tagging.columns import COLUMN_KINDS
from gkml.tagging.encoding import SPECIALS, Vocabulary
from training.configuration import TrainingConfiguration
from training.windows import SegmentWindows, TokenWindows, Windowing, pointer_names

__all__ = ["character_vocabulary", "inputs_of", "new_network", "windowing_of"]

_TABLE_INPUTS = ("input_ids", "offsets", "segments", "places")


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
    """An untrained network for the labels, rows and columns of the forms."""
    rows, columns = pointer_names(labels)
    config = TableConfig(
        vocab_size=len(vocabulary.tokens),
        pointer_rows=rows,
        pointer_columns=columns,
        window=configuration.windows.size,
        margin=configuration.windows.margin,
        id2label=dict(enumerate(labels.bio)),
        label2id={label: number for number, label in enumerate(labels.bio)},
        **configuration.model.model_dump(),
    )
    return TableForTokenClassification(config)


def windowing_of(
    network: PreTrainedModel, labels: LabelSet, vocabulary: Vocabulary, size: int, margin: int
) -> Windowing:
    """How documents are cut for a network."""
    kind = SegmentWindows if isinstance(network, TableForTokenClassification) else TokenWindows
    return kind(labels, vocabulary.ids(), size, margin)


def inputs_of(network: PreTrainedModel) -> tuple[str, ...]:
    """What a network takes, in the order of its exported inputs.

    An encoder of others takes places if it knows them, and columns if it was made so.
    """
    if isinstance(network, TableForTokenClassification):
        return _TABLE_INPUTS
    places = ("bbox",) if "bbox" in inspect.signature(network.forward).parameters else ()
    columns = ("token_type_ids",) if network.config.type_vocab_size == COLUMN_KINDS else ()
    return ("input_ids", *places, *columns, "attention_mask")
