"""The configuration of a table model: sizes of the network, and what the runtime has to know."""

from __future__ import annotations

from typing import Any

from transformers import PretrainedConfig

from gkml.tagging.columns import COLUMN_KINDS
from gkml.tagging.encoding import MAX_PLACE, PAD
from gkml.tagging.segments import OPENERS

__all__ = ["TableConfig"]


class TableConfig(PretrainedConfig):  # type: ignore[no-untyped-call]
    """Configuration of a ``TableForTokenClassification``.

    Args:
        vocab_size: characters and separators.
        character_size: width of the states of characters.
        character_layers: convolutions over three characters each.
        hidden_size: width of the states of segments.
        num_hidden_layers: layers of the transformer over segments.
        num_attention_heads: its heads; their width is a multiple of six.
        head_size: width of the state from which the labels of a character are told.
        dropout: share of what is dropped while training.
        pointer_rows, pointer_columns: the rows (``requests.granted``) and columns (``total``) that figures point to.
        window: segments that are read at once.
        margin: segments at either end of a window that are there for the sake of the others.
        label_temperature: by which the runtime divides logits.
    """

    model_type = "gkml-table"

    def __init__(
        self,
        vocab_size: int = 4092,
        character_size: int = 128,
        character_layers: int = 4,
        hidden_size: int = 192,
        num_hidden_layers: int = 4,
        num_attention_heads: int = 4,
        head_size: int = 192,
        dropout: float = 0.1,
        pointer_rows: list[str] | None = None,
        pointer_columns: list[str] | None = None,
        window: int = 384,
        margin: int = 48,
        label_temperature: float = 1.0,
        **others: Any,
    ) -> None:
        if hidden_size % (6 * num_attention_heads):
            raise ValueError(
                f"hidden_size {hidden_size} is no multiple of {6 * num_attention_heads}, six times the heads; "
                f"take {6 * num_attention_heads * max(1, round(hidden_size / 6 / num_attention_heads))}"
            )
        self.vocab_size = vocab_size
        self.character_size = character_size
        self.character_layers = character_layers
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads
        self.head_size = head_size
        self.dropout = dropout
        self.pointer_rows = list(pointer_rows or ())
        self.pointer_columns = list(pointer_columns or ())
        self.window = window
        self.margin = margin
        self.label_temperature = label_temperature
        self.max_place = MAX_PLACE
        self.column_kinds = COLUMN_KINDS
        self.opener_kinds = OPENERS
        others.setdefault("pad_token_id", PAD)
        super().__init__(**others)
