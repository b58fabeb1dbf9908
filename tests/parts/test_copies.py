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
