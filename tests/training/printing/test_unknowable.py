"""What nobody could know from the print."""

from __future__ import annotations

import pytest

from training.synthesis.printing import print_document
from training.synthesis.printing.unknowable import count_cuts


@pytest.mark.parametrize(
    ("digits", "figures", "size"),
    [("1102", 4, 4), ("0000000", 7, 7), ("640020470", 7, 7), ("112213", 3, 3), ("11231124", 6, 3), ("1111222", 5, 5)],
)
def test_digits_that_run_together_are_cut_by_their_sums(digits: str, figures: int, size: int) -> None:
    ways = sum(_adds_up(cut, size) for cut in _cuts(digits, figures))
    assert count_cuts(digits, figures, size) == min(2, ways)


def _cuts(digits: str, figures: int) -> list[list[int]]:
    if figures == 1:
        return [[int(digits)]] if digits and (digits == "0" or digits[0] != "0") else []
    found = []
    for at in range(1, len(digits)):
        if digits[0] == "0" and at > 1:
            break
        found += [[int(digits[:at]), *rest] for rest in _cuts(digits[at:], figures - 1)]
    return found


def _adds_up(cut: list[int], size: int) -> bool:
    return all(sum(cut[at : at + size - 1]) == cut[at + size - 1] for at in range(0, len(cut), size))


def _unknowable(table: str, **fixed: str) -> bool:
    plan = {"file": "report", "noise": "none", "figures": "plain", "extra": "none", "lines": "kept", **fixed}
    return any(
        cell.startswith(table) for seed in range(4) for cell in print_document(seed, fixed=plan).gold["unknowable"]
    )


def test_columns_in_another_order_can_be_known_by_their_heads() -> None:
    assert not _unknowable("requests", columns="shuffled", separator="tab")


def test_an_empty_cell_that_leaves_nothing_cannot_be_placed() -> None:
    assert _unknowable("requests", figures="blanks", separator="tab", blank="dropped")
    assert not _unknowable("requests", figures="blanks", separator="tab", blank="nothing", rows="standard")


def test_figures_of_a_row_without_sums_cannot_be_cut() -> None:
    assert _unknowable("disclosure", separator="nothing")
