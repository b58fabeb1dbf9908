"""The figures of an example as a report to be written in any format: title, headings, tables with merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from gkml.records.report import Report
from tests.conftest import gold_of
from training.synthesis.figures import Figure, Figures
from training.synthesis.forms import figures_to_grids, statutory_wording
from training.synthesis.segments import line_text

__all__ = ["PrintedCell", "PrintedReport", "example_to_print", "grid_positions", "wrong_cells"]


class PrintedCell(NamedTuple):
    """A cell where it begins."""

    text: str
    rowspan: int = 1
    colspan: int = 1


PrintedTable = tuple[tuple[PrintedCell, ...], ...]


@dataclass(frozen=True)
class PrintedReport:
    """A report in print.

    Attributes:
        title: its first line.
        sections: heading and contents of each of the six.
        gold: the gold reading of its figures.
    """

    title: str
    sections: tuple[tuple[str, tuple[str | PrintedTable, ...]], ...]
    gold: Mapping[str, Any]


def example_to_print(path: Path, texts: Mapping[str, str] | None = None) -> PrintedReport:
    """The report of an example's gold; ``texts`` stand where some of its figures would."""
    gold = gold_of(path)
    figures = {cell: _figure(value) for cell, value in gold["cells"].items()}
    figures |= {cell: Figure(Decimal(0), text) for cell, text in (texts or {}).items()}
    disclosure = "2019" if "disclosure.rules.made" in figures else "2021"
    forms = {"disclosure": disclosure, "requests": gold["template"], "disputes": gold["template"]}
    made = Figures(gold["year"], forms, figures)
    wording = statutory_wording(made)
    tables = {
        name: tuple(
            tuple(PrintedCell("".join(map(line_text, [cell.content])), cell.rowspan, cell.colspan) for cell in row)
            for row in grid.rows
        )
        for name, grid in figures_to_grids(made, wording).items()
    }
    agency, year = gold["agency"][0], gold["year"]
    contents: tuple[tuple[str | PrintedTable, ...], ...] = (
        (f"{year}年，本单位认真贯彻落实《中华人民共和国政府信息公开条例》。",),
        (tables["disclosure"],),
        (tables["requests"],),
        (tables["disputes"],),
        ("公开的内容还不够丰富，将加以改进。",),
        ("无其他需要报告的事项。",),
    )
    title = f"{agency}{year}年政府信息公开工作年度报告"
    return PrintedReport(title, tuple(zip(gold["headings"], contents, strict=True)), gold)


def _figure(value: float | None) -> Figure:
    if value is None:
        return Figure(None, "", state="blank")
    return Figure(Decimal(str(value)), f"{Decimal(str(value)):f}")


def grid_positions(table: PrintedTable) -> Iterator[tuple[int, list[tuple[int, PrintedCell | None]]]]:
    """For every row its number and its positions: the column with the cell that begins there, None where one goes on.

    Of a cell that goes on from above only the first column is named, as formats with continued cells need it.
    """
    above: dict[int, tuple[int, int]] = {}  # column: rows that the cell still takes, its columns
    for number, row in enumerate(table):
        cells = list(row)
        column = 0
        positions: list[tuple[int, PrintedCell | None]] = []
        following: dict[int, tuple[int, int]] = {}
        while cells or column in above:
            if column in above:
                rows, width = above[column]
                positions.append((column, None))
                if rows > 1:
                    following[column] = (rows - 1, width)
                column += width
                continue
            cell = cells.pop(0)
            positions.append((column, cell))
            if cell.rowspan > 1:
                following[column] = (cell.rowspan - 1, cell.colspan)
            column += cell.colspan
        above = following
        yield number, positions


def widths_above(table: PrintedTable) -> dict[tuple[int, int], int]:
    """For every position where a cell goes on from above, the columns that it takes."""
    found: dict[tuple[int, int], int] = {}
    for number, positions in grid_positions(table):
        for column, cell in positions:
            if cell is not None:
                for below in range(number + 1, number + cell.rowspan):
                    found[below, column] = cell.colspan
    return found


def wrong_cells(report: Report, printed: PrintedReport) -> dict[str, object]:
    """The cells whose value is not that of the gold; every cell that is missing or too many."""
    gold = printed.gold["cells"]
    wrong: dict[str, object] = dict.fromkeys(gold.keys() ^ report.cells.keys(), "missing")
    for cell_id, value in gold.items():
        if cell_id in report.cells:
            read = report.cells[cell_id].value
            same = read is None if value is None else read is not None and abs(float(read) - value) < 1e-9
            if not same:
                wrong[cell_id] = (read, value)
    return wrong
