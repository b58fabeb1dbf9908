"""Noise of reports on years before 2019: spellings of their forms, the year in a head, blank columns."""

from __future__ import annotations

from training.synthesis.dice import Dice
from training.synthesis.figures import Figure, Figures, templates
from training.synthesis.forms import Wording
from training.synthesis.noise.noise import Noise

__all__ = ["EARLY_VALUE_NOISES", "EARLY_WORDING_NOISES"]


def other_form_spellings(dice: Dice, wording: Wording) -> Wording:
    """Labels of rows as other reports of the time spell them."""
    tables = [table for form in templates().forms for table in form.tables if table.stub]
    spellings = {
        f"row:{table.id}.{row.id}": row.labels for table in tables for row in table.rows if len(row.labels) > 1
    }
    changed = {label: dice.pick(spellings[label]) for label in wording if label in spellings and dice.chance(0.4)}
    return {**wording, **changed} if any(wording[label] != text for label, text in changed.items()) else wording


def stale_year_head(dice: Dice, wording: Wording) -> Wording:
    """The year of the report before in the head of the column, or no year at all."""
    head = wording.get("column:year", "")
    digits = next((head[at : at + 4] for at in range(len(head) - 3) if head[at : at + 4].isdecimal()), None)
    if digits is None:
        return wording
    other = head.replace(digits, str(int(digits) - 1)) if dice.chance(0.5) else dice.pick(("年末统计", "数量"))
    return {**wording, "column:year": other}


def blank_statistics(dice: Dice, figures: Figures) -> Figures:
    """The last column blank, or a few cells of it."""
    column = list(figures.cells)[-1].rpartition(".")[2]
    share = dice.pick((1.0, 0.2))
    changed = {
        cell: Figure(None, "", state="blank")
        for cell, figure in figures.cells.items()
        if column != "year" and cell.endswith(f".{column}") and figure.state == "number" and dice.chance(share)
    }
    return figures.with_cells(changed) if changed else figures


EARLY_WORDING_NOISES: tuple[Noise[Wording], ...] = (
    Noise(other_form_spellings, (0.5, 0.6, 0.6)),
    Noise(stale_year_head, (0.1, 0.15, 0.2)),
)
EARLY_VALUE_NOISES: tuple[Noise[Figures], ...] = (Noise(blank_statistics, (0.05, 0.1, 0.15)),)
