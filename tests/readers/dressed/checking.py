"""One figure of one example, dressed in one way, written and read: whether anything is wrong that is not marked."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from gkml.pipeline import Pipeline
from gkml.readers import read
from gkml.records.report import Report
from tests.conftest import EXAMPLES, gold_of
from tests.readers.dressed import doc, docx, html, pdf, xlsx
from tests.readers.dressed.worn import TOKEN
from tests.readers.printed import PrintedReport, example_to_print, wrong_cells

__all__ = ["KINDS", "dresses_of", "silent_errors"]

KINDS = {"doc": doc, "docx": docx, "html": html, "pdf": pdf, "xlsx": xlsx}
"""The formats that can dress a figure."""

_POOLS: tuple[Callable[[str, float | None], bool], ...] = (
    lambda cell, value: True,
    lambda cell, value: cell.endswith("total") or ".handled_total." in cell,
    lambda cell, value: value == 0,
    lambda cell, value: value is None,
    lambda cell, value: cell.startswith("disclosure"),
    lambda cell, value: cell.startswith("disputes"),
)
"""Which figures are dressed in turn: any, totals, zeros, blanks, those of the small tables."""


def dresses_of(kind: str) -> list[str]:
    """The names of the dresses of a format."""
    return list(KINDS[kind].DRESSES)


def silent_errors(kind: str, dress: str, turn: int, rules: Pipeline) -> list[object]:
    """What is wrong without being marked where a figure that ``turn`` decides is dressed."""
    chance = random.Random(f"{kind} {dress} {turn}")
    path = chance.choice(EXAMPLES)
    gold: Mapping[str, Any] = gold_of(path)["cells"]
    of_turn = _POOLS[turn % len(_POOLS)]
    cell = chance.choice([key for key, value in gold.items() if of_turn(key, value)] or list(gold))
    figure = "" if gold[cell] is None else str(gold[cell])
    other = str(chance.randrange(1, chance.choice((10, 100))))
    printed = example_to_print(path, {cell: TOKEN})
    data, shown = KINDS[kind].write(printed, dress, figure, other)
    report = rules.reconcile(read(data, f"a.{kind}"), "a")
    said = (path.stem, cell, figure, other)
    beside = _others(report, printed, cell)
    if _is_right(report, cell, figure, shown):
        return [(*said, beside)] if beside else []
    return [(*said, shown, report.cells[cell].text if cell in report.cells else "missing", beside)]


def _others(report: Report, printed: PrintedReport, cell: str) -> dict[str, object]:
    """The other figures that are wrong and not marked."""
    wrong = wrong_cells(report, printed)
    return {key: said for key, said in wrong.items() if key != cell and not _is_marked(report, key)}


def _is_right(report: Report, cell: str, figure: str, shown: str | None) -> bool:
    """Whether a dressed figure is read as it is shown, or marked; that nothing is in it is right where nothing was."""
    if cell not in report.cells or _is_marked(report, cell):
        return cell in report.cells
    value = report.cells[cell].value
    if value is None:
        return not (figure if shown is None else shown)
    return bool(shown) and abs(float(value) - float(shown or 0)) < 1e-9


def _is_marked(report: Report, cell: str) -> bool:
    return cell in report.cells and report.cells[cell].review
