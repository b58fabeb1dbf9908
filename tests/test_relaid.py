"""The examples laid out in many other ways: what cannot be read is marked, what is given as right is right."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gkml.pipeline import Pipeline
from gkml.records.report import Report
from tests.conftest import EXAMPLES
from tests.relaid import LAYOUTS

LOSSLESS = ("pipes", "markdown", "site chrome", "page furniture", "blank lines", "full width", "page with tables")


@pytest.fixture(scope="module")
def printed(combined: Pipeline) -> dict[Path, Report]:
    return {path: combined(path) for path in EXAMPLES}


def read_in(layout: str, number: int, report: Report, pipeline: Pipeline) -> Report:
    dump = LAYOUTS[layout](report.text or "", random.Random(number))
    return pipeline.read(dump.encode(), "page.html" if dump.startswith("<html") else "dump.txt")


def in_turn(layout: str) -> list[int]:
    """Numbers of the examples that a layout is tried on; benchmarks/relaid.py reads all in all, which takes minutes."""
    first = list(LAYOUTS).index(layout) * 3
    return [at % len(EXAMPLES) for at in range(first, first + 3)]


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout not in LOSSLESS])
def test_no_layout_makes_a_wrong_figure_pass_for_right(
    layout: str, combined: Pipeline, printed: dict[Path, Report]
) -> None:
    for number in in_turn(layout):
        report = printed[EXAMPLES[number]]
        read = read_in(layout, number, report, combined)
        silent = {
            key: (cell.value, report.cells[key].value)
            for key, cell in read.cells.items()
            if key in report.cells and cell.value != report.cells[key].value and not cell.review
        }
        assert not silent, EXAMPLES[number].name


@pytest.mark.parametrize("layout", LOSSLESS)
def test_a_layout_that_loses_nothing_costs_nothing(
    layout: str, combined: Pipeline, printed: dict[Path, Report]
) -> None:
    for number, (path, report) in enumerate(printed.items()):
        read = read_in(layout, number, report, combined)
        states = {key: (cell.state, cell.value) for key, cell in report.cells.items()}
        assert {key: (cell.state, cell.value) for key, cell in read.cells.items()} == states, path.name
