"""Serial numbers and line numbers are no figures, wherever they stand; figures that happen to rise by one are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.document import DocumentBuilder
from gkml.labels import Tag
from gkml.pipeline import Pipeline
from gkml.tables.counters import without_counters
from gkml.tables.stream import document_to_stream
from tests.conftest import report_of

HEAD = "青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"
ROWS = [
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "2", "3"],
    ["行政规范性文件", "40", "5", "66"],
    ["第二十条第（五）项"],
    ["信息内容", "本年处理决定数量"],
    ["行政许可", "7"],
    ["第二十条第（六）项"],
    ["信息内容", "本年处理决定数量"],
    ["行政处罚", "88"],
    ["行政强制", "9"],
    ["第二十条第（八）项"],
    ["信息内容", "本年收费金额（单位：万元）"],
    ["行政事业性收费", "10.5"],
]
VALUES = [1, 2, 3, 40, 5, 66, 7, 88, 9, 10.5]


def figures(text: str, pipeline: Pipeline) -> list[float | None]:
    cells = report_of(text, pipeline).cells.values()
    return [None if c.value is None else float(c.value) for c in cells if c.id.startswith("disclosure.")]


@settings(max_examples=20, deadline=None)
@given(first=st.integers(1, 900), form=st.sampled_from(["{}", "{}.", "({})"]))
def test_serial_numbers_before_labels(rules: Pipeline, first: int, form: str) -> None:
    rows = [[form.format(first + at), *row] for at, row in enumerate(ROWS)]
    assert figures(HEAD + "\n".join(" | ".join(row) for row in rows) + "\n", rules) == VALUES


def test_a_serial_number_is_not_the_figure_of_a_row_that_has_none(rules: Pipeline) -> None:
    rows = [[str(at), *row] for at, row in enumerate(ROWS, 1)]
    del rows[6][-1]
    found = figures(HEAD + "\n".join("\n".join(row) for row in rows) + "\n", rules)
    assert found[6] is None


@pytest.mark.parametrize("form", ["{}: {}", "{} | {}"])
def test_line_numbers(rules: Pipeline, form: str) -> None:
    lines = (HEAD + "\n".join(" | ".join(row) for row in ROWS)).splitlines()
    numbered = [form.format(at, line) for at, line in enumerate(lines, 95)]
    assert figures("\n".join(numbered) + "\n", rules) == VALUES


def test_serial_numbers_behind_line_numbers(rules: Pipeline) -> None:
    rows = [" | ".join([str(at), *row]) for at, row in enumerate(ROWS, 1)]
    lines = [f"{at}  {line}" for at, line in enumerate((HEAD + "\n".join(rows)).splitlines(), 1)]
    assert figures("\n".join(lines) + "\n", rules) == VALUES


def test_figures_that_rise_by_one_are_figures(rules: Pipeline) -> None:
    rows = [row[:1] + [str(number) for number in range(1, len(row))] for row in ROWS]
    lines = [cell for row in rows for cell in row]
    text = HEAD + "\n".join(lines) + "\n三、收到和处理政府信息公开申请情况\n"
    assert figures(text, rules)[:2] == [1, 2]


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        (["1", "2", "3", "4", "5"], 0),
        (["3", "4", "5", "6", "7"], 0),
        (["3", "4", "5", "9", "12"], 5),
        (["2", "2", "2", "2", "2"], 5),
    ],
)
def test_only_what_goes_on_counting_is_taken_out(counts: list[str], left: int) -> None:
    builder = DocumentBuilder("html")
    rows = [builder.add_row([count, "某行", "7"], kind="cells") for count in counts]
    document = builder.build()
    tags = [Tag("figure", cell.start, cell.end) for row in rows for cell in (row.cells[0], row.cells[2])]
    kept = without_counters(document.text, document_to_stream(document, tags))
    assert [row.figures for row in kept] == [1 + bool(left)] * 5


@pytest.mark.parametrize("item", ["第20条第1项", "第 20 条第 1 项", "列 1"])
def test_numbers_of_articles_and_columns_are_no_figures(item: str, combined: Pipeline) -> None:
    rows = [[item], *ROWS[1:6], ["行政许可"], [item.replace("1", "6")], *ROWS[8:]]
    found = figures(HEAD + "\n".join(" | ".join(row) for row in rows) + "\n", combined)
    assert found[6] is None


@pytest.mark.parametrize("code", ["{:02}", "{:03}", "A{:02}"])
@pytest.mark.parametrize("between", [" | ", "\t", "\n"])
def test_codes_between_labels_and_figures(rules: Pipeline, code: str, between: str) -> None:
    """Whether a head says so or not, and whether cells stand in rows or one a line."""
    labelled = [row for row in ROWS if len(row) > 1 and row[0] != "信息内容"]
    rows = [[row[0], code.format(labelled.index(row) + 1), *row[1:]] if row in labelled else row for row in ROWS]
    text = HEAD + "\n".join(between.join(row) for row in rows) + "\n三、收到和处理政府信息公开申请情况\n"
    assert figures(text, rules) == VALUES


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        (["01", "02", "03", "04", "05"], 5),
        (["A1", "A2", "A3", "A4", "A5"], 5),
        (["01", "02", "04", "05", "06"], 10),  # three in a row
        (["7", "8", "9", "10", "11"], 10),
        (["1", "2", "3", "4", "5", "6", "7", "8", "10", "11"], 10),  # a row was lost
        (["1", "2", "3", "4", "5", "6", "7", "8", "12"], 10),  # and here it is no code
        (["0", "0", "0", "0", "0"], 10),
    ],
)
def test_only_codes_that_go_on_are_taken_out(codes: list[str], left: int) -> None:
    builder = DocumentBuilder("text")
    rows = [builder.add_row(["某行", code, "7"], kind="cells") for code in codes]
    document = builder.build()
    tags = [Tag("row:requests.x", row.cells[0].start, row.cells[0].end) for row in rows]
    tags += [Tag("figure", cell.start, cell.end) for row in rows for cell in row.cells[1:]]
    kept = without_counters(document.text, document_to_stream(document, sorted(tags, key=lambda tag: tag.start)))
    assert sum(row.figures for row in kept) == left


@pytest.mark.parametrize("form", ["r{}", "{}"])
@pytest.mark.parametrize("rule", ["", "|---|---|\n\n"])
def test_rows_of_cells_are_counted_whatever_stands_between_them(rules: Pipeline, form: str, rule: str) -> None:
    rows = [" | ".join([form.format(at), *row]) for at, row in enumerate(ROWS, 1)]
    assert figures(HEAD + f"\n{rule}".join(f"| {row} |\n" for row in rows), rules) == VALUES


@pytest.mark.parametrize("form", ["{}", "{:03}", "[{}]"])
@pytest.mark.parametrize("first", [0, 1])
def test_counted_rows_of_a_table_without_labels(rules: Pipeline, form: str, first: int) -> None:
    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*heads, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *heads, *heads],
        ["2", "0", "1", "0", "3", "", "", "", "", "", "4", "5", "0", "0", "9"],
    ]
    counted = [[form.format(first + at), *row] for at, row in enumerate(rows)]
    title = HEAD.replace("二、主动公开政府信息情况", "四、政府信息公开行政复议、行政诉讼情况")
    report = report_of(title + "\n".join("\t".join(row) for row in counted) + "\n", rules)
    found = [cell.value for cell in report.cells.values() if cell.id.startswith("disputes.")]
    assert found == [2, 0, 1, 0, 3, None, None, None, None, None, 4, 5, 0, 0, 9]


def test_numbers_of_rows_whose_ends_were_lost(rules: Pipeline) -> None:
    rows = [[str(at), *row] for at, row in enumerate(ROWS)]
    assert figures(HEAD + " | ".join(cell for row in rows for cell in row) + "\n", rules) == VALUES


def test_figures_in_front_of_labels_whose_ends_were_lost_are_no_numbers_where_they_are_alike(rules: Pipeline) -> None:
    rows = [
        ["规章", "4", "5", "1"],
        ["行政规范性文件", "40", "5", "1"],
        ["行政许可", "1"],
        ["行政处罚", "1"],
        ["行政强制", "1"],
    ]
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    text = HEAD + " | ".join(cell for row in [heads, *rows, ["行政事业性收费", "2"]] for cell in row) + "\n"
    assert figures(text, rules) == [4, 5, 1, 40, 5, 1, 1, 1, 1, 2]
