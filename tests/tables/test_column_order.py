"""Columns stand under their heads, in whatever order these are printed; where heads do not tell, cells are marked."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.doubts import DoubtCode
from gkml.pipeline import Pipeline
from gkml.readers.html import read_html
from gkml.records.report import Report
from gkml.tables.boxhead import Boxhead, Head
from gkml.tables.column_order import ColumnHeads, PrintedColumns, form_order
from gkml.template import load_templates
from tests.conftest import report_of, text_document
from tests.consistency.figures import requests_of
from tests.tables.heads import printed_heads

(TABLE,) = (t for t in load_templates().variants("requests") if t.form == "2021")
TITLE = "青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n三、收到和处理政府信息公开申请情况\n"
HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def figures_of(seed: int) -> dict[str, int]:
    """Cells of a table that adds up, by id."""
    chance = random.Random(seed)
    outcomes = next(identity.left for identity in TABLE.identities if identity.kind == "outcome_sum")
    drawn = {(row, c.id): chance.choice([0, 0, 1, 2, 17, 230]) for row in outcomes for c in TABLE.columns[:-1]}
    return {cell: value or 0 for cell, value in requests_of(TABLE, drawn, forward=chance.randrange(3)).items()}


def printed(seed: int, first: bool, head_first: bool | None = None) -> tuple[str, dict[str, int]]:
    """A table with its totals in front or behind, its heads likewise unless said otherwise; and its cells."""
    heads = HEADS[-1:] + HEADS[:-1] if (first if head_first is None else head_first) else HEADS
    lines = [" | ".join(["申请人情况", *heads])]
    cells = figures_of(seed)
    for row in TABLE.rows:
        *values, total = (cells[TABLE.cell_id(row.id, column)] for column in row.columns)
        order = [total, *values] if first else [*values, total]
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


@pytest.mark.parametrize(("values", "count"), [([0] * 7, len(TABLE.rows)), ([5, 3, 5, 3, 5, 3, 5], 2)])
def test_where_no_sum_tells_every_cell_is_marked_that_another_could_be(
    rules: Pipeline, values: list[int], count: int
) -> None:
    heads = HEADS[-1:] + HEADS[:-1]
    rows = [" | ".join([row.labels[0], *map(str, values)]) for row in TABLE.rows[:count]]
    report = report_of(TITLE + "\n".join([" | ".join(["申请人情况", *heads]), *rows]) + "\n", rules)
    cells = [cell for cell in report.cells.values() if cell.id.startswith("requests.")]
    assert all(cell.review or set(values) == {cell.value} == {0} for cell in cells)


@pytest.mark.parametrize("first", [True, False])
def test_without_heads_the_sums_tell_where_the_total_stands_and_every_cell_that_differs_is_marked(
    rules: Pipeline, first: bool
) -> None:
    text, cells = printed(3, first)
    report = report_of(text.replace(" | ".join(HEADS[-1:] + HEADS[:-1] if first else HEADS), "无"), rules)
    assert {cell_id: report.cells[cell_id].value for cell_id in cells} == cells
    told = {"columns_alike", "column_by_order"}
    for row in TABLE.rows:
        mine = [report.cells[TABLE.cell_id(row.id, name)] for name in row.columns]
        alike = len({cell.value for cell in mine}) == 1
        assert all(cell.review is not alike and told.issuperset(cell.doubts) for cell in mine)


# --- heads in any order ------------------------------------------------------------------------------------------


def as_grid(rows: list[list[str]], pipeline: Pipeline) -> Report:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    page = "".join(f"<p>{line}</p>" for line in TITLE.splitlines())
    return pipeline.reconcile(read_html(f"{page}<table>{lines}</table>"), "test")


def as_pipes(rows: list[list[str]], pipeline: Pipeline) -> Report:
    return report_of(TITLE + "\n".join(" | ".join(row) for row in rows) + "\n", pipeline)


def as_aligned(rows: list[list[str]], pipeline: Pipeline) -> Report:
    return report_of(TITLE + "\n".join("".join(cell.ljust(26) for cell in row) for row in rows) + "\n", pipeline)


def as_cells_on_lines(rows: list[list[str]], pipeline: Pipeline) -> Report:
    return report_of(TITLE + "\n".join(cell for row in rows for cell in row) + "\n", pipeline)


@pytest.mark.parametrize("layout", [as_grid, as_pipes, as_aligned, as_cells_on_lines])
@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(7)), seed=st.integers(0, 10**6))
def test_heads_in_any_order_are_followed_or_the_cells_are_marked(
    rules: Pipeline, layout: Callable[[list[list[str]], Pipeline], Report], order: list[int], seed: int
) -> None:
    cells = figures_of(seed)
    rows = [["申请人情况", *(HEADS[at] for at in order)]]
    for row in TABLE.rows:
        values = [cells[TABLE.cell_id(row.id, column)] for column in row.columns]
        rows.append([row.labels[0], *(str(values[at]) for at in order)])
    report = layout(rows, rules)
    silent = {c: report.cells[c].value for c in cells if not report.cells[c].review}
    assert {c: value for c, value in silent.items() if value != cells[c]} == {}


# --- of one row --------------------------------------------------------------------------------------------------

ROW = TABLE.row_by_id["granted"]
LABELS = [f"column:{name}" for name in ROW.columns]


def columns_under(lines: list[list[str]], kind: str) -> PrintedColumns:
    document, boxhead = printed_heads(TABLE, lines, kind)  # type: ignore[arg-type]
    return ColumnHeads(document, [boxhead], TABLE, (), ()).columns(ROW, len(document.text))


def test_without_heads_the_order_is_that_of_the_form() -> None:
    heads = ColumnHeads(text_document("一"), [], TABLE, (), ())
    assert heads.columns(ROW, 0) == form_order(ROW)
    assert set(form_order(ROW).evidence.values()) == {"order"}


@given(st.permutations(LABELS[:-1]))
def test_places_of_heads_are_exact_evidence(order: list[str]) -> None:
    found = columns_under([[*order, LABELS[-1]]], "cells")
    assert [f"column:{name}" for name in found.names] == [*order, LABELS[-1]]
    assert set(found.evidence.values()) == {"exact"}
    assert found.doubts == ()


def test_a_total_elsewhere_than_in_the_form_that_no_row_supports_is_in_doubt() -> None:
    found = columns_under([[LABELS[-1], *LABELS[:-1]]], "cells")
    assert found.names == (ROW.columns[-1], *ROW.columns[:-1])
    assert [doubt.code for doubt in found.doubts] == [DoubtCode.COLUMN_ORDER]


@pytest.mark.parametrize(("damaged", "sure"), [(0, True), (1, True), (2, False), (3, False)])
def test_heads_out_of_order_of_which_two_are_damaged_are_in_doubt(damaged: int, sure: bool) -> None:
    document, boxhead = printed_heads(TABLE, [[*LABELS[-2::-1], LABELS[-1]]], "cells")
    heads = [replace(head, exact=at >= damaged) for at, head in enumerate(boxhead.heads)]
    found = ColumnHeads(document, [Boxhead(heads)], TABLE, (), ()).columns(ROW, len(document.text))
    assert found.names == (*ROW.columns[-2::-1], ROW.columns[-1])
    assert found.doubts == () if sure else [each.code for each in found.doubts] == [DoubtCode.COLUMN_ORDER]


@pytest.mark.parametrize("strange", ["个人", "总  数"])
def test_the_last_column_of_a_table_of_cells_stands_under_the_last_text(strange: str) -> None:
    found = columns_under([[LABELS[-1], strange, *LABELS[1:-1]]], "cells")
    assert found.names == (ROW.columns[-1], *ROW.columns[:-1])
    assert found.evidence["natural_person"] == "damaged"


def test_two_columns_under_two_texts_are_not_told() -> None:
    found = columns_under([[LABELS[-1], "个人", "单位", *LABELS[2:-1]]], "cells")
    assert [doubt.code for doubt in found.doubts] == [DoubtCode.COLUMN_ORDER]


@pytest.mark.parametrize(
    ("spelt", "evidence"),
    [(("科妍机", "其地", "恩计"), "damaged"), (("外国的机构", "实际数量", "本年度产生"), None)],
)
def test_a_head_that_a_tagger_takes_for_a_label_must_be_printed_like_it(
    spelt: tuple[str, str, str], evidence: str | None
) -> None:
    research, other, total = spelt
    document, boxhead = printed_heads(TABLE, [[*LABELS[:2], research, *LABELS[3:5], other, total]], "cells")
    taken = [replace(head, labels=(label,)) for label, head in zip(LABELS, boxhead.heads, strict=True)]
    found = ColumnHeads(document, [Boxhead(taken)], TABLE, (), ()).columns(ROW, len(document.text))
    assert [found.evidence[ROW.columns[at]] for at in (2, 5, 6)] == [evidence] * 3


def test_heads_of_a_page_in_levels_are_the_order_of_the_form_and_damaged_evidence() -> None:
    person, total, *rest = LABELS[0], LABELS[-1], *LABELS[1:-1]
    found = columns_under([["group:applicants"], ["group:organizations", person, total], rest], "line")
    assert found.names == ROW.columns
    assert set(found.evidence.values()) == {"damaged"}


BROKEN = [
    ("group:organizations", 2, 62),
    ("column:natural_person", 3, 26),
    ("column:commercial_enterprise", 3, 33),
    ("column:public_welfare_organization", 3, 49),
    ("column:legal_service_organization", 3, 58),
    ("column:total", 3, 72),
    ("column:research_institution", 4, 39),
    ("column:other_organization", 4, 64),
]


@pytest.mark.parametrize(("research", "doubts"), [(39, ()), (59, (DoubtCode.COLUMN_ORDER,))])
def test_broken_heads_of_a_page_are_told_by_place_and_never_by_the_order_of_reading(
    research: int, doubts: tuple[DoubtCode, ...]
) -> None:
    places = {label: x for label, _, x in BROKEN} | {"column:research_institution": research}
    text, heads = "", []
    for label, row, _ in BROKEN:
        start, text = len(text), f"{text}{label} "
        x = places[label], places[label] + (7 if label.startswith("group") else 2)
        heads.append(Head((label,), start, len(text) - 1, row, "aligned", x, exact=True, broken=row == 4))
    columns = ColumnHeads(text_document(text), [Boxhead(heads)], TABLE, (), []).columns(TABLE.rows[0], len(text))
    assert columns.names == TABLE.rows[0].columns
    assert tuple(doubt.code for doubt in columns.doubts) == doubts


def test_where_two_heads_are_missing_and_the_others_out_of_order_nothing_is_told() -> None:
    found = columns_under([LABELS[4:1:-1]], "cells")
    assert found.names == ROW.columns
    assert set(found.evidence.values()) == {"order"}
    assert [doubt.code for doubt in found.doubts] == [DoubtCode.COLUMN_ORDER]


def test_a_head_that_no_form_has_in_the_place_of_one_is_no_evidence_for_it() -> None:
    found = columns_under([[*LABELS[:2], "外国机构", "境外媒体", "国际组织", *LABELS[5:]]], "cells")
    assert [doubt.code for doubt in found.doubts] == [DoubtCode.HEAD_UNKNOWN]
    assert [found.evidence[name] for name in ROW.columns] == ["exact", "exact", None, None, None, "exact", "exact"]


def test_units_are_read_from_the_heads() -> None:
    table = next(t for t in load_templates().variants("disclosure") if t.form == "2021")
    row = table.row_by_id["fees"]
    document, boxhead = printed_heads(table, [["column:amount"]])
    assert ColumnHeads(document, [boxhead], table, (), ()).columns(row, 99).units == {"amount": "万元"}


@pytest.mark.parametrize(
    "head", ["月均处理决定数量", "上半年处理决定数量", "上年处理决定数量", "处理决定数量（上半年）"]
)
@pytest.mark.parametrize("sign", [" | ", "\n", "\t"])
def test_heads_of_other_measures_are_none_of_the_form(rules: Pipeline, head: str, sign: str) -> None:
    rows = [
        ["信息内容", head],
        ["行政许可", "146"],
        ["信息内容", "本年处理决定数量"],
        ["行政处罚", "23"],
        ["行政强制", "4"],
    ]
    text = "\n".join(sign.join(row) for row in rows)
    title = "青禾县某局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
    cells = report_of(f"{title}{text}\n", rules).cells
    assert cells["disclosure.licensing.decisions"].review
    assert not cells["disclosure.penalties.decisions"].review


def test_heads_turned_within_one_line_of_a_page_are_in_doubt() -> None:
    first = [("commercial_enterprise", 48), ("natural_person", 64), ("total", 144)]
    second = [("research_institution", 80), ("public_welfare_organization", 96), ("legal_service_organization", 112)]
    second.append(("other_organization", 128))
    group = Head(("group:organizations",), 20, 27, 0, "aligned", (80, 87), True)
    heads, at = [group], 30
    for row, line in enumerate((first, second)):
        for name, x in line:
            heads.append(Head((f"column:{name}",), at, at + 2, row, "aligned", (x, x + 2), True))
            at += 3
    document = text_document("文" * 100)
    found = ColumnHeads(document, [Boxhead(heads)], TABLE, (), ()).columns(ROW, 99)
    assert DoubtCode.COLUMN_ORDER in [doubt.code for doubt in found.doubts]


PARTED = [1, 0, 3, 2, 5, 4, 6]  # 商业企业 自然人 社会公益组织 …: 法人或其他组织 stands in two places


@pytest.mark.parametrize("with_places", [True, False])
def test_a_group_of_columns_in_two_places_is_followed_where_places_tell_and_else_in_doubt(
    rules: Pipeline, with_places: bool
) -> None:
    cells = figures_of(5)
    group = "法人或其他组织"
    upper = ["", group, "自然人", group, "", "", "", "总计"]
    lower = ["", "商业企业", "", *(HEADS[at] for at in PARTED[2:6]), ""]
    if not with_places:
        upper, lower = ([head for head in heads if head] for heads in (upper, lower))
    rows = [upper, lower]
    for row in TABLE.rows:
        values = [cells[TABLE.cell_id(row.id, column)] for column in row.columns]
        rows.append([row.labels[0], *(str(values[at]) for at in PARTED)])
    report = as_pipes(rows, rules)
    read = {cell_id: report.cells[cell_id] for cell_id in cells}
    assert all(cell.value == cells[cell_id] or cell.review for cell_id, cell in read.items())
    if with_places:
        assert {cell_id: cell.value for cell_id, cell in read.items()} == cells


def test_one_head_of_seven_is_no_witness_for_its_place() -> None:
    row = TABLE.row_by_id["granted"]
    document, boxhead = printed_heads(TABLE, [["column:total"]], "cells")
    told = ColumnHeads(document, [boxhead], TABLE, set(), ()).columns(row, len(document.text))
    assert set(told.evidence.values()) == {"order"}
