"""Columns, rows and tables in any order, under perfect heads, in every format: the same figures, or marked."""

from __future__ import annotations

import pytest

from gkml.pipeline import Pipeline
from gkml.readers import read
from gkml.records.report import Report
from gkml.template import load_templates
from tests.conftest import EXAMPLES, gold_of
from tests.drawn_tables import permuted_report, tables_of
from tests.readers.formats import FORMATS
from tests.readers.printed import wrong_cells

_NAMES = ("huayan_2022", "xiling_2019", "dongshan_2024_markdown", "yunchuan_2020_tabs", "hekou_2023_mixed")
_PATHS = [path for path in EXAMPLES if path.stem in _NAMES]
_MOST_WRONG = {"pdf without lines": 1.0, "doubled pipes": 0.5}
"""Shares of cells that may be wrong, and are marked, where cells are parted by nothing or by what parts empty ones."""


def is_marked(report: Report, cell: str) -> bool:
    """Whether a cell is marked; one of another form is where all of its table are."""
    if cell in report.cells:
        return report.cells[cell].review
    table = cell.partition(".")[0]
    return all(record.review for key, record in report.cells.items() if key.startswith(f"{table}."))


def check(name: str, depths: range, pipeline: Pipeline) -> None:
    """The examples in permutations of their columns, of their rows (depth 1) and of their tables (depth 2)."""
    forms = load_templates().forms
    wrong = total = 0
    for number, path in enumerate(_PATHS[: 1 if name == "pdf without lines" else None]):
        gold = gold_of(path)
        for depth in depths:
            if name not in ("html", "tabs of boxes") and depth != (number + len(name)) % len(depths):
                continue  # one of the orders for each example
            printed = permuted_report(tables_of(gold, forms), gold, f"{path.stem} {name} {depth}", depth=depth)
            report = pipeline.reconcile(read(FORMATS[name].write(printed), f"a.{FORMATS[name].suffix}"), "a")
            found = wrong_cells(report, printed)
            wrong, total = wrong + len(found), total + len(gold["cells"])
            silent = {cell: said for cell, said in found.items() if not is_marked(report, cell)}
            assert silent == {}, (path.stem, depth)
    assert wrong <= _MOST_WRONG.get(name, 0.2) * total


@pytest.mark.parametrize("name", FORMATS)
def test_no_order_makes_a_wrong_figure_pass_for_right(name: str, rules: Pipeline) -> None:
    check(name, range(3), rules)


@pytest.mark.parametrize("name", ["html", "docx", "tabs of boxes", "pipes of boxes", "collapsed", "cell a line", "csv"])
def test_nor_does_it_where_the_model_reads_too(name: str, combined: Pipeline) -> None:
    check(name, range(3), combined)
