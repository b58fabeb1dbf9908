"""Layout of PDF made Markdown by a machine: rows without labels, labels piled up elsewhere, a rule below every row."""

from __future__ import annotations

from collections.abc import Sequence

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import EMPTY, Layout, joined
from training.synthesis.segments import Block, Grid, GridCell, Line, Segment, line_length, plain, separator, wrap

__all__ = ["PILED"]

_LONG = 11  # characters of a label from which it does not fit its column


def piled_markdown(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Rows whose label is wrapped lose it to a pile of text lines before or behind them."""
    width = dice.integer(24, 34)
    lines: list[Line] = []
    number = 0
    for block in blocks:
        if block.grid is None:
            for line in block.lines:
                lines += wrap(line, width)
            if block.kind != "heading":
                lines.append(EMPTY)
            continue
        number += 1
        if dice.chance(0.4):
            lines.append(plain(f"## 表{'一二三四五六七八九十'[number % 10]}："))
        lines += _Pile(dice, block.grid).lines()
    return lines


class _Pile:
    """One table, row by row; ``pile`` holds the pieces of labels that have no place in a row."""

    def __init__(self, dice: Dice, grid: Grid) -> None:
        self.dice = dice
        self.grid = grid
        self.out: list[Line] = []
        self.pile: list[Line] = []
        self.label_width = dice.integer(8, 12)
        self.extra = dice.chance(0.3)
        self.open = False

    def lines(self) -> list[Line]:
        for row in self.grid.rows:
            figures = [cell for cell in row if cell.content and cell.content[0].label == "figure"]
            labels = [cell for cell in row if not (cell.content and cell.content[0].label == "figure")]
            if figures:
                self._row(labels, figures)
            else:
                self._heads(labels)
        self._flush()
        self.out.append(EMPTY)
        return self.out

    def _heads(self, labels: Sequence[GridCell]) -> None:
        if self.grid.table == "disclosure" and len(labels) > 1 and self.dice.chance(0.6):
            self._cells([cell.content for cell in labels])
            return
        self._flush()
        for cell in labels:
            narrow = 4 if cell.colspan == 1 and self.grid.table == "requests" else 30
            self.out += wrap(cell.content, narrow)
        self.open = False

    def _row(self, labels: Sequence[GridCell], figures: Sequence[GridCell]) -> None:
        label = labels[-1].content if labels else ()
        groups = [cell.content for cell in labels[:-1]]
        loses = line_length(label) > _LONG and self.dice.chance(0.7)
        for group in groups:
            if loses or self.dice.chance(0.6) or line_length(group) > 8:
                self.pile += wrap(group, 4)
            else:
                label = (*group, separator(" | "), *label)
        values = [cell.content for cell in figures]
        if len(values) == 7 and self.dice.chance(0.03):  # a total that stands alone, far from its row
            self.pile.append(values.pop())
        if not loses:
            self._cells([label, *values] if label else values)
            return
        self.pile += wrap(label, self.label_width)
        if self.dice.chance(0.5):
            self._flush()
        self._cells(values)
        if self.dice.chance(0.4):
            self._flush()

    def _cells(self, cells: Sequence[Line]) -> None:
        rule = separator("|" + "---|" * len(cells))
        end = separator(" |  |" if self.extra else " |")
        row = (separator("| "), *joined(cells, " | "), end)
        self.out.append(row)
        if not self.open or self.dice.chance(0.6):
            self.out.append((rule,))
        self.open = True

    def _flush(self) -> None:
        if not self.pile:
            return
        self.out.append(EMPTY)
        pile = self.pile
        if len(pile) > 1 and self.dice.chance(0.15):  # two columns of the page read as one line
            joint: tuple[Segment, ...] = (*pile[0], *pile[1])
            pile = [joint, *pile[2:]]
        self.out += pile
        self.pile = []
        self.open = False


PILED = (Layout("piled_markdown", piled_markdown, (0.0, 0.5, 1.0, 1.2), "piled"),)
