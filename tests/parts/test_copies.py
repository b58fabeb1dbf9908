"""Copies of tables in a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.parts.copies import Copy, find_copies
from gkml.pipeline import Pipeline
from gkml.readers import read
from tests.conftest import EXAMPLES, text_document

DISPUTES = "行政复议\t未经复议直接起诉\t复议后起诉\n1\t0\t0\t2\t3\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n"
ROWS = "规章\t1\t0\t3\n行政规范性文件\t2\t0\t4\n行政许可\t5\n行政处罚\t6\n行政强制\t7\n行政事业性收费\t8.5\n"


def copies(text: str, rules: Pipeline) -> list[Copy]:
    document = text_document(text)
    return find_copies(document, rules.tagger(document), rules.templates)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_each_example_has_one_copy_of_each_table(path: Path, rules: Pipeline) -> None:
    document = read(path.read_bytes(), path.name)
    found = [copy.table for copy in find_copies(document, rules.tagger(document), rules.templates)]
    assert found == ["disclosure", "requests", "disputes"]


def test_rows_that_come_again_are_another_copy(rules: Pipeline) -> None:
    first, second = copies(f"{ROWS}\n{ROWS}", rules)
    assert (first.table, first.rows) == (second.table, second.rows)
    assert (first.end, second.head, second.start) == (len(ROWS) - 1, len(ROWS), len(ROWS))


def test_empty_rows_are_a_copy_too(rules: Pipeline) -> None:
    empty = "规章\t\t\t\n行政规范性文件\t\t\t\n行政许可\t\n行政处罚\t\n行政强制\t\n行政事业性收费\t\n"
    assert [copy.table for copy in copies(f"{ROWS}\n{empty}", rules)] == ["disclosure", "disclosure"]


def test_a_row_that_is_mentioned_again_is_no_copy(rules: Pipeline) -> None:
    (only,) = copies(f"{ROWS}\n行政许可\t5\n", rules)
    assert only.end == len(ROWS) - 1


def test_mentions_in_prose_are_no_copy(rules: Pipeline) -> None:
    prose = "本年制发规章1件，行政规范性文件2件；作出行政许可5件，行政处罚6件，行政强制7件，行政事业性收费8.5万元。\n"
    assert len(copies(f"{prose}\n{ROWS}", rules)) == 1


def test_heads_belong_to_the_copy_below_them(rules: Pipeline) -> None:
    heads = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
    _, second = copies(f"{heads}{ROWS}{heads}{ROWS}", rules)
    assert (second.head, second.start) == (len(heads + ROWS), len(heads + ROWS + heads))


def test_tables_of_a_single_row(rules: Pipeline) -> None:
    assert [copy.table for copy in copies(f"{DISPUTES}\n{DISPUTES}", rules)] == ["disputes", "disputes"]


STATISTICS = (
    "一、主动公开情况\t——\t\n主动公开政府信息数\t条\t{}\n其中：主动公开规范性文件数\t条\t1\n"
    "制发规范性文件总数\t件\t2\n政府公报公开政府信息数\t条\t3\n举报投诉数量\t件\t{}\n"
)


def test_the_dash_of_a_row_that_heads_others_is_no_figure_of_the_row_above(rules: Pipeline) -> None:
    caption = "附件 2017年统计数据\n"
    text = f"{STATISTICS.format(9, 4)}{caption}{STATISTICS.format(8, 5)}"
    first, second = copies(text, rules)
    assert text[first.end - 1] == "4"
    assert second.head >= text.index(caption) > first.end


def test_figures_behind_prose_belong_to_no_row_above_it(rules: Pipeline) -> None:
    prose = "本年度共收到申请三件，均已答复，没有行政复议，也没有行政诉讼；各项工作进展顺利，群众的满意率有所提高。\n"
    first, second = copies(f"{ROWS}{prose}0\t信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n{ROWS}", rules)
    assert first.end == len(ROWS) - 1
    assert second.head > len(ROWS + prose)


def test_a_row_printed_twice_within_a_table_begins_no_copy(rules: Pipeline) -> None:
    lines = ROWS.splitlines(keepends=True)
    doubled = "".join((*lines[:3], lines[2], *lines[3:]))
    assert [len(copy.rows) for copy in copies(f"{doubled}\n{doubled}", rules)] == [6, 6]


def test_a_copy_begins_with_rows_that_it_alone_has(rules: Pipeline) -> None:
    text = f"{''.join(ROWS.splitlines(keepends=True)[2:])}{ROWS}"
    first, second = copies(text, rules)
    assert (first.rows, second.rows[0], second.start) == (second.rows[2:], "rules", text.index("规章"))


def test_no_copy_goes_on_past_what_heads_another_report(rules: Pipeline) -> None:
    lines = ROWS.splitlines(keepends=True)
    document = text_document("".join((*lines[:3], "2019年统计表\n", *lines[3:])))
    tags = rules.tagger(document)
    assert len(find_copies(document, tags, rules.templates)) == 1
    assert [copy.rows for copy in find_copies(document, tags, rules.templates, [3])] == [
        ["rules", "normative_documents", "licensing"],
        ["penalties", "coercion", "fees"],
    ]
