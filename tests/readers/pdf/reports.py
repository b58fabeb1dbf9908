"""Whole reports for drawing: figures of a gold reading, or made up, with what must be read from them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from gkml.records.report import Report
from tests.readers.pdf.drawn import CellText, Drawer
from tests.readers.pdf.sheets import Style
from training.synthesis.content import write_report
from training.synthesis.dice import Dice
from training.synthesis.figures import Figure, Figures, draw_figures
from training.synthesis.forms import statutory_wording
from training.synthesis.names import draw_agency
from training.synthesis.segments import Block, line_text

_WEIGHTS = {"disclosure": (4, 2, 2, 2), "requests": (1, 2, 5, *[1.7] * 7), "disputes": (1,) * 15}
_HEADS = {"disclosure": 0, "requests": 3, "disputes": 3}


@dataclass(frozen=True)
class Made:
    """A report to draw and its figures."""

    blocks: tuple[Block, ...]
    figures: Figures
    agency: str

    def to_pdf(self, style: Style) -> bytes:
        """The report in a style."""
        return self.to_drawer(style).to_pdf()

    def to_drawer(self, style: Style) -> Drawer:
        """The sheets of the report in a style."""
        drawer = Drawer(style)
        for block in self.blocks:
            if block.kind == "table" and block.grid is not None:
                rows = [[CellText(line_text(c.content), c.rowspan, c.colspan) for c in row] for row in block.grid.rows]
                heads = _HEADS[block.grid.table] if style.heads else 0
                drawer.table(rows, _WEIGHTS[block.grid.table], heads)
            for line in block.lines:
                if block.kind == "title":
                    drawer.text(line_text(line), size=18, centred=True)
                elif block.kind != "table":
                    drawer.text(line_text(line), indent=2 * style.size)
        return drawer

    def wrong_cells(self, report: Report) -> dict[str, tuple[object, object]]:
        """Cells that are read otherwise than printed: printed and read."""
        wrong = {}
        for cell, figure in self.figures.cells.items():
            record = report.cells.get(cell)
            read = None if record is None else record.value
            if (None if read is None else Decimal(str(read))) != figure.value:
                wrong[cell] = (figure.value, read)
        return wrong


def made_up(seed: int) -> Made:
    """A report of its own making."""
    dice = Dice(f"pdf/{seed}")
    agency = draw_agency(dice)
    figures = draw_figures(dice)
    return Made(write_report(dice, agency, figures, statutory_wording(figures)), figures, agency.full)


def of_gold(path: Path) -> Made:
    """A report with the figures of a gold reading."""
    gold = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    forms = {"disclosure": "2021", "requests": gold["template"], "disputes": gold["template"]}
    if "disclosure.rules.made" in gold["cells"]:
        forms["disclosure"] = "2019"
    cells = {key: _figure(value) for key, value in gold["cells"].items()}
    figures = Figures(gold["year"], forms, cells)
    dice = Dice(f"pdf/{path.stem}")
    agency = draw_agency(dice)
    return Made(write_report(dice, agency, figures, statutory_wording(figures)), figures, agency.full)


def _figure(value: int | Decimal | None) -> Figure:
    return Figure(None, "", state="blank") if value is None else Figure(Decimal(value), str(value))


def texts(rows: Iterable[Iterable[CellText]]) -> list[list[str]]:
    """What the cells of a table hold."""
    return [[cell.text for cell in row] for row in rows]
