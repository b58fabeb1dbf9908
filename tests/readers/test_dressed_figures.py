"""A property: any figure of any example, dressed in any way that a format has, is read as it is seen or marked."""

from __future__ import annotations

import random
import re

import pytest

from gkml.pipeline import Pipeline
from gkml.readers import read
from tests.conftest import EXAMPLES
from tests.readers.dressed.checking import dresses_of, silent_errors
from tests.readers.printed import example_to_print
from tests.readers.producers import report_to_html

_SAMPLES = {"doc": 30, "docx": 40, "html": 60, "pdf": 20, "xlsx": 12}
"""Dresses of each format; ``benchmarks/dressed.py`` goes through all of them, many times."""


@pytest.mark.parametrize("kind", _SAMPLES)
def test_a_dressed_figure_is_read_right_or_marked(kind: str, rules: Pipeline) -> None:
    chance = random.Random(kind)
    found = {}
    for turn, dress in enumerate(chance.sample(dresses_of(kind), _SAMPLES[kind])):
        if errors := silent_errors(kind, dress, turn, rules):
            found[dress] = errors
    assert found == {}


@pytest.mark.parametrize("dress", ["<s>{}</s>", "<i style='color:#fff'>{}</i>", "<img src=a.png alt={}>"])
def test_rows_and_tables_of_dressed_figures_are_not_blank(dress: str, rules: Pipeline) -> None:
    printed = example_to_print(EXAMPLES[0])
    page = re.sub(r">([\d.]+)</td>", lambda found: f">{dress.format(found[1])}</td>", report_to_html(printed))
    report = rules.reconcile(read(page.encode(), "a.html"), "a")
    silent = [key for key, cell in report.cells.items() if printed.gold["cells"][key] is not None and not cell.review]

    assert silent == []
