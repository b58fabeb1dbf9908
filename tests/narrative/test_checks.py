"""The narrative against the tables: what agrees, what contradicts, and where nothing is said."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import Document
from gkml.labels import Tag
from gkml.narrative.checks import text_checks
from gkml.pipeline import Pipeline
from gkml.readers import read
from gkml.records.report import CheckRecord, Number
from gkml.tables.place import place
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.table_cell import TableCell
from gkml.template import load_templates
from tests.conftest import EXAMPLES, ROOT, gold_of, text_document

NARRATIVE = ROOT / "examples" / "xunling_2023_narrative.txt"


def placement(form: str = "2021", *, absent: str = "", **values: Number | None) -> Placement:
    """All tables of a form filled with 0, apart from the cells given; None is a blank.

    ``requests__granted__total=3``: the dots of cell ids are written as two lines.
    """
    given = {key.replace("__", "."): value for key, value in values.items()}
    tables = {}
    for table in load_templates().form(form).tables:
        cells = {}
        for cell_id, _, _ in table.cells():
            value = given.pop(cell_id, 0)
            cells[cell_id] = TableCell(cell_id, value, state="blank" if value is None else "number")
        tables[table.id] = PlacedTable(table, table.id != absent, cells)
    assert not given
    return Placement(tables)


def checks(text: str, placed: Placement, year: int = 2023) -> dict[str, CheckRecord]:
    """Checks by id; offsets point into the text."""
    document = text_document(f"杉川县财政局\n{text}")
    found = text_checks(document, [Tag("agency", 0, 6)], placed, year)
    assert len({check.id for check in found}) == len(found)
    return {check.id: check for check in found}


def status(text: str, placed: Placement) -> dict[str, str]:
    return {check_id: check.status for check_id, check in checks(text, placed).items()}


def test_a_contradiction_names_both_figures_and_the_cells() -> None:
    check = checks("全年收到政府信息公开申请35件。", placement(requests__received_new__total=53))[
        "text.received_new.total"
    ]
    assert (check.kind, check.status, check.left, check.right, check.difference) == ("text", "fail", 35, 53, -18)
    assert check.cells == ("requests.received_new.total",)
    assert "收到政府信息公开申请35件" in check.message
    assert "53" in check.message


def test_either_reading_of_what_was_received_agrees() -> None:
    placed = placement(requests__received_new__total=53, requests__received_carried_over__total=4)
    for figure, expected in ((53, "pass"), (57, "pass"), (55, "fail")):
        assert status(f"收到政府信息公开申请{figure}件。", placed) == {"text.received_new.total": expected}
    assert status("新收政府信息公开申请57件。", placed) == {"text.received_new.total": "fail"}


@given(st.lists(st.integers(0, 500), min_size=8, max_size=8), st.integers(-3, 3))
def test_a_group_of_rows_is_added_up(figures: list[int], off: int) -> None:
    rows = [row.id for row in load_templates().form("2021").table_by_id["requests"].rows if row.group == "refused"]
    cells = {f"requests__{row.replace('.', '__')}__total": value for row, value in zip(rows, figures, strict=True)}
    stated = max(0, sum(figures) + off)
    found = checks(f"政府信息公开申请中不予公开{stated}件。", placement(**cells))["text.refused.total"]
    assert found.status == ("pass" if stated == sum(figures) else "fail")
    assert (found.left, found.right) == (stated, sum(figures))


def test_litigation_is_both_of_its_groups() -> None:
    placed = placement(disputes__litigation_direct__total=26, disputes__litigation_after_reconsideration__total=20)
    assert status("政府信息公开行政诉讼46件。", placed) == {"text.litigation.total": "pass"}
    assert status("政府信息公开行政诉讼26件。", placed) == {"text.litigation.total": "fail"}
    assert status("因政府信息公开发生行政复议、行政诉讼共46件。", placed) == {"text.disputes.total": "pass"}


def test_a_denial_contradicts_a_figure_and_not_a_nought() -> None:
    text = "本机关未发生因政府信息公开引起的行政复议、行政诉讼。"
    assert status(text, placement(disputes__reconsideration__total=2)) == {
        "text.reconsideration.total": "fail",
        "text.litigation.total": "pass",
    }


def test_blanks_leave_it_open_unless_what_is_there_is_too_much_already() -> None:
    blank = placement(requests__received_new__total=None)
    assert status("收到政府信息公开申请35件。", blank) == {"text.received_new.total": "undetermined"}
    partly = placement(
        requests__refused__state_secret__total=None,
        requests__refused__third_party_rights__total=9,
    )
    text = "政府信息公开申请中不予公开{}件。"
    assert status(text.format(9), partly) == {"text.refused.total": "undetermined"}
    assert status(text.format(8), partly) == {"text.refused.total": "fail"}


def test_a_table_that_was_not_found_is_not_compared() -> None:
    text = "收到政府信息公开申请35件，因政府信息公开被申请行政复议2件。"
    assert status(text, placement(absent="requests")) == {"text.reconsideration.total": "fail"}


def test_money_agrees_to_the_place_it_is_stated_to() -> None:
    placed = placement(disclosure__fees__amount=Decimal("59237.2449"))
    for stated, expected in (
        ("5.9亿元", "pass"),
        ("59237万元", "pass"),
        ("59236万元", "fail"),
        ("592372449元", "pass"),
    ):
        assert status(f"全年收取行政事业性收费{stated}。", placed) == {"text.fees.amount": expected}


def test_documents_are_compared_with_the_columns_that_the_form_has() -> None:
    old = placement("2019", disclosure__normative_documents__made=4, disclosure__normative_documents__published=5)
    for figure, expected in ((4, "pass"), (5, "pass"), (6, "fail")):
        assert status(f"全年制发规范性文件{figure}件。", old) == {"text.normative_documents.issued": expected}
    assert status("废止规范性文件3件。", old) == {}


@pytest.mark.parametrize("figure", [0, 12])
def test_a_figure_of_open_scope_says_nothing_unless_it_agrees(figure: int) -> None:
    text = f"其中县教育局收到政府信息公开申请{figure}件。"
    assert status(text, placement(requests__received_new__total=30)) == {}
    agreeing = {} if figure == 0 else {"text.received_new.total": "pass"}
    assert status(text, placement(requests__received_new__total=figure)) == agreeing


def test_where_one_sentence_agrees_another_without_a_subject_is_on_a_part() -> None:
    placed = placement(requests__received_new__total=30)
    assert status("收到政府信息公开申请30件。年内收到政府信息公开申请12件。", placed) == {
        "text.received_new.total": "pass"
    }
    text = "收到政府信息公开申请30件。我局收到政府信息公开申请12件。"
    assert status(text, placed) == {"text.received_new.total": "pass", "text.received_new.total#2": "fail"}


def test_a_figure_stated_twice_is_one_check_with_two_places() -> None:
    text = "收到政府信息公开申请30件。第二部分：收到政府信息公开申请30件。"
    check = checks(text, placement(requests__received_new__total=30))["text.received_new.total"]
    assert len(check.evidence) == 2


def test_other_years_are_left_out() -> None:
    placed = placement(requests__received_new__total=30)
    assert status("2022年收到政府信息公开申请12件，2023年收到政府信息公开申请30件。", placed) == {
        "text.received_new.total": "pass"
    }


# ---------------------------------------------------------------------------------------------------------------------
# Whole reports


def read_and_check(path: Path, pipeline: Pipeline) -> tuple[Document, list[TableCell], list[CheckRecord]]:
    document = read(path.read_bytes(), str(path))
    report = pipeline.reconcile(document, str(path))
    return document, list(report.cells.values()), [check for check in report.checks if check.kind == "text"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_statements_stand_outside_the_tables_and_contradict_only_where_the_report_does(
    path: Path, rules: Pipeline
) -> None:
    document, cells, found = read_and_check(path, rules)
    assert found
    nonempty = [cell for cell in cells if cell.start is not None]
    for check in found:
        for start, end in check.evidence:
            assert not any(cell.start < end and start < cell.end for cell in nonempty)  # type: ignore[operator]
            quoted = "".join(document.text[start:end].split())
            assert quoted[:40] in check.message
    failed = {cell for check in found if check.status == "fail" for cell in check.cells}
    assert failed == (set(gold_of(path)["broken"]) if path == NARRATIVE else set())


def test_the_contradictions_of_the_narrative_example_are_found_and_nothing_else(rules: Pipeline) -> None:
    _, _, found = read_and_check(NARRATIVE, rules)
    failed = {check.id: (check.left, check.right) for check in found if check.status == "fail"}
    assert failed == {"text.received_new.total": (35, 53), "text.reconsideration.total": (0, 2)}
    assert Counter(check.status for check in found) == {"pass": 11, "fail": 2}


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.suffix == ".txt"], ids=lambda path: path.stem)
def test_without_its_narrative_a_report_states_nothing(path: Path, rules: Pipeline) -> None:
    """The labels and figures of the tables are no statements."""
    text = path.read_text(encoding="utf-8").replace("\f", "")
    first = ("第二十条第（一）项", "第二十条第(一)项", "第二十条 第", "统计指标")
    start = next(text.index(label) for label in first if label in text)
    end = text.find("五、存在", start)
    document = text_document(text[start:end])
    tags = rules.tagger(document)
    placed = place(document, tags, rules.templates, None)
    assert any(table.found for table in placed.tables.values())
    assert text_checks(document, tags, placed) == ()


@pytest.mark.shared
def test_real_reports_are_not_said_to_contradict_themselves(rules: Pipeline, shared: Path) -> None:
    count: Counter[str] = Counter()
    for path in sorted((shared / "reports").iterdir()):
        if path.suffix in (".txt", ".html"):
            _, _, found = read_and_check(path, rules)
            count.update(check.status for check in found)
            assert [check.message for check in found if check.status == "fail"] == []
    assert count["pass"] >= 60
