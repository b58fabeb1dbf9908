"""Noise of figures: blanks, marks, remarks, units, and totals that are wrong in the report itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from training.synthesis.dice import Dice
from training.synthesis.figures import APPLICANTS, Figure, Figures
from training.synthesis.noise.noise import Noise

__all__ = ["VALUE_NOISES"]

_BLANK = Figure(None, "", state="blank")
_MARKS = ("/", "—", "-", "--", "无", "——", "_", "／", "－", "*")


def _mark(sign: str) -> Figure:
    return Figure(None, sign, state="mark")


def _counts(figures: Figures) -> Iterable[tuple[str, Figure]]:
    for cell, figure in figures.cells.items():
        if figure.state == "number" and isinstance(figure.value, int) and not cell.endswith(".amount"):
            yield cell, figure


def _reprinted(figures: Figures, change: Callable[[Figure], Figure], cells: Iterable[tuple[str, Figure]]) -> Figures:
    changed = {}
    for cell, figure in cells:
        other = change(figure)
        if other != figure:
            changed[cell] = other
    return figures.with_cells(changed) if changed else figures


def wrong_totals(dice: Dice, figures: Figures) -> Figures:
    """A total or two that its parts do not add up to."""
    totals = [
        cell
        for cell, figure in figures.cells.items()
        if figure.state == "number" and (cell.endswith(".total") or ".handled_total." in cell)
    ]
    if not totals:
        return figures
    changed = {}
    for _ in range(dice.integer(1, 3)):
        cell = dice.pick(totals)
        value = int(figures.cells[cell].value or 0)
        other = max(0, value + dice.pick((-9, -2, -1, 1, 1, 2, 10)))
        if other != value:
            changed[cell] = Figure(other, str(other))
    return figures.with_cells(changed, tuple(changed)) if changed else figures


def blank_zeros(dice: Dice, figures: Figures) -> Figures:
    """Zeros left blank: all, most, or only those of a few columns."""
    share = dice.pick((1.0, 0.9, 0.5))
    table = dice.pick(("requests.", "requests.", "disputes.", ""))
    kept = dice.chance(0.4)  # 自然人 and 总计 stay filled
    changed = {
        cell: _BLANK
        for cell, figure in figures.cells.items()
        if figure.state == "number"
        and figure.value == 0
        and cell.startswith(table)
        and not (kept and cell.endswith((".natural_person", ".total")))
        and dice.chance(share)
    }
    return figures.with_cells(changed) if changed else figures


def blank_totals(dice: Dice, figures: Figures) -> Figures:
    """The column of totals blank but for a few rows."""
    changed = {
        cell: _BLANK
        for cell in figures.cells
        if cell.startswith("requests.") and cell.endswith(".total") and dice.chance(0.85)
    }
    return figures.with_cells(changed) if changed else figures


def blank_tables(dice: Dice, figures: Figures) -> Figures:
    """One table blank, or all."""
    tables = dice.pick((("requests.",), ("disputes.",), ("disclosure.",), ("requests.", "disputes.", "disclosure.")))
    return figures.with_cells({cell: _BLANK for cell in figures.cells if cell.startswith(tables)})


def blank_lines(dice: Dice, figures: Figures) -> Figures:
    """Whole rows or a whole column of the requests left blank, or filled with one mark."""
    filling = _BLANK if dice.chance(0.7) else _mark(dice.pick(_MARKS))
    if dice.chance(0.5):
        column = dice.pick(APPLICANTS[1:])
        changed = {cell: filling for cell in figures.cells if cell.startswith("requests.") and cell.endswith(column)}
        return figures.with_cells(changed) if changed else figures
    rows = list(dict.fromkeys(cell.rpartition(".")[0] for cell in figures.cells if not cell.startswith("disputes.")))
    chosen = set(dice.shuffled(rows)[: dice.integer(1, 4)])
    return figures.with_cells({cell: filling for cell in figures.cells if cell.rpartition(".")[0] in chosen})


def blank_cells(dice: Dice, figures: Figures) -> Figures:
    """A few cells left blank anywhere."""
    cells = list(figures.cells)
    return figures.with_cells({dice.pick(cells): _BLANK for _ in range(dice.integer(1, 12))})


def marks(dice: Dice, figures: Figures) -> Figures:
    """Zeros, or some of them, printed as a mark."""
    sign = dice.pick(_MARKS)
    share = dice.pick((1.0, 0.3, 0.08))
    table = dice.pick(("disclosure.", "requests.", "disputes.", ""))
    changed = {
        cell: _mark(sign)
        for cell, figure in figures.cells.items()
        if figure.value == 0 and figure.state == "number" and cell.startswith(table) and dice.chance(share)
    }
    return figures.with_cells(changed) if changed else figures


def remarks(dice: Dice, figures: Figures) -> Figures:
    """A remark in brackets behind a figure, with a number in it."""
    cells = [
        (cell, figure)
        for cell, figure in figures.cells.items()
        if cell.startswith("disclosure.") and figure.state == "number" and not figure.note
    ]
    if not cells:
        return figures
    changed = {}
    for _ in range(dice.integer(1, 3)):
        cell, figure = dice.pick(cells)
        some = dice.integer(0, max(1, int(figure.value or 0)))
        words = dice.pick(
            (
                "含自然失效{}件",
                "其中修订{}件",
                "含上年{}件",
                "其中{}件为转发",
                "不含涉密{}件",
                "同比增加{}",
                "含下属单位",
                "累计数",
            )
        )
        opened, closed = dice.pick((("（", "）"), ("（", "）"), ("(", ")"), (" (", ")"), ("【", "】")))
        changed[cell] = figure._replace(note=opened + words.format(some) + closed)
    return figures.with_cells(changed)


def money_units(dice: Dice, figures: Figures) -> Figures:
    """Money with another unit behind it: 元, 万元, or none."""
    changed = {}
    for cell, figure in figures.cells.items():
        if not cell.endswith(".amount") or figure.state != "number" or not figure.value or figure.unit:
            continue
        value = Decimal(figure.value)
        if dice.chance(0.5):
            yuan = value * 10000
            whole = yuan == yuan.to_integral_value()
            text = str(int(yuan)) if whole and dice.chance(0.7) else str(yuan.quantize(Decimal("0.01")))
            exact = Decimal(text) / 10000
            changed[cell] = Figure(exact, text, dice.pick(("元", "元", "（元）")))
        else:
            changed[cell] = figure._replace(unit=dice.pick(("万元", "万元", " 万元", "（万元）")))
    return figures.with_cells(changed) if changed else figures


def money_decimals(dice: Dice, figures: Figures) -> Figures:
    """Money with zeros at its end: ``0.00``, ``13.5000``."""
    places = dice.integer(1, 4)
    changed = {}
    for cell, figure in figures.cells.items():
        if cell.endswith(".amount") and figure.state == "number" and figure.unit != "元":
            text = str(figure.text)
            zeros = "0" * places if "." in text else "." + "0" * places
            changed[cell] = figure._replace(text=text + zeros)
    return figures.with_cells(changed) if changed else figures


def _large(figure: Figure) -> bool:
    return figure.value is not None and not -1000 < figure.value < 1000


def thousands(dice: Dice, figures: Figures) -> Figures:
    """``1,234``."""
    comma = dice.pick((",", ",", "，"))

    def change(figure: Figure) -> Figure:
        return figure._replace(text=f"{figure.value:,}".replace(",", comma)) if _large(figure) else figure

    plain = [(cell, figure) for cell, figure in figures.cells.items() if figure.text == str(figure.value)]
    return _reprinted(figures, change, plain)


def classifiers(dice: Dice, figures: Figures) -> Figures:
    """Counts with a unit behind them: ``3件``."""
    word = dice.pick(("件", "件", "项", "宗"))
    table = dice.pick(("disclosure.", "requests.", "disputes."))
    return _reprinted(
        figures,
        lambda figure: figure._replace(unit=figure.unit or word),
        [(cell, figure) for cell, figure in _counts(figures) if cell.startswith(table)],
    )


def decimal_counts(dice: Dice, figures: Figures) -> Figures:
    """Counts as a spreadsheet exports them: ``3.0``."""
    table = dice.pick(("disclosure.", "requests.", "disputes."))
    cells = [(cell, figure) for cell, figure in _counts(figures) if cell.startswith(table)]
    return _reprinted(figures, lambda figure: figure._replace(text=f"{figure.value}.0"), cells)


_WIDE = str.maketrans("0123456789+-.", "０１２３４５６７８９＋－．")


def wide_figures(dice: Dice, figures: Figures) -> Figures:
    """Full-width digits in all cells or in some."""
    share = dice.pick((1.0, 0.2))
    changed = {
        cell: figure._replace(text=figure.text.translate(_WIDE))
        for cell, figure in figures.cells.items()
        if figure.state == "number" and dice.chance(share)
    }
    return figures.with_cells(changed) if changed else figures


_LETTERS = str.maketrans("01", "Ol")


def letters_for_digits(dice: Dice, figures: Figures) -> Figures:
    """A letter read for a digit, where only one digit can be meant."""
    cells = [(cell, figure) for cell, figure in _counts(figures) if set(figure.text) & {"0", "1"}]
    if not cells:
        return figures
    changed = {}
    for _ in range(dice.integer(1, 6)):
        cell, figure = dice.pick(cells)
        changed[cell] = figure._replace(text=figure.text.translate(_LETTERS))
    return figures.with_cells(changed)


def smudges(dice: Dice, figures: Figures) -> Figures:
    """Figures that nobody can read any more."""
    cells = [cell for cell, _ in _counts(figures)]
    if not cells:
        return figures
    smudge = dice.pick(("■", "####", "？", "�", "?", "1?", "*3"))
    return figures.with_cells(
        {dice.pick(cells): Figure(None, smudge, state="unreadable") for _ in range(dice.integer(1, 4))}
    )


def minus_signs(dice: Dice, figures: Figures) -> Figures:
    """Other signs for minus, or a space behind it."""
    sign = dice.pick(("－", "−", "–", "—", "减", "- "))
    return _reprinted(
        figures,
        lambda figure: figure._replace(text=figure.text.replace("-", sign)),
        [(cell, figure) for cell, figure in figures.cells.items() if figure.text.startswith("-") and figure.value],
    )


VALUE_NOISES: tuple[Noise[Figures], ...] = (
    Noise(wrong_totals, (0.05, 0.10, 0.25)),
    Noise(blank_zeros, (0.06, 0.10, 0.18)),
    Noise(blank_totals, (0.02, 0.04, 0.08)),
    Noise(blank_tables, (0.02, 0.03, 0.05)),
    Noise(blank_lines, (0.03, 0.07, 0.15)),
    Noise(blank_cells, (0.03, 0.07, 0.20)),
    Noise(marks, (0.04, 0.08, 0.15)),
    Noise(remarks, (0.05, 0.12, 0.20)),
    Noise(money_units, (0.10, 0.15, 0.25)),
    Noise(money_decimals, (0.05, 0.08, 0.10)),
    Noise(minus_signs, (0.03, 0.08, 0.15)),
    Noise(thousands, (0.01, 0.05, 0.10)),
    Noise(classifiers, (0.01, 0.03, 0.06)),
    Noise(decimal_counts, (0.00, 0.02, 0.05)),
    Noise(wide_figures, (0.01, 0.03, 0.06)),
    Noise(letters_for_digits, (0.00, 0.03, 0.12)),
    Noise(smudges, (0.00, 0.03, 0.12)),
)
