"""Heads that hold those above them tell row and column, whatever sign joins them; what is one label stays one."""

from __future__ import annotations

import pytest

from gkml.pipeline import Pipeline
from gkml.tables.head_paths import with_head_paths
from gkml.tables.stream import document_to_stream
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import report_of, text_document
from tests.tables.test_column_order import HEADS, TABLE, TITLE, figures_of

TEMPLATES = load_templates()
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
ROWS = [("行政复议",), ("行政诉讼", "未经复议直接起诉"), ("行政诉讼", "复议后起诉")]


def labels(text: str) -> list[str]:
    document = text_document(f"{text}\t其余\n")
    stream = with_head_paths(document.text, document_to_stream(document, RuleTagger(TEMPLATES)(document)), TEMPLATES)
    return [item.tag.label for item in stream[0].items if item.tag is not None]


@pytest.mark.parametrize("sign", ["_", "·", " — ", "之", " / ", "→", "==", "  "])
def test_a_path_is_the_labels_that_it_is_made_of(sign: str) -> None:
    path = sign.join(["申请人情况", "法人或其他组织", "商业企业"])
    expected = ["group:applicants", "group:organizations", "column:commercial_enterprise"]
    assert labels(path) == expected
    assert labels(sign.join(["行政复议", "结果维持"])) == ["row:disputes.reconsideration", "column:upheld"]


def test_the_label_of_the_column_comes_last_in_whatever_order_they_are_printed() -> None:
    assert labels("结果维持-行政复议") == ["row:disputes.reconsideration", "column:upheld"]


@pytest.mark.parametrize(
    "text", ["商业企业", "法人或其他组织", "商业企业、科研机构", "申请人情况_某某企业", "行政诉讼·复议后起诉"]
)
def test_what_is_no_path_to_one_column_stays_as_it_is(text: str) -> None:
    document = text_document(f"{text}\t其余\n")
    stream = document_to_stream(document, RuleTagger(TEMPLATES)(document))
    assert with_head_paths(document.text, stream, TEMPLATES) == list(stream)


@pytest.mark.parametrize("sign", ["_", "·", "之", " ~ "])
@pytest.mark.parametrize("between", ["\t", "\n"])
def test_tables_under_paths_are_read_in_the_order_of_their_heads(rules: Pipeline, sign: str, between: str) -> None:
    order = [1, 0, 3, 2, 4]
    paths = [sign.join([*row, OUTCOMES[at]]) for row in ROWS for at in order]
    sums = [[2, 0, 1, 0, 3], [4, 5, 0, 6, 15], [0, 0, 7, 0, 7]]
    figures = [str(row[at]) for row in sums for at in order]
    title = TITLE.replace("三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
    report = report_of(title + between.join(paths) + "\n" + between.join(figures) + "\n", rules)
    found = [cell.value for cell in report.cells.values() if cell.id.startswith("disputes.")]
    assert found == [value for row in sums for value in row]


def test_columns_of_applicants_under_paths_in_another_order(rules: Pipeline) -> None:
    cells = figures_of(4)
    order = [1, 0, 3, 2, 5, 4, 6]
    over = ["", *["法人或其他组织·"] * 5, ""]
    lines = [["", *(f"申请人情况·{over[at]}{HEADS[at]}" for at in order)]]
    for row in TABLE.rows:
        values = [cells[TABLE.cell_id(row.id, column)] for column in row.columns]
        lines.append([row.labels[0], *(str(values[at]) for at in order)])
    report = report_of(TITLE + "\n".join("\t".join(line) for line in lines) + "\n", rules)
    assert {cell_id: report.cells[cell_id].value for cell_id in cells} == cells
