"""Columns, rows and tables in any order, under perfect heads: the same figures, or marked."""

from __future__ import annotations

import random

import pytest

from gkml.pipeline import Pipeline
from gkml.template import load_templates
from tests.conftest import EXAMPLES, gold_of
from tests.drawn_tables import WRITERS, draw_report, permuted

_NAMES = ("huayan_2022", "xiling_2019", "dongshan_2024_markdown", "yunchuan_2020_tabs")
_SEEDS = 3


@pytest.fixture(scope="module")
def taggers(rules: Pipeline, combined: Pipeline) -> dict[str, Pipeline]:
    return {"rules": rules, "combined": combined}


@pytest.mark.parametrize("tagger", ["rules", "combined"])
@pytest.mark.parametrize("writer", WRITERS)
def test_no_order_makes_a_wrong_figure_pass_for_right(writer: str, tagger: str, taggers: dict[str, Pipeline]) -> None:
    forms = load_templates()
    right = total = 0
    for number, path in enumerate(path for path in EXAMPLES if path.stem in _NAMES):
        gold = gold_of(path)
        form = forms.form(gold["template"])
        values = {cell: "" if value is None else str(value) for cell, value in gold["cells"].items()}
        for seed in range(_SEEDS):
            chance = random.Random(f"{number} {seed} {writer}")
            tables = [permuted(table, chance, rows=seed > 0) for table in form.tables]
            if seed > 1:
                chance.shuffle(tables)
            text, suffix = draw_report("青禾县水务局", gold["year"], form, tables, values, writer)
            report = taggers[tagger].read(text.encode(), f"drawn{suffix}")
            for cell, value in gold["cells"].items():
                read = report.cells.get(cell)
                found = None if read is None else read.value
                same = found == value if value is None or found is None else float(found) == float(value)
                total += 1
                right += same
                assert same or (read is not None and read.review), (path.stem, seed, cell, value, found)
    assert right > 0.9 * total
