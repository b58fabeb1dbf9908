"""The table network: cells are read by themselves, segments together, padding not at all."""

from __future__ import annotations

import pytest
import torch

from gkml.integrations.huggingface.configuration import TableConfig
from gkml.integrations.huggingface.modeling import IGNORED, TableForTokenClassification
from gkml.tagging.encoding import CELL, ROW, SPECIALS

FIRST = len(SPECIALS)


@pytest.fixture(scope="module")
def network() -> TableForTokenClassification:
    torch.manual_seed(3)
    config = TableConfig(
        vocab_size=40,
        character_size=8,
        character_layers=2,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        head_size=8,
        pointer_rows=["t.a", "t.b"],
        pointer_columns=["c"],
        num_labels=5,
    )
    return TableForTokenClassification(config).eval()


def _inputs(cells: list[list[int]]) -> dict[str, torch.Tensor]:
    """One row of cells, a segment each."""
    ids, offsets, segments = [], [], []
    for number, cell in enumerate(cells):
        ids += [CELL if number else ROW, *cell]
        offsets += [[0, 0], *([at, len(cell) - 1 - at] for at in range(len(cell)))]
        segments += [number] * (1 + len(cell))
    places = [[number, len(cells) - 1 - number, 0, CELL if number else ROW, 0] for number in range(len(cells))]
    named = {"input_ids": ids, "offsets": offsets, "segments": segments, "places": places}
    return {name: torch.tensor([values]) for name, values in named.items()}


def test_what_is_made_of_a_cell_does_not_depend_on_its_neighbours(network: TableForTokenClassification) -> None:
    cell = [FIRST + 1, FIRST + 2, FIRST + 3]
    states = []
    for other in ([FIRST + 4] * 3, [FIRST + 5, FIRST + 6, FIRST + 7]):
        given = _inputs([other, cell, other])
        states.append(network.encoder(given["input_ids"], given["offsets"])[0][0, 5:8])
    assert torch.equal(*states)


def test_segments_read_one_another(network: TableForTokenClassification) -> None:
    cell = [FIRST + 1, FIRST + 2]
    logits = [network(**_inputs([other, cell])).logits[0, 4:] for other in ([FIRST + 4] * 2, [FIRST + 5] * 2)]
    assert not torch.allclose(*logits)


def test_padding_changes_nothing(network: TableForTokenClassification) -> None:
    given = _inputs([[FIRST + 1, FIRST + 2], [FIRST + 3]])
    padded = {
        name: torch.cat([values, torch.zeros(1, 4, *values.shape[2:], dtype=values.dtype)], dim=1)
        for name, values in given.items()
    }
    whole, longer = network(**given), network(**padded)
    count, segments = given["input_ids"].shape[1], given["places"].shape[1]
    assert torch.allclose(whole.logits, longer.logits[:, :count], atol=1e-5)
    assert torch.allclose(whole.row_logits, longer.row_logits[:, :segments], atol=1e-5)
    assert whole.row_logits.shape[-1], whole.column_logits.shape[-1] == (2, 1)


def test_the_loss_counts_pointers_where_there_are_some(network: TableForTokenClassification) -> None:
    given = _inputs([[FIRST + 1], [FIRST + 3]])
    labels = torch.tensor([[IGNORED, 1, IGNORED, 2]])
    nowhere, rows = torch.full((1, 2), IGNORED), torch.tensor([[IGNORED, 1]])
    without = network(**given, labels=labels, row_labels=nowhere, column_labels=nowhere).loss
    assert without == network(**given, labels=labels).loss
    assert network(**given, labels=labels, row_labels=rows, column_labels=nowhere).loss > without


def test_a_tuple_is_given_where_one_is_asked_for(network: TableForTokenClassification) -> None:
    given = _inputs([[FIRST + 1], [FIRST + 3]])
    assert torch.equal(network(**given, return_dict=False)[0], network(**given).logits)
