"""What stands in the cells of ruled tables, and where the print does not say so."""

from __future__ import annotations

import pytest

from gkml.readers.pdf.blocks import TableBlock, page_to_blocks
from gkml.readers.pdf.page import PageContent, Ruling
from tests.readers.pdf.test_lines import typed

WIDE, HIGH = 30.0, 20.0
RULES = tuple(
    [Ruling(0, HIGH * at, 3 * WIDE, HIGH * at) for at in range(3)]
    + [Ruling(WIDE * at, 0, WIDE * at, 2 * HIGH) for at in range(4)]
)


def certainties(*figures: tuple[str, float, float]) -> dict[str, float]:
    """Of the cells that hold something, by their text; figures as text, left edge and height."""
    characters = tuple(character for text, x, y in figures for character in typed(text, x, y))
    (block,), _ = page_to_blocks(PageContent(1, 300, 300, characters, RULES, 0.0))
    assert isinstance(block, TableBlock)
    return {cell.text: cell.certainty for row in block.rows for cell in row if cell.text}


def test_a_figure_that_runs_on_over_a_border_is_doubtful_in_both_cells() -> None:
    found = certainties(("1234567", 4, 5), ("8", 75, 5), ("12", 5, 25))
    assert found["8"] == found["12"] == 1
    over = [text for text, certainty in found.items() if certainty < 0.8]
    assert "".join(over) == "1234567"
    assert len(over) == 2


@pytest.mark.parametrize("gap", [3.0, 10.0])
def test_figures_beside_a_border_are_not_where_there_is_room_between_them(gap: float) -> None:
    assert set(certainties(("1234", WIDE - gap / 2 - 20, 5), ("567", WIDE + gap / 2, 5)).values()) == {1.0}
