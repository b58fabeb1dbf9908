"""How figures and blanks are written: what changes their print and not what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from training.synthesis.dice import Dice
from training.synthesis.figures import Figure, Figures
from training.synthesis.forms import Wording
from training.synthesis.noise import values

__all__ = ["FIGURE_WRITERS", "yuan_wording"]

Writer = Callable[[Dice, Figures], Figures]

_LEAST_GROUPED = 1000
_WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def _plain(dice: Dice, figures: Figures) -> Figures:
    return figures


def _rewritten(figures: Figures, change: Callable[[Figure], Figure]) -> Figures:
    """The figures that are written as they are counted put through a change."""
    changed = {
        cell: other
        for cell, figure in figures.cells.items()
        if figure.state == "number" and (other := change(figure)) != figure
    }
    return figures.with_cells(changed) if changed else figures


def _grouped(sign: str) -> Writer:
    """Thousands parted by a sign."""

    def write(dice: Dice, figures: Figures) -> Figures:
        def change(figure: Figure) -> Figure:
            value = figure.value
            if value is None or figure.text != str(value) or -_LEAST_GROUPED < value < _LEAST_GROUPED:
                return figure
            return figure._replace(text=f"{value:,}".replace(",", sign))

        return _rewritten(figures, change)

    return write


def _wide_thousands(dice: Dice, figures: Figures) -> Figures:
    return _rewritten(_grouped(",")(dice, figures), lambda figure: figure._replace(text=figure.text.translate(_WIDE)))


def _both(*writers: Writer) -> Writer:
    def write(dice: Dice, figures: Figures) -> Figures:
        for writer in writers:
            figures = writer(dice, figures)
        return figures

    return write


def _changes_in_words(dice: Dice, figures: Figures) -> Figures:
    """``增加5``, ``减少5`` in the column of changes."""
    more, less = dice.pick((("增加", "减少"), ("增", "减"), ("增加", "减少")))
    changed = {
        cell: figure._replace(text=f"{more if figure.value > 0 else less}{abs(figure.value)}")
        for cell, figure in figures.cells.items()
        if cell.endswith(".change") and figure.state == "number" and figure.value
    }
    return figures.with_cells(changed) if changed else figures


def _yuan(dice: Dice, figures: Figures) -> Figures:
    """Money in 元 without its unit, which stands in the head."""
    changed = {}
    for cell, figure in figures.cells.items():
        if cell.endswith(".amount") and figure.state == "number" and figure.value:
            text = f"{(Decimal(figure.value) * 10_000).normalize():f}"
            changed[cell] = figure._replace(text=text, unit="")
    return figures.with_cells(changed) if changed else figures


def _doubled_minus(dice: Dice, figures: Figures) -> Figures:
    """``--253``."""
    return _rewritten(figures, lambda figure: figure._replace(text=figure.text.replace("-", "--")))


def yuan_wording(wording: Wording) -> Wording:
    """The head of money with 元 for its unit."""
    head = wording.get("column:amount")
    if head is None:
        return wording
    return {**wording, "column:amount": head.replace("万元", "元") if "万元" in head else f"{head}（元）"}


FIGURE_WRITERS: Mapping[str, Writer] = {
    "plain": _plain,
    "thousands": _grouped(","),
    "wide": values.wide_figures,
    "point_zero": values.decimal_counts,
    "classifiers": values.classifiers,
    "marks": values.marks,
    "blanks": values.blank_zeros,
    "blank_rows": values.blank_lines,
    "remarks": values.remarks,
    "money": _both(values.money_units, values.money_decimals),
    "yuan": _yuan,
    "minus": values.minus_signs,
    "change_in_words": _changes_in_words,
    "doubled_minus": _doubled_minus,
    "spaced_thousands": _grouped(" "),
    "apostrophes": _grouped("'"),
    "wide_thousands": _wide_thousands,
}
"""By the name of the production of the dimension ``figures``."""
