"""A total in front of what it adds up."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.pipeline import Pipeline
from gkml.template import load_templates
from tests.conftest import report_of

(TABLE,) = (t for t in load_templates().variants("requests") if t.form == "2021")
TITLE = "青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n三、收到和处理政府信息公开申请情况\n"
HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def printed(seed: int, first: bool, head_first: bool | None = None) -> tuple[str, dict[str, int]]:
    """A table with its totals in front or behind, its heads likewise unless said otherwise; and its cells."""
    chance = random.Random(seed)
    heads = HEADS[-1:] + HEADS[:-1] if (first if head_first is None else head_first) else HEADS
    lines = [" | ".join(["申请人情况", *heads])]
    cells: dict[str, int] = {}
    for row in TABLE.rows:
        values = [chance.choice([0, 0, 1, 2, 17, 230]) for _ in HEADS[:-1]]
        cells |= {TABLE.cell_id(row.id, c): v for c, v in zip(row.columns, [*values, sum(values)], strict=True)}
        order = [sum(values), *values] if first else [*values, sum(values)]
        lines.append(" | ".join([row.labels[0], *map(str, order)]))
    return TITLE + "\n".join(lines) + "\n", cells


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), first=st.booleans())
def test_figures_stand_under_their_heads(rules: Pipeline, seed: int, first: bool) -> None:
    text, cells = printed(seed, first)
    report = report_of(text, rules)
    assert {cell_id: report.cells[cell_id].value for cell_id in cells} == cells
    assert [cell_id for cell_id in report.cells if cell_id in cells] == list(cells)


def test_where_the_sums_say_otherwise_than_the_heads_the_sums_decide(rules: Pipeline) -> None:
    text, cells = printed(3, first=False, head_first=True)
    report = report_of(text, rules)
    assert {cell_id: report.cells[cell_id].value for cell_id in cells} == cells


@pytest.mark.parametrize("value", [0, 5])
def test_where_no_sum_tells_every_cell_is_marked(rules: Pipeline, value: int) -> None:
    heads = HEADS[-1:] + HEADS[:-1]
    rows = [" | ".join([row.labels[0], *[str(value)] * len(heads)]) for row in TABLE.rows]
    report = report_of(TITLE + "\n".join([" | ".join(["申请人情况", *heads]), *rows]) + "\n", rules)
    assert all(cell.review for cell in report.cells.values() if cell.id.startswith("requests."))
