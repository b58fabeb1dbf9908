"""Words that stand beside many labels tell nothing of any of them; where a figure should be, they leave it in doubt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.pipeline import Pipeline
from gkml.records.report import Report
from gkml.tables.empty_signs import with_empty_signs
from gkml.tables.stream import document_to_stream
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import report_of, text_document
from tests.tables.test_column_order import HEADS, TABLE, TITLE, figures_of

TEMPLATES = load_templates()
LABELS = [row.labels[0] for row in TABLE.rows]


def rows_of(seed: int, before: list[str], behind: list[str]) -> tuple[list[list[str]], dict[str, int]]:
    """The table with cells between its labels and its figures, and behind these; and its cells."""
    cells = figures_of(seed)
    rows = [["申请人情况", *before, *HEADS, *behind]]
    for row in TABLE.rows:
        rows.append([row.labels[0], *before, *(str(cells[TABLE.cell_id(row.id, c)]) for c in row.columns), *behind])
    return rows, cells


def report(rows: list[list[str]], pipeline: Pipeline, between: str = "\t") -> Report:
    return report_of(TITLE + "\n".join(between.join(row) for row in rows) + "\n", pipeline)


@settings(max_examples=12, deadline=None)
@given(
    sign=st.sampled_from(["同上", "-〃-", "(合并)", "某县财政局", "见左", "件", "……"]),
    counts=st.sampled_from([(1, 0), (2, 0), (0, 1), (1, 1)]),
    between=st.sampled_from(["\t", " | "]),
)
def test_what_stands_beside_every_label_takes_no_place(
    rules: Pipeline, sign: str, counts: tuple[int, int], between: str
) -> None:
    rows, cells = rows_of(3, [sign] * counts[0], [sign] * counts[1])
    read = report(rows, rules, between)
    assert {cell_id: read.cells[cell_id].value for cell_id in cells} == cells


def test_an_unknown_word_in_the_place_of_a_figure_is_in_doubt_and_keeps_its_print(rules: Pipeline) -> None:
    rows, cells = rows_of(3, [], [])
    for row in rows[1:7]:
        row[2] = "未填"
    read = report(rows, rules)
    for row in TABLE.rows[:6]:
        for column in row.columns:
            cell = read.cells[TABLE.cell_id(row.id, column)]
            assert (cell.value == cells[cell.id]) is (column != row.columns[1])
        cell = read.cells[TABLE.cell_id(row.id, row.columns[1])]
        assert (cell.value, cell.text, cell.review) == (None, "未填", True)


@pytest.mark.parametrize("word", ["N/A", "NaN", "(blank)"])
def test_what_programs_write_for_nothing_is_an_empty_cell(rules: Pipeline, word: str) -> None:
    rows, cells = rows_of(3, [word], [])
    for row in rows[1:7]:
        row[3] = word
    read = report(rows, rules)
    blank = {TABLE.cell_id(row.id, row.columns[1]) for row in TABLE.rows[:6]}
    assert all(read.cells[cell_id].state == "blank" for cell_id in blank)
    assert all(read.cells[cell_id].value == cells[cell_id] for cell_id in cells.keys() - blank)


@pytest.mark.parametrize(
    ("word", "rows", "expected"),
    [
        ("未填", LABELS[:4], 4),
        ("未填", LABELS[:3], 0),  # beside too few labels
        ("未填", LABELS[:1] * 6, 0),  # beside one label, in several tables: it may be the name of another row
        ("O宗", LABELS[:6], 0),  # a figure that was read wrong
        ("元", LABELS[:6], 0),  # says something of the figure
        ("/", LABELS[:6], 0),  # a mark in the place of a figure
        ("0", LABELS[:6], 0),
    ],
)
def test_which_words_are_signs(word: str, rows: list[str], expected: int) -> None:
    document = text_document("\n".join(f"{label}\t{word}\t5\t6" for label in rows) + "\n")
    stream = document_to_stream(document, RuleTagger(TEMPLATES)(document))
    signed = with_empty_signs(document.text, stream, TEMPLATES.extra_columns)
    blanks = [item for line in signed for item in line.items if item.kind == "blank"]
    assert [document.text[item.start : item.end] for item in blanks] == [word] * expected
