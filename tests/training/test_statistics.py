"""Statistics tables of synthetic reports on years before 2019: figures that hold what their forms say."""

from __future__ import annotations

import pytest

from gkml.pipeline import Pipeline
from training.synthesis import SyntheticReport, synthesise
from training.synthesis.dice import Dice
from training.synthesis.figures import Figures, tables_of
from training.synthesis.statistics import draw_statistics, statistics_grid, statistics_wording


def drawn(count: int) -> list[Figures]:
    return [draw_statistics(Dice(seed)) for seed in range(count)]


def test_every_form_year_and_set_of_columns_is_drawn() -> None:
    figures = drawn(200)
    assert {one.forms["statistics"] for one in figures} == {"2014", "fujian_2014", "fujian_2009", "agency_own"}
    assert {tuple(column.id for column in tables_of(one)["statistics"].columns) for one in figures} == {
        ("year",),
        ("year", "cumulative"),
        ("own_level", "aggregate"),
    }
    assert {one.year for one in figures} == set(range(2009, 2019))


def test_totals_are_those_of_their_parts_and_bounds_hold() -> None:
    for figures in drawn(60):
        table = tables_of(figures)["statistics"]
        for column in table.columns:

            def value(row: str, figures: Figures = figures, column: str = column.id) -> int:
                return figures.value(f"statistics.{row}.{column}")

            for identity in table.identities:
                printed = [part for part in identity.left if figures.cells[f"statistics.{part}.{column.id}"].text]
                if printed:
                    assert sum(map(value, identity.left)) == value(identity.right[0])
            for bound in table.bounds:
                if bound.along == "rows":
                    assert sum(map(value, bound.left)) <= value(bound.right[0])


def test_the_grid_numbers_its_rows_and_names_the_year() -> None:
    figures = next(one for one in drawn(50) if one.forms["statistics"] == "fujian_2014")
    table = tables_of(figures)["statistics"]
    wording = {f"column:{column.id}": column.labels[0] for column in table.columns}
    wording |= {f"row:statistics.{row.id}": row.labels[0] for row in table.rows}
    wording |= statistics_wording(table, figures.year)
    grid = statistics_grid(table, figures, wording)
    rows = ["".join(segment.text for cell in row for segment in cell.content) for row in grid.rows]
    assert str(figures.year) in rows[0]
    assert any(row.startswith("其中：1") for row in rows)


def _wrong(report: SyntheticReport, pipeline: Pipeline) -> list[tuple[str, object]]:
    found = pipeline.read(report.source.encode("utf-8"), report.file).cells
    wrong = []
    for cell, value in report.gold["cells"].items():
        read = found[cell].value if cell in found else None
        if (None if read is None else float(read)) != (None if value is None else pytest.approx(value)):
            wrong.append((cell, read))
    return wrong


@pytest.mark.parametrize("layout", ["tabs", "html_table", "tab_cells", "stacked_gaps", "pdf_layout", "squashed_tables"])
def test_clean_reports_are_read_right_or_marked(layout: str, rules: Pipeline) -> None:
    made = (synthesise(seed, 0, early=True) for seed in range(400))
    for report in [one for one in made if one.layout == layout][:4]:
        found = rules.read(report.source.encode("utf-8"), report.file).cells
        assert not [cell for cell, _ in _wrong(report, rules) if not found[cell].review]
