"""A token classifier on two levels: characters within their cell, and segments within the whole table.

Convolutions over three characters each see a cell alone, so that what they make of a text is the same wherever it
stands. Segments (``gkml.tagging.segments``) are pooled from their characters, given their place, and read by a
transformer with rotary positions (Su et al. 2021) of three kinds: order, row, and cell in the row. From a character
and its segment the label is told; from a segment with a figure also the row and the column that it points to.

Convolutions are matrix products over a character and its neighbours, which ONNX Runtime's 8-bit integers are fast in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel
from transformers.utils.generic import ModelOutput

from gkml.integrations.huggingface.configuration import TableConfig
from gkml.tagging.encoding import EMPTY, SPACE, SPECIALS, UNK

__all__ = ["CharacterEncoder", "TableForTokenClassification", "TableOutput", "TableReader"]

IGNORED = -100  # label of what is not learnt
_LONGEST_WAVE = 128.0  # of the rotary positions, in steps over 2 pi
_POINTER_WEIGHT = 0.5  # of the loss of rows and columns beside that of labels


@dataclass
class TableOutput(ModelOutput):
    """What the network says.

    Attributes:
        loss: where labels are given.
        logits: ``(batch, n, labels)`` of the characters.
        row_logits: ``(batch, m, rows)`` of the segments: the row that a figure stands in.
        column_logits: ``(batch, m, columns)`` of the segments: the column that a figure stands in.
    """

    loss: Tensor | None = None
    logits: Tensor | None = None
    row_logits: Tensor | None = None
    column_logits: Tensor | None = None


class CharacterEncoder(nn.Module):
    """Characters to states, each cell by itself."""

    def __init__(self, config: TableConfig) -> None:
        super().__init__()
        size = config.character_size
        self.characters = nn.Embedding(config.vocab_size, size)
        self.from_start = nn.Embedding(2 * config.max_place + 2, size)
        self.to_end = nn.Embedding(2 * config.max_place + 2, size)
        self.norm = nn.LayerNorm(size)
        self.convolutions = nn.ModuleList(nn.Linear(3 * size, size) for _ in range(config.character_layers))
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in range(config.character_layers))
        self.lift = nn.Linear(size, config.head_size)

    def forward(self, input_ids: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
        """``(…, n)`` characters and ``(…, n, 2)`` offsets from both ends of their cell to states, and these lifted.

        Separators and padding part cells: what lies beyond one is not seen.
        """
        mask = _inside(input_ids).unsqueeze(-1)
        states = self.characters(input_ids) + self.from_start(offsets[..., 0]) + self.to_end(offsets[..., 1])
        states = self.norm(states) * mask
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            before = functional.pad(states, (0, 0, 1, 0))[..., :-1, :]
            behind = functional.pad(states, (0, 0, 0, 1))[..., 1:, :]
            found = functional.gelu(convolution(torch.cat([before, states, behind], dim=-1)))
            states = norm(states + found) * mask
        return states, self.lift(states)


def _inside(input_ids: Tensor) -> Tensor:
    """Whether a token is in a cell: all but separators and padding."""
    return (input_ids >= len(SPECIALS)) | (input_ids == UNK) | (input_ids == EMPTY) | (input_ids == SPACE)


class _Layer(nn.Module):
    """Attention over segments, and a feed-forward network; normalised before each."""

    def __init__(self, config: TableConfig) -> None:
        super().__init__()
        size = config.hidden_size
        self.heads = config.num_attention_heads
        self.before_attention, self.before_feed = nn.LayerNorm(size), nn.LayerNorm(size)
        self.query_key_value = nn.Linear(size, 3 * size)
        self.joined = nn.Linear(size, size)
        self.wide, self.narrow = nn.Linear(size, 4 * size), nn.Linear(4 * size, size)
        self.drop = nn.Dropout(config.dropout)

    def forward(self, states: Tensor, rotation: tuple[Tensor, Tensor], unseen: Tensor | None) -> Tensor:
        """States of ``(batch, m, size)``; ``unseen (batch, 1, 1, m)`` is added to the scores."""
        batch, count, size = states.shape
        given = self.query_key_value(self.before_attention(states))
        query, key, value = given.view(batch, count, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        query, key = _rotated(query, *rotation), _rotated(key, *rotation)
        found = functional.scaled_dot_product_attention(query, key, value, attn_mask=unseen)
        states = states + self.drop(self.joined(found.transpose(1, 2).reshape(batch, count, size)))
        fed = self.narrow(functional.gelu(self.wide(self.before_feed(states))))
        result: Tensor = states + self.drop(fed)
        return result


def _rotated(states: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    one, other = states.chunk(2, dim=-1)
    return torch.cat([one * cosine - other * sine, one * sine + other * cosine], dim=-1).to(states.dtype)


class TableReader(nn.Module):
    """Pooled segments and their places to what they say of their characters, their row and their column."""

    def __init__(self, config: TableConfig) -> None:
        super().__init__()
        size, places = config.hidden_size, config.max_place + 1
        self.pooled = nn.Linear(2 * config.character_size, size)
        self.cell, self.cells_left = nn.Embedding(places, size), nn.Embedding(places, size)
        self.column, self.opener = nn.Embedding(config.column_kinds, size), nn.Embedding(config.opener_kinds, size)
        self.drop = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(_Layer(config) for _ in range(config.num_hidden_layers))
        self.norm = nn.LayerNorm(size)
        self.lower = nn.Linear(size, config.head_size)
        self.labels = nn.Linear(config.head_size, config.num_labels or 0)
        self.rows = nn.Linear(size, max(1, len(config.pointer_rows)))
        self.columns = nn.Linear(size, max(1, len(config.pointer_columns)))
        waves = size // config.num_attention_heads // 6
        self.waves = [_LONGEST_WAVE ** -(number / max(1, waves - 1)) for number in range(waves)]

    def segments(self, pooled: Tensor, places: Tensor, unseen: Tensor | None = None) -> Tensor:
        """States of the segments."""
        cell, left, column, opener, row = places.unbind(-1)
        states = self.pooled(pooled) + self.cell(cell) + self.cells_left(left) + self.column(column)
        states = self.drop(states + self.opener(opener))
        rotation = self._rotation(cell, row)
        for layer in self.layers:
            states = layer(states, rotation, unseen)
        normed: Tensor = self.norm(states)
        return normed

    def _rotation(self, cell: Tensor, row: Tensor) -> tuple[Tensor, Tensor]:
        """Cosine and sine of the turns: order, row and cell, each in all waves."""
        order = torch.cumsum(torch.ones_like(cell), dim=-1)
        waves = torch.tensor(self.waves, dtype=torch.float32, device=cell.device)
        turns = torch.cat([(at.unsqueeze(-1).float() * waves) for at in (order, row, cell)], dim=-1).unsqueeze(1)
        return turns.cos(), turns.sin()

    def tell(self, lifted: Tensor, lowered: Tensor) -> Tensor:
        """Logits of the labels of characters, from their own states and those of the segments they are of."""
        logits: Tensor = self.labels(functional.gelu(lifted + lowered))
        return logits


class TableForTokenClassification(PreTrainedModel):  # type: ignore[no-untyped-call]
    """Labels of characters, and rows and columns of figures."""

    config_class = TableConfig
    base_model_prefix = "reader"
    main_input_name = "input_ids"

    def __init__(self, config: TableConfig) -> None:
        super().__init__(config)
        self.num_labels = config.num_labels
        self.encoder = CharacterEncoder(config)
        self.reader = TableReader(config)
        self.post_init()  # type: ignore[no-untyped-call]

    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.3)
        elif isinstance(module, nn.LayerNorm):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)

    def get_input_embeddings(self) -> nn.Module:
        """The embeddings of characters."""
        return self.encoder.characters

    def forward(
        self,
        input_ids: Tensor,
        offsets: Tensor,
        segments: Tensor,
        places: Tensor,
        attention_mask: Tensor | None = None,
        labels: Tensor | None = None,
        row_labels: Tensor | None = None,
        column_labels: Tensor | None = None,
        return_dict: bool = True,
    ) -> TableOutput | tuple[Any, ...]:
        """Labels of the characters of some windows.

        Args:
            input_ids: ``(batch, n)`` characters and separators, padded with 0.
            offsets: ``(batch, n, 2)`` characters before and behind each in its cell.
            segments: ``(batch, n)`` the segment of each.
            places: ``(batch, m, 5)`` of the segments (``gkml.tagging.segments.PLACES``); those whose opener is 0 are
                padding.
            attention_mask: not needed; padding shows in the others.
            labels: ``(batch, n)``.
            row_labels, column_labels: ``(batch, m)``.
            return_dict: False for a tuple.
        """
        states, lifted = self.encoder(input_ids, offsets)
        pooled = _pooled(states, segments, input_ids, places.shape[1])
        padding = places[..., 3] == 0
        unseen = torch.zeros_like(padding, dtype=states.dtype).masked_fill(padding, torch.finfo(states.dtype).min)
        read = self.reader.segments(pooled, places, unseen[:, None, None, :] if bool(padding.any()) else None)
        lowered = self.reader.lower(read)
        index = segments.unsqueeze(-1).expand(-1, -1, lowered.shape[-1])
        output = TableOutput(
            logits=self.reader.tell(lifted, lowered.gather(1, index)),
            row_logits=self.reader.rows(read),
            column_logits=self.reader.columns(read),
        )
        if labels is not None:
            output.loss = _loss(output.logits, labels)
            for logits, truth in ((output.row_logits, row_labels), (output.column_logits, column_labels)):
                if truth is not None and bool((truth != IGNORED).any()):
                    output.loss = output.loss + _POINTER_WEIGHT * _loss(logits, truth)
        return output if return_dict else output.to_tuple()


def _loss(logits: Tensor | None, truth: Tensor) -> Tensor:
    assert logits is not None
    return functional.cross_entropy(logits.float().flatten(0, 1), truth.flatten(), ignore_index=IGNORED)


def _pooled(states: Tensor, segments: Tensor, input_ids: Tensor, count: int) -> Tensor:
    """Mean and maximum of the states of each segment; separators are zero in the one and left out of the other."""
    inside = _inside(input_ids).to(states.dtype)
    batch, _, size = states.shape
    index = segments.unsqueeze(-1).expand(-1, -1, size)
    total = states.new_zeros(batch, count, size).scatter_add(1, index, states)
    sizes = states.new_zeros(batch, count).scatter_add(1, segments, inside).clamp(min=1).unsqueeze(-1)
    lowest = -30.0  # below any normalised state
    shifted = torch.where(inside.bool().unsqueeze(-1), states, lowest)
    most = states.new_full((batch, count, size), lowest).scatter_reduce(1, index, shifted, "amax")
    return torch.cat([total / sizes, torch.where(most == lowest, 0.0, most)], dim=-1)
