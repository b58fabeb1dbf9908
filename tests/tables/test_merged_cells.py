"""Figures in cells that are merged over rows stand in each of these rows, and are nobody's."""

from __future__ import annotations

from gkml.pipeline import Pipeline
from gkml.readers.html import read_html
from gkml.tables.merged_cells import with_merged_cells
from gkml.tables.stream import document_to_stream
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates

TITLE = "<p>青禾县某局2022年政府信息公开工作年度报告</p><p>二、主动公开政府信息情况</p>"
HEADS = "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
MERGED = (
    "<tr><td>规章</td><td>1</td><td rowspan=2>2</td><td>3</td></tr><tr><td>行政规范性文件</td><td>4</td><td>6</td></tr>"
)
ACROSS = (
    "<tr><td>规章</td><td colspan=2>12</td><td>3</td></tr>"
    "<tr><td>行政规范性文件</td><td>4</td><td>5</td><td>6</td></tr>"
)


def test_a_merged_figure_is_shared_by_the_rows_that_it_covers() -> None:
    document = read_html(f"{TITLE}<table>{HEADS}{MERGED}</table>")
    stream = document_to_stream(document, RuleTagger(load_templates())(document))
    lines = [
        [(document.text[item.start : item.end], item.shared) for item in line.items if item.kind == "figure"]
        for line in with_merged_cells(stream)
    ]
    assert [line for line in lines if line] == [
        [("1", False), ("2", True), ("3", False)],
        [("4", False), ("2", True), ("6", False)],
    ]


def test_a_figure_over_rows_is_unreadable_in_each(rules: Pipeline) -> None:
    cells = rules.reconcile(read_html(f"{TITLE}<table>{HEADS}{MERGED}</table>"), "test").cells
    for row, figures in (("rules", (1, 3)), ("normative_documents", (4, 6))):
        shared = cells[f"disclosure.{row}.repealed"]
        assert (shared.state, shared.value, shared.review) == ("unreadable", None, True)
        assert tuple(cells[f"disclosure.{row}.{column}"].value for column in ("issued", "in_force")) == figures


def test_a_figure_over_columns_is_unreadable_in_each(rules: Pipeline) -> None:
    cells = rules.reconcile(read_html(f"{TITLE}<table>{HEADS}{ACROSS}</table>"), "test").cells
    for column in ("issued", "repealed"):
        cell = cells[f"disclosure.rules.{column}"]
        assert (cell.state, cell.value, cell.review) == ("unreadable", None, True)
    assert [cells[f"disclosure.normative_documents.{c}"].value for c in ("issued", "repealed", "in_force")] == [4, 5, 6]
